"""How surely nothing is claimed that no document says: the pipeline's own sentences, and traps.

INPUTS is a folder of careers and postings (`documents/` and `jobs/`, or as its `MANIFEST.json`
lists them). Each career is applied to each posting, answered by the built-in rules, and every
sentence of each CV and letter is traced to the words of a document. Then the claim check judges
fakes and honest rewordings that code makes of these careers and of invented ones, or that were
written by hand. Nothing here repairs a sentence.

    python benchmarks/grounding.py ../shared/inputs
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

# The script is run by its path, which puts its own folder, not the project's, on sys.path.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from pydantic import BaseModel
from rich.console import Console
from rich.table import Table

from benchmarks import (
    claim_careers,
    claim_patterns_round_1,
    claim_patterns_round_2,
    claim_patterns_round_3,
    claim_patterns_round_4,
    claim_patterns_round_5,
    claim_patterns_round_6,
)
from benchmarks.claim_variants import Corpus, PatternSet, Variant, corpus_of
from benchmarks.command_line import BenchmarkError, OneLineParser, exit_status
from utils.career import dialogues, offline, store
from utils.career.claims import check_claim, describe
from utils.career.database import build_database, entry_context, evidence_texts
from utils.career.dialogues import BackedSentence, WritingMaterial, drive
from utils.career.documents import read_document, scan_documents
from utils.career.errors import CareerError
from utils.career.grounding import TextIndex
from utils.career.matching import match_requirements
from utils.career.schema import (
    ApplicationPlan,
    CoverLetter,
    DocumentExtraction,
    JobRequirements,
    TailoredCV,
)

EXAMPLES: Final = Path(__file__).resolve().parents[1] / "examples"
TODAY: Final = date(2026, 1, 1)
"""Dates the letters and ends roles that go on, so that every run gives the same figures."""


PATTERN_SETS: Final = (
    claim_patterns_round_1.PATTERNS,
    claim_patterns_round_2.PATTERNS,
    claim_patterns_round_3.PATTERNS,
    claim_patterns_round_4.PATTERNS,
    claim_patterns_round_5.PATTERNS,
    claim_patterns_round_6.PATTERNS,
    claim_careers.PATTERNS,
)


# --- Inputs ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Career:
    """One person: the texts of the documents by name, and the database that is built of them."""

    person: str
    documents: Mapping[str, str]
    database: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Posting:
    name: str
    text: str
    requirements: Mapping[str, Any]


_RULES_FOR: Final[Mapping[type[BaseModel], str]] = {
    DocumentExtraction: "document_extraction",
    JobRequirements: "job_requirements",
    ApplicationPlan: "application_plan",
    TailoredCV: "tailored_cv",
    CoverLetter: "cover_letter",
}


def rules(question: dialogues.Question) -> BaseModel:
    """The built-in rules' answer to a question of a dialogue."""
    return offline.answer(_RULES_FOR[question.schema], question.prompt)


def read_career(person: str, paths: Sequence[Path]) -> Career:
    """Extract the documents of one person and merge what they tell."""
    texts: dict[str, str] = {}
    records = []
    for source in scan_documents({"local_directories": sorted({str(p.parent) for p in paths})})[0]:
        if Path(source["path"]) not in paths:
            continue
        document = read_document(source["path"])
        texts[document.name] = document.text
        grounded = drive(dialogues.extract_experience(document), rules)
        records.append(store.extraction_record(source, document, grounded))
    database, _ = build_database(records)
    return Career(person, texts, database)


def read_posting(path: Path) -> Posting:
    text = read_document(path).text
    requirements = drive(dialogues.extract_requirements(text), rules)
    return Posting(path.name, text, requirements.model_dump(mode="json"))


def read_inputs(inputs: Path) -> tuple[list[Career], list[Posting]]:
    """The careers and postings of a folder.

    With a `MANIFEST.json` these are its `cvs`, grouped by person, and its `job_descriptions`; else
    `documents/` is one career and each file of `jobs/` a posting.

    Raises:
        BenchmarkError: there are none, or the manifest is no such list.
    """
    try:
        persons, postings = _listed(inputs)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BenchmarkError(
            f"{inputs} has neither documents/ and jobs/ nor a MANIFEST.json that lists them: "
            f"{error!r}."
        ) from None
    if not persons or not postings:
        raise BenchmarkError(f"{inputs} holds no documents or no postings.")
    careers = [read_career(person, paths) for person, paths in persons.items()]
    return careers, [read_posting(path) for path in postings]


