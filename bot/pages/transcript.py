"""A handed-over conversation as HTML for the staff who answer it: the person on the left, the assistant and staff on the right.

Pure functions; every word is escaped. Invariant: nothing that was offered to the person can be pressed here, its buttons are shown as words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from html import escape

from backend.conversations.service import InboxItem, TurnRow
from bot.messages import Block, Reply, Text, reply_from_json
from bot.pages.blocks import LANG_TAGS, block_html, lang_of
from bot.rendering.drafts import draft_card
from bot.rendering.formats import format_instant
from bot.rendering.voice import Voice
from tools.views import DraftView


@dataclass(frozen=True, slots=True)
class Listing:
    """How the list is written: whose language, when, which conversation is open, the address of one (with a place for its id), dealers' names."""

    voice: Voice
    now: datetime
    chosen: str
    address: str
    dealers: Mapping[str, str]


_HOUR = 60
_DAY = 24 * _HOUR


def turn_html(turn: TurnRow, voice: Voice, zone: tzinfo) -> str:
    """One turn: what was written, by whom and when, and the assistant's answer to the person."""
    when = format_instant(turn.at, voice.locale, zone)
    if turn.speaker is not None:
        return _said("staff", turn.text, f"{turn.speaker} · {when}")
    person = _said("person", turn.text, when) if turn.text else ""
    return person + reply_without_buttons(reply_from_json(turn.reply), voice)


def reply_without_buttons(reply: Reply, voice: Voice) -> str:
    """The assistant's blocks as they stood, with nothing to press."""
    blocks = "".join(block_html(without_buttons(block), voice) for block in reply.blocks)
    return f'<div class="reply assistant" lang="{LANG_TAGS.get(reply.lang, "en-GB")}">{blocks}</div>' if blocks else ""


def without_buttons(block: Block) -> Block:
    """The same block with nothing to press."""
    if isinstance(block, Text):
        return replace(block, buttons=())
    return replace(block, buttons=(), rows=tuple(replace(row, buttons=()) for row in block.rows))


def drafts_html(drafts: Sequence[DraftView], voice: Voice) -> str:
    """The person's open drafts, folded, with nothing to press; empty without one."""
    return "".join(_draft(draft, voice) for draft in drafts)


def _draft(draft: DraftView, voice: Voice) -> str:
    card = block_html(without_buttons(draft_card(draft, voice)), voice)
    return f"<details><summary>{escape(voice('inbox-draft', total=voice.money(draft.total, draft.currency)))}</summary>{card}</details>"


def waiting_words(item: InboxItem, voice: Voice, now: datetime) -> str:
    """How long the person has waited for an answer; empty when nothing waits."""
    since = item.handover.waiting_since
    return "" if since is None else voice("inbox-waits", time=lasting(now - since, voice))


def lasting(span: timedelta, voice: Voice) -> str:
    """A length of time in its largest unit."""
    minutes = max(0, int(span.total_seconds() // 60))
    if minutes < _HOUR:
        return voice("inbox-minutes", count=minutes)
    if minutes < _DAY:
        return voice("inbox-hours", count=minutes // _HOUR)
    return voice("inbox-days", count=minutes // _DAY)


def items_html(items: Sequence[InboxItem], listing: Listing) -> str:
    """The list: a link for each conversation."""
    return f'<ul class="inbox-list">{"".join(_item(item, listing) for item in items)}</ul>'


def who_html(item: InboxItem, dealers: Mapping[str, str]) -> str:
    """The person and his company."""
    return escape(f"{item.person} · {dealers.get(item.dealer_id, item.dealer_id)}" if item.dealer_id else item.person)


def _item(item: InboxItem, listing: Listing) -> str:
    over, voice = item.handover, listing.voice
    here = ' class="here" aria-current="true"' if over.conversation_id == listing.chosen else ""
    waits = waiting_words(item, voice, listing.now)
    badge = f'<span class="badge warning">{escape(waits)}</span>' if waits else ""
    taken = escape(voice("inbox-taken-by", name=item.assignee_name) if item.assignee_name else voice("inbox-nobody"))
    place = escape(listing.address.replace("{id}", over.conversation_id))
    line = f'<div class="line"><b>{who_html(item, listing.dealers)}</b>{badge}</div>'
    return f'<li{here}><a href="{place}">{line}<div class="last">{escape(item.last_text or over.reason)}</div><div class="small">{taken}</div></a></li>'


def _said(who: str, text: str, under: str) -> str:
    return f'<div class="said {who}" lang="{lang_of(text)}"><div class="words">{escape(text)}</div><div class="small">{escape(under)}</div></div>'
