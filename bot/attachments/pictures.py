"""Photos: the codes on them, and the lines of an order list. Decoding needs Pillow, reading lines the `ocr` extra; without them it is told.

Invariant: a picture of more than MOST_PIXELS is not decoded; whatever a decoder raises, the answer is that nothing was read.
"""

import logging
import re
from collections.abc import Callable, Sequence
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from typing import Any

from bot.attachments.limits import MOST_PIXELS

MOST_CODES = 10
LONGEST_CODE = 200
Decoder = Callable[[bytes], Any]
"""Bytes of a file in, an array of grey values (or None) out."""
LineReader = Callable[[bytes], Sequence[str]]
"""Bytes of a photo in, the lines of text on it out, from top to bottom."""
_log = logging.getLogger(__name__)


def can_decode() -> bool:
    """Whether photos can be decoded here."""
    return find_spec("PIL") is not None


def can_read_lines() -> bool:
    """Whether the `ocr` extra is installed."""
    return find_spec("rapidocr") is not None


def decode_picture(data: bytes) -> Any:
    """Grey values of a picture as an array; None when it is none or too large."""
    import numpy as np
    from PIL import Image, ImageOps

    try:
        with Image.open(BytesIO(data)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return None
            return np.asarray(ImageOps.exif_transpose(picture).convert("L"))
    except Exception as error:  # noqa: BLE001 - a decoder meets whatever people send
        _log.info("a picture could not be decoded: %s", type(error).__name__)
        return None


def codes_on(pixels: Any) -> tuple[str, ...]:
    """The texts of the QR and bar codes on a picture, each once, without control characters."""
    import zxingcpp

    try:
        found = zxingcpp.read_barcodes(pixels)
    except (ValueError, RuntimeError, TypeError):
        return ()
    texts = (re.sub(r"[\x00-\x1f\x7f]+", " ", code.text).strip()[:LONGEST_CODE] for code in found if code.valid)
    return tuple(dict.fromkeys(text for text in texts if text))[:MOST_CODES]


def lines_on(data: bytes) -> Sequence[str]:
    """The lines of text on a photo, with the `ocr` extra: words of the same height make a line."""
    try:
        result = _engine()(data)
    except Exception as error:  # noqa: BLE001 - a reader meets whatever people send
        _log.warning("a photo could not be read: %s", type(error).__name__)
        return ()
    return in_lines(list(zip(result.boxes if result.boxes is not None else (), result.txts or (), strict=False)))


def in_lines(words: Sequence[tuple[Any, str]]) -> list[str]:
    """Words with their four corners as lines, from top to bottom and from left to right."""
    placed = sorted(((float(min(point[1] for point in box)), float(max(point[1] for point in box)), float(box[0][0]), text) for box, text in words))
    rows: list[tuple[float, float, list[tuple[float, str]]]] = []
    for top, bottom, left, text in placed:
        if rows and (top + bottom) / 2 < rows[-1][1]:
            rows[-1][2].append((left, text))
        else:
            rows.append((top, bottom, [(left, text)]))
    return [" ".join(text for _, text in sorted(row)) for _, _, row in rows]


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR()
