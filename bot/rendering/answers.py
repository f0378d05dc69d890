"""Answers about products: stock, price, and lists of products."""

from bot.messages import Badge, Block, Card, Cell, Column, Row, Text
from bot.rendering.formats import format_date, format_packs, format_quantity, format_unit_price, quote_words
from bot.rendering.lines import pack_price
from bot.rendering.promotions import item_sentence
from bot.rendering.voice import Voice
from tools.views import PriceAnswer, PriceItem, ProductItem, ProductList, StockAnswer, StockItem

MOST_COMING = 3
"""Days on which more comes, beside one product."""


def stock_blocks(answer: StockAnswer, voice: Voice) -> tuple[Block, ...]:
    """What may be ordered: total in packs and pieces, by warehouse, for which day, true when."""
    blocks: list[Block] = []
    if answer.items:
        notes = (*_more(answer.more, voice), voice("stock-as-of", date=voice.day(answer.day, answer.as_of.date()), as_of=voice.as_of(answer.as_of)))
        columns = (Column(voice("column-product")), Column(voice("column-available"), figure=True), Column(voice("column-base"), figure=True))
        rows = tuple(_stock_row(item, voice) for item in answer.items)
        blocks.append(Card(kind="stock", title=voice("stock-title"), columns=columns, rows=rows, notes=notes))
    return (*blocks, *_unknown(answer.unknown, voice, found=bool(answer.items)))


def price_blocks(answer: PriceAnswer, voice: Voice) -> tuple[Block, ...]:
    """The person's own price of one pack and one piece, and of the quantity asked about."""
    blocks: list[Block] = []
    if answer.items:
        asked = any(item.base_qty != item.case_factor for item in answer.items)
        columns = [Column(voice("column-product")), Column(voice("column-my-price"), figure=True), Column(voice("column-piece-price"), figure=True)]
        if asked:
            columns.append(Column(voice("column-amount"), figure=True))
        own = any(item.unit_price != item.list_price for item in answer.items)
        told = tuple(item_sentence(one, answer.currency, voice) for one in answer.promotions)
        notes = (*told, *_more(answer.more, voice), voice("price-note", currency=answer.currency, as_of=voice.as_of(answer.as_of)))
        rows = tuple(_price_row(item, voice, asked=asked) for item in answer.items)
        blocks.append(Card(kind="price", title=voice("price-title" if own else "price-title-list"), columns=tuple(columns), rows=rows, notes=notes))
    return (*blocks, *_unknown(answer.unknown, voice, found=bool(answer.items)))


def product_blocks(answer: ProductList, voice: Voice) -> tuple[Block, ...]:
    """Products that fit some words."""
    if not answer.items:
        return _unknown((answer.text,), voice, found=False)
    columns = (Column(voice("column-product")), Column(voice("column-pack"), figure=True))
    rows = tuple(Row((Cell(voice.name(item), item.sku), Cell(_pack(item, voice)))) for item in answer.items)
    notes = (voice("products-more"),) if answer.more else ()
    return (Card(kind="products", title=voice("products-title", count=len(answer.items)), columns=columns, rows=rows, notes=notes),)


def _stock_row(item: StockItem, voice: Voice) -> Row:
    unit, base = voice.pick(item.unit_word_zh, item.unit_word_en), voice.pick(item.base_word_zh, item.base_word_en)
    shares = [f"{voice.name(share)} {format_packs(share.base, item.factor, unit, base)}" for share in item.by_warehouse if share.base]
    soon = sum(lot.base for lot in item.near_expiry)
    badges: list[Badge] = []
    if not item.available_base:
        badges.append(Badge(voice("mark-no-stock"), "error"))
    if item.wanted_base is not None and item.available_base:
        key = "mark-enough" if item.wanted_base <= item.available_base else "mark-not-enough"
        wanted = format_packs(item.wanted_base, item.factor, unit, base)
        badges.append(Badge(voice(key, wanted=wanted), "success" if key == "mark-enough" else "warning"))
    if soon:
        first = min(lot.expiry for lot in item.near_expiry)
        text = voice("mark-near-expiry", quantity=format_packs(soon, item.factor, unit, base), date=format_date(first, voice.locale, weekday=False))
        badges.append(Badge(text, "warning"))
    badges += _coming(item, voice, unit, base)
    return Row(
        cells=(
            Cell(voice.name(item), " · ".join(shares) if len(shares) > 1 else ""),
            Cell(format_packs(item.available_base, item.factor, unit, base)),
            Cell(format_quantity(item.available_base, base)),
        ),
        badges=tuple(badges),
    )


def _coming(item: StockItem, voice: Voice, unit: str, base: str) -> list[Badge]:
    """What is on its way, when all that was asked for is there, and what of the stock would not last."""
    badges: list[Badge] = []
    if item.lasting_until is not None:
        until = format_date(item.lasting_until, voice.locale, weekday=False)
        badges.append(Badge(voice("mark-lasting", date=until)))
        if item.older_base:
            badges.append(Badge(voice("mark-older", quantity=format_packs(item.older_base, item.factor, unit, base), date=until), "warning"))
    if item.wanted_base is not None and item.wanted_base > item.available_base and item.wanted_by is not None:
        wanted = format_packs(item.wanted_base, item.factor, unit, base)
        badges.append(Badge(voice("mark-wanted-by", wanted=wanted, date=voice.day(item.wanted_by))))
    coming = [(format_packs(one.base, item.factor, unit, base), voice.day(one.day)) for one in item.later[:MOST_COMING]]
    return [*badges, *(Badge(voice("mark-coming", quantity=quantity, date=day), "success") for quantity, day in coming)]


def _price_row(item: PriceItem, voice: Voice, *, asked: bool) -> Row:
    case, base = voice.pick(item.case_word_zh, item.case_word_en), voice.pick(item.base_word_zh, item.base_word_en)
    pack = voice("pack", base=format_quantity(item.case_factor, base), unit=case) if item.case_factor > 1 else ""
    list_price = (
        "" if item.list_price is None or item.list_price == item.unit_price else voice("list-price", amount=pack_price(item.list_price, item.case_factor))
    )
    cells = [
        Cell(voice.name(item), pack),
        Cell(voice("price-per", amount=voice.money(item.case_price), unit=case), list_price),
        Cell(voice("price-per", amount=format_unit_price(item.unit_price), unit=base)),
    ]
    if asked:
        quantity = format_quantity(item.qty, voice.pick(item.unit_word_zh, item.unit_word_en))
        cells.append(Cell(voice.money(item.line_total), quantity))
    return Row(tuple(cells))


def _pack(item: ProductItem, voice: Voice) -> str:
    base, unit = voice.pick(item.base_word_zh, item.base_word_en), voice.pick(item.unit_word_zh, item.unit_word_en)
    return voice("pack", base=format_quantity(item.factor, base), unit=unit) if item.factor > 1 else voice("pack-single", unit=unit)


def _more(count: int, voice: Voice) -> tuple[str, ...]:
    return (voice("answers-more", count=count),) if count else ()


def _unknown(words: tuple[str, ...], voice: Voice, *, found: bool) -> tuple[Block, ...]:
    said = [said for word in words if (said := quote_words(word))]
    if said:
        return (Text(voice("product-unknown", words=voice.list(said)), tone="warning"),)
    return () if found else (Text(voice("product-which")),)
