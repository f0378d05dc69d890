"""The open draft over HTTP, and the one door for every confirmation.

Invariant: nothing here places an order but POST /confirmations with the token of exactly what a person was shown.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from backend.identity.http import CurrentActor
from backend.kit.db import UnitOfWork
from backend.kit.errors import Conflict, NotFound, TooMuch
from backend.kit.http import Here, MessageLimit, Word, adapter_of, json_answer
from backend.kit.http_writes import MayRepeat, MustKey, Outcome
from backend.kit.problems import PROBLEM_JSON, problem_document, problems_of, reasons_of
from backend.ordering import service as ordering
from backend.ordering.headroom import Headroom
from backend.ordering.http_bodies import (
    AnswerBody,
    ConfirmationBody,
    ConfirmationProblem,
    DraftBody,
    DraftList,
    HeadroomBody,
    MessageBody,
    RepeatBody,
    UndoBody,
)
from backend.ordering.schemas import Answer, Confirmation, ConfirmResult, DraftText, DraftView, RepeatOrder
from backend.settings.http import Settings

router = APIRouter(tags=["drafts"])
_READ_PROBLEMS = problems_of(401, 403, 404)
_WRITE_PROBLEMS = problems_of(401, 403, 404, 409, 422)
_CONFIRM_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"model": ConfirmResult, "description": "A change or a cancellation was carried out."},
    **problems_of(401, 403, 404, 422),
    409: {"model": ConfirmationProblem, "description": "Nothing was ordered; see `code`, `reasons` and `result`."},
}


@router.get("/draft", response_model=DraftView, responses=_READ_PROBLEMS, summary="Show the open draft")
def read_draft(actor: CurrentActor, services: Here) -> Response:
    """The draft at today's prices and stock. While nothing differs from the last answer its `confirm_token` is the same one and lives on."""
    seen = services.database.read(lambda uow: ordering.look_at_draft(uow, actor, clock=services.clock))
    return json_answer(seen or services.database.write(lambda uow: ordering.show_draft(uow, actor, clock=services.clock)))


@router.get("/drafts", response_model=DraftList, responses=_READ_PROBLEMS, summary="Show every open draft")
def list_drafts(actor: CurrentActor, services: Here) -> Response:
    """One message for several places or days makes one draft for each; every one has its own `confirm_token`."""
    return json_answer(DraftList(items=list(services.database.write(lambda uow: ordering.show_drafts(uow, actor, clock=services.clock)))))


@router.post("/draft/undo", response_model=DraftView, responses={204: {"description": "The first message was taken back."}, **_WRITE_PROBLEMS}, summary="Undo")
def undo_change(actor: CurrentActor, body: UndoBody, services: Here, once: MayRepeat) -> Response:
    """Take back the last change, put back what was thrown away, or only the goods that are named.

    A message for several places or days is one change: it is taken back in all its drafts. The answer is the one in focus; see GET /drafts.
    """
    return once.write(actor.user_id, lambda uow: ordering.undo_change(uow, actor, clock=services.clock, text=body.text), _shown_last)


@router.post("/headroom", response_model=Headroom, responses=_WRITE_PROBLEMS, summary="How much may still be ordered")
def read_headroom(actor: CurrentActor, body: HeadroomBody, services: Here, limit: MessageLimit) -> Response:
    """Limit and what uses it; whether the goods would pass without a release, every gate with what helps, and the largest part that passes."""
    if body.text:
        limit.take(actor.user_id)
    return json_answer(services.database.read(lambda uow: ordering.order_headroom(uow, actor, body.text, clock=services.clock)))


@router.patch("/draft", response_model=DraftView, responses=_WRITE_PROBLEMS, summary="Edit the draft")
def edit_draft(actor: CurrentActor, body: DraftBody, services: Here, once: MayRepeat) -> Response:
    """Set quantities, place, day or notes; starts a draft when none is open."""
    edit = body.edit()
    return once.write(actor.user_id, lambda uow: ordering.edit_draft(uow, actor, edit, clock=services.clock), _shown)


