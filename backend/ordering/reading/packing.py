"""How many come in a pack, in a line of a list that ends in its amount: "coke 330ml x24 - 10", 可乐330ml*24:10箱, "24x330ml coke - 10".

Only the shape of the line tells the pack from the amount; without an amount at its end the number stays one.
"""

import re

from backend.ordering.reading.spans import Span

_PACK = r"(?:4|5|6|8|9|10|12|15|16|18|20|24|30|32|36|40|48|50)"
_LINE_CASES = r"\d{1,5}\s?(?:箱|件|cases?|ctns?|cartons?)\s*(?:;|$)"
_LINE_AMOUNT = r"\d{1,5}(?:\.\d)?\s?(?:箱|件|瓶|罐|个|盒|包|提|打|托|支|cases?|ctns?|cartons?|cs|boxes|box|bottles?|cans?|pcs?|packs?|pallets?)?\s*(?:[;,]|$)"
_PACKED = rf"(?:[(]?\s?[x*]\s?{_PACK}\s?(?:s|pk|packs?|cans?|bottles?|ct|[瓶罐听包袋支])?[)]?|[(]{_PACK}[)]|/{_PACK}|{_PACK}\s?(?:s|pk|packs?|ct|x))"
_PACK_BEHIND = re.compile(
    r"(?:(?<=ml)|(?<=[lg瓶罐听袋包装])|(?<=[a-z][a-z])|(?<=(?<![\dx*.])\d{3}))"
    rf"(?:[ |/]{{0,3}}{_PACKED}(?=(?:\s*(?:->|[|:=→])\s*|\s+-\s*|\s+){_LINE_AMOUNT})"
    rf"|\s{{0,2}}[x*]\s?\d{{1,2}}(?=\s*(?:->|[|:=→]|\s-\s)\s*{_LINE_AMOUNT})|,\s?{_PACKED}(?=,\s*{_LINE_CASES}))"
)
_PACK_BEFORE = re.compile(rf"(?<![\d.a-z*]){_PACK}\s?[x*]\s?(?=\d+(?:\.\d+)?\s?(?:ml|l|g)\b[^;,\d]{{0,30}}(?:[|:=→]\s*|\s-\s*){_LINE_AMOUNT})")
_MARK = re.compile(r"[x*(/]|\d\s?(?:s|pk|packs?|ct)\b", re.ASCII)
_AGAIN = re.compile(r"(?P<size>\d+(?:\.\d+)?\s?(?:ml|l|g))\s?(?P<pack>[(]\s?\d{1,2}\s?[x*]\s?(?P=size)\s?[)])")


def packs_in(text: str) -> list[Span]:
    """The stretches of a normalised text that say so."""
    if _MARK.search(text) is None:
        return []
    found = [match.span() for pattern in (_PACK_BEHIND, _PACK_BEFORE) for match in pattern.finditer(text)]
    found += [match.span("pack") for match in _AGAIN.finditer(text)]
    return [Span(start, end, "noise") for start, end in found]
