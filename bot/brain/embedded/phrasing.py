"""Turns of phrase with a structure that a list of cues cannot hold: "order" as a noun or a verb, "order 1002", "that order", "by Friday?".

Every function looks at folded text. Invariant: pure; a pattern here says what the words are, not what is done about them.
"""

import re
from collections.abc import Sequence

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
_TOTAL = re.compile(
    r"\b(?:the|my|our|grand|order|new|running|in)\s+total\b|^\W*total\b|\bhow much (?:is|was|does|would|will|do|for) (?:it|that|this|everything|all)\b"
    r"|\bhow much (?:all )?(?:together|in all|in total)\b|\badd(?:s)? up to\b|\bcome(?:s)? to\b|合计|总价|总额|总金额|总计|总共|一共|加起来|全部多少"
    r"|运费|配送费|\b(?:delivery|shipping) (?:fee|cost|charge)s?\b|\bfreight\b"
)
_ARRIVES = re.compile(
    r"\b(?:come|comes|arrive|arrives|be here|be delivered|get here|get it|have it|reach|deliver|delivered|delivery|dispatch(?:ed)?|ship|be there)\b"
    r"|送到|送达|到货|能到|会到|到得了|到吗|到么|送吗|送得到|能送|可以送|可以到|赶得上|来得及"
)
_WHEN = re.compile(
    r"\bwhen(?:'s|s)?\b|\bwhat (?:day|time|date)\b|\bwhich day\b|\bwhere(?:'s)? (?:to|is it going|it going|does it go|will it go)\b"
    r"|什么时候|何时|几时|哪天|几号|几点|啥时候|多久|送到?哪|送去哪|发到?哪"
)
_ASKS_INSIDE = re.compile(r"\b(?:when|what time|what day|which day) (?:would|will|does|do|can|could|should)\b")
_COMES = re.compile(r"\bcoming\b|\bgoing\b|到|送|来")
_PLACED = re.compile(
    r"\b(?:is|was|has|have|did|are|will) (?:it|that|this|they|you|my order|the order|this order)\b"
    r".{0,20}\b(?:confirm|order|plac|submit|book|sent|through|done|final)"
    r"|(?:确认|下单|提交|下好|订好|订上|下上|成功|搞定|办好)[好上]?了(?:没|吗|么|没有)|(?:是不是|有没有|是否).{0,4}(?:下单|下了|提交|确认|订)"
)
_ORDINALS = tuple(
    re.compile(rf"第(?:{han})[个种款样项]?(?!次|天|批)|\b(?:the )?{word}(?: one| option| item)?\b(?! thing| of all| time| order)", re.IGNORECASE)
    for han, word in (
        ("一|1", "first"),
        ("二|2|两", "second"),
        ("三|3", "third"),
        ("四|4", "fourth"),
        ("五|5", "fifth"),
        ("六|6", "sixth"),
        ("七|7", "seventh"),
    )
)
_DAYTIME = re.compile(
    r"\b(?:morning|afternoon|evening|noon|tonight|weekend|before \d|by \d|earlier|sooner|next day)\b"
    r"|早上|上午|中午|下午|傍晚|晚上|号|之前|周末|提前|尽快|最快|最早"
)
_WHY = re.compile(
    r"\W*(?:(?:but|and|ok|so|那|请问)\W*)?(?:why(?: not| is that| so| that)?|how come|what for|what's the reason|what is the reason"
    r"|what now|what can i do|what do i do(?: now)?"
    r"|为什么|为啥|为何|怎么回事|什么原因|咋回事|怎么办|咋办)[吗呢啊呀]?\W*"
)
_STARTS_WHY = re.compile(r"\W*(?:(?:but|and|ok|so|那|但|但是|可|请问)\W*)?(?:why\b|how come\b|为什么|为啥|为何)")
_PAST = re.compile(
    r"(?:上次|上回|上一?单|上个订单|之前|以前).{0,6}(?:订|买|进|拿|付|下|要)的?.{0,12}(?:多少|什么|几|哪|啥)"
    r"|\bdid (?:i|we)\b.{0,40}\b(?:last time|last order|previously|before)\b"
)
_CLAIMS = re.compile(r"(?:上次|上回|之前|以前|刚才|昨天|去年).{0,6}\d+(?:\.\d+)?\s*(?:块|元)?\s*一\s*[箱件瓶罐盒包]", re.ASCII)
_OTHERS_PRICE = re.compile(r"\bd\d{1,3}(?:'s|的)", re.ASCII)
_IF_NOW = re.compile(r"\bif (?:i|we)\b|\bordered (?:now|today)\b|(?:现在|今天|马上|这会儿).{0,4}(?:下|订|确认)")
_PLACE = re.compile(r"仓|工地|门店|店里|地址|\b(?:warehouse|depot|site|store|shop|address|branch)\b")
_PAYMENT = re.compile(
    r"月底?结(?:算|账)?|月结|货到付款|到付|先货后款|款到发货|账期\s*\d*\s*天?|(?:压|欠)一?[批单]|\d+\s*天(?:账期|付款|结)"
    r"|\bnet\s*\d+(?: days)?\b|\b\d+ days?(?: credit| terms)?\b|\bon account\b|\bcash on delivery\b|\bcod\b|\bend of (?:the )?month\b|\bbank transfer\b"
)
_AROUND = re.compile(r"\b(?:and|also|please|pls|it|is|the|our|my|on|put|this|thanks?)\b|[请麻烦哈吧啊的是，,]")
_SENDS = re.compile(r"送|发到|发往|发去|改到|换到|\b(?:send|ship|deliver|go|goes|move)\b.{0,20}\bto\b")
_REARRANGES = re.compile(
    r"改[到成为在去]|换[到成去]|推[到迟]|提前到?|延后|延到|延期|挪到|往后[推延挪]|往前[提挪]|晚[一两几]?天|早[一两几]?天|拖到|而不是|别[送发]"
    r"|\b(?:instead|rather than|in place of)\b|\b(?:move|push|shift|bring|put|change|switch|delay|postpone|reschedule|pull|make)\b"
    r".{0,25}\b(?:to|back|forward|on|until|till|for)\b"
)
_LEAVE = re.compile(
    r"行不行|行吗|行么|成不成|成吗|可不可以|可以吗|可以么|可以不|好不好|好吗|能不能|能否|方便吗|中不中"
    r"|\b(?:any chance|possible|ok|okay|doable|work|works|feasible|alright|all right)\b"
)
_WHOLE_DRAFT = re.compile(
    r"\b(?:draft|basket|cart)\b|\b(?:whole|entire) (?:thing|lot|order|draft)\b|\b(?:everything|all of it|the lot)\b|草稿|购物车|整单|全部|所有|都"
)
_SPEC = re.compile(r"\d+(?:\.\d+)?\s*(?:ml|l|g|kg|毫升|升|克|公斤)?", re.ASCII)
_SIZE = re.compile(r"\s*\b\d+(?:\.\d+)?\s*(?:ml|l|g|kg)\b.*$|\s*\d+(?:\.\d+)?\s*(?:毫升|升|克).*$", re.ASCII | re.IGNORECASE)
_MEASURED = re.compile(r"\d+(?:\.\d+)?\s*(?:年|月|日|号|点|时|分|天|周|星期|小时|%|折|次|元|块|毛|ml|毫升|升|克|g\b|kg|l\b|mm|cm|米)", re.ASCII)


