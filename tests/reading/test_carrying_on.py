"""What is said once and meant further on: heads, sizes, amounts, headings; and how texts without punctuation are cut."""

from collections.abc import Callable, Sequence
from datetime import date

import pytest

from backend.ordering.reading import ReadingContext, read_order
from backend.ordering.reading.domain import OrderReading

Lines = Callable[..., list[str]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("安全帽白的20顶黄的10顶", ["+HMT-W 20", "+HMT-Y 10"]),
        ("要80个安全帽,白的50黄的30", ["+HMT-W 50", "+HMT-Y 30"]),
        ("2.5平方的电线,红的四卷蓝的两卷", ["+BV-2.5R 4", "+BV-2.5B 2"]),
        ("2.5的电线红蓝各10卷", ["+BV-2.5R 10", "+BV-2.5B 10"]),
        ("东方树叶900的,茉莉和绿茶各4箱", ["+DFSJ-900 48", "+DFSG-900 48"]),
        ("可口可乐 330 十箱 500 十二箱", ["+COKE-330 240", "+COKE-500 288"]),
        ("芬达橙味和葡萄味500的各五箱", ["+FAO-500 120", "+FAG-500 120"]),
        ("东鹏特饮大瓶的6箱小瓶的4箱", ["+DP-500 144", "+DP-250 96"]),
        ("怡宝350、555 每样十箱", ["+YB-350 240", "+YB-555 240"]),
        ("500ml: coca-cola 10, sprite 10", ["+COKE-500 240", "+SPR-500 240"]),
        ("3 cases lays bbq 70g, 3 cases of the cucumber in 135", ["+LAYB-70 66", "+LAYC-135 36"]),
        ("coke zero 330 5箱,sprite zero 5箱 same size", ["+ZERO-330 120", "+SPRZ-330 120"]),
        ("red bull, ten cases, same for monster", ["+RB-250 240", "+MON-330 240"]),
        ("王老吉十箱罐装的", ["+WLJ-310 240"]),
        ("cutting discs 125 - 100 pcs, 180 - 50pcs", ["+CUT-125 100", "+CUT-180 50"]),
    ],
)
def test_what_was_named_before_holds_for_what_follows(lines: Lines, text: str, expected: Sequence[str]) -> None:
    """A kind, a size or an amount is not repeated by people who have just said it."""
    assert lines(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("可口可乐三三零的再来个二十箱雪碧也是三三零的十箱水就农夫五五零的三十箱吧", ["+COKE-330 480", "+SPR-330 240", "+NFW-550 720"]),
        ("青岛500的还是三十箱 雪花500这次多要点 六十箱", ["+TSB-500 720", "+XH-500 1440"]),
        ("好丽友6枚装十箱 洽洽焦糖瓜子两箱", ["+HLY-6 160", "+QQY-108 48"]),
        ("Sprite 330ml x 24 - 12 ctn\nCoca-Cola 1.25L x 12 - 6 ctn", ["+SPR-330 288", "+COKE-1250 72"]),
        ("生料带一百卷 电工胶带黑色五十卷", ["+PTF-20 100", "+TAP-K 50"]),
        ("need 20 Coke 330 cans + 10 Sprite 330 cans", ["+COKE-330 480", "+SPR-330 240"]),
        ("coke 330 cans 5, coke 500 bottles 3", ["+COKE-330 120", "+COKE-500 72"]),
        ("thirty cases evian five hundred", ["+EVI-500 720"]),
        ("红牛250ml*24罐*10箱", ["+RB-250 240"]),
        ("half a dozen cases of Heineken", ["+HNK-330 144"]),
        ("1) Red Bull 10 cases 2) Monster 5 cases", ["+RB-250 240", "+MON-330 120"]),
        ("①红牛10箱②魔爪5箱", ["+RB-250 240", "+MON-330 120"]),
        ("雪山白8080 要50片", ["+MPT-W800 50"]),
        ("RB-250 10, MON-330 5", ["+RB-250 240", "+MON-330 120"]),
        ("PVC elbow 110, 2 bags", ["+PVE-110 40"]),
        ("旺仔牛奶二十箱", ["+XMC-245 480"]),
        ("pls snd 6 cs reb bull n 4 cs monstar energy thx", ["+RB-250 144", "+MON-330 96"]),
    ],
)
def test_no_amount_slips_to_another_product(lines: Lines, text: str, expected: Sequence[str]) -> None:
    """Sizes, packs and verbs between amounts never shift them: the worst a reading can do."""
    assert lines(text) == expected


