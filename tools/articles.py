"""Tools about after-sales articles: the answer to a question with its source, and what an article says further on.

Reading only: where nothing answers, the assistant opens a ticket beside the model (bot/unanswered.py). Invariant: for whom somebody reads is said in
tools/audience.py alone; the words of an article are data and reach a reply as they stand.
"""

# ruff: noqa: D417 - the hidden runtime is not described: a docstring is what the model reads

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from langchain.tools import ToolRuntime

from backend.identity.domain import Actor
from backend.kit.db import UnitOfWork
from backend.settings.service import load_brand_settings
from knowledge import Question, codes_in
from knowledge.answering import Answer, answer_of, further_of, machine_of, warnings_in
from knowledge.articles import CitedPassage
from knowledge.documents import BlockKind, text_of
from knowledge.finding import library_of
from knowledge.naming import names_of, plain_name
from tools.audience import audience_of
from tools.context import ToolContext
from tools.declaring import model_tool
from tools.running import clean, read

__all__ = ["ArticleAnswer", "ArticlePiece", "NearArticle", "ask_articles", "codes_in", "read_article"]
Status = Literal["answered", "which", "nothing", "no_more"]


@dataclass(frozen=True, slots=True)
class ArticlePiece:
    """A piece of an article as it is shown: warnings first, then its lines in reading order; figures are "name: caption" beside them."""

    article_id: str
    passage_id: str
    title: str
    heading: str
    page: int | None
    warnings: tuple[str, ...]
    lines: tuple[str, ...]
    figures: tuple[str, ...]
    parts: tuple[str, ...]
    machine: str
    codes: tuple[str, ...]
    more: bool
    begins_at: str
    """The id of its first passage; `passage_id` is its last."""


@dataclass(frozen=True, slots=True)
class NearArticle:
    """An article that does not answer but comes near."""

    article_id: str
    title: str


@dataclass(frozen=True, slots=True)
class ArticleAnswer:
    """What the articles say to a question. `choices` are the machines that it is asked between; `near` stands in where nothing answers.

    `sure` is False when the words may not have been a question for articles at all.
    """

    question: str
    status: Status
    piece: ArticlePiece | None = None
    choices: tuple[str, ...] = ()
    near: tuple[NearArticle, ...] = ()
    codes: tuple[str, ...] = ()
    model: str = ""
    sure: bool = True


@model_tool("read")
def ask_articles(runtime: ToolRuntime[ToolContext], text: str, model: str = "", sure: bool = True) -> ArticleAnswer:
    """Answer a question about faults, codes, repair or settings of machines from the articles, with its source. When none answers, a ticket opens by itself.

    Args:
        text: The person's own words, unchanged, for example "LC-300报E4".
        model: The machine spoken of before, when the words name none.
        sure: False when the words may be about something else.
    """
    context, words, machine = runtime.context, clean(text), clean(model)
    return read(context, lambda uow, actor: _asked(context, uow, actor, (words, machine, sure)))


@model_tool("read")
def read_article(runtime: ToolRuntime[ToolContext], article_id: str, after: str = "") -> ArticleAnswer:
    """Show an article, or what it says further on when its steps did not help.

    Args:
        article_id: The id of the article, for example "KB-02".
        after: The passage_id shown last; empty to begin.
    """
    context, wanted, shown = runtime.context, clean(article_id), clean(after)

    def further(uow: UnitOfWork, actor: Actor) -> ArticleAnswer:
        found = further_of(uow, wanted, shown, (context.locale, audience_of(actor)), _today(context, uow))
        answered = _answered(context.words or wanted, found)
        return replace(answered, status="no_more") if found.at_end else answered

    return read(context, further)


def _asked(context: ToolContext, uow: UnitOfWork, actor: Actor, asked: tuple[str, str, bool]) -> ArticleAnswer:
    text, model, sure = asked
    audience, today, lang = audience_of(actor), _today(context, uow), context.locale
    question = Question(text, lang, model=model or None, audience=audience)
    answer = _find(context, uow, question, today, sure=sure)
    if model and not answer.passages:
        elsewhere = _find(context, uow, Question(text, lang, audience=audience), today, sure=sure)
        if elsewhere.passages:
            answer = Answer(choices=(machine_of(elsewhere.passages[0]),)) if codes_in(text) and not _names(text, elsewhere) else elsewhere
    if answer.passages:
        return _answered(text, answer, sure=sure)
    status: Status = "which" if answer.choices else "nothing"
    near = tuple(NearArticle(one.article_id, one.title) for one in answer.near)
    return ArticleAnswer(text, status, choices=answer.choices, near=near, codes=codes_in(text), model=model, sure=sure)


def _find(context: ToolContext, uow: UnitOfWork, question: Question, today: date, *, sure: bool) -> Answer:
    found = library_of(context.database).find_in(uow, question, today)
    return answer_of(uow, found, question, today, surely=sure)


def _names(text: str, answer: Answer) -> bool:
    """Whether the words name the machine of an answer."""
    return any(name in plain_name(text) for name in names_of(machine_of(answer.passages[0])))


def _answered(question: str, answer: Answer, *, sure: bool = True) -> ArticleAnswer:
    piece = _piece(answer)
    return ArticleAnswer(question, "answered", piece, codes=piece.codes, model=_model(answer.passages), sure=sure)


def _model(passages: Sequence[CitedPassage]) -> str:
    """The one model that an answer is about."""
    return passages[0].about.models[0] if len(passages[0].about.models) == 1 else ""


def _piece(answer: Answer) -> ArticlePiece:
    first = answer.passages[0]
    blocks = [block for passage in answer.passages for block in passage.blocks]
    told = [block for block in blocks if block.kind not in {BlockKind.WARNING, BlockKind.FIGURE}]
    return ArticlePiece(
        article_id=first.article_id,
        passage_id=answer.passages[-1].id,
        title=first.title,
        heading=" › ".join(part for part in first.heading_path if part != first.title),
        page=first.page,
        warnings=tuple(dict.fromkeys((*answer.warnings, *(text for passage in answer.passages for text in warnings_in(passage))))),
        lines=tuple(text_of(told).split("\n")),
        figures=tuple(f"{block.source}: {block.text}" if block.text else block.source for block in blocks if block.kind is BlockKind.FIGURE),
        parts=first.about.parts,
        machine=machine_of(first),
        codes=first.codes,
        more=answer.more,
        begins_at=first.id,
    )


def _today(context: ToolContext, uow: UnitOfWork) -> date:
    return context.clock.now().astimezone(load_brand_settings(uow).zone).date()
