"""Resolving one mention to the SKUs it may mean: every clue must fit, wider readings only when narrow ones contradict.

Called with a `Mention`; returns candidates in catalogue order. Invariant: several fitting SKUs are all returned, a mention with a
word that no SKU carries gives none; who chooses (cart, history, the person) is not decided here.
"""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from backend.catalog.attributes import attribute_words
from backend.catalog.building import Posting
from backend.catalog.clues import Mention, Options
from backend.catalog.domain import Sku
from backend.catalog.index import NOTHING, CatalogueIndex
from backend.catalog.specs import Spec, plain, specs_in
from backend.catalog.text import normalise, tokens_of

_SIZES = ("big", "small")


def match_mention(index: CatalogueIndex, mention: Mention, within: Iterable[str] | None = None) -> tuple[str, ...]:
    """Codes of the SKUs that fit, in catalogue order. `within` limits the choice (the lines of a cart).

    A limited choice is matched more freely: there the person points at one of a few known lines.
    """
    pool = None if within is None else frozenset(index.position[code] for code in within if code in index.position)
    if mention.code:
        position = index.position.get(mention.code)
        fits = position is not None and (pool is None or position in pool)
        return (mention.code,) if fits else ()
    if mention.unknown and not _unknown_is_noise(mention, pointing=pool is not None):
        return ()
    if pool is None and _names_other_brand(index, mention):
        return ()
    found = _fitting(index, mention, pool)
    if not found and any(group in _SIZES for group in mention.attributes):
        mention = replace(mention, attributes=tuple(group for group in mention.attributes if group not in _SIZES), soft=(*mention.soft, *_relative(mention)))
        found = _fitting(index, mention, pool)
    if found and len(found) > 1:
        found = _exactly_named(index, mention, _plain_variants(index, mention, found))
    if mention.relative and len(found) > 1:
        found = _relatively(index, mention.relative, found)
    return index.codes_of(found)


def _relative(mention: Mention) -> Options:
    """Marks for "big" and "small" where no name says so ("big snow cans"): then the larger or smaller one of its kind is meant."""
    return tuple(f"*{group}" for group in mention.attributes if group in _SIZES)


def _unknown_is_noise(mention: Mention, *, pointing: bool) -> bool:
    """Unknown Chinese shorter than what was recognised is taken for talk; an unknown Latin word never is. `pointing` at known lines, a little longer."""
    if not mention.names_product or any(word.isascii() for word in mention.unknown):
        return False
    known = sum(len(keys[0].replace(" ", "")) for keys in (*mention.phrases, *mention.words)) + sum(len(run) for run in mention.han)
    return sum(len(word) for word in mention.unknown) < known + (2 if pointing else 0) and not any(
        word.endswith(("味", "色", "口味", "版", "型")) for word in mention.unknown
    )


def _names_other_brand(index: CatalogueIndex, mention: Mention) -> bool:
    """Reads 崂山矿泉水: unknown characters right before a general word for goods of several brands are the name of a brand that is not sold."""
    names = [word for word in mention.unknown if len(word) > 1] + [run for run in mention.han if len(run) == 1]
    if not names:
        return False
    if any(f"{word}{run}" in mention.said for word in names for run in mention.han if len(run) > 1):
        return True
    behind = [key for keys in mention.phrases for key in keys if any(f"{word}{key.replace(' ', '')}" in mention.said for word in names)]
    return any(_of_several_brands(index, index.phrases.get(key, NOTHING)) for key in behind)


def may_name_other_brand(mention: Mention) -> bool:
    """Reads 盼盼夹心饼干: unknown characters right before a name may be a brand of their own; then what was bought before says nothing."""
    names = [word for word in mention.unknown if len(word) > 1 and not word.isascii()]
    return any(f"{word}{key.replace(' ', '')}" in mention.said for word in names for keys in mention.phrases for key in keys)


def _of_several_brands(index: CatalogueIndex, posting: Posting) -> bool:
    brands = (index.skus[position].brand_zh for position in posting)
    first = next(brands, "")
    return any(brand != first for brand in brands)


def _fitting(index: CatalogueIndex, mention: Mention, pool: Posting | None) -> Posting:
    """SKUs that carry every clue: aliases as they stand first, then the same words anywhere in the names."""
    if not mention.names_product and pool is None and not (mention.attributes or mention.specs):
        return NOTHING
    for wide in (False, True):
        found = pool
        for keys in mention.phrases:
            found = _and(found, _any_of(index, keys, wide=wide))
        for keys in mention.words:
            found = _and(found, frozenset().union(*(index.words.get(word, NOTHING) for word in keys)))
        for run in mention.han:
            found = _and(found, index.containing(run))
        found = _softly(index, mention, _narrowed(index, mention, found))
        if found:
            return found
    return NOTHING


def _any_of(index: CatalogueIndex, keys: Options, *, wide: bool) -> Posting:
    posting: Posting = NOTHING
    for key in keys:
        posting = posting | index.phrases.get(key, NOTHING) if posting else index.phrases.get(key, NOTHING)
        if wide:
            posting |= carrying(index, key)
    return posting


