"""An event loop whose time jumps to the next timer, and a chat server simulated on it.

Whole runs of minutes take milliseconds and come out alike each time. For what must be seen over
many requests: how limits are found, kept and followed.
"""

from __future__ import annotations

import asyncio
import math
import random
import selectors
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar

from utils.llm.errors import RateLimitError
from utils.llm.gate import Gate

T = TypeVar("T")


class _JumpingSelector(selectors.SelectSelector):
    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready and timeout is not None:
            self.now += timeout
        return ready


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """Never waits: where nothing is ready, its time is that of the next timer."""

    def __init__(self) -> None:
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.now


def run_in_virtual_time(work: Coroutine[Any, Any, T]) -> T:
    """Run `work` from time 0 on."""
    loop = VirtualTimeLoop()
    try:
        return loop.run_until_complete(work)
    finally:
        loop.close()


class LoopClock:
    """The clock of the running loop."""

    def now(self) -> float:
        return asyncio.get_running_loop().time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


Headers = Callable[["LimitedServer"], dict[str, str]]


@dataclass
class LimitedServer:
    """Takes `rate` requests per second, `burst` at once, and refuses the others within 2 ms.

    `asked_s`: the wait a refusal asks for, None for a bare 429. `headers`: what each reply states.
    """

    rate: float = 50.0
    burst: float = 50.0
    latency_s: float = 0.05
    jitter: float = 0.2
    asked_s: float | None = None
    headers: Headers = lambda _: {}
    seed: int = 0
    accepted_at: list[float] = field(default_factory=list)
    refused_at: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.level = self.burst
        self._filled_at = 0.0
        self._rng = random.Random(self.seed)

    def set_limit(self, rate: float, burst: float) -> None:
        self._fill()
        self.rate, self.burst, self.level = rate, burst, min(self.level, burst)

    def _fill(self) -> float:
        now = asyncio.get_running_loop().time()
        self.level = min(self.burst, self.level + (now - self._filled_at) * self.rate)
        self._filled_at = now
        return now

    async def ask(self, gate: Gate) -> bool:
        """One request, from the gate to its outcome; whether it was accepted."""
        attempt = await gate.enter(500)
        await asyncio.sleep(0.001)
        now = self._fill()
        accepted = self.level >= 1.0
        self.level -= accepted
        headers = self.headers(self)
        (self.accepted_at if accepted else self.refused_at).append(now)
        spread = self._rng.uniform(1.0 - self.jitter, 1.0 + self.jitter)
        await asyncio.sleep(self.latency_s * spread if accepted else 0.002)
        gate.heed(headers, attempt)
        if accepted:
            gate.answered(attempt, 0, None)
        else:
            refusal = RateLimitError(429, "", retry_after_s=self.asked_s, retryable=True)
            gate.erred(attempt, refusal)
        return accepted


async def answer_all(requests: int, ask: Callable[[], Awaitable[bool]], workers: int = 256) -> None:
    """Ask until each of `requests` requests was accepted, by so many workers at once."""
    left = iter(range(requests))

    async def work() -> None:
        for _ in left:
            while not await ask():
                pass

    await asyncio.gather(*(work() for _ in range(workers)))


def minute_headers(server: LimitedServer) -> dict[str, str]:
    """As OpenAI: the limit by the minute, what is left of it, the time until it is full again."""
    limit = server.rate * 60.0
    used = server.burst - server.level
    return {
        "x-ratelimit-limit-requests": f"{limit:g}",
        "x-ratelimit-remaining-requests": f"{int(limit - used)}",
        "x-ratelimit-reset-requests": f"{used / server.rate * 1000.0:.0f}ms",
    }


def bucket_headers(server: LimitedServer) -> dict[str, str]:
    """A limit by the minute beside a small bucket that is enforced."""
    return {
        "x-ratelimit-limit-requests": f"{server.rate * 60.0:g}",
        "x-ratelimit-remaining-requests": f"{int(server.level)}",
        "x-ratelimit-reset-requests": f"{(server.burst - server.level) / server.rate:.3f}s",
    }


def second_headers(server: LimitedServer) -> dict[str, str]:
    """A limit by the second, resets in whole seconds."""
    return {
        "x-ratelimit-limit-requests": f"{server.burst:g}",
        "x-ratelimit-remaining-requests": f"{int(server.level)}",
        "x-ratelimit-reset-requests": f"{math.ceil((server.burst - server.level) / server.rate)}",
    }
