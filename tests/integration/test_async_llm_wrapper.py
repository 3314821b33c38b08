"""`AsyncLLMWrapper` and `LLMWrapper` against a server that answers as scripted."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import threading
import time
import warnings
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from tests import fake_llm_server as fake
from tests.fake_llm_server import FakeLLMServer
from utils.async_llm_wrapper import (
    AsyncLLMWrapper,
    CachedAsyncLLMWrapper,
    get_async_llm_wrapper,
)
from utils.llm import errors, retry
from utils.llm.local_server import LocalServer, ServerBehaviour, serve_in_thread
from utils.llm.portal import run_blocking
from utils.llm.usage import LLMEvent
from utils.llm_wrapper import LLMWrapper, get_default_llm_wrapper


@pytest.fixture(autouse=True)
def _short_back_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Back-offs of milliseconds: what is tested here is whether, not how long."""
    monkeypatch.setattr(retry, "FIRST_BACK_OFF_S", 0.001)


@pytest.fixture
async def server() -> AsyncIterator[FakeLLMServer]:
    async with FakeLLMServer() as running:
        yield running


def wrapper(server: FakeLLMServer, **given: Any) -> AsyncLLMWrapper:
    given = {"rate_limit": "off", "default_model": "m", "api_key": "secret-key", **given}
    return AsyncLLMWrapper(base_url=server.base_url, **given)


# --- One call ------------------------------------------------------------------------------------


async def test_a_call_sends_what_it_was_given(server: FakeLLMServer) -> None:
    async with wrapper(server, app_name="app") as llm:
        text = await llm.call_llm("question", "system", temperature=0.1, max_tokens=7, top_p=0.5)
    assert text == "ok"
    sent = server.asked[0]
    assert sent.path == "/v1/chat/completions"
    assert sent.headers["Authorization"] == "Bearer secret-key"
    assert sent.headers["X-Title"] == "app"
    assert sent.body == {
        "model": "m",
        "temperature": 0.1,
        "max_tokens": 7,
        "top_p": 0.5,
        "messages": [
            {"role": "system", "content": "system"},
            {"role": "user", "content": "question"},
        ],
    }


async def test_one_session_serves_all_calls_of_a_loop(server: FakeLLMServer) -> None:
    connections = set()

    async def note(request: Any) -> Any:
        connections.add(request.transport.get_extra_info("peername"))
        return await fake.reply()(request)

    server.default = note
    async with wrapper(server) as llm:
        for _ in range(5):
            await llm.call_llm("q")
    assert len(connections) == 1


async def test_a_closed_wrapper_can_be_used_again(server: FakeLLMServer) -> None:
    llm = wrapper(server)
    await llm.call_llm("q")
    await llm.close()
    await llm.close()
    assert await llm.call_llm("q") == "ok"
    await llm.close()


@pytest.mark.parametrize(
    "fault",
    [
        fake.status(500),
        fake.status(503),
        fake.status(408),
        fake.status(429, retry_after="0.01"),
        fake.status(529),
        fake.drop(),
        fake.cut_off(),
        fake.raw(b'{"choices": [{"mess'),
        fake.body({"error": {"code": 502, "message": "provider down"}}),
        fake.body({"choices": None}),
        fake.reply(""),
    ],
)
async def test_what_may_pass_is_tried_again(server: FakeLLMServer, fault: fake.Reply) -> None:
    server.script = [fault, fault]
    async with wrapper(server) as llm:
        assert await llm.call_llm("q") == "ok"
        assert (llm.stats.requests, llm.stats.retries) == (3, 2)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (fake.status(400), errors.LLMStatusError),
        (fake.status(401), errors.AuthenticationError),
        (fake.status(404), errors.ModelNotFoundError),
        (fake.status(413), errors.LLMStatusError),
        (fake.status(402), errors.QuotaExhaustedError),
        (fake.html(), errors.LLMResponseError),
        (fake.reply("x", finish_reason="content_filter"), errors.ContentRefusedError),
        (fake.raw(b"", 302, Location="/elsewhere"), errors.LLMStatusError),
    ],
)
async def test_a_permanent_failure_costs_one_request(
    server: FakeLLMServer, fault: fake.Reply, kind: type[errors.LLMError]
) -> None:
    server.default = fault
    async with wrapper(server) as llm:
        with pytest.raises(kind):
            await llm.call_llm("q")
    assert len(server.asked) == 1


async def test_retries_end_after_max_retries(server: FakeLLMServer) -> None:
    server.default = fake.status(500)
    async with wrapper(server, max_retries=3) as llm:
        with pytest.raises(errors.LLMStatusError) as caught:
            await llm.call_llm("q")
    assert caught.value.status == 500
    assert len(server.asked) == 4


