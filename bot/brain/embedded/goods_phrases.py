"""Goods named by their place in a list, by their size or by what they have in common: "the second", "the 330ml one".

Every function looks at folded text or at names. Invariant: pure; a number that is no quantity of goods is never left standing as one.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

_ORDINALS = tuple(
    re.compile(rf"第(?:{han})[个种款样项]?(?!次|天|批)|\b(?:the )?{word}(?: one| option| item)?\b(?! thing| of all| time| order)", re.IGNORECASE)
    for han, word in (
        ("一|1", "first"),
        ("二|2|两", "second"),
        ("三|3", "third"),
        ("四|4", "fourth"),
        ("五|5", "fifth"),
        ("六|6", "sixth"),
        ("七|7", "seventh"),
    )
)
_SPEC = re.compile(r"\d+(?:\.\d+)?\s*(?:ml|l|g|kg|毫升|升|克|公斤)?", re.ASCII)
_SIZE = re.compile(r"\s*\b\d+(?:\.\d+)?\s*(?:ml|l|g|kg)\b.*$|\s*\d+(?:\.\d+)?\s*(?:毫升|升|克).*$", re.ASCII | re.IGNORECASE)
_MEASURED = re.compile(r"\d+(?:\.\d+)?\s*(?:年|月|日|号|点|时|分|天|周|星期|小时|%|折|次|元|块|毛|ml|毫升|升|克|g\b|kg|l\b|mm|cm|米)", re.ASCII)
_SPEC_DIGITS = 3
_AMOUNT_OF = re.compile(r"(?<![\w.-])\d{1,4}\s*(?:x\s*)?(?:of\s+)?$", re.ASCII)
_OR = re.compile(r"\bor\b|或|还是|要么")


def ordinal_in(folded: str) -> int | None:
    """Which of a list is meant, counted from 0: "第二个", "the first one"; None when it is not said."""
    return next((place for place, pattern in enumerate(_ORDINALS) if pattern.search(folded)), None)


def name_ordinals(text: str, names: Sequence[str]) -> str:
    """The text with every place in a list of products replaced by the product's name."""
    for pattern, name in zip(_ORDINALS, names, strict=False):
        text = pattern.sub(f" {name} ".replace("\\", ""), text)
    return text.strip()


def name_size(text: str, size: str, name: str) -> str:
    """The text with a bare size replaced by the product of that size: "6 of the 330", "330的来6箱"."""
    return re.sub(rf"(?:\bthe\s+)?{re.escape(size)}(?:\s+ones?\b|的)?", f" {without_size(name)} {size} ", text, count=1, flags=re.IGNORECASE).strip()


def common_words(names: Sequence[str]) -> str:
    """The longest run of characters that all names share, when it can name a product; else empty."""
    if not names:
        return ""
    first, *others = (without_size(name) for name in names)
    runs = (first[start:end] for start in range(len(first)) for end in range(len(first), start + 1, -1))
    shared = max((run.strip() for run in runs if all(run in other for other in others)), key=len, default="")
    return shared if re.search(r"[\u3400-\u9fff]{2}|[A-Za-z]{3}", shared) else ""


def leaves_choice(folded: str, goods: Sequence[str]) -> bool:
    """Whether an amount is wanted of one or the other of goods: "10 sprite or red bull?"; `goods` are the words that name them."""
    places = sorted((folded.find(name), name) for name in goods)
    counted = any(_AMOUNT_OF.search(folded[:start]) is not None for start, _name in places)
    return counted and any(_OR.search(folded, one + len(name), two) is not None for (one, name), (two, _next) in pairwise(places))


def spec_in(folded: str) -> str:
    """The size that a clause without a product names ("the 330ml one", "330的呢"); empty without one."""
    found = [match.group(0).strip() for match in _SPEC.finditer(folded)]
    sizes = [size for size in found if not size.isdigit() or len(size) >= _SPEC_DIGITS]
    return sizes[0] if len(sizes) == 1 else ""


def without_size(name: str) -> str:
    """A product name up to its size."""
    return _SIZE.sub("", name).strip()


def without_measures(folded: str) -> str:
    """The text without numbers that are no quantities of goods: days, hours, sizes, money."""
    return _MEASURED.sub(" ", folded)
