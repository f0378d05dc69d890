"""Where the visitor stands now: his name and credit for the foot of the navigation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from backend.conversations.service import InboxItem
from backend.credit.service import credit_status
from backend.dealers.service import get_dealer
from backend.identity.domain import Actor, Permission
from backend.kit.db import UnitOfWork
from backend.kit.errors import DomainError
from backend.settings.service import load_brand_settings
from backend.support.domain import FeedbackView, TicketView
from bot.pages.layout import Say
from bot.pages.services import PageServices
from bot.rendering.formats import format_money


@dataclass(frozen=True, slots=True)
class Standing:
    """The visitor's name and his credit or role, as of `at` on the brand's clock."""

    name: str
    detail: str
    at: datetime


def brand_zone(uow: UnitOfWork) -> tzinfo:
    """The zone in which this company's times are shown."""
    return load_brand_settings(uow).zone


def dealer_names(uow: UnitOfWork, actor: Actor, items: Sequence[InboxItem | FeedbackView | TicketView]) -> Mapping[str, str]:
    """The names of the companies of people in an inbox, a list of feedback or of tickets, in the reader's language."""
    codes = {item.dealer_id for item in items if item.dealer_id}
    return {code: get_dealer(uow, actor, code).name(actor.locale) for code in sorted(codes)}


def load_standing(services: PageServices, actor: Actor, say: Say) -> Standing:
    """One read of the dealer and his account; whoever belongs to no dealer sees his name and role."""
    return services.database.read(lambda uow: standing_in(uow, services, actor, say))


def standing_in(uow: UnitOfWork, services: PageServices, actor: Actor, say: Say) -> Standing:
    """The same inside a read that goes on."""
    at = services.clock.now().astimezone(brand_zone(uow))
    role = say(f"role-{actor.role.value}")
    if actor.dealer_id is None:
        return Standing(actor.name, role, at)
    try:
        dealer = get_dealer(uow, actor, actor.dealer_id)
    except DomainError:
        return Standing(actor.name, role, at)
    name = say("foot-dealer", name=dealer.name(actor.locale), grade=dealer.grade)
    return Standing(name, _credit(uow, services, actor, say) or role, at)


def _credit(uow: UnitOfWork, services: PageServices, actor: Actor, say: Say) -> str:
    if not actor.may(Permission.READ_CREDIT):
        return ""
    try:
        status = credit_status(uow, actor, actor.own_dealer(), clock=services.clock)
    except DomainError:
        return ""
    return say("foot-credit", amount=format_money(status.available))
