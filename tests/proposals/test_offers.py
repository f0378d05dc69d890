"""Promises of proposals: one live offer of a thing to a person, confirmed by him alone, once, in time (R7)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import text

from backend.identity.domain import Actor, Role, Scope, ScopeKind
from backend.kit.clock import FixedClock
from backend.kit.db import Database, UnitOfWork
from backend.kit.errors import Conflict, DomainError
from backend.proposals.service import NewProposal, Proposal, Taken, complete, expire_due, live_proposals, propose, purge_ended, take, take_live, withdraw

WANG = Actor("usr_wang", "Wang", Role.DEALER_USER, "zh", Scope(ScopeKind.NOTHING), "D1")
LI = Actor("usr_li", "Li", Role.DEALER_USER, "zh", Scope(ScopeKind.NOTHING), "D1")


class Desk:
    """Offers and confirmations on one database."""

    def __init__(self, database: Database, clock: FixedClock) -> None:
        """Nothing is offered yet."""
        self.database, self.clock = database, clock

    def offer(self, actor: Actor = WANG, kind: str = "order_draft", subject: str = "drf_1", version: int = 1) -> Proposal:
        """An offer that lives for thirty minutes."""
        new = NewProposal(kind, subject, version, "hash", {"total": "1.00"}, 30)
        return self.database.write(lambda uow: propose(uow, actor, new, clock=self.clock))

    def press(self, token: str | None, actor: Actor = WANG, result: str = "done") -> str:
        """Take by the button and complete; says what came of it."""
        return self._confirm(lambda uow: take(uow, actor, token or "", clock=self.clock), result)

    def agree(self, proposal_id: str, actor: Actor = WANG) -> str:
        """The same for a typed yes."""
        return self._confirm(lambda uow: take_live(uow, actor, proposal_id, clock=self.clock), "done")

    def live(self, actor: Actor = WANG) -> list[str]:
        """Ids of what could be confirmed now."""
        return [one.id for one in self.database.read(lambda uow: live_proposals(uow, actor, clock=self.clock))]

    def _confirm(self, find: Callable[[UnitOfWork], Taken], result: str) -> str:
        def work(uow: UnitOfWork) -> str:
            taken = find(uow)
            if taken.earlier_result is not None:
                return f"earlier {taken.earlier_result['is']}"
            complete(uow, taken.proposal.id, {"is": result})
            return result

        try:
            return self.database.write(work)
        except DomainError as error:
            return error.code


@pytest.fixture
def desk(any_database: Database, clock: FixedClock) -> Desk:
    """Both databases."""
    return Desk(any_database, clock)


def test_a_button_confirms_once_and_then_gives_the_first_result(desk: Desk) -> None:
    """So does a typed yes afterwards."""
    offer = desk.offer()
    assert [desk.press(offer.token, result=result) for result in ("first", "second")] == ["first", "earlier first"]
    assert desk.agree(offer.id) == "earlier first"
    assert desk.live() == []


def test_only_the_newest_offer_of_a_thing_is_live(desk: Desk) -> None:
    """Another thing, another kind and another person's offer stay."""
    old, other, cancel, lis = desk.offer(), desk.offer(subject="drf_2"), desk.offer(kind="order_cancel"), desk.offer(LI)
    new = desk.offer(version=2)
    assert (desk.live(), desk.live(LI)) == ([other.id, cancel.id, new.id], [lis.id])
    assert [desk.press(old.token), desk.agree(old.id), desk.press(new.token)] == ["proposal.superseded", "proposal.superseded", "done"]


def test_another_persons_offer_does_not_exist(desk: Desk) -> None:
    """Foreign and invented ones look the same, and neither is used up."""
    offer = desk.offer()
    assert {desk.press(offer.token, LI), desk.press("invented", LI), desk.press("", LI), desk.agree(offer.id, LI)} == {"proposal.not_found"}
    assert desk.press(offer.token) == "done"


def test_the_token_is_told_once_and_kept_as_a_hash(desk: Desk) -> None:
    """It stands nowhere in the row, and the list of live offers has none."""
    offer = desk.offer()
    row = desk.database.read(lambda uow: uow.execute(text("SELECT * FROM proposals")).one())
    assert offer.token is not None
    assert not [value for value in row if offer.token in str(value)]
    assert [one.token for one in desk.database.read(lambda uow: live_proposals(uow, WANG, clock=desk.clock))] == [None]


