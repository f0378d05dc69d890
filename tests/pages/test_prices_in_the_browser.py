"""What the pages of promotions and price lists do under the hands of who maintains them; what a dealer may not open."""

from pathlib import Path

import pytest

from tests.pages.browser import DESK, PHONE, Browser

pytestmark = pytest.mark.browser
FIELD = "[...document.querySelectorAll('.price-form .q-field')].find(field => field.innerText.includes(arguments[0]))"


def fill(browser: Browser, label: str, text: str) -> None:
    """Type into the field with this label."""
    browser.until(FIELD, label)
    script = f"const box = {FIELD}.querySelector('input'); box.value = arguments[1]; box.dispatchEvent(new Event('input', {{bubbles: true}}))"
    browser.run(script, label, text)


def press(browser: Browser, label: str) -> None:
    """Press the button with this label."""
    found = "[...document.querySelectorAll('main button')].find(button => button.innerText.includes(arguments[0]))"
    browser.until(found, label)
    browser.run(f"{found}.click()", label)


def shown(browser: Browser) -> str:
    """The text of the page."""
    return str(browser.run("return document.querySelector('main').innerText"))


def test_a_promotion_is_made_previewed_published_and_found_in_the_list(browser: Browser, fake_server: str) -> None:
    """Refused with its reason while its terms are incomplete; the preview shows every tier; the version has its author."""
    browser.resize(DESK)
    browser.sign_in(fake_server, "bm", "zh")
    browser.driver.get(f"{fake_server}/promotions?p=new")
    for label, text in (("编号", "TEST-10-1"), ("中文名称", "可乐买10送1"), ("英文名称", "Buy 10 get 1"), ("开始日", "2025-06-01")):
        fill(browser, label, text)
    press(browser, "发布")
    browser.until("document.body.innerText.includes('条件填得不完整')")
    for label, text in (("数量门槛", "240"), ("赠送数量", "24"), ("商品编号", "COKE")):
        fill(browser, label, text)
    press(browser, "预览")
    browser.until("document.querySelector('.price-table')")
    assert "终端" in shown(browser)
    press(browser, "发布")
    browser.until("location.search.includes('TEST-10-1') && document.querySelector('main').innerText.includes('执行率')")
    browser.resize(PHONE)
    browser.driver.get(f"{fake_server}/promotions")
    browser.until("document.querySelector('main').innerText.includes('TEST-10-1')")
    assert browser.run("return document.documentElement.scrollWidth") <= PHONE[0]
    assert browser.errors() == []


def test_a_price_list_shows_its_versions_and_previews_a_percentage(browser: Browser, fake_server: str) -> None:
    """Grade A from the guide prices less ten percent: the old and the new price stand beside each other."""
    browser.resize(DESK)
    browser.sign_in(fake_server, "bm", "zh")
    browser.driver.get(f"{fake_server}/prices?list=A")
    fill(browser, "生效日", "2025-07-01")
    fill(browser, "减百分之几", "10")
    press(browser, "预览")
    browser.until("document.querySelector('main').innerText.includes('个价格会变')")
    assert "1.80" in shown(browser)
    assert browser.errors() == []


@pytest.mark.parametrize("path", ["/promotions", "/prices", "/prices/floors"])
def test_a_dealer_has_no_page_of_prices(browser: Browser, fake_server: str, path: str) -> None:
    """He is sent to where he may be."""
    browser.sign_in(fake_server, "d1", "zh")
    browser.driver.get(f"{fake_server}{path}")
    browser.until("location.pathname === '/'")


def test_floors_are_uploaded_previewed_published_and_ended(browser: Browser, fake_server: str, tmp_path: Path) -> None:
    """The preview names what a price list undercuts; both widths; a dealer is sent away."""
    table = tmp_path / "floors.csv"
    table.write_text("商品编号,品类,底价,指导价比例\nCOKE,,2.10,\n,,,90%\n", encoding="utf-8")
    browser.resize(DESK)
    browser.sign_in(fake_server, "bm", "zh")
    browser.driver.get(f"{fake_server}/prices/floors?list=new")
    for label, text in (("名称", "FLOOR-1"), ("生效日", "2025-06-01")):
        fill(browser, label, text)
    browser.until("document.querySelector('input[type=file]')")
    browser.driver.find_element("css selector", "input[type=file]").send_keys(str(table))
    browser.until("document.body.innerText.includes('读到 2 条底价')")
    press(browser, "预览")
    browser.until("document.querySelector('.price-table') && document.querySelector('main').innerText.includes('现在的价目表低于底价')")
    assert "2.10" in shown(browser)
    browser.picture("floors-preview")
    press(browser, "发布")
    browser.until("location.search.includes('FLOOR-1') && document.querySelector('main').innerText.includes('占指导价')")
    press(browser, "立即停用")
    browser.until("document.querySelector('main').innerText.includes('已停用')")
    browser.resize(PHONE)
    assert browser.run("return document.documentElement.scrollWidth") <= PHONE[0]
    browser.driver.get(f"{fake_server}/prices/floors")
    browser.until("document.querySelector('main').innerText.includes('FLOOR-1')")
    assert browser.errors() == []
