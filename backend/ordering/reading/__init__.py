"""Reading order messages: what a person wants, as typed lines with a status each."""

from backend.ordering.reading.context import ReadingContext
from backend.ordering.reading.pipeline import read_order

__all__ = ["ReadingContext", "read_order"]
