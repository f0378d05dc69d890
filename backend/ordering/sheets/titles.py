"""The words that head the columns of tables people send, in both languages, as data: which heading says what.

Invariant: a heading of money or of goods that are not ordered (stock, last month) never heads a quantity.
"""

import re
from functools import lru_cache

from backend.ordering.sheets.domain import Role
from backend.ordering.sheets.quantities import is_number, is_unit

_LONGEST_TITLE = 30
_REMEMBERED = 2000
_MOST_PARTS = 4
_BETWEEN = re.compile(r"[/、&+]|\s+-\s+")
_FIRST = (Role.NAME, Role.QTY, Role.CODE, Role.SPEC, Role.UNIT, Role.BRAND, Role.NOTE)
_LATIN = re.compile(r"[A-Za-z][A-Za-z .#]*")
_HAN = re.compile(r"[㐀-鿿（）()]+")
_MONEY = re.compile(r"价|额|金|元|费|税|price|total|value|cost|amount$|amt|sum$|\brrp\b|usd|rmb|cny|discount|折", re.IGNORECASE)
NOT_ORDERED = re.compile(
    r"目标|库存|现存|结存|在途|上月|上次|上周|去年|同期|历史|建议|参考|已|实发|赠|起订|箱规|箱装|每箱|装箱|入数|装量|最小|最大|安全|"
    r"stock|on hand|\bpar\b|target|last|previous|suggest|forecast|moq|min\b|max\b|per (?:case|carton|box|pack)|pack ?size|inner|"
    r"shipped|received|free|sold|balance",
    re.IGNORECASE,
)
ORDERED = re.compile(r"订|购|要货|要数|补货|需|报|进货|下单|本次|order|need|require|req|want|buy|purchase", re.IGNORECASE)
_TITLES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (Role.NOTE, re.compile(r"备\s*注|说明|附注|留言|要求|remarks?|notes?|comments?|instructions?", re.IGNORECASE)),
    (
        Role.CODE,
        re.compile(
            r".*(?:编码|编号|货号|款号|代码|料号)|条码|条形码|商品码|.*\bsku\b.*|.*\b(?:code|no|number|num|id|ref|art)\b\.?|"
            r"item ?#|part ?#|.*barcode|ean|upc|mpn",
            re.IGNORECASE,
        ),
    ),
    (Role.UNIT, re.compile(r"(?:计量|包装|订货|订购|销售|采购)?单位|units?|uom|u/m|unit of (?:measure|sale)|pack(?:aging)? ?unit|pkg|measure", re.IGNORECASE)),
    (
        Role.QTY,
        re.compile(
            r".*(?:数量|订量|订货量|采购量|需求量|要货量|件数|箱数|瓶数|个数|总数|用量|订数|订货数)(?:[(:（].*)?|数|量|订货|下单|"
            r"要货.*|订货(?:箱|件|瓶)?数?.*|to order.*|order qty.*|qty.*|.*\bqty|.*quantit.*|amount ordered|"
            r"(?:no\. of |number of )?(?:cases?|cartons?|ctns?|boxes|pcs|bottles|pieces|units ordered)"
            r"(?: ordered)?|order(?:ed)?|to order|how many|count|要几?[箱件]?|几箱|[要来拿]?多少[箱件个]?",
            re.IGNORECASE,
        ),
    ),
    (Role.BRAND, re.compile(r"品牌|厂牌|牌子|brand|make|manufacturer|厂家", re.IGNORECASE)),
    (
        Role.SPEC,
        re.compile(
            r".*规格.*|箱规|件规|大小|装|型号|尺寸|容量|净含量|口味|包装|"
            r".*\bspecs?\b.*|specification|size|model|volume|flavou?r|pack|variant|dimensions?|colou?r|颜色",
            re.IGNORECASE,
        ),
    ),
    (
        Role.NAME,
        re.compile(
            r".*(?:产品|商品|货品|物料|品种|货物|材料|物品)(?:名称|名|描述|全称|简称|明细|信息)?(?:[(（].*)?|品名.*|名称.*|货名|(?:中文|英文)?名(?:称|字)?|描述|摘要|东西|要啥|要什么|啥|货|叫法|"
            r".*\b(?:items?|products?|goods|description|desc|name|article|material|merchandise)\b.*",
            re.IGNORECASE,
        ),
    ),
)


@lru_cache(_REMEMBERED)
def role_of(title: str) -> Role | None:
    """What a heading says; None for a cell that is none."""
    text = " ".join(title.replace("\n", " ").split()).strip(" *:：")
    if not text or len(text) > _LONGEST_TITLE or is_number(text):
        return None
    if _MONEY.search(text) and not re.search(r"qty|数量|品名|名称|amount ordered", text, re.IGNORECASE):
        return Role.OTHER
    parts = (text, *(part.strip() for part in (_LATIN.sub(" ", text), _HAN.sub(" ", text)) if part.strip() and part.strip() != text))
    return next((role for role, pattern in _TITLES for part in parts if pattern.fullmatch(part)), None) or _of_several(text)


def _of_several(title: str) -> Role | None:
    """What a heading of several words says of its column, 品牌/名称: the product before its amount, the amount before what is only about it."""
    parts = [part.strip() for part in _BETWEEN.split(title) if part.strip()]
    found = {role for part in parts for role, pattern in _TITLES if pattern.fullmatch(part)} if 1 < len(parts) <= _MOST_PARTS else set()
    return next((role for role in _FIRST if role in found), None)


def units_in_title(title: str) -> tuple[str, ...]:
    """The units that a heading counts in: one, or several that go by product, 订货(瓶/包)."""
    inside = re.search(r"[(（]\s*([^()（）]+?)\s*[)）]$", title)
    parts = [part.strip() for part in re.split(r"[/、,或]|\bor\b", inside[1])] if inside else []
    if len(parts) > 1 and all(is_unit(part) for part in parts):
        return tuple(parts)
    one = unit_in_title(title)
    return (one,) if one else ()


def unit_in_title(title: str) -> str:
    """The unit that a heading counts in: 数量(箱), 箱数, "Cases", "Qty (ctn)"; empty when it says none."""
    inside = re.search(r"[(（/]\s*([^)）]+?)\s*[)）]?$", title)
    for text in (
        *([inside[1]] if inside else ()),
        re.sub(r"数量?|[要来拿]?(?:几|多少)|no\. of|number of|ordered|qty|quantity", " ", title, flags=re.IGNORECASE).strip(),
    ):
        if is_unit(text):
            return str(text)
    return ""
