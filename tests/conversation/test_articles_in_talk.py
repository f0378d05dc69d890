"""Promises of after-sales answers in the chat with the embedded brain: the steps with their source, what carries on, and a ticket where nothing answers."""

import pytest
from sqlalchemy import func, select

from backend.kit.clock import FixedClock
from backend.kit.db import Database
from backend.support.models import tickets
from bot.pages.article_words import anchor
from knowledge.articles import add_version, end_version, publish_version, read_article, version_from
from knowledge.documents import read_document
from knowledge.domain import Audience
from tests.conftest import NOW
from tests.conversation.chat import Chat

CLOCK = FixedClock(NOW)
STEPS = "# PX-9 pump F3: no pressure\n\n> Warning: switch the mains off.\n\n![Valve](valve.svg)\n\n" + "".join(f"{n}. Turn screw S{n}.\n" for n in range(1, 41))
BOOK = "# PX-9 pump F7: air in the line\n\n1. Open valve A.\n\n## After that\n\nReplace seal RS-4.\n"


def publish(database: Database, text: str, article: str, **facts: str) -> str:
    """Publish an article; the id of its version."""
    new = version_from(read_document("a.md", text.encode()), f"{article}.md", facts={"id": article, "lang": "en", "model": "PX-9", **facts})
    draft = database.write(lambda uow: add_version(uow, new, by="author", clock=CLOCK))
    database.write(lambda uow: publish_version(uow, draft.id, by="reviewer", clock=CLOCK))
    return draft.id


def ticket_count(database: Database) -> int:
    """How many tickets there are."""
    return int(database.read(lambda uow: uow.execute(select(func.count()).select_from(tickets)).scalar_one()))


@pytest.mark.parametrize(
    ("login", "question", "article", "step"),
    [
        ("tech.zh", "LC-300冰柜报E4,怎么处理?", "KB-02", "停机 30 分钟"),
        ("d1.zh", "冰柜显示E1是什么意思", "KB-01", "TS-10"),
        ("tech.zh", "瓷砖胶一袋加多少水?", "KB-10", "5.0 升"),
        ("tech.en", "BD-2 beer dispenser error B15, too much foam. How do I fix it?", "KB-09", "4 degrees"),
        ("d1.en", "my drill's red light keeps blinking", "KB-06", "20 minutes"),
        ("tech.en", "what temperature for PPR fusion?", "KB-08", "260 degrees"),
    ],
)
def test_a_fault_is_answered_with_its_steps_and_source_and_nothing_else_happens(company: Database, login: str, question: str, article: str, step: str) -> None:
    """In the asker's language, with the article's id; a planted instruction in the article (KB-09) is text like any other."""
    chat = Chat(company, login)
    answer = chat.say(question)
    assert article in answer
    assert step in answer
    assert (chat.live(), chat.orders_placed(), ticket_count(company)) == ([], [], 0)
    chat.say("ok" if login.endswith("en") else "好的，确认")
    assert chat.orders_placed() == []


@pytest.mark.parametrize(
    ("login", "asked", "again", "word"),
    [
        ("tech.en", "VM-7 vending machine shows code V99, what should I do?", "the VM-7 still has V99, please help, how do I fix it", "ticket"),
        ("d1.zh", "咖啡机报E4怎么办", "再问一下，咖啡机E4到底怎么修", "工单"),
    ],
)
def test_what_no_article_answers_becomes_one_ticket_in_that_turn(company: Database, login: str, asked: str, again: str, word: str) -> None:
    """However often and however worded it is asked in the conversation; steps for another machine with the same code are not told."""
    chat = Chat(company, login)
    first, second = chat.say(asked), chat.say(again)
    assert word in first
    assert "TK-" in first
    assert "TK-" in second
    assert ticket_count(company) == 1
    assert "冷凝器" not in first


