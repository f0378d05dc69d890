"""Words about the words a person's company is known to use: listing them, forgetting one, saying that a line is not what was meant.

They are done before a confirmation or a model is looked for, because "不是这个" is no refusal of an order and "忘掉红罐" no order.
Invariant: a word is forgotten only when the message says so plainly, or is one that is known; everything else goes on as any message.
"""

import re
from collections.abc import Mapping
from typing import Any

from bot.said import Outcome, Said
from tools import direct

_LONGEST = 80
_LIST = re.compile(
    r"(?:记住|记得|记下|记了|学会|学到|学了|知道|保存).{0,8}(?:叫法|称呼|别名|外号|简称|俗称|代称)|(?:叫法|称呼|别名|外号|简称|俗称).{0,6}(?:有哪些|哪些|有什么|都有啥|列|查|看)"
    r"|(?:哪些|什么|哪几个|啥).{0,4}(?:叫法|别名|外号|俗称)"
    r"|(?:看看?|查看?|列出|显示|列一下|查一下).{0,6}(?:我|我们|咱们?)的?.{0,4}(?:叫法|别名|称呼|俗称)|^我的叫法$"
    r"|\b(?:what|which|list|show|tell)\b.{0,40}\b(?:names?|nicknames?|words?|aliases|terms)\b.{0,30}\b(?:learn\w*|remember\w*|know\w*|saved|stored|picked up)\b"
    r"|\b(?:list|show|see|what are)\b.{0,15}\b(?:my|our)\b.{0,12}\b(?:nicknames?|aliases|own words|product names|names for products)\b"
    r"|\bwhat do (?:you know|i|we) (?:i|we)? ?call (?:things|products)\b",
    re.IGNORECASE,
)
_FORGET = re.compile(
    r"^\W*(?:请|帮我|麻烦你?)?(?:忘掉|别再?记着?|不要再?记着?|删(?:掉|除)?.{1,20}(?:叫法|别名|称呼))|^\W*(?:请|帮我)?(?:把|将).{1,20}(?:忘掉|忘了|忘记)\W*$"
    r"|^\W*(?:please )?(?:forget|delete|remove|unlearn)\b.{0,20}\b(?:name|word|nickname|alias)\b",
    re.IGNORECASE,
)
_MAYBE_FORGET = re.compile(r"^\W*(?:请|帮我|please )?(?:忘记|忘了|删掉|删除|forget|delete|unlearn)|不是|不叫|\bis not\b|isn't|doesn't mean", re.IGNORECASE)
_OTHER_THINGS = re.compile(r"订单|草稿|单子|购物车|刚才|刚刚|上次|加|再来|\b(?:order|draft|basket|cart|it)\b|\d", re.IGNORECASE)
_ABOUT_NAMES = re.compile(r"就是|指的|不是|不对|错|我[说要]的|\bmean|\bnot\b|\bwrong\b|isn't", re.IGNORECASE)
_DRAFTING = frozenset({"draft_order", "amend_draft", "answer", "show_draft", "repeat_last_order"})


def settle_names(said: Said) -> Outcome | None:
    """What the message did about the person's own words; None when it is not about them."""
    context, text, state = said.context, said.text, said.state
    if len(text) > _LONGEST or not direct.may_order(context):
        return None
    if _LIST.search(text):
        direct.names(context)
        return Outcome(did="known_names")
    if _may_be_about_line(text, state) and direct.speaks_of_names(context, text):
        direct.amend(context, text)
        return Outcome(did="amend_draft")
    if _OTHER_THINGS.search(text):
        return None
    if _FORGET.search(text) or (_MAYBE_FORGET.search(text) and direct.knows_name(context, text)):
        direct.forget(context, text)
        return Outcome(did="forget_name")
    return None


def _may_be_about_line(text: str, state: Mapping[str, Any]) -> bool:
    last = (state.get("last_tools") or [""])[-1]
    return (bool(state.get("draft")) or last in _DRAFTING) and _ABOUT_NAMES.search(text) is not None
