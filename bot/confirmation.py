"""Reads whether a short text confirms, refuses or withdraws something, as a grammar over word lists (bot/lexicon/confirm.*.toml).

A text is cut into clauses and each clause into known pieces. Only when nothing is left over but products of a live proposal can it be
a confirmation: a quantity, an editing verb or any unknown word makes it a message for the agent. Pure: no database, no clock.
Invariant: an edit, a negation, a doubt or a bare condition never confirms (C3).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from bot.clauses import Clause, clauses_of, fold, occurs

LONGEST = 240
"""A longer text is no plain yes."""


class Verdict(StrEnum):
    """What a text is."""

    CONFIRM = "confirm"
    REFUSE = "refuse"
    DECLINE = "decline"
    CANCEL = "cancel"
    MURMUR = "murmur"
    """A sound that may mean yes or nothing at all: "嗯", "哦", "ok...", a raised thumb. It never confirms."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Offer:
    """A live proposal as the grammar sees it: `names` are the names of its products and its place of delivery, folded by `fold`.

    `place` is the number that tells a draft from the person's other drafts, None for other proposals.

    `seen` says how this conversation knows it: shown as it is; shown, but in another version; or never shown here.
    """

    id: str
    kind: str
    subject: str
    names: tuple[str, ...] = ()
    place: int | None = None
    seen: Literal["shown", "changed", "never"] = "shown"


@dataclass(frozen=True, slots=True)
class Reading:
    """The verdict, what the text names, and questions that came along (`rest`, to be answered afterwards).

    `places` are drafts that were named by their number, `every` says that all that was shown is meant.
    """

    verdict: Verdict
    numbers: tuple[str, ...] = ()
    places: tuple[int, ...] = ()
    every: bool = False
    products: tuple[str, ...] = ()
    about: frozenset[str] = frozenset()
    rest: str = ""
    explicit: bool = False
    firm: bool = False
    """Whether a word says yes that is no mere opener such as "ok"."""


def read_confirmation(text: str, offers: Sequence[Offer] = ()) -> Reading:
    """How `text` relates to the live proposals; `Verdict.OTHER` means that the agent should read it."""
    if len(text) > LONGEST:
        return Reading(Verdict.OTHER)
    if _MURMUR.fullmatch(fold(text).strip()):
        return Reading(Verdict.MURMUR)
    names = tuple(name for offer in offers for name in offer.names)
    clauses = clauses_of(text, names)
    roles = _without_no_changes(clauses, [_role(clause) for clause in clauses])
    verdict = _verdict(roles)
    if verdict is Verdict.CONFIRM and "question" in roles and not any(clause.firm for clause in clauses):
        return Reading(Verdict.OTHER)
    if verdict is Verdict.OTHER:
        return Reading(verdict)
    kept = [clause for clause, role in zip(clauses, roles, strict=True) if role != "question"]
    rest = " ".join(clause.text.strip() for clause, role in zip(clauses, roles, strict=True) if role == "question")
    return Reading(
        verdict,
        numbers=tuple(dict.fromkeys(number for clause in kept for number in clause.numbers)),
        places=tuple(dict.fromkeys(place for clause in kept for place in clause.places)),
        every=any(clause.has("both") for clause in kept),
        products=tuple(dict.fromkeys(product for clause in kept for product in clause.products)),
        about=frozenset(category for clause in kept for category in clause.found if category in _TOPICS),
        rest=rest,
        explicit=any(clause.has("yes") for clause in kept),
        firm=any(clause.firm for clause in kept),
    )


_SOUND = r"[嗯唔哦噢喔哼额呃啊欸]+|m+h?m+|hm+|uh[ -]?huh|mhm|u+m+|o+h+|ah+|[👍👌✅🆗🙆💪🫡😊🙂😀😄]+[\ufe0f\U0001f3fb-\U0001f3ff]*"
_MURMUR = re.compile(rf"(?:(?:{_SOUND})[\s,.!~。，！～…·]*)+|(?:ok(?:ay)?|好吧?|行吧?|yes|yeah|sure|k|是|对)\s*(?:\.{{2,}}|…+|。{{2,}}|~{{2,}})")

_TOPICS = {"cancel", "change", "report", "order", "draft", "act"}


