"""The gate that every attempt passes: slots, request and token buckets, a pause for all.

One gate for each (endpoint, key, model, limits), shared by every wrapper, thread and event loop of
the process, because that is what the server counts. It paces; it neither sends nor judges.
"""

from __future__ import annotations

import atexit
import hashlib
import math
import os
import random
import threading
import time
import weakref
from collections.abc import Mapping
from typing import Final

from .adaptive import FIRST_CONCURRENCY, AdaptiveConcurrency, AdaptiveRate
from .errors import (
    CircuitOpenError,
    LLMConnectionError,
    LLMError,
    LLMStatusError,
    LLMTimeoutError,
    RateLimitError,
    Usage,
)
from .learned_limits import LearnedLimits, LimitsFile
from .limiter import TIMER_PRECISION_S, Clock, MonotonicClock, TokenBucket, Turnstile
from .rate_hints import request_hint, token_hint
from .settings import LLMSettings

FIRST_CHARS_PER_TOKEN: Final = 4.0
FIRST_TOKENS_SEEN: Final = 500.0
"""What that first guess counts for, beside the tokens that replies have told."""
SEEN_BEFORE_COUNTS: Final = 0.98
LONGEST_RECOVERY_GAP_S: Final = 0.1
SHORTEST_RECOVERY_GAP_S: Final = 0.01
RECOVERY_GAP_SHRINKS: Final = 0.7
CATCH_UP: Final = 3.0
"""How many times the rate may pass after a pause until what was missed is made up for."""
SLACK_S: Final = 0.02
"""How much later than it was sent the server may see the first request of a busy time."""
FIRST_PAUSE_S: Final = 0.25
LONGEST_PAUSE_S: Final = 30.0
REFUSALS_TO_OPEN: Final = 10
"""Pauses in a row, without an answer between them, after which callers fail fast."""


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
        if self._allowed < self.MOST:
            self._allowed = min(self.MOST, self._allowed + self.PER_FIRST_ATTEMPT)

    def succeeded(self) -> None:
        if self._allowed < self.MOST:
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

    @property
    def is_open(self) -> bool:
        """Whether the endpoint is left alone, but for probes."""
        return self._failures >= self.FAILURES_TO_OPEN

    def rest_s(self, now: float) -> float:
        """Seconds until the endpoint may be probed; 0 when it may be now, or is not open."""
        return max(0.0, self._open_until - now) if self.is_open else 0.0

    def probe(self, now: float) -> None:
        """One caller tries; the others go on resting until its outcome is known."""
        self._probed_at = now
        self._open_until = now + self._rest_s

    def succeeded(self) -> None:
        self._failures = 0
        self._rest_s = self.FIRST_REST_S

    def open(self, sent_at: float, now: float) -> None:
        """Too much went wrong, whatever the number of failures."""
        self._failures = max(self._failures, self.FAILURES_TO_OPEN - 1)
        self.failed(sent_at, now)

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


class Attempt:
    """One permission to send: when it was given, its number, and the tokens set aside for it."""

    __slots__ = ("first", "number", "reserved_tokens", "sent_at", "waited_s")

    def __init__(
        self,
        sent_at: float,
        number: int,
        reserved_tokens: float,
        waited_s: float,
        first: bool,
    ) -> None:
        self.sent_at = sent_at
        self.number = number
        self.reserved_tokens = reserved_tokens
        self.waited_s = waited_s
        self.first = first


