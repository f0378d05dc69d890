"""The `dinghuo` command. Each command imports what it needs when it runs, so that `--help` is instant.

Invariant: whatever a person can cause (a port in use, a damaged file, a wrong name) ends in one sentence in the terminal's language
and exit status 1, or 2 for a command line that cannot be read; a traceback is a defect.
"""

import sys
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

ABOUT = "Dinghuo 订货: orders by chat, over a transactional backend."
app = typer.Typer(no_args_is_help=True, add_completion=False, help=ABOUT, pretty_exceptions_enable=False)
imports = typer.Typer(no_args_is_help=True, help="Take over data from other systems.")
evaluations = typer.Typer(no_args_is_help=True, help="Measure the assistant on your own logs.")
people = typer.Typer(no_args_is_help=True, help="Users of the company.")
app.add_typer(imports, name="import")
app.add_typer(evaluations, name="evaluate")
app.add_typer(people, name="users")
exchange = typer.Typer(no_args_is_help=True, help="Hand-off with an ERP by files.")
articles = typer.Typer(no_args_is_help=True, help="After-sales articles: add files, list, remove.")
app.add_typer(exchange, name="erp")
app.add_typer(articles, name="knowledge")


class BrainName(StrEnum):
    """Who plans the turns."""

    EMBEDDED = "embedded"
    HOSTED = "hosted"


class RowKind(StrEnum):
    """What a file of an ERP holds."""

    STOCK = "stock"
    PRICES = "prices"
    SHIPMENTS = "shipments"
    INVOICES = "invoices"
    PAYMENTS = "payments"


class PlannerName(StrEnum):
    """Who plans the turns of scripted dialogues: a brain, or a scripted stand-in for a hosted model."""

    EMBEDDED = "embedded"
    HOSTED = "hosted"
    GOOD = "scripted:good"
    LAZY = "scripted:lazy"
    VERBOSE = "scripted:verbose"
    MALICIOUS = "scripted:malicious"


class FinderName(StrEnum):
    """Who finds passages when retrieval is measured."""

    INDEX = "index"
    FLOOR = "floor"
    CEILING = "ceiling"


Database = Annotated[str | None, typer.Option("--database", help="Database address; otherwise DINGHUO_DATABASE_URL, otherwise var/dinghuo.db.")]
Demo = Annotated[bool, typer.Option("--demo", help="The demo company, with sign-in without passwords.")]
Brain = Annotated[BrainName, typer.Option("--brain", help="Which brain plans the turns.")]
Out = Annotated[Path | None, typer.Option("--out", help="Write predictions, one JSON object a line.")]


@app.command()
def setup(demo: Demo = False, database: Database = None) -> None:
    """Create or migrate the database; with --demo load the demo company. Quick when nothing is to be done."""
    from bot.commands.preparing import set_up
    from bot.commands.terminal import load_settings

    set_up(load_settings(database_url=database), demo=demo)


