"""Tickets in the chat: the offer with its button, and how a person's own stand.

Invariant: words of people stand as quoted text; times and numbers come from the results.
"""

from bot.messages import Badge, Button, Card, Cell, Column, Row, Text
from bot.rendering.formats import format_instant, quote_words
from bot.rendering.voice import Voice
from tools.views import TicketOffer, TicketsShown, TicketView

LONGEST_QUOTE = 300
_TONES = {"open": "warning", "answered": "success", "closed": "accent"}


def ticket_offer_card(offer: TicketOffer, voice: Voice) -> Card:
    """What staff will get, and the button that sends it."""
    named = ((voice("ticket-product"), voice.pick(offer.product_zh, offer.product_en)), (voice("ticket-serial"), offer.serial))
    rows = ((voice("ticket-question"), quote_words(offer.subject, LONGEST_QUOTE)), *(pair for pair in named if pair[1]))
    due = voice("ticket-due", when=format_instant(offer.due_at, voice.locale))
    return Card(
        kind="ticket",
        title=voice("ticket-title"),
        columns=(Column(""),),
        rows=tuple(Row((Cell(words, label),)) for label, words in rows),
        notes=((voice("ticket-goes-along"), due) if offer.conversation_id else (due,)),
        buttons=(
            *((Button(voice("ticket-confirm"), f"confirm:{offer.confirm_token}", "primary"),) if offer.confirm_token else ()),
            Button(voice("ticket-decline"), f"decline:{offer.proposal_id}"),
        ),
    )


def ask_for_ticket(voice: Voice) -> Button:
    """A button that asks for a ticket in the person's place."""
    return Button(voice("assistant.menu-ticket"), f"say:{voice('assistant.menu-ticket-words')}")


def tickets_blocks(shown: TicketsShown, voice: Voice) -> Card | Text:
    """The tickets with their answers; a sentence when there is none, and after opening one."""
    if not shown.items:
        return Text(voice("tickets-none"), (ask_for_ticket(voice),))
    if shown.opened:
        ticket = shown.items[0]
        return Text(voice("ticket-opened-as", number=ticket.number, when=format_instant(ticket.due_at, voice.locale, shown.as_of.tzinfo)))
    return Card(
        kind="tickets",
        title=voice("tickets-title"),
        columns=(Column(voice("ticket-number")), Column(voice("ticket-question"))),
        rows=tuple(_row(ticket, shown, voice) for ticket in shown.items),
        notes=(voice.as_of(shown.as_of),),
    )


def _row(ticket: TicketView, shown: TicketsShown, voice: Voice) -> Row:
    zone = shown.as_of.tzinfo
    answer = voice("ticket-answer", text=quote_words(ticket.answer, LONGEST_QUOTE)) if ticket.answer else ""
    waits = "" if answer else voice("ticket-due", when=format_instant(ticket.due_at, voice.locale, zone))
    asked = Cell(ticket.number, format_instant(ticket.created_at, voice.locale, zone))
    badge = Badge(voice(f"ticket-status-{ticket.status}"), _TONES[ticket.status])  # type: ignore[arg-type] # one of the tones
    return Row((asked, Cell(quote_words(ticket.subject, LONGEST_QUOTE), answer or waits)), badges=(badge,))
