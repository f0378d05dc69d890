"""Short words for what comes back to the small company, and for who works on it."""

from dataclasses import dataclass, field

from backend.identity.domain import SYSTEM, Actor, Role, Scope, ScopeKind
from backend.inventory.service import availability
from backend.ordering.returning import service as returning
from backend.ordering.returning.schemas import Arrival, Findings, NewReturn, ReturnStep, ReturnView, ReturnWish
from backend.ordering.schemas import OrderView
from backend.ordering.short_closing import close_rest
from tests.fulfilling.warehouse import STOREMAN, Warehouse
from tests.ordering.company import Company

MANAGER = Actor("u-bm", "BM", Role.BRAND_MANAGER, "en", Scope(ScopeKind.ALL))


@dataclass(slots=True)
class Desk:
    """The warehouse of the company, and who decides on returns."""

    warehouse: Warehouse
    company: Company = field(init=False)

    def __post_init__(self) -> None:
        """The company behind it."""
        self.company = self.warehouse.company

    def delivered(self, login: str = "d1", **quantities: int) -> OrderView:
        """An order that arrived whole."""
        order = self.warehouse.ordered(login, **quantities)
        for part in self.warehouse.allocate(order.number).parts:
            self.warehouse.ship(part.number)
            self.warehouse.deliver(part.number)
        return self.warehouse.order(order.number)

    def ask(self, number: str, *wishes: tuple[int, int] | tuple[int, int, str], actor: Actor | None = None) -> ReturnView:
        """Ask to return quantities of lines, as the dealer does."""
        who = actor or self.company.actor("d1")
        wanted = NewReturn(number, tuple(ReturnWish(*wish) for wish in wishes), "破损")
        return self.company.write(lambda uow: returning.request_return(uow, who, wanted, clock=self.company.clock))

    def step(self, number: str, note: str = "") -> ReturnStep:
        """A step at the version there is."""
        return ReturnStep(number, self.see(number).version, note)

    def see(self, number: str, actor: Actor = SYSTEM) -> ReturnView:
        """A return as it stands."""
        return self.company.database.read(lambda uow: returning.return_view(uow, actor, number))

    def approve(self, number: str, actor: Actor = MANAGER) -> ReturnView:
        """Let the goods come."""
        step = self.step(number)
        return self.company.write(lambda uow: returning.approve_return(uow, actor, step, clock=self.company.clock))

    def receive(self, number: str, received: dict[int, int] | None = None) -> ReturnView:
        """Count the goods in, in the eastern warehouse."""
        step, arrival = self.step(number), Arrival("BW-E", received or {})
        return self.company.write(lambda uow: returning.receive_return(uow, STOREMAN, step, arrival, clock=self.company.clock))

    def inspect(self, number: str, outcomes: dict[int, tuple[int, int, int]] | None = None) -> ReturnView:
        """Look at the goods; all are sold again unless it says otherwise."""
        shown = self.see(number)
        found = outcomes or {line.seq: (line.received_base, 0, 0) for line in shown.lines}
        step = self.step(number)
        return self.company.write(lambda uow: returning.inspect_return(uow, STOREMAN, step, Findings(found), clock=self.company.clock))

    def credit(self, number: str) -> ReturnView:
        """Write the credit note."""
        step = self.step(number)
        return self.company.write(lambda uow: returning.credit_return(uow, MANAGER, step, clock=self.company.clock))

    def all_of_it(self, number: str, *wishes: tuple[int, int]) -> ReturnView:
        """From the wish to the credit note."""
        made = self.ask(number, *wishes).number
        self.approve(made)
        self.receive(made)
        self.inspect(made)
        return self.credit(made)

    def close_rest(self, number: str, actor: Actor = MANAGER) -> OrderView:
        """Give up what has not left of an order."""
        order = self.warehouse.order(number)
        return self.company.write(lambda uow: close_rest(uow, actor, number, order.version, clock=self.company.clock))

    def sellable(self, sku: str) -> int:
        """What can be sold tomorrow."""
        day = self.company.clock.now().date()
        return self.company.database.read(lambda uow: availability(uow, [sku], day=day)[sku].total)
