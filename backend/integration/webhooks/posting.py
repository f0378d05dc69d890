"""One HTTP request of a webhook: to a checked address, without redirects or proxies, within a time that a slow receiver cannot stretch.

Invariant: whatever the receiver does, the call returns within about `WHOLE_S` and keeps no more than `LONGEST_ANSWER` characters of its answer.
"""

import http.client
import socket
import ssl
import threading
from collections.abc import Mapping

from backend.integration.webhooks.domain import Answer
from backend.integration.webhooks.guard import Target

STEP_S = 4.0
WHOLE_S = 8.0
LARGEST_BODY = 256 * 1024
LONGEST_ANSWER = 500


class _Line:
    """The socket that a request uses now; TLS takes the plain one's place."""

    def __init__(self, plain: socket.socket) -> None:
        self.socket = plain

    def cut(self) -> None:
        """End a request that takes too long; whoever reads from it wakes up."""
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            self.socket.close()

    def secure(self, host: str) -> None:
        """Speak TLS from here on; the certificate must be the host's."""
        self.socket = ssl.create_default_context().wrap_socket(self.socket, server_hostname=host, do_handshake_on_connect=False)
        self.socket.do_handshake()


def post(target: Target, headers: Mapping[str, str], body: bytes, *, step_s: float = STEP_S, whole_s: float = WHOLE_S) -> Answer:
    """Send `body`; a receiver that cannot be reached or breaks off is an answer without a status."""
    try:
        line = _Line(socket.create_connection((target.address, target.port), timeout=step_s))
    except OSError as error:
        return Answer(None, _words(error))
    over = threading.Timer(whole_s, line.cut)
    over.daemon = True
    over.start()
    try:
        if target.scheme == "https":
            line.secure(target.host)
        return _exchange(line, target, headers, body)
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Answer(None, _words(error))
    finally:
        over.cancel()
        line.socket.close()


def _exchange(line: _Line, target: Target, headers: Mapping[str, str], body: bytes) -> Answer:
    connection = http.client.HTTPConnection(target.host, target.port)
    connection.auto_open = 0
    connection.sock = line.socket
    try:
        connection.request("POST", target.path, body=body, headers={**headers, "Host": target.name, "Connection": "close"})
        response = connection.getresponse()
        text = response.read(LONGEST_ANSWER).decode("utf-8", errors="replace")
        return Answer(response.status, "".join(letter for letter in text if letter.isprintable() or letter == "\n"))
    finally:
        connection.close()


def _words(error: Exception) -> str:
    return (str(error) or type(error).__name__)[:LONGEST_ANSWER]
