"""Entries that are laid out alike: what one of them leaves open, the others tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from .document_lines import PART_SEPARATOR
from .entry_headers import AT, Entry, trimmed
from .job_words import comma_parts, employer_strength, is_place, title_strength

_Place = tuple[int, int]
"""Row and part of a header."""


def read_alike(entries: Sequence[Entry]) -> None:
    """Read headers that may be read in more than one way as the clear ones beside them are."""
    usual = Counter(
        places for entry in entries if _is_clear(entry) and (places := _places(entry)) is not None
    ).most_common(1)
    if not usual or usual[0][1] * 2 <= sum(_is_clear(entry) for entry in entries):
        return
    (title_at, company_at), _ = usual[0]
    shapes = {shape_of(entry) for entry in entries if _places(entry) == (title_at, company_at)}
    for entry in entries:
        if _is_clear(entry) or shape_of(entry) not in shapes:
            continue
        parts = _parts(entry)
        title, company = parts[title_at[0]][title_at[1]], parts[company_at[0]][company_at[1]]
        if title_strength(title) >= title_strength(company) and (
            employer_strength(company) >= employer_strength(entry.header.company)
        ):
            entry.header.title, entry.header.company = trimmed(title), trimmed(company)


def cut_places_alike(entries: Sequence[Entry]) -> None:
    """Cut off an employer's name what stands where another entry of this shape has a place."""
    places = {
        (shape_of(entry), i, j)
        for entry in entries
        for i, row in enumerate(_parts(entry))
        for j, part in enumerate(row)
        if j > 0 and is_place(part)
    }
    for entry in entries:
        header, shape = entry.header, shape_of(entry)
        for i, row in enumerate(_parts(entry)):
            for j, part in enumerate(row):
                if (shape, i, j) not in places or header.company not in entry.texts[i]:
                    continue
                named = header.company.removesuffix(part).rstrip()
                if named != header.company and named[-1:] in tuple(",–—-|·"):
                    header.company = named.rstrip(" ,–—-|·")
                    header.location = header.location or part


def _is_clear(entry: Entry) -> bool:
    """Whether the title can only be the title."""
    header = entry.header
    return (
        header.is_complete
        and not header.labelled
        and title_strength(header.title) == 2
        and title_strength(header.company) < 2
    )


def _parts(entry: Entry) -> list[tuple[str, ...]]:
    """The parts of each row of a header."""
    return [_parts_of(text) for text in entry.texts]


@lru_cache(maxsize=4096)
def _parts_of(row: str) -> tuple[str, ...]:
    parts = [part for part in PART_SEPARATOR.split(row) if part]
    if len(parts) == 1:
        parts = comma_parts(parts[0])
    return tuple(AT.split(parts[0], maxsplit=1) if len(parts) == 1 else parts)


def shape_of(entry: Entry) -> tuple[int, ...]:
    """How many parts each row of a header has."""
    return tuple(map(len, _parts(entry)))


def _places(entry: Entry) -> tuple[_Place, _Place] | None:
    """Where title and employer stand; None where one of them is not a part by itself."""
    at = {part: (i, j) for i, row in enumerate(_parts(entry)) for j, part in enumerate(row)}
    header = entry.header
    if header.title not in at or header.company not in at:
        return None
    return at[header.title], at[header.company]
