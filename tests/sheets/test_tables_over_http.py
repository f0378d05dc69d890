"""Tables over HTTP: sent as text or as a file, reviewed, made into drafts; what comes out again as a file."""

import csv
import threading
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import pytest
from openpyxl import load_workbook

from backend.kit.clock import FixedClock
from backend.kit.db import Database, UnitOfWork
from backend.ordering.sheets import exporting
from backend.ordering.sheets.workbooks import safe_text
from backend.settings.process import ProcessSettings
from tests.http.application import application
from tests.http.shop import Caller, Shop, load_shop
from tests.sheets.tables import workbook

TABLE = "Item,Qty\nCOKE,2\nnothing we sell,1\n"


@pytest.fixture
def shop(database: Database, clock: FixedClock) -> Shop:
    """The application over a small company."""
    database.write(lambda uow: load_shop(uow, clock))
    return Shop(application(database, ProcessSettings(demo_mode=True), clock), database, clock)


@pytest.fixture
def wang(shop: Shop) -> Caller:
    """A Chinese-speaking user of dealer D1."""
    return _signed_in(shop, "wang")


def _signed_in(shop: Shop, login: str) -> Caller:
    """A caller whose client carries his token."""
    caller = shop.caller(login)
    caller.client.headers["Authorization"] = f"Bearer {caller.token}"
    return caller


def _body(caller: Caller, method: str, path: str, status: int, **request: Any) -> Any:
    answer = caller.client.request(method, f"/api/v1{path}", **request)
    assert answer.status_code == status, answer.text
    return answer.json()


def test_a_table_becomes_a_draft_that_is_confirmed_as_always(wang: Caller) -> None:
    """Text in, rows, columns, one row settled, one draft; a repeated request does it once."""
    sheet = _body(wang, "POST", "/order-sheets", 201, json={"text": TABLE})
    path = f"/order-sheets/{sheet['sheet_id']}"
    assert [(column["title"], column["role"]) for column in sheet["tables"][0]["columns"]] == [("Item", "name"), ("Qty", "qty")]
    rows = _body(wang, "GET", f"{path}/rows?status=ok&status=reject", 200)["items"]
    assert [(row["row"], row["status"], row["why"], row["sku"]) for row in rows] == [(2, "ok", "", "COKE"), (3, "reject", "unknown", None)]
    refused = _body(wang, "POST", f"{path}/drafts", 409, json={})
    assert refused["code"] == "sheet.open_rows"
    fixed = _body(wang, "POST", f"{path}/rows/3", 200, json={"sku": "SPRITE"})["items"]
    assert fixed[0]["base_qty"] == 24
    once = {"Idempotency-Key": "k-1"}
    draft = _body(wang, "POST", f"{path}/drafts", 200, json={}, headers=once)["items"][0]
    assert _body(wang, "POST", f"{path}/drafts", 200, json={}, headers=once)["items"][0]["draft_id"] == draft["draft_id"]
    assert {line["sku"]: line["base_qty"] for line in draft["lines"]} == {"COKE": 48, "SPRITE": 24}
    done = _body(wang, "POST", "/confirmations", 201, json={"token": draft["confirm_token"]}, headers={"Idempotency-Key": "k-2"})
    again = _body(wang, "POST", "/order-sheets", 201, json={"text": TABLE})
    assert again["earlier"]["drafts"][0]["order_number"] == done["order"]["number"]
    assert {one["sheet_id"] for one in _body(wang, "GET", "/order-sheets", 200)["items"]} == {sheet["sheet_id"], again["sheet_id"]}


