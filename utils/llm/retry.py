"""Judging one exchange, and how long to wait before the next: pure functions, no clock, no network.

`judge` turns a reply into a `Completion` or raises a typed error that knows whether another attempt
may help. `back_off_s` says how long to wait. What providers send, and in which form, is known here
and nowhere else. Nothing here sends, sleeps or counts.
"""

from __future__ import annotations

import json
import random
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

import orjson

from .errors import (
    AuthenticationError,
    ContentRefusedError,
    LLMError,
    LLMResponseError,
    LLMStatusError,
    ModelNotFoundError,
    QuotaExhaustedError,
    RateLimitError,
    Usage,
)

RETRYABLE_STATUSES: Final = frozenset({408, 409, 429, 500, 502, 503, 504, 529})
OVERLOAD_STATUSES: Final = frozenset({429, 529})
FIRST_BACK_OFF_S: Final = 0.5
LONGEST_BACK_OFF_S: Final = 30.0
LONGEST_WAIT_S: Final = 300.0
"""A server that asks for a longer wait than this is not waited for."""
MAX_DETAIL_CHARS: Final = 200

_DURATION_PART: Final = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)")
_UNIT_S: Final = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}
_KEY_LIKE: Final = re.compile(r"\b(?:sk|pk|key|gsk|xai)-[\w*.-]{4,}|\bBearer\s+\S+", re.IGNORECASE)
_QUOTA_CODES: Final = frozenset({"insufficient_quota", "billing_hard_limit_reached"})
_PERMANENT_LIMIT_SOURCES: Final = frozenset({"openrouter_credits", "openrouter_key_limit"})
_ERROR_TYPE_STATUS: Final = {
    "rate_limit_exceeded": 429,
    "rate_limit_error": 429,
    "provider_overloaded": 503,
    "overloaded_error": 529,
    "provider_unavailable": 502,
    "server_error": 500,
    "api_error": 500,
    "timeout": 504,
}


@dataclass(frozen=True, slots=True)
class Completion:
    """The text a model answered with.

    `truncated`: it stopped at `max_tokens`. `model` is what the provider says it was, `asked_model`
    what was asked for.
    """

    text: str
    model: str
    truncated: bool = False
    usage: Usage | None = None
    from_cache: bool = False
    asked_model: str = ""


def judge(
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    now_epoch_s: float,
    api_key: str = "",
) -> Completion:
    """The completion that an HTTP reply carries.

    Args:
        status: HTTP status.
        headers: reply headers; looked up by lower-case name.
        body: the whole body.
        now_epoch_s: wall-clock time, for resets that are given as absolute times.
        api_key: kept out of the error's detail, should the server repeat it.

    Raises:
        LLMStatusError: the server reported an error, by status or inside a 200.
        LLMResponseError: a success without a completion in it.
    """
    payload = _parsed(body)
    try:
        return _judged(status, headers, body, payload, now_epoch_s, api_key)
    except LLMError as error:
        error.usage = _usage(payload) if isinstance(payload, dict) else None
        raise


def _judged(
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    payload: Any,
    now_epoch_s: float,
    api_key: str,
) -> Completion:
    if isinstance(payload, list) and payload and isinstance(payload[0], dict):
        payload = payload[0]  # some gateways put their errors into a list
    error = payload.get("error") if isinstance(payload, dict) else None
    if status >= 400 or error:
        raise _status_error(status, headers, payload, error, now_epoch_s, api_key)
    if not 200 <= status < 300:
        raise LLMStatusError(
            status, "a redirect or an unexpected status", remedy="Check LLM_BASE_URL."
        )
    if payload is None:
        raise _no_json(headers, body)
    return _completion(payload, api_key)


@dataclass(frozen=True, slots=True)
class Piece:
    """What one event of a streamed reply brings; `finished` when the model has stopped."""

    text: str
    finished: bool
    usage: Usage | None


def judge_event(data: bytes, now_epoch_s: float, api_key: str = "") -> Piece:
    """The piece that one event (`data: …`) of a streamed reply carries.

    Raises:
        LLMStatusError: the provider reports an error in the middle of the reply.
        LLMResponseError: the event is no JSON.
    """
    payload = _parsed(data)
    if not isinstance(payload, dict):
        raise LLMResponseError("An event of the stream is no JSON.", retryable=True)
    if payload.get("error"):
        raise _status_error(200, {}, payload, payload["error"], now_epoch_s, api_key)
    choices = payload.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else {}
    if not isinstance(choice, dict):
        choice = {}
    delta = choice.get("delta")
    text = _text(delta.get("content")) if isinstance(delta, dict) else ""
    reason = choice.get("finish_reason")
    if reason == "error":
        raise LLMResponseError("The provider broke the reply off.", retryable=True)
    if reason == "content_filter":
        raise ContentRefusedError(200, "", code="content_filter", remedy="The content was refused.")
    return Piece(text, reason is not None, _usage(payload))