@router.delete("/draft", status_code=204, responses=_WRITE_PROBLEMS, summary="Throw the draft away")
def discard_draft(
    actor: CurrentActor, services: Here, once: MayRepeat, draft_id: Annotated[Word | None, Query(description="Which of several; the one in focus.")] = None
) -> Response:
    """Orders are not touched; it can be put back for a day. Answers 404 when no draft is open."""

    def discard(uow: Any) -> None:
        if ordering.discard_draft(uow, actor, clock=services.clock, draft_id=draft_id) is False:
            raise NotFound("draft.none")

    return once.write(actor.user_id, discard, lambda _: Outcome(204))


@router.post("/draft/messages", response_model=DraftView, responses={**_WRITE_PROBLEMS, **problems_of(413, 429)}, summary="Apply an order message")
def add_message(actor: CurrentActor, body: MessageBody, services: Here, settings: Settings, once: MayRepeat, limit: MessageLimit) -> Response:
    """Read an order in plain words, Chinese or English, into the open draft. What is not clear comes back as questions."""
    if len(body.text) > settings.max_text:
        raise TooMuch("request.long_text", longest=settings.max_text)
    limit.take(actor.user_id)
    return once.write_prepared(
        actor.user_id,
        lambda uow: ordering.read_words(uow, actor, DraftText(body.text), clock=services.clock),
        lambda uow, words: ordering.apply_words(uow, actor, words, clock=services.clock),
        _shown,
        moved_on="draft.stale",
    )


@router.post("/draft/answers", response_model=DraftView, responses={204: {"description": "A duplicate."}, **_WRITE_PROBLEMS}, summary="Answer a question")
def answer_question(actor: CurrentActor, body: AnswerBody, services: Here, once: MayRepeat) -> Response:
    """Choose a candidate, give a quantity, or say what to do about short stock. Dropping a `duplicate` throws its draft away (204)."""
    answer = Answer(body.question_id, body.sku, body.qty, body.unit, body.shortage, body.drop)

    def answered(uow: UnitOfWork) -> DraftView | None:
        if answer.drop and ordering.is_about_twin(answer.question_id):
            ordering.discard_duplicate(uow, actor, answer.question_id, clock=services.clock)
            return None
        return ordering.answer_question(uow, actor, answer, clock=services.clock)

    return once.write(actor.user_id, answered, _shown_or_gone)


@router.post("/draft/repeat", response_model=DraftView, responses=_WRITE_PROBLEMS, summary="Repeat an earlier order")
def repeat_order(actor: CurrentActor, body: RepeatBody, services: Here, once: MayRepeat) -> Response:
    """Put the lines of an own earlier order into the draft, at today's prices."""
    return once.write(actor.user_id, lambda uow: ordering.repeat_order(uow, actor, RepeatOrder(body.number), clock=services.clock), _shown)


@router.post("/confirmations", status_code=201, response_model=ConfirmResult, responses=_CONFIRM_RESPONSES, summary="Confirm what was shown")
def confirm(request: Request, actor: CurrentActor, body: ConfirmationBody, services: Here, once: MustKey) -> Response:
    """Place the order (201), or carry out the change or cancellation (200), that a `confirm_token` stands for.

    Price, stock, credit and all gates are checked again. When something differs from what was shown, nothing is ordered and the 409
    holds the new version with its own token; when gates block, it holds every reason.
    """

    def outcome(result: ConfirmResult) -> Outcome:
        if result.outcome in {"needs_review", "blocked"}:
            return Outcome(409, _refusal(request, result), PROBLEM_JSON)
        return Outcome(201 if result.outcome == "submitted" else 200, result)

    return once.write(actor.user_id, lambda uow: ordering.confirm(uow, actor, Confirmation(body.token), clock=services.clock), outcome)


def _shown_last(done: ordering.Undone) -> Outcome:
    return _shown_or_gone(done.drafts[-1] if done.drafts else None)


def _shown_or_gone(view: DraftView | None) -> Outcome:
    return Outcome(204) if view is None else _shown(view)


def _shown(view: DraftView) -> Outcome:
    return Outcome(200, view)


def _refusal(request: Request, result: ConfirmResult) -> dict[str, Any]:
    error = Conflict("confirmation.blocked") if result.outcome == "blocked" else Conflict("confirmation.needs_review")
    return problem_document(request, error, reasons=reasons_of(request, result.reasons), result=adapter_of(ConfirmResult).dump_python(result, mode="json"))
