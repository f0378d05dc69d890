"""Word lists the conversation code reads texts with: data a brand can extend, one file per language and purpose."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).resolve().parent


@cache
def load_lexicon(name: str) -> dict[str, Any]:
    """The tables of `<name>.toml` in this folder."""
    with (_FOLDER / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)
