"""What helps against a gate: each action with its figures and who can take it. Pure.

Invariant: every reason has at least one remedy; a reason of the brand's own rules is told by the figure it came from.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from backend.ordering.schemas import GateReason

DEALER = "dealer"
_RELEASERS = "brand_manager"


@dataclass(frozen=True, slots=True)
class Remedy:
    """One thing that would help. `by` is "dealer" for what the person can do himself, else the role that can."""

    action: str
    by: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GateFinding:
    """A gate that an order would fail, with everything that helps."""

    reason: GateReason
    remedies: tuple[Remedy, ...]


def findings_of(reasons: tuple[GateReason, ...]) -> tuple[GateFinding, ...]:
    """Every reason with its remedies, those that block first."""
    return tuple(GateFinding(reason, remedies_of(reason)) for reason in sorted(reasons, key=lambda one: not one.blocks))


def remedies_of(reason: GateReason) -> tuple[Remedy, ...]:
    """What helps against one reason: first what the dealer can do himself, then who can lift it."""
    own = tuple(Remedy(action, DEALER, _figures(reason, names)) for action, names in _own_actions(reason))
    lifted = _lifted(reason)
    return (*own, lifted) if lifted else own


def _own_actions(reason: GateReason) -> tuple[tuple[str, tuple[str, ...]], ...]:
    known = _OWN.get(reason.code)
    if known is not None:
        return known
    return next((actions for figure, actions in _BY_FIGURE if figure in reason.params), ())


def _figures(reason: GateReason, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: reason.params[name] for name in names if name in reason.params}


def _lifted(reason: GateReason) -> Remedy | None:
    if not reason.blocks:
        return Remedy("release", reason.approver_role or _RELEASERS)
    if reason.code in _LIFTED:
        return Remedy(_LIFTED[reason.code], _RELEASERS)
    return None if reason.code in _OWN else Remedy("ask", _RELEASERS)


_PAY = (("pay", ("shortfall",)), ("reduce", ("shortfall",)))
_OWN: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "OVER_CREDIT": _PAY,
    "OVERDUE": (("pay_overdue", ("days",)),),
    "LICENCE_EXPIRED": (("renew_licence", ("licence", "valid_through")),),
    "REGION_NOT_AUTHORISED": (("other_place", ()),),
    "CATEGORY_FORBIDDEN": (("remove", ("skus",)), ("other_place", ())),
    "NO_SHIP_TO": (("name_place", ()),),
    "NOT_SOLD": (("remove", ("skus",)),),
    "BELOW_FLOOR": (("remove", ("skus",)),),
}
_BY_FIGURE: tuple[tuple[str, tuple[tuple[str, tuple[str, ...]], ...]], ...] = (
    ("shortfall", _PAY),
    ("days", (("pay_overdue", ("days",)),)),
    ("amount", (("stay_below", ("amount", "threshold")),)),
)
_LIFTED: Mapping[str, str] = {
    "FROZEN": "unfreeze",
    "REGION_NOT_AUTHORISED": "authorise",
    "LICENCE_EXPIRED": "record_licence",
    "CATEGORY_FORBIDDEN": "allow_category",
    "NOT_SOLD": "give_price",
}
