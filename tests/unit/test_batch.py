"""The worker pool: bounded, ordered where asked, and without orphans."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utils.llm.batch import WINDOW_PER_WORKER, map_bounded


async def yielding(turns: int) -> None:
    for _ in range(turns):
        await asyncio.sleep(0)


async def test_never_more_than_the_workers_run_at_once() -> None:
    running, peak = 0, 0

    async def work(item: int) -> int:
        nonlocal running, peak
        running += 1
        peak = max(peak, running)
        await yielding(3)
        running -= 1
        return item

    results = [result async for result in map_bounded(work, range(50), workers=7)]
    assert sorted(results) == [(index, index) for index in range(50)]
    assert peak == 7


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 9), max_size=60), st.integers(1, 8))
def test_ordered_results_come_in_the_order_of_the_items(turns: list[int], workers: int) -> None:
    async def work(count: int) -> int:
        await yielding(count)
        return count

    async def scenario() -> list[tuple[int, int]]:
        stream = map_bounded(work, turns, workers=workers, ordered=True)
        return [outcome async for outcome in stream]

    assert asyncio.run(scenario()) == list(enumerate(turns))


async def test_items_are_taken_only_as_there_is_room() -> None:
    taken = 0

    def endless() -> Iterator[int]:
        nonlocal taken
        while True:
            taken += 1
            yield taken

    async def work(item: int) -> int:
        return item

    stream = map_bounded(work, endless(), workers=3)
    async for index, _ in stream:
        if index >= 20:
            break
    await stream.aclose()  # type: ignore[attr-defined]
    assert taken <= 21 + 3 * WINDOW_PER_WORKER + 3


async def test_one_slow_item_does_not_let_an_ordered_batch_run_away() -> None:
    started = 0
    gate = asyncio.Event()

    async def work(item: int) -> int:
        nonlocal started
        started += 1
        if item == 0:
            await gate.wait()
        return item

    async def consume() -> int:
        stream = map_bounded(work, range(10_000), workers=4, ordered=True)
        return len([result async for result in stream])

    consumer = asyncio.create_task(consume())
    await yielding(500)
    assert started <= 4 * WINDOW_PER_WORKER
    gate.set()
    assert await consumer == 10_000


async def test_an_async_iterable_is_taken_too() -> None:
    async def items() -> AsyncIterator[str]:
        for letter in "abc":
            await asyncio.sleep(0)
            yield letter

    async def work(item: str) -> str:
        return item.upper()

    stream = map_bounded(work, items(), workers=2, ordered=True)
    assert [result async for _, result in stream] == ["A", "B", "C"]


async def test_the_first_failure_cancels_and_awaits_the_others() -> None:
    ended: list[int] = []

    async def work(item: int) -> int:
        try:
            if item == 2:
                raise ValueError("broken")
            await asyncio.Event().wait()
            return item
        finally:
            ended.append(item)

    with pytest.raises(ValueError, match="broken"):
        _ = [result async for result in map_bounded(work, range(10), workers=5)]
    assert sorted(ended) == [0, 1, 2, 3, 4]
    assert len(asyncio.all_tasks()) == 1


async def test_a_failing_source_is_raised() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise LookupError("no more")

    async def work(item: int) -> int:
        return item

    with pytest.raises(LookupError):
        _ = [result async for result in map_bounded(work, items(), workers=2)]


async def test_cancelling_the_consumer_leaves_no_task() -> None:
    async def work(item: int) -> int:
        await asyncio.Event().wait()
        return item

    async def consume() -> None:
        _ = [result async for result in map_bounded(work, range(10), workers=5)]

    consumer = asyncio.create_task(consume())
    await yielding(5)
    consumer.cancel()
    with pytest.raises(asyncio.CancelledError):
        await consumer
    assert len(asyncio.all_tasks()) == 1
