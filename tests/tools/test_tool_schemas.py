"""What a model sees of a tool: words, numbers and examples, never who asks, what it costs or which state something shall get."""

import json
from typing import Any

import pytest
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool

from backend.identity.domain import Actor, Permission, Role, Scope, ScopeKind
from tools import ALL_TOOLS, tools_for

IDS = [tool.name for tool in ALL_TOOLS]
IDENTITY = {"dealer", "dealer_id", "user", "user_id", "actor", "role", "scope", "locale", "clock", "context", "runtime", "database"}
DECIDED = {
    "price",
    "unit_price",
    "discount",
    "amount",
    "total",
    "credit",
    "limit_amount",
    "token",
    "proposal",
    "proposal_id",
    "confirm",
    "confirmed",
    "version",
}
ORDERING = {
    "draft_order",
    "amend_draft",
    "show_draft",
    "discard_draft",
    "undo_change",
    "repeat_last_order",
    "cancel_order",
    "amend_order",
    "order_headroom",
    "known_names",
    "forget_name",
}
"""What only dealers have."""
OF_EVERYBODY = {"help", "request_person", "give_feedback", "set_notices", "list_notices", "open_ticket", "list_tickets", "ask_articles", "read_article"}


def _function(tool: BaseTool) -> dict[str, Any]:
    function: dict[str, Any] = convert_to_openai_tool(tool)["function"]
    return function


@pytest.mark.parametrize("tool", ALL_TOOLS, ids=IDS)
def test_no_argument_says_who_asks_or_what_it_costs(tool: BaseTool) -> None:
    """Identity is never an argument, and neither is anything the backend decides."""
    names = set(_function(tool)["parameters"]["properties"])
    assert names & (IDENTITY | DECIDED) == set()


@pytest.mark.parametrize("tool", ALL_TOOLS, ids=IDS)
def test_arguments_are_plain_and_described(tool: BaseTool) -> None:
    """Text, numbers, yes or no, or a list of codes, each with an example or its choices."""
    for name, argument in _function(tool)["parameters"]["properties"].items():
        assert argument.get("type") in {"string", "integer", "boolean"} or name == "skus"
        assert len(argument["description"]) > 20


@pytest.mark.parametrize("tool", ALL_TOOLS, ids=IDS)
def test_a_tool_explains_itself_shortly(tool: BaseTool) -> None:
    """One or two sentences; the whole schema stays small."""
    function = _function(tool)
    assert 20 < len(function["description"]) < 240
    assert len(json.dumps(function, ensure_ascii=False)) < 1200


@pytest.mark.parametrize("tool", ALL_TOOLS, ids=IDS)
def test_a_tool_says_whether_it_writes_and_who_may_use_it(tool: BaseTool) -> None:
    """The agent shows and runs tools by these marks."""
    assert tool.metadata is not None
    assert tool.metadata["access"] in {"read", "write"}
    assert tool.metadata["permission"] is None or Permission(tool.metadata["permission"])
    assert tool.response_format == "content_and_artifact"


def test_the_tools_of_the_contract_are_there() -> None:
    """Names are part of the contract with both brains."""
    expected = (
        "search_products check_stock quote_price draft_order amend_draft discard_draft show_draft undo_change order_status order_history list_orders"
        " repeat_last_order cancel_order amend_order credit_status order_headroom help request_person give_feedback set_notices list_notices"
        " known_names forget_name open_ticket list_tickets list_approvals list_promotions shipping_list stock_lots"
        " return_goods list_returns close_order ask_articles read_article"
    )
    assert sorted(IDS) == sorted(expected.split())


@pytest.mark.parametrize(
    ("role", "missing"),
    [
        (Role.DEALER_USER, {"shipping_list", "stock_lots", "close_order"}),
        (Role.PROVINCE_MANAGER, {*ORDERING, "shipping_list", "stock_lots", "return_goods", "close_order"}),
        (Role.TECHNICIAN, set(IDS) - OF_EVERYBODY),
    ],
)
def test_a_role_sees_only_what_it_may_use(role: Role, missing: set[str]) -> None:
    """Only dealers order, only a warehouse ships; a technician has articles, explanations, a person to ask and a voice."""
    actor = Actor("u", "U", role, "zh", Scope(ScopeKind.ALL), "D1" if role is Role.DEALER_USER else None)
    assert {tool.name for tool in tools_for(actor)} == set(IDS) - missing
