"""Requirements against evidence: which fact of the career database answers which statement.

Both sides are reduced to terms (words, names, technologies); a term weighs more the rarer it is in
the evidence, and years of experience are counted from the dates of the roles. Nothing here calls a
model, and nothing turns a requirement into a skill: what no evidence meets is a gap.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal, TypedDict

from .dates import parse_period
from .evidence_index import EvidenceIndex
from .requirement_terms import Facet, facets_of, required_years, stated_years
from .schema import Strength
from .shortfalls import shortfalls

# --- What comes out ----------------------------------------------------------------------------


class RawMatch(TypedDict):
    """One fact that answers a requirement, at least in part; `match_score` is in 0..1."""

    type: str
    title: str
    match_type: Literal["exact", "partial"]
    match_score: float
    source: str
    evidence_id: str


class AssessedRequirement(TypedDict):
    evidence: list[RawMatch]
    is_gap: bool
    strength_summary: Strength


class Gap(TypedDict):
    requirement: str
    category: str
    gap_type: Literal["missing", "weak"]
    evidence: list[RawMatch]
    mitigation_strategy: str


@dataclass(frozen=True)
class Matching:
    """Requirements and the evidence found for them.

    Attributes:
        raw: category -> requirement -> matches, best first (`requirement_mapping_raw`).
        final: category -> requirement -> evidence, gap flag and strength.
        matches: requirement id (`requirements.required_skills.0`) -> evidence ids, best first;
            requirements without evidence are left out.
        coverage_score: 0..1, how much of what is asked the evidence shows; preferred counts half.
        gaps: what is missing or only weakly shown, in the order of the posting.
    """

    raw: dict[str, dict[str, list[RawMatch]]]
    final: dict[str, dict[str, AssessedRequirement]]
    matches: dict[str, list[str]]
    coverage_score: float
    gaps: list[Gap]


# --- Dates -------------------------------------------------------------------------------------

_YEAR_MONTH: Final = re.compile(r"(\d{4})(?:-(\d{1,2}))?")


def _months(value: object, today: date, end: bool) -> int | None:
    """Months since year 0 of `YYYY-MM`, `YYYY` or `present`; a bare end year counts whole."""
    text = str(value or "").strip().casefold()
    if text == "present":
        return today.year * 12 + today.month
    match = _YEAR_MONTH.match(text)
    if match is None:
        return None
    month = int(match[2]) if match[2] else (12 if end else 1)
    return int(match[1]) * 12 + month


def _role_months(role: Mapping[str, Any], today: date) -> range | None:
    """The months of a role, or None where its start or end is not given."""
    first, last = parse_period(str(role.get("duration") or ""))
    start = _months(role.get("start_date") or first, today, end=False)
    end = _months(role.get("end_date") or last, today, end=True)
    if start is None or end is None or end < start:
        return None
    return range(start, end + 1)


def years_of_experience(roles: Iterable[Mapping[str, Any]], today: date | None = None) -> float:
    """Years covered by the dates of the roles; overlapping roles count once, undated ones not.

    `today` ends roles that go on; default: the current day.
    """
    day = today or date.today()  # noqa: DTZ011 - the user's day
    months: set[int] = set()
    for role in roles:
        months.update(_role_months(role, day) or ())
    return len(months) / 12


# --- Evidence ----------------------------------------------------------------------------------

_TYPES: Final = {
    "experience": "experience",
    "skills": "skill",
    "education": "education",
    "projects": "project",
    "certifications": "certification",
    "publications": "publication",
    "awards": "award",
    "languages": "language",
    "summary": "summary",
}
MAX_MATCHES: Final = 8
_MIN_SCORE: Final = 0.15
_EXACT: Final = 0.75
_WITHOUT_YEARS: Final = 0.3
"""What a skill counts for that is shown, but for none of the years asked."""

_FALLS_SHORT: Final = 0.35
"""The most a requirement counts for whose level the evidence does not reach: a weak gap."""

_HIGH, _MEDIUM, _LOW = 0.65, 0.4, 0.15
"""Shares of a requirement's weight that the evidence must cover together for a strength."""


def _mapped(
    requirement: str, evidence: EvidenceIndex, roles: Sequence[Mapping[str, Any]], today: date
) -> tuple[list[RawMatch], float, list[str]]:
    """The matches of one requirement, best first, the share they cover together, what they lack."""
    facets = facets_of(requirement)
    weights = [evidence.weight(facet) for facet in facets]
    years = required_years(requirement)
    total = sum(weights)
    covered: dict[str, set[int]] = {}
    for index, facet in enumerate(facets):
        for key in evidence.showing(facet):
            covered.setdefault(key, set()).add(index)

    def share(met: Iterable[int]) -> float:
        return sum(weights[index] for index in met) / total if total else 0.0

    ranked = sorted(
        ((share(covered[key]), key) for key in evidence.terms if key in covered),
        key=lambda pair: -pair[0],
    )
    kept = [(score, key) for score, key in ranked if score >= _MIN_SCORE][:MAX_MATCHES]
    together = share(set().union(*(covered[key] for _, key in kept)))
    if years is not None:
        texts = (evidence.texts[key] for _, key in kept)
        stated = [held for text in texts if (held := stated_years(text)) is not None]
        kept, together = _with_years(years, facets, kept, together, covered, roles, today, stated)
    lacking = shortfalls(requirement, facets, evidence) if kept else []
    if lacking:
        kept = [(min(score, _FALLS_SHORT), key) for score, key in kept]
        together = min(together, _FALLS_SHORT)
    return [_raw_match(key, score, evidence) for score, key in kept], together, lacking


