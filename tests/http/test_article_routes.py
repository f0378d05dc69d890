"""After-sales articles over HTTP: a file becomes a draft, somebody else publishes it, and people read what is meant for them."""

from typing import Any
from urllib.parse import quote

import pytest

from backend.settings.process import ProcessSettings
from bot.articles.routes import mount_articles
from bot.assistant import Assistant
from bot.pages.articles import form_html
from bot.sentences import phrasebook
from tests.http.shop import Caller, Shop, assert_problem

TEXT = b"# LC-300 E4: condenser too hot\n\n> Warning: unplug first.\n\n![Fan](fan.svg)\n\n## Steps\n1. Unplug.\n2. Clean.\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9v9z"/></svg>'


@pytest.fixture
def library(shop: Shop, settings: ProcessSettings) -> Shop:
    """The company with the routes of articles."""
    shop.chat_with(Assistant(shop.database, shop.clock, settings, phrasebook()), mount_articles)
    return shop


def send(caller: Caller, name: str = "e4.md", data: bytes = TEXT, key: str | None = None, **facts: str) -> Any:
    """Send a file with its picture."""
    headers = {"Authorization": f"Bearer {caller.token}"} | ({"Idempotency-Key": key} if key else {})
    files = [("file", (name, data, "text/markdown")), ("figures", ("fan.svg", SVG, "image/svg+xml"))]
    return caller.client.post("/api/v1/articles", files=files, data=facts, headers=headers)


def published(library: Shop, **facts: str) -> dict[str, Any]:
    """An article that the technician wrote and the manager put in force."""
    draft = send(library.caller("tech"), **facts).json()
    answer = library.caller("bm").post(f"/articles/versions/{draft['id']}/publish")
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


def test_a_draft_is_published_by_somebody_else_and_then_everybody_reads_it(library: Shop) -> None:
    """With its steps, its heading path and its picture."""
    tech, dealer = library.caller("tech"), library.caller("wang")
    draft = send(tech, model="LC-300")
    assert (draft.status_code, draft.json()["status"], draft.json()["models"]) == (201, "draft", ["LC-300"])
    assert dealer.get("/articles").json()["items"] == []
    assert_problem(dealer.get(f"/articles/versions/{draft.json()['id']}"), 404, "article.not_found")
    assert_problem(tech.post(f"/articles/versions/{draft.json()['id']}/publish"), 403, "article.own_draft")
    version = library.caller("bm").post(f"/articles/versions/{draft.json()['id']}/publish").json()
    assert [one["id"] for one in dealer.get("/articles", search="CONDENSER").json()["items"]] == [version["id"]]
    read = dealer.get(f"/articles/{version['article_id']}").json()
    assert [(one["heading_path"], one["codes"]) for one in read["passages"]] == [([], ["E4"]), (["Steps"], ["E4"])]
    assert read["passages"][1]["text"] == "1. Unplug.\n2. Clean."
    figure = dealer.get(f"/articles/versions/{version['id']}/figures/fan.svg")
    assert (figure.content, figure.headers["content-type"]) == (SVG, "image/svg+xml")
    assert "sandbox" in figure.headers["content-security-policy"]


def test_internal_articles_are_unknown_to_dealers_at_every_door(library: Shop) -> None:
    """The list, the article, the version and its picture."""
    version, dealer = published(library, audience="internal"), library.caller("wang")
    assert dealer.get("/articles").json()["items"] == []
    for path in (f"/articles/{version['article_id']}", f"/articles/versions/{version['id']}"):
        assert_problem(dealer.get(path), 404, "article.not_found")
    assert_problem(dealer.get(f"/articles/versions/{version['id']}/figures/fan.svg"), 404, "article.no_figure")
    assert library.caller("house").get(f"/articles/{version['article_id']}").status_code == 200


@pytest.mark.parametrize("name", ["图 1.svg", "img/fan.svg"])
def test_a_picture_is_known_by_the_name_the_article_gives_it(library: Shop, name: str) -> None:
    """With signs that addresses write otherwise, and though it was sent without its folder."""
    tech = library.caller("tech")
    files = [("file", ("a.md", f"# A\n\n![c](<{name}>)\n\nText.\n".encode(), "text/markdown")), ("figures", (name.rpartition("/")[2], SVG, "image/svg+xml"))]
    draft = tech.client.post("/api/v1/articles", files=files, headers={"Authorization": f"Bearer {tech.token}"}).json()
    assert tech.get(f"/articles/versions/{draft['id']}/figures/{quote(name, safe='')}").content == SVG


def test_the_form_of_the_page_leaves_the_audience_to_the_file(library: Shop) -> None:
    """An article that says of itself that it is internal stays so when nobody chooses otherwise."""
    assert '<select class="field" name="audience"><option value="">' in form_html(lambda key, **_: key)
    assert send(library.caller("tech"), data=b"---\naudience: internal\n---\n" + TEXT, audience="").json()["audience"] == "internal"


def test_only_those_who_keep_articles_change_them(library: Shop) -> None:
    """Dealers and the warehouse read."""
    version = published(library)
    for login in ("wang", "house", "pm"):
        caller = library.caller(login)
        assert_problem(send(caller), 403, "identity.not_permitted")
        assert_problem(send(caller, "a.pdf", b"%PDF-1.7 x"), 403, "identity.not_permitted")  # and nothing of it is read
        assert_problem(caller.get("/articles/versions"), 403, "identity.not_permitted")
        for path in ("publish", "end"):
            assert_problem(caller.post(f"/articles/versions/{version['id']}/{path}"), 403, "identity.not_permitted")
        assert_problem(caller.call("DELETE", f"/articles/{version['article_id']}"), 403, "identity.not_permitted")


def test_sending_the_same_again_keeps_one_version_and_removing_leaves_none(library: Shop) -> None:
    """With and without a key."""
    tech, manager = library.caller("tech"), library.caller("bm")
    made = {send(tech, key=key).json()["id"] for key in ("k1", "k1", None, None)}
    assert len(made) == 1
    version = tech.get("/articles/versions", status="draft").json()["items"][0]
    assert manager.call("DELETE", f"/articles/{version['article_id']}").status_code == 204
    assert tech.get("/articles/versions").json()["items"] == []
    assert_problem(manager.call("DELETE", f"/articles/{version['article_id']}"), 404, "article.not_found")


@pytest.mark.parametrize(
    ("name", "data", "status", "code"),
    [("a.exe", b"MZ\0\1", 422, "article.unknown_format"), ("a.pdf", b"%PDF-1.7 x", 422, "article.unreadable"), ("a.md", b" ", 422, "article.empty")],
)
def test_a_file_that_cannot_be_read_says_why(library: Shop, name: str, data: bytes, status: int, code: str) -> None:
    """And nothing is kept."""
    tech = library.caller("tech")
    assert_problem(send(tech, name, data), status, code)
    assert tech.get("/articles/versions").json()["items"] == []
