"""Promises of the migrations: they lead to the tables of the code and back, on both databases."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, text

from backend.kit.columns import metadata
from backend.kit.db import Database
from backend.kit.numbering import next_number
from backend.kit.schema import SCRIPTS, SchemaState, differences, downgrade, schema_state, upgrade


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without a single table."""
    url = f"sqlite:///{tmp_path / 'empty.db'}" if request.param == "sqlite" else request.getfixturevalue("empty_postgresql_url")
    database = Database(url)
    yield database
    database.close()


def _tables(database: Database) -> set[str]:
    return set(inspect(database.engine).get_table_names()) - {"alembic_version"}


def test_the_migrated_tables_are_those_of_the_code(empty: Database) -> None:
    """Nothing is missing, nothing is left over, and the numbers' sequence is there."""
    assert schema_state(empty) is SchemaState.EMPTY
    upgrade(empty)
    assert schema_state(empty) is SchemaState.CURRENT
    assert _tables(empty) == set(metadata.tables)
    assert differences(empty) == []
    assert empty.write(lambda uow: next_number(uow, "order")) == 1


def test_the_migrated_schema_says_the_same_as_the_code_in_every_detail(empty: Database, request: pytest.FixtureRequest) -> None:
    """Alembic compares neither check constraints nor index conditions, so both schemas are read back and compared."""
    created = request.getfixturevalue("database" if empty.is_sqlite else "postgresql_database")
    upgrade(empty)
    assert _details(empty) == _details(created)


def _details(database: Database) -> dict[str, Any]:
    seen = inspect(database.engine)
    return {
        table: {
            "columns": {(column["name"], str(column["type"]), column["nullable"]) for column in seen.get_columns(table)},
            "key": seen.get_pk_constraint(table)["constrained_columns"],
            "checks": {(check["name"], check["sqltext"]) for check in seen.get_check_constraints(table)},
            "unique": {(unique["name"], tuple(unique["column_names"])) for unique in seen.get_unique_constraints(table)},
            "foreign": {(tuple(key["constrained_columns"]), key["referred_table"]) for key in seen.get_foreign_keys(table)},
            "indexes": {(index["name"], str(index["column_names"]), bool(index["unique"]), _condition(index)) for index in seen.get_indexes(table)},
        }
        for table in seen.get_table_names()
        if table != "alembic_version"
    }


def _condition(index: Any) -> str:
    return " ".join(str(value) for name, value in sorted(index.get("dialect_options", {}).items()) if name.endswith("_where"))


def test_a_migration_can_be_taken_back_and_done_again(empty: Database) -> None:
    """Down to nothing, up again."""
    upgrade(empty)
    downgrade(empty)
    assert _tables(empty) == set()
    assert schema_state(empty) is SchemaState.EMPTY
    upgrade(empty)
    assert differences(empty) == []


def test_a_database_of_a_newer_program_is_recognised(empty: Database) -> None:
    """An older program must not write into tables it does not know."""
    upgrade(empty)
    empty.write(lambda uow: uow.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    assert schema_state(empty) is SchemaState.NEWER


def test_a_migration_that_fails_leaves_no_trace(empty: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of it is one transaction, on SQLite too."""
    from alembic.operations import Operations

    def fail(*_args: object, **_options: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr(Operations, "create_index", fail)
    with pytest.raises(RuntimeError, match="power cut"):
        upgrade(empty)
    assert _tables(empty) == set()


def test_migrations_write_their_tables_out() -> None:
    """A script that creates whatever the code says today would mean something else tomorrow."""
    for script in (SCRIPTS / "versions").glob("*.py"):
        words = script.read_text(encoding="utf-8")
        assert "create_all" not in words
        assert "import backend" not in words
        assert "from backend" not in words


@pytest.fixture(scope="module")
def wheel(repository_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as it is installed elsewhere."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    built = subprocess.run(command, cwd=repository_root, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_all_data_files(repository_root: Path, wheel: Path) -> None:
    """Migrations, sentences, word lists, demo data and page assets travel with the package."""
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    wanted = {
        str(path.relative_to(repository_root))
        for package in ("bot", "tools", "knowledge", "backend")
        for path in (repository_root / package).rglob("*")
        if path.is_file() and path.suffix != ".pyc" and "__pycache__" not in path.parts
    }
    assert wanted - names == set()


def test_a_company_can_be_set_up_from_the_wheel_in_any_folder(wheel: Path, tmp_path: Path) -> None:
    """Nothing is looked for in a checkout."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "installed"), "DINGHUO_DATABASE_URL": "sqlite:///data/company.db"}
    program = "import bot; print(bot.__file__); import sys; sys.argv[1:] = ['setup', '--demo']; from bot.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(tmp_path / "installed"))
    assert (tmp_path / "data" / "company.db").exists()
