"""Puts the Telegram connector on the application when a token is configured: its thread, its webhook, and its way to bring notices.

Invariant: without a token nothing of Telegram is imported, started or reachable.
"""

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import FastAPI
from pydantic import SecretStr

from backend.kit.clock import Clock
from backend.kit.db import Database
from backend.kit.phrases import Phrasebook
from backend.kit.rates import RateLimit
from backend.settings.process import ProcessSettings
from bot.connectors.telegram.connector import Account, TelegramConnector
from bot.connectors.telegram.delivering import TelegramDeliverer, Words
from bot.connectors.telegram.desk import Answering, Desk
from bot.connectors.telegram.running import ConnectorThread
from bot.connectors.telegram.webhook import mount_webhook


@dataclass(frozen=True, slots=True)
class TelegramDoor:
    """The connector of an application: `start` and `stop` it, and let it bring notices."""

    connector: TelegramConnector
    deliverer: TelegramDeliverer

    def start(self) -> Callable[[], None]:
        """Start it; the result stops it."""
        return ConnectorThread(self.connector).start().stop


@dataclass(frozen=True, slots=True)
class Behind:
    """What the connector is given by the composition root."""

    database: Database
    clock: Clock
    assistant: Answering
    phrasebook: Phrasebook
    limit: RateLimit
    words: Words


def mount_telegram(app: FastAPI, settings: ProcessSettings, behind: Behind) -> TelegramDoor:
    """Make the connector of the settings' token; in webhook mode its route too."""
    secret = _plain(settings.telegram_webhook_secret)
    polling = settings.telegram_mode == "polling"
    account = Account(_plain(settings.telegram_token), settings.telegram_base_url, polling, settings.telegram_webhook_url, secret)
    desk = Desk(behind.database, behind.clock, behind.assistant, behind.phrasebook, behind.limit)
    connector = TelegramConnector(account, desk)
    if not polling:
        mount_webhook(app, connector, secret)
    app.state.messenger_names = {"telegram": lambda: connector.bot_name}
    return TelegramDoor(connector, TelegramDeliverer(behind.database, behind.clock, behind.words, connector.wake_sending))


def _plain(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret is not None else ""
