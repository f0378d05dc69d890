"""Lots and deliveries in words, for who keeps stock.

Invariant: every number and day is that of the lot or the delivery; what is not confirmed says so.
"""

from bot.messages import Badge, Card, Cell, Column, Row, Text
from bot.rendering.formats import format_count
from bot.rendering.voice import Voice
from tools.stock import InboundShown, LotsShown


def lots_card(found: LotsShown, voice: Voice) -> Card | Text:
    """Lots of one state with what is there and until when."""
    if not found.lots:
        return Text(voice(f"lots-none-{found.state}"))
    rows = []
    for shelf, one in found.lots:
        product = found.products.get(shelf.sku)
        where = " · ".join((shelf.sku, voice.pick(shelf.name_zh, shelf.name_en), voice("lots-lot", lot=one.lot.lot)))
        until = voice("lots-until", date=voice.day(one.lot.expiry)) if one.lot.expiry else ""
        badge = Badge(voice(f"lots-state-{found.state}"), "warning" if found.state == "soon" else "error")
        rows.append(Row(cells=(Cell(voice.name(product) if product else shelf.sku, where), Cell(format_count(one.lot.on_hand), until)), badges=(badge,)))
    columns = (Column(voice("column-goods")), Column(voice("lots-there"), figure=True))
    return Card(kind="lots", title=voice(f"lots-title-{found.state}"), columns=columns, rows=tuple(rows), notes=_more(voice, more=found.more))


def inbound_card(found: InboundShown, voice: Voice) -> Card | Text:
    """Deliveries on their way, soonest first."""
    if not found.items:
        return Text(voice("incoming-none"))
    rows = []
    for one in found.items:
        product, house = found.products.get(one.sku), found.warehouses.get(one.warehouse)
        under = f"{one.external_id} → {voice.name(house) if house else one.warehouse}"
        badges = () if one.confirmed else (Badge(voice("incoming-unconfirmed"), "warning"),)
        rows.append(Row(cells=(Cell(voice.name(product) if product else one.sku, under), Cell(format_count(one.missing), voice.day(one.due))), badges=badges))
    columns = (Column(voice("column-goods")), Column(voice("incoming-coming"), figure=True))
    return Card(kind="incoming", title=voice("incoming-title"), columns=columns, rows=tuple(rows), notes=_more(voice, more=found.more))


def _more(voice: Voice, *, more: bool) -> tuple[str, ...]:
    return (voice("lots-more"),) if more else ()
