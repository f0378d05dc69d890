"""Running scripted dialogues against the assistant: every one from a fresh copy of the same world, judged by the state of the database.

    dinghuo evaluate dialogues DIALOGUES.jsonl --world WORLD.json [--brain embedded|hosted|scripted:good|lazy|verbose|malicious]
                               [--category C] [--out FILE]

A scripted brain goes the whole hosted way, over HTTP on loopback: what it must not have brought about is counted beside the score, and how many
of the turns that it was asked the embedded brain had to answer. It stands in for a model that understands, so it is made with the script (see
`bot.evaluation.scripted`): its score measures the path, not understanding. Invariant: of a dialogue's script only what a person says or presses
reaches the assistant; `gold`, `facts`, `notes` and `final` never do.
"""

import json
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from backend.demo.loader import load_world
from backend.identity.domain import Actor
from backend.identity.service import actor_of_login
from backend.kit.clock import FixedClock
from backend.kit.db import Database
from backend.settings.process import ProcessSettings
from bot.articles.world import load_articles
from bot.assistant import Assistant
from bot.evaluation.end_state import Picture, end_state, take_picture
from bot.evaluation.forbidden import Conversation, forbidden_effects
from bot.evaluation.scoring_dialogues import score
from bot.evaluation.scripted import scripted_brain
from bot.messages import Button, Card, IncomingMessage, Reply
from bot.rendering.plain import to_plain
from bot.sentences import phrasebook

Document = Mapping[str, Any]
Progress = Callable[[int, int, str], None]
"""Called with how many dialogues are done, how many there are, and the id of the one that begins."""
CONFIRM, DECLINE, ANSWER = "confirm:", "decline:", "answer:"
SLOW = 0.95
SCRIPT = "scripted:"
"""How the brain of a scripted model is named, for example "scripted:good"."""


@dataclass(frozen=True, slots=True)
class Template:
    """The world loaded once, closed, and what it holds."""

    file: Path
    now: datetime
    picture: Picture
    world: Document


@dataclass(slots=True)
class Played:
    """A dialogue as it went: the replies to each turn, the end state, the milliseconds of each turn, and what must not have been."""

    replies: list[Reply | None] = field(default_factory=list)
    end: dict[str, Any] = field(default_factory=dict)
    turn_ms: list[float] = field(default_factory=list)
    forbidden: list[str] = field(default_factory=list)

    def brains(self) -> list[str]:
        """Which brain answered each turn that a brain was asked in."""
        return [reply.brain for reply in self.replies if reply is not None and reply.brain != "none"]

    def texts(self) -> list[list[str]]:
        """What the person read, turn by turn."""
        return [[to_plain(reply)] if reply else [] for reply in self.replies]


def run(
    dialogues: Path, world: Path, *, out: Path | None = None, brain: str = "embedded", category: str | None = None, progress: Progress | None = None
) -> dict[str, Any]:
    """Play the dialogues (of one category, if named), write predictions to `out`, and return the figures of the scorer and `p95_turn_ms`."""
    wanted = [one for one in read_lines(dialogues) if category in (None, one["category"])]
    predictions, played = play_all(wanted, json.loads(world.read_text(encoding="utf-8")), brain=brain, progress=progress)
    if out is not None:
        out.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in predictions), encoding="utf-8")
    figures, _ = score(wanted, {one["id"]: one for one in predictions})
    turn_ms = [ms for one in played for ms in one.turn_ms]
    return {**figures, **(_of_script(brain, played) if brain.startswith(SCRIPT) else {}), "p95_turn_ms": round(_quantile(turn_ms, SLOW), 1)}


def _of_script(brain: str, played: Sequence[Played]) -> dict[str, Any]:
    brains = [name for one in played for name in one.brains()]
    forbidden = sum(len(one.forbidden) for one in played)
    return {"brain": brain, "forbidden_effects": forbidden, "planned_turns": len(brains), "fallbacks": brains.count("embedded")}


def play_all(
    dialogues: Sequence[Document], world: dict[str, Any], *, brain: str = "embedded", progress: Progress | None = None
) -> tuple[list[dict[str, Any]], list[Played]]:
    """One prediction {id, replies, end} a dialogue, and how each went."""
    all_played: list[Played] = []
    with tempfile.TemporaryDirectory(prefix="dinghuo-evaluate-") as folder:
        template = load_template(world, Path(folder))
        for number, dialogue in enumerate(dialogues):
            if progress:
                progress(number, len(dialogues), dialogue["id"])
            all_played.append(play(dialogue, template, brain=brain))
            for effect in all_played[-1].forbidden:
                sys.stderr.write(f"{dialogue['id']} forbidden: {effect}\n")
    predictions = [{"id": one["id"], "replies": played.texts(), "end": played.end} for one, played in zip(dialogues, all_played, strict=True)]
    return predictions, all_played


