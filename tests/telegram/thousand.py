"""A long day on Telegram: people order and confirm, every fifth update is a duplicate or out of order, sends go wrong, the connector dies.

Invariant: the day is made from a seed, so two runs of it are the same.
"""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from backend.identity.domain import Role
from backend.identity.service import NewUser, actor_of_login, create_users
from backend.kit.db import Database
from backend.messengers.models import outgoing, updates
from backend.ordering.models import orders
from tests.telegram.messenger import Messenger

FIRST_PERSON = 9000
WAITING_ON = 6
"""So many answers may still be under way when people go on writing; the connector dies when there are more."""
LINES = ("3 cases of coke 330", "2 cases of sprite 330", "4 cases of coke 330 and 1 case of sprite 330")
QUESTIONS = ("how many cases of coke 330 do you have", "what does a case of sprite 330 cost me", "show my draft", "which orders do I have")


@dataclass
class Day:
    """What was done, and what came of it."""

    updates: int = 0
    repeated: int = 0
    overtaken: int = 0
    restarts: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    presses: list[tuple[int, str]] = field(default_factory=list)
    messages: int = 0
    under_way: list[int] = field(default_factory=list)
    """How much waited when the connector died."""


class Mischief:
    """Makes about one call in twelve go wrong, the same ones in every run."""

    def __init__(self, day: Day, seed: int) -> None:
        self._random = random.Random(seed)
        self._day = day

    def __call__(self, method: str, _parameters: dict[str, Any], _count: int) -> str:
        """What goes wrong with this call."""
        if method == "sendMessage":
            kind = self._random.choices(["", "429:2", "500", "drop", "502-after", "drop-after"], [88, 3, 2, 2, 2, 3])[0]
        elif method == "getUpdates":
            kind = self._random.choices(["", "500", "drop", "drop-after"], [92, 2, 3, 3])[0]
        else:
            return ""
        if kind:
            self._day.refused[f"{method} {kind.partition(':')[0]}"] += 1
        return kind


def live(messenger: Messenger, *, total: int, people: int, seed: int = 3) -> Day:
    """Let `people` send `total` updates, with two deaths of the connector on the way."""
    day, rng = Day(), random.Random(seed)
    dealers = [messenger.database.read(lambda uow, login=login: actor_of_login(uow, login)).dealer_id for login in ("d1.en", "d2.en", "d3.en")]  # type: ignore[misc] # bound default
    users = [NewUser(f"t{number}", f"Person {number}", Role.DEALER_USER, "en", dealers[number % 3]) for number in range(people)]
    messenger.database.write(lambda uow: create_users(uow, users))
    for number, user in enumerate(users):
        messenger.bind(user.login, FIRST_PERSON + number)
    messenger.api.behave = Mischief(day, seed)
    messenger.api.batch = 25
    share = total // 3
    for part in range(3):
        upto = total if part == 2 else share * (part + 1)
        with messenger.running():
            while day.updates < upto:
                _send_batch(messenger, day, rng, people, upto)
                if day.updates < upto or part == 2:
                    messenger.until(lambda: not messenger.api.pending and waiting(messenger.database) <= WAITING_ON)
            if part == 2:
                messenger.settle()
            else:
                messenger.until(lambda: waiting(messenger.database) > WAITING_ON)
                day.under_way.append(waiting(messenger.database))
        day.restarts += part < 2
    return day


def _send_batch(messenger: Messenger, day: Day, rng: random.Random, people: int, upto: int) -> None:
    """Some fresh updates, a tenth of them followed by a copy, a tenth put behind their successor."""
    batch = list(_fresh(messenger, day, rng, people, min(20, upto - day.updates)))
    for update in list(batch):
        if day.updates + len(batch) >= upto:
            break
        if rng.random() < 0.125:
            batch.insert(rng.randint(batch.index(update) + 1, len(batch)), _copy(messenger, update, rng))
            day.repeated += 1
    for place in range(len(batch) - 1):
        if rng.random() < 0.125:
            batch[place], batch[place + 1] = batch[place + 1], batch[place]
            day.overtaken += 1
    day.updates += len(batch)
    messenger.api.deliver(*batch)


def _copy(messenger: Messenger, update: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """The same update again; a button, and sometimes a message, comes under a new update id."""
    if "callback_query" in update or rng.random() < 0.3:
        return {**update, "update_id": messenger.api.update_id()}
    return update


def _fresh(messenger: Messenger, day: Day, rng: random.Random, people: int, count: int) -> Iterator[dict[str, Any]]:
    pressed = {token for _, token in day.presses}
    for _ in range(count):
        person = FIRST_PERSON + rng.randrange(people)
        with messenger.api.lock:
            shown = [one for one in messenger.api.sent if one.chat == str(person)][-3:]
        offers = [(one, button["callback_data"]) for one in shown for row in one.keyboard for button in row if button["text"].startswith("Confirm")]
        fresh = [(sent, token) for sent, token in offers if token not in pressed]
        if fresh and rng.random() < 0.6:
            sent, token = fresh[-1]
            pressed.add(token)
            day.presses.append((person, token))
            yield messenger.api.press(person, token, sent)
        else:
            day.messages += 1
            yield messenger.api.message(person, rng.choice(LINES) if rng.random() < 0.6 else rng.choice(QUESTIONS))


def waiting(database: Database) -> int:
    """How many messages wait to be sent, and updates to be answered."""
    tables = (updates, outgoing)
    return database.read(lambda uow: sum(uow.execute(select(func.count()).select_from(one).where(one.c.done_at.is_(None))).scalar_one() for one in tables))


def count_orders(database: Database) -> int:
    """How many orders were placed beyond those of the company's history."""
    numbers = database.read(lambda uow: list(uow.execute(select(orders.c.number)).scalars()))
    return sum(int(number.split("-")[1]) > 10000 for number in numbers)


def replies(database: Database) -> dict[str, int]:
    """How the messages of the outbox ended."""
    query = select(outgoing.c.outcome, func.count()).where(outgoing.c.kind == "message").group_by(outgoing.c.outcome)
    return {str(row[0]): int(row[1]) for row in database.read(lambda uow: uow.execute(query).all())}


def shown_twice(messenger: Messenger) -> list[str]:
    """Messages that a chat shows more than once although the outbox holds them once."""
    stored = messenger.database.read(lambda uow: uow.execute(select(outgoing.c.chat, outgoing.c.message_id).where(outgoing.c.kind == "message")).all())
    known = {(row.chat, row.message_id) for row in stored}
    return [f"{one.chat}: {one.text[:60]}" for one in messenger.api.sent if (one.chat, one.message_id) not in known]
