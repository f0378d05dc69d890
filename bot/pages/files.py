"""Where the chat page puts a file as soon as it is chosen: POST /chat/files answers with the token that goes with the message.

Invariant: only a signed-in person's browser on our own pages gets here (the session cookie is not sent from other sites); a body that
says it is too large is not read.
"""

from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from backend.kit.errors import DomainError, Invalid, TooMuch, Unauthenticated
from bot.attachments.limits import LONGEST_FILE
from bot.connectors.web.uploads import files_of
from bot.pages.services import PageServices
from bot.pages.session import chosen_locale, visitor_of
from bot.pages.threads import in_thread

_FRAME = 64 * 1024
_MB = 1024 * 1024


def file_routes(services: PageServices) -> APIRouter:
    """The route of the chat page's files."""
    router = APIRouter(include_in_schema=False)

    @router.post("/chat/files")
    async def keep_file(request: Request) -> Response:
        locale = chosen_locale(request)
        try:
            visitor = await in_thread(visitor_of, request, services)
            if visitor is None:
                raise Unauthenticated("identity.bad_token")
            locale = visitor.locale
            length = request.headers.get("content-length", "")
            if not length.isdigit() or int(length) > LONGEST_FILE + _FRAME:
                raise TooMuch("upload.too_large", name=request.headers.get("x-file", "")[:80], longest=LONGEST_FILE // _MB)
            async with request.form(max_files=1, max_fields=4) as form:
                files = await files_of(form)
            if len(files) != 1:
                raise Invalid("upload.empty", name="")
            token = await in_thread(services.waiting.keep, visitor.actor, files[0])
        except DomainError as error:
            return _answer({"problem": services.phrasebook.say(locale, error.code, **error.params)}, error.status)
        return _answer({"token": token, "name": files[0].name, "kind": files[0].kind}, 201)

    return router


def _answer(document: Mapping[str, str], status: int) -> Response:
    return JSONResponse(dict(document), status, headers={"Cache-Control": "no-store"})
