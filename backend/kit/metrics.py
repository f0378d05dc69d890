"""Counting requests for monitoring, in the text format that Prometheus reads.

Invariant: labels are route patterns, never what a caller wrote, so the number of series stays bounded.
"""

import threading

_HEADINGS = (
    ("dinghuo_http_requests_total", "Requests answered, by route and status."),
    ("dinghuo_http_request_seconds_total", "Time spent on them."),
)


class RequestCounts:
    """Counters of one process; safe from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counted: dict[tuple[str, str, int], tuple[int, float]] = {}

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Add one answered request."""
        key = (method, route, status)
        with self._lock:
            number, total = self._counted.get(key, (0, 0.0))
            self._counted[key] = (number + 1, total + seconds)

    def as_text(self) -> str:
        """All counters, one series a line."""
        with self._lock:
            counted = sorted(self._counted.items())
        lines: list[str] = []
        for position, (name, heading) in enumerate(_HEADINGS):
            lines += [f"# HELP {name} {heading}", f"# TYPE {name} counter"]
            for (method, route, status), figures in counted:
                lines.append(f'{name}{{method="{method}",route="{route}",status="{status}"}} {round(figures[position], 6)}')
        return "\n".join(lines) + "\n"
