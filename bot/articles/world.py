"""Articles of a world (the demo company, or that of an evaluation) as published articles in both languages.

Invariant: their text is taken as it is, whatever it says.
"""

from collections.abc import Mapping
from typing import Any

from backend.identity.domain import SYSTEM
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from knowledge.articles import About, NewVersion, add_version, publish_version
from knowledge.documents import read_document

LANGS = ("zh", "en")


def load_articles(uow: UnitOfWork, world: Mapping[str, Any], *, clock: Clock) -> None:
    """Keep and publish every article of the world."""
    for article in world.get("articles", ()):
        for lang in LANGS:
            draft = add_version(uow, _version(article, lang), by=SYSTEM.user_id, clock=clock)
            publish_version(uow, draft.id, by=SYSTEM.user_id, clock=clock)


def _version(article: Mapping[str, Any], lang: str) -> NewVersion:
    title, product = str(article[f"title_{lang}"]), str(article.get("product") or "")
    model = product.split(" ", 1)[0]
    about = About(
        lang,
        products=(product,) if product else (),
        models=(model,) if any(char.isdigit() for char in model) else (),
        codes=(str(article["fault_code"]),) if article.get("fault_code") else (),
    )
    body = read_document("article.md", str(article[f"body_{lang}"]).encode())
    return NewVersion(title, body.blocks, about, article_id=str(article["id"]))
