"""The scores of the reading of postings: that they are fair, and that they hold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.known_answers import Counts
from benchmarks.requirements_quality import FACTS, compared, is_right, labelled, main, measure

INPUTS = Path(__file__).parents[2] / ".." / "shared" / "inputs"
POSTINGS = Path(__file__).parents[1] / "data" / "postings"


def test_a_statement_counts_once_and_in_other_words_too() -> None:
    true = ["Five years of Python", "Experience with Kafka"]
    assert compared(true, true) == Counts(2, 0, 0)
    assert compared(["five years of python!", "a driving licence"], true) == Counts(1, 1, 1)
    assert compared(["Experience with Kafka"] * 2, true) == Counts(1, 1, 1)
    assert compared([], true) == Counts(0, 0, 2)


def test_the_measure_of_the_scores_is_their_formula() -> None:
    counts = Counts(hits=6, false=2, missed=4)
    assert (counts.precision, counts.recall) == (0.75, 0.6)
    assert counts.f1 == pytest.approx(12 / 18)
    assert Counts().f1 == 0.0


@pytest.mark.skipif(not INPUTS.exists(), reason="the shared inputs are not here")
def test_the_rules_read_postings_of_others() -> None:
    postings, sentences = labelled(INPUTS)
    quality = measure(postings, sentences, use_model=False)
    assert len(quality.outcomes) == len(postings) >= 5
    assert quality.required.f1 >= 0.9
    assert quality.preferred.f1 >= 0.7
    assert all(each.quoted == each.statements for each in quality.outcomes)
    assert quality.sentences.precision >= 0.9
    assert quality.sentences.recall >= 0.72


def test_the_rules_read_postings_of_many_kinds_and_languages() -> None:
    quality = measure(*labelled(POSTINGS), use_model=False)
    assert len(quality.outcomes) >= 60
    assert quality.required.f1 >= 0.97
    assert quality.preferred.f1 >= 0.96
    assert quality.responsibilities.f1 >= 0.95
    assert all(each.quoted == each.statements for each in quality.outcomes)
    for fact in FACTS:
        right, told = quality.right_of_told(fact)
        assert right / told >= 0.95, fact


@pytest.mark.parametrize(
    ("found", "true", "right"),
    [
        ("At least 5 years of Java", "5 years", True),
        ("At least 15 years of Java", "5 years", False),
        ("Leeds", "Leeds (hybrid)", False),
        ("The Copper Heron", "Copper Heron", True),
        (None, None, True),
        ("Leeds", None, False),
        (None, "Leeds", False),
        ("no", "en", False),
    ],
)
def test_a_fact_is_right_in_its_words_or_within_a_quote(
    found: str | None, true: str | None, right: bool
) -> None:
    assert is_right(found, true) is right


def test_a_posting_is_scored_by_its_known_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "job.md").write_text(
        "# Welder\n\n## Requirements\n- Five years of welding\n- A driving licence\n\n"
        "## Nice to have\n- Spanish\n"
    )
    truth = {
        "file": "job.md",
        "title": "Welder",
        "company": None,
        "requirements_truth": ["Five years of welding", "A crane licence"],
        "nice_to_have_truth": ["Spanish"],
    }
    (tmp_path / "MANIFEST.json").write_text(json.dumps({"job_descriptions": [truth]}))
    figures = tmp_path / "figures.json"
    assert main([str(tmp_path), "--json", str(figures)]) == 0
    scores = json.loads(figures.read_text())
    assert (scores["required"]["hits"], scores["preferred"]["f1"]) == (2, 1.0)
    assert "Welder" not in capsys.readouterr().err


def test_a_folder_without_a_list_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path)]) == 1
    assert capsys.readouterr().err.startswith("error: ")
