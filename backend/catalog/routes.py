"""The catalogue over HTTP: searching by any word people use, and one product by its code."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel, Field

from backend.catalog import service as catalog
from backend.catalog.domain import Sku, Unit
from backend.catalog.units import factor_of
from backend.catalog.wording import unit_word
from backend.identity.http import CurrentActor
from backend.kit.http import PRINTABLE, Code, Cursor, Here, Limit, json_answer
from backend.kit.problems import problems_of

router = APIRouter(tags=["catalogue"])
_PACKS = (Unit.BASE, Unit.INNER, Unit.CASE, Unit.PALLET)


class PackUnit(BaseModel):
    """A pack the product is sold in."""

    unit: Unit = Field(examples=["case"])
    word_zh: str = Field(examples=["箱"])
    word_en: str = Field(examples=["case"])
    base_units: int = Field(description="Base units in one.", examples=[24])


class ProductView(BaseModel):
    """A product as sold. Prices and stock are asked for separately, because they depend on who asks."""

    sku: str = Field(examples=["COKE-330"])
    name_zh: str
    name_en: str
    brand_zh: str
    brand_en: str
    category: str
    spec: str
    default_unit: Unit
    units: list[PackUnit]
    status: str = Field(examples=["active"])


class ProductPage(BaseModel):
    """Products, best match first, or in order of code when nothing was searched for."""

    items: list[ProductView]
    next_cursor: str | None = None


@router.get("/products", response_model=ProductPage, responses=problems_of(401, 403, 422), summary="Search or list products")
def list_products(
    actor: CurrentActor,
    services: Here,
    q: Annotated[str, Query(max_length=200, pattern=PRINTABLE, description="Name, brand, alias, pinyin or code.", examples=["可乐 330"])] = "",
    limit: Limit = 20,
    cursor: Cursor = None,
) -> Response:
    """With `q` the products that fit the words, best first; without it the whole catalogue, page by page."""
    if q.strip():
        found = services.database.read(lambda uow: catalog.search_products(uow, actor, q, limit=limit))
        return json_answer(ProductPage(items=[_view(sku) for sku in found]))
    page = services.database.read(lambda uow: catalog.list_products(uow, actor, cursor=cursor, limit=limit))
    return json_answer(ProductPage(items=[_view(sku) for sku in page.items], next_cursor=page.next_cursor))


@router.get("/products/{sku}", response_model=ProductView, responses=problems_of(401, 403, 404, 422), summary="Read one product")
def read_product(actor: CurrentActor, services: Here, sku: Code) -> Response:
    """A product by its code."""
    return json_answer(_view(services.database.read(lambda uow: catalog.get_sku(uow, actor, sku))))


def _view(sku: Sku) -> ProductView:
    packs = [(unit, factor_of(sku, unit)) for unit in _PACKS]
    return ProductView(
        sku=sku.code,
        name_zh=sku.name_zh,
        name_en=sku.name_en,
        brand_zh=sku.brand_zh,
        brand_en=sku.brand_en,
        category=sku.category,
        spec=sku.spec,
        default_unit=sku.default_unit,
        units=[PackUnit(unit=u, word_zh=unit_word(sku, u, "zh"), word_en=unit_word(sku, u, "en"), base_units=factor) for u, factor in packs if factor],
        status=sku.status,
    )
