"""The rate limiter: exact on an injected clock, fair, and unharmed by cancellation."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fake_clock import FakeClock
from utils.llm.errors import ConfigError
from utils.llm.limiter import RateLimiter, TokenBucket


async def grant_times(clock: FakeClock, limiter: RateLimiter, amounts: list[float]) -> list[float]:
    """When each caller got through, all of them arriving now, in this order."""
    times: dict[int, float] = {}

    async def call(index: int, amount: float) -> None:
        await limiter.acquire(amount)
        times[index] = clock.now()

    await clock.run(_all(*(call(index, amount) for index, amount in enumerate(amounts))))
    return [times[index] for index in range(len(amounts))]


async def _all(*work: object) -> None:
    await asyncio.gather(*work)  # type: ignore[call-overload]


async def test_a_burst_passes_at_once_and_the_rest_at_the_rate() -> None:
    clock = FakeClock()
    times = await grant_times(clock, RateLimiter(10, 1.0, clock=clock), [1] * 15)
    assert times[:10] == [0.0] * 10
    assert times[10:] == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.5])


async def test_burst_one_spaces_every_call() -> None:
    clock = FakeClock()
    times = await grant_times(clock, RateLimiter(4, 2.0, burst=1, clock=clock), [1] * 4)
    assert times == pytest.approx([0.0, 0.5, 1.0, 1.5])


async def test_an_amount_larger_than_the_bucket_runs_alone_and_is_paid_back() -> None:
    clock = FakeClock()
    times = await grant_times(clock, RateLimiter(10, 1.0, burst=5, clock=clock), [50, 1])
    assert times == pytest.approx([0.0, 4.6])


async def test_a_large_amount_is_not_overtaken_by_small_ones() -> None:
    clock = FakeClock()
    times = await grant_times(clock, RateLimiter(1, 1.0, burst=10, clock=clock), [10, 8, 1, 1])
    assert times == pytest.approx([0.0, 8.0, 9.0, 10.0])


async def test_a_late_timer_does_not_lower_the_rate() -> None:
    """Sleepers that wake 40 % late: callers are late by that much, never cumulatively."""

    class LateClock(FakeClock):
        async def sleep(self, seconds: float) -> None:
            await super().sleep(seconds + 0.04)

    clock = LateClock()
    times = await grant_times(clock, RateLimiter(10, 1.0, burst=1, clock=clock), [1] * 101)
    assert times[-1] == pytest.approx(10.0, abs=0.05)


async def test_after_a_stall_no_more_than_a_bucketful_comes_at_once() -> None:
    """A process that slept for a second does not make up for it in one go: that would be a 429."""

    class StallingClock(FakeClock):
        async def sleep(self, seconds: float) -> None:
            await super().sleep(max(seconds, 1.0))

    clock = StallingClock()
    times = await grant_times(clock, RateLimiter(100, 1.0, burst=5, clock=clock), [1] * 40)
    assert max(times.count(time) for time in times) <= 6


async def test_a_cancelled_waiter_takes_no_permit() -> None:
    clock = FakeClock()
    limiter = RateLimiter(1, 1.0, burst=1, clock=clock)
    await limiter.acquire()
    waiters = [asyncio.create_task(limiter.acquire()) for _ in range(100)]
    await clock.settle()
    for waiter in waiters[:-1]:
        waiter.cancel()
    await clock.run(_finish(waiters[-1]))
    assert clock.now() == pytest.approx(1.0)


async def _finish(task: asyncio.Task[None]) -> None:
    await task


@pytest.mark.parametrize(
    "arguments", [(0,), (-1,), (1, 0), (1, 1, 0), (float("nan"),), (float("inf"),), (True,)]
)
def test_arguments_out_of_range_are_refused(arguments: tuple[float, ...]) -> None:
    with pytest.raises(ConfigError, match="must be a number > 0"):
        RateLimiter(*arguments)


@pytest.mark.parametrize("amount", [-1, float("inf"), float("nan"), True])
async def test_an_amount_that_is_none_is_refused(amount: float) -> None:
    with pytest.raises(ConfigError, match="amount"):
        await RateLimiter().acquire(amount)


async def test_nobody_jumps_the_line() -> None:
    """Not even one who asks for so little that it would have been possible at once."""
    clock = FakeClock()
    limiter = RateLimiter(10, 1.0, clock=clock)
    await limiter.acquire(5)
    large = asyncio.create_task(limiter.acquire(10))
    await clock.settle()
    small = asyncio.create_task(limiter.acquire(1))
    await clock.settle()
    assert not small.done()
    await clock.run(_finish(large))
    assert clock.now() == pytest.approx(0.5)
    await clock.run(_finish(small))
    assert clock.now() == pytest.approx(0.6)


def test_what_is_given_back_does_not_overfill_the_bucket() -> None:
    bucket = TokenBucket(1.0, 10.0)
    bucket.take(1.0, 0.0)
    bucket.settle(50.0, 0.0)
    assert bucket.available(0.0) == 10.0
    bucket.take(10.0, 0.0)
    assert bucket.ready_at(10.0, 0.0, 0.0) == 10.0


def test_emptying_a_bucket_never_fills_it() -> None:
    bucket = TokenBucket(1.0, 10.0)
    bucket.take(8.0, 0.0)
    bucket.at_most(5.0, 0.0)
    assert bucket.available(0.0) == 2.0
    bucket.at_most(-1.0, 0.0)
    assert bucket.ready_at(1.0, 0.0, 0.0) == 2.0


def test_what_was_taken_stays_taken_at_another_rate() -> None:
    bucket = TokenBucket(1.0, 10.0)
    bucket.take(8.0, 0.0)
    bucket.set_rate(2.0, 20.0, 1.0)
    assert (bucket.available(1.0), bucket.available(2.0)) == (3.0, 5.0)
    bucket.set_rate(2.0, 4.0, 2.0)
    assert bucket.available(2.0) == 4.0


def test_a_limiter_made_without_a_loop_serves_several_loops() -> None:
    limiter = RateLimiter(1000, 1.0)
    for _ in range(3):
        asyncio.run(limiter.acquire())


@settings(max_examples=60, deadline=None)
@given(
    rate=st.floats(0.1, 10_000),
    burst=st.integers(1, 20),
    arrivals=st.lists(st.floats(0, 2), min_size=1, max_size=40),
    cancelled=st.sets(st.integers(0, 39)),
)
def test_no_window_ever_holds_more_than_burst_plus_rate(
    rate: float, burst: int, arrivals: list[float], cancelled: set[int]
) -> None:
    """The token bucket's contract, under random arrivals and cancellations."""

    async def scenario() -> list[float]:
        clock = FakeClock()
        limiter = RateLimiter(rate, 1.0, burst, clock=clock)
        times: list[float] = []

        async def call(delay: float) -> None:
            await clock.sleep(delay)
            await limiter.acquire()
            times.append(clock.now())

        tasks = [asyncio.create_task(call(delay)) for delay in arrivals]

        async def cancel() -> None:
            await clock.sleep(1.0)
            for index, task in enumerate(tasks):
                if index in cancelled:
                    task.cancel()

        await clock.run(_all(asyncio.create_task(cancel()), *map(_ignoring_cancel, tasks)))
        return times

    times = sorted(asyncio.run(scenario()))
    for first in range(len(times)):
        for last in range(first, len(times)):
            window = times[last] - times[first]
            assert last - first + 1 <= burst + rate * window * (1 + 1e-9) + 1e-6


async def _ignoring_cancel(task: asyncio.Task[None]) -> None:
    await asyncio.wait([task])


@settings(max_examples=100, deadline=None)
@given(
    rate=st.floats(1, 1000),
    burst=st.integers(2, 50),
    late_s=st.floats(0, 0.1),
    usual=st.floats(0, 1),
)
def test_a_server_that_sees_the_first_request_late_refuses_none(
    rate: float, burst: int, late_s: float, usual: float
) -> None:
    """Ours and the server's bucket are alike; the first request takes longest to get there."""
    ours, server = TokenBucket(rate, burst, slack_s=late_s), TokenBucket(rate, burst)
    now, arrivals = 0.0, []
    for number in range(3 * burst):
        now = ours.ready_at(1.0, now, now)
        ours.take(1.0, now)
        arrivals.append(now + (late_s * usual if number else late_s))
    for arrival in sorted(arrivals):
        assert server.available(arrival) >= 1.0 - 1e-6
        server.take(1.0, arrival)
