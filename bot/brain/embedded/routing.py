"""Decides what one clause asks for, from its features and the dialogue state: a table of rules read from top to bottom.

Structure comes first (an order number, a quantity, an open question), then strong cues in the order in which a mistake would hurt
most, then the state, then the intent classifier. Invariant: nothing here runs a tool; a wrong decision shows a wrong card, never an order.
"""

from collections.abc import Callable
from dataclasses import dataclass

from bot.brain.embedded.advising import asking_code, asking_how, going_on
from bot.brain.embedded.approving import awaiting_release, releasing
from bot.brain.embedded.delivery_phrases import asks_arrival, asks_total, asks_when, names_own_number, names_place, only_remarks, sends, supposes_now
from bot.brain.embedded.earlier import about_earlier, meant
from bot.brain.embedded.goods_phrases import leaves_choice, ordinal_in
from bot.brain.embedded.guessing import nearest_topic
from bot.brain.embedded.likelihood import REFUSED, likely_topic, resembles_trouble, speaks_of_else
from bot.brain.embedded.names import asked_count, asked_status
from bot.brain.embedded.phrasing import (
    asks_figures,
    asks_life,
    asks_past,
    asks_to_give,
    asks_whether_placed,
    goes_on,
    means_that_order,
    means_this_order,
    means_whole_draft,
    names_draft,
    names_drafts,
    names_part,
    only_why,
    points,
    repeats_it,
    starts_why,
)
from bot.brain.embedded.redirecting import another_day, another_delivery, once_more, settling
from bot.brain.embedded.repairing import asking_headroom, choosing_language, going_back, is_code, just_done, saying_again, undoing
from bot.brain.embedded.segment import Clause
from bot.brain.embedded.sets import about_several
from bot.brain.embedded.state import DialogueState


@dataclass(frozen=True, slots=True)
class Decision:
    """The topic of a clause. `sure` is False when only the classifier or nothing spoke for it; then `share` is its probability."""

    topic: str
    clause: Clause
    sure: bool = True
    share: float = 1.0


def decide(clause: Clause, state: DialogueState) -> Decision:
    """The topic of `clause`; "unknown" when nothing speaks for any."""
    earlier = "" if _forbidden(clause, state) else about_earlier(clause)
    if earlier:
        return Decision(earlier, meant(clause))
    for rule in _RULES:
        topic = rule(clause, state)
        if topic:
            return Decision(topic, clause)
    return _by_example(clause, state)


def _forbidden(clause: Clause, _state: DialogueState) -> str:
    return "attack" if "attack" in clause.strong or is_code(clause.folded) else ""


def _about_number(clause: Clause, _state: DialogueState) -> str:
    if not clause.numbers:
        return ""
    if clause.asks and asks_life(clause.folded) and not clause.counted:
        return "life"
    weakly = "returning" in clause.weak and not clause.strong & {"cancelling", "dropping", "repeating", "ordering"}
    elsewhere = next((topic for topic in REFUSED if topic in clause.strong), "returning" if weakly else "")
    if elsewhere and "editing" not in clause.strong:
        return elsewhere
    if "approving" in clause.strong and (clause.requests or not clause.asks):
        return "approving"
    wanted = clause.requests or not clause.asks
    if clause.strong & {"cancelling", "dropping"} and not clause.counted and not clause.known and wanted:
        return "cancelling"
    edits = wanted and ("editing" in clause.strong or clause.counted or ("dropping" in clause.strong and clause.known))
    again = "repeating" in clause.strong or (repeats_it(clause.folded) and wanted)
    return "repeating" if again else "changing" if edits else "status"


def _life(clause: Clause, state: DialogueState) -> str:
    """How the order at hand came about: "who approved it?", "这单谁批的"."""
    about = clause.names_order or (len(state.orders) == 1 and not state.has_draft)
    return "life" if clause.asks and about and asks_life(clause.folded) and not (clause.counted or clause.known) else ""


_EVEN_COUNTED = {"human", "feedback", "diversion", "returning"}


def _refused(clause: Clause, state: DialogueState) -> str:
    for topic in REFUSED:
        if topic not in clause.strong:
            continue
        figures = clause.strong & {"price", "stock"}
        if topic in _EVEN_COUNTED or not clause.counted or (clause.asks and not figures):
            return topic if not (state.is_asking and not clause.asks and topic == "returning") else ""
    return ""


def _claim(clause: Clause, _state: DialogueState) -> str:
    return "claim" if clause.claims and not clause.counted_plainly and not clause.asks else ""


