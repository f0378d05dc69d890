"""The people of `people.py` on both databases."""

import pytest

from backend.kit.db import Database
from tests.identity.people import load_people


@pytest.fixture
def people(any_database: Database) -> Database:
    """Freshly loaded."""
    any_database.write(load_people)
    return any_database
