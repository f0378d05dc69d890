"""Paying back goods that came back: at the price they were sold for, less what promotions had given for them (R4, R16).

Invariant: what is credited of an order follows from what came back of its lines: all of it back credits exactly what was owed for it, however
many returns it came in; the numbers of credit notes have no gap.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from backend.credit.receivables import credit_returned, hold_account
from backend.identity.domain import Actor, Permission
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.numbering import next_unbroken
from backend.ordering import repository
from backend.ordering.fulfilling.service import delivered_places, delivered_worth, full_value
from backend.ordering.promoting.claiming import claw_back
from backend.ordering.promoting.holding import free_lines
from backend.ordering.promoting.store import read_given
from backend.ordering.returning import store
from backend.ordering.returning.domain import ReturnAction, ReturnKind, ReturnLine, ReturnStatus, Worth
from backend.ordering.returning.opening import OpenReturn, keep, open_return
from backend.ordering.returning.schemas import ReturnStep, ReturnView
from backend.ordering.returning.views import return_view
from backend.settings.service import load_brand_settings

SERIES, FIRST = "credit_note", 30_000
_CREDITED = frozenset({ReturnStatus.CREDITED})


@dataclass(frozen=True, slots=True)
class _Worked:
    """The amounts of a credit note, and the lines with theirs."""

    goods: Decimal
    amount: Decimal
    free_owed: Mapping[str, int]
    lines: tuple[ReturnLine, ...]


def credit_return(uow: UnitOfWork, actor: Actor, step: ReturnStep, *, clock: Clock) -> ReturnView:
    """Write the credit note of an inspected return and lower what its dealer owes by it.

    Raises NotFound("return.not_found"), Conflict("return.wrong_status" | "return.stale").
    """
    actor.require(Permission.APPROVE_ORDERS)
    opened = open_return(uow, actor, step, ReturnAction.CREDIT)
    order, at = opened.order, clock.now()
    hold_account(uow, order.dealer_id)
    worked = _work_out(uow, opened)
    credit_returned(uow, order.dealer_id, order.id, worked.amount, at=at)
    number = f"CN-{FIRST + next_unbroken(uow, SERIES)}"
    note = {"number": number, "return_id": opened.one.id, "order_id": order.id, "dealer_id": order.dealer_id, "currency": order.currency}
    amounts = {"goods_amount": worked.goods, "amount": worked.amount, "free_owed": dict(worked.free_owed)}
    store.add_note(uow, {**note, **amounts, "made_by": actor.user_id, "made_at": at})
    after = replace(opened.one, status=ReturnStatus.CREDITED, lines=worked.lines, ended_at=at)
    keep(uow, actor, opened, after, ("credited", {"credit_note": number, "total": str(worked.amount)}), clock=clock)
    return return_view(uow, actor, step.number)


def _work_out(uow: UnitOfWork, opened: OpenReturn) -> _Worked:
    """What the goods of one return are worth after those of the returns that were credited before it."""
    order, exponent = opened.order, load_brand_settings(uow).currency_exponent
    rows = {row.line_no: row for row in repository.read_lines(uow, order.id)}
    before = _back(opened, _CREDITED)
    lines: list[ReturnLine] = []
    back = dict(before)
    for line in opened.one.lines:
        row, was = rows.get(line.line_no), back.get(line.line_no, 0)
        back[line.line_no] = was + line.received
        amount = full_value(row, back[line.line_no], exponent) - full_value(row, was, exponent) if row else Decimal(0)
        lines.append(replace(line, amount=amount))
    goods = sum((line.amount or Decimal(0) for line in lines), Decimal(0))
    claw_back(uow, order.id, {row.sku: back[line_no] for line_no, row in rows.items() if back.get(line_no)})
    total_clawed = sum((row.clawed_amount for row in read_given(uow, order.id)), Decimal(0))
    owed, full = delivered_worth(order, list(rows.values()), exponent)
    credited, _ = store.credited_so_far(uow, order.id)
    returned = sum((full_value(row, back.get(line_no, 0), exponent) for line_no, row in rows.items()), Decimal(0))
    amount = Worth(owed, full, credited).to_credit(returned, total_clawed)
    return _Worked(goods, amount, _still_owed(uow, opened, back), tuple(lines))


def _back(opened: OpenReturn, statuses: frozenset[ReturnStatus]) -> dict[int, int]:
    """What came back of each line, free ones too, by the returns of the order in these states."""
    found: dict[int, int] = {}
    for one in (each for each in opened.all if each.status in statuses and each.kind is ReturnKind.CLAIM):
        for line in one.lines:
            found[line.line_no] = found.get(line.line_no, 0) + line.received
    return found


def _still_owed(uow: UnitOfWork, opened: OpenReturn, back: Mapping[int, int]) -> dict[str, int]:
    """Free goods that the dealer has, is not to keep, and was not told of yet."""
    _, told = store.credited_so_far(uow, opened.order.id)
    arrived: dict[int, int] = {}
    for place in delivered_places(uow, opened.order.id):
        arrived[place.line_no] = arrived.get(place.line_no, 0) + place.delivered
    found: dict[str, int] = {}
    for row in free_lines(uow, opened.order.id):
        keeps = row.free_base - row.clawed_base
        owed = arrived.get(row.line_no, 0) - back.get(row.line_no, 0) - keeps
        found[row.sku] = found.get(row.sku, 0) + max(0, owed)
    return {sku: owed - told.get(sku, 0) for sku, owed in found.items() if owed > told.get(sku, 0)}
