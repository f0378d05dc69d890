"""The side panel of the order book: one order with its lines, why it is held, its history, and what can be done now.

Actions go through the same use cases as chat: cancelling makes a proposal that is confirmed by its token; releasing and
rejecting are bound to the version shown.
"""

from collections.abc import Callable

from nicegui import run, ui

from backend.identity.domain import Permission
from backend.kit.errors import DomainError
from backend.ordering import service as ordering
from backend.ordering.schemas import Confirmation, LineView, OrderView
from bot.pages.layout import Say
from bot.pages.services import PageServices
from bot.pages.session import Visitor, current_actor
from bot.rendering.formats import format_date, format_instant, format_money, format_quantity

_CSS = """
.panel { width: 420px; flex: none; padding: 18px; display: flex; flex-direction: column; gap: 12px; position: sticky; top: 82px; max-height: calc(100vh - 98px); overflow: auto; }
.panel h2 { font-size: 16px; line-height: 1.4; margin: 0; font-weight: 700; }
.panel table { width: 100%; border-collapse: collapse; }
.panel td { padding: 8px 0; border-top: 1px solid var(--line); vertical-align: top; }
.panel .why { background: var(--warning-soft); color: var(--warning); border-radius: 10px; padding: 8px 12px; }
.panel ol { list-style: none; margin: 0; padding: 0 0 0 14px; border-left: 2px solid var(--line); display: flex; flex-direction: column; gap: 8px; }
.panel .actions { display: flex; gap: 8px; flex-wrap: wrap; }
@media (max-width: 900px) { .panel { width: 100%; position: static; max-height: none; order: -1; } }
"""
CANCELLABLE = {"APPROVED", "HOLD"}


class OrderPanel:
    """Shows one order at a time; `show` replaces what is there."""

    def __init__(self, services: PageServices, visitor: Visitor, say: Say) -> None:
        """The panel is empty and hidden until `show`."""
        self._services, self._visitor, self._say = services, visitor, say
        self._card: ui.element | None = None

    def build(self) -> None:
        """Place the panel where the page wants it."""
        ui.add_css(_CSS)
        self._card = ui.element("aside").classes("card panel").props(f'aria-label="{self._say("order-panel")}" aria-live="polite"')
        self._card.set_visibility(False)

    async def show(self, number: str) -> None:
        """Load an order and show it; a foreign number says "not found"."""
        if self._card is None:
            return
        self._card.set_visibility(True)
        self._card.clear()
        try:
            order = await run.io_bound(self._load, number)
        except DomainError as error:
            with self._card:
                ui.label(self._say(error.code, **error.params)).props('role="alert"')
            return
        with self._card:
            self._contents(order)

    def _load(self, number: str) -> OrderView:
        actor = current_actor(self._visitor.token, self._services)
        return self._services.database.read(lambda uow: ordering.get_order(uow, actor, number))

    def _contents(self, order: OrderView) -> None:
        say, zh = self._say, self._visitor.locale == "zh"
        with ui.element("h2"):
            ui.label(f"{order.number} · {order.dealer_name_zh if zh else order.dealer_name_en}")
        kind = {"HOLD": "warning", "REJECTED": "error", "CANCELLED": "error", "DELIVERED": "success"}.get(order.status, "")
        ui.label(say(f"order-status-{order.status}")).classes(f"badge {kind}").style("align-self: flex-start")
        for reason in order.hold_reasons:
            ui.label(say(f"gate-{reason.code}", **{name: str(value) for name, value in reason.params.items()})).classes("why")
        with ui.element("table"):
            for line in order.lines:
                self._line(line)
        with ui.element("div").style("display: flex; justify-content: space-between; font-weight: 700"):
            ui.label(say("total-tax-included"))
            ui.label(f"{format_money(order.total)} {order.currency}").classes("figure")
        place = order.ship_to_name_zh if zh else order.ship_to_name_en
        when = format_date(order.delivery_date, self._visitor.locale) if order.delivery_date else "—"
        ui.label(say("order-ships", place=place, date=when)).classes("small")
        self._actions(order)
        self._history(order)

    def _line(self, line: LineView) -> None:
        zh = self._visitor.locale == "zh"
        with ui.element("tr"):
            with ui.element("td"):
                ui.label(line.name_zh if zh else line.name_en)
                ui.label(line.sku).classes("small")
            with ui.element("td").classes("figure"):
                ui.label(format_quantity(line.qty, line.unit_word))
                if line.backorder_base:
                    ui.label(self._say("line-backorder", base=line.backorder_base)).classes("badge warning")
            with ui.element("td").classes("figure"):
                ui.label(format_money(line.line_total))

    def _actions(self, order: OrderView) -> None:
        actor, say = self._visitor.actor, self._say
        with ui.element("div").classes("actions"):
            if order.status in CANCELLABLE and actor.may(Permission.PLACE_ORDERS) and order.dealer_id == actor.dealer_id:
                self._button(say("order-cancel"), lambda: self._ask_cancel(order))
            if order.status == "HOLD" and actor.may(Permission.APPROVE_ORDERS):
                self._button(say("order-release"), lambda: self._decide(order, release=True), primary=True)
                self._button(say("order-reject"), lambda: self._decide(order, release=False))

    def _button(self, label: str, act: Callable[[], object], *, primary: bool = False) -> None:
        with ui.element("button").classes("pill primary" if primary else "pill").on("click", act):
            ui.label(label)

    async def _ask_cancel(self, order: OrderView) -> None:
        with ui.dialog() as dialog, ui.element("div").classes("card").style("padding: 20px; background: var(--card); max-width: 420px"):
            ui.label(self._say("order-cancel-question", number=order.number, total=format_money(order.total)))
            with ui.element("div").style("display: flex; gap: 8px; margin-top: 16px"):
                self._button(self._say("order-cancel-yes", number=order.number), lambda: dialog.submit("yes"), primary=True)
                self._button(self._say("order-cancel-no"), lambda: dialog.submit("no"))
        if await dialog == "yes":
            await self._act(order.number, lambda: self._cancel(order))

    def _cancel(self, order: OrderView) -> None:
        actor, clock = current_actor(self._visitor.token, self._services), self._services.clock
        change = self._services.database.write(lambda uow: ordering.propose_cancel(uow, actor, ordering.CancelRequest(order.number), clock=clock))
        token = change.confirm_token or ""
        self._services.database.write(lambda uow: ordering.confirm(uow, actor, Confirmation(token), clock=clock))

    async def _decide(self, order: OrderView, *, release: bool) -> None:
        await self._act(order.number, lambda: self._decided(order, release=release))

    def _decided(self, order: OrderView, *, release: bool) -> None:
        actor, clock = current_actor(self._visitor.token, self._services), self._services.clock
        decide = ordering.approve_order if release else ordering.reject_order
        decision = ordering.Decision(order_id=order.order_id, version=order.version, reason="")
        self._services.database.write(lambda uow: decide(uow, actor, decision, clock=clock))

    async def _act(self, number: str, work: Callable[[], None]) -> None:
        try:
            await run.io_bound(work)
        except DomainError as error:
            ui.notify(self._say(error.code, **error.params), type="warning")
        await self.show(number)

    def _history(self, order: OrderView) -> None:
        ui.label(self._say("order-history")).style("font-weight: 600; margin-top: 4px")
        with ui.element("ol"):
            for entry in order.history:
                with ui.element("li"):
                    ui.label(self._say(f"order-action-{entry.action.rsplit('.', 1)[-1]}"))
                    ui.label(f"{format_instant(entry.at, self._visitor.locale)} · {entry.actor}").classes("small")