@pytest.mark.parametrize(
    ("login", "first", "stays", "another"),
    [("tech.zh", "LC-300报E1怎么办", "那还是报呢?", "E4呢?"), ("tech.en", "The LC-300 shows E1", "and if it stays?", "what about E4?")],
)
def test_machine_and_article_carry_to_the_next_question(company: Database, login: str, first: str, stays: str, another: str) -> None:
    """A code alone is about the machine spoken of; that a fault stays asks for the rest of its article."""
    chat = Chat(company, login)
    chat.say(first)
    assert "TS-10" in chat.say(stays)
    assert "KB-02" in chat.say(another)
    assert ticket_count(company) == 0


def test_a_long_list_is_told_whole_with_warnings_first_and_what_follows_on_demand(company: Database) -> None:
    """All forty steps, the figure named, the source linked; the article goes on where it is asked to."""
    publish(company, STEPS, "KB-50")
    publish(company, BOOK, "KB-51", codes="F7")
    chat = Chat(company, "tech.en")
    answer = chat.say("PX-9 pump shows F3")
    assert all(f"Turn screw S{n}." in answer for n in range(1, 41))
    assert answer.index("mains off") < answer.index("S1.")
    assert "valve.svg" in answer
    assert f"/articles?a=KB-50#{anchor('KB-50:en:1:1')}" in answer
    assert "Open valve A." in chat.say("PX-9 shows F7")
    assert "RS-4" in chat.say("it still shows it")


def test_what_an_article_warns_of_at_its_beginning_is_told_with_every_part_of_it(company: Database) -> None:
    """Before the steps, though they stand under a heading of their own."""
    publish(company, "# Belt of the PX-9\n\n> Warning: switch the mains off.\n\nAll about it.\n\n## Tension of the belt\n\n1. Turn nut N-4.\n", "KB-55")
    answer = Chat(company, "tech.en").say("how do I set the tension of the belt of the PX-9?")
    assert "N-4" in answer
    assert "mains off" in answer
    assert answer.index("mains off") < answer.index("N-4")


def test_who_reads_what_and_what_is_withdrawn_hold_at_the_next_question(company: Database) -> None:
    """Internal articles are not there for dealers; an article taken out of force is gone at once."""
    version = publish(company, BOOK, "KB-60", audience="internal")
    dealer, technician = Chat(company, "d1.en"), Chat(company, "tech.en")
    assert "Open valve A" not in dealer.say("the PX-9 pump shows F7, what now?")
    assert "Open valve A" in technician.say("the PX-9 pump shows F7, what now?")
    company.write(lambda uow: end_version(uow, version, by="reviewer", clock=CLOCK))
    assert "Open valve A" not in technician.say("the PX-9 pump shows F7, how do I fix it?")


def test_a_code_of_two_machines_is_asked_about_and_its_machine_answers(company: Database) -> None:
    """One question back, with a button for each; the name alone is answer enough."""
    publish(company, BOOK, "KB-70")
    publish(company, BOOK.replace("PX-9", "QX-2").replace("valve A", "valve B"), "KB-71", model="QX-2")
    chat = Chat(company, "tech.en")
    asked = chat.say("F7, what does it mean?")
    assert "PX-9" in asked
    assert "QX-2" in asked
    assert "Open valve" not in asked
    assert "Open valve B" in chat.say("QX-2")
    assert ticket_count(company) == 0


def test_an_order_and_a_fault_in_one_message_are_both_answered_and_a_draft_survives_the_digression(company: Database) -> None:
    """The plain yes afterwards means the draft; "it did not help" refuses nothing."""
    chat = Chat(company, "d1.zh")
    both = chat.say("可口可乐330ml罐装10箱，另外LC-300冰柜报E4怎么办？")
    assert "433.20" in both
    assert "KB-02" in both
    chat.say("还是不行")
    assert chat.live() == ["order_draft"]
    chat.say("确认")
    assert chat.orders_placed() == [("D1", {"COKE-330": 240}, "APPROVED")]


def test_an_article_is_read_in_the_language_of_the_asker(company: Database) -> None:
    """Both versions are one article."""
    whole = company.read(lambda uow: read_article(uow, "KB-02", "zh", Audience.DEALER, NOW.date()))
    assert whole.version.title in Chat(company, "tech.zh").say("E4怎么办，LC-300的")
    assert whole.version.title not in Chat(company, "tech.en").say("LC-300 E4, what now?")
