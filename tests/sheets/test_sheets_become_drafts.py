"""R20: what becomes of a table, row by row, until it is a draft; nothing is committed partly unless that was chosen."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest

from backend.kit.errors import Conflict, DomainError, Invalid, NotFound, NotPermitted
from backend.kit.paging import encode_cursor
from backend.ordering.sheets import receiving, reviewing
from backend.ordering.sheets.domain import Role, RowStatus
from backend.ordering.sheets.fixing import Columns, RowFilter, RowFix, fix_row, get_sheet, list_rows, list_sheets, set_columns
from backend.ordering.sheets.receiving import Upload, receive_sheet
from backend.ordering.sheets.reviewing import read_waiting
from backend.ordering.sheets.store import purge_sheets
from backend.settings.domain import BrandSettings
from backend.settings.service import save_brand_settings
from tests.ordering.company import Company
from tests.sheets.tables import PLAIN, drafts, rows, send, workbook

OPEN = "商品名称,数量\n可口可乐330ml,10\n雪碧330m,\n没有的东西,3\n雪花啤酒,20-30箱\n"


def test_r20_bulk_import_rows_have_status_reason_and_candidates(company: Company) -> None:
    """OK, ASK and REJECT, each with its reason."""
    found = rows(company, send(company, OPEN))
    assert {number: (row.status, row.why) for number, row in found.items()} == {
        1: ("skip", "heading"),
        2: ("ok", ""),
        3: ("reject", "no_qty"),
        4: ("reject", "unknown"),
        5: ("ask", "unclear_qty"),
    }
    assert (found[2].sku, found[2].base_qty, found[2].unit_word) == ("COKE", 240, "箱")


def test_i2_a_row_says_which_required_fields_it_lacks(company: Company) -> None:
    """Product, quantity and unit come of the table and a price of the list; what is given on the spot is not lacking any more."""
    sheet = send(company, "商品名称,数量\n可口可乐330ml,10\n雪碧330m,\n没有的东西,3\nDRILL,1\n可口可乐330ml,4卡车\n")
    assert dict(sheet.missing) == {"sku": 1, "quantity": 2}
    assert [row.missing for row in rows(company, sheet).values()] == [(), (), ("quantity",), ("sku",), (), ("quantity",)]
    actor = company.actor("d1")
    company.write(lambda uow: fix_row(uow, actor, sheet.sheet_id, RowFix(4, "SPRITE"), clock=company.clock))
    assert rows(company, sheet)[4].missing == ()
    assert dict(company.database.read(lambda uow: get_sheet(uow, actor, sheet.sheet_id)).missing) == {"quantity": 2}


def test_r20_bulk_import_commits_nothing_partly_unless_chosen(company: Company) -> None:
    """With open rows there is no draft at all; chosen, the clear rows are one, and the sheet says so."""
    sheet = send(company, OPEN)
    with pytest.raises(Conflict, match=r"sheet\.open_rows"):
        drafts(company, sheet)
    (view,) = drafts(company, sheet, partly=True)
    assert [(line.sku, line.base_qty) for line in view.lines] == [("COKE", 240)]
    assert view.confirm_token is not None


def test_r20_bulk_import_knows_the_same_file_again(company: Company) -> None:
    """The same cells under another name and in another format are the same table; it is imported again only on the person's word."""
    sheet = send(company, PLAIN)
    (view,) = drafts(company, sheet)
    number = company.confirm("d1", view.confirm_token).order
    assert number is not None
    again = send(company, workbook([["编码", "商品名称", "数量"], ["COKE", "可口可乐330ml", 10], ["SPRITE", "雪碧330ml", 5]]), name="x.xlsx")
    assert again.sheet_id != sheet.sheet_id
    assert again.earlier is not None
    assert [one.order_number for one in again.earlier.drafts] == [number.number]
    with pytest.raises(Conflict, match=r"sheet\.already_imported") as refusal:
        drafts(company, again)
    assert refusal.value.params["numbers"] == number.number
    assert drafts(company, again, again=True)


