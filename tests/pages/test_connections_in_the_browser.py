"""The page of connections to other systems under an administrator's hands."""

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.pages.browser import DESK, PHONE, Browser

pytestmark = pytest.mark.browser
ENTRIES = "document.querySelectorAll('.people-list li').length"


def press(browser: Browser, label: str) -> None:
    """Click the button with this label."""
    browser.until("[...document.querySelectorAll('main button')].some(one => one.innerText.trim() === arguments[0])", label)
    browser.run("[...document.querySelectorAll('main button')].find(one => one.innerText.trim() === arguments[0]).click()", label)


def write(browser: Browser, number: int, text: str) -> None:
    """Fill the box with this number, as a hand does: what stood there is marked and typed over."""
    box = browser.driver.find_elements(By.CSS_SELECTOR, "main .entry input:not([role])")[number]
    box.send_keys(Keys.CONTROL, "a")
    box.send_keys(text)


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_an_administrator_subscribes_and_maps_a_code(browser: Browser, product: str, size: tuple[int, int]) -> None:
    """The secret is shown once and gone when the page is read again; a private address is refused with a reason; nothing scrolls sideways."""
    browser.resize(size)
    browser.sign_in(product, "admin.en", "en")
    browser.driver.get(f"{product}/integration")
    browser.until("document.querySelectorAll('main .entry input').length > 0")
    before = browser.run(f"return {ENTRIES}")
    write(browser, 0, "http://127.0.0.1:9/hook")
    press(browser, "Subscribe")
    browser.until("document.body.innerText.includes('not on the public net')")
    browser.until("document.querySelectorAll('main .entry input').length > 0")
    write(browser, 0, "https://8.8.8.8/hook")
    press(browser, "Subscribe")
    browser.until(f"{ENTRIES} === {before + 1} && document.querySelector('main').innerText.includes('whsec_')")
    assert browser.run("return document.documentElement.scrollWidth <= innerWidth")
    browser.driver.get(f"{product}/integration")
    browser.until(f"{ENTRIES} === {before + 1}")
    assert "whsec_" not in browser.run("return document.querySelector('main').innerText")
    browser.driver.get(f"{product}/integration?status=codes")
    browser.until("document.querySelectorAll('main .entry input').length > 1")
    write(browser, 0, f"90-{size[0]}")
    write(browser, 1, "COKE-330")
    press(browser, "Map")
    browser.until(f"document.querySelector('main').innerText.includes('90-{size[0]}')")
    assert browser.errors() == []


def test_who_is_no_administrator_has_no_such_page(browser: Browser, product: str) -> None:
    """Neither in the navigation nor by its address."""
    browser.resize(DESK)
    browser.sign_in(product, "bm.en", "en")
    assert browser.run("return document.querySelectorAll('nav a[href=\"/integration\"]').length") == 0
    browser.driver.get(f"{product}/integration")
    browser.until("location.pathname === '/'")
