"""What was said on the way to an order, how each message was read, and what was offered before the yes.

A message belongs to an order when its reply showed an offer of the same draft (or change), a draft that was still asked about, or when it is the
yes. How it was read is what of the offered lines was not so in the offer before.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from backend.conversations.calling import calls_of
from backend.conversations.domain import TurnRow
from backend.conversations.looking_back import talk_before
from backend.kit.audit import AuditEntry
from backend.kit.db import UnitOfWork
from backend.kit.ids import hash_token
from backend.ordering.timeline.domain import Doer, StepKind, TimelineStep
from backend.proposals.looking_back import Offered, offers_beside

_CARDS = frozenset({"draft", "change"})
Lines = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Way:
    """An entry and everything that was offered on the way to it."""

    entry: AuditEntry
    offers: Sequence[Offered]

    @property
    def by(self) -> str:
        return str(self.entry.data.get("by_name") or self.entry.actor)


def steps_before(uow: UnitOfWork, entry: AuditEntry, since: datetime | None) -> tuple[TimelineStep, ...]:
    """Messages, readings and offers that led to an entry, oldest first; `since` is when its first message may have come."""
    named = entry.data.get("proposal")
    way = _Way(entry, offers_beside(uow, entry.actor, str(named)) if named else ())
    source = entry.data.get("source_message_id")
    begun = min([*([since] if since else []), *(offer.created_at for offer in way.offers[:1])], default=entry.at)
    talk = talk_before(uow, entry.actor, source, begun) if source else None
    turns = _ours(talk.turns, way, str(source)) if talk else []
    called = calls_of(uow, talk.conversation_id, {turn.message_id for turn in turns}) if talk else {}
    asked = [step for turn in turns if turn.message_id != source for step in _said(turn, way, talk.connector if talk else "", called)]
    yes = [_message(turn, way, talk.connector if talk else "", min(turn.at, entry.at)) for turn in turns if turn.message_id == source]
    return (*asked, *(_offered(way, offer) for offer in way.offers[-1:]), *yes)


def _ours(turns: Iterable[TurnRow], way: _Way, source: str) -> list[TurnRow]:
    ids, hashes = {offer.id for offer in way.offers}, {offer.token_hash for offer in way.offers}
    found = []
    for turn in turns:
        actions = _actions(turn.reply)
        offered = [action for action in actions if action.startswith(("decline:", "confirm:"))]
        about = any(action.removeprefix("decline:") in ids or hash_token(action.removeprefix("confirm:")) in hashes for action in offered)
        asked = not offered and any(block.get("kind") in _CARDS for block in turn.reply.get("blocks", ()))
        if about or asked or turn.message_id == source:
            found.append(turn)
    return found


def _said(turn: TurnRow, way: _Way, connector: str, called: Mapping[str, list[Any]]) -> tuple[TimelineStep, ...]:
    """A message and how it was read: which tools were called with what, and what came of it.

    A turn is stored when it is over; what it offered was made before that.
    """
    number = _shown_in(turn, way.offers)
    brain = {"brain": str(turn.reply.get("brain", "")), "calls": called.get(turn.message_id, [])}
    if number is None:
        read = TimelineStep(turn.at, StepKind.READING, "asked", "", Doer.RULE, way.entry.seq, data=brain, message_id=turn.message_id)
        return (_message(turn, way, connector, turn.at), read)
    offer, before = way.offers[number], _lines(way.offers[number - 1]) if number else {}
    lines = [[sku, before.get(sku, 0), qty] for sku, qty in _changes(before, _lines(offer)).items()]
    data, at = {**brain, "lines": lines, "proposal_version": offer.version}, min(turn.at, offer.created_at)
    read = TimelineStep(at, StepKind.READING, "read", "", Doer.RULE, way.entry.seq, data=data, message_id=turn.message_id)
    return (_message(turn, way, connector, at), read)


def _message(turn: TurnRow, way: _Way, connector: str, at: datetime) -> TimelineStep:
    return TimelineStep(at, StepKind.MESSAGE, connector, way.by, entry=way.entry.seq, words=turn.text, message_id=turn.message_id)


def _offered(way: _Way, offer: Offered) -> TimelineStep:
    names = ("lines", "total", "currency", "ship_to", "delivery_date", "backorders", "holds", "blocks", "promotions")
    shown = {name: offer.payload[name] for name in names if name in offer.payload}
    return TimelineStep(offer.created_at, StepKind.PROPOSAL, offer.kind, "", Doer.RULE, way.entry.seq, data={**shown, "proposal_version": offer.version})


def _shown_in(turn: TurnRow, offers: Sequence[Offered]) -> int | None:
    actions = set(_actions(turn.reply))
    for number, offer in enumerate(offers):
        if f"decline:{offer.id}" in actions or any(hash_token(action.removeprefix("confirm:")) == offer.token_hash for action in actions):
            return number
    return None


def _actions(reply: Mapping[str, Any]) -> list[str]:
    """What the buttons of a stored reply do."""
    return [str(button.get("action", "")) for block in reply.get("blocks", ()) for button in block.get("buttons", ())]


def _lines(offer: Offered) -> Lines:
    return {str(row[0]): int(row[1]) for row in offer.payload.get("lines", ())}


def _changes(before: Lines, after: Lines) -> dict[str, int]:
    return {sku: after.get(sku, 0) for sku in dict.fromkeys([*before, *after]) if before.get(sku, 0) != after.get(sku, 0)}