@pytest.mark.parametrize(
    "text",
    ["10 or 12 red bull", "between 10 and 15 cases of red bull", "红牛来个十几二十箱", "a few cases of red bull, say 5-8",
     "red bull 10 cases for the bar and 5 for the restaurant", "红牛10箱,别忘了上次少发的2箱", "2x 24-packs of red bull"],
)  # fmt: skip
def test_an_amount_that_is_not_settled_is_asked_once(lines: Lines, text: str) -> None:
    """Two amounts for one product, ranges and packs of unknown size."""
    assert lines(text) == ["?need_qty"]


@pytest.mark.parametrize(
    "text",
    ["I'd like to pay by card", "hi Dave", "Bonjour", "不了", "开一单", "cheers mate", "为什么", "one moment", "周五前能到吗", "写首诗", "我要退货", "价格太高了,apply it", "Thanks, 5 stars",  # noqa: E501 - a list of texts, one a line
     "十箱红牛够卖几天?", "上次的青岛有3箱漏液 咋处理", "price of coke 330ml can and sprite 330 for 16 cases", "上个月我一共进了多少箱红牛",
     "we sold 30 cases of Coke"],
)  # fmt: skip
def test_ordinary_words_and_questions_are_no_products(lines: Lines, text: str) -> None:
    """A far likeness of a name needs an amount beside it; what is asked or told is no order."""
    assert lines(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("照上一单再来一份,可乐减半", ["again SO-1003", "xCOKE-330 0.5"]),
        ("上次的单子减半", ["again SO-1003", "xALL 0.5"]),
        ("上次那些去掉可乐再加一箱百威330", ["again SO-1003", "-COKE-330", "+BUD-330 24"]),
        ("12 cases of red bull please, same address as last time", ["+RB-250 288"]),
        ("红牛12箱,其他照旧", ["+RB-250 288"]),
    ],
)
def test_a_repeated_order_with_changes(westside: ReadingContext, text: str, expected: Sequence[str]) -> None:
    """The changes apply to the repeated lines; the same address is no repeated order."""
    signs = {"add": "+", "scale": "x", "remove": "-", "repeat": "again "}
    read = read_order(text, westside).lines
    found = [f"{signs[line.op.value]}{line.order_id or line.sku} {line.base_qty or line.factor or ''}".strip() for line in read]
    assert found == expected


@pytest.mark.parametrize(
    ("text", "day", "relation"),
    [("红牛5箱,本月20号前送", date(2025, 6, 20), "by"), ("红牛5箱 6月底", date(2025, 6, 30), "on"), ("5 red bull, end of june", date(2025, 6, 30), "on"), ("红牛5箱,听日送", date(2025, 6, 12), "on"),  # noqa: E501 - a list of texts, one a line
     ("今晚有球赛 红牛5箱", None, None), ("no coke today, just 5 red bull", None, None), ("红牛5箱,MON-330 5箱", None, None)],
)  # fmt: skip
def test_days_of_delivery_and_other_days(read: Callable[..., OrderReading], text: str, day: date | None, relation: str | None) -> None:
    """An occasion, the lack of something and a code are no delivery days."""
    delivery = read(text).delivery
    assert (delivery.date, delivery.relation) == (day, relation)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("coke zero 330 4 cs, coke 330 6 cs", ["+ZERO-330 96", "+COKE-330 144"]),
        ("pepsi max 500 4 cs, pepsi 500 4 cs", ["+PEPZ-500 96", "+PEP-500 96"]),
        ("无糖雪碧500五箱,雪碧500六箱", ["+SPRZ-500 120", "+SPR-500 144"]),
        ("零度可乐330 4箱,可口可乐330 4箱", ["+ZERO-330 96", "+COKE-330 96"]),
        ("东方树叶900的,东方树叶乌龙4箱", ["+DFSW-900 48"]),
    ],
)
def test_a_name_said_again_without_its_variant_is_not_the_variant(lines: Lines, text: str, expected: Sequence[str]) -> None:
    """What was named before completes kinds and sizes, never a product called by its own name: that would be a silent wrong line."""
    assert lines(text) == expected
