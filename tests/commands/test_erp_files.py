"""`dinghuo erp`: files in and out on the command line."""

import csv
from pathlib import Path

import pytest

from backend.settings.process import ProcessSettings
from bot.commands.exchanging import give_orders_out, take_rows_in

HEAD = "external_id,dealer,amount,day\n"


def test_a_file_of_payments_comes_in_once_and_says_what_it_did_not_use(demo_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The exit status tells a script whether somebody must look; the second time everything is known."""
    settings, file = ProcessSettings(database_url=demo_url), tmp_path / "payments.csv"
    file.write_text(f"{HEAD}p1,D1,10.00,2025-06-11\np2,K-1,5.00,2025-06-11\np3,D1,-5,2025-06-11\n", encoding="utf-8")
    assert take_rows_in(settings, "payments", file) == 1
    told = capsys.readouterr().out
    assert all(word in told for word in ("p2", "K-1", "p3", "amount"))
    assert "p1" not in told
    file.write_text(f"{HEAD}p1,D1,10.00,2025-06-11\n", encoding="utf-8")
    assert take_rows_in(settings, "payments", file) == 0


def test_orders_go_out_as_a_whole_file(demo_url: str, tmp_path: Path) -> None:
    """A header at least; nothing half written is left beside it; acknowledged means not given again."""
    settings, file = ProcessSettings(database_url=demo_url), tmp_path / "orders.csv"
    give_orders_out(settings, file, acknowledge=True)
    assert "revision" in next(csv.reader(file.read_text(encoding="utf-8").splitlines()))
    assert list(tmp_path.glob(".*")) == []
