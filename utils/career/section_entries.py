"""What the sections beside experience hold: education, skills, languages, projects and the rest.

Each reader takes the sections of its kind and copies what stands there, and looks nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Final

from babel import Locale

from .dates import LANGUAGES, Period
from .document_lines import (
    PART_SEPARATOR,
    TECHNOLOGY_LINE,
    Line,
    is_unfinished,
    listed_items,
    periods_in,
    statements,
)
from .document_sections import Region
from .entry_headers import text_beside
from .job_words import comma_parts, is_degree, is_place, names_degree, names_school, split_place
from .schema import (
    Certification,
    Education,
    Project,
    Skills,
    SpokenLanguage,
)
from .section_names import Section, section_of

# --- Skills and languages ------------------------------------------------------------------------


@cache
def _language_names() -> frozenset[str]:
    """Names of spoken languages in the languages that are read, in one case."""
    names = {
        name.casefold()
        for language in LANGUAGES
        for code, name in Locale.parse(language).languages.items()
        if len(code) == 2
    }
    return frozenset(
        names | {"mandarin", "cantonese", "日本語", "英語", "中国語", "中文", "英语", "日语"}
    )


_LABEL: Final = re.compile(r"^([^\W\d_][^:：,]{1,40})[:：]\s*(?!//)")
_GROUPS: Final = {
    "soft": re.compile(
        r"communicat|leadership|team(?:work|\s?play|fähig)|problem.?solv|mentor|collaborat|"
        r"creativ|soft skills|interpersonal|kommunikation|führung|liderazgo|comunica|samarbeid|"
        r"コミュニケーション|リーダーシップ",
        re.IGNORECASE,
    ),
    "methodologies": re.compile(
        r"\bagile?\b|scrum|kanban|\blean\b|\bci/?cd\b|\btdd\b|\bdevops\b|\bitil\b|prince2|pmbok|"
        r"waterfall|six sigma|design thinking|method|"
        r"スクラム|カンバン|アジャイル|ウォーターフォール|手法",
        re.IGNORECASE,
    ),
    "frameworks": re.compile(r"framework|bibliothek|librar|bibliothèque", re.IGNORECASE),
    "tools": re.compile(
        r"\btools?\b|werkzeug|outils|herramientas|strumenti|verktøy|verktyg|ツール", re.IGNORECASE
    ),
}


def _group_of(text: str) -> str:
    return next((group for group, words in _GROUPS.items() if words.search(text)), "technical")


def read_skills(regions: Sequence[Region]) -> Skills:
    """What the skills sections list, sorted by the line's label or else by the item itself."""
    skills = Skills()
    for label, items in _skill_rows(regions):
        section = section_of(label)
        if section == "interests" or (section == "languages" and _are_spoken(items)):
            continue
        group_of_row = _group_of(label)
        for item in items:
            own = _group_of(item)
            group = own if own in ("soft", "methodologies") else group_of_row
            known = getattr(skills, group)
            if len(item.split()) <= 4 and item not in known:
                known.append(item)
    return skills


def _skill_rows(regions: Sequence[Region]) -> Iterator[tuple[str, list[str]]]:
    """Label and items of each row of the skills sections; prose and group headings are left out."""
    for region in regions:
        if region.section != "skills":
            continue
        rows: list[str] = []
        for line in region.lines:
            full_row = bool(rows) and len(rows[-1]) > 60 and not _LABEL.match(line.text)
            goes_on = bool(rows) and bool(
                rows[-1].endswith((",", "("))
                or line.text.startswith("(")
                or (line.text[:1].islower() and ("," in rows[-1] or _LABEL.match(rows[-1])))
            )
            if (full_row or goes_on) and not line.bullet and not line.blank_before:
                rows[-1] += f" {line.text}"
            elif not line.level:
                rows.append(line.text)
        if sum(row.endswith((".", "。")) for row in rows) * 4 > len(rows):
            continue
        for row in rows:
            label = _LABEL.match(row)
            yield (label[1] if label else ""), listed_items(row[label.end() :] if label else row)


def _are_spoken(items: Sequence[str]) -> bool:
    """Whether most items are spoken languages: "Languages:" may head Python and Go as well."""
    return sum(_spoken_language(item) is not None for item in items) * 2 > len(items)


