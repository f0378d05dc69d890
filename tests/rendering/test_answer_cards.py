"""Orders, stock, prices, credit, products and explanations: the figures asked for, when they were true, and what to do next."""

from dataclasses import replace
from datetime import date, time
from decimal import Decimal

import pytest

from backend.catalog.domain import Unit
from backend.kit.errors import Conflict, NotFound, Reason, Refused
from tests.rendering.examples import NOW, blocks_of, card_of, line, order, plain_of, summary, text_of
from tools.results import problem_of
from tools.views import (
    CreditAnswer,
    CreditStatus,
    GateReason,
    Help,
    NearExpiry,
    OrderList,
    Page,
    PriceAnswer,
    PriceItem,
    ProductItem,
    ProductList,
    StockAnswer,
    StockItem,
    ToolProblem,
    WarehouseShare,
)

STOCK = StockItem(
    sku="COKE-330",
    name_zh="可口可乐 330ml 罐装",
    name_en="Coca-Cola 330ml can",
    available_base=21600,
    base_word_zh="罐",
    base_word_en="can",
    unit=Unit.CASE,
    unit_qty=900,
    unit_word_zh="箱",
    unit_word_en="case",
    factor=24,
    by_warehouse=(WarehouseShare("BW-E", "华东仓", "East", 14400), WarehouseShare("BW-S", "华南仓", "South", 7200)),
)
PRICE = PriceItem(
    sku="SNOW-500",
    name_zh="雪花 500ml 罐装",
    name_en="Snow 500ml can",
    unit_price=Decimal("7.056"),
    base_word_zh="罐",
    base_word_en="can",
    case_price=Decimal("84.67"),
    case_unit=Unit.CASE,
    case_word_zh="箱",
    case_word_en="case",
    case_factor=12,
    qty=Decimal(1),
    unit=Unit.CASE,
    unit_word_zh="箱",
    unit_word_en="case",
    base_qty=12,
    line_total=Decimal("84.67"),
    price_list="B@1",
    list_price=Decimal("7.20"),
)
CREDIT = CreditStatus("D1", Decimal(60000), Decimal(12000), Decimal("2535.36"), Decimal("14535.36"), Decimal("45464.64"), False, 0, "CNY", NOW)
HELP = Help("abilities", time(16, 0), date(2025, 6, 12), (6,), ("order", "status"), "王芳", "dealer_user", "城西便利店", "Westside Mart", NOW)


def test_stock_is_told_in_cases_and_pieces_by_warehouse_for_a_day() -> None:
    """The total in the usual pack and in base units, the share of each warehouse, the day it is for, and when it was true."""
    card = card_of(StockAnswer((STOCK,), (), date(2025, 6, 12), NOW))
    name, packs, base = card.rows[0].cells
    assert name.under == "华东仓 600 箱 · 华南仓 300 箱"
    assert (packs.text, base.text) == ("900 箱", "21,600 罐")
    assert card.notes == ("按最早送货日 6月12日(周四)计算 · 数据截至 09:30",)


def test_stock_that_ends_or_does_not_suffice_is_marked() -> None:
    """Empty, not enough for what was asked, and near expiry each have a badge."""
    none = replace(STOCK, available_base=0, unit_qty=0)
    short = replace(STOCK, wanted_base=48000, near_expiry=(NearExpiry("BW-E", "L1", 240, date(2025, 6, 20)),))
    card = card_of(StockAnswer((none, short), (), date(2025, 6, 12), NOW, more=3), "en")
    assert [badge.text for badge in card.rows[0].badges] == ["out of stock"]
    assert [badge.text for badge in card.rows[1].badges] == ["not enough for 2,000 cases", "10 cases of it near expiry (20 June 2025)"]
    assert card.notes[0] == "3 more fit; name brand or size to narrow it down."


def test_a_price_is_the_persons_own_per_case_and_piece() -> None:
    """One case, one piece with its exact price, and the list price beside it."""
    card = card_of(PriceAnswer((PRICE,), (), "CNY", NOW), "en")
    assert [cell.text for cell in card.rows[0].cells] == ["Snow 500ml can", "84.67/case", "7.056/can"]
    assert card.rows[0].cells[1].under == "list price 86.40"


