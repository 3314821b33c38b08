"""Token buckets and the line in front of them: arithmetic on an injected clock.

`TokenBucket` is pure arithmetic on times handed to it. `Turnstile` lets callers through in order of
arrival; only the head of the line waits on the clock, and nothing sleeps while holding a lock. Both
are safe to share between threads and event loops. Neither knows what a request is.
"""

from __future__ import annotations

import asyncio
import math
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

    now = staticmethod(time.monotonic)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class TokenBucket:
    """A bucket that holds at most `burst` tokens and gains `rate` tokens per second.

    Takings are booked at the moment they were possible, not at the moment a late sleeper noticed,
    so the rate is exact whatever the timer's precision; but what a stalled process missed comes
    back as one bucketful at the most, which is what the other side allows at once. An amount
    larger than the bucket waits for a full one and leaves a debt. A full bucket starts to refill
    `slack_s` after it was first taken from: the other side sees that taking later than it was
    booked, and its own bucket must not be the emptier one. Not thread-safe by itself: `Turnstile`
    serialises the calls.

    Source: token bucket as a continuous-state leaky bucket, ITU-T I.371 (generic cell rate).
    """

    def __init__(self, rate: float, burst: float, slack_s: float = 0.0) -> None:
        self.rate = rate
        self.burst = burst
        self._slack_s = slack_s
        self._tokens = burst
        self._flows_from: float | None = None
        self._taken_at = -math.inf

    def ready_at(self, amount: float, since: float, now: float) -> float:
        """The earliest time from `since` on at which `amount` can be taken.

        `since` may lie in the past. A time so long ago that the bucket has filled up again since
        becomes `now`: what flowed over meanwhile is lost.
        """
        at = max(since, self._taken_at)
        missing = min(amount, self.burst) - self.available(at)
        if missing > 0.0:
            at = max(at, self._flows_from or at) + missing / self.rate
        return now if now - at > self.burst / self.rate else at

    def take(self, amount: float, at: float) -> None:
        """Take `amount` at the time `at`, as computed by `ready_at`."""
        available = self.available(at)
        if available >= self.burst or self._flows_from is None:
            self._flows_from = at + self._slack_s
        else:
            self._flows_from = max(at, self._flows_from)
        self._tokens = available - amount
        self._taken_at = at

    def settle(self, amount: float, at: float) -> None:
        """Give `amount` tokens back that were not used after all; a negative amount is a debt."""
        self._set(self.available(at) + amount, at)

    def set_rate(self, rate: float, burst: float, at: float) -> None:
        """Go on with another rate and size from the time `at` on; earlier takings stay booked."""
        available = self.available(at)
        self.rate = rate
        self.burst = burst
        self._set(available, at)

    def at_most(self, amount: float, at: float) -> None:
        """Empty the bucket down to `amount` at the time `at`; below 0 is a debt."""
        self._set(min(self.available(at), amount), at)

    def overflow(self, at: float) -> float:
        """Tokens that came in since the last taking, up to the time `at`, and found no room."""
        if self._flows_from is None:
            return 0.0
        return max(0.0, self._tokens + max(0.0, at - self._flows_from) * self.rate - self.burst)

    def available(self, at: float) -> float:
        """Tokens in the bucket at the time `at`; below 0 is a debt."""
        if self._flows_from is None:
            return self._tokens
        return min(self.burst, self._tokens + max(0.0, at - self._flows_from) * self.rate)

    def _set(self, tokens: float, at: float) -> None:
        self._tokens = min(self.burst, tokens)
        self._flows_from = at if self._flows_from is None else max(at, self._flows_from)


class Caller:
    """One caller in a line, waiting on its own event loop."""

    __slots__ = ("amount", "arrived_at", "loop", "nudge", "number", "sleeping", "wakes_at", "woken")

    def __init__(self, amount: float, arrived_at: float) -> None:
        self.amount = amount
        self.arrived_at = arrived_at
        self.number = 0
        """Its number among all who passed; 0 until it has."""
        self.sleeping = False
        self.wakes_at = math.inf
        self.nudge: asyncio.TimerHandle | None = None
        self.loop = asyncio.get_running_loop()
        self.woken: asyncio.Future[None] = self.loop.create_future()

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
        if not self.woken.done():
            self.woken.set_result(None)


