"""Colours, type and spacing of every page, as CSS variables in light and dark (`assets/theme.css`). Pages never name a colour themselves.

Invariant: text keeps a contrast of at least 4.5:1 on its ground in both modes (held by a test); buttons are 44 px high on a phone.
"""

from functools import cache
from pathlib import Path

from nicegui import ui

CHART_COLOURS = ("#0f766e", "#b45309", "#1d4ed8", "#7c3aed", "#64748b")
"""Colour-blind-safe palette for charts, in the order of use."""
_ASSETS = Path(__file__).with_name("assets")


@cache
def asset(name: str) -> str:
    """The text of a style sheet or script of the pages."""
    return (_ASSETS / name).read_text(encoding="utf-8")


def apply_theme(*sheets: str) -> None:
    """Put the theme and the named style sheets on the page being built; light or dark follows the person's system."""
    ui.add_css("".join(asset(f"{name}.css") for name in ("theme", *sheets)))
    ui.colors(primary="#0f766e", negative="#b42318", positive="#166534", warning="#b45309")
    ui.dark_mode(None)
