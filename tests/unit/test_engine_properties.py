"""What holds of the engine's parts whatever is thrown at them: pace, tokens, batches, sharing.

Random arrivals, amounts, outcomes and cancellations; time moves on an injected clock, and what
comes out is held against arithmetic written down here independently.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests import fake_llm_server as fake
from tests.fake_clock import FakeClock
from tests.fake_llm_server import FakeLLMServer
from utils.async_llm_wrapper import AsyncLLMWrapper, CachedAsyncLLMWrapper
from utils.llm.batch import list_bounded, map_bounded, worker_lent
from utils.llm.cache import close_reply_caches
from utils.llm.errors import LLMError, LLMResponseError, LLMStatusError, RateLimitError, Usage
from utils.llm.gate import SLACK_S, Attempt, Gate
from utils.llm.limiter import RateLimiter, TokenBucket
from utils.llm.settings import LLMSettings

RATES = st.floats(-1.0, 4.0).map(lambda exponent: 10.0**exponent)
"""0.1 to 10,000 per second, each order of magnitude alike."""


@dataclass(frozen=True)
class Passing:
    """That `amount` passed at the time `at`."""

    at: float
    amount: float


async def all_of(*work: Awaitable[Any]) -> None:
    await asyncio.gather(*work)


def assert_no_window_holds_too_much(passed: Sequence[Passing], rate: float, burst: float) -> None:
    """In any window at most burst + rate * t; the last of a window may be larger than the bucket,
    for which it waited until the bucket was full."""
    for first in range(len(passed)):
        total = 0.0
        for passing in passed[first:]:
            total += passing.amount
            allowed = max(burst, passing.amount) + rate * (passing.at - passed[first].at)
            assert total <= allowed * (1 + 1e-6) + rate * 1e-6


def expected_times(
    arrivals: Sequence[float], amounts: Sequence[float], rate: float, burst: float
) -> list[float]:
    """When each may pass, first come first served: the token bucket by its definition."""
    times: list[float] = []
    tokens, at = burst, 0.0
    for arrival, amount in zip(arrivals, amounts, strict=True):
        now = max(arrival, at)
        tokens = min(burst, tokens + (now - at) * rate)
        wait_s = max(0.0, (min(amount, burst) - tokens) / rate)
        tokens += wait_s * rate - amount
        at = now + wait_s
        times.append(at)
    return times


# --- The pace ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Load:
    """A bucket and what comes to it, `arrivals` in ascending order."""

    rate: float
    burst: float
    arrivals: list[float]
    amounts: list[float]


@st.composite
def loads(draw: st.DrawFn, largest: float = 2.0) -> Load:
    """Buckets of 10 ms to 3 s of their rate; amounts up to `largest` times the bucket."""
    rate = draw(RATES)
    burst = rate * draw(st.floats(0.01, 3.0))
    count = draw(st.integers(1, 12))
    gaps = draw(st.lists(st.floats(0.0, 1.0) | st.just(0.0), min_size=count, max_size=count))
    shares = draw(st.lists(st.floats(0.01, largest), min_size=count, max_size=count))
    return Load(rate, burst, list(itertools.accumulate(gaps)), [share * burst for share in shares])


def times_of_passing(load: Load) -> list[float]:
    """When each request of a load gets through a limiter."""

    async def scenario() -> list[float]:
        clock = FakeClock()
        limiter = RateLimiter(load.rate, 1.0, load.burst, clock=clock)
        times = [-1.0] * len(load.amounts)

        async def call(index: int) -> None:
            if load.arrivals[index] > 0.0:
                await clock.sleep(load.arrivals[index])
            await limiter.acquire(load.amounts[index])
            times[index] = clock.now()

        await clock.run(all_of(*(call(index) for index in range(len(times)))))
        return times

    return asyncio.run(scenario())


@settings(max_examples=40, deadline=None)
@given(loads())
def test_no_window_holds_more_than_the_bucket_and_what_flows_in(load: Load) -> None:
    times = times_of_passing(load)
    passed = [Passing(at, amount) for at, amount in zip(times, load.amounts, strict=True)]
    assert_no_window_holds_too_much(passed, load.rate, load.burst)


@settings(max_examples=40, deadline=None)
@given(loads())
def test_each_passes_in_its_turn_and_not_a_moment_late(load: Load) -> None:
    """Also one larger than the bucket: it waits for a full one and is paid back."""
    times = times_of_passing(load)
    assert times == sorted(times)
    expected = expected_times(load.arrivals, load.amounts, load.rate, load.burst)
    assert times == pytest.approx(expected, rel=1e-6, abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(rate=RATES, burst=st.integers(1, 5), count=st.integers(6, 12))
def test_under_load_the_rate_is_used_to_the_full(rate: float, burst: int, count: int) -> None:
    times = times_of_passing(Load(rate, burst, [0.0] * count, [1.0] * count))
    assert (count - burst) / times[-1] >= 0.99 * rate
    assert (count - burst) / times[-1] <= rate * (1 + 1e-6)


@settings(max_examples=40, deadline=None)
@given(loads(largest=1.0), st.floats(1.5, 5.0), st.data())
def test_one_larger_than_the_bucket_passes_alone(
    load: Load, share: float, data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(load.amounts) - 1))
    amounts = [*load.amounts]
    amounts[index] = share * load.burst
    times = times_of_passing(Load(load.rate, load.burst, load.arrivals, amounts))
    debt_s = (share - 1.0) * load.burst / load.rate
    assert all(time >= times[index] + debt_s - 1e-6 for time in times[index + 1 :])
    for earlier in range(index):  # all that passed before has flowed in again
        assert sum(amounts[earlier:index]) / load.rate <= times[index] - times[earlier] + 1e-6


# --- The gate ------------------------------------------------------------------------------------


def gate_with(clock: FakeClock, **given: object) -> Gate:
    return Gate(LLMSettings.from_env({}, base_url="http://h/v1", **given), clock)


@dataclass(frozen=True)
class Request:
    """One request at the gate; times in seconds, `used` None where no usage is reported."""

    arrives_at: float
    tokens: int
    takes_s: float
    used: int | None
    outcome: str = "answered"
    gives_up_after_s: float | None = None


@st.composite
def requests(draw: st.DrawFn, largest_tokens: int, outcomes: tuple[str, ...]) -> list[Request]:
    count = draw(st.integers(1, 12))
    one = st.builds(
        Request,
        arrives_at=st.floats(0.0, 3.0) | st.sampled_from([0.0, 1.0]),
        tokens=st.integers(0, largest_tokens),
        takes_s=st.floats(0.0, 2.0) | st.sampled_from([0.0, 1.0]),
        used=st.none() | st.integers(0, 2 * largest_tokens),
        outcome=st.sampled_from(outcomes),
        gives_up_after_s=st.none() | st.floats(0.0, 4.0) | st.just(1.0),
    )
    several = draw(st.lists(one, min_size=count, max_size=count))
    return sorted(several, key=lambda request: request.arrives_at)


def report(gate: Gate, attempt: Attempt, request: Request) -> None:
    """Tell the gate how a request ended."""
    outcomes: dict[str, LLMError] = {
        "overloaded": RateLimitError(429, "slow", retry_after_s=0.5, retryable=True),
        "overloaded, unspecific": RateLimitError(429, "slow", retryable=True),
        "failed": LLMStatusError(500, "oops", retryable=True),
        "useless": LLMResponseError("empty", retryable=True),
        "refused": LLMStatusError(400, "bad"),
    }
    if request.outcome == "answered":
        gate.answered(attempt, 0, None if request.used is None else Usage(request.used, 0))
    elif request.outcome == "abandoned":
        gate.abandoned(attempt)
    else:
        gate.erred(attempt, outcomes[request.outcome])


class Visitors:
    """Requests that go through a gate as written, and what became of them."""

    def __init__(self, gate: Gate, clock: FakeClock, several: Sequence[Request]) -> None:
        self._gate = gate
        self._clock = clock
        self._requests = several
        self.attempts: dict[int, Attempt] = {}
        self.changes: list[tuple[float, float]] = []
        """What was taken from the token bucket (below 0) and given back, and when, in order."""
        self.peak = 0

    async def run(self) -> None:
        """Let all of them arrive, and those that give up give up."""
        tasks = [asyncio.create_task(self._visit(index)) for index in range(len(self._requests))]
        giving_up = [
            asyncio.create_task(self._give_up(task, request))
            for task, request in zip(tasks, self._requests, strict=True)
        ]
        await asyncio.wait([*tasks, *giving_up])
        for task in tasks:
            if not task.cancelled():
                task.result()

    async def _give_up(self, task: asyncio.Task[None], request: Request) -> None:
        if request.gives_up_after_s is not None:
            await self._clock.sleep(request.arrives_at + request.gives_up_after_s)
            task.cancel()

    async def _visit(self, index: int) -> None:
        request = self._requests[index]
        await self._clock.sleep(request.arrives_at)
        attempt = await self._gate.enter(request.tokens)
        self.attempts[index] = attempt
        self.changes.append((attempt.sent_at, -request.tokens))
        self.peak = max(self.peak, self._gate.in_flight)
        try:
            if request.takes_s > 0.0:
                await self._clock.sleep(request.takes_s)
        except asyncio.CancelledError:
            self._gate.abandoned(attempt)
            raise
        report(self._gate, attempt, request)
        if request.outcome == "answered" and request.used is not None:
            self.changes.append((self._clock.now(), request.tokens - request.used))


def visit(several: Sequence[Request], **given: object) -> tuple[Gate, FakeClock, Visitors]:
    """Let requests go through a gate with these settings."""

    async def scenario() -> tuple[Gate, FakeClock, Visitors]:
        clock = FakeClock()
        gate = gate_with(clock, **given)
        visitors = Visitors(gate, clock, several)
        await clock.run(visitors.run())
        return gate, clock, visitors

    return asyncio.run(scenario())


@settings(max_examples=40, deadline=None)
@given(
    several=requests(largest_tokens=150, outcomes=("abandoned",)),
    rate=st.floats(0.5, 50.0),
    burst=st.integers(1, 5),
    per_minute=st.integers(100, 6000),
    slots=st.integers(1, 12),
)
def test_the_gate_keeps_both_limits_in_any_window(
    several: list[Request], rate: float, burst: int, per_minute: int, slots: int
) -> None:
    _, _, visitors = visit(
        several,
        rate_limit=rate,
        burst=burst,
        tokens_per_minute=per_minute,
        max_concurrent=slots,
    )
    passed = sorted(visitors.attempts.items(), key=lambda each: each[1].number)
    ones = [Passing(attempt.sent_at, 1.0) for _, attempt in passed]
    tokens = [Passing(attempt.sent_at, several[index].tokens) for index, attempt in passed]
    assert_no_window_holds_too_much(ones, rate, float(burst))
    assert_no_window_holds_too_much(tokens, per_minute / 60.0, float(per_minute))
    assert visitors.peak <= slots
    assert [index for index, _ in passed] == sorted(index for index, _ in passed), "overtaken"


def test_time_spent_waiting_for_a_slot_does_not_fill_the_bucket_twice() -> None:
    """While few requests of a long queue go through, the server's bucket is full: no more than a
    bucketful may follow at once, however long the queue has waited."""
    slow = [Request(0.0, 10, 1.0, None, "abandoned")] * 30
    fast = [Request(0.0, 100, 0.0, None, "abandoned")] * 20
    _, _, visitors = visit(
        [*slow, *fast], rate_limit="off", tokens_per_minute=1000, max_concurrent=1
    )
    passed = sorted(visitors.attempts.items(), key=lambda each: each[1].number)
    tokens = [Passing(attempt.sent_at, [*slow, *fast][index].tokens) for index, attempt in passed]
    assert_no_window_holds_too_much(tokens, 1000 / 60.0, 1000.0)


@settings(max_examples=40, deadline=None)
@given(
    several=requests(
        largest_tokens=100,
        outcomes=(
            "answered",
            "abandoned",
            "overloaded",
            "overloaded, unspecific",
            "failed",
            "useless",
            "refused",
        ),
    ),
    slots=st.integers(1, 4),
    rate=st.sampled_from(["off", 2.0, 20.0]),
)
def test_cancelled_or_not_everyone_gives_the_slot_back(
    several: list[Request], slots: int, rate: object
) -> None:
    gate, clock, visitors = visit(several, rate_limit=rate, burst=1, max_concurrent=slots)
    assert gate.in_flight == 0
    assert visitors.peak <= slots

    async def all_slots_again() -> None:
        attempts = [await gate.enter(0) for _ in range(slots)]
        assert gate.in_flight == slots
        for attempt in attempts:
            gate.abandoned(attempt)

    asyncio.run(clock.run(all_slots_again()))
    assert gate.in_flight == 0


@settings(max_examples=40, deadline=None)
@given(several=requests(largest_tokens=80, outcomes=("answered", "abandoned")))
@example(several=[Request(arrives_at=0.0, tokens=0, takes_s=1.0, used=1)])
def test_tokens_are_neither_lost_nor_made_by_cancellations_and_refunds(
    several: list[Request],
) -> None:
    """What the next request must wait for is what arithmetic says of those that were sent."""
    per_minute = 600
    gate, clock, visitors = visit(
        several, rate_limit="off", tokens_per_minute=per_minute, max_concurrent=100
    )
    balance, at = float(per_minute), 0.0
    for moment, change in [*visitors.changes, (clock.now(), 0.0)]:
        balance = min(per_minute, balance + (moment - at) * per_minute / 60.0)
        balance, at = min(per_minute, balance + change), moment

    async def take_all() -> float:
        return (await gate.enter(per_minute)).sent_at

    sent_at = asyncio.run(clock.run(take_all()))
    expected_s = (per_minute - balance) * 60.0 / per_minute
    assert expected_s - 1e-5 <= sent_at - at <= expected_s + SLACK_S + 1e-5


@settings(max_examples=60, deadline=None)
@given(
    rate=st.fractions(Fraction(1, 10), 1000, max_denominator=10),
    burst=st.integers(1, 1000),
    steps=st.lists(
        st.tuples(
            st.fractions(0, 10, max_denominator=10), st.integers(0, 500), st.integers(0, 999)
        ),
        max_size=30,
    ),
)
def test_a_bucket_holds_what_exact_arithmetic_says(
    rate: Fraction, burst: int, steps: list[tuple[Fraction, int, int]]
) -> None:
    """Each step: time passes, an amount is reserved, and settled by what was really used."""
    bucket = TokenBucket(float(rate), float(burst))
    balance, at = Fraction(burst), Fraction(0)
    for passes_s, reserved, used in steps:
        now = at + passes_s
        balance = min(Fraction(burst), balance + passes_s * rate)
        ready_at = now + max(Fraction(0), (min(reserved, burst) - balance) / rate)
        assert bucket.ready_at(reserved, float(now), float(now)) == pytest.approx(float(ready_at))
        bucket.take(reserved, float(ready_at))
        balance = min(Fraction(burst), balance + (ready_at - now) * rate) - reserved
        bucket.settle(reserved - used, float(ready_at))
        balance = min(Fraction(burst), balance + reserved - used)
        at = ready_at
        assert bucket.available(float(at)) == pytest.approx(float(balance), abs=1e-5)
        assert bucket.available(float(at)) <= burst


# --- Batches -------------------------------------------------------------------------------------


async def turns(count: int) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


class ItemError(Exception):
    """What a failing item of a batch raises; `index` is the item's."""

    def __init__(self, index: int) -> None:
        self.index = index
        super().__init__(f"item {index}")


