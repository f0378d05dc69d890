"""Fixtures every test may use: a fixed clock, fresh databases on SQLite and PostgreSQL, sockets off except loopback."""

import importlib
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import pytest_socket
from hypothesis import settings
from sqlalchemy import create_engine, make_url, text

from backend.kit.clock import FixedClock
from backend.kit.columns import metadata
from backend.kit.db import Database

_ROOT = Path(__file__).parent.parent
for _models in sorted(path for pattern in ("backend/*/models.py", "backend/kit/[a-z]*.py", "knowledge/*/models.py") for path in _ROOT.glob(pattern)):
    importlib.import_module(".".join(_models.relative_to(_ROOT).with_suffix("").parts))

settings.register_profile("dinghuo", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("dinghuo")
MEMORY, ROOM = Path("/dev/shm"), 2 * 1024**3  # noqa: S108 - only pytest's own folders are made there
if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
    # Databases commit thousands of times, and each commit would wait for a disk.
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
    tempfile.tempdir = str(MEMORY)
NOW = datetime(2025, 6, 11, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


def pytest_runtest_setup() -> None:
    """Sockets are off except to this machine."""
    pytest_socket.socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture
def clock() -> FixedClock:
    """The world's clock: Wednesday 2025-06-11 09:30 in Shanghai."""
    return FixedClock(NOW)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database with every table."""
    path = tmp_path_factory.mktemp("template") / "empty.db"
    database = Database(f"sqlite:///{path}")
    metadata.create_all(database.engine)
    database.close()
    return path


@pytest.fixture
def database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """A fresh SQLite database with every table and no rows."""
    path = tmp_path / "test.db"
    shutil.copyfile(sqlite_template, path)
    opened = Database(f"sqlite:///{path}")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a real PostgreSQL: DINGHUO_TEST_POSTGRESQL, else the one inside the pgserver wheel; a loud skip without either."""
    given = os.environ.get("DINGHUO_TEST_POSTGRESQL")
    if given:
        yield given
        return
    pgserver = pytest.importorskip("pgserver", reason="NO POSTGRESQL: neither DINGHUO_TEST_POSTGRESQL nor pgserver is here")
    # Not below pytest's own folder: every other pytest that starts closes that folder to the user PostgreSQL runs as.
    with tempfile.TemporaryDirectory(prefix="dinghuo-pg-", ignore_cleanup_errors=True) as folder:
        server = pgserver.get_server(folder, cleanup_mode="delete")
        for setting in ("fsync", "full_page_writes", "autovacuum"):
            _run_on_server(server.get_uri(), f"ALTER SYSTEM SET {setting} = off")  # as often as databases come and go, none outlives the machine
        _run_on_server(server.get_uri(), "SELECT pg_reload_conf()")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> str:
    """The name of a PostgreSQL database with every table, copied for each test."""
    name = f"template_{uuid.uuid4().hex[:8]}"
    _run_on_server(postgresql_server, f"CREATE DATABASE {name}")
    database = Database(_url_of(postgresql_server, name))
    metadata.create_all(database.engine)
    database.close()
    return name


@pytest.fixture
def postgresql_url(postgresql_server: str, postgresql_template: str) -> Iterator[str]:
    """The URL of a fresh PostgreSQL database with every table and no rows."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    _run_on_server(postgresql_server, f"CREATE DATABASE {name} TEMPLATE {postgresql_template}")
    yield _url_of(postgresql_server, name)
    _run_on_server(postgresql_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def empty_postgresql_url(postgresql_server: str) -> Iterator[str]:
    """The URL of a fresh PostgreSQL database without a single table."""
    name = f"empty_{uuid.uuid4().hex[:12]}"
    _run_on_server(postgresql_server, f"CREATE DATABASE {name}")
    yield _url_of(postgresql_server, name)
    _run_on_server(postgresql_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgresql_database(postgresql_url: str) -> Iterator[Database]:
    """A fresh PostgreSQL database with every table and no rows."""
    opened = Database(postgresql_url)
    yield opened
    opened.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def any_database(request: pytest.FixtureRequest) -> Database:
    """The same test on SQLite and on PostgreSQL."""
    return request.getfixturevalue("database" if request.param == "sqlite" else "postgresql_database")


def _run_on_server(server: str, statement: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def _url_of(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Skips are loud: each is listed with its reason."""
    for report in terminalreporter.getreports("skipped"):
        terminalreporter.write_line(f"SKIPPED {report.nodeid}: {report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr}")


@pytest.fixture(scope="session")
def repository_root() -> Path:
    """The checkout this test runs in."""
    return Path(__file__).resolve().parent.parent
