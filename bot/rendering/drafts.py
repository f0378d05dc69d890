"""The card of a draft order: its lines, what is still open, the total with place, day and credit, and the button that confirms it.

Invariant: the confirm button carries the total of exactly the version it confirms; while a question is open it is not there.
"""

from bot.messages import Button, Card, Cell, Row
from bot.rendering.differences import difference_lines
from bot.rendering.formats import format_date
from bot.rendering.lines import line_columns, line_row, names_of
from bot.rendering.questions import blocking, question_rows, subject
from bot.rendering.reasons import gate_lines, warning_lines
from bot.rendering.voice import Voice
from tools.views import DraftView


def draft_card(draft: DraftView, voice: Voice, *, reviewed: bool = False) -> Card:
    """The draft as a table. With `reviewed` it comes in place of an order that was not placed, and says what changed."""
    names = names_of(draft.lines, voice)
    changed = difference_lines(draft.changed, voice)
    lead = (voice("review-needed"),) if reviewed and changed else ()
    return Card(
        kind="draft",
        title=_title(draft, voice),
        columns=line_columns(voice) if draft.lines or draft.questions else (),
        rows=_rows(draft, voice),
        total=_total(draft, voice) if draft.lines else None,
        total_label=_total_label(draft, voice) if draft.lines else "",
        notes=_notes(draft, voice),
        warnings=(*lead, *changed, *gate_lines(draft.gates, voice, names), *warning_lines(draft.warnings, voice)),
        buttons=_buttons(draft, voice),
    )


LONG = 8
"""A draft with more lines shows its open questions first, where nobody has to look for them."""


def _rows(draft: DraftView, voice: Voice) -> tuple[Row, ...]:
    lines = tuple(line_row(line, voice) for line in draft.lines)
    questions = question_rows(draft.questions, voice)
    return (*questions, *lines) if len(lines) > LONG else (*lines, *questions)


def _title(draft: DraftView, voice: Voice) -> str:
    parts = [voice("draft-title", version=str(draft.version))]
    if draft.repeated_order:
        day = format_date(draft.repeated_date, voice.locale, weekday=False, near=draft.as_of.date()) if draft.repeated_date else ""
        parts.append(voice("draft-repeats" if day else "draft-repeats-undated", date=day, number=draft.repeated_order))
    parts.append(voice("draft-not-ordered"))
    return " · ".join(parts)


def _total_label(draft: DraftView, voice: Voice) -> str:
    left_out = [subject(question, voice) for question in blocking(draft.questions)]
    if left_out:
        return voice("total-without", currency=draft.currency, items=voice.list(left_out))
    return voice("total-label", currency=draft.currency)


def _total(draft: DraftView, voice: Voice) -> Cell:
    parts: list[str] = []
    if draft.ship_to:
        parts.append(voice("ship-to", place=voice.pick(draft.ship_to_name_zh, draft.ship_to_name_en) or draft.ship_to))
    if draft.delivery_date:
        parts.append(voice("delivery-on", date=voice.day(draft.delivery_date, draft.as_of.date())))
    if draft.credit_available_after is not None:
        parts.append(voice("credit-left", amount=voice.money(draft.credit_available_after)))
    return Cell(voice.money(draft.total), " · ".join(parts))


def _notes(draft: DraftView, voice: Voice) -> tuple[str, ...]:
    if not draft.lines and not draft.questions:
        return (voice("draft-empty"),)
    return (voice.as_of(draft.as_of),)


def _buttons(draft: DraftView, voice: Voice) -> tuple[Button, ...]:
    decline = (Button(voice("draft-not-now"), f"decline:{draft.proposal_id}"),) if draft.proposal_id else ()
    if draft.confirm_token:
        amount = voice.money(draft.total, draft.currency)
        return (Button(voice("confirm-order", amount=amount), f"confirm:{draft.confirm_token}", "primary"), *decline)
    open_questions = blocking(draft.questions)
    if open_questions and draft.lines:
        return (Button(voice("confirm-after", item=subject(open_questions[0], voice)), "", "disabled"),)
    return ()
