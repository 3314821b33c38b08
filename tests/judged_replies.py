"""What providers answer, and what is to be made of it: one table for every test that judges.

Each row is a reply as it stands on the wire (status, headers, body) with the text it holds or the
error it is. `judged_replies(now)` makes the table for a wall-clock time, because some servers give
the end of a wait as a moment.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import formatdate
from typing import Any, Final

from utils.llm.errors import (
    AuthenticationError,
    ContentRefusedError,
    LLMError,
    LLMResponseError,
    LLMStatusError,
    ModelNotFoundError,
    QuotaExhaustedError,
    RateLimitError,
)

JSON: Final = "application/json"
LONG_AGO_EPOCH_S: Final = 1_600_000_000.0


@dataclass(frozen=True)
class JudgedReply:
    """One reply and its verdict.

    Either `text` is what it says, or `error` is the class of what it is; `retryable` whether
    another attempt may help. `facts` are attributes of the error, or of the completion. Waits that
    are given as moments are exact to `wait_precision_s` when read later than the table was made.
    """

    name: str
    status: int
    headers: dict[str, str]
    body: bytes
    text: str | None = None
    error: type[LLMError] | None = None
    retryable: bool = False
    facts: dict[str, Any] = field(default_factory=dict)
    wait_precision_s: float = 1e-3


def _encoded(body: Any) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body).encode()


def _says(name: str, text: str, body: Any, *, headers: dict[str, str], **facts: Any) -> JudgedReply:
    headers = {"content-type": JSON, **headers}
    return JudgedReply(name, 200, headers, _encoded(body), text=text, facts=facts)


def says(name: str, text: str, body: Any, **facts: Any) -> JudgedReply:
    """A 200 whose answer is `text`."""
    return _says(name, text, body, headers={}, **facts)


def fails(
    name: str,
    status: int,
    body: Any,
    error: type[LLMError],
    headers: dict[str, str] | None = None,
    /,
    *,
    retry: bool = False,
    **facts: Any,
) -> JudgedReply:
    """A reply that is an error; `status` is a fact of it unless the reply is a 200."""
    if status != 200:
        facts = {"status": status, **facts}
    headers = {"content-type": JSON, **(headers or {})}
    return JudgedReply(name, status, headers, _encoded(body), None, error, retry, facts)


def asks(
    name: str, headers: dict[str, str], wait_s: float | None, body: Any = None, **more: Any
) -> JudgedReply:
    """A 429 that asks for a wait of `wait_s`; one longer than 300 s is not waited for."""
    body = body or _error("slow down", type="tokens", code="rate_limit_exceeded")
    retry = wait_s is None or wait_s <= 300
    row = fails(name, 429, body, RateLimitError, headers, retry=retry, retry_after_s=wait_s)
    return replace(row, **more)


def _error(message: str, **facts: Any) -> dict[str, Any]:
    return {"error": {"message": message, **facts}}


def _choice(**fields: Any) -> dict[str, Any]:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "model": "m",
        "choices": [{"index": 0, **fields}],
        "usage": {"prompt_tokens": 9, "completion_tokens": 4, "total_tokens": 13},
    }


def answer(content: Any = "hello", finish_reason: Any = "stop", **message: Any) -> dict[str, Any]:
    """A completion in OpenAI's form; `message` are further fields of the message."""
    fields = {"role": "assistant", "content": content, **message}
    return _choice(message=fields, finish_reason=finish_reason)


def judged_replies(now_epoch_s: float) -> list[JudgedReply]:
    """The table, with moments reckoned from `now_epoch_s`."""
    return [
        *_answers(),
        *_openai(),
        *_azure(),
        *_anthropic(),
        *_groq(),
        *_gemini(),
        *_openrouter(now_epoch_s),
        *_local_servers(),
        *_proxies(),
        *_broken_bodies(),
        *_waits(now_epoch_s),
    ]


