"""The states of what goes out to other systems and comes in from them."""

from enum import StrEnum


class SubscriptionStatus(StrEnum):
    """Whether a subscription is sent events. One that was disabled after days of failure goes on collecting them; one that is off does not."""

    ACTIVE = "active"
    OFF = "off"
    DISABLED = "disabled"


class DeliveryStatus(StrEnum):
    """Where the delivery of one event to one subscription stands. A dead one was given up and is sent again when a person says so."""

    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"


class CodeKind(StrEnum):
    """What a code of another system names."""

    SKU = "sku"
    DEALER = "dealer"
    WAREHOUSE = "warehouse"


class RecordStatus(StrEnum):
    """What became of a row of another system: used, waiting for a person, or the same external id with other content."""

    TAKEN = "taken"
    WAITING = "waiting"
    CONFLICT = "conflict"
