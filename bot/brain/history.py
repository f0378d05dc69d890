"""The last turns as a hosted model reads them; what is older lives on in the dialogue's state, which sums it up by rule. Pure.

Invariant: two turns, each cut to a few hundred characters, without phones, mails, addresses and the like.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from backend.kit.redacting import redact
from bot.messages import reply_from_json
from bot.rendering.plain import to_plain

KEPT_TURNS = 2
LONGEST_SAID = 300
LONGEST_ANSWERED = 700


def earlier_turns(turns: Sequence[tuple[str, Mapping[str, Any]]]) -> list[dict[str, str]]:
    """The latest of `turns`, which are (text, stored reply) pairs, oldest first."""
    return [{"person": _cut(text, LONGEST_SAID), "assistant": _cut(to_plain(reply_from_json(reply)), LONGEST_ANSWERED)} for text, reply in turns[-KEPT_TURNS:]]


def _cut(text: str, longest: int) -> str:
    clean = redact(text)
    return clean if len(clean) <= longest else clean[: longest - 1] + "…"
