"""What the assistant remembers of a dealer's words, with where it has it from and a button to forget each."""

from bot.messages import Badge, Button, Card, Cell, Column, Row, Text
from bot.rendering.formats import quote_words
from bot.rendering.voice import Voice
from tools.views import Forgotten, KnownName, NamesKnown

MOST_SHOWN = 30


def names_block(known: NamesKnown, voice: Voice) -> Card | Text:
    """The words as a table, the latest used first."""
    if not known.items:
        return Text(voice("names-none"))
    columns = (Column(voice("names-word")), Column(voice("column-product")), Column(voice("names-from")))
    more = len(known.items) - MOST_SHOWN
    notes = (*((voice("names-more", count=more),) if more > 0 else ()), voice("names-hint"))
    rows = tuple(_row(name, voice) for name in known.items[:MOST_SHOWN])
    return Card(kind="names", title=voice("names-title", count=len(known.items)), columns=columns, rows=rows, notes=notes)


def forgotten_text(result: Forgotten, voice: Voice) -> Text:
    """Which words are forgotten."""
    words = [quote_words(word) for word in result.words] or [quote_words(result.said)]
    return Text(voice("names-forgotten", words=voice("names-between").join(words)))


def name_source(name: KnownName, voice: Voice) -> str:
    """How often a word was confirmed, and in which orders it was first and last."""
    key = "names-source" if name.orders == 1 else "names-source-many"
    first = f"{name.first_number} {voice.day(name.first_day)}"
    return voice(key, count=name.orders, first=first, last=f"{name.last_number} {voice.day(name.last_day)}")


def name_unit(name: KnownName, voice: Voice) -> str:
    """The unit that goes with the word."""
    unit = voice.pick(name.unit_word_zh, name.unit_word_en)
    return voice("names-unit", unit=unit) if unit else ""


def _row(name: KnownName, voice: Voice) -> Row:
    words = voice("names-forget-words", word=quote_words(name.word))
    badges = (Badge(voice("names-faded"), "warning"),) if name.faded else ()
    cells = (Cell(quote_words(name.word)), Cell(voice.name(name), name_unit(name, voice)), Cell(name_source(name, voice)))
    return Row(cells, badges, (Button(voice("names-forget"), f"say:{words}"),))
