"""Stores as a run leaves them, written by the built-in rules without a server."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from utils.career import dialogues, offline, store
from utils.career.database import build_database
from utils.career.dialogues import Question
from utils.career.documents import Document, read_document
from utils.career.errors import DocumentError
from utils.career.matching import match_requirements
from utils.career.page_fit import fitted
from utils.llm.structured import schema_name

EXAMPLES = Path(__file__).parents[1] / "examples"


def example_store() -> tuple[dict[str, Any], list[Document]]:
    """The application for `examples/`, and the documents it was made from."""
    posting = (EXAMPLES / "jobs/backend_engineer.md").read_text()
    return store_for(sorted((EXAMPLES / "documents").iterdir()), posting)


def store_for(paths: Iterable[Path], posting: str) -> tuple[dict[str, Any], list[Document]]:
    """The application that the built-in rules write from these files for this posting."""
    documents: list[Document] = []
    records = []
    for path in paths:
        source: Any = {"path": str(path), "name": path.name}
        try:
            document = read_document(path)
        except DocumentError as error:
            records.append(store.failed_record(source, error))
            continue
        documents.append(document)
        extracted = dialogues.drive(dialogues.extract_experience(document), _ask)
        records.append(store.extraction_record(source, document, extracted))
    shared: dict[str, Any] = {"job_description": posting, "current_date": "2026-03-04"}
    store.write_extractions(shared, records)
    store.write_database(shared, *build_database(records))
    store.write_requirements(shared, dialogues.drive(dialogues.extract_requirements(posting), _ask))
    store.write_matching(
        shared,
        match_requirements(shared["requirements"], shared["career_database"], date(2026, 3, 4)),
    )
    material = store.read_writing_material(shared)
    written = dialogues.drive(dialogues.write_cv(material), _ask)
    store.write_cv(shared, fitted(written, material))
    store.write_letter(shared, dialogues.drive(dialogues.write_letter(material), _ask))
    return shared, documents


def _ask(question: Question) -> BaseModel:
    return offline.answer(schema_name(question.schema), question.prompt)
