"""What the chat page does under a person's hands, with hand-made answers."""

import httpx
import pytest
from selenium.webdriver.common.keys import Keys

from tests.pages.browser import DESK, PHONE, Browser

pytestmark = pytest.mark.browser


@pytest.fixture
def chat(browser: Browser, fake_server: str) -> Browser:
    """The chat page of dealer D1's second user, in Chinese."""
    browser.resize(DESK)
    browser.sign_in(fake_server, "d1b", "zh")
    return browser


def test_a_double_click_on_send_sends_once(chat: Browser) -> None:
    """The first click takes the text away with its id."""
    before = chat.turns()
    chat.write("来10箱可乐")
    chat.run("const send = document.querySelector('.send'); send.click(); send.click(); send.click()")
    chat.answer(before)
    chat.run("return new Promise(done => setTimeout(done, 200))")
    assert chat.turns() == before + 1


def test_a_message_that_failed_stays_and_is_sent_again_under_its_id(chat: Browser) -> None:
    """The person sees that nothing was ordered, presses once, and gets one answer."""
    before = chat.turns()
    chat.write("fail 一次")
    chat.run("document.querySelector('#composer').requestSubmit()")
    chat.until("document.querySelector('.failed')")
    assert "没有下单" in chat.run("return document.querySelector('.failed').innerText")
    chat.press("retry")
    chat.answer(before)
    assert chat.turns() == before + 1


def test_a_message_without_an_answer_survives_a_reload(chat: Browser) -> None:
    """It goes out again with the same id and is answered once."""
    before = chat.turns()
    chat.write("slow 来5箱雪碧")
    chat.run("document.querySelector('#composer').requestSubmit()")
    chat.until("document.querySelector('.waiting')")
    chat.driver.refresh()
    chat.until("document.body.dataset.chat === 'ready'")
    chat.answer(before)
    assert chat.turns() == before + 1


def test_a_newer_version_disables_the_buttons_of_the_older_one(chat: Browser) -> None:
    """Only the newest draft can be confirmed; an answer about credit leaves it alone."""
    chat.say("来10箱可乐")
    chat.say("再来10箱")
    chat.say("额度够吗")
    live = chat.run("return [...document.querySelectorAll(\"button[data-action^='confirm:']:not([disabled])\")].length")
    assert live == 1


def test_confirming_disables_the_button_and_the_label_becomes_the_message(chat: Browser) -> None:
    """A second press is not possible; the log shows what was pressed."""
    chat.say("来10箱可乐")
    before = chat.turns()
    chat.press("confirm:")
    assert "已下单" in chat.answer(before)
    assert chat.run("return [...document.querySelectorAll('.turn .mine')].at(-1).innerText").startswith("确认下单")
    assert chat.run("return document.querySelectorAll(\"button[data-action^='confirm:']:not([disabled])\").length") == 0


def test_long_lists_fold_and_unfold_without_a_round_trip(chat: Browser) -> None:
    """Eight lines and the one with a question, then all."""
    chat.say("来 40 行")
    shown = "[...document.querySelectorAll('.turn:last-child tbody tr')].filter(row => row.offsetParent && !row.matches('.fold, .choices')).length"
    assert chat.run(f"return {shown}") == 9
    chat.run("[...document.querySelectorAll('.unfold')].at(-1).click()")
    assert chat.run(f"return {shown}") == 40


def test_a_message_that_is_too_long_is_kept_and_told(chat: Browser) -> None:
    """Nothing is cut or lost."""
    before = chat.turns()
    chat.write("长" * 500)
    chat.run("document.querySelector('#composer').requestSubmit()")
    assert "500" in chat.run("return document.querySelector('#too-long').innerText")
    assert len(chat.run("return document.querySelector('#message').value")) == 500
    assert chat.turns() == before
    chat.write("")


def test_what_a_person_writes_is_never_markup(chat: Browser) -> None:
    """Neither at once nor after a reload."""
    chat.say("<img src=x onerror=document.title='owned'>来1箱")
    chat.driver.refresh()
    chat.until("document.body.dataset.chat === 'ready'")
    assert "<img" in chat.run("return [...document.querySelectorAll('.turn .mine')].at(-1).innerText")
    assert chat.run("return document.title") != "owned"


def test_on_a_phone_the_table_fits_and_buttons_can_be_hit(chat: Browser) -> None:
    """390 px wide: four columns, no sideways scrolling, 44 px high buttons."""
    chat.resize(PHONE)
    chat.say("来10箱可乐")
    assert chat.run("return document.documentElement.scrollWidth") <= 390
    assert chat.run("return document.querySelectorAll('.turn:last-child thead th').length") == 4
    buttons = "'.turn:last-child button, .quick button, .send, .top .link-pill'"
    heights = chat.run(f"return [...document.querySelectorAll({buttons})].map(b => b.getBoundingClientRect().height)")
    assert min(heights) >= 44
    cells = "[...document.querySelectorAll('.turn:last-child td, .turn:last-child th')]"
    wide = chat.run(f"return {cells}.filter(cell => cell.getBoundingClientRect().right > 390).length")
    assert wide == 0


