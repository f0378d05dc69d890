"""Reading a short reply to an open question: which of the candidates, how much, or what to do about short stock.

Invariant: a reply that names other products or says more than an answer is not an answer (None); it is read as an order message instead.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from backend.catalog.clues import Mention
from backend.catalog.domain import Sku, Unit
from backend.catalog.text import normalise
from backend.ordering.reading.amounts import unit_for
from backend.ordering.reading.blocks import Block
from backend.ordering.reading.choosing import Chooser
from backend.ordering.reading.clauses import Clause, split
from backend.ordering.reading.context import ReadingContext
from backend.ordering.reading.items import Quantity
from backend.ordering.reading.numerals import parse_number
from backend.ordering.reading.pairing import pairs_of
from backend.ordering.reading.pipeline import settled_spans
from backend.ordering.reading.scanning import scan

_ZN = "[一二两三四五六七八九十]{1,2}"
_ORDINALS = {
    word: number for number, word in enumerate(["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"], start=1)
}
_ORDINAL = re.compile(
    rf"第\s*(?P<zh>\d{{1,2}}|{_ZN})\s*(?:个|种|款|项|条|样)?|(?:选项?|选择|要|就|编号|序号|[#])\s*(?P<pick>\d{{1,2}})\s*(?:号|个吧|吧)?$|^\s*(?P<no>\d{{1,2}})\s*号?\s*(?:吧|"
    rf"please|pls)?$"
    rf"|(?:the\s+)?\b(?P<en>{'|'.join(_ORDINALS)})\b(?:\s+(?:one|option))?|(?:the\s+)?(?P<th>\d{{1,2}})(?:st|nd|rd|th)\b(?:\s+one)?|(?:option|number|"
    rf"no\.?|choice|#)\s*(?P<opt>\d{{1,2}})\b"
)
_LAST = re.compile(r"最后(?:那|面)?(?:一)?(?:个|种|款|项)|(?:the\s+)?\blast\b(?:\s+(?:one|option))?$")
_BACKORDER = re.compile(
    r"(?:剩下|其余|剩余|不够|缺|余下|差)[^,.;!?]{0,4}(?:等|补|后续|以后|到货|欠|再发|晚点|晚些|后发)|等(?:补货|到货|有货|货到|来货)|补货(?:后|了)?(?:再|后)?(?:发|送|补)|(?:欠着|缺货登记|预订|预定|后补|补发|到货再发|"
    r"有货再发|先欠|延后|后续补)|都要.{0,8}(?:等|补)"
    r"|back[- ]?order|wait for (?:the )?(?:rest|remainder|stock|restock|it|them|others?)|(?:rest|remainder|remaining|others?|"
    r"balance)\s.{0,20}(?:later|when|once|follow|after|next|back|wait)|ship (?:what|the available).{0,40}(?:later|rest|back|remainder)|(?:can|i'?ll|"
    r"we'?ll|will|happy to) wait|when (?:it'?s|they'?re|you'?re)? ?(?:back in stock|restocked|available|in)|\bowe (?:me|us)\b|in two shipments|"
    r"split (?:the )?(?:shipment|delivery)"
)
_NO_REST = re.compile(
    r"(?:剩下|其余|剩余|余下|不够|其他|缺)[^,.;!?]{0,6}(?:不要|算了|取消|不用|就不)|(?:don'?t|do not|no) (?:want|need) the rest|(?:forget|drop|cancel|skip|leave|"  # noqa: E501 - a pattern or word list, one a line
    r"never mind)\s+(?:about )?the (?:rest|remainder|remaining)|no back[- ]?order|not the rest|without the rest|nothing more"
)
_AVAILABLE = re.compile(
    r"有多少(?:就)?(?:发|要|给|拿|来|送|算|配)多少|有货的?(?:就)?(?:先)?(?:发|要|来|给|送|就行|那些|部分)|(?:先)?(?:发|要|给|来|送)?现有的|只要(?:有货|现货|有的|能发)|现货(?:先发|就行|的就行|发|那些)|"
    r"能发多少(?:就)?发多少|按库存(?:来|发|给|的量)|先发(?:有货|现货|能发|现有|有的)|(?:就|那就|只)(?:要|拿|来)?(?:这|那)(?:些|么多)(?:吧|就行)?|库存有多少(?:就)?要多少|全要了|都给我"
    r"|(?:just|only|take|send|give me|ship|i'?ll take|i'?ll have|we'?ll take|go with|deliver)?\s*(?:me\s+)?(?:just\s+|only\s+)?(?:what(?:ever|'s|s)?|"
    r"all|as (?:much|many) as)\s+(?:(?:that )?you(?:'ve)?(?:\s+(?:have|got|can))+|is (?:available|in stock|left|there)|in stock|available|left|"
    r"there is|is)|(?:the )?available (?:ones|quantity|amount|stock|qty|part|cases)|in[- ]stock (?:ones|quantity|part|only)|partial(?: (?:shipment|"
    r"delivery|is))?|reduce (?:it )?to (?:what|the)|that(?:'ll| will)? do\b|cut it to"
)
_DROP = re.compile(
    r"^(?:那|那就|好|行|嗯|哦|先|都|这个|这款|这样的?话|没货)*[,\s]*(?:就)?(?:都)?(?:不要|算了|不用|取消|去掉|删掉|删了|不需要|不买|不订|免了|放弃|不拿|跳过|别要)(?:了|吧|这个|这款|它|这样|这一?条|这行|掉|呢|啊|"
    r"哈)*[.!。]?$|都不(?:是|要|对)|一个都不"
    r"|^(?:ok(?:ay)?|no|nah|well|then|in that case|please|just|,|\s)*(?:no thanks?|no thank you|drop (?:it|that|this|them|the line)|skip (?:it|that|"
    r"this|them)|cancel (?:it|that|this|them|the line)|forget (?:it|about it|that|this)|never ?mind|remove (?:it|that|this|them)|leave (?:it|that|"
    r"them)(?: out| off)?|none(?: of (?:them|these|those))?|neither|not (?:needed|anymore|any more)|don'?t (?:want|need) (?:it|that|this|them|"
    r"any)(?: any ?more)?|scrap (?:it|that)|delete (?:it|that))(?: then| please| thanks| thank you| at all| altogether|,|\s)*[.!]*$"
)
_YES = re.compile(
    r"^(?:是|是的|对|对的|没错|确认|确定|没问题|好|好的|行|可以|嗯|就是|正确|yes|yep|yeah|yup|correct|right|that'?s right|that is right|sure|ok|okay|confirm(?:ed)?|i'?m sure|"  # noqa: E501 - a pattern or word list, one a line
    r"exactly|indeed)(?:[,.!。\s]|了|啊|呀|吧|的|,|数量|没错|没问题|correct|right|please|it'?s|is|that'?s)*$"
)
_WHICH = ("ambiguous", "unknown_product")
_MOST_BARE = 2


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question of the draft that waits for an answer; `kind` is one of the line statuses or "short_stock"."""

    id: str
    kind: str
    candidates: tuple[str, ...] = ()
    sku: str | None = None
    qty: Decimal | None = None
    unit: Unit | None = None
    base_qty: int | None = None
    available_base: int | None = None
    op: str | None = None


