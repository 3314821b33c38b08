"""Judging one exchange, and how long to wait before the next: pure functions, no clock, no network.

`judge` turns a reply into a `Completion` or raises a typed error that knows whether another attempt
may help. `back_off_s` says how long to wait. What providers send, and in which form, is known here
and nowhere else. Nothing here sends, sleeps or counts.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final, NamedTuple

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

RETRYABLE_STATUSES: Final = frozenset(
    {408, 409, 429, 498, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529}
)
"""Beyond RFC 9110: 498 Groq's flex tier is full, 520 to 524 Cloudflare cannot reach the provider,
529 Anthropic is overloaded."""
OVERLOAD_STATUSES: Final = frozenset({429, 498, 529})
FIRST_BACK_OFF_S: Final = 0.5
LONGEST_BACK_OFF_S: Final = 30.0
LONGEST_WAIT_S: Final = 300.0
"""A server that asks for a longer wait than this is not waited for."""
MAX_DETAIL_CHARS: Final = 200

# `re` compiles patterns when they are first used, and keeps them: start-up does not wait for them.
_DURATION_PART: Final = r"(\d+(?:\.\d+)?)(ms|s|m|h|d)"
_UNIT_S: Final = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}
_KEY_LIKE: Final = r"(?i)\b(?:sk|pk|key|gsk|xai)-[\w*.-]{4,}|\bBearer\s+\S+"
_CHARSET: Final = r"(?i)charset\s*=\s*\"?([\w.:-]+)"
_ASKED_IN_MESSAGE: Final = r"(?i)\b(?:try again|retry) in ((?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+)\b"
_QUOTA_WORDS: Final = frozenset(
    {"insufficient_quota", "billing_hard_limit_reached", "billing_not_active", "billing_error"}
)
_REFUSAL_WORDS: Final = frozenset(
    {"content_filter", "content_policy_violation", "refusal", "responsibleaipolicyviolation"}
)
_IN_FLIGHT_BUDGET: Final = "openrouter_in_flight_budget"
_STATUS_OF_WORD: Final = {
    **dict.fromkeys(
        (
            "invalid_request", "invalid_request_error", "invalid_prompt", "invalid_argument",
            "context_length_exceeded", "max_tokens_exceeded", "token_limit_exceeded",
            "string_too_long", "badrequesterror", *_REFUSAL_WORDS,
        ),
        400,
    ),
    **dict.fromkeys(("authentication", "authentication_error", "invalid_api_key"), 401),
    "payment_required": 402,
    **dict.fromkeys(("permission_denied", "permission_error"), 403),
    **dict.fromkeys(("not_found", "not_found_error", "model_not_found"), 404),
    "precondition_failed": 412,
    **dict.fromkeys(("payload_too_large", "request_too_large"), 413),
    "unprocessable": 422,
    **dict.fromkeys(("rate_limit_exceeded", "rate_limit_error", "resource_exhausted"), 429),
    **dict.fromkeys(("server", "server_error", "api_error"), 500),
    "provider_unavailable": 502,
    **dict.fromkeys(("provider_overloaded", "unavailable"), 503),
    "timeout": 504,
    "overloaded_error": 529,
}  # fmt: skip
"""The status that a provider's word for an error stands for where no number says it."""
_TRUNCATED: Final = frozenset({"length", "max_tokens", "model_length"})
_BROKEN_OFF: Final = frozenset({"error", "abort", "insufficient_system_resource"})


class Completion(NamedTuple):
    """The text a model answered with.

    `truncated`: it stopped at `max_tokens`. `model` is what the provider says it was;
    `from_fallback`: another model than the one first asked has answered.
    """

    text: str
    model: str
    truncated: bool = False
    usage: Usage | None = None
    from_fallback: bool = False


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
    payload = _parsed(body, headers)
    if status == 200 and (completion := _ordinary(payload)) is not None:
        return completion
    if isinstance(payload, list) and payload and isinstance(payload[0], dict):
        payload = payload[0]  # Gemini puts its errors into a list
    try:
        return _judged(status, headers, body, payload, now_epoch_s, api_key)
    except LLMError as error:
        error.usage = _usage(payload) if isinstance(payload, dict) else None
        raise