@dataclass
class Source:
    """The items of a batch, 0 to `count` - 1, failing at `fails_at`."""

    count: int
    fails_at: int | None
    is_open: bool = False

    def sync_items(self) -> Iterator[int]:
        for index in range(self.count):
            if index == self.fails_at:
                raise LookupError(index)
            yield index

    async def async_items(self) -> AsyncIterator[int]:
        self.is_open = True
        try:
            for index in self.sync_items():
                await asyncio.sleep(0)
                yield index
        finally:
            self.is_open = False


OUTCOMES = ["well", "well", "well", "lends", "fails", "cancelled", "runs dry"]


@settings(max_examples=80, deadline=None)
@given(
    work=st.lists(
        st.tuples(st.integers(0, 6), st.sampled_from(OUTCOMES)),
        max_size=20,
    ),
    workers=st.integers(1, 6),
    form=st.sampled_from(["as completed", "ordered", "list"]),
    is_async=st.booleans(),
    source_fails_at=st.none() | st.integers(0, 20),
    stops_after=st.none() | st.integers(1, 20),
    cancelled_after=st.none() | st.integers(0, 30),
)
@example(
    work=[(0, "fails")],
    workers=1,
    form="as completed",
    is_async=True,
    source_fails_at=None,
    stops_after=None,
    cancelled_after=4,
)
def test_whatever_happens_results_are_in_place_and_no_task_is_left(
    work: list[tuple[int, str]],
    workers: int,
    form: str,
    is_async: bool,
    source_fails_at: int | None,
    stops_after: int | None,
    cancelled_after: int | None,
) -> None:
    source = Source(len(work), source_fails_at)
    seen: list[tuple[int, int]] = []
    running = 0
    lending = sum(outcome == "lends" for _, outcome in work)

    async def run_item(index: int) -> int:
        nonlocal running
        running += 1
        assert running <= workers + lending
        try:
            delay, outcome = work[index]
            if outcome == "lends":
                running -= 1
                try:
                    with worker_lent():
                        await turns(delay)
                finally:
                    running += 1
                return index * 10
            await turns(delay)
            if outcome == "fails":
                raise ItemError(index)
            if outcome == "runs dry":
                raise StopAsyncIteration
            if outcome == "cancelled":
                raise asyncio.CancelledError
            return index * 10
        finally:
            running -= 1

    async def consume() -> None:
        items = source.async_items() if is_async else source.sync_items()
        if form == "list":
            seen.extend(enumerate(await list_bounded(run_item, items, workers=workers)))
            return
        stream = map_bounded(run_item, items, workers=workers, ordered=form == "ordered")
        try:
            async for outcome in stream:
                seen.append(outcome)
                if len(seen) == stops_after:
                    break
        finally:
            await stream.aclose()  # type: ignore[attr-defined]

    async def scenario() -> BaseException | None:
        consumer = asyncio.create_task(consume())
        if cancelled_after is not None:
            await turns(cancelled_after)
            consumer.cancel()
        await asyncio.wait([consumer])
        assert asyncio.all_tasks() == {asyncio.current_task()}
        assert not source.is_open
        if consumer.cancelled():
            return asyncio.CancelledError()
        return consumer.exception()

    error = asyncio.run(scenario())
    assert running == 0
    assert all(result == index * 10 for index, result in seen)
    assert len({index for index, _ in seen}) == len(seen)
    if form != "as completed":
        assert [index for index, _ in seen] == list(range(len(seen)))
    if error is None:
        assert len(seen) in (len(work), stops_after)
    elif isinstance(error, ItemError):
        assert work[error.index][1] == "fails"
    elif isinstance(error, LookupError):
        assert source_fails_at is not None
    elif isinstance(error, StopAsyncIteration | RuntimeError):
        assert "runs dry" in {outcome for _, outcome in work}
    else:
        assert isinstance(error, asyncio.CancelledError)
        assert cancelled_after is not None or "cancelled" in {outcome for _, outcome in work}


