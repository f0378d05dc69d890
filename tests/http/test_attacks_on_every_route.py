"""Every route of the API, tried with somebody else's ids in hand: nothing of his comes back and nothing of his changes.

The routes are those of the OpenAPI document, so a route that is added later is attacked too.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import text

from backend.bootstrap import relay_events
from backend.conversations.service import Turn, hand_over, open_conversation, record_turn
from backend.identity.service import MessengerAccount, actor_of_login, make_binding_link, open_binding_link
from backend.kit.clock import FixedClock
from backend.kit.db import Database, UnitOfWork
from backend.ordering.memory.service import LearnedFrom, Used, learn
from backend.ordering.schemas import DraftEdit
from backend.ordering.service import edit_draft
from backend.settings.process import ProcessSettings
from backend.support.service import Question, give_feedback, open_ticket
from bot.connectors.web.accounts import mount_accounts
from tests.http.application import application
from tests.http.shop import Shop

SECRET = "暗号"
FOREIGN = ["far", "below", "tech", "house", "control"]
NEAR = ["colleague", "xing"]
"""A colleague and the wholesaler above see the company's orders and words, not what the person himself said, drafted or asked."""
TABLES = ("order_drafts", "orders", "conversations", "turns", "feedback", "tickets", "proposals", "binding_links", "dealer_names")
BODIES: tuple[Any, ...] = (
    {"text": "改一下", "message_id": "x"},
    {"reason": "x", "version": 1, "status": "done", "note": "x", "lines": [{"sku": "COKE", "qty": 1}], "text": "x"},
    {"version": 1, "status": "done", "note": "x"},
    {"version": 1, "reason": "x"},
    {"lines": [{"sku": "COKE", "qty": 1}]},
    {},
)


@dataclass(slots=True)
class Wang:
    """What belongs to Wang of D1, by the names the routes use."""

    shop: Shop
    ids: dict[str, list[str]]

    def rows(self) -> dict[str, list[Any]]:
        """His rows of every table that routes write."""
        return self.shop.database.read(lambda uow: {table: _rows(uow, table) for table in TABLES})


def _rows(uow: UnitOfWork, table: str) -> list[Any]:
    user = uow.execute(text("SELECT id FROM users WHERE login = 'wang'")).scalar_one()
    rows = [tuple(row) for row in uow.execute(text(f"SELECT * FROM {table}"))]
    return sorted((row for row in rows if any(user == value or SECRET in str(value) for value in row)), key=str)


@pytest.fixture
def wang(shop_database: Database, settings: ProcessSettings, clock: FixedClock) -> Wang:
    """Wang has a draft, an order, a talk handed over, feedback, a ticket, a word of his company, and a messenger account that waits for his word."""
    app = application(shop_database, settings, clock, mount_accounts)
    app.state.messenger_names = {"telegram": lambda: "dinghuo_bot"}
    shop = Shop(app, shop_database, clock)
    order = shop.caller("wang").order(COKE=2)
    return Wang(shop, shop_database.write(lambda uow: _belongings(uow, clock, order)))


def _belongings(uow: UnitOfWork, clock: FixedClock, order: dict[str, Any]) -> dict[str, list[str]]:
    actor, boss = actor_of_login(uow, "wang"), actor_of_login(uow, "boss")
    conversation = open_conversation(uow, actor, "web", "main").id
    record_turn(uow, conversation, Turn("m-1", SECRET, {"lang": "zh", "blocks": []}, {}), clock=clock)
    hand_over(uow, actor, conversation, SECRET, clock=clock)
    draft = edit_draft(uow, actor, DraftEdit(notes={"recipient": SECRET}), clock=clock)
    feedback, ticket = give_feedback(uow, actor, SECRET, clock=clock), open_ticket(uow, actor, Question(SECRET, conversation), clock=clock)
    feedback_id = uow.execute(text("SELECT id FROM feedback")).scalar_one()
    learn(uow, LearnedFrom("ord_x", "SO-1", "D1", clock.now().date(), clock.now()), [Used(SECRET, "COKE")])
    link = make_binding_link(uow, boss, "wang", "telegram", clock=clock)
    open_binding_link(uow, "telegram", MessengerAccount("4711", SECRET), link.code, clock=clock)
    request = uow.execute(text("SELECT id FROM binding_links")).scalar_one()
    return {
        "number": [order["number"], order["order_id"]],
        "conversation": [conversation],
        "feedback": [feedback_id, feedback.number],
        "ticket": [ticket.ticket_id, ticket.number],
        "request_id": [request],
        "external_id": ["4711"],
        "connector": ["telegram"],
        "sku": ["COKE"],
        "word": [SECRET],
        "draft_id": [draft.draft_id],
        "dealer": ["D1"],
    }


def _attacks(wang: Wang) -> Iterator[tuple[str, str]]:
    """Every method and path of the document with every id of Wang's in its place."""
    for path, methods in wang.shop.app.openapi()["paths"].items():
        for method, route in methods.items():
            if path.endswith("/sessions/current"):
                continue
            named = [one["name"] for one in route.get("parameters", []) if one["in"] == "path"]
            asked = [one["name"] for one in route.get("parameters", []) if one["in"] == "query" and one["name"] in wang.ids]
            for values in itertools.product(*(wang.ids.get(name, ["x"]) for name in named)):
                filled = path.removeprefix("/api/v1").format(**dict(zip(named, values, strict=True)))
                yield method.upper(), filled
                for name in asked:
                    yield method.upper(), f"{filled}?{name}={wang.ids[name][0]}"


@pytest.mark.parametrize("login", [*FOREIGN, *NEAR, None])
def test_no_route_tells_or_changes_what_is_somebody_elses(wang: Wang, login: str | None) -> None:
    """Whatever the method, the body and the id: his secret is nowhere in the answers, and his rows are as they were."""
    caller, before, told, keys = wang.shop.caller(login), wang.rows(), [], itertools.count()
    assert all(before.values())
    for method, path in _attacks(wang):
        if login == "house" and path.endswith("/allocation"):
            continue  # calling for the goods of anybody's order is the work of a warehouse
        for body in BODIES if method in {"POST", "PUT", "PATCH"} else (None,):
            answer = caller.call(method, path, body, Idempotency_Key=f"attack-{next(keys)}")
            assert answer.status_code < 500, (method, path, body, answer.text)
            if SECRET in answer.text and answer.status_code < 400:
                told.append((method, path))
    relay_events(wang.shop.database, wang.shop.clock)
    if login in NEAR:
        told = [(method, path) for method, path in told if path not in {"/names", "/notices"}]
        before["dealer_names"] = wang.rows()["dealer_names"]
    assert told == []
    assert wang.rows() == before


def test_the_attack_reaches_what_it_is_after(wang: Wang) -> None:
    """The person himself, by the same routes, is told his secret in several places: the attack would see it."""
    told = {path for method, path in _attacks(wang) if method == "GET" and SECRET in wang.shop.caller("wang").get(path).text}
    assert {"/drafts", "/draft", "/feedback", "/tickets", "/names", "/messengers/accounts"} <= told
