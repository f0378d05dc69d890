"""Support: feedback, tickets, and when people answer. What other modules use."""

from backend.support.asking import asks_for_ticket, question_in, speaks_of_tickets
from backend.support.feedback import RATINGS, change_feedback, count_feedback, give_feedback, list_feedback, rating_in
from backend.support.offering import TICKET, carry_out_ticket, propose_ticket, show_ticket_offer
from backend.support.office import Office, office_at, office_due
from backend.support.questions import Question, read_question
from backend.support.tickets import answer_ticket, close_ticket, list_tickets, open_ticket

__all__ = [
    "RATINGS",
    "TICKET",
    "Office",
    "Question",
    "answer_ticket",
    "asks_for_ticket",
    "carry_out_ticket",
    "change_feedback",
    "close_ticket",
    "count_feedback",
    "give_feedback",
    "list_feedback",
    "list_tickets",
    "office_at",
    "office_due",
    "open_ticket",
    "propose_ticket",
    "question_in",
    "rating_in",
    "read_question",
    "show_ticket_offer",
    "speaks_of_tickets",
]
