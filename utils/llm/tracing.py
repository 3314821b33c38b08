"""OpenTelemetry spans for model calls, by the semantic conventions for generative AI.

A listener to the engine's events: `AsyncLLMWrapper(on_event=GenAISpans())`. Needs the extra
`[otel]`, that is `opentelemetry-api`; the engine never imports this module by itself. No prompt and
no reply is in a span.

Source: OpenTelemetry semantic conventions, "Gen AI spans".
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from opentelemetry import trace
from opentelemetry.trace import Span, SpanKind, Status, StatusCode, TracerProvider

from .usage import LLMEvent

TRACER_NAME: Final = "pocketflow-parallel-llm"


class GenAISpans:
    """One client span for each call, from its queueing to its answer; attempts are span events.

    Spans hang below the span that is current where the call is made. Attributes: the operation
    (`chat`), the model, tokens, the error's type, how often the call was sent again, and its label.

    Args:
        provider_name: value of `gen_ai.provider.name`, such as "openai"; left out when None.
        tracer_provider: the global one when None.
        then: called with each event as well, for those who listen already.
    """

    def __init__(
        self,
        provider_name: str | None = None,
        tracer_provider: TracerProvider | None = None,
        then: Callable[[LLMEvent], None] | None = None,
    ) -> None:
        self._provider_name = provider_name
        self._tracer = trace.get_tracer(TRACER_NAME, tracer_provider=tracer_provider)
        self._then = then
        self._spans: dict[int, Span] = {}

    def __call__(self, event: LLMEvent) -> None:
        """One step of one call."""
        if event.kind == "queued":
            self._spans[event.call] = self._start(event)
        elif event.kind == "cached":
            span = self._start(event)
            span.set_attribute("llm.cache_hit", True)  # noqa: FBT003 - a value, not a mode
            span.end()
        elif (span_of_call := self._spans.get(event.call)) is not None:
            self._go_on(span_of_call, event)
        if self._then is not None:
            self._then(event)

    def _start(self, event: LLMEvent) -> Span:
        attributes = {"gen_ai.operation.name": "chat", "gen_ai.request.model": event.model}
        if self._provider_name is not None:
            attributes["gen_ai.provider.name"] = self._provider_name
        if event.label is not None:
            attributes["llm.label"] = event.label
        return self._tracer.start_span(
            f"chat {event.model}", kind=SpanKind.CLIENT, attributes=attributes
        )

    def _go_on(self, span: Span, event: LLMEvent) -> None:
        if event.kind == "answered":
            if event.usage is not None:
                span.set_attribute("gen_ai.usage.input_tokens", event.usage.prompt_tokens)
                span.set_attribute("gen_ai.usage.output_tokens", event.usage.completion_tokens)
                if event.usage.cost_usd is not None:
                    span.set_attribute("llm.cost_usd", event.usage.cost_usd)
            if event.attempt > 1:
                span.set_attribute("http.request.resend_count", event.attempt - 1)
            span.set_attribute("gen_ai.response.model", event.model)
            self._end(span, event)
        elif event.kind in ("failed", "cancelled"):
            span.set_attribute("error.type", event.error or event.kind)
            span.set_status(Status(StatusCode.ERROR, event.error or event.kind))
            self._end(span, event)
        else:
            facts: dict[str, str | int | float] = {"attempt": event.attempt}
            if event.wait_s:
                facts["wait_s"] = event.wait_s
            if event.error is not None:
                facts["error.type"] = event.error
            span.add_event(event.kind, facts)

    def _end(self, span: Span, event: LLMEvent) -> None:
        del self._spans[event.call]
        span.end()
