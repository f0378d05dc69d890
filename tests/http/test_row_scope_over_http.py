"""Row scope, tried from outside: whoever asks whatever of any route, no row of a dealer outside his part of the tree comes back.

The tree is random (but fixed by a seed) and what each person may see is worked out here from parent links, not from the paths that the
product uses.
"""

import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.app import create_api
from backend.catalog.domain import Unit
from backend.credit.service import NewAccount, import_accounts
from backend.dealers.domain import NewDealer
from backend.dealers.service import import_dealers
from backend.identity.domain import Role
from backend.identity.service import NewUser, create_users, place_org_units
from backend.kit.clock import FixedClock
from backend.kit.db import UnitOfWork
from backend.ordering.schemas import HistoricLine, HistoricOrder
from backend.ordering.service import import_orders
from backend.settings.process import ProcessSettings
from tests.conftest import NOW
from tests.http.shop import OTHERS, TREE, Caller, Shop, opened

RANDOM = random.Random(20250611)
DEALERS = [f"R{number:02}" for number in range(16)]
PARENTS: dict[str, str | None] = {code: RANDOM.choice([None, *DEALERS[:number]]) for number, code in enumerate(DEALERS)}
ORDERS = {f"SO-{8000 + number}": code for number, code in enumerate(code for code in DEALERS for _ in range(3))}
ALL = {*TREE, *DEALERS}
PEOPLE = [*(f"user-{code}" for code in DEALERS), *(f"head-{code}" for code in DEALERS[::3]), *OTHERS]
DECISION = {"version": 1, "reason": "x"}
BODIES: dict[str, Any] = {"/cancellation": {}, "/change": {"lines": [{"sku": "COKE", "qty": 2}]}, "/release": DECISION, "/rejection": DECISION}
TIMES = "/order-times?first=2025-05-01&pivot=2025-06-05&last=2025-06-30"
STATUSES = ("HOLD", "APPROVED", "DELIVERED")


def below(root: str) -> set[str]:
    """A dealer and everybody under him, by parent links."""
    children = [code for code, parent in PARENTS.items() if parent == root]
    return {root}.union(*(below(child) for child in children))


def visible_to(login: str) -> set[str]:
    """The dealers whose rows a person may see."""
    kind, _, code = login.partition("-")
    if kind in {"user", "head"}:
        return below(code)
    return set() if login == "tech" else ALL


def load(uow: UnitOfWork, clock: FixedClock) -> None:
    """Sixteen dealers in a random tree, a user and three orders each, and heads of some subtrees."""
    place_org_units(uow, list(PARENTS.items()))
    import_dealers(uow, [NewDealer(code, f"店{code}", f"Shop {code}", "B", 2, PARENTS[code], "WH-W", ("R-W",), {"L": date(2026, 1, 1)}) for code in DEALERS])
    import_accounts(uow, [NewAccount(code, Decimal(1_000_000)) for code in DEALERS], clock=clock)
    people = [NewUser(f"user-{code}", f"User {code}", Role.DEALER_USER, "en", dealer_id=code) for code in DEALERS]
    people += [NewUser(f"head-{code}", f"Head {code}", Role.PROVINCE_MANAGER, "en", scope_root=code) for code in DEALERS[::3]]
    create_users(uow, people)
    line = HistoricLine("COKE", Decimal(1), Unit.CASE, 24, Decimal("48.00"))
    day = date(2025, 6, 2)
    orders = [(number, code, STATUSES[place % 3]) for place, (number, code) in enumerate(ORDERS.items())]
    import_orders(uow, [HistoricOrder(number, code, day, "WH-W", day, status, Decimal("48.00"), (line,)) for number, code, status in orders])


@dataclass(slots=True)
class World:
    """The application with everybody signed in, and the orders' ids."""

    callers: dict[str, Caller]
    ids: dict[str, str]


