"""Dates as career documents write them: "Jan 2022 – Present", "seit 04/2022", "2021年4月".

Turns a written period into `YYYY-MM`, `YYYY`, `present` or None for its start and end, and finds
periods in running text. Precision is never added: a year stays a year, and what is not written
stays None. Month names are those of the Unicode CLDR, by way of Babel.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from babel import Locale

LANGUAGES: Final = (
    "en", "de", "fr", "es", "it", "nl", "pt", "pl", "nb", "nn", "sv", "da", "fi", "cs", "ro", "hu",
    "tr", "ca", "sk", "ru", "uk", "el",
)  # fmt: skip
"""Languages whose month names are read; Japanese, Chinese and Korean dates by their signs."""

_OPEN_WORDS: Final = (
    "present|presently|current|currently|now|today|ongoing|to date|till date|until now|heute|jetzt|"
    "aktuell|laufend|gegenwart|bis heute|présent|présente|aujourd'hui|aujourd’hui|actuel|actuelle|"
    "actuellement|en cours|à ce jour|actualidad|actual|actualmente|presente|hoy|la fecha|oggi|"
    "attuale|attualmente|in corso|heden|nu|tegenwoordig|atual|atualmente|hoje|o momento|obecnie|"
    "teraz|dziś|nå|nåværende|i dag|idag|dags dato|d\\.d|pågående|nuvarande|nutid|nykyinen|nyt|"
    "současnost|současnosti|dosud|súčasnosť|doteraz|prezent|jelenleg|günümüz|"
    "halen|настоящее время|н\\.\\s?в|сейчас|теперішній час|дотепер|σήμερα|actualitat|"
    "現在|现在|至今|現今|현재"
)
_OPEN: Final = re.compile(rf"(?<!\w)(?:{_OPEN_WORDS})(?!\w)", re.IGNORECASE)
_SINCE: Final = re.compile(
    r"^\W*(?:since|from|seit|ab|depuis|desde|dal|sinds|vanaf|od|siden|fra|sedan|från|alkaen)\b",
    re.IGNORECASE,
)
_SEASONS: Final = (
    "spring|summer|autumn|fall|winter|frühjahr|frühling|sommer|herbst|printemps|été|automne|hiver|"
    "primavera|verano|otoño|invierno|estate|autunno|inverno|vår|høst|höst|q[1-4]|h[12]"
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
                    plain = name.lower().strip(". ")
                    if len(plain) >= 3 and not plain[0].isdigit():
                        names.setdefault(plain, number)
    return names


def _folded(name: str) -> str:
    """One spelling for all letters that a search without regard to case takes for the same.

    Such a search finds "mayıs" in "MAYIS", which no change of case turns into it.
    """
    plain = unicodedata.normalize("NFKD", name.casefold().replace("ı", "i"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).strip(". ")


@cache
def _months_folded() -> dict[str, int]:
    return {_folded(name): number for name, number in reversed(_months().items())}


def _month_number(name: str) -> int:
    return _months_folded()[_folded(name)]


@cache
def _date_pattern() -> re.Pattern[str]:
    months = "|".join(sorted(map(re.escape, _months()), key=len, reverse=True))
    year = r"(?:19|20)[0-9]{2}"
    return re.compile(
        rf"(?<![\w])(?:"
        rf"(?P<cjk_year>{year})\s*[年년]\s*(?:(?P<cjk_month>1[0-2]|0?[1-9])\s*[月월])?"
        rf"|(?:[0-9]{{1,2}}(?:st|nd|rd|th)?\.?\s+(?:de\s+|of\s+)?)?(?P<name>{months})\b\.?"
        rf"(?:\s+[0-9]{{1,2}}(?:st|nd|rd|th)?(?=,?\s))?(?:\s*[,/]|\s+de|\s+del)?\s*"
        rf"(?:-?(?P<name_year>{year})|['’-](?P<name_short>[0-9][0-9]))(?![0-9])"
        rf"|(?P<year_first>{year})\.?\s+(?P<name_behind>{months})\b\.?(?=\s*(?:[–—,)-]|$))"
        rf"|(?:[0-9]{{1,2}}[./-])(?P<day_month>0?[1-9]|1[0-2])[./-](?P<day_year>{year})(?![0-9])"
        rf"|(?P<us_month>0?[1-9]|1[0-2])/(?:1[3-9]|2[0-9]|3[01])/(?P<us_year>{year})(?![0-9])"
        rf"|(?P<month>0?[1-9]|1[0-2])\s?[/.-]\s?(?P<month_year>{year})(?![0-9])"
        rf"|(?P<iso_year>{year})\s?[/.-]\s?(?P<iso_month>0[1-9]|1[0-2])(?![0-9])(?:-[0-9][0-9])?"
        rf"|(?:(?:{_SEASONS})\s+)?(?P<year>{year})(?![0-9])"
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
        return f"{year}-{_month_number(groups['name']):02d}"
    if groups["name_behind"]:
        return f"{groups['year_first']}-{_month_number(groups['name_behind']):02d}"
    for year_group, month_group in (
        ("cjk_year", "cjk_month"),
        ("month_year", "month"),
        ("day_year", "day_month"),
        ("us_year", "us_month"),
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
    r"\s*(?:[-–—−~～〜→]+|\bto\b|\buntil\b|\btill\b|\bthrough\b|\bbis\b|\bà\b|\bau\b|\ba\b|\bad\b|\bal\b|"
    r"\bhasta\b|\baté\b|\bfins a\b|\bпо\b|\bдо\b|\bέως\b|"
    r"\btot\b|\bt/m\b|\bdo\b|\btil\b|\btill\b|から)\s*(?:\bau\b|\bla\b|\bo\b)?\s*"
)


@cache
def _period_pattern() -> re.Pattern[str]:
    date = re.sub(r"\(\?P<\w+>", "(?:", _date_pattern().pattern)
    month_only = "|".join(sorted(map(re.escape, _months()), key=len, reverse=True))
    first = rf"(?:{date}|(?<!\w)(?:{month_only})\b\.?)"
    return re.compile(
        rf"(?:(?P<first>{first}){_RANGE_SIGN}(?P<last>{date}|(?<!\w)(?:{_OPEN_WORDS})(?!\w)))"
        rf"|(?:(?:since|seit|depuis|desde|dal|sinds|od|siden|sedan)\s+(?P<since>{date}))"
        rf"|(?P<open>{date})(?:\s+to\s+date\b|{_RANGE_SIGN}(?=\s*(?:$|[\n)|\]])))"
        rf"|(?<![\w/.])(?P<long_year>(?:19|20)[0-9][0-9])\s?(?P<sign>[-–—/])\s?(?P<short_year>[0-9][0-9])(?![\w/.-]*[0-9])"
        rf"|(?P<single>{date})",
        re.IGNORECASE | re.MULTILINE,
    )


_A_YEAR: Final = re.compile(r"(?:19|20)[0-9][0-9]|['’][0-9][0-9]")


def find_periods(text: str) -> Iterator[Period]:
    """The periods and single dates written in `text`, in order.

    A single date is its own start and end; "since …" and a range left open end at present.
    """
    if not _A_YEAR.search(text):
        return  # most lines hold none, and looking for a year is much faster
    for match in _period_pattern().finditer(text):
        first, last = _read(match)
        if first is not None:
            yield Period(match.start(), match.end(), match[0].strip(), first, last)


def _read(match: re.Match[str]) -> tuple[str | None, str | None]:
    if match["since"] or match["open"]:
        return _one(match["since"] or match["open"]), "present"
    if match["long_year"]:
        return _short_range(match["long_year"], match["sign"], match["short_year"])
    if match["single"]:
        date = _one(match["single"])
        return date, date
    last = "present" if _OPEN.fullmatch(match["last"].strip()) else _one(match["last"])
    first = _one(match["first"])
    if first is None and last not in (None, "present"):
        # "March – June 2021": the year stands once.
        first = f"{str(last)[:4]}-{_month_number(match['first']):02d}"
    return first, last


def _short_range(year: str, sign: str, short: str) -> tuple[str | None, str | None]:
    """ "2016–18"; a hyphen or a slash before 01 to 12 writes a month: "2016-08"."""
    last = f"{year[:2]}{short}"
    if int(short) <= 12 and sign in "-/":
        date = f"{year}-{short}" if short != "00" else year
        return date, date
    return (year, last) if last >= year else (year, year)


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
        _OPEN.search(text) or _SINCE.match(text) or re.search(r"[0-9]\s*[-–—~]\s*$", text.strip())
    )
