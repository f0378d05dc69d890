"""How many tokens a text may cost, estimated without any tokeniser, on the high side for the two languages spoken here. Pure.

Invariant: what is cut to a budget costs no more than it by the estimate; a tokeniser that splits rarer signs finer may count more.
"""

import json
import math
import re
from collections.abc import Iterable
from typing import Any

from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool

FIXED_BUDGET = 8200
"""Tokens for what every request carries: the policy and the schemas of the tools of a role."""
MOVING_BUDGET = 2500
"""Tokens for the state of the dialogue and its last two turns."""
RESULT_BUDGET = 2500
"""Tokens for one tool's result; what is beyond is cut off for the model, the person sees all of it."""
_RUN = re.compile(r"[A-Za-z]+|\d+|\s+|[^A-Za-z\d\s]")
_LETTERS_PER_TOKEN = 4
_DIGITS_PER_TOKEN = 2
_HAN_TOKENS = 1.3
_OTHER_TOKENS = 2.0
_ASCII_END = "\x7f"


def estimate_tokens(text: str) -> int:
    """An upper estimate: a word of letters counts a token for every four begun, digits for every two, Han characters 1.3, other signs one or two."""
    return math.ceil(sum(_cost(run) for run in _RUN.findall(text)))


def _cost(run: str) -> float:
    first = run[0]
    if first.isspace():
        return 0.0 if run == " " else 1.0
    if first <= _ASCII_END:
        if first.isalpha():
            return math.ceil(len(run) / _LETTERS_PER_TOKEN)
        return math.ceil(len(run) / _DIGITS_PER_TOKEN) if first.isdigit() else 1.0
    return _HAN_TOKENS if "\u3000" <= first <= "\u9fff" or "\uff00" <= first <= "\uffef" else _OTHER_TOKENS


def tokens_of_tools(tools: Iterable[BaseTool | dict[str, Any]]) -> int:
    """What the schemas of tools cost."""
    documents = [convert_to_openai_tool(tool) for tool in tools]
    return estimate_tokens(json.dumps(documents, ensure_ascii=False)) if documents else 0


def cut(text: str, most: int) -> str:
    """`text` cut off where it costs `most` tokens."""
    if estimate_tokens(text) <= most:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if estimate_tokens(text[:middle]) <= most else (low, middle - 1)
    return text[:low] + "…"
