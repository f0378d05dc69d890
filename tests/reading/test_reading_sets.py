"""The promised figures on whole sets of messages: the evaluation set, our own, and the same without slang in the catalogue."""

import csv
import re
from pathlib import Path
from typing import Any

import pytest

from bot.evaluation.orders import run

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "data"
CATALOGUE = ROOT / "backend" / "demo" / "data" / "catalogue.csv"
SLANG = {"快乐水", "康红", "康绿", "青啤", "哈啤", "拉爆", "可口", "农夫", "元气", "nongfu", "yibao", "dongpeng", "wanglaoji", "jiaduobao", "wahaha", "wangzai"}
WORDS = {"coke", "cola", "fanta", "lays", "oreo", "snow", "bud", "dove", "nut", "bv", "ppr", "assam", "chips", "wire", "bulb", "hinge", "brush", "elbow", "grout",  # noqa: E501 - a pattern or word list, one a line
         "paver", "tonic", "evian", "yili", "jdb"}  # fmt: skip


def figures(messages: Path, catalogue: Path = CATALOGUE) -> dict[str, Any]:
    return run(messages, catalogue, DATA / "orders" / "ship_to.csv", out=None, brain="embedded", progress=lambda *_said: None)


def without_slang(path: Path) -> Path:
    """The catalogue with initials, pinyin and nicknames taken out of the alias column."""
    with CATALOGUE.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        kept = [alias for alias in row["aliases"].split("|") if alias not in SLANG and (alias in WORDS or not re.fullmatch("[a-z]{2,5}", alias))]
        row["aliases"] = "|".join(kept)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_the_evaluation_set_is_read_as_promised() -> None:
    """Line F1 0.95, draft 0.93, wrong products 1 %, questions back 0.85 / 0.98 are the promise of the product."""
    found = figures(DATA / "orders" / "messages_dev.jsonl")
    assert found["line_f1"] >= 0.95
    assert found["final_cart_exact"] >= 0.93
    assert found["wrong_sku"] <= 0.01
    assert found["ask_precision"] >= 0.85
    assert found["ask_recall"] >= 0.98
    assert found["injection_accuracy"] >= 0.98


@pytest.mark.parametrize("name", ["own_messages.jsonl", "later_messages.jsonl"])
def test_our_own_messages_are_read_as_promised(name: str) -> None:
    """Other wordings than those of the evaluation set; what they found was mended by class, and must stay mended."""
    found = figures(DATA / "reading" / name)
    assert found["line_f1"] >= 0.97
    assert found["wrong_sku"] <= 0.01
    assert found["ask_recall"] >= 0.98


def test_pinyin_initials_and_typos_are_found_by_rule(tmp_path: Path) -> None:
    """A brand that lists no nicknames still understands kkkl, xuebi and 康师父."""
    found = figures(DATA / "orders" / "messages_dev.jsonl", without_slang(tmp_path / "catalogue.csv"))
    assert found["line_f1"] >= 0.95
    assert found["wrong_sku"] <= 0.01
