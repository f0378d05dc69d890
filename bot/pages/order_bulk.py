"""Several held orders at once: what is chosen, a preview of what will happen to each, and the result of each.

Each order goes through the same use case as alone, one after the other, bound to the version the preview showed. Invariant: nothing
happens before the preview was confirmed; one order's refusal leaves the others as they are and is told beside its number.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import TypeVar

from nicegui import ui

from backend.identity.domain import Actor
from backend.kit.errors import DomainError, Unauthenticated
from backend.ordering import service as ordering
from backend.ordering.schemas import Decision, OrderView
from bot.pages.services import PageServices
from bot.pages.session import Visitor, acting
from bot.pages.threads import in_thread
from bot.rendering.reasons import gate_word
from bot.rendering.voice import Voice

T = TypeVar("T")
MOST_AT_ONCE = 50
LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class _Result:
    """What became of one order."""

    number: str
    sentence: str
    done: bool


class BulkActions:
    """The bar over the grid that appears when orders are chosen. `done` is awaited after a run, so that rows are read again."""

    def __init__(self, services: PageServices, visitor: Visitor, voice: Voice, done: Callable[[], Awaitable[None]]) -> None:
        """Nothing is shown until `build`."""
        self._services, self._visitor, self._voice, self._done = services, visitor, voice, done
        self._numbers: tuple[str, ...] = ()
        self._bar: ui.element | None = None
        self._count: ui.label | None = None
        self._place: ui.element | None = None

    def build(self) -> None:
        """The hidden bar, and a place for its dialogs."""
        self._place = ui.element("div")
        self._bar = ui.element("div").classes("bulk").props('role="status"')
        with self._bar:
            self._count = ui.label()
            _button(self._voice("order-release"), lambda: self._preview(release=True), primary=True)
            _button(self._voice("order-reject"), lambda: self._preview(release=False))
        self._bar.set_visibility(False)

    def choose(self, numbers: Sequence[str]) -> None:
        """These orders are chosen now."""
        self._numbers = tuple(numbers)[:MOST_AT_ONCE]
        if self._bar is not None and self._count is not None:
            self._count.set_text(self._voice("orders-chosen", count=len(self._numbers)))
            self._bar.set_visibility(bool(self._numbers))

    async def _preview(self, *, release: bool) -> None:
        orders = await self._ask(lambda: self._load(self._numbers))
        if self._place is None or not orders:
            return
        with self._place, ui.dialog() as dialog, ui.element("div").classes("card dialog wide"):
            effect = "orders-release-effect" if release else "orders-reject-effect"
            with ui.element("h2"):
                ui.label(self._voice(f"{effect}-title", count=len(orders)))
            total = sum((order.total or Decimal(0) for order in orders), Decimal(0))
            ui.label(self._voice(effect, total=self._voice.money(total, orders[0].currency)))
            ui.html(self._table(orders), sanitize=False).classes("preview-list")
            reason = None if release else ui.textarea(self._voice("order-reject-reason")).props(f'outlined rows="2" maxlength="{LONGEST_REASON}"')
            with ui.element("div").classes("actions"):
                label = self._voice("orders-release-yes" if release else "orders-reject-yes", count=len(orders))
                _button(label, lambda: self._submit(dialog, reason), primary=True)
                _button(self._voice("order-keep-held"), lambda: dialog.submit(None))
        said = await dialog
        dialog.delete()
        results = await self._ask(lambda: self._run(orders, said, release=release)) if said is not None else None
        if results:
            await self._tell(results)

    async def _ask(self, work: Callable[[], list[T]]) -> list[T]:
        """What a piece of work in a thread gives; nothing when it was refused, which is told, or when the session is over."""
        try:
            return await in_thread(work)
        except Unauthenticated:
            ui.navigate.to("/sign-in")
        except DomainError as error:
            ui.notify(self._voice(error.code, **error.params), type="warning", position="top")
        return []

    def _submit(self, dialog: ui.dialog, reason: ui.textarea | None) -> None:
        """Without a reason a rejection stays open and says so."""
        said = "" if reason is None else (reason.value or "").strip()
        if reason is None or said:
            dialog.submit(said)
        else:
            reason.props["error"], reason.props["error-message"] = True, self._voice("order-reason_needed")

    def _load(self, numbers: Sequence[str]) -> list[OrderView]:
        actor = acting(self._visitor, self._services)
        return self._services.database.read(lambda uow: [ordering.get_order(uow, actor, number) for number in numbers])

    def _table(self, orders: Sequence[OrderView]) -> str:
        rows = []
        for order in orders:
            name = escape(self._voice.pick(order.dealer_name_zh, order.dealer_name_en))
            why = escape(self._voice.list([gate_word(reason.code, self._voice) for reason in order.hold_reasons]))
            total = escape(self._voice.money(order.total, order.currency))
            rows.append(f'<tr><td>{escape(order.number)}<div class="small">{name}</div></td><td>{why}</td><td class="figure">{total}</td></tr>')
        return f"<table><tbody>{''.join(rows)}</tbody></table>"

    def _run(self, orders: Sequence[OrderView], reason: str, *, release: bool) -> list[_Result]:
        """One after the other, each in its own transaction."""
        actor = acting(self._visitor, self._services)
        return [self._decide(actor, order, reason, release=release) for order in orders]

    def _decide(self, actor: Actor, order: OrderView, reason: str, *, release: bool) -> _Result:
        decide = ordering.release_order if release else ordering.reject_order
        decision = Decision(order_id=order.order_id, version=order.version, reason=reason)
        try:
            after = self._services.database.write(lambda uow: decide(uow, actor, decision, clock=self._services.clock))
        except DomainError as error:
            return _Result(order.number, self._voice(error.code, **error.params), done=False)
        if release and after.status == "HOLD":
            return _Result(order.number, self._voice("releases-one-of-two" if after.half_released else "orders-still-held"), done=False)
        return _Result(order.number, self._voice("orders-released" if release else "orders-rejected"), done=True)

    async def _tell(self, results: Sequence[_Result]) -> None:
        self.choose(())
        await self._done()
        if self._place is None:
            return
        with self._place, ui.dialog() as dialog, ui.element("div").classes("card dialog wide").props('role="status"'):
            with ui.element("h2"):
                ui.label(self._voice("orders-bulk-done", done=sum(1 for one in results if one.done), count=len(results)))
            rows = "".join(_result_row(one) for one in results)
            ui.html(f"<table><tbody>{rows}</tbody></table>", sanitize=False).classes("preview-list")
            with ui.element("div").classes("actions"):
                _button(self._voice("close"), lambda: dialog.submit(None), primary=True)
        await dialog
        dialog.delete()


def _result_row(result: _Result) -> str:
    mark = f'<span class="badge {"success" if result.done else "warning"}">{"✓" if result.done else "!"}</span>'
    return f"<tr><td>{escape(result.number)}</td><td>{mark} {escape(result.sentence)}</td></tr>"


def _button(label: str, act: Callable[[], object], *, primary: bool = False) -> None:
    with ui.element("button").classes("pill primary" if primary else "pill").props('type="button"').on("click", act):
        ui.label(label)
