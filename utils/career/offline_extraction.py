"""Rules that read a career document: sections, entries, and what each line of an entry is.

The built-in stand-in for a model's `document_extraction`. Values are copied from the text word for
word; what no rule recognises is left out, and a date that is not written stays None. It knows words
of many languages and ways to lay out a CV, but no particular document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import takewhile
from typing import Final

from babel import Locale

from .dates import LANGUAGES, Period, find_periods, parse_period
from .document_lines import (
    PART_SEPARATOR,
    TECHNOLOGY_LINE,
    Line,
    is_unfinished,
    listed_items,
    periods_in,
    read_lines,
    statements,
)
from .experience_entries import read_entries, text_beside
from .job_words import (
    comma_parts,
    employer_strength,
    is_degree,
    is_place,
    names_degree,
    names_job,
    names_school,
    split_place,
)
from .schema import (
    Award,
    Certification,
    DocumentExtraction,
    DocumentType,
    Education,
    Experience,
    PersonalInfo,
    Project,
    Publication,
    Skills,
    SpokenLanguage,
)
from .section_names import Section, section_of

# --- Sections ------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Region:
    """The lines below one heading; no section for what stands before the first."""

    section: Section | None
    lines: list[Line] = field(default_factory=list)


_SOME_EXPERIENCE: Final = re.compile(
    # Of languages that put the noun last, and of those that put it first.
    r"\W*(?:[^\W\d_][\w-]* ){1,3}(?:experience|appointments|employment|career|erfahrung|werdegang|"
    r"laufbahn|tätigkeiten|stationen|erfaring|erfarenhet|ervaring|karriere|kokemus|zkušenosti|"
    r"опыт)\W*|"
    r"\W*(?:expériences?|experiencias?|esperienz[ae]|experiências?|doświadczenie|parcours|"
    r"carrière|trayectoria|carriera|carreira|kariera|опыт|досвід)(?: [^\W\d_][\w-]*){1,3}\W*",
    re.IGNORECASE,
)


_CJK: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_VOLUNTEER: Final = re.compile(r"volunteer|community service|intern(?:ship)?s?", re.IGNORECASE)
"""Headings where they are marked as such; in a line that is not, they are a title."""


def _section(line: Line) -> Section | None:
    """The section that a line heads, "Culinary experience" included."""
    found = section_of(line.text)
    if line.bullet:  # "■職務経歴"
        return found if _CJK.search(line.text) else None
    if found is None and line.level and _VOLUNTEER.fullmatch(line.text):
        return "experience"
    if found is None and _SOME_EXPERIENCE.fullmatch(line.text):
        written_large = line.text.isupper() or line.text.istitle() or line.level > 0
        # Only English headings begin each word with a capital.
        foreign = line.text[:1].isupper() and not line.text.endswith("erience")
        return "experience" if written_large or foreign else None
    return found


def _regions(lines: Sequence[Line]) -> list[_Region]:
    """The document cut at its section headings."""
    lines = [part for line in lines for part in _heading_and_rest(line)]
    sections = [_section(line) for line in lines]
    style = _heading_style(lines, sections)
    regions = [_Region(None)]
    for index, (line, section) in enumerate(zip(lines, sections, strict=True)):
        opens = section is not None and _has_style(line, style) and not _is_inner(
            line, section, regions[-1].section
        )  # fmt: skip
        if opens:
            regions.append(_Region(section))
        elif line.level and style.level and line.level <= style.level and index > 0:
            regions.append(_Region("other"))
        elif section is None or not line.text.endswith(":"):
            regions[-1].lines.append(line)
    return _with_headings_below(regions)


def _heading_and_rest(line: Line) -> list[Line]:
    """A line, or two where a heading stands in the margin: "Experience⇥Nurse, Oak Clinic"."""
    name, tab, rest = line.text.partition("\t")
    if not tab or line.bullet or section_of(name) not in ("experience", "education"):
        return [line]
    if section_of(rest) is not None or not rest.strip():
        return [line]
    return [replace(line, text=name.strip()), Line(rest.strip())]


@dataclass(frozen=True, slots=True)
class _Style:
    """How the document writes its section headings: in capitals, or as headings of a level."""

    capitals: bool
    level: int


def _heading_style(lines: Sequence[Line], sections: Sequence[Section | None]) -> _Style:
    main = [
        line
        for line, section in zip(lines, sections, strict=True)
        if section in ("experience", "education", "skills", "summary")
    ]
    levels = [line.level for line in main if line.level]
    capitals = bool(main) and all(line.text.isupper() for line in main if not line.level)
    return _Style(capitals and not levels, min(levels, default=0))


def _has_style(line: Line, style: _Style) -> bool:
    if style.level:
        return (line.level == 0 and line.text.isupper()) or 0 < line.level <= style.level
    return not style.capitals or line.text.isupper() or not line.text[0].isascii()


def _is_inner(line: Line, section: Section, within: Section | None) -> bool:
    """Whether a heading belongs to an entry, such as "Key achievements:" below a role."""
    return (
        within in ("experience", "projects")
        and section in ("awards", "skills", "projects", "summary")
        and line.text.endswith(":")
    )


def _with_headings_below(regions: list[_Region]) -> list[_Region]:
    """Regions of a document whose headings stand below what they head, put right."""
    headed = regions[1:]
    if not headed or not regions[0].lines:
        return regions
    moved = [
        _Region(region.section, above.lines) for above, region in zip(regions, headed, strict=False)
    ]
    if len(headed[-1].lines) <= 2 and _fit(moved) > _fit(regions):
        return [_Region(None, headed[-1].lines), *moved]
    return regions


def _fit(regions: Sequence[_Region]) -> int:
    """How many dated lines stand in the section where one expects them."""
    fit = 0
    for region in regions:
        for line in region.lines:
            if line.bullet or not periods_in(line.text):
                continue
            studies = names_degree(line.text) or (
                names_school(line.text) and not names_job(line.text)
            )
            if region.section == "experience":
                fit += -1 if studies else 1
            elif region.section == "education":
                fit += 1 if studies else -1
    return fit


# --- The rest ------------------------------------------------------------------------------------

_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE: Final = re.compile(r"(?<![\w/])(?:\+|\(?0|\(?\d{3}\)?[ .-])[\d ()./-]{6,18}[\dX](?!\w)")
_LINKEDIN: Final = re.compile(r"(?:https?://)?(?:www\.)?linkedin\.com/in/[\w%-]+/?", re.IGNORECASE)
_GITHUB: Final = re.compile(r"(?:https?://)?(?:www\.)?github\.com/[\w-]+/?", re.IGNORECASE)
_WEBSITE: Final = re.compile(
    r"(?:https?://(?!\S*(?:linkedin|github)\.com)[^\s|·,)]+)|(?<![\w@.])www\.[\w-]+(?:\.[\w-]+)+"
)


def _personal_info(lines: Sequence[Line], text: str) -> PersonalInfo:
    def first(pattern: re.Pattern[str]) -> str | None:
        match = pattern.search(text)
        return match[0].strip() if match else None

    head = [line for line in lines[:12] if _section(line) is None]
    location = None
    for line in head:
        for part in re.split(r"\s*[|·•—]\s*|\t|\s{2,}", line.text):
            if location is None and is_place(part):
                location = part.strip()
    return PersonalInfo(
        name=_name(lines),
        email=first(_EMAIL),
        phone=first(_PHONE),
        location=location,
        linkedin=first(_LINKEDIN),
        github=first(_GITHUB),
        website=first(_WEBSITE),
    )


_NAME: Final = re.compile(r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){1,3}")


def _name(lines: Sequence[Line]) -> str | None:
    """The person's name: the first short line of two to four capitalised words."""
    for line in lines[:6]:
        candidate = re.split(r"\s*[|·•,–—]\s*|\s{2,}|\t", line.text)[0]
        candidate = re.sub(
            r"\s*\b(?:resume|résumé|cv|curriculum vitae|lebenslauf)\b\s*", "", candidate,
            flags=re.IGNORECASE,
        )  # fmt: skip
        if (
            _NAME.fullmatch(candidate)
            and all(word[0].isupper() or not word[0].isascii() for word in candidate.split())
            and not names_job(candidate)
            and not employer_strength(candidate)
            and _section(line) is None
            and not periods_in(line.text)
        ):
            return candidate
    return None


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


