"""One function over many items, a bounded number at a time: the worker pool under every batch.

Items come from any iterable or async iterable and are taken only as workers get free, so a million
of them hold no more than a few. The first exception cancels the rest and is raised once all of them
have ended: no orphan runs on. Knows nothing of language models.
"""

from __future__ import annotations

import asyncio
from collections.abc import (
    AsyncGenerator,
    AsyncIterable,
    AsyncIterator,
    Awaitable,
    Callable,
    Iterable,
)
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

WINDOW_PER_WORKER = 4
"""Items taken and not yet handed out, per worker: bounds what an ordered batch holds back."""


async def map_bounded(
    function: Callable[[Item], Awaitable[Result]],
    items: Iterable[Item] | AsyncIterable[Item],
    *,
    workers: int,
    ordered: bool = False,
) -> AsyncIterator[tuple[int, Result]]:
    """Yield `(index, await function(item))` for each item, at most `workers` at a time.

    As completed, or in the order of the items when `ordered`. When the consumer stops early, or
    `function` or the items raise, the remaining work is cancelled and awaited first.
    """
    source = _numbered(items)
    take = asyncio.Lock()
    window = asyncio.Semaphore(workers * WINDOW_PER_WORKER)
    done: asyncio.Queue[tuple[int, Result] | BaseException | None] = asyncio.Queue()

    async def work() -> None:
        try:
            while True:
                await window.acquire()
                async with take:
                    try:
                        index, item = await anext(source)
                    except StopAsyncIteration:
                        return
                done.put_nowait((index, await function(item)))
        except BaseException as error:
            done.put_nowait(error)
            if not isinstance(error, Exception):
                raise
        finally:
            done.put_nowait(None)

    held_back: dict[int, Result] = {}
    next_index = 0
    tasks = [asyncio.create_task(work()) for _ in range(_useful_workers(items, workers))]
    running = len(tasks)
    try:
        while running:
            outcome = await done.get()
            if outcome is None:
                running -= 1
            elif isinstance(outcome, BaseException):
                raise outcome
            elif not ordered:
                window.release()
                yield outcome
            else:
                held_back[outcome[0]] = outcome[1]
                while next_index in held_back:
                    window.release()
                    yield next_index, held_back.pop(next_index)
                    next_index += 1
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await source.aclose()


def _useful_workers(items: object, workers: int) -> int:
    try:
        return min(workers, len(items))  # type: ignore[arg-type]
    except TypeError:
        return workers


async def _numbered(
    items: Iterable[Item] | AsyncIterable[Item],
) -> AsyncGenerator[tuple[int, Item], None]:
    index = 0
    if isinstance(items, AsyncIterable):
        async for item in items:
            yield index, item
            index += 1
    else:
        for item in items:
            yield index, item
            index += 1