def _holding(clause: Clause, _state: DialogueState) -> str:
    return "holding" if clause.pauses or (clause.holds and not clause.has_product and not clause.counted) else ""


def _restating(clause: Clause, state: DialogueState) -> str:
    """A text such as "确认10箱可乐" or "可以下单吗?" with an open draft shows it again; it neither adds ten more nor confirms."""
    if not state.has_draft or state.is_asking:
        return ""
    doubts = clause.doubts or (clause.asks and asks_whether_placed(clause.folded))
    if doubts and not clause.counted and not clause.known:
        return "restating"
    return "restating" if clause.restates and (clause.counted or clause.has_product) and not clause.asks else ""


_BESIDE = {"listing", "showing", "credit", "cutoff", "delivery", "helping", "whoami", "status", "parting", "repeating"}


def _answer(clause: Clause, state: DialogueState) -> str:
    question = clause.asks and "answering" not in clause.strong
    if not state.is_asking or question or _polite_only(clause):
        return ""
    if (clause.strong & {"stock", "price"} and asks_figures(clause.folded)) or speaks_of_else(clause, state):
        return ""
    elsewhere = clause.strong & _BESIDE and not (clause.known or clause.counted or "answering" in clause.strong)
    return "" if elsewhere else "order"


def _whole_draft(clause: Clause, state: DialogueState) -> str:
    """Getting rid of all of the draft, whatever else is open."""
    drops = "dropping" in clause.strong or "discarding" in clause.strong
    only = "discarding" in clause.strong and not clause.has_product
    whole = means_whole_draft(clause.folded) and not clause.known
    pointed = points(clause.folded) and not clause.has_product and not clause.names_order and not state.is_asking
    wanted = drops and not clause.counted and (clause.requests or not clause.asks) and not clause.numbers
    if wanted and not state.has_draft and not clause.known and names_drafts(clause.folded):
        return "discarding"  # there is none; a placed order is not what was meant
    if wanted and pointed and not state.has_draft and len(state.orders) == 1:
        return "cancelling"
    return "discarding" if state.has_draft and wanted and (only or whole or pointed) else ""


def _one_of_drafts(clause: Clause, state: DialogueState) -> str:
    """Getting rid of one of several drafts: "取消城西那张", "drop the east one". The tool finds which."""
    drops = clause.strong & {"dropping", "discarding", "cancelling"} and (clause.requests or not clause.asks)
    if not (state.several_drafts and drops) or clause.known or clause.counted or clause.numbers or clause.earlier is not None:
        return ""
    return "discarding" if names_draft(clause.folded) or (bool(clause.residue) and not clause.names_order) else ""


def _remark(clause: Clause, _state: DialogueState) -> str:
    """Nothing but a remark that goes with an order: "net 30", "月底结", "PO A-77": it stays with the goods beside it or in the draft."""
    plain = not (clause.asks or clause.known or clause.numbers or clause.counted)
    return "order" if plain and only_remarks(clause.folded) else ""


def _moving(clause: Clause, state: DialogueState) -> str:
    """A polite wish for another place: "送总仓可以吗", "can it go to the main warehouse?"."""
    wish = clause.asks and clause.requests and state.has_draft and names_place(clause.folded) and sends(clause.folded)
    return "order" if wish and not (clause.known or clause.numbers or clause.only_question or clause.earlier is not None) else ""


def _total(clause: Clause, state: DialogueState) -> str:
    """What it comes to: of the draft, or of the order shown last."""
    why = only_why(clause.folded) or (starts_why(clause.folded) and clause.is_short)
    named = clause.has_product and not (why and not clause.strong & {"stock", "price"})
    if not (why or asks_total(clause.folded)) or named or clause.counted or clause.numbers or state.just_shown:
        return ""
    if not (clause.asks or clause.is_short) or clause.strong & {"credit", "listing", "ordering", *REFUSED}:
        return ""
    another = clause.names_order and not means_this_order(clause.folded)
    if another:
        return "status" if clause.asks else ""
    return "showing" if state.has_draft else "status" if len(state.orders) == 1 else ""


def _arrival(clause: Clause, state: DialogueState) -> str:
    """Whether goods come at some time: "can it come tomorrow morning?"."""
    if not clause.asks or clause.counted or clause.known or clause.numbers or not asks_arrival(clause.folded, dated=clause.dated):
        return ""
    placed = not state.has_draft and len(state.orders) == 1
    return "" if clause.names_order else "status" if placed else "delivery"


