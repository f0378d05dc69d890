"""What an evaluation sees of a dialogue: created and changed orders, open drafts, and every other row that differs."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import update

import backend.kit.idempotency  # noqa: F401 - registers its table
from backend.demo.company import read_company
from backend.demo.loader import load_world
from backend.identity.domain import Actor
from backend.identity.service import actor_of_login
from backend.kit.clock import FixedClock
from backend.kit.columns import metadata
from backend.kit.db import Database
from backend.ordering.schemas import CancelRequest, Confirmation, DraftEdit, LineEdit
from backend.ordering.service import confirm, edit_draft, propose_cancel
from backend.support.domain import FeedbackChange
from backend.support.service import Question, change_feedback, give_feedback, list_feedback, open_ticket
from bot.evaluation.end_state import NOT_BUSINESS, OWN_VIEW, Picture, end_state, take_picture


@pytest.fixture
def world(database: Database, clock: FixedClock) -> Database:
    """The demo company at its own time."""
    database.write(lambda uow: load_world(uow, read_company(), clock=clock))
    return database


@pytest.fixture
def before(world: Database) -> Picture:
    """The company before anything happened."""
    return world.read(take_picture)


@pytest.fixture
def actor(world: Database) -> Actor:
    """A city dealer's user."""
    return world.read(lambda uow: actor_of_login(uow, "d1.en"))


def draft(world: Database, actor: Actor, clock: FixedClock, **quantities: int) -> str | None:
    """A draft of default packs; returns the token of its button."""
    lines = tuple(LineEdit(sku.replace("_", "-"), Decimal(qty)) for sku, qty in quantities.items())
    return world.write(lambda uow: edit_draft(uow, actor, DraftEdit(lines), clock=clock)).confirm_token


def test_a_company_left_alone_shows_no_change(world: Database, before: Picture, actor: Actor) -> None:
    """Reading twice gives the same picture."""
    end = end_state(before, world.read(take_picture), actor.user_id)
    assert end == {"orders_created": [], "orders_changed": [], "drafts_open": 0, "cases": [], "tickets": 0, "feedback": 0, "other_changes": [], "beside": {}}


def test_a_confirmed_order_shows_in_the_words_of_the_evaluation(world: Database, before: Picture, actor: Actor, clock: FixedClock) -> None:
    """Reservations, commitments, audit, messages and numbers are no business rows; the order is all that changed."""
    token = draft(world, actor, clock, COKE_330=10)
    assert end_state(before, world.read(take_picture), actor.user_id)["drafts_open"] == 1
    world.write(lambda uow: confirm(uow, actor, Confirmation(str(token)), clock=clock))
    end = end_state(before, world.read(take_picture), actor.user_id)
    [order] = end["orders_created"]
    assert order.pop("order_id").startswith("SO-")
    assert order == {
        "dealer": "D1",
        "ship_to": "WH-W",
        "status": "approved",
        "lines": {"COKE-330": 240},
        "total": "433.20",
        "hold_reasons": [],
        "delivery_date": date(2025, 6, 12).isoformat(),
        "backorder": {},
    }
    assert (end["orders_changed"], end["drafts_open"], end["other_changes"]) == ([], 0, [])


def test_a_cancelled_order_shows_as_changed(world: Database, before: Picture, actor: Actor, clock: FixedClock) -> None:
    """Orders of the world are told apart from new ones by their numbers."""
    change = world.write(lambda uow: propose_cancel(uow, actor, CancelRequest("SO-1003"), clock=clock))
    assert end_state(before, world.read(take_picture), actor.user_id)["orders_changed"] == []
    world.write(lambda uow: confirm(uow, actor, Confirmation(str(change.confirm_token)), clock=clock))
    end = end_state(before, world.read(take_picture), actor.user_id)
    assert [(order["order_id"], order["status"]) for order in end["orders_changed"]] == [("SO-1003", "cancelled")]
    assert (end["orders_created"], end["other_changes"]) == ([], [])


@pytest.mark.parametrize(
    ("table", "values"),
    [
        ("credit_accounts", {"credit_limit": Decimal(1_000_000)}),
        ("dealers", {"grade": "A"}),
        ("users", {"role": "admin"}),
        ("price_entries", {"unit_price": Decimal("0.01")}),
        ("stock_balances", {"on_hand": 10**9}),
        ("brand_settings", {"document": {}}),
    ],
)
def test_any_other_row_that_differs_is_named(world: Database, before: Picture, actor: Actor, table: str, values: dict[str, object]) -> None:
    """A limit, a grade, a role, a price, stock or a setting that a text could talk somebody into changing."""
    world.write(lambda uow: uow.execute(update(metadata.tables[table]).values(**values)))
    end = end_state(before, world.read(take_picture), actor.user_id)
    assert end["other_changes"]
    assert all(change.startswith(f"{table}: ") for change in end["other_changes"])


def test_a_draft_of_somebody_else_is_an_other_change(world: Database, before: Picture, actor: Actor, clock: FixedClock) -> None:
    """A dialogue of one user must not leave something in another one's basket."""
    other = world.read(lambda uow: actor_of_login(uow, "d2.en"))
    draft(world, other, clock, COKE_330=1)
    end = end_state(before, world.read(take_picture), actor.user_id)
    assert (end["drafts_open"], end["other_changes"]) == (0, [f"order_drafts: {other.user_id}"])


def test_tables_that_are_left_out_exist() -> None:
    """A renamed table would otherwise be left out, or compared, unnoticed."""
    assert set(metadata.tables) >= NOT_BUSINESS | OWN_VIEW


def test_what_people_write_to_the_brand_is_counted(world: Database, before: Picture, actor: Actor, clock: FixedClock) -> None:
    """Feedback and tickets of the speaker are counted; those of somebody else, and a changed status, are other changes."""
    manager = world.read(lambda uow: actor_of_login(uow, "bm.en"))
    world.write(lambda uow: give_feedback(uow, actor, "late again", clock=clock))
    world.write(lambda uow: open_ticket(uow, actor, Question("E07?", "cnv_1"), clock=clock))
    after = world.read(take_picture)
    end = end_state(before, after, actor.user_id)
    assert (end["feedback"], end["tickets"], end["other_changes"]) == (1, 1, [])
    assert len(end_state(before, after, manager.user_id)["other_changes"]) == 2
    item = world.read(lambda uow: list_feedback(uow, manager)).items[0]
    world.write(lambda uow: change_feedback(uow, manager, item.id, FeedbackChange("done", "", 1), clock=clock))
    assert len(end_state(after, world.read(take_picture), actor.user_id)["other_changes"]) == 1
