"""Web searches: a query becomes a list of pages, by a provider that can be exchanged.

Two are built in: ddgs, which asks public search engines, and any endpoint that answers a GET with
JSON, such as SearXNG. Neither reads the pages it finds.
"""

from __future__ import annotations

import asyncio
import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

import orjson
from yarl import URL

from .client import FetchLimits, WebClient
from .errors import SearchError, WebError

MAX_QUERY_CHARS: Final = 400
_JSON_TYPES: Final = frozenset({"application/json", "text/json"})
_LIMITS: Final = FetchLimits()


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A page that a search found; `title` and `snippet` may be empty."""

    url: str
    title: str
    snippet: str


class SearchProvider(Protocol):
    """What finds pages."""

    async def search(self, query: str, max_results: int) -> list[SearchHit]:
        """At most `max_results` pages, best first; none if there are none.

        Raises:
            SearchError: the search failed.
        """


class DdgsSearch:
    """Public search engines, by the package ddgs (the extra `research`), which needs no key.

    It is imported at the first search, and runs on a thread.
    """

    def __init__(self, timeout_s: float = 15.0) -> None:
        self._timeout_s = timeout_s

    def __str__(self) -> str:
        return "ddgs"

    @staticmethod
    def is_installed() -> bool:
        """Whether the package is there."""
        return importlib.util.find_spec("ddgs") is not None

    async def search(self, query: str, max_results: int) -> list[SearchHit]:
        """As `SearchProvider.search`."""
        try:
            async with asyncio.timeout(self._timeout_s):
                rows = await asyncio.to_thread(self._rows, query[:MAX_QUERY_CHARS], max_results)
        except TimeoutError:
            raise SearchError("ddgs", f"no results within {self._timeout_s:g} s") from None
        return _hits(rows, max_results)

    def _rows(self, query: str, max_results: int) -> list[dict[str, Any]]:
        try:
            from ddgs import DDGS
            from ddgs.exceptions import DDGSException
        except ImportError:
            raise SearchError("ddgs", "it is not installed: pip install ddgs") from None
        try:
            rows: list[dict[str, Any]] = DDGS(timeout=int(self._timeout_s)).text(
                query, max_results=max_results
            )
        except DDGSException as error:
            raise SearchError("ddgs", f"no results ({type(error).__name__})") from error
        return rows


class JsonSearch:
    """A search endpoint that answers a GET with JSON: SearXNG, or one of the same form.

    The answer is an object with a list `results` (or the list itself) of objects with `url`,
    `title` and `content`; `link` or `href`, `snippet`, `body` or `description` are read as well.

    Args:
        url: of the endpoint. `{query}` in it is replaced by the query; without it `q` and
            `format=json` are appended, as SearXNG has it. The host may be a private one.
        limits: of each search.

    Raises:
        ValueError: it is no http or https URL.
    """

    def __init__(self, url: str, limits: FetchLimits = _LIMITS) -> None:
        endpoint = URL(url.replace("{query}", "q"))
        if endpoint.scheme not in ("http", "https") or not endpoint.host or endpoint.raw_user:
            raise ValueError(url)
        self._url = url
        self._host = f"{endpoint.host_subcomponent}:{endpoint.port}"
        self._limits = limits

    def __str__(self) -> str:
        return self._host  # the rest of the address may hold a key

    async def search(self, query: str, max_results: int) -> list[SearchHit]:
        """As `SearchProvider.search`."""
        async with WebClient([self._host], self._limits) as client:
            try:
                reply = await client.get(self._search_url(query[:MAX_QUERY_CHARS]), _JSON_TYPES)
            except WebError as error:
                raise SearchError(error.url, error.reason) from None
        try:
            answer = orjson.loads(reply.body)
        except orjson.JSONDecodeError:
            raise SearchError(reply.url, "its answer is no JSON") from None
        rows = answer.get("results") if isinstance(answer, Mapping) else answer
        if not isinstance(rows, list):
            raise SearchError(reply.url, "its answer holds no list of results")
        return _hits(rows, max_results)

    def _search_url(self, query: str) -> str:
        if "{query}" in self._url:
            return self._url.replace("{query}", str(URL.build(query={"q": query}))[len("?q=") :])
        return str(URL(self._url).update_query(q=query, format="json"))


def _hits(rows: list[Any], max_results: int) -> list[SearchHit]:
    """Search results as different providers write them; those without a URL are left out."""
    hits = [
        SearchHit(
            url=_first_text(row, "url", "href", "link"),
            title=_first_text(row, "title"),
            snippet=_first_text(row, "content", "body", "snippet", "description"),
        )
        for row in rows
        if isinstance(row, Mapping)
    ]
    return [hit for hit in hits if hit.url][:max_results]


def _first_text(row: Mapping[str, Any], *keys: str) -> str:
    return next((row[key].strip() for key in keys if isinstance(row.get(key), str)), "")
