"""What a webhook is: topics, the body of an event, its signature, and what an answer means. Pure.

Invariant: an event has one id however often it is relayed or sent, and one body, byte for byte.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from backend.integration.domain import DeliveryStatus, SubscriptionStatus
from backend.kit.errors import Invalid
from backend.kit.ids import hash_content

GROUPS = ("order", "stock", "price")
ID_HEADER, TIMESTAMP_HEADER, SIGNATURE_HEADER, TOPIC_HEADER = "Dinghuo-Id", "Dinghuo-Timestamp", "Dinghuo-Signature", "Dinghuo-Topic"
MOST_TOPICS = 40
REFUSED = frozenset({400, 405, 406, 411, 413, 414, 415, 422})
"""The receiver says that this very request is wrong: sending it again is no use, and what follows must not wait for it."""
SUCCESSES = 2
"""The first figure of every status that says that it went well."""
GONE = 410
"""The receiver says that it wants no more."""
_TOPIC = re.compile(rf"({'|'.join(GROUPS)})\.(\*|[a-z][a-z_]{{0,40}})")


@dataclass(frozen=True, slots=True)
class Subscription:
    """Who is told of what. Its secret is no part of it."""

    id: str
    url: str
    topics: tuple[str, ...]
    status: SubscriptionStatus
    created_at: datetime
    failing_since: datetime | None
    waiting: int = 0
    dead: int = 0


@dataclass(frozen=True, slots=True)
class NewSubscription:
    """A subscription as it was made, with the secret that is shown this once."""

    subscription: Subscription
    secret: str

    def without_secret(self) -> "NewSubscription":
        """What may be stored and told again."""
        return NewSubscription(self.subscription, "")


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way to one subscription, with the last answer to it."""

    id: int
    subscription_id: str
    event_id: str
    topic: str
    created_at: datetime
    status: DeliveryStatus
    attempts: int
    next_attempt_at: datetime | None
    sent_at: datetime | None
    last_status: int | None
    last_answer: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a receiver answered: a status and the beginning of its text; no status when it could not be reached."""

    status: int | None
    text: str

    @property
    def accepted(self) -> bool:
        """Whether the event has arrived."""
        return self.status is not None and self.status // 100 == SUCCESSES

    @property
    def refused(self) -> bool:
        """Whether sending the same again is no use."""
        return self.status in REFUSED


def check_topics(topics: Sequence[str]) -> tuple[str, ...]:
    """Topics such as "order.released" or "order.*", each once. Raises Invalid("integration.bad_topic")."""
    wanted = tuple(dict.fromkeys(topic.strip() for topic in topics))
    wrong = [topic for topic in wanted if not _TOPIC.fullmatch(topic)]
    if not wanted or wrong or len(wanted) > MOST_TOPICS:
        raise Invalid("integration.bad_topic", topics=", ".join(wrong[:5]) or "-")
    return wanted


def wants(topics: Sequence[str], topic: str) -> bool:
    """Whether a subscription to `topics` is told of `topic`."""
    return topic in topics or f"{topic.partition('.')[0]}.*" in topics


def event_id_of(topic: str, key: str) -> str:
    """The id of an event; the same for the same event."""
    return f"evt_{hash_content(topic, key)[:32]}"


def event_body(event_id: str, topic: str, data: Mapping[str, Any], at: datetime) -> str:
    """What the receiver is sent."""
    document = {"id": event_id, "topic": topic, "at": at.isoformat(), "data": dict(data)}
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 over the timestamp, a full stop and the body."""
    return "v1=" + hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def headers_of(secret: str, event_id: str, topic: str, at: datetime, body: bytes) -> dict[str, str]:
    """The headers of a request made at an instant."""
    timestamp = str(int(at.timestamp()))
    told = {ID_HEADER: event_id, TIMESTAMP_HEADER: timestamp, SIGNATURE_HEADER: signature(secret, timestamp, body), TOPIC_HEADER: topic}
    return {"Content-Type": "application/json; charset=utf-8", "User-Agent": "Dinghuo-Webhook/1", **told}
