"""The form of one promotion: what a person types, and the promotion it makes. Fields that a kind does not use are hidden.

Invariant: days are the brand's, the last one included; quantities are base units.
"""

from datetime import tzinfo
from typing import Any

from nicegui import ui

from backend.kit.errors import Invalid
from backend.pricing.promotions.domain import Audience, Goods, Promotion, PromotionKind, Terms
from bot.pages.layout import Say
from bot.pages.price_tables import count_of, day_text, instant_of, number_of, parts_of, words_of

_USED: dict[PromotionKind, frozenset[str]] = {
    PromotionKind.PERCENT: frozenset({"percent", "least_base", "least_amount", "budget_amount"}),
    PromotionKind.AMOUNT: frozenset({"amount", "least_base", "least_amount", "budget_amount", "repeats"}),
    PromotionKind.GIFT: frozenset({"least_base", "least_amount", "free_base", "free_sku", "budget_units", "repeats"}),
    PromotionKind.BUNDLE: frozenset({"parts", "amount", "budget_amount", "repeats"}),
    PromotionKind.CLEARANCE: frozenset({"amount", "budget_units"}),
}
_FIGURES = ("percent", "amount", "least_amount", "least_base", "free_base", "free_sku", "parts", "budget_amount", "budget_units")
_SCOPE = ("skus", "categories", "dealers", "grades", "groups", "regions")
_PLAIN = ("code", "name_zh", "name_en", "valid_from", "valid_to")
LONGEST = 2000


class PromotionForm:
    """The fields of a promotion; `base` is the version it starts from."""

    def __init__(self, say: Say, zone: tzinfo, base: Promotion | None) -> None:
        """Nothing is shown until `build`."""
        self._say, self._zone, self._base = say, zone, base
        self._fields: dict[str, Any] = {}

    def build(self) -> None:
        """Lay the fields out."""
        given = _texts(self._base, self._zone) if self._base else {}
        with ui.element("div").classes("price-form"):
            for name in _PLAIN:
                self._text(name, given)
            kinds = {kind.value: self._say(f"promotions-kind-{kind.value}") for kind in PromotionKind}
            kind = self._base.kind.value if self._base else PromotionKind.GIFT.value
            self._fields["kind"] = ui.select(kinds, value=kind, label=self._say("promotions-field-kind"), on_change=self._show)
            for name in (*_FIGURES, *_SCOPE, "priority", "group"):
                self._text(name, given)
            self._fields["repeats"] = ui.checkbox(self._say("promotions-field-repeats"), value=self._base.terms.repeats if self._base else True)
        if self._base is not None:
            self._fields["code"].props("readonly")
        self._show()

    def read(self) -> Promotion:
        """The promotion as it was typed. Raises Invalid("prices.bad_field")."""
        kind = PromotionKind(self._fields["kind"].value)
        starts = instant_of(self._value("valid_from"), self._zone, self._label("valid_from"))
        if starts is None:
            raise Invalid("prices.bad_field", field=self._label("valid_from"))
        return Promotion(
            code=self._value("code").strip().upper(),
            version=self._base.version if self._base else 0,
            kind=kind,
            name_zh=self._value("name_zh").strip(),
            name_en=self._value("name_en").strip(),
            valid_from=starts,
            valid_to=instant_of(self._value("valid_to"), self._zone, self._label("valid_to"), after=1),
            terms=self._terms(kind),
            goods=Goods(words_of(self._value("skus")), words_of(self._value("categories"))),
            audience=Audience(**{name: words_of(self._value(name)) for name in ("dealers", "grades", "groups", "regions")}),
            priority=int(number_of(self._value("priority"), self._label("priority")) or 0),
            group=self._value("group").strip(),
        )

    def _terms(self, kind: PromotionKind) -> Terms:
        used = _USED[kind]

        def text(name: str) -> str:
            return self._value(name) if name in used else ""

        figures: dict[str, Any] = {name: number_of(text(name), self._label(name)) for name in ("percent", "amount", "least_amount", "budget_amount")}
        figures |= {name: count_of(text(name), self._label(name)) or 0 for name in ("least_base", "free_base")}
        return Terms(
            **figures,
            free_sku=text("free_sku").strip() or None,
            repeats=bool(self._fields["repeats"].value),
            parts=parts_of(text("parts"), self._label("parts")),
            budget_units=count_of(text("budget_units"), self._label("budget_units")),
        )

    def _show(self) -> None:
        used = _USED[PromotionKind(self._fields["kind"].value)]
        for name in (*_FIGURES, "repeats"):
            self._fields[name].set_visibility(name in used)

    def _text(self, name: str, given: dict[str, str]) -> None:
        kind = "date" if name.startswith("valid") else "text"
        field = ui.input(self._label(name), value=given.get(name, "")).props(f'type="{kind}" maxlength="{LONGEST}" stack-label')
        self._fields[name] = field

    def _label(self, name: str) -> str:
        return self._say(f"promotions-field-{name}")

    def _value(self, name: str) -> str:
        return str(self._fields[name].value or "")


def _texts(promotion: Promotion, zone: tzinfo) -> dict[str, str]:
    terms = promotion.terms
    figures = {name: getattr(terms, name) for name in ("percent", "amount", "least_amount", "least_base", "free_base", "free_sku")}
    budget = {"budget_amount": terms.budget_amount, "budget_units": terms.budget_units}
    shown = {name: f"{value:f}" if hasattr(value, "as_tuple") else str(value) for name, value in {**figures, **budget}.items() if value not in {None, 0}}
    scope = {name: ", ".join(sorted(getattr(promotion.goods, name))) for name in ("skus", "categories")}
    scope |= {name: ", ".join(sorted(getattr(promotion.audience, name))) for name in ("dealers", "grades", "groups", "regions")}
    days = {"valid_from": day_text(promotion.valid_from, zone), "valid_to": day_text(promotion.valid_to, zone, last=True)}
    plain = {"code": promotion.code, "name_zh": promotion.name_zh, "name_en": promotion.name_en, "group": promotion.group}
    parts = ", ".join(f"{sku}×{need}" for sku, need in terms.parts)
    return {**shown, **scope, **days, **plain, "parts": parts, "priority": str(promotion.priority)}
