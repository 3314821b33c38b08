"""`auto`: limits that nobody told are found, kept and followed, at little cost in refusals."""

from __future__ import annotations

import asyncio
import os
import random
import stat
import time
from pathlib import Path

import pytest

from tests.virtual_time import (
    Headers,
    LimitedServer,
    LoopClock,
    answer_all,
    bucket_headers,
    minute_headers,
    run_in_virtual_time,
    second_headers,
)
from utils.llm.adaptive import FIRST_CONCURRENCY, AdaptiveConcurrency, AdaptiveRate
from utils.llm.errors import LLMTimeoutError, RateLimitError
from utils.llm.gate import Gate
from utils.llm.learned_limits import FILE_NAME, LearnedLimits, LimitsFile
from utils.llm.rate_hints import RateHint
from utils.llm.settings import LLMSettings


def auto_gate(**given: object) -> Gate:
    more = {"rate_limit": "auto", "max_concurrent": "auto", **given}
    settings = LLMSettings.from_env({}, base_url="http://h/v1", **more)
    return Gate(settings, LoopClock(), random.Random(0))


def answered_by(server: LimitedServer, requests: int) -> float:
    """Seconds of virtual time until all were answered."""

    async def scenario() -> float:
        gate = auto_gate()
        await answer_all(requests, lambda: server.ask(gate))
        assert gate.in_flight == 0
        return asyncio.get_running_loop().time()

    return run_in_virtual_time(scenario())


@pytest.mark.parametrize("latency_s", [0.0, 0.05, 0.5])
@pytest.mark.parametrize("asked_s", [None, 0.02, 1.0])
def test_a_limit_nobody_told_is_found_from_refusals_alone(
    latency_s: float, asked_s: float | None
) -> None:
    server = LimitedServer(50.0, 50.0, latency_s, asked_s=asked_s)
    took_s = answered_by(server, 1000)
    assert took_s <= 1.10 * ((1000 - 50) / 50 + latency_s)
    assert len(server.refused_at) <= 0.05 * 1000


@pytest.mark.parametrize("headers", [minute_headers, bucket_headers])
@pytest.mark.parametrize("latency_s", [0.0, 0.05, 0.5])
def test_headers_make_it_exact(headers: Headers, latency_s: float) -> None:
    server = LimitedServer(50.0, 50.0, latency_s, headers=headers)
    took_s = answered_by(server, 1000)
    assert took_s <= 1.05 * ((1000 - 50) / 50 + latency_s)
    assert len(server.refused_at) <= 0.05 * 1000


def test_headers_in_whole_seconds_do_no_harm() -> None:
    server = LimitedServer(50.0, 50.0, 0.05, headers=second_headers)
    assert answered_by(server, 1000) <= 1.10 * 19.05
    assert len(server.refused_at) <= 0.05 * 1000


def test_a_server_with_a_small_bucket_is_not_taken_for_a_slow_one() -> None:
    server = LimitedServer(50.0, 5.0, 0.05, asked_s=1.0)
    # Each refusal costs the pause the server asks for, less the five requests it lets through.
    assert answered_by(server, 500) <= 1.10 * ((500 - 5) / 50 + 0.05) + len(server.refused_at)
    assert len(server.refused_at) <= 0.05 * 500


@pytest.mark.parametrize("headers", [None, bucket_headers])
def test_a_limit_that_drops_and_comes_back_is_followed_within_ten_seconds(
    headers: Headers | None,
) -> None:
    server = LimitedServer(100.0, 20.0, 0.05, headers=headers or (lambda _: {}))

    async def scenario() -> None:
        async def moves() -> None:
            await asyncio.sleep(15.0)
            server.set_limit(20.0, 20.0)
            await asyncio.sleep(25.0)
            server.set_limit(100.0, 20.0)

        gate = auto_gate()
        moving = asyncio.create_task(moves())
        await answer_all(4000, lambda: server.ask(gate))
        await moving

    run_in_virtual_time(scenario())

    def per_second(start: float) -> float:
        return sum(start <= at < start + 4.0 for at in server.accepted_at) / 4.0

    assert per_second(10.0) == pytest.approx(100.0, rel=0.1)
    assert per_second(25.0) == pytest.approx(20.0, rel=0.1)
    assert per_second(50.0) == pytest.approx(100.0, rel=0.1)
    assert len(server.refused_at) <= 0.05 * 4000


