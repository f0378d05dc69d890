"""What `/start <code>` does: note who wants to be connected and send the person to the web, or connect at once with a code of his own.

Invariant: a link that somebody else made connects nothing by itself; the person confirms it where he is signed in.
"""

from collections.abc import Mapping

from backend.identity import service as identity
from backend.identity.service import MessengerAccount
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid
from bot.connectors.binding_notices import tell_others
from bot.connectors.telegram.arriving import CONNECTOR, Arrived

LONGEST_CODE = 64


def start(uow: UnitOfWork, arrived: Arrived, *, clock: Clock) -> tuple[str, Mapping[str, str]]:
    """The key and parameters of what to say; raises Invalid("identity.bad_code")."""
    code, account = arrived.text[:LONGEST_CODE], MessengerAccount(arrived.sender, arrived.sender_name)
    try:
        with uow.savepoint():
            person = identity.open_binding_link(uow, CONNECTOR, account, code, clock=clock)
    except Invalid:
        bound = identity.redeem_code(uow, CONNECTOR, account, code, clock=clock)
        tell_others(uow, bound, key=f"{arrived.chat}:{arrived.key}", clock=clock)
        return "telegram-welcome", {"name": bound.actor.name}
    return "telegram-confirm-on-web", {"name": person.name}
