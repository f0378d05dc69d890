"""From a message and the dialogue state to a plan: tool calls with the person's own words, and sentences for what no tool can do.

Clauses that say nothing alone follow their neighbours, small talk is left out when there is business, and what is left is assembled into
calls (assembling.py). Invariant: a plan never contains a figure that the person did not write.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.brain.embedded.advising import ASK, FAULT, belongs_to_fault, question_call
from bot.brain.embedded.assembling import FIGURES, SAID, TO_PEOPLE, Assembly
from bot.brain.embedded.calls import Plan, distinct
from bot.brain.embedded.cues import fold
from bot.brain.embedded.delivery_phrases import goes_along
from bot.brain.embedded.earlier import meant, only_names, spoken_in
from bot.brain.embedded.guessing import TOPIC_OF, intent_scores, is_familiar
from bot.brain.embedded.likelihood import CLEAR, REFUSED, is_order_line, resembles_trouble
from bot.brain.embedded.phrasing import means_that_order, modifies, points, repeats_it
from bot.brain.embedded.routing import Decision, decide
from bot.brain.embedded.segment import Clause, split_message
from bot.brain.embedded.state import DialogueState

MOST_CALLS = 6
SENSELESS = {SAID["unknown"], "assistant.may-not-order", "assistant.may-not-see"}
"""What is said to a question that nothing else serves: the articles are asked, and when they know no answer either it is said all the same."""
_WRITES = {"draft_order", "amend_draft", "discard_draft", "show_draft", "repeat_last_order", "cancel_order", "amend_order"}
_ORDERS = {"order", "repeating", "changing"}
_NEAR_GOODS = {"order", "starting", "unknown", "changing", "after_sales", "returning", "diversion"}
"""What a clause beside goods is not, however probable, unless it says so."""
_FOR_PEOPLE = frozenset(REFUSED) - TO_PEOPLE.keys()
"""Topics that no tool serves and a person takes over with the conversation."""
_TALK = {"language", "greeting", "thanks", "parting", "smalltalk", "unknown", "claim", "holding"}


def plan_turn(text: str, state: DialogueState, tools: frozenset[str]) -> Plan:
    """What to do about a message with the tools at hand."""
    decided = [decide(clause, state) for clause in _pointed(spoken_in(split_message(text, state.mentioned), state), state)]
    decisions = settle([_or_unknown(decision, text) for decision in decided], state)
    wanted = Assembly(state, text, tools)
    for decision in decisions:
        wanted.take(decision)
    calls = wanted.calls()
    allowed = [call for call in calls if call.name in tools]
    missing = [_missing(call.name) for call in calls if call.name not in tools and call.name != "search_products"]
    says = tuple(dict.fromkeys([*missing, *wanted.says]))
    if ASK in tools and not allowed and set(says) <= SENSELESS and any(decision.clause.asks for decision in decided):
        allowed = [question_call(text, state, sure=False)]
    return Plan(tuple(distinct(allowed)[:MOST_CALLS]), says if says or calls else (SAID["unknown"],))


def _or_unknown(decision: Decision, text: str) -> Decision:
    """What is done at once, telling people something, needs words that say so or a whole message that clearly means it."""
    if decision.sure or decision.topic not in TO_PEOPLE:
        return decision
    folded = fold(text)
    scores = intent_scores(folded)
    meant = is_familiar(folded) and scores.sure and TOPIC_OF.get(scores.intent) == decision.topic
    return decision if meant else replace(decision, topic="unknown", share=0.0)


def _pointed(clauses: Sequence[Clause], state: DialogueState) -> list[Clause]:
    """The clauses, with the order named before where one only points at it: "has SO-1003 shipped? if not, cancel it"."""
    given: list[Clause] = []
    named: tuple[str, ...] = ()
    for clause in clauses:
        alone = len(named) == 1 and not clause.numbers
        calls_off = not clause.counted and clause.strong & {"dropping", "cancelling"} and not clause.known
        refers = alone and calls_off and (points(clause.folded) or not clause.has_product)
        edits = alone and not state.has_draft and clause.known and "editing" in clause.strong and not (clause.asks or clause.adds)
        given.append(replace(clause, numbers=named) if refers or (edits and not clause.strong & {"ordering", "repeating"}) else clause)
        named = clause.numbers or named
    return given


def settle(decisions: Sequence[Decision], state: DialogueState) -> list[Decision]:
    """Let clauses that say nothing alone follow their neighbours, and leave small talk out when there is business."""
    settled: list[Decision] = []
    for index, decision in enumerate(decisions):
        before = settled[-1].topic if settled else ""
        following = decisions[index + 1] if index + 1 < len(decisions) else None
        if _belongs_to_return(decision, settled[-1] if settled else None, following):
            settled.append(Decision("returning", decision.clause))
        elif belongs_to_fault(decision.clause, decision.topic, (before, following.topic if following else ""), sure=decision.sure):
            settled.append(Decision(FAULT, decision.clause))
        elif _picks_by_size(decision, following, state):
            settled.append(Decision("order", decision.clause))
        elif _goes_on_changing(decision, settled, following, state):
            settled.append(Decision("changing", meant(decision.clause)))
        elif only_names(decision.clause):
            goes_on = following is not None and (following.clause.earlier or following.clause.numbers) == decision.clause.earlier
            settled.append(Decision("naming" if goes_on else "status", meant(decision.clause)))
        elif _only_names(decision, following):
            settled.append(Decision("naming", decision.clause))
        else:
            settled.append(_follow(decision, before, following.topic if following else "", state))
    if not settled:
        return []
    if any(one.topic not in _TALK for one in settled):
        return _once_each([one for one in settled if one.topic not in _TALK])
    claims = [one for one in settled if one.topic == "claim"]
    return [Decision("price", claims[0].clause)] if claims else settled[:1] if len({one.topic for one in settled}) == 1 else [_most_telling(settled)]


def _once_each(decisions: Sequence[Decision]) -> list[Decision]:
    """Without what a neighbour answers as well: "order this" beside the goods, and a complaint beside the wish for a person, who gets its words."""
    topics = {one.topic for one in decisions}
    kept = [one for one in decisions if not (topics & _ORDERS and _introduces(one))]
    if "human" not in topics:
        return kept
    return [Decision("human", one.clause) if one.topic in _FOR_PEOPLE else one for one in kept]


def _introduces(decision: Decision) -> bool:
    """Whether a clause only leads to the goods beside it: "order this", 这是我们的单子."""
    told = decision.topic in {"status", "listing"} and not (decision.sure or decision.clause.asks)
    return told or decision.topic == "starting"


def _belongs_to_return(decision: Decision, before: Decision | None, following: Decision | None) -> bool:
    """Whether a clause names the goods of the return asked for beside it: "two of SO-7003's cases burst, I'd like to return them"."""
    clause = decision.clause
    beside = next((one.clause for one in (before, following) if one is not None and one.topic == "returning"), None)
    named = decision.topic in {"changing", "order", "status", "unknown"} and (clause.known or clause.numbers)
    if beside is None or not named or _orders_beside(decision, beside):
        return False
    return not (clause.asks or clause.strong & {"editing", "ordering", "repeating", "cancelling", "status"})


def _orders_beside(decision: Decision, returning: Clause) -> bool:
    """Whether counted goods in a sentence of their own are an order: nothing in it says what is wrong with them, and the return does not point at them."""
    clause = decision.clause
    apart = decision.topic == "order" and clause.sentence != returning.sentence and bool(returning.numbers or returning.known)
    return apart and "returning" not in clause.weak and not points(returning.folded)


def _picks_by_size(decision: Decision, following: Decision | None, state: DialogueState) -> bool:
    """Whether a size picks the product that the next clause counts: "the 500ml one, 3 cases", of the products just shown."""
    clause = decision.clause
    sized = bool(clause.spec) and state.just_shown and not (clause.known or clause.asks or clause.numbers)
    return sized and following is not None and following.topic == "order" and following.clause.counted and not following.clause.has_product


def _goes_on_changing(decision: Decision, settled: Sequence[Decision], following: Decision | None, state: DialogueState) -> bool:
    """Whether a clause belongs to the change of an order: "SO-2003, take the Fanta off" and "SO-2003改一下,芬达不要了"."""
    clause = decision.clause
    if settled and settled[-1].topic == "changing":
        return decision.topic in {"order", "unknown"} and not clause.numbers and not clause.asks
    again = "repeating" in clause.strong or repeats_it(clause.folded)
    that_order = len(state.orders) == 1 and means_that_order(clause.folded) and not (clause.known or again or state.has_draft)
    to_change = clause.names_order and modifies(clause.folded) and not (clause.known or clause.counted or again or state.has_draft)
    if to_change and following and "editing" in following.clause.strong and not following.clause.asks:
        return True
    names_it = bool(clause.numbers) or that_order or (clause.earlier is not None and not again)
    pointed = following is not None and points(following.clause.folded)
    alone = not clause.asks and (pointed or not clause.has_product) and not clause.strong & {"status", "listing"}
    only_number = decision.topic in {"status", "unknown", "order", "starting"} and names_it and alone
    return bool(only_number and following and not following.clause.asks and "editing" in following.clause.strong and not following.clause.strong & {"ordering"})


def _only_names(decision: Decision, following: Decision | None) -> bool:
    """Whether a clause only names the product of the question after it: "What about Fanta, any in stock?"."""
    clause = decision.clause
    asks_itself = decision.topic in FIGURES and clause.only_question
    if decision.sure or asks_itself or following is None or not clause.has_product or clause.counted:
        return False
    return following.topic in FIGURES and not following.clause.has_words


def _follow(decision: Decision, before: str, after: str, state: DialogueState) -> Decision:
    clause = decision.clause
    if before == "order" and clause.only_marked and (not decision.sure or (decision.topic == "delivery" and goes_along(clause.folded))):
        return Decision("order", clause, sure=False)
    complaint = decision.topic == "order" and clause.known is False and {before, after} & set(REFUSED) and not state.has_draft
    if complaint and "ordering" not in clause.strong:
        return Decision(next(topic for topic in (before, after) if topic in REFUSED), clause)
    if decision.sure or clause.asks or (decision.topic == "order" and is_order_line(clause)):
        return decision
    alone = not before and not after
    near_order = "order" in {before, after} or (state.has_draft and alone and clause.has_product)
    if near_order and not resembles_trouble(clause, state) and (decision.share < CLEAR or decision.topic in _NEAR_GOODS):
        return Decision("order", clause, sure=False)
    refused = next((topic for topic in (before, after) if topic in REFUSED or topic == "attack"), "")
    return Decision(refused, clause, sure=False) if refused else decision


def _most_telling(settled: Sequence[Decision]) -> Decision:
    courtesy = next((one for one in settled if one.topic in {"thanks", "parting"}), settled[-1])
    return next((one for one in settled if one.topic not in {"unknown", "thanks", "greeting", "parting"}), courtesy)


def _missing(tool: str) -> str:
    return "assistant.may-not-order" if tool in _WRITES else "assistant.may-not-see"
