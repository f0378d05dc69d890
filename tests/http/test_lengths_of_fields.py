"""What a door lets in fits the column it is stored in: PostgreSQL refuses what is longer, SQLite does not notice."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from sqlalchemy import String

from backend.kit.clock import FixedClock
from backend.kit.columns import metadata
from backend.kit.db import Database
from backend.kit.idempotency import MAX_KEY
from backend.settings.process import ProcessSettings
from bot.assistant import Assistant
from bot.sentences import phrasebook
from tests.http.application import application
from tests.http.shop import Shop, load_shop

KEPT = {
    ("ChatBody", "chat"): "conversations.chat",
    ("ChatBody", "message_id"): "turns.message_id",
    ("StaffAnswerBody", "message_id"): "turns.message_id",
    ("DispatchBody", "carrier"): "order_parts.carrier",
    ("DispatchBody", "tracking"): "order_parts.tracking",
    ("DeliveryBody", "signed_by"): "order_parts.signed_by",
    ("ArrivalBody", "lot"): "stock_lots.lot",
    ("LotMarkBody", "lot"): "stock_lots.lot",
    ("NewReturnBody", "reason"): "order_returns.reason",
    ("ReturnStepBody", "note"): "order_returns.note",
    ("ReturnWishBody", "code"): "order_return_lines.lot",
    ("ReturnCountBody", "lot"): "order_return_lines.lot",
    ("ReturnedGoodsBody", "warehouse"): "order_returns.warehouse",
    ("SeenLotMarkBody", "lot"): "stock_lots.lot",
    ("InboundBody", "external_id"): "inbound_deliveries.external_id",
    ("TransferBody", "note"): "stock_transfers.note",
    ("ReceiptBody", "reason"): "stock_transfer_lines.reason",
    ("SubscriptionBody", "url"): "webhook_subscriptions.url",
    ("SystemBody", "login"): "users.login",
    ("SystemBody", "name"): "users.name",
    ("CodeBody", "their_code"): "erp_codes.their_code",
    ("AcknowledgementBody", "external_id"): "order_handouts.external_id",
    ("NotesBody", "po_number"): "orders.po_number",
    ("NotesBody", "recipient"): "orders.recipient",
    ("NotesBody", "payment_wish"): "orders.payment_wish",
    ("TableBody", "name"): "order_sheets.name",
    ("PromotionBody", "name_zh"): "promotion_versions.name_zh",
    ("PromotionBody", "name_en"): "promotion_versions.name_en",
    ("PriceListBody", "scope_value"): "price_lists.scope_value",
    ("FloorEntryBody", "sku"): "floor_entries.sku",
    ("FloorEntryBody", "category"): "floor_entries.category",
}
"""Fields whose text becomes a column of its own."""
ELSEWHERE = {
    ("ChatBody", "action"), ("ChatBody", "text"),
    ("RejectionBody", "reason"), ("ReleaseBody", "reason"), ("RejectionBody", "content_hash"), ("ReleaseBody", "content_hash"),
    ("CellBody", "operator"), ("RowBody", "id"), ("RowBody", "code"), ("RowBody", "message_zh"), ("RowBody", "message_en"), ("RowBody", "approver_role"),
    ("DelegationBody", "to_user"),
    ("MessageBody", "text"), ("ChangeBody", "text"),
    ("AnswerBody", "question_id"), ("AnswerBody", "sku"), ("LineBody", "sku"), ("QuoteLine", "sku"),
    ("ChangeBody", "ship_to"), ("DraftBody", "ship_to"), ("DraftBody", "draft_id"), ("UndoBody", "text"), ("HeadroomBody", "text"), ("RepeatBody", "number"),
    ("StaffAnswerBody", "text"), ("FeedbackBody", "text"), ("FeedbackChangeBody", "note"), ("TicketAnswerBody", "text"), ("TicketBody", "text"),
    ("BufferBody", "sku"), ("BufferBody", "warehouse"), ("InboundBody", "sku"), ("InboundBody", "warehouse"), ("LotMarkBody", "sku"),
    ("SeenLotMarkBody", "sku"), ("SeenLotMarkBody", "warehouse"), ("SeenLotMarkBody", "reason"), ("SeenLotMarkBody", "seen"),
    ("LotMarkBody", "warehouse"), ("LotMarkBody", "reason"), ("DeliveryBody", "reason"), ("TransferBody", "source"), ("TransferBody", "target"),
    ("CodeBody", "our_code"), ("AcknowledgementBody", "number"), ("AcknowledgementBody", "revision"), ("AgainBody", "subscription"), ("ReplayBody", "event_id"),
    ("TableBody", "text"), ("RowFixBody", "sku"), ("MonthBody", "month"),
    ("PromotionBody", "group"), ("PromotionBody", "free_sku"), ("PriceListBody", "derived_from"), ("PriceEntryBody", "sku"),
    ("ConfirmationBody", "token"), ("SignInBody", "login"), ("SignInBody", "password"), ("DemoSignInBody", "login"),
}  # fmt: skip
"""Fields that are looked up, or kept inside a document, where no length counts."""


@pytest.fixture
def shop(any_database: Database, clock: FixedClock) -> Shop:
    """The application with its chat on both databases."""
    any_database.write(lambda uow: load_shop(uow, clock))
    settings = ProcessSettings(demo_mode=True)
    shop = Shop(application(any_database, settings, clock), any_database, clock)
    shop.chat_with(Assistant(any_database, clock, settings, phrasebook()))
    return shop


def _texts(document: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], int | None]]:
    """Every free text field of the request bodies with its longest length."""
    for name, schema in document["components"]["schemas"].items():
        if not name.endswith(("Body", "QuoteLine")):
            continue
        for field, value in schema["properties"].items():
            texts = [one for one in value.get("anyOf", [value]) if one.get("type") == "string" and "format" not in one and "enum" not in one]
            if texts and not any(one.get("type") == "number" for one in _flat(value)):
                yield (name, field), texts[0].get("maxLength")


def _flat(value: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield value
    for one in value.get("anyOf", []):
        yield from _flat(one)


def _length(name: str) -> int:
    table, column = name.split(".")
    kind = metadata.tables[table].c[column].type
    assert isinstance(kind, String)
    return int(kind.length or 0)


def test_every_text_a_body_takes_fits_the_column_it_is_kept_in(shop: Shop) -> None:
    """A new field has to be named here, so that somebody thinks of where it ends."""
    document = shop.caller(None).client.get("/openapi.json").json()
    found = dict(_texts(document))
    assert set(found) == set(KEPT) | ELSEWHERE
    for field, column in KEPT.items():
        assert found[field] is not None
        assert (found[field] or 0) <= _length(column), field


def test_query_texts_and_keys_fit_too(shop: Shop) -> None:
    """A chat asked for has the limit of a chat written to; a key is stored as it comes."""
    document = shop.caller(None).client.get("/openapi.json").json()
    chats = [one["schema"] for path in document["paths"].values() for each in path.values() for one in each.get("parameters", []) if one["name"] == "chat"]
    assert chats
    assert all(one["maxLength"] <= _length("conversations.chat") for one in chats)
    assert _length("idempotency_keys.key") >= MAX_KEY


def test_the_longest_names_are_answered_and_remembered(shop: Shop) -> None:
    """A chat and a message id of 120 characters; the same message again gets the same turn."""
    wang, chat = shop.caller("wang"), "c" * 120
    body = {"message_id": "m" * 120, "text": "10箱可乐", "chat": chat}
    first, again = wang.post("/chat", body), wang.post("/chat", body)
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json()["turn"] is not None
    assert first.json()["turn"] == again.json()["turn"]
    assert [item["text"] for item in wang.get(f"/chat/history?chat={chat}").json()["items"]] == ["10箱可乐"]
