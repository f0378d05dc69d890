"""What a page shows when it has nothing to show: what this would be, what happened, and what to do next."""

from nicegui import ui

from backend.kit.errors import DomainError, NotPermitted
from bot.pages.layout import Say


def empty_state(text: str, action: str = "", address: str = "") -> None:
    """A quiet card with a way on."""
    with ui.element("div").classes("card empty"):
        ui.label(text)
        if action:
            with ui.element("a").classes("link-pill").props(f'href="{address}"'):
                ui.label(action)


def problem_state(error: DomainError, say: Say) -> None:
    """An error in the visitor's words; not being allowed is told as such and is no alarm."""
    allowed = not isinstance(error, NotPermitted)
    with ui.element("div").classes("card empty").props('role="alert"'):
        ui.label(say(error.code, **error.params) if allowed else say("no-permission")).classes("strong")
        ui.label(say("problem-safe" if allowed else "no-permission-hint"))
        with ui.element("a").classes("link-pill").props('href="/"'):
            ui.label(say("back-to-chat"))
