"""A wire-level stand-in for an OpenAI-compatible endpoint on loopback: it speaks /v1/chat/completions, whole and streamed.

A test scripts it with acts; each request consumes one act, and the last act repeats. Requests are kept for inspection.
"""

import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Act:
    """What the endpoint does with one request."""

    text: str | None = None
    calls: Sequence[tuple[str, str]] = ()
    status: int = 200
    delay_s: float = 0.0
    raw: str | None = None
    close: bool = False


def says(text: str) -> Act:
    """A plain answer."""
    return Act(text=text)


def calls(name: str, **arguments: Any) -> Act:
    """One tool call with proper JSON arguments."""
    return Act(calls=[(name, json.dumps(arguments, ensure_ascii=False))])


@dataclass
class Endpoint:
    """The running stand-in."""

    url: str
    acts: list[Act]
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def next_act(self, body: dict[str, Any], headers: dict[str, str]) -> Act:
        """The act for this request."""
        with self.lock:
            self.requests.append(body)
            self.headers.append(headers)
            return self.acts.pop(0) if len(self.acts) > 1 else self.acts[0]


@contextmanager
def serve(*acts: Act) -> Iterator[Endpoint]:
    """Run the stand-in on a free loopback port while the block lasts."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    endpoint = Endpoint(url=f"http://127.0.0.1:{server.server_port}/v1", acts=list(acts))
    server.endpoint = endpoint  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield endpoint
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_args: object) -> None:
        """Quiet."""

    def do_POST(self) -> None:
        """Answer one completion request."""
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        act = self.server.endpoint.next_act(body, dict(self.headers))  # type: ignore[attr-defined]
        time.sleep(act.delay_s)
        if act.close:
            self.close_connection = True
            return
        try:
            if act.status != 200:
                self._send(act.status, "application/json", json.dumps({"error": {"message": "stub failure", "type": "stub"}}))
            elif act.raw is not None:
                self._send(200, "application/json", act.raw)
            elif body.get("stream"):
                self._send(200, "text/event-stream", _streamed(act, body["model"]))
            else:
                self._send(200, "application/json", json.dumps(_completion(act, body["model"]), ensure_ascii=False))
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _send(self, status: int, kind: str, text: str) -> None:
        payload = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)


def _tool_calls(act: Act) -> list[dict[str, Any]]:
    return [
        {"index": i, "id": f"call_{time.time_ns()}_{i}", "type": "function", "function": {"name": name, "arguments": arguments}}
        for i, (name, arguments) in enumerate(act.calls)
    ]


def _completion(act: Act, model: str) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": act.text}
    if act.calls:
        message["tool_calls"] = _tool_calls(act)
    choice = {"index": 0, "message": message, "finish_reason": "tool_calls" if act.calls else "stop"}
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    return {"id": "stub", "object": "chat.completion", "created": 1, "model": model, "choices": [choice], "usage": usage}


def _streamed(act: Act, model: str) -> str:
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
    deltas += [{"content": piece} for piece in (act.text or "")]
    for call in _tool_calls(act):
        arguments = call["function"]["arguments"]
        half = len(arguments) // 2
        deltas.append({"tool_calls": [{**call, "function": {"name": call["function"]["name"], "arguments": arguments[:half]}}]})
        deltas.append({"tool_calls": [{"index": call["index"], "function": {"arguments": arguments[half:]}}]})
    chunks = [
        {"id": "stub", "object": "chat.completion.chunk", "created": 1, "model": model, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
        for delta in deltas
    ]
    chunks.append({**chunks[0], "choices": [{"index": 0, "delta": {}, "finish_reason": "tool_calls" if act.calls else "stop"}]})
    return "".join(f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n" for chunk in chunks) + "data: [DONE]\n\n"
