"""A web site on loopback that answers as scripted and records what it is asked for."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import Awaitable, Callable, Mapping
from types import TracebackType
from typing import Self

from aiohttp import web

Page = Callable[[web.Request], Awaitable[web.StreamResponse]]


def page(body: str | bytes, content_type: str = "text/html; charset=utf-8", **headers: str) -> Page:
    """Status 200; header names with `_` for `-`."""
    content = body.encode() if isinstance(body, str) else body
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    async def send(_: web.Request) -> web.StreamResponse:
        return web.Response(body=content, headers={"Content-Type": content_type, **named})

    return send


def packed(content: bytes, content_type: str = "text/html") -> Page:
    """`content` packed with gzip, and sent as such."""
    return page(gzip.compress(content), content_type, Content_Encoding="gzip")


def status(code: int) -> Page:
    async def send(_: web.Request) -> web.StreamResponse:
        return web.Response(status=code)

    return send


def redirect(target: str, code: int = 302) -> Page:
    async def send(_: web.Request) -> web.StreamResponse:
        return web.Response(status=code, headers={"Location": target})

    return send


def drip() -> Page:
    """A byte at a time, for ever."""

    async def send(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/html"})
        await response.prepare(request)
        while True:
            await response.write(b"x")
            await asyncio.sleep(0.01)

    return send


def endless() -> Page:
    """As fast as it is read, for ever, without a length."""

    async def send(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/html"})
        await response.prepare(request)
        while True:
            await response.write(b"x" * 65_536)

    return send


def search_results(*urls: str) -> Page:
    """What SearXNG answers."""
    results = [{"url": url, "title": f"Title of {url}", "content": "…"} for url in urls]
    return page(json.dumps({"query": "…", "results": results}), "application/json")


class FakeWebServer:
    """Answers each path as `pages` says, and 404 elsewhere; `asked` are the paths, in order.

    `addresses` are those it listens on, all with one port; `hits` tells through which it was asked.
    """

    def __init__(
        self, pages: Mapping[str, Page] | None = None, addresses: tuple[str, ...] = ("127.0.0.1",)
    ) -> None:
        self.pages: dict[str, Page] = dict(pages or {})
        self.asked: list[str] = []
        self.queries: list[str] = []
        self.hits: list[str] = []
        self.headers: list[Mapping[str, str]] = []
        self._addresses = addresses

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("GET", "/{rest:.*}", self._handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        first, *others = self._addresses
        await web.TCPSite(self._runner, first, 0).start()
        self.port = int(self._runner.addresses[0][1])
        for address in others:
            await web.TCPSite(self._runner, address, self.port).start()
        self.host = f"{first}:{self.port}"
        self.url = f"http://{self.host}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._runner.cleanup()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        self.asked.append(request.path)
        self.queries.append(request.query.get("q", ""))
        self.headers.append(request.headers)
        self.hits.append(request.transport.get_extra_info("sockname")[0])
        return await self.pages.get(request.path, status(404))(request)
