"""Reading the clauses of a message one after another into wishes.

Each clause is one of: an edit (`edits`), a correction, a distribution (各/each), a narrowing of earlier products, or goods to add.
Invariant: what a clause cannot settle stays open in its wish; nothing is guessed here.
"""

from collections.abc import Sequence
from dataclasses import replace

from backend.catalog.clues import Mention
from backend.catalog.specs import plain
from backend.catalog.text import phrase_key
from backend.ordering.reading.blocks import Block, Part
from backend.ordering.reading.clauses import Clause, shared_verbs
from backend.ordering.reading.domain import Op
from backend.ordering.reading.edits import edit
from backend.ordering.reading.items import Kind, Quantity
from backend.ordering.reading.correcting import correct_known, set_on_known
from backend.ordering.reading.pairing import pairs_of
from backend.ordering.reading.removals import continue_removal
from backend.ordering.reading.session import Session
from backend.ordering.reading.wishes import Wish

_PLAUSIBLE = 200
_MOST_KINDS = 8
_OR = ("or", "或", "或者", "要么", "either")
_DENYING = ("not", "不是", "别", "不")


class Assembler:
    """Reads clauses into a session's wishes."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def read(self, clauses: Sequence[Clause], attempts: Sequence[tuple[int, int]] = ()) -> None:
        """All clauses in order. `attempts` are stretches that try to change prices or rules: only counted goods are read from them."""
        session = self._session
        for clause in clauses:
            clause.forbidden = any(start < clause.end and clause.start < end for start, end in attempts)
        session.ordering = any(clause.has("order") or clause.has("more") for clause in clauses) or sum(bool(clause.quantities) for clause in clauses) > 0
        clauses = shared_verbs(clauses)
        for place, clause in enumerate(clauses):
            later = clauses[place + 1] if place + 1 < len(clauses) else None
            self._clause(clause, later)
            if clause.closed:
                session.each, session.asking, session.sentence, session.waiting, session.head = None, False, len(session.wishes), [], None
        self._finish()

    def _clause(self, clause: Clause, later: Clause | None) -> None:  # noqa: C901, PLR0911 - one branch a kind of case
        session = self._session
        wanting = clause.has("order") or clause.has("more") or clause.has("set")
        if self._asks(clause) or (session.asking and (not clause.quantities or (clause.joined and not wanting))):
            session.asking = True
            self._note_topic(clause)
            return
        if clause.has("past") and not wanting:
            self._note_topic(clause)
            return
        if self._opens_change(clause):
            return
        self._without_denied(clause)
        if clause.forbidden:
            if any(block is not None and block.named and quantity is not None and quantity.unit is not None for block, quantity in pairs_of(clause.parts)):
                self._add(clause)
            else:
                self._note_topic(clause)
            return
        if clause.has("approx"):
            self._approximate(clause)
        if continue_removal(session, clause):
            return
        session.removing = False
        corrected = session.correcting
        if edit(session, clause, later):
            session.correcting = session.correcting and not corrected
            return
        if self._denies_amount(clause):
            return
        if clause.has("correct") or clause.has("no") or session.correcting:
            if not clause.quantities and not any(part.block is not None and part.block.meaningful for part in clause.products) and (not clause.parts or clause.has("correct")):
                session.correcting = True
                if clause.has("amiss") and session.last is not None:
                    set_on_known(session, session.last, counted=True)
                return
            adding = clause.has("more") or clause.has("also")
            session.correcting = False
            if not adding and (self._correct(clause) or correct_known(session, clause)):
                return
        if session.amending and not (clause.has("more") or clause.has("also")) and correct_known(session, clause):
            return
        if self._narrow_all(clause) or self._distribute(clause):
            return
        self._add(clause)

    def _opens_change(self, clause: Clause) -> bool:
        """Reads "change order SO-1003:" — what follows says how the lines shall be."""
        opens = clause.has("set") and not clause.products and not clause.quantities and clause.masked("reference")
        self._session.amending = self._session.amending or opens
        return opens

    @staticmethod
    def _without_denied(clause: Clause) -> None:
        """Reads "I said 15 coke not 20": beside another amount the one behind the word that denies is not meant."""
        if not clause.products or len(clause.quantities) < 2:  # noqa: PLR2004 - the right one and the wrong one
            return
        ends = {item.end for item in clause.items if item.text in _DENYING}
        kept = [part for part in clause.parts if part.quantity is None or not any(0 <= part.start - end <= 1 for end in ends)]
        if any(part.quantity is not None for part in kept):
            clause.parts = kept

    @staticmethod
    def _approximate(clause: Clause) -> None:
        """Reads "about 20 cases"; a word beside a day ("20号左右") says nothing about amounts."""
        places = [place for place, item in enumerate(clause.items) if item.has("approx")]
        if all(place and clause.items[place - 1].kind is Kind.MASK for place in places):
            return
        clause.parts = [replace(part, quantity=replace(part.quantity, vague=True)) if part.quantity is not None else part for part in clause.parts]

    @staticmethod
    def _asks(clause: Clause) -> bool:
        return any(item.has("question") and item.kind in (Kind.TAG, Kind.SOFT) for item in clause.items)

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

    def _denies_amount(self, clause: Clause) -> bool:
        """Reads "not 20", 不是10箱: an amount that is not meant; when it was just said, the right one follows."""
        session = self._session
        if not any(item.text in ("not", "不是", "别", "不") for item in clause.items):
            return False
        if clause.products:
            return not clause.quantities and self._denies_product(clause)
        if not clause.quantities:
            return False
        if len(clause.quantities) > 1:
            return self._rather(clause)
        denied = clause.quantities[0].quantity
        last = session.last
        said = last.quantity.value if last is not None and last.quantity is not None else None
        session.correcting = denied is not None and denied.value == said
        return True

    def _rather(self, clause: Clause) -> bool:
        """Reads "75 not 50", 不是10箱是15箱: the amount beside the word that denies is not meant."""
        session = self._session
        word = next(item for item in clause.items if item.text in ("not", "不是", "别", "不"))
        meant = [part.quantity for part in clause.quantities if part.start < word.start] or [part.quantity for part in clause.quantities[1:]]
        target, quantity = session.last, meant[0]
        if target is None or quantity is None:
            return False
        target.quantity, target.topic = self._unit_kept(quantity, target.quantity), False
        codes = session.find_known(target.mention, target.fixed) if target.mention is not None else ()
        if codes:
            target.op, target.fixed = Op.SET, codes
        return True

    def _denies_product(self, clause: Clause) -> bool:
        """Reads "统一冰红茶15箱,不是康师傅的": rules out products; when nothing would remain, the right one follows."""
        session = self._session
        last = session.last
        if last is None:
            return False
        own = session.candidates(last)
        ruled_out: set[str] = set()
        for part in clause.products:
            if part.block is not None:
                ruled_out.update(session.chooser.among(part.block.mention(session.text), own))
        rest = tuple(code for code in own if code not in ruled_out)
        if rest and ruled_out:
            last.fixed = rest
        session.correcting = bool(ruled_out) and not rest
        return True

    def _correct(self, clause: Clause) -> bool:
        """Put what the clause says in the place of what was said last."""
        session = self._session
        target = session.last
        if target is None or target.topic:
            return False
        set_on_known(session, target)
        for block, quantity in pairs_of(clause.parts):
            if block is None:
                if quantity is not None:
                    target.quantity, target.base_qty, target.like = self._unit_kept(quantity, target.quantity), None, None
                continue
            wish = session.wish_for(block)
            if wish.mention and wish.mention.unknown and not wish.mention.names_product and quantity is None:
                continue
            same = [one for one in session.find_wishes(wish.mention, wish.fixed) if wish.mention] if wish.mention else []
            goal = same[-1] if same and quantity is not None else target
            goal.mention, goal.fixed = wish.mention, wish.fixed
            if quantity is not None:
                goal.quantity = self._unit_kept(quantity, goal.quantity)
        return True

    @staticmethod
    def _unit_kept(new: Quantity, old: Quantity | None) -> Quantity:
        """Reads "十箱,不对,十五" keeps the unit."""
        return replace(new, unit=old.unit) if new.unit is None and old is not None and not new.vague else new

    def _narrow_all(self, clause: Clause) -> bool:
        """Reads "都要330的", "all in cans", "the 330 ones": sizes and colours for what was said before."""
        session = self._session
        products = clause.products
        if clause.quantities or not products or any(part.block is not None and part.block.named and not part.block.weak for part in products):
            return False
        block = products[0].block
        if block is None or not (block.sized or block.numbers or any(item.kind is Kind.ATTRIBUTE for item in block.items)):
            return False
        said = block.mention(session.text)
        open_wishes = [wish for wish in session.wishes if wish.op is Op.ADD and wish.mention is not None]
        targets = open_wishes if clause.has("all") or clause.has("each") else open_wishes[-1:]
        if not clause.has("all") and not clause.has("each"):
            pending = [wish for wish in open_wishes if not wish.counted]
            targets = pending or targets
        changed = False
        for wish in targets:
            if wish.mention is None:
                continue
            if wish.fixed:
                rest = session.chooser.strictly_among(said, wish.fixed)
                wish.fixed, changed = rest or wish.fixed, changed or bool(rest)
                continue
            narrowed = replace(
                wish.mention,
                specs=wish.mention.specs + said.specs,
                numbers=wish.mention.numbers + said.numbers,
                attributes=wish.mention.attributes + said.attributes,
            )
            if session.chooser.candidates(narrowed):
                wish.mention, changed = narrowed, True
        return changed

    def _distribute(self, clause: Clause) -> bool:  # noqa: C901 - one branch a kind of case
        """Reads "A, B 各10箱", "10 cases each of A and B"."""
        session = self._session
        if not clause.has("each"):
            if session.each is not None and clause.products and not clause.quantities:
                for part in clause.products:
                    if part.block is not None and part.block.named:
                        session.wishes.append(session.wish_for(part.block, quantity=session.each))
                return True
            return False
        quantities = clause.quantities
        if not quantities or self._all_counted(clause):
            return False
        self._add_counted(clause)
        quantity = quantities[-1].quantity
        if clause.products and clause.products[0].block is not None and clause.products[0].block.named and session.waiting:
            session.complete(clause.products[0].block.mention(session.text))
            session.wishes.extend(session.wish_for(block) for block in session.waiting)
            session.waiting = []
        here = [session.wish_for(part.block) for part in clause.products if part.block is not None and (part.block.named or session.last_mention is not None)]
        for wish in here:
            self._refine(wish)
            session.wishes.append(wish)
        pending = []
        for wish in reversed(session.wishes):
            if wish.op is not Op.ADD or wish.counted:
                break
            pending.append(wish)
        self._share_size(pending)
        more = clause.has("more") or any(item.has("each") and item.text.endswith(("加", "补")) for item in clause.items)
        for wish in pending:
            wish.more = wish.more or more
            wish.quantity, wish.topic = quantity, False
        if not pending or (here and quantities[0].start < clause.products[0].start):
            session.each = quantity
        return True

    @staticmethod
    def _all_counted(clause: Clause) -> bool:
        """Reads "A两盒 B三盒 都要12.9级的": nothing is left to be counted."""
        word = clause.first("each")
        before = [part for part in clause.parts if word is not None and part.end <= word.start]
        counts = sum(part.quantity is not None for part in before)
        return counts > 1 and len(before) == 2 * counts and before[-1].quantity is not None and len(clause.quantities) == counts

    def _add_counted(self, clause: Clause) -> None:
        """Reads "A一百卷 B五十卷 C和D各6卷": products that are counted before the word that distributes have their own amount."""
        word = clause.first("each")
        before = [part for part in clause.parts if word is not None and part.end <= word.start]
        last = max((place for place, part in enumerate(before) if part.quantity is not None and any(one.block is not None for one in before[:place])), default=-1)
        if word is None or last < 0 or not any(part.quantity is not None and part.start >= word.end for part in clause.parts):
            return
        self._add(replace(clause, parts=before[: last + 1]))
        clause.parts = [part for part in clause.parts if part not in before[: last + 1]]

    def _share_size(self, wishes: Sequence[Wish]) -> None:
        """Reads "芬达橙味和葡萄味500的各五箱": the size said last is meant for all."""
        sized = next((wish.mention for wish in wishes if wish.mention is not None and (wish.mention.specs or wish.mention.numbers)), None)
        for wish in wishes:
            own = wish.mention
            if sized is None or own is None or own.specs or own.numbers:
                continue
            if wish.fixed:
                wish.fixed = self._session.chooser.strictly_among(Mention(specs=sized.specs, numbers=sized.numbers), wish.fixed) or wish.fixed
                continue
            fuller = replace(own, specs=sized.specs, numbers=sized.numbers)
            if self._session.chooser.candidates(fuller):
                wish.mention = fuller

    def _add(self, clause: Clause) -> None:
        session = self._session
        pairs = pairs_of(self._without_owed(clause.parts))
        if any(item.text in _OR for item in clause.items) and sum(block is not None and block.named for block, _quantity in pairs) > 1:
            pairs = [(block, replace(quantity, vague=True) if quantity is not None else None) for block, quantity in pairs]
        named = any(block is not None and block.named for block, _quantity in pairs)
        for named_block, quantity in pairs:
            block = named_block
            if block is None:
                if quantity is not None:
                    self._quantity_alone(clause, quantity)
                continue
            if not block.named and not self._wanted_nameless(clause, block, quantity, named=named):
                if quantity is None and not any(item.kind is Kind.UNKNOWN for item in block.items):
                    session.waiting.append(block)
                    self._note_size(block)
                continue
            if self._continues_name(block, quantity) or (block.weak and quantity is None):
                continue
            if quantity is not None and not block.meaningful:
                block = block.promoted()
            wish = session.wish_for(block, quantity=quantity)
            wish.more = clause.has("more")
            if quantity is None and session.vacated is not None:
                wish.like, session.vacated = session.vacated, None
            if clause.has("same_size") and session.last is not None:
                self._same_size(wish, session.last)
            self._note_head(wish)
            if quantity is None and self._narrows_last(clause, wish):
                continue
            if quantity is None:
                self._product_alone(clause, wish)
            self._refine(wish)
            session.wishes.append(wish)

    def _without_owed(self, parts: Sequence[Part]) -> Sequence[Part]:
        """Reads "A的再来二十箱B十箱": with one amount more than products the first one is for what was named before."""
        firm = list(parts)
        while firm and firm[-1].block is not None and firm[-1].block.weak:
            firm.pop()
        products, counts = sum(part.block is not None for part in firm), sum(part.quantity is not None for part in firm)
        if not products or counts != products + 1 or firm[0].quantity is None or firm[-1].quantity is None:
            return parts
        owed = self._session.wishes[-1] if self._session.wishes else None
        if owed is not None and owed.op is Op.ADD and not owed.topic:
            owed.quantity, owed.topic = Quantity(None, vague=True) if owed.counted and not self._said_roughly(owed.quantity, firm[0].quantity) else firm[0].quantity, False
        return firm[1:]

    def _note_head(self, wish: Wish) -> None:
        """What comes next in the clause, or after a heading, may be another kind of this product."""
        session = self._session
        if wish.mention is None or wish.fixed or not wish.mention.names_product:
            return
        session.head = wish.mention

    def _note_size(self, block: Block) -> None:
        """A size that stands alone before any product is a heading."""
        if (block.sized or block.numbers) and self._session.last_mention is None:
            self._session.size = block.mention(self._session.text)

    def _continues_name(self, block: Block, quantity: Quantity | None) -> bool:
        """Reads "6 regency cakestands, 3 tier": number and words that stand together in the name of what was said before are no new line."""
        session = self._session
        before = session.wishes[-1] if session.wishes else None
        if before is None or before.mention is None or quantity is None or quantity.unit is not None or quantity.value is None or quantity.times:
            return False
        words = [item.options[0] for item in block.items if item.kind in (Kind.WORD, Kind.SOFT) and item.options[0]]
        if not words or len(words) != len(block.items):
            return False
        said = " ".join([plain(quantity.value), *words])
        fitting = tuple(
            code for code in session.candidates(before)[:_PLAUSIBLE] if f" {said} " in f" {phrase_key(session.context.index.by_code[code].name_en)} "
        )
        if fitting:
            before.fixed = fitting
        return bool(fitting)

    def _narrows_last(self, clause: Clause, wish: Wish) -> bool:
        """Reads "王老吉十箱罐装的", "可乐500十五箱 可口可乐的": after the amount it is said which one is meant."""
        before = self._session.last
        if before is None or not before.counted or before.op is not Op.ADD or before is not self._session.wishes[-1] or clause.has("order") or clause.has("more"):
            return False
        wide, narrow = self._session.candidates(before), set(self._session.candidates(wish))
        if len(wide) < 2 or not narrow < set(wide):  # noqa: PLR2004 - there is something to choose
            return False
        before.fixed = tuple(code for code in wide if code in narrow)
        return True

    def _refine(self, wish: Wish) -> None:
        """Reads "来点啤酒,百威500的15箱": a closer description of what was just named without an amount takes its place."""
        session = self._session
        before = session.wishes[-1] if session.wishes else None
        if before is None or before.op is not Op.ADD or before.mention is None or (before.quantity is not None and not before.quantity.vague):
            return
        wide, narrow = set(session.candidates(before)), set(session.candidates(wish))
        if narrow and (narrow < wide or (before.topic and narrow == wide)):
            session.wishes.pop()

    def _wanted_nameless(self, clause: Clause, block: Block, quantity: Quantity | None, *, named: bool) -> bool:
        """Whether words that name nothing known are a product: with a quantity of goods they are, in passing they are talk."""
        unknown = [item for item in block.items if item.kind is Kind.UNKNOWN]
        sized = block.meaningful and not block.named
        if not unknown:
            return bool(sized) and (quantity is not None or self._session.last_mention is not None)
        if quantity is None:
            return False
        if named and block is not clause.products[-1].block and quantity.unit is None:
            return False
        if quantity.unit is None:
            return clause.has("order") or bool(self._session.adds) or quantity.times or (not named and len(unknown) <= 3)  # noqa: PLR2004 - a name, not a sentence
        return True

    def _product_alone(self, clause: Clause, wish: Wish) -> None:
        """A product without a quantity: takes one that waits, else is a wish to be counted, or only talk."""
        session = self._session
        if session.loose is not None:
            wish.quantity, session.loose = session.loose, None
            return
        if clause.has("same_each") and session.last is not None:
            wish.quantity = session.last.quantity
            self._same_size(wish, session.last)
            return
        if any(item.has("vague") for item in clause.items):
            wish.quantity = Quantity(None, vague=True)
            return
        talk = any(item.kind is Kind.UNKNOWN or item.has("gone") for item in clause.items)
        wish.topic = talk and not clause.has("order") and not clause.has("more")

    def _same_size(self, wish: Wish, like: Wish) -> None:
        """Reads "same again in beige" means the same size, when there is one."""
        if wish.mention is None or like.mention is None or wish.mention.specs or wish.mention.numbers:
            return
        sized = replace(wish.mention, specs=like.mention.specs, numbers=like.mention.numbers)
        if self._session.chooser.candidates(sized):
            wish.mention = sized

    def _quantity_alone(self, clause: Clause, quantity: Quantity) -> None:
        """A quantity without a product belongs to the product said before it, else to the next one."""
        session = self._session
        waiting = next((wish for wish in reversed(session.wishes) if wish.op in (Op.ADD, Op.SET)), None)
        if session.dropped is not None and not clause.products:
            wish = session.dropped
            wish.quantity = self._unit_kept(quantity, wish.quantity)
            session.wishes.append(wish)
            session.dropped = None
            return
        if self._is_size(waiting, quantity):
            return
        if waiting is not None and (not waiting.counted or self._said_roughly(waiting.quantity, quantity)):
            waiting.quantity, waiting.topic = quantity, False
            return
        session.loose, session.owner = quantity, waiting if waiting is not None and waiting.op is Op.ADD else None

    def _drop_totals(self) -> None:
        """Reads "80个安全帽,白的50黄的30": a sum that the kinds after it make up is no line of its own."""
        session = self._session
        for place, wish in enumerate(session.wishes):
            wide = set(session.candidates(wish)) if wish.op is Op.ADD and wish.quantity is not None else set()
            following = session.wishes[place + 1 : place + 1 + _MOST_KINDS] if len(wide) > 1 else []
            kinds = [one for one in following if one.op is Op.ADD and one.quantity is not None and set(session.candidates(one)) < wide]
            if len(kinds) > 1 and wish.quantity is not None and sum(one.quantity.value or 0 for one in kinds if one.quantity) == wish.quantity.value:
                session.wishes.remove(wish)
                return

    def _is_size(self, waiting: Wish | None, quantity: Quantity) -> bool:
        """Reads "8080 要50件", "125 - 100 pcs, 180 - 50 pcs": a bare number before a real amount was a size or model, of the product before or a new one."""
        session = self._session
        if waiting is None or waiting.mention is None or quantity.unit is None:
            return False
        if session.loose is not None and session.loose.unit is None and session.loose.value is not None and waiting.counted:
            fixed = session.other_size(session.loose.value)
            session.loose = None
            session.wishes.append(Wish(Op.ADD, waiting.mention, quantity if fixed else Quantity(None, vague=True), fixed, start=waiting.start, end=waiting.end))
            return True
        said = waiting.quantity
        if said is None or said.unit is not None or said.times or said.vague or said.value is None or waiting.fixed:
            return False
        waiting.mention, waiting.quantity = replace(waiting.mention, numbers=(*waiting.mention.numbers, said.value)), quantity
        return True

    @staticmethod
    def _said_roughly(said: Quantity | None, quantity: Quantity) -> bool:
        """Whether an amount takes the place of a rough one ("a few cases, say 5") or of a pack description ("330ml x 24 - 12 ctn")."""
        if said is None or quantity.times:
            return False
        return said.vague or (said.times and said.unit is None and quantity.unit is not None)

    def _finish(self) -> None:
        """A quantity that found no product belongs to the only line there is, or is asked about."""
        session = self._session
        self._drop_totals()
        if session.loose is not None and session.adds and session.owner is not None:
            session.owner.quantity = Quantity(None, vague=True)
        if session.loose is None or session.adds:
            return
        codes = tuple(dict.fromkeys(line.sku for line in session.known))
        if session.loose.unit is None and not codes:
            return
        session.wishes.append(Wish(Op.ADD, quantity=session.loose, fixed=codes, more=True))
