"""What somebody says who wants a ticket: whether he asks for one, what it is about, and which machine or code he names.

Pure. Invariant: the words of the question stay as they were written; only the phrase that asks for a ticket is taken off their ends.
"""

import re
from collections.abc import Iterable

_TICKET_ZH = r"(?:售后|维修|服务|技术)?(?:工单|问题单|服务单|报修单)"
_OPENS = re.compile(
    rf"(?<![别不莫])(?<!不[用要必])(?:[请麻烦您帮我们忙给要想先就再那也能不能可以]*)(?:开|提交?|建|报|下|登记|创建|新建|生成|留)[一]?[个张条份]?{_TICKET_ZH}[吧呢吗呀啊]?"
    r"|(?:\b(?:please|pls|can|could|would|you|i|we|want|need|to|i'd|like|let's|just|and|then|also)\s+)*(?<!don't )(?<!not )(?<!never )"
    r"\b(?:open|raise|create|log|file|submit|make|start|leave)\s+(?:(?:me|us|a|an|another|new|one)\s+)*(?:(?:support|service|repair|help)\s+)?ticket\b"
    r"(?:\s+(?:for|about|on|regarding)\b(?:\s+(?:me|this|that|it)\b)?)?",
    re.IGNORECASE,
)
_NAMES_TICKETS = re.compile(rf"{_TICKET_ZH}|(?<![a-z0-9])(?:tickets?|tk-?\d+)(?![a-z0-9])", re.IGNORECASE)
_NEGATED = re.compile(
    rf"(?:别|不用|不要|不必)[^，,。]{{0,6}}{_TICKET_ZH}|{_TICKET_ZH}[^，,。]{{0,3}}(?:不要|不用|算了)"
    r"|\b(?:don't|do not|no|without|never)\b[^,.]{0,20}\bticket",
    re.IGNORECASE,
)
_ASKS_PERSON = re.compile(
    r"[请我要想找帮转接叫给]*(?:人工|真人|客服|活人)(?:客服|服务)?[吧呢啊]?"
    r"|(?:i want to |please |can i )?(?:talk|speak) to (?:a |some)?(?:human|person|body|one)",
    re.IGNORECASE,
)
_EDGES = " \t\r\n:：,，.。;；!！?？、-—"
_SERIAL = re.compile(
    r"(?:溯源码|追溯码|序列号|机身号|机器编号|出厂编号|\bs/?n\b|\bserial(?:\s+(?:number|no\.?))?|\b(?:trace|unit)\s+code)\s*(?:is|是|为)?\s*[:：#]?\s*"
    r"([A-Z0-9][A-Z0-9/_.-]{3,63})",
    re.IGNORECASE,
)
SHORTEST_QUESTION = 4
"""Letters; anything shorter is a yes, a number or a thank-you."""
_MARKS = re.compile(r"\W")
_SAYS_SOMETHING = re.compile(r"[㐀-鿿]{2}|[A-Za-z0-9]{2}")


def asks_for_ticket(words: str) -> bool:
    """Whether a text asks to open a ticket: "开个工单:...", "please raise a ticket"."""
    return _OPENS.search(words) is not None and _NEGATED.search(words) is None


def speaks_of_tickets(words: str) -> bool:
    """Whether tickets are spoken of without asking for one: "我的工单怎样了", "any news on my ticket?"."""
    return _NAMES_TICKETS.search(words) is not None and _OPENS.search(words) is None and _NEGATED.search(words) is None


def question_in(words: str) -> str:
    """What a text is about, without the phrase that asks for a ticket or for a person; empty when it says nothing else."""
    found = _OPENS.search(words)
    rest = words if found is None else f"{words[: found.start()].rstrip(_EDGES)}\n{words[found.end() :].lstrip(_EDGES)}".strip(_EDGES)
    without_person = _ASKS_PERSON.sub("", rest).strip(_EDGES)
    return rest.strip() if _SAYS_SOMETHING.search(without_person) else ""


def last_question(earlier: Iterable[str]) -> str:
    """The newest of some earlier messages (newest first) that says what it is about."""
    questions = (question_in(words) for words in earlier if not speaks_of_tickets(words))
    return next((question for question in questions if len(_MARKS.sub("", question)) >= SHORTEST_QUESTION), "")


def serial_in(words: str) -> str:
    """The serial number or trace code that is named as such, upper case; empty without one."""
    found = _SERIAL.search(words)
    return found.group(1).upper().rstrip("-./_") if found else ""
