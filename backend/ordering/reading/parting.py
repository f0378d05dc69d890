"""Reading a message that sends goods to several places or days: one part for each, with its own lines and delivery.

Invariant: the parts together are what was ordered; a total that was stated and does not agree with them is a checksum that does not agree.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from backend.catalog.domain import Sku, Unit
from backend.catalog.text import normalise
from backend.catalog.units import best_unit, pieces_of, to_base
from backend.kit.errors import Invalid
from backend.ordering.reading.blocks import NAMES
from backend.ordering.reading.context import ReadingContext
from backend.ordering.reading.dates import days_in
from backend.ordering.reading.destinations import Portion, Portions
from backend.ordering.reading.domain import Delivery, LineStatus, Op, OrderPart, OrderReading, ReadLine, ReadTotal
from backend.ordering.reading.items import SURELY_SIZE, Item, Kind
from backend.ordering.reading.scanning import scan
from backend.ordering.reading.stripping import relation_of

Reader = Callable[[str, ReadingContext], OrderReading]
_SIGNS = " ,.;:!?"
_SETTLED = (Op.ADD, Op.SET)


def read_parts(cut: Portions, context: ReadingContext, read: Reader) -> OrderReading | None:
    """The reading of the portions, or None when some of them are no goods."""
    head = read(cut.head, context) if cut.head.strip() else OrderReading()
    tail = read(cut.tail, context) if cut.tail.strip() else OrderReading()
    common = _for_all(head, tail, _leading_day(cut, context))
    shared = cut.alike or all(portion.share or not _product_words(portion.text, context) for portion in cut.portions)
    behind = tail.lines if shared and not head.lines else ()
    goods = _goods(replace(head, lines=behind) if behind else head, context)
    words = _product_words(cut.head, context) or (_product_words(cut.tail, context) if shared else "")
    parts: list[OrderPart] = []
    for portion in cut.portions:
        own = _part_of(portion, (goods, words), parts, context, read)
        words = _product_words(portion.text, context) or words
        if not own.lines or any(line.op not in _SETTLED for line in own.lines):
            return None
        own = replace(own, delivery=_filled(portion.delivery, own.delivery), recipient=portion.recipient or own.recipient)
        parts.append(_part(own, common))
    parts = _within_draft(parts, context)
    total = _total_of(head, parts, divided=not any(_product_words(portion.text, context) for portion in cut.portions))
    apart = () if total is not None or not head.lines or _is_divided(cut, context) else head.lines
    parts = [_part(replace(common, lines=tuple(apart)), common), *parts] if apart else parts
    apart_tail = () if behind else tail.lines
    every = tuple(line for part in parts for line in (*part.lines,)) + apart_tail
    if apart_tail:
        parts.append(_part(replace(common, lines=tail.lines), common))
    first = replace(common, lines=every, delivery=parts[0].delivery, final_cart=_draft_after(context, every), parts=tuple(parts), checksum=total)
    return replace(first, po_number=parts[0].po_number, recipient=parts[0].recipient, payment_wish=parts[0].payment_wish)


def _for_all(head: OrderReading, tail: OrderReading, leading: Delivery) -> OrderReading:
    """Delivery and notes that are said once for every part."""
    return OrderReading(
        delivery=_filled(_filled(head.delivery, tail.delivery), leading),
        po_number=head.po_number or tail.po_number,
        recipient=head.recipient or tail.recipient,
        payment_wish=head.payment_wish or tail.payment_wish,
    )


def _part(own: OrderReading, common: OrderReading) -> OrderPart:
    """A part with what is said for all where it says nothing itself."""
    return OrderPart(
        _filled(own.delivery, common.delivery),
        own.lines,
        own.po_number or common.po_number,
        own.recipient or common.recipient,
        own.payment_wish or common.payment_wish,
    )


def with_notes_of(parted: OrderReading, whole: OrderReading) -> OrderReading:
    """A note that the message holds but none of its parts is for all of them: nothing that was said is lost."""
    for name in ("po_number", "recipient", "payment_wish"):
        if getattr(whole, name) and not any(getattr(part, name) for part in parted.parts):
            said = {name: getattr(whole, name)}
            parted = replace(parted, parts=tuple(replace(part, **said) for part in parted.parts), **said)
    return parted


def _within_draft(parts: list[OrderPart], context: ReadingContext) -> list[OrderPart]:
    """Amounts that together are what the draft holds divide it: "split it, 6 to West, 4 to East" adds nothing."""
    held = {line.sku: line.base_qty for line in context.cart}
    sums: dict[str, int] = {}
    settled = []
    for part in parts:
        lines = tuple(_in_draft(line, held, context) for line in part.lines)
        for line in lines:
            if line is None or line.sku is None or line.base_qty is None:
                return parts
            sums[line.sku] = sums.get(line.sku, 0) + line.base_qty
        settled.append(replace(part, lines=tuple(line for line in lines if line is not None)))
    return settled if held and all(held.get(code) == base for code, base in sums.items()) else parts


def _in_draft(line: ReadLine, held: Mapping[str, int], context: ReadingContext) -> ReadLine | None:
    """The line as an amount of the draft's own line, when it can be one."""
    fitting = [code for code in (line.candidates or (line.sku,)) if code in held]
    if len(fitting) != 1 or line.qty is None or fitting[0] is None:
        return None
    sku = context.index.by_code[fitting[0]]
    unit = line.unit or sku.default_unit
    try:
        return replace(line, op=Op.SET, status=LineStatus.OK, sku=sku.code, candidates=(), unit=unit, base_qty=to_base(sku, line.qty, unit))
    except Invalid:
        return None


