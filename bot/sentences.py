"""The product's sentences: one phrasebook over the Fluent catalogues of the backend and the bot, read once per process."""

from functools import cache
from pathlib import Path

from backend.kit.phrases import Phrasebook

_ROOT = Path(__file__).resolve().parent.parent


@cache
def phrasebook() -> Phrasebook:
    """Every sentence in both languages; the bot's own catalogues win over the backend's."""
    return Phrasebook(_ROOT / "backend" / "phrases", _ROOT / "bot" / "phrases")
