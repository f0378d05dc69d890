"""Reads whether a short text confirms, refuses or withdraws something, as a grammar over word lists (bot/lexicon/confirm.*.toml).

A text is cut into clauses and each clause into known pieces. Only when nothing is left over but products of a live proposal can it be
a confirmation: a quantity, an editing verb or any unknown word makes it a message for the agent. Pure: no database, no clock.
Invariant: an edit, a negation, a doubt or a bare condition never confirms (C3).
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Literal

from bot.lexicon import load_lexicon

_SENTENCE = re.compile(r"(?<=[。.!！;；?？\n])(?!\d)\s*")
_CLAUSE = re.compile(r"[,，、]|(?<=[a-z])\s+-+\s+|\band\s+(?=(?:please\s+)?(?:tell|let|inform|notify|ping|explain)\b)|(?=(?:如果|要是|若是|假如|万一))")
_NUMBER = re.compile(r"\bso[- ]?\d{3,}(?:-\d+)?\b", re.ASCII)
LONGEST = 240
"""A longer text is no plain yes."""
SPEC_DIGITS = 3
"""A bare number this long may be a size in a product name ("330"); a shorter one may be a quantity."""
_COUNTED = r"(?:\d+(?:\.\d+)?|[一二两俩三四五六七八九十百千万半几]+)\s*"


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


@dataclass(slots=True)
class _Clause:
    """One clause as pieces: the categories found, what is left over, and what it names."""

    text: str
    found: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    products: list[str] = field(default_factory=list)
    asks: bool = False
    firm: bool = False
    """Whether a word says yes that does not also merely open a sentence, as "ok" and "好的" do before a question."""

    def has(self, *categories: str) -> bool:
        """Whether any of the categories occurs."""
        return any(category in self.found for category in categories)


def fold(text: str) -> str:
    """Width-folded lower case with plain apostrophes."""
    return unicodedata.normalize("NFKC", text).casefold().replace("’", "'").replace("‘", "'")


def read_confirmation(text: str, offers: Sequence[Offer] = ()) -> Reading:
    """How `text` relates to the live proposals; `Verdict.OTHER` means that the agent should read it."""
    if len(text) > LONGEST:
        return Reading(Verdict.OTHER)
    if _MURMUR.fullmatch(fold(text).strip()):
        return Reading(Verdict.MURMUR)
    names = tuple(name for offer in offers for name in offer.names)
    clauses = [_pieces(part, names) for sentence in _sentences(text) for part in _CLAUSE.split(sentence) if part.strip()]
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


def _sentences(text: str) -> list[str]:
    return [sentence for sentence in _SENTENCE.split(fold(text)) if sentence.strip()]


def _pieces(text: str, names: Sequence[str]) -> _Clause:
    clause = _Clause(text, asks=text.rstrip().endswith("?"))
    for number in _NUMBER.findall(text):
        clause.numbers.append(_bare_number(number))
    remaining = _take_both(clause, _take_places(clause, _NUMBER.sub(" ", text)))
    if _counted().search(remaining):
        clause.found.append("edit")
    remaining = _take_products(clause, remaining, names)
    position = 0
    for match in _grammar().finditer(remaining):
        _keep_left(clause, remaining[position : match.start()])
        category = _categories()[match.group(0)]
        clause.found.append(category)
        if match.group(0) in _EVERYTHING:
            clause.found.append("both")
        clause.firm |= category == "act" or (category == "yes" and match.group(0) not in _openers())
        position = match.end()
    _keep_left(clause, remaining[position:])
    return clause


_EVERYTHING = frozenset({"全部", "都", "所有的", "all", "all of it", "everything", "the lot"})
_DRAFT_NUMBER = re.compile(
    r"(?:草稿|draft|order)\s*(?:no\.?\s*|number\s*|#)?([1-9])(?!\d)|第([一二两三四五六七八九1-9])[张个单份](?:草稿|单子|订单)?"
    r"|\bthe (first|second|third|fourth|fifth)(?: (?:one|draft|order))?\b"
)
_PLACES = {word: place for words in (tuple("一二三四五六七八九"), ("first", "second", "third", "fourth", "fifth")) for place, word in enumerate(words, 1)}


def _take_places(clause: _Clause, text: str) -> str:
    """Cut out "草稿2", "第二张" and "the second one": the number of a draft."""
    for found in _DRAFT_NUMBER.finditer(text):
        said = next(part for part in found.groups() if part)
        clause.places.append(int(said) if said.isdigit() else _PLACES.get(said, 2))
        clause.found.append("draft")
    return _DRAFT_NUMBER.sub(" ", text)


def _take_both(clause: _Clause, text: str) -> str:
    """Cut out "两个都" and the like before they are taken for a quantity."""
    for phrase in sorted((phrase for phrase, category in _categories().items() if category == "both"), key=len, reverse=True):
        if re.search(_pattern(phrase), text):
            clause.found.append("both")
            text = re.sub(_pattern(phrase), " ", text)
    return text


def _bare_number(number: str) -> str:
    return number.replace(" ", "-") if "-" in number or " " in number else re.sub(r"^([a-z]+)", r"\1-", number)


def _keep_left(clause: _Clause, piece: str) -> None:
    word = re.sub(r"[^\w]+", " ", piece).strip()
    if word:
        clause.left.append(word)


def _take_products(clause: _Clause, text: str, names: Sequence[str]) -> str:
    """Cut out what is part of a product name of a live proposal: two or more Han characters, or a word the lexicon does not know."""
    for run in sorted({*_HAN.findall(text), *_WORDS.findall(text)}, key=len, reverse=True):
        for piece in _parts(run):
            if any(_occurs(piece, name) for name in names):
                clause.products.append(piece)
                text = text.replace(piece, " ", 1)
                break
    return text


_HAN = re.compile(r"[\u3400-\u9fff]{2,}")
_WORDS = re.compile(r"[a-z0-9.']*[a-z0-9]", re.ASCII)


def _parts(run: str) -> list[str]:
    if run.isascii():
        known = run in _categories() or (run.isdigit() and len(run) < SPEC_DIGITS)
        return [] if known else [run]
    longest_first = [run[start : start + size] for size in range(len(run), 1, -1) for start in range(len(run) - size + 1)]
    return [part for part in longest_first if part not in _categories()]


def _occurs(piece: str, name: str) -> bool:
    if not piece.isascii():
        return piece in name
    return re.search(rf"(?<![a-z0-9]){re.escape(piece.removesuffix('s'))}(?:s|'s)?(?:[a-z]{{0,2}})(?![a-z0-9])", name) is not None


def _role(clause: _Clause) -> str:  # noqa: C901, PLR0911, PLR0912 - one decision table, read top to bottom
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


def _without_no_changes(clauses: Sequence[_Clause], roles: list[str]) -> list[str]:
    """A bare "no" before "that's all" answers whether there is anything else; it refuses nothing."""
    for place, clause in enumerate(clauses[:-1]):
        if roles[place] == "refuse" and clause.found == ["no"] and clauses[place + 1].has("comment") and roles[place + 1] == "filler" and "confirm" in roles:
            roles[place] = "filler"
    return roles


def _negated(clause: _Clause) -> str:
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
    if reading.products and not any(_occurs(product, name) for product in reading.products for name in offer.names):
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


@cache
def _categories() -> Mapping[str, str]:
    """Phrase to category, both languages."""
    both = (load_lexicon("confirm.zh"), load_lexicon("confirm.en"))
    plain = {fold(phrase): category for tables in both for category, phrases in tables.items() if category not in _NO_PIECES for phrase in phrases}
    remarks = {thing + fine: "comment" for tables in both for thing in tables.get("checked_things", ()) for fine in tables.get("checked_fine", ())}
    return {**plain, **remarks}


@cache
def _openers() -> frozenset[str]:
    return frozenset(fold(word) for name in ("confirm.zh", "confirm.en") for word in load_lexicon(name)["openers"])


_NO_PIECES = {"units", "openers", "checked_things", "checked_fine"}


@cache
def _grammar() -> re.Pattern[str]:
    phrases = sorted(_categories(), key=len, reverse=True)
    return re.compile("|".join(_pattern(phrase) for phrase in phrases))


def _pattern(phrase: str) -> str:
    escaped = re.escape(phrase)
    return rf"(?<![a-z0-9]){escaped}(?![a-z0-9'])" if phrase.isascii() else escaped


@cache
def _counted() -> re.Pattern[str]:
    units = [fold(unit) for name in ("confirm.zh", "confirm.en") for unit in load_lexicon(name)["units"]]
    ordered = sorted(units, key=len, reverse=True)
    return re.compile(_COUNTED + "(?:" + "|".join(rf"{re.escape(unit)}(?![a-z])" if unit.isascii() else re.escape(unit) for unit in ordered) + ")")
