"""What headers state about limits: used where their numbers agree, left alone where they do not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from multidict import CIMultiDict

from utils.llm.rate_hints import RateHint, request_hint, token_hint

NOW = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
NOW_EPOCH_S = NOW.timestamp()
MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0


def at(seconds: float, timespec: str = "seconds") -> str:
    """RFC 3339, so many seconds from now."""
    moment = NOW + timedelta(seconds=seconds)
    return moment.isoformat(timespec=timespec).replace("+00:00", "Z")


def requests_of(headers: dict[str, str], sent: int = 1000) -> RateHint | None:
    return request_hint(CIMultiDict(headers), NOW_EPOCH_S, sent)


def tokens_of(headers: dict[str, str]) -> RateHint | None:
    return token_hint(CIMultiDict(headers), NOW_EPOCH_S)


def openai(limit: object, remaining: object, reset: str, of: str = "requests") -> dict[str, str]:
    return {
        f"x-ratelimit-limit-{of}": str(limit),
        f"x-ratelimit-remaining-{of}": str(remaining),
        f"x-ratelimit-reset-{of}": reset,
    }


def anthropic(limit: object, remaining: object, reset: str, of: str) -> dict[str, str]:
    return {
        f"anthropic-ratelimit-{of}-limit": str(limit),
        f"anthropic-ratelimit-{of}-remaining": str(remaining),
        f"anthropic-ratelimit-{of}-reset": reset,
    }


def generic(limit: object, remaining: object, reset: str, prefix: str) -> dict[str, str]:
    return {
        f"{prefix}-Limit": str(limit),
        f"{prefix}-Remaining": str(remaining),
        f"{prefix}-Reset": reset,
    }


@pytest.mark.parametrize(
    ("headers", "hint"),
    [
        pytest.param(openai(5000, 4999, "12ms"), RateHint(5000, 4999, MINUTE), id="OpenAI"),
        pytest.param(openai(500, 250, "30s"), RateHint(500, 250, MINUTE), id="OpenAI, half used"),
        pytest.param(openai(3, 0, "1m0s"), RateHint(3, 0, MINUTE), id="OpenAI, used up"),
        pytest.param(
            openai(200, 198, "14m24s"), RateHint(200, 198, DAY), id="OpenAI, free tier, by the day"
        ),
        pytest.param(
            {"x-ratelimit-limit-requests": "100", "x-ratelimit-remaining-requests": "99"},
            RateHint(100, 99, MINUTE),
            id="Azure, no reset",
        ),
        pytest.param(openai(60, 30, "30"), RateHint(60, 30, MINUTE), id="Azure, bare seconds"),
        pytest.param(openai(100, -1, "0"), RateHint(100, None, MINUTE), id="Azure, -1 remaining"),
        pytest.param(openai(-1, -1, "0"), None, id="Azure, -1 everywhere"),
        pytest.param(openai(0, 0, "0"), None, id="Azure, 0 everywhere"),
        pytest.param(
            openai(14400, 14370, "2m59.56s"), RateHint(14400, 14370, DAY), id="Groq, by the day"
        ),
        pytest.param(openai(1000, 999, "1m26.4s"), RateHint(1000, 999, DAY), id="Groq, first"),
        pytest.param(
            anthropic(50, 40, at(12), "requests"), RateHint(50, 40, MINUTE), id="Anthropic"
        ),
        pytest.param(
            anthropic(60, 59, at(1), "requests"),
            RateHint(60, 59, None),
            id="Anthropic, reset is mostly rounding",
        ),
        pytest.param(
            {"anthropic-ratelimit-requests-limit": "50"},
            RateHint(50, None, MINUTE),
            id="Anthropic, limit alone",
        ),
        pytest.param(
            generic(20, 0, f"{(NOW_EPOCH_S + 60) * 1000:.0f}", "X-RateLimit"),
            RateHint(20, 0, MINUTE),
            id="OpenRouter, epoch in milliseconds",
        ),
        pytest.param(
            generic(20, 0, f"{(NOW_EPOCH_S + 37) * 1000:.0f}", "X-RateLimit"),
            RateHint(20, 0, None),
            id="OpenRouter, in the middle of a fixed window",
        ),
        pytest.param(
            generic(1000, 0, f"{(NOW_EPOCH_S + 86400) * 1000:.0f}", "X-RateLimit"),
            RateHint(1000, 0, DAY),
            id="OpenRouter, free models by the day",
        ),
        pytest.param(
            generic(5000, 4000, f"{NOW_EPOCH_S + 720:.0f}", "X-RateLimit"),
            RateHint(5000, 4000, HOUR),
            id="epoch in seconds, by the hour",
        ),
        pytest.param(
            {"X-RateLimit-Limit": "20"}, RateHint(20, None, None), id="a limit by nobody knows what"
        ),
        pytest.param(
            generic(100, 50, "30", "RateLimit"), RateHint(100, 50, MINUTE), id="IETF draft"
        ),
        pytest.param(
            generic("100, 100;w=60", 20, "48", "RateLimit"),
            RateHint(100, 20, MINUTE),
            id="IETF draft, with a policy",
        ),
        pytest.param(
            generic("10;w=1", 1, "1", "RateLimit"),
            RateHint(10, 1, 1.0),
            id="IETF draft, by the second, mostly used",
        ),
        pytest.param(
            generic(10, 9, "1", "RateLimit"),
            RateHint(10, 9, None),
            id="whole seconds are too coarse for a second",
        ),
        pytest.param(
            generic(100, 50, "5", "RateLimit"), RateHint(100, 50, 10.0), id="by ten seconds"
        ),
        pytest.param(
            {"RateLimit-Policy": '"burst";q=100;w=60', "RateLimit": '"burst";r=50;t=30'},
            None,
            id="IETF draft 8 and later",
        ),
        pytest.param(openai(100, 100, "0s"), RateHint(100, 100, None), id="nothing used"),
        pytest.param(openai(100, 100, "30s"), RateHint(100, 100, None), id="full, and a reset"),
        pytest.param(
            openai(100, 120, "3s"), RateHint(100, 120, None), id="more left than the limit"
        ),
        pytest.param(openai(100, 50, "soon"), RateHint(100, 50, None), id="a reset in words"),
        pytest.param(openai(100, 50, "-5"), RateHint(100, 50, None), id="a reset in the past"),
        pytest.param(openai(100, 50, "20s"), RateHint(100, 50, None), id="no period is 40 s"),
        pytest.param(openai("unlimited", 5, "1s"), None, id="a limit in words"),
        pytest.param(openai("100 per minute", 5, "1s"), None, id="a number and words"),
        pytest.param(openai("1e3", 5, "1s"), None, id="a number in a form of its own"),
        pytest.param(openai("", "", ""), None, id="empty"),
        pytest.param(openai("9" * 400, 5, "1s"), None, id="a number too long to be one"),
        pytest.param({"content-type": "application/json"}, None, id="no such headers"),
    ],
)
def test_what_headers_say_about_requests(headers: dict[str, str], hint: RateHint | None) -> None:
    assert requests_of(headers) == hint


def test_headers_about_requests_go_before_those_about_nothing_in_particular() -> None:
    particular, vague = openai(600, 300, "30s"), generic(9, 3, "6", "X-RateLimit")
    assert requests_of({**vague, **particular}) == RateHint(600, 300, MINUTE)
    assert requests_of({**vague, **openai(-1, -1, "0")}) == RateHint(9, 3, 10.0)


def test_where_less_is_left_than_we_can_have_used_a_smaller_bucket_is_counted() -> None:
    """A limit by the minute whose `remaining` is that of a bucket of 50."""
    headers = openai(3000, 45, "0.1s")
    assert requests_of(headers, sent=5) == RateHint(3000, 45, MINUTE)
    assert requests_of(headers, sent=2955) == RateHint(3000, 45, None)


@pytest.mark.parametrize(
    ("headers", "hint"),
    [
        pytest.param(
            openai(30000, 29990, "20ms", "tokens"), RateHint(30000, 29990, MINUTE), id="OpenAI"
        ),
        pytest.param(
            openai(6000, 5234, "7.66s", "tokens"), RateHint(6000, 5234, MINUTE), id="Groq"
        ),
        pytest.param(
            openai(240000, 239000, "1", "tokens"), RateHint(240000, 239000, MINUTE), id="Azure"
        ),
        pytest.param(openai(-1, -1, "0", "tokens"), None, id="Azure, -1 everywhere"),
        pytest.param(
            anthropic(80000, 79000, at(1), "tokens"), RateHint(80000, 79000, MINUTE), id="Anthropic"
        ),
        pytest.param(
            {"x-ratelimit-limit-tokens": "600"}, RateHint(600, None, MINUTE), id="a limit alone"
        ),
        pytest.param(openai(500, 250, "30s"), None, id="of requests alone"),
        pytest.param(generic(100, 50, "30", "X-RateLimit"), None, id="of nothing in particular"),
        pytest.param(openai("many", "some", "soon", "tokens"), None, id="words"),
    ],
)
def test_what_headers_say_about_tokens(headers: dict[str, str], hint: RateHint | None) -> None:
    assert tokens_of(headers) == hint


@settings(deadline=None)
@given(
    limit=st.integers(1, 100_000),
    used=st.floats(0.0, 1.0),
    period_s=st.sampled_from([1.0, 10.0, MINUTE, HOUR, DAY]),
)
def test_any_use_of_a_bucket_tells_its_period(limit: int, used: float, period_s: float) -> None:
    taken = max(1, round(limit * used))
    reset_s = taken * period_s / limit
    headers = openai(limit, limit - taken, f"{reset_s:.6f}s")
    hint = requests_of(headers, sent=taken)
    assert hint is not None
    if reset_s >= 0.005:
        assert hint.period_s == period_s
    else:
        assert hint.period_s in (period_s, None)


@settings(deadline=None)
@given(
    limit=st.integers(1, 10_000),
    used=st.floats(0.0, 1.0),
    period_s=st.sampled_from([10.0, MINUTE, HOUR, DAY]),
    timespec=st.sampled_from(["seconds", "milliseconds"]),
)
def test_a_time_rounded_to_seconds_never_tells_a_wrong_period(
    limit: int, used: float, period_s: float, timespec: str
) -> None:
    taken = max(1, round(limit * used))
    reset = at(taken * period_s / limit, timespec)
    hint = requests_of(anthropic(limit, limit - taken, reset, "requests"), sent=taken)
    assert hint is not None
    if taken < 0.8 * limit:
        assert hint.period_s in (period_s, None)


WORDS = st.one_of(
    st.text(max_size=20),
    st.from_regex(r"-?\d{1,20}(\.\d+)?(ms|s|m|h|, \d+;w=\d+)?", fullmatch=True),
)
NAMES = [*openai(1, 1, ""), *anthropic(1, 1, "", "requests"), *generic(1, 1, "", "X-RateLimit")]


@settings(deadline=None)
@given(headers=st.dictionaries(st.sampled_from(NAMES), WORDS), sent=st.integers(0, 1000))
def test_whatever_headers_hold_a_hint_has_a_limit_and_a_period_in_use(
    headers: dict[str, str], sent: int
) -> None:
    hint = requests_of(headers, sent)
    if hint is not None:
        assert hint.limit > 0.0
        assert hint.remaining is None or hint.remaining >= 0.0
        assert hint.period_s in (None, 1.0, 10.0, MINUTE, HOUR, DAY)
