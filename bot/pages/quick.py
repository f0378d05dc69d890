"""Quick phrases above the input: what this person says most, else what his role usually asks. Pure.

Invariant: a phrase is offered only when it is short, was said more than once, and confirms nothing.
"""

import re
from collections import Counter
from collections.abc import Sequence

from backend.identity.domain import Role
from bot.pages.blocks import Say

SHOWN = 4
LEARNED_FROM = 2
LONGEST = 24
_DEFAULTS = {
    Role.DEALER_USER: ("quick-usual", "quick-status", "quick-credit", "quick-help"),
    Role.PROVINCE_MANAGER: ("quick-held", "quick-orders", "quick-help"),
    Role.BRAND_MANAGER: ("quick-held", "quick-orders", "quick-help"),
    Role.CHANNEL_CONTROL: ("quick-orders", "quick-help"),
    Role.WAREHOUSE: ("quick-orders", "quick-help"),
    Role.ADMIN: ("quick-held", "quick-orders", "quick-help"),
}
_CLOSED = re.compile(r"(确认|确定|是的?|好的?|行|可以|取消|不要了?|ok|okay|yes|no|confirm|cancel|sure|1|2|3|4|5)[。.!！~\s]*", re.IGNORECASE)
_CODE = re.compile(r"\d{5,}")


def quick_phrases(said: Sequence[str], role: Role, say: Say) -> tuple[str, ...]:
    """At most four phrases: his own frequent ones first (the later of two equally frequent), then the role's."""
    counts = Counter(text for text in (_tidy(text) for text in reversed(said)) if _is_phrase(text))
    own = [text for text, times in counts.most_common() if times >= LEARNED_FROM]
    usual = [say(key) for key in _DEFAULTS.get(role, ("quick-help",))]
    return tuple(dict.fromkeys([*own[:SHOWN], *usual]))[:SHOWN]


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _is_phrase(text: str) -> bool:
    return 1 < len(text) <= LONGEST and not _CLOSED.fullmatch(text) and not _CODE.search(text)
