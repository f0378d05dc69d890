"""Importing a file of invoice lines into an empty database: one transaction, all or nothing.

Invariant: the report adds up, the rows that are in no order stand in `import_rejects`, and the same content is imported once.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby
from pathlib import Path

from backend.catalog.domain import Unit
from backend.identity.domain import SYSTEM
from backend.identity.service import list_users
from backend.integration import repository
from backend.integration.order_history import company
from backend.integration.order_history.domain import ImportReport, InvoiceRow, SetAside, invoice_number, report_of_json
from backend.integration.order_history.file import HistoryFile, open_history
from backend.kit.audit import Stamp, record
from backend.kit.clock import Clock
from backend.kit.db import Database, UnitOfWork
from backend.kit.errors import Conflict, Invalid
from backend.kit.ids import new_id
from backend.kit.money import round_money
from backend.ordering.required_fields import missing_of
from backend.ordering.schemas import HistoricLine, HistoricOrder
from backend.ordering.service import import_orders

KIND = "order_history"
BATCH = 1000
Progress = Callable[[str, int, int], None]
"""Called with the name of a step, how many rows of it are done, and how many there are."""


@dataclass(slots=True)
class Tally:
    """What is learnt from the rows while they become orders."""

    rows: int = 0
    orders: int = 0
    lines: int = 0
    value: Decimal = Decimal(0)
    first_day: date | None = None
    last_day: date | None = None
    last_paid: dict[str, Decimal] = field(default_factory=dict)
    months: dict[tuple[str, int, int], Decimal] = field(default_factory=dict)

    def add(self, order: HistoricOrder) -> None:
        """Count an order; orders come oldest first."""
        self.orders += 1
        self.lines += len(order.lines)
        self.value += order.total
        self.first_day = self.first_day or order.order_date
        self.last_day = order.order_date
        month = (order.dealer_id, order.order_date.year, order.order_date.month)
        self.months[month] = self.months.get(month, Decimal(0)) + order.total

    def largest_months(self) -> dict[str, Decimal]:
        """The largest month of each customer."""
        largest: dict[str, Decimal] = {}
        for (customer, _, _), amount in self.months.items():
            largest[customer] = max(amount, largest.get(customer, Decimal(0)))
        return largest


def import_order_history(database: Database, path: Path, *, clock: Clock, progress: Progress | None = None) -> ImportReport:
    """Make a company of the file's products, customers and orders. The same content again changes nothing.

    Raises NotFound("integration.no_file"), Invalid("integration.unknown_format" | "integration.bad_file" | "integration.missing_columns" |
    "integration.no_orders"), Conflict("integration.not_empty") when the database holds another company.
    """
    tell = progress or _silent
    tell("reading", 0, 1)
    with open_history(path) as file:
        return database.write(lambda uow: _import(uow, file, clock, tell))


def _import(uow: UnitOfWork, file: HistoryFile, clock: Clock, tell: Progress) -> ImportReport:
    earlier = repository.find_run(uow, KIND, file.content_hash)
    if earlier is not None:
        return report_of_json(earlier, already_imported=True)
    if list_users(uow, SYSTEM):
        raise Conflict("integration.not_empty")
    products = company.gather_products(file.spellings())
    if not products.skus:
        raise Invalid("integration.no_orders", file=file.path.name)
    rows_read, reasons = file.rows_read(), file.reasons()
    tell("products", 0, len(products.skus))
    company.load_frame(uow)
    company.load_products(uow, products, clock.now().date(), clock=clock)
    tell("customers", 0, 1)
    users = company.load_customers(uow, file.customers())
    tally = _import_all_orders(uow, file.usable(), products.code_of, users, lambda done: tell("orders", done, rows_read - sum(reasons.values())))
    tell("prices", 0, 1)
    company.load_prices(uow, tally.last_paid)
    company.load_credit(uow, tally.largest_months(), clock=clock)
    report = _report(file, rows_read, reasons, tally, (len(users), len(products.skus)))
    tell("set_aside", 0, sum(reasons.values()))
    repository.add_run(uow, report.run_id, KIND, report.to_json(), clock.now())
    repository.add_rejects(uow, report.run_id, file.rejected())
    record(uow, f"import:{report.run_id}", "integration.imported", report.to_json(), by=Stamp(SYSTEM.user_id, clock.now()), new=True)
    tell("done", rows_read, rows_read)
    return report


def _import_all_orders(uow: UnitOfWork, rows: Iterable[InvoiceRow], code_of: Mapping[str, str], users: Mapping[str, str], done: Callable[[int], None]) -> Tally:
    tally, waiting = Tally(), list[HistoricOrder]()
    for order in _orders(rows, code_of, users, tally):
        waiting.append(order)
        if len(waiting) == BATCH:
            import_orders(uow, waiting)
            waiting = []
            done(tally.rows)
    if waiting:
        import_orders(uow, waiting)
    done(tally.rows)
    return tally


def _orders(rows: Iterable[InvoiceRow], code_of: Mapping[str, str], users: Mapping[str, str], tally: Tally) -> Iterator[HistoricOrder]:
    """Invoices as orders, oldest first; rows of one product on one invoice become one line."""
    for (at, customer), group in groupby(rows, key=lambda row: (row.at, row.customer)):
        lines: dict[str, tuple[int, Decimal]] = {}
        for row in group:
            code = code_of[row.description]
            quantity, amount = lines.get(code, (0, Decimal(0)))
            lines[code] = (quantity + row.quantity, amount + row.quantity * row.price)
            tally.last_paid[code] = row.price
            tally.rows += 1
        taken_over = tuple(HistoricLine(code, Decimal(qty), Unit.BASE, qty, round_money(amount)) for code, (qty, amount) in lines.items())
        order = HistoricOrder(
            number=invoice_number(customer, at),
            dealer_id=customer,
            order_date=at.date(),
            ship_to=company.PLACE,
            delivery_date=at.date(),
            status="DELIVERED",
            total=sum((line.line_total for line in taken_over), Decimal(0)),
            lines=taken_over,
            placed_by=users[customer],
            placed_by_name=company.buyer_name(customer),
        )
        if lacking := missing_of(order):
            raise Invalid("order.missing_fields", number=order.number, fields=", ".join(lacking))
        tally.add(order)
        yield order


def _report(file: HistoryFile, rows_read: int, reasons: Mapping[str, int], tally: Tally, counts: tuple[int, int]) -> ImportReport:
    return ImportReport(
        run_id=new_id("imp"),
        file_name=file.path.name,
        content_hash=file.content_hash,
        rows_read=rows_read,
        rows_in_orders=tally.rows,
        orders=tally.orders,
        lines=tally.lines,
        returns=reasons.get(SetAside.RETURN.value, 0),
        returned_pieces=file.returned_pieces(),
        customers=counts[0],
        products=counts[1],
        first_day=tally.first_day,
        last_day=tally.last_day,
        total_value=tally.value,
        currency=company.SETTINGS.currency,
        set_aside={reason: count for reason, count in reasons.items() if reason != SetAside.RETURN.value},
    )


def _silent(_step: str, _done: int, _total: int) -> None:
    """No progress wanted."""
