"""What the `dinghuo` command does, one file per command; `bot/cli.py` declares them and imports these lazily."""