def _leading_day(cut: Portions, context: ReadingContext) -> Delivery:
    """The day with which the whole message begins ("tomorrow 20 to West, 10 to East")."""
    text = cut.portions[0].text
    found = next(iter(days_in(text, context.now.date())), None)
    leads = found is not None and not cut.head.strip() and not text[: found.start].strip(" ,.:;请在")
    return Delivery(found.day, relation_of(text, found)) if found is not None and leads else Delivery()


def _part_of(portion: Portion, source: tuple[list[ReadLine], str], parts: Sequence[OrderPart], context: ReadingContext, read: Reader) -> OrderReading:
    """The reading of one portion; amounts without a product are of the goods named before."""
    goods, words = source
    reading = read(portion.text, context)
    if portion.share == "line":
        return replace(reading, lines=_whole_lines(reading, context), delivery=Delivery())
    if portion.share:
        shared = _share_of(portion, goods or (list(parts[0].lines) if parts else []), parts, context)
        return replace(read(portion.text, replace(context, cart=())), lines=tuple(shared))
    if not words or _product_words(portion.text, context):
        return reading
    reading = read(f"{portion.text.strip(_SIGNS)} {words}", context)
    unit = goods[0].unit if len(goods) == 1 else parts[-1].lines[-1].unit if parts else None
    counted = any(item.quantity is not None and item.quantity.unit is not None for item in scan(portion.text, [], context.index))
    return reading if counted or unit is None else replace(reading, lines=tuple(_in_unit(line, unit, context) for line in reading.lines))


def _whole_lines(reading: OrderReading, context: ReadingContext) -> tuple[ReadLine, ...]:
    """Reads "the coke to West and the sprite to East": whole lines of the draft; nothing when one of the products is not there."""
    found = []
    for line in reading.lines:
        fitting = [known for known in context.cart if known.sku in (line.candidates or (line.sku,))]
        if len(fitting) != 1 or line.qty is not None:
            return ()
        known = fitting[0]
        found.append(ReadLine(Op.SET, LineStatus.OK, sku=known.sku, qty=known.qty, unit=known.unit, base_qty=known.base_qty, source=line.source))
    return tuple(found)


def _in_unit(line: ReadLine, unit: Unit, context: ReadingContext) -> ReadLine:
    """A bare number beside a destination counts in the unit of the goods that are divided."""
    if line.sku is None or line.qty is None or line.unit is unit:
        return line
    try:
        return replace(line, unit=unit, base_qty=to_base(context.index.by_code[line.sku], line.qty, unit))
    except Invalid:
        return line


def _goods(head: OrderReading, context: ReadingContext) -> list[ReadLine]:
    """What is divided: the goods of the head, else the draft as it is."""
    if head.lines or not context.cart:
        return [line for line in head.lines if line.op in _SETTLED]
    return [ReadLine(Op.SET, LineStatus.OK, sku=line.sku, qty=line.qty, unit=line.unit, base_qty=line.base_qty) for line in context.cart]


def _is_divided(cut: Portions, context: ReadingContext) -> bool:
    """True when the portions only divide what the head names."""
    return all(portion.share or not _product_words(portion.text, context) for portion in cut.portions)


