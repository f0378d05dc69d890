"""The typed editors of the rules page: one for a cell of the table, one for a fact of an example. What each makes is a value, never an expression.

A change is told when the field is left or a choice is made, so typing is never interrupted. Invariant: an editor offers only what its fact's
kind can be compared with.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape

from nicegui import ui
from nicegui.events import GenericEventArguments

from backend.ordering.rules.facts import FACTS, Fact, Kind
from backend.ordering.rules.table import OPERATORS, Cell
from bot.pages.layout import Say
from bot.pages.rules_editing import LONGEST_VALUE, first_cell, toggled, typed

VALUE = "(event) => emit(event.target.value)"
LONGEST_TEXT = 300
Changed = Callable[[Cell | None], Awaitable[None]]
Said = Callable[[str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Speech:
    """How the page says things, in which language, and the words that facts can have."""

    say: Say
    locale: str
    words: Mapping[str, Sequence[str]]

    def fact(self, name: str) -> str:
        """A fact's name in the reader's language; an unknown one by its own."""
        fact = FACTS.get(name)
        return name if fact is None else fact.zh if self.locale == "zh" else fact.en

    def word(self, text: str) -> str:
        """A word of a cell; yes and no in the reader's language."""
        return self.say(f"rules-flag-{text}") if text in {"true", "false"} else text

    def words_of(self, fact: Fact) -> Sequence[str]:
        """What can be chosen; nothing where words are typed."""
        return ("true", "false") if fact.kind is Kind.FLAG else self.words.get(fact.name, ())


def cell_editor(name: str, cell: Cell | None, speech: Speech, changed: Changed) -> None:
    """How to compare, then the value or values, as the fact's kind has them."""
    fact = FACTS[name]
    if fact.kind is not Kind.FLAG:
        options = {"": speech.say("rules-any"), **{operator: speech.say(f"rules-op-{operator}") for operator in OPERATORS[fact.kind]}}

        async def compare(operator: str) -> None:
            await changed(first_cell(name, operator if operator in options else "", cell))

        chooser(f"{speech.fact(name)}: {speech.say('rules-compare')}", options, cell.operator if cell else "", compare)
    if fact.kind is Kind.NUMBER and cell is not None:
        _numbers(name, cell, speech, changed)
    elif fact.kind is Kind.FLAG:
        _flag(name, cell, speech, changed)
    elif cell is not None:
        _words(name, cell, speech, changed)


def _numbers(name: str, cell: Cell, speech: Speech, changed: Changed) -> None:
    with ui.element("div").classes("numbers"):
        for place, text in enumerate(cell.values):

            async def typed_in(new: str, place: int = place) -> None:
                await changed(typed(cell, place, new))

            key = "rules-value" if len(cell.values) == 1 else ("rules-from", "rules-to")[place]
            field(f"{speech.fact(name)}: {speech.say(key)}", text, typed_in, numeric=True)


def _words(name: str, cell: Cell, speech: Speech, changed: Changed) -> None:
    async def chosen(word: str) -> None:
        await changed(Cell(cell.operator, toggled(cell.values, word)))

    async def written(text: str) -> None:
        await changed(Cell(cell.operator, tuple(word.strip() for word in text.replace("，", ",").split(",") if word.strip())))

    known = speech.words_of(FACTS[name])
    if known:
        toggles(speech.fact(name), [*known, *(word for word in cell.values if word not in known)], cell.values, speech, chosen)
    else:
        field(f"{speech.fact(name)}: {speech.say('rules-value')}", ", ".join(cell.values), written)


def _flag(name: str, cell: Cell | None, speech: Speech, changed: Changed) -> None:
    async def chosen(word: str) -> None:
        await changed(None if cell is not None and cell.values == (word,) else Cell("is", (word,)))

    toggles(speech.fact(name), ("true", "false"), cell.values if cell else (), speech, chosen)


def fact_editor(name: str, text: str, speech: Speech, said: Said) -> None:
    """The value of a fact in an example, as text; empty means nothing, no or zero."""
    fact = FACTS[name]
    known = speech.words_of(fact)
    if fact.kind is Kind.SET and known:

        async def chosen(word: str) -> None:
            await said(",".join(toggled(tuple(filter(None, text.split(","))), word)))

        toggles(speech.fact(name), known, tuple(text.split(",")), speech, chosen)
    elif known:
        chooser(speech.fact(name), {"": "—", **{word: speech.word(word) for word in known}}, text, said)
    else:
        field(speech.fact(name), text, said, numeric=fact.kind is Kind.NUMBER)


def toggles(label: str, words: Sequence[str], chosen: Sequence[str], speech: Speech, press: Said) -> None:
    """Words to switch on and off."""
    with ui.element("div").classes("toggles") as group:
        attributes(group, role="group", aria_label=label)
        for word in words:
            on = word in chosen
            with ui.element("button").classes("toggle on" if on else "toggle") as button:
                ui.label(speech.word(word))
            attributes(button, type="button", aria_pressed=str(on).lower(), data_word=word)
            button.on("click", partial(press, word))


def chooser(label: str, options: Mapping[str, str], chosen: str, choose: Said) -> None:
    """A list to choose from."""
    with ui.element("select").classes("rule-field") as select:
        for value, words in options.items():
            option = ui.html(escape(words), sanitize=False, tag="option")
            attributes(option, value=value, **({"selected": True} if value == chosen else {}))
    attributes(select, aria_label=label)

    async def changed(event: GenericEventArguments) -> None:
        if str(event.args) in options:
            await choose(str(event.args))

    select.on("change", changed, js_handler=VALUE)


def field(label: str, text: str, said: Said, *, numeric: bool = False) -> None:
    """A line to type into."""
    box, longest = ui.element("input").classes("rule-field number" if numeric else "rule-field"), LONGEST_VALUE if numeric else LONGEST_TEXT
    attributes(box, type="text", value=text, aria_label=label, maxlength=longest, placeholder="" if numeric else label)
    if numeric:
        box.props('inputmode="decimal"')

    async def changed(event: GenericEventArguments) -> None:
        await said(str(event.args)[:longest])

    box.on("change", changed, js_handler=VALUE)


def attributes(element: ui.element, **values: object) -> None:
    """Attributes with values that may hold any sign; `props` would read them as text."""
    for name, value in values.items():
        element.props[name.replace("_", "-")] = value
