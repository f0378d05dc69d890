"""From what was found to an answer: one piece of one article with its whole list of steps, a question back, or nothing.

Nothing is made up: an answer is passages as they stand in the database. Invariant: below the threshold, or where the question names a machine that the
passage is not about, there is no answer; where one code means several machines and the question names none, it is asked which.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from backend.kit.db import UnitOfWork
from knowledge.articles.domain import ArticleView, CitedPassage
from knowledge.articles.reading import read_article
from knowledge.codes import BLINKS, Mention, bare_figures, keys_of, mentions
from knowledge.confidence import ANSWERABLE
from knowledge.documents import BlockKind, text_of
from knowledge.domain import Audience, Hit, Question, Stage
from knowledge.finding import Found
from knowledge.machines import contradict, kinds_in
from knowledge.naming import designation_of, names_of, plain_name

MOST_NEAR = 3
MOST_CHOICES = 5
NEAR = 0.1
OWN_MACHINE = 0.19
"""The threshold where a question names the machine."""
LIKELY = 0.4
"""The threshold for words that may not be about a fault at all."""
ALIKE = 0.98
LONGEST = 6_000
_MACHINE = re.compile(
    r"(?<![a-z0-9-])(?!(?:so|po|sn|tk|kb|no|nr|err|error|code|alarm|fault)-?\d)([a-z]{2,6}(?:-\d{1,4}|\d{2,4})[a-z]?)(?![a-z0-9])|\b([A-Z]{2,6} \d{2,4})\b"
)


@dataclass(frozen=True, slots=True)
class Near:
    """An article that does not answer but comes near."""

    article_id: str
    title: str


@dataclass(frozen=True, slots=True)
class Answer:
    """`passages` are of one version in reading order, empty when nothing answers; `more` when the article goes on behind them.

    `choices` are the machines that it is asked between; `at_end` says that the article had no more, and these are its last. `warnings` stand in what
    introduces the passages.
    """

    passages: tuple[CitedPassage, ...] = ()
    more: bool = False
    choices: tuple[str, ...] = ()
    near: tuple[Near, ...] = ()
    at_end: bool = False
    warnings: tuple[str, ...] = ()


def answer_of(uow: UnitOfWork, found: Found, question: Question, today: date, *, surely: bool = True) -> Answer:
    """The answer to a question. `surely` is False for words that may be about something else: then only what is likely counts."""
    if found.confidence < _least(found, question, surely=surely) or _is_of_another(question.text, found):
        return Answer(near=_near(uow, found, question, today))
    choices = _choices(found, question)
    if choices:
        return Answer(choices=choices)
    best = found.passages[0]
    whole = read_article(uow, best.article_id, question.lang, question.audience, today)
    anchor = _same_place(whole, best)
    if anchor is None:
        whole = read_article(uow, best.article_id, best.lang, question.audience, today)
        anchor = next(place for place, one in enumerate(whole.passages) if one.id == best.id)
    first, last = _piece(whole.passages, anchor)
    shown = _with_code(whole.passages, range(first, last), anchor) if found.hits[0].stage is Stage.CODE else list(range(first, last))
    warnings = tuple(text for one in whole.passages[: shown[0]] if _introduces(one, whole.passages[anchor]) for text in warnings_in(one))
    return Answer(tuple(whole.passages[place] for place in shown), shown[-1] + 1 < len(whole.passages), warnings=warnings)


def warnings_in(passage: CitedPassage) -> Iterator[str]:
    """What a passage warns of."""
    yield from (block.text for block in passage.blocks if block.kind is BlockKind.WARNING)


def further_of(uow: UnitOfWork, article_id: str, after: str, reader: tuple[str, Audience], today: date) -> Answer:
    """What stands in an article behind a passage, the last piece again when there is no more; from its beginning when the passage is none of it.

    Raises NotFound("article.not_found").
    """
    lang, audience = reader
    whole = read_article(uow, article_id, after.split(":")[1] if after.count(":") > 1 else lang, audience, today)
    place = next((place for place, one in enumerate(whole.passages) if one.id == after), -1) + 1
    if place >= len(whole.passages):
        first, last = _piece(whole.passages, place - 1)
        return Answer(whole.passages[first:last], at_end=True)
    first, last = _piece(whole.passages, place)
    return Answer(whole.passages[max(first, place) : last], last < len(whole.passages))


def machine_of(passage: CitedPassage) -> str:
    """What a passage is about, for a person: its model, its product or its title."""
    return next(iter((*passage.about.models, *passage.about.products)), passage.title)


def _same_place(whole: ArticleView, best: CitedPassage) -> int | None:
    """Where the passage stands in the version that is shown, which may be in another language."""
    if whole.version.id == best.version_id:
        return next((place for place, one in enumerate(whole.passages) if one.id == best.id), None)
    coded = [place for place, one in enumerate(whole.passages) if best.codes and set(one.codes) & set(best.codes)]
    place = int(best.id.rpartition(":")[2]) - 1
    return coded[0] if coded else place if place < len(whole.passages) else None


def _piece(passages: Sequence[CitedPassage], anchor: int) -> tuple[int, int]:
    """The run of passages around one that are about the same: the same codes, else the same heading, with the steps that follow it."""
    first, last = anchor, anchor + 1
    while first > 0 and _same_matter(passages[first - 1], passages[anchor]) and _length(passages[first - 1 : last]) <= LONGEST:
        first -= 1
    while last < len(passages) and _same_matter(passages[last], passages[anchor]) and _length(passages[first : last + 1]) <= LONGEST:
        last += 1
    if last < len(passages) and not _has_steps(passages[first:last]) and _has_steps(passages[last : last + 1]) and _is_below(passages[last], passages[anchor]):
        last += 1
    return first, last


def _with_code(passages: Sequence[CitedPassage], piece: range, anchor: int) -> list[int]:
    """A piece with the other passages of its article that are about the same code, such as a row's introduction or a note below the table."""
    shown = list(piece)
    for place, one in enumerate(passages):
        about_it = place not in piece and not set(one.codes).isdisjoint(passages[anchor].codes)
        if about_it and _length([passages[other] for other in (*shown, place)]) <= LONGEST:
            shown.append(place)
    return sorted(shown)