def _skills(regions: Sequence[_Region]) -> Skills:
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


def _skill_rows(regions: Sequence[_Region]) -> Iterator[tuple[str, list[str]]]:
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


def _languages(regions: Sequence[_Region]) -> list[SpokenLanguage]:
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


_GPA: Final = re.compile(
    r"\b(?:GPA|CGPA|grade|note|nota)\s*:?\s*(\d+(?:[.,]\d+)?(?:\s*/\s*\d+(?:[.,]\d+)?)?)", re.I
)
_COURSES: Final = re.compile(
    r"^(?:relevant |key |incoming )?(?:coursework|courses|modules)\s*:\s*", re.I
)


def _education(regions: Sequence[_Region]) -> list[Education]:
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
            period = _period_of(line)
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


_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DATE_PART: Final = re.compile(
    r"[\s,;|·(–—-]*(?<![\d-])(?:\d{1,2}[/.])?(?:19|20)\d\d(?:[-/.]\d{1,2})?(?!\d)[\s,;|·)–—-]*"
)


def _named_items(regions: Sequence[_Region], section: Section) -> Iterator[tuple[str, str | None]]:
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


def _items(region: _Region) -> list[list[str]]:
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


def _is_period(line: Line) -> bool:
    """Whether a line is a period and nothing else."""
    return _period_of(line) is not None and not re.search(r"\w", _rest_of(line))


