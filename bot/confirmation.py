"""Reads whether a short text confirms, refuses or withdraws something, as a grammar over word lists (bot/lexicon/confirm.*.toml).

A text is cut into clauses and each clause into known pieces. Only when nothing is left over but products of a live proposal can it be
a confirmation: a quantity, an editing verb or any unknown word makes it a message for the agent. Pure: no database, no clock.
Invariant: an edit, a negation, a doubt or a bare condition never confirms (C3).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from bot.clauses import Clause, clauses_of, fold, occurs

LONGEST = 240
"""A longer text is no plain yes."""


class Verdict(StrEnum):
    """What a text is."""

    CONFIRM = "confirm"
    REFUSE = "refuse"
    DECLINE = "decline"
    CANCEL = "cancel"
    MURMUR = "murmur"
    """A sound that may mean yes or nothing at all: "嗯", "哦", "ok...", a raised thumb. It never confirms."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Offer:
    """A live proposal as the grammar sees it: `names` are the names of its products and its place of delivery, folded by `fold`.

    `place` is the number that tells a draft from the person's other drafts, None for other proposals.

    `seen` says how this conversation knows it: shown as it is; shown, but in another version; or never shown here.
    """

    id: str
    kind: str
    subject: str
    names: tuple[str, ...] = ()
    place: int | None = None
    seen: Literal["shown", "changed", "never"] = "shown"


@dataclass(frozen=True, slots=True)
class Reading:
    """The verdict, what the text names, and questions that came along (`rest`, to be answered afterwards).

    `places` are drafts that were named by their number, `every` says that all that was shown is meant, and `counts` how many that are.
    """

    verdict: Verdict
    numbers: tuple[str, ...] = ()
    places: tuple[int, ...] = ()
    every: bool = False
    counts: tuple[int, ...] = ()
    products: tuple[str, ...] = ()
    about: frozenset[str] = frozenset()
    rest: str = ""
    explicit: bool = False
    firm: bool = False
    """Whether a word says yes that is no mere opener such as "ok"."""


def read_confirmation(text: str, offers: Sequence[Offer] = ()) -> Reading:
    """How `text` relates to the live proposals; `Verdict.OTHER` means that the agent should read it."""
    if len(text) > LONGEST:
        return Reading(Verdict.OTHER)
    if _MURMUR.fullmatch(fold(text).strip()):
        return Reading(Verdict.MURMUR)
    names = tuple(name for offer in offers for name in offer.names)
    clauses = clauses_of(text, names)
    roles = _without_reasons(clauses, _without_no_changes(clauses, [_role(clause) for clause in clauses]))
    verdict = Verdict.OTHER if _is_mixed(clauses, roles) else _verdict(roles)
    if sum(offer.place is not None for offer in offers) == 1 and any(clause.places for clause in clauses) and _means_lines(clauses, verdict):
        return Reading(Verdict.OTHER)
    firm = any(clause.firm for clause, role in zip(clauses, roles, strict=True) if role == "confirm")
    if verdict is Verdict.CONFIRM and not firm:
        verdict = _without_firm_yes(text, roles)
    if verdict in {Verdict.OTHER, Verdict.MURMUR}:
        return Reading(verdict)
    kept = [clause for clause, role in zip(clauses, roles, strict=True) if role != "question"]
    places = tuple(dict.fromkeys(place for clause in kept for place in clause.places))
    counts = {*(count for clause in kept for count in clause.counts), *([len(places)] if len(places) > 1 else [])}
    rest = " ".join(clause.text.strip() for clause, role in zip(clauses, roles, strict=True) if role == "question")
    return Reading(
        verdict,
        numbers=tuple(dict.fromkeys(number for clause in kept for number in clause.numbers)),
        places=places,
        every=len(places) > 1 or any(clause.has("both") for clause in kept),
        counts=tuple(sorted(counts)),
        products=tuple(dict.fromkeys(product for clause in kept for product in clause.products)),
        about=frozenset(category for clause in kept for category in clause.found if category in _TOPICS),
        rest=rest,
        explicit=any(clause.has("yes") for clause in kept),
        firm=firm,
    )


def _without_firm_yes(text: str, roles: Sequence[str]) -> Verdict:
    """What an "ok" is: it opens a question, takes note of an answer, or is a yes after all."""
    if not {"question", "tell"}.isdisjoint(roles):
        return Verdict.OTHER
    return Verdict.MURMUR if _NOTED.search(fold(text)) else Verdict.CONFIRM


