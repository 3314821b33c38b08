"""Settings of the engine: the one place that reads the environment and `.env`.

Every field names its variable, its parser and what is allowed, so that a bad value is refused at
construction in one sentence. Reading settings touches neither the network nor the event loop and
never changes the environment.
"""

from __future__ import annotations

import dataclasses
import math
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any, Final, Literal, TypeVar
from urllib.parse import urlsplit

from .errors import ConfigError, MissingKeyError

OPENROUTER_URL: Final = "https://openrouter.ai/api/v1"
OPENAI_URL: Final = "https://api.openai.com/v1"
DEFAULT_MODEL: Final = {OPENROUTER_URL: "openrouter/auto", OPENAI_URL: "gpt-4o-mini"}

Auto = Literal["auto"]
T = TypeVar("T")


def _number(value: object) -> float:
    if isinstance(value, bool):
        raise ValueError(value)
    number = float(value) if isinstance(value, int | float) else float(str(value).strip())
    if not math.isfinite(number):
        raise ValueError(value)
    return number


def _positive(value: object) -> float:
    number = _number(value)
    if number <= 0:
        raise ValueError(value)
    return number


def _not_negative(value: object) -> float:
    number = _number(value)
    if number < 0:
        raise ValueError(value)
    return number


def _whole(minimum: int) -> Callable[[object], int]:
    def parse(value: object) -> int:
        number = _number(value)
        if number != int(number) or number < minimum:
            raise ValueError(value)
        return int(number)

    return parse


def _or_word(word: str, meaning: T, parse: Callable[[object], Any]) -> Callable[[object], Any]:
    def parse_or_word(value: object) -> Any:
        if isinstance(value, str) and value.strip().lower() == word:
            return meaning
        return parse(value)

    return parse_or_word


def _limit(value: object) -> float | Auto | None:
    if value is None:
        return None
    return _or_word("off", None, _or_word("auto", "auto", _positive))(value)  # type: ignore[no-any-return]


def _switch(value: object) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word in {"true", "1", "yes", "on"}:
        return True
    if word in {"false", "0", "no", "off"}:
        return False
    raise ValueError(value)


def _text(value: object) -> str:
    text = str(value.value if isinstance(value, Enum) else value).strip()
    if not text or not text.isprintable():
        raise ValueError(value)
    return text


def _key(value: object) -> str:
    key = _text(value)
    if not key.isascii() or " " in key:
        raise ValueError(value)
    return key


def _url(value: object) -> str:
    url = _text(value).rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(value)
    if parts.query or parts.fragment or ".." in parts.hostname:
        raise ValueError(value)
    if parts.username or parts.password:
        raise ValueError(value)
    _ = parts.port  # raises ValueError when it is no port number
    return url


def _names(value: object) -> tuple[str, ...]:
    parts = str(value).split(",") if isinstance(value, str) else list(value)  # type: ignore[call-overload]
    return tuple(str(part).strip() for part in parts if str(part).strip())


def _folder(value: object) -> Path:
    return Path(_text(value)).expanduser()


def _setting(
    default: Any, variable: str | None, parse: Callable[[object], Any], allowed: str
) -> Any:
    return field(
        default=default, metadata={"variable": variable, "parse": parse, "allowed": allowed}
    )


