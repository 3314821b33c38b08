"""A chat server that answers as scripted, records what it is asked, and counts requests."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiohttp import web

Reply = Callable[[web.Request], Awaitable[web.StreamResponse]]


def reply(text: Any = "ok", **choice: Any) -> Reply:
    """A completion with this text; `choice` overrides fields such as `finish_reason`."""
    usage = {"prompt_tokens": 10, "completion_tokens": 5}
    fields = {"message": {"content": text}, "finish_reason": "stop", **choice}
    return body({"model": "fake", "choices": [fields], "usage": usage})


def body(value: Any, status: int = 200, **headers: str) -> Reply:
    """Any JSON value; header names with `_` for `-`."""
    return raw(json.dumps(value).encode(), status, content_type="application/json", **headers)


def raw(content: bytes, status: int = 200, **headers: str) -> Reply:
    """Any bytes as the body."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    async def send(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status, body=content, headers=named)

    return send


def status(code: int, message: str = "", **headers: str) -> Reply:
    """An error in OpenAI's form."""
    return body({"error": {"message": message or f"status {code}"}}, code, **headers)


def html(code: int = 200) -> Reply:
    return raw(b"<!doctype html><title>Hi</title>", code, content_type="text/html")


def drop() -> Reply:
    """The connection breaks before a reply."""

    async def send(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    return send


def cut_off() -> Reply:
    """The connection breaks in the middle of the body."""

    async def send(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "1000"})
        await response.prepare(request)
        await response.write(b'{"choices": [')
        assert request.transport is not None
        request.transport.close()
        return response

    return send


def cut_off_chunk() -> Reply:
    """The connection breaks before the last chunk of the body."""
    return _on_the_wire(
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
        b'e\r\n{"choices": [{}\r\n'
    )


def no_http() -> Reply:
    """Bytes that are no HTTP reply."""
    return _on_the_wire(b"SSH-2.0-OpenSSH_9.6\r\n")


def _on_the_wire(content: bytes) -> Reply:
    """These bytes as they are, and the connection breaks."""

    async def send(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.write(content)
        request.transport.close()
        return web.Response()

    return send


def hold(event: asyncio.Event, then: Reply | None = None) -> Reply:
    """Answers once `event` is set."""

    async def send(request: web.Request) -> web.StreamResponse:
        await event.wait()
        return await (then or reply())(request)

    return send


@dataclass
class Asked:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]
    body: Any

    @property
    def prompt(self) -> str:
        return str(self.body["messages"][-1]["content"])


@dataclass
class FakeLLMServer:
    """Answers with `script`, one reply after the other, then with `default`, for ever.

    `by_prompt` decides first, by what the last message holds: for replies that must not depend on
    the order of arrival.
    """

    script: list[Reply] = field(default_factory=list)
    default: Reply = field(default_factory=reply)
    by_prompt: Callable[[str], Reply | None] | None = None
    asked: list[Asked] = field(default_factory=list)
    in_flight: int = 0
    peak_in_flight: int = 0
    base_url: str = ""

    def __post_init__(self) -> None:
        self._arrived = asyncio.Condition()

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_route("*", "/v1/{rest:.*}", self._handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.base_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/v1"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._runner.cleanup()

    async def wait_until_asked(self, requests: int) -> None:
        """Until so many requests have arrived; fails after 10 seconds."""
        async with asyncio.timeout(10), self._arrived:
            await self._arrived.wait_for(lambda: len(self.asked) >= requests)

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        content = await request.read()
        asked = Asked(request.path, dict(request.headers), json.loads(content or b"null"))
        self.in_flight += 1
        self.peak_in_flight = max(self.peak_in_flight, self.in_flight)
        async with self._arrived:
            self.asked.append(asked)
            self._arrived.notify_all()
        try:
            return await self._reply_to(asked)(request)
        finally:
            self.in_flight -= 1

    def _reply_to(self, asked: Asked) -> Reply:
        if self.by_prompt is not None and asked.body is not None:
            chosen = self.by_prompt(asked.prompt)
            if chosen is not None:
                return chosen
        return self.script.pop(0) if self.script else self.default
