"""The readers of a typed message that come before any brain, in their order: the first that knows what the words mean does it.

Called by the assistant for every text. Each reader gets the same `Said` and either acts and tells what it did, or passes with None.
Invariant: what none of them plainly understands goes to the brain unchanged; the order is stated here and nowhere else.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.actions import live_offers, settle_split, settle_words, take_back_offer
from bot.brain.embedded.advising import reads_on
from bot.confirmation import Verdict, read_confirmation
from bot.editing import settle_edited
from bot.naming import settle_names
from bot.said import Outcome, Said
from bot.tables import settle_tables
from bot.twins import settle_twin
from tools.context import ToolContext

Reader = Callable[[Said], Outcome | None]


def settle_confirmation(said: Said) -> Outcome | None:
    """A yes, a refusal or a withdrawal; a question beside it is left to be answered."""
    if reads_on(said.text, said.state.get("last_tools") or ()):
        return None
    reading = read_confirmation(said.text, said.offers)
    if reading.verdict is Verdict.OTHER:
        return None
    outcome = settle_words(said, reading)
    return None if outcome is None else replace(outcome, rest=reading.rest)


READERS: tuple[Reader, ...] = (
    settle_twin,  # "again" answers "is it a duplicate?" before it could repeat an order
    settle_names,  # 不是这个 is about a word, no refusal of the order
    take_back_offer,  # "undo" right after a proposal means that proposal, no step of the draft
    settle_split,  # one draft taken and another dropped is no plain yes
    settle_confirmation,
    settle_tables,  # words that name a deed with the table sent last, or with last month's totals
)


def read_before_brain(context: ToolContext, text: str, state: Mapping[str, Any], *, edited: bool) -> Outcome | None:
    """What came of the first reader that understood; None when the brain has to read. A changed message first takes its earlier wording back."""
    late = settle_edited(context, text) if edited else None
    if late is not None:
        return late
    said = Said(context, text, live_offers(context, state), state)
    return next((done for reader in READERS if (done := reader(said)) is not None), None)
