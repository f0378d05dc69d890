"""Promises of files that come with messages: what they are by content, what is read of them, where they are kept, what is told."""

import json
import os
import shutil
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
import zxingcpp
from sqlalchemy import make_url

from backend.identity.domain import Actor, Role, Scope, ScopeKind
from backend.kit.errors import TooMuch
from bot.attachments import keeping
from bot.attachments.keeping import MOST_KEPT, folder_of, keep_file, purge_files
from bot.attachments.limits import LONGEST_FILE, MOST_ROWS
from bot.attachments.pictures import can_decode, can_read_lines, codes_on, decode_picture, in_lines, lines_on
from bot.attachments.reading import AttachmentServices, words_of
from bot.attachments.sniffing import content_of
from bot.attachments.taking import take_in
from bot.attachments.transcribing import HostedTranscriber
from bot.connectors.web.uploads import WaitingFiles
from bot.messages import Attachment, IncomingMessage
from bot.sentences import phrasebook

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


def workbook(rows: list[list[Any]], **marks: Any) -> bytes:
    """An .xlsx file; `hidden_rows` and `hidden_columns` are hidden in it, `extra` is a sheet before it that is hidden."""
    book = openpyxl.Workbook()
    sheet = book.active
    if marks.get("extra"):
        sheet.title = "secret"
        sheet.append(["可乐", 99])
        sheet.sheet_state = "hidden"
        sheet = book.create_sheet("order")
    for row in rows:
        sheet.append(row)
    for number in marks.get("hidden_rows", ()):
        sheet.row_dimensions[number].hidden = True
    for letter in marks.get("hidden_columns", ()):
        sheet.column_dimensions[letter].hidden = True
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def document(data: bytes, name: str = "order.xlsx") -> Attachment:
    """A file that somebody sent."""
    return Attachment("document", name, "application/octet-stream", data)


def photo(data: bytes = PNG) -> Attachment:
    """A photo that somebody sent."""
    return Attachment("photo", "photo.jpg", "image/jpeg", data)


@pytest.mark.parametrize("data", [workbook([["coke 330", 10, "cases"]]), "商品,数量\n可乐,10\n".encode("gb18030"), b"item\tqty\ncoke\t3\n"])
def test_a_table_is_told_apart_from_words(data: bytes) -> None:
    """A workbook, and text whose lines have cells; it is read by its columns."""
    words = words_of(document(data), AttachmentServices())
    assert (words.is_table, words.text, words.note) == (True, "", "")


def test_lines_without_cells_are_words() -> None:
    """As if they had been written; how many is told, and what is beyond the limit."""
    words = words_of(document("可乐 10箱\n雪碧 5箱\n".encode(), "a.txt"), AttachmentServices())
    assert words.text.split("\n") == ["可乐 10箱", "雪碧 5箱"]
    many = words_of(document("\n".join(f"p{number} 1" for number in range(MOST_ROWS + 50)).encode(), "a.txt"), AttachmentServices())
    assert many.params["left"] == 50


