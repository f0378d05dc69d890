"""The texts the classifier learns from: JSON lines in bot/intents/corpus, a file per language and intent.

A line is {id, group, lang, intent, text}; texts of one group say the same in other words and are never split between learning and
measuring. Invariant: a line with an unknown intent, or without text, is an error of the corpus and stops the training.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.intents.domain import INTENTS

FOLDER = Path(__file__).resolve().parent / "corpus"
EVERYDAY = "_everyday"
"""The end of the names of the files with everyday texts."""
_CODE = ("features.py", "concepts.py", "training.py", "domain.py", "corpus_files.py", "../lexicon/concepts.toml")


@dataclass(frozen=True, slots=True)
class Example:
    """One text and what it is. `everyday` says that it was written as most people would put it, not to be hard to tell."""

    group: str
    lang: str
    intent: str
    text: str
    everyday: bool = False


def read_corpus(folder: Path = FOLDER) -> list[Example]:
    """Every text of the corpus, the everyday ones first, then in the order of file names; a text that occurs twice counts once."""
    seen: set[tuple[str, str]] = set()
    examples = []
    for example in sorted(_lines(folder), key=lambda one: not one.everyday):
        key = (example.intent, example.text.strip().casefold())
        if key not in seen:
            seen.add(key)
            examples.append(example)
    return examples


def _lines(folder: Path) -> Iterator[Example]:
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            if not line.strip():
                continue
            record = json.loads(line)
            if record["intent"] not in INTENTS or not str(record["text"]).strip():
                raise ValueError(f"{file.name}: {record.get('id')}")
            yield Example(record["group"], record["lang"], record["intent"], record["text"], file.stem.endswith(EVERYDAY))


def fingerprint(folder: Path = FOLDER) -> str:
    """A short hash of the corpus and of the code that makes a model of it: the name of the stored model."""
    digest = hashlib.sha256()
    for file in (*sorted(folder.glob("*.jsonl")), *(FOLDER.parent / name for name in _CODE)):
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
