"""The examples beside the decision table: facts and what must become of an order that has them, each run as soon as anything changes.

Invariant: what an example is said to come to was made by the same engine that judges orders.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial

from nicegui import ui

from backend.ordering.rules.judging import Example
from backend.ordering.rules.table import Outcome, Table
from backend.ordering.rules.versions import MOST_EXAMPLES, Tried
from bot.pages.rules_cells import Speech, attributes, chooser, fact_editor
from bot.pages.rules_editing import with_fact
from bot.rendering.reasons import gate_word
from bot.rendering.voice import Voice

Edited = Callable[[tuple[Example, ...]], Awaitable[None]]
TONES = {Outcome.AUTO: "success", Outcome.HOLD: "warning", Outcome.BLOCK: "error"}


class ExamplesEditor:
    """Shows examples with what they come to and tells each edit."""

    def __init__(self, speech: Speech, voice: Voice, edited: Edited) -> None:
        """Nothing is shown until `show`."""
        self._speech, self._say, self._voice, self._edited = speech, speech.say, voice, edited
        self._examples: tuple[Example, ...] = ()

    def show(self, table: Table, tried: Sequence[Tried]) -> None:
        """Every example, and a way to add one."""
        self._examples = tuple(one.example for one in tried)
        for place, one in enumerate(tried):
            self._example(place, one, table)
        if len(tried) < MOST_EXAMPLES:
            with ui.element("div").classes("rules-bar"), ui.element("button").classes("pill").props('type="button" data-act="add-example"') as button:
                ui.label(self._say("rules-add-example"))
            button.on("click", self._add)

    def _example(self, place: int, tried: Tried, table: Table) -> None:
        example = tried.example
        names = [*table.columns, *(name for name in example.facts if name not in table.columns)]
        with ui.element("div").classes("example") as box:
            attributes(box, data_example=str(place))
            for name in names:
                with ui.element("div").classes("named"):
                    ui.label(self._speech.fact(name))
                    fact_editor(name, example.facts.get(name, ""), self._speech, partial(self._fact, place, name))
            with ui.element("div").classes("named"):
                ui.label(self._say("rules-expected"))
                outcomes = {outcome.value: self._say(f"rules-outcome-{outcome}") for outcome in Outcome}
                chooser(self._say("rules-expected"), outcomes, example.outcome.value, partial(self._expect, place))
            with ui.element("div").classes("result").props('role="status"'):
                self._result(tried)
                with ui.element("button").classes("icon-button") as button:
                    ui.icon("delete").props('aria-hidden="true"')
                attributes(button, type="button", aria_label=self._say("rules-delete-example", number=place + 1))
                button.on("click", partial(self._remove, place))

    def _result(self, tried: Tried) -> None:
        if tried.outcome is None:
            ui.label(self._say("rules-not-judged")).classes("badge warning")
            return
        ui.label(self._say("rules-passes" if tried.passes else "rules-fails")).classes(f"badge {'success' if tried.passes else 'error'}")
        words = [gate_word(code, self._voice) if self._voice.has(f"gate-{code}-short") else code for code in tried.codes]
        outcome = self._say(f"rules-outcome-{tried.outcome}")
        ui.label(self._say("rules-comes-to", outcome=outcome, why=self._voice.list(words) if words else "—")).classes("small")

    async def _add(self) -> None:
        facts = dict(self._examples[-1].facts) if self._examples else {}
        await self._edited((*self._examples, Example(facts, Outcome.AUTO)))

    async def _remove(self, place: int) -> None:
        await self._edited(tuple(one for at, one in enumerate(self._examples) if at != place))

    async def _fact(self, place: int, name: str, text: str) -> None:
        text = text.strip().replace(",", "") if name in {"total", "shortfall", "exposure_after"} else text.strip()
        await self._put(place, with_fact(self._examples[place], name, text))

    async def _expect(self, place: int, outcome: str) -> None:
        await self._put(place, replace(self._examples[place], outcome=Outcome(outcome), codes=None))

    async def _put(self, place: int, example: Example) -> None:
        await self._edited(tuple(example if at == place else one for at, one in enumerate(self._examples)))
