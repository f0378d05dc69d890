"""A receiver of webhooks on this machine that behaves as it is told: accepts, answers errors, is slow, drips, breaks off, or is down."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from backend.integration.webhooks.domain import ID_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER, signature


@dataclass(frozen=True)
class Request:
    """What arrived."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def event_id(self) -> str:
        """The id of the event, by which a receiver knows it again."""
        return self.headers[ID_HEADER]

    def is_signed_with(self, secret: str) -> bool:
        """The check that a receiver makes."""
        return self.headers[SIGNATURE_HEADER] == signature(secret, self.headers[TIMESTAMP_HEADER], self.body)


@dataclass
class Receiver:
    """`behaviour` is an HTTP status, or "hang", "drip", "close" or "redirect"; what it accepted stands in `accepted`."""

    url: str
    behaviour: int | str = 200
    seen: list[Request] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver while the block runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    receiver = Receiver(f"http://127.0.0.1:{server.server_port}/hook?x=1")
    server.receiver = receiver  # type: ignore[attr-defined] # handed to its handlers
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield receiver
    finally:
        receiver.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    """One request."""

    def do_POST(self) -> None:
        """Note what came and behave."""
        receiver: Receiver = self.server.receiver  # type: ignore[attr-defined] # set above
        body = self.rfile.read(int(self.headers["Content-Length"]))
        request = Request(self.path, dict(self.headers), body)
        receiver.seen.append(request)
        with suppress(OSError):
            self._behave(receiver, request)

    def _behave(self, receiver: Receiver, request: Request) -> None:
        if receiver.behaviour == "close":
            return
        if receiver.behaviour == "hang":
            receiver.over.wait(20)
            return
        if receiver.behaviour == "drip":
            for _ in range(200):
                if receiver.over.is_set():
                    return
                self.wfile.write(b"H")
                self.wfile.flush()
                time.sleep(0.05)
            return
        if receiver.behaviour == "redirect":
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1:9/elsewhere")
            self.end_headers()
            return
        assert isinstance(receiver.behaviour, int)
        if 200 <= receiver.behaviour < 300:
            receiver.accepted.append(request.event_id)
        self.send_response(receiver.behaviour)
        self.end_headers()
        self.wfile.write(b"x" * 100_000)

    def log_message(self, *_: object) -> None:
        """Silence."""
