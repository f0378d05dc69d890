"""What is no longer as it was shown, in words: "price:SKU", "stock:SKU", "date" and the like from a confirmation."""

from collections.abc import Mapping, Sequence

from bot.rendering.reasons import gate_word
from bot.rendering.voice import Voice


def difference_lines(changed: Sequence[str], names: Mapping[str, str], voice: Voice) -> tuple[str, ...]:
    """One sentence for each change; a change without a sentence of its own is told as "something changed"."""
    return tuple(dict.fromkeys(_sentence(code, names, voice) for code in changed))


def _sentence(code: str, names: Mapping[str, str], voice: Voice) -> str:
    kind, _, detail = code.partition(":")
    if kind == "gate":
        return voice("differs-gate", gate=gate_word(detail, voice))
    key = f"differs-{kind}"
    return voice(key if voice.has(key) else "differs-other", item=names.get(detail, detail))
