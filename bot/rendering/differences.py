"""What is no longer as it was shown, in words: "price", "stock", "date" and the like from a confirmation that did nothing."""

from collections.abc import Sequence

from bot.rendering.voice import Voice


def difference_lines(changed: Sequence[str], voice: Voice) -> tuple[str, ...]:
    """One sentence for each change; a change without a sentence of its own is told as "something changed"."""
    keys = [f"differs-{code.partition(':')[0]}" for code in changed]
    return tuple(dict.fromkeys(voice(key if voice.has(key) else "differs-other") for key in keys))
