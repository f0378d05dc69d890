"""The page of tables under a person's hands: paste, settle a row, make a draft; what stands on it fits a desk and a phone."""

import pytest

from tests.pages.browser import DESK, PHONE, Browser

pytestmark = pytest.mark.browser
ROWS = "[...document.querySelectorAll('.table-row')].map(row => row.innerText)"


def paste(browser: Browser, address: str, table: str) -> None:
    """Send a table as it is pasted."""
    browser.driver.get(f"{address}/import")
    browser.until("document.querySelector('.table-form textarea') !== null")
    browser.run("document.querySelector('.table-form textarea').value = arguments[0]", table)
    browser.run("document.querySelector('.table-form button').click()")
    browser.until("location.search.includes('sheet=') && document.querySelector('.table-head') !== null")


@pytest.mark.parametrize(("size", "more"), [(DESK, 3), (PHONE, 4)])
def test_a_pasted_table_is_settled_and_becomes_a_draft(browser: Browser, product: str, size: tuple[int, int], more: int) -> None:
    """What is not clear is shown first with its candidates; one press settles it, one more makes the draft; then the same table is known again."""
    browser.resize(size)
    browser.sign_in(product, "d1.zh", "zh")
    table = f"商品\t数量\n可口可乐330ml罐装\t{more}箱\n芬达330ml罐\t2\n小计\t5\n"
    paste(browser, product, table)
    browser.until(f"{ROWS}.length === 1")
    assert "芬达" in browser.run(f"return {ROWS}[0]")
    assert "缺：商品" in browser.run(f"return {ROWS}[0]")
    assert "还缺：商品 1 行" in browser.run("return document.querySelector('.table-head').innerText")
    assert browser.run("return document.documentElement.scrollWidth <= innerWidth")
    browser.picture(f"import-{size[0]}.png")
    browser.run("document.querySelector('.table-row .case-actions button').click()")
    browser.until("document.querySelector('.table-head').innerText.includes('2 行已明确')")
    browser.run("document.querySelector('.table-head .case-actions button').click()")
    browser.until("document.querySelector('.table-head').innerText.includes('已生成 1 张草稿')")
    assert browser.errors() == []
    paste(browser, product, table)
    browser.until("document.querySelector('.table-head').innerText.includes('导入过')")


def test_columns_are_shown_and_the_list_of_tables_too(browser: Browser, product: str) -> None:
    """What each column was taken for is one press away."""
    browser.resize(DESK)
    browser.sign_in(product, "d2.en", "en")
    paste(browser, product, "Item\tQty\tRRP\nCoca-Cola 330ml can\t4\t2.5\n")
    browser.run("document.querySelector('.table-columns summary').click()")
    browser.until("document.querySelectorAll('.table-role').length === 3")
    browser.driver.get(f"{product}/import")
    browser.until("document.querySelectorAll('.people-list li').length > 0")
    assert browser.errors() == []
