"""A company that lives at random: orders and changes, decisions, shipments, returns, receipts, counts, transfers, blocked lots, payments.

A refusal on purpose is a fine answer to a wish at random; anything else is a bug. The same seed is the same life.
"""

import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import TypeVar

from backend.credit.receivables import change_receivables
from backend.identity.domain import SYSTEM
from backend.inventory.blocking import LotMark
from backend.inventory.counting import Count, count_stock
from backend.inventory.domain import LotStatus, TransferStatus
from backend.inventory.service import Adjustment, Receipt, adjust_stock, receive_stock
from backend.inventory.transfers import (
    NewTransfer,
    Transfer,
    TransferReceipt,
    approve_transfer,
    cancel_transfer,
    dispatch_transfer,
    draft_transfer,
    receive_transfer,
)
from backend.kit.clock import FixedClock
from backend.kit.db import Database, UnitOfWork
from backend.kit.errors import DomainError
from backend.ordering.fulfilling import service as fulfilling
from backend.ordering.fulfilling.schemas import Acceptance, Dispatch, PartStep, PartView
from backend.ordering.lot_marks import mark_lot_for_orders
from backend.ordering.returning import service as returning
from backend.ordering.returning.schemas import Arrival, Findings, NewReturn, ReturnStep, ReturnView, ReturnWish
from backend.ordering.schemas import Answer, CancelRequest, ChangeEdit, Confirmation, Decision, LineEdit, OrderView, Shortage
from backend.ordering.service import answer_question, confirm, get_order, propose_cancel, propose_change, reject_order, release_order
from backend.ordering.short_closing import close_rest
from backend.pricing.promotions.publishing import publish_promotion
from backend.settings.calendar import local_day
from backend.settings.service import load_brand_settings
from tests.fulfilling.warehouse import STOREMAN
from tests.ordering.company import load_company
from tests.promotions.baskets import gift, promotion

T = TypeVar("T")
SKUS = ("COKE", "SPRITE", "BEER", "DRILL")
BUYERS = ("d1", "d1b", "d2")
HOUSES = ("BW-E", "BW-S")
RECENT = 15
"""Most of a life is about the latest orders; older ones are as they were left."""
LOOKED_AT = 8
OPEN_RETURNS = {"REQUESTED", "APPROVED", "RECEIVED", "INSPECTED"}


