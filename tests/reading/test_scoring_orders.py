"""The scorer's figures on a small example that can be checked by hand."""

from typing import Any

from bot.evaluation.scoring_orders import line_key, score


def line(op: str, sku: str | None, status: str = "ok", **values: Any) -> dict[str, Any]:
    return {"op": op, "sku": sku, "status": status, **values}


def item(key: str, lines: list[dict[str, Any]], cart: dict[str, int], **values: Any) -> dict[str, Any]:
    delivery = {"date": None, "relation": None, "warehouse": None, "urgent": False, **values}
    asks = any(one["status"] != "ok" for one in lines)
    return {"id": key, "text": key, "expected": {"lines": lines, "delivery": delivery, "injection": False, "ask_back": asks, "final_cart": cart}}


GOLD = [
    item(
        "a", [line("add", "COKE-330", qty_base=240), line("add", "SPR-330", qty_base=120)], {"COKE-330": 240, "SPR-330": 120}, date="2025-06-13", relation="by"
    ),
    item("b", [line("add", None, "ambiguous")], {}),
    item("c", [line("remove", "RB-250")], {}),
]
PREDICTIONS = {
    "a": {
        "lines": [line("add", "COKE-330", qty_base=240), line("add", "PEP-330", qty_base=120)],
        "delivery": {"date": "2025-06-13", "relation": "on"},
        "final_cart": {"COKE-330": 240, "PEP-330": 120},
    },
    "b": {"lines": [line("add", None, "ambiguous")], "ask_back": True, "final_cart": {}},
}


def test_figures_are_those_counted_by_hand() -> None:
    """Two of four wanted lines found with three given: F1 4/7; one wrong product among two; the third message has no prediction."""
    figures, failures = score(GOLD, PREDICTIONS)
    assert figures["line_f1"] == round(2 * 2 / (4 + 3), 4)
    assert figures["line_recall"] == 0.5
    assert figures["wrong_sku"] == 0.5
    assert figures["final_cart_exact"] == round(2 / 3, 4)
    assert figures["message_exact"] == round(1 / 3, 4)
    assert (figures["ask_precision"], figures["ask_recall"]) == (1.0, 1.0)
    assert figures["dates"] == "0/1"
    assert [failure["id"] for failure in failures] == ["a", "c"]


def test_quantities_count_on_certain_lines_only() -> None:
    """An open line is right when product and status are, whatever amount was read."""
    assert line_key(line("add", "A", "need_qty", qty_base=5)) == line_key(line("add", "A", "need_qty", qty_base=9))
    assert line_key(line("add", "A", qty_base=5)) != line_key(line("add", "A", qty_base=9))
    assert line_key(line("add", None, "unknown_product", qty=1)) == line_key(line("add", "B", "unknown_product"))
    assert line_key(line("scale", "ALL", factor=2.0)) == line_key(line("scale", "ALL", factor=2))