@pytest.mark.parametrize("parallel", [1, 4, 8])
def test_a_server_that_only_gets_slower_is_not_piled_up_on(parallel: int) -> None:
    """As vLLM, llama.cpp and Ollama do: no refusals, just longer queues."""
    peak = 0

    async def scenario() -> float:
        nonlocal peak
        gate, capacity, rng = auto_gate(), asyncio.Semaphore(parallel), random.Random(1)

        async def ask() -> bool:
            nonlocal peak
            attempt = await gate.enter(10)
            peak = max(peak, gate.in_flight)
            async with capacity:
                await asyncio.sleep(rng.uniform(0.7, 1.3))
            gate.answered(attempt, 0, None)
            return True

        await answer_all(200, ask)
        return asyncio.get_running_loop().time()

    took_s = run_in_virtual_time(scenario())
    assert took_s <= 1.05 * 200 / parallel
    assert peak <= 2 * FIRST_CONCURRENCY


def test_a_server_that_takes_more_gets_more() -> None:
    async def scenario() -> int:
        gate = auto_gate()

        async def ask() -> bool:
            attempt = await gate.enter(10)
            await asyncio.sleep(1.0)
            gate.answered(attempt, 0, None)
            return True

        await answer_all(600, ask)
        return gate.max_in_flight

    assert run_in_virtual_time(scenario()) >= 8 * FIRST_CONCURRENCY


def test_ten_calls_go_out_at_once() -> None:
    async def scenario() -> float:
        gate = auto_gate()
        server = LimitedServer(latency_s=0.5, jitter=0.0)
        await answer_all(10, lambda: server.ask(gate))
        return asyncio.get_running_loop().time()

    assert run_in_virtual_time(scenario()) <= 10 * 0.5 / 9.5


def test_an_overload_halves_the_limit_once_an_episode() -> None:
    limit = AdaptiveConcurrency(8)
    for _ in range(8):
        limit.overloaded(sent_at=1.0, now=2.0)
    assert limit.limit == 4
    limit.overloaded(sent_at=3.0, now=4.0)
    assert limit.limit == 2


def test_a_limit_that_holds_nobody_back_does_not_grow() -> None:
    limit = AdaptiveConcurrency(10)
    for number in range(1000):
        limit.answered(float(number), number + 0.5, in_use=False)
    assert limit.limit == 10


def test_one_time_out_among_many_is_no_overload() -> None:
    limit = AdaptiveConcurrency(40)
    limit.timed_out(0.0, 60.0)
    assert limit.limit == 40
    for _ in range(4):
        limit.timed_out(0.0, 60.0)
    assert limit.limit == 20


def an_epoch(limit: AdaptiveConcurrency, start: float, latency_s: float) -> None:
    """As many answers as the limit, to requests sent together, while others had to wait."""
    for _ in range(limit.limit):
        limit.answered(start, start + latency_s, in_use=True)


def test_where_more_in_flight_is_no_faster_the_limit_rests_and_tries_again_later() -> None:
    limit = AdaptiveConcurrency(4)
    an_epoch(limit, 0.0, 1.0)
    assert (limit.limit, limit.found) == (8, None)
    an_epoch(limit, 1.0, 2.0)
    assert (limit.limit, limit.found) == (4, 4)
    for start in range(3, 32):
        an_epoch(limit, float(start), 1.0)
        assert limit.limit == 4
    an_epoch(limit, 40.0, 1.0)
    assert limit.limit == 5


def test_after_an_overload_the_limit_grows_one_by_one() -> None:
    limit = AdaptiveConcurrency(8)
    limit.overloaded(0.0, 1.0)
    an_epoch(limit, 1.0, 1.0)
    assert limit.limit == 5
    an_epoch(limit, 2.0, 1.0)
    assert limit.limit == 6


def test_a_limit_found_earlier_is_gone_on_from_with_care() -> None:
    limit = AdaptiveConcurrency(16)
    limit.start_at(10)
    assert (limit.limit, limit.found) == (10, 10)
    an_epoch(limit, 0.0, 1.0)
    assert limit.limit == 11


def test_one_request_in_flight_is_always_allowed() -> None:
    limit = AdaptiveConcurrency(2)
    for now in range(1, 10):
        limit.overloaded(now - 0.5, float(now))
    assert limit.limit == 1
    an_epoch(limit, 20.0, 1.0)
    assert limit.limit == 2


