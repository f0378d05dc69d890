"""`dinghuo chat`: the console in this process, or at the server that owns the database."""

import os
import sys

from backend.bootstrap import open_database
from backend.identity.domain import SYSTEM, Role
from backend.identity.service import UserView, actor_of_login, list_users
from backend.kit.clock import SystemClock
from backend.kit.db import Database
from backend.kit.errors import Conflict, Invalid, NotFound
from backend.kit.logging import set_up_logging
from backend.kit.ownership import Owner, claim, owner_of
from backend.settings.process import ProcessSettings
from bot.commands import far_door
from bot.commands.preparing import train
from bot.commands.terminal import sentence, terminal_locale
from bot.console import Answering, Console, Door, NearDoor

_SHOWN = 12


def chat(settings: ProcessSettings, login: str | None) -> None:
    """Talk as `login`. Whoever may open the database file is its operator and needs no password; a server asks for one outside demo mode."""
    set_up_logging(level=settings.log_level if "log_level" in settings.model_fields_set else "critical")
    owner = owner_of(settings.database_url)
    if owner is None:
        _chat_here(settings, login)
        return
    _talk(_door_at(owner, settings, login))


def _door_at(owner: Owner, settings: ProcessSettings, login: str | None) -> Door:
    if not owner.address:
        raise Conflict("database.owned", pid=str(owner.pid), address="-", database=settings.database_url)
    if login is None:
        raise _user_needed(far_door.demo_logins(owner.address))
    return far_door.sign_in(owner.address, login, lambda: _password(login), terminal_locale())


def _chat_here(settings: ProcessSettings, login: str | None) -> None:
    with claim(settings.database_url):
        database = open_database(settings)
        try:
            people = database.read(lambda uow: list_users(uow, SYSTEM))
            if login is None:
                raise _user_needed(_choices(people))
            try:
                actor = database.read(lambda uow: actor_of_login(uow, login))
            except NotFound as error:
                raise NotFound("console.unknown_user", login=login, choices=_listed(_choices(people))) from error
            train()  # else the first answer waits for it in silence
            _talk(NearDoor(_assistant(database, settings), actor))
        finally:
            database.close()


def _assistant(database: Database, settings: ProcessSettings) -> Answering:
    from bot.assistant import Assistant
    from bot.sentences import phrasebook

    return Assistant(database, SystemClock(), settings, phrasebook())


def _talk(door: Door) -> None:
    Console(door, sentence, sys.stdin, sys.stdout).run()


def _choices(people: list[UserView]) -> list[tuple[str, str, str]]:
    return [(person.login, person.name, person.role) for person in people]


def _user_needed(people: list[tuple[str, str, str]]) -> Invalid:
    return Invalid("console.user_needed", choices=_listed(people))


def _listed(people: list[tuple[str, str, str]]) -> str:
    dealers_first = sorted(people, key=lambda person: person[2] != Role.DEALER_USER.value)[:_SHOWN]
    return ", ".join(f"{login} ({name})" for login, name, _ in dealers_first) or "-"


def _password(login: str) -> str:
    given = os.environ.get("DINGHUO_PASSWORD")
    if given is not None:
        return given
    import getpass

    return getpass.getpass(sentence("console-password", login=login))
