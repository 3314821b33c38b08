"""OpenTelemetry spans: one for each call, below the caller's own, with tokens and no words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from tests import fake_llm_server as fake
from tests.fake_llm_server import FakeLLMServer
from utils.async_llm_wrapper import AsyncLLMWrapper
from utils.llm.errors import LLMStatusError
from utils.llm.tracing import GenAISpans
from utils.llm.usage import LLMEvent


@pytest.fixture
async def server() -> AsyncIterator[FakeLLMServer]:
    async with FakeLLMServer() as running:
        yield running


class Traced:
    def __init__(self, provider_name: str | None = "openai") -> None:
        self.exporter = InMemorySpanExporter()
        self.provider = TracerProvider(shutdown_on_exit=False)
        self.provider.add_span_processor(SimpleSpanProcessor(self.exporter))
        self.events: list[LLMEvent] = []
        self.listener = GenAISpans(provider_name, self.provider, then=self.events.append)

    def wrapper(self, server: FakeLLMServer, **more: Any) -> AsyncLLMWrapper:
        return AsyncLLMWrapper(
            base_url=server.base_url,
            default_model="m",
            rate_limit="off",
            on_event=self.listener,
            **more,
        )

    @property
    def spans(self) -> list[ReadableSpan]:
        return list(self.exporter.get_finished_spans())


async def test_a_call_is_one_client_span_with_its_tokens(server: FakeLLMServer) -> None:
    traced = Traced()
    async with traced.wrapper(server) as llm:
        await llm.call_llm("a secret question", label="cv")
    (span,) = traced.spans
    assert (span.name, span.kind) == ("chat m", SpanKind.CLIENT)
    assert dict(span.attributes or {}) == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "m",
        "gen_ai.response.model": "m",
        "gen_ai.usage.input_tokens": 10,
        "gen_ai.usage.output_tokens": 5,
        "llm.label": "cv",
    }
    assert "secret" not in span.to_json()
    assert [event.kind for event in traced.events] == ["queued", "sent", "answered"]


async def test_spans_hang_below_the_caller_s_own(server: FakeLLMServer) -> None:
    traced = Traced()
    tracer = traced.provider.get_tracer("caller")
    async with traced.wrapper(server) as llm:

        async def ask(name: str) -> None:
            with tracer.start_as_current_span(name):
                await llm.call_llm(name)

        await asyncio.gather(ask("one"), ask("two"))
    named = {span.name: span for span in traced.spans if span.name in ("one", "two")}
    parents = {span.parent.span_id for span in traced.spans if span.parent is not None}
    assert parents == {span.context.span_id for span in named.values() if span.context}


async def test_attempts_are_events_of_the_span(server: FakeLLMServer) -> None:
    traced = Traced()
    server.script = [fake.status(500), fake.status(429, retry_after_ms="1"), fake.reply("ok")]
    async with traced.wrapper(server) as llm:
        await llm.call_llm("p")
    (span,) = traced.spans
    assert (span.attributes or {})["http.request.resend_count"] == 2
    assert [event.name for event in span.events] == [
        "sent", "erred", "retried", "sent", "erred", "paused", "retried", "sent",
    ]  # fmt: skip
    assert span.status.status_code is StatusCode.UNSET
    facts = [dict(event.attributes or {}) for event in span.events]
    assert [fact["attempt"] for fact in facts] == [1, 1, 1, 2, 2, 2, 2, 3]
    errors = [fact.get("error.type") for fact in facts]
    assert (errors[1], errors[4]) == ("LLMStatusError", "RateLimitError")
    assert [event.name for event in span.events if "wait_s" in (event.attributes or {})][:2] == [
        "retried",
        "paused",
    ]


async def test_a_failed_call_is_an_error_and_a_cached_one_has_no_request(
    server: FakeLLMServer,
) -> None:
    traced = Traced()
    server.script = [fake.status(400)]
    async with traced.wrapper(server, cache_enabled=True) as llm:
        with pytest.raises(LLMStatusError):
            await llm.call_llm("p")
        await llm.call_llm("p")
        await llm.call_llm("p")
    failed, _, cached = traced.spans
    assert failed.status.status_code is StatusCode.ERROR
    assert (failed.attributes or {})["error.type"] == "LLMStatusError"
    assert (cached.attributes or {})["llm.cache_hit"] is True
    assert not cached.events
    assert [event.kind for event in traced.events][-1] == "cached"


async def test_a_cost_the_provider_told_is_on_the_span(server: FakeLLMServer) -> None:
    traced = Traced(provider_name=None)
    usage = {"prompt_tokens": 10, "completion_tokens": 5, "cost": 0.25}
    message = {"message": {"content": "ok"}, "finish_reason": "stop"}
    server.default = fake.body({"choices": [message], "usage": usage})
    async with traced.wrapper(server) as llm:
        await llm.call_llm("p")
    (span,) = traced.spans
    assert (span.attributes or {})["llm.cost_usd"] == 0.25
    assert "gen_ai.provider.name" not in (span.attributes or {})


def test_a_listener_that_came_late_ignores_what_it_saw_no_beginning_of() -> None:
    traced = Traced()
    for kind in ("sent", "answered"):
        traced.listener(LLMEvent(kind, "m", call=7))
    assert not traced.spans
    assert [event.kind for event in traced.events] == ["sent", "answered"]


def test_a_span_ends_once_and_is_not_held_on_to(caplog: pytest.LogCaptureFixture) -> None:
    traced = Traced()
    for kind in ("queued", "sent", "answered", "erred", "failed"):
        traced.listener(LLMEvent(kind, "m", call=7))
    (span,) = traced.spans
    assert [event.name for event in span.events] == ["sent"]
    assert not caplog.records, "nothing is said of a span that has ended"
    assert span.status.status_code is StatusCode.UNSET


async def test_a_cancelled_call_ends_its_span(server: FakeLLMServer) -> None:
    traced = Traced()
    server.default = fake.hold(asyncio.Event())
    async with traced.wrapper(server) as llm:
        call = asyncio.create_task(llm.call_llm("p"))
        await server.wait_until_asked(1)
        call.cancel()
        await asyncio.wait([call])
        assert llm.stats.in_flight == 0
    (span,) = traced.spans
    assert (span.attributes or {})["error.type"] == "CancelledError"
    assert [event.kind for event in traced.events] == ["queued", "sent", "erred", "cancelled"]
