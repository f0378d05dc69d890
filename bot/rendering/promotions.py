"""Promotions on cards: each derived line as a row with its name and why, the one hint, and the list of what applies to a buyer.

Invariant: what is shown comes from the promotions engine; words of the person never make one.
"""

from collections.abc import Sequence
from decimal import Decimal

from bot.messages import Badge, Block, Card, Cell, Column, Row, Text
from bot.rendering.formats import format_quantity
from bot.rendering.voice import Voice
from tools.views import LineView, PromotionAnswer, PromotionHint, PromotionItem, PromotionView

MOST_NAMED = 3


def promotion_rows(promotions: Sequence[PromotionView], lines: Sequence[LineView], voice: Voice) -> tuple[Row, ...]:
    """The derived lines below those they come from; without money for who may not read prices."""
    names = {line.line_no: voice.name(line) for line in lines}
    return tuple(_row(one, names, voice) for one in promotions if one.free_base or one.amount_off is not None)


def change_rows(promotions: Sequence[PromotionView], before: Sequence[PromotionView], lines: Sequence[LineView], voice: Voice) -> tuple[Row, ...]:
    """The same in the columns of a change: what was given before beside what is given now; what is no longer given is told."""
    had = {(one.promotion_id, one.sku): one for one in before}
    names = {line.line_no: voice.name(line) for line in lines}
    now = {(one.promotion_id, one.sku) for one in promotions}
    rows = [_change_row(one, had.get((one.promotion_id, one.sku)), names, voice) for one in promotions]
    gone = [Row((Cell(_title(one, voice)), Cell(_given(one, voice)), Cell("—"), Cell("—")), (Badge(voice("mark-removed"), "error"),)) for one in before]
    return (*rows, *(row for row, one in zip(gone, before, strict=True) if (one.promotion_id, one.sku) not in now))


def hint_lines(hint: PromotionHint | None, voice: Voice) -> tuple[str, ...]:
    """At most one sentence: how little is missing for what."""
    if hint is None:
        return ()
    goods = voice.pick(hint.sku_name_zh, hint.sku_name_en) or voice("promotion-these-goods")
    missing = voice.money(hint.missing_amount) if hint.missing_amount else format_quantity(hint.missing_qty or Decimal(0), hint.unit_word)
    gives = _gives_of_hint(hint, voice)
    key = "promotion-hint-amount" if hint.missing_amount else "promotion-hint"
    return (voice(key, missing=missing, goods=goods, gives=gives, name=voice.pick(hint.name_zh, hint.name_en)),)


def promotion_blocks(answer: PromotionAnswer, voice: Voice) -> tuple[Block, ...]:
    """What applies to the asking buyer."""
    asked = voice.list([*map(voice.pick, answer.asked_zh, answer.asked_en)])
    if not answer.items:
        return (Text(voice("promotions-none-for", goods=asked) if asked else voice("promotions-none")),)
    title = voice("promotions-title-for", goods=asked) if asked else voice("promotions-title", count=len(answer.items))
    columns = (Column(voice("column-promotion")), Column(voice("column-until"), figure=True))
    rows = tuple(_item_row(item, answer.currency, voice) for item in answer.items)
    return (Card(kind="promotions", title=title, columns=columns, rows=rows, notes=(voice("promotions-automatic"), voice.as_of(answer.as_of))),)


def _row(one: PromotionView, names: dict[int, str], voice: Voice) -> Row:
    goods = voice.pick(one.sku_name_zh, one.sku_name_en) or voice.list([names[number] for number in one.line_nos if number in names][:MOST_NAMED])
    because = voice("promotion-because", goods=goods, code=one.promotion_id) if goods else one.promotion_id
    quantity = Cell(format_quantity(one.qty or Decimal(0), one.unit_word), _base(one)) if one.free_base else Cell("—")
    money = () if one.amount_off is None else (Cell("—"), Cell(_amount(one, voice)))
    badges = (Badge(voice("promotion-free" if one.free_base else "promotion-off"), "success"), *_later(one, voice))
    return Row(cells=(Cell(voice.pick(one.name_zh, one.name_en), because), quantity, *money), badges=badges)


