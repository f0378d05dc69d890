"""A person's yes on its way through the confirmation, and the two ways in which it can come to nothing inside the savepoint."""

from dataclasses import dataclass

from backend.kit.errors import Refused
from backend.proposals.service import Proposal


@dataclass(frozen=True, slots=True)
class Accepted:
    """A proposal that its owner said yes to, and the message he said it with."""

    proposal: Proposal
    source_message_id: str | None = None


class MovedOnError(Exception):
    """Between showing and confirming something changed; undoes the savepoint and never leaves this package."""

    def __init__(self, details: tuple[str, ...]) -> None:
        """`details` name what is not as it was shown, as `comparing` does."""
        super().__init__(*details)
        self.details = details


class BlockedByRuleError(MovedOnError):
    """An approval rule forbids the order; `details` are the gates that were not shown."""


def stock_details(short: Refused) -> tuple[str, ...]:
    """What a refused reservation is called among the details; any other refusal goes on."""
    if short.code != "inventory.short":
        raise short
    return tuple(f"stock:{reason.params['sku']}" for reason in short.reasons)
