"""The composition root: one FastAPI application with the backend's API, the chat connector and the pages over one assistant.

Invariant: whatever comes in at a door of this application reaches the same database, clock and assistant.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI

from backend.app import create_api
from backend.bootstrap import jobs_of
from backend.kit.clock import Clock
from backend.kit.db import Database
from backend.kit.jobs import JobRunner
from backend.settings.process import ProcessSettings
from bot.assistant import Assistant
from bot.brain import Brain
from bot.connectors.web.routes import mount_chat
from bot.pages.mounting import mount_pages
from bot.pages.services import PageServices
from bot.sentences import phrasebook


def create_app(database: Database, settings: ProcessSettings, clock: Clock, brain: Brain | None = None) -> FastAPI:
    """The whole product over an open database; the caller closes the database. Pages exist once per process."""
    app = create_api(database, settings, clock)
    assistant = Assistant(database, clock, settings, phrasebook(), brain)
    mount_chat(app, assistant)
    mount_pages(app, PageServices(database, assistant, settings, clock, phrasebook(), app.state.chat.limit))
    _run_jobs(app, database, clock)
    return app


def _run_jobs(app: FastAPI, database: Database, clock: Clock) -> None:
    """Start the periodic work with the application and stop it with it."""
    inner = app.router.lifespan_context

    @asynccontextmanager
    async def with_jobs(outer: FastAPI) -> AsyncIterator[Any]:
        runner = JobRunner(jobs_of(database, clock)).start()
        try:
            async with inner(outer) as state:
                yield state
        finally:
            runner.stop()

    app.router.lifespan_context = with_jobs
