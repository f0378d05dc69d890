"""Named filters of a list page."""

import pytest

from backend.identity.domain import Actor, Role
from backend.identity.saved_views import LONGEST_NAME, LONGEST_QUERY, MOST_VIEWS, delete_view, list_views, save_view
from backend.identity.service import NewUser, actor_of_login, create_users
from backend.kit.db import Database
from backend.kit.errors import Invalid, TooMuch


@pytest.fixture
def two(any_database: Database) -> tuple[Actor, Actor]:
    """Two people."""
    people = [NewUser(login=login, name=login, role=Role.BRAND_MANAGER, locale="zh") for login in ("one", "other")]
    any_database.write(lambda uow: create_users(uow, people))
    return any_database.read(lambda uow: (actor_of_login(uow, "one"), actor_of_login(uow, "other")))


def test_a_view_is_ones_own_and_the_same_name_replaces_it(any_database: Database, two: tuple[Actor, Actor]) -> None:
    """Nobody sees another person's; a page does not show those of another page."""
    one, other = two
    any_database.write(lambda uow: save_view(uow, one, "orders", "  To   decide ", "status=HOLD"))
    any_database.write(lambda uow: save_view(uow, one, "orders", "To decide", "status=HOLD&hide=lines"))
    assert any_database.read(lambda uow: list_views(uow, one, "orders")) == {"To decide": "status=HOLD&hide=lines"}
    assert any_database.read(lambda uow: list_views(uow, other, "orders")) == {}
    assert any_database.read(lambda uow: list_views(uow, one, "stock")) == {}
    any_database.write(lambda uow: delete_view(uow, other, "orders", "To decide"))
    assert len(any_database.read(lambda uow: list_views(uow, one, "orders"))) == 1
    any_database.write(lambda uow: delete_view(uow, one, "orders", "To decide"))
    assert any_database.read(lambda uow: list_views(uow, one, "orders")) == {}


def test_names_lengths_and_numbers_have_limits(any_database: Database, two: tuple[Actor, Actor]) -> None:
    """Each told as such; replacing one is possible when there is no room for another."""
    one = two[0]
    for name, query, error in (("  ", "", Invalid), ("x" * (LONGEST_NAME + 1), "", TooMuch), ("x", "q" * (LONGEST_QUERY + 1), TooMuch)):
        with pytest.raises(error):
            any_database.write(lambda uow, name=name, query=query: save_view(uow, one, "orders", name, query))
    for number in range(MOST_VIEWS):
        any_database.write(lambda uow, number=number: save_view(uow, one, "orders", f"v{number}", ""))
    with pytest.raises(TooMuch):
        any_database.write(lambda uow: save_view(uow, one, "orders", "one more", ""))
    any_database.write(lambda uow: save_view(uow, one, "orders", "v0", "q=1"))
    assert any_database.read(lambda uow: list_views(uow, one, "orders"))["v0"] == "q=1"
