"""Ctrl-C during a batch: the first finishes what is in flight, the second does not.

The scripts are what users write, in processes of their own; the server lives here and holds its
replies until told. A thread of the script tells when its main thread is at rest: on the loop when
that has gone round often enough, else when it waits somewhere it did not wait before.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from tests import fake_llm_server as fake
from tests.fake_llm_server import FakeLLMServer
from utils.async_llm_wrapper import CachedAsyncLLMWrapper
from utils.llm import interrupt

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="reads from /proc whether a thread sleeps"
)

PROJECT = Path(__file__).parents[2]
PROMPTS = [f"question {number}" for number in range(12)]
SLOTS = 3
INTERRUPTED = (-signal.SIGINT, 128 + signal.SIGINT)
"""Exit statuses of a process that an uncaught KeyboardInterrupt ended."""

PREAMBLE = """
import asyncio, json, linecache, os, signal, sys, threading
from utils.async_llm_wrapper import AsyncLLMWrapper
from utils.llm_wrapper import LLMWrapper

prompts = json.loads(sys.argv[1])

def tell(word):
    os.write(1, word.encode() + b"\\n")

def run(work):
    async def main():
        # With any handler on the loop, a signal that comes just before it sleeps still wakes it.
        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, tell, "")
        return await work

    return asyncio.run(main())
"""
ASYNC = PREAMBLE + (
    """
def answer(loop):
    while os.read(0, 1):
        asyncio.run_coroutine_threadsafe(turns(), loop).result()
        tell("resting")

async def turns():
    for _ in range(30):  # more than an interrupt takes to reach all that it concerns
        await asyncio.sleep(0)

async def main():
    loop = asyncio.get_running_loop()
    threading.Thread(target=answer, args=(loop,), daemon=True).start()
    await AsyncLLMWrapper().call_llm_batch(prompts)

run(main())
"""
)
ASYNC_STREAM = ASYNC.replace(
    "await AsyncLLMWrapper().call_llm_batch(prompts)",
    "async for _ in AsyncLLMWrapper().stream_llm_batch(prompts): pass",
)
SYNC = PREAMBLE + (
    """
def main_thread_sleeps():
    with open("/proc/self/stat") as stat:
        return stat.read().rpartition(")")[2].split()[0] == "S"

def answer():
    rested_in = None
    while os.read(0, 1):
        frame = sys._current_frames()[threading.main_thread().ident]
        line = linecache.getline(frame.f_code.co_filename, frame.f_lineno)
        if "waiter.acquire(" in line and frame is not rested_in and main_thread_sleeps():
            rested_in = frame
            tell("resting")
        else:
            tell("busy")

threading.Thread(target=answer, daemon=True).start()
LLMWrapper().call_llm_batch(prompts)
"""
)
PLAIN = PREAMBLE + "run(AsyncLLMWrapper().call_llm_batch(prompts))"
OWN_HANDLER = PREAMBLE + "signal.signal(signal.SIGINT, lambda *_: tell('mine'))\n"
OWN_LOOP_HANDLER = PREAMBLE + (
    """
async def main():
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, tell, "mine")
    print(len(await AsyncLLMWrapper().call_llm_batch(prompts)))

asyncio.run(main())
"""
)


class Script:
    """A running script."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def line(self) -> str:
        """The next line it prints."""
        assert self._process.stdout is not None
        async with asyncio.timeout(20):
            return (await self._process.stdout.readline()).decode().strip()

    def interrupt(self) -> None:
        self._process.send_signal(signal.SIGINT)

    async def at_rest(self) -> None:
        """Wait until its main thread has dealt with what came before, and waits anew."""
        assert self._process.stdin is not None
        word = "busy"
        while word == "busy":
            self._process.stdin.write(b"?")
            word = await self.line()
        assert word == "resting", "it has ended"

    async def ended(self) -> tuple[int, str]:
        """Its exit status and what it wrote to stderr."""
        async with asyncio.timeout(20):
            _, complaints = await self._process.communicate()
        assert self._process.returncode is not None
        return self._process.returncode, complaints.decode()