def orders(folded: str) -> bool:
    """Whether "order" stands as a verb."""
    return _ORDER_VERB.search(folded) is not None


def names_draft(folded: str) -> bool:
    """Whether one of several drafts is pointed at."""
    return _DRAFT.search(folded) is not None


def names_drafts(folded: str) -> bool:
    """Whether drafts are spoken of by that word."""
    return _THE_WORD_DRAFT.search(folded) is not None


def names_own_number(folded: str) -> bool:
    """Whether a number of the company's own purchase is told."""
    return _OWN_NUMBER.search(folded) is not None


def without_own_numbers(folded: str) -> str:
    """The text without the numbers that a company gives its own purchases ("PO号8812", "our reference 77-21"): they are no order numbers of ours."""
    return _OWN_NUMBER.sub(" ", folded)


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


def asks_total(folded: str) -> bool:
    """Whether the sum of something is asked for."""
    return _TOTAL.search(folded) is not None


def asks_arrival(folded: str, *, dated: bool) -> bool:
    """Whether it is asked if goods come at some time."""
    return _ARRIVES.search(folded) is not None and (dated or _DAYTIME.search(folded) is not None)


def asks_inside(folded: str) -> bool:
    """Whether a question stands after something else: "if I order now when would it come"."""
    return _ASKS_INSIDE.search(folded) is not None