@dataclass(frozen=True)
class LLMSettings:
    """What the engine needs to know, validated. Durations in seconds, money in US dollars.

    Build it with `from_env`, which fills each field from, in this order: the keyword given, the
    environment, `.env` in the working directory, the default.
    """

    api_key: str | None = field(
        default=None,
        repr=False,
        metadata={
            "variable": "OPENROUTER_API_KEY, OPENAI_API_KEY, LLM_API_KEY",
            "parse": _key,
            "allowed": "a key without spaces or line breaks",
        },
    )
    base_url: str = _setting(
        OPENROUTER_URL, "LLM_BASE_URL", _url, "an http(s) URL such as http://localhost:11434/v1"
    )
    model: str = _setting(DEFAULT_MODEL[OPENROUTER_URL], "LLM_MODEL", _text, "the name of a model")
    max_concurrent: int | Auto = _setting(
        5, "MAX_CONCURRENT_LLM", _or_word("auto", "auto", _whole(1)), "a whole number >= 1, or auto"
    )
    rate_limit: float | Auto | None = _setting(
        10.0, "LLM_RATE_LIMIT", _limit, "a number > 0 (requests per period), auto or off"
    )
    rate_period_s: float = _setting(1.0, "LLM_RATE_PERIOD", _positive, "a number of seconds > 0")
    tokens_per_minute: float | Auto | None = _setting(
        None, "LLM_TOKEN_LIMIT", _limit, "a number > 0 (tokens per minute), auto or off"
    )
    timeout_s: float = _setting(60.0, "ASYNC_LLM_TIMEOUT", _positive, "a number of seconds > 0")
    max_retries: int = _setting(5, "LLM_MAX_RETRIES", _whole(0), "a whole number >= 0")
    cache_enabled: bool = _setting(
        default=False, variable="ENABLE_LLM_CACHE", parse=_switch, allowed="true or false"
    )
    cache_dir: Path = _setting(Path(".llm_cache"), "LLM_CACHE_DIR", _folder, "a folder")
    cache_ttl_s: float = _setting(
        604_800.0, "LLM_CACHE_TTL", _not_negative, "a number of seconds >= 0"
    )
    budget_usd: float | None = _setting(
        None, "LLM_BUDGET_USD", _or_word("off", None, _positive), "an amount > 0, or off"
    )
    fallback_models: tuple[str, ...] = _setting(
        (), "LLM_FALLBACK_MODELS", _names, "model names separated by commas"
    )
    shared_limits_url: str | None = _setting(
        None, "LLM_SHARED_LIMITS_URL", _text, "unset: limits shared by processes are not built yet"
    )
    burst: float | None = _setting(
        None, None, _positive, "a number > 0 (requests at once after a pause)"
    )
    app_name: str | None = _setting(None, None, _text, "one line of text")
    cache_namespace: str | None = _setting(None, None, _text, "one line of text")

    def __post_init__(self) -> None:
        if self.shared_limits_url is not None:
            raise ConfigError(
                "LLM_SHARED_LIMITS_URL",
                urlsplit(self.shared_limits_url).scheme + "://…",
                "unset: limits shared by many processes are not supported yet; "
                "divide LLM_RATE_LIMIT by the number of processes",
            )

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None, **given: object) -> LLMSettings:
        """Settings from keywords, then the environment, then `.env`, then the defaults.

        Args:
            environ: variables to read in place of the process's own and of `.env`.
            given: field values; None means "not given". Unknown names raise TypeError.

        Raises:
            ConfigError: a value is not allowed; the message names the variable or the keyword.
            MissingKeyError: no key is set and no endpoint that could do without.
        """
        unknown = given.keys() - {each.name for each in dataclasses.fields(cls)}
        if unknown:
            raise TypeError(f"unknown setting: {', '.join(sorted(unknown))}")
        variables = _environment() if environ is None else environ
        values: dict[str, Any] = {}
        for each in dataclasses.fields(cls):
            if given.get(each.name) is not None:
                values[each.name] = _parsed(each, each.name, given[each.name])
            elif each.name != "api_key" and variables.get(each.metadata["variable"] or "", ""):
                variable = each.metadata["variable"]
                values[each.name] = _parsed(each, variable, variables[variable])
        _choose_endpoint(values, variables)
        return cls(**values)

    @property
    def requests_per_second(self) -> float | Auto | None:
        """`rate_limit` per second; "auto" and None (off) as they are."""
        if self.rate_limit is None or self.rate_limit == "auto":
            return self.rate_limit
        return self.rate_limit / self.rate_period_s

    def described(self) -> list[tuple[str, str, str]]:
        """Name, variable and value of each setting, for people; a key is "set" or "not set"."""
        rows = []
        for each in dataclasses.fields(self):
            value = getattr(self, each.name)
            if each.name == "api_key":
                shown = "set" if value else "not set"
            elif value is None:
                shown = "off" if each.metadata["variable"] else "not set"
            elif isinstance(value, tuple):
                shown = ", ".join(value) or "none"
            else:
                shown = str(value)
            rows.append((each.name, each.metadata["variable"] or "", shown))
        return rows


def environment_value(variable: str) -> str | None:
    """A variable from the environment or `.env`; None where it is unset or empty."""
    return _environment().get(variable) or None


def _environment() -> dict[str, str]:
    from_file: Mapping[str, str | None] = {}
    path = Path.cwd() / ".env"
    if path.is_file():
        from dotenv import dotenv_values

        try:
            from_file = dotenv_values(path)
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(".env", type(error).__name__, "a readable UTF-8 text") from None
    return {
        **{name: value for name, value in from_file.items() if value is not None},
        **{name: value for name, value in os.environ.items() if value},
    }


def _parsed(setting: dataclasses.Field[Any], name: str, value: object) -> Any:
    try:
        return setting.metadata["parse"](value)
    except (ValueError, TypeError, OverflowError, RuntimeError):
        shown: object = _without_secrets(setting.name, value)
        raise ConfigError(name, shown, setting.metadata["allowed"]) from None


def _without_secrets(name: str, value: object) -> object:
    """A refused value as it may be shown: no key, and of URLs no user, password or query."""
    if name == "api_key":
        return "…"
    if name == "base_url":
        return re.sub(
            r"//[^/@]*@|[?#].*", lambda part: "//…@" if "@" in part[0] else "?…", str(value)
        )
    return value


def _choose_endpoint(values: dict[str, Any], variables: Mapping[str, str]) -> None:
    """Fill in key, base URL and model, which depend on each other.

    The first key found also picks the base URL; a key given by keyword goes to OpenRouter unless a
    URL is given; `LLM_API_KEY` belongs to no provider and needs `LLM_BASE_URL`.
    """
    own_url: str | None = OPENROUTER_URL if "api_key" in values else None
    if "api_key" not in values:
        for variable, url in (
            ("OPENROUTER_API_KEY", OPENROUTER_URL),
            ("OPENAI_API_KEY", OPENAI_URL),
            ("LLM_API_KEY", None),
        ):
            if variables.get(variable):
                values["api_key"] = _parsed(_field("api_key"), variable, variables[variable])
                own_url = url
                break
    if "base_url" not in values:
        if "api_key" not in values:
            raise MissingKeyError
        if own_url is None:
            raise ConfigError(
                "LLM_BASE_URL", "", "set with LLM_API_KEY, which belongs to no provider by itself"
            )
        values["base_url"] = own_url
    values.setdefault("model", DEFAULT_MODEL.get(values["base_url"], DEFAULT_MODEL[OPENROUTER_URL]))


def max_concurrent_from_env() -> int | Auto:
    """`MAX_CONCURRENT_LLM`, for code that bounds its work without making calls itself.

    Raises:
        ConfigError: the value is not allowed.
    """
    value = environment_value("MAX_CONCURRENT_LLM")
    if value is None:
        return LLMSettings.max_concurrent
    limit: int | Auto = _parsed(_field("max_concurrent"), "MAX_CONCURRENT_LLM", value)
    return limit


def _field(name: str) -> dataclasses.Field[Any]:
    return next(each for each in dataclasses.fields(LLMSettings) if each.name == name)