def _day_checked(clause: Clause, state: DialogueState) -> str:
    """Whether the day of the draft is the one that is meant: "Friday the 13th, right?"."""
    checks = state.has_draft and clause.asks and clause.dated and not clause.requests
    return "showing" if checks and not (clause.known or clause.counted or clause.strong or clause.folded.rstrip("?？ ").endswith("呢")) else ""


def _when(clause: Clause, state: DialogueState) -> str:
    """When or where the goods at hand come: the draft or the order just shown tells."""
    if not clause.asks or clause.counted or clause.known or clause.numbers or not asks_when(clause.folded) or clause.strong & {"cutoff", *REFUSED}:
        return ""
    if supposes_now(clause.folded):
        return "delivery"
    if state.has_draft and not clause.names_order:
        return "showing"
    return "status" if len(state.orders) == 1 and not state.just_shown and not clause.strong & {"delivery"} else ""


def _picked(clause: Clause, state: DialogueState) -> str:
    """One of the products just shown is taken by its place in the list, or by its size with a quantity."""
    if state.is_asking or not state.just_shown or clause.known or clause.numbers or clause.strong & {"stock", "price", *REFUSED}:
        return ""
    place = ordinal_in(clause.folded)
    by_place = place is not None and place < len(state.names) and not (clause.asks and clause.only_question)
    wanted = (clause.bare_number or clause.counted) and clause.strong & {"ordering", "answering"} and not clause.has_product and not clause.asks
    return "order" if by_place or wanted else ""


def _credit(clause: Clause, _state: DialogueState) -> str:
    return "credit" if "credit" in clause.strong and not (clause.counted and not clause.asks) else ""


def _times(clause: Clause, _state: DialogueState) -> str:
    if clause.counted and not clause.asks:
        return ""
    if "cutoff" in clause.strong:
        return "cutoff"
    return "delivery" if "delivery" in clause.strong and clause.asks else ""


def _promotion(clause: Clause, _state: DialogueState) -> str:
    """Which promotions there are; one that is claimed beside goods is no question, and grants nothing."""
    asked = "promotion" in clause.strong and (clause.asks or clause.is_short or clause.requests) and not clause.counted
    return "promotion" if asked and not (clause.numbers or clause.names_order) else ""


def _figures(clause: Clause, _state: DialogueState) -> str:
    stock, price = "stock" in clause.strong, "price" in clause.strong or clause.haggles
    if not (stock or price) or (clause.counted and not clause.asks):
        return ""
    if asks_figures(clause.folded) and not clause.names_order:
        return "+".join(topic for topic, said in (("stock", stock), ("price", price)) if said)
    wants_goods = clause.asks and clause.counted and "ordering" in clause.strong and not price
    about_orders = (clause.names_order or "listing" in clause.strong) and not stock and not (price and clause.asks and clause.has_product)
    about_delivery = stock and "status" in clause.strong and not clause.has_product
    if wants_goods or about_orders or about_delivery:
        return ""
    return "+".join(topic for topic, said in (("stock", stock), ("price", price)) if said)


def _past(clause: Clause, _state: DialogueState) -> str:
    """What was ordered before is told by that order, not by stock or prices of now."""
    asked = clause.asks and asks_past(clause.folded) and not (clause.numbers or clause.claims or clause.counted)
    return "listing" if asked and not clause.strong & {"credit", *REFUSED} else ""


def _orders(clause: Clause, state: DialogueState) -> str:
    if clause.counted and not clause.asks and asked_count(clause) is None:
        return ""
    if clause.strong & {"repeating", "cancelling"} and not clause.asks:
        return ""
    edits_draft = state.has_draft and "editing" in clause.strong and not (clause.asks or clause.names_order)
    if edits_draft:
        return ""
    filtered = asked_status(clause) is not None
    several = filtered and clause.names_several
    counted = clause.names_order and clause.asks and "status" not in clause.strong and (filtered or asked_count(clause))
    if "listing" in clause.strong or several or counted:
        return "listing"
    return "status" if "status" in clause.strong and (clause.asks or "ordering" not in clause.strong) else ""


def _cancelling(clause: Clause, state: DialogueState) -> str:
    if "dropping" in clause.strong and clause.names_order and not (clause.known or clause.asks or state.has_draft):
        return "cancelling"
    placed = not state.has_draft or means_that_order(clause.folded)
    if clause.strong & {"cancelling", "dropping"} and clause.known and placed and not clause.asks and names_part(clause.folded, clause.residue):
        return "changing"
    if "cancelling" not in clause.strong or clause.counted:
        return ""
    if clause.has_product and state.has_draft and not clause.names_order:
        return "order"
    return "cancelling"


