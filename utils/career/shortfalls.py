"""In what evidence falls short of the level that a requirement asks for.

German at B2 does not meet C1, a bachelor's degree no master's, a course no practice. What no
document tells is said not to be shown; nothing is estimated.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from . import levels
from .evidence_index import EvidenceIndex
from .requirement_terms import Facet, asked_languages, terms

_ALTERNATIVE: Final = re.compile(r"\b(?:or|oder|ou|o|of|eller)\b|/", re.IGNORECASE)
_ASKS_PRACTICE: Final = re.compile(
    r"experience|hands-on|practi[cs]|proficien|solid|expert|advanced|production|strong|deep|years"
    r"|erfahrung|fundierte|sicher|praxis|expérience|maîtrise|experiencia|dominio|esperienza"
    r"|ervaring|experiência|erfaring",
    re.IGNORECASE,
)
_ASKS_LITTLE: Final = re.compile(r"basic|familiar|grundkenntnisse|notions|básic|some ", re.I)
_NO_PRACTICE: Final = re.compile(r"^(?:certifications|education)\.")
_CERTIFICATE: Final = re.compile(r"\b(?:certified|certifi\w*|zertifi\w*)\b", re.IGNORECASE)
_KIND_AND_THING: Final = 2
_PREFERS: Final = re.compile(
    r"preferably|ideally|preferred|idealerweise|idéalement|idealmente", re.IGNORECASE
)


def shortfalls(requirement: str, facets: Sequence[Facet], evidence: EvidenceIndex) -> list[str]:
    """In what the evidence falls short of the level that is asked for, a sentence each."""
    return [
        *_languages_lacking(requirement, evidence),
        *_degree_lacking(requirement, evidence),
        *_practice_lacking(requirement, facets, evidence),
        *_certificate_lacking(requirement, facets, evidence),
        *_kind_lacking(requirement, facets, evidence),
    ]


def _languages_lacking(requirement: str, evidence: EvidenceIndex) -> list[str]:
    asked = asked_languages(requirement)
    lacking = []
    for code, level in asked.items():
        held = evidence.languages.get(code)
        name = levels.language_name(code)
        if code not in evidence.languages:
            lacking.append(f"{name} is asked for; no document shows it.")
        elif level is not None and held is None:
            lacking.append(f"{name} is asked for at {levels.level_name(level)}; no level is shown.")
        elif level is not None and held is not None and held < level:
            lacking.append(
                f"{name} is asked for at {levels.level_name(level)}, "
                f"shown at {levels.level_name(held)}."
            )
    is_any = len(asked) > 1 and _ALTERNATIVE.search(requirement) is not None
    return [] if is_any and len(lacking) < len(asked) else lacking


def _degree_lacking(requirement: str, evidence: EvidenceIndex) -> list[str]:
    asked, held = levels.degree_asked(requirement), evidence.degree
    if asked is None or _PREFERS.search(requirement) or (held is not None and held >= asked):
        return []
    shown = "none is shown" if held is None else f"a {levels.degree_name(held)} is shown"
    return [f"A {levels.degree_name(asked)} is asked for, {shown}."]


def _practice_lacking(
    requirement: str, facets: Sequence[Facet], evidence: EvidenceIndex
) -> list[str]:
    """Names of which only the basics or a course are shown, where more is asked."""
    lacking = []
    for facet in facets:
        keys = evidence.showing(facet) if facet.is_named else set()
        texts = [evidence.texts[key] for key in keys]
        name = " ".join(facet.options[0]) if len(facet.options) == 1 else "it"
        if not texts or _ASKS_LITTLE.search(requirement):
            continue
        if all(map(levels.is_held_barely, texts)):
            lacking.append(f"No more than the basics of {_as_written(name, texts)} are shown.")
        elif _ASKS_PRACTICE.search(requirement) and all(map(_NO_PRACTICE.search, keys)):
            if any(key.startswith("education.") for key in keys):
                continue  # a subject studied
            lacking.append(f"{_as_written(name, texts)} is shown by a course or certificate alone.")
    return lacking


def _certificate_lacking(
    requirement: str, facets: Sequence[Facet], evidence: EvidenceIndex
) -> list[str]:
    """A certificate is one name: the names of two others together are not it."""
    if _CERTIFICATE.search(requirement) is None:
        return []
    named = [evidence.showing(facet) for facet in facets if facet.is_named]
    if not named or set.intersection(*named):
        return []
    return ["No document shows a certificate of this name."]


def _kind_lacking(requirement: str, facets: Sequence[Facet], evidence: EvidenceIndex) -> list[str]:
    """Wound care is no tracheostomy care: the kind is asked for, not the care."""
    if len(facets) != _KIND_AND_THING or any(facet.is_named for facet in facets):
        return []
    last = terms(requirement)[-1:]
    thing, kind = sorted(facets, key=lambda facet: last != list(facet.terms))
    if last != list(thing.terms) or evidence.showing(kind) or not evidence.showing(thing):
        return []
    return ["Something of the sort is shown, not of this kind."]


def _as_written(term: str, texts: Sequence[str]) -> str:
    """A term as the evidence spells it."""
    for text in texts:
        for word in text.split():
            if term in terms(word):
                return word.strip("(),.;:")
    return term
