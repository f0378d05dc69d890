"""Steps of the warehouse, of tables and of the relay, one after the other, each a call that can be made again when it failed."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from typing import Any

from backend.bootstrap import relay_events
from tests.fulfilling.warehouse import Warehouse
from tests.integration.relaying import publish_all, subscribe_to_orders
from tests.ordering.company import Company
from tests.sheets.tables import drafts, send

Steps = Iterator[Callable[[], object]]


def ship(company: Company) -> Steps:
    """Goods are called for, picked, shipped and delivered."""
    warehouse = Warehouse(company)
    while True:
        number = warehouse.ordered(COKE=1).number
        yield partial(warehouse.allocate, number)
        for step in (warehouse.pick, warehouse.ship, warehouse.deliver):
            yield partial(step, f"{number}-01")


def import_table(company: Company) -> Steps:
    """Tables are sent, become drafts and are confirmed."""
    for quantity in count(1):
        made: list[Any] = []
        yield lambda quantity=quantity, made=made: made.append(send(company, f"SKU,qty\nCOKE,{quantity}\nSPRITE,1\n"))
        yield lambda made=made: made.append(drafts(company, made[0])[0])
        yield lambda made=made: company.confirm("d1", made[1].confirm_token)


def relay(company: Company) -> Steps:
    """Events become deliveries for a subscriber."""
    subscribe_to_orders(company.database, "http://127.0.0.1:9/hook")
    for number in count(1):
        company.write(partial(publish_all, keys=[f"ord_{number}:1"]))
        yield lambda: relay_events(company.database, company.clock)