def _spoken_language(text: str) -> SpokenLanguage | None:
    """ "German (C1)", "Catalan Native", "Englisch: fließend" as a name and a level."""
    words = text.split()
    for size in (2, 1):
        name = " ".join(words[:size]).strip(" :(–—-,")
        if name.casefold() in _language_names():
            level = text[text.find(name) + len(name) :].strip(" :()–—-,.")
            return SpokenLanguage(name=name, level=level or None)
    match = re.fullmatch(r"([^\W\d_]+)\s*[:(–—-]\s*([^()]+)\)?", text)
    if match and match[1].casefold() in _language_names():
        return SpokenLanguage(name=match[1], level=match[2].strip())
    return None


def read_languages(regions: Sequence[Region]) -> list[SpokenLanguage]:
    """Spoken languages: of their own section, or of a labelled row among the skills."""
    items = [
        item
        for region in regions
        if region.section == "languages"
        for line in region.lines
        for item in listed_items(line.text)
    ]
    for label, row in _skill_rows(regions):
        if section_of(label) == "languages" and _are_spoken(row):
            items += row
    found = [_spoken_language(item) for item in dict.fromkeys(items)]
    return [language for language in found if language is not None]


# --- Education -----------------------------------------------------------------------------------

_GPA: Final = re.compile(
    r"\b(?:GPA|CGPA|grade|note|nota)\s*:?\s*(\d+(?:[.,]\d+)?(?:\s*/\s*\d+(?:[.,]\d+)?)?)", re.I
)
_COURSES: Final = re.compile(
    r"^(?:relevant |key |incoming )?(?:coursework|courses|modules)\s*:\s*", re.I
)


def read_education(regions: Sequence[Region]) -> list[Education]:
    found: list[Education] = []
    for region in regions:
        if region.section != "education":
            continue
        current: Education | None = None
        before: Period | None = None
        for line in region.lines:
            gpa = _GPA.search(line.text)
            if gpa and current is not None:
                current.gpa = current.gpa or gpa[1]
            courses = _COURSES.match(line.text)
            if courses and current is not None:
                current.coursework += listed_items(line.text[courses.end() :])
                continue
            period = period_of(line)
            if line.is_statement and period is None:
                if current is not None:
                    if current.coursework and not line.bullet:
                        first, *more = listed_items(line.text) or [""]
                        current.coursework[-1] += f" {first}"
                        current.coursework += more
                    elif not current.details and not gpa:
                        current.details = line.text
                continue
            named, place = split_place(_rest_of(line))
            degree, institution = _degree_and_school(named)
            opens = current is None or bool(
                (degree and current.degree) or (institution and current.institution)
            )
            if (degree or institution) and opens:
                current = Education()
                found.append(current)
                if before is not None:
                    _set_period(current, before)
                    before = None
            if current is not None and (degree or institution):
                current.degree = current.degree or degree
                current.institution = current.institution or institution
                current.location = current.location or place
            if period is not None:
                # A period on a line of its own above an entry belongs to that entry.
                if current is None or current.year:
                    before = period
                else:
                    _set_period(current, period)
    return found


def _set_period(entry: Education, period: Period) -> None:
    entry.year = period.text
    entry.start_date = period.first if period.first != period.last else None
    entry.end_date = period.last


_IN_BRACKETS: Final = re.compile(r"(.+?)\s*\(([^()]+)\)")
_INSTITUTION: Final = re.compile(
    r"\s(?:University|Institute|College|School|Ministry|Bank|City|Universidad|Universidade|Université|"
    r"Università|Universität|Instituto|Institut) (?:of|de|do|da|di|degli|für|zu) .+$"
)
_DEGREE_BEFORE: Final = re.compile(
    r"^(?P<degree>[A-Z][\w.]{1,5}(?: \([^)]+\))?) (?P<school>[A-ZÀ-Þ].*)$"
)


