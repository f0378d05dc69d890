"""Rules for talk about the talk itself: take it back, say it again, what did I just do, how much more may I order.

Each rule looks at one clause and the dialogue state and names a topic, or nothing. Invariant: pure; what is taken back is the last change
of the draft, never an order.
"""

import re

from bot.brain.embedded.segment import Clause
from bot.brain.embedded.state import DialogueState
from bot.language import asked_language

_UNDO = re.compile(
    r"撤回|撤销|改回[去来]|[加放要]回[去来]|恢复|还原|回到(?:刚才|上一|之前|原来)|退回上一步|上一步|刚才(?:那|的)?.{0,6}不算|当我没说|还是原来的"
    r"|\bundo\b|\brevert\b|\brestore\b|\btake (?:that|it) back\b|\bput (?:it|that|them|the \w+(?: \w+)?) back\b"
    r"|\b(?:go|change|switch|set|turn) (?:it |that |them )?back\b(?! order)|\bas it was\b|\bhow it was\b|\bwhat it was before\b"
    r"|\bscratch that\b|\bignore (?:that|my) last\b"
)
_TO_KIND = re.compile(
    r"\b(?:go|change|switch|set|turn)\b.{0,12}\bback to (?!what|how|the way|the (?:previous|last|old|first|original|earlier)|before|where|it\b|that\b)"
    r"|[改换]回(?!去|来|原|之前|刚才|以前|上)[\u3400-\u9fff\d]"
)
"""Back to a kind that is named ("go back to red", "改回红的") is an exchange, no undoing."""
_RATHER = re.compile(r"(?:算了|那|不)?[,，]?\s*还是要?[\u3400-\u9fff\w]{1,8}(?:的|色)吧?")
_PUTS_BACK = re.compile(r"[加放要]回[去来]|\bput .{0,30} back\b|\b(?:add|bring) .{0,30} back\b")
_AGAIN = re.compile(
    r"再(?:说|讲|发|念|报|重复|显示)一?[遍次下]|重复一[遍下]|重新?(?:发|说)一[遍下]|没(?:看|听)清|没(?:看|听)懂|刚才说(?:的)?(?:什么|啥)|(?:什么|啥)来着"
    r"|\b(?:say|repeat|tell me|show me|send|read|give me) (?:it|that|this|the last (?:one|answer|message)) again\b"
    r"|\brepeat (?:that|this|it|yourself|the last answer)\b(?! order)"
    r"|^\W*(?:那|那么)?现在呢\W*$|^\W*(?:and|so|how about)? ?now\W*$"
    r"|^\W*(?:pardon|come again|say again|sorry\W+what|what was that|repeat|again)\W*$"
    r"|\b(?:didn't|did not) (?:catch|get|see) (?:that|it)\b|\bwhat did you (?:just )?say\b"
)
_JUST_DONE = re.compile(
    r"(?:我|咱)?们?(?:刚才|刚刚|刚)(?:都)?(?:下|订|买|要|点|定|提交)了?(?:的是)?(?:些)?(?:什么|啥|哪些|多少|几)"
    r"|\bwhat (?:did|have) (?:i|we) just (?:order|ordered|buy|bought|place|placed|ask|asked)\b|\bwhat was (?:that|my last) order\b"
    r"|\bwhat was it (?:i|we) just ordered\b"
)
_HEADROOM = re.compile(
    r"还能(?:再)?(?:下|订|买|要|进|赊|拿)(?:多少|多大|几|单|吗|么)|(?:最多|顶多)(?:还)?能(?:再)?(?:下|订|拿|进)|能(?:直接|自动)?(?:通过|过审|过吗)|会不会(?:超|被拦|被挂|卡)|要不要审|需要审[批核]吗|额度够不够"
    r"|\bhow much (?:more )?(?:can|could|may) (?:i|we) (?:still )?(?:order|buy|spend|get)\b|\bhow much (?:more )?(?:room|headroom)\b|\bheadroom\b"
    r"|\b(?:will|would|does) (?:it|this|that|my order|the order) (?:go through|be (?:held|approved|blocked)|get (?:held|approved|blocked)|pass)\b"
    r"|\b(?:within|over|exceed) (?:my|our|the) (?:credit )?limit\b|\bbefore (?:i|we) hit (?:my|our|the) limit\b"
)


def undoing(clause: Clause, state: DialogueState) -> str:
    """Taking back the last change: of the open draft, or of the draft just thrown away."""
    if clause.asks and not clause.requests:
        return ""
    gone = state.last_tools[-1:] in {("discard_draft",), ("decline",), ("undo_change",)}
    if _TO_KIND.search(clause.folded):
        return ""
    if not (state.has_draft or gone) or clause.numbers or clause.counted:
        return ""
    if _PUTS_BACK.search(clause.folded):
        return "undoing"
    return "undoing" if _UNDO.search(clause.folded) and not clause.known else ""


def going_back(clause: Clause, state: DialogueState) -> str:
    """Back to a kind that is named: "go back to red", "改回红的", "还是要黑色的"."""
    wanted = state.has_draft and not (clause.asks or clause.numbers) and clause.earlier is None
    return "order" if wanted and (_TO_KIND.search(clause.folded) or _RATHER.fullmatch(clause.folded.strip(" .。!！,，"))) else ""


def saying_again(clause: Clause, state: DialogueState) -> str:
    """The last answer once more."""
    plain = not (clause.counted or clause.known or clause.numbers)
    return "again" if plain and (state.last_tools or state.has_draft) and _AGAIN.search(clause.folded) else ""


def choosing_language(clause: Clause, _state: DialogueState) -> str:
    """Asking to be answered in the other language; the language of the turn has followed already."""
    return "language" if asked_language(clause.text) and not (clause.counted or clause.known or clause.numbers) else ""


def just_done(clause: Clause, state: DialogueState) -> str:
    """What was ordered a moment ago: the draft as long as nothing was placed, else the order."""
    if clause.numbers or clause.counted or not _JUST_DONE.search(clause.folded):
        return ""
    if state.has_draft:
        return "showing"
    return "status" if len(state.orders) == 1 else "listing"


def asking_headroom(clause: Clause, _state: DialogueState) -> str:
    """How much more may be ordered, or whether what is wanted would pass."""
    return "headroom" if _HEADROOM.search(clause.folded) and not clause.numbers else ""


_STATEMENT = re.compile(
    r"\b(?:drop|truncate|alter|create|delete from|insert into|update)\s+(?:table|database|schema|\w+\s+set\b|from\b|\w+\s+values\b)"
    r"|\bselect\b.+\bfrom\s+\w+\s*(?:;|where\b|$)"
    r"|\bunion\s+(?:all\s+)?select\b|;\s*--|'\s*or\s+'?1'?\s*=|<\s*script|\bos\.system\b|\brm -rf\b|__import__"
)


def is_code(folded: str) -> bool:
    """Whether a text is a statement for a machine, such as a database command; no person means an order by it."""
    return _STATEMENT.search(folded) is not None
