"""Whatever people do in whatever order: no illegal state, and stock and credit always add up."""

import shutil
import tempfile
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from backend.dealers.service import freeze_dealer, unfreeze_dealer
from backend.identity.domain import SYSTEM, Actor
from backend.kit.clock import FixedClock
from backend.kit.columns import metadata
from backend.kit.db import Database, UnitOfWork
from backend.kit.errors import Conflict, DomainError
from backend.ordering.domain import DEAD_STATUSES, OPEN_STATUSES, TRANSITIONS, OrderStatus
from backend.ordering.schemas import Answer, CancelRequest, ChangeEdit, Confirmation, Decision, DraftEdit, LineEdit, OrderFilter, OrderView, Shortage
from backend.ordering.service import (
    answer_question,
    check_invariants,
    confirm,
    discard_draft,
    edit_draft,
    get_order,
    list_orders,
    propose_cancel,
    propose_change,
    reject_order,
    release_order,
)
from tests.conftest import NOW
from tests.ordering.company import load_company

T = TypeVar("T")
BUYERS = st.sampled_from(["d1", "d1b", "d2"])
SKUS = st.sampled_from(["COKE", "BEER", "DRILL"])
CASES = st.integers(0, 40)
PICK = st.integers(0, 1_000_000)
_LEGAL = {(step.source, target) for step in TRANSITIONS for target in step.targets} | {(OrderStatus.DRAFT, status) for status in OPEN_STATUSES}
_template = Path(tempfile.mkdtemp(prefix="orders-")) / "company.db"


def _fresh_database() -> Database:
    if not _template.exists():
        made = Database(f"sqlite:///{_template}")
        metadata.create_all(made.engine)
        company = load_company(made, FixedClock(NOW))
        company.credit("D1", "3000.00")
        made.close()
    path = Path(tempfile.mkdtemp(prefix="orders-")) / "run.db"
    shutil.copyfile(_template, path)
    return Database(f"sqlite:///{path}")


