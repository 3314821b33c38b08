"""Limits that nobody told: arithmetic that finds a server's rate and concurrency from outcomes.

`AdaptiveRate` finds the requests per second a server lets through, `AdaptiveConcurrency` the number
in flight beyond which it only gets slower. Both are fed with outcomes and times and hold no clock,
no lock and no request. What a server's headers say is a hint that paces; outcomes steer.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from .limiter import TokenBucket
from .rate_hints import LONGEST_PACED_PERIOD_S, RateHint

FIRST_CONCURRENCY: Final = 16
"""Requests in flight that `MAX_CONCURRENT_LLM=auto` starts with."""


class AdaptiveConcurrency:
    """A limit on requests in flight: slow start, then additive increase, multiplicative decrease.

    An epoch is as many answers to requests sent in it as the limit, and at least 0.2 s. After an
    epoch in which the limit was in use it grows: to the double at first, later by a twentieth (at
    least 1). It grows only as long as throughput, which is limit / mean latency, grows with it: a
    server that saturates by latency (vLLM, llama.cpp, Ollama) answers no faster with more in
    flight, and the limit goes back to where throughput was last seen to grow, for 30 s. An overload
    halves it, once for all requests that were in flight together.

    Sources: V. Jacobson, "Congestion Avoidance and Control", SIGCOMM 1988; for the end of growth,
    L. Brakmo and L. Peterson, "TCP Vegas", IEEE JSAC 1995; J. Little, "L = λW", 1961.
    """

    SHORTEST_EPOCH_S: Final = 0.2
    GAIN: Final = 0.25
    """The share of a growth of the limit that must be seen as growth of throughput."""
    REST_S: Final = 30.0

    def __init__(self, first: int = FIRST_CONCURRENCY) -> None:
        self._limit = float(first)
        self._slow_start = True
        self._cut_at = -math.inf
        self._resting_until = -math.inf
        self._best: tuple[float, float] | None = None
        self._epoch_at = -math.inf
        self._answers = 0
        self._answers_at_limit = 0
        self._latency_s = 0.0
        self._time_outs = 0

    @property
    def limit(self) -> int:
        return int(self._limit)

    @property
    def found(self) -> int | None:
        """The limit, once growing has come to an end."""
        return None if self._slow_start else self.limit

    def answered(self, sent_at: float, now: float, *, in_use: bool) -> None:
        """A request sent at `sent_at` was answered; `in_use`: the limit has held others back."""
        if self._epoch_at == -math.inf:
            self._epoch_at = sent_at
        if sent_at < self._epoch_at:
            return
        self._answers += 1
        self._answers_at_limit += in_use
        self._latency_s += now - sent_at
        if self._answers >= self.limit and now - self._epoch_at >= self.SHORTEST_EPOCH_S:
            if self._answers_at_limit * 2 >= self._answers and now >= self._resting_until:
                self._grow(self._limit * self._answers / max(self._latency_s, 1e-9), now)
            self._start_epoch(now)

    def _grow(self, throughput: float, now: float) -> None:
        if self._best is not None:
            best_limit, best_throughput = self._best
            grown = self._limit / best_limit - 1.0
            if grown >= 0.2 and throughput < best_throughput * (1.0 + self.GAIN * grown):
                self._limit = best_limit
                self._best = None
                self._slow_start = False
                self._resting_until = now + self.REST_S
                return
        if self._best is None or self._limit >= 1.2 * self._best[0]:
            self._best = (self._limit, throughput)
        self._limit += self._limit if self._slow_start else max(1.0, self._limit / 20.0)

    def _start_epoch(self, now: float) -> None:
        self._epoch_at = now
        self._answers = self._answers_at_limit = self._time_outs = 0
        self._latency_s = 0.0

    def paused(self, now: float) -> None:
        """Nothing is sent for a while: what was counted until now says nothing."""
        self._start_epoch(now)

    def overloaded(self, sent_at: float, now: float) -> None:
        """The server could not take what was in flight when a request was sent at `sent_at`."""
        if sent_at <= self._cut_at:
            return
        self._slow_start = False
        self._cut_at = now
        self._best = None
        self._limit = max(1.0, self._limit / 2.0)
        self._start_epoch(now)

    def timed_out(self, sent_at: float, now: float) -> None:
        """A request got no answer in time; one among many is its own misfortune."""
        self._time_outs += 1
        if self._time_outs >= max(2.0, 0.1 * self._limit):
            self.overloaded(sent_at, now)

    def start_at(self, limit: float) -> None:
        """Go on from a limit found earlier."""
        self._limit = max(1.0, limit)
        self._slow_start = False


@dataclass(slots=True)
class _Mark:
    """A moment at which the server's bucket was empty: request `number` was refused then."""

    sent_at: float
    number: int
    refused_since: int = 0
    longest_gap_s: float = 0.0
    measured: tuple[int, float, float] | None = None
    """What the rate was taken from then: accepted requests, seconds, the longest gap in them."""


