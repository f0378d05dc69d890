"""First tables

Revision: 0001, the first. Written out in full: a migration means the same when the tables in the code have moved on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.schema.CreateSequence(sa.Sequence("document_numbers")))
    op.create_table(
        "approval_rule_sets",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("saved_by", sa.String(length=80), nullable=False),
        sa.Column("saved_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_approval_rule_sets")),
    )
    op.create_table(
        "audit_log",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("aggregate", sa.String(length=80), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
        sa.UniqueConstraint("aggregate", "seq", name=op.f("uq_audit_log_aggregate_seq")),
    )
    op.create_table(
        "brand_settings",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brand_settings")),
    )
    op.create_table(
        "catalogue_revision",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_revision")),
    )
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("connector", sa.String(length=20), nullable=False),
        sa.Column("chat", sa.String(length=120), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
        sa.UniqueConstraint("user_id", "connector", "chat", name=op.f("uq_conversations_user_id_connector_chat")),
    )
    op.create_index(op.f("ix_conversations_user_id"), "conversations", ["user_id"], unique=False)
    op.create_table(
        "credit_accounts",
        sa.Column("dealer_id", sa.String(length=40), nullable=False),
        sa.Column("credit_limit", sa.BigInteger(), nullable=False),
        sa.Column("uplift", sa.BigInteger(), nullable=False),
        sa.Column("uplift_from", sa.String(length=32), nullable=True),
        sa.Column("uplift_to", sa.String(length=32), nullable=True),
        sa.Column("open_receivables", sa.BigInteger(), nullable=False),
        sa.Column("committed", sa.BigInteger(), nullable=False),
        sa.Column("overdue", sa.Boolean(), nullable=False),
        sa.Column("overdue_days", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.CheckConstraint("committed >= 0", name=op.f("ck_credit_accounts_committed_not_negative")),
        sa.CheckConstraint("credit_limit >= 0", name=op.f("ck_credit_accounts_limit_not_negative")),
        sa.CheckConstraint("overdue_days >= 0", name=op.f("ck_credit_accounts_overdue_days_not_negative")),
        sa.CheckConstraint("uplift >= 0", name=op.f("ck_credit_accounts_uplift_not_negative")),
        sa.PrimaryKeyConstraint("dealer_id", name=op.f("pk_credit_accounts")),
    )
    op.create_table(
        "dealers",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name_zh", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("grade", sa.String(length=2), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.String(length=40), nullable=True),
        sa.Column("default_ship_to", sa.String(length=40), nullable=True),
        sa.Column("frozen", sa.Boolean(), nullable=False),
        sa.Column("frozen_since", sa.Date(), nullable=True),
        sa.Column("frozen_reason", sa.Text(), nullable=True),
        sa.Column("groups", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dealers")),
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("request_hash", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("owner", "key", name=op.f("pk_idempotency_keys")),
    )
    op.create_index(op.f("ix_idempotency_keys_created_at"), "idempotency_keys", ["created_at"], unique=False)
    op.create_table(
        "import_runs",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_runs")),
        sa.UniqueConstraint("kind", "content_hash", name=op.f("uq_import_runs_kind_content_hash")),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("params", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.Column("delivered_at", sa.String(length=32), nullable=True),
        sa.Column("read_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("user_id", "key", name=op.f("uq_notices_user_id_key")),
    )
    op.create_index(op.f("ix_notices_user_id"), "notices", ["user_id"], unique=False)
    op.create_table(
        "number_series",
        sa.Column("series", sa.String(length=30), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("series", name=op.f("pk_number_series")),
    )
    op.create_table(
        "order_drafts",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.String(length=80), nullable=False),
        sa.Column("dealer_id", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("order_id", sa.String(length=40), nullable=True),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.Column("updated_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_drafts")),
    )
    op.create_index(
        "uq_order_drafts_open",
        "order_drafts",
        ["user_id", "dealer_id"],
        unique=True,
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_table(
        "orders",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("dealer_id", sa.String(length=40), nullable=False),
        sa.Column("dealer_name_zh", sa.String(length=120), nullable=False),
        sa.Column("dealer_name_en", sa.String(length=120), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("hold_reasons", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("ship_to", sa.String(length=40), nullable=False),
        sa.Column("ship_to_name_zh", sa.String(length=120), nullable=False),
        sa.Column("ship_to_name_en", sa.String(length=120), nullable=False),
        sa.Column("order_date", sa.Date(), nullable=False),
        sa.Column("delivery_date", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("placed_by", sa.String(length=80), nullable=False),
        sa.Column("placed_by_name", sa.String(length=120), nullable=False),
        sa.Column("line_count", sa.Integer(), nullable=False),
        sa.Column("lines_hash", sa.String(length=64), nullable=False),
        sa.Column("placed_at", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "status IN ('ALLOCATED', 'APPROVED', 'CANCELLED', 'CLOSED', 'DELIVERED', 'HOLD', 'PARTLY_SHIPPED', 'PICKING', 'REJECTED', 'SHIPPED')",
            name=op.f("ck_orders_status"),
        ),
        sa.CheckConstraint("total >= 0", name=op.f("ck_orders_total_not_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.UniqueConstraint("number", name=op.f("uq_orders_number")),
    )
    op.create_index("ix_orders_dealer_newest", "orders", ["dealer_id", "placed_at", "id"], unique=False)
    op.create_index("ix_orders_newest", "orders", ["placed_at", "id"], unique=False)
    op.create_index("ix_orders_status_newest", "orders", ["status", "placed_at", "id"], unique=False)
    op.create_table(
        "org_units",
        sa.Column("dealer_id", sa.String(length=40), nullable=False),
        sa.Column("parent_id", sa.String(length=40), nullable=True),
        sa.Column("label", sa.String(length=20), nullable=False),
        sa.Column("path", sa.String(length=400).with_variant(sa.String(length=400, collation="C"), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["org_units.dealer_id"], name=op.f("fk_org_units_parent_id")),
        sa.PrimaryKeyConstraint("dealer_id", name=op.f("pk_org_units")),
        sa.UniqueConstraint("path", name=op.f("uq_org_units_path")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("topic", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.Column("sent_at", sa.String(length=32), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("next_attempt_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("topic", "key", name=op.f("uq_outbox_topic_key")),
    )
    op.create_index(op.f("ix_outbox_sent_at"), "outbox", ["sent_at"], unique=False)
    op.create_table(
        "price_lists",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=10), nullable=False),
        sa.Column("scope_value", sa.String(length=60), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("valid_from", sa.String(length=32), nullable=False),
        sa.Column("valid_to", sa.String(length=32), nullable=True),
        sa.Column("derived_from", sa.String(length=60), nullable=True),
        sa.Column("discount_percent", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_lists")),
        sa.UniqueConstraint("code", "version", name=op.f("uq_price_lists_code_version")),
    )
    op.create_index("ix_price_lists_scope", "price_lists", ["scope", "scope_value"], unique=False)
    op.create_table(
        "proposals",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("owner_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("seed", sa.String(length=32), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.Column("expires_at", sa.String(length=32), nullable=False),
        sa.Column("result", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_proposals_token_hash")),
    )
    op.create_index(
        "ix_proposals_not_confirmed",
        "proposals",
        ["expires_at"],
        unique=False,
        sqlite_where=sa.text("status <> 'confirmed'"),
        postgresql_where=sa.text("status <> 'confirmed'"),
    )
    op.create_index(
        "uq_proposals_live",
        "proposals",
        ["owner_id", "kind", "subject"],
        unique=True,
        sqlite_where=sa.text("status = 'live'"),
        postgresql_where=sa.text("status = 'live'"),
    )
    op.create_table(
        "regions",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_zh", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_regions")),
    )
    op.create_table(
        "ship_to_places",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_zh", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("aliases", sa.Text(), nullable=False),
        sa.Column("region", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_ship_to_places")),
    )
    op.create_table(
        "skus",
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name_zh", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("brand_zh", sa.String(length=120), nullable=False),
        sa.Column("brand_en", sa.String(length=120), nullable=False),
        sa.Column("category", sa.String(length=60), nullable=False),
        sa.Column("spec", sa.String(length=120), nullable=False),
        sa.Column("base_unit", sa.String(length=30), nullable=False),
        sa.Column("case_unit", sa.String(length=30), nullable=False),
        sa.Column("units_per_case", sa.Integer(), nullable=False),
        sa.Column("inner_unit", sa.String(length=30), nullable=True),
        sa.Column("units_per_inner", sa.Integer(), nullable=True),
        sa.Column("cases_per_pallet", sa.Integer(), nullable=True),
        sa.Column("default_unit", sa.String(length=10), nullable=False),
        sa.Column("m2_per_base", sa.String(length=40), nullable=True),
        sa.Column("m_per_base", sa.String(length=40), nullable=True),
        sa.Column("kg_per_base", sa.String(length=40), nullable=True),
        sa.Column("aliases", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_skus")),
    )
    op.create_index(op.f("ix_skus_position"), "skus", ["position"], unique=False)
    op.create_table(
        "warehouses",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_zh", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("sells", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_warehouses")),
    )
    op.create_table(
        "credit_entries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("dealer_id", sa.String(length=40), nullable=False),
        sa.Column("order_id", sa.String(length=60), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("committed", sa.BigInteger(), nullable=False),
        sa.Column("receivable", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.CheckConstraint("(order_id IS NULL) = (kind = 'receivables')", name=op.f("ck_credit_entries_order_named")),
        sa.CheckConstraint("kind IN ('commit', 'change', 'release', 'deliver', 'receivables')", name=op.f("ck_credit_entries_kind")),
        sa.ForeignKeyConstraint(["dealer_id"], ["credit_accounts.dealer_id"], name=op.f("fk_credit_entries_dealer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_entries")),
    )
    op.create_index(op.f("ix_credit_entries_dealer_id"), "credit_entries", ["dealer_id"], unique=False)
    op.create_index(op.f("ix_credit_entries_order_id"), "credit_entries", ["order_id"], unique=False)
    op.create_index(
        "uq_credit_entries_commit",
        "credit_entries",
        ["order_id"],
        unique=True,
        sqlite_where=sa.text("kind = 'commit'"),
        postgresql_where=sa.text("kind = 'commit'"),
    )
    op.create_table(
        "dealer_licences",
        sa.Column("dealer_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("valid_through", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["dealer_id"], ["dealers.id"], name=op.f("fk_dealer_licences_dealer_id")),
        sa.PrimaryKeyConstraint("dealer_id", "number", name=op.f("pk_dealer_licences")),
    )
    op.create_table(
        "dealer_regions",
        sa.Column("dealer_id", sa.String(length=40), nullable=False),
        sa.Column("region", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["dealer_id"], ["dealers.id"], name=op.f("fk_dealer_regions_dealer_id")),
        sa.PrimaryKeyConstraint("dealer_id", "region", "valid_from", name=op.f("pk_dealer_regions")),
    )
    op.create_table(
        "import_rejects",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("run_id", sa.String(length=40), nullable=False),
        sa.Column("row_no", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=30), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["import_runs.id"], name=op.f("fk_import_rejects_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_rejects")),
    )
    op.create_index("ix_import_rejects_run", "import_rejects", ["run_id", "reason", "row_no"], unique=False)
    op.create_table(
        "order_lines",
        sa.Column("order_id", sa.String(length=40), nullable=False),
        sa.Column("line_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sku", sa.String(length=60), nullable=False),
        sa.Column("name_zh", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("qty", sa.String(length=40), nullable=False),
        sa.Column("unit", sa.String(length=10), nullable=False),
        sa.Column("factor", sa.Integer(), nullable=False),
        sa.Column("base_qty", sa.BigInteger(), nullable=False),
        sa.Column("unit_price", sa.String(length=40), nullable=False),
        sa.Column("price_list", sa.String(length=80), nullable=False),
        sa.Column("price_version", sa.Integer(), nullable=False),
        sa.Column("line_total", sa.BigInteger(), nullable=False),
        sa.Column("backorder_base", sa.BigInteger(), nullable=False),
        sa.Column("reserved_base", sa.BigInteger(), nullable=False),
        sa.Column("shipped_base", sa.BigInteger(), nullable=False),
        sa.Column("delivered_base", sa.BigInteger(), nullable=False),
        sa.Column("returned_base", sa.BigInteger(), nullable=False),
        sa.Column("cancelled_base", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("backorder_base + reserved_base + shipped_base + cancelled_base = base_qty", name=op.f("ck_order_lines_quantities_add_up")),
        sa.CheckConstraint(
            "backorder_base >= 0 AND reserved_base >= 0 AND shipped_base >= 0 AND cancelled_base >= 0", name=op.f("ck_order_lines_quantities_not_negative")
        ),
        sa.CheckConstraint("base_qty > 0", name=op.f("ck_order_lines_base_qty_positive")),
        sa.CheckConstraint("factor > 0", name=op.f("ck_order_lines_factor_positive")),
        sa.CheckConstraint("line_total >= 0", name=op.f("ck_order_lines_line_total_not_negative")),
        sa.CheckConstraint(
            "returned_base >= 0 AND returned_base <= delivered_base AND delivered_base <= shipped_base", name=op.f("ck_order_lines_returned_within_delivered")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_lines_order_id")),
        sa.PrimaryKeyConstraint("order_id", "line_no", name=op.f("pk_order_lines")),
    )
    op.create_index("ix_order_lines_sku", "order_lines", ["sku", "order_id"], unique=False)
    op.create_table(
        "price_entries",
        sa.Column("list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sku", sa.String(length=60), nullable=False),
        sa.Column("min_base_qty", sa.Integer(), nullable=False),
        sa.Column("unit_price", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["list_id"], ["price_lists.id"], name=op.f("fk_price_entries_list_id")),
        sa.PrimaryKeyConstraint("list_id", "sku", "min_base_qty", name=op.f("pk_price_entries")),
    )
    op.create_index("ix_price_entries_sku", "price_entries", ["sku"], unique=False)
    op.create_table(
        "region_forbidden_categories",
        sa.Column("region", sa.String(length=40), nullable=False),
        sa.Column("category", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_region_forbidden_categories_region")),
        sa.PrimaryKeyConstraint("region", "category", name=op.f("pk_region_forbidden_categories")),
    )
    op.create_table(
        "stock_balances",
        sa.Column("sku", sa.String(length=60), nullable=False),
        sa.Column("warehouse", sa.String(length=40), nullable=False),
        sa.Column("on_hand", sa.BigInteger(), nullable=False),
        sa.Column("reserved", sa.BigInteger(), nullable=False),
        sa.Column("buffer", sa.BigInteger(), nullable=False),
        sa.Column("stock_version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("buffer >= 0", name=op.f("ck_stock_balances_buffer_not_negative")),
        sa.CheckConstraint("reserved <= on_hand", name=op.f("ck_stock_balances_reserved_within_on_hand")),
        sa.CheckConstraint("reserved >= 0", name=op.f("ck_stock_balances_reserved_not_negative")),
        sa.ForeignKeyConstraint(["warehouse"], ["warehouses.code"], name=op.f("fk_stock_balances_warehouse")),
        sa.PrimaryKeyConstraint("sku", "warehouse", name=op.f("pk_stock_balances")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "turns",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("message_id", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=op.f("fk_turns_conversation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turns")),
        sa.UniqueConstraint("conversation_id", "message_id", name=op.f("uq_turns_conversation_id_message_id")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("login", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("dealer_id", sa.String(length=40), nullable=True),
        sa.Column("scope_root", sa.String(length=40), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["dealer_id"], ["org_units.dealer_id"], name=op.f("fk_users_dealer_id")),
        sa.ForeignKeyConstraint(["scope_root"], ["org_units.dealer_id"], name=op.f("fk_users_scope_root")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("login", name=op.f("uq_users_login")),
    )
    op.create_index(op.f("ix_users_dealer_id"), "users", ["dealer_id"], unique=False)
    op.create_table(
        "binding_codes",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("expires_at", sa.String(length=32), nullable=False),
        sa.Column("used_at", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_binding_codes_user_id")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_binding_codes")),
        sa.UniqueConstraint("hash", "user_id", name=op.f("uq_binding_codes_hash_user_id")),
    )
    op.create_table(
        "bindings",
        sa.Column("connector", sa.String(length=20), nullable=False),
        sa.Column("external_id", sa.String(length=80), nullable=False),
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("bound_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_bindings_user_id")),
        sa.PrimaryKeyConstraint("connector", "external_id", name=op.f("pk_bindings")),
    )
    op.create_table(
        "stock_lots",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("sku", sa.String(length=60), nullable=False),
        sa.Column("warehouse", sa.String(length=40), nullable=False),
        sa.Column("lot", sa.String(length=80), nullable=False),
        sa.Column("on_hand", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.Date(), nullable=False),
        sa.Column("expiry", sa.Date(), nullable=True),
        sa.Column("remove_days", sa.Integer(), nullable=False),
        sa.Column("remove_by", sa.Date(), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.CheckConstraint("status IN ('ok', 'quarantine', 'recalled')", name=op.f("ck_stock_lots_status")),
        sa.CheckConstraint("on_hand >= 0", name=op.f("ck_stock_lots_on_hand_not_negative")),
        sa.CheckConstraint("remove_days >= 0", name=op.f("ck_stock_lots_remove_days_not_negative")),
        sa.ForeignKeyConstraint(["sku", "warehouse"], ["stock_balances.sku", "stock_balances.warehouse"], name=op.f("fk_stock_lots_sku_warehouse")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_lots")),
        sa.UniqueConstraint("sku", "warehouse", "lot", name=op.f("uq_stock_lots_sku_warehouse_lot")),
    )
    op.create_index(
        "ix_stock_lots_standing",
        "stock_lots",
        ["sku", "warehouse", "remove_by"],
        unique=False,
        sqlite_where=sa.text("on_hand > 0"),
        postgresql_where=sa.text("on_hand > 0"),
    )
    op.create_table(
        "stock_reservations",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("order_id", sa.String(length=60), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("sku", sa.String(length=60), nullable=False),
        sa.Column("warehouse", sa.String(length=40), nullable=False),
        sa.Column("base_qty", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reserved_at", sa.String(length=32), nullable=False),
        sa.Column("ended_at", sa.String(length=32), nullable=True),
        sa.CheckConstraint("status IN ('active', 'consumed', 'released', 'expired')", name=op.f("ck_stock_reservations_status")),
        sa.CheckConstraint("base_qty > 0", name=op.f("ck_stock_reservations_base_qty_positive")),
        sa.ForeignKeyConstraint(["sku", "warehouse"], ["stock_balances.sku", "stock_balances.warehouse"], name=op.f("fk_stock_reservations_sku_warehouse")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_reservations")),
    )
    op.create_index(
        "ix_stock_reservations_active",
        "stock_reservations",
        ["sku", "warehouse", "day"],
        unique=False,
        sqlite_where=sa.text("status = 'active'"),
        postgresql_where=sa.text("status = 'active'"),
    )
    op.create_index(op.f("ix_stock_reservations_order_id"), "stock_reservations", ["order_id"], unique=False)
    op.create_table(
        "tokens",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.Column("expires_at", sa.String(length=32), nullable=False),
        sa.Column("revoked_at", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_tokens_user_id")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_tokens")),
    )
    op.create_index("ix_tokens_user_id", "tokens", ["user_id"], unique=False)
    op.create_table(
        "stock_moves",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("sku", sa.String(length=60), nullable=False),
        sa.Column("warehouse", sa.String(length=40), nullable=False),
        sa.Column("lot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("base_qty", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.CheckConstraint("kind IN ('receipt', 'shipment', 'adjustment')", name=op.f("ck_stock_moves_kind")),
        sa.CheckConstraint("base_qty <> 0", name=op.f("ck_stock_moves_not_nothing")),
        sa.ForeignKeyConstraint(["lot_id"], ["stock_lots.id"], name=op.f("fk_stock_moves_lot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_moves")),
    )
    op.create_index(op.f("ix_stock_moves_lot_id"), "stock_moves", ["lot_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_stock_moves_lot_id"), table_name="stock_moves")
    op.drop_table("stock_moves")
    op.drop_index("ix_tokens_user_id", table_name="tokens")
    op.drop_table("tokens")
    op.drop_index(op.f("ix_stock_reservations_order_id"), table_name="stock_reservations")
    op.drop_index(
        "ix_stock_reservations_active",
        table_name="stock_reservations",
        sqlite_where=sa.text("status = 'active'"),
        postgresql_where=sa.text("status = 'active'"),
    )
    op.drop_table("stock_reservations")
    op.drop_index("ix_stock_lots_standing", table_name="stock_lots", sqlite_where=sa.text("on_hand > 0"), postgresql_where=sa.text("on_hand > 0"))
    op.drop_table("stock_lots")
    op.drop_table("bindings")
    op.drop_table("binding_codes")
    op.drop_index(op.f("ix_users_dealer_id"), table_name="users")
    op.drop_table("users")
    op.drop_table("turns")
    op.drop_table("stock_balances")
    op.drop_table("region_forbidden_categories")
    op.drop_index("ix_price_entries_sku", table_name="price_entries")
    op.drop_table("price_entries")
    op.drop_index("ix_order_lines_sku", table_name="order_lines")
    op.drop_table("order_lines")
    op.drop_index("ix_import_rejects_run", table_name="import_rejects")
    op.drop_table("import_rejects")
    op.drop_table("dealer_regions")
    op.drop_table("dealer_licences")
    op.drop_index("uq_credit_entries_commit", table_name="credit_entries", sqlite_where=sa.text("kind = 'commit'"), postgresql_where=sa.text("kind = 'commit'"))
    op.drop_index(op.f("ix_credit_entries_order_id"), table_name="credit_entries")
    op.drop_index(op.f("ix_credit_entries_dealer_id"), table_name="credit_entries")
    op.drop_table("credit_entries")
    op.drop_table("warehouses")
    op.drop_index(op.f("ix_skus_position"), table_name="skus")
    op.drop_table("skus")
    op.drop_table("ship_to_places")
    op.drop_table("regions")
    op.drop_index("uq_proposals_live", table_name="proposals", sqlite_where=sa.text("status = 'live'"), postgresql_where=sa.text("status = 'live'"))
    op.drop_index(
        "ix_proposals_not_confirmed", table_name="proposals", sqlite_where=sa.text("status <> 'confirmed'"), postgresql_where=sa.text("status <> 'confirmed'")
    )
    op.drop_table("proposals")
    op.drop_index("ix_price_lists_scope", table_name="price_lists")
    op.drop_table("price_lists")
    op.drop_index(op.f("ix_outbox_sent_at"), table_name="outbox")
    op.drop_table("outbox")
    op.drop_table("org_units")
    op.drop_index("ix_orders_status_newest", table_name="orders")
    op.drop_index("ix_orders_newest", table_name="orders")
    op.drop_index("ix_orders_dealer_newest", table_name="orders")
    op.drop_table("orders")
    op.drop_index("uq_order_drafts_open", table_name="order_drafts", sqlite_where=sa.text("status = 'open'"), postgresql_where=sa.text("status = 'open'"))
    op.drop_table("order_drafts")
    op.drop_table("number_series")
    op.drop_index(op.f("ix_notices_user_id"), table_name="notices")
    op.drop_table("notices")
    op.drop_table("import_runs")
    op.drop_index(op.f("ix_idempotency_keys_created_at"), table_name="idempotency_keys")
    op.drop_table("idempotency_keys")
    op.drop_table("dealers")
    op.drop_table("credit_accounts")
    op.drop_index(op.f("ix_conversations_user_id"), table_name="conversations")
    op.drop_table("conversations")
    op.drop_table("catalogue_revision")
    op.drop_table("brand_settings")
    op.drop_table("audit_log")
    op.drop_table("approval_rule_sets")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.schema.DropSequence(sa.Sequence("document_numbers")))
