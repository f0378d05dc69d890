"""When, where and on what terms goods come, and what that comes to: turns of phrase about the delivery and the bill of an order.

Every function looks at folded text. Invariant: pure; a pattern here says what the words are, not what is done about them.
"""

import re

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
_DAYTIME = re.compile(
    r"\b(?:morning|afternoon|evening|noon|tonight|weekend|before \d|by \d|earlier|sooner|next day)\b"
    r"|早上|上午|中午|下午|傍晚|晚上|号|之前|周末|提前|尽快|最快|最早"
)
_IF_NOW = re.compile(r"\bif (?:i|we)\b|\bordered (?:now|today)\b|(?:现在|今天|马上|这会儿).{0,4}(?:下|订|确认)")
_PLACE = re.compile(r"仓|工地|门店|店里|地址|\b(?:warehouse|depot|site|store|shop|address|branch)\b")
_PAYMENT = re.compile(
    r"月底?结(?:算|账)?|月结|货到付款|到付|先货后款|款到发货|账期\s*\d*\s*天?|(?:压|欠)一?[批单]|\d+\s*天(?:账期|付款|结)"
    r"|\bnet\s*\d+(?: days)?\b|\b\d+ days?(?: credit| terms)?\b|\bon account\b|\bcash on delivery\b|\bcod\b|\bend of (?:the )?month\b|\bbank transfer\b"
)
_AROUND = re.compile(r"\b(?:and|also|please|pls|it|is|the|our|my|on|put|this|thanks?)\b|[请麻烦哈吧啊的是，,]")
_PARTICIPLE = re.compile(r"\W*(?:to be )?(?:delivered|shipped|sent|dropped)\b")
_SENDS = re.compile(r"送|发到|发往|发去|改到|换到|\b(?:send|ship|deliver|go|goes|move)\b.{0,20}\bto\b")
_DIRECTS = re.compile(
    r"\W*(?:please |pls |and |then |so |just )*(?:send|ship|deliver|drop|bring|take)(?: off)?"
    r" (?:it|them|this|these|that|those|all|everything|the lot|the goods)(?: all)?(?: over| off| out)? (?:to|at)\b"
    r"|\W*(?:请|麻烦|都|全部?|一起|货|直接|就|帮我|给我)*[送发运](?:货|去)?[到往至去]"
)
_REARRANGES = re.compile(
    r"改[到成为在去]|换[到成去]|推[到迟]|提前到?|延后|延到|延期|挪到|往后[推延挪]|往前[提挪]|晚[一两几]?天|早[一两几]?天|拖到|而不是|别[送发]"
    r"|\b(?:instead|rather than|in place of)\b|\b(?:move|push|shift|bring|put|change|switch|delay|postpone|reschedule|pull|make)\b"
    r".{0,25}\b(?:to|back|forward|on|until|till|for)\b"
)
_LEAVE = re.compile(
    r"行不行|行吗|行么|成不成|成吗|可不可以|可以吗|可以么|可以不|好不好|好吗|能不能|能否|方便吗|中不中"
    r"|\b(?:any chance|possible|ok|okay|doable|work|works|feasible|alright|all right)\b"
)
_OWN_NUMBER = re.compile(
    r"(?:\b(?:p\.?o\.?|purchase order|(?:our|my) ref(?:erence)?|customer (?:ref(?:erence)?|order))|(?<![a-z])po|采购单|采购订单|客户单|合同|我方单|我司单)"
    r"(?:\s*(?:numbers?|no\.?|nr\.?|号码?|编号|单号|#|is|是|为|[:：])){0,4}\s*[#:：]?\s*(?:[a-z]{1,4}-?)?\d[\w/-]*"
)


def names_own_number(folded: str) -> bool:
    """Whether a number of the company's own purchase is told."""
    return _OWN_NUMBER.search(folded) is not None


def without_own_numbers(folded: str) -> str:
    """The text without the numbers that a company gives its own purchases ("PO号8812", "our reference 77-21"): they are no order numbers of ours."""
    return _OWN_NUMBER.sub(" ", folded)


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


def goes_along(folded: str) -> bool:
    """Whether a day or a place belongs to the goods named before: "..., delivered next Tuesday to the main warehouse?"."""
    return _PLACE.search(folded) is not None or _PARTICIPLE.match(folded) is not None


def sends(folded: str) -> bool:
    """Whether goods are sent somewhere."""
    return _SENDS.search(folded) is not None


def directs(folded: str) -> bool:
    """Whether a clause tells where the goods are to go, whatever the place is called: "ship it to the East City warehouse", 送到城东市场."""
    return _DIRECTS.match(folded) is not None
