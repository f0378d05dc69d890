"""From the decisions of a turn to its tool calls, with the person's own words, and to sentences for what no tool can do.

Neighbouring order clauses become one call, at the place of the first of them; a question without a product takes the product named before
it, in the message or in the dialogue. Invariant: no call contains a figure that the person did not write.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.brain.embedded.advising import ASK, FAULT, FURTHER, READ, further_call, question_call
from bot.brain.embedded.calls import MOST_CARRIED, Call, calls_again
from bot.brain.embedded.cues import fold, pattern_of
from bot.brain.embedded.earlier import call_in_words, left_open
from bot.brain.embedded.goods_phrases import common_words, name_ordinals, name_size, without_size
from bot.brain.embedded.likelihood import REFUSED
from bot.brain.embedded.names import (
    asked_count,
    asked_status,
    asks_for_all_below,
    asks_for_content,
    may_be_name,
    named_dealer,
    orders_for_another,
    without_them,
)
from bot.brain.embedded.phrasing import of_another
from bot.brain.embedded.routing import Decision
from bot.brain.embedded.segment import Clause
from bot.brain.embedded.state import DialogueState
from tools.returns import asks_for_returns, gives_goods_back

FIGURES = {"stock", "price", "stock+price"}
SAID = {
    **{topic: f"assistant.refuse-{topic.replace('_', '-')}" for topic in (*REFUSED, "attack", "smalltalk")},
    "thanks": "assistant.thanks",
    "parting": "assistant.parting",
    "holding": "assistant.nothing-done",
    "starting": "assistant.starting",
    "language": "assistant.language-chosen",
    "unknown": "assistant.not-understood",
    "several": "assistant.refuse-several",
}
RETURN_GOODS, LIST_RETURNS = "return_goods", "list_returns"
TO_PEOPLE = {"human": ("request_person", "reason"), "feedback": ("give_feedback", "text")}
"""Topics that a tool takes in the person's own words."""
_HELP = {"cutoff": "cutoff", "delivery": "delivery", "helping": "abilities", "greeting": "abilities", "whoami": "me"}