class Gate:
    """Lets attempts through, in order of arrival: slot, pause, request bucket and token bucket.

    Whoever entered must report the outcome, once: `answered`, `erred` or `abandoned`.
    """

    def __init__(
        self,
        settings: LLMSettings,
        clock: Clock,
        rng: random.Random | None = None,
        limits_file: LimitsFile | None = None,
    ) -> None:
        self._clock = clock
        self._rng = rng or random.Random()
        self._endpoint = settings.base_url
        self._circuit = Circuit()
        self._retry_budget = RetryBudget()
        self._tokens_seen = FIRST_TOKENS_SEEN
        self._chars_seen = FIRST_TOKENS_SEEN * FIRST_CHARS_PER_TOKEN
        self._paused_until = -math.inf
        self._pauses = 0
        self._refusals = 0
        self._refused_at = -math.inf
        self._gap_s = 0.0
        self._next_at = -math.inf
        self._in_use = 0
        self._slots_are_short = False
        self._slot_free_at = -math.inf
        self._adaptive: AdaptiveConcurrency | None = None
        if settings.max_concurrent == "auto":
            self._adaptive = AdaptiveConcurrency()
            self._slots = FIRST_CONCURRENCY
        else:
            self._slots = settings.max_concurrent
        self._adaptive_rate: AdaptiveRate | None = None
        self._requests: TokenBucket | None = None
        rate = settings.requests_per_second
        if rate == "auto":
            self._adaptive_rate = AdaptiveRate()
        elif rate is not None:
            burst = settings.burst or rate * settings.rate_period_s
            self._requests = TokenBucket(rate, max(1.0, burst), SLACK_S)
        self._tokens: TokenBucket | None = None
        per_minute = settings.tokens_per_minute
        self._learns_tokens = per_minute == "auto"
        if per_minute is not None and per_minute != "auto":
            self._tokens = TokenBucket(per_minute / 60.0, per_minute, SLACK_S)
        self._reads_headers = self._learns_tokens or self._adaptive_rate is not None
        self._turnstile = Turnstile(clock, self._book, self._unbook)
        self._limits_file = limits_file
        if limits_file is not None:
            self._start_from(limits_file.read())

    def _start_from(self, limits: LearnedLimits) -> None:
        if self._adaptive is not None and limits.max_in_flight is not None:
            self._adaptive.start_at(limits.max_in_flight)
            self._slots = self._adaptive.limit
        if (
            self._adaptive_rate is not None
            and limits.requests_per_second is not None
            and limits.burst is not None
        ):
            self._adaptive_rate.start_at(limits.requests_per_second, limits.burst)

    def keep_learned_limits(self) -> None:
        """Write what was found out to the limits file, if this gate has one."""
        if self._limits_file is None:
            return
        with self._turnstile.lock:
            found = self._adaptive_rate.found if self._adaptive_rate is not None else None
            in_flight = self._adaptive.found if self._adaptive is not None else None
        if found is not None or in_flight is not None:
            rate, burst = found or (None, None)
            self._limits_file.write(LearnedLimits(rate, burst, in_flight, time.time()))

    @property
    def in_flight(self) -> int:
        """Requests let through whose outcome is not known yet."""
        return self._in_use

    @property
    def max_in_flight(self) -> int:
        """How many may be in flight now: as told, or as found so far."""
        return self._slots

    def estimated_tokens(self, prompt_chars: int, max_tokens: int) -> int:
        """The most tokens a request may use, by the characters a token has had here so far.

        Replies count by their size and the latest most: the large requests are what must be right.
        """
        return math.ceil(prompt_chars * self._tokens_seen / self._chars_seen) + max_tokens

    def may_retry(self) -> bool:
        """Whether the retry budget allows another attempt; it counts as made."""
        with self._turnstile.lock:
            return self._retry_budget.take()

    async def enter(self, tokens: float, *, first: bool = True) -> Attempt:
        """Wait for a slot and for the pace; `tokens` is the most this attempt may use.

        Cancelling the wait takes nothing.

        Raises:
            CircuitOpenError: the endpoint failed too often and is left alone for now.
        """
        circuit, turnstile = self._circuit, self._turnstile
        now = self._clock.now()
        if not circuit.is_open:
            number = turnstile.enter_at_once(tokens, now)
            if number:
                return Attempt(now, number, tokens, 0.0, first)
        elif (rest_s := circuit.rest_s(now)) > 0.0:
            raise CircuitOpenError(self._endpoint, circuit.failures, rest_s)
        number, waited_s = await turnstile.enter(tokens)
        now = self._clock.now()
        if circuit.is_open:
            with turnstile.lock:
                rest_s = circuit.rest_s(now)
                if rest_s > 0.0:
                    self._unbook(tokens)
                    turnstile.advance(now)
                    raise CircuitOpenError(self._endpoint, circuit.failures, rest_s)
                circuit.probe(now)
        return Attempt(now, number, tokens, waited_s, first)

    def _book(self, tokens: float, arrived_at: float, now: float) -> float:
        if self._in_use >= self._slots:
            self._slots_are_short = True
            return math.inf
        # Time spent waiting for a slot is no time in which the pace would have allowed more.
        since = max(arrived_at, self._slot_free_at)
        at = after_pause = max(since, self._paused_until, self._next_at)
        adaptive = self._adaptive_rate
        requests = self._requests if adaptive is None else adaptive.bucket
        if requests is not None:
            at = requests.ready_at(1.0, at, now)
        if at > after_pause:
            self._gap_s = 0.0  # what a pause held up is made up for: the pace alone decides
        if self._tokens is not None:
            at = self._tokens.ready_at(tokens, at, now)
        if at - now > TIMER_PRECISION_S:
            self._slots_are_short = False
            return at - now
        if adaptive is not None:
            adaptive.book(at, waited=at > since)
        elif requests is not None:
            requests.take(1.0, at)
        if self._tokens is not None:
            self._tokens.take(tokens, at)
        if self._gap_s > 0.0:
            self._next_at = max(at, now) + self._gap_s * self._rng.uniform(0.5, 1.5)
            self._gap_s *= RECOVERY_GAP_SHRINKS
            if requests is not None:
                self._gap_s = max(self._gap_s, 1.0 / (CATCH_UP * requests.rate))
            elif self._gap_s < 0.001:
                self._gap_s = 0.0
        self._in_use += 1
        return 0.0

    def _unbook(self, tokens: float) -> None:
        """Take back what was booked for an attempt that is not going to be sent."""
        now = self._clock.now()
        self._free_slot(now)
        requests = self._requests if self._adaptive_rate is None else self._adaptive_rate.bucket
        if requests is not None:
            requests.settle(1.0, now)
        if self._tokens is not None:
            self._tokens.settle(tokens, now)

    def heed(self, headers: Mapping[str, str], attempt: Attempt) -> None:
        """Take over what a reply's headers state about limits that are to be learned."""
        if not self._reads_headers:
            return
        now, now_epoch_s = self._clock.now(), time.time()
        with self._turnstile.lock:
            if self._adaptive_rate is not None:
                sent = self._turnstile.passed
                hint = request_hint(headers, now_epoch_s, sent)
                if hint is not None:
                    sent_since = sent - attempt.number
                    self._adaptive_rate.hinted(hint, attempt.sent_at, sent_since, now)
            if self._learns_tokens:
                hint = token_hint(headers, now_epoch_s)
                if hint is not None:
                    if self._tokens is None:
                        self._tokens = TokenBucket(hint.limit / 60.0, hint.limit, SLACK_S)
                    elif self._tokens.burst != hint.limit:
                        self._tokens.set_rate(hint.limit / 60.0, hint.limit, now)

    def answered(self, attempt: Attempt, prompt_chars: int, usage: Usage | None) -> None:
        """An attempt succeeded: settle its tokens, free its slot, let what adapts grow."""
        now = self._clock.now()
        with self._turnstile.lock:
            self._circuit.succeeded()
            self._pauses = self._refusals = 0
            if attempt.first:
                self._retry_budget.first_attempt()
            self._retry_budget.succeeded()
            if usage is not None:
                if 0 < usage.prompt_tokens <= 4 * prompt_chars <= 64 * usage.prompt_tokens:
                    self._tokens_seen = SEEN_BEFORE_COUNTS * self._tokens_seen + usage.prompt_tokens
                    self._chars_seen = SEEN_BEFORE_COUNTS * self._chars_seen + prompt_chars
                if self._tokens is not None:
                    used = usage.prompt_tokens + usage.completion_tokens
                    self._tokens.settle(attempt.reserved_tokens - used, now)
            if self._adaptive is not None:
                self._adaptive.answered(attempt.sent_at, now, in_use=self._slots_are_short)
                self._set_slots(self._adaptive.limit, now)
            self._leave(now)

    def withdrawn(self, attempt: Attempt) -> None:
        """An attempt was not sent after all."""
        with self._turnstile.lock:
            self._unbook(attempt.reserved_tokens)
            self._turnstile.advance(self._clock.now())

    def abandoned(self, attempt: Attempt) -> None:  # noqa: ARG002 - one signature for all outcomes
        """An attempt was cancelled in flight; the server may have counted its tokens."""
        with self._turnstile.lock:
            self._leave(self._clock.now())

    def erred(self, attempt: Attempt, error: LLMError) -> float:
        """An attempt failed: free its slot, and draw the conclusions for all callers.

        Returns the seconds for which everyone is paused now; 0 where nobody is.
        """
        now = self._clock.now()
        with self._turnstile.lock:
            if attempt.first:
                self._retry_budget.first_attempt()
            pause_s = self._concluded(attempt, error, now)
            self._leave(now)
        return pause_s

    def _concluded(self, attempt: Attempt, error: LLMError, now: float) -> float:
        if self._tokens is not None and _was_not_counted(error):
            self._tokens.settle(attempt.reserved_tokens, now)
        if isinstance(error, RateLimitError):
            self._refused_in_a_row(attempt, now)
            is_about_rate = error.status == 429 and not error.is_about_concurrency
            if self._adaptive_rate is not None and is_about_rate:
                self._adaptive_rate.refused(attempt.sent_at, attempt.number, now)
            elif self._adaptive is not None:
                self._adaptive.overloaded(attempt.sent_at, now)
                self._set_slots(self._adaptive.limit, now)
            # A wait too long to be waited for is this call's end, not everyone's pause.
            return self._paused(attempt, error.retry_after_s, now) if error.retryable else 0.0
        if not error.retryable:
            self._circuit.succeeded()  # it answered: what it refused is this request
            return 0.0
        self._circuit.failed(attempt.sent_at, now)
        if isinstance(error, LLMTimeoutError) and self._adaptive is not None:
            self._adaptive.timed_out(attempt.sent_at, now)
            self._set_slots(self._adaptive.limit, now)
        if isinstance(error, LLMStatusError) and error.retry_after_s:
            return self._paused(attempt, error.retry_after_s, now)
        return 0.0

    def _refused_in_a_row(self, attempt: Attempt, now: float) -> None:
        """A server that only refuses is alive, until it has done so too often in a row."""
        if attempt.sent_at > self._refused_at:
            self._refused_at = now
            self._refusals += 1
        if self._refusals < REFUSALS_TO_OPEN:
            self._circuit.succeeded()
        else:
            self._circuit.open(attempt.sent_at, now)

    def _paused(self, attempt: Attempt, asked_s: float | None, now: float) -> float:
        """Pause everyone, as asked; where nobody asks for 0.25 s at most, doubled in a row."""
        if not asked_s:
            if attempt.sent_at < self._paused_until:
                return max(0.0, self._paused_until - now)  # of the wave that is paused already
            pause_s = FIRST_PAUSE_S
            if self._adaptive_rate is not None and self._adaptive_rate.found is not None:
                # Enough for a few requests: a longer pause would let the server's bucket overflow.
                pause_s = min(pause_s, 4.0 / self._adaptive_rate.found[0])
            pause_s = min(LONGEST_PAUSE_S, pause_s * 2.0**self._pauses)
            pause_s *= self._rng.uniform(0.75, 1.25)
            self._pauses = min(self._pauses + 1, 16)
        else:
            pause_s = asked_s
        self._paused_until = max(self._paused_until, now + pause_s)
        if self._adaptive is not None:
            self._adaptive.paused(now)
        # Those who waited come back one by one: the first of them probes, for as long as it took
        # to be refused.
        refused_in_s = max(SHORTEST_RECOVERY_GAP_S, 2.0 * (now - attempt.sent_at))
        self._gap_s = min(LONGEST_RECOVERY_GAP_S, pause_s / 10.0, refused_in_s)
        return pause_s

    def _set_slots(self, slots: int, now: float) -> None:
        if self._in_use >= self._slots:
            self._slot_free_at = now
        self._slots = slots

    def _free_slot(self, now: float) -> None:
        if self._in_use >= self._slots:
            self._slot_free_at = now
        self._in_use -= 1

    def _leave(self, now: float) -> None:
        self._free_slot(now)
        self._turnstile.advance(now)


def _was_not_counted(error: LLMError) -> bool:
    """Whether the server did nothing for a request, so that it used no tokens."""
    if isinstance(error, RateLimitError | LLMConnectionError):
        return True
    return isinstance(error, LLMStatusError) and not error.retryable and error.usage is None


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
            limits_file = None
            if "auto" in (settings.max_concurrent, settings.rate_limit):
                limits_file = LimitsFile(
                    settings.cache_dir, settings.base_url, settings.api_key, model
                )
            gate = _gates[key] = Gate(settings, MonotonicClock(), limits_file=limits_file)
        return gate


@atexit.register
def keep_learned_limits() -> None:
    """Keep what the gates of this process have found out for the next run."""
    with _gates_lock:
        gates = list(_gates.values())
    for gate in gates:
        gate.keep_learned_limits()