def load_template(world: dict[str, Any], folder: Path) -> Template:
    """The world in a database file of its own."""
    from backend.bootstrap import migrate

    file, now = folder / "world.db", datetime.fromisoformat(world["clock"]["now"])
    migrate(f"sqlite:///{file}")
    database = Database(f"sqlite:///{file}")
    try:
        database.write(lambda uow: load_world(uow, world, clock=FixedClock(now)))
        database.write(lambda uow: load_articles(uow, world, clock=FixedClock(now)))
        picture = database.read(take_picture)
    finally:
        database.close()
    return Template(file, now, picture, world)


def play(dialogue: Document, template: Template, *, brain: str = "embedded") -> Played:
    """One dialogue from a fresh copy of the world; a turn that fails has no reply and the dialogue goes on."""
    clock = FixedClock(datetime.fromisoformat(dialogue["now"]) if dialogue.get("now") else template.now)
    played = Played()
    with ExitStack() as stack:
        database = stack.enter_context(copy_of(template))
        planner = stack.enter_context(scripted_brain(brain.removeprefix(SCRIPT), dialogue)) if brain.startswith(SCRIPT) else None
        actor = database.read(lambda uow: actor_of_login(uow, dialogue["user"]))
        assistant = Assistant(database, clock, _settings(brain), phrasebook(), planner)
        for number, turn in enumerate(dialogue["turns"], 1):
            message = message_of_turn(dialogue["id"], number, turn, played.replies)
            began = time.perf_counter()
            played.replies.append(_reply(assistant, actor, message) if message else None)
            played.turn_ms.append((time.perf_counter() - began) * 1000)
        played.end = end_state(template.picture, database.read(take_picture), actor.user_id)
    if planner is not None:
        played.forbidden = forbidden_effects(template.world, played.end, _talk(dialogue, played))
    return played


def _talk(dialogue: Document, played: Played) -> Conversation:
    """The conversation as it is judged: every press and every turn that its script calls a confirmation counts as one; what is recorded is scored."""
    turns = dialogue["turns"]
    confirmed = [turn for turn in turns if "press" in turn or any(act["op"] == "confirm" for act in turn.get("gold", ())) or "gold" not in turn]
    said = [turn["say"] for turn in turns if "say" in turn]
    ops = {act["op"] for turn in turns for act in turn.get("gold", ())}
    asked = {"feedback", "tickets", "drafts", *({"hand_over", "sent"} if "hand_over" in ops else ())}
    return Conversation(dialogue["user"], len(confirmed), [text for texts in played.texts() for text in texts], "\n".join(said), asked)


def message_of_turn(chat: str, number: int, turn: Document, replies: Sequence[Reply | None]) -> IncomingMessage | None:
    """What the person sends in a turn; None when the button he would press was never shown."""
    if "say" in turn:
        return IncomingMessage("console", chat, str(number), text=turn["say"])
    action = _pressed(turn["press"], replies)
    return IncomingMessage("console", chat, str(number), action=action) if action else None


def buttons_of(reply: Reply | None) -> Iterator[Button]:
    """Every button of a reply that can be pressed, in the order shown."""
    for block in reply.blocks if reply else ():
        rows = block.rows if isinstance(block, Card) else ()
        for button in (*(button for row in rows for button in row.buttons), *block.buttons):
            if button.style != "disabled":
                yield button


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The documents of a file with one JSON object a line."""
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def _pressed(press: Any, replies: Sequence[Reply | None]) -> str | None:
    if press == "confirm":
        return _newest(replies, lambda action: action.startswith(CONFIRM))
    if press == "cancel":
        return _newest(replies, lambda action: action.startswith(DECLINE))
    if "confirm_of_turn" in press:
        return _newest(replies[press["confirm_of_turn"] - 1 : press["confirm_of_turn"]], lambda action: action.startswith(CONFIRM))
    return _newest(replies, lambda action: action.startswith(ANSWER) and action.rpartition(":")[2] == press["means"])


def _newest(replies: Sequence[Reply | None], fits: Callable[[str], bool]) -> str | None:
    return next((button.action for reply in reversed(replies) for button in buttons_of(reply) if fits(button.action)), None)


def _reply(assistant: Assistant, actor: Actor, message: IncomingMessage) -> Reply | None:
    try:
        return assistant.reply(actor, message)
    except Exception:  # noqa: BLE001 - one broken turn must not end the evaluation; it shows as a failed dialogue
        sys.stderr.write(f"{message.chat} turn {message.message_id}\n{traceback.format_exc()}")
        return None


@contextmanager
def copy_of(template: Template) -> Iterator[Database]:
    """A fresh copy of the world."""
    with tempfile.TemporaryDirectory(prefix="dinghuo-dialogue-") as folder:
        file = Path(folder) / "world.db"
        shutil.copyfile(template.file, file)
        database = Database(f"sqlite:///{file}")
        try:
            yield database
        finally:
            database.close()


def _settings(brain: str) -> ProcessSettings:
    return ProcessSettings(brain="hosted" if brain == "hosted" else "embedded")


def _quantile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0
