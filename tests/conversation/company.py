"""The demo company in a database file, loaded once and copied for each test, at the instant it was written for."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.demo.company import read_company
from backend.demo.loader import load_world
from backend.kit.clock import FixedClock
from backend.kit.db import Database
from bot.articles.world import load_articles
from tests.conftest import NOW


@pytest.fixture(scope="session")
def company_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database file with the company in it."""
    path = tmp_path_factory.mktemp("company") / "company.db"
    shutil.copyfile(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    database.write(lambda uow: load_world(uow, read_company(), clock=FixedClock(NOW)))
    database.write(lambda uow: load_articles(uow, read_company(), clock=FixedClock(NOW)))
    database.close()
    return path


@pytest.fixture
def company(company_template: Path, tmp_path: Path) -> Iterator[Database]:
    """A fresh copy of the company."""
    path = tmp_path / "company.db"
    shutil.copyfile(company_template, path)
    database = Database(f"sqlite:///{path}")
    yield database
    database.close()
