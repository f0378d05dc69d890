"""What a message says besides products and quantities: delivery day, place, reference to an earlier order, money, telephone and order numbers.

Every part is a span of the normalised text that later steps skip, so that its digits and words are never read as an order line.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from backend.catalog.text import normalise
from backend.ordering.reading.dates import DayFound, days_in
from backend.ordering.reading.domain import Delivery, Place


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the normalised text that is settled. `kind`: delivery, place, urgent, noise, money, total, question, rule, line or last line.

    `codes` are the SKUs of the draft's lines that it points at, for the kinds "line" and "last line".
    """

    start: int
    end: int
    kind: str
    codes: tuple[str, ...] = ()


_NEAR = 60
_BEFORE = re.compile(r"^\s*(?:的)?\s*(?:早上|上午|中午|下午|晚上|晚|早)?(?:(?:\d{1,2}|[一二两三四五六七八九十]{1,2})点(?:半|钟)?)?\s*(?:之前|以前|前)")
_BY_LEFT = re.compile(r"(?:\bby|\bbefore|no later than|not later than|\buntil|\btill|at the latest|最晚|最迟|不晚于|赶在|务必在|截止)\s*(?:the\s*)?$")
_ON_LEFT = re.compile(r"(?:\b(?:on|for|arrive|arriving|deliver(?:y|ed)?|due|at|by the|the)\s*|(?:于|在|到|约在|定在|安排在)\s*)$")
_AFTER_DAY = re.compile(
    r"^\s*(?:(?:的)?(?:早上|上午|中午|下午|晚上|傍晚|一早|早|晚)|(?:in the )?(?:morning|afternoon|evening|noon|night|am|pm|eod))?"
    r"\s*(?:\d{1,2}(?::\d{2})?\s*(?:点半|点钟|点|am|pm|时)(?:之?前)?|at \d{1,2}(?::\d\d)?\s*(?:am|pm)?)?"
    r"\s*(?:之前|以前|前)?\s*(?:能|可以|要|得|务必|必须)?(?:送到|送达|送货|送来|送过来|到货|到达|发货|发出|交货|配送|到店|收到|送|到|要)?"
)
_OCCASION = re.compile(r"\s*(?:有|搞|办|开业|开张|过节|放假|比赛|做活动|聚会|结婚|促销)")
_NONE_TODAY = re.compile(r"\b(?:no|not|without|out of)\s+[a-z ]{1,20}$")
_NOT_DAY = re.compile(r"(?:\bnot(?: on| by| before)?|不是|不要|别)\s*$")
_LATEST = re.compile(r"^\s*(?:at the latest|latest|or (?:earlier|sooner|before))")
_URGENT = re.compile(
    r"尽快|越快越好|加急|急用|急要|马上要|马上送|赶紧送|赶快|速发|速送|急单|急需|火急|特急|快点送|尽早|立即|\basap\b|as soon as possible|as soon as you can|\burgent(?:ly)?\b|\brush\b|"  # noqa: E501 - a pattern or word list, one a line
    r"right away|straight away|immediately|"
    r"as fast as possible|as quickly as possible|as early as possible|\bpronto\b|\bquick(?:ly)? as you can"
)
_CLOCK = re.compile(
    r"(?<![\d:])\d{1,2}:\d{2}(?!\d)(?:\s*(?:am|pm))?|(?:早上|上午|中午|下午|晚上|傍晚)\s*(?:\d{1,2}|[一二三四五六七八九十]{1,2})点(?:半|钟)?(?:之?前|之?后|左右)?"
    r"|(?<![\d.])(?:\d{1,2}|十[一二]?|[一二两三四五六七八九])点(?:半|钟|(?:之?前|之?后))|\b(?:at |before |after |by )?\d{1,2}\s?(?:am|pm)\b|at \d{1,2} ?o'?clock"  # noqa: E501 - a pattern or word list, one a line
)
_MONEY = re.compile(
    r"(?:[¥$€£]|rmb\s?|cny\s?|usd\s?)\d[\d,]{0,14}(?:\.\d+)?(?:\s?(?:/|per |a |an |each|一|每)\s?(?:case|box|bottle|can|carton|pc|piece|箱|瓶|罐|件|盒|包|个))?"
    r"|每(?:箱|瓶|罐|件|盒|包|个|听|袋|桶|片|米|卷|根|支)\s?(?:按|算|卖|只要|收|才|给|是|要)?\s?\d+(?:\.\d+)?(?:元|块钱?|毛|分钱)?(?!\s?[箱瓶罐件盒包个听袋桶片米卷根支打\d.*x])(?:钱|算|的价格?|价|结算|一[箱瓶罐件盒包个])?"
    r"|一(?:箱|瓶|罐|件|盒|包|个|听|袋|桶|片|米|卷|根|支)\s?(?:按|算|卖|只要|收|才|给|是|要)?\s?\d+(?:\.\d+)?(?:元|块钱?|毛|分钱)(?:算|的价格?|价|结算|一[箱瓶罐件盒包个])?"
    r"|(?:按|照|价格?|单价|算|给我|改成|改为|降到|涨到|设为|调到|便宜|优惠|减|补|共|合计|才|只要)?\s?(?:\d[\d,]{0,14}(?:\.\d+)?|[零一二两三四五六七八九十百千万]{1,12})(?:万)?(?:元|块钱|块(?!砖|瓷|板|地)|毛钱|分钱|人民币|"
    r"美元)(?:/?(?:一|每)?[箱瓶罐件盒包个])?(?:的?价格?|计算|结算|算|成交|钱)?"
    r"|(?<![\d.])\d+(?:\.\d+)?\s?(?:yuan|rmb|cny|dollars?|bucks|usd|quid|pounds?)(?:\s?(?:/|per|a|an)\s?(?:case|box|bottle|can|carton|pc|piece|unit)|"
    r"\s(?:each|apiece))?"
    r"|(?<=at )\d+(?:\.\d+)?\s?(?:/|per|a|an)\s?(?:case|box|bottle|can|carton|pc|piece|unit)|(?<=was )\d+(?:\.\d+)?\s?(?:/|per|a|an)\s?(?:case|box|"
    r"bottle|can|carton|pc|piece)"
    r"|(?<![\d.])(?:\d+(?:\.\d+)?(?:/|每)|(?<=[是按才要卖价给算收])\d+(?:\.\d+)?一|\d+\.\d+一)\s?(?:箱|瓶|罐|件|盒|包|个|听|袋|桶|片|米|卷|根|支)(?!\d)"
    r"|(?<=at )\d+(?:\.\d+)?\s?(?:each|apiece|ea)\b"
    r"|@\s?\d+(?:\.\d+)?(?:\s?(?:each|/\w+))?|(?:at|for) (?:that|the same|the old|this|last month's|my usual|our usual|the agreed|the usual) price|"
    r"按(?:这个|那个|上次的?|原来的?|老|原|以前的?)价格?"
    r"|(?<!\d)(?:打?[一二三四五六七八九]折|\d(?:\.\d)?折)(?:算|结算)?|(?:price|prices|cost|rate|charge)\s?(?:to|at|of|is|=|:|as)?\s?(?:zero|0|"
    r"\d+(?:\.\d+)?)(?![\d.]*\s?(?:case|box|ctn|ml|bottle))|\d+(?:\.\d+)?\s?% ?(?:off|discount)|\b(?:free of charge|for free)\b"
)
_NOISE = re.compile(
    r"(?:\+?86[- ]?)?(?<!\d)1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)|(?<!\d)0\d{2,3}-\d{7,8}(?!\d)"
    r"|(?:电话|手机号?|联系方式|联系电话|tel|phone|mobile|call(?: me)?(?: on| at)?|whatsapp|wechat|微信号?|qq|fax)\s*(?:no\.?|number|是|为|号|:)*\s*[:#]?\s*\+?[\d][\d\- ]{5,20}\d"  # noqa: E501 - a pattern or word list, one a line
    r"|(?:采购单号?|采购订单号?|合同号?|客户单号|我方单号|我司单号|参考号|流水号|发票号|po|p\.o\.|ref|reference|contract|invoice|quote|job|project|customer|cust|account|acct|"
    r"a/c)\s*(?:no\.?|number|num|code|id|编号|号码?|是|为|is)?\s*[.:#]*\s*#?\s*(?:[a-z]{0,4}[-/]?)?\d[\w\-/]{0,40}"
    r"|(?<![a-z])po[-#]?\d[\w-]*|(?:车牌|vehicle|plate)\S{0,3}[a-z]?[a-z0-9]{5,7}"
    r"|\d+号(?:楼|店|院|门|库|仓|线)|(?<=[路街道巷弄])\d+(?:号|弄)?(?:\d+室)?|\d+(?:栋|单元|室|弄|楼)(?!\S*箱)|\b\d+(?:st|nd|rd|th)\s+(?:floor|street|avenue|road)|\b(?:unit|"
    r"room|suite|building|gate|dock|bay|door|no\.)\s+#?\d+\w?\b(?=\s*(?:,|;|\.|$|at))"
    r"|(?:每|一)[箱件托盒包提]\s?(?:是|装|有|里|共|为)?\s?\d+\s?[瓶罐听包袋盒个只支片枚双]|\d+\s?(?:ml)?\s?[x*]?\s?\d*\s?[瓶罐听包袋盒个只支片枚双卷]\s?/\s?[箱件托盒包提]|"
    r"\d+\s?[瓶罐听包袋盒个只支片枚]\s?(?:一|每)[箱件]|[(]\s?\d+\s?(?:入|支装|瓶装|罐装|包装|个装|片装|粒装|枚装|听装|袋装)\s?[)]|(?<!\d)(?:6|12|15|20|24|30|36|48)\s?(?:入|支装|瓶装|罐装|包装|个装|"
    r"片装|听装|袋装)"
    r"|(?<![\d.])\d+(?:\.\d+)?\s?(?:pcs?|cans|bottles|bags|packs"
    r"|units|pieces|rolls|tins)?\s?(?:/|per|to a|to the|in a|a)\s?(?:case|ctn|carton|box|pallet)\b(?!\s+of)|"
    r"(?<=[(])\s?\d+\s?[x*]?\s?\d*\s?(?:pcs?|cans|bottles|pack)\s?(?=[)])"
    r"|(?<![\w.*/])[(]?1\s?[x*]\s?(?:6|12|15|20|24|30|36|48)[)]?(?![\d*x])|(?<![\d.])(?:6|12|15|20|24|30|36|48)\s?/\s?(?=\d{3}(?:ml)?\b)"
    r"|\d+/f\b|(?<![\d.])\d+[a-z]?\s+(?:[a-z]+\s+){1,3}(?:road|street|avenue|lane|rd|st|ave|blvd|highway)\b"
    r"|比(?:上次|上回|平时|之前|以前|昨天|上周|上个?月|往常)[^,.;!?]{0,4}(?:多|少)了?[^,.;!?]{1,6}"
    r"|\d+\s?[瓶罐听包袋盒个只支片枚]\s?[*x]\s?(?=\d+\s?[箱件])|(?:联系人|收货人|收件人|经手人|签收人|提货人|接货人)(?:的?(?:名字|姓名))?\s*"
    r"(?:现在|请|要|都|应该|[:是为叫改换变写填更]|[改换变]?成){0,4}\s*[一-鿿]{2,3}"
    r"|\b(?:receiver|recipient|consignee|contact (?:person|name)|attn)(?:'s)?(?: name)?\s*(?::|=|-|(?:(?:should|will|must) be|is(?: now)?|to(?: be)?|as)\b)\s*"
    r"(?:[a-z'’-]{2,}(?:\s[a-z'’-]{2,}){0,2}(?=\s*(?:[,.;!?()]|$))|[a-z'’-]{2,}(?:\s(?:one|two|three|four|five|six|seven|eight|nine|ten)\b)?)"
    r"|(?<![\d一二三四五六七八九十百千万两几半])[张李王赵刘陈孙][三四五六七八九](?=\s*(?:[,.;!?]|$|先生|女士|来|收|签|接|说))"
    r"|https?://\S+|\S+@\S+\.\S+"
)
_TOTAL = re.compile(
    r"(?:一共|总共|合计|共计|总计|加起来|总数|总量|全部加起来|共)\s*(?:是|就是|应该是|为|:)?\s*(?:\d+(?:\.\d+)?|[一二两三四五六七八九十百]{1,10})\s*(?:个|样)?(?:箱|件|瓶|罐|个|种|款|盒|包|品种|样|项|行|托|品|"
    r"单)(?![^,.;!?、\s]{0,2}[一-鿿]{2})"
    r"|(?:that's|that is|that makes|makes|so|for a)?\s*\b(?:total|totals?|totalling|in all)\s*(?:of|is|=|:|should be|comes to|qty|"
    r"quantity)?\s*\d+\s*(?:cases?|ctns?|cartons?|boxes|units|items|lines|pcs|pieces|bottles)?"
    r"|\d+\s*(?:cases?|ctns?|cartons?|boxes|units|items|lines|pcs|pieces)?\s*(?:in total|altogether|all together|in all|total|all up)\b"
)
_TO_PLACE = re.compile(
    r"(?:请|都|全部|一起|直接|就|帮我|给我|货)?(?:送到|送去|送往|送至|发到|发往|发去|运到|配送到|送货到|送货地址|收货地址|地址|送|发|到|去|(?:deliver(?:ed|y)?|send|ship(?:ped)?|going|"
    r"drop(?:ped)?)?\s*(?:it|them|all|everything)?\s*\b(?:to|at|for|into)\s+(?:the\s+|our\s+|my\s+)?)\s*:?\s*$"
)
_LISTED = re.compile(r"\b(?:to|between) (?:the )?(?P<list>[a-z]+(?:(?:, (?:and )?| and | & )(?:the )?[a-z]+\b)*)")
_NOT_TO = re.compile(r"(?:不要|别|不是|不|not|don't)\s*$")
_INLINE = re.compile(r"(?:(?<=\s)|^)[(]?(\d{1,2})[)]\s*")
_BULLET = re.compile(r"(?:(?<=;)|^)\s*(?:[(]?(\d{1,2})\s?[.)、:](?!\d)\s*|[-*•·○●▪]\s+|[a-h][.)]\s+|[①-⑳]\s*)")


