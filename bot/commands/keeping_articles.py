"""`dinghuo knowledge add | list | remove`: articles from files and folders, each file in a transaction of its own.

Invariant: what was kept stays kept when the command is stopped; giving the same files again changes nothing, so it goes on where it stopped.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from backend.bootstrap import open_database
from backend.identity.domain import SYSTEM
from backend.kit.clock import SystemClock
from backend.kit.db import Database, UnitOfWork
from backend.kit.errors import Conflict, DomainError, Invalid, NotFound
from backend.settings.process import ProcessSettings
from bot.articles import keeping
from bot.commands.terminal import progress_bar, sentence, tell
from knowledge.articles import ArticleStatus, NewVersion
from knowledge.articles.making import LONGEST_NAME
from knowledge.articles.pictures import MOST_BYTES
from knowledge.documents import LONGEST_FILE, BlockKind

READ = frozenset({".md", ".markdown", ".html", ".htm", ".pdf", ".docx", ".xlsx", ".xls", ".csv", ".tsv", ".txt"})
PICTURES = frozenset({".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp"})


def add_articles(settings: ProcessSettings, paths: Sequence[Path], facts: Mapping[str, str], *, publish: bool) -> int:
    """Keep every file of the paths; 1 when some could not be read."""
    files = files_in(paths)
    database = open_database(settings)
    counts: Counter[str] = Counter()
    refused: list[str] = []
    named: dict[str, Path] = {}
    try:
        with progress_bar(sentence("knowledge-adding")) as progress:
            for place, (file, name) in enumerate(files, 1):
                try:
                    _check_name(name, file, named)
                    counts[keep_file(database, file, name, facts, publish=publish)] += 1
                except DomainError as error:
                    refused.append(f"{file}: {sentence(error.code, **dict(error.params))}")
                progress(file.name, place, len(files))
    finally:
        database.close()
    for line in refused:
        print(line)
    print(sentence("knowledge-added", new=counts["new"], known=counts["known"], refused=len(refused)))
    return 1 if refused else 0


def files_in(paths: Iterable[Path]) -> list[tuple[Path, str]]:
    """Files with the names they are known by: those named, and those of the formats that are read below folders, by their way from the folder.

    Links out of a folder are not followed. Raises NotFound("article.no_path").
    """
    found: list[tuple[Path, str]] = []
    for path in paths:
        if path.is_dir():
            root = path.resolve()
            below = sorted(one for one in path.rglob("*") if one.suffix.lower() in READ and one.is_file())
            found += [(one, one.relative_to(path).as_posix()) for one in below if one.resolve().is_relative_to(root)]
        elif path.is_file():
            found.append((path, path.name))
        else:
            raise NotFound("article.no_path", path=str(path))
    return found


def keep_file(database: Database, file: Path, name: str, facts: Mapping[str, str], *, publish: bool) -> str:
    """Keep one file: "new" or "known"."""
    new = version_of(file, name, facts)
    return database.write(lambda uow: keep_version(uow, new, publish=publish))


def version_of(file: Path, name: str, facts: Mapping[str, str]) -> NewVersion:
    """A file as the version it becomes, with the pictures beside it."""
    try:
        with file.open("rb") as opened:
            data = opened.read(LONGEST_FILE + 1)
    except OSError as error:
        raise Invalid("article.unreadable") from error
    new = keeping.read_file(SYSTEM, keeping.ArticleFile(name, data, facts))
    return replace(new, figures=_figures_beside(file, new))


def _check_name(name: str, file: Path, named: dict[str, Path]) -> None:
    """Two files of one name would be two versions of one article. Raises Conflict("article.same_name")."""
    if named.setdefault(name, file) != file:
        raise Conflict("article.same_name", path=str(named[name]))


def show_articles(settings: ProcessSettings, status: str) -> None:
    """Print one line a version: id, language, version, status, title."""
    database = open_database(settings)
    try:
        cursor: str | None = None
        while True:
            page = database.read(partial(keeping.list_versions, actor=SYSTEM, status=status, cursor=cursor, limit=200))
            for one in page.items:
                print(f"{one.article_id}\t{one.about.lang}\t{one.version}\t{one.status.value}\t{one.title}")
            if (cursor := page.next_cursor) is None:
                return
    finally:
        database.close()


def remove_articles(settings: ProcessSettings, article_id: str) -> None:
    """Delete an article with all its versions."""
    database = open_database(settings)
    try:
        gone = database.write(lambda uow: keeping.remove_article(uow, SYSTEM, article_id, clock=SystemClock()))
    finally:
        database.close()
    tell("knowledge-removed", article=article_id, count=gone)


def keep_version(uow: UnitOfWork, new: NewVersion, *, publish: bool) -> str:
    """Keep a version, and publish it: "new" or "known"."""
    clock = SystemClock()
    started = clock.now()
    version = keeping.draft_article(uow, SYSTEM, new, clock=clock)
    fresh = version.created_at >= started
    if publish and version.status is ArticleStatus.DRAFT:
        keeping.publish_article(uow, SYSTEM, version.id, clock=clock)
    return "new" if fresh else "known"


def _figures_beside(file: Path, new: NewVersion) -> dict[str, bytes]:
    """The pictures that an article names and that lie beside it or below; a name that leads elsewhere is not followed."""
    root, found = file.parent.resolve(), dict(new.figures)
    for block in new.blocks:
        if block.kind is not BlockKind.FIGURE or block.source in found:
            continue
        try:
            path = (root / block.source).resolve()
            beside = path.suffix.lower() in PICTURES and path.is_relative_to(root) and path.is_file()
            if beside and len(block.source) <= LONGEST_NAME and path.stat().st_size <= MOST_BYTES:
                found[block.source] = path.read_bytes()
        except (OSError, ValueError):
            continue  # no name of a file
    return found
