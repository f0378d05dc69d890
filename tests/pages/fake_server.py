"""Serves the pages over the small company of the ordering tests and an assistant with hand-made answers: `python -m tests.pages.fake_server PORT FILE`."""

import sys
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import uvicorn

from backend.app import create_api
from backend.catalog.domain import Unit
from backend.conversations.service import Turn, hand_over, open_conversation, record_turn
from backend.identity.service import actor_of_login
from backend.kit.clock import FixedClock
from backend.kit.columns import metadata
from backend.kit.db import Database, UnitOfWork
from backend.kit.rates import RateLimit, new_message_limit
from backend.ordering.memory.service import LearnedFrom, Used, learn
from backend.settings.process import ProcessSettings
from bot.connectors.web.uploads import WaitingFiles
from bot.pages.mounting import mount_pages
from bot.pages.services import PageServices
from bot.sentences import phrasebook
from tests.ordering.company import Company, load_company
from tests.pages.fakes import FakeAssistant

NOW = datetime(2025, 6, 11, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))

MANY = 100_000


def main(port: int, file: str) -> None:
    """Serve until the process is ended. Dealer D2 has five held orders, D1 an approved one and two words from an order long ago.

    The words do not hang on the approved order: a test cancels it, and what it taught would go with it.
    """
    database, clock = Database(f"sqlite:///{file}"), FixedClock(NOW)
    metadata.create_all(database.engine)
    company = load_company(database, clock)
    company.order("d1", COKE=10, SPRITE=5)
    taught = LearnedFrom("ord_long_ago", "SO-901", "D1", NOW.date(), NOW)
    company.write(lambda uow: learn(uow, taught, [Used("红罐", "COKE", Unit.CASE), Used("<b>绿瓶</b>", "SPRITE", Unit.CASE)]))
    company.order("d2", SPRITE=9)
    company.order("d2", SPRITE=11)
    company.order("d2", COKE=20)
    company.order("d2", SPRITE=7)
    company.order("d2", DRILL=1)
    _ask_for_a_person(company)
    settings = ProcessSettings(database_url=f"sqlite:///{file}", demo_mode=True, max_text=400)
    app = create_api(database, settings, clock)
    app.state.sign_in_limit = RateLimit("identity.too_many_attempts", MANY)  # the tests of the pages sign in more often than a person
    mount_pages(
        app,
        PageServices(
            database, FakeAssistant(database, clock), settings, clock, phrasebook(), new_message_limit(), WaitingFiles(Path(file).with_name("waiting"))
        ),
    )
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")


def _ask_for_a_person(company: Company) -> None:
    """Two people of D1 and D3 wait for an answer since ten minutes ago."""
    earlier = FixedClock(NOW - timedelta(minutes=10))

    def ask(uow: UnitOfWork, login: str) -> None:
        actor = actor_of_login(uow, login)
        conversation = open_conversation(uow, actor, "telegram", "t").id
        turn = Turn("m1", "<b>少了两箱</b>,要人工", {"lang": "zh", "blocks": []}, {"lang": "zh"})
        record_turn(uow, conversation, turn, clock=earlier)
        hand_over(uow, actor, conversation, "少了两箱", clock=earlier)

    for login in ("d1b", "d3"):
        company.write(lambda uow, login=login: ask(uow, login))  # type: ignore[misc] # bound default


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
