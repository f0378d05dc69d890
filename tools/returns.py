"""Tools about goods that come back and rests that do not come: asking for a return, how returns stand, giving up the rest of an order.

Invariant: nothing is asked for or given up until the person confirms exactly what was shown.
"""

# ruff: noqa: D417 - the hidden runtime is not described: a docstring is what the model reads

import re

from langchain.tools import ToolRuntime

from backend.identity.domain import Actor, Permission
from backend.kit.db import UnitOfWork
from backend.ordering.returning import service as returning
from backend.ordering.returning.schemas import ReturnFilter, ReturnOffer, ReturnWords
from backend.ordering.schemas import CancelRequest, ChangeView
from backend.ordering.short_closing import propose_close
from tools.context import ToolContext
from tools.declaring import model_tool
from tools.numbers import find_number, number_in
from tools.results import ReturnsShown
from tools.running import clean, read, write

SHOWN = 10
_STANDING = re.compile(
    r"退货(?:单)?.{0,10}(?:怎么样|怎样|如何|到哪|进度|好了|批了|同意|通过|收到|状态|入账|处理)|(?:我的|哪些|有没有|查|看|待).{0,6}退货|退货(?:单|记录|列表)|\bRT-?\d+"
    r"|退款.{0,6}(?:到账|到了|好了|进度|没有|了吗)|(?:不|别)(?:想|要|用|需要)?退(?:货|了|$)|(?:撤回|撤销|取消).{0,8}退货"
    r"|\b(?:my|which|any|list|show|open|pending)\b.{0,20}\breturns?\b(?! (?:of )?\d)"
    r"|\b(?:don'?t|do not|no longer)\b.{0,12}\breturn\b|\b(?:withdraw|cancel|revoke)\b.{0,12}\breturn\b"
    r"|\breturns?\b.{0,20}\b(?:status|stand|progress|approved|credited|arrived|going)\b",
    re.IGNORECASE,
)
_NOT_SENT = re.compile(
    r"少发|少送|漏发|短少|短了|少给|少了|漏了[一两二三四五六七八九十\d]+[箱件盒包]|换货|调换|赔|发错|送错"
    r"|\bshort[- ]?(?:delivered|delivery|shipped)\b|\bmissing\b|\bexchange\b|\breplace(?:ment)?s?\b|\bwrong (?:item|product|delivery|goods)|\bcompensat",
    re.IGNORECASE,
)
_BACK = re.compile(r"退|\breturn|\bsend(?:ing)?\b.{0,30}\bback\b|\brefund", re.IGNORECASE)
_REST = re.compile(
    r"(?:剩下|剩余|余下|其余|欠货|(?:未发|没发|没到)的?(?:货|部分|那些|商品)|(?:未发|没发)的(?!话)).{0,10}(?:不要|不用|取消|不发|别发|不再发|关)|短结"
    r"|\bshort[- ]close\b"
    r"|\b(?:cancel|drop|close|skip|forget|give up|don'?t (?:need|want|send))\b.{0,12}\b(?:the )?(?:rest|remainder|remaining|backorders?)\b",
    re.IGNORECASE,
)


@model_tool("write", Permission.PLACE_ORDERS)
def return_goods(text: str, runtime: ToolRuntime[ToolContext], number: str = "") -> ReturnOffer:
    """Propose to return delivered goods of an own order. Nothing is asked for until the person confirms.

    Args:
        text: The person's own words with the goods, how many, the lot or code if he gave one, and why, for example "SO-7003 的雪碧有2箱破了,要退".
        number: The order number; empty when he does not say it.
    """
    words, clock = clean(text), runtime.context.clock
    said = ReturnWords(words, number_in(clean(number)) or find_number(words))
    return write(runtime.context, lambda uow, actor: returning.propose_return(uow, actor, said, clock=clock))


@model_tool("read", Permission.READ_ORDERS)
def list_returns(runtime: ToolRuntime[ToolContext], only_open: bool = False) -> ReturnsShown:
    """How returns stand, newest first: the person's own, or for staff those of their dealers.

    Args:
        only_open: True for those only that somebody still has to work on.
    """
    clock = runtime.context.clock

    def listed(uow: UnitOfWork, actor: Actor) -> ReturnsShown:
        page = returning.list_returns(uow, actor, ReturnFilter(open_only=only_open, limit=SHOWN))
        return ReturnsShown(page.items, clock.now(), more=page.next_cursor is not None)

    return read(runtime.context, listed)


@model_tool("write", Permission.APPROVE_ORDERS)
def close_order(runtime: ToolRuntime[ToolContext], number: str = "", text: str = "") -> ChangeView:
    """Propose to give up what has not left of an order, so that the rest is not delivered. Nothing happens until the person confirms.

    Args:
        number: The order number; empty when only one can be meant.
        text: The person's own words when he names the order otherwise, for example "上周那单剩下的不要了" or "close the rest of my last order".
    """
    words, clock = clean(text) or clean(runtime.context.words), runtime.context.clock
    request = CancelRequest(number_in(clean(number)) or find_number(words), words)
    return write(runtime.context, lambda uow, actor: propose_close(uow, actor, request, clock=clock))


def asks_for_returns(text: str) -> bool:
    """Whether somebody asks how returns stand, or speaks of not returning after all: the list says what can still be withdrawn."""
    return _STANDING.search(text) is not None


def gives_goods_back(text: str) -> bool:
    """Whether a complaint about goods is a wish to return them: what was never sent or shall be exchanged is not."""
    return _BACK.search(text) is not None or _NOT_SENT.search(text) is None


def gives_up_rest(text: str) -> bool:
    """Whether somebody does not want what has not left of an order."""
    return _REST.search(text) is not None
