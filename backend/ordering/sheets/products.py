"""Which product a row means: its code, the dealer's own word, the words of its name with size and brand; then what the dealer buys.

A cell of a table is one product from its first to its last word, so unlike in a message no word of it is talk. Invariant: only one
product that carries every word is taken; what is near, weak or contradicted by the row's own code is asked with its candidates.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from backend.catalog.attributes import attribute_words
from backend.catalog.clues import Mention
from backend.catalog.domain import Sku
from backend.catalog.index import CatalogueIndex
from backend.catalog.matching import match_mention
from backend.catalog.sounds import sound_keys
from backend.catalog.text import normalise, phrase_key, tokens_of
from backend.ordering.reading.blocks import PRODUCT, Block
from backend.ordering.reading.choosing import Chooser
from backend.ordering.reading.domain import LearnedName
from backend.ordering.reading.items import Item, Kind
from backend.ordering.reading.scanning import scan
from backend.ordering.sheets.domain import Why
from backend.ordering.sheets.guessing import codes_of, squashed
from backend.ordering.sheets.plain_names import name_with, plain_name
from backend.ordering.sheets.spelling import explains, spellings_of, squeezed

MOST_CANDIDATES = 8
_ACTIVE = "active"
_CONTAINER = "罐|瓶|听|包|袋|盒|支|个|入|卷|片|桶|枚|只|块|条|杯"
_MEASURE = r"(?:ml|l|kg|g|毫升|升|克|千克|公斤|斤)"
_PACKED = (
    re.compile(
        rf"(?<=[a-z升克斤])\s*[x*/]\s*(\d{{1,4}})\s*(?:{_CONTAINER}|pcs?|cans?|bottles?|bags?|btls?|packs?)?(?:\s*/\s*(?:箱|件|case|ctn|carton|cs))?(?![\d.]|\s*{_MEASURE})",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<![\dx*.])(\d{{1,4}})\s*(?:{_CONTAINER}|pcs?|cans?|bottles?|bags?|btls?|packs?)?\s*(?:/|per |每)\s*(?:箱|件|case|ctn|carton|cs|box)(?![a-z])",
        re.IGNORECASE,
    ),
    re.compile(rf"(?<![\dx*.a-z])(?:1\s*[x*]\s*)?(\d{{1,4}})\s*[x*]\s*(?=\d+(?:\.\d+)?\s*{_MEASURE})", re.IGNORECASE),
    re.compile(rf"(?<![\dx*.])1\s*[x*]\s*(\d{{1,4}})(?:{_CONTAINER})?(?![\d.])", re.IGNORECASE),
    re.compile(rf"(?:每箱|一箱|整箱|箱装)\s*(\d{{1,4}})\s*(?:{_CONTAINER})?|(?<![\dx*.])(\d{{1,4}})\s*(?:入(?:装)?|联包?(?=\b|$))", re.IGNORECASE),
)
_MODEL = re.compile(r"(?<![a-z0-9])[a-z]{2,6}-?\d{2,6}(?![a-z0-9])")
_SIZE_AND_COUNT = re.compile(r"(\d{1,4}(?:\.\d{1,3})?)\s*[x*×]\s*(\d{1,3})")
_PARTICLES = re.compile(r"^要|[的款]$|[\s,.;!()]")
_TAIL = re.compile(r"\s*[x*×✕＊]\s*(\d{1,5})\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ProductWords:
    """What a row says about its product. `names` are its name in each of the columns that have one; `section` is the line it stands under."""

    codes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    spec: str = ""
    brand: str = ""
    section: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """In one line, for showing."""
        return " ".join(dict.fromkeys(part for part in (*self.names, self.spec, *(self.codes if not self.names else ())) if part))

    @property
    def is_empty(self) -> bool:
        """Whether nothing names a product."""
        return not (self.codes or self.names or self.spec)


@dataclass(frozen=True, slots=True)
class Product:
    """The product of a row, or those it may be and why nobody knows which."""

    sku: Sku | None = None
    candidates: tuple[str, ...] = ()
    why: Why = Why.NONE
    packs: tuple[int, ...] = ()


@dataclass(slots=True)
class ProductReader:
    """Resolves the products of one dealer's table; equal words are read once."""

    index: CatalogueIndex
    chooser: Chooser
    learned: Mapping[str, LearnedName] = field(default_factory=dict)
    _seen: dict[ProductWords, Product] = field(default_factory=dict)

    def read(self, words: ProductWords) -> Product:
        """The product of a row, and how many of it the row says come in a pack."""
        found = self._seen.get(words)
        if found is None:
            if len(self._seen) >= _MOST_SEEN:
                self._seen.clear()
            found = self._seen[words] = replace(self._in_section(words), packs=_packs_in(plain_name(f"{' '.join(words.names)} {words.spec}"))[0])
        return found

    def _by_remarks(self, words: ProductWords, found: Product) -> Product | None:
        """The one of several products that a remark tells apart by one word for a flavour or colour (暖的); asked when it names another one."""
        for remark in words.remarks:
            said = _PARTICLES.sub("", normalise(remark))
            word = next((one for one in (said, f"{said}光", f"{said}色", f"{said}味") if said and phrase_key(one) in attribute_words().groups), "")
            one = self._read(replace(words, remarks=(), names=tuple(f"{name} {word}" for name in words.names))) if word else Product()
            if one.sku is not None and one.sku.code in found.candidates:
                return one
            if one.sku is not None and found.sku is not None and one.sku != found.sku:
                return Product(None, (found.sku.code, one.sku.code), Why.AMBIGUOUS)
        return None

    def _in_section(self, words: ProductWords) -> Product:
        """The product; what its own words leave open is said by a remark or the line it stands under, if that fits them."""
        found = self._read(words)
        if words.remarks and (found.sku is not None or found.why is Why.AMBIGUOUS):
            found = self._by_remarks(words, found) or found
        if found.sku is not None or not words.section or found.why not in (Why.AMBIGUOUS, Why.LIKELY, Why.UNKNOWN):
            return found
        whole = self._read(replace(words, names=tuple(f"{words.section} {name}" for name in words.names), section=""))
        fits = whole.sku is not None and (found.why is not Why.AMBIGUOUS or len(found.candidates) >= MOST_CANDIDATES or whole.sku.code in found.candidates)
        return whole if fits else found

    def _read(self, words: ProductWords) -> Product:
        by_code = self._by_code(words)
        if by_code is None and not words.names:
            words = replace(words, names=words.codes)
        named = self._by_names(words) if words.names or (words.spec and by_code is None) else Product()
        if by_code is None:
            return named if named.sku or named.why is not Why.NONE else Product(why=Why.UNKNOWN)
        if by_code.status != _ACTIVE:
            return Product(None, (named.sku.code,) if named.sku else (), Why.NOT_SOLD)
        others = {named.sku.code} if named.sku else set(named.candidates)
        if others and by_code.code not in others and named.why in (Why.NONE, Why.BY_HISTORY, Why.AMBIGUOUS):
            return Product(None, (by_code.code, *sorted(others))[:MOST_CANDIDATES], Why.CODE_NAME)
        return Product(by_code)

    def _by_code(self, words: ProductWords) -> Sku | None:
        for text in words.codes:
            code = codes_of(self.index).get(squashed(text))
            if code is not None:
                return self.index.by_code[code]
        return None

    def _by_names(self, words: ProductWords) -> Product:
        found: Product | None = None
        for name in words.names or ("",):
            one = self._by_name(name, words)
            if one.sku is not None:
                return one
            if found is None or (one.candidates and not found.candidates):
                found = one
        return found or Product(why=Why.UNKNOWN)

    def _by_name(self, name: str, words: ProductWords) -> Product:
        own = self.learned.get(phrase_key(name))
        if own is not None and own.sku in self.index.by_code:
            return self._taken(self.index.by_code[own.sku], Why.BY_PERSON)
        exact = codes_of(self.index).get(squashed(name))
        if exact is not None:
            return self._taken(self.index.by_code[exact])
        found = self._of_brand(self._by_words(name, words), name, words.brand)
        if found.sku is not None:
            return found
        return self._by_model(f"{name} {words.spec}", found) or self._by_size_and_count(name, words) or found

    def _by_model(self, text: str, found: Product) -> Product | None:
        """The one product whose code stands in a name or size (牧田DF333), if its words allow it."""
        known = {code for token in _MODEL.findall(normalise(text)) if (code := codes_of(self.index).get(squashed(token))) is not None}
        if len(known) != 1 or (found.candidates and not known & set(found.candidates)):
            return None
        sku = self.index.by_code[known.pop()]
        return self._taken(sku) if _is_all_about(sku, _MODEL.sub(" ", normalise(text))) else None

    def _by_size_and_count(self, name: str, words: ProductWords) -> Product | None:
        """The product of a size in figures with how many come in a case ("330*24"), if it is one that comes so."""
        said = _SIZE_AND_COUNT.fullmatch(normalise(words.spec))
        if said is None:
            return None
        found = self._of_brand(self._by_words(name, replace(words, spec=said[1])), name, words.brand)
        return found if found.sku is not None and found.sku.units_per_case == int(said[2]) else None

    def _of_brand(self, found: Product, name: str, brand: str) -> Product:
        """What a name means; asked about when the row names another brand, or one that nobody knows and the name none either."""
        if found.sku is None or not brand:
            return found
        meant = self._resolved(brand)
        own = (meant.sku.code,) if meant.sku is not None else meant.candidates if meant.why is not Why.LIKELY else ()
        said = phrase_key(f"{name} {brand}")
        named = any(phrase_key(one) in said for one in (found.sku.brand_zh, found.sku.brand_en) if one)
        if named or found.sku.code in own or (own and found.sku.brand_zh in {self.index.by_code[code].brand_zh for code in own}):
            return found
        return Product(None, (found.sku.code,), Why.LIKELY)

    def _by_words(self, name: str, words: ProductWords) -> Product:
        best: Product | None = None
        for text in dict.fromkeys((name_with(name_with(name, words.spec), words.brand), name_with(name, words.spec))):
            for packed in (text, _TAIL.sub("", text)):
                found = self._resolved(packed)
                if found.sku is not None and (packed == text or self._comes_so(found.sku, text)):
                    return found
                if best is None or (best.why is not Why.AMBIGUOUS and len(found.candidates) > len(best.candidates)):
                    best = replace(found, sku=None, candidates=found.candidates or ((found.sku.code,) if found.sku else ()))
        bare = self._resolved(name) if words.spec else None
        if bare is not None and bare.sku is not None and phrase_key(_TAIL.sub("", words.spec)) == phrase_key(bare.sku.spec):
            return bare
        whole = name_with(name, words.spec)
        loose = (name_with(whole, words.brand), whole) if words.brand else (whole,)
        return self._by_slip(name, words) or next((one for text in loose if (one := self._loosely(text))), None) or best or Product(why=Why.UNKNOWN)

    def _loosely(self, text: str) -> Product | None:
        """The name without what a list says about the pack (红罐, PET), or with its figures as characters (统1): only when one product is left."""
        plain = _packs_in(plain_name(text))[1]
        said_otherwise = plain
        for pattern, word in _OTHERWISE:
            said_otherwise = pattern.sub(word, said_otherwise)
        as_millimetres = _CENTIMETRES.sub(lambda found: f"{found[1]}0x{found[2]}0", plain)
        bare, figures = _PACKAGING.sub(" ", plain), _FIGURE.sub(lambda found: _HAN_FIGURES[int(found[0])], plain)
        for other in dict.fromkeys((bare, figures, said_otherwise, as_millimetres)):
            if other != plain:
                found = self._resolved(other)
                if found.sku is not None:
                    return found
        return None

    def _comes_so(self, sku: Sku, text: str) -> bool:
        """Whether a figure at the end of a name ("...×24") is how many of the product come in a pack."""
        tail = _TAIL.search(text)
        return tail is not None and int(tail[1]) in (sku.units_per_case, sku.units_per_inner)

    def _by_slip(self, name: str, words: ProductWords) -> Product | None:
        spellings = spellings_of(self.index)
        for text in dict.fromkeys((name, name_with(name, words.spec))):
            plain = _TAIL.sub("", _packs_in(plain_name(text))[1])
            found = spellings.one_slip_from(plain)
            if len(found) == 1:
                return self._taken(self.index.by_code[found[0]], Why.SPELLING)
            if found:
                return Product(None, found[:MOST_CANDIDATES], Why.AMBIGUOUS)
        return None

    def _resolved(self, text: str) -> Product:
        packs, plain = _packs_in(plain_name(text))
        block = self._block(plain)
        if not block.items and not block.numbers:
            near = spellings_of(self.index).nearest(plain)[:MOST_CANDIDATES]
            return Product(None, near, Why.LIKELY if near else Why.UNKNOWN)
        mention = block.mention(plain)
        found = match_mention(self.index, mention) if not self._has_unknown(mention) else ()
        if found and (block.weak or _misheard(block, plain)):
            return Product(None, found[:MOST_CANDIDATES], Why.LIKELY)
        if len(found) > 1:
            found = self._by_pack(found, packs)
        if len(found) == 1:
            return self._taken(self.index.by_code[found[0]])
        if found:
            usual = self.chooser.by_history(found)
            return Product(self.index.by_code[usual], found, Why.BY_HISTORY) if usual else Product(None, found[:MOST_CANDIDATES], Why.AMBIGUOUS)
        explained = self._plain_one(mention) or self._explained(mention, plain)
        if explained is not None:
            return explained
        near = self._near(mention, plain)
        return Product(None, near[:MOST_CANDIDATES], Why.LIKELY if near else Why.UNKNOWN)

    def _block(self, text: str) -> Block:
        """Every clue of a text as one product; its numbers are sizes."""
        block = Block()
        for item in scan(text, (), self.index):
            if item.kind in PRODUCT:
                block.items.append(item)
            elif item.kind is Kind.NUMBER and item.number is not None:
                block.numbers.append(item.number)
            elif item.kind is Kind.QUANTITY and item.quantity is not None and item.quantity.value is not None and self._is_size(item.quantity.value):
                block.numbers.append(item.quantity.value)
        return _without_repeats(block)

    def _is_size(self, value: Decimal) -> bool:
        return ("n", f"{value.normalize():f}") in self.index.specs

    def _has_unknown(self, mention: Mention) -> bool:
        return bool(mention.unknown) and not mention.code

    def _by_pack(self, found: Sequence[str], packs: Sequence[int]) -> tuple[str, ...]:
        fitting = tuple(code for code in found if packs and self.index.by_code[code].units_per_case in packs)
        return fitting or tuple(found)

    def _explained(self, mention: Mention, text: str) -> Product | None:
        """The one product that carries every word that is known, and whose name explains the others: abbreviated, or one slip away."""
        if not mention.unknown or not mention.names_product:
            return None
        found = match_mention(self.index, replace(mention, unknown=()))
        fitting = [code for code in found[:_MOST_EXPLAINED] if explains(self.index.by_code[code], mention.unknown, text)]
        return self._taken(self.index.by_code[fitting[0]], Why.SPELLING) if len(fitting) == 1 else None

    def _plain_one(self, mention: Mention) -> Product | None:
        """The one product without a flavour, for words that say just that (原味, classic) where its name says nothing of it."""
        if _ORIGINAL not in mention.attributes or mention.unknown:
            return None
        found = match_mention(self.index, replace(mention, attributes=tuple(one for one in mention.attributes if one != _ORIGINAL)))
        fitting = [code for code in found[:_MOST_EXPLAINED] if not self._flavours(self.index.by_code[code])]
        return self._taken(self.index.by_code[fitting[0]]) if len(fitting) == 1 else None

    def _flavours(self, sku: Sku) -> set[str]:
        """What a product is called apart from the others of its brand; neither its pack nor a word of its brand (红牛)."""
        brand = {token.text for token in tokens_of(normalise(f"{sku.brand_zh} {sku.brand_en}"))}
        words = attribute_words().groups
        groups = {group for group, codes in self.index.attributes.items() if self.index.position[sku.code] in codes}
        return groups - _PACKS - {_ORIGINAL} - {words[word] for word in brand if word in words}

    def _near(self, mention: Mention, text: str) -> tuple[str, ...]:
        """What to ask about where nothing carries every word: without the unknown words, without sizes, or most of the words."""
        for loose in (
            replace(mention, unknown=()),
            replace(mention, unknown=(), specs=(), numbers=()),
            replace(mention, unknown=(), attributes=(), specs=(), numbers=()),
        ):
            if loose.names_product:
                found = match_mention(self.index, loose)
                if found:
                    return found
        return self.chooser.nearest(mention) or spellings_of(self.index).nearest(text)

    def _taken(self, sku: Sku, why: Why = Why.NONE) -> Product:
        return Product(sku, (), why) if sku.status == _ACTIVE else Product(None, (), Why.NOT_SOLD)


