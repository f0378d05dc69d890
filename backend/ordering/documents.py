"""Turning drafts, questions and gate reasons into stored JSON documents and back. Pure.

Invariant: reading what was written gives an equal value.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from backend.catalog.domain import Unit
from backend.ordering.domain import DraftContent, DraftLine, SaidName
from backend.ordering.notes import notes_of
from backend.ordering.schemas import Candidate, GateReason, Question, QuestionKind


def content_to_document(content: DraftContent) -> dict[str, Any]:
    """A draft's content as JSON."""
    notes = {"notes": content.notes.to_document()} if content.notes.to_document() else {}
    return {
        "lines": [_line_to_document(line) for line in content.lines],
        "questions": [_question_to_document(question) for question in content.questions],
        "ship_to": content.ship_to,
        "requested_day": _day_to_text(content.requested_day),
        "relation": content.relation,
        "repeated_order": content.repeated_order,
        "repeated_date": _day_to_text(content.repeated_date),
        **notes,
        **({"names": [[one.word, one.sku, one.how, one.before] for one in content.names]} if content.names else {}),
    }


def content_of_document(document: Mapping[str, Any]) -> DraftContent:
    """A draft's content from JSON."""
    return DraftContent(
        lines=tuple(_line_of_document(line) for line in document["lines"]),
        questions=tuple(_question_of_document(question) for question in document["questions"]),
        ship_to=document["ship_to"],
        requested_day=_day_of_text(document["requested_day"]),
        relation=document["relation"],
        repeated_order=document["repeated_order"],
        repeated_date=_day_of_text(document["repeated_date"]),
        notes=notes_of(document.get("notes", {})),
        names=tuple(SaidName(*one) for one in document.get("names", ())),
    )


def reasons_to_document(reasons: Iterable[GateReason]) -> list[dict[str, Any]]:
    """Gate reasons as JSON."""
    return [_reason_to_document(reason) for reason in reasons]


def reasons_of_document(document: Iterable[Mapping[str, Any]]) -> tuple[GateReason, ...]:
    """Gate reasons from JSON."""
    return tuple(GateReason(**reason) for reason in document)


def _reason_to_document(reason: GateReason) -> dict[str, Any]:
    needed = {"code": reason.code, "blocks": reason.blocks, "params": dict(reason.params), "approver_role": reason.approver_role}
    more = {"rule": reason.rule, "message_zh": reason.message_zh, "message_en": reason.message_en, "level": reason.level if reason.level > 1 else 0}
    return {**needed, **{name: value for name, value in more.items() if value}}


def _line_to_document(line: DraftLine) -> dict[str, Any]:
    quantity = {"qty": format(line.qty, "f"), "unit": line.unit.value, "base_qty": line.base_qty}
    more = {"condition": line.condition, "asked_base": line.asked_base, "firm_base": line.firm_base, "lot_wish": line.lot_wish}
    said = {name: value for name, value in more.items() if value}
    return {"sku": line.sku, **quantity, "backorder": line.backorder, "marks": list(line.marks), **said}


def _line_of_document(document: Mapping[str, Any]) -> DraftLine:
    quantity = (Decimal(document["qty"]), Unit(document["unit"]), document["base_qty"])
    more = {name: document[name] for name in ("condition", "asked_base", "firm_base", "lot_wish") if name in document}
    return DraftLine(document["sku"], *quantity, document["backorder"], tuple(document["marks"]), **more)


def _question_to_document(question: Question) -> dict[str, Any]:
    return {
        "id": question.id,
        "kind": question.kind.value,
        "source": question.source,
        "candidates": [[one.sku, one.name_zh, one.name_en] for one in question.candidates],
        "sku": question.sku,
        "qty": None if question.qty is None else format(question.qty, "f"),
        "unit": question.unit.value if question.unit else None,
        "base_qty": question.base_qty,
        "available_base": question.available_base,
        "blocking": question.blocking,
        "op": question.op,
        **{name: getattr(question, name) for name in ("condition", "lot_wish") if getattr(question, name)},
        **{name: format(value, "f") for name in ("likely", "counted") if (value := getattr(question, name)) is not None},
    }


def _question_of_document(document: Mapping[str, Any]) -> Question:
    return Question(
        id=document["id"],
        kind=QuestionKind(document["kind"]),
        source=document["source"],
        candidates=tuple(Candidate(*one) for one in document["candidates"]),
        sku=document["sku"],
        qty=None if document["qty"] is None else Decimal(document["qty"]),
        unit=Unit(document["unit"]) if document["unit"] else None,
        base_qty=document["base_qty"],
        available_base=document["available_base"],
        blocking=document["blocking"],
        op=document["op"],
        condition=document.get("condition", ""),
        lot_wish=document.get("lot_wish", ""),
        likely=_number_of(document.get("likely")),
        counted=_number_of(document.get("counted")),
    )


def _number_of(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _day_to_text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day_of_text(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
