"""Counting calls, tokens and money, and the events that progress, logging and tracing hang on.

A `UsageLedger` may be used by many threads; `LLMStats` is a snapshot of it, in total, by model and
by label. A cost is what the provider reports, else what the price table makes of the tokens, else
unknown: nothing here guesses.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final, Literal

from .errors import BudgetExceededError, ConfigError, Usage
from .prices import Price, price_of

EventKind = Literal[
    "queued", "sent", "erred", "paused", "retried", "answered", "cached", "failed", "cancelled"
]


@dataclass(frozen=True, slots=True)
class LLMEvent:
    """One step of one call.

    A call is `cached`, or it is `queued`, then `sent`, and each attempt ends `answered` or
    `erred`; what erred is `retried` after a back-off, or the call has `failed`, or was `cancelled`
    by its caller. An error that makes
    everyone wait is followed by `paused`. `call` tells the calls of a process apart; `attempt`
    counts from 1; `wait_s` is the back-off (retried), the pause (paused) or the time in the queue
    (sent); `error` is a class name; `usage` comes with `answered`. No prompt, reply or key is in
    it.
    """

    kind: EventKind
    model: str
    label: str | None = None
    attempt: int = 0
    wait_s: float = 0.0
    error: str | None = None
    call: int = 0
    usage: Usage | None = None


OnEvent = Callable[[LLMEvent], None]


@dataclass(frozen=True)
class LLMStats:
    """Totals since the wrapper was made; waits in seconds, cost in US dollars.

    `calls` asked for, `requests` sent (retries included), `retries`, `cache_hits`, `failures`
    (calls that ended in an error), `in_flight` (requests without an outcome yet), `unpriced`
    (replies whose cost nobody knows, left out of `cost_usd`), `queue_wait_s` spent waiting for the
    gate, `back_off_s` spent between attempts. `by_model` and `by_label` hold the same for each
    model and for each label given to calls.
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
    unpriced: int = 0
    queue_wait_s: float = 0.0
    back_off_s: float = 0.0
    by_model: Mapping[str, LLMStats] = field(default_factory=dict)
    by_label: Mapping[str, LLMStats] = field(default_factory=dict)


_COUNTED: Final = tuple(each.name for each in fields(LLMStats) if not each.name.startswith("by_"))


class _Totals:
    """The running totals of one model or label; fields as in `LLMStats`."""

    __slots__ = _COUNTED

    def __init__(self) -> None:
        for name in _COUNTED:
            setattr(self, name, 0)

    calls: int
    requests: int
    retries: int
    cache_hits: int
    failures: int
    in_flight: int
    prompt_tokens: int
    completion_tokens: int
    cost_usd: float
    unpriced: int
    queue_wait_s: float
    back_off_s: float

    def values(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in _COUNTED}


class Account:
    """The totals that one call adds to: those of its model, and of its label if it has one."""

    __slots__ = ("label", "model", "price", "totals")

    def __init__(
        self, model: str, label: str | None, price: Price | None, totals: tuple[_Totals, ...]
    ) -> None:
        self.model = model
        self.label = label
        self.price = price
        self.totals = totals


