"""Reading real documents: every employer, title and year that a reader sees is in the text."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any, Final

import pytest

from utils.career.documents import read_document, scan_documents

INPUTS: Final = Path(__file__).resolve().parents[3] / "shared/inputs"
MANIFEST: Final = INPUTS / "MANIFEST.json"

pytestmark = pytest.mark.skipif(
    not MANIFEST.is_file(), reason="the folder of real documents is not beside the project"
)


def cvs() -> list[dict[str, Any]]:
    if not MANIFEST.is_file():
        return []
    listed: list[dict[str, Any]] = json.loads(MANIFEST.read_text(encoding="utf-8"))["cvs"]
    return listed


def folded(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


@pytest.mark.parametrize("cv", cvs(), ids=lambda cv: Path(cv["file"]).name)
def test_every_employer_title_and_year_is_in_the_text(cv: dict[str, Any]) -> None:
    text = folded(read_document(INPUTS / cv["file"]).text)
    facts = [entry[name] for entry in cv["ground_truth"] for name in ("company", "title")]
    dates = [entry[name] or "" for entry in cv["ground_truth"] for name in ("start", "end")]
    facts += [year for date in dates for year in re.findall(r"^\d{4}", date)]
    assert [fact for fact in facts if fact and folded(fact) not in text] == []


@pytest.mark.parametrize("cv", cvs(), ids=lambda cv: Path(cv["file"]).name)
def test_the_text_is_clean_and_its_blocks_cover_it(cv: dict[str, Any]) -> None:
    document = read_document(INPUTS / cv["file"])
    strays = [
        character
        for character in document.text
        if unicodedata.category(character) in ("Cc", "Co", "Cs") and character not in "\n\t"
    ]
    assert strays == []
    blocks = [document.text[block.start : block.end] for block in document.blocks]
    assert "".join("".join(blocks).split()) == "".join(document.text.split())


def test_a_folder_of_them_is_scanned_without_an_error() -> None:
    sources, errors = scan_documents({"local_directories": [str(INPUTS / "cv")]})
    assert errors == []
    assert [source["name"] for source in sources] == sorted(Path(cv["file"]).name for cv in cvs())
