"""What the chat page does beyond words: steps and stopping, files, copies, keys, and what happens elsewhere."""

from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from tests.pages.browser import DESK, PHONE, Browser

pytestmark = pytest.mark.browser


@pytest.fixture
def chat(browser: Browser, fake_server: str) -> Browser:
    """The chat page of dealer D2's user, in Chinese."""
    browser.resize(DESK)
    browser.sign_in(fake_server, "d2", "zh")
    return browser


def send(chat: Browser, text: str) -> int:
    """Send without waiting; returns how many turns there were."""
    before = chat.turns()
    chat.write(text)
    chat.run("document.querySelector('#composer').requestSubmit()")
    return before


def test_a_long_turn_shows_its_step_and_what_it_has_found_so_far(chat: Browser) -> None:
    """A sentence for the step and the block that is done; the whole answer takes their place."""
    before = send(chat, "slow 来5箱雪碧")
    chat.until("document.querySelector('[data-waiting] .status')?.innerText === '正在读订单…'")
    chat.until("document.querySelector('[data-waiting] .preview')?.innerText.includes('先查到了库存')")
    assert chat.run("return document.querySelectorAll('[data-waiting] .preview button').length") == 0
    chat.answer(before)
    assert chat.run("return document.querySelectorAll('.preview').length") == 0


def test_stopping_ends_the_wait_and_what_was_done_by_then_is_told(chat: Browser) -> None:
    """Nothing is kept back: the draft that the turn had made is shown as made, with the note that it was."""
    before = send(chat, "slow 来6箱雪碧")
    chat.until("document.querySelector('.waits .stop')")
    chat.press("stop")
    assert "已停止等待" in chat.run("return document.querySelector('[data-waiting]').innerText")
    assert chat.run("return document.activeElement.id") == "message"
    chat.answer(before)
    assert "那之前已经办了" in chat.run("return [...document.querySelectorAll('.turn')].at(-1).innerText")


def test_escape_stops_and_an_answer_that_changed_nothing_is_folded(chat: Browser) -> None:
    """It can still be read."""
    before = send(chat, "slow 额度够吗")
    chat.until("document.querySelector('.waits .stop')")
    chat.driver.find_element("css selector", "#message").send_keys(Keys.ESCAPE)
    chat.until("document.querySelector('[data-waiting] .stopped-note')")
    chat.until("document.querySelectorAll('.turn').length > arguments[0]", before)
    assert chat.run("const fold = [...document.querySelectorAll('.turn details')].at(-1); return !fold.open && fold.textContent.includes('60,000')")


def test_a_chosen_file_goes_with_the_message_and_survives_a_reload(chat: Browser, tmp_path: Path) -> None:
    """Chosen, shown with its name, still there after a reload, sent and read once."""
    order = tmp_path / "订单.csv"
    order.write_text("可乐,12箱\n", encoding="utf-8")
    chat.driver.find_element("css selector", "#chooser").send_keys(str(order))
    chat.until("document.querySelector('#files li:not(.loading)')?.innerText.includes('订单.csv')")
    chat.driver.refresh()
    chat.until("document.body.dataset.chat === 'ready' && document.querySelector('#files li')")
    before = send(chat, "")
    assert f"document 订单.csv {order.stat().st_size}" in chat.answer(before)
    assert chat.run("return document.querySelector('#files').hidden")


def test_a_pasted_picture_is_attached_and_can_be_taken_off(chat: Browser) -> None:
    """From the clipboard as from the disk."""
    paste = (
        "const data = new DataTransfer(); data.items.add(new File([new Uint8Array([255,216,255,1])], 'photo.jpg', {type: 'image/jpeg'}));"
        "document.querySelector('#message').dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}))"
    )
    chat.run(paste)
    chat.until("document.querySelector('#files li:not(.loading) button')")
    assert "photo.jpg" in chat.run("return document.querySelector('#files button').getAttribute('aria-label')")
    chat.run("document.querySelector('#files button').click()")
    assert chat.run("return document.querySelector('#files').hidden")


def test_a_dropped_file_that_is_too_large_is_told_by_name(chat: Browser) -> None:
    """Before anything is uploaded; the text stays."""
    chat.write("来1箱")
    drop = (
        "const data = new DataTransfer(); data.items.add(new File([new Uint8Array(11 * 1024 * 1024)], 'big.jpg'));"
        "document.body.dispatchEvent(new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true}))"
    )
    chat.run(drop)
    problem = chat.until("!document.querySelector('#file-problem').hidden && document.querySelector('#file-problem').innerText")
    assert "big.jpg" in problem
    assert chat.run("return document.querySelector('#message').value") == "来1箱"
    chat.write("")


def test_the_arrow_brings_back_what_was_said_and_escape_what_was_being_written(chat: Browser) -> None:
    """Through one's own messages, newest first; a button's words are not among them."""
    chat.say("来7箱可乐")
    chat.say("额度够吗")
    field = chat.driver.find_element("css selector", "#message")
    field.send_keys(Keys.ARROW_UP)
    assert chat.run("return document.querySelector('#message').value") == "额度够吗"
    field.send_keys(Keys.ARROW_UP)
    assert chat.run("return document.querySelector('#message').value") == "来7箱可乐"
    field.send_keys(Keys.ARROW_DOWN)
    assert chat.run("return document.querySelector('#message').value") == "额度够吗"
    field.send_keys(Keys.ESCAPE)
    assert chat.run("return document.querySelector('#message').value") == ""


def test_a_draft_is_copied_as_text(chat: Browser) -> None:
    """With names, figures and total, without buttons."""
    chat.say("来10箱可乐")
    text = chat.run("return [...document.querySelectorAll('.turn button.copy')].at(-1).dataset.copy")
    assert "可口可乐 330ml 罐装" in text
    assert "2,318.76" in text
    assert "确认下单" not in text
    chat.run("[...document.querySelectorAll('.turn button.copy')].at(-1).click()")
    chat.until("document.querySelector('.copied')?.innerText === '已复制'")


def test_everything_new_can_be_hit_on_a_phone(chat: Browser) -> None:
    """44 px, nothing wider than the screen."""
    chat.resize(PHONE)
    chat.say("来10箱可乐")
    heights = chat.run("return [...document.querySelectorAll('.attach, .turn .copy')].map(b => b.getBoundingClientRect().height)")
    assert min(heights) >= 44
    assert chat.run("return document.documentElement.scrollWidth") <= 390
    assert chat.errors() == []
