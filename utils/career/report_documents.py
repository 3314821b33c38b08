"""The CV and the letter as HTML in which each text is linked to what it rests on.

They show what every other format shows, in the same order and words. Sentences are matched with
their recorded evidence by their text, facts with the database by the entry they were copied from;
what has no match is shown all the same, and its note says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from pydantic import BaseModel

from .citations import Citations, Evidence, plain
from .html_markup import Content, Html, element, joined
from .schema import CoverLetterDocument, CVDocument, CVRole, PersonalInfo
from .wording import Wording

CV: Final = "CV"
LETTER: Final = "letter"


class Written:
    """The sentences of one document, for finding again what each of its texts rests on."""

    def __init__(self, sentences: Sequence[tuple[str, tuple[Evidence, ...]]]) -> None:
        self._sentences = sentences

    def of(self, text: str, entry: str = "") -> tuple[Evidence, ...] | None:
        """What a whole sentence rests on, its own `entry` first; None: it is not recorded."""
        same = [evidence for known, evidence in self._sentences if known == plain(text)]
        own = [each for each in same if any(fact.id.startswith(f"{entry}.") for fact in each)]
        return next(iter(own or same), None)

    def split(self, paragraph: str) -> Iterator[tuple[str, tuple[Evidence, ...] | None]]:
        """A paragraph as the sentences it was joined of, each with what it rests on."""
        rest = plain(paragraph)
        while rest:
            at, size, evidence = self._next(rest)
            if unknown := rest[:at].strip():
                yield unknown, None
            if size:
                yield rest[at : at + size], evidence
            rest = rest[at + size :].lstrip() if size else ""

    def _next(self, text: str) -> tuple[int, int, tuple[Evidence, ...] | None]:
        """Start, length and evidence of the first sentence in a text, the longest one there."""
        found = [
            (at, -len(known), evidence)
            for known, evidence in self._sentences
            if known and (at := text.find(known)) >= 0
        ]
        if not found:
            return len(text), 0, None
        at, negative, evidence = min(found, key=lambda each: each[:2])
        return at, -negative, evidence


def _sentences(paragraph: str, written: Written, part: str, citations: Citations) -> Html:
    return joined(
        [
            (" " if index else None, citations.sentence(text, evidence, part))
            for index, (text, evidence) in enumerate(written.split(paragraph))
        ]
    )


def _contacts(person: PersonalInfo, citations: Citations) -> Content:
    fields = ("location", "email", "phone", "website", "linkedin", "github")
    known = [(each, str(getattr(person, each))) for each in fields if getattr(person, each)]
    return element(
        "p",
        [
            (" · " if index else None, citations.fact(text, f"personal_info.{name}"))
            for index, (name, text) in enumerate(known)
        ],
        class_="contacts",
    )


def cv_article(
    cv: CVDocument, database: Mapping[str, Any], citations: Citations, written: Written
) -> Html:
    return element(
        "article",
        element("h2", "CV", class_="document-kind", id="cv-heading", lang="en"),
        element("p", citations.fact(cv.personal.name or "", "personal_info.name"), class_="name"),
        element("p", _sentences(cv.headline, written, CV, citations), class_="headline")
        if cv.headline
        else None,
        _contacts(cv.personal, citations),
        _CVSections(cv, database, citations, written).sections(),
        id="cv",
        class_="paper",
        lang=cv.language,
        aria_labelledby="cv-heading",
    )


class _CVSections:
    """The sections of a CV, in the order and with the words of every other format."""

    def __init__(
        self,
        cv: CVDocument,
        database: Mapping[str, Any],
        citations: Citations,
        written: Written,
    ) -> None:
        self._cv = cv
        self._database = database
        self._citations = citations
        self._written = written
        self._wording = Wording.of(cv.language)

    def sections(self) -> list[Html]:
        cv, labels = self._cv, self._wording.labels
        parts: tuple[tuple[str, Content], ...] = (
            (labels.summary, self._summary()),
            (
                labels.experience,
                [self._role(*each) for each in self._placed("experience", cv.roles)],
            ),
            (
                labels.projects,
                [self._project(*each) for each in self._placed("projects", cv.projects)],
            ),
            (labels.skills, self._skills()),
            (
                labels.education,
                [self._degree(*each) for each in self._placed("education", cv.education)],
            ),
            (
                labels.certifications,
                self._lines("certifications", cv.certifications, ("name", "issuer")),
            ),
            (
                labels.publications,
                self._lines("publications", cv.publications, ("title", "venue")),
            ),
            (
                labels.awards,
                self._lines("awards", cv.awards, ("name", "organization", "description")),
            ),
            (labels.languages, self._languages()),
        )
        return [
            element("section", element("h3", title), content) for title, content in parts if content
        ]

    def _placed(self, key: str, items: Sequence[Any]) -> list[tuple[str, Any]]:
        """Each entry with its id in the database; an entry that is not there has an empty one."""
        free = dict(enumerate(self._database.get(key) or []))
        placed = []
        for item in items:
            number = next((n for n, entry in free.items() if _is_entry(item, entry)), None)
            free.pop(number, None) if number is not None else None
            placed.append((f"{key}.{number}" if number is not None else "", item))
        return placed

    def _summary(self) -> Content:
        if not self._cv.summary:
            return None
        return element("p", _sentences(self._cv.summary, self._written, CV, self._citations))

    def _head(self, entry: str, names: Sequence[tuple[str, str | None]], dates: Content) -> Html:
        """The heading of an entry: its first name, then the others as its place, and its dates."""
        (name, heading), *place = [(n, text) for n, text in names if text] or [("", "")]
        return element(
            "div",
            element("h4", self._citations.fact(heading or "", f"{entry}.{name}")),
            element("p", dates, class_="dates") if dates else None,
            element(
                "p",
                [
                    (", " if index else None, self._citations.fact(text or "", f"{entry}.{name}"))
                    for index, (name, text) in enumerate(place)
                ],
                class_="place",
            )
            if place
            else None,
            class_="entry-head",
        )

    def _dates(self, entry: str, text: str) -> Content:
        fields = ("start_date", "end_date", "duration", "year")
        return self._citations.fact(text, *(f"{entry}.{each}" for each in fields))

    def _items(self, label: str, entry: str, field: str, items: Sequence[str]) -> Content:
        if not items:
            return None
        known = _numbered(self._database, entry, field)
        return element(
            "p",
            element("span", f"{label}: ", class_="label"),
            [
                (", " if index else None, self._citations.fact(text, known.get(text, "")))
                for index, text in enumerate(items)
            ],
            class_="items",
        )

    def _role(self, entry: str, role: CVRole) -> Html:
        dates = self._wording.period(role.start_date, role.end_date, role.duration)
        bullets = [
            self._citations.sentence(text, self._written.of(text, entry), CV)
            for text in role.bullets
        ]
        return element(
            "div",
            self._head(
                entry,
                _named(role, "title", "company", "location"),
                self._dates(entry, dates),
            ),
            element("ul", [element("li", each) for each in bullets]) if bullets else None,
            self._items(
                self._wording.labels.technologies, entry, "technologies", role.technologies
            ),
            class_="entry",
        )

    def _project(self, entry: str, project: Any) -> Html:
        outcomes = _numbered(self._database, entry, "outcomes")
        return element(
            "div",
            self._head(
                entry,
                _named(project, "name", "type"),
                self._dates(entry, self._wording.month_or_year(project.year)),
            ),
            self._texts(entry, project, ("description",)),
            element(
                "ul",
                [
                    element("li", self._citations.fact(text, outcomes.get(text, "")))
                    for text in project.outcomes
                ],
            )
            if project.outcomes
            else None,
            self._items(
                self._wording.labels.technologies, entry, "technologies", project.technologies
            ),
            class_="entry",
        )

    def _degree(self, entry: str, degree: Any) -> Html:
        year = self._wording.month_or_year(degree.year)
        labels = self._wording.labels
        return element(
            "div",
            self._head(
                entry,
                _named(degree, "degree", "institution", "location"),
                self._dates(entry, self._wording.period(degree.start_date, degree.end_date, year)),
            ),
            self._texts(entry, degree, ("honors", "details")),
            element(
                "p",
                element("span", f"{labels.grade}: ", class_="label"),
                self._citations.fact(degree.gpa, f"{entry}.gpa"),
                class_="items",
            )
            if degree.gpa
            else None,
            self._items(labels.coursework, entry, "coursework", degree.coursework),
            class_="entry",
        )

    def _texts(self, entry: str, item: BaseModel, names: Iterable[str]) -> list[Html]:
        return [
            element("p", self._citations.fact(text, f"{entry}.{name}"))
            for name, text in _named(item, *names)
            if text
        ]

    def _lines(self, key: str, items: Sequence[Any], names: Sequence[str]) -> Content:
        lines = []
        for entry, item in self._placed(key, items):
            year = self._wording.month_or_year(item.year)
            named = [
                self._citations.fact(text or "", f"{entry}.{name}")
                for name, text in _named(item, *names)
                if text
            ]
            lines.append(
                element(
                    "li",
                    [(", " if index else None, each) for index, each in enumerate(named)],
                    (" (", self._dates(entry, year), ")") if year else None,
                )
            )
        return element("ul", lines, class_="lines") if lines else None

    def _skills(self) -> Content:
        labels = self._wording.labels
        return [
            self._items(
                getattr(labels, group.name.strip().lower(), group.name),
                "skills",
                "",
                group.items,
            )
            for group in self._cv.skills
        ]

    def _languages(self) -> Content:
        spoken = [
            (
                ", " if index else None,
                self._citations.fact(each.name, f"{entry}.name"),
                (" (", self._citations.fact(each.level, f"{entry}.level"), ")")
                if each.level
                else None,
            )
            for index, (entry, each) in enumerate(self._placed("languages", self._cv.languages))
        ]
        return element("p", spoken) if spoken else None


def _named(item: BaseModel, *names: str) -> list[tuple[str, str | None]]:
    return [(name, getattr(item, name)) for name in names]


def _is_entry(item: BaseModel, entry: Mapping[str, Any]) -> bool:
    """Whether an entry of a CV was copied from this entry of the database; lists may be cut."""

    def single(values: Mapping[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in values.items() if not isinstance(value, list)}

    return single(item.model_dump()) == single(type(item).model_validate(entry).model_dump())


def _numbered(database: Mapping[str, Any], entry: str, field: str) -> dict[str, str]:
    """From each text below an entry's field to its id; of equal texts, the first."""
    node: Any = database
    path = ".".join(part for part in (entry, field) if part)
    for part in path.split(".") if path else []:
        if isinstance(node, Sequence) and not isinstance(node, str):
            node = node[int(part)] if part.isdecimal() and int(part) < len(node) else None
        else:
            node = node.get(part) if isinstance(node, Mapping) else None
    groups = node.items() if isinstance(node, Mapping) else [("", node or [])]
    found: dict[str, str] = {}
    for name, items in groups:
        for index, text in enumerate(items if isinstance(items, list) else []):
            found.setdefault(str(text), ".".join(p for p in (path, name, str(index)) if p))
    return found


def letter_article(letter: CoverLetterDocument, citations: Citations, written: Written) -> Html:
    wording = Wording.of(letter.language)
    subject = wording.labels.application.replace("{title}", letter.job_title or "")
    return element(
        "article",
        element("h2", "Letter", class_="document-kind", id="letter-heading", lang="en"),
        element("p", citations.fact(letter.sender.name or "", "personal_info.name"), class_="name"),
        _contacts(letter.sender, citations),
        element("p", wording.day(letter.date), class_="dated") if letter.date else None,
        element("p", letter.company, dir="auto") if letter.company else None,
        element("p", subject, class_="subject", dir="auto") if letter.job_title else None,
        element("p", letter.greeting),
        [element("p", _sentences(text, written, LETTER, citations)) for text in letter.paragraphs],
        element("p", letter.closing),
        element("p", letter.sender.name, dir="auto") if letter.sender.name else None,
        id="letter",
        class_="paper",
        lang=letter.language,
        aria_labelledby="letter-heading",
    )
