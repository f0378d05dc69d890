"""`dinghuo serve`: one process that owns the database and answers HTTP and the pages.

Invariant: the port is taken before the database is, and both are given back whatever ends the process; waiting writes are finished.
"""

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import uvicorn

from backend.bootstrap import open_database
from backend.kit.clock import SystemClock
from backend.kit.errors import Conflict
from backend.kit.logging import set_up_logging
from backend.kit.ownership import claim
from backend.settings.process import ProcessSettings
from bot.commands.preparing import train
from bot.commands.terminal import tell

_GRACE_S = 5
_EVERYWHERE = {"0.0.0.0", "::", ""}  # noqa: S104 - recognised, not chosen


def serve(settings: ProcessSettings) -> None:
    """Serve until a signal ends it. Raises Conflict("serve.port_in_use" | "serve.bad_host" | "database.owned") and what `open_database` raises."""
    set_up_logging(level=settings.log_level, as_json=settings.log_format == "json")
    if settings.telegram_token is not None and settings.telegram_mode == "webhook" and settings.telegram_webhook_secret is None:
        raise Conflict("serve.telegram_no_secret")
    with _listening(settings) as listener:
        port = listener.getsockname()[1]
        address = f"http://{'127.0.0.1' if settings.host in _EVERYWHERE else settings.host}:{port}"
        with claim(settings.database_url, address), _ending_on_terminate():
            _serve_on(listener, settings, address)


def _serve_on(listener: socket.socket, settings: ProcessSettings, address: str) -> None:
    database = open_database(settings)
    try:
        from bot.app import create_app

        train()  # after an upgrade without `setup`; else the first person who writes waits for it
        app = create_app(database, settings, SystemClock())
        if settings.demo_mode and settings.host in _EVERYWHERE:
            tell("serve-demo-open")
        if settings.telegram_token is not None:
            tell("serve-telegram", mode=settings.telegram_mode)
        config = uvicorn.Config(app, log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=_GRACE_S)
        _Server(config, address).run(sockets=[listener])
    finally:
        database.close()


class _Server(uvicorn.Server):
    """Says where it listens once it does."""

    def __init__(self, config: uvicorn.Config, address: str) -> None:
        super().__init__(config)
        self._address = address

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets=sockets)
        if self.started:
            tell("serve-ready", address=self._address)


@contextmanager
def _listening(settings: ProcessSettings) -> Iterator[socket.socket]:
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    except (OSError, OverflowError) as error:
        raise Conflict("serve.bad_host", host=settings.host, port=str(settings.port)) from error
    with socket.socket(family, kind, protocol) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(place)
            listener.listen(socket.SOMAXCONN)
        except (OSError, OverflowError) as error:
            code = "serve.no_permission" if isinstance(error, PermissionError) else "serve.port_in_use"
            raise Conflict(code, host=settings.host, port=str(settings.port)) from error
        yield listener


@contextmanager
def _ending_on_terminate() -> Iterator[None]:
    """SIGTERM ends the process through its `finally` blocks, as SIGINT does; neither shows a traceback."""

    def leave(_signal: int, _frame: FrameType | None) -> None:
        raise SystemExit(0)

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    except KeyboardInterrupt:
        raise SystemExit(0) from None
    finally:
        signal.signal(signal.SIGTERM, before)
