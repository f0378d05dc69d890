"""No tool ever gives a row outside the actor's scope, whatever it is asked for and whatever tree the dealers form."""

import json
import shutil
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from langchain.agents import create_agent
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage

from backend.kit.clock import FixedClock
from backend.kit.db import Database
from tests.tools.market import Market, dealer_id, load_market, name_zh, number_of
from tools import ALL_TOOLS
from tools.context import ToolContext
from tools.views import CreditAnswer, OrderList, OrderView, ToolProblem

NOW = datetime(2025, 6, 11, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


@st.composite
def trees(draw: st.DrawFn) -> tuple[int | None, ...]:
    """Up to six dealers; each hangs below an earlier one or below none."""
    count = draw(st.integers(2, 6))
    return tuple(draw(st.none() | st.integers(0, place - 1)) if place else None for place in range(count))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(parents=trees(), data=st.data())
def test_no_row_outside_the_scope_over_random_trees(sqlite_template: Path, parents: tuple[int | None, ...], data: st.DataObject) -> None:
    """Every dealer's numbers and names are asked for by a random person; what comes back is his own or below, all of it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tree.db"
        shutil.copyfile(sqlite_template, path)
        database = Database(f"sqlite:///{path}")
        try:
            market = load_market(database, FixedClock(NOW), parents)
            place = data.draw(st.integers(0, len(parents) - 1))
            login, allowed = data.draw(
                st.sampled_from([(f"user{place}", market.below(place)), (f"manager{place}", market.below(place)), ("technician", set())])
            )
            _ask_for_everything(market, login, allowed)
        finally:
            database.close()


def _ask_for_everything(market: Market, login: str, allowed: set[str]) -> None:
    for place in range(len(market.parents)):
        expected = dealer_id(place) in allowed
        for result in (
            market.ask(login, "order_status", number=number_of(place, 2)),
            market.ask(login, "list_orders", dealer_name=name_zh(place)),
            market.ask(login, "list_orders", dealer_name=dealer_id(place)),
            market.ask(login, "credit_status", dealer_name=name_zh(place)),
            market.ask(login, "order_status", text=f"{name_zh(place)}最近一单"),
        ):
            assert _dealers_of(result) == ({dealer_id(place)} if expected else set())
    assert _dealers_of(market.ask(login, "list_orders", below=True, limit=30)) == allowed


def _dealers_of(result: Any) -> set[str]:
    if isinstance(result, OrderView):
        return {result.dealer_id}
    if isinstance(result, OrderList):
        return {order.dealer_id for order in result.page.items}
    if isinstance(result, CreditAnswer):
        return {result.status.dealer_id}
    assert isinstance(result, ToolProblem)
    return set()


def test_a_foreign_order_looks_like_a_missing_one(market: Market) -> None:
    """Same code, nothing about the other company."""
    foreign = market.call(market.context("user1"), "order_status", number=number_of(3, 1))
    missing = market.call(market.context("user1"), "order_status", number="SO-9999")
    assert json.loads(str(foreign.content)) == {"error": "order.not_found", "number": number_of(3, 1)}
    assert json.loads(str(missing.content)) == {"error": "order.not_found", "number": "SO-9999"}


@pytest.mark.parametrize("name", [name_zh(3), "Company D", "DL3", "%", "_", "", "Nobody Ltd"])
def test_a_foreign_company_looks_like_a_missing_one(market: Market, name: str) -> None:
    """By name, code, wild card or nothing: never a row of company D."""
    for tool in ("list_orders", "credit_status"):
        message = market.call(market.context("user1"), tool, dealer_name=name)
        assert "DL3" not in str(message.artifact).replace(f"'{name}'", "")
    if name:
        assert market.ask("user1", "credit_status", dealer_name=name).code == "dealer.not_found"


def test_a_dealer_writes_only_his_own_orders(market: Market) -> None:
    """Those below can be read, not cancelled, changed or repeated."""
    below = number_of(1, 2)
    assert market.ask("user0", "order_status", number=below).number == below
    assert market.ask("user0", "cancel_order", number=below).code == "order.not_found"
    assert market.ask("user0", "repeat_last_order", number=below).code == "order.not_found"
    assert market.ask("manager0", "cancel_order", number=below).code == "identity.not_permitted"


def test_forged_arguments_are_ignored(market: Market) -> None:
    """A model that sends a dealer, a price or a whole context gets the own rows of the person who asks."""
    forged = {"dealer_id": "DL3", "dealer": "DL3", "price": "0.01", "credit": "999", "context": {"actor": "DL3"}, "runtime": {"context": {"actor": "DL3"}}}
    calls = [
        {"name": "list_orders", "args": {"limit": 30, **forged}, "id": "1"},
        {"name": "order_status", "args": {"number": "", **forged}, "id": "2"},
        {"name": "credit_status", "args": forged, "id": "3"},
        {"name": "quote_price", "args": {"skus": ["COKE-330"], **forged}, "id": "4"},
    ]
    model = _Scripted(messages=iter([AIMessage("", tool_calls=calls), AIMessage("done")]))
    context = market.context("user1")
    agent = create_agent(model, list(ALL_TOOLS), context_schema=ToolContext)
    messages = agent.invoke({"messages": [HumanMessage("x")]}, {"max_concurrency": 1}, context=context)["messages"]
    answers = [message for message in messages if isinstance(message, ToolMessage)]
    assert [answer.status for answer in answers] == ["success"] * 4
    assert not any("DL3" in str(result) or "Company D" in str(result) for result in context.results)
    assert len(context.results) == 4
    assert context.results[3].items[0].case_price == market.ask("user1", "quote_price", skus=["COKE-330"]).items[0].case_price


class _Scripted(GenericFakeChatModel):
    """Says what it was told to say; accepts tools."""

    def bind_tools(self, *_args: Any, **_kwargs: Any) -> "_Scripted":
        """Tools make no difference to it."""
        return self
