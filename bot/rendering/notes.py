"""What was said beside the goods, one line each: order number, for whom, payment wish, urgency.

Invariant: a payment wish is told as noted, never as granted.
"""

from bot.rendering.voice import Voice
from tools.views import OrderNotes


def note_lines(notes: OrderNotes, voice: Voice) -> tuple[str, ...]:
    """The notes that are set."""
    found: list[str] = []
    if notes.po_number:
        found.append(voice("note-po", number=notes.po_number))
    if notes.recipient:
        found.append(voice("note-recipient", name=notes.recipient))
    if notes.payment_wish:
        found.append(voice("note-payment", words=notes.payment_wish))
    if notes.urgency:
        found.append(voice("note-line_down" if notes.urgency == "line_down" else "note-urgent"))
    return tuple(found)
