"""Promotions: what is given on top of a price, derived from the lines and never typed in (R4)."""
