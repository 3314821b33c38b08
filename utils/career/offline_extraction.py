"""Rules that read a career document: sections, entries, and what each line of an entry is.

The built-in stand-in for a model's `document_extraction`. Values are copied from the text word for
word; what no rule recognises is left out, and a date that is not written stays None. It knows words
of many languages and ways to lay out a CV, but no particular document.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile
from typing import Final

from .document_lines import Line, read_lines
from .document_sections import Region, regions_of
from .education_entries import read_education
from .experience_entries import read_entries
from .listed_entries import read_awards, read_certifications, read_publications
from .personal_details import read_personal_info
from .schema import (
    DocumentExtraction,
    DocumentType,
    Experience,
    PersonalInfo,
    Skills,
)
from .section_entries import read_languages, read_projects, read_skills
from .section_items import period_of
from .stated_roles import role_of_a_form, roles_in_prose

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
    text: str, regions: Sequence[Region], experiences: Sequence[Experience]
) -> DocumentType:
    headed = {region.section for region in regions if region.lines}
    if len(headed & {"experience", "education", "skills"}) >= 2:
        return "resume"
    for kind, pattern in _TYPES.items():
        if pattern.search(text):
            return kind
    return "resume" if len(experiences) >= 2 else "other"


def _add_technologies(experiences: Sequence[Experience], skills: Skills) -> None:
    """Add to each role the document's own technical skills that its statements name."""
    known = [*skills.technical, *skills.tools, *skills.frameworks]
    for entry in experiences:
        told = "\n".join([*entry.responsibilities, *entry.achievements])
        for skill in known:
            whole = rf"(?<![\w+#.-]){re.escape(skill)}(?![\w+#-])"
            if skill not in entry.technologies and re.search(whole, told):
                entry.technologies.append(skill)


def _summary(regions: Sequence[Region]) -> str | None:
    """The profile section, up to the first line that dates an entry."""
    for region in regions:
        if region.section == "summary":
            prose = takewhile(lambda line: not _dates_an_entry(line), region.lines)
            return _paragraphs(list(prose)) or None
    return None


_LONGEST_WRAPPED_CHARS: Final = 120
_FULL_LINE_SHARE: Final = 0.8
_JOINING_WORDS: Final = frozenset(
    "and or und oder et ou y o e ed og och en i with for of to".split()
)


def _paragraphs(lines: Sequence[Line]) -> str:
    """Lines that the page has wrapped as one, all else on lines of their own.

    A line goes on where the next one begins in lower case, where it ends with a comma or an "and",
    or where it fills the page's width and ends without a full stop.
    """
    width = max((len(line.text) for line in lines), default=0)
    text = ""
    for before, line in zip([None, *lines], lines, strict=False):
        if before is None:
            text = line.text
            continue
        fills_page = (
            width <= _LONGEST_WRAPPED_CHARS
            and len(before.text) >= _FULL_LINE_SHARE * width
            and before.text[-1] not in ".!?。"
        )
        is_open = before.text.endswith(",") or before.text.split()[-1] in _JOINING_WORDS
        goes_on = line.text[0].islower() or is_open or (fills_page and not line.bullet)
        text += f"{' ' if goes_on or line.may_continue else chr(10)}{line.text}"
    return text


def _dates_an_entry(line: Line) -> bool:
    period = period_of(line)
    return period is not None and period.first != period.last


_NEVER_ENTRIES: Final = frozenset(
    {"education", "certifications", "publications", "awards", "projects", "languages", "skills",
     "interests", "references", "contact"}
)  # fmt: skip


def _experiences(text: str, lines: Sequence[Line], regions: Sequence[Region]) -> list[Experience]:
    """The roles of the sections of experience, or else those that can be told without one."""
    roles = [
        role
        for region in regions
        if region.section == "experience"
        for role in read_entries(region.lines, headed=True)
    ]
    roles = roles or roles_in_prose(text, lines) or role_of_a_form(lines)
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


def extract(text: str) -> DocumentExtraction:
    """What a document says about a career, read by rules.

    Args:
        text: the document's text, line breaks as in the document.
    """
    lines = read_lines(text)
    regions = regions_of(lines)
    experiences = _experiences(text, lines, regions)
    kind = _document_type(text, regions, experiences)
    if kind == "job_description":
        experiences = []
    elif kind == "cover_letter":
        experiences = roles_in_prose(text, lines)
    education = read_education(regions)
    skills = read_skills(regions)
    _add_technologies(experiences, skills)
    found = bool(experiences) + bool(education) + bool(skills.technical)
    return DocumentExtraction(
        document_type=kind,
        extraction_confidence=(0.2, 0.6, 0.8, 0.9)[found],
        personal_info=(
            PersonalInfo() if kind in ("reference", "other") else read_personal_info(lines, text)
        ),
        summary=_summary(regions),
        experiences=experiences,
        education=education,
        skills=skills,
        languages=read_languages(regions),
        projects=read_projects(regions),
        certifications=read_certifications(regions),
        publications=read_publications(regions),
        awards=read_awards(regions),
    )
