"""Identifiers and secrets. Ids sort by creation time; tokens are opaque and only their hash is stored."""

import hashlib
import secrets
import threading
import time

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_lock = threading.Lock()
_last = 0


def new_id(prefix: str) -> str:
    """A unique id such as "ord_01j9…": 48 bits of milliseconds and 80 random bits in Crockford base 32, after the prefix."""
    global _last  # noqa: PLW0603 - one monotonic source per process keeps ids in creation order
    with _lock:
        _last = max(_last + 1, time.time_ns() // 1000)
        stamp = _last
    value = (stamp << 64) | secrets.randbits(64)
    digits = []
    for _ in range(24):
        value, digit = divmod(value, 32)
        digits.append(_ALPHABET[digit])
    return f"{prefix}_{''.join(reversed(digits))}"


def new_token() -> str:
    """An unguessable opaque token of 32 URL-safe characters (192 bits)."""
    return secrets.token_urlsafe(24)


def hash_token(token: str) -> str:
    """What is stored instead of a token: SHA-256, enough because tokens carry 192 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def hash_content(*parts: object) -> str:
    """A stable hash over the printed parts, for content versions and request bodies."""
    return hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()
