"""The web connector: the assistant over HTTP, whole answers and server-sent events."""

from bot.connectors.web.routes import mount_chat

__all__ = ["mount_chat"]
