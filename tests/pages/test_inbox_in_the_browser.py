"""What the inbox, feedback and notices do under a person's hands."""

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from tests.pages.browser import DESK, PHONE, Browser

pytestmark = pytest.mark.browser
BOX = ".case-box textarea"


def open_case(browser: Browser, address: str, person: str, size: tuple[int, int] = DESK) -> None:
    """The brand manager opens somebody's conversation from the list."""
    browser.resize(size)
    browser.sign_in(address, "bm", "zh")
    browser.driver.get(f"{address}/inbox")
    found = "[...document.querySelectorAll('.inbox-list a')].find(a => a.innerText.includes(arguments[0]))"
    browser.until(found, person)
    browser.run(f"{found}.click()", person)
    browser.until("document.querySelector('.case-log .said')")


def press(browser: Browser, label: str) -> None:
    """Press the button with this label."""
    found = "[...document.querySelectorAll('main button')].find(button => button.innerText.includes(arguments[0]))"
    browser.until(found, label)
    browser.run(f"{found}.click()", label)


def test_somebody_who_waits_is_answered_by_keyboard_and_handed_back(browser: Browser, fake_server: str) -> None:
    """What he wrote is words, never markup; the answer stands in the conversation once, and the box is empty again."""
    open_case(browser, fake_server, "D1B")
    assert "已等" in browser.run("return document.querySelector('.case-head').innerText")
    assert "<b>少了两箱</b>" in browser.run("return document.querySelector('.case-log').innerText")
    field = browser.driver.find_element("css selector", BOX)
    field.send_keys("马上查")
    ActionChains(browser.driver).key_down(Keys.CONTROL).send_keys(Keys.ENTER).key_up(Keys.CONTROL).perform()
    browser.until("document.querySelectorAll('.said.staff').length === 1")
    browser.until(f"document.querySelector('{BOX}').value === ''")
    assert "马上查" in browser.run("return document.querySelector('.said.staff').innerText")
    browser.until("document.querySelector('.case-head').innerText.includes('BM')")
    press(browser, "交还助手")
    browser.until("document.querySelector('.case-foot').innerText.includes('助手已接回')")
    browser.until("![...document.querySelectorAll('.inbox-list a')].some(a => a.innerText.includes('D1B'))")
    assert browser.errors() == []


def test_on_a_phone_the_conversation_takes_the_place_of_the_list(browser: Browser, fake_server: str) -> None:
    """Nothing is wider than the screen; a link leads back; buttons are large enough for a finger."""
    open_case(browser, fake_server, "D3", PHONE)
    assert browser.run("return document.documentElement.scrollWidth") <= PHONE[0]
    assert browser.run("return document.querySelector('.inbox-side').offsetWidth") == 0
    heights = browser.run("return [...document.querySelectorAll('.case-actions button')].map(b => b.offsetHeight)")
    assert min(heights) >= 44
    browser.run("document.querySelector('.case-back').click()")
    browser.until("location.pathname === '/inbox' && document.querySelector('.inbox-side').offsetWidth > 0")


def test_a_dealer_has_no_inbox(browser: Browser, fake_server: str) -> None:
    """Neither in the navigation nor by its address, with a conversation or without."""
    browser.resize(DESK)
    browser.sign_in(fake_server, "d1", "zh")
    assert browser.run("return document.querySelectorAll('nav a[href=\"/inbox\"]').length") == 0
    for path in ("/inbox", "/inbox?c=cnv_none"):
        browser.driver.get(f"{fake_server}{path}")
        browser.until("document.querySelector('[role=alert].card')")
        assert browser.run("return document.querySelectorAll('.inbox-list, .case-log').length") == 0


def test_feedback_is_given_by_a_dealer_and_moved_on_by_staff(browser: Browser, fake_server: str) -> None:
    """The dealer sees its number at once; staff see who wrote it and plan it."""
    browser.resize(DESK)
    browser.sign_in(fake_server, "d2", "zh")
    browser.driver.get(f"{fake_server}/feedback")
    browser.until(f"document.querySelector('{BOX}')")
    browser.driver.find_element("css selector", BOX).send_keys("送货单上写箱数")
    press(browser, "提交反馈")
    browser.until("document.querySelector('.people-list li')?.innerText.includes('FB-')")
    browser.sign_in(fake_server, "bm", "zh")
    browser.driver.get(f"{fake_server}/feedback?status=new")
    browser.until("document.querySelector('.people-list li')?.innerText.includes('送货单上写箱数')")
    press(browser, "列入计划")
    browser.until("document.querySelectorAll('.people-list li').length === 0")
    assert browser.errors() == []


def test_a_person_chooses_what_to_be_told(browser: Browser, fake_server: str) -> None:
    """And finds the choice again after a reload."""
    browser.resize(DESK)
    browser.sign_in(fake_server, "d3", "en")
    browser.driver.get(f"{fake_server}/notices")
    browser.until("document.querySelectorAll('.q-checkbox[aria-checked=true]').length === 5")
    browser.run("document.querySelectorAll('.q-checkbox')[1].click()")
    browser.until("document.querySelectorAll('.q-checkbox[aria-checked=false]').length === 1")
    browser.driver.refresh()
    browser.until("document.querySelectorAll('.q-checkbox')[1]?.getAttribute('aria-checked') === 'false'")
    assert browser.errors() == []
