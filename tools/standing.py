"""How the drafts stand, for the deterministic route: whether something was done to them since a turn.

No tool of a model. Invariant: reads only, and only the person's own drafts and orders.
"""

from datetime import datetime

from backend.ordering import undoing
from tools.context import ToolContext
from tools.direct import may_order


def is_last_change(context: ToolContext, at: datetime) -> bool:
    """Whether the person's drafts are as they were at an instant and nothing was ordered since."""
    return may_order(context) and context.read(lambda uow: undoing.is_last_change(uow, context.actor, at))
