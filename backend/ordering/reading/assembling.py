"""Reading the clauses of a message one after another into wishes.

Each clause is one of: a question or talk, an edit (`edits`), a correction, a distribution (各/each), a narrowing of earlier products, or goods to add.
Invariant: what a clause cannot settle stays open in its wish; nothing is guessed here.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from backend.ordering.reading.adding import add, settle_row
from backend.ordering.reading.blocks import Part
from backend.ordering.reading.clauses import Clause, shared_verbs
from backend.ordering.reading.contrasting import contrast
from backend.ordering.reading.correcting import correct_known, set_on_known
from backend.ordering.reading.denying import correct, denies, drop_denied
from backend.ordering.reading.distributing import distribute, narrow_all
from backend.ordering.reading.domain import Op
from backend.ordering.reading.edits import edit
from backend.ordering.reading.equalling import exchange_amounts, same_amount
from backend.ordering.reading.items import Kind, Quantity
from backend.ordering.reading.loose import finish, take_amount
from backend.ordering.reading.mistaking import adds_more, mistake_at, settle_mistake
from backend.ordering.reading.pairing import pairs_of
from backend.ordering.reading.pointing import leave_alone, point_into_message
from backend.ordering.reading.remaining import settle_remainder, take_remainder
from backend.ordering.reading.removals import continue_removal
from backend.ordering.reading.resizing import resize
from backend.ordering.reading.session import Session
from backend.ordering.reading.spans import Span, Taken
from backend.ordering.reading.wishes import Wish
from backend.ordering.reading.words import UnitWord


class Assembler:
    """Reads clauses into a session's wishes."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def read(self, clauses: Sequence[Clause], attempts: Sequence[Span] = ()) -> None:
        """All clauses in order. `attempts` are stretches that try to change prices or rules: only counted goods are read from them."""
        session = self._session
        tried = Taken(attempts)
        for clause in clauses:
            clause.forbidden = tried.meets(clause.start, clause.end)
        session.ordering = any(clause.has("order") or clause.has("more") for clause in clauses) or sum(bool(clause.quantities) for clause in clauses) > 0
        if exchange_amounts(session, clauses):
            return
        clauses = shared_verbs(clauses)
        adding: list[Wish] = []
        mistake = mistake_at(session.text, clauses) if session.context.cart else None
        for place, clause in enumerate(clauses):
            later = clauses[place + 1] if place + 1 < len(clauses) else None
            session.mistaken |= mistake is not None and clause.start >= mistake and not session.adds
            said = len(session.wishes)
            if not same_amount(session, clauses, place):
                self._clause(clause, later)
            if session.mistaken and adds_more(session, clause):
                adding += session.wishes[said:]
            if clause.closed or later is None:
                settle_row(session)
            if clause.closed:
                session.each, session.asking, session.sentence, session.waiting, session.head = None, False, len(session.wishes), [], None
                session.unit = None
        settle_mistake(session, adding)
        settle_remainder(session, clauses)
        finish(session)

    def _clause(self, clause: Clause, later: Clause | None) -> None:
        session = self._session
        self._counts_by(clause)
        point_into_message(session, clause)
        leave_alone(session, clause)
        steps: tuple[Callable[[], bool], ...] = (
            lambda: self._unless_gone(clause),
            lambda: self._alternative(clause),
            lambda: self._talks(clause),
            lambda: self._opens_change(clause),
            lambda: self._is_enough(clause, later),
            lambda: self._forbidden(clause),
            lambda: take_remainder(session, clause),
            lambda: resize(session, clause, later),
            lambda: contrast(session, clause, later),
            lambda: clause.denied is not None and denies(session, clause),
            lambda: self._misread(clause),
            lambda: self._edits(clause, later),
            lambda: self._says_no(clause),
            lambda: denies(session, clause, later),
            lambda: self._corrects(clause, later),
            lambda: narrow_all(session, clause),
            lambda: distribute(session, clause),
        )
        if not any(step() for step in steps):
            add(session, clause)

    def _counts_by(self, clause: Clause) -> None:
        """Reads "by the pallet, 2", 按箱 20: bare numbers of the sentence count in the unit that was named for all."""
        session = self._session
        for item in clause.items:
            if item.entry is not None and item.entry.unit is not None and _BY.search(session.text, max(0, item.start - _NEAR), item.start):
                session.unit = item.entry.unit
        if session.unit is not None:
            unit = session.unit
            clause.parts = [_in_unit(part, unit) for part in clause.parts]

    def _talks(self, clause: Clause) -> bool:
        """Questions, and what is told about the past: products are only talked about."""
        session = self._session
        if self._tells(clause):
            clause.parts = [replace(part, block=part.block.known()) for part in clause.products if part.block is not None and not part.block.weak]
            self._note_topic(clause)
            return True
        wanting = clause.has("order") or clause.has("more") or clause.has("set")
        asks = self._asks(clause) or (session.asking and (not clause.quantities or (clause.joined and not wanting)))
        asks = asks or self._guesses(clause)
        session.asking = session.asking or asks
        if asks or (clause.has("past") and not wanting):
            self._note_topic(clause)
            if not asks:
                self._take_of_it(clause)
            return True
        return False

    def _guesses(self, clause: Clause) -> bool:
        """Reads "what's in a case of red bull, 24?": a bare number before the question mark is what the person thinks, no amount."""
        counts = [part.quantity for part in clause.quantities if part.quantity is not None]
        plain = bool(counts) and not clause.products and all(one.unit is None or one.unit.unit == "base" for one in counts)
        return self._session.asking and plain and self._session.text[clause.end :].lstrip().startswith(("?", "吗", "吧"))

    def _tells(self, clause: Clause) -> bool:
        """Whether it stands in the talk of an earlier time and orders nothing itself."""
        if not any(span.start <= clause.start and clause.end <= span.end for span in self._session.told):
            return False
        return clause.masked("reference") or not (clause.has("order") and clause.quantities)

    def _take_of_it(self, clause: Clause) -> None:
        """Reads "the fanta sold well last time so 6 cases of that": the amount is of what the clause tells about."""
        counted = clause.quantities[-1] if clause.quantities else None
        topic = self._session.wishes[-1] if self._session.wishes else None
        if counted is None or counted.quantity is None or topic is None or not topic.topic or topic.start >= counted.start:
            return
        if _OF_IT.match(self._session.text, counted.end) is not None:
            take_amount(self._session, clause, counted.quantity)

    def _forbidden(self, clause: Clause) -> bool:
        """From a stretch that tries to change prices or rules only counted goods are read, and amounts of goods that were named in it."""
        drop_denied(clause)
        if not clause.forbidden:
            return False
        pairs = [(block, quantity) for block, quantity in pairs_of(clause.parts) if quantity is not None and quantity.unit is not None]
        waiting = bool(self._session.wishes) and not self._session.wishes[-1].counted
        if any(waiting if block is None else block.named for block, _quantity in pairs):
            add(self._session, clause)
        else:
            self._note_topic(clause)
        return True

    def _unless_gone(self, clause: Clause) -> bool:
        """Reads 红牛没货就不要了, "leave it out if it is out of stock": what is short is asked about in any case, so nothing is taken out or added."""
        said = self._session.text[clause.start : clause.end]
        return not clause.quantities and _GONE.search(said) is not None and _THEN_NOT.search(said) is not None

    def _alternative(self, clause: Clause) -> bool:
        """Reads "10 coke, otherwise pepsi": what shall come only when the other is missing is asked about, never ordered."""
        if not clause.masked("if_not"):
            return False
        for part in clause.products:
            if part.block is not None and part.block.named:
                self._session.wishes.append(self._session.wish_for(part.block, quantity=Quantity(None, vague=True)))
        return True

    def _edits(self, clause: Clause, later: Clause | None) -> bool:
        session = self._session
        self._approximate(clause)
        if continue_removal(session, clause):
            return True
        session.removing = False
        corrected = session.correcting
        if not edit(session, clause, later):
            return False
        session.correcting = session.correcting and not corrected
        return True

    def _misread(self, clause: Clause) -> bool:
        """Reads "50打错了,是15" over a draft: the wrong amount stands in the clause, the right one comes."""
        return self._session.last is None and clause.has("correct") and not clause.has("set") and denies(self._session, clause)

    def _says_no(self, clause: Clause) -> bool:
        """Reads "18箱,不,16箱": the character alone between two commas."""
        said = [item for item in clause.items if item.kind is not Kind.GLUE]
        plain = len(said) == 1 and said[0].text == "不"
        self._session.correcting = self._session.correcting or plain
        return plain

    def _corrects(self, clause: Clause, later: Clause | None) -> bool:
        """Corrections of the message itself first, then of the draft."""
        session = self._session
        adding = adds_more(session, clause)
        spread = session.each is not None or (later is not None and later.has("each"))
        shared = clause.has("each") or (not clause.quantities and spread)
        if (clause.has("correct") or clause.has("no") or session.correcting) and not (session.mistaken and shared):
            if self._only_takes_back(clause):
                return True
            session.correcting = False
            if not adding and (correct(session, clause) or correct_known(session, clause)):
                session.restated = session.sentence if session.known else None
                return True
        return ((session.mistaken and not shared) or session.amending) and not adding and correct_known(session, clause)

    def _only_takes_back(self, clause: Clause) -> bool:
        """Reads "sorry, typed wrong", 太多了: the right thing comes next."""
        session = self._session
        meaningful = any(part.block is not None and part.block.meaningful for part in clause.products)
        if clause.quantities or meaningful or (clause.parts and not clause.has("correct")):
            return False
        session.correcting = True
        if clause.has("amiss") and session.last is not None:
            set_on_known(session, session.last, counted=True)
        return True

    def _opens_change(self, clause: Clause) -> bool:
        """Reads "change order SO-1003:" — what follows says how the lines shall be."""
        empty = not clause.products and not clause.quantities
        opens = empty and (clause.has("restate") or (clause.has("set") and clause.masked("reference")))
        session = self._session
        session.amending = session.amending or (bool(session.known) and clause.has("restate"))
        self._session.amending = self._session.amending or opens
        return opens

    def _is_enough(self, clause: Clause, later: Clause | None) -> bool:
        """Reads 够了够了,4箱 and "coke is plenty, 4 cases": the amount that comes is the right one, of the line that is named, else of what was said last."""
        if not clause.has("enough") or clause.quantities:
            return False
        session = self._session
        awaited = later is not None and bool(later.quantities) and not (clause.products and later.products)
        blocks = [part.block for part in clause.products if part.block is not None and part.block.named]
        codes = session.find_known(blocks[-1].mention(session.text)) if blocks and session.last is None else ()
        if codes and awaited:
            session.wishes.append(Wish(Op.SET, fixed=codes, start=blocks[-1].start, end=blocks[-1].end))
        session.correcting = session.correcting or (awaited and (bool(codes) or not clause.products))
        return bool(codes) or (awaited and not clause.products)

    @staticmethod
    def _approximate(clause: Clause) -> None:
        """Reads "about 20 cases"; a word beside a day ("20号左右") says nothing about amounts."""
        places = [place for place, item in enumerate(clause.items) if item.has("approx")]
        if all(place and clause.items[place - 1].kind is Kind.MASK for place in places):
            return
        clause.parts = [replace(part, quantity=replace(part.quantity, vague=True)) if part.quantity is not None else part for part in clause.parts]

    @staticmethod
    def _asks(clause: Clause) -> bool:
        """In words, or by how many come in a pack."""
        return any(
            item.text == "question" if item.kind is Kind.MASK else item.has("question") and item.kind in (Kind.TAG, Kind.SOFT) and not clause.forbidden
            for item in clause.items
        )

    def _note_topic(self, clause: Clause) -> None:
        """Products that were only talked about; what was just said in the same sentence without a quantity is talk as well."""
        session = self._session
        for part in clause.products:
            if part.block is not None and (part.block.named or (self._asks(clause) and not part.block.meaningful)):
                wish = session.wish_for(part.block)
                wish.topic = True
                session.wishes.append(wish)
        for wish in session.wishes[session.sentence :]:
            if wish.op is Op.ADD and not wish.counted:
                wish.topic = True


_GONE = re.compile(r"没有?(?:现)?货|缺货|断货|卖[完光]|\bout of stock\b|\bunavailable\b|\bnot (?:in stock|available)\b|\bnone left\b|\b(?:run|ran|sold) out\b")
_THEN_NOT = re.compile(r"就(?:不要|算了|不用|别)|那就算|\b(?:leave|skip|drop|forget|remove|take)\b|\bdon't\b")
_NEAR = 20
_OF_IT = re.compile(r"\s*(?:of|for)? ?(?:it|that|this|those|these|them|that one|the same)\b(?! (?:week|month|time|year|way))")
_BY = re.compile(r"(?:\bby the|\bby|按整?|论)\s*$")


def _in_unit(part: Part, unit: UnitWord) -> Part:
    bare = part.quantity is not None and part.quantity.unit is None and part.quantity.value is not None
    return replace(part, quantity=replace(part.quantity, unit=unit)) if bare and part.quantity is not None else part
