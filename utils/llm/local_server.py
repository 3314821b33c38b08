"""An OpenAI-compatible chat server for one machine: any answer function, simulated behaviour.

It stands in for a model in demos, tests and benchmarks: latency, limits and faults are simulated,
the protocol is real. It knows HTTP and nothing of what is asked, binds to loopback unless told
otherwise, and logs neither prompts nor replies. It does not count tokens as a model would (four
characters are one), and does not cut answers at `max_tokens`.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import math
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from types import TracebackType
from typing import Any, Final, Self

import orjson
from aiohttp import web

from .limiter import TokenBucket

CHARS_PER_TOKEN: Final = 4
_HANG_S: Final = 3600.0


class BadRequest(Exception):  # noqa: N818 - named after the status it becomes
    """Raised by an answer function for a request it cannot answer; becomes an HTTP 400."""


class PortInUseError(OSError):
    """The port is taken; `port` says which."""

    def __init__(self, port: int) -> None:
        self.port = port
        super().__init__(errno.EADDRINUSE, f"port {port} is in use; choose another")


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """A chat completion request; `schema_name` is that of its `response_format`, if any."""

    model: str
    messages: tuple[dict[str, Any], ...]
    schema_name: str | None
    body: dict[str, Any] = field(repr=False)

    @property
    def prompt(self) -> str:
        """The text of the first user message: what was asked, without later repair questions."""
        return next(
            (str(m.get("content") or "") for m in self.messages if m.get("role") == "user"), ""
        )


Answer = Callable[[ChatRequest], str]


@dataclass(frozen=True)
class ServerBehaviour:
    """What the server simulates. Rates are shares of the requests in 0..1, times in seconds.

    `latency_s` is the whole service time: the answer is computed while it passes. With
    `requests_per_s`, requests beyond `burst` (that rate, at least 1, when None) get a 429 with
    `Retry-After`; with `send_limit_headers` every reply says what is left. `max_in_flight` refuses
    more requests at once with 503. Faults are drawn from a generator seeded with `seed`.
    """

    latency_s: float = 0.0
    requests_per_s: float | None = None
    burst: int | None = None
    send_limit_headers: bool = False
    max_in_flight: int | None = None
    api_key: str | None = field(default=None, repr=False)
    error_500_rate: float = 0.0
    reset_rate: float = 0.0
    truncate_rate: float = 0.0
    hang_rate: float = 0.0
    error_in_200_rate: float = 0.0
    seed: int = 0

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if each.name.endswith("_rate") and not 0.0 <= value <= 1.0:
                raise ValueError(f"{each.name} must be in 0..1, got {value!r}.")
        if not 0.0 <= self.latency_s < math.inf:
            raise ValueError(f"latency_s must be a number >= 0, got {self.latency_s!r}.")
        for name in ("requests_per_s", "burst", "max_in_flight"):
            value = getattr(self, name)
            if value is not None and not 0 < value < math.inf:
                raise ValueError(f"{name} must be > 0 or None, got {value!r}.")


@dataclass(frozen=True, slots=True)
class Served:
    """One request as the server saw it; times of `time.monotonic`."""

    started_at: float
    ended_at: float
    status: int


class ServerStats:
    """What a server has seen so far."""

    def __init__(self) -> None:
        self.requests = 0
        self.in_flight = 0
        self.peak_in_flight = 0
        self.by_status: Counter[int] = Counter()
        self.served: list[Served] = []


class LocalServer:
    """The server, in the current event loop: `async with LocalServer(answer) as server`.

    `answer` runs on threads. Port 0 picks a free one; `base_url` is known once it is started.

    Raises (when starting):
        PortInUseError: the port is taken.
    """

    def __init__(
        self,
        answer: Answer,
        behaviour: ServerBehaviour | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self._answer = answer
        self._behaviour = behaviour or ServerBehaviour()
        self._host = host
        self._port = port
        self._rng = random.Random(self._behaviour.seed)
        rate = self._behaviour.requests_per_s
        self._bucket = (
            None if rate is None else TokenBucket(rate, self._behaviour.burst or max(1.0, rate))
        )
        self._runner: web.AppRunner | None = None
        self.stats = ServerStats()

    @property
    def base_url(self) -> str:
        return f"http://{self._host}:{self._port}/v1"

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=256 * 1024 * 1024)
        app.router.add_post("/v1/chat/completions", self._chat)
        app.router.add_get("/v1/models", self._models)
        app.router.add_get("/health", self._health)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self._port)
        try:
            await site.start()
        except OSError as error:
            await self._runner.cleanup()
            if error.errno == errno.EADDRINUSE:
                raise PortInUseError(self._port) from None
            raise
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _health(self, _: web.Request) -> web.Response:
        return _json(200, {"status": "ok"})

    async def _models(self, request: web.Request) -> web.StreamResponse:
        if not self._authorized(request):
            return _error(401, "Incorrect API key provided.", code="invalid_api_key")
        return _json(200, {"object": "list", "data": [{"id": "local", "object": "model"}]})

    def _authorized(self, request: web.Request) -> bool:
        key = self._behaviour.api_key
        return key is None or request.headers.get("Authorization") == f"Bearer {key}"

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        stats = self.stats
        stats.requests += 1
        stats.in_flight += 1
        stats.peak_in_flight = max(stats.peak_in_flight, stats.in_flight)
        started_at = time.monotonic()
        status = 0
        try:
            response = await self._respond(request, started_at)
            status = response.status
            return response
        finally:
            stats.in_flight -= 1
            stats.by_status[status] += 1
            stats.served.append(Served(started_at, time.monotonic(), status))

    async def _respond(self, request: web.Request, started_at: float) -> web.StreamResponse:
        raw = await request.read()
        if not self._authorized(request):
            return _error(401, "Incorrect API key provided.", code="invalid_api_key")
        refused = self._refusal(started_at)
        if refused is not None:
            return refused
        try:
            chat = _chat_request(raw)
        except BadRequest as error:
            return _error(400, str(error), code="invalid_request_error")
        fault = self._draw_fault()
        if fault == "hang":
            await asyncio.sleep(_HANG_S)
        try:
            text = await asyncio.to_thread(self._answer, chat)
        except BadRequest as error:
            return _error(400, str(error), code="invalid_request_error")
        left_s = self._behaviour.latency_s - (time.monotonic() - started_at)
        if left_s > 0:
            await asyncio.sleep(left_s)
        return await self._reply(request, chat, text, fault)

    def _refusal(self, now: float) -> web.Response | None:
        """A 429 or 503 where the limits say so."""
        most = self._behaviour.max_in_flight
        if most is not None and self.stats.in_flight > most:
            return _error(503, "Too many requests in flight.", code="overloaded")
        if self._bucket is None:
            return None
        wait_s = self._bucket.ready_at(1.0, now) - now
        if wait_s > 0:
            return _error(
                429,
                "Rate limit reached.",
                code="rate_limit_exceeded",
                headers={"Retry-After": f"{wait_s:.3f}", **self._limit_headers()},
            )
        self._bucket.take(1.0, now)
        return None

    def _limit_headers(self) -> dict[str, str]:
        if not self._behaviour.send_limit_headers or self._bucket is None:
            return {}
        now = time.monotonic()
        left = self._bucket.available(now)
        return {
            "x-ratelimit-limit-requests": f"{self._bucket.rate:g}",
            "x-ratelimit-remaining-requests": str(int(left)),
            "x-ratelimit-reset-requests": f"{(self._bucket.burst - left) / self._bucket.rate:.3f}s",
        }

    def _draw_fault(self) -> str | None:
        behaviour = self._behaviour
        draw = self._rng.random()
        for name, rate in (
            ("error_500", behaviour.error_500_rate),
            ("reset", behaviour.reset_rate),
            ("truncate", behaviour.truncate_rate),
            ("hang", behaviour.hang_rate),
            ("error_in_200", behaviour.error_in_200_rate),
        ):
            draw -= rate
            if draw < 0:
                return name
        return None

    async def _reply(
        self, request: web.Request, chat: ChatRequest, text: str, fault: str | None
    ) -> web.StreamResponse:
        if fault == "error_500":
            return _error(500, "Simulated fault.", code="server_error")
        if fault == "reset":
            if request.transport is not None:
                request.transport.abort()
            raise ConnectionResetError("simulated fault")
        if fault == "error_in_200":
            return _json(200, {"error": {"code": 502, "message": "Simulated fault."}})
        if chat.body.get("stream"):
            return await _stream(request, chat, text)
        response = _json(200, _completion(chat, text), self._limit_headers())
        if fault == "truncate":
            body = response.body
            assert isinstance(body, bytes)  # noqa: S101 - `_json` made it from bytes
            response = web.Response(
                body=body[: len(body) // 2], content_type="application/json", status=200
            )
        return response


@contextlib.contextmanager
def serve_in_thread(
    answer: Answer,
    behaviour: ServerBehaviour | None = None,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
) -> Iterator[LocalServer]:
    """A started `LocalServer` on a thread of its own, stopped on leaving.

    Raises:
        PortInUseError: the port is taken.
    """
    server = LocalServer(answer, behaviour, host=host, port=port)
    started: threading.Event = threading.Event()
    problems: list[BaseException] = []
    stop: list[Callable[[], object]] = []

    async def serve() -> None:
        loop = asyncio.get_running_loop()
        stopping = asyncio.Event()
        try:
            async with server:
                stop.append(lambda: loop.call_soon_threadsafe(stopping.set))
                started.set()
                await stopping.wait()
        except OSError as error:
            problems.append(error)
        finally:
            started.set()

    thread = threading.Thread(target=lambda: asyncio.run(serve()), name="local-server", daemon=True)
    thread.start()
    started.wait()
    if problems:
        thread.join()
        raise problems[0]
    try:
        yield server
    finally:
        stop[0]()
        thread.join(timeout=10.0)


def _chat_request(raw: bytes) -> ChatRequest:
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise BadRequest("The body is no JSON.") from None
    messages = body.get("messages") if isinstance(body, dict) else None
    if not isinstance(messages, list) or not all(isinstance(m, dict) for m in messages):
        raise BadRequest("messages must be a list of objects.")
    wanted = body.get("response_format")
    schema = wanted.get("json_schema") if isinstance(wanted, dict) else None
    name = schema.get("name") if isinstance(schema, dict) else None
    return ChatRequest(
        str(body.get("model") or "local"),
        tuple(messages),
        name if isinstance(name, str) else None,
        body,
    )


def _usage(chat: ChatRequest, text: str) -> dict[str, int]:
    asked = sum(len(str(message.get("content") or "")) for message in chat.messages)
    prompt_tokens, completion_tokens = asked // CHARS_PER_TOKEN, len(text) // CHARS_PER_TOKEN
    return {
        "prompt_tokens": prompt_tokens,
        "completion_tokens": completion_tokens,
        "total_tokens": prompt_tokens + completion_tokens,
    }


def _completion(chat: ChatRequest, text: str) -> dict[str, Any]:
    return {
        "id": "chatcmpl-local",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": chat.model,
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": text},
                "finish_reason": "stop",
            }
        ],
        "usage": _usage(chat, text),
    }


async def _stream(request: web.Request, chat: ChatRequest, text: str) -> web.StreamResponse:
    """The answer in pieces, as server-sent events."""
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    pieces = [text[at : at + 40] for at in range(0, len(text), 40)]
    for piece in pieces:
        choice = {"index": 0, "delta": {"content": piece}, "finish_reason": None}
        await _send_event(response, {"model": chat.model, "choices": [choice]})
    last = {"index": 0, "delta": {}, "finish_reason": "stop"}
    await _send_event(
        response, {"model": chat.model, "choices": [last], "usage": _usage(chat, text)}
    )
    await response.write(b"data: [DONE]\n\n")
    await response.write_eof()
    return response


async def _send_event(response: web.StreamResponse, value: dict[str, Any]) -> None:
    await response.write(b"data: " + orjson.dumps(value) + b"\n\n")


def _json(
    status: int, value: dict[str, Any], headers: dict[str, str] | None = None
) -> web.Response:
    return web.Response(
        status=status,
        body=orjson.dumps(value),
        content_type="application/json",
        headers=headers,
    )


def _error(
    status: int, message: str, *, code: str, headers: dict[str, str] | None = None
) -> web.Response:
    return _json(status, {"error": {"message": message, "code": code}}, headers)
