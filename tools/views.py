"""The typed results that tools hand on, in one place, for everybody who shows them. Rendering imports these and nothing of the backend's modules."""

from backend.catalog.wording import unit_phrase
from backend.credit.schemas import CreditStatus
from backend.kit.paging import Page
from backend.ordering.headroom import BasketCheck, Headroom
from backend.ordering.memory.domain import Forgotten, KnownName
from backend.ordering.notes import OrderNotes
from backend.ordering.remedies import GateFinding, Remedy, remedies_of
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
    left_out,
)
from backend.support.domain import FeedbackTaken
from tools.results import (
    CreditAnswer,
    Declined,
    Discarded,
    DraftSet,
    HandedBack,
    HandedOver,
    Help,
    NamesKnown,
    NoticeChoice,
    OrderList,
    ProductItem,
    ProductList,
    ToolProblem,
)

__all__ = [
    "BasketCheck",
    "Candidate",
    "ChangeView",
    "ConfirmResult",
    "CreditAnswer",
    "CreditStatus",
    "Declined",
    "Discarded",
    "DraftSet",
    "DraftView",
    "FeedbackTaken",
    "Forgotten",
    "GateFinding",
    "GateReason",
    "HandedBack",
    "HandedOver",
    "Headroom",
    "Help",
    "KnownName",
    "LineView",
    "NamesKnown",
    "NearExpiry",
    "NoticeChoice",
    "OrderList",
    "OrderNotes",
    "OrderSummary",
    "OrderView",
    "Page",
    "PriceAnswer",
    "PriceItem",
    "ProductItem",
    "ProductList",
    "Question",
    "QuestionKind",
    "Remedy",
    "StockAnswer",
    "StockItem",
    "ToolProblem",
    "WarehouseShare",
    "left_out",
    "remedies_of",
    "unit_phrase",
]