_SOUND = r"[嗯唔哦噢喔哼额呃啊欸]+|m+h?m+|hm+|uh[ -]?huh|mhm|u+m+|o+h+|ah+|[👍👌✅🆗🙆💪🫡😊🙂😀😄]+[\ufe0f\U0001f3fb-\U0001f3ff]*"
_MURMUR = re.compile(rf"(?:(?:{_SOUND})[\s,.!~。，！～…·]*)+|(?:ok(?:ay)?|好吧?|行吧?|yes|yeah|sure|k|是|对)\s*(?:\.{{2,}}|…+|。{{2,}}|~{{2,}})")

_NOTED = re.compile(
    r"知道|明白|了解|收到|懂了|清楚了|\b(?:got it|i see|understood|noted|good to know|fair enough|makes sense|that answers|thanks for (?:that|checking))\b"
)
"""Words that take note of an answer: with an "ok" beside them they are no yes to a draft."""
_TOPICS = {"cancel", "change", "report", "order", "draft", "act"}


def _role(clause: Clause) -> str:  # noqa: C901, PLR0911, PLR0912 - one decision table, read top to bottom
    """What a clause does in the message."""
    if clause.found[:1] == ["condition"] or (_CONDITION.search(clause.text) and not _only_names(clause)):
        return _conditional(clause)
    if clause.has("edit", "rest") or (clause.has("only") and not clause.has("order", "draft")):
        return "other"
    if clause.has("tell") or clause.asks or clause.has("ask"):
        return _asking(clause)
    if clause.left:
        return "other"
    if _UNCONFIRM.search(clause.text):
        return "refuse"
    if clause.has("condition"):
        return "other"
    if clause.has("spare"):
        clause.found.append("cancel")
        return "decline"
    if clause.has("drop") and len(clause.places) > 1:
        return "other"
    if clause.has("drop"):
        if clause.has("not") and clause.has("cancel", "change"):
            return "decline"
        return "other" if clause.has("not") or clause.products else "withdraw"
    if clause.has("not"):
        return _negated(clause)
    if clause.has("no"):
        return "refuse"
    if clause.has("keep", "wait"):
        return "refuse"
    if clause.has("cancel") and not clause.has("yes"):
        return "cancel"
    if clause.has("yes", "act"):
        return "confirm"
    if clause.has("change", "report"):
        return "other"
    return "confirm" if _ORDER_IT.search(clause.text) else "filler"


_CONDITION = re.compile(r"的话|(?:不[行成够]|不通过|过不[了去]|卡住|没货|缺货)(?:了)?就|\b(?:otherwise|or else)\b|否则|不然")
"""What makes a clause conditional although it opens with no such word."""
_BACKS_OUT = re.compile(
    r"别(?!的|人)|不要|先不|暂不|暂时不|[甭勿]|就不|算了|[先再][留放等]|等我|再说|拉倒"
    r"|\b(?:don't|do not|never) (?:place|order|submit|confirm|send|book|do|go|put)\b|\b(?:wait|hold (?:off|it|on)|leave it|then (?:no|not|don't))\b"
)
_OUTCOME = re.compile(
    r"过不|[没未]过|不[行成能够通]|[没卡拦缺差超扣挂审]|被|原因|为什么|结果|失败|问题|拒"
    r"|\b(?:why|reason|fails?|failed|stuck|held|hold)\b"
    r"|\b(?:block\w*|over|short\w*|missing|problems?|issues?|wrong|reject\w*|refus\w*|not|cannot|approv\w*|goes through)\b|n't\b"
)
"""Words about whether an order passes: the confirmation itself tells that."""
_FIRST = re.compile(
    r"先(?:告诉|说|跟|问|查|看|给|讲|帮|算|把|报|确认)|(?:确认|下单|提交|下)(?:之前|以前|前)|再(?:确认|下单|提交)"
    r"|\bfirst\b(?! (?:one|draft|order))|\bbefore (?:i|we|you|that|confirming|placing|ordering|it goes|anything)\b"
)
"""An answer that is wanted before the yes."""
_TAKEN_FOR_DONE = re.compile(
    r"\b(?:is|was|has) it (?:been )?(?:placed|ordered|confirmed|done|submitted)\b"
    r"|\bdid (?:you|it|we) (?:place|order|confirm|submit|go)\b|\bhow (?:do|can|should) (?:i|we)\b|(?:下单|确认|提交|下)了(?:吗|没)"
)
"""Who asks that takes the order for placed, and has not said yes to it."""
_WHICH = re.compile(r"什么|几|哪|多少|多久|谁|怎么|为何|\b(?:when|where|which|who|what|how|why)\b")
_DO = re.compile(r"\W*(?:please |just )?(?:order|undo|think|approve|go|sounds)\b|\W*(?:i|we) (?:think|guess|suppose|hope|believe)\b")
"""What a question with a mark only proposes to do, or doubts."""
_ONCE = re.compile(r"\b(?:once|as soon as|until|till)\b|(?<=\w )when(?! (?:will|does|is|are|do|can|would|could|should)\b)\b")
_UNCONFIRM = re.compile(r"(?:取消|撤销|撤回|作废)(?:掉|了)?(?:刚才的|这个|我的)?确认|\b(?:cancel|withdraw) (?:my|the|that) (?:confirmation|yes|ok)\b")
_THEN = re.compile(r"^\W*(?:then|and then|再|然后)")


