"""Whether two statements measure one thing, in whatever words, and whether they contradict.

"It answers 3 million requests a day" and "2 million requests a day" measure one thing and
contradict; "reduced by a third" and "by 35 %" of one cost measure one thing and agree. Both must be
of one role: nothing here knows where a statement stands, or which of two is right.
"""

from __future__ import annotations

from typing import Final

from .claim_facts import Facts, facts_of
from .claim_words import EMPTY_WORDS, plain_word, stem_of
from .ownership import degree_of
from .quantities import Quantity

LEAST_SHARED_WORDS: Final = 3
LEAST_SHARED_SHARE: Final = 0.75
"""How many words, and what share of the shorter statement's, both must have in common where their
figures count nothing by name."""

_MOST_WORDS_OF_A_FIGURE: Final = 3
"""A statement of so few words tells the figure alone: "Throughput of 2.1 million readings"."""

_ROUNDED: Final = 0.05
"""Figures this near, relative to the larger, are one figure rounded twice."""


def measure_same(one: str, other: str) -> bool:
    """Whether two statements give a figure for the same thing."""
    first, second = facts_of(one, is_evidence=True), facts_of(other, is_evidence=True)
    return bool(_pairs(first, second))


def measures_contradict(one: str, other: str) -> bool:
    """Whether two statements give figures for the same thing that are not the same."""
    pairs = _pairs(facts_of(one, is_evidence=True), facts_of(other, is_evidence=True))
    return bool(pairs) and not any(_agree(first, second) for first, second in pairs)


def _pairs(one: Facts, other: Facts) -> list[tuple[Quantity, Quantity]]:
    """The figures of two texts that measure one thing."""
    alike, related = _are_alike(one, other), _are_related(one, other)
    return [
        (first, second)
        for first in one.quantities
        for second in other.quantities
        if _is_figure(first)
        and _is_figure(second)
        and (
            (related and _counts_the_same(first, second))
            or (alike and _dimension(first) == _dimension(second))
        )
    ]


def _is_figure(quantity: Quantity) -> bool:
    return not (quantity.is_implied or quantity.is_year)


def _counts_the_same(one: Quantity, other: Quantity) -> bool:
    """Both count the same things per the same time: requests a day."""
    if one.rate is None or one.rate != other.rate or one.unit != other.unit:
        return False
    return bool(_counted(one) & _counted(other))


def _counted(quantity: Quantity) -> set[str]:
    return {
        stem_of(plain_word(word))
        for word in quantity.behind[:2]
        if word not in EMPTY_WORDS and word.isalpha()
    }


def _dimension(quantity: Quantity) -> str | None:
    """The unit in which a figure can be compared; a plain number by none."""
    units = {unit for _, unit in quantity.readings if unit is not None}
    if "percent" in units:
        return "percent"
    return min(units, default=f"a number {quantity.start}")


def _are_alike(one: Facts, other: Facts) -> bool:
    first, second = _content(one), _content(other)
    shared = len(first & second)
    return shared >= LEAST_SHARED_WORDS and shared >= LEAST_SHARED_SHARE * min(
        len(first), len(second)
    )


def _are_related(one: Facts, other: Facts) -> bool:
    """Whether two statements share a word beside that for what is counted, or say no more."""
    first, second = _content(one), _content(other)
    return len(first & second) > 1 or min(len(first), len(second)) <= _MOST_WORDS_OF_A_FIGURE


def _content(facts: Facts) -> set[str]:
    return {
        stem_of(word)
        for word in facts.words
        if len(word) > 2
        and word.isalpha()
        and word not in EMPTY_WORDS
        and degree_of(word) is None
        and not any(word in quantity.words.casefold() for quantity in facts.quantities)
    }


def _agree(one: Quantity, other: Quantity) -> bool:
    return any(
        unit == other_unit and abs(value - given) <= _ROUNDED * max(value, given)
        for value, unit in one.readings
        for given, other_unit in other.readings
    )
