"""Sentences that say more than their evidence, and sentences that say the same in other words.

Both are made by code from the statements of real career databases: patterns, each a function of one
statement, are drawn in turn with a seeded generator. What a pattern makes is known to be false, or
known to be honest, by how it was made. Nothing here asks the claim check, and no pattern may.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final, Literal, get_args

from utils.career.database import entry_context, evidence_texts
from utils.career.offline_requirements import detect_language

FakeKind = Literal["number", "unit", "date", "employer", "title", "degree", "tool", "ownership"]
FAKE_KINDS: Final[tuple[FakeKind, ...]] = get_args(FakeKind)


@dataclass(frozen=True, slots=True)
class Statement:
    """A fact of a career with the entry it stands in.

    Attributes: `text` as the document has it; `title`, `company`, `start` and `end` of its role
    (`YYYY-MM`, `YYYY`, `present` or ""); `degree`, `institution` for an education; `evidence`: the
    texts that a sentence citing it is checked against; `language` of the career, ISO 639-1.
    """

    text: str
    evidence: tuple[str, ...]
    language: str
    title: str = ""
    company: str = ""
    start: str = ""
    end: str = ""
    degree: str = ""
    institution: str = ""

    @property
    def known(self) -> str:
        """All its evidence in one text, in lower case."""
        return "\n".join(self.evidence).casefold()


@dataclass(frozen=True, slots=True)
class Corpus:
    """The statements of all careers, and the names in them that fakes borrow."""

    statements: tuple[Statement, ...]
    companies: tuple[str, ...]
    titles: tuple[str, ...]
    tools: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Variant:
    """A sentence with the evidence it claims to rest on, and the honest sentence it was made of.

    `base` is None for a rewording, which is honest itself.
    """

    kind: str
    pattern: str
    text: str
    evidence: tuple[str, ...]
    base: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What a pattern makes: a sentence; `base`, when not the statement itself, is its honest form.

    `evidence` replaces the statement's own text where the pattern weakens it.
    """

    text: str
    base: str | None = None
    evidence: str | None = None


Pattern = Callable[[Statement, Corpus, Random], Draft | str | None]
Filling = Callable[[str, Statement, Corpus, Random], Draft | str | None]
"""A frame, a sentence with places, and what stands in them -> what a pattern makes."""


@dataclass
class PatternSet:
    """Patterns of fakes by kind and of rewordings by form, under one name."""

    name: str
    fakes: dict[FakeKind, list[Pattern]] = field(default_factory=dict)
    rewordings: dict[str, list[Pattern]] = field(default_factory=dict)

    def fake(self, kind: FakeKind) -> Callable[[Pattern], Pattern]:
        def added(pattern: Pattern) -> Pattern:
            self.fakes.setdefault(kind, []).append(pattern)
            return pattern

        return added

    def rewording(self, form: str) -> Callable[[Pattern], Pattern]:
        def added(pattern: Pattern) -> Pattern:
            self.rewordings.setdefault(form, []).append(pattern)
            return pattern

        return added

    def fake_frames(self, kind: FakeKind, name: str, frames: str, fill: Filling) -> None:
        """One pattern of fakes a line of `frames`."""
        for pattern in _framed(name, frames, fill):
            self.fake(kind)(pattern)

    def rewording_frames(self, form: str, frames: str, fill: Filling) -> None:
        """One pattern of rewordings a line of `frames`."""
        for pattern in _framed(form.replace(" ", "_"), frames, fill):
            self.rewording(form)(pattern)

    @property
    def sizes(self) -> tuple[int, int]:
        """The numbers of patterns of fakes and of rewordings."""
        return sum(map(len, self.fakes.values())), sum(map(len, self.rewordings.values()))

    def draw_fakes(self, corpus: Corpus, seed: int, per_kind: int) -> list[Variant]:
        """Up to `per_kind` fakes of each kind, the patterns of a kind in turn."""
        return [
            variant
            for kind in FAKE_KINDS
            for variant in _drawn(
                self.fakes[kind],
                corpus,
                Random(f"{seed} {self.name} {kind}"),
                per_kind,
                kind,
                is_fake=True,
            )
        ]

    def draw_rewordings(self, corpus: Corpus, seed: int, per_form: int) -> list[Variant]:
        """Up to `per_form` honest rewordings of each form."""
        return [
            variant
            for form, patterns in self.rewordings.items()
            for variant in _drawn(
                patterns,
                corpus,
                Random(f"{seed} {self.name} {form}"),
                per_form,
                form,
                is_fake=False,
            )
        ]


