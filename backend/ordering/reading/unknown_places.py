"""Places that goods shall go to and that the dealer does not have: 送城北仓, "deliver to the Northgate depot". They are asked about.

Told by the word for the kind of place behind a name of its own; a person or shop that receives goods is a recipient, not a place (`remarks`).
Invariant: pure; a place that is known, ruled out, or only called "the warehouse" is not found here.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from backend.ordering.reading.domain import Place
from backend.ordering.reading.spans import Span, clear_of
from backend.ordering.reading.stripping import is_ruled_out, places_in

_ZH = re.compile(
    r"(?:送货?到?|送[去往至]|发货?到?|发[往去至]|[运拉寄]到|配送到|(?:收货|送货)?地址(?:是|为|改成?|:|\s){0,2}|改[到送去]|换到|到|去)"
    r"(?P<name>[一-鿿]{1,6}?)(?:仓库|总仓|分仓|库房|配送中心|物流园|厂区|站点|市场|档口|码头|仓|站)(?![一-鿿]*[箱件瓶罐]\s?(?:水|面))"
)
_NO_NAME = re.compile(r"我|咱|俺|你|您|他|她|自己|公司|家里?|这|那|哪|原来|老地方|平时|常|上次|别的|其他|另|每|各|两|都|同|一个|到|去|了|吧|货|的$|什么")
_EN = re.compile(
    r"(?:\b(?:deliver(?:ed|y)?|send|sent|ship(?:ped)?|dropp?(?:ed)?|bring|dispatch(?:ed)?|going|goes|go)\s+(?:it |them |this |all |everything ){0,2})?"
    r"\b(?:to|at|into)\s+(?P<article>(?:the|our|my)\s+)?(?P<name>[a-z][a-z'-]*(?:\s[a-z][a-z'-]*){0,2})\s"
    r"(?:(?P<sure>warehouse|depot|wh|dc|hub|branch|yard|distribution cent(?:re|er))|store|shop|site|station|market|plant|factory)\b"
)
_NO_NAME_EN = re.compile(
    r"\b(?:the|our|my|your|an?|in|of|on|for|from|by|and|or|with|is|it|usual|same|other|another|new|old|right|nearest|own|that|this|these|those|each|every|both"
    r"|all|any|small|little|big|corner|local|back|front|whole|first|second|last|next|which|what|correct|normal|regular|default|sell|stock|fill|be|me|us)\b|'"
)


def unknown_places(text: str, places: Sequence[Place], taken: Sequence[Span]) -> list[Span]:
    """Where such places are named, with the words that lead to them; `taken` are spans that say something else (recipients)."""
    named = _named(text) if places else ()
    return clear_of(named, [*taken, *places_in(text, places)]) if named else []


@lru_cache(maxsize=64)
def _named(text: str) -> tuple[Span, ...]:
    found = [match.span() for match in _ZH.finditer(text) if _NO_NAME.search(match["name"]) is None]
    found += [match.span() for match in _EN.finditer(text) if _NO_NAME_EN.search(match["name"]) is None and (match["sure"] or match["article"])]
    return tuple(Span(start, end, "place") for start, end in sorted(found) if not is_ruled_out(text, start))
