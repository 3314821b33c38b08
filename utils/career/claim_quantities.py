"""Quantities and dates that a sentence gives beyond its evidence.

A figure is one of the evidence's at the exactness with which it is told ("over 40 %" of 42 %), with
its unit, its rate and what it counts; a length of time may also be that of a period. What no
evidence gives is an excess, whether it is more or less than the truth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, product
from typing import Final

from .claim_facts import Excess, ExcessKind, Facts, Known, holds, is_translation
from .claim_words import EMPTY_WORDS, TITLE_WORDS, parts_of, plain_word, stem_of, words_of
from .dates import Period
from .grounding import folded, is_spaceless
from .ownership import is_verb
from .quantities import LONG_TIMES, MAGNITUDES, UNMISTAKABLE, Quantity
from .related_words import are_related


def quantity_excess(text: str, said: Facts, known: Known) -> Iterator[Excess]:
    given = [quantity for facts in known.texts for quantity in facts.quantities]
    told = [each for facts in known.texts for change in facts.changes for each in _told_by(*change)]
    if _EXCEEDS.search(text):
        told += [each for quantity in given for each in _told_as_more(quantity)]
    ends = {quantity for change in said.changes for quantity in change}
    given += [share for facts in known.texts for _, _, share in facts.shares]
    shared = {
        each
        for part, whole, share in said.shares
        if any(_is_same(share, other) for other in given)
        for each in (part, whole)
    }
    years = {int(date[:4]) for date in _dates(known.texts)}
    for quantity in said.quantities:
        if quantity.is_implied:
            if _is_another_one(quantity, given) and not _lasted(quantity, known.texts):
                yield Excess("unit", quantity.words)
            continue
        if quantity.is_year and quantity.values & years:
            continue
        may_be = given if quantity in ends else [*given, *told]
        same = [other for other in may_be if _is_same(quantity, other)]
        if not same:
            if quantity in shared or _counts_the_others(quantity, text, given):
                continue
            if (
                _lasted(quantity, known.texts) and not _is_told_otherwise(quantity, given)
            ) or _counts_events(quantity, given, said):
                continue
            if any(
                _is_same_number(quantity.values, other.values, quantity, other) for other in given
            ):
                yield Excess("unit", quantity.words)
            else:
                yield Excess(_kind_of(quantity), quantity.words)
        elif quantity.rate is not None and not _has_rate(quantity.rate, same, known):
            yield Excess("unit", quantity.words)
        elif counted := _counts_other(quantity, same, said, known):
            yield Excess("unit", f"{quantity.words} {counted}")
    yield from _turned_changes(said, known)
    yield from _other_frequencies(said, known)
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


_EXCEEDS: Final = re.compile(
    r"\b(?:exceed|surpass|beat|beyond|above|over|more than|better than|outperform|overachiev"
    r"|übertr[aoe]f|mehr als|über|dépass|plus que|au-delà|super[aeéó])",
    re.IGNORECASE,
)


def _told_as_more(quantity: Quantity) -> Iterator[Quantity]:
    """What 120 % of a target is told by as well: that it was exceeded by 20 %."""
    for value, unit in quantity.readings:
        if unit == "percent" and value > 100.0:
            yield replace(
                quantity, values=frozenset({value - 100.0}),
                readings=frozenset({(value - 100.0, "percent")}),
            )  # fmt: skip


def _told_by(first: Quantity, last: Quantity) -> Iterator[Quantity]:
    """What a change may be told by as well: "from 40 to 130" as "more than tripled", "by 90"."""
    for (one, unit), (other, same) in product(first.readings, last.readings):
        if unit != same or one <= 0 or other <= 0:
            continue
        share = 100.0 * abs(other - one) / one
        times = max(one, other) / min(one, other)
        readings = {(round(abs(other - one), 6), "point" if unit == "percent" else unit)}
        readings |= {(float(round(share + each, 0)), "percent") for each in (-0.49, 0.0, 0.49)}
        readings |= {(round(times, digits), "times") for digits in (1, 2)}
        if times // 1 >= 2 and times % 1 <= _ROUNDED_DOWN * times:
            readings.add((times // 1, "times"))
        yield replace(
            first, values=frozenset(value for value, _ in readings), readings=frozenset(readings),
            rate=first.rate or last.rate, bound="", behind=(),
        )  # fmt: skip


_ROUNDED_DOWN: Final = 0.1
"""What a factor may be above the whole number it is told by: 3.2 times is "tripled"."""


def _is_told_otherwise(said: Quantity, given: Sequence[Quantity]) -> bool:
    """Whether the evidence has this number of another span of time: 6 weeks, not 6 years."""
    return any(
        other.values == said.values and other.unit in LONG_TIMES and other.unit != said.unit
        for other in given
    )


def _counts_events(said: Quantity, given: Sequence[Quantity], facts: Facts) -> bool:
    """ "Downloaded 1.2 million times", where the evidence has 1.2 million downloads."""
    return said.words.endswith("times") and any(
        other.unit is None
        and _is_same_number(said.values, other.values, said, other)
        and facts.stems & set(map(stem_of, _counted(other)))
        for other in given
    )


_IN_COMPANY: Final = re.compile(
    r"\b(?:with|alongside|besides|beside|mit|neben|avec|con|junto a)\s+(?:my |the |mes |mis )?$",
    re.IGNORECASE,
)


def _counts_the_others(said: Quantity, text: str, given: Sequence[Quantity]) -> bool:
    """ "With four colleagues", where the evidence has five people."""
    if not said.behind[:1] or _IN_COMPANY.search(text[: said.start]) is None:
        return False
    return any(map(_is_person, said.behind[:2])) and any(
        one - other == -1.0 and any(map(_is_person, each.behind))
        for each in given
        for one in said.values
        for other in each.values
    )


def _is_person(word: str) -> bool:
    return stem_of(word) == "people" or word in ("others", "teammates")


def _has_rate(rate: str, same: Sequence[Quantity], known: Known) -> bool:
    """Whether the evidence counts a figure per this span, or has it recur without saying so."""
    if any(other.rate == rate for other in same):
        return True
    recurs = any(rate in facts.frequencies for facts in known.texts)
    return recurs and all(other.rate is None for other in same)


def _other_frequencies(said: Facts, known: Known) -> Iterator[Excess]:
    """ "Weekly" of what the evidence has as "monthly", or does not have recur at all."""
    given = {span for facts in known.texts for span in facts.possible_frequencies}
    given |= {each.rate for facts in known.texts for each in facts.quantities if each.rate}
    for span, words in said.frequencies.items():
        initials = [each for each in known.acronyms if each[0] == words[0].casefold()]
        if said.initials.intersection(initials):
            continue  # "annual recurring revenue" spells out ARR
        if span not in given and (given or span != "day"):  # "daily" is an everyday word
            yield Excess("unit", words)


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
_ROUGH_FRACTION: Final = 0.12
"""And from one told roughly: 30 % is "almost a third"."""


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
            if said.is_fraction or known.is_fraction:
                rounded = _ROUGH_FRACTION if said.bound == "about" else _ROUNDED_FRACTION
                if abs(ratio - 1.0) <= rounded:
                    return True
            if said.bound == "over" and said.unit == "times" and value < given < value + 1.0:
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
    if facts.language in _NOUN_FIRST:
        words = words[:1]
    elif (plurals := [word for word in words if _is_plural(word)]) != []:
        heads = {stem_of(_head(_counted(other))) for other in same}
        if heads & set(map(stem_of, words)):
            return None  # "1.2 million downloads makes", "5 freelance writers" of 5 freelancers
        words = plurals[-1:]
    else:
        words = words[:2]
    if any(_only_qualifies(word, same) for word in words):
        return words[0]  # "70 schools" of "70 school staff"
    if any(are_related(word, _named_by(same)) for word in words):
        return None  # "120 posts" of 120 articles
    if any(_may_count(word, facts, known) for word in words):
        is_other = _counts_what_another_does(words, same, known) or _stands_in_a_name_only(
            words, known
        )
        return words[0] if is_other else None
    is_certain = _is_plural(words[0]) or all(other.unit or _counted(other) for other in same)
    return words[0] if is_certain else None


def _named_by(same: Sequence[Quantity]) -> list[str]:
    """The words of the evidence behind a number, of which one names what it counts."""
    return [word for other in same for each in other.behind for word in (each, *parts_of(each))]


def _stands_in_a_name_only(words: Sequence[str], known: Known) -> bool:
    """Whether the evidence has a plural only in a name, as of a Warehouse Supervisor or a firm."""
    plurals = list(filter(_is_plural, words))
    holders = [
        [facts for facts in known.texts if holds(word, facts.words, facts.stems)]
        for word in plurals
        if word.removesuffix("s") not in TITLE_WORDS and stem_of(word) != "people"
    ]
    return bool(holders) and all(
        bool(texts) and all(_is_name(facts) for facts in texts) for texts in holders
    )


_LONGEST_NAME_WORDS: Final = 5


def _is_name(facts: Facts) -> bool:
    return (
        len(facts.characters.split()) <= _LONGEST_NAME_WORDS
        and not facts.quantities
        and all(clause.claims is None for clause in facts.clauses)
    )


def _only_qualifies(word: str, same: Sequence[Quantity]) -> bool:
    """Whether the evidence counts something else by this number, of which a word tells the kind."""
    runs = [_counted(other) for other in same]
    return (
        _is_plural(word)
        and word.removesuffix("s") not in TITLE_WORDS  # "four juniors" are junior engineers
        and all(runs)
        and all(
            word not in run
            and stem_of(word) in map(stem_of, run[:-1])
            and stem_of(run[-1]) == "people"
            for run in runs
        )
    )


def _head(words: Sequence[str]) -> str:
    """The word of a phrase that says what is counted: the last plural, or the last word."""
    return next(filter(_is_plural, reversed(words)), words[-1] if words else "")


def _is_plural(word: str) -> bool:
    return len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is"))


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
    # "3 of 12 services", "from 3 to 12 services" count services by both.
    same_numbers += [
        set(map(stem_of, _counted(following)))
        for facts in known.texts
        for one, following in pairwise(sorted(facts.quantities, key=lambda each: each.start))
        if one in same and one.behind[:1] in _GO_ON
    ]
    return not any(stems & counted for counted in same_numbers) and any(
        stems & counted for counted in others
    )


_GO_ON: Final = tuple((word,) for word in "of out or to and von der bis und de et y a".split())


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
        or word.removesuffix("s") in _COUNTED_IN_GENERAL
        or _does_what_is_told(word, known)
        or known.holds(word.replace("-", ""))
        or known.holds_form(word)
        or (len(word) > 5 and any(each.endswith(word) for each in known.words))
        or stem_of(word) == "people"
    )


_WHO_DOES: Final = re.compile(r"(?P<root>[a-z]{3,})[eo]rs")


def _does_what_is_told(word: str, known: Known) -> bool:
    """Whether those counted are named by what the evidence tells of: 600 runners of a run."""
    named = _WHO_DOES.fullmatch(word)
    if named is None:
        return False
    root = named["root"]
    verbs = {root, f"{root}e", f"{root}ing"}
    if root[-1] == root[-2]:
        verbs.add(root[:-1])
    return bool(verbs & known.words)


def _counted(quantity: Quantity) -> list[str]:
    """The words right behind a number that may name what it counts."""
    found: list[str] = []
    for word in quantity.behind:
        if word in ("less", "more", "fewer", "other", "further", "additional"):
            continue
        if (
            len(word) < 2
            or not word[0].isalpha()
            or word in EMPTY_WORDS
            or is_verb(word)
            or is_spaceless(word[0])
            or word.startswith("köpfig")  # "ein 30-köpfiges Team" counts people
        ):
            break
        found.extend(plain for _, plain, _ in words_of(word))
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
