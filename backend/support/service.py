"""Support: feedback, tickets, and when people answer. What other modules use."""

from backend.support.feedback import RATINGS, change_feedback, count_feedback, give_feedback, list_feedback
from backend.support.office import Office, office_at, office_due
from backend.support.tickets import answer_ticket, close_ticket, list_tickets, open_ticket

__all__ = [
    "RATINGS",
    "Office",
    "answer_ticket",
    "change_feedback",
    "close_ticket",
    "count_feedback",
    "give_feedback",
    "list_feedback",
    "list_tickets",
    "office_at",
    "office_due",
    "open_ticket",
]
