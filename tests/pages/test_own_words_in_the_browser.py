"""The page of a company's own words under a person's hands."""

import pytest

from tests.pages.browser import DESK, PHONE, Browser

pytestmark = pytest.mark.browser
WORDS = "[...document.querySelectorAll('.people-list li b')].map(one => one.innerText)"


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_a_word_is_removed_with_one_click(browser: Browser, fake_server: str, size: tuple[int, int]) -> None:
    """It says where it comes from; what a word contains is text; the other word stays."""
    browser.resize(size)
    browser.sign_in(fake_server, "d1", "zh")
    browser.driver.get(f"{fake_server}/names")
    browser.until(f"{WORDS}.length > 0")
    page = browser.run("return document.querySelector('main').innerText")
    assert "可口可乐330ml" in page or "雪碧330ml" in page
    assert "SO-" in page
    assert browser.run("return document.querySelectorAll('.people-list b b').length") == 0
    before = browser.run(f"return {WORDS}")
    assert browser.run("return document.documentElement.scrollWidth <= innerWidth")
    browser.run("document.querySelector('.people-list button').click()")
    browser.until(f"{WORDS}.length === {len(before) - 1}")
    assert browser.run(f"return {WORDS}") == before[1:]
    assert browser.errors() == []


def test_who_does_not_order_has_no_such_page(browser: Browser, fake_server: str) -> None:
    """Neither in the navigation nor by its address."""
    browser.resize(DESK)
    browser.sign_in(fake_server, "bm", "en")
    assert browser.run("return document.querySelectorAll('nav a[href=\"/names\"]').length") == 0
    browser.driver.get(f"{fake_server}/names")
    browser.until("location.pathname === '/'")
