"""Frequencies: how often something happens, in several languages, and what recurs never."""

from __future__ import annotations

import pytest

from utils.career.frequencies import frequencies, possible_frequencies


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("weekly reports", "week"),
        ("a report every quarter", "quarter"),
        ("12 TB/day", "day"),
        ("two articles a week", "week"),
        ("twice a month", "month"),
        ("pro Jahr", "year"),
        ("chaque jour", "day"),
        ("200 facturas al mes", "month"),
        ("per night shift", "night"),
    ],
)
def test_what_recurs_is_told_by_its_span(text: str, span: str) -> None:
    assert set(frequencies(text)) == {span}


@pytest.mark.parametrize(
    "text",
    ["within a year", "a year later", "saved teams a quarter of the budget", "par mes soins",
     "Nordhavn A/S"],
)  # fmt: skip
def test_lengths_of_time_do_not_recur(text: str) -> None:
    assert frequencies(text) == {}


def test_evidence_may_mean_any_span_it_names() -> None:
    assert possible_frequencies("saves an hour a week") == {"hour", "week"}
