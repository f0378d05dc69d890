"""What a person says about his own words while a draft is open: "红罐就是可口可乐330ml罐装", "I mean the 330 can", "不是这个".

Invariant: a word is taught only when it was asked about, and a product is taken only when the words name exactly one.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from backend.catalog.service import catalogue_index, get_skus
from backend.catalog.text import normalise, phrase_key
from backend.identity.domain import Actor, Permission
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import NotFound
from backend.ordering import draft_store
from backend.ordering.answering import after_answer
from backend.ordering.domain import DraftContent, SaidName
from backend.ordering.own_words import LEARNED, NAME_PREFIX, denied_for, read_by_name, reopened
from backend.ordering.reader import find_products
from backend.ordering.reading.mentions import ProductMention
from backend.ordering.schemas import Answer, Candidate, Question, QuestionKind

MOST_CANDIDATES = 12
_LONGEST = 120
_WHICH = (QuestionKind.AMBIGUOUS, QuestionKind.UNKNOWN_PRODUCT)
_ITS = r"(?:that(?:'s| is)|it(?:'s| is)) "
_DENIAL = re.compile(
    r"(?:(?:不对|错了|不)[,; ]*)?(?:(?:我[说要]的)?不是[这那]一?[个款种]|我[说要]的不是|[这那]个?(?:不对|错了|不是)|[搞弄认读]错了?)"
    r"(?:产品|商品|东西|货)?(?:了|啊|的)?"
    rf"|(?:no[,; ]*)?(?:{_ITS})?not (?:this|that)(?: one| product)?|(?:no[,; ]*)?(?:{_ITS})?(?:the )?wrong (?:product|one|item)"
    rf"|(?:no[,; ]*)?{_ITS}not (?:it|what i mean|what i meant|the one)",
)
_DENIED_WORD = re.compile(
    r"(?P<word>.+?)\s*(?:不是|isn't|is not|does not mean|doesn't mean)\s*(?P<other>[^,;]+)"
    r"(?:[,; ]+(?:而?是|it(?:'s| is)|but)\s*(?P<product>.+))?",
)
_TAUGHT = re.compile(r"(?:by\s+)?(?P<word>.+?)\s*(?:就是|指的就?是|是指|也就是|是|=|means?\b|i means?\b|i meant\b|is\b)\s*(?P<product>.+)")
_MEANT = re.compile(r"(?:(?:是)?我(?:说|要|指|想要)的(?:就)?是|我指的是|就是|是|指|i mean(?:t)?|it(?:'s| is)|that(?:'s| is)|meaning)\s*(?P<product>.+)")


def said_about_names(uow: UnitOfWork, content: DraftContent, text: str, *, clock: Clock) -> DraftContent | None:
    """The draft after words about the person's own names for products; None when the text is about none."""
    if len(text) > _LONGEST or not (content.names or any(one.kind in _WHICH for one in content.questions)):
        return None
    words = normalise(text).strip(" ;.!")
    return _denied(uow, content, words, clock) or _taught(uow, content, words, clock)


def speaks_about_names(uow: UnitOfWork, actor: Actor, text: str, *, clock: Clock) -> bool:
    """Whether a text says something about the person's own words in his open draft; changes nothing."""
    actor.require(Permission.PLACE_ORDERS)
    draft = draft_store.look_at_draft(uow, actor.user_id, actor.own_dealer())
    return draft is not None and said_about_names(uow, draft.content, text, clock=clock) is not None


def deny_name(uow: UnitOfWork, content: DraftContent, question_id: str, *, clock: Clock) -> DraftContent:
    """The draft after "not this one" to the line of a product; raises NotFound("draft.no_question") when no word of the dealer's led to it."""
    name = read_by_name(content, question_id.removeprefix(NAME_PREFIX))
    if name is None:
        raise NotFound("draft.no_question")
    return _reopened(uow, content, name, clock)


