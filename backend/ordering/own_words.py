"""The words that a person himself resolved to products while a draft was made: chosen, corrected, or read by a word he is known to use. Pure.

When the draft, or the change of an order, is confirmed they are learned for his dealer (`memory.learning`); the catalogue's own matches are never among them.
Invariant: a word stands here for at most one product at a time; a word that was denied for a product stays denied for it in this draft.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from backend.catalog.domain import Sku, Unit
from backend.catalog.text import normalise, phrase_key
from backend.kit.ids import hash_content
from backend.ordering.domain import DraftContent, DraftLine, SaidName
from backend.ordering.editing import counted, remove_line, set_base
from backend.ordering.memory.domain import How, word_of
from backend.ordering.memory.learning import Used
from backend.ordering.reading.domain import LearnedName, LineStatus, Op, ReadLine
from backend.ordering.schemas import Candidate, LineView, Question, QuestionKind

NAME_PREFIX = "name:"
MOST_WORDS = 50
CHOSEN, LEARNED, DENIED = "chosen", "learned", "denied"


def with_chosen(content: DraftContent, said: str, sku: str) -> DraftContent:
    """The draft in which the person said which product he means by `said`."""
    return _with(content, SaidName(word_of(said), sku, CHOSEN))


def with_read(content: DraftContent, before: DraftContent, lines: Iterable[ReadLine], learned: Sequence[LearnedName]) -> DraftContent:
    """The draft after lines that were read by the dealer's own words; what was in it of the products before is not in question."""
    for line in (one for one in lines if one.status is LineStatus.OK and one.sku and one.op in (Op.ADD, Op.SET)):
        sku = line.sku or ""
        known = read_by_name(content, sku)
        if line.learned:
            old = before.line_of(sku)
            kept = known.before if known else old.base_qty if old is not None and line.op is Op.ADD else 0
            content = _with(content, SaidName(_known_word(line, learned), sku, LEARNED, kept))
        elif known is not None and line.op is Op.ADD:
            content = _with(content, replace(known, before=known.before + (line.base_qty or 0)))
    return content


def read_by_name(content: DraftContent, sku: str) -> SaidName | None:
    """The dealer's own word by which the line of a product was read, if it was."""
    if content.line_of(sku) is None:
        return None
    return next((name for name in reversed(content.names) if name.sku == sku and name.how == LEARNED), None)


def marked(content: DraftContent, lines: Iterable[LineView], *, may_ask: bool = True) -> tuple[LineView, ...]:
    """The lines with a mark where they were read by the dealer's own word ("learned:红罐"), and in a draft the question that this may be."""
    if not any(name.how == LEARNED for name in content.names):
        return tuple(lines)
    found = []
    for line in lines:
        name = read_by_name(content, line.sku)
        asked = NAME_PREFIX + line.sku if may_ask else None
        found.append(replace(line, marks=(*line.marks, f"{LEARNED}:{name.word}"), name_question=asked) if name else line)
    return tuple(found)


def name_questions(content: DraftContent) -> tuple[Question, ...]:
    """What may be answered with "not this one" without having been asked: one for each line that was read by the dealer's own word."""
    skus = dict.fromkeys(name.sku for name in content.names if name.how == LEARNED and content.line_of(name.sku) is not None)
    return tuple(Question(NAME_PREFIX + sku, QuestionKind.AMBIGUOUS, "", blocking=False) for sku in skus)


def reopened(content: DraftContent, name: SaidName, sku: Sku, candidates: tuple[Candidate, ...]) -> DraftContent:
    """The draft with the question which product the word means, in the place of what was read by it."""
    line = content.line_of(name.sku)
    if line is None:
        return content
    kept = min(name.before, line.base_qty - 1)
    asked = _question(name, counted(sku, line.base_qty - kept, line.unit), candidates)
    content = set_base(content, sku, kept, line.unit, line.marks) if kept > 0 else remove_line(content, name.sku)
    names = (*(one for one in content.names if one != name), replace(name, how=DENIED))
    return replace(content, names=names, questions=(*(one for one in content.questions if one.id != asked.id), asked))


def denied_for(content: DraftContent, word: str) -> frozenset[str]:
    """The products that a word was denied for in this draft."""
    key = phrase_key(word)
    return frozenset(name.sku for name in content.names if name.how == DENIED and phrase_key(name.word) == key)


def used_in(content: DraftContent, lines: Iterable[DraftLine]) -> tuple[Used, ...]:
    """What a confirmed draft teaches: the words for products that it orders, and those that were denied for products that it does not."""
    units: dict[str, Unit] = {line.sku: line.unit for line in lines}
    confirmed = [Used(name.word, name.sku, units[name.sku]) for name in content.names if name.how != DENIED and name.sku in units]
    denied = [Used(name.word, name.sku, None, How.DENIED) for name in content.names if name.how == DENIED and name.sku not in units]
    return (*confirmed, *denied)


def _with(content: DraftContent, name: SaidName) -> DraftContent:
    if not name.word:
        return content
    key = phrase_key(name.word)
    others = tuple(one for one in content.names if phrase_key(one.word) != key or (one.how == DENIED and one.sku != name.sku))
    return replace(content, names=(*others, name)[-MOST_WORDS:])


def _known_word(line: ReadLine, learned: Sequence[LearnedName]) -> str:
    """The word of the dealer that stands in the line's words."""
    said = normalise(line.source)
    fitting = [name.name for name in learned if name.sku == line.sku and name.name in said]
    return max(fitting, key=len, default=word_of(line.source))


def _question(name: SaidName, amount: tuple[Decimal, Unit], candidates: tuple[Candidate, ...]) -> Question:
    kind = QuestionKind.AMBIGUOUS if candidates else QuestionKind.UNKNOWN_PRODUCT
    number = hash_content(kind.value, NAME_PREFIX, name.word, *(one.sku for one in candidates))[:12]
    return Question(number, kind, name.word, candidates, qty=amount[0], unit=amount[1], blocking=bool(candidates))
