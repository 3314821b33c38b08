"""Periods as documents write them, in many languages, against their normalised dates."""

from __future__ import annotations

import re
from typing import Final, Literal

import pytest
from babel import Locale
from babel.dates import get_month_names
from hypothesis import given
from hypothesis import strategies as st

from utils.career.dates import LANGUAGES, find_periods, is_open_ended, parse_period

Dates = tuple[str | None, str | None]

WRITTEN: Final[list[tuple[str, Dates]]] = [
    ("Jan 2022 – Present", ("2022-01", "present")),
    ("March 2019 to June 2021", ("2019-03", "2021-06")),
    ("March – June 2021", ("2021-03", "2021-06")),
    ("July 5, 2019 – Aug 3, 2020", ("2019-07", "2020-08")),
    ("3 July 2017 to 31 March 2020", ("2017-07", "2020-03")),
    ("Sep '21 – now", ("2021-09", "present")),
    ("Mar '98 – Jun '01", ("1998-03", "2001-06")),
    ("MAYIS 2019", ("2019-05", "2019-05")),
    ("05/21/2018 to 04/30/2020", ("2018-05", "2020-04")),
    ("2019年31月", ("2019", "2019")),
    ("Mar-2020 to Jul-21", ("2020-03", "2021-07")),
    ("Jan 2019 to date", ("2019-01", "present")),
    ("03/2021 - Present", ("2021-03", "present")),
    ("8/2019 - 7/2020", ("2019-08", "2020-07")),
    ("2016/09 - now", ("2016-09", "present")),
    ("2019-09-01 – 2021-06-30", ("2019-09", "2021-06")),
    ("1.9.2019 – 30.6.2021", ("2019-09", "2021-06")),
    ("01/09/2019 – 30/06/2021", ("2019-09", "2021-06")),
    ("2017 –\nPresent", ("2017", "present")),
    ("2016–18", ("2016", "2018")),
    ("2019-20", ("2019", "2020")),
    ("2016 –", ("2016", "present")),
    ("since 2016", ("2016", "present")),
    ("2020—2023", ("2020", "2023")),
    ("Nov 2011", ("2011-11", "2011-11")),
    ("2011 / 11", ("2011-11", "2011-11")),
    ("2019-12", ("2019-12", "2019-12")),
    ("Summer 2019", ("2019", "2019")),
    ("Q3 2019 – Q1 2021", ("2019", "2021")),
    ("seit 04/2022", ("2022-04", "present")),
    ("April 2022 bis heute", ("2022-04", "present")),
    ("janv. 2022 – aujourd’hui", ("2022-01", "present")),
    ("depuis septembre 2021", ("2021-09", "present")),
    ("mayo de 2019 – actualidad", ("2019-05", "present")),
    ("09/2018 – in corso", ("2018-09", "present")),
    ("maart 2021 – heden", ("2021-03", "present")),
    ("março de 2020 – presente", ("2020-03", "present")),
    ("maj 2020 – obecnie", ("2020-05", "present")),
    ("januar 2022 – nå", ("2022-01", "present")),
    ("augusti 2019 – pågående", ("2019-08", "present")),
    ("marts 2021 – nu", ("2021-03", "present")),
    ("tammikuu 2020 – nykyinen", ("2020-01", "present")),
    ("květen 2018 – dosud", ("2018-05", "present")),
    ("ianuarie 2020 – prezent", ("2020-01", "present")),
    ("2019. március – jelenleg", ("2019-03", "present")),
    ("Ocak 2020 – Halen", ("2020-01", "present")),
    ("Июнь 2019 – настоящее время", ("2019-06", "present")),
    ("2021年4月 – 現在", ("2021-04", "present")),
    ("2020年3月～2021年5月", ("2020-03", "2021-05")),
    ("2021年3月 – 至今", ("2021-03", "present")),
    ("2020년 3월 – 현재", ("2020-03", "present")),
    ("2021 –\tNurse", ("2021", "present")),
    ("2021– Nurse", ("2021", "present")),
    ("04/19 – 03/21", ("2019-04", "2021-03")),
    ("Apr 19 – Mar 21", ("2019-04", "2021-03")),
    ("04/19 – present", ("2019-04", "present")),
    ("'15–'18", ("2015", "2018")),
    ("Sep 2019 \u2011 Aug 2020", ("2019-09", "2020-08")),
    ("2021.3–2022.5", ("2021-03", "2022-05")),
    ("2021/3 - 2022/11", ("2021-03", "2022-11")),
    ("2019.04.01 ~ 2021.03.31", ("2019-04", "2021-03")),
    ("2019. 03. – 2021. 05.", ("2019-03", "2021-05")),
    ("Q1/2019 - Q3/2020", ("2019", "2020")),
    ("2019 Q1 – 2020 Q3", ("2019", "2020")),
    ("Early 2019 – late 2020", ("2019", "2020")),
    ("Winter 2015/16", ("2015", "2016")),
    ("Summers 2018 & 2019", ("2018", "2019")),
    ("2014, 2015", ("2014", "2015")),
    ("between 2015 and 2018", ("2015", "2018")),
    ("entre 2015 et 2018", ("2015", "2018")),
    ("2015/2018", ("2015", "2018")),
    ("10/2019 / 12/2020", ("2019-10", "2020-12")),
    ("2012 thru 2013", ("2012", "2013")),
    ("03/2019 - to present", ("2019-03", "present")),
    ("Present – March 2019", ("2019-03", "present")),
    ("OCT2019 - DEC2020", ("2019-10", "2020-12")),
    ("ab 04/2019", ("2019-04", "present")),
    ("dal 2019 al 2021", ("2019", "2021")),
    ("od marca 2019 do maja 2021", ("2019-03", "2021-05")),
    ("desde abril de 2019 hasta la fecha", ("2019-04", "present")),
    ("ABRIL 2019 – A LA FECHA", ("2019-04", "present")),
    ("03.2019 r. – 05.2021 r.", ("2019-03", "2021-05")),
    ("styczeń 2019 r. – do chwili obecnej", ("2019-01", "present")),
    ("2019 г. – 2021 г.", ("2019", "2021")),
    ("март 2019 г. – по настоящее время", ("2019-03", "present")),
    ("Mart 2020 – Devam ediyor", ("2020-03", "present")),
    ("令和3年4月～現在", ("2021-04", "present")),
    ("平成30年4月〜令和元年5月", ("2018-04", "2019-05")),
    ("2014\t4\t鎌倉小学校", ("2014-04", "2014-04")),
]


