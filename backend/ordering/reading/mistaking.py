"""Admitted mistakes: "sorry, I misread my list: five boxes", 刚才数量打错了。可乐8箱, and 可乐8箱,刚才看错了.

Called before the clauses are read. Invariant: behind such words amounts of goods that stand in the draft are the new amounts, in all clauses
that follow; goods that are not there are ordered as ever, and "more" still adds.
"""

import re
from collections.abc import Sequence

from backend.ordering.reading.clauses import Clause
from backend.ordering.reading.correcting import set_on_known
from backend.ordering.reading.session import Session
from backend.ordering.reading.wishes import Wish

_JOINING_EN = ("and", "then", "and then", "with", "along with", "together with", "n", "followed by", "too")
_JOINING = frozenset((*_JOINING_EN, "和", "跟", "与", "以及", "及", "并", "并且", "也", "也要"))
_MORE = re.compile(r"\bmore\b")
_MISTAKE = re.compile(
    r"(?:看|写|打|搞|说|弄|记|填|报|输|点|数|抄|念|想|算|选|读|敲|按)错|(?:看|弄|搞|记|写)(?:岔|反|混)了|错了(?!货|地方)|更正|纠正|口误|笔误|手误|手滑|眼花|应该是|应该为|我是说|我的意思是|不对[,;.]"
    r"|\bsorry\b(?! (?:to|for|about) (?:bother|trouble|the|that|being|so|this)\b)"
    r"|\b(?:my|our) (?:mistake|bad|error|fault)\b"
    r"|\bmis-?(?:read|typed|wrote|counted|spoke|said|took|calculated|typing|entered|heard|clicked)\b|\btypos?\b"
    r"|\bwrong (?:number|figure|amount|quantity|quantitie|count|line|list)s?\b"
    r"|\bi (?:really )?meant\b|\bi mean\b|\bcorrections?\b"
    r"|\b(?:got|had|wrote|typed|put|read|said|have) (?:it|that|this|those|them|these|the \w+) (?:all )?wrong\b"
    r"|\boops\b|\bwhoops\b|\bslip of\b|\bmixed up\b|\bmade (?:a|an) (?:mistake|error)\b"
)
_OF_BEFORE = re.compile(r"刚才|刚刚|之前|前面|上面|上一条|\b(?:before|earlier|just now|first time|above|previous(?:ly)?)\b")
_LEFT_OUT = re.compile(r"忘|漏|少写|\bforgot|\bleft out\b|\bmissed\b|\bomitted\b")


def mistake_at(text: str, clauses: Sequence[Clause]) -> int | None:
    """Where the amounts begin that correct the draft; None when no mistake is admitted, or when goods were only forgotten."""
    found = _MISTAKE.search(text)
    if found is None or _LEFT_OUT.search(text):
        return None
    counted = [clause.start for clause in clauses if clause.quantities]
    if any(start >= found.start() for start in counted):
        return found.start()
    sentence = text[max((text.rfind(sign, 0, found.start()) for sign in ",;.!"), default=0) + 1 :]
    return 0 if counted and _OF_BEFORE.search(sentence) else None


def adds_more(session: Session, clause: Clause) -> bool:
    """Whether a clause says that its goods come on top; a mere "and" does not."""
    said = session.text[clause.start : clause.end]
    return clause.has("more") or _MORE.search(said) is not None or any(item.has("also") and item.text not in _JOINING for item in clause.items)


def settle_mistake(session: Session, adding: Sequence[Wish]) -> None:
    """Amounts that were shared out or came by another way behind an admitted mistake are new amounts too, all but those `adding`."""
    if session.mistaken:
        for wish in session.wishes:
            if not wish.more and not any(wish is one for one in adding):
                set_on_known(session, wish, counted=True)
