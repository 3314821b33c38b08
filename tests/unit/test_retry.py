"""Judging replies, reading providers' waits, and backing off: pure functions, by table."""

from __future__ import annotations

import json
import random
from email.utils import formatdate
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.llm import errors, retry

NOW = 1_760_000_000.0


def body(**fields: Any) -> bytes:
    return json.dumps(fields).encode()


def error_body(**facts: Any) -> bytes:
    return body(error=facts)


def answer(content: Any = "hello", **choice: Any) -> bytes:
    return body(
        model="m",
        choices=[{"message": {"content": content}, "finish_reason": "stop", **choice}],
        usage={"prompt_tokens": 3, "completion_tokens": 2, "cost": 0.25},
    )


def judge(status: int, content: bytes, headers: dict[str, str] | None = None) -> retry.Completion:
    return retry.judge(status, headers or {}, content, NOW)


def test_a_good_reply_gives_text_usage_and_cost() -> None:
    completion = judge(200, answer())
    assert completion.text == "hello"
    assert completion.usage == errors.Usage(3, 2, 0.25)
    assert not completion.truncated


def test_text_parts_are_joined() -> None:
    parts = [{"type": "text", "text": "a"}, {"type": "image"}, {"type": "text", "text": "b"}]
    assert judge(200, answer(parts)).text == "ab"


def test_a_reply_cut_off_at_max_tokens_says_so() -> None:
    assert judge(200, answer("half", finish_reason="length")).truncated


