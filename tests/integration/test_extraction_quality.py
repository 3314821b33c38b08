"""The benchmark of extraction counts as it says, on documents whose answers are known."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.command_line import BenchmarkError
from benchmarks.extraction_quality import (
    MergeCase,
    Role,
    fields_of,
    labelled,
    merge_outcome,
    score,
    total,
    write_variants,
)
from benchmarks.known_answers import Counts

ROOT = Path(__file__).parents[2]
CV = """\
Linnea Foss
linnea@example.org

Experience

Ferry Captain
Brae Sound Ferries
03/2019 – present
- Cut fuel use by 9%

Deckhand
Skerry & Daughters
2014 – 2018

Education

HND Nautical Science, Clyde College, 2012 – 2014
"""


def role(company: str | None, title: str | None, start: str | None, end: str | None) -> Role:
    return {"company": company, "title": title, "start": start, "end": end}


CAPTAIN = role("Brae Sound Ferries", "Ferry Captain", "2019-03", "present")
DECKHAND = role("Skerry & Daughters", "Deckhand", "2014", "2018")


def test_what_is_found_as_it_is_counts_in_every_field() -> None:
    counts = score([DECKHAND, CAPTAIN], [CAPTAIN, DECKHAND])
    assert set(counts.values()) == {Counts(hits=2)}
    assert counts["entry"].f1 == counts["entry"].precision == counts["entry"].recall == 1.0


def test_an_invented_role_is_false_and_a_lost_one_missed() -> None:
    invented = role("Acme", "Engineer", None, None)
    counts = score([CAPTAIN, invented], [CAPTAIN, DECKHAND])
    assert counts["entry"] == Counts(hits=1, false=1, missed=1)
    assert counts["entry"].f1 == 0.5


@pytest.mark.parametrize(
    ("found", "true", "right"),
    [
        ("2019-03", "2019", True),
        ("2019", "2019-03", False),
        ("2019-03", None, False),
        (None, None, True),
        (None, "present", False),
        ("present", "present", True),
        ("2020", "present", False),
    ],
)
def test_dates_are_right_at_the_precision_of_the_true_one(
    found: str | None, true: str | None, right: bool
) -> None:
    one, other = role("Acme", "Nurse", None, found), role("Acme", "Nurse", None, true)
    assert bool(score([one], [other])["end"].hits) is right


def test_legal_forms_case_and_punctuation_do_not_count() -> None:
    found = role("SKERRY AND DAUGHTERS", "deck-hand", "2014", "2018")
    assert score([found], [role("Skerry and Daughters Ltd", "Deck hand", "2014", "2018")])[
        "company"
    ] == Counts(hits=1)


@given(st.lists(st.sampled_from([CAPTAIN, DECKHAND]), max_size=4))
def test_hits_and_errors_add_up_to_what_was_found_and_is_true(found: list[Role]) -> None:
    true = [CAPTAIN, DECKHAND]
    for counts in score(found, true).values():
        assert counts.hits + counts.false == len(found)
        assert counts.hits + counts.missed == len(true)


def test_scores_add_up() -> None:
    one, other = score([CAPTAIN], [CAPTAIN]), score([], [DECKHAND])
    assert total([one, other])["entry"] == Counts(hits=1, missed=1)


def test_nothing_found_scores_zero_and_not_an_error() -> None:
    counts = score([], [CAPTAIN])["entry"]
    assert (counts.f1, counts.precision, counts.recall) == (0.0, 0.0, 0.0)


def record(path: str, *roles: Role) -> dict[str, Any]:
    experiences = [
        {
            "company": each["company"], "title": each["title"], "start_date": each["start"],
            "end_date": each["end"], "duration": f"{each['start']} – {each['end']}",
        }
        for each in roles
    ]  # fmt: skip
    return {
        "document_source": path, "document_name": path, "modified_date": "",
        "document_type": "resume", "experiences": experiences, "evidence": {},
    }  # fmt: skip


def test_a_role_told_by_two_documents_is_neither_fused_nor_double() -> None:
    case = MergeCase("Linnea", (Path("a"), Path("b")), (CAPTAIN, DECKHAND))
    records = {"a": record("a", CAPTAIN), "b": record("b", CAPTAIN, DECKHAND)}
    outcome = merge_outcome(case, records)
    assert (outcome.roles, outcome.fused, outcome.double) == (2, 0, 0)


def test_a_role_that_no_entry_tells_counts_as_fused_and_one_too_many_as_double() -> None:
    mate = role("Brae Sound Ferries", "First Mate", "2016", "2019")
    case = MergeCase("Linnea", (Path("a"),), (mate, DECKHAND))
    outcome = merge_outcome(case, {"a": record("a", role("Nowhere", "Cook", "1999", "2000"))})
    assert (outcome.fused, outcome.double) == (2, 1)


def test_fields_are_all_that_was_taken_from_the_text() -> None:
    taken = fields_of(
        {
            "document_type": "resume",
            "extraction_confidence": 0.9,
            "summary": None,
            "experiences": [{"title": "Nurse", "company": "", "achievements": ["One", "Two"]}],
        }
    )
    assert taken == [
        "experiences.0.title",
        "experiences.0.achievements.0",
        "experiences.0.achievements.1",
    ]


# --- The whole script ----------------------------------------------------------------------------


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    folder = tmp_path / "inputs"
    folder.mkdir()
    (folder / "linnea.txt").write_text(CV, encoding="utf-8")
    (folder / "linnea.md").write_text(CV, encoding="utf-8")
    cvs = [
        {
            "file": f"linnea.{kind}", "format": kind, "language": "en", "traps": ["plain"],
            "ground_truth": [CAPTAIN, DECKHAND],
        }
        for kind in ("txt", "md")
    ]  # fmt: skip
    case = {
        "person_group": "Linnea",
        "files": ["linnea.txt", "linnea.md"],
        "merged_truth": [CAPTAIN, DECKHAND],
    }
    manifest = {"cvs": cvs, "merge_cases": [case]}
    (folder / "MANIFEST.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def benchmark(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if "API_KEY" not in name}
    return subprocess.run(
        [sys.executable, "-W", "error", "benchmarks/extraction_quality.py", *arguments],
        cwd=ROOT,
        env={**environment, "COLUMNS": "100"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_it_reports_every_figure_and_asks_nothing_twice(inputs: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    run = benchmark(str(inputs), "--documents", "6", "--json", str(report))
    assert run.returncode == 0, run.stderr
    figures = json.loads(report.read_text(encoding="utf-8"))
    assert figures["all"]["entry"]["f1"] == 1.0
    assert set(figures["format"]) == {"txt", "md"}
    assert figures["trap"]["plain"]["title"]["hits"] == 4
    assert figures["text_reading_recall"] == figures["evidence_rate"] == 1.0
    assert figures["merges"] == [{"person": "Linnea", "roles": 2, "fused": 0, "double": 0}]
    assert figures["folder"]["first"]["documents"] == figures["folder"]["first"]["calls"] == 6
    assert figures["folder"]["second"]["calls"] == 0
    assert figures["folder"]["same_records"] is True
    assert "worst pause" in run.stdout


def test_variants_differ_in_their_bytes(inputs: Path, tmp_path: Path) -> None:
    documents, _ = labelled(inputs)
    folder = tmp_path / "variants"
    folder.mkdir()
    write_variants(documents, folder, 5)
    contents = {path.read_bytes() for path in folder.iterdir()}
    assert len(contents) == 5


def test_a_folder_without_a_manifest_and_one_that_is_none_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BenchmarkError, match="INPUTS is a folder"):
        labelled(tmp_path)
    (tmp_path / "MANIFEST.json").write_text('{"cvs": [{"file": "a.txt"}]}')
    with pytest.raises(BenchmarkError, match="no list of labelled documents"):
        labelled(tmp_path)


def test_a_missing_manifest_is_one_line_and_exit_1(tmp_path: Path) -> None:
    run = benchmark(str(tmp_path))
    assert run.returncode == 1
    assert run.stderr.startswith("error: ")
    assert run.stderr.count("\n") == 1


def test_a_wrong_argument_is_one_line_and_exit_2(inputs: Path) -> None:
    run = benchmark(str(inputs), "--documents", "none")
    assert run.returncode == 2
    assert "whole number" in run.stderr


def test_asking_the_model_without_a_key_is_one_line_and_exit_1(inputs: Path) -> None:
    run = benchmark(str(inputs), "--llm")
    assert run.returncode == 1
    assert "Traceback" not in run.stderr
