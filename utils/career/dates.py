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
    "present day|presently|present|currently|current|now|today|ongoing|to date|till date|"
    "until now|bis heute|bis jetzt|bis dato|heute|jetzt|aktuell|laufend|gegenwart|"
    "à présent|présente|présent|aujourd'hui|aujourd’hui|à ce jour|ce jour|actuellement|actuelle|"
    "actuel|en cours|en poste|maintenant|pres\\.|act\\.|curr\\.|dd|"
    "actualidad|actualmente|actual|presente|hoy|la fecha|en curso|vigente|"
    "oggi|attualmente|attuale|in corso|ad oggi|"
    "heden|tegenwoordig|nu|atualmente|atual|hoje|o momento|em curso|"
    "obecnie|teraz|dziś|dzisiaj|nadal|chwili obecnej|"
    "nåværende|nuværende|nå|i dag|idag|dags dato|d\\.d|pågående|nuvarande|tills vidare|nutid|"
    "nykyinen|nykyhetki|toistaiseksi|nyt|"
    "současnosti|současnost|doposud|dosud|nyní|súčasnosť|doteraz|prezent|"
    "jelenleg|jelen|napjainkig|máig|folyamatban|"
    "devam ediyor|devam etmekte|devam|günümüz|halen|bugün|şu an|"
    "настоящее время|наст\\.\\s?время|наст\\.\\s?вр|н\\.\\s?в|сейчас|сегодня|теперішній час|"
    "даний час|сьогодні|дотепер|σήμερα|παρόν|actualitat|"
    "現在|现在|至今|現今|迄今|目前|在職中|在籍中|継続中|현재|재직중|재직 중|근무중"
)
_OPEN: Final = re.compile(rf"(?<!\w)(?:{_OPEN_WORDS})(?!\w)", re.IGNORECASE)
_SINCE_WORDS: Final = (
    "since|from|seit|(?-i:ab)|da|depuis|dès|desde|dal|sinds|vanaf|od|siden|fra og med|sedan|"
    "från och med|alkaen|починаючи з|с|з"
)
_SINCE: Final = re.compile(rf"^\W*(?:{_SINCE_WORDS}|fra|från)\b", re.IGNORECASE)
# Behind a year, with no say in what date it is: "2019 r.", "2019 года".
_YEAR_MARK: Final = r"(?:\s?(?:r\.|roku|г\.|года?|р\.|року)(?!\w))?"
_SEASONS: Final = (
    "(?:springs?|summers?|autumns?|falls?|winters?|frühjahr|frühling|sommer|herbst|printemps|étés?|"
    "automnes?|hivers?|primavera|veranos?|otoños?|inviernos?|estate|autunno|inverno|verão|outono|"
    "season|saison|sommersaison|wintersaison|saison (?:d.été|d.hiver|estivale)|stagione|"
    "stagione (?:estiva|invernale)|temporada|temporada de (?:verano|invierno)|"
    "lente|zomer|herfst|vår|forår|høst|efterår|höst|sommar|vinter|wiosna|lato|jesień|zima|"
    "jaro|léto|podzim|kevät|kesä|syksy|talvi|лето|q[1-4]|h[12]|t[1-4]|ws|ss|wise|sose|"
    "early|mid|late|end of|circa|ca\\.|c\\.|anfang|mitte|ende|début|mi|fin|inizio|metà|fine|"
    "inicio|mediados|finales|eind|begin)(?:\\s+de|\\s+of|\\s+di)?"
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


_ERAS: Final = {"令和": 2018, "平成": 1988, "昭和": 1925}
"""Japanese eras, each by the year before its first."""


@cache
def _date_pattern() -> re.Pattern[str]:
    months = "|".join(sorted(map(re.escape, _months()), key=len, reverse=True))
    year = r"(?:19|20)[0-9]{2}"
    return re.compile(
        rf"(?<![\w])(?:"
        rf"(?P<cjk_year>{year}|(?P<era>{'|'.join(_ERAS)})(?P<era_year>[0-9]{{1,2}}|元))\s*[年년]\s*"
        rf"(?:(?P<cjk_month>1[0-2]|0?[1-9])\s*[月월](?:\s*[0-9]{{1,2}}\s*[日일])?)?"
        rf"|(?:[0-9]{{1,2}}(?:st|nd|rd|th)?\.?\s+(?:de\s+|of\s+)?)?(?P<name>{months})"
        rf"(?:\b|(?=[0-9]{{4}}))\.?"
        rf"(?:\s+[0-9]{{1,2}}(?:st|nd|rd|th)?(?=,?\s))?(?:\s*[,/]|\s+de|\s+del|\s+of)?\s*"
        rf"(?:-?(?P<name_year>{year})|['’-](?P<name_short>[0-9][0-9]))(?![0-9])"
        rf"|(?P<year_first>{year})\.?\s+(?P<name_behind>{months})\b\.?(?=\s*(?:[–—,)-]|$))"
        rf"|(?:[0-9]{{1,2}}[./-])(?P<day_month>0?[1-9]|1[0-2])[./-](?P<day_year>{year})(?![0-9])"
        rf"|(?P<us_month>0?[1-9]|1[0-2])/(?:1[3-9]|2[0-9]|3[01])/(?P<us_year>{year})(?![0-9])"
        rf"|(?P<month>0?[1-9]|1[0-2])\s?[/.-]\s?(?P<month_year>{year})(?![0-9])"
        rf"|(?P<cell_year>{year})\t(?P<cell_month>0?[1-9]|1[0-2])(?=\t|$)"  # a form's two columns
        rf"|(?P<iso_year>{year})(?:\s?[/.-]\s?(?P<iso_month>0[1-9]|1[0-2])|"
        rf"[/.](?P<iso_digit>[1-9]))(?![0-9])(?:[-.][0-9][0-9](?![0-9])|\.(?=\s?[–—~〜-]))?"
        rf"|(?P<season_year>{year})\s+(?:q[1-4]|h[12])(?!\w)"
        rf"|(?:(?:{_SEASONS})[\s/-]+)?(?P<year>{year})(?![0-9])"
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
    if groups["era"]:
        since = 1 if groups["era_year"] == "元" else int(groups["era_year"])
        year, month = str(_ERAS[groups["era"]] + since), groups["cjk_month"]
        return f"{year}-{int(month):02d}" if month else year
    for year_group, month_group in (
        ("cjk_year", "cjk_month"),
        ("month_year", "month"),
        ("day_year", "day_month"),
        ("us_year", "us_month"),
        ("iso_year", "iso_month"),
        ("cell_year", "cell_month"),
    ):
        if groups[year_group]:
            month = groups[month_group] or (groups["iso_digit"] if groups["iso_year"] else None)
            return f"{groups[year_group]}-{int(month):02d}" if month else groups[year_group]
    return groups["season_year"] or groups["year"]


@dataclass(frozen=True, slots=True)
class Period:
    """A period found in a text at characters `start:end`, with its normalised dates."""

    start: int
    end: int
    text: str
    first: str | None
    last: str | None


_RANGE_SIGN: Final = (
    r"\s*(?:[-‐‑‒–—―−~～〜→]+>?|=>|\.{2,3}|…|/|"
    r"\bto\b|\bup to\b|\buntil\b|\btill\b|\bthrough\b|\bthru\b|\bbis\b|"
    r"\bà\b|\bau\b|\ba\b|\bad\b|\bal\b|\bhasta\b|\baté\b|\bfins a\b|\bпо\b|\bдо\b|\bέως\b|"
    r"\btot\b|\bt/m\b|\bdo\b|\btil\b|\btill\b|から)\s*(?:\b(?:au|a|al|la|o|to|do|по|bis|til|till|hasta|until|até|à|ad|jusqu'à)\b\s*){0,2}"
)


# A dash that ends its column, "2019 –⇥Nurse", or that stands at the date alone: "2019– Nurse".
_LEFT_OPEN: Final = (
    r"(?:\s+to[ -]date\b|\s+(?:óta|alkaen|lähtien|onwards?|and ongoing)\b|より|"
    r"\s?[–—-]+(?=\t|[ ]{2,}[^\W\d])|[–—](?=[ ][^\W\d]))"
)


_SEASON_YEAR: Final = rf"(?:(?:{_SEASONS})\s+)?(?<![\w/.])(?:19|20)[0-9][0-9](?![\w/.-])"


@cache
def _period_pattern() -> re.Pattern[str]:
    date = re.sub(r"\(\?P<\w+>", "(?:", _date_pattern().pattern) + _YEAR_MARK
    month_only = "|".join(sorted(map(re.escape, _months()), key=len, reverse=True))
    first = rf"(?:{date}|(?<!\w)(?:{month_only})\b\.?)"
    open_end = rf"(?<!\w)(?:{_OPEN_WORDS})(?!\w)"
    # The year in two digits: only in a range, both ends of which are written so.
    short = (
        rf"(?<![\w/.,])(?:(?:0?[1-9]|1[0-2])/|(?:0[1-9]|1[0-2])\.|(?:{month_only})\b\.?[ -]?|['’])"
        r"[0-9]{2}(?![\w/.,:%]|\s*[%€$£])"
    )
    return re.compile(
        rf"(?<!\w)(?:"  # said once more for all, which most places of a text fail at once
        rf"(?:(?P<first>{first}){_RANGE_SIGN}(?P<last>{date}|{open_end}))"
        rf"|\b(?:between|entre|zwischen|tra il|mellom|mellan|tussen)\s+(?P<from>{date})"
        rf"\s+(?:and|et|und|y|e|il|og|och|en)\s+(?P<till>{date})"
        rf"|(?<!\w)(?:{_SINCE_WORDS})\s+(?P<since>{date})(?!{_RANGE_SIGN}(?:{date}|{open_end}))"
        rf"|(?P<open>{date})(?:\s*(?:[-‐‑‒–—―−~～〜→]+>?|から)(?=\s*(?:$|[\n)|\]]))|{_LEFT_OPEN})"
        rf"|{open_end}\s*[–—-]\s*(?P<back_to>{date})(?!{_RANGE_SIGN}{date})"
        rf"|(?:(?:{_SEASONS})\s+)?(?<![\w/.])(?P<long_year>(?:19|20)[0-9][0-9])\s?(?P<sign>[-–—/])\s?(?P<short_year>[0-9][0-9])(?![\w/.-]*[0-9])"
        rf"|(?P<short_first>{short})\s*(?:[-‐‑‒–—―−]|to|bis|à)\s*(?P<short_last>{short}|{open_end})"
        rf"|(?P<years>{_SEASON_YEAR}(?:\s?(?:[,&+]|and|und|et|y|og|och|e|en)\s?{_SEASON_YEAR})+)"
        rf"(?=\s*(?:$|[\t\n)|\]]))"
        rf"|(?P<single>{date}))",
        re.IGNORECASE | re.MULTILINE,
    )


_A_YEAR: Final = re.compile(
    r"(?:19|20)[0-9][0-9]|['’/.][0-9][0-9](?![0-9])|[^\W\d_]{3}\.?[ -]?[0-9][0-9](?![0-9])|年"
)


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
    if open_from := match["since"] or match["open"] or match["back_to"]:
        return _one(open_from), "present"
    if match["from"]:
        return _one(match["from"]), _one(match["till"])
    if match["years"]:
        years = re.findall(r"[0-9]{4}", match["years"])
        return (years[0], years[-1]) if years == sorted(years) else (years[-1], years[0])
    if match["short_first"]:
        return _of_two_digits(match["short_first"], match["short_last"])
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


def _of_two_digits(first: str, last: str) -> tuple[str | None, str | None]:
    """ "04/19 – 03/21"; nothing where it ends before it begins or lies far off."""

    def one(text: str) -> str | None:
        year = int(text[-2:])
        if _YOUNGEST_SHORT_YEAR < year < _OLDEST_SHORT_YEAR:
            return None
        whole = f"{2000 + year if year <= _YOUNGEST_SHORT_YEAR else 1900 + year}"
        month = re.match(r"[0-9]+|[^\W\d_]+", text)
        if month is None:
            return whole
        number = int(month[0]) if month[0].isdigit() else _month_number(month[0])
        return f"{whole}-{number:02d}"

    start = one(first)
    end = "present" if _OPEN.fullmatch(last.strip()) else one(last)
    if start is None or end is None or (end != "present" and end < start):
        return None, None
    return start, end


_YOUNGEST_SHORT_YEAR: Final = 35
_OLDEST_SHORT_YEAR: Final = 70


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
