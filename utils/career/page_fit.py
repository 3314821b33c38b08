"""A CV on one or two pages: what matters least for the posting is left out until it fits.

Posts, studies, the profile and the skills stay. A CV that would be too long without all the rest is
left as it is.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from .dialogues import BackedSentence, DroppedSentence, WritingMaterial, WrittenCV
from .export_pdf import pages_taken
from .plans import relevance
from .schema import Award, Certification, CVDocument, Project, Publication, Shape

# The worth of a text is (1 + what the posting cares) times a weight: of a bullet that of its post,
# from the newest, over its rank; of another entry that of its kind. What goes first is worth least
# for the lines it takes.
_POST_WEIGHTS: Final = (4.0, 2.5, 1.5)
_OLD_POST_WEIGHT: Final = 1.0
_LAST_BULLET_WEIGHT: Final = 2.0
_ENTRY_WEIGHTS: Final = {
    "awards": 0.6,
    "publications": 0.6,
    "certifications": 1.0,
    "projects": 1.2,
}
_MOST_CARED_FOR: Final = 3.0
_CHARS_A_LINE: Final = 90


@dataclass(frozen=True, slots=True)
class _Part:
    """What can be taken out of a CV: an entry, a list of it, or one item of that list.

    `worth` is that of a line of it: the part with the lowest goes first.
    """

    worth: float
    section: str
    entry: int
    field: str | None = None
    item: int | None = None


def fitted(written: WrittenCV, material: WritingMaterial) -> WrittenCV:
    """The CV on `document.max_pages` pages in every design, with what that cost in `left_out`.

    First go lists of technologies and coursework, which the skills repeat; then bullets, projects,
    certificates, publications and awards, by how much the posting cares, how new the post is and
    how many lines they take. The best bullet of the newest post stays. Blocking: the CV is set up
    to a dozen times, each some hundredths of a second.

    Args:
        written: a CV; one whose `document.max_pages` is None is returned as it is.
        material: what it was written from.
    """
    cv = written.document
    most = cv.max_pages
    if most is None or pages_taken(cv) <= most:
        return written
    parts = sorted(_parts(written, material), key=lambda part: (part.worth, -part.entry))
    if pages_taken(_without(cv, parts)) > most:
        return written
    fewest, enough = 0, len(parts)
    while fewest < enough:
        half = (fewest + enough) // 2
        if pages_taken(_without(cv, parts[:half])) <= most:
            enough = half
        else:
            fewest = half + 1
    out = parts[:enough]
    reason = f"left out so that the CV fits on {'one page' if most == 1 else f'{most} pages'}"
    sentences = list(written.sentences)
    for part in out:
        if part.item is not None:
            told = _sentence_of(written, part.entry, part.item)
            if told in sentences:
                sentences.remove(told)
    gone = [DroppedSentence(text, reason) for part in out for text in _texts(cv, part)]
    return replace(
        written,
        document=_without(cv, out),
        sentences=tuple(sentences),
        left_out=(*written.left_out, *gone),
    )


def _sentence_of(written: WrittenCV, post: int, rank: int) -> BackedSentence | None:
    """The sentence that a bullet is; two posts may tell the same in the same words."""
    text = written.document.roles[post].bullets[rank]
    own = f"experience.{post}."
    return next(
        (
            each
            for each in written.sentences
            if each.text == text and any(fact.startswith(own) for fact in each.evidence)
        ),
        None,
    )


def _parts(written: WrittenCV, material: WritingMaterial) -> Iterator[_Part]:
    cv = written.document
    cared_for = relevance(material.matches)
    for number, role in enumerate(cv.roles):
        if role.technologies:
            yield _Part(0.0, "roles", number, "technologies")
        of_post = _POST_WEIGHTS[number] if number < len(_POST_WEIGHTS) else _OLD_POST_WEIGHT
        for rank, bullet in enumerate(role.bullets):
            if rank or number:
                weight = of_post / (1 + rank) if rank else of_post * _LAST_BULLET_WEIGHT
                value = _value(_sentence_of(written, number, rank), cared_for)
                yield _Part(_worth(weight, value, bullet), "roles", number, "bullets", rank)
    for number, education in enumerate(cv.education):
        if education.coursework:
            yield _Part(0.0, "education", number, "coursework")
    for section, weight in _ENTRY_WEIGHTS.items():
        values = _entry_values(material.database, section, cared_for)
        for number, entry in enumerate(getattr(cv, section)):
            shown = getattr(entry, "description", "") or ""
            worth = _worth(weight, values.get(_name(entry), 0.0), _name(entry), shown)
            yield _Part(worth, section, number)


def _worth(weight: float, value: float, *texts: str) -> float:
    """Of one line of what shows these texts, the first of which heads it."""
    lines = sum(math.ceil(len(text) / _CHARS_A_LINE) for text in texts)
    return weight * (1 + min(value, _MOST_CARED_FOR)) / max(1, lines)


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