def _only_names(clause: Clause) -> bool:
    """Whether a clause only brings up goods or the order, as "雪碧的话" does."""
    return bool(clause.products or clause.has("order", "draft")) and not (set(clause.left) - {"话"} or clause.has("yes", "act", "not", "no", "drop", "cancel"))


def _conditional(clause: Clause) -> str:
    """A condition with what is to be told then goes with a yes; one with anything else to be done does not."""
    if clause.has("edit", "drop", "cancel", "change", "keep", "rest") or _BACKS_OUT.search(clause.text):
        return "other"
    if clause.has("tell") or (clause.has("ask") and _OUTCOME.search(clause.text)):
        return "doubt" if _FIRST.search(clause.text) else "tell"
    return "question" if clause.asks else "condition"


def _asking(clause: Clause) -> str:
    """A request to tell, a question, or a doubt whether to confirm at all."""
    if _FIRST.search(clause.text) or _BACKS_OUT.search(clause.text) or _TAKEN_FOR_DONE.search(clause.text):
        return "doubt"
    whether = not clause.has("tell") and not _WHICH.search(clause.text)
    if whether and (not clause.left or clause.has("act", "drop", "cancel", "change")):
        return "doubt"
    if _ONCE.search(clause.text) or _DO.match(clause.text):
        return "doubt"
    if clause.has("tell"):
        return "tell" if not clause.left or clause.has("condition") or _OUTCOME.search(clause.text) else "question"
    return "doubt" if not clause.left and clause.has("yes", "act", "not") else "question"


_ORDER_IT = re.compile(r"^\W*(?:(?:please|just|ok|okay|so|then|now|let's|great|perfect|lovely|kindly)\W+)*order\b(?!\s+(?:status|number|list|book|history))")


_NOTHING_MORE = {"no", "nope", "nah", "no thanks", "no thank you", "不用", "不用了", "没有", "没了", "不了"}


def _without_no_changes(clauses: Sequence[Clause], roles: list[str]) -> list[str]:
    """A bare "no" before "that's all" answers whether there is anything else; it refuses nothing."""
    for place, clause in enumerate(clauses[:-1]):
        nothing_more = roles[place] == "refuse" and clause.text.strip(" .!。") in _NOTHING_MORE
        if nothing_more and clauses[place + 1].has("comment") and roles[place + 1] == "filler" and "confirm" in roles:
            roles[place] = "filler"
    return roles


_STILL_WANTED = re.compile(
    r"\W*(?:我们?|客户|咱们?)?(?:还|仍然?|还是)(?:想|需)?要(?:的|呢|它)?\W*"
    r"|\W*(?:as |because )?(?:i|we|they|the customer)(?:'d)? (?:do )?still (?:needs?|wants?)(?: it| that| them)?\W*"
)


def _without_reasons(clauses: Sequence[Clause], roles: list[str]) -> list[str]:
    """A withdrawal beside a cancellation is its reason ("we don't need it any more") and takes nothing else back."""
    cancelling = any(clause.has("cancel") and role in {"cancel", "confirm"} for clause, role in zip(clauses, roles, strict=True))
    if any(clause.has("cancel") and role == "decline" for clause, role in zip(clauses, roles, strict=True)):
        roles = ["filler" if _STILL_WANTED.fullmatch(clause.text) else role for clause, role in zip(clauses, roles, strict=True)]
    return ["filler" if cancelling and role == "withdraw" else role for role in roles]


