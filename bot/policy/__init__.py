"""The rules that a hosted model is given, as two Markdown documents for people to read and change; one of them goes out with every request.

Invariant: the language is that of the turn; both documents have the same sections.
"""

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).resolve().parent


@cache
def policy(lang: str) -> str:
    """The policy in a language, read once; English for a language there is none of."""
    file = _FOLDER / f"policy.{lang}.md"
    return (file if file.is_file() else _FOLDER / "policy.en.md").read_text(encoding="utf-8")
