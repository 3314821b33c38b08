"""The gate that every attempt passes: slots, request and token buckets, a pause for all.

One gate for each (endpoint, key, model, limits), shared by every wrapper, thread and event loop of
the process, because that is what the server counts. It paces; it neither sends nor judges.
"""

from __future__ import annotations

import hashlib
import os
import random
import threading
import weakref
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from .errors import CircuitOpenError
from .limiter import TIMER_PRECISION_S, Clock, MonotonicClock, TokenBucket, Turnstile, Waiter
from .retry import tokens_per_minute
from .settings import LLMSettings

FIRST_CHARS_PER_TOKEN: Final = 4.0
LONGEST_RECOVERY_GAP_S: Final = 0.1
FIRST_AUTO_LIMIT: Final = 10
"""Requests in flight that `MAX_CONCURRENT_LLM=auto` starts with."""


class AdaptiveLimit:
    """A limit on requests in flight that follows outcomes: AIMD with a slow start.

    Until the first overload each success adds 1 (the limit doubles per round trip), afterwards
    1/limit; an overload halves it, once for all requests that were in flight together. It grows
    only while it is what holds callers back.

    Source: Jacobson, "Congestion Avoidance and Control", SIGCOMM 1988.
    """

    def __init__(self, first: int) -> None:
        self._limit = float(first)
        self._slow_start = True
        self._cut_at = float("-inf")

    @property
    def limit(self) -> int:
        return int(self._limit)

    def succeeded(self, in_flight: int) -> None:
        if in_flight >= self.limit:
            self._limit += 1.0 if self._slow_start else 1.0 / self._limit

    def overloaded(self, sent_at: float, now: float) -> None:
        if sent_at < self._cut_at:
            return
        self._slow_start = False
        self._cut_at = now
        self._limit = max(1.0, self._limit / 2.0)


class Slots:
    """A counting semaphore across threads and event loops, first come, first served."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._in_use = 0
        self._lock = threading.Lock()
        self._line: deque[Waiter] = deque()

    @property
    def in_use(self) -> int:
        return self._in_use

    async def acquire(self, now: float) -> None:
        with self._lock:
            if not self._line and self._in_use < self._limit:
                self._in_use += 1
                return
            me = Waiter(now)
            self._line.append(me)
        try:
            await me.future
        except BaseException:
            with self._lock:
                if me in self._line:
                    self._line.remove(me)
                    raise
            self.release()  # granted and cancelled at the same moment
            raise

    def release(self) -> None:
        with self._lock:
            self._in_use -= 1
            self._grant()

    def set_limit(self, limit: int) -> None:
        with self._lock:
            self._limit = limit
            self._grant()

    def _grant(self) -> None:
        while self._line and self._in_use < self._limit:
            if self._line.popleft().wake():
                self._in_use += 1


class RetryBudget:
    """How many retries are allowed: 10 in reserve, 0.09 more per first attempt, 0.2 per success.

    While an endpoint works, its faults are retried freely; when it stops working, retries add no
    more than a tenth to the load. Source: retry throttling, gRPC proposal A6.
    """

    RESERVE: Final = 10.0
    PER_FIRST_ATTEMPT: Final = 0.09
    PER_SUCCESS: Final = 0.2
    MOST: Final = 100.0

    def __init__(self) -> None:
        self._allowed = self.RESERVE

    def first_attempt(self) -> None:
        self._allowed = min(self.MOST, self._allowed + self.PER_FIRST_ATTEMPT)

    def succeeded(self) -> None:
        self._allowed = min(self.MOST, self._allowed + self.PER_SUCCESS)

    def take(self) -> bool:
        """Whether one more retry is allowed; it counts as made."""
        if self._allowed < 1.0:
            return False
        self._allowed -= 1.0
        return True


class Circuit:
    """Opens after 20 failures in a row; then one probe at a time, after 5 s, 10 s, … up to 60 s.

    Source: M. Nygard, "Release It!", 2007, "Circuit Breaker".
    """

    FAILURES_TO_OPEN: Final = 20
    FIRST_REST_S: Final = 5.0
    LONGEST_REST_S: Final = 60.0

    def __init__(self) -> None:
        self._failures = 0
        self._rest_s = self.FIRST_REST_S
        self._open_until = float("-inf")
        self._probed_at = float("inf")

    @property
    def failures(self) -> int:
        """Attempts in a row that failed."""
        return self._failures

    def rest_s(self, now: float) -> float:
        """Seconds until the endpoint may be tried again; 0 lets this caller try.

        A caller that is let through while the circuit is open is the probe: the others go on
        resting until its outcome is known.
        """
        if self._failures < self.FAILURES_TO_OPEN:
            return 0.0
        if now < self._open_until:
            return self._open_until - now
        self._probed_at = now
        self._open_until = now + self._rest_s
        return 0.0

    def succeeded(self) -> None:
        self._failures = 0
        self._rest_s = self.FIRST_REST_S

    def failed(self, sent_at: float, now: float) -> None:
        """An attempt sent at `sent_at` failed; only a probe's failure makes the rest longer."""
        self._failures += 1
        if self._failures == self.FAILURES_TO_OPEN:
            self._probed_at = float("inf")
            self._open_until = now + self._rest_s
        elif sent_at >= self._probed_at:
            self._probed_at = float("inf")
            self._rest_s = min(self.LONGEST_REST_S, self._rest_s * 2.0)
            self._open_until = now + self._rest_s


