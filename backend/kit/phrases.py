"""Sentences live in Fluent catalogues, one file per language and area (`<area>.<locale>.ftl`); code knows only their keys.

An error code such as "order.not_found" is written "order-not_found" in the catalogue.

Invariant: both languages have every key (held by a test); a missing key shows the key, never an exception.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from fluent.runtime import FluentBundle, FluentResource

LOCALES = ("zh", "en")
_TAGS = {"zh": "zh-CN", "en": "en-GB"}


class Phrasebook:
    """Looks sentences up. Arguments are strings and ints that the caller has already formatted (money, dates); lists are joined."""

    def __init__(self, *folders: Path) -> None:
        """Each folder holds `<area>.zh.ftl` and `<area>.en.ftl`; later folders win."""
        self._bundles = {locale: _bundle(locale, folders) for locale in LOCALES}

    def say(self, locale: str, key: str, /, **params: object) -> str:
        """The sentence for `key` in `locale` ("zh" or "en"). A parameter may itself be called "key" or "locale"."""
        bundle = self._bundles[locale if locale in LOCALES else "en"]
        key = key.replace(".", "-")
        if not bundle.has_message(key):
            return key
        message = bundle.get_message(key)
        if message.value is None:
            return key
        text, _errors = bundle.format_pattern(message.value, {name: _argument(value) for name, value in params.items()})
        return str(text)

    def has(self, key: str) -> bool:
        """Whether the key exists in every language."""
        return all(bundle.has_message(key.replace(".", "-")) for bundle in self._bundles.values())


@cache
def _bundle(locale: str, folders: tuple[Path, ...]) -> FluentBundle:
    bundle = FluentBundle([_TAGS[locale]], use_isolating=False)
    for folder in folders:
        for path in sorted(folder.glob(f"*.{locale}.ftl")):
            bundle.add_resource(FluentResource(path.read_text(encoding="utf-8")), allow_overrides=True)
    return bundle


def _argument(value: object) -> str | int:
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(str(item) for item in value)
    return value if isinstance(value, int) and not isinstance(value, bool) else str(value)


def keys_of(path: Path) -> Mapping[str, str]:
    """The message keys of one catalogue file with their raw text, for tests that compare languages."""
    entries = (line.split("=", 1) for line in path.read_text(encoding="utf-8").splitlines() if "=" in line and not line.startswith((" ", "#", "-", "\t")))
    return {key.strip(): value.strip() for key, value in entries}
