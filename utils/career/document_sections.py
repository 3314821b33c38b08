"""The sections of a document: its lines cut at the headings, whatever their style.

Tells headings from entries by how the document writes its headings; what stands in a section is
read elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from .document_lines import Line, periods_in
from .entry_labels import LABEL
from .job_words import names_degree, names_job, names_school
from .section_names import Section, section_of


@dataclass(slots=True)
class Region:
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
_ENDS_NAMES: Final = re.compile(r"Certificat(?:e|ion)|Qualification|Training|Award|Licen[cs]e")


def heading_of(line: Line) -> Section | None:
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


def regions_of(lines: Sequence[Line]) -> list[Region]:
    """The document cut at its section headings."""
    lines = _without_margin(lines)
    sections = [heading_of(line) for line in lines]
    style = _heading_style(lines, sections)
    regions = [Region(None)]
    for index, (line, section) in enumerate(zip(lines, sections, strict=True)):
        opens = (
            section is not None
            and _has_style(line, style)
            and not _is_inner(line, section, regions[-1].section)
            and not _ends_a_name(lines, index)
        )
        if opens:
            regions.append(Region(section))
        elif line.level and style.level and line.level <= style.level and index > 0:
            regions.append(Region("other"))
        elif section is None or not line.text.endswith(":"):
            regions[-1].lines.append(line)
    return _with_headings_below(regions)


def _without_margin(lines: Sequence[Line]) -> Sequence[Line]:
    """Lines whose headings stand in the margin, "Experience⇥Nurse, Oak Clinic", as two each."""
    in_margin = [None if line.bullet else _section_in_margin(line.text) for line in lines]
    if not {"experience", "education"} & set(in_margin):
        return lines
    parted: list[Line] = []
    for line, section in zip(lines, in_margin, strict=True):
        name, _, rest = line.text.partition("\t")
        if section is None or section_of(rest) is not None:
            parted.append(line)
        else:
            parted += [replace(line, text=name.strip()), Line(rest.strip())]
    return parted


def _section_in_margin(text: str) -> Section | None:
    """The section named before a tab; "Position⇥Nurse" is a row of a form and names none."""
    name, tab, _ = text.partition("\t")
    return section_of(name) if tab and not LABEL.fullmatch(name.strip()) else None


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


def _ends_a_name(lines: Sequence[Line], index: int) -> bool:
    """Whether a narrow column broke a name before its last word: "Scrum⏎Certification⏎2021"."""
    line, below = lines[index], lines[index + 1 : index + 2]
    if not (line.found_no_room and _ENDS_NAMES.fullmatch(line.text) and below):
        return False
    return any(
        period.start == 0 and period.end == len(below[0].text)
        for period in periods_in(below[0].text)
    )


def _with_headings_below(regions: list[Region]) -> list[Region]:
    """Regions of a document whose headings stand below what they head, put right."""
    headed = regions[1:]
    if not headed or not regions[0].lines:
        return regions
    moved = [
        Region(region.section, above.lines) for above, region in zip(regions, headed, strict=False)
    ]
    if len(headed[-1].lines) <= 2 and _fit(moved) > _fit(regions):
        return [Region(None, headed[-1].lines), *moved]
    return regions


def _fit(regions: Sequence[Region]) -> int:
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
