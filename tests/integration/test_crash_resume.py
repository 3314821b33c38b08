"""A batch whose process is killed, and the same batch again: only what was in flight is repeated.

The server lives here and outlives both children. A child prints each reply as it receives it; what
it has printed must be on disk.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests import fake_llm_server as fake
from tests.fake_llm_server import FakeLLMServer

PROJECT = Path(__file__).parents[2]
PROMPTS = [f"question {number}" for number in range(60)]
SLOTS = 4
CALLS_UNDER_WAY = 2 * SLOTS
"""A batch works on twice as many calls as it has slots."""

BATCH = """
import asyncio, json, sys
from utils.async_llm_wrapper import CachedAsyncLLMWrapper

async def main(base_url, slots, prompts):
    llm = CachedAsyncLLMWrapper(
        base_url=base_url, default_model="m", max_concurrent=slots, rate_limit="off"
    )
    async with llm:
        async for index, reply in llm.stream_llm_batch(prompts):
            print(json.dumps([prompts[index], reply]), flush=True)

asyncio.run(main(sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3])))
"""


def answer_to(prompt: str) -> str:
    return f"answer to {prompt}"


class Child:
    """The batch in a process of its own; `reported` are the replies it has printed."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.reported: dict[str, str] = {}
        self._news = asyncio.Condition()
        self._reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            if line.endswith(b"\n"):  # the last one may be cut
                prompt, reply = json.loads(line)
                self.reported[prompt] = reply
            async with self._news:
                self._news.notify_all()

    async def wait_until_reported(self, replies: int) -> None:
        async with asyncio.timeout(20), self._news:
            await self._news.wait_for(lambda: len(self.reported) >= replies)

    async def killed(self) -> None:
        """Kill it and read what it had printed before."""
        if self._process.returncode is None:
            self._process.kill()
        assert await self.ended() in (0, -signal.SIGKILL)

    async def ended(self) -> int:
        async with asyncio.timeout(30):
            await self._reader
            return await self._process.wait()


@asynccontextmanager
async def batch(server: FakeLLMServer, folder: Path) -> AsyncIterator[Child]:
    """A child that works through `PROMPTS` with its cache in `folder`."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-W", "error", "-c", BATCH, server.base_url, str(SLOTS), json.dumps(PROMPTS)),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(PROJECT), "LLM_CACHE_DIR": str(folder)},
    )
    child = Child(process)
    try:
        yield child
    finally:
        if process.returncode is None:
            process.kill()
            await child.ended()


def asked_of(server: FakeLLMServer) -> Counter[str]:
    return Counter(asked.prompt for asked in server.asked)


async def resumed(server: FakeLLMServer, folder: Path) -> dict[str, str]:
    """The replies of a second child, which must end well."""
    async with batch(server, folder) as child:
        assert await child.ended() == 0
        return child.reported


@pytest.mark.parametrize("seed", range(4))
async def test_a_killed_batch_repeats_only_what_was_in_flight(seed: int, tmp_path: Path) -> None:
    killed_at = random.Random(seed).randrange(1, len(PROMPTS))
    async with FakeLLMServer(by_prompt=lambda prompt: fake.reply(answer_to(prompt))) as server:
        async with batch(server, tmp_path) as child:
            await server.wait_until_asked(killed_at)
            await child.killed()
        first = asked_of(server)
        server.asked.clear()
        replies = await resumed(server, tmp_path)
    again = asked_of(server)
    assert replies == {prompt: answer_to(prompt) for prompt in PROMPTS}
    assert not again.keys() & child.reported.keys(), "asked again for what was there"
    assert set(again.values()) | set(first.values()) == {1}
    assert again.keys() >= set(PROMPTS) - first.keys()
    assert len(again.keys() & first.keys()) <= CALLS_UNDER_WAY


@pytest.mark.parametrize("answered", [0, 1, 23])
async def test_exactly_what_was_never_answered_is_asked_again(
    answered: int, tmp_path: Path
) -> None:
    """The server answers so many requests, holds the others, and the process is killed then."""
    never = asyncio.Event()
    served = 0

    def answer_some(prompt: str) -> fake.Reply:
        nonlocal served
        served += 1
        reply = fake.reply(answer_to(prompt))
        return reply if served <= answered else fake.hold(never, reply)

    async with FakeLLMServer(by_prompt=answer_some) as server:
        async with batch(server, tmp_path) as child:
            await child.wait_until_reported(answered)
            await server.wait_until_asked(answered + SLOTS)
            await child.killed()
        assert len(server.asked) == answered + SLOTS
        server.by_prompt = lambda prompt: fake.reply(answer_to(prompt))
        replies = await resumed(server, tmp_path)
        never.set()
    assert replies == {prompt: answer_to(prompt) for prompt in PROMPTS}
    assert len(server.asked) == len(PROMPTS) + SLOTS
    repeated = {prompt for prompt, times in asked_of(server).items() if times > 1}
    assert len(repeated) == SLOTS
    assert not repeated & child.reported.keys()


async def test_a_batch_killed_again_and_again_gets_on(tmp_path: Path) -> None:
    """Three kills in a row: each process starts where the one before it was."""
    async with FakeLLMServer(by_prompt=lambda prompt: fake.reply(answer_to(prompt))) as server:
        reported: dict[str, str] = {}
        for _ in range(3):
            before = len(server.asked)
            async with batch(server, tmp_path) as child:
                await server.wait_until_asked(min(before + 15, len(PROMPTS)))
                await child.killed()
            reported |= child.reported
        before_last = set(reported)
        server.asked.clear()
        replies = await resumed(server, tmp_path)
    assert replies == {prompt: answer_to(prompt) for prompt in PROMPTS}
    assert not before_last & asked_of(server).keys()
