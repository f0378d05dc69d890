"""After-sales articles over HTTP: reading what is in force, and keeping: send a file, publish, end, remove.

Invariant: the same use cases as the page and the command; what a reader may not see answers like what does not exist.
"""

from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, FastAPI, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from pydantic import BaseModel

from backend.identity.domain import Actor, Permission
from backend.identity.http import CurrentActor
from backend.kit.http import Code, Cursor, Here, Limit, Services, json_answer, locale_of
from backend.kit.http_writes import MayRepeat, Once, Outcome
from backend.kit.problems import problems_of
from bot.articles import keeping
from bot.articles.forms import article_in
from knowledge.articles import ArticleView, CitedPassage, VersionView
from knowledge.documents import text_of

router = APIRouter(prefix="/api/v1/articles", tags=["articles"])
_READ = problems_of(401, 403, 404, 422)
_WRITE = problems_of(401, 403, 404, 409, 413, 422)
Search = Annotated[str, Query(max_length=200, description="Words of the title, an article's id or a file's name.")]
Status = Annotated[Literal["draft", "published", "ended"] | None, Query(description="Only versions that stand so.")]
FIGURE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, max-age=300",
}


class VersionBody(BaseModel):
    """One version of an article. Empty `products`, `models` and `codes` mean that it holds for all or says nothing of them."""

    id: str
    article_id: str
    version: int
    lang: str
    title: str
    status: str
    audience: str
    products: list[str]
    models: list[str]
    codes: list[str]
    valid_from: date | None
    valid_until: date | None
    source: str
    created_at: datetime
    changed_at: datetime


class VersionPage(BaseModel):
    """Those changed last first."""

    items: list[VersionBody]
    next_cursor: str | None


class PassageBody(BaseModel):
    """One citable piece: `heading_path` and `page` name its place, `text` its words with steps numbered."""

    id: str
    heading_path: list[str]
    page: int | None
    codes: list[str]
    text: str


class ArticleBody(VersionBody):
    """A version with its words."""

    passages: list[PassageBody]


@router.get("", response_model=VersionPage, responses=_READ, summary="Articles in force")
def list_articles(actor: CurrentActor, services: Here, search: Search = "", cursor: Cursor = None, limit: Limit = 50) -> Response:
    """What you may read today."""
    page = services.database.read(lambda uow: keeping.list_articles(uow, actor, text=search, cursor=cursor, limit=limit, clock=services.clock))
    return json_answer(VersionPage(items=[_version(one) for one in page.items], next_cursor=page.next_cursor))


@router.get("/versions", response_model=VersionPage, responses=_READ, summary="All versions")
def list_versions(actor: CurrentActor, services: Here, status: Status = None, search: Search = "", cursor: Cursor = None, limit: Limit = 50) -> Response:
    """Drafts and ended ones too, for those who keep articles."""
    page = services.database.read(lambda uow: keeping.list_versions(uow, actor, status=status or "", text=search, cursor=cursor, limit=limit))
    return json_answer(VersionPage(items=[_version(one) for one in page.items], next_cursor=page.next_cursor))


@router.post("", status_code=201, response_model=VersionBody, responses=_WRITE, summary="Send an article")
async def send_article(request: Request, actor: CurrentActor, services: Here, once: MayRepeat) -> Response:
    """A multipart form with `file` (Markdown, HTML, PDF, .docx, .xlsx, .csv or text, up to 40 MB) and any `figures` it names; it becomes a draft.

    Further fields say what it is about: `id`, `title`, `lang` (zh, en), `audience` (dealer, internal), `product`, `model`, `codes`, `parts` (several
    with commas), `valid_from`, `valid_until`. A file of the same name is a new version of the same article, and the same words again are the version there is.
    """
    actor.require(Permission.KEEP_ARTICLES)
    file = await article_in(request)
    return await run_in_threadpool(_keep, actor, services, once, file)


@router.post("/versions/{version}/publish", response_model=VersionBody, responses=_WRITE, summary="Publish a draft")
def publish_article(actor: CurrentActor, services: Here, version: Code, once: MayRepeat) -> Response:
    """It is in force at once, and the version before ends. Your own draft is published by somebody else."""
    return once.write(actor.user_id, lambda uow: keeping.publish_article(uow, actor, version, clock=services.clock), _told)


@router.post("/versions/{version}/end", response_model=VersionBody, responses=_WRITE, summary="End a version")
def end_article(actor: CurrentActor, services: Here, version: Code, once: MayRepeat) -> Response:
    """It is found no longer from now on; a draft is given up."""
    return once.write(actor.user_id, lambda uow: keeping.end_article(uow, actor, version, clock=services.clock), _told)


@router.get("/versions/{version}", response_model=ArticleBody, responses=_READ, summary="Read a version")
def read_version(actor: CurrentActor, services: Here, version: Code) -> Response:
    """A draft or an ended one only for those who keep articles."""
    return _shown(services.database.read(lambda uow: keeping.read_version(uow, actor, version, clock=services.clock)))


@router.get("/versions/{version}/figures/{name:path}", responses=_READ, response_class=Response, summary="A picture")
def read_figure(actor: CurrentActor, services: Here, version: Code, name: Code) -> Response:
    """An image that runs nothing."""
    figure = services.database.read(lambda uow: keeping.read_figure(uow, actor, version, name, clock=services.clock))
    return Response(figure.data, media_type=figure.mime, headers=FIGURE_HEADERS)


@router.get("/{article}", response_model=ArticleBody, responses=_READ, summary="Read an article")
def read_article(request: Request, actor: CurrentActor, services: Here, article: Code) -> Response:
    """What is in force of it today, in the language of the request when there is one in it."""
    lang = locale_of(request)
    return _shown(services.database.read(lambda uow: keeping.read_article(uow, actor, article, lang, clock=services.clock)))


@router.delete("/{article}", status_code=204, responses=_WRITE, summary="Remove an article")
def remove_article(actor: CurrentActor, services: Here, article: Code, once: MayRepeat) -> Response:
    """All its versions, passages and pictures are deleted."""
    return once.write(actor.user_id, lambda uow: keeping.remove_article(uow, actor, article, clock=services.clock), lambda _: Outcome(204))


def mount_articles(app: FastAPI) -> None:
    """Add the routes to the application."""
    app.include_router(router)


def _keep(actor: Actor, services: Services, once: Once, file: keeping.ArticleFile) -> Response:
    new = keeping.read_file(actor, file)
    return once.write(actor.user_id, lambda uow: keeping.draft_article(uow, actor, new, clock=services.clock), lambda made: Outcome(201, _version(made)))


def _told(version: VersionView) -> Outcome:
    return Outcome(200, _version(version))


def _shown(found: ArticleView) -> Response:
    return json_answer(ArticleBody(**_version(found.version).model_dump(), passages=[_passage(one) for one in found.passages]))


def _version(one: VersionView) -> VersionBody:
    about = one.about
    return VersionBody(
        id=one.id,
        article_id=one.article_id,
        version=one.version,
        lang=about.lang,
        title=one.title,
        status=one.status.value,
        audience=about.audience.value,
        products=list(about.products),
        models=list(about.models),
        codes=list(about.codes),
        valid_from=about.valid_from,
        valid_until=about.valid_until,
        source=one.source,
        created_at=one.created_at,
        changed_at=one.changed_at,
    )


def _passage(one: CitedPassage) -> PassageBody:
    return PassageBody(id=one.id, heading_path=list(one.heading_path), page=one.page, codes=list(one.codes), text=text_of(one.blocks))
