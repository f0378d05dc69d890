"""Tickets in words: "开个工单：…" offers one, "我的工单怎样了?" tells how they stand; the rest of the message is planned as if it stood alone.

Invariant: what belongs to the question of a ticket is never read as an order.
"""

import re
from dataclasses import replace

from bot.brain.embedded.calls import Call, Plan
from bot.brain.embedded.noticing import plan_message
from bot.brain.embedded.state import DialogueState
from tools.tickets import asks_for_ticket, has_question, speaks_of_tickets

OPEN, LIST = "open_ticket", "list_tickets"
_PARTS = re.compile(r"(?<=[,，。;；!！?？\n])|(?<=[.!])\s|\s(?=(?:and|but|also) )|(?=另外|顺便|然后)", re.IGNORECASE)


def plan_with_tickets(text: str, state: DialogueState, tools: frozenset[str]) -> Plan:
    """The plan of a message, what it says about tickets included."""
    if OPEN in tools and asks_for_ticket(text):
        return _opening(text, state, tools)
    if LIST in tools and speaks_of_tickets(text):
        rest = "".join(part for part in _PARTS.split(text) if not speaks_of_tickets(part)).strip(" ,，。;；!！?？\n")
        return _beside(Call(LIST), rest, state, tools)
    return plan_message(text, state, tools)


def _opening(text: str, state: DialogueState, tools: frozenset[str]) -> Plan:
    """All of the message is the question, but for what stands before it and asks for something else."""
    parts = _PARTS.split(text)
    first = next((index for index, part in enumerate(parts) if asks_for_ticket(part)), 0)
    own = "".join(parts[first:])
    before = "".join(parts[:first]).strip(" ,，。;；!！?？\n")
    if before and has_question(own):
        plan = plan_message(before, state, tools)
        if plan.calls:
            return replace(plan, calls=(*plan.calls, Call(OPEN, {"text": own})))
    return Plan((Call(OPEN, {"text": text}),))


def _beside(call: Call, rest: str, state: DialogueState, tools: frozenset[str]) -> Plan:
    if not rest:
        return Plan((call,))
    plan = plan_message(rest, state, tools)
    return replace(plan, calls=(*plan.calls, call), says=plan.says if plan.calls else ())
