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
    r"|doctora|docteure?|dottoressa|doutora?"
    r"|doktor|promotion zum|promovier\w*|dr\.",
    "diploma": r"diplom|diploma",
    "degree": r"degree|graduated?|graduate|hochschulabschluss|diplôme|abschluss(?=\W*[:(])",
    "certificate": r"certifi\w+|zertifi\w+|certificad\w+|licensed|chartered|accredited",
}
_CASED: Final = {
    "bachelor": r"BS|BA|BBA|BFA|BE",
    "master": r"MS(?! (?:Excel|Word|Office|Access|Project|Teams|Outlook|Visio|SQL))|MA|MFA|MPH|MPA",
    "mba": r"EMBA",
    "doctorate": r"JD|EdD|DPhil|(?<=\ban )MD",
}
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

_SPELT_FACULTY: Final = re.compile(
    r"\b(?:bachelor|master|doctor)(?:['’]?s)? of (science|arts|engineering|laws|philosophy"
    r"|business administration)\b",
    re.IGNORECASE,
)
_FACULTIES: Final = (
    (re.compile(r"\b(?:[BM]\.?\s?Sc?|[BM]S)\b\.?"), "science"),
    (re.compile(r"\b(?:[BM]\.?A)\b\.?"), "arts"),
    (re.compile(r"\b(?:[BM]\.?\s?(?:Eng|E))\b\.?"), "engineering"),
    (re.compile(r"\bMBA\b"), "business administration"),
    (re.compile(r"\bPh\.?\s?D\b|\b[MD]\.?\s?Phil\b"), "philosophy"),
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
    r"|[bm]\.?sc\.?|[bm]\.s\.|[bm]\.?a\.?|[bm]s)(?: degree)?,?(?: of [^\W\d_]+)?"
    r" (?:(?:is|was) )?(?:of|in) "
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


def faculties(text: str) -> frozenset[str]:
    """What degrees are of by their names: both "BSc" and "Bachelor of Science" say "science"."""
    spelt = {match[1].casefold() for match in _SPELT_FACULTY.finditer(text)}
    return frozenset(spelt | {name for pattern, name in _FACULTIES if pattern.search(text)})


_DEGREE: Final = re.compile(
    rf"(?<!\w)(?:(?i:{_LEVELS['bachelor']}|{_LEVELS['master']}|{_LEVELS['mba']}|{_LEVELS['doctorate']})"
    rf"|{_CASED['bachelor']}|{_CASED['master']}|(?i:certificate|diploma|zertifikat))(?!\w)\.?"
)
_SUBJECT_NAMED: Final = re.compile(
    r"(?: degree)? in (?P<plain>[^\W\d_]{3,})"
    r"|(?: degree)?(?: \((?:hons|honours)\.?\))?,? (?:(?:of|in|en|für|der|d['’]) ?)?"
    r"(?P<subject>[A-ZÀ-Þ][^\W\d_]{2,}(?:(?:,| and| of| &| und| et| y| e| de la| de| en| in)?"
    r" [A-ZÀ-Þ][^\W\d_]{2,})*)(?P<behind>,? at\b)?"
)


_SUBJECTS_ELSEWHERE: Final = tuple(
    frozenset(words.split())
    for words in """
        computer informatics informatik informatique informática informatica
        science informatik informatique informática informatica naturwissenschaft
        engineering ingenieurwesen ingénierie ingeniería ingegneria technik
        mechanical maschinenbau mécanique mecánica meccanica
        electrical elektrotechnik électrique eléctrica elettrica
        civil bauingenieurwesen
        business betriebswirtschaft betriebswirtschaftslehre bwl gestion empresas aziendale
        administration betriebswirtschaft betriebswirtschaftslehre bwl gestion administración
        economics volkswirtschaft volkswirtschaftslehre vwl économie economía economia
        mathematics mathematik mathématiques matemáticas matematica
        physics physik physique física fisica
        chemistry chemie chimie química chimica
        biology biologie biología biologia
        law jura rechtswissenschaft rechtswissenschaften droit derecho giurisprudenza
        medicine medizin médecine medicina
        history geschichte histoire historia storia
        psychology psychologie psicología psicologia
        design gestaltung diseño
        languages sprachen langues lenguas
        studies studien études estudios
    """.strip().splitlines()
)


def is_subject_translated(subject: str, known: frozenset[str]) -> bool:
    """Whether `known` has a subject in another language: computer science, Informatik."""
    return any(subject in words and known & (words - {subject}) for words in _SUBJECTS_ELSEWHERE)


def subjects(text: str) -> list[str]:
    """The words that tell of what a degree is: "a law degree", "a PhD in physics", "MA Music"."""
    return list(dict.fromkeys(_subjects(text)))


def _subjects(text: str) -> Iterator[str]:
    for match in _SUBJECT_BEFORE.finditer(text):
        if match[1].casefold() not in _NO_SUBJECTS:
            yield match[1]
    for match in _SUBJECT_BEHIND.finditer(text):
        yield match[1]
    for degree in _DEGREE.finditer(text):
        named = _SUBJECT_NAMED.match(text, degree.end())
        if named is not None and named["plain"]:
            yield named["plain"]
        elif named is not None:
            yield from (
                word
                for word in re.findall(r"[^\W\d_]{3,}", named["subject"])
                if word[0].isupper() and not is_degree_name(word)
            )