def test_an_offer_ends_after_its_minutes_to_the_second(desk: Desk) -> None:
    """Whether or not the job has marked it yet; a confirmed one is not marked."""
    desk.press(desk.offer(subject="drf_2").token)
    offer = desk.offer()
    desk.clock.instant += timedelta(minutes=30, seconds=-1)
    assert desk.live() == [offer.id]
    desk.clock.instant += timedelta(seconds=1)
    assert (desk.live(), desk.press(offer.token)) == ([], "proposal.expired")
    assert desk.database.write(lambda uow: expire_due(uow, clock=desk.clock)) == 1
    assert desk.press(offer.token) == "proposal.expired"


def test_withdrawing_ends_the_own_offers_of_a_kind(desk: Desk) -> None:
    """All of them or those of one subject; other people's stay."""
    first, second, lis = desk.offer(), desk.offer(subject="drf_2"), desk.offer(LI)
    assert desk.database.write(lambda uow: withdraw(uow, WANG, "order_draft", "drf_1")) == 1
    assert (desk.press(first.token), desk.live()) == ("proposal.withdrawn", [second.id])
    assert desk.database.write(lambda uow: withdraw(uow, WANG, "order_draft")) == 1
    assert (desk.live(), desk.live(LI)) == ([], [lis.id])


def test_what_was_not_taken_cannot_be_completed(desk: Desk) -> None:
    """A superseded offer and an invented one."""
    old = desk.offer()
    desk.offer(version=2)
    for proposal_id in (old.id, "prp_none"):
        with pytest.raises(Conflict, match=r"proposal\.superseded"):
            desk.database.write(partial(complete, proposal_id=proposal_id, result={}))


def test_an_equal_offer_keeps_its_button_and_gets_its_time_again(desk: Desk) -> None:
    """Looking twice disarms nothing; anything different is another offer."""
    first = desk.offer()
    desk.clock.instant += timedelta(minutes=20)
    again = desk.offer()
    assert (again.id, again.token, again.expires_at - first.expires_at) == (first.id, first.token, timedelta(minutes=20))
    other = desk.offer(version=2)
    assert other.token != first.token
    assert [desk.press(first.token), desk.press(other.token)] == ["proposal.superseded", "done"]


def test_of_twenty_presses_at_once_one_confirms(desk: Desk) -> None:
    """The others wait for the row and hear of its result."""
    token = desk.offer().token
    with ThreadPoolExecutor(10) as pool:
        answers = sorted(pool.map(lambda number: desk.press(token, result=str(number)), range(20)))
    done = [answer for answer in answers if not answer.startswith("earlier")]
    assert len(done) == 1
    assert answers.count(f"earlier {done[0]}") == 19


def test_offers_of_one_thing_made_at_once_leave_one_live(desk: Desk) -> None:
    """A double click, or a chat beside the API: nobody fails, one token works and the others say superseded."""
    for _ in range(5):
        with ThreadPoolExecutor(6) as pool:
            offers = list(pool.map(lambda version: desk.offer(kind="order_cancel", subject="ord_1", version=version), range(6)))
        live = desk.live()
        assert len(live) == 1
        answers = {offer.id: desk.press(offer.token) for offer in offers if offer.id not in live}
        assert set(answers.values()) == {"proposal.superseded"}


def test_ended_offers_are_purged_and_results_stay(desk: Desk) -> None:
    """Superseded, withdrawn and expired ones after their time, in batches; live and confirmed ones never."""
    confirmed = desk.offer(subject="drf_9")
    desk.press(confirmed.token)
    for version in range(4):
        desk.offer(version=version)
    desk.offer(subject="drf_2")
    desk.database.write(lambda uow: withdraw(uow, WANG, "order_draft", "drf_2"))
    desk.clock.instant += timedelta(days=1)
    live = desk.offer(subject="drf_3")
    before = desk.clock.now() - timedelta(minutes=1)
    assert desk.database.write(lambda uow: purge_ended(uow, before, 3)) == 3
    desk.database.write(lambda uow: expire_due(uow, clock=desk.clock))
    assert [desk.database.write(lambda uow: purge_ended(uow, before, 3)) for _ in range(2)] == [2, 0]
    assert (desk.press(confirmed.token), desk.live()) == ("earlier done", [live.id])
