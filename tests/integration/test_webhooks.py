"""Promises of webhooks: signed, in order, nothing lost and nothing doubled whatever the receiver does, and never into a private net."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from backend.bootstrap import purge, relay_events
from backend.identity.domain import SYSTEM, Actor, Role
from backend.identity.service import NewUser, create_users
from backend.integration.domain import DeliveryStatus, SubscriptionStatus
from backend.integration.webhooks.deliveries import list_deliveries, replay, send_again, send_all_again
from backend.integration.webhooks.domain import NewSubscription, event_id_of
from backend.integration.webhooks.guard import Target, is_public, vet
from backend.integration.webhooks.posting import post
from backend.integration.webhooks.sending import CLAIM_LASTS, send_due
from backend.integration.webhooks.subscribing import check_subscription, list_subscriptions, renew_secret, subscribe, switch_subscription, unsubscribe
from backend.kit.clock import FixedClock
from backend.kit.db import Database
from backend.kit.errors import Invalid, NotFound, NotPermitted
from backend.kit.outbox import publish
from backend.settings.domain import BrandSettings
from backend.settings.service import save_brand_settings
from tests.integration.receiver import Receiver, receiving
from tests.integration.relaying import prove_kills_lose_no_event

LOCAL = BrandSettings(webhook_private_hosts=("127.0.0.1",))


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver on this machine."""
    with receiving() as running:
        yield running


def subscribed(database: Database, clock: FixedClock, url: str, *topics: str) -> NewSubscription:
    """A subscription to a receiver on this machine, which the settings allow."""
    database.write(lambda uow: save_brand_settings(uow, LOCAL))
    return database.write(lambda uow: subscribe(uow, SYSTEM, check_subscription(uow, SYSTEM, url, topics or ("order.*",)), clock=clock))


def happen(database: Database, clock: FixedClock, *numbers: int, topic: str = "order.released") -> None:
    """Events, and the relay that hears of them."""
    for number in numbers:
        database.write(lambda uow, number=number: publish(uow, topic, f"ord_{number}:1", {"number": f"SO-{number}", "total": "1.50"}, at=clock.now()))
    relay_events(database, clock)


def ids(*numbers: int, topic: str = "order.released") -> list[str]:
    """The ids of events."""
    return [event_id_of(topic, f"ord_{number}:1") for number in numbers]


def pass_time(clock: FixedClock, **step: int) -> None:
    """Move the clock."""
    clock.instant += timedelta(**step)


def test_an_event_arrives_once_signed_with_its_id_and_topic(any_database: Database, clock: FixedClock, receiver: Receiver) -> None:
    """Who holds the secret can tell that the body is ours; relaying or sending again finds nothing to do."""
    made = subscribed(any_database, clock, receiver.url)
    happen(any_database, clock, 1)
    any_database.write(lambda uow: uow.execute(text("UPDATE outbox SET sent_at = NULL")))
    assert relay_events(any_database, clock) == 1
    assert (send_due(any_database, clock), send_due(any_database, clock)) == (1, 0)
    (seen,) = receiver.seen
    assert seen.is_signed_with(made.secret)
    assert not replace(seen, body=seen.body + b" ").is_signed_with(made.secret)
    assert json.loads(seen.body) == {
        "id": ids(1)[0],
        "topic": "order.released",
        "at": "2025-06-11T01:30:00+00:00",
        "data": {"number": "SO-1", "total": "1.50"},
    }
    assert (seen.path, seen.headers["Dinghuo-Topic"], seen.event_id) == ("/hook?x=1", "order.released", ids(1)[0])


def test_each_subscription_hears_of_its_topics_only(database: Database, clock: FixedClock, receiver: Receiver) -> None:
    """Orders to one, prices to another; what people write to each other to nobody."""
    orders = subscribed(database, clock, receiver.url, "order.*").subscription
    prices = subscribed(database, clock, receiver.url, "price.changed").subscription
    for topic in ("order.held", "price.changed", "stock.near_expiry", "chat.message"):
        database.write(lambda uow, topic=topic: publish(uow, topic, "a:1", {"assignee": None, "user_id": "u"}, at=clock.now()))
    relay_events(database, clock)
    rows = database.read(lambda uow: list_deliveries(uow, SYSTEM)).items
    assert {(row.subscription_id, row.topic) for row in rows} == {(orders.id, "order.held"), (prices.id, "price.changed")}


def test_a_receiver_that_is_down_for_an_hour_misses_nothing_and_hears_nothing_twice(any_database: Database, clock: FixedClock, receiver: Receiver) -> None:
    """Its events wait in order; another receiver is served meanwhile; afterwards each has every event once, in order."""
    with receiving() as steady:
        subscribed(any_database, clock, receiver.url)
        subscribed(any_database, clock, steady.url)
        for minute in range(60):
            receiver.behaviour = (500, 503, "close", "redirect")[minute % 4]
            happen(any_database, clock, minute)
            send_due(any_database, clock)
            pass_time(clock, minutes=1)
        assert steady.accepted == ids(*range(60))
        assert receiver.accepted == []
        receiver.behaviour = 204
        for _ in range(70):
            send_due(any_database, clock)
            pass_time(clock, minutes=1)
        assert receiver.accepted == ids(*range(60))
        assert steady.accepted == ids(*range(60))
    tries = [request.event_id for request in receiver.seen]
    assert len(tries) - 60 < 20, "the wait grows, so an hour costs few requests"


