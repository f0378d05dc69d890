"""A part leaves with a carrier; what does not go along becomes a part of its own or, for a dealer who takes nothing later, is given up (R10).

Invariant: every shipped base unit is a consumed reservation and a move out of a lot; a shipped part holds nothing back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from backend.identity.domain import Actor
from backend.inventory.domain import BackorderPolicy
from backend.inventory.policies import backorder_policy_of
from backend.inventory.service import Pick, ship_reserved
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid
from backend.kit.ids import new_id
from backend.ordering.domain import OrderAction
from backend.ordering.fulfilling.closing import drop_rest
from backend.ordering.fulfilling.domain import Part, PartLine, PartStatus, carved
from backend.ordering.fulfilling.schemas import Dispatch, PartStep, PartView
from backend.ordering.fulfilling.settling import OpenOrder, Step, open_part, settle, wished
from backend.ordering.fulfilling.views import part_view
from backend.ordering.promoting.store import ship_free
from backend.settings.calendar import earliest_delivery
from backend.settings.service import load_brand_settings

LONGEST_WORD = 80


def ship_part(uow: UnitOfWork, actor: Actor, step: PartStep, dispatch: Dispatch, *, clock: Clock) -> PartView:
    """Send a part, or the given quantities of it: what was picked, all of it where nothing was.

    Raises NotFound("part.not_found"), Conflict("part.stale" | "part.wrong_status"), Invalid("part.bad_quantity" | "part.no_carrier"),
    Refused("inventory.lots_gone") when its lots expired or were blocked meanwhile.
    """
    opened = open_part(uow, actor, step.number)
    part = opened.part(step, PartStatus.ALLOCATED, PartStatus.PICKING)
    carrier, tracking = dispatch.carrier.strip(), dispatch.tracking.strip()
    if not carrier or max(len(carrier), len(tracking)) > LONGEST_WORD:
        raise Invalid("part.no_carrier", number=part.number, longest=LONGEST_WORD)
    picked = part.status is PartStatus.PICKING
    wanted = wished(part, step.quantities, {line.line_no: line.picked if picked else line.base_qty for line in part.lines})
    taken = tuple((number, part.warehouse, base_qty) for number, base_qty in sorted(wanted.items()) if base_qty)
    lots = _lots(ship_reserved(uow, actor, opened.order.id, clock=clock, taken=taken))
    ship_free(uow, opened.order.id, wanted)
    settings = load_brand_settings(uow)
    going, staying = _divided(part, wanted, settings.currency_exponent)
    now = clock.now()
    lines = tuple(replace(line, picked=line.base_qty, shipped=line.base_qty, lots=lots[line.line_no]) for line in going)
    shipped = replace(part, status=PartStatus.SHIPPED, lines=lines, carrier=carrier, tracking=tracking, shipped_at=now, picked_at=part.picked_at or now)
    rest = _rest(opened, part, staying, earliest_delivery(settings, now), clock) if staying else None
    if rest is not None and backorder_policy_of(uow, opened.order.dealer_id) is BackorderPolicy.NEVER:
        drop_rest(uow, actor, opened, (shipped, rest), _step(shipped, None), clock=clock)
    else:
        after = opened.with_part(shipped, *((rest,) if rest else ()))
        settle(uow, actor, opened, after, _step(shipped, rest), clock=clock)
    return part_view(uow, actor, part.number, clock=clock)


def _step(shipped: Part, rest: Part | None) -> Step:
    lots = [[line.line_no, lot, base_qty] for line in shipped.lines for lot, base_qty in line.lots]
    day = shipped.promise_day.isoformat() if shipped.promise_day else ""
    data = {
        "part": shipped.number,
        "carrier": shipped.carrier,
        "tracking": shipped.tracking,
        "day": day,
        "lots": lots,
        "tracked": "yes" if shipped.tracking else "no",
    }
    moved = rest is not None and rest.promise_day != shipped.promise_day
    return Step(OrderAction.SHIP, "shipped", data, also=(("delayed", delay_data(rest, shipped.promise_day)),) if rest and moved else ())


def delay_data(part: Part, before: date | None) -> Mapping[str, Any]:
    """What the event of a moved promise tells."""
    day = part.promise_day.isoformat() if part.promise_day else ""
    return {"part": part.number, "day": day, "before": before.isoformat() if before else "", "skus": [line.sku for line in part.lines]}


def _divided(part: Part, wanted: Mapping[int, int], exponent: int) -> tuple[list[PartLine], list[PartLine]]:
    pairs = [carved(replace(line, picked=0), wanted[line.line_no], exponent) for line in part.lines]
    return [going for going, _ in pairs if going], [staying for _, staying in pairs if staying]


def _rest(opened: OpenOrder, part: Part, lines: Sequence[PartLine], earliest: date, clock: Clock) -> Part:
    number = opened.next_no
    return Part(
        id=new_id("part"),
        order_id=part.order_id,
        part_no=number,
        number=f"{opened.order.number}-{number:02d}",
        warehouse=part.warehouse,
        temperature=part.temperature,
        supplier=part.supplier,
        promise_day=max(part.promise_day or earliest, earliest),
        status=PartStatus.ALLOCATED,
        lines=tuple(lines),
        made_at=clock.now(),
    )


def _lots(picks: Sequence[Pick]) -> Mapping[int, tuple[tuple[str, int], ...]]:
    found: dict[int, tuple[tuple[str, int], ...]] = {}
    for one in picks:
        found[one.line_no] = (*found.get(one.line_no, ()), (one.lot, one.base_qty))
    return found
