"""What goes into and comes out of the identity use cases."""

from dataclasses import dataclass
from datetime import datetime

from backend.identity.domain import Actor, Role


@dataclass(frozen=True, slots=True)
class SignIn:
    """A login and its password."""

    login: str
    password: str


@dataclass(frozen=True, slots=True)
class Session:
    """A fresh sign-in. The token is shown once and stored only as a hash."""

    token: str
    expires_at: datetime
    actor: Actor


@dataclass(frozen=True, slots=True)
class NewUser:
    """A user to create. `scope_root` is the dealer at the top of a province manager's subtree."""

    login: str
    name: str
    role: Role
    locale: str
    dealer_id: str | None = None
    scope_root: str | None = None
    password: str | None = None


@dataclass(frozen=True, slots=True)
class UserView:
    """A user in a list."""

    user_id: str
    login: str
    name: str
    role: str
    locale: str
    dealer_id: str | None


@dataclass(frozen=True, slots=True)
class MessengerAccount:
    """An account of a messenger as the messenger names it; `name` is only for people to recognise it."""

    external_id: str
    name: str


@dataclass(frozen=True, slots=True)
class BindingLink:
    """A fresh one-time link for a person; the code is shown once and stored only as a hash."""

    code: str
    expires_at: datetime
    name: str


@dataclass(frozen=True, slots=True)
class LinkRequest:
    """An account that opened somebody's link and waits for his confirmation."""

    id: str
    connector: str
    external_id: str
    account_name: str | None
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Bound:
    """A new binding. `lost_by` is the user who had the account before; `has_others` says that the actor has other accounts there."""

    actor: Actor
    connector: str
    account: MessengerAccount
    lost_by: str | None
    has_others: bool
