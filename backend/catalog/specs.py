"""Sizes and measures in product names: "330ml", "1.25L", "M10x120", "DN20", "6枚", "4寸".

Every spec is a pair (kind, value) so that 2L, 2000ml and 两升 meet; ("n", x) is the bare number x anywhere in the name.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

Spec = tuple[str, str]
SPEC_UNITS = {
    "ml": ("ml", 1), "毫升": ("ml", 1), "l": ("ml", 1000), "liter": ("ml", 1000), "litre": ("ml", 1000), "lt": ("ml", 1000), "ltr": ("ml", 1000), "升": ("ml", 1000),  # noqa: E501 - a pattern or word list, one a line
    "cl": ("ml", 10), "g": ("g", 1), "克": ("g", 1), "gram": ("g", 1), "gr": ("g", 1), "kg": ("g", 1000), "公斤": ("g", 1000), "千克": ("g", 1000), "kilo": ("g", 1000),  # noqa: E501 - a pattern or word list, one a line
    "mm": ("mm", 1), "毫米": ("mm", 1), "cm": ("mm", 10), "厘米": ("mm", 10), "m": ("mm", 1000), "米": ("mm", 1000), "meter": ("mm", 1000), "metre": ("mm", 1000),  # noqa: E501 - a pattern or word list, one a line
    "in": ("in", 1), "inch": ("in", 1), "寸": ("in", 1), "英寸": ("in", 1), "分": ("fen", 1),
    "w": ("w", 1), "watt": ("w", 1), "瓦": ("w", 1), "v": ("v", 1), "a": ("a", 1), "安": ("a", 1),
    "mm2": ("mm2", 1), "sqmm": ("mm2", 1), "平方": ("mm2", 1), "平方毫米": ("mm2", 1), "方": ("mm2", 1),
    "枚": ("pc", 1), "pc": ("pc", 1), "抽": ("ply", 1), "ply": ("layer", 1), "层": ("layer", 1), "gang": ("gang", 1), "hole": ("hole", 1), "孔": ("hole", 1),
}  # fmt: skip
_MEASURE = re.compile(
    r"(\d+(?:\.\d+)?)\s*(mm2|平方毫米|平方|毫升|毫米|厘米|公斤|千克|英寸|ml|cl|mm|cm|kg|pcs?|gang|hole|ply|inch|in|[lgmwva升克米寸分枚抽瓦孔层])(?![a-z])"
)
_PREFIXED = re.compile(r"(?<![a-z])([a-z]{1,3})\s?(\d+(?:\.\d+)?)(?![\d.])")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_DIMENSION = re.compile(r"\d+(?:\.\d+)?(?:\s?[x*]\s?\d+(?:\.\d+)?)+")


def plain(value: Decimal) -> str:
    """A number without trailing zeros or exponent."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def measure(value: str | Decimal, unit: str) -> Spec | None:
    """The spec of a number with its unit word; None when the unit is no measure."""
    kind = SPEC_UNITS.get(unit)
    return (kind[0], plain(Decimal(value) * kind[1])) if kind else None


def dimension(text: str) -> Spec:
    """The spec of "4 x 30" in one spelling."""
    return ("dim", "x".join(plain(Decimal(number)) for number in _NUMBER.findall(text)))


def specs_in(text: str) -> Iterator[Spec]:
    """Every spec of a normalised name."""
    for match in _MEASURE.finditer(text):
        spec = measure(match.group(1), match.group(2))
        if spec:
            yield spec
            if spec[0] == "ml":
                yield ("n", spec[1])
    for match in _DIMENSION.finditer(text):
        yield dimension(match.group())
    for match in _PREFIXED.finditer(text):
        yield (match.group(1), plain(Decimal(match.group(2))))
    for number in _NUMBER.findall(text):
        yield ("n", plain(Decimal(number)))
