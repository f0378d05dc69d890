"""Answers from after-sales articles: what one says, with warnings first and its source; which machine is meant; or that nothing answers.

Invariant: every word of an answer stands in the article as it is shown there; the source names the article's id, and its address opens it.
"""

from bot.messages import Block, Button, Card, Cell, Column, Row, Text
from bot.rendering.formats import format_instant
from bot.rendering.tickets import ask_for_ticket
from bot.rendering.voice import Voice
from tools.views import ArticleAnswer, ArticlePiece, QuestionTicket

ADDRESS = "/articles?a="
MOST_ROWS = 30


def article_blocks(answer: ArticleAnswer, voice: Voice) -> tuple[Block, ...]:
    """What the articles say; nothing for words that were no question for them."""
    if answer.piece is not None:
        end = (Text(voice("answer-no-more"), (ask_for_ticket(voice),)),) if answer.status == "no_more" else ()
        return (*_piece(answer.piece, voice), *end)
    if answer.status == "which":
        asked = "answer-which" if len(answer.choices) > 1 else "answer-other-machine"
        buttons = tuple(Button(choice, f"say:{choice} {answer.question}") for choice in answer.choices)
        return (Text(voice(asked, machines=voice.list(list(answer.choices))), buttons),)
    if not answer.sure:
        return ()
    near = [f"· {one.article_id} {one.title}" for one in answer.near]
    return (Text("\n".join([voice("answer-none"), *([voice("answer-near"), *near] if near else [])])),)


def question_ticket_text(result: QuestionTicket, voice: Voice) -> Text:
    """That the question went to a person, under which number, and by when he answers."""
    ticket, zone = result.ticket, result.as_of.tzinfo
    key = "answer-ticket-opened" if result.new else "answer-ticket-answered" if ticket.answer else "answer-ticket-stands"
    return Text(voice(key, number=ticket.number, when=format_instant(ticket.due_at, voice.locale, zone), answer=ticket.answer))


def _piece(piece: ArticlePiece, voice: Voice) -> tuple[Block, ...]:
    """Warnings in their own words (they say that they warn), then the lines as a card; a list longer than a card shows goes as text, whole."""
    warnings = tuple(Text(warning, tone="warning") for warning in piece.warnings)
    notes = (*(voice("answer-figure", figure=figure) for figure in piece.figures), *_parts(piece, voice), _source(piece, voice))
    more = (Button(voice("answer-further"), f"say:{voice('answer-further-words')}"),) if piece.more else ()
    lines = [line for line in piece.lines if line.strip()]
    if len(lines) > MOST_ROWS:
        return (*warnings, Text("\n".join([piece.title, *lines])), Text("\n".join(notes), more))
    rows = tuple(Row((Cell(line),)) for line in lines)
    return (*warnings, Card(kind="article", title=piece.title, columns=(Column(voice("answer-steps")),), rows=rows, notes=notes, buttons=more))


def _parts(piece: ArticlePiece, voice: Voice) -> tuple[str, ...]:
    return (voice("answer-parts", parts=voice.list(list(piece.parts))),) if piece.parts else ()


def _source(piece: ArticlePiece, voice: Voice) -> str:
    place = [piece.article_id, piece.heading, voice("answer-page", page=piece.page) if piece.page is not None else ""]
    address = f"{ADDRESS}{piece.article_id}#p-{piece.begins_at.rpartition(':')[2]}"
    return voice("answer-source", place=" · ".join(part for part in place if part), address=address)
