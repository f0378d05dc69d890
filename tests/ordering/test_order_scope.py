"""Nobody ever gets a row of an order outside his scope, whatever the tree and whoever asks (R17)."""

import shutil
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.catalog.domain import Unit
from backend.dealers.domain import NewDealer
from backend.dealers.service import import_dealers
from backend.identity.domain import Actor, Role
from backend.identity.service import NewUser, actor_of_login, create_users, place_org_units
from backend.kit.clock import FixedClock
from backend.kit.db import Database, UnitOfWork
from backend.kit.errors import NotFound, NotPermitted
from backend.ordering.schemas import CancelRequest, ChangeEdit, Decision, HistoricLine, HistoricOrder, LineEdit, OrderFilter, RepeatOrder
from backend.ordering.service import get_order, import_orders, list_orders, propose_cancel, propose_change, reject_order, release_order, repeat_order
from tests.conftest import NOW

MOST = 8
CLOCK = FixedClock(NOW)
TREES = st.lists(st.integers(0, MOST), min_size=2, max_size=MOST).map(lambda picks: [pick % (n + 1) - 1 if n else -1 for n, pick in enumerate(picks)])
"""For each dealer the index of its parent, -1 for a top dealer; a parent always comes earlier."""


def order_of(dealer: str, number: int) -> HistoricOrder:
    """A delivered order, so that no stock and credit is needed."""
    line = HistoricLine("COKE", Decimal(1), Unit.CASE, 24, Decimal("48.00"))
    return HistoricOrder(f"SO-{number}", dealer, NOW.date(), "WH-W", NOW.date(), "delivered", Decimal("48.00"), (line,))


def load(uow: UnitOfWork, parents: list[int]) -> None:
    """Dealers T0, T1 … in this tree, a buyer and a province manager for each, two orders each, and people without a dealer."""
    place_org_units(uow, [(f"T{n}", f"T{parent}" if parent >= 0 else None) for n, parent in enumerate(parents)])
    import_dealers(uow, [NewDealer(f"T{n}", f"经销商{n}", f"Dealer {n}", "A", 1, None, "WH-W") for n in range(len(parents))])
    buyers = [NewUser(f"b{n}", f"B{n}", Role.DEALER_USER, "zh", f"T{n}") for n in range(len(parents))]
    provinces = [NewUser(f"p{n}", f"P{n}", Role.PROVINCE_MANAGER, "en", scope_root=f"T{n}") for n in range(len(parents))]
    create_users(uow, [*buyers, *provinces, NewUser("boss", "Boss", Role.BRAND_MANAGER, "en"), NewUser("fix", "Fix", Role.TECHNICIAN, "en")])
    import_orders(uow, [order_of(f"T{n}", 100 * n + k) for n in range(len(parents)) for k in (1, 2)])


def below(parents: list[int], root: int) -> set[str]:
    """A dealer and everything below, worked out from the parents alone."""
    found = {root}
    for n, parent in enumerate(parents):
        if parent in found:
            found.add(n)
    return {f"T{n}" for n in found}


def listed(database: Database, actor: Actor) -> set[str]:
    """Dealers whose orders the actor is given, over all pages."""
    found: set[str] = set()
    cursor = None
    while True:
        wanted = OrderFilter(limit=3, cursor=cursor)
        page = database.read(lambda uow, wanted=wanted: list_orders(uow, actor, wanted))
        found |= {order.dealer_id for order in page.items}
        cursor = page.next_cursor
        if cursor is None:
            return found


def sees(database: Database, actor: Actor, number: str) -> bool:
    """Whether the actor can open an order."""
    try:
        return database.read(lambda uow: get_order(uow, actor, number)).number == number
    except NotFound:
        return False


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(parents=TREES, seed=st.integers(0, 1000))
def test_reading_gives_exactly_the_own_subtree(parents: list[int], seed: int, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Buyers and province managers see their dealer and everything below, the brand everything, technicians nothing; lists and single orders alike."""
    path = tmp_path_factory.mktemp("scope") / "scope.db"
    shutil.copyfile(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    try:
        database.write(lambda uow: load(uow, parents))
        everybody = {f"T{n}" for n in range(len(parents))}
        for n in Random(seed).sample(range(len(parents)), k=2):
            for login in (f"b{n}", f"p{n}"):
                actor = database.read(lambda uow, login=login: actor_of_login(uow, login))
                assert listed(database, actor) == below(parents, n)
                assert {f"T{k}" for k in range(len(parents)) if sees(database, actor, f"SO-{100 * k + 1}")} == below(parents, n)
        assert listed(database, database.read(lambda uow: actor_of_login(uow, "boss"))) == everybody
        with pytest.raises(NotPermitted):
            listed(database, database.read(lambda uow: actor_of_login(uow, "fix")))
    finally:
        database.close()


def test_a_foreign_order_and_a_missing_one_answer_alike_at_every_door(database: Database) -> None:
    """Reading, repeating, changing, cancelling: the same code and no hint that it exists; a parent reads and does not write."""
    database.write(lambda uow: load(uow, [-1, 0, -1]))
    parent, stranger = (database.read(lambda uow, login=login: actor_of_login(uow, login)) for login in ("b0", "b2"))
    for actor, number in ((stranger, "SO-101"), (stranger, "SO-999"), (parent, "SO-101")):
        doors = (
            lambda uow, a=actor, n=number: repeat_order(uow, a, RepeatOrder(n), clock=CLOCK),
            lambda uow, a=actor, n=number: propose_cancel(uow, a, CancelRequest(n), clock=CLOCK),
            lambda uow, a=actor, n=number: propose_change(uow, a, ChangeEdit(n, (LineEdit("COKE", Decimal(1)),)), clock=CLOCK),
        )
        for door in doors:
            with pytest.raises(NotFound) as refused:
                database.write(door)
            assert (refused.value.code, refused.value.params) == ("order.not_found", {"number": number})
    assert (sees(database, parent, "SO-101"), sees(database, stranger, "SO-101")) == (True, False)


def test_only_those_who_approve_decide(database: Database) -> None:
    """Not the buyer above, not a province manager, not a technician."""
    database.write(lambda uow: load(uow, [-1, 0]))
    for login in ("b0", "p0", "fix"):
        actor = database.read(lambda uow, login=login: actor_of_login(uow, login))
        for decide in (release_order, reject_order):
            with pytest.raises(NotPermitted, match=r"identity\.not_permitted"):
                database.write(lambda uow, a=actor, d=decide: d(uow, a, Decision("SO-101", 1, "because"), clock=CLOCK))
