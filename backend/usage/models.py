"""The table of what hosted models were asked and what it cost: one row for every request to an endpoint. Private to this module.

`estimated` marks rows of endpoints that did not report their tokens; `trace` holds names of tools and words with personal data taken out.
"""

from sqlalchemy import Boolean, Column, Index, Integer, String, Table

from backend.kit.columns import BigId, ExactDecimal, JsonText, UtcDateTime, metadata

model_usage = Table(
    "model_usage",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("conversation_id", String(40), nullable=False, index=True),
    Column("message_id", String(120), nullable=False),
    Column("user_id", String(40), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("model", String(120), nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("input_tokens", Integer, nullable=False),
    Column("output_tokens", Integer, nullable=False),
    Column("estimated", Boolean, nullable=False),
    Column("ms", Integer, nullable=False),
    Column("cost", ExactDecimal, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("trace", JsonText, nullable=False),
)
Index("ix_model_usage_at", model_usage.c.at)
