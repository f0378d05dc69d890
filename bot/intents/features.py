"""What the intent classifier sees of a text: n-grams of its wording, with figures, numbers of orders and named products masked.

Chinese runs give character n-grams of one to four, Latin words give words, word pairs and pieces of words; beside the letters stand the
sense, the concepts that a text touches, the symbols that follow each other at a distance, and how the text begins and ends.
Pieces are hashed into a fixed number of columns, so that no vocabulary has to be stored.
Invariant: the same text gives the same columns on every machine.
"""

import math
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from backend.catalog.text import normalise
from bot.intents.concepts import concepts_in

COLUMNS = 1 << 18
SHARES = (1.0, 0.6, 0.6, 0.3)
"""How much the views of a text count: its letters, its sense, its distant pairs, its ends."""
REACH = 5
"""How far apart two symbols may stand to be a pair."""
Views = tuple[Counter[int], ...]
"""How often each column occurs in each view of a text, in the order of `SHARES`."""
_CODE = re.compile(r"\b[a-z]{1,6}[- ]?\d{4,}(?:-\d+)?\b|(?<![\d.])\d{5,}(?![\d.])", re.ASCII)
_NUMERAL = r"(?:\d+(?:[.,]\d+)*|[一二两三四五六七八九十百千万]+)"
_UNITS_ZH = "箱件瓶罐包盒提打托板支个袋桶片米吨斤平卷套台把根只听排组条块张"
_MONEY = re.compile(r"[¥$£€]\s*\d+(?:[.,]\d+)*|\d+(?:[.,]\d+)*\s*(?:元|块钱|块|rmb|yuan|cny)(?![a-z])", re.ASCII)
_DAY = re.compile(r"\d{1,4}[-/.年]\d{1,2}(?:[-/.月]\d{1,2}日?)?|\d{1,2}月\d{1,2}[日号]?|\d{1,2}[日号](?!线)|\b\d{1,2}(?:st|nd|rd|th)\b", re.ASCII)
_CLOCK = re.compile(r"\d{1,2}[:点]\d{0,2}(?:分|半)?|\b\d{1,2}\s?[ap]m\b", re.ASCII)
_QUANTITY = re.compile(rf"(?:{_NUMERAL})\s*[来多几]?\s*([{_UNITS_ZH}])")
_COUNT = re.compile(
    r"\b\d+(?:\.\d+)?\s*(?=(?:x\s*)?(?:cases?|box(?:es)?|cartons?|ctns?|cs|bottles?|cans?|packs?|pieces?|pcs|pallets?|dozens?|bags?|sleeves?|rolls?|units?|nos|sets?)\b)",
    re.ASCII,
)
_FIGURE = re.compile(r"(?<![a-z])\d+(?:[.,]\d+)*", re.ASCII)
_CODE_MARK, _MONEY_MARK, _DAY_MARK, _CLOCK_MARK, _FIGURE_MARK, _PRODUCT_MARK = "\ue000\ue001\ue002\ue003\ue004\ue005"
"""Characters for private use: no person types them, and each counts as one symbol of a Chinese run or as one English word."""
_ASKS = re.compile(r"[?]|^(?:what|when|where|which|who|why|how|is|are|do|does|did|can|could|will|would|has|have|any)\b|[吗呢么]|多少|什么|怎|哪|几")
_PART = re.compile(r"[㐀-鿿\ue000-\ue005]+|[a-z0-9']+|[?!]")
_FIRST_HAN, _FIRST_MARK = "㐀", _CODE_MARK
_WIDEST_HAN = 4
_PIECES_FROM, _PIECES_TO = 3, 5
_LONGEST = 6


def masked(text: str, products: Iterable[str] = ()) -> str:
    """The normalised text with what differs from order to order replaced by marks; `products` are its words that name products."""
    folded = normalise(text)
    for product in sorted({normalise(name) for name in products if len(name) > 1}, key=len, reverse=True):
        folded = folded.replace(product, _PRODUCT_MARK)
    folded = _CODE.sub(_CODE_MARK, folded)
    folded = _MONEY.sub(_MONEY_MARK, folded)
    folded = _DAY.sub(_DAY_MARK, folded)
    folded = _CLOCK.sub(_CLOCK_MARK, folded)
    folded = _QUANTITY.sub(_FIGURE_MARK + r"\1", folded)
    folded = _COUNT.sub(_FIGURE_MARK + " ", folded)
    return _FIGURE.sub(_FIGURE_MARK, folded)


