"""Cleans what a person typed before anything reads it: no control characters, no direction marks, not too long, no pretended instructions.

Invariant: what is stored and read is what a person can see; emoji and both scripts pass unchanged. A message is never emptied.
"""

import re
import unicodedata
from dataclasses import dataclass

_KEPT = {"\n", "\t"}
_GAP = re.compile(r"[^\S\n]{9,}|\n{5,}")
"""Runs of blanks or empty lines longer than anybody means; what reads the text afterwards need not bear them."""
_WIDEST = 8
_JOINER = "\u200d"
"""Zero-width joiner: a format character that emoji are made of."""


_BLOCK = re.compile(
    r"<\s*(information|system|instructions?|important|admin|prompt|assistant|person_message|tool_result|dialogue_state|earlier_turns)\b[^>]*>"
    r".*?(?:<\s*/\s*\1\s*>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_PRETENDED = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b[^.\n]{0,40}\b(?:previous|prior|above|earlier|all|your)\b[^.\n]{0,30}\b(?:iu?nstructions?|rules|prompts?)\b"
    r"|忽略.{0,8}(?:之前|以上|所有|前面|先前).{0,8}(?:指令|规则|提示)"
    r"|#+\s*[(\[【]?\s*(?:system|系统)|^\W*(?:system(?:[ _]message)?|系统(?:消息|指令|提示))\s*[)\]】:：]|\bimportant\s*!{2,}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class CleanText:
    """The text to read, or the key of the sentence that says why there is none."""

    text: str
    problem: str | None = None


def clean_text(raw: str, limit: int) -> CleanText:
    """`raw` without invisible characters; a problem when nothing is left or more than `limit` characters are."""
    if len(raw) > 4 * limit:
        return CleanText(visible(raw[:limit]), "assistant.too-long")
    text = _GAP.sub(lambda gap: gap.group()[: 4 if gap.group()[0] == "\n" else _WIDEST], visible(raw).strip())
    if not text:
        return CleanText("", "assistant.empty")
    return CleanText(text[:limit], "assistant.too-long") if len(text) > limit else CleanText(text)


def visible(raw: str) -> str:
    """`raw` without control, direction, surrogate and private characters."""
    normal = raw.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in normal if char in _KEPT or char == _JOINER or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"})


def without_pretended_instructions(text: str) -> str:
    """`text` without passages that pose as the program's own: marked blocks, and lines that call off its rules or speak as the system.

    They come along with what people paste, scan and attach. A message that is nothing else stays as it is, to be refused in words.
    """
    bare = _BLOCK.sub("\n", text)
    kept = "\n".join(line for line in bare.split("\n") if not _PRETENDED.search(line)).strip()
    return kept if kept and kept != text.strip() and any(char.isalnum() for char in kept) else text
