"""Reading a file of invoice lines (Parquet or CSV) with DuckDB: every row gets a number and, if it cannot be used, a reason.

Column names are matched without regard to case, spaces and underscores; other columns are not looked at. A CSV file is UTF-8 or Latin-1; its dates
are ISO or month/day/year. Memory is bounded: DuckDB spills to a folder that is removed afterwards, and rows are fetched in pieces.
"""

import codecs
import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from backend.integration.order_history.domain import COLUMNS, LONGEST_CUSTOMER, InvoiceRow, SetAside
from backend.kit.errors import Invalid, NotFound

PIECE = 10_000
MEMORY = "512MB"
CSV_OPTIONS = "header=true, all_varchar=true, store_rejects=true, delim=',', quote='\"', escape='\"', rejects_limit=0, encoding='{encoding}'"
DATE_FORMATS = "['%m/%d/%Y %H:%M', '%m/%d/%Y %H:%M:%S', '%m/%d/%Y']"
_TYPED = f"""
CREATE TABLE typed AS SELECT row_no, "Description" AS description, "Quantity" AS raw_quantity, "InvoiceDate" AS raw_date, "UnitPrice" AS raw_price,
  "CustomerID" AS raw_customer, coalesce("Country", '') AS country, nullif(regexp_replace(trim("CustomerID"), '\\.0+$', ''), '') AS customer,
  coalesce(TRY_CAST("InvoiceDate" AS TIMESTAMP), try_strptime("InvoiceDate", {DATE_FORMATS})) AS instant,
  TRY_CAST("Quantity" AS DOUBLE) AS quantity, TRY_CAST("UnitPrice" AS DOUBLE) AS price
FROM source
"""
_JUDGED = f"""
CREATE TABLE judged AS SELECT *, CASE
  WHEN customer IS NULL THEN '{SetAside.NO_CUSTOMER}'
  WHEN length(customer) > {LONGEST_CUSTOMER} THEN '{SetAside.BAD_CUSTOMER}'
  WHEN description IS NULL OR trim(description) = '' THEN '{SetAside.NO_DESCRIPTION}'
  WHEN instant IS NULL THEN '{SetAside.BAD_DATE}'
  WHEN quantity IS NULL OR NOT isfinite(quantity) OR quantity = 0 OR quantity <> round(quantity) OR abs(quantity) > 1e9 THEN '{SetAside.BAD_QUANTITY}'
  WHEN price IS NULL OR NOT isfinite(price) OR price <= 0 OR price > 1e9 THEN '{SetAside.NO_PRICE}'
  WHEN quantity < 0 THEN '{SetAside.RETURN}' END AS reason
FROM typed
"""
_USABLE = (
    "SELECT customer, instant, description, CAST(quantity AS BIGINT), raw_price, country FROM judged WHERE reason IS NULL ORDER BY instant, customer, row_no"
)
_REJECTED = "SELECT row_no, reason, description, raw_quantity, raw_date, raw_price, raw_customer, country FROM judged WHERE reason IS NOT NULL ORDER BY row_no"


