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
