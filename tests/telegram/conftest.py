"""The fake Bot API and the demo company, fresh for each test."""

from collections.abc import Iterator

import pytest

from backend.kit.db import Database
from tests.conversation.company import company, company_template
from tests.telegram.fake_bot_api import fake_bot_api
from tests.telegram.messenger import Messenger

__all__ = ["company", "company_template", "messenger"]


@pytest.fixture
def messenger(company: Database) -> Iterator[Messenger]:
    """Telegram and the company; the connector is not running yet."""
    with fake_bot_api() as (api, address):
        yield Messenger(api, address, company)
