"""A full disk and a file that somebody else holds: told in the person's language, nothing half done, and everything works when it is over.

The real thing, a server whose disk is full and a lock longer than the patience of the program, is in tests/prove.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import chain, islice
from typing import Any

import pytest

from backend.kit.clock import FixedClock
from backend.kit.db import Database
from backend.kit.errors import Unavailable
from backend.kit.storage_errors import BUSY, FULL, UNAVAILABLE
from backend.ordering.service import check_invariants
from backend.settings.process import ProcessSettings
from bot.assistant import Assistant
from bot.sentences import phrasebook
from tests.faults import steps
from tests.faults.storage import Trouble, contents, locked_by_another, no_byte_left, no_page_left
from tests.http.conftest import shop, shop_database, shop_template
from tests.http.shop import Shop, assert_problem
from tests.ordering.company import Company, load_company

__all__ = ["shop", "shop_database", "shop_template"]
TROUBLES: Sequence[tuple[Trouble, str]] = ((no_page_left, FULL), (no_byte_left, UNAVAILABLE), (locked_by_another, BUSY))
WORDS = {
    (FULL, "zh"): "空间已满",
    (FULL, "en"): "full",
    (UNAVAILABLE, "zh"): "暂时无法使用",
    (UNAVAILABLE, "en"): "cannot be used",
    (BUSY, "zh"): "占用",
    (BUSY, "en"): "in use",
}
MOST = 200
FEWEST = 3


@pytest.fixture
def settings() -> ProcessSettings:
    """Demo mode."""
    return ProcessSettings(demo_mode=True)


def _refused(database: Database, requests: Iterable[Callable[[], Any]]) -> Any:
    """The first answer of several that is no success; what the requests before it made is stored, of this one nothing is."""
    for request in requests:
        before = contents(database)
        answer = request()
        if answer.is_error:
            assert contents(database) == before
            return answer
    raise AssertionError("the trouble troubled nobody")


@pytest.mark.parametrize(("trouble", "code", "login", "lang"), [(*TROUBLES[0], "wang", "zh"), (*TROUBLES[1], "far", "en"), (*TROUBLES[2], "wang", "zh")])
def test_a_yes_that_cannot_be_stored_is_told_in_words_and_places_one_order_later(shop: Shop, login: str, lang: str, trouble: Trouble, code: str) -> None:
    """Over HTTP and in the chat; the same request under the same key places one order when there is room again."""
    shop.chat_with(Assistant(shop.database, shop.clock, ProcessSettings(demo_mode=True), phrasebook()))
    caller = shop.caller(login)
    token = caller.draft(COKE=2)["confirm_token"]
    confirm = partial(caller.confirm, token, "key")
    others = (partial(caller.call, "PATCH", "/draft", {"lines": [{"sku": "SPRITE", "qty": qty}]}) for qty in range(1, MOST))
    with trouble(shop.database):
        refused = _refused(shop.database, chain([confirm], others))
        told = assert_problem(refused, 503, code)
        assert WORDS[code, lang] in told["detail"]
        assert refused.headers["Retry-After"]
        if trouble is not no_page_left:  # the next small row may still find room in a page
            before = contents(shop.database)
            said = caller.post("/chat", {"message_id": "m1", "text": "可口可乐330ml 3箱" if lang == "zh" else "3 cases of Coca-Cola 330ml"})
            assert WORDS[code, lang] in said.text
            assert contents(shop.database) == before
    placed = {confirm().json()["order"]["number"] for _ in range(2)}
    assert [row["number"] for row in caller.get("/orders").json()["items"]] == list(placed)
    assert shop.database.read(check_invariants) == []


def _tried(database: Database, step: Callable[[], object], code: str) -> bool:
    """Whether a step was done; when it was not, nothing of it is there."""
    before = contents(database)
    try:
        step()
    except Unavailable as error:
        refused = error.code
    else:
        return True
    assert refused == code
    assert contents(database) == before
    return False


@pytest.mark.parametrize("work", [steps.ship, steps.import_table, steps.relay])
@pytest.mark.parametrize(("trouble", "code"), TROUBLES)
def test_a_step_that_cannot_be_stored_leaves_nothing_and_can_be_done_later(
    database: Database, clock: FixedClock, work: Callable[[Company], steps.Steps], trouble: Trouble, code: str
) -> None:
    """Shipping, importing a table and relaying events, each step in turn while there is no room."""
    company, refused = load_company(database, clock), 0
    for step in islice(work(company), MOST):
        with trouble(database):
            done = _tried(database, step, code)
        if not done:
            refused += 1
            step()
        if refused == FEWEST:
            break
    assert refused == FEWEST
    assert company.disagreements() == []
