"""The highest message id known in each chat: a message of ours that is not known to have arrived can only lie above it.

Ids count up over all private chats of a bot together, and in each group by itself. Invariant: a height never falls.
"""

from collections.abc import Mapping

_PRIVATE = "private"
_KEPT = 2000


class Heights:
    """Fed by everything that is received or sent. Used from one event loop."""

    def __init__(self, known: Mapping[str, int] | None = None) -> None:
        """`known` are the heights of before this start."""
        self._heights: dict[str, int] = {}
        self._owners: dict[int, str] = {}
        for chat, height in (known or {}).items():
            self.see(chat, height)

    def see(self, chat: str, message_id: int) -> None:
        """A message of this chat is known."""
        group = _group_of(chat)
        self._heights[group] = max(message_id, self._heights.get(group, 0))
        if group == _PRIVATE:
            self._owners[message_id] = chat
            if len(self._owners) > _KEPT:
                self._owners = dict(list(self._owners.items())[_KEPT // 2 :])

    def floor(self, chat: str) -> int:
        """The height above which the next message of this chat will lie; 0 when nothing is known."""
        return self._heights.get(_group_of(chat), 0)

    def is_foreign(self, chat: str, message_id: int) -> bool:
        """Whether an id is known to belong to another private chat."""
        return not chat.startswith("-") and self._owners.get(message_id, chat) != chat


def _group_of(chat: str) -> str:
    return chat if chat.startswith("-") else _PRIVATE
