"""Rule-based extraction of the real CVs beside the project, scored by the scorer beside them."""

from __future__ import annotations

import importlib.util
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from utils.career.documents import Document, read_document
from utils.career.grounding import GroundedExtraction, ground_extraction
from utils.career.offline_extraction import extract

SHARED = Path(__file__).parents[3] / "shared"
MANIFEST = SHARED / "inputs/MANIFEST.json"

pytestmark = pytest.mark.skipif(
    not MANIFEST.exists(), reason="the folder ../shared/inputs is not beside the project"
)


@cache
def extracted() -> list[tuple[dict[str, Any], Document, GroundedExtraction]]:
    """Each CV of the manifest with what is read and kept of it."""
    found = []
    for cv in json.loads(MANIFEST.read_text())["cvs"]:
        document = read_document(SHARED / "inputs" / cv["file"])
        grounded = ground_extraction(extract(document.text), document.text, document.name)
        found.append((cv, document, grounded))
    return found


def scorer() -> Any:
    spec = importlib.util.spec_from_file_location("score", SHARED / "tools/score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_roles_are_read_from_real_cvs() -> None:
    score = scorer()
    results = []
    for cv, _, grounded in extracted():
        roles = [
            {
                "company": role.company,
                "title": role.title,
                "start": role.start_date,
                "end": role.end_date,
            }
            for role in grounded.extraction.experiences
        ]
        results.append(score.score(roles, cv["ground_truth"]))
    f1 = {field: score.f1(counts) for field, counts in score.total(results).items()}
    assert f1["entry"] >= 0.90
    assert min(f1["company"], f1["title"]) >= 0.85
    assert min(f1["start"], f1["end"]) >= 0.88


def test_every_kept_field_stands_where_its_evidence_says() -> None:
    for _, document, grounded in extracted():
        assert grounded.evidence
        for path, span in grounded.evidence.items():
            assert document.text[span.start : span.end] == span.quote, path


def test_a_cv_without_dates_gets_none() -> None:
    for cv, _, grounded in extracted():
        if any(entry["start"] for entry in cv["ground_truth"]):
            continue
        roles = grounded.extraction.experiences
        assert len(roles) == len(cv["ground_truth"])
        assert all(role.start_date is None and role.end_date is None for role in roles)
