"""Judging replies, reading providers' waits, and backing off: pure functions, by table.

The table is `tests/judged_replies.py`; what is here besides goes into single fields.
"""

from __future__ import annotations

import json
import random
import time
from email.utils import formatdate
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.judged_replies import JudgedReply, judged_replies
from utils.llm import errors, retry

NOW = 1_760_000_000.0
TABLE = judged_replies(NOW)


def by_name(row: JudgedReply) -> str:
    return row.name


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


def judge_row(row: JudgedReply) -> retry.Completion:
    return retry.judge(row.status, row.headers, row.body, NOW)


@pytest.mark.parametrize("row", [row for row in TABLE if row.error is None], ids=by_name)
def test_each_answer_is_read(row: JudgedReply) -> None:
    completion = judge_row(row)
    assert completion.text == row.text
    assert {name: getattr(completion, name) for name in row.facts} == row.facts


@pytest.mark.parametrize("row", [row for row in TABLE if row.error is not None], ids=by_name)
def test_each_failure_has_its_class_its_facts_and_knows_whether_to_repeat(row: JudgedReply) -> None:
    with pytest.raises(errors.LLMError) as caught:
        judge_row(row)
    assert type(caught.value) is row.error
    assert caught.value.retryable is row.retryable
    for name, value in row.facts.items():
        expected = pytest.approx(value, abs=1e-3) if isinstance(value, float) else value
        assert getattr(caught.value, name) == expected, name


def test_a_good_reply_gives_usage_and_cost() -> None:
    assert judge(200, answer()).usage == errors.Usage(3, 2, 0.25)


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


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of a process cannot be changed")
@pytest.mark.parametrize("zone", ["", " -0000", " GMT"])
def test_a_date_without_a_zone_is_in_utc_wherever_this_machine_is(
    zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        headers = {"retry-after": f"Thu, 09 Oct 2025 08:53:30{zone}"}
        assert retry.retry_after_s(headers, NOW) == 10.0
    finally:
        monkeypatch.delenv("TZ")
        time.tzset()


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


def event(**fields: Any) -> bytes:
    return body(choices=[{"index": 0, **fields}])


def test_an_event_brings_its_text_and_says_whether_the_model_has_stopped() -> None:
    going_on = retry.judge_event(event(delta={"content": "hel"}, finish_reason=None), NOW)
    assert (going_on.text, going_on.finished, going_on.usage) == ("hel", False, None)
    last = retry.judge_event(event(delta={}, finish_reason="stop"), NOW)
    assert (last.text, last.finished) == ("", True)
    usage = retry.judge_event(body(choices=[], usage={"prompt_tokens": 3}), NOW)
    assert (usage.text, usage.finished, usage.usage) == ("", False, errors.Usage(3, 0))


@pytest.mark.parametrize(
    ("data", "kind", "retryable"),
    [
        (event(delta={"content": ""}, finish_reason="error"), errors.LLMResponseError, True),
        (event(delta={}, finish_reason="content_filter"), errors.ContentRefusedError, False),
        (event(delta={"refusal": "I can't"}), errors.ContentRefusedError, False),
        (event(delta={}, error={"code": 429, "message": "m"}), errors.RateLimitError, True),
        (error_body(code=502, message="provider down"), errors.LLMStatusError, True),
        (error_body(code=400, message="bad"), errors.LLMStatusError, False),
        (body(object="error", type="BadRequestError", message="bad"), errors.LLMStatusError, False),
        (b"{half", errors.LLMResponseError, True),
        (b"3", errors.LLMResponseError, True),
    ],
)
def test_an_error_in_the_middle_of_a_stream_is_judged_like_any_other(
    data: bytes, kind: type[errors.LLMError], retryable: bool
) -> None:
    with pytest.raises(errors.LLMError) as caught:
        retry.judge_event(data, NOW)
    assert type(caught.value) is kind
    assert caught.value.retryable is retryable