def test_a_price_without_discount_is_the_list_price() -> None:
    """People without a company of their own see list prices, and they are called so."""
    card = card_of(PriceAnswer((replace(PRICE, list_price=PRICE.unit_price),), (), "CNY", NOW), "en")
    assert (card.title, card.rows[0].cells[1].under) == ("List prices", "")


def test_the_amount_of_an_asked_quantity_is_told() -> None:
    """Ten cases cost the line total of ten cases."""
    asked = replace(PRICE, qty=Decimal(10), base_qty=120, line_total=Decimal("846.72"))
    card = card_of(PriceAnswer((asked,), (), "CNY", NOW), "en")
    assert (card.rows[0].cells[3].text, card.rows[0].cells[3].under) == ("846.72", "10 cases")


def test_words_that_fit_nothing_are_named() -> None:
    """What was not found is told in the person's words; when nothing was named, the answer asks for it."""
    assert "火星饮料" in plain_of(StockAnswer((), ("火星饮料",), date(2025, 6, 12), NOW))
    assert "哪种商品" in plain_of(PriceAnswer((), (), "CNY", NOW))
    assert "火星饮料" in plain_of(ProductList("火星饮料", ()))


def test_products_show_how_they_are_packed() -> None:
    """Name, code and pack; more are announced."""
    card = card_of(ProductList("可乐", (ProductItem("COKE-330", "可口可乐", "Coke", 24, "箱", "case", "罐", "can"),), more=True), "en")
    assert [(cell.text, cell.under) for cell in card.rows[0].cells] == [("Coke", "COKE-330"), ("24 cans/case", "")]
    assert card.title == "1 product found"
    assert len(card.notes) == 1


def test_an_order_answers_where_it_is_and_when_it_comes() -> None:
    """Status as a sentence with the planned day."""
    card = card_of(order("en"), "en")
    assert card.title == "Order SO-1003 is approved and has not shipped yet; it is planned to arrive on Thu 12 June 2025."
    delivered = card_of(order("en", status="DELIVERED"), "en")
    assert delivered.title == "Order SO-1003 has been delivered, on Thu 12 June 2025."
    assert card_of(order(status="CANCELLED")).title == "订单 SO-1003 已取消。"


def test_what_has_shipped_and_what_is_missing_is_marked() -> None:
    """Three of twenty cases have left, one was given up."""
    partly = line(shipped_base=72, backorder_base=48, cancelled_base=24)
    card = card_of(order(lines=(partly,), status="PARTLY_SHIPPED"))
    assert [badge.text for badge in card.rows[0].badges] == ["已发 3 箱", "2 箱 缺货待补", "取消 1 箱"]


def test_a_list_of_orders_has_number_day_status_and_total() -> None:
    """What is needed to find one again; companies only when there are several."""
    page = Page((summary("SO-2003"), summary("SO-2002", status="HOLD", hold_codes=("OVER_CREDIT",))), "more")
    card = card_of(OrderList(page), "en")
    assert card.title == "2 orders, newest first"
    assert [cell.text for cell in card.rows[0].cells] == ["SO-2003", "4 June 2025", "Approved", "2,535.36"]
    assert card.rows[0].cells[0].under == ""
    assert card.rows[1].cells[2].under == "over credit limit"
    assert len(card.notes) == 1
    both = card_of(Page((summary(), summary("SO-2", dealer_id="D2", dealer_name_en="Harbour"))), "en")
    assert [row.cells[0].under for row in both.rows] == ["Westside Mart", "Harbour"]


def test_no_orders_is_a_sentence() -> None:
    """An empty table would be a riddle."""
    assert text_of(OrderList(Page(()))).text == "没有找到订单。"
    assert text_of(OrderList(Page(()), statuses=("HOLD",))).text == "没有“待审核”的订单。"


def test_credit_is_told_by_part() -> None:
    """Limit, receivables, open orders, their sum, and what is left."""
    card = card_of(CreditAnswer(CREDIT, "城西便利店", "Westside Mart", own=True))
    assert [row.cells[1].text for row in card.rows] == ["60,000.00", "12,000.00", "2,535.36", "14,535.36"]
    assert card.total is not None
    assert (card.total_label, card.total.text) == ("可用额度", "45,464.64")
    assert card.title == "信用额度"
    assert card_of(CreditAnswer(CREDIT, "城西便利店", "Westside Mart", own=False)).title == "信用额度 · 城西便利店"


