"""Notices in words: "有什么通知?" shows them; "别再推价格通知", "stop the price alerts", "恢复订单提醒" switch them off and on.

A part of a message that says so is taken out and becomes a call of its own; the rest is planned as if it stood alone.
Invariant: a part with a figure or an order number in it is never read as either, and no question switches anything.
"""

import re
from dataclasses import replace

from bot.brain.embedded.calls import Call, Plan, distinct
from bot.brain.embedded.cues import fold
from bot.brain.embedded.planning import plan_turn
from bot.brain.embedded.state import DialogueState

SWITCH, SHOW = "set_notices", "list_notices"
_PARTS = re.compile(r"(?<=[,，。;；!！\n])|(?<=[.!])\s|\s(?=(?:and|but|also) )|(?=另外|顺便|然后)", re.IGNORECASE)
_NOUN_ZH = r"(?:通知|提醒|推送|播报|消息|提示|推(?![荐广销]))"
_NOUN_EN = r"(?:notif\w+|alerts?|reminders?|remind\w*|push(?:es|ing)?|messages?|messaging|updates?|news|pinging|ping)"
_GAP_ZH = r"[^并且和后,，\d]{0,8}?"
_OFF_ZH = (
    r"(?:(?:别|不要|不用|不想|不必|甭|勿|停止|不再|先别)(?!忘)(?:再|老|总|一直)?(?:给我|收到?|看到?|发|接收)?"
    r"|关(?:闭|掉|了|上)?|取消|屏蔽|停(?:掉|了|用)?|退订|少)"
)
_ON_ZH = r"(?:恢复|打开|开启|重新(?:开|打开|开启|接收|推)?|继续|订阅|开(?:通|一下|起)?|启用)"
_OFF_EN = (
    r"(?:stop|no more|turn(?:ing)? off|switch(?:ing)? off|mute|silence|don'?t|do not|unsubscribe(?: me)?(?: from)?"
    r"|disable|quit|cancel(?: my| the)?|opt(?: me)? out(?: of)?)"
)
_ON_EN = r"(?:turn(?:ing)? on|switch(?:ing)? on|resume|enable|unmute|subscribe(?: me)?(?: to)?|restart|bring back)"
_GAP_EN = r"(?:\W+(?!and\b|then\b)[a-z']+){0,6}?\W+"
_AFTER_OFF = r"(?:都|就|也|先)?(?:给我)?(?:关|停|不要|不用|取消|别发|别推)"
_AFTER_ON = r"(?:都|就|也)?(?:给我)?(?:打开|恢复|开启|开开)"


def _pattern(zh: str, after: str, en: str, end: str) -> re.Pattern[str]:
    """A wish in either language, the verb before the noun or behind it."""
    chinese = f"{zh}{_GAP_ZH}{_NOUN_ZH}|{_NOUN_ZH}{after}"
    return re.compile(rf"{chinese}|\b{en}{_GAP_EN}{_NOUN_EN}\b|\b{_NOUN_EN} {end}\W*$", re.IGNORECASE)


_OFF = _pattern(_OFF_ZH, _AFTER_OFF, _OFF_EN, "off")
_ON = _pattern(_ON_ZH, _AFTER_ON, _ON_EN, "(?:back )?on")
_NOT = re.compile(r"\d|[?？吗]|为什么|为啥|怎么|没有?收到|忘|\bwhy\b|\bhow\b|\bforget\b", re.IGNORECASE)
_MEANT_EN = re.compile(
    r"\b(?:notif\w+|alerts?|reminders?|remind\w*|push\w*|pinging|ping)\b"
    r"|\b(?:messages?|messaging|updates?|news)\b.*\b(?:about|on|any ?more)\b"
    r"|\b(?:price|order|feedback|all|sending|these|those)\b.*\b(?:messages?|messaging|updates?)\b",
    re.IGNORECASE,
)
_TOPICS = (
    ("prices", re.compile(r"价|price", re.IGNORECASE)),
    ("expiry", re.compile(r"临期|保质期|效期|到期|expir|short.?dated", re.IGNORECASE)),
    ("feedback", re.compile(r"反馈|feedback", re.IGNORECASE)),
    ("orders", re.compile(r"订单|发货|物流|送货|order|shipp|deliver", re.IGNORECASE)),
    ("reminders", re.compile(r"确认|草稿|提醒|remind|confirm", re.IGNORECASE)),
)


