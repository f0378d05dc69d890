"""Words are read beside other people's writes, and what was read reaches only the version of the draft or order it was read against."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest

from backend.kit.errors import Conflict
from backend.ordering import reader
from backend.ordering.schemas import ChangeEdit, Confirmation, DraftEdit, DraftText, LineEdit
from backend.ordering.service import apply_words, confirm, edit_draft, propose_change, read_words, show_draft
from tests.tools.market import Market, number_of
from tools.views import ChangeView, DraftView

Hook = Callable[[Callable[[], object]], list[str]]
COKE, BEER = "10箱可口可乐330ml罐装", "2箱雪花啤酒500ml"


@pytest.fixture
def before_reading(monkeypatch: pytest.MonkeyPatch) -> Hook:
    """`before_reading(work)` runs `work` whenever a text is read; returns the list of texts that were."""
    read_order, seen = reader.read_order, list[str]()

    def install(work: Callable[[], object]) -> list[str]:
        def reading(text: str, context: Any) -> Any:
            seen.append(text)
            work()
            return read_order(text, context)

        monkeypatch.setattr(reader, "read_order", reading)
        return seen

    return install


def lines(view: DraftView) -> dict[str, int]:
    """SKU and quantity."""
    return {line.sku: int(line.qty) for line in view.lines}


@pytest.mark.parametrize("tool", ["draft_order", "repeat_last_order", "amend_order"])
def test_somebodys_long_words_keep_nobody_elses_order_waiting(
    market: Market, before_reading: Hook, tool: str
) -> None:
    """While the words of one dealer are being read, another one confirms: his order is there before the reading ends."""
    other = market.draft("user2", COKE_330=3)
    named = {} if tool == "draft_order" else {"number": number_of(1, 2)}
    begun, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        begun.set()
        go_on.wait(20)

    before_reading(slow)
    with ThreadPoolExecutor(1) as pool:
        turn = pool.submit(lambda: market.call(market.context("user1"), tool, text="可口可乐330ml罐装改成5箱", **named).artifact)
        assert begun.wait(20)
        actor = market.actor("user2")
        placed = market.database.write(lambda uow: confirm(uow, actor, Confirmation(other.confirm_token or ""), clock=market.clock))
        still_reading = not go_on.is_set() and not turn.done()
        go_on.set()
        view = turn.result()
    assert (placed.outcome, still_reading) == ("submitted", True)
    assert isinstance(view, DraftView | ChangeView)


def test_words_are_read_again_when_the_draft_moved_on_meanwhile(market: Market, before_reading: Hook) -> None:
    """A colleague's window (the same person's) adds beer during the first reading: nothing of either is lost."""
    edits = iter([2])
    seen = before_reading(lambda: [market.draft("user1", BEER_500=cases) for cases in edits])
    view = market.call(market.context("user1"), "draft_order", text=COKE).artifact
    assert (lines(view), seen) == ({"BEER-500": 2, "COKE-330": 10}, [COKE, COKE])


def test_a_draft_that_never_stands_still_is_told_so(market: Market, before_reading: Hook) -> None:
    """Two attempts, then the person hears that the draft moved on; what the other window did stays."""
    count = iter(range(1, 9))
    seen = before_reading(lambda: market.draft("user1", BEER_500=next(count)))
    problem = market.call(market.context("user1"), "draft_order", text=COKE).artifact
    assert (problem.code, len(seen)) == ("draft.stale", 2)
    actor = market.actor("user1")
    assert lines(market.database.write(lambda uow: show_draft(uow, actor, clock=market.clock))) == {"BEER-500": 2}


def test_a_message_that_was_done_is_not_read_again(market: Market, before_reading: Hook) -> None:
    """The same message comes twice: the second run shows what there is."""
    seen = before_reading(lambda: None)
    views = [market.call(market.context("user1"), "draft_order", text=COKE).artifact for _ in range(2)]
    assert (lines(views[0]), lines(views[1]), len(seen)) == ({"COKE-330": 10}, {"COKE-330": 10}, 1)
    assert views[0].confirm_token == views[1].confirm_token


def test_what_was_read_is_applied_to_that_version_only(market: Market) -> None:
    """Reading writes nothing; after any other change the words have to be read again, whoever made it."""
    actor = market.actor("user1")

    def read(text: str) -> Any:
        return market.database.read(lambda uow: read_words(uow, actor, DraftText(text), clock=market.clock))

    first = read(COKE)
    assert first.draft is None
    view = market.database.write(lambda uow: apply_words(uow, actor, first, clock=market.clock))
    assert (view.version, lines(view)) == (1, {"COKE-330": 10})
    second = read(BEER)
    edit = DraftEdit((LineEdit("COKE-330", Decimal(1)),))
    market.database.write(lambda uow: edit_draft(uow, actor, edit, clock=market.clock))
    for words in (first, second):
        with pytest.raises(Conflict, match=r"draft\.stale"):
            market.database.write(lambda uow, w=words: apply_words(uow, actor, w, clock=market.clock))
    third = read(BEER)
    assert lines(market.database.write(lambda uow: apply_words(uow, actor, third, clock=market.clock))) == {"COKE-330": 1, "BEER-500": 2}


def test_a_change_in_words_is_read_again_when_the_order_moved_on(market: Market, before_reading: Hook) -> None:
    """The same for an order: beer came onto it during the first reading, so the words are held against the order with beer."""
    actor, number = market.actor("user1"), number_of(1, 2)

    def add_beer() -> None:
        edit = ChangeEdit(number, (LineEdit("BEER-500", Decimal(1)),))
        token = market.database.write(lambda uow: propose_change(uow, actor, edit, clock=market.clock)).confirm_token
        market.database.write(lambda uow: confirm(uow, actor, Confirmation(token or ""), clock=market.clock))

    work = iter([add_beer])
    seen = before_reading(lambda: [one() for one in work])
    view = market.call(market.context("user1"), "amend_order", number=number, text="可口可乐330ml罐装改成5箱").artifact
    assert isinstance(view, ChangeView)
    assert ({line.sku: int(line.qty) for line in view.after}, len(seen)) == ({"COKE-330": 5, "BEER-500": 1}, 2)
    assert isinstance(view.confirm_token, str)
