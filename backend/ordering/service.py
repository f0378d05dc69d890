"""The public face of ordering: drafts, confirmation, orders, changes, approvals."""

from backend.ordering.amending import ORDER_CHANGE, propose_change
from backend.ordering.answering import answer_question
from backend.ordering.cancelling import ORDER_CANCEL, propose_cancel
from backend.ordering.confirming import confirm, confirm_live, withdraw_proposal
from backend.ordering.deciding import approve_order, reject_order
from backend.ordering.drafting import discard_draft, draft_from_text, edit_draft, repeat_order, show_draft
from backend.ordering.importing import import_orders
from backend.ordering.queries import get_order, list_orders, quote
from backend.ordering.reconciling import reconcile
from backend.ordering.rules import load_approval_rules, save_approval_rules
from backend.ordering.showing import ORDER_DRAFT

__all__ = [
    "ORDER_CANCEL",
    "ORDER_CHANGE",
    "ORDER_DRAFT",
    "answer_question",
    "approve_order",
    "confirm",
    "confirm_live",
    "discard_draft",
    "draft_from_text",
    "edit_draft",
    "get_order",
    "import_orders",
    "list_orders",
    "load_approval_rules",
    "propose_cancel",
    "propose_change",
    "quote",
    "reconcile",
    "reject_order",
    "repeat_order",
    "save_approval_rules",
    "show_draft",
    "withdraw_proposal",
]
