"""Language model calls for asyncio: paced, bounded, repeated where that helps, and cached.

The public face of the engine in `utils/llm`: the names, arguments and defaults flow code relies on.
It holds no logic of its own beyond turning arguments into requests.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import (
    AsyncGenerator,
    AsyncIterable,
    AsyncIterator,
    Awaitable,
    Callable,
    Iterable,
)
from contextlib import asynccontextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar, overload

from .llm.batch import list_bounded, map_bounded
from .llm.client import LLMClient, Message, Payload
from .llm.errors import ConfigError, LLMDeadlineError, LLMError
from .llm.limiter import RateLimiter
from .llm.settings import LLMSettings
from .llm.structured import check_output_format
from .llm.transport import HTTPReply
from .llm.usage import LLMStats, OnEvent

if TYPE_CHECKING:
    from pydantic import BaseModel

__all__ = ["AsyncLLMWrapper", "CachedAsyncLLMWrapper", "RateLimiter", "get_async_llm_wrapper"]

Prompt = str | tuple[str, str | None]
"""A prompt, alone or with its system prompt."""

Model = TypeVar("Model", bound="BaseModel")

AUTO_BATCH_WORKERS = 256
"""Calls a batch keeps ready for the gate when the limit on requests in flight is `auto`."""

_ARGUMENT_OF_SETTING = {
    "model": "default_model",
    "rate_period_s": "rate_period",
    "timeout_s": "timeout",
}


class AsyncLLMWrapper:
    """An OpenAI-compatible chat endpoint, called in parallel within limits.

    Constructing it touches neither the event loop nor the network. One wrapper serves any number of
    tasks, threads and event loops; each loop gets one session, closed by `close`, by leaving
    `async with`, or when the loop ends. Wrappers of one process that agree on endpoint, key, model
    and limits share the limits.

    Args (None: from the environment, see docs/configuration.md):
        api_key: the key; with a key and no `base_url` the endpoint is OpenRouter.
        base_url: URL up to and including `/v1`.
        default_model: model of calls that name none.
        app_name: sent as `X-Title`.
        max_concurrent: requests in flight, >= 1, or "auto".
        rate_limit: requests per `rate_period`, > 0, "auto" or "off".
        rate_period: seconds.
        timeout: seconds for one attempt.
        on_event: called with an `LLMEvent` at each step of each call, on the caller's loop.
        more: other fields of `LLMSettings`: `burst`, `tokens_per_minute`, `max_retries`,
            `cache_enabled`, `cache_dir`, `cache_ttl_s`, `budget_usd`, `fallback_models`,
            `cache_namespace`.

    Raises:
        ConfigError: a value is not allowed, or there is no key and no endpoint.
        TypeError: an unknown argument.
    """

    def __init__(
        self,
        api_key: str | None = None,
        base_url: str | None = None,
        default_model: str | None = None,
        app_name: str | None = None,
        max_concurrent: int | str | None = None,
        rate_limit: float | str | None = None,
        rate_period: float | None = None,
        timeout: float | None = None,
        *,
        on_event: OnEvent | None = None,
        **more: Any,
    ) -> None:
        try:
            settings = LLMSettings.from_env(
                api_key=api_key,
                base_url=base_url,
                model=default_model,
                app_name=app_name,
                max_concurrent=max_concurrent,
                rate_limit=rate_limit,
                rate_period_s=rate_period,
                timeout_s=timeout,
                **more,
            )
        except ConfigError as error:
            if error.name in _ARGUMENT_OF_SETTING:
                argument = _ARGUMENT_OF_SETTING[error.name]
                raise ConfigError(argument, error.value, error.allowed) from None
            raise
        if asyncio.iscoroutinefunction(on_event):
            raise TypeError("on_event must be a plain function: it is not awaited")
        self._client = LLMClient(settings, on_event=on_event)

    @property
    def settings(self) -> LLMSettings:
        """The settings in force."""
        return self._client.settings

    @property
    def stats(self) -> LLMStats:
        """A snapshot of calls, requests, retries, cache hits, tokens, cost and waits so far."""
        return self._client.stats

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close this event loop's connections. The wrapper stays usable; safe to call twice."""
        await self._client.close()

    async def get(self, path: str) -> HTTPReply:
        """The reply to a GET below the base URL, such as `/models`; neither paced nor repeated.

        Raises:
            LLMTransportError: no reply arrived.
        """
        return await self._client.get(path)

    async def call_llm(
        self,
        prompt: str,
        system_prompt: str | None = None,
        model: str | None = None,
        temperature: float = 0.7,
        max_tokens: int = 2000,
        *,
        timeout: float | None = None,
        label: str | None = None,
        **kw: Any,
    ) -> str:
        """The model's answer to one prompt.

        Args:
            timeout: seconds for the call as a whole, queueing and retries included; None: no end.
            label: a name for this call in events.
            kw: further fields of the request, such as `top_p`, `seed` or OpenRouter's `provider`.

        Raises:
            LLMStatusError, LLMTransportError, LLMResponseError: of the last attempt.
            LLMDeadlineError: `timeout` is over.
            CircuitOpenError, BudgetExceededError: before anything is sent.
        """
        payload = self._payload(model, temperature, max_tokens, kw)
        payload["messages"] = _messages(prompt, system_prompt)
        if timeout is None:
            return (await self._client.complete(payload, label)).text
        async with _deadline(timeout, self.settings.base_url):
            return (await self._client.complete(payload, label)).text

    async def stream_llm(
        self,
        prompt: str,
        system_prompt: str | None = None,
        model: str | None = None,
        temperature: float = 0.7,
        max_tokens: int = 2000,
        *,
        label: str | None = None,
        **kw: Any,
    ) -> AsyncGenerator[str, None]:
        """Yield the answer's text in pieces as they arrive; arguments as in `call_llm`.

        The cache is not asked. The slot is held until the stream ends or is dropped: iterate to the
        end, or close it (`contextlib.aclosing`).

        Raises:
            LLMError: as `call_llm`; after the first piece nothing is repeated.
        """
        if "timeout" in kw:
            raise TypeError("timeout cannot be given to a stream: use asyncio.timeout around it")
        payload = self._payload(model, temperature, max_tokens, kw)
        payload["messages"] = _messages(prompt, system_prompt)
        async for piece in self._client.stream(payload, label):
            yield piece

    @overload
    async def call_llm_structured(
        self,
        prompt: str,
        system_prompt: str | None = None,
        output_format: str = "yaml",
        model: str | None = None,
        temperature: float = 0.3,
        max_tokens: int = 3000,
        max_retries: int = 3,
        schema: None = None,
        *,
        timeout: float | None = None,
        label: str | None = None,
        **kw: Any,
    ) -> Any: ...

    @overload
    async def call_llm_structured(
        self,
        prompt: str,
        system_prompt: str | None = None,
        output_format: str = "yaml",
        model: str | None = None,
        temperature: float = 0.3,
        max_tokens: int = 3000,
        max_retries: int = 3,
        *,
        schema: type[Model],
        timeout: float | None = None,
        label: str | None = None,
        **kw: Any,
    ) -> Model: ...

    async def call_llm_structured(
        self,
        prompt: str,
        system_prompt: str | None = None,
        output_format: str = "yaml",
        model: str | None = None,
        temperature: float = 0.3,
        max_tokens: int = 3000,
        max_retries: int = 3,
        schema: type[BaseModel] | None = None,
        *,
        timeout: float | None = None,
        label: str | None = None,
        **kw: Any,
    ) -> Any:
        """The model's answer as a dict, a list, or an instance of `schema`.

        `output_format` is "yaml" or "json". A reply that does not parse or validate is asked for
        again, up to `max_retries` times, quoting what was wrong. Other arguments as in `call_llm`.

        Raises:
            ReplyFormatError: no reply could be read.
            LLMError: as in `call_llm`.
        """
        checked_format = check_output_format(output_format)
        if schema is not None and not hasattr(schema, "model_validate"):
            raise ConfigError("schema", schema, "a pydantic model class, or None")
        if not isinstance(max_retries, int) or isinstance(max_retries, bool) or max_retries < 0:
            raise ConfigError("max_retries", max_retries, "a whole number >= 0")
        payload = self._payload(model, temperature, max_tokens, kw)
        messages = _messages(prompt, system_prompt)
        async with _deadline(timeout, self.settings.base_url):
            return await self._client.complete_structured(
                messages, payload, checked_format, schema, max_retries, label
            )

    async def call_llm_batch(
        self,
        prompts: Iterable[Prompt] | AsyncIterable[Prompt],
        return_exceptions: bool = False,
        **kw: Any,
    ) -> list[Any]:
        """n prompts -> n replies, in the order of the prompts.

        A prompt is a string or `(prompt, system_prompt)`; `kw` as in `call_llm`. The first failure
        cancels the rest and is raised; with `return_exceptions` each `LLMError` stands in the list
        in place of its reply instead.
        """
        call = self._call_of_batch(prompts, return_exceptions, kw)
        return await list_bounded(call, prompts, workers=self._batch_workers)

    def stream_llm_batch(
        self,
        prompts: Iterable[Prompt] | AsyncIterable[Prompt],
        ordered: bool = False,
        return_exceptions: bool = False,
        **kw: Any,
    ) -> AsyncIterator[tuple[int, Any]]:
        """Yield `(index, reply)` as replies arrive, or in the order of `prompts`.

        `prompts` may be any iterable or async iterable of any length: prompts are taken as there is
        room. Arguments and failures as in `call_llm_batch`.
        """
        call = self._call_of_batch(prompts, return_exceptions, kw)
        return map_bounded(call, prompts, workers=self._batch_workers, ordered=ordered)

    @property
    def _batch_workers(self) -> int:
        limit = self.settings.max_concurrent
        return AUTO_BATCH_WORKERS if limit == "auto" else limit

    def _call_of_batch(
        self, prompts: object, return_exceptions: bool, kw: dict[str, Any]
    ) -> Callable[[Prompt], Awaitable[Any]]:
        if isinstance(prompts, str):
            raise TypeError("prompts must be many prompts; a single one goes to call_llm")
        common = {name: value for name, value in kw.items() if name != "system_prompt"}
        common_system_prompt = kw.get("system_prompt")

        async def call(item: Prompt) -> Any:
            prompt, system_prompt = item if isinstance(item, tuple | list) else (item, None)
            try:
                return await self.call_llm(prompt, system_prompt or common_system_prompt, **common)
            except LLMError as error:
                if return_exceptions:
                    return error
                raise

        return call

    def _payload(
        self,
        model: str | None,
        temperature: float | None,
        max_tokens: int | None,
        more: dict[str, Any],
    ) -> Payload:
        if "messages" in more:
            raise TypeError("messages cannot be given: prompt and system_prompt become them")
        if "stream" in more:
            raise TypeError("stream cannot be given: stream_llm streams")
        if max_tokens is not None and (type(max_tokens) is not int or max_tokens < 1):
            raise ConfigError("max_tokens", max_tokens, "a whole number >= 1, or None")
        payload = {
            "model": model or self.settings.model,
            "temperature": temperature,
            "max_tokens": max_tokens,
            **more,
        }
        if None in payload.values():
            payload = {name: value for name, value in payload.items() if value is not None}
        return payload