@pytest.mark.parametrize(
    ("status", "content", "headers", "kind", "retryable"),
    [
        (400, error_body(message="bad"), {}, errors.LLMStatusError, False),
        (
            401,
            error_body(message="no", code="invalid_api_key"),
            {},
            errors.AuthenticationError,
            False,
        ),
        (403, error_body(message="no"), {}, errors.AuthenticationError, False),
        (403, error_body(message="flagged by moderation"), {}, errors.ContentRefusedError, False),
        (
            403,
            error_body(message="x", metadata={"reasons": ["violence"]}),
            {},
            errors.ContentRefusedError,
            False,
        ),
        (402, error_body(message="pay"), {}, errors.QuotaExhaustedError, False),
        (
            402,
            error_body(message="x", metadata={"limit_source": "openrouter_in_flight_budget"}),
            {},
            errors.LLMStatusError,
            True,
        ),
        (
            402,
            error_body(message="x", metadata={"limit_source": "openrouter_credits"}),
            {},
            errors.QuotaExhaustedError,
            False,
        ),
        (404, error_body(message="no such model"), {}, errors.ModelNotFoundError, False),
        (408, b"", {}, errors.LLMStatusError, True),
        (409, b"", {}, errors.LLMStatusError, True),
        (413, error_body(message="Limit 6000, Requested 9000"), {}, errors.LLMStatusError, False),
        (422, error_body(message="no"), {}, errors.LLMStatusError, False),
        (429, error_body(code="rate_limit_exceeded"), {}, errors.RateLimitError, True),
        (429, error_body(code="429"), {}, errors.RateLimitError, True),
        (429, error_body(code="insufficient_quota"), {}, errors.QuotaExhaustedError, False),
        (429, error_body(type="insufficient_quota"), {}, errors.QuotaExhaustedError, False),
        (429, b"<html>slow down</html>", {}, errors.RateLimitError, True),
        (429, b"", {"retry-after": "7200"}, errors.RateLimitError, False),
        (500, b"oops", {}, errors.LLMStatusError, True),
        (500, b"oops", {"x-should-retry": "false"}, errors.LLMStatusError, False),
        (400, b"oops", {"x-should-retry": "true"}, errors.LLMStatusError, True),
        (502, b"", {}, errors.LLMStatusError, True),
        (
            503,
            error_body(message="Loading model", type="unavailable_error", code=503),
            {},
            errors.LLMStatusError,
            True,
        ),
        (504, b"", {}, errors.LLMStatusError, True),
        (529, error_body(type="overloaded_error"), {}, errors.RateLimitError, True),
        (501, b"", {}, errors.LLMStatusError, False),
        (302, b"", {}, errors.LLMStatusError, False),
        (200, error_body(code=429, message="slow"), {}, errors.RateLimitError, True),
        (200, error_body(code=502), {}, errors.LLMStatusError, True),
        (200, error_body(code=402), {}, errors.QuotaExhaustedError, False),
        (200, error_body(code=401), {}, errors.AuthenticationError, False),
        (
            200,
            error_body(message="x", metadata={"error_type": "provider_overloaded"}),
            {},
            errors.LLMStatusError,
            True,
        ),
        (200, error_body(message="something"), {}, errors.LLMStatusError, True),
        (200, body(error="text", choices=None), {}, errors.LLMStatusError, True),
        (200, body(choices=None), {}, errors.LLMResponseError, True),
        (200, body(choices=[]), {}, errors.LLMResponseError, True),
        (200, body(choices=[{"message": None}]), {}, errors.LLMResponseError, True),
        (200, body(choices=["x"]), {}, errors.LLMResponseError, True),
        (200, b"[]", {}, errors.LLMResponseError, True),
        (200, b"3", {}, errors.LLMResponseError, True),
        (200, answer(""), {}, errors.LLMResponseError, True),
        (200, answer(None), {}, errors.LLMResponseError, True),
        (200, answer("", finish_reason="length"), {}, errors.LLMResponseError, False),
        (200, answer("x", finish_reason="content_filter"), {}, errors.ContentRefusedError, False),
        (
            200,
            body(choices=[{"message": {"content": None, "refusal": "I can't"}}]),
            {},
            errors.ContentRefusedError,
            False,
        ),
        (
            200,
            body(choices=[{"message": {"content": ""}, "error": {"code": 429}}]),
            {},
            errors.RateLimitError,
            True,
        ),
        (
            200,
            b"<!doctype html><p>hi",
            {"content-type": "text/html"},
            errors.LLMResponseError,
            False,
        ),
        (200, b"<html>", {}, errors.LLMResponseError, False),
        (200, b'{"choices": [{"mess', {}, errors.LLMResponseError, True),
        (200, b"", {}, errors.LLMResponseError, True),
        (200, b"\xff\xfe", {}, errors.LLMResponseError, True),
    ],
)
def test_each_failure_has_its_class_and_knows_whether_to_repeat(
    status: int, content: bytes, headers: dict[str, str], kind: type[Exception], retryable: bool
) -> None:
    with pytest.raises(errors.LLMError) as caught:
        judge(status, content, headers)
    assert type(caught.value) is kind
    assert caught.value.retryable is retryable


def test_an_empty_error_beside_good_choices_is_no_failure() -> None:
    good = json.loads(answer())
    good["error"] = None
    assert judge(200, json.dumps(good).encode()).text == "hello"


@pytest.mark.parametrize(
    "content",
    [
        answer("half an ans", finish_reason="error"),
        json.dumps({**json.loads(answer("half an ans")), "error": {"code": 502}}).encode(),
    ],
)
def test_half_an_answer_is_no_answer(content: bytes) -> None:
    with pytest.raises(errors.LLMError) as caught:
        judge(200, content)
    assert caught.value.retryable


def test_what_was_billed_for_a_useless_reply_is_told() -> None:
    with pytest.raises(errors.LLMResponseError) as caught:
        judge(200, answer(""))
    assert caught.value.usage == errors.Usage(3, 2, 0.25)


@pytest.mark.parametrize("cost", [-5, float("inf"), True, "0.1"])
def test_a_cost_that_is_none_is_not_believed(cost: object) -> None:
    good = json.loads(answer())
    good["usage"]["cost"] = cost
    usage = judge(200, json.dumps(good).encode()).usage
    assert usage is not None
    assert usage.cost_usd is None


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + answer(),
        answer().replace(b'"model": "m"', b'"logprob": NaN'),
        answer().replace(b'"model": "m"', b'"model": "\\ud83d"'),
    ],
)
def test_json_that_is_almost_json_is_read(content: bytes) -> None:
    assert judge(200, content).text == "hello"


