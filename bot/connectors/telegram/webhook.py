"""The webhook: Telegram posts updates, we answer 200 once they are stored. Without the right secret nothing is read.

Invariant: the secret is compared in constant time before the body is looked at; no secret configured means no webhook.
"""

import hmac
import json

from fastapi import APIRouter, FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from bot.connectors.telegram.connector import TelegramConnector

PATH = "/api/v1/telegram/webhook"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


def mount_webhook(app: FastAPI, connector: TelegramConnector, secret: str) -> None:
    """Add the route to the application; before the chat routes, the last of which answer everything unknown."""
    router = APIRouter(include_in_schema=False)

    @router.post(PATH)
    async def receive(request: Request) -> Response:
        """Store one update. Anything that is none is answered 200 too, or it would come again for a day."""
        given = request.headers.get(HEADER, "")
        if not secret or not hmac.compare_digest(given.encode(), secret.encode()):
            return Response(status_code=403)
        try:
            payload = json.loads(await request.body())
        except ValueError:
            return Response(status_code=200)
        if isinstance(payload, dict):
            await run_in_threadpool(connector.receive, [payload])
        return Response(status_code=200)

    app.include_router(router)