def delivery_of(text: str, places: Sequence[Place], today: date, taken: Sequence[Span]) -> tuple[Delivery, list[Span]]:
    """The delivery wish of the message and the spans it stands in. `taken` are spans whose days mean something else (an earlier order)."""
    spans: list[Span] = []
    day, relation = None, None
    for found in days_in(text, today):
        if any(span.start < found.end and found.start < span.end for span in taken):
            continue
        if found.day < today or _is_no_wish(text, found, today):
            spans.append(Span(found.start, found.end, "noise"))
            continue
        day, relation = found.day, relation_of(text, found)
        spans.append(around(text, found))
    urgent = [
        Span(match.start(), match.end(), "urgent")
        for match in _URGENT.finditer(text)
        if not text[max(0, match.start() - _NEAR) : match.start()].rstrip().endswith(("不", "not"))
    ]
    place, place_spans = _place_in(text, places)
    return Delivery(day, relation, place, bool(urgent)), [*spans, *urgent, *place_spans]


def _is_no_wish(text: str, found: DayFound, today: date) -> bool:
    """A day that is ruled out ("not Thursday"), on which something happens, or on which something is missing."""
    before = text[: found.start]
    return bool(_NOT_DAY.search(before) or _OCCASION.match(text[found.end :]) or (found.day == today and _NONE_TODAY.search(before)))


