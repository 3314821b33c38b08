"""A clock that moves only when told, for everything that paces or waits."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

ROUNDS_UNTIL_IDLE = 50
"""Turns of the event loop after which tasks without real I/O have gone as far as they can."""


class FakeClock:
    """Time in seconds from 0; `sleep` returns when `run` has moved the time that far."""

    def __init__(self) -> None:
        self._now = 0.0
        self._order = 0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []

    def now(self) -> float:
        return self._now

    async def sleep(self, seconds: float) -> None:
        self._order += 1
        future = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._now + seconds, self._order, future))
        await future

    async def settle(self) -> None:
        """Let every task run until it sleeps, waits or ends."""
        for _ in range(ROUNDS_UNTIL_IDLE):
            await asyncio.sleep(0)

    async def advance(self, seconds: float) -> None:
        """Move the time, waking sleepers in order."""
        until = self._now + seconds
        await self.settle()
        while self._sleepers and self._sleepers[0][0] <= until:
            await self._wake_next()
        self._now = until

    async def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run `work` to its end, jumping from sleeper to sleeper."""
        task = asyncio.ensure_future(work)
        await self.settle()
        while not task.done():
            if not self._sleepers:
                await asyncio.wait([task], timeout=5)
                assert task.done(), "nobody sleeps and the work does not end"
                break
            await self._wake_next()
        return await task

    async def _wake_next(self) -> None:
        at, _, future = heapq.heappop(self._sleepers)
        self._now = max(self._now, at)
        if not future.done():
            future.set_result(None)
        await self.settle()
