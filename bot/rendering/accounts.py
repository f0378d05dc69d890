"""Credit as a sentence and its parts: the limit, what uses it, what is left, what is overdue."""

from bot.messages import Card, Cell, Column, Row
from bot.rendering.reasons import gate_sentence
from bot.rendering.voice import Voice
from tools.views import CreditAnswer, CreditStatus


def credit_card(answer: CreditAnswer | CreditStatus, voice: Voice) -> Card:
    """Limit, exposure by part, available; a negative rest is told as being over the limit."""
    status = answer.status if isinstance(answer, CreditAnswer) else answer
    whose = "" if isinstance(answer, CreditStatus) or answer.own else voice.pick(answer.dealer_name_zh, answer.dealer_name_en)
    parts = (
        ("credit-limit", status.limit),
        ("credit-receivables", status.open_receivables),
        ("credit-open-orders", status.open_orders),
        ("credit-exposure", status.exposure),
    )
    return Card(
        kind="credit",
        title=" · ".join(part for part in (voice("credit-title"), whose) if part),
        columns=(Column(voice("column-item")), Column(voice("column-amount-in", currency=status.currency), figure=True)),
        rows=tuple(Row((Cell(voice(key)), Cell(voice.money(amount)))) for key, amount in parts),
        total=Cell(voice.money(status.available)),
        total_label=voice("credit-available"),
        notes=(*_standing(answer, voice), voice.as_of(status.as_of)),
        warnings=(*(gate_sentence(block, voice) for block in (answer.blocks if isinstance(answer, CreditAnswer) else ())), *_warnings(status, voice)),
    )


def _standing(answer: CreditAnswer | CreditStatus, voice: Voice) -> tuple[str, ...]:
    """That the account is not frozen; a frozen one is a warning."""
    return (voice("credit-not-frozen"),) if isinstance(answer, CreditAnswer) and not answer.blocks else ()


def _warnings(status: CreditStatus, voice: Voice) -> tuple[str, ...]:
    found: list[str] = []
    if status.available < 0:
        found.append(voice("credit-over", amount=voice.money(-status.available)))
    if status.overdue:
        found.append(voice("credit-overdue", days=status.overdue_days))
    return tuple(found)
