"""What happens outside any model: a pressed button, a typed yes, a withdrawal. Each does exactly what it names, or says why not.

Invariant: nothing is confirmed unless one live proposal is meant; what could have been meant is shown instead.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.confirmation import Choice, Offer, Reading, Verdict, choose_offer, fold
from tools import confirming
from tools.context import ToolContext
from tools.direct import cancel, discard, show


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done: sentences to say before the results, and whether the message still has to be read by the agent."""

    notes: tuple[str, ...] = ()
    for_agent: bool = False
    did: str = ""


def live_offers(context: ToolContext, state: Mapping[str, Any]) -> tuple[Offer, ...]:
    """The person's live proposals, oldest first, with the product names that this conversation showed for them."""
    names: Mapping[str, list[str]] = state.get("names", {})
    offers = []
    for proposal in confirming.live_proposals(context):
        subject = str(proposal.payload.get("number") or proposal.subject)
        offers.append(Offer(proposal.id, proposal.kind, subject, tuple(fold(name) for name in names.get(subject, ()))))
    return tuple(offers)


def press(context: ToolContext, action: str) -> Outcome:
    """Do what a button stands for. A "say" button is text and never comes here."""
    verb, _, rest = action.partition(":")
    if verb == "confirm" and rest:
        confirming.confirm_token(context, rest)
        return Outcome(did="confirm")
    if verb == "decline" and rest:
        confirming.decline(context, rest)
        return Outcome(did="decline")
    question, _, choice = rest.rpartition(":")
    if verb == "answer" and question and choice:
        confirming.answer(context, question, choice)
        return Outcome(did="answer")
    return Outcome(("assistant.unknown-button",))


def settle_words(context: ToolContext, reading: Reading, offers: tuple[Offer, ...], state: Mapping[str, Any]) -> Outcome:
    """Carry out a confirmation, a refusal or a withdrawal that was typed."""
    if reading.verdict is Verdict.CONFIRM:
        return _confirm(context, reading, offers, state)
    if reading.verdict is Verdict.REFUSE:
        return _refuse(context, reading, offers, state)
    if reading.verdict is Verdict.DECLINE:
        return _decline(context, reading, offers, state)
    return _cancel(context, reading, offers, state)


def _confirm(context: ToolContext, reading: Reading, offers: tuple[Offer, ...], state: Mapping[str, Any]) -> Outcome:
    choice = Choice(None, "several") if _draft_in_between(reading, offers, state) else choose_offer(reading, offers)
    if choice.offer is not None:
        confirming.confirm_proposal(context, choice.offer.id)
        return Outcome(did="confirm")
    if reading.numbers and "cancel" in reading.about:
        for number in reading.numbers:
            cancel(context, number.upper())
        return Outcome(("assistant.confirm-shown",), did="cancel_order")
    return _nothing_confirmed(context, reading, choice, state)


def _draft_in_between(reading: Reading, offers: tuple[Offer, ...], state: Mapping[str, Any]) -> bool:
    """Whether a bare yes may be meant for a draft with open questions that was shown after the only live proposal."""
    unsettled = bool((state.get("draft") or {}).get("questions"))
    names_something = reading.about or reading.numbers or reading.products
    last = (state.get("last_tools") or [""])[-1]
    return unsettled and bool(offers) and not names_something and last not in {"cancel_order", "amend_order"}


def _nothing_confirmed(context: ToolContext, reading: Reading, choice: Choice, state: Mapping[str, Any]) -> Outcome:
    draft = None if reading.about & {"cancel", "change", "report"} else state.get("draft")
    if choice.problem == "none" and not draft:
        return Outcome(for_agent=True) if not reading.explicit and reading.about <= {"act", "order"} else Outcome(("assistant.nothing-to-confirm",))
    if choice.problem == "none":
        show(context)
        return Outcome(("assistant.answer-first" if draft and draft.get("questions") else "assistant.confirm-shown",), did="show_draft")
    context.results.extend(confirming.list_open_proposals(context))
    if draft and draft.get("questions"):
        show(context)
    return Outcome((f"assistant.{choice.problem}-to-confirm",), did="show_draft")


def _refuse(context: ToolContext, reading: Reading, offers: tuple[Offer, ...], state: Mapping[str, Any]) -> Outcome:
    if state.get("draft") and state["draft"].get("questions") and not reading.about:
        return Outcome(for_agent=True)
    if len(offers) == 1 and not reading.about and not offers[0].kind.endswith("draft"):
        confirming.decline(context, offers[0].id)
        return Outcome(did="decline")
    return Outcome(("assistant.kept-draft",) if state.get("draft") or offers else ("assistant.nothing-done",))


def _decline(context: ToolContext, reading: Reading, offers: tuple[Offer, ...], state: Mapping[str, Any]) -> Outcome:
    draft = state.get("draft") or {}
    if draft.get("questions") and draft.get("lines") and not reading.about:
        return Outcome(for_agent=True)
    others = [offer for offer in offers if not offer.kind.endswith("draft")]
    drafts = [offer for offer in offers if offer.kind.endswith("draft")]
    if reading.about & {"cancel", "change", "report"} or (reading.numbers and others):
        choice = choose_offer(reading, others)
        if choice.offer is None:
            return Outcome(("assistant.nothing-to-withdraw",))
        confirming.decline(context, choice.offer.id)
        return Outcome(did="decline")
    newest = offers[-1] if offers else None
    if newest is not None and not newest.kind.endswith("draft") and not reading.about & {"draft", "order"}:
        confirming.decline(context, newest.id)
        return Outcome(did="decline")
    if drafts or draft:
        discard(context)
        return Outcome(did="discard_draft")
    return Outcome(("assistant.nothing-to-withdraw",))


def _cancel(context: ToolContext, reading: Reading, offers: tuple[Offer, ...], state: Mapping[str, Any]) -> Outcome:
    """Read "取消" without a yes: an order that is named, the draft just shown, or the only order that it can be."""
    if reading.numbers:
        for number in reading.numbers:
            cancel(context, number.upper())
        return Outcome(did="cancel_order")
    last, shown = (state.get("last_tools") or [""])[-1], state.get("orders") or []
    if last == "order_status" and len(shown) == 1 and reading.about <= {"cancel", "order"}:
        cancel(context, shown[0])
        return Outcome(did="cancel_order")
    has_draft = bool(state.get("draft"))
    if has_draft and (reading.about <= {"cancel", "draft", "thing"} or "draft" in reading.about or "draft_order" in state.get("last_tools", ())):
        discard(context)
        return Outcome(did="discard_draft")
    cancel(context, offers[-1].subject if offers and offers[-1].kind.endswith("cancel") else "")
    return Outcome(did="cancel_order")
