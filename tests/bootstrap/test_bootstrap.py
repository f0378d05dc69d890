"""Promises of opening a database: whatever is wrong with it is said in one sentence, and nothing is written into it."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from backend.bootstrap import migrate, open_database, reconcile
from backend.kit.db import Database
from backend.kit.errors import DomainError
from backend.settings.process import ProcessSettings


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the company's file is or is not."""
    return tmp_path / "data" / "company.db"


def _settings(path: Path) -> ProcessSettings:
    return ProcessSettings(database_url=f"sqlite:///{path}")


@pytest.fixture
def migrated(path: Path) -> Iterator[Path]:
    """An up-to-date empty database."""
    migrate(f"sqlite:///{path}")
    return path


def _code(settings: ProcessSettings) -> str:
    with pytest.raises(DomainError) as refused:
        open_database(settings).close()
    return refused.value.code


def test_a_database_that_is_not_there_is_not_made_by_opening_it(path: Path) -> None:
    """A mistyped name must not become an empty company."""
    assert _code(_settings(path)) == "database.missing"
    assert not path.exists()


def test_a_migrated_database_opens_and_reconciles(migrated: Path) -> None:
    """Also the second time, and migrating again changes nothing."""
    migrate(f"sqlite:///{migrated}")
    database = open_database(_settings(migrated))
    assert reconcile(database) == []
    database.close()


def test_a_missing_migration_is_named(migrated: Path) -> None:
    """An older schema is not written to; `dinghuo setup` helps."""
    _run(migrated, "UPDATE alembic_version SET version_num = '0000'")
    assert _code(_settings(migrated)) == "database.newer"
    _run(migrated, "DELETE FROM alembic_version")
    assert _code(_settings(migrated)) == "database.foreign"


def test_an_empty_file_needs_its_migration(path: Path) -> None:
    """It is a database without tables."""
    path.parent.mkdir()
    path.touch()
    assert _code(_settings(path)) == "database.not_migrated"


def test_another_programs_database_is_left_alone(path: Path) -> None:
    """Neither opening nor migrating touches it."""
    path.parent.mkdir()
    _run(path, "CREATE TABLE photos (id INTEGER)")
    assert _code(_settings(path)) == "database.foreign"
    with pytest.raises(DomainError, match=r"database\.foreign"):
        migrate(f"sqlite:///{path}")
    assert [row[0] for row in _run(path, "SELECT name FROM sqlite_master")] == ["photos"]


@pytest.mark.parametrize("damage", ["head", "tail", "middle"])
def test_a_damaged_file_is_recognised_wherever_the_damage_is(migrated: Path, damage: str) -> None:
    """Overwritten start, cut off end, or a page in the middle."""
    _run(migrated, "PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(migrated.read_bytes())
    if damage == "head":
        content[:100] = b"x" * 100
    elif damage == "tail":
        content = content[: len(content) // 2]
    else:
        content[4096:8192] = b"\xff" * 4096
    migrated.write_bytes(content)
    assert _code(_settings(migrated)) == "database.damaged"


@pytest.mark.parametrize("url", ["nonsense", "mysql://root@localhost/db", "sqlite://", "oracle://x/y", "postgresql+pg8000://x/y"])
def test_an_address_that_cannot_work_is_refused(url: str) -> None:
    """Before anything is opened."""
    assert _code(ProcessSettings(database_url=url)) in {"database.bad_url", "database.memory"}


def test_an_unreachable_server_is_named_without_its_password() -> None:
    """Host, port and name are shown; the password is not."""
    with pytest.raises(DomainError) as refused:
        open_database(ProcessSettings(database_url="postgresql://ordering:hunter2@127.0.0.1:9/company"))
    assert refused.value.code == "database.unreachable"
    assert refused.value.params["server"] == "127.0.0.1:9/company"
    assert "hunter2" not in str(refused.value.params)


@pytest.mark.postgresql
def test_an_empty_postgresql_database_is_migrated_and_opened(empty_postgresql_url: str) -> None:
    """The same door for both databases."""
    settings = ProcessSettings(database_url=empty_postgresql_url)
    assert _code(settings) == "database.not_migrated"
    migrate(empty_postgresql_url)
    database = open_database(settings)
    assert reconcile(database) == []
    database.close()


def test_reconcile_names_an_audit_entry_that_was_edited(migrated: Path) -> None:
    """And an undelivered message that was given up, and a notice that no messenger took."""
    _run(migrated, "INSERT INTO audit_log VALUES (1, 'order:1', 1, '2025-06-11T00:00:00.000000+00:00', 'x', 'made', '{}', '', 'wrong')")
    given_up = "1, 'order.submitted', 'a:1', '{}', '2025-06-11T00:00:00.000000+00:00', NULL, 60, 'down', '2025-06-11T00:00:00.000000+00:00'"
    _run(migrated, f"INSERT INTO outbox VALUES ({given_up})")
    unheard = "'u', 'order.held', 'k', '{}', '2025-06-11T00:00:00.000000+00:00', 20"
    _run(migrated, f"INSERT INTO notices (user_id, kind, key, params, created_at, attempts) VALUES ({unheard})")
    database = open_database(_settings(migrated))
    assert reconcile(database) == ["audit.chain order:1", "outbox.given_up 1", "notices.given_up 1"]
    assert [line for line in reconcile(database, repair=True) if line.startswith("repaired")] == []
    database.close()


def _run(path: Path, statement: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    rows = connection.execute(statement).fetchall()
    connection.commit()
    connection.close()
    return rows


def test_a_database_opened_for_reading_only_is_told_apart(tmp_path: Path) -> None:
    """The sentence names the file and the missing right. Root may write everywhere, so the check itself is exercised on a folder that is a file."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(DomainError) as refused:
        migrate(f"sqlite:///{tmp_path / 'file' / 'company.db'}")
    assert refused.value.code == "database.no_permission"


def test_the_database_handed_out_can_be_written(migrated: Path) -> None:
    """A plain round trip."""
    database = open_database(_settings(migrated))
    assert isinstance(database, Database)
    assert database.write(lambda uow: uow.execute(text("SELECT 1")).scalar_one()) == 1
    database.close()
