"""Colours that can be read, in light and dark, and sentences that exist."""

import re
from pathlib import Path

import pytest

from bot.pages.theme import asset
from bot.sentences import phrasebook

PAIRS = [
    ("ink", "ground"),
    ("ink", "card"),
    ("muted", "ground"),
    ("muted", "card"),
    ("accent", "card"),
    ("accent", "accent-soft"),
    ("on-accent", "accent"),
    ("warning", "warning-soft"),
    ("error", "error-soft"),
    ("error", "ground"),
    ("success", "success-soft"),
]
PAGES = Path(__file__).resolve().parents[2] / "bot" / "pages"


def _colours(selector: str) -> dict[str, str]:
    block = asset("theme.css").split(selector + " {", 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block))


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("mode", [":root", "body.body--dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_stands_out_from_its_ground(mode: str, text: str, ground: str) -> None:
    """At least 4.5:1, in both modes."""
    colours = _colours(mode)
    light, dark = sorted((_luminance(colours[text]), _luminance(colours[ground])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_light_and_dark_name_the_same_colours() -> None:
    """A colour missing in one mode would show the other's."""
    assert _colours(":root").keys() == _colours("body.body--dark").keys()


def test_only_the_theme_names_colours() -> None:
    """Style sheets and pages use variables; a chart palette and the sign in the tab are the theme's too."""
    sheets = {path.name: path.read_text(encoding="utf-8") for path in PAGES.rglob("*.css") if path.name != "theme.css"}
    assert [name for name, text in sheets.items() if re.search(r":[^;{]*#[0-9a-f]{3,6}\b", text)] == []


def test_every_sentence_a_page_says_exists_in_both_languages() -> None:
    """Keys written out in the code of the pages."""
    book = phrasebook()
    keys = {key for path in PAGES.glob("*.py") for key in re.findall(r"(?:say|voice)\(\s*\"([a-z_A-Z-]+)\"", path.read_text(encoding="utf-8"))}
    quick = set(re.findall(r"\"(quick-[a-z]+)\"", (PAGES / "quick.py").read_text(encoding="utf-8")))
    navigation = set(re.findall(r"\"(nav-[a-z]+)\"", (PAGES / "layout.py").read_text(encoding="utf-8")))
    assert len(keys) > 30
    assert [key for key in sorted(keys | quick | navigation) if not book.has(key)] == []


def test_the_pages_own_code_stays_small() -> None:
    """Style sheets and scripts beyond the framework: less than 150 kB in all."""
    assert sum(path.stat().st_size for path in (PAGES / "assets").iterdir()) < 150_000
