"""Writing the demo company's data files from a world document and its catalogue.

    python -m backend.demo.regenerate WORLD.json CATALOGUE.csv

The catalogue is kept once, as CSV; everything else of the world stays as it is, readable in a diff.
Invariant: the files read back are the world that was given.
"""

import csv
import json
import sys
from pathlib import Path
from typing import Any

from backend.catalog.catalogue_file import read_catalogue, skus_of_rows
from backend.demo.company import CATALOGUE, COMPANY, DATA, read_company
from backend.kit.errors import Invalid


def regenerate(world_file: Path, catalogue_file: Path, folder: Path = DATA) -> dict[str, int]:
    """Write the data files and return how much of everything they hold; raises Invalid("demo.other_catalogue") when the two files disagree."""
    world: dict[str, Any] = json.loads(world_file.read_text(encoding="utf-8"))
    if read_catalogue(catalogue_file) != skus_of_rows(world["catalogue"]["rows"]):
        raise Invalid("demo.other_catalogue", file=catalogue_file.name)
    folder.mkdir(parents=True, exist_ok=True)
    with catalogue_file.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    with (folder / CATALOGUE).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    rest = {key: value for key, value in world.items() if key != "catalogue"}
    (folder / COMPANY).write_text(_readable(rest), encoding="utf-8")
    return count_parts(read_company(folder))


def count_parts(world: dict[str, Any]) -> dict[str, int]:
    """How many products, dealers, users and so on a world holds."""
    counts = {"products": len(world["catalogue"]["rows"])}
    return {**counts, **{key: len(value) for key, value in world.items() if isinstance(value, list)}}


def _readable(world: dict[str, Any]) -> str:
    """JSON with one record a line in every list, so that a changed dealer is a changed line."""
    parts = [f"{json.dumps(key, ensure_ascii=False)}: {_part(value)}" for key, value in world.items()]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _part(value: Any) -> str:
    if isinstance(value, list) and value:
        return "[\n  " + ",\n  ".join(json.dumps(one, ensure_ascii=False) for one in value) + "\n]"
    if isinstance(value, dict) and any(isinstance(inner, list | dict) for inner in value.values()):
        inner = [f"  {json.dumps(key, ensure_ascii=False)}: {_inner(one)}" for key, one in value.items()]
        return "{\n" + ",\n".join(inner) + "\n}"
    return json.dumps(value, ensure_ascii=False)


def _inner(value: Any) -> str:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n    " + ",\n    ".join(json.dumps(one, ensure_ascii=False) for one in value) + "\n  ]"
    return json.dumps(value, ensure_ascii=False)


def main(arguments: list[str]) -> int:
    """The command: two file names."""
    if len(arguments) != 2:  # noqa: PLR2004 - WORLD.json and CATALOGUE.csv
        sys.stderr.write("usage: python -m backend.demo.regenerate WORLD.json CATALOGUE.csv\n")
        return 2
    counts = regenerate(Path(arguments[0]), Path(arguments[1]))
    sys.stdout.write(json.dumps(counts) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
