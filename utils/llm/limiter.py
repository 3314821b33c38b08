"""Token buckets and the line in front of them: arithmetic on an injected clock.

`TokenBucket` is pure arithmetic on times handed to it. `Turnstile` lets callers through in order of
arrival; only the head of the line waits on the clock, and nothing sleeps while holding a lock. Both
are safe to share between threads and event loops. Neither knows what a request is.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Final, Protocol

from .errors import ConfigError

TIMER_PRECISION_S: Final = 1e-9
"""Waits below this are rounding errors of the arithmetic, not time to wait for."""


class Clock(Protocol):
    """A monotonic clock, and waiting on it; both in seconds."""

    def now(self) -> float: ...

    async def sleep(self, seconds: float) -> None: ...


class MonotonicClock:
    """The real clock: `time.monotonic` and `asyncio.sleep`."""

    def now(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class TokenBucket:
    """A bucket that holds at most `burst` tokens and gains `rate` tokens per second.

    Takings are booked at the moment they were possible, not at the moment a late sleeper noticed,
    so the rate is exact whatever the timer's precision; but what a stalled process missed comes
    back as one bucketful at the most, which is what the other side allows at once. An amount
    larger than the bucket waits for a full one and leaves a debt. Not thread-safe by itself:
    `Turnstile` serialises the calls.

    Source: token bucket as a continuous-state leaky bucket, ITU-T I.371 (generic cell rate).
    """

    def __init__(self, rate: float, burst: float) -> None:
        self.rate = rate
        self.burst = burst
        self._tokens = burst
        self._at: float | None = None

    def ready_at(self, amount: float, since: float, now: float) -> float:
        """The earliest time from `since` on at which `amount` can be taken.

        `since` may lie in the past. A time so long ago that the bucket has filled up again since
        becomes `now`: what flowed over meanwhile is lost.
        """
        if self._at is not None:
            since = max(since, self._at)
        missing = min(amount, self.burst) - self.available(since)
        at = since if missing <= 0.0 else since + missing / self.rate
        return now if now - at > self.burst / self.rate else at

    def take(self, amount: float, at: float) -> None:
        """Take `amount` at the time `at`, as computed by `ready_at`."""
        self._tokens = self.available(at) - amount
        self._at = at

    def settle(self, amount: float) -> None:
        """Give back `amount` tokens that were not used after all; a negative amount is a debt."""
        self._tokens = min(self.burst, self._tokens + amount)

    def set_rate(self, rate: float, burst: float, at: float) -> None:
        """Go on with another rate and size from the time `at` on; earlier takings stay booked."""
        self._tokens = min(self.available(at), burst)
        self._at = at
        self.rate = rate
        self.burst = burst

    def available(self, at: float) -> float:
        """Tokens in the bucket at the time `at`; below 0 is a debt."""
        if self._at is None:
            return self._tokens
        return min(self.burst, self._tokens + max(0.0, at - self._at) * self.rate)


class Waiter:
    """One caller in a line, waiting on its own event loop."""

    __slots__ = ("arrived_at", "future", "loop")

    def __init__(self, arrived_at: float) -> None:
        self.arrived_at = arrived_at
        self.loop = asyncio.get_running_loop()
        self.future: asyncio.Future[None] = self.loop.create_future()

    def wake(self) -> bool:
        """Let the caller run on, from whichever thread this is; False when its loop is closed."""
        try:
            if asyncio.get_running_loop() is self.loop:
                self._set()  # waking a loop from its own thread would cost two system calls
                return True
        except RuntimeError:
            pass
        try:
            self.loop.call_soon_threadsafe(self._set)
        except RuntimeError:
            return False
        return True

    def _set(self) -> None:
        if not self.future.done():
            self.future.set_result(None)


class Turnstile:
    """A line in which callers pass in order of arrival, each as soon as `book` lets it.

    `book(arrived_at, now)` returns 0 when the caller was let through (and has booked what it
    takes), or the seconds to wait before it is worth asking again. It runs under the turnstile's
    lock and must not block. A caller that is cancelled leaves the line and has taken nothing.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._line: deque[Waiter] = deque()

    async def enter(self, book: Callable[[float, float], float]) -> None:
        with self._lock:
            now = self._clock.now()
            if not self._line and book(now, now) <= 0.0:
                return
            me = Waiter(now)
            self._line.append(me)
            first = len(self._line) == 1
        try:
            if not first:
                await me.future
            while True:
                with self._lock:
                    wait_s = book(me.arrived_at, self._clock.now())
                if wait_s <= 0.0:
                    return
                await self._clock.sleep(wait_s)
        finally:
            self._leave(me)

    @property
    def lock(self) -> threading.Lock:
        """The lock that `book` runs under, for callers that change what `book` reads."""
        return self._lock

    def _leave(self, me: Waiter) -> None:
        with self._lock:
            was_head = self._line[0] is me
            self._line.remove(me)
            while was_head and self._line and not self._line[0].wake():
                self._line.popleft()


class RateLimiter:
    """At most `rate` per `per` seconds, with up to `burst` at once after a pause.

    Args:
        rate: amount per period, > 0.
        per: length of the period in seconds, > 0.
        burst: size of the bucket, > 0; `rate` when None.
        clock: what tells the time and waits; the real clock when None.

    Raises:
        ConfigError: an argument is not a number > 0.
    """

    def __init__(
        self,
        rate: float = 10,
        per: float = 1.0,
        burst: float | None = None,
        *,
        clock: Clock | None = None,
    ) -> None:
        size = rate if burst is None else burst
        for name, value in (("rate", rate), ("per", per), ("burst", size)):
            if isinstance(value, bool) or not 0 < value < float("inf"):
                raise ConfigError(name, value, "a number > 0")
        self._bucket = TokenBucket(rate / per, size)
        self._turnstile = Turnstile(clock or MonotonicClock())

    async def acquire(self, amount: float = 1) -> None:
        """Wait for `amount` in order of arrival; one larger than the bucket waits for a full one.

        Raises:
            ConfigError: `amount` is not a number >= 0.
        """
        if isinstance(amount, bool) or not 0 <= amount < float("inf"):
            raise ConfigError("amount", amount, "a number >= 0")
        bucket = self._bucket

        def book(arrived_at: float, now: float) -> float:
            at = bucket.ready_at(amount, arrived_at, now)
            if at - now > TIMER_PRECISION_S:
                return at - now
            bucket.take(amount, at)
            return 0.0

        await self._turnstile.enter(book)