def _degree_and_school(row: str) -> tuple[str, str]:
    """Degree and institution in one row, either of them empty."""
    parts = [
        part
        for strong in PART_SEPARATOR.split(row)
        if strong and not is_place(strong) and not _GPA.match(strong)
        for part in (comma_parts(strong) if _names_degree_behind_comma(strong) else [strong])
    ]
    if len(parts) == 1:
        parts = comma_parts(parts[0])
    for index, part in enumerate(parts):
        if names_degree(part) and names_school(part):
            parts[index : index + 1] = _degree_beside_school(part)
    schools = [part for part in parts if names_school(part)]
    degrees = [part for part in parts if names_degree(part) and part not in schools]
    if not schools and degrees and len(parts) >= 2 and parts[0] not in degrees:
        schools = parts[:1]
    if not schools and len(degrees) == 1 and len(parts) == 2 and parts[1][:1].isupper():
        schools = [part for part in parts if part not in degrees]
    return (degrees[0] if degrees else ""), (schools[0] if schools else "")


def _names_degree_behind_comma(text: str) -> bool:
    return "," in text and bool(names_degree(text[text.index(",") :]))


def _degree_beside_school(text: str) -> list[str]:
    """ "MSc History (University of Ulm)", "MSc University of Ulm" as two parts."""
    bracketed = _IN_BRACKETS.fullmatch(text)
    if bracketed and names_school(bracketed[2]):
        return [bracketed[1], bracketed[2]]
    institution = _INSTITUTION.search(text)
    if institution:
        return [text[: institution.start()], institution[0].strip()]
    before = _DEGREE_BEFORE.match(text)
    if before and is_degree(before["degree"]):
        return [before["degree"], before["school"]]
    return [text]


# --- Certificates, projects, and what a section lists by name ------------------------------------

_ISSUER_BEHIND: Final = re.compile(
    r"^(?P<name>.+?)(?:\s*\((?P<bracket>[^()]+)\)|\s+[–—|·]\s+(?P<dash>.+))$"
)


def read_certifications(regions: Sequence[Region]) -> list[Certification]:
    """Certificates with their issuer, where a bracket, a dash or a comma in every row tells it."""
    items = list(named_items(regions, "certifications"))
    by_comma = len(items) >= 2 and all(name.count(",") == 1 for name, _ in items)
    found = []
    for name, year in items:
        behind = _ISSUER_BEHIND.match(name)
        issuer = (behind["bracket"] or behind["dash"]) if behind else None
        if by_comma:
            name, issuer = (part.strip() for part in name.split(","))
        elif behind and (behind["dash"] or not re.fullmatch(r"[A-Z\d+-]+", behind["bracket"])):
            name = behind["name"]
        else:
            issuer = None
        found.append(Certification(name=name, issuer=issuer, year=year))
    return found


def read_projects(regions: Sequence[Region]) -> list[Project]:
    found: list[Project] = []
    for region in regions:
        if region.section != "projects":
            continue
        previous = ""
        for line in region.lines:
            period = period_of(line)
            technologies = TECHNOLOGY_LINE.match(line.text)
            if found and technologies:
                found[-1].technologies += listed_items(line.text[technologies.end() :])
            elif line.bullet and found:
                found[-1].outcomes.append(line.text)
            elif (
                found
                and previous
                and period is None
                and not line.level
                and is_unfinished(previous, line)
            ):
                if found[-1].outcomes:
                    found[-1].outcomes[-1] += f" {line.text}"
                else:
                    found[-1].description += f" {line.text}"
            elif not found and (told := _PROJECT_IN_ONE_LINE.match(line.text)):
                found.append(Project(name=told["name"], description=told["description"]))
            elif period is not None and _is_period(line):
                if found:
                    found[-1].year = found[-1].year or period.text
            elif _names_a_project(line):
                year = period.text if period else None
                if found and previous == found[-1].name and not line.blank_before and not year:
                    found[-1].description = line.text
                elif found and not line.blank_before and not year and _goes_on(previous, line):
                    found[-1].outcomes.append(line.text)
                else:
                    found.append(Project(name=PART_SEPARATOR.split(_rest_of(line))[0], year=year))
                    previous = found[-1].name
                    continue
            elif found and not found[-1].description and not found[-1].outcomes:
                found[-1].description = line.text
            elif found:
                found[-1].outcomes.append(line.text)
            previous = line.text
    return found


_PROJECT_IN_ONE_LINE: Final = re.compile(
    r"(?P<name>[\w.-]+(?: [\w.-]+){0,4})\s*(?:\([^()]*\))?\s*[:–—]\s+(?P<description>.{25,})"
)


def _goes_on(previous: str, line: Line) -> bool:
    """Whether a line tells more of a project that stands in the one line above."""
    one_line = _PROJECT_IN_ONE_LINE.match
    return bool(one_line(previous)) and not one_line(line.text)


