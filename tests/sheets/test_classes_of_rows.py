"""What the labelled tables taught, each as the class it is: what is taken, and what is asked though it looks alike."""

from io import BytesIO

import pytest
from openpyxl import Workbook

from backend.catalog.index import CatalogueIndex
from backend.ordering.sheets.domain import layouts_of_document
from bot.evaluation.sheets import read_file
from tests.sheets.labelled import demo_index


@pytest.fixture(scope="module")
def index() -> CatalogueIndex:
    """The demo catalogue."""
    return demo_index()


@pytest.mark.parametrize(
    ("table", "status", "sku", "base_qty"),
    [
        ("品牌/名称\t规格\t数量\n马可波罗 雪山白\t800x800\t6片\n", "ok", "MPT-W800", 6),
        ("品牌\t品名/口味\t规格\t数量(箱)\n红牛\t经典\t250\t15\n", "ok", "RB-250", 360),
        ("品牌\t品名/口味\t规格\t数量(箱)\n美年达\t葡萄\t500\t5\n", "ask", None, None),
        ("品牌\t品名\t数量\n德力西\t五孔插座\t5\n", "ask", None, None),
        ("品名\t数量\n美年达 原味 330ml\t5\n", "ask", None, None),
        ("品名\t数量\n安慕希原味 205g\t5\n", "ok", "AMX-205", 60),
        ("品名\t数量\n可口可乐 迷你罐 200ml\t1箱\n", "ok", "COKE-200", 12),
        ("品名\t数量\n公牛三开\t10\n", "ask", None, None),
        ("品名\t数量\t备注\n加多宝 310ml\t6\t赠品\n", "ask", "JDB-310", 144),
        ("Item\tQty\tRemarks\nEvian 500ml\t1/2 case\tfree delivery please\n", "ok", "EVI-500", 12),
        ("Item\tQty\tRemarks\nEvian 500ml\t1 1/2 cases\tfree of charge please\n", "ask", "EVI-500", 36),
        ("Item\tQty\nEvian 500ml\t5 x\n", "ok", "EVI-500", 120),
        ("品名\t数量\n电工胶带红色\t2筒\n", "ok", "TAP-R", 20),
        ("品名\t数量\t单位\t用处\n电工胶带 黑色\t3\t条\t一条10卷\n", "ok", "TAP-K", 30),
        ("品名\t数量\t备注\n生料带 20m\t2条\t10卷/条\n", "ok", "PTF-20", 20),
        ("品名\t数量\t备注\n联塑PVC排水管 75\t4捆\t10根/捆\n", "ok", "PVC-75", 40),
        ("Item\tQty\tUnit\tNotes\nSnickers 51g\t2\tbox\t24 bars per box\n", "ok", "SNK-51", 48),
        ("品名\t数量\t单位\t备注\n雪碧 500ml\t5\t箱\t12瓶/箱\n", "ask", "SPR-500", None),
        ("品项\t箱规\t件数\n百事可乐\t500*24\t5\n雪碧\t330*24\t2\n", "ok", "SPR-330", 48),
        ("品项\t箱规\t件数\n雪碧\t330*24\t2\n康师傅冰红茶\t1*12\t3\n", "ok", "KBT-1L", 36),
        ("品项\t箱规\t件数\n百威\t500*24\t5\n雪碧\t330*12\t2\n", "ask", None, None),
        ("品项\t箱规\t件数\n百威 330\t24\t5\n怡宝\t24\t2\n", "ask", None, None),
        ("要啥\t要多少\t说明\n百威 330\t5箱\t\n怡宝 555\t两箱\t\n", "ok", "YB-555", 48),
        ("品名\t规格\t数量\n东鹏水泥灰瓷砖\t80*80\t6片\n", "ok", "DPT-G800", 6),
        ("品名\t规格\t数量\n诺贝尔哑光白墙砖\t30×60\t3箱\n", "ok", "WLT-M300", 24),
        ("品名\t数量\n雪碧 5Ooml\t2\n", "ok", "SPR-500", 48),
        ("品名\t数量\n红色 电胶布 公牛\t2卷\n", "ok", "TAP-R", 2),
        ("品名\t规格\t数量\n冲击钻头\t6厘\t5支\n", "ok", "DBM-6", 5),
        ("品名\t规格\t数量\n伟星PPR管\tdn25\t5根\n", "ok", "PPR-25", 5),
        ("品名\t规格\t数量\n远东电线 兰色\t2.5平方\t5卷\n", "ok", "BV-2.5B", 5),
        ("品名\t数量\n芬达提子 330\t2\n", "ok", "FAG-330", 48),
        ("品名\t规格\t数量\n起子电钻\t牧田DF333\t2\n", "ok", "DF-333", 2),
        ("品名\t规格\t数量\n充电器\t牧田DF333\t2\n", "ask", None, None),
        ("品名\t数量\t备注\n灯泡 12W\t6个\t要暖的\n", "ok", "LED-12N", 6),
        ("品名\t数量\t备注\n芬达 330\t6\t葡萄\n", "ok", "FAG-330", 144),
        ("品名\t数量\t备注\n芬达 330\t6\t急用\n", "ask", None, None),
        ("品名\t规格\t要货(罐/盒)\n红牛\t250\t30\n", "ok", "RB-250", 30),
        ("品名\t规格\t订货(包/瓶)\n乐事原味\t70g\t50\n", "ok", "LAYO-70", 50),
        ("品名\t规格\t订货(箱/瓶)\n怡宝\t350\t50\n", "ask", "YB-350", None),
        ("品名\t几箱\n怡宝350\t5\n", "ok", "YB-350", 120),
        ("品名\t数量\n劳保手套\t3打\n", "ask", "GLV-L", None),
        ("品名\t数量\n雪碧330\t2打\n", "ok", "SPR-330", 24),
        ("品名\t数量\n魔爪 330\t2板\n", "ask", "MON-330", None),
        ("品名\t数量\n东鹏象牙白 800x800\t2板\n", "ok", "DPT-W800", 240),
        ("品名\t数量\n红色电工胶带\t4条\n", "ask", "TAP-R", None),
        ("品名\t数量\n红色电工胶带\t4卷\n", "ok", "TAP-R", 4),
        ("品名\t\t数量\n百威\t330听\t4件\n依云\t500\t6件\n", "ok", "EVI-500", 144),
        ("品名\t怎么装\t数量\n汇源橙汁\t1L\t4\n王老吉\t310罐\t6\n", "ok", "WLJ-310", 144),
        ("怡宝\t555ml\t4\n百事可乐\t500\t6\n", "ok", "PEP-500", 144),
        ("品名\t可用\t数量\n红牛\t250\t4件\n依云\t500\t6件\n", "ask", None, None),
        ("品名\t大小\t数量\n雪碧\t200\t4\n百威\t500\t6\n", "ok", "BUD-500", 144),
        ("品名\t规格\t数量\n乐事 青瓜味\t40g\t2\n", "ok", "LAYC-40", None),
        ("品名\t规格\t数量\n白钢螺母\tM6\t2盒\n", "ok", "NUT-A2-M6", None),
        ("品名\t备货\t数量\n红牛\t250\t4\n依云\t500件\t6\n", "ask", None, None),
        ("品名\t数量\n百事可乐500 取消\t4\n", "reject", "PEP-500", None),
        ("品名\t数量\n百事可乐500(过期的不要)\t4\n", "ok", "PEP-500", 96),
        ("品名\t数量\n百事可乐500 退货\t4\n", "ask", "PEP-500", None),
        ("品名\t数量\t备注\n百事可乐500\t4\t破了退换\n", "ask", "PEP-500", None),
        ("品名\t规格\t箱\t瓶\n雪碧\t500\t3\t\n依云\t500\t1\t6\n", "ok", "EVI-500", 30),
        ("品名\t规格\t单价\t件\t罐\n百威\t330\t4\t2\t\n红牛\t250\t4.5\t\t8\n", "ok", "RB-250", 8),
        ("品名\t数量\t\t品名\t数量\n红牛\t3箱\t\t雪碧500\t2箱\n百威330\t5箱\t\t依云500\t4箱\n", "ask", None, None),
        ("品名\t数量\t品名\t数量\n红牛\t3箱\t雪碧500\t2箱\n百威330\t5箱\t\t\n", "ok", "BUD-330", 120),
        ("货品\t订量\t\t货品\t订量\n红牛\t3箱\t\t雪碧500\t2箱\n\t\t\t依云500\t4箱\n", "ok", "EVI-500", 96),
        ("品名\t规格\t数量\t备注\n百事可乐\t330\t3\t无糖\n", "ask", None, None),
        ("品名\t规格\t数量\t备注\n百事可乐\t330\t3\t急\n", "ok", "PEP-330", 72),
        ("品名\t规格\t箱数\t瓶数\n依云\t500\t2\t48\n", "ok", "EVI-500", 48),
        ("品名\t规格\t箱数\t瓶数\n依云\t500\t2\t6\n", "ok", "EVI-500", 54),
    ],
)
def test_a_row_is_read_by_its_class(index: CatalogueIndex, table: str, status: str, sku: str | None, base_qty: int | None) -> None:
    """A brand of its own column counts, a flavour nobody has is none, goods for nothing are asked, parts of a case are parts."""
    (*_, row), _, _ = read_file(table.encode(), index)
    assert (row.status.value, row.sku) == (status, sku), row
    assert base_qty is None or row.base_qty == base_qty


