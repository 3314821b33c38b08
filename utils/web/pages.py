"""Web pages: fetched under the client's guards, and as robots.txt allows."""

from __future__ import annotations

from collections.abc import Container
from typing import Final

from .client import WebClient, WebReply
from .robots import Robots

PAGE_TYPES: Final = frozenset({"text/html", "text/plain"})
DOCUMENT_SUFFIXES: Final = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/pdf": ".pdf",
    "application/octet-stream": ".bin",  # what it is, its first bytes tell
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}
"""Content type -> suffix of a file with such content."""


class PageReader:
    """Reads pages with a client; the robots.txt of each site is read once.

    Args:
        client: open for as long as pages are read.
        robots: None: read with `client`.
    """

    def __init__(self, client: WebClient, robots: Robots | None = None) -> None:
        self._client = client
        self._robots = robots or Robots(client)

    async def read(self, url: str, content_types: Container[str] = PAGE_TYPES) -> WebReply:
        """The page at `url`, if it is of one of the types.

        Raises:
            WebError: it cannot, or may not, be read; the subclass says why.
        """
        return await self._client.get(url, content_types, before_hop=self._robots.admit)

    async def close(self) -> None:
        """Stop what is still being fetched in the background."""
        await self._robots.close()
