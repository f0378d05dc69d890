"""What an address that leads nowhere shows: our own page in the visitor's language, with ways on and status 404.

Invariant: a route that exists and says "not found" itself keeps its own answer.
"""

from functools import partial

from fastapi import Request
from fastapi.exception_handlers import http_exception_handler
from fastapi.responses import Response
from nicegui import Client, ui
from nicegui import app as pages
from starlette.exceptions import HTTPException

from bot.pages.layout import Say, brand_mark, head, page_frame
from bot.pages.services import PageServices
from bot.pages.session import chosen_locale, visitor_of
from bot.pages.states import empty_state
from bot.pages.threads import in_thread

STATUS = 404


def register_not_found(services: PageServices) -> None:
    """Answer unknown addresses below the pages."""

    @pages.exception_handler(STATUS)
    async def nothing_here(request: Request, error: Exception) -> Response:
        endpoint = request.scope.get("endpoint")
        if endpoint is not None and endpoint is not pages and not request.scope.get("nicegui_page_path") and isinstance(error, HTTPException):
            return await http_exception_handler(request, error)
        visitor = await in_thread(visitor_of, request, services)
        locale = visitor.locale if visitor is not None else chosen_locale(request)
        say: Say = partial(services.phrasebook.say, locale)
        with Client(ui.page(""), request=request) as client:
            if visitor is None:
                head(say, locale, "not-found", "sign_in")
                with ui.element("main").classes("sign-in").props('id="content"'):
                    with ui.element("h1"):
                        brand_mark()
                    empty_state(say("not-found-hint"), say("sign-in"), "/sign-in")
            else:
                with page_frame(services, visitor, here="", sheets=("orders",), title="not-found"), ui.element("main").classes("book").props('id="content"'):
                    empty_state(say("not-found-hint"), say("back-to-chat"), "/")
        return client.build_response(request, STATUS)
