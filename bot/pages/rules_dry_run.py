"""The dry run on the rules page: what the table shown would have made of the orders of the last 90 days, with its progress and the list.

Invariant: it judges exactly what the page shows, saved or not, and writes nothing.
"""

from collections.abc import Callable
from html import escape

from nicegui import ui

from backend.kit.errors import DomainError, Unauthenticated
from backend.ordering.rules.dry_run import DryRun, Switch, run_dry
from backend.ordering.rules.table import Table
from bot.pages.services import PageServices
from bot.pages.session import Visitor, acting
from bot.pages.standing import brand_zone
from bot.pages.threads import in_thread
from bot.rendering.formats import format_instant
from bot.rendering.reasons import gate_word
from bot.rendering.voice import Voice

TICK_S = 0.3
WHOLE = 100


class DryRunView:
    """The button, the progress and the result."""

    def __init__(self, services: PageServices, visitor: Visitor, voice: Voice) -> None:
        """Nothing is shown until `build`."""
        self._services, self._visitor, self._voice = services, visitor, voice
        self._table: Callable[[], Table] = Table
        self._done, self._whole = 0, 0

    def build(self, table: Callable[[], Table]) -> None:
        """`table` gives what the page shows at the moment."""
        self._table = table
        with ui.element("div").classes("rules-bar"):
            with ui.element("button").classes("pill").props('type="button" data-act="rules-try"') as button:
                ui.label(self._voice("rules-try"))
            button.on("click", self._run)
        self._progress = ui.html("", sanitize=False)
        self._place = ui.element("div").props('aria-live="polite"')

    async def _run(self) -> None:
        table, self._done, self._whole = self._table(), 0, 0
        self._place.clear()
        timer = ui.timer(TICK_S, self._tick)
        try:
            found = await in_thread(lambda: self._judge(table))
        except Unauthenticated:
            ui.navigate.to("/sign-in")
            return
        except DomainError as error:
            ui.notify(self._voice(error.code, **error.params), type="warning", position="top")
            return
        finally:
            timer.cancel()
            self._progress.set_content("")
        with self._place:
            self._show(found)

    def _judge(self, table: Table) -> DryRun:
        actor = acting(self._visitor, self._services)
        self._zone = self._services.database.read(brand_zone)
        return run_dry(self._services.database, actor, table, clock=self._services.clock, tell=self._told)

    def _told(self, done: int, whole: int) -> None:
        self._done, self._whole = done, whole

    def _tick(self) -> None:
        share = WHOLE * self._done // self._whole if self._whole else 0
        label = escape(self._voice("rules-trying", done=self._done, whole=self._whole))
        self._progress.set_content(f'<div class="small">{label}</div><div class="progress"><i style="width: {share}%"></i></div>')

    def _show(self, found: DryRun) -> None:
        say = self._voice
        ui.label(say("rules-switched", switched=found.switched, orders=found.orders)).classes("strong")
        for move, count in found.moves.items():
            before, _, after = move.partition(">")
            if before != after:
                ui.label(say("rules-move", count=count, before=say(f"rules-outcome-{before}"), after=say(f"rules-outcome-{after}"))).classes("small")
        if found.shown:
            heads = "".join(f"<th>{escape(say(key))}</th>" for key in ("rules-col-order", "rules-col-dealer", "rules-col-when"))
            heads += (
                f'<th class="figure">{escape(say("rules-col-total"))}</th><th>{escape(say("rules-col-switch"))}</th><th>{escape(say("rules-col-why"))}</th>'
            )
            rows = "".join(self._row(one, found.currency) for one in found.shown)
            ui.html(f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>", sanitize=False).classes("switches")
        if found.switched > len(found.shown):
            ui.label(say("rules-more-switched", count=found.switched - len(found.shown))).classes("small")

    def _row(self, one: Switch, currency: str) -> str:
        say = self._voice
        link = f'<a href="/orders?order={escape(one.number)}">{escape(one.number)}</a>'
        switch = escape(f"{say(f'rules-outcome-{one.before}')} → {say(f'rules-outcome-{one.after}')}")
        why = escape(say.list([gate_word(code, say) if say.has(f"gate-{code}-short") else code for code in one.reasons]))
        when, name = format_instant(one.placed_at, self._visitor.locale, self._zone), say.pick(one.dealer_zh, one.dealer_en)
        total = escape(say.money(one.total, currency))
        return f'<tr><td>{link}</td><td>{escape(name)}</td><td>{escape(when)}</td><td class="figure">{total}</td><td>{switch}</td><td>{why}</td></tr>'