def test_the_own_key_is_never_repeated() -> None:
    content = error_body(message="Incorrect API key provided: MYSECRETKEY123456.")
    with pytest.raises(errors.AuthenticationError) as caught:
        retry.judge(401, {}, content, NOW, "MYSECRETKEY123456")
    assert "MYSECRET" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (body(detail=[{"loc": ["body"], "msg": "field required"}]), "field required"),
        (body(detail="no such route"), "no such route"),
        (json.dumps([{"error": {"message": "in a list"}}]).encode(), "in a list"),
    ],
)
def test_the_reason_is_found_where_servers_put_it(content: bytes, words: str) -> None:
    with pytest.raises(errors.LLMStatusError, match=words):
        judge(422, content)


def test_the_provider_s_words_are_kept_short_and_without_keys() -> None:
    said = "Incorrect API key provided: sk-abcd1234567890.\n" + "x" * 1000
    with pytest.raises(errors.AuthenticationError) as caught:
        judge(401, error_body(message=said, code="invalid_api_key"))
    assert "sk-abcd" not in str(caught.value)
    assert len(caught.value.detail) <= retry.MAX_DETAIL_CHARS
    assert "\n" not in str(caught.value)
    assert caught.value.code == "invalid_api_key"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "2"}, 2.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after": formatdate(NOW + 30, usegmt=True)}, 30.0),
        ({"retry-after": "Wed, nonsense"}, None),
        ({"retry-after-ms": "250", "retry-after": "9"}, 0.25),
        ({"retry-after": "7.66s"}, 7.66),
        ({"retry-after": "6m0s"}, 360.0),
        ({"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "1m2s"}, 62.0),
        ({"x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "12ms"}, 0.012),
        ({"x-ratelimit-remaining-tokens": "7", "x-ratelimit-reset-tokens": "12ms"}, None),
        (
            {
                "anthropic-ratelimit-requests-remaining": "0",
                "anthropic-ratelimit-requests-reset": "2025-10-09T08:54:00Z",
            },
            40.0,
        ),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": str((NOW + 5) * 1000)}, 5.0),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(NOW + 6)}, 6.0),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "-1"}, None),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "soon"}, None),
        ({"retry-after": str(NOW - 100)}, 0.0),
        ({"retry-after": "nan"}, None),
    ],
)
def test_waits_are_read_by_their_shape(headers: dict[str, str], seconds: float | None) -> None:
    found = retry.retry_after_s(headers, NOW)
    assert found == (None if seconds is None else pytest.approx(seconds, abs=1e-3))


@given(st.text(max_size=40), st.sampled_from(["retry-after", "retry-after-ms"]))
def test_no_header_value_breaks_the_reader(value: str, name: str) -> None:
    seconds = retry.retry_after_s({name: value}, NOW)
    assert seconds is None or seconds >= 0.0


@given(st.binary(max_size=200), st.sampled_from([200, 400, 429, 500]))
def test_no_body_breaks_the_judge(content: bytes, status: int) -> None:
    with pytest.raises(errors.LLMError):
        judge(status, content)


@given(st.integers(1, 10_000), st.none() | st.floats(0, 300), st.integers())
def test_back_off_is_full_jitter_on_top_of_what_the_server_asked(
    attempt: int, asked_s: float | None, seed: int
) -> None:
    wait_s = retry.back_off_s(attempt, asked_s, random.Random(seed))
    ceiling = min(30.0, 0.5 * 2 ** min(attempt - 1, 16))
    assert (asked_s or 0.0) <= wait_s <= (asked_s or 0.0) + ceiling


def test_two_waiters_do_not_come_back_at_the_same_moment() -> None:
    rng = random.Random(1)
    assert retry.back_off_s(1, 2.0, rng) != retry.back_off_s(1, 2.0, rng)
