"""A person in a chat with the demo company: what he says or presses, what he reads, and what is in the database afterwards."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from backend.identity.domain import Actor
from backend.identity.service import actor_of_login
from backend.kit.clock import FixedClock
from backend.kit.db import Database
from backend.ordering.models import order_lines, orders
from backend.proposals.models import proposals
from backend.settings.process import ProcessSettings
from bot.assistant import Assistant
from bot.brain import Brain
from bot.messages import Button, Card, IncomingMessage, Reply
from bot.rendering.plain import to_plain
from bot.sentences import phrasebook
from tests.conftest import NOW


@dataclass
class Chat:
    """One person and his assistant. Message ids are counted unless one is given."""

    database: Database
    login: str
    brain: Brain | None = None
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOW))
    count: int = 0
    chat: str = "main"
    replies: list[Reply] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Sign in and open the assistant."""
        self.actor: Actor = self.database.read(lambda uow: actor_of_login(uow, self.login))
        self.assistant = Assistant(self.database, self.clock, ProcessSettings(), phrasebook(), self.brain)

    def say(self, text: str, message_id: str | None = None) -> str:
        """Write something; the plain text of the answer."""
        return self._send(IncomingMessage("web", self.chat, message_id or self._next(), text=text))

    def press(self, action: str, message_id: str | None = None) -> str:
        """Press a button by its action."""
        return self._send(IncomingMessage("web", self.chat, message_id or self._next(), action=action))

    def button(self, prefix: str, ending: str = "", reply: int = -1) -> str:
        """The action of a button of a reply, the latest by default."""
        return next(one.action for one in buttons(self.replies[reply]) if one.action.startswith(prefix) and one.action.endswith(ending))

    def has_button(self, prefix: str) -> bool:
        """Whether the latest reply has such a button."""
        return any(one.action.startswith(prefix) for one in buttons(self.replies[-1]))

    def orders_placed(self) -> list[tuple[str, dict[str, int], str]]:
        """The orders beyond those of the company's history: dealer, lines in base units, status; in the order of creation."""
        return self.database.read(self._orders)

    def _orders(self, uow: object) -> list[tuple[str, dict[str, int], str]]:
        rows = uow.execute(select(orders.c.id, orders.c.dealer_id, orders.c.status, orders.c.number).order_by(orders.c.id))  # type: ignore[attr-defined]  # a unit of work
        found = []
        for row in rows:
            if int(row.number.split("-")[1]) > 10000:
                lines = uow.execute(select(order_lines.c.sku, order_lines.c.base_qty).where(order_lines.c.order_id == row.id))  # type: ignore[attr-defined]  # a unit of work
                found.append((row.dealer_id, {line.sku: line.base_qty for line in lines}, row.status))
        return found

    def live(self) -> list[str]:
        """The kinds of this person's live proposals."""
        query = select(proposals.c.kind).where(proposals.c.owner_id == self.actor.user_id, proposals.c.status == "live").order_by(proposals.c.id)
        return [row.kind for row in self.database.read(lambda uow: uow.execute(query).all())]

    def status_of(self, number: str) -> str:
        """The stored status of an order."""
        return str(self.database.read(lambda uow: uow.execute(select(orders.c.status).where(orders.c.number == number)).scalar_one()))

    def at(self, instant: datetime) -> None:
        """Move the clock."""
        self.clock.instant = instant

    def _next(self) -> str:
        self.count += 1
        return str(self.count)

    def _send(self, message: IncomingMessage) -> str:
        self.replies.append(self.assistant.reply(self.actor, message))
        return to_plain(self.replies[-1])


def buttons(reply: Reply) -> Iterator[Button]:
    """Every button of a reply that can be pressed."""
    for block in reply.blocks:
        rows = block.rows if isinstance(block, Card) else ()
        for one in (*(button for row in rows for button in row.buttons), *block.buttons):
            if one.style != "disabled":
                yield one
