"""How much a dealer may still order: his limit and what uses it, and what of a basket would pass without anybody's release.

The basket is what the person's words name, else all that he has drafted: each draft is judged as the order it would be, after those before it.
Reads only. Invariant: every gate that the basket fails is named with what helps; what is said to pass was judged by the same rules as an order.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from backend.catalog.service import catalogue_index, get_skus
from backend.catalog.units import factor_of
from backend.credit.service import CreditDecision, credit_status
from backend.identity.domain import Actor, Permission
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.ordering import draft_store, repository
from backend.ordering.comparing import CREDIT_GATES
from backend.ordering.domain import DraftContent, DraftLine
from backend.ordering.editing import base_of, counted, set_base
from backend.ordering.reader import find_products, understand
from backend.ordering.remedies import GateFinding, findings_of
from backend.ordering.rules.facts import OrderFacts
from backend.ordering.rules.judging import RuleSet, judge
from backend.ordering.rules.versions import load_approval_rules
from backend.ordering.schemas import GateReason, LineView, Question, QuestionKind
from backend.ordering.showing import Preview, preview_order
from backend.ordering.wording import check_text, own_dealer

_ZERO = Decimal(0)
_TRIES = 12
_PASSING = frozenset({"CATEGORY_FORBIDDEN", "NOT_SOLD"})
_SOME_GOODS = _PASSING | {"BELOW_FLOOR"}
"""What only some products meet; the others could still be ordered."""


@dataclass(frozen=True, slots=True)
class BasketCheck:
    """What would become of a basket: passes by itself or not, why, and the largest part that would. `source` is "text" or "draft".

    Of several drafts every line is here, and it passes when each of them does.
    """

    source: str
    lines: tuple[LineView, ...]
    questions: tuple[Question, ...]
    total: Decimal
    passes: bool
    findings: tuple[GateFinding, ...]
    largest: tuple[LineView, ...] = ()
    largest_total: Decimal = _ZERO


@dataclass(frozen=True, slots=True)
class Headroom:
    """A dealer's limit, what uses it by part, and what is left. `automatic` is the largest order that nobody has to release; None: any.

    `findings` are the gates that every order would fail now. Drafts use nothing yet and are only told.
    """

    dealer_id: str
    dealer_name_zh: str
    dealer_name_en: str
    limit: Decimal
    receivables: Decimal
    open_orders: Decimal
    held_orders: Decimal
    drafts: Decimal
    exposure: Decimal
    available: Decimal
    automatic: Decimal | None
    overdue: bool
    overdue_days: int
    currency: str
    as_of: datetime
    findings: tuple[GateFinding, ...] = ()
    basket: BasketCheck | None = None


def order_headroom(uow: UnitOfWork, actor: Actor, text: str = "", *, clock: Clock) -> Headroom:
    """The actor's own headroom, with the basket of his words or of his open drafts."""
    actor.require(Permission.READ_CREDIT)
    dealer = own_dealer(uow, actor)
    check_text(uow, text)
    status = credit_status(uow, actor, dealer.id, clock=clock)
    held = repository.held_total(uow, dealer.id)
    drafts = draft_store.list_drafts(uow, actor.user_id, dealer.id)
    shown = [preview_order(uow, actor, draft.content, dealer.id, clock=clock) for draft in drafts]
    usual = DraftContent(ship_to=dealer.default_ship_to)
    nothing = preview_order(uow, actor, usual, dealer.id, clock=clock)
    rules = load_approval_rules(uow)
    judged = judge(rules, _facts(nothing, _ZERO))
    found = _in_words(uow, text, usual, dealer.id, clock) if text else None
    drafted = [draft.content for draft in sorted(drafts, key=lambda one: one.focus) if draft.content.lines]
    basket = ("text", [found]) if found else ("draft", drafted)
    most = None if any(reason.blocks for reason in judged.reasons) else _automatic(rules, nothing)
    every = (*nothing.assembled.blocks, *judged.reasons)
    return Headroom(
        dealer_id=dealer.id,
        dealer_name_zh=dealer.name_zh,
        dealer_name_en=dealer.name_en,
        limit=status.limit,
        receivables=status.open_receivables,
        open_orders=status.open_orders - held,
        held_orders=held,
        drafts=sum((one.assembled.total for one in shown), _ZERO),
        exposure=status.exposure,
        available=status.available,
        automatic=_ZERO if every else most,
        overdue=status.overdue,
        overdue_days=status.overdue_days,
        currency=status.currency,
        as_of=status.as_of,
        findings=findings_of(every),
        basket=_check(_Judge(uow, actor, dealer.id, rules, clock), *basket) if basket[1] else None,
    )


def _in_words(uow: UnitOfWork, text: str, usual: DraftContent, dealer_id: str, clock: Clock) -> DraftContent | None:
    """The goods that words name, read as an order, else as a question about goods; a large quantity is only asked about, so it counts."""
    content = understand(uow, text, usual, (dealer_id, usual.ship_to), clock=clock) or usual
    skus = catalogue_index(uow).by_code
    wished = [(one.sku, one.qty, one.unit) for one in content.questions if one.kind is QuestionKind.CHECK_QTY]
    if not content.lines and not wished:
        mentions = find_products(uow, text, clock.now()).found
        wished = [(one.candidates[0], one.qty, one.unit) for one in mentions if len(one.candidates) == 1]
    for code, qty, unit in wished:
        if code is not None and code in skus and qty is not None:
            chosen = unit or skus[code].default_unit
            content = set_base(content, skus[code], base_of(skus[code], qty, chosen), chosen)
    lines = tuple(replace(line, backorder=True) for line in content.lines)
    return replace(content, lines=lines, questions=tuple(one for one in content.questions if one.kind is not QuestionKind.CHECK_QTY)) if lines else None


