"""Which addresses may be connected to, and a resolver that gives no others.

Public addresses only: what a page or a search result names must not reach the user's machine, the
local network or a cloud's metadata service. The check stands where names become addresses, so what
was checked is what is connected to, and a name that changes its address is checked again.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterable
from typing import Final

from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from .errors import RefusedURLError

AddressRule = Callable[[str], bool]
"""Whether an IP address may be connected to."""

_IPv4 = ipaddress.IPv4Address
_IPv6 = ipaddress.IPv6Address

# Not public although `is_global` of some Python says so: the IANA special-purpose registries, and
# the address at which Azure's platform answers its guests.
_SPECIAL_V4: Final = tuple(
    map(ipaddress.IPv4Network, ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32"))
)
_GLOBAL_UNICAST: Final = ipaddress.IPv6Network("2000::/3")
_SPECIAL_V6: Final = tuple(
    map(ipaddress.IPv6Network, ("2001::/23", "2001:db8::/32", "3fff::/20", "2002::/16"))
)
# An IPv4 address stands in the last 32 bits: mapped, translated (RFC 2765), compatible, NAT64.
_EMBEDDING: Final = tuple(
    map(
        ipaddress.IPv6Network,
        ("::ffff:0:0/96", "::ffff:0:0:0/96", "::/96", "64:ff9b::/96"),
    )
)


def is_public(address: str) -> bool:
    """Whether an IP address, v4 or v6, is one of the public internet.

    An IPv6 address that stands for an IPv4 one is judged by that. Anything that is no address is
    not public.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, _IPv6):
        if any(ip in network for network in _EMBEDDING):
            return is_public(str(_IPv4(int(ip) & 0xFFFF_FFFF)))
        return (
            ip in _GLOBAL_UNICAST
            and ip.is_global
            and not any(ip in network for network in _SPECIAL_V6)
        )
    return (
        ip.is_global
        and not (ip.is_multicast or ip.is_reserved)
        and not any(ip in network for network in _SPECIAL_V4)
    )


class AllowedHosts:
    """Hosts that may be connected to whatever their address: the user named them.

    Args:
        entries: `host` (any port) or `host:port`; IPv6 addresses in brackets.

    Raises:
        ValueError: an entry is neither; it is the error's only argument.
    """

    def __init__(self, entries: Iterable[str] = ()) -> None:
        self._entries = frozenset(_host_and_port(entry) for entry in entries)

    def __contains__(self, host_and_port: tuple[str, int]) -> bool:
        host, port = host_and_port[0].casefold(), host_and_port[1]
        return (host, None) in self._entries or (host, port) in self._entries


def _host_and_port(entry: str) -> tuple[str, int | None]:
    try:
        url = URL(f"//{entry.strip()}")
        host, port = url.raw_host, url.explicit_port
    except ValueError:
        raise ValueError(entry) from None
    if not host or url.user or url.path not in ("", "/") or url.query_string:
        raise ValueError(entry)
    return host.casefold(), port


class CheckedResolver(AbstractResolver):
    """Resolves names with another resolver and hands on only what may be connected to.

    Raises:
        RefusedURLError: an address of the host is against the rule.
    """

    def __init__(
        self, resolver: AbstractResolver, allowed: AllowedHosts, rule: AddressRule
    ) -> None:
        self._resolver = resolver
        self._allowed = allowed
        self._rule = rule

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._resolver.resolve(host, port, family)
        if (host, port) not in self._allowed:
            for each in found:
                check_address(host, each["host"], self._rule)
        return found

    async def close(self) -> None:
        await self._resolver.close()


def check_address(host: str, address: str, rule: AddressRule) -> None:
    """Refuse an address that is against the rule.

    Raises:
        RefusedURLError
    """
    if not rule(address):
        raise RefusedURLError(
            host,
            "its address is not public; allow the host in RESEARCH_ALLOWED_HOSTS if it is meant",
        )
