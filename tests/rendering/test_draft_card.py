"""The card of a draft says everything a person must know before he confirms, in both languages."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.rendering.examples import FROZEN, OVER_CREDIT, card_of, draft, labels, line, plain_of, question, which_cola
from tools.views import GateReason, QuestionKind


def test_a_draft_looks_like_the_design() -> None:
    """Title, columns, pack and stock under the name, base units under the quantity, price per case, badge, total with place, day and credit."""
    card = card_of(draft())
    assert card.title == "草稿 v1 · 照 6月4日的订单 SO-1003 · 确认前不会下单"
    assert [column.heading for column in card.columns] == ["商品", "数量", "单价", "金额"]
    first, second = card.rows
    assert [(cell.text, cell.under) for cell in first.cells] == [
        ("可口可乐 330ml 罐装", "24 罐/箱 · 现货 900 箱"),
        ("20 箱", "480 罐"),
        ("43.32", ""),
        ("866.40", ""),
    ]
    assert [badge.text for badge in second.badges] == ["减半"]
    assert card.total is not None
    assert (card.total_label, card.total.text) == ("合计（含税）", "1,083.00")
    assert card.total.under == "送 城西仓 · 6月13日(周五)送达 · 本单后额度余 43,145.88"
    assert next((button.label, button.action, button.style) for button in card.buttons) == ("确认下单 ¥1,083.00", "confirm:tok-1", "primary")


def test_the_english_draft_has_plurals_and_a_full_date() -> None:
    """1 case, 20 cases; the day carries its year and weekday; the button the currency."""
    card = card_of(draft("en", lines=(line(lang="en"), line("SPR-330", "1", "en"))), "en")
    assert [row.cells[1].text for row in card.rows] == ["20 cases", "1 case"]
    assert card.rows[0].cells[0].under == "24 cans/case · 900 cases in stock"
    assert card.total is not None
    assert "Fri 13 June 2025" in card.total.under
    assert labels(card.buttons) == ["Confirm order CNY 909.72", "Not now"]
    assert card.title == "Draft v1 · as order SO-1003 of 4 June 2025 · nothing is ordered before you confirm"


def test_short_stock_offers_three_ways_out() -> None:
    """What is wanted and what there is, in the person's unit and in base units, and a button for each decision (C7)."""
    short = question(QuestionKind.SHORT_STOCK)
    card = card_of(draft(questions=(short,), confirm_token=None))
    row = card.rows[-1]
    assert [badge.text for badge in row.badges] == ["要 10 箱，现货 3 箱"]
    assert row.cells[0].text == "魔爪 330ml"
    assert "72 罐" in row.cells[0].under
    assert [cell.text for cell in row.cells[1:]] == ["待定", "95.76", "—"]
    assert [(button.label, button.action) for button in row.buttons] == [
        ("先要 3 箱", "answer:short:MON-330:take_available"),
        ("10 箱都要，缺的后补", "answer:short:MON-330:backorder"),
        ("不要了", "answer:short:MON-330:drop"),
    ]
    assert card.total_label == "合计（含税） · 未含 魔爪 330ml"
    assert [(button.label, button.style, button.action) for button in card.buttons] == [("先选好 魔爪 330ml 再确认", "disabled", "")]


def test_nothing_in_stock_is_not_offered() -> None:
    """With no stock at all there is nothing to take now."""
    card = card_of(draft(questions=(question(QuestionKind.SHORT_STOCK, available_base=0),), confirm_token=None))
    assert labels(card.rows[-1].buttons) == ["10 箱都要，缺的后补", "不要了"]


def test_several_products_are_numbered_buttons() -> None:
    """Each candidate has its number and its distinguishing name, and its code as answer; none of them is an answer too."""
    card = card_of(draft(questions=(which_cola(),), confirm_token=None))
    assert card.rows[-1].cells[1].text == "10 箱"
    assert [(button.label, button.action) for button in card.rows[-1].buttons] == [
        ("1. 可口可乐 200ml 罐装", "answer:q1:COKE-200"),
        ("2. 可口可乐 330ml 罐装", "answer:q1:COKE-330"),
        ("都不是，不要了", "answer:q1:drop"),
    ]


