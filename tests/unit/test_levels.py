"""Levels of languages, degrees and skills, as texts tell them."""

from __future__ import annotations

import pytest

from utils.career.levels import (
    NATIVE,
    degree_asked,
    degree_held,
    is_held_barely,
    language_levels,
)


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("German at level C1, good English", {"de": 5, "en": 3}),
        ("Fluent in German and English", {"de": 5, "en": 5}),
        ("Deutsch C1", {"de": 5}),
        ("German, C1", {"de": 5}),
        ("verhandlungssicheres Deutsch (C1) und gutes Englisch", {"de": 5, "en": 3}),
        ("Sehr gute Deutschkenntnisse", {"de": 4}),
        ("English native", {"en": NATIVE}),
        ("French B2", {"fr": 4}),
        ("Clear written English", {"en": None}),
        ("Kubernetes and Go", {}),
    ],
)
def test_each_language_has_its_level(text: str, levels: dict[str, int | None]) -> None:
    assert language_levels(text) == levels


def test_the_least_degree_that_satisfies_is_asked() -> None:
    assert degree_asked("Bachelor's or Master's degree in Physics") == 1
    assert degree_asked("A PhD in Physics") == 3
    assert degree_asked("Bachelor's degree (MBA preferred)") == 1
    assert degree_asked("Degree or equivalent experience") is None
    assert degree_asked("Experience with Kafka") is None


def test_the_highest_degree_is_held() -> None:
    assert degree_held("BSc Computing") == 1
    assert degree_held("Diplom Informatik") == 2
    assert degree_held("Upper second class") is None


def test_the_basics_are_no_more_than_that() -> None:
    assert is_held_barely("Go (basic)")
    assert is_held_barely("Französisch: Grundkenntnisse")
    assert not is_held_barely("Go, Python")
