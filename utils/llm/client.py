"""One call from payload to completion: cache, budget, gate, transport, judgement, back-off.

This is where the parts of the engine meet, and the only place that decides the order: a slot is
held while a request is in flight and given back before any back-off. It knows nothing of what the
prompts say and keeps no conversation.
"""

from __future__ import annotations

import asyncio
import logging
import os
import random
import time
import weakref
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import orjson

from . import retry
from .cache import ReplyCache, cache_key, reply_cache
from .errors import (
    AuthenticationError,
    BudgetExceededError,
    ConfigError,
    LLMError,
    LLMResponseError,
    LLMStatusError,
    LLMTimeoutError,
    RateLimitError,
    ReplyFormatError,
    Usage,
)
from .gate import Attempt, Gate, gate_for
from .limiter import Clock, MonotonicClock
from .retry import Completion
from .settings import OPENROUTER_URL, LLMSettings
from .structured import (
    OutputFormat,
    format_instruction,
    parse_reply,
    quoted_reply,
    repair_question,
    response_format,
    schema_name,
    validate,
)
from .transport import HTTPReply, Transport
from .usage import LLMEvent, LLMStats, OnEvent, UsageLedger

if TYPE_CHECKING:
    from pydantic import BaseModel

logger = logging.getLogger(__name__)

MAX_TOKENS_AFTER_TRUNCATION: Final = 4
"""How many times the asked `max_tokens` a reply may take when a shorter one was cut off."""

Message = dict[str, str]
Payload = dict[str, Any]


_clients: weakref.WeakSet[LLMClient] = weakref.WeakSet()


def _start_afresh_after_fork() -> None:
    for client in _clients:
        client.start_afresh()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_start_afresh_after_fork)


