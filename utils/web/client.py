"""One bounded GET: guarded address, bounded size, time and redirects; one reply or one `WebError`.

Every hop of a redirect passes the same checks as the first. Sizes count after decompression. It
sends no cookies, no credentials and no referrer, follows no proxy settings, and runs nothing.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Awaitable, Callable, Container, Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from .addresses import AddressRule, AllowedHosts, CheckedResolver, check_address, is_public
from .errors import RefusedURLError, UnexpectedReplyError, UnreachableError, WebError

AGENT: Final = "career-research"
"""The product token that a site's robots.txt may address."""

MAX_URL_CHARS: Final = 2_000
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_GZIP: Final = 16 + zlib.MAX_WBITS


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """What one fetch may take, redirects and robots.txt included. Beyond it the fetch fails.

    `max_bytes` bounds the body as sent and as unpacked.
    """

    timeout_s: float = 15.0
    max_bytes: int = 2 * 1024 * 1024
    max_redirects: int = 5


@dataclass(frozen=True, slots=True)
class WebReply:
    """A reply with status 200.

    `url` is where it came from in the end; `content_type` is in lower case, without parameters, ""
    if the server names none; `charset` as the server names it.
    """

    url: str
    content_type: str
    charset: str | None
    body: bytes


class WebClient:
    """GETs of public web addresses; use it with `async with`, in one event loop.

    Args:
        allowed_hosts: hosts reached whatever their address, as in `AllowedHosts`.
        limits: of each fetch.
        resolver: turns names into addresses; None: the system's.
        rule: which addresses are connected to; None: public ones.

    Raises:
        ValueError: an entry of `allowed_hosts` is no host.
    """

    def __init__(
        self,
        allowed_hosts: Iterable[str] = (),
        limits: FetchLimits = FetchLimits(),
        *,
        resolver: AbstractResolver | None = None,
        rule: AddressRule = is_public,
    ) -> None:
        self.limits = limits
        self._allowed = AllowedHosts(allowed_hosts)
        self._resolver = resolver
        self._rule = rule
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        resolver = self._resolver or aiohttp.ThreadedResolver()
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                # Not cached: each connection goes to an address that was checked for it.
                resolver=CheckedResolver(resolver, self._allowed, self._rule),
                use_dns_cache=False,
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),
            auto_decompress=False,
            headers={"User-Agent": f"{AGENT}/1.0", "Accept-Encoding": "gzip"},
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def get(
        self,
        url: str,
        content_types: Container[str] | None = None,
        *,
        before_hop: Callable[[URL], Awaitable[None]] | None = None,
    ) -> WebReply:
        """The reply to a GET.

        Args:
            url: http or https, without user name.
            content_types: those that are wanted; None: any.
            before_hop: called with the URL, and with that of each redirect, before it is asked.

        Raises:
            RefusedURLError: the URL or one it redirects to is not fetched.
            UnreachableError: no whole reply within the time.
            UnexpectedReplyError: not status 200, not a wanted type, too large, too many redirects.
        """
        if self._session is None:
            raise RuntimeError("use the client with `async with`")
        try:
            async with asyncio.timeout(self.limits.timeout_s):
                return await self._follow(self._session, url, content_types, before_hop)
        except TimeoutError:
            raise UnreachableError(
                url, f"no whole reply within {self.limits.timeout_s:g} s"
            ) from None
        except (aiohttp.ClientError, OSError, UnicodeError) as error:
            raise UnreachableError(url, _cause(error)) from error

    async def _follow(
        self,
        session: aiohttp.ClientSession,
        url: str,
        content_types: Container[str] | None,
        before_hop: Callable[[URL], Awaitable[None]] | None,
    ) -> WebReply:
        here = self._checked(url)
        for _ in range(self.limits.max_redirects + 1):
            if before_hop is not None:
                await before_hop(here)
            async with session.get(here, allow_redirects=False) as response:
                if response.status not in _REDIRECTS:
                    return await self._reply(response, content_types)
                target = response.headers.get("Location")
            if not target:
                raise UnexpectedReplyError(str(here), "a redirect that leads nowhere")
            here = self._checked(_joined(here, target))
        raise UnexpectedReplyError(url, f"more than {self.limits.max_redirects} redirects")

    def _checked(self, url: str) -> URL:
        """The URL without its fragment, if it is one that is fetched.

        A host that is written as an address is checked here, for no resolver sees it.
        """
        if len(url) > MAX_URL_CHARS:
            raise RefusedURLError(url, f"it is longer than {MAX_URL_CHARS} characters")
        try:
            parsed = URL(url).with_fragment(None)
            host, port = parsed.raw_host, parsed.port
        except ValueError:
            raise RefusedURLError(url, "it is no URL") from None
        if parsed.scheme not in ("http", "https"):
            raise RefusedURLError(url, "only http and https are fetched")
        if parsed.raw_user is not None or parsed.raw_password is not None:
            raise RefusedURLError(url, "URLs with a user name are not fetched")
        if not host or not port:
            raise RefusedURLError(url, "it names no host")
        if _looks_like_address(host) and (host, port) not in self._allowed:
            check_address(host, host, self._rule)
        return parsed

    async def _reply(
        self, response: aiohttp.ClientResponse, content_types: Container[str] | None
    ) -> WebReply:
        url = str(response.url)
        if response.status != 200:
            raise UnexpectedReplyError(
                url, f"answered with HTTP {response.status}", response.status
            )
        # Not `response.content_type`, which makes one up where the server names none.
        content_type = response.headers.get("Content-Type", "").split(";")[0].strip().lower()
        if content_types is not None and content_type not in content_types:
            raise UnexpectedReplyError(
                url, f"of type {content_type or 'unknown'}, which is not read"
            )
        body = await self._body(response, url)
        return WebReply(url, content_type, response.charset, body)

    async def _body(self, response: aiohttp.ClientResponse, url: str) -> bytes:
        limit = self.limits.max_bytes
        encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
        if encoding not in ("gzip", "x-gzip", "identity", ""):
            raise UnexpectedReplyError(url, f"packed as {encoding}, which was not asked for")
        unpacker = zlib.decompressobj(_GZIP) if encoding in ("gzip", "x-gzip") else None
        too_large = UnexpectedReplyError(url, f"larger than {limit} bytes")
        if (response.content_length or 0) > limit:
            raise too_large
        body = bytearray()
        received = 0
        async for chunk in response.content.iter_any():
            received += len(chunk)
            try:
                body += unpacker.decompress(chunk, limit + 1 - len(body)) if unpacker else chunk
            except zlib.error:
                raise UnexpectedReplyError(url, "its packed content is broken") from None
            if max(received, len(body)) > limit:
                raise too_large
        if unpacker is not None and not unpacker.eof:
            raise UnexpectedReplyError(url, "its packed content is cut off")
        return bytes(body)


def _joined(base: URL, target: str) -> str:
    try:
        return str(base.join(URL(target)))
    except ValueError:
        raise UnexpectedReplyError(str(base), "a redirect to what is no URL") from None


def _looks_like_address(host: str) -> bool:
    """Whether a host is an address, or may be taken for one: `::1`, `127.0.0.1`, `0x7f1`."""
    return ":" in host or host.rsplit(".", 1)[-1][:1].isdigit()


def _cause(error: Exception) -> str:
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "its host is unknown, or there is no network"
    if isinstance(error, aiohttp.ClientConnectorError):
        return "no connection"
    return f"the connection broke ({type(error).__name__})"


__all__ = ["AGENT", "FetchLimits", "WebClient", "WebError", "WebReply"]
