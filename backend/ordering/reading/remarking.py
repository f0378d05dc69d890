"""Which lines a remark about lots or stock belongs to: those of its own clause, else all of them, the one before or the ones after it.

Invariant: a remark never changes a product or a quantity; it only stands beside the line.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from backend.ordering.reading.domain import CartLine, LineStatus, Op, ReadLine
from backend.ordering.reading.remarks import Remark, words_for_all

Placed = tuple[int, ReadLine]
_BORDER = re.compile(r"[,.;!?]")
_AFTERWARDS = re.compile(r"算了|不要|不用|别发|免了|无所谓|otherwise|if not|if none")
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
    wished = [(number, place) for number, (place, line) in enumerate(placed) if line.op in _WISHED]
    left = max((found.end() for found in _BORDER.finditer(text, 0, remark.start)), default=0)
    border = _BORDER.search(text, remark.end)
    right = border.start() if border is not None else len(text)
    if remark.kind == "if_not":
        return [number for number, place in wished if place < remark.start][-1:]
    inside = [(number, place) for number, place in wished if left <= place < right]
    before = [number for number, place in wished if place < remark.start]
    after = [number for number, place in wished if place >= remark.end]
    lead = text[max(0, remark.start - 2) : remark.end]
    if any(word in lead for word in words_for_all()):
        return [number for number, _place in wished]
    if inside:
        nearest = [number for number, place in inside if place < remark.start]
        return nearest[-1:] or [inside[0][0]]
    if remark.kind == "lot":
        return before[-1:] if before and after else [number for number, _place in wished]
    if not before:
        return after if remark.kind == "if_available" else after[:1]
    follows = remark.kind == "if_available" and not remark.said.isascii() and not _AFTERWARDS.search(remark.said)
    return after[:1] if follows and after else before[-1:]
