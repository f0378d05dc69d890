"""The frame of every page: navigation, header, language choice, sign-out; a drawer below 900 px.

Invariant: a page builder runs only for a signed-in visitor; everybody else is sent to the sign-in page.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from nicegui import ui

from bot.pages.services import PageServices
from bot.pages.session import Visitor
from bot.pages.theme import apply_theme

_CSS = """
.frame { display: flex; min-height: 100vh; width: 100%; }
.side { width: 212px; flex: none; background: var(--card); border-right: 1px solid var(--line); display: flex; flex-direction: column;
  padding: 18px 12px; position: sticky; top: 0; height: 100vh; gap: 4px; }
.side .brand { font-size: 19px; font-weight: 700; padding: 4px 12px 18px; color: var(--ink); text-decoration: none; }
.side .brand b { color: var(--accent); }
.side a.nav { display: flex; gap: 12px; align-items: center; min-height: 40px; padding: 0 12px; border-radius: 10px; color: var(--ink); text-decoration: none; }
.side a.nav:hover { background: var(--ground); }
.side a.nav.here { background: var(--accent-soft); color: var(--accent); font-weight: 600; }
.side .who { margin-top: auto; padding: 12px; }
.main { flex: 1; min-width: 0; display: flex; flex-direction: column; min-height: 100vh; }
.top { display: flex; align-items: center; gap: 12px; background: var(--card); border-bottom: 1px solid var(--line); padding: 10px 20px; min-height: 66px; position: sticky; top: 0; z-index: 5; }
.top h1 { font-size: 16px; line-height: 1.4; font-weight: 700; margin: 0; }
.top .grow { flex: 1; min-width: 0; }
.link-pill { display: inline-flex; align-items: center; text-decoration: none; color: var(--ink); border: 1px solid var(--line); border-radius: 999px; padding: 4px 14px; min-height: 36px; background: var(--card); }
.skip { position: absolute; left: -999px; } .skip:focus { left: 8px; top: 8px; background: var(--card); padding: 8px; z-index: 99; }
@media (max-width: 900px) {
  .side { position: fixed; bottom: 0; top: auto; left: 0; right: 0; width: 100%; height: 56px; flex-direction: row; padding: 4px 8px; z-index: 10;
    border-right: 0; border-top: 1px solid var(--line); justify-content: space-around; }
  .side .brand, .side .who { display: none; }
  .side a.nav { flex-direction: column; gap: 0; font-size: 12px; min-height: 48px; min-width: 64px; justify-content: center; }
  .main { padding-bottom: 56px; } .top { padding: 10px 16px; min-height: 60px; }
}
"""


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the navigation; `key` names its sentence and `icon` its Material icon."""

    path: str
    key: str
    icon: str


NAVIGATION = (
    NavItem("/", "nav-chat", "chat"),
    NavItem("/orders", "nav-orders", "receipt_long"),
)
Say = Callable[..., str]


@contextmanager
def page_frame(services: PageServices, visitor: Visitor, *, here: str, subtitle: str) -> Iterator[Say]:
    """Build the frame around a page; yields `say(key, **params)` in the visitor's language."""
    say: Say = partial(services.phrasebook.say, visitor.locale)
    apply_theme(dark=None)
    ui.add_css(_CSS)
    title = next((item.key for item in NAVIGATION if item.path == here), "nav-chat")
    ui.page_title(f"{say(title)} · {say('brand-name')}")
    ui.add_head_html("<script>document.documentElement.lang=" + ("'zh-CN'" if visitor.locale == "zh" else "'en'") + "</script>")
    with ui.element("div").classes("frame"):
        _side(visitor, say, here)
        with ui.element("div").classes("main"):
            _header(visitor, say, title, subtitle)
            yield say


def _side(visitor: Visitor, say: Say, here: str) -> None:
    with ui.element("nav").classes("side").props(f'aria-label="{say("nav-label")}"'):
        with ui.element("a").classes("brand").props('href="/"'):
            ui.html("订货 <b>Dinghuo</b>", sanitize=False)
        for item in NAVIGATION:
            current = 'aria-current="page"' if item.path == here else ""
            with ui.element("a").classes("nav here" if item.path == here else "nav").props(f'href="{item.path}" {current}'):
                ui.icon(item.icon).props('aria-hidden="true"').style("font-size: 20px")
                ui.label(say(item.key))
        with ui.element("div").classes("who small"):
            ui.label(visitor.actor.name)
            ui.label(say(f"role-{visitor.actor.role.value}"))


def _header(visitor: Visitor, say: Say, title: str, subtitle: str) -> None:
    other = "en" if visitor.locale == "zh" else "zh"
    with ui.element("header").classes("top"):
        with ui.element("div").classes("grow"):
            with ui.element("h1"):
                ui.label(say(title))
            ui.label(subtitle).classes("small")
        with ui.element("a").classes("link-pill").props(f'href="/locale/{other}" aria-label="{say("language-switch")}"'):
            ui.label("中 / EN")
        with ui.element("form").props('method="post" action="/sign-out"'), ui.element("button").classes("link-pill").props('type="submit"'):
            ui.label(say("sign-out"))
