"""Admitted mistakes, short answers about stock, repeats in free words, other days: what a person writes when he changes his mind."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from backend.catalog.domain import Unit
from backend.ordering.reading import ReadingContext
from backend.ordering.reading.answers import read_answer
from backend.ordering.reading.domain import CartLine, Delivery, OpenQuestion, OrderReading

Lines = Callable[..., list[str]]
COKE = CartLine("COKE-330", Decimal(10), Unit.CASE, 240)
SPRITE = CartLine("SPR-330", Decimal(5), Unit.CASE, 120)
SHORT = OpenQuestion("short", "short_stock", sku="MON-330", qty=Decimal(8), unit=Unit.CASE, base_qty=192, available_base=144)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("看错了,可口可乐12箱,雪碧4箱", ["=COKE-330 288", "=SPR-330 96"]),
        ("看错单子了。可乐12箱。雪碧4箱。", ["=COKE-330 288", "=SPR-330 96"]),
        ("刚才数量写错了,雪碧是8箱", ["=SPR-330 192"]),
        ("可乐12箱,雪碧4箱,刚才看错了", ["=COKE-330 288", "=SPR-330 96"]),
        ("我打错字了 雪碧7箱", ["=SPR-330 168"]),
        ("更正:雪碧8箱,另外再要2箱红牛250", ["=SPR-330 192", "+RB-250 48"]),
        ("更正一下,可乐六箱,红牛250两箱", ["=COKE-330 144", "+RB-250 48"]),
        ("口误,可乐20箱", ["=COKE-330 480"]),
        ("应该是可乐8箱雪碧9箱", ["=COKE-330 192", "=SPR-330 216"]),
        ("刚才说错,雪碧十箱", ["=SPR-330 240"]),
        ("记错了,不好意思,可乐要十八箱", ["=COKE-330 432"]),
        ("可乐那行填错了,是8箱", ["=COKE-330 192"]),
        ("写错了,可乐和雪碧各8箱", ["=COKE-330 192", "=SPR-330 192"]),
        ("写错了,可乐雪碧都要8箱", ["=COKE-330 192", "=SPR-330 192"]),
        ("看错了,可乐再加5箱", ["+COKE-330 120"]),
        ("sorry, I misread my list: six cases of coke.", ["=COKE-330 144"]),
        ("My mistake. Six coke and four sprite.", ["=COKE-330 144", "=SPR-330 96"]),
        ("typo - sprite 8 cases", ["=SPR-330 192"]),
        ("I typed the wrong number. Coke 12.", ["=COKE-330 288"]),
        ("wrong quantities, coke 12, sprite 6", ["=COKE-330 288", "=SPR-330 144"]),
        ("Correction: 12 coke, 6 sprite and 3 red bull 250", ["=COKE-330 288", "=SPR-330 144", "+RB-250 72"]),
        ("I meant 12 coke. 6 sprite.", ["=COKE-330 288", "=SPR-330 144"]),
        ("oops, 12 cases of coke; 6 cases of sprite", ["=COKE-330 288", "=SPR-330 144"]),
        ("got the numbers wrong, it's 12 coke", ["=COKE-330 288"]),
        ("my bad: 12 coke & 6 sprite please", ["=COKE-330 288", "=SPR-330 144"]),
        ("coke 12, sprite 6, sorry I had it wrong before", ["=COKE-330 288", "=SPR-330 144"]),
        ("coke was a typo, should be 8", ["=COKE-330 192"]),
        ("Sorry, I read the wrong line. We need 12 cases of coke, and 2 more of sprite", ["=COKE-330 288", "+SPR-330 48"]),
        ("看岔了,可乐9箱", ["=COKE-330 216"]),
        ("弄反了,可乐5箱,雪碧10箱", ["=COKE-330 120", "=SPR-330 240"]),
        ("mixed up the two: coke 5, sprite 10", ["=COKE-330 120", "=SPR-330 240"]),
        ("sorry, misread: 8 each of coke and sprite", ["=COKE-330 192", "=SPR-330 192"]),
        ("Sorry, forgot red bull 250: 5 cases", ["+RB-250 120"]),
    ],
)
def test_an_admitted_mistake_sets_what_the_draft_holds(lines: Lines, text: str, expected: list[str]) -> None:
    """Nobody who misread his list wants the wrong amount and the right one on top."""
    assert lines(text, cart=(COKE, SPRITE)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("sorry, I misread my list: six cases of coke 330", "+COKE-330 144"), ("打错了,可口可乐330罐12箱", "+COKE-330 288"), ("更正:红牛250五箱", "+RB-250 120")],
)
def test_without_the_goods_in_the_draft_a_mistake_is_an_order(lines: Lines, text: str, expected: str) -> None:
    """There is nothing to set."""
    assert lines(text) == [expected]


@pytest.mark.parametrize(
    "text",
    ["sorry, 5 more cases of coke 330", "sorry for the trouble, 5 more cases of coke 330", "不好意思,可口可乐330再加5箱", "oops, add 5 cases of coke 330"],
)
def test_more_is_more_even_behind_an_apology(lines: Lines, text: str) -> None:
    """An apology alone does not turn more into all."""
    assert lines(text, cart=(COKE,)) == ["+COKE-330 120"]


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("make that 18", 432),
        ("scratch that, 6", 144),
        ("我是说5箱", 120),
        ("5箱就够", 120),
        ("两箱就行", 48),
        ("哦不,12箱", 288),
        ("no wait, 12", 288),
        ("six is plenty", 144),
        ("改主意了,8箱", 192),
        ("还是按8箱来", 192),
        ("8箱就可以", 192),
        ("only 6 then", 144),
        ("let's say 15", 360),
        ("call it 15", 360),
        ("15 instead", 360),
        ("不用那么多,6箱就好", 144),
        ("太多,给我6箱够了", 144),
        ("strike that, 7 cases", 168),
        ("一共要6箱就可以了", 144),
    ],
)
def test_an_amount_said_anew_takes_the_place_of_the_old_one(lines: Lines, text: str, base: int) -> None:
    """With one line in the draft it need not be named."""
    assert lines(text, cart=(COKE,)) == [f"=COKE-330 {base}"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("可口可乐330罐10箱...不对,12箱", "+COKE-330 288"),
        ("10 cases of coke 330... no, 12", "+COKE-330 288"),
        ("红牛250 5箱,我是说8箱", "+RB-250 192"),
        ("coke 330 ten cases, scratch that, 6", "+COKE-330 144"),
        ("5 red bull 250, make that 18", "+RB-250 432"),
    ],
)
def test_the_last_value_of_a_message_counts(lines: Lines, text: str, expected: str) -> None:
    """One line, with the amount said last."""
    assert lines(text) == [expected]


@pytest.mark.parametrize(
    ("text", "shortage"),
    [
        ("没事,8箱照下,缺的两箱后面补给我", "backorder"),
        ("发6箱先,剩下的等到货", "backorder"),
        ("全都要,晚点没关系", "backorder"),
        ("照样下8箱,等你们补上", "backorder"),
        ("嗯那两箱我不急,慢慢来就行", "backorder"),
        ("缺的回头再补", "backorder"),
        ("我等得起,都要", "backorder"),
        ("那两箱有货了再送", "backorder"),
        ("I'll wait for the missing two", "backorder"),
        ("ship the lot when you can", "backorder"),
        ("I still want all eight, no rush", "backorder"),
        ("keep all 8 and send the other two whenever they turn up", "backorder"),
        ("the other two can follow", "backorder"),
        ("no hurry, we can wait", "backorder"),
        ("just send what's there and forget the rest", "take_available"),
        ("有几箱先给我拉几箱,不够的我再想办法", "take_available"),
        ("有多少来多少", "take_available"),
        ("whatever you've got in the warehouse now is ok", "take_available"),
        ("缺的就算了", "take_available"),
        ("不够就算了", "drop"),
        ("要是不够的话就不要了", "drop"),
        ("if it's not all 8 then forget it", "drop"),
        ("能给多少给多少", "take_available"),
        ("货到齐了一起发就行", "backorder"),
        ("all or nothing", "drop"),
        ("那这个不要了", "drop"),
    ],
)
def test_short_stock_is_settled_in_free_words(context: ReadingContext, text: str, shortage: str) -> None:
    """Wait, take what there is, or leave it."""
    answer = read_answer(text, (SHORT,), context)
    assert answer is not None
    assert answer.shortage == shortage


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("跟上次要的一样,再送一回", "SO-1003"),
        ("上回那些再来一趟", "SO-1003"),
        ("same again as I had last week please", "SO-1003"),
        ("还是老几样", "SO-1003"),
        ("照着五月底那单来", "SO-1002"),
        ("what I got last time, please again", "SO-1003"),
        ("what we had last time please", "SO-1003"),
        ("上次那些东西再给我送一遍", "SO-1003"),
        ("老样子再走一趟", "SO-1003"),
        ("照上次的量再配一次货", "SO-1003"),
        ("月初那单再来一份", "SO-1003"),
        ("repeat the order from the end of May", "SO-1002"),
        ("same as early June", "SO-1003"),
        ("the late May order again please", "SO-1002"),
        ("another round of last week's order", "SO-1003"),
        ("还按上回的数来", "SO-1003"),
        ("once more what I had last week", "SO-1003"),
        ("上次啥这次还要啥", "SO-1003"),
        ("跟之前要的一样", "SO-1003"),
        ("give me everything from last time again", "SO-1003"),
    ],
)
def test_an_order_is_repeated_in_any_words(lines: Lines, westside: ReadingContext, text: str, order: str) -> None:
    """The order meant is the latest that fits."""
    assert lines(text, history=westside.history) == [f"again {order}"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Can you bring that on Saturday rather than tomorrow?", 14),
        ("Saturday instead of Friday please", 14),
        ("move it from Friday to Monday", 16),
        ("周六送而不是明天", 14),
        ("别明天,周一送", 16),
        ("不用明天送,周六再送", 14),
    ],
)
def test_a_day_that_is_ruled_out_is_not_meant(read: Callable[..., OrderReading], text: str, day: int) -> None:
    """The other one is."""
    assert read(text, cart=(COKE,)).delivery.date == date(2025, 6, day)


@pytest.mark.parametrize("text", ["王老吉红罐装5箱", "红罐装5箱", "可乐红罐装5箱", "加多宝红罐5箱", "王老吉红罐5箱", "红罐王老吉两箱", "红瓶5箱"])
def test_the_colour_of_a_pack_is_no_product(lines: Lines, text: str) -> None:
    """红罐 has a character of Red Bull and is not it."""
    assert not any("RB-250" in line for line in lines(text))


@pytest.mark.parametrize("text", ["没关系", "晚点没关系", "没事", "慢慢来就行", "不着急", "后面再说"])
def test_words_of_talk_are_no_goods(lines: Lines, text: str) -> None:
    """Not even when they sound like the name of something."""
    assert lines(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("够了够了,4箱", ["?ambiguous"]),
        ("that's enough, 4 cases", ["?ambiguous"]),
        ("可乐够了,4箱", ["=COKE-330 96"]),
        ("coke is plenty, 4 cases", ["=COKE-330 96"]),
        ("可乐不用那么多,4箱", ["=COKE-330 96"]),
        ("够了够了,雪碧4箱", ["=SPR-330 96"]),
        ("红牛250 10箱,够了够了,4箱", ["+RB-250 96"]),
        ("red bull 250 10 cases, that's enough, 4 cases", ["+RB-250 96"]),
        ("够了,再来2箱雪碧", ["+SPR-330 48"]),
        ("可乐够了", []),
        ("可乐10箱够了吗", []),
    ],
)
def test_enough_is_followed_by_the_right_amount(lines: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    """Nothing is added by it; with several lines and none named it is asked which one is meant."""
    cart = (CartLine("COKE-330", Decimal(10), Unit.CASE, 240), CartLine("SPR-330", Decimal(5), Unit.CASE, 120))
    assert lines(text, cart=cart) == expected


@pytest.mark.parametrize("text", ["够了够了,4箱", "够了,4箱", "enough, 4 cases"])
def test_enough_is_about_the_only_line(lines: Callable[..., list[str]], text: str) -> None:
    """It is set, not raised."""
    assert lines(text, cart=(CartLine("COKE-330", Decimal(10), Unit.CASE, 240),)) == ["=COKE-330 96"]


@pytest.mark.parametrize(
    "text",
    [
        "周六能送吗,不能就算了",
        "周六能不能送",
        "周五前能到吗",
        "城东能送吗",
        "能送城东吗,不行就算了",
        "can you deliver on Saturday? if not, never mind",
        "would it be here by Friday?",
        "is Saturday possible?",
    ],
)
def test_a_question_about_a_day_or_a_place_is_no_wish(read: Callable[..., OrderReading], text: str) -> None:
    """What stands in the draft stays; only what is stated moves it."""
    assert read(text, cart=(COKE,)).delivery == Delivery()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("可口可乐330 2箱,周六能到吗", "2025-06-14"),
        ("可口可乐330 2箱,周六能到吗,不能就算了", "None"),
        ("2 coke 330, can it come Saturday? if not never mind", "None"),
    ],
)
def test_a_question_beside_an_order_is_a_wish_unless_it_is_taken_back(read: Callable[..., OrderReading], text: str, day: str) -> None:
    """Whoever orders and asks for a day wants it."""
    assert str(read(text).delivery.date) == day


@pytest.mark.parametrize("text", ["周六送行不行", "能不能改到周六送", "周六能送就送", "周六能送吗?能的话就周六送", "any chance of getting this on Saturday?"])
def test_a_day_put_politely_is_a_wish(read: Callable[..., OrderReading], text: str) -> None:
    """Asking for it to be done is wishing it."""
    assert read(text, cart=(COKE,)).delivery.date == date(2025, 6, 14)


def test_a_verb_before_a_place_is_no_product(lines: Lines) -> None:
    """Words that the place takes with it leave no half of a phrase behind."""
    assert lines("can you send it to East", cart=(COKE,)) == []
