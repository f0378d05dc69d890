"""Sessions and bindings. Passwords are argon2 hashes; tokens and codes are opaque and stored as hashes.

Invariant: a wrong login and a wrong password look the same and cost the same.
"""

import secrets
from datetime import datetime, timedelta
from functools import cache

from backend.identity import repository
from backend.identity.accounts import actor_of_row, hasher
from backend.identity.binding import bind_account
from backend.identity.domain import Actor
from backend.identity.schemas import Bound, MessengerAccount, Session, SignIn
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid, NotFound, Unauthenticated
from backend.kit.ids import hash_token, new_token
from backend.settings.service import load_brand_settings

CODE_MINUTES = 15
CODE_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 10


@cache
def _dummy_hash() -> str:
    """What a login that nobody has is checked against."""
    return hasher.hash("a password nobody has")


def sign_in(uow: UnitOfWork, request: SignIn, *, clock: Clock) -> Session:
    """A session for the right login and password; raises Unauthenticated("identity.wrong_password") otherwise.

    Checking a password takes a while on purpose: a door that many use reads `check_password` first and writes `open_session` after.
    """
    return open_session(uow, check_password(uow, request), clock=clock)


def check_password(uow: UnitOfWork, request: SignIn) -> Actor:
    """Who has this login and password; raises Unauthenticated("identity.wrong_password"). Reads only."""
    row = repository.user_of_login(uow, request.login)
    stored = row.password_hash if row is not None and row.password_hash else None
    dummy = _dummy_hash()  # asked for every login, so that the first one costs the same, too
    right = hasher.verify(request.password, stored or dummy)
    if row is None or stored is None or not right:
        raise Unauthenticated("identity.wrong_password")
    return actor_of_row(row)


def sign_in_demo(uow: UnitOfWork, login: str, *, clock: Clock) -> Session:
    """A session without a password. Only the demo mode's doors call this."""
    row = repository.user_of_login(uow, login)
    if row is None:
        raise NotFound("identity.no_user", login=login)
    return open_session(uow, actor_of_row(row), clock=clock)


def actor_of_token(uow: UnitOfWork, token: str, *, clock: Clock) -> Actor:
    """Who a bearer token stands for; raises Unauthenticated when it is unknown, revoked or expired."""
    row = repository.user_of_token(uow, hash_token(token))
    if row is None:
        raise Unauthenticated("identity.bad_token")
    if row.expires_at <= clock.now():
        raise Unauthenticated("identity.expired_token")
    return actor_of_row(row)


def sign_out(uow: UnitOfWork, token: str, *, clock: Clock) -> None:
    """Revoke a token; doing it again changes nothing."""
    repository.revoke_token(uow, hash_token(token), clock.now())


def actor_of_binding(uow: UnitOfWork, connector: str, external_id: str) -> Actor:
    """Who a messenger account stands for; raises Unauthenticated("identity.not_bound")."""
    row = repository.user_of_binding(uow, connector, external_id)
    if row is None:
        raise Unauthenticated("identity.not_bound", connector=connector)
    return actor_of_row(row)


def issue_binding_code(uow: UnitOfWork, actor: Actor, *, clock: Clock) -> str:
    """A one-time code of ten letters and digits with which the actor binds a messenger account within 15 minutes."""
    code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
    expires = clock.now() + timedelta(minutes=CODE_MINUTES)
    repository.add_binding_code(uow, {"hash": hash_token(code), "user_id": actor.user_id, "expires_at": expires})
    return code


def redeem_binding_code(uow: UnitOfWork, connector: str, external_id: str, code: str, *, clock: Clock) -> Actor:
    """Bind a messenger account; raises Invalid("identity.bad_code") for a code that is unknown, used or expired."""
    return redeem_code(uow, connector, MessengerAccount(external_id, ""), code, clock=clock).actor


def redeem_code(uow: UnitOfWork, connector: str, account: MessengerAccount, code: str, *, clock: Clock) -> Bound:
    """The same with the account's name, telling whom it concerns besides."""
    user_id = repository.use_binding_code(uow, hash_token(code.strip().upper()), clock.now())
    row = repository.user_of_id(uow, user_id) if user_id else None
    if row is None:
        raise Invalid("identity.bad_code")
    return bind_account(uow, actor_of_row(row), connector, account, clock=clock)


def purge_tokens(uow: UnitOfWork, before: datetime, limit: int) -> int:
    """Delete up to `limit` tokens and up to `limit` binding codes that were over before an instant; returns the larger number."""
    return repository.purge_tokens(uow, before, limit)


def open_session(uow: UnitOfWork, actor: Actor, *, clock: Clock) -> Session:
    """A fresh session for somebody whose password was checked."""
    token, now = new_token(), clock.now()
    expires = now + timedelta(days=load_brand_settings(uow).token_days)
    repository.add_token(uow, {"hash": hash_token(token), "user_id": actor.user_id, "created_at": now, "expires_at": expires})
    return Session(token=token, expires_at=expires, actor=actor)
