"""The application over the database of a test. Its routes know no database, so each worker makes them once for all its tests."""

from collections.abc import Callable
from functools import cache

from fastapi import FastAPI

from backend.app import open_api, routed_api
from backend.kit.clock import Clock
from backend.kit.db import Database
from backend.settings.process import ProcessSettings

Mount = Callable[[FastAPI], None]


def application(database: Database, settings: ProcessSettings, clock: Clock, *mounts: Mount) -> FastAPI:
    """What `create_api` makes, with further routes; it serves until the next test takes it."""
    app = _routed(mounts)
    open_api(app, database, settings, clock)
    return app


@cache
def _routed(mounts: tuple[Mount, ...]) -> FastAPI:
    app = routed_api()
    for mount in mounts:
        mount(app)
    return app