@asynccontextmanager
async def running(script: str, server: FakeLLMServer, folder: Path) -> AsyncIterator[Script]:
    settings = {
        "LLM_BASE_URL": server.base_url,
        "LLM_MODEL": "m",
        "MAX_CONCURRENT_LLM": str(SLOTS),
        "LLM_RATE_LIMIT": "off",
        "ENABLE_LLM_CACHE": "true",
        "LLM_CACHE_DIR": str(folder),
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-W", "error", "-c", script, json.dumps(PROMPTS)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(PROJECT), **settings},
    )
    try:
        yield Script(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


def assert_ended_by_interrupt(status: int, complaints: str) -> None:
    assert status in INTERRUPTED, complaints
    for leftover in ("Warning", "never retrieved", "never awaited", "was destroyed", "unclosed"):
        assert leftover not in complaints, complaints
    assert complaints.rstrip().endswith("KeyboardInterrupt"), complaints


SCRIPTS = pytest.mark.parametrize(
    "script",
    [
        pytest.param(ASYNC, id="async"),
        pytest.param(ASYNC_STREAM, id="async stream"),
        pytest.param(SYNC, id="sync"),
    ],
)


@SCRIPTS
async def test_the_first_interrupt_finishes_what_is_in_flight_and_sends_nothing_new(
    script: str, tmp_path: Path
) -> None:
    release = asyncio.Event()
    held = fake.hold(release)
    async with FakeLLMServer(default=held) as server:
        async with running(script, server, tmp_path) as process:
            await server.wait_until_asked(SLOTS)
            await process.at_rest()
            process.interrupt()
            await process.at_rest()
            release.set()
            status, complaints = await process.ended()
        in_flight = [asked.prompt for asked in server.asked]
        assert len(in_flight) == SLOTS
        assert_ended_by_interrupt(status, complaints)
        llm = CachedAsyncLLMWrapper(base_url=server.base_url, default_model="m", cache_dir=tmp_path)
        async with llm:
            assert await llm.call_llm_batch(in_flight) == ["ok"] * SLOTS
    assert len(server.asked) == SLOTS, "a reply that was waited for was not kept"


@SCRIPTS
async def test_the_second_interrupt_ends_at_once(script: str, tmp_path: Path) -> None:
    never = asyncio.Event()
    async with FakeLLMServer(default=fake.hold(never)) as server:
        async with running(script, server, tmp_path) as process:
            await server.wait_until_asked(SLOTS)
            await process.at_rest()
            process.interrupt()
            await process.at_rest()
            process.interrupt()
            status, complaints = await process.ended()
        assert_ended_by_interrupt(status, complaints)
        assert len(server.asked) == SLOTS
        never.set()


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(
            OWN_HANDLER + "print(len(run(AsyncLLMWrapper().call_llm_batch(prompts))))",
            id="async",
        ),
        pytest.param(OWN_LOOP_HANDLER, id="async, on the loop"),
        pytest.param(OWN_HANDLER + "print(len(LLMWrapper().call_llm_batch(prompts)))", id="sync"),
    ],
)
async def test_a_handler_of_the_user_s_own_is_left_alone(script: str, tmp_path: Path) -> None:
    release = asyncio.Event()
    server = FakeLLMServer(default=fake.hold(release))
    async with server, running(script, server, tmp_path) as process:
        await server.wait_until_asked(SLOTS)
        process.interrupt()
        assert await process.line() == "mine"
        release.set()
        assert await process.line() == str(len(PROMPTS))
        assert await process.ended() == (0, "")
    assert len(server.asked) == len(PROMPTS)


AFTER_ASYNC_BATCH = PREAMBLE + (
    """
async def main():
    await AsyncLLMWrapper().call_llm_batch(prompts)
    tell("answered")
    await asyncio.Event().wait()

try:
    run(main())
except KeyboardInterrupt:
    tell("interrupted")
print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)
"""
)
AFTER_SYNC_BATCH = PREAMBLE + (
    """
try:
    LLMWrapper().call_llm_batch(prompts)
    tell("answered")
    while True:
        pass
except KeyboardInterrupt:
    tell("interrupted")
print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)
"""
)


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(AFTER_ASYNC_BATCH, id="async"),
        pytest.param(AFTER_SYNC_BATCH, id="sync"),
    ],
)
async def test_after_a_batch_an_interrupt_means_what_it_meant_before(
    script: str, tmp_path: Path
) -> None:
    """Nothing is in flight: it ends what runs, and the next `asyncio.run` finds it untouched."""
    async with FakeLLMServer() as server, running(script, server, tmp_path) as process:
        assert await process.line() == "answered"
        process.interrupt()
        assert await process.line() == "interrupted"
        assert await process.line() == "True"
        assert await process.ended() == (0, "")


WHOSE_HANDLER = "\nprint(signal.getsignal(signal.SIGINT) is signal.default_int_handler)"


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(
            PREAMBLE + "asyncio.run(AsyncLLMWrapper().call_llm_batch(prompts))" + WHOSE_HANDLER,
            id="async",
        ),
        pytest.param(
            PREAMBLE + "LLMWrapper().call_llm_batch(prompts)" + WHOSE_HANDLER,
            id="sync",
        ),
    ],
)
async def test_a_run_that_nobody_interrupted_leaves_no_handler_behind(
    script: str, tmp_path: Path
) -> None:
    """Else the next `asyncio.run` of the program would not set up its own."""
    async with FakeLLMServer() as server, running(script, server, tmp_path) as process:
        assert await process.line() == "True"
        assert await process.ended() == (0, "")


async def test_an_interrupted_batch_goes_on_where_it_was(tmp_path: Path) -> None:
    release = asyncio.Event()
    async with FakeLLMServer(default=fake.hold(release)) as server:
        async with running(PLAIN, server, tmp_path) as process:
            await server.wait_until_asked(SLOTS)
            process.interrupt()
            release.set()
            assert_ended_by_interrupt(*await process.ended())
        async with running(PLAIN, server, tmp_path) as process:
            assert await process.ended() == (0, "")
    assert len(server.asked) == len(PROMPTS)


class LineTrace:
    """Interrupts this process before the line number `at` that it runs of `interrupt`."""

    def __init__(self, at: int) -> None:
        self.lines = 0
        self._at = at

    def __call__(self, frame: FrameType, event: str, _: Any) -> LineTrace | None:
        if frame.f_code.co_filename != interrupt.__file__:
            return None
        self.lines += event == "line"
        if event == "line" and self.lines == self._at:
            sys.settrace(None)
            signal.raise_signal(signal.SIGINT)
        return self


def test_no_interrupt_is_lost_while_the_handler_is_changed() -> None:
    """Before whichever line it comes, with nothing in flight it is a KeyboardInterrupt."""

    async def keep() -> None:
        return

    at = 1
    while True:
        interrupts = interrupt.Interrupts(in_flight=lambda: 0, keep=keep)
        trace, traced_before = LineTrace(at), sys.gettrace()
        was_interrupted = False
        try:
            sys.settrace(trace)
            with interrupts.watching():
                pass
        except KeyboardInterrupt:
            was_interrupted = True
        finally:
            sys.settrace(traced_before)
            signal.signal(signal.SIGINT, signal.default_int_handler)
        if trace.lines < at:
            break
        assert was_interrupted, f"lost at line {at}"
        at += 1
    assert at > 5, "nothing was interrupted"