def test_r20_a_colleague_who_sends_the_same_file_hears_of_it(company: Company) -> None:
    """The table is the dealer's, whoever sent it first; another dealer's is his own business."""
    drafts(company, send(company, PLAIN))
    assert send(company, PLAIN, "d1b").earlier is not None
    assert send(company, PLAIN, "d2").earlier is None


def test_a_table_that_is_still_reviewed_is_not_stored_twice(company: Company) -> None:
    """Sending it again, after a lost connection for example, shows the sheet there is."""
    first = send(company, PLAIN)
    assert send(company, PLAIN).sheet_id == first.sheet_id


def test_r20_the_same_table_sent_and_drafted_twice_at_once_is_one(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is first has it: one sheet of two uploads at once, and one set of drafts of two people of the dealer, the other of whom is told."""
    both, stored = Barrier(2), receiving._store

    def at_once(*wanted: Any) -> str:
        both.wait(10)
        return stored(*wanted)

    monkeypatch.setattr(receiving, "_store", at_once)
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda _: send(company, PLAIN), range(2))
    assert first.sheet_id == second.sheet_id
    assert len(company.database.read(lambda uow: list_sheets(uow, company.actor("d1"))).items) == 1
    monkeypatch.undo()
    sheets = {"d1": first, "d1b": send(company, PLAIN, "d1b")}

    def drafted(login: str) -> str:
        both.wait(10)
        try:
            return f"{len(drafts(company, sheets[login], login))} draft"
        except Conflict as error:
            return error.code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(drafted, sheets)) == ["1 draft", "sheet.already_imported"]


def test_r20_there_is_no_hidden_cap(sqlite_company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every row of a long table is read, those beyond the first by the job; a process that dies between batches loses nothing."""
    monkeypatch.setattr(reviewing, "BATCH", 40)
    table = "编码,数量\n" + "".join(f"{'COKE' if number % 2 else 'SPRITE'},{number % 7 + 1}\n" for number in range(1, 701))
    upload = Upload("long.csv", text=table)
    sheet = receive_sheet(sqlite_company.database, sqlite_company.actor("d1"), upload, clock=sqlite_company.clock, at_once=100)
    assert (sheet.rows, sheet.unread) == (701, 601)
    with pytest.raises(Conflict, match=r"sheet\.not_read"):
        drafts(sqlite_company, sheet)
    while read_waiting(sqlite_company.database, sqlite_company.clock):
        pass
    (view,) = drafts(sqlite_company, sheet)
    asked = {**{line.sku: line.base_qty for line in view.lines}, **{question.sku: question.base_qty for question in view.questions}}
    assert asked["COKE"] == sum((number % 7 + 1) * 24 for number in range(1, 701, 2))
    assert asked["SPRITE"] == sum((number % 7 + 1) * 24 for number in range(2, 701, 2))


def test_more_products_than_an_order_holds_become_several_drafts(company: Company) -> None:
    """Nothing is left out; each draft has its own confirmation."""
    company.write(lambda uow: save_brand_settings(uow, BrandSettings(max_order_lines=2)))
    views = drafts(company, send(company, "编码,数量\nCOKE,1\nSPRITE,2\nBEER,3\n"))
    assert [[line.sku for line in view.lines] for view in views] == [["COKE", "SPRITE"], ["BEER"]]
    assert len({view.confirm_token for view in views}) == 2


def test_rows_of_one_product_add_up_and_an_open_draft_stays_as_it_is(company: Company) -> None:
    """The draft of a sheet is a new one beside what is open."""
    company.draft("d1", DRILL=1)
    (view,) = drafts(company, send(company, "编码,数量\nCOKE,1箱\nCOKE,6罐\n"))
    assert [(line.sku, line.base_qty) for line in view.lines] == [("COKE", 30)]
    assert view.beside == 1


def test_a_row_is_settled_in_place_and_so_are_those_with_the_same_words(company: Company) -> None:
    """The product is chosen once for every row that says the same; the dealer's word is learned when the draft is confirmed."""
    sheet = send(company, "商品名称,数量\n330ml,4\n可口可乐330ml,1\n330ml,6\n")
    actor = company.actor("d1")
    assert {row.status for row in rows(company, sheet).values()} == {"skip", "ask", "ok"}
    settled = company.write(lambda uow: fix_row(uow, actor, sheet.sheet_id, RowFix(2, "SPRITE", alike=True), clock=company.clock))
    assert [(row.number, row.sku, row.base_qty) for row in settled] == [(2, "SPRITE", 96), (4, "SPRITE", 144)]
    (view,) = drafts(company, sheet)
    assert {line.sku: line.base_qty for line in view.lines} == {"SPRITE": 240, "COKE": 24}


def test_who_chooses_the_product_does_not_change_the_quantity(company: Company) -> None:
    """Cans stay cans and two figures stay both; the product alone settles no quantity that is asked about, and a figure with a unit nobody knows is asked."""
    sheet = send(company, "商品名称,数量\n330ml,10罐\n330ml,2箱3罐\n330ml,90000\n330ml,3箱\n没有的,10罐\n")
    actor = company.actor("d1")
    settled = company.write(lambda uow: fix_row(uow, actor, sheet.sheet_id, RowFix(2, "SPRITE", alike=True), clock=company.clock))
    assert [(row.number, row.status, row.why, row.base_qty) for row in settled] == [
        (2, "ok", "by_person", 10),
        (3, "ok", "by_person", 51),
        (4, "ask", "large", 90000 * 24),
        (5, "ok", "by_person", 72),
    ]
    with pytest.raises(Invalid, match=r"sheet\.need_qty"):
        company.write(lambda uow: fix_row(uow, actor, sheet.sheet_id, RowFix(6, "SPRITE"), clock=company.clock))


@pytest.mark.parametrize("figure", ["99999999999999999999", "9" * 190, "1e308", "-" + "9" * 60, "0." + "1" * 90, "99999*9999"])
@pytest.mark.parametrize("heading", ["商品名称,数量\n", ""])
def test_no_figure_of_a_row_stops_the_reading(company: Company, figure: str, heading: str) -> None:
    """What no order holds is not clear; the rows after it are read."""
    found = rows(company, send(company, f"{heading}可口可乐330ml,{figure}\n330ml,{figure}\n可口可乐330ml,1\n"))
    assert found[max(found)].base_qty == 24
    assert all(row.status in ("ask", "reject", "skip") for row in list(found.values())[:-1])


@pytest.mark.parametrize("key", [("x",), (10**30,), (-1,), (1, "x"), (True,)])
def test_a_cursor_that_is_none_is_refused(sqlite_company: Company, key: tuple[str | int, ...]) -> None:
    """As in every other list."""
    sheet, actor = send(sqlite_company, PLAIN), sqlite_company.actor("d1")
    with pytest.raises(Invalid, match=r"paging\.bad_cursor"):
        sqlite_company.database.read(lambda uow: list_rows(uow, actor, sheet.sheet_id, RowFilter(cursor=encode_cursor(*key)), clock=sqlite_company.clock))


def test_what_a_person_may_say_about_a_row(company: Company) -> None:
    """A quantity, that it is left out; and what is no answer is refused."""
    sheet, actor = send(company, OPEN), company.actor("d1")

    def fix(fix: RowFix) -> str | None:
        return company.write(lambda uow: fix_row(uow, actor, sheet.sheet_id, fix, clock=company.clock))[0].status

    assert fix(RowFix(3, qty=Decimal(2))) == "ok"
    assert fix(RowFix(4, leave_out=True)) == "skip"
    for wrong, code in [
        (RowFix(4, qty=Decimal(1)), "sheet.need_product"),
        (RowFix(5), "sheet.need_qty"),
        (RowFix(5, "NONE", Decimal(1)), "catalog.no_sku"),
        (RowFix(99), "sheet.no_row"),
        (RowFix(5, qty=Decimal("0.3")), "catalog.broken_pack"),
        (RowFix(5, qty=Decimal("1e308")), "sheet.need_qty"),
        (RowFix(5, qty=Decimal("1e-308")), "sheet.need_qty"),
        (RowFix(5, qty=Decimal("NaN")), "sheet.need_qty"),
    ]:
        with pytest.raises(DomainError) as refusal:
            fix(wrong)
        assert refusal.value.code == code


def test_other_columns_read_the_rows_again_and_keep_what_was_settled(company: Company) -> None:
    """A guess that was wrong is corrected; what a person said about a row stays."""
    sheet, actor = send(company, "商品名称,箱数,数量\n可口可乐330ml,1,7\n雪碧330ml,2,8\n"), company.actor("d1")
    company.write(lambda uow: fix_row(uow, actor, sheet.sheet_id, RowFix(3, "BEER", Decimal(1)), clock=company.clock))
    set_columns(company.database, actor, sheet.sheet_id, Columns((Role.NAME, Role.QTY, Role.OTHER), 1), clock=company.clock)
    assert {number: (row.sku, row.base_qty) for number, row in rows(company, sheet).items() if row.status == "ok"} == {2: ("COKE", 24), 3: ("BEER", 12)}
    with pytest.raises(Invalid, match=r"sheet\.no_product_column"):
        set_columns(company.database, actor, sheet.sheet_id, Columns((Role.OTHER, Role.QTY), 1), clock=company.clock)


def test_a_quantity_far_above_the_usual_is_asked(company: Company) -> None:
    """As in a message: ten times the most he ever ordered."""
    for _ in range(3):
        company.order("d1", SPRITE=1)
    found = rows(company, send(company, "编码,数量\nSPRITE,50\nSPRITE,5\n"))
    assert (found[2].status, found[2].why, found[2].likely) == ("ask", "unusual", Decimal(5))
    assert found[3].status == "ok"


def test_a_sheet_is_its_senders_alone(company: Company) -> None:
    """A colleague and another dealer do not see it; who orders for nobody sends none."""
    sheet = send(company, PLAIN)
    for login in ("d1b", "d2", "d3"):
        actor = company.actor(login)
        with pytest.raises(NotFound, match=r"sheet\.none"):
            company.database.read(lambda uow, actor=actor: get_sheet(uow, actor, sheet.sheet_id))
        assert company.database.read(lambda uow, actor=actor: list_sheets(uow, actor)).items == ()
    with pytest.raises(NotPermitted):
        send(company, PLAIN, "tech")


def test_lists_come_page_by_page(company: Company) -> None:
    """Sheets newest first, rows by number and status."""
    sheets = [send(company, f"编码,数量\nCOKE,{number}\n").sheet_id for number in range(1, 4)]
    actor = company.actor("d1")
    page = company.database.read(lambda uow: list_sheets(uow, actor, limit=2))
    rest = company.database.read(lambda uow: list_sheets(uow, actor, cursor=page.next_cursor, limit=2))
    assert {one.sheet_id for one in (*page.items, *rest.items)} == set(sheets)
    assert rest.next_cursor is None
    first = company.database.read(lambda uow: list_rows(uow, actor, sheets[0], RowFilter(limit=1), clock=company.clock))
    second = company.database.read(lambda uow: list_rows(uow, actor, sheets[0], RowFilter([RowStatus.OK], first.next_cursor, 1), clock=company.clock))
    assert ([row.number for row in first.items], [row.number for row in second.items]) == ([1], [2])


def test_old_sheets_are_deleted(company: Company) -> None:
    """In small batches, rows first."""
    send(company, PLAIN)
    later = company.clock.now().replace(year=company.clock.now().year + 1)
    assert company.write(lambda uow: purge_sheets(uow, later, 2)) == 2
    assert company.write(lambda uow: purge_sheets(uow, later, 2)) == 2
    assert company.database.read(lambda uow: list_sheets(uow, company.actor("d1"))).items == ()


def test_a_drafted_sheet_stays_as_it_is(company: Company) -> None:
    """Its rows say what the draft was made of."""
    sheet = send(company, PLAIN)
    (view,) = drafts(company, sheet)
    with pytest.raises(Conflict, match=r"sheet\.drafted_already"):
        company.write(lambda uow: fix_row(uow, company.actor("d1"), sheet.sheet_id, RowFix(2, leave_out=True), clock=company.clock))
    assert view.draft_id
