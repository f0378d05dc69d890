"""Tools of the warehouse: what has to be shipped. Shipping itself is done on its page or over HTTP, with quantities and lots in sight."""

# ruff: noqa: D417 - the hidden runtime is not described: a docstring is what the model reads

import re
from datetime import date, datetime, timedelta

from langchain.tools import ToolRuntime

from backend.identity.domain import Actor, Permission
from backend.kit.db import UnitOfWork
from backend.ordering.fulfilling import service as fulfilling
from backend.ordering.fulfilling.schemas import PartFilter
from backend.settings.calendar import local_day, next_delivery_day
from backend.settings.service import load_brand_settings
from tools.context import ToolContext
from tools.declaring import model_tool
from tools.results import ShippingList
from tools.running import clean, read

SHOWN = 20
_TOMORROW = re.compile(r"明天|明日|\btomorrow\b", re.IGNORECASE)
_TODAY = re.compile(r"今天|今日|今晚|\btoday\b|\btonight\b", re.IGNORECASE)
_TO_SHIP = r"(?:待发|要发|该发|得发|未发|没发|待拣|要拣|待出库|要出库)"
_SHIPPING = re.compile(
    rf"(?:哪些|什么|几|多少|列|看|还有|有没有).{{0,8}}{_TO_SHIP}|{_TO_SHIP}.{{0,6}}(?:哪些|什么|几|多少|清单|单子|列表|的单|的货|货)"
    r"|(?:发货|拣货|配货|出库)(?:清单|单子?|列表|任务)|\b(?:picking|pick|shipping|dispatch) list\b"
    r"|\b(?:what|which|anything|how many|list|show)\b.{0,40}\b(?:ship|ships|shipped|pick|picked|dispatch|go out|goes out|to send)\b",
    re.IGNORECASE,
)


@model_tool("read", Permission.SHIP_ORDERS)
def shipping_list(runtime: ToolRuntime[ToolContext], text: str = "") -> ShippingList:
    """What the warehouse has to ship, soonest first, with goods, dealer and place; released orders it has not called for yet included.

    Args:
        text: The person's own words with the day he asks about, for example "今天要发哪些单"; empty for everything that is open.
    """
    words, clock = clean(text), runtime.context.clock

    def listed(uow: UnitOfWork, actor: Actor) -> ShippingList:
        due = _leaving(uow, words, clock.now())
        page = fulfilling.list_parts(uow, actor, PartFilter(due=due, limit=SHOWN))
        released = fulfilling.list_released(uow, actor, due, SHOWN)
        return ShippingList(page.items, due, released, more=page.next_cursor is not None or len(released) == SHOWN)

    return read(runtime.context, listed)


def speaks_of_shipping(text: str) -> bool:
    """Whether somebody of the warehouse asks what there is to ship."""
    return _SHIPPING.search(text) is not None


def _leaving(uow: UnitOfWork, words: str, now: datetime) -> date | None:
    """What leaves on a day is what arrives on the next day of delivery."""
    settings = load_brand_settings(uow)
    days = 2 if _TOMORROW.search(words) else 1 if _TODAY.search(words) else 0
    return next_delivery_day(settings, local_day(settings, now) + timedelta(days=days)) if days else None
