"""What hosted models used and cost at "/usage", for administrators: totals, a small chart by day, and the conversations that cost most.

The period lives in the address. Invariant: the figures are those of the use case behind the HTTP route, summed from stored costs.
"""

from collections.abc import Mapping
from datetime import tzinfo
from decimal import Decimal
from html import escape

from fastapi import Request
from fastapi.responses import RedirectResponse
from nicegui import ui

from backend.kit.errors import DomainError
from backend.kit.money import money_text
from backend.usage.domain import ConversationUsage, DayUsage, UsageReport
from backend.usage.service import read_usage
from bot.pages.layout import Frame, Say, page_frame
from bot.pages.services import PageServices
from bot.pages.session import Visitor, acting, visitor_of
from bot.pages.standing import brand_zone, load_standing
from bot.pages.states import empty_state, problem_state
from bot.pages.threads import in_thread
from bot.rendering.formats import format_instant

PERIODS = (7, 30, 92)
COST_DECIMALS = 4
BAR, GAP, HEIGHT = 10, 3, 72


def register_usage(services: PageServices) -> None:
    """Add the page at /usage."""

    @ui.page("/usage")
    async def usage_page(request: Request, days: int = 30) -> RedirectResponse | None:
        visitor = await in_thread(visitor_of, request, services)
        if visitor is None:
            return RedirectResponse("/sign-in")
        with page_frame(services, visitor, here="/usage", sheets=("usage",)) as frame:
            await UsagePage(services, visitor, frame, days if days in PERIODS else 30).build()
        return None


class UsagePage:
    """One open page of usage."""

    def __init__(self, services: PageServices, visitor: Visitor, frame: Frame, days: int) -> None:
        """Nothing is shown until `build`."""
        self._services, self._visitor, self._frame, self._days = services, visitor, frame, days
        self._say = frame.say

    async def build(self) -> None:
        """Periods, totals, chart and table; or why there is nothing."""
        standing = await in_thread(load_standing, self._services, self._visitor.actor, self._say)
        self._frame.name.set_text(standing.name)
        self._frame.detail.set_text(standing.detail)
        self._frame.subtitle.set_text(self._say("usage-subtitle"))
        with ui.element("main").classes("usage").props('id="content"'):
            try:
                report, zone = await in_thread(self._load)
            except DomainError as error:
                problem_state(error, self._say)
                return
            self._periods()
            if not report.conversations:
                empty_state(self._say("usage-none"))
                return
            ui.html(totals_html(report.total, self._say), sanitize=False)
            ui.html(chart_html(report.days, self._say), sanitize=False)
            ui.html(table_html(report.conversations, self._say, self._visitor.locale, zone), sanitize=False)

    def _load(self) -> tuple[UsageReport, tzinfo]:
        actor, clock, days = acting(self._visitor, self._services), self._services.clock, self._days
        return self._services.database.read(lambda uow: (read_usage(uow, actor, days=days, clock=clock), brand_zone(uow)))

    def _periods(self) -> None:
        with ui.element("nav").classes("filters").props(f'aria-label="{self._say("usage-period")}"'):
            for days in PERIODS:
                here = days == self._days
                current = ' aria-current="true"' if here else ""
                with ui.element("a").classes("pill here" if here else "pill").props(f'href="/usage?days={days}"{current}'):
                    ui.label(self._say("usage-days", days=days))


def cost_text(cost: Mapping[str, Decimal]) -> str:
    """Amounts with their currencies, small ones not rounded away."""
    return " · ".join(f"{currency} {money_text(amount, COST_DECIMALS)}" for currency, amount in sorted(cost.items())) or "0"


def totals_html(total: DayUsage, say: Say) -> str:
    """Requests, tokens and cost of the whole period."""
    figures = (("usage-requests", f"{total.requests:,}"), ("usage-tokens", f"{total.tokens:,}"), ("usage-cost", cost_text(total.cost)))
    cells = "".join(f"<div class='card sum'><dt class='small'>{escape(say(key))}</dt><dd>{escape(value)}</dd></div>" for key, value in figures)
    return f"<dl class='sums'>{cells}</dl>"


def chart_html(days: tuple[DayUsage, ...], say: Say) -> str:
    """Tokens by day as bars; each tells its figures to a pointer and to a screen reader."""
    most = max((day.tokens for day in days), default=0) or 1
    bars = []
    for number, day in enumerate(days):
        height = round(day.tokens / most * HEIGHT, 1)
        told = escape(f"{day.day.isoformat()}: {say('usage-tokens')} {day.tokens:,} · {cost_text(day.cost)}")
        bars.append(f"<rect x='{number * (BAR + GAP)}' y='{HEIGHT - height}' width='{BAR}' height='{max(height, 1)}' rx='2'><title>{told}</title></rect>")
    width = len(days) * (BAR + GAP)
    label = escape(say("usage-chart"))
    picture = f"<svg viewBox='0 0 {width} {HEIGHT}' preserveAspectRatio='none' role='img' aria-label='{label}'>{''.join(bars)}</svg>"
    ends = f"<span>{days[0].day.isoformat()}</span><span>{days[-1].day.isoformat()}</span>" if days else ""
    return f"<figure class='card chart'><figcaption class='small'>{label}</figcaption>{picture}<div class='ends small'>{ends}</div></figure>"


def table_html(rows: tuple[ConversationUsage, ...], say: Say, locale: str, zone: tzinfo) -> str:
    """The conversations, dearest first; on a phone each row is a small block."""
    heads = ("usage-person", "usage-turns", "usage-requests", "usage-unanswered", "usage-tokens", "usage-cost", "usage-last")
    names = [escape(say(key)) for key in heads]
    head = "".join(f"<th scope='col'{'' if not number else ' class=figure'}>{name}</th>" for number, name in enumerate(names))
    body = "".join(f"<tr>{_cells(row, names, format_instant(row.last_at, locale, zone))}</tr>" for row in rows)
    return f"<table class='card'><caption class='unseen'>{escape(say('usage-subtitle'))}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cells(row: ConversationUsage, names: list[str], last: str) -> str:
    tokens = f"{row.input_tokens:,} + {row.output_tokens:,}"
    figures = [f"{row.turns:,}", f"{row.requests:,}", f"{row.unanswered:,}", tokens, cost_text(row.cost), last]
    told = "".join(f"<td class='figure' data-name='{name}'>{escape(figure)}</td>" for name, figure in zip(names[1:], figures, strict=True))
    return f"<th scope='row'>{escape(row.user_name or row.user_id)}<div class='small'>{escape(row.conversation_id)}</div></th>{told}"
