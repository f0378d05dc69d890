"""What the chat page shows, read in one transaction: turns not shown yet, how offers ended, who answers, and unread notices.

Invariant: one's own conversation, offers and notices only.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from backend.conversations.service import TurnRow, find_conversation, handed_over, recent_turns, turns_after
from backend.identity.domain import Actor
from backend.kit.db import UnitOfWork
from backend.notices.service import Notice, count_unread, list_notices
from backend.proposals.service import ProposalStatus, states_of
from bot.connectors.web.bodies import MAIN_CHAT
from bot.connectors.web.turns import CONNECTOR
from bot.messages import Block, Card, Reply
from bot.pages.layout import Say
from bot.pages.services import PageServices
from bot.pages.standing import Standing, brand_zone, standing_in

FIRST_TURNS = 30
SHOWN_NOTICES = 3
_OFFERED = "decline:"


@dataclass(frozen=True, slots=True)
class ChatNow:
    """`ended` says how each offer that was asked about ended; `with_person` whether a person answers instead of the assistant."""

    turns: Sequence[TurnRow]
    standing: Standing
    ended: Mapping[str, ProposalStatus]
    with_person: bool
    notices: Sequence[Notice]
    unread: int
    zone: tzinfo


def load_now(services: PageServices, actor: Actor, say: Say, seen: int | None, offers: Collection[str]) -> ChatNow:
    """What there is now: the turns after `seen` (the latest ones when None), and the state of these offers and of those in new turns."""

    def read(uow: UnitOfWork) -> ChatNow:
        conversation = find_conversation(uow, actor, CONNECTOR, MAIN_CHAT)
        if conversation is None:
            turns: Sequence[TurnRow] = []
        elif seen is None:
            turns = recent_turns(uow, actor, CONNECTOR, MAIN_CHAT, limit=FIRST_TURNS + 1)
        else:
            turns = turns_after(uow, actor, conversation, seen)
        asked = {*offers, *(offer for turn in turns for offer in _offers_of(turn))}
        return ChatNow(
            turns=turns,
            standing=standing_in(uow, services, actor, say),
            ended={one: state for one, state in states_of(uow, actor, asked, clock=services.clock).items() if state is not ProposalStatus.LIVE},
            with_person=conversation is not None and handed_over(uow, conversation) is not None,
            notices=list_notices(uow, actor, limit=20),
            unread=count_unread(uow, actor),
            zone=brand_zone(uow),
        )

    return services.database.read(read)


def offers_in(reply: Reply) -> set[str]:
    """The ids of the proposals that a reply offers."""
    return {action.removeprefix(_OFFERED) for block in reply.blocks for action in _actions(block) if action.startswith(_OFFERED)}


def _offers_of(turn: TurnRow) -> list[str]:
    blocks = turn.reply.get("blocks", ())
    return [button["action"].removeprefix(_OFFERED) for block in blocks for button in block.get("buttons", ()) if button["action"].startswith(_OFFERED)]


def _actions(block: Block) -> list[str]:
    rows = block.rows if isinstance(block, Card) else ()
    return [button.action for button in (*block.buttons, *(button for row in rows for button in row.buttons))]
