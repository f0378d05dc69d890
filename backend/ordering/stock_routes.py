"""Stock over HTTP for the people who keep it: shelves, lots, buffers, deliveries, transfers, and the terms of dealers and products.

Invariant: every write is the same use case as on the page, and happens once for its Idempotency-Key.
"""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from backend.catalog.service import check_known
from backend.identity.domain import Actor, Permission
from backend.identity.http import CurrentActor
from backend.inventory import policies, substitutes, transfers
from backend.inventory.inbound import Inbound, list_inbound
from backend.inventory.listing import list_shelves
from backend.inventory.policies import StockPolicy
from backend.inventory.service import set_buffers
from backend.inventory.transfers import Transfer
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.http import Code, Cursor, Here, Limit, json_answer
from backend.kit.http_writes import MayRepeat, Outcome
from backend.kit.problems import problems_of
from backend.ordering import inbound, moving
from backend.ordering.lot_marks import mark_lot_as_seen, preview_lot_mark
from backend.ordering.product_terms import agree_life, agree_substitutes
from backend.ordering.stock_bodies import (
    ArrivalBody,
    BufferBody,
    DueBody,
    InboundListBody,
    InboundPage,
    LifeBody,
    LotEffectView,
    LotMarkBody,
    PolicyBody,
    ProductTermsView,
    ReceiptBody,
    SeenLotMarkBody,
    ShelfPage,
    ShelfQuery,
    SubstitutesBody,
    TransferBody,
    TransferPage,
    VersionBody,
)
from backend.settings.calendar import local_day
from backend.settings.service import load_brand_settings

router = APIRouter(tags=["stock"])
_READ_PROBLEMS = problems_of(401, 403, 404, 422)
_WRITE_PROBLEMS = problems_of(401, 403, 404, 409, 422)


@router.get("/stock", response_model=ShelfPage, responses=_READ_PROBLEMS, summary="List stock by product and warehouse")
def list_stock(actor: CurrentActor, services: Here, query: Annotated[ShelfQuery, Query()]) -> Response:
    """What is there, promised, kept back and on its way, with the lots in picking order. For people who keep stock."""
    page = services.database.read(lambda uow: list_shelves(uow, actor, query.filter(), at=services.clock.now()))
    return json_answer(ShelfPage(items=list(page.items), next_cursor=page.next_cursor))


@router.post("/stock/lots/preview", response_model=LotEffectView, responses=_WRITE_PROBLEMS, summary="See what blocking a lot would do")
def preview_lot(actor: CurrentActor, body: LotMarkBody, services: Here) -> Response:
    """Which orders would lose goods, what of them other stock serves, and when the rest would come. Nothing happens until its `seen` is sent to mark."""
    return json_answer(LotEffectView.of(services.database.write(lambda uow: preview_lot_mark(uow, actor, body.mark(), clock=services.clock))))


@router.post("/stock/lots/mark", response_model=LotEffectView, responses=_WRITE_PROBLEMS, summary="Block or free a lot")
def mark_lot(actor: CurrentActor, body: SeenLotMarkBody, services: Here, once: MayRepeat) -> Response:
    """From now on a blocked lot is promised and shipped to nobody; what orders lose is promised anew, and they are told.

    `seen` is that of the preview; 409 when it would do something else by now.
    """

    def mark(uow: UnitOfWork) -> LotEffectView:
        return LotEffectView.of(mark_lot_as_seen(uow, actor, body.mark(), body.seen, clock=services.clock))

    return once.write(actor.user_id, mark, lambda effect: Outcome(200, effect))


@router.put("/stock/buffers", status_code=204, responses=_WRITE_PROBLEMS, summary="Keep goods back")
def put_buffer(actor: CurrentActor, body: BufferBody, once: MayRepeat) -> Response:
    """What a warehouse keeps back of a product from every order."""

    def put(uow: UnitOfWork) -> None:
        check_known(uow, [body.sku])
        set_buffers(uow, actor, [body.buffer()])

    return once.write(actor.user_id, put, lambda _: Outcome(204))


