"""Group chats: answered only when addressed, with help and stock; everything else is for a private chat.

Everybody in a group reads the answer, so nothing of a dealer is told there: no price, no credit, no order, no draft.
Invariant: a group neither reads nor changes a conversation of the assistant.
"""

import re
from typing import TYPE_CHECKING

from backend.identity.domain import Actor
from bot.connectors.telegram.arriving import Arrived
from bot.connectors.telegram.layout import Part, part_of, parts_of
from bot.messages import Reply
from bot.rendering import render
from tools.context import ToolContext
from tools.direct import stock

if TYPE_CHECKING:
    from bot.connectors.telegram.desk import Desk

_STOCK = re.compile(r"库存|有货|现货|缺货|还有(?:多少|没有|吗|货)|\b(?:stock|available|availability|how many .{0,60} (?:left|have))\b", re.IGNORECASE)
_OURS = re.compile(r"价|多少钱|余额|额度|欠|订单|下单|\b(?:price|cost|credit|owe|orders?|balance)\b", re.IGNORECASE)
LONGEST = 300


def in_group(desk: "Desk", arrived: Arrived, actor: Actor) -> tuple[Part, ...]:
    """What to say in a group; nothing when it was not said to us."""
    if not arrived.addressed or arrived.kind != "message":
        return ()
    if arrived.command == "help":
        return (part_of(desk.say(arrived, actor, "telegram-group-help")),)
    asks_stock = arrived.command == "stock" or (not arrived.command and _STOCK.search(arrived.text) and not _OURS.search(arrived.text))
    if not asks_stock or not arrived.text:
        return (part_of(desk.say(arrived, actor, "telegram-group-private")),)
    context = ToolContext(desk.database, actor, desk.clock, actor.locale, "", f"{arrived.chat}:{arrived.key}")
    stock(context, arrived.text[:LONGEST])
    told = parts_of(Reply(actor.locale, tuple(render(context.results, actor.locale, desk.phrasebook))))
    return tuple(Part(part.text) for part in told) or (part_of(desk.say(arrived, actor, "telegram-group-private")),)
