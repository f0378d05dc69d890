"""What a model's own text must pass before a person sees it. Facts come from cards; text is a courtesy and is dropped when in doubt.

Invariant: no digit that is not in a tool result of the turn, no link, no secret, no claim that something was ordered when nothing was, no other
language than the person's.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping

LONGEST_TEXT = 600
_DIGITS = re.compile(r"\d+(?:[.,:/-]\d+)*")
_HAN_NUMBERS = re.compile(r"[零一二两三四五六七八九十百千万亿]{2,}|[零二两三四五六七八九十百千万]\s*(?:[箱件瓶罐元块天折]|个月|美元)|一\s*(?:[元块折]|美元)")
_LINK = re.compile(r"https?:|www\.|\w\.(?:com|cn|net|org|io)\b|\]\(|<[a-z!/]", re.IGNORECASE)
_SECRET = re.compile(r"\b(?:sk|pk|tok|prp|drf|cnv|usr|ord|dft)[-_][A-Za-z0-9_-]{6,}|\b[A-Za-z0-9_-]{28,}\b")
_PLACED = re.compile(
    r"已(?:经)?(?:为您|帮您|给您|替您)?(?:下单|提交|确认|取消|下好|订好|完成)|下单成功|提交成功|取消成功|订单已|审批通过|已放行|已通过"
    r"|已(?:经)?(?:为您|帮您|给您|替您)?(?:[修更]改|改[好成为]|记下|记录|更新|加[上入好]|添加|删[除掉]|退款|转[给达交]|登记|冻结|发[出送])"
    r"|\b(?:has|have|is|are|was|were|been|i've|i have|we've|successfully)\s+(?:been\s+|now\s+|successfully\s+)*"
    r"(?:placed|ordered|submitted|confirmed|cancelled|canceled|approved|shipped|booked|released"
    r"|changed|updated|noted|recorded|added|removed|deleted|refunded|sent|forwarded|frozen|transferred)\b"
    r"|\border (?:placed|confirmed|submitted|complete)\b|\b(?:placed|confirmed|submitted|cancelled|canceled|booked) (?:your|the|an|this|that) order\b",
    re.IGNORECASE,
)


_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
MOST_FOREIGN_WORDS = 3


def passing_text(text: str, contents: Iterable[str], lang: str | None = None) -> str:
    """`text` when it passes every guard against the tool results of the turn (their JSON), else the empty string. `lang` is that of the turn."""
    results = " ".join(contents)
    if lang is not None and not is_in(text, lang, results):
        return ""
    said = unicodedata.normalize("NFKC", text).strip()
    if not said or len(said) > LONGEST_TEXT or _LINK.search(said) or _SECRET.search(said) or _PLACED.search(said):
        return ""
    if any(category in {"Cc", "Cf", "Co"} for category in map(unicodedata.category, said.replace("\n", " "))):
        return ""
    known = _numbers(results)
    if any(number not in known for number in _numbers(said)) or _HAN_NUMBERS.search(said):
        return ""
    return text.strip()


_SENTENCE = re.compile(r"(?<=[。！？；\n])|(?<=[.!?;])\s")
_CODE = re.compile(r"[A-Za-z]+-?\d[\w-]*")


def grounded_text(text: str, articles: Mapping[str, str]) -> str:
    """`text` when each of its sentences names an article that was read (id -> its words) and has no number or code that is not in it, else the empty string."""
    for sentence in filter(str.strip, _SENTENCE.split(text)):
        named = [article for article in articles if article in sentence]
        said, told = sentence, "\n".join(articles[article] for article in named)
        for article in named:
            said = said.replace(article, " ")
        unknown = _numbers(said) - _numbers(told) or any(code.casefold() not in told.casefold() for code in _CODE.findall(said))
        if not named or unknown:
            return ""
    return text


def is_in(text: str, lang: str, results: str = "") -> bool:
    """Whether `text` is written in `lang`; names that stand in the results of the turn may be in any script."""
    han = [char for char in _HAN.findall(text) if char not in results]
    words = [word for word in _LATIN_WORD.findall(text) if word not in results]
    if lang == "zh":
        return bool(_HAN.search(text)) and len(words) <= MOST_FOREIGN_WORDS
    return not han


def _numbers(text: str) -> set[str]:
    """Every number of a text in one spelling: no thousands commas, no trailing zeros after a decimal point."""
    found: set[str] = set()
    for match in _DIGITS.findall(unicodedata.normalize("NFKC", text)):
        plain = re.sub(r",(?=\d{3}(?:\D|$))", "", match)
        found.add(plain)
        if re.fullmatch(r"\d+\.\d+", plain):
            found.add(plain.rstrip("0").rstrip("."))
    return found
