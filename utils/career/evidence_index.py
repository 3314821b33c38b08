"""The facts of a career database by the terms they show, and how rare each term is.

Answers which facts show a thing that a requirement asks for, and what they weigh. It matches terms,
up to a slip of spelling, and judges no requirement.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from rapidfuzz import fuzz

from . import levels
from .database import evidence_texts
from .requirement_terms import Facet, terms

_NO_EVIDENCE: Final = re.compile(
    r"^personal_info\.|\.(?:location|duration|start_date|end_date|year|gpa|team_size|"
    r"employment_type|venue|type|url)$"
)
_SKILL: Final = re.compile(r"^skills\.|\.technologies\.\d+$")
_NAME_WEIGHT: Final = 3.0
_MIN_FUZZY_CHARS: Final = 7
_FUZZY_SCORE: Final = 90.0


class EvidenceIndex:
    """The facts that can answer a requirement, as terms, and how rare each term is."""

    def __init__(self, database: Mapping[str, Any]) -> None:
        self.database = database
        self.texts = evidence_texts(database)
        self.terms: dict[str, frozenset[str]] = {}
        for key, text in self.texts.items():
            if _NO_EVIDENCE.search(key):
                continue
            found = set(terms(text))
            if re.fullmatch(r"education\.\d+\.degree", key):
                found.add("degree")
            self.terms[key] = frozenset(found)
        self._keys: dict[str, list[str]] = {}
        for key, found_terms in self.terms.items():
            for term in found_terms:
                self._keys.setdefault(term, []).append(key)
        self.languages = _languages_held(database)
        self.degree = max(
            (
                rank
                for key, text in self.texts.items()
                if re.fullmatch(r"education\.\d+\.(?:degree|details|honors)", key)
                and (rank := levels.degree_held(text)) is not None
            ),
            default=None,
        )
        self._skills = frozenset(
            term for key, each in self.terms.items() if _SKILL.search(key) for term in each
        )

    def weight(self, facet: Facet) -> float:
        """The weight of a facet: that of a typical option, however many it has.

        Inverse document frequency, smoothed: ln((n + 1) / (f + 1)) + 1; names and what the evidence
        lists as a skill weigh `_NAME_WEIGHT` times as much.
        """
        idf = [
            math.log((len(self.terms) + 1) / (len(self._keys.get(term, ())) + 1)) + 1
            for term in facet.terms
        ]
        named = facet.is_named or not self._skills.isdisjoint(facet.terms)
        return sum(idf) / len(idf) * (_NAME_WEIGHT if named else 1.0)

    def showing(self, facet: Facet) -> set[str]:
        """The ids of the facts that show an option of a facet with all its terms."""
        return set().union(
            *(
                set.intersection(*(self._showing_term(term) for term in option))
                for option in facet.options
            )
        )

    def _showing_term(self, term: str) -> set[str]:
        return {key for known in self._same_terms(term) for key in self._keys[known]}

    def _same_terms(self, term: str) -> Iterable[str]:
        """The evidence's terms that are `term`, up to a slip of spelling in a long word."""
        if term in self._keys:
            return (term,)
        if len(term) < _MIN_FUZZY_CHARS or not term.isalpha():
            return ()
        return [
            known
            for known in self._keys
            if known[0] == term[0]
            and len(known) >= _MIN_FUZZY_CHARS
            and fuzz.ratio(term, known) >= _FUZZY_SCORE
        ]


def _languages_held(database: Mapping[str, Any]) -> dict[str, int | None]:
    """ISO code of each language that the database lists or its profile names -> the level."""
    held: dict[str, int | None] = {}
    told = [
        f"{entry.get('name') or ''} {entry.get('level') or ''}"
        for entry in database.get("languages") or []
        if isinstance(entry, Mapping)
    ]
    for text in told:
        held |= levels.language_levels(text)
    for code, level in levels.language_levels(str(database.get("summary") or "")).items():
        if level is not None:  # without one, a profile speaks of a market as well
            held[code] = max(level, held.get(code) or 0)
    return held
