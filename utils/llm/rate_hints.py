"""What reply headers state about limits: pure functions from headers to a `RateHint`.

Providers name and scale these headers differently and document them loosely, so a hint is used only
where its numbers agree with each other. Nothing here decides what is done with a hint.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from .retry import seconds_from_now

_REQUEST_HEADERS: Final = (
    "x-ratelimit-{}-requests",
    "anthropic-ratelimit-requests-{}",
    "x-ratelimit-{}",
    "ratelimit-{}",
)
_TOKEN_HEADERS: Final = ("x-ratelimit-{}-tokens", "anthropic-ratelimit-tokens-{}")
_PERIODS_S: Final = (1.0, 10.0, 60.0, 3_600.0, 86_400.0)
LONGEST_PACED_PERIOD_S: Final = 600.0
"""A quota of an hour or a day is used as it comes, not spread over its period."""


@dataclass(frozen=True, slots=True)
class RateHint:
    """A limit as stated: its size, what is left of it, and the seconds in which it flows in.

    None where the headers do not say, or contradict themselves.
    """

    limit: float
    remaining: float | None
    period_s: float | None


def request_hint(headers: Mapping[str, str], now_epoch_s: float, sent: int) -> RateHint | None:
    """What the headers say about requests, of which `sent` were sent so far; None: nothing."""
    return _hint(headers, _REQUEST_HEADERS, now_epoch_s, sent)


def token_hint(headers: Mapping[str, str], now_epoch_s: float) -> RateHint | None:
    """What the headers say about tokens; None where they say nothing.

    OpenAI, Azure, Groq and Anthropic all count tokens by the minute.
    """
    hint = _hint(headers, _TOKEN_HEADERS, now_epoch_s, 0)
    return hint and RateHint(hint.limit, hint.remaining, 60.0)


def _hint(
    headers: Mapping[str, str], names: tuple[str, ...], now_epoch_s: float, sent: int
) -> RateHint | None:
    for name in names:
        limit = _count(headers.get(name.format("limit")))
        if not limit:
            continue
        remaining = _count(headers.get(name.format("remaining")))
        reset = headers.get(name.format("reset"))
        if remaining is None or reset is None:
            by_minute = "requests" in name  # what OpenAI, Azure and Anthropic mean by it
            return RateHint(limit, remaining, 60.0 if by_minute else None)
        return RateHint(limit, remaining, _period_s(limit, remaining, reset, now_epoch_s, sent))
    return None


def _period_s(
    limit: float, remaining: float, reset: str, now_epoch_s: float, sent: int
) -> float | None:
    """The seconds in which `limit` flows in, where reset is the time until the bucket is full.

    (limit - remaining) / reset is then the flow, and limit / flow the period: it must be one that
    providers use, or the header means something else (such as the end of a fixed window).
    """
    reset_s = seconds_from_now(reset, now_epoch_s)
    used = limit - remaining
    if reset_s is None or reset_s <= 0.0 or used <= 0.0:
        return None
    if reset_s < 5.0 * _resolution_s(reset) and used < 0.8 * limit:
        return None  # mostly rounding
    period_s = limit * reset_s / used
    if period_s < 30.0 and used > 2 * sent and _resolution_s(reset) < 1.0:
        return 60.0  # `remaining` counts a smaller bucket than `limit`, which is by the minute
    return next((each for each in _PERIODS_S if abs(period_s / each - 1.0) <= 0.15), None)


def _resolution_s(reset: str) -> float:
    whole_seconds = re.fullmatch(
        r"\d{1,10}|\d{4}-\d\d-\d\dT[\d:]+(?:Z|[+-]\d\d:\d\d)", reset.strip()
    )
    return 1.0 if whole_seconds else 0.001


def _count(value: str | None) -> float | None:
    """A count; `100, 100;w=60` (the form of an IETF draft) is 100; -1 means unknown."""
    match = re.match(r"\s*(\d{1,15}(?:\.\d+)?)\s*(?:[,;]|$)", value or "")
    return float(match[1]) if match else None
