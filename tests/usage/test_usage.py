"""Token and cost accounting: what a turn with a hosted model leaves behind, who may read it, and what it adds up to."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from backend.identity.domain import Role
from backend.identity.service import actor_of_login
from backend.kit.clock import FixedClock
from backend.kit.db import Database
from backend.kit.errors import NotPermitted
from backend.settings.process import ProcessSettings
from backend.usage.domain import ModelPrice, ModelRequestMade
from backend.usage.models import model_usage
from backend.usage.service import read_usage, record_requests
from bot.brain.hosted import HostedBrain
from bot.pages.usage import chart_html, cost_text, table_html, totals_html
from bot.sentences import phrasebook
from tests.conftest import NOW
from tests.conversation.chat import Chat
from tests.hosted.endpoint import Act, Endpoint, calls, says, serve

CLOCK = FixedClock(NOW)
PRICE = ModelPrice(Decimal("2.5"), Decimal(10), "CNY")


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    """It drafts, then says something with a phone number in it."""
    with serve(calls("draft_order", text="来10箱雪碧330ml罐装"), says("好的，请看。电话13812345678。")) as running:
        yield running


def brain(endpoint: Endpoint) -> HostedBrain:
    """A hosted brain with a price."""
    return HostedBrain(base_url=endpoint.url, model_name="stub", api_key=SecretStr("x"), timeout_s=2.0, price=PRICE)


def test_a_turn_leaves_one_row_for_every_request_with_its_cost(company: Database, endpoint: Endpoint) -> None:
    """Two requests, one token each way as the endpoint reported, at the price of the settings; the embedded brain costs nothing."""
    chat = Chat(company, "d1.zh", brain(endpoint))
    chat.say("来10箱雪碧330ml罐装")
    Chat(company, "d2.zh").say("雪碧330ml罐装还有多少?")
    rows = company.read(lambda uow: uow.execute(select(model_usage)).mappings().all())
    assert [(row["outcome"], row["input_tokens"], row["output_tokens"], row["estimated"], row["cost"]) for row in rows] == [
        ("answered", 1, 1, False, Decimal("0.0000125"))
    ] * 2
    assert {row["user_id"] for row in rows} == {chat.actor.user_id}


def test_a_trace_holds_tools_and_words_without_personal_data(company: Database, endpoint: Endpoint) -> None:
    """A trace is for finding out what a model did, not about whom."""
    Chat(company, "d1.zh", brain(endpoint)).say("来10箱雪碧330ml罐装")
    traces = company.read(lambda uow: uow.execute(select(model_usage.c.trace).order_by(model_usage.c.id)).scalars().all())
    told = json.dumps(list(traces), ensure_ascii=False)
    assert traces[0]["calls"][0]["tool"] == "draft_order"
    assert "13812345678" not in told
    assert "[phone]" in told


def test_a_request_that_failed_is_counted_as_such(company: Database) -> None:
    """Retries are requests as well; none of them costs anything."""
    with serve(Act(status=500)) as failing:
        Chat(company, "d1.zh", brain(failing)).say("来10箱雪碧330ml罐装")
    rows = company.read(lambda uow: uow.execute(select(model_usage)).mappings().all())
    assert [row["outcome"] for row in rows] == ["failed"] * 3
    assert {row["cost"] for row in rows} == {Decimal(0)}


def test_tokens_are_estimated_when_the_endpoint_does_not_tell(company: Database) -> None:
    """The row says that it is an estimate."""
    message = {"role": "assistant", "content": None, "tool_calls": [_call("draft_order", text="来10箱雪碧330ml罐装")]}
    silent = {"id": "x", "object": "chat.completion", "created": 1, "model": "stub", "choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}
    with serve(Act(raw=json.dumps(silent)), says("好的。")) as endpoint:
        Chat(company, "d1.zh", brain(endpoint)).say("来10箱雪碧330ml罐装")
    first = company.read(lambda uow: uow.execute(select(model_usage).order_by(model_usage.c.id)).mappings().first())
    assert first is not None
    assert first["estimated"]
    assert first["input_tokens"] > 500


def _call(name: str, **arguments: str) -> dict[str, object]:
    return {"id": "call_1", "type": "function", "function": {"name": name, "arguments": json.dumps(arguments)}}


def test_only_an_administrator_reads_usage(company: Database) -> None:
    """Costs are nobody else's business, not even a manager's."""
    for login in ("d1.zh", "bm.zh", "tech.en", "cco.en"):
        actor = company.read(lambda uow, login=login: actor_of_login(uow, login))
        with pytest.raises(NotPermitted):
            company.read(lambda uow, actor=actor: read_usage(uow, actor, clock=CLOCK))


def test_sums_by_conversation_and_day_add_up(any_database: Database) -> None:
    """On both databases: days without gaps on the brand's calendar, the dearest conversation first, stored costs summed exactly."""
    from backend.identity.domain import SYSTEM

    made = ModelRequestMade("m", "answered", 1000, 10, estimated=False, ms=5, cost=Decimal("0.0026"))
    failed = replace(made, outcome="failed", cost=Decimal(0), input_tokens=0, output_tokens=0)
    yesterday = FixedClock(NOW - timedelta(days=1))
    any_database.write(lambda uow: record_requests(uow, SYSTEM, ("cnv_a", "1"), [made, failed], clock=yesterday))
    any_database.write(lambda uow: record_requests(uow, SYSTEM, ("cnv_b", "1"), [made], clock=CLOCK))
    any_database.write(lambda uow: record_requests(uow, SYSTEM, ("cnv_b", "2"), [made], clock=CLOCK))
    long_ago = FixedClock(NOW - timedelta(days=3))
    any_database.write(lambda uow: record_requests(uow, SYSTEM, ("cnv_a", "0"), [made], clock=long_ago))
    report = any_database.read(lambda uow: read_usage(uow, SYSTEM, days=3, clock=CLOCK))
    assert [(day.requests, day.tokens) for day in report.days] == [(0, 0), (2, 1010), (2, 2020)]
    assert [(one.user_id, one.input_tokens, one.output_tokens, one.last_at) for one in report.conversations] == [
        (SYSTEM.user_id, 2000, 20, NOW),
        (SYSTEM.user_id, 1000, 10, yesterday.now()),
    ]
    assert [(one.conversation_id, one.turns, one.requests, one.unanswered) for one in report.conversations] == [("cnv_b", 2, 2, 0), ("cnv_a", 1, 2, 1)]
    assert report.total.cost == {"CNY": Decimal("0.0078")}
    assert SYSTEM.role is Role.ADMIN


