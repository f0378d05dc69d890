"""Patterns of the lexicon as data: every table of a TOML file is a list of patterns over the normalised text, any of which may match.

A border of a word is one of Latin letters and digits, so that ASAP送 is "asap" and a verb.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any


@cache
def document(name: str) -> Mapping[str, Any]:
    """The tables of `lexicon/<name>.toml`."""
    return tomllib.loads(Path(__file__).with_name("lexicon").joinpath(f"{name}.toml").read_text(encoding="utf-8"))


@cache
def joined(name: str) -> Mapping[str, re.Pattern[str]]:
    """Kind -> one pattern of all its alternatives; the group <said> of an alternative limits what is kept."""
    return {kind: re.compile("|".join(_numbered(table["patterns"])), re.ASCII) for kind, table in document(name).items()}


@cache
def _hints(name: str) -> Mapping[str, re.Pattern[str]]:
    """Kind -> one pattern of its hints."""
    return {kind: re.compile("|".join(table["hints"]), re.ASCII) for kind, table in document(name).items()}


def hinted(name: str, text: str) -> Iterator[tuple[str, re.Pattern[str]]]:
    """The kinds that may stand in a text, since one of their hints does, each with its pattern; the hints are far cheaper to look for."""
    patterns = joined(name)
    return ((kind, patterns[kind]) for kind, hints in _hints(name).items() if hints.search(text))


def _numbered(patterns: list[str]) -> list[str]:
    """The alternatives, each group <said> with a name of its own."""
    return [f"(?:{pattern.replace('(?P<said>', f'(?P<said{place}>')})" for place, pattern in enumerate(patterns)]