def test_the_log_is_announced_and_every_control_has_a_name(chat: Browser) -> None:
    """What assistive technology needs."""
    chat.say("来10箱可乐")
    assert chat.run("const log = document.querySelector('[role=log]'); return log.getAttribute('aria-live') + log.getAttribute('aria-label')") == "polite对话"
    controls = "[...document.querySelectorAll('button, a, textarea, input')].filter(e => e.type !== 'hidden')"
    nameless = chat.run(f"return {controls}.filter(e => !(e.innerText || '').trim() && !e.getAttribute('aria-label')).length")
    assert nameless == 0
    assert chat.run("return [...document.querySelectorAll('.turn .mine, .turn .reply')].every(e => e.lang)")
    assert chat.errors() == []


def test_a_lost_connection_is_told_and_what_was_sent_meanwhile_is_answered(chat: Browser) -> None:
    """The bar appears, goes away, and the message got its one answer."""
    before = chat.turns()
    chat.run("window.socket.disconnect()")
    chat.until("!document.querySelector('#connection').hidden")
    chat.write("来3箱可乐")
    chat.run("document.querySelector('#composer').requestSubmit()")
    chat.run("window.socket.connect()")
    chat.answer(before)
    chat.until("document.querySelector('#connection').hidden")
    assert chat.turns() == before + 1


def test_a_session_that_ended_elsewhere_leads_to_the_sign_in_page(chat: Browser, fake_server: str) -> None:
    """Nothing is answered to somebody who is signed out; his message waits until he is back."""
    before = chat.turns()
    token = chat.driver.get_cookie("dinghuo_session")["value"]
    httpx.post(f"{fake_server}/sign-out", cookies={"dinghuo_session": token}, trust_env=False)
    chat.write("来1箱可乐")
    chat.run("document.querySelector('#composer').requestSubmit()")
    chat.until("location.pathname === '/sign-in'")
    chat.sign_in(fake_server, "d1", "zh")
    assert "来1箱可乐" not in chat.run("return document.body.innerText")
    chat.sign_in(fake_server, "d1b", "zh")
    assert chat.turns() == before + 1


def test_what_was_said_in_another_tab_appears_when_the_page_is_looked_at(chat: Browser) -> None:
    """Both tabs show one conversation."""
    before, first, home = chat.turns(), chat.driver.current_window_handle, chat.driver.current_url
    chat.driver.switch_to.new_window("tab")
    chat.driver.get(home)
    chat.until("document.body.dataset.chat === 'ready'")
    chat.say("来8箱可乐")
    chat.driver.close()
    chat.driver.switch_to.window(first)
    chat.run("document.dispatchEvent(new Event('visibilitychange'))")
    chat.answer(before)
    assert chat.turns() == before + 1


def test_a_message_is_sent_with_enter_and_a_new_line_made_with_shift_enter(chat: Browser) -> None:
    """And Enter that only ends the choice of a Chinese character sends nothing."""
    before = chat.turns()
    field = chat.driver.find_element("css selector", "#message")
    field.send_keys("来10箱可乐", Keys.SHIFT, Keys.ENTER, Keys.NULL, "5箱雪碧")
    assert chat.run("return document.querySelector('#message').value") == "来10箱可乐\n5箱雪碧"
    choosing = "new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true})"
    chat.run(f"document.querySelector('#message').dispatchEvent({choosing})")
    assert chat.run("return document.querySelector('#message').value") != ""
    field.send_keys(Keys.ENTER)
    chat.answer(before)
    assert chat.turns() == before + 1


def test_the_chat_is_reachable_with_the_tab_key(chat: Browser) -> None:
    """Confirm, quick phrases, input and send in the order they are seen, with a visible focus."""
    chat.say("来10箱可乐")
    chat.run("document.querySelector('.turn:last-child button[data-action^=confirm]').focus()")
    order = []
    for _ in range(12):
        order.append(chat.run("const e = document.activeElement; return e.id || e.className || e.tagName"))
        chat.driver.switch_to.active_element.send_keys(Keys.TAB)
    assert order[0] == "pill primary"
    assert order.index("message") < order.index("send")
    assert order.count("pill") >= 4


def test_older_turns_come_on_demand_above_and_nothing_moves(browser: Browser, fake_server: str) -> None:
    """The last thirty first; the one that was read stays where it was when the others appear above it."""
    browser.resize(DESK)
    browser.sign_in(fake_server, "d3", "zh")
    for number in range(32):
        browser.say(f"额度 {number}")
    browser.driver.refresh()
    browser.until("document.body.dataset.chat === 'ready'")
    assert browser.turns() == 30
    browser.run("window.scrollTo(0, 30); window.first = document.querySelector('.turn')")
    browser.until("window.scrollY === 30")
    top = browser.run("return window.first.getBoundingClientRect().top")
    browser.run("document.querySelector('.older').click()")
    browser.until("document.querySelectorAll('.turn').length === 32")
    said = browser.run("return [...document.querySelectorAll('.turn .mine')].map(bubble => bubble.innerText)")
    assert said == [f"额度 {number}" for number in range(32)]
    browser.until("getComputedStyle(document.querySelector('.older')).visibility === 'hidden'")
    assert abs(browser.run("return window.first.getBoundingClientRect().top") - top) < 2
