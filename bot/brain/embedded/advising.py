"""After-sales questions: which clauses are one, what they carry on from the talk, and the call that asks the articles.

"E5呢?" after an answer about the LC-300 asks about that machine, "and if it stays?" what the article says further on, and the name of a machine answers
"which one is it?". Invariant: pure; the words of the call are the person's own, before them at most his own question that waited for a machine.
"""

import re
from collections.abc import Sequence

from bot.brain.embedded.calls import Call
from bot.brain.embedded.cues import fold
from bot.brain.embedded.likelihood import REFUSED
from bot.brain.embedded.phrasing import goes_on
from bot.brain.embedded.segment import Clause
from bot.brain.embedded.state import DialogueState
from tools.articles import codes_in

ASK, READ = "ask_articles", "read_article"
FAULT, FURTHER = "after_sales", "further"
_FURTHER = re.compile(
    r"^\W*(?:那|那么|可是|但是?|如果|要是|试了|试过了?|照做了?|都?做了|清了|换了|重启了|重启后|之后|后)*[,，]?\s*"
    r"(?:还是?|仍然?|依然|依旧|又|再)(?:在|会|要)?(?:不行|不好|没好|没用|报|有|亮|闪|响|出现|这样|一样|老样子|不转|不制冷|漏|的话)"
    r"|没(?:有)?(?:用|效果|好|解决)|不管用|不起作用|下一步|接下来|后面(?:的步骤|呢)|然后(?:呢|怎么办)|再(?:然后|之后)呢|还有(?:别的|其他)(?:办法|步骤|方法)"
    r"|\b(?:it|that|this|the (?:fault|code|error|problem|alarm|light))\s*(?:still|stays?|remains?|persists?|comes? back|returns?|keeps?)\b"
    r"|\bstill (?:there|the same|showing|shows?|on|not|doesn't|blinking|happening|broken)\b"
    r"|\b(?:no (?:luck|change|effect)|same (?:again|problem|thing|code|error))\b"
    r"|\b(?:did ?n[o']t|does ?n[o']t|has ?n[o']t|did not|does not) (?:help|work|fix|change|solve)\b"
    r"|\b(?:next step|what(?:'s| is)? next|what then|and then|then what)\b"
)
_MEANS = re.compile(
    r"什么意思|啥意思|是什么|是啥|代表|怎么(?:办|处理|解决|修|消|清|回事)|如何(?:处理|解决|消除)|咋(?:办|弄|处理)|报(?![一个]?[价下])|显示|跳|闪|亮"
    r"|\b(?:mean|means|stand for|fix|clear|reset|show|shows|showing|display|displays|error|fault|alarm|code|blink\w*|flash\w*)\b"
    r"|\bwhat (?:now|do i do|should i do)\b"
)
_WHAT_TO_DO = re.compile(
    r"怎么(?:办|处理|解决|修|弄|消除|回事)|如何(?:处理|解决|修)|咋(?:办|修|弄)|该怎么|要怎么|什么原因|为什么|为啥|求助"
    r"|\bwhat (?:should|do|can|could|must|now|to do)\b|\bhow (?:do|can|should|to)\b.{0,12}\b(?:fix|solve|clear|repair|reset|it|this|that|about)\b"
    r"|\bany (?:idea|ideas|advice|tips)\b|\bwhy\b"
    r"|\bhelp\b|\bwhat's (?:wrong|up|the (?:cause|fix|problem))\b"
)
_HOW = re.compile(
    r"(?:[加兑放]多少水|水灰比|[怎如]么?何?(?:调配|配比|安装|拆装?|清洗|更换|换芯|复位|校准|接线)|加热(?:多久|多长时间|几秒|多少)|静置(?:多久|几分钟|多长)"
    r"|(?:温度|压力|扭矩|电压|转速|气压)(?:要|是|应该|该)?(?:调|设|开|用)?(?:到|成|在|为)?(?:多少|几))"
    r"|\bhow much water (?:per|for|to|do|should|goes|is needed)\b"
    r"|\bhow (?:do|can|should) (?:i|we|you) (?:mix|clean|install|mount|fit|replace|reset|calibrate|wire|adjust)\b"
    r"|\bhow long (?:do|does|should|to|must)\b.{0,20}\b(?:heat|rest|stand|soak|weld|fuse|mix|warm)\b"
    r"|\b(?:what|which) (?:temperature|pressure|torque|voltage|mixing ratio)\b"
)
_BARE = re.compile(r"\W*(?:(?:and|那|那么|what about|how about)\W*)?[a-z]{1,2}-?\d{1,4}\W*(?:呢|呀|啊)?\W*")
_GOODS = frozenset({"order", "starting", "status", "listing", "searching", "unknown", "helping", "feedback", "replenishment", "price", "stock"})
"""What a clause beside a fault is not, unless it names goods or orders."""