def _period_of(line: Line) -> Period | None:
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
    period = _period_of(line)
    return line.text if period is None else text_beside(line.text, period)


_LONGEST_NAME_CHARS: Final = 140
_LONGEST_BULLET_NAME_CHARS: Final = 70
_MOST_WORDS_BESIDE_A_YEAR: Final = 9


_ISSUER_BEHIND: Final = re.compile(
    r"^(?P<name>.+?)(?:\s*\((?P<bracket>[^()]+)\)|\s+[–—|·]\s+(?P<dash>.+))$"
)


def _certifications(regions: Sequence[_Region]) -> list[Certification]:
    """Certificates with their issuer, where a bracket, a dash or a comma in every row tells it."""
    items = list(_named_items(regions, "certifications"))
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


def _projects(regions: Sequence[_Region]) -> list[Project]:
    found: list[Project] = []
    for region in regions:
        if region.section != "projects":
            continue
        previous = ""
        for line in region.lines:
            period = _period_of(line)
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


_TYPE_WORDS: Final[dict[DocumentType, str]] = {
    "cover_letter": (
        "dear (?:hiring|sir|mr|ms|madam)|i am applying|sehr geehrte|yours sincerely|application for"
    ),
    "reference": (
        "to whom it may concern|letter of recommendation|i recommend|arbeitszeugnis|reference for|"
        "worked with us|reported to me"
    ),
    "job_description": (
        "we are looking for|what you bring|your responsibilities|wir suchen|nous recherchons|"
        "about the role"
    ),
    "project": "project notes|retrospective|post-?mortem|milestones|lessons learned",
    "portfolio": "portfolio|selected work|case stud(?:y|ies)",
}
_TYPES: Final = {
    kind: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for kind, words in _TYPE_WORDS.items()
}


def _document_type(
    text: str, regions: Sequence[_Region], experiences: Sequence[Experience]
) -> DocumentType:
    headed = {region.section for region in regions if region.lines}
    if len(headed & {"experience", "education", "skills"}) >= 2:
        return "resume"
    for kind, pattern in _TYPES.items():
        if pattern.search(text):
            return kind
    return "resume" if len(experiences) >= 2 else "other"


