"""What becomes of an after-sales question that no article answers: a ticket in the same turn, once for a question in a conversation.

Runs beside the model, after its tools. Invariant: a ticket is opened only where the embedded brain reads the question in the person's own words as well;
where only a hosted model asked the articles, the ticket is offered and waits for a yes.
"""

from collections.abc import Callable, Mapping
from typing import Any

from backend.kit.ids import hash_content
from bot.brain.second_reading import are_own_words
from tools.articles import ArticleAnswer
from tools.context import ToolContext
from tools.tickets import offer_ticket, ticket_for

ASK_ARTICLES = "ask_articles"


def take_unanswered(context: ToolContext, text: str, state: Mapping[str, Any], *, asked: Callable[[], bool]) -> None:
    """Open or offer a ticket for each question of the turn that nothing answers; `asked` tells whether the message asks about a fault."""
    answers = [result for result in context.results if isinstance(result, ArticleAnswer)]
    if any(answer.piece is not None for answer in answers):
        return
    for answer in answers:
        if answer.status != "nothing" or not answer.sure:
            continue
        words = answer.question if are_own_words(answer.question, text) else text
        if asked():
            key = question_key(answer)
            ticket_for(context, words, key, str((state.get("asked") or {}).get(key, "")))
        else:
            offer_ticket(context, words)
        return


def question_key(answer: ArticleAnswer) -> str:
    """The same codes of the same machine are one question, however it is worded; without a code the words tell."""
    if answer.codes:
        return " ".join(sorted({code.casefold() for code in (*answer.codes, answer.model) if code}))
    return hash_content("".join(answer.question.casefold().split()))[:16]
