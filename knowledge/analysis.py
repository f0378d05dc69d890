"""Turning text into terms, per language. Passages and questions go through the same analyser, so that equal words become equal terms.

A text becomes clauses (lists of terms between punctuation marks): ranking looks at what stands together. English: words without stop words, stemmed.
Chinese: single characters and pairs of them, traditional characters simplified; Latin words and figures inside stay whole; asking words and particles
(怎么, 请问, 的 ...) are left out, the stop words of Chinese. A question that is nothing else keeps them. Invariant: no term is empty or holds a separator.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import opencc
import snowballstemmer

ENGLISH = "en"
CHINESE = "zh"
LANGUAGES = (ENGLISH, CHINESE)

_CLAUSE = re.compile(r"[.!?;:,，。！？；：、\n\r\t|()（）\[\]【】<>《》“”\"]+")
_WORD = re.compile(r"[a-z0-9]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_ASKING = re.compile(
    "怎么样|怎么办|怎么|怎样|如何|什么|哪里|哪些|哪个|为什么|为何|可不可以|能不能|会不会|是不是|有没有|是否|可以|能否|请问|您好|你好|谢谢|多少|"
    "想要|如果|一下|吗|呢|啊|吧|么|咋|的|了|是|有|在|我|你|您",
)
_STOP = frozenset(
    _WORD.findall(
        "a about after again all also am an and any are as at be because been before being between both but by can could did do does down during each few "
        "for from had has have he her here him his how i if in into is it its just may me more most must my need no nor not now of off on once only or other "
        "our out over own same shall she should since so some such than that the their them then there these they this those through to too under until up us "
        "very was we were what when where which while who whom whose why will with would you your",
    ),
)


class Analyser(Protocol):
    """One language's way from text to terms."""

    def clauses(self, text: str) -> list[list[str]]:
        """The terms of a passage, clause by clause; clauses without terms are left out."""
        ...

    def question(self, text: str) -> list[str]:
        """The terms a question asks for, in order, each once."""
        ...


class EnglishAnalyser:
    """Stemmed words without stop words."""

    def clauses(self, text: str) -> list[list[str]]:
        """See `Analyser`."""
        parts = (self._terms(part) for part in _CLAUSE.split(_CAMEL.sub(" ", text)))
        return [terms for terms in parts if terms]

    def question(self, text: str) -> list[str]:
        """See `Analyser`. A question of stop words alone keeps them ("what is it")."""
        text = _CAMEL.sub(" ", text)
        return _once(self._terms(text)) or _once(_WORD.findall(text.lower()))

    @staticmethod
    def _terms(text: str) -> list[str]:
        return [stemmed(word) for word in _WORD.findall(text.lower()) if word not in _STOP]


class ChineseAnalyser:
    """Characters, pairs of characters, and Latin words as they are."""

    def clauses(self, text: str) -> list[list[str]]:
        """See `Analyser`."""
        parts = (list(_characters_and_pairs(_ASKING.sub(" ", part))) for part in _CLAUSE.split(_plain(text)))
        return [terms for terms in parts if terms]

    def question(self, text: str) -> list[str]:
        """See `Analyser`."""
        text = _plain(text)
        return _once(_characters_and_pairs(_ASKING.sub(" ", text))) or _once(_characters_and_pairs(text))


ANALYSERS: dict[str, Analyser] = {ENGLISH: EnglishAnalyser(), CHINESE: ChineseAnalyser()}


def languages_of(lang: str) -> tuple[str, ...]:
    """The languages a passage is analysed in: "zh", "en", or both for "zh+en"; anything else counts as English script."""
    named = tuple(one for one in LANGUAGES if one in lang.split("+"))
    return named or (ENGLISH,)


def script_of(text: str) -> str:
    """The language a question is read in: Chinese as soon as it has a Chinese character."""
    return CHINESE if _HAN.search(text) else ENGLISH


def runs(text: str) -> list[tuple[str, bool]]:
    """A question cut where the script changes, without asking words: (piece, whether it is Chinese), in order."""
    plain = "".join(chars.translate(_simplification()) for chars in unicodedata.normalize("NFKC", text))
    asked = _ASKING.sub(" ", plain)
    pieces = re.findall(r"[\u3400-\u9fff]+|[^\u3400-\u9fff]+", asked if _RUN.search(asked.lower()) else plain)
    return [(piece, bool(_HAN.match(piece))) for piece in pieces if piece.strip()]


@cache
def stemmed(word: str) -> str:
    """The stem of a lower-case English word (Porter2)."""
    return str(_stemmer().stemWord(word))


@cache
def _stemmer() -> Any:
    return snowballstemmer.stemmer("english")


@cache
def _simplification() -> dict[int, str]:
    """Traditional to simplified, character by character (OpenCC's table): enough for terms, and quick."""
    table = Path(opencc.__file__).with_name("dictionary") / "TSCharacters.txt"
    pairs = (line.split() for line in table.read_text(encoding="utf-8").splitlines())
    return {ord(pair[0]): pair[1] for pair in pairs if len(pair) > 1}


def _plain(text: str) -> str:
    return text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).translate(_simplification()).lower()


def _characters_and_pairs(text: str) -> Iterable[str]:
    for run in _RUN.findall(text):
        if not _HAN.match(run):
            yield run
            continue
        yield from run
        yield from (run[at : at + 2] for at in range(len(run) - 1))


def _once(terms: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(terms))
