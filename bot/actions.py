"""What happens outside any model: a pressed button, a typed yes, a withdrawal. Each does exactly what it names, or says why not.

Invariant: nothing is confirmed unless one live proposal is meant and this conversation showed exactly that version of it last; what
could have been meant is shown instead.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from bot.clauses import fold
from bot.confirmation import Choice, Offer, Reading, Verdict, choose_all, choose_offer
from bot.dialogue import shown_key
from bot.said import Outcome, Said
from bot.splitting import read_split
from tools import confirming
from tools.approvals import release_held
from tools.context import ToolContext
from tools.direct import cancel, discard, discard_one, show

_UNDO = re.compile(r"\W*(?:(?:please |pls )?(?:undo|revert)(?: (?:that|it|this))?|take (?:that|it) back|请?(?:撤回|撤销|恢复|改回去)(?:吧|一下)?)\W*")
_KEEPS = re.compile(
    r"\W*(?:算了\W*)?(?:不退|不用退|先不退|不退货|别退)(?:了|吧|货了)*\W*"
    r"|\W*(?:i'll |we'll )?(?:keep (?:it|them|the goods)|don't return (?:it|them|anything))\W*"
)
"""Words that take back the wish to return goods which was just shown."""
_RELEASES = re.compile(r"\b(?:approve|release)\b|批准|放行|审批", re.IGNORECASE)
"""Without an offer these ask to release somebody's order."""
_TAKES = re.compile(r"\b(?:i|we)(?:'ll| will) (?:take|have) (?:it|them|that|those)\b|[要买]了\W*$|来吧\W*$|就(?:它|这个)了?吧?\W*$")
"""Words that, right after the stock or the price of other goods, may mean those goods."""
_LOOKING = frozenset({"check_stock", "quote_price", "search_products"})
_PRESSED: Mapping[str, tuple[Callable[[ToolContext, str], object], str]] = {
    "confirm": (confirming.confirm_token, "confirm"),
    "decline": (confirming.decline, "decline"),
    "again": (confirming.offer_again, "show_draft"),
    "release": (release_held, "order_status"),
}
"""What a button does with the one thing it stands for, and what that turn then did."""
_PROPOSING = frozenset({"cancel_order", "amend_order", "close_order", "return_goods"})
"""Tools that offer something about an order that is placed."""
_HELD = "hold"
"""A turn in which the person would not confirm yet: an "ok" right after it takes note of that, and confirms nothing."""


def live_offers(context: ToolContext, state: Mapping[str, Any]) -> tuple[Offer, ...]:
    """The person's live proposals, oldest first, with the product names that this conversation showed for them."""
    return tuple(_offer(proposal, state) for proposal in confirming.live_proposals(context))


def _offer(proposal: confirming.Proposal, state: Mapping[str, Any]) -> Offer:
    names: Mapping[str, list[str]] = state.get("names", {})
    shown: Mapping[str, str] = state.get("shown", {})
    subject = str(proposal.payload.get("number") or proposal.subject)
    known = shown.get(shown_key(proposal.kind, proposal.subject))
    seen: Literal["shown", "changed", "never"] = "never" if known is None else "shown" if known == proposal.id else "changed"
    places: Mapping[str, int] = state.get("numbers", {})
    return Offer(proposal.id, proposal.kind, subject, tuple(fold(name) for name in names.get(subject, ())), places.get(subject), seen)


def press(context: ToolContext, action: str) -> Outcome:
    """Do what a button stands for. A "say" button is text and never comes here."""
    verb, _, rest = action.partition(":")
    if verb in _PRESSED and rest:
        work, did = _PRESSED[verb]
        work(context, rest)
        return Outcome(did=did)
    if verb == "confirm-all" and rest:
        return _confirm_those(context, rest.split(","))
    question, _, choice = rest.rpartition(":")
    if verb == "answer" and question and choice:
        confirming.answer(context, question, choice)
        return Outcome(did="answer")
    return _show_again(context, "assistant.unknown-button")


def _confirm_those(context: ToolContext, ids: Sequence[str]) -> Outcome:
    """Confirm exactly the proposals a button stood under; when one of them is neither live nor confirmed any more, nothing is done."""
    before = confirming.said_yes_to_all(context)
    known = {one.id for one in (*confirming.live_proposals(context), *confirming.confirmed_among(context, ids))}
    if not before and not known.issuperset(ids):
        return _show_again(context, "assistant.changed-since")
    confirming.confirm_all(context, before or ids)
    return Outcome(did="confirm")


