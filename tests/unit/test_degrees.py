"""Degrees: one level however it is written, and the subject beside it."""

from __future__ import annotations

import pytest

from utils.career.degrees import degrees, is_degree_name, subjects


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("BSc (Hons) Computer Science", "bachelor"),
        ("B.S. in Physics", "bachelor"),
        ("BS in Physics", "bachelor"),
        ("Bachelor of Arts", "bachelor"),
        ("M.Sc. Informatik", "master"),
        ("Master’s degree", "master"),
        ("Ph.D.", "doctorate"),
        ("Doctorat en droit", "doctorate"),
        ("情報工学 修士", "master"),
        ("Diplom-Informatiker", "diploma"),
        ("MBA", "mba"),
    ],
)
def test_a_level_is_read_in_many_spellings(text: str, level: str) -> None:
    assert level in degrees(text)


@pytest.mark.parametrize(
    "text", ["Scrum Master", "Webmaster", "an LLM API", "ms", "master data management"]
)
def test_what_only_looks_like_a_degree_is_none(text: str) -> None:
    assert not degrees(text)


def test_subjects_are_told() -> None:
    assert list(subjects("a law degree")) == ["law"]
    assert list(subjects("a PhD in physics")) == ["physics"]
    assert list(subjects("a bachelor's degree")) == []


def test_a_degree_name_is_nothing_else() -> None:
    assert is_degree_name("BSc")
    assert not is_degree_name("Science")
