"""Academic degrees and certificates named in a text, by level, and the subjects named with them.

Compares across spellings and languages: "BSc", "B.S." and "Bachelor of Science" are one level. It
knows levels, not institutions, and does not judge whether a degree is real.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_LEVELS: Final = {
    "bachelor": r"bachelor(?:'?s|’s)?|b\.?\s?sc|b\.?\s?eng|b\.?\s?tech|b\.a|b\.s|ll\.b|licence"
    r"|licenciatura|grado|undergraduate|baccalaureate|laurea triennale|licencjat|kandidat",
    "master": r"(?<!scrum )(?<!web)master(?:'?s|’s)?(?! data)|m\.?\s?sc|m\.?\s?eng|m\.a|m\.s"
    r"|m\.?phil"
    r"|ll\.m|magister|máster|maestría|mestrado|laurea magistrale|maîtrise universitaire",
    "mba": r"m\.?b\.?a",
    "doctorate": r"ph\.?\s?d|doctorate|doctoral|doctor|doctorat|doctorado|doutorado|dottorato"
    r"|doktor|promotion zum|promovier\w*|dr\.",
    "diploma": r"diplom|diploma|diplôme",
    "degree": r"degree|graduated?|graduate|hochschulabschluss",
    "certificate": r"certifi\w+|zertifi\w+|certificad\w+|licensed|chartered|accredited",
}
_CASED: Final = {"bachelor": r"BS|BA|BBA|BFA|BE", "master": r"MS|MA|MFA|MPH|MPA", "mba": r"EMBA"}
"""Abbreviations that are degrees in capitals only."""
_CJK: Final = {"bachelor": "学士", "master": "修士", "doctorate": "博士"}
_PATTERNS: Final = {
    level: re.compile(
        rf"(?<!\w)(?:(?i:{pattern})"
        + (f"|{_CASED[level]}" if level in _CASED else "")
        + r")(?!\w)"
        + (f"|{_CJK[level]}" if level in _CJK else "")
    )
    for level, pattern in _LEVELS.items()
}
ACADEMIC: Final = frozenset({"bachelor", "master", "mba", "doctorate", "diploma"})

_FACULTIES: Final = (
    (re.compile(r"\b(?:[BM]\.?\s?Sc?|[BM]S)\b\.?"), "science"),
    (re.compile(r"\b(?:[BM]\.?A)\b\.?"), "arts"),
    (re.compile(r"\b(?:[BM]\.?\s?(?:Eng|E))\b\.?"), "engineering"),
    (re.compile(r"\bMBA\b"), "business administration"),
    (re.compile(r"\bPh\.?\s?D\b"), "philosophy"),
    (re.compile(r"\bLL\.[BM]\b"), "laws"),
)
_NO_SUBJECTS: Final = frozenset(
    """
        a an the my his her first second academic university college bachelor bachelor's master
        master's bachelors masters graduate undergraduate honours honors four-year three-year joint
        doctoral relevant another advanced full postgraduate same this that with and or formal
    """.split()
)
_SUBJECT_BEFORE: Final = re.compile(r"\b([^\W\d_]{3,}) degree\b", re.IGNORECASE)
_SUBJECT_BEHIND: Final = re.compile(
    r"\b(?:degree|bachelor(?:['’]?s)?|master(?:['’]?s)?|doctorate|diploma|ph\.?\s?d\.?|mba"
    r"|[bm]\.?sc\.?|[bm]\.s\.|[bm]\.?a\.?|[bm]s)(?: degree)?,?(?: of [^\W\d_]+)? (?:of|in) "
    r"(?:the )?([^\W\d_]{3,})",
    re.IGNORECASE,
)


def degrees(text: str) -> dict[str, str]:
    """Level -> the words that name it first."""
    return {
        level: match[0]
        for level, pattern in _PATTERNS.items()
        if (match := pattern.search(text)) is not None
    }


def is_degree_name(word: str) -> bool:
    """Whether a word is nothing but the name of a degree."""
    return any(pattern.fullmatch(word) for pattern in _PATTERNS.values())


def faculties(text: str) -> Iterator[str]:
    """The words that abbreviated degrees stand for: "BSc" says "science"."""
    for pattern, words in _FACULTIES:
        if pattern.search(text):
            yield from words.split()


def subjects(text: str) -> Iterator[str]:
    """The words that tell of what a degree is: "a law degree", "a PhD in physics"."""
    for match in _SUBJECT_BEFORE.finditer(text):
        if match[1].casefold() not in _NO_SUBJECTS:
            yield match[1]
    for match in _SUBJECT_BEHIND.finditer(text):
        yield match[1]
