"""Turns of phrase with a structure that a list of cues cannot hold: "order" as a noun or a verb, "order 1002", "that order", "by Friday?".

Every function looks at folded text. Invariant: pure; a pattern here says what the words are, not what is done about them.
"""

import re

_ORDER_VERB = re.compile(
    r"(?:^|[,.;:!?]\s*|\b(?:please|pls|to|wanna|and|just|will|i'd|let's|i|we|us|me|you|can|could|then|now|ok|okay|so|also|gonna)\s+)"
    r"order\b(?!\s*(?:number|no\b|nr\b|status|list|history|book|#|\d{4,}\b|from me))"
)
_NOUN_BEFORE = (
    r"(?:show|see|is|was|are|about|cancel|track|check|the|my|our|for|of|on|open|with|change|repeat|status|view|find|s|has|did|does|when|amend|stop|in)"
)
_NUMBERED = re.compile(rf"\b{_NOUN_BEFORE}\s+orders?\s+#?(\d{{4,}})\b|\border\s+(?:number|no\.?|nr\.?|#)\s*#?(\d{{4,}})\b|^\W*order\s+#?(\d{{4,}})\W*$")
_AGAIN = re.compile(
    r"\bagain\b|\brepeat|\bcopy\b|\bduplicate\b|\bsame as\b|\banother (?:one )?(?:like|of)\b|\bonce more\b"
    r"|照着|按照?.{0,12}再|再[来下订发要走]|重新?[下订]|复制|一样的?[再来]|原样"
)
_LOOKS = re.compile(r"\b(?:check|show|look|see|status|tell|where|when|read)\b|查|看|到哪|状态")
_THAT_ORDER = re.compile(
    r"刚[刚才]*(?:下|订|提交|确认|买|要)?[好完了]?的?(?:那|这)?(?:一?[个张笔单]|订单)|[那这](?:一?[张笔个])?(?:订单|单)|上一[单张笔]"
    r"|\b(?:that|this) order\b|\bjust (?:placed|ordered|submitted|made|sent|booked|confirmed)\b|\b(?:the|my) (?:last|latest|new) order\b"
)
_THIS_ORDER = re.compile(r"这一?[个张笔]?(?:订单|单)|本单|整单|\b(?:this|the|whole) (?:whole )?order\b(?! (?:from|of|before))|\border total\b")
_FIGURE_HEAD = re.compile(
    r"^\W*(?:(?:please|pls|hi|hello|ok|and|also|give|send|tell|show|get|me|us|need|i|we|can|could|you|have|the|a|your|my|our|best|current|unit|case|what's|whats)\W+)*"
    r"(?:prices?|pricing|costs?|quotes?|quotation|stock of|stock level|availability|inventory)\b(?!\s+list)"
    r"|^\W*(?:请|麻烦|帮我|给我|问[一下]*|查[一下]*|报[一下]*|看[一下]*)*(?:价格|价钱|单价|报价|报个?价|库存)|(?:价格|价钱|单价|报价|报个?价|报一下价|库存|存货|库存量)\W*$"
)
_MODIFIES = re.compile(r"改|变更|调整|\b(?:change|amend|modify|edit|adjust|alter)\b")
_PRONOUN = re.compile(r"\b(?:it|that|this|them|that one|this one)\b|它|这个|那个|这单|那单")
_GIVE_ME = re.compile(r"\b(?:can|could|would|will) (?:you|i|we)\b(?!.*\b(?:tell|show|check|quote|see|look)\b)|能不能给|能给我|可以给我|能帮我|可以帮我")
_PLACED = re.compile(
    r"\b(?:is|was|has|have|did|are|will) (?:it|that|this|they|you|my order|the order|this order)\b"
    r".{0,20}\b(?:confirm|order|plac|submit|book|sent|through|done|final)"
    r"|(?:确认|下单|提交|下好|订好|订上|下上|成功|搞定|办好)[好上]?了(?:没|吗|么|没有)|(?:是不是|有没有|是否).{0,4}(?:下单|下了|提交|确认|订)"
)
_WHY = re.compile(
    r"\W*(?:(?:but|and|ok|so|那|请问)\W*)?(?:why(?: not| is that| so| that)?|how come|what for|what's the reason|what is the reason"
    r"|what now|what can i do|what do i do(?: now)?"
    r"|为什么|为啥|为何|怎么回事|什么原因|咋回事|怎么办|咋办)[吗呢啊呀]?\W*"
)
_LIFE = re.compile(
    r"谁.{0,4}(?:批|审|放行|驳回|拒|改|动|取消|下的|发的)|(?:怎么|如何).{0,3}(?:批|审|放行|来的|改)"
    r"|来龙去脉|审批(?:记录|经过|过程)|(?:修改|变更|操作|订单)(?:记录|经过|历史)|经过(?:是|了)?(?:什么|哪些|怎)|改过(?:没|吗|几)"
    r"|\bwho\b.{0,20}\b(?:approved|released|rejected|changed|amended|edited|touched|cancelled|canceled|placed|held|shipped)\b"
    r"|\bwhy (?:was|were|did)\b.{0,40}\b(?:released|approved|changed|escalated)\b"
    r"|\bhow (?:was|were|did|come)\b.{0,40}\b(?:approved|released|decided|changed|come about|get approved|came about)\b"
    r"|\b(?:history|timeline|audit trail|story) of\b|\b(?:its|order|full|whole) (?:history|timeline|audit trail)\b"
)
_STARTS_WHY = re.compile(r"\W*(?:(?:but|and|ok|so|那|但|但是|可|请问)\W*)?(?:why\b|how come\b|为什么|为啥|为何)")
_PAST = re.compile(
    r"(?:上次|上回|上一?单|上个订单|之前|以前).{0,6}(?:订|买|进|拿|付|下|要)的?.{0,12}(?:多少|什么|几|哪|啥)"
    r"|\bdid (?:i|we)\b.{0,40}\b(?:last time|last order|previously|before)\b"
)
_CLAIMS = re.compile(r"(?:上次|上回|之前|以前|刚才|昨天|去年).{0,6}\d+(?:\.\d+)?\s*(?:块|元)?\s*一\s*[箱件瓶罐盒包]", re.ASCII)
_OTHERS_PRICE = re.compile(r"\bd\d{1,3}(?:'s|的)", re.ASCII)
_WHOLE_DRAFT = re.compile(
    r"\b(?:draft|basket|cart)\b|\b(?:whole|entire) (?:thing|lot|order|draft)\b|\b(?:everything|all of it|the lot)\b|草稿|购物车|整单|全部|所有|都"
)
_GOES_ON = re.compile(
    r"^\W*(?:(?:and|then|ok|so|now)\W+)*(?:what about|how about|same for|and|then|for)\b|^\W*(?:那|那么|还有|再看)|呢\W*$"
    r"|^(?!\W*(?:wh\w+|how|is|are|do|does|did|can|could|will|has|have|any\w*)\b)[^\u3400-\u9fff]*\?$|^[^什么谁哪吗多少几怎么]{2,12}\?$"
)
_THE_WORD_DRAFT = re.compile(r"草稿|\bdrafts?\b")
_DRAFT = re.compile(r"草稿|[那这第][一二两三四五六七八九\d]?[张份]|\bdrafts?\b|\b(?:the|that) [\w-]+ one\b|\bone (?:for|to)\b|\bboth\b|两张|都")
_FROM_ORDER = re.compile(r"\b(?:in|from|on|off|out of) (?:(?:my|the|that|this|our|yesterday's) )(?:\w+ )?order\b|从.{0,8}单")
_ORDER_THEN = re.compile(r"[那这][一张笔个]*单(?:子)?|订单|上一单|\b(?:that|this|the|my|last|yesterday's) (?:\w+ )?order\b|\border\b")