@settings(max_examples=15, deadline=None)
@given(
    outcomes=st.lists(st.sampled_from(["ok", "ok", "status 400", "filtered"]), max_size=12),
    slots=st.integers(1, 4),
    streamed=st.booleans(),
)
def test_each_failure_of_a_batch_stands_in_the_place_of_its_reply(
    outcomes: list[str], slots: int, streamed: bool
) -> None:
    prompts = [f"{index} {outcome}" for index, outcome in enumerate(outcomes)]

    def answer(prompt: str) -> fake.Reply:
        if prompt.endswith("ok"):
            return after_turns(len(prompt) % 3, fake.reply(prompt))
        if prompt.endswith("400"):
            return fake.status(400)
        return fake.reply(prompt, finish_reason="content_filter")

    async def scenario() -> list[Any]:
        async with FakeLLMServer(by_prompt=answer) as server, caller(server, slots) as llm:
            if not streamed:
                return await llm.call_llm_batch(prompts, return_exceptions=True)
            stream = llm.stream_llm_batch(prompts, return_exceptions=True)
            replies = {index: reply async for index, reply in stream}
            return [replies[index] for index in range(len(prompts))]

    for prompt, reply in zip(prompts, asyncio.run(scenario()), strict=True):
        assert reply == prompt if prompt.endswith("ok") else isinstance(reply, LLMStatusError)


