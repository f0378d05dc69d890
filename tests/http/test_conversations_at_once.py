"""Several people talk to one process at the same time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from typing import Any

from backend.credit.service import NewAccount, import_accounts
from backend.dealers.domain import NewDealer
from backend.dealers.service import import_dealers
from backend.identity.domain import Role
from backend.identity.service import NewUser, create_users, place_org_units
from backend.kit.clock import FixedClock
from backend.kit.db import UnitOfWork
from backend.ordering.service import check_invariants
from backend.settings.process import ProcessSettings
from bot.assistant import Assistant
from bot.sentences import phrasebook
from tests.http.conversing import Person, converse
from tests.http.shop import Caller, Shop

PEOPLE = 8
GOODS = {"zh": ("可口可乐330ml", "雪碧330ml"), "en": ("Coca-Cola 330ml", "Sprite 330ml")}


def _move_in(uow: UnitOfWork, clock: FixedClock) -> None:
    """A dealer with one user for each conversation."""
    codes = [f"X{number}" for number in range(PEOPLE)]
    place_org_units(uow, [(code, None) for code in codes])
    import_dealers(uow, [NewDealer(code, code, code, "A", 2, None, "WH-W", ("R-W",), {"L-1": date(2026, 1, 1)}) for code in codes])
    import_accounts(uow, [NewAccount(code, Decimal(1_000_000)) for code in codes], clock=clock)
    create_users(uow, [NewUser(code, code, Role.DEALER_USER, ("zh", "en")[number % 2], dealer_id=code) for number, code in enumerate(codes)])


def _asking(caller: Caller) -> Any:
    def ask(method: str, path: str, body: Any) -> Any:
        answer = caller.call(method, path, body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return ask


def test_eight_conversations_at_once_keep_apart_and_lose_nothing(shop: Shop, settings: ProcessSettings) -> None:
    """Each reply answers its own message, each order is its dealer's own, and every turn is stored once in its order."""
    shop.chat_with(Assistant(shop.database, shop.clock, settings, phrasebook()))
    shop.database.write(lambda uow: _move_in(uow, shop.clock))
    langs = ["zh" if number % 2 == 0 else "en" for number in range(PEOPLE)]
    people = [Person(number, lang, *GOODS[lang]) for number, lang in enumerate(langs)]
    asks = [_asking(shop.caller(f"X{number}")) for number in range(PEOPLE)]
    with ThreadPoolExecutor(PEOPLE) as threads:
        list(threads.map(converse, people, asks))
    for person, ask in zip(people, asks, strict=True):
        person.check_afterwards(ask)
    assert shop.database.read(check_invariants) == []
