"""Promotions in drafts and orders: deriving, storing, claiming their budgets and taking back what returned goods had earned."""
