"""A site's robots.txt (RFC 9309): what it forbids us, and how long it wants us to wait.

Kept per site for as long as the object lives. A site without the file allows everything; one whose
file cannot be read allows nothing.
"""

from __future__ import annotations

import asyncio
import re
import string
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from yarl import URL

from .client import AGENT, WebClient
from .errors import RobotsError, UnexpectedReplyError, WebError

_TOO_MANY_REQUESTS: Final = 429
_UNRESERVED: Final = frozenset(string.ascii_letters + string.digits + "-._~")


@dataclass(frozen=True, slots=True)
class RobotsRules:
    """The rules of a robots.txt for one agent.

    `rules` are pairs (allowed, path pattern); `crawl_delay_s` is what the file asks for between
    two requests, 0 if nothing.
    """

    rules: tuple[tuple[bool, str], ...] = ()
    crawl_delay_s: float = 0.0

    @classmethod
    def parsed(cls, text: str, agent: str) -> RobotsRules:
        """The rules for `agent`: of the groups that name it, or else of those for `*`."""
        groups: dict[str, tuple[list[tuple[bool, str]], list[float]]] = {}
        named: list[str] = []
        in_rules = True
        for line in text.lstrip("\ufeff").splitlines():
            key, colon, value = line.partition("#")[0].partition(":")
            key, value = key.strip().casefold(), value.strip()
            if not colon:
                continue
            if key == "user-agent":
                name = value.split("/")[0].casefold()
                named = [name] if in_rules else [*named, name]
                in_rules = False
                groups.setdefault(name, ([], []))
            elif key in ("allow", "disallow"):
                in_rules = True
                for each in named if value else ():
                    groups[each][0].append((key == "allow", value))
            elif key == "crawl-delay" and re.fullmatch(r"\d{1,6}(?:\.\d+)?", value):
                in_rules = True
                for each in named:
                    groups[each][1].append(float(value))
        rules, delays = groups.get(agent.casefold()) or groups.get("*") or ([], [])
        return cls(tuple(rules), max(delays, default=0.0))

    def allows(self, path: str) -> bool:
        """Whether a path with its query may be fetched: the longest pattern that fits decides."""
        fitting = [
            (len(pattern), allowed) for allowed, pattern in self.rules if _fits(pattern, path)
        ]
        return max(fitting, default=(0, True))[1]


def _fits(pattern: str, path: str) -> bool:
    """Whether a pattern fits the start of a path; `*` is any text, a `$` at the end the end."""
    wanted, path = _normal(pattern), _normal(path)
    anchored = wanted.endswith("$")
    first, *others = wanted.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    if not others:
        return not anchored or path == first
    at = len(first)
    *middle, last = others
    for piece in middle:
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    if anchored:
        return path.endswith(last) and len(path) - len(last) >= at
    return path.find(last, at) >= 0


def _normal(path: str) -> str:
    """A path in the one spelling in which paths are compared (RFC 9309, 2.2.2)."""
    return re.sub(
        "%([0-9A-Fa-f]{2})",
        lambda octet: (
            character if (character := chr(int(octet[1], 16))) in _UNRESERVED else octet[0].upper()
        ),
        quote(path, safe=string.punctuation),
    )


@dataclass(slots=True)
class _Site:
    rules: asyncio.Task[RobotsRules]
    next_at: float = 0.0


class Robots:
    """The robots.txt files of the sites of one run.

    Args:
        client: fetches them, under its own guards.
        sleep: waits out a crawl delay; injected for tests.
    """

    def __init__(
        self, client: WebClient, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._client = client
        self._sleep = sleep
        self._sites: dict[URL, _Site] = {}

    async def admit(self, url: URL) -> None:
        """Return when `url` may be fetched, after the site's crawl delay.

        Raises:
            RobotsError: it may not be, or the file could not be read.
        """
        site = self._sites.get(url.origin())
        if site is None:
            # A task of its own: several pages wait for it, and one that gives up must not end it.
            site = _Site(asyncio.create_task(self._fetched(url.origin())))
            self._sites[url.origin()] = site
        try:
            rules = await asyncio.shield(site.rules)
        except WebError as error:
            raise RobotsError(str(url), f"robots.txt could not be read ({error.reason})") from None
        if not rules.allows(url.raw_path_qs):
            raise RobotsError(str(url), "robots.txt does not allow it")
        if rules.crawl_delay_s:
            now = asyncio.get_running_loop().time()
            at = max(now, site.next_at)
            site.next_at = at + rules.crawl_delay_s
            if at > now:
                await self._sleep(at - now)

    async def close(self) -> None:
        """Stop what is still being fetched."""
        tasks = [site.rules for site in self._sites.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _fetched(self, origin: URL) -> RobotsRules:
        try:
            reply = await self._client.get(str(origin / "robots.txt"))
        except UnexpectedReplyError as error:
            if 400 <= error.status < 500 and error.status != _TOO_MANY_REQUESTS:
                return RobotsRules()
            raise
        return RobotsRules.parsed(reply.body.decode("utf-8", "replace"), AGENT)