class Assembly:
    """Collects the calls of one turn. Order clauses gather into one call, at the place of the first of them."""

    def __init__(self, state: DialogueState, text: str, tools: frozenset[str]) -> None:
        """`text` is the whole message."""
        self._tools = tools
        self._may_order, self._tools = "draft_order" in tools, frozenset(tools)
        self._state = state
        self._text = text
        self._calls: list[Call | None] = []
        self._order: list[Clause] = []
        self._fault: list[str] = []
        self._beside_fault = False
        self._spoken = ""
        self._asked = ""
        self._left_out = False
        self._dealer = ""
        self._joint = "，" if any("\u3400" <= char <= "\u9fff" for char in text) else ", "
        self.says: list[str] = []

    def take(self, decision: Decision) -> None:
        """Add what a clause asks for."""
        topic, clause = decision.topic, decision.clause
        self._left_out |= topic != "order"
        self._beside_fault |= topic != FAULT
        takers = self._takers()
        if topic in takers:
            takers[topic](topic, clause)
        elif topic in TO_PEOPLE and TO_PEOPLE[topic][0] in self._tools:
            self._take_words(*TO_PEOPLE[topic], clause)
        elif topic in SAID:
            self._take_sentence(topic, clause)
        else:
            self._take_change(topic, clause)
        self._spoken = self._spoken if topic == "attack" else clause.residue or self._spoken

    def _takers(self) -> dict[str, Callable[[str, Clause], None]]:
        """What takes a clause of a topic; the others are handed to a person, said, or change something."""
        return {
            "order": self._take_order,
            "headroom": self._take_headroom,
            "again": self._take_again,
            "unknown": self._take_unknown,
            "orders-of-several": self._take_orders_of_several,
            "promotion": self._take_promotions,
            "life": self._take_life,
            "returning": self._take_returning,
            **({FAULT: self._take_fault, FURTHER: self._take_further} if {ASK, READ} <= self._tools else {}),
            **dict.fromkeys(FIGURES, self._take_figures),
            **dict.fromkeys(("status", "listing", "credit"), self._take_account),
            **dict.fromkeys(_HELP, self._take_help),
        }

    def calls(self) -> list[Call]:
        """Everything to call, in the order of the message."""
        order = self._order_call()
        return [call for call in (order if call is None else call for call in self._calls) if call is not None]

    def _take_order(self, _topic: str, clause: Clause) -> None:
        if self._may_order and orders_for_another(clause, self._state.own_names):
            self.says.append("assistant.only-own-dealer")
            return
        if not self._order:
            self._calls.append(None)
        self._order.append(clause)

    def _take_returning(self, topic: str, clause: Clause) -> None:
        """Goods that shall come back, in all words of the message about them; what is missing or to be exchanged is for a person."""
        last = self._calls[-1] if self._calls else None
        if LIST_RETURNS in self._tools and asks_for_returns(clause.text):
            self._calls.append(Call(LIST_RETURNS))
        elif last is not None and last.name == RETURN_GOODS:
            self._calls[-1] = Call(RETURN_GOODS, {**last.args, "text": f"{last.args['text']}{self._joint}{clause.text}"})
        elif RETURN_GOODS in self._tools and gives_goods_back(self._text):
            number = clause.numbers[:1] or (self._state.orders if len(self._state.orders) == 1 and not clause.known else ())[:1]
            self._calls.append(Call(RETURN_GOODS, {"text": clause.text, **({"number": number[0]} if number else {})}))
        else:
            self._take_sentence(topic, clause)

    def _take_fault(self, _topic: str, clause: Clause) -> None:
        """All words of the message about a fault are one question."""
        self._fault.append(clause.text)
        place = next((index for index, call in enumerate(self._calls) if call is not None and call.name == ASK), len(self._calls))
        words = self._joint.join(self._fault) if self._beside_fault else self._text
        self._calls[place : place + 1] = [question_call(words, self._state)]

    def _take_further(self, _topic: str, _clause: Clause) -> None:
        self._calls.append(further_call(self._state))

    def _order_call(self) -> Call | None:
        if not self._order:
            return None
        words = self._joint.join(clause.text for clause in self._order) if self._left_out else self._text
        picked = self._picked(words)
        if picked != words:
            return Call("draft_order", {"text": picked})
        carried = self._carried()
        return Call("draft_order", {"text": f"{carried} {words}" if carried else words})

    def _carried(self) -> str:
        """The product that an order without one means: named in a question before it, or the single one shown last."""
        asked = self._state.is_asking and (not self._state.just_shown or "need_qty" in self._state.questions)
        if any(clause.has_product or clause.names_any(self._state.unknown_goods) or "repeating" in clause.strong for clause in self._order) or asked:
            return ""
        if not any(clause.counted or clause.bare_number for clause in self._order):
            return ""
        if self._asked:
            return self._asked
        if not self._state.just_shown:
            return ""
        if any(clause.for_each for clause in self._order):
            return ", ".join(self._state.products[:MOST_CARRIED]) + ","
        return self._state.products[0] if len(self._state.products) == 1 else common_words(self._state.names)

    def _picked(self, words: str) -> str:
        """The words with the product of the list just shown in place of its number there, or of its mere size."""
        names = self._state.names
        unnamed = not any(clause.known for clause in self._order) and not self._state.is_asking
        if not (self._state.just_shown and names and unnamed):
            return words
        size = next((clause.spec for clause in self._order if clause.spec), "")
        return name_size(words, size, names[0]) if size else name_ordinals(words, names)

    def _take_figures(self, topic: str, clause: Clause) -> None:
        if of_another(clause.folded):
            self.says.append("assistant.may-not-see")
            return
        named = bool(clause.known) if clause.haggles else clause.has_words
        if clause.haggles:
            self.says.append("assistant.refuse-price")
        if not named and (self._order or (topic == "price" and self._covered() and not self._state.just_shown)):
            return
        self._asked = clause.residue if named else self._asked
        tools = {"stock": ("check_stock",), "price": ("quote_price",), "stock+price": ("check_stock", "quote_price")}[topic]
        asked = {call.name for call in self._calls if call is not None} if not named else set()
        self._calls += [Call(tool, self._question(clause, named=named)) for tool in tools if tool not in asked]

    def _take_promotions(self, _topic: str, clause: Clause) -> None:
        """The promotions of the products that are named; of all when none is."""
        self._calls.append(Call("list_promotions", {"text": clause.text} if clause.known else {}))

    def _question(self, clause: Clause, *, named: bool) -> dict[str, Any]:
        """The words, with the product named before in the message; or the codes of the products in focus."""
        if named:
            return {"text": clause.text}
        if self._spoken:
            return {"text": f"{self._spoken} {clause.text}".strip()}
        if clause.spec and self._state.just_shown and self._state.names:
            return {"text": f"{without_size(self._state.names[0])} {clause.spec}"}
        codes = list(self._state.in_focus[:MOST_CARRIED])
        return {"skus": codes} if codes and not clause.counted else {"text": " ".join([*codes, clause.text])}

    def _take_sentence(self, topic: str, clause: Clause) -> None:
        """Say what cannot be done; goods that a forbidden wish names are ordered all the same, at the real price."""
        if topic == "attack":
            self._asked = self._named_in(clause) or self._asked or clause.residue
            if clause.known and clause.counted and not clause.numbers:
                self._take_order("order", clause)
        self.says.append(SAID[topic])

    def _named_in(self, clause: Clause) -> str:
        """The words of a clause that name products."""
        return " ".join(name for name in self._state.mentioned or () if fold(name) in clause.folded)

    def _take_help(self, topic: str, clause: Clause) -> None:
        """A question about times; whether goods are there in time asks for the stock as well."""
        cues = pattern_of(topic, "strong")
        if topic in {"cutoff", "delivery"} and clause.known and clause.counted and cues is not None:
            self._take_figures("stock", replace(clause, text=cues.sub(" ", clause.folded)))
        self._calls.append(Call("help", {"topic": _HELP[topic]}))

    def _take_words(self, tool: str, parameter: str, clause: Clause) -> None:
        """Hand the person's own words on; clauses about the same thing go together."""
        place = next((index for index, call in enumerate(self._calls) if call is not None and call.name == tool), None)
        if place is None:
            self._calls.append(Call(tool, {parameter: clause.text}))
            return
        before = self._calls[place]
        self._calls[place] = Call(tool, {parameter: f"{before.args[parameter] if before else ''}{self._joint}{clause.text}"})

    def _take_headroom(self, _topic: str, clause: Clause) -> None:
        named = {"text": clause.text} if clause.known or clause.counted else {}
        self._calls.append(Call("order_headroom", named) if "order_headroom" in self._tools else Call("credit_status"))

    def _take_life(self, _topic: str, clause: Clause) -> None:
        """How orders came about: those named, the one at hand, or the one the words tell of."""
        numbers = clause.numbers or (self._state.orders if len(self._state.orders) == 1 else ())
        self._calls += [Call("order_history", {"number": number}) for number in numbers] or [Call("order_history", {"text": clause.text})]

    def _take_again(self, _topic: str, _clause: Clause) -> None:
        self._calls += calls_again(self._state)

    def _take_orders_of_several(self, _topic: str, clause: Clause) -> None:
        self._calls.append(Call("list_orders", {"status": asked_status(clause) or "", "below": True}))

    def _take_account(self, topic: str, clause: Clause) -> None:
        dealer = named_dealer(clause) or self._dealer_before(topic, clause)
        self._dealer = dealer or self._dealer
        named = {"dealer_name": dealer} if dealer else {}
        if topic == "credit":
            self._calls.append(Call("credit_status", named))
        elif clause.numbers:
            self._calls += [Call("order_status", {"number": number}) for number in clause.numbers]
        elif topic == "status" and clause.earlier == () and asked_status(clause):
            self._calls.append(Call("list_orders", {"status": asked_status(clause)}))
        elif topic == "status" and left_open(clause):
            self._calls += [Call("order_status", {"number": one}) for one in clause.earlier or ()] or [call_in_words("order_status", clause)]
        elif not dealer and self._covered():
            return
        elif topic == "status" and not dealer:
            number = self._state.orders[0] if len(self._state.orders) == 1 else None
            self._calls.append(Call("order_status", {"number": number} if number else {}))
        else:
            count = asked_count(clause) or (1 if asks_for_content(clause) else None)
            wanted = {"limit": count, "status": asked_status(clause), "below": asks_for_all_below(clause)}
            named = {} if wanted["below"] else named
            self._calls.append(Call("list_orders", {**{name: value for name, value in wanted.items() if value}, **named}))

    def _dealer_before(self, topic: str, clause: Clause) -> str | None:
        """The company that a clause or a turn before named: "那新开门店呢,还能用多少?"."""
        if topic != "credit":
            return None
        residue = without_them(clause.residue)
        if residue and not clause.strong & {"credit"} and not clause.weak and may_be_name(clause.text):
            return residue
        if self._dealer:
            return self._dealer
        if self._state.own_names or self._may_order:
            return None
        return (self._spoken if not residue else "") or self._state.dealer or None

    def _covered(self) -> bool:
        """Whether what was called before already shows an order, so that "and the total?" needs no other call."""
        return bool(self._order) or any(call is not None and call.name in {"order_status", "list_orders"} for call in self._calls)

    def _take_change(self, topic: str, clause: Clause) -> None:
        number = {"number": clause.numbers[0]} if clause.numbers else {}
        if topic == "cancelling":
            self._take_cancelling(clause)
        elif topic == "repeating":
            edited = clause.counted or clause.known or "editing" in clause.strong
            self._calls.append(Call("draft_order", {"text": clause.text}) if edited else Call("repeat_last_order", number))
        elif topic == "changing":
            self._take_amendment(number, clause)
        elif topic == "approving":
            self._take_approving(number)
        elif topic == "restating":
            self._calls.append(Call("show_draft"))
            self.says.append("assistant.confirm-shown")
        elif topic == "showing":
            self._calls.append(Call("show_draft"))
        elif topic == "searching":
            again = self._question(clause, named=clause.has_words) if clause.spec else {}
            self._calls.append(Call("search_products", {"text": again.get("text") or clause.residue or clause.text}))
        elif topic == "discarding":
            self._calls.append(Call("discard_draft", {"text": clause.text} if self._state.several_drafts else {}))
        elif topic == "undoing":
            self._calls.append(Call("undo_change", {"text": clause.text} if clause.known else {}))

    def _take_approving(self, number: dict[str, str]) -> None:
        """Staff are shown what waits, with its button; who orders for a company is told who releases."""
        if self._may_order or "list_approvals" not in self._tools:
            self._calls += [Call("order_status", number)] if number else []
            self.says.append("assistant.refuse-approving")
        else:
            self._calls.append(Call("list_approvals", number))

    def _take_cancelling(self, clause: Clause) -> None:
        shown = self._state.orders if len(self._state.orders) == 1 else ()
        numbered = [Call("cancel_order", {"number": one}) for one in clause.numbers or shown] or [Call("cancel_order")]
        self._calls += [call_in_words("cancel_order", clause)] if left_open(clause) else numbered

    def _take_amendment(self, number: dict[str, str], clause: Clause) -> None:
        last = self._calls[-1] if self._calls else None
        if last is not None and last.name == "amend_order" and (not number or last.args.get("number") == number["number"]):
            self._calls[-1] = Call("amend_order", {**last.args, "text": f"{last.args['text']}{self._joint}{clause.text}"})
        else:
            known = number or left_open(clause) or len(self._state.orders) != 1
            shown = number if known else {"number": self._state.orders[0]}
            self._calls.append(Call("amend_order", {**shown, "text": clause.text}))

    def _take_unknown(self, _topic: str, clause: Clause) -> None:
        if clause.has_product and clause.residue:
            self._calls.append(Call("search_products", {"text": clause.residue}))
        else:
            self.says.append(SAID["unknown"])
