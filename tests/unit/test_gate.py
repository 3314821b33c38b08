"""The gate: slots and paces across tasks and event loops, and gives back what is cancelled."""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Coroutine
from typing import Any

import pytest

from tests.fake_clock import FakeClock
from utils.llm.errors import CircuitOpenError
from utils.llm.gate import (
    LONGEST_RECOVERY_GAP_S,
    AdaptiveLimit,
    Attempt,
    Circuit,
    Gate,
    RetryBudget,
    Slots,
    gate_for,
)
from utils.llm.settings import LLMSettings


def gate_with(clock: FakeClock, **given: object) -> Gate:
    return Gate(LLMSettings.from_env({}, base_url="http://h/v1", **given), clock)


async def test_waiters_get_slots_in_order_of_arrival() -> None:
    slots, order = Slots(1), []
    await slots.acquire(0.0)

    async def wait(name: int) -> None:
        await slots.acquire(0.0)
        order.append(name)
        slots.release()

    waiters = [asyncio.create_task(wait(name)) for name in range(5)]
    await asyncio.sleep(0)
    slots.release()
    await asyncio.gather(*waiters)
    assert order == [0, 1, 2, 3, 4]


async def test_thousands_of_random_cancellations_leak_no_slot() -> None:
    slots, rng = Slots(3), random.Random(7)

    async def use() -> None:
        await slots.acquire(0.0)
        try:
            for _ in range(rng.randrange(4)):
                await asyncio.sleep(0)
        finally:
            slots.release()

    for _ in range(300):
        tasks = [asyncio.create_task(use()) for _ in range(10)]
        for task in tasks:
            for _ in range(rng.randrange(3)):
                await asyncio.sleep(0)
            if rng.random() < 0.5:
                task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    assert slots.in_use == 0


