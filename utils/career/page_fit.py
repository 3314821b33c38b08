"""A CV on one or two pages: what matters least for the posting is left out until it fits.

Posts, studies, the profile and the skills stay. A CV that is too long without all the rest is left
that long: nothing is cut in the middle.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from .dialogues import BackedSentence, DroppedSentence, WritingMaterial, WrittenCV
from .export_pdf import pages_taken
from .plans import relevance
from .schema import Award, Certification, CVDocument, Project, Publication, Shape

_BULLETS_OF_A_FULL_POST: Final = 3


@dataclass(frozen=True, slots=True)
class _Part:
    """What can be taken out of a CV: an entry, a list of it, or one item of that list.

    `importance` orders parts: the first to go has the lowest.
    """

    importance: tuple[float, ...]
    section: str
    entry: int
    field: str | None = None
    item: int | None = None


def fitted(written: WrittenCV, material: WritingMaterial) -> WrittenCV:
    """The CV on `document.max_pages` pages in every design, with what that cost in `left_out`.

    In this order go: lists of technologies and coursework, which the skills repeat; entries that
    answer nothing; bullets beyond the third of a post; bullets beyond the first; the other entries;
    the last bullets, those of the first post excepted. Within each step the posting decides, then
    age. Blocking: the CV is set up to a dozen times, each some hundredths of a second.

    Args:
        written: a CV; one whose `document.max_pages` is None is returned as it is.
        material: what it was written from.
    """
    cv = written.document
    most = cv.max_pages
    if most is None or pages_taken(cv) <= most:
        return written
    parts = sorted(_parts(written, material), key=lambda part: part.importance)
    fewest, enough = 0, len(parts)
    while fewest < enough:
        half = (fewest + enough) // 2
        if pages_taken(_without(cv, parts[:half])) <= most:
            enough = half
        else:
            fewest = half + 1
    out = parts[:enough]
    reason = f"left out so that the CV fits on {'one page' if most == 1 else f'{most} pages'}"
    gone = [text for part in out for text in _texts(cv, part)]
    sentences = list(written.sentences)
    for text in gone:
        told = next((each for each in sentences if each.text == text), None)
        if told is not None:
            sentences.remove(told)
    return replace(
        written,
        document=_without(cv, out),
        sentences=tuple(sentences),
        left_out=(*written.left_out, *(DroppedSentence(text, reason) for text in gone)),
    )


def _parts(written: WrittenCV, material: WritingMaterial) -> Iterator[_Part]:
    cv = written.document
    cared_for = relevance(material.matches)
    told = {sentence.text: sentence for sentence in written.sentences}
    for number, role in enumerate(cv.roles):
        age = -number
        if role.technologies:
            yield _Part((0, age), "roles", number, "technologies")
        for rank, bullet in enumerate(role.bullets):
            value = _value(told.get(bullet), cared_for)
            if rank >= _BULLETS_OF_A_FULL_POST:
                yield _Part((2, value, age, -rank), "roles", number, "bullets", rank)
            elif rank:
                yield _Part((3, -rank, value, age), "roles", number, "bullets", rank)
            elif number:
                yield _Part((5, age), "roles", number, "bullets", rank)
    for number, education in enumerate(cv.education):
        if education.coursework:
            yield _Part((0, -number), "education", number, "coursework")
    for section in _SHAPES:
        values = _entry_values(material.database, section, cared_for)
        for number, entry in enumerate(getattr(cv, section)):
            value = values.get(_name(entry), 0.0)
            yield _Part((4 if value else 1, value, -number), section, number)


def _entry_values(
    database: Mapping[str, Any], section: str, cared_for: Mapping[str, float]
) -> dict[str, float]:
    """Name of an entry of the database -> how much the posting cares for its facts."""
    return {
        _name(shaped): sum(
            value for key, value in cared_for.items() if key.startswith(f"{section}.{number}.")
        )
        for number, entry in enumerate(database.get(section) or [])
        for shaped in [_SHAPES[section].model_validate(entry)]
    }


_SHAPES: Final[Mapping[str, type[Shape]]] = {
    "awards": Award,
    "publications": Publication,
    "projects": Project,
    "certifications": Certification,
}


def _name(entry: Shape) -> str:
    return str(getattr(entry, "name", "") or getattr(entry, "title", ""))


def _value(sentence: BackedSentence | None, cared_for: Mapping[str, float]) -> float:
    if sentence is None:
        return 0.0
    return max((cared_for.get(each, 0.0) for each in sentence.evidence), default=0.0)


def _without(cv: CVDocument, parts: Sequence[_Part]) -> CVDocument:
    shorter = cv.model_copy(deep=True)
    for part in parts:
        if part.item is None and part.field is not None:
            setattr(getattr(shorter, part.section)[part.entry], part.field, [])
    for section in {part.section for part in parts}:
        entries = getattr(shorter, section)
        out = {part.entry for part in parts if part.section == section and part.field is None}
        for number, entry in enumerate(entries):
            items = {
                part.item for part in parts if part.section == section and part.entry == number
            } - {None}
            if items:
                entry.bullets = [
                    text for rank, text in enumerate(entry.bullets) if rank not in items
                ]
        setattr(shorter, section, [each for n, each in enumerate(entries) if n not in out])
    return shorter


def _texts(cv: CVDocument, part: _Part) -> list[str]:
    """What goes with a part; lists that the skills repeat are not worth a word."""
    entry = getattr(cv, part.section)[part.entry]
    if part.item is not None:
        return [entry.bullets[part.item]]
    if part.field is not None:
        return []
    return [_name(entry)]
