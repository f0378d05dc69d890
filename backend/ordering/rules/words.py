"""The words that a word or set fact can have in this company, so that a typed cell can be checked and chosen from a list."""

from collections.abc import Mapping

from backend.catalog.service import catalogue_index
from backend.dealers.service import known_grades, list_places
from backend.kit.db import UnitOfWork


def known_words(uow: UnitOfWork) -> Mapping[str, tuple[str, ...]]:
    """Fact -> its words, in order."""
    return {
        "grade": known_grades(uow),
        "region": tuple(sorted({place.region for place in list_places(uow)})),
        "categories": tuple(sorted({sku.category for sku in catalogue_index(uow).by_code.values() if sku.category})),
    }
