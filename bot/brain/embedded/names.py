"""Finds the name of a company in a clause, and how many things were asked for. Whether the actor may see it is the backend's business.

A name ends in a company word ("批发", "Wholesale"), is a dealer code ("D7"), or is what is left of a question about orders.
"""

import re
from functools import cache

from bot.brain.embedded.cues import fold, status_patterns, words_pattern
from bot.brain.embedded.phrasing import asks_past
from bot.brain.embedded.segment import Clause
from bot.lexicon import load_lexicon

_COUNTS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "一": 1,
    "两": 2,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
}
_COUNT = re.compile(
    r"(\d{1,2}|[一两二三四五六七八九十]|\b(?:one|two|three|four|five|six|seven|eight|nine|ten)\b)"
    r"\s*(?:个|笔|张|条)?\s*(?:单|订单|(?:\w+\s+){0,2}(?:orders|purchases)|most recent|latest)"
)
_LAST_ONE = re.compile(r"最近一[单笔]|最新一[单笔]|上一[单笔]|最后一[单笔]|最近的?一[个张]|\b(?:last|latest|newest|most recent) (?:order|purchase)\b")
_CODE = re.compile(r"(?<![a-z0-9-])d\d{1,4}(?![a-z0-9-])")
_OWNER = re.compile(r"([A-Z][\w&.]*(?:\s+(?:[A-Z&][\w&.]*|of|and|the))*)['’]s?\s+(?:\w+\s+){0,3}?(?:orders?|credit|balance|limit|purchases?)\b")
_OF = re.compile(r"(?:orders?|credit|balance|limit|purchases?)\s+(?:of|for|from|by)\s+([A-Z][\w&.'’]*(?:\s+[A-Z&][\w&.'’]*)*)")
_CONTENT = re.compile(r"[买订进]了(?:什么|啥|哪些)|什么内容|明细|what (?:was|is) in|what did .* (?:order|buy)|details of|contents of")
_HAN = re.compile(r"[\u3400-\u9fff]{2}")
_CAPITAL_INSIDE = re.compile(r"(?<=[a-z?,] )[A-Z][a-z]+|^(?!(?:What|How|When|Where|Which|Who|Why|Is|Are|Do|Does|Can|Could|And|The|My|Our)\b)[A-Z][a-z]+ [A-Z]")
_CAPITALS = re.compile(r"\s((?:[A-Z][\w&.'’]+\s+)+[A-Z][\w&.'’]+)")
_MINE = re.compile(r"我|咱|本店|\b(?:i|my|our|we|me|us|mine|ours)\b")
_DAY = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October|November|December"
    r"|New Year|Christmas|Festival"
)
_OTHER = re.compile(r"(?:给|替|帮|代)([\u3400-\u9fff]{2,12}?)(?:下|订|买|要|进|送(?!到))|\b(?:on behalf of|in the name of|for)\s+(.+)$")


def asked_count(clause: Clause) -> int | None:
    """How many orders a list should have; None when nothing was said."""
    found = _COUNT.search(clause.folded)
    if found:
        return int(found.group(1)) if found.group(1).isdigit() else _COUNTS[found.group(1)]
    return 1 if _LAST_ONE.search(clause.folded) else None


def named_dealer(clause: Clause) -> str | None:
    """The company a question is about, as written; None when it is about the person's own."""
    for pattern in (_OWNER, _OF):
        found = pattern.search(clause.text)
        if found and not _DAY.search(found.group(1)) and found.group(1).casefold() not in _NO_NAMES:
            return found.group(1)
    company = _company(clause.text)
    if company:
        return company
    code = _CODE.search(clause.folded)
    if code:
        return code.group(0).upper()
    if _MINE.search(clause.folded) or clause.numbers or not clause.strong & {"listing", "credit"} or clause.strong & {"stock", "price"} - _both(clause):
        return None
    rest = without_them(clause.residue)
    for _, pattern in status_patterns():
        rest = pattern.sub(" ", rest)
    return next((word for word in rest.split() if not word.isascii() and len(word) > MIN_NAME), None) or _capitalised(clause.text)


def without_them(residue: str) -> str:
    """What is left of a clause without words for a company named before: "那他们额度还有多少"."""
    return _THEM.sub(" ", residue).strip()


