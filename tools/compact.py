"""A typed result as compact JSON for a model: names in the person's language, figures as text, nothing that could be used as a key.

Invariant: no token, no proposal id and no internal id is in it; empty fields are left out.
"""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from backend.kit.money import decimals_of, money_text
from backend.ordering.schemas import ChangeView, DraftView, LineView
from tools.results import DraftSet, ToolProblem

MOST_ROWS = 30
_CENTS = 2
_HIDDEN = frozenset(
    (
        *("confirm_token", "expires_at", "proposal_id", "draft_id", "order_id", "ticket_id", "conversation_id", "dealer_id"),
        *("next_cursor", "history", "price_list", "line_no", "version", "rule"),
    )
)
_FULFILMENT = frozenset({"backorder_base", "reserved_base", "shipped_base", "delivered_base", "returned_base", "cancelled_base", "rest_base", "more"})


def to_json(result: Any, locale: str) -> str:
    """The JSON text of a result."""
    if isinstance(result, ToolProblem):
        document: Any = {"error": result.code, **_mapping(result.params, locale), **_reasons(result, locale)}
    else:
        document = _plain(result, locale)
        if isinstance(result, DraftView | ChangeView):
            document["state"] = _state(result)
        if isinstance(result, DraftSet):
            document["drafts"] = [{**shown, "state": _state(draft)} for shown, draft in zip(document["drafts"], result.drafts, strict=False)]
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _state(view: DraftView | ChangeView) -> str:
    return "waiting for the person's confirmation, nothing has been ordered or changed" if view.confirm_token else "open questions first"


def _reasons(problem: ToolProblem, locale: str) -> dict[str, Any]:
    if not problem.reasons:
        return {}
    return {"reasons": [{"code": reason.code, **_mapping(reason.params, locale)} for reason in problem.reasons]}


def _plain(value: Any, locale: str) -> Any:
    if is_dataclass(value):
        return _mapping({**_pack_price(value), **{field.name: getattr(value, field.name) for field in fields(value)}}, locale)
    if isinstance(value, Mapping):
        return _mapping(value, locale)
    if isinstance(value, list | tuple):
        return [_plain(one, locale) for one in value[:MOST_ROWS]]
    return _scalar(value)


def _pack_price(value: Any) -> dict[str, str]:
    """What one of the person's own units costs: the figure that he is shown."""
    if not isinstance(value, LineView) or value.factor <= 1 or value.unit_price is None or value.line_total is None:
        return {}
    return {f"price_per_{value.unit.value}": money_text(value.unit_price * value.factor, decimals_of(value.line_total))}


def _scalar(value: Any) -> str | int | bool | None:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if int(value.as_tuple().exponent) < -_CENTS else f"{value:f}"
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    return value if value is None or isinstance(value, str | int) else str(value)


def _mapping(values: Mapping[str, Any], locale: str) -> dict[str, Any]:
    document: dict[str, Any] = {}
    for name, value in values.items():
        if name in _HIDDEN or value is None or value in ("", (), [], {}) or (name in _FULFILMENT and not value):
            continue
        stem, _, language = name.rpartition("_")
        if language in {"zh", "en"} and stem:
            if language == locale or f"{stem}_{locale}" not in values or not values[f"{stem}_{locale}"]:
                document[stem] = _plain(value, locale)
        else:
            document[name] = _plain(value, locale)
    return document