_NAME_OF_COMPANY: Final = r"[A-ZÄÖÜÅØ][\w&.'-]*(?: (?:[A-ZÄÖÜÅØ&][\w&.'-]*|of|and|for|und|de)){0,9}"
_STATED_ROLES: Final = (
    re.compile(
        r"\b(?:work(?:ed|s)|was employed|is employed|employed|served|been)\s+"
        r"(?:with us\s+|for us\s+)?"
        rf"(?:(?:at|for|with|by)\s+(?P<company>{_NAME_OF_COMPANY})\s+)?as\s+(?:an?\s+|our\s+|the\s+)?"
        rf"(?P<title>[A-Z][\w /-]{{0,80}}?|[\w /-]{{1,80}}?)"
        rf"(?:\s+(?:at|for|with)\s+(?P<other>{_NAME_OF_COMPANY}))?"
        r"(?:\s+(?:in|on)\s+(?:our|the)\s+[\w ]{1,40}?)?"
        r",?\s+(?P<when>(?:from|between|since)\s+[^.;]{1,120})",
    ),
    re.compile(
        r"\b(?:war|arbeitete|ist|wurde)(?: [^\s.;]+){0,6}? "
        r"(?P<when>(?:vom|von|seit)(?: [^\s;]+){1,9}?) als"
        r" (?P<title>[^\W\d_][\w/-]+(?: [\w/-]+){0,4}?)"
        rf"(?: (?:bei der|bei|für die|in der|im|in unserem \w+) ?(?P<company>{_NAME_OF_COMPANY})?)?"
        r" (?:beschäftigt|tätig|angestellt|eingesetzt)"
    ),
    re.compile(
        r"\b(?:a travaillé|a été employée?|a occupé le poste)\b"
        rf"(?: (?:chez|au sein de|pour) (?P<company>{_NAME_OF_COMPANY}))?"
        r",? (?:en tant que|comme|de) (?P<title>[^\W\d_][\w/’' -]{3,60}?)"
        rf"(?: (?:chez|au sein de) (?P<other>{_NAME_OF_COMPANY}))?"
        r",? (?P<when>(?:du|de|depuis)\b[^.;]+)"
    ),
    re.compile(
        r"\b(?:trabajó|ha trabajado)\b"
        rf"(?: (?:en|para) (?P<company>{_NAME_OF_COMPANY}))?"
        r",? como (?P<title>[^\W\d_][\w/ -]{3,60}?)"
        rf"(?: en (?P<other>{_NAME_OF_COMPANY}))?"
        r",? (?P<when>(?:desde|entre|del?)\b[^.;]+)"
    ),
)


_LONGEST_LETTERHEAD_CHARS: Final = 120


def _stated_roles(text: str, lines: Sequence[Line]) -> list[Experience]:
    """Roles told in a sentence: "worked at Acme as Engineer from March 2019 to June 2021"."""
    prose = " ".join(text.split())
    found = []
    for match in (match for pattern in _STATED_ROLES for match in pattern.finditer(prose)):
        groups = match.groupdict()
        when = groups["when"].replace(" and ", " to ")
        period = _stated_period(when)
        company = groups["company"] or groups.get("other") or _letterhead(lines)
        if period is not None and company and names_job(groups["title"]):
            found.append(
                Experience(
                    company=company.strip(),
                    title=groups["title"].strip(),
                    duration=re.sub(r"^from\s+", "", groups["when"][: period.end]),
                    start_date=period.first,
                    end_date=period.last,
                )
            )
    return found


def _stated_period(when: str) -> Period | None:
    """The period in words; "vom 1. April 2016 bis zum 31. August 2020" may read as two dates."""
    found = list(find_periods(when))
    if len(found) >= 2 and found[0].first == found[0].last and found[1].first == found[1].last:
        start, end = found[0].start, found[1].end
        return Period(start, end, when[start:end], found[0].first, found[1].last)
    return found[0] if found else None


def _letterhead(lines: Sequence[Line]) -> str:
    """The organisation whose name with its legal form stands at the top of a letter or form."""
    heads = [line.text[:_LONGEST_LETTERHEAD_CHARS] for line in lines[:3]]
    named = next((match for head in heads if (match := _LEGAL.match(head))), None)
    return named[0].strip() if named else ""


_FORM_LABELS: Final = {
    "title": "position|job title|role|title|funktion|stelle|poste|puesto|cargo|stilling|functie",
    "company": "employer|company|organisation|organization|arbeitgeber|firma|employeur|empresa",
    "when": "in service|employed|employed since|since|period of employment|beschäftigt|seit|"
    "date of employment|employment period|start date",
}
_FORM_ROW: Final = {
    field: re.compile(rf"^(?:{labels})\s*(?::|\t)\s*(?P<value>.+)$", re.IGNORECASE)
    for field, labels in _FORM_LABELS.items()
}
_LEGAL: Final = re.compile(
    r"[A-ZÄÖÜ][\w&.' -]*?\s(?:inc|llc|ltd|limited|gmbh|ag|plc|corp|as|ab|oy|bv|sas|sarl|s\.l)\b\.?",
    re.IGNORECASE,
)


