"""Messenger accounts of people: a link that staff make and the person confirms on the web, a code he made himself, and ending it.

A link works once and for 15 minutes: opening it in the messenger names the account, confirming it on the web binds the account. So neither
the one who made the link nor the one who found it can speak for the person. Invariant: every change of a binding is audited, and whoever
loses an account, or gets one more, is named in the result so that the caller tells him.
"""

from datetime import timedelta
from typing import Any

from backend.identity import links, repository
from backend.identity.accounts import actor_of_row
from backend.identity.domain import Actor, Permission, Role
from backend.identity.schemas import BindingLink, Bound, LinkRequest, MessengerAccount
from backend.kit.audit import Stamp, record
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid, NotFound
from backend.kit.ids import hash_token, new_id, new_token

LINK_MINUTES = 15
LONGEST_NAME = 120


def make_binding_link(uow: UnitOfWork, staff: Actor, login: str, connector: str, *, clock: Clock) -> BindingLink:
    """A code of 32 characters for the deep link of one person, inside the scope of whoever makes it."""
    person = links.user_in_scope(uow, staff, login)
    staff.require(Permission.MANAGE_DEALERS if person is not None and person.role == Role.DEALER_USER else Permission.MANAGE_USERS)
    if person is None:
        raise NotFound("identity.no_user", login=login)
    code, expires = new_token(), clock.now() + timedelta(minutes=LINK_MINUTES)
    row = {"id": new_id("lnk"), "hash": hash_token(code), "user_id": person.id, "connector": connector, "made_by": staff.user_id, "expires_at": expires}
    links.add_link(uow, row)
    record(uow, f"user:{person.id}", "binding_link_made", {"connector": connector}, by=Stamp(staff.user_id, clock.now()))
    return BindingLink(code=code, expires_at=expires, name=person.name)


def open_binding_link(uow: UnitOfWork, connector: str, account: MessengerAccount, code: str, *, clock: Clock) -> Actor:
    """Note which account opened a link and return whom it is for; he still has to confirm it. Raises Invalid("identity.bad_code")."""
    user_id = links.open_link(uow, connector, hash_token(code.strip()), account.external_id, account.name[:LONGEST_NAME], clock.now())
    row = repository.user_of_id(uow, user_id) if user_id else None
    if row is None:
        raise Invalid("identity.bad_code")
    return actor_of_row(row)


def list_link_requests(uow: UnitOfWork, actor: Actor, *, clock: Clock) -> list[LinkRequest]:
    """The accounts that want to be connected to the actor and wait for his word."""
    return [LinkRequest(*tuple(row)) for row in links.waiting_links(uow, actor.user_id, clock.now())]


def confirm_link(uow: UnitOfWork, actor: Actor, link_id: str, *, clock: Clock) -> Bound:
    """Connect the account of a request; only the person himself can. Raises NotFound("identity.no_request")."""
    request = _end(uow, actor, link_id, "confirmed", clock)
    account = MessengerAccount(request.external_id, request.account_name or "")
    return bind_account(uow, actor, request.connector, account, clock=clock)


def refuse_link(uow: UnitOfWork, actor: Actor, link_id: str, *, clock: Clock) -> None:
    """Refuse a request; nobody can confirm it afterwards. Raises NotFound("identity.no_request")."""
    request = _end(uow, actor, link_id, "refused", clock)
    data = {"connector": request.connector, "account": request.external_id}
    record(uow, f"user:{actor.user_id}", "binding_refused", data, by=Stamp(actor.user_id, clock.now()))


def bind_account(uow: UnitOfWork, actor: Actor, connector: str, account: MessengerAccount, *, clock: Clock) -> Bound:
    """Bind an account to the actor, whoever had it before."""
    now, before = clock.now(), repository.user_of_binding(uow, connector, account.external_id)
    others = [one for one in links.bindings_of(uow, actor.user_id) if one.connector == connector and one.external_id != account.external_id]
    row = {"connector": connector, "external_id": account.external_id, "user_id": actor.user_id, "bound_at": now}
    repository.put_binding(uow, {**row, "account_name": account.name[:LONGEST_NAME]})
    lost_by = before.id if before is not None and before.id != actor.user_id else None
    data = {"connector": connector, "account": account.external_id, "taken_from": lost_by}
    record(uow, f"user:{actor.user_id}", "account_bound", data, by=Stamp(actor.user_id, now))
    if lost_by is not None:
        record(uow, f"user:{lost_by}", "account_lost", {**data, "taken_by": actor.user_id}, by=Stamp(actor.user_id, now))
    return Bound(actor=actor, connector=connector, account=account, lost_by=lost_by, has_others=bool(others))


def list_accounts(uow: UnitOfWork, actor: Actor) -> list[tuple[str, MessengerAccount]]:
    """The actor's own connected accounts, each with its connector."""
    return [(row.connector, MessengerAccount(row.external_id, row.account_name or "")) for row in links.bindings_of(uow, actor.user_id)]


def accounts_of_user(uow: UnitOfWork, user_id: str, connector: str) -> list[str]:
    """The external ids of an active user's accounts, for notices."""
    active = repository.user_of_id(uow, user_id) is not None
    return [row.external_id for row in links.bindings_of(uow, user_id) if row.connector == connector] if active else []


def unbind_account(uow: UnitOfWork, actor: Actor, connector: str, external_id: str, *, clock: Clock) -> None:
    """Disconnect one of the actor's own accounts; raises NotFound("identity.no_account")."""
    if not links.remove_binding(uow, actor.user_id, connector, external_id):
        raise NotFound("identity.no_account")
    record(uow, f"user:{actor.user_id}", "account_removed", {"connector": connector, "account": external_id}, by=Stamp(actor.user_id, clock.now()))


def _end(uow: UnitOfWork, actor: Actor, link_id: str, outcome: str, clock: Clock) -> Any:
    ended = links.end_link(uow, actor.user_id, link_id, outcome, clock.now())
    if ended is None:
        raise NotFound("identity.no_request")
    return ended
