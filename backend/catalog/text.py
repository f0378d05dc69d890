"""Words as the catalogue and the messages share them: normalising, tokens, stems.

One tokeniser for both sides, so that "GSB120", "gsb 120" and "Gsb-120" meet: Chinese characters stand alone, Latin letters and digits
are separate tokens. Invariant: a token keeps its place in the normalised text, so a reading can quote the person's own words.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import opencc
from opencc import OpenCC

_TOKEN = re.compile(r"\d{1,3}(?:,\d{3})+(?![\d,])|\d+(?:\.\d+)?|[a-z]+(?:'[a-z]+)*|[㐀-鿿]|\S")
_CONTROL = {"Cc", "Cf", "Co", "Cs"}
_SIGNS = str.maketrans(
    {
        "×": "x",
        "✕": "x",
        "＊": "*",
        "，": ",",
        "。": ".",
        "；": ";",
        "：": ":",
        "！": "!",
        "？": "?",
        "’": "'",
        "‘": "'",
        "–": "-",
        "—": "-",
        "㎡": "m2",
        "φ": " ",
        "廿": "二十",
        "卅": "三十",
    }
)
_KEPT_S = ("ss", "us", "is", "as")
_ES = ("ses", "xes", "zes", "ches", "shes")


@dataclass(frozen=True, slots=True)
class Token:
    """One token: `text` is normalised (stem, digits without commas), `start`/`end` point into the normalised message."""

    text: str
    kind: str
    start: int
    end: int


@cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


@cache
def _traditional() -> frozenset[str]:
    """Characters that conversion changes; texts without them need none."""
    table = Path(opencc.__file__).with_name("dictionary") / "TSCharacters.txt"
    pairs = (line.split() for line in table.read_text(encoding="utf-8").splitlines())
    return frozenset(pair[0] for pair in pairs if len(pair) > 1 and pair[1] != pair[0])


def normalise(text: str) -> str:
    """NFKC, simplified characters, lower case, one kind of punctuation, no control or direction marks. Line breaks survive as ";"."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", ";").replace("\t", " ")
    if text.isascii():
        return text.lower() if text.isprintable() else "".join(char for char in text if char.isprintable()).lower()
    text = unicodedata.normalize("NFKC", text)
    if not text.isprintable():
        text = "".join(char for char in text if unicodedata.category(char) not in _CONTROL)
    if not _traditional().isdisjoint(text):
        text = _to_simplified().convert(text)
    return text.lower().translate(_SIGNS)


@cache
def stem(word: str) -> str:
    """The singular of an English word by spelling alone; used on both sides, so it need not be a real word."""
    word = word.replace("'", "")
    if len(word) > 4 and word.endswith("ies"):  # noqa: PLR2004 - shorter words are not plurals in -ies
        return word[:-3] + "y"
    if word.endswith(_ES) and len(word) > 4:  # noqa: PLR2004 - "yes" is no plural
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(_KEPT_S):  # noqa: PLR2004 - "gas", "cs"
        return word[:-1]
    return word


def tokens_of(text: str) -> list[Token]:
    """Tokens of a normalised text."""
    found = []
    for match in _TOKEN.finditer(text):
        raw = match.group()
        if raw[0].isdigit():
            found.append(Token(_plain_number(raw.replace(",", "")), "num", match.start(), match.end()))
        elif "a" <= raw[0] <= "z":
            found.append(Token(stem(raw), "latin", match.start(), match.end()))
        elif "㐀" <= raw <= "鿿":
            found.append(Token(raw, "han", match.start(), match.end()))
        else:
            found.append(Token(raw, "sign", match.start(), match.end()))
    return found


def words_in(text: str) -> list[tuple[str, bool]]:
    """(token text, whether it is a Latin word) without signs: the same tokens as `tokens_of`, for building an index fast."""
    found = []
    for raw in _TOKEN.findall(text):
        first = raw[0]
        if "a" <= first <= "z":
            found.append((stem(raw), True))
        elif first.isdigit():
            found.append((_plain_number(raw.replace(",", "")), False))
        elif "㐀" <= first <= "鿿":
            found.append((raw, False))
    return found


def _plain_number(digits: str) -> str:
    whole, dot, rest = digits.partition(".")
    rest = rest.rstrip("0")
    return (whole.lstrip("0") or "0") + (dot + rest if rest else "")


def phrase_key(text: str) -> str:
    """The key under which a phrase is found in any spelling of spaces, hyphens and capitals."""
    return " ".join(word for word, _latin in words_in(normalise(text)))
