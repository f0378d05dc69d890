"""Takes personal data out of text that is kept for operators: traces of models and log lines. Pure.

Phones, identity and passport numbers, bank cards, mail addresses, and whatever follows a word for an address. Order numbers, product
codes and quantities stay. Invariant: what is taken out cannot be told from the mark that stands for it; too much is better than too little.
"""

import re
from collections.abc import Mapping
from typing import Any

_ID = re.compile(r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])")
_PHONE = re.compile(
    r"(?<![\dA-Za-z-])(?:\+\d{1,3}[- ]?(?:\(?\d{1,4}\)?[- ]?)(?:\d[- ]?){5,10}\d|(?:86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}"
    r"|0\d{2,3}[- ]\d{7,8}|400[- ]?\d{3}[- ]?\d{4})(?!\d)"
)
_MAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_CARD = re.compile(r"(?<![\dA-Za-z-])\d(?:[ -]?\d){14,18}(?![\dA-Za-z])")
_PASSPORT = re.compile(r"((?:护照|passport)\D{0,12})[A-Z]{1,2}\d{7,8}", re.IGNORECASE)
_ADDRESS = re.compile(
    r"((?:地址|住址|住在|家住|\baddress(?:\s+is)?\b|\blives? at\b)\s*(?:是|为|在|:|：|=)?\s*)(?=[^\s。;；\n\"\[])[^。;；\n\"]{2,100}", re.IGNORECASE
)
_MARKS = ((_MAIL, "[mail]"), (_ID, "[id]"), (_PHONE, "[phone]"), (_CARD, "[number]"))


def redact(text: str) -> str:
    """`text` with a mark in place of each piece of personal data."""
    for pattern, mark in _MARKS:
        text = pattern.sub(mark, text)
    text = _PASSPORT.sub(r"\1[id]", text)
    return _ADDRESS.sub(r"\1[address]", text)


def redacted(value: Any) -> Any:
    """The same for every text in a document, at any depth; names of fields stay."""
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, Mapping):
        return {name: redacted(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [redacted(inner) for inner in value]
    return value