class HistoryFile:
    """An opened file. Rows that could not even be split into columns are rejects of their own."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path, content_hash: str) -> None:
        """Use `open_history`."""
        self.path = path
        self.content_hash = content_hash
        self._connection = connection

    def rows_read(self) -> int:
        """How many rows the file has, broken ones included."""
        return int(self._one("SELECT count(*) FROM judged")) + len(self._broken())

    def reasons(self) -> dict[str, int]:
        """How many rows each reason keeps out of orders, returns among them."""
        found = self._connection.execute("SELECT reason, count(*) FROM judged WHERE reason IS NOT NULL GROUP BY reason ORDER BY reason").fetchall()
        broken = len(self._broken())
        return {**dict(found), **({SetAside.BROKEN_LINE.value: broken} if broken else {})}

    def returned_pieces(self) -> int:
        """How many pieces came back."""
        return int(self._one(f"SELECT coalesce(-sum(quantity), 0) FROM judged WHERE reason = '{SetAside.RETURN}'"))

    def spellings(self) -> Iterator[tuple[str, int]]:
        """Every spelling of a product name in usable rows with how often it occurs."""
        yield from self._fetch("SELECT description, count(*) FROM judged WHERE reason IS NULL GROUP BY description ORDER BY description")

    def customers(self) -> Iterator[tuple[str, str]]:
        """Every customer with a usable row and the country of his latest one."""
        yield from self._fetch("SELECT customer, arg_max(country, instant) FROM judged WHERE reason IS NULL GROUP BY customer ORDER BY customer")

    def usable(self) -> Iterator[InvoiceRow]:
        """The rows that make up orders: by time, then customer, then place in the file."""
        for customer, at, description, quantity, price, country in self._fetch(_USABLE):
            yield InvoiceRow(customer, at, description, quantity, Decimal(price), country)

    def rejected(self) -> Iterator[tuple[int, str, dict[str, Any]]]:
        """(row number, reason, raw values) of every row that is in no order."""
        for row_no, reason, *raw in self._fetch(_REJECTED):
            yield row_no, reason, dict(zip(COLUMNS, raw, strict=True))
        for line, text in self._broken():
            yield line, SetAside.BROKEN_LINE.value, {"line": text}

    def _broken(self) -> list[tuple[int, str]]:
        if self.path.suffix.lower() != ".csv":
            return []
        return self._connection.execute("SELECT DISTINCT line, csv_line FROM reject_errors ORDER BY line").fetchall()

    def _fetch(self, query: str) -> Iterator[Any]:
        cursor = self._connection.cursor()
        try:
            result = cursor.execute(query)
            while piece := result.fetchmany(PIECE):
                yield from piece
        finally:
            cursor.close()

    def _one(self, query: str) -> Any:
        row = self._connection.execute(query).fetchone()
        return row[0] if row else 0


@contextmanager
def open_history(path: Path) -> Iterator[HistoryFile]:
    """Read and judge a file. Raises NotFound("integration.no_file"), Invalid("integration.unknown_format" | "bad_file" | "missing_columns")."""
    if not path.is_file():
        raise NotFound("integration.no_file", file=path.name)
    suffix = path.suffix.lower()
    if suffix not in {".parquet", ".csv"}:
        raise Invalid("integration.unknown_format", file=path.name)
    content_hash, encoding = _look_through(path)
    with tempfile.TemporaryDirectory(prefix="dinghuo-import-") as spill, duckdb.connect(":memory:") as connection:
        connection.execute(f"SET memory_limit = '{MEMORY}'")
        connection.execute("SET temp_directory = ?", [spill])
        try:
            _read(connection, path, encoding)
            connection.execute(_TYPED)
            connection.execute("DROP TABLE source")
            connection.execute(_JUDGED)
            connection.execute("DROP TABLE typed")
        except duckdb.Error as error:
            raise Invalid("integration.bad_file", file=path.name, detail=str(error).splitlines()[0]) from error
        yield HistoryFile(connection, path, content_hash)


def _read(connection: duckdb.DuckDBPyConnection, path: Path, encoding: str) -> None:
    """The six columns as text, with the row's number from 1."""
    reader = f"read_csv(?, {CSV_OPTIONS.format(encoding=encoding)})" if path.suffix.lower() == ".csv" else "read_parquet(?)"
    columns = [row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {reader}", [str(path)]).fetchall()]
    known = {_plain(column): column for column in columns}
    missing = [name for name in COLUMNS if _plain(name) not in known]
    if missing:
        raise Invalid("integration.missing_columns", file=path.name, columns=", ".join(missing))
    quoted = {name: '"' + known[_plain(name)].replace('"', '""') + '"' for name in COLUMNS}
    listed = ", ".join(f'CAST({column} AS VARCHAR) AS "{name}"' for name, column in quoted.items())
    connection.execute("SET preserve_insertion_order = true")
    connection.execute(f"CREATE TABLE source AS SELECT row_number() OVER () AS row_no, {listed} FROM {reader}", [str(path)])


def _look_through(path: Path) -> tuple[str, str]:
    """The hash of the content, and whether it is text in UTF-8 or else Latin-1."""
    digest, decoder, encoding = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")(), "utf-8"
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
            if encoding == "utf-8":
                try:
                    decoder.decode(piece)
                except UnicodeDecodeError:
                    encoding = "latin-1"
    return digest.hexdigest(), encoding


def _plain(name: str) -> str:
    return name.replace(" ", "").replace("_", "").casefold()
