"""Orders, stock and prices over HTTP. Row scope is the use cases': an order outside it answers 404 like a missing one."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from backend.identity.http import CurrentActor
from backend.kit.errors import Invalid, NotFound
from backend.kit.http import Code, Here, MessageLimit, json_answer
from backend.kit.http_writes import MayRepeat, Outcome
from backend.kit.problems import problems_of
from backend.ordering import service as ordering
from backend.ordering.draft_routes import router as draft_router
from backend.ordering.fulfilling.routes import router as fulfilling_router
from backend.ordering.http_bodies import AvailabilityView, ChangeBody, OrderPage, OrderQuery, QuoteBody, QuoteView, RejectionBody, ReleaseBody
from backend.ordering.memory.routes import router as memory_router
from backend.ordering.returning.routes import router as returning_router
from backend.ordering.rules.routes import router as rules_router
from backend.ordering.schemas import CancelRequest, ChangeText, ChangeView, Decision, OrderView, PriceWish, ProductQuestion, PromotionAnswer
from backend.ordering.sheets.routes import router as sheet_router
from backend.ordering.stock_routes import router as stock_router
from backend.ordering.timeline.domain import Timeline

router = APIRouter()
router.include_router(draft_router)
router.include_router(memory_router)
router.include_router(stock_router)
router.include_router(sheet_router)
router.include_router(fulfilling_router)
router.include_router(returning_router)
router.include_router(rules_router)
Only = Annotated[list[Code] | None, Query(max_length=30, description="Only on these products; may be repeated.")]
_READ_PROBLEMS = problems_of(401, 403, 404, 422)
_WRITE_PROBLEMS = problems_of(401, 403, 404, 409, 422)
_WORDS_PROBLEMS = {**_WRITE_PROBLEMS, **problems_of(429)}


@router.get("/products/{sku}/availability", response_model=AvailabilityView, responses=_READ_PROBLEMS, summary="Read a product's stock", tags=["catalogue"])
def read_availability(
    actor: CurrentActor, services: Here, sku: Code, day: Annotated[date | None, Query(description="Delivery day; the earliest one when left out.")] = None
) -> Response:
    """What may still be ordered, in all and per warehouse."""
    question = ProductQuestion(None, (sku,), day=day)
    answer = services.database.read(lambda uow: ordering.check_stock(uow, actor, question, clock=services.clock))
    if not answer.items:
        raise NotFound("catalog.no_sku", sku=sku)
    return json_answer(AvailabilityView(item=answer.items[0], day=answer.day))


@router.post("/quotes", response_model=QuoteView, responses=_READ_PROBLEMS, summary="Price products", tags=["catalogue"])
def create_quote(actor: CurrentActor, body: QuoteBody, services: Here) -> Response:
    """The caller's own prices now. Nothing is stored or promised."""
    wishes = [PriceWish(line.sku, line.qty, line.unit) for line in body.lines]
    answer = services.database.read(lambda uow: ordering.quote_lines(uow, actor, wishes, clock=services.clock))
    if answer.unknown:
        raise Invalid("pricing.no_price", skus=", ".join(answer.unknown))
    return json_answer(QuoteView(items=list(answer.items), currency=answer.currency))


@router.get("/promotions/applicable", response_model=PromotionAnswer, responses=problems_of(401, 403, 422), summary="Promotions for you", tags=["catalogue"])
def read_promotions(actor: CurrentActor, services: Here, sku: Only = None) -> Response:
    """The promotions that apply to your company now. They are counted by themselves in every draft."""
    question = ProductQuestion(None, tuple(sku or ()))
    return json_answer(services.database.read(lambda uow: ordering.list_promotions(uow, actor, question, clock=services.clock)))


@router.get("/orders", response_model=OrderPage, responses=problems_of(401, 403, 422), summary="List orders", tags=["orders"])
def list_orders(actor: CurrentActor, services: Here, query: Annotated[OrderQuery, Query()]) -> Response:
    """Orders you may see, newest first."""
    wanted = query.filter()
    page = services.database.read(lambda uow: ordering.list_orders(uow, actor, wanted))
    return json_answer(OrderPage(items=list(page.items), next_cursor=page.next_cursor))


@router.get("/orders/{number}", response_model=OrderView, responses=_READ_PROBLEMS, summary="Read an order", tags=["orders"])
def read_order(actor: CurrentActor, services: Here, number: Code) -> Response:
    """An order with its lines and history, by number or id."""
    return json_answer(services.database.read(lambda uow: ordering.get_order(uow, actor, number)))


@router.get("/orders/{number}/timeline", response_model=Timeline, responses=_READ_PROBLEMS, summary="Read how an order came about", tags=["orders"])
def read_timeline(actor: CurrentActor, services: Here, number: Code) -> Response:
    """Message, reading, offer, gates, rules, decision, parts and goods, oldest first; whoever may read the audit log also sees each decision made again."""
    return json_answer(services.database.read(lambda uow: ordering.order_timeline(uow, actor, number)))


@router.post("/orders/{number}/cancellation", response_model=ChangeView, responses=_WRITE_PROBLEMS, summary="Propose to cancel an order", tags=["orders"])
def propose_cancellation(actor: CurrentActor, services: Here, number: Code, once: MayRepeat) -> Response:
    """Show what would be cancelled. Nothing happens until its `confirm_token` goes to POST /confirmations."""
    request = CancelRequest(number)
    return once.write(actor.user_id, lambda uow: ordering.propose_cancel(uow, actor, request, clock=services.clock), lambda view: Outcome(200, view))


@router.post("/orders/{number}/change", response_model=ChangeView, responses=_WORDS_PROBLEMS, summary="Propose to change an order", tags=["orders"])
def propose_change(actor: CurrentActor, services: Here, number: Code, body: ChangeBody, once: MayRepeat, limit: MessageLimit) -> Response:
    """Show what each line was and would be, at today's prices. Nothing happens until its `confirm_token` goes to POST /confirmations."""
    request = body.request(number)
    if isinstance(request, ChangeText):
        limit.take(actor.user_id)
        return once.write_prepared(
            actor.user_id,
            lambda uow: ordering.read_change(uow, actor, request, clock=services.clock),
            lambda uow, words: ordering.propose_change(uow, actor, words, clock=services.clock),
            lambda view: Outcome(200, view),
            moved_on="order.stale",
        )
    return once.write(actor.user_id, lambda uow: ordering.propose_change(uow, actor, request, clock=services.clock), lambda view: Outcome(200, view))


@router.post("/orders/{number}/release", response_model=OrderView, responses=_WRITE_PROBLEMS, summary="Release a held order", tags=["orders"])
def release_order(actor: CurrentActor, services: Here, number: Code, body: ReleaseBody, once: MayRepeat) -> Response:
    """For people who may approve; 409 when the order moved on from `version`."""
    decision = Decision(number, body.version, body.reason, body.content_hash)
    return once.write(actor.user_id, lambda uow: ordering.release_order(uow, actor, decision, clock=services.clock), lambda view: Outcome(200, view))


@router.post("/orders/{number}/rejection", response_model=OrderView, responses=_WRITE_PROBLEMS, summary="Reject a held order", tags=["orders"])
def reject_order(actor: CurrentActor, services: Here, number: Code, body: RejectionBody, once: MayRepeat) -> Response:
    """For people who may approve; gives back what the order had reserved."""
    decision = Decision(number, body.version, body.reason, body.content_hash)
    return once.write(actor.user_id, lambda uow: ordering.reject_order(uow, actor, decision, clock=services.clock), lambda view: Outcome(200, view))