def settle_words(said: Said, reading: Reading) -> Outcome | None:
    """Carry out a confirmation, a refusal or a withdrawal that was typed; None when the message still has to be read by a brain."""
    context, offers, state = said.context, said.offers, said.state
    if reading.verdict is Verdict.MURMUR:
        return _murmured(context, offers, state)
    if reading.verdict is Verdict.CONFIRM:
        return _confirm(context, reading, offers, state)
    if reading.verdict is Verdict.REFUSE:
        return _refuse(context, reading, offers, state)
    if reading.verdict is Verdict.DECLINE:
        return _decline(context, reading, offers, state)
    return _cancel(context, reading, offers, state)


def take_back_offer(said: Said) -> Outcome | None:
    """A plain "undo" right after a change or a cancellation was proposed takes back that proposal, and no step of a draft."""
    newest = said.offers[-1] if said.offers else None
    proposed = newest is not None and newest.kind != confirming.ORDER_DRAFT and _last_tool(said.state) in _PROPOSING
    keeps = newest is not None and newest.kind == confirming.ORDER_RETURN and _KEEPS.fullmatch(fold(said.text)) is not None
    if newest is None or not proposed or not (keeps or _UNDO.fullmatch(fold(said.text))):
        return None
    confirming.decline(said.context, newest.id)
    return Outcome(did="decline")


def settle_split(said: Said) -> Outcome | None:
    """One draft is thrown away and another is confirmed in one breath; None when the text does not do both."""
    split, context = read_split(said.text, said.offers), said.context
    if split is None:
        return None
    if any(offer.seen != "shown" for offer in (*split.taken, *split.dropped)):
        return _show_again(context, "assistant.changed-since")
    for offer in split.dropped:
        discard_one(context, offer.subject)
    confirming.confirm_all(context, [offer.id for offer in split.taken])
    return Outcome(did="confirm")


def _may_mean_other_goods(words: str, state: Mapping[str, Any]) -> bool:
    """Whether "I'll take it" may be about goods that were just looked at and are not in the draft."""
    if _last_tool(state) not in _LOOKING or not _TAKES.search(fold(words)):
        return False
    drafted = {line["sku"] for line in (state.get("draft") or {}).get("lines", ())}
    return any(product["sku"] not in drafted for product in state.get("products") or ())


def _murmured(context: ToolContext, offers: tuple[Offer, ...], state: Mapping[str, Any]) -> Outcome | None:
    """Something between a yes and nothing: what waits is shown again, and asked for plainly."""
    if not state.get("draft") and not any(offer.seen != "never" for offer in offers):
        return Outcome(("assistant.noted",)) if any(sign.isalpha() for sign in context.words) else None
    questions = (state.get("draft") or {}).get("questions")
    return _show_again(context, "assistant.answer-first" if questions and not offers else "assistant.confirm-shown")


def _confirm(context: ToolContext, reading: Reading, offers: tuple[Offer, ...], state: Mapping[str, Any]) -> Outcome | None:
    known = tuple(offer for offer in offers if offer.seen != "never")
    before = confirming.earlier_yes(context, set(state.get("shown", {}).values()))
    if before.every:
        confirming.confirm_all(context, before.every)
        return Outcome(did="confirm")
    said = before.one
    done = _done_already(before, reading, state)
    if done:
        return _tell_again(context, done, more=said is None and choose_offer(reading, known).problem not in {"none", "mismatch"})
    if said is not None and said not in {offer.id for offer in offers}:
        return _show_again(context, "assistant.changed-since")
    if state.get("unsure") and known and not reading.numbers and not reading.products:
        return _show_again(context, "assistant.unchanged")
    only_noted = _last_tool(state) == _HELD and not (reading.firm or reading.numbers or reading.products or reading.places)
    if known and (only_noted or _may_mean_other_goods(context.words, state)):
        return _show_again(context, "assistant.confirm-shown")
    return _confirm_chosen(context, reading, offers, state)


