"""The good model: it calls the tools that a good model would call, with the person's own words, and says little.

What a message means it takes from the dialogue's `gold` acts and `facts`, which stand in for understanding; where a dialogue has none,
from a few plain cues. Invariant: arguments are cut from the message in the prompt, never from the script.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.evaluation.scripted.wire import Answer, Asked

Call = tuple[str, dict[str, Any]]
_NUMBER = re.compile(r"\b(?:SO|PO)-?\d+", re.IGNORECASE)
_PART = re.compile(r"(?<=[。.!?！？;；])\s+|[。！？；]|[,，]\s*(?=另外|再|顺便|and\b)|\s+(?=And please\b|Also\b)")
_ASIDE = re.compile(r"反馈|建议记|feedback|查下|查一下|总金额|多少钱|库存|几点|额度|[?？]", re.IGNORECASE)
_QUANTITY = re.compile(
    r"\d+\s*(?:箱|件|瓶|罐|套|提|包|卷|个|盒|袋|cases?|boxes|packs?|six-packs|pieces|bottles|cans)|老样子|same as (?:last|usual)", re.IGNORECASE
)
_CUES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"额度|欠|credit|owe", re.IGNORECASE), "credit_status"),
    (re.compile(r"截单|几点|cut-?off|deadline", re.IGNORECASE), "help"),
    (re.compile(r"库存|还有多少|有货|in stock|available", re.IGNORECASE), "check_stock"),
    (re.compile(r"多少钱|价|price|\bpay\b|cost", re.IGNORECASE), "quote_price"),
    (re.compile(r"故障|怎么处理|怎么修|\bfix\b", re.IGNORECASE), "ask_articles"),
    (re.compile(r"订单|一单|发货|到哪|orders?\b|shipped", re.IGNORECASE), "order_status"),
)
_BY_FACT: Mapping[str, str] = {
    "available": "check_stock",
    "case_price": "quote_price",
    "price": "quote_price",
    "cutoff": "help",
    "shortfall": "credit_status",
    "credit_left": "credit_status",
    "credit": "credit_status",
    "order_total": "order_status",
    "order_delivery": "order_status",
    "order_status": "order_status",
    "order_lines": "order_status",
    "article": "ask_articles",
}
_OTHER_ACTS: Mapping[str, str] = {"draft_discard": "discard_draft", "feedback": "give_feedback", "hand_over": "request_person", "ticket": "ask_articles"}
_NO_TOOL = frozenset({"draft_suggestions", "propose_report"})
"""Acts that nothing on offer does yet."""
_SILENT = frozenset({"confirm", "confirm_ineffective", "refuse"})


class GoodModel:
    """One for a dialogue."""

    def __init__(self, dialogue: Mapping[str, Any]) -> None:
        """`dialogue` may have gold acts and facts in its turns."""
        self._turns: dict[str, Mapping[str, Any]] = {_plain(turn["say"]): turn for turn in dialogue.get("turns", ()) if "say" in turn}

    def __call__(self, asked: Asked) -> Answer:
        """Calls first; when they are answered, one courteous sentence."""
        if asked.results:
            return Answer("请看下面。" if asked.lang == "zh" else "Here you are.")
        turn = self._turns.get(_plain(asked.message), {})
        wanted = list(_acts(turn, asked)) if turn.get("gold") else list(_by_cues(asked))
        calls = [call for call in wanted if call[0] in asked.tools]
        if calls:
            return Answer("", calls)
        return Answer("抱歉，这个我现在还办不了。" if asked.lang == "zh" else "Sorry, I cannot do that yet.")


def _acts(turn: Mapping[str, Any], asked: Asked) -> Iterator[Call]:
    ops = [act["op"] for act in turn["gold"]]
    questions = _questions(turn.get("facts") or (), asked)
    meant = {op for op in ops if op not in _SILENT}
    drafts = [op for op in ops if _is_draft(op)]
    if drafts:
        mixed = bool(questions) or bool(meant - set(drafts))
        words = _own_part(asked.message) if mixed else asked.message
        yield _draft_call(words + _code_meant(turn["gold"], asked), asked, repeat="draft_repeat" in ops)
    for act in turn["gold"]:
        yield from _act(act, asked)
    yield from questions
    if not drafts and not questions and "ask" in ops:
        yield from _by_cues(asked)


def _act(act: Mapping[str, Any], asked: Asked) -> Iterator[Call]:
    op = act["op"]
    if op == "propose_cancel":
        yield "cancel_order", {"number": act["order"] if act["order"] in asked.message else ""}
    elif op == "propose_amend":
        yield "amend_order", {"text": asked.message, "number": act["order"] if act["order"] in asked.message else ""}
    elif op in _OTHER_ACTS:
        yield _OTHER_ACTS[op], _words_for(_OTHER_ACTS[op], asked, _aside(asked.message))


def _is_draft(op: str) -> bool:
    return op in {"ship_to", "backorder", "short", "delivery"} or (op.startswith("draft_") and op not in {*_OTHER_ACTS, *_NO_TOOL})


def _draft_call(words: str, asked: Asked, *, repeat: bool) -> Call:
    if repeat:
        return "repeat_last_order", {"text": words}
    return ("amend_draft" if asked.state.get("draft") else "draft_order"), {"text": words}


def _code_meant(acts: Sequence[Mapping[str, Any]], asked: Asked) -> str:
    """The code of the one product that the message means without naming it."""
    shown = {product["sku"] for product in asked.state.get("products") or ()}
    meant = {act["sku"] for act in acts if act.get("sku")}
    return f" {next(iter(meant))}" if len(meant) == 1 and meant <= shown and not asked.state.get("draft") and asked.state.get("mentioned") == [] else ""


def _questions(facts: Sequence[Mapping[str, Any]], asked: Asked) -> list[Call]:
    """One call for each tool that the facts need; several orders are listed."""
    kinds = [fact["fact"] for fact in facts if fact["fact"] in _BY_FACT]
    orders = {fact.get("order") for fact in facts if fact.get("order")}
    calls: dict[str, Call] = {}
    for kind in kinds:
        name = _BY_FACT[kind]
        if name == "order_status" and len(orders) > 1:
            calls["list_orders"] = ("list_orders", {"limit": len(orders)})
        elif not (name == "check_stock" and kind == "available" and _QUANTITY.search(asked.message)):
            calls[name] = (name, _words_for(name, asked, asked.message))
    return list(calls.values())


def _by_cues(asked: Asked) -> Iterator[Call]:
    if _QUANTITY.search(asked.message) and "?" not in asked.message and "？" not in asked.message:
        yield _draft_call(asked.message, asked, repeat=bool(re.search(r"老样子|same as", asked.message, re.IGNORECASE)))
        return
    for pattern, name in _CUES:
        if pattern.search(asked.message):
            yield name, _words_for(name, asked, asked.message)


def _words_for(name: str, asked: Asked, words: str) -> dict[str, Any]:
    """The arguments of a tool, all from the message."""
    known = asked.tools.get(name, {}).get("properties", {})
    number = _NUMBER.search(asked.message)
    if name == "help":
        return {"topic": "cutoff"}
    if "number" in known and number:
        return {"number": number.group(0)}
    return {key: words for key in ("text", "reason") if key in known}


def _own_part(message: str) -> str:
    """The parts of a message that order something."""
    parts = [part for part in _PART.split(message) if part and part.strip()]
    kept = [part for part in parts if not _ASIDE.search(part)]
    return " ".join(kept).strip(" ,，") or message


def _aside(message: str) -> str:
    """The parts that do not."""
    parts = [part for part in _PART.split(message) if part and part.strip()]
    return " ".join(part for part in parts if _ASIDE.search(part)).strip() or message


def _plain(text: str) -> str:
    return text.replace("<", "‹").replace(">", "›").strip()
