"""Dates as career documents write them: "Jan 2022 – Present", "seit 04/2022", "2021年4月".

Turns a written period into `YYYY-MM`, `YYYY`, `present` or None for its start and end, and finds
periods in running text. Precision is never added: a year stays a year, and what is not written
stays None. Month names are those of the Unicode CLDR, by way of Babel.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from babel import Locale

LANGUAGES: Final = (
    "en", "de", "fr", "es", "it", "nl", "pt", "pl", "nb", "nn", "sv", "da", "fi", "cs", "ro", "hu",
    "tr",
)  # fmt: skip
"""Languages whose month names are read; Japanese, Chinese and Korean dates by their signs."""

_OPEN_WORDS: Final = (
    "present|presently|current|currently|now|today|ongoing|to date|till date|until now|heute|jetzt|"
    "aktuell|laufend|gegenwart|bis heute|présent|présente|aujourd'hui|aujourd’hui|actuel|actuelle|"
    "actuellement|en cours|à ce jour|actualidad|actual|actualmente|presente|hoy|la fecha|oggi|"
    "attuale|attualmente|in corso|heden|nu|tegenwoordig|atual|atualmente|hoje|o momento|obecnie|"
    "teraz|dziś|nå|nåværende|i dag|idag|dags dato|pågående|nuvarande|nutid|nykyinen|nyt|"
    "současnost|dosud|prezent|jelenleg|günümüz|halen|現在|现在|至今|현재"
)
_OPEN: Final = re.compile(rf"(?<!\w)(?:{_OPEN_WORDS})(?!\w)", re.IGNORECASE)
_SINCE: Final = re.compile(
    r"^\W*(?:since|from|seit|ab|depuis|desde|dal|sinds|vanaf|od|siden|fra|sedan|från|alkaen)\b",
    re.IGNORECASE,
)
_SEASONS: Final = (
    "spring|summer|autumn|fall|winter|frühjahr|frühling|sommer|herbst|printemps|été|automne|hiver|"
    "primavera|verano|otoño|invierno|estate|autunno|inverno|vår|høst|höst"
)


@cache
def _months() -> dict[str, int]:
    """Month names and abbreviations of all languages, without dots, in one case."""
    names: dict[str, int] = {"sept": 9, "janv": 1, "févr": 2, "avr": 4, "juil": 7, "fevr": 2}
    for language in LANGUAGES:
        months = Locale.parse(language).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months[context][width].items():
                    plain = name.casefold().strip(". ")
                    if len(plain) >= 3 and not plain[0].isdigit():
                        names.setdefault(plain, number)
    return names


@cache
def _date_pattern() -> re.Pattern[str]:
    months = "|".join(sorted(map(re.escape, _months()), key=len, reverse=True))
    year = r"(?:19|20)\d\d"
    return re.compile(
        rf"(?<![\w])(?:"
        rf"(?P<cjk_year>{year})\s*[年년]\s*(?:(?P<cjk_month>\d{{1,2}})\s*[月월])?"
        rf"|(?:\d{{1,2}}\.?\s+)?(?P<name>{months})\b\.?(?:\s*,|\s+de|\s+del)?\s*"
        rf"(?:(?P<name_year>{year})|['’](?P<name_short>\d\d))(?!\d)"
        rf"|(?P<month>0?[1-9]|1[0-2])\s?[/.-]\s?(?P<month_year>{year})(?![\d])"
        rf"|(?:\d\d[./])(?P<day_month>0?[1-9]|1[0-2])[./](?P<day_year>{year})(?!\d)"
        rf"|(?P<iso_year>{year})\s?[/.-]\s?(?P<iso_month>0[1-9]|1[0-2])(?![\d])(?:-\d\d)?"
        rf"|(?:(?:{_SEASONS})\s+)?(?P<year>{year})(?![\d])"
        rf")",
        re.IGNORECASE,
    )


def _value(match: re.Match[str]) -> str:
    """`YYYY-MM` or `YYYY` of one written date."""
    groups = match.groupdict()
    if groups["name"]:
        year = (
            groups["name_year"]
            or ("20" if groups["name_short"] < "50" else "19") + (groups["name_short"])
        )
        return f"{year}-{_months()[groups['name'].casefold()]:02d}"
    for year_group, month_group in (
        ("cjk_year", "cjk_month"),
        ("month_year", "month"),
        ("day_year", "day_month"),
        ("iso_year", "iso_month"),
    ):
        if groups[year_group]:
            month = groups[month_group]
            return f"{groups[year_group]}-{int(month):02d}" if month else groups[year_group]
    return groups["year"]


@dataclass(frozen=True, slots=True)
class Period:
    """A period found in a text at characters `start:end`, with its normalised dates."""

    start: int
    end: int
    text: str
    first: str | None
    last: str | None


_RANGE_SIGN: Final = (
    r"\s*(?:[-–—−~～→]+|\bto\b|\buntil\b|\btill\b|\bthrough\b|\bbis\b|\bà\b|\bau\b|\ba\b|\bal\b|"
    r"\bhasta\b|\baté\b|\btot\b|\bt/m\b|\bdo\b|\btil\b|\btill\b|から)\s*(?:\bau\b|\bla\b|\bo\b)?\s*"
)


@cache
def _period_pattern() -> re.Pattern[str]:
    date = re.sub(r"\(\?P<\w+>", "(?:", _date_pattern().pattern)
    month_only = "|".join(sorted(map(re.escape, _months()), key=len, reverse=True))
    first = rf"(?:{date}|(?<!\w)(?:{month_only})\b\.?)"
    return re.compile(
        rf"(?:(?P<first>{first}){_RANGE_SIGN}(?P<last>{date}|(?<!\w)(?:{_OPEN_WORDS})(?!\w)))"
        rf"|(?:(?:since|seit|depuis|desde|dal|sinds|od|siden|sedan)\s+(?P<since>{date}))"
        rf"|(?P<open>{date}){_RANGE_SIGN}(?=\s*(?:$|[\n)|\]]))"
        rf"|(?P<single>{date})",
        re.IGNORECASE | re.MULTILINE,
    )


def find_periods(text: str) -> Iterator[Period]:
    """The periods and single dates written in `text`, in order.

    A single date is its own start and end; "since …" and a range left open end at present.
    """
    for match in _period_pattern().finditer(text):
        first, last = _read(match)
        if first is not None:
            yield Period(match.start(), match.end(), match[0].strip(), first, last)


def _read(match: re.Match[str]) -> tuple[str | None, str | None]:
    if match["since"] or match["open"]:
        return _one(match["since"] or match["open"]), "present"
    if match["single"]:
        date = _one(match["single"])
        return date, date
    last = "present" if _OPEN.fullmatch(match["last"].strip()) else _one(match["last"])
    first = _one(match["first"])
    if first is None and last not in (None, "present"):
        # "March – June 2021": the year stands once.
        month = _months().get(match["first"].casefold().strip(". "))
        first = f"{str(last)[:4]}-{month:02d}" if month else None
    return first, last


def _one(text: str) -> str | None:
    match = _date_pattern().search(text)
    return None if match is None else _value(match)


def parse_period(text: str) -> tuple[str | None, str | None]:
    """Start and end of a period as written; (None, None) where no date is in `text`.

    "2016" alone is a start and an end; "since 2016" and "2016 –" go on to the present.
    """
    found = next(find_periods(text), None)
    if found is None:
        return None, None
    if found.first == found.last and (_SINCE.match(text) or is_open_ended(text)):
        return found.first, "present"
    return found.first, found.last


def is_open_ended(text: str) -> bool:
    """Whether a period as written goes on: "… – present", "seit …", "2016 –"."""
    return bool(
        _OPEN.search(text) or _SINCE.match(text) or re.search(r"\d\s*[-–—~]\s*$", text.strip())
    )
