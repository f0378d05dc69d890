"""Attacks are tried in a fresh copy of the demo company."""

from tests.conversation.company import company, company_template

__all__ = ["company", "company_template"]