def back_off_s(attempt: int, retry_after_s: float | None, rng: random.Random) -> float:
    """Seconds to wait before attempt number `attempt + 1` (attempts count from 1).

    Full jitter: uniform in 0..min(30, 0.5 * 2**(attempt-1)). A wait the server asked for is kept
    in full and spread by the same jitter on top, so that those who wait do not return together.

    Source: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
    """
    ceiling = min(LONGEST_BACK_OFF_S, FIRST_BACK_OFF_S * 2.0 ** min(attempt - 1, 16))
    return (retry_after_s or 0.0) + rng.uniform(0.0, ceiling)


def retry_after_s(headers: Mapping[str, str], now_epoch_s: float) -> float | None:
    """How long the server asks to wait.

    `retry-after-ms` counts first, then `retry-after`, then the reset of each exhausted axis.
    Returns seconds >= 0, or None where the headers do not say.
    """
    milliseconds = _seconds(headers.get("retry-after-ms"), now_epoch_s)
    if milliseconds is not None:
        return milliseconds / 1000.0
    asked = headers.get("retry-after")
    if asked is not None:
        seconds = _seconds(asked, now_epoch_s)
        if seconds is None:
            seconds = _http_date_s(asked, now_epoch_s)
        if seconds is not None:
            return seconds
    exhausted = [
        name.lower()
        for name, value in headers.items()
        if "ratelimit" in name.lower() and "remaining" in name.lower() and value.strip() == "0"
    ]
    resets = [
        seconds
        for name in exhausted
        if (seconds := _seconds(headers.get(name.replace("remaining", "reset")), now_epoch_s))
        is not None
    ]
    return max(resets, default=None)


def tokens_per_minute(headers: Mapping[str, str]) -> float | None:
    """The limit on tokens that a reply states, in tokens per minute; None where it states none.

    OpenAI, Azure, Groq and Anthropic all count tokens by the minute.
    """
    for name in ("x-ratelimit-limit-tokens", "anthropic-ratelimit-tokens-limit"):
        try:
            limit = float(headers.get(name, ""))
        except ValueError:
            continue
        if 0 < limit < float("inf"):
            return limit
    return None


def _seconds(value: str | None, now_epoch_s: float) -> float | None:
    """A reset or retry value in seconds from now, parsed by its shape; None where it has none."""
    if value is None:
        return None
    text = value.strip()
    try:
        number = float(text)
    except ValueError:
        return _iso_time_s(text, now_epoch_s) if "-" in text else _duration_s(text)
    if number != number or number in (float("inf"), float("-inf")) or number < 0:
        return None
    if number >= 1e12:
        return max(0.0, number / 1000.0 - now_epoch_s)
    if number >= 1e9:
        return max(0.0, number - now_epoch_s)
    return number


def _iso_time_s(text: str, now_epoch_s: float) -> float | None:
    if not re.match(r"\d{4}-\d\d-\d\d[T ]", text):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, moment.timestamp() - now_epoch_s)


def _duration_s(text: str) -> float | None:
    parts = _DURATION_PART.findall(text)
    if not parts or _DURATION_PART.sub("", text).strip():
        return None
    seconds = sum(float(number) * _UNIT_S[unit] for number, unit in parts)
    return seconds if seconds < float("inf") else None


def _http_date_s(text: str, now_epoch_s: float) -> float | None:
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - now_epoch_s)
    except ValueError:
        return None


def _parsed(body: bytes) -> Any:
    """The body as JSON, or None; a byte order mark, NaN or half a surrogate pair do not matter."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        pass
    try:
        return json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        return None


def _no_json(headers: Mapping[str, str], body: bytes) -> LLMResponseError:
    kind = headers.get("content-type", "").split(";")[0]
    if "html" in kind or body.lstrip()[:1] == b"<":
        return LLMResponseError(
            "The reply is a web page, not an API's answer; check LLM_BASE_URL "
            "(it usually ends in /v1).",
            retryable=False,
        )
    return LLMResponseError(f"The reply is not complete JSON ({len(body)} bytes).", retryable=True)


def _completion(payload: Any, api_key: str) -> Completion:
    choices = payload.get("choices") if isinstance(payload, dict) else None
    choice = choices[0] if isinstance(choices, list) and choices else None
    message = choice.get("message") if isinstance(choice, dict) else None
    if not isinstance(message, dict) or not isinstance(choice, dict):
        raise LLMResponseError("The reply holds no choice with a message.", retryable=True)
    if isinstance(choice.get("error"), dict):
        raise _status_error(200, {}, payload, choice["error"], time.time(), api_key)
    reason = choice.get("finish_reason")
    if reason == "error":
        raise LLMResponseError("The provider broke the reply off.", retryable=True)
    if message.get("tool_calls"):
        raise LLMResponseError(
            "The reply is a call of a tool, and tools are not supported here.", retryable=False
        )
    if message.get("refusal") or reason == "content_filter":
        raise ContentRefusedError(200, "", code="content_filter", remedy="The content was refused.")
    text = _text(message.get("content"))
    truncated = reason == "length"
    if not text.strip():
        if truncated:
            raise LLMResponseError(
                "The model used all max_tokens before it answered; raise max_tokens.",
                retryable=False,
            )
        raise LLMResponseError("The reply is empty.", retryable=True)
    return Completion(text, str(payload.get("model") or ""), truncated, _usage(payload))


def _text(content: Any) -> str:
    """The text of a message: a string, or the text parts of a list of parts."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "".join(
            part["text"]
            for part in content
            if isinstance(part, dict) and isinstance(part.get("text"), str)
        )
    return ""


