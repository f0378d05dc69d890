"""Loading a world into an empty database in one transaction: the demo company for people, the fixed world for evaluations.

The demo moves every date by whole weeks so that its "now" lies in this week; an evaluation never moves it and uses the world's own clock.
Not modelled yet and left unread: trace, articles, sales_history, dealer_stock, replenishment.
Invariant: after loading, stock, credit and orders reconcile.
"""

from collections.abc import Callable
from typing import Any

from backend.demo.channel import load_credit, load_dealers, load_places, load_rules, load_settings, load_users
from backend.demo.company import days_to_this_week, read_company, shift_dates
from backend.demo.goods import load_prices, load_products, load_stock
from backend.demo.history import load_orders
from backend.demo.promotions import PROMOTIONS, load_promotions
from backend.demo.stock_terms import STOCK_TERMS, load_stock_terms
from backend.identity.domain import SYSTEM
from backend.identity.service import list_users
from backend.kit.clock import Clock
from backend.kit.db import Database, UnitOfWork
from backend.settings.domain import BrandSettings

OPERATORS = (
    {"user": "wh.zh", "role": "warehouse", "lang": "zh", "dealer": None, "name": "徐仓"},
    {"user": "wh.en", "role": "warehouse", "lang": "en", "dealer": None, "name": "Wes Xu"},
    {"user": "admin.zh", "role": "admin", "lang": "zh", "dealer": None, "name": "林管"},
    {"user": "admin.en", "role": "admin", "lang": "en", "dealer": None, "name": "Ada Lin"},
)
"""People of the demo who are not in the world that evaluations play in, so that somebody has each role."""

Progress = Callable[[str, int, int], None]
"""Called with the name of the step that begins, how many are done, and how many there are."""


def load_world(uow: UnitOfWork, world: dict[str, Any], *, clock: Clock, shift_days: int = 0, progress: Progress | None = None) -> None:
    """Load every part of the world, its dates moved by `shift_days`."""
    moved: dict[str, Any] = shift_dates(world, shift_days)
    people: dict[str, tuple[str, str]] = {}
    steps: dict[str, Callable[[], Any]] = {
        "settings": lambda: load_settings(uow, moved),
        "places": lambda: load_places(uow, moved),
        "products": lambda: load_products(uow, moved),
        "prices": lambda: load_prices(uow, moved),
        "dealers": lambda: load_dealers(uow, moved),
        "promotions": lambda: load_promotions(uow, moved, clock=clock),
        "users": lambda: people.update(load_users(uow, moved)),
        "credit": lambda: load_credit(uow, moved, clock=clock),
        "stock": lambda: load_stock(uow, moved, clock=clock),
        "rules": lambda: load_rules(uow, moved, clock=clock),
        "orders": lambda: load_orders(uow, moved, people),
        "stock_terms": lambda: load_stock_terms(uow, moved, clock=clock),
    }
    for done, (name, load) in enumerate(steps.items()):
        if progress:
            progress(name, done, len(steps))
        load()
    if progress:
        progress("done", len(steps), len(steps))


def load_demo_company(database: Database, *, clock: Clock, progress: Progress | None = None) -> bool:
    """Load the demo company with its "now" in this week; False when the database holds a company already."""

    def load(uow: UnitOfWork) -> bool:
        if is_loaded(uow):
            return False
        company = read_company()
        world = {**company, "users": [*company["users"], *OPERATORS], "unusual_quantity_factor": BrandSettings().unusual_quantity_factor}
        world["promotions"] = [dict(one) for one in PROMOTIONS]
        world["stock_terms"] = dict(STOCK_TERMS)
        load_world(uow, world, clock=clock, shift_days=days_to_this_week(world, clock.now()), progress=progress)
        return True

    return database.write(load)


def is_loaded(uow: UnitOfWork) -> bool:
    """Whether the database holds a company: anybody who could sign in."""
    return bool(list_users(uow, SYSTEM))
