"""Reading and saving the brand's settings.

Invariant: a read inside a transaction sees what that transaction sees; the parsed document is remembered by its text only.
"""

import json
from functools import lru_cache

from sqlalchemy import delete, insert, select, type_coerce
from sqlalchemy.types import Text

from backend.kit.db import UnitOfWork
from backend.kit.prepared import Prepared
from backend.settings.domain import BrandSettings
from backend.settings.models import brand_settings

_READ = Prepared(select(type_coerce(brand_settings.c.document, Text).label("document")).where(brand_settings.c.id == 1))
_DEFAULTS = BrandSettings()


def load_brand_settings(uow: UnitOfWork) -> BrandSettings:
    """The settings of this database's brand; the defaults when none were saved."""
    row = _READ.first(uow)
    return _parse(row.document) if row else _DEFAULTS


def save_brand_settings(uow: UnitOfWork, settings: BrandSettings) -> None:
    """Replace the settings."""
    uow.execute(delete(brand_settings))
    uow.execute(insert(brand_settings), [{"id": 1, "document": settings.model_dump(mode="json")}])


@lru_cache(maxsize=64)
def _parse(document: str) -> BrandSettings:
    return BrandSettings.model_validate(json.loads(document))