def _is_all_about(sku: Sku, text: str) -> bool:
    """Whether no word makes another thing of a product: a Chinese one ends like one of its names (充电钻, not 充电器), a Latin one is of its names."""
    names = normalise(" ".join((sku.name_zh, sku.name_en, sku.brand_zh, sku.brand_en, *sku.aliases)))
    ends = {run[-1] for run in _HAN_RUN.findall(names)}
    return all(run in names or run[-1] in ends for run in _HAN_RUN.findall(text)) and all(word in names for word in re.findall(r"[a-z]{2,}", text))


_HAN_RUN = re.compile(r"[㐀-鿿]+")
_MOST_SEEN = 20_000
_MOST_EXPLAINED = 30
_ORIGINAL = "original"
_PACKS = frozenset({"can", "bottle", "glass", "jug", "cup", "bagged", "big", "small"})
_PACKAGING = re.compile(
    r"迷你(?:罐|瓶|装|听|盒|包)?|\bminis?\b|[红蓝绿金银黄白黑](?:罐|瓶|盒|袋|桶|装)|纸箱|纸盒|塑料|玻璃|易拉罐|\b(?:pet|plastic|tin|glass|bottles?|btls?|cans?|cartons?|tetra)\b"
)
_FIGURE = re.compile(r"(?<=[㐀-鿿])[1-9](?=[㐀-鿿])")
_OTHERWISE = (
    (re.compile(r"兰(?=色|[^㐀-鿿]|$)"), "蓝"),
    (re.compile(r"提子"), "葡萄"),
    (re.compile(r"蕃茄"), "番茄"),
    (re.compile(r"青瓜"), "黄瓜"),
    (re.compile(r"水蜜桃"), "桃子"),
    (re.compile(r"白钢"), "304"),
    (re.compile(r"自锁"), "防松"),
    (re.compile(r"石膏板钉"), "干壁钉"),
    (re.compile(r"\blt(?= gr[ea]y)"), "light"),
    (re.compile(r"(?<=[罐瓶桶橙])子"), ""),
    (re.compile(r"胶布"), "胶带"),
    (re.compile(r"(?<![㐀-鿿])([白暖])(?:的|色)?(?![㐀-鿿])"), r"\1光"),
    (re.compile(r"\bdn\s*(?=\d{2,3}\b)"), ""),
)
"""Words that stand for those of the catalogue where nothing else was found: colours and lights said shortly, diameters as dn32."""
_CENTIMETRES = re.compile(r"(?<![\d.xm*])([1-9]\d)\s*[x*]\s*([1-9]\d{1,2})(?![\d.]|\s*[x*])")
_HAN_FIGURES = "零一二三四五六七八九"


