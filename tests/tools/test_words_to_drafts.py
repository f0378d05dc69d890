"""The draft tools hand the person's own words over and show what they were read to mean."""

import json

from bot.messages import Reply
from bot.rendering import render
from bot.rendering.plain import to_plain
from bot.sentences import phrasebook
from tests.tools.market import Market, number_of
from tools import confirming
from tools.context import ToolContext
from tools.views import ChangeView, ConfirmResult, DraftView


def _shown(context: ToolContext) -> str:
    return to_plain(Reply(context.locale, render(context.results, context.locale, phrasebook())))


def test_words_become_a_draft_and_changes_of_it(market: Market) -> None:
    """An order, then a change of it; only the last state of a turn is shown."""
    context = market.context("user1")
    market.call(context, "draft_order", text="10箱可口可乐330ml罐装")
    view = market.call(context, "amend_draft", text="再加2箱雪花啤酒500ml").artifact
    assert isinstance(view, DraftView)
    assert [(line.sku, int(line.qty)) for line in view.lines] == [("COKE-330", 10), ("BEER-500", 2)]
    text = _shown(context)
    assert "草稿 v2" in text
    assert "草稿 v1" not in text
    assert "[确认下单 ¥476.52]" in text


def test_the_same_words_again_in_one_message_count_once(market: Market) -> None:
    """A second brain that takes over a turn says the same words again; they are not ordered twice."""
    for message, cases in (("m1", 3), ("m1", 3), ("m2", 6)):
        view = market.call(market.context("user1", message=message, locale="en"), "draft_order", text="3 cases of Snow Beer 500ml").artifact
        assert [int(line.qty) for line in view.lines] == [cases]


def test_an_ambiguous_product_is_asked_with_its_quantity(market: Market) -> None:
    """Two beers, none in the history: numbered buttons, nothing guessed, nothing to confirm."""
    context = market.context("user1")
    message = market.call(context, "draft_order", text="来10箱雪花啤酒")
    assert json.loads(str(message.content))["state"] == "open questions first"
    text = _shown(context)
    assert "[1. 雪花啤酒 330ml 罐装] [2. 雪花啤酒 500ml 罐装]" in text
    assert "确认下单" not in text


def test_a_placed_order_is_changed_by_its_number(market: Market) -> None:
    """The number may stand in the words."""
    context = market.context("user1")
    view = market.call(context, "amend_order", text=f"{number_of(1, 2)}里的可口可乐改成5箱").artifact
    assert isinstance(view, ChangeView)
    assert view.number == number_of(1, 2)
    assert "确认修改 SO-2002，合计 ¥216.60" in _shown(context)


def test_a_proposed_change_is_listed_again_with_its_button(market: Market) -> None:
    """The same before and after under the same button, which changes the order once, wherever it is pressed."""
    context = market.context("user1")
    first = market.call(context, "amend_order", text=f"{number_of(1, 2)}里的可口可乐改成5箱").artifact
    (again,) = confirming.list_open_proposals(context)
    assert isinstance(again, ChangeView)
    assert (again.before, again.after, again.total_after) == (first.before, first.after, first.total_after)
    assert (again.proposal_id, again.confirm_token) == (first.proposal_id, first.confirm_token)
    done = confirming.confirm_token(context, again.confirm_token or "")
    assert isinstance(done, ConfirmResult)
    assert done.outcome == "changed"


def test_a_repetition_with_a_change(market: Market) -> None:
    """The usual, doubled: the line says that it was."""
    context = market.context("user1")
    view = market.call(context, "repeat_last_order", text="老样子,可口可乐翻倍").artifact
    assert [(line.sku, int(line.qty)) for line in view.lines] == [("COKE-330", 4)]
    assert "翻倍" in _shown(context)


def test_words_without_a_wish_are_refused_kindly(market: Market) -> None:
    """No draft is left behind by words that order nothing."""
    result = market.ask("user1", "draft_order", text="你好")
    assert not isinstance(result, DraftView) or not result.lines