def relation_of(text: str, found: DayFound) -> str:
    """Whether the goods are wanted by the day or on it."""
    after = text[found.end : found.end + 24]
    if found.within or _BEFORE.match(after) or _LATEST.match(after) or _BY_LEFT.search(text[max(0, found.start - 24) : found.start]):
        return "by"
    return "by" if re.match(r"^\s*(?:[早上中下午晚]*)\s*\d{0,2}点?半?\s*(?:之前|以前|前)", after) else "on"


def around(text: str, found: DayFound) -> Span:
    """The day with its preposition and time of day."""
    shift = max(0, found.start - _NEAR)
    before = text[shift : found.start]
    left = _BY_LEFT.search(before) or _ON_LEFT.search(before)
    after = _LATEST.match(text[found.end : found.end + _NEAR]) or _BEFORE.match(text[found.end : found.end + _NEAR])
    end = found.end + (after.end() if after else 0)
    tail = _AFTER_DAY.match(text[end : end + _NEAR])
    return Span(shift + left.start() if left else found.start, end + (tail.end() if tail else 0), "delivery")


def _place_in(text: str, places: Sequence[Place]) -> tuple[str | None, list[Span]]:
    """The place named last; a place that is ruled out ("不送城东") does not count."""
    found = places_in(text, places)
    wanted = [span.codes[0] for span in found if span.codes]
    return (wanted[-1] if wanted else None), [Span(span.start, span.end, "place") for span in found]


