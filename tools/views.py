"""The typed results that tools hand on, in one place, for everybody who shows them. Rendering imports these and nothing of the backend's modules."""

from backend.catalog.wording import unit_phrase
from backend.credit.schemas import CreditStatus
from backend.kit.paging import Page
from backend.ordering.schemas import (
    Candidate,
    ChangeView,
    ConfirmResult,
    DraftView,
    GateReason,
    LineView,
    NearExpiry,
    OrderSummary,
    OrderView,
    PriceAnswer,
    PriceItem,
    Question,
    QuestionKind,
    StockAnswer,
    StockItem,
    WarehouseShare,
)
from tools.results import CreditAnswer, Declined, Discarded, Help, OrderList, ProductItem, ProductList, ToolProblem

__all__ = [
    "Candidate",
    "ChangeView",
    "ConfirmResult",
    "CreditAnswer",
    "CreditStatus",
    "Declined",
    "Discarded",
    "DraftView",
    "GateReason",
    "Help",
    "LineView",
    "NearExpiry",
    "OrderList",
    "OrderSummary",
    "OrderView",
    "Page",
    "PriceAnswer",
    "PriceItem",
    "ProductItem",
    "ProductList",
    "Question",
    "QuestionKind",
    "StockAnswer",
    "StockItem",
    "ToolProblem",
    "WarehouseShare",
    "unit_phrase",
]
