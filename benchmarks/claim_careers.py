"""Invented careers of many trades and languages, with sentences about them written by hand.

Each statement has honest rewordings of it, and fakes by the kind of what they make up, so that the
claim check is also measured on careers and sentences that no pattern made. Nobody there exists.

They stand in text files beside this one. "@" opens a role (title | company | place | first and last
date), "%" a degree (degree | institution | year); "-" is a statement, "=" says it otherwise, "!"
says more; "#" opens a career.
"""

# ruff: noqa: ARG001 - patterns take what `Pattern` says, used or not

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Final

from utils.career.dates import find_periods

from .claim_variants import FAKE_KINDS, Corpus, FakeKind, Pattern, PatternSet, Statement


@dataclass
class _Sentences:
    """What is written about one statement."""

    rewordings: list[str] = field(default_factory=list)
    fakes: list[tuple[FakeKind, str]] = field(default_factory=list)


def parsed(text: str) -> tuple[list[dict[str, Any]], dict[str, _Sentences]]:
    """The careers as databases, and the sentences about each statement by its text.

    Raises:
        ValueError: a line that is none of those, or a kind of fake that there is not.
    """
    databases: list[dict[str, Any]] = []
    sentences: dict[str, _Sentences] = {}
    current = _Sentences()
    for line in filter(None, map(str.strip, text.splitlines())):
        mark, _, rest = line.partition(" ")
        if mark == "#":
            databases.append({"experience": [], "education": []})
        elif mark == "@":
            databases[-1]["experience"].append(_role(rest))
        elif mark == "%":
            degree, institution, year = rest.split(" | ")
            databases[-1]["education"].append(
                {"degree": degree, "institution": institution, "duration": year, "end_date": year}
            )
            current = sentences.setdefault(degree, _Sentences())
        elif mark == "-":
            databases[-1]["experience"][-1]["achievements"].append(rest)
            current = sentences.setdefault(rest, _Sentences())
        elif mark == "=":
            current.rewordings.append(rest)
        elif mark == "!":
            kind, _, fake = rest.partition(": ")
            [known] = [each for each in FAKE_KINDS if each == kind]
            current.fakes.append((known, fake))
        else:
            raise ValueError(f"{line!r} opens with none of # @ % - = !")
    return databases, sentences


def _role(line: str) -> dict[str, Any]:
    title, company, location, first, last = line.split(" | ")
    duration = f"{first} – {last}"
    [period] = find_periods(duration)
    return {
        "title": title, "company": company, "location": location, "duration": duration,
        "start_date": period.first, "end_date": period.last, "achievements": [],
    }  # fmt: skip


_FILES: Final = sorted(Path(__file__).parent.glob("claim_careers_*.txt"))
PATTERNS: Final = PatternSet("by hand")
CAREERS: Final[list[dict[str, Any]]] = []
"""Career databases of the people in all files."""


def _said_of(about: str, sentence: str) -> Pattern:
    """The pattern that makes one sentence of one statement, and nothing of others."""

    def by_hand(statement: Statement, corpus: Corpus, random: Random) -> str | None:
        return sentence if statement.text == about else None

    return by_hand


for _file in _FILES:
    _databases, _sentences = parsed(_file.read_text(encoding="utf-8"))
    CAREERS.extend(_databases)
    for _about, _said in _sentences.items():
        for _rewording in _said.rewordings:
            PATTERNS.rewording(f"in {_file.stem}")(_said_of(_about, _rewording))
        for _kind, _fake in _said.fakes:
            PATTERNS.fake(_kind)(_said_of(_about, _fake))
