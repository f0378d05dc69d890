"""Reading a person's words about an order: gathers what reading needs to know and calls it.

Invariant: reading sees only the actor's own dealer's history.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from backend.catalog.domain import Unit
from backend.catalog.service import catalogue_index
from backend.dealers.service import list_places
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.ordering import repository
from backend.ordering.applying import Surroundings, apply_reading
from backend.ordering.domain import DraftContent
from backend.ordering.memory.recalling import names_in, usual_quantities
from backend.ordering.reading.answers import QuestionAnswer, read_answer
from backend.ordering.reading.context import ReadingContext
from backend.ordering.reading.domain import CartLine, OpenQuestion, OrderReading, PastOrder, Place
from backend.ordering.reading.mentions import ProductMentions, read_products
from backend.ordering.reading.pipeline import read_order
from backend.ordering.schemas import NO_GOODS, Question, QuestionKind
from backend.ordering.unusual import policy_of
from backend.settings.calendar import local_time
from backend.settings.service import load_brand_settings

REMEMBERED_ORDERS = 60
TOLD_APART = NO_GOODS | {QuestionKind.LEFT_OUT}
"""Questions that are no question about one wish; `answering` reads the words for them."""


def understand(uow: UnitOfWork, text: str, content: DraftContent, owner: tuple[str, str | None], *, clock: Clock) -> DraftContent | None:
    """The content after the message, None when it asks for nothing; `owner` is the dealer and its usual ship-to."""
    around = surroundings(uow, owner, text, clock=clock)
    reading = read_message(uow, text, content, around, clock=clock)
    return None if asks_for_nothing(reading, content) else apply_reading(content, reading, around)


def surroundings(uow: UnitOfWork, owner: tuple[str, str | None], text: str, *, clock: Clock) -> Surroundings:
    """What a reading of a text for a dealer (with its usual ship-to) refers to."""
    dealer_id, default_ship_to = owner
    learned = names_in(uow, dealer_id, text, clock.now())
    return Surroundings(catalogue_index(uow).by_code, past_orders(uow, dealer_id), default_ship_to, dealer_id, learned)


def asks_for_nothing(reading: OrderReading, content: DraftContent) -> bool:
    """Whether a message is no order: notes alone are for goods that are there already, and never in a question."""
    if reading.lines or reading.given_up or reading.delivery.place is not None or reading.delivery.date is not None or reading.delivery.open is not None:
        return False
    noted = bool(reading.po_number or reading.recipient or reading.payment_wish or reading.delivery.urgent_reason)
    return not noted or reading.is_question or not (content.lines or content.questions)


def read_message(uow: UnitOfWork, text: str, content: DraftContent, around: Surroundings, *, clock: Clock) -> OrderReading:
    """What the text asks for, seen against the lines there are, the dealer's earlier orders and his own words; what is unusual for him is asked back."""
    context = replace(_context(uow, content, around.history, clock.now()), learned=tuple(around.learned))
    reading = read_order(text, context)
    usual = _usual(uow, reading, around, context)
    return read_order(text, replace(context, usual=usual)) if usual else reading


def _usual(uow: UnitOfWork, reading: OrderReading, around: Surroundings, context: ReadingContext) -> Mapping[str, int]:
    """The usual quantities that a reading must be checked against: looked up only for lines far above what the latest orders had."""
    factor = context.policy.unusual_factor
    if factor is None or not around.dealer_id:
        return {}
    most: dict[str, int] = {}
    for line in (line for order in around.history for line in order.lines):
        most[line.sku] = max(most.get(line.sku, 0), line.base_qty)
    lines = (*reading.lines, *(line for part in reading.parts for line in part.lines))
    high = {line.sku for line in lines if line.sku and line.base_qty is not None and line.base_qty > factor * most.get(line.sku, 0)}
    return usual_quantities(uow, around.dealer_id, high, context.now.date()) if high else {}


def read_reply(uow: UnitOfWork, text: str, content: DraftContent, questions: Sequence[Question], *, clock: Clock) -> QuestionAnswer | None:
    """Which of the open questions the text answers, and how; None when it answers none."""
    asked = tuple(_open_question(question) for question in questions if question.kind not in TOLD_APART)
    return read_answer(text, asked, _context(uow, content, (), clock.now()))


def find_products(uow: UnitOfWork, text: str, now: datetime, dealer_id: str | None = None) -> ProductMentions:
    """The products a question names, also by the own words of the dealer who asks. Questions know no cart and no history: they are about what there is."""
    settings = load_brand_settings(uow)
    learned = names_in(uow, dealer_id, text, now) if dealer_id else ()
    return read_products(text, ReadingContext(catalogue_index(uow), local_time(settings, now), _places(uow), learned=learned))


def past_orders(uow: UnitOfWork, dealer_id: str) -> tuple[PastOrder, ...]:
    """A dealer's latest orders, oldest first, without the cancelled and rejected ones. Their ids are their numbers."""
    by_number: dict[str, list[CartLine]] = {}
    days = {}
    for row in repository.past_lines(uow, dealer_id, REMEMBERED_ORDERS):
        days[row.number] = row.order_date
        by_number.setdefault(row.number, []).append(CartLine(row.sku, row.qty, Unit(row.unit), row.base_qty))
    return tuple(PastOrder(number, days[number], tuple(lines)) for number, lines in by_number.items())


def past_days(uow: UnitOfWork, dealer_id: str) -> tuple[PastOrder, ...]:
    """The same orders by number and day alone, for words that only name one."""
    return tuple(PastOrder(row.number, row.order_date, ()) for row in repository.past_days(uow, dealer_id, REMEMBERED_ORDERS))


def _context(uow: UnitOfWork, content: DraftContent, history: Sequence[PastOrder], now: datetime) -> ReadingContext:
    settings = load_brand_settings(uow)
    return ReadingContext(
        index=catalogue_index(uow),
        places=_places(uow),
        cart=tuple(CartLine(line.sku, line.qty, line.unit, line.base_qty) for line in content.lines),
        history=tuple(history),
        now=local_time(settings, now),
        policy=policy_of(settings),
        asked=tuple(_open_question(question) for question in content.questions if question.kind not in TOLD_APART),
    )


def _places(uow: UnitOfWork) -> tuple[Place, ...]:
    return tuple(Place(place.code, place.name_zh, place.name_en, place.aliases) for place in list_places(uow))


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
        source=question.source,
    )
