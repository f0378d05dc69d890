"""Named filters of a list page: what a person looks at again and again, kept as the query of the page's address.

Invariant: one's own only; a query is data for the page that reads it, like any address somebody types.
"""

from collections.abc import Mapping

from sqlalchemy import delete, func, insert, select

from backend.identity.domain import Actor
from backend.identity.models import saved_views
from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid, TooMuch

MOST_VIEWS = 20
LONGEST_NAME = 60
LONGEST_QUERY = 500


def list_views(uow: UnitOfWork, actor: Actor, page: str) -> Mapping[str, str]:
    """The person's views of a page: name to query, by name."""
    mine = (saved_views.c.user_id == actor.user_id) & (saved_views.c.page == page)
    rows = uow.execute(select(saved_views.c.name, saved_views.c.query).where(mine).order_by(saved_views.c.name))
    return {row.name: row.query for row in rows}


def save_view(uow: UnitOfWork, actor: Actor, page: str, name: str, query: str) -> None:
    """Keep a query under a name; the same name again replaces it.

    Raises Invalid("view.name_needed"), TooMuch("view.too_many" | "view.too_long").
    """
    tidy = " ".join(name.split())
    if not tidy:
        raise Invalid("view.name_needed")
    if len(tidy) > LONGEST_NAME or len(query) > LONGEST_QUERY:
        raise TooMuch("view.too_long", longest=LONGEST_NAME)
    delete_view(uow, actor, page, tidy)
    mine = (saved_views.c.user_id == actor.user_id) & (saved_views.c.page == page)
    if uow.execute(select(func.count()).select_from(saved_views).where(mine)).scalar_one() >= MOST_VIEWS:
        raise TooMuch("view.too_many", most=MOST_VIEWS)
    uow.execute(insert(saved_views), [{"user_id": actor.user_id, "page": page, "name": tidy, "query": query}])


def delete_view(uow: UnitOfWork, actor: Actor, page: str, name: str) -> None:
    """Forget a view; one that is not there is forgotten already."""
    uow.execute(delete(saved_views).where(saved_views.c.user_id == actor.user_id, saved_views.c.page == page, saved_views.c.name == name))
