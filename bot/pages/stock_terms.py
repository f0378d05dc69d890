"""The terms stock is promised on, at "/stock/terms": what each dealer agreed to, what stands in for a product, and how long a product lives.

Invariant: for the brand's staff only; every act is the use case of the HTTP route.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from nicegui import ui

from backend.catalog.domain import Sku
from backend.catalog.service import get_skus
from backend.dealers.domain import Dealer
from backend.dealers.service import get_dealer
from backend.identity.domain import Actor
from backend.inventory.domain import BackorderPolicy
from backend.inventory.policies import StockPolicy, list_sku_lives, list_stock_policies, set_stock_policy
from backend.inventory.substitutes import list_substitutes
from backend.kit.db import UnitOfWork
from backend.ordering.product_terms import agree_life, agree_substitutes
from bot.pages.list_page import ListPage, register_list
from bot.pages.services import PageServices
from bot.pages.stock_parts import sets_terms, stock_tabs, whole
from bot.rendering.voice import Voice


@dataclass(frozen=True, slots=True)
class _Found:
    """What was agreed with dealers, what stands in for what, how long goods live, and the names of all of them."""

    policies: tuple[StockPolicy, ...]
    substitutes: Mapping[str, tuple[str, ...]]
    lives: Mapping[str, int]
    dealers: Mapping[str, Dealer]
    products: Mapping[str, Sku]


def register_stock_terms(services: PageServices) -> None:
    """Add the page, for who agrees on terms."""
    register_list(services, TermsPage, TermsPage.path, sets_terms)


class TermsPage(ListPage[_Found]):
    """One open page of terms."""

    path = "/stock/terms"

    def heading(self) -> str:
        """What this page is for."""
        return "terms-subtitle"

    async def above(self) -> None:
        """The ways to the other stock pages, and a form for each kind of term."""
        stock_tabs(self, self.path)
        with ui.element("section").classes("entry").props(f'aria-label="{self.say("terms-dealer-new")}"'), ui.element("div").classes("case-actions"):
            dealer = ui.input(self.say("terms-dealer")).props("outlined dense")
            choices = {one.value: self.say(f"terms-backorder-{one}") for one in BackorderPolicy}
            backorder = ui.select(choices, value=BackorderPolicy.ASK.value, label=self.say("terms-backorder")).props("outlined dense").style("min-width: 220px")
            days = ui.input(self.say("terms-days"), value="0").props('outlined dense inputmode="numeric"')
            percent = ui.input(self.say("terms-percent"), value="0").props('outlined dense inputmode="numeric"')
            self.button(self.say("terms-set"), partial(self._agree, (dealer, days, percent), backorder), "pill primary")
        with ui.element("section").classes("entry").props(f'aria-label="{self.say("terms-product-new")}"'), ui.element("div").classes("case-actions"):
            sku = ui.input(self.say("terms-sku")).props("outlined dense")
            instead = ui.input(self.say("terms-substitutes")).props("outlined dense")
            self.button(self.say("terms-set-substitutes"), partial(self._stand_in, sku, instead), "pill primary")
            life = ui.input(self.say("terms-life")).props('outlined dense inputmode="numeric"')
            self.button(self.say("terms-set-life"), partial(self._live, sku, life))

    def load(self, uow: UnitOfWork, actor: Actor) -> _Found:
        """Everything that was agreed or set."""
        policies, substitutes, lives = list_stock_policies(uow, actor), list_substitutes(uow, actor), list_sku_lives(uow, actor)
        skus = {*substitutes, *lives, *(one for listed in substitutes.values() for one in listed)}
        dealers = {policy.dealer_id: get_dealer(uow, actor, policy.dealer_id) for policy in policies}
        return _Found(policies, substitutes, lives, dealers, get_skus(uow, sorted(skus)))

    def fill(self, found: _Found) -> None:
        """Dealers' terms, then what stands in for what, then lives."""
        if not (found.policies or found.substitutes or found.lives):
            ui.label(self.say("terms-none")).classes("card empty")
            return
        voice = Voice(self.visitor.locale, self.services.phrasebook)
        self._section("terms-dealers", [(policy.dealer_id, voice.name(found.dealers[policy.dealer_id]), self._terms(policy)) for policy in found.policies])
        names = {sku: voice.name(product) for sku, product in found.products.items()}
        instead = {sku: self.say("terms-instead", skus=" · ".join(names.get(one, one) for one in others)) for sku, others in found.substitutes.items()}
        self._section("terms-stand-ins", [(sku, names.get(sku, ""), said) for sku, said in instead.items()])
        self._section("terms-lives", [(sku, names.get(sku, ""), self.say("terms-life-days", days=days)) for sku, days in found.lives.items()])

    def _terms(self, policy: StockPolicy) -> str:
        said = [self.say(f"terms-backorder-{policy.backorder}")]
        if policy.least_days:
            said.append(self.say("terms-least-days", days=policy.least_days))
        if policy.least_percent:
            said.append(self.say("terms-least-percent", percent=policy.least_percent))
        return " · ".join(said)

    def _section(self, key: str, rows: Sequence[tuple[str, str, str]]) -> None:
        if not rows:
            return
        with ui.element("h2").style("font-size: 1rem; font-weight: 600; line-height: 1.4; margin: 12px 0 0"):
            ui.label(self.say(key))
        with ui.element("ul").classes("people-list"):
            for code, name, said in rows:
                with ui.element("li").classes("entry"):
                    with ui.element("div").classes("line"):
                        with ui.element("b"):
                            ui.label(code)
                        ui.label(name)
                    ui.label(said).classes("small")

    async def _agree(self, boxes: tuple[ui.input, ui.input, ui.input], backorder: ui.select) -> None:
        dealer, days, percent = str(boxes[0].value or "").strip(), whole(boxes[1].value), whole(boxes[2].value)
        if not dealer or days is None or percent is None:
            ui.notify(self.say("stock-whole"), type="warning", position="top")
            return
        policy = StockPolicy(dealer, BackorderPolicy(backorder.value), days, percent)
        await self.act(lambda uow, actor: set_stock_policy(uow, actor, policy, clock=self.services.clock))

    async def _stand_in(self, sku: ui.input, instead: ui.input) -> None:
        code = str(sku.value or "").strip()
        others = [one for one in str(instead.value or "").replace("，", ",").replace(" ", ",").split(",") if one]

        await self.act(lambda uow, actor: agree_substitutes(uow, actor, code, others, clock=self.services.clock))

    async def _live(self, sku: ui.input, life: ui.input) -> None:
        code, days = str(sku.value or "").strip(), whole(life.value)
        await self.act(lambda uow, actor: agree_life(uow, actor, code, days or 0, clock=self.services.clock))
