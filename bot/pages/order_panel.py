"""The side panel of the order book: one order with its lines, why it is held, how it came about, and what can be done now.

Actions go through the same use cases as chat: cancelling makes a proposal that is confirmed by its token, with exactly what will happen in
between; releasing and rejecting are bound to the version shown.
"""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from html import escape
from typing import Protocol

from nicegui import ui

from backend.identity.domain import Permission
from backend.kit.errors import DomainError, Unauthenticated
from backend.ordering import service as ordering
from backend.ordering.schemas import CancelRequest, ChangeView, Confirmation, Decision, OrderView
from backend.ordering.short_closing import is_staff, propose_close
from bot.pages.blocks import block_html
from bot.pages.order_grid import TONES
from bot.pages.services import PageServices
from bot.pages.session import Visitor, acting
from bot.pages.threads import in_thread
from bot.rendering.orders import order_card, status_word
from bot.rendering.returns import return_card
from bot.rendering.shipments import parts_blocks
from bot.rendering.timeline import step_words
from bot.rendering.voice import Voice
from tools.views import StepKind, Timeline, TimelineStep

CANCELLABLE = {"APPROVED", "HOLD"}
CLOSABLE = {"ALLOCATED", "PICKING", "PARTLY_SHIPPED"}
LONGEST_REASON = 200
PANEL_LEFT = "order_panel_left"
_ESCAPE = f"document.addEventListener('keydown', e => e.key === 'Escape' && !document.querySelector('.q-dialog__inner') && emitEvent('{PANEL_LEFT}', null))"


class Opened(Protocol):
    """Told which order the panel shows and whether an action changed it."""

    def __call__(self, number: str, *, changed: bool) -> Awaitable[None]:
        """`number` is empty when the panel was closed."""
        ...


