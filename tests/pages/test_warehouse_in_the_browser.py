"""The warehouse page under a storeman's hands: goods are called for, shipped by keyboard and delivered, on a desk and on a phone."""

import pytest
from selenium.webdriver.common.keys import Keys

from tests.pages.browser import DESK, PHONE, Browser

pytestmark = pytest.mark.browser
_MAIN = "document.querySelector('main')"


def press(browser: Browser, label: str) -> None:
    """Press the first button with this label."""
    found = "[...document.querySelectorAll('main button')].find(button => button.innerText.includes(arguments[0]))"
    browser.until(found, label)
    browser.run(f"{found}.click()", label)


def write(browser: Browser, label: str, *keys: str) -> None:
    """Write into the field with this label."""
    field = f"input[aria-label='{label}']"
    browser.until(f'document.querySelector("{field}")')
    browser.driver.find_element("css selector", field).send_keys(*keys)


def test_an_order_is_called_for_shipped_by_keyboard_and_delivered(browser: Browser, product: str) -> None:
    """From the list to the signature without leaving the page; what was written stands in the part."""
    browser.resize(DESK)
    browser.sign_in(product, "wh.zh", "zh")
    browser.driver.get(f"{product}/warehouse")
    browser.until("document.querySelector('main .people-list a, main .entry button')")
    if browser.run("return document.querySelector('main .people-list a') === null"):
        press(browser, "开始配货")
    browser.until("document.querySelector('main .people-list a')")
    number = browser.run("return document.querySelector('main .people-list a').innerText.trim()")
    browser.run("document.querySelector('main .people-list a').click()")
    browser.until(f"{_MAIN}.innerText.includes('批次')")
    write(browser, "承运", "顺丰")
    write(browser, "运单号", "SF2468", Keys.ENTER)
    browser.until(f"{_MAIN}.innerText.includes('已发出') && {_MAIN}.innerText.includes('顺丰 SF2468')")
    browser.resize(PHONE)
    assert browser.run("return document.documentElement.scrollWidth") <= PHONE[0]
    heights = browser.run("return [...document.querySelectorAll('main .case-actions button')].map(b => b.offsetHeight)")
    assert min(heights) >= 44
    write(browser, "签收人", "王姐")
    press(browser, "送达")
    browser.until(f"{_MAIN}.innerText.includes('已送达') && {_MAIN}.innerText.includes('{number}')")
    assert browser.errors() == []


def test_who_may_not_ship_has_no_such_page(browser: Browser, product: str) -> None:
    """Neither in the navigation nor by its address."""
    browser.resize(DESK)
    browser.sign_in(product, "bm.zh", "zh")
    assert not browser.run("return !!document.querySelector('nav a[href=\"/warehouse\"]')")
    browser.driver.get(f"{product}/warehouse")
    browser.until("location.pathname === '/'")
