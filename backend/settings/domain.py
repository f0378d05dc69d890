"""What a brand may set for its company; one row in the database, with the defaults of the demo company."""

from datetime import date, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict


class BrandSettings(BaseModel):
    """One brand = one database, one currency and one time zone. Weekdays count from Monday = 0.

    `keep_release_on_decrease`: a released order of which only less is wanted stays released. `keep_*_days` is how long something stays after it
    stopped being of use: answers to repeated requests, proposals nobody confirmed, messages that were sent, tokens and codes that ran out; notices,
    files and what models used are kept so long after they came. `office_*`
    is when people answer, `answer_hours` how long an answer may take in them, and `escalate_minutes` how long somebody waits before the brand's
    managers hear of it; after `approval_hours` every approver hears of an order that still waits for its release (0: never).
    Between `quiet_from` and `quiet_until` nothing is pushed that can wait. `remind_minutes` before an offer ends its owner is
    reminded. Who bought a product in the last `bought_days` hears of it. A dealer's own word for a product counts after `name_orders` confirmed
    orders and half as much for every `name_fade_months` without one; of each dealer `most_names` are kept. More than `unusual_quantity_factor` times
    the most he ever ordered of a product is asked back (0: never). A held order keeps its goods for `hold_stock_hours` (0: until it is decided).
    Prices hold `tax_percent` of tax; other systems are given net and tax apart.
    Goods may be claimed for `return_days` after they came; then an order that was delivered whole is closed.
    Webhooks go to public addresses only, and to the hosts named in
    `webhook_private_hosts` (this machine's among them); a subscription whose receiver failed for `webhook_failing_days` is disabled.
    """

    model_config = ConfigDict(frozen=True)

    brand_name_zh: str = "订货演示品牌"
    brand_name_en: str = "Dinghuo Demo Brand"
    currency: str = "CNY"
    currency_exponent: int = 2
    time_zone: str = "Asia/Shanghai"
    cutoff: time = time(16, 0)
    no_delivery_weekdays: tuple[int, ...] = (6,)
    extra_workdays: tuple[date, ...] = ()
    closed_days: tuple[date, ...] = ()
    licence_warning_days: int = 30
    near_expiry_days: int = 30
    proposal_minutes: int = 30
    duplicate_hours: int = 24
    check_cases_from: int = 1000
    keep_release_on_decrease: bool = False
    token_days: int = 30
    longest_lead_days: int = 90
    max_order_lines: int = 500
    max_order_text: int = 4000
    keep_answers_days: int = 30
    keep_proposals_days: int = 90
    keep_messages_days: int = 30
    keep_tokens_days: int = 30
    keep_notices_days: int = 180
    keep_files_days: int = 180
    keep_usage_days: int = 400
    office_from: time = time(9, 0)
    office_until: time = time(18, 0)
    office_weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    answer_hours: int = 4
    escalate_minutes: int = 30
    approval_hours: int = 24
    quiet_from: time = time(22, 0)
    quiet_until: time = time(8, 0)
    remind_minutes: int = 5
    bought_days: int = 90
    name_orders: int = 1
    name_fade_months: int = 12
    most_names: int = 300
    unusual_quantity_factor: int = 10
    hold_stock_hours: int = 72
    webhook_private_hosts: tuple[str, ...] = ()
    webhook_failing_days: int = 3
    return_days: int = 30
    tax_percent: Decimal = Decimal(0)

    @property
    def zone(self) -> ZoneInfo:
        """The brand's time zone."""
        return ZoneInfo(self.time_zone)