class Life:
    """A company and what has happened in it."""

    def __init__(self, database: Database, clock: FixedClock, seed: int) -> None:
        """The small company with two promotions whose budgets run out."""
        self.chance = random.Random(seed)
        self.company, self.clock = load_company(database, clock), clock
        free = gift(buy=240, free=24, budget_units=4800)
        off = promotion("OFF", "amount", skus="DRILL", amount="100", least_amount="2000", budget_amount="20000")
        for one in (free, off):
            self.company.write(lambda uow, one=one: publish_promotion(uow, SYSTEM, one, clock=clock))
        self.orders: list[tuple[str, str]] = []
        self.transfers: list[Transfer] = []
        self.returns: list[ReturnView] = []
        self.lots: list[tuple[str, str, str]] = [(sku, "BW-E", "L1") for sku in SKUS]
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()

    def live(self, operations: int, every: int, look: Callable[[], None]) -> None:
        """So many operations at random, and a look at everything after `every` of them."""
        wishes = [(name, getattr(self, f"_{name}")) for name, weight in _WEIGHTS.items() for _ in range(weight)]
        for number in range(1, operations + 1):
            name, wish = self.chance.choice(wishes)
            try:
                (self.done if wish() else self.refused)[name] += 1
            except DomainError:
                self.refused[name] += 1
            if number % every == 0:
                look()

    def _write(self, work: Callable[[UnitOfWork], T]) -> T:
        return self.company.write(work)

    def _any_order(self) -> OrderView | None:
        if not self.orders:
            return None
        _, number = self.chance.choice(self.orders[-RECENT:])
        return self.company.database.read(lambda uow: get_order(uow, SYSTEM, number))

    def _any_part(self, *statuses: str) -> PartView | None:
        """A part in one of these states, of the latest orders."""
        for _, number in self.chance.sample(self.orders[-RECENT:], min(LOOKED_AT, len(self.orders[-RECENT:]))):
            order = self.company.database.read(lambda uow, number=number: get_order(uow, SYSTEM, number))
            parts = [part for part in order.parts if part.status in statuses]
            if parts:
                return self.chance.choice(parts)
        return None

    def _order(self) -> bool:
        login, actor = (login := self.chance.choice(BUYERS)), self.company.actor(login)
        goods = {sku: self.chance.randint(1, 15) for sku in self.chance.sample(SKUS, self.chance.randint(1, 3))}
        view = self.company.draft(login, **goods)
        for question in [question for question in view.questions if question.sku]:
            choice = self.chance.choice(list(Shortage))
            view = self._write(
                lambda uow, question=question, choice=choice: answer_question(uow, actor, Answer(question.id, shortage=choice), clock=self.clock)
            )
        if not view.confirm_token:
            return False
        token = view.confirm_token
        placed = self._write(lambda uow: confirm(uow, actor, Confirmation(token), clock=self.clock)).order
        if placed is None:
            return False
        self.orders.append((login, placed.number))
        return True

    def _own(self) -> tuple[str, str] | None:
        return self.chance.choice(self.orders[-RECENT:]) if self.orders else None

    def _change(self) -> bool:
        own = self._own()
        if own is None:
            return False
        actor = self.company.actor(own[0])
        edits = tuple(LineEdit(sku, Decimal(self.chance.randint(0, 15))) for sku in self.chance.sample(SKUS, 2))
        view = self._write(lambda uow: propose_change(uow, actor, ChangeEdit(own[1], edits), clock=self.clock))
        return self._say_yes(own[0], view.confirm_token)

    def _cancel(self) -> bool:
        own = self._own()
        if own is None:
            return False
        actor = self.company.actor(own[0])
        return self._say_yes(own[0], self._write(lambda uow: propose_cancel(uow, actor, CancelRequest(own[1]), clock=self.clock)).confirm_token)

    def _say_yes(self, login: str, token: str | None) -> bool:
        return token is not None and self.company.confirm(login, token).outcome in {"changed", "cancelled", "short_closed", "close_asked"}

    def _decide(self) -> bool:
        order = self._any_order()
        if order is None or order.status != "HOLD":
            return False
        manager, use_case = self.company.actor("bm"), self.chance.choice([release_order, release_order, reject_order])
        self._write(lambda uow: use_case(uow, manager, Decision(order.number, order.version, "at random"), clock=self.clock))
        return True

    def _allocate(self) -> bool:
        order = self._any_order()
        if order is None:
            return False
        self._write(lambda uow: fulfilling.allocate_order(uow, STOREMAN, order.number, clock=self.clock))
        return True

    def _quantities(self, part: PartView) -> dict[int, int] | None:
        return None if self.chance.random() < 0.6 else {line.line_no: self.chance.randint(0, line.base_qty) for line in part.lines}

    def _pick(self) -> bool:
        part = self._any_part("ALLOCATED", "PICKING")
        if part is None:
            return False
        step = PartStep(part.number, part.version, self._quantities(part))
        self._write(lambda uow: fulfilling.pick_part(uow, STOREMAN, step, clock=self.clock))
        return True

    def _ship(self) -> bool:
        part = self._any_part("ALLOCATED", "PICKING")
        if part is None:
            return False
        step = PartStep(part.number, part.version, self._quantities(part))
        self._write(lambda uow: fulfilling.ship_part(uow, STOREMAN, step, Dispatch("SF"), clock=self.clock))
        return True

    def _deliver(self) -> bool:
        part = self._any_part("SHIPPED")
        if part is None:
            return False
        refused = {line.line_no: self.chance.randint(0, line.shipped_base) for line in part.lines} if self.chance.random() < 0.2 else {}
        step = PartStep(part.number, part.version)
        self._write(lambda uow: fulfilling.deliver_part(uow, STOREMAN, step, Acceptance(refused, "dented" if refused else ""), clock=self.clock))
        return True

    def _close_short(self) -> bool:
        order, manager = self._any_order(), self.company.actor("bm")
        if order is None:
            return False
        self._write(lambda uow: close_rest(uow, manager, order.number, order.version, clock=self.clock))
        return True

    def _return(self) -> bool:
        delivered = self._any_part("DELIVERED")
        own = next((own for own in self.orders if delivered and own[1] == delivered.order_number), None)
        if own is None:
            return False
        actor = self.company.actor(own[0])
        left = self.company.database.read(lambda uow: returning.list_returnable(uow, actor, own[1]))
        wishes = tuple(ReturnWish(line.line_no, self.chance.randint(1, line.left_base)) for line in left if not line.is_free)
        if not wishes:
            return False
        new = NewReturn(own[1], wishes, "too many")
        self.returns.append(self._write(lambda uow: returning.request_return(uow, actor, new, clock=self.clock)))
        return True

    def _settle(self) -> bool:
        """The next step of a return: to be approved, counted in, looked at, paid back."""
        if not self.returns:
            return False
        place = max(range(len(self.returns)), key=lambda number: (self.returns[number].status in OPEN_RETURNS, self.chance.random()))
        one = self.returns[place]
        step, manager = ReturnStep(one.number, one.version, "at random"), self.company.actor("bm")
        decide = returning.approve_return if self.chance.random() < 0.9 else returning.reject_return
        received = {line.seq: self.chance.randint(1, line.base_qty) for line in one.lines}
        findings = Findings({line.seq: self._shares(line.received_base) for line in one.lines})
        steps: dict[str, Callable[[UnitOfWork], ReturnView]] = {
            "REQUESTED": lambda uow: decide(uow, manager, step, clock=self.clock),
            "APPROVED": lambda uow: returning.receive_return(uow, STOREMAN, step, Arrival("BW-E", received), clock=self.clock),
            "RECEIVED": lambda uow: returning.inspect_return(uow, STOREMAN, step, findings, clock=self.clock),
            "INSPECTED": lambda uow: returning.credit_return(uow, manager, step, clock=self.clock),
        }
        if one.status not in steps:
            return False
        self.returns[place] = self._write(steps[one.status])
        return True

    def _shares(self, received: int) -> tuple[int, int, int]:
        """To be sold again, kept apart, scrapped."""
        good = self.chance.randint(0, received)
        apart = self.chance.randint(0, received - good)
        return good, apart, received - good - apart

    def _receive(self) -> bool:
        sku, house = self.chance.choice(SKUS), self.chance.choice(HOUSES)
        today = self.company.database.read(lambda uow: local_day(load_brand_settings(uow), self.clock.now()))
        expiry = today + timedelta(days=self.chance.randint(5, 200)) if self.chance.random() < 0.5 else None
        one = Receipt(house, sku, f"N{len(self.lots)}", self.chance.randint(1, 900), today, expiry)
        self._write(lambda uow: receive_stock(uow, SYSTEM, [one], clock=self.clock))
        self.lots.append((sku, house, one.lot))
        fulfilling.fill_backorders(self.company.database, self.clock)
        return True

    def _adjust(self) -> bool:
        sku, house, lot = self.chance.choice(self.lots[-RECENT:])
        one = Adjustment(house, sku, lot, self.chance.randint(-30, 30) or 1, "counted")
        self._write(lambda uow: adjust_stock(uow, SYSTEM, [one], clock=self.clock))
        return True

    def _count(self) -> bool:
        place = (self.chance.choice(SKUS), self.chance.choice(HOUSES))
        count = Count(place, self.chance.randint(0, 2500), "year's end")
        self._write(lambda uow: count_stock(uow, SYSTEM, count, clock=self.clock))
        return True

    def _block(self) -> bool:
        sku, house, lot = self.chance.choice(self.lots[-RECENT:])
        mark = LotMark((sku, house), lot, self.chance.choice([LotStatus.OK, LotStatus.OK, LotStatus.QUARANTINE]))
        self._write(lambda uow: mark_lot_for_orders(uow, SYSTEM, mark, clock=self.clock))
        return True

    def _transfer(self) -> bool:
        sku, house, lot = self.chance.choice(self.lots[-RECENT:])
        new = NewTransfer(house, next(one for one in HOUSES if one != house), ((sku, lot, self.chance.randint(1, 200)),))
        self.transfers.append(self._write(lambda uow: draft_transfer(uow, SYSTEM, new, clock=self.clock)))
        return True

    def _move_on(self) -> bool:
        if not self.transfers:
            return False
        place = self.chance.randrange(max(0, len(self.transfers) - 10), len(self.transfers))
        one = self.transfers[place]
        arrived = {line.line_no: self.chance.randint(0, line.under_way) for line in one.lines}
        receipt = TransferReceipt(arrived, final=self.chance.random() < 0.6, reason="broken on the way")

        def step(uow: UnitOfWork) -> Transfer:
            if one.status is TransferStatus.DRAFT:
                return (approve_transfer if self.chance.random() < 0.9 else cancel_transfer)(uow, SYSTEM, one.number, one.version, clock=self.clock)
            if one.status is TransferStatus.APPROVED:
                return dispatch_transfer(uow, SYSTEM, one.number, one.version, clock=self.clock)
            return receive_transfer(uow, SYSTEM, one.number, one.version, receipt, clock=self.clock)

        self.transfers[place] = self._write(step)
        return True

    def _pay(self) -> bool:
        dealer, amount = self.chance.choice(["D1", "D2"]), Decimal(self.chance.randint(1, 500_000)).scaleb(-2)
        self._write(lambda uow: change_receivables(uow, dealer, -amount, at=self.clock.now()))
        return True

    def _wait(self) -> bool:
        self.clock.instant += timedelta(minutes=self.chance.randint(1, 300))
        fulfilling.allocate_due(self.company.database, self.clock)
        fulfilling.postpone_late(self.company.database, self.clock)
        return True


_WEIGHTS = {
    "order": 14,
    "change": 6,
    "cancel": 3,
    "decide": 6,
    "allocate": 8,
    "pick": 6,
    "ship": 10,
    "deliver": 10,
    "close_short": 2,
    "return": 4,
    "settle": 12,
    "receive": 6,
    "adjust": 4,
    "count": 2,
    "block": 2,
    "transfer": 3,
    "move_on": 6,
    "pay": 4,
    "wait": 3,
}
