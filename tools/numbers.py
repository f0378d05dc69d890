"""Order numbers as people write them: "SO-1003", "so1003", "1003", "inv-17850-201012010826", alone or inside a sentence.

Product codes look alike ("SPR-330"), so in a sentence only the prefixes of orders count: our own, and that of imported invoices.
"""

import re

OWN, IMPORTED = "SO", "INV"
_NUMBER = re.compile(rf"(?<![A-Za-z0-9])({OWN}|{IMPORTED})[-\s#]?(\d{{3,15}}(?:-\d+)*)(?![0-9])", re.IGNORECASE)
_BARE = re.compile(r"#?(\d{3,15})")


def number_in(text: str | None) -> str | None:
    """The order number a text names, in the form it is stored; the text itself when it looks like no number; None when it is empty."""
    if not text:
        return None
    trimmed = text.strip()
    bare = _BARE.fullmatch(trimmed)
    if bare:
        return f"{OWN}-{bare[1]}"
    return find_number(trimmed) or trimmed


def find_number(text: str) -> str | None:
    """The first order number in a sentence, None when there is none."""
    match = _NUMBER.search(text)
    return f"{match[1].upper()}-{match[2]}" if match else None
