"""A yes after a person has answered: it may be meant for him, so the assistant shows what it would confirm before it does."""

import pytest

from backend.conversations.service import find_conversation, hand_back, say_as_staff
from backend.kit.clock import FixedClock
from backend.kit.db import Database
from backend.settings.process import ProcessSettings
from bot.assistant import Assistant
from bot.messages import IncomingMessage
from bot.rendering.plain import to_plain
from bot.sentences import phrasebook
from tests.ordering.company import Company, load_company


@pytest.fixture
def company(database: Database, clock: FixedClock) -> Company:
    """The small company."""
    return load_company(database, clock)


@pytest.mark.parametrize("ends", ["staff", "person"])
def test_a_yes_after_a_person_answered_looks_first(company: Company, ends: str) -> None:
    """Staff asked "reply yes and I send it again"; that yes must not place the order the assistant showed before. The second yes does."""
    assistant = Assistant(company.database, company.clock, ProcessSettings(), phrasebook())
    dealer, staff, sent = company.actor("d1"), company.actor("bm"), iter(range(99))

    def say(text: str) -> str:
        return to_plain(assistant.reply(dealer, IncomingMessage("web", "main", f"m{next(sent)}", text)))

    say("10箱可乐")
    say("转人工")
    conversation = company.database.read(lambda uow: find_conversation(uow, dealer, "web", "main")) or ""
    company.write(lambda uow: say_as_staff(uow, staff, conversation, "要补发请回复确认", "a1", clock=company.clock))
    if ends == "staff":
        company.write(lambda uow: hand_back(uow, staff, conversation, clock=company.clock))
    else:
        say("回到助手")
    assert "已下单" not in say("确认")
    assert "已下单" in say("确认")


def test_while_a_person_answers_a_yes_confirms_nothing(company: Company) -> None:
    """It is stored for him; the button of the draft does what it says all the same."""
    assistant = Assistant(company.database, company.clock, ProcessSettings(), phrasebook())
    dealer = company.actor("d1")
    shown = assistant.reply(dealer, IncomingMessage("web", "main", "m1", "10箱可乐"))
    confirm = next(button.action for block in shown.blocks for button in block.buttons if button.action.startswith("confirm:"))
    assistant.reply(dealer, IncomingMessage("web", "main", "m2", "转人工"))
    for number, text in enumerate(("确认", "yes", "下单")):
        assert "已下单" not in to_plain(assistant.reply(dealer, IncomingMessage("web", "main", f"y{number}", text)))
    assert "已下单" in to_plain(assistant.reply(dealer, IncomingMessage("web", "main", "m3", "", confirm)))
