"""Promises of files over Telegram: a spreadsheet is read as a table, what is too large or gone is told, strangers' files are not fetched."""

from tests.attachments.test_files_in_words import workbook
from tests.telegram.messenger import Messenger


def sent_file(messenger: Messenger, person: int, data: bytes | None, *, size: int = 0, name: str = "order.xlsx") -> None:
    """A person sends a document."""
    if data is not None:
        messenger.api.files["f1"] = data
    document = {"file_id": "f1", "file_unique_id": "f1", "file_name": name, "mime_type": "application/vnd.ms-excel", "file_size": size or len(data or b"")}
    messenger.api.deliver(messenger.api.message(person, document=document))


def test_a_spreadsheet_is_read_by_its_columns(messenger: Messenger) -> None:
    """How many rows are clear is told, with the way to settle the others."""
    wang = messenger.bind("d1.en", 41)
    with messenger.running():
        sent_file(messenger, wang, workbook([["product", "qty", "unit"], ["coke 330", 10, "cases"], ["sprite 330", 5, "cases"]]))
        told = "\n".join(messenger.told(wang, 1))
        messenger.settle()
    assert "2 clear" in told
    assert "/import?sheet=" in told


def test_a_file_that_is_too_large_or_gone_is_told(messenger: Messenger) -> None:
    """It is not fetched, and nothing is tried for ever."""
    wang = messenger.bind("d1.en", 41)
    with messenger.running():
        sent_file(messenger, wang, b"x", size=50_000_000)
        sent_file(messenger, wang, None)
        messenger.api.files.clear()
        told = messenger.told(wang, 2)
        messenger.settle()
    assert "too large" in told[0]
    assert len(messenger.api.called("getFile")) <= 1


def test_a_strangers_file_is_not_fetched(messenger: Messenger) -> None:
    """He gets his one sentence."""
    with messenger.running():
        sent_file(messenger, 66, b"secret")
        messenger.told(66, 1)
        messenger.settle()
    assert messenger.api.called("getFile") == []
