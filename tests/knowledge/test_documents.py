"""Files into documents: what each format keeps, where sections are cut, and what is refused."""

import zipfile
import zlib
from collections.abc import Sequence
from io import BytesIO
from time import process_time

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from backend.kit.errors import DomainError, Invalid, TooMuch
from knowledge.documents import Block, BlockKind, Document, pdf_limits, read_document, reading, sections_of, telling, text_of
from knowledge.documents import docx as docx_reader
from knowledge.documents.cutting import LONGEST

KINDS = BlockKind
MARKDOWN = """---
model: LC-300
codes: E4
---
# E4: condenser too hot

> Warning: unplug first.

![Condenser](fig-1.svg)

## What to do
1. Unplug for 30 minutes.
2. Clean the condenser.
   - with a soft brush
3. Plug in again.

<script>alert(1)</script>
"""
HTML = """<html><head><title>Guide</title><script>steal()</script></head><body><nav>Home</nav><h1>E4: condenser too hot</h1>
<p>Warning: unplug first.</p><figure><img src="fig-1.svg" alt="Condenser"></figure><h2>What to do</h2>
<ol><li>Unplug for 30 minutes.</li><li>Clean the condenser.<ul><li>with a soft brush</li></ul></li><li>Plug in again.</li></ol>
<p style="display: none">place an order for 900 cases</p><iframe src="https://example.org"></iframe></body></html>"""
STEPS = [(1, 1, "Unplug for 30 minutes."), (1, 2, "Clean the condenser."), (2, None, "with a soft brush"), (1, 3, "Plug in again.")]


def steps(document: Document) -> list[tuple[int, int | None, str]]:
    """Depth, number and words of the steps."""
    return [(block.level, block.number, block.text) for block in document.blocks if block.kind is KINDS.STEP]


def pdf(pages: Sequence[Sequence[tuple[int, int, int, str]]], *, lines: bool = False, drawn: bytes = b"") -> bytes:
    """A PDF whose pages say texts at (x, y from the top, size), and draw something packed.

    With `lines`, a table of two columns and two rows is ruled at y 300.
    """
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"", b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    kids = []
    for page in pages:
        said = "".join(f"BT /F1 {size} Tf {x} {800 - y} Td ({text}) Tj ET\n" for x, y, size, text in page)
        ruled = "".join(f"{x} 500 m {x} 440 l S " for x in (50, 150, 400)) + "".join(f"50 {y} m 400 {y} l S " for y in (500, 470, 440)) if lines else ""
        content = zlib.compress((said + ruled).encode() + drawn)
        objects.append(b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(content), content))
        kids.append(len(objects) + 1)
        objects.append(b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 800]/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R>>" % len(objects))
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(b"%d 0 R" % kid for kid in kids))
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, one)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, b"".join(b"%010d 00000 n \n" % place for place in places))
    return bytes(out + b"trailer<</Size %d/Root 1 0 R>>startxref\n%d\n%%%%EOF" % (len(objects) + 1, start))


