"""Serves a scripted model at /v1/chat/completions on a free loopback port, and hands out the hosted brain that asks it.

Invariant: it listens on loopback only and is gone when the block ends.
"""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any

from pydantic import SecretStr

from bot.brain import Brain
from bot.evaluation.scripted.bad import LazyModel, MaliciousModel, VerboseModel
from bot.evaluation.scripted.good import GoodModel
from bot.evaluation.scripted.obedient import ObedientModel
from bot.evaluation.scripted.wire import Answer, Asked, completion, read_request

Model = Callable[[Asked], Answer]
SCRIPTED: Mapping[str, Callable[[Mapping[str, Any]], Model]] = {
    "good": GoodModel,
    "lazy": LazyModel,
    "verbose": VerboseModel,
    "malicious": MaliciousModel,
    "obedient": lambda _dialogue: ObedientModel(),
}
"""How each model is made for a dialogue; standing in for understanding, it may read the dialogue's script."""
TIMEOUT_S = 30.0


@contextmanager
def scripted_brain(kind: str, dialogue: Mapping[str, Any]) -> Iterator[Brain]:
    """A hosted brain whose endpoint is the scripted model `kind` while the block lasts."""
    from bot.brain.hosted import HostedBrain

    with served(SCRIPTED[kind](dialogue)) as url:
        yield HostedBrain(base_url=url, model_name=f"scripted-{kind}", api_key=SecretStr("none"), timeout_s=TIMEOUT_S)


@contextmanager
def served(model: Model) -> Iterator[str]:
    """The base address of `model` while the block lasts."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(model))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(model: Model) -> type[BaseHTTPRequestHandler]:
    numbers = count(1)

    class Handler(BaseHTTPRequestHandler):
        """Answers completions with `model`."""

        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def log_message(self, *_args: object) -> None:
            """Quiet."""

        def do_POST(self) -> None:
            """One completion."""
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
            payload = json.dumps(completion(model(read_request(body)), body["model"], next(numbers)), ensure_ascii=False).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

    return Handler
