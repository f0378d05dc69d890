"""Why an order is blocked, held or worth a warning: one sentence per gate, with its figures and what helps.

Rules of approval are data with codes of the brand's own; a code without a sentence is told by the figures it came with.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from backend.kit.errors import Reason
from bot.rendering.voice import Voice
from tools.views import GateReason

_MONEY = {"shortfall", "limit", "exposure_before", "exposure_after", "amount", "total"}
_DAYS = {"since", "valid_through", "requested", "earliest", "day", "wanted", "date", "expiry"}
_WORDS = {"status": "order-status-", "action": "order-do-", "role": "role-"}
_BY_FIGURE = (("shortfall", "OVER_CREDIT"), ("days", "OVERDUE"), ("grade", "GRADE"), ("amount", "AMOUNT"))


def gate_sentence(reason: GateReason | Reason, voice: Voice, names: Mapping[str, str] | None = None, *, staff: bool = False) -> str:
    """The sentence of one reason; a few words when the reader may not see its figures. `names` says SKU codes in words.

    To `staff` it is told about the dealer, without what the dealer himself could do.
    """
    written = _written(reason, voice)
    if written:
        return written
    if isinstance(reason, GateReason) and not (reason.blocks or reason.params):
        return gate_word(reason.code, voice)
    params = _params(reason.params, voice, names or {})
    params["approver"] = _approver(reason, voice)
    key = _key(reason, voice)
    return voice(f"{key}-staff" if staff and voice.has(f"{key}-staff") else key, **params)


def gate_word(code: str, voice: Voice, params: Mapping[str, object] | None = None) -> str:
    """The same in a few words, for lists and badges."""
    key = f"gate-{code}-short"
    return voice(key, **_params(params or {}, voice, {})) if voice.has(key) else voice("gate-other-short")


def gate_lines(
    reasons: Iterable[GateReason], voice: Voice, names: Mapping[str, str] | None = None, *, placed: bool = False, staff: bool = False
) -> tuple[str, ...]:
    """Blocks first, then what a person has to release, each with its lead; an order that was `placed` waits already."""
    ordered = sorted(reasons, key=lambda reason: not reason.blocks)
    holds = "gate-held" if placed else "gate-holds"
    return tuple(voice("gate-blocks" if reason.blocks else holds, reason=gate_sentence(reason, voice, names, staff=staff)) for reason in ordered)


def warning_lines(reasons: Iterable[GateReason], voice: Voice) -> tuple[str, ...]:
    """What should be known and stops nothing."""
    return tuple(gate_sentence(reason, voice) for reason in reasons)


def said(params: Mapping[str, object], voice: Voice) -> dict[str, object]:
    """The figures of an error as the language writes them."""
    return _params(params, voice, {})


def _written(reason: GateReason | Reason, voice: Voice) -> str:
    """What the author of a rule wrote, where the product has no sentence of its own for the code."""
    if isinstance(reason, Reason) or voice.has(f"gate-{reason.code}"):
        return ""
    return voice.pick(reason.message_zh, reason.message_en)


def _key(reason: GateReason | Reason, voice: Voice) -> str:
    key = f"gate-{reason.code}"
    if "requested" in reason.params and str(reason.params["requested"]) >= str(reason.params.get("earliest", "")) and voice.has(f"{key}-closed"):
        return f"{key}-closed"
    if voice.has(key):
        return key
    figure = next((like for name, like in _BY_FIGURE if name in reason.params), None)
    return f"gate-{figure}" if figure else "gate-other"


def _approver(reason: GateReason | Reason, voice: Voice) -> str:
    role = getattr(reason, "approver_role", None) or "brand_manager"
    key = f"approver-{role}"
    return voice(key) if voice.has(key) else str(role)


def _params(params: Mapping[str, object], voice: Voice, names: Mapping[str, str]) -> dict[str, object]:
    said_params: dict[str, object] = {name: _said(name, value, voice, names) for name, value in params.items()}
    if "place_zh" in params or "place_en" in params:
        said_params["place"] = voice.pick(str(params.get("place_zh", "")), str(params.get("place_en", "")))
    if "amount" in params and "threshold" in params:
        said_params["threshold"] = _money(params["threshold"], voice)
    return said_params


def _said(name: str, value: object, voice: Voice, names: Mapping[str, str]) -> object:
    if name in _MONEY:
        return _money(value, voice)
    if name in _DAYS:
        return _day(value, voice)
    if name in {"sku", "skus"}:
        codes = [str(one) for one in value] if isinstance(value, list | tuple) else str(value).split(", ")
        return voice.list([names.get(code, code) for code in codes])
    if name in _WORDS and voice.has(f"{_WORDS[name]}{value}"):
        return voice(f"{_WORDS[name]}{value}")
    if isinstance(value, list | tuple):
        return voice.list([str(one) for one in value])
    return value


def _money(value: object, voice: Voice) -> str:
    try:
        return voice.money(Decimal(str(value)))
    except ArithmeticError:
        return str(value)


def _day(value: object, voice: Voice) -> str:
    if isinstance(value, date):
        return voice.day(value)
    try:
        return voice.day(date.fromisoformat(str(value)))
    except ValueError:
        return str(value)
