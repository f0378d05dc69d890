"""A part arrives: what is accepted is delivered and owed, what is refused comes back into quarantine and is owed by nobody (R16).

Invariant: commitment and receivables of an order follow from what was delivered and refused of its lines, to the cent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from backend.credit.service import Delivered, deliver_commitment
from backend.identity.domain import Actor
from backend.inventory.service import Returned, receive_returned
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid
from backend.ordering.domain import OrderAction
from backend.ordering.fulfilling.domain import Part, PartLine, PartStatus, states_of
from backend.ordering.fulfilling.schemas import Acceptance, PartStep, PartView
from backend.ordering.fulfilling.settling import OpenOrder, Step, delivered_value, open_part, settle, still_committed
from backend.ordering.fulfilling.views import part_view
from backend.ordering.returning.refusing import record_refused
from backend.settings.service import load_brand_settings

LONGEST_SIGNATURE = 120
LONGEST_REASON = 200


def deliver_part(uow: UnitOfWork, actor: Actor, step: PartStep, acceptance: Acceptance, *, clock: Clock) -> PartView:
    """Record that a part has arrived and what of it was refused.

    Raises NotFound("part.not_found"), Conflict("part.stale" | "part.wrong_status"), Invalid("part.bad_quantity" | "part.no_reason").
    """
    opened = open_part(uow, actor, step.number)
    part = opened.part(step, PartStatus.SHIPPED)
    refused = _refused(part, acceptance)
    lines = tuple(_arrived(line, refused.get(line.line_no, 0)) for line in part.lines)
    status = PartStatus.DELIVERED if any(line.delivered for line in lines) else PartStatus.REFUSED
    arrived = replace(part, status=status, lines=lines, signed_by=acceptance.signed_by.strip()[:LONGEST_SIGNATURE], delivered_at=clock.now())
    after = opened.with_part(arrived)
    _owe(uow, opened, after, clock)
    came_back = _coming_back(part, refused)
    receive_returned(uow, actor, [one for _, one in came_back], clock=clock)
    returned = record_refused(uow, actor, opened.order, came_back, acceptance.reason.strip(), clock=clock) if came_back else ""
    back = [[number, base_qty] for number, base_qty in sorted(refused.items())]
    data = {"part": part.number, "refused": back, "reason": acceptance.reason.strip(), "complete": "no" if refused else "yes", "return": returned}
    settle(uow, actor, opened, after, Step(OrderAction.DELIVER, "delivered", data), clock=clock)
    return part_view(uow, actor, part.number, clock=clock)


def _refused(part: Part, acceptance: Acceptance) -> Mapping[int, int]:
    shipped = {line.line_no: line.shipped for line in part.lines}
    refused = {number: base_qty for number, base_qty in acceptance.refused.items() if base_qty}
    if any(not 0 < base_qty <= shipped.get(number, 0) for number, base_qty in refused.items()):
        raise Invalid("part.bad_quantity", number=part.number)
    if refused and not 0 < len(acceptance.reason.strip()) <= LONGEST_REASON:
        raise Invalid("part.no_reason", number=part.number, longest=LONGEST_REASON)
    return refused


def _arrived(line: PartLine, refused: int) -> PartLine:
    return replace(line, delivered=line.shipped - refused, cancelled=refused)


def _owe(uow: UnitOfWork, opened: OpenOrder, after: Sequence[Part], clock: Clock) -> None:
    """Move what was accepted from what the order commits to what is owed; what was refused leaves both."""
    order, rows, exponent = opened.order, opened.rows, load_brand_settings(uow).currency_exponent
    before, now = states_of(opened.parts), states_of(after)
    owed = delivered_value(order, rows, now, exponent) - delivered_value(order, rows, before, exponent)
    done = Delivered(still_committed(order, rows, now, exponent), owed)
    deliver_commitment(uow, order.dealer_id, order.id, done, at=clock.now())


def _coming_back(part: Part, refused: Mapping[int, int]) -> list[tuple[int, Returned]]:
    """Refused goods with their lines by the lots they left from, the last picked first."""
    found: list[tuple[int, Returned]] = []
    for line in part.lines:
        left = refused.get(line.line_no, 0)
        for lot, base_qty in reversed(line.lots):
            quantity = min(left, base_qty)
            if quantity:
                found.append((line.line_no, Returned(part.warehouse, line.sku, lot, quantity, part.number)))
                left -= quantity
    return found
