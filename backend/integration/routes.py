"""Webhooks over HTTP: subscriptions, deliveries, sending again, and the accounts of other systems. Administrators only."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from backend.identity import systems
from backend.identity.http import CurrentActor
from backend.identity.systems import SystemAccount, SystemToken
from backend.integration.domain import DeliveryStatus
from backend.integration.erp.routes import router as erp_router
from backend.integration.webhooks import deliveries, subscribing
from backend.integration.webhooks.domain import Delivery, NewSubscription, Subscription
from backend.kit.http import PRINTABLE, Code, Cursor, Here, Limit, Word, json_answer
from backend.kit.http_writes import MayRepeat, Outcome
from backend.kit.problems import problems_of

router = APIRouter(tags=["integration"], prefix="/integration")
router.include_router(erp_router)
_READ = problems_of(401, 403, 422)
_WRITE = problems_of(401, 403, 404, 409, 413, 422)
_LARGEST_ID = 2**53


class SubscriptionBody(BaseModel):
    """Where events go and which."""

    model_config = ConfigDict(json_schema_extra={"example": {"url": "https://hooks.example.com/dinghuo", "topics": ["order.*", "price.changed"]}})

    url: str = Field(min_length=1, max_length=500, pattern=PRINTABLE)
    topics: list[Word] = Field(min_length=1, max_length=40)


class SwitchBody(BaseModel):
    """Whether events are sent."""

    model_config = ConfigDict(json_schema_extra={"example": {"active": True}})

    active: bool


class AgainBody(BaseModel):
    """Which dead letters go out again: those with these ids, or all of a subscription, or, with neither, all."""

    model_config = ConfigDict(json_schema_extra={"example": {"ids": [17, 18]}})

    ids: list[Annotated[int, Field(ge=1, le=_LARGEST_ID)]] = Field(default_factory=list, max_length=500)
    subscription: str = Field("", max_length=40, pattern=PRINTABLE)


class ReplayBody(BaseModel):
    """The event from which on everything is sent once more."""

    model_config = ConfigDict(json_schema_extra={"example": {"event_id": "evt_0123456789abcdef0123456789abcdef"}})

    event_id: Word


class SystemBody(BaseModel):
    """Another system and how long its token lasts."""

    model_config = ConfigDict(json_schema_extra={"example": {"login": "erp", "name": "ERP", "days": 365}})

    login: str = Field(min_length=1, max_length=80, pattern=r"^[A-Za-z0-9._-]+$")
    name: Word
    days: int = Field(365, ge=1, le=systems.LONGEST_DAYS)


class SubscriptionList(BaseModel):
    """All subscriptions, oldest first."""

    items: list[Subscription]


class DeliveryList(BaseModel):
    """Newest first."""

    items: list[Delivery]
    next_cursor: str | None


class SentAgain(BaseModel):
    """How many deliveries wait to be sent once more."""

    deliveries: int


class SystemList(BaseModel):
    """Accounts of other systems."""

    items: list[SystemAccount]


@router.get("/subscriptions", response_model=SubscriptionList, responses=_READ, summary="List webhook subscriptions")
def list_subscriptions(actor: CurrentActor, services: Here) -> Response:
    """With how many deliveries wait and how many were given up."""
    return json_answer(SubscriptionList(items=services.database.read(lambda uow: subscribing.list_subscriptions(uow, actor))))


@router.post("/subscriptions", status_code=201, response_model=NewSubscription, responses=_WRITE, summary="Subscribe to events")
def subscribe(actor: CurrentActor, services: Here, body: SubscriptionBody, once: MayRepeat) -> Response:
    """The answer holds the secret, which is not shown again: a repeated request is told everything else, with an empty `secret`."""
    return once.write_prepared(
        actor.user_id,
        lambda uow: subscribing.check_subscription(uow, actor, body.url, body.topics),
        lambda uow, wanted: subscribing.subscribe(uow, actor, wanted, clock=services.clock),
        lambda made: Outcome(201, made, kept=made.without_secret()),
        moved_on="integration.moved_on",
    )


@router.patch("/subscriptions/{subscription}", response_model=Subscription, responses=_WRITE, summary="Switch a subscription on or off")
def switch_subscription(actor: CurrentActor, services: Here, subscription: Code, body: SwitchBody, once: MayRepeat) -> Response:
    """Switched on, what waits goes out now; switched off, nothing more is collected."""

    def switch(uow: Any) -> Subscription:
        return subscribing.switch_subscription(uow, actor, subscription, on=body.active, clock=services.clock)

    return once.write(actor.user_id, switch, lambda found: Outcome(200, found))


@router.post("/subscriptions/{subscription}/secret", response_model=NewSubscription, responses=_WRITE, summary="Renew a subscription's secret")
def renew_secret(actor: CurrentActor, services: Here, subscription: Code, once: MayRepeat) -> Response:
    """The old one ends at once. A repeated request makes none and is told none."""

    def renew(uow: Any) -> NewSubscription:
        return subscribing.renew_secret(uow, actor, subscription, clock=services.clock)

    return once.write(actor.user_id, renew, lambda made: Outcome(200, made, kept=made.without_secret()))


@router.post("/subscriptions/{subscription}/replay", response_model=SentAgain, responses=_WRITE, summary="Send events once more")
def replay(actor: CurrentActor, services: Here, subscription: Code, body: ReplayBody, once: MayRepeat) -> Response:
    """An event and all that was queued after it, in order, under their old ids."""

    def again(uow: Any) -> SentAgain:
        return SentAgain(deliveries=deliveries.replay(uow, actor, subscription, body.event_id, clock=services.clock))

    return once.write(actor.user_id, again, lambda sent: Outcome(200, sent))


@router.delete("/subscriptions/{subscription}", status_code=204, responses=_WRITE, summary="Remove a subscription")
def unsubscribe(actor: CurrentActor, services: Here, subscription: Code, once: MayRepeat) -> Response:
    """With the deliveries that wait."""
    return once.write(actor.user_id, lambda uow: subscribing.unsubscribe(uow, actor, subscription, clock=services.clock), lambda _: Outcome(204))


@router.get("/deliveries", response_model=DeliveryList, responses=_READ, summary="List webhook deliveries")
def list_deliveries(
    actor: CurrentActor,
    services: Here,
    subscription: Annotated[str, Query(max_length=40, pattern=PRINTABLE)] = "",
    status: Annotated[DeliveryStatus | None, Query(description="`dead` are the dead letters.")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """With the last answer to each."""

    def listed(uow: Any) -> DeliveryList:
        page = deliveries.list_deliveries(uow, actor, subscription_id=subscription, status=status, cursor=cursor, limit=limit)
        return DeliveryList(items=list(page.items), next_cursor=page.next_cursor)

    return json_answer(services.database.read(listed))


@router.post("/deliveries/again", response_model=SentAgain, responses=_WRITE, summary="Send dead letters again")
def send_again(actor: CurrentActor, services: Here, body: AgainBody, once: MayRepeat) -> Response:
    """They go out in their old order, under their old ids."""

    def again(uow: Any) -> SentAgain:
        if body.ids:
            return SentAgain(deliveries=deliveries.send_again(uow, actor, body.ids, clock=services.clock))
        return SentAgain(deliveries=deliveries.send_all_again(uow, actor, subscription_id=body.subscription, clock=services.clock))

    return once.write(actor.user_id, again, lambda sent: Outcome(200, sent))


@router.get("/systems", response_model=SystemList, responses=_READ, summary="List accounts of other systems")
def list_systems(actor: CurrentActor, services: Here) -> Response:
    """With how many valid tokens each has."""
    return json_answer(SystemList(items=services.database.read(lambda uow: systems.list_systems(uow, actor, clock=services.clock))))


@router.post("/systems", status_code=201, response_model=SystemToken, responses=_WRITE, summary="Give another system a token")
def open_system(actor: CurrentActor, services: Here, body: SystemBody) -> Response:
    """The account may exchange data and do nothing else. The token is not shown again, so this takes no Idempotency-Key: a second call makes another."""

    def opened(uow: Any) -> SystemToken:
        return systems.open_system(uow, actor, body.login, body.name, days=body.days, clock=services.clock)

    return json_answer(services.database.write(opened), 201)


@router.delete("/systems/{login}", status_code=204, responses=_WRITE, summary="Revoke another system's tokens")
def close_system(actor: CurrentActor, services: Here, login: Annotated[str, Path(min_length=1, max_length=80, pattern=PRINTABLE)], once: MayRepeat) -> Response:
    """All of them, at once."""
    return once.write(actor.user_id, lambda uow: systems.close_system(uow, actor, login, clock=services.clock), lambda _: Outcome(204))
