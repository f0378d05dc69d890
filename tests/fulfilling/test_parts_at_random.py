"""Whatever the warehouse and the dealers do in whatever order: no quantity goes below nothing, and parts, stock, credit and orders agree."""

import shutil
import tempfile
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from backend.identity.domain import SYSTEM
from backend.inventory.domain import LotStatus
from backend.inventory.service import mark_lot
from backend.kit.clock import FixedClock
from backend.kit.columns import metadata
from backend.kit.db import Database, UnitOfWork
from backend.kit.errors import DomainError
from backend.ordering.domain import OPEN_STATUSES, TRANSITIONS, LineQuantities, OrderStatus
from backend.ordering.fulfilling import service as fulfilling
from backend.ordering.fulfilling.schemas import Acceptance, Dispatch, PartStep, PartView
from backend.ordering.schemas import CancelRequest, Confirmation, OrderFilter, OrderView
from backend.ordering.service import check_invariants, confirm, get_order, list_orders, propose_cancel
from tests.conftest import NOW
from tests.fulfilling.warehouse import STOREMAN, Warehouse
from tests.ordering.company import Company, load_company

T = TypeVar("T")
PICK = st.integers(0, 1_000_000)
SHARE = st.integers(0, 4)
_LEGAL = {(step.source, target) for step in TRANSITIONS for target in step.targets} | {(OrderStatus.DRAFT, status) for status in OPEN_STATUSES}
_template = Path(tempfile.mkdtemp(prefix="parts-")) / "company.db"


def _fresh_database() -> Database:
    if not _template.exists():
        made = Database(f"sqlite:///{_template}")
        metadata.create_all(made.engine)
        warehouse = Warehouse(load_company(made, FixedClock(NOW)))
        warehouse.stock_south("BEER", 47)
        warehouse.company.credit("D1", "5000.00")
        made.close()
    path = Path(tempfile.mkdtemp(prefix="parts-")) / "run.db"
    shutil.copyfile(_template, path)
    return Database(f"sqlite:///{path}")


