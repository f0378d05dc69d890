"""A small company to order in: two dealers, four SKUs, two warehouses, prices by grade, credit, users of every kind."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TypeVar

from backend.catalog.domain import Sku, Unit
from backend.catalog.service import import_skus
from backend.credit.service import NewAccount, import_accounts
from backend.dealers.domain import NewDealer, Region, ShipTo
from backend.dealers.service import import_dealers, import_places, import_regions
from backend.identity.domain import SYSTEM, Actor, Role
from backend.identity.service import NewUser, actor_of_login, create_users, place_org_units
from backend.inventory.service import NewWarehouse, Receipt, import_warehouses, receive_stock
from backend.kit.clock import FixedClock
from backend.kit.db import Database, UnitOfWork
from backend.ordering.schemas import Answer, Confirmation, ConfirmResult, DraftEdit, DraftView, LineEdit, Shortage
from backend.ordering.service import answer_question, check_invariants, confirm, edit_draft
from backend.pricing.service import NewPriceList, import_price_list

T = TypeVar("T")
START = datetime(2025, 1, 1, tzinfo=UTC)
SKUS = [
    Sku("COKE", "可口可乐330ml", "Coca-Cola 330ml", category="cola", base_unit="can", units_per_case=24, default_unit=Unit.CASE),
    Sku("SPRITE", "雪碧330ml", "Sprite 330ml", category="soda", base_unit="can", units_per_case=24, default_unit=Unit.CASE),
    Sku("BEER", "雪花啤酒", "Snow Beer", category="beer", base_unit="can", units_per_case=12, default_unit=Unit.CASE),
    Sku("DRILL", "冲击钻", "Impact Drill", category="tools", base_unit="set", units_per_case=1, default_unit=Unit.BASE),
]
PRICES = {"COKE": "2.00", "SPRITE": "1.00", "BEER": "3.00", "DRILL": "500.00"}


@dataclass(slots=True)
class Company:
    """A loaded database and short words for what tests do in it."""

    database: Database
    clock: FixedClock

    def actor(self, login: str) -> Actor:
        """The actor with this login."""
        return self.database.read(lambda uow: actor_of_login(uow, login))

    def write(self, work: Callable[[UnitOfWork], T]) -> T:
        """One committed transaction."""
        return self.database.write(work)

    def draft(self, login: str, **quantities: int) -> DraftView:
        """Set quantities in the open draft, in each SKU's usual pack."""
        actor = self.actor(login)
        edits = tuple(LineEdit(sku, Decimal(qty)) for sku, qty in quantities.items())
        return self.write(lambda uow: edit_draft(uow, actor, DraftEdit(edits), clock=self.clock))

    def confirm(self, login: str, token: str | None) -> ConfirmResult:
        """Press the button of a token."""
        assert token is not None
        actor = self.actor(login)
        return self.write(lambda uow: confirm(uow, actor, Confirmation(token), clock=self.clock))

    def order(self, login: str, **quantities: int) -> ConfirmResult:
        """Draft and confirm."""
        return self.confirm(login, self.draft(login, **quantities).confirm_token)

    def answer(self, login: str, question_id: str, shortage: str) -> DraftView:
        """Say what to do about short stock."""
        actor, answer = self.actor(login), Answer(question_id, shortage=Shortage(shortage))
        return self.write(lambda uow: answer_question(uow, actor, answer, clock=self.clock))

    def stock(self, sku: str, east: int, lot: str = "L1", expiry: date | None = None) -> None:
        """Receive goods in the eastern warehouse."""
        receipt = Receipt("BW-E", sku, lot, east, date(2025, 6, 1), expiry)
        self.write(lambda uow: receive_stock(uow, SYSTEM, [receipt], clock=self.clock))

    def credit(self, dealer: str, limit: str, receivables: str = "0", **more: object) -> None:
        """What finance states."""
        self.write(lambda uow: import_accounts(uow, [NewAccount(dealer, Decimal(limit), Decimal(receivables), **more)], clock=self.clock))

    def disagreements(self) -> list[str]:
        """What does not add up."""
        return self.database.read(check_invariants)


def load_company(database: Database, clock: FixedClock) -> Company:
    """Load everything but stock beyond 2,400 Coke and Sprite, 120 beers and 1,000 drills."""

    def load(uow: UnitOfWork) -> None:
        import_skus(uow, SKUS)
        import_regions(uow, [Region("R-W", "西区", "West"), Region("R-S", "南区", "South", ("beer",)), Region("R-N", "北区", "North")])
        places = [("WH-W", "城西仓", "West Warehouse", "R-W"), ("WH-S", "城南仓", "South Warehouse", "R-S"), ("WH-N", "城北仓", "North Warehouse", "R-N")]
        import_places(uow, [ShipTo(code, zh, en, (), region) for code, zh, en, region in places])
        place_org_units(uow, [("D2", None), ("D1", "D2"), ("D3", None)])
        west = ("R-W", "R-S")
        import_dealers(
            uow,
            [
                NewDealer("D2", "兴隆", "Xinglong", "B", 2, None, "WH-W", west, {"L-2": date(2026, 1, 1)}),
                NewDealer("D1", "小卖部", "Corner Shop", "A", 3, "D2", "WH-W", west, {"L-1": date(2026, 1, 1)}),
                NewDealer("D3", "远方", "Far Away", "A", 2, None, "WH-N", ("R-N",), {"L-3": date(2026, 1, 1)}),
            ],
        )
        users = [("d1", Role.DEALER_USER, "D1"), ("d1b", Role.DEALER_USER, "D1"), ("d2", Role.DEALER_USER, "D2"), ("d3", Role.DEALER_USER, "D3")]
        people = [NewUser(login=login, name=login.upper(), role=role, locale="zh", dealer_id=dealer) for login, role, dealer in users]
        others = [("bm", Role.BRAND_MANAGER), ("tech", Role.TECHNICIAN), ("cco", Role.CHANNEL_CONTROL)]
        create_users(uow, [*people, *(NewUser(login=login, name=login.upper(), role=role, locale="en") for login, role in others)])
        entries = tuple((sku, 0, Decimal(price)) for sku, price in PRICES.items())
        import_price_list(uow, NewPriceList("BASE", "base", START, entries=entries))
        import_price_list(uow, NewPriceList("A", "grade", START, scope_value="A", derived_from="BASE", discount_percent=Decimal(5)))
        import_warehouses(uow, [NewWarehouse("BW-E", "东仓", "East", 0), NewWarehouse("BW-S", "南仓", "South", 1)])
        import_accounts(uow, [NewAccount(dealer, Decimal(1_000_000)) for dealer in ("D1", "D2", "D3")], clock=clock)

    database.write(load)
    company = Company(database, clock)
    for sku, quantity in {"COKE": 2400, "SPRITE": 2400, "BEER": 120, "DRILL": 1000}.items():
        company.stock(sku, quantity)
    return company
