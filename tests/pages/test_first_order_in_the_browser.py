"""The product as it is started for a first look: a dealer signs in, orders in one sentence and finds the order in the book."""

import re

import pytest

from tests.pages.browser import DESK, PHONE, Browser

pytestmark = pytest.mark.browser
MESSAGES = [("zh", "d1.zh", "来10箱可口可乐330ml罐装,5箱雪碧330ml罐装"), ("en", "d1.en", "10 cases of coke 330 and 5 of sprite 330")]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize(("locale", "login", "message"), MESSAGES, ids=["zh", "en"])
def test_a_dealer_orders_in_one_sentence_and_sees_the_order_in_the_book(
    browser: Browser, product: str, size: tuple[int, int], locale: str, login: str, message: str
) -> None:
    """A draft with both products and the total on the button, one press, an order number, and that number in the order book."""
    browser.resize(size)
    browser.sign_in(product, login, locale)
    draft = browser.say(message)
    assert "330ml" in draft
    assert "649.80" in draft
    assert browser.run("return document.querySelectorAll('.turn:last-child tbody tr').length") == 2
    button = browser.run("return [...document.querySelectorAll(\"button[data-action^='confirm:']\")].at(-1).innerText")
    assert "649.80" in button
    browser.picture(f"draft-{locale}-{size[0]}")
    before = browser.turns()
    browser.press("confirm:")
    ordered = browser.answer(before)
    number = re.search(r"SO-\d+", ordered)
    assert number is not None, ordered
    browser.picture(f"ordered-{locale}-{size[0]}")
    browser.driver.get(f"{product}/orders")
    browser.until("[...document.querySelectorAll('.ag-row')].some(row => row.innerText.includes(arguments[0]))", number.group())
    browser.picture(f"orders-{locale}-{size[0]}")
    assert browser.run("return document.documentElement.scrollWidth") <= size[0]
    assert browser.errors() == []


def test_a_typed_yes_confirms_and_the_button_of_the_draft_is_old(browser: Browser, product: str) -> None:
    """Words and button are one route; what was confirmed cannot be pressed again."""
    browser.resize(DESK)
    browser.sign_in(product, "d1.zh", "zh")
    browser.say("来3箱雪碧330ml罐装")
    assert "SO-" in browser.say("确认")
    browser.until("document.querySelectorAll(\"button[data-action^='confirm:']:not([disabled])\").length === 0")
