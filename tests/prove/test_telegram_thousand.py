"""The recorded run over Telegram: a thousand updates of twenty chats, a fifth of them repeated or out of order, over two restarts.

Run it with `pytest -s` to read the summary. The short form is in tests/telegram.
"""

import time
from collections.abc import Iterator

import pytest

from backend.kit.db import Database
from tests.conversation.company import company, company_template
from tests.telegram.checking import check
from tests.telegram.fake_bot_api import fake_bot_api
from tests.telegram.messenger import Messenger, silence
from tests.telegram.thousand import live

__all__ = ["company", "company_template"]


@pytest.fixture
def messenger(company: Database) -> Iterator[Messenger]:
    """Telegram and the company; the connector is not running yet."""
    with fake_bot_api() as (api, address):
        yield Messenger(api, address, company)


def test_a_thousand_updates_over_two_restarts_are_answered_once_each(messenger: Messenger) -> None:
    """Every order once, every reply once, no update lost."""
    silence()
    began = time.monotonic()
    day = live(messenger, total=1000, people=20)
    found = check(messenger, day)
    lost = sum(count for kind, count in day.refused.items() if kind.startswith("sendMessage"))
    looked = len(messenger.api.called("editMessageText"))
    print(
        f"\n{day.updates} updates from 20 chats: {day.repeated} repeated, {day.overtaken} overtaken"
        f" ({(day.repeated + day.overtaken) / day.updates:.0%}), {day.restarts} restarts with {day.under_way} under way"
        f"\n{found['distinct']} different things said or pressed, {found['shown']} messages shown, {len(day.presses)} buttons, {found['orders']} orders"
        f"\n{lost} of {len(messenger.api.called('sendMessage'))} sends went wrong: {dict(day.refused)}; {looked} looks for messages in doubt"
        f"\nevery order once, every reply once, nothing lost; {time.monotonic() - began:.0f} s"
    )
    assert day.repeated + day.overtaken >= 0.2 * day.updates
    assert day.restarts == 2