def asks_when(folded: str) -> bool:
    """Whether the day or the place of a delivery is asked for."""
    return _WHEN.search(folded) is not None and (_ARRIVES.search(folded) is not None or _COMES.search(folded) is not None)


def goes_on(folded: str) -> bool:
    """Whether a question only names another thing to ask the same about: "and Harbour?", "what about Harbour", 那海港呢."""
    return _GOES_ON.search(folded) is not None


def asks_whether_placed(folded: str) -> bool:
    """Whether somebody wonders if his order has been placed."""
    return _PLACED.search(folded) is not None


def ordinal_in(folded: str) -> int | None:
    """Which of a list is meant, counted from 0: "第二个", "the first one"; None when it is not said."""
    return next((place for place, pattern in enumerate(_ORDINALS) if pattern.search(folded)), None)


def name_ordinals(text: str, names: Sequence[str]) -> str:
    """The text with every place in a list of products replaced by the product's name."""
    for pattern, name in zip(_ORDINALS, names, strict=False):
        text = pattern.sub(f" {name} ".replace("\\", ""), text)
    return text.strip()


def name_size(text: str, size: str, name: str) -> str:
    """The text with a bare size replaced by the product of that size: "6 of the 330", "330的来6箱"."""
    return re.sub(rf"(?:\bthe\s+)?{re.escape(size)}(?:\s+ones?\b|的)?", f" {without_size(name)} {size} ", text, count=1, flags=re.IGNORECASE).strip()


def only_why(folded: str) -> bool:
    """Whether nothing but "why" is said."""
    return _WHY.fullmatch(folded) is not None


def starts_why(folded: str) -> bool:
    """Whether a reason is asked for."""
    return _STARTS_WHY.match(folded) is not None


def asks_past(folded: str) -> bool:
    """Whether it is asked what was ordered or paid before."""
    return _PAST.search(folded) is not None


def claims_price(folded: str) -> bool:
    """Whether a price of an earlier time is claimed: "上次给我100一箱的"."""
    return _CLAIMS.search(folded) is not None


def of_another(folded: str) -> bool:
    """Whether something of a dealer that is named by its code is asked for: "D2's prices"."""
    return _OTHERS_PRICE.search(folded) is not None


def supposes_now(folded: str) -> bool:
    """Whether an order of now is only supposed: "if I order now"."""
    return _IF_NOW.search(folded) is not None


def names_place(folded: str) -> bool:
    """Whether a place that goods go to may be named."""
    return _PLACE.search(folded) is not None


def only_remarks(folded: str) -> bool:
    """Whether a text is nothing but a number of the buyer's own or a payment wish."""
    rest = _PAYMENT.sub(" ", _OWN_NUMBER.sub(" ", folded))
    return rest != folded and not re.search(r"[\w\u3400-\u9fff]", _AROUND.sub(" ", rest))


def rearranges(folded: str) -> bool:
    """Whether goods are to come otherwise than it stands: later, on another day, somewhere else instead."""
    return _REARRANGES.search(folded) is not None


