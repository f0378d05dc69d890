"""What a confirmation did: an order number with its status and reasons, or nothing at all and why.

Invariant: "ordered", "changed" and "cancelled" are said only for the outcomes of that name.
"""

from bot.messages import Block, Card, Text
from bot.rendering.changes import change_card
from bot.rendering.drafts import draft_card
from bot.rendering.lines import names_of
from bot.rendering.orders import order_card, status_word
from bot.rendering.reasons import gate_sentence
from bot.rendering.returns import return_card
from bot.rendering.voice import Voice
from tools.views import ConfirmResult, OrderView


def confirmation_blocks(result: ConfirmResult, voice: Voice) -> tuple[Block, ...]:
    """The order that came of it, or what to look at instead."""
    if result.order is not None and result.outcome in {"submitted", "changed", "cancelled"}:
        return _done(result, voice)
    if result.order is not None and result.outcome in {"short_closed", "close_asked", "return_requested"}:
        return _closed_or_returned(result, result.order, voice)
    if result.outcome == "blocked":
        return _blocked(result, voice)
    blocks = _shown_again(result, voice)
    return blocks or (Text(voice("nothing-done"), tone="warning"),)


def _done(result: ConfirmResult, voice: Voice) -> tuple[Block, ...]:
    order = result.order
    if order is None:
        return ()
    amount = voice.money(order.total, order.currency)
    status = status_word(order.status, voice)
    if result.outcome == "cancelled":
        return (Text(voice("done-cancelled", number=order.number, amount=amount)),)
    held = order.status == "HOLD"
    title = voice(f"done-{result.outcome}-held" if held else f"done-{result.outcome}", number=order.number, status=status, amount=amount)
    return (order_card(order, voice, title=title),)


def _closed_or_returned(result: ConfirmResult, order: OrderView, voice: Voice) -> tuple[Block, ...]:
    """The rest of an order was given up, that was asked for, or goods are to come back."""
    if result.outcome != "return_requested":
        return (Text(voice(f"done-{result.outcome}", number=order.number, status=status_word(order.status, voice))),)
    made = result.returned or (order.returns[-1] if order.returns else None)
    return (return_card(made, voice, title=voice("done-return_requested", number=made.number, order=order.number)),) if made else ()


def _blocked(result: ConfirmResult, voice: Voice) -> tuple[Block, ...]:
    lines = (*(result.draft.lines if result.draft else ()), *(result.change.after if result.change else ()))
    names = names_of(lines, voice)
    blocks = [reason for reason in result.reasons if reason.blocks] or list(result.reasons)
    sentences = [gate_sentence(reason, voice, names) for reason in blocks]
    lead = voice("blocked-change" if result.change is not None else "blocked-order")
    told = Text("\n".join([lead, *(f"· {sentence}" for sentence in sentences)]), tone="error")
    return (told, *_shown_again(result, voice)) if _changed(result) else (told, Text(voice("blocked-kept")))


def _changed(result: ConfirmResult) -> bool:
    """Whether the old button is dead because the offer is a new one."""
    return bool((result.draft and result.draft.changed) or (result.change and result.change.changed))


def _shown_again(result: ConfirmResult, voice: Voice) -> tuple[Card, ...]:
    if result.draft is not None:
        return (draft_card(result.draft, voice, reviewed=True),)
    if result.change is not None:
        return (change_card(result.change, voice, reviewed=True),)
    return ()
