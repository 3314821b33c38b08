"""The blocking face of the engine, for sync code: same arguments, limits, cache and errors.

Calls run on one background event loop per process and may come from any thread. Nothing here paces,
sends or parses by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self, TypeVar, overload

from pydantic import BaseModel

from .async_llm_wrapper import AsyncLLMWrapper, Prompt, shared_async_llm_wrapper
from .llm.portal import portal
from .llm.settings import LLMSettings
from .llm.usage import LLMStats

__all__ = ["LLMWrapper", "get_default_llm_wrapper"]

Model = TypeVar("Model", bound=BaseModel)


class LLMWrapper:
    """Blocking calls to a chat endpoint; arguments as for `AsyncLLMWrapper`.

    Raises:
        ConfigError: a value is not allowed, or there is no key and no endpoint.
    """

    def __init__(self, *args: Any, **kw: Any) -> None:
        self._wrapper = AsyncLLMWrapper(*args, **kw)

    @classmethod
    def over(cls, wrapper: AsyncLLMWrapper) -> LLMWrapper:
        """A blocking face over an existing wrapper, sharing its settings, limits and totals."""
        face = cls.__new__(cls)
        face._wrapper = wrapper
        return face

    @property
    def settings(self) -> LLMSettings:
        """The settings in force."""
        return self._wrapper.settings

    @property
    def stats(self) -> LLMStats:
        """A snapshot of calls, requests, retries, cache hits, tokens, cost and waits so far."""
        return self._wrapper.stats

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections. The wrapper stays usable; safe to call twice."""
        portal().run(self._wrapper.close())

    def call_llm(
        self,
        prompt: str,
        system_prompt: str | None = None,
        model: str | None = None,
        temperature: float = 0.7,
        max_tokens: int = 2000,
        **kw: Any,
    ) -> str:
        """The model's answer to one prompt; see `AsyncLLMWrapper.call_llm`."""
        return portal().run(
            self._wrapper.call_llm(prompt, system_prompt, model, temperature, max_tokens, **kw)
        )

    @overload
    def call_llm_structured(
        self,
        prompt: str,
        system_prompt: str | None = None,
        output_format: str = "yaml",
        model: str | None = None,
        temperature: float = 0.3,
        max_tokens: int = 3000,
        max_retries: int = 3,
        schema: None = None,
        **kw: Any,
    ) -> Any: ...

    @overload
    def call_llm_structured(
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
        **kw: Any,
    ) -> Model: ...

    def call_llm_structured(
        self,
        prompt: str,
        system_prompt: str | None = None,
        output_format: str = "yaml",
        model: str | None = None,
        temperature: float = 0.3,
        max_tokens: int = 3000,
        max_retries: int = 3,
        schema: type[BaseModel] | None = None,
        **kw: Any,
    ) -> Any:
        """The answer as a dict, list or `schema`; see `AsyncLLMWrapper.call_llm_structured`."""
        return portal().run(
            self._wrapper.call_llm_structured(
                prompt,
                system_prompt,
                output_format,
                model,
                temperature,
                max_tokens,
                max_retries,
                schema=schema,
                **kw,
            )
        )

    def call_llm_batch(
        self, prompts: Iterable[Prompt], return_exceptions: bool = False, **kw: Any
    ) -> list[Any]:
        """n prompts -> n replies in order, in parallel; see `AsyncLLMWrapper.call_llm_batch`."""
        return portal().run(self._wrapper.call_llm_batch(prompts, return_exceptions, **kw))

    call_llm_sync = call_llm
    call_llm_structured_sync = call_llm_structured
    call_llm_batch_sync = call_llm_batch


def get_default_llm_wrapper(use_cache: bool | None = None, **kw: Any) -> LLMWrapper:
    """A wrapper configured by the environment; equal settings share sessions and totals.

    `use_cache` None: as `ENABLE_LLM_CACHE` says.
    """
    return LLMWrapper.over(shared_async_llm_wrapper(cache_enabled=use_cache, **kw))