def asks_leave(folded: str) -> bool:
    """Whether it is asked if something is possible: 行不行, "would that be ok", "any chance"."""
    return _LEAVE.search(folded) is not None


def sends(folded: str) -> bool:
    """Whether goods are sent somewhere."""
    return _SENDS.search(folded) is not None


def names_part(folded: str, residue: str) -> bool:
    """Whether goods are named after an order, as a part of it: "昨天那单雪碧取消", not "取消可乐那单"."""
    found = _ORDER_THEN.search(folded)
    words = [word for word in re.findall(r"[\u3400-\u9fff]{2,}|[a-z]{3,}", residue) if word not in {"订单", "order"}]
    if _FROM_ORDER.search(folded):
        return bool(words)
    return found is not None and any(word in folded[found.end() :] for word in words)


def common_words(names: Sequence[str]) -> str:
    """The longest run of characters that all names share, when it can name a product; else empty."""
    if not names:
        return ""
    first, *others = (without_size(name) for name in names)
    runs = (first[start:end] for start in range(len(first)) for end in range(len(first), start + 1, -1))
    shared = max((run.strip() for run in runs if all(run in other for other in others)), key=len, default="")
    return shared if re.search(r"[\u3400-\u9fff]{2}|[A-Za-z]{3}", shared) else ""


def means_whole_draft(folded: str) -> bool:
    """Whether all of the draft is meant."""
    return _WHOLE_DRAFT.search(folded) is not None


def spec_in(folded: str) -> str:
    """The size that a clause without a product names ("the 330ml one", "330的呢"); empty without one."""
    found = [match.group(0).strip() for match in _SPEC.finditer(folded)]
    sizes = [size for size in found if not size.isdigit() or len(size) >= _SPEC_DIGITS]
    return sizes[0] if len(sizes) == 1 else ""


def without_size(name: str) -> str:
    """A product name up to its size."""
    return _SIZE.sub("", name).strip()


def without_measures(folded: str) -> str:
    """The text without numbers that are no quantities of goods: days, hours, sizes, money."""
    return _MEASURED.sub(" ", folded)


_GOES_ON = re.compile(
    r"^\W*(?:(?:and|then|ok|so|now)\W+)*(?:what about|how about|same for|and|then|for)\b|^\W*(?:那|那么|还有|再看)|呢\W*$"
    r"|^(?!\W*(?:wh\w+|how|is|are|do|does|did|can|could|will|has|have|any\w*)\b)[^\u3400-\u9fff]*\?$|^[^什么谁哪吗多少几怎么]{2,12}\?$"
)
_THE_WORD_DRAFT = re.compile(r"草稿|\bdrafts?\b")
_DRAFT = re.compile(r"草稿|[那这第][一二两三四五六七八九\d]?[张份]|\bdrafts?\b|\b(?:the|that) [\w-]+ one\b|\bone (?:for|to)\b|\bboth\b|两张|都")
_OWN_NUMBER = re.compile(
    r"(?:\b(?:p\.?o\.?|purchase order|(?:our|my) ref(?:erence)?|customer (?:ref(?:erence)?|order))|(?<![a-z])po|采购单|采购订单|客户单|合同|我方单|我司单)"
    r"(?:\s*(?:numbers?|no\.?|nr\.?|号码?|编号|单号|#|is|是|为|[:：])){0,4}\s*[#:：]?\s*(?:[a-z]{1,4}-?)?\d[\w/-]*"
)
_FROM_ORDER = re.compile(r"\b(?:in|from|on|off|out of) (?:(?:my|the|that|this|our|yesterday's) )(?:\w+ )?order\b|从.{0,8}单")
_ORDER_THEN = re.compile(r"[那这][一张笔个]*单(?:子)?|订单|上一单|\b(?:that|this|the|my|last|yesterday's) (?:\w+ )?order\b|\border\b")
_SPEC_DIGITS = 3
