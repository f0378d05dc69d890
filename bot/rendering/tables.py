"""A table that was read, as a card: how much of it is clear, the first rows that are not, and what can be done; and what a month's draft is made of."""

from urllib.parse import urlencode

from bot.messages import Badge, Button, Card, Cell, Column, Row, Text
from bot.rendering.formats import format_time
from bot.rendering.voice import Voice
from tools.tables import Discontinued, ExportReady, MonthlyTotals, RowView, SheetView, TableShown

PAGE = "/import?sheet="
EXPORT = "/orders-export/orders"
MOST_CANDIDATES = 3
MOST_GONE = 10


def table_card(shown: TableShown, voice: Voice) -> Card:
    """How many rows are clear, asked and not understood; buttons; the way to the page."""
    sheet = shown.sheet
    counts = voice("table-counts", ok=sheet.ok, ask=sheet.ask, reject=sheet.reject)
    left = voice("table-skipped", count=sheet.skip) if sheet.skip else ""
    waiting = (voice("table-unread", count=sheet.unread),) if sheet.unread else ()
    page = voice("table-page", address=f"{PAGE}{sheet.sheet_id}")
    return Card(
        kind="table",
        title=voice("table-title", name=sheet.name),
        columns=(Column(""),),
        rows=tuple(_row(row, voice) for row in shown.rows),
        notes=tuple(note for note in (counts, left, page) if note),
        warnings=(*waiting, *_earlier(sheet, voice)),
        buttons=_buttons(sheet, voice),
    )


def why_text(row: RowView, voice: Voice) -> str:
    """Why a row is not clear, with what it may mean."""
    names = voice.list([voice.name(one) for one in row.candidates[:MOST_CANDIDATES]])
    return voice(f"table-why-{(row.why or 'none').replace('_', '-')}", names=names, likely=f"{row.likely.normalize():f}" if row.likely else "-")


def monthly_text(totals: MonthlyTotals, voice: Voice) -> Text:
    """Which month, how many orders, and what of it is no longer sold."""
    made = totals.made
    said = voice("table-month", month=f"{made.first:%Y-%m}", orders=made.orders, lines=sum(len(draft.lines) + len(draft.questions) for draft in made.drafts))
    if not made.discontinued:
        return Text(said)
    return Text(f"{said} {voice('table-month-gone', count=len(made.discontinued), names=_gone(made.discontinued, voice))}", tone="warning")


def export_text(ready: ExportReady, voice: Voice) -> Text:
    """How many orders of which days, what they come to, and where the file is."""
    wanted = ready.wanted
    if not ready.count.orders:
        return Text(voice("table-export-none"))
    asked = {"status": ",".join(wanted.statuses), "from": wanted.placed_from or "", "to": wanted.placed_to or ""}
    query = urlencode({key: value for key, value in asked.items() if value}, safe=",")
    totals = voice.list([voice.money(total, currency) for currency, total in ready.count.totals.items()])
    days = f"{wanted.placed_from} – {wanted.placed_to}"
    address = f"{EXPORT}.{ready.form}{'?' if query else ''}{query}"
    known = {"dated": 1 if wanted.placed_from else 0, "priced": 1 if totals else 0}
    return Text(voice("table-export", count=ready.count.orders, totals=totals, days=days, address=address, **known))


def _gone(items: tuple[Discontinued, ...], voice: Voice) -> str:
    names = [voice.name(one) for one in items[:MOST_GONE]]
    return voice.list(names) + ("…" if len(items) > MOST_GONE else "")


def _row(row: RowView, voice: Voice) -> Row:
    said = row.said or " · ".join(cell for cell in row.cells if cell)[:60]
    badge = Badge(voice(f"table-status-{row.status}"), "warning" if row.status == "ask" else "error")
    return Row((Cell(voice("table-row", row=row.row, said=said), why_text(row, voice)),), (badge,))


def _earlier(sheet: SheetView, voice: Voice) -> tuple[str, ...]:
    if sheet.earlier is None:
        return ()
    numbers = voice.list([one.order_number for one in sheet.earlier.drafts if one.order_number])
    return (voice("table-earlier", time=format_time(sheet.earlier.at), by=sheet.earlier.by, numbers=numbers, ordered=1 if numbers else 0),)


def _buttons(sheet: SheetView, voice: Voice) -> tuple[Button, ...]:
    if not sheet.ok or sheet.unread:
        return ()
    partly = bool(sheet.ask or sheet.reject)
    key = ("table-say-partly-again" if partly else "table-say-again") if sheet.earlier else "table-say-partly" if partly else "table-say-draft"
    label = voice("table-draft-partly" if partly else "table-draft", count=sheet.ok)
    return (Button(label, f"say:{voice(key)}", "plain" if partly or sheet.earlier else "primary"),)