def test_credit_over_the_limit_and_overdue_is_said() -> None:
    """A negative rest is the amount over the limit; days have their plural."""
    status = replace(CREDIT, available=Decimal("-209.00"), overdue=True, overdue_days=1)
    assert card_of(status, "en").warnings == (
        "Over the limit by 209.00. New orders are put on hold until you have paid.",
        "Invoices are overdue by 1 day. New orders are put on hold; please pay them first.",
    )


def test_help_lists_only_what_the_person_may_do() -> None:
    """Abilities come from the role; examples are buttons that say them."""
    text = text_of(replace(HELP, example=line(lang="en")), "en")
    assert text.text.count("·") == 2
    assert [button.action for button in text.buttons] == ["say:20 cases of Coca-Cola 330ml can", "say:Where is my last order?"]
    assert [button.action for button in text_of(HELP).buttons] == ["say:最近一单到哪了？"]
    assert text_of(replace(HELP, abilities=())).text.startswith("您的角色")


@pytest.mark.parametrize(("topic", "words"), [("cutoff", "16:00"), ("delivery", "6月12日(周四)"), ("me", "城西便利店")])
def test_topics_carry_their_figures(topic: str, words: str) -> None:
    """The cut-off time, the earliest day, and who is signed in."""
    assert words in text_of(replace(HELP, topic=topic)).text


def test_a_problem_has_a_reason_and_an_action() -> None:
    """The sentence of the code with its figures, then what helps."""
    text = text_of(problem_of(NotFound("order.not_found", number="SO-9")), "en").text
    assert text.splitlines() == ["There is no order SO-9.", 'Please check the number, or say "list my orders".']


def test_every_reason_of_a_refusal_is_told() -> None:
    """Gates that came back with an error are all there."""
    refused = Refused("order.blocked", [Reason("LICENCE_EXPIRED", {"licence": "LIC-1", "valid_through": "2025-06-10"}), Reason("NO_SHIP_TO", {})])
    text = text_of(problem_of(refused)).text
    assert "LIC-1" in text
    assert "收货地" in text


def test_an_unknown_code_never_shows_itself() -> None:
    """A code without a sentence becomes one that can be understood."""
    text = text_of(ToolProblem("some.new_code", {"x": 1}))
    assert "some" not in text.text
    assert text.text
    known = text_of(problem_of(Conflict("order.wrong_status", number="SO-1", status="SHIPPED", action="cancel", allowed="")), "en").text
    assert known.startswith('Order SO-1 has the status "Shipped" and cannot be cancelled.')


def test_the_same_thing_is_not_said_twice() -> None:
    """A tool that was called twice in a turn is answered once."""
    assert len(blocks_of(order(), order())) == 1


def test_an_order_without_money_is_a_card_of_goods_and_days() -> None:
    """For the warehouse: two columns, no total, and a reason in a few words instead of a sentence with holes."""
    moved = {"requested": "2025-06-12", "earliest": "2025-06-19", "day": "2025-06-19", "cutoff": "16:00"}
    held = (GateReason("OVER_CREDIT", blocks=False), GateReason("DATE_MOVED", blocks=False, params=moved))
    blank = replace(line(), unit_price=None, line_total=None, price_list="")
    card = card_of(order(lines=(blank,), total=None, status="HOLD", hold_reasons=held))
    assert (len(card.columns), [len(row.cells) for row in card.rows], card.total, card.total_label) == (2, [2], None, "")
    assert any("城西仓" in note for note in card.notes)
    plain = plain_of(order(lines=(blank,), total=None, status="HOLD", hold_reasons=held))
    assert "超信用额度" in plain
    assert "6月19日" in plain
    assert not [word for word in ("None", "$", "{", "¥", "—") if word in plain]


def test_a_list_without_money_counts_lines_instead() -> None:
    """The last column is called by what stands in it."""
    card = card_of(OrderList(Page((summary(total=None),), None), ()))
    assert (card.columns[-1].heading, card.rows[0].cells[-1].text) == ("行数", "4 种商品")
