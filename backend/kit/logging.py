"""Logging of one process: structlog lines on stderr, for people or as JSON, with the request's id; secrets are blanked, personal data is taken out.

Invariant: values under names such as token, password, key or authorization never reach a log line, at any depth; a traceback
shows code and never the values of variables.
"""

import io
import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TextIO

import structlog

from backend.kit.redacting import redact, redacted

_SECRET = ("token", "password", "secret", "authorization", "api_key", "cookie", "idempotency_key")
_BLANK = "***"
_BY_SHAPE = frozenset({"timestamp", "level", "logger", "request_id", "_record", "_from_structlog"})


def set_up_logging(*, level: str = "info", as_json: bool = False) -> None:
    """Send structlog and the standard library's logging through one chain to stderr."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info if as_json else structlog.processors.StackInfoRenderer(),
        blank_secrets,
        take_out_personal_data,
    ]
    renderer: Any = structlog.processors.JSONRenderer(ensure_ascii=False) if as_json else _console()
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    last = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer]
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=last))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in ("httpx", "httpcore", "httpx2", "alembic", "asyncio", "watchfiles", "uvicorn.error", "uvicorn"):
        logging.getLogger(name).setLevel(logging.WARNING)


def _console() -> structlog.dev.ConsoleRenderer:
    """Tracebacks without the values of local variables, which hold tokens and what people wrote."""
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=_plain_traceback)


def _plain_traceback(stream: TextIO, exc_info: Any) -> None:
    """Code and message, without the values of variables and without what the message says about people."""
    written = io.StringIO()
    structlog.dev.plain_traceback(written, exc_info)
    stream.write(redact(written.getvalue()))


@contextmanager
def request_id(value: str) -> Iterator[None]:
    """Every line logged inside the block carries `request_id`."""
    with structlog.contextvars.bound_contextvars(request_id=value):
        yield


def blank_secrets(_logger: object, _method: str, event: Mapping[str, Any]) -> dict[str, Any]:
    """The event with every secret value blanked."""
    return {name: _BLANK if _is_secret(name) else _blanked(value) for name, value in event.items()}


def take_out_personal_data(_logger: object, _method: str, event: Mapping[str, Any]) -> dict[str, Any]:
    """The event without phones, mails, addresses and the like; what is logged by its shape (levels, times, ids of requests) stays."""
    return {name: value if name in _BY_SHAPE else redacted(value) for name, value in event.items()}


def _blanked(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _BLANK if _is_secret(str(name)) else _blanked(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_blanked(inner) for inner in value]
    return value


def _is_secret(name: str) -> bool:
    return any(word in name.lower() for word in _SECRET)
