"""One function over many items, a bounded number at a time: the worker pool under every batch.

Items come from any iterable or async iterable and are taken only as workers get free, so a million
of them hold no more than a few. The first exception cancels the rest and is raised once all of them
have ended: no orphan runs on. Knows nothing of language models.
"""

from __future__ import annotations

import asyncio
import math
from collections import deque
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from operator import itemgetter
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

Item = TypeVar("Item")
Result = TypeVar("Result")

WINDOW_PER_WORKER = 4
"""Items taken and not yet handed out, per worker: bounds what a batch holds back."""


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
    pool = _Pool(function, items, workers, workers * WINDOW_PER_WORKER)
    held_back: dict[int, Result] = {}
    next_index = 0
    try:
        while pool.done or pool.working:
            await pool.some_done()
            while pool.done:
                index, result = pool.done.popleft()
                if not ordered:
                    pool.handed_out()
                    yield index, result
                    continue
                held_back[index] = result
                while next_index in held_back:
                    pool.handed_out()
                    yield next_index, held_back.pop(next_index)
                    next_index += 1
            if pool.failure is not None:
                raise pool.failure
    finally:
        await pool.stop()


async def list_bounded(
    function: Callable[[Item], Awaitable[Result]],
    items: Iterable[Item] | AsyncIterable[Item],
    *,
    workers: int,
) -> list[Result]:
    """The results of all items, in the order of the items; otherwise as `map_bounded`."""
    pool = _Pool(function, items, workers, math.inf)
    try:
        await pool.all_done()
        if pool.failure is not None:
            raise pool.failure
    finally:
        await pool.stop()
    return [result for _, result in sorted(pool.done, key=itemgetter(0))]


@contextmanager
def worker_lent() -> Iterator[None]:
    """While the running task only waits, another worker of its batch, if it has one, works."""
    task = asyncio.current_task()
    pool = _pools.get(task) if task is not None else None
    if pool is None:
        yield
        return
    pool.add_worker()
    try:
        yield
    finally:
        pool.surplus += 1


class _Pool(Generic[Item, Result]):
    """What the workers of one batch share with its consumer."""

    def __init__(
        self,
        function: Callable[[Item], Awaitable[Result]],
        items: Iterable[Item] | AsyncIterable[Item],
        workers: int,
        window: float,
    ) -> None:
        self._function = function
        self._source: _Source[Item] | _AsyncSource[Item]
        self._source = _AsyncSource(items) if isinstance(items, AsyncIterable) else _Source(items)
        self._window = window
        self._room: deque[asyncio.Future[None]] = deque()
        self._consumer: asyncio.Future[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.done: deque[tuple[int, Result]] = deque()
        self.failure: BaseException | None = None
        self.working = 0
        self.surplus = 0
        """Workers that are to end with the item they work on."""
        for _ in range(_useful_workers(items, workers)):
            self.add_worker()

    def add_worker(self) -> None:
        self.working += 1
        task = asyncio.create_task(self.work())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        _pools[task] = self

    async def stop(self) -> None:
        """Cancel the workers and wait for their end."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        try:
            await asyncio.gather(*tasks, return_exceptions=True)
        finally:
            await self._source.close()

    async def work(self) -> None:
        """Take items, one after the other, until there are no more."""
        source, function, done = self._source, self._function, self.done
        try:
            while True:
                if self.surplus:
                    self.surplus -= 1
                    return
                while self._window <= 0:
                    room = asyncio.get_running_loop().create_future()
                    self._room.append(room)
                    await room
                self._window -= 1
                try:
                    if isinstance(source, _Source):
                        index, item = source.take()
                    else:
                        index, item = await source.take()
                except (StopIteration, StopAsyncIteration):
                    return
                done.append((index, await function(item)))
                self._tell_consumer()
        except BaseException as error:
            self.failure = self.failure or error
            if not isinstance(error, Exception):
                raise
        finally:
            self.working -= 1
            self._tell_consumer()

    def handed_out(self) -> None:
        """The consumer has taken a result: there is room for another item."""
        self._window += 1
        while self._room:
            room = self._room.popleft()
            if not room.done():
                room.set_result(None)
                return

    async def some_done(self) -> None:
        """Wait until there is a result, a failure, or no worker left."""
        if not self.done and self.failure is None and self.working:
            self._consumer = asyncio.get_running_loop().create_future()
            await self._consumer

    async def all_done(self) -> None:
        """Wait until no worker is left, or one has failed."""
        while self.failure is None and self._tasks:
            await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)

    def _tell_consumer(self) -> None:
        if self._consumer is not None and not self._consumer.done():
            self._consumer.set_result(None)


class _Source(Generic[Item]):
    """Numbered items of an iterable."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._items: Iterator[tuple[int, Item]] = enumerate(items)

    def take(self) -> tuple[int, Item]:
        return next(self._items)

    async def close(self) -> None:
        return


class _AsyncSource(Generic[Item]):
    """Numbered items of an async iterable, taken by one worker at a time."""

    def __init__(self, items: AsyncIterable[Item]) -> None:
        self._items = aiter(items)
        self._taking = asyncio.Lock()
        self._index = -1

    async def take(self) -> tuple[int, Item]:
        async with self._taking:
            item = await anext(self._items)
            self._index += 1
            return self._index, item

    async def close(self) -> None:
        """Close a generator; other iterators have no end of their own to run."""
        close = getattr(self._items, "aclose", None)
        if close is not None:
            await close()


_pools: WeakKeyDictionary[asyncio.Task[None], _Pool[Any, Any]] = WeakKeyDictionary()
"""The batch that a task works for."""


def _useful_workers(items: object, workers: int) -> int:
    try:
        return min(workers, len(items))  # type: ignore[arg-type]
    except TypeError:
        return workers
