"""What a page that still shows an offer is told about it."""

from datetime import timedelta

import pytest

from backend.kit.clock import FixedClock
from backend.kit.db import Database
from backend.kit.errors import NotFound
from backend.proposals.service import ProposalStatus, expire_due, find_offer, states_of, withdraw
from tests.proposals.test_offers import LI, WANG, Desk


def test_each_offer_says_how_it_ended(any_database: Database, clock: FixedClock) -> None:
    """Confirmed, replaced, taken back, run out although nobody marked it, or still good."""
    desk = Desk(any_database, clock)
    confirmed = desk.offer(subject="a")
    desk.press(confirmed.token)
    replaced, good = desk.offer(subject="b"), desk.offer(subject="b", version=2)
    gone = desk.offer(subject="c", kind="order_cancel")
    any_database.write(lambda uow: withdraw(uow, WANG, "order_cancel"))
    ids = [confirmed.id, replaced.id, good.id, gone.id]
    found = any_database.read(lambda uow: states_of(uow, WANG, ids, clock=clock))
    assert [found[one] for one in ids] == [ProposalStatus.CONFIRMED, ProposalStatus.SUPERSEDED, ProposalStatus.LIVE, ProposalStatus.WITHDRAWN]
    later = FixedClock(clock.now() + timedelta(hours=1))
    assert any_database.read(lambda uow: states_of(uow, WANG, [good.id], clock=later)) == {good.id: ProposalStatus.EXPIRED}


def test_somebody_elses_offer_tells_nothing(any_database: Database, clock: FixedClock) -> None:
    """It is as one that is kept no longer; and nothing asked is nothing told."""
    desk = Desk(any_database, clock)
    offer = desk.offer()
    assert any_database.read(lambda uow: states_of(uow, LI, [offer.id], clock=clock)) == {offer.id: ProposalStatus.EXPIRED}
    assert any_database.read(lambda uow: states_of(uow, LI, [], clock=clock)) == {}


def test_an_offer_that_ran_out_is_found_by_its_owner_alone_and_one_that_was_taken_back_by_nobody(any_database: Database, clock: FixedClock) -> None:
    """To be made again; looking at it holds nothing, so that a reader may."""
    desk = Desk(any_database, clock)
    late, gone = desk.offer(subject="a"), desk.offer(subject="c", kind="order_cancel")
    any_database.write(lambda uow: withdraw(uow, WANG, "order_cancel"))
    any_database.write(lambda uow: expire_due(uow, clock=FixedClock(clock.now() + timedelta(days=1))))
    assert any_database.read(lambda uow: find_offer(uow, WANG, late.id)).subject == "a"
    for who, one in ((LI, late), (WANG, gone)):
        with pytest.raises(NotFound, match=r"proposal\.not_found"):
            any_database.read(lambda uow, who=who, one=one: find_offer(uow, who, one.id))