def _ordinary(payload: Any) -> Completion | None:
    """The completion in a reply of the shape that nearly all have; any other is judged with care.

    This runs once for each request, so it asks no more than it must.
    """
    try:
        choice = payload["choices"][0]
        message = choice["message"]
        text = message["content"]
        if (
            choice["finish_reason"] != "stop"
            or type(text) is not str
            or not text
            or text.isspace()
            or payload.get("error")
            or payload.get("object") == "error"
            or choice.get("error")
            or message.get("refusal")
            or message.get("tool_calls")
            or message.get("function_call")
        ):
            return None
    except (LookupError, TypeError, AttributeError):
        return None
    return Completion(text, str(payload.get("model") or ""), usage=_usage(payload))


def _judged(
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    payload: Any,
    now_epoch_s: float,
    api_key: str,
) -> Completion:
    error = _reported_error(payload)
    if status >= 400 or error:
        raise _status_error(status, headers, payload, error, now_epoch_s, api_key)
    if not 200 <= status < 300:
        raise LLMStatusError(status, _redirection(headers), remedy="Check LLM_BASE_URL.")
    if payload is None:
        raise _no_json(headers, body)
    return _completion(payload)


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
    error = _reported_error(payload)
    if error:
        raise _status_error(200, {}, payload, error, now_epoch_s, api_key)
    choice = _first_choice(payload)
    given = choice.get("delta")
    delta: dict[str, Any] = given if isinstance(given, dict) else {}
    reason = _finish_reason(choice)
    _require_end_as_meant(reason, delta)
    return Piece(_text(delta.get("content")), bool(reason), _usage(payload))


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
    milliseconds = seconds_from_now(headers.get("retry-after-ms"), now_epoch_s)
    if milliseconds is not None:
        return milliseconds / 1000.0
    asked = headers.get("retry-after")
    if asked is not None:
        seconds = seconds_from_now(asked, now_epoch_s)
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
        if (
            seconds := seconds_from_now(
                headers.get(name.replace("remaining", "reset")), now_epoch_s
            )
        )
        is not None
    ]
    return max(resets, default=None)


def seconds_from_now(value: str | None, now_epoch_s: float) -> float | None:
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
    parts = re.findall(_DURATION_PART, text)
    if not parts or re.sub(_DURATION_PART, "", text).strip():
        return None
    seconds = sum(float(number) * _UNIT_S[unit] for number, unit in parts)
    return seconds if seconds < float("inf") else None


def _http_date_s(text: str, now_epoch_s: float) -> float | None:
    try:
        moment = parsedate_to_datetime(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)  # whatever this machine's zone is
        return max(0.0, moment.timestamp() - now_epoch_s)
    except (ValueError, OverflowError):
        return None


def _parsed(body: bytes, headers: Mapping[str, str] | None = None) -> Any:
    """The body as JSON, or None; a byte order mark, NaN or half a surrogate pair do not matter.

    JSON is UTF-8 whatever the headers say; the character set they name counts only for a body that
    is not.
    """
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        pass
    try:
        return json.loads(_decoded(body, (headers or {}).get("content-type", "")))
    except (ValueError, RecursionError):
        return None


def _decoded(body: bytes, content_type: str) -> str:
    named = re.search(_CHARSET, content_type)
    for encoding in (json.detect_encoding(body), named[1] if named else "utf-8"):
        try:
            return body.decode(encoding)
        except (LookupError, ValueError):
            continue
    return body.decode("utf-8", "replace")


def _no_json(headers: Mapping[str, str], body: bytes) -> LLMResponseError:
    kind = headers.get("content-type", "").split(";")[0]
    if "html" in kind or body.lstrip()[:1] == b"<":
        return LLMResponseError(
            "The reply is a web page, not an API's answer; check LLM_BASE_URL "
            "(it usually ends in /v1).",
            retryable=False,
        )
    return LLMResponseError(f"The reply is not complete JSON ({len(body)} bytes).", retryable=True)


def _first_choice(payload: Any) -> dict[str, Any]:
    """The first of the reply's choices; empty where there is none."""
    choices = payload.get("choices") if isinstance(payload, dict) else None
    choice = choices[0] if isinstance(choices, list) and choices else None
    return choice if isinstance(choice, dict) else {}


def _finish_reason(choice: Mapping[str, Any]) -> str:
    return str(choice.get("finish_reason") or "").lower()


