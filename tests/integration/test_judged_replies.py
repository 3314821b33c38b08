"""Every row of the table of replies, sent over HTTP by a server and judged by a whole call.

What is counted is requests: one for what is final, a second where another attempt may help. Waits
pass on a clock that jumps, so a server may ask for any.
"""

from __future__ import annotations

import asyncio
import functools
import gzip
import json
import time

import pytest

from tests import fake_llm_server as fake
from tests.fake_llm_server import FakeLLMServer
from tests.judged_replies import JudgedReply, answer, judged_replies, judged_reply
from utils import async_llm_wrapper
from utils.async_llm_wrapper import AsyncLLMWrapper
from utils.llm import errors
from utils.llm.client import LLMClient

ROWS = judged_replies(0.0)
ANSWERS = [row.name for row in ROWS if row.error is None]
FINAL = [row.name for row in ROWS if row.error is not None and not row.retryable]
PASSING = [row.name for row in ROWS if row.retryable]


class JumpingClock:
    """Time in seconds from 0; a sleeper wakes at once and the time is what it waited for."""

    def __init__(self) -> None:
        self._now = 0.0

    def now(self) -> float:
        return self._now

    async def sleep(self, seconds: float) -> None:
        self._now += seconds
        await asyncio.sleep(0)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> JumpingClock:
    """The clock of every wrapper that a test makes."""
    clock = JumpingClock()
    client = functools.partial(LLMClient, clock=clock)
    monkeypatch.setattr(async_llm_wrapper, "LLMClient", client)
    return clock


def replayed(row: JudgedReply) -> fake.Reply:
    return fake.raw(row.body, row.status, **row.headers)


def wrapper(server: FakeLLMServer, max_retries: int) -> AsyncLLMWrapper:
    return AsyncLLMWrapper(
        base_url=server.base_url, default_model="m", rate_limit="off", max_retries=max_retries
    )


def test_the_table_is_large_and_names_each_row_once() -> None:
    assert len(ROWS) >= 60
    assert len({row.name for row in ROWS}) == len(ROWS)
    assert ANSWERS
    assert FINAL
    assert PASSING


@pytest.mark.parametrize("name", ANSWERS)
async def test_an_answer_costs_one_request(name: str, clock: JumpingClock) -> None:
    row = judged_reply(name, time.time())
    async with FakeLLMServer(default=replayed(row)) as server, wrapper(server, 1) as llm:
        assert await llm.call_llm("q") == row.text
    assert len(server.asked) == 1


@pytest.mark.parametrize("name", FINAL)
async def test_what_is_final_costs_one_request(name: str, clock: JumpingClock) -> None:
    row = judged_reply(name, time.time())
    async with FakeLLMServer(default=replayed(row)) as server, wrapper(server, 5) as llm:
        with pytest.raises(errors.LLMError) as caught:
            await llm.call_llm("q")
    assert len(server.asked) == 1
    assert_verdict(caught.value, row)


@pytest.mark.parametrize("name", PASSING)
async def test_what_may_pass_is_asked_for_once_more(name: str, clock: JumpingClock) -> None:
    row = judged_reply(name, time.time())
    async with FakeLLMServer([replayed(row)]) as server, wrapper(server, 1) as llm:
        assert await llm.call_llm("q") == "ok"
    assert len(server.asked) == 2
    waited_s = clock.now()
    asked_s = row.facts.get("retry_after_s") or 0.0
    assert waited_s >= asked_s - row.wait_precision_s, "the wait was not kept"


@pytest.mark.parametrize("name", PASSING)
async def test_what_does_not_pass_is_the_error_of_the_last_attempt(
    name: str, clock: JumpingClock
) -> None:
    row = judged_reply(name, time.time())
    async with FakeLLMServer(default=replayed(row)) as server, wrapper(server, 1) as llm:
        with pytest.raises(errors.LLMError) as caught:
            await llm.call_llm("q")
    assert len(server.asked) == 2
    assert_verdict(caught.value, row)


def assert_verdict(error: errors.LLMError, row: JudgedReply) -> None:
    assert type(error) is row.error
    assert error.retryable is row.retryable
    for name, value in row.facts.items():
        expected = (
            pytest.approx(value, abs=row.wait_precision_s) if isinstance(value, float) else value
        )
        assert getattr(error, name) == expected, name


async def test_a_compressed_answer_is_read(clock: JumpingClock) -> None:
    compressed = gzip.compress(json.dumps(answer()).encode(), mtime=0)
    sent = fake.raw(compressed, content_encoding="gzip", content_type="application/json")
    async with FakeLLMServer(default=sent) as server, wrapper(server, 1) as llm:
        assert await llm.call_llm("q") == "hello"
    assert len(server.asked) == 1


COMPRESSED = gzip.compress(json.dumps(answer("hello " * 1000)).encode(), mtime=0)


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(fake.drop(), id="the connection breaks before the reply"),
        pytest.param(fake.cut_off(), id="the connection breaks in the body"),
        pytest.param(fake.cut_off_chunk(), id="the connection breaks between two chunks"),
        pytest.param(fake.no_http(), id="what comes is no HTTP"),
        pytest.param(
            fake.raw(COMPRESSED[: len(COMPRESSED) // 2], content_encoding="gzip"),
            id="a compressed body that was cut",
        ),
        pytest.param(
            fake.raw(b"this is not compressed", content_encoding="gzip"),
            id="a body that only claims to be compressed",
        ),
    ],
)
async def test_a_reply_that_does_not_arrive_whole_is_asked_for_once_more(
    fault: fake.Reply, clock: JumpingClock
) -> None:
    async with FakeLLMServer([fault]) as server, wrapper(server, 1) as llm:
        assert await llm.call_llm("q") == "ok"
    assert len(server.asked) == 2
    async with FakeLLMServer(default=fault) as server, wrapper(server, 1) as llm:
        with pytest.raises(errors.LLMError) as caught:
            await llm.call_llm("q")
    assert caught.value.retryable
    assert len(server.asked) == 2