def _packs_in(text: str) -> tuple[tuple[int, ...], str]:
    """How many come in a case, as names in lists say it (330ml*24, 24罐/箱), and the text without it."""
    packs: list[int] = []
    for pattern in _PACKED:
        for found in pattern.finditer(text):
            packs += [int(number) for number in found.groups() if number]
        text = pattern.sub(" ", text)
    return tuple(packs), text


def _misheard(block: Block, text: str) -> bool:
    """Whether a Chinese name was taken for another one that it neither sounds like nor is one slip away from (三开 is not 三孔)."""
    for item in block.items:
        said, name = squeezed(text[item.start : item.end]), squeezed(item.options[0]) if item.options else ""
        if item.kind is not Kind.PHRASE or said == name or len(said) != len(name) or said.isascii():
            continue
        if any(a != b and not set(sound_keys(a)) & set(sound_keys(b)) for a, b in zip(said, name, strict=True)):
            return True
    return False


def _without_repeats(block: Block) -> Block:
    """A clue that is said twice (in the name and in the size) counts once."""
    seen: dict[tuple[object, ...], Item] = {}
    for item in block.items:
        seen.setdefault((item.kind, item.options, item.specs), item)
    said = {spec[1] for item in seen.values() for spec in item.specs}
    numbers = [number for number in dict.fromkeys(block.numbers) if f"{number.normalize():f}" not in said]
    return Block(list(seen.values()), numbers)
