"""Skills, spoken languages and projects: what the sections of these kinds list.

Each reader takes the sections of its kind and copies what stands there, and looks nowhere else.
Sentences and headings among the skills are no skills, and a skill is listed once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Final

from babel import Locale

from .dates import LANGUAGES
from .document_lines import (
    PART_SEPARATOR,
    TECHNOLOGY_LINE,
    Line,
    is_unfinished,
    listed_items,
    periods_in,
)
from .document_sections import Region
from .levels import level_in
from .schema import Project, Skills, SpokenLanguage
from .section_items import is_period, period_of, rest_of, without_date
from .section_names import section_of

# --- Skills --------------------------------------------------------------------------------------

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
_PRACTICES: Final = re.compile(r"\bci/?cd\b|\bdevops\b", re.IGNORECASE)
"""Methods as items; as labels they head the tools for them."""
_MOST_WORDS: Final = 4
_FULL_ROW_CHARS: Final = 60
_TABLE_ROW: Final = re.compile(r"([^\t,;:：]{2,40})\t([^\t]+[,;、][^\t]+)")


def _group_of(text: str) -> str:
    return next((group for group, words in _GROUPS.items() if words.search(text)), "technical")


def read_skills(regions: Sequence[Region]) -> Skills:
    """What the skills sections list, sorted by the line's label or else by the item itself."""
    skills = Skills()
    known: set[str] = set()
    for label, items in _skill_rows(regions):
        section = section_of(label)
        if section == "interests" or (section == "languages" and _are_spoken(items)):
            continue
        group_of_row = _group_of(_PRACTICES.sub("", label))
        for item in items:
            own = _group_of(item)
            group = own if own in ("soft", "methodologies") else group_of_row
            words = re.sub(r"\([^()]*\)", "", item).split()
            if 0 < len(words) <= _MOST_WORDS and item.casefold() not in known:
                known.add(item.casefold())
                getattr(skills, group).append(item)
    return skills


def _skill_rows(regions: Sequence[Region]) -> Iterator[tuple[str, list[str]]]:
    """Label and items of each row of the skills sections; prose and group headings are left out."""
    for region in regions:
        if region.section != "skills":
            continue
        rows = _whole_rows(region.lines)
        prose = [row for row in rows if _is_sentence(row)]
        headings = set() if prose else _headings_among(rows)
        label_above = ""
        for row in rows:
            label = _LABEL.match(row)
            items = listed_items(row[label.end() :] if label else row)
            if row in headings:
                label_above = row
            elif row in prose or periods_in(row):
                continue
            elif len(prose) * 4 <= len(rows) or (len(items) > 1 if label else len(items) > 2):
                yield (label[1] if label else label_above), items


def _whole_rows(lines: Sequence[Line]) -> list[str]:
    """The rows of a list, those that were broken over lines whole again; headings left out."""
    rows: list[str] = []
    for line in _one_label_each(_without_table(lines)):
        full_row = bool(rows) and len(rows[-1]) > _FULL_ROW_CHARS and not _LABEL.match(line.text)
        goes_on = bool(rows) and bool(
            rows[-1].endswith((",", "("))
            or line.text.startswith("(")
            or (line.text[:1].islower() and ("," in rows[-1] or _LABEL.match(rows[-1])))
            or (line.found_no_room and "," in rows[-1] and "," in line.text)
        )
        goes_on = goes_on and not _LABEL.match(line.text)
        if (full_row or goes_on) and not line.bullet and not line.blank_before:
            rows[-1] += f" {line.text}"
        elif not line.level:
            rows.append(line.text)
    return rows


def _one_label_each(lines: Iterable[Line]) -> Iterator[Line]:
    """Lines, those that hold several labelled lists cut at the bars between them."""
    for line in lines:
        parts = re.split(r"\s+[|·•]\s+", line.text)
        if len(parts) > 1 and all(map(_LABEL.match, parts)):
            for part in parts:
                yield replace(line, text=part, bullet=True)
        else:
            yield line


def _without_table(lines: Sequence[Line]) -> Iterator[Line]:
    """Lines with the rows of a table of kinds and skills written as "kind: skills"."""
    rows = [_TABLE_ROW.fullmatch(line.text) for line in lines]
    tabled = sum(row is not None for row in rows) > 1
    for index, (line, row) in enumerate(zip(lines, rows, strict=True)):
        if tabled and row is not None:
            yield replace(line, text=f"{row[1]}: {row[2]}", may_continue=False)
        elif not (tabled and index == 0 and "\t" in line.text and rows[1] is not None):
            yield line


