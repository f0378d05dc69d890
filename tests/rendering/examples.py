"""Made-up results for the tests of rendering: the draft of the design picture, orders, answers. Plain values, no database."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from backend.catalog.domain import Unit
from backend.kit.money import line_total
from bot.messages import Block, Button, Card, Reply, Text
from bot.rendering import render
from bot.rendering.plain import to_plain
from bot.sentences import phrasebook
from tools.views import (
    Candidate,
    ChangeView,
    DraftView,
    GateReason,
    LineView,
    OrderSummary,
    OrderView,
    Question,
    QuestionKind,
)

NOW = datetime(2025, 6, 11, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
WORDS = {"zh": {"case": "箱", "can": "罐", "bottle": "瓶"}, "en": {"case": "case", "can": "can", "bottle": "bottle"}}
NAMES = {
    "COKE-330": ("可口可乐 330ml 罐装", "Coca-Cola 330ml can"),
    "SPR-330": ("雪碧 330ml 罐装", "Sprite 330ml can"),
    "MON-330": ("魔爪 330ml", "Monster 330ml"),
    "COKE-200": ("可口可乐 200ml 罐装", "Coca-Cola 200ml can"),
}
OVER_CREDIT = GateReason(
    "OVER_CREDIT",
    blocks=False,
    params={"shortfall": "209.00", "limit": "20000.00", "exposure_before": "18955.00", "exposure_after": "20209.00", "threshold": "0"},
    approver_role="brand_manager",
)
FROZEN = GateReason("FROZEN", blocks=True, params={"since": "2025-06-10", "reason": "DC-0001"})


def line(sku: str = "COKE-330", qty: str = "20", lang: str = "zh", price: str = "1.805", **more: Any) -> LineView:
    """A line in cases of 24 cans."""
    count, words = Decimal(qty), WORDS[lang]
    base = int(count * 24)
    zh, en = NAMES[sku]
    made = LineView(1, sku, zh, en, count, Unit.CASE, words["case"], 24, base, words["can"], Decimal(price), "A@1", line_total(base, Decimal(price)), 21600)
    return replace(made, **more)


def question(kind: QuestionKind, lang: str = "zh", **more: Any) -> Question:
    """An open question; a shortage of Monster unless told otherwise."""
    words = WORDS[lang]
    made = Question(
        id="short:MON-330",
        kind=kind,
        source="魔爪10箱",
        candidates=(Candidate("MON-330", *NAMES["MON-330"]),),
        sku="MON-330",
        qty=Decimal(10),
        unit=Unit.CASE,
        base_qty=240,
        available_base=72,
        unit_word=words["case"],
        base_word=words["can"],
        factor=24,
        unit_price=Decimal("3.99"),
    )
    return replace(made, **more)


def which_cola(lang: str = "zh") -> Question:
    """Two colas fit."""
    candidates = tuple(Candidate(code, *NAMES[code]) for code in ("COKE-200", "COKE-330"))
    return question(QuestionKind.AMBIGUOUS, lang, id="q1", source="可乐", sku=None, candidates=candidates, available_base=None, unit_price=None, factor=0)


def draft(lang: str = "zh", **more: Any) -> DraftView:
    """A draft that can be confirmed, the repetition of an earlier order."""
    lines = more.pop("lines", None) or (line(lang=lang), line("SPR-330", "5", lang, marks=("scaled:0.5",)))
    made = DraftView(
        draft_id="drf_1",
        version=1,
        dealer_id="D1",
        dealer_name_zh="城西便利店",
        dealer_name_en="Westside Mart",
        lines=lines,
        questions=(),
        total=sum((one.line_total or Decimal(0) for one in lines), Decimal("0.00")),
        currency="CNY",
        ship_to="WH-W",
        ship_to_name_zh="城西仓",
        ship_to_name_en="West City Warehouse",
        delivery_date=date(2025, 6, 13),
        delivery_relation=None,
        credit_available_after=Decimal("43145.88"),
        gates=(),
        warnings=(),
        as_of=NOW,
        repeated_order="SO-1003",
        repeated_date=date(2025, 6, 4),
        confirm_token="tok-1",
        proposal_id="prp_1",
    )
    return replace(made, **more)


def order(lang: str = "zh", **more: Any) -> OrderView:
    """A placed order."""
    lines = more.pop("lines", None) or (line(lang=lang),)
    made = OrderView(
        order_id="ord_1",
        number="SO-1003",
        dealer_id="D1",
        dealer_name_zh="城西便利店",
        dealer_name_en="Westside Mart",
        status="APPROVED",
        hold_reasons=(),
        lines=lines,
        total=sum((one.line_total or Decimal(0) for one in lines), Decimal("0.00")),
        currency="CNY",
        ship_to="WH-W",
        ship_to_name_zh="城西仓",
        ship_to_name_en="West City Warehouse",
        order_date=date(2025, 6, 10),
        delivery_date=date(2025, 6, 12),
        version=1,
        placed_by="王芳",
    )
    return replace(made, **more)


def change(kind: str = "change", lang: str = "zh", **more: Any) -> ChangeView:
    """Ten cases of Sprite become fifteen; the Coke stays."""
    before = (line(lang=lang), line("SPR-330", "10", lang))
    after = (line(lang=lang), line("SPR-330", "15", lang)) if kind == "change" else ()
    made = ChangeView(
        order_id="ord_1",
        number="SO-1003",
        kind=kind,
        before=before,
        after=after,
        total_before=sum((one.line_total for one in before), Decimal("0.00")),
        total_after=sum((one.line_total for one in after), Decimal("0.00")),
        currency="CNY",
        gates=(),
        questions=(),
        delivery_date=date(2025, 6, 12),
        as_of=NOW,
        confirm_token="tok-2",
        proposal_id="prp_2",
    )
    return replace(made, **more)


def summary(number: str = "SO-1003", **more: Any) -> OrderSummary:
    """An order in a list."""
    made = OrderSummary("ord", number, "D1", "城西便利店", "Westside Mart", "APPROVED", (), Decimal("2535.36"), "CNY", date(2025, 6, 4), date(2025, 6, 6), 4)
    return replace(made, **more)


def blocks_of(*results: object, lang: str = "zh") -> tuple[Block, ...]:
    """What is shown for the results of a turn."""
    return render(results, lang, phrasebook())


def card_of(result: object, lang: str = "zh") -> Card:
    """The one card of a result."""
    (block,) = blocks_of(result, lang=lang)
    assert isinstance(block, Card)
    return block


def text_of(result: object, lang: str = "zh") -> Text:
    """The one text of a result."""
    (block,) = blocks_of(result, lang=lang)
    assert isinstance(block, Text)
    return block


def plain_of(*results: object, lang: str = "zh", width: int | None = None) -> str:
    """The same as a messenger shows it."""
    return to_plain(Reply(lang, blocks_of(*results, lang=lang)), width)


def labels(buttons: tuple[Button, ...]) -> list[str]:
    """What stands on buttons."""
    return [button.label for button in buttons]
