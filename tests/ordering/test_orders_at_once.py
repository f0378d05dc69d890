"""Many people at the same moment: stock and credit are never given twice, on threads over SQLite and on PostgreSQL (R1, R5, R6)."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from random import Random
from threading import Barrier

from backend.identity.domain import Actor, Role
from backend.identity.service import NewUser, actor_of_login, create_users
from backend.inventory.service import stock_by_warehouse
from backend.kit.errors import Conflict
from backend.ordering.schemas import Confirmation, DraftEdit, LineEdit, OrderFilter
from backend.ordering.service import confirm, edit_draft, list_orders
from backend.settings.domain import BrandSettings
from backend.settings.service import save_brand_settings
from tests.ordering.company import Company

CLIENTS = 8
PEOPLE = 100
Button = tuple[Actor, str]


def buttons(company: Company, sku: str, cases: str, people: int) -> list[Button]:
    """A confirmable draft for each of so many people of one dealer, who mind no equal orders of each other."""
    company.write(lambda uow: save_brand_settings(uow, BrandSettings(duplicate_hours=0)))
    company.write(lambda uow: create_users(uow, [NewUser(f"x{n}", f"X{n}", Role.DEALER_USER, "zh", "D1") for n in range(people)]))
    found: list[Button] = []
    for n in range(people):
        actor = company.database.read(lambda uow, n=n: actor_of_login(uow, f"x{n}"))
        edit = DraftEdit((LineEdit(sku, Decimal(cases)),))
        token = company.write(lambda uow, a=actor, e=edit: edit_draft(uow, a, e, clock=company.clock)).confirm_token
        assert token
        found.append((actor, token))
    return found


def press(company: Company, button: Button) -> str:
    """What a press came to."""
    actor, token = button
    try:
        result = company.write(lambda uow: confirm(uow, actor, Confirmation(token), clock=company.clock))
    except Conflict as refused:
        return refused.code
    return result.order.number if result.order else result.outcome


def test_two_hundred_units_make_forty_orders_of_five_however_often_eight_clients_press(company: Company) -> None:
    """100 drafts of 5 drills while 200 are there; 8 clients press all buttons in their own order: 800 presses, 40 orders, 200 reserved."""
    company.stock("DRILL", 199, "extra")
    buyers = buttons(company, "DRILL", "5", PEOPLE)
    company.order("d3", DRILL=999)
    started = Barrier(CLIENTS)

    def client(number: int) -> list[str]:
        own = Random(number).sample(buyers, k=len(buyers))
        started.wait()
        return [press(company, button) for button in own]

    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = [answer for listed in pool.map(client, range(CLIENTS)) for answer in listed]
    numbers = {answer for answer in answers if answer.startswith("SO-")}
    assert (len(answers), len(numbers)) == (800, 40)
    assert set(answers) - numbers == {"needs_review", "proposal.withdrawn"}
    placed = company.database.read(lambda uow: list_orders(uow, company.actor("d1"), OrderFilter(limit=200))).items
    assert {order.number for order in placed} == numbers
    shelves = company.database.read(lambda uow: stock_by_warehouse(uow, ["DRILL"]))["DRILL"]
    assert sum(shelf.reserved for shelf in shelves) == sum(shelf.on_hand for shelf in shelves) == 999 + 200
    assert company.disagreements() == []


def test_of_two_orders_of_60_with_100_of_credit_left_exactly_one_goes_through_unasked(company: Company) -> None:
    """The other one is told first that it will be held, and is held when it is confirmed again."""
    company.credit("D1", "100.00")
    both = buttons(company, "SPRITE", "2.5", 2)
    started = Barrier(2)

    def client(button: Button) -> str:
        started.wait()
        return press(company, button)

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(client, both))
    assert (answers[0][:3], answers[1]) == ("SO-", "needs_review")
    statuses = [order.status for order in company.database.read(lambda uow: list_orders(uow, company.actor("d1"), OrderFilter())).items]
    assert statuses == ["APPROVED"]
    assert company.disagreements() == []


def test_one_button_pressed_by_eight_at_once_is_one_order(company: Company) -> None:
    """All eight hear of the same order."""
    button = buttons(company, "COKE", "1", 1)[0]
    started = Barrier(CLIENTS)

    def client(_: int) -> str:
        started.wait()
        return press(company, button)

    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = set(pool.map(client, range(CLIENTS)))
    assert len(answers) == 1
    assert answers.pop().startswith("SO-")
    assert company.disagreements() == []


def test_orders_over_the_same_goods_in_any_order_do_not_lock_each_other_out(company: Company) -> None:
    """Eight clients confirm three lines each in shuffled order: all go through."""
    skus = ["COKE", "SPRITE", "DRILL"]
    people = buttons(company, "COKE", "1", CLIENTS)
    ready: list[Button] = []
    for n, (actor, _) in enumerate(people):
        edits = tuple(LineEdit(sku, Decimal(1)) for sku in Random(n).sample(skus, k=3))
        token = company.write(lambda uow, a=actor, e=edits: edit_draft(uow, a, DraftEdit(e), clock=company.clock)).confirm_token
        ready.append((actor, token or ""))
    started = Barrier(CLIENTS)

    def client(button: Button) -> str:
        started.wait()
        return press(company, button)

    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = list(pool.map(client, ready))
    assert len({answer for answer in answers if answer.startswith("SO-")}) == CLIENTS
    assert company.disagreements() == []
