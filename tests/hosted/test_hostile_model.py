"""A model that obeys every attacker can waste a turn, and nothing else."""

import logging

import pytest

from backend.kit.db import Database
from tests.hosted.attack import attack


def test_an_obedient_model_orders_nothing_shows_nothing_foreign_and_sets_no_price(company: Database, caplog: pytest.LogCaptureFixture) -> None:
    """150 random turns: every order has a human confirmation behind it, no foreign row is read, no price is not the list's, no turn fails."""
    caplog.set_level(logging.ERROR)
    confirmed = attack(company, turns=150, seed=7)
    assert confirmed >= 1
    assert not [record for record in caplog.records if "turn failed" in record.getMessage()]
