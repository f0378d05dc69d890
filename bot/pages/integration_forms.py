"""The boxes of the connections page: a new subscription, a mapping, an account of another system, and a question before something is lost."""

from collections.abc import Callable

from nicegui import ui

from backend.integration.domain import CodeKind
from backend.integration.webhooks.domain import GROUPS
from bot.pages.layout import Say

LONGEST = 500


def text_box(label: str) -> ui.input:
    """One line of text."""
    return ui.input(label).props(f'outlined dense maxlength="{LONGEST}" aria-label="{label}"').classes("case-box")


class SubscriptionForm:
    """Where events go and which."""

    def __init__(self, say: Say) -> None:
        """Shows the boxes."""
        with ui.element("div").classes("entry"):
            self._url = text_box(say("integration-url"))
            with ui.element("fieldset"):
                ui.html(say("integration-topics"), tag="legend")
                self._groups = {group: ui.checkbox(say(f"integration-topic-{group}"), value=group == "order") for group in GROUPS}

    @property
    def url(self) -> str:
        """The address that was written."""
        return str(self._url.value or "").strip()

    @property
    def topics(self) -> tuple[str, ...]:
        """The groups that were chosen."""
        return tuple(f"{group}.*" for group, box in self._groups.items() if box.value)


class CodeForm:
    """A code of another system and what it means here."""

    def __init__(self, say: Say) -> None:
        """Shows the boxes."""
        with ui.element("div").classes("entry"):
            kinds = {kind.value: say(f"integration-kind-{kind.value}") for kind in CodeKind}
            self._kind = ui.select(kinds, value=CodeKind.SKU.value, label=say("integration-kind")).props("outlined dense").classes("case-box")
            self._theirs, self._ours = text_box(say("integration-their-code")), text_box(say("integration-our-code"))

    @property
    def kind(self) -> CodeKind:
        """What it names."""
        return CodeKind(str(self._kind.value))

    @property
    def theirs(self) -> str:
        """Their code."""
        return str(self._theirs.value or "")

    @property
    def ours(self) -> str:
        """Ours."""
        return str(self._ours.value or "")


class SystemForm:
    """The login and name of another system."""

    def __init__(self, say: Say) -> None:
        """Shows the boxes."""
        with ui.element("div").classes("entry"):
            self._login, self._name = text_box(say("integration-login")), text_box(say("integration-name"))

    @property
    def login(self) -> str:
        """Its login."""
        return str(self._login.value or "").strip()[:80]

    @property
    def name(self) -> str:
        """Its name."""
        return str(self._name.value or "").strip()[:120]


async def choice(question: str, yes: str, no: str) -> bool:
    """Ask before something that cannot be taken back."""
    with ui.dialog() as dialog, ui.card():
        ui.label(question)
        with ui.element("div").classes("case-actions"):
            for label, answer, style in ((yes, True, "pill primary"), (no, False, "pill")):
                with ui.element("button").classes(style).props('type="button"') as button:
                    ui.label(label)
                button.on("click", _answering(dialog, answer=answer))
    answered = await dialog
    dialog.delete()
    return bool(answered)


def _answering(dialog: ui.dialog, *, answer: bool) -> Callable[[], None]:
    return lambda: dialog.submit(answer)
