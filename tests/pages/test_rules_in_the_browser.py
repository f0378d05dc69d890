"""The rules page in a browser: from an empty table to a published rule by dragging, with a wrong example refused first; also by keys and on a phone."""

from collections.abc import Iterator

import pytest
from selenium.webdriver import ActionChains
from selenium.webdriver.common.keys import Keys

from tests.pages.browser import DESK, PHONE, Browser
from tests.pages.serving import free_port, running

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def rules_server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A company of its own: what is published here decides orders."""
    folder, port = tmp_path_factory.mktemp("rules"), free_port()
    with running(["-m", "tests.pages.fake_server", str(port), str(folder / "company.db")], port, folder / "server.log") as address:
        yield address
        browser.driver.get("about:blank")  # nobody asks a server that is gone
        browser.errors()


class RulesDesk:
    """The rules page as a person uses it."""

    def __init__(self, browser: Browser, server: str) -> None:
        self.browser, self._server = browser, server

    def open(self) -> None:
        """The page with its table."""
        self.browser.driver.get(f"{self._server}/rules")
        self.browser.until("window.socket?.connected && document.querySelector('.rules-table[data-ready]')")

    def press(self, act: str) -> None:
        """A button by what it does."""
        self.browser.until("document.querySelector(`[data-act='${arguments[0]}']:not([disabled])`)", act)
        self.browser.run("document.querySelector(`[data-act='${arguments[0]}']:not([disabled])`).click()", act)

    def drawn(self) -> int:
        """How often the table was drawn."""
        return int(self.browser.run("return document.querySelector('#content').dataset.drawn"))

    def drag(self, source: str, target: str) -> None:
        """With the mouse, from the middle of one element to the middle of another."""
        find, before = self.browser.driver.find_element, self.drawn()
        chain = ActionChains(self.browser.driver, duration=60)
        one, other = find("css selector", source), find("css selector", target)
        chain.click_and_hold(one).move_by_offset(5, 5).move_to_element(other)
        for step in (2, -2, 2):
            chain.pause(0.05).move_by_offset(step, step)
        chain.pause(0.1).release().perform()
        self.browser.until("+document.querySelector('#content').dataset.drawn > arguments[0]", before)

    def choose(self, field: str, value: str) -> None:
        """An entry of a list, found by a selector."""
        self.browser.until("document.querySelector(arguments[0])", field)
        script = "const list = document.querySelector(arguments[0]); list.value = arguments[1]; list.dispatchEvent(new Event('change', {bubbles: true}))"
        before = self.drawn()
        self.browser.run(script, field, value)
        self.browser.until("+document.querySelector('#content').dataset.drawn > arguments[0]", before)

    def type(self, field: str, text: str) -> None:
        """Into a field as keys, and on to the next one."""
        self.browser.until("document.querySelector(arguments[0])", field)
        box, before = self.browser.driver.find_element("css selector", field), self.drawn()
        box.send_keys(Keys.CONTROL + "a")
        box.send_keys(text, Keys.TAB)
        self.browser.until("+document.querySelector('#content').dataset.drawn > arguments[0]", before)

    def text(self) -> str:
        """What the page says."""
        return str(self.browser.run("return document.querySelector('main').innerText"))

    def order(self) -> list[str]:
        """The ids of the rows as they stand."""
        return list(self.browser.run("return [...document.querySelectorAll('tr[data-row]')].map(row => row.dataset.row)"))


@pytest.fixture
def desk(browser: Browser, rules_server: str) -> RulesDesk:
    """The brand manager at the rules page, reading English."""
    browser.resize(DESK)
    browser.sign_in(rules_server, "bm", "en")
    desk = RulesDesk(browser, rules_server)
    desk.open()
    return desk


def test_a_rule_is_made_by_dragging_and_published_after_a_wrong_example_was_refused(desk: RulesDesk) -> None:
    """Empty table, two facts, one row, an example that is wrong, then right: version 1 is in force, with its author."""
    browser = desk.browser
    desk.press("rules-clear")
    browser.until("!document.querySelector('tr[data-row]') && document.querySelector('.rules-empty')")
    desk.drag("[data-drag='fact:grade']", ".rules-table")
    browser.until("document.querySelectorAll('.rules-table th').length === 4")
    desk.drag("[data-drag='fact:total']", ".rules-table")
    browser.until("document.querySelectorAll('.rules-table th').length === 5")
    desk.press("add-row")
    browser.until("document.querySelector('tr[data-row]')")
    desk.choose("tr[data-row] [data-label='Then'] select", "auto")
    browser.until("document.querySelector('.cell-problem')")
    assert "needs at least one condition" in desk.text()
    desk.choose("td[data-fact=grade] select", "in")
    browser.until("document.querySelector('td[data-fact=grade] [data-word=A]')")
    browser.run("document.querySelector('td[data-fact=grade] [data-word=A]').click()")
    browser.until("document.querySelector('td[data-fact=grade] [data-word=A][aria-pressed=true]')")
    desk.choose("td[data-fact=total] select", "lt")
    desk.type("td[data-fact=total] input", "much")
    browser.until("document.querySelector('td[data-fact=total] .cell-problem')")
    desk.type("td[data-fact=total] input", "100,000.00")
    browser.until("!document.querySelector('.cell-problem')")
    desk.press("add-example")
    browser.until("document.querySelector('[data-example]')")
    desk.choose("[data-example='0'] select[aria-label='Dealer grade']", "A")
    desk.type("[data-example='0'] input[aria-label='Order total']", "100000.00")
    browser.until("document.querySelector('[data-example] .badge.error')")
    assert "no rule fits" in desk.text()
    desk.press("rules-publish")
    browser.until("document.body.innerText.includes('Not published: example 1 does not come out')")
    desk.type("[data-example='0'] input[aria-label='Order total']", "99999.99")
    browser.until("document.querySelector('[data-example] .badge.success')")
    desk.press("rules-publish")
    browser.until("document.querySelector('.top').innerText.includes('In force: version 1')")
    assert "Version 1 · " in desk.text()
    assert "1 row" in desk.text()
    desk.press("rules-try")
    browser.until("document.querySelector('main').innerText.includes('orders would come out otherwise')")
    assert browser.errors() == []


def test_rows_are_put_in_order_by_dragging_and_by_keys(desk: RulesDesk) -> None:
    """The second row before the first with the mouse, and back with a button, where the keyboard stays."""
    browser = desk.browser
    desk.press("rules-clear")
    browser.until("!document.querySelector('tr[data-row]')")
    browser.run("document.querySelector('.palette .icon-button').click()")
    browser.until("document.querySelectorAll('.rules-table th').length === 4")
    for number in (1, 2):
        desk.press("add-row")
        browser.until("document.querySelectorAll('tr[data-row]').length === arguments[0]", number)
    assert desk.order() == ["r1", "r2"]
    desk.drag("tr[data-row=r2] .handle", "tr[data-row=r1]")
    browser.until("document.querySelector('tr[data-row]').dataset.row === 'r2'")
    button = browser.driver.find_element("css selector", "tr[data-row=r2] [data-act='rules-down']")
    button.send_keys(Keys.ENTER)
    browser.until("document.querySelector('tr[data-row]').dataset.row === 'r1'")
    assert desk.order() == ["r1", "r2"]
    assert browser.errors() == []


def test_on_a_phone_the_table_is_a_list_of_cards_and_nothing_scrolls_sideways(desk: RulesDesk) -> None:
    """390 px wide: every cell has its name, buttons and fields are 44 px high, facts are added with their +."""
    browser = desk.browser
    browser.resize(PHONE)
    desk.open()
    browser.until("document.documentElement.scrollWidth <= 390")
    heights = browser.run(
        "return [...document.querySelectorAll('.rules .icon-button, .rules .rule-field')].filter(b => b.offsetParent).map(b => b.offsetHeight)"
    )
    assert min(heights) >= 44


def test_the_page_is_for_those_who_manage_the_rules(browser: Browser, rules_server: str) -> None:
    """A dealer is sent to where he may be."""
    browser.resize(DESK)
    browser.sign_in(rules_server, "d1", "en")
    browser.driver.get(f"{rules_server}/rules")
    browser.until("location.pathname === '/'")
    assert browser.run("return document.querySelector('nav.side a[href=\"/rules\"]')") is None
