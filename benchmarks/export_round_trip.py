"""Whether what is exported can be read back: the same entries from every format.

INPUTS is a folder of CVs. Each is read, and all it tells is written as a CV in every format; each
of these files is read again as any document is. Both readings are by the built-in rules, so the
figures are about the files, not about how well the first document was understood: what was read
from it is what has to come back.

    python benchmarks/export_round_trip.py examples/documents
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

# The script is run by its path, which puts its own folder, not the project's, on sys.path.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from pydantic import BaseModel
from rich.console import Console
from rich.table import Table

from benchmarks.command_line import BenchmarkError, OneLineParser, exit_status
from benchmarks.extraction_quality import FIELDS, Score, roles_of, score, total
from benchmarks.known_answers import Counts
from utils.career import dialogues, offline, store
from utils.career.database import build_database
from utils.career.dialogues import Question, WritingMaterial, drive
from utils.career.documents import DocumentSource, read_document, scan_documents
from utils.career.errors import CareerError
from utils.career.export import cv_files
from utils.career.schema import ApplicationPlan, CVDocument, DocumentExtraction
from utils.llm.structured import schema_name

TODAY: Final = date(2026, 1, 1)
NAMED: Final[Mapping[str, str]] = {
    "education": "degree",
    "certifications": "name",
    "publications": "title",
    "projects": "name",
    "awards": "name",
    "languages": "name",
}
"""The kinds of entries beside roles, and the field that names one."""


@dataclass(frozen=True, slots=True)
class RoundTrip:
    """A CV in one format: the roles that came back, and the names of other entries by kind."""

    document: str
    file: str
    roles: Score
    others: Mapping[str, Counts]


def _ask(question: Question) -> BaseModel:
    return offline.answer(schema_name(question.schema), question.prompt)


def extraction_of(path: Path) -> DocumentExtraction:
    """What the built-in rules read in a document."""
    return drive(dialogues.extract_experience(read_document(path)), _ask).extraction


def whole_cv(path: Path) -> CVDocument:
    """A CV of all that a document tells: nothing is chosen, nothing left out."""
    source: DocumentSource = scan_documents({"local_directories": [str(path.parent)]})[0][0]
    document = read_document(path)
    grounded = drive(dialogues.extract_experience(document), _ask)
    record = store.extraction_record({**source, "path": str(path), "name": path.name}, document,
                                     grounded)  # fmt: skip
    database, _ = build_database([record])
    material = WritingMaterial(database, {}, {}, TODAY, plan=ApplicationPlan())
    cv = drive(dialogues.write_cv(material), _ask).document
    return cv.model_copy(update={"max_pages": None})


def round_trips(cv: CVDocument, name: str) -> list[RoundTrip]:
    """The CV written in every format and read back; `name` is that of the document it came from."""
    true_roles = roles_of(role.model_dump() for role in cv.roles)
    trips = []
    with tempfile.TemporaryDirectory() as folder:
        for file, content in cv_files(cv).items():
            path = Path(folder, file)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
            found = extraction_of(path)
            others = {kind: names_found(_names(found, kind), _names(cv, kind)) for kind in NAMED}
            roles = roles_of(each.model_dump() for each in found.experiences)
            trips.append(RoundTrip(name, file, score(roles, true_roles), others))
    return trips


def _names(document: DocumentExtraction | CVDocument, kind: str) -> list[str]:
    return [str(getattr(each, NAMED[kind])).casefold() for each in getattr(document, kind)]


def names_found(found: Sequence[str], true: Sequence[str]) -> Counts:
    rest = list(found)
    hits = 0
    for name in true:
        if name in rest:
            rest.remove(name)
            hits += 1
    return Counts(hits, len(rest), len(true) - hits)


def measure(inputs: Path, report: Callable[[str], None]) -> list[RoundTrip]:
    """Every document of a folder that tells of roles, in every format.

    Raises:
        BenchmarkError: there is no such folder, or no document in it tells of a role.
    """
    sources, _ = scan_documents({"local_directories": [str(inputs)]})
    trips: list[RoundTrip] = []
    for source in sources:
        try:
            cv = whole_cv(Path(source["path"]))
        except CareerError as error:
            report(f"passed over: {error}")
            continue
        if cv.roles:
            trips += round_trips(cv, source["name"])
    if not trips:
        raise BenchmarkError(f"no document in {inputs} tells of a role; name a folder of CVs.")
    return trips


def summed(counts: Iterable[Counts]) -> Counts:
    return sum(counts, start=Counts())


def show(trips: Sequence[RoundTrip], console: Console) -> None:
    files = list(dict.fromkeys(trip.file for trip in trips))
    documents = len({trip.document for trip in trips})

    def f1(cells: Callable[[Sequence[RoundTrip]], Iterable[Counts]], *headings: str) -> None:
        table = Table(title=f"F1 of what came back of {documents} CVs", title_justify="left")
        table.add_column("format")
        for heading in headings:
            table.add_column(heading, justify="right")
        for file in files:
            own = [trip for trip in trips if trip.file == file]
            shown = ("–" if each == Counts() else f"{each.f1:.3f}" for each in cells(own))
            table.add_row(file, *shown)
        console.print(table)

    f1(lambda own: total(trip.roles for trip in own).values(), *FIELDS)
    f1(lambda own: [summed(trip.others[kind] for trip in own) for kind in NAMED], *NAMED)
    for trip in trips:
        lost = [field for field in FIELDS if trip.roles[field].f1 < 1]
        lost += [kind for kind, each in trip.others.items() if each != Counts() and each.f1 < 1]
        if lost:
            console.print(f"  {trip.document} as {trip.file}: {', '.join(lost)}", markup=False)


def as_json(trips: Sequence[RoundTrip]) -> str:
    report: dict[str, Any] = {
        "benchmark": "export_round_trip",
        "documents": len({trip.document for trip in trips}),
        "trips": [
            {
                "document": trip.document,
                "file": trip.file,
                "roles": {field: asdict(counts) for field, counts in trip.roles.items()},
                "others": {kind: asdict(counts) for kind, counts in trip.others.items()},
            }
            for trip in trips
        ],
    }
    return json.dumps(report, indent=2, ensure_ascii=False) + "\n"


def parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = OneLineParser(
        description="Write CVs in every format and read them back.",
        epilog="Exit 0: measured; 1: something is missing or failed; 2: wrong usage.",
    )
    parser.add_argument("inputs", type=Path, metavar="INPUTS", help="folder of CVs")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures as JSON")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    options = parsed(arguments)
    console = Console(highlight=False, soft_wrap=True)

    def work() -> None:
        trips = measure(options.inputs, lambda line: console.print(line, markup=False))
        show(trips, console)
        if options.json is not None:
            options.json.write_text(as_json(trips), encoding="utf-8")

    return exit_status(work, CareerError)


if __name__ == "__main__":
    sys.exit(main())
