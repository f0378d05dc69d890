"""How Chinese words sound and abbreviate: homophones (康师父 for 康师傅), full pinyin (xuebi) and initials (kkkl).

Confusable sounds (zh/z, ch/c, sh/s, n/l, -ng/-n) share a key. Invariant: a key says "may have meant", never "is".
"""

import itertools
import os
from functools import cache

os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")  # read by the import below: only single characters are looked up, and phrases cost half of a start

from pypinyin import Style, pinyin

_MERGED = (("zh", "z"), ("ch", "c"), ("sh", "s"))
MOST_READINGS = 4


@cache
def readings(char: str) -> tuple[str, ...]:
    """The toneless readings of one character, most usual first."""
    found = pinyin(char, style=Style.NORMAL, heteronym=True, errors="ignore")
    return tuple(dict.fromkeys(found[0])) if found else ()


def blurred(syllable: str) -> str:
    """A syllable with the sounds merged that speakers confuse."""
    for long, short in _MERGED:
        if syllable.startswith(long):
            syllable = short + syllable[len(long) :]
    if syllable.startswith("l"):
        syllable = "n" + syllable[1:]
    return syllable[:-1] if syllable.endswith("ng") else syllable


@cache
def _sounds(char: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(blurred(reading) for reading in readings(char)))[:2]


def sound_keys(chars: str) -> list[str]:
    """Keys of a run of characters under every likely combination of readings."""
    options = [_sounds(char) for char in chars]
    if not all(options):
        return []
    return [" ".join(combination) for combination in itertools.islice(itertools.product(*options), MOST_READINGS)]


def spelled(chars: str) -> str:
    """Full toneless pinyin without spaces, by the usual readings."""
    return "".join(readings(char)[0] if readings(char) else char for char in chars)


def initials(chars: str) -> str:
    """First letters of the pinyin, the way people abbreviate names."""
    return "".join(readings(char)[0][0] if readings(char) and readings(char)[0] else char for char in chars)
