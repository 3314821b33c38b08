"""The text of a JSON Resume (https://jsonresume.org/schema): its fields laid out as a CV has them.

Nothing is interpreted: each field's words stand in the text as the file gives them, under the
section they belong to. JSON that is no JSON Resume is refused.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from .errors import CorruptDocumentError, UnsupportedDocumentError

_SECTIONS: Final = ("basics", "work", "volunteer", "education", "skills", "projects")


def is_json_resume(value: Any) -> bool:
    """Whether decoded JSON has a section of a JSON Resume."""
    return isinstance(value, dict) and any(
        isinstance(value.get(key), dict if key == "basics" else list) and value[key]
        for key in _SECTIONS
    )


def json_resume_text(path: Path, source: str) -> str:
    """One line a field, bullets with hyphens; dates as the file has them.

    A post with a start and no end goes on: "2021-03 – Present", as the schema's tools show it.
    Fields of an unexpected type are left out. `path` is for the errors.

    Raises:
        CorruptDocumentError: it is not JSON, or nests too deeply.
        UnsupportedDocumentError: it has none of the sections of a JSON Resume.
    """
    try:
        resume = json.loads(source)
    except (ValueError, RecursionError):
        raise CorruptDocumentError(path, "its content is not JSON; export it again.") from None
    if not is_json_resume(resume):
        raise UnsupportedDocumentError(
            path, "of JSON files only JSON Resume is read; save it as PDF, DOCX or text."
        )
    basics = _mapping(resume.get("basics"))
    blocks = [
        _lines(
            _text(basics, "name"),
            _text(basics, "label"),
            " | ".join(_contacts(basics)),
        ),
        *_section("Profile", ["\n".join(_texts(basics, "summary"))]),
        *_section("Experience", map(_post, _items(resume, "work"))),
        *_section("Volunteering", map(_post, _items(resume, "volunteer"))),
        *_section("Projects", map(_project, _items(resume, "projects"))),
        *_section("Skills", map(_skill, _items(resume, "skills"))),
        *_section("Education", map(_studies, _items(resume, "education"))),
        *_section("Certifications", map(_certificate, _items(resume, "certificates"))),
        *_section("Publications", map(_publication, _items(resume, "publications"))),
        *_section("Awards", map(_award, _items(resume, "awards"))),
        *_section("Languages", map(_language, _items(resume, "languages"))),
        *_section("Interests", map(_skill, _items(resume, "interests"))),
        *_section(
            "References", (_text(each, "reference") for each in _items(resume, "references"))
        ),
    ]
    return "\n\n".join(block for block in blocks if block)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _items(node: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """The objects of a list; a bare text stands for an object of that name."""
    found = node.get(key)
    values = found if isinstance(found, list) else []
    return [
        each if isinstance(each, dict) else {"name": each}
        for each in values
        if isinstance(each, dict | str)
    ]


def _text(node: Mapping[str, Any], *keys: str) -> str:
    """The first of these fields that holds a text or a number, on one line."""
    return next((text for key in keys if (text := _one_line(node.get(key)))), "")


def _one_line(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    if isinstance(value, float):
        return f"{value:g}" if math.isfinite(value) else ""
    return " ".join(str(value).split())


def _texts(node: Mapping[str, Any], key: str) -> list[str]:
    """The texts of a list, also of one in another; a bare text stands for a list of one."""
    return list(_flat(node.get(key)))


def _flat(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _flat(each)
    elif text := _one_line(value):
        yield text


def _lines(*lines: str) -> str:
    return "\n".join(line for line in lines if line)


def _joined(*texts: str) -> str:
    return ", ".join(text for text in texts if text)


def _labelled(label: str, texts: Iterable[str]) -> str:
    listed = _joined(*texts)
    return f"{label}: {listed}" if listed else ""


def _section(title: str, blocks: Iterable[str]) -> Iterator[str]:
    filled = [block for block in blocks if block]
    if filled:
        yield title.upper()
        yield from filled


def _contacts(basics: Mapping[str, Any]) -> Iterator[str]:
    place = _mapping(basics.get("location"))
    parts = ("address", "postalCode", "city", "region", "countryCode")
    shown = (
        _text(basics, "location") or _joined(*(_text(place, key) for key in parts)),
        _text(basics, "email"),
        _text(basics, "phone"),
        _text(basics, "url", "website"),
        *map(_profile, _items(basics, "profiles")),
    )
    return (text for text in shown if text)


def _profile(node: Mapping[str, Any]) -> str:
    named = (_text(node, "network"), _text(node, "username", "name"))
    return _text(node, "url") or ": ".join(text for text in named if text)


def _date(node: Mapping[str, Any], key: str) -> str:
    """As written; `20170301` as `2017-03-01`."""
    written = _text(node, key)
    match = re.fullmatch(r"((?:19|20)\d\d)(\d\d)(\d\d)", written)
    return "-".join(match.groups()) if match else written


def _period(node: Mapping[str, Any], *, goes_on: bool = False) -> str:
    start, end = _date(node, "startDate"), _date(node, "endDate")
    if start and not end and goes_on:
        end = "Present"
    return " – ".join(text for text in (start, end) if text)


def _bullets(node: Mapping[str, Any], key: str) -> list[str]:
    return [f"- {text}" for text in _texts(node, key)]


def _post(node: Mapping[str, Any]) -> str:
    return _lines(
        _text(node, "position"),
        _text(node, "name", "company", "organization"),
        _text(node, "location"),
        _period(node, goes_on=True),
        _text(node, "summary"),
        *_bullets(node, "highlights"),
        _labelled("Technologies", _texts(node, "keywords")),
    )


def _project(node: Mapping[str, Any]) -> str:
    return _lines(
        _text(node, "name"),
        _text(node, "entity"),
        _period(node),
        _text(node, "description"),
        *_bullets(node, "highlights"),
        _labelled("Technologies", _texts(node, "keywords")),
    )


def _studies(node: Mapping[str, Any]) -> str:
    return _lines(
        _joined(_text(node, "studyType"), _text(node, "area")),
        _text(node, "institution"),
        _period(node),
        _labelled("Grade", [_text(node, "score", "gpa")]),
        _labelled("Coursework", _texts(node, "courses")),
    )


def _skill(node: Mapping[str, Any]) -> str:
    name, keywords = _text(node, "name"), _texts(node, "keywords")
    return _labelled(name, keywords) if name and keywords else _joined(name, *keywords)


def _certificate(node: Mapping[str, Any]) -> str:
    return _one_of_a_list(_text(node, "name", "title"), _text(node, "issuer"), _date(node, "date"))


def _publication(node: Mapping[str, Any]) -> str:
    venue, day = _text(node, "publisher"), _date(node, "releaseDate")
    return _one_of_a_list(_text(node, "name"), venue, day)


def _award(node: Mapping[str, Any]) -> str:
    told = (_text(node, key) for key in ("title", "awarder", "summary"))
    return _one_of_a_list(*told, _date(node, "date"))


def _one_of_a_list(*texts: str) -> str:
    filled = " | ".join(text for text in texts if text)
    return f"- {filled}" if filled else ""


def _language(node: Mapping[str, Any]) -> str:
    name, level = _text(node, "language", "name"), _text(node, "fluency", "level")
    return f"{name} ({level})" if name and level else name
