"""How well documents are read and roles extracted: scores against documents with known answers.

INPUTS is a folder whose `MANIFEST.json` lists documents, each with the roles that a careful reader
finds in it, and the persons whom several of them tell of. The documents go through the project's
own nodes, answered by the built-in rules or, with `--llm`, by the configured model. The second part
reads many variants of the same files as one folder and watches the event loop meanwhile. It judges
roles only; other fields are checked for their evidence.

    python benchmarks/extraction_quality.py ../shared/inputs
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import platform
import re
import sys
import tempfile
import time
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, Final, TypedDict

# The script is run by its path, which puts its own folder, not the project's, on sys.path.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from rich import box
from rich.console import Console
from rich.table import Table

from async_nodes import AsyncExtractExperienceNode
from benchmarks.command_line import (
    BenchmarkError,
    OneLineParser,
    exit_status,
    output_file,
    whole_number,
)
from benchmarks.known_answers import Counts, manifest_of
from main import language_model
from utils.async_llm_wrapper import AsyncLLMWrapper
from utils.career.database import build_database
from utils.career.documents import DocumentSource, read_document, scan_documents
from utils.career.errors import CareerError
from utils.career.store import ExtractionRecord
from utils.llm.cache import close_reply_caches
from utils.llm.errors import LLMError

# --- The known answers ---------------------------------------------------------------------------


class Role(TypedDict):
    """A role as it is compared: dates `YYYY-MM`, `YYYY`, `present` or None."""

    company: str | None
    title: str | None
    start: str | None
    end: str | None


@dataclass(frozen=True, slots=True)
class LabelledDocument:
    """A document and the roles a careful reader finds in it.

    `layout` is `two columns` where a trap of the manifest says so, else `one column`.
    """

    path: Path
    format: str
    language: str
    traps: tuple[str, ...]
    roles: tuple[Role, ...]

    @property
    def layout(self) -> str:
        columns = any(re.search("two-column|sidebar", trap) for trap in self.traps)
        return "two columns" if columns else "one column"


@dataclass(frozen=True, slots=True)
class MergeCase:
    """Documents of one person, and the roles that all of them together tell."""

    person: str
    paths: tuple[Path, ...]
    roles: tuple[Role, ...]


def labelled(inputs: Path) -> tuple[list[LabelledDocument], list[MergeCase]]:
    """The documents and merge cases of `MANIFEST.json`.

    Raises:
        BenchmarkError: it is missing, is no JSON or lacks a key.
    """
    with manifest_of(inputs, "documents") as content:
        documents = [
            LabelledDocument(
                inputs / each["file"],
                each["format"],
                each["language"],
                tuple(each["traps"]),
                tuple(each["ground_truth"]),
            )
            for each in content["cvs"]
        ]
        cases = [
            MergeCase(
                each["person_group"],
                tuple(inputs / file for file in each["files"]),
                tuple(each["merged_truth"]),
            )
            for each in content.get("merge_cases", [])
        ]
    if not documents:
        raise BenchmarkError(f"{inputs / 'MANIFEST.json'} lists no documents under `cvs`.")
    return documents, cases


# --- Scoring -------------------------------------------------------------------------------------

FIELDS: Final = ("entry", "company", "title", "start", "end")
LEAST_PAIR_SIMILARITY: Final = 0.6
LEAST_NAME_SIMILARITY: Final = 0.85
_LEGAL_FORM: Final = re.compile(
    r"\b(?:inc|llc|ltd|limited|corp|corporation|gmbh|ag|s\.?a\.?|co|as|plc)\b\.?"
)
_OPEN_ENDS: Final = frozenset({"present", "current", "now", "none", ""})


Score = Mapping[str, Counts]


def _plain(name: str | None) -> str:
    text = unicodedata.normalize("NFKC", name or "").casefold()
    return re.sub(r"[\W_]+", " ", _LEGAL_FORM.sub(" ", text)).strip()


def similarity(one: str | None, other: str | None) -> float:
    """Of two names in 0..1; case, punctuation and legal forms do not count."""
    first, second = _plain(one), _plain(other)
    if not first or not second:
        return float(first == second)
    return SequenceMatcher(None, first, second).ratio()


def _is_date(found: str | None, true: str | None) -> bool:
    """Whether a date is right at the precision of the true one."""
    if true is None:
        return not found
    if true == "present":
        return found is not None and found.lower() in _OPEN_ENDS
    return bool(found) and str(found)[: len(true)] == true


def paired(found: Sequence[Role], true: Sequence[Role]) -> list[tuple[int, int]]:
    """Which found role is which true one: the most similar pairs of company and title first."""
    similar = sorted(
        (
            (
                0.5 * similarity(role["company"], truth["company"])
                + 0.5 * similarity(role["title"], truth["title"]),
                i,
                j,
            )
            for i, role in enumerate(found)
            for j, truth in enumerate(true)
        ),
        reverse=True,
    )
    pairs: list[tuple[int, int]] = []
    for value, i, j in similar:
        taken = any(i == a or j == b for a, b in pairs)
        if value >= LEAST_PAIR_SIMILARITY and not taken:
            pairs.append((i, j))
    return pairs


def score(found: Sequence[Role], true: Sequence[Role]) -> Score:
    """Counts of each field: an entry is a pair, another field counts where it is right in one."""
    pairs = paired(found, true)

    def hits(is_right: Callable[[Role, Role], bool]) -> int:
        return sum(is_right(found[i], true[j]) for i, j in pairs)

    right = {
        "entry": len(pairs),
        "company": hits(
            lambda a, b: similarity(a["company"], b["company"]) >= LEAST_NAME_SIMILARITY
        ),
        "title": hits(lambda a, b: similarity(a["title"], b["title"]) >= LEAST_NAME_SIMILARITY),
        "start": hits(lambda a, b: _is_date(a["start"], b["start"])),
        "end": hits(lambda a, b: _is_date(a["end"], b["end"])),
    }
    return {
        field: Counts(right[field], len(found) - right[field], len(true) - right[field])
        for field in FIELDS
    }


def total(scores: Iterable[Score]) -> Score:
    added = dict.fromkeys(FIELDS, Counts())
    for each in scores:
        added = {field: added[field] + each[field] for field in FIELDS}
    return added


def roles_of(entries: Iterable[Mapping[str, Any]]) -> list[Role]:
    """The roles of an extraction record or of a database, as they are compared."""
    return [
        {
            "company": entry.get("company"),
            "title": entry.get("title"),
            "start": entry.get("start_date"),
            "end": entry.get("end_date"),
        }
        for entry in entries
    ]


# --- The documents, one by one -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document.

    `facts` are the employers, titles and years that a reader sees in it, `facts_read` those in the
    text read from it. `fields` were kept, `fields_proven` of them stand word for word at their
    recorded place, `fields_dropped` were extracted and not found in the text.
    """

    document: LabelledDocument
    score: Score
    facts: int
    facts_read: int
    fields: int
    fields_proven: int
    fields_dropped: int
    reading_ms: float
    error: str | None


