"""A table comes in: its columns are guessed, its rows stored as they were sent, and the first of them read while the sender waits.

The file is gone through twice and never held as rows: once to know it (its hash, how many rows), once to store it, a batch to a transaction.
Invariant: the same table that is still being reviewed is not stored twice; what was cut off while it was stored is shown to nobody.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Any

from backend.catalog.service import catalogue_index
from backend.identity.domain import Actor, Permission
from backend.kit.clock import Clock
from backend.kit.db import Database, UnitOfWork
from backend.kit.errors import Invalid, TooMuch
from backend.kit.ids import new_id
from backend.ordering.sheets import store
from backend.ordering.sheets.cells import rows_of, rows_of_text, table_names
from backend.ordering.sheets.domain import TABLE, Layout, RawRow, Sheet
from backend.ordering.sheets.fixing import get_sheet
from backend.ordering.sheets.guessing import PROBED, guess_layouts
from backend.ordering.sheets.hidden import Marks
from backend.ordering.sheets.reviewing import AT_ONCE, Progress, read_rows
from backend.ordering.sheets.views import SheetView

MOST_ROWS = 200_000
STORED_AT_ONCE = 2000
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Upload:
    """A file, or a table that was pasted as text."""

    name: str
    data: bytes = b""
    text: str = ""
    _marks: dict[str, Marks] = field(default_factory=dict, init=False, repr=False, compare=False)

    def rows(self) -> Iterator[RawRow]:
        """Its rows that hold something, one after the other."""
        found = rows_of(self.data, self._marks) if self.data else rows_of_text(self.text)
        return (row for row in found if any(row.cells))


def read_sheet(uow: UnitOfWork, data: bytes, name: str) -> Sheet:
    """A table with its columns guessed, all at once, for small ones. Raises Invalid("sheet.unreadable") and TooMuch("sheet.too_large")."""
    rows = tuple(islice(Upload(name, data).rows(), MOST_ROWS))
    return Sheet(name, rows, guess_layouts(_probe(rows), catalogue_index(uow), table_names(data)))


def receive_sheet(database: Database, actor: Actor, upload: Upload, *, clock: Clock, at_once: int = AT_ONCE, progress: Progress | None = None) -> SheetView:
    """Store a table and read its first rows; the same table again is the sheet there is, until it has become a draft.

    Raises Invalid("sheet.unreadable" | "sheet.no_rows"), TooMuch("sheet.too_large" | "sheet.too_many_rows").
    """
    actor.require(Permission.PLACE_ORDERS)
    dealer_id = actor.own_dealer()
    known, count, probe = _known(upload)
    sheet_id = database.read(lambda uow: _open_already(uow, actor, dealer_id, known))
    if sheet_id is None:
        layouts = database.read(lambda uow: guess_layouts(probe, catalogue_index(uow), table_names(upload.data)))
        sheet_id = _store(database, actor, upload, (known, count, layouts), clock)
    read_rows(database, sheet_id, clock=clock, most=at_once, progress=progress)
    found = sheet_id
    return database.read(lambda uow: get_sheet(uow, actor, found))


class _Probe:
    """Keeps the first rows of each table."""

    def __init__(self) -> None:
        self.rows: list[RawRow] = []
        self._seen: dict[int, int] = {}

    def see(self, row: RawRow) -> None:
        """Keep a row while its table is new."""
        table = row.number // TABLE
        self._seen[table] = self._seen.get(table, 0) + 1
        if self._seen[table] <= 2 * PROBED:
            self.rows.append(row)


def _probe(rows: Iterable[RawRow]) -> list[RawRow]:
    probe = _Probe()
    for row in rows:
        probe.see(row)
    return probe.rows


def _known(upload: Upload) -> tuple[str, int, list[RawRow]]:
    """The hash of the visible cells, the number of rows, and the first rows of each table."""
    digest, count = hashlib.sha256(), 0
    probe = _Probe()
    for row in upload.rows():
        count += 1
        probe.see(row)
        if count > MOST_ROWS:
            raise TooMuch("sheet.too_many_rows", most=MOST_ROWS)
        if not row.hidden:
            digest.update("\x1f".join(row.cells).rstrip("\x1f").encode() + b"\x1e")
    if not count:
        raise Invalid("sheet.no_rows")
    return digest.hexdigest(), count, probe.rows


def _open_already(uow: UnitOfWork, actor: Actor, dealer_id: str, content_hash: str) -> str | None:
    same = store.same_content(uow, dealer_id, content_hash)
    return next((one.id for one in same if one.user_id == actor.user_id and not one.drafts), None)


def _store(database: Database, actor: Actor, upload: Upload, known: tuple[str, int, Sequence[Layout]], clock: Clock) -> str:
    content_hash, count, layouts = known
    row = {
        "id": new_id("sht"),
        "dealer_id": actor.own_dealer(),
        "user_id": actor.user_id,
        "user_name": actor.name,
        "name": _tidy(upload.name),
        "content_hash": content_hash,
        "layout": [layout.document() for layout in layouts],
        "row_count": store.UNFINISHED,
        "version": 1,
        "drafts": [],
        "made_at": clock.now(),
    }
    sheet_id = str(row["id"])
    rows = upload.rows()
    batch = list(islice(rows, STORED_AT_ONCE))
    database.write(lambda uow: store.add_sheet(uow, row, batch))
    while batch := list(islice(rows, STORED_AT_ONCE)):
        database.write(partial(store.add_rows, sheet_id=sheet_id, rows=batch))
    return database.write(lambda uow: _finished(uow, actor, row, count))


def _finished(uow: UnitOfWork, actor: Actor, row: Mapping[str, Any], count: int) -> str:
    """The sheet, now shown; of two that were sent at once the one that was stored first."""
    store.hold_content(uow, row["dealer_id"], row["content_hash"])
    already = _open_already(uow, actor, row["dealer_id"], row["content_hash"])
    if already is None:
        store.finish_sheet(uow, row["id"], count)
        return str(row["id"])
    store.drop_sheet(uow, row["id"])
    return already


def _tidy(name: str) -> str:
    return "".join(char for char in name if char.isprintable()).strip()[-_LONGEST_NAME:] or "-"