def caller(server: FakeLLMServer, slots: int, **given: Any) -> AsyncLLMWrapper:
    return AsyncLLMWrapper(
        base_url=server.base_url,
        default_model="m",
        rate_limit="off",
        max_concurrent=slots,
        max_retries=0,
        **given,
    )


def after_turns(count: int, then: fake.Reply) -> fake.Reply:
    """Answers a few turns of the loop later: replies overtake each other."""

    async def send(request: Any) -> Any:
        await turns(count)
        return await then(request)

    return send


# --- Sharing -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Call:
    """A call with the fields that tell samples of one prompt apart; starts after so many turns."""

    prompt: str
    sample: tuple[str, int] | None
    starts_after: int

    @property
    def key(self) -> tuple[str, tuple[str, int] | None]:
        return self.prompt, self.sample


@settings(max_examples=20, deadline=None)
@given(
    calls=st.lists(
        st.builds(
            Call,
            prompt=st.sampled_from(["a", "b"]),
            sample=st.none()
            | st.tuples(st.sampled_from(["seed", "n", "sample"]), st.integers(1, 2)),
            starts_after=st.integers(0, 30),
        ),
        min_size=1,
        max_size=25,
    ),
    delays=st.lists(st.integers(0, 20), min_size=1, max_size=10),
)
def test_while_nothing_fails_each_distinct_call_costs_one_request(
    calls: list[Call], delays: list[int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    delay = itertools.cycle(delays)
    served = itertools.count()

    def answer(prompt: str) -> fake.Reply:
        return after_turns(next(delay), fake.reply(f"{prompt} {next(served)}"))

    async def scenario() -> tuple[list[str], int]:
        async with FakeLLMServer(by_prompt=answer) as server:
            llm = CachedAsyncLLMWrapper(
                base_url=server.base_url,
                default_model="m",
                rate_limit="off",
                max_concurrent=3,
                cache_dir=tmp_path_factory.mktemp("cache"),
            )

            async def run(call: Call) -> str:
                await turns(call.starts_after)
                fields: dict[str, Any] = dict([call.sample] if call.sample else [])
                return await llm.call_llm(call.prompt, **fields)

            async with llm:
                replies = await asyncio.gather(*(run(call) for call in calls))
            return replies, len(server.asked)

    try:
        replies, asked = asyncio.run(scenario())
    finally:
        close_reply_caches()
    by_key: dict[Any, set[str]] = {}
    for call, reply in zip(calls, replies, strict=True):
        by_key.setdefault(call.key, set()).add(reply)
    assert all(len(same) == 1 for same in by_key.values()), "identical calls got different replies"
    assert len(set().union(*by_key.values())) == len(by_key), "samples collapsed"
    assert asked == len(by_key)


# --- Giving up -----------------------------------------------------------------------------------


@settings(max_examples=15, deadline=None)
@given(
    calls=st.lists(
        st.tuples(
            st.sampled_from(["answered", "held", "fails"]),
            st.none() | st.just(0.001) | st.just(0.02),
            st.none() | st.integers(0, 40),
        ),
        min_size=1,
        max_size=12,
    ),
    slots=st.integers(1, 3),
)
def test_deadlines_and_cancellations_leave_nothing_in_flight(
    calls: list[tuple[str, float | None, int | None]], slots: int
) -> None:
    """Each call is answered, fails, or is never answered; has a deadline or none; is cancelled
    after so many turns or not. One that would wait for ever is cancelled at the end."""

    async def scenario() -> None:
        never = asyncio.Event()
        answers: dict[str, Callable[[], fake.Reply]] = {
            "answered": fake.reply,
            "held": lambda: fake.hold(never),
            "fails": lambda: fake.status(500),
        }
        server = FakeLLMServer(by_prompt=lambda prompt: answers[prompt]())
        async with server, caller(server, slots) as llm:
            tasks = [
                asyncio.create_task(llm.call_llm(kind, timeout=deadline_s))
                for kind, deadline_s, _ in calls
            ]
            for turn in range(41):
                for task, (_, _, cancelled_after) in zip(tasks, calls, strict=True):
                    if cancelled_after == turn:
                        task.cancel()
                await asyncio.sleep(0)
            for task, (_, deadline_s, _) in zip(tasks, calls, strict=True):
                if deadline_s is None:
                    task.cancel()
            results = await asyncio.gather(*tasks, return_exceptions=True)
            for result in results:
                assert isinstance(result, str | LLMError | asyncio.CancelledError)
            assert llm.stats.in_flight == 0
            assert await finished(llm.call_llm_batch(["answered"] * slots)) == ["ok"] * slots
            assert server.peak_in_flight <= slots + len(calls)  # the server learns late who left
            never.set()
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(scenario())


async def finished(work: Coroutine[Any, Any, Any]) -> Any:
    async with asyncio.timeout(10):
        return await work
