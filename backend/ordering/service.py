"""The public face of ordering: drafts, confirmation, orders, changes, decisions, questions about stock and price."""

from backend.ordering.amending import ORDER_CHANGE, ChangeWords, propose_change, read_change, show_change
from backend.ordering.asking import check_stock, list_promotions, quote_lines, quote_price
from backend.ordering.cancelling import ORDER_CANCEL, propose_cancel
from backend.ordering.confirming import carry_out, confirm
from backend.ordering.deciding import reject_order, release_order
from backend.ordering.discarding import discard_draft, discard_duplicate, discard_in_words, is_about_twin
from backend.ordering.draft_store import purge_versions
from backend.ordering.drafting import (
    answer_question,
    apply_all_words,
    apply_words,
    draft_order,
    edit_draft,
    has_draft,
    look_at_draft,
    repeat_order,
    show_draft,
    show_drafts,
    show_named_draft,
)
from backend.ordering.headroom import order_headroom
from backend.ordering.importing import import_orders
from backend.ordering.querying import OrderCount, count_orders, get_order, list_orders
from backend.ordering.reconciling import check_invariants, repair
from backend.ordering.rules.delegating import escalate_waiting
from backend.ordering.rules.versions import load_approval_rules, save_approval_rules
from backend.ordering.showing import ORDER_DRAFT
from backend.ordering.speaking_of import SpokenOf, orders_spoken_of
from backend.ordering.timeline.telling import order_timeline
from backend.ordering.undoing import Undone, undo_change
from backend.ordering.wording import DraftWords, read_words

__all__ = [
    "ORDER_CANCEL",
    "ORDER_CHANGE",
    "ORDER_DRAFT",
    "ChangeWords",
    "DraftWords",
    "OrderCount",
    "SpokenOf",
    "Undone",
    "answer_question",
    "apply_all_words",
    "apply_words",
    "carry_out",
    "check_invariants",
    "check_stock",
    "confirm",
    "count_orders",
    "discard_draft",
    "discard_duplicate",
    "discard_in_words",
    "draft_order",
    "edit_draft",
    "escalate_waiting",
    "get_order",
    "has_draft",
    "import_orders",
    "is_about_twin",
    "list_orders",
    "list_promotions",
    "load_approval_rules",
    "look_at_draft",
    "order_headroom",
    "order_timeline",
    "orders_spoken_of",
    "propose_cancel",
    "propose_change",
    "purge_versions",
    "quote_lines",
    "quote_price",
    "read_change",
    "read_words",
    "reject_order",
    "release_order",
    "repair",
    "repeat_order",
    "save_approval_rules",
    "show_change",
    "show_draft",
    "show_drafts",
    "show_named_draft",
    "undo_change",
]