def _both(clause: Clause) -> set[str]:
    """Topics whose cues a question about credit may contain by the way: "宏达五金还剩多少额度"."""
    return {"stock", "price"} if "credit" in clause.strong else set()


def may_be_name(text: str) -> bool:
    """Whether a text may name a company: Chinese characters, or a capital after the first word or at its head without an English question word."""
    return _HAN.search(text) is not None or _CAPITAL_INSIDE.search(text) is not None


def asked_status(clause: Clause) -> str | None:
    """The status filter a question about orders asks for; None for all."""
    return next((status for status, pattern in status_patterns() if pattern.search(clause.folded)), None)


def asks_for_all_below(clause: Clause) -> bool:
    """Whether the orders of everybody in the person's scope are meant."""
    return words_pattern("whole_subtree").search(clause.folded) is not None


def asks_for_content(clause: Clause) -> bool:
    """Whether one order is asked for with its lines, not only named in a list."""
    return asks_past(clause.folded) or _LAST_ONE.search(clause.folded) is not None or _CONTENT.search(clause.folded) is not None


def _capitalised(text: str) -> str | None:
    """Two or more capitalised words in a row after the first word of the text."""
    found = _CAPITALS.search(text)
    return found.group(1) if found else None


def orders_for_another(clause: Clause, own_names: tuple[str, ...]) -> str | None:
    """The other company an order is placed for; None when it is for the person's own or for nobody in particular."""
    for found in _OTHER.finditer(clause.text):
        name = (found.group(1) or found.group(2) or "").strip(" .,!?。")
        company = _company(name) or (_unnamed(name, own=found.group(1) is not None) if len(clause.residue) > len(name) + 1 else None)
        if company and not any(fold(company) in fold(own) or fold(own) in fold(company) for own in own_names):
            return company
    return None


def _unnamed(name: str, *, own: bool) -> str | None:
    """A name without a company word: two capitalised words, or Chinese characters that are no pronoun and no place of one's own."""
    if not own:
        found = _CAPITALS.match(f" {name}")
        return found.group(1) if found and not _DAY.search(found.group(1)) else None
    plain = words_pattern("own_places").fullmatch(name) or words_pattern("pronouns").search(name) or words_pattern("fillers").fullmatch(name)
    return None if plain or len(name) <= MIN_NAME else name


def _company(text: str) -> str | None:
    han = re.search(rf"[\u3400-\u9fff]{{2,16}}?(?:{_han_words()})", text)
    if han:
        name = words_pattern("fillers").sub(lambda match: " " * len(match.group(0)) if not match.group(0).isascii() else match.group(0), han.group(0))
        last = name.split()
        return last[-1] if last and len(last[-1]) > MIN_NAME else None
    lower = _LOWER.search(text)
    if lower and not words_pattern("fillers").fullmatch(fold(lower.group(1))):
        return lower.group(0).strip()
    latin = re.search(rf"((?:[A-Z][\w&.'’]*\s+)*[A-Z][\w&.'’]*\s+(?:{_latin_words()}))\b", text, re.ASCII)
    return latin.group(1) if latin else None


MIN_NAME = 2
_THEM = re.compile(r"[那这]?(?:他|她|它)(?:们|家)?的?|[那这]一?家的?|\b(?:their|theirs|them|they)\b", re.IGNORECASE)
_NO_NAMES = frozenset({"what", "how", "when", "where", "show", "list", "i", "my", "our", "the", "all", "which"})
_LOWER = re.compile(r"\b([a-z][\w&.']+)\s+(?:wholesalers?|wholesale|mart|trading|supermarket|beverages|hardware|grocers|distributors)(?=s?\b)", re.ASCII)
"""A company written without capitals, by words that hardly name anything else."""


@cache
def _han_words() -> str:
    return "|".join(sorted((word for word in load_lexicon("routing")["words"]["companies"] if not word.isascii()), key=len, reverse=True))


@cache
def _latin_words() -> str:
    words = [word for word in load_lexicon("routing")["words"]["companies"] if word.isascii()]
    return "|".join(word.capitalize() for word in sorted(words, key=len, reverse=True))
