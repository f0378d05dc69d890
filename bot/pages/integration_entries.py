"""What the entries of the connections page look like: each is text that is escaped here, whoever wrote it."""

from collections.abc import Mapping
from datetime import tzinfo
from html import escape

from backend.integration.domain import DeliveryStatus, RecordStatus, SubscriptionStatus
from backend.integration.erp.codes import CodePair
from backend.integration.erp.queue import QueuedRow
from backend.integration.webhooks.domain import Delivery, Subscription
from backend.ordering.required_fields import REQUIRED_FIELDS, Completeness
from bot.pages.layout import Say
from bot.rendering.formats import format_instant

_TONES: Mapping[str, str] = {
    SubscriptionStatus.ACTIVE.value: "success",
    SubscriptionStatus.DISABLED.value: "danger",
    DeliveryStatus.SENT.value: "success",
    DeliveryStatus.DEAD.value: "danger",
    DeliveryStatus.WAITING.value: "warning",
    RecordStatus.CONFLICT.value: "danger",
}


def subscription_html(one: Subscription, say: Say, locale: str, zone: tzinfo) -> str:
    """Where, what, and how it goes."""
    counts = say("integration-counts", waiting=one.waiting, dead=one.dead)
    failing = say("integration-failing", when=format_instant(one.failing_since, locale, zone)) if one.failing_since else ""
    return _line(one.url, one.status.value, say) + _small(", ".join(one.topics), counts, failing)


def delivery_html(one: Delivery, url: str, say: Say, locale: str, zone: tzinfo) -> str:
    """The event, how often it was tried, and the last answer."""
    tried = say("integration-tried", count=one.attempts)
    following = say("integration-next", when=format_instant(one.next_attempt_at, locale, zone)) if one.next_attempt_at else ""
    answer = " ".join(part for part in (str(one.last_status or ""), one.last_answer) if part)
    told = f"<div class='words small'>{escape(say('integration-answer', answer=answer))}</div>" if answer else ""
    return _line(one.topic, one.status.value, say) + _small(one.event_id, url, format_instant(one.created_at, locale, zone), tried, following) + told


def row_html(row: QueuedRow, say: Say, locale: str, zone: tzinfo) -> str:
    """The row as it came, why it waits, and of a conflict the one that counts."""
    head = f"{say(f'integration-rows-{row.kind.value}')} · {row.external_id}"
    why = ""
    if row.missing_kind is not None:
        why = say("integration-missing", kind=say(f"integration-kind-{row.missing_kind.value}"), code=row.missing_code)
    elif row.reason:
        why = say(row.reason, **row.params)
    counted = f"<div class='small words'>{escape(say('integration-counted', row=_cells(row.counted)))}</div>" if row.counted is not None else ""
    told = f"<div class='words'>{escape(why)}</div><div class='small words'>{escape(_cells(row.content))}</div>{counted}"
    return _line(head, row.status.value, say) + told + _small(format_instant(row.received_at, locale, zone))


def mapping_html(pair: CodePair, say: Say) -> str:
    """Their code and ours."""
    kind = escape(say(f"integration-kind-{pair.kind.value}"))
    return f"<div class='line'><span class='small'>{kind}</span> <b>{escape(pair.their_code)}</b> → <b>{escape(pair.our_code)}</b></div>"


def complete_html(found: Completeness, say: Say) -> str:
    """The share of complete orders, and how many lack which of the twelve fields."""
    head = f"<p class='words'><b>{found.percent}%</b> · {escape(say('integration-complete', complete=found.complete, orders=found.orders))}</p>"
    rows = "".join(
        f"<div class='line'><span class='small'>{escape(say(f'integration-field-{name.value}'))}</span> <b>{found.missing.get(name.value, 0)}</b></div>"
        for name in REQUIRED_FIELDS
    )
    return f"<div class='entry'>{head}<div class='small'>{escape(say('integration-lacking'))}</div>{rows}</div>"


def _line(head: str, status: str, say: Say) -> str:
    badge = f"<span class='badge {_TONES.get(status, '')}'>{escape(say(f'integration-status-{status}'))}</span>"
    return f"<div class='line'><b class='words'>{escape(head)}</b> {badge}</div>"


def _small(*parts: str) -> str:
    return f"<div class='small words'>{escape(' · '.join(part for part in parts if part))}</div>"


def _cells(content: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {value}" for name, value in content.items())
