"""aiohttp sessions, one per event loop, and one request -> one reply or one typed error.

A session lives as long as its loop: it is closed by `close()` or, at the latest, when the loop
shuts down its asynchronous generators (as `asyncio.run` does), so a wrapper that nobody closed
leaks nothing then. No error of aiohttp leaves this module. It neither retries nor judges what a
reply says.
"""

from __future__ import annotations

import asyncio
import ssl
import weakref
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

import aiohttp
from yarl import URL

from .errors import ConfigError, LLMConnectionError, LLMTimeoutError, LLMTransportError
from .settings import LLMSettings

MAX_REPLY_BYTES: Final = 64 * 1024 * 1024
_NO_TIMEOUT: Final = aiohttp.ClientTimeout(total=None, sock_connect=None)


class HTTPReply(NamedTuple):
    """Status, headers (case-insensitive) and the whole body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class HTTPStream:
    """A reply that is still arriving: status and headers are known, the body is read on demand."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response
        self.status = response.status
        self.headers: Mapping[str, str] = response.headers

    async def read(self) -> bytes:
        """The rest of the body."""
        return await _whole(self._response)

    async def lines(self) -> AsyncIterator[bytes]:
        """The body's lines without their ends, as they arrive."""
        rest = b""
        async for chunk in self._response.content.iter_any():
            *whole, rest = (rest + chunk).split(b"\n")
            if len(rest) > MAX_REPLY_BYTES:
                raise aiohttp.ClientPayloadError(f"line larger than {MAX_REPLY_BYTES} bytes")
            for line in whole:
                yield line.rstrip(b"\r")
        if rest:
            yield rest.rstrip(b"\r")


class _Deadline:
    """The end of the time that one task has for one request."""

    __slots__ = ("at", "cancelling", "expired", "task")

    def __init__(self, task: asyncio.Task[Any], at: float) -> None:
        self.task = task
        self.at = at
        self.cancelling = task.cancelling()
        self.expired = False

    def is_over(self) -> bool:
        """Whether a cancellation that arrived is this deadline's, and nobody else's."""
        return self.expired and self.task.uncancel() <= self.cancelling


class Deadlines:
    """Cancels the tasks whose request takes too long: one timer of the loop for all of them.

    Every request of a client has the same time, so the first to start is the first to be over.
    """

    def __init__(self) -> None:
        self._running: dict[_Deadline, None] = {}
        self._timer: asyncio.TimerHandle | None = None

    def start(self, timeout_s: float, loop: asyncio.AbstractEventLoop) -> _Deadline:
        """A deadline for the task that `loop` is running, `timeout_s` seconds from now."""
        task = asyncio.current_task(loop)
        if task is None:
            raise RuntimeError("requests are made by tasks")
        deadline = _Deadline(task, loop.time() + timeout_s)
        self._running[deadline] = None
        if self._timer is None:
            self._timer = loop.call_at(deadline.at, self._expire, loop)
        return deadline

    def end(self, deadline: _Deadline) -> None:
        """The request is over, in time or not."""
        del self._running[deadline]

    def stop(self) -> None:
        """Let go of the loop's timer."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _expire(self, loop: asyncio.AbstractEventLoop) -> None:
        self._timer = None
        now = loop.time()
        for deadline in self._running:
            if deadline.at > now:
                self._timer = loop.call_at(deadline.at, self._expire, loop)
                return
            if not deadline.expired:
                deadline.expired = True
                deadline.task.cancel()


@dataclass(frozen=True, slots=True)
class _Open:
    """What one event loop has open."""

    session: aiohttp.ClientSession
    lifetime: AsyncGenerator[aiohttp.ClientSession, None]
    deadlines: Deadlines


class Transport:
    """Sends requests to one endpoint with one key.

    `while_open` is entered on an event loop for as long as a session is open on it.
    """

    def __init__(
        self,
        settings: LLMSettings,
        while_open: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        self._while_open = while_open
        self._base_url = settings.base_url
        self._proxy = _proxy_of_system(settings.base_url)
        self._headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if settings.api_key is not None:
            self._headers["Authorization"] = f"Bearer {settings.api_key}"
        if settings.app_name is not None:
            self._headers["X-Title"] = settings.app_name
        self._urls: dict[str, URL] = {}
        self._open: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, _Open] = (
            weakref.WeakKeyDictionary()
        )

    async def request(
        self, method: str, path: str, body: bytes | None, timeout_s: float
    ) -> HTTPReply:
        """Send `body` to base URL + `path` and read the reply whole.

        Raises:
            LLMTimeoutError: not complete within `timeout_s` seconds.
            LLMConnectionError: no connection, or it broke.
        """
        url = self._urls.get(path) or self._parsed_url(path)
        loop = asyncio.get_running_loop()
        own = self._open.get(loop)
        if own is None or own.session.closed:
            own = await self._opened(loop)
        deadline = own.deadlines.start(timeout_s, loop)
        try:
            response = await own.session.request(
                method,
                url,
                data=None if body is None else aiohttp.BytesPayload(body),
                timeout=_NO_TIMEOUT,  # the deadline does it, with one timer for all requests
                allow_redirects=False,
                proxy=self._proxy,
            )
            return HTTPReply(response.status, response.headers, await _whole(response))
        except asyncio.CancelledError:
            if deadline.is_over():
                raise LLMTimeoutError(str(url), timeout_s) from None
            raise
        except (aiohttp.ClientError, OSError, ssl.SSLError) as error:
            raise _typed(error, str(url), timeout_s) from None
        finally:
            own.deadlines.end(deadline)

    @asynccontextmanager
    async def stream(self, path: str, body: bytes, timeout_s: float) -> AsyncIterator[HTTPStream]:
        """POST `body` and hand the reply out while it arrives.

        `timeout_s` bounds the wait for the first byte and between two reads. Raises as `post` does,
        also while the lines are read.
        """
        url = self._parsed_url(path)
        loop = asyncio.get_running_loop()
        own = self._open.get(loop)
        if own is None or own.session.closed:
            own = await self._opened(loop)
        try:
            async with own.session.post(
                url,
                data=body,
                headers={"Accept": "text/event-stream"},
                timeout=aiohttp.ClientTimeout(total=None, sock_read=timeout_s),
                allow_redirects=False,
                proxy=self._proxy,
            ) as response:
                yield HTTPStream(response)
        except (aiohttp.ClientError, OSError, ssl.SSLError) as error:
            raise _typed(error, str(url), timeout_s) from None

    def _parsed_url(self, path: str) -> URL:
        parsed = self._urls.get(path)
        if parsed is None:
            try:
                parsed = self._urls[path] = URL(self._base_url + path)
            except ValueError:
                raise ConfigError("LLM_BASE_URL", self._base_url, "a valid http(s) URL") from None
        return parsed

    async def _opened(self, loop: asyncio.AbstractEventLoop) -> _Open:
        """What an event loop has open, opened now."""
        lifetime = _session_lifetime(self._headers, self._while_open)
        own = self._open[loop] = _Open(await anext(lifetime), lifetime, Deadlines())
        return own

    def start_afresh(self) -> None:
        """Forget the sessions that a fork left behind."""
        self._open = weakref.WeakKeyDictionary()

    async def close(self) -> None:
        """Close this loop's session; the next request opens another. Safe to call twice."""
        entry = self._open.pop(asyncio.get_running_loop(), None)
        if entry is not None:
            entry.deadlines.stop()
            await entry.lifetime.aclose()


