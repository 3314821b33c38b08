"""Words that may stand for each other, in any of their forms."""

from __future__ import annotations

import pytest

from utils.career.related_words import are_related


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("clients", "customer"),
        ("posts", "articles"),
        ("built", "developing"),
        ("organized", "arranged"),
        ("lowered", "cut"),
        ("zulieferern", "lieferanten"),
    ],
)
def test_a_word_stands_for_another_of_its_family(word: str, other: str) -> None:
    assert are_related(word, [other])


@pytest.mark.parametrize(
    ("word", "other"),
    [("patients", "customers"), ("warehouses", "pickers"), ("surgeons", "nurses"), ("", "")],
)
def test_a_friend_of_a_friend_is_no_relation(word: str, other: str) -> None:
    assert not are_related(word, [other])
