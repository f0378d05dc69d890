"""A turn of the chat as HTML: what the person wrote, or what a person of the staff answered, and the assistant's reply.

Pure functions; every word is escaped. Invariant: what ran on after the person had stopped waiting is told as such.
"""

from html import escape

from backend.conversations.service import TurnRow
from bot.messages import Block, Card, Reply, Text, reply_from_json
from bot.pages.blocks import LANG_TAGS, Say, block_html, lang_of, message_html, reply_html
from bot.pages.transcript import without_buttons

_WRITTEN = frozenset({"draft", "change", "cancel", "order", "confirmation"})
"""Kinds of cards that show something that was done or changed."""


def turn_html(turn: TurnRow, say: Say, *, stopped: bool = False) -> str:
    """One stored turn."""
    if turn.speaker is not None:
        return staff_html(turn.speaker, turn.text)
    return answered_html(turn.text, reply_from_json(turn.reply), say, stopped=stopped)


def answered_html(text: str, reply: Reply, say: Say, *, stopped: bool = False) -> str:
    """A message and its reply; a reply nobody waited for any more is folded unless it shows that something was done."""
    html = reply_html(reply, say) if reply.blocks else ""
    if stopped and html:
        did = any(isinstance(block, Card) and block.kind in _WRITTEN for block in reply.blocks)
        note = f'<p class="small stopped-note">{escape(say("chat-stopped-done" if did else "chat-stopped-answer"))}</p>'
        html = note + html if did else f"<details><summary>{escape(say('chat-stopped-answer'))}</summary>{html}</details>"
    return message_html(text) + html


def staff_html(speaker: str, text: str) -> str:
    """What a person answered, under his name."""
    words = "".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())
    who = f'<div class="small who-said">{escape(speaker)}</div>'
    return f'<div class="reply staff" lang="{lang_of(text)}">{who}<section class="card block text">{words}</section></div>'


def preview_html(block: Block, lang: str, say: Say) -> str:
    """A block while its turn still runs: nothing to press yet."""
    return f'<div class="reply" lang="{LANG_TAGS.get(lang, "en-GB")}">{block_html(without_buttons(block), say)}</div>'


def problem_reply(lang: str, sentence: str) -> Reply:
    """A reply that only says what went wrong."""
    return Reply(lang, (Text(sentence, tone="warning"),))
