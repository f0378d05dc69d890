"""The returns page under the hands of a dealer, a manager and a storeman: from the wish to the credit note, on a desk and on a phone."""

import pytest

from tests.pages.browser import DESK, PHONE, Browser
from tests.pages.test_warehouse_in_the_browser import press, write

pytestmark = pytest.mark.browser
_MAIN = "document.querySelector('main')"
ORDER = "SO-1002"


def _go(browser: Browser, product: str, login: str, path: str) -> None:
    browser.sign_in(product, login, "zh")
    browser.driver.get(f"{product}{path}")


def test_goods_come_back_and_are_credited(browser: Browser, product: str) -> None:
    """Each person sees the step that is his, and no other."""
    browser.resize(DESK)
    _go(browser, product, "d1.zh", f"/returns?order={ORDER}")
    browser.until(f"{_MAIN} && {_MAIN}.querySelector('input[inputmode=numeric]')")
    label = browser.run(f"return {_MAIN}.querySelector('input[inputmode=numeric]').ariaLabel")
    write(browser, label, "24")
    write(browser, "原因", "压坏了")
    press(browser, "申请退货")
    browser.until(f"location.search === '' && {_MAIN} && {_MAIN}.innerText.includes('压坏了')")
    number = browser.run(f"return {_MAIN}.innerText.match(/RT-\\d+/)[0]")
    _go(browser, product, "bm.zh", f"/returns?r={number}")
    press(browser, "同意")
    browser.until(f"{_MAIN}.innerText.includes('等货退回')")
    assert not browser.run(f"return {_MAIN}.innerText.includes('开贷项单')")
    browser.resize(PHONE)
    _go(browser, product, "wh.zh", f"/returns?r={number}")
    press(browser, "货已收到")
    browser.until(f"{_MAIN}.innerText.includes('待检查')")
    assert browser.run("return document.documentElement.scrollWidth") <= PHONE[0]
    press(browser, "检查完毕")
    browser.until(f"{_MAIN}.innerText.includes('待入账') && {_MAIN}.innerText.includes('可再售')")
    assert not browser.run(f"return {_MAIN}.innerText.includes('¥')")
    _go(browser, product, "bm.zh", f"/returns?r={number}")
    press(browser, "开贷项单")
    browser.until(f"{_MAIN}.innerText.includes('CN-30001')")
    _go(browser, product, "d1.zh", f"/orders?order={ORDER}")
    browser.until("document.querySelector('.panel') && document.querySelector('.panel').innerText.includes('CN-30001')")
    assert browser.errors() == []