class Orders(RuleBasedStateMachine):
    """Three people of two dealers and a brand manager, at once careless and persistent."""

    def __init__(self) -> None:
        """A fresh copy of the company."""
        super().__init__()
        self.database = _fresh_database()
        self.clock = FixedClock(NOW)
        self.tokens: list[tuple[str, str]] = []
        self.questions: list[tuple[str, str]] = []
        self.seen: dict[str, tuple[OrderStatus, int]] = {}
        self.confirmed: dict[str, str] = {}

    def teardown(self) -> None:
        """Close the file."""
        self.database.close()

    def _actor(self, login: str) -> Actor:
        from backend.identity.service import actor_of_login

        return self.database.read(lambda uow: actor_of_login(uow, login))

    def _try(self, work: Callable[[UnitOfWork], T]) -> T | None:
        """A refusal on purpose is a fine answer; anything else is a bug."""
        try:
            return self.database.write(work)
        except DomainError:
            return None

    def _offer(self, login: str, view: Any, *, sure: bool = False) -> None:
        """Remember buttons and questions; whoever is `sure` presses at once."""
        if view is None:
            return
        self.questions = [(login, question.id) for question in view.questions] or self.questions
        if view.confirm_token:
            self.tokens.append((login, view.confirm_token))
            if sure:
                self._press(login, view.confirm_token)

    def _press(self, login: str, token: str) -> None:
        actor = self._actor(login)
        result = self._try(lambda uow: confirm(uow, actor, Confirmation(token), clock=self.clock))
        if result is None:
            return
        self._offer(login, result.draft or result.change)
        if result.order is not None:
            assert self.confirmed.setdefault(token, result.order.order_id) == result.order.order_id

    @initialize(first=CASES, second=CASES)
    def begin(self, first: int, second: int) -> None:
        """A held and an approved order to start with."""
        self.draft("d1", "COKE", first + 1, sure=True)
        self.draft("d2", "BEER", second + 1, sure=True)

    @rule(login=BUYERS, sku=SKUS, cases=CASES, sure=st.booleans())
    def draft(self, login: str, sku: str, cases: int, sure: bool) -> None:
        """Set a quantity in the open draft."""
        actor, edit = self._actor(login), DraftEdit((LineEdit(sku, Decimal(cases)),))
        self._offer(login, self._try(lambda uow: edit_draft(uow, actor, edit, clock=self.clock)), sure=sure)

    @rule(pick=PICK, shortage=st.sampled_from(list(Shortage)))
    def answer(self, pick: int, shortage: Shortage) -> None:
        """Say what to do about short stock."""
        if self.questions:
            login, question = self.questions[pick % len(self.questions)]
            actor = self._actor(login)
            self._offer(login, self._try(lambda uow: answer_question(uow, actor, Answer(question, shortage=shortage), clock=self.clock)))

    @rule(pick=PICK)
    def press(self, pick: int) -> None:
        """Press any button there ever was; the same one gives the same order."""
        if not self.tokens:
            return
        self._press(*self.tokens[-1 - pick % min(len(self.tokens), 6)])

    @rule(login=BUYERS, pick=PICK, sure=st.booleans())
    def cancel(self, login: str, pick: int, sure: bool) -> None:
        """Ask to cancel some order."""
        number, actor = self._number(pick), self._actor(login)
        self._offer(login, self._try(lambda uow: propose_cancel(uow, actor, CancelRequest(number), clock=self.clock)), sure=sure)

    @rule(login=BUYERS, pick=PICK, sku=SKUS, cases=CASES, backorder=st.booleans())
    def change(self, login: str, pick: int, sku: str, cases: int, backorder: bool) -> None:
        """Ask to change some order."""
        number, actor = self._number(pick), self._actor(login)
        edit = ChangeEdit(number, (LineEdit(sku, Decimal(cases)),), backorder=backorder)
        self._offer(login, self._try(lambda uow: propose_change(uow, actor, edit, clock=self.clock)), sure=backorder)

    @rule(pick=PICK, release=st.booleans())
    def decide(self, pick: int, release: bool) -> None:
        """Release or reject some order."""
        orders = self._orders()
        if orders:
            order, manager = orders[pick % len(orders)], self._actor("bm")
            decision, decide = Decision(order.order_id, order.version, "because"), release_order if release else reject_order
            self._try(lambda uow: decide(uow, manager, decision, clock=self.clock))

    @rule(login=BUYERS)
    def discard(self, login: str) -> None:
        """Throw the draft away."""
        actor = self._actor(login)
        self._try(lambda uow: discard_draft(uow, actor, clock=self.clock))

    @rule(minutes=st.sampled_from([5, 45, 400]))
    def wait(self, minutes: int) -> None:
        """Time goes on, over the cut-off and the expiry of buttons."""
        self.clock.instant += timedelta(minutes=minutes)

    @rule(frozen=st.booleans())
    def freeze(self, frozen: bool) -> None:
        """The brand freezes a dealer, or lets go."""
        if frozen:
            self._try(lambda uow: freeze_dealer(uow, SYSTEM, "D1", "diversion", clock=self.clock))
        else:
            self._try(lambda uow: unfreeze_dealer(uow, SYSTEM, "D1", clock=self.clock))

    @invariant()
    def every_step_was_legal_and_everything_adds_up(self) -> None:
        """Statuses move along the table with rising versions; lines, reservations, balances, credit and audit agree."""
        for order in self._orders():
            status, version = self.seen.get(order.order_id, (OrderStatus.DRAFT, 0))
            now = OrderStatus(order.status)
            if (now, order.version) != (status, version):
                assert (status, now) in _LEGAL
                assert order.version == version + 1
                self.seen[order.order_id] = (now, order.version)
            assert all((line.reserved_base == 0) for line in order.lines if now in DEAD_STATUSES)
        assert self.database.read(check_invariants) == []

    def _orders(self) -> list[OrderView]:
        manager = self._actor("bm")
        found = self.database.read(lambda uow: list_orders(uow, manager, OrderFilter(limit=100))).items
        return [self.database.read(lambda uow, one=one: get_order(uow, manager, one.order_id)) for one in found]

    def _number(self, pick: int) -> str | None:
        orders = self._orders()
        return orders[pick % len(orders)].number if orders else None


TestOrders = Orders.TestCase
TestOrders.settings = settings(max_examples=20, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck))


def test_a_conflict_is_a_refusal_and_never_a_broken_order() -> None:
    """The machine above takes every DomainError for an answer; this says that a Conflict is one."""
    assert issubclass(Conflict, DomainError)
