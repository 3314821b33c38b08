"""The words and dates that a document of one language is set with.

Nothing here translates: what a person wrote stays as it is.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton

from .schema import Shape, Tone

_HERE: Final = Path(__file__).resolve().parent


class LetterWords(Shape):
    """What a letter opens and closes with."""

    greeting: str
    closing: str


class Labels(Shape):
    """The words that this module adds to a document, in one language (`labels.json`)."""

    summary: str
    experience: str
    skills: str
    projects: str
    education: str
    certifications: str
    publications: str
    awards: str
    languages: str
    present: str
    technologies: str
    coursework: str
    grade: str
    application: str
    technical: str
    soft: str
    tools: str
    frameworks: str
    methodologies: str
    letter: dict[Tone, LetterWords]


@cache
def _all_labels() -> dict[str, Labels]:
    texts = json.loads((_HERE / "labels.json").read_text(encoding="utf-8"))
    return {language: Labels.model_validate(words) for language, words in texts.items()}


def _code(language: str) -> str:
    code = re.split(r"[-_]", language.strip().lower())[0]
    return "no" if code in ("nb", "nn") else code


@dataclass(frozen=True, slots=True)
class Wording:
    """One language: its words, and how it writes dates. `report` words its CV with it, too."""

    locale: Locale
    labels: Labels

    @classmethod
    def of(cls, language: str) -> Wording:
        """That of an ISO 639-1 code, also with a region (`pt-BR`).

        The words are English where there are none of the language, the dates where it is unknown.
        """
        labels = _all_labels().get(_code(language), _all_labels()["en"])
        for tag in (language.strip().replace("-", "_"), _code(language)):
            with suppress(UnknownLocaleError, ValueError):
                return cls(Locale.parse(tag), labels)
        return cls(Locale.parse("en"), labels)

    @staticmethod
    def is_known(language: str) -> bool:
        """Whether there are words of a language."""
        return _code(language) in _all_labels()

    def month_or_year(self, written: str | None) -> str:
        """`2021-03` -> "Mar 2021", `2021` -> "2021", `present` in words; all else as written."""
        if not written:
            return ""
        if written.strip().lower() == "present":
            return self.labels.present
        known = iso_date(written)
        if known is None:
            return written
        if len(known) == 4:
            return format_skeleton("y", date(int(known), 1, 1), locale=self.locale)
        return format_skeleton("yMMM", date(int(known[:4]), int(known[5:7]), 1), locale=self.locale)

    def period(self, start: str | None, end: str | None, duration: str | None = None) -> str:
        """From start to end; `duration` as it was written if one of the two is not known."""
        if not (start and end) and duration:
            return duration
        ends = [text for text in (self.month_or_year(start), self.month_or_year(end)) if text]
        return " – ".join(dict.fromkeys(ends))

    def day(self, written: str) -> str:
        """`2026-03-04` -> "March 4, 2026"; all else as written."""
        known = iso_date(written)
        if known is None or len(known) != 10:
            return written
        return format_date(date.fromisoformat(known), format="long", locale=self.locale)


def iso_date(text: str | None) -> str | None:
    """The text if it is a date that exists: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, else None."""
    match = re.fullmatch(r"([12][0-9]{3})(?:-([01][0-9])(?:-([0-3][0-9]))?)?", text or "")
    if match is None:
        return None
    try:
        date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return None
    return match[0]