@pytest.mark.parametrize(("written", "dates"), WRITTEN, ids=[written for written, _ in WRITTEN])
def test_period_is_read_as_written(written: str, dates: Dates) -> None:
    assert parse_period(written) == dates


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12 years",
        "2.5 million",
        "1,999 users",
        "+49 30 12345678",
        "p99",
        "Dec",
        "10:45",
        "May 12",
        "version 1.10 – 1.12",
        "9.50 – 11.20",
    ],
)
def test_text_without_a_date_gives_none(text: str) -> None:
    assert parse_period(text) == (None, None)


def test_the_span_covers_exactly_what_was_written() -> None:
    text = "Engineer (Mar 2021 - Present), Leeds; before that 2016–2018"
    found = list(find_periods(text))
    assert [text[period.start : period.end] for period in found] == [
        "Mar 2021 - Present",
        "2016–2018",
    ]
    assert [(period.first, period.last) for period in found] == [
        ("2021-03", "present"),
        ("2016", "2018"),
    ]


@pytest.mark.parametrize(
    ("text", "goes_on"),
    [
        ("2019 – present", True),
        ("seit 2019", True),
        ("2019 –", True),
        ("2019 – 2021", False),
        ("May 2019", False),
    ],
)
def test_open_periods_are_told_from_closed_ones(text: str, *, goes_on: bool) -> None:
    assert is_open_ended(text) is goes_on


months = st.integers(1, 12)
years = st.integers(1950, 2049)


@given(first=st.tuples(years, months), last=st.tuples(years, months))
def test_numbers_survive_every_notation(first: tuple[int, int], last: tuple[int, int]) -> None:
    expected = (f"{first[0]}-{first[1]:02d}", f"{last[0]}-{last[1]:02d}")
    for written in (
        f"{first[1]:02d}/{first[0]} – {last[1]:02d}/{last[0]}",
        f"{first[0]}-{first[1]:02d} to {last[0]}-{last[1]:02d}",
        f"{first[1]}.{first[0]} - {last[1]}.{last[0]}",
        f"{first[0]}年{first[1]}月～{last[0]}年{last[1]}月",
    ):
        assert parse_period(written) == expected


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", ["wide", "abbreviated"])
def test_month_names_are_read_in_any_case(
    language: str, width: Literal["wide", "abbreviated"]
) -> None:
    for number, name in get_month_names(width, "format", Locale.parse(language)).items():
        # Some Greek capitals lose the accents that their small letters bear.
        same = [each for each in (name, name.upper(), name.capitalize()) if each.lower() == name]
        for written in {name, *same}:
            assert parse_period(f"{written} 2019")[0] == f"2019-{number:02d}"


pieces = st.sampled_from(
    ["MAYIS", "Mai", "März", "present", "since", "2019", "'21", "-", "–", " ", "\n", "/", ".", "07",
     "31", "年", "月", "to", "bis", "(", ")", "Q3", "２０１９", "٢٠"]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(pieces).map("".join), st.lists(pieces).map(" ".join)))
def test_any_text_is_taken_and_spans_lie_inside_it(text: str) -> None:
    for period in find_periods(text):
        assert 0 <= period.start < period.end <= len(text)
        assert period.first is not None
        for date in (period.first, period.last):
            assert re.fullmatch(r"[0-9]{4}(-(0[1-9]|1[0-2]))?|present", str(date), re.ASCII)
