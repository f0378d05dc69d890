"""Numbers as people write them, in Chinese and English: 两百五, 一百五, 1.5k, "one hundred and twenty", "1,200".

`number_at` reads the number that begins at a token; a number that is only roughly meant (十来, 三五, 百八十) is `vague`.
Invariant: `parse_number(say_number(n, locale)) == n` for whole numbers below 10**12.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from backend.catalog.text import Token, normalise, tokens_of

_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "俩": 2, "三": 3, "仨": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "幺": 1, "壹": 1, "贰": 2, "叁": 3,  # noqa: E501 - a pattern or word list, one a line
           "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9}  # fmt: skip
_SCALES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "万": 10_000, "亿": 100_000_000}
_LATIN_SCALES = {"k": 1000, "w": 10_000}
_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["_", "_", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS = (
    {word: number for number, word in enumerate(_ONES)} | {word: 10 * number for number, word in enumerate(_TENS) if number > 1} | {"fourty": 40, "ninty": 90}
)
_WORD_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}
_ZH_ONES = "零一二三四五六七八九"
_MYRIAD = 10_000
_TEN, _HUNDRED, _THOUSAND = 10, 100, 1000
_MOST_DIGITS = 15
_ROUGH_BEFORE = ("few", "several", "couple", "many", "some", "a", "of", "the", "by")


@dataclass(frozen=True, slots=True)
class NumberRead:
    """A number and the index of the token after it."""

    value: Decimal
    end: int
    vague: bool = False


def number_at(tokens: Sequence[Token], start: int) -> NumberRead | None:
    """The number that begins at `start`, or None."""
    token = tokens[start]
    if token.kind == "num":
        return _digits_at(tokens, start)
    if token.kind == "han":
        return _chinese_at(tokens, start)
    if token.kind == "latin":
        return _english_at(tokens, start)
    return None


def _digits_at(tokens: Sequence[Token], start: int) -> NumberRead | None:
    token = tokens[start]
    if len(token.text) > _MOST_DIGITS:
        return NumberRead(Decimal(10) ** _MOST_DIGITS, start + 1)
    value, end = Decimal(token.text), start + 1
    if end < len(tokens):
        after = tokens[end]
        if after.text in _SCALES and after.kind == "han" and after.text not in "十拾" and (value < _TEN or after.text in "万亿"):
            rest = _chinese_at(tokens, end, head=value)
            return rest or NumberRead(value * _SCALES[after.text], end + 1)
        if after.text in _LATIN_SCALES and after.start == token.end and not _touches_word(tokens, end):
            return NumberRead(value * _LATIN_SCALES[after.text], end + 1)
        if after.text in _WORD_SCALES:
            return NumberRead(value * _WORD_SCALES[after.text], end + 1)
    return NumberRead(value, end)


def _touches_word(tokens: Sequence[Token], index: int) -> bool:
    return index + 1 < len(tokens) and tokens[index + 1].kind in ("latin", "num") and tokens[index + 1].start == tokens[index].end


def _chinese_at(tokens: Sequence[Token], start: int, head: Decimal | None = None) -> NumberRead | None:
    """A Chinese numeral; `head` is a digit number that a scale follows (3千五)."""
    end = start
    chars = []
    while end < len(tokens) and tokens[end].kind == "han" and (tokens[end].text in _DIGITS or tokens[end].text in _SCALES):
        chars.append(tokens[end].text)
        end += 1
    if not chars:
        return None
    if head is None and _is_rough(chars):
        return NumberRead(_roughly(chars), end, vague=True)
    if head is None and len(chars) > 1 and all(char in _DIGITS for char in chars):
        return NumberRead(Decimal("".join(str(_DIGITS[char]) for char in chars)), end)
    if head is None and chars[0] in "千万亿百" and len(chars) == 1 and chars[0] != "百":
        return None
    return NumberRead(_evaluate(chars, head), end)


def _is_rough(chars: Sequence[str]) -> bool:
    """三五, 七八 and 百八十 are no exact numbers; a lone 两三 inside 两三百 is not exact either."""
    small = [char in _DIGITS and char not in "零〇" for char in chars]
    neighbours = any(small[index] and small[index + 1] and 0 < _DIGITS[chars[index + 1]] - _DIGITS[chars[index]] <= 2 for index in range(len(chars) - 1))  # noqa: PLR2004 - a pair
    return (neighbours and len(chars) - sum(small) <= 1 and sum(small) == 2) or (chars[0] == "百" and len(chars) > 1)  # noqa: PLR2004 - a pair


def _roughly(chars: Sequence[str]) -> Decimal:
    return _evaluate([char for index, char in enumerate(chars) if index == 0 or char in _SCALES], None)


def _evaluate(chars: Sequence[str], head: Decimal | None) -> Decimal:
    total, section, digit = Decimal(0), Decimal(0), head
    last_scale = 0
    skipped = False
    for char in chars:
        if char in _DIGITS:
            digit, skipped = Decimal(_DIGITS[char]), skipped or char in "零〇"
            continue
        scale = _SCALES[char]
        if scale >= _MYRIAD:
            total, section = total + (section + (digit or 0) or 1) * scale, Decimal(0)
        else:
            section += (1 if digit is None else digit) * scale
        digit, last_scale, skipped = None, scale, False
    if digit is not None:
        short = last_scale >= _HUNDRED and not skipped and chars[-1] in _DIGITS and len(chars) > 1
        section += digit * (last_scale // 10) if short else digit
    return total + section


def _english_at(tokens: Sequence[Token], start: int) -> NumberRead | None:
    total = current = 0
    end, seen = start, False
    while end < len(tokens):
        word = tokens[end].text
        after = end + 1
        if word in _WORDS and tokens[end].kind == "latin":
            value = _WORDS[word]
            if _is_spoken_hundred(seen, current, value, end - start):
                current, end = current * _HUNDRED + value, after
                continue
            if seen and not _may_follow(current, value):
                break
            current, seen, end = current + value, True, after
        elif word in _WORD_SCALES and seen:
            scale = _WORD_SCALES[word]
            if scale == _HUNDRED:
                current = (current or 1) * scale
            else:
                total, current = total + (current or 1) * scale, 0
            end = after
        elif seen and word in ("and", "-") and after < len(tokens) and _joins(tokens, end, current, total):
            end = after
        elif not seen and word == "a" and after < len(tokens) and tokens[after].text in _WORD_SCALES:
            current, seen, end = 1, True, after
        elif not seen and word == "hundred" and (start == 0 or tokens[start - 1].text not in _ROUGH_BEFORE):
            current, seen, end = _HUNDRED, True, after
        else:
            break
    return NumberRead(Decimal(total + current), end) if seen else None


def _is_spoken_hundred(seen: bool, current: int, value: int, words: int) -> bool:
    """Reads "one fifty" as 150."""
    return seen and words == 1 and 0 < current < _TEN and value >= 2 * _TEN


def _may_follow(current: int, value: int) -> bool:
    """Twenty five, hundred twenty; not "five ten"."""
    if current == 0:
        return True
    if value < _TEN and value > 0:
        return current % 10 == 0 and current % 100 != _TEN
    return value > 0 and current % 100 == 0


def _joins(tokens: Sequence[Token], index: int, current: int, total: int) -> bool:
    after = _WORDS.get(tokens[index + 1].text)
    if after is None or not after:
        return False
    if tokens[index].text == "and":
        return (current > 0 or total > 0) and current % _HUNDRED == 0
    return _may_follow(current, after) and tokens[index].start == tokens[index - 1].end and current % _HUNDRED >= 2 * _TEN


def parse_number(text: str) -> Decimal | None:
    """The exact number that a text is, or None ("about ten", "3 cases")."""
    tokens = [token for token in tokens_of(normalise(text)) if token.text != "+"]
    sign = 1
    if tokens and tokens[0].text in ("-", "minus", "负"):
        sign, tokens = -1, tokens[1:]
    if not tokens:
        return None
    if len(tokens) == 1 and tokens[0].text in ("半", "half"):
        return sign * Decimal("0.5")
    found = number_at(tokens, 0)
    return sign * found.value if found and found.end == len(tokens) and not found.vague else None


def say_number(n: int, locale: str) -> str:
    """A whole number below 10**12 in words: 二百五十, two hundred and fifty."""
    if n < 0:
        return ("负" if locale == "zh" else "minus ") + say_number(-n, locale)
    return _say_zh(n) if locale == "zh" else _say_en(n)


def _say_zh(n: int) -> str:
    if n == 0:
        return "零"
    for scale, word in ((100_000_000, "亿"), (_MYRIAD, "万")):
        if n >= scale:
            high, low = divmod(n, scale)
            gap = "零" if low and low < scale // 10 else ""
            return _say_zh(high) + word + (gap + _say_zh(low) if low else "")
    spoken, skipped = "", False
    for scale, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, n = divmod(n, scale)
        if digit:
            spoken += ("零" if skipped and spoken else "") + _ZH_ONES[digit] + word
            skipped = False
        else:
            skipped = bool(spoken)
    return spoken


def _say_en(n: int) -> str:
    if n < 2 * _TEN:
        return _ONES[n]
    if n < _HUNDRED:
        tens, one = divmod(n, _TEN)
        return _TENS[tens] + (f"-{_ONES[one]}" if one else "")
    for scale, word in ((1_000_000_000, "billion"), (1_000_000, "million"), (_THOUSAND, "thousand")):
        if n >= scale:
            high, low = divmod(n, scale)
            joint = " and " if 0 < low < _HUNDRED else " "
            return f"{_say_en(high)} {word}" + (joint + _say_en(low) if low else "")
    high, low = divmod(n, _HUNDRED)
    return f"{_ONES[high]} hundred" + (f" and {_say_en(low)}" if low else "")