@dataclass(frozen=True, slots=True)
class QuestionAnswer:
    """What the reply settles: a product, a quantity, how to handle short stock ("take_available", "backorder", "drop"), or to drop the wish."""

    question_id: str
    sku: str | None = None
    qty: Decimal | None = None
    unit: Unit | None = None
    shortage: str | None = None
    drop: bool = False


def read_answer(text: str, questions: tuple[OpenQuestion, ...], context: ReadingContext) -> QuestionAnswer | None:
    """The answer to the first open question that the text fits, or None when it is no answer."""
    if not questions or len(text) > 200:  # noqa: PLR2004 - an answer is short
        return None
    normal = normalise(text).strip()
    shortage = _shortage_of(normal)
    short = next((question for question in questions if question.kind == "short_stock"), None)
    if short is not None and shortage is not None and not (_DROP.search(normal) and len(questions) > 1 and questions[0] is not short):
        if _names_other(normal, short, context):
            return None
        return QuestionAnswer(short.id, shortage=shortage, drop=shortage == "drop")
    if _DROP.search(normal):
        return QuestionAnswer(questions[0].id, drop=True, shortage="drop" if questions[0].kind == "short_stock" else None)
    reply = _Reply(normal, context)
    for question in questions:
        answer = reply.to(question)
        if answer is not None:
            return answer
    return None


def _shortage_of(normal: str) -> str | None:
    if _NO_REST.search(normal):
        return "take_available"
    if _BACKORDER.search(normal):
        return "backorder"
    if _AVAILABLE.search(normal):
        return "take_available"
    return "drop" if _DROP.search(normal) else None


def _names_other(normal: str, question: OpenQuestion, context: ReadingContext) -> bool:
    """True when the reply names a product that the question is not about."""
    reply = _Reply(normal, context)
    own = {question.sku, *question.candidates}
    return any(block.named and not own & set(reply.candidates(block)) and reply.candidates(block) for block in reply.blocks)


