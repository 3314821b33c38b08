"""An OpenAI-compatible chat server for one machine: any answer function, simulated behaviour.

It stands in for a model in demos, tests and benchmarks: the protocol is real; latency, limits and
faults are simulated. It knows HTTP and nothing of what is asked, binds to loopback unless told
otherwise, and logs neither prompts nor replies. It does not count tokens as a model would (four
characters are one), and does not cut answers at `max_tokens`.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import math
import random
import threading
import time
import traceback
from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Final, Literal, Self

import orjson
from aiohttp import web

from .limiter import TokenBucket

logger = logging.getLogger(__name__)

CHARS_PER_TOKEN: Final = 4
MAX_REQUEST_BYTES: Final = 256 * 1024 * 1024
MAX_SERVED_KEPT: Final = 100_000
_STREAM_PIECE_CHARS: Final = 40
_SHUTDOWN_S: Final = 0.5
_THREAD_END_S: Final = 10.0


class BadRequest(Exception):  # noqa: N818 - named after the status it becomes
    """Raised by an answer function for a request it cannot answer; becomes an HTTP 400.

    The message goes to the client.
    """


class PortInUseError(OSError):
    """The port is taken; `port` says which."""

    def __init__(self, port: int) -> None:
        self.port = port
        super().__init__(errno.EADDRINUSE, f"port {port} is in use; choose another")


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """A chat completion request.

    `schema_name` is the name in its `response_format.json_schema`, None without one; `body` is
    everything that was sent.
    """

    model: str
    messages: tuple[dict[str, Any], ...]
    schema_name: str | None
    body: dict[str, Any] = field(repr=False)

    @property
    def prompt(self) -> str:
        """The text of the first user message: what was asked, without later repair questions."""
        return self._first("user")

    @property
    def system(self) -> str:
        """The text of the first system message; empty without one."""
        return self._first("system")

    def _first(self, role: str) -> str:
        return next((_text(each) for each in self.messages if each.get("role") == role), "")


Answer = Callable[[ChatRequest], str]
"""Called on a thread; returns the text of the reply or raises `BadRequest`."""


@dataclass(frozen=True)
class ServerBehaviour:
    """What the server simulates. Times in seconds, rates of faults as shares of requests in 0..1.

    Service time: `latency_s` plus up to `latency_jitter_s` (uniform). It is the time from taking up
    a request to its reply; the answer is computed while it passes.

    Limits: requests beyond `requests_per_s` with `burst` at once (None: one second's worth, at
    least 1), or beyond `tokens_per_minute`, are refused with 429 and take nothing. Tokens are
    counted as prompt plus `max_tokens`; a request larger than the whole minute's is refused with
    413. A refusal says `Retry-After` unless `send_retry_after` is False. With `send_limit_headers`
    every reply carries `x-ratelimit-*` headers as OpenAI sends them: the limit is the size of the
    bucket, the reset is the time until it is full.

    Concurrency: `max_concurrent` requests are served at a time. `max_queued` more wait for their
    turn and get 503 when the queue is full (Ollama: 512); without a queue they get 429.

    Faults, at most one a request, drawn from a generator seeded with `seed`: HTTP 500, connection
    reset, body cut in half, an error inside a 200, no reply until the client leaves.

    Raises:
        ValueError: a value is out of range.
    """

    latency_s: float = 0.0
    latency_jitter_s: float = 0.0
    requests_per_s: float | None = None
    burst: int | None = None
    tokens_per_minute: float | None = None
    max_concurrent: int | None = None
    max_queued: int = 0
    send_limit_headers: bool = False
    send_retry_after: bool = True
    api_key: str | None = field(default=None, repr=False)
    error_500_rate: float = 0.0
    reset_rate: float = 0.0
    truncate_rate: float = 0.0
    error_in_200_rate: float = 0.0
    hang_rate: float = 0.0
    seed: int = 0

    def __post_init__(self) -> None:
        for name in ("latency_s", "latency_jitter_s"):
            self._check(name, "a number of seconds >= 0", lambda value: value >= 0)
        for name in ("requests_per_s", "tokens_per_minute"):
            self._check(name, "> 0; use None for no limit", lambda value: value > 0)
        for name in ("burst", "max_concurrent"):
            self._check(name, "a whole number >= 1, or None", lambda n: n >= 1 and n == int(n))
        self._check("max_queued", "a whole number >= 0", lambda n: n >= 0 and n == int(n))
        for _, name in _FAULTS:
            self._check(name, "a share of the requests in 0..1", lambda share: 0 <= share <= 1)
        together = sum(getattr(self, name) for _, name in _FAULTS)
        if together > 1.0 + 1e-9:
            raise ValueError(
                f"the rates of all faults together must be <= 1, got {together:g}; lower one."
            )
        if self.burst is not None and self.requests_per_s is None:
            raise ValueError(
                f"burst needs requests_per_s, got burst={self.burst} alone; set both or neither."
            )
        if self.max_queued and self.max_concurrent is None:
            raise ValueError(
                f"max_queued needs max_concurrent, got max_queued={self.max_queued} alone; "
                "set both or neither."
            )

    def _check(self, name: str, allowed: str, is_allowed: Callable[[Any], bool]) -> None:
        value = getattr(self, name)
        if value is not None and not (math.isfinite(value) and is_allowed(value)):
            raise ValueError(f"{name} must be {allowed}, got {value!r}.")


Fault = Literal["error_500", "reset", "truncate", "error_in_200", "hang"]

_FAULTS: Final[tuple[tuple[Fault, str], ...]] = (
    ("error_500", "error_500_rate"),
    ("reset", "reset_rate"),
    ("truncate", "truncate_rate"),
    ("error_in_200", "error_in_200_rate"),
    ("hang", "hang_rate"),
)


@dataclass(frozen=True, slots=True)
class Served:
    """One request as the server saw it, from arrival to reply; times of `time.monotonic`.

    `status` is None where no reply was sent: reset on purpose, or the client left.
    """

    arrived_at: float
    ended_at: float
    status: int | None


class ServerStats:
    """What a server has seen of chat requests so far.

    `requests` arrived; `in_flight` are unanswered, those in the queue included; `by_status` counts
    those that ended; `served` holds the last 100,000 of them in the order in which they ended.
    """

    def __init__(self) -> None:
        self.requests = 0
        self.in_flight = 0
        self.peak_in_flight = 0
        self.by_status: Counter[int | None] = Counter()
        self.served: deque[Served] = deque(maxlen=MAX_SERVED_KEPT)

    def _arrived(self) -> None:
        self.requests += 1
        self.in_flight += 1
        self.peak_in_flight = max(self.peak_in_flight, self.in_flight)

    def _ended(self, served: Served) -> None:
        self.in_flight -= 1
        self.by_status[served.status] += 1
        self.served.append(served)


class _ResetFault(Exception):  # noqa: N818 - a way out, not an error
    """The connection is to be broken in place of a reply."""


class LocalServer:
    """The server, in the current event loop: `async with LocalServer(answer) as server`.

    Serves `POST /v1/chat/completions` (also `stream: true`), `GET /v1/models` and `GET /health`.
    `answer` runs on threads, so a slow one does not stop the loop; what it raises other than
    `BadRequest` becomes an HTTP 500. Port 0 picks a free one.

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
        self._limits = RateLimits(self._behaviour)
        self._rng = random.Random(self._behaviour.seed)
        self._runner: web.AppRunner | None = None
        self._turns: asyncio.Semaphore | None = None
        self.stats = ServerStats()

    @property
    def base_url(self) -> str:
        """URL up to and including `/v1`.

        Raises:
            RuntimeError: the server is not running.
        """
        if self._runner is None:
            raise RuntimeError("base_url is known while the server runs; enter `async with` first")
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._runner.addresses[0][1]}/v1"

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=MAX_REQUEST_BYTES)
        app.router.add_post("/v1/chat/completions", self._chat)
        app.router.add_get("/v1/models", self._models)
        app.router.add_get("/health", self._health)
        # A request whose client has left must not count as in flight, nor hold its turn.
        runner = web.AppRunner(
            app, access_log=None, handler_cancellation=True, shutdown_timeout=_SHUTDOWN_S
        )
        await runner.setup()
        try:
            await web.TCPSite(runner, self._host, self._port).start()
        except OSError as error:
            await runner.cleanup()
            if error.errno == errno.EADDRINUSE:
                raise PortInUseError(self._port) from None
            raise
        most = self._behaviour.max_concurrent
        self._turns = None if most is None else asyncio.Semaphore(most)
        self._runner = runner
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    async def _health(self, _: web.Request) -> web.Response:
        return _json(200, {"status": "ok"})

    async def _models(self, request: web.Request) -> web.Response:
        if not self._authorized(request):
            return _wrong_key()
        model = {"id": "local", "object": "model", "created": 0, "owned_by": "local"}
        return _json(200, {"object": "list", "data": [model]})

    def _authorized(self, request: web.Request) -> bool:
        key = self._behaviour.api_key
        return key is None or request.headers.get("Authorization") == f"Bearer {key}"

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        arrived_at = time.monotonic()
        self.stats._arrived()
        status: int | None = None
        try:
            response = await self._respond(request, arrived_at)
            status = response.status
            return response
        except _ResetFault:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()  # goes nowhere
        finally:
            # The reply is written after this, so a client that sends its next request on reading it
            # is not seen with two in flight.
            self.stats._ended(Served(arrived_at, time.monotonic(), status))

    async def _respond(self, request: web.Request, arrived_at: float) -> web.StreamResponse:
        raw = await request.read()
        if not self._authorized(request):
            return _wrong_key()
        try:
            chat = _chat_request(raw)
        except BadRequest as error:
            return _error(400, str(error))
        refusal = self._limits.refusal(chat, arrived_at) or self._full()
        if refusal is not None:
            return refusal
        if self._turns is None:
            return await self._serve(request, chat)
        async with self._turns:
            return await self._serve(request, chat)

    def _full(self) -> web.Response | None:
        """The refusal of a request for which there is neither a turn nor a place in the queue."""
        behaviour = self._behaviour
        if behaviour.max_concurrent is None:
            return None
        if self.stats.in_flight <= behaviour.max_concurrent + behaviour.max_queued:
            return None
        if behaviour.max_queued:
            return _error(503, "The queue is full.", kind="server_error", code="overloaded")
        return _error(
            429, "Too many requests at once.", kind="requests", code="concurrency_limit_exceeded"
        )

    async def _serve(self, request: web.Request, chat: ChatRequest) -> web.StreamResponse:
        behaviour = self._behaviour
        reply_at = time.monotonic() + behaviour.latency_s
        reply_at += self._rng.uniform(0.0, behaviour.latency_jitter_s)
        fault = self._draw_fault()
        if fault == "hang":
            await asyncio.Event().wait()
        try:
            text = await asyncio.to_thread(self._answer, chat)
        except BadRequest as error:
            return _error(400, str(error))
        except Exception as error:  # noqa: BLE001 - whatever an answer raises, the client gets a 500
            _log_without_message(error)
            return _error(500, "The answer function failed.", kind="server_error")
        await asyncio.sleep(reply_at - time.monotonic())
        if fault == "reset":
            raise _ResetFault
        if fault == "error_500":
            return _error(500, "Simulated fault.", kind="server_error")
        headers = self._limits.headers(time.monotonic())
        if fault == "error_in_200":
            message = {"code": 502, "message": "Simulated fault."}
            return _json(200, {"error": message, "choices": None}, headers)
        if chat.body.get("stream") is True:
            return await _stream(request, chat, text, headers)
        body = orjson.dumps(_completion(chat, text))
        return _json_bytes(200, body[: len(body) // 2] if fault == "truncate" else body, headers)

    def _draw_fault(self) -> Fault | None:
        draw = self._rng.random()
        for fault, name in _FAULTS:
            draw -= getattr(self._behaviour, name)
            if draw < 0:
                return fault
        return None


class RateLimits:
    """The request and token buckets, and what replies say about them."""

    def __init__(self, behaviour: ServerBehaviour) -> None:
        self._behaviour = behaviour
        self._buckets: dict[str, TokenBucket] = {}
        per_s, per_minute = behaviour.requests_per_s, behaviour.tokens_per_minute
        if per_s is not None:
            self._buckets["requests"] = TokenBucket(per_s, behaviour.burst or max(1.0, per_s))
        if per_minute is not None:
            self._buckets["tokens"] = TokenBucket(per_minute / 60.0, per_minute)

    def refusal(self, chat: ChatRequest, now: float) -> web.Response | None:
        """A 429 or 413; None, and the request is charged, where it may pass."""
        asked = {"requests": 1.0, "tokens": float(_tokens_asked(chat))}
        waits_s: dict[str, float] = {}
        for axis, bucket in self._buckets.items():
            if asked[axis] > bucket.burst:
                return _error(
                    413,
                    f"Request too large. Limit {bucket.burst:g}, Requested {asked[axis]:g}",
                    kind=axis,
                    code="rate_limit_exceeded",
                )
            waits_s[axis] = bucket.ready_at(asked[axis], now, now) - now
        axis = max(waits_s, key=waits_s.__getitem__, default="")
        if axis and waits_s[axis] > 0:
            # Rounded up: who returns when told must not be refused again.
            wait_s = math.ceil(waits_s[axis] * 1000) / 1000
            retry_after = (
                {"Retry-After": f"{wait_s:.3f}"} if self._behaviour.send_retry_after else {}
            )
            return _error(
                429,
                f"Rate limit reached for {axis}.",
                kind=axis,
                code="rate_limit_exceeded",
                headers={**self.headers(now), **retry_after},
            )
        for axis, bucket in self._buckets.items():
            bucket.take(asked[axis], now)
        return None

    def headers(self, now: float) -> dict[str, str]:
        """`x-ratelimit-*` of each bucket, if they are to be sent."""
        if not self._behaviour.send_limit_headers:
            return {}
        headers = {}
        for axis, bucket in self._buckets.items():
            left = bucket.available(now)
            headers[f"x-ratelimit-limit-{axis}"] = f"{bucket.burst:.0f}"
            headers[f"x-ratelimit-remaining-{axis}"] = str(int(left))
            headers[f"x-ratelimit-reset-{axis}"] = f"{(bucket.burst - left) / bucket.rate:.3f}s"
        return headers


@contextlib.contextmanager
def serve_in_thread(
    answer: Answer,
    behaviour: ServerBehaviour | None = None,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
) -> Iterator[LocalServer]:
    """A running `LocalServer` on a thread and event loop of its own, stopped on leaving.

    Requests still unanswered half a second after leaving are broken off.

    Raises:
        PortInUseError: the port is taken.
    """
    server = LocalServer(answer, behaviour, host=host, port=port)
    started: Future[Callable[[], object]] = Future()

    async def serve() -> None:
        loop = asyncio.get_running_loop()
        stopping = asyncio.Event()
        async with server:
            started.set_result(lambda: loop.call_soon_threadsafe(stopping.set))
            await stopping.wait()

    def run() -> None:
        try:
            asyncio.run(serve())
        except BaseException as error:
            if started.done():
                raise
            started.set_exception(error)

    thread = threading.Thread(target=run, name="local-server", daemon=True)
    thread.start()
    stop = started.result()
    try:
        yield server
    finally:
        stop()
        thread.join(timeout=_THREAD_END_S)


def _chat_request(raw: bytes) -> ChatRequest:
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise BadRequest("The body must be JSON.") from None
    messages = body.get("messages") if isinstance(body, dict) else None
    if not isinstance(messages, list) or not messages:
        raise BadRequest("messages must be a list of at least one message.")
    if not all(isinstance(message, dict) for message in messages):
        raise BadRequest("Each message must be an object with role and content.")
    wanted = body.get("response_format")
    schema = wanted.get("json_schema") if isinstance(wanted, dict) else None
    name = schema.get("name") if isinstance(schema, dict) else None
    return ChatRequest(
        str(body.get("model") or "local"),
        tuple(messages),
        name if isinstance(name, str) else None,
        body,
    )


def _text(message: dict[str, Any]) -> str:
    """A message's text: its content, or the text parts of a content that is a list."""
    content = message.get("content")
    parts = content if isinstance(content, list) else [{"text": content}]
    texts = (part.get("text") for part in parts if isinstance(part, dict))
    return "".join(text for text in texts if isinstance(text, str))


def _prompt_tokens(chat: ChatRequest) -> int:
    return sum(len(_text(message)) for message in chat.messages) // CHARS_PER_TOKEN


def _tokens_asked(chat: ChatRequest) -> int:
    longest = chat.body.get("max_completion_tokens") or chat.body.get("max_tokens")
    return _prompt_tokens(chat) + (longest if isinstance(longest, int) and longest > 0 else 0)


def _usage(chat: ChatRequest, text: str) -> dict[str, int]:
    prompt_tokens, completion_tokens = _prompt_tokens(chat), len(text) // CHARS_PER_TOKEN
    return {
        "prompt_tokens": prompt_tokens,
        "completion_tokens": completion_tokens,
        "total_tokens": prompt_tokens + completion_tokens,
    }


def _envelope(chat: ChatRequest, kind: str) -> dict[str, Any]:
    return {
        "id": "chatcmpl-local",
        "object": kind,
        "created": int(time.time()),
        "model": chat.model,
    }


def _completion(chat: ChatRequest, text: str) -> dict[str, Any]:
    message = {"role": "assistant", "content": text}
    return {
        **_envelope(chat, "chat.completion"),
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": _usage(chat, text),
    }


async def _stream(
    request: web.Request, chat: ChatRequest, text: str, headers: dict[str, str]
) -> web.StreamResponse:
    """The answer in pieces, as server-sent events; the last one carries the usage."""
    response = web.StreamResponse(headers={**headers, "Content-Type": "text/event-stream"})
    await response.prepare(request)
    envelope = _envelope(chat, "chat.completion.chunk")

    async def send(delta: dict[str, str], finish_reason: str | None, **more: Any) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
        event = orjson.dumps({**envelope, "choices": [choice], **more})
        await response.write(b"data: " + event + b"\n\n")

    await send({"role": "assistant", "content": ""}, None)
    for at in range(0, len(text), _STREAM_PIECE_CHARS):
        await send({"content": text[at : at + _STREAM_PIECE_CHARS]}, None)
    await send({}, "stop", usage=_usage(chat, text))
    await response.write(b"data: [DONE]\n\n")
    await response.write_eof()
    return response


def _json(status: int, value: Any, headers: dict[str, str] | None = None) -> web.Response:
    return _json_bytes(status, orjson.dumps(value), headers)


def _json_bytes(status: int, body: bytes, headers: dict[str, str] | None = None) -> web.Response:
    return web.Response(status=status, body=body, content_type="application/json", headers=headers)


def _error(
    status: int,
    message: str,
    *,
    kind: str = "invalid_request_error",
    code: str | None = None,
    headers: dict[str, str] | None = None,
) -> web.Response:
    """An error in OpenAI's form; `kind` is its `type`."""
    error = {"message": message, "type": kind, "param": None, "code": code}
    return _json(status, {"error": error}, headers)


def _wrong_key() -> web.Response:
    return _error(401, "Incorrect API key provided.", code="invalid_api_key")


def _log_without_message(error: Exception) -> None:
    """Where an answer function failed; its message stays out, since it may quote the prompt."""
    where = "".join(traceback.format_tb(error.__traceback__))
    logger.error("The answer function raised %s:\n%s", type(error).__name__, where)
