"""Files that wait for their message."""

import os
from pathlib import Path

import pytest

from backend.identity.domain import Actor, Role, Scope, ScopeKind
from backend.kit.errors import DomainError
from bot.connectors.web import uploads
from bot.connectors.web.uploads import WaitingFiles, attachment_of, kind_of

WANG = Actor("usr_wang", "Wang", Role.DEALER_USER, "zh", Scope(ScopeKind.NOTHING), "D1")
LI = Actor("usr_li", "Li", Role.DEALER_USER, "zh", Scope(ScopeKind.NOTHING), "D1")
FILE = attachment_of("订单.csv", "text/csv", b"coke,1\n")


def test_a_file_opens_by_its_token_for_the_one_who_uploaded_it(tmp_path: Path) -> None:
    """With its name and content; for anybody else, and after it was sent, it is not there."""
    waiting = WaitingFiles(tmp_path)
    token = waiting.keep(WANG, FILE)
    assert waiting.open(WANG, [token]) == (FILE,)
    with pytest.raises(DomainError, match=r"upload\.gone"):
        waiting.open(LI, [token])
    waiting.forget(LI, [token])
    assert waiting.open(WANG, [token]) == (FILE,)
    waiting.forget(WANG, [token])
    with pytest.raises(DomainError, match=r"upload\.gone"):
        waiting.open(WANG, [token])


@pytest.mark.parametrize("token", ["", "../../etc/passwd", "x" * 90, "a/b" * 10, "." * 30])
def test_no_token_is_a_path(tmp_path: Path, token: str) -> None:
    """Whatever a browser sends, nothing outside the folder is opened or removed."""
    waiting = WaitingFiles(tmp_path / "waiting")
    waiting.keep(WANG, FILE)
    with pytest.raises(DomainError, match=r"upload\.gone"):
        waiting.open(WANG, [token])
    waiting.forget(WANG, [token])
    assert len(list(tmp_path.rglob("*.bin"))) == 1


def test_a_file_nobody_sent_goes_after_a_day_and_there_are_never_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next upload clears what is old, and so does the hourly job for those who do not come back."""
    monkeypatch.setattr(uploads, "MOST_WAITING", 2)
    waiting = WaitingFiles(tmp_path)
    first = waiting.keep(WANG, FILE)
    waiting.keep(WANG, FILE)
    with pytest.raises(DomainError, match=r"upload\.too_many_waiting"):
        waiting.keep(WANG, FILE)
    for path in tmp_path.rglob(f"{first}.*"):
        os.utime(path, (0, 0))
    waiting.keep(WANG, FILE)
    with pytest.raises(DomainError, match=r"upload\.gone"):
        waiting.open(WANG, [first])
    for path in tmp_path.rglob("*.bin"):
        os.utime(path, (0, 0))
    fresh = waiting.keep(LI, FILE)
    assert waiting.purge() == 2
    assert waiting.open(LI, [fresh]) == (FILE,)


def test_what_a_file_is_depends_on_its_content_only() -> None:
    """Neither its name nor what the browser says of it."""
    assert kind_of(b"\xff\xd8\xff\xe0") == "photo"
    assert kind_of(b"OggS....") == "voice"
    assert attachment_of("photo.jpg", "image/jpeg", b"coke,1\n").kind == "document"
    assert attachment_of("a\x00\n" + "x" * 300, "x", b"1").name == "x" * 120
