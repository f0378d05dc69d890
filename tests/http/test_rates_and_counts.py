"""The token bucket and the counters by themselves."""

import pytest

from backend.kit import rates
from backend.kit.errors import TooOften
from backend.kit.metrics import RequestCounts
from backend.kit.rates import RateLimit


class Ticking:
    """A monotonic clock that is moved by hand."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        """The current reading."""
        return self.at


def test_a_burst_is_fine_and_then_the_rate_holds() -> None:
    """Sixty a minute: sixty at once, then one a second."""
    ticking = Ticking()
    limit = RateLimit("identity.too_many_attempts", 60, now=ticking)
    for _ in range(60):
        limit.take("a")
    with pytest.raises(TooOften) as refused:
        limit.take("a")
    assert refused.value.seconds == 1
    limit.take("b")
    ticking.at += 1
    limit.take("a")
    with pytest.raises(TooOften):
        limit.take("a")


def test_a_refused_attempt_costs_nothing() -> None:
    """Whoever keeps knocking is let in at the same time as whoever waits."""
    ticking = Ticking()
    limit = RateLimit("identity.too_many_attempts", 6, now=ticking)
    for _ in range(6):
        limit.take("a")
    for _ in range(50):
        ticking.at += 0.1
        with pytest.raises(TooOften):
            limit.take("a")
    ticking.at += 5.1
    limit.take("a")


def test_memory_stays_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Buckets that are full again are forgotten; a flood of keys cannot fill the memory."""
    monkeypatch.setattr(rates, "KEPT", 100)
    ticking = Ticking()
    limit = RateLimit("identity.too_many_attempts", 60, now=ticking)
    for number in range(1000):
        ticking.at += 1
        limit.take(f"key {number}")
    assert len(limit._buckets) <= 100


def test_counters_add_up() -> None:
    """Requests and seconds by method, route and status."""
    counts = RequestCounts()
    counts.count("GET", "/a", 200, 0.25)
    counts.count("GET", "/a", 200, 0.5)
    counts.count("GET", "/a", 404, 0.125)
    lines = counts.as_text().splitlines()
    assert 'dinghuo_http_requests_total{method="GET",route="/a",status="200"} 2' in lines
    assert 'dinghuo_http_request_seconds_total{method="GET",route="/a",status="200"} 0.75' in lines
    assert sum(line.startswith("dinghuo_http_requests_total{") for line in lines) == 2