class Turnstile:
    """A line in which callers pass in order of arrival, each as soon as `book` lets it.

    `book(amount, arrived_at, now)` returns 0 when the caller was let through (and has booked what
    it takes), the seconds after which it is worth asking again, or infinity: not before `advance`
    is called. `unbook(amount)` takes back what was booked for a caller that was cancelled at the
    moment it was let through. Both run under the turnstile's lock and must not block. A caller that
    is cancelled leaves the line and has taken nothing.
    """

    LONGEST_SLEEP_S: Final = 0.5
    """What the head of the line waits for may change while it sleeps."""
    OVERDUE_S: Final = 0.5
    """A head that does not wake when it should is on a loop that does not run: others go on."""

    def __init__(
        self,
        clock: Clock,
        book: Callable[[float, float, float], float],
        unbook: Callable[[float], None],
    ) -> None:
        self._clock = clock
        self._book = book
        self._unbook = unbook
        self._line: deque[Caller] = deque()
        self.passed = 0
        """How many have passed so far."""
        self.lock = threading.RLock()
        """Held while `book` runs; for those who change what it reads. The collector may end an
        abandoned caller while this very thread holds it."""

    def enter_at_once(self, amount: float, now: float) -> int:
        """The number of this passing if nobody waits and nothing holds the caller back, else 0."""
        with self.lock:
            if self._line or self._book(amount, now, now) > 0.0:
                return 0
            self.passed += 1
            return self.passed

    async def enter(self, amount: float) -> tuple[int, float]:
        """Wait for the turn; returns the number of this passing and the seconds waited."""
        with self.lock:
            now = self._clock.now()
            if self._line and self._line[0].loop.is_closed():
                self.advance(now)
            me = Caller(amount, now)
            self._line.append(me)
            wait_s = 0.0 if len(self._line) == 1 else math.inf
        try:
            while True:
                if wait_s == math.inf:
                    me.nudge = me.loop.call_later(2.0 * self.OVERDUE_S, self._nudge, me)
                    try:
                        await me.woken
                    finally:
                        if me.nudge is not None:
                            me.nudge.cancel()
                elif wait_s > 0.0:
                    await self._clock.sleep(min(wait_s, self.LONGEST_SLEEP_S))
                with self.lock:
                    now = self._clock.now()
                    if me.wakes_at == -math.inf:
                        self._line.appendleft(me)  # overtaken while its loop did not run
                    me.sleeping, me.wakes_at = False, math.inf
                    if not me.number:
                        wait_s = self._book(amount, me.arrived_at, now)
                        if wait_s > 0.0:
                            me.sleeping = wait_s < math.inf
                            me.wakes_at = now + min(wait_s, self.LONGEST_SLEEP_S)
                            me.woken = me.loop.create_future()
                            continue
                        self._let_through(me)
                        self.advance(now)
                    return me.number, now - me.arrived_at
        except BaseException:
            with self.lock:
                if me.number:
                    self._unbook(amount)
                elif me in self._line:
                    self._line.remove(me)
                self.advance(self._clock.now())
            raise

    def advance(self, now: float) -> None:
        """Let those at the head of the line through who may pass by now. Needs the lock."""
        while self._line:
            head = self._line[0]
            if head.loop.is_closed():
                self._line.popleft()
                continue
            if head.sleeping:
                if now <= head.wakes_at + self.OVERDUE_S:
                    return
                self._line.popleft()
                head.wakes_at = -math.inf
                continue
            wait_s = self._book(head.amount, head.arrived_at, now)
            if wait_s == math.inf:
                return
            if wait_s <= 0.0:
                self._let_through(head)
                if not head.wake():
                    head.number = 0
                    self._unbook(head.amount)
            elif head.wake():
                return  # it runs, and goes to sleep by itself
            else:
                self._line.popleft()

    def _nudge(self, parked: Caller) -> None:
        """Now and then, see whether the head of the line is still there."""
        with self.lock:
            self.advance(self._clock.now())
        parked.nudge = parked.loop.call_later(2.0 * self.OVERDUE_S, self._nudge, parked)

    def _let_through(self, head: Caller) -> None:
        self._line.popleft()
        self.passed += 1
        head.number = self.passed


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
            if isinstance(value, bool) or not 0 < value < math.inf:
                raise ConfigError(name, value, "a number > 0")
        self._bucket = TokenBucket(rate / per, size)
        self._clock = clock or MonotonicClock()
        self._turnstile = Turnstile(self._clock, self._book, self._unbook)

    async def acquire(self, amount: float = 1) -> None:
        """Wait for `amount` in order of arrival; one larger than the bucket waits for a full one.

        Raises:
            ConfigError: `amount` is not a number >= 0.
        """
        if isinstance(amount, bool) or not 0 <= amount < math.inf:
            raise ConfigError("amount", amount, "a number >= 0")
        if not self._turnstile.enter_at_once(amount, self._clock.now()):
            await self._turnstile.enter(amount)

    def _book(self, amount: float, arrived_at: float, now: float) -> float:
        at = self._bucket.ready_at(amount, arrived_at, now)
        if at - now > TIMER_PRECISION_S:
            return at - now
        self._bucket.take(amount, at)
        return 0.0

    def _unbook(self, amount: float) -> None:
        self._bucket.settle(amount, self._clock.now())
