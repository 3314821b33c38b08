"""Whether two accounts tell of one role, degree, certificate, publication, project or award.

Never on likeness alone: the names must be the same in all that tells one thing from another, such
as levels and editions, and the dates must allow it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from .quantities import figures
from .same_names import (
    certificate_names,
    company_key,
    compatible_periods,
    dates_agree,
    like_degree,
    like_title,
    normalised,
    same_company,
    same_degree,
    same_level,
    same_organisation,
    same_spoken_language,
    same_title,
    same_venue,
    same_work,
)
from .told_facts import Entry, same_names


def same_role(one: Entry, other: Entry) -> bool:
    title, other_title = one.text("title"), other.text("title")
    company, other_company = one.text("company"), other.text("company")
    periods = one.period(), other.period()
    if not compatible_periods(*periods):
        return False
    starts_agree = dates_agree(periods[0][0], periods[1][0])
    if same_company(company, other_company):
        if not (title and other_title):
            return starts_agree  # a time at an employer is told from its first post on
        return same_title(title, other_title) or (starts_agree and like_title(title, other_title))
    if company and other_company:
        # One reader took for the employer what another split into employer and title.
        words = set(normalised(f"{company} {title}").split())
        return starts_agree and words == set(normalised(f"{other_company} {other_title}").split())
    return starts_agree and same_title(title, other_title)


def same_education(one: Entry, other: Entry) -> bool:
    """Whether two accounts are of one degree, or of the same time at one school.

    Two degrees of one level at one school in the very same years are one of which the documents
    tell the subject differently, unless one document tells of both.
    """
    degree, other_degree = one.text("degree"), other.text("degree")
    school, other_school = one.text("institution"), other.text("institution")
    if school and other_school and not same_company(school, other_school):
        return False
    if not (degree or school) or not (other_degree or other_school):
        return False
    if bool(degree) == bool(other_degree) and same_degree(degree, other_degree):
        return True
    if not (school and other_school) or one.documents & other.documents:
        return False
    (start, end), (other_start, other_end) = one.period(), other.period()
    if not dates_agree(end, other_end) or (
        start and other_start and not dates_agree(start, other_start)
    ):
        return False
    return (
        not (degree and other_degree)
        or like_degree(degree, other_degree)
        or same_level(degree, other_degree)
    )


def same_certificate(one: Entry, other: Entry) -> bool:
    """Another year is another certificate: they are renewed."""
    names, other_names = (certificate_names(each.text("name")) for each in (one, other))
    return (
        bool(names & other_names)
        and _compatible(one, other, "year", _same_year)
        and _compatible(one, other, "issuer", same_organisation)
    )


def same_publication(one: Entry, other: Entry) -> bool:
    """One title at one place; where a document leaves the place out, in one year."""
    if not same_work(one.text("title"), other.text("title")):
        return False
    if not _compatible(one, other, "venue", same_venue):
        return False
    told_twice = not (one.documents & other.documents)
    both_placed = bool(one.text("venue") and other.text("venue"))
    return _compatible(one, other, "year", _same_year) or (both_placed and told_twice)


def same_award(one: Entry, other: Entry) -> bool:
    """Another year is another award, and so is another giver; the giver may be in the name."""
    if not _compatible(one, other, "year", _same_year):
        return False
    name, other_name = normalised(one.text("name")), normalised(other.text("name"))
    if name and name == other_name:
        return _compatible(one, other, "organization", same_organisation)
    words, other_words = (
        set(normalised(f"{each.text('organization')} {each.text('name')}").split())
        for each in (one, other)
    )
    return bool(one.text("year") and other.text("year")) and words == other_words


def is_project_of(project: Entry, role: Entry) -> bool:
    """Whether a role tells a project already: it names the employer, and all its figures are there.

    A project with fewer than two figures, or with one of its own, says something else.
    """
    employer = company_key(role.text("company")).split()
    named = normalised(project.text("name")).split()
    if not employer or len(employer[0]) < _LEAST_NAME_CHARS or employer[0] not in named:
        return False
    told = {figure for text in project.statements() for figure in figures(text)}
    measured = {figure for figure in told if not 1900 <= figure <= 2100}  # years are none
    return len(measured) > 1 and any(measured <= figures(text) for text in role.statements())


def same_language(one: Entry, other: Entry) -> bool:
    return same_spoken_language(one.text("name"), other.text("name"))


def _compatible(one: Entry, other: Entry, name: str, same: Callable[[str, str], bool]) -> bool:
    """Whether a field is the same in both, or told in one of them only."""
    value, other_value = one.text(name), other.text(name)
    return not value or not other_value or same(value, other_value)


def _same_year(one: str, other: str) -> bool:
    years, other_years = (re.findall(r"(?:19|20)\d\d", each) for each in (one, other))
    return bool(set(years) & set(other_years)) or normalised(one) == normalised(other)


_LEAST_NAME_CHARS: Final = 4

SAME: Final[dict[str, Callable[[Entry, Entry], bool]]] = {
    "experience": same_role,
    "education": same_education,
    "languages": same_language,
    "projects": same_names("name"),
    "certifications": same_certificate,
    "publications": same_publication,
    "awards": same_award,
}
NAMING_FIELDS: Final = {
    "experience": ("company", "title"),
    "education": ("degree", "institution"),
    "publications": ("title",),
}
"""The fields that name an entry, where it is not `name`."""
