"""Wiring of one process: opening a database that is fit to be used, migrating it, the jobs, and asserting that its ledgers agree.

Order of events in `dinghuo serve`: claim the file (`kit/ownership.py`), open the database, build the application, which runs the jobs.
Invariant: whoever gets a Database from `open_database` has one that can be read, with exactly the tables this program knows.
"""

import os
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

from sqlalchemy import URL, func, inspect, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError

from backend.catalog.service import catalogue_index, is_indexed
from backend.conversations.escalating import last_connectors
from backend.identity.service import purge_links, purge_tokens
from backend.integration.webhooks.deliveries import purge_deliveries
from backend.integration.webhooks.queueing import queue_event
from backend.integration.webhooks.sending import send_due
from backend.kit import outbox, schema
from backend.kit.clock import Clock
from backend.kit.db import Database, UnitOfWork
from backend.kit.errors import Conflict, Invalid, Unavailable
from backend.kit.idempotency import purge_answers
from backend.kit.jobs import Job
from backend.kit.schema import SchemaState
from backend.kit.sealing import seal_due
from backend.messengers.service import purge_messengers
from backend.notices.service import Deliverer, count_given_up, deliver_due, give_up_cut_off, purge_notices
from backend.ordering import service as ordering
from backend.ordering.expecting import plan_backorders
from backend.ordering.finishing import close_finished
from backend.ordering.fulfilling.service import allocate_due, fill_backorders, postpone_late
from backend.ordering.lapsing import lapse_held
from backend.ordering.sheets.service import purge_sheets, read_waiting
from backend.proposals.service import expire_due, purge_ended
from backend.settings.calendar import day_began
from backend.settings.process import ProcessSettings
from backend.settings.service import load_brand_settings
from backend.support.telling import tell
from backend.support.watching import watch_expiry, watch_offers, watch_prices, watch_waiting
from backend.usage.service import purge_usage

PURGE_BATCH = 500
_QUICK_CHECK_UP_TO = 200 * 2**20
_DRIVERS = {"sqlite", "sqlite+pysqlite", "postgresql", "postgresql+psycopg"}


def open_database(settings: ProcessSettings) -> Database:
    """The database of `settings`, checked.

    Raises Unavailable("database.missing" | "database.no_permission" | "database.damaged" | "database.unreachable" | "database.not_migrated" |
    "database.newer"), Conflict("database.foreign"), Invalid("database.bad_url").
    """
    url = _checked_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        raise Unavailable("database.missing", database=url.database)
    database = _connect(url)
    try:
        _check_schema(database)
    except BaseException:
        database.close()
        raise
    return database


def migrate(database_url: str) -> None:
    """Create the database if it is a SQLite file that is not there yet, and bring its tables up to date. Raises what `open_database` raises."""
    database = _connect(_checked_url(database_url))
    try:
        state = _state_of(database)
        if state is not SchemaState.CURRENT:
            schema.upgrade(database)
    finally:
        database.close()


def reconcile(database: Database, *, repair: bool = False) -> list[str]:
    """One line for everything that disagrees: orders, stock, credit, audit chains, undelivered messages. Empty when all is well.

    With `repair` the counters that are caches are first set to what their ledgers say; the lines that follow are what remains.
    """
    changed = database.write(ordering.repair) if repair else []
    found = [f"database.integrity {problem}" for problem in _integrity(database)]
    return [*(f"repaired {line}" for line in changed), *found, *database.read(ordering.check_invariants), *_stuck_messages(database)]


def jobs_of(database: Database, clock: Clock, deliverers: Sequence[Deliverer] = ()) -> tuple[Job, ...]:
    """The table of periodic work."""
    return (
        Job("outbox-relay", 1.0, lambda: relay_events(database, clock)),
        Job("notice-delivery", 2.0, lambda: deliver_due(database, deliverers, clock, last_used=last_connectors)),
        Job("notices-cut-off", 300.0, lambda: give_up_cut_off(database, clock)),
        Job("proposal-reminder", 30.0, lambda: watch_offers(database, clock)),
        Job("chats-waiting", 60.0, lambda: watch_waiting(database, clock)),
        Job("prices-beginning", 900.0, lambda: watch_prices(database, clock)),
        Job("lots-near-expiry", 3600.0, lambda: watch_expiry(database, clock)),
        Job("approvals-escalating", 300.0, lambda: database.write(lambda uow: ordering.escalate_waiting(uow, clock=clock))),
        Job("orders-allocating", 60.0, lambda: allocate_due(database, clock)),
        Job("backorders-filling", 60.0, lambda: fill_backorders(database, clock)),
        Job("reservations-lapsing", 600.0, lambda: lapse_held(database, clock)),
        Job("backorders-planning", 3600.0, lambda: plan_backorders(database, clock)),
        Job("promises-moving", 900.0, lambda: postpone_late(database, clock)),
        Job("orders-closing", 3600.0, lambda: close_finished(database, clock)),
        Job("proposal-expiry", 60.0, lambda: _expire_proposals(database, clock)),
        Job("sheets-reading", 2.0, lambda: read_waiting(database, clock)),
        Job("audit-sealing", 600.0, lambda: _seal_audit(database, clock)),
        Job("purge", 3600.0, lambda: purge(database, clock)),
        Job("catalogue-index", 10.0, lambda: _index_catalogue(database)),
    )


def outward_jobs_of(database: Database, clock: Clock) -> tuple[Job, ...]:
    """Periodic work that waits for other systems; it runs beside the other jobs, which must not wait for them."""
    return (Job("webhooks", 1.0, lambda: send_due(database, clock)),)