def test_a_dead_letter_keeps_its_last_answer_and_is_sent_again_when_a_person_says_so(database: Database, clock: FixedClock, receiver: Receiver) -> None:
    """A request that the receiver calls wrong is given up at once and holds nothing up; one that fails for two days is given up then."""
    database.write(lambda uow: save_brand_settings(uow, LOCAL))
    made = subscribed(database, clock, receiver.url)
    database.write(lambda uow: save_brand_settings(uow, LOCAL.model_copy(update={"webhook_failing_days": 30})))
    receiver.behaviour = 422
    happen(database, clock, 1)
    send_due(database, clock)
    receiver.behaviour = 500
    happen(database, clock, 2)
    for _ in range(80):
        send_due(database, clock)
        pass_time(clock, hours=1)
    dead = database.read(lambda uow: list_deliveries(uow, SYSTEM, status=DeliveryStatus.DEAD)).items
    assert [(row.event_id, row.last_status, row.attempts) for row in dead] == [(ids(2)[0], 500, 60), (ids(1)[0], 422, 1)]
    assert dead[0].last_answer == "x" * 500
    receiver.behaviour = 200
    assert database.write(lambda uow: send_again(uow, SYSTEM, [dead[1].id], clock=clock)) == 1
    assert database.write(lambda uow: send_all_again(uow, SYSTEM, clock=clock)) == 1
    send_due(database, clock)
    assert receiver.accepted == ids(1, 2)
    with pytest.raises(NotFound):
        database.write(lambda uow: send_again(uow, SYSTEM, [dead[1].id], clock=clock))
    assert database.write(lambda uow: replay(uow, SYSTEM, made.subscription.id, ids(2)[0], clock=clock)) == 1
    send_due(database, clock)
    assert receiver.accepted == ids(1, 2, 2), "a replay keeps the id, by which the receiver knows it"


def test_a_receiver_that_fails_for_days_is_left_alone_and_the_administrators_hear_of_it(database: Database, clock: FixedClock, receiver: Receiver) -> None:
    """Events go on being collected, so switching it on again loses nothing; who cannot change it is not bothered."""
    database.write(lambda uow: create_users(uow, [NewUser("ann", "Ann", Role.ADMIN, "en"), NewUser("wu", "Wu", Role.WAREHOUSE, "zh")]))
    made = subscribed(database, clock, receiver.url)
    receiver.behaviour = 500
    for number in range(5):
        happen(database, clock, number)
        send_due(database, clock)
        pass_time(clock, days=1)
    assert database.read(lambda uow: list_subscriptions(uow, SYSTEM))[0].status is SubscriptionStatus.DISABLED
    relay_events(database, clock)
    told = database.read(lambda uow: uow.execute(text("SELECT kind, (SELECT login FROM users WHERE id = user_id) FROM notices")).all())
    assert [tuple(row) for row in told] == [("integration.webhook_disabled", "ann")]
    receiver.behaviour = 200
    assert send_due(database, clock) == 0
    database.write(lambda uow: switch_subscription(uow, SYSTEM, made.subscription.id, on=True, clock=clock))
    send_due(database, clock)
    assert receiver.accepted == ids(*range(5))


def test_a_sending_that_was_cut_off_is_made_again_under_the_same_id(database: Database, clock: FixedClock, receiver: Receiver) -> None:
    """The process died between sending and noting it: the claim lapses, and the receiver knows the event by its id."""
    subscribed(database, clock, receiver.url)
    happen(database, clock, 1, 2)

    def dies(*_: object) -> None:
        post(*_)  # type: ignore[arg-type] # passed on
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        send_due(database, clock, dies)  # type: ignore[arg-type] # never answers
    assert send_due(database, clock) == 0, "another process may be sending it"
    pass_time(clock, seconds=int(CLAIM_LASTS.total_seconds()) + 1)
    send_due(database, clock)
    assert receiver.accepted == ids(1, 1, 2)


@pytest.mark.parametrize("behaviour", ["hang", "drip", "close", 500, "redirect"])
def test_whatever_a_receiver_does_a_request_ends_soon_and_follows_nowhere(receiver: Receiver, behaviour: int | str) -> None:
    """A slow answer, one letter at a time, a closed line, an error of 100 kB and a redirect are all answers that were not accepted."""
    receiver.behaviour = behaviour
    target = vet(receiver.url, ["127.0.0.1"])
    answer = post(target, {}, b"{}", step_s=0.3, whole_s=0.6)
    assert not answer.accepted
    assert answer.status == {500: 500, "redirect": 302}.get(behaviour)
    assert len(answer.text) <= 500
    assert len(receiver.seen) == 1


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.0.0.8", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "::1", "::", "fe80::1%eth0"),
        *("fd00::1", "::ffff:127.0.0.1", "::ffff:10.1.1.1", "64:ff9b::7f00:1", "2002:7f00:1::", "fec0::1", "localhost"),
    ],
)
def test_no_private_address_is_public_in_any_spelling(address: str) -> None:
    """Loopback, private, link-local (where clouds keep their secrets), shared and embedded addresses."""
    assert not is_public(address)
    with pytest.raises(Invalid, match="private_address"):
        vet("https://hooks.example", [], lambda _host, _port: ["8.8.8.8", address])