def _usage(payload: dict[str, Any]) -> Usage | None:
    usage = payload.get("usage")
    if not isinstance(usage, dict):
        return None

    def count(name: str) -> int:
        value = usage.get(name)
        return value if isinstance(value, int) and value > 0 else 0

    cost: Any = usage.get("cost")
    if isinstance(cost, bool) or not isinstance(cost, int | float) or not 0 <= cost < 1e9:
        cost = None
    return Usage(count("prompt_tokens"), count("completion_tokens"), cost)


def _status_error(
    http_status: int,
    headers: Mapping[str, str],
    payload: Any,
    error: Any,
    now_epoch_s: float,
    api_key: str,
) -> LLMError:
    """The typed error for a reply that reports a failure."""
    facts = error if isinstance(error, dict) else {}
    given = facts.get("metadata")
    metadata: dict[str, Any] = given if isinstance(given, dict) else {}
    words = {
        str(value)
        for value in (facts.get("code"), facts.get("type"), metadata.get("error_type"))
        if value not in (None, "")
    }
    status = http_status if http_status >= 400 else _status_inside(facts, words)
    detail = _one_line(_said(facts, error, payload), api_key)
    code = next((word for word in sorted(words) if not word.isdigit()), None)
    wait_s = retry_after_s(headers, now_epoch_s)
    if status in (401, 403):
        refused = status == 403 and (
            "moderation" in detail.lower()
            or "flagged" in detail.lower()
            or "reasons" in metadata
            or any("moderation" in word or "content" in word for word in words)
        )
        if refused:
            return ContentRefusedError(status, detail, code=code)
        return AuthenticationError(
            status, detail, code=code, remedy="Check the API key and what it may do."
        )
    if words & _QUOTA_CODES or (status == 402 and not _in_flight_budget(facts, metadata)):
        return QuotaExhaustedError(
            status, detail, code=code, remedy="Add credit, or use another key."
        )
    if status == 404:
        return ModelNotFoundError(
            status, detail, code=code, remedy="Check LLM_MODEL and LLM_BASE_URL."
        )
    override = headers.get("x-should-retry", "").strip().lower()
    retryable = status in RETRYABLE_STATUSES or status == 402
    if override in ("true", "false"):
        retryable = override == "true"
    if wait_s is not None and wait_s > LONGEST_WAIT_S:
        retryable = False
    remedy = ""
    if status == 413:
        remedy = "The request is too large for this model or its limit."
    kind = RateLimitError if status in OVERLOAD_STATUSES else LLMStatusError
    return kind(status, detail, retry_after_s=wait_s, code=code, retryable=retryable, remedy=remedy)


def _in_flight_budget(facts: Mapping[str, Any], metadata: Mapping[str, Any]) -> bool:
    source = metadata.get("limit_source") or facts.get("limit_source")
    return source == "openrouter_in_flight_budget"


def _status_inside(facts: Mapping[str, Any], words: set[str]) -> int:
    """The status an error inside a 200 stands for; 502 (retryable) where it names none."""
    code = facts.get("code")
    try:
        number = int(code) if code is not None else 0
    except (TypeError, ValueError):
        number = 0
    if 400 <= number < 600:
        return number
    return next(
        (_ERROR_TYPE_STATUS[word] for word in sorted(words) if word in _ERROR_TYPE_STATUS), 502
    )


def _said(facts: Mapping[str, Any], error: Any, payload: Any) -> str:
    """The provider's own words for what went wrong, wherever it puts them."""
    outer = payload if isinstance(payload, dict) else {}
    candidates = [facts.get("message"), error, outer.get("message"), outer.get("detail")]
    if isinstance(outer.get("detail"), list):  # FastAPI: what was wrong with which field
        candidates = [
            "; ".join(str(each.get("msg")) for each in outer["detail"] if isinstance(each, dict))
        ]
    return next((each for each in candidates if isinstance(each, str) and each), "")


def _one_line(text: str, api_key: str) -> str:
    """At most 200 characters of one line, without keys."""
    if len(api_key) >= 6:
        text = text.replace(api_key, "[key]")
    line = _KEY_LIKE.sub("[key]", " ".join(text.split()))
    return line if len(line) <= MAX_DETAIL_CHARS else line[: MAX_DETAIL_CHARS - 1] + "…"