def pieces(masked_text: str) -> list[str]:
    """The n-grams of a masked text."""
    found: list[str] = []
    previous = "^"
    for part in _PART.findall(masked_text):
        if part[0] >= _FIRST_MARK and len(part) == 1:
            found += [part, f"{previous} {part}"]
            previous = part
        elif part[0] >= _FIRST_HAN:
            found += _han(part)
            previous = part[-1]
        elif part in "?!":
            found.append(part)
        else:
            found += _latin(part, previous)
            previous = part
    return found


def _han(run: str) -> list[str]:
    bounded = f"<{run}>"
    found = list(run)
    for width in range(2, _WIDEST_HAN + 1):
        found += [bounded[start : start + width] for start in range(len(bounded) - width + 1)]
    return found


def _latin(word: str, previous: str) -> list[str]:
    bounded = f"<{word}>"
    found = [f"={word}", f"{previous} {word}"]
    for width in range(_PIECES_FROM, _PIECES_TO + 1):
        found += [bounded[start : start + width] for start in range(len(bounded) - width + 1)]
    return found


def sense(masked_text: str) -> list[str]:
    """The concepts that a text touches: each by itself, by whether the text asks and counts, with its neighbour, and every two together."""
    met = concepts_in(masked_text)
    apart = sorted(set(met))
    manner = f"{_ASKS.search(masked_text) is not None:d}{_FIGURE_MARK in masked_text:d}"
    pairs = [f"@{first}@{second}" for place, first in enumerate(apart) for second in apart[place + 1 :]]
    neighbours = [f"@>{first}>{second}" for first, second in pairwise(met)]
    return [*(f"@{concept}" for concept in apart), *(f"{manner}@{concept}" for concept in apart), *neighbours, *pairs]


def distant_pairs(symbols: Sequence[str]) -> list[str]:
    """Every two symbols, a Chinese character or a Latin word each, that stand close to each other, in their order."""
    return [f"{first}_{second}" for place, first in enumerate(symbols) for second in symbols[place + 1 : place + 1 + REACH]]


def ends(symbols: Sequence[str]) -> list[str]:
    """How a text begins and ends, and roughly how long it is."""
    if not symbols:
        return []
    length = min(_LONGEST, int(2 * math.log2(len(symbols) + 1)))
    return [f"^{symbols[0]}", f"${symbols[-1]}", f"^2{''.join(symbols[:2])}", f"$2{''.join(symbols[-2:])}", f"len{length}"]


def _symbols(masked_text: str) -> list[str]:
    found: list[str] = []
    for part in _PART.findall(masked_text):
        found += list(part) if part[0] >= _FIRST_HAN else [part]
    return found


def counted_columns(text: str, products: Iterable[str] = ()) -> Views:
    """How often each column occurs in each view of a text: letters, sense, distant pairs, ends."""
    shown = masked(text, products)
    symbols = _symbols(shown)
    views = (pieces(shown), sense(shown), distant_pairs(symbols), ends(symbols))
    return tuple(Counter(map(column_of, view)) for view in views)


def weighed(views: Views, places: Mapping[int, int], rarity: Sequence[float]) -> tuple[list[int], list[float]]:
    """A text as the rows of a model and their values. `places` maps a column to its row, `rarity` is the weight of each row.

    Each view is brought to length one and then counts its share.
    """
    rows: list[int] = []
    values: list[float] = []
    for counts, share in zip(views, SHARES, strict=True):
        known = [(places[column], (1 + math.log(count)) * rarity[places[column]]) for column, count in counts.items() if column in places]
        length = math.sqrt(sum(value * value for _, value in known)) or 1.0
        rows += [row for row, _ in known]
        values += [share * value / length for _, value in known]
    return rows, values


def column_of(piece: str) -> int:
    """The column of a piece."""
    return zlib.crc32(piece.encode()) & (COLUMNS - 1)
