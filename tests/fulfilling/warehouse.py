"""Short words for what the warehouse of the small company does."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from backend.credit.service import credit_status
from backend.identity.domain import SYSTEM, Actor, Role, Scope, ScopeKind
from backend.inventory.service import Receipt, receive_stock
from backend.ordering.fulfilling.allocating import allocate_order
from backend.ordering.fulfilling.delivering import deliver_part
from backend.ordering.fulfilling.picking import pick_part
from backend.ordering.fulfilling.schemas import Acceptance, Dispatch, PartStep, PartView
from backend.ordering.fulfilling.shipping import ship_part
from backend.ordering.fulfilling.views import part_view
from backend.ordering.schemas import OrderView
from backend.ordering.service import get_order
from tests.ordering.company import Company

STOREMAN = Actor("u-wh", "WH", Role.WAREHOUSE, "zh", Scope(ScopeKind.ALL))


@dataclass(slots=True)
class Warehouse:
    """The company with its warehouse."""

    company: Company

    def ordered(self, login: str = "d1", **quantities: int) -> OrderView:
        """An order that was placed just now."""
        result = self.company.order(login, **quantities)
        assert result.order is not None, result
        return result.order

    def order(self, number: str) -> OrderView:
        """An order as it stands."""
        return self.company.database.read(lambda uow: get_order(uow, SYSTEM, number))

    def allocate(self, number: str) -> OrderView:
        """Call for the goods; the order as who may see its prices does."""
        self.company.write(lambda uow: allocate_order(uow, STOREMAN, number, clock=self.company.clock))
        return self.order(number)

    def part(self, number: str) -> PartView:
        """A part as it stands."""
        return self.company.database.read(lambda uow: part_view(uow, SYSTEM, number, clock=self.company.clock))

    def pick(self, number: str, quantities: Mapping[int, int] | None = None) -> PartView:
        """Pick a part at its present version."""
        step = PartStep(number, self.part(number).version, quantities)
        return self.company.write(lambda uow: pick_part(uow, STOREMAN, step, clock=self.company.clock))

    def ship(self, number: str, quantities: Mapping[int, int] | None = None) -> PartView:
        """Ship a part at its present version."""
        step = PartStep(number, self.part(number).version, quantities)
        return self.company.write(lambda uow: ship_part(uow, STOREMAN, step, Dispatch("顺丰", "SF123"), clock=self.company.clock))

    def deliver(self, number: str, refused: Mapping[int, int] | None = None) -> PartView:
        """Deliver a part at its present version."""
        step, acceptance = PartStep(number, self.part(number).version), Acceptance(refused or {}, "破损" if refused else "", "王姐")
        return self.company.write(lambda uow: deliver_part(uow, STOREMAN, step, acceptance, clock=self.company.clock))

    def stock_south(self, sku: str, quantity: int) -> None:
        """Receive goods in the southern warehouse."""
        receipt = Receipt("BW-S", sku, "S1", quantity, date(2025, 6, 1))
        self.company.write(lambda uow: receive_stock(uow, SYSTEM, [receipt], clock=self.company.clock))

    def account(self, dealer: str = "D1") -> tuple[Decimal, Decimal]:
        """What is committed and what is owed."""
        status = self.company.database.read(lambda uow: credit_status(uow, SYSTEM, dealer, clock=self.company.clock))
        return status.open_orders, status.open_receivables
