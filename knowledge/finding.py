"""Questions against the articles in the database: one index a process, in step with what is in force.

    library_of(database).find(Question(...), today) -> Found

The index is built at the first question; before each one it takes in what changed since. Invariant: every hit is read again from the database in the same
snapshot, so that what was withdrawn, ran out or is for other people is never found, whatever the index still holds.
"""

from dataclasses import dataclass
from datetime import date
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import func, select

from backend.kit.db import Database, UnitOfWork
from knowledge.articles.domain import CitedPassage
from knowledge.articles.models import changes
from knowledge.articles.reading import changed_since, cited, passages_in_force
from knowledge.domain import Hit, Question
from knowledge.index import KnowledgeIndex, Tail

MOST_HITS = 12
OVERLAP = 64
"""So many numbers before the last change are looked at again: of two writers at once the one with the lower number may end later."""
Mark = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """What may be shown of what was found, best first, each passage with its hit; `confidence` is that of the best."""

    passages: tuple[CitedPassage, ...] = ()
    hits: tuple[Hit, ...] = ()

    @property
    def confidence(self) -> float:
        """How likely the best passage answers; 0 without one."""
        return self.hits[0].confidence if self.hits else 0.0

    @property
    def near_titles(self) -> tuple[str, ...]:
        """The titles of what was found, each once."""
        return tuple(dict.fromkeys(passage.title for passage in self.passages))


class Library:
    """The articles of one database as they are found. Thread-safe; `library_of` gives the one of a process."""

    def __init__(self, database: Database, *, tail: Tail | None = None) -> None:
        """`tail`: vectors, when an endpoint for them is configured. Nothing is read before the first question."""
        self._database, self._tail = database, tail
        self._index: KnowledgeIndex | None = None
        self._mark: Mark = (0, 0)
        self._stepping = Lock()

    def find(self, question: Question, today: date) -> Found:
        """The passages for a question in a transaction of its own."""
        return self._database.read(lambda uow: self.find_in(uow, question, today))

    def find_in(self, uow: UnitOfWork, question: Question, today: date) -> Found:
        """The passages for a question that `question.audience` may read today."""
        hits = self._in_step(uow).search(question, MOST_HITS)
        passages = cited(uow, [hit.passage_id for hit in hits], question.audience, today)
        kept = tuple(hit for hit in hits if hit.passage_id in passages)
        return Found(tuple(passages[hit.passage_id] for hit in kept), kept)

    def _in_step(self, uow: UnitOfWork) -> KnowledgeIndex:
        """The index as this snapshot has it, or newer."""
        mark = change_mark(uow)
        with self._stepping:
            if self._index is None:
                self._index, self._mark = KnowledgeIndex.build(passages_in_force(uow), tail=self._tail), mark
            elif mark > self._mark:
                changed = changed_since(uow, max(0, self._mark[0] - OVERLAP))
                self._index.change(changed, passages_in_force(uow, changed))
                self._mark = mark
            return self._index


def library_of(database: Database) -> Library:
    """The library of a database, made when it is first asked for."""
    with _making:
        if database not in _libraries:
            _libraries[database] = Library(database)
        return _libraries[database]


def use_tail(database: Database, tail: Tail) -> None:
    """Give the library of a database its vectors, before the first question."""
    with _making:
        _libraries[database] = Library(database, tail=tail)


_libraries: "WeakKeyDictionary[Database, Library]" = WeakKeyDictionary()
_making = Lock()


def change_mark(uow: UnitOfWork) -> Mark:
    """Grows with every change that is committed, in whatever order their numbers were given."""
    row = uow.execute(select(func.coalesce(func.max(changes.c.no), 0).label("last"), func.count(changes.c.no).label("many"))).one()
    return int(row.last), int(row.many)
