"""The frame of every page: navigation, header, language choice, sign-out; the navigation moves to the bottom below 900 px.

Invariant: a page builder runs only for a signed-in visitor; everybody else is sent to the sign-in page.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from html import escape

from nicegui import ui

from backend.identity.domain import Actor, Permission
from bot.pages.services import PageServices
from bot.pages.session import Visitor
from bot.pages.theme import apply_theme, asset


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the navigation; `key` names its sentence and `icon` its Material icon. Only those whom `shown` lets see it do."""

    path: str
    key: str
    icon: str
    shown: Callable[[Actor], bool] = lambda _: True


def _who_may(permission: Permission) -> Callable[[Actor], bool]:
    return lambda actor: actor.may(permission)


NAVIGATION = (
    NavItem("/", "nav-chat", "chat", lambda actor: actor.is_buyer),
    NavItem("/", "nav-talk", "chat", lambda actor: not actor.is_buyer),
    NavItem("/orders", "nav-orders", "receipt_long", _who_may(Permission.READ_ORDERS)),
    NavItem("/warehouse", "nav-warehouse", "local_shipping", _who_may(Permission.SHIP_ORDERS)),
    NavItem("/stock", "nav-stock", "inventory_2", _who_may(Permission.MANAGE_STOCK)),
    NavItem("/import", "nav-import", "upload_file", lambda actor: actor.is_buyer),
    NavItem("/names", "nav-names", "menu_book", lambda actor: actor.is_buyer),
    NavItem("/approvals", "nav-approvals", "fact_check", lambda actor: actor.dealer_id is None and actor.may(Permission.READ_ORDERS)),
    NavItem("/rules", "nav-rules", "rule", _who_may(Permission.MANAGE_RULES)),
    NavItem("/inbox", "nav-inbox", "forum", _who_may(Permission.ANSWER_CHATS)),
    NavItem("/tickets", "nav-tickets", "confirmation_number", _who_may(Permission.ANSWER_CHATS)),
    NavItem("/articles", "nav-articles", "auto_stories"),
    NavItem("/feedback", "nav-feedback", "reviews", _who_may(Permission.ANSWER_CHATS)),
    NavItem("/prices", "nav-prices", "sell", _who_may(Permission.MANAGE_PRICES)),
    NavItem("/promotions", "nav-promotions", "redeem", _who_may(Permission.MANAGE_PRICES)),
    NavItem("/notices", "nav-notices", "notifications"),
    NavItem("/returns", "nav-returns", "assignment_return", _who_may(Permission.READ_ORDERS)),
    NavItem("/integration", "nav-integration", "hub", _who_may(Permission.INTEGRATE)),
    NavItem("/usage", "nav-usage", "bar_chart", _who_may(Permission.MANAGE_USERS)),
    NavItem("/accounts", "nav-accounts", "link"),
)
Say = Callable[..., str]
MOST_COUNTED = 99
FOOT_PLACES = 6
"""How many entries the foot of a phone has room for; with more of them the last place opens the rest."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The parts of the frame that change while the page is open. `say(key, **params)` speaks the visitor's language."""

    say: Say
    subtitle: ui.label
    name: ui.label
    detail: ui.label
    unread: ui.html


def head(say: Say, locale: str, title_key: str, *sheets: str) -> None:
    """Theme, title and language of the document."""
    apply_theme(*sheets)
    ui.page_title(f"{say(title_key)} · {say('brand-name')}")
    ui.add_head_html(f"<script>document.documentElement.lang='{'zh-CN' if locale == 'zh' else 'en-GB'}'</script>")


