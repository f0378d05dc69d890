"""Tables of articles. Private to this module.

Invariant: this is the truth, the index is made from it; `article_changes` grows with every change of what is in force, so that each process knows when
its index is old.
"""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, LargeBinary, String, Table, Text, UniqueConstraint, text

from backend.kit.columns import BigId, JsonText, UtcDateTime, metadata

articles = Table(
    "articles",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("source", String(400)),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("source"),
)
versions = Table(
    "article_versions",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("article_id", String(40), ForeignKey("articles.id"), nullable=False),
    Column("lang", String(8), nullable=False),
    Column("version", Integer, nullable=False),
    Column("title", String(200), nullable=False),
    Column("status", String(12), nullable=False),
    Column("audience", String(12), nullable=False),
    Column("about", JsonText, nullable=False),
    Column("valid_from", Date),
    Column("valid_until", Date),
    Column("source", String(400), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("author", String(80), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    UniqueConstraint("article_id", "lang", "version"),
    Index(None, "changed_at", "id"),
)
IN_FORCE = text("status = 'published'")
Index("uq_article_versions_in_force", versions.c.article_id, versions.c.lang, unique=True, sqlite_where=IN_FORCE, postgresql_where=IN_FORCE)
passages = Table(
    "article_passages",
    metadata,
    Column("id", String(60), primary_key=True),
    Column("version_id", String(40), ForeignKey("article_versions.id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("heading_path", JsonText, nullable=False),
    Column("page", Integer),
    Column("text", Text, nullable=False),
    Column("codes", JsonText, nullable=False),
    Column("blocks", JsonText, nullable=False),
)
figures = Table(
    "article_figures",
    metadata,
    Column("version_id", String(40), ForeignKey("article_versions.id"), primary_key=True),
    Column("name", String(200), primary_key=True),
    Column("mime", String(40), nullable=False),
    Column("data", LargeBinary, nullable=False),
)
changes = Table(
    "article_changes",
    metadata,
    Column("no", BigId, primary_key=True, autoincrement=True),
    Column("article_id", String(40), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