def orders(folded: str) -> bool:
    """Whether "order" stands as a verb."""
    return _ORDER_VERB.search(folded) is not None


def names_draft(folded: str) -> bool:
    """Whether one of several drafts is pointed at."""
    return _DRAFT.search(folded) is not None


def names_drafts(folded: str) -> bool:
    """Whether drafts are spoken of by that word."""
    return _THE_WORD_DRAFT.search(folded) is not None


def numbered_orders(folded: str) -> tuple[str, ...]:
    """Bare numbers that the word "order" makes order numbers: "show order 1002", not "order 1002 screws"."""
    return tuple(next(part for part in found.groups() if part) for found in _NUMBERED.finditer(folded))


def repeats_it(folded: str) -> bool:
    """Whether something named is wanted once more."""
    return _AGAIN.search(folded) is not None and _LOOKS.search(folded) is None


def means_that_order(folded: str) -> bool:
    """Whether the order just placed or shown is spoken of."""
    return _THAT_ORDER.search(folded) is not None


def modifies(folded: str) -> bool:
    """Whether a change is spoken of, whatever it is."""
    return _MODIFIES.search(folded) is not None


def points(folded: str) -> bool:
    """Whether a pronoun points at what is at hand."""
    return _PRONOUN.search(folded) is not None


def asks_to_give(folded: str) -> bool:
    """Whether a polite question is a request for goods: "can you do me five"."""
    return _GIVE_ME.search(folded) is not None


def means_this_order(folded: str) -> bool:
    """Whether the order at hand, which may still be a draft, is spoken of."""
    return _THIS_ORDER.search(folded) is not None


def asks_figures(folded: str) -> bool:
    """Whether the clause is headed by a price or stock word, as "price of ..." is, and so asks without a question."""
    return _FIGURE_HEAD.search(folded) is not None


def goes_on(folded: str) -> bool:
    """Whether a question only names another thing to ask the same about: "and Harbour?", "what about Harbour", 那海港呢."""
    return _GOES_ON.search(folded) is not None


def asks_whether_placed(folded: str) -> bool:
    """Whether somebody wonders if his order has been placed."""
    return _PLACED.search(folded) is not None


def only_why(folded: str) -> bool:
    """Whether nothing but "why" is said."""
    return _WHY.fullmatch(folded) is not None


def starts_why(folded: str) -> bool:
    """Whether a reason is asked for."""
    return _STARTS_WHY.match(folded) is not None


def asks_life(folded: str) -> bool:
    """Whether it is asked how an order came about: who released or changed it, why it was held."""
    return _LIFE.search(folded) is not None


def asks_past(folded: str) -> bool:
    """Whether it is asked what was ordered or paid before."""
    return _PAST.search(folded) is not None


def claims_price(folded: str) -> bool:
    """Whether a price of an earlier time is claimed: "上次给我100一箱的"."""
    return _CLAIMS.search(folded) is not None


def of_another(folded: str) -> bool:
    """Whether something of a dealer that is named by its code is asked for: "D2's prices"."""
    return _OTHERS_PRICE.search(folded) is not None


def names_part(folded: str, residue: str) -> bool:
    """Whether goods are named after an order, as a part of it: "昨天那单雪碧取消", not "取消可乐那单"."""
    found = _ORDER_THEN.search(folded)
    words = [word for word in re.findall(r"[\u3400-\u9fff]{2,}|[a-z]{3,}", residue) if word not in {"订单", "order"}]
    if _FROM_ORDER.search(folded):
        return bool(words)
    return found is not None and any(word in folded[found.end() :] for word in words)


def means_whole_draft(folded: str) -> bool:
    """Whether all of the draft is meant."""
    return _WHOLE_DRAFT.search(folded) is not None