def test_a_table_is_stored_in_no_transaction_but_its_own(shop: Shop, wang: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """A long table is stored by batches: no snapshot is held open meanwhile, and a repeated request stores nothing."""
    here, nested = threading.local(), list[str]()
    read, write = shop.database.read, shop.database.write

    def reading(work: Callable[[UnitOfWork], Any]) -> Any:
        here.open = getattr(here, "open", 0) + 1
        try:
            return read(work)
        finally:
            here.open -= 1

    def writing(work: Callable[[UnitOfWork], Any]) -> Any:
        nested.extend(["write inside a read"] if getattr(here, "open", 0) else [])
        return write(work)

    monkeypatch.setattr(shop.database, "read", reading)
    monkeypatch.setattr(shop.database, "write", writing)
    sheet, again = (_body(wang, "POST", "/order-sheets", 201, json={"text": TABLE}, headers={"Idempotency-Key": "t-1"}) for _ in range(2))
    assert again == sheet
    columns = {"roles": ["name", "qty"], "header_row": 1}
    _body(wang, "PUT", f"/order-sheets/{sheet['sheet_id']}/columns", 200, json=columns, headers={"Idempotency-Key": "t-2"})
    assert nested == []
    other = wang.client.post("/api/v1/order-sheets", json={"text": TABLE + "BEER,1\n"}, headers={"Idempotency-Key": "t-1"})
    assert other.json()["code"] == "idempotency.other_request"


def test_a_file_is_sent_as_a_form(wang: Caller) -> None:
    """A workbook in the field `file`; what is no table is told."""
    data = workbook([["品名", "数量"], ["COKE", "3箱"]])
    sheet = _body(wang, "POST", "/order-sheets", 201, files={"file": ("a.xlsx", data)})
    assert (sheet["ok"], sheet["name"]) == (1, "a.xlsx")
    assert _body(wang, "POST", "/order-sheets", 422, files={"file": ("a.xlsx", b"PK\x03\x04")})["code"] == "sheet.unreadable"
    assert _body(wang, "POST", "/order-sheets", 422, files={"other": ("a.xlsx", data)})["code"] == "sheet.no_rows"
    columns = {"roles": ["name", "other"], "header_row": 1}
    changed = _body(wang, "PUT", f"/order-sheets/{sheet['sheet_id']}/columns", 200, json=columns)
    assert changed["version"] == 2


def test_last_months_totals_are_one_request(shop: Shop, wang: Caller) -> None:
    """The draft holds what all orders of the month add up to."""
    wang.order("a", COKE=2)
    wang.order("b", COKE=3, SPRITE=1)
    made = _body(wang, "POST", "/draft/monthly", 200, json={"month": f"{shop.clock.now():%Y-%m}"})
    assert ({line["sku"]: line["base_qty"] for line in made["items"][0]["lines"]}, made["orders"], made["discontinued"]) == ({"COKE": 120, "SPRITE": 24}, 2, [])
    assert _body(wang, "POST", "/draft/monthly", 404, json={})["code"] == "order.none_in_month"


def _csv(caller: Caller, path: str) -> list[list[str]]:
    answer = caller.client.get(f"/api/v1{path}")
    assert answer.status_code == 200, answer.text
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))


def test_d11_an_export_has_the_rows_and_totals_of_the_list(wang: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """As .csv and .xlsx, of a list on all its pages and of one order, to the cent."""
    monkeypatch.setattr(exporting, "_PAGE", 2)
    for count in range(1, 4):
        wang.order(f"order-{count}", COKE=count)
    listed = _body(wang, "GET", "/orders?status=APPROVED", 200)["items"]
    rows = _csv(wang, "/order-exports/csv?status=APPROVED&limit=1")
    assert [(row[0], Decimal(row[7])) for row in rows[1:]] == [(one["number"], Decimal(one["total"])) for one in listed]
    book = load_workbook(BytesIO(wang.client.get("/api/v1/order-exports/xlsx").content))
    assert [row[7].value for row in list(book.worksheets[0].rows)[1:]] == [float(Decimal(one["total"])) for one in listed]
    order = _body(wang, "GET", f"/orders/{listed[0]['number']}", 200)
    lines = _csv(wang, f"/orders/{listed[0]['number']}/export?format=csv")
    assert Decimal(lines[-1][8]) == Decimal(order["total"])
    assert [(row[1], Decimal(row[8])) for row in lines[1:-1]] == [(line["sku"], Decimal(line["line_total"])) for line in order["lines"]]
    assert wang.client.get("/api/v1/orders/SO-NONE/export").status_code == 404


def test_an_order_form_that_is_filled_in_is_read_as_it_was_meant(wang: Caller) -> None:
    """The template's own columns are known again; what has no quantity in it is not ordered."""
    wang.order(COKE=2)
    form = load_workbook(BytesIO(wang.client.get("/api/v1/order-template").content))
    sheet = form.worksheets[0]
    assert sheet.cell(2, 1).value == "COKE"
    sheet.cell(2, 7).value = 4
    out = BytesIO()
    form.save(out)
    sent = _body(wang, "POST", "/order-sheets", 201, files={"file": ("form.xlsx", out.getvalue())})
    assert (sent["ok"], sent["ask"]) == (1, 0)
    row = _body(wang, "GET", f"/order-sheets/{sent['sheet_id']}/rows?status=ok", 200)["items"][0]
    assert (row["sku"], row["base_qty"]) == ("COKE", 96)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1"])
def test_no_text_of_an_export_is_a_formula(text: str) -> None:
    """What somebody called his shop is never run by a spreadsheet program."""
    assert safe_text(text).startswith("'")
    assert safe_text("可口可乐 330ml") == "可口可乐 330ml"


def test_who_orders_for_nobody_sends_no_table(shop: Shop) -> None:
    """As with drafts; staff may export the orders they see."""
    staff = _signed_in(shop, "bm")
    assert _body(staff, "POST", "/order-sheets", 403, json={"text": TABLE})["code"]
    assert staff.client.get("/api/v1/order-template").status_code == 403
    assert staff.client.get("/api/v1/order-exports/csv").status_code == 200
