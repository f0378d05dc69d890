"""Voice messages in words, by an endpoint that speaks the OpenAI form. Only when one is configured does sound leave this process."""

import logging
from typing import Protocol

import httpx

from backend.settings.process import ProcessSettings
from bot.messages import Attachment

TIMEOUT_S = 30.0
LONGEST_TRANSCRIPT = 3000
_log = logging.getLogger(__name__)


class Transcriber(Protocol):
    """Makes words of speech."""

    def transcribe(self, sound: Attachment) -> str:
        """The words; empty when there are none or it failed."""
        ...


class HostedTranscriber:
    """Posts the sound to `<base>/audio/transcriptions`."""

    def __init__(self, base_url: str, model: str, api_key: str = "") -> None:
        self._address = f"{base_url.rstrip('/')}/audio/transcriptions"
        self._model = model
        self._headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}

    def transcribe(self, sound: Attachment) -> str:
        """The words of a voice message."""
        files = {"file": ("voice.ogg", sound.data, "application/octet-stream")}
        try:
            answer = httpx.post(self._address, headers=self._headers, data={"model": self._model}, files=files, timeout=TIMEOUT_S)
            answer.raise_for_status()
            text = answer.json().get("text", "")
        except (httpx.HTTPError, ValueError, AttributeError) as error:
            _log.warning("a voice message could not be transcribed: %s", type(error).__name__)
            return ""
        return str(text).strip()[:LONGEST_TRANSCRIPT]


def transcriber_of(settings: ProcessSettings) -> Transcriber | None:
    """The endpoint of the settings; None when there is none."""
    if not settings.transcribe_base_url:
        return None
    key = settings.transcribe_api_key
    return HostedTranscriber(settings.transcribe_base_url, settings.transcribe_model, key.get_secret_value() if key else "")
