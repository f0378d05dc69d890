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
from backend.inventory.domain import BackorderPolicy, LotStatus
from backend.inventory.policies import StockPolicy, set_stock_policy
from backend.inventory.service import mark_lot
from backend.kit.clock import FixedClock
from backend.kit.columns import metadata
from backend.kit.db import Database, UnitOfWork
from backend.kit.errors import DomainError
from backend.ordering.domain import OPEN_STATUSES, TRANSITIONS, LineQuantities, OrderStatus
from backend.ordering.finishing import close_finished
from backend.ordering.fulfilling import service as fulfilling
from backend.ordering.fulfilling.schemas import Acceptance, Dispatch, PartStep, PartView
from backend.ordering.promoting.deriving import FIRST_LINE
from backend.ordering.returning import service as returning
from backend.ordering.returning.schemas import Arrival, Findings, NewReturn, ReturnFilter, ReturnStep, ReturnWish
from backend.ordering.schemas import CancelRequest, Confirmation, OrderFilter, OrderView
from backend.ordering.service import check_invariants, confirm, get_order, list_orders, propose_cancel
from backend.ordering.short_closing import close_rest
from backend.pricing.promotions.publishing import publish_promotion
from tests.conftest import NOW
from tests.fulfilling.warehouse import STOREMAN, Warehouse
from tests.ordering.company import Company, load_company
from tests.promotions.baskets import gift
from tests.returning.desk import MANAGER

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
        warehouse.company.write(lambda uow: publish_promotion(uow, SYSTEM, gift(skus="COKE", buy=48, free=24, budget_units=240), clock=FixedClock(NOW)))
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
        """An order that arrived with its free goods, one over two warehouses, and one of which something waits."""
        self.order("COKE", 4)
        arrived = Warehouse(self.company).allocate(self._orders()[0].number)
        Warehouse(self.company).ship(arrived.parts[0].number)
        Warehouse(self.company).deliver(arrived.parts[0].number)
        self.seen[arrived.number] = OrderStatus.DELIVERED
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
        order = orders[pick % len(orders)]
        self._try(lambda uow: close_rest(uow, MANAGER, order.number, order.version, clock=self.clock))

    @rule(pick=PICK, share=SHARE)
    def ask_back(self, pick: int, share: int) -> None:
        """Ask to return some of a line, or more than there is."""
        orders, actor = [order for order in self._orders() if any(line.delivered_base for line in order.lines)], self.company.actor("d1")
        if orders:
            order = orders[pick % len(orders)]
            line = order.lines[pick % len(order.lines)]
            wanted = NewReturn(order.number, (ReturnWish(line.line_no, max(1, line.base_qty * share // 4)),), "broken")
            self._try(lambda uow: returning.request_return(uow, actor, wanted, clock=self.clock))

    @rule(pick=PICK, share=SHARE)
    def go_on_with_a_return(self, pick: int, share: int) -> None:
        """The next step of any open return, whatever it is; now and then it is withdrawn."""
        listed = self.company.database.read(lambda uow: returning.list_returns(uow, SYSTEM, ReturnFilter(open_only=True)).items)
        if not listed:
            return
        one = listed[pick % len(listed)]
        step, clock = ReturnStep(one.number, one.version, "why"), self.clock
        counted = {line.seq: line.base_qty * max(1, share) // 4 for line in one.lines}
        found = {line.seq: (line.received_base // 2, 0, line.received_base - line.received_base // 2) for line in one.lines}
        steps: dict[str, Callable[[UnitOfWork], object]] = {
            "REQUESTED": lambda uow: (returning.reject_return if share == 1 else returning.approve_return)(uow, MANAGER, step, clock=clock),
            "APPROVED": lambda uow: returning.receive_return(uow, STOREMAN, step, Arrival("BW-E", counted), clock=clock),
            "RECEIVED": lambda uow: returning.inspect_return(uow, STOREMAN, step, Findings(found), clock=clock),
            "INSPECTED": lambda uow: returning.credit_return(uow, MANAGER, step, clock=clock),
        }
        self._try(steps[one.status])

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

    @rule(policy=st.sampled_from([BackorderPolicy.ASK, BackorderPolicy.NEVER]))
    def agree(self, policy: BackorderPolicy) -> None:
        """The dealer takes what follows, or nothing later."""
        self._try(lambda uow: set_stock_policy(uow, SYSTEM, StockPolicy("D1", policy), clock=self.clock))

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
        close_finished(self.company.database, self.clock)

    @invariant()
    def everything_adds_up(self) -> None:
        """All ledgers agree; nothing is owed below zero; parts sum to their order to the cent; an order moves along its table only."""
        assert self.company.database.read(check_invariants) == []
        assert min(Warehouse(self.company).account()) >= 0
        for order in self._orders():
            for line in order.lines:
                LineQuantities(line.base_qty, line.cancelled_base, line.reserved_base, line.shipped_base, line.delivered_base, line.returned_base)
            if order.parts:
                assert sum((part.total or Decimal(0) for part in order.parts), Decimal(0)) == order.total
                paid = [line for part in order.parts for line in part.lines if line.line_no < FIRST_LINE]
                assert sum(line.base_qty for line in paid) == sum(line.base_qty for line in order.lines)
            before, now = self.seen.get(order.number, OrderStatus.DRAFT), OrderStatus(order.status)
            assert before is now or (before, now) in _LEGAL, (before, now)
            self.seen[order.number] = now

    @staticmethod
    def _share(part: PartView, share: int) -> dict[int, int]:
        """A quarter, a half, ... of each line, or nothing."""
        return {line.line_no: line.base_qty * share // 4 for line in part.lines}


Parts.TestCase.settings = settings(max_examples=12, stateful_step_count=25, suppress_health_check=list(HealthCheck))
TestParts = Parts.TestCase
