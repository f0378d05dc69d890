"""Promises of the tree and of row scope: one sees oneself and all below, after any number of moves, on both databases."""

import random
from functools import partial

import pytest

from backend.identity.domain import SYSTEM, Role, ScopeKind
from backend.identity.service import NewUser, actor_of_login, create_users, list_users, move_org_unit, place_org_units
from backend.kit.db import Database, UnitOfWork
from backend.kit.errors import Invalid, NotFound

Tree = dict[str, str | None]


def place(database: Database, tree: Tree) -> None:
    """Store a tree with a user in every place, named like it."""
    users = [NewUser(dealer, dealer, Role.DEALER_USER, "zh", dealer) for dealer in tree]

    def load(uow: UnitOfWork) -> None:
        place_org_units(uow, list(tree.items()))
        create_users(uow, users)

    database.write(load)


def seen_by(database: Database, login: str) -> set[str]:
    """The dealers whose people somebody can list."""
    return database.read(lambda uow: {str(user.dealer_id) for user in list_users(uow, actor_of_login(uow, login)) if user.dealer_id})


def below(tree: Tree, dealer: str) -> set[str]:
    """The dealer and all below it, by the parents alone."""
    children = [child for child, parent in tree.items() if parent == dealer]
    return {dealer}.union(*(below(tree, child) for child in children))


@pytest.mark.parametrize("seed", range(4))
def test_scope_is_the_own_place_and_everything_below_after_any_moves(any_database: Database, seed: int) -> None:
    """A range over paths against the parents, for every place of a random tree of forty, before and after fifteen moves."""
    dice = random.Random(seed)
    names = [f"D{number:02d}" for number in range(40)]
    tree: Tree = {name: dice.choice([None, *names[:number]]) for number, name in enumerate(names)}
    place(any_database, tree)
    assert {name: seen_by(any_database, name) for name in names} == {name: below(tree, name) for name in names}
    for _ in range(15):
        moved, parent = dice.choice(names), dice.choice([None, *names])
        if parent in below(tree, moved):
            with pytest.raises(Invalid, match=r"identity\.circular_tree"):
                any_database.write(partial(move_org_unit, dealer_id=moved, parent_id=parent))
            continue
        any_database.write(partial(move_org_unit, dealer_id=moved, parent_id=parent))
        tree[moved] = parent
    assert {name: seen_by(any_database, name) for name in names} == {name: below(tree, name) for name in names}


def test_a_tree_may_come_in_any_order_and_in_parts(any_database: Database) -> None:
    """Children before parents; what exists already stays where it is."""
    place(any_database, {"C": "B", "B": "A", "A": None})
    place(any_database, {"D": "C"})
    any_database.write(lambda uow: place_org_units(uow, [("B", None)]))
    assert seen_by(any_database, "A") == {"A", "B", "C", "D"}


@pytest.mark.parametrize(
    ("units", "error"),
    [([("A", "B"), ("B", "A")], "identity.circular_tree"), ([("A", "A")], "identity.circular_tree"), ([("A", "NOWHERE")], "dealer.not_found")],
)
def test_a_tree_without_a_top_is_refused_whole(database: Database, units: list[tuple[str, str | None]], error: str) -> None:
    """Nothing of the batch is stored."""
    with pytest.raises((Invalid, NotFound), match=error):
        database.write(lambda uow: place_org_units(uow, [("TOP", None), *units]))
    place(database, {"TOP": None})
    assert seen_by(database, "TOP") == {"TOP"}


def test_moving_what_is_not_there_is_not_found(database: Database) -> None:
    """Neither the dealer nor the new parent may be unknown."""
    place(database, {"A": None})
    for moved, parent in (("X", "A"), ("A", "X")):
        with pytest.raises(NotFound, match=r"dealer\.not_found"):
            database.write(partial(move_org_unit, dealer_id=moved, parent_id=parent))


def test_each_role_sees_as_far_as_it_should(any_database: Database) -> None:
    """A province manager below his place, the brand's people everything, a manager without a place nothing."""
    place(any_database, {"A": None, "B": "A", "C": None})
    people = [
        NewUser("province", "P", Role.PROVINCE_MANAGER, "zh", scope_root="A"),
        NewUser("homeless", "H", Role.PROVINCE_MANAGER, "zh"),
        NewUser("brand", "B", Role.BRAND_MANAGER, "zh"),
        NewUser("tech", "T", Role.TECHNICIAN, "zh"),
    ]
    any_database.write(lambda uow: create_users(uow, people))
    assert {login: seen_by(any_database, login) for login in ("province", "homeless", "brand", "tech")} == {
        "province": {"A", "B"},
        "homeless": set(),
        "brand": {"A", "B", "C"},
        "tech": set(),
    }
    assert SYSTEM.scope.kind is ScopeKind.ALL