def test_candidates_of_one_name_are_told_apart_by_their_code() -> None:
    """Two products of the same name would be the same button."""
    same = tuple(replace(one, name_zh="可乐") for one in which_cola().candidates)
    card = card_of(draft(questions=(replace(which_cola(), candidates=same),), confirm_token=None))
    assert labels(card.rows[-1].buttons)[:2] == ["1. 可乐 (COKE-200)", "2. 可乐 (COKE-330)"]


@pytest.mark.parametrize(
    ("kind", "words", "buttons"),
    [
        (QuestionKind.NEED_QTY, "要多少", ["不要了"]),
        (QuestionKind.BAD_QTY, "必须大于 0", ["不要了"]),
        (QuestionKind.CHECK_QTY, "10 箱，数量很大", ["没错，就要 10 箱", "不要了"]),
        (QuestionKind.NO_HISTORY, "还没有以前的订单", []),
        (QuestionKind.UNKNOWN_PRODUCT, "请换个说法", []),
    ],
)
def test_every_kind_of_question_says_what_to_do(kind: QuestionKind, words: str, buttons: list[str]) -> None:
    """No question is a dead end."""
    card = card_of(draft(questions=(question(kind),), confirm_token=None))
    assert words in card.rows[-1].cells[0].under
    assert labels(card.rows[-1].buttons) == buttons


def test_an_unknown_product_does_not_stop_the_rest() -> None:
    """It is told in the person's own words, and the draft may be confirmed without it: the total and the button say so."""
    unknown = question(QuestionKind.UNKNOWN_PRODUCT, source="火星饮料", sku=None, candidates=(), blocking=False)
    card = card_of(draft(questions=(unknown,), left_out=1))
    assert card.rows[-1].cells[0].text == "火星饮料"
    assert card.total_label == "合计（含税） · 未含 火星饮料"
    assert card.buttons[0].label.endswith("（少 1 项）")
    assert card.buttons[0].action == "confirm:tok-1"


def test_a_claimed_price_is_told_not_to_count() -> None:
    """The line shows the price of the price list and says so (C5)."""
    card = card_of(draft(lines=(line(marks=("price_claim",)),)))
    assert card.rows[0].cells[2].text == "43.32"
    assert ["不作数" in badge.text for badge in card.rows[0].badges] == [True]


def test_a_backorder_is_told_in_the_unit_of_the_line() -> None:
    """168 cans are 7 cases."""
    card = card_of(draft("en", lines=(line("MON-330", "10", "en", "3.99", available_base=72, backorder_base=168, marks=("backorder",)),)), "en")
    assert [badge.text for badge in card.rows[0].badges] == ["7 cases on backorder"]
    assert card.rows[0].cells[0].under == "24 cans/case · 3 cases in stock"


def test_reasons_carry_their_figures_and_what_helps() -> None:
    """Blocks come first; a hold names who releases; no code is shown bare."""
    card = card_of(draft("en", gates=(OVER_CREDIT, FROZEN)), "en")
    assert card.warnings[0].startswith("Cannot be ordered: The account is frozen (since Tue 10 June 2025, reason: DC-0001). The brand manager")
    assert card.warnings[1] == (
        "Will be put on hold: Over the credit limit by 209.00 (limit 20,000.00, used with this order 20,209.00)."
        " Pay or order less; otherwise the brand manager has to release it."
    )
    assert not any("OVER_CREDIT" in text or "FROZEN" in text for text in card.warnings)


