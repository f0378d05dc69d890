"""What every page is given: the same services that chat and HTTP use."""

from dataclasses import dataclass
from typing import Protocol

from backend.identity.domain import Actor
from backend.kit.clock import Clock
from backend.kit.db import Database
from backend.kit.phrases import Phrasebook
from backend.kit.rates import RateLimit
from backend.settings.process import ProcessSettings
from bot.messages import IncomingMessage, Reply


class Answering(Protocol):
    """Who answers messages: the assistant, or a stand-in in tests."""

    def reply(self, actor: Actor, message: IncomingMessage) -> Reply:
        """The answer to one message; the same message id gets the same answer."""
        ...


@dataclass(frozen=True, slots=True)
class PageServices:
    """Handed to `mount_pages` by the composition root; `turns` counts each person's messages, those over the API included."""

    database: Database
    assistant: Answering
    settings: ProcessSettings
    clock: Clock
    phrasebook: Phrasebook
    turns: RateLimit