def going_on(clause: Clause, state: DialogueState) -> str:
    """More about the article just shown: "还是不行", "and if it stays?"."""
    plain = not (clause.known or clause.counted or clause.numbers or codes_in(clause.text))
    return FURTHER if state.article and state.on_article and plain and _FURTHER.search(clause.folded) else ""


def asking_code(clause: Clause, state: DialogueState) -> str:
    """A fault code with words about it or alone, and the machine that was asked for."""
    if clause.known or clause.counted or clause.numbers or clause.earlier is not None:
        return ""
    if state.article_question and state.on_article and clause.is_short and _is_answer(clause.text, state):
        return FAULT
    if not codes_in(clause.text):
        return ""
    carried = state.on_article and (goes_on(clause.folded) or _BARE.fullmatch(clause.folded) is not None)
    alone = _BARE.fullmatch(clause.folded) is not None and not (state.has_draft or state.just_shown)
    meant = _MEANS.search(clause.folded) is not None and not clause.strong & {"ordering", "price", "stock", "status", "listing"}
    return FAULT if carried or alone or meant else ""


def asking_how(clause: Clause, _state: DialogueState) -> str:
    """How something is mixed, mounted, cleaned or set: "瓷砖胶一袋加多少水", "what pressure for the BD-2?"."""
    elsewhere = clause.numbers or clause.strong & {"ordering", "stock", "listing", "status", "credit", *REFUSED}
    return FAULT if clause.asks and not elsewhere and _HOW.search(clause.folded) else ""


def reads_on(text: str, last_tools: Sequence[str]) -> bool:
    """Whether words right after an article say that it did not help: "还是不行" refuses no order then."""
    return bool(last_tools) and last_tools[-1] in {ASK, READ} and _FURTHER.search(fold(text)) is not None


def belongs_to_fault(clause: Clause, topic: str, beside: Sequence[str], *, sure: bool) -> bool:
    """Whether a clause goes with the fault named beside it: "…, what should I do?"."""
    if FAULT not in beside or topic not in _GOODS or clause.known or clause.counted or clause.numbers:
        return False
    return _WHAT_TO_DO.search(clause.folded) is not None or (not sure and topic in REFUSED)


def question_call(text: str, state: DialogueState, *, sure: bool = True) -> Call:
    """The call that asks the articles, about the machine of the talk when the words name none."""
    waiting = state.article_question if state.on_article and state.article_question else ""
    if waiting and waiting != text and _is_answer(text, state):
        return Call(ASK, {"text": f"{text} {waiting}" if waiting not in text else text})
    about = {"model": state.article_model} if state.article_model and not _names_other(text, state) else {}
    return Call(ASK, {"text": text, **about, **({} if sure else {"sure": False})})


def further_call(state: DialogueState) -> Call:
    """The call that reads on in the article just shown."""
    return Call(READ, {"article_id": state.article, "after": state.article_last})


def _is_answer(text: str, state: DialogueState) -> bool:
    return any(fold(machine.split()[0]) in fold(text) or fold(machine) in fold(text) for machine in state.machines)


_NAME = re.compile(r"(?<![a-z0-9])[a-z]{2,6}(?:-\d{1,4}|\d{2,4})[a-z]?(?![a-z0-9])")


def _names_other(text: str, state: DialogueState) -> bool:
    """Whether the words name a machine themselves, or are a whole question that is not about a code."""
    folded = fold(text)
    return _NAME.search(folded) is not None or not codes_in(text) or fold(state.article_model) in folded
