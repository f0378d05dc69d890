"""The public face of returns."""

from backend.ordering.returning.crediting import credit_return
from backend.ordering.returning.deciding import approve_return, reject_return, withdraw_return
from backend.ordering.returning.receiving import inspect_return, receive_return
from backend.ordering.returning.requesting import ORDER_RETURN, list_returnable, propose_return, request_return, show_return_offer
from backend.ordering.returning.views import list_returns, return_view

__all__ = [
    "ORDER_RETURN",
    "approve_return",
    "credit_return",
    "inspect_return",
    "list_returnable",
    "list_returns",
    "propose_return",
    "receive_return",
    "reject_return",
    "request_return",
    "return_view",
    "show_return_offer",
    "withdraw_return",
]