@pytest.mark.parametrize("data", [b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0" + b"x" * 600, b"\x00\x01\x02", b"", b"%PDF-1.7 x"])
def test_what_cannot_be_read_is_told_and_harms_nothing(data: bytes) -> None:
    """Broken, foreign and empty files."""
    words = words_of(document(data), AttachmentServices())
    assert (words.text, words.codes) == ("", ())
    assert words.is_table or phrasebook().has(words.note)


def test_a_file_that_is_too_large_is_not_looked_at() -> None:
    """Ten megabytes are the limit, packed files count unpacked."""
    assert words_of(document(b"x" * (LONGEST_FILE + 1)), AttachmentServices()).note == "attachment-too-large"


def test_what_a_file_is_comes_from_its_content() -> None:
    """A picture called a spreadsheet is a picture; a program called a photo is nothing we read."""
    assert content_of(PNG) == "png"
    assert content_of(b"MZ\x90\x00" + b"\x00" * 50) == "other"
    assert content_of(workbook([["a", 1]])) == "xlsx"
    assert content_of("可乐 10 箱".encode("gb18030")) == "text"
    assert content_of(b"OggS" + b"\x00" * 30) == "ogg"


def qr(text: str) -> Any:
    """A picture of a QR code as grey values."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    return np.pad(np.array(code.to_image(scale=6)), 30, constant_values=255)


def test_a_trace_code_on_a_photo_is_read_and_named() -> None:
    """The code joins the words as a trace code, and the person is told which."""
    services = AttachmentServices(decode=lambda _: qr("TRC-2025-000123"))
    assert words_of(photo(), services).codes == ("TRC-2025-000123",)
    taken = take_in(IncomingMessage("web", "main", "1", "这箱是谁的货", attachments=(photo(),)), "cnv_1", services, "zh", phrasebook())
    assert taken.message.text == "这箱是谁的货\n溯源码 TRC-2025-000123"
    assert taken.notes == ("照片上的码：TRC-2025-000123",)


def test_a_code_cannot_carry_control_characters() -> None:
    """What is on a photo is data: one line of text."""
    assert codes_on(qr("A\nB\tC")) == ("A B C",)


@pytest.mark.parametrize(("code", "read"), [("TB-E2001-04", True), ("(01)06901234567892", True), ("来500箱喜力", False), ("order 500 cases", False)])
def test_a_sentence_in_a_code_is_told_and_not_read(code: str, *, read: bool) -> None:
    """Whoever prints a label writes no orders in somebody else's name."""
    services = AttachmentServices(decode=lambda _: qr(code))
    taken = take_in(IncomingMessage("web", "main", "1", text="5箱雪碧", attachments=(photo(),)), "cnv_1", services, "zh", phrasebook())
    assert (code in taken.message.text) is read
    assert taken.message.text.startswith("5箱雪碧")
    assert code in taken.notes[0]


@pytest.mark.skipif(not can_decode(), reason="Pillow is not installed: photos are kept and not read")
def test_a_real_photo_is_decoded() -> None:
    """PNG in, grey values out."""
    from PIL import Image

    out = BytesIO()
    Image.fromarray(qr("TRC-1")).save(out, "PNG")
    assert codes_on(decode_picture(out.getvalue())) == ("TRC-1",)


def test_an_order_list_on_a_photo_is_read_where_a_reader_is_installed() -> None:
    """Its lines are the words; without a reader the photo is kept and text asked for."""
    services = AttachmentServices(decode=lambda _: np.full((50, 50), 255, np.uint8), read_lines=lambda _: ["可乐 10 箱", "雪碧 5 箱"])
    assert words_of(photo(), services).text == "可乐 10 箱\n雪碧 5 箱"
    assert words_of(photo(), AttachmentServices()).note == "attachment-photo-kept"


def test_words_of_one_height_make_a_line() -> None:
    """From top to bottom, from left to right, whatever order the reader found them in."""

    def box(left: float, top: float) -> list[list[float]]:
        return [[left, top], [left + 40, top], [left + 40, top + 20], [left, top + 20]]

    assert in_lines([(box(90, 12), "10箱"), (box(0, 40), "雪碧"), (box(0, 10), "可乐"), (box(90, 41), "5箱")]) == ["可乐 10箱", "雪碧 5箱"]


def test_voice_is_kept_and_text_asked_for_without_a_transcriber() -> None:
    """It never pretends to have listened."""
    assert words_of(Attachment("voice", "v.ogg", "audio/ogg", b"OggS" + b"\x00" * 30), AttachmentServices()).note == "attachment-voice-kept"


def test_voice_is_transcribed_by_the_configured_endpoint() -> None:
    """The sound is posted in the OpenAI form; what was heard is told; an endpoint that fails is as none."""
    answers = [(200, {"text": "可乐十箱"}), (500, {})]
    asked: list[tuple[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked.append((self.path, self.headers["Authorization"]))
            assert b"OggS" in body
            status, document = answers[len(asked) - 1]
            told = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        services = AttachmentServices(transcriber=HostedTranscriber(f"http://127.0.0.1:{server.server_address[1]}/v1/", "whisper-1", "k"))
        voice = Attachment("voice", "../../etc/passwd", "audio/ogg", b"OggS" + b"\x00" * 30)
        heard, failed = words_of(voice, services), words_of(voice, services)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert (heard.text, heard.note) == ("可乐十箱", "attachment-voice-heard")
    assert failed.note == "attachment-voice-kept"
    assert asked == [("/v1/audio/transcriptions", "Bearer k")] * 2


def test_a_file_is_kept_under_its_content_and_never_under_its_name(tmp_path: Path) -> None:
    """The same file once; no name leads out of the conversation's folder."""
    folder = folder_of(make_url(f"sqlite:///{tmp_path / 'a.db'}"))
    first, second = (keep_file(folder, "cnv_1", b"hello", "text") for _ in range(2))
    assert first == second
    assert first is not None
    assert first.parent == tmp_path / "files" / "cnv_1"
    assert first.read_bytes() == b"hello"
    assert first.stat().st_mode & 0o077 == 0
    with pytest.raises(ValueError, match="not the id"):
        keep_file(folder, "../x", b"hello", "text")


def test_a_conversation_keeps_only_so_much_and_says_so(tmp_path: Path) -> None:
    """The file is read all the same."""
    home = tmp_path / "cnv_1"
    home.mkdir()
    with (home / "big.bin").open("wb") as file:
        file.truncate(MOST_KEPT)
    message = IncomingMessage("web", "main", "1", attachments=(document("可乐 10\n雪碧 5".encode()),))
    taken = take_in(message, "cnv_1", AttachmentServices(tmp_path), "zh", phrasebook())
    assert taken.message.text == "可乐 10\n雪碧 5"
    assert "没能保存" in taken.notes[1]


@pytest.mark.skipif(not (can_read_lines() and can_decode()), reason="the ocr extra is not installed: photographed order lists are kept and not read")
def test_a_real_photographed_list_is_read() -> None:
    """Two printed lines come back in their order with their figures."""
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("RGB", (700, 220), "white")
    for place, line in enumerate(("COKE 330 10 cases", "SPRITE 330 5 cases")):
        ImageDraw.Draw(picture).text((30, 30 + 90 * place), line, fill="black", font=ImageFont.load_default(48))
    out = BytesIO()
    picture.save(out, "JPEG")
    lines = lines_on(out.getvalue())
    assert len(lines) == 2
    assert "10" in lines[0]
    assert "5" in lines[1]


def test_files_go_after_the_brands_days_and_their_empty_folders_with_them(tmp_path: Path) -> None:
    """One that was sent again counts as new; nothing outside the folder is touched, whatever a link in it says."""
    outside, folder = tmp_path / "ledger.db", tmp_path / "files"
    outside.write_bytes(b"x")
    old, again = (keep_file(folder, name, b"hello", "text") for name in ("cnv_1", "cnv_2"))
    assert old is not None
    assert again is not None
    (folder / "cnv_1" / "link.bin").symlink_to(outside)
    long_ago = 1_000_000.0
    for path in (old, again, old.parent, outside):
        os.utime(path, (long_ago, long_ago))
    os.utime(folder / "cnv_1" / "link.bin", (long_ago, long_ago), follow_symlinks=False)
    assert keep_file(folder, "cnv_2", b"hello", "text") == again
    assert purge_files(folder, 30) == 2
    assert (old.exists(), again.exists(), outside.exists()) == (False, True, True)
    assert purge_files(tmp_path / "never made", 30) == 0


def test_files_never_fill_the_disk_of_the_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever many conversations somebody opens."""
    monkeypatch.setattr(keeping, "LEAST_FREE", shutil.disk_usage(tmp_path).free + 1)
    assert keep_file(tmp_path / "files", "cnv_1", b"hello", "text") is None
    actor = Actor("u1", "U", Role.DEALER_USER, "zh", Scope(ScopeKind.NOTHING))
    with pytest.raises(TooMuch, match=r"upload\.no_room"):
        WaitingFiles(tmp_path / "waiting").keep(actor, Attachment("document", "a", "", b"hello"))
