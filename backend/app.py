"""The HTTP application of the backend: every module's routes under /api/v1, health, counters, and OpenAPI at /docs.

`bot/app.py` adds the chat routes and the pages to what `create_api` makes. Invariant: routes know no database; the application has one at a time.
"""

from pathlib import Path

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response
from sqlalchemy import select
from starlette.datastructures import State

from backend.catalog.routes import router as catalog_router
from backend.credit.routes import router as credit_router
from backend.dealers.routes import router as dealers_router
from backend.identity.routes import new_sign_in_limit
from backend.identity.routes import router as identity_router
from backend.integration.routes import router as integration_router
from backend.kit.clock import Clock
from backend.kit.db import Database
from backend.kit.errors import Unavailable
from backend.kit.http import Here, PlainWording, Services, json_answer
from backend.kit.http_frame import RequestFrame
from backend.kit.http_reference import reference_page
from backend.kit.metrics import RequestCounts
from backend.kit.phrases import Phrasebook
from backend.kit.problems import document_problems, install_problems
from backend.kit.rates import new_message_limit
from backend.notices.routes import router as notices_router
from backend.ordering.routes import router as ordering_router
from backend.pricing.routes import router as pricing_router
from backend.settings.process import ProcessSettings
from backend.support.routes import router as support_router
from backend.usage.routes import router as usage_router

PREFIX = "/api/v1"
PHRASES = Path(__file__).parent / "phrases"
_ABOUT = """Orders, stock, prices and credit of one brand's channel.

Sign in with `POST /api/v1/sessions` and send the token as `Authorization: Bearer …`. Amounts and quantities are decimal strings, days
are ISO dates, instants carry their zone. Errors are `application/problem+json` with a stable `code` and a sentence in the language of
`Accept-Language`. Writes take an `Idempotency-Key`; confirmations need one. Lists give a `next_cursor` while there is more."""
_TAGS = [
    {"name": "sign-in", "description": "Sessions and who one is."},
    {"name": "catalogue", "description": "Products, their stock and their prices."},
    {"name": "prices", "description": "Price lists and promotions, and whether the channel keeps to them."},
    {"name": "drafts", "description": "The open draft, from words or edits, and its confirmation."},
    {"name": "orders", "description": "Placed orders: reading, cancelling, releasing held ones."},
    {"name": "approvals", "description": "Held orders that wait, who stands in for whom, and the rules that decide."},
    {"name": "shipments", "description": "The parts of orders: called for, picked, shipped, delivered."},
    {"name": "returns", "description": "Goods that come back, their credit notes, and rests that are given up."},
    {"name": "stock", "description": "Lots, deliveries, transfers, buffers and the terms stock is promised on."},
    {"name": "names", "description": "What your company calls products."},
    {"name": "credit", "description": "Limits and what is left of them."},
    {"name": "dealers", "description": "Dealers in your scope and ship-to places."},
    {"name": "notices", "description": "What you should hear."},
    {"name": "usage", "description": "What hosted models used and cost."},
    {"name": "people", "description": "Conversations that a person answers, feedback and tickets."},
    {"name": "integration", "description": "Webhooks, and the hand-off with an ERP."},
    {"name": "messengers", "description": "Messenger accounts that speak for you."},
    {"name": "chat", "description": "The ordering assistant."},
]


def create_api(database: Database, settings: ProcessSettings, clock: Clock) -> FastAPI:
    """The application over an open database; the caller closes the database."""
    app = routed_api()
    open_api(app, database, settings, clock)
    return app


def open_api(app: FastAPI, database: Database, settings: ProcessSettings, clock: Clock) -> None:
    """Give the routes the database, the settings and the clock that they serve from, with counters at zero."""
    app.state = State()
    app.state.services = Services(database, clock, PlainWording(Phrasebook(PHRASES)))
    app.state.settings = settings
    app.state.counts = RequestCounts()
    app.state.sign_in_limit = new_sign_in_limit()
    app.state.message_limit = new_message_limit()


def routed_api() -> FastAPI:
    """The routes, which answer once `open_api` gave them a database."""
    app = FastAPI(title="Dinghuo 订货", version="1", description=_ABOUT, openapi_tags=_TAGS, docs_url=None, redoc_url=None)
    app.add_middleware(RequestFrame)
    install_problems(app)
    document_problems(app)
    api = APIRouter(prefix=PREFIX)
    modules = (identity_router, catalog_router, ordering_router, pricing_router, credit_router, dealers_router, notices_router, support_router, usage_router)
    for router in modules:
        api.include_router(router)
    api.include_router(integration_router)
    app.include_router(api)
    app.include_router(_operations())
    return app


def _operations() -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/docs")
    def docs(request: Request) -> Response:
        """The reference of the API."""
        return HTMLResponse(reference_page(request.app.openapi()))

    @router.get("/healthz")
    def healthz(services: Here) -> Response:
        """200 while the database answers."""
        try:
            services.database.read(lambda uow: uow.execute(select(1)).scalar_one())
        except Exception as error:  # noqa: BLE001 - whatever it is, the answer is that we are not well
            reason = error.code if isinstance(error, Unavailable) else "database.unavailable"
            return json_answer({"status": "unavailable", "reason": reason}, 503)
        return json_answer({"status": "ok"})

    @router.get("/metrics")
    def metrics(request: Request) -> Response:
        """Request counters in the text format of Prometheus."""
        counts: RequestCounts = request.app.state.counts
        return PlainTextResponse(counts.as_text(), media_type="text/plain; version=0.0.4")

    return router