def _means_lines(clauses: Sequence[Clause], verdict: Verdict) -> bool:
    """Whether "the second" of a single draft can only be one of its lines."""
    return verdict is Verdict.DECLINE or any(clause.has("only") for clause in clauses)


def _waits(roles: Sequence[str]) -> bool:
    """Whether a yes comes only after a question, or beside a condition with which nothing is to be told."""
    if "question" in roles and "confirm" in roles and roles.index("question") < roles.index("confirm"):
        return True
    around = [{*roles[max(place - 1, 0) : place], *roles[place + 1 : place + 2]} for place, role in enumerate(roles) if role == "condition"]
    return any(near.isdisjoint({"tell", "question"}) for near in around)


def _is_mixed(clauses: Sequence[Clause], roles: Sequence[str]) -> bool:
    """Whether a text does one thing to something it names and another to the rest, or makes its yes wait for something."""
    for before, role, clause in zip(roles, roles[1:], clauses[1:], strict=False):
        if role == "confirm" and before in {"tell", "question"} and _THEN.search(clause.text):
            return True
    if _waits(roles):
        return True
    seen, named = set(roles), any(clause.products or clause.places for clause in clauses)
    cancels = {clause.has("cancel") for clause, role in zip(clauses, roles, strict=True) if role in {"confirm", "cancel"}}
    if named and (cancels == {True, False} or ("confirm" in seen and seen & {"withdraw", "decline"})):
        return True
    return "withdraw" in seen and any(clause.products for clause in clauses)


def _negated(clause: Clause) -> str:
    if clause.has("cancel", "change", "report"):
        return "decline"
    if clause.products and not clause.has("act", "yes"):
        return "other"
    withdrawn = clause.has("order", "draft", "thing") or clause.has("want")
    return "withdraw" if withdrawn and not clause.has("act", "yes", "wait") else "refuse"


def _verdict(roles: Sequence[str]) -> Verdict:
    seen = set(roles)
    asks = bool(seen & {"question", "tell"})
    if seen & {"other", "doubt"} or ("condition" in seen and not asks):
        return Verdict.OTHER
    if seen & {"decline", "withdraw"}:
        return Verdict.DECLINE if not seen & {"confirm", "cancel"} or roles[-1] in {"decline", "withdraw"} else Verdict.OTHER
    if "refuse" in seen:
        return Verdict.OTHER if asks else Verdict.CANCEL if "cancel" in seen and "confirm" not in seen else Verdict.REFUSE
    if "confirm" in seen:
        return Verdict.CONFIRM
    return Verdict.CANCEL if "cancel" in seen and not asks else Verdict.OTHER


@dataclass(frozen=True, slots=True)
class Choice:
    """Which live proposal a text means: exactly one, or a problem ("none", "several", "mismatch") and what there is instead."""

    offer: Offer | None
    problem: str = ""


def choose_offer(reading: Reading, offers: Sequence[Offer]) -> Choice:
    """The proposal that a confirmation or a withdrawal means (C2): the named one, or the only one."""
    if not offers:
        return Choice(None, "none")
    fitting = choose_all(reading, offers)
    if not fitting:
        return Choice(None, "mismatch")
    return Choice(fitting[0]) if len(fitting) == 1 else Choice(None, "several")


def choose_all(reading: Reading, offers: Sequence[Offer]) -> list[Offer]:
    """Every proposal that the words may mean."""
    return [offer for offer in offers if _fits(reading, offer)]


def _fits(reading: Reading, offer: Offer) -> bool:
    subject = fold(offer.subject)
    if reading.places and offer.place is not None:
        return offer.place in reading.places and _fits_topic(reading.about, offer.kind, named=False)
    if reading.numbers:
        return subject in reading.numbers and _fits_topic(reading.about, offer.kind, named=True)
    if reading.products and not any(occurs(product, name) for product in reading.products for name in offer.names):
        return False
    return _fits_topic(reading.about, offer.kind, named=False)


def _fits_topic(about: frozenset[str], kind: str, *, named: bool) -> bool:
    """Whether the words of the text may mean a proposal of this kind: placing words never mean a cancellation."""
    topic = "cancel" if kind.endswith("close") else next((word for word in ("cancel", "report", "change", "return") if kind.endswith(word)), "")
    said = about & {"cancel", "report", "change"}
    if said:
        return topic in said
    if about & {"act", "order", "draft"} and not named:
        return topic not in {"cancel", "return"} and not (topic == "change" and "draft" in about)
    return True
