"""What the order book does under a person's hands."""

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from tests.pages.browser import DESK, PHONE, Browser

pytestmark = pytest.mark.browser


def open_held(browser: Browser, address: str) -> int:
    """The brand manager opens the first held order; returns how many are held."""
    browser.resize(DESK)
    browser.sign_in(address, "bm", "en")
    browser.driver.get(f"{address}/orders?status=HOLD")
    browser.until("document.querySelector('.ag-row')")
    held = int(browser.run("return document.querySelectorAll('.ag-row').length"))
    browser.run("document.querySelector('.ag-row').click()")
    browser.until("document.querySelector('.panel .notice.warning')")
    return held


def press(browser: Browser, place: str, label: str) -> None:
    """Press the button with this label."""
    found = f"[...document.querySelectorAll('{place} button')].find(button => button.innerText.includes(arguments[0]))"
    browser.until(found, label)
    browser.run(f"{found}.click()", label)


def badge(browser: Browser, text: str) -> None:
    """Wait until the panel shows this status."""
    browser.until("document.querySelector('.panel .head .badge')?.innerText === arguments[0]", text)


def test_a_brand_manager_releases_a_held_order_in_the_side_panel(browser: Browser, fake_server: str) -> None:
    """From the list of held orders: why it is held, release, and the row leaves the list."""
    held = open_held(browser, fake_server)
    assert "order=SO-" in browser.driver.current_url
    press(browser, ".panel", "Release")
    badge(browser, "Approved")
    browser.until("document.querySelectorAll('.ag-row').length === arguments[0]", held - 1)
    assert "Released" in browser.run("return document.querySelector('.panel ol').innerText")
    assert browser.errors() == []


def test_a_rejection_needs_a_reason_and_keeps_it_in_the_history(browser: Browser, fake_server: str) -> None:
    """Without a reason the question stays; with one the dealer can read it."""
    open_held(browser, fake_server)
    press(browser, ".panel", "Reject")
    press(browser, ".dialog", "Reject SO-")
    browser.until("document.querySelector('.dialog').innerText.includes('reason')")
    browser.driver.find_element("css selector", ".dialog textarea").send_keys("not this month")
    press(browser, ".dialog", "Reject SO-")
    badge(browser, "Rejected")
    assert "not this month" in browser.run("return document.querySelector('.panel ol').innerText")
    browser.until("!document.querySelector('.dialog')")
    assert browser.errors() == []


def test_a_dealer_cancels_his_order_after_being_asked(browser: Browser, fake_server: str) -> None:
    """The question names what will happen; only then the order is cancelled."""
    browser.resize(PHONE)
    browser.sign_in(fake_server, "d1", "zh")
    browser.driver.get(f"{fake_server}/orders")
    browser.until("document.querySelector('.ag-row')")
    browser.run("document.querySelector('.ag-row').click()")
    press(browser, ".panel .actions", "取消订单")
    press(browser, ".dialog", "取消 SO-")
    badge(browser, "已取消")
    assert "取消" in browser.run("return document.querySelector('.panel ol').innerText")
    press(browser, ".panel", "×")
    browser.until("!location.search.includes('order=')")


def test_search_filters_the_rows_and_stays_in_the_address(browser: Browser, fake_server: str) -> None:
    """A link shows the same rows to whoever may see them."""
    browser.resize(DESK)
    browser.sign_in(fake_server, "bm", "zh")
    browser.driver.get(f"{fake_server}/orders")
    browser.until("document.querySelectorAll('.ag-row').length > 2")
    browser.driver.find_element("css selector", ".tools > .q-field input").send_keys("小卖部")
    browser.until("location.search.includes('q=') && document.querySelectorAll('.ag-row').length === 1")
    browser.driver.refresh()
    browser.until("document.querySelectorAll('.ag-row').length === 1")


def test_an_order_of_another_dealer_in_the_address_is_not_found(browser: Browser, fake_server: str) -> None:
    """It looks exactly like one that does not exist."""
    browser.sign_in(fake_server, "d3", "en")
    for number in ("SO-10001", "SO-99999"):
        browser.driver.get(f"{fake_server}/orders?order={number}")
        browser.until("document.querySelector('.panel .notice.warning')")
        assert number in browser.run("return document.querySelector('.panel .notice').innerText")
    assert browser.run("return document.querySelectorAll('.panel table').length") == 0


def test_every_control_of_the_order_book_has_a_name(browser: Browser, fake_server: str) -> None:
    """Links, buttons and fields, the panel open."""
    browser.resize(DESK)
    browser.sign_in(fake_server, "bm", "zh")
    browser.driver.get(f"{fake_server}/orders")
    browser.until("document.querySelector('.ag-row')")
    browser.run("document.querySelector('.ag-row').click()")
    browser.until("document.querySelector('.panel ol')")
    controls = "[...document.querySelectorAll('button, a, textarea, input')].filter(e => e.type !== 'hidden' && e.offsetParent)"
    assert (
        browser.run(f"return {controls}.filter(e => !(e.innerText || e.textContent || '').trim() && !e.getAttribute('aria-label') && !e.labels?.length).length")
        == 0
    )


def test_the_order_book_is_used_by_keyboard_alone(browser: Browser, fake_server: str) -> None:
    """Enter opens the row's order, Escape closes it from wherever the focus is, and the focus is back on that row."""
    browser.resize(DESK)
    browser.sign_in(fake_server, "bm", "zh")
    browser.driver.get(f"{fake_server}/orders")
    browser.until("document.querySelector('.ag-row')")
    browser.until("document.querySelector('.ag-root').getAttribute('aria-label')")
    browser.run("document.querySelector('.ag-row[row-index=\"0\"] .ag-cell').focus()")
    for step in ((Keys.DOWN, Keys.ENTER), (Keys.ENTER,)):
        ActionChains(browser.driver).send_keys(*step).perform()
        browser.until("document.activeElement.matches('.panel') && document.querySelector('.panel ol')")
        ActionChains(browser.driver).send_keys(Keys.TAB, Keys.TAB, Keys.ESCAPE).perform()
        browser.until("document.activeElement.closest('.ag-row')?.getAttribute('row-index') === '1'")
        assert browser.run("return document.querySelector('.panel').offsetWidth") == 0


def test_after_a_question_that_was_left_the_focus_is_in_the_panel(browser: Browser, fake_server: str) -> None:
    """Escape answers only the question; the order stays open."""
    open_held(browser, fake_server)
    press(browser, ".panel", "Reject")
    browser.until("document.querySelector('.dialog textarea')")
    ActionChains(browser.driver).send_keys(Keys.ESCAPE).perform()
    browser.until("!document.querySelector('.dialog') && document.activeElement.matches('.panel')")
    assert browser.run("return document.querySelector('.panel').offsetWidth") > 0
