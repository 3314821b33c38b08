"""An OpenAI-compatible endpoint that plays a script and is cheap enough not to be what is measured.

A bare `asyncio.Protocol` on httptools answers `Question 17: …` with `answer 17`, so that whoever
asked can tell a right reply from another call's. It enforces limits, injects faults and counts what
arrived; it streams nothing, checks no key, and reads of a request only what its script needs. For
demos and tests of the engine there is `utils/llm/local_server.py`, which is complete and slower.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import importlib.util
import json
import math
import random
import re
import signal
import socket
import struct
import time
from array import array
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any, Final, Literal, cast

Hints = Literal["none", "retry-after", "limits"]
"""What a reply says of the limit: nothing; a 429 says when to come back; each reply says all.

`limits` is OpenAI's way: `x-ratelimit-{limit,remaining,reset}-requests`, the limit per minute
whatever the window that is enforced, the reset as the time until nothing is used up any more; a 429
adds `retry-after-ms` and `retry-after` in whole seconds.
"""

Fault = Literal["error_500", "reset", "truncate", "hang", "error_in_200"]

CHARS_PER_TOKEN: Final = 4
DECK: Final = 100

_INDEX: Final = re.compile(rb"Question (\d+):")
_MAX_TOKENS: Final = re.compile(rb'"max_(?:completion_)?tokens":\s*(\d+)')


def question(index: int, chars: int) -> str:
    """A prompt of so many characters, or as many as its number needs, that asks for `index`."""
    text = f"Question {index}: "
    missing = chars - len(text)
    return text if missing <= 0 else text + (_FILLER * (missing // len(_FILLER) + 1))[:missing]


def answer(index: int) -> str:
    """The right reply to `question(index, …)`."""
    return f"answer {index}"


_FILLER: Final = (
    "The applicant led a team of four, moved the nightly import to a queue and cut its cost by "
    'half; a colleague wrote: "steady, exact, and kind under pressure".\n'
)


@dataclass(frozen=True, slots=True)
class Script:
    """What the server does. Times in seconds; faults as shares of the requests.

    Limits are token buckets. One of `requests_per_s` holds `burst` (one second's worth when None);
    `changes` are (seconds since the start, new requests per second), each with a second's worth of
    burst. A refused request counts against the limit too: it takes what has collected since the
    one before. `tokens_per_minute` holds a minute's worth and is charged prompt plus `max_tokens`
    before the reply, as Azure does; replies use up their `max_tokens`, so that charging by use
    comes to the same.

    Faults hit each attempt at a question anew, the same for every client; shares are exact, to the
    per cent, among the first attempts at a hundred questions, among their second ones, and so on.
    """

    latency_s: float = 0.0
    requests_per_s: float | None = None
    burst: float | None = None
    changes: tuple[tuple[float, float], ...] = ()
    tokens_per_minute: float | None = None
    hints: Hints = "none"
    faults: dict[Fault, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ServerReport:
    """What the server saw since the start: `succeeded_at` in seconds since then, CPU in seconds."""

    requests: int
    refused: int
    peak_in_flight: int
    faults: Counter[str]
    succeeded_at: array[float]
    cpu_s: float


class Bucket:
    """A token bucket: holds at most `burst`, gains `rate` a second."""

    def __init__(self, rate: float, burst: float, now: float) -> None:
        self.rate = rate
        self.burst = burst
        self._left = burst
        self._at = now

    def left(self, now: float) -> float:
        """What it holds at the time `now`."""
        return min(self.burst, self._left + (now - self._at) * self.rate)

    def wait_s(self, amount: float, now: float) -> float:
        """Seconds until it holds `amount`; 0 when it does."""
        return max(0.0, (amount - self.left(now)) / self.rate)

    def take(self, amount: float, now: float) -> None:
        """Take `amount`, or what there is."""
        self._left = max(0.0, self.left(now) - amount)
        self._at = now

    def change(self, rate: float, now: float) -> None:
        """Go on at another rate, holding a second's worth."""
        self._left = self.left(now)
        self._at = now
        self.rate = self.burst = rate


class Play:
    """One performance of a script: its limits, its faults and what has been counted."""

    def __init__(self, script: Script) -> None:
        now = time.monotonic()
        self.script = script
        self.requests = 0
        self.refused = 0
        self.in_flight = 0
        self.peak_in_flight = 0
        self.faults: Counter[str] = Counter()
        self.succeeded_at = array("d")
        self._attempts: Counter[int] = Counter()
        self._decks: dict[tuple[int, int], list[Fault | None]] = {}
        self._started_at = now
        self._cpu_s = time.process_time()
        self._changes = list(script.changes)
        self._requests_bucket: Bucket | None = None
        self._tokens_bucket: Bucket | None = None
        if script.requests_per_s is not None:
            self._requests_bucket = Bucket(
                script.requests_per_s, script.burst or script.requests_per_s, now
            )
        if script.tokens_per_minute is not None:
            per_minute = script.tokens_per_minute
            self._tokens_bucket = Bucket(per_minute / 60.0, per_minute, now)

    def report(self) -> ServerReport:
        return ServerReport(
            self.requests,
            self.refused,
            self.peak_in_flight,
            self.faults,
            self.succeeded_at,
            time.process_time() - self._cpu_s,
        )

    def arrived(self) -> None:
        self.requests += 1
        self.in_flight += 1
        self.peak_in_flight = max(self.peak_in_flight, self.in_flight)

    def succeeded(self) -> None:
        self.succeeded_at.append(time.monotonic() - self._started_at)

    def refusal(self, body: bytes) -> bytes | None:
        """A 429; None where the request may pass, which is then charged."""
        if self._requests_bucket is None and self._tokens_bucket is None:
            return None
        now = time.monotonic()
        while self._changes and now - self._started_at >= self._changes[0][0]:
            _, rate = self._changes.pop(0)
            if self._requests_bucket is not None:
                self._requests_bucket.change(rate, now)
        asked = [(self._requests_bucket, 1.0)]
        if self._tokens_bucket is not None:
            asked.append((self._tokens_bucket, float(sum(tokens_asked(body)))))
        buckets = [(bucket, amount) for bucket, amount in asked if bucket is not None]
        passes = all(bucket.wait_s(amount, now) <= 0.0 for bucket, amount in buckets)
        for bucket, amount in buckets:
            if passes or bucket is self._requests_bucket:
                bucket.take(amount, now)
        if passes:
            return None
        wait_s = max(bucket.wait_s(amount, now) for bucket, amount in buckets)
        self.refused += 1
        return response(429, _REFUSAL, self.headers(wait_s))

    def headers(self, wait_s: float = 0.0) -> str:
        """The header lines of a reply; `wait_s` > 0 makes it a refusal's."""
        hints = self.script.hints
        if hints == "none":
            return ""
        lines = f"retry-after: {math.ceil(wait_s)}\r\n" if wait_s else ""
        bucket = self._requests_bucket
        if hints == "limits" and bucket is not None:
            used = bucket.burst - bucket.left(time.monotonic())
            per_minute = bucket.rate * 60.0
            lines += (
                f"x-ratelimit-limit-requests: {per_minute:.0f}\r\n"
                f"x-ratelimit-remaining-requests: {per_minute - used:.0f}\r\n"
                f"x-ratelimit-reset-requests: {duration(used / bucket.rate)}\r\n"
            )
            if wait_s:
                lines += f"retry-after-ms: {math.ceil(wait_s * 1000)}\r\n"
        return lines

    def fault(self, index: int) -> Fault | None:
        """What goes wrong with this attempt at question `index`."""
        if not self.script.faults:
            return None
        self._attempts[index] += 1
        fault = self._deck(index // DECK, self._attempts[index])[index % DECK]
        if fault is not None:
            self.faults[fault] += 1
        return fault

    def _deck(self, hundred: int, attempt: int) -> list[Fault | None]:
        """What happens to an attempt at each of a hundred questions: a shuffled deck of cards."""
        if (hundred, attempt) not in self._decks:
            faults = self.script.faults.items()
            cards: list[Fault | None] = [
                each for each, share in faults for _ in range(round(share * DECK))
            ]
            cards += [None] * (DECK - len(cards))
            random.Random(f"{hundred}, {attempt}").shuffle(cards)
            self._decks[hundred, attempt] = cards
        return self._decks[hundred, attempt]


class Conversation(asyncio.Protocol):
    """One connection. The callbacks named `on_…` are httptools'."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._parser = stage.make_parser(self)
        self._parts: list[bytes] = []
        self._in_flight_of: Play | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is one in all but name

    def connection_lost(self, _: Exception | None) -> None:
        self._transport = None
        self._ended()

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except self._stage.parse_errors:
            self._reset()

    def on_body(self, body: bytes) -> None:
        self._parts.append(body)

    def on_message_complete(self) -> None:
        body = self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)
        self._parts.clear()
        play = self._stage.play
        self._in_flight_of = play
        play.arrived()
        refusal = play.refusal(body)
        if refusal is not None:
            self._send(refusal)
            return
        found = _INDEX.search(body)
        if found is None:
            self._send(response(400, _NO_QUESTION))
            return
        index = int(found[1])
        fault = play.fault(index)
        if fault == "hang":
            return
        latency_s = play.script.latency_s
        if latency_s > 0.0:
            self._stage.loop.call_later(latency_s, self._reply, play, index, body, fault)
        else:
            self._reply(play, index, body, fault)

    def _reply(self, play: Play, index: int, body: bytes, fault: Fault | None) -> None:
        if self._transport is None:  # the client has left
            return
        if fault == "reset":
            self._reset()
        elif fault == "error_500":
            self._send(response(500, _SERVER_ERROR))
        elif fault == "error_in_200":
            self._send(response(200, _ERROR_IN_200, play.headers()))
        elif fault == "truncate":
            reply = completion(index, 500, 3, play.headers())
            self._transport.write(reply[: -len(_COMPLETION_END)])
            self._transport.close()
        else:
            prompt_tokens, answer_tokens = 500, 3
            if play.script.tokens_per_minute is not None:
                prompt_tokens, answer_tokens = tokens_asked(body)
            play.succeeded()
            self._send(completion(index, prompt_tokens, answer_tokens, play.headers()))

    def _send(self, reply: bytes) -> None:
        self._ended()
        assert self._transport is not None
        self._transport.write(reply)
        if not self._parser.should_keep_alive():
            self._transport.close()

    def _reset(self) -> None:
        """Break the connection so that the other side sees a reset, not an orderly end."""
        assert self._transport is not None
        sock = self._transport.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._transport.abort()

    def _ended(self) -> None:
        if self._in_flight_of is not None:
            self._in_flight_of.in_flight -= 1
            self._in_flight_of = None


class Stage:
    """Where plays are performed: what all connections of a server share."""

    def __init__(self) -> None:
        httptools: Any = importlib.import_module("httptools")
        self.make_parser: Callable[[object], Any] = httptools.HttpRequestParser
        self.parse_errors: type[Exception] = httptools.HttpParserError
        self.loop = asyncio.get_running_loop()
        self.play = Play(Script())


def tokens_asked(body: bytes) -> tuple[int, int]:
    """The tokens of a request's prompt, four characters each, and its `max_tokens`."""
    chars = sum(len(message["content"]) for message in json.loads(body)["messages"])
    longest = _MAX_TOKENS.search(body)
    return chars // CHARS_PER_TOKEN, int(longest[1]) if longest else 0


def duration(seconds: float) -> str:
    """As OpenAI writes one: `12ms`, `7.66s`, `6m0s`."""
    if seconds < 1.0:
        return f"{math.ceil(seconds * 1000)}ms"
    if seconds < 60.0:
        return f"{seconds:.3f}".rstrip("0").rstrip(".") + "s"
    return f"{int(seconds // 60)}m{int(seconds % 60)}s"


def response(status: int, body: bytes, more_headers: str = "") -> bytes:
    """A whole HTTP response; `more_headers` are lines, each with its end."""
    head = (
        f"HTTP/1.1 {status} {_REASONS[status]}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n{more_headers}\r\n"
    )
    return head.encode() + body


def completion(index: int, prompt_tokens: int, answer_tokens: int, more_headers: str) -> bytes:
    """The HTTP response that answers question `index`."""
    usage = (
        f'{{"prompt_tokens":{prompt_tokens},"completion_tokens":{answer_tokens},'
        f'"total_tokens":{prompt_tokens + answer_tokens}}}'
    )
    body = _COMPLETION_START + answer(index).encode() + _COMPLETION_MIDDLE + usage.encode()
    return response(200, body + _COMPLETION_END, more_headers)


_COMPLETION_START: Final = (
    b'{"id":"chatcmpl-benchmark-0000000000","object":"chat.completion","created":1700000000,'
    b'"model":"benchmark","choices":[{"index":0,"message":{"role":"assistant","content":"'
)
_COMPLETION_MIDDLE: Final = b'"},"logprobs":null,"finish_reason":"stop"}],"usage":'
_COMPLETION_END: Final = b',"system_fingerprint":"fp_0000000000"}'


def _error(message: str, kind: str, code: str | int | None) -> bytes:
    error = {"message": message, "type": kind, "param": None, "code": code}
    return json.dumps({"error": error}).encode()


_REASONS: Final = {
    200: "OK",
    400: "Bad Request",
    429: "Too Many Requests",
    500: "Internal Server Error",
}
_REFUSAL: Final = _error("Rate limit reached.", "requests", "rate_limit_exceeded")
_NO_QUESTION: Final = _error("The request holds no question.", "invalid_request_error", None)
_SERVER_ERROR: Final = _error("The server had an error.", "server_error", None)
_ERROR_IN_200: Final = json.dumps(
    {
        "id": "gen-benchmark",
        "choices": None,
        "error": {
            "code": 502,
            "message": "Provider returned error",
            "metadata": {"error_type": "provider_unavailable"},
        },
    }
).encode()


# --- The server's process ------------------------------------------------------------------------


async def serve(pipe: Connection) -> None:
    """Listen on a free port of loopback until the pipe closes.

    Sends the base URL. Until the first `Script` arrives replies are immediate and without faults.
    Each `Script` that arrives starts a play and is acknowledged by None; a None that arrives is
    answered with the play's `ServerReport`.
    """
    stage = Stage()
    server = await stage.loop.create_server(
        lambda: Conversation(stage), "127.0.0.1", 0, backlog=1024
    )
    async with server:
        pipe.send(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1")
        with contextlib.suppress(EOFError, ConnectionError):
            while True:
                script: Script | None = await asyncio.to_thread(pipe.recv)
                if script is not None:
                    stage.play = Play(script)
                    pipe.send(None)
                else:
                    pipe.send(stage.play.report())


def serve_until_closed(pipe: Connection) -> None:
    """The target of the server's process; on uvloop where it is installed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the parent, which closes the pipe
    if importlib.util.find_spec("uvloop") is not None:
        uvloop: Any = importlib.import_module("uvloop")
        uvloop.run(serve(pipe))
    else:
        asyncio.run(serve(pipe))
