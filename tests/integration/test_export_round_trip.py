"""What is exported is read back as the same career, from every format."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.export_round_trip import (
    extraction_of,
    main,
    names_found,
    round_trips,
    whole_cv,
)
from benchmarks.extraction_quality import FIELDS, roles_of, score
from benchmarks.known_answers import Counts
from tests.application_store import example_store
from utils.career.documents import scan_documents
from utils.career.export import cv_files

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples/documents"
INPUTS = ROOT / ".." / "shared" / "inputs"


def test_every_format_of_the_examples_tells_the_same_posts(tmp_path: Path) -> None:
    cv = example_store()[0]["cv_document"]
    true = roles_of(role.model_dump() for role in cv.roles)
    assert len(true) == 4
    for name, content in cv_files(cv).items():
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        found = roles_of(each.model_dump() for each in extraction_of(path).experiences)
        scores = score(found, true)
        assert [scores[field].f1 for field in FIELDS] == [1.0] * len(FIELDS), name


@pytest.mark.parametrize("name", ["cv_2021.docx", "cv_2026.pdf"])
def test_every_format_of_a_cv_comes_back(name: str) -> None:
    for trip in round_trips(whole_cv(EXAMPLES / name), name):
        assert [trip.roles[field].f1 for field in FIELDS] == [1.0] * len(FIELDS), trip.file


@pytest.mark.skipif(not INPUTS.exists(), reason="the shared inputs are not here")
def test_every_format_of_the_cvs_of_others_comes_back() -> None:
    sources, _ = scan_documents({"local_directories": [str(INPUTS)]})
    cvs = [(whole_cv(Path(source["path"])), source["name"]) for source in sources[::2]]
    told = [(cv, name) for cv, name in cvs if cv.roles]
    assert len(told) >= 10
    for cv, name in told:
        for trip in round_trips(cv, name):
            assert trip.roles["entry"].f1 == 1.0, (name, trip.file)


def test_the_comparison_counts_what_is_missing_and_what_is_new() -> None:
    assert names_found(["a", "b"], ["a", "c", "d"]) == Counts(1, 1, 2)
    assert names_found(["a", "a"], ["a"]) == Counts(1, 1, 0)


def test_the_script_prints_the_figures_and_writes_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "cvs"
    folder.mkdir()
    (folder / "cv.md").write_bytes(
        cv_files(example_store()[0]["cv_document"])["cv.md"].encode()  # type: ignore[union-attr]
    )
    assert main([str(folder), "--json", str(tmp_path / "figures.json")]) == 0
    assert "of 1 CVs" in capsys.readouterr().out
    trips = json.loads((tmp_path / "figures.json").read_text())["trips"]
    assert {trip["file"] for trip in trips} >= {"cv.md", "cv.txt", "cv.pdf", "cv.docx", "cv.json"}
    assert all(trip["roles"]["entry"]["hits"] == 4 for trip in trips)


def test_a_folder_without_cvs_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "note.txt").write_text("Milk, bread, eggs.")
    assert main([str(tmp_path)]) == 1
    assert "tells of a role" in capsys.readouterr().err