def _share_of(portion: Portion, goods: Sequence[ReadLine], parts: Sequence[OrderPart], context: ReadingContext) -> list[ReadLine]:
    if portion.share == "same":
        return list(goods)
    if portion.share == "half":
        return [_of_base(line, Decimal(line.base_qty) / 2 if line.base_qty is not None else None, context) for line in goods]
    left = []
    for line in goods:
        given = sum(one.base_qty or 0 for part in parts for one in part.lines if one.sku == line.sku)
        left.append(_of_base(line, Decimal(line.base_qty - given) if line.base_qty is not None else None, context))
    return left


def _of_base(line: ReadLine, base: Decimal | None, context: ReadingContext) -> ReadLine:
    """The line with so many base units; a share that is no whole number of them is asked about."""
    if line.sku is None or base is None:
        return line
    if base != base.to_integral_value() or base <= 0:
        return replace(line, status=LineStatus.BAD_QTY, qty=None, base_qty=None)
    qty, unit = _counted(context.index.by_code[line.sku], line, int(base))
    return replace(line, qty=qty, unit=unit, base_qty=int(base))


def _counted(sku: Sku, line: ReadLine, base: int) -> tuple[Decimal, Unit]:
    qty = pieces_of(sku, base, line.unit) if line.unit is not None else None
    return (qty, line.unit) if qty is not None and line.unit is not None else best_unit(sku, base)


def _total_of(head: OrderReading, parts: Sequence[OrderPart], *, divided: bool) -> ReadTotal | None:
    """The amount of the head's only product, when the parts divide it."""
    stated = [line for line in head.lines if line.qty is not None]
    if not divided or len(head.lines) != 1 or not stated:
        return None
    line = stated[0]
    base = sum(one.base_qty or 0 for part in parts for one in part.lines)
    said = sum((one.qty or Decimal(0) for part in parts for one in part.lines), Decimal(0))
    return ReadTotal(line.qty or Decimal(0), line.unit, base == line.base_qty if line.base_qty is not None else said == line.qty)


def _product_words(text: str, context: ReadingContext) -> str:
    """The words that name the last product of a text, its size with them; nothing when it names none."""
    items = scan(normalise(text), [], context.index) if text.strip() else []
    named = [place for place, item in enumerate(items) if item.kind in NAMES and not item.weak]
    if not named:
        return ""
    start = named[-1]
    while start and (items[start - 1].kind in NAMES or items[start - 1].kind is Kind.ATTRIBUTE):
        start -= 1
    end = named[-1] + 1
    while end < len(items) and _goes_with(items, end):
        end += 1
    return text[items[start].start : items[end - 1].end]


def _goes_with(items: Sequence[Item], place: int) -> bool:
    """Sizes and colours behind a name; a bare number only when an amount comes after it."""
    item = items[place]
    if item.kind in (Kind.SPEC, Kind.ATTRIBUTE):
        return True
    later = items[place + 1 : place + 3]
    if item.kind is Kind.QUANTITY and item.quantity is not None and item.quantity.unit is not None and item.quantity.unit.unit == "base":
        return (item.quantity.value or 0) >= SURELY_SIZE and (not later or later[0].kind is Kind.QUANTITY)
    return item.kind is Kind.NUMBER and ((item.number or 0) >= SURELY_SIZE or any(one.kind is Kind.QUANTITY for one in later))


def _filled(own: Delivery, common: Delivery) -> Delivery:
    """A delivery with what is said for all where it says nothing itself."""
    return Delivery(
        own.date or common.date,
        own.relation if own.date else common.relation,
        own.place or common.place,
        own.urgent or common.urgent,
        own.urgent_reason or common.urgent_reason,
    )


def _draft_after(context: ReadingContext, lines: Sequence[ReadLine]) -> dict[str, int]:
    """The draft with all parts together; lines that a part sets replace what was there, once."""
    cart: dict[str, int] = {}
    placed = {line.sku for line in lines if line.op is Op.SET and line.status is LineStatus.OK}
    for known in context.cart:
        if known.sku not in placed:
            cart[known.sku] = cart.get(known.sku, 0) + known.base_qty
    for line in lines:
        if line.status is LineStatus.OK and line.sku is not None and line.base_qty is not None:
            cart[line.sku] = cart.get(line.sku, 0) + line.base_qty
    return cart
