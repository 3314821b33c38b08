"""Quantities and dates that a sentence gives beyond its evidence.

A figure is one of the evidence's at the exactness with which it is told ("over 40 %" of 42 %), with
its unit, its rate and what it counts; a length of time may also be that of a period. What no
evidence gives is an excess, whether it is more or less than the truth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from .claim_facts import Excess, ExcessKind, Facts, Known, is_translation
from .claim_words import EMPTY_WORDS, plain_word, stem_of
from .dates import Period
from .grounding import folded, is_spaceless
from .ownership import is_verb
from .quantities import LONG_TIMES, MAGNITUDES, UNMISTAKABLE, Quantity


def quantity_excess(text: str, said: Facts, known: Known) -> Iterator[Excess]:
    given = [quantity for facts in known.texts for quantity in facts.quantities]
    years = {int(date[:4]) for date in _dates(known.texts)}
    for quantity in said.quantities:
        if quantity.is_implied:
            if _is_another_one(quantity, given) and not _lasted(quantity, known.texts):
                yield Excess("unit", quantity.words)
            continue
        if quantity.is_year and quantity.values & years:
            continue
        same = [other for other in given if _is_same(quantity, other)]
        if not same:
            if _lasted(quantity, known.texts):
                continue
            if any(
                _is_same_number(quantity.values, other.values, quantity, other) for other in given
            ):
                yield Excess("unit", quantity.words)
            else:
                yield Excess(_kind_of(quantity), quantity.words)
        elif quantity.rate is not None and all(other.rate != quantity.rate for other in same):
            yield Excess("unit", quantity.words)
        elif counted := _counts_other(quantity, same, said, known):
            yield Excess("unit", f"{quantity.words} {counted}")
    yield from _turned_changes(said, known)
    values = [
        value
        for quantity in given
        if quantity.unit not in UNMISTAKABLE
        for value in quantity.values
    ]
    for word in sorted(said.words & MAGNITUDES.keys() - known.words):
        if any(word in quantity.words.casefold() for quantity in said.quantities):
            continue
        behind = _COUNTED_ROUGHLY.search(text.casefold().partition(word)[2])
        foreign = behind is not None and not _may_count(plain_word(behind[1]), said, known)
        if foreign or not any(value >= MAGNITUDES[word] for value in values):
            yield Excess("number", word)


def _is_another_one(said: Quantity, given: Sequence[Quantity]) -> bool:
    """Whether a text says "a month" where its evidence says "a year"."""
    ones = [other.unit for other in given if other.is_implied]
    units = {unit for other in given for unit in (other.unit, other.rate)}
    return bool(ones) and said.unit not in units


def _kind_of(quantity: Quantity) -> ExcessKind:
    if quantity.is_year:
        return "date"
    return "duration" if quantity.unit in LONG_TIMES else "number"


def _is_same(said: Quantity, known: Quantity) -> bool:
    """Whether a quantity of the evidence is the one said, as exactly as it is said."""
    for value, unit in said.readings:
        for given, given_unit in known.readings:
            if unit == given_unit and _is_same_number({value}, {given}, said, known):
                return True
    # "From 28 to 6" of minutes: the unit may be left out, save where the number means nothing then.
    return (
        said.unit is None
        and not said.is_fraction
        and known.unit is not None
        and known.unit not in UNMISTAKABLE
        and _is_same_number(said.values, known.values, said, known)
    )


_ROUNDED_FRACTION: Final = 0.05
"""How far a figure may be from the fraction it is told by: 35 % is "a third"."""


def _is_same_number(
    said_values: Sequence[float] | frozenset[float] | set[float],
    known_values: frozenset[float] | set[float],
    said: Quantity,
    known: Quantity,
) -> bool:
    for value in said_values:
        for given in known_values:
            equal = abs(value - given) <= 1e-6 * max(1.0, abs(given))
            ratio = value / given if given else 0.0
            if (said.is_fraction or known.is_fraction) and abs(ratio - 1.0) <= _ROUNDED_FRACTION:
                return True
            if said.bound == "over":
                if 0.85 <= ratio < 1.0 or (equal and known.bound in ("over", "least")):
                    return True
            elif said.bound == "least":
                if equal or 0.85 <= ratio < 1.0:
                    return True
            elif said.bound == "about":
                if abs(ratio - 1.0) <= 0.05 and (equal or _digits(value) <= _digits(given)):
                    return True
            elif said.bound == "under":
                if 1.0 < ratio <= 1.15 or (equal and known.bound in ("under", "most")):
                    return True
            elif said.bound == "most":
                if equal or 1.0 < ratio <= 1.15:
                    return True
            elif equal:
                return True
    return False


def _digits(value: float) -> int:
    """How many digits of a number are not there to fill places: 2 of 1,500."""
    return len(f"{value:g}".replace(".", "").split("e")[0].strip("0"))


def _lasted(quantity: Quantity, known: Sequence[Facts]) -> bool:
    """Whether a length of time is that of a period in the evidence."""
    value = quantity.months
    if value is None:
        return False
    periods = [period for facts in known for period in facts.periods]
    periods += _between_dates(known)
    for shortest, longest in filter(None, map(_months_long, periods)):
        if quantity.bound in ("over", "least"):
            fits = value <= longest < value + 12
        elif quantity.bound in ("under", "most"):
            fits = value - 12 < shortest <= value
        elif quantity.bound == "about":
            fits = abs(value - shortest) <= max(2, 0.15 * value)
        else:
            # "Five years" of five years and some months.
            fits = shortest <= value <= longest or (
                quantity.unit == "year" and value <= longest < value + 12
            )
        if fits:
            return True
    return False


def _between_dates(known: Sequence[Facts]) -> Iterator[Period]:
    """The period between two dates that stand alone in one text after the other."""
    for one, other in pairwise(known):
        if len(one.periods) == len(other.periods) == 1:
            [first], [last] = one.periods, other.periods
            alone = folded(first.text) == one.characters and folded(last.text) == other.characters
            if alone and first.first == first.last and last.first == last.last:
                yield Period(0, 0, "", first.first, last.last)


_COUNTED_IN_GENERAL: Final = frozenset(
    """
        people persons person members member others different new more separate times things items
        units distinct individual
    """.split()
)


def _counts_other(
    said: Quantity, same: Sequence[Quantity], facts: Facts, known: Known
) -> str | None:
    """The word for what a number counts, where the evidence counts something else with it."""
    if said.unit is not None or said.is_year or is_translation(facts, known):
        return None
    words = _counted(said)
    if not words:
        return None
    if facts.language in _NOUN_FIRST or words[0].endswith("s"):
        words = words[:1]
    if any(_may_count(word, facts, known) for word in words):
        return words[0] if _counts_what_another_does(words, same, known) else None
    is_plural = words[0].endswith("s")
    return words[0] if is_plural or all(other.unit or _counted(other) for other in same) else None


def _counts_what_another_does(words: Sequence[str], same: Sequence[Quantity], known: Known) -> bool:
    """Whether the evidence counts these things by another number, and others by this one."""
    stems = set(map(stem_of, words))
    same_numbers = [set(map(stem_of, _counted(other))) for other in same]
    others = [
        set(map(stem_of, _counted(other)))
        for facts in known.texts
        for other in facts.quantities
        if other not in same
    ]
    return (
        all(same_numbers)
        and not any(stems & counted for counted in same_numbers)
        and any(stems & counted for counted in others)
    )


_NOUN_FIRST: Final = frozenset("fr es it pt".split())
"""Languages in which an adjective follows its noun."""
_COUNTED_ROUGHLY: Final = re.compile(r"^(?: of| von| de| d['’])? ?([^\W\d_]+)")


def _may_count(word: str, said: Facts, known: Known) -> bool:
    """Whether a word behind a number names nothing that the evidence does not."""
    return (
        is_translation(said, known)
        or known.holds(word)
        or word in known.initials
        or word in _COUNTED_IN_GENERAL
        or stem_of(word) == "people"
    )


def _counted(quantity: Quantity) -> list[str]:
    """The words right behind a number that may name what it counts."""
    found = []
    for word in quantity.behind:
        if (
            len(word) < 2
            or not word[0].isalpha()
            or word in EMPTY_WORDS
            or is_verb(word)
            or is_spaceless(word[0])
        ):
            break
        found.append(plain_word(word))
    return found


def _turned_changes(said: Facts, known: Known) -> Iterator[Excess]:
    """ "From 6 to 28 minutes", where the evidence says "from 28 to 6"."""
    given = [change for facts in known.texts for change in facts.changes]
    for first, last in said.changes:
        same = any(_is_same(first, one) and _is_same(last, other) for one, other in given)
        turned = any(_is_same(first, other) and _is_same(last, one) for one, other in given)
        if turned and not same:
            yield Excess("number", f"{first.words} to {last.words}")


def date_excess(said: Facts, known: Known) -> Iterator[Excess]:
    """Dates that the evidence does not give; a year that stands alone is compared as a figure."""
    given = _dates(known.texts)
    years = {date[:4] for date in given} | {
        quantity.words for facts in known.texts for quantity in facts.quantities if quantity.is_year
    }
    for period in said.periods:
        if period.text.strip().isdigit():
            continue
        for date in (period.first, period.last):
            if date not in (None, "present", *given) and (len(str(date)) == 7 or date not in years):
                yield Excess("date", period.text.strip())
                break


def _dates(known: Sequence[Facts]) -> set[str]:
    return {
        date
        for facts in known
        for period in facts.periods
        for date in (period.first, period.last)
        if date not in (None, "present")
    }


def _months_long(period: Period) -> tuple[int, int] | None:
    """The shortest and longest a period can have lasted, in months, as far as it is written."""
    if period.first is None or period.last in (None, "present") or period.first == period.last:
        return None
    assert period.last is not None  # noqa: S101 - for the type checker
    years = int(period.last[:4]) - int(period.first[:4])
    if len(period.first) == len(period.last) == 7:
        months = 12 * years + int(period.last[5:]) - int(period.first[5:])
        return months, months + 1
    return 12 * years, 12 * years
