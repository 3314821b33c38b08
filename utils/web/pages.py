"""Web pages: fetched under the client's guards, and as robots.txt allows. Text and HTML only."""

from __future__ import annotations

from typing import Final

from .client import WebClient, WebReply
from .robots import Robots

PAGE_TYPES: Final = frozenset({"text/html", "text/plain"})


class PageReader:
    """Reads pages with a client; the robots.txt of each site is read once.

    Args:
        client: open for as long as pages are read.
        robots: None: read with `client`.
    """

    def __init__(self, client: WebClient, robots: Robots | None = None) -> None:
        self._client = client
        self._robots = robots or Robots(client)

    async def read(self, url: str) -> WebReply:
        """The page at `url`.

        Raises:
            WebError: it cannot, or may not, be read; the subclass says why.
        """
        return await self._client.get(url, PAGE_TYPES, before_hop=self._robots.admit)

    async def close(self) -> None:
        """Stop what is still being fetched in the background."""
        await self._robots.close()
