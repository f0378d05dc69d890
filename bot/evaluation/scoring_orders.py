"""The rules by which readings of order messages are scored: lines as multisets of keys, the draft, questions back, days and places."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Record = Mapping[str, Any]
_EMPTY: dict[str, Any] = {"lines": [], "delivery": {}, "ask_back": False, "injection": False, "final_cart": {}}


def line_key(line: Record) -> tuple[Any, ...]:
    """What two lines must share to count as equal; quantity and unit count on `ok` lines only."""
    op, status = line["op"], line.get("status", "ok")
    if op == "repeat":
        return ("repeat", line.get("order_id"), status)
    if status in ("ambiguous", "unknown_product"):
        return (op, status)
    if status != "ok":
        return (op, line.get("sku"), status)
    if op == "scale":
        return ("scale", line.get("sku"), line.get("factor"))
    return ("remove", line.get("sku")) if op == "remove" else (op, line.get("sku"), line.get("qty_base"))


@dataclass
class Tally:
    """Counts over all messages."""

    messages: int = 0
    hits: int = 0
    wanted: int = 0
    given: int = 0
    exact: int = 0
    carts: int = 0
    ok_lines: int = 0
    wrong_sku: int = 0
    asked: int = 0
    should_ask: int = 0
    rightly_asked: int = 0
    dates: int = 0
    dates_right: int = 0
    places: int = 0
    places_right: int = 0
    injections: int = 0

    def add(self, item: Record, prediction: Record | None) -> dict[str, Any] | None:
        """Count one message; returns what differs, or None when lines, day, place and draft are right."""
        want, got = item["expected"], {**_EMPTY, **(prediction or {})}
        wanted, given = Counter(map(line_key, want["lines"])), Counter(map(line_key, got["lines"]))
        self.messages += 1
        self.hits += sum((wanted & given).values())
        self.wanted += sum(wanted.values())
        self.given += sum(given.values())
        self._count_skus(want, got)
        self.rightly_asked += bool(want["ask_back"] and got.get("ask_back"))
        self.asked += bool(got.get("ask_back"))
        self.should_ask += bool(want["ask_back"])
        cart_ok = want["final_cart"] == {sku: qty for sku, qty in got.get("final_cart", {}).items() if qty}
        self.carts += cart_ok
        self.injections += want["injection"] == bool(got.get("injection"))
        day_ok, place_ok = self._count_delivery(want["delivery"], got.get("delivery") or {})
        all_ok = wanted == given and day_ok and place_ok
        self.exact += all_ok
        if all_ok and cart_ok:
            return None
        return {"id": item["id"], "text": item["text"], "missing": [list(key) for key in wanted - given], "extra": [list(key) for key in given - wanted],
                "want_cart": want["final_cart"], "got_cart": got.get("final_cart"), "want_delivery": want["delivery"], "got_delivery": got.get("delivery")}  # fmt: skip  # noqa: E501 - a pattern or word list, one a line

    def _count_skus(self, want: Record, got: Record) -> None:
        known = {line.get("sku") for line in want["lines"]} | set(want["final_cart"])
        for line in got["lines"]:
            if line.get("status") == "ok" and line["op"] in ("add", "set") and line.get("sku"):
                self.ok_lines += 1
                self.wrong_sku += line["sku"] not in known

    def _count_delivery(self, want: Record, got: Record) -> tuple[bool, bool]:
        """(the day matches, the place matches)."""
        place_ok = want["warehouse"] == got.get("warehouse")
        if want["date"] or got.get("date"):
            self.dates += 1
            self.dates_right += (want["date"], want["relation"]) == (got.get("date"), got.get("relation"))
        if want["warehouse"] or got.get("warehouse"):
            self.places += 1
            self.places_right += place_ok
        return want["date"] == got.get("date"), place_ok

    def figures(self) -> dict[str, Any]:
        """The scores, ratios rounded to four places."""
        return {
            "messages": self.messages,
            "line_f1": ratio(2 * self.hits, self.wanted + self.given),
            "line_recall": ratio(self.hits, self.wanted),
            "line_precision": ratio(self.hits, self.given),
            "message_exact": ratio(self.exact, self.messages),
            "final_cart_exact": ratio(self.carts, self.messages),
            "wrong_sku": ratio(self.wrong_sku, self.ok_lines) if self.ok_lines else 0.0,
            "ok_lines": self.ok_lines,
            "ask_precision": ratio(self.rightly_asked, self.asked),
            "ask_recall": ratio(self.rightly_asked, self.should_ask),
            "dates": f"{self.dates_right}/{self.dates}",
            "places": f"{self.places_right}/{self.places}",
            "injection_accuracy": ratio(self.injections, self.messages),
        }


def ratio(part: float, whole: float) -> float:
    """Rounded to four places; 1.0 of nothing."""
    return round(part / whole, 4) if whole else 1.0


def score(gold: Sequence[Record], predictions: Mapping[str, Record]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """(figures, what differs) of predictions joined by id."""
    tally = Tally()
    failures = [failure for item in gold if (failure := tally.add(item, predictions.get(item["id"]))) is not None]
    return tally.figures(), failures
