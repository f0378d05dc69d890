"""What every page is given: the same services that chat and HTTP use."""

from dataclasses import dataclass

from backend.kit.clock import Clock
from backend.kit.db import Database
from backend.kit.phrases import Phrasebook
from backend.settings.process import ProcessSettings
from bot.assistant import Assistant


@dataclass(frozen=True, slots=True)
class PageServices:
    """Handed to `mount_pages` by the composition root."""

    database: Database
    assistant: Assistant
    settings: ProcessSettings
    clock: Clock
    phrasebook: Phrasebook
