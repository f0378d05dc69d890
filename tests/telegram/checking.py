"""What must be true after a day of `thousand.py`."""

from collections import Counter

from sqlalchemy import func, select

from backend.conversations.models import conversations, turns
from backend.messengers.models import outgoing, updates
from backend.proposals.models import proposals
from tests.telegram.messenger import Messenger
from tests.telegram.thousand import Day, count_orders, replies, shown_twice


def check(messenger: Messenger, day: Day) -> dict[str, object]:
    """Nothing lost, nothing twice; returns the figures."""
    database = messenger.database

    def facts(uow: object) -> dict[str, object]:
        def one(query: object) -> int:
            return int(uow.execute(query).scalar_one())  # type: ignore[attr-defined] # a unit of work

        waiting = one(select(func.count()).select_from(updates).where(updates.c.done_at.is_(None)))
        unsent = one(select(func.count()).select_from(outgoing).where(outgoing.c.done_at.is_(None)))
        keys = [tuple(row) for row in uow.execute(select(updates.c.chat, updates.c.key))]  # type: ignore[attr-defined] # a unit of work
        said = [
            tuple(row)
            for row in uow.execute(  # type: ignore[attr-defined] # a unit of work
                select(conversations.c.chat, turns.c.message_id).join(conversations).where(conversations.c.connector == "telegram")
            )
        ]
        answered = {
            row[0]
            for row in uow.execute(select(outgoing.c.ref).where(outgoing.c.kind == "message"))  # type: ignore[attr-defined] # a unit of work
        }
        confirmed = one(select(func.count()).select_from(proposals).where(proposals.c.status == "confirmed"))
        return {"waiting": waiting, "unsent": unsent, "keys": keys, "said": said, "answered": answered, "confirmed": confirmed}

    found = database.read(facts)
    distinct = day.messages + len(day.presses)
    assert found["waiting"] == 0
    assert found["unsent"] == 0
    assert len(found["keys"]) == len(set(found["keys"])) == distinct, "every update is stored once"  # type: ignore[arg-type] # a list
    assert Counter(found["said"]) == Counter(found["keys"]), "every update is one turn"  # type: ignore[arg-type] # a list
    assert len(found["answered"]) == distinct, "every update has its reply"  # type: ignore[arg-type] # a set
    assert count_orders(database) == found["confirmed"], f"every confirmation is one order: {count_orders(database)} of {found['confirmed']}"
    assert set(replies(database)) == {"sent"}
    assert shown_twice(messenger) == [], "every reply is shown once"
    assert len(messenger.api.sent) == sum(replies(database).values())
    return {"distinct": distinct, "orders": count_orders(database), "shown": len(messenger.api.sent)}