def purge(database: Database, clock: Clock) -> int:
    """Delete what the brand's settings no longer keep, a small batch to a transaction so that nobody waits for it; returns how many rows."""
    keep = database.read(load_brand_settings)
    table: tuple[tuple[int, Callable[..., int]], ...] = (
        (keep.keep_answers_days, purge_answers),
        (keep.keep_proposals_days, purge_ended),
        (keep.keep_messages_days, outbox.purge_sent),
        (keep.keep_messages_days, purge_deliveries),
        (keep.keep_messages_days, purge_messengers),
        (keep.keep_tokens_days, purge_tokens),
        (keep.keep_tokens_days, purge_links),
        (keep.keep_proposals_days, ordering.purge_versions),
        (keep.keep_notices_days, purge_notices),
        (keep.keep_files_days, purge_sheets),
        (keep.keep_usage_days, purge_usage),
    )
    deleted = 0
    for days, delete in table:
        before, batch = clock.now() - timedelta(days=days), PURGE_BATCH
        while batch >= PURGE_BATCH:
            batch = database.write(lambda uow, delete=delete, before=before: delete(uow, before, PURGE_BATCH))  # type: ignore[misc] # bound defaults
            deleted += batch
    return deleted


def relay_events(database: Database, clock: Clock) -> int:
    """Turn waiting messages into deliveries for other systems and notices for the people concerned; an event seen twice is heard once."""

    def hear(uow: UnitOfWork, message: outbox.OutboxMessage) -> None:
        queue_event(uow, message, at=clock.now())
        tell(uow, message, clock=clock)

    return outbox.relay_once(database, lambda message: database.write(lambda uow: hear(uow, message)), clock)


def _expire_proposals(database: Database, clock: Clock) -> int:
    return database.write(lambda uow: expire_due(uow, clock=clock))


def _seal_audit(database: Database, clock: Clock) -> int:
    """Seal the audit log in the first hour of each day of the brand, or whenever the program runs again after it."""
    return seal_due(database, clock, database.read(lambda uow: day_began(load_brand_settings(uow), clock.now())))


def _index_catalogue(database: Database) -> int:
    """Build the index at the start and after every change of the catalogue, so that the first message does not wait for it."""
    return 0 if database.read(is_indexed) else len(database.read(catalogue_index).by_code)


def _checked_url(text: str) -> URL:
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise Invalid("database.bad_url") from error
    if url.drivername not in _DRIVERS:
        raise Invalid("database.bad_url")
    return url


def _connect(url: URL) -> Database:
    place = str(url.database) if url.get_backend_name() == "sqlite" else f"{url.host or 'localhost'}:{url.port or 5432}/{url.database or ''}"
    try:
        database = Database(url.render_as_string(hide_password=False))
    except OSError as error:
        raise Unavailable("database.no_permission", database=place) from error
    if database.is_sqlite:
        path = Path(place)
        if not os.access(path if path.exists() else path.parent, os.W_OK):
            raise Unavailable("database.no_permission", database=place)
    try:
        _probe(database)
    except Unavailable as error:
        database.close()
        if error.code == "database.unavailable" and not database.is_sqlite:
            raise Unavailable("database.unreachable", server=place, reason=_first_line(error.__cause__)) from error
        raise
    except DBAPIError as error:
        database.close()
        raise Unavailable("database.unreachable", server=place, reason=_first_line(error)) from error
    return database


def _probe(database: Database) -> None:
    """Read every page of a small SQLite file, the system tables of anything else."""
    if not database.is_sqlite:
        database.read(lambda uow: uow.execute(select(1)).scalar_one())
        return
    size = Path(str(database.url.database)).stat().st_size if Path(str(database.url.database)).exists() else 0
    check = "PRAGMA quick_check(1)" if size <= _QUICK_CHECK_UP_TO else "SELECT count(*) FROM sqlite_master"
    answer = database.read(lambda uow: uow.connection.exec_driver_sql(check).scalar_one())
    if answer != "ok" and size <= _QUICK_CHECK_UP_TO:
        raise Unavailable("database.damaged")


def _state_of(database: Database) -> SchemaState:
    state = schema.schema_state(database)
    if state is SchemaState.NEWER:
        raise Unavailable("database.newer")
    if state is SchemaState.EMPTY and set(database.read(lambda uow: inspect(uow.connection).get_table_names())) - {schema.VERSION_TABLE}:
        raise Conflict("database.foreign")
    return state


def _check_schema(database: Database) -> None:
    if _state_of(database) is not SchemaState.CURRENT:
        raise Unavailable("database.not_migrated")


def _integrity(database: Database) -> list[str]:
    if not database.is_sqlite:
        return []
    rows = database.read(lambda uow: uow.connection.exec_driver_sql("PRAGMA integrity_check(20)").scalars().all())
    return [str(row) for row in rows if row != "ok"]


def _stuck_messages(database: Database) -> list[str]:
    table = outbox.outbox
    given_up = table.c.sent_at.is_(None) & (table.c.attempts >= outbox.MAX_ATTEMPTS)
    count = database.read(lambda uow: uow.execute(select(func.count()).select_from(table).where(given_up)).scalar_one())
    unheard = database.read(count_given_up)
    return [*([f"outbox.given_up {count}"] if count else []), *([f"notices.given_up {unheard}"] if unheard else [])]


def _first_line(error: BaseException | None) -> str:
    reason = getattr(error, "orig", None) or error
    return str(reason).strip().splitlines()[0] if str(reason).strip() else type(reason).__name__
