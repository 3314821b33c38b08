"""Accounting: tokens and money by model and by label, the price table, the budget."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.llm.errors import BudgetExceededError, ConfigError, Usage
from utils.llm.prices import Price, price_of
from utils.llm.usage import UsageLedger

UNPRICED = "a-model-nobody-sells"


def spend(ledger: UsageLedger, model: str, label: str | None, usage: Usage | None) -> Usage | None:
    account = ledger.account(model, label)
    ledger.queued(account)
    ledger.sent(account, 0.5)
    return ledger.ended(account, usage)


def test_totals_are_kept_by_model_and_by_label() -> None:
    ledger = UsageLedger(None)
    spend(ledger, "a", "cv", Usage(10, 1, 0.5))
    spend(ledger, "a", "letter", Usage(20, 2, 0.25))
    spend(ledger, "b", "cv", Usage(30, 3, 1.0))
    spend(ledger, "b", None, Usage(40, 4, 2.0))
    stats = ledger.snapshot()
    assert (stats.calls, stats.requests, stats.in_flight) == (4, 4, 0)
    assert (stats.prompt_tokens, stats.completion_tokens) == (100, 10)
    assert stats.cost_usd == 3.75
    assert stats.queue_wait_s == 2.0
    assert {name: each.cost_usd for name, each in stats.by_model.items()} == {"a": 0.75, "b": 3.0}
    assert {name: each.prompt_tokens for name, each in stats.by_label.items()} == {
        "cv": 40,
        "letter": 20,
    }


def test_what_becomes_of_calls_is_counted_by_model_and_by_label() -> None:
    ledger = UsageLedger(None)
    account = ledger.account("a", "cv")
    ledger.queued(account)
    ledger.sent(account, 0.0)
    assert ledger.snapshot().in_flight == 1
    ledger.ended(account, None)
    ledger.retried(account, 1.5)
    ledger.sent(account, 0.0)
    ledger.ended(account, None)
    ledger.retried(account, 2.0)
    ledger.failed(account)
    ledger.cached(account)
    ledger.cached(ledger.account("b", None))
    stats = ledger.snapshot()
    for each in (stats.by_model["a"], stats.by_label["cv"]):
        assert (each.calls, each.requests, each.in_flight) == (2, 2, 0)
        assert (each.retries, each.back_off_s) == (2, 3.5)
        assert (each.cache_hits, each.failures) == (1, 1)
    assert (stats.calls, stats.cache_hits, stats.failures, stats.retries) == (3, 2, 1, 2)
    assert list(stats.by_label) == ["cv"]


def test_what_the_provider_says_it_cost_goes_before_the_table() -> None:
    ledger = UsageLedger(None)
    usage = spend(ledger, "gpt-4o-mini", None, Usage(1000, 1000, 0.125))
    assert usage == Usage(1000, 1000, 0.125)
    assert ledger.snapshot().cost_usd == 0.125


def test_without_a_reported_cost_the_table_says_it() -> None:
    ledger = UsageLedger(None)
    price = price_of("gpt-4o-mini")
    assert price is not None
    spend(ledger, "openai/gpt-4o-mini-2024-07-18", None, Usage(2_000_000, 1_000_000))
    assert ledger.snapshot().cost_usd == pytest.approx(2 * price.prompt + price.completion)


@pytest.mark.parametrize(
    ("name", "priced_as"),
    [
        ("GPT-4o-mini", "gpt-4o-mini"),
        ("anthropic/claude-sonnet-4-5", "claude-sonnet-4-5"),
        ("openrouter/anthropic/claude-sonnet-4-5-20250929", "claude-sonnet-4-5"),
        ("gpt-4o-2024-08-06", "gpt-4o"),
    ],
)
def test_a_model_has_one_price_under_all_its_names(name: str, priced_as: str) -> None:
    assert price_of(priced_as) is not None
    assert price_of(name) == price_of(priced_as)


@pytest.mark.parametrize(
    "name", ["gpt-4o-20240806-mini", "gpt-4o-2024-08", "gpt-4o-2024-08-06x", "gpt-4o-123456789"]
)
def test_what_only_looks_like_a_date_makes_another_model(name: str) -> None:
    assert price_of(name) is None


def test_tokens_of_prompt_and_completion_have_prices_of_their_own() -> None:
    assert Price(2.0, 10.0).of(1_000_000, 500_000) == 7.0


def test_a_cost_nobody_knows_is_counted_as_unknown_and_not_as_nothing() -> None:
    ledger = UsageLedger(None)
    spend(ledger, UNPRICED, None, Usage(10, 10))
    assert (ledger.snapshot().cost_usd, ledger.snapshot().unpriced) == (0.0, 1)


@pytest.mark.parametrize("name", [UNPRICED, "gpt-4o-mini-turbo-ultra", "", "mini"])
def test_a_model_that_is_not_in_the_table_has_no_price(name: str) -> None:
    assert price_of(name) is None


def test_the_budget_reserves_by_the_table_before_anything_is_sent() -> None:
    price = price_of("gpt-4o")
    assert price is not None
    ledger = UsageLedger(price.of(1000, 1000) * 2.5)
    account = ledger.account("gpt-4o", None)
    first = ledger.reserve(account, 1000, 1000)
    ledger.reserve(account, 1000, 1000)
    with pytest.raises(BudgetExceededError):
        ledger.reserve(account, 1000, 1000)
    ledger.settle(first)
    assert ledger.reserve(account, 1000, 1000) == pytest.approx(price.of(1000, 1000))


def test_without_a_table_the_dearest_reply_so_far_is_reserved() -> None:
    ledger = UsageLedger(10.0)
    account = ledger.account(UNPRICED, None)
    assert ledger.reserve(account, 1000, 1000) == 0.0
    for cost_usd in (1.0, 4.0, 2.0):
        ledger.ended(account, Usage(1, 1, cost_usd))
    with pytest.raises(BudgetExceededError):
        ledger.reserve(account, 1000, 1000)  # 7 are spent


def test_a_budget_that_is_spent_takes_no_call_that_seems_free() -> None:
    ledger = UsageLedger(1.0)
    account = ledger.account(UNPRICED, None)
    account.price = Price(0.0, 0.0)
    ledger.ended(account, Usage(1, 1, 1.0))
    with pytest.raises(BudgetExceededError):
        ledger.reserve(account, 1000, 1000)


@given(
    budget=st.floats(0.01, 10),
    costs=st.lists(st.floats(0, 1), max_size=60),
    overlap=st.integers(1, 8),
)
def test_spent_and_reserved_never_exceed_the_budget(
    budget: float, costs: list[float], overlap: int
) -> None:
    """Whatever calls overlap, as long as none costs more than what was reserved for it."""
    ledger = UsageLedger(budget)
    price = Price(1.0, 1.0)
    account = ledger.account(UNPRICED, None)
    account.price = price
    running: list[tuple[float, float]] = []
    spent = 0.0

    def end_one() -> None:
        nonlocal spent
        reserved, cost = running.pop(0)
        ledger.sent(account, 0.0)
        ledger.ended(account, Usage(1, 1, cost))
        ledger.settle(reserved)
        spent += cost

    for cost in costs:
        if len(running) >= overlap:
            end_one()
        try:
            running.append((ledger.reserve(account, 1_000_000, 0), cost))
        except BudgetExceededError:
            assert spent + 1.0 * (len(running) + 1) > budget
        assert spent + 1.0 * len(running) <= budget + 1e-9
    while running:
        end_one()
    assert spent <= budget + 1e-9


def test_a_budget_that_cannot_be_kept_is_refused() -> None:
    ledger = UsageLedger(1.0)
    account = ledger.account(UNPRICED, None)
    assert ledger.price_unknown(account)
    with pytest.raises(ConfigError, match="LLM_BUDGET_USD"):
        ledger.require_price(Usage(1, 1))
    with pytest.raises(ConfigError, match="LLM_BUDGET_USD"):
        ledger.require_price(None)
    ledger.ended(account, Usage(1, 1, 0.1))
    assert not ledger.price_unknown(account)
    assert not UsageLedger(1.0).price_unknown(ledger.account("gpt-4o", None))


def test_without_a_budget_nobody_asks_for_a_price() -> None:
    ledger = UsageLedger(None)
    account = ledger.account(UNPRICED, None)
    assert not ledger.price_unknown(account)
    ledger.require_price(None)
    assert ledger.reserve(account, 1000, 1000) == 0.0


def test_threads_lose_no_count() -> None:
    ledger = UsageLedger(None)

    def work() -> None:
        for _ in range(2000):
            spend(ledger, "m", "l", Usage(1, 1, 0.5))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stats = ledger.snapshot()
    assert (stats.calls, stats.prompt_tokens, stats.cost_usd) == (8000, 8000, 4000.0)
    assert stats.by_label["l"].requests == 8000
