"""The organisation tree as a materialised path: "0001.0003." lies below "0001.". Labels are never reused."""

from collections.abc import Sequence

from backend.identity import repository
from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid, NotFound

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
LABEL_WIDTH = 4


def place_org_units(uow: UnitOfWork, units: Sequence[tuple[str, str | None]]) -> None:
    """Add (dealer id, parent id or None) pairs in one batch, in any order; parents are in the batch or exist already."""
    known = repository.read_units(uow, [unit for pair in units for unit in pair if unit])
    parents = {dealer: parent for dealer, parent in units if dealer not in known}
    first = repository.count_units(uow) + 1
    labels = {dealer: _label(first + i) for i, dealer in enumerate(parents)}
    ordered: dict[str, None] = {}
    for dealer in parents:
        _visit(dealer, parents, known, ordered)
    paths = dict(known)
    for dealer in ordered:
        parent = parents[dealer]
        paths[dealer] = (paths[parent] if parent else "") + labels[dealer] + "."
    if ordered:
        repository.add_units(uow, [{"dealer_id": d, "parent_id": parents[d], "label": labels[d], "path": paths[d]} for d in ordered])


def move_org_unit(uow: UnitOfWork, dealer_id: str, parent_id: str | None) -> None:
    """Hang a dealer and everything below it under another parent; refuses to hang it under itself."""
    paths = repository.read_units(uow, [unit for unit in (dealer_id, parent_id) if unit])
    if dealer_id not in paths or (parent_id and parent_id not in paths):
        raise NotFound("dealer.not_found", dealer=dealer_id)
    old, above = paths[dealer_id], paths[parent_id] if parent_id else ""
    if above.startswith(old):
        raise Invalid("identity.circular_tree", dealer=dealer_id)
    new = above + old[:-1].rsplit(".", 1)[-1] + "."
    moved = {row.dealer_id: new + row.path[len(old) :] for row in repository.subtree(uow, old)}
    repository.set_paths(uow, moved, dealer_id, parent_id)


def _visit(dealer: str, parents: dict[str, str | None], known: dict[str, str], ordered: dict[str, None]) -> None:
    chain: list[str] = []
    current: str | None = dealer
    while current is not None and current not in known and current not in ordered:
        if current in chain:
            raise Invalid("identity.circular_tree", dealer=dealer)
        if current not in parents:
            raise NotFound("dealer.not_found", dealer=current)
        chain.append(current)
        current = parents[current]
    ordered.update(dict.fromkeys(reversed(chain)))


def _label(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    return digits.rjust(LABEL_WIDTH, "0")
