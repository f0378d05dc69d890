"""Which language a message is written in, so that its answer is in the same one.

Function words decide before the count of scripts: brand names cross over ("来10箱 coke", "10 cases of 可乐"), grammar does not.
Invariant: a text that carries no language of its own ("330", "ok", "SO-1003", a brand, a single command word) keeps the language of
the conversation, or of the person.
"""

import re

from bot.lexicon import load_lexicon

_WORDS = load_lexicon("language")
_CHINESE = frozenset(_WORDS["chinese"])
_ENGLISH = frozenset(_WORDS["english"])
_NEUTRAL = frozenset(_WORDS["neutral"])
_WORD = re.compile(r"[A-Za-z][A-Za-z']+|\b[aAI]\b")
_CODE = re.compile(r"\b[A-Za-z]+-?\d[\w-]*|\b\d+[A-Za-z]{1,2}\b")


def language_of(text: str, previous: str | None, default: str) -> str:
    """The language ("zh" or "en") of this turn. `previous` is the conversation's language, `default` the person's own setting."""
    fallback = previous or default
    bare = _CODE.sub(" ", text)
    han = [char for char in bare if "\u3400" <= char <= "\u9fff"]
    words = [word.casefold() for word in _WORD.findall(bare)]
    telling = [word for word in words if word not in _NEUTRAL]
    grammar = [word for word in telling if word in _ENGLISH]
    if not han and (not grammar or len(words) == 1):
        return fallback
    chinese = sum(char in _CHINESE for char in han)
    english = len(grammar)
    if chinese != english:
        return "zh" if chinese > english else "en"
    if len(han) != len(telling):
        return "zh" if len(han) > len(telling) else "en"
    return fallback
