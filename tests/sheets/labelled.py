"""The labelled tables, measured as `dinghuo evaluate sheets` measures a brand's own files."""

from pathlib import Path
from typing import Any

from backend.catalog.catalogue_file import read_catalogue
from backend.catalog.index import CatalogueIndex
from bot.evaluation.sheets import run

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "data" / "sheets"
CATALOGUE = ROOT / "backend" / "demo" / "data" / "catalogue.csv"
SETS = ("first", "second", "third")


def demo_index() -> CatalogueIndex:
    """The demo catalogue."""
    index = CatalogueIndex.build([sku for sku, _price in read_catalogue(CATALOGUE)])
    index.warm()
    return index


def measure(name: str, out: Path | None = None) -> dict[str, Any]:
    """The figures of a set."""
    return run(sorted((DATA / name).iterdir()), CATALOGUE, DATA / f"{name}.jsonl", out=out, progress=lambda *_: None)
