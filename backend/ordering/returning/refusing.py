"""What was refused at the door as a return of its own: the goods are back already, nothing was owed for them, and somebody has to look at them."""

from collections.abc import Sequence

from sqlalchemy import Row

from backend.identity.domain import Actor
from backend.inventory.service import Returned
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.ids import new_id
from backend.kit.numbering import next_number
from backend.ordering.returning import store
from backend.ordering.returning.domain import Return, ReturnKind, ReturnLine, ReturnStatus

SERIES, FIRST = "return", 20_000


def return_number(uow: UnitOfWork) -> str:
    """The next number of a return."""
    return f"RT-{FIRST + next_number(uow, SERIES)}"


def record_refused(uow: UnitOfWork, actor: Actor, order: Row[tuple[object, ...]], goods: Sequence[tuple[int, Returned]], reason: str, *, clock: Clock) -> str:
    """The return of refused goods (line number and what came back where), which waits for its inspection; its number."""
    at = clock.now()
    made = Return(
        id=new_id("ret"),
        number=return_number(uow),
        order_id=order.id,
        dealer_id=order.dealer_id,
        kind=ReturnKind.REFUSED,
        status=ReturnStatus.RECEIVED,
        reason=reason,
        requested_by=actor.user_id,
        requested_by_name=actor.name,
        requested_at=at,
        lines=tuple(
            ReturnLine(seq, line_no, one.reference, one.sku, one.lot, one.base_qty, received=one.base_qty) for seq, (line_no, one) in enumerate(goods, start=1)
        ),
        warehouse=goods[0][1].warehouse,
        received_at=at,
    )
    store.add_return(uow, made)
    return made.number