def _confirm_chosen(context: ToolContext, reading: Reading, offers: tuple[Offer, ...], state: Mapping[str, Any]) -> Outcome | None:
    known = tuple(offer for offer in offers if offer.seen != "never")
    choice = Choice(None, "several") if _draft_in_between(reading, known, state) else choose_offer(reading, known)
    meant = choose_all(reading, known)
    if _miscounted(reading, meant, state):
        choice = Choice(None, "several" if len(meant) > 1 else "mismatch")
    elif reading.every and len(meant) > 1:
        return _confirm_every(context, meant)
    if choice.offer is not None and choice.offer.seen == "shown":
        confirming.confirm_proposal(context, choice.offer.id)
        return Outcome(did="confirm")
    if choice.offer is not None:
        return _show_again(context, "assistant.changed-since")
    if choose_offer(reading, tuple(offer for offer in offers if offer.seen == "never")).offer is not None and choice.problem != "several":
        return _show_again(context, "assistant.confirm-shown")
    if reading.numbers and "cancel" in reading.about:
        for number in reading.numbers:
            cancel(context, number.upper())
        return Outcome(("assistant.confirm-shown",), did="cancel_order")
    return _nothing_confirmed(context, reading, choice, state, offers)


def _miscounted(reading: Reading, meant: Sequence[Offer], state: Mapping[str, Any]) -> bool:
    """Whether the words tell another number than there is of what they may mean: proposals, or the lines of the only one, which is a draft."""
    draft = state.get("draft") or {}
    lines = {len(draft["lines"])} if [offer.subject for offer in meant] == [draft.get("id")] else set()
    return bool(meant) and not lines.union({len(meant)}).issuperset(reading.counts)


def _confirm_every(context: ToolContext, meant: Sequence[Offer]) -> Outcome:
    """Confirm all that this conversation showed; when one of them has changed since, nothing is done and all are shown."""
    if any(offer.seen != "shown" for offer in meant):
        return _show_again(context, "assistant.changed-since")
    confirming.confirm_all(context, [offer.id for offer in meant])
    return Outcome(did="confirm")


def _done_already(before: confirming.EarlierYes, reading: Reading, state: Mapping[str, Any]) -> tuple[str, ...]:
    """What a yes means that was carried out although this conversation was never told: by an earlier run of the message, or elsewhere."""
    return tuple(one.id for one in before.done if before.one is not None or choose_offer(reading, (_offer(one, state),)).offer is not None)


def _tell_again(context: ToolContext, done: tuple[str, ...], *, more: bool) -> Outcome:
    """Tell what came of it; `more` still waits, and the yes may have been meant for that: it is shown and asked again."""
    for proposal_id in done:
        confirming.confirm_proposal(context, proposal_id)
    if more:
        context.results.extend(confirming.list_open_proposals(context))
    return Outcome(("assistant.confirm-shown",) if more else (), did="confirm")


def _show_again(context: ToolContext, note: str) -> Outcome:
    waiting = confirming.list_open_proposals(context)
    context.results.extend(waiting)
    if not waiting:
        show(context)
    return Outcome((note,), did="show_draft")


def _draft_in_between(reading: Reading, offers: tuple[Offer, ...], state: Mapping[str, Any]) -> bool:
    """Whether a bare yes may be meant for a draft that cannot be confirmed as it is and was shown after the only live proposal."""
    unsettled = bool(state.get("draft")) and not any(offer.kind == confirming.ORDER_DRAFT for offer in offers)
    names_something = reading.about or reading.numbers or reading.products
    last = (state.get("last_tools") or [""])[-1]
    return unsettled and bool(offers) and not names_something and last not in _PROPOSING


def _nothing_confirmed(context: ToolContext, reading: Reading, choice: Choice, state: Mapping[str, Any], offers: tuple[Offer, ...]) -> Outcome | None:
    draft = None if reading.about & {"cancel", "change", "report"} else state.get("draft")
    if choice.problem == "none" and not draft:
        return _nothing_waits(context, reading, state, offers)
    if choice.problem == "none":
        show(context)
        return Outcome(("assistant.answer-first" if draft and draft.get("questions") else "assistant.confirm-shown",), did="show_draft")
    context.results.extend(confirming.list_open_proposals(context))
    if draft and not any(offer.kind == confirming.ORDER_DRAFT for offer in offers):
        show(context)
    return Outcome((f"assistant.{choice.problem}-to-confirm",), did="show_draft")