def _folded(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


def facts_of(roles: Sequence[Role]) -> list[str]:
    """Every employer, title and year of the roles."""
    names = [name for role in roles for name in (role["company"], role["title"]) if name]
    dates = [date for role in roles for date in (role["start"], role["end"]) if date]
    return names + [year[0] for date in dates if (year := re.match(r"\d{4}", date))]


_NOT_FROM_THE_TEXT: Final = frozenset({"document_type", "extraction_confidence"})
_EXTRACTED: Final = (
    "personal_info", "summary", "experiences", "education", "skills", "languages", "projects",
    "certifications", "publications", "awards",
)  # fmt: skip


def fields_of(record: Mapping[str, Any]) -> list[str]:
    """The paths of everything that a record took from its document."""

    def below(value: Any, path: str) -> Iterator[str]:
        if isinstance(value, Mapping):
            for key, each in value.items():
                yield from below(each, f"{path}.{key}")
        elif isinstance(value, list):
            for index, each in enumerate(value):
                yield from below(each, f"{path}.{index}")
        elif value not in (None, ""):
            yield path

    return [path for key in _EXTRACTED for path in below(record.get(key), key)]


def outcome_of(document: LabelledDocument, record: ExtractionRecord) -> Outcome:
    """Compare a document's record with what is known of it."""
    text = ""
    started = time.perf_counter()
    with contextlib.suppress(CareerError):  # the record tells the same error
        text = read_document(document.path).text
    reading_ms = (time.perf_counter() - started) * 1000
    folded = _folded(text)
    facts = facts_of(document.roles)
    fields = fields_of(record)
    spans = {path: record.get("evidence", {}).get(path) for path in fields}
    return Outcome(
        document,
        score(roles_of(record["experiences"]), document.roles),
        facts=len(facts),
        facts_read=sum(_folded(fact) in folded for fact in facts),
        fields=len(fields),
        fields_proven=sum(
            span is not None and text[span["start"] : span["end"]] == span["quote"] != ""
            for span in spans.values()
        ),
        fields_dropped=len(record.get("dropped", [])),
        reading_ms=reading_ms,
        error=record.get("error"),
    )


@dataclass(frozen=True, slots=True)
class MergeOutcome:
    """Of one person's roles in the merged database: how many are fused that differ, or twice."""

    person: str
    roles: int
    fused: int
    double: int


def merge_outcome(case: MergeCase, records: Mapping[str, ExtractionRecord]) -> MergeOutcome:
    """Merge the documents of one person and compare with the roles they tell together.

    A role counts as fused where no entry tells it. Of two titles told of one post and time, an
    entry that keeps the other title among its conflicts tells both.
    """
    database, _ = build_database([records[str(path)] for path in case.paths])
    found = roles_of(database["experience"])
    pairs = paired(found, case.roles)
    kept_beside = {
        (conflict["entry"], str(value["value"]))
        for conflict in database["conflicts"]
        if conflict.get("field") == "title"
        for value in conflict["values"]
    }
    told = {j for _, j in pairs} | {
        j
        for j, role in enumerate(case.roles)
        for entry, title in kept_beside
        if similarity(title, role["title"]) >= LEAST_NAME_SIMILARITY
        and str(entry).startswith("experience.")
    }
    return MergeOutcome(
        case.person,
        roles=len(found),
        fused=len(case.roles) - len(told),
        double=len(found) - len(pairs),
    )


@dataclass(frozen=True, slots=True)
class Quality:
    """All documents one by one, with the time of all together, and the merged persons."""

    outcomes: tuple[Outcome, ...]
    merges: tuple[MergeOutcome, ...]
    extraction_ms: float
    cache_hits: int

    @property
    def evidence_rate(self) -> float:
        fields = sum(each.fields for each in self.outcomes)
        return sum(each.fields_proven for each in self.outcomes) / fields if fields else 0.0

    @property
    def reading_recall(self) -> float:
        facts = sum(each.facts for each in self.outcomes)
        return sum(each.facts_read for each in self.outcomes) / facts if facts else 0.0

    @property
    def reading_ms(self) -> float:
        return sum(each.reading_ms for each in self.outcomes) / len(self.outcomes)

    def groups(self) -> dict[str, dict[str, list[Outcome]]]:
        """The outcomes by what their documents have in common."""
        grouped: dict[str, dict[str, list[Outcome]]] = {
            "format": {}, "language": {}, "layout": {}, "trap": {},
        }  # fmt: skip
        for each in self.outcomes:
            document = each.document
            for name, values in (
                ("format", (document.format,)),
                ("language", (document.language,)),
                ("layout", (document.layout,)),
                ("trap", document.traps),
            ):
                for value in values:
                    grouped[name].setdefault(value, []).append(each)
        return {name: dict(sorted(groups.items())) for name, groups in grouped.items()}


def source_of(path: Path) -> DocumentSource:
    return {
        "path": str(path),
        "name": path.name,
        "type": path.suffix.lower(),
        "size": path.stat().st_size if path.is_file() else 0,
        "modified_date": "",
        "source": "local",
        "additional_data": {},
    }


async def extracted(
    sources: Sequence[DocumentSource], llm: AsyncLLMWrapper, at_a_time: int | None = None
) -> list[ExtractionRecord]:
    """The records of the project's own node, in the order of the sources."""
    shared: dict[str, Any] = {"document_sources": list(sources)}
    await AsyncExtractExperienceNode(llm, max_concurrent=at_a_time).run_async(shared)
    records: list[ExtractionRecord] = shared["extracted_experiences"]
    return records


def measure_quality(
    documents: Sequence[LabelledDocument], cases: Sequence[MergeCase], *, use_model: bool
) -> Quality:
    """Extract every document and compare it with what is known of it.

    The rules answer one document at a time and are asked anew, so that the time is theirs; before
    it is taken, one document goes through untimed (imports, first use).
    """
    sources = [source_of(document.path) for document in documents]
    rules_only: dict[str, str] = {} if use_model else {"ENABLE_LLM_CACHE": "false"}
    with environment(**rules_only), language_model(use_rules=not use_model) as llm:
        at_a_time = None if use_model else 1

        async def run() -> tuple[list[ExtractionRecord], float]:
            async with llm:
                await extracted(sources[:1], llm)
                started = time.perf_counter()
                records = await extracted(sources, llm, at_a_time)
                return records, (time.perf_counter() - started) * 1000

        records, all_ms = asyncio.run(run())
        cache_hits = llm.stats.cache_hits
    by_path = {record["document_source"]: record for record in records}
    return Quality(
        tuple(map(outcome_of, documents, records)),
        tuple(merge_outcome(case, by_path) for case in cases),
        extraction_ms=all_ms / len(documents),
        cache_hits=cache_hits,
    )


@contextlib.contextmanager
def environment(**values: str) -> Iterator[None]:
    """Environment variables for a while."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


# --- A folder of many ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FolderRun:
    """One pass over a folder. `worst_pause_ms` is the longest time the event loop stood still."""

    documents: int
    failed: int
    seconds: float
    worst_pause_ms: float
    calls: int

    @property
    def documents_per_s(self) -> float:
        return self.documents / self.seconds


def write_variants(documents: Sequence[LabelledDocument], folder: Path, number: int) -> None:
    """Copies of the documents, in turn, no two of which have the same bytes."""
    for index in range(number):
        source = documents[index % len(documents)].path
        path = folder / f"{index:04}-{source.name}"
        mark = f"variant {index}"
        content = source.read_bytes()
        match source.suffix.lower():
            case ".docx":
                path.write_bytes(content)
                with zipfile.ZipFile(path, "a") as archive:
                    archive.comment = mark.encode()
            case ".pdf":
                path.write_bytes(content + f"\n% {mark}\n".encode())
            case ".html" | ".htm" | ".md" | ".markdown":
                path.write_bytes(content + f"\n<!-- {mark} -->\n".encode())
            case _:
                path.write_bytes(content + f"\n\n{mark}\n".encode())


TICK_S: Final = 0.001


async def watched(work: Callable[[], Any]) -> tuple[Any, float]:
    """What `work()` gives, and the longest pause of the event loop meanwhile in ms.

    A task that sleeps a millisecond at a time notes by how much it overslept.
    """
    worst_s = 0.0

    async def watch() -> None:
        nonlocal worst_s
        while True:
            before = time.perf_counter()
            await asyncio.sleep(TICK_S)
            worst_s = max(worst_s, time.perf_counter() - before - TICK_S)

    watching = asyncio.create_task(watch())
    try:
        return await work(), worst_s * 1000
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)


@dataclass(frozen=True, slots=True)
class FolderQuality:
    """The texts alone, then a first and a second run over the same files."""

    texts: FolderRun
    first: FolderRun
    second: FolderRun
    same_records: bool


def measure_folder(documents: Sequence[LabelledDocument], number: int) -> FolderQuality:
    """Read `number` variants of the documents as one folder, offline, then once more."""
    with tempfile.TemporaryDirectory(prefix="extraction-quality-") as folder:
        path = Path(folder, "documents")
        path.mkdir()
        write_variants(documents, path, number)
        cache = {"ENABLE_LLM_CACHE": "true", "LLM_CACHE_DIR": str(Path(folder, "cache"))}
        try:
            with environment(**cache):
                texts = _read_folder(path)
                first, records = _extract_folder(path)
                second, again = _extract_folder(path)
        finally:
            close_reply_caches()
    return FolderQuality(texts, first, second, same_records=records == again)


def _scanned(folder: Path) -> list[DocumentSource]:
    return scan_documents({"local_directories": [str(folder)]})[0]


def _read_folder(folder: Path) -> FolderRun:
    sources = _scanned(folder)

    async def read_all() -> list[Any]:
        reading = (asyncio.to_thread(read_document, source["path"]) for source in sources)
        return await asyncio.gather(*reading, return_exceptions=True)

    started = time.perf_counter()
    texts, worst_pause_ms = asyncio.run(watched(read_all))
    failed = sum(isinstance(text, CareerError) for text in texts)
    for bug in (text for text in texts if isinstance(text, BaseException)):
        if not isinstance(bug, CareerError):
            raise bug
    seconds = time.perf_counter() - started
    return FolderRun(len(sources), failed, seconds, worst_pause_ms, calls=0)


def _extract_folder(folder: Path) -> tuple[FolderRun, list[ExtractionRecord]]:
    with language_model(use_rules=True) as llm:

        async def work() -> list[ExtractionRecord]:
            async with llm:
                return await extracted(_scanned(folder), llm)

        started = time.perf_counter()
        records, worst_pause_ms = asyncio.run(watched(work))
        seconds = time.perf_counter() - started
        calls = llm.stats.requests
    failed = sum("error" in record for record in records)
    return FolderRun(len(records), failed, seconds, worst_pause_ms, calls), records


# --- Reporting -----------------------------------------------------------------------------------


def show_quality(quality: Quality, console: Console) -> None:
    table = Table(title="Roles found, all documents", title_justify="left")
    table.add_column("field")
    for heading in ("precision", "recall", "F1", "right", "false", "missed"):
        table.add_column(heading, justify="right")
    for field, counts in total(each.score for each in quality.outcomes).items():
        ratios = (f"{value:.3f}" for value in (counts.precision, counts.recall, counts.f1))
        numbers = map(str, (counts.hits, counts.false, counts.missed))
        table.add_row(field, *ratios, *numbers)
    console.print(table)

    for name, groups in quality.groups().items():
        table = Table(title=f"F1 by {name}", title_justify="left", box=box.SIMPLE_HEAD)
        table.add_column(name)
        for heading in ("files", *FIELDS):
            table.add_column(heading, justify="right")
        for value, of_value in groups.items():
            scores = total(each.score for each in of_value)
            ratios = (f"{scores[field].f1:.3f}" for field in FIELDS)
            table.add_row(value, str(len(of_value)), *ratios)
        console.print(table)

    outcomes = quality.outcomes
    imperfect = [
        each
        for each in outcomes
        if each.error or each.facts_read < each.facts
        or any(counts.false or counts.missed for counts in each.score.values())
    ]  # fmt: skip
    for each in imperfect:
        wrong = {
            field: f"{counts.false} false, {counts.missed} missed"
            for field, counts in each.score.items()
            if counts.false or counts.missed
        }
        problem = each.error or "; ".join(f"{field}: {text}" for field, text in wrong.items())
        unread = each.facts - each.facts_read
        console.print(f"{each.document.path.name}: {problem or f'{unread} facts not in its text'}")
    facts, fields = sum(each.facts for each in outcomes), sum(each.fields for each in outcomes)
    console.print(
        f"text-reading recall {quality.reading_recall:.3f} ({facts} employers, titles and years)\n"
        f"evidence rate       {quality.evidence_rate:.3f} ({fields} fields kept, "
        f"{sum(each.fields_dropped for each in outcomes)} dropped)\n"
        f"ms per document     {quality.reading_ms:.1f} to read, {quality.extraction_ms:.1f} "
        f"to read and extract; {quality.cache_hits} answers from the cache"
    )
    for merge in quality.merges:
        console.print(
            f"merged: {merge.person}: {merge.roles} roles, {merge.fused} wrongly fused, "
            f"{merge.double} left double"
        )


def show_folder(folder: FolderQuality, console: Console) -> None:
    table = Table(
        title=f"A folder of {folder.first.documents} documents, offline", title_justify="left"
    )
    for heading in ("", "failed", "documents/s", "worst pause of the loop", "calls"):
        table.add_column(heading, justify="right" if heading else "left")
    for name, run in (
        ("text read", folder.texts),
        ("read and extracted", folder.first),
        ("second run", folder.second),
    ):
        table.add_row(
            name,
            str(run.failed),
            f"{run.documents_per_s:.0f}",
            f"{run.worst_pause_ms:.1f} ms",
            str(run.calls),
        )
    console.print(table)
    same = "the same records" if folder.same_records else "OTHER RECORDS"
    console.print(f"The second run gave {same}.")


def as_json(quality: Quality, folder: FolderQuality, *, use_model: bool) -> str:
    def scores(outcomes: Iterable[Outcome]) -> dict[str, Any]:
        return {
            field: {
                **asdict(counts),
                "precision": counts.precision,
                "recall": counts.recall,
                "f1": counts.f1,
            }
            for field, counts in total(each.score for each in outcomes).items()
        }

    report = {
        "benchmark": "extraction_quality",
        "machine": {
            "python": platform.python_version(),
            "implementation": platform.python_implementation(),
            "cpu_count": os.cpu_count(),
            "system": platform.system(),
            "architecture": platform.machine(),
        },
        "answered_by": "model" if use_model else "rules",
        "documents": len(quality.outcomes),
        "all": scores(quality.outcomes),
        **{
            name: {value: scores(outcomes) for value, outcomes in groups.items()}
            for name, groups in quality.groups().items()
        },
        "text_reading_recall": quality.reading_recall,
        "evidence_rate": quality.evidence_rate,
        "reading_ms_per_document": quality.reading_ms,
        "extraction_ms_per_document": quality.extraction_ms,
        "cache_hits": quality.cache_hits,
        "merges": [asdict(merge) for merge in quality.merges],
        "folder": asdict(folder),
        "by_document": {
            each.document.path.name: {
                "error": each.error,
                "facts": each.facts,
                "facts_read": each.facts_read,
                "fields": each.fields,
                "fields_proven": each.fields_proven,
                "fields_dropped": each.fields_dropped,
                **{field: asdict(counts) for field, counts in each.score.items()},
            }
            for each in quality.outcomes
        },
    }
    return json.dumps(report, indent=2, ensure_ascii=False) + "\n"


# --- The command line ----------------------------------------------------------------------------


def parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = OneLineParser(
        description="Score the reading and extraction of documents with known answers.",
        epilog="Exit 0: measured; 1: something is missing or failed; 2: wrong usage.",
    )
    add = parser.add_argument
    add("inputs", type=Path, metavar="INPUTS", help="folder with MANIFEST.json and its documents")
    add("--llm", action="store_true", help="ask the configured model instead of the rules")
    add(
        "--documents",
        type=whole_number,
        default=200,
        metavar="N",
        help="documents in the folder of variants, which the rules answer (200)",
    )
    add("--json", type=output_file, metavar="FILE", help="write the figures as JSON")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    options = parsed(arguments)
    console = Console(highlight=False, soft_wrap=True)

    def work() -> None:
        documents, cases = labelled(options.inputs)
        if options.llm:
            AsyncLLMWrapper()  # says what is missing before anything is measured
        quality = measure_quality(documents, cases, use_model=options.llm)
        show_quality(quality, console)
        folder = measure_folder(documents, options.documents)
        show_folder(folder, console)
        if options.json is not None:
            text = as_json(quality, folder, use_model=options.llm)
            options.json.write_text(text, encoding="utf-8")

    return exit_status(work, LLMError, CareerError)


if __name__ == "__main__":
    sys.exit(main())
