"""From the typed results of a turn to the blocks of a reply. Every digit of a card comes from a result.

`render` takes all results of a turn in the order in which the tools ran. What was overtaken within the turn is left out: only the
last state of a draft or of a proposed change is shown, and the same thing is not said twice.
"""

from collections.abc import Sequence
from typing import Any

from backend.kit.phrases import Phrasebook
from bot.messages import Block
from bot.rendering.accounts import credit_card
from bot.rendering.answers import price_blocks, product_blocks, stock_blocks
from bot.rendering.approvals import approval_blocks
from bot.rendering.articles import article_blocks, question_ticket_text
from bot.rendering.changes import change_card
from bot.rendering.confirmations import confirmation_blocks
from bot.rendering.drafts import draft_card
from bot.rendering.general import declined_text, discarded_text, help_text, problem_text
from bot.rendering.headroom import headroom_blocks
from bot.rendering.memory import forgotten_text, names_block
from bot.rendering.merging import standing
from bot.rendering.orders import order_card, order_list
from bot.rendering.people import choice_text, feedback_text, handed_back_text, handed_over_text, notices_text
from bot.rendering.promotions import promotion_blocks
from bot.rendering.returns import return_card, return_offer_card, returns_blocks
from bot.rendering.several import confirm_all
from bot.rendering.shipments import parts_blocks, shipping_card
from bot.rendering.stock import inbound_card, lots_card
from bot.rendering.tables import export_text, monthly_text, table_card
from bot.rendering.tickets import ticket_offer_card, tickets_blocks
from bot.rendering.timeline import timeline_card
from bot.rendering.voice import Voice
from tools.stock import InboundShown, LotsShown
from tools.tables import ExportReady, MonthlyTotals, TableShown
from tools.views import (
    ApprovalsShown,
    ArticleAnswer,
    ChangeView,
    ConfirmResult,
    CreditAnswer,
    CreditStatus,
    Declined,
    Discarded,
    DraftView,
    FeedbackTaken,
    Forgotten,
    HandedBack,
    HandedOver,
    Headroom,
    Help,
    NamesKnown,
    NoticeChoice,
    NoticeList,
    OrderList,
    OrderView,
    Page,
    PriceAnswer,
    ProductList,
    PromotionAnswer,
    QuestionTicket,
    ReturnOffer,
    ReturnsShown,
    ShippingList,
    StockAnswer,
    TicketOffer,
    TicketsShown,
    Timeline,
    ToolProblem,
)

__all__ = ["render"]


def render(results: Sequence[Any], locale: str, say: Phrasebook) -> tuple[Block, ...]:
    """The blocks of a reply in `locale`; results of other types are not shown."""
    voice = Voice(locale, say)
    shown = standing(results)
    return (*(block for result in shown for block in _blocks(result, voice)), *confirm_all(shown, voice))


def _blocks(result: Any, voice: Voice) -> tuple[Block, ...]:  # noqa: C901, PLR0911, PLR0912 - one case for each kind of result
    match result:
        case Headroom():
            return headroom_blocks(result, voice)
        case OrderView() | Timeline():
            return _about_order(result, voice)
        case ConfirmResult():
            return confirmation_blocks(result, voice)
        case ApprovalsShown():
            return approval_blocks(result, voice)
        case StockAnswer():
            return stock_blocks(result, voice)
        case PriceAnswer():
            return price_blocks(result, voice)
        case ProductList():
            return product_blocks(result, voice)
        case PromotionAnswer():
            return promotion_blocks(result, voice)
        case ArticleAnswer():
            return article_blocks(result, voice)
        case NamesKnown():
            return (names_block(result, voice),)
        case Forgotten():
            return (forgotten_text(result, voice),)
        case HandedOver() | HandedBack() | FeedbackTaken() | NoticeChoice() | NoticeList() | TicketOffer() | TicketsShown() | QuestionTicket():
            return (_about_people(result, voice),)
        case _:
            block = _block(result, voice)
            return () if block is None else (block,)


def _block(result: Any, voice: Voice) -> Block | None:  # noqa: C901, PLR0911, PLR0912 - one case for each kind of result
    match result:
        case DraftView():
            return draft_card(result, voice)
        case ChangeView():
            return change_card(result, voice)
        case OrderList() | Page():
            return order_list(result, voice)
        case ReturnOffer() | ReturnsShown():
            return return_offer_card(result, voice) if isinstance(result, ReturnOffer) else returns_blocks(result, voice)
        case ShippingList():
            return shipping_card(result, voice)
        case LotsShown() | InboundShown():
            return lots_card(result, voice) if isinstance(result, LotsShown) else inbound_card(result, voice)
        case CreditAnswer() | CreditStatus():
            return credit_card(result, voice)
        case Help():
            return help_text(result, voice)
        case Discarded():
            return discarded_text(result, voice)
        case Declined():
            return declined_text(result, voice)
        case ToolProblem():
            return problem_text(result, voice)
        case TableShown():
            return table_card(result, voice)
        case MonthlyTotals() | ExportReady():
            return monthly_text(result, voice) if isinstance(result, MonthlyTotals) else export_text(result, voice)
        case _:
            return None


def _about_order(result: OrderView | Timeline, voice: Voice) -> tuple[Block, ...]:
    if isinstance(result, Timeline):
        return (timeline_card(result, voice),)
    back = tuple(return_card(one, voice) for one in result.returns)
    return (order_card(result, voice), *parts_blocks(result.parts, voice), *back)


AboutPeople = HandedOver | HandedBack | FeedbackTaken | NoticeChoice | NoticeList | TicketOffer | TicketsShown | QuestionTicket


def _about_people(result: AboutPeople, voice: Voice) -> Block:  # noqa: PLR0911 - one case for each kind of result
    match result:
        case HandedOver():
            return handed_over_text(result, voice)
        case HandedBack():
            return handed_back_text(result, voice)
        case FeedbackTaken():
            return feedback_text(result, voice)
        case NoticeChoice():
            return choice_text(result, voice)
        case NoticeList():
            return notices_text(result, voice)
        case TicketOffer():
            return ticket_offer_card(result, voice)
        case TicketsShown():
            return tickets_blocks(result, voice)
        case QuestionTicket():
            return question_ticket_text(result, voice)