@dataclass(frozen=True, slots=True)
class _Judge:
    """Whoever asks, and the rules he meets."""

    uow: UnitOfWork
    actor: Actor
    dealer_id: str
    rules: RuleSet
    clock: Clock

    def preview(self, content: DraftContent, ahead: Decimal) -> Preview:
        """The content as an order after others that come to `ahead`."""
        seen = preview_order(self.uow, self.actor, content, self.dealer_id, clock=self.clock)
        if not ahead or not seen.assembled.lines:
            return seen
        seen = replace(seen, credit=replace(seen.credit, exposure_before=seen.credit.exposure_before + ahead))
        return replace(seen, decision=judge(self.rules, _facts(seen, seen.assembled.total)))


def _check(judged: _Judge, source: str, basket: Sequence[DraftContent]) -> BasketCheck:
    """Each content after those before it; the largest part of each after the largest parts before it."""
    orders: list[Preview] = []
    parts: list[Preview] = []
    for content in basket:
        orders.append(judged.preview(content, _total(orders)))
        alone = judged.preview(content, _total(parts))
        part = alone if not alone.gates else _largest(judged, content, alone, _total(parts))
        parts += [part] if part else []
    gates = _all_gates(orders)
    return BasketCheck(
        source=source,
        lines=tuple(line for order in orders for line in order.assembled.lines),
        questions=tuple(question for order in orders for question in order.assembled.questions),
        total=_total(orders),
        passes=not gates,
        findings=findings_of(gates),
        largest=tuple(line for part in parts for line in part.assembled.lines) if gates else (),
        largest_total=_total(parts) if gates else _ZERO,
    )


def _all_gates(orders: Sequence[Preview]) -> tuple[GateReason, ...]:
    """Every gate of the orders once; of credit the last one, which counts those before it, too."""
    found: dict[object, GateReason] = {}
    for gate in (gate for order in orders for gate in order.gates):
        found[gate.code if gate.code in CREDIT_GATES else (gate.code, *map(str, gate.params.items()))] = gate
    return tuple(found.values())


def _total(orders: Sequence[Preview]) -> Decimal:
    return sum((order.assembled.total for order in orders), _ZERO)


def _largest(judged: _Judge, content: DraftContent, preview: Preview, ahead: Decimal) -> Preview | None:
    """The largest part of the basket that passes: products that block left out, then lines in their order as far as the amount goes."""
    if any(reason.code not in _PASSING for reason in preview.assembled.blocks):
        return None
    left_out = {sku for reason in preview.gates if reason.code in _SOME_GOODS for sku in str(reason.params.get("skus", "")).split(", ")}
    lines = [line for line in preview.assembled.lines if line.sku not in left_out]
    most = _automatic(judged.rules, replace(preview, facts=replace(preview.facts, below_floor=())))
    for _ in range(_TRIES):
        part = _within(judged.uow, content, lines, most)
        if not part.lines:
            return None
        seen = judged.preview(part, ahead)
        if not seen.gates:
            return seen
        if most is None:
            return None
        most -= max(seen.assembled.total - most, Decimal("0.01"))
    return None


def _within(uow: UnitOfWork, content: DraftContent, lines: Sequence[LineView], most: Decimal | None) -> DraftContent:
    """The lines whose amounts fit into `most`, the last of them in as many whole packs as fit."""
    skus, left = get_skus(uow, [line.sku for line in lines]), most
    kept: list[DraftLine] = []
    for line in lines:
        price = line.unit_price or _ZERO
        pack = factor_of(skus[line.sku], line.unit) or 1
        fits = line.base_qty if left is None or line.line_total is None or line.line_total <= left else int(left / (price * pack)) * pack if price else 0
        if fits > 0:
            kept.append(DraftLine(line.sku, *counted(skus[line.sku], fits, line.unit), fits, backorder=True))
        if left is not None:
            left -= min(left, line.line_total if fits == line.base_qty and line.line_total is not None else left)
    return replace(content, lines=tuple(kept), questions=())


def _automatic(rules: RuleSet, preview: Preview) -> Decimal | None:
    """The largest amount that no rule holds or blocks; None when none does however large."""
    facts, cent = _facts(preview, _ZERO), Decimal(1).scaleb(-preview.basis.settings.currency_exponent)
    offsets = {"total": _ZERO, "shortfall": facts.credit.limit - facts.credit.exposure_before, "exposure_after": -facts.credit.exposure_before}
    bounds = {bound + offsets[fact] - step for fact, bound in rules.bounds() if fact in offsets for step in (_ZERO, cent)}
    passing = [bound for bound in bounds if bound > 0 and not _reasons(rules, preview, bound)]
    beyond = max(bounds, default=_ZERO) + 1
    if beyond > 0 and not _reasons(rules, preview, beyond):
        return None
    return max(passing, default=_ZERO)


def _reasons(rules: RuleSet, preview: Preview, amount: Decimal) -> tuple[GateReason, ...]:
    return judge(rules, _facts(preview, amount)).reasons


def _facts(preview: Preview, amount: Decimal) -> OrderFacts:
    """The facts of an order of `amount` by the dealer of the preview."""
    credit = preview.credit
    after = credit.exposure_before + amount
    asked = CreditDecision(credit.limit, credit.exposure_before, after, max(_ZERO, after - credit.limit), credit.overdue, credit.overdue_days)
    return replace(preview.facts, total=amount, credit=asked)