def test_what_was_counted_before_a_pause_is_no_reason_to_grow_after_it() -> None:
    limit = AdaptiveConcurrency(4)
    for _ in range(3):
        limit.answered(0.0, 1.0, in_use=True)
    limit.paused(10.0)
    for _ in range(8):
        limit.answered(9.0, 11.0, in_use=True)
    limit.answered(10.5, 11.5, in_use=True)
    assert limit.limit == 4


def test_time_outs_far_apart_are_no_overload() -> None:
    limit = AdaptiveConcurrency(4)
    for start in range(10):
        limit.timed_out(float(start), start + 0.5)
        for _ in range(4):
            limit.answered(float(start), start + 1.0, in_use=False)
    assert limit.limit == 4


def test_refusals_for_concurrency_cut_the_slots_and_not_the_rate() -> None:
    async def scenario() -> tuple[int, object]:
        gate = auto_gate()
        attempt = await gate.enter(0)
        words = "Number of concurrent connections has exceeded your limit"
        gate.erred(attempt, RateLimitError(429, words, retryable=True))
        return gate.max_in_flight, gate._adaptive_rate and gate._adaptive_rate.found

    assert run_in_virtual_time(scenario()) == (FIRST_CONCURRENCY // 2, None)


def test_time_outs_cut_the_slots() -> None:
    async def scenario() -> int:
        gate = auto_gate()
        attempts = [await gate.enter(0) for _ in range(4)]
        for attempt in attempts:
            gate.erred(attempt, LLMTimeoutError("http://h/v1", 60.0))
        return gate.max_in_flight

    assert run_in_virtual_time(scenario()) == FIRST_CONCURRENCY // 2


def test_the_rate_between_two_refusals_is_what_was_accepted_between_them() -> None:
    rate = AdaptiveRate()
    for number in range(1, 21):
        rate.book(0.0, waited=False)
        assert rate.found is None, number
    rate.refused(sent_at=0.0, number=21, now=0.01)
    for step in range(1, 41):
        rate.book(step * 0.05, waited=True)
    rate.refused(sent_at=2.0, number=62, now=2.01)
    assert rate.found is not None
    assert rate.found[0] == pytest.approx(20.0)


def pace(rate: AdaptiveRate) -> float:
    assert rate.bucket is not None
    return rate.bucket.rate


def use(rate: AdaptiveRate, start: float, end: float, per_second: float) -> None:
    """Requests held back by the pace, from `start` on until `end`."""
    for step in range(1, round((end - start) * per_second) + 1):
        rate.book(start + step / per_second, waited=True)


def test_a_refusal_too_early_to_measure_slows_down_by_a_fifth_once_for_a_wave() -> None:
    rate = AdaptiveRate()
    rate.start_at(100.0, 10.0)
    for number in (3, 4, 5):
        rate.refused(sent_at=0.0, number=number, now=0.01)
    assert pace(rate) == pytest.approx(80.0)
    rate.refused(sent_at=0.02, number=6, now=0.03)
    assert pace(rate) == pytest.approx(64.0)


def test_nothing_is_found_until_it_is_measured() -> None:
    rate = AdaptiveRate()
    rate.refused(sent_at=0.0, number=21, now=0.01)
    assert rate.found is None
    use(rate, 0.0, 2.0, 20.0)
    rate.refused(sent_at=2.0, number=62, now=2.01)
    assert rate.found == pytest.approx((20.0, 20.0))


def test_the_slower_refusals_come_back_the_slower_the_pace_is_raised() -> None:
    rate = AdaptiveRate()
    rate.refused(sent_at=0.0, number=2, now=1.0)
    use(rate, 1.0, 4.1, 10.0)
    assert pace(rate) == pytest.approx(2.0 * AdaptiveRate.FIRST_PACE)


def test_after_a_time_without_demand_there_is_nothing_to_measure_by() -> None:
    rate = AdaptiveRate()
    rate.start_at(10.0, 5.0)
    rate.refused(sent_at=0.0, number=1, now=0.01)
    use(rate, 0.0, 2.0, 10.0)
    rate.book(100.0, waited=False)
    rate.refused(sent_at=100.0, number=22, now=100.01)
    assert pace(rate) == pytest.approx(10.0 * AdaptiveRate.CUT**2)


def test_a_long_pause_does_not_make_the_rate_look_low() -> None:
    rate = AdaptiveRate()
    rate.start_at(20.0, 5.0)
    rate.refused(sent_at=0.0, number=1, now=0.01)
    use(rate, 0.0, 1.0, 20.0)
    rate.book(10.0, waited=True)
    rate.refused(sent_at=10.0, number=22, now=10.01)
    # Of the 20 accepted 5 can have come from the bucket, that overflowed in the pause.
    assert rate.found == pytest.approx((15.0, 5.0))
    use(rate, 10.0, 110.0, 15.0)
    assert pace(rate) == pytest.approx(15.0), "each refusal costs such a pause: have few"


def test_a_limit_that_seems_raised_is_measured_again() -> None:
    rate = AdaptiveRate()
    rate.refused(sent_at=0.0, number=6, now=0.01)
    use(rate, 0.0, 2.0, 10.0)
    rate.refused(sent_at=2.0, number=27, now=2.01)
    assert rate.found is not None
    use(rate, 2.0, 10.0, 10.0)
    assert pace(rate) > 1.5 * 10.0
    rate.refused(sent_at=10.0, number=108, now=10.01)
    assert rate.found is None


def test_a_pace_that_holds_nobody_back_does_not_grow() -> None:
    rate = AdaptiveRate()
    rate.start_at(10.0, 10.0)
    for step in range(1000):
        rate.book(step / 5.0, waited=False)
    assert pace(rate) == 10.0


@pytest.mark.parametrize(("burst", "kept"), [(50.0, 10.0), (5.0, 5.0), (0.2, 1.0)])
def test_a_run_that_goes_on_starts_with_a_second_s_worth_at_most(burst: float, kept: float) -> None:
    rate = AdaptiveRate()
    rate.start_at(10.0, burst)
    assert rate.bucket is not None
    assert rate.bucket.burst == kept


def test_what_is_left_is_counted_from_when_the_reply_was_asked_for() -> None:
    rate = AdaptiveRate()
    rate.hinted(RateHint(600.0, 5.0, 60.0), sent_at=0.0, sent_since=0, now=0.0)
    assert rate.bucket is not None
    assert (pace(rate), rate.bucket.available(0.0)) == (10.0, 5.0)
    rate.hinted(RateHint(600.0, 3.0, 60.0), sent_at=0.1, sent_since=2, now=0.3)
    assert rate.bucket.available(0.3) == pytest.approx(3.0 + 0.2 * 10.0 - 2)


def test_a_quota_by_the_day_is_used_as_it_comes() -> None:
    rate = AdaptiveRate()
    rate.hinted(RateHint(14400.0, 14399.0, 86400.0), sent_at=0.0, sent_since=0, now=0.0)
    assert rate.bucket is None


def test_a_stated_rate_is_kept_to_and_not_tried_beyond() -> None:
    rate = AdaptiveRate()
    rate.hinted(RateHint(600.0, None, 60.0), sent_at=0.0, sent_since=0, now=0.0)
    use(rate, 0.0, 60.0, 10.0)
    assert pace(rate) == 10.0


def test_a_stated_rate_that_was_refused_is_believed_no_longer() -> None:
    rate = AdaptiveRate()
    hint = RateHint(600.0, None, 60.0)
    rate.hinted(hint, sent_at=0.0, sent_since=0, now=0.0)
    rate.refused(sent_at=1.0, number=10, now=1.01)
    rate.hinted(hint, sent_at=1.1, sent_since=0, now=1.2)
    assert pace(rate) == pytest.approx(8.0)
    rate.hinted(RateHint(1200.0, None, 60.0), sent_at=1.3, sent_since=0, now=1.4)
    assert pace(rate) == 20.0, "a new limit is news"


def test_a_period_once_told_is_not_guessed_again() -> None:
    rate = AdaptiveRate()
    for period_s in (60.0, 1.0, None):
        rate.hinted(RateHint(600.0, None, period_s), sent_at=0.0, sent_since=0, now=0.0)
    assert pace(rate) == 10.0


def test_what_was_learned_is_kept_for_the_next_run(tmp_path: Path) -> None:
    def file() -> LimitsFile:
        return LimitsFile(tmp_path, "http://h/v1", "secret-key", "m")

    async def first_run() -> None:
        settings = LLMSettings.from_env(
            {}, base_url="http://h/v1", rate_limit="auto", max_concurrent="auto"
        )
        gate = Gate(settings, LoopClock(), random.Random(0), file())
        server = LimitedServer()
        await answer_all(300, lambda: server.ask(gate))
        gate.keep_learned_limits()

    run_in_virtual_time(first_run())
    limits = file().read()
    assert limits.requests_per_second == pytest.approx(50.0, rel=0.1)

    async def second_run() -> LimitedServer:
        settings = LLMSettings.from_env(
            {}, base_url="http://h/v1", rate_limit="auto", max_concurrent="auto"
        )
        gate = Gate(settings, LoopClock(), random.Random(0), file())
        server = LimitedServer()
        await answer_all(300, lambda: server.ask(gate))
        return server

    assert len(run_in_virtual_time(second_run()).refused_at) <= 3
    text = (tmp_path / FILE_NAME).read_text()
    assert "secret-key" not in text
    assert "h/v1" not in text


def limits_now(age_s: float = 0.0) -> LearnedLimits:
    return LearnedLimits(5.0, 2.0, 8, time.time() - age_s)


@pytest.mark.parametrize("age_s", [0.0, 6.9 * 86400.0])
def test_limits_are_kept_for_a_week(tmp_path: Path, age_s: float) -> None:
    file = LimitsFile(tmp_path, "http://h/v1", "k", "m")
    file.write(limits := limits_now(age_s))
    assert file.read() == limits


@pytest.mark.parametrize("age_s", [7.1 * 86400.0, -3600.0])
def test_limits_too_old_or_of_a_wrong_clock_are_not_used(tmp_path: Path, age_s: float) -> None:
    file = LimitsFile(tmp_path, "http://h/v1", "k", "m")
    file.write(limits_now(age_s))
    assert file.read() == LearnedLimits()


def test_endpoints_keys_and_models_have_limits_of_their_own(tmp_path: Path) -> None:
    identities = [("http://h", "k", "m"), ("http://i", "k", "m"), ("http://h", "l", "m"),
                  ("http://h", "k", "n"), ("http://h", None, "m")]  # fmt: skip
    kept = [LearnedLimits(float(number + 1), 1.0, None, time.time()) for number in range(5)]
    for identity, limits in zip(identities, kept, strict=True):
        LimitsFile(tmp_path, *identity).write(limits)
    assert [LimitsFile(tmp_path, *identity).read() for identity in identities] == kept


def test_who_reads_while_limits_are_written_sees_the_old_or_the_new(tmp_path: Path) -> None:
    file = LimitsFile(tmp_path, "http://h/v1", "k", "m")
    file.write(limits_now())
    before = (tmp_path / FILE_NAME).read_bytes()
    os.link(tmp_path / FILE_NAME, tmp_path / "opened before")
    file.write(LearnedLimits(9.0, 9.0, 9, time.time()))
    assert (tmp_path / "opened before").read_bytes() == before
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {FILE_NAME, "opened before", ".gitignore"}


def test_learned_limits_are_the_user_s_alone(tmp_path: Path) -> None:
    LimitsFile(tmp_path / "c", "http://h/v1", "k", "m").write(limits_now())
    assert stat.S_IMODE((tmp_path / "c").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "c" / FILE_NAME).stat().st_mode) == 0o600
    assert (tmp_path / "c" / ".gitignore").read_text() == "*\n"


