"""The chat route for a message with files: the same address as for JSON, taken when the body is a multipart form.

Invariant: whatever a form brings passes the same checks as a JSON body; unknown fields are refused.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.routing import APIRoute
from pydantic import ValidationError
from starlette.datastructures import Headers
from starlette.routing import Match
from starlette.types import Scope

from backend.identity.http import CurrentActor
from backend.kit.http import Here
from backend.settings.http import Settings
from bot.attachments.limits import MOST_FILES
from bot.connectors.web.answering import Desk, answer_now
from bot.connectors.web.bodies import ChatBody
from bot.connectors.web.turns import message_of
from bot.connectors.web.uploads import files_of
from bot.messages import Attachment

FORM = "multipart/form-data"
FORM_DOCUMENT: dict[str, Any] = {
    "requestBody": {
        "content": {
            FORM: {
                "schema": {
                    "type": "object",
                    "required": ["message_id"],
                    "properties": {
                        "message_id": {"type": "string"},
                        "text": {"type": "string"},
                        "action": {"type": "string"},
                        "chat": {"type": "string"},
                        "files": {"type": "array", "maxItems": MOST_FILES, "items": {"type": "string", "format": "binary"}},
                    },
                }
            }
        }
    }
}
"""What the JSON route's description says of forms beside it."""


class FormRoute(APIRoute):
    """A route for multipart forms only; anything else goes on to the next route of the same address."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether it serves this request."""
        match, child = super().matches(scope)
        taken = match is Match.NONE or Headers(scope=scope).get("content-type", "").startswith(FORM)
        return (match, child) if taken else (Match.NONE, {})


router = APIRouter(prefix="/api/v1", route_class=FormRoute, include_in_schema=False)


async def read_form(request: Request) -> tuple[ChatBody, tuple[Attachment, ...]]:
    """The message of a form and its files."""
    async with request.form(max_files=MOST_FILES * 4, max_fields=20) as form:
        fields = {name: value for name, value in form.items() if name != "files"}
        try:
            body = ChatBody.model_validate(fields)
        except ValidationError as error:
            raise RequestValidationError([{**item, "loc": ("body", *item["loc"])} for item in error.errors(include_url=False)]) from error
        return body, await files_of(form)


Sent = Annotated[tuple[ChatBody, tuple[Attachment, ...]], Depends(read_form)]


@router.post("/chat")
def send_form(request: Request, actor: CurrentActor, sent: Sent, services: Here, settings: Settings, desk: Desk) -> Response:
    """Answer one message with files."""
    return answer_now(request, actor, message_of(sent[0], settings.max_text, sent[1]), services, desk)
