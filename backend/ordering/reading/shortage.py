"""Set phrases with which people settle short stock: take what there is, wait for the rest, leave it; and a plain yes.

Called with a normalised reply; knows no products. The phrases are data (`lexicon/shortage.toml`).
"""

import re

from backend.catalog.text import normalise
from backend.ordering.reading.patterns import joined

_ARTICLE = re.compile(r"(?:\b(?:the|that|those|my)\s+)?_")


def shortage_of(normal: str) -> str | None:
    """What to do: "take_available", "backorder", "drop", or None when the reply says nothing about short stock."""
    words = joined("shortage")
    if words["all_or_none"].search(normal):
        return "drop"
    if words["no_rest"].search(normal):
        return "take_available"
    if words["backorder"].search(normal) or words["in_time"].search(normal):
        return "backorder"
    if words["available"].search(normal):
        return "take_available"
    return "drop" if drops(normal) else None


def takes_substitute(text: str) -> bool:
    """True when the reply takes what is offered in the place of the goods, without naming it, and says nothing else."""
    return joined("shortage")["substitute"].search(normalise(text).strip()) is not None


def takes_half(normal: str) -> bool:
    """True when the reply wants half of what was asked about, and says nothing else."""
    return joined("shortage")["half"].search(normal) is not None


def drops(normal: str) -> bool:
    """True when the reply gives the whole wish up."""
    return joined("shortage")["drop"].search(normal) is not None


def gives_up(text: str, words: str) -> bool:
    """True when the reply gives up just what was said in `words`: "forget the moutai", 茅台不要了."""
    normal, named = normalise(text).strip(), normalise(words).strip()
    return (
        len(named) > 1 and named in normal and drops(_ARTICLE.sub("it", normal.replace(named, "_", 1)) if named.isascii() else normal.replace(named, "这个", 1))
    )


def says_yes(normal: str) -> bool:
    """True for a plain yes."""
    return joined("shortage")["yes"].search(normal) is not None
