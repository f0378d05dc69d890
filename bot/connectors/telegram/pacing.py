"""How often Telegram lets a bot speak: once a second in a private chat, twenty times a minute in a group, thirty times a second overall.

Invariant: slots are given out in the order asked for, so two sends never share one.
"""

from bot.connectors.telegram.timing import Timing

PRIVATE_S = 1.0
GROUP_S = 3.0
OVERALL_S = 1.0 / 30
KEPT = 10_000


class Pace:
    """Gives every send its moment. Used from one event loop."""

    def __init__(self, timing: Timing) -> None:
        self._timing = timing
        self._overall = 0.0
        self._chats: dict[str, float] = {}

    async def take(self, chat: str, *, counts: bool = True) -> None:
        """Wait for the next moment in this chat; what does not `count` (an edit) waits for the overall limit only."""
        now = self._timing.elapsed()
        at = max(now, self._overall, self._chats.get(chat, 0.0) if counts else 0.0)
        self._overall = at + OVERALL_S
        if counts:
            self._chats[chat] = at + (GROUP_S if chat.startswith("-") else PRIVATE_S)
        if len(self._chats) > KEPT:
            self._chats = {name: free for name, free in self._chats.items() if free > now}
        if at > now:
            await self._timing.sleep(at - now)

    def hold(self, chat: str, seconds: float) -> None:
        """Telegram said how long this chat must rest."""
        self._chats[chat] = max(self._chats.get(chat, 0.0), self._timing.elapsed() + seconds)
