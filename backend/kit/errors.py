"""The one error tree. An error carries a code and parameters; sentences are made at the edge in the user's language.

DomainError
├── Invalid          422  the request cannot be understood or breaks a rule the caller can fix
├── Unauthenticated  401  nobody is signed in, or the token is unknown or expired
├── NotPermitted     403  the actor's role may not do this at all
├── NotFound         404  no such thing inside the actor's scope (foreign ids look the same)
├── Conflict         409  the state moved on: stale version, used token, key reused with another body
├── Refused          409  gates said no; `reasons` lists every one of them
├── TooMuch          413  larger than allowed
│   └── TooOften     429  more frequent than allowed; `seconds` says when to try again
└── Unavailable      503  a part of the system cannot be reached now; trying again may help

Invariant: `code` is stable and looks like "order.not_found"; `params` hold only values fit to be shown to the actor.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar


class DomainError(Exception):
    """Base of every error a use case may raise on purpose. `code` names the sentence, `params` fill it."""

    status: ClassVar[int] = 400

    def __init__(self, code: str, /, **params: object) -> None:
        """`code` is the message key; `params` are shown to the actor, so they never hold secrets or foreign data."""
        super().__init__(code)
        self.code = code
        self.params: Mapping[str, object] = params

    def __str__(self) -> str:
        """Code and parameters, for logs."""
        return f"{self.code} {dict(self.params)}" if self.params else self.code


class Invalid(DomainError):
    """The request breaks a rule that the caller can fix."""

    status = 422


class Unauthenticated(DomainError):
    """No valid identity."""

    status = 401


class NotPermitted(DomainError):
    """The role may not do this."""

    status = 403


class NotFound(DomainError):
    """No such thing in the actor's scope."""

    status = 404


class Conflict(DomainError):
    """The state has moved on since the caller looked."""

    status = 409


class TooMuch(DomainError):
    """Over a size or rate limit."""

    status = 413


class TooOften(TooMuch):
    """Over a rate limit."""

    status = 429

    def __init__(self, code: str, seconds: int, **params: object) -> None:
        """`seconds` until the next attempt can succeed."""
        super().__init__(code, seconds=seconds, **params)
        self.seconds = seconds


class Unavailable(DomainError):
    """Not reachable now."""

    status = 503


@dataclass(frozen=True, slots=True)
class Reason:
    """One failed gate: a code such as "OVER_CREDIT" and the figures that explain it."""

    code: str
    params: Mapping[str, object]


class Refused(DomainError):
    """One or more gates said no; all of them are listed so that the caller can fix everything at once."""

    status = 409

    def __init__(self, code: str, reasons: Sequence[Reason], /, **params: object) -> None:
        """`reasons` is never empty."""
        super().__init__(code, **params)
        self.reasons = tuple(reasons)
