"""The tool that explains: the cut-off, delivery days, what the assistant can do for this person, and who he is."""

# ruff: noqa: D417 - the hidden runtime is not described: a docstring is what the model reads

from langchain.tools import ToolRuntime

from backend.dealers.service import get_dealer
from backend.identity.domain import Actor, Permission
from backend.kit.db import UnitOfWork
from backend.ordering import service as ordering
from backend.ordering.schemas import LineView, OrderFilter
from backend.settings.calendar import earliest_delivery
from backend.settings.service import load_brand_settings
from tools.context import ToolContext
from tools.declaring import model_tool
from tools.results import Help
from tools.running import clean, read

ABILITIES = (
    ("order", Permission.PLACE_ORDERS),
    ("repeat", Permission.PLACE_ORDERS),
    ("change", Permission.PLACE_ORDERS),
    ("status", Permission.READ_ORDERS),
    ("stock", Permission.READ_STOCK),
    ("price", Permission.READ_PRICES),
    ("credit", Permission.READ_CREDIT),
)
_TOPICS = {
    "cutoff": ("cutoff", "cut-off", "cut off", "deadline", "截单", "截止"),
    "delivery": ("deliver", "arrive", "ship", "送货", "配送", "到货", "发货"),
    "me": ("who am i", "account", "我是谁", "账号"),
}


@model_tool("read", name="help")
def explain(runtime: ToolRuntime[ToolContext], topic: str = "abilities") -> Help:
    """Explain how ordering works here. Use it for the cut-off time, delivery days, "what can you do" and "who am I".

    Args:
        topic: One of "cutoff", "delivery", "abilities", "me".
    """
    wanted, clock = _topic(clean(topic)), runtime.context.clock

    def explained(uow: UnitOfWork, actor: Actor) -> Help:
        settings, now = load_brand_settings(uow), clock.now()
        dealer = get_dealer(uow, actor, actor.dealer_id) if actor.dealer_id else None
        return Help(
            topic=wanted,
            cutoff=settings.cutoff,
            earliest=earliest_delivery(settings, now),
            no_delivery_weekdays=settings.no_delivery_weekdays,
            abilities=_abilities(actor),
            user_name=actor.name,
            role=actor.role.value,
            dealer_name_zh=dealer.name_zh if dealer else "",
            dealer_name_en=dealer.name_en if dealer else "",
            as_of=now,
            example=_example(uow, actor) if wanted == "abilities" else None,
        )

    return read(runtime.context, explained)


def _abilities(actor: Actor) -> tuple[str, ...]:
    """What the person can do by chat; who may order but belongs to no dealer cannot order."""
    ordering_too = actor.dealer_id is not None
    return tuple(name for name, permission in ABILITIES if actor.may(permission) and (ordering_too or permission is not Permission.PLACE_ORDERS))


def _example(uow: UnitOfWork, actor: Actor) -> LineView | None:
    if not actor.is_buyer:
        return None
    latest = ordering.list_orders(uow, actor, OrderFilter(dealer=actor.dealer_id, limit=1)).items
    return ordering.get_order(uow, actor, latest[0].number).lines[0] if latest else None


def _topic(text: str) -> str:
    folded = text.casefold()
    if folded in _TOPICS:
        return folded
    return next((topic for topic, words in _TOPICS.items() if any(word in folded for word in words)), "abilities")