def _framed(name: str, frames: str, fill: Filling) -> Iterator[Pattern]:
    for number, line in enumerate(frames.strip().splitlines()):

        def pattern(
            statement: Statement, corpus: Corpus, random: Random, frame: str = line.strip()
        ) -> Draft | str | None:
            return fill(frame, statement, corpus, random)

        pattern.__name__ = f"{name}_{number}"
        yield pattern


def _drawn(
    patterns: Sequence[Pattern],
    corpus: Corpus,
    random: Random,
    number: int,
    kind: str,
    *,
    is_fake: bool,
) -> Iterator[Variant]:
    """One variant of each pattern in turn until enough, patterns and statements in random order."""
    streams = [
        _stream(pattern, corpus, random, kind, is_fake=is_fake)
        for pattern in random.sample(patterns, len(patterns))
    ]
    seen: set[str] = set()
    while streams and len(seen) < number:
        for stream in list(streams):
            variant = next((each for each in stream if each.text not in seen), None)
            if variant is None:
                streams.remove(stream)
                continue
            seen.add(variant.text)
            yield variant
            if len(seen) == number:
                return


def _stream(
    pattern: Pattern, corpus: Corpus, random: Random, kind: str, *, is_fake: bool
) -> Iterator[Variant]:
    statements = random.sample(corpus.statements, len(corpus.statements))
    for statement in statements:
        made = pattern(statement, corpus, random)
        if made is None:
            continue
        draft = Draft(made) if isinstance(made, str) else made
        evidence = (draft.evidence or statement.text, *statement.evidence[1:])
        if draft.text == evidence[0]:
            continue
        base = (draft.base or evidence[0]) if is_fake else None
        yield Variant(kind, pattern.__name__.strip("_"), draft.text, evidence, base)


# --- From databases -------------------------------------------------------------------------------

_TOLD: Final = re.compile(
    r"experience\.\d+\.(?:achievements|responsibilities)\.\d+|projects\.\d+\.(?:description|outcomes\.\d+)"
)
_SHORTEST_STATEMENT_CHARS: Final = 15
_LONGEST_STATEMENT_CHARS: Final = 260


def corpus_of(databases: Iterable[Mapping[str, Any]]) -> Corpus:
    """The statements of career databases, and all their names."""
    statements: list[Statement] = []
    companies: set[str] = set()
    titles: set[str] = set()
    tools: set[str] = set()
    for database in databases:
        texts = evidence_texts(database)
        language = detect_language(
            " ".join(text for key, text in texts.items() if _TOLD.match(key))
        )
        for key, text in texts.items():
            entry = ".".join(key.split(".")[:2])
            if re.fullmatch(r"experience\.\d+\.company", key):
                companies.add(text)
            elif re.fullmatch(r"experience\.\d+\.title", key):
                titles.add(text)
            elif re.search(r"^skills\.(?:technical|tools|frameworks)\.|\.technologies\.\d+$", key):
                tools.add(text)
            is_degree = re.fullmatch(r"education\.\d+\.degree", key) is not None
            fits = _SHORTEST_STATEMENT_CHARS <= len(text) <= _LONGEST_STATEMENT_CHARS
            if is_degree or (_TOLD.fullmatch(key) and fits and "\t" not in text):
                statements.append(
                    Statement(
                        text=" ".join(text.split()),
                        evidence=(" ".join(text.split()), *entry_context(texts, key)),
                        language=language,
                        title=texts.get(f"{entry}.title", "") if not is_degree else "",
                        company=texts.get(f"{entry}.company", ""),
                        start=texts.get(f"{entry}.start_date", ""),
                        end=texts.get(f"{entry}.end_date", ""),
                        degree=text if is_degree else "",
                        institution=texts.get(f"{entry}.institution", ""),
                    )
                )
    return Corpus(
        tuple(statements), tuple(sorted(companies)), tuple(sorted(titles)), tuple(sorted(tools))
    )