def _with_years(
    years: float,
    facets: Sequence[Facet],
    kept: list[tuple[float, str]],
    together: float,
    covered: Mapping[str, set[int]],
    roles: Sequence[Mapping[str, Any]],
    today: date,
    stated: Sequence[int],
) -> tuple[list[tuple[float, str]], float]:
    """The same with the years that the roles which show the rest add up to.

    Roles count when any of their facts meets a facet; a requirement of years alone takes all. What
    the matched facts themselves state ("eleven years of Python") counts too: `stated`.
    """
    counted = [
        index
        for index in range(len(roles))
        if not facets or any(key.startswith(f"experience.{index}.") for key in covered)
    ]
    held = years_of_experience((roles[index] for index in counted), today)
    held = max([held, *stated])
    met = min(1.0, held / years) if years else 1.0
    if facets:
        return kept, together * max(met, _WITHOUT_YEARS)
    durations = [(met, f"experience.{index}.duration") for index in counted]
    return durations if met >= _MIN_SCORE else [], met


def _raw_match(key: str, score: float, evidence: EvidenceIndex) -> RawMatch:
    head, *rest = key.split(".")
    title, source = evidence.texts.get(key, ""), "career_database"
    if rest and rest[0].isdigit():
        entry = evidence.database[head][int(rest[0])]
        if isinstance(entry, Mapping):
            named = [str(entry.get(each) or "") for each in ("title", "company", "degree", "name")]
            title = ", ".join(each for each in named if each) or title
            source = _document_of(entry, ".".join(rest[1:])) or source
    return RawMatch(
        type=_TYPES.get(head, head),
        title=title,
        match_type="exact" if score >= _EXACT else "partial",
        match_score=round(score, 3),
        source=source,
        evidence_id=key,
    )


def _document_of(entry: Mapping[str, Any], path: str) -> str | None:
    """The document that a field of an entry was read from, if the database keeps it."""
    spans = (entry.get("sources") or {}).get(path)
    span = spans[0] if isinstance(spans, list) and spans else spans
    return str(span["document"]) if isinstance(span, Mapping) and span.get("document") else None


def _strength(covered: float) -> Strength:
    if covered >= _HIGH:
        return "HIGH"
    if covered >= _MEDIUM:
        return "MEDIUM"
    return "LOW" if covered >= _LOW else "NONE"


# --- The whole ---------------------------------------------------------------------------------

_CATEGORIES: Final[Mapping[str, float]] = {
    # category -> weight in the coverage; responsibilities describe the post, they are not asked for
    "required_skills": 1.0,
    "required": 1.0,
    "experience_years": 1.0,
    "education": 1.0,
    "preferred_skills": 0.5,
    "nice_to_have": 0.5,
    "responsibilities": 0.0,
}
_MITIGATION: Final = {
    "missing": "No document shows this. If it is true, add a document that says so; if not, leave "
    "it out of the application and be ready for the question.",
    "weak": "The documents show this in part. Name the nearest evidence as it is and claim no "
    "more; a document that says more would close the gap.",
}


def _statements(requirements: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """(category, id, statement) in the order of the categories; repeated statements once."""
    found: list[tuple[str, str, str]] = []
    seen: set[str] = set()
    for category in _CATEGORIES:
        value = requirements.get(category)
        items = value if isinstance(value, list) else [value] if value else []
        for index, item in enumerate(items):
            text = str(item or "").strip()
            if not text or text.casefold() in seen:
                continue
            seen.add(text.casefold())
            suffix = f".{index}" if isinstance(value, list) else ""
            found.append((category, f"requirements.{category}{suffix}", text))
    return found


def match_requirements(
    requirements: Mapping[str, Any], database: Mapping[str, Any], today: date | None = None
) -> Matching:
    """Find the evidence for each requirement, and what has none.

    Args:
        requirements: a dumped `JobRequirements`; the older keys `required` and `nice_to_have`
            count too.
        database: the career database; `professional_experience` is taken for `experience`.
        today: ends roles that go on; default: the current day.
    """
    if "experience" not in database and "professional_experience" in database:
        database = {
            "experience": database["professional_experience"],
            **{key: each for key, each in database.items() if key != "professional_experience"},
        }
    day = today or date.today()  # noqa: DTZ011 - the user's day
    evidence = EvidenceIndex(database)
    roles: Sequence[Mapping[str, Any]] = database.get("experience") or []
    raw: dict[str, dict[str, list[RawMatch]]] = {}
    final: dict[str, dict[str, AssessedRequirement]] = {}
    matches: dict[str, list[str]] = {}
    gaps: list[Gap] = []
    covered_weight = total_weight = 0.0
    for category, requirement_id, text in _statements(requirements):
        found, covered, lacking = _mapped(text, evidence, roles, day)
        strength = _strength(covered) if found else "NONE"
        weak = strength in ("LOW", "NONE")
        raw.setdefault(category, {})[text] = found
        final.setdefault(category, {})[text] = AssessedRequirement(
            evidence=found, is_gap=weak, strength_summary=strength
        )
        if found:
            matches[requirement_id] = [match["evidence_id"] for match in found]
        weight = _CATEGORIES[category]
        total_weight += weight
        covered_weight += weight * (covered if found else 0.0)
        if weak and weight:
            gap_type: Literal["missing", "weak"] = "weak" if found else "missing"
            gaps.append(
                Gap(
                    requirement=text,
                    category=category,
                    gap_type=gap_type,
                    evidence=found,
                    mitigation_strategy=" ".join([*lacking, _MITIGATION[gap_type]]),
                )
            )
    coverage = covered_weight / total_weight if total_weight else 0.0
    return Matching(raw, final, matches, round(coverage, 3), gaps)
