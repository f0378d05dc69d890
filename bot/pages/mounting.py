"""Puts the pages on the application. One process shows one set of pages, because NiceGUI keeps its own application per process."""

from fastapi import FastAPI
from nicegui import ui

from backend.kit.rates import RateLimit
from bot.pages.accounts import register_accounts
from bot.pages.approvals import register_approvals
from bot.pages.article_files import article_routes
from bot.pages.articles import register_articles
from bot.pages.chat import register_chat
from bot.pages.feedback import register_feedback
from bot.pages.files import file_routes
from bot.pages.floors import register_floors
from bot.pages.headers import SafeHeaders
from bot.pages.import_files import import_routes
from bot.pages.import_page import register_import
from bot.pages.inbox import register_inbox
from bot.pages.integration import register_integration
from bot.pages.memory import register_memory
from bot.pages.not_found import register_not_found
from bot.pages.notices import register_notices
from bot.pages.orders import register_orders
from bot.pages.prices import register_prices
from bot.pages.promotions import register_promotions
from bot.pages.returns import register_returns
from bot.pages.rules import register_rules
from bot.pages.services import PageServices
from bot.pages.session import session_routes
from bot.pages.sign_in import register_sign_in
from bot.pages.stock import register_stock
from bot.pages.tickets import register_tickets
from bot.pages.usage import register_usage
from bot.pages.warehouse import register_warehouse

FAVICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#0f766e"/>'
    '<path d="M8 10h16v10a2 2 0 0 1-2 2H14l-4 4v-4a2 2 0 0 1-2-2z" fill="#fff"/><path d="M12 14h8M12 18h5" stroke="#0f766e" stroke-width="2"/></svg>'
)


def mount_pages(app: FastAPI, services: PageServices) -> None:
    """Add sign-in routes and pages to what `create_api` made. No storage secret is needed: nothing of a visitor is kept but his session cookie."""
    app.add_middleware(SafeHeaders)
    limit: RateLimit = app.state.sign_in_limit
    app.include_router(session_routes(services, limit))
    app.include_router(file_routes(services))
    app.include_router(import_routes(services))
    app.include_router(article_routes(services))
    register_sign_in(services)
    register_chat(services)
    register_orders(services)
    register_import(services)
    register_approvals(services)
    register_rules(services)
    register_inbox(services)
    register_feedback(services)
    register_tickets(services)
    register_articles(services)
    register_notices(services)
    register_memory(services)
    register_not_found(services)
    register_stock(services)
    register_usage(services)
    register_prices(services)
    register_floors(services)
    register_promotions(services)
    register_integration(services)
    register_warehouse(services)
    register_returns(services)
    register_accounts(services, app)
    ui.run_with(app, title="Dinghuo", favicon=FAVICON, dark=None, tailwind=False, reconnect_timeout=30.0, show_welcome_message=False)
