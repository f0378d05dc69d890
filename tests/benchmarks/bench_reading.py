"""Reading order messages: accuracy and time on the demo catalogue, without slang in it, and with the catalogue cloned to 20,000 products.

    python tests/benchmarks/bench_reading.py

Every clone has its own made-up brand, so the right answer stays the original product. Times are single calls, one after another.
"""

# ruff: noqa: E402 - the checkout is put on the path before it is imported

import csv
import json
import random
import re
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from backend.catalog.catalogue_file import read_catalogue
from backend.catalog.index import CatalogueIndex
from bot.evaluation.orders import run

CATALOGUE = ROOT / "backend" / "demo" / "data" / "catalogue.csv"
DATA = ROOT / "tests" / "data"
SYLLABLES = [first + last for first in "bdfgklmnprstvz" for last in "aeio"]
CHARACTERS = "安博达恒瑞嘉隆盛华丰泰康宁福禄寿喜庆祥和顺昌茂荣耀辉煌腾飞鹏程宏图伟业永久长青春晖晨曦明珠翠玉"
Row = dict[str, str]


def rows() -> list[Row]:
    with CATALOGUE.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, listed: list[Row]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(listed[0]))
        writer.writeheader()
        writer.writerows(listed)
    return path


def without_slang(row: Row) -> Row:
    """Initials, pinyin and short nicknames taken out of the alias column; whole words stay."""
    kept = [alias for alias in row["aliases"].split("|") if not re.fullmatch("[a-z]{2,5}", alias) or alias in row["name_en"].lower() or alias in ("coke", "cola")]  # noqa: E501 - a pattern or word list, one a line
    return {**row, "aliases": "|".join(kept)}


def cloned(count: int) -> list[Row]:
    """The catalogue repeated under made-up brands until it has `count` products."""
    rnd = random.Random(7)
    originals = rows()
    listed = list(originals)
    while len(listed) < count:
        english, chinese = "".join(rnd.choice(SYLLABLES) for _ in range(3)).capitalize(), "".join(rnd.choice(CHARACTERS) for _ in range(2))
        for row in originals[: count - len(listed)]:
            aliases = [chinese + alias if not alias.isascii() else f"{english.lower()} {alias}" for alias in row["aliases"].split("|")[:4]]
            listed.append(
                {
                    **row,
                    "sku": f"{row['sku']}-C{len(listed)}",
                    "name_zh": _branded(row["name_zh"], row["brand_zh"], chinese),
                    "name_en": _branded(row["name_en"], row["brand_en"], f"{english} "),
                    "brand_zh": chinese,
                    "brand_en": english,
                    "aliases": "|".join(aliases),
                }
            )
    return listed


def _branded(name: str, old: str, new: str) -> str:
    return name.replace(old, new) if old and old in name else new + name


def build_seconds(path: Path) -> float:
    skus = [sku for sku, _price in read_catalogue(path)]
    start = time.perf_counter()
    CatalogueIndex.build(skus).warm()
    return time.perf_counter() - start


def main() -> None:
    """Print the table."""
    print(f"{'catalogue':<16}{'messages':<24}{'build s':>8}{'line F1':>9}{'draft':>8}{'wrong':>8}{'ask P':>8}{'ask R':>8}{'p50 ms':>8}{'p95 ms':>8}")
    with tempfile.TemporaryDirectory() as folder:
        catalogues = {
            "290": CATALOGUE,
            "290, no slang": write(Path(folder) / "plain.csv", [without_slang(row) for row in rows()]),
            "20,000 clones": write(Path(folder) / "large.csv", cloned(20_000)),
        }
        for name, path in catalogues.items():
            seconds = build_seconds(path)
            for messages in (DATA / "orders" / "messages_dev.jsonl", *sorted((DATA / "reading").glob("*.jsonl"))):
                found = run(messages, path, DATA / "orders" / "ship_to.csv", out=None, brain="embedded", progress=lambda *_said: None)
                figures = "".join(f"{found[key]:>8.3f}" for key in ("final_cart_exact", "wrong_sku", "ask_precision", "ask_recall"))
                print(f"{name:<16}{messages.stem:<24}{seconds:>8.2f}{found['line_f1']:>9.3f}{figures}{found['p50_ms']:>8.2f}{found['p95_ms']:>8.2f}")
                print(json.dumps({"catalogue": name, "set": messages.stem, **found}), file=sys.stderr)


if __name__ == "__main__":
    main()
