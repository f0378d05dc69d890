"""Cuts a message into clauses and describes each: does it ask, count, name an order, which topics it touches, what words are left.

Invariant: the clauses keep the person's own characters in order; joining them gives the message back without its separators.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.brain.embedded.cues import ORDER_NUMBER, counted, fold, is_asking, pattern_of, topics, words_pattern
from bot.brain.embedded.delivery_phrases import asks_inside, without_own_numbers
from bot.brain.embedded.goods_phrases import spec_in, without_measures
from bot.brain.embedded.phrasing import asks_figures, claims_price, numbered_orders, orders

_SENTENCE = re.compile(r"(?<=[。!!;;??\n])\s*|(?<=\.)\s+(?=\S)|(?<=[a-z]\.)(?=[A-Z])")
_COMMA = re.compile(r"(?<!\d)[,，](?!\d{3}\b)|(?<=\d)[，]|(?<=\d),(?!\d{3}\b)(?=.)")
_AND = re.compile(
    r"\s+(?:and|also|then|but)\s+(?=(?:also\s+|then\s+|please\s+)*"
    r"(?:how|what|when|where|which|is|are|do|does|can|could|will|tell|show|list|cancel|check|give me the|record|note|log)\b)",
    re.IGNORECASE,
)
_ALSO_ZH = re.compile(r"(?<=[^\s,，。])(?=另外|顺便|对了|此外)")
_CURRENCY = re.compile(r"(?:[¥￥$£€]\s*)?\d+(?:\.\d+)?\s*(?:元|块钱?|毛|rmb|yuan|cny)|[¥￥$£€]\s*\d+(?:\.\d+)?")
_NUMBERS = re.compile(r"(?<![\w.-])\d+(?:\.\d+)?(?![\w.-])")
_AMOUNT = re.compile(r"(?<![\w.-])\d+(?:\.\d+)?(?![\w.-])", re.ASCII)
_PRODUCT_LIKE = re.compile(r"[\u3400-\u9fff]{2,}|[a-z][a-z'-]{2,}|\b[a-z]+-?\d+[\w-]*", re.ASCII)
_PRODUCT_HAN = re.compile(r"[\u3400-\u9fff]{2,}")


SHORT_WORDS = 4
SHORT_TEXT = 48
SPEC_DIGITS = 3
_ORDER_WORD = re.compile(r"订单|单子|[这那张笔一个的几多哪]单|\borders?\b|\bpurchase\b")
_SEVERAL = re.compile(r"\borders\b|(?:哪些|所有|全部|哪几[张个笔]?|几[张个笔]?)(?:的)?(?:订单|单子|单)|订单(?:都|有哪些|有几)")
_ADDS = re.compile(r"加|再来|再要|再订|追加|\badd\b|\banother\b|\bextra\b|\bplus\b")
_EACH = re.compile(r"\beach\b|\bboth\b|各|都来|每样|每种|两种都")
_REQUEST = re.compile(r"\b(?:can|could|would|will) (?:you|i|we)\b|能不能|可不可以|能否|可以.{0,20}吗|能.{1,20}吗|行吗|好吗|行不行|好不好")
_WH = re.compile(r"^(?:and |so |ok |but )?(?:what|when|where|which|who|why|how)\b|什么|哪|怎么|多少|为什么")


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause with everything the router looks at. `residue` is what remains after all cues, fillers and quantities are removed."""

    text: str
    folded: str
    sentence: int
    asks: bool
    counted: bool
    numbers: tuple[str, ...]
    strong: frozenset[str]
    weak: frozenset[str]
    residue: str

    claims: bool = False
    holds: bool = False
    pauses: bool = False
    doubts: bool = False
    dated: bool = False
    haggles: bool = False
    restates: bool = False
    counted_plainly: bool = False
    bare_number: bool = False
    spec: str = ""
    """A size without a product, such as "330ml" in "and the 330ml one?"."""
    known: bool | None = None
    """Whether a product of the catalogue is named; None when nobody looked."""
    goods: tuple[str, ...] = ()
    """The words that name products of the catalogue."""
    earlier: tuple[str, ...] | None = None
    """The placed orders that the clause speaks of by their day or place in the row; empty when there are none like that, None when it speaks of none."""
    surely: bool = False
    """Whether the words for `earlier` can mean nothing else."""

    @property
    def is_short(self) -> bool:
        """Whether the clause is an afterthought such as "and Sprite?"."""
        return len(self.residue.split()) <= SHORT_WORDS and len(self.folded) <= SHORT_TEXT

    @property
    def requests(self) -> bool:
        """Whether a question is only a polite request: "can you push it back?", "能不能改成15箱?"."""
        return _REQUEST.search(self.folded) is not None

    @property
    def names_several(self) -> bool:
        """Whether orders in the plural are spoken of."""
        return _SEVERAL.search(self.folded) is not None

    @property
    def adds(self) -> bool:
        """Whether more is wanted: that starts an order of its own when there is no draft."""
        return _ADDS.search(self.folded) is not None

    @property
    def only_marked(self) -> bool:
        """Whether nothing but the question mark at its end makes a question of it."""
        return self.asks and not is_asking(self.folded.rstrip(" ?？"))

    @property
    def for_each(self) -> bool:
        """Whether a quantity is meant for every product shown: "2 of each", "各来三箱"."""
        return _EACH.search(self.folded) is not None

    @property
    def names_order(self) -> bool:
        """Whether the word "order" itself stands in the clause."""
        return _ORDER_WORD.search(self.folded) is not None

    @property
    def only_question(self) -> bool:
        """Whether the clause can only be a question: it starts with, or contains, a question word."""
        return _WH.search(self.folded) is not None

    @property
    def has_product(self) -> bool:
        """Whether a product is named, as far as anybody can tell."""
        return bool(self.residue) if self.known is None else self.known

    def names_any(self, goods: Sequence[str]) -> bool:
        """Whether one of these words is among those that may name a product."""
        return any(word in name or name in word for word in self.residue.split() for name in map(fold, goods))

    @property
    def has_words(self) -> bool:
        """Whether something is left that may name a product, known or not."""
        return bool(self.residue) or bool(self.known)