@pytest.fixture(scope="module")
def world(shop_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Loaded once; what the examples write stays."""
    path = tmp_path_factory.mktemp("scope") / "scope.db"
    shutil.copyfile(shop_template, path)
    clock = FixedClock(NOW)
    with opened(f"sqlite:///{path}") as database:
        database.write(lambda uow: load(uow, clock))
        shop = Shop(create_api(database, ProcessSettings(), clock), database, clock)
        callers = {login: shop.caller(login) for login in PEOPLE}
        rows = [row for page in pages(callers["bm"], "/orders?limit=20") for row in page["items"]]
        yield World(callers, {row["number"]: row["order_id"] for row in rows})


def pages(caller: Caller, path: str) -> Iterator[dict[str, Any]]:
    """Every page of a list."""
    cursor: str | None = ""
    while cursor is not None:
        page = caller.get(f"{path}&cursor={cursor}" if cursor else path).json()
        yield page
        cursor = page["next_cursor"]


def dealers_in(document: Any) -> set[str]:
    """Every dealer that a document names, directly or by the number of an order."""
    if isinstance(document, list):
        return set().union(*(dealers_in(item) for item in document))
    if not isinstance(document, dict):
        return set()
    found = {value for key, value in document.items() if key in {"dealer_id", "parent_id"} and value}
    if {"grade", "tier"} <= set(document):
        found.add(document["id"])
        found.discard(document["parent_id"])  # who stands above a dealer is part of that dealer's own row
    if "lines" in document or "line_count" in document:
        found |= {ORDERS[document["number"]]} if document.get("number") in ORDERS else set()
    return found.union(*(dealers_in(value) for value in document.values()))


dealer_codes = st.sampled_from(sorted(ALL))
order_keys = st.tuples(st.sampled_from(sorted(ORDERS)), st.booleans())
requests = st.one_of(
    st.tuples(st.just("GET"), st.just("/orders?limit=200")),
    st.tuples(st.just("GET"), dealer_codes.map("/orders?limit=200&dealer={}".format)),
    st.tuples(st.just("GET"), st.sampled_from(STATUSES).map("/orders?limit=200&sku=COKE&status={}".format)),
    st.tuples(st.just("GET"), st.sampled_from(["/dealers?limit=200", "/dealers?q=Shop", "/dealers?q=R1", "/notices?unread=false", "/me", TIMES])),
    st.tuples(st.just("GET"), dealer_codes.map("/credit?dealer={}".format)),
    st.tuples(st.just("GET"), order_keys),
    st.tuples(st.sampled_from(sorted(BODIES)), order_keys),
    st.tuples(st.just("REPEAT"), order_keys),
)


@settings(max_examples=250, deadline=None)
@given(login=st.sampled_from(PEOPLE), request=requests)
def test_no_route_shows_a_row_outside_the_actors_scope(world: World, login: str, request: tuple[str, Any]) -> None:
    """Lists hold visible dealers only; one thing outside the scope answers 404 or, when the role may not ask at all, 403."""
    caller, allowed = world.callers[login], visible_to(login)
    how, what = request
    if isinstance(what, str):
        answer = caller.get(what)
    else:
        number, by_id = what
        key = world.ids[number] if by_id else number
        if how == "GET":
            answer = caller.get(f"/orders/{key}")
        elif how == "REPEAT":
            answer = caller.post("/draft/repeat", {"number": number})
        else:
            answer = caller.post(f"/orders/{key}{how}", BODIES[how])
        if ORDERS[number] not in allowed:
            assert answer.status_code in {403, 404}, answer.text
    assert answer.status_code < 500, answer.text
    if answer.status_code == 200:  # a refusal repeats what was asked for and nothing else
        assert dealers_in(answer.json()) <= allowed


@pytest.mark.parametrize("login", PEOPLE)
def test_everything_inside_the_scope_is_shown(world: World, login: str) -> None:
    """Scope does not hide what is one's own: every order of the visible dealers is listed, on small pages too."""
    if login == "tech":
        assert world.callers[login].get("/orders").status_code == 403
        return
    listed = {row["number"] for page in pages(world.callers[login], "/orders?limit=7") for row in page["items"]}
    assert listed == {number for number, code in ORDERS.items() if code in visible_to(login)}