def _is_sentence(row: str) -> bool:
    """Whether a row ends like a sentence, and is no list of short items."""
    items = listed_items(row)
    words = len(row.split())
    return row.endswith((".", "。")) and words > 2 * len(items)


def _headings_among(rows: Sequence[str]) -> set[str]:
    """Rows of a single name that head lists, where headings and lists take turns throughout."""
    single = [len(listed_items(row)) == 1 and not _LABEL.match(row) for row in rows]
    turns = [[False, True][index % 2 == 0] for index in range(len(rows))]
    return set(rows[::2]) if len(rows) >= 4 and single == turns else set()


# --- Spoken languages ----------------------------------------------------------------------------


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
        names
        | {
            "mandarin",
            "cantonese",
            "castellano",
            "flemish",
            "日本語",
            "英語",
            "中国語",
            "中文",
            "英语",
            "日语",
        }
    )


_SIGN_LANGUAGE: Final = re.compile(
    r"(?:[^\W\d_]+ )?(?:sign language|gebärdensprache|lengua de signos|gebarentaal|teckenspråk)|"
    r"langue des signes(?: française)?|lingua dei segni",
    re.IGNORECASE,
)
_LEVEL_SIGNS: Final = " \t:：()（）–—-,."
_MOST_LEVEL_WORDS: Final = 4


def _is_language(name: str) -> bool:
    return name.casefold() in _language_names() or bool(_SIGN_LANGUAGE.fullmatch(name))


def _are_spoken(items: Sequence[str]) -> bool:
    """Whether most items are spoken languages: "Languages:" may head Python and Go as well."""
    return sum(_spoken_language(item) is not None for item in items) * 2 > len(items)


def _spoken_language(text: str) -> SpokenLanguage | None:
    """ "German (C1)", "Catalan Native", "Englisch: fließend", "Native: Welsh"."""
    before, _, behind = re.sub("：", ":", text).partition(":")
    if _is_language(before.strip()):
        level = _balanced(behind.strip(_LEVEL_SIGNS))
        return SpokenLanguage(name=before.strip(), level=level or None)
    if _is_language(behind.strip()) and level_in(before) is not None:
        return SpokenLanguage(name=behind.strip(), level=before.strip())
    words = text.split()
    for size in (4, 3, 2, 1):
        name = " ".join(words[:size]).strip(f"{_LEVEL_SIGNS}")
        if _is_language(name):
            level = _balanced(text[text.find(name) + len(name) :].strip(_LEVEL_SIGNS))
            return SpokenLanguage(name=name, level=level or None)
    return None


def _balanced(level: str) -> str:
    return f"{level})" if level.count("(") > level.count(")") else level


def read_languages(regions: Sequence[Region]) -> list[SpokenLanguage]:
    """Spoken languages: of their own section, or of a labelled row among the skills."""
    found: dict[str, SpokenLanguage] = {}
    for region in regions:
        if region.section == "languages":
            for item in _language_items(region.lines):
                _add_language(found, item)
    for label, row in _skill_rows(regions):
        if section_of(label) == "languages" and _are_spoken(row):
            for item in row:
                _add_language(found, item)
    return list(found.values())


def _add_language(found: dict[str, SpokenLanguage], item: str) -> None:
    language = _spoken_language(item)
    if language is not None:
        known = found.setdefault(language.name.casefold(), language)
        known.level = known.level or language.level


def _language_items(lines: Sequence[Line]) -> Iterator[str]:
    """Each language with its level, which may stand in a column beside it or in the next line."""
    waiting = ""
    for line in lines:
        cells = [cell for cell in re.split(r"\t|\s{2,}", line.text) if cell.strip()]
        beside = len(cells) == 2 and _is_language(cells[0].strip(_LEVEL_SIGNS))
        items = listed_items(line.text)
        if beside and _spoken_language(cells[1]) is None:
            items = [f"{cells[0].strip(_LEVEL_SIGNS)}: {cells[1]}"]
        elif len(items) == 2 and _is_language(items[0]) and _spoken_language(items[1]) is None:
            items = [f"{items[0]}: {items[1]}"]  # "Swedish, native"
        below = waiting and len(items) == 1 and _spoken_language(items[0]) is None
        if below and len(line.text.split()) <= _MOST_LEVEL_WORDS and (
            line.text.startswith("(") or level_in(line.text) is not None
        ):  # fmt: skip
            yield f"{waiting} {items[0]}"
            waiting = ""
            continue
        if waiting:
            yield waiting
        yield from items[:-1]
        waiting = items[-1] if items else ""
    if waiting:
        yield waiting


# --- Projects ------------------------------------------------------------------------------------

