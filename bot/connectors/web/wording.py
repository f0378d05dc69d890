"""Sentences of HTTP answers as the assistant would say them: money, days and states in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backend.kit.phrases import Phrasebook
from bot.rendering.people import NOTICE_KINDS, notice_words
from bot.rendering.reasons import gate_sentence, said
from bot.rendering.voice import Voice


@dataclass(frozen=True, slots=True)
class SpokenWording:
    """The `Wording` of the whole product."""

    phrasebook: Phrasebook

    def say(self, locale: str, key: str, params: Mapping[str, Any]) -> str:
        """The sentence of a key or an error code, its figures written out."""
        voice = Voice(locale, self.phrasebook)
        return self.phrasebook.say(locale, key, **said(notice_words(params, voice) if key in NOTICE_KINDS else params, voice))

    def explain(self, locale: str, reason: Any) -> str:
        """Why a gate said no and what helps."""
        return gate_sentence(reason, Voice(locale, self.phrasebook))
