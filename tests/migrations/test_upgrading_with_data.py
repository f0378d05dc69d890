"""Promises of an upgrade with a company in place: orders, drafts, offers, talks and notices of before go on, and the way back loses no order."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from backend.bootstrap import jobs_of, relay_events
from backend.conversations.service import Turn, hand_over, list_turns, open_conversation, record_turn
from backend.identity.schemas import MessengerAccount
from backend.identity.service import accounts_of_user, bind_account
from backend.kit.clock import FixedClock
from backend.kit.db import Database
from backend.kit.jobs import run_job
from backend.kit.schema import differences, downgrade, upgrade
from backend.notices.service import Notice, list_notices
from backend.ordering import draft_store
from backend.ordering.documents import content_of_document
from tests.ordering.company import Company, load_company

FIRST = "0001"
KNOWN_OF_DRAFTS = ("lines", "questions", "ship_to", "requested_day", "relation", "repeated_order", "repeated_date")
KNOWN_OF_LINES = ("sku", "qty", "unit", "base_qty", "backorder", "marks")


class _Pushed:
    """A messenger that notes what it is asked to bring."""

    def __init__(self) -> None:
        self.kinds: list[str] = []

    def deliver(self, notice: Notice) -> bool:
        self.kinds.append(notice.kind)
        return True


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def lived_in(request: pytest.FixtureRequest, tmp_path: Path, clock: FixedClock) -> Iterator[Company]:
    """A company that was used with the tables of the first release; its documents hold only what that release wrote."""
    url = f"sqlite:///{tmp_path / 'old.db'}" if request.param == "sqlite" else request.getfixturevalue("empty_postgresql_url")
    database = Database(url)
    upgrade(database)
    company = load_company(database, clock)
    company.order("d1", COKE=2)
    relay_events(database, clock)
    actor = company.actor("d1")
    conversation = company.write(lambda uow: open_conversation(uow, actor, "web", "main"))
    company.write(lambda uow: record_turn(uow, conversation.id, Turn("m-1", "可乐", {"lang": "zh", "blocks": []}, {"lang": "zh"}), clock=clock))
    company.write(lambda uow: bind_account(uow, actor, "telegram", MessengerAccount("77", "@wang"), clock=clock))
    yield company
    database.close()


def _back_to_the_first(company: Company) -> None:
    downgrade(company.database, FIRST)
    company.write(_as_written_then)


def _as_written_then(uow: Any) -> None:
    for row in uow.execute(text("SELECT id, content FROM order_drafts")).all():
        old = {name: value for name, value in json.loads(row.content).items() if name in KNOWN_OF_DRAFTS}
        old["lines"] = [{name: value for name, value in line.items() if name in KNOWN_OF_LINES} for line in old["lines"]]
        uow.execute(text("UPDATE order_drafts SET content = :content WHERE id = :id"), {"content": json.dumps(old), "id": row.id})
    uow.execute(text("UPDATE notices SET delivered_at = NULL"))


def test_a_draft_and_its_button_of_before_the_upgrade_still_order_once(lived_in: Company) -> None:
    """The offer was made by the old program, confirmed with the new one."""
    token = lived_in.draft("d1", COKE=3).confirm_token
    _back_to_the_first(lived_in)
    upgrade(lived_in.database)
    assert differences(lived_in.database) == []
    first, second = lived_in.confirm("d1", token), lived_in.confirm("d1", token)
    assert first.order is not None
    assert (first.outcome, second.order.order_id) == ("submitted", first.order.order_id)
    assert lived_in.disagreements() == []


def test_what_was_said_bound_and_told_is_there_and_old_news_is_not_pushed(lived_in: Company, clock: FixedClock) -> None:
    """A notice of before nobody could be pushed to stays in the list; the messenger keeps silent."""
    actor, colleague = lived_in.actor("d1"), lived_in.actor("d1b")
    before = lived_in.database.read(lambda uow: len(list_notices(uow, colleague, unread_only=False)))
    _back_to_the_first(lived_in)
    upgrade(lived_in.database)
    conversation = lived_in.write(lambda uow: open_conversation(uow, actor, "web", "main"))
    assert [(turn.text, turn.speaker) for turn in lived_in.database.read(lambda uow: list_turns(uow, actor, conversation.id))] == [("可乐", None)]
    assert lived_in.database.read(lambda uow: accounts_of_user(uow, actor.user_id, "telegram")) == ["77"]
    assert before == lived_in.database.read(lambda uow: len(list_notices(uow, colleague, unread_only=False))) > 0
    pushed = _Pushed()
    for job in jobs_of(lived_in.database, clock, [pushed]):
        run_job(job)
    assert pushed.kinds == []


def test_the_way_back_keeps_one_draft_of_several_and_every_order(lived_in: Company, clock: FixedClock) -> None:
    """The old tables hold one open draft a person: the others count as thrown away, and nothing stands in the way of coming up again."""
    actor = lived_in.actor("d1")
    first = lived_in.draft("d1", COKE=1)

    def second(uow: Any) -> None:
        open_ones = draft_store.list_drafts(uow, actor.user_id, "D1")
        document = json.loads(uow.execute(text("SELECT content FROM order_drafts WHERE id = :id"), {"id": first.draft_id}).scalar_one())
        draft_store.start_draft(uow, actor.user_id, "D1", content_of_document(document), clock.now(), beside=open_ones)

    lived_in.write(second)
    conversation = lived_in.write(lambda uow: open_conversation(uow, actor, "web", "main"))
    lived_in.write(lambda uow: hand_over(uow, actor, conversation.id, "人工", clock=clock))
    _back_to_the_first(lived_in)
    rows = lived_in.database.read(lambda uow: uow.execute(text("SELECT id FROM order_drafts WHERE status = 'open'")).scalars().all())
    orders = lived_in.database.read(lambda uow: uow.execute(text("SELECT count(*) FROM orders")).scalar_one())
    assert (rows, orders) == ([first.draft_id], 1)
    upgrade(lived_in.database)
    assert lived_in.confirm("d1", first.confirm_token).outcome == "submitted"