class Parts(RuleBasedStateMachine):
    """A dealer who orders and cancels, a storeman who works in any order, and goods that come late or are blocked."""

    def __init__(self) -> None:
        """A fresh copy of the company."""
        super().__init__()
        self.clock = FixedClock(NOW)
        self.company = Company(_fresh_database(), self.clock)
        self.seen: dict[str, OrderStatus] = {}
        self.lots = 0

    def teardown(self) -> None:
        """Close the file."""
        self.company.database.close()

    def _try(self, work: Callable[[UnitOfWork], T]) -> T | None:
        """A refusal on purpose is a fine answer; anything else is a bug."""
        try:
            return self.company.write(work)
        except DomainError:
            return None

    def _orders(self) -> list[OrderView]:
        def read(uow: UnitOfWork) -> list[OrderView]:
            return [get_order(uow, SYSTEM, row.order_id) for row in list_orders(uow, SYSTEM, OrderFilter(limit=200)).items]

        return self.company.database.read(read)

    def _part(self, pick: int, *statuses: str) -> PartView | None:
        parts = [part for order in self._orders() for part in order.parts if part.status in statuses]
        return parts[pick % len(parts)] if parts else None

    @initialize()
    def begin(self) -> None:
        """An order over two warehouses and one of which something waits."""
        self.order("BEER", 12)
        self.order("DRILL", 3)

    @rule(sku=st.sampled_from(["COKE", "BEER", "DRILL"]), cases=st.integers(1, 12))
    def order(self, sku: str, cases: int) -> None:
        """Order; what is not there may come later."""
        try:
            view = self.company.draft("d1", **{sku: cases})
            if any(question.sku for question in view.questions):
                view = self.company.answer("d1", view.questions[0].id, "backorder")
            if view.confirm_token:
                self.company.confirm("d1", view.confirm_token)
        except DomainError:
            return

    @rule(pick=PICK)
    def allocate(self, pick: int) -> None:
        """Call for the goods of any order, released or not."""
        orders = self._orders()
        number = orders[pick % len(orders)].number
        self._try(lambda uow: fulfilling.allocate_order(uow, STOREMAN, number, clock=self.clock))

    @rule(pick=PICK, share=SHARE)
    def pick(self, pick: int, share: int) -> None:
        """Pick some or all of a part."""
        part = self._part(pick, "ALLOCATED", "PICKING")
        if part is not None:
            step = PartStep(part.number, part.version, self._share(part, share))
            self._try(lambda uow: fulfilling.pick_part(uow, STOREMAN, step, clock=self.clock))

    @rule(pick=PICK, share=SHARE)
    def ship(self, pick: int, share: int) -> None:
        """Ship some or all of a part."""
        part = self._part(pick, "ALLOCATED", "PICKING")
        if part is not None:
            step = PartStep(part.number, part.version, None if share == 0 else self._share(part, share))
            self._try(lambda uow: fulfilling.ship_part(uow, STOREMAN, step, Dispatch("SF"), clock=self.clock))

    @rule(pick=PICK, share=SHARE)
    def deliver(self, pick: int, share: int) -> None:
        """Deliver a part, of which some may be refused."""
        part = self._part(pick, "SHIPPED")
        if part is not None:
            step, acceptance = PartStep(part.number, part.version), Acceptance(self._share(part, share), "broken")
            self._try(lambda uow: fulfilling.deliver_part(uow, STOREMAN, step, acceptance, clock=self.clock))

    @rule(pick=PICK)
    def give_up(self, pick: int) -> None:
        """Close an order short."""
        orders = self._orders()
        order_id = orders[pick % len(orders)].order_id
        self._try(lambda uow: fulfilling.cancel_open_parts(uow, order_id, clock=self.clock))

    @rule(pick=PICK)
    def cancel(self, pick: int) -> None:
        """The dealer cancels, which works only before the goods are called for."""
        orders, actor = self._orders(), self.company.actor("d1")
        number = orders[pick % len(orders)].number
        view = self._try(lambda uow: propose_cancel(uow, actor, CancelRequest(number), clock=self.clock))
        if view is not None and view.confirm_token:
            token = view.confirm_token
            self._try(lambda uow: confirm(uow, actor, Confirmation(token), clock=self.clock))

    @rule(sku=st.sampled_from(["BEER", "DRILL"]), quantity=st.integers(1, 60))
    def receive(self, sku: str, quantity: int) -> None:
        """Goods come in and what waits is served."""
        self.lots += 1
        self.company.stock(sku, quantity, lot=f"N{self.lots}")
        fulfilling.fill_backorders(self.company.database, self.clock)

    @rule(blocked=st.booleans())
    def block(self, *, blocked: bool) -> None:
        """A lot with promises on it is put into quarantine, or freed."""
        status = LotStatus.QUARANTINE if blocked else LotStatus.OK
        self._try(lambda uow: mark_lot(uow, SYSTEM, ("BEER", "BW-E"), "L1", status))

    @rule(hours=st.integers(1, 40))
    def wait(self, hours: int) -> None:
        """Time passes and the jobs run."""
        self.clock.instant += timedelta(hours=hours)
        fulfilling.allocate_due(self.company.database, self.clock)
        fulfilling.postpone_late(self.company.database, self.clock)

    @invariant()
    def everything_adds_up(self) -> None:
        """Stock, credit, parts and audit agree; parts sum to their order to the cent; an order moves along its table only."""
        assert self.company.database.read(check_invariants) == []
        for order in self._orders():
            for line in order.lines:
                LineQuantities(line.base_qty, line.cancelled_base, line.reserved_base, line.shipped_base, line.delivered_base, line.returned_base)
            if order.parts:
                assert sum((part.total or Decimal(0) for part in order.parts), Decimal(0)) == order.total
                assert sum(line.base_qty for part in order.parts for line in part.lines) == sum(line.base_qty for line in order.lines)
            before, now = self.seen.get(order.number, OrderStatus.DRAFT), OrderStatus(order.status)
            assert before is now or (before, now) in _LEGAL, (before, now)
            self.seen[order.number] = now

    @staticmethod
    def _share(part: PartView, share: int) -> dict[int, int]:
        """A quarter, a half, ... of each line, or nothing."""
        return {line.line_no: line.base_qty * share // 4 for line in part.lines}


Parts.TestCase.settings = settings(max_examples=12, stateful_step_count=25, suppress_health_check=list(HealthCheck))
TestParts = Parts.TestCase