@contextmanager
def page_frame(services: PageServices, visitor: Visitor, *, here: str, sheets: tuple[str, ...] = (), title: str = "") -> Iterator[Frame]:
    """Build the frame around a page; the page fills `subtitle`, `name` and `detail`."""
    say: Say = partial(services.phrasebook.say, visitor.locale)
    items = [item for item in NAVIGATION if item.shown(visitor.actor)]
    here = next((item.path for item in items if here.startswith(f"{item.path}/")), here)
    title = title or next((item.key for item in items if item.path == here), "nav-chat")
    head(say, visitor.locale, title, "layout", *sheets)
    ui.add_body_html(f"<script>{asset('layout.js')}</script>")
    ui.html(f'<a class="skip" href="#content">{escape(say("skip"))}</a>', sanitize=False)
    ui.html(f'<div id="connection" class="notice warning" role="alert" hidden>{escape(say("connection-lost"))}</div>', sanitize=False)
    with ui.element("div").classes("frame"):
        name, detail, unread = _side(visitor, say, here, items)
        with ui.element("div").classes("main"):
            subtitle = _header(visitor, say, title)
            yield Frame(say, subtitle, name, detail, unread)


def show_unread(frame: Frame, count: int) -> None:
    """The badge beside the notices: how many are unread, nothing for none."""
    frame.unread.set_content(count_html(count, frame.say))


def count_html(count: int, say: Say) -> str:
    """A number of unread things as a badge and as words for who does not see it; nothing for none."""
    if not count:
        return ""
    shown = str(count) if count <= MOST_COUNTED else f"{MOST_COUNTED}+"
    return f'<span class="count" aria-hidden="true">{shown}</span><span class="unseen">{escape(say("nav-unread", count=count))}</span>'


def brand_mark() -> None:
    """The product's name in its two scripts."""
    ui.html("订货 <b>Dinghuo</b>", sanitize=False, tag="span").props('translate="no"')


def _side(visitor: Visitor, say: Say, here: str, items: Sequence[NavItem]) -> tuple[ui.label, ui.label, ui.html]:
    unread = None
    with ui.element("nav").classes("side").props(f'aria-label="{say("nav-label")}"'):
        with ui.element("a").classes("brand").props('href="/"'):
            brand_mark()
        first = len(items) if len(items) <= FOOT_PLACES else FOOT_PLACES - 1
        rest = None
        for place, item in enumerate(items):
            if place == first:
                rest = _more(say, any(later.path == here for later in items[first:]))
            with rest or nullcontext():
                link = _entry(item, say, here)
            if item.path == "/notices":
                with link:
                    unread = ui.html(count_html(visitor.unread, say), sanitize=False, tag="span")
        with ui.element("div").classes("who small"):
            name, detail = ui.label(visitor.actor.name), ui.label(say(f"role-{visitor.actor.role.value}"))
    return name, detail, unread or ui.html("", sanitize=False, tag="span")


def _entry(item: NavItem, say: Say, here: str) -> ui.element:
    current = 'aria-current="page"' if item.path == here else ""
    with ui.element("a").classes("nav here" if item.path == here else "nav").props(f'href="{item.path}" {current}') as link:
        ui.icon(item.icon).props('aria-hidden="true"').style("font-size: 20px")
        ui.label(say(item.key))
    return link


def _more(say: Say, is_here: bool) -> ui.element:
    """The button that opens the rest on a phone (`layout.js`), and the place of the rest; a wide screen shows them without it."""
    with ui.element("button").classes("nav more here" if is_here else "nav more").props('type="button" aria-expanded="false"'):
        ui.icon("more_horiz").props('aria-hidden="true"').style("font-size: 20px")
        ui.label(say("list-more"))
    return ui.element("div").classes("rest")


def _header(visitor: Visitor, say: Say, title: str) -> ui.label:
    other = "en" if visitor.locale == "zh" else "zh"
    with ui.element("header").classes("top"):
        with ui.element("div").classes("grow"):
            with ui.element("h1"):
                ui.label(say(title))
            subtitle = ui.label().classes("small")
        with ui.element("a").classes("link-pill").props(f'href="/locale/{other}" aria-label="{say("language-switch")}"'):
            ui.label("中 / EN")
        with ui.element("form").props('method="post" action="/sign-out"'), ui.element("button").classes("link-pill").props('type="submit"'):
            ui.label(say("sign-out"))
    return subtitle
