"""What a text states, in comparable forms: the claim check reads sentences and evidence alike.

Facts are words, quantities, periods, degrees and clauses, each as the modules of their kind read
them. Nothing here says whether one text goes beyond another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from .claim_words import (
    EMPTY_WORDS,
    TITLE_WORDS,
    TOOLS,
    language_of,
    parts_of,
    plain_word,
    stem_of,
    words_of,
)
from .dates import Period, find_periods
from .degrees import degrees, faculties
from .frequencies import frequencies, possible_frequencies
from .grounding import folded, written_periods
from .number_words import NUMBER_WORD_LANGUAGES
from .ownership import Clause, clauses
from .quantities import Quantity, changes, quantities, shares

ExcessKind = Literal[
    "number", "unit", "date", "duration", "employer", "title", "degree", "technology",
    "ownership", "unsupported",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Excess:
    """What a sentence says beyond its evidence: the kind, and the words."""

    kind: ExcessKind
    excess: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What a text states, in comparable forms."""

    characters: str
    language: str | None
    words: frozenset[str]
    stems: frozenset[str]
    quantities: tuple[Quantity, ...]
    frequencies: Mapping[str, str]
    possible_frequencies: frozenset[str]
    changes: tuple[tuple[Quantity, Quantity], ...]
    shares: tuple[tuple[Quantity, Quantity, Quantity], ...]
    periods: tuple[Period, ...]
    initials: frozenset[str]
    acronyms: frozenset[str]
    degrees: Mapping[str, str]
    faculties: frozenset[str]
    clauses: tuple[Clause, ...]


_PERCENTILE: Final = re.compile(
    r"\b(\d{1,2}(?:\.\d+)?)(?:st|nd|rd|th|\.)?[ -](?:percentile|perzentil|centile)\b", re.IGNORECASE
)


_AGE: Final = re.compile(r"(?<=\d)[- ]years?[- ]olds?\b", re.IGNORECASE)
"""What a text may say or leave out behind an age: "aged 8 to 14"."""


def plain_text(text: str) -> str:
    """The text with names of several words in their short form: 95th percentile, p95."""
    return _AGE.sub("", _PERCENTILE.sub(r"p\1", text))


@lru_cache(maxsize=2048)
def facts_of(text: str, *, is_evidence: bool = False) -> Facts:
    """Of evidence, words that are numbers in any language count as such."""
    language = language_of(text)
    sequence = [plain for _, plain, _ in tokens_of(text)]
    words = {*sequence, *(word for name in faculties(text) for word in name.split())}
    for _, plain, _ in words_of(text):
        parts = parts_of(plain)
        words.update((plain, "".join(parts), *map(plain_word, parts)))  # A/B, AB
    periods = written_periods(text)
    undated = text
    for period in periods:
        if not period.text.strip().isdigit():
            blank = " " * (period.end - period.start)
            undated = undated[: period.start] + blank + undated[period.end :]
    reads_words = is_evidence or language in (None, "cjk", *NUMBER_WORD_LANGUAGES)
    found = quantities(undated, number_words=reads_words)
    return Facts(
        characters=folded(text),
        language=language,
        words=frozenset(words),
        stems=frozenset(map(stem_of, words)),
        quantities=tuple(found),
        frequencies=frequencies(text),
        possible_frequencies=possible_frequencies(text),
        changes=tuple(changes(undated, found)),
        shares=tuple(shares(undated, found)),
        periods=tuple(periods),
        initials=frozenset(
            each
            for size in range(2, 6)
            for at in range(len(sequence) - size + 1)
            if not {sequence[at], sequence[at + size - 1]} & EMPTY_WORDS
            for each in initials_of(sequence[at : at + size])
        ),
        acronyms=frozenset(
            short
            for word, _, _ in words_of(text)
            for part in (word, *parts_of(word))
            if part.isupper() and len(part) > 1
            for short in (part.casefold(), *spellings(part.casefold()))
        ),
        degrees=degrees(text),
        faculties=faculties(text),
        clauses=tuple(clauses(text)),
    )


_LONGEST_ENDING_CHARS: Final = 2


