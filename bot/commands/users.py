"""`dinghuo users`: the first users of a company, and the one-time codes that bind a messenger account."""

import sys
from typing import TypeVar

from backend.bootstrap import open_database
from backend.identity.domain import SYSTEM, Role
from backend.identity.service import NewUser, actor_of_login, create_user, issue_binding_code, list_users
from backend.kit.clock import SystemClock
from backend.kit.db import Work
from backend.kit.errors import Invalid
from backend.kit.ownership import claim
from backend.settings.process import ProcessSettings
from bot.commands.terminal import tell, terminal_locale

T = TypeVar("T")


def add_user(settings: ProcessSettings, login: str, name: str, role: str, dealer_id: str | None) -> None:
    """Create a user; the password is read from the terminal without an echo, or from stdin."""
    known = sorted(member.value for member in Role)
    if role not in known:
        raise Invalid("users.bad_role", role=role, roles=known)
    password = _read_password()
    new = NewUser(login=login, name=name, role=Role(role), locale=terminal_locale(), dealer_id=dealer_id, password=password)
    _write(settings, lambda uow: create_user(uow, SYSTEM, new))
    tell("users-added", login=login)


def show_users(settings: ProcessSettings) -> None:
    """One line a user: login, role, name."""
    database = open_database(settings)
    try:
        for user in database.read(lambda uow: list_users(uow, SYSTEM)):
            print(f"{user.login}\t{user.role}\t{user.name}")
    finally:
        database.close()


def make_binding_code(settings: ProcessSettings, login: str) -> None:
    """Print a code with which the person binds a messenger account within 15 minutes."""
    print(_write(settings, lambda uow: issue_binding_code(uow, actor_of_login(uow, login), clock=SystemClock())))


def _write(settings: ProcessSettings, work: Work[T]) -> T:
    with claim(settings.database_url):
        database = open_database(settings)
        try:
            return database.write(work)
        finally:
            database.close()


def _read_password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    import getpass

    return getpass.getpass()
