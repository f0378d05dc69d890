"""Finds cues in a clause: phrases of bot/lexicon/routing.toml, compiled once into one pattern per topic and strength.

"*" in a cue stands for up to 24 characters, which the pattern captures; Latin cues match whole words.
"""

import re
import unicodedata
from functools import cache

from bot.lexicon import load_lexicon

GAP = "(.{0,24}?)"
_NOT_TOPICS = {"words", "statuses"}
ORDER_NUMBER = re.compile(r"\bso[- ]?\d{3,}(?:-\d+)?\b|(?<=[单号])\d{4,}\b", re.ASCII)
_NUMERAL = r"(?:\d+(?:\.\d+)?|[一二两俩三四五六七八九十百千万半]+)"
_NUMBER_WORDS = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
    r"|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|half|couple|few|dozen|dozens)"
)
_ASKING_ZH = re.compile(
    r"吗|么[?\s]*$|呢[?\s]*$|多少|几[点号天时箱个单]|什么|啥|哪|怎么|咋|谁|有没有|能不能|可不可以|够不够|是不是|行不行|发了没|没有[?\s]*$|为何|为什么"
)
_ASKING_EN = re.compile(
    r"^(?:(?:and|also|so|but|ok|okay|well|oh|hi|hello|hey|then|please|wait|sorry|btw|by the way)[\s,]+)*"
    r"(?:what|what's|whats|when|where|where's|which|who|whose|why|how|is|are|am|was|were|do|does|did|can|could|will|would|should|has|have|had|any)\b"
)


def fold(text: str) -> str:
    """Width-folded lower case with plain apostrophes."""
    return unicodedata.normalize("NFKC", text).casefold().replace("’", "'").replace("‘", "'")


@cache
def topics() -> tuple[str, ...]:
    """The topics in the order of the lexicon."""
    return tuple(name for name in load_lexicon("routing") if name not in _NOT_TOPICS)


@cache
def pattern_of(topic: str, strength: str) -> re.Pattern[str] | None:
    """The pattern of a topic's cues, or None without any."""
    phrases: list[str] = load_lexicon("routing")[topic].get(strength, [])
    return compile_cues(tuple(phrases)) if phrases else None


def compile_cues(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern for all phrases, longest first."""
    return re.compile("|".join(_cue(fold(phrase)) for phrase in sorted(phrases, key=len, reverse=True)))


def _cue(phrase: str) -> str:
    body = GAP.join(re.escape(part) for part in phrase.split("*"))
    if not phrase.replace("*", "").isascii():
        return body
    start = r"(?<![a-z0-9])" if phrase[0].isalnum() else ""
    end = r"(?![a-z0-9])" if phrase[-1].isalnum() else r"[a-z]*(?![a-z0-9])" if phrase[-1] == "*" else ""
    return start + body + end


@cache
def _words(table: str) -> tuple[str, ...]:
    return tuple(load_lexicon("routing")["words"][table])


@cache
def words_pattern(table: str) -> re.Pattern[str]:
    """The pattern of one list of [words]."""
    return compile_cues(_words(table))


@cache
def status_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """For each status filter of order lists the words that ask for it, in the order of the lexicon."""
    return tuple((status, compile_cues(tuple(phrases))) for status, phrases in load_lexicon("routing")["statuses"].items())


@cache
def counted() -> re.Pattern[str]:
    """A quantity with its unit: "10箱", "3 cases", "half a pallet", "4 six-packs"."""
    units = "|".join(re.escape(unit) + ("(?![a-z])" if unit.isascii() else "") for unit in sorted(_words("units"), key=len, reverse=True))
    english = rf"(?<![a-z0-9.]){_NUMBER_WORDS}(?:[\s-]+(?:and a half|of|a|hundred|{_NUMBER_WORDS}))*[\s-]+(?:{units})"
    return re.compile(rf"[-+]?{_NUMERAL}\s*[来多几]?\s*(?:{units})|{english}|(?<![\w.])(?:x|\*)\s*\d+\b|(?<![\w.-])\d+\s*x\s")


def is_asking(folded: str) -> bool:
    """Whether a clause asks: a question mark, a Chinese question word, or English question order."""
    return folded.rstrip().endswith("?") or _ASKING_ZH.search(folded) is not None or _ASKING_EN.search(folded.lstrip()) is not None
