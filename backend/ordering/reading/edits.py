"""Clauses that change what there is: remove, set, fewer, swap, scale. They act on wishes of the same message first, then on known lines.

Every function returns True when the clause was such an edit. Invariant: an edit of something that is not there makes no line.
"""

from collections.abc import Callable

from backend.ordering.reading.clauses import Clause
from backend.ordering.reading.excepting import change_others
from backend.ordering.reading.fewer import less
from backend.ordering.reading.forgetting import forget
from backend.ordering.reading.pointing import change_each, set_pointed
from backend.ordering.reading.removals import keep_only, remove
from backend.ordering.reading.restating import restate
from backend.ordering.reading.scaling import factor_of, scale
from backend.ordering.reading.session import Session
from backend.ordering.reading.setting import set_amount
from backend.ordering.reading.sharing import share
from backend.ordering.reading.swaps import swap


def edit(session: Session, clause: Clause, later: Clause | None) -> bool:
    """Apply the clause if it is an edit."""
    steps: tuple[Callable[[], bool], ...] = (
        lambda: change_others(session, clause),
        lambda: _set_to(session, clause),
        lambda: _only(session, clause),
        lambda: change_each(session, clause),
        lambda: set_pointed(session, clause),
        lambda: forget(session, clause),
        lambda: share(session, clause),
        lambda: scale(session, clause),
        lambda: swap(session, clause),
        lambda: remove(session, clause, later),
        lambda: less(session, clause),
        lambda: set_amount(session, clause),
        lambda: restate(session, clause),
    )
    return any(step() for step in steps)


_EDITS = ("less", "swap", "more")
"""What a person may do to "just" one line, which says nothing of the others."""


def _only(session: Session, clause: Clause) -> bool:
    """Reads "只留红牛", "only the red bull please": without an amount the other lines go. "Double just the yakult" keeps them."""
    if factor_of(clause) is not None or any(clause.has(verb) for verb in _EDITS):
        return False
    word = next((item for item in clause.items if item.text in ("only", "just", "只留", "只要", "keep only", "just keep", "only keep")), None)
    named = [part.block for part in clause.products if part.block is not None and part.block.named and not part.block.weak]
    if word is None or not named or clause.quantities or not session.known or (clause.start < word.start - 1 and named[0].start < word.start):
        return False
    return keep_only(session, named) if all(session.find_known(block.mention(session.text)) for block in named) else False


def _set_to(session: Session, clause: Clause) -> bool:
    """Reads "drop the sprite to 2", "cut the coke down to 3": whatever the verb, the amount after "to" is the new one."""
    joined = clause.joined and not clause.has("order") and not clause.has("more")
    if not (clause.has("remove") or clause.has("less") or joined) or not clause.products:
        return False
    to = next((item for item in clause.items if item.text in ("to", "down to", "到") and item.start >= clause.products[-1].end), None)
    if to is None or not any(part.start >= to.end for part in clause.quantities):
        return False
    clause.parts = [part for part in clause.parts if part.quantity is None or part.start >= to.end]
    return set_amount(session, clause, force=True)
