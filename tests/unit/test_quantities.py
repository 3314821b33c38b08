"""Quantities: one value however it is written, and what is no quantity."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.career.quantities import changes, figures, quantities


def readings(text: str) -> set[tuple[float, str | None]]:
    return {
        reading for each in quantities(text) if not each.is_implied for reading in each.readings
    }


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("90M requests", "90 million requests"),
        ("1,000,000", "1.000.000"),
        ("1 000 000", "1'000'000"),
        ("1,5 Mio. €", "€1.5 million"),
        ("$18M", "18 million USD"),
        ("12k users", "12,000 users"),
        ("90万人", "900,000"),
        ("40 %", "40 percent"),
        ("forty per cent", "40%"),
        ("30パーセント", "30%"),
        ("3割", "30%"),
        ("%30", "30 %"),
        ("two hundred and fifty hours", "250 hours"),
        ("zweihundertfünfzig Kunden", "250 Kunden"),
        ("fünfunddreißig Prozent", "35 %"),
        ("dreiköpfiges Team", "3 Personen"),
        ("a thousand users", "1,000 users"),
        ("thirty-five people", "35 people"),
        ("90 minutes", "1.5 hours"),
        ("500 ms", "0.5 s"),
        ("24 months", "2 years"),
        ("2 TB", "2,000 GB"),
        ("half a million users", "500,000 users"),
        ("a year and a half", "18 months"),
        ("two and a half hours", "150 minutes"),
        ("anderthalb Jahre", "18 Monate"),
        ("treinta y cinco rutas", "35 rutas"),
        ("veintidós personas", "22 personas"),
        ("quince mil euros", "15.000 €"),
        ("vingt et un clients", "21 clients"),
        ("soixante-douze clients", "72 clients"),
        ("quatre-vingt-dix-sept clients", "97 clients"),
        ("12 km", "12,000 m"),
        ("2 kg", "2,000 g"),
        ("9,500 square metres", "9,500 m²"),
        ("sevenfold", "7 times"),
        ("by a factor of 3", "3x"),
        ("by a factor of three", "3x"),
    ],
)
def test_a_quantity_is_one_however_it_is_written(one: str, other: str) -> None:
    assert readings(one) == readings(other) != set()


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("reduced by a third", (33.333, "percent")),
        ("two thirds of the cost", (66.667, "percent")),
        ("cut by half", (50.0, "percent")),
        ("um ein Drittel gesenkt", (33.333, "percent")),
        ("réduit de moitié", (50.0, "percent")),
        ("doubled", (2.0, "times")),
        ("halved", (50.0, "percent")),
        ("15 percentage points", (15.0, "point")),
    ],
)
def test_fractions_and_changes_are_read(text: str, reading: tuple[float, str]) -> None:
    assert reading in readings(text)


@pytest.mark.parametrize(
    "text",
    [
        "the third service",
        "a third party",
        "per quarter",
        "the 5G network",
        "once more",
        "in 3D",
        "due soon",
    ],
)
def test_ordinals_and_names_are_no_quantities(text: str) -> None:
    assert readings(text) == set()


def test_a_unit_and_a_rate_behind_a_range_are_of_both_numbers() -> None:
    first, last = quantities("from 28 to 6 minutes")
    assert first.unit == last.unit == "minute"
    first, last = quantities("from 41 to 6 a month")[:2]
    assert first.rate == last.rate == "month"


def test_a_unit_before_the_end_of_a_change_is_of_both_numbers() -> None:
    first, last = quantities("from 6 weeks to 4")
    assert first.unit == last.unit == "week"


def test_a_length_of_time_is_no_rate() -> None:
    [visits, _] = quantities("40,000 visits within a year")
    assert visits.rate is None


def test_what_is_counted_may_stand_behind_adjectives() -> None:
    [nurses] = quantities("six newly qualified nurses")
    assert nurses.behind == ("newly", "qualified", "nurses")


def test_a_change_is_a_pair_in_its_order() -> None:
    text = "cut from 480 ms to 130 ms with 5 people"
    [(first, last)] = changes(text, quantities(text))
    assert (first.words, last.words) == ("480 ms", "130 ms")


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("over 40%", "over"),
        ("200+ users", "least"),
        ("about 30 people", "about"),
        ("up to 12", "most"),
        ("under 10 seconds", "under"),
        ("42%", ""),
    ],
)
def test_a_bound_is_told(text: str, bound: str) -> None:
    assert quantities(text)[0].bound == bound


@given(value=st.integers(2, 10**9))
def test_separators_do_not_change_a_number(value: int) -> None:
    for separator in (",", ".", "'", "\u202f", "\u00a0"):
        assert figures(f"{value:,} users".replace(",", separator)) == {float(value)}


ONES = "one two three four five six seven eight nine".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


@given(hundreds=st.integers(1, 9), tens=st.integers(2, 9), ones=st.integers(1, 9))
def test_english_numerals_are_the_number(hundreds: int, tens: int, ones: int) -> None:
    if hundreds == 1:
        words = f"a hundred and {TENS[tens - 2]}-{ONES[ones - 1]}"
    else:
        words = f"{ONES[hundreds - 1]} hundred and {TENS[tens - 2]}-{ONES[ones - 1]}"
    assert readings(f"{words} users") == {(100.0 * hundreds + 10 * tens + ones, None)}


@given(text=st.text(max_size=200))
def test_any_text_is_read_and_the_words_stand_in_it(text: str) -> None:
    for each in quantities(text):
        assert each.words in text


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("within a quarter of a year", (3.0, "month")),
        ("half a dozen of them", (6.0, None)),
        ("cent quarante clients", (140.0, None)),
        ("three times a day", (3.0, None)),
        ("2,3 millions d'euros", (2_300_000.0, "eur")),
        ("le taux a été divisé par deux", (2.0, "times")),
        ("by a factor of around 3", (3.0, "times")),
    ],
)
def test_a_figure_is_read_however_it_is_told(text: str, reading: tuple[float, str | None]) -> None:
    assert reading in readings(text)


def test_a_unit_given_once_is_of_both_ends_of_a_change() -> None:
    assert readings("from eighteen to eleven percent") == {(18.0, "percent"), (11.0, "percent")}


def test_half_is_no_number_where_it_is_german_for_helped() -> None:
    assert quantities("Bei der Messe half ich dem Team") == []


def test_went_up_to_is_a_change_and_no_limit() -> None:
    [rose], [limit] = quantities("the rating went up to 9.8"), quantities("up to 9.8 points")
    assert (rose.bound, limit.bound) == ("", "most")