def _require_end_as_meant(reason: str, message: Mapping[str, Any]) -> None:
    """Raise if the model, its provider or a filter ended the reply early."""
    if reason in _BROKEN_OFF:
        raise LLMResponseError("The provider broke the reply off.", retryable=True)
    # Gemini adds which filter it was: "content_filter: PROHIBITED_CONTENT".
    if message.get("refusal") or reason.startswith("content_filter") or reason == "refusal":
        raise ContentRefusedError(200, "", code="content_filter", remedy="The content was refused.")


def _completion(payload: Any) -> Completion:
    choice = _first_choice(payload)
    message = choice.get("message")
    if not isinstance(message, dict):
        raise LLMResponseError("The reply holds no choice with a message.", retryable=True)
    reason = _finish_reason(choice)
    _require_end_as_meant(reason, message)
    if message.get("tool_calls") or message.get("function_call"):
        raise LLMResponseError(
            "The reply is a call of a tool, and tools are not supported here.", retryable=False
        )
    text = _text(message.get("content"))
    truncated = reason in _TRUNCATED
    if not text.strip():
        if truncated:
            raise LLMResponseError(
                "The model used all max_tokens before it answered; raise max_tokens.",
                retryable=False,
            )
        if message.get("reasoning_content") or message.get("reasoning"):
            raise LLMResponseError("The model reasoned and gave no answer.", retryable=True)
        raise LLMResponseError("The reply is empty.", retryable=True)
    return Completion(text, str(payload.get("model") or ""), truncated, _usage(payload))


def _text(content: Any) -> str:
    """The text of a message: a string, or the text parts of a list of parts.

    Parts that hold the model's reasoning or anything else than text are no part of its answer.
    """
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "".join(
            part["text"]
            for part in content
            if isinstance(part, dict)
            and part.get("type", "text") in ("text", "output_text")
            and isinstance(part.get("text"), str)
        )
    return ""


def _usage(payload: dict[str, Any]) -> Usage | None:
    usage = payload.get("usage")
    if not isinstance(usage, dict):
        return None
    cost = usage.get("cost")
    if cost is not None and (type(cost) not in (int, float) or not 0 <= cost < 1e9):
        cost = None
    return Usage(_count(usage.get("prompt_tokens")), _count(usage.get("completion_tokens")), cost)


