"""Name, addresses and links of the person whose career a document tells, from its head."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from .document_lines import Line, periods_in
from .document_sections import heading_of
from .job_words import employer_strength, is_place, names_job
from .schema import PersonalInfo

_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE: Final = re.compile(r"(?<![\w/])(?:\+|\(?0|\(?\d{3}\)?[ .-])[\d ()./-]{6,18}[\dX](?!\w)")
_LINKEDIN: Final = re.compile(r"(?:https?://)?(?:www\.)?linkedin\.com/in/[\w%-]+/?", re.IGNORECASE)
_GITHUB: Final = re.compile(r"(?:https?://)?(?:www\.)?github\.com/[\w-]+/?", re.IGNORECASE)
_WEBSITE: Final = re.compile(
    r"(?:https?://(?!\S*(?:linkedin|github)\.com)[^\s|·,)]+)|(?<![\w@.])www\.[\w-]+(?:\.[\w-]+)+"
)


def read_personal_info(lines: Sequence[Line], text: str) -> PersonalInfo:
    def first(pattern: re.Pattern[str]) -> str | None:
        match = pattern.search(text)
        return match[0].strip() if match else None

    head = [line for line in lines[:12] if heading_of(line) is None]
    location = None
    for line in head:
        for part in re.split(r"\s*[|·•—]\s*|\t|\s{2,}", line.text):
            if location is None and is_place(part):
                location = part.strip()
    return PersonalInfo(
        name=_name(lines),
        email=first(_EMAIL),
        phone=first(_PHONE),
        location=location,
        linkedin=first(_LINKEDIN),
        github=first(_GITHUB),
        website=first(_WEBSITE),
    )


_NAME: Final = re.compile(r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){1,3}")


def _name(lines: Sequence[Line]) -> str | None:
    """The person's name: the first short line of two to four capitalised words."""
    for line in lines[:6]:
        candidate = re.split(r"\s*[|·•,–—]\s*|\s{2,}|\t", line.text)[0]
        candidate = re.sub(
            r"\s*\b(?:resume|résumé|cv|curriculum vitae|lebenslauf)\b\s*", "", candidate,
            flags=re.IGNORECASE,
        )  # fmt: skip
        if (
            _NAME.fullmatch(candidate)
            and all(word[0].isupper() or not word[0].isascii() for word in candidate.split())
            and not names_job(candidate)
            and not employer_strength(candidate)
            and heading_of(line) is None
            and not periods_in(line.text)
        ):
            return candidate
    return None