@pytest.mark.parametrize(
    ("line", "status", "sku", "base_qty"),
    [
        ("百事可乐500*24 共5件", "ok", "PEP-500", 120),
        ("农夫山泉550*24，共计30箱", "ok", "NFW-550", 720),
        ("依云 330 x 三箱", "ok", "EVI-330", 72),
        ("魔爪330 2板", "ask", "MON-330", None),
        ("雪碧500 3箱", "ok", "SPR-500", 72),
        ("雪碧500 3箱 百威330 2箱", "ask", None, None),
        ("不要怡宝555 3箱", "skip", None, None),
        ("怡宝555 少2箱", "skip", None, None),
        ("魔爪330 退2箱", "ask", "MON-330", None),
        ("上次百威500 3箱", "ask", "BUD-500", None),
        ("百威500 10箱 2提", "reject", "BUD-500", None),
    ],
)
def test_a_list_in_one_column_is_read_from_the_first_to_the_last_word(
    index: CatalogueIndex, line: str, status: str, sku: str | None, base_qty: int | None
) -> None:
    """The last amount is what is ordered, figures before it are sizes; two products in a line are asked."""
    (*_, row), _, _ = read_file(f"周记档口\n{line}\n".encode(), index)
    assert (row.status.value, row.sku) == (status, sku), row
    assert base_qty is None or row.base_qty == base_qty


