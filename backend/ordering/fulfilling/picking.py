"""Picking a part: what was found on the shelves, until it leaves. Picking again corrects it."""

from dataclasses import replace

from backend.identity.domain import Actor
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.ordering.domain import OrderAction
from backend.ordering.fulfilling.domain import PartStatus
from backend.ordering.fulfilling.schemas import PartStep, PartView
from backend.ordering.fulfilling.settling import Step, open_part, settle, wished
from backend.ordering.fulfilling.views import part_view


def pick_part(uow: UnitOfWork, actor: Actor, step: PartStep, *, clock: Clock) -> PartView:
    """Record what was picked of a part; less than it holds is possible.

    Raises NotFound("part.not_found"), Conflict("part.stale" | "part.wrong_status"), Invalid("part.bad_quantity").
    """
    opened = open_part(uow, actor, step.number)
    part = opened.part(step, PartStatus.ALLOCATED, PartStatus.PICKING)
    wanted = wished(part, step.quantities, {line.line_no: line.base_qty for line in part.lines})
    lines = tuple(replace(line, picked=wanted[line.line_no]) for line in part.lines)
    picked = replace(part, status=PartStatus.PICKING, lines=lines, picked_at=part.picked_at or clock.now())
    done = Step(OrderAction.PICK, "picking", {"part": part.number})
    settle(uow, actor, opened, opened.with_part(picked), done, clock=clock)
    return part_view(uow, actor, part.number, clock=clock)