class UsageLedger:
    """Running totals, and the budget held against them."""

    def __init__(self, budget_usd: float | None) -> None:
        self._budget_usd = budget_usd
        self._lock = threading.RLock()
        self._by_model: dict[str, _Totals] = {}
        self._by_label: dict[str, _Totals] = {}
        self._accounts: dict[tuple[str, str | None], Account] = {}
        self._spent_usd = 0.0
        self._reserved_usd = 0.0
        self._dearest_usd: float | None = None

    def account(self, model: str, label: str | None) -> Account:
        """Where the calls of `model` under `label` are booked."""
        account = self._accounts.get((model, label))
        if account is None:
            with self._lock:
                totals = [self._by_model.setdefault(model, _Totals())]
                if label is not None:
                    totals.append(self._by_label.setdefault(label, _Totals()))
                account = Account(model, label, price_of(model), tuple(totals))
                self._accounts[model, label] = account
        return account

    def queued(self, account: Account) -> None:
        """A call was asked for."""
        with self._lock:
            for totals in account.totals:
                totals.calls += 1

    def sent(self, account: Account, waited_s: float) -> None:
        """A request is on its way, after `waited_s` seconds in the queue."""
        with self._lock:
            for totals in account.totals:
                totals.requests += 1
                totals.in_flight += 1
                totals.queue_wait_s += waited_s

    def ended(self, account: Account, usage: Usage | None) -> Usage | None:
        """A request has its outcome; `usage` is what was billed for it, useful or not.

        Returns the usage with its cost, as far as it is known.
        """
        if usage is not None and usage.cost_usd is None and account.price is not None:
            cost_usd = account.price.of(usage.prompt_tokens, usage.completion_tokens)
            usage = Usage(usage.prompt_tokens, usage.completion_tokens, cost_usd)
        with self._lock:
            for totals in account.totals:
                totals.in_flight -= 1
                if usage is not None:
                    totals.prompt_tokens += usage.prompt_tokens
                    totals.completion_tokens += usage.completion_tokens
                    if usage.cost_usd is None:
                        totals.unpriced += 1
                    else:
                        totals.cost_usd += usage.cost_usd
            if usage is not None and usage.cost_usd is not None:
                self._spent_usd += usage.cost_usd
                self._dearest_usd = max(self._dearest_usd or 0.0, usage.cost_usd)
        return usage

    def retried(self, account: Account, back_off_s: float) -> None:
        """A request is going to be repeated."""
        with self._lock:
            for totals in account.totals:
                totals.retries += 1
                totals.back_off_s += back_off_s

    def cached(self, account: Account) -> None:
        """A call was answered without a request of its own."""
        with self._lock:
            for totals in account.totals:
                totals.calls += 1
                totals.cache_hits += 1

    def failed(self, account: Account) -> None:
        """A call has ended in an error."""
        with self._lock:
            for totals in account.totals:
                totals.failures += 1

    def reserve(self, account: Account, prompt_tokens: int, max_tokens: int) -> float:
        """Set aside what a call may cost, for `settle` to give back; 0 without a budget.

        By the price table where it knows the model, else as much as the dearest reply so far.

        Raises:
            BudgetExceededError: spent and reserved amounts leave no room for another call.
        """
        if self._budget_usd is None:
            return 0.0
        with self._lock:
            if account.price is not None:
                amount = account.price.of(prompt_tokens, max_tokens)
            else:
                amount = self._dearest_usd or 0.0
            committed = self._spent_usd + self._reserved_usd + amount
            if self._spent_usd >= self._budget_usd or committed > self._budget_usd:
                raise BudgetExceededError(self._budget_usd, committed)
            self._reserved_usd += amount
            return amount

    def settle(self, reserved_usd: float) -> None:
        """Give back what was reserved for a call that is over."""
        if reserved_usd:
            with self._lock:
                self._reserved_usd -= reserved_usd

    def price_unknown(self, account: Account) -> bool:
        """Whether a budget is set and neither table nor reply has told a price yet."""
        return self._budget_usd is not None and self._dearest_usd is None and account.price is None

    def require_price(self, usage: Usage | None) -> None:
        """Refuse to go on under a budget that cannot be kept.

        Raises:
            ConfigError: a budget is set and the reply's cost is unknown.
        """
        if self._budget_usd is not None and (usage is None or usage.cost_usd is None):
            raise ConfigError(
                "LLM_BUDGET_USD",
                self._budget_usd,
                "off for this model: its replies carry no usage.cost, the price table does not "
                "know it, and so nothing can be held against a budget",
            )

    def snapshot(self) -> LLMStats:
        """The totals as they are now."""
        with self._lock:
            by_model = {name: totals.values() for name, totals in self._by_model.items()}
            by_label = {name: totals.values() for name, totals in self._by_label.items()}
        whole = {name: sum(each[name] for each in by_model.values()) for name in _COUNTED}
        return LLMStats(
            **whole,
            by_model={name: LLMStats(**values) for name, values in by_model.items()},
            by_label={name: LLMStats(**values) for name, values in by_label.items()},
        )