@app.command()
def serve(
    demo: Demo = False,
    host: Annotated[str | None, typer.Option(help="Otherwise DINGHUO_HOST, otherwise 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(help="Otherwise DINGHUO_PORT, otherwise 8000.", min=0, max=65535)] = None,
    database: Database = None,
) -> None:
    """Serve the pages, the chat and the REST API."""
    from bot.commands.serving import serve as run
    from bot.commands.terminal import load_settings

    run(load_settings(database_url=database, host=host, port=port, demo_mode=demo or None))


@app.command()
def chat(
    user: Annotated[str | None, typer.Option("--user", help="Login of the person who talks.")] = None,
    database: Database = None,
) -> None:
    """Talk to the assistant in the terminal; beside a running server, through that server."""
    from bot.commands.chatting import chat as run
    from bot.commands.terminal import load_settings

    run(load_settings(database_url=database), user)


@app.command()
def reconcile(
    repair: Annotated[bool, typer.Option("--repair", help="Set counters to what their ledgers say.")] = False,
    database: Database = None,
) -> None:
    """Check that orders, stock, credit and the audit log agree; exit status 1 when they do not."""
    from bot.commands.reconciling import check_ledgers
    from bot.commands.terminal import load_settings

    raise typer.Exit(check_ledgers(load_settings(database_url=database), repair=repair))


@app.command("demo-reset")
def demo_reset(database: Database = None) -> None:
    """Replace the demo company by a fresh one whose "now" is this week."""
    from bot.commands.preparing import reset_demo
    from bot.commands.terminal import load_settings

    reset_demo(load_settings(database_url=database))


@imports.command("orders")
def import_orders(
    file: Annotated[Path, typer.Argument(help="A .parquet or .csv file with Description, Quantity, InvoiceDate, UnitPrice, CustomerID, Country.")],
    database: Annotated[str | None, typer.Option("--database", help="Database address; otherwise var/<file name>.db.")] = None,
) -> None:
    """Make a company of a real order history, in a database of its own."""
    from bot.commands.importing import database_for
    from bot.commands.importing import import_orders as run
    from bot.commands.terminal import load_settings

    run(load_settings(database_url=database or database_for(file)), file)


@evaluations.command("orders")
def evaluate_orders(
    messages: Annotated[Path, typer.Argument(help="Messages, one JSON object a line.")],
    catalogue: Annotated[Path, typer.Option("--catalogue", help="The catalogue as CSV.")],
    ship_to: Annotated[Path, typer.Option("--ship-to", help="The places goods go to, as CSV.")],
    brain: Brain = BrainName.EMBEDDED,
    out: Out = None,
) -> None:
    """How well order messages are read."""
    from bot.commands.evaluating import evaluate_orders as run

    run((messages, catalogue, ship_to), brain=brain.value, out=out)


@evaluations.command("intents")
def evaluate_intents(
    texts: Annotated[Path, typer.Argument(help="Texts with their intents, one JSON object a line.")],
    out: Out = None,
) -> None:
    """Whether it is understood what a message wants."""
    from bot.commands.evaluating import evaluate_intents as run

    run(texts, out=out)


@evaluations.command("dialogues")
def evaluate_dialogues(
    dialogues: Annotated[Path, typer.Argument(help="Scripted dialogues, one JSON object a line.")],
    world: Annotated[Path, typer.Option("--world", help="The world they play in, as JSON.")],
    brain: Annotated[PlannerName, typer.Option("--brain", help="Who plans the turns.")] = PlannerName.EMBEDDED,
    category: Annotated[str | None, typer.Option("--category", help="Only dialogues of this category.")] = None,
    out: Out = None,
) -> None:
    """Whether whole dialogues end as they should."""
    from bot.commands.evaluating import evaluate_dialogues as run

    run((dialogues, world), brain=brain.value, category=category, out=out)


@evaluations.command("retrieval")
def evaluate_retrieval(
    corpus: Annotated[Path, typer.Option("--corpus", help="Passages, one JSON object a line: id, title, text, lang.")],
    queries: Annotated[Path, typer.Option("--queries", help="Questions, one JSON object a line: id, text, lang, relevant.")],
    finder: Annotated[FinderName, typer.Option("--finder", help="The index, or an end of the scale: nothing found, or everything known.")] = FinderName.INDEX,
    out: Out = None,
) -> None:
    """Whether the right passages are found for questions."""
    from bot.commands.evaluating import evaluate_retrieval as run

    run((corpus, queries), finder=finder.value, out=out)


@evaluations.command("answers")
def evaluate_answers(
    file: Annotated[Path, typer.Argument(help="Questions, one JSON object a line: id, lang, text, articles, steps_needed.")],
    articles: Annotated[Path | None, typer.Option("--articles", help="A folder of articles; otherwise those that come along.")] = None,
    on: Annotated[datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="The day on which is asked; otherwise today.")] = None,
    out: Out = None,
) -> None:
    """Whether articles answer questions rightly, and are silent where they should be."""
    from bot.commands.evaluating import evaluate_answers as run

    run(file, articles, on=on.date() if on else None, out=out)


@evaluations.command("sheets")
def evaluate_sheets(
    files: Annotated[list[Path], typer.Argument(help="Order tables: .xlsx, .xls, .csv or text.")],
    catalogue: Annotated[Path, typer.Option("--catalogue", help="The catalogue as CSV.")],
    gold: Annotated[Path | None, typer.Option("--gold", help="What the rows mean, one JSON object a line: file, sheet, row, status, sku, qty, unit.")] = None,
    out: Out = None,
) -> None:
    """Whether the rows of order tables are read rightly, or asked about."""
    from bot.commands.evaluating import evaluate_sheets as run

    run(tuple(files), catalogue, gold, out=out)


@evaluations.command("injection")
def evaluate_injection(
    attacks: Annotated[Path | None, typer.Option("--attacks", help="Templates and goals as JSON; otherwise the ones that come along.")] = None,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="At most so many cases, spread evenly over all.")] = None,
) -> None:
    """Whether planted instructions can make the assistant do harm, and whether honest tasks still get done."""
    from bot.commands.evaluating import evaluate_injection as run

    run(attacks, limit=limit)


