"""Finding products by their words: names, aliases, sizes, sounds, and a catalogue that has nothing but names."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.catalog.domain import Sku, Unit
from backend.catalog.index import CatalogueIndex
from backend.catalog.text import normalise, phrase_key, tokens_of, words_in
from backend.catalog.units import factor_of, pieces_of, to_base
from backend.kit.errors import Invalid
from backend.ordering.reading import ReadingContext, read_order

GIFTS = (
    "WHITE HANGING HEART T-LIGHT HOLDER",
    "HEART T-LIGHT HOLDER",
    "JUMBO BAG RED RETROSPOT",
    "JUMBO BAG PINK POLKADOT",
    "LUNCH BAG RED RETROSPOT",
    "REGENCY CAKESTAND 3 TIER",
    "SWEETHEART CAKESTAND 3 TIER",
    "SET OF 3 CAKE TINS PANTRY DESIGN",
    "60 TEATIME FAIRY CAKE CASES",
    "PACK OF 72 RETROSPOT CAKE CASES",
)


def gift_shop() -> CatalogueIndex:
    return CatalogueIndex.build([Sku(code=f"g{number:04d}", name_zh="", name_en=name, default_unit=Unit.BASE) for number, name in enumerate(GIFTS)])


def ordered(text: str, index: CatalogueIndex) -> list[tuple[str, Decimal | None]]:
    reading = read_order(text, ReadingContext(index=index, now=datetime(2025, 6, 11, 9, tzinfo=UTC)))
    return [(index.by_code[line.sku].name_en if line.sku else line.status.value, line.qty) for line in reading.lines]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "12 white hanging heart t-light holder and 24 of the jumbo bag red retrospot",
            [("WHITE HANGING HEART T-LIGHT HOLDER", 12), ("JUMBO BAG RED RETROSPOT", 24)],
        ),
        ("6 regency cakestands, 3 tier", [("REGENCY CAKESTAND 3 TIER", 6)]),
        ("4 sets of 3 cake tins pantry design, 2 red retrospot jumbo bags", [("SET OF 3 CAKE TINS PANTRY DESIGN", 4), ("JUMBO BAG RED RETROSPOT", 2)]),
        ("5 60 teatime fairy cake cases", [("60 TEATIME FAIRY CAKE CASES", 5)]),
        ("pack of 72 retrospot cake cases x 10", [("PACK OF 72 RETROSPOT CAKE CASES", 10)]),
        ("6 cakestands", [("ambiguous", 6)]),
        ("24 heart t-light holders", [("HEART T-LIGHT HOLDER", 24)]),
    ],
)
def test_a_catalogue_of_names_alone_is_ordered_from(text: str, expected: Sequence[tuple[str, int]]) -> None:
    """Numbers inside names are no quantities, and the name that was said whole wins over names that merely contain its words."""
    assert ordered(text, gift_shop()) == [(name, Decimal(qty)) for name, qty in expected]


def test_an_inactive_product_is_known_but_never_found() -> None:
    """What was taken off the market must not be ordered by its name, while its code still resolves for old orders."""
    index = CatalogueIndex.build([Sku(code="OLD-1", name_zh="旧汽水", name_en="Old Soda", status="inactive"), Sku(code="NEW-1", name_zh="新汽水", name_en="New Soda")])  # noqa: E501 - a pattern or word list, one a line
    assert [sku.code for sku in index.search("soda", 5)] == ["NEW-1"]
    assert "OLD-1" in index.by_code


def test_an_empty_catalogue_answers_every_search_with_nothing() -> None:
    """A fresh installation has no products yet; reading must still work."""
    index = CatalogueIndex.build([])
    assert index.search("coke", 5) == []
    assert [line[0] for line in ordered("10 cases of coke", index)] == ["unknown_product"]


@given(st.text(max_size=60))
def test_both_tokenisers_see_the_same_words(text: str) -> None:
    """The index is built with the fast one and messages are read with the exact one; a difference would make a name unfindable."""
    normal = normalise(text)
    assert [word for word, _latin in words_in(normal)] == [token.text for token in tokens_of(normal) if token.kind != "sign"]
    assert phrase_key(text) == " ".join(word for word, _latin in words_in(normal))


@given(st.integers(1, 5000), st.integers(1, 400), st.sampled_from([Unit.CASE, Unit.BASE, Unit.INNER, Unit.PALLET]))
def test_packs_convert_to_pieces_and_back(qty: int, per_case: int, unit: Unit) -> None:
    """R2: a whole count survives the way to base units and back exactly."""
    sku = Sku(code="A", name_zh="甲", name_en="A", units_per_case=per_case, inner_unit="box", units_per_inner=6, cases_per_pallet=40)
    base = to_base(sku, Decimal(qty), unit)
    assert base == qty * (factor_of(sku, unit) or 0)
    assert pieces_of(sku, base, unit) == qty


def test_a_unit_that_the_product_does_not_have_is_refused() -> None:
    """Nobody may guess how many pieces are on a pallet that does not exist."""
    sku = Sku(code="A", name_zh="甲", name_en="A", units_per_case=15)
    with pytest.raises(Invalid, match="no_unit"):
        to_base(sku, Decimal(1), Unit.PALLET)
    with pytest.raises(Invalid, match="broken_pack"):
        to_base(sku, Decimal("0.5"), Unit.CASE)