def _nothing_waits(context: ToolContext, reading: Reading, state: Mapping[str, Any], offers: tuple[Offer, ...]) -> Outcome | None:
    """What a yes means where neither an offer nor a draft waits for one."""
    if _RELEASES.search(context.words) or (reading.numbers and not reading.about & {"cancel", "change", "report"}):
        return None
    if not reading.numbers and _offered_again(context, state):
        return Outcome(("assistant.confirm-shown",), did="show_draft")
    if reading.about == {"cancel"} and not reading.numbers and len(state.get("orders") or ()) == 1:
        return _cancel(context, reading, offers, state)
    return None if not reading.explicit and reading.about <= {"act", "order"} else Outcome(("assistant.nothing-to-confirm",))


def _offered_again(context: ToolContext, state: Mapping[str, Any]) -> bool:
    """Whether what this conversation showed last, other than a draft, has run out and is shown again: a yes may still be meant for it."""
    shown = [(key, one) for key, one in state.get("shown", {}).items() if not key.startswith(confirming.ORDER_DRAFT)]
    if not shown or not confirming.can_be_offered_again(context, shown[-1][1]):
        return False
    confirming.offer_again(context, shown[-1][1])
    return True


def _refuse(context: ToolContext, reading: Reading, offers: tuple[Offer, ...], state: Mapping[str, Any]) -> Outcome | None:
    if state.get("draft") and state["draft"].get("questions") and not reading.about:
        return None
    if len(offers) == 1 and not reading.about and not offers[0].kind.endswith("draft"):
        confirming.decline(context, offers[0].id)
        return Outcome(did="decline")
    held = bool(state.get("draft") or offers)
    return Outcome(("assistant.kept-draft",), did=_HELD) if held else Outcome(("assistant.nothing-done",))


def _decline(context: ToolContext, reading: Reading, offers: tuple[Offer, ...], state: Mapping[str, Any]) -> Outcome | None:
    draft = state.get("draft") or {}
    if draft.get("questions") and draft.get("lines") and not reading.about:
        return None
    others = [offer for offer in offers if not offer.kind.endswith("draft")]
    about_proposals = bool(reading.about & {"cancel", "change", "report"})
    if reading.numbers and not about_proposals and not any(fold(offer.subject) in reading.numbers for offer in others):
        return _cancel(context, reading, offers, state)
    meant = _declined(reading, offers, others, about_proposals=about_proposals)
    if meant is not None:
        confirming.decline(context, meant.id)
        return Outcome(did="decline")
    if (draft or len(offers) > len(others)) and not about_proposals and not (reading.numbers and others):
        discard(context)
        return Outcome(did="discard_draft")
    if _last_tool(state) == "confirm" and len(state.get("orders") or ()) == 1 and not about_proposals:
        return _cancel(context, reading, offers, state)
    return Outcome(("assistant.nothing-to-withdraw",))


def _declined(reading: Reading, offers: tuple[Offer, ...], others: list[Offer], *, about_proposals: bool) -> Offer | None:
    """The proposal, other than a draft, that a withdrawal means; None when it means no such proposal."""
    if about_proposals or (reading.numbers and others):
        return choose_offer(reading, others).offer
    newest = offers[-1] if offers else None
    is_meant = newest is not None and not newest.kind.endswith("draft") and not reading.about & {"draft", "order"}
    return newest if is_meant else None


def _cancel(context: ToolContext, reading: Reading, offers: tuple[Offer, ...], state: Mapping[str, Any]) -> Outcome:
    """Read "取消" without a yes: an order that is named, the draft just shown, or the only order that it can be."""
    if reading.numbers:
        for number in reading.numbers:
            cancel(context, number.upper())
        return Outcome(did="cancel_order")
    shown, has_draft = state.get("orders") or [], bool(state.get("draft"))
    at_hand = _last_tool(state) in {"order_status", "confirm"} or (not has_draft and reading.about <= {"cancel", "thing"})
    if at_hand and len(shown) == 1 and reading.about <= {"cancel", "order", "thing"}:
        cancel(context, shown[0])
        return Outcome(did="cancel_order")
    if "draft" in reading.about or (has_draft and (reading.about <= {"cancel", "thing"} or "draft_order" in state.get("last_tools", ()))):
        discard(context)
        return Outcome(did="discard_draft")
    cancel(context, offers[-1].subject if offers and offers[-1].kind.endswith("cancel") else "")
    return Outcome(did="cancel_order")


def _last_tool(state: Mapping[str, Any]) -> str:
    return str((state.get("last_tools") or [""])[-1])
