"""Which language a message is written in, so that its answer is in the same one.

Function words decide before the count of scripts: brand names cross over ("来10箱 coke", "10 cases of 可乐"), grammar does not.
Invariant: a text that carries no language of its own ("330", "ok", "SO-1003", a brand, a single command word) keeps the language of
the conversation, or of the person; a text that asks for a language gets that one, whatever it is written in.
"""

import re

from bot.lexicon import load_lexicon

_WORDS = load_lexicon("language")
_CHINESE = frozenset(_WORDS["chinese"])
_ENGLISH = frozenset(_WORDS["english"])
_NEUTRAL = frozenset(_WORDS["neutral"])
_WORD = re.compile(r"[A-Za-z][A-Za-z']+|\b[aAI]\b")
_CODE = re.compile(r"\b[A-Za-z]+-?\d[\w-]*|\b\d+[A-Za-z]{1,2}\b")


_WISH = (
    r"(?:speak|talk|answer|reply|write|respond|chat|switch|change|continue|go on|use|do (?:this|it))(?: (?:to|in|with|me|us|back|now|please))* {name}"
    r"|(?:in|to) {name}(?:,? (?:please|pls|from now on|instead))\W*$|^\W*{name},? (?:please|pls)\W*$"
    r"|(?:说|讲|用|换成?|改成?|切换?成?|回)(?:回)?{han}|{han}(?:回答|回复|交流|沟通|说|吧)"
)
_WISHES = tuple(
    (lang, re.compile(_WISH.replace("{name}", name).replace("{han}", han), re.IGNORECASE))
    for lang, name, han in (("en", "english", "(?:英文|英语)"), ("zh", "(?:chinese|mandarin)", "(?:中文|汉语|普通话|国语)"))
)


def asked_language(text: str) -> str | None:
    """The language that a text asks to be answered in; None when it asks for none."""
    return next((lang for lang, pattern in _WISHES if pattern.search(text)), None)


def language_of(text: str, previous: str | None, default: str) -> str:
    """The language ("zh" or "en") of this turn. `previous` is the conversation's language, `default` the person's own setting."""
    asked = asked_language(text)
    if asked:
        return asked
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
