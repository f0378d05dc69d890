"""Two storemen with the same list, and the catalogue's columns that decide with what goods travel."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from backend.catalog.catalogue_file import read_catalogue
from backend.demo.company import CATALOGUE, DATA
from backend.kit.errors import Conflict, Invalid
from backend.ordering.fulfilling.schemas import Dispatch, PartStep
from backend.ordering.fulfilling.service import allocate_order, ship_part
from tests.fulfilling.warehouse import STOREMAN, Warehouse

CLIENTS = 4
HEAD = "sku,name_zh,name_en,brand_zh,brand_en,category,spec,base_unit,case_unit,units_per_case,default_unit,aliases,list_price_base,temperature,supplier\n"


def test_however_many_press_at_once_an_order_is_called_for_and_a_part_is_shipped_once(warehouse: Warehouse) -> None:
    """Each step is for one version: one succeeds, the others are told that it has moved on, and stock leaves once."""
    order, company = warehouse.ordered(DRILL=9), warehouse.company
    started = Barrier(CLIENTS)

    def press(_: int) -> list[str]:
        started.wait()
        done = []
        for work in (
            lambda uow: allocate_order(uow, STOREMAN, order.number, clock=company.clock),
            lambda uow: ship_part(uow, STOREMAN, PartStep(f"{order.number}-01", 1, {1: 4}), Dispatch("SF"), clock=company.clock),
        ):
            try:
                company.write(work)
            except Conflict as moved:
                done.append(moved.code)
            else:
                done.append("done")
        return done

    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = [answer for listed in pool.map(press, range(CLIENTS)) for answer in listed]
    assert answers.count("done") == 2
    assert set(answers) <= {"done", "order.wrong_status", "part.wrong_status", "part.stale", "order.stale"}
    assert [(part.status, part.lines[0].base_qty) for part in warehouse.order(order.number).parts] == [("SHIPPED", 4), ("ALLOCATED", 5)]
    assert company.disagreements() == []


def test_a_catalogue_says_how_goods_are_kept_and_who_sends_them(tmp_path: Path) -> None:
    """Empty means kept at room temperature and sent by the brand; another word is no temperature."""
    file = tmp_path / "catalogue.csv"
    rows = [f"S{number},名,Name,,,x,,piece,case,1,case,,1.00,{kept},{supplier}" for number, (kept, supplier) in enumerate([("", ""), ("frozen", " Ice Ltd ")])]
    file.write_text(HEAD + "\n".join(rows), encoding="utf-8")
    assert [(sku.temperature, sku.supplier) for sku, _ in read_catalogue(file)] == [("ambient", ""), ("frozen", "Ice Ltd")]
    file.write_text(f"{HEAD}S1,名,Name,,,x,,piece,case,1,case,,1.00,tepid,", encoding="utf-8")
    with pytest.raises(Invalid, match="bad_row"):
        read_catalogue(file)


def test_milk_of_the_demo_company_is_chilled() -> None:
    """So that its orders show more than one temperature class."""
    kept = {sku.code: sku.temperature for sku, _ in read_catalogue(DATA / CATALOGUE)}
    assert (kept["MN-250"], kept["AMX-205"], kept["COKE-330"]) == ("chilled", "chilled", "ambient")
