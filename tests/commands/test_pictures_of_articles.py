"""Pictures beside an article: what it names is taken from its own folder, and no name it makes up stops a run."""

from pathlib import Path

import pytest

from backend.kit.db import Database
from backend.kit.errors import Invalid
from backend.settings.process import ProcessSettings
from bot.commands import keeping_articles
from bot.commands.keeping_articles import keep_file
from knowledge.articles import figures_of, list_versions

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9v9z"/></svg>'


def test_pictures_are_taken_from_the_folder_and_names_of_no_file_are_passed_over(database: Database, tmp_path: Path) -> None:
    """A name too long for any file, one with signs that addresses write otherwise, one that leads out, one too large."""
    folder = tmp_path / "articles"
    (folder / "img").mkdir(parents=True)
    (folder / "img" / "图 1.svg").write_bytes(SVG)
    (tmp_path / "out.svg").write_bytes(SVG)
    with (folder / "large.svg").open("wb") as large:
        large.truncate(6 * 1024 * 1024)
    names = ["img/图 1.svg", f"{'x' * 300}.svg", "../out.svg", "%2e%2e/out.svg", "large.svg", "a%00.svg"]
    article = folder / "a.md"
    article.write_text("# A\n\n" + "\n\n".join(f"![c](<{name}>)" for name in names) + "\n\nText.\n", encoding="utf-8")
    assert keep_file(database, article, "a.md", {}, publish=False) == "new"
    (version,) = database.read(list_versions).items
    assert database.read(lambda uow: figures_of(uow, [version.id])) == {version.id: frozenset(("img/图 1.svg",))}


def test_a_file_that_cannot_be_opened_is_one_clear_error(database: Database, tmp_path: Path) -> None:
    """And not the end of a run over a folder."""
    with pytest.raises(Invalid):
        keep_file(database, tmp_path / "gone.md", "gone.md", {}, publish=False)


def test_two_files_of_one_name_in_a_run_are_not_versions_of_each_other(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The second is refused and the first named; that one is kept."""
    files = [tmp_path / folder / "guide.md" for folder in ("a", "b")]
    for file in files:
        file.parent.mkdir()
        file.write_text(f"# {file.parent.name}\n\nText.\n", encoding="utf-8")
    monkeypatch.setattr(keeping_articles, "open_database", lambda _: database)
    monkeypatch.setattr(database, "close", lambda: None)
    assert keeping_articles.add_articles(ProcessSettings(), files, {}, publish=True) == 1
    assert str(files[0]) in capsys.readouterr().out
    assert [one.title for one in database.read(list_versions).items] == ["a"]
