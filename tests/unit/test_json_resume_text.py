"""JSON Resume as a document: its text, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.career.documents import read_document, scan_documents
from utils.career.errors import CorruptDocumentError, UnsupportedDocumentError
from utils.career.export import cv_json_resume
from utils.career.json_resume_text import json_resume_text
from utils.career.offline_extraction import extract
from utils.career.schema import Award, CVDocument, CVRole, Publication

RESUME: dict[str, Any] = {
    "$schema": "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json",
    "basics": {
        "name": "Nell Arkwright",
        "label": "Engineer",
        "email": "nell@example.org",
        "location": {"city": "Leith", "countryCode": "GB"},
        "profiles": [{"network": "GitHub", "username": "nell"}],
        "summary": "Keeps\nthings running.",
    },
    "work": [
        {
            "name": "Puffin",
            "position": "Lead Engineer",
            "startDate": "2021-03",
            "highlights": ["Led the move of 14 pipelines"],
        },
        {"company": "Old Names Ltd", "position": "Engineer", "startDate": "2018",
         "endDate": "2021"},
    ],
    "education": [{"institution": "Wexcombe", "studyType": "BSc", "area": "Physics",
                   "score": 1.3}],
    "skills": [{"name": "Technical", "keywords": ["Python", "SQL"]}],
    "certificates": [{"name": "First aid", "issuer": "Red Cross", "date": "2020"}],
    "languages": [{"language": "English", "fluency": "native"}],
}  # fmt: skip


def text_of(resume: Any) -> str:
    return json_resume_text(Path("cv.json"), json.dumps(resume))


def test_each_field_stands_in_its_section() -> None:
    lines = text_of(RESUME).splitlines()
    for part in (
        ["EXPERIENCE", "", "Lead Engineer", "Puffin", "2021-03 – Present"],
        ["- Led the move of 14 pipelines", "", "Engineer", "Old Names Ltd", "2018 – 2021"],
        ["BSc, Physics", "Wexcombe", "Grade: 1.3"],
        ["Technical: Python, SQL"],
        ["- First aid | Red Cross | 2020"],
        ["English (native)"],
        ["PROFILE", "", "Keeps things running."],
    ):
        assert any(lines[at : at + len(part)] == part for at in range(len(lines))), part


def test_its_posts_are_read_like_those_of_any_document(tmp_path: Path) -> None:
    (tmp_path / "cv.json").write_text(json.dumps(RESUME))
    document = read_document(tmp_path / "cv.json")
    assert document.text.startswith(
        "Nell Arkwright\nEngineer\nLeith, GB | nell@example.org | GitHub: nell"
    )


def test_what_others_write_is_read_as_well() -> None:
    text = text_of(
        {
            "basics": {"name": "Bo", "location": "Berlin", "summary": ["One.", "Two."]},
            "work": [{"position": "Baker", "name": "Ofen", "startDate": 20170301,
                      "endDate": 2021.0, "highlights": "Bread"}],
            "skills": ["Python", {"name": "Web", "keywords": [["HTML"], "CSS"]}],
            "languages": ["German", {"name": "English", "level": "C1"}],
            "awards": [{"title": "Golden Loaf", "awarder": "Guild", "summary": "Rye",
                        "date": float("nan")}],
        }
    )  # fmt: skip
    for part in (
        "Bo\nBerlin",
        "One.\nTwo.",
        "Ofen\n2017-03-01 – 2021\n- Bread",
        "Python\n\nWeb: HTML, CSS",
        "German\n\nEnglish (C1)",
        "- Golden Loaf | Guild | Rye\n",
    ):
        assert part in f"{text}\n", part


def test_awards_and_publications_come_back_with_who_gave_them(tmp_path: Path) -> None:
    cv = CVDocument(
        roles=[CVRole(title="Baker", company="Ofen")],
        awards=[Award(name="Golden Loaf", organization="Guild", description="Rye", year="2020")],
        publications=[Publication(title="On rye bread", venue="Loaf Weekly", year="2019")],
    )
    (tmp_path / "cv.json").write_text(json.dumps(cv_json_resume(cv)))
    found = extract(read_document(tmp_path / "cv.json").text)
    assert found.awards == cv.awards
    assert found.publications == cv.publications


@pytest.mark.parametrize("content", ["{", "[" * 100_000, "nothing"])
def test_what_is_no_json_is_refused(content: str) -> None:
    with pytest.raises(CorruptDocumentError):
        json_resume_text(Path("cv.json"), content)


@pytest.mark.parametrize("value", [[], {}, 1, {"name": "package"}, {"basics": {}}])
def test_other_json_is_refused(value: Any) -> None:
    with pytest.raises(UnsupportedDocumentError, match="JSON Resume"):
        text_of(value)


def test_a_folder_lists_a_json_resume_and_no_other_json(tmp_path: Path) -> None:
    (tmp_path / "cv.json").write_text(json.dumps(RESUME))
    (tmp_path / "package.json").write_text('{"name": "basics", "version": "1"}')
    (tmp_path / "broken.json").write_text('{"basics": {')
    (tmp_path / "utf16.json").write_bytes('{"work": [{"position": "Baker"}]}'.encode("utf-16"))
    sources, errors = scan_documents({"local_directories": [str(tmp_path)]})
    assert [source["name"] for source in sources] == ["cv.json", "utf16.json"]
    assert [Path(error["path"]).name for error in errors] == ["broken.json", "package.json"]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(
        ["basics", "work", "name", "position", "highlights", "location", "skills", "profiles",
         "keywords", "education", "courses"]), inner),
    max_leaves=30,
)  # fmt: skip


@given(json_values)
def test_no_shape_of_json_is_a_surprise(value: Any) -> None:
    resume = {"basics": {"name": "Nell"}, "work": value, "skills": value, "education": value}
    assert text_of(resume).startswith("Nell")
