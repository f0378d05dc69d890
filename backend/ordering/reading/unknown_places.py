"""Places that goods shall go to and that the dealer does not have: 送城北仓, 送东莞, "ship to Dongguan". They are asked about.

Told by the word for the kind of place behind a name of its own, by words that lead nowhere but to a place (送到, "deliver to"), or by the name of a
city behind any of them (`lexicon/cities.toml`); a person or shop that receives goods is a recipient, not a place (`remarks`).
Invariant: pure; a place that is known, ruled out, or only called "the warehouse" is not found here, and no product either.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from backend.catalog.index import CatalogueIndex
from backend.catalog.sounds import spelled
from backend.ordering.reading.domain import Place
from backend.ordering.reading.patterns import document
from backend.ordering.reading.spans import Span, clear_of
from backend.ordering.reading.stripping import is_ruled_out, places_in

_ZH = re.compile(
    r"(?:送货?到?|送[去往至]|发货?到?|发[往去至]|[运拉寄]到|配送到|(?:收货|送货)?地址(?:是|为|改成?|:|\s){0,2}|改[到送去]|换到|到|去)"
    r"(?P<name>[一-鿿]{1,6}?)(?:仓库|总仓|分仓|库房|配送中心|物流园|厂区|站点|市场|档口|码头|仓|站)(?![一-鿿]*[箱件瓶罐]\s?(?:水|面))"
)
_NO_NAME = re.compile(r"我|咱|俺|你|您|他|她|自己|公司|家里?|这|那|哪|原来|老地方|平时|常|上次|别的|其他|另|每|各|两|都|同|一个|到|去|了|吧|货|的$|什么")
_UNTIL = (
    r"(?=去|吧|哦|哈|啊|呢|就行|谢谢|麻烦|[这那][边里儿]|[今明后]天|[今明后]早|大后|下?个?[周月]|星期|礼拜|[上下中]午|[早晚]上|尽快"
    r"|[,.;!?()、:]|\s|$|\d|[一二两三四五六七八九十百]{1,4}[箱件瓶罐个盒包袋提打托])"
)
_ENDS = re.compile(r"[省市区县镇]?(?:仓|店|工地|门店)?" + _UNTIL)
_LED_ZH = re.compile(
    r"(?:[送发运拉寄](?:货)?[到往至]|[送发运拉寄]去|配送到|(?:收货|送货)?地址(?:是|为|改[成为到]?|换成?|:|\s){1,2}|改[送发](?:到|去)?)\s?"
    r"(?P<name>[一-鿿]{2,8}?)" + _UNTIL
)
_BARE_ZH = re.compile(r"[送发去到运]\s?(?P<name>[一-鿿]{2,5})")
_PLACE_WORD = re.compile(r"^(?!小区|景区|片区|郊区|地区|社区|城区|市区|农村|全市|本)[一-鿿]{1,3}[市县区镇乡村](?:$|[去吧那,.;!?\s])")
_NO_PLACE = re.compile(
    r"[门楼店仓库车手人里上下外内边处部]$|门口|群|地方|地址|位置|现场|工地|为止|付|后$|前$|客户|老板|朋友|指定|统一|一起|一块|全部|直接|默认|一样|原|老|旧|月底|年底"
    r"|[吗呢要送发给再和跟能行好快慢急先不没有多少过着就把让请收满齐止时算整单数号点]|顺丰|德邦|物流|快递|专线|京东|货拉拉|邮箱|微信|短信|消息"
)
_EN = re.compile(
    r"(?:\b(?:deliver(?:ed|y)?|send|sent|ship(?:ped)?|dropp?(?:ed)?|bring|dispatch(?:ed)?|going|goes|go)\s+(?:it |them |this |all |everything ){0,2})?"
    r"\b(?:to|at|into)\s+(?P<article>(?:the|our|my)\s+)?(?P<name>[a-z][a-z'-]*(?:\s[a-z][a-z'-]*){0,2})\s"
    r"(?:(?P<sure>warehouse|depot|wh|dc|hub|branch|yard|distribution cent(?:re|er))|store|shop|site|station|market|plant|factory)\b"
)
_NO_NAME_EN = re.compile(
    r"\b(?:the|our|my|your|an?|in|of|on|for|from|by|and|or|with|is|it|usual|same|other|another|new|old|right|nearest|own|that|this|these|those|each|every|both"
    r"|all|any|small|little|big|corner|local|back|front|whole|first|second|last|next|which|what|correct|normal|regular|default|sell|stock|fill|be|me|us)\b|'"
)
_LED_EN = re.compile(
    r"\b(?:deliver(?:ed|y|ies|ing)?|ship(?:ped|ping|ment)?|send(?:ing)?|sent|dispatch(?:ed)?|forward(?:ed)?|bring|drop(?:ped)?(?: off)?"
    r"|delivery address(?: is)?|ship-to(?: is)?)\b(?P<between>[^,.;!?\n]{0,60}?)\bto\s+(?P<name>[a-z][a-z'-]+(?:\s[a-z][a-z'-]+){0,2}?)"
    r"(?=\s*(?:$|[,.;!?()\n])|\s+(?:please|pls|plz|thanks|thank|thx|by|on|before|after|tomorrow|today|tonight|next|this|asap|instead|not|for|from|via|and|as|if"
    r"|mon|tue|wed|thu|fri|sat|sun|(?:mon|tues|wednes|thurs|fri|satur|sun)day|urgently)\b)"
)
_NO_PLACE_EN = re.compile(
    r"\b(?:doors?|doorstep|home|house|work|office|site|shop|store|warehouse|place|location|address|them|him|her|there|here|you|everyone|customers?|clients?|people"
    r"|friends?|family|hand|stock|arrive|arrival|get|have|make|add|go|start|confirm|collect|pick|replace|top|use|try|check|see|avoid|reach|complete|order|orders|date"
    r"|now|mr|mrs|ms|miss|dr|auntie?|uncle|boss|one|two|three|four|five|six|seven|eight|nine|ten|cases?|boxes|pallets?|bottles?|cans?|pieces?|more|less|so|do|let|keep"
    r"|half|dozen|zero|sample|samples|gate|counter|dock|floor|ground|building|unit|room|city|town|side|street|road)\b"
)
_TO_EN = re.compile(r"\b(?:to|for|in|at)\s+(?P<name>[a-z][a-z']+(?:\s[a-z]+)?)")


def unknown_places(text: str, places: Sequence[Place], taken: Sequence[Span], index: CatalogueIndex) -> list[Span]:
    """Where such places are named, with the words that lead to them; `codes` holds the name. `taken` are spans that say something else (recipients)."""
    named = [span for span in _named(text) if span.kind != "maybe" or not _is_product(span.codes[0], index)] if places else []
    return clear_of(named, [*taken, *places_in(text, places)]) if named else []


@lru_cache(maxsize=64)
def _named(text: str) -> tuple[Span, ...]:
    """Every name that may be one, in order; of kind "maybe" where only the name tells it, which may be that of a product as well."""
    found = [Span(start, end, kind, (name,)) for start, end, kind, name in _all_named(text) if not is_ruled_out(text, start)]
    kept: list[Span] = []
    for span in sorted(found, key=lambda one: (one.start, one.start - one.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return tuple(kept)


def _all_named(text: str) -> Iterator[tuple[int, int, str, str]]:
    yield from (_hit(match, "place") for match in _ZH.finditer(text) if _NO_NAME.search(match["name"]) is None)
    yield from (_hit(match, "place") for match in _EN.finditer(text) if _NO_NAME_EN.search(match["name"]) is None and (match["sure"] or match["article"]))
    for match in _LED_ZH.finditer(text):
        city = _city_at(match["name"])
        if city or not (_NO_NAME.search(match["name"]) or _NO_PLACE.search(match["name"])):
            yield _hit(match, "place")
    for match in _BARE_ZH.finditer(text):
        city = _city_at(match["name"]) or ((said := _PLACE_WORD.match(match["name"])) and said.group().rstrip("去吧那"))
        end = match.start("name") + len(city or "")
        if city and _ENDS.match(text, end):
            yield match.start(), end, "maybe", city
    for match in _LED_EN.finditer(text):
        if not (_NO_NAME_EN.search(match["name"]) or _NO_PLACE_EN.search(match["name"])):
            yield match.start("name") - len("to "), match.end(), "maybe", match["name"]
    for match in _TO_EN.finditer(text):
        words = match["name"]
        city = words if words in _latin_cities() else words.split()[0]
        if city in _latin_cities():
            yield match.start(), match.start("name") + len(city), "maybe", city


def _hit(match: re.Match[str], kind: str) -> tuple[int, int, str, str]:
    start = match.start("name")
    return match.start(), match.end(), kind, match.string[start : match.end()].strip()


def _city_at(name: str) -> str | None:
    """The city that a Chinese name begins with."""
    return next((name[:length] for length in (5, 4, 3, 2) if name[:length] in _cities()), None)


def _is_product(name: str, index: CatalogueIndex) -> bool:
    """Whether the catalogue knows the name, as that of a product or its brand: 送青岛 may be beer."""
    return all(word in index.words for word in name.split()) if name.isascii() else bool(index.containing(name))


@cache
def _cities() -> frozenset[str]:
    return frozenset(document("cities")["han"].split())


@cache
def _latin_cities() -> frozenset[str]:
    return frozenset({spelled(city) for city in _cities()} | set(document("cities")["latin"]))
