"""The grounding benchmark: what it promises of the claim check, and that its traps are fair."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import grounding
from benchmarks.claim_careers import parsed
from benchmarks.claim_variants import FAKE_KINDS, Corpus, PatternSet

INPUTS = Path(__file__).parents[2] / ".." / "shared" / "inputs"


@pytest.fixture(scope="module")
def report() -> grounding.Report:
    return grounding.measure(grounding.EXAMPLES, seed=7, per_kind=40)


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    careers, _ = grounding.read_inputs(grounding.EXAMPLES)
    return grounding.corpus_with_invented(careers)


def test_every_sentence_of_the_examples_stands_in_a_document(report: grounding.Report) -> None:
    for traced in (report.cv, report.letter):
        assert traced.unproven == ()
        assert traced.share == 1.0
        assert traced.verified >= 20
        assert traced.dropped == 0


def test_fakes_are_caught_and_honest_rewordings_pass(report: grounding.Report) -> None:
    for traps in report.traps:
        assert len(traps.fakes) >= 200
        assert set(traps.fakes_by_kind()) == set(FAKE_KINDS)
        assert len(traps.rewordings) >= 100
        assert traps.catch_rate >= 0.97, traps.patterns.name
        assert traps.false_alarm_rate <= 0.03, traps.patterns.name


@pytest.mark.skipif(not INPUTS.exists(), reason="the shared inputs are not here")
def test_careers_of_other_people_are_judged_as_well() -> None:
    careers, _ = grounding.read_inputs(INPUTS)
    many = grounding.corpus_with_invented(careers)
    for patterns in grounding.PATTERN_SETS:
        traps = grounding.set_traps(patterns, many, seed=7, per_kind=40)
        assert traps.catch_rate >= 0.97, patterns.name
        assert traps.false_alarm_rate <= 0.03, patterns.name


@pytest.mark.parametrize("patterns", grounding.PATTERN_SETS, ids=lambda each: each.name)
def test_patterns_are_many_and_what_they_make_is_new(patterns: PatternSet, corpus: Corpus) -> None:
    fakes, rewordings = patterns.sizes
    assert fakes >= 60
    assert rewordings >= 25
    drawn = patterns.draw_fakes(corpus, seed=3, per_kind=30)
    assert len({(each.kind, each.text) for each in drawn}) == len(drawn)
    assert all(each.text != each.base for each in drawn)
    assert all(each.evidence for each in drawn)
    assert drawn == patterns.draw_fakes(corpus, seed=3, per_kind=30)
    assert drawn != patterns.draw_fakes(corpus, seed=4, per_kind=30)


def test_a_line_that_says_nothing_of_what_it_is_is_refused() -> None:
    with pytest.raises(ValueError, match="opens with none of"):
        parsed("# nobody\nBuilt an API")


def test_an_invented_career_is_a_database_with_sentences_about_each_statement() -> None:
    [career], about = parsed(
        "# nobody\n@ Nurse | St. Brigid | Leeds | May 2016 | present\n- Trained nurses.\n"
        "= I trained nurses.\n! unit: Trained surgeons.\n% BSc Nursing | Leeds | 2015"
    )
    assert career["experience"][0]["start_date"] == "2016-05"
    assert career["education"][0]["institution"] == "Leeds"
    assert about["Trained nurses."].rewordings == ["I trained nurses."]
    assert about["Trained nurses."].fakes == [("unit", "Trained surgeons.")]


def test_a_fake_counts_only_by_what_its_honest_form_does_not_have() -> None:
    from benchmarks.claim_variants import Variant

    evidence = ("Built an API in Python",)
    same = Variant("tool", "p", "Built an API in Rust", evidence, base="Built an API in Rust")
    more = Variant("tool", "p", "Built an API in Rust", evidence, base="Built an API in Python")
    assert not grounding.judged(same).is_flagged
    assert grounding.judged(more).is_flagged


def test_the_figures_are_written_as_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(grounding, "PATTERN_SETS", grounding.PATTERN_SETS[:1])
    file = tmp_path / "figures.json"
    assert grounding.main(["--per-kind", "5", "--json", str(file)]) == 0
    figures = json.loads(file.read_text())
    assert figures["cv"]["share"] == 1.0
    assert figures["claim_check"]["round 1"]["fakes"]["number"] == 40
    assert "catch rate" in capsys.readouterr().out


def test_a_folder_without_careers_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert grounding.main([str(tmp_path)]) == 1
    assert capsys.readouterr().err.startswith("error: ")
