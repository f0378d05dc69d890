"""A clock that jumps: forth by a month and back, back by a month and forth. Nothing is doubled, and nothing waits until the wrong time comes again."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from backend.bootstrap import jobs_of
from backend.integration.models import webhook_deliveries
from backend.integration.webhooks.domain import Answer
from backend.integration.webhooks.guard import Target
from backend.integration.webhooks.sending import send_due
from backend.kit.audit import audit_seals
from backend.kit.clock import FixedClock
from backend.kit.db import Database, UnitOfWork
from backend.kit.outbox import outbox
from backend.notices.domain import Notice
from backend.notices.models import notices
from backend.ordering.models import orders
from backend.ordering.schemas import Decision
from backend.ordering.service import release_order
from tests.integration.relaying import subscribe_to_orders
from tests.ordering.company import Company, load_company

MONTH = timedelta(days=30)
AFTERWARDS = timedelta(hours=2)
"""When the clock is right again, everything has gone out within the longest wait of an hour, and the night is over."""


@dataclass
class World:
    """The company, everybody outside who is told, and the jobs."""

    company: Company
    told: Counter[int] = field(default_factory=Counter)
    sent: list[str] = field(default_factory=list)

    def deliver(self, notice: Notice) -> bool:
        """A messenger that reaches everybody."""
        self.told[notice.id] += 1
        return True

    def _post(self, _target: Target, headers: Mapping[str, str], _body: bytes) -> Answer:
        self.sent.append(headers["Dinghuo-Id"])
        return Answer(204, "")

    def run_jobs(self) -> None:
        """Every job of the table once, and the webhooks; the order of the table is that of a real process."""
        for job in jobs_of(self.company.database, self.company.clock, [self]):
            job.run()
        send_due(self.company.database, self.company.clock, self._post)

    def live(self) -> None:
        """A token is used twice; an order waits and is released; the jobs run; a last order is placed."""
        company = self.company
        token = company.draft("d1", COKE=1).confirm_token
        numbers = {order.number for order in (company.confirm("d1", token).order for _ in range(2)) if order}
        assert len(numbers) == 1
        held = company.order("d2", SPRITE=1).order
        assert held is not None
        manager = company.actor("bm")
        self.run_jobs()
        company.write(lambda uow: release_order(uow, manager, Decision(held.number, held.version, "known"), clock=company.clock))
        self.run_jobs()
        company.order("d1", BEER=1)  # its events wait when the clock jumps


@pytest.mark.parametrize("jumps", [(MONTH, -MONTH), (-MONTH, MONTH)], ids=["forth and back", "back and forth"])
def test_a_clock_that_jumps_doubles_nothing_and_leaves_nothing_behind(database: Database, clock: FixedClock, jumps: tuple[timedelta, ...]) -> None:
    """Numbers, tokens, promises, notices, webhooks and seals; what was put off by the wrong clock goes out by the right one."""
    world = World(load_company(database, clock))
    subscribe_to_orders(database, "http://127.0.0.1:9/hook")
    world.live()
    for jump in jumps:
        clock.instant += jump
        world.live()
        assert world.company.disagreements() == []
    for _ in range(4):
        clock.instant += AFTERWARDS / 4
        world.run_jobs()

    def read(uow: UnitOfWork) -> tuple[list[str], int, int, list[str], int]:
        numbers = list(uow.execute(select(orders.c.number)).scalars())
        waiting = uow.execute(select(func.count()).select_from(outbox).where(outbox.c.sent_at.is_(None))).scalar_one()
        open_notices = uow.execute(select(func.count()).select_from(notices).where(notices.c.delivered_at.is_(None))).scalar_one()
        events = list(uow.execute(select(webhook_deliveries.c.event_id).order_by(webhook_deliveries.c.id)).scalars())
        return numbers, waiting, open_notices, events, uow.execute(select(func.count()).select_from(audit_seals)).scalar_one()

    numbers, waiting, open_notices, events, seals = database.read(read)
    assert len(set(numbers)) == len(numbers) == 9
    assert (waiting, open_notices) == (0, 0)
    assert set(Counter(world.sent).values()) == {1}
    assert set(world.sent) >= set(events)  # old ones are purged
    assert set(world.told.values()) == {1}
    assert seals >= len(jumps)
    assert world.company.disagreements() == []


def test_a_seal_of_a_wrong_clock_does_not_keep_later_days_unsealed(database: Database, clock: FixedClock) -> None:
    """It is dated a month ahead; the next day is sealed all the same."""
    world = World(load_company(database, clock))
    clock.instant += MONTH
    world.live()
    clock.instant -= MONTH
    world.live()
    before = database.read(lambda uow: uow.execute(select(func.max(audit_seals.c.no))).scalar_one())
    clock.instant += timedelta(days=1)
    world.run_jobs()
    assert database.read(lambda uow: uow.execute(select(func.max(audit_seals.c.no))).scalar_one()) > before