class OrderPanel:
    """Shows one order at a time; `show` replaces what is there."""

    def __init__(self, services: PageServices, visitor: Visitor, voice: Voice, opened: Opened) -> None:
        """The panel is empty and hidden until `show`."""
        self._services, self._visitor, self._voice, self._opened = services, visitor, voice, opened
        self._panel: ui.element | None = None
        self._place: ui.element | None = None

    def build(self) -> None:
        """Place the hidden panel beside the page, and a place for dialogs that outlives what the panel shows."""
        self._place = ui.element("div")
        self._panel = ui.element("aside").classes("panel").props(f'tabindex="-1" aria-label="{self._voice("order-panel")}"')
        ui.on(PANEL_LEFT, self.close)
        ui.add_body_html(f"<script>{_ESCAPE}</script>")
        self._panel.set_visibility(False)

    async def show(self, number: str, *, changed: bool = False) -> None:
        """Load an order and show it; a foreign number says "not found"."""
        if self._panel is None or self._place is None:
            return
        with self._place:
            await self._show(self._panel, number, changed=changed)

    async def _show(self, panel: ui.element, number: str, *, changed: bool) -> None:
        panel.set_visibility(True)
        if not changed:
            self._fill(self._bones)
        try:
            order, timeline = await in_thread(self._load, number)
        except Unauthenticated:
            ui.navigate.to("/sign-in")
            return
        except DomainError as error:
            self._fill(partial(self._problem, number, error))
            return
        self._fill(lambda: self._contents(order, timeline))
        self._focus()
        await self._opened(number, changed=changed)

    def _focus(self) -> None:
        """Reading and tabbing go on at the panel; also after a dialog whose buttons are gone."""
        with self._room():
            ui.run_javascript("document.querySelector('.panel').focus({preventScroll: true})")

    async def close(self) -> None:
        """Hide the panel; the keyboard goes back to the row it came from."""
        if self._panel is not None and self._place is not None and self._panel.visible:
            self._panel.set_visibility(False)
            ui.run_javascript("document.querySelector('.order-grid .ag-row-selected .ag-cell, .order-grid .ag-row-focus .ag-cell')?.focus()")
            with self._place:
                await self._opened("", changed=False)

    def _load(self, number: str) -> tuple[OrderView, Timeline]:
        actor = acting(self._visitor, self._services)
        return self._services.database.read(lambda uow: (ordering.get_order(uow, actor, number), ordering.order_timeline(uow, actor, number)))

    def _fill(self, build: Callable[[], object]) -> None:
        if self._panel is not None:
            self._panel.clear()
            with self._panel:
                build()

    def _bones(self) -> None:
        self._head("…")
        bones = '<div class="bone" style="margin-bottom: 14px"></div>' * 6
        ui.html(f'<div role="status"><span class="unseen">{escape(self._voice("loading"))}</span>{bones}</div>', sanitize=False)

    def _problem(self, number: str, error: DomainError) -> None:
        self._head(number)
        ui.label(self._voice(error.code, **error.params)).classes("notice warning").props('role="alert"')

    def _head(self, title: str, status: str = "") -> None:
        with ui.element("div").classes("head"):
            with ui.element("h2"):
                ui.label(title)
            if status:
                ui.label(status_word(status, self._voice)).classes(f"badge {TONES.get(status, '')}")
            ui.element("span").classes("grow")
            with ui.element("button").classes("pill close").props(f'aria-label="{self._voice("close")}"').on("click", self.close):
                ui.label("×")

    def _contents(self, order: OrderView, timeline: Timeline) -> None:
        card = order_card(order, self._voice)
        self._head(order.number, order.status)
        ui.label(card.title).classes("small")
        ui.html(block_html(card, self._voice, with_title=False), sanitize=False).style("width: 100%")
        self._actions(order)
        if order.close_asked:
            ui.label(self._voice("order-close-asked", person=order.close_asked)).classes("notice warning")
        for one in order.returns:
            ui.html(block_html(return_card(one, self._voice), self._voice), sanitize=False).style("width: 100%")
        for parts in parts_blocks(order.parts, self._voice):
            ui.html(block_html(parts, self._voice), sanitize=False).style("width: 100%")
        with ui.element("h3"):
            ui.label(self._voice("order-history"))
        said = {step.message_id: number for number, step in enumerate(timeline.steps) if step.kind is StepKind.MESSAGE and step.words and step.message_id}
        steps = "".join(self._step(number, step, timeline, said) for number, step in enumerate(timeline.steps))
        ui.html(f"<ol>{steps}</ol>", sanitize=False)

    def _step(self, number: int, step: TimelineStep, timeline: Timeline, said: Mapping[str, int]) -> str:
        """A step of the order's life; one that came of a message leads to it."""
        words = step_words(step, timeline.goods, self._voice)
        more = "".join(f'<div class="small">{escape(line)}</div>' for line in words.more)
        at = said.get(step.message_id or "") if step.kind in {StepKind.ORDER, StepKind.CHANGE} else None
        source = f' · <a href="#order-step-{at}">{escape(self._voice("timeline-source"))}</a>' if at is not None else ""
        css = ' class="minor"' if words.minor else ""
        return f'<li id="order-step-{number}"{css}>{escape(words.what)}{more}<div class="small">{escape(words.when)}{source}</div></li>'

    def _actions(self, order: OrderView) -> None:
        actor, voice = self._visitor.actor, self._voice
        own = actor.may(Permission.PLACE_ORDERS) and order.dealer_id == actor.dealer_id
        with ui.element("div").classes("actions"):
            if order.status == "HOLD" and actor.may(Permission.APPROVE_ORDERS):
                _button(voice("order-release"), lambda: self._act(order.number, lambda: self._decide(order, release=True)), primary=True)
                _button(voice("order-reject"), lambda: self._ask_reason(order))
            if order.status in CANCELLABLE and own:
                _button(voice("order-cancel"), lambda: self._ask_cancel(order.number, "cancel"))
            if order.status in CLOSABLE and (own or is_staff(actor)):
                _button(voice("order-close-rest"), lambda: self._ask_cancel(order.number, "close" if is_staff(actor) else "close_ask"))
            if any(line.delivered_base > line.returned_base for line in order.lines) and (own or actor.may(Permission.HANDLE_RETURNS)):
                with ui.element("a").classes("pill").props(f'href="/returns?order={order.number}"'):
                    ui.label(voice("order-return"))

    async def _ask_cancel(self, number: str, kind: str) -> None:
        """Cancel an order, give up its rest, or ask for that; each is said before it is confirmed."""
        propose = ordering.propose_cancel if kind == "cancel" else propose_close
        try:
            change = await in_thread(self._propose, propose, number)
        except DomainError as error:
            self._tell(error)
            return
        with self._room(), ui.dialog() as dialog, ui.element("div").classes("card dialog"):
            ui.label(self._voice(f"order-{kind}-question", number=number, total=self._voice.money(change.total_before, change.currency)))
            with ui.element("div").classes("actions"):
                _button(self._voice(f"order-{kind}-yes", number=number), lambda: dialog.submit("yes"), primary=True)
                _button(self._voice(f"order-{kind}-no"), lambda: dialog.submit("no"))
        if await dialog == "yes":
            await self._act(number, lambda: self._confirm(change.confirm_token or ""))
        else:
            self._focus()
        dialog.delete()

    async def _ask_reason(self, order: OrderView) -> None:
        with self._room(), ui.dialog() as dialog, ui.element("div").classes("card dialog"):
            ui.label(self._voice("order-reject-question", number=order.number))
            reason = ui.textarea(self._voice("order-reject-reason")).props(f'outlined autofocus rows="3" maxlength="{LONGEST_REASON}"').style("width: 100%")
            with ui.element("div").classes("actions"):
                _button(self._voice("order-reject-yes", number=order.number), lambda: self._submit_reason(dialog, reason), primary=True)
                _button(self._voice("order-keep-held"), lambda: dialog.submit(""))
        said = await dialog
        dialog.delete()
        if said:
            await self._act(order.number, lambda: self._decide(order, release=False, reason=said))
        else:
            self._focus()

    def _submit_reason(self, dialog: ui.dialog, reason: ui.textarea) -> None:
        """Without a reason the dialog stays and says so."""
        said = (reason.value or "").strip()
        if said:
            dialog.submit(said)
        else:
            reason.props["error"], reason.props["error-message"] = True, self._voice("order-reason_needed")

    def _propose(self, propose: Callable[..., ChangeView], number: str) -> ChangeView:
        actor, clock = acting(self._visitor, self._services), self._services.clock
        return self._services.database.write(lambda uow: propose(uow, actor, CancelRequest(number), clock=clock))

    def _confirm(self, token: str) -> None:
        actor, clock = acting(self._visitor, self._services), self._services.clock
        self._services.database.write(lambda uow: ordering.confirm(uow, actor, Confirmation(token), clock=clock))

    def _decide(self, order: OrderView, *, release: bool, reason: str = "") -> None:
        actor, clock = acting(self._visitor, self._services), self._services.clock
        decide = ordering.release_order if release else ordering.reject_order
        decision = Decision(order_id=order.order_id, version=order.version, reason=reason)
        self._services.database.write(lambda uow: decide(uow, actor, decision, clock=clock))

    async def _act(self, number: str, work: Callable[[], None]) -> None:
        try:
            await in_thread(work)
        except DomainError as error:
            self._tell(error)
        await self.show(number, changed=True)

    def _room(self) -> ui.element:
        if self._place is None:
            raise RuntimeError("the panel is not built")
        return self._place

    def _tell(self, error: DomainError) -> None:
        with self._room():
            ui.notify(self._voice(error.code, **error.params), type="warning", position="top")


def _button(label: str, act: Callable[[], object], *, primary: bool = False) -> ui.element:
    button = ui.element("button").classes("pill primary" if primary else "pill").props('type="button"').on("click", act)
    with button:
        ui.label(label)
    return button
