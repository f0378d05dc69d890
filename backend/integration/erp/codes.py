"""The mapping of another system's codes for products, customers and warehouses to ours.

A code that is not mapped means ours when we have the same one. Invariant: every mapping leads to something that exists, and each change of it
is in the audit log.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, tuple_
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from backend.catalog.service import get_skus
from backend.dealers.service import get_dealer
from backend.identity.domain import SYSTEM, Actor, Permission
from backend.integration.domain import CodeKind
from backend.integration.models import erp_codes
from backend.inventory.service import list_warehouses
from backend.kit.audit import Stamp, record
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid, NotFound
from backend.kit.paging import Page, decode_cursor, encode_cursor, page_size

LONGEST_CODE = 120
_C = erp_codes.c


@dataclass(frozen=True, slots=True)
class CodePair:
    """One of their codes and the one it means here."""

    kind: CodeKind
    their_code: str
    our_code: str
    set_by: str
    set_at: datetime


def set_code(uow: UnitOfWork, actor: Actor, kind: CodeKind, their_code: str, our_code: str, *, clock: Clock) -> CodePair:
    """Map a code, in the place of what it was mapped to. Raises NotFound("integration.no_such_code") when we have none like `our_code`."""
    actor.require(Permission.INTEGRATE)
    theirs, ours = their_code.strip(), our_code.strip()
    if not theirs or len(theirs) > LONGEST_CODE or not theirs.isprintable():
        raise Invalid("integration.bad_field", field="their_code", value=theirs[:LONGEST_CODE])
    if not _exists(uow, kind, ours):
        raise NotFound("integration.no_such_code", kind=kind.value, code=ours)
    pair = CodePair(kind, theirs, ours, actor.user_id, clock.now())
    values = {"our_code": ours, "set_by": pair.set_by, "set_at": pair.set_at}
    make = sqlite_insert if uow.is_sqlite else pg_insert
    row = make(erp_codes).values(kind=kind.value, their_code=theirs, **values)
    uow.execute(row.on_conflict_do_update(index_elements=[_C.kind, _C.their_code], set_=values))
    _note(uow, actor, "mapped", pair, clock)
    return pair


def remove_code(uow: UnitOfWork, actor: Actor, kind: CodeKind, their_code: str, *, clock: Clock) -> None:
    """Forget a mapping; rows that were taken by it stay. Raises NotFound("integration.no_mapping")."""
    actor.require(Permission.INTEGRATE)
    which = (_C.kind == kind.value) & (_C.their_code == their_code.strip())
    row = uow.execute(select(erp_codes).where(which)).first()
    if row is None:
        raise NotFound("integration.no_mapping", code=their_code)
    uow.execute(delete(erp_codes).where(which))
    _note(uow, actor, "unmapped", CodePair(kind, row.their_code, row.our_code, row.set_by, row.set_at), clock)


def list_codes(uow: UnitOfWork, actor: Actor, *, kind: CodeKind | None = None, cursor: str | None = None, limit: int = 50) -> Page[CodePair]:
    """Mappings by kind and code."""
    actor.require(Permission.INTEGRATE)
    size = page_size(limit)
    query = select(erp_codes)
    if kind is not None:
        query = query.where(_C.kind == kind.value)
    if cursor:
        try:
            last_kind, last_code = decode_cursor(cursor)
        except ValueError as error:
            raise Invalid("paging.bad_cursor") from error
        query = query.where(tuple_(_C.kind, _C.their_code) > tuple_(str(last_kind), str(last_code)))
    found = uow.execute(query.order_by(_C.kind, _C.their_code).limit(size + 1)).all()
    pairs = tuple(CodePair(CodeKind(row.kind), row.their_code, row.our_code, row.set_by, row.set_at) for row in found[:size])
    return Page(pairs, encode_cursor(pairs[-1].kind.value, pairs[-1].their_code) if len(found) > size else None)


def resolve_codes(uow: UnitOfWork, codes: Mapping[CodeKind, str]) -> tuple[dict[CodeKind, str], tuple[CodeKind, str] | None]:
    """Our codes for theirs, and the first that means nothing here."""
    ours: dict[CodeKind, str] = {}
    for kind, code in codes.items():
        mapped = uow.execute(select(_C.our_code).where(_C.kind == kind.value, _C.their_code == code)).scalar_one_or_none()
        if mapped is None and not _exists(uow, kind, code):
            return ours, (kind, code)
        ours[kind] = mapped or code
    return ours, None


def their_codes(uow: UnitOfWork, kind: CodeKind, ours: set[str]) -> dict[str, str]:
    """What the other system calls ours, where it was mapped; of several the first by name."""
    rows = uow.execute(select(_C.our_code, _C.their_code).where(_C.kind == kind.value, _C.our_code.in_(sorted(ours))).order_by(_C.their_code.desc()))
    return {row.our_code: row.their_code for row in rows}


def _exists(uow: UnitOfWork, kind: CodeKind, code: str) -> bool:
    if kind is CodeKind.SKU:
        return code in get_skus(uow, [code])
    if kind is CodeKind.WAREHOUSE:
        return any(one.code == code for one in list_warehouses(uow))
    try:
        get_dealer(uow, SYSTEM, code)
    except NotFound:
        return False
    return True


def _note(uow: UnitOfWork, actor: Actor, what: str, pair: CodePair, clock: Clock) -> None:
    data = {"kind": pair.kind.value, "their_code": pair.their_code, "our_code": pair.our_code}
    record(uow, "erp_codes", f"integration.{what}", data, by=Stamp(actor.user_id, clock.now()))
