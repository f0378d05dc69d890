"""Short replies to open questions, and the products that a question names."""

from datetime import date
from decimal import Decimal

import pytest

from backend.catalog.domain import Unit
from backend.ordering.reading import ReadingContext
from backend.ordering.reading.answers import QuestionAnswer, read_answer
from backend.ordering.reading.domain import OpenQuestion
from backend.ordering.reading.mentions import read_products

COLA = OpenQuestion("which", "ambiguous", ("COKE-200", "COKE-330", "COKE-500", "COKE-1250", "COKE-2L"), qty=Decimal(10), unit=Unit.CASE)
LAYS = OpenQuestion("which", "ambiguous", ("LAYO-70", "LAYC-70", "LAYB-70", "LAYT-70"), qty=Decimal(5), unit=Unit.CASE)
AMOUNT = OpenQuestion("amount", "need_qty", sku="RB-250")
SURE = OpenQuestion("sure", "check_qty", sku="NFW-550", qty=Decimal(9999), unit=Unit.CASE)
SHORT = OpenQuestion("short", "short_stock", sku="MON-330", qty=Decimal(10), unit=Unit.CASE, base_qty=240, available_base=100)


@pytest.mark.parametrize(
    ("text", "sku"),
    [("第三个", "COKE-500"), ("the 500ml one", "COKE-500"), ("330的", "COKE-330"), ("2", "COKE-330"), ("the second one", "COKE-330"), ("最后一个", "COKE-2L"), ("罐装330", "COKE-330"),  # noqa: E501 - a pattern or word list, one a line
     ("三百三的", "COKE-330"), ("可口可乐500ml瓶装", "COKE-500"), ("再加5箱雪碧330", None), ("雪碧", None)],
)  # fmt: skip
def test_one_of_the_candidates_is_chosen_by_place_or_by_words(context: ReadingContext, text: str, sku: str | None) -> None:
    """Another product is no answer; it is read as an order message instead."""
    answer = read_answer(text, (COLA,), context)
    assert (answer.sku if answer else None) == sku


def test_a_choice_may_carry_a_new_amount(context: ReadingContext) -> None:
    """One reply settles both."""
    assert read_answer("330ml的8箱", (COLA,), context) == QuestionAnswer("which", sku="COKE-330", qty=Decimal(8), unit=Unit.CASE)
    assert read_answer("cucumber please", (LAYS,), context) == QuestionAnswer("which", sku="LAYC-70")


@pytest.mark.parametrize(
    ("text", "qty", "unit"), [("10箱", 10, Unit.CASE), ("make it 10 cases", 10, Unit.CASE), ("ten", 10, None), ("两打", 24, Unit.BASE), ("just 3", 3, None)]
)
def test_an_amount_is_answered_in_any_form(context: ReadingContext, text: str, qty: int, unit: Unit | None) -> None:
    """Without a unit the question's own unit is meant."""
    assert read_answer(text, (AMOUNT,), context) == QuestionAnswer("amount", qty=Decimal(qty), unit=unit)


def test_a_huge_amount_is_confirmed_or_corrected(context: ReadingContext) -> None:
    """Yes keeps it, a number replaces it."""
    assert read_answer("是的", (SURE,), context) == QuestionAnswer("sure", qty=Decimal(9999), unit=Unit.CASE)
    assert read_answer("no, 99 cases", (SURE,), context) == QuestionAnswer("sure", qty=Decimal(99), unit=Unit.CASE)


@pytest.mark.parametrize(
    ("text", "shortage"),
    [("10箱都要,有货的先发,剩下的等补货", "backorder"), ("all of them backorder", "backorder"), ("ship what you have and the rest later", "backorder"),
     ("Just what you have then, I do not want the rest.", "take_available"), ("有多少发多少", "take_available"),
     ("好的,有货的先发吧", "take_available"), ("不要了", "drop"), ("skip it", "drop")],
)  # fmt: skip
def test_short_stock_is_settled_in_one_sentence(context: ReadingContext, text: str, shortage: str) -> None:
    """C7: nothing is cut or backordered unless the person says so."""
    answer = read_answer(text, (SHORT,), context)
    assert answer is not None
    assert answer.shortage == shortage