def _form_role(lines: Sequence[Line]) -> list[Experience]:
    """The one role a form states: a review, a training record, a certificate of employment."""
    values: dict[str, str] = {}
    for line in lines[:25]:
        for label, pattern in _FORM_ROW.items():
            match = pattern.match(line.text)
            if match and label not in values:
                values[label] = match["value"].strip()
    if "company" not in values:
        values["company"] = _letterhead(lines)
    title = re.split(r"\s*[(;]", values.get("title", ""))[0]
    if not names_job(title) or not values["company"]:
        return []
    # The title's own dates say when it was held; "in service" may cover earlier posts.
    inner = re.search(r"\(([^();]+)", values.get("title", ""))
    written = inner[1].strip() if inner else ""
    first, last = parse_period(written)
    return [
        Experience(
            company=values["company"],
            title=title,
            duration=written if first else "",
            start_date=first,
            end_date=last,
        )
    ]


def _add_technologies(experiences: Sequence[Experience], skills: Skills) -> None:
    """Add to each role the document's own technical skills that its statements name."""
    known = [*skills.technical, *skills.tools, *skills.frameworks]
    for entry in experiences:
        told = "\n".join([*entry.responsibilities, *entry.achievements])
        for skill in known:
            whole = rf"(?<![\w+#.-]){re.escape(skill)}(?![\w+#-])"
            if skill not in entry.technologies and re.search(whole, told):
                entry.technologies.append(skill)


def _summary(regions: Sequence[_Region]) -> str | None:
    """The profile section, up to the first line that dates an entry."""
    for region in regions:
        if region.section == "summary":
            prose = takewhile(lambda line: not _dates_an_entry(line), region.lines)
            return " ".join(line.text for line in prose) or None
    return None


def _dates_an_entry(line: Line) -> bool:
    period = _period_of(line)
    return period is not None and period.first != period.last


_NEVER_ENTRIES: Final = frozenset(
    {"education", "certifications", "publications", "awards", "projects", "languages", "skills",
     "interests", "references", "contact"}
)  # fmt: skip


def _experiences(text: str, lines: Sequence[Line], regions: Sequence[_Region]) -> list[Experience]:
    """The roles of the sections of experience, or else those that can be told without one."""
    roles = [
        role
        for region in regions
        if region.section == "experience"
        for role in read_entries(_unbulleted(region.lines), headed=True)
    ]
    roles = roles or _stated_roles(text, lines) or _form_role(lines)
    if roles:
        return roles
    # Columns read one after the other may leave a heading far from what it heads.
    lost_heading = any(region.section == "experience" and not region.lines for region in regions)
    elsewhere = _NEVER_ENTRIES - ({"education", "skills"} if lost_heading else set())
    return [
        role
        for region in regions
        if region.section not in elsewhere
        for role in read_entries(region.lines, headed=False)
    ]


def _unbulleted(lines: Sequence[Line]) -> Sequence[Line]:
    """Lines of a section that lists its entries as bullets, as lines that can head entries."""
    if len(lines) < 2 or not all(line.bullet and periods_in(line.text) for line in lines):
        return lines
    return [Line(line.text, level=line.level) for line in lines]


def extract(text: str, name: str = "") -> DocumentExtraction:
    """What a document says about a career, read by rules.

    Args:
        text: the document's text, line breaks as in the document.
        name: the document's file name; no rule depends on it.
    """
    del name
    lines = read_lines(text)
    regions = _regions(lines)
    experiences = _experiences(text, lines, regions)
    kind = _document_type(text, regions, experiences)
    if kind == "job_description":
        experiences = []
    elif kind == "cover_letter":
        experiences = _stated_roles(text, lines)
    education = _education(regions)
    skills = _skills(regions)
    _add_technologies(experiences, skills)
    found = bool(experiences) + bool(education) + bool(skills.technical)
    return DocumentExtraction(
        document_type=kind,
        extraction_confidence=(0.2, 0.6, 0.8, 0.9)[found],
        personal_info=(
            PersonalInfo() if kind in ("reference", "other") else _personal_info(lines, text)
        ),
        summary=_summary(regions),
        experiences=experiences,
        education=education,
        skills=skills,
        languages=_languages(regions),
        projects=_projects(regions),
        certifications=_certifications(regions),
        publications=[
            Publication(title=item, year=year)
            for item, year in _named_items(regions, "publications")
        ],
        awards=[Award(name=item, year=year) for item, year in _named_items(regions, "awards")],
    )
