"""Promises of the purge: what is over goes after the brand's days, what counts stays, and nobody waits for it."""

from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from sqlalchemy import text

from backend import bootstrap
from backend.bootstrap import jobs_of, purge, relay_events
from backend.identity.service import actor_of_token, issue_binding_code, make_binding_link, sign_in_demo, sign_out
from backend.kit.clock import FixedClock
from backend.kit.db import Database
from backend.kit.idempotency import run_once
from backend.kit.jobs import run_job
from backend.settings.domain import BrandSettings
from backend.settings.service import save_brand_settings
from backend.usage.domain import ModelRequestMade
from backend.usage.service import record_requests
from tests.ordering.company import Company, load_company

KEPT = BrandSettings(keep_answers_days=1, keep_proposals_days=2, keep_messages_days=3, keep_tokens_days=4, token_days=10)


@pytest.fixture
def shop(any_database: Database, clock: FixedClock) -> Company:
    """A small company that keeps answers for one day, proposals for two, messages for three and tokens for four."""
    company = load_company(any_database, clock)
    company.write(lambda uow: save_brand_settings(uow, KEPT))
    return company


def _rows(company: Company, table: str) -> int:
    return company.database.read(lambda uow: int(uow.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()))


def _counts(company: Company) -> dict[str, int]:
    return {table: _rows(company, table) for table in ("idempotency_keys", "proposals", "outbox", "tokens", "binding_codes")}


def test_each_kind_goes_after_its_own_days(shop: Company) -> None:
    """An answer, a superseded and a confirmed offer, a sent and a waiting message, a revoked and a living token, a code."""
    clock = shop.clock
    shop.write(lambda uow: run_once(uow, "d1", "key", "hash", lambda: {"is": "answer"}, at=clock.now()))
    shop.order("d1", COKE=1)
    relay_events(shop.database, clock)
    shop.draft("d2", COKE=1)
    shop.draft("d2", COKE=2)
    living = shop.write(lambda uow: sign_in_demo(uow, "d1", clock=clock)).token
    revoked = shop.write(lambda uow: sign_in_demo(uow, "d1", clock=clock)).token
    shop.write(lambda uow: sign_out(uow, revoked, clock=clock))
    shop.write(lambda uow: issue_binding_code(uow, shop.actor("d1"), clock=clock))
    before = _counts(shop)
    assert purge(shop.database, clock) == 0
    seen = []
    for _ in range(5):
        clock.instant += timedelta(days=1, minutes=31)
        run_job(next(job for job in jobs_of(shop.database, clock) if job.name == "proposal-expiry"))
        purge(shop.database, clock)
        seen.append({table: before[table] - count for table, count in _counts(shop).items()})
    gone = {"idempotency_keys": [1, 1, 1, 1, 1], "proposals": [0, 2, 2, 2, 2], "outbox": [0, 0, 1, 1, 1], "tokens": [0, 0, 0, 1, 1]}
    assert {table: [counts[table] for counts in seen] for table in gone} == gone
    assert [counts["binding_codes"] for counts in seen] == [0, 0, 0, 1, 1]
    assert shop.database.read(lambda uow: actor_of_token(uow, living, clock=clock)).name == "D1"
    assert shop.disagreements() == []


def test_a_message_that_was_never_delivered_stays(shop: Company) -> None:
    """However old it is; reconcile names it."""
    shop.order("d1", COKE=1)
    shop.clock.instant += timedelta(days=400)
    purge(shop.database, shop.clock)
    assert _rows(shop, "outbox") == 1
    assert relay_events(shop.database, shop.clock) == 1


def test_many_rows_go_in_small_transactions(shop: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seven keys in batches of three, all in one run of the job."""
    monkeypatch.setattr(bootstrap, "PURGE_BATCH", 3)
    for number in range(7):
        shop.write(partial(run_once, owner="d1", key=f"key {number}", request_hash="hash", work=dict, at=shop.clock.now()))
    shop.clock.instant += timedelta(days=2)
    job = next(job for job in jobs_of(shop.database, shop.clock) if job.name == "purge")
    assert [run_job(job), run_job(job)] == [7, 0]
    assert _rows(shop, "idempotency_keys") == 0


def test_notices_links_versions_of_ended_drafts_and_usage_go_too(shop: Company) -> None:
    """Nothing that people or models cause grows without end; an open draft keeps what can be taken back."""
    clock = shop.clock
    kept = KEPT.model_copy(update={"keep_notices_days": 5, "keep_usage_days": 6})
    shop.write(lambda uow: save_brand_settings(uow, kept))
    shop.draft("d1", COKE=1)
    shop.order("d1", COKE=2)
    relay_events(shop.database, clock)
    shop.draft("d2", COKE=1)
    shop.draft("d2", COKE=2)
    manager = shop.actor("bm")
    shop.write(lambda uow: make_binding_link(uow, manager, "d1", "telegram", clock=clock))
    made = ModelRequestMade("m", "answered", 1, 1, estimated=False, ms=1, cost=Decimal(0))
    shop.write(lambda uow: record_requests(uow, manager, ("cnv_1", "m-1"), [made], clock=clock))
    tables = ("notices", "order_draft_versions", "model_usage", "binding_links")
    before = {table: _rows(shop, table) for table in tables}
    assert all(before.values())
    clock.instant += timedelta(days=7)
    purge(shop.database, clock)
    assert {table: _rows(shop, table) for table in tables} == {"notices": 0, "order_draft_versions": 1, "model_usage": 0, "binding_links": 0}
    assert shop.disagreements() == []