class _Reply:
    """One reply, cut into products and quantities once."""

    def __init__(self, normal: str, context: ReadingContext) -> None:
        self._normal, self._context = normal, context
        items = scan(normal, [span for span in settled_spans(normal, context) if span.kind in ("money", "noise")], context.index)
        self._clauses: list[Clause] = split(items, context.index)
        self._pairs = [pair for clause in self._clauses for pair in pairs_of(clause.parts)]
        self._chooser = Chooser(context.index, context.history, context.policy)

    @property
    def blocks(self) -> list[Block]:
        """Products of the reply."""
        return [block for block, _quantity in self._pairs if block is not None]

    def candidates(self, block: Block) -> tuple[str, ...]:
        """What a product of the reply may mean on its own."""
        return self._chooser.candidates(block.mention(self._normal))

    def to(self, question: OpenQuestion) -> QuestionAnswer | None:
        """The reply as an answer to one question."""
        if question.kind in _WHICH and question.candidates:
            return self._choice(question)
        if question.kind in ("need_qty", "bad_qty", "check_qty", "short_stock"):
            return self._amount(question)
        return None

    def _choice(self, question: OpenQuestion) -> QuestionAnswer | None:
        place = self._place(len(question.candidates))
        if place is not None:
            return QuestionAnswer(question.id, sku=question.candidates[place])
        if any(clause.has("more") or clause.has("also") or clause.has("remove") or clause.has("set") for clause in self._clauses) and len(self.blocks) > 1:
            return None
        fitting: tuple[str, ...] = question.candidates
        said = False
        for block in self.blocks:
            mention = block.mention(self._normal)
            if not (block.named or mention.specs or mention.numbers or mention.attributes):
                continue
            said = True
            narrower = self._chooser.among(replace(mention, unknown=()), fitting)
            if not narrower:
                return self._by_numbers(question)
            fitting = narrower
        if said and len(fitting) == 1:
            return self._with_amount(question, fitting[0])
        return self._by_numbers(question)

    def _by_numbers(self, question: OpenQuestion) -> QuestionAnswer | None:
        """Reads "500" or "330的" when the scanner took the size for a quantity."""
        values = [quantity.value for _block, quantity in self._pairs if quantity is not None and quantity.value is not None and quantity.unit is None]
        if any(block.named for block in self.blocks) or not values:
            return None
        for value in values:
            fitting = self._chooser.among(_size(value), question.candidates)
            if len(fitting) == 1:
                return self._with_amount(question, fitting[0])
        return None

    def _with_amount(self, question: OpenQuestion, code: str) -> QuestionAnswer:
        sku = self._context.index.by_code[code]
        quantity = next(
            (quantity for _block, quantity in self._pairs if quantity is not None and quantity.unit is not None and quantity.value is not None), None
        )
        if quantity is None:
            return QuestionAnswer(question.id, sku=code)
        qty, unit = _counted(sku, quantity, question, self._context)
        return QuestionAnswer(question.id, sku=code, qty=qty, unit=unit)

    def _place(self, count: int) -> int | None:
        if _LAST.search(self._normal) and count:
            return count - 1
        match = _ORDINAL.search(self._normal)
        if match is None or any(block.named for block in self.blocks):
            return None
        groups = match.groupdict()
        word = next((value for value in groups.values() if value), "")
        number = _ORDINALS.get(word) or int(parse_number(word) or 0)
        return number - 1 if 1 <= number <= count else None

    def _amount(self, question: OpenQuestion) -> QuestionAnswer | None:
        code = question.sku
        if code is None or code not in self._context.index.by_code:
            return None
        if question.kind == "check_qty" and _YES.search(self._normal):
            return QuestionAnswer(question.id, qty=question.qty, unit=question.unit)
        for block in self.blocks:
            if block.named and code not in self.candidates(block):
                return None
        quantities = [quantity for _block, quantity in self._pairs if quantity is not None]
        exact = [quantity for quantity in quantities if quantity.value is not None and not quantity.vague]
        if not exact or len(exact) > _MOST_BARE:
            return None
        qty, unit = _counted(self._context.index.by_code[code], exact[-1], question, self._context)
        return QuestionAnswer(question.id, qty=qty, unit=unit)


def _size(value: Decimal) -> Mention:
    return Mention(numbers=(value,))


def _counted(sku: Sku, quantity: Quantity, question: OpenQuestion, context: ReadingContext) -> tuple[Decimal | None, Unit | None]:
    """Quantity and unit as said; without a unit the question's own."""
    if quantity.value is None:
        return None, None
    if quantity.unit is None:
        return quantity.value, question.unit
    factor = Decimal(context.policy.dozen) if quantity.unit.dozen else quantity.unit.times
    return quantity.value * factor, unit_for(sku, quantity.unit)
