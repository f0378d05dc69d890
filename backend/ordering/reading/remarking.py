"""Which lines a remark about lots or stock belongs to: those of its own clause, else all of them, the one before or the ones after it.

Invariant: a remark never changes a product or a quantity; it only stands beside the line.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from backend.ordering.reading.domain import CartLine, LineStatus, Op, ReadLine
from backend.ordering.reading.remarks import Remark, words_for_all

Placed = tuple[int, ReadLine]
_BORDER = re.compile(r"[,.;!?]")
_JOINT = re.compile(r"[,.;!?]|\b(?:and|plus|then|also|but)\b|和|跟|以及|还有|另外")
_SHARED = re.compile(r"各|每[样种款个]|\b(?:each|apiece|both)\b")
_LIMIT = re.compile(r"\s*(?:\d|[一二两三四五六七八九十百]|(?:a|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|forty|fifty)\b)")
_AFTERWARDS = re.compile(r"算了|不要|不用|别发|免了|无所谓|otherwise|if not|if none")
_REACH = 200
_WISHED = (Op.ADD, Op.SET)


def with_remarks(placed: Sequence[Placed], remarks: Sequence[Remark], text: str) -> list[ReadLine]:
    """The lines with their remarks; `placed` are lines with the place of their product in the text."""
    lines = [line for _place, line in placed]
    for remark in remarks:
        for number in _owners(placed, remark, text):
            lines[number] = _marked(lines[number], remark)
    return lines


def over_draft(lines: list[ReadLine], remarks: Sequence[Remark], cart: Sequence[CartLine]) -> list[ReadLine]:
    """A wish for lots without an amount is about lines of the draft: about all of them, or about the one that is named."""
    lots = [remark for remark in remarks if remark.kind == "lot"]
    if not lots or not cart:
        return lines
    if not lines:
        return [_again(line, lots[-1].said) for line in cart]
    return [_of_draft(line, cart) for line in lines]


def _of_draft(line: ReadLine, cart: Sequence[CartLine]) -> ReadLine:
    fitting = [known for known in cart if known.sku in (line.candidates or (line.sku,))]
    bare = line.lot_wish and line.op is Op.ADD and line.qty is None and line.status in (LineStatus.AMBIGUOUS, LineStatus.NEED_QTY)
    return _again(fitting[0], line.lot_wish) if bare and len(fitting) == 1 else line


def _again(line: CartLine, wish: str) -> ReadLine:
    return ReadLine(Op.SET, LineStatus.OK, sku=line.sku, qty=line.qty, unit=line.unit, base_qty=line.base_qty, source=wish, lot_wish=wish)


def _marked(line: ReadLine, remark: Remark) -> ReadLine:
    if remark.kind == "lot":
        return replace(line, lot_wish=remark.said)
    if remark.kind == "up_to":
        return replace(line, condition="up_to") if line.op is Op.ADD else line
    return replace(line, condition=line.condition or "if_available")


def _owners(placed: Sequence[Placed], remark: Remark, text: str) -> list[int]:
    """The lines that a remark is about: those of its own words first, else the nearest by its kind and by the border beside it."""
    wished = [(number, place) for number, (place, line) in enumerate(placed) if line.op in _WISHED]
    before = [number for number, place in wished if place < remark.start]
    after = [number for number, place in wished if place >= remark.end]
    if remark.kind == "if_not":
        return before[-1:]
    if any(word in text[max(0, remark.start - 2) : remark.end] for word in words_for_all()):
        return [number for number, _place in wished]
    left, right = _stretch(text, remark, _BORDER)
    if _SHARED.search(text, left, right):
        return [number for number, place in wished if left <= place < right]
    left, right = _stretch(text, remark, _JOINT)
    near = [number for number in before if placed[number][0] >= left]
    next_one = [number for number in after if placed[number][0] < right]
    if near or next_one:
        return next_one[:1] if not near or (next_one and _is_ahead(placed[near[-1]], remark, text)) else near[-1:]
    return _apart(before, after, remark, comes_after=text[left - 1 : left])


def _apart(before: list[int], after: list[int], remark: Remark, *, comes_after: str) -> list[int]:
    """The lines of a remark that stands between two borders."""
    if remark.kind == "lot":
        return before[-1:] if before and after else [*before, *after]
    if not before:
        return after if remark.kind == "if_available" else after[:1]
    opens = remark.kind == "if_available" and not _AFTERWARDS.search(remark.said) and (not remark.said.isascii() or comes_after not in ",(")
    return after[:1] if opens and after else before[-1:]


def _stretch(text: str, remark: Remark, border: re.Pattern[str]) -> tuple[int, int]:
    """The words around a remark, up to a border at either side."""
    starts, ends = _borders(text, border)
    left, right = bisect_right(ends, remark.start), bisect_left(starts, remark.end)
    start, end = ends[left - 1] if left else 0, starts[right] if right < len(starts) else len(text)
    return max(start, remark.start - _REACH), min(end, remark.end + _REACH)


@lru_cache(maxsize=16)
def _borders(text: str, border: re.Pattern[str]) -> tuple[Sequence[int], Sequence[int]]:
    """Where the borders of a text begin and end."""
    found = [match.span() for match in border.finditer(text)]
    return [start for start, _end in found], [end for _start, end in found]


def _is_ahead(before: Placed, remark: Remark, text: str) -> bool:
    """Whether a remark between two products that nothing divides opens what comes: a limit when the first has its amount, 有的话 always."""
    if remark.kind == "up_to":
        place, line = before
        return _LIMIT.match(text, remark.end) is not None and _LIMIT.search(text, place + len(line.source), remark.start) is not None
    return remark.kind == "if_available" and not remark.said.isascii() and not _AFTERWARDS.search(remark.said)