def _listed(inputs: Path) -> tuple[dict[str, list[Path]], list[Path]]:
    """The documents by person, and the postings; sentences without a posting are left aside."""
    manifest = inputs / "MANIFEST.json"
    if not manifest.exists():
        documents = sorted(path for path in (inputs / "documents").iterdir() if path.is_file())
        return {inputs.name: documents}, sorted((inputs / "jobs").iterdir())
    content = json.loads(manifest.read_text(encoding="utf-8"))
    persons: dict[str, list[Path]] = {}
    for each in content["cvs"]:
        persons.setdefault(each["person_group"], []).append(inputs / each["file"])
    files = [inputs / each["file"] for each in content["job_descriptions"]]
    return persons, [path for path in files if path.suffix != ".jsonl"]


# --- The pipeline's own sentences -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Traced:
    """What became of the sentences of one kind of document.

    `verified` sentences cite facts that stand in the documents they are said to come from and say
    no more; `courtesies` state no fact and cite none; `unproven` lists the others.
    """

    verified: int
    courtesies: int
    dropped: int
    unproven: tuple[str, ...]

    def __add__(self, other: Traced) -> Traced:
        return Traced(
            self.verified + other.verified,
            self.courtesies + other.courtesies,
            self.dropped + other.dropped,
            self.unproven + other.unproven,
        )

    @property
    def share(self) -> float:
        """Of the sentences that state something, those verified."""
        stating = self.verified + len(self.unproven)
        return self.verified / stating if stating else 1.0


def traced(career: Career, posting: Posting) -> tuple[Traced, Traced]:
    """Write the CV and the letter of a career for a posting, and trace every sentence of them."""
    matching = match_requirements(posting.requirements, career.database, TODAY)
    material = WritingMaterial(career.database, posting.requirements, matching.matches, TODAY)
    cv = drive(dialogues.write_cv(material), rules)
    letter = drive(dialogues.write_letter(material), rules)
    cv_texts = [bullet for role in cv.document.roles for bullet in role.bullets]
    cv_texts += [each for each in (cv.document.headline, cv.document.summary) if each]
    return (
        _traced(cv_texts, cv, career, posting),
        _traced(letter.document.paragraphs, letter, career, posting),
    )


def _traced(
    texts: Sequence[str],
    written: dialogues.WrittenCV | dialogues.WrittenLetter,
    career: Career,
    posting: Posting,
) -> Traced:
    verified = courtesies = 0
    unproven: list[str] = []
    for sentence in written.sentences:
        problem = _problem(sentence, career, posting)
        if problem is not None:
            unproven.append(f"{career.person}, {posting.name}: {sentence.text}: {problem}")
        elif sentence.evidence:
            verified += 1
        else:
            courtesies += 1
    told = sorted((sentence.text for sentence in written.sentences), key=len, reverse=True)
    for text in texts:
        rest = text
        for each in told:
            rest = rest.replace(each, "")
        if rest.strip():
            unproven.append(f"{career.person}, {posting.name}: {rest.strip()}: it names no facts")
    return Traced(verified, courtesies, len(written.dropped), tuple(unproven))


_DATE: Final = re.compile(r"\d{4}(?:-\d\d)?|present")


def _problem(sentence: BackedSentence, career: Career, posting: Posting) -> str | None:
    """Why a sentence is not verified, or None: from each fact it cites back to the document."""
    facts = evidence_texts(career.database)
    asked = dialogues.requirement_texts(posting.requirements)
    texts = [asked[key] for key in ("requirements.title", "requirements.company") if key in asked]
    for key in sentence.evidence:
        if key in asked:
            if TextIndex(posting.text).find(asked[key]) is None:
                return f"{key} does not stand in the posting"
            texts.append(asked[key])
        elif key in facts:
            if not any(_stands(facts[key], source, career) for source in
                       store.sources_of(career.database, key)):  # fmt: skip
                return f"{key} does not stand where its source says"
            texts += [facts[key], *entry_context(facts, key)]
        else:
            return f"there is no {key}"
    return describe(check_claim(sentence.text, texts)) or None