def test_slots_are_shared_by_event_loops_on_several_threads() -> None:
    slots = Slots(2)
    lock = threading.Lock()
    running, peak, done = 0, 0, 0

    async def use() -> None:
        nonlocal running, peak, done
        await slots.acquire(0.0)
        with lock:
            running += 1
            peak = max(peak, running)
        await asyncio.sleep(0)
        with lock:
            running -= 1
            done += 1
        slots.release()

    async def many() -> None:
        await asyncio.gather(*(use() for _ in range(100)))

    threads = [threading.Thread(target=lambda: asyncio.run(many())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (done, slots.in_use) == (400, 0)
    assert peak <= 2


def test_a_waiter_whose_loop_is_gone_does_not_hold_up_the_others() -> None:
    slots = Slots(1)
    asyncio.run(slots.acquire(0.0))
    loop = asyncio.new_event_loop()
    loop.run_until_complete(_start(slots.acquire(0.0)))
    abandoned = asyncio.all_tasks(loop)
    loop.close()
    slots.release()
    asyncio.run(slots.acquire(0.0))
    assert slots.in_use == 1
    for task in abandoned:
        task._log_destroy_pending = False  # type: ignore[attr-defined]


async def _start(work: object) -> None:
    asyncio.ensure_future(work)  # type: ignore[call-overload]  # noqa: RUF006
    await asyncio.sleep(0)


async def test_a_pause_holds_every_caller_for_as_long_as_the_server_asked() -> None:
    clock = FakeClock()
    gate = gate_with(clock, max_concurrent=10, rate_limit="off")
    first = await gate.enter(0)
    gate.overloaded(first, 7.0)
    gate.leave()
    attempts = await clock.run(_gather(*(gate.enter(0) for _ in range(5))))
    sent_at = [attempt.sent_at for attempt in attempts]
    assert sent_at[0] == 7.0
    assert sent_at == sorted(set(sent_at)), "one by one, in order"
    assert sent_at[-1] < 7.0 + 5 * 1.5 * LONGEST_RECOVERY_GAP_S


async def _gather(*work: Coroutine[Any, Any, Attempt]) -> list[Attempt]:
    return list(await asyncio.gather(*work))


async def test_tokens_not_used_are_given_back() -> None:
    clock = FakeClock()
    gate = gate_with(clock, rate_limit="off", tokens_per_minute=6000)
    first = await gate.enter(6000)
    gate.answered(first, 1000)
    gate.leave()
    second = await clock.run(gate.enter(5000))
    assert second.sent_at == 0.0
    gate.leave()
    third = await clock.run(gate.enter(100))
    assert third.sent_at == pytest.approx(1.0)


async def test_a_cancelled_entrance_gives_its_slot_back() -> None:
    clock = FakeClock()
    gate = gate_with(clock, max_concurrent=1, rate_limit=1, burst=1)
    await gate.enter(0)
    gate.leave()
    waiting = asyncio.create_task(gate.enter(0))
    await clock.settle()
    waiting.cancel()
    await asyncio.wait([waiting])
    assert gate.in_flight == 0


def test_wrappers_that_agree_share_a_gate_and_others_do_not() -> None:
    settings = LLMSettings.from_env({}, base_url="http://h/v1", api_key="k")
    same = LLMSettings.from_env({}, base_url="http://h/v1", api_key="k")
    other = LLMSettings.from_env({}, base_url="http://h/v1", api_key="other")
    gate = gate_for(settings, "m")
    assert gate_for(same, "m") is gate
    assert gate_for(same, "n") is not gate
    assert gate_for(other, "m") is not gate


def test_the_adaptive_limit_doubles_then_cuts_once_an_episode() -> None:
    limit = AdaptiveLimit(4)
    for _ in range(4):
        limit.succeeded(in_flight=limit.limit)
    assert limit.limit == 8
    for _ in range(8):
        limit.overloaded(sent_at=1.0, now=2.0)
    assert limit.limit == 4
    limit.overloaded(sent_at=3.0, now=4.0)
    assert limit.limit == 2


def test_the_adaptive_limit_does_not_grow_unused() -> None:
    limit = AdaptiveLimit(10)
    for _ in range(100):
        limit.succeeded(in_flight=3)
    assert limit.limit == 10


async def test_the_token_limit_is_learned_from_the_headers_of_a_reply() -> None:
    clock = FakeClock()
    gate = gate_with(clock, rate_limit="off", tokens_per_minute="auto")
    gate.heed({"x-ratelimit-limit-tokens": "600"})
    first = await gate.enter(600)
    gate.leave()
    second = await clock.run(gate.enter(100))
    assert first.sent_at == 0.0
    assert second.sent_at == pytest.approx(10.0)


async def test_a_token_limit_that_was_given_is_not_overruled() -> None:
    clock = FakeClock()
    gate = gate_with(clock, rate_limit="off", tokens_per_minute=6000)
    gate.heed({"x-ratelimit-limit-tokens": "1"})
    attempt = await clock.run(gate.enter(6000))
    assert attempt.sent_at == 0.0


async def test_answers_after_a_pause_close_the_gaps() -> None:
    clock = FakeClock()
    gate = gate_with(clock, max_concurrent=100, rate_limit="off")
    first = await gate.enter(0)
    gate.overloaded(first, 1.0)
    for _ in range(12):
        attempt = await clock.run(gate.enter(0))
        gate.answered(attempt, None)
    before = clock.now()
    await clock.run(_gather(*(gate.enter(0) for _ in range(50))))
    assert clock.now() - before < 0.01


async def test_an_endpoint_that_fails_in_a_row_is_left_alone_until_a_probe_succeeds() -> None:
    clock = FakeClock()
    gate = gate_with(clock, max_concurrent=5, rate_limit="off")
    for _ in range(Circuit.FAILURES_TO_OPEN):
        gate.failed(await gate.enter(0))
        gate.leave()
    with pytest.raises(CircuitOpenError, match="20 times in a row"):
        await gate.enter(0)
    await clock.advance(Circuit.FIRST_REST_S)
    probe = await gate.enter(0)
    with pytest.raises(CircuitOpenError):
        await gate.enter(0)
    gate.answered(probe, None)
    gate.leave()
    await gate.enter(0)
    gate.leave()
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
    gate = gate_with(FakeClock())
    assert gate.estimated_tokens(4000, 100) == 1100
    for _ in range(50):
        gate.learn_chars_per_token(4000, 2000)
    assert gate.estimated_tokens(4000, 100) == pytest.approx(2100, rel=0.01)
