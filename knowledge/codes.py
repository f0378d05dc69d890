"""Reading fault codes and part numbers out of words, and telling them from plain quantities.

A code has keys: "0x0017", "0X17" and "17H" share the key of their value; "E-07", "E 7" and "e07" share one; "62-05 2RS" is what its letters and
figures say. A figure alone is a code only beside a word that says so ("报警 23", "alarm 23", "23 号故障"), or where the text is nothing else; a figure
with a unit or a counting word never is. Words such as ALARM or ERR before a figure name no family: "ALARM-23" is the code 23 as well as itself.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_CUES = (
    r"alarms?|alm|errors?|err|faults?|codes?|warnings?|failures?|trips?|tripped|events?|"
    r"报警|警报|告警|报错|故障|错误|异常|代码|代号|编号"
)
_UNIT = (
    r"(?:\s*(?:[%‰°℃″′]|(?:mm|cm|km|ml|kg|pcs?|psi|bar|mpa|kpa|hz|khz|mhz|ghz|rpm|kw|kwh|va|kva|ma|nm|gb|mb|tb|usd|rmb|cny|inch|inches|feet|ft|"
    r"hours?|hrs?|minutes?|mins?|seconds?|secs?|days?|weeks?|months?|years?|times|degrees?|volts?|amps?|watts?|cases?|boxes|bottles|pieces|units|pallets|"
    r"litres?|liters?|meters?|metres?|people|machines?|robots?|[vawhlmgkscfx](?![a-z0-9]))(?![a-z])|"
    r"[个台次天年月日岁分秒元块米厘毫克公斤吨升度伏安瓦转箱瓶件套只条根张桶包袋盒打托层楼路点小倍周人位户家种款]))"
)
_UNIT_BEHIND = re.compile(_UNIT)
_CUE = re.compile(rf"(?<![a-z])(?:{_CUES})(?![a-z])")
_BETWEEN = r"(?:code|number|no\.?|nr\.?|num|is|was|of|with|on|[为是了出叫号代码编:=#\-_.,，\"'“”「」\[(]|\d+\s*(?:and|和|、|,|/|&))"
_BEFORE = re.compile(
    rf"(?:(?<![a-z])(?:{_CUES})\s*(?:{_BETWEEN}\s*)*+|(?:[报警码跳闪]|显示|提示|(?<![a-z])(?:shows?|showing|displays?|displaying|says?|reads?)(?![a-z]))[了出是为着:#\"'“”「」\s]*)$"
)
_AFTER = re.compile(rf"^\s*[\"'”」\])]?\s*(?:号|#|-)?\s*(?:的)?\s*(?:{_CUES})(?![a-z])")
_TROUBLE = re.compile(
    r"again|restart|reset|reboot|flash|blink|display|screen|panel|what does|mean|clear|怎么办|什么意思|处理|解决|消除|重启|复位|屏幕|显示|闪|面板|死机",
)
_OTHER_NUMBER = re.compile(r"(?:order|invoice|price|phone|tel|serial|qty|quantity|so-?|po-?|订单|单号|发票|数量|价格?|电话|序列号|手机)[号码:#\s\-]*$")
_PART_NUMBER = re.compile(r"(?:part|parts|p/?n|item|model|料号|配件|零件|部件|备件|物料|型号)(?:\s*(?:no\.?|number))?[号码编:#\s\-]*$")
_HEX = re.compile(r"(?<![a-z0-9])0x\s?([0-9a-f]{1,8})(?![0-9a-z])")
_HEX_H = re.compile(r"(?<![a-z0-9])([0-9a-f]{2,8})h(?![0-9a-z])")
_FIGURE = re.compile(r"(?<![\d.a-z])#?(\d{1,7})(?![\d.]*\d|[a-z])")
_FAMILY = re.compile(r"(?<![a-z0-9])([a-z]{1,6})([-_. /#:]{0,2})(\d{1,6})(?![a-z0-9]|[-.]\d)")
_BARE_HEX = re.compile(r"(?<![a-z0-9])(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{3,8}(?![a-z0-9])")
_COUNTS = {
    word: count
    for count, words in enumerate("one once 一|two twice 二 两|three thrice 三|four 四|five 五|six 六|seven 七|eight 八|nine 九|ten 十".split("|"), 1)  # noqa: SIM905
    for word in words.split()
}
_COUNT = "|".join(["\\d{1,2}", *sorted(_COUNTS, key=len, reverse=True)])
_FLASH = r"(?:blink|flash)(?:e?s|ing|ed)?"
_BLINKS = re.compile(
    rf"闪(?:烁|动)?[了着]?\s*({_COUNT})\s*[下次遍]|(?<![\da-z.-])({_COUNT})\s*[下次遍]?闪|(?<![\da-z.-])({_COUNT})\s+(?:[a-z]+\s+)?(?:blinks?|flash(?:es)?)(?![a-z])|"
    rf"(?<![a-z]){_FLASH}\s+(?:[a-z]+\s+)?(?:({_COUNT})\s*(?:x|times)(?![a-z])|(once|twice|thrice)(?![a-z]))"
)
_TITLE = re.compile(rf"(?:(?:{_CUES})(?![a-z])[\s:#号-]*)+((?:0x[0-9a-f]+|[a-z]{{1,4}}-?\d{{1,6}}|\d{{1,6}}))(?![a-z0-9])")
_TOKEN = re.compile(r"[a-z0-9]+")
_WHOLE = re.compile(r"[\s\"'“”?？!！.。,，#号]*")
_NOT_FAMILIES = frozenset(
    re.findall(
        r"\w+",
        "a an and are at be but by do for from get got had has have hi i if in is it its me my no not of off on only or our over see so than that the "
        "then this till to up us was we were when with you your about after again around before every just last least less more most near next past "
        "since some step under until usd rmb cny top page line level day room floor bay row box unit qty version section chapter figure fig table item",
    ),
)
BLINKS = "blink:"
MOST_TOKENS = 5
NEAR = 40
MOST_TEXT = 600
MOST_MENTIONS = 20
LONG_FIGURE = 3
PART_LETTERS = 3
SHORT_FAMILY = 3
PART_FIGURES = 7


@dataclass(frozen=True, slots=True)
class Mention:
    """One code somebody names: as written, and its keys, the surest first."""

    text: str
    keys: tuple[str, ...]


def keys_of(code: str) -> tuple[str, ...]:
    """All keys of a code as it stands in an article: of its value (figures and hexadecimal), of its family and number, and of its plain letters."""
    code = _plain(code).strip()
    if found := _HEX.fullmatch(code) or _HEX_H.fullmatch(code):
        return (_value(int(found[1], 16)), f"={_letters(code)}")
    if code.isdecimal():
        return (_value(int(code)), f"={code}")
    if found := _BLINKS.fullmatch(code):
        return (_blinks(found),)
    keys = [f"={_letters(code)}"]
    if found := _FAMILY.fullmatch(code):
        keys.append(f"{found[1]}:{int(found[3])}")
        if _CUE.fullmatch(found[1]):
            keys.append(_value(int(found[3])))
    return tuple(keys)


def codes_in(text: str) -> tuple[str, ...]:
    """The codes that a heading or a table cell names (its first 600 characters), as written.

    Hexadecimal ones, families ("E17", "SV-023"), and figures beside a word that says so.
    """
    return tuple(mention.text for mention in mentions(text))


def codes_of_title(title: str) -> tuple[str, ...]:
    """The codes a passage is about by its title: a title of nothing but codes, or one that begins with a code and a separator or a word for codes."""
    plain = _plain(title).strip()
    if found := _TITLE.match(plain):
        return (found[1],)
    head = re.split(r"[:—–|]|\s-\s", plain, maxsplit=1)[0]
    parts = [part for part in re.split(r"[\s,，;/()]+", head) if part]
    whole = bool(parts) and all(_HEX.fullmatch(part) or part.isdecimal() or _FAMILY.fullmatch(part) for part in parts)
    return tuple(parts) if whole else ()


def mentions(text: str) -> tuple[Mention, ...]:
    """The codes a question names, in order of their place. Whether anybody knows them is for the index to say."""
    plain = _plain(text[:MOST_TEXT])
    found: dict[tuple[int, int], Mention] = {}
    for match, keys in _candidates(plain):
        if len(found) < MOST_MENTIONS and all(match.end() <= start or match.start() >= end for start, end in found):
            found[match.span()] = Mention(match[0].strip(), tuple(keys))
    return tuple(found[span] for span in sorted(found))


def _candidates(plain: str) -> Iterator[tuple[re.Match[str], Sequence[str]]]:
    """What may be a code, the surest ways of writing first."""
    yield from ((match, (_blinks(match),)) for match in _BLINKS.finditer(plain))
    for match in _HEX.finditer(plain):
        yield match, (_value(int(match[1], 16)), f"={_letters(match[0])}")
    for match in _HEX_H.finditer(plain):
        if _beside_cue(plain, match) and re.search(r"\d", match[1]):
            yield match, (_value(int(match[1], 16)),)
    for match in _FAMILY.finditer(plain):
        if _is_family(plain, match):
            is_hex = _BARE_HEX.fullmatch(match[0]) and _beside_cue(plain, match)
            yield match, (*keys_of(match[0]), *([_value(int(match[0], 16))] if is_hex else []))
    for match in _BARE_HEX.finditer(plain):
        if _beside_cue(plain, match):
            yield match, (f"={match[0]}", _value(int(match[0], 16)))
    for match in _FIGURE.finditer(plain):
        if not _has_unit(plain, match) and (_beside_cue(plain, match) or _stands_alone(plain, match) or _in_trouble(plain, match)):
            yield match, (_value(int(match[1])), f"={match[1]}", _value(int(match[1], 16)))


def bare_figures(text: str) -> tuple[str, ...]:
    """Long figures that are neither counted, nor a code by the word before them, nor another number: people call machines so ("the 520")."""
    plain = _plain(text[:MOST_TEXT])
    return tuple(
        match[1]
        for match in _FIGURE.finditer(plain)
        if len(match[1]) >= LONG_FIGURE
        and not _has_unit(plain, match)
        and not _beside_cue(plain, match)
        and not _OTHER_NUMBER.search(_behind(plain, match.start()))
    )


def spelled(text: str) -> tuple[Mention, ...]:
    """Everything that could be a part number: neighbouring tokens joined, the longest first. It counts when an article is about it.

    Figures alone count when they are long, joined by dashes, or beside a word for parts; what ends in a unit never does.
    """
    plain = _plain(text[:MOST_TEXT])
    tokens = list(_TOKEN.finditer(plain))
    found = []
    for size in range(min(MOST_TOKENS, len(tokens)), 0, -1):
        for at in range(len(tokens) - size + 1):
            start, end = tokens[at].start(), tokens[at + size - 1].end()
            if _may_be_part(plain, start, end) and not _UNIT_BEHIND.match(plain[end:]):
                found.append(Mention(plain[start:end], (f"={_letters(plain[start:end])}",)))
    return tuple(found)


def _may_be_part(plain: str, start: int, end: int) -> bool:
    span, letters = plain[start:end], _letters(plain[start:end])
    tokens = _TOKEN.findall(span)
    if len(letters) < PART_LETTERS or len(span) > len(letters) + len(tokens) - 1 or re.search(r"[^a-z0-9 ._/-]", span) or not re.search(r"\d", letters):
        return False
    if letters.isdecimal():
        dashed = len(tokens) > 1 and " " not in span and "." not in span
        return dashed or (len(tokens) == 1 and (len(letters) >= PART_FIGURES or _PART_NUMBER.search(_behind(plain, start)) is not None))
    if len(tokens) > 1 and any(token in _NOT_FAMILIES for token in tokens):
        return False
    figures = re.match(r"\d+", letters)
    return figures is None or not _UNIT_BEHIND.fullmatch(letters[figures.end() :])


def _is_family(plain: str, match: re.Match[str]) -> bool:
    """A few letters and a figure; in two pieces no small word before and no counting word behind ("is 17", "e 20 minutes")."""
    if match[2] and (match[1] in _NOT_FAMILIES or _has_unit(plain, match)):
        return False
    return len(match[1]) <= SHORT_FAMILY or match[2] == "-" or bool(_CUE.fullmatch(match[1]))


def _beside_cue(plain: str, match: re.Match[str]) -> bool:
    return bool(_BEFORE.search(_behind(plain, match.start())) or _AFTER.match(plain[match.end() :]))


def _in_trouble(plain: str, match: re.Match[str]) -> bool:
    """A long figure in a sentence about something that went wrong, unless it is said to be another number."""
    return len(match[1]) >= LONG_FIGURE and _TROUBLE.search(plain) is not None and _OTHER_NUMBER.search(_behind(plain, match.start())) is None


def _stands_alone(plain: str, match: re.Match[str]) -> bool:
    return _WHOLE.fullmatch(plain[: match.start()]) is not None and _WHOLE.fullmatch(plain[match.end() :]) is not None


def _has_unit(plain: str, match: re.Match[str]) -> bool:
    return _UNIT_BEHIND.match(plain[match.end() :]) is not None


def _behind(plain: str, place: int) -> str:
    """What stands shortly before a place: a word says something about a figure near it."""
    return plain[max(0, place - NEAR) : place]


def _blinks(match: re.Match[str]) -> str:
    """How often a lamp blinks, before a pause: a code without a display."""
    count = next(filter(None, match.groups()))
    return f"{BLINKS}{_COUNTS.get(count) or int(count)}"


def _value(number: int) -> str:
    return f"#{number}"


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", _plain(text))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()