def places_in(text: str, places: Sequence[Place]) -> tuple[Span, ...]:
    """The places that are named, with their prepositions; `codes` holds the place, and nothing when it is ruled out."""
    return _places(text, tuple(places)) if places else ()


@lru_cache(maxsize=16)
def _places(text: str, places: tuple[Place, ...]) -> tuple[Span, ...]:
    hits: list[tuple[int, int, str]] = []
    for place in places:
        for word in _names_of(place):
            start = text.find(word)
            while start >= 0:
                if _stands_alone(text, start, word):
                    hits.append((start, start + len(word), place.code))
                start = text.find(word, start + 1)
        hits.extend((start, end, place.code) for start, end in _short_names(text, place, places))
    spans: list[Span] = []
    for start, end, code in sorted(hits, key=lambda hit: (hit[0], -hit[1])):
        if spans and start < spans[-1].end:
            continue
        lead = _TO_PLACE.search(text[max(0, start - _NEAR) : start])
        begin = max(0, start - _NEAR) + lead.start() if lead else start
        denied = _NOT_TO.search(text[max(0, begin - _NEAR) : begin]) is not None
        spans.append(Span(begin, end, "place", () if denied else (code,)))
    return tuple(spans)


@lru_cache(maxsize=512)
def _names_of(place: Place) -> frozenset[str]:
    return frozenset({normalise(name) for name in (place.name_zh, place.name_en, place.code, *place.aliases)} - {""})


