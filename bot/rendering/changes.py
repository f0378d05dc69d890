"""The card of a proposed cancellation or change of an order: what was and what will be. Nothing has happened yet."""

from decimal import Decimal

from bot.messages import Badge, Button, Card, Cell, Column, Row
from bot.rendering.differences import difference_lines
from bot.rendering.lines import base_of, line_badges, line_columns, line_row, names_of, quantity_of
from bot.rendering.notes import note_lines
from bot.rendering.promotions import change_rows
from bot.rendering.questions import blocking, confirm_words, question_rows, subject, total_words, unit_word
from bot.rendering.reasons import gate_lines, warning_lines
from bot.rendering.voice import Voice
from tools.views import ChangeView, LineView, Question, QuestionKind

_SAID_ANEW = frozenset({QuestionKind.CHECK_QTY, QuestionKind.SHORT_STOCK})


def change_card(change: ChangeView, voice: Voice, *, reviewed: bool = False) -> Card:
    """A cancellation shows the order; a change shows each line before and after."""
    if change.kind in {"close", "close_ask"}:
        return _close_card(change, voice)
    return _cancel_card(change, voice) if change.kind == "cancel" else _change_card(change, voice, reviewed=reviewed)


def _cancel_card(change: ChangeView, voice: Voice) -> Card:
    return Card(
        kind="cancel",
        title=voice("cancel-title", number=change.number),
        columns=line_columns(voice),
        rows=tuple(line_row(line, voice) for line in change.before),
        total=Cell(voice.money(change.total_before)),
        total_label=voice("total-label", currency=change.currency),
        notes=(voice("cancel-effect"),),
        buttons=_buttons(change, voice, voice("confirm-cancel", number=change.number)),
    )


def _close_card(change: ChangeView, voice: Voice) -> Card:
    """What has not left of an order and would not be delivered; staff do it, a dealer asks for it."""
    return Card(
        kind="cancel",
        title=voice(f"{change.kind}-title", number=change.number),
        columns=line_columns(voice),
        rows=tuple(line_row(line, voice) for line in change.before),
        total=Cell(voice.money(change.total_before)),
        total_label=voice("total-label", currency=change.currency),
        notes=(voice(f"{change.kind}-effect"),),
        buttons=_buttons(change, voice, voice(f"confirm-{change.kind}", number=change.number)),
    )


def _change_card(change: ChangeView, voice: Voice, *, reviewed: bool) -> Card:
    names = {**names_of(change.before, voice), **names_of(change.after, voice)}
    changed = difference_lines(change.changed, voice)
    delivery = (voice("delivery-planned", date=voice.day(change.delivery_date, change.as_of.date())),) if change.delivery_date else ()
    return Card(
        kind="change",
        title=voice("change-title", number=change.number),
        columns=_change_columns(voice),
        rows=(*_change_rows(change, voice), *_promotion_rows(change, voice), *_question_rows(change, voice)),
        total=Cell(voice.money(change.total_after), voice("total-before", amount=voice.money(change.total_before))),
        total_label=total_words(voice("total-after", currency=change.currency), change.questions, voice),
        notes=(*delivery, *note_lines(change.notes, voice), voice.as_of(change.as_of)),
        warnings=(
            *((voice("review-needed-change"),) if reviewed and changed else ()),
            *changed,
            *gate_lines(change.gates, voice, names),
            *warning_lines(change.warnings, voice),
        ),
        buttons=_buttons(change, voice, voice("confirm-change", number=change.number, amount=voice.money(change.total_after, change.currency))),
    )


def _change_columns(voice: Voice) -> tuple[Column, ...]:
    return (
        Column(voice("column-product")),
        Column(voice("column-before"), figure=True),
        Column(voice("column-after"), figure=True),
        Column(voice("column-amount"), figure=True),
    )


def _change_rows(change: ChangeView, voice: Voice) -> tuple[Row, ...]:
    before, after = {line.sku: line for line in change.before}, {line.sku: line for line in change.after}
    asked = {question.sku for question in change.questions}
    return tuple(_change_row(before.get(sku), after.get(sku), voice) for sku in dict.fromkeys([*before, *after]) if sku in after or sku not in asked)


def _promotion_rows(change: ChangeView, voice: Voice) -> tuple[Row, ...]:
    return change_rows(change.promotions, change.promotions_before, (*change.before, *change.after), voice)


def _change_row(old: LineView | None, new: LineView | None, voice: Voice) -> Row:
    shown = new or old
    if shown is None:
        return Row(())
    badges = line_badges(new, voice) if new else ()
    if old is None:
        badges = (Badge(voice("mark-added"), "success"), *badges)
    elif new is None:
        badges = (Badge(voice("mark-removed"), "error"),)
    elif old.base_qty != new.base_qty:
        badges = (Badge(voice("mark-changed")), *badges)
    return Row(
        cells=(
            Cell(voice.name(shown)),
            Cell(quantity_of(old), base_of(old)) if old else Cell("—"),
            Cell(quantity_of(new), base_of(new)) if new else Cell("—"),
            Cell(voice.money(new.line_total)) if new else Cell("—"),
        ),
        badges=badges,
    )


def _question_rows(change: ChangeView, voice: Voice) -> tuple[Row, ...]:
    """The questions in the columns of a change, where the price has no place. Nothing is kept of a change that is not offered: who answers says it anew."""
    rows = zip(change.questions, question_rows(change.questions, voice), strict=True)
    return tuple(_question_row(question, row, change, voice) for question, row in rows)


def _question_row(question: Question, row: Row, change: ChangeView, voice: Voice) -> Row:
    name, quantity, _, amount = row.cells
    return Row((name, Cell("—"), quantity, amount), row.badges, _checked(question, change, voice))


def _checked(question: Question, change: ChangeView, voice: Voice) -> tuple[Button, ...]:
    """A button that says the change anew: an unusual quantity as one that was checked, a short one as what is there."""
    op, quantity = question.op, question.qty
    if question.kind is QuestionKind.SHORT_STOCK:
        op, quantity = "set", Decimal((question.available_base or 0) // (question.factor or 1))
    if question.kind not in _SAID_ANEW or not quantity or op not in {"add", "set"}:
        return ()
    said = {"item": subject(question, voice), "quantity": f"{quantity:f}", "unit": unit_word(question, voice)}
    words = voice(f"say-change-{op}", number=change.number, **said)
    return (Button(words, f"say:{words}"),)


def _buttons(change: ChangeView, voice: Voice, label: str) -> tuple[Button, ...]:
    keep = (Button(voice("keep-order"), f"decline:{change.proposal_id}"),) if change.proposal_id else ()
    if change.confirm_token and any(gate.blocks for gate in change.gates):
        again = confirm_words(voice("check-again-change", number=change.number), change.left_out, voice)
        return (Button(again, f"confirm:{change.confirm_token}"), *keep)
    if change.confirm_token:
        return (Button(confirm_words(label, change.left_out, voice), f"confirm:{change.confirm_token}", "primary"), *keep)
    open_questions = blocking(change.questions)
    if open_questions:
        return (Button(voice("confirm-after", item=subject(open_questions[0], voice)), "", "disabled"), *keep)
    return keep
