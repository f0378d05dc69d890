"""What rows a file has: workbooks with merged, hidden and computed cells, text in every encoding and with every separator."""

import subprocess
import sys
import zipfile
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from backend.kit.errors import DomainError, Invalid, TooMuch
from backend.ordering.sheets.cells import NO_VALUE, rows_of, rows_of_text
from backend.ordering.sheets.formulas import value_of
from backend.ordering.sheets.hidden import LONGEST_SHEET
from backend.ordering.sheets.quantities import amount_in, is_unit, read_amount
from tests.sheets.old_workbook import old_workbook
from tests.sheets.tables import workbook


def _shape(sheet: Worksheet) -> None:
    sheet.merge_cells("A2:A3")
    sheet.row_dimensions[4].hidden = True
    sheet.column_dimensions["D"].hidden = True


def test_a_workbook_is_read_as_its_sender_sees_it() -> None:
    """A merged cell speaks for each of its rows, hidden rows are marked, hidden columns left out, formulas computed, days written as days."""
    data = workbook(
        [
            ["品名", "规格", "数量", "成本"],
            ["可乐", "330ml", 5, 1],
            [None, "2L", "=2*3", 2],
            ["秘密", "x", 1, 3],
            ["雪碧", date(2025, 6, 1), "=A9", 4],
            ["=B3", 1.5, True],
        ],
        _shape,
    )
    assert [(row.number, row.cells, row.hidden) for row in rows_of(data)] == [
        (1, ("品名", "规格", "数量"), False),
        (2, ("可乐", "330ml", "5"), False),
        (3, ("可乐", "2L", "6"), False),
        (4, ("秘密", "x", "1"), True),
        (5, ("雪碧", "2025-06-01", NO_VALUE), False),
        (6, (NO_VALUE, "1.5", ""), False),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_text_is_read_in_every_encoding_and_with_every_separator(encoding: str, separator: str) -> None:
    """What programs in China and elsewhere write."""
    text = "\r\n".join(separator.join(row) for row in [("品名", "数量"), ("可口可乐", "10箱"), ("雪碧", "5")])
    assert [row.cells for row in rows_of(text.encode(encoding))] == [("品名", "数量"), ("可口可乐", "10箱"), ("雪碧", "5")]


def test_a_quoted_cell_may_hold_the_separator_and_a_line() -> None:
    """As spreadsheet programs write it; a markdown table has a line of dashes that is none of its rows."""
    assert [row.cells for row in rows_of_text('name,qty\n"Coke, 330\nml",10\n"x","2"\n')][1] == ("Coke, 330 ml", "10")
    assert [row.cells for row in rows_of_text("| a | b |\n|---|--:|\n| 1 | 2 |")] == [("a", "b"), ("1", "2")]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 no archive", b"\xd0\xcf\x11\xe0 no workbook", b"\x00\x01\x02", b"PK"])
def test_what_is_no_table_is_refused(data: bytes) -> None:
    """With one error, whatever the decoder met."""
    with pytest.raises(DomainError, match=r"sheet\.unreadable"):
        list(rows_of(data))


def _far(sheet: Worksheet) -> None:
    sheet.cell(1_048_576, 16_384).value = "x"


def _says_less(data: bytes) -> bytes:
    """A packed file that says of each of its entries that it holds ten bytes."""
    at = -1
    while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
        data = data[: at + 24] + (10).to_bytes(4, "little") + data[at + 28 :]
    return data


def test_a_small_file_cannot_take_all_memory(tmp_path: Path) -> None:
    """Two cells at the corners of a sheet make no room for all between them; what a packed file says of its size is not believed."""
    bomb = BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * (LONGEST_SHEET + 1))
    far = tmp_path / "far.xlsx"
    far.write_bytes(workbook([["name", "qty"]], _far))
    read = "import sys, pathlib; from backend.ordering.sheets.cells import rows_of; list(rows_of(pathlib.Path(sys.argv[1]).read_bytes()))"
    done = subprocess.run([sys.executable, "-c", read, str(far)], capture_output=True, text=True, check=False)
    assert "TooMuch" in done.stderr.splitlines()[-1]
    with pytest.raises(DomainError, match=r"sheet\.too_large"):
        list(rows_of(_says_less(bomb.getvalue())))