@router.get("/stock/inbound", response_model=InboundPage, responses=_READ_PROBLEMS, summary="List what is on its way")
def list_deliveries(actor: CurrentActor, services: Here, limit: Limit = 50, cursor: Cursor = None) -> Response:
    """Deliveries that are announced and not there yet, soonest first."""
    page = services.database.read(lambda uow: list_inbound(uow, actor, cursor=cursor, limit=limit))
    return json_answer(InboundPage(items=list(page.items), next_cursor=page.next_cursor))


@router.put("/stock/inbound", response_model=InboundPage, responses=_WRITE_PROBLEMS, summary="Announce deliveries")
def put_deliveries(actor: CurrentActor, body: InboundListBody, services: Here, once: MayRepeat) -> Response:
    """Add deliveries, or overwrite those known by their external id; orders that wait are planned again."""
    rows = [one.row() for one in body.items]
    return once.write(
        actor.user_id, lambda uow: inbound.announce(uow, actor, rows, clock=services.clock), lambda found: Outcome(200, InboundPage(items=list(found)))
    )


@router.post("/stock/inbound/{inbound_id}/arrival", response_model=Inbound, responses=_WRITE_PROBLEMS, summary="Receive a delivery")
def receive_delivery(actor: CurrentActor, services: Here, inbound_id: Code, body: ArrivalBody, once: MayRepeat) -> Response:
    """Put what arrived into its lot."""

    def arrive(uow: UnitOfWork) -> Inbound:
        arrival = body.arrival(local_day(load_brand_settings(uow), services.clock.now()))
        return inbound.arrive(uow, actor, inbound_id, arrival, clock=services.clock)

    return once.write(actor.user_id, arrive, lambda one: Outcome(200, one))


@router.post("/stock/inbound/{inbound_id}/move", response_model=Inbound, responses=_WRITE_PROBLEMS, summary="Move a delivery to another day")
def move_delivery(actor: CurrentActor, services: Here, inbound_id: Code, body: DueBody, once: MayRepeat) -> Response:
    """Orders whose goods come later are told."""
    return once.write(actor.user_id, lambda uow: inbound.move(uow, actor, inbound_id, body.due, clock=services.clock), lambda one: Outcome(200, one))


@router.post("/stock/inbound/{inbound_id}/cancellation", response_model=Inbound, responses=_WRITE_PROBLEMS, summary="Cancel a delivery")
def cancel_delivery(actor: CurrentActor, services: Here, inbound_id: Code, once: MayRepeat) -> Response:
    """It will not come; orders that count on it are told."""
    return once.write(actor.user_id, lambda uow: inbound.cancel(uow, actor, inbound_id, clock=services.clock), lambda one: Outcome(200, one))


@router.get("/stock/transfers", response_model=TransferPage, responses=_READ_PROBLEMS, summary="List transfers")
def list_transfers(actor: CurrentActor, services: Here, limit: Limit = 50, cursor: Cursor = None) -> Response:
    """Transfers between warehouses, newest first."""
    page = services.database.read(lambda uow: transfers.list_transfers(uow, actor, cursor=cursor, limit=limit))
    return json_answer(TransferPage(items=list(page.items), next_cursor=page.next_cursor))


@router.post("/stock/transfers", status_code=201, response_model=Transfer, responses=_WRITE_PROBLEMS, summary="Draft a transfer")
def draft_transfer(actor: CurrentActor, services: Here, body: TransferBody, once: MayRepeat) -> Response:
    """Nothing moves yet."""
    return once.write(actor.user_id, lambda uow: transfers.draft_transfer(uow, actor, body.transfer(), clock=services.clock), lambda one: Outcome(201, one))


@router.post("/stock/transfers/{number}/approval", response_model=Transfer, responses=_WRITE_PROBLEMS, summary="Approve a transfer")
def approve_transfer(actor: CurrentActor, services: Here, number: Code, body: VersionBody, once: MayRepeat) -> Response:
    """The donor must be able to spare the goods."""
    work = _with(transfers.approve_transfer, actor, number, body, services.clock)
    return once.write(actor.user_id, work, lambda one: Outcome(200, one))


@router.post("/stock/transfers/{number}/dispatch", response_model=Transfer, responses=_WRITE_PROBLEMS, summary="Dispatch a transfer")
def dispatch_transfer(actor: CurrentActor, services: Here, number: Code, body: VersionBody, once: MayRepeat) -> Response:
    """The goods leave into transit, where nothing is sold."""
    work = _with(transfers.dispatch_transfer, actor, number, body, services.clock)
    return once.write(actor.user_id, work, lambda one: Outcome(200, one))


