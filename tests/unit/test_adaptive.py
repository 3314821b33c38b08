"""`auto`: limits that nobody told are found, kept and followed, at little cost in refusals."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest

from tests.virtual_time import (
    Headers,
    LimitedServer,
    LoopClock,
    answer_all,
    bucket_headers,
    minute_headers,
    run_in_virtual_time,
    second_headers,
)
from utils.llm.adaptive import FIRST_CONCURRENCY, AdaptiveConcurrency, AdaptiveRate
from utils.llm.errors import LLMTimeoutError, RateLimitError
from utils.llm.gate import Gate
from utils.llm.learned_limits import FILE_NAME, LearnedLimits, LimitsFile
from utils.llm.settings import LLMSettings


def auto_gate(**given: object) -> Gate:
    more = {"rate_limit": "auto", "max_concurrent": "auto", **given}
    settings = LLMSettings.from_env({}, base_url="http://h/v1", **more)
    return Gate(settings, LoopClock(), random.Random(0))


def answered_by(server: LimitedServer, requests: int) -> float:
    """Seconds of virtual time until all were answered."""

    async def scenario() -> float:
        gate = auto_gate()
        await answer_all(requests, lambda: server.ask(gate))
        assert gate.in_flight == 0
        return asyncio.get_running_loop().time()

    return run_in_virtual_time(scenario())


@pytest.mark.parametrize("latency_s", [0.0, 0.05, 0.5])
@pytest.mark.parametrize("asked_s", [None, 0.02, 1.0])
def test_a_limit_nobody_told_is_found_from_refusals_alone(
    latency_s: float, asked_s: float | None
) -> None:
    server = LimitedServer(50.0, 50.0, latency_s, asked_s=asked_s)
    took_s = answered_by(server, 1000)
    assert took_s <= 1.10 * ((1000 - 50) / 50 + latency_s)
    assert len(server.refused_at) <= 0.05 * 1000


@pytest.mark.parametrize("headers", [minute_headers, bucket_headers])
@pytest.mark.parametrize("latency_s", [0.0, 0.05, 0.5])
def test_headers_make_it_exact(headers: Headers, latency_s: float) -> None:
    server = LimitedServer(50.0, 50.0, latency_s, headers=headers)
    took_s = answered_by(server, 1000)
    assert took_s <= 1.05 * ((1000 - 50) / 50 + latency_s)
    assert len(server.refused_at) <= 0.05 * 1000


def test_headers_in_whole_seconds_do_no_harm() -> None:
    server = LimitedServer(50.0, 50.0, 0.05, headers=second_headers)
    assert answered_by(server, 1000) <= 1.10 * 19.05
    assert len(server.refused_at) <= 0.05 * 1000


def test_a_server_with_a_small_bucket_is_not_taken_for_a_slow_one() -> None:
    server = LimitedServer(50.0, 5.0, 0.05, asked_s=1.0)
    # Each refusal costs the pause the server asks for, less the five requests it lets through.
    assert answered_by(server, 500) <= 1.10 * ((500 - 5) / 50 + 0.05) + len(server.refused_at)
    assert len(server.refused_at) <= 0.05 * 500


@pytest.mark.parametrize("headers", [None, bucket_headers])
def test_a_limit_that_drops_and_comes_back_is_followed_within_ten_seconds(
    headers: Headers | None,
) -> None:
    server = LimitedServer(100.0, 20.0, 0.05, headers=headers or (lambda _: {}))

    async def scenario() -> None:
        async def moves() -> None:
            await asyncio.sleep(15.0)
            server.set_limit(20.0, 20.0)
            await asyncio.sleep(25.0)
            server.set_limit(100.0, 20.0)

        gate = auto_gate()
        moving = asyncio.create_task(moves())
        await answer_all(4000, lambda: server.ask(gate))
        await moving

    run_in_virtual_time(scenario())

    def per_second(start: float) -> float:
        return sum(start <= at < start + 4.0 for at in server.accepted_at) / 4.0

    assert per_second(10.0) == pytest.approx(100.0, rel=0.1)
    assert per_second(25.0) == pytest.approx(20.0, rel=0.1)
    assert per_second(50.0) == pytest.approx(100.0, rel=0.1)
    assert len(server.refused_at) <= 0.05 * 4000


@pytest.mark.parametrize("parallel", [1, 4, 8])
def test_a_server_that_only_gets_slower_is_not_piled_up_on(parallel: int) -> None:
    """As vLLM, llama.cpp and Ollama do: no refusals, just longer queues."""
    peak = 0

    async def scenario() -> float:
        nonlocal peak
        gate, capacity, rng = auto_gate(), asyncio.Semaphore(parallel), random.Random(1)

        async def ask() -> bool:
            nonlocal peak
            attempt = await gate.enter(10)
            peak = max(peak, gate.in_flight)
            async with capacity:
                await asyncio.sleep(rng.uniform(0.7, 1.3))
            gate.answered(attempt, 0, None)
            return True

        await answer_all(200, ask)
        return asyncio.get_running_loop().time()

    took_s = run_in_virtual_time(scenario())
    assert took_s <= 1.05 * 200 / parallel
    assert peak <= 2 * FIRST_CONCURRENCY


def test_a_server_that_takes_more_gets_more() -> None:
    async def scenario() -> int:
        gate = auto_gate()

        async def ask() -> bool:
            attempt = await gate.enter(10)
            await asyncio.sleep(1.0)
            gate.answered(attempt, 0, None)
            return True

        await answer_all(600, ask)
        return gate.max_in_flight

    assert run_in_virtual_time(scenario()) >= 8 * FIRST_CONCURRENCY


def test_ten_calls_go_out_at_once() -> None:
    async def scenario() -> float:
        gate = auto_gate()
        server = LimitedServer(latency_s=0.5, jitter=0.0)
        await answer_all(10, lambda: server.ask(gate))
        return asyncio.get_running_loop().time()

    assert run_in_virtual_time(scenario()) <= 10 * 0.5 / 9.5


def test_an_overload_halves_the_limit_once_an_episode() -> None:
    limit = AdaptiveConcurrency(8)
    for _ in range(8):
        limit.overloaded(sent_at=1.0, now=2.0)
    assert limit.limit == 4
    limit.overloaded(sent_at=3.0, now=4.0)
    assert limit.limit == 2


def test_a_limit_that_holds_nobody_back_does_not_grow() -> None:
    limit = AdaptiveConcurrency(10)
    for number in range(1000):
        limit.answered(float(number), number + 0.5, in_use=False)
    assert limit.limit == 10


def test_one_time_out_among_many_is_no_overload() -> None:
    limit = AdaptiveConcurrency(40)
    limit.timed_out(0.0, 60.0)
    assert limit.limit == 40
    for _ in range(4):
        limit.timed_out(0.0, 60.0)
    assert limit.limit == 20


def test_refusals_for_concurrency_cut_the_slots_and_not_the_rate() -> None:
    async def scenario() -> tuple[int, object]:
        gate = auto_gate()
        attempt = await gate.enter(0)
        words = "Number of concurrent connections has exceeded your limit"
        gate.erred(attempt, RateLimitError(429, words, retryable=True))
        return gate.max_in_flight, gate._adaptive_rate and gate._adaptive_rate.found

    assert run_in_virtual_time(scenario()) == (FIRST_CONCURRENCY // 2, None)


def test_time_outs_cut_the_slots() -> None:
    async def scenario() -> int:
        gate = auto_gate()
        attempts = [await gate.enter(0) for _ in range(4)]
        for attempt in attempts:
            gate.erred(attempt, LLMTimeoutError("http://h/v1", 60.0))
        return gate.max_in_flight

    assert run_in_virtual_time(scenario()) == FIRST_CONCURRENCY // 2


def test_the_rate_between_two_refusals_is_what_was_accepted_between_them() -> None:
    rate = AdaptiveRate()
    for number in range(1, 21):
        rate.book(0.0, waited=False)
        assert rate.found is None, number
    rate.refused(sent_at=0.0, number=21, now=0.01)
    for step in range(1, 41):
        rate.book(step * 0.05, waited=True)
    rate.refused(sent_at=2.0, number=62, now=2.01)
    assert rate.found is not None
    assert rate.found[0] == pytest.approx(20.0)


def test_what_was_learned_is_kept_for_the_next_run(tmp_path: Path) -> None:
    def file() -> LimitsFile:
        return LimitsFile(tmp_path, "http://h/v1", "secret-key", "m")

    async def first_run() -> None:
        settings = LLMSettings.from_env(
            {}, base_url="http://h/v1", rate_limit="auto", max_concurrent="auto"
        )
        gate = Gate(settings, LoopClock(), random.Random(0), file())
        server = LimitedServer()
        await answer_all(300, lambda: server.ask(gate))
        gate.keep_learned_limits()

    run_in_virtual_time(first_run())
    limits = file().read()
    assert limits.requests_per_second == pytest.approx(50.0, rel=0.1)

    async def second_run() -> LimitedServer:
        settings = LLMSettings.from_env(
            {}, base_url="http://h/v1", rate_limit="auto", max_concurrent="auto"
        )
        gate = Gate(settings, LoopClock(), random.Random(0), file())
        server = LimitedServer()
        await answer_all(300, lambda: server.ask(gate))
        return server

    assert len(run_in_virtual_time(second_run()).refused_at) <= 3
    text = (tmp_path / FILE_NAME).read_text()
    assert "secret-key" not in text
    assert "h/v1" not in text


@pytest.mark.parametrize(
    "content", ["", "[]", "{", '{"x": 1}', '{"NAME": {"burst": -1}}', '{"NAME": {"burst": "9"}}']
)
def test_a_limits_file_that_makes_no_sense_is_no_obstacle(tmp_path: Path, content: str) -> None:
    file = LimitsFile(tmp_path, "http://h/v1", None, "m")
    (tmp_path / FILE_NAME).write_text(content.replace("NAME", file._name))
    assert file.read() == LearnedLimits()