def _count(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 0


def _reported_error(payload: Any) -> Any:
    """What a reply's body reports as its error, wherever servers put it; None for none."""
    if not isinstance(payload, dict):
        return None
    if payload.get("error"):
        return payload["error"]
    if payload.get("object") == "error":
        return payload  # vLLM, FastChat, Mistral
    return _first_choice(payload).get("error") or None


def _status_error(
    http_status: int,
    headers: Mapping[str, str],
    payload: Any,
    error: Any,
    now_epoch_s: float,
    api_key: str,
) -> LLMError:
    """The typed error for a reply that reports a failure."""
    facts: dict[str, Any] = error if isinstance(error, dict) else {}
    given = facts.get("metadata")
    metadata: dict[str, Any] = given if isinstance(given, dict) else {}
    named = [
        str(word)
        for word in (
            facts.get("code"),
            metadata.get("error_type"),
            facts.get("type"),
            facts.get("status"),  # Gemini
        )
        if isinstance(word, str | int) and word != ""
    ]
    words = {word.lower() for word in named}
    limit_source = str(metadata.get("limit_source") or facts.get("limit_source") or "")
    code = limit_source or next((word for word in named if not word.isdigit()), None)
    status = http_status if http_status >= 400 else _status_inside(named)
    message = _said(facts, error, payload)
    detail = _one_line(message, api_key)
    if _quota_is_gone(status, words, limit_source, message):
        return QuotaExhaustedError(
            status, detail, code=code, remedy="Add credit, or use another key."
        )
    if _is_refused(status, words, metadata, message):
        return ContentRefusedError(status, detail, code=code)
    wait_s = retry_after_s(headers, now_epoch_s)
    if wait_s is None:
        wait_s = _wait_in_body_s(facts, metadata, message, now_epoch_s)
    override = headers.get("x-should-retry", "").strip().lower()
    if override in ("true", "false"):
        retryable = override == "true"
    else:
        retryable = status in RETRYABLE_STATUSES or limit_source == _IN_FLIGHT_BUDGET
    kind, remedy = _KIND_OF_STATUS.get(status, (LLMStatusError, ""))
    if limit_source == _IN_FLIGHT_BUDGET:
        kind, remedy = RateLimitError, "Lower max_tokens or MAX_CONCURRENT_LLM."
    if wait_s is not None and wait_s > LONGEST_WAIT_S:
        retryable = False
        remedy = f"It asks for a wait of {wait_s:.0f} s; the longest kept is {LONGEST_WAIT_S:g} s."
    return kind(status, detail, retry_after_s=wait_s, code=code, retryable=retryable, remedy=remedy)


_KIND_OF_STATUS: Final[dict[int, tuple[type[LLMStatusError], str]]] = {
    **dict.fromkeys(OVERLOAD_STATUSES, (RateLimitError, "")),
    401: (AuthenticationError, "Check the API key and what it may do."),
    403: (AuthenticationError, "Check the API key and what it may do."),
    404: (ModelNotFoundError, "Check LLM_MODEL and LLM_BASE_URL."),
    413: (LLMStatusError, "The request is too large for this model or its limit."),
}


def _quota_is_gone(status: int, words: set[str], limit_source: str, message: str) -> bool:
    """Whether money or quota is used up. OpenRouter names what is (`limit_source`) with 402 and
    403; Anthropic calls an empty account an invalid request and says so in words only."""
    if limit_source == _IN_FLIGHT_BUDGET:
        return False
    return (
        status == 402
        or bool(words & _QUOTA_WORDS)
        or (status == 403 and limit_source.startswith("openrouter_"))
        or (status == 400 and "credit balance is too low" in message.lower())
    )


def _is_refused(status: int, words: set[str], metadata: Mapping[str, Any], message: str) -> bool:
    """Whether a filter, moderation or a guardrail declined the content."""
    if words & _REFUSAL_WORDS:
        return True
    said = message.lower()
    return status == 403 and (
        "reasons" in metadata
        or any(word in said for word in ("moderation", "flagged", "guardrail"))
        or any("moderation" in word or "content" in word for word in words)
    )


def _wait_in_body_s(
    facts: Mapping[str, Any], metadata: Mapping[str, Any], message: str, now_epoch_s: float
) -> float | None:
    """The wait that an error's body asks for, for servers whose headers do not."""
    headers = metadata.get("headers")  # OpenRouter
    if isinstance(headers, dict):
        wait_s = retry_after_s(
            {str(name).lower(): str(value) for name, value in headers.items()}, now_epoch_s
        )
        if wait_s is not None:
            return wait_s
    details = facts.get("details")  # Gemini
    for detail in details if isinstance(details, list) else []:
        if isinstance(detail, dict) and isinstance(detail.get("retryDelay"), str):
            return _duration_s(detail["retryDelay"])
    asked = re.search(_ASKED_IN_MESSAGE, message)
    return _duration_s(asked[1]) if asked else None


def _status_inside(named: list[str]) -> int:
    """The status an error inside a 200 stands for; 502 (retryable) where it names none."""
    for word in named:
        status = int(word) if word.isdecimal() else _STATUS_OF_WORD.get(word.lower(), 0)
        if 400 <= status < 600:
            return status
    return 502


def _redirection(headers: Mapping[str, str]) -> str:
    to = headers.get("location", "").split("?")[0]
    return _one_line(f"a redirect to {to}" if to else "a redirect or an unexpected status", "")


def _said(facts: Mapping[str, Any], error: Any, payload: Any) -> str:
    """The provider's own words for what went wrong, wherever it puts them."""
    outer = payload if isinstance(payload, dict) else {}
    candidates = [facts.get("message"), error, outer.get("message"), outer.get("detail")]
    if isinstance(outer.get("detail"), list):  # FastAPI: what was wrong with which field
        candidates = [
            "; ".join(str(each.get("msg")) for each in outer["detail"] if isinstance(each, dict))
        ]
    said = next((each for each in candidates if isinstance(each, str) and each), "")
    metadata = facts.get("metadata")
    if isinstance(metadata, dict) and isinstance(metadata.get("raw"), str):
        said = f"{said}: {metadata['raw']}"  # OpenRouter quotes the provider behind it
    return said


def _one_line(text: str, api_key: str) -> str:
    """At most 200 characters of one line, without keys."""
    if len(api_key) >= 6:
        text = text.replace(api_key, "[key]")
    line = re.sub(_KEY_LIKE, "[key]", " ".join(text.split()))
    return line if len(line) <= MAX_DETAIL_CHARS else line[: MAX_DETAIL_CHARS - 1] + "…"