def judged_reply(name: str, now_epoch_s: float) -> JudgedReply:
    """The row of this name."""
    return next(row for row in judged_replies(now_epoch_s) if row.name == name)


def _answers() -> list[JudgedReply]:
    parts = [
        {"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]},
        {"type": "reasoning", "text": "hm"},
        {"type": "text", "text": "hel"},
        {"type": "image_url", "image_url": {"url": "x"}},
        {"type": "text", "text": "lo"},
    ]
    plain = json.dumps(answer()).encode()
    accented = json.dumps(answer("déjà vu"), ensure_ascii=False)
    no_usage = {name: value for name, value in answer().items() if name != "usage"}
    return [
        says("a plain answer", "hello", answer(), truncated=False, model="m"),
        says("an answer without usage, model or id", "hello", {"choices": no_usage["choices"]}),
        says("an answer with no finish_reason", "hello", answer(finish_reason=None)),
        says("an empty error beside the answer", "hello", {**answer(), "error": None}),
        says("text cut off at max_tokens", "hel", answer("hel", "length"), truncated=True),
        says(
            "Mistral: cut off at its own limit",
            "hel",
            answer("hel", "model_length"),
            truncated=True,
        ),
        says("a list of parts, reasoning among them", "hello", answer(parts)),
        says("parts without a type", "hello", answer([{"text": "hel"}, {"text": "lo"}])),
        says("an answer beside its reasoning", "hello", answer(reasoning_content="so…")),
        says("no tool called, by an empty list", "hello", answer(tool_calls=[])),
        says("an empty refusal beside the answer", "hello", answer(refusal=None)),
        says("a usage nobody can count", "hello", {**answer(), "usage": "unknown"}),
        says("NaN among the numbers", "hello", plain.replace(b'"index": 0', b'"logprob": NaN')),
        says("half a surrogate pair", "hello", plain.replace(b'"m"', b'"\\ud83d"')),
        says("a byte order mark first", "hello", b"\xef\xbb\xbf" + plain),
        says("OpenRouter: blank lines to keep the connection", "hello", b"\n    \n  \n" + plain),
        _says(
            "UTF-8 that calls itself Latin-1",
            "déjà vu",
            accented.encode(),
            headers={"content-type": f"{JSON}; charset=iso-8859-1"},
        ),
        _says(
            "Latin-1 that says so",
            "déjà vu",
            accented.encode("latin-1"),
            headers={"content-type": f'{JSON}; charset="ISO-8859-1"'},
        ),
        says("UTF-16 with its mark", "déjà vu", accented.encode("utf-16")),
        _says(
            "a character set nobody knows",
            "d\ufffdj\ufffd vu",
            accented.encode("latin-1"),
            headers={"content-type": f"{JSON}; charset=klingon"},
        ),
        _says(
            "JSON that calls itself HTML", "hello", answer(), headers={"content-type": "text/html"}
        ),
    ]


def _openai() -> list[JudgedReply]:
    quota = _error("You exceeded your current quota", type="insufficient_quota", param=None)
    no_model = _error("no such model", type="invalid_request_error", code="model_not_found")
    too_long = _error("too long", type="invalid_request_error", code="context_length_exceeded")
    return [
        fails("OpenAI: invalid request", 400, _error("bad"), LLMStatusError),
        fails(
            "OpenAI: context too long",
            400,
            too_long,
            LLMStatusError,
            code="context_length_exceeded",
        ),
        fails(
            "OpenAI: wrong key",
            401,
            _error("Incorrect API key", type="invalid_request_error", code="invalid_api_key"),
            AuthenticationError,
            code="invalid_api_key",
        ),
        fails(
            "OpenAI: country not supported",
            403,
            _error("no", type="request_forbidden", code="unsupported_country_region_territory"),
            AuthenticationError,
        ),
        fails("OpenAI: no such model", 404, no_model, ModelNotFoundError, code="model_not_found"),
        fails("OpenAI: request timeout", 408, b"", LLMStatusError, retry=True),
        fails("OpenAI: conflict", 409, _error("conflict"), LLMStatusError, retry=True),
        fails("OpenAI: unprocessable", 422, _error("no"), LLMStatusError),
        fails(
            "OpenAI: rate limit",
            429,
            _error("Rate limit reached", type="requests", code="rate_limit_exceeded"),
            RateLimitError,
            {"retry-after": "0"},
            retry=True,
            code="rate_limit_exceeded",
            retry_after_s=0.0,
            is_about_concurrency=False,
        ),
        fails(
            "OpenAI: quota exhausted, by code",
            429,
            _error("quota", type="insufficient_quota", code="insufficient_quota"),
            QuotaExhaustedError,
            code="insufficient_quota",
        ),
        fails("OpenAI: quota exhausted, by type", 429, quota, QuotaExhaustedError),
        fails(
            "OpenAI: quota exhausted, though it asks for a wait",
            429,
            quota,
            QuotaExhaustedError,
            {"retry-after": "1", "x-should-retry": "true"},
        ),
        fails(
            "OpenAI: billing limit reached",
            400,
            _error("limit", type="invalid_request_error", code="billing_hard_limit_reached"),
            QuotaExhaustedError,
        ),
        fails(
            "OpenAI: server error",
            500,
            _error("oops", type="server_error"),
            LLMStatusError,
            retry=True,
        ),
        fails("OpenAI: overloaded", 503, _error("overloaded"), LLMStatusError, retry=True),
        fails(
            "OpenAI: the server says not to retry",
            500,
            b"{}",
            LLMStatusError,
            {"x-should-retry": "false"},
        ),
        fails(
            "OpenAI: a 429 that is not to be retried",
            429,
            _error("slow"),
            RateLimitError,
            {"x-should-retry": "false"},
        ),
        fails(
            "OpenAI: the server says to retry",
            400,
            b"{}",
            LLMStatusError,
            {"x-should-retry": "true"},
            retry=True,
        ),
        fails(
            "OpenAI: a 404 that is to be retried",
            404,
            _error("not yet"),
            ModelNotFoundError,
            {"x-should-retry": "True"},
            retry=True,
        ),
        fails(
            "OpenAI: x-should-retry that says neither",
            503,
            b"{}",
            LLMStatusError,
            {"x-should-retry": "maybe"},
            retry=True,
        ),
        fails(
            "OpenAI: the model refuses", 200, answer(None, refusal="I can't"), ContentRefusedError
        ),
        fails("OpenAI: filtered", 200, answer("hel", "content_filter"), ContentRefusedError),
        fails(
            "OpenAI: a tool is called",
            200,
            answer(None, "tool_calls", tool_calls=[{"id": "1", "type": "function"}]),
            LLMResponseError,
        ),
        fails(
            "OpenAI: a function is called",
            200,
            answer(None, "function_call", function_call={"name": "f", "arguments": "{}"}),
            LLMResponseError,
        ),
        fails("OpenAI: max_tokens spent on reasoning", 200, answer("", "length"), LLMResponseError),
        fails("OpenAI: an empty answer", 200, answer(""), LLMResponseError, retry=True),
        fails("OpenAI: an answer of blanks", 200, answer(" \n"), LLMResponseError, retry=True),
        fails("OpenAI: null for an answer", 200, answer(None), LLMResponseError, retry=True),
        fails("an empty list of parts", 200, answer([]), LLMResponseError, retry=True),
        fails(
            "nothing but reasoning parts",
            200,
            answer([{"type": "thinking", "thinking": "hm"}]),
            LLMResponseError,
            retry=True,
        ),
    ]


def _azure() -> list[JudgedReply]:
    filtered = _error(
        "The response was filtered",
        type=None,
        param="prompt",
        code="content_filter",
        status=400,
        innererror={"code": "ResponsibleAIPolicyViolation"},
    )
    return [
        fails(
            "Azure: too many requests",
            429,
            _error("exceeded call rate limit", code="429"),
            RateLimitError,
            {"retry-after-ms": "1", "retry-after": "9", "x-ratelimit-type": "tokens"},
            retry=True,
            code=None,
            retry_after_s=0.001,
        ),
        fails(
            "Azure: resets of 0 and -1",
            429,
            _error("exceeded token rate limit", code="429"),
            RateLimitError,
            {
                "x-ratelimit-remaining-requests": "0",
                "x-ratelimit-reset-requests": "0",
                "x-ratelimit-remaining-tokens": "0",
                "x-ratelimit-reset-tokens": "-1",
            },
            retry=True,
            retry_after_s=0.0,
        ),
        fails(
            "Azure: the prompt is filtered",
            400,
            filtered,
            ContentRefusedError,
            code="content_filter",
        ),
        fails(
            "Azure: the answer is filtered", 200, answer("", "content_filter"), ContentRefusedError
        ),
        fails(
            "Azure: no such deployment",
            404,
            _error("The API deployment does not exist", code="DeploymentNotFound"),
            ModelNotFoundError,
        ),
        fails(
            "Azure: wrong key",
            401,
            _error("Access denied", code="401"),
            AuthenticationError,
            code=None,
        ),
        fails("Azure: gateway timeout", 504, b"", LLMStatusError, retry=True),
    ]


def _anthropic() -> list[JudgedReply]:
    def error(kind: str, message: str = "m") -> dict[str, Any]:
        return {"type": "error", "error": {"type": kind, "message": message}}

    return [
        fails("Anthropic: invalid request", 400, error("invalid_request_error"), LLMStatusError),
        fails(
            "Anthropic: an empty account, called an invalid request",
            400,
            error("invalid_request_error", "Your credit balance is too low to access the API."),
            QuotaExhaustedError,
        ),
        fails("Anthropic: wrong key", 401, error("authentication_error"), AuthenticationError),
        fails("Anthropic: billing", 402, error("billing_error"), QuotaExhaustedError),
        fails("Anthropic: not permitted", 403, error("permission_error"), AuthenticationError),
        fails("Anthropic: no such model", 404, error("not_found_error"), ModelNotFoundError),
        fails("Anthropic: request too large", 413, error("request_too_large"), LLMStatusError),
        fails(
            "Anthropic: too many connections",
            429,
            error("rate_limit_error", "Number of concurrent connections has exceeded your limit"),
            RateLimitError,
            {"retry-after": "0.5"},
            retry=True,
            retry_after_s=0.5,
            is_about_concurrency=True,
        ),
        fails("Anthropic: internal error", 500, error("api_error"), LLMStatusError, retry=True),
        fails(
            "Anthropic: overloaded",
            529,
            error("overloaded_error", "Overloaded"),
            RateLimitError,
            retry=True,
            code="overloaded_error",
        ),
        fails(
            "Anthropic: overloaded, inside a 200",
            200,
            error("overloaded_error"),
            RateLimitError,
            retry=True,
            status=529,
        ),
    ]


def _groq() -> list[JudgedReply]:
    def limit(message: str) -> dict[str, Any]:
        return _error(message, type="tokens", code="rate_limit_exceeded")

    return [
        fails(
            "Groq: too large a request",
            413,
            limit("Request too large: Limit 6000, Requested 9000"),
            LLMStatusError,
            {"x-should-retry": "false"},
            code="rate_limit_exceeded",
        ),
        fails(
            "Groq: tokens of this minute used up",
            429,
            limit("Rate limit reached"),
            RateLimitError,
            {
                "retry-after": "2",
                "x-ratelimit-remaining-tokens": "0",
                "x-ratelimit-reset-tokens": "7.66s",
            },
            retry=True,
            retry_after_s=2.0,
        ),
        fails(
            "Groq: requests of this day used up",
            429,
            limit("Rate limit reached"),
            RateLimitError,
            {"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "5h59m8.4s"},
            retry_after_s=21548.4,
        ),
        fails(
            "Groq: flex tier is full", 498, _error("capacity_exceeded"), RateLimitError, retry=True
        ),
        fails("Groq: unprocessable", 422, _error("hallucinated"), LLMStatusError),
    ]


def _gemini() -> list[JudgedReply]:
    def error(code: int, status: str, **more: Any) -> list[dict[str, Any]]:
        return [{"error": {"code": code, "message": "m", "status": status, **more}}]

    retry_info = [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "17.5s"}]
    return [
        fails(
            "Gemini: exhausted, in a list",
            429,
            error(429, "RESOURCE_EXHAUSTED"),
            RateLimitError,
            retry=True,
            code="RESOURCE_EXHAUSTED",
            retry_after_s=None,
        ),
        fails(
            "Gemini: exhausted, with the wait in the body",
            429,
            error(429, "RESOURCE_EXHAUSTED", details=[{"@type": "x"}, *retry_info]),
            RateLimitError,
            retry=True,
            retry_after_s=17.5,
        ),
        fails("Gemini: wrong key", 400, error(400, "INVALID_ARGUMENT"), LLMStatusError),
        fails("Gemini: overloaded", 503, error(503, "UNAVAILABLE"), LLMStatusError, retry=True),
        fails(
            "Gemini: filtered, and it says by what",
            200,
            answer(None, "content_filter: PROHIBITED_CONTENT"),
            ContentRefusedError,
        ),
        fails(
            "DeepSeek: out of resources",
            200,
            answer("hel", "insufficient_system_resource"),
            LLMResponseError,
            retry=True,
        ),
    ]


def _openrouter(now_epoch_s: float) -> list[JudgedReply]:
    def error(code: int | None, message: str = "m", **metadata: Any) -> dict[str, Any]:
        facts = {"message": message, "metadata": metadata}
        return {"error": facts if code is None else {"code": code, **facts}}

    def inside(code: Any, **more: Any) -> dict[str, Any]:
        return {"id": "gen-1", "error": {"code": code, "message": "m"}, **more}

    def budget(source: str) -> dict[str, Any]:
        return error(402, error_type="payment_required", limit_source=source)

    def reset(epoch: float) -> dict[str, Any]:
        headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": f"{epoch:.0f}"}
        return error(429, "Rate limit exceeded: free-models-per-min", headers=headers)

    moment = {"wait_precision_s": 60.0}
    return [
        fails(
            "OpenRouter: no credit", 402, error(402, "Insufficient credits"), QuotaExhaustedError
        ),
        fails(
            "OpenRouter: credits hold no request as large",
            402,
            budget("openrouter_credits"),
            QuotaExhaustedError,
        ),
        fails(
            "OpenRouter: the key's limit", 402, budget("openrouter_key_limit"), QuotaExhaustedError
        ),
        fails(
            "OpenRouter: budget in flight",
            402,
            budget("openrouter_in_flight_budget"),
            RateLimitError,
            {"retry-after": "1"},
            retry=True,
            code="openrouter_in_flight_budget",
            retry_after_s=1.0,
        ),
        fails(
            "OpenRouter: budget in flight, inside a 200",
            200,
            budget("openrouter_in_flight_budget"),
            RateLimitError,
            retry=True,
            status=402,
        ),
        fails(
            "OpenRouter: flagged by moderation",
            403,
            error(403, "m", reasons=["violence"], flagged_input="…", provider_name="p"),
            ContentRefusedError,
        ),
        fails(
            "OpenRouter: blocked by a guardrail",
            403,
            error(403, "Request blocked by guardrail", patterns=["x"]),
            ContentRefusedError,
        ),
        fails(
            "OpenRouter: a guardrail's budget is spent",
            403,
            error(403, "Budget of guardrail spent", limit_source="openrouter_guardrail_budget"),
            QuotaExhaustedError,
        ),
        fails("OpenRouter: forbidden", 403, error(403, "no"), AuthenticationError),
        fails("OpenRouter: no provider fits the routing", 404, error(404), ModelNotFoundError),
        fails("OpenRouter: provider down", 502, error(502), LLMStatusError, retry=True),
        fails(
            "OpenRouter: no provider, and when to come back",
            503,
            error(503),
            LLMStatusError,
            {"retry-after": "0"},
            retry=True,
            retry_after_s=0.0,
        ),
        fails(
            "OpenRouter: overloaded, and when to come back",
            503,
            error(503, error_type="provider_overloaded"),
            LLMStatusError,
            {"retry-after": "3"},
            retry=True,
            code="provider_overloaded",
            retry_after_s=3.0,
        ),
        fails(
            "OpenRouter: 429 in a 200, choices null",
            200,
            inside(429, choices=None),
            RateLimitError,
            retry=True,
            status=429,
        ),
        fails(
            "OpenRouter: 502 in a 200, choices absent",
            200,
            inside(502),
            LLMStatusError,
            retry=True,
            status=502,
        ),
        fails(
            "OpenRouter: 429 in a 200 beside an empty answer",
            200,
            {**answer(None), **inside(429)},
            RateLimitError,
            retry=True,
            status=429,
        ),
        fails(
            "OpenRouter: an error after half an answer",
            200,
            {**answer("hel"), **inside(502)},
            LLMStatusError,
            retry=True,
            status=502,
        ),
        fails(
            "OpenRouter: half an answer ends in an error",
            200,
            answer("hel", "error"),
            LLMResponseError,
            retry=True,
        ),
        fails(
            "OpenRouter: the error stands in the choice",
            200,
            _choice(finish_reason="error", error={"code": 429, "message": "m"}),
            RateLimitError,
            retry=True,
            status=429,
        ),
        fails(
            "OpenRouter: a permanent error stands in the choice",
            200,
            _choice(message={"content": ""}, error={"code": 400, "message": "m"}),
            LLMStatusError,
            status=400,
        ),
        fails(
            "OpenRouter: the words of the provider behind it",
            200,
            error(429, "Provider returned error", raw="error code: 1015", provider_name="p"),
            RateLimitError,
            retry=True,
            detail="Provider returned error: error code: 1015",
        ),
        fails("OpenRouter: 401 in a 200", 200, inside(401), AuthenticationError, status=401),
        fails("OpenRouter: 402 in a 200", 200, inside(402), QuotaExhaustedError, status=402),
        fails("OpenRouter: 400 in a 200", 200, inside(400), LLMStatusError, status=400),
        fails("OpenRouter: 524 in a 200", 200, inside(524), LLMStatusError, retry=True, status=524),
        fails(
            "OpenRouter: a code in words",
            200,
            inside("503"),
            LLMStatusError,
            retry=True,
            status=503,
        ),
        *(
            fails(
                f"OpenRouter: {word} in a 200, without a number",
                200,
                error(None, error_type=word),
                kind,
                retry=retry,
                status=status,
                code=word,
            )
            for word, status, kind, retry in (
                ("rate_limit_exceeded", 429, RateLimitError, True),
                ("provider_overloaded", 503, LLMStatusError, True),
                ("provider_unavailable", 502, LLMStatusError, True),
                ("timeout", 504, LLMStatusError, True),
                ("server", 500, LLMStatusError, True),
                ("unmapped", 502, LLMStatusError, True),
                ("context_length_exceeded", 400, LLMStatusError, False),
                ("payment_required", 402, QuotaExhaustedError, False),
                ("authentication", 401, AuthenticationError, False),
                ("not_found", 404, ModelNotFoundError, False),
                ("payload_too_large", 413, LLMStatusError, False),
                ("content_policy_violation", 400, ContentRefusedError, False),
            )
        ),
        fails(
            "an error in words inside a 200",
            200,
            {"error": "upstream failed", "choices": None},
            LLMStatusError,
            retry=True,
        ),
        asks(
            "OpenRouter: the reset in the body, in ms",
            {},
            120.0,
            reset((now_epoch_s + 120) * 1000),
            **moment,
        ),
        asks(
            "OpenRouter: free requests of the day used up",
            {},
            40_000.0,
            reset((now_epoch_s + 40_000) * 1000),
            **moment,
        ),
    ]


def _local_servers() -> list[JudgedReply]:
    return [
        fails(
            "Ollama: queue full",
            503,
            {"error": "server busy, please try again.  maximum pending requests exceeded"},
            LLMStatusError,
            retry=True,
            detail="server busy, please try again. maximum pending requests exceeded",
        ),
        fails(
            "Ollama: no such model",
            404,
            _error('model "x" not found, try pulling it first', type="not_found_error"),
            ModelNotFoundError,
        ),
        fails(
            "llama.cpp: the model is loading",
            503,
            _error("Loading model", type="unavailable_error", code=503),
            LLMStatusError,
            retry=True,
            detail="Loading model",
        ),
        fails(
            "vLLM: a bad request, in its old form",
            400,
            {"object": "error", "message": "too long", "type": "BadRequestError", "code": 400},
            LLMStatusError,
            code="BadRequestError",
            detail="too long",
        ),
        fails(
            "vLLM: an error in its old form inside a 200",
            200,
            {"object": "error", "message": "too long", "type": "BadRequestError", "code": 400},
            LLMStatusError,
            status=400,
        ),
        fails(
            "vLLM: which field is wrong",
            422,
            {"detail": [{"loc": ["body", "n"], "msg": "must be 1"}]},
            LLMStatusError,
            detail="must be 1",
        ),
        fails(
            "vLLM: reasoning and no answer",
            200,
            answer(None, reasoning_content="so the answer is 4"),
            LLMResponseError,
            retry=True,
        ),
        fails(
            "vLLM: reasoning that took all max_tokens",
            200,
            answer(None, "length", reasoning="so the answer is"),
            LLMResponseError,
        ),
        fails("SGLang: aborted", 200, answer("hel", "abort"), LLMResponseError, retry=True),
        fails("a server without this route", 404, {"detail": "Not Found"}, ModelNotFoundError),
    ]


def _proxies() -> list[JudgedReply]:
    page = b"<!doctype html><html><title>Hi</title></html>"
    html = {"content-type": "text/html; charset=utf-8"}
    return [
        fails("a web page for an answer", 200, page, LLMResponseError, html),
        fails("a web page that calls itself JSON", 200, b"\n  " + page, LLMResponseError),
        fails("a web page: bad gateway", 502, page, LLMStatusError, html, retry=True),
        fails("a web page: slow down", 429, page, RateLimitError, html, retry=True),
        fails("a web page: not found", 404, page, ModelNotFoundError, html),
        *(
            fails(f"Cloudflare: {status}", status, page, LLMStatusError, html, retry=True)
            for status in (520, 521, 522, 523, 524)
        ),
        *(
            fails(
                f"a redirect: {status}",
                status,
                b"",
                LLMStatusError,
                {"location": "/elsewhere?token=x"},
                detail="a redirect to /elsewhere",
            )
            for status in (301, 302, 307, 308)
        ),
        fails("not implemented", 501, b"", LLMStatusError),
        fails("version not supported", 505, b"", LLMStatusError),
        fails("method not allowed", 405, b"", LLMStatusError),
    ]


def _broken_bodies() -> list[JudgedReply]:
    whole = json.dumps(answer()).encode()
    bodies: dict[str, Any] = {
        "JSON that ends too early": whole[: len(whole) // 2],
        "nothing at all": b"",
        "null": b"null",
        "a number": b"3",
        "an empty list": b"[]",
        "an empty object": b"{}",
        "choices null": {"choices": None},
        "choices empty": {"choices": []},
        "a choice that is none": {"choices": ["x"]},
        "a message that is null": {"choices": [{"message": None}]},
        "bytes of no character set": b"\xff\xfe\xfa\x01",
        "brackets without end": b"[" * 100_000,
        "words": b"upstream connect error",
    }
    return [
        fails(f"a 200 with {name}", 200, body, LLMResponseError, retry=True)
        for name, body in bodies.items()
    ]


def _waits(now_epoch_s: float) -> list[JudgedReply]:
    def exhausted(reset: str, axis: str = "-requests") -> dict[str, str]:
        return {f"x-ratelimit-remaining{axis}": "0", f"x-ratelimit-reset{axis}": reset}

    def anthropic(moment_s: float, axis: str = "requests") -> dict[str, str]:
        moment = datetime.fromtimestamp(moment_s, UTC).isoformat().replace("+00:00", "Z")
        return {
            f"anthropic-ratelimit-{axis}-remaining": "0",
            f"anthropic-ratelimit-{axis}-reset": moment,
        }

    def said(message: str) -> bytes:
        return _encoded(_error(message, code="rate_limit_exceeded"))

    date = formatdate(now_epoch_s + 200, usegmt=True)
    moment = {"wait_precision_s": 60.0}
    return [
        asks("a wait in seconds", {"retry-after": "2"}, 2.0),
        asks("a wait of a fraction", {"retry-after": "0.25"}, 0.25),
        asks("a wait with a unit", {"retry-after": "7.66s"}, 7.66),
        asks("a wait until a date", {"retry-after": date}, 200.0, **moment),
        asks("a wait until a date long past", {"retry-after": formatdate(LONG_AGO_EPOCH_S)}, 0.0),
        asks("a wait that is no time", {"retry-after": "soon"}, None),
        asks("a wait below nothing", {"retry-after": "-1"}, None),
        asks("a huge wait", {"retry-after": "86400"}, 86400.0),
        asks("a huge wait in ms", {"retry-after-ms": "3600000"}, 3600.0),
        asks("ms come before seconds", {"retry-after-ms": "1", "retry-after": "60"}, 0.001),
        asks("ms unknown, seconds known", {"retry-after-ms": "-1", "retry-after": "3"}, 3.0),
        asks("a wait comes before a reset", {"retry-after": "1", **exhausted("6m0s")}, 1.0),
        asks("a reset of 6m0s", exhausted("6m0s"), 360.0),
        asks("a reset of 1m2.5s", exhausted("1m2.5s"), 62.5),
        asks("a reset of 12ms", exhausted("12ms"), 0.012),
        asks("a reset of 7.66s", exhausted("7.66s", "-tokens"), 7.66),
        asks("a reset of bare seconds", exhausted("45"), 45.0),
        asks("a reset that is unknown", exhausted("-1"), None),
        asks(
            "a reset in epoch seconds", exhausted(f"{now_epoch_s + 200:.0f}", ""), 200.0, **moment
        ),
        asks(
            "a reset in epoch ms",
            exhausted(f"{(now_epoch_s + 200) * 1000:.0f}", ""),
            200.0,
            **moment,
        ),
        asks("a reset in RFC 3339", anthropic(now_epoch_s + 200), 200.0, **moment),
        asks("a reset in RFC 3339 long past", anthropic(LONG_AGO_EPOCH_S, "input-tokens"), 0.0),
        asks(
            "the later of two exhausted axes",
            {**exhausted("1s", "-requests"), **exhausted("3s", "-tokens")},
            3.0,
        ),
        asks(
            "the reset of an axis that has some left",
            {"x-ratelimit-remaining-tokens": "7", "x-ratelimit-reset-tokens": "9s"},
            None,
        ),
        asks("a wait in the message", {}, 0.02, body=said("Please try again in 20ms. Visit …")),
        asks("a wait of minutes in the message", {}, 72.5, body=said("Please retry in 1m12.5s.")),
        asks("a wait in headers and message", {"retry-after": "1"}, 1.0, body=said("retry in 9s")),
    ]
