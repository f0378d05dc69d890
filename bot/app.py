"""The composition root: one FastAPI application with the backend's API, the chat connector and the pages over one assistant.

Invariant: whatever comes in at a door of this application reaches the same database, clock and assistant.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import ExitStack, asynccontextmanager
from typing import Any, Protocol

from fastapi import FastAPI

from backend.app import create_api
from backend.bootstrap import jobs_of, outward_jobs_of
from backend.kit.clock import Clock
from backend.kit.db import Database, UnitOfWork
from backend.kit.http import Services
from backend.kit.jobs import Job, JobRunner
from backend.notices.service import Deliverer, Notice
from backend.settings.process import ProcessSettings
from backend.settings.service import load_brand_settings
from bot.articles.routes import mount_articles
from bot.articles.vectors import vectors_job
from bot.assistant import Assistant
from bot.attachments.keeping import folder_of, purge_files
from bot.brain import Brain
from bot.connectors.web.accounts import mount_accounts
from bot.connectors.web.routes import mount_chat
from bot.connectors.web.uploads import WaitingFiles
from bot.messages import Block
from bot.pages.mounting import mount_pages
from bot.pages.services import PageServices
from bot.rendering.people import notice_blocks
from bot.sentences import phrasebook

FILES_S = 3600.0


class Door(Protocol):
    """A messenger through which people write and hear of notices."""

    @property
    def deliverer(self) -> Deliverer:
        """How notices go out through it."""
        ...

    def start(self) -> Callable[[], None]:
        """Start it; the result stops it."""
        ...


def create_app(database: Database, settings: ProcessSettings, clock: Clock, brain: Brain | None = None) -> FastAPI:
    """The whole product over an open database; the caller closes the database. Pages exist once per process."""
    app = create_api(database, settings, clock)
    assistant = Assistant(database, clock, settings, phrasebook(), brain)
    doors = _open_doors(app, settings, assistant)
    mount_accounts(app)
    mount_articles(app)
    mount_chat(app, assistant)
    waiting = WaitingFiles(folder_of(database.url) / "waiting")
    mount_pages(app, PageServices(database, assistant, settings, clock, phrasebook(), app.state.chat.limit, waiting))
    files = Job("files", FILES_S, lambda: waiting.purge() + _purge_files(database))
    jobs = (*jobs_of(database, clock, [door.deliverer for door in doors]), files)
    vectors = vectors_job(database, settings)
    _run_jobs(app, doors, jobs, outward_jobs_of(database, clock), (vectors,) if vectors else ())
    return app


def _open_doors(app: FastAPI, settings: ProcessSettings, assistant: Assistant) -> tuple[Door, ...]:
    """The messengers that are configured; without a token nothing of one is imported."""
    if settings.telegram_token is None:
        return ()
    from bot.connectors.telegram.mounting import Behind, mount_telegram

    services: Services = app.state.services
    behind = Behind(services.database, services.clock, assistant, phrasebook(), app.state.message_limit, _notice_words)
    return (mount_telegram(app, settings, behind),)


def _notice_words(uow: UnitOfWork, notice: Notice, locale: str) -> Sequence[Block]:
    return notice_blocks(notice, locale, phrasebook(), load_brand_settings(uow).zone)


def _run_jobs(app: FastAPI, doors: Sequence[Door], *groups: Sequence[Job]) -> None:
    """Start the periodic work, each group of jobs in a thread of its own, and the messengers with the application, and stop them with it."""
    inner = app.router.lifespan_context

    @asynccontextmanager
    async def with_jobs(outer: FastAPI) -> AsyncIterator[Any]:
        with ExitStack() as running:
            for door in doors:
                running.callback(door.start())
            for jobs in groups:
                running.callback(JobRunner(jobs).start().stop)
            async with inner(outer) as state:
                yield state

    app.router.lifespan_context = with_jobs


def _purge_files(database: Database) -> int:
    """Delete files that the brand keeps no longer."""
    return purge_files(folder_of(database.url), database.read(load_brand_settings).keep_files_days)
