"""Lines of the draft that are pointed at by their place: 第二行, 倒数第二个, 前两个, "line 3", "the last one", "the first two".

Called before scanning; every pointer becomes a span that names the SKU of that line, so that all verbs of editing work on it as on a name.
Invariant: a place that the draft does not have is no pointer, and after goods of the message itself nothing points into the draft.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from backend.ordering.reading.numerals import parse_number

_ZN = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})"
_ORDINALS = {
    word: number for number, word in enumerate(["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"], start=1)
}
_ORD = "|".join(_ORDINALS)
_EN_N = r"(?:\d{1,2}|two|three|four|five|six)"
_NOUN = r"(?:行|条|项|款|种|样|个(?!月|星期|礼拜|周|小时|订单|单|人|季|工作))"
_LINE = r"(?:lines?|items?|rows?|ones?|products?|entry|entries|positions?)"
_POINTERS = re.compile(
    rf"倒数第(?P<back>{_ZN}){_NOUN}(?:产品|商品|货)?"
    rf"|第(?P<zh>{_ZN}){_NOUN}(?:产品|商品|货)?"
    rf"|(?:前面?|头|开头)(?P<front>{_ZN}){_NOUN}"
    rf"|(?:最后面?|末尾|后面?)(?P<rear>[二两三四五六]|[2-6]){_NOUN}"
    r"|(?:最后|末尾|最下面)的?(?:那|这)?一?(?P<last>[行条项款种样个])(?!月|单|订单|小时|星期)"
    rf"|\bthe (?P<front_en>first|top) (?P<front_n>{_EN_N})\b(?: {_LINE}\b)?"
    rf"|\b(?:the )?(?P<rear_en>last|bottom) (?P<rear_n>{_EN_N})\b(?: {_LINE}\b)"
    rf"|\b(?:the )?(?P<back_en>second|third)[- ](?:to|from)[- ](?:the[- ])?last\b(?: {_LINE}\b)?"
    rf"|\b(?:the )?(?P<en>{_ORD}) {_LINE}\b|\b(?:the )?(?P<th>\d{{1,2}})(?:st|nd|rd|th) {_LINE}\b"
    rf"|\b(?P<end>(?:the )?(?:very )?(?:last|bottom)) {_LINE}\b"
    rf"|(?<!by )(?<!on )(?<!for )\bthe (?P<bare>{_ORD})(?=\s*(?:$|[,;.!]|to\b|should\b|at\b|is\b))"
    r"|(?:\b(?:lines?|items?|rows?|positions?)\s?#?|(?<![\w#])#)(?P<no>\d{1,2}(?:\s?(?:and|&|\+)\s?#?\d{1,2})*)\b(?!\s?(?:cases?|ctns?|box|mm|ml|cm|inch|箱|件|瓶|盒))"
    r"|\b(?:number|no\.)\s?(?P<num>\d{1,2})(?=\s*(?:[:,;]|$|to\b|make\b|should\b|is\b|->))"
    rf"|第(?P<list>{_ZN}(?:[、和跟,]第?{_ZN})+)(?:行|条|项|款|种|样|个)"
)
_MOST = 60
_JOINTS = re.compile(r"\s?(?:and|&|\+|[、和跟,])\s?(?:#|第)?")


@dataclass(frozen=True, slots=True)
class Pointer:
    """A stretch of the normalised text and the SKUs of the lines that it points at."""

    start: int
    end: int
    codes: tuple[str, ...]
    last: bool = False


def pointers_in(text: str, codes: Sequence[str]) -> list[Pointer]:
    """The pointers of a text into the lines `codes`, in order."""
    if not codes:
        return []
    found = []
    for match in _POINTERS.finditer(text):
        picked = tuple(dict.fromkeys(codes[place] for place in _places(match, len(codes))))
        if picked:
            found.append(Pointer(match.start(), match.end(), picked, bool(match["last"] or match["end"])))
    return found[:_MOST]


def _places(match: re.Match[str], count: int) -> Sequence[int]:
    """The places in the list of lines; none when the draft is shorter."""
    said = {name: value for name, value in match.groupdict().items() if value}
    if "last" in said or "end" in said:
        return [count - 1]
    if "front" in said or "front_n" in said:
        number = _number(said.get("front") or said["front_n"])
        return range(number) if 0 < number <= count else ()
    if "rear" in said or "rear_n" in said:
        number = _number(said.get("rear") or said["rear_n"])
        return range(count - number, count) if 0 < number <= count else ()
    if "back" in said or "back_en" in said:
        number = _number(said.get("back") or said["back_en"])
        return [count - number] if 0 < number <= count else ()
    words = next(said[name] for name in ("zh", "en", "th", "no", "num", "bare", "list") if name in said)
    numbers = [_number(word) for word in _JOINTS.split(words)]
    return [number - 1 for number in numbers] if all(0 < number <= count for number in numbers) else ()


def _number(text: str) -> int:
    if text in _ORDINALS:
        return _ORDINALS[text]
    value = parse_number(text)
    return int(value) if value is not None else 0
