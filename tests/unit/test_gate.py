"""The gate: slots and paces across tasks and event loops, and gives back what is cancelled."""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Coroutine
from typing import Any

import pytest

from tests.fake_clock import FakeClock
from utils.llm.errors import CircuitOpenError, LLMConnectionError, RateLimitError, Usage
from utils.llm.gate import (
    FIRST_PAUSE_S,
    LONGEST_RECOVERY_GAP_S,
    SLACK_S,
    Attempt,
    Circuit,
    Gate,
    RetryBudget,
    gate_for,
)
from utils.llm.limiter import MonotonicClock
from utils.llm.settings import LLMSettings


def gate_with(clock: FakeClock, **given: object) -> Gate:
    return Gate(LLMSettings.from_env({}, base_url="http://h/v1", **given), clock)


def answered(gate: Gate, attempt: Attempt, usage: Usage | None = None) -> None:
    gate.answered(attempt, 0, usage)


async def test_waiters_get_slots_in_order_of_arrival() -> None:
    gate, order = gate_with(FakeClock(), max_concurrent=1, rate_limit="off"), []
    held = await gate.enter(0)

    async def wait(name: int) -> None:
        attempt = await gate.enter(0)
        order.append(name)
        answered(gate, attempt)

    waiters = [asyncio.create_task(wait(name)) for name in range(5)]
    await asyncio.sleep(0)
    answered(gate, held)
    await asyncio.gather(*waiters)
    assert order == [0, 1, 2, 3, 4]


async def test_thousands_of_random_cancellations_leak_no_slot() -> None:
    gate, rng = gate_with(FakeClock(), max_concurrent=3, rate_limit="off"), random.Random(7)

    async def use() -> None:
        attempt = await gate.enter(0)
        try:
            for _ in range(rng.randrange(4)):
                await asyncio.sleep(0)
        finally:
            gate.abandoned(attempt)

    for _ in range(300):
        tasks = [asyncio.create_task(use()) for _ in range(10)]
        for task in tasks:
            for _ in range(rng.randrange(3)):
                await asyncio.sleep(0)
            if rng.random() < 0.5:
                task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    assert gate.in_flight == 0


