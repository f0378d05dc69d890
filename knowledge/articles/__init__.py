"""After-sales articles in the relational database: versions, what is in force, passages for citations, pictures.

    draft = add_version(uow, version_from(document, name), by=user_id, clock=clock)
    publish_version(uow, draft.id, by=other, clock=clock)
    cited(uow, [hit.passage_id, ...], audience, today)

It knows no roles: whoever calls it has asked whether the person may, and says for which audience he reads.
"""

from knowledge.articles.domain import About, ArticleStatus, ArticleView, CitedPassage, Figure, NewVersion, VersionView
from knowledge.articles.keeping import add_version, end_version, publish_version, remove_article
from knowledge.articles.making import version_from
from knowledge.articles.reading import cited, figures_of, last_change, list_in_force, list_versions, read_article, read_figure, read_version

__all__ = [
    "About",
    "ArticleStatus",
    "ArticleView",
    "CitedPassage",
    "Figure",
    "NewVersion",
    "VersionView",
    "add_version",
    "cited",
    "end_version",
    "figures_of",
    "last_change",
    "list_in_force",
    "list_versions",
    "publish_version",
    "read_article",
    "read_figure",
    "read_version",
    "remove_article",
    "version_from",
]
