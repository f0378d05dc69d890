"""Price lists and promotions over HTTP, for those who maintain them; a dealer may report quotes of his own."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from backend.identity.http import CurrentActor
from backend.kit.db import UnitOfWork
from backend.kit.http import PRINTABLE, Code, Here, json_answer
from backend.kit.http_writes import MayRepeat, Outcome
from backend.kit.problems import problems_of
from backend.pricing import http_bodies as bodies
from backend.pricing import lists
from backend.pricing.floors.routes import router as floors
from backend.pricing.promotions import execution, publishing

router = APIRouter(tags=["prices"])
router.include_router(floors)
_READ = problems_of(401, 403, 404, 422)
_WRITE = problems_of(401, 403, 404, 409, 422)
Cursor = Annotated[str, Query(max_length=80, pattern=PRINTABLE, description="`next_cursor` of the page before.")]


@router.get("/promotions", response_model=bodies.PromotionPage, responses=problems_of(401, 403, 422), summary="List promotions")
def list_promotions(actor: CurrentActor, services: Here, cursor: Cursor | None = None) -> Response:
    """Every promotion with its versions and what of its budget is claimed."""
    found, following = services.database.read(lambda uow: publishing.list_promotions(uow, actor, cursor or "", clock=services.clock))
    return json_answer(bodies.PromotionPage(items=[bodies.record_view(one) for one in found], next_cursor=following))


@router.get("/promotions/{code}", response_model=bodies.PromotionRecordView, responses=_READ, summary="Read a promotion")
def read_promotion(actor: CurrentActor, services: Here, code: Code) -> Response:
    """A promotion with all its versions."""
    return json_answer(bodies.record_view(services.database.read(lambda uow: publishing.read_promotion(uow, actor, code, clock=services.clock))))


@router.put("/promotions/{code}", response_model=bodies.PromotionRecordView, responses=_WRITE, summary="Publish a promotion")
def publish_promotion(actor: CurrentActor, services: Here, code: Code, body: bodies.PromotionBody, once: MayRepeat) -> Response:
    """Another version, in force by its validity. Orders keep the version they were given. 409 when `version` is not the newest one."""

    def published(uow: UnitOfWork) -> publishing.PromotionRecord:
        publishing.publish_promotion(uow, actor, body.promotion(code), clock=services.clock)
        return publishing.read_promotion(uow, actor, code, clock=services.clock)

    return once.write(actor.user_id, published, lambda found: Outcome(200, bodies.record_view(found)))


@router.post("/promotions/{code}/preview", response_model=bodies.TierPrices, responses=_READ, summary="Preview a promotion")
def preview_promotion(actor: CurrentActor, services: Here, code: Code, body: bodies.PromotionBody) -> Response:
    """What its products would cost the terminal and every grade. Nothing is stored."""
    promotion = body.promotion(code)
    return json_answer(bodies.TierPrices(items=services.database.read(lambda uow: execution.tier_prices(uow, actor, promotion, clock=services.clock))))


@router.get("/promotions/{code}/prices", response_model=bodies.TierPrices, responses=_READ, summary="Read a promotion's price at every tier")
def promotion_prices(actor: CurrentActor, services: Here, code: Code) -> Response:
    """One promotion, one computed price a tier."""

    def prices(uow: UnitOfWork) -> list[execution.TierPrice]:
        found = publishing.read_promotion(uow, actor, code, clock=services.clock)
        return execution.tier_prices(uow, actor, found.newest, clock=services.clock)

    return json_answer(bodies.TierPrices(items=services.database.read(prices)))


@router.post("/promotions/{code}/stop", response_model=bodies.PromotionRecordView, responses=_WRITE, summary="Stop a promotion")
def stop_promotion(actor: CurrentActor, services: Here, code: Code, once: MayRepeat) -> Response:
    """It ends now; orders that have it keep it."""
    done = partial(publishing.stop_promotion, actor=actor, code=code, clock=services.clock)
    return once.write(actor.user_id, done, lambda found: Outcome(200, bodies.record_view(found)))


@router.post("/promotions/{code}/quotes", response_model=bodies.JudgedQuotes, responses=_WRITE, summary="Report quoted prices")
def report_quotes(actor: CurrentActor, services: Here, code: Code, body: bodies.QuotesBody, once: MayRepeat) -> Response:
    """Prices quoted in the channel, each judged by the promotion's version in force on its day."""
    quotes = [one.report() for one in body.quotes]
    return once.write(
        actor.user_id,
        lambda uow: execution.report_quotes(uow, actor, code, quotes, clock=services.clock),
        lambda judged: Outcome(200, bodies.JudgedQuotes(items=[bodies.judged_view(one) for one in judged])),
    )


@router.get("/promotions/{code}/execution", response_model=bodies.ExecutionView, responses=_READ, summary="Read how a promotion is kept to")
def read_execution(actor: CurrentActor, services: Here, code: Code) -> Response:
    """Compliant quotes of all quotes, and the deviations."""

    def report(uow: UnitOfWork) -> execution.ExecutionReport:
        found = publishing.read_promotion(uow, actor, code, clock=services.clock)
        return execution.execution_report(uow, actor, found.code)

    return json_answer(bodies.execution_view(services.database.read(report)))


@router.get("/price-lists", response_model=bodies.ListPage, responses=problems_of(401, 403, 422), summary="List price lists")
def list_price_lists(actor: CurrentActor, services: Here, cursor: Cursor | None = None) -> Response:
    """Every list with its versions, newest first, and which one is in force."""
    found, following = services.database.read(lambda uow: lists.list_price_lists(uow, actor, cursor or "", clock=services.clock))
    return json_answer(bodies.ListPage(items=found, next_cursor=following))


@router.post("/price-lists/{code}/preview", response_model=bodies.PriceChanges, responses=_READ, summary="Preview a price list")
def preview_price_list(actor: CurrentActor, services: Here, code: Code, body: bodies.PriceListBody) -> Response:
    """What would change for every tier from its first instant on. Nothing is stored."""
    new = body.price_list(code)
    found = services.database.write(lambda uow: lists.preview_price_list(uow, actor, new))
    return json_answer(bodies.PriceChanges(items=found))


@router.post("/price-lists/{code}", response_model=bodies.PublishedList, responses=_WRITE, summary="Publish a price list")
def publish_price_list(actor: CurrentActor, services: Here, code: Code, body: bodies.PriceListBody, once: MayRepeat) -> Response:
    """Another version, in force by its validity."""
    new = body.price_list(code)
    return once.write(
        actor.user_id,
        lambda uow: lists.publish_price_list(uow, actor, new, clock=services.clock),
        lambda version: Outcome(201, bodies.PublishedList(code=code, version=version)),
    )
