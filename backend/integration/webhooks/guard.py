"""Where webhooks may go: http or https, to a public address, unless the brand's settings name the host.

The address is looked up at each sending and the connection goes to exactly the address that was checked, so a name that leads elsewhere
later leads nowhere. Invariant: no request leaves for a private, loopback, link-local or otherwise special address of a host that is not listed.
"""

import ipaddress
import socket
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from backend.kit.errors import Invalid

PORTS = {"http": 80, "https": 443}
LONGEST_URL = 500
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
Lookup = Callable[[str, int], Sequence[str]]
"""The addresses of a host. Raises OSError."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes: the host it names and the address it is sent to."""

    scheme: str
    host: str
    port: int
    path: str
    address: str = ""

    @property
    def name(self) -> str:
        """The Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def parse_target(url: str) -> Target:
    """What an address says, without looking anything up. Raises Invalid("integration.bad_url")."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Invalid("integration.bad_url", url=url[:LONGEST_URL]) from error
    plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= LONGEST_URL
    if not plain or parts.scheme not in PORTS or not parts.hostname or parts.username or parts.password or parts.fragment or port == 0:
        raise Invalid("integration.bad_url", url=url[:LONGEST_URL])
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, parts.hostname.rstrip("."), port or PORTS[parts.scheme], path)


def vet(url: str, private_hosts: Collection[str], lookup: Lookup | None = None) -> Target:
    """The address to send to. Raises Invalid("integration.bad_url" | "integration.private_address"), OSError when the host is unknown."""
    target = parse_target(url)
    addresses = (lookup or _look_up)(target.host, target.port)
    listed = target.host.lower() in {host.lower() for host in private_hosts}
    if not addresses:
        raise OSError(f"no address for {target.host}")
    if not listed and not all(is_public(address) for address in addresses):
        raise Invalid("integration.private_address", host=target.host)
    return Target(target.scheme, target.host, target.port, target.path, addresses[0])


def is_public(text: str) -> bool:
    """Whether an address belongs to the public net, whatever form it is written in."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if address.is_site_local:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved and not address.is_unspecified


def _look_up(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise OSError(f"{host} is no name of a host") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))