def _role(clause: Clause) -> str:  # noqa: C901, PLR0911, PLR0912 - one decision table, read top to bottom
    """What a clause does in the message."""
    if clause.found[:1] == ["condition"]:
        return "other" if clause.has("edit") else "condition"
    if clause.has("edit"):
        return "other"
    if clause.has("tell"):
        return "tell"
    if clause.asks or clause.has("ask"):
        return "doubt" if not clause.left and clause.has("yes", "act", "not") else "question"
    if clause.left:
        return "other"
    if clause.has("condition"):
        return "other"
    if clause.has("spare"):
        clause.found.append("cancel")
        return "decline"
    if clause.has("drop"):
        if clause.has("not") and clause.has("cancel", "change"):
            return "decline"
        return "other" if clause.has("not") or clause.products else "decline"
    if clause.has("not"):
        return _negated(clause)
    if clause.has("no"):
        return "refuse"
    if clause.has("keep", "wait"):
        return "refuse"
    if clause.has("cancel") and not clause.has("yes"):
        return "cancel"
    if clause.has("yes", "act"):
        return "confirm"
    if clause.has("change", "report"):
        return "other"
    return "confirm" if _ORDER_IT.search(clause.text) else "filler"


_ORDER_IT = re.compile(r"^\W*(?:(?:please|just|ok|okay|so|then|now|let's|great|perfect|lovely|kindly)\W+)*order\b(?!\s+(?:status|number|list|book|history))")


def _without_no_changes(clauses: Sequence[Clause], roles: list[str]) -> list[str]:
    """A bare "no" before "that's all" answers whether there is anything else; it refuses nothing."""
    for place, clause in enumerate(clauses[:-1]):
        if roles[place] == "refuse" and clause.found == ["no"] and clauses[place + 1].has("comment") and roles[place + 1] == "filler" and "confirm" in roles:
            roles[place] = "filler"
    return roles


def _negated(clause: Clause) -> str:
    if clause.has("cancel", "change", "report"):
        return "decline"
    if clause.products and not clause.has("act", "yes"):
        return "other"
    withdrawn = clause.has("order", "draft", "thing") or clause.has("want")
    return "decline" if withdrawn and not clause.has("act", "yes", "wait") else "refuse"


def _verdict(roles: Sequence[str]) -> Verdict:
    seen = set(roles)
    asks = bool(seen & {"question", "tell"})
    if seen & {"other", "doubt"} or ("condition" in seen and not asks):
        return Verdict.OTHER
    if "decline" in seen:
        return Verdict.DECLINE if not seen & {"confirm", "cancel"} or roles[-1] == "decline" else Verdict.OTHER
    if "refuse" in seen:
        return Verdict.OTHER if asks else Verdict.CANCEL if "cancel" in seen and "confirm" not in seen else Verdict.REFUSE
    if "confirm" in seen:
        return Verdict.CONFIRM
    return Verdict.CANCEL if "cancel" in seen and not asks else Verdict.OTHER


@dataclass(frozen=True, slots=True)
class Choice:
    """Which live proposal a text means: exactly one, or a problem ("none", "several", "mismatch") and what there is instead."""

    offer: Offer | None
    problem: str = ""


def choose_offer(reading: Reading, offers: Sequence[Offer]) -> Choice:
    """The proposal that a confirmation or a withdrawal means (C2): the named one, or the only one."""
    if not offers:
        return Choice(None, "none")
    fitting = choose_all(reading, offers)
    if not fitting:
        return Choice(None, "mismatch")
    return Choice(fitting[0]) if len(fitting) == 1 else Choice(None, "several")


def choose_all(reading: Reading, offers: Sequence[Offer]) -> list[Offer]:
    """Every proposal that the words may mean."""
    return [offer for offer in offers if _fits(reading, offer)]


def _fits(reading: Reading, offer: Offer) -> bool:
    subject = fold(offer.subject)
    if reading.places and offer.place is not None:
        return offer.place in reading.places and _fits_topic(reading.about, offer.kind, named=False)
    if reading.numbers:
        return subject in reading.numbers and _fits_topic(reading.about, offer.kind, named=True)
    if reading.products and not any(occurs(product, name) for product in reading.products for name in offer.names):
        return False
    return _fits_topic(reading.about, offer.kind, named=False)


def _fits_topic(about: frozenset[str], kind: str, *, named: bool) -> bool:
    """Whether the words of the text may mean a proposal of this kind: placing words never mean a cancellation."""
    topic = next((word for word in ("cancel", "report", "change") if kind.endswith(word)), "")
    said = about & {"cancel", "report", "change"}
    if said:
        return topic in said
    if about & {"act", "order", "draft"} and not named:
        return topic != "cancel" and not (topic == "change" and "draft" in about)
    return True
