"""Goods that come back: from the wish of a dealer to the credit note (R16)."""
