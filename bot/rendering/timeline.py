"""How an order came about, step by step, in words: for a card of the chat and for the panel of the order book."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bot.messages import Card, Cell, Column, Row
from bot.rendering.formats import format_instant, format_packs
from bot.rendering.reasons import gate_word
from bot.rendering.voice import Voice
from tools.views import Doer, Goods, Replay, StepKind, Timeline, TimelineStep

_RULE_STEPS = frozenset({StepKind.READING, StepKind.PROPOSAL, StepKind.GATES, StepKind.RULES})


@dataclass(frozen=True, slots=True)
class StepWords:
    """A step: what happened, more about it, and when by whom. `minor` steps only explain the next one."""

    what: str
    more: tuple[str, ...]
    when: str
    minor: bool = False


def timeline_card(timeline: Timeline, voice: Voice) -> Card:
    """The whole life of an order as a table, oldest step first."""
    steps = [step_words(step, timeline.goods, voice) for step in timeline.steps]
    return Card(
        kind="timeline",
        title=f"{voice('timeline-title', number=timeline.number)} · {_outcome(timeline, voice)}",
        columns=(Column(voice("timeline-what")),),
        rows=tuple(Row((Cell(step.what, " · ".join((*step.more, step.when))),)) for step in steps),
    )


def _outcome(timeline: Timeline, voice: Voice) -> str:
    """What was decided about the order, and by whom, in a few words."""
    decided = [step for step in timeline.steps if step.kind is StepKind.APPROVAL and step.action in {"released", "rejected"}]
    if timeline.status == "HOLD":
        return voice("timeline-undecided")
    if decided:
        return voice(f"timeline-{decided[-1].action}-by", person=decided[-1].by)
    return voice("timeline-nobody-needed")


def step_words(step: TimelineStep, goods: Mapping[str, Goods], voice: Voice) -> StepWords:
    """One step in words."""
    at = format_instant(step.at, voice.locale)
    by = voice("timeline-by-job") if step.doer is Doer.JOB else step.by
    more = [*_details(step, goods, voice), *_again(step.replay, voice)]
    return StepWords(_what(step, goods, voice), tuple(more), f"{at} · {by}" if by else at, step.kind in _RULE_STEPS)


def _what(step: TimelineStep, goods: Mapping[str, Goods], voice: Voice) -> str:  # noqa: PLR0911 - one case for each kind of step
    match step.kind:
        case StepKind.MESSAGE:
            return voice("timeline-said", words=step.words) if step.words else voice("timeline-said-unseen")
        case StepKind.READING if step.action == "asked":
            return voice("timeline-asked-back")
        case StepKind.READING:
            read = _lines(step.data.get("lines", ()), goods, voice)
            return voice("timeline-read", lines=voice.list(read)) if read else voice("timeline-read-nothing")
        case StepKind.PROPOSAL:
            total = _money(step.data.get("total"), voice)
            return voice("timeline-offered", total=total) if total else voice("timeline-offered-plain")
        case StepKind.GATES:
            return voice("timeline-gates")
        case StepKind.RULES:
            return voice(f"timeline-rules-{step.action}") if voice.has(f"timeline-rules-{step.action}") else voice("timeline-rules-hold")
        case _:
            key = f"order-action-{step.action}"
            return voice(key) if voice.has(key) else step.action


def _details(step: TimelineStep, goods: Mapping[str, Goods], voice: Voice) -> list[str]:
    data, found = step.data, []
    if data.get("holds") and step.kind in {StepKind.ORDER, StepKind.APPROVAL, StepKind.CHANGE}:
        found.append(voice("timeline-held-for", reasons=voice.list([gate_word(str(code), voice) for code in data["holds"]])))
    if data.get("calls"):
        found.append(voice("timeline-called", calls=voice.list([_call(str(tool), arguments) for tool, arguments in data["calls"]])))
    if data.get("reason"):
        found.append(voice("order-reason", reason=str(data["reason"])))
    if step.kind is StepKind.RULES and "rule_set" in data:
        found += _rules(data, voice)
    if step.kind is StepKind.CHANGE:
        found += _changed(data, goods, voice)
    parts = data.get("parts") or ([data["part"]] if data.get("part") else [])
    if parts:
        found.append(voice("timeline-parts", parts=voice.list([str(part) for part in parts])))
    shipped = [str(data[name]) for name in ("carrier", "tracking") if data.get(name)]
    return [*found, " ".join(shipped)] if shipped else found


def _call(tool: str, arguments: Mapping[str, Any]) -> str:
    """A call as it was made, for who may read the audit log."""
    return f"{tool}({', '.join(f'{name}={value}' for name, value in arguments.items() if value not in (None, '', [], {}))})"


def _rules(data: Mapping[str, Any], voice: Voice) -> list[str]:
    rows = voice.list([str(row) for row in data.get("rules", ())])
    facts = voice.list([f"{name} {value}" for name, value in data.get("facts", {}).items()])
    told = voice("timeline-rule-set", version=str(data["rule_set"]), rows=rows or "—")
    return [told, voice("timeline-facts", facts=facts)] if facts else [told]


def _changed(data: Mapping[str, Any], goods: Mapping[str, Goods], voice: Voice) -> list[str]:
    before, after = data.get("before", {}), data.get("after", {})
    found = []
    if before.get("lines") and after.get("lines"):
        was, now = dict(map(tuple, before["lines"])), dict(map(tuple, after["lines"]))
        apart = [(sku, was.get(sku, 0), now.get(sku, 0)) for sku in dict.fromkeys([*was, *now]) if was.get(sku) != now.get(sku)]
        found += _lines(apart, goods, voice)
    if before.get("total") and after.get("total") and before["total"] != after["total"]:
        found.append(voice("timeline-total", before=_money(before["total"], voice), after=_money(after["total"], voice)))
    return found


def _lines(lines: Iterable[Any], goods: Mapping[str, Goods], voice: Voice) -> list[str]:
    return [_line(str(row[0]), int(row[1]), int(row[2]), goods, voice) for row in lines if len(row) > 2]  # noqa: PLR2004 - code, before, after


def _line(code: str, before: int, after: int, goods: Mapping[str, Goods], voice: Voice) -> str:
    known = goods.get(code)
    name = voice.pick(known.name_zh, known.name_en) if known else code
    if not after:
        return voice("timeline-line-gone", name=name)
    if not before:
        return voice("timeline-line", name=name, qty=_qty(after, known, voice))
    return voice("timeline-line-changed", name=name, before=_qty(before, known, voice), qty=_qty(after, known, voice))


def _qty(base: int, known: Goods | None, voice: Voice) -> str:
    if known is None:
        return str(base)
    return format_packs(base, known.factor, voice.pick(known.pack_zh, known.pack_en), voice.pick(known.base_zh, known.base_en))


def _again(replay: Replay | None, voice: Voice) -> list[str]:
    if replay is None:
        return []
    return [voice("timeline-same") if replay.same else voice("timeline-differs", differences=voice.list(list(replay.differences)))]


def _money(amount: Any, voice: Voice) -> str:
    return voice.money(Decimal(str(amount))) if amount is not None else ""