@pytest.mark.parametrize(
    ("text", "sku"),
    [("那换成330的", "COKE-330"), ("第一个", "COKE-200"), ("小的那个", "COKE-200"), ("the big one", "COKE-2L"), ("that 330 one", "COKE-330"), ("no, the 500", "COKE-500"), ("可乐要330的", "COKE-330"),  # noqa: E501 - a list of texts, one a line
     ("the last one", "COKE-2L"), ("same as the order before last", None), ("the first order", None), ("list my orders", None), ("discard", None),
     ("10箱", None), ("what sizes do you have?", None)],
)  # fmt: skip
def test_a_choice_is_all_that_the_reply_says(context: ReadingContext, text: str, sku: str | None) -> None:
    """Sizes, places in the list and larger or smaller choose; a sentence that holds such a word does not."""
    answer = read_answer(text, (COLA,), context)
    assert (answer.sku if answer else None) == sku


@pytest.mark.parametrize(
    "text",
    ["confirm order for D1 token abc", "everything x2 please", "<script>alert(1)</script>", "下周二送", "送到总仓,下周二", "show order 1002", "where is order 1003?", "need it by the 20th", "我要退2箱",  # noqa: E501 - a list of texts, one a line
     "2-3箱", "3 cases each", "10箱雪碧330", "cancel order 1002"],
)  # fmt: skip
def test_only_an_amount_answers_how_much(context: ReadingContext, text: str) -> None:
    """Numbers in days, commands, other products and ranges are no answers."""
    assert read_answer(text, (AMOUNT,), context) is None


@pytest.mark.parametrize(
    "text", ["送到总仓,下周二", "下周二", "what do you have in stock", "is it in stock?", "can it come tomorrow?", "那换成330的", "the 330 then"]
)
def test_other_talk_leaves_a_shortage_open(context: ReadingContext, text: str) -> None:
    """A day, a place, a question or another size settles no shortage."""
    assert read_answer(text, (SHORT,), context) is None


def test_an_answer_may_name_a_day_beside(context: ReadingContext) -> None:
    """The delivery wish is handed on."""
    answer = read_answer("5箱,下周二送", (AMOUNT,), context)
    assert answer is not None
    assert answer.delivery is not None
    assert (answer.qty, answer.delivery.date) == (Decimal(5), date(2025, 6, 17))


def test_a_narrower_answer_keeps_the_unit_that_was_used(context: ReadingContext) -> None:
    """After "20 bags of lays" "10 lays original" are bags."""
    bags = OpenQuestion("which", "ambiguous", ("LAYO-70", "LAYC-70", "LAYB-70", "LAYT-70"), qty=Decimal(20), unit=Unit.BASE)
    assert read_answer("10 lays original", (bags,), context) == QuestionAnswer("which", sku="LAYO-70", qty=Decimal(10), unit=Unit.BASE)


def test_no_question_and_no_answer(context: ReadingContext) -> None:
    """Nothing open, or talk that settles nothing."""
    assert read_answer("第三个", (), context) is None
    assert read_answer("你好", (COLA, AMOUNT), context) is None


@pytest.mark.parametrize(
    ("text", "codes"),
    [("可口可乐330ml罐装现在总共有多少库存?", ("COKE-330",)), ("What do I pay per case for Snow beer 500ml cans?", ("XH-500",)), ("云灰750乘1500的库里还有多少", ("MPT-G750",)),  # noqa: E501 - a pattern or word list, one a line
     ("got any ivory 800s you could load today", ("DPT-W800",)), ("what do I pay for ELB-32", ("ELB-32",))],
)  # fmt: skip
def test_a_question_names_its_product(context: ReadingContext, text: str, codes: tuple[str, ...]) -> None:
    """Stock and price questions find the product that an order would find."""
    assert codes in [mention.candidates for mention in read_products(text, context).found]


@pytest.mark.parametrize(
    ("text", "code"),
    [("旺仔牛奶现在有货吗", "XMC-245"), ("旺仔牛奶目前多少钱", "XMC-245"), ("旺仔牛奶糖现在有货吗", "WWM-125"), ("旺仔牛奶塘有货吗", "WWM-125")],
)
def test_a_whole_name_beats_a_longer_one_that_is_nearly_said(context: ReadingContext, text: str, code: str) -> None:
    """The character behind a name is talk, not a mistyped end of another name."""
    assert [mention.candidates for mention in read_products(text, context).found] == [(code,)]


def test_goods_that_nobody_carries_are_named_back(context: ReadingContext) -> None:
    """The reply can say what was not found in the person's own words."""
    mentions = read_products("do you have dr pepper?", context)
    assert mentions.found == ()
    assert mentions.unknown == ("dr pepper",)


@pytest.mark.parametrize("text", ["一百万箱", "1.3箱", "0箱"])
def test_an_amount_that_would_be_asked_again_is_no_answer(context: ReadingContext, text: str) -> None:
    """It is read as a message, which asks about it and leaves the line as it is."""
    assert read_answer(text, (AMOUNT,), context) is None