@router.post("/stock/transfers/{number}/cancellation", response_model=Transfer, responses=_WRITE_PROBLEMS, summary="Cancel a transfer")
def cancel_transfer(actor: CurrentActor, services: Here, number: Code, body: VersionBody, once: MayRepeat) -> Response:
    """Only before its goods have left."""
    work = _with(transfers.cancel_transfer, actor, number, body, services.clock)
    return once.write(actor.user_id, work, lambda one: Outcome(200, one))


@router.post("/stock/transfers/{number}/receipt", response_model=Transfer, responses=_WRITE_PROBLEMS, summary="Receive a transfer")
def receive_transfer(actor: CurrentActor, services: Here, number: Code, body: ReceiptBody, once: MayRepeat) -> Response:
    """What arrived goes into the same lots of the target; what a final receipt lacks is written off with its reason."""

    def receive(uow: UnitOfWork) -> Transfer:
        return moving.receive_transfer(uow, actor, number, body.version, body.receipt(), clock=services.clock)

    return once.write(actor.user_id, receive, lambda one: Outcome(200, one))


@router.get("/dealers/{dealer_id}/stock-policy", response_model=StockPolicy, responses=_READ_PROBLEMS, summary="Read a dealer's stock terms")
def read_policy(actor: CurrentActor, services: Here, dealer_id: Code) -> Response:
    """For who manages dealers."""
    return json_answer(services.database.read(lambda uow: policies.read_stock_policy(uow, actor, dealer_id)))


@router.put("/dealers/{dealer_id}/stock-policy", response_model=StockPolicy, responses=_WRITE_PROBLEMS, summary="Agree on a dealer's stock terms")
def put_policy(actor: CurrentActor, services: Here, dealer_id: Code, body: PolicyBody, once: MayRepeat) -> Response:
    """They count from the next order on."""
    policy = body.policy(dealer_id)
    return once.write(actor.user_id, lambda uow: policies.set_stock_policy(uow, actor, policy, clock=services.clock), lambda one: Outcome(200, one))


@router.get("/products/{sku}/stock-terms", response_model=ProductTermsView, responses=_READ_PROBLEMS, summary="Read a product's substitutes and life")
def read_product_terms(actor: CurrentActor, services: Here, sku: Code) -> Response:
    """What is offered in its place when it is short, and its life in days."""
    actor.require(Permission.MANAGE_STOCK)
    return json_answer(services.database.read(lambda uow: _terms_of(uow, sku)))


@router.put("/products/{sku}/substitutes", response_model=ProductTermsView, responses=_WRITE_PROBLEMS, summary="Set a product's substitutes")
def put_substitutes(actor: CurrentActor, services: Here, sku: Code, body: SubstitutesBody, once: MayRepeat) -> Response:
    """They are offered when the product is short, never taken silently."""

    def put(uow: UnitOfWork) -> ProductTermsView:
        agree_substitutes(uow, actor, sku, body.substitutes, clock=services.clock)
        return _terms_of(uow, sku)

    return once.write(actor.user_id, put, lambda one: Outcome(200, one))


@router.put("/products/{sku}/life", response_model=ProductTermsView, responses=_WRITE_PROBLEMS, summary="Set a product's life")
def put_life(actor: CurrentActor, services: Here, sku: Code, body: LifeBody, once: MayRepeat) -> Response:
    """New dates and minimum lives in percent are counted from it."""

    def put(uow: UnitOfWork) -> ProductTermsView:
        agree_life(uow, actor, sku, body.life_days, clock=services.clock)
        return _terms_of(uow, sku)

    return once.write(actor.user_id, put, lambda one: Outcome(200, one))


def _with(step: transfers.TransferStep, actor: Actor, number: str, body: VersionBody, clock: Clock) -> transfers.TransferWork:
    return lambda uow: step(uow, actor, number, body.version, clock=clock)


def _terms_of(uow: UnitOfWork, sku: str) -> ProductTermsView:
    check_known(uow, [sku])
    offered = substitutes.substitutes_of(uow, [sku]).get(sku, ())
    return ProductTermsView(sku=sku, substitutes=list(offered), life_days=policies.sku_lives_of(uow, [sku]).get(sku))
