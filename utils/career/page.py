"""What a finished CV or letter shows, in which order: the page that every format draws.

The texts are data: none is read as markup, and nothing is added, shortened or judged here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from .schema import CoverLetterDocument, CVDocument, CVRole, Education, PersonalInfo
from .wording import Labels, Wording

_SKILL_GROUP_NAMES: Final = ("technical", "soft", "tools", "frameworks", "methodologies")

# --- Texts and links ------------------------------------------------------------------------------

Document = TypeVar("Document", CVDocument, CoverLetterDocument)

# Control characters, which XML 1.0 cannot hold, private ones, which only an icon font can show, and
# invisible ones that change the direction of what follows or break words apart.
_FORBIDDEN: Final = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\uf900-\ufffd\U00010000-\U000effff]"
    "|[\u200b\u202a-\u202e\u2060-\u2069\ufeff]"
)
# No-break spaces are kept: they hold a number and its unit together.
_BREAKING_SPACE: Final = re.compile("[\t\n\r \x85\u2028\u2029]+")


def cleaned(document: Document) -> Document:
    """The same document without control characters, each text on one line."""

    def of(value: Any) -> Any:
        if isinstance(value, str):
            return _BREAKING_SPACE.sub(" ", _FORBIDDEN.sub("", value)).strip()
        if isinstance(value, list):
            return [item for item in map(of, value) if item not in (None, "")]
        if isinstance(value, dict):
            return {key: of(item) for key, item in value.items()}
        return value

    return type(document).model_validate(of(document.model_dump()))


def web_address(text: str | None) -> str | None:
    """The http(s) address that a text such as `example.org/me` means; None if it means none."""
    if not text or re.search(r"\s", text) or len(text) > 2_000:
        return None
    if not re.match("https?://", text, re.IGNORECASE):
        text = f"https://{text}"
    try:
        host = urlsplit(text).hostname or ""
    except ValueError:
        return None
    return text if re.fullmatch(r"[\w-]+(\.[\w-]+)*\.[a-z]{2,}", host, re.IGNORECASE) else None


def mail_address(text: str | None) -> str | None:
    return text if text and re.fullmatch(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+", text) else None


# --- The page -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Link:
    """A text of the header and the address it leads to, if any."""

    text: str
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A label with its text: "Technologies: Python, Go"."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A role, a degree or a project; `place` is the employer or school, with its location."""

    heading: str
    place: str = ""
    dates: str = ""
    paragraphs: tuple[str, ...] = ()
    bullets: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """One of the four kinds of content under a title; `lines` are entries of one line each."""

    title: str
    paragraphs: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    lines: tuple[Entry, ...] = ()
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class CVPage:
    language: str
    name: str
    headline: str
    contact_lines: tuple[tuple[Link, ...], ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class LetterPage:
    language: str
    name: str
    contact_lines: tuple[tuple[Link, ...], ...]
    date: str
    recipient: str
    subject: str
    greeting: str
    paragraphs: tuple[str, ...]
    closing: str


def _contact_lines(person: PersonalInfo) -> tuple[tuple[Link, ...], ...]:
    """How to reach the person, and on a line of its own what to see on the web."""
    mail = mail_address(person.email)
    direct = (
        Link(person.location or ""),
        Link(person.email or "", f"mailto:{mail}" if mail else None),
        Link(person.phone or ""),
    )
    web = (
        Link(re.sub("^https?://(www[.])?|/$", "", text), web_address(text))
        for text in (person.website, person.linkedin, person.github)
        if text
    )
    lines = (tuple(dict.fromkeys(each for each in line if each.text)) for line in (direct, web))
    return tuple(line for line in lines if line)


def _entry(
    names: Iterable[str | None],
    dates: str = "",
    paragraphs: Iterable[str | None] = (),
    bullets: Iterable[str] = (),
    facts: tuple[Fact, ...] = (),
) -> Entry:
    """An entry headed by the first name there is; the other names are its place."""
    heading, *rest = [name for name in names if name] or [""]
    return Entry(
        heading,
        place=", ".join(rest),
        dates=dates,
        paragraphs=tuple(text for text in paragraphs if text),
        bullets=tuple(bullets),
        facts=facts,
    )


def cv_page(cv: CVDocument) -> CVPage:
    wording = Wording.of(cv.language)
    labels = wording.labels
    spoken = ", ".join(
        f"{each.name} ({each.level})" if each.level else each.name for each in cv.languages
    )
    sections = (
        Section(labels.summary, paragraphs=(cv.summary,) if cv.summary else ()),
        Section(labels.experience, entries=_filled(_role(each, wording) for each in cv.roles)),
        Section(
            labels.projects,
            entries=_filled(
                _entry(
                    (each.name, each.type),
                    wording.month_or_year(each.year),
                    paragraphs=(each.description,),
                    bullets=each.outcomes,
                    facts=_listed(labels.technologies, each.technologies),
                )
                for each in cv.projects
            ),
        ),
        Section(
            labels.skills,
            facts=tuple(
                fact
                for group in cv.skills
                for fact in _listed(
                    _skill_group_name(group.name, labels) or labels.skills, group.items
                )
            ),
        ),
        Section(labels.education, entries=_filled(_degree(each, wording) for each in cv.education)),
        Section(
            labels.certifications,
            lines=_filled(
                _entry((each.name, each.issuer), wording.month_or_year(each.year))
                for each in cv.certifications
            ),
        ),
        Section(
            labels.publications,
            lines=_filled(
                _entry((each.title, each.venue), wording.month_or_year(each.year))
                for each in cv.publications
            ),
        ),
        Section(
            labels.awards,
            lines=_filled(
                _entry(
                    (each.name, each.organization, each.description),
                    wording.month_or_year(each.year),
                )
                for each in cv.awards
            ),
        ),
        Section(labels.languages, paragraphs=(spoken,) if spoken else ()),
    )
    return CVPage(
        language=wording.locale.language,
        name=cv.personal.name or "",
        headline=cv.headline or "",
        contact_lines=_contact_lines(cv.personal),
        sections=tuple(
            section
            for section in sections
            if section.paragraphs or section.entries or section.lines or section.facts
        ),
    )


def _filled(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    return tuple(entry for entry in entries if entry != Entry(""))


def _role(role: CVRole, wording: Wording) -> Entry:
    return _entry(
        (role.title, role.company, role.location),
        wording.period(role.start_date, role.end_date, role.duration),
        bullets=role.bullets,
        facts=_listed(wording.labels.technologies, role.technologies),
    )


def _degree(education: Education, wording: Wording) -> Entry:
    year = wording.month_or_year(education.year)
    return _entry(
        (education.degree, education.institution, education.location),
        wording.period(education.start_date, education.end_date, year),
        paragraphs=(education.honors, education.details),
        facts=(
            *_listed(wording.labels.grade, [education.gpa] if education.gpa else []),
            *_listed(wording.labels.coursework, education.coursework),
        ),
    )


def _listed(label: str, items: Sequence[str]) -> tuple[Fact, ...]:
    return (Fact(label, ", ".join(items)),) if items else ()


def _skill_group_name(name: str, labels: Labels) -> str:
    known = name.strip().lower()
    return str(getattr(labels, known)) if known in _SKILL_GROUP_NAMES else name


def letter_page(letter: CoverLetterDocument) -> LetterPage:
    wording = Wording.of(letter.language)
    return LetterPage(
        language=wording.locale.language,
        name=letter.sender.name or "",
        contact_lines=_contact_lines(letter.sender),
        date=wording.day(letter.date),
        recipient=letter.company or "",
        subject=wording.labels.application.replace("{title}", letter.job_title)
        if letter.job_title
        else "",
        greeting=letter.greeting,
        paragraphs=tuple(letter.paragraphs),
        closing=letter.closing,
    )