@lru_cache(maxsize=512)
def _first_word(place: Place) -> str:
    return normalise(place.name_en).split(" ")[0]


def _short_names(text: str, place: Place, places: Sequence[Place]) -> Sequence[tuple[int, int]]:
    """The first word of an English name that no other place begins with, behind "to" or as a heading ("to West", "west: 10 coke")."""
    word = _first_word(place)
    if word not in text or not word.isascii() or not word.isalpha() or sum(_first_word(one) == word for one in places) > 1:
        return ()
    headed = [match.span("short") for match in re.finditer(rf"(?:^|[,;.] ?)(?P<short>{word})(?=\s*:)", text)]
    listed = [
        (found.start("list") + match.start(), found.start("list") + match.end())
        for found in _LISTED.finditer(text)
        for match in re.finditer(rf"\b{word}\b", found["list"])
    ]
    return [*headed, *listed]


def _stands_alone(text: str, start: int, word: str) -> bool:
    if not word[0].isascii():
        return True
    before, after = text[start - 1 : start], text[start + len(word) : start + len(word) + 1]
    return not (before.isascii() and before.isalnum()) and not (after.isascii() and after.isalnum())


def noise_in(text: str) -> list[Span]:
    """Money, clock times, telephone and order numbers, pack descriptions, bullets and checksum totals."""
    spans = [
        Span(match.start(), match.end(), kind)
        for pattern, kind in ((_NOISE, "noise"), (_MONEY, "money"), (_CLOCK, "noise"), (_TOTAL, "total"))
        for match in pattern.finditer(text)
    ]
    return spans + _bullets(text)


def _bullets(text: str) -> list[Span]:
    """List markers at line starts, when there are at least two lines with them or numbers that count up."""
    marks = list(_BULLET.finditer(text))
    inline = list(_INLINE.finditer(text))
    if len(inline) > max(1, len(marks)) and [int(mark.group(1)) for mark in inline] == list(range(1, len(inline) + 1)):
        return [Span(mark.start(), mark.end(), "noise") for mark in inline]
    numbered = [int(mark.group(1)) for mark in marks if mark.group(1)]
    counting = numbered == list(range(numbered[0], numbered[0] + len(numbered))) if numbered else True
    if len(marks) < 2 or not counting:  # noqa: PLR2004 - a single mark may be a number or a sign
        return []
    return [Span(mark.start(), mark.end(), "noise") for mark in marks if mark.end() > mark.start()]


def merged(spans: Iterable[Span]) -> list[Span]:
    """Spans in order without overlaps; the one that begins first wins, the longer one at the same place."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        if kept and span.start < kept[-1].end:
            if span.end > kept[-1].end:
                kept.append(Span(kept[-1].end, span.end, span.kind))
            continue
        kept.append(span)
    return kept
