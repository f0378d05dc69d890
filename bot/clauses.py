"""Cuts a short text into clauses, and each clause into the pieces that bot/lexicon/confirm.*.toml knows, what it names and what is left.

The first step of reading a yes (bot/confirmation.py). Pure: no database, no clock. Invariant: nothing is thrown away; a character that is
no known piece, no number and no name of what is proposed stands in `left`.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from bot.lexicon import load_lexicon

_SENTENCE = re.compile(r"(?<=[。.!！;；?？\n])(?!\d)\s*")
_CLAUSE = re.compile(
    r"[,，、]|(?<!\d):|:(?!\d)|(?<=[a-z])\s+-+\s+|\b(?:and|but)\s+(?=(?:please\s+)?(?:tell|let|inform|notify|ping|explain)\b|if\b)|(?=(?:如果|要是|若是|假如|万一))"
)
_NUMBER = re.compile(r"\bso[- ]?\d{3,}(?:-\d+)?\b", re.ASCII)
SPEC_DIGITS = 3
"""A bare number this long may be a size in a product name ("330"); a shorter one may be a quantity."""
_COUNTED = r"(?:\d+(?:\.\d+)?|[一二两俩三四五六七八九十百千万半几]+)\s*"


@dataclass(slots=True)
class Clause:
    """One clause as pieces: the categories found, what is left over, and what it names."""

    text: str
    found: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    """How many things all together are said to be meant: 2 in "both", 3 in "三张都"."""
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


def clauses_of(text: str, names: Sequence[str]) -> list[Clause]:
    """The clauses of a text; `names` are those of what is proposed."""
    return [_pieces(part, names) for sentence in _sentences(text) for part in _CLAUSE.split(sentence) if part.strip()]


def _sentences(text: str) -> list[str]:
    return [sentence for sentence in _SENTENCE.split(fold(text)) if sentence.strip()]


def _pieces(text: str, names: Sequence[str]) -> Clause:
    clause = Clause(text, asks=text.rstrip().endswith("?"))
    for number in _NUMBER.findall(text):
        clause.numbers.append(_bare_number(number))
    remaining = _take_every(clause, _take_places(clause, _NUMBER.sub(" ", text)))
    if _INVERTED.search(remaining):
        clause.found.append("ask")
        remaining = _INVERTED.sub(" ", remaining)
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


_INVERTED = re.compile(
    r"\b(?:can|could|may|shall|should|will|would|does|did|has|have|are|am|do(?! (?:it|this|that|them)\b)) (?:i|you|we|it|this|that|they|them)\b"
)
"""How an English question begins, also without its mark; "can" would else be part of a product name."""
_EVERYTHING = frozenset({"全部", "都", "所有的", "all", "all of it", "everything", "the lot"})
_DRAFT_NUMBER = re.compile(
    r"(?:(?:草稿|draft)\s*(?:no\.?\s*|number\s*|#)?|order\s*(?:no\.?\s*|number\s*|#))([1-9])(?!\d|\s*(?:cases?|boxes|cartons?|bottles?|cans?|packs?|pieces)\b)"
    r"|第([一二两三四五六七八九1-9])[张个单份](?:草稿|单子|订单)?"
    r"|\bthe (first|second|third|fourth|fifth)(?: (?:one|draft|order))?\b"
)
_PLACES = {word: place for words in (tuple("一二三四五六七八九"), ("first", "second", "third", "fourth", "fifth")) for place, word in enumerate(words, 1)}
_COUNTS = {**_PLACES, "两": 2, "俩": 2, "十": 10, "both": 2, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
_COUNT_ZH = r"([二两俩三四五六七八九十]|[2-9])\s*[个单张笔份]"
_SAID_COUNT = re.compile(
    rf"[这那]{_COUNT_ZH}|{_COUNT_ZH}(?=(?:草稿|订单|单子)?(?:都|一起|一并|全))|(俩)(?=都|一起|一并|全)|\b(both)\b(?: of (?:them|these|those|the)\b)?"
    r"|\b(?:all|the|these|those)(?: of)?(?: (?:the|these|those|my))? (two|three|four|five|six|seven|eight|nine|ten|[2-9])\b(?: of (?:them|these|those))?"
    r"(?=\W*(?:$|[,.;!]|(?:drafts|orders|please|pls|now|then|thanks|too|together)\b))"
)


_FIRST_FEW = re.compile(rf"前{_COUNT_ZH}|\bthe first (two|three|four|five)\b(?= (?:drafts|orders|ones)\b|\W*(?:$|[,.;!]|please\b))")


def _take_places(clause: Clause, text: str) -> str:
    """Cut out "草稿2", "第二张", "the second one" and "the first two": the numbers of drafts."""
    for found in _FIRST_FEW.finditer(text):
        clause.places.extend(range(1, _number_said(found) + 1))
        clause.found.append("draft")
    text = _FIRST_FEW.sub(" ", text)
    for found in _DRAFT_NUMBER.finditer(text):
        said = next(part for part in found.groups() if part)
        clause.places.append(int(said) if said.isdigit() else _PLACES.get(said, 2))
        clause.found.append("draft")
    return _DRAFT_NUMBER.sub(" ", text)


def _number_said(found: re.Match[str]) -> int:
    said = next(part for part in found.groups() if part)
    return int(said) if said.isdigit() else _COUNTS[said]


def _take_every(clause: Clause, text: str) -> str:
    """Cut out "两个都", "all three" and the like before they are taken for a quantity."""
    for found in _SAID_COUNT.finditer(text):
        clause.counts.append(_number_said(found))
        clause.found.append("both")
    text = _SAID_COUNT.sub(" ", text)
    for phrase in sorted((phrase for phrase, category in _categories().items() if category == "both"), key=len, reverse=True):
        if re.search(_pattern(phrase), text):
            clause.found.append("both")
            text = re.sub(_pattern(phrase), " ", text)
    return text


def _bare_number(number: str) -> str:
    return number.replace(" ", "-") if "-" in number or " " in number else re.sub(r"^([a-z]+)", r"\1-", number)


def _keep_left(clause: Clause, piece: str) -> None:
    word = re.sub(r"[^\w]+", " ", piece).strip()
    if word:
        clause.left.append(word)


def _take_products(clause: Clause, text: str, names: Sequence[str]) -> str:
    """Cut out what is part of a product name of a live proposal: two or more Han characters, or a word the lexicon does not know."""
    for run in sorted({*_HAN.findall(text), *_WORDS.findall(text)}, key=len, reverse=True):
        for piece in _parts(run):
            if any(occurs(piece, name) for name in names):
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


def occurs(piece: str, name: str) -> bool:
    """Whether a word of a text is part of a name; English words may stand in the plural."""
    if not piece.isascii():
        return piece in name
    return re.search(rf"(?<![a-z0-9]){re.escape(piece.removesuffix('s'))}(?:s|'s)?(?:[a-z]{{0,2}})(?![a-z0-9])", name) is not None


@cache
def _categories() -> Mapping[str, str]:
    """Phrase to category, both languages."""
    both = (load_lexicon("confirm.zh"), load_lexicon("confirm.en"))
    plain = {fold(phrase): category for tables in both for category, phrases in tables.items() if category not in _NO_PIECES for phrase in phrases}
    led = {"那" + phrase: "yes" for phrase, category in plain.items() if category == "yes" and phrase.startswith("就")}
    remarks = {thing + fine: "comment" for tables in both for thing in tables.get("checked_things", ()) for fine in tables.get("checked_fine", ())}
    return {**led, **plain, **remarks}


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
