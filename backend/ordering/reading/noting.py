"""Putting the remarks of a message into its reading: PO number, recipient, payment wish, a line that is down, and the total it states.

A stated total is a checksum: when it does not agree, the reading says so and the person is asked; no quantity is changed by it.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from backend.catalog.domain import Unit
from backend.ordering.reading.domain import Op, OrderReading, ReadLine, ReadTotal
from backend.ordering.reading.numerals import parse_number
from backend.ordering.reading.remarks import Remarks, as_written
from backend.ordering.reading.spans import Span

_NUMBER = re.compile(r"\d+(?:\.\d+)?|[一二两三四五六七八九十百千]+")
_CASES = re.compile(r"箱|件|cases?|ctns?|cartons?|boxes")
_PIECES = re.compile(r"瓶|罐|包|pcs|pieces|bottles|units")
_KINDS = re.compile(r"种|款|样|项|行|品|个(?!箱)|lines|items")
_MOVED = (Op.ADD, Op.SET)


def with_notes(reading: OrderReading, remarks: Remarks, kept: Sequence[Span], text: str, totals: Sequence[str] = ()) -> OrderReading:
    """The reading with what its remarks say; `kept` are the spans that count, `totals` the words that state a sum."""
    places = {(span.start, span.end) for span in kept}
    said = {remark.kind: as_written(remark.said, text) for remark in reversed(remarks.found) if (remark.start, remark.end) in places}
    delivery = reading.delivery
    if "line_down" in said:
        delivery = replace(delivery, urgent=True, urgent_reason="line_down")
    return replace(
        reading,
        delivery=delivery,
        po_number=said["po"].upper() if "po" in said else None,
        recipient=said.get("recipient", ""),
        payment_wish=said.get("payment", ""),
        checksum=next((total for words in totals if (total := _total(words, reading)) is not None), None),
    )


def compared(total: ReadTotal | None, reading: OrderReading) -> ReadTotal | None:
    """A stated total compared with the lines of another reading of the same message."""
    if total is None:
        return None
    counted = [line for line in reading.lines if line.op in _MOVED and line.qty is not None]
    return replace(total, agrees=total.agrees or total.qty in _sums(counted, total.unit, reading))


def _total(words: str, reading: OrderReading) -> ReadTotal | None:
    """The sum that the words state, compared with the lines of the message and with the draft after it."""
    numbers = _NUMBER.findall(words)
    value = parse_number(numbers[-1]) if numbers else None
    counted = [line for line in reading.lines if line.op in _MOVED and line.qty is not None]
    if value is None or not counted:
        return None
    unit = Unit.CASE if _CASES.search(words) else Unit.BASE if _PIECES.search(words) else None
    if unit is None and _KINDS.search(words):
        return ReadTotal(value, None, value in (len(reading.lines), len(reading.final_cart)))
    return ReadTotal(value, unit, value in _sums(counted, unit, reading))


def _sums(lines: Sequence[ReadLine], unit: Unit | None, reading: OrderReading) -> set[Decimal]:
    """Every sum that a person may mean: of the lines in this unit, of all lines as counted, in base units."""
    same = [line.qty for line in lines if line.qty is not None and line.unit is unit]
    every = [line.qty for line in lines if line.qty is not None]
    base = [Decimal(line.base_qty) for line in lines if line.base_qty is not None]
    sums = {sum(same, Decimal(0)), sum(every, Decimal(0)), sum(base, Decimal(0))}
    return sums | {Decimal(sum(reading.final_cart.values()))} if unit is not Unit.CASE else sums