def _proxy_of_system(url: str) -> str | None:
    """The proxy that `HTTPS_PROXY`, `NO_PROXY` and the like name for `url`.

    Looked up once: aiohttp's own `trust_env` asks again, on a thread, for every request.
    """
    from urllib.request import getproxies, proxy_bypass  # slow to import

    parts = urlsplit(url)
    host = parts.hostname or ""
    if host == "localhost" or host.startswith("127.") or host == "::1" or proxy_bypass(host):
        return None  # no proxy reaches this machine's own servers
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    if proxy is not None and not urlsplit(proxy).hostname:
        raise ConfigError(f"{parts.scheme.upper()}_PROXY", "…", "a URL such as http://host:3128")
    return proxy


async def _session_lifetime(
    headers: Mapping[str, str], while_open: Callable[[], AbstractContextManager[None]]
) -> AsyncGenerator[aiohttp.ClientSession, None]:
    """Yield a session and close it when closed itself, by us or by the loop's shutdown."""
    session = aiohttp.ClientSession(
        headers=headers,
        connector=aiohttp.TCPConnector(limit=0),  # the gate bounds what is in flight
        cookie_jar=aiohttp.DummyCookieJar(),
    )
    try:
        with while_open():
            yield session
    finally:
        await session.close()


async def _whole(response: aiohttp.ClientResponse) -> bytes:
    """The body; the connection goes back to the pool, or is closed if anything goes wrong."""
    if response.content_length is not None and "Content-Encoding" not in response.headers:
        if response.content_length > MAX_REPLY_BYTES:
            response.close()
            raise aiohttp.ClientPayloadError(f"reply larger than {MAX_REPLY_BYTES} bytes")
        return await response.read()
    chunks: list[bytes] = []
    size = 0
    async with response:
        async for chunk in response.content.iter_any():
            chunks.append(chunk)
            size += len(chunk)
            if size > MAX_REPLY_BYTES:
                response.close()
                raise aiohttp.ClientPayloadError(f"reply larger than {MAX_REPLY_BYTES} bytes")
    return b"".join(chunks)


def _typed(error: Exception, url: str, timeout_s: float) -> LLMTransportError:
    """The error of this package for one of aiohttp or the operating system."""
    if isinstance(error, TimeoutError):
        return LLMTimeoutError(url, timeout_s)
    return LLMConnectionError(_connection_problem(error, url), url)


def _connection_problem(error: Exception, url: str) -> str:
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return f"Cannot resolve the host of {url}; check LLM_BASE_URL and the network."
    if isinstance(error, aiohttp.ClientConnectorCertificateError | aiohttp.ClientSSLError):
        return f"No trusted TLS connection to {url}."
    if isinstance(error, aiohttp.ClientConnectorError):
        return f"Cannot connect to {url}; is the server running? Check LLM_BASE_URL."
    return f"The connection to {url} broke ({type(error).__name__})."
