"""Settings: where each value comes from, and what is refused."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import pytest

from utils.async_llm_wrapper import AsyncLLMWrapper
from utils.llm.errors import ConfigError, MissingKeyError
from utils.llm.settings import OPENAI_URL, OPENROUTER_URL, LLMSettings, max_concurrent_from_env

KEY = {"OPENROUTER_API_KEY": "k"}


@pytest.mark.parametrize(
    ("environ", "url", "model", "key"),
    [
        ({"OPENROUTER_API_KEY": "a"}, OPENROUTER_URL, "openrouter/auto", "a"),
        ({"OPENAI_API_KEY": "b"}, OPENAI_URL, "gpt-4o-mini", "b"),
        ({"OPENROUTER_API_KEY": "a", "OPENAI_API_KEY": "b"}, OPENROUTER_URL, None, "a"),
        ({"LLM_API_KEY": "c", "LLM_BASE_URL": "http://h/v1/"}, "http://h/v1", None, "c"),
        ({"LLM_BASE_URL": "http://h/v1"}, "http://h/v1", None, None),
        ({"OPENAI_API_KEY": "b", "LLM_MODEL": "m"}, OPENAI_URL, "m", "b"),
    ],
)
def test_the_first_key_found_picks_the_endpoint(
    environ: dict[str, str], url: str, model: str | None, key: str | None
) -> None:
    settings = LLMSettings.from_env(environ)
    assert (settings.base_url, settings.api_key) == (url, key)
    assert model is None or settings.model == model


def test_without_key_and_endpoint_the_error_names_the_variables() -> None:
    with pytest.raises(MissingKeyError, match=r"OPENROUTER_API_KEY.*OPENAI_API_KEY.*LLM_BASE_URL"):
        LLMSettings.from_env({})


def test_a_key_of_no_provider_is_never_sent_to_a_guessed_one() -> None:
    with pytest.raises(ConfigError, match="LLM_BASE_URL"):
        LLMSettings.from_env({"LLM_API_KEY": "c"})


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("MAX_CONCURRENT_LLM", "0"),
        ("MAX_CONCURRENT_LLM", "five"),
        ("MAX_CONCURRENT_LLM", "2.5"),
        ("MAX_CONCURRENT_LLM", "nan"),
        ("LLM_RATE_LIMIT", "-1"),
        ("LLM_RATE_LIMIT", "inf"),
        ("LLM_RATE_PERIOD", "0"),
        ("LLM_TOKEN_LIMIT", "many"),
        ("ASYNC_LLM_TIMEOUT", "0"),
        ("LLM_MAX_RETRIES", "-1"),
        ("ENABLE_LLM_CACHE", "maybe"),
        ("LLM_CACHE_TTL", "-5"),
        ("LLM_BUDGET_USD", "free"),
        ("LLM_BASE_URL", "ftp://host/v1"),
        ("LLM_BASE_URL", "localhost:11434"),
        ("LLM_BASE_URL", "http://user:secret@host/v1"),
        ("LLM_BASE_URL", "http://host:99999/v1"),
        ("LLM_BASE_URL", "http://host/v1#part"),
        ("LLM_BASE_URL", "http://h..x/v1"),
        ("LLM_CACHE_DIR", "~no-such-user/x"),
        ("LLM_SHARED_LIMITS_URL", "redis://host"),
    ],
)
def test_a_bad_value_is_refused_with_variable_value_and_what_is_allowed(
    variable: str, value: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        LLMSettings.from_env({**KEY, variable: value})
    assert caught.value.name == variable
    assert variable in str(caught.value)
    assert "must be" in str(caught.value)


def test_a_bad_argument_is_refused_by_the_name_the_caller_used() -> None:
    with pytest.raises(ConfigError, match=r"^timeout must be"):
        AsyncLLMWrapper(api_key="k", timeout=-1)


def test_an_unknown_argument_is_a_type_error() -> None:
    with pytest.raises(TypeError, match="max_concurent"):
        AsyncLLMWrapper(api_key="k", max_concurent=3)


def test_arguments_come_before_the_environment_and_it_before_the_env_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text(
        "OPENROUTER_API_KEY=file\nMAX_CONCURRENT_LLM=3\nLLM_RATE_LIMIT=4\nLLM_MAX_RETRIES=9\n"
    )
    monkeypatch.setenv("MAX_CONCURRENT_LLM", "7")
    monkeypatch.setenv("LLM_RATE_LIMIT", "8")
    settings = LLMSettings.from_env(rate_limit=2)
    assert settings.rate_limit == 2
    assert settings.max_concurrent == 7
    assert settings.max_retries == 9
    assert settings.api_key == "file"


def test_an_empty_variable_counts_as_unset() -> None:
    assert LLMSettings.from_env({**KEY, "MAX_CONCURRENT_LLM": ""}).max_concurrent == 5


def test_auto_and_off_are_understood() -> None:
    settings = LLMSettings.from_env(
        {**KEY, "MAX_CONCURRENT_LLM": "auto", "LLM_RATE_LIMIT": "OFF", "LLM_TOKEN_LIMIT": "Auto"}
    )
    assert settings.max_concurrent == "auto"
    assert settings.requests_per_second is None
    assert settings.tokens_per_minute == "auto"


def test_the_rate_is_limit_over_period() -> None:
    settings = LLMSettings.from_env({**KEY, "LLM_RATE_LIMIT": "30", "LLM_RATE_PERIOD": "60"})
    assert settings.requests_per_second == 0.5


def test_the_key_is_in_no_representation() -> None:
    settings = LLMSettings.from_env({"OPENROUTER_API_KEY": "sk-very-secret"})
    assert "sk-very-secret" not in repr(settings) + repr(settings.described())


def test_a_bad_key_is_not_shown_in_its_error() -> None:
    with pytest.raises(ConfigError) as caught:
        LLMSettings.from_env({"OPENROUTER_API_KEY": "sk-secret\nx"})
    assert "sk-secret" not in str(caught.value)


def test_the_bound_on_items_reads_the_same_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    assert max_concurrent_from_env() == 5
    monkeypatch.setenv("MAX_CONCURRENT_LLM", "12")
    assert max_concurrent_from_env() == 12
    monkeypatch.setenv("MAX_CONCURRENT_LLM", "x")
    with pytest.raises(ConfigError, match="MAX_CONCURRENT_LLM"):
        max_concurrent_from_env()


@pytest.mark.parametrize("key", ["a b", "a\x7fb", "schlüssel"])
def test_a_key_that_no_header_can_carry_is_refused(key: str) -> None:
    with pytest.raises(ConfigError, match="OPENAI_API_KEY"):
        LLMSettings.from_env({"OPENAI_API_KEY": key})


@pytest.mark.parametrize("url", ["http://user:hunter2@h/v1", "http://h/v1?key=hunter2"])
def test_a_refused_url_does_not_show_what_is_secret_in_it(url: str) -> None:
    with pytest.raises(ConfigError) as caught:
        LLMSettings.from_env({"LLM_BASE_URL": url})
    assert "hunter2" not in str(caught.value)


def test_a_model_may_come_from_an_enumeration() -> None:
    class Model(StrEnum):
        SMALL = "maker/small"

    assert LLMSettings.from_env(KEY, model=Model.SMALL).model == "maker/small"