@dataclass(frozen=True, slots=True)
class Attempt:
    """One permission to send: when it was given, and the tokens set aside for it."""

    sent_at: float
    reserved_tokens: int
    waited_s: float


class Gate:
    """Lets attempts through: a slot first, then the pause, the request bucket, the token bucket."""

    def __init__(
        self, settings: LLMSettings, clock: Clock, rng: random.Random | None = None
    ) -> None:
        self._clock = clock
        self._rng = rng or random.Random()
        self._endpoint = settings.base_url
        self._circuit = Circuit()
        self._retry_budget = RetryBudget()
        self._chars_per_token = FIRST_CHARS_PER_TOKEN
        self._gap_s = 0.0
        self._next_at = float("-inf")
        automatic = settings.max_concurrent == "auto"
        self._adaptive = AdaptiveLimit(FIRST_AUTO_LIMIT) if automatic else None
        self._slots = Slots(
            FIRST_AUTO_LIMIT if settings.max_concurrent == "auto" else settings.max_concurrent
        )
        rate = settings.requests_per_second
        self._learns_rate = rate == "auto"
        self._requests: TokenBucket | None = None
        if rate is not None and rate != "auto":
            burst = settings.burst or rate * settings.rate_period_s
            self._requests = TokenBucket(rate, max(1.0, burst))
        self._tokens: TokenBucket | None = None
        per_minute = settings.tokens_per_minute
        self._learns_tokens = per_minute == "auto"
        if per_minute is not None and per_minute != "auto":
            self._tokens = TokenBucket(per_minute / 60.0, per_minute)
        self._turnstile = Turnstile(clock)
        self._paused_until = float("-inf")
        self._answered_at: deque[float] = deque(maxlen=64)
        self._rate_cut_at = float("-inf")

    @property
    def in_flight(self) -> int:
        """Slots in use, those still waiting for their turn to send included."""
        return self._slots.in_use

    def estimated_tokens(self, prompt_chars: int, max_tokens: int) -> int:
        """The most tokens a request may use, by the characters a token has had here so far."""
        return int(prompt_chars / self._chars_per_token) + max_tokens

    def may_retry(self) -> bool:
        """Whether the retry budget allows another attempt; it counts as made."""
        with self._turnstile.lock:
            return self._retry_budget.take()

    async def enter(self, tokens: int, *, first: bool = True) -> Attempt:
        """Wait for a slot and for the pace; `tokens` is the most this attempt may use.

        Whoever enters must `leave`. Cancelling the wait takes nothing.

        Raises:
            CircuitOpenError: the endpoint failed too often and is left alone for now.
        """
        arrived_at = self._clock.now()
        await self._slots.acquire(arrived_at)
        with self._turnstile.lock:
            rest_s = self._circuit.rest_s(self._clock.now())
            if first:
                self._retry_budget.first_attempt()
        if rest_s > 0.0:
            self._slots.release()
            raise CircuitOpenError(self._endpoint, self._circuit.failures, rest_s)
        try:
            await self._turnstile.enter(lambda arrived, now: self._book(tokens, arrived, now))
        except BaseException:
            self._slots.release()
            raise
        now = self._clock.now()
        return Attempt(now, tokens, now - arrived_at)

    def leave(self) -> None:
        """Give the slot to the next in line."""
        self._slots.release()

    def _book(self, tokens: int, arrived_at: float, now: float) -> float:
        at = max(arrived_at, self._paused_until, self._next_at)
        if self._requests is not None:
            at = self._requests.ready_at(1.0, at, now)
        if self._tokens is not None:
            at = self._tokens.ready_at(tokens, at, now)
        if at - now > TIMER_PRECISION_S:
            return at - now
        if self._requests is not None:
            self._requests.take(1.0, at)
        if self._tokens is not None:
            self._tokens.take(tokens, at)
        if self._gap_s > 0.0:
            self._next_at = max(at, now) + self._gap_s * self._rng.uniform(0.5, 1.5)
        return 0.0

    def heed(self, headers: Mapping[str, str]) -> None:
        """Take over the token limit that a reply's headers state, where it is to be learned."""
        if not self._learns_tokens:
            return
        per_minute = tokens_per_minute(headers)
        if per_minute is None:
            return
        with self._turnstile.lock:
            if self._tokens is None:
                self._tokens = TokenBucket(per_minute / 60.0, per_minute)
            elif self._tokens.burst != per_minute:
                self._tokens.set_rate(per_minute / 60.0, per_minute, self._clock.now())

    def answered(self, attempt: Attempt, used_tokens: int | None) -> None:
        """An attempt succeeded: settle its tokens and let what adapts grow."""
        now = self._clock.now()
        with self._turnstile.lock:
            self._circuit.succeeded()
            self._retry_budget.succeeded()
            if self._gap_s > 0.0:
                # Each answer after a pause halves the gap between those let through.
                self._gap_s = self._gap_s / 2.0 if self._gap_s > 0.001 else 0.0
            if self._tokens is not None and used_tokens is not None:
                self._tokens.settle(attempt.reserved_tokens - used_tokens)
            if self._learns_rate:
                self._answered_at.append(now)
                if self._requests is not None:
                    # One per cent a success: doubles in 70 answers, whatever the rate.
                    rate = self._requests.rate * 1.01
                    self._requests.set_rate(rate, max(1.0, rate / 10), now)
        if self._adaptive is not None:
            before = self._adaptive.limit
            self._adaptive.succeeded(self._slots.in_use)
            if self._adaptive.limit != before:
                self._slots.set_limit(self._adaptive.limit)

    def learn_chars_per_token(self, prompt_chars: int, prompt_tokens: int) -> None:
        """Adjust the estimate by a reply's own count: an exponential mean, weight 0.2."""
        if prompt_chars > 0 and prompt_tokens > 0:
            seen = min(8.0, max(1.0, prompt_chars / prompt_tokens))
            self._chars_per_token += 0.2 * (seen - self._chars_per_token)

    def failed(self, attempt: Attempt) -> None:
        """An attempt failed for a reason that is the endpoint's, not the request's."""
        with self._turnstile.lock:
            self._circuit.failed(attempt.sent_at, self._clock.now())

    def overloaded(self, attempt: Attempt, retry_after_s: float | None) -> None:
        """The server said "slow down": pause everyone as asked, and cut what adapts, once."""
        now = self._clock.now()
        if self._adaptive is not None:
            self._adaptive.overloaded(attempt.sent_at, now)
            self._slots.set_limit(self._adaptive.limit)
        with self._turnstile.lock:
            if retry_after_s is not None:
                self._paused_until = max(self._paused_until, now + retry_after_s)
                # Those who waited come back one by one: the first of them probes.
                self._gap_s = min(LONGEST_RECOVERY_GAP_S, retry_after_s / 10.0)
            if self._learns_rate and attempt.sent_at >= self._rate_cut_at:
                self._rate_cut_at = now
                rate = 0.9 * self._measured_rate(now)
                if self._requests is None:
                    self._requests = TokenBucket(rate, max(1.0, rate / 10))
                    self._requests.take(self._requests.burst, now)
                else:
                    self._requests.set_rate(rate, max(1.0, rate / 10), now)

    def _measured_rate(self, now: float) -> float:
        """Answers per second lately; 1 where none has arrived yet."""
        if not self._answered_at:
            return 1.0
        return max(0.1, len(self._answered_at) / max(1.0, now - self._answered_at[0]))


_gates: weakref.WeakValueDictionary[tuple[object, ...], Gate] = weakref.WeakValueDictionary()
_gates_lock = threading.Lock()


def _forget_after_fork() -> None:
    """Start a forked child with gates of its own: those it inherits count its parent's calls."""
    global _gates_lock
    _gates_lock = threading.Lock()
    _gates.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_after_fork)


def gate_for(settings: LLMSettings, model: str, clock: Clock | None = None) -> Gate:
    """The process's gate for this endpoint, key, model and limits; it lives while it is used.

    Wrappers that agree on the limits share one gate, so that ten of them do not send ten times the
    rate. A gate on an injected clock is not shared.
    """
    if clock is not None:
        return Gate(settings, clock)
    key = (
        settings.base_url,
        hashlib.sha256((settings.api_key or "").encode()).digest(),
        model,
        settings.max_concurrent,
        settings.rate_limit,
        settings.rate_period_s,
        settings.burst,
        settings.tokens_per_minute,
    )
    with _gates_lock:
        gate = _gates.get(key)
        if gate is None:
            gate = _gates[key] = Gate(settings, MonotonicClock())
        return gate
