"""A message with files over HTTP: the chat route takes a multipart form."""

from typing import Any

import pytest

from backend.settings.process import ProcessSettings
from bot.assistant import Assistant
from bot.attachments.limits import LONGEST_FILE
from bot.sentences import phrasebook
from tests.http.shop import Caller, Shop, assert_problem

ORDER = "商品,数量\n可口可乐330ml,12箱\n雪碧330ml,3箱\n".encode()


@pytest.fixture
def wang(shop: Shop, settings: ProcessSettings) -> Caller:
    """A dealer's user who talks to the real assistant."""
    shop.chat_with(Assistant(shop.database, shop.clock, settings, phrasebook()))
    return shop.caller("wang")


def send(caller: Caller, files: list[tuple[str, bytes]], **fields: str) -> Any:
    """A form with files."""
    parts = [("files", (name, data, "application/octet-stream")) for name, data in files]
    headers = {"Authorization": f"Bearer {caller.token}"}
    return caller.client.post("/api/v1/chat", data={"message_id": "m1", **fields}, files=parts, headers=headers)


def test_a_spreadsheet_becomes_a_draft(wang: Caller) -> None:
    """What was read is told row by row; the button's words make the draft."""
    answer = send(wang, [("订单.csv", ORDER)])
    assert answer.status_code == 200, answer.text
    card = next(block for block in answer.json()["blocks"] if block["type"] == "card")
    assert card["kind"] == "table"
    assert "/import?sheet=sht_" in answer.json()["text"]
    said = card["buttons"][0]["action"].removeprefix("say:")
    draft = wang.post("/chat", {"text": said, "message_id": "m2"}).json()
    assert [block["kind"] for block in draft["blocks"] if block["type"] == "card"] == ["draft"]
    assert "12 箱" in draft["text"]
    assert "3 箱" in draft["text"]


def test_the_same_message_id_reads_its_files_once(wang: Caller) -> None:
    """Sent again after a lost answer it gets the stored reply and adds nothing."""
    first = send(wang, [("订单.csv", ORDER)]).json()
    again = send(wang, [("订单.csv", ORDER)]).json()
    assert again == first
    assert len(wang.get("/chat/history").json()["items"]) == 1


def test_a_form_can_be_answered_in_events(wang: Caller) -> None:
    """As a JSON message can."""
    headers = {"Authorization": f"Bearer {wang.token}", "Accept": "text/event-stream"}
    answer = wang.client.post("/api/v1/chat", data={"message_id": "m1"}, files=[("files", ("o.csv", ORDER, "text/csv"))], headers=headers)
    assert "event: status" in answer.text
    assert answer.text.rstrip().rpartition("event: ")[2].startswith("reply")


def test_a_file_that_is_too_large_is_refused_by_its_name(wang: Caller) -> None:
    """Nothing is read, and nothing counts as sent."""
    assert_problem(send(wang, [("big.jpg", b"\xff\xd8\xff" + b"0" * LONGEST_FILE)]), 413, "upload.too_large")
    assert wang.get("/chat/history").json()["items"] == []


@pytest.mark.parametrize(
    ("files", "fields", "status", "code"),
    [
        ([(f"{number}.csv", ORDER) for number in range(5)], {}, 413, "upload.too_many"),
        ([("empty.csv", b"")], {}, 422, "upload.empty"),
        ([("a.csv", ORDER)], {"connector": "telegram"}, 422, "request.invalid"),
        ([("a.csv", ORDER)], {"message_id": ""}, 422, "request.invalid"),
    ],
)
def test_what_a_form_must_not_bring_is_refused(wang: Caller, files: list[tuple[str, bytes]], fields: dict[str, str], status: int, code: str) -> None:
    """With the same problem documents as everywhere."""
    assert_problem(send(wang, files, **fields), status, code)


def test_a_form_without_a_token_is_refused(wang: Caller) -> None:
    """Before its files are looked at."""
    assert wang.client.post("/api/v1/chat", data={"message_id": "m1"}, files=[("files", ("o.csv", ORDER, "text/csv"))]).status_code == 401


def test_other_routes_take_no_large_forms(wang: Caller) -> None:
    """Only the chat has files."""
    headers = {"Authorization": f"Bearer {wang.token}"}
    answer = wang.client.post("/api/v1/orders/read", files=[("files", ("o.csv", b"0" * 2_000_000, "text/csv"))], headers=headers)
    assert answer.status_code == 413