@pytest.mark.parametrize(
    ("table", "read"),
    [
        ("品名\t数量\n百事可乐\t\n500瓶的\t3箱\n2L\t4箱\n\t\n330\t5箱\n", ["skip", "PEP-500", "PEP-2L", "skip", "ask"]),
        ("品名\t数量\n【怡宝】\t\n350\t3箱\n雪碧 500\t4箱\n", ["skip", "YB-350", "SPR-500"]),
        ("Item\tQty\nHeineken\t2 cases\n\t\nMaster Kong\t\niced tea 500ml\t3 cases\n", ["HNK-330", "skip", "skip", "KBT-500"]),
        ("品名\t数量\n可口可乐\t\n500\t5\n雪碧 500\t3\n无糖 330\t3\n", ["skip", "COKE-500", "SPR-500", "ask"]),
        ("品名\t数量\n雪碧 500\t4箱\n红牛\t\n脉动 桃子\t3箱\n", ["SPR-500", "reject", "MZP-600"]),
    ],
)
def test_a_line_that_only_names_a_brand_heads_the_rows_below(index: CatalogueIndex, table: str, read: list[str]) -> None:
    """Up to a blank line, for what does not name its own; a product whose quantity was forgotten is no heading."""
    (_, *rows), layouts, _ = read_file(table.encode(), index)
    assert [row.sku if row.status.value == "ok" else row.status.value for row in rows] == read
    assert layouts_of_document([one.document() for one in layouts]) == layouts


@pytest.mark.parametrize(("beside", "taken"), [("此页仅为价格参考,勿下单", 1), ("This sheet is for reference only", 1), ("急", 2)])
def test_a_page_that_says_it_is_no_order_is_none(index: CatalogueIndex, beside: str, taken: int) -> None:
    """Beside one that is."""
    book = Workbook()
    for title, note in (("订单", "备注"), ("附页", beside)):
        sheet = book.create_sheet(title)
        if title == "订单":
            sheet.append(["品名", "数量", note])
        sheet.append(["可口可乐 330ml 罐装", 10, "" if title == "订单" else note])
    del book["Sheet"]
    out = BytesIO()
    book.save(out)
    rows, _, _ = read_file(out.getvalue(), index)
    assert [row.status.value for row in rows].count("ok") == taken
