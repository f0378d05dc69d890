"""The approvals page in a browser: a held order is released and another rejected with a reason; approvals are handed over and taken back."""

from collections.abc import Iterator

import pytest
from selenium.webdriver.common.keys import Keys

from tests.pages.browser import DESK, PHONE, Browser
from tests.pages.serving import free_port, running

pytestmark = pytest.mark.browser
ENTRIES = "document.querySelectorAll('[data-order]').length"


@pytest.fixture(scope="module")
def approvals_server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A company of its own with five held orders."""
    folder, port = tmp_path_factory.mktemp("approvals"), free_port()
    with running(["-m", "tests.pages.fake_server", str(port), str(folder / "company.db")], port, folder / "server.log") as address:
        yield address
        browser.driver.get("about:blank")  # nobody asks a server that is gone
        browser.errors()


def open_page(browser: Browser, server: str) -> None:
    """The brand manager at the approvals page."""
    browser.resize(DESK)
    browser.sign_in(server, "bm", "en")
    browser.driver.get(f"{server}/approvals")
    browser.until("window.socket?.connected && document.querySelector('[data-order]')")


def test_orders_are_released_and_rejected_where_they_wait(browser: Browser, approvals_server: str) -> None:
    """A rejection needs its reason; what was decided is gone from the list."""
    open_page(browser, approvals_server)
    before = browser.run(f"return {ENTRIES}")
    browser.run("document.querySelector('[data-order] .pill.primary').click()")
    browser.until(f"{ENTRIES} === arguments[0]", before - 1)
    browser.until("[...document.querySelectorAll('.q-notification')].some(one => one.innerText.includes('is released') || one.innerText.includes('已放行'))")
    browser.run("document.querySelector('[data-order] input').dataset.before = ''")
    browser.run("document.querySelector('[data-order] .case-actions .pill:not(.primary)').click()")
    browser.until("document.body.innerText.includes('needs a reason') && document.querySelector('[data-order] input:not([data-before])')")
    browser.driver.find_element("css selector", "[data-order] input").send_keys("Not this month", Keys.TAB)
    browser.run("document.querySelector('[data-order] .case-actions .pill:not(.primary)').click()")
    browser.until(f"{ENTRIES} === arguments[0]", before - 2)
    browser.resize(PHONE)
    browser.until("document.documentElement.scrollWidth <= 390")
    assert browser.errors() == []


def test_approvals_are_handed_over_for_some_days_and_taken_back(browser: Browser, approvals_server: str) -> None:
    """To somebody of the staff; the list of who stands in follows."""
    open_page(browser, approvals_server)
    browser.run("document.querySelector('.deputies .q-select').click()")
    browser.until("document.querySelector('.q-menu .q-item')")
    browser.run("document.querySelector('.q-menu .q-item').click()")
    browser.until("!document.querySelector('.q-menu .q-item') && document.querySelector('.deputies .q-field__native span')")
    browser.run("[...document.querySelectorAll('.deputies .pill')].at(-1).click()")
    browser.until("document.querySelector('.deputies').innerText.includes('→')")
    browser.run("document.querySelector('.deputies .line .pill').click()")
    browser.until("!document.querySelector('.deputies').innerText.includes('→')")
    assert browser.errors() == []