def test_limits_that_cannot_be_kept_are_a_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    file = LimitsFile(tmp_path / "file", "http://h/v1", "secret-key", "m")
    file.write(limits_now())
    assert file.read() == LearnedLimits()
    assert "not kept" in caplog.text
    assert "secret-key" not in caplog.text


@pytest.mark.parametrize("field", ["requests_per_second", "burst", "max_in_flight", "saved_at"])
@pytest.mark.parametrize("value", ["true", "0", "-1", "1e12", '"9"', "[1]"])
def test_a_number_that_cannot_be_is_no_limit(tmp_path: Path, field: str, value: str) -> None:
    file = LimitsFile(tmp_path, "http://h/v1", None, "m")
    file.write(limits_now())
    text = (tmp_path / FILE_NAME).read_text()
    start = text.index(field) + len(field) + 2
    end = min(at for at in (text.find(",", start), text.find("}", start)) if at > 0)
    (tmp_path / FILE_NAME).write_text(text[:start] + value + text[end:])
    assert file.read() == LearnedLimits()


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{",
        '{"x": 1}',
        '{"NAME": 5}',
        '{"NAME": {}}',
        '{"NAME": {"burst": -1}}',
        '{"NAME": {"burst": "9"}}',
    ],
)
def test_a_limits_file_that_makes_no_sense_is_no_obstacle(tmp_path: Path, content: str) -> None:
    file = LimitsFile(tmp_path, "http://h/v1", None, "m")
    (tmp_path / FILE_NAME).write_text(content.replace("NAME", file._name))
    assert file.read() == LearnedLimits()
