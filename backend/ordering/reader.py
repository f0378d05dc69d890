"""Reading a person's words about an order: gathers what reading needs to know and calls it.

Invariant: reading sees only the actor's own dealer's history.
"""

from collections.abc import Sequence
from datetime import datetime

from backend.catalog.domain import Unit
from backend.catalog.service import catalogue_index
from backend.dealers.service import list_places
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.ordering import repository
from backend.ordering.applying import Surroundings, apply_reading
from backend.ordering.domain import DraftContent
from backend.ordering.reading.answers import OpenQuestion, QuestionAnswer, read_answer
from backend.ordering.reading.context import ReadingContext
from backend.ordering.reading.domain import CartLine, OrderReading, PastOrder, Place, ReadingPolicy
from backend.ordering.reading.mentions import ProductMentions, read_products
from backend.ordering.reading.pipeline import read_order
from backend.ordering.schemas import Question, QuestionKind
from backend.settings.calendar import local_time
from backend.settings.service import load_brand_settings

REMEMBERED_ORDERS = 60
TOLD_APART = frozenset({QuestionKind.CHECK_TOTAL, QuestionKind.LEFT_OUT, QuestionKind.DUPLICATE})
"""Questions that are no question about one wish; `answering` reads the words for them."""


def understand(uow: UnitOfWork, text: str, content: DraftContent, owner: tuple[str, str | None], *, clock: Clock) -> DraftContent | None:
    """The content after the message, None when it asks for nothing; `owner` is the dealer and its usual ship-to."""
    around = surroundings(uow, *owner)
    reading = read_message(uow, text, content, around.history, clock=clock)
    return None if asks_for_nothing(reading, content) else apply_reading(content, reading, around)


def surroundings(uow: UnitOfWork, dealer_id: str, default_ship_to: str | None) -> Surroundings:
    """What a reading for a dealer refers to."""
    return Surroundings(catalogue_index(uow).by_code, past_orders(uow, dealer_id), default_ship_to)


def asks_for_nothing(reading: OrderReading, content: DraftContent) -> bool:
    """Whether a message is no order: notes alone are for goods that are there already, and never in a question."""
    if reading.lines or reading.delivery.place is not None or reading.delivery.date is not None:
        return False
    noted = bool(reading.po_number or reading.recipient or reading.payment_wish or reading.delivery.urgent_reason)
    return not noted or reading.is_question or not (content.lines or content.questions)


def read_message(uow: UnitOfWork, text: str, content: DraftContent, history: Sequence[PastOrder], *, clock: Clock) -> OrderReading:
    """What the text asks for, seen against the lines there are and the dealer's earlier orders."""
    return read_order(text, _context(uow, content, history, clock.now()))


def read_reply(uow: UnitOfWork, text: str, content: DraftContent, questions: Sequence[Question], *, clock: Clock) -> QuestionAnswer | None:
    """Which of the open questions the text answers, and how; None when it answers none."""
    asked = tuple(_open_question(question) for question in questions if question.kind not in TOLD_APART)
    return read_answer(text, asked, _context(uow, content, (), clock.now()))


def find_products(uow: UnitOfWork, text: str, now: datetime) -> ProductMentions:
    """The products a question names. Questions know no cart and no history: they are about what there is."""
    settings = load_brand_settings(uow)
    return read_products(text, ReadingContext(index=catalogue_index(uow), now=local_time(settings, now)))


def past_orders(uow: UnitOfWork, dealer_id: str) -> tuple[PastOrder, ...]:
    """A dealer's latest orders, oldest first, without the cancelled and rejected ones. Their ids are their numbers."""
    by_number: dict[str, list[CartLine]] = {}
    days = {}
    for row in repository.past_lines(uow, dealer_id, REMEMBERED_ORDERS):
        days[row.number] = row.order_date
        by_number.setdefault(row.number, []).append(CartLine(row.sku, row.qty, Unit(row.unit), row.base_qty))
    return tuple(PastOrder(number, days[number], tuple(lines)) for number, lines in by_number.items())


def _context(uow: UnitOfWork, content: DraftContent, history: Sequence[PastOrder], now: datetime) -> ReadingContext:
    settings = load_brand_settings(uow)
    return ReadingContext(
        index=catalogue_index(uow),
        places=tuple(Place(place.code, place.name_zh, place.name_en, place.aliases) for place in list_places(uow)),
        cart=tuple(CartLine(line.sku, line.qty, line.unit, line.base_qty) for line in content.lines),
        history=tuple(history),
        now=local_time(settings, now),
        policy=ReadingPolicy(check_cases_from=settings.check_cases_from),
    )


def _open_question(question: Question) -> OpenQuestion:
    return OpenQuestion(
        id=question.id,
        kind=question.kind.value,
        candidates=tuple(one.sku for one in question.candidates),
        sku=question.sku,
        qty=question.qty,
        unit=question.unit,
        base_qty=question.base_qty,
        available_base=question.available_base,
        op=question.op,
    )
