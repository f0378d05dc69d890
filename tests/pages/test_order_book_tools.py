"""The tools of the order book in a browser: named filters, columns, and several held orders decided at once."""

import pytest

from tests.pages.browser import DESK, PHONE, Browser

pytestmark = pytest.mark.browser
ROWS = "document.querySelectorAll('.order-grid .ag-center-cols-container .ag-row').length"


def open_book(browser: Browser, server: str, query: str = "") -> None:
    """The order book of the brand manager, with its grid drawn."""
    browser.resize(DESK)
    browser.driver.get(f"{server}/orders{query}")
    browser.until("window.socket?.connected && document.querySelector('.order-grid .ag-row, .empty')")


@pytest.fixture
def book(browser: Browser, fake_server: str) -> Browser:
    """The brand manager, reading English."""
    browser.sign_in(fake_server, "bm", "en")
    return browser


def test_a_filter_gets_a_name_and_comes_back_with_its_columns(book: Browser, fake_server: str) -> None:
    """Saved once, it opens the same list by a link, in any later session."""
    open_book(book, fake_server, "?status=HOLD&hide=lines%2Cdelivery")
    book.run("document.querySelector('.menu.views summary').click()")
    field = book.driver.find_element("css selector", ".menu-save input")
    field.send_keys("To decide")
    book.run("document.querySelector('.menu-save .pill').click()")
    book.until("[...document.querySelectorAll('.menu.views a')].some(link => link.innerText.includes('To decide'))")
    open_book(book, fake_server)
    address = book.run("return [...document.querySelectorAll('.menu.views a')].find(link => link.textContent.includes('To decide')).getAttribute('href')")
    assert address == "/orders?status=HOLD&hide=delivery%2Clines"
    book.run("document.querySelector('.menu.views summary').click(); document.querySelector('.menu.views .forget').click()")
    book.until("!document.querySelector('.menu.views .forget')")


def test_a_column_can_be_left_out_by_a_link(book: Browser, fake_server: str) -> None:
    """The choice is in the address; the same menu brings it back."""
    open_book(book, fake_server)
    heading = "[...document.querySelectorAll('.ag-header-cell-text')].some(cell => cell.innerText === 'Lines')"
    book.until(heading)
    book.run("document.querySelector('.menu.columns a[href*=\"hide=lines\"]').click()")
    book.until(f"location.search === '?hide=lines' && document.querySelector('.order-grid .ag-row') && !({heading})")
    assert book.run("return document.querySelector('.menu.columns a[aria-checked=false]').textContent").endswith("Lines")


def test_several_held_orders_are_rejected_after_a_preview(book: Browser, fake_server: str) -> None:
    """The preview names each order and what happens; nothing happens before the last button; each result stands beside its number."""
    open_book(book, fake_server, "?status=HOLD")
    before = book.run(f"return {ROWS}")
    assert before >= 2
    boxes = "[...document.querySelectorAll('.ag-center-cols-container .ag-checkbox-input, .ag-pinned-left-cols-container .ag-checkbox-input')]"
    book.until(f"{boxes}.length >= 2")
    book.run(f"{boxes}.slice(-2).forEach(box => box.click())")
    book.until("document.querySelector('.bulk')?.offsetParent && document.querySelector('.bulk').innerText.includes('2 orders')")
    book.run("[...document.querySelectorAll('.bulk .pill')].at(-1).click()")
    book.until("document.querySelectorAll('.dialog .preview-list tr').length === 2")
    book.run("document.querySelector('.dialog .pill.primary').click()")
    book.until("document.querySelector('.dialog').innerText.includes('reason')")
    assert book.run(f"return {ROWS}") == before
    book.driver.find_element("css selector", ".dialog textarea").send_keys("Not this month")
    book.run("document.querySelector('.dialog .pill.primary').click()")
    book.until("document.querySelector('.dialog')?.innerText.includes('2 of 2 done')")
    book.run("document.querySelector('.dialog .pill.primary').click()")
    book.until(f"{ROWS} === arguments[0]", before - 2)
    assert book.errors() == []


def test_on_a_phone_the_tools_fit(book: Browser, fake_server: str) -> None:
    """390 px wide, no sideways scrolling, buttons 44 px high."""
    open_book(book, fake_server)
    book.resize(PHONE)
    book.until("document.documentElement.scrollWidth <= 390")
    heights = book.run("return [...document.querySelectorAll('.tools .pill')].filter(b => b.offsetParent).map(b => b.getBoundingClientRect().height)")
    assert min(heights) >= 44


def test_an_address_that_leads_nowhere_says_so_in_our_own_words(book: Browser, fake_server: str) -> None:
    """With the navigation and a way on."""
    book.driver.get(f"{fake_server}/no/such/page")
    book.until("document.querySelector('.empty')")
    assert "nothing at this address" in book.run("return document.body.innerText")
    assert book.run("return document.querySelector('nav.side a[href=\"/orders\"]') !== null")
    assert [line for line in book.errors() if "404" not in line] == []