class CachedAsyncLLMWrapper(AsyncLLMWrapper):
    """`AsyncLLMWrapper` with the reply cache on, whatever `ENABLE_LLM_CACHE` says.

    With `use_cache=False` it is off.
    """

    def __init__(self, *args: Any, use_cache: bool = True, **kw: Any) -> None:
        super().__init__(*args, cache_enabled=use_cache, **kw)


_shared: dict[LLMSettings, AsyncLLMWrapper] = {}
_shared_lock = threading.Lock()


def shared_async_llm_wrapper(**kw: Any) -> AsyncLLMWrapper:
    """The process's wrapper for these settings: one session per event loop for all who ask."""
    wrapper = AsyncLLMWrapper(**kw)
    with _shared_lock:
        return _shared.setdefault(wrapper.settings, wrapper)


async def get_async_llm_wrapper(use_cache: bool | None = None, **kw: Any) -> AsyncLLMWrapper:
    """A wrapper configured by the environment; the same one for equal settings.

    `use_cache` None: as `ENABLE_LLM_CACHE` says. `kw` as for `AsyncLLMWrapper`; with `on_event` the
    wrapper is the caller's own.
    """
    if kw.get("on_event") is not None:
        return AsyncLLMWrapper(cache_enabled=use_cache, **kw)
    return shared_async_llm_wrapper(cache_enabled=use_cache, **kw)


def _messages(prompt: str, system_prompt: str | None) -> list[Message]:
    if not isinstance(prompt, str) or not isinstance(system_prompt, str | None):
        given = type(system_prompt if isinstance(prompt, str) else prompt).__name__
        raise TypeError(f"a prompt must be a string, not {given}")
    messages = [{"role": "user", "content": prompt}]
    if system_prompt:
        messages.insert(0, {"role": "system", "content": system_prompt})
    return messages


@asynccontextmanager
async def _deadline(timeout_s: float | None, endpoint: str) -> AsyncIterator[None]:
    """`asyncio.timeout` that fails with `LLMDeadlineError`."""
    try:
        async with asyncio.timeout(timeout_s) as timer:
            yield
    except TimeoutError:
        if timeout_s is None or not timer.expired():
            raise
        raise LLMDeadlineError(endpoint, timeout_s) from None
