"""Patterns of the lexicon as data: every table of a TOML file is a list of patterns over the normalised text, any of which may match.

A border of a word is one of Latin letters and digits, so that ASAP送 is "asap" and a verb.
"""

import re
import tomllib
from collections.abc import Mapping
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


def _numbered(patterns: list[str]) -> list[str]:
    """The alternatives, each group <said> with a name of its own."""
    return [f"(?:{pattern.replace('(?P<said>', f'(?P<said{place}>')})" for place, pattern in enumerate(patterns)]
