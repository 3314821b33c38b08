"""Deadlines: each request ends at its own, and nobody else's cancellation is taken for one."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Awaitable

import pytest

from tests.virtual_time import run_in_virtual_time
from utils.llm.errors import ConfigError
from utils.llm.settings import LLMSettings
from utils.llm.transport import Deadlines, Transport

TIMEOUT_S = 5.0


async def at(seconds: float) -> None:
    await asyncio.sleep(seconds - asyncio.get_running_loop().time())


async def limited(deadlines: Deadlines, work: Awaitable[object]) -> bool:
    """Do `work` as a request is done; whether it was in time."""
    deadline = deadlines.start(TIMEOUT_S, asyncio.get_running_loop())
    try:
        await work
    except asyncio.CancelledError:
        if deadline.is_over():
            return False
        raise
    finally:
        deadlines.end(deadline)
    return True


def test_each_request_has_its_own_time() -> None:
    async def scenario() -> list[tuple[bool, float]]:
        deadlines, loop = Deadlines(), asyncio.get_running_loop()

        async def ask(start_s: float, takes_s: float) -> tuple[bool, float]:
            await at(start_s)
            in_time = await limited(deadlines, asyncio.sleep(takes_s))
            return in_time, loop.time()

        asked = [(0.0, 60.0), (1.0, 3.0), (2.0, 60.0), (2.0, 60.0), (30.0, 60.0)]
        return list(await asyncio.gather(*(ask(*each) for each in asked)))

    assert run_in_virtual_time(scenario()) == [
        (False, 5.0),
        (True, 4.0),
        (False, 7.0),
        (False, 7.0),
        (False, 35.0),
    ]


def test_a_task_whose_request_was_in_time_is_left_alone_afterwards() -> None:
    async def scenario() -> bool:
        in_time = await limited(Deadlines(), asyncio.sleep(TIMEOUT_S - 1.0))
        await asyncio.sleep(10 * TIMEOUT_S)
        return in_time

    assert run_in_virtual_time(scenario())


def test_the_caller_s_cancellation_is_no_time_out() -> None:
    async def scenario() -> bool:
        task = asyncio.create_task(limited(Deadlines(), asyncio.sleep(60.0)))
        await asyncio.sleep(1.0)
        task.cancel()
        await asyncio.wait([task])
        return task.cancelled()

    assert run_in_virtual_time(scenario())


def test_a_cancellation_right_after_the_deadline_is_the_caller_s_all_the_same() -> None:
    async def scenario() -> bool:
        task = asyncio.create_task(limited(Deadlines(), asyncio.sleep(60.0)))
        await asyncio.sleep(1.0)
        asyncio.get_running_loop().call_at(TIMEOUT_S, task.cancel)
        await asyncio.wait([task])
        return task.cancelled()

    assert run_in_virtual_time(scenario())


def test_a_cancellation_right_before_the_deadline_is_the_caller_s_all_the_same() -> None:
    """As where a call and its only attempt have the same time."""

    async def retrying() -> None:
        async with asyncio.timeout(TIMEOUT_S):
            for _ in range(3):
                await limited(Deadlines(), asyncio.sleep(60.0))

    async def scenario() -> float:
        with pytest.raises(TimeoutError):
            await retrying()
        return asyncio.get_running_loop().time()

    assert run_in_virtual_time(scenario()) == TIMEOUT_S


def test_a_cancelled_request_that_takes_long_to_end_is_not_timed_out_meanwhile() -> None:
    async def slow_to_end() -> None:
        try:
            await asyncio.sleep(60.0)
        finally:
            await asyncio.sleep(2.0)

    async def scenario() -> bool:
        task = asyncio.create_task(limited(Deadlines(), slow_to_end()))
        await asyncio.sleep(TIMEOUT_S - 1.0)
        task.cancel()
        await asyncio.wait([task])
        return task.cancelled()

    assert run_in_virtual_time(scenario())


def test_a_time_out_around_it_still_works_after_a_deadline() -> None:
    async def two_requests() -> None:
        async with asyncio.timeout(8.0):
            assert not await limited(Deadlines(), asyncio.sleep(60.0))
            await limited(Deadlines(), asyncio.sleep(60.0))

    async def scenario() -> float:
        with pytest.raises(TimeoutError):
            await two_requests()
        return asyncio.get_running_loop().time()

    assert run_in_virtual_time(scenario()) == 8.0


def test_a_task_that_outlived_a_cancellation_has_deadlines_all_the_same() -> None:
    async def stubborn() -> bool:
        try:
            await asyncio.sleep(60.0)
        except asyncio.CancelledError:
            return await limited(Deadlines(), asyncio.sleep(60.0))
        return True

    async def scenario() -> tuple[bool, float]:
        task = asyncio.create_task(stubborn())
        await asyncio.sleep(1.0)
        task.cancel()
        return await task, asyncio.get_running_loop().time()

    assert run_in_virtual_time(scenario()) == (False, 1.0 + TIMEOUT_S)


def test_what_a_request_does_at_its_end_is_not_cut_short_by_the_deadlines_of_others() -> None:
    async def scenario() -> list[str]:
        deadlines, ended = Deadlines(), []

        async def slow_to_end() -> None:
            try:
                await asyncio.sleep(60.0)
            finally:
                await asyncio.sleep(3.0)
                ended.append("properly")

        first = asyncio.create_task(limited(deadlines, slow_to_end()))
        await asyncio.sleep(1.0)
        assert not await limited(deadlines, asyncio.sleep(60.0))
        assert not await first
        return ended

    assert run_in_virtual_time(scenario()) == ["properly"]


def test_stopped_deadlines_leave_nothing_on_the_loop() -> None:
    async def scenario() -> object:
        deadlines = Deadlines()
        await limited(deadlines, asyncio.sleep(1.0))
        deadlines.stop()
        left = weakref.ref(deadlines)
        del deadlines
        gc.collect()
        return left()

    assert run_in_virtual_time(scenario()) is None


def test_a_request_outside_a_task_is_refused() -> None:
    loop = asyncio.new_event_loop()
    with pytest.raises(RuntimeError, match="tasks"):
        Deadlines().start(TIMEOUT_S, loop)
    loop.close()


@pytest.mark.parametrize("variable", ["https_proxy", "all_proxy"])
def test_a_proxy_that_is_no_url_is_refused_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.delenv("no_proxy", raising=False)
    for other in ("https_proxy", "all_proxy", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(other, raising=False)
    monkeypatch.setenv(variable, "secret-user:secret-word")
    with pytest.raises(ConfigError, match="HTTPS_PROXY") as refused:
        Transport(LLMSettings.from_env({}, base_url="https://api.example.com/v1"))
    assert "secret" not in str(refused.value)
