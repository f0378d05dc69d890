"""Names of goods as the catalogue writes them, whatever the list does to their sizes. Pure."""

import re
from decimal import Decimal

from backend.catalog.text import normalise, phrase_key

_PRAISE = re.compile(
    r"[(\[{【<《（]\s*(?:新|新品|新款|新包装|热销|热卖|爆款|促销|特价|正品|现货|新日期|日期新鲜|推荐|畅销|常规|老客户|急|急用|加急|"
    r"new|hot|promo|sale|best ?seller|urgent)\s*[)\]}】>》）]|"
    r"新包装|新款|热销|爆款|促销装?|特价|正品|现货|★+|☆+|[*#]+(?=\s|$)|\bnew pack(?:aging)?\b|\bpromo\b|^\s*\d{1,3}\s*[.、)）]\s*(?=\D)",
    re.IGNORECASE,
)
_LETTER_O = re.compile(r"(?<=\d)o{1,3}(?=(?:ml|l|g|kg)?(?:[^a-z0-9]|$))")
_LITRES = re.compile(r"(?<![\d.])(0?\.\d{1,3})(?:\s*(?:l|升))?(?![\d.a-z])")
_KILOS = re.compile(r"(?<![\d.])(0?\.\d{1,3})\s*(?:kg|公斤|千克)(?![a-z])")


def plain_name(text: str) -> str:
    """A name as the catalogue writes it: without praise, litres and kilos below one in the small measure, "m10 x 50mm" as m10x50."""
    normal = normalise(_PRAISE.sub(" ", text))
    normal = _LETTER_O.sub(lambda found: "0" * len(found[0]), normal)
    normal = re.sub(r"(?<=\d)\s*厘(?!米)", "mm", normal)
    normal = _KILOS.sub(lambda found: f" {Decimal(found[1]) * 1000:.0f}g", normal)
    normal = _LITRES.sub(lambda found: f" {Decimal(found[1]) * 1000:.0f}ml", normal)
    normal = re.sub(r"(?<=\d)\s*(?:ltrs?|litres?|liters?|lt)\b", "l", normal)
    return re.sub(r"\b(m?\d+(?:\.\d+)?)\s*[x*]\s*(\d+)\s*mm\b", r"\1x\2", normal)


def name_with(name: str, more: str) -> str:
    """The name with a size or brand that it does not say itself."""
    if not more:
        return name
    known = phrase_key(name)
    return name if phrase_key(more) and phrase_key(more) in known else f"{name} {more}"
