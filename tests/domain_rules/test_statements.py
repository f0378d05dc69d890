"""What the rules state beyond their sentences: R1 (available), R7 (states), R8 (changes), R11 (lots), R14 (tax), R15 (numbers, calendar)."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from backend.catalog.service import import_skus
from backend.identity.domain import SYSTEM
from backend.integration.erp.handing_out import give_orders
from backend.inventory.domain import LotStatus
from backend.inventory.inbound import NewInbound, announce_inbound
from backend.inventory.promising import promise_dates
from backend.inventory.service import Buffer, Receipt, Want, availability, mark_lot, receive_stock, reserve, set_buffers
from backend.inventory.transfers import NewTransfer, approve_transfer, dispatch_transfer, draft_transfer
from backend.kit.audit import audit_log
from backend.kit.db import UnitOfWork
from backend.kit.errors import Conflict
from backend.kit.money import split_tax
from backend.kit.outbox import outbox
from backend.ordering.fulfilling.allocating import allocate_order
from backend.ordering.schemas import CancelRequest, ChangeEdit, LineEdit
from backend.ordering.service import propose_cancel, propose_change
from backend.pricing.service import NewPriceList, import_price_list
from backend.settings.domain import BrandSettings
from backend.settings.service import save_brand_settings
from tests.fulfilling.warehouse import STOREMAN, Warehouse
from tests.ordering.company import SKUS, START, Company

SHANGHAI = ZoneInfo("Asia/Shanghai")
TODAY = date(2025, 6, 11)
TOMORROW = TODAY + timedelta(days=1)
FRIDAY = date(2025, 6, 13)


def _receive(company: Company, *receipts: Receipt) -> None:
    company.write(lambda uow: receive_stock(uow, SYSTEM, receipts, clock=company.clock))


def test_r1_available_is_sellable_less_promises_less_the_buffer_and_confirmed_inbound_adds_by_its_day(company: Company) -> None:
    """100 sellable, 20 promised, 10 kept back: 70 tomorrow; 50 that are confirmed for Friday make it 120, 500 that are not confirmed nothing."""
    _receive(company, Receipt("BW-E", "X", "L1", 100, TODAY))
    inbound = [NewInbound("PO-1", "BW-E", "X", 50, FRIDAY), NewInbound("PO-2", "BW-E", "X", 500, FRIDAY, confirmed=False)]

    def change(uow: UnitOfWork) -> None:
        set_buffers(uow, SYSTEM, [Buffer("BW-E", "X", 10)])
        reserve(uow, "o1", (Want(1, "X", 20),), day=TOMORROW, clock=company.clock)
        announce_inbound(uow, SYSTEM, inbound, clock=company.clock)

    company.write(change)
    option = company.database.read(lambda uow: promise_dates(uow, ["X"], {"X": 100}, day=TOMORROW, clock=company.clock)["X"])
    assert (option.on_day, option.first_day, option.steps) == (70, FRIDAY, ((FRIDAY, 120),))


def test_r11_expired_quarantined_recalled_and_moving_goods_are_outside_availability(company: Company) -> None:
    """Of six lots of ten the one that is good and stands in a warehouse that sells is available."""
    lots = {"good": FRIDAY, "over": TODAY - timedelta(days=1), "apart": FRIDAY, "recalled": FRIDAY, "moving": FRIDAY, "undated": None}
    _receive(company, *(Receipt("BW-E", "X", lot, 10, TODAY - timedelta(days=9), expiry) for lot, expiry in lots.items()))

    def change(uow: UnitOfWork) -> None:
        mark_lot(uow, SYSTEM, ("X", "BW-E"), "apart", LotStatus.QUARANTINE)
        mark_lot(uow, SYSTEM, ("X", "BW-E"), "recalled", LotStatus.RECALLED)
        made = draft_transfer(uow, SYSTEM, NewTransfer("BW-E", "BW-S", (("X", "moving", 10),)), clock=company.clock)
        agreed = approve_transfer(uow, SYSTEM, made.number, made.version, clock=company.clock)
        dispatch_transfer(uow, SYSTEM, agreed.number, agreed.version, clock=company.clock)

    company.write(change)
    assert company.database.read(lambda uow: availability(uow, ["X"], day=TOMORROW)["X"].total) == 20
    assert company.disagreements() == []


def test_r7_each_state_change_has_its_audit_entry_and_its_message_and_what_is_not_in_the_table_is_told_what_is(warehouse: Warehouse) -> None:
    """Placed, called for, shipped, delivered: as many messages as entries, of the same versions; a delivered order cannot be called for again."""
    number = warehouse.ordered(COKE=1).number
    warehouse.allocate(number)
    warehouse.ship(f"{number}-01")
    warehouse.deliver(f"{number}-01")
    order = warehouse.order(number)

    def read(uow: UnitOfWork) -> tuple[list[str], list[str]]:
        entries = uow.execute(select(audit_log).where(audit_log.c.aggregate == f"order:{order.order_id}").order_by(audit_log.c.seq)).all()
        messages = uow.execute(select(outbox.c.topic).where(outbox.c.key.startswith(f"{order.order_id}:")).order_by(outbox.c.id)).scalars()
        return [entry.action for entry in entries], list(messages)

    entries, messages = warehouse.company.database.read(read)
    assert entries == messages == ["order.submitted", "order.allocated", "order.shipped", "order.delivered"]
    with pytest.raises(Conflict, match=r"order\.wrong_status") as refused:
        warehouse.company.write(lambda uow: allocate_order(uow, STOREMAN, number, clock=warehouse.company.clock))
    assert refused.value.params["allowed"]


def test_r8_unchanged_lines_keep_their_price_and_more_of_a_line_is_priced_anew(warehouse: Warehouse) -> None:
    """Both went up since: beer stays at 2.85, three cases of cola cost what cola costs now; once the goods are called for nothing changes any more."""
    company = warehouse.company
    order = warehouse.ordered(COKE=2, BEER=1)
    company.clock.instant += timedelta(minutes=5)
    entries = (("COKE", 0, Decimal(4)), ("BEER", 0, Decimal(6)))
    company.write(lambda uow: import_price_list(uow, NewPriceList("BASE", "base", company.clock.now(), entries=entries)))
    actor, edit = company.actor("d1"), ChangeEdit(order.number, (LineEdit("COKE", Decimal(3)),))
    change = company.write(lambda uow: propose_change(uow, actor, edit, clock=company.clock))
    changed = company.confirm("d1", change.confirm_token).order
    assert changed is not None
    assert {line.sku: line.unit_price for line in changed.lines} == {"COKE": Decimal("3.80"), "BEER": Decimal("2.85")}
    warehouse.allocate(order.number)
    with pytest.raises(Conflict):
        company.write(lambda uow: propose_change(uow, actor, edit, clock=company.clock))


def test_r14_two_lines_of_379_00_with_21_percent_tax_inside_add_up_to_758_00(company: Company) -> None:
    """As an ERP is given them: net and tax of each line make the line, and the order."""
    company.write(lambda uow: save_brand_settings(uow, BrandSettings(tax_percent=Decimal(21))))
    entries = tuple((sku, 0, Decimal("379.00")) for sku in ("DRILL", "LAMP"))
    company.write(lambda uow: import_skus(uow, [replace(SKUS[3], code="LAMP", name_zh="工作灯", name_en="Work Lamp")]))
    company.stock("LAMP", 5)
    company.write(lambda uow: import_price_list(uow, NewPriceList("D1-OWN", "contract", START, scope_value="D1", entries=entries)))
    company.order("d1", DRILL=1, LAMP=1)
    (given,) = company.database.read(lambda uow: give_orders(uow, SYSTEM)).items
    assert [(line.net, line.tax) for line in given.lines] == [(Decimal("313.22"), Decimal("65.78"))] * 2
    assert (given.net_total, given.tax_total, given.discount) == (Decimal("626.44"), Decimal("131.56"), 0)
    assert given.net_total + given.tax_total == given.total == Decimal("758.00")


def test_r14_net_and_tax_of_any_amount_make_it_and_mirror_when_it_is_given_back() -> None:
    """Whatever the amount and the rate."""
    for cents in range(0, 5000, 7):
        for percent in (Decimal(0), Decimal(6), Decimal(9), Decimal(13), Decimal("21.5")):
            gross = Decimal(cents).scaleb(-2)
            net, tax = split_tax(gross, percent)
            assert (net + tax, split_tax(-gross, percent)) == (gross, (-net, -tax))


def test_r15_a_number_is_given_at_the_yes_and_never_again(company: Company) -> None:
    """A draft has an id of its own; a number that was cancelled stays used."""
    draft = company.draft("d1", COKE=1)
    assert not draft.draft_id.startswith("SO-")
    first = company.confirm("d1", draft.confirm_token).order
    assert first is not None
    actor = company.actor("d1")
    cancel = company.write(lambda uow: propose_cancel(uow, actor, CancelRequest(first.number), clock=company.clock))
    company.confirm("d1", cancel.confirm_token)
    second = company.order("d1", COKE=2).order
    assert second is not None
    assert int(second.number.removeprefix("SO-")) > int(first.number.removeprefix("SO-"))


@pytest.mark.parametrize(
    ("settings", "said", "day"),
    [
        (BrandSettings(), datetime(2025, 6, 14, 15, 59, tzinfo=SHANGHAI), date(2025, 6, 16)),
        (BrandSettings(extra_workdays=(date(2025, 6, 15),)), datetime(2025, 6, 14, 15, 59, tzinfo=SHANGHAI), date(2025, 6, 15)),
        (BrandSettings(extra_workdays=(date(2025, 6, 15),)), datetime(2025, 6, 14, 16, 0, tzinfo=SHANGHAI), date(2025, 6, 16)),
        (BrandSettings(closed_days=(date(2025, 6, 16),)), datetime(2025, 6, 14, 15, 59, tzinfo=SHANGHAI), date(2025, 6, 17)),
    ],
    ids=["Sunday is left out", "a make-up workday (调休) counts", "past the cut-off", "a closed day is left out"],
)
def test_r15_the_promise_is_a_day_of_the_working_calendar(company: Company, settings: BrandSettings, said: datetime, day: date) -> None:
    """Shown as a date, on the brand's clock."""
    company.write(lambda uow: save_brand_settings(uow, settings))
    company.clock.instant = said
    order = company.order("d1", COKE=1).order
    assert order is not None
    assert order.delivery_date == day
