"""A document and the facts above it as a new version of an article."""

import re
from collections.abc import Mapping
from datetime import date

from backend.kit.errors import Invalid
from knowledge.articles.domain import About, NewVersion
from knowledge.documents import BlockKind, Document, text_of
from knowledge.domain import Audience

LANGS = ("zh", "en")
LONGEST_NAME = 200
_SEPARATORS = re.compile(r"\s*[,，;；、]\s*")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")


def version_from(document: Document, source: str, *, facts: Mapping[str, str] | None = None, figures: Mapping[str, bytes] | None = None) -> NewVersion:
    """Facts given beside a file win over those in it: id, lang, audience (dealer | internal), product, model, codes, parts, valid_from, valid_until.

    The language is told by the words when no fact names it. Raises Invalid("article.bad_fact").
    """
    told = {**document.facts, **{key: value for key, value in (facts or {}).items() if value.strip()}}
    about = About(
        lang=_one_of("lang", told.get("lang") or lang_of(f"{document.title}\n{text_of(document.blocks)}"), LANGS),
        audience=Audience(_one_of("audience", told.get("audience") or Audience.DEALER.value, tuple(one.value for one in Audience))),
        products=_several(told, "product", "products"),
        models=_several(told, "model", "models"),
        codes=_several(told, "code", "codes"),
        parts=_several(told, "part", "parts"),
        valid_from=_day(told, "valid_from"),
        valid_until=_day(told, "valid_until"),
    )
    kept = _named(document, {**document.figures, **(figures or {})})
    return NewVersion(
        told.get("title") or document.title, document.blocks, about, _tidy(source), told.get("id") or None, kept, same_audience=not told.get("audience")
    )


def _named(document: Document, found: Mapping[str, bytes]) -> dict[str, bytes]:
    """The pictures that a document names, under the names it gives them; one that was sent without its folder is told by the rest of its name."""
    sources = dict.fromkeys(block.source for block in document.blocks if block.kind is BlockKind.FIGURE)
    named = ((source, found.get(source) or found.get(source.rpartition("/")[2])) for source in sources if 0 < len(source) <= LONGEST_NAME)
    return {source: data for source, data in named if data}


def lang_of(text: str) -> str:
    """Chinese when it has more Chinese characters than half its Latin words."""
    return "zh" if 2 * len(_CHINESE.findall(text)) > len(_LATIN_WORD.findall(text)) else "en"


def _tidy(source: str) -> str:
    """Where it came from, without signs that are not shown."""
    return "".join(char for char in source if char.isprintable())[-400:]


def _several(told: Mapping[str, str], *keys: str) -> tuple[str, ...]:
    said = next((told[key] for key in keys if told.get(key)), "")
    return tuple(dict.fromkeys(word for word in _SEPARATORS.split(said.strip(" []")) if word))


def _one_of(fact: str, value: str, allowed: tuple[str, ...]) -> str:
    if value.strip().lower() not in allowed:
        raise Invalid("article.bad_fact", fact=fact, value=value[:40])
    return value.strip().lower()


def _day(told: Mapping[str, str], fact: str) -> date | None:
    if not told.get(fact):
        return None
    try:
        return date.fromisoformat(told[fact].strip())
    except ValueError as error:
        raise Invalid("article.bad_fact", fact=fact, value=told[fact][:40]) from error