def test_a_licence_on_its_last_day_is_told_so() -> None:
    """Zero days left would be a riddle."""
    gate = GateReason("LICENCE_EXPIRING", blocks=False, params={"licence": "LIC-6", "valid_through": "2025-06-11", "days": 0})
    assert "今天是最后一天" in card_of(draft(warnings=(gate,))).warnings[0]
    assert "today is its last day" in card_of(draft("en", warnings=(gate,)), "en").warnings[0]


def test_a_moved_day_tells_which_of_two_reasons_it_has() -> None:
    """Too early for the cut-off, or a day on which nothing is delivered."""
    figures = {"earliest": "2025-06-12", "cutoff": "16:00"}
    early = GateReason("DATE_MOVED", blocks=False, params={**figures, "requested": "2025-06-11", "day": "2025-06-12"})
    sunday = GateReason("DATE_MOVED", blocks=False, params={**figures, "requested": "2025-06-15", "day": "2025-06-16"})
    assert card_of(draft(warnings=(early, sunday))).warnings == (
        "6月11日(周三) 送不到（16:00 截单，最早 6月12日(周四)），送货日改为 6月12日(周四)。",
        "6月15日(周日) 不送货，送货日改为 6月16日(周一)。",
    )


def test_forbidden_products_are_named_not_coded() -> None:
    """People know names, not codes."""
    gate = GateReason("CATEGORY_FORBIDDEN", blocks=True, params={"skus": "COKE-330", "place_zh": "城南仓", "place_en": "South", "category": "beverage"})
    warning = card_of(draft(gates=(gate,))).warnings[0]
    assert "可口可乐 330ml 罐装" in warning
    assert "COKE-330" not in warning


def test_a_rule_of_the_brands_own_is_told_in_its_authors_words() -> None:
    """Approval rules are data; what their author wrote is shown, and without it the figures speak."""
    written = GateReason("PILOT", blocks=False, params={"amount": "500.00", "threshold": "400"}, message_zh="试点区域订单需人工审核", message_en="Pilot region")
    silent = replace(written, message_zh="", message_en="")
    assert card_of(draft(gates=(written,))).warnings == ("下单后需审核：试点区域订单需人工审核",)
    assert card_of(draft(gates=(silent,))).warnings == ("下单后需审核：订单金额 500.00（规则：400.00），要等品牌经理放行。",)


def test_a_changed_draft_says_that_nothing_was_ordered() -> None:
    """The lines that changed are marked, and what changed is told first."""
    view = draft(changed=("price", "stock"), lines=(line(marks=("price_changed",)),))
    card = card_of(view)
    assert card.warnings[:2] == ("价格变了，请看标出的行和合计。", "库存变了，请看标出的行。")
    assert [badge.text for badge in card.rows[0].badges] == ["价格已变"]


def test_an_empty_draft_says_how_to_fill_it() -> None:
    """No table, no total, no button; a sentence with what to say."""
    card = card_of(replace(draft(), lines=(), total=Decimal(0), confirm_token=None))
    assert card.rows == ()
    assert card.total is None
    assert "商品、规格、数量" in card.notes[0]
    assert [button for button in card.buttons if button.style == "primary"] == []


def test_half_a_case_and_pieces_are_written_as_they_are() -> None:
    """0.5 箱 is 12 罐; a line in base units has no second quantity and shows the exact price of a piece."""
    half = line(qty="0.5")
    pieces = replace(line(), qty=Decimal(10), factor=1, base_qty=10, unit_word="罐")
    card = card_of(draft(lines=(half, pieces)))
    assert [(row.cells[1].text, row.cells[1].under) for row in card.rows] == [("0.5 箱", "12 罐"), ("10 罐", "")]
    assert card.rows[1].cells[2].text == "1.805"


def test_only_the_last_state_of_a_draft_is_shown() -> None:
    """Two changes in one turn give one card."""
    text = plain_of(draft(), draft(version=2))
    assert "草稿 v2" in text
    assert "草稿 v1" not in text
