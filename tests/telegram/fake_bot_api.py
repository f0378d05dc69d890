"""A Bot API on loopback that behaves like Telegram's, and misbehaves when told to.

An update is confirmed when it was handed out and a later call names a higher offset; until then it is handed out again. Ids of messages
count up over all private chats together. An edit that changes nothing answers "message is not modified", as the real one does.
"""

import json
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

BOT_NAME = "dinghuo_test_bot"
TOKEN = "777:TEST"
BOT = {"id": 777, "is_bot": True, "first_name": "Dinghuo", "username": BOT_NAME}


@dataclass
class Sent:
    """A message that the fake took."""

    chat: str
    message_id: int
    text: str
    keyboard: list[list[dict[str, str]]]
    at: float = 0.0

    def button(self, label: str) -> str:
        """The token of a button whose label contains `label`."""
        return next(one["callback_data"] for row in self.keyboard for one in row if label in one["text"])


@dataclass
class Refusal:
    """An answer with an error."""

    status: int
    description: str
    parameters: dict[str, Any] = field(default_factory=dict)


class FakeBotApi:
    """What Telegram knows. `behave(method, parameters, count)` may name a mischief for a call: see `MISCHIEF` in the handler."""

    def __init__(self) -> None:
        """Nothing was said yet."""
        self.lock = threading.Condition()
        self.sent: list[Sent] = []
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.toasts: list[str] = []
        self.files: dict[str, bytes] = {}
        self.webhook: dict[str, Any] | None = None
        self.behave: Callable[[str, dict[str, Any], int], str] = lambda _method, _parameters, _count: ""
        self.now: Callable[[], float] = time.monotonic
        self.batch = 100
        self.pending: deque[dict[str, Any]] = deque()
        self.handed_out: list[dict[str, Any]] = []
        self._next_update = 5000
        self._next_message = 100
        self._counts: dict[str, int] = {}

    # What people do.

    def update_id(self) -> int:
        """A fresh update id."""
        self._next_update += 1
        return self._next_update

    def message_id(self) -> int:
        """A fresh message id."""
        self._next_message += 1
        return self._next_message

    def message(self, person: int, text: str | None = None, *, chat: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
        """An update with a new message of a person, not yet delivered."""
        with self.lock:
            sender = {"id": person, "is_bot": False, "first_name": f"Person {person}", "language_code": "en"}
            body = {"message_id": self.message_id(), "date": 1_750_000_000, "chat": chat or {"id": person, "type": "private"}, "from": sender, **more}
            if text is not None:
                body["text"] = text
            return {"update_id": self.update_id(), "message": body}

    def press(self, person: int, token: str, on: Sent) -> dict[str, Any]:
        """An update with a pressed button."""
        with self.lock:
            sender = {"id": person, "is_bot": False, "first_name": f"Person {person}", "language_code": "en"}
            shown = {
                "message_id": on.message_id,
                "date": 1_750_000_000,
                "chat": {"id": int(on.chat), "type": "private"},
                "from": BOT,
                "text": on.text,
                "reply_markup": {"inline_keyboard": on.keyboard},
            }
            number = self.update_id()
            return {"update_id": number, "callback_query": {"id": f"q{number}", "from": sender, "chat_instance": "1", "data": token, "message": shown}}

    def deliver(self, *updates: dict[str, Any]) -> None:
        """Hand updates out at the next poll, in this order."""
        with self.lock:
            self.pending.extend(updates)
            self.lock.notify_all()

    def say(self, person: int, text: str, **more: Any) -> dict[str, Any]:
        """A new message of a person, delivered."""
        update = self.message(person, text, **more)
        self.deliver(update)
        return update

    # What one can see.

    def told(self, chat: int) -> list[str]:
        """The texts a chat shows, oldest first."""
        with self.lock:
            return [one.text for one in self.sent if one.chat == str(chat)]

    def called(self, method: str) -> list[dict[str, Any]]:
        """The parameters of every call of a method."""
        with self.lock:
            return [parameters for name, parameters in self.calls if name == method]

    # What the API does.

    def call(self, method: str, parameters: dict[str, Any]) -> tuple[Any, str]:
        """The result, and how its answer goes wrong."""
        with self.lock:
            self.calls.append((method, parameters))
            self._counts[method] = self._counts.get(method, 0) + 1
            mischief = self.behave(method, parameters, self._counts[method])
        if mischief in {"500", "drop"} or mischief.startswith("429"):
            seconds = int(mischief.partition(":")[2] or 1)
            too_many = Refusal(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})
            return too_many if mischief.startswith("429") else Refusal(500, "Internal"), mischief
        if mischief.startswith("refuse"):
            _, status, description = mischief.split(":", 2)
            return Refusal(int(status), description), ""
        handler = getattr(self, f"_{method}", None)
        return (handler(parameters) if handler else True), mischief

    def _getMe(self, _: dict[str, Any]) -> Any:  # noqa: N802 - the API's names
        return {**BOT, "can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}

    def _setWebhook(self, parameters: dict[str, Any]) -> Any:  # noqa: N802 - the API's names
        self.webhook = parameters
        return True

    def _getUpdates(self, parameters: dict[str, Any]) -> Any:  # noqa: N802 - the API's names
        offset = int(parameters.get("offset") or 0)
        until = time.monotonic() + min(float(parameters.get("timeout") or 0), 2.0)
        with self.lock:
            self.pending.extendleft(one for one in reversed(self.handed_out) if one["update_id"] >= offset)
            self.handed_out = []
            while not self.pending and time.monotonic() < until:
                self.lock.wait(0.05)
            given = [self.pending.popleft() for _ in range(min(self.batch, len(self.pending)))]
            self.handed_out = list(given)
            return given

    def _sendMessage(self, parameters: dict[str, Any]) -> Any:  # noqa: N802 - the API's names
        with self.lock:
            if len(parameters["text"].encode("utf-16-le")) // 2 > 4096:
                return Refusal(400, "Bad Request: message is too long")
            keyboard = json.loads(parameters["reply_markup"])["inline_keyboard"] if parameters.get("reply_markup") else []
            assert all(len(one["callback_data"].encode()) <= 64 for row in keyboard for one in row)
            sent = Sent(str(parameters["chat_id"]), self.message_id(), parameters["text"], keyboard, self.now())
            self.sent.append(sent)
            self.lock.notify_all()
            return self._shown(sent)

    def _editMessageText(self, parameters: dict[str, Any]) -> Any:  # noqa: N802 - the API's names
        with self.lock:
            found = self._find(parameters)
            if found is None:
                return Refusal(400, "Bad Request: message to edit not found")
            keyboard = json.loads(parameters["reply_markup"])["inline_keyboard"] if parameters.get("reply_markup") else []
            if (found.text, found.keyboard) == (parameters["text"], keyboard):
                return Refusal(400, "Bad Request: message is not modified: specified new message content and reply markup are exactly the same")
            found.text, found.keyboard = parameters["text"], keyboard
            return self._shown(found)

    def _editMessageReplyMarkup(self, parameters: dict[str, Any]) -> Any:  # noqa: N802 - the API's names
        with self.lock:
            found = self._find(parameters)
            if found is None:
                return Refusal(400, "Bad Request: message to edit not found")
            found.keyboard = json.loads(parameters["reply_markup"])["inline_keyboard"] if parameters.get("reply_markup") else []
            return self._shown(found)

    def _answerCallbackQuery(self, parameters: dict[str, Any]) -> Any:  # noqa: N802 - the API's names
        self.toasts.append(parameters.get("text", ""))
        return True

    def _getFile(self, parameters: dict[str, Any]) -> Any:  # noqa: N802 - the API's names
        name = parameters["file_id"]
        if name not in self.files:
            return Refusal(400, "Bad Request: invalid file_id")
        return {"file_id": name, "file_unique_id": name, "file_size": len(self.files[name]), "file_path": f"files/{name}"}

    def _find(self, parameters: dict[str, Any]) -> Sent | None:
        wanted = (str(parameters["chat_id"]), int(parameters["message_id"]))
        return next((one for one in self.sent if (one.chat, one.message_id) == wanted), None)

    def _shown(self, sent: Sent) -> dict[str, Any]:
        chat = {"id": int(sent.chat), "type": "private" if not sent.chat.startswith("-") else "group"}
        return {"message_id": sent.message_id, "date": 1_750_000_000, "chat": chat, "from": BOT, "text": sent.text}


class _Handler(BaseHTTPRequestHandler):
    """MISCHIEF: "429[:seconds]" and "500" refuse before, "drop" breaks before, "502-after" and "drop-after" take the call and lose its answer."""

    protocol_version = "HTTP/1.1"
    api: FakeBotApi

    def do_POST(self) -> None:
        """Answer one call."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        result, mischief = self.api.call(self.path.rpartition("/")[2], dict(parse_qsl(body, keep_blank_values=True)))
        if mischief.startswith("drop"):
            self.close_connection = True
            return
        if mischief == "502-after":
            self._answer(502, b"<html>Bad Gateway</html>")
            return
        if isinstance(result, Refusal):
            told = {"ok": False, "error_code": result.status, "description": result.description, "parameters": result.parameters}
            self._answer(result.status, json.dumps(told).encode())
            return
        self._answer(200, json.dumps({"ok": True, "result": result}).encode())

    def do_GET(self) -> None:
        """Hand out a file."""
        data = self.api.files.get(self.path.rpartition("/")[2])
        self._answer(200 if data is not None else 404, data or b"")

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *_: Any) -> None:
        """A client that went away is no matter."""


@contextmanager
def fake_bot_api() -> Iterator[tuple[FakeBotApi, str]]:
    """The fake and its address."""
    api = FakeBotApi()
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"api": api}))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield api, f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
