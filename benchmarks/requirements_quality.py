"""How well a posting's requirements are read: scores against postings with known answers.

INPUTS is a folder whose `MANIFEST.json` lists postings, each with the statements that a careful
reader takes for requirements, and for some those that are only welcome. Required and preferred are
scored apart; a posting whose truth does not tell what is preferred counts for the required alone.
Sentences with labelled spans are scored by whether a sentence asks for something at all.

    python benchmarks/requirements_quality.py ../shared/inputs
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

# The script is run by its path, which puts its own folder, not the project's, on sys.path.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from rapidfuzz import fuzz
from rich.console import Console
from rich.table import Table

from async_nodes import AsyncExtractRequirementsNode
from benchmarks.command_line import BenchmarkError, OneLineParser, exit_status
from benchmarks.known_answers import Counts, manifest_of
from main import language_model
from utils.async_llm_wrapper import AsyncLLMWrapper
from utils.career.documents import read_document
from utils.career.errors import CareerError
from utils.career.offline_requirements import extract_requirements
from utils.llm.errors import LLMError

# --- The known answers ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LabelledPosting:
    """A posting and what a careful reader finds; `preferred` None: the truth does not tell."""

    path: Path
    required: tuple[str, ...]
    preferred: tuple[str, ...] | None
    title: str | None
    company: str | None


@dataclass(frozen=True, slots=True)
class LabelledSentence:
    """One sentence of a posting, and whether a span of it is labelled as something asked for."""

    text: str
    asks: bool


_ASKED: Final = frozenset({"Skill", "Qualification", "Experience"})


def labelled(inputs: Path) -> tuple[list[LabelledPosting], list[LabelledSentence]]:
    """The postings and sentences of `MANIFEST.json`.

    Raises:
        BenchmarkError: it is missing, is no JSON or lacks a key.
    """
    postings: list[LabelledPosting] = []
    sentences: list[LabelledSentence] = []
    with manifest_of(inputs, "postings") as content:
        for each in content["job_descriptions"]:
            path = inputs / each["file"]
            if path.suffix == ".jsonl":
                records = map(json.loads, path.read_text(encoding="utf-8").splitlines())
                sentences += [
                    LabelledSentence(
                        record["text"], any(span["label"] in _ASKED for span in record["spans"])
                    )
                    for record in records
                ]
                continue
            preferred = each.get("nice_to_have_truth")
            postings.append(
                LabelledPosting(
                    path,
                    tuple(each["requirements_truth"]),
                    None if preferred is None else tuple(preferred),
                    each.get("title"),
                    each.get("company"),
                )
            )
    if not postings:
        manifest = inputs / "MANIFEST.json"
        raise BenchmarkError(f"{manifest} lists no postings under `job_descriptions`.")
    return postings, sentences


# --- Scoring --------------------------------------------------------------------------------------

LEAST_SIMILARITY: Final = 75.0
"""Of two statements in 0..100, by their words in any order, from which they are one."""


def _plain(statement: str) -> str:
    return re.sub(r"[\W_]+", " ", statement.casefold()).strip()


def compared(found: Sequence[str], true: Sequence[str]) -> Counts:
    """Each statement found is at most one of the true ones; the most alike are paired first."""
    pairs = sorted(
        (
            (fuzz.token_sort_ratio(_plain(one), _plain(other)), i, j)
            for i, one in enumerate(found)
            for j, other in enumerate(true)
        ),
        reverse=True,
    )
    taken_found: set[int] = set()
    taken_true: set[int] = set()
    for similarity, i, j in pairs:
        if similarity >= LEAST_SIMILARITY and i not in taken_found and j not in taken_true:
            taken_found.add(i)
            taken_true.add(j)
    hits = len(taken_true)
    return Counts(hits, len(found) - hits, len(true) - hits)


def total(counts: Iterable[Counts]) -> Counts:
    return sum(counts, Counts())


@dataclass(frozen=True, slots=True)
class Outcome:
    """How well one posting was read.

    `preferred` is None where the truth does not tell; `title_found` and `company_found` are None
    where it gives none. `quoted` of `statements` stand in the posting word for word.
    """

    name: str
    required: Counts
    preferred: Counts | None
    title_found: bool | None
    company_found: bool | None
    statements: int
    quoted: int


def outcome_of(posting: LabelledPosting, text: str, requirements: dict[str, Any]) -> Outcome:
    statements = [
        *requirements["required_skills"],
        *requirements["preferred_skills"],
        *requirements["responsibilities"],
    ]
    plain = _plain(text)
    preferred = posting.preferred
    return Outcome(
        posting.path.name,
        compared(requirements["required_skills"], posting.required),
        None if preferred is None else compared(requirements["preferred_skills"], preferred),
        _is_named(requirements["title"], posting.title),
        _is_named(requirements["company"], posting.company),
        len(statements),
        sum(_plain(each) in plain for each in statements),
    )


def _is_named(found: str | None, true: str | None) -> bool | None:
    if true is None:
        return None
    return fuzz.token_sort_ratio(_plain(found or ""), _plain(true)) >= LEAST_SIMILARITY


# --- Measuring ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Quality:
    """All postings one by one, and the sentences that ask for something."""

    outcomes: tuple[Outcome, ...]
    sentences: Counts

    @property
    def required(self) -> Counts:
        return total(each.required for each in self.outcomes)

    @property
    def preferred(self) -> Counts:
        return total(each.preferred for each in self.outcomes if each.preferred is not None)


def measure(
    postings: Sequence[LabelledPosting],
    sentences: Sequence[LabelledSentence],
    *,
    use_model: bool,
) -> Quality:
    """Read every posting by the project's own node; the sentences by the built-in rules alone."""
    texts = [read_document(posting.path).text for posting in postings]
    with language_model(use_rules=not use_model) as llm:
        requirements = asyncio.run(_read_all(llm, texts))
    return Quality(
        tuple(map(outcome_of, postings, texts, requirements)),
        total(map(_asks, sentences)),
    )


