"""`dinghuo setup` and `dinghuo demo-reset`: the tables, and the demo company whose "now" is this week."""

from contextlib import suppress
from pathlib import Path

from sqlalchemy import make_url

from backend.bootstrap import migrate, open_database
from backend.kit import schema
from backend.kit.clock import SystemClock
from backend.kit.db import Database, UnitOfWork
from backend.kit.errors import Conflict, Unavailable
from backend.kit.ownership import claim, owner_of
from backend.settings.process import ProcessSettings
from bot.commands.terminal import progress_bar, sentence, tell


def set_up(settings: ProcessSettings, *, demo: bool) -> None:
    """Migrate, and load the demo company into a database without a company. Quick when nothing is to be done."""
    owner = owner_of(settings.database_url)
    if owner is not None:
        open_database(settings).close()
        tell("setup-running", pid=str(owner.pid), address=owner.address or "-")
        return
    with claim(settings.database_url):
        migrate(settings.database_url)
        if demo:
            _load_demo(settings)
    train()
    tell("setup-ready", database=_shown(settings))


def reset_demo(settings: ProcessSettings) -> None:
    """Replace the demo company by a fresh one; raises Conflict("demo.not_demo") when the database holds another company."""
    with claim(settings.database_url):
        _empty(settings)
        migrate(settings.database_url)
        _load_demo(settings)
    tell("demo-reset-done", database=_shown(settings))


def train() -> None:
    """Make the model that tells what messages want, when the corpus or the code changed."""
    from bot.intents.classifier import classifier, model_file

    if model_file().is_file():
        return
    with progress_bar(sentence("setup-training")):
        classifier()


def _load_demo(settings: ProcessSettings) -> None:
    from backend.demo.company import read_company
    from backend.demo.loader import is_loaded, load_demo_company
    from bot.articles.world import load_articles

    database = open_database(settings)
    try:
        if not database.read(is_loaded):
            with progress_bar(sentence("setup-loading-demo")) as progress:
                load_demo_company(database, clock=SystemClock(), progress=progress)
                database.write(lambda uow: load_articles(uow, read_company(), clock=SystemClock()))
        if database.read(_is_demo):
            _load_starter(database)
    finally:
        database.close()


def _load_starter(database: Database) -> None:
    """Keep and publish the articles that come along, all in one transaction, unless some are there: what people made of those stays."""
    from bot.articles.starter import STARTER
    from bot.commands.keeping_articles import files_in, keep_version, version_of
    from knowledge.articles.reading import known_sources

    files = files_in((STARTER,))
    if not database.read(known_sources).isdisjoint(name for _, name in files):
        return
    with progress_bar(sentence("knowledge-adding")) as progress:
        made = []
        for place, (file, name) in enumerate(files, 1):
            made.append(version_of(file, name, {}))
            progress(name, place, len(files))
        database.write(lambda uow: [keep_version(uow, one, publish=True) for one in made])


def _empty(settings: ProcessSettings) -> None:
    """Drop the demo company. A damaged or missing SQLite file is simply removed: the demo holds nothing of value."""
    url = make_url(settings.database_url)
    try:
        database = open_database(settings)
    except Unavailable as error:
        if error.code not in {"database.missing", "database.damaged", "database.not_migrated"}:
            raise
        _remove_file(url.database if url.get_backend_name() == "sqlite" and error.code == "database.damaged" else None)
        return
    try:
        if not database.read(_is_demo):
            raise Conflict("demo.not_demo", database=_shown(settings))
        if not database.is_sqlite:
            schema.downgrade(database)
    finally:
        database.close()
    _remove_file(url.database if database.is_sqlite else None)


def _is_demo(uow: UnitOfWork) -> bool:
    from backend.demo.company import read_company
    from backend.identity.domain import SYSTEM
    from backend.identity.service import list_users

    here = {user.login for user in list_users(uow, SYSTEM)}
    return not here or {str(user["user"]) for user in read_company()["users"]} <= here


def _remove_file(database: str | None) -> None:
    for suffix in ("", "-wal", "-shm") if database else ():
        with suppress(FileNotFoundError):
            Path(f"{database}{suffix}").unlink()


def _shown(settings: ProcessSettings) -> str:
    return make_url(settings.database_url).render_as_string(hide_password=True)
