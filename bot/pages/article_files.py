"""Files of articles in and pictures out, for the page: a file is sent as a form, a picture comes as an image.

Invariant: only a signed-in person's browser on our own pages gets here (the session cookie is not sent from other sites), with his own rights.
"""

from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from backend.identity.domain import Permission
from backend.kit.errors import DomainError, Invalid, TooMuch
from bot.articles import keeping
from bot.articles.forms import article_in
from bot.articles.routes import FIGURE_HEADERS
from bot.pages.articles import PATH
from bot.pages.services import PageServices
from bot.pages.session import visitor_of
from bot.pages.threads import in_thread
from knowledge.articles import VersionView
from knowledge.documents import LONGEST_FILE

LONGEST_FORM = LONGEST_FILE + 1024 * 1024
NOT_FOUND = 404


def article_routes(services: PageServices) -> APIRouter:
    """The form target and the pictures."""
    router = APIRouter(include_in_schema=False)

    @router.post("/articles/files")
    async def send_article(request: Request) -> Response:
        visitor = await in_thread(visitor_of, request, services)
        if visitor is None:
            return RedirectResponse("/sign-in", 303)
        try:
            visitor.actor.require(Permission.KEEP_ARTICLES)
            length = request.headers.get("content-length", "")
            if not length.isdigit():
                raise Invalid("article.no_file")
            if int(length) > LONGEST_FORM:
                raise TooMuch("article.too_large", longest=f"{LONGEST_FILE // 1024 // 1024} MB")
            file = await article_in(request)

            def keep() -> VersionView:
                new = keeping.read_file(visitor.actor, file)
                return services.database.write(lambda uow: keeping.draft_article(uow, visitor.actor, new, clock=services.clock))

            version = await in_thread(keep)
        except DomainError as error:
            return RedirectResponse(f"{PATH}?{urlencode({'problem': error.code.replace('.', '-')})}", 303)
        return RedirectResponse(f"{PATH}?{urlencode({'v': version.id})}", 303)

    @router.get("/articles/figures/{version}/{name:path}")
    def figure(request: Request, version: str, name: str) -> Response:
        visitor = visitor_of(request, services)
        if visitor is None:
            return RedirectResponse("/sign-in", 303)
        try:
            found = services.database.read(lambda uow: keeping.read_figure(uow, visitor.actor, version[:60], name[:200], clock=services.clock))
        except DomainError:
            return Response(status_code=NOT_FOUND)
        return Response(found.data, media_type=found.mime, headers=FIGURE_HEADERS)

    return router