_SHOWS = re.compile(
    r"(?:(?:我|我们|你|请|帮我|给我|那|看看?|查看?|看一?下|查一?下|打开|显示|列出|列一下|现在|今天|最近|最新|还|都|有|有没有|有什么|有啥|有哪些|哪些|什么|新|未读|没读|没看|的)\s*)*"
    r"(?:通知|提醒|消息|推送)(?:都|里|有|哪些|什么|啥|吗|么|嘛|没有|没|呢|看看|看一?下|列表|中心|了|啊|吧|\s)*"
    r"|(?:(?:please|pls|hi|hello|and|also|can you|could you|can i|let me|show|list|see|read|check|open|me|my|our|are there|is there"
    r"|do i have|do we have|have i got|i have|got|any|the|all|new|unread|latest|recent|what|which|how many|what are)\s+)*"
    r"(?:notices?|notifications?|alerts?|reminders?|messages?|news for (?:me|us))"
    r"(?:\s+(?:for (?:me|us)|do i have|have i got|are there|list|today|please|yet|waiting|there))*"
    r"|(?:so |and )?what(?: did i|'ve i|(?:'s| is) (?:new|there)| have i)(?: miss(?:ed)?)?(?: (?:for me|today|while i was (?:away|out)))?"
)
_UNREAD = re.compile(r"未读|没读|没看|新|\b(?:unread|new)\b")
_IDLE = {"assistant.not-understood", "assistant.thanks", "assistant.nothing-done", "assistant.starting"}
"""What the rest of such a message is not worth saying; a refusal always is."""


def plan_message(text: str, state: DialogueState, tools: frozenset[str]) -> Plan:
    """The plan of a message, what it says about notices included."""
    parts = [part for part in _PARTS.split(text) if part and part.strip()]
    wishes = {index: call for index, part in enumerate(parts) if (call := _call(part)) is not None and call.name in tools}
    if not wishes:
        return plan_turn(text, state, tools)
    calls = tuple(distinct(list(wishes.values())))
    rest = "".join(part for index, part in enumerate(parts) if index not in wishes).strip(" ,，。;；!！\n")
    if not rest:
        return Plan(calls)
    plan = plan_turn(rest, state, tools)
    says = tuple(key for key in plan.says if plan.calls or key not in _IDLE)
    return replace(plan, calls=(*plan.calls, *calls), says=says)


def _call(part: str) -> Call | None:
    """What a part of a message wants done about notices."""
    choice = notice_choice(part)
    if choice is not None:
        return Call(SWITCH, {"topic": choice[0], "on": choice[1]})
    if not shows_notices(part):
        return None
    return Call(SHOW, {"unread": True} if _UNREAD.search(fold(part)) else {})


def shows_notices(part: str) -> bool:
    """Whether a part of a message asks for the notices, and for nothing else."""
    return _SHOWS.fullmatch(fold(part).strip(" ,，.。?？!！;；\n")) is not None


def notice_choice(part: str) -> tuple[str, bool] | None:
    """The topic that a part of a message switches and whether on; None when it switches none."""
    if _NOT.search(part) or (not re.search(_NOUN_ZH, part) and not _MEANT_EN.search(part)):
        return None
    on = _ON.search(part) is not None
    if not on and _OFF.search(part) is None:
        return None
    return next((topic for topic, words in _TOPICS if words.search(part)), "all"), on
