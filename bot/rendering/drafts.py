"""The card of a draft order: its lines, what is still open, the total with place, day and credit, and the button that confirms it.

Invariant: the confirm button carries the total of exactly the version it confirms and how much that was asked for is not in it; while a
question is open it is not there, and a draft that a gate blocks offers no more than to check again.
"""

from bot.messages import Button, Card, Cell, Row
from bot.rendering.differences import difference_lines
from bot.rendering.formats import format_date
from bot.rendering.lines import line_columns, line_row, names_of
from bot.rendering.notes import note_lines
from bot.rendering.promotions import hint_lines, promotion_rows
from bot.rendering.questions import blocking, confirm_words, question_rows, subject, total_words
from bot.rendering.reasons import gate_lines, warning_lines
from bot.rendering.shipments import shipments_note
from bot.rendering.voice import Voice
from tools.views import DraftView, QuestionKind


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
        total_label=total_words(voice("total-label", currency=draft.currency), draft.questions, voice) if draft.lines else "",
        notes=_notes(draft, voice),
        warnings=(*lead, *changed, *gate_lines(draft.gates, voice, names), *_warnings(draft, voice)),
        buttons=_buttons(draft, voice),
    )


TWIN = "DUPLICATE_ORDER"
LONG = 8
"""A draft with more lines shows its open questions first, where nobody has to look for them."""


def _rows(draft: DraftView, voice: Voice) -> tuple[Row, ...]:
    lines = (*(line_row(line, voice) for line in draft.lines), *promotion_rows(draft.promotions, draft.lines, voice))
    questions = question_rows([one for one in draft.questions if one.kind is not QuestionKind.DUPLICATE], voice)
    return (*questions, *lines) if len(lines) > LONG else (*lines, *questions)


def _title(draft: DraftView, voice: Voice) -> str:
    parts = [_name(draft, voice)]
    if draft.repeated_order:
        day = format_date(draft.repeated_date, voice.locale, weekday=False, near=draft.as_of.date()) if draft.repeated_date else ""
        parts.append(voice("draft-repeats" if day else "draft-repeats-undated", date=day, number=draft.repeated_order))
    parts.append(voice("draft-not-ordered"))
    return " · ".join(parts)


def _name(draft: DraftView, voice: Voice) -> str:
    """What the draft is called; beside others by its number, place and day."""
    if not draft.beside:
        return voice("draft-title", version=str(draft.version))
    place = voice.pick(draft.ship_to_name_zh, draft.ship_to_name_en) or draft.ship_to or "—"
    where = voice.list([place, voice.day(draft.delivery_date, draft.as_of.date())]) if draft.delivery_date else place
    return voice("draft-title-of", number=str(draft.number), place=where, version=str(draft.version))


def _warnings(draft: DraftView, voice: Voice) -> tuple[str, ...]:
    """What should be known; an order with the same lines is asked about instead."""
    asked = [voice("twin-ask", **one.params) for one in draft.warnings if one.code == TWIN]
    return (*warning_lines([one for one in draft.warnings if one.code != TWIN], voice), *asked)


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
    return (*hint_lines(draft.hint, voice), *shipments_note(draft.shipments, voice), *note_lines(draft.notes, voice), voice.as_of(draft.as_of))


def _buttons(draft: DraftView, voice: Voice) -> tuple[Button, ...]:
    decline = (Button(voice("draft-not-now"), f"decline:{draft.proposal_id}"),) if draft.proposal_id else ()
    if draft.confirm_token:
        return (*_confirm_buttons(draft, voice), *decline)
    open_questions = blocking(draft.questions)
    if open_questions and draft.lines:
        return (Button(voice("confirm-after", item=subject(open_questions[0], voice)), "", "disabled"),)
    return ()


def _confirm_buttons(draft: DraftView, voice: Voice) -> tuple[Button, ...]:
    """Confirming as the main thing to do; for a blocked draft only a second look with what can be left out, for a twin one of two answers."""
    amount, action = voice.money(draft.total, draft.currency), f"confirm:{draft.confirm_token}"

    def words(key: str) -> str:
        return confirm_words(voice(key, amount=amount), draft.left_out, voice)

    if any(gate.blocks for gate in draft.gates):
        return (*_leave_out(draft, voice), Button(words("check-again"), action))
    twin = next((one for one in draft.questions if one.kind is QuestionKind.DUPLICATE), None)
    if twin is None:
        return (Button(words("confirm-order"), action, "primary"),)
    return (Button(words("order-again"), action), Button(voice("is-duplicate"), f"answer:{twin.id}:duplicate"))


def _leave_out(draft: DraftView, voice: Voice) -> tuple[Button, ...]:
    """A button that says to leave out the goods which block, where others stay."""
    names = names_of(draft.lines, voice)
    blocked = [code for gate in draft.gates if gate.blocks for code in str(gate.params.get("skus", "")).split(", ") if code in names]
    if not blocked or len(set(blocked)) == len(names):
        return ()
    words = voice("say-remove", items=voice.list([names[code] for code in dict.fromkeys(blocked)]))
    return (Button(words, f"say:{words}"),)
