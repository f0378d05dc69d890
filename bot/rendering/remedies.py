"""What helps against a gate, in words: what the person can do himself first, then who can lift it."""

from collections.abc import Mapping, Sequence

from bot.rendering.reasons import gate_word, said
from bot.rendering.voice import Voice
from tools.views import GateFinding, Remedy


def finding_lines(findings: Sequence[GateFinding], voice: Voice, names: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """One line for each gate: what it is, and everything that helps."""
    return tuple(_line(finding, voice, names or {}) for finding in findings)


def remedy_words(remedy: Remedy, voice: Voice, names: Mapping[str, str]) -> str:
    """One remedy in a few words."""
    key = f"remedy-{remedy.action}"
    params = said(remedy.params, voice)
    if "skus" in remedy.params:
        params["skus"] = voice.list([names.get(code, code) for code in str(remedy.params["skus"]).split(", ")])
    role = f"approver-{remedy.by}"
    return voice(key if voice.has(key) else "remedy-ask", who=voice(role) if voice.has(role) else "", **params)


def _line(finding: GateFinding, voice: Voice, names: Mapping[str, str]) -> str:
    reason = finding.reason
    what = gate_word(reason.code, voice) if voice.has(f"gate-{reason.code}-short") else voice.pick(reason.message_zh, reason.message_en) or gate_word("", voice)
    helps = voice("remedies-or").join(remedy_words(remedy, voice, names) for remedy in finding.remedies)
    return voice("finding-blocks" if reason.blocks else "finding-holds", what=what, helps=helps)