def test_slots_are_shared_by_event_loops_on_several_threads() -> None:
    settings = LLMSettings.from_env({}, base_url="http://h/v1", max_concurrent=2, rate_limit="off")
    gate = Gate(settings, MonotonicClock())
    lock = threading.Lock()
    running, peak, done = 0, 0, 0

    async def use() -> None:
        nonlocal running, peak, done
        attempt = await gate.enter(0)
        with lock:
            running += 1
            peak = max(peak, running)
        await asyncio.sleep(0)
        with lock:
            running -= 1
            done += 1
        answered(gate, attempt)

    async def many() -> None:
        await asyncio.gather(*(use() for _ in range(100)))

    threads = [threading.Thread(target=lambda: asyncio.run(many())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (done, gate.in_flight) == (400, 0)
    assert peak == 2


@pytest.mark.parametrize("rate_limit", ["off", 0.001])
def test_a_waiter_whose_loop_is_gone_does_not_hold_up_the_others(rate_limit: object) -> None:
    """Parked for a slot, or asleep for the pace, when its loop was closed under it."""
    settings = LLMSettings.from_env(
        {}, base_url="http://h/v1", max_concurrent=2, rate_limit=rate_limit, burst=3
    )
    gate = Gate(settings, MonotonicClock())
    held = [asyncio.run(gate.enter(0)) for _ in range(2)]
    if rate_limit != "off":
        answered(gate, held.pop())
        answered(gate, asyncio.run(gate.enter(0)))  # a slot is free, and the bucket is empty
    loop = asyncio.new_event_loop()
    loop.run_until_complete(_start(gate.enter(0)))
    abandoned = asyncio.all_tasks(loop)
    loop.close()
    if rate_limit != "off":
        gate._requests = None
    for attempt in held:
        answered(gate, attempt)
    asyncio.run(gate.enter(0))
    assert gate.in_flight == 1
    for task in abandoned:
        task._log_destroy_pending = False  # type: ignore[attr-defined]


async def _start(work: object) -> None:
    asyncio.ensure_future(work)  # type: ignore[call-overload]  # noqa: RUF006
    await asyncio.sleep(0)


def refusal(asked_s: float | None) -> RateLimitError:
    return RateLimitError(429, "", retry_after_s=asked_s, retryable=True)


async def test_a_pause_holds_every_caller_for_as_long_as_the_server_asked() -> None:
    clock = FakeClock()
    gate = gate_with(clock, max_concurrent=10, rate_limit="off")
    assert gate.erred(await gate.enter(0), refusal(7.0)) == 7.0
    attempts = await clock.run(_gather(*(gate.enter(0) for _ in range(5))))
    sent_at = [attempt.sent_at for attempt in attempts]
    assert sent_at[0] == 7.0
    assert sent_at == sorted(set(sent_at)), "one by one, in order"
    assert sent_at[-1] < 7.0 + 5 * 1.5 * LONGEST_RECOVERY_GAP_S


async def test_a_server_that_names_no_wait_is_left_alone_longer_each_time() -> None:
    clock = FakeClock()
    gate = gate_with(clock, max_concurrent=10, rate_limit="off")
    pauses = []
    for _ in range(4):
        attempt = await clock.run(gate.enter(0))
        pauses.append(gate.erred(attempt, refusal(None)))
    for number, pause_s in enumerate(pauses):
        assert 0.75 * FIRST_PAUSE_S * 2**number <= pause_s <= 1.25 * FIRST_PAUSE_S * 2**number


async def test_the_refusals_of_one_wave_are_one_pause() -> None:
    clock = FakeClock()
    gate = gate_with(clock, max_concurrent=10, rate_limit="off")
    wave = [await gate.enter(0) for _ in range(10)]
    pauses = [gate.erred(attempt, refusal(None)) for attempt in wave]
    assert set(pauses) == {pauses[0]}


async def test_after_a_pause_the_pace_is_soon_the_old_one() -> None:
    clock = FakeClock()
    gate = gate_with(clock, max_concurrent=100, rate_limit="off")
    gate.erred(await gate.enter(0), refusal(1.0))
    attempts = await clock.run(_gather(*(gate.enter(0) for _ in range(60))))
    assert attempts[-1].sent_at < 2.0


async def _gather(*work: Coroutine[Any, Any, Attempt]) -> list[Attempt]:
    return list(await asyncio.gather(*work))


async def test_tokens_not_used_are_given_back() -> None:
    clock = FakeClock()
    gate = gate_with(clock, rate_limit="off", tokens_per_minute=6000)
    answered(gate, await gate.enter(6000), Usage(900, 100))
    second = await clock.run(gate.enter(5000))
    assert second.sent_at == 0.0
    third = await clock.run(gate.enter(100))
    assert third.sent_at == pytest.approx(1.0 + SLACK_S)


@pytest.mark.parametrize("slots", [1, 2])
async def test_a_cancelled_entrance_takes_nothing(slots: int) -> None:
    clock = FakeClock()
    gate = gate_with(clock, max_concurrent=slots, rate_limit=1, burst=1, tokens_per_minute=60)
    held = await gate.enter(1)
    waiting = [asyncio.create_task(gate.enter(1)) for _ in range(3)]
    await clock.settle()
    for task in waiting:
        task.cancel()
    await asyncio.wait(waiting)
    answered(gate, held)
    assert gate.in_flight == 0
    after = await clock.run(gate.enter(1))
    assert after.sent_at == pytest.approx(1.0 + SLACK_S)


async def test_who_is_cancelled_at_the_moment_of_passing_gives_back_what_was_booked() -> None:
    clock = FakeClock()
    gate = gate_with(clock, max_concurrent=1, rate_limit="off", tokens_per_minute=60)
    held = await gate.enter(0)
    waiting = asyncio.create_task(gate.enter(60))
    await clock.settle()
    answered(gate, held)  # hands the slot over, with 60 tokens
    waiting.cancel()
    await asyncio.wait([waiting])
    assert waiting.cancelled()
    assert gate.in_flight == 0
    assert (await gate.enter(60)).sent_at == 0.0


def test_wrappers_that_agree_share_a_gate_and_others_do_not() -> None:
    settings = LLMSettings.from_env({}, base_url="http://h/v1", api_key="k")
    same = LLMSettings.from_env({}, base_url="http://h/v1", api_key="k")
    other = LLMSettings.from_env({}, base_url="http://h/v1", api_key="other")
    gate = gate_for(settings, "m")
    assert gate_for(same, "m") is gate
    assert gate_for(same, "n") is not gate
    assert gate_for(other, "m") is not gate


async def test_the_token_limit_is_learned_from_the_headers_of_a_reply() -> None:
    clock = FakeClock()
    gate = gate_with(clock, rate_limit="off", tokens_per_minute="auto")
    gate.heed({"x-ratelimit-limit-tokens": "600"}, await gate.enter(0))
    first = await gate.enter(600)
    second = await clock.run(gate.enter(100))
    assert first.sent_at == 0.0
    assert second.sent_at == pytest.approx(10.0 + SLACK_S)


async def test_a_token_limit_that_was_given_is_not_overruled() -> None:
    clock = FakeClock()
    gate = gate_with(clock, rate_limit="off", tokens_per_minute=6000)
    gate.heed({"x-ratelimit-limit-tokens": "1"}, await gate.enter(0))
    attempt = await clock.run(gate.enter(6000))
    assert attempt.sent_at == 0.0


async def test_an_endpoint_that_fails_in_a_row_is_left_alone_until_a_probe_succeeds() -> None:
    clock = FakeClock()
    gate = gate_with(clock, max_concurrent=5, rate_limit="off")
    for _ in range(Circuit.FAILURES_TO_OPEN):
        gate.erred(await gate.enter(0), LLMConnectionError("gone", "http://h/v1"))
    with pytest.raises(CircuitOpenError, match="20 times in a row"):
        await gate.enter(0)
    await clock.advance(Circuit.FIRST_REST_S)
    probe = await gate.enter(0)
    with pytest.raises(CircuitOpenError):
        await gate.enter(0)
    answered(gate, probe)
    answered(gate, await gate.enter(0))
    assert gate.in_flight == 0


def test_each_failed_probe_doubles_the_rest() -> None:
    circuit, now, rests = Circuit(), 0.0, []
    for _ in range(Circuit.FAILURES_TO_OPEN + 30):
        circuit.failed(sent_at=now, now=now)
    for _ in range(6):
        rest_s = circuit.rest_s(now)
        rests.append(rest_s)
        now += rest_s
        assert circuit.rest_s(now) == 0.0
        circuit.probe(now)
        circuit.failed(sent_at=now, now=now)
    assert rests == [5.0, 10.0, 20.0, 40.0, 60.0, 60.0]


def test_in_an_outage_retries_are_a_tenth_of_the_first_attempts() -> None:
    budget = RetryBudget()
    retries = 0
    for _ in range(1000):
        budget.first_attempt()
        retries += budget.take()
    assert retries <= 100


def test_while_an_endpoint_works_its_faults_are_retried_freely() -> None:
    budget = RetryBudget()
    rng = random.Random(3)
    for _ in range(1000):
        budget.first_attempt()
        while rng.random() < 0.15:
            assert budget.take()
        budget.succeeded()


async def test_the_token_estimate_learns_from_replies() -> None:
    gate = gate_with(FakeClock(), rate_limit="off")
    assert gate.estimated_tokens(4000, 100) == 1100
    for _ in range(50):
        gate.answered(await gate.enter(0), 4000, Usage(2000, 0))
    assert gate.estimated_tokens(4000, 100) == pytest.approx(2100, rel=0.01)
