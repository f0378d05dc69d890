"""Returns in words: the offer to ask for one, how they stand, and the credit note at the end.

Invariant: quantities, lots and amounts are those of the return; what is not credited yet names no amount.
"""

from decimal import Decimal
from typing import Literal

from bot.messages import Badge, Button, Card, Cell, Column, Row, Text
from bot.rendering.formats import format_instant, format_packs, format_quantity, quote_words
from bot.rendering.voice import Voice
from tools.views import CreditNoteView, ReturnLineView, ReturnOffer, ReturnsShown, ReturnView

TONES: dict[str, Literal["accent", "warning", "error", "success"]] = {
    "REQUESTED": "warning",
    "CREDITED": "success",
    "SETTLED": "success",
    "REJECTED": "error",
}
LONGEST_QUOTE = 200


def return_offer_card(offer: ReturnOffer, voice: Voice) -> Card:
    """What would come back, and the button that asks for it."""
    confirm = (Button(voice("confirm-return", number=offer.number), f"confirm:{offer.confirm_token}", "primary"),) if offer.confirm_token else ()
    keep = (Button(voice("return-keep"), f"decline:{offer.proposal_id}"),) if offer.proposal_id else ()
    return Card(
        kind="return",
        title=voice("return-offer-title", number=offer.number),
        columns=(Column(voice("column-goods")), Column(voice("column-return-qty"), figure=True)),
        rows=tuple(_line(line, voice) for line in offer.lines),
        notes=(voice("return-reason-said", words=quote_words(offer.reason, LONGEST_QUOTE)), voice("return-offer-effect")),
        buttons=(*confirm, *keep),
    )


def returns_blocks(shown: ReturnsShown, voice: Voice) -> Card | Text:
    """Returns as a table, newest first; a sentence when there is none."""
    if not shown.items:
        return Text(voice("returns-none"))
    return Card(
        kind="returns",
        title=voice("returns-title", count=len(shown.items)),
        columns=(Column(voice("column-return")), Column(voice("column-goods"))),
        rows=tuple(_summary(one, voice, shown) for one in shown.items),
        notes=(voice("returns-more"),) if shown.more else (),
    )


def return_card(one: ReturnView, voice: Voice, *, title: str = "") -> Card:
    """One return with what became of each line, and its credit note."""
    return Card(
        kind="return",
        title=title or voice("return-title", number=one.number, order=one.order_number, status=return_status(one.status, voice)),
        columns=(Column(voice("column-goods")), Column(voice("column-return-qty"), figure=True)),
        rows=tuple(_line(line, voice) for line in one.lines),
        notes=return_notes(one, voice),
    )


def return_status(status: str, voice: Voice) -> str:
    """The state of a return in a word."""
    return voice(f"return-status-{status}")


def return_goods_words(one: ReturnView, voice: Voice) -> str:
    """The goods of a return in a row."""
    return voice.list([f"{voice.name(line)} {packs_back(line, line.base_qty)}" for line in one.lines])


def packs_back(line: ReturnLineView, base_qty: int) -> str:
    """A quantity of a line in the pack it was ordered in."""
    return format_packs(base_qty, line.factor, line.unit_word, line.base_unit)


def return_notes(one: ReturnView, voice: Voice) -> tuple[str, ...]:
    """Why, what was answered, and what was credited."""
    found = [voice("return-reason-said", words=quote_words(one.reason, LONGEST_QUOTE))]
    if one.kind == "refused":
        found.append(voice("return-kind-refused"))
    if one.note:
        found.append(voice("return-note-said", words=quote_words(one.note, LONGEST_QUOTE)))
    note = one.credit
    if note is None:
        return tuple(found)
    found.append(_credited(note, voice))
    if note.promotion_amount:
        goods, off = voice.money(note.goods_amount, note.currency), voice.money(note.promotion_amount, note.currency)
        found.append(voice("return-promotion-back", goods=goods, off=off))
    owed = [f"{voice.name(each)} {format_quantity(Decimal(each.base_qty), each.base_unit)}" for each in note.free_owed]
    return (*found, voice("return-free-owed", goods=voice.list(owed))) if owed else tuple(found)


def outcome_words(line: ReturnLineView, voice: Voice) -> str:
    """What was received of a line and what became of it."""
    said = [voice("return-received", qty=packs_back(line, line.received_base))] if line.received_base else []
    for name in ("restocked", "quarantined", "scrapped"):
        base_qty = getattr(line, f"{name}_base")
        said += [voice(f"return-{name}", qty=packs_back(line, base_qty))] if base_qty else []
    return " · ".join(said)


def _line(line: ReturnLineView, voice: Voice) -> Row:
    lot = voice("return-lot", lot=line.lot) if line.lot else ""
    under = " · ".join(word for word in (line.part_number, lot, outcome_words(line, voice)) if word)
    badges = (Badge(voice("return-free")),) if line.is_free else ()
    amount = voice.money(line.amount) if line.amount is not None else ""
    return Row(cells=(Cell(voice.name(line), under), Cell(packs_back(line, line.base_qty), amount)), badges=badges)


def _summary(one: ReturnView, voice: Voice, shown: ReturnsShown) -> Row:
    asked = format_instant(one.requested_at, voice.locale, shown.as_of.tzinfo)
    under = f"{one.order_number} · {asked}"
    badge = Badge(return_status(one.status, voice), TONES.get(one.status, "accent"))
    credited = _credited(one.credit, voice) if one.credit else ""
    return Row(cells=(Cell(one.number, under), Cell(return_goods_words(one, voice), credited or one.note)), badges=(badge,))


def _credited(note: CreditNoteView, voice: Voice) -> str:
    """What a credit note credits, or what the dealer owes by it."""
    key = "return-credited" if note.amount >= 0 else "return-charged"
    return voice(key, number=note.number, amount=voice.money(abs(note.amount), note.currency))