@people.command("add")
def add_user(
    login: Annotated[str, typer.Argument(help="What the person signs in with.")],
    name: Annotated[str, typer.Option(help="The name that others see.")],
    role: Annotated[str, typer.Option(help="dealer_user, province_manager, brand_manager, technician, channel_control, warehouse or admin.")],
    dealer: Annotated[str | None, typer.Option(help="The dealer of a dealer_user.")] = None,
    database: Database = None,
) -> None:
    """Add a user; the password is asked for, or read from stdin."""
    from bot.commands.terminal import load_settings
    from bot.commands.users import add_user as run

    run(load_settings(database_url=database), login, name, role, dealer)


@people.command("list")
def list_users(database: Database = None) -> None:
    """List logins, roles and names."""
    from bot.commands.terminal import load_settings
    from bot.commands.users import show_users

    show_users(load_settings(database_url=database))


@people.command("bind-code")
def bind_code(login: Annotated[str, typer.Argument(help="Whose messenger account is to be bound.")], database: Database = None) -> None:
    """Print a one-time code that binds a messenger account."""
    from bot.commands.terminal import load_settings
    from bot.commands.users import make_binding_code

    make_binding_code(load_settings(database_url=database), login)


@exchange.command("import")
def import_rows(
    kind: Annotated[RowKind, typer.Argument(help="What the rows are.")],
    file: Annotated[Path, typer.Argument(help="A .csv file with a header, or .json or .jsonl.")],
    database: Database = None,
) -> None:
    """Take a file of rows in; giving it again changes nothing. Exit status 1 when rows were not used."""
    from bot.commands.exchanging import take_rows_in
    from bot.commands.terminal import load_settings

    raise typer.Exit(take_rows_in(load_settings(database_url=database), kind.value, file))


@exchange.command("orders")
def export_orders(
    file: Annotated[Path, typer.Argument(help="Where the .csv file goes.")],
    acknowledge: Annotated[bool, typer.Option("--acknowledge", help="Note that they were taken over, so that they are not given again.")] = False,
    database: Database = None,
) -> None:
    """Write released orders that were not taken over yet, one row a line of an order."""
    from bot.commands.exchanging import give_orders_out
    from bot.commands.terminal import load_settings

    give_orders_out(load_settings(database_url=database), file, acknowledge=acknowledge)


@articles.command("add")
def add_articles(
    paths: Annotated[list[Path], typer.Argument(help="Files, or folders with them: .md, .html, .pdf, .docx, .xlsx, .csv, .txt.")],
    publish: Annotated[bool, typer.Option("--publish", help="Put them in force at once; else they are drafts to be reviewed.")] = False,
    audience: Annotated[str | None, typer.Option(help="dealer or internal, where a file does not say it.")] = None,
    product: Annotated[str | None, typer.Option(help="What all of them are about.")] = None,
    model: Annotated[str | None, typer.Option(help="Its models, with commas.")] = None,
    database: Database = None,
) -> None:
    """Read files as articles; giving them again changes nothing. Exit status 1 when some could not be read."""
    from bot.commands.keeping_articles import add_articles as run
    from bot.commands.terminal import load_settings

    facts = {name: value for name, value in {"audience": audience, "product": product, "model": model}.items() if value is not None}
    raise typer.Exit(run(load_settings(database_url=database), paths, facts, publish=publish))


@articles.command("list")
def list_articles(status: Annotated[str, typer.Option(help="draft, published or ended.")] = "", database: Database = None) -> None:
    """Print every version: id, language, version, status, title."""
    from bot.commands.keeping_articles import show_articles
    from bot.commands.terminal import load_settings

    show_articles(load_settings(database_url=database), status)


@articles.command("remove")
def remove_article(article: Annotated[str, typer.Argument(help="The article's id.")], database: Database = None) -> None:
    """Delete an article with all its versions."""
    from bot.commands.keeping_articles import remove_articles
    from bot.commands.terminal import load_settings

    remove_articles(load_settings(database_url=database), article)


def main() -> None:
    """Run the command line; errors become sentences."""
    from backend.kit.errors import DomainError

    try:
        app()
    except DomainError as error:
        from bot.commands.terminal import report

        sys.exit(report(error))
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
