"""Rule-based extraction of the real CVs beside the project, scored by their known answers."""

from __future__ import annotations

import importlib.util
import random
from functools import cache
from pathlib import Path
from typing import Any, cast

import pytest

from benchmarks.extraction_quality import (
    FIELDS,
    LabelledDocument,
    MergeCase,
    Role,
    labelled,
    merge_outcome,
    roles_of,
    score,
    source_of,
    total,
)
from benchmarks.known_answers import Counts
from utils.career import store
from utils.career.documents import Document, read_document
from utils.career.grounding import GroundedExtraction, ground_extraction
from utils.career.offline_extraction import extract

SHARED = Path(__file__).parents[3] / "shared"
INPUTS = SHARED / "inputs"
SCORER = SHARED / "tools/score.py"

pytestmark = pytest.mark.skipif(
    not (INPUTS / "MANIFEST.json").exists(),
    reason="the folder ../shared/inputs is not beside the project",
)


@cache
def inputs() -> tuple[list[LabelledDocument], list[MergeCase]]:
    return labelled(INPUTS)


@cache
def extracted() -> list[tuple[LabelledDocument, Document, GroundedExtraction]]:
    """Each CV of the manifest with what is read and kept of it."""
    found = []
    for labelled_document in inputs()[0]:
        document = read_document(labelled_document.path)
        grounded = ground_extraction(extract(document.text), document.text, document.name)
        found.append((labelled_document, document, grounded))
    return found


def found_roles(grounded: GroundedExtraction) -> list[Role]:
    return roles_of(grounded.extraction.model_dump()["experiences"])


def f1(layout: str | None = None) -> dict[str, float]:
    scores = [
        score(found_roles(grounded), labelled_document.roles)
        for labelled_document, _, grounded in extracted()
        if layout in (None, labelled_document.layout)
    ]
    return {field: counts.f1 for field, counts in total(scores).items()}


def test_roles_are_read_from_real_cvs() -> None:
    scores = f1()
    assert scores["entry"] >= 0.90
    assert min(scores["company"], scores["title"]) >= 0.85
    assert min(scores["start"], scores["end"]) >= 0.88


def test_two_columns_are_read_as_well_as_one() -> None:
    one, two = f1("one column"), f1("two columns")
    assert {field for field in FIELDS if two[field] < one[field] - 0.05} == set()


def test_every_kept_field_stands_where_its_evidence_says() -> None:
    for _, document, grounded in extracted():
        assert grounded.evidence
        for path, span in grounded.evidence.items():
            assert document.text[span.start : span.end] == span.quote, path


def test_a_cv_without_dates_gets_none() -> None:
    for labelled_document, _, grounded in extracted():
        if any(role["start"] for role in labelled_document.roles):
            continue
        roles = found_roles(grounded)
        assert len(roles) == len(labelled_document.roles)
        assert all(role["start"] is None and role["end"] is None for role in roles)


def test_the_documents_of_one_person_give_each_role_once() -> None:
    records = {
        str(labelled_document.path): store.extraction_record(
            source_of(labelled_document.path), document, grounded
        )
        for labelled_document, document, grounded in extracted()
    }
    outcomes = [merge_outcome(case, records) for case in inputs()[1]]
    assert [each for each in outcomes if each.fused or each.double] == []


# --- The scorer ----------------------------------------------------------------------------------


def other_scorer() -> Any:
    spec = importlib.util.spec_from_file_location("score", SCORER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def spoilt(roles: list[Role], dice: random.Random) -> list[Role]:
    """Roles with letters, dates and whole entries changed, left out and added."""
    names = [name for role in roles for name in (role["company"], role["title"])]
    spoilt_roles: list[Role] = []
    for role in roles:
        if dice.random() < 0.15:
            continue
        changed: dict[str, str | None] = cast(dict[str, str | None], {**role})
        for name, value in list(changed.items()):
            match dice.randrange(6):
                case 0:
                    changed[name] = (value or "")[: dice.randrange(12)]
                case 1:
                    changed[name] = dice.choice(names) if name in ("company", "title") else None
                case 2:
                    changed[name] = f"{value} Ltd." if name == "company" else (value or "")[:4]
        spoilt_roles.append(cast(Role, changed))
    return spoilt_roles + (spoilt_roles[:1] if dice.random() < 0.2 else [])


@pytest.mark.skipif(not SCORER.exists(), reason="the other scorer is not beside the project")
def test_the_benchmark_counts_as_the_scorer_beside_the_inputs_does() -> None:
    other, dice = other_scorer(), random.Random(4)
    for _ in range(20):
        for labelled_document in inputs()[0]:
            roles = spoilt(list(labelled_document.roles), dice)
            counted = score(roles, labelled_document.roles)
            expected = other.score(roles, list(labelled_document.roles))
            assert counted == {name: Counts(*counts) for name, counts in expected.items()}