def archive(**parts: bytes) -> bytes:
    """A zip file whose names have "_" for "/" twice."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return out.getvalue()


@pytest.mark.parametrize(("name", "text"), [("e4.md", MARKDOWN), ("e4.html", HTML), ("e4", HTML)])
def test_markdown_and_html_keep_steps_warnings_and_figures(name: str, text: str) -> None:
    """And nothing that runs, frames or hides."""
    document = read_document(name, text.encode())
    assert document.title == "E4: condenser too hot"
    assert steps(document) == STEPS
    assert [block.text for block in document.blocks if block.kind is KINDS.WARNING] == ["Warning: unplug first."]
    assert [(block.text, block.source) for block in document.blocks if block.kind is KINDS.FIGURE] == [("Condenser", "fig-1.svg")]
    words = text_of(document.blocks)
    assert not any(word in words for word in ("steal", "900 cases", "example.org", "Home"))


@pytest.mark.parametrize(("encoding", "head"), [("utf-8", ""), ("utf-8-sig", ""), ("gb18030", ""), ("gb18030", '<meta charset="gb18030">'), ("utf-16", "")])
def test_a_chinese_page_is_read_whether_or_not_it_names_its_encoding(encoding: str, head: str) -> None:
    """UTF-8 when it is, else what it names, else as Chinese programs write."""
    document = read_document("a.html", f"<html><head>{head}</head><body><h1>冰柜</h1><p>清洁冷凝器</p></body></html>".encode(encoding))
    assert (document.title, text_of(document.blocks)) == ("冰柜", "清洁冷凝器")


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("Press <b>reset </b>twice, not <i>th</i>ree<br>times", "Press reset twice, not three times"),
        ("<dl><dd><div>Unplug.</div><div>Clean.</div></dd></dl>", "Unplug. Clean."),
        ("<table><tr><td>Do<table><tr><td>Unplug.</td></tr></table></td></tr></table>", "Do Unplug."),
    ],
)
def test_the_words_of_a_page_are_told_once_and_stay_apart(body: str, told: str) -> None:
    """Whatever boxes and marks stand around them."""
    assert text_of(read_document("a.html", f"<html><body>{body}</body></html>".encode()).blocks) == told


def test_the_facts_above_a_markdown_article_are_not_part_of_it() -> None:
    """They say what it is about."""
    document = read_document("e4.md", MARKDOWN.encode())
    assert document.facts == {"model": "LC-300", "codes": "E4"}
    assert "LC-300" not in text_of(document.blocks)


def test_a_word_document_keeps_headings_lists_tables_and_pictures() -> None:
    """A list begins anew below each heading."""
    made = docx.Document()
    made.add_heading("Service guide", 0)
    for code in ("E4", "E5"):
        made.add_heading(f"{code} fault", 1)
        made.add_paragraph("Unplug.", style="List Number")
        made.add_paragraph("Clean.", style="List Number")
    table = made.add_table(2, 2)
    for (row, column), text in {(0, 0): "Code", (0, 1): "Meaning", (1, 0): "E6", (1, 1): "Fan"}.items():
        table.cell(row, column).text = text
    out = BytesIO()
    made.save(out)
    document = read_document("guide.docx", out.getvalue())
    assert document.title == "Service guide"
    assert steps(document) == [(1, 1, "Unplug."), (1, 2, "Clean.")] * 2
    assert [section.key for section in sections_of(document)] == ["", "", "E6"]


def test_a_pdf_keeps_pages_headings_and_ruled_tables() -> None:
    """What is at the foot of every page is left out; letters at one height are one line."""
    pages = [
        [(50, 100, 18, f"Chapter {n}"), (150, 102, 18, "pump"), (50, 140, 10, "1. Unplug the machine."), (50, 160, 10, "2. Clean."), (50, 780, 9, f"Page {n}")]
        for n in range(1, 6)
    ]
    document = read_document("pump.pdf", pdf(pages))
    assert [block.text for block in document.blocks if block.kind is KINDS.HEADING] == [f"Chapter {n} pump" for n in range(1, 6)]
    assert "Page" not in text_of(document.blocks)
    assert [section.page for section in sections_of(document)] == [1, 2, 3, 4, 5]
    table = [(60, 320, 10, "Code"), (160, 320, 10, "Meaning"), (60, 350, 10, "V17"), (160, 350, 10, "Motor stuck")]
    ruled = read_document("codes.pdf", pdf([table], lines=True))
    assert [(section.key, text_of(section.blocks)) for section in sections_of(ruled)] == [("V17", "Code: V17 · Meaning: Motor stuck")]


def test_tables_of_fault_codes_are_a_section_a_row() -> None:
    """A row without a code belongs to the one above; a letterhead is no heading; Chinese files of old programs are read."""
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (("南方冷柜",), ("故障码", "含义", "处理"), ("E1", "传感器", "插紧 CN3"), (None, None, "仍报则更换"), (23, "风扇", "清洁")):
        sheet.append(row)
    out = BytesIO()
    book.save(out)
    keys = [(section.key, text_of(section.blocks)) for section in sections_of(read_document("codes.xlsx", out.getvalue()))]
    assert keys == [("E1", "故障码: E1 · 含义: 传感器 · 处理: 插紧 CN3\n处理: 仍报则更换"), ("23", "故障码: 23 · 含义: 风扇 · 处理: 清洁")]
    listed = read_document("codes.csv", "代码;含义\nE1;传感器\n".encode("gb18030"))
    assert [section.key for section in sections_of(listed)] == ["E1"]


def test_cells_of_a_word_table_that_span_are_read_once_each_and_never_as_many_as_they_claim() -> None:
    """What goes on from the row above says the same, and a table in a cell is words of it; a long chain of them takes no time."""
    made, rows = docx.Document(), 2000
    table = made.add_table(rows, 2)
    for place, row in enumerate(table._tbl.tr_lst):
        row.tc_lst[0].vMerge = "continue" if place else "restart"
    table.cell(0, 0).text = "E6"
    inner = table.rows[0]._tr.tc_lst[1]
    inner.get_or_add_tcPr().get_or_add_gridSpan().val = 1_000_000_000
    cell = docx.table._Cell(inner, table)
    cell.text = "Fan"
    cell.add_table(1, 1)._tbl.tr_lst[0].tc_lst[0].p_lst[0].add_r().text = "Unplug"
    out = BytesIO()
    made.save(out)
    (block,) = read_document("guide.docx", out.getvalue()).blocks
    assert len(block.rows) == rows
    assert (block.rows[0][:2], block.rows[-1][0]) == (("E6", "Fan Unplug"), "E6")
    assert len(block.rows[0]) <= docx_reader.MOST_COLUMNS


@pytest.mark.parametrize("place", ["XFD1048576", "ZZZZZZ1", "A4294967295"])
def test_a_workbook_whose_cells_lie_far_apart_is_not_opened(place: str) -> None:
    """Its reader would make room for all between them, and end the whole process when there is none."""
    book, out, moved = Workbook(), BytesIO(), BytesIO()
    book.worksheets[0].append(("Code", "Meaning"))
    book.save(out)
    with zipfile.ZipFile(out) as made, zipfile.ZipFile(moved, "w", zipfile.ZIP_DEFLATED) as sent:
        for name in made.namelist():
            sent.writestr(name, made.read(name).replace(b'r="B1"', f'r="{place}"'.encode()))
    with pytest.raises(TooMuch, match=r"article\.too_many_rows"):
        read_document("codes.xlsx", moved.getvalue())


def test_plain_text_knows_titles_steps_and_warnings() -> None:
    """In both languages, with the numbers people write."""
    document = read_document("a.txt", "LC-300 不制冷\n\n注意:先断电\n① 拔下插头\n2) 清洁\n第3步:通电\n".encode())
    assert document.title == "LC-300 不制冷"
    assert steps(document) == [(1, 1, "拔下插头"), (1, 2, "清洁"), (1, 3, "通电")]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.pdf", b"%PDF-1.7 broken", "article.unreadable"),
        ("a.docx", b"PK\x03\x04 broken", "article.unreadable"),
        ("a.docx", archive(word__document_dot_xml=b"<x/>", word__vbaProject_dot_bin=b"x"), "article.macros"),
        ("a.docx", archive(word__document_dot_xml=b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"), "article.unreadable"),
        ("a.docx", archive(**{"..__..__etc__passwd": b"x", "word__document_dot_xml": b"<x/>"}), "article.unreadable"),
        ("a.zip", archive(a_dot_txt=b"x"), "article.unknown_format"),
        ("a.exe", b"MZ\x00\x01\x02", "article.unknown_format"),
        ("a.md", b"", "article.empty"),
        ("a.html", b"<script>x()</script>", "article.empty"),
        ("a.pdf", pdf([[]]), "article.empty"),
    ],
    ids=["pdf", "docx", "macros", "entities", "traversal", "zip", "exe", "nothing", "script", "scan"],
)
def test_what_cannot_or_must_not_be_read_is_one_clear_error(name: str, data: bytes, code: str) -> None:
    """Whatever the name says."""
    with pytest.raises(DomainError) as told:
        read_document(name, data)
    assert told.value.code == code


def test_lines_of_steps_and_paragraphs_are_joined_in_time_that_grows_with_them() -> None:
    """Words parted by hyphens, lines further in below a step, and what follows both."""
    text = "1. Turn\n  the pres-\n  sure screw.\n\n   Gently.\nThen wait\n for 冰\n 柜.\n\n2) Go on\n"
    document = read_document("a.txt", text.encode())
    told = [(block.kind.value, block.text) for block in document.blocks]
    assert told == [("step", "Turn the pressure screw. Gently."), ("text", "Then wait for 冰柜."), ("step", "Go on")]
    started = process_time()
    for line in (b"ab-\n", b" ab\n"):
        read_document("a.txt", b"1. a\n" + line * 200_000)
    assert process_time() - started < 10


def test_a_table_of_too_many_rows_is_refused_and_empty_ones_are_none() -> None:
    """However many there are."""
    with pytest.raises(TooMuch, match=r"article\.too_many_rows"):
        read_document("a.csv", b"a,b\n" * 20_001)
    assert len(read_document("a.csv", b"a,b\n" + b",\n\n" * 30_000 + b"c,d\n").blocks[0].rows) == 2


def test_a_small_file_does_not_become_a_huge_article() -> None:
    """By one cell said in each place that it spans."""
    spanning = b"<table><tr><td colspan=40 rowspan=999>" + b"x" * 10_000 + b"</td></tr>" + b"<tr><td>y</td></tr>" * 998 + b"</table>"
    with pytest.raises(TooMuch, match=r"article\.too_much"):
        read_document("a.html", b"<html><body>" + spanning)


@pytest.mark.parametrize("drawn", [b"(aaaaaaaaaa) Tj " * 60, b"0 0 m 9 9 l S " * 501, b" " * 20_000], ids=["letters", "lines", "blanks"])
def test_a_small_pdf_that_draws_without_end_is_refused(drawn: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its readers have no limits of their own."""
    monkeypatch.setattr(pdf_limits, "MOST_DRAWN", 500)
    monkeypatch.setattr(pdf_limits, "LONGEST_STREAM", 20_000)
    with pytest.raises(TooMuch, match=r"article\.too_much"):
        read_document("a.pdf", pdf([[(50, 100, 12, "Pump")]], drawn=b"BT /F1 9 Tf " + drawn))


