"""Takes personal data out of text that is kept for operators: traces of models and log lines. Pure.

Phones, identity and passport numbers, bank cards, mail addresses, a name or an account behind a word that announces one, whatever follows a word
for an address, and a street with its number. Order numbers, product codes and quantities stay; a name that nothing announces stays too, for it
could be a shop's or a product's. Invariant: what is taken out cannot be told from the mark that stands for it.
"""

import re
from collections.abc import Mapping
from typing import Any

_ID = re.compile(r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])")
_PHONE = re.compile(
    r"(?<![\dA-Za-z-])(?:\+\d{1,3}[- ]?(?:\(?\d{1,4}\)?[- ]?)(?:\d[- ]?){5,10}\d|(?:86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}"
    r"|\(?0\d{2,3}(?:[- ]|\)[- ]?)\d{7,8}|0\d{2,4}[- ]\d{3,4}[- ]\d{4}|(?:\(\d{3}\) ?|\d{3}[-.])\d{3}[-.]\d{4}|400[- ]?\d{3}[- ]?\d{4})(?!\d)"
)
_MAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_CARD = re.compile(r"(?<![\dA-Za-z-])\d(?:[ -]?\d){14,18}(?![\dA-Za-z])")
_PASSPORT = re.compile(r"((?:护照|passport)\D{0,12})[A-Z]{1,2}\d{7,8}", re.IGNORECASE)
_ADDRESS = re.compile(
    r"((?:地址|住址|住在|家住|\baddress(?:\s+is)?\b|\blives? at\b)\s*(?:是|为|在|:|：|=)?\s*)(?=[^\s。;；\n\"\[])[^。;；\n\"]{2,100}", re.IGNORECASE
)
_STREET = re.compile(
    r"[\u4e00-\u9fff]{1,24}(?:路|街|大道|巷|弄)\s*\d+\s*号(?:\s*\d+\s*[幢栋号楼室层]|\s*[A-Z]?\d{2,4}室?(?![\d箱件瓶]))*"
    r"|\b\d+[A-Za-z]?\s+(?:[A-Z][\w'.]*\s+){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Boulevard|Blvd|Square)\b"
)
_NAME = re.compile(
    r"((?:联系人|收货人|收件人|我叫|姓名|名字叫)\s*(?:是|为|叫|:|：)?\s*)(?!谁|那|这|不|没|要|说|改|换)[\u4e00-\u9fff]{2,4}(?=$|[\s,，。;；、!！\d\[])"
    r"|(\b(?i:my name is|i am called|name:|contact:|recipient:|attn:?|attention:|mr\.?|mrs\.?|ms\.?)\s+)[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+){0,2}"
)
_ACCOUNT = re.compile(r"((?:微信|wechat|\bwx\b|\bqq\b)\s*(?:号|id)?\s*[:：]?\s*)[A-Za-z0-9][\w-]{4,19}", re.IGNORECASE)
_MARKS = ((_MAIL, "[mail]"), (_ID, "[id]"), (_CARD, "[number]"), (_PHONE, "[phone]"))


def redact(text: str) -> str:
    """`text` with a mark in place of each piece of personal data."""
    for pattern, mark in _MARKS:
        text = pattern.sub(mark, text)
    text = _ACCOUNT.sub(r"\1[id]", _PASSPORT.sub(r"\1[id]", text))
    text = _STREET.sub("[address]", _ADDRESS.sub(r"\1[address]", text))
    return _NAME.sub(r"\1\2[name]", text)


def redacted(value: Any) -> Any:
    """The same for every text in a document, at any depth; names of fields stay."""
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, Mapping):
        return {name: redacted(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [redacted(inner) for inner in value]
    return value
