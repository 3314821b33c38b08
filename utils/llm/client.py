"""One call from payload to completion: cache, budget, gate, transport, judgement, back-off.

This is where the parts of the engine meet, and the only place that decides the order: a slot is
held while a request is in flight and given back before any back-off. It knows nothing of what the
prompts say and keeps no conversation.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import os
import random
import time
import weakref
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import orjson

from . import retry
from .batch import worker_lent
from .errors import (
    AuthenticationError,
    BudgetExceededError,
    ConfigError,
    LLMError,
    LLMResponseError,
    LLMStatusError,
    RateLimitError,
    ReplyFormatError,
    Usage,
)
from .gate import Attempt, Gate, gate_for
from .interrupt import Interrupts
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
from .usage import Account, EventKind, LLMEvent, LLMStats, OnEvent, UsageLedger

if TYPE_CHECKING:
    from pydantic import BaseModel

    from .cache import ReplyCache

# The cache is imported where it is first used: calls without one do not pay for SQLite at start-up.

logger = logging.getLogger(__name__)

LONGEST_UNBOUNDED_ANSWER: Final = 4096
"""Tokens reserved for an answer whose length the request does not bound."""
MAX_TOKENS_AFTER_TRUNCATION: Final = 4
"""How many times the asked `max_tokens` a reply may take when a shorter one was cut off."""

Message = dict[str, str]
Payload = dict[str, Any]


_call_numbers = itertools.count(1)
_clients: weakref.WeakSet[LLMClient] = weakref.WeakSet()


def _requests_in_flight() -> int:
    gates = {gate for client in list(_clients) for gate in client.gates}
    return sum(gate.in_flight for gate in gates)


async def _keep_replies() -> None:
    from .cache import flush_reply_caches

    await flush_reply_caches()


interrupts = Interrupts(_requests_in_flight, keep=_keep_replies)
"""What Ctrl-C does to the requests of this process."""


def _start_afresh_after_fork() -> None:
    interrupts.start_afresh()
    for client in _clients:
        client.start_afresh()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_start_afresh_after_fork)


_NO_MODEL_HELPS: Final = (ConfigError, AuthenticationError, BudgetExceededError)
"""What fails for every model of an endpoint."""


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
        self._transport = Transport(settings, while_open=interrupts.watching)
        self._ledger = UsageLedger(settings.budget_usd)
        self._gates: dict[str, Gate] = {}
        self._first_price: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = (
            weakref.WeakKeyDictionary()
        )
        self._key_text = settings.api_key or ""
        self._takes_schema = True
        self._flights: dict[
            tuple[asyncio.AbstractEventLoop, bytes], asyncio.Future[Completion]
        ] = {}
        _clients.add(self)

    def start_afresh(self) -> None:
        """Forget what a fork left behind: the parent's calls hold slots nobody here gives back."""
        self._ledger = UsageLedger(self.settings.budget_usd)
        self._gates = {}
        self._flights = {}
        self.__dict__.pop("_cache", None)
        self._transport.start_afresh()

    @property
    def stats(self) -> LLMStats:
        """A snapshot of what was called, sent, repeated, answered and spent."""
        return self._ledger.snapshot()

    @property
    def gates(self) -> list[Gate]:
        """The gates that calls have passed so far."""
        return list(self._gates.values())

    async def close(self) -> None:
        """Close this event loop's session and keep what was learned; the client stays usable."""
        await self._transport.close()
        for gate in self._gates.values():
            await asyncio.to_thread(gate.keep_learned_limits)

    async def get(self, path: str) -> HTTPReply:
        """One GET below the base URL, unpaced and unrepeated, for diagnosis."""
        return await self._transport.request("GET", path, None, self.settings.timeout_s)

    async def complete(self, payload: Payload, label: str | None = None) -> Completion:
        """The completion of `payload` (the body of a chat completion request).

        Raises:
            LLMError: the last attempt's error, or the first that no repetition can help.
        """
        if not self._is_shared(payload):
            return await self._ask(payload, label)
        request = self._encoded(payload)
        return await self._remembered(
            payload, request, label, lambda: self._ask(payload, label, request)
        )

    async def stream(self, payload: Payload, label: str | None = None) -> AsyncIterator[str]:
        """The pieces of a completion's text as they arrive.

        Attempts that fail before the first piece are repeated, and other models are tried, as
        `complete` does; afterwards an error is raised, since what was handed out cannot be taken
        back. The slot is held until the stream ends or is dropped.

        Raises:
            LLMError: as `complete`, also between two pieces.
        """
        payload = {**payload, "stream": True, "stream_options": {"include_usage": True}}
        call = self._queued(payload, label)
        other_models = iter(self.settings.fallback_models)
        begun = False
        while True:
            try:
                async with AsyncExitStack() as first_price:
                    if self._ledger.price_unknown(call.account):
                        await first_price.enter_async_context(self._first_price_lock())
                    async for text in self._streamed(call, payload):
                        begun = True
                        yield text
                return
            except LLMError as error:
                helpless = begun or isinstance(error, _NO_MODEL_HELPS)
                model = None if helpless else next(other_models, None)
                if model is None:
                    self._count_failure(call, error)
                    raise
                call = self._falling_back(call, error, model, label)
                payload = {**payload, "model": model}

    async def _streamed(self, call: _Call, payload: Payload) -> AsyncIterator[str]:
        """The pieces that the first attempt to begin brings."""
        gate = self._gate(payload["model"])
        body = self._encoded(self._wire(payload))
        reserved_usd = self._reserve(call, gate, payload)
        attempt = 1
        try:
            while True:
                begun = False
                try:
                    async for text in self._stream_once(call, gate, payload, body, attempt):
                        begun = True
                        yield text
                    return
                except LLMError as error:
                    if begun or not self._may_repeat(error, attempt, gate):
                        raise
                    wait_s = self._back_off(call, error, attempt)
                await self._clock.sleep(wait_s)
                attempt += 1
        finally:
            self._ledger.settle(reserved_usd)

    async def _stream_once(
        self, call: _Call, gate: Gate, payload: Payload, body: bytes, attempt: int
    ) -> AsyncIterator[str]:
        permit = await self._permitted(call, gate, payload, attempt)
        usage: Usage | None = None
        finished = False
        self._ledger.sent(call.account, permit.waited_s)
        try:
            if self._on_event is not None:
                self._emit("sent", call, attempt, permit.waited_s)
            async with self._transport.stream(
                "/chat/completions", body, self.settings.timeout_s
            ) as reply:
                gate.heed(reply.headers, permit)
                if "event-stream" not in reply.headers.get("content-type", ""):
                    whole = await reply.read()
                    completion = retry.judge(
                        reply.status, reply.headers, whole, time.time(), self._key_text
                    )
                    usage, finished = completion.usage, True
                    yield completion.text
                else:
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
            usage = error.usage or usage
            self._erred(call, gate, permit, error, attempt)
            raise
        except BaseException as error:  # cancelled, or dropped by who reads it
            gate.abandoned(permit)
            self._emit("erred", call, attempt, error=error)
            self._emit("cancelled", call, error=error)
            raise
        else:
            gate.answered(permit, call.prompt_chars, usage)
        finally:
            usage = self._ended(call, usage)
        self._answered(call, attempt, usage)

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

        def ask() -> Awaitable[Completion]:
            return self._readable(payload, output_format, read, max_retries, label)

        if self._is_shared(payload):
            request = self._encoded(payload)
            completion = await self._remembered(payload, request, label, ask, read)
        else:
            completion = await ask()
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
            completion = await self._ask(payload, label)
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

    def _is_shared(self, payload: Payload) -> bool:
        """Whether identical calls are one: with the cache on, or where they must come out alike."""
        return self.settings.cache_enabled or payload.get("temperature") == 0

    async def _remembered(
        self,
        payload: Payload,
        request: bytes,
        label: str | None,
        ask: Callable[[], Awaitable[Completion]],
        read: Callable[[str], Any] | None = None,
    ) -> Completion:
        """The reply kept for `request`, or the one that `ask` brings, which is then kept.

        Identical calls in flight on one event loop share one `ask`. A kept reply that `read` cannot
        read any more is forgotten.
        """
        loop = asyncio.get_running_loop()
        while (flight := self._flights.get((loop, request))) is not None:
            try:
                completion = await asyncio.shield(flight)
            except asyncio.CancelledError:
                task = asyncio.current_task()
                if not flight.cancelled() or (task is not None and task.cancelling()):
                    raise  # this caller was cancelled, not only the one who asks
                continue
            self._count_hit(payload["model"], label)
            return completion
        flight = self._flights[loop, request] = loop.create_future()
        try:
            cache = self._cache
            if cache is None:
                completion = await ask()
            else:
                key = cache.key(self.settings.cache_namespace or self.settings.base_url, request)
                completion = await self._kept_or_asked(cache, key, payload, label, ask, read)
            flight.set_result(completion)
        except Exception as error:
            flight.set_exception(error)
            flight.exception()  # retrieved: nobody else may be waiting
            raise
        finally:
            flight.cancel()  # without effect unless this caller was cancelled
            del self._flights[loop, request]
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
                return Completion(kept, payload["model"])
        completion = await ask()
        if not completion.truncated and not completion.from_fallback:
            await cache.put(key, completion.text)
        return completion

    async def _ask(
        self, payload: Payload, label: str | None, request: bytes | None = None
    ) -> Completion:
        """One answered call, on the first of the models that answers.

        `request` is the payload encoded, where that is known already.
        """
        call = self._queued(payload, label)
        try:
            if self._ledger.price_unknown(call.account):
                return await self._priced(call, payload, request)
            return await self._repeated(call, payload, request)
        except LLMError as error:
            failure = error
        except BaseException as error:
            self._emit("cancelled", call, error=error)
            raise
        for model in self.settings.fallback_models:
            if isinstance(failure, _NO_MODEL_HELPS):
                break
            call = self._falling_back(call, failure, model, label)
            try:
                completion = await self._priced(call, {**payload, "model": model}, None)
                return completion._replace(from_fallback=True)
            except LLMError as error:
                failure = error
        self._count_failure(call, failure)
        raise failure

    def _falling_back(self, call: _Call, failure: LLMError, model: str, label: str | None) -> _Call:
        """The same call, to be answered by another model."""
        logger.warning(
            "%s failed (%s); trying %s", call.account.model, type(failure).__name__, model
        )
        return _Call(self._ledger.account(model, label), call.number, call.prompt_chars)

    async def _priced(self, call: _Call, payload: Payload, request: bytes | None) -> Completion:
        """As `_repeated`, one at a time until a reply has told what they cost."""
        async with self._first_price_lock():
            if self._ledger.price_unknown(call.account):
                return await self._repeated(call, payload, request)
        return await self._repeated(call, payload, request)

    def _first_price_lock(self) -> asyncio.Lock:
        return self._first_price.setdefault(asyncio.get_running_loop(), asyncio.Lock())

    async def _repeated(self, call: _Call, payload: Payload, request: bytes | None) -> Completion:
        """The completion that the first attempt to succeed brings."""
        gate = self._gate(payload["model"])
        wire = self._wire(payload)
        body = request if request is not None and wire is payload else self._encoded(wire)
        reserved_usd = self._reserve(call, gate, payload)
        attempt = 1
        try:
            while True:
                try:
                    return await self._send(call, gate, payload, body, attempt)
                except LLMError as error:
                    if "response_format" in wire and _refuses_schema(error):
                        # Learned for this endpoint; the schema stands in the prompt as well.
                        self._takes_schema = False
                        wire = self._wire(payload)
                        body = self._encoded(wire)
                        continue
                    if not self._may_repeat(error, attempt, gate):
                        raise
                    wait_s = self._back_off(call, error, attempt)
                if wait_s > 0.0:
                    with worker_lent():
                        await self._clock.sleep(wait_s)
                attempt += 1
        finally:
            self._ledger.settle(reserved_usd)

    async def _send(
        self, call: _Call, gate: Gate, payload: Payload, body: bytes, attempt: int
    ) -> Completion:
        """Send once, holding a slot for just as long as the request is in flight."""
        permit = await self._permitted(call, gate, payload, attempt)
        usage: Usage | None = None
        self._ledger.sent(call.account, permit.waited_s)
        try:
            if self._on_event is not None:
                self._emit("sent", call, attempt, permit.waited_s)
            reply = await self._transport.request(
                "POST", "/chat/completions", body, self.settings.timeout_s
            )
            gate.heed(reply.headers, permit)
            completion = retry.judge(
                reply.status, reply.headers, reply.body, time.time(), self._key_text
            )
            usage = completion.usage
        except LLMError as error:
            usage = error.usage
            self._erred(call, gate, permit, error, attempt)
            raise
        except BaseException as error:
            gate.abandoned(permit)
            self._emit("erred", call, attempt, error=error)
            raise
        else:
            gate.answered(permit, call.prompt_chars, usage)
        finally:
            usage = self._ended(call, usage)
        self._answered(call, attempt, usage)
        return completion

    async def _permitted(self, call: _Call, gate: Gate, payload: Payload, attempt: int) -> Attempt:
        """Permission to send, for which the outcome must be told to the gate and `_ended`."""
        tokens = gate.estimated_tokens(call.prompt_chars, _most_completion_tokens(payload))
        permit = await gate.enter(tokens, first=attempt == 1)
        while interrupts.stopping:
            gate.withdrawn(permit)
            interrupts.ended()
            await interrupts.hold()
            permit = await gate.enter(tokens, first=attempt == 1)
        return permit

    def _ended(self, call: _Call, usage: Usage | None) -> Usage | None:
        if interrupts.stopping:
            interrupts.ended()
        return self._ledger.ended(call.account, usage)

    def _answered(self, call: _Call, attempt: int, usage: Usage | None) -> None:
        if self._on_event is not None:
            self._emit("answered", call, attempt, usage=usage)
        self._ledger.require_price(usage)

    def _erred(
        self, call: _Call, gate: Gate, permit: Attempt, error: LLMError, attempt: int
    ) -> None:
        pause_s = gate.erred(permit, error)
        self._emit("erred", call, attempt, error=error)
        if pause_s > 0.0:
            self._emit("paused", call, attempt, pause_s, error)

    def _may_repeat(self, error: LLMError, attempt: int, gate: Gate) -> bool:
        if not error.retryable or attempt > self.settings.max_retries:
            return False
        # What answers a 429 is the pause; other faults draw on the budget of retries.
        return isinstance(error, RateLimitError) or gate.may_retry()

    def _back_off(self, call: _Call, error: LLMError, attempt: int) -> float:
        """Seconds until the call lines up again; after a 429 at once, as the line is paused."""
        wait_s = 0.0
        if not isinstance(error, RateLimitError):
            asked_s = error.retry_after_s if isinstance(error, LLMStatusError) else None
            wait_s = retry.back_off_s(attempt, asked_s, self._rng)
        self._ledger.retried(call.account, wait_s)
        self._emit("retried", call, attempt, wait_s, error)
        return wait_s

    def _reserve(self, call: _Call, gate: Gate, payload: Payload) -> float:
        if self.settings.budget_usd is None:
            return 0.0
        prompt_tokens = gate.estimated_tokens(call.prompt_chars, 0)
        return self._ledger.reserve(call.account, prompt_tokens, _most_completion_tokens(payload))

    def _encoded(self, payload: Payload) -> bytes:
        """The payload as JSON; half a surrogate pair, as broken PDFs give, becomes `?`.

        Raises:
            ConfigError: an argument that JSON cannot hold.
        """
        try:
            return orjson.dumps(payload, option=orjson.OPT_SORT_KEYS)
        except TypeError:
            pass
        try:
            return orjson.dumps(_as_utf8(payload), option=orjson.OPT_SORT_KEYS)
        except TypeError as error:
            raise ConfigError("the request", str(error), "made of what JSON can hold") from None

    def _wire(self, payload: Payload) -> Payload:
        """What is sent of `payload`: all but what only this client understands."""
        for name in ("sample",) if self._takes_schema else ("sample", "response_format"):
            if name in payload:
                payload = {each: value for each, value in payload.items() if each != name}
        if self.settings.base_url == OPENROUTER_URL:
            payload = {**payload, "usage": {"include": True}}
        return payload

    def _gate(self, model: str) -> Gate:
        gate = self._gates.get(model)
        if gate is None:
            gate = self._gates[model] = gate_for(self.settings, model, self._injected_clock)
        return gate

    @cached_property
    def _cache(self) -> ReplyCache | None:
        if not self.settings.cache_enabled:
            return None
        from .cache import reply_cache

        return reply_cache(self.settings.cache_dir, self.settings.cache_ttl_s)

    def _queued(self, payload: Payload, label: str | None) -> _Call:
        account = self._ledger.account(payload["model"], label)
        prompt_chars = sum(len(message["content"]) for message in payload["messages"])
        call = _Call(account, next(_call_numbers), prompt_chars)
        self._ledger.queued(call.account)
        if self._on_event is not None:
            self._emit("queued", call)
        return call

    def _count_hit(self, model: str, label: str | None) -> None:
        call = _Call(self._ledger.account(model, label), next(_call_numbers))
        self._ledger.cached(call.account)
        self._emit("cached", call)

    def _count_failure(self, call: _Call, error: LLMError) -> None:
        self._ledger.failed(call.account)
        self._emit("failed", call, error=error)

    def _emit(
        self,
        kind: EventKind,
        call: _Call,
        attempt: int = 0,
        wait_s: float = 0.0,
        error: BaseException | None = None,
        usage: Usage | None = None,
    ) -> None:
        if self._on_event is None:
            return
        name = type(error).__name__ if error is not None else None
        account = call.account
        event = LLMEvent(
            kind, account.model, account.label, attempt, wait_s, name, call.number, usage
        )
        try:
            self._on_event(event)
        except Exception:
            # An onlooker's mistake must not cost an answer that is paid for.
            logger.exception("on_event failed at %r", kind)


def _most_completion_tokens(payload: Payload) -> int:
    """How many tokens the answer may take, all samples together."""
    longest = payload.get("max_completion_tokens") or payload.get("max_tokens")
    return (longest or LONGEST_UNBOUNDED_ANSWER) * (payload.get("n") or 1)


class _Call:
    """One call: what it is booked on, its number in events, and the size of its prompt."""

    __slots__ = ("account", "number", "prompt_chars")

    def __init__(self, account: Account, number: int, prompt_chars: int = 0) -> None:
        self.account = account
        self.number = number
        self.prompt_chars = prompt_chars


def _as_utf8(value: Any) -> Any:
    """The value with every text in it as UTF-8 can carry it."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {name: _as_utf8(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_as_utf8(each) for each in value]
    return value


def _refuses_schema(error: LLMError) -> bool:
    """Whether the endpoint says that it does not take `response_format` with a JSON schema."""
    return (
        isinstance(error, LLMStatusError)
        and error.status in (400, 422)
        and any(word in error.detail for word in ("response_format", "json_schema"))
    )