def _stands(fact: str, source: Mapping[str, Any], career: Career) -> bool:
    """Whether the quote of a source stands at its place in the document, and holds the fact."""
    text = career.documents.get(source["document"], "")
    quote = text[source["start"] : source["end"]]
    holds = _DATE.fullmatch(fact) is not None or TextIndex(quote).find(fact) is not None
    return quote == source["quote"] != "" and holds


# --- Traps ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Judged:
    """A variant, and what the check found too much in it; for a fake beyond its honest form."""

    variant: Variant
    excess: str

    @property
    def is_flagged(self) -> bool:
        return bool(self.excess)


def judged(variant: Variant) -> Judged:
    found = check_claim(variant.text, variant.evidence)
    if variant.base is not None:
        honest = set(check_claim(variant.base, variant.evidence))
        found = [each for each in found if each not in honest]
    return Judged(variant, describe(found))


@dataclass(frozen=True, slots=True)
class Traps:
    """The verdicts on the fakes and rewordings of one set of patterns."""

    patterns: PatternSet
    fakes: tuple[Judged, ...]
    rewordings: tuple[Judged, ...]

    @property
    def catch_rate(self) -> float:
        return rate(self.fakes)

    @property
    def false_alarm_rate(self) -> float:
        return rate(self.rewordings)

    def fakes_by_kind(self) -> dict[str, list[Judged]]:
        return _by_kind(self.fakes)

    def rewordings_by_form(self) -> dict[str, list[Judged]]:
        return _by_kind(self.rewordings)


def _by_kind(verdicts: Sequence[Judged]) -> dict[str, list[Judged]]:
    grouped: dict[str, list[Judged]] = {}
    for each in verdicts:
        grouped.setdefault(each.variant.kind, []).append(each)
    return grouped


def rate(verdicts: Sequence[Judged]) -> float:
    """The share of variants that were flagged."""
    return sum(each.is_flagged for each in verdicts) / len(verdicts) if verdicts else 0.0


def set_traps(patterns: PatternSet, corpus: Corpus, seed: int, per_kind: int) -> Traps:
    return Traps(
        patterns,
        tuple(map(judged, patterns.draw_fakes(corpus, seed, per_kind))),
        tuple(map(judged, patterns.draw_rewordings(corpus, seed, per_kind))),
    )


# --- Reporting ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Report:
    careers: int
    postings: int
    statements: int
    cv: Traced
    letter: Traced
    traps: tuple[Traps, ...]


def corpus_with_invented(careers: Sequence[Career]) -> Corpus:
    """The statements of these careers and of the invented ones."""
    return corpus_of([*(career.database for career in careers), *claim_careers.CAREERS])


def measure(inputs: Path, seed: int, per_kind: int) -> Report:
    careers, postings = read_inputs(inputs)
    cv = letter = Traced(0, 0, 0, ())
    for career in careers:
        for posting in postings:
            of_cv, of_letter = traced(career, posting)
            cv, letter = cv + of_cv, letter + of_letter
    corpus = corpus_with_invented(careers)
    traps = tuple(set_traps(patterns, corpus, seed, per_kind) for patterns in PATTERN_SETS)
    return Report(len(careers), len(postings), len(corpus.statements), cv, letter, traps)


def show(report: Report, console: Console, *, with_mistakes: bool) -> None:
    table = Table(
        title=f"Sentences of {report.careers * report.postings} applications "
        f"({report.careers} careers, {report.postings} postings)",
        title_justify="left",
    )
    table.add_column("document")
    for heading in ("verified", "unproven", "share", "state no fact", "dropped"):
        table.add_column(heading, justify="right")
    for name, each in (("CV", report.cv), ("cover letter", report.letter)):
        numbers = (each.verified, len(each.unproven), f"{each.share:.4f}", each.courtesies)
        table.add_row(name, *map(str, numbers), str(each.dropped))
    console.print(table)
    for sentence in (*report.cv.unproven, *report.letter.unproven):
        console.print(f"  {sentence}", markup=False)
    for traps in report.traps:
        _show_traps(traps, console, with_mistakes=with_mistakes)