async def test_the_wait_the_server_asked_for_is_kept(server: FakeLLMServer) -> None:
    arrivals: list[float] = []

    async def refuse_first(request: Any) -> Any:
        arrivals.append(time.monotonic())
        first = len(arrivals) == 1
        return await (fake.status(429, retry_after="0.3") if first else fake.reply())(request)

    server.default = refuse_first
    async with wrapper(server) as llm:
        await llm.call_llm("q")
    assert arrivals[1] - arrivals[0] >= 0.3


async def test_one_429_pauses_every_caller(server: FakeLLMServer) -> None:
    arrivals: list[float] = []

    async def refuse_first(request: Any) -> Any:
        arrivals.append(time.monotonic())
        first = len(arrivals) == 1
        return await (fake.status(429, retry_after="0.3") if first else fake.reply())(request)

    server.default = refuse_first
    async with wrapper(server, max_concurrent=1) as llm:
        await llm.call_llm_batch(["q"] * 4)
    assert len(arrivals) == 5
    assert min(arrivals[1:]) - arrivals[0] >= 0.3


async def test_a_slow_attempt_times_out_and_is_tried_again(server: FakeLLMServer) -> None:
    never = asyncio.Event()
    server.script = [fake.hold(never)]
    async with wrapper(server, timeout=0.5) as llm:
        assert await llm.call_llm("q") == "ok"
        assert llm.stats.retries == 1
    never.set()


async def test_the_deadline_of_a_call_counts_in_the_queue_too(server: FakeLLMServer) -> None:
    never = asyncio.Event()
    server.default = fake.hold(never)
    async with wrapper(server, max_concurrent=1) as llm:
        first = asyncio.create_task(llm.call_llm("first"))
        await server.wait_until_asked(1)
        with pytest.raises(errors.LLMDeadlineError, match=r"timeout=0\.05 s, queueing and retries"):
            await llm.call_llm("second", timeout=0.05)
        never.set()
        await first
    assert len(server.asked) == 1