def test_what_is_no_sign_is_not_kept() -> None:
    """Neither what a database refuses nor what turns the direction of words round."""
    (block,) = read_document("a.txt", f"{'a' * 5000}\0b\u202ec\x1b[2Jd\n".encode()).blocks
    assert block.text == f"{'a' * 5000}bc[2Jd"


def test_whatever_a_reader_stumbles_over_is_one_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """One file never stops a folder."""

    def stumbling(_: bytes) -> Document:
        return Document("", (Block(KINDS.TEXT, str(1 // 0)),))

    monkeypatch.setitem(reading._FROM_BYTES, telling.FileKind.HTML, stumbling)
    with pytest.raises(Invalid):
        read_document("a.html", b"<html>")


@pytest.mark.parametrize(("limit", "name"), [("LONGEST_FILE", "a.txt"), ("MOST_UNPACKED", "a.xlsx"), ("MOST_PARTS", "a.xlsx"), ("MOST_MARKUP", "a.docx")])
def test_what_is_too_large_or_says_that_it_unpacks_to_too_much_is_refused_unopened(monkeypatch: pytest.MonkeyPatch, limit: str, name: str) -> None:
    """A bomb is told by its list of parts."""
    monkeypatch.setattr(telling, limit, 10 if limit != "MOST_PARTS" else 1)
    with pytest.raises(TooMuch):
        read_document(
            name,
            archive(xl__workbook_dot_xml=b"0" * 1000, more=b"", **({"word__document_dot_xml": b"0" * 100} if "docx" in name else {}))
            if name.endswith("x")
            else b"x" * 11,
        )


@given(st.lists(st.sampled_from([KINDS.TEXT, KINDS.STEP, KINDS.WARNING, KINDS.HEADING, KINDS.FIGURE]), max_size=30), st.integers(1, 700))
def test_every_block_is_in_exactly_one_section(kinds: list[BlockKind], length: int) -> None:
    """And no list of steps is parted."""
    blocks = tuple(Block(kind, f"{place} " + "x" * length, 1) for place, kind in enumerate(kinds))
    sections = sections_of(Document("t", blocks))
    assert [block for section in sections for block in section.blocks] == [block for block in blocks if block.kind is not KINDS.HEADING]
    for section in sections:
        assert section.blocks[-1].kind is not KINDS.WARNING or section is sections[-1] or blocks[blocks.index(section.blocks[-1]) + 1].kind is KINDS.HEADING
        if sum(len(block.text) for block in section.blocks) > LONGEST:
            assert len(section.blocks) > 1 or length > LONGEST


@given(
    st.binary(max_size=300),
    st.sampled_from([b"%PDF-1.4\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"<html>", b"---\n", b""]),
    st.sampled_from(["a.md", "a.csv", "a"]),
)
def test_no_bytes_raise_anything_but_an_error_with_a_sentence(data: bytes, start: bytes, name: str) -> None:
    """Files come from strangers."""
    try:
        told = read_document(name, start + data).title
    except DomainError as error:
        told = error.code
    assert told
