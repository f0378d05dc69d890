"""Promises of the periodic work: order events are heard once, dead proposals expire, a failing job disturbs nobody."""

import threading
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import text

from backend.bootstrap import jobs_of, relay_events
from backend.catalog.domain import Sku
from backend.catalog.index import CatalogueIndex
from backend.catalog.service import catalogue_index, import_skus
from backend.kit.clock import FixedClock
from backend.kit.db import Database
from backend.kit.jobs import Job, JobRunner, run_job
from backend.notices.service import list_notices
from tests.ordering.company import SKUS, Company, load_company


@pytest.fixture
def shop(any_database: Database, clock: FixedClock) -> Company:
    """A small company with an order of dealer d1."""
    return load_company(any_database, clock)


def _heard(company: Company, login: str) -> list[tuple[str, str]]:
    actor = company.actor(login)
    return [(notice.kind, notice.params["number"]) for notice in company.database.read(lambda uow: list_notices(uow, actor))]


def test_the_dealers_people_hear_of_an_order_once(shop: Company) -> None:
    """However often the event is relayed. Who placed it knows it, other dealers hear nothing."""
    result = shop.confirm("d1", shop.draft("d1", COKE=2).confirm_token)
    assert result.order is not None
    assert _heard(shop, "d1b") == []
    assert relay_events(shop.database, shop.clock) == 1
    shop.write(lambda uow: uow.execute(text("UPDATE outbox SET sent_at = NULL")))
    assert relay_events(shop.database, shop.clock) == 1
    assert relay_events(shop.database, shop.clock) == 0
    assert _heard(shop, "d1b") == [("order.submitted", result.order.number)]
    assert (_heard(shop, "d1"), _heard(shop, "d2")) == ([], [])


def test_a_proposal_nobody_confirmed_expires(shop: Company) -> None:
    """The job marks it; a second run finds nothing."""
    shop.draft("d1", COKE=2)
    shop.clock.instant += timedelta(hours=2)
    expiry = next(job for job in jobs_of(shop.database, shop.clock) if job.name == "proposal-expiry")
    assert run_job(expiry) == 1
    assert run_job(expiry) == 0


def test_the_catalogue_is_indexed_before_anybody_asks(shop: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once at the start and once after each change, with every part of it; the message that comes next builds nothing."""
    built: list[int] = []
    build = CatalogueIndex.build

    def counted(skus: Sequence[Sku]) -> CatalogueIndex:
        built.append(len(skus))
        return build(skus)

    monkeypatch.setattr(CatalogueIndex, "build", counted)
    job = next(job for job in jobs_of(shop.database, shop.clock) if job.name == "catalogue-index")
    shop.write(lambda uow: import_skus(uow, SKUS[:1]))
    assert [run_job(job), run_job(job)] == [4, 0]
    index = shop.database.read(catalogue_index)
    assert {"sounds", "spelled_by_initial", "fuzzy_by_initial", "han_by_edge"} <= set(vars(index))
    assert built == [4]


def test_a_failing_job_is_logged_and_the_others_go_on(caplog: pytest.LogCaptureFixture) -> None:
    """And after stopping nothing runs any more."""
    ran = threading.Event()

    def fail() -> int:
        raise ConnectionError("down")

    def work() -> int:
        ran.set()
        return 1

    runner = JobRunner([Job("broken", 0.01, fail), Job("fine", 0.01, work)]).start()
    assert ran.wait(10)
    runner.stop()
    ran.clear()
    assert not ran.wait(0.05)
    assert "job broken failed" in caplog.text


def test_stopping_before_starting_is_allowed() -> None:
    """An application that failed to start stops all the same."""
    JobRunner([]).stop()