def carrying(index: CatalogueIndex, key: str) -> Posting:
    """SKUs that carry all words of a phrase, wherever they stand; an everyday word for a kind (水) means its kind only, never a part of a name (汽水)."""
    if key in attribute_words().kinds:
        return NOTHING
    parts = key.split(" ")
    if all(part.isascii() for part in parts):
        found: Posting | None = None
        for part in parts:
            words = index.words.get(part) if not part[0].isdigit() else index.specs.get(("n", part))
            found = _and(found, words or NOTHING)
        return found or NOTHING
    return index.containing("".join(parts))


def _and(found: Posting | None, posting: Posting) -> Posting:
    return posting if found is None else found & posting


def _narrowed(index: CatalogueIndex, mention: Mention, found: Posting | None) -> Posting:
    for spec in mention.specs:
        found = _by_spec(index, spec, found)
    for number in mention.numbers:
        found = _by_spec(index, ("n", plain(number)), found)
    for group in mention.attributes:
        found = _and(found, index.attributes.get(group, NOTHING))
    for group in mention.excluded:
        found = (found or NOTHING) - index.attributes.get(group, NOTHING)
    return found or NOTHING


def _softly(index: CatalogueIndex, mention: Mention, found: Posting) -> Posting:
    for word in mention.soft:
        if word.startswith("*"):
            continue
        found = found & index.words.get(word, NOTHING) or found
    return found


def _by_spec(index: CatalogueIndex, spec: Spec, found: Posting | None) -> Posting:
    """Narrow by a size as said; the bare number is enough when the unit differs from the name's ("35mm" for 3.5x35)."""
    exact = _and(found, index.specs.get(spec, NOTHING))
    if exact:
        return exact
    kind, value = spec
    if kind == "dim":
        loose: Posting | None = found
        for number in value.split("x"):
            loose = _and(loose, index.specs.get(("n", number), NOTHING))
        return loose or NOTHING
    return _and(found, index.specs.get(("n", value), NOTHING))


def _plain_variants(index: CatalogueIndex, mention: Mention, found: Posting) -> Posting:
    """Without the variants (zero, diet) that nobody asked for, when something plain remains."""
    for group in attribute_words().variants:
        if group not in mention.attributes:
            rest = found - index.attributes.get(group, NOTHING)
            if rest and not any(group in key.split(" ") for keys in (*mention.phrases, *mention.words) for key in keys):
                found = rest
    return found


def _exactly_named(index: CatalogueIndex, mention: Mention, found: Posting) -> Posting:
    """The one SKU whose whole name was said, when others merely contain those words."""
    said = {token.text for token in tokens_of(normalise(mention.said))}
    if len(said) <= 1:
        return found
    whole = [position for position in found if index.name_words[position] <= said]
    if not whole:
        return found
    longest = max(len(index.name_words[position]) for position in whole)
    best = [position for position in whole if len(index.name_words[position]) == longest]
    return frozenset(best) if len(best) == 1 else found


def _relatively(index: CatalogueIndex, relative: str, found: Posting) -> Posting:
    """Of two sizes the larger or the smaller one; with more sizes nobody can tell which is meant."""
    sizes = {position: size_of(index.skus[position]) for position in found}
    known = {size for size in sizes.values() if size is not None}
    if None in sizes.values() or len(known) != 2:  # noqa: PLR2004 - the larger and the smaller one
        return found
    wanted = max(known) if relative == "*big" else min(known)
    return frozenset(position for position in found if sizes[position] == wanted)


def size_of(sku: Sku) -> Decimal | None:
    """The content or measure by which a SKU is larger or smaller than others of its kind."""
    for text in (sku.spec, sku.name_en, sku.name_zh):
        for kind, value in specs_in(normalise(text)):
            if kind in ("ml", "g", "mm", "in", "w"):
                return Decimal(value)
    return None


def match_text(index: CatalogueIndex, text: str) -> tuple[str, ...]:
    """Codes for a search box: all clues of the text, else SKUs that carry most of its words."""
    normal = normalise(text)
    if normal.strip() in index.codes:
        return (index.skus[index.codes[normal.strip()]].code,)
    postings = _postings_of(index, normal)
    if not postings:
        return ()
    scores: dict[int, int] = {}
    for posting in postings:
        for position in posting:
            scores[position] = scores.get(position, 0) + 1
    best = max(scores.values())
    return index.codes_of(position for position, score in scores.items() if score == best)


def _postings_of(index: CatalogueIndex, normal: str) -> list[Posting]:
    tokens = tokens_of(normal)
    groups = attribute_words().groups
    postings = []
    start = 0
    while start < len(tokens):
        phrase = index.longest_phrase(tokens, start)
        if phrase:
            postings.append(index.phrases[phrase[0]] | carrying(index, phrase[0]))
            start = phrase[1]
            continue
        token = tokens[start]
        group = groups.get(token.text)
        found = {
            "num": lambda text: index.specs.get(("n", text), NOTHING),
            "latin": lambda text: index.words.get(text, NOTHING),
            "han": index.containing,
        }.get(token.kind, lambda _text: NOTHING)(token.text)
        if group:
            found |= index.attributes.get(group, NOTHING)
        if found:
            postings.append(found)
        start += 1
    return postings
