"""One background event loop for callers that have none, or have one that is busy.

The loop runs on a daemon thread, is made at the first use and again after a fork, and ends with the
process, closing what lives on it. Nothing here knows what the coroutines do.
"""

from __future__ import annotations

import asyncio
import atexit
import os
import threading
from collections.abc import Coroutine
from concurrent.futures import CancelledError
from typing import Any, TypeVar

from .client import interrupts

Result = TypeVar("Result")


class Portal:
    """An event loop on a thread of its own; `run` hands it a coroutine and waits for the result."""

    def __init__(self) -> None:
        self._started = threading.Event()
        self._stop: asyncio.Event | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._main, name="llm-portal", daemon=True)
        self._thread.start()
        self._started.wait()

    def _main(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        self._started.set()
        await self._stop.wait()

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """The coroutine's result.

        An interrupt of the waiting thread lets the requests in flight finish, then cancels the
        rest; a second one cancels at once.
        """
        if threading.current_thread() is self._thread or self._loop is None:
            work.close()
            raise RuntimeError("blocking calls cannot be made from the loop they would wait for")
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result()
        except KeyboardInterrupt:
            try:
                interrupts.wait_until_drained(then=future.cancel)
            finally:
                future.cancel()
            raise
        except CancelledError:
            raise asyncio.CancelledError from None

    def is_alive(self) -> bool:
        """Whether the loop still runs; a `SystemExit` in a callback ends it."""
        return self._thread.is_alive()

    def close(self) -> None:
        """Cancel what runs, close what lives on the loop, and end its thread."""
        if self._loop is not None and self._stop is not None and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join(timeout=5.0)


_portal: Portal | None = None
_portal_pid = 0
_portal_lock = threading.Lock()


def portal() -> Portal:
    """The process's portal."""
    global _portal, _portal_pid
    with _portal_lock:
        if _portal is None or _portal_pid != os.getpid() or not _portal.is_alive():
            _portal, _portal_pid = Portal(), os.getpid()
        return _portal


def _forget_after_fork() -> None:
    global _portal_lock, _portal
    _portal_lock = threading.Lock()
    _portal = None


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_after_fork)


@atexit.register
def close_portal() -> None:
    """End the portal's loop, if there is one in this process; the next use makes another."""
    global _portal
    with _portal_lock:
        if _portal is not None and _portal_pid == os.getpid():
            _portal.close()
        _portal = None


def run_blocking(work: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine from sync code, whether or not this thread has a running loop (Jupyter)."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    return portal().run(work)
