"""The long form of the obedient model: 1,000 random turns."""

import logging

import pytest

from backend.kit.db import Database
from tests.conversation.company import company, company_template
from tests.hosted.attack import attack

__all__ = ["company", "company_template"]


def test_a_thousand_turns_of_an_obedient_model_do_no_harm(company: Database, caplog: pytest.LogCaptureFixture) -> None:
    """The same checks after every turn as in the short form."""
    caplog.set_level(logging.ERROR)
    confirmed = attack(company, turns=1000, seed=20)
    assert confirmed >= 1
    assert not [record for record in caplog.records if "turn failed" in record.getMessage()]