class LLMClient:
    """Completes chat payloads against one endpoint.

    Constructing it touches neither the event loop nor the network. It may be used from several
    threads and event loops at once. `clock` and `rng` replace the real clock and random numbers.
    """

    def __init__(
        self,
        settings: LLMSettings,
        *,
        on_event: OnEvent | None = None,
        clock: Clock | None = None,
        rng: random.Random | None = None,
    ) -> None:
        self.settings = settings
        self._on_event = on_event
        self._injected_clock = clock
        self._clock = clock or MonotonicClock()
        self._rng = rng or random.Random()
        self._transport = Transport(settings)
        self._ledger = UsageLedger(settings.budget_usd)
        self._gates: dict[str, Gate] = {}
        self._first_price: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = (
            weakref.WeakKeyDictionary()
        )
        self._key_text = settings.api_key or ""
        self._takes_schema = True
        self._flights: dict[tuple[asyncio.AbstractEventLoop, str], asyncio.Future[Completion]] = {}
        _clients.add(self)

    def start_afresh(self) -> None:
        """Forget what a fork left behind: the parent's calls hold slots nobody here gives back."""
        self._ledger = UsageLedger(self.settings.budget_usd)
        self._gates = {}
        self._flights = {}

    @property
    def stats(self) -> LLMStats:
        """A snapshot of what was called, sent, repeated, answered and spent."""
        return self._ledger.snapshot()

    async def close(self) -> None:
        """Close this event loop's session; the client stays usable."""
        await self._transport.close()

    async def get(self, path: str) -> HTTPReply:
        """One GET below the base URL, unpaced and unrepeated, for diagnosis."""
        return await self._transport.get(path, self.settings.timeout_s)

    async def complete(self, payload: Payload, label: str | None = None) -> Completion:
        """The completion of `payload` (the body of a chat completion request).

        Raises:
            LLMError: the last attempt's error, or the first that no repetition can help.
        """
        return await self._remembered(payload, label, lambda: self._call(payload, label))

    async def stream(self, payload: Payload, label: str | None = None) -> AsyncIterator[str]:
        """The pieces of a completion's text as they arrive.

        Attempts that fail before the first piece are repeated like any other; afterwards an error
        is raised, since what was handed out cannot be taken back. The slot is held until the stream
        ends or is dropped.

        Raises:
            LLMError: as `complete`, also between two pieces.
        """
        model = payload["model"]
        payload = {**payload, "stream": True, "stream_options": {"include_usage": True}}
        self._emit("queued", model, label)
        self._ledger.add(calls=1)
        self._ledger.reserve()
        try:
            attempt = 1
            while True:
                begun = False
                try:
                    async for text in self._stream_once(payload, label, attempt):
                        begun = True
                        yield text
                    return
                except LLMError as error:
                    if begun or not self._may_repeat(error, attempt, model):
                        self._count_failure(model, label, error)
                        raise
                    wait_s = self._back_off(error, attempt, model, label)
                await self._clock.sleep(wait_s)
                attempt += 1
        finally:
            self._ledger.release()

    async def _stream_once(
        self, payload: Payload, label: str | None, attempt: int
    ) -> AsyncIterator[str]:
        body = self._body(payload)
        gate, permit = await self._permitted(payload, body, label, attempt)
        usage: Usage | None = None
        finished = False
        try:
            async with self._transport.stream(
                "/chat/completions", body, self.settings.timeout_s
            ) as reply:
                gate.heed(reply.headers)
                if "event-stream" not in reply.headers.get("content-type", ""):
                    whole = await reply.read()
                    completion = retry.judge(
                        reply.status, reply.headers, whole, time.time(), self._key_text
                    )
                    usage, finished = completion.usage, True
                    yield completion.text
                    return
                async for line in reply.lines():
                    if not line.startswith(b"data:"):
                        continue  # comments and event names
                    data = line[5:].strip()
                    if data == b"[DONE]":
                        break
                    piece = retry.judge_event(data, time.time(), self._key_text)
                    usage = piece.usage or usage
                    finished = finished or piece.finished
                    if piece.text:
                        yield piece.text
            if not finished:
                raise LLMResponseError("The stream ended before the reply did.", retryable=True)
        except LLMError as error:
            self._report(gate, permit, error)
            self._emit("erred", payload["model"], label, attempt, error=error)
            raise
        finally:
            gate.leave()
            if finished:
                self._settle(gate, permit, body, usage)
        self._emit("answered", payload["model"], label, attempt)

    async def complete_structured(
        self,
        messages: Sequence[Message],
        payload: Payload,
        output_format: OutputFormat,
        schema: type[BaseModel] | None,
        max_retries: int,
        label: str | None = None,
    ) -> Any:
        """A reply that parses as `output_format` and fits `schema`, asked for again if need be.

        `payload` is everything but the messages. A reply that does not parse is quoted back with
        the parser's words; one cut off at `max_tokens` is asked for again with twice as many. Only
        a reply that was read in full is cached, under the first question.

        Raises:
            ReplyFormatError: none of `1 + max_retries` replies could be read.
            LLMError: a call failed.
        """
        first = [dict(message) for message in messages]
        first[-1]["content"] += "\n\n" + format_instruction(output_format, schema)
        payload = {**payload, "messages": first}
        if schema is not None and output_format == "json":
            payload["response_format"] = response_format(schema_name(schema), schema)

        def read(text: str) -> Any:
            return validate(parse_reply(text, output_format), schema, output_format)

        completion = await self._remembered(
            payload,
            label,
            lambda: self._readable(payload, output_format, read, max_retries, label),
            read,
        )
        return read(completion.text)

    async def _readable(
        self,
        payload: Payload,
        output_format: OutputFormat,
        read: Callable[[str], Any],
        max_retries: int,
        label: str | None,
    ) -> Completion:
        """A completion whose text can be read, asked for up to `1 + max_retries` times."""
        first, asked_tokens = payload["messages"], payload.get("max_tokens")
        attempt = 0
        while True:
            attempt += 1
            completion = await self._call(payload, label)
            try:
                if completion.truncated:
                    limit = payload.get("max_tokens") or "the model's limit"
                    raise ReplyFormatError(output_format, f"it was cut off at {limit} tokens")
                read(completion.text)
            except ReplyFormatError as error:
                if attempt > max_retries:
                    raise ReplyFormatError(output_format, error.problem, attempt) from None
                if completion.truncated and asked_tokens:
                    longest = asked_tokens * MAX_TOKENS_AFTER_TRUNCATION
                    payload = {**payload, "max_tokens": min(payload["max_tokens"] * 2, longest)}
                    continue
                again = [
                    {"role": "assistant", "content": quoted_reply(completion.text)},
                    {"role": "user", "content": repair_question(error.problem, output_format)},
                ]
                payload = {**payload, "messages": [*first, *again]}
            else:
                return completion

    async def _remembered(
        self,
        payload: Payload,
        label: str | None,
        ask: Callable[[], Awaitable[Completion]],
        read: Callable[[str], Any] | None = None,
    ) -> Completion:
        """The reply kept for `payload`, or the one that `ask` brings, which is then kept.

        Identical calls in flight on one event loop share one `ask`. A kept reply that `read` cannot
        read any more is forgotten. Without a cache every call asks for itself.
        """
        cache = self._cache()
        if cache is None:
            return await ask()
        key = self._key(payload)
        loop = asyncio.get_running_loop()
        while (flight := self._flights.get((loop, key))) is not None:
            try:
                completion = await asyncio.shield(flight)
            except asyncio.CancelledError:
                task = asyncio.current_task()
                if not flight.cancelled() or (task is not None and task.cancelling()):
                    raise  # this caller was cancelled, not only the one who asks
                continue
            self._count_hit(payload["model"], label)
            return completion
        flight = self._flights[loop, key] = loop.create_future()
        try:
            completion = await self._kept_or_asked(cache, key, payload, label, ask, read)
            flight.set_result(completion)
        except Exception as error:
            flight.set_exception(error)
            flight.exception()  # retrieved: nobody else may be waiting
            raise
        finally:
            flight.cancel()  # without effect unless this caller was cancelled
            del self._flights[loop, key]
        return completion

    async def _kept_or_asked(
        self,
        cache: ReplyCache,
        key: str,
        payload: Payload,
        label: str | None,
        ask: Callable[[], Awaitable[Completion]],
        read: Callable[[str], Any] | None,
    ) -> Completion:
        kept = await cache.get(key)
        if kept is not None:
            try:
                if read is not None:
                    read(kept)
            except ReplyFormatError:
                await cache.forget(key)
            else:
                self._count_hit(payload["model"], label)
                return Completion(kept, payload["model"], from_cache=True)
        completion = await ask()
        if not completion.truncated and completion.asked_model == payload["model"]:
            await cache.put(key, completion.text)
        return completion

    async def _call(self, payload: Payload, label: str | None) -> Completion:
        """One answered call, on the first of the models that answers."""
        self._emit("queued", payload["model"], label)
        self._ledger.add(calls=1)
        models = (payload["model"], *self.settings.fallback_models)
        for index, model in enumerate(models):
            try:
                completion = await self._call_model({**payload, "model": model}, label)
                return replace(completion, asked_model=model)
            except (ConfigError, AuthenticationError, BudgetExceededError) as error:
                self._count_failure(model, label, error)
                raise
            except LLMError as error:
                if index + 1 == len(models):
                    self._count_failure(model, label, error)
                    raise
                logger.warning("%s failed (%s); trying the next model", model, type(error).__name__)
        raise AssertionError("unreachable: the last model raises")

    async def _call_model(self, payload: Payload, label: str | None) -> Completion:
        if self._ledger.price_unknown:
            # Until a reply has told a price, nobody knows what two at a time would cost.
            loop = asyncio.get_running_loop()
            async with self._first_price.setdefault(loop, asyncio.Lock()):
                if self._ledger.price_unknown:
                    return await self._call_reserved(payload, label)
        return await self._call_reserved(payload, label)

    async def _call_reserved(self, payload: Payload, label: str | None) -> Completion:
        self._ledger.reserve()
        try:
            attempt = 1
            while True:
                asked_for_schema = self._takes_schema and "response_format" in payload
                try:
                    return await self._attempt(payload, label, attempt)
                except LLMError as error:
                    if asked_for_schema and _refuses_schema(error):
                        # Learned for this endpoint; the schema stands in the prompt as well.
                        self._takes_schema = False
                        continue
                    if not self._may_repeat(error, attempt, payload["model"]):
                        raise
                    wait_s = self._back_off(error, attempt, payload["model"], label)
                await self._clock.sleep(wait_s)
                attempt += 1
        finally:
            self._ledger.release()

    def _may_repeat(self, error: LLMError, attempt: int, model: str) -> bool:
        if not error.retryable or attempt > self.settings.max_retries:
            return False
        # What answers a 429 is the pause; other faults draw on the budget of retries.
        return isinstance(error, RateLimitError) or self._gate(model).may_retry()

    def _back_off(self, error: LLMError, attempt: int, model: str, label: str | None) -> float:
        asked_s = error.retry_after_s if isinstance(error, LLMStatusError) else None
        wait_s = retry.back_off_s(attempt, asked_s, self._rng)
        self._ledger.add(retries=1, back_off_s=wait_s)
        self._emit("retried", model, label, attempt, wait_s, error)
        return wait_s

    async def _attempt(self, payload: Payload, label: str | None, attempt: int) -> Completion:
        """Send once, holding a slot for just as long as the request is in flight."""
        body = self._body(payload)
        gate, permit = await self._permitted(payload, body, label, attempt)
        try:
            reply = await self._transport.post("/chat/completions", body, self.settings.timeout_s)
            gate.heed(reply.headers)
            completion = retry.judge(
                reply.status, reply.headers, reply.body, time.time(), self._key_text
            )
        except LLMError as error:
            self._report(gate, permit, error)
            self._emit("erred", payload["model"], label, attempt, error=error)
            raise
        finally:
            gate.leave()
        self._settle(gate, permit, body, completion.usage)
        self._emit("answered", payload["model"], label, attempt)
        return completion

    async def _permitted(
        self, payload: Payload, body: bytes, label: str | None, attempt: int
    ) -> tuple[Gate, Attempt]:
        """A slot and permission to send, for which the caller must `leave` the gate."""
        gate = self._gate(payload["model"])
        tokens = gate.estimated_tokens(len(body), payload.get("max_tokens") or 0)
        permit = await gate.enter(tokens, first=attempt == 1)
        self._ledger.add(requests=1, queue_wait_s=permit.waited_s)
        self._emit("sent", payload["model"], label, attempt, permit.waited_s)
        return gate, permit

    def _report(self, gate: Gate, permit: Attempt, error: LLMError) -> None:
        """Tell the gate what an attempt's failure says about the endpoint."""
        self._ledger.record(error.usage)
        if isinstance(error, RateLimitError):
            # A wait too long to be waited for is this call's end, not everyone's pause.
            gate.overloaded(permit, error.retry_after_s if error.retryable else None)
        elif error.retryable:
            if isinstance(error, LLMTimeoutError):
                gate.overloaded(permit, None)
            gate.failed(permit)

    def _settle(self, gate: Gate, permit: Attempt, body: bytes, usage: Usage | None) -> None:
        """Book a success: tokens used, what can be learned from them, and their cost."""
        if usage is not None:
            gate.learn_chars_per_token(len(body), usage.prompt_tokens)
        gate.answered(permit, usage.prompt_tokens + usage.completion_tokens if usage else None)
        self._ledger.record(usage)
        self._ledger.require_price(usage)

    def _body(self, payload: Payload) -> bytes:
        """The request as JSON.

        Raises:
            ConfigError: an argument that JSON cannot hold.
        """
        try:
            return orjson.dumps(self._wire(payload))
        except TypeError as error:
            raise ConfigError("the request", str(error), "made of what JSON can hold") from None

    def _wire(self, payload: Payload) -> Payload:
        if "response_format" in payload and not self._takes_schema:
            payload = {name: value for name, value in payload.items() if name != "response_format"}
        if self.settings.base_url == OPENROUTER_URL:
            payload = {**payload, "usage": {"include": True}}
        return payload

    def _gate(self, model: str) -> Gate:
        gate = self._gates.get(model)
        if gate is None:
            gate = self._gates[model] = gate_for(self.settings, model, self._injected_clock)
        return gate

    def _cache(self) -> ReplyCache | None:
        if not self.settings.cache_enabled:
            return None
        return reply_cache(self.settings.cache_dir, self.settings.cache_ttl_s)

    def _key(self, payload: Payload) -> str:
        return cache_key(self.settings.cache_namespace or self.settings.base_url, payload)

    def _count_hit(self, model: str, label: str | None) -> None:
        self._ledger.add(calls=1, cache_hits=1)
        self._emit("cached", model, label)

    def _count_failure(self, model: str, label: str | None, error: LLMError) -> None:
        self._ledger.add(failures=1)
        self._emit("failed", model, label, error=error)

    def _emit(
        self,
        kind: Any,
        model: str,
        label: str | None,
        attempt: int = 0,
        wait_s: float = 0.0,
        error: LLMError | None = None,
    ) -> None:
        if self._on_event is None:
            return
        name = type(error).__name__ if error is not None else None
        try:
            self._on_event(LLMEvent(kind, model, label, attempt, wait_s, name))
        except Exception:
            # An onlooker's mistake must not cost an answer that is paid for.
            logger.exception("on_event failed at %r", kind)


def _refuses_schema(error: LLMError) -> bool:
    """Whether the endpoint says that it does not take `response_format` with a JSON schema."""
    return (
        isinstance(error, LLMStatusError)
        and error.status in (400, 422)
        and any(word in error.detail for word in ("response_format", "json_schema"))
    )