@pytest.mark.parametrize("said", [(2, 2), (65536, 256), (2**32 - 1, 2**16 - 1)])
def test_an_old_workbook_is_read_and_one_that_reaches_too_far_is_not_opened(said: tuple[int, int]) -> None:
    """The whole sheet of an .xls has 16.7 million cells, whether they are there or only said to be; a chain without an end or a cut file is no workbook."""
    near = {(0, 0): 5.0, (1, 1): 7.5}
    assert [row.cells for row in rows_of(old_workbook(near, (2, 2)))] == [("5", ""), ("", "7.5")]
    with pytest.raises(TooMuch, match=r"sheet\.too_many_cells"):
        list(rows_of(old_workbook({**near, (65535, 255): 1.0} if said == (2, 2) else near, said)))
    whole = old_workbook(near)
    for broken in (whole[:600], whole[:1500], whole[:512] + b"\x02\x00\x00\x00" * 128 + whole[1024:]):
        with pytest.raises(Invalid, match=r"sheet\.unreadable"):
            list(rows_of(broken))


def test_a_workbook_whose_reach_cannot_be_told_is_not_opened() -> None:
    """Some editions say "and this cell a million times": how much room they take shows only once it is taken."""
    for part in ("content.xml", "xl/workbook.bin"):
        packed = BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr(part, b"<office:document-content/>")
        with pytest.raises(DomainError, match=r"sheet\.unreadable"):
            list(rows_of(packed.getvalue()))


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    """Rows come out, or the one error."""
    try:
        list(rows_of(data))
    except DomainError as error:
        assert error.code == "sheet.unreadable"  # noqa: PT017 - either is fine


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("2*3", "6"),
        ("=B5*10", "20"),
        ("SUM(B5:C5)", "5"),
        ("(1+2)*-3", "-9"),
        ("B5/0", None),
        ("B6+1", None),
        ("VLOOKUP(1)", None),
        ("1+", None),
        ("HYPERLINK(B5)", None),
    ],
)
def test_a_formula_has_a_value_only_when_it_is_plain_arithmetic(formula: str, value: str | None) -> None:
    """Over numbers and cells of its own row."""
    assert value_of(formula, 5, {2: Decimal(2), 3: Decimal(3)}) == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("10", ("10", "")), ("10箱", ("10", "箱")), ("１０件", ("10", "件")), ("十箱", ("10", "箱")), ("10 CTN", ("10", "ctn")), ("1,200", ("1200", "")),
        ("两箱半", ("2.5", "箱")), ("10箱(急)", ("10", "箱")), ("12 bottles", ("12", "bottle")), ("半箱", ("0.5", "箱")), ("10 ea", ("10", "ea")),
    ],
)  # fmt: skip
def test_a_quantity_is_read_with_its_unit(cell: str, amount: tuple[str, str]) -> None:
    """As people write it into one cell."""
    found = amount_in(cell)
    assert found is not None
    assert (found.value, found.unit.word if found.unit else "") == (Decimal(amount[0]), amount[1])


@pytest.mark.parametrize("cell", ["20-30箱", "若干", "2025-06-11", "6/11", "10*24", "约10箱", "10箱左右", "abc", "10箱加急送"])
def test_a_quantity_that_is_not_exact_is_not_read(cell: str) -> None:
    """A range, a day, words: asked, never guessed."""
    found = amount_in(cell)
    assert found is None or found.vague


def test_nothing_is_nothing_and_units_are_units() -> None:
    """A dash orders nothing; a unit word is known in both languages."""
    assert read_amount(" - ").nothing
    assert all(map(is_unit, ["箱", "件", "CTN", "PCS.", "EA", "瓶"]))
    assert not any(map(is_unit, ["可乐", "10", "", str(datetime(2025, 1, 1))]))  # noqa: DTZ001 - only its text
