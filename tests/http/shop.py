"""A small company for the HTTP tests: four dealers, three products, people of every role, and short words to call the API as one of them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from backend.catalog.domain import Sku, Unit
from backend.catalog.service import import_skus
from backend.credit.service import NewAccount, import_accounts
from backend.dealers.domain import NewDealer, Region, ShipTo
from backend.dealers.service import import_dealers, import_places, import_regions
from backend.identity.domain import SYSTEM, Role
from backend.identity.service import NewUser, create_users, place_org_units, sign_in_demo
from backend.inventory.service import NewWarehouse, Receipt, import_warehouses, receive_stock
from backend.kit.clock import FixedClock
from backend.kit.db import Database, UnitOfWork
from backend.pricing.service import NewPriceList, import_price_list
from bot.connectors.web import add_chat_routes, open_chat
from bot.connectors.web.turns import Answering
from tests.http.application import Mount, application

START = datetime(2025, 1, 1, tzinfo=UTC)
PASSWORD = "a long password"
SKUS = [
    Sku("COKE", "可口可乐330ml", "Coca-Cola 330ml", category="cola", base_unit="can", units_per_case=24, default_unit=Unit.CASE, aliases=("可乐", "coke")),
    Sku("SPRITE", "雪碧330ml", "Sprite 330ml", category="soda", base_unit="can", units_per_case=24, default_unit=Unit.CASE, aliases=("雪碧", "sprite")),
    Sku("DRILL", "冲击钻", "Impact Drill", category="tools", base_unit="set", units_per_case=1, default_unit=Unit.BASE),
]
PRICES = {"COKE": "2.00", "SPRITE": "1.00", "DRILL": "500.00"}
TREE: dict[str, str | None] = {"D2": None, "D1": "D2", "D3": None, "D4": "D3"}
DEALER_USERS = {"wang": ("D1", "zh"), "colleague": ("D1", "zh"), "xing": ("D2", "zh"), "far": ("D3", "en"), "below": ("D4", "en")}
OTHERS = {"bm": Role.BRAND_MANAGER, "tech": Role.TECHNICIAN, "house": Role.WAREHOUSE, "control": Role.CHANNEL_CONTROL}


def load_shop(uow: UnitOfWork, clock: FixedClock) -> None:
    """Everything but orders; D2 is of grade B, so its orders are held."""
    import_skus(uow, SKUS)
    import_regions(uow, [Region("R-W", "西区", "West"), Region("R-N", "北区", "North")])
    import_places(uow, [ShipTo("WH-W", "城西仓", "West Warehouse", ("城西",), "R-W"), ShipTo("WH-N", "城北仓", "North Warehouse", (), "R-N")])
    place_org_units(uow, list(TREE.items()))
    licence = {"L-1": date(2026, 1, 1)}
    dealers = [("D2", "兴隆", "Xinglong", "B"), ("D1", "小卖部", "Corner Shop", "A"), ("D3", "远方", "Far Away", "A"), ("D4", "更远", "Farther", "A")]
    import_dealers(uow, [NewDealer(code, zh, en, grade, 2, TREE[code], "WH-W", ("R-W",), licence) for code, zh, en, grade in dealers])
    people = [NewUser(login, login.title(), Role.DEALER_USER, locale, dealer_id=dealer) for login, (dealer, locale) in DEALER_USERS.items()]
    people += [NewUser(login, login.title(), role, "en") for login, role in OTHERS.items()]
    people += [NewUser("pm", "Pm", Role.PROVINCE_MANAGER, "en", scope_root="D2"), NewUser("boss", "Boss", Role.ADMIN, "en", password=PASSWORD)]
    create_users(uow, people)
    import_price_list(uow, NewPriceList("BASE", "base", START, entries=tuple((sku, 0, Decimal(price)) for sku, price in PRICES.items())))
    import_warehouses(uow, [NewWarehouse("BW-E", "东仓", "East", 0)])
    import_accounts(uow, [NewAccount(dealer, Decimal(1_000_000)) for dealer in TREE], clock=clock)
    receive_stock(uow, SYSTEM, [Receipt("BW-E", sku, "L1", 24_000, date(2025, 6, 1), None) for sku in PRICES], clock=clock)


@dataclass(slots=True)
class Caller:
    """One signed-in person with a client of his own."""

    client: TestClient
    token: str | None

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """One request below /api/v1; header names are written with underscores."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token is not None:
            sent["Authorization"] = f"Bearer {self.token}"
        return self.client.request(method, f"/api/v1{path}", json=body, headers=sent)

    def get(self, path: str, **headers: str) -> Any:
        """Read."""
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        """Write."""
        return self.call("POST", path, body if body is not None else {}, **headers)

    def draft(self, **cases: int) -> dict[str, Any]:
        """Set quantities in the draft, each in its product's usual pack."""
        answer = self.call("PATCH", "/draft", {"lines": [{"sku": sku, "qty": qty} for sku, qty in cases.items()]})
        assert answer.status_code == 200, answer.text
        document: dict[str, Any] = answer.json()
        return document

    def confirm(self, token: str, key: str) -> Any:
        """Confirm under an idempotency key."""
        return self.post("/confirmations", {"token": token}, Idempotency_Key=key)

    def order(self, key: str = "order-1", **cases: int) -> dict[str, Any]:
        """Draft and confirm."""
        answer = self.confirm(self.draft(**cases)["confirm_token"], key)
        assert answer.status_code == 201, answer.text
        order: dict[str, Any] = answer.json()["order"]
        return order


@dataclass(slots=True)
class Shop:
    """The loaded company behind its HTTP application."""

    app: FastAPI
    database: Database
    clock: FixedClock

    def chat_with(self, assistant: Answering, *mounts: Mount) -> None:
        """Let the company chat, over routes of their own."""
        self.app = application(self.database, self.app.state.settings, self.clock, *mounts, add_chat_routes)
        open_chat(self.app, assistant)

    def caller(self, login: str | None) -> Caller:
        """A signed-in person; None for somebody without a token."""
        token = None if login is None else self.database.write(lambda uow: sign_in_demo(uow, login, clock=self.clock)).token
        return Caller(TestClient(self.app, raise_server_exceptions=False), token)


def assert_problem(answer: Any, status: int, code: str) -> Mapping[str, Any]:
    """The answer is a problem document with this status and code; returns the document."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = answer.json()
    assert (document["status"], document["code"]) == (status, code), document
    assert document["type"].endswith(code)
    assert document["title"]
    assert document["detail"] != code
    assert document["detail"] != code.replace(".", "-"), "the code has no sentence"
    assert document["request_id"] == answer.headers["x-request-id"]
    return document


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """An open database that is closed again."""
    database = Database(url)
    try:
        yield database
    finally:
        database.close()
