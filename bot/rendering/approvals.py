"""Held orders that wait for a release as cards: why, since when, and the button that releases exactly what the card shows."""

from bot.messages import Block, Button, Card, Cell, Text
from bot.rendering.formats import format_instant
from bot.rendering.reasons import gate_lines
from bot.rendering.voice import Voice
from tools.views import ApprovalsShown, Waiting


def approval_blocks(result: ApprovalsShown, voice: Voice) -> tuple[Block, ...]:
    """One card for each; a sentence when nothing waits."""
    if not result.items:
        return (Text(voice("approvals-none")),)
    more = result.waiting - len(result.items)
    cards = tuple(_card(one, voice) for one in result.items)
    return (*cards, Text(voice("approvals-more", count=more))) if more > 0 else cards


def _card(one: Waiting, voice: Voice) -> Card:
    order = one.order
    dealer = voice.pick(order.dealer_name_zh, order.dealer_name_en)
    notes = [voice("approvals-since", when=format_instant(one.waiting_since, voice.locale), person=one.placed_by or dealer)]
    if one.level > 1:
        notes.append(voice("approvals-first-by", person=one.approved_by) if one.approved_by else voice("approvals-two"))
    if one.escalated_at is not None:
        notes.append(voice("approvals-late"))
    if not one.refusal:
        notes.append(voice("approvals-reject-there"))
    refused = (voice(one.refusal, number=order.number, role=_roles(one, voice)),) if one.refusal else ()
    action = f"release:{order.number}:{one.version}:{one.content_hash}"
    return Card(
        kind="order",
        title=voice("approvals-title", number=order.number, dealer=dealer),
        total=Cell(voice.money(order.total), voice("line-count", count=order.line_count)) if order.total is not None else None,
        total_label=voice("total-label", currency=order.currency) if order.total is not None else "",
        notes=tuple(notes),
        warnings=(*gate_lines(one.reasons, voice, placed=True, staff=True), *refused),
        buttons=() if one.refusal else (Button(voice("approvals-release", number=order.number), action, "primary"),),
    )


def _roles(one: Waiting, voice: Voice) -> str:
    return voice.list(sorted({voice(f"role-{reason.approver_role}") for reason in one.reasons if reason.approver_role}))
