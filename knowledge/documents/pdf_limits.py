"""Limits for the libraries that read PDF, which have none: a few hundred bytes can say a million letters or unpack to gigabytes.

They are put in place where those libraries look the two things up: how a stream is unpacked, and what takes the letters and lines of a page.
"""

import zlib
from typing import Any

import pdfplumber.page
from pdfminer import pdftypes

from backend.kit.errors import TooMuch

LONGEST_STREAM = 64 * 1024 * 1024
MOST_DRAWN = 100_000
"""Letters, lines and figures of one page."""


class _Unpacking:
    """A stream unpacked piece by piece, up to a length."""

    def __init__(self) -> None:
        self._unpacking, self._left = zlib.decompressobj(), LONGEST_STREAM

    def decompress(self, data: bytes) -> bytes:
        told = self._unpacking.decompress(data, self._left + 1)
        self._left -= len(told)
        if self._left < 0:
            raise _too_much()
        return told

    @property
    def is_whole(self) -> bool:
        return self._unpacking.eof


class _Zlib:
    """What pdfminer uses of zlib."""

    error = zlib.error
    decompressobj = _Unpacking

    @staticmethod
    def decompress(data: bytes) -> bytes:
        unpacking = _Unpacking()
        told = unpacking.decompress(data)
        if not unpacking.is_whole:
            raise zlib.error("incomplete or truncated stream")
        return told


class _Device(pdfplumber.page.PDFPageAggregatorWithMarkedContent):
    """Takes what a page draws, up to a number."""

    _drawn = 0

    def render_char(self, *args: Any, **kwargs: Any) -> float:
        self._count()
        return float(super().render_char(*args, **kwargs))

    def paint_path(self, *args: Any, **kwargs: Any) -> None:
        self._count()
        super().paint_path(*args, **kwargs)

    def begin_figure(self, *args: Any, **kwargs: Any) -> None:
        self._count()
        super().begin_figure(*args, **kwargs)

    def _count(self) -> None:
        self._drawn += 1
        if self._drawn > MOST_DRAWN:
            raise _too_much()


def put_in_place() -> None:
    """From now on every PDF is read within the limits."""
    pdftypes.zlib = _Zlib  # type: ignore[attr-defined,assignment]
    pdfplumber.page.PDFPageAggregatorWithMarkedContent = _Device  # type: ignore[misc]


def _too_much() -> TooMuch:
    return TooMuch("article.too_much")
