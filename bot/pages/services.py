"""What every page is given: the same services that chat and HTTP use."""

from dataclasses import dataclass
from typing import Protocol

from backend.identity.domain import Actor
from backend.kit.clock import Clock
from backend.kit.db import Database
from backend.kit.phrases import Phrasebook
from backend.kit.rates import RateLimit
from backend.settings.process import ProcessSettings
from bot.connectors.web.uploads import WaitingFiles
from bot.messages import IncomingMessage, Reply
from bot.progress import Tell


class Answering(Protocol):
    """Who answers messages: the assistant, or a stand-in in tests."""

    def reply(self, actor: Actor, message: IncomingMessage, tell: Tell | None = None) -> Reply:
        """The answer to one message; the same message id gets the same answer. `tell` hears of its steps."""
        ...


@dataclass(frozen=True, slots=True)
class PageServices:
    """Handed to `mount_pages` by the composition root.

    `turns` counts each person's messages, those over the API included; `waiting` holds files until their message is sent.
    """

    database: Database
    assistant: Answering
    settings: ProcessSettings
    clock: Clock
    phrasebook: Phrasebook
    turns: RateLimit
    waiting: WaitingFiles