def test_a_request_goes_to_the_address_that_was_checked_and_listed_hosts_may_be_private() -> None:
    """A name that leads elsewhere at the next look-up leads nowhere; a listed host is meant."""
    assert vet("https://hooks.example/a?b=1", [], lambda _h, _p: ["8.8.8.8"]) == Target("https", "hooks.example", 443, "/a?b=1", "8.8.8.8")
    assert vet("http://erp.lan:8080", ["ERP.lan"], lambda _h, _p: ["10.0.0.5"]).address == "10.0.0.5"
    assert is_public("2606:4700::1111")


@pytest.mark.parametrize(
    "url",
    [
        "ftp://x.example",
        "file:///etc/passwd",
        "https://",
        "http://u:p@x.example",
        "http://x.example/#a",
        "http://x.example:0",
        "//x",
        "http://x y",
        "x",
        "http://[::1",
    ],
)
def test_what_is_no_web_address_is_refused(database: Database, url: str) -> None:
    """Before anything is looked up."""
    with pytest.raises(Invalid, match="bad_url"):
        database.read(lambda uow: check_subscription(uow, SYSTEM, url, ("order.*",)))


@pytest.mark.parametrize("url", ["http://a..example/", f"https://{'a' * 64}.example/"])
def test_a_name_that_no_name_server_can_know_is_an_unknown_host(database: Database, url: str) -> None:
    """An empty label or one that is too long: refused like every host that is not found."""
    with pytest.raises(Invalid, match="unknown_host"):
        database.read(lambda uow: check_subscription(uow, SYSTEM, url, ("order.*",)))


def test_the_address_is_checked_again_at_each_sending(database: Database, clock: FixedClock, receiver: Receiver) -> None:
    """A host that is no longer allowed is not sent to, and the delivery says why."""
    made = subscribed(database, clock, receiver.url)
    happen(database, clock, 1)
    database.write(lambda uow: save_brand_settings(uow, BrandSettings()))
    send_due(database, clock)
    assert receiver.seen == []
    (row,) = database.read(lambda uow: list_deliveries(uow, SYSTEM, subscription_id=made.subscription.id)).items
    assert "integration.private_address" in row.last_answer


def test_only_administrators_manage_subscriptions_and_a_new_secret_ends_the_old(database: Database, clock: FixedClock, receiver: Receiver) -> None:
    """A warehouse clerk sees none; the secret is in no list; removing a subscription removes what waits."""
    made = subscribed(database, clock, receiver.url)
    clerk = Actor("usr_1", "Wu", Role.WAREHOUSE, "zh", SYSTEM.scope)
    with pytest.raises(NotPermitted):
        database.read(lambda uow: list_subscriptions(uow, clerk))
    with pytest.raises(Invalid, match="bad_topic"):
        database.read(lambda uow: check_subscription(uow, SYSTEM, receiver.url, ("chat.*",)))
    renewed = database.write(lambda uow: renew_secret(uow, SYSTEM, made.subscription.id, clock=clock))
    assert made.secret not in repr(database.read(lambda uow: list_subscriptions(uow, SYSTEM)))
    happen(database, clock, 1)
    send_due(database, clock)
    assert (receiver.seen[0].is_signed_with(renewed.secret), receiver.seen[0].is_signed_with(made.secret)) == (True, False)
    database.write(lambda uow: switch_subscription(uow, SYSTEM, made.subscription.id, on=False, clock=clock))
    happen(database, clock, 2)
    assert len(database.read(lambda uow: list_deliveries(uow, SYSTEM)).items) == 1
    database.write(lambda uow: unsubscribe(uow, SYSTEM, made.subscription.id, clock=clock))
    assert database.read(lambda uow: list_subscriptions(uow, SYSTEM)) == []


def test_what_arrived_long_ago_is_forgotten_and_what_did_not_is_kept(database: Database, clock: FixedClock, receiver: Receiver) -> None:
    """Dead letters wait for a person however long it takes."""
    subscribed(database, clock, receiver.url)
    happen(database, clock, 1)
    send_due(database, clock)
    receiver.behaviour = 422
    happen(database, clock, 2)
    send_due(database, clock)
    pass_time(clock, days=40)
    purge(database, clock)
    assert [row.event_id for row in database.read(lambda uow: list_deliveries(uow, SYSTEM)).items] == ids(2)


def test_a_kill_of_the_relay_loses_no_event_and_keeps_their_order(tmp_path: Path) -> None:
    """Kill -9 at two random points (`make prove` does it at fifty): what was being sent comes again under its id, nothing else does."""
    prove_kills_lose_no_event(tmp_path, kills=2)
