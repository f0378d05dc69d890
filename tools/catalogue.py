"""Tools about products: search, stock, price. They take the person's own words, or codes that an earlier answer named."""

# ruff: noqa: D417 - the hidden runtime is not described: a docstring is what the model reads

from langchain.tools import ToolRuntime

from backend.catalog.domain import Sku, Unit
from backend.catalog.service import search_products as find_skus
from backend.catalog.units import factor_of
from backend.catalog.wording import unit_word
from backend.identity.domain import Permission
from backend.ordering import service as ordering
from backend.ordering.schemas import PriceAnswer, ProductQuestion, StockAnswer
from tools.context import ToolContext
from tools.declaring import model_tool
from tools.results import ProductItem, ProductList
from tools.running import clean, read

MOST_PRODUCTS = 20
MOST_CODES = 30


@model_tool("read", Permission.READ_CATALOGUE)
def search_products(text: str, runtime: ToolRuntime[ToolContext], limit: int = 12) -> ProductList:
    """Find products by name, brand, size or code and tell how they are packed.

    Args:
        text: The person's own words, for example "可乐 330" or "Coca-Cola 330ml can" or "COKE-330".
        limit: How many at most, 1 to 20.
    """
    words, most = clean(text), max(1, min(limit, MOST_PRODUCTS))

    def listed(found: list[Sku]) -> ProductList:
        active = [sku for sku in found if sku.status == "active"]
        return ProductList(words, tuple(_item(sku) for sku in active[:most]), more=len(active) > most)

    return read(runtime.context, lambda uow, actor: listed(find_skus(uow, actor, words, limit=most + 1)))


@model_tool("read", Permission.READ_STOCK)
def check_stock(runtime: ToolRuntime[ToolContext], text: str = "", skus: tuple[str, ...] = ()) -> StockAnswer:
    """Tell how much of a product can be ordered now, in all and by warehouse.

    Args:
        text: The person's own words, for example "红牛250ml还有多少" or "how many Heineken 330ml do you have".
        skus: Codes from an earlier answer when the person only refers to it.
    """
    question = _question(text, skus)
    clock = runtime.context.clock
    return read(runtime.context, lambda uow, actor: ordering.check_stock(uow, actor, question, clock=clock))


@model_tool("read", Permission.READ_PRICES)
def quote_price(runtime: ToolRuntime[ToolContext], text: str = "", skus: tuple[str, ...] = ()) -> PriceAnswer:
    """Tell the person's own price of a product per case and per piece, and for a quantity if one is named.

    Args:
        text: The person's own words, for example "可口可乐330ml一箱多少钱" or "price of 10 cases of Snow beer 500ml".
        skus: Codes from an earlier answer when the person only refers to it.
    """
    question = _question(text, skus)
    clock = runtime.context.clock
    return read(runtime.context, lambda uow, actor: ordering.quote_price(uow, actor, question, clock=clock))


def _question(text: str, skus: tuple[str, ...]) -> ProductQuestion:
    codes = tuple(dict.fromkeys(clean(code) for code in skus[:MOST_CODES]))
    return ProductQuestion(text=clean(text) or None, skus=tuple(code for code in codes if code))


def _item(sku: Sku) -> ProductItem:
    unit = next((one for one in (sku.default_unit, Unit.CASE) if factor_of(sku, one)), Unit.BASE)
    return ProductItem(
        sku=sku.code,
        name_zh=sku.name_zh,
        name_en=sku.name_en,
        factor=factor_of(sku, unit) or 1,
        unit_word_zh=unit_word(sku, unit, "zh"),
        unit_word_en=unit_word(sku, unit, "en"),
        base_word_zh=unit_word(sku, Unit.BASE, "zh"),
        base_word_en=unit_word(sku, Unit.BASE, "en"),
    )
