"""The pages of stock under a person's hands."""

import pytest

from tests.pages.browser import DESK, PHONE, Browser

pytestmark = pytest.mark.browser
PRESS = "[...document.querySelectorAll('.people-list button')].find(one => one.innerText.includes('{label}')).click()"
SAID = "document.querySelector('main').innerText"


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_a_lot_is_blocked_after_a_look_at_what_it_does(browser: Browser, fake_server: str, size: tuple[int, int]) -> None:
    """The card says who is affected; nothing is blocked before the second click, and freeing works the same way."""
    browser.resize(size)
    browser.sign_in(fake_server, "bm", "en")
    browser.driver.get(f"{fake_server}/stock")
    browser.until("document.querySelectorAll('.people-list .entry').length > 0")
    assert browser.run("return document.documentElement.scrollWidth <= innerWidth")
    assert "Coca-Cola" in browser.run(f"return {SAID}")
    browser.run(PRESS.format(label="Quarantine"))
    browser.until("document.querySelector('[role=alertdialog]') !== null")
    assert "quarantine" not in browser.run(f"return {SAID}").replace("Quarantine", "")
    browser.run("document.querySelector('[role=alertdialog] button.primary').click()")
    browser.until("[...document.querySelectorAll('.badge')].some(one => one.innerText === 'quarantine')")
    browser.run(PRESS.format(label="Free"))
    browser.until("document.querySelector('[role=alertdialog]') !== null")
    browser.run("document.querySelector('[role=alertdialog] button.primary').click()")
    browser.until("![...document.querySelectorAll('.badge')].some(one => one.innerText === 'quarantine')")
    assert browser.errors() == []


@pytest.mark.parametrize("path", ["/stock/inbound", "/stock/transfers", "/stock/terms"])
def test_the_pages_beside_it_open_on_a_phone(browser: Browser, fake_server: str, path: str) -> None:
    """Without scrolling sideways, in Chinese."""
    browser.resize(PHONE)
    browser.sign_in(fake_server, "bm", "zh")
    browser.driver.get(f"{fake_server}{path}")
    browser.until("document.querySelectorAll('.case-actions input').length > 0")
    assert browser.run("return document.documentElement.scrollWidth <= innerWidth")
    assert browser.errors() == []


def test_who_keeps_no_stock_has_no_such_page(browser: Browser, fake_server: str) -> None:
    """Neither in the navigation nor by its address."""
    browser.resize(DESK)
    browser.sign_in(fake_server, "d1", "en")
    assert browser.run("return document.querySelectorAll('nav a[href=\"/stock\"]').length") == 0
    browser.driver.get(f"{fake_server}/stock")
    browser.until("location.pathname === '/'")