class AdaptiveRate:
    """The requests per second that a server lets through, found from what it refuses.

    Every refusal tells that the server's bucket was empty when the refused request was sent. What
    was accepted between two such moments is what flowed in between them: that count divided by the
    time is the rate, whatever the size of the server's bucket, with an error of one request.

    Phases: *free*, unpaced until the first refusal or a hint; *measuring*, in which the pace
    doubles each 0.2 s until the next refusal gives the measurement; *holding*, at the rate measured
    for 3 s of use, then growing, slowly first and by the cube of the time after that, to find a
    limit that was raised. A refusal too early for a measurement cuts the rate by a fifth, once for
    all requests in flight together. Time in which the pace held nobody back counts for nothing.

    Source of the growth's shape: S. Ha, I. Rhee, L. Xu, "CUBIC", SIGOPS OSR 2008.
    """

    HOLD_S: Final = 3.0
    FIRST_PACE: Final = 20.0
    RAMP_S: Final = 0.2
    """In which the pace doubles while measuring; three times a refusal's way back where longer."""
    IDLE_S: Final = 1.0
    """Without a request for so long, a pace that is still being found held nobody back."""
    ENOUGH: Final = 20
    """Accepted requests that make a measurement; with a third of them it goes on from there."""
    CUT: Final = 0.8
    CUSHION_S: Final = 0.03
    """After a refusal this much of the flow is left in the server's bucket: timers jitter."""

    def __init__(self) -> None:
        self.bucket: TokenBucket | None = None
        """What paces; None while free."""
        self._rate = self.FIRST_PACE
        self._burst = 1.0
        self._measuring = False
        self._in_use_s = 0.0
        self._booked_at: float | None = None
        self._last_at = -math.inf
        self._mark: _Mark | None = None
        self._first_refused = 0
        self._cut_at = -math.inf
        self._ramp_s = self.RAMP_S
        self._hold_s = self.HOLD_S
        self._hinted: float | None = None
        self._period_s: float | None = None
        self._trusts_hint = False

    @property
    def found(self) -> tuple[float, float] | None:
        """Requests per second and burst, once measured or stated."""
        return None if self.bucket is None or self._measuring else (self._rate, self._burst)

    def book(self, at: float, *, waited: bool) -> None:
        """A request passes at `at`; `waited`: the pace, not a lack of demand, has set the time."""
        if self.bucket is not None:
            if not waited and self._lay_idle(at):
                self._mark = None  # the server's bucket may have overflowed: nothing to count
            if self._mark is not None:
                gap_s = at - max(self._mark.sent_at, self._last_at)
                self._mark.longest_gap_s = max(self._mark.longest_gap_s, gap_s)
            self.bucket.take(1.0, at)
            if waited and self._booked_at is not None:
                self._in_use_s += min(1.0, max(0.0, at - self._booked_at))
                if not self._trusts_hint:
                    self.bucket.set_rate(self._pace(), self.bucket.burst, at)
        self._booked_at = self._last_at = at

    def _lay_idle(self, at: float) -> bool:
        if self._measuring:
            return at - self._last_at > self.IDLE_S
        return self.bucket is not None and self.bucket.overflow(at) > 0.0

    def _pace(self) -> float:
        if self._measuring:
            return self._rate * math.exp2(min(40.0, self._in_use_s / self._ramp_s))
        used_s = max(0.0, self._in_use_s - self._hold_s)
        return self._rate * (1.0 + 0.03 * used_s + 0.03 * used_s**3)

    def refused(self, sent_at: float, number: int, now: float) -> None:
        """Request `number`, sent at `sent_at`, was refused for sending too fast."""
        mark = self._mark
        if mark is not None and number <= mark.number:
            if mark.number == self._first_refused:  # of the first wave, and came back out of order
                self._first_refused = mark.number = number
                mark.sent_at = sent_at
                mark.refused_since += 1  # the one that was the mark until now
                self._burst = max(1.0, number - 1.0)
            elif mark.measured is not None and self.bucket is not None:
                # It had been counted as accepted.
                accepted, elapsed_s, gap_s = mark.measured
                mark.measured = (accepted - 1, elapsed_s, gap_s)
                self._rate = self._measured(max(1, accepted - 1), elapsed_s, gap_s)
                self.bucket.set_rate(self._rate, self.bucket.burst, now)
            return
        new_episode = sent_at > self._cut_at
        self._ramp_s = max(self.RAMP_S, 3.0 * (now - sent_at))
        if self.bucket is None:
            self._burst = max(1.0, number - 1.0)  # what was let through may all have been burst
            self._first_refused = number
            self._measuring = True
            self.bucket = TokenBucket(self._rate, 1.0)
            self._mark = _Mark(sent_at, number)
        elif mark is None:
            self._mark = _Mark(sent_at, number)
            self._cut(new_episode)
        else:
            accepted = number - 1 - mark.number - mark.refused_since
            elapsed_s = sent_at - mark.sent_at
            facts = (accepted, elapsed_s, mark.longest_gap_s)
            if elapsed_s >= 0.05 and accepted >= (self.ENOUGH if elapsed_s < 2.0 else 1):
                measured = self._measured(*facts)
                # Had the limit been raised meanwhile, the server's bucket would have overflowed.
                self._measuring = not self._measuring and self._pace() > 1.25 * measured
                self._rate = measured
                self._mark = _Mark(sent_at, number, measured=facts)
            else:
                mark.refused_since += 1
                if accepted >= self.ENOUGH / 3 and elapsed_s >= 0.05:
                    self._rate, self._measuring = self._measured(*facts), True
                else:
                    self._cut(new_episode)
        if new_episode:
            self._trusts_hint = False
            self._cut_at = now
            self._in_use_s = 0.0
            self._booked_at = None
            burst = 1.0 if self._measuring else max(1.0, min(self._burst, self._rate))
            self.bucket.set_rate(self._rate, burst, now)
            self.bucket.at_most(-self.CUSHION_S * self._rate, now)

    def _measured(self, accepted: int, elapsed_s: float, gap_s: float) -> float:
        """Requests per second, of which a gap brought no more than the server's bucket holds."""
        rate = accepted / elapsed_s
        if rate * gap_s <= self._burst:
            self._hold_s = self.HOLD_S
            return rate
        sent_s = max(elapsed_s - gap_s, 0.001)
        rate = max(rate, (accepted - self._burst) / sent_s)
        # A refusal costs what overflows in the pause after it: have fewer of them.
        self._hold_s = max(self.HOLD_S, 20.0 * (gap_s - self._burst / rate))
        return rate

    def _cut(self, new_episode: bool) -> None:
        """Too early to know by how much, it was too fast: slow down, and measure."""
        if new_episode:
            self._rate *= self.CUT
            self._measuring = True

    def hinted(self, hint: RateHint, sent_at: float, sent_since: int, now: float) -> None:
        """The reply to a request sent at `sent_at`, `sent_since` requests ago, stated the limit."""
        if self._period_s is None:
            self._period_s = hint.period_s
        if self._period_s is not None and self._period_s <= LONGEST_PACED_PERIOD_S:
            rate = hint.limit / self._period_s
            if rate != self._hinted:
                self._hinted = self._rate = rate
                self._burst = max(1.0, min(hint.limit, rate))
                self._measuring, self._trusts_hint = False, True
                if self.bucket is None:
                    self.bucket = TokenBucket(self._rate, self._burst)
                self.bucket.set_rate(self._rate, self._burst, now)
        if hint.remaining is not None and self.bucket is not None:
            flowed_in = (now - sent_at) * self.bucket.rate
            self.bucket.at_most(hint.remaining + flowed_in - sent_since, now)

    def start_at(self, rate: float, burst: float) -> None:
        """Go on from a rate found earlier."""
        self._rate, self._burst = rate, burst
        self.bucket = TokenBucket(rate, max(1.0, min(burst, rate)))