def _placed(clause: Clause, state: DialogueState) -> str:
    """Right after an order was placed or shown, "make the Sprite 10" without a draft changes that order; so does "that order" at any time."""
    just_now = state.last_tools[-1:] in {("confirm",), ("order_status",), ("amend_order",)}
    that_one = means_that_order(clause.folded)
    unseen = not state.orders and that_one and clause.has_product and not clause.strong & {"listing", "status"}
    about_it = not state.has_draft and ((len(state.orders) == 1 and (just_now or that_one)) or unseen)
    edits = "editing" in clause.strong and not clause.strong & {"ordering", "repeating"} and (clause.requests or not clause.asks) and not clause.adds
    return "changing" if about_it and edits else ""


def _ordering(clause: Clause, state: DialogueState) -> str:
    if "showing" in clause.strong:
        return "showing"
    if "searching" in clause.strong and clause.asks and not clause.counted and "repeating" not in clause.strong:
        return "searching"
    wants = clause.has_product and clause.strong & {"ordering", "editing"} and not (clause.asks and clause.only_question)
    edits = state.has_draft and not clause.asks and (clause.dated or names_place(clause.folded) or clause.strong & {"editing", "answering"})
    noted = state.has_draft and names_own_number(clause.folded) and not (clause.asks or clause.numbers)
    counted = clause.counted and ("ordering" in clause.strong or not resembles_trouble(clause, state))
    given = clause.asks and clause.known and (clause.bare_number or clause.counted) and asks_to_give(clause.folded) and not clause.strong & {"stock", "price"}
    repeats = "repeating" in clause.strong and (clause.requests or not clause.asks)
    undecided = clause.only_marked and not clause.strong & {"stock", "price"} and leaves_choice(clause.folded, clause.goods)
    return "order" if noted or repeats or counted or edits or wants or given or undecided else ""


def _talk(clause: Clause, _state: DialogueState) -> str:
    named = clause.strong <= {"greeting", "thanks", "parting"} and len(clause.folded.split()) <= SHORT_CALL and not (clause.asks or clause.bare_number)
    if clause.has_product and "helping" not in clause.strong and not named:
        return ""
    topic = next((topic for topic in ("whoami", "helping", "parting", "greeting", "thanks") if topic in clause.strong), "")
    if not topic and clause.asks and clause.names_order and not clause.requests:
        return "status"
    return topic or ("starting" if "ordering" in clause.strong else "")


SHORT_CALL = 3
"""Words of a greeting with a name: "hi Dave", "thanks a lot"."""


def _ellipsis(clause: Clause, state: DialogueState) -> str:
    """Short questions such as "and Sprite?" again what was asked last."""
    if clause.strong - {"greeting", "thanks"} or clause.counted:
        return ""
    if clause.spec and state.just_shown and (clause.asks or clause.is_short) and not state.has_draft:
        return "+".join(topic for tool, topic in (("check_stock", "stock"), ("quote_price", "price")) if tool in state.last_tools) or "searching"
    if not clause.asks or not clause.has_words:
        return ""
    if clause.known is not True and "credit_status" in state.last_tools[-1:]:
        return "credit" if clause.is_short and goes_on(clause.folded) else ""
    if not clause.has_product:
        return ""
    last = [topic for tool, topic in (("check_stock", "stock"), ("quote_price", "price")) if tool in state.last_tools]
    return "+".join(last) if clause.is_short else ""


_RULES: tuple[Callable[[Clause, DialogueState], str], ...] = (
    _forbidden,
    _about_number,
    _life,
    going_on,
    choosing_language,
    undoing,
    going_back,
    saying_again,
    just_done,
    asking_headroom,
    _one_of_drafts,
    _remark,
    _moving,
    another_delivery,
    settling,
    once_more,
    _whole_draft,
    awaiting_release,
    _refused,
    asking_code,
    asking_how,
    about_several,
    _claim,
    _holding,
    _restating,
    _total,
    _arrival,
    _when,
    _day_checked,
    _picked,
    _answer,
    _credit,
    _times,
    _past,
    _promotion,
    _figures,
    _orders,
    _cancelling,
    _placed,
    releasing,
    _ordering,
    _talk,
    another_day,
    _ellipsis,
)


def _by_example(clause: Clause, state: DialogueState) -> Decision:
    topic, share = nearest_topic(clause.folded)
    return Decision(likely_topic(topic, share, clause, state), clause, sure=False, share=share)


def _polite_only(clause: Clause) -> bool:
    says_more = clause.has_product or clause.counted or clause.bare_number or clause.strong & {"answering", "editing"}
    return not says_more and bool(clause.strong & {"thanks", "greeting"})