def _same_matter(one: CitedPassage, other: CitedPassage) -> bool:
    return one.codes == other.codes and (bool(one.codes) or one.heading_path == other.heading_path)


def _is_below(one: CitedPassage, other: CitedPassage) -> bool:
    """Whether a passage stands under the same heading as another, or right below it."""
    return one.codes == other.codes and one.heading_path[: len(other.heading_path[:-1])] == other.heading_path[:-1]


def _introduces(one: CitedPassage, other: CitedPassage) -> bool:
    """Whether a passage stands right under the heading of another or one above: what it warns of holds there too, for each row of a table."""
    depth = len(one.heading_path)
    return other.heading_path[:depth] == one.heading_path


def _has_steps(passages: Sequence[CitedPassage]) -> bool:
    return any(block.kind is BlockKind.STEP for passage in passages for block in passage.blocks)


def _length(passages: Sequence[CitedPassage]) -> int:
    return sum(len(text_of(passage.blocks)) for passage in passages)


def _choices(found: Found, question: Question) -> tuple[str, ...]:
    """The machines between which the question does not choose."""
    if question.model:
        return ()
    best = found.hits[0]
    alike = [passage for passage, hit in zip(found.passages, found.hits, strict=True) if _is_alike(hit, best)]
    machines: dict[str, str] = {}
    for passage in alike:
        machines.setdefault(designation_of(machine_of(passage)), machine_of(passage))
    text = plain_name(question.text)
    if len(machines) < len(("one", "another")) or any(alias in text for name in machines.values() for alias in names_of(name)):
        return ()
    return tuple(machines.values())[:MOST_CHOICES]


def _is_alike(hit: Hit, best: Hit) -> bool:
    if best.stage is Stage.CODE:
        return hit.stage is Stage.CODE and hit.matched_codes == best.matched_codes
    return hit.confidence >= ANSWERABLE and hit.score >= ALIKE * best.score


def _least(found: Found, question: Question, *, surely: bool) -> float:
    """The threshold: a question that names the machine which the best passage is about is likelier one for it."""
    if not surely or not found.passages:
        return LIKELY if not surely else ANSWERABLE
    about = found.passages[0].about
    text = plain_name(question.text)
    named = any(alias in text for name in (*about.models, *about.products) for alias in names_of(name))
    return OWN_MACHINE if named or not kinds_in(question.text).isdisjoint(kinds_in(" ".join(about.products))) else ANSWERABLE


def _is_of_another(text: str, found: Found) -> bool:
    """Whether a question names a machine that the best passage, which is about certain machines, says nothing of."""
    passage = found.passages[0]
    about = " ".join((passage.title, *passage.about.models, *passage.about.products))
    told = f"{about} {' '.join(passage.codes)} {text_of(passage.blocks)}"
    if found.hits[0].stage is Stage.CODE and contradict(text, about, told):
        return True
    if found.hits[0].stage is not Stage.CODE and _is_about_other_code(text, passage, told):
        return True
    if not (passage.about.models or passage.about.products):
        return False
    plain = unicodedata.normalize("NFKC", text)
    named = [next(filter(None, one.groups())) for one in (*_MACHINE.finditer(plain.lower()), *_MACHINE.finditer(plain))]
    return any(plain_name(name) not in plain_name(told) for name in named)


def _is_about_other_code(text: str, passage: CitedPassage, told: str) -> bool:
    """Whether a question names codes, and the passage that its words found is about none of them and says none of them."""
    names = frozenset().union(*map(names_of, (*passage.about.models, *passage.about.products)))
    figures = bare_figures(text)
    keys = {key for code in (*passage.codes, *passage.about.codes) for key in keys_of(code)}
    blinks = any(key.startswith(BLINKS) for key in keys)
    plain = unicodedata.normalize("NFKC", told).casefold()

    def counts(one: Mention) -> bool:
        return plain_name(one.text) not in names and one.text not in figures and (blinks or not one.keys[0].startswith(BLINKS))

    def is_told(one: Mention) -> bool:
        spelled = r"[\s\-_./]*".join(map(re.escape, plain_name(one.text)))
        return not keys.isdisjoint(one.keys) or re.search(rf"(?<![a-z0-9]){spelled}(?![a-z0-9])", plain) is not None

    asked = [one for one in mentions(text) if counts(one)]
    return bool(asked) and not any(map(is_told, asked))


def _near(uow: UnitOfWork, found: Found, question: Question, today: date) -> tuple[Near, ...]:
    """The titles that come nearest, in the language of the question where there is one."""
    ids = dict.fromkeys(passage.article_id for passage, hit in zip(found.passages, found.hits, strict=True) if hit.confidence >= NEAR)
    return tuple(Near(one, read_article(uow, one, question.lang, question.audience, today).version.title) for one in list(ids)[:MOST_NEAR])
