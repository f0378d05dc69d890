"""Who wants to hear what, where, and when not: one row for each person who ever chose.

Invariant: a person changes his own choice only; without a row he hears everything, with the brand's quiet hours.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from backend.identity.domain import Actor
from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid
from backend.notices.domain import NoticeSettings
from backend.notices.models import notice_settings
from backend.notices.topics import TOPICS
from backend.settings.domain import BrandSettings

CONNECTORS = ("web", "telegram")
EVERYTHING = "all"


def read_settings(uow: UnitOfWork, actor: Actor) -> NoticeSettings:
    """What the actor chose."""
    return settings_of(uow, [actor.user_id]).get(actor.user_id, NoticeSettings())


def save_settings(uow: UnitOfWork, actor: Actor, chosen: NoticeSettings) -> NoticeSettings:
    """Replace the actor's choice. Raises Invalid("notice.bad_topic" | "notice.bad_connector" | "notice.bad_hours")."""
    for topic in chosen.muted:
        if topic not in TOPICS:
            raise Invalid("notice.bad_topic", topic=topic, known=list(TOPICS))
    if chosen.connector is not None and chosen.connector not in CONNECTORS:
        raise Invalid("notice.bad_connector", connector=chosen.connector)
    if (chosen.quiet_from is None) != (chosen.quiet_until is None):
        raise Invalid("notice.bad_hours")
    hours = {"quiet_from": _text(chosen.quiet_from), "quiet_until": _text(chosen.quiet_until)}
    values = {"muted": sorted(chosen.muted), "connector": chosen.connector, **hours}
    make = sqlite_insert if uow.is_sqlite else pg_insert
    row = make(notice_settings).values(user_id=actor.user_id, **values)
    uow.execute(row.on_conflict_do_update(index_elements=[notice_settings.c.user_id], set_=values))
    return chosen


def set_topic(uow: UnitOfWork, actor: Actor, topic: str, *, on: bool) -> NoticeSettings:
    """Switch one topic, or "all" of them, on or off for the actor."""
    before = read_settings(uow, actor)
    topics = set(TOPICS) if topic == EVERYTHING else {topic}
    muted = before.muted - topics if on else before.muted | topics
    return save_settings(uow, actor, replace(before, muted=frozenset(muted)))


def settings_of(uow: UnitOfWork, user_ids: Collection[str]) -> dict[str, NoticeSettings]:
    """The choices of those who made one."""
    rows = uow.execute(select(notice_settings).where(notice_settings.c.user_id.in_(set(user_ids))))
    return {row.user_id: NoticeSettings(frozenset(row.muted), row.connector, _time(row.quiet_from), _time(row.quiet_until)) for row in rows}


def quiet_until(chosen: NoticeSettings, brand: BrandSettings, instant: datetime) -> datetime | None:
    """The end of the quiet hours that `instant` lies in, None when it lies in none. Hours may span midnight; they are on the brand's clock."""
    start = brand.quiet_from if chosen.quiet_from is None else chosen.quiet_from
    end = brand.quiet_until if chosen.quiet_until is None else chosen.quiet_until
    now = instant.astimezone(brand.zone)
    clock = now.time()
    inside = start <= clock < end if start <= end else clock >= start or clock < end
    if not inside:
        return None
    over = now.replace(hour=end.hour, minute=end.minute, second=0, microsecond=0)
    return over if over > now else over + timedelta(days=1)


def _text(at: time | None) -> str | None:
    return None if at is None else f"{at:%H:%M}"


def _time(text: str | None) -> time | None:
    return None if text is None else time.fromisoformat(text)
