"""One person on two devices at the same moment: his drafts, their confirmation, and taking back never make more than he saw."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from backend.kit.clock import SystemClock
from backend.kit.errors import DomainError
from backend.ordering.memory.service import LearnedFrom, Used, forget_word, known_names, learn
from backend.ordering.schemas import Confirmation
from backend.ordering.service import confirm, discard_draft, show_drafts, undo_change
from tests.ordering.company import Company

ROUNDS = 12


def both(*works: Callable[[], Any]) -> list[str]:
    """What two things that begin at the same moment come to: "" or the code of the refusal. Any other error is raised."""
    started = Barrier(len(works))

    def one(work: Callable[[], Any]) -> str:
        started.wait()
        try:
            work()
        except DomainError as refused:
            return refused.code
        return ""

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


def test_undo_and_confirm_at_once_order_what_was_shown_or_nothing(company: Company) -> None:
    """The button shows two cases, taking back leads to one: either two are ordered, or none and the draft holds one."""
    actor = company.actor("d1")
    for _ in range(ROUNDS):
        company.draft("d1", COKE=1)
        token = company.draft("d1", COKE=2).confirm_token
        answers = both(
            lambda token=token: company.write(lambda uow: confirm(uow, actor, Confirmation(token or ""), clock=company.clock)),
            lambda: company.write(lambda uow: undo_change(uow, actor, clock=company.clock)),
        )
        assert answers in (["", "draft.nothing_to_undo"], ["proposal.superseded", ""]), answers
        company.write(lambda uow: discard_draft(uow, actor, clock=company.clock))


def test_a_thrown_away_draft_is_put_back_once_by_two_devices(company: Company) -> None:
    """Both are answered, and there is one open draft."""
    actor = company.actor("d1")
    company.clock = SystemClock()  # type: ignore[assignment] # which of two came last must differ
    for _ in range(ROUNDS):
        company.draft("d1", COKE=1)
        company.write(lambda uow: discard_draft(uow, actor, clock=company.clock))
        answers = both(*[lambda: company.write(lambda uow: undo_change(uow, actor, clock=company.clock))] * 2)
        assert set(answers) <= {"", "draft.stale", "draft.nothing_to_undo"}, answers
        try:
            drafts = company.write(lambda uow: show_drafts(uow, actor, clock=company.clock))
        except DomainError:
            drafts = ()
        assert len(drafts) <= 1
        company.write(lambda uow: discard_draft(uow, actor, clock=company.clock))


def test_a_word_is_learned_and_forgotten_at_once_without_harm(company: Company) -> None:
    """Neither the order nor the forgetting fails; afterwards the word is known once or not at all."""
    actor, now = company.actor("d1"), company.clock.now()
    for number in range(ROUNDS):
        first = LearnedFrom(f"ord_{number}", f"SO-{number}", "D1", now.date(), now)
        second = LearnedFrom(f"ord_x{number}", f"SO-X{number}", "D1", now.date(), now)
        answers = both(
            lambda first=first: company.write(lambda uow: learn(uow, first, [Used("红罐", "COKE")])),
            lambda second=second: company.write(lambda uow: learn(uow, second, [Used("红罐", "COKE")])),
            lambda: company.write(lambda uow: forget_word(uow, actor, "红罐", clock=company.clock)),
        )
        assert answers[:2] == ["", ""]
        assert answers[2] in {"", "names.unknown"}
        assert len(company.database.read(lambda uow: known_names(uow, actor, clock=company.clock))) <= 1
