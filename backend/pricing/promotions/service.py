"""The public face of promotions: what ordering and the doors may call."""

from backend.pricing.promotions.buyers import buyer_of
from backend.pricing.promotions.engine import apply, nearest
from backend.pricing.promotions.store import claimed_budgets, offers_in_force, read_versions, shift_budget

__all__ = ["apply", "buyer_of", "claimed_budgets", "nearest", "offers_in_force", "read_versions", "shift_budget"]
