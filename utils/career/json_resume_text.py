"""The text of a JSON Resume (https://jsonresume.org/schema): its fields laid out as a CV has them.

Nothing is interpreted: each field's words stand in the text as the file gives them, under the
section they belong to. JSON that is no JSON Resume is refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from .errors import CorruptDocumentError, UnsupportedDocumentError

_SECTIONS: Final = ("basics", "work", "volunteer", "education", "skills", "projects")


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
    if not (isinstance(resume, dict) and any(resume.get(key) for key in _SECTIONS)):
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
        *_section("Profile", [_text(basics, "summary")]),
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
    found = node.get(key)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _text(node: Mapping[str, Any], *keys: str) -> str:
    """The first of these fields that holds a text or a number, on one line."""
    values = (node.get(key) for key in keys)
    texts = (
        " ".join(str(value).split())
        for value in values
        if isinstance(value, str | int | float) and not isinstance(value, bool)
    )
    return next((text for text in texts if text), "")


def _texts(node: Mapping[str, Any], key: str) -> list[str]:
    found = node.get(key)
    values = found if isinstance(found, list) else []
    return [text for each in values if (text := _text({"text": each}, "text"))]


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
    shown = (
        _joined(*(_text(place, key) for key in ("address", "postalCode", "city", "region"))),
        _text(basics, "email"),
        _text(basics, "phone"),
        _text(basics, "url", "website"),
        *(_text(each, "url", "username") for each in _items(basics, "profiles")),
    )
    return (text for text in shown if text)


def _period(node: Mapping[str, Any], *, goes_on: bool = False) -> str:
    start, end = _text(node, "startDate"), _text(node, "endDate")
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
    return _dated(_joined(_text(node, "name", "title"), _text(node, "issuer")), node, "date")


def _publication(node: Mapping[str, Any]) -> str:
    return _dated(_joined(_text(node, "name"), _text(node, "publisher")), node, "releaseDate")


def _award(node: Mapping[str, Any]) -> str:
    named = _joined(_text(node, "title"), _text(node, "awarder"), _text(node, "summary"))
    return _dated(named, node, "date")


def _dated(text: str, node: Mapping[str, Any], key: str) -> str:
    day = _text(node, key)
    return f"- {text} ({day})" if text and day else f"- {text}" if text else ""


def _language(node: Mapping[str, Any]) -> str:
    name, level = _text(node, "language", "name"), _text(node, "fluency")
    return f"{name} ({level})" if name and level else name
