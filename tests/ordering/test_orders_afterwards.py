"""Changing, approving, rejecting, listing, importing and quoting."""

from datetime import date
from decimal import Decimal

import pytest

from backend.catalog.domain import Unit
from backend.identity.domain import SYSTEM
from backend.kit.errors import Conflict, Invalid, NotFound, NotPermitted, Refused
from backend.ordering import reader
from backend.ordering.domain import DraftContent
from backend.ordering.reading.domain import LineStatus, Op, OrderReading, ReadLine
from backend.ordering.rules.legacy import ApprovalRule, Condition
from backend.ordering.schemas import CancelRequest, ChangeEdit, ChangeText, ChangeView, Decision, HistoricLine, HistoricOrder, LineEdit, OrderFilter
from backend.ordering.service import (
    get_order,
    import_orders,
    list_orders,
    load_approval_rules,
    propose_cancel,
    propose_change,
    reject_order,
    release_order,
    save_approval_rules,
)
from backend.pricing.service import NewPriceList, import_price_list
from tests.ordering.company import Company


def change(company: Company, number: str | None, login: str = "d1", *, backorder: bool = False, **quantities: int) -> ChangeView:
    edits = tuple(LineEdit(sku, Decimal(qty)) for sku, qty in quantities.items())
    request = ChangeEdit(number, edits, backorder=backorder)
    return company.write(lambda uow: propose_change(uow, company.actor(login), request, clock=company.clock))


def test_a_change_shows_before_and_after_and_moves_stock_and_credit_only_when_confirmed(company: Company) -> None:
    """Sprite from 5 to 15 cases, beer off, drill new."""
    number = company.order("d1", SPRITE=5, BEER=10).order.number
    view = change(company, number, SPRITE=15, BEER=0, DRILL=2)
    assert [(line.sku, line.base_qty) for line in view.before] == [("SPRITE", 120), ("BEER", 120)]
    assert [(line.line_no, line.sku, line.base_qty) for line in view.after] == [(1, "SPRITE", 360), (3, "DRILL", 2)]
    assert (view.total_before, view.total_after) == (Decimal("456.00"), Decimal("1292.00"))
    assert company.disagreements() == []
    result = company.confirm("d1", view.confirm_token)
    assert (result.outcome, result.order.status, result.order.version, result.order.total) == ("changed", "APPROVED", 2, view.total_after)
    assert result.order.history[-1].data["before"]["total"] == "456.00"
    assert company.disagreements() == []
    assert company.confirm("d1", view.confirm_token).order.version == 2