def _names_a_project(line: Line) -> bool:
    """Whether a line is short and unlike a sentence; in Japanese, without an object or a comma."""
    return (
        not line.is_statement
        and line.text[:1].isalnum()
        and len(line.text.split()) <= 9
        and not re.search(r"[を、，。]|[.;,]$", line.text)
    )


_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DATE_PART: Final = re.compile(
    r"[\s,;|·(–—-]*(?<![\d-])(?:\d{1,2}[/.])?(?:19|20)\d\d(?:[-/.]\d{1,2})?(?!\d)[\s,;|·)–—-]*"
)


def named_items(regions: Sequence[Region], section: Section) -> Iterator[tuple[str, str | None]]:
    """Names in a section, each with the year written beside it.

    Where dates on lines of their own end the items, the item is named by its first line.
    """
    for region in regions:
        if region.section != section:
            continue
        for item in _items(region):
            years = [year[0] for line in item if (year := _YEAR.search(line))]
            first = item[0]
            parts = [part for part in _DATE_PART.split(first) if part.strip()]
            name = re.split(r"\s{2,}|\t", max(parts, key=len).strip())[0] if parts else first
            yield name.strip(" ,;|·(["), years[-1] if years else None


def _items(region: Region) -> list[list[str]]:
    """The lines of a section as items: one each, or as many as a line that is all date closes."""
    dates = [_is_period(line) for line in region.lines]
    # A line may be full without going on in the next: an item of its own is likelier.
    whole = [replace(line, may_continue=False) for line in region.lines]
    if any(line.bullet for line in region.lines):
        return [[statement] for statement in statements(whole)]
    if sum(dates) < 2:
        return [[item] for item in _ended_by_years(list(statements(whole)))]
    items: list[list[str]] = [[]]
    dates_first = dates[0]
    for line, is_date in zip(region.lines, dates, strict=True):
        if is_date and dates_first and items[-1]:
            items.append([])
        items[-1].append(line.text)
        if is_date and not dates_first:
            items.append([])
    return [
        [line for line in item if re.search(r"[^\W\d_]{3}", line)] or item for item in items if item
    ]


def _ended_by_years(lines: list[str]) -> list[str]:
    """Items that a narrow column broke over several lines, the last of which holds the year.

    Lines without a year are joined with the next that has one where a comma or a dash at a line's
    end shows that they belong together, or where they are all there is.
    """
    items: list[str] = []
    waiting: list[str] = []
    for line in lines:
        waiting.append(line)
        if not _YEAR.search(line):
            continue
        broken = any(re.search(r"[,–—-]$", each) for each in waiting[:-1])
        alone = len(waiting) == len(lines) == 2 and max(map(len, waiting)) <= 34
        items += [" ".join(waiting)] if broken or alone else waiting
        waiting = []
    return items + waiting


# --- Periods -------------------------------------------------------------------------------------


def _is_period(line: Line) -> bool:
    """Whether a line is a period and nothing else."""
    return period_of(line) is not None and not re.search(r"\w", _rest_of(line))


def period_of(line: Line) -> Period | None:
    """The period that a line gives to what it names, in the last place one stands."""
    periods = periods_in(line.text)
    if not periods or len(line.text) > _LONGEST_NAME_CHARS:
        return None
    ranges = [period for period in periods if period.first != period.last]
    period = ranges[-1] if ranges else periods[-1]
    before, behind = line.text[: period.start], line.text[period.end :]
    if line.bullet and (
        not ranges
        or len(before + behind) > _LONGEST_BULLET_NAME_CHARS
        or (re.search(r"\w", before) and re.search(r"\w", behind))
    ):
        return None
    if not ranges and (
        len((before + behind).split()) > _MOST_WORDS_BESIDE_A_YEAR
        or re.search(r"[a-z]{4}\.(?:\s|$)", before + behind)
    ):
        return None  # a year in a sentence
    return period


def _rest_of(line: Line) -> str:
    """A line without its period, and the marks around it."""
    period = period_of(line)
    return line.text if period is None else text_beside(line.text, period)


_LONGEST_NAME_CHARS: Final = 140
_LONGEST_BULLET_NAME_CHARS: Final = 70
_MOST_WORDS_BESIDE_A_YEAR: Final = 9
