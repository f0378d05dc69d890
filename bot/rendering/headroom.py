"""How much may still be ordered: the limit by part, the basket with its gates, and the largest part that passes by itself."""

from bot.messages import Block, Card, Cell, Column, Row
from bot.rendering.lines import line_columns, line_row, names_of, quantity_of
from bot.rendering.questions import total_words
from bot.rendering.remedies import finding_lines
from bot.rendering.voice import Voice
from tools.views import BasketCheck, Headroom


def headroom_blocks(answer: Headroom, voice: Voice) -> tuple[Block, ...]:
    """The account as a card; the basket, if there is one, as a second one with everything that stands in its way."""
    basket = answer.basket
    return (_account(answer, voice), *((_basket(basket, answer, voice),) if basket else ()))


def _account(answer: Headroom, voice: Voice) -> Card:
    parts = (
        ("credit-limit", answer.limit),
        ("credit-receivables", answer.receivables),
        ("credit-open-orders", answer.open_orders),
        ("headroom-held", answer.held_orders),
        ("credit-exposure", answer.exposure),
        ("headroom-drafts", answer.drafts),
    )
    optional = {"headroom-held", "headroom-drafts"}
    return Card(
        kind="credit",
        title=voice("headroom-title"),
        columns=(Column(voice("column-item")), Column(voice("column-amount-in", currency=answer.currency), figure=True)),
        rows=tuple(Row((Cell(voice(key)), Cell(voice.money(amount)))) for key, amount in parts if amount or key not in optional),
        total=Cell(voice.money(answer.available), _automatic(answer, voice)),
        total_label=voice("credit-available"),
        notes=(voice.as_of(answer.as_of),),
        warnings=() if answer.basket else finding_lines(answer.findings, voice),
    )


def _automatic(answer: Headroom, voice: Voice) -> str:
    if answer.automatic is None:
        return ""
    if answer.automatic <= 0:
        return voice("headroom-none-automatic")
    return voice("headroom-automatic", amount=voice.money(answer.automatic, answer.currency))


def _basket(basket: BasketCheck, answer: Headroom, voice: Voice) -> Card:
    names = names_of(basket.lines, voice)
    return Card(
        kind="headroom",
        title=voice("headroom-passes" if basket.passes else "headroom-stops" if _blocks(basket) else "headroom-waits"),
        columns=line_columns(voice),
        rows=tuple(line_row(line, voice) for line in basket.lines),
        total=Cell(voice.money(basket.total)),
        total_label=total_words(voice("total-label", currency=answer.currency), basket.questions, voice),
        notes=_largest(basket, answer, voice),
        warnings=finding_lines(basket.findings, voice, names),
    )


def _blocks(basket: BasketCheck) -> bool:
    return any(finding.reason.blocks for finding in basket.findings)


def _largest(basket: BasketCheck, answer: Headroom, voice: Voice) -> tuple[str, ...]:
    if basket.passes:
        return ()
    if not basket.largest:
        return (voice("headroom-nothing-passes"),)
    items = voice.list([f"{voice.name(line)} {quantity_of(line)}" for line in basket.largest])
    return (voice("headroom-largest", items=items, amount=voice.money(basket.largest_total, answer.currency)),)