def split_message(text: str, mentioned: Sequence[str] | None = None) -> tuple[Clause, ...]:
    """The clauses of a message, in order; `mentioned` are its words that name products."""
    clauses = _split(text)
    if mentioned is None:
        return clauses
    names = [fold(name) for name in mentioned if len(name) > 1]
    return tuple(_naming(clause, names) for clause in clauses)


def _naming(clause: Clause, names: Sequence[str]) -> Clause:
    words = _without_haggling(clause)
    goods = tuple(name for name in names if name in words)
    return replace(clause, known=bool(goods), goods=goods)


def _without_haggling(clause: Clause) -> str:
    """The clause without "打个九折" and the like, in which a bold reader hears a product."""
    return words_pattern("haggling").sub(" ", clause.folded) if clause.haggles else clause.folded


def _split(text: str) -> tuple[Clause, ...]:
    clauses: list[Clause] = []
    for index, sentence in enumerate(_sentences(text)):
        parts = [part for comma in _COMMA.split(sentence) for also in _ALSO_ZH.split(comma) for part in _AND.split(also)]
        asks_at_end = sentence.rstrip().endswith(("?", "?"))
        kept = [part.strip() for part in parts if part and re.search(r"\w", part)]
        clauses += [describe(part + ("?" if asks_at_end and part is kept[-1] and not part.endswith(("?", "?")) else ""), index) for part in kept]
    return tuple(clauses)


def _sentences(text: str) -> list[str]:
    return [part for part in _SENTENCE.split(text) if part and part.strip()]


def describe(text: str, sentence: int = 0) -> Clause:
    """The features of one clause."""
    folded = fold(text)
    strong = frozenset(topic for topic in topics() if _finds(topic, "strong", folded))
    strong |= {"ordering"} if orders(folded) else frozenset()
    if _finds("attack", "identity", folded):
        strong |= {"attack"}
    weak = frozenset(topic for topic in topics() if _finds(topic, "weak", folded))
    unmarked = without_own_numbers(folded)
    bare = numbered_orders(unmarked)
    numbers = tuple(dict.fromkeys(order_number(found) for found in (*ORDER_NUMBER.findall(unmarked), *bare)))
    without = ORDER_NUMBER.sub(" ", unmarked)
    for number in bare:
        without = without.replace(number, " ")
    residue = _residue(without, strong)
    plain = [found.group(0) for found in counted().finditer(without) if not found.group(0).startswith(("一", "每", "a "))]
    return Clause(
        text,
        folded,
        sentence,
        is_asking(folded) or asks_figures(folded) or asks_inside(folded),
        counted().search(without) is not None,
        numbers,
        strong,
        weak,
        residue,
        holds=words_pattern("holding").search(folded) is not None,
        doubts=words_pattern("doubts").search(folded) is not None,
        dated=words_pattern("dates").search(folded) is not None,
        haggles=words_pattern("haggling").search(folded) is not None,
        pauses=words_pattern("pausing").fullmatch(folded.strip(" .,!。，！…~")) is not None,
        restates=words_pattern("restating").match(folded.strip()) is not None and words_pattern("more").search(folded) is None,
        claims=words_pattern("claims").search(folded) is not None or claims_price(folded),
        counted_plainly=bool(plain),
        bare_number=_AMOUNT.search(without_measures(_CURRENCY.sub(" ", without))) is not None,
        spec="" if residue else spec_in(without),
    )


def order_number(found: str) -> str:
    """The way the backend writes an order number a person typed: "so 1003" is "SO-1003"."""
    digits = re.sub(r"^[^\d]+", "", found)
    return f"SO-{digits}"


def _finds(topic: str, strength: str, folded: str) -> bool:
    pattern = pattern_of(topic, strength)
    return pattern is not None and pattern.search(folded) is not None


_SCAFFOLD = (
    "stock",
    "price",
    "listing",
    "status",
    "credit",
    "searching",
    "cutoff",
    "delivery",
    "cancelling",
    "ordering",
    "editing",
    "repeating",
    "greeting",
    "showing",
)


def _residue(folded: str, strong: frozenset[str]) -> str:
    """What may name a product or a dealer."""
    rest = _CURRENCY.sub(" ", folded)
    rest = counted().sub(" ", rest)
    for topic in _SCAFFOLD:
        pattern = pattern_of(topic, "strong")
        if topic in strong and pattern is not None:
            rest = _strip_fixed(pattern, rest)
    rest = words_pattern("fillers").sub(" ", rest)
    rest = _NUMBERS.sub(lambda match: match.group(0) if len(match.group(0)) >= SPEC_DIGITS else " ", rest)
    return " ".join(word for word in re.split(r"[^\w.'-]+", rest) if _PRODUCT_LIKE.fullmatch(word) or _PRODUCT_HAN.search(word))


def _strip_fixed(pattern: re.Pattern[str], text: str) -> str:
    """Remove cues but keep what stood in their gaps, where a product may be named."""
    return pattern.sub(lambda match: " " + " ".join(gap for gap in match.groups() if gap) + " ", text)
