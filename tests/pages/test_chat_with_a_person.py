"""The whole product in a browser: a conversation that a person answers, offers that end elsewhere, and notices."""

from typing import Any

import httpx
import pytest
from selenium.webdriver.common.keys import Keys

from tests.pages.browser import DESK, PHONE, Browser

pytestmark = pytest.mark.browser


def caller(address: str, login: str) -> httpx.Client:
    """Somebody who uses the API."""
    token = httpx.post(f"{address}/api/v1/sessions/demo", json={"login": login}, trust_env=False).json()["token"]
    return httpx.Client(base_url=f"{address}/api/v1", headers={"Authorization": f"Bearer {token}"}, trust_env=False)


def test_a_persons_answer_appears_with_his_name_and_the_assistant_comes_back_by_a_button(browser: Browser, product: str) -> None:
    """Without a reload; the banner says who answers, and goes when the assistant is back."""
    browser.resize(DESK)
    browser.sign_in(product, "d1.en", "en")
    browser.say("I want to talk to a person")
    browser.until("document.querySelector('.handover')")
    with caller(product, "bm.en") as staff:
        waiting = staff.get("/inbox").json()["items"]
        conversation = waiting[0]["conversation_id"]
        answer: Any = staff.post(f"/inbox/{conversation}/answers", json={"message_id": "a1", "text": "Hello, how can I help?"})
        assert answer.status_code < 300, answer.text
    browser.until("document.querySelector('.reply.staff')?.innerText.includes('Hello, how can I help?')")
    name = browser.run("return document.querySelector('.who-said').innerText")
    browser.until("document.querySelector('.handover').innerText.includes(arguments[0])", name)
    browser.run("document.querySelector('.handover button').click()")
    browser.until("!document.querySelector('.handover')")
    assert browser.errors() == []


def test_a_draft_confirmed_elsewhere_says_so_in_place_of_its_buttons(browser: Browser, product: str) -> None:
    """The open page learns it by itself, and knows it after a reload."""
    browser.resize(DESK)
    browser.sign_in(product, "d2.en", "en")
    browser.say("2 cases of coca-cola 330ml")
    with caller(product, "d2.en") as other:
        token = other.get("/draft").json()["confirm_token"]
        assert other.post("/confirmations", json={"token": token}, headers={"Idempotency-Key": "elsewhere"}).status_code == 201
    browser.until("document.querySelector('.offer-ended')?.innerText === 'Already confirmed.'")
    assert browser.run("return [...document.querySelectorAll('.turn button[data-action^=confirm]')].every(button => button.offsetParent === null)")
    browser.driver.refresh()
    browser.until("document.body.dataset.chat === 'ready' && document.querySelector('.offer-ended')")


def test_a_button_that_confirms_several_drafts_ends_with_the_first_of_them(browser: Browser, product: str) -> None:
    """It promised all of them; once one is placed, here or elsewhere, it says so instead, also after a reload."""
    browser.resize(DESK)
    browser.sign_in(product, "d2.zh", "zh")
    browser.say("7箱可口可乐330ml罐装明天送到城西仓,9箱雪碧330ml罐装下周三送到城西仓")
    together = "[...document.querySelectorAll('button[data-action^=\"confirm-all:\"]')].at(-1)"
    assert browser.run(f"return {together}.offsetParent !== null && !{together}.disabled")
    before = browser.turns()
    browser.press("confirm:")
    browser.answer(before)
    browser.until(f"{together}.offsetParent === null")
    browser.driver.refresh()
    browser.until(f"document.body.dataset.chat === 'ready' && {together} && {together}.offsetParent === null")


def test_unread_notices_fold_to_one_line_on_a_phone_and_stay_open_while_they_are_read(browser: Browser, product: str) -> None:
    """The conversation keeps the screen; a click shows the notices, and marking one as read closes nothing."""
    for login in ("d5.en", "d7.en", "d7.zh"):
        with caller(product, login) as dealer:
            asked = dealer.post("/chat", json={"message_id": "n1", "text": "I want to talk to a person"})
            assert asked.status_code == 200, asked.text
    browser.resize(PHONE)
    browser.sign_in(product, "pm.zh", "zh")
    count = "Number(document.querySelector('.news summary .count')?.innerText || 0)"
    unread = browser.until(f"{count} >= 3 && {count}")
    assert browser.run("return document.querySelector('.news').getBoundingClientRect().height") <= 44
    browser.run("document.querySelector('.news summary').click()")
    browser.until("document.querySelectorAll('.news li').length === 3 && document.querySelector('.news li .read').offsetParent")
    browser.run("document.querySelector('.news .read').click()")
    browser.until(f"{count} === arguments[0] - 1", unread)
    assert browser.run("return document.querySelector('.news').open")
    assert browser.run("return document.documentElement.scrollWidth") <= PHONE[0]


@pytest.mark.parametrize("login", ["bm.en", "admin.en", "admin.zh"])
def test_every_entry_of_the_navigation_is_whole_on_a_phone(login: str, browser: Browser, product: str) -> None:
    """Also for those who have the most of them: nothing is cut off or waits beyond the edge; what has no room in the foot opens by keyboard."""
    browser.resize(PHONE)
    browser.sign_in(product, login, login[-2:])
    assert browser.run("const side = document.querySelector('.side'); return side.scrollWidth - side.clientWidth") == 0
    more = browser.run("return document.querySelector('.side .more')")
    assert not browser.run("return document.querySelector('.side .rest a').offsetParent")
    assert more.accessible_name == {"en": "More", "zh": "更多"}[login[-2:]]
    more.send_keys(Keys.ENTER)
    browser.until("document.querySelector('.side .more').ariaExpanded === 'true' && document.querySelector('.side .rest a').offsetParent")
    cut = "!one.clientWidth || one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1"
    words = f"[...document.querySelectorAll('.side .nav div')].filter(one => {cut})"
    assert browser.run(f"return {words}.map(one => one.textContent)") == []
    away = "box.left < 0 || box.top < 0 || box.right > innerWidth || box.bottom > innerHeight || box.width < 44 || box.height < 44"
    entries = f"[...document.querySelectorAll('.side .nav')].filter(one => {{ const box = one.getBoundingClientRect(); return {away}; }})"
    assert browser.run(f"return {entries}.map(one => one.innerText)") == []
    more.send_keys(Keys.TAB)
    assert browser.run("return document.activeElement === document.querySelector('.side .rest a')")
    browser.driver.switch_to.active_element.send_keys(Keys.ESCAPE)
    assert browser.run("return document.activeElement.ariaExpanded === 'false' && !document.querySelector('.side .rest a').offsetParent")


def test_an_administrator_has_no_page_of_own_words(browser: Browser, product: str) -> None:
    """He may do everything but orders for no company; the address leads to the chat."""
    browser.sign_in(product, "admin.en", "en")
    assert not browser.run("return document.querySelector('.side a[href=\"/names\"]')")
    browser.driver.get(f"{product}/names")
    assert browser.driver.current_url == f"{product}/"
