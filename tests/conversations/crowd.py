"""People of two provinces for the tests of hand-over: dealers' users, a manager for each province, the brand's manager, a technician."""

from dataclasses import dataclass

from backend.conversations.service import Turn, hand_over, open_conversation, record_turn
from backend.identity.domain import Actor, Role
from backend.identity.service import NewUser, actor_of_login, create_users, place_org_units
from backend.kit.clock import FixedClock
from backend.kit.db import Database, UnitOfWork
from backend.kit.outbox import OutboxMessage, outbox
from backend.notices.service import Notice, list_notices


@dataclass(slots=True)
class Crowd:
    """A database with people, and short words for what they do."""

    database: Database
    clock: FixedClock

    def actor(self, login: str) -> Actor:
        """The actor with this login."""
        return self.database.read(lambda uow: actor_of_login(uow, login))

    def opened(self, login: str, chat: str = "main", connector: str = "web") -> str:
        """The id of somebody's conversation."""
        actor = self.actor(login)
        return self.database.write(lambda uow: open_conversation(uow, actor, connector, chat)).id

    def says(self, login: str, message_id: str, text: str = "", *, connector: str = "web") -> str:
        """A finished turn of somebody; returns the conversation."""
        conversation = self.opened(login, connector=connector)
        turn = Turn(message_id, text or f"text of {message_id}", {"lang": "zh", "blocks": []}, {"lang": "zh"})
        self.database.write(lambda uow: record_turn(uow, conversation, turn, clock=self.clock))
        return conversation

    def asks(self, login: str, reason: str = "要人工") -> str:
        """Somebody asks for a person; returns the conversation."""
        conversation = self.says(login, f"ask-{self.clock.now().timestamp()}", reason)
        actor = self.actor(login)
        self.database.write(lambda uow: hand_over(uow, actor, conversation, reason, clock=self.clock))
        return conversation

    def told(self) -> list[str]:
        """The topics that wait in the outbox, oldest first."""
        rows = self.database.read(lambda uow: uow.execute(outbox.select().order_by(outbox.c.id)).all())
        return [OutboxMessage(row.id, row.topic, row.key, row.payload, row.attempts).topic for row in rows]

    def heard(self, login: str) -> list[Notice]:
        """Somebody's notices, oldest first."""
        actor = self.actor(login)
        return list(reversed(self.database.read(lambda uow: list_notices(uow, actor))))


def load_crowd(database: Database, clock: FixedClock) -> Crowd:
    """D1 lies below D2 in the west, D3 in the north."""

    def load(uow: UnitOfWork) -> None:
        place_org_units(uow, [("D2", None), ("D1", "D2"), ("D3", None)])
        dealers = [("wang", "D1"), ("li", "D1"), ("xing", "D2"), ("north", "D3")]
        people = [NewUser(login, login.title(), Role.DEALER_USER, "zh", dealer_id=dealer) for login, dealer in dealers]
        people += [NewUser(f"pm_{root}", f"Pm {root}", Role.PROVINCE_MANAGER, "zh", scope_root=root) for root in ("D2", "D3")]
        others = {"bm": Role.BRAND_MANAGER, "tech": Role.TECHNICIAN, "house": Role.WAREHOUSE, "control": Role.CHANNEL_CONTROL}
        people += [NewUser(login, login.title(), role, "en") for login, role in others.items()]
        create_users(uow, people)

    database.write(load)
    return Crowd(database, clock)
