"""The company of `shop.py` behind a fresh application and database for each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.kit.clock import FixedClock
from backend.kit.db import Database
from backend.settings.process import ProcessSettings
from tests.conftest import NOW
from tests.http.application import application
from tests.http.shop import Caller, Shop, load_shop, opened


@pytest.fixture(scope="session")
def shop_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the company in it, copied for each test."""
    path = tmp_path_factory.mktemp("shop") / "shop.db"
    shutil.copyfile(sqlite_template, path)
    with opened(f"sqlite:///{path}") as database:
        database.write(lambda uow: load_shop(uow, FixedClock(NOW)))
    return path


@pytest.fixture
def shop_database(shop_template: Path, tmp_path: Path) -> Iterator[Database]:
    """A fresh copy of the company."""
    path = tmp_path / "shop.db"
    shutil.copyfile(shop_template, path)
    with opened(f"sqlite:///{path}") as database:
        yield database


@pytest.fixture
def settings() -> ProcessSettings:
    """Demo mode with a text limit of 4,000 characters."""
    return ProcessSettings(demo_mode=True, max_text=4000)


@pytest.fixture
def shop(shop_database: Database, settings: ProcessSettings, clock: FixedClock) -> Shop:
    """The application over the company."""
    return Shop(application(shop_database, settings, clock), shop_database, clock)


@pytest.fixture
def wang(shop: Shop) -> Caller:
    """A Chinese-speaking user of dealer D1."""
    return shop.caller("wang")
