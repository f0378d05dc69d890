"""Serves the pages over the small company of the ordering tests and an assistant with hand-made answers: `python -m tests.pages.fake_server PORT FILE`."""

import sys
from datetime import datetime
from zoneinfo import ZoneInfo

import uvicorn

from backend.app import create_api
from backend.kit.clock import FixedClock
from backend.kit.columns import metadata
from backend.kit.db import Database
from backend.kit.rates import new_message_limit
from backend.settings.process import ProcessSettings
from bot.pages.mounting import mount_pages
from bot.pages.services import PageServices
from bot.sentences import phrasebook
from tests.ordering.company import load_company
from tests.pages.fakes import FakeAssistant

NOW = datetime(2025, 6, 11, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


def main(port: int, file: str) -> None:
    """Serve until the process is ended. Dealer D2 has three held orders, D1 an approved one."""
    database, clock = Database(f"sqlite:///{file}"), FixedClock(NOW)
    metadata.create_all(database.engine)
    company = load_company(database, clock)
    company.order("d1", COKE=10, SPRITE=5)
    company.order("d2", COKE=20)
    company.order("d2", SPRITE=7)
    company.order("d2", DRILL=1)
    settings = ProcessSettings(database_url=f"sqlite:///{file}", demo_mode=True, max_text=400)
    app = create_api(database, settings, clock)
    mount_pages(app, PageServices(database, FakeAssistant(database, clock), settings, clock, phrasebook(), new_message_limit()))
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
