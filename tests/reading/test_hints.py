"""Patterns are tried only where a hint of their kind is in the text: no wording may be missed for want of a hint."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.ordering.reading.patterns import document, hinted

_KINDS = [(name, kind) for name in ("attempts", "noise", "remarks") for kind in document(name)]


@pytest.mark.parametrize(("name", "kind"), _KINDS)
def test_every_wording_of_a_kind_carries_one_of_its_hints(name: str, kind: str) -> None:
    """What a pattern finds is found behind the hints too, for wordings made from the pattern itself."""
    for pattern in document(name)[kind]["patterns"]:
        _try(name, kind, re.compile(pattern, re.ASCII))


def _try(name: str, kind: str, pattern: re.Pattern[str]) -> None:
    @settings(max_examples=8, suppress_health_check=list(HealthCheck))
    @given(st.from_regex(pattern))
    def meets(text: str) -> None:
        if pattern.search(text) is not None:
            assert kind in dict(hinted(name, text))

    meets()
