"""The Telegram connector: everything that knows Telegram is here."""
