"""What a machine is called: "Polarin PC-380" is also the "pc 380" and the "Polarin 380".

Invariant: two names are of one machine when they share a plain name; a name without letters and figures together is only itself.
"""

import re
import unicodedata
from functools import lru_cache

_DESIGNATION = re.compile(r"(?<![a-z0-9])[a-z]{1,6}(?:-[a-z]{1,2})?[\s_./-]?\d{1,6}[a-z]{0,2}(?![a-z0-9])")
LONG_FIGURE = 3


def plain_name(name: str | None) -> str:
    """A model or product name without case, spaces and dashes ("LC-300" and "lc 300" are one)."""
    return re.sub(r"[\s\-_./]", "", unicodedata.normalize("NFKC", name).casefold()) if name else ""


@lru_cache(maxsize=16_384)
def names_of(name: str) -> frozenset[str]:
    """All plain names of a machine: the whole one, its designation, and its brand with its figure."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    found = [match[0] for match in _DESIGNATION.finditer(plain)]
    names = {plain_name(plain), *(plain_name(one) for one in found)}
    if len(found) == 1 and (brand := plain_name(plain.split(found[0])[0])):
        names.add(brand + "".join(re.findall(r"\d+", found[0])))
    return frozenset(names - {""})


def designation_of(name: str) -> str:
    """The plain designation in a name, or all of it."""
    found = _DESIGNATION.search(unicodedata.normalize("NFKC", name).casefold())
    return plain_name(found[0]) if found else plain_name(name)


def figure_of(name: str) -> str:
    """The long figure of a designation, as people say it alone ("the 520"); empty when it is short."""
    figures = "".join(re.findall(r"\d+", designation_of(name)))
    return figures if len(figures) >= LONG_FIGURE else ""
