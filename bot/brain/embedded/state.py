"""The dialogue state as a brain gets it: one JSON document in a system message, read into values.

Invariant: the state only helps to choose tools; no figure of a reply comes from it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.messages import BaseMessage, SystemMessage

MARK = "dialogue_state"


@dataclass(frozen=True, slots=True)
class Earlier:
    """Words of this message for placed orders, and the numbers of those they fit. Not `plain` when they may mean something else as well."""

    words: str
    numbers: tuple[str, ...] = ()
    plain: bool = True


@dataclass(frozen=True, slots=True)
class DialogueState:
    """What the conversation is about: the open draft's SKUs, whether questions are open, and what was shown last."""

    lang: str = "zh"
    draft: tuple[str, ...] = ()
    has_draft: bool = False
    questions: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    """The names of `products` in the language of the turn, for words that a person could have said."""
    orders: tuple[str, ...] = ()
    last_tools: tuple[str, ...] = ()
    dealer: str = ""
    """The other company whose account was shown last."""
    own_names: tuple[str, ...] = ()
    earlier: tuple[Earlier, ...] = ()
    several_drafts: bool = False
    """Whether more than one draft is open."""
    mentioned: tuple[str, ...] | None = None
    """The words of this message that name products of the catalogue; None when nobody looked."""
    unfound: tuple[str, ...] = ()
    """The words of the draft for which no product was found."""
    unknown_goods: tuple[str, ...] = ()
    """The words of this message that name goods which the catalogue does not have."""
    article: str = ""
    """The after-sales article that was shown last, `article_last` the passage of it, `article_model` the machine it is about."""
    article_last: str = ""
    article_model: str = ""
    article_question: str = ""
    """The question that waits for the name of a machine, one of `machines`."""
    machines: tuple[str, ...] = ()

    @property
    def in_focus(self) -> tuple[str, ...]:
        """The products that "it" means: those shown by the last tools, else those of the draft."""
        return self.products if self.just_shown or not self.draft else self.draft

    @property
    def just_shown(self) -> bool:
        """Whether the last turn showed products and nothing was done since."""
        return bool(self.products) and bool(self.last_tools) and self.last_tools[-1] in {"check_stock", "quote_price", "search_products"}

    @property
    def on_article(self) -> bool:
        """Whether the last turn spoke of after-sales articles."""
        return bool(self.last_tools) and self.last_tools[-1] in {"ask_articles", "read_article"}

    @property
    def is_asking(self) -> bool:
        """Whether the person has been asked something about the draft."""
        return bool(self.questions)


def state_message(document: Mapping[str, Any]) -> SystemMessage:
    """The system message that carries the state to any brain."""
    return SystemMessage(json.dumps({MARK: document}, ensure_ascii=False, separators=(",", ":")))


def read_state(messages: Sequence[BaseMessage]) -> DialogueState:
    """The state in a list of messages; an empty one when there is none."""
    for message in messages:
        if isinstance(message, SystemMessage) and isinstance(message.content, str) and message.content.startswith("{"):
            document = json.loads(message.content).get(MARK)
            if isinstance(document, dict):
                return _state(document)
    return DialogueState()


def _state(document: Mapping[str, Any]) -> DialogueState:
    draft, lang = document.get("draft") or {}, document.get("lang", "zh")
    article = document.get("article") or {}
    return DialogueState(
        lang=lang,
        draft=tuple(line["sku"] for line in draft.get("lines", ())),
        has_draft=bool(draft),
        questions=tuple(question["kind"] for question in draft.get("questions", ())),
        unfound=tuple(draft.get("unfound", ())),
        products=tuple(product["sku"] for product in document.get("products", ())),
        names=tuple(product.get(lang, product["sku"]) for product in document.get("products", ())),
        orders=tuple(document.get("orders", ())),
        last_tools=tuple(document.get("last_tools", ())),
        dealer=str(document.get("dealer") or ""),
        own_names=tuple(document.get("own_names", ())),
        earlier=tuple(Earlier(one["words"], tuple(one["numbers"]), bool(one.get("plain", True))) for one in document.get("spoken_of", ())),
        several_drafts=bool(draft.get("beside")),
        mentioned=tuple(document["mentioned"]) if "mentioned" in document else None,
        unknown_goods=tuple(document.get("unknown_goods", ())),
        article=str(article.get("id", "")),
        article_last=str(article.get("last", "")),
        article_model=str(article.get("model", "")),
        article_question=str(article.get("question", "")),
        machines=tuple(article.get("choices", ())),
    )
