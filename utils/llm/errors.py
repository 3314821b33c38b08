"""What can go wrong between a prompt and its reply, as one tree with the facts as attributes.

No error of aiohttp, json or sqlite leaves this package. Messages hold the rule, the value and the
remedy; they never hold a key, a prompt or a reply.

    LLMError
    ├── ConfigError             a setting or argument has no usable value (also a ValueError)
    ├── LLMTransportError       no complete reply arrived
    │   ├── LLMConnectionError     refused, reset, unresolved, TLS
    │   └── LLMTimeoutError        an attempt took longer than allowed
    │       └── LLMDeadlineError      a call as a whole did
    ├── LLMStatusError          the server answered with an error (also inside a 200)
    │   ├── RateLimitError         slow down: 429, 529
    │   ├── AuthenticationError    the key is missing, wrong or may not do this
    │   ├── QuotaExhaustedError    the account's money or quota is used up
    │   ├── ModelNotFoundError     no such model, or no such endpoint
    │   └── ContentRefusedError    moderation or a guardrail said no
    ├── LLMResponseError        a success that is no completion: HTML, cut off, empty
    ├── ReplyFormatError        the text of the reply does not parse or validate
    ├── CircuitOpenError        the endpoint failed too often in a row: not asked for now
    └── BudgetExceededError     the next call could cost more than `LLM_BUDGET_USD` leaves
"""

from __future__ import annotations

from typing import NamedTuple


class Usage(NamedTuple):
    """Tokens and cost of one reply, as the provider counted them; cost in US dollars or None."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost_usd: float | None = None


class LLMError(Exception):
    """Root of the tree.

    Class attributes, overridden per class or per instance:
    `retryable`: another attempt of the same request may succeed.
    `affects_every_call`: every other call of this run would fail the same way, so stop.
    `usage`: what the provider billed for the reply all the same, or None.
    """

    retryable: bool = False
    affects_every_call: bool = False
    usage: Usage | None = None


class ConfigError(LLMError, ValueError):
    """A setting has no usable value. `name` is the variable or argument, `value` what it held."""

    affects_every_call = True

    def __init__(self, name: str, value: object, allowed: str) -> None:
        self.name = name
        self.value = value
        self.allowed = allowed
        super().__init__(f"{name} must be {allowed}, got {value!r}.")


class MissingKeyError(ConfigError):
    """No key and no endpoint that works without one."""

    def __init__(self) -> None:
        Exception.__init__(
            self,
            "No API key: set OPENROUTER_API_KEY, OPENAI_API_KEY, or LLM_API_KEY with LLM_BASE_URL "
            "(LLM_BASE_URL alone for a server that needs no key).",
        )
        self.name = "api_key"
        self.value = None
        self.allowed = "set"


class LLMTransportError(LLMError):
    """No complete reply arrived. `endpoint` is the URL without key or query."""

    retryable = True

    def __init__(self, message: str, endpoint: str) -> None:
        self.endpoint = endpoint
        super().__init__(message)


class LLMConnectionError(LLMTransportError):
    """The connection was refused, reset, cut or never made."""


class LLMTimeoutError(LLMTransportError):
    """One attempt took longer than `timeout_s` seconds."""

    def __init__(self, endpoint: str, timeout_s: float) -> None:
        self.timeout_s = timeout_s
        super().__init__(
            f"No reply from {endpoint} within {timeout_s:g} s; raise ASYNC_LLM_TIMEOUT or lower "
            "MAX_CONCURRENT_LLM if the server queues.",
            endpoint,
        )


class LLMDeadlineError(LLMTimeoutError):
    """A call took longer than its `timeout=`, queueing and retries included."""

    retryable = False

    def __init__(self, endpoint: str, timeout_s: float) -> None:
        super().__init__(endpoint, timeout_s)
        within = f"within timeout={timeout_s:g} s, queueing and retries included"
        self.args = (f"No answer from {endpoint} {within}.",)


class LLMStatusError(LLMError):
    """The server answered with an error.

    Attributes: `status` (HTTP status, or the code an error inside a 200 gave), `retry_after_s`
    (seconds the server asked to wait, or None), `code` (the provider's own word for it, or None),
    `detail` (the provider's message, one line, shortened, without keys).
    """

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        retry_after_s: float | None = None,
        code: str | None = None,
        retryable: bool = False,
        remedy: str = "",
    ) -> None:
        self.status = status
        self.detail = detail
        self.retry_after_s = retry_after_s
        self.code = code
        self.retryable = retryable
        said = f": {detail}" if detail else ""
        super().__init__(f"HTTP {status}{said}{' ' if remedy else ''}{remedy}")


class RateLimitError(LLMStatusError):
    """The server asks for fewer requests or tokens per time, or in flight at once."""

    @property
    def is_about_concurrency(self) -> bool:
        """Whether the server's words blame the number of requests in flight."""
        words = f"{self.code} {self.detail}".lower()
        return "concurren" in words or "in_flight" in words


class AuthenticationError(LLMStatusError):
    """The key is missing, wrong, or not allowed to do this."""

    affects_every_call = True


class QuotaExhaustedError(LLMStatusError):
    """The account's money or quota is used up; waiting does not help."""

    affects_every_call = True


class ModelNotFoundError(LLMStatusError):
    """The endpoint does not know the model, or the base URL is not that of an API."""

    affects_every_call = True


class ContentRefusedError(LLMStatusError):
    """Moderation, a guardrail or the model itself declined this content."""


class LLMResponseError(LLMError):
    """The status said success and the body is no completion."""

    def __init__(self, message: str, *, retryable: bool) -> None:
        self.retryable = retryable
        super().__init__(message)


class ReplyFormatError(LLMError):
    """The reply's text does not parse as the format asked for, or does not fit the schema.

    `problem` is what the parser said; `attempts` how many replies were tried.
    """

    def __init__(self, output_format: str, problem: str, attempts: int = 1) -> None:
        self.output_format = output_format
        self.problem = problem
        self.attempts = attempts
        times = "1 attempt" if attempts == 1 else f"{attempts} attempts"
        super().__init__(f"No valid {output_format.upper()} in the reply after {times}: {problem}")


class BudgetExceededError(LLMError):
    """Another call could take the cost above the budget; all amounts in US dollars."""

    affects_every_call = True

    def __init__(self, budget_usd: float, spent_usd: float) -> None:
        self.budget_usd = budget_usd
        self.spent_usd = spent_usd
        super().__init__(
            f"LLM_BUDGET_USD is {budget_usd:g} and {spent_usd:.4f} is spent or reserved; "
            "raise it to go on."
        )


class CircuitOpenError(LLMError):
    """The endpoint failed so often in a row that it is left alone for `retry_in_s` seconds.

    `failures` is the number of attempts in a row that failed.
    """

    affects_every_call = True

    def __init__(self, endpoint: str, failures: int, retry_in_s: float) -> None:
        self.endpoint = endpoint
        self.failures = failures
        self.retry_in_s = retry_in_s
        super().__init__(
            f"{endpoint} failed {failures} times in a row and is left alone for another "
            f"{retry_in_s:.0f} s; check it, or name others in LLM_FALLBACK_MODELS."
        )