_IN_ONE_LINE: Final = re.compile(
    r"(?P<name>[\w.#+&'’-]+(?: [\w.#+&'’-]+){0,5}?)\s*(?:[(\[][^()\[\]]*[)\]])?\s*"
    r"(?:[:：]|\s[–—-])\s+(?P<description>\S.{19,})"
)
_BEHIND: Final = re.compile(r"\s*[(\[](?P<behind>[^()\[\]]*)[)\]]\s*$")
_LEAST_IN_ONE_LINE: Final = 0.6
_LEAST_DESCRIPTION_CHARS: Final = 25


def read_projects(regions: Sequence[Region]) -> list[Project]:
    """Projects: name, description and outcomes, each told in one line or over several."""
    found: list[Project] = []
    for region in regions:
        if region.section != "projects":
            continue
        lines = region.lines
        told = [_in_one_line(line) for line in lines]
        whole = [project for project, line in zip(told, lines, strict=True) if not _may_go_on(line)]
        if sum(map(bool, whole)) >= _LEAST_IN_ONE_LINE * len(whole) and not any(
            line.level for line in lines
        ):
            found += _each_in_one_line(lines, told)
        else:
            found += _over_several_lines(lines)
    return found


def _in_one_line(line: Line) -> Project | None:
    """ "tidewatch (2021): tide tables for small harbours" as a project."""
    match = _IN_ONE_LINE.fullmatch(line.text)
    if match is None or re.match(r"(?:technolog|tools?\b|stack\b|role\b)", match["name"], re.I):
        return None
    period = next(iter(periods_in(line.text[match.end("name") : match.start("description")])), None)
    description = match["description"]
    behind = _BEHIND.search(description)
    if period is None and behind and (dates := periods_in(behind["behind"])):
        period, description = dates[0], description[: behind.start()]
    if period is None:
        rest, dated, _ = without_date(description)
        if dated is not None and description.startswith(rest) and "\t" not in rest:
            period, description = dated, rest
    return Project(
        name=match["name"], description=description, year=period.text if period else None
    )


def _may_go_on(line: Line) -> bool:
    return line.text[:1].islower() and not line.bullet


def _each_in_one_line(lines: Sequence[Line], told: Sequence[Project | None]) -> list[Project]:
    found: list[Project] = []
    for line, project in zip(lines, told, strict=True):
        technologies = TECHNOLOGY_LINE.match(line.text)
        if project is not None and not (found and technologies):
            found.append(project)
        elif not found:
            continue
        elif technologies:
            found[-1].technologies += listed_items(line.text[technologies.end() :])
        elif not line.bullet and is_unfinished(found[-1].description, line):
            found[-1].description += f" {line.text}"
        elif line.bullet or line.is_statement:
            found[-1].outcomes.append(line.text)
        elif _names_a_project(line):
            found.append(Project(name=PART_SEPARATOR.split(rest_of(line))[0]))
        else:
            found[-1].outcomes.append(line.text)
    return found


def _over_several_lines(lines: Sequence[Line]) -> list[Project]:
    """Projects whose names stand above what is told of them."""
    found: list[Project] = []
    previous = ""
    headed = any(line.level for line in lines)
    for line in lines:
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
        elif not found and (project := _in_one_line(line)) is not None and (
            len(project.description) >= _LEAST_DESCRIPTION_CHARS
        ):  # fmt: skip
            found.append(project)
        elif period is not None and is_period(line):
            if found:
                found[-1].year = found[-1].year or period.text
            continue  # what follows still stands under the name
        elif line.level or (not headed and _names_a_project(line)):
            year = period.text if period else None
            named_above = bool(found) and previous == found[-1].name
            if found and named_above and not line.blank_before and not line.level and not year:
                found[-1].description = line.text
            elif found and not line.blank_before and not year and _told_in_one_line(previous, line):
                found[-1].outcomes.append(line.text)
            else:
                found.append(Project(name=PART_SEPARATOR.split(rest_of(line))[0], year=year))
                previous = found[-1].name
                continue
        elif found and not found[-1].description and not found[-1].outcomes:
            found[-1].description = line.text
        elif found:
            found[-1].outcomes.append(line.text)
        previous = line.text
    return found


def _told_in_one_line(previous: str, line: Line) -> bool:
    """Whether a line tells more of a project that stands in the one line above."""
    return _in_one_line(Line(previous)) is not None and _in_one_line(line) is None


def _names_a_project(line: Line) -> bool:
    """Whether a line is short and unlike a sentence; in Japanese, without an object or a comma."""
    return (
        not line.is_statement
        and line.text[:1].isalnum()
        and len(line.text.split()) <= 9
        and not re.search(r"[を、，。]|[.;,]$", line.text)
    )
