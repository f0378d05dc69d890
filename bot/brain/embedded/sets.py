"""Questions about a set of dealers or people: 谁的额度快用完了, "which dealers are over their limit?", "who is waiting for an answer?".

Read by `routing` before the cues for credit and orders, which know one dealer only. Invariant: such a question is never answered with what
one dealer owes or ordered; a list of orders by their state is the only set there is.
"""

import re

from bot.brain.embedded.names import asked_status
from bot.brain.embedded.phrasing import means_that_order
from bot.brain.embedded.segment import Clause
from bot.brain.embedded.state import DialogueState

_COMPANIES = re.compile(
    r"(?:哪些|哪几[家个]|哪一?家|哪一?个|有几[家个]|几家|多少[家个]?|有没有|所有的?|全部)(?:的)?(?:经销商|客户|代理商?|下级|终端|门店|店铺|商户|公司|人)|(?:哪几|哪|几|多少)家(?![店仓里])"
    r"|\b(?:which|what|any|how many|all)(?: of (?:my|our|the))?(?: (?:my|our|other|the))?"
    r" (?:dealers?|customers?|clients?|distributors?|retailers?|shops?|stores?|accounts|companies|people)\b"
)
_PEOPLE = re.compile(r"谁|(?:有没有|有|哪些)人|\b(?:who|whose|anyone|anybody|someone|somebody|everyone|everybody)\b")
_FATE = re.compile(
    r"额度|授信|欠|逾期|冻结|超[额限了]|账期|[没未](?:下单|订货|进货|付款|还款|下过|订过|回复|人[理回])|下单|订货|进货|买得?|拦|挂起|待审|等.{0,6}(?:回复|答复|审|处理|人工|客服)|最[多少高低大]"
    r"|\b(?:credit|limit|owes?|owing|overdue|frozen|blocked|behind|unpaid|late|ordered|ordering|bought|buys|hold|held|pending|most|least|best|worst)\b"
    r"|\b(?:waiting|waits) (?:for|on)\b|\bunanswered\b"
)
"""What may be true of some and not of others."""
_ONE = re.compile(
    r"(?:问|找|联系|跟|和|给|是|叫|打给|归)谁|谁(?:是|给我|来|送|负责|帮|能|可以|接|签|管|知道|告诉)|我们?(?:的|是|欠|还|能)|"
    r"\b(?:who (?:is|are|am|do|does|should|can|could|will|would) (?:my|our|the|you|i|we|it)|my|our own|i|me)\b"
)
"""About the asker himself, or about somebody who is to do something for him."""


def about_several(clause: Clause, _state: DialogueState) -> str:
    """A question about several: the orders in some state, or one that cannot be answered yet."""
    if not clause.asks or clause.numbers or clause.counted or means_that_order(clause.folded) or _ONE.search(clause.folded):
        return ""
    several = _COMPANIES.search(clause.folded) or (_PEOPLE.search(clause.folded) and _FATE.search(clause.folded))
    if not several:
        return ""
    return "orders-of-several" if asked_status(clause) and (clause.names_order or "status" in clause.strong) else "several"