def _show_traps(traps: Traps, console: Console, *, with_mistakes: bool) -> None:
    fakes, rewordings = traps.patterns.sizes
    table = Table(
        title=f"Claim check, {traps.patterns.name} patterns ({fakes} of fakes, {rewordings} of "
        "rewordings)",
        title_justify="left",
    )
    table.add_column("sentences")
    for heading in ("number", "flagged", "rate"):
        table.add_column(heading, justify="right")
    groups = [
        *((f"fake {kind}", verdicts) for kind, verdicts in traps.fakes_by_kind().items()),
        ("all fakes: catch rate", traps.fakes),
        *((f"honest: {form}", each) for form, each in traps.rewordings_by_form().items()),
        ("all rewordings: false alarms", traps.rewordings),
    ]
    for name, verdicts in groups:
        flagged = sum(each.is_flagged for each in verdicts)
        table.add_row(
            name, str(len(verdicts)), str(flagged), f"{rate(verdicts):.3f}",
            end_section=name.startswith("all"),
        )  # fmt: skip
    console.print(table)
    if with_mistakes:
        for each in (*traps.fakes, *traps.rewordings):
            if each.is_flagged == (each.variant.base is None):
                console.print(
                    f"  {'missed' if not each.is_flagged else 'false alarm'} "
                    f"[{each.variant.kind}, {each.variant.pattern}] {each.variant.text}\n"
                    f"      evidence: {' | '.join(each.variant.evidence)}"
                    + (f"\n      {each.excess}" if each.excess else ""),
                    markup=False,
                )


def as_json(report: Report, seed: int) -> str:
    def traced_json(each: Traced) -> dict[str, Any]:
        return {**asdict(each), "share": each.share}

    def verdicts_json(verdicts: Sequence[Judged]) -> dict[str, Any]:
        flagged = sum(each.is_flagged for each in verdicts)
        return {"number": len(verdicts), "flagged": flagged, "rate": rate(verdicts)}

    content = {
        "benchmark": "grounding",
        "seed": seed,
        "careers": report.careers,
        "postings": report.postings,
        "statements": report.statements,
        "cv": traced_json(report.cv),
        "cover_letter": traced_json(report.letter),
        "claim_check": {
            traps.patterns.name: {
                "patterns_of_fakes": traps.patterns.sizes[0],
                "patterns_of_rewordings": traps.patterns.sizes[1],
                "fakes": verdicts_json(traps.fakes),
                "fakes_by_kind": {
                    kind: verdicts_json(each) for kind, each in traps.fakes_by_kind().items()
                },
                "rewordings": verdicts_json(traps.rewordings),
                "rewordings_by_form": {
                    form: verdicts_json(each) for form, each in traps.rewordings_by_form().items()
                },
            }
            for traps in report.traps
        },
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


# --- The command line -----------------------------------------------------------------------------


def parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = OneLineParser(
        description="Trace every sentence the pipeline writes, and set traps for the claim check.",
        epilog="Exit 0: measured; 1: something is missing; 2: wrong usage.",
    )
    add = parser.add_argument
    add("inputs", type=Path, nargs="?", default=EXAMPLES, metavar="INPUTS",
        help="folder of careers and postings (the project's examples/)")  # fmt: skip
    add("--seed", type=int, default=1, help="of the draw of patterns and statements (1)")
    add("--per-kind", type=int, default=40, metavar="N",
        help="fakes of each kind and rewordings of each form, at most (40)")  # fmt: skip
    add("--mistakes", action="store_true", help="list what was missed and what was a false alarm")
    add("--json", type=Path, metavar="FILE", help="write the figures as JSON")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    options = parsed(arguments)
    console = Console(highlight=False, soft_wrap=True)

    def work() -> None:
        report = measure(options.inputs, options.seed, options.per_kind)
        show(report, console, with_mistakes=options.mistakes)
        if options.json is not None:
            options.json.write_text(as_json(report, options.seed), encoding="utf-8")

    return exit_status(work, CareerError)


if __name__ == "__main__":
    sys.exit(main())
