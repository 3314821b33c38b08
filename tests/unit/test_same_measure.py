"""Statements that measure one thing: which do, and which of them contradict."""

from __future__ import annotations

import pytest

from utils.career.same_measure import measure_same, measures_contradict

TRACKING = "Built the customer tracking API in FastAPI; it answers 3 million requests a day"
STORAGE = "Reduced the storage cost of the readings by 35 % through compression"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (TRACKING, "Development of the tracking API in FastAPI, 2 million requests a day"),
        (STORAGE, "Storage costs reduced by half"),
        ("Ingested 2.4 million readings an hour", "Throughput of 2.1 million readings an hour"),
    ],
)
def test_another_figure_of_the_same_thing_contradicts(one: str, other: str) -> None:
    assert measure_same(one, other)
    assert measures_contradict(one, other)
    assert measures_contradict(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (STORAGE, "Storage costs reduced by a third"),
        (TRACKING, "The FastAPI tracking API: 3M requests per day"),
    ],
)
def test_the_same_figure_in_other_words_agrees(one: str, other: str) -> None:
    assert measure_same(one, other)
    assert not measures_contradict(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Cut p99 checkout latency to 210ms", "Cut p99 search latency to 100ms"),
        ("Cut the error rate by 20%", "Cut the churn rate by 30%"),
        ("Mentored 8 engineers", "Shipped 6 features"),
        (TRACKING, "Led a team of 4"),
        ("", ""),
    ],
)
def test_figures_of_different_things_have_nothing_to_do_with_each_other(
    one: str, other: str
) -> None:
    assert not measure_same(one, other)
    assert not measures_contradict(one, other)
