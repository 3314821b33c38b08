"""What all tests share: an environment without settings, an empty working folder, fixtures."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from utils.llm.cache import close_reply_caches
from utils.llm.portal import close_portal
from utils.llm.settings import LLMSettings

VARIABLES = [
    variable
    for field in dataclasses.fields(LLMSettings)
    for variable in (field.metadata["variable"] or "").split(", ")
    if variable
] + ["RESEARCH_SEARCH_URL", "RESEARCH_ALLOWED_HOSTS"]


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No variable of the developer's, no `.env` and no cache reaches a test."""
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.chdir(tmp_path)
    yield
    close_reply_caches()


@pytest.fixture(autouse=True, scope="session")
def _close_background_loop() -> Iterator[None]:
    """A connection left open on the background loop shows as a warning, and so as a failure."""
    yield
    close_portal()
