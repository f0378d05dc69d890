"""Clauses about placed orders that are named by their day or their place in the row: "昨天那单可乐改成5箱", "cancel the order from June 4th".

Such words win over an open draft and over the order shown last. Invariant: of several orders that fit none is chosen; the tool lists them.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.brain.embedded.calls import Call
from bot.brain.embedded.delivery_phrases import names_place
from bot.brain.embedded.likelihood import REFUSED
from bot.brain.embedded.names import named_dealer
from bot.brain.embedded.phrasing import modifies, points, repeats_it
from bot.brain.embedded.segment import Clause
from bot.brain.embedded.state import DialogueState
from tools.naming import as_read

_CALLS_OFF = {"cancelling", "dropping"}
_LIKE_IT = re.compile(r"[按照]|同样|一样|\b(?:like|same|based on|as per)\b")
_CHANGES = re.compile(
    r"改|换|减|去掉|不要|不用|取消|作废|撤|退掉|删|再加|加上|多加|追加|加到"
    r"|\b(?:change|make|reduce|cut|drop|remove|take|swap|replace|cancel|scrap|call off|add|bump|increase)\b"
)
"""What is surely done to an order, also where the words for it may head a new one ("今天的订单:加多宝3箱")."""
_SEVERAL = re.compile(r"哪些|哪几|有几|几[单张笔个]|列|所有|全部|\borders\b|\blist\b|\bwhich\b")
_LISTS = {"listing", "stock", "price", "credit"}


def spoken_in(clauses: Sequence[Clause], state: DialogueState) -> list[Clause]:
    """The clauses, each with the placed orders that its words mean; one that only goes on ("昨天那单,不要了") means those of the one before."""
    given: list[Clause] = []
    before: Clause | None = None
    for clause in clauses:
        told = _told(clause, state)
        if told.earlier is None and before is not None and _goes_on(clause, before):
            told = replace(clause, earlier=before.earlier, surely=before.surely)
        before = told if told.earlier is not None else None
        given.append(told)
    return given


def _told(clause: Clause, state: DialogueState) -> Clause:
    if clause.numbers or not state.earlier or named_dealer(clause):
        return clause
    said = as_read(clause.text)
    spoken = next((one for one in state.earlier if one.words in said), None)
    return clause if spoken is None else replace(clause, earlier=spoken.numbers, surely=spoken.plain)


def _goes_on(clause: Clause, before: Clause) -> bool:
    """Whether a clause says what is to become of the order that the one before only named."""
    only_named = not (before.asks or before.known or before.counted or before.strong & {*_CALLS_OFF, "editing"} or _wants_again(before))
    if not only_named or clause.numbers or clause.known or clause.counted:
        return only_named and not clause.numbers and not clause.asks and bool(clause.strong & {*_CALLS_OFF, "editing"})
    return points(clause.folded) if clause.asks else bool(clause.strong & {*_CALLS_OFF, "editing"})


def about_earlier(clause: Clause) -> str:
    """What is to become of the placed orders that a clause speaks of: "cancelling", "changing", "status"; empty when it wants something else."""
    if clause.earlier is None or clause.strong & {*REFUSED} or _wants_again(clause) or (not clause.surely and not _CHANGES.search(clause.folded)):
        return ""
    wanted = clause.requests or not clause.asks
    if wanted and clause.strong & _CALLS_OFF and not (clause.known or clause.counted):
        return "cancelling"
    amounts = clause.surely and bool(clause.known) and (clause.counted or clause.bare_number)
    edits = "editing" in clause.strong or modifies(clause.folded) or bool(clause.strong & _CALLS_OFF)
    if wanted and (amounts or edits) and (clause.known or clause.counted or clause.bare_number or clause.dated or names_place(clause.folded)):
        return "changing"
    shows = "status" in clause.strong or clause.asks
    return "status" if shows and clause.surely and not clause.strong & _LISTS - {"listing"} and not clause.known and not _SEVERAL.search(clause.folded) else ""


def _wants_again(clause: Clause) -> bool:
    return "repeating" in clause.strong or repeats_it(clause.folded) or _LIKE_IT.search(clause.folded) is not None


def only_names(clause: Clause) -> bool:
    """Whether a clause says nothing but which placed order it means: "the shipped one", 6月9号那单."""
    says_more = clause.asks or clause.known or clause.counted or clause.numbers or clause.strong - {"status", "listing"}
    return bool(clause.earlier) and clause.surely and not says_more and not _wants_again(clause) and not _CHANGES.search(clause.folded)


def meant(clause: Clause) -> Clause:
    """The clause with the one order it speaks of as if its number stood there."""
    return clause if clause.numbers or not clause.earlier or len(clause.earlier) != 1 else replace(clause, numbers=clause.earlier)


def left_open(clause: Clause) -> bool:
    """Whether the words name no single order, so that the tool has to find it by the words, or to say that there is none."""
    return clause.earlier is not None and not clause.numbers


def call_in_words(tool: str, clause: Clause) -> Call:
    """A call that leaves finding the order to the tool."""
    return Call(tool, {"text": clause.text})