async def _read_all(llm: AsyncLLMWrapper, texts: Sequence[str]) -> list[dict[str, Any]]:
    async def read(text: str) -> dict[str, Any]:
        shared: dict[str, Any] = {"job_description": text}
        await AsyncExtractRequirementsNode(llm).run_async(shared)
        requirements: dict[str, Any] = shared["requirements"]
        return requirements

    async with llm:
        return await asyncio.gather(*map(read, texts))


def _asks(sentence: LabelledSentence) -> Counts:
    found = extract_requirements(sentence.text)
    asks = bool(found.required_skills or found.preferred_skills or found.responsibilities)
    return Counts(asks and sentence.asks, asks and not sentence.asks, sentence.asks and not asks)


# --- Reporting ------------------------------------------------------------------------------------


def show(quality: Quality, console: Console) -> None:
    table = Table(title="Requirements found", title_justify="left")
    table.add_column("posting")
    for heading in ("required F1", "preferred F1", "title", "company", "word for word"):
        table.add_column(heading, justify="right")
    for each in quality.outcomes:
        table.add_row(
            each.name,
            _ratio(each.required),
            "not told" if each.preferred is None else _ratio(each.preferred),
            _verdict(each.title_found),
            _verdict(each.company_found),
            f"{each.quoted}/{each.statements}",
        )
    console.print(table)
    table = Table(title="All postings", title_justify="left")
    table.add_column("statements")
    for heading in ("precision", "recall", "F1", "right", "false", "missed"):
        table.add_column(heading, justify="right")
    for name, counts in (
        ("required", quality.required),
        ("preferred", quality.preferred),
        ("sentences that ask (rules)", quality.sentences),
    ):
        ratios = (f"{value:.3f}" for value in (counts.precision, counts.recall, counts.f1))
        table.add_row(name, *ratios, *map(str, (counts.hits, counts.false, counts.missed)))
    console.print(table)


def _ratio(counts: Counts) -> str:
    if counts == Counts():
        return "none, right"
    return f"{counts.f1:.3f}"


def _verdict(found: bool | None) -> str:
    return "not told" if found is None else "right" if found else "wrong"


def as_json(quality: Quality, *, use_model: bool) -> str:
    def scores(counts: Counts) -> dict[str, Any]:
        ratios = {"precision": counts.precision, "recall": counts.recall, "f1": counts.f1}
        return {**asdict(counts), **ratios}

    report = {
        "benchmark": "requirements_quality",
        "answered_by": "model" if use_model else "rules",
        "postings": len(quality.outcomes),
        "required": scores(quality.required),
        "preferred": scores(quality.preferred),
        "sentences": scores(quality.sentences),
        "by_posting": {
            each.name: {
                "required": scores(each.required),
                "preferred": None if each.preferred is None else scores(each.preferred),
                "title_found": each.title_found,
                "company_found": each.company_found,
                "statements": each.statements,
                "quoted": each.quoted,
            }
            for each in quality.outcomes
        },
    }
    return json.dumps(report, indent=2, ensure_ascii=False) + "\n"


# --- The command line -----------------------------------------------------------------------------


def parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = OneLineParser(
        description="Score the reading of postings with known answers.",
        epilog="Exit 0: measured; 1: something is missing or failed; 2: wrong usage.",
    )
    add = parser.add_argument
    add("inputs", type=Path, metavar="INPUTS", help="folder with MANIFEST.json and its postings")
    add("--llm", action="store_true", help="ask the configured model instead of the rules")
    add("--json", type=Path, metavar="FILE", help="write the figures as JSON")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    options = parsed(arguments)
    console = Console(highlight=False, soft_wrap=True)

    def work() -> None:
        postings, sentences = labelled(options.inputs)
        if options.llm:
            AsyncLLMWrapper()  # says what is missing before anything is measured
        quality = measure(postings, sentences, use_model=options.llm)
        show(quality, console)
        if options.json is not None:
            text = as_json(quality, use_model=options.llm)
            options.json.write_text(text, encoding="utf-8")

    return exit_status(work, LLMError, CareerError)


if __name__ == "__main__":
    sys.exit(main())