def test_a_change_in_words_is_read_against_the_lines_of_the_order(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """The order's lines are the cart; a question leaves nothing to confirm."""
    company.order("d1", SPRITE=5)
    carts = []

    def read(_uow: object, _text: str, content: DraftContent, _history: object, **_: object) -> OrderReading:
        carts.append([(line.sku, line.base_qty) for line in content.lines])
        return OrderReading((ReadLine(Op.SET, LineStatus.OK, "SPRITE", qty=Decimal(15), unit=Unit.CASE),), final_cart={"SPRITE": 360})

    monkeypatch.setattr(reader, "read_message", read)
    view = company.write(lambda uow: propose_change(uow, company.actor("d1"), ChangeText(None, "雪碧改成15箱"), clock=company.clock))
    assert (carts, view.total_after) == ([[("SPRITE", 120)]], Decimal("342.00"))
    unclear = OrderReading((ReadLine(Op.ADD, LineStatus.AMBIGUOUS, candidates=("COKE", "BEER"), qty=Decimal(1), source="那个"),))
    monkeypatch.setattr(reader, "read_message", lambda *_, **__: unclear)
    asked = company.write(lambda uow: propose_change(uow, company.actor("d1"), ChangeText(None, "加那个"), clock=company.clock))
    assert (asked.confirm_token, len(asked.questions)) == (None, 1)
    with pytest.raises(Conflict, match=r"proposal\.withdrawn"):
        company.confirm("d1", view.confirm_token)


def test_only_more_than_before_needs_stock(company: Company) -> None:
    """All beer is reserved by the order itself: fewer is fine, one more case is short, unless it may come later."""
    number = company.order("d1", BEER=10).order.number
    more = change(company, number, BEER=11)
    assert (more.questions[0].available_base, more.questions[0].base_qty, more.confirm_token) == (120, 132, None)
    later = company.confirm("d1", change(company, number, backorder=True, BEER=11).confirm_token)
    assert [(line.base_qty, line.backorder_base) for line in later.order.lines] == [(132, 12)]
    fewer = company.confirm("d1", change(company, number, BEER=4).confirm_token)
    assert [(line.base_qty, line.backorder_base) for line in fewer.order.lines] == [(48, 0)]
    assert company.disagreements() == []


def test_a_changed_order_is_gated_again_as_a_whole(company: Company) -> None:
    """Over the limit by the change: held; back below: approved. The old total of the order does not count twice."""
    company.credit("D1", "1000.00")
    number = company.order("d1", DRILL=1).order.number
    view = change(company, number, DRILL=3)
    assert [(gate.code, gate.params["shortfall"]) for gate in view.gates] == [("OVER_CREDIT", "425.00")]
    assert company.confirm("d1", view.confirm_token).order.status == "HOLD"
    assert company.confirm("d1", change(company, number, DRILL=2).confirm_token).order.status == "APPROVED"
    assert company.disagreements() == []


def test_lines_that_stay_keep_their_agreed_price(company: Company) -> None:
    """Only the raised line takes today's price."""
    number = company.order("d1", COKE=1, SPRITE=1).order.number
    dearer = (("COKE", 0, Decimal(9)), ("SPRITE", 0, Decimal(9)))
    company.write(lambda uow: import_price_list(uow, NewPriceList("D1", "contract", company.clock.now(), scope_value="D1", entries=dearer)))
    view = change(company, number, SPRITE=2)
    assert [(line.sku, line.line_total) for line in view.after] == [("COKE", Decimal("45.60")), ("SPRITE", Decimal("432.00"))]


def test_a_change_of_an_older_version_confirms_nothing(company: Company) -> None:
    """A colleague changed the order in between."""
    number = company.order("d1", COKE=5).order.number
    mine = change(company, number, COKE=6).confirm_token
    company.confirm("d1b", change(company, number, "d1b", COKE=7).confirm_token)
    with pytest.raises(Conflict, match=r"proposal\.withdrawn"):
        company.confirm("d1", mine)


def test_which_order_is_meant_must_be_clear_and_own(company: Company) -> None:
    """None, several, foreign and below: each is told apart only as far as the person may know."""
    actor = company.actor("d1")
    with pytest.raises(NotFound, match=r"order\.none_open"):
        company.write(lambda uow: propose_cancel(uow, actor, CancelRequest(None), clock=company.clock))
    own = [company.order("d1", COKE=quantity).order.number for quantity in (1, 2)]
    with pytest.raises(Refused, match=r"order\.which") as refused:
        company.write(lambda uow: propose_cancel(uow, actor, CancelRequest(None), clock=company.clock))
    assert sorted(reason.params["number"] for reason in refused.value.reasons) == own
    for login in ("d2", "d3"):
        with pytest.raises(NotFound, match=r"order\.not_found"):
            company.write(lambda uow, login=login: propose_cancel(uow, company.actor(login), CancelRequest(own[0]), clock=company.clock))
    with pytest.raises(Invalid, match=r"order\.nothing_changed"):
        change(company, own[0], COKE=1)
    assert change(company, own[0], COKE=0).kind == "cancel"


def test_a_held_order_is_released_by_a_brand_manager_only_and_only_as_looked_at(company: Company) -> None:
    """The wrong version, the wrong role, twice: all refused."""
    order = company.order("d2", COKE=1).order
    assert order.status == "HOLD"
    with pytest.raises(NotPermitted):
        company.write(lambda uow: release_order(uow, company.actor("d1"), Decision(order.order_id, 1), clock=company.clock))
    manager = company.actor("bm")
    with pytest.raises(Conflict, match=r"order\.stale"):
        company.write(lambda uow: release_order(uow, manager, Decision(order.order_id, 2), clock=company.clock))
    released = company.write(lambda uow: release_order(uow, manager, Decision(order.number, 1, "ok"), clock=company.clock))
    assert (released.status, released.history[-1].actor, released.history[-1].data["holds"]) == ("APPROVED", "BM", ["GRADE_NOT_A"])
    with pytest.raises(Conflict, match=r"order\.wrong_status"):
        company.write(lambda uow: release_order(uow, manager, Decision(order.order_id, 2), clock=company.clock))
    assert company.disagreements() == []


def test_nobody_decides_on_his_own_order(company: Company) -> None:
    """Whoever placed it, whatever his role."""
    order = company.order("d2", COKE=1).order
    self_approver = SYSTEM.__class__(company.actor("d2").user_id, "x", SYSTEM.role, "en", SYSTEM.scope)
    with pytest.raises(NotPermitted, match=r"order\.own_order"):
        company.write(lambda uow: release_order(uow, self_approver, Decision(order.order_id, 1), clock=company.clock))


def test_a_rejection_needs_a_reason_and_gives_back_stock_and_credit(company: Company) -> None:
    """The beer can be ordered again."""
    order = company.order("d2", BEER=10).order
    manager = company.actor("bm")
    with pytest.raises(Invalid, match=r"order\.reason_needed"):
        company.write(lambda uow: reject_order(uow, manager, Decision(order.order_id, 1, " "), clock=company.clock))
    rejected = company.write(lambda uow: reject_order(uow, manager, Decision(order.order_id, 1, "too much"), clock=company.clock))
    assert rejected.status == "REJECTED"
    assert company.disagreements() == []
    assert company.draft("d1", BEER=10).questions == ()


def test_rules_are_data(company: Company) -> None:
    """Another set is in force at the next confirmation; a rule that cannot be judged is refused."""
    manager = company.actor("bm")
    with pytest.raises(Invalid, match=r"order\.bad_rule"):
        company.write(lambda uow: save_approval_rules(uow, manager, [ApprovalRule("x", "X", (Condition("amount", "ge", "much"),))], clock=company.clock))
    company.write(lambda uow: save_approval_rules(uow, manager, [ApprovalRule("small", "SMALL", (Condition("amount", "lt", "1000"),))], clock=company.clock))
    assert company.database.read(load_approval_rules).version == 1
    assert company.order("d2", DRILL=2).order.status == "APPROVED"
    assert [reason.code for reason in company.order("d2", DRILL=1).order.hold_reasons] == ["SMALL"]


def test_lists_are_scoped_filtered_and_paged_newest_first(company: Company) -> None:
    """A parent sees its child's orders, the child not the parent's; pages neither lose nor repeat."""
    mine = [company.order("d1", COKE=quantity).order.number for quantity in range(1, 6)]
    other = company.order("d2", BEER=1).order.number
    seen, cursor = [], None
    while True:
        wanted = OrderFilter(cursor=cursor, limit=2)
        page = company.database.read(lambda uow, wanted=wanted: list_orders(uow, company.actor("d1"), wanted))
        seen += [order.number for order in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == mine[::-1]

    def numbers(login: str, **wanted: object) -> list[str]:
        return [order.number for order in company.database.read(lambda uow: list_orders(uow, company.actor(login), OrderFilter(**wanted))).items]

    assert numbers("d2") == [other, *mine[::-1]]
    assert (numbers("d2", statuses=("HOLD",)), numbers("bm", sku="BEER"), numbers("d3")) == ([other], [other], [])
    assert (numbers("bm", dealer="D1", placed_from=date(2025, 6, 12)), numbers("bm", dealer="D2")) == ([], [other])
    with pytest.raises(NotFound, match=r"order\.not_found"):
        company.database.read(lambda uow: get_order(uow, company.actor("d1"), other))
    with pytest.raises(NotPermitted):
        company.database.read(lambda uow: list_orders(uow, company.actor("tech"), OrderFilter()))
    with pytest.raises(Invalid, match=r"paging\.bad_cursor"):
        company.database.read(lambda uow: list_orders(uow, company.actor("d1"), OrderFilter(cursor="???")))


def test_an_imported_order_keeps_its_number_and_total_and_can_be_cancelled(company: Company) -> None:
    """It holds stock and credit as if it had been placed here."""
    line = HistoricLine("SPRITE", Decimal(5), Unit.CASE, 120, Decimal("113.99"))
    order = HistoricOrder("SO-1003", "D1", date(2025, 6, 10), "WH-W", date(2025, 6, 12), "approved", Decimal("113.99"), (line,), placed_by_name="Lin")

    company.write(lambda uow: import_orders(uow, [order]))
    view = company.database.read(lambda uow: get_order(uow, company.actor("d1"), "so-1003"))
    assert (view.total, view.lines[0].line_total, view.order_date, view.history[0].action) == (order.total, order.total, date(2025, 6, 10), "imported")
    assert company.disagreements() == []
    assert company.confirm("d1", change(company, "SO-1003", COKE=1).confirm_token).order.total == Decimal("159.59")
    assert company.disagreements() == []
    wrong = HistoricOrder("SO-9", "D1", date(2025, 6, 10), "WH-W", None, "approved", Decimal(1), (line,))
    with pytest.raises(Invalid, match=r"order\.bad_import"):
        company.write(lambda uow: import_orders(uow, [wrong]))
