"""Ctrl-C lets the requests in flight finish: they are paid for. A second one does not wait.

While requests are in flight on the main thread's loop, SIGINT is taken over from asyncio (or from
Python's default); a handler of the program's own is left alone. The first SIGINT keeps further
requests from being sent; when the last one in flight is answered and kept, the signal goes where it
would have gone. The second goes there at once.
"""

from __future__ import annotations

import asyncio
import functools
import logging
import signal
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any, Final

logger = logging.getLogger(__name__)

HOLD_S: Final = 0.05

Handler = Callable[[int, FrameType | None], Any]


class Interrupts:
    """Holds SIGINT back until no request is in flight.

    Args:
        in_flight: how many requests of this process are in flight.
        keep: awaited before the signal goes on; it completes what the answers leave behind.
    """

    def __init__(self, in_flight: Callable[[], int], keep: Callable[[], Awaitable[None]]) -> None:
        self._in_flight = in_flight
        self._keep = keep
        self._lock = threading.RLock()  # a signal may come while this thread holds it
        self._watching = 0
        self._previous: Handler | None = None
        self._finishing: asyncio.Task[None] | None = None
        self._waiting: list[threading.Event] = []
        self._passing_on = False
        self.stopping = False
        """Whether nothing more is to be sent, and `ended` wants to be told of each outcome."""

    def start_afresh(self) -> None:
        """Forget what a fork left behind: the child watches nothing yet."""
        self._lock = threading.RLock()
        self._watching = 0
        self._previous = self._finishing = None
        self._waiting = []
        self.stopping = self._passing_on = False
        if signal.getsignal(signal.SIGINT) == self._on_sigint:
            with suppress(ValueError):  # forked by another thread: that one is the main one now
                signal.signal(signal.SIGINT, signal.default_int_handler)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Take SIGINT over meanwhile, on the main thread, where nobody else has a use for it."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        self._watching += 1
        current = signal.getsignal(signal.SIGINT)
        if callable(current) and _is_default(current):
            self._previous = current
            signal.signal(signal.SIGINT, self._on_sigint)
        try:
            yield
        finally:
            self._watching -= 1
            if self._watching == 0:
                if self.stopping and not self._waiting:
                    self._pass_on()  # nobody is left who would
                self._give_back()

    def ended(self) -> None:
        """While stopping: a request has its outcome."""
        if self._in_flight() == 0 and (self._finishing is None or self._finishing.done()):
            # Kept here, since the loop holds tasks weakly.
            self._finishing = asyncio.get_running_loop().create_task(self._finish())

    async def hold(self) -> None:
        """Wait until an interrupt is over. Those it ends are cancelled while they wait here."""
        while self.stopping:  # noqa: ASYNC110 - set from signal handlers and other threads
            await asyncio.sleep(HOLD_S)
        await asyncio.sleep(HOLD_S)  # the cancellation must not be overtaken

    def wait_until_drained(self, then: Callable[[], object]) -> None:
        """Send nothing more, block until what is in flight is answered and kept, do `then`.

        For a thread that waits for another one's loop; a second Ctrl-C interrupts it.
        """
        drained = threading.Event()
        with self._lock:
            self._waiting.append(drained)
            self.stopping = True
        try:
            if self._in_flight() > 0:
                _say_so(self._in_flight())
                drained.wait()
        finally:
            then()
            self._release()

    def _on_sigint(self, number: int, frame: FrameType | None) -> None:
        if not self.stopping and not self._passing_on and (in_flight := self._in_flight()) > 0:
            self.stopping = True
            _say_so(in_flight)
            return
        self._passing_on = False
        self._release()
        previous = self._give_back()
        if previous is None:
            raise KeyboardInterrupt
        previous(number, frame)

    def _pass_on(self) -> None:
        """Send the signal where it would have gone, which is the main thread's business."""
        self._release()
        self._passing_on = True
        if threading.current_thread() is threading.main_thread():
            signal.raise_signal(signal.SIGINT)
        else:
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

    def _give_back(self) -> Handler | None:
        previous = self._previous
        if previous is None:
            return None
        main_task = getattr(previous, "keywords", {}).get("main_task")
        if main_task is not None and main_task.done():
            previous = signal.default_int_handler  # what asyncio would have put back by now
        signal.signal(signal.SIGINT, previous)
        self._previous = None  # only now: a signal between the two must find where to go
        return previous

    async def _finish(self) -> None:
        """Keep the answers, then pass the signal on."""
        try:
            await self._keep()
            for _ in range(3):  # those who waited for it run on before the signal arrives
                await asyncio.sleep(0)
        finally:
            if self._waiting:
                for drained in self._waiting:
                    drained.set()  # those who wait end what is theirs, then let the others go on
            elif self.stopping:
                self._pass_on()

    def _release(self) -> None:
        with self._lock:
            self.stopping = False
            self._waiting.clear()


def _say_so(in_flight: int) -> None:
    logger.warning(
        "Interrupted: %d requests in flight are finished first; once more to stop at once.",
        in_flight,
    )


def _is_default(handler: object) -> bool:
    """Whether SIGINT does what Python or asyncio make it do, not what the program wants."""
    if handler is signal.default_int_handler:
        return "ipykernel" not in sys.modules
    runner = (
        getattr(handler.func, "__self__", None) if isinstance(handler, functools.partial) else None
    )
    return isinstance(runner, asyncio.Runner)