def test_small_and_large_costs_in_two_currencies_add_up_to_the_last_place(any_database: Database) -> None:
    """The database adds them; a price of six decimals makes costs of twelve."""
    from backend.identity.domain import SYSTEM

    made = ModelRequestMade("m", "answered", 1, 1, estimated=False, ms=5, cost=ModelPrice(Decimal("0.000001"), Decimal(0)).cost(1, 0))
    dear = replace(made, cost=Decimal("999.123456789012"))
    dollars = replace(made, cost=Decimal(20), currency="USD")
    any_database.write(lambda uow: record_requests(uow, SYSTEM, ("cnv_a", "1"), [made] * 3 + [dear] * 7 + [dollars], clock=CLOCK))
    report = any_database.read(lambda uow: read_usage(uow, SYSTEM, days=92, clock=CLOCK))
    assert report.total.cost == report.conversations[0].cost == {"CNY": Decimal("6993.864197523087"), "USD": Decimal(20)}
    assert str(report.total.cost["USD"]) == "20"
    assert len(report.days) == 92


def test_prices_come_from_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """By model, as JSON in one variable."""
    monkeypatch.setenv("DINGHUO_HOSTED_PRICES", '{"stub": {"input": "2.5", "output": "10", "currency": "USD"}}')
    settings = ProcessSettings(brain="hosted", hosted_base_url="http://127.0.0.1:1/v1", hosted_model="stub")
    assert HostedBrain.from_settings(settings).price == ModelPrice(Decimal("2.5"), Decimal(10), "USD")


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_the_page_shows_totals_bars_and_rows(database: Database, locale: str) -> None:
    """Every figure with its name, also on a phone; a name is no markup."""
    from functools import partial

    from backend.identity.domain import SYSTEM

    made = ModelRequestMade("m", "answered", 1000, 10, estimated=False, ms=5, cost=Decimal("0.0026"))
    database.write(lambda uow: record_requests(uow, SYSTEM, ("cnv_<b>", "1"), [made], clock=CLOCK))
    report = database.read(lambda uow: read_usage(uow, SYSTEM, days=7, clock=CLOCK))
    say = partial(phrasebook().say, locale)
    shown = totals_html(report.total, say) + chart_html(report.days, say) + table_html(report.conversations, say, locale, UTC)
    assert "1,010" in shown
    assert "CNY 0.0026" in shown
    assert shown.count("<rect") == 7
    assert "<b>" not in shown
    assert "usage-" not in shown
    assert cost_text({}) == "0"
    assert isinstance(report.conversations[0].last_at, datetime)
