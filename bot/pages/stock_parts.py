"""What the stock pages share: who sees them, the ways between them, and reading a whole number out of a box."""

from itertools import islice
from typing import Any

from nicegui import ui

from backend.identity.domain import Actor, Permission
from backend.inventory.service import list_warehouses
from backend.inventory.transfers import TRANSIT
from bot.pages.list_page import ListPage
from bot.rendering.voice import Voice

Box = ui.input | ui.select
"""A box of a form."""
TABS = {"/stock": "stock-tab-lots", "/stock/inbound": "stock-tab-inbound", "/stock/transfers": "stock-tab-transfers", "/stock/terms": "stock-tab-terms"}
_TERMS = "/stock/terms"
_LONGEST = 12


def keeps_stock(actor: Actor) -> bool:
    """Whether somebody keeps stock."""
    return actor.may(Permission.MANAGE_STOCK)


def sets_terms(actor: Actor) -> bool:
    """Whether somebody keeps stock and agrees on terms with dealers."""
    return keeps_stock(actor) and actor.may(Permission.MANAGE_DEALERS)


def stock_tabs(page: ListPage[Any], here: str) -> None:
    """Links to the stock pages the visitor may see, the open one marked."""
    with ui.element("nav").classes("filters").props(f'aria-label="{page.say("nav-stock")}"'):
        for path, key in TABS.items():
            if path == _TERMS and not sets_terms(page.visitor.actor):
                continue
            current = ' aria-current="page"' if path == here else ""
            with ui.element("a").classes("pill here" if current else "pill").props(f'href="{path}"{current}'):
                ui.label(page.say(key))


async def warehouse_box(page: ListPage[Any], key: str, chosen: int = 0) -> ui.select:
    """A choice of a warehouse by its name; of those in supplying order the one at `chosen` stands there first."""
    houses = await page.ask(lambda uow, _: list_warehouses(uow)) or []
    voice = Voice(page.visitor.locale, page.services.phrasebook)
    names = {one.code: f"{voice.name(one)} ({one.code})" for one in houses if one.code != TRANSIT.code}
    return ui.select(names, value=next(islice(names, chosen, None), None), label=page.say(key)).props("outlined dense").style("min-width: 183px")


def whole(value: object) -> int | None:
    """The whole number in a box, None for anything else."""
    text = str(value or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST else None
