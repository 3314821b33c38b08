"""Counting calls, tokens and money, and the events that progress and logging hang on.

A `UsageLedger` may be used by many threads; `LLMStats` is a snapshot of it. Costs are what
providers report; nothing here estimates a price.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Literal

from .errors import BudgetExceededError, ConfigError, Usage

EventKind = Literal["queued", "sent", "erred", "retried", "answered", "cached", "failed"]


@dataclass(frozen=True, slots=True)
class LLMEvent:
    """One step of one call.

    A call is `cached`, or it is `queued`, then `sent`, and each attempt ends `answered` or
    `erred`; what erred is `retried` after a back-off, or the call has `failed`. `attempt` counts
    from 1; `wait_s` is the back-off (retried) or the time in the queue (sent); `error` is a class
    name. No prompt, reply or key is in it.
    """

    kind: EventKind
    model: str
    label: str | None = None
    attempt: int = 0
    wait_s: float = 0.0
    error: str | None = None


OnEvent = Callable[[LLMEvent], None]


@dataclass(frozen=True)
class LLMStats:
    """Totals since the wrapper was made; waits in seconds, cost in US dollars.

    `calls` asked for, `requests` sent (retries included), `retries`, `cache_hits`, `failures`
    (calls that ended in an error), `queue_wait_s` spent waiting for the gate, `back_off_s` spent
    between attempts.
    """

    calls: int = 0
    requests: int = 0
    retries: int = 0
    cache_hits: int = 0
    failures: int = 0
    in_flight: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost_usd: float = 0.0
    queue_wait_s: float = 0.0
    back_off_s: float = 0.0


class UsageLedger:
    """Running totals, and the budget held against them."""

    def __init__(self, budget_usd: float | None) -> None:
        self._budget_usd = budget_usd
        self._lock = threading.Lock()
        self._totals: dict[str, float] = {each.name: 0 for each in fields(LLMStats)}
        self._priced_replies = 0
        self._dearest_usd = 0.0

    def add(self, **amounts: float) -> None:
        """Add to totals, by the names of `LLMStats`' fields."""
        with self._lock:
            for name, amount in amounts.items():
                self._totals[name] += amount

    def reserve(self) -> None:
        """Count a call as in flight, unless it could exceed the budget.

        Each call in flight is reckoned with the dearest reply so far.

        Raises:
            BudgetExceededError: spent and reserved amounts leave no room for another call.
        """
        with self._lock:
            if self._budget_usd is not None:
                spent = self._totals["cost_usd"]
                committed = spent + self._dearest_usd * (self._totals["in_flight"] + 1)
                if spent >= self._budget_usd or committed > self._budget_usd:
                    raise BudgetExceededError(self._budget_usd, committed)
            self._totals["in_flight"] += 1

    @property
    def price_unknown(self) -> bool:
        """Whether a budget is set and no reply has told a cost yet."""
        return self._budget_usd is not None and not self._priced_replies

    def release(self) -> None:
        """The call that `reserve` counted is over."""
        self.add(in_flight=-1)

    def record(self, usage: Usage | None) -> None:
        """Add a reply's tokens and cost, also of a reply that was billed and is of no use."""
        if usage is None:
            return
        self.add(
            prompt_tokens=usage.prompt_tokens,
            completion_tokens=usage.completion_tokens,
            cost_usd=usage.cost_usd or 0.0,
        )
        if usage.cost_usd is not None:
            with self._lock:
                self._priced_replies += 1
                self._dearest_usd = max(self._dearest_usd, usage.cost_usd)

    def require_price(self, usage: Usage | None) -> None:
        """Refuse to go on under a budget that cannot be kept.

        Raises:
            ConfigError: a budget is set and the endpoint does not report costs.
        """
        if self._budget_usd is not None and (usage is None or usage.cost_usd is None):
            raise ConfigError(
                "LLM_BUDGET_USD",
                self._budget_usd,
                "off for this endpoint: its replies carry no usage.cost to hold against a budget",
            )

    def snapshot(self) -> LLMStats:
        """The totals as they are now."""
        with self._lock:
            return LLMStats(**self._totals)  # type: ignore[arg-type]
