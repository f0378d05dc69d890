"""A person's whole conversation over the chat routes, with checks that every reply is his own: for a test and for the measurement beside it.

Each person orders an amount that nobody else orders, so that a reply, a draft or an order that strayed is seen.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Ask = Callable[[str, str, Any], Any]
"""Method, path and body of a request below /api/v1; returns the document of its answer."""
WORDS: Mapping[str, tuple[str, ...]] = {
    "zh": ("你好", "{cola}还有货吗", "来{first}箱{cola}", "{cola}改成{amount}箱", "再加2箱{soda}", "额度还剩多少", "确认", "刚才那单到哪了"),
    "en": (
        "hello",
        "is {cola} in stock?",
        "{first} cases of {cola}",
        "make {cola} {amount} cases",
        "add 2 cases of {soda}",
        "how much credit do I have left?",
        "confirm",
        "where is my order?",
    ),
}
SHOWS_AMOUNT = (3, 4, 6)
TURNS = len(WORDS["en"])


@dataclass(slots=True)
class Person:
    """Who talks: his language, and the amount of cola that is his alone. `replies` fills as he is answered."""

    number: int
    lang: str
    cola: str
    soda: str
    replies: list[Any] = field(default_factory=list)

    @property
    def amount(self) -> int:
        """The cases he orders in the end."""
        return 101 + self.number

    def text(self, step: int) -> str:
        """What he writes in one turn."""
        return WORDS[self.lang][step].format(cola=self.cola, soda=self.soda, first=self.number % 9 + 2, amount=self.amount)

    def message_id(self, step: int) -> str:
        """His id of one turn."""
        return f"p{self.number}-{step}"

    def body(self, step: int) -> dict[str, str]:
        """The request of one turn."""
        return {"message_id": self.message_id(step), "text": self.text(step)}

    def take(self, step: int, reply: Any) -> None:
        """Check one reply against what was asked."""
        assert reply["message_id"] == self.message_id(step), reply
        assert reply["lang"] == self.lang, reply["text"]
        assert reply["blocks"], reply
        if step in SHOWS_AMOUNT:
            assert f"{self.amount} " in reply["text"], f"{self.amount} is not in: {reply['text']}"
        self.replies.append(reply)

    def check_afterwards(self, ask: Ask) -> None:
        """Every turn is stored once in its order, and the order book has his one order of his own amount."""
        history = ask("GET", "/chat/history", None)["items"]
        assert [turn["text"] for turn in history] == [self.text(step) for step in range(TURNS)]
        assert [turn["reply"]["text"] for turn in history] == [reply["text"] for reply in self.replies]
        orders = ask("GET", "/orders", None)["items"]
        assert len(orders) == 1, orders
        number = orders[0]["number"]
        lines = ask("GET", f"/orders/{number}", None)["lines"]
        assert sorted(str(line["qty"]) for line in lines) == sorted((str(self.amount), "2")), lines
        assert number in self.replies[6]["text"]
        assert number in self.replies[7]["text"]


def converse(person: Person, ask: Ask) -> None:
    """All turns one after the other."""
    for step in range(TURNS):
        person.take(step, ask("POST", "/chat", person.body(step)))