async def test_a_proxy_of_the_environment_is_asked_for_other_hosts_only(
    server: FakeLLMServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = server.base_url.removesuffix("/v1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    async with wrapper(server) as llm:
        assert await llm.call_llm("q") == "ok"
    monkeypatch.setenv("http_proxy", proxy)
    async with AsyncLLMWrapper(base_url="http://model.example/v1") as llm:
        assert await llm.call_llm("q") == "ok"
    assert server.asked[1].headers["Host"] == "model.example"


async def test_an_endpoint_that_is_not_there_is_a_connection_error() -> None:
    llm = AsyncLLMWrapper(base_url="http://127.0.0.1:9/v1", max_retries=1)
    with pytest.raises(errors.LLMConnectionError, match="Cannot connect"):
        await llm.call_llm("q")
    await llm.close()


async def test_a_slot_is_free_while_its_call_backs_off(
    server: FakeLLMServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With one slot: the second call is answered while the first waits a minute to try again."""
    monkeypatch.setattr(retry, "back_off_s", lambda *_: 60.0)
    server.by_prompt = lambda prompt: fake.status(500) if prompt == "fails" else None
    async with wrapper(server, max_concurrent=1) as llm:
        failing = asyncio.create_task(llm.call_llm("fails"))
        await server.wait_until_asked(1)
        assert await llm.call_llm("works") == "ok"
        failing.cancel()
        await asyncio.wait([failing])


async def test_fallback_models_are_tried_in_turn(server: FakeLLMServer) -> None:
    server.script = [fake.status(404), fake.status(404)]
    async with wrapper(server, fallback_models=["second", "third"]) as llm:
        assert await llm.call_llm("q") == "ok"
    assert [asked.body["model"] for asked in server.asked] == ["m", "second", "third"]


async def test_a_wrong_key_is_not_tried_on_other_models(server: FakeLLMServer) -> None:
    server.default = fake.status(401)
    async with wrapper(server, fallback_models=["second"]) as llm:
        with pytest.raises(errors.AuthenticationError):
            await llm.call_llm("q")
    assert len(server.asked) == 1


async def test_the_budget_stops_the_next_call_before_it_is_sent(server: FakeLLMServer) -> None:
    priced = {"prompt_tokens": 1, "completion_tokens": 1, "cost": 0.4}
    choice = {"message": {"content": "ok"}, "finish_reason": "stop"}
    server.default = fake.body({"choices": [choice], "usage": priced})
    async with wrapper(server, budget_usd=1.0) as llm:
        await llm.call_llm("one")
        await llm.call_llm("two")
        with pytest.raises(errors.BudgetExceededError, match="LLM_BUDGET_USD"):
            await llm.call_llm("three")
        assert llm.stats.cost_usd == pytest.approx(0.8)
    assert len(server.asked) == 2


async def test_the_budget_holds_from_the_first_call_on(server: FakeLLMServer) -> None:
    """A hundred calls at once, a dollar each, half a dollar to spend: one tells the price."""
    priced = {"prompt_tokens": 1, "completion_tokens": 1, "cost": 1.0}
    choice = {"message": {"content": "ok"}, "finish_reason": "stop"}
    server.default = fake.body({"choices": [choice], "usage": priced})
    async with wrapper(server, budget_usd=0.5, max_concurrent=50) as llm:
        replies = await llm.call_llm_batch(["q"] * 100, return_exceptions=True)
    assert sum(isinstance(reply, errors.BudgetExceededError) for reply in replies) == 99
    assert len(server.asked) == 1


async def test_a_useless_reply_that_was_billed_counts_against_the_budget(
    server: FakeLLMServer,
) -> None:
    priced = {"prompt_tokens": 1, "completion_tokens": 1, "cost": 1.0}
    choice = {"message": {"content": ""}, "finish_reason": "stop"}
    server.default = fake.body({"choices": [choice], "usage": priced})
    async with wrapper(server, budget_usd=100.0, max_retries=2) as llm:
        with pytest.raises(errors.LLMResponseError):
            await llm.call_llm("q")
        assert llm.stats.cost_usd == 3.0


async def test_a_wait_too_long_ends_one_call_and_not_the_next(server: FakeLLMServer) -> None:
    server.script = [fake.status(429, retry_after="3600")]
    async with wrapper(server) as llm:
        with pytest.raises(errors.RateLimitError):
            await llm.call_llm("q")
        assert await llm.call_llm("q", timeout=5) == "ok"


async def test_an_onlooker_s_mistake_costs_no_answer(
    server: FakeLLMServer, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(event: LLMEvent) -> None:
        raise ValueError(event.kind)

    server.script = [fake.status(500)]
    async with wrapper(server, on_event=broken) as llm:
        assert await llm.call_llm("q") == "ok"
    assert "on_event failed" in caplog.text


async def test_a_budget_that_cannot_be_kept_is_refused(server: FakeLLMServer) -> None:
    async with wrapper(server, budget_usd=1.0) as llm:
        with pytest.raises(errors.ConfigError, match=r"usage\.cost"):
            await llm.call_llm("q")


async def test_stats_count_calls_requests_and_tokens(server: FakeLLMServer) -> None:
    server.script = [fake.status(500)]
    async with wrapper(server) as llm:
        await llm.call_llm_batch(["a", "b", "c"])
        stats = llm.stats
    assert (stats.calls, stats.requests, stats.retries, stats.failures) == (3, 4, 1, 0)
    assert (stats.prompt_tokens, stats.completion_tokens, stats.in_flight) == (30, 15, 0)


async def test_events_tell_the_steps_of_a_call(server: FakeLLMServer) -> None:
    server.script = [fake.status(500)]
    events: list[LLMEvent] = []
    async with wrapper(server, on_event=events.append) as llm:
        await llm.call_llm("q", label="cv.pdf")
    kinds = [event.kind for event in events]
    assert kinds == ["queued", "sent", "erred", "retried", "sent", "answered"]
    assert {event.label for event in events} == {"cv.pdf"}
    assert events[2].error == "LLMStatusError"


async def test_no_key_and_no_prompt_reaches_a_log_or_an_error(
    server: FakeLLMServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.default = fake.status(401, "Incorrect API key provided: sk-proj-abcdefgh")
    async with wrapper(server, api_key="sk-proj-abcdefgh") as llm:
        with pytest.raises(errors.AuthenticationError) as caught:
            await llm.call_llm("my private prompt")
    seen = caplog.text + repr(caught.value) + str(caught.value) + repr(llm.settings)
    assert "sk-proj" not in seen
    assert "private prompt" not in seen


# --- Batches -------------------------------------------------------------------------------------


async def test_half_a_surrogate_pair_in_a_prompt_costs_no_batch(server: FakeLLMServer) -> None:
    async with wrapper(server) as llm:
        assert await llm.call_llm_batch(["fine", "broken \ud800 text"]) == ["ok", "ok"]
    assert {asked.prompt for asked in server.asked} == {"fine", "broken ? text"}


async def test_wrong_arguments_are_refused_before_anything_is_sent(server: FakeLLMServer) -> None:
    async with wrapper(server) as llm:
        with pytest.raises(TypeError, match="messages"):
            await llm.call_llm("q", messages=[])
        with pytest.raises(TypeError, match="call_llm"):
            await llm.call_llm_batch("one prompt")
        with pytest.raises(errors.ConfigError, match="schema"):
            await llm.call_llm_structured("q", output_format="json", schema=dict)  # type: ignore[type-var]
        with pytest.raises(errors.ConfigError, match="request"):
            await llm.call_llm("q", extra=object())
    assert server.asked == []


async def test_fields_set_to_none_are_left_out(server: FakeLLMServer) -> None:
    async with wrapper(server) as llm:
        await llm.call_llm("q", max_tokens=None, temperature=None)  # type: ignore[arg-type]
    assert "max_tokens" not in server.asked[0].body
    assert "temperature" not in server.asked[0].body


async def test_a_system_prompt_may_be_common_to_a_batch(server: FakeLLMServer) -> None:
    async with wrapper(server) as llm:
        await llm.call_llm_batch(["a", ("b", "own")], system_prompt="common")
    systems = {asked.prompt: asked.body["messages"][0]["content"] for asked in server.asked}
    assert systems == {"a": "common", "b": "own"}


async def test_a_batch_keeps_the_order_of_its_prompts(server: FakeLLMServer) -> None:
    server.by_prompt = fake.reply
    async with wrapper(server) as llm:
        replies = await llm.call_llm_batch(["a", ("b", "system"), "c", "a"])
    assert replies == ["a", "b", "c", "a"]
    assert [len(asked.body["messages"]) for asked in server.asked].count(2) == 1


async def test_never_more_than_max_concurrent_in_flight(server: FakeLLMServer) -> None:
    async with wrapper(server, max_concurrent=4) as llm:
        await llm.call_llm_batch(["q"] * 60)
    assert server.peak_in_flight <= 4


async def test_wrappers_that_agree_on_the_limits_share_the_slots(server: FakeLLMServer) -> None:
    async with wrapper(server, max_concurrent=2) as one, wrapper(server, max_concurrent=2) as two:
        await asyncio.gather(one.call_llm_batch(["q"] * 20), two.call_llm_batch(["q"] * 20))
    assert server.peak_in_flight <= 2


async def test_the_first_failure_of_a_batch_is_raised_and_the_rest_not_sent(
    server: FakeLLMServer,
) -> None:
    server.by_prompt = lambda prompt: fake.status(400) if prompt == "2" else None
    async with wrapper(server, max_concurrent=1) as llm:
        with pytest.raises(errors.LLMStatusError):
            await llm.call_llm_batch([str(number) for number in range(100)])
        assert llm.stats.in_flight == 0
    assert len(server.asked) < 10


async def test_failures_stand_in_the_list_where_asked_for(server: FakeLLMServer) -> None:
    server.by_prompt = lambda prompt: fake.status(400) if prompt == "bad" else None
    async with wrapper(server) as llm:
        replies = await llm.call_llm_batch(["good", "bad", "good"], return_exceptions=True)
    assert replies[0] == replies[2] == "ok"
    assert isinstance(replies[1], errors.LLMStatusError)


async def test_a_stream_takes_an_async_source_and_yields_as_completed(
    server: FakeLLMServer,
) -> None:
    first_may_end = asyncio.Event()
    server.by_prompt = lambda prompt: (
        fake.hold(first_may_end, fake.reply("slow")) if prompt == "0" else None
    )

    async def prompts() -> AsyncIterator[str]:
        for number in range(3):
            yield str(number)

    order = []
    async with wrapper(server) as llm:
        async for index, _ in llm.stream_llm_batch(prompts()):
            order.append(index)
            if len(order) == 2:
                first_may_end.set()
    assert order[-1] == 0
    assert sorted(order) == [0, 1, 2]


async def test_thousands_of_random_cancellations_leave_nothing_behind(
    server: FakeLLMServer,
) -> None:
    async with wrapper(server, max_concurrent=3) as llm:
        for _ in range(20):
            tasks = [asyncio.create_task(llm.call_llm("q")) for _ in range(50)]
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in tasks[::2]:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        assert llm.stats.in_flight == 0
        assert await llm.call_llm("still works") == "ok"


# --- Structured ----------------------------------------------------------------------------------


class Person(BaseModel):
    name: str
    age: int


async def test_a_schema_is_asked_for_and_returned(server: FakeLLMServer) -> None:
    server.default = fake.reply('```json\n{"name": "Ada", "age": 36}\n```')
    async with wrapper(server) as llm:
        person = await llm.call_llm_structured("who?", output_format="json", schema=Person)
    assert person == Person(name="Ada", age=36)
    asked = server.asked[0].body
    assert asked["response_format"]["json_schema"]["name"] == "person"
    assert '"age"' in asked["messages"][-1]["content"]


async def test_yaml_without_a_schema_is_the_default(server: FakeLLMServer) -> None:
    server.default = fake.reply("name: Ada\nborn: 1815-12-10")
    async with wrapper(server) as llm:
        value = await llm.call_llm_structured("who?")
    assert value == {"name": "Ada", "born": "1815-12-10"}
    assert "response_format" not in server.asked[0].body


async def test_a_reply_that_does_not_fit_is_quoted_back_with_the_reason(
    server: FakeLLMServer,
) -> None:
    server.script = [fake.reply('{"name": "Ada", "age": "old"}')]
    server.default = fake.reply('{"name": "Ada", "age": 36}')
    async with wrapper(server) as llm:
        await llm.call_llm_structured("who?", output_format="json", schema=Person)
    repair = server.asked[1].body["messages"]
    assert repair[-2] == {"role": "assistant", "content": '{"name": "Ada", "age": "old"}'}
    assert "age" in repair[-1]["content"]
    assert "integer" in repair[-1]["content"]


async def test_repairs_end_after_max_retries(server: FakeLLMServer) -> None:
    server.default = fake.reply("no json here")
    async with wrapper(server) as llm:
        with pytest.raises(errors.ReplyFormatError) as caught:
            await llm.call_llm_structured("who?", output_format="json", max_retries=2)
    assert caught.value.attempts == len(server.asked) == 3


async def test_a_reply_cut_off_is_asked_for_again_with_more_tokens(server: FakeLLMServer) -> None:
    server.script = [fake.reply('{"name": "A', finish_reason="length")]
    server.default = fake.reply('{"name": "Ada", "age": 36}')
    async with wrapper(server) as llm:
        person = await llm.call_llm_structured(
            "who?", output_format="json", schema=Person, max_tokens=100
        )
    assert person.name == "Ada"
    assert [asked.body["max_tokens"] for asked in server.asked] == [100, 200]


async def test_an_endpoint_without_schemas_is_asked_by_prompt_from_then_on(
    server: FakeLLMServer,
) -> None:
    refusal = fake.status(400, "response_format of type json_schema is not supported")

    async def refuse_schemas(request: Any) -> Any:
        asked = await request.json()
        good = fake.reply('{"name": "Ada", "age": 36}')
        return await (refusal if "response_format" in asked else good)(request)

    server.default = refuse_schemas
    async with wrapper(server) as llm:
        for _ in range(3):
            await llm.call_llm_structured("who?", output_format="json", schema=Person)
    assert ["response_format" in asked.body for asked in server.asked] == [True] + [False] * 3


# --- Cache ---------------------------------------------------------------------------------------


async def test_a_cached_reply_is_not_asked_for_again(server: FakeLLMServer, tmp_path: Path) -> None:
    for _ in range(2):
        async with CachedAsyncLLMWrapper(
            base_url=server.base_url, cache_dir=tmp_path / "cache"
        ) as llm:
            assert await llm.call_llm("q") == "ok"
    assert len(server.asked) == 1
    assert llm.stats.cache_hits == 1


async def test_other_arguments_are_another_call(server: FakeLLMServer) -> None:
    async with wrapper(server, cache_enabled=True) as llm:
        await llm.call_llm("q")
        await llm.call_llm("q", temperature=0.0)
        await llm.call_llm("q", seed=1)
        await llm.call_llm("q", "system")
        await llm.call_llm("q")
    assert len(server.asked) == 4


async def test_errors_and_cut_off_replies_are_not_cached(server: FakeLLMServer) -> None:
    server.script = [fake.status(400), fake.reply("half", finish_reason="length")]
    async with wrapper(server, cache_enabled=True) as llm:
        with pytest.raises(errors.LLMStatusError):
            await llm.call_llm("q")
        assert await llm.call_llm("q") == "half"
        assert await llm.call_llm("q") == "ok"


async def test_only_a_reply_that_could_be_read_is_cached(server: FakeLLMServer) -> None:
    server.script = [fake.reply("broken")]
    server.default = fake.reply('{"name": "Ada", "age": 36}')
    async with wrapper(server, cache_enabled=True) as llm:
        for _ in range(2):
            person = await llm.call_llm_structured("who?", output_format="json", schema=Person)
            assert person.age == 36
    assert len(server.asked) == 2


async def test_a_hundred_identical_calls_at_once_are_one_request(server: FakeLLMServer) -> None:
    async with wrapper(server, cache_enabled=True, max_concurrent=100) as llm:
        replies = await llm.call_llm_batch(["q"] * 100)
        assert replies == ["ok"] * 100
        assert llm.stats.cache_hits == 99
    assert len(server.asked) == 1


async def test_samples_and_calls_without_a_cache_do_not_collapse(server: FakeLLMServer) -> None:
    async with wrapper(server, cache_enabled=True) as llm:
        await asyncio.gather(*(llm.call_llm("q", seed=seed) for seed in range(5)))
    async with wrapper(server) as llm:
        await llm.call_llm_batch(["q"] * 5)
    assert len(server.asked) == 10


async def test_who_shares_a_call_goes_on_when_the_one_who_asked_is_cancelled(
    server: FakeLLMServer,
) -> None:
    may_answer = asyncio.Event()
    server.default = fake.hold(may_answer)
    async with wrapper(server, cache_enabled=True) as llm:
        asks, *share = [asyncio.create_task(llm.call_llm("q")) for _ in range(4)]
        await server.wait_until_asked(1)
        share[0].cancel()
        asks.cancel()
        may_answer.set()
        results = await asyncio.gather(asks, *share, return_exceptions=True)
    assert isinstance(results[0], asyncio.CancelledError)
    assert isinstance(results[1], asyncio.CancelledError)
    assert results[2:] == ["ok", "ok"]


async def test_cancelling_all_who_share_a_call_sends_nothing_more(server: FakeLLMServer) -> None:
    never = asyncio.Event()
    server.default = fake.hold(never)
    async with wrapper(server, cache_enabled=True) as llm:
        tasks = [asyncio.create_task(llm.call_llm("q")) for _ in range(5)]
        await server.wait_until_asked(1)
        for task in tasks:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(result, asyncio.CancelledError) for result in results)
    assert len(server.asked) == 1


async def test_a_fallback_s_answer_is_not_kept_as_the_first_model_s(server: FakeLLMServer) -> None:
    async def by_model(request: Any) -> Any:
        asked = await request.json()
        bad = asked["model"] == "m"
        return await (fake.status(404) if bad else fake.reply("other"))(request)

    server.default = by_model
    async with wrapper(server, cache_enabled=True, fallback_models=["other"]) as llm:
        assert await llm.call_llm("q") == "other"
    server.default = fake.reply("own")
    async with wrapper(server, cache_enabled=True) as llm:
        assert await llm.call_llm("q") == "own"


async def test_those_who_share_a_call_share_its_failure(server: FakeLLMServer) -> None:
    server.default = fake.status(400)
    async with wrapper(server, cache_enabled=True) as llm:
        replies = await llm.call_llm_batch(["q"] * 5, return_exceptions=True)
    assert all(isinstance(reply, errors.LLMStatusError) for reply in replies)
    assert len(server.asked) == 1


async def test_no_key_and_no_prompt_is_in_the_cache_file(
    server: FakeLLMServer, tmp_path: Path
) -> None:
    async with wrapper(server, cache_enabled=True, cache_dir=tmp_path / "c") as llm:
        await llm.call_llm("a very private prompt")
    stored = b"".join(path.read_bytes() for path in (tmp_path / "c").iterdir())
    assert b"private" not in stored
    assert b"secret-key" not in stored


# --- Streaming -----------------------------------------------------------------------------------


def events(*values: Any, done: bool = True) -> fake.Reply:
    lines = [b": comment"]
    lines += [
        b"data: " + (value if isinstance(value, bytes) else json.dumps(value).encode())
        for value in values
    ]
    lines += [b"data: [DONE]"] if done else []
    return fake.raw(b"\n\n".join(lines), content_type="text/event-stream")


def delta(text: str, reason: str | None = None) -> dict[str, Any]:
    return {"choices": [{"delta": {"content": text}, "finish_reason": reason}]}


USAGE = {"choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 3}}


async def test_a_stream_yields_pieces_and_counts_its_usage(server: FakeLLMServer) -> None:
    server.default = events(delta("Hel"), delta("lo"), delta("", "stop"), USAGE)
    async with wrapper(server) as llm:
        pieces = [piece async for piece in llm.stream_llm("q", "system", label="x")]
        stats = llm.stats
    assert pieces == ["Hel", "lo"]
    assert (stats.prompt_tokens, stats.completion_tokens, stats.in_flight) == (7, 3, 0)
    assert server.asked[0].body["stream"] is True


async def test_a_stream_that_fails_before_its_first_piece_is_tried_again(
    server: FakeLLMServer,
) -> None:
    late = {"error": {"code": 502, "message": "provider down"}}
    server.script = [fake.status(500), events(late), fake.drop()]
    server.default = events(delta("ok", "stop"))
    async with wrapper(server) as llm:
        assert [piece async for piece in llm.stream_llm("q")] == ["ok"]
    assert len(server.asked) == 4


@pytest.mark.parametrize(
    "rest",
    [
        {"error": {"code": 502, "message": "provider down"}},
        {"choices": [{"delta": {}, "finish_reason": "error"}]},
        b"{broken",
        b": nothing more",
    ],
)
async def test_an_error_in_the_middle_of_a_stream_is_raised_not_repeated(
    server: FakeLLMServer, rest: Any
) -> None:
    server.default = events(delta("Hel"), rest, done=False)
    pieces = []
    async with wrapper(server) as llm:
        with pytest.raises(errors.LLMError):  # noqa: PT012 - what came before the error counts
            async for piece in llm.stream_llm("q"):
                pieces.append(piece)  # noqa: PERF401
        assert llm.stats.in_flight == 0
    assert pieces == ["Hel"]
    assert len(server.asked) == 1


async def test_a_stream_that_fails_for_good_is_begun_by_the_next_model(
    server: FakeLLMServer,
) -> None:
    server.script = [fake.status(404)]
    server.default = events(delta("ok", "stop"), USAGE)
    async with wrapper(server, fallback_models=["second"]) as llm:
        assert [piece async for piece in llm.stream_llm("q")] == ["ok"]
        assert llm.stats.by_model["second"].prompt_tokens == 7
        assert llm.stats.failures == 0
    assert [asked.body["model"] for asked in server.asked] == ["m", "second"]


@pytest.mark.parametrize(
    "first", [fake.status(401), events(delta("Hel"), {"error": {"code": 404, "message": "gone"}})]
)
async def test_no_other_model_goes_on_with_a_stream_or_mends_a_wrong_key(
    server: FakeLLMServer, first: fake.Reply
) -> None:
    server.default = first
    async with wrapper(server, fallback_models=["second"]) as llm:
        with pytest.raises(errors.LLMError):
            [piece async for piece in llm.stream_llm("q")]
        assert llm.stats.failures == 1
    assert len(server.asked) == 1


async def test_a_dropped_stream_gives_its_slot_back(server: FakeLLMServer) -> None:
    server.default = events(delta("a"), delta("b"), delta("c", "stop"))
    async with wrapper(server, max_concurrent=1) as llm:
        async with aclosing(llm.stream_llm("q")) as stream:
            async for _ in stream:
                break
        assert await asyncio.wait_for(anext(llm.stream_llm("q")), timeout=5) == "a"


async def test_a_server_that_does_not_stream_is_understood(server: FakeLLMServer) -> None:
    async with wrapper(server) as llm:
        assert [piece async for piece in llm.stream_llm("q")] == ["ok"]


async def test_the_local_server_streams() -> None:
    async with (
        LocalServer(lambda _: "x" * 100) as local,
        AsyncLLMWrapper(base_url=local.base_url) as llm,
    ):
        pieces = [piece async for piece in llm.stream_llm("q")]
    assert "".join(pieces) == "x" * 100
    assert len(pieces) > 1


# --- Anywhere ------------------------------------------------------------------------------------


def hello(request: Any) -> str:
    return f"hello {request.prompt}"


def test_one_wrapper_lives_through_repeated_asyncio_run() -> None:
    with serve_in_thread(hello) as server:
        llm = AsyncLLMWrapper(base_url=server.base_url)
        for number in range(3):
            assert asyncio.run(llm.call_llm(str(number))) == f"hello {number}"


def test_a_wrapper_that_nobody_closes_leaks_nothing() -> None:
    """An unclosed session would be a ResourceWarning, and so a failure."""

    async def forgetful(base_url: str) -> str:
        return await AsyncLLMWrapper(base_url=base_url).call_llm("you")

    with serve_in_thread(hello) as server:
        assert asyncio.run(forgetful(server.base_url)) == "hello you"


def test_sync_calls_work_without_a_loop_with_a_running_one_and_from_threads() -> None:
    with serve_in_thread(hello) as server, LLMWrapper(base_url=server.base_url) as llm:
        assert llm.call_llm("plain") == "hello plain"

        async def inside() -> str:
            return llm.call_llm("inside")

        assert asyncio.run(inside()) == "hello inside"
        replies: list[str] = []
        threads = [
            threading.Thread(target=lambda n=n: replies.append(llm.call_llm(str(n))))
            for n in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(replies) == [f"hello {n}" for n in range(8)]
        assert llm.call_llm_batch(["a", "b"]) == ["hello a", "hello b"]
        assert llm.stats.calls == 12


def test_sync_structured_calls_validate_too() -> None:
    with serve_in_thread(lambda _: '{"name": "Ada", "age": 36}') as server:
        llm = LLMWrapper(base_url=server.base_url)
        person = llm.call_llm_structured("who?", output_format="json", schema=Person)
        assert person == Person(name="Ada", age=36)
        assert llm.call_llm_structured_sync("who?", output_format="json") == {
            "name": "Ada",
            "age": 36,
        }
        llm.close()


def test_a_forked_child_is_not_held_up_by_its_parent_s_calls() -> None:
    """The child inherits a gate whose only slot its parent holds, and must still be answered."""
    release = threading.Event()

    def answer(request: Any) -> str:
        if request.prompt == "parent":
            release.wait(timeout=20)
        return "answer"

    with serve_in_thread(answer) as server:
        llm = LLMWrapper(base_url=server.base_url, max_concurrent=1)
        parent = threading.Thread(target=llm.call_llm, args=("parent",))
        parent.start()
        while server.stats.requests < 1:
            parent.join(timeout=0.01)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # Python 3.12 warns of threads
            child = os.fork()
        if child == 0:
            status = 1
            try:
                answered = llm.call_llm("child", timeout=10) == "answer"
                counted = (llm.stats.calls, llm.stats.in_flight) == (1, 0)
                status = 0 if answered and counted else 2
            finally:
                os._exit(status)
        _, wait_status = os.waitpid(child, 0)
        release.set()
        parent.join()
        llm.close()
    assert os.waitstatus_to_exitcode(wait_status) == 0


async def test_blocking_work_runs_beside_a_running_loop() -> None:
    async def answer() -> int:
        await asyncio.sleep(0)
        return 42

    assert run_blocking(answer()) == 42


async def test_equal_settings_share_a_wrapper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLM_BASE_URL", "http://127.0.0.1:9/v1")
    assert await get_async_llm_wrapper() is await get_async_llm_wrapper()
    assert await get_async_llm_wrapper() is not await get_async_llm_wrapper(max_concurrent=9)
    assert (await get_async_llm_wrapper(use_cache=True)).settings.cache_enabled
    assert get_default_llm_wrapper().settings.base_url == "http://127.0.0.1:9/v1"


async def test_a_told_limit_is_kept_without_a_single_429() -> None:
    behaviour = ServerBehaviour(requests_per_s=100, burst=10)
    async with (
        LocalServer(hello, behaviour) as server,
        AsyncLLMWrapper(
            base_url=server.base_url, rate_limit=100, burst=5, max_concurrent=50
        ) as llm,
    ):
        await llm.call_llm_batch([str(n) for n in range(60)])
    assert server.stats.by_status == {200: 60}


async def test_faults_of_all_kinds_lose_and_falsify_no_answer() -> None:
    behaviour = ServerBehaviour(
        error_500_rate=0.05, reset_rate=0.02, truncate_rate=0.02, error_in_200_rate=0.02, seed=5
    )
    async with (
        LocalServer(hello, behaviour) as server,
        AsyncLLMWrapper(base_url=server.base_url, rate_limit="off", max_concurrent=20) as llm,
    ):
        replies = await llm.call_llm_batch([str(n) for n in range(300)])
    assert replies == [f"hello {n}" for n in range(300)]
    assert server.stats.requests > 300


async def test_in_an_outage_calls_fail_fast_and_the_server_is_left_alone(
    server: FakeLLMServer,
) -> None:
    server.default = fake.status(500)
    async with wrapper(server, max_concurrent=50) as llm:
        replies = await llm.call_llm_batch(["q"] * 1000, return_exceptions=True)
    assert all(isinstance(reply, errors.LLMError) for reply in replies)
    assert any(isinstance(reply, errors.CircuitOpenError) for reply in replies)
    assert len(server.asked) <= 1000 * 0.11


async def test_in_an_outage_the_fallback_model_answers(server: FakeLLMServer) -> None:
    down = fake.status(500)

    async def by_model(request: Any) -> Any:
        asked = await request.json()
        return await (down if asked["model"] == "m" else fake.reply("from the other"))(request)

    server.default = by_model
    async with wrapper(server, fallback_models=["other"]) as llm:
        replies = await llm.call_llm_batch(["q"] * 200)
        assert replies == ["from the other"] * 200
        assert llm.stats.failures == 0
    assert len(server.asked) < 300