def _change_row(one: PromotionView, old: PromotionView | None, names: dict[int, str], voice: Voice) -> Row:
    goods = voice.list([names[number] for number in one.line_nos if number in names][:MOST_NAMED])
    cells = (Cell(_title(one, voice), goods), Cell(_given(old, voice) if old else "—"), Cell(_given(one, voice)), Cell(_amount(one, voice)))
    return Row(cells=cells, badges=_later(one, voice))


def _title(one: PromotionView, voice: Voice) -> str:
    name = voice.pick(one.name_zh, one.name_en)
    gift = voice.pick(one.sku_name_zh, one.sku_name_en)
    return voice("promotion-gift-of", name=name, goods=gift) if gift else name


def _given(one: PromotionView, voice: Voice) -> str:
    return format_quantity(one.qty or Decimal(0), one.unit_word) if one.free_base else _amount(one, voice)


def _amount(one: PromotionView, voice: Voice) -> str:
    return f"−{voice.money(one.amount_off)}" if one.amount_off else voice.money(Decimal(0))


def _base(one: PromotionView) -> str:
    return format_quantity(one.free_base, one.base_unit) if one.factor > 1 else ""


def _later(one: PromotionView, voice: Voice) -> tuple[Badge, ...]:
    return (Badge(voice("promotion-later", quantity=format_quantity(one.later_base, one.base_unit)), "warning"),) if one.later_base else ()


def _gives_of_hint(hint: PromotionHint, voice: Voice) -> str:
    if hint.free_qty:
        quantity = format_quantity(hint.free_qty, hint.free_unit_word)
        return voice("promotion-gives-free", quantity=quantity, goods=voice.pick(hint.free_name_zh, hint.free_name_en))
    if hint.percent:
        return voice("promotion-gives-percent", percent=f"{hint.percent.normalize():f}")
    return voice("promotion-gives-amount", amount=voice.money(hint.amount))


def _item_row(item: PromotionItem, currency: str, voice: Voice) -> Row:
    until = voice("promotion-no-end") if item.last_day is None else voice("promotion-through", date=voice.day(item.last_day))
    left = voice("promotion-left", count=item.left_units) if item.left_units is not None else ""
    return Row((Cell(voice.pick(item.name_zh, item.name_en), f"{item_sentence(item, currency, voice)} · {item.promotion_id}"), Cell(until, left)))


def _goods_word(zh: str, en: str, voice: Voice) -> str:
    """A product by its name; a category, which has one code for both languages, by its word."""
    category = f"category-{en}"
    return voice(category) if zh == en and voice.has(category) else voice.pick(zh, en)


def item_sentence(item: PromotionItem, currency: str, voice: Voice) -> str:
    """What a promotion gives for what, in one sentence."""
    goods = voice.list([_goods_word(zh, en, voice) for zh, en in zip(item.goods_zh, item.goods_en, strict=True)]) or voice("promotion-all-goods")
    least = format_quantity(item.least_qty, voice.pick(item.least_word_zh, item.least_word_en)) if item.least_qty else ""
    amount = voice.money(item.amount, currency) if item.amount is not None else ""
    if item.kind == "gift":
        free = format_quantity(item.free_qty or Decimal(0), voice.pick(item.free_word_zh, item.free_word_en))
        gift = voice.pick(item.free_name_zh, item.free_name_en)
        least = least or voice.money(item.least_amount, currency)
        return voice("promotion-tells-gift-of" if gift else "promotion-tells-gift", goods=goods, least=least, free=free, gift=gift)
    from_ = least or (voice.money(item.least_amount, currency) if item.least_amount else "")
    if item.kind == "percent":
        percent = f"{item.percent.normalize():f}" if item.percent else "0"
        return voice("promotion-tells-percent-from" if from_ else "promotion-tells-percent", goods=goods, percent=percent, least=from_)
    if item.kind == "amount":
        key = "promotion-tells-amount-every" if from_ and item.repeats else "promotion-tells-amount-from" if from_ else "promotion-tells-amount"
        return voice(key, goods=goods, amount=amount, least=from_)
    return voice(f"promotion-tells-{item.kind}", goods=goods, amount=amount)
