"""Files of another system: .csv with a header, or .json and .jsonl with one document a row; a file is taken in by batches.

Invariant: every row of a file has one answer; a file that was taken in half is simply given again, because rows are known by their ids.
"""

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from backend.identity.domain import Actor
from backend.integration.erp.applying import document_of
from backend.integration.erp.domain import Kind, Outcome, RowAnswer, plain_row
from backend.integration.erp.taking import most_rows, take_rows
from backend.kit.clock import Clock
from backend.kit.db import Database
from backend.kit.errors import Invalid, NotFound

SHOWN_TROUBLES = 200


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of a file: how many rows of each outcome, and the first of those that were not used."""

    counts: Mapping[Outcome, int]
    troubles: tuple[RowAnswer, ...]


def take_file(database: Database, actor: Actor, kind: Kind, path: Path, *, clock: Clock) -> FileReport:
    """Take a file in. Raises NotFound("integration.no_file"), Invalid("integration.unknown_format" | "integration.bad_file")."""
    counts: Counter[Outcome] = Counter()
    troubles: list[RowAnswer] = []
    first = 1
    for batch in _batches(kind, read_file(path)):
        answers = database.write(_taking(actor, kind, batch, (clock, first)))
        counts.update(answer.outcome for answer in answers)
        troubles += [one for one in answers if one.outcome not in {Outcome.TAKEN, Outcome.KNOWN}][: SHOWN_TROUBLES - len(troubles)]
        first += len(batch)
    return FileReport(counts, tuple(troubles))


def read_file(path: Path) -> Iterator[Mapping[str, Any]]:
    """The rows of a file as documents."""
    if not path.is_file():
        raise NotFound("integration.no_file", file=str(path))
    readers = {".csv": _csv, ".json": _json, ".jsonl": _jsonl}
    if path.suffix.lower() not in readers:
        raise Invalid("integration.unknown_row_format", file=path.name)
    try:
        yield from readers[path.suffix.lower()](path)
    except (ValueError, TypeError, csv.Error, RecursionError) as error:
        raise Invalid("integration.bad_file", file=path.name, detail=str(error)[:200]) from error


def _batches(kind: Kind, rows: Iterator[Mapping[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    """As many rows as are taken at once; the lines of one document that stand together are not cut apart."""
    left: list[Mapping[str, Any]] = []
    while batch := [*left, *islice(rows, most_rows(kind) - len(left))]:
        last = document_of(kind, plain_row(batch[-1]))
        whole = next((at for at in range(len(batch), 0, -1) if document_of(kind, plain_row(batch[at - 1])) != last), 0)
        cut = whole if whole and last is not None and len(batch) == most_rows(kind) else len(batch)
        left = batch[cut:]
        yield batch[:cut]


def _taking(actor: Actor, kind: Kind, batch: list[Mapping[str, Any]], how: tuple[Clock, int]) -> Callable[[Any], tuple[RowAnswer, ...]]:
    clock, first = how
    return lambda uow: take_rows(uow, actor, kind, batch, clock=clock, first_row=first)


def _csv(path: Path) -> Iterator[Mapping[str, Any]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file, strict=True):
            if None in row:
                raise ValueError("a row has more cells than the header")
            yield row


def _json(path: Path) -> Iterator[Mapping[str, Any]]:
    rows = json.loads(path.read_text(encoding="utf-8-sig"), parse_float=str)
    if not isinstance(rows, list):
        raise TypeError("not a list of rows")
    yield from map(_document, rows)


def _jsonl(path: Path) -> Iterator[Mapping[str, Any]]:
    with path.open(encoding="utf-8-sig") as file:
        for line in file:
            if line.strip():
                yield _document(json.loads(line, parse_float=str))


def _document(row: Any) -> Mapping[str, Any]:
    if not isinstance(row, dict):
        raise TypeError("a row is no document")
    return row