@dataclass(frozen=True, slots=True)
class Known:
    """All the evidence of a sentence: its texts, and their words together."""

    texts: tuple[Facts, ...]
    words: frozenset[str]
    stems: frozenset[str]
    initials: frozenset[str]
    acronyms: frozenset[str]
    languages: frozenset[str]

    @classmethod
    def of(cls, evidence: Sequence[str]) -> Known:
        texts = tuple(
            facts_of(plain_text(each), is_evidence=True) for each in evidence if each.strip()
        )
        return cls(
            texts,
            frozenset(word for facts in texts for word in facts.words),
            frozenset(stem for facts in texts for stem in facts.stems),
            frozenset(each for facts in texts for each in facts.initials),
            frozenset(each for facts in texts for each in facts.acronyms),
            frozenset(facts.language for facts in texts if facts.language is not None),
        )

    def holds(self, plain: str) -> bool:
        """Whether a word is there, in another form perhaps."""
        return holds(plain, self.words, self.stems)

    def holds_form(self, plain: str) -> bool:
        """Whether a word is there with another short ending: Europe, European."""
        return len(plain) > 4 and any(
            (each.startswith(plain) or (len(each) > 4 and plain.startswith(each)))
            and abs(len(each) - len(plain)) <= _LONGEST_ENDING_CHARS
            for each in self.words
        )

    def holds_joined(self, word: str) -> bool:
        """Whether a word of several capitals is there in parts: PowerBI, Power BI."""
        return (
            len(word) > 4
            and any(each.isupper() for each in word[1:])
            and any(folded(word) in facts.characters for facts in self.texts)
        )

    def holds_word(self, *forms: str) -> bool:
        """Whether a word is there as one of these, not by its stem alone."""
        return any(form in self.words or f"{form}s" in self.words for form in forms)


def is_translation(said: Facts, known: Known) -> bool:
    """Whether a sentence is in none of the languages of its evidence, as far as they show."""
    return bool(said.language and known.languages and said.language not in known.languages)


def holds(plain: str, words: frozenset[str], stems: frozenset[str]) -> bool:
    return (
        plain in words
        or plain.removesuffix("s") in words
        or f"{plain}s" in words
        or stem_of(plain) in stems
        or (
            len(parts := parts_of(plain)) > 1
            and not all(part in EMPTY_WORDS for part in parts)
            and all(
                part in words or stem_of(part) in stems or part in EMPTY_WORDS for part in parts
            )
        )
    )


def tokens_of(text: str) -> Iterator[tuple[str, str, int]]:
    """The words of a text, compounds with hyphen or slash by their parts."""
    for word, plain, at in words_of(text):
        parts = list(re.finditer(r"[^-/]+", word))
        if len(parts) == 1 or plain in TITLE_WORDS or plain in TOOLS:
            yield word, plain, at
        else:
            for part in parts:
                yield part[0], plain_word(part[0]), at + part.start()


def spelled_out(sequence: Sequence[str], known: Known) -> set[int]:
    """The places of words that spell out an abbreviation of the evidence: machine learning, ML."""
    found: set[int] = set()
    starts = {(short[0], len(short)) for short in known.acronyms}
    for size in range(2, 6):
        for at in range(len(sequence) - size + 1):
            if (sequence[at][0], size) not in starts:
                continue
            words = sequence[at : at + size]
            if any(len(word) < 2 or word in TOOLS for word in words):
                continue
            if {words[0], words[-1]} & EMPTY_WORDS - _NAMED_BY_X:
                continue
            if any(each in known.acronyms for each in initials_of(words)):
                found.update(range(at, at + size))
    return found


_NAMED_BY_X: Final = frozenset({"experience"})


def initials_of(words: Sequence[str]) -> tuple[str, ...]:
    """The short forms of some words: by their first letters, with X for "experience"."""
    plain = "".join(word[0] for word in words)
    return (plain, "".join("x" if word.startswith("ex") else word[0] for word in words))


def spellings(short: str) -> tuple[str, ...]:
    """A short form with its signs as the letters they are read by: B2B is BTB, R&D is RAD or RD."""
    spoken = short.replace("2", "t").replace("&", "a")
    return (spoken, short.replace("&", "")) if spoken != short else ()


@lru_cache(maxsize=8192)
def is_month(plain: str) -> bool:
    period = next(find_periods(f"{plain} 2000"), None)
    return period is not None and len(period.first or "") == 7
