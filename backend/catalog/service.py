"""The catalogue: SKUs by code, search, import, and the index that mentions are matched against.

Invariant: an index is built once per revision and process; a changed catalogue gets a new revision in the same transaction.
"""

import heapq
import threading
from collections.abc import Iterable, Mapping, Sequence

from backend.catalog import repository
from backend.catalog.domain import Sku
from backend.catalog.index import CatalogueIndex
from backend.identity.domain import Actor, Permission
from backend.kit.db import UnitOfWork
from backend.kit.errors import NotFound
from backend.kit.paging import Page, decode_cursor, encode_cursor, page_size

KEPT_INDEXES = 4
_indexes: dict[str, CatalogueIndex] = {}
_building = threading.Lock()


def catalogue_index(uow: UnitOfWork) -> CatalogueIndex:
    """The index of the catalogue as this transaction sees it, complete, so that no message pays for building a part of it."""
    revision = repository.read_revision(uow)
    index = _indexes.get(revision)
    if index is None:
        with _building:
            index = _indexes.get(revision)
            if index is None:
                index = CatalogueIndex.build(repository.read_all(uow))
                index.warm()
                while len(_indexes) >= KEPT_INDEXES:
                    _indexes.pop(next(iter(_indexes)))
                _indexes[revision] = index
    return index


def is_indexed(uow: UnitOfWork) -> bool:
    """Whether the index of the catalogue as this transaction sees it is there already."""
    return repository.read_revision(uow) in _indexes


def get_skus(uow: UnitOfWork, codes: Sequence[str]) -> Mapping[str, Sku]:
    """The SKUs that exist among `codes`; no statement when the catalogue is indexed already."""
    index = _indexes.get(repository.read_revision(uow))
    if index is not None:
        return {code: index.by_code[code] for code in codes if code in index.by_code}
    return repository.read_skus(uow, codes)


def get_sku(uow: UnitOfWork, actor: Actor, code: str) -> Sku:
    """One SKU; raises NotFound("catalog.no_sku")."""
    actor.require(Permission.READ_CATALOGUE)
    found = get_skus(uow, [code])
    if code not in found:
        raise NotFound("catalog.no_sku", sku=code)
    return found[code]


def check_known(uow: UnitOfWork, codes: Iterable[str]) -> None:
    """Raises NotFound("catalog.no_sku") for the first code that is no SKU."""
    wanted = sorted(set(codes))
    unknown = set(wanted) - set(get_skus(uow, wanted))
    if unknown:
        raise NotFound("catalog.no_sku", sku=min(unknown))


def search_products(uow: UnitOfWork, actor: Actor, text: str, *, limit: int = 20) -> list[Sku]:
    """SKUs whose code, name, brand or alias fits the words, best first."""
    actor.require(Permission.READ_CATALOGUE)
    return catalogue_index(uow).search(text, limit)


def list_products(uow: UnitOfWork, actor: Actor, *, cursor: str | None = None, limit: int = 20) -> Page[Sku]:
    """The whole catalogue in order of code, page by page."""
    actor.require(Permission.READ_CATALOGUE)
    size = page_size(limit)
    after = str(decode_cursor(cursor)[0]) if cursor else ""
    known = catalogue_index(uow).by_code
    codes = heapq.nsmallest(size + 1, (code for code in known if code > after))
    return Page(tuple(known[code] for code in codes[:size]), encode_cursor(codes[size - 1]) if len(codes) > size else None)


def import_skus(uow: UnitOfWork, new: Sequence[Sku]) -> None:
    """Insert or replace SKUs; the index is rebuilt at its next use."""
    repository.put_skus(uow, new)
