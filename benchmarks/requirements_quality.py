"""How well a posting's requirements are read: scores against postings with known answers.

INPUTS is a folder whose `MANIFEST.json` lists postings, each with the statements that a careful
reader takes for requirements, and for some those that are only welcome, the duties, and the facts
around them. Each kind of statement is scored apart, and a posting whose truth does not tell a kind
does not count for it; a fact that the truth gives as null is right when none is found.
Sentences with labelled spans are scored by whether a sentence asks for something at all.

    python benchmarks/requirements_quality.py ../shared/inputs
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
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
    """A posting and what a careful reader finds.

    `preferred` or `responsibilities` None: the truth does not tell. `facts` are the words by field
    of `FACTS`, None where the posting gives none; a field that the truth does not tell is absent.
    """

    path: Path
    required: tuple[str, ...]
    preferred: tuple[str, ...] | None
    responsibilities: tuple[str, ...] | None
    facts: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class LabelledSentence:
    """One sentence of a posting, and whether a span of it is labelled as something asked for."""

    text: str
    asks: bool


FACTS: Final = {
    "title": "title",
    "company": "company",
    "location": "location",
    "language": "language",
    "experience_years": "experience_years_truth",
    "education": "education_truth",
}
"""Each fact of a posting, and its key in `MANIFEST.json`."""

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
            postings.append(
                LabelledPosting(
                    path,
                    tuple(each["requirements_truth"]),
                    _statements(each, "nice_to_have_truth"),
                    _statements(each, "responsibilities_truth"),
                    {field: each[key] for field, key in FACTS.items() if key in each},
                )
            )
    if not postings:
        manifest = inputs / "MANIFEST.json"
        raise BenchmarkError(f"{manifest} lists no postings under `job_descriptions`.")
    return postings, sentences


def _statements(posting: Mapping[str, Any], key: str) -> tuple[str, ...] | None:
    return None if posting.get(key) is None else tuple(posting[key])


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

    `preferred` and `responsibilities` are None where the truth does not tell; `facts` holds, by
    field, whether it is right. `quoted` of `statements` stand in the posting word for word.
    """

    name: str
    required: Counts
    preferred: Counts | None
    responsibilities: Counts | None
    facts: Mapping[str, bool]
    statements: int
    quoted: int


def outcome_of(posting: LabelledPosting, text: str, requirements: dict[str, Any]) -> Outcome:
    statements = [
        *requirements["required_skills"],
        *requirements["preferred_skills"],
        *requirements["responsibilities"],
    ]
    plain = _plain(text)
    return Outcome(
        posting.path.name,
        compared(requirements["required_skills"], posting.required),
        _compared_if_told(requirements["preferred_skills"], posting.preferred),
        _compared_if_told(requirements["responsibilities"], posting.responsibilities),
        {field: is_right(requirements[field], true) for field, true in posting.facts.items()},
        len(statements),
        sum(_plain(each) in plain for each in statements),
    )


def _compared_if_told(found: Sequence[str], true: Sequence[str] | None) -> Counts | None:
    return None if true is None else compared(found, true)


def is_right(found: str | None, true: str | None) -> bool:
    """Whether a fact is the true one: nearly its words, or its words within a longer quote.

    A number is never within a quote by its looks: both state the same ones.
    """
    if found is None or true is None:
        return found is None and true is None
    one, other = _plain(found), _plain(true)
    if set(re.findall(r"\d+", other)) - set(re.findall(r"\d+", one)):
        return False
    within = len(other) >= 4 and fuzz.partial_ratio(one, other) >= 90 and len(one) >= len(other) / 2
    return within or fuzz.token_sort_ratio(one, other) >= LEAST_SIMILARITY


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

    @property
    def responsibilities(self) -> Counts:
        told = (each.responsibilities for each in self.outcomes)
        return total(counts for counts in told if counts is not None)

    def right_of_told(self, fact: str) -> tuple[int, int]:
        """How many postings' `fact` is right, and of how many the truth tells it."""
        verdicts = [each.facts[fact] for each in self.outcomes if fact in each.facts]
        return sum(verdicts), len(verdicts)


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
    for heading in ("required F1", "preferred F1", "duties F1", "word for word"):
        table.add_column(heading, justify="right")
    table.add_column("wrong")
    for each in quality.outcomes:
        table.add_row(
            each.name,
            _ratio(each.required),
            _ratio(each.preferred),
            _ratio(each.responsibilities),
            f"{each.quoted}/{each.statements}",
            ", ".join(fact for fact, right in each.facts.items() if not right),
        )
    console.print(table)
    table = Table(title="All postings", title_justify="left")
    table.add_column("statements")
    for heading in ("precision", "recall", "F1", "right", "false", "missed"):
        table.add_column(heading, justify="right")
    for name, counts in (
        ("required", quality.required),
        ("preferred", quality.preferred),
        ("responsibilities", quality.responsibilities),
        ("sentences that ask (rules)", quality.sentences),
    ):
        ratios = (f"{value:.3f}" for value in (counts.precision, counts.recall, counts.f1))
        table.add_row(name, *ratios, *map(str, (counts.hits, counts.false, counts.missed)))
    console.print(table)
    for fact in FACTS:
        right, told = quality.right_of_told(fact)
        if told:
            console.print(f"{fact}: {right} of {told} right")


def _ratio(counts: Counts | None) -> str:
    if counts is None:
        return "not told"
    if counts == Counts():
        return "none, right"
    return f"{counts.f1:.3f}"


def as_json(quality: Quality, *, use_model: bool) -> str:
    def scores(counts: Counts | None) -> dict[str, Any] | None:
        if counts is None:
            return None
        ratios = {"precision": counts.precision, "recall": counts.recall, "f1": counts.f1}
        return {**asdict(counts), **ratios}

    report = {
        "benchmark": "requirements_quality",
        "answered_by": "model" if use_model else "rules",
        "postings": len(quality.outcomes),
        "required": scores(quality.required),
        "preferred": scores(quality.preferred),
        "responsibilities": scores(quality.responsibilities),
        "sentences": scores(quality.sentences),
        "facts": {
            fact: dict(zip(("right", "told"), quality.right_of_told(fact), strict=True))
            for fact in FACTS
        },
        "by_posting": {
            each.name: {
                "required": scores(each.required),
                "preferred": scores(each.preferred),
                "responsibilities": scores(each.responsibilities),
                "facts": dict(each.facts),
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
