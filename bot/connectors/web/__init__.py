"""The web connector: the assistant over HTTP, whole answers and server-sent events."""

from bot.connectors.web.routes import add_chat_routes, mount_chat, open_chat

__all__ = ["add_chat_routes", "mount_chat", "open_chat"]