def _denied(uow: UnitOfWork, content: DraftContent, words: str, clock: Clock) -> DraftContent | None:
    read = [name for name in content.names if name.how == LEARNED and content.line_of(name.sku) is not None]
    if not read:
        return None
    if _DENIAL.fullmatch(words):
        return _reopened(uow, content, read[-1], clock)
    found = _DENIED_WORD.fullmatch(words)
    named = next((name for name in read if found and phrase_key(name.word) == phrase_key(found["word"])), None)
    if found is None or named is None:
        return None
    after = _reopened(uow, content, named, clock)
    product = _one_product(uow, found["product"] or "", clock)
    return _answered(uow, after, after.questions[-1], product, clock) if product else after


def _reopened(uow: UnitOfWork, content: DraftContent, name: SaidName, clock: Clock) -> DraftContent:
    sku = get_skus(uow, [name.sku]).get(name.sku)
    if sku is None:
        raise NotFound("catalog.no_sku", sku=name.sku)
    return reopened(content, name, sku, _candidates(uow, content, name, clock))


def _candidates(uow: UnitOfWork, content: DraftContent, name: SaidName, clock: Clock) -> tuple[Candidate, ...]:
    """What else the word may mean: what the catalogue says to it, else the products beside the one that was taken."""
    index, wrong = catalogue_index(uow), denied_for(content, name.word) | {name.sku}
    codes: Sequence[str] = [code for mention in find_products(uow, name.word, clock.now()).found for code in mention.candidates]
    own = index.by_code.get(name.sku)
    if not set(codes) - wrong and own is not None:
        codes = index.families.get((own.brand_en or own.brand_zh, own.category), ())
    fitting = [index.by_code[code] for code in dict.fromkeys(codes) if code not in wrong and code in index.by_code]
    return tuple(Candidate(sku.code, sku.name_zh, sku.name_en) for sku in fitting[:MOST_CANDIDATES])


def _taught(uow: UnitOfWork, content: DraftContent, words: str, clock: Clock) -> DraftContent | None:
    asked = [one for one in content.questions if one.kind in _WHICH and one.source]
    if not asked:
        return None
    named = _TAUGHT.fullmatch(words)
    question = next((one for one in asked if named and phrase_key(one.source) == phrase_key(named["word"])), None)
    if named is not None and question is not None:
        product = _one_product(uow, named["product"], clock)
        return _answered(uow, content, question, product, clock) if product else None
    meant = _MEANT.fullmatch(words)
    unknown = [one for one in asked if one.kind is QuestionKind.UNKNOWN_PRODUCT]
    if len(asked) > 1 and len(unknown) != 1:
        return None
    product = _one_product(uow, meant["product"] if meant else words, clock)
    is_name_alone = product is not None and phrase_key(product.source) == phrase_key(words)
    if product is None or not (meant or (unknown and is_name_alone)):
        return None
    return _answered(uow, content, unknown[0] if unknown else asked[0], product, clock)


def _one_product(uow: UnitOfWork, words: str, clock: Clock) -> ProductMention | None:
    """The product that the words name, when it is exactly one and nothing in them is unknown."""
    found = find_products(uow, words, clock.now()) if words else None
    if found is None or found.unknown or len(found.found) != 1 or len(found.found[0].candidates) != 1:
        return None
    return found.found[0]


def _answered(uow: UnitOfWork, content: DraftContent, question: Question, product: ProductMention, clock: Clock) -> DraftContent:
    """The draft after a question was answered with a product that need not be among its candidates."""
    code = product.candidates[0]
    sku = get_skus(uow, [code])[code]
    asked = replace(question, kind=QuestionKind.AMBIGUOUS, candidates=(Candidate(code, sku.name_zh, sku.name_en),))
    open_ones = tuple(asked if one.id == question.id else one for one in content.questions)
    answer = Answer(question.id, code, product.qty, product.unit if product.qty is not None else None)
    return after_answer(uow, replace(content, questions=open_ones), answer, clock)
