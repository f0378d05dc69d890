"""A message whose turn is run again after a crash: the n-th change of the draft is the n-th again, however a model words it this time."""

import pytest
from sqlalchemy import update

from backend.kit.errors import Unavailable
from backend.ordering.models import orders
from tests.tools.market import Market, number_of
from tools import confirming
from tools.views import ConfirmResult, DraftView

MORE = "再加2箱雪花啤酒500ml"


def _cases(view: object) -> list[int]:
    assert isinstance(view, DraftView)
    return [int(line.qty) for line in view.lines]


@pytest.mark.parametrize("again", [MORE, f"{MORE}。", "雪花啤酒500ml再来2箱"])
def test_other_words_for_the_same_change_do_not_count_twice(again: str, market: Market) -> None:
    """The second run of the turn finds the change done and shows the draft."""
    first = market.call(market.context("user1", message="m1"), "draft_order", text=MORE).artifact
    second = market.call(market.context("user1", message="m1"), "amend_draft", text=again).artifact
    assert (_cases(first), _cases(second)) == ([2], [2])


def test_two_changes_in_one_turn_both_count_and_again_only_once(market: Market) -> None:
    """Different words in one turn are two changes; the same words, with a full stop or not, are one."""
    for _ in range(2):
        context = market.context("user1", message="m1")
        market.call(context, "draft_order", text=MORE)
        market.call(context, "amend_draft", text=f"{MORE}。")
        view = market.call(context, "amend_draft", text="再加3箱可口可乐330ml罐装").artifact
        assert sorted(_cases(view)) == [2, 3]


def test_the_rest_of_a_turn_that_died_half_way_is_done(market: Market) -> None:
    """The first change was stored, the second was not."""
    market.call(market.context("user1", message="m1"), "draft_order", text=MORE)
    context = market.context("user1", message="m1")
    market.call(context, "draft_order", text=MORE)
    view = market.call(context, "amend_draft", text="再加3箱可口可乐330ml罐装").artifact
    assert sorted(_cases(view)) == [2, 3]


def test_the_next_message_with_the_same_words_counts(market: Market) -> None:
    """The person wants two more again."""
    market.call(market.context("user1", message="m1"), "draft_order", text=MORE)
    assert _cases(market.call(market.context("user1", message="m2"), "draft_order", text=MORE).artifact) == [4]


def test_a_yes_remembers_what_it_was_for(market: Market) -> None:
    """A second run of the message can ask, and gets the same order."""
    draft = market.draft("user1", COKE_330=1)
    context = market.context("user1", message="yes-1")
    assert confirming.earlier_yes(context, ()).one is None
    done = confirming.confirm_proposal(context, str(draft.proposal_id))
    again = market.context("user1", message="yes-1")
    assert confirming.earlier_yes(again, ()).one == draft.proposal_id
    assert [one.id for one in confirming.earlier_yes(again, ()).done] == [draft.proposal_id]
    told = confirming.confirm_proposal(again, str(draft.proposal_id))
    assert isinstance(done, ConfirmResult)
    assert isinstance(told, ConfirmResult)
    assert done.order is not None
    assert told.order is not None
    assert told.order.number == done.order.number
    assert [one.id for one in confirming.confirmed_among(again, [str(draft.proposal_id)])] == [draft.proposal_id]
    assert confirming.confirmed_among(market.context("user2"), [str(draft.proposal_id)]) == ()


def test_what_cannot_be_shown_any_more_is_taken_back_and_the_rest_is_listed(market: Market) -> None:
    """The order shipped behind our back; the draft beside it is still offered."""
    market.ask("user1", "cancel_order", number=number_of(1, 2))
    market.draft("user1", COKE_330=1)
    market.database.write(lambda uow: uow.execute(update(orders).where(orders.c.number == number_of(1, 2)).values(status="SHIPPED")))
    shown = confirming.list_open_proposals(market.context("user1"))
    assert [type(view) for view in shown] == [DraftView]
    assert [one.kind for one in confirming.live_proposals(market.context("user1"))] == ["order_draft"]


def test_what_is_not_reachable_takes_nothing_back(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    """Trouble of the database is no reason to forget an offer."""

    def away(*_arguments: object, **_named: object) -> None:
        raise Unavailable("database.unavailable")

    market.draft("user1", COKE_330=1)
    with monkeypatch.context() as patch:
        patch.setattr(confirming.ordering, "show_named_draft", away)
        with pytest.raises(Unavailable):
            confirming.list_open_proposals(market.context("user1"))
    assert len(confirming.live_proposals(market.context("user1"))) == 1
