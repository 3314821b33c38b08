"""The plan of an application: which facts matter for a posting, and what a plan may leave out.

A plan chooses among the facts of a career and adds none. Posts and studies are never left out, so
that no gap appears in a career; what a plan says beyond that is not heeded.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from .schema import ApplicationPlan, PlannedFact

BULLET_ID: Final = re.compile(
    r"experience\.(\d+)\.(?:achievements|responsibilities|projects\.\d+\.achievements)\.\d+"
)
_OPTIONAL_ENTRY: Final = re.compile(
    r"(?:projects|certifications|publications|awards|languages)\.\d+|skills\.\w+\.\d+"
)
MAX_LED_WITH: Final = 6
_REQUIREMENT_WEIGHTS: Final = {
    "required_skills": 3.0,
    "required": 3.0,
    "experience_years": 2.0,
    "education": 1.0,
    "preferred_skills": 1.5,
    "nice_to_have": 1.5,
    "responsibilities": 1.0,
}


def _kind(requirement_id: str) -> str:
    """`requirements.required_skills.0` -> `required_skills`."""
    return requirement_id.removeprefix("requirements.").split(".")[0]


def requirement_weight(requirement_id: str) -> float:
    """How much a requirement counts, by its kind: 3 for what is required, 1 for a duty."""
    return _REQUIREMENT_WEIGHTS.get(_kind(requirement_id), 1.0)


def is_requirement(requirement_id: str) -> bool:
    """Whether an id is that of something asked for, and not of the posting's title or place."""
    return _kind(requirement_id) in _REQUIREMENT_WEIGHTS


def relevance(matches: Mapping[str, list[str]]) -> dict[str, float]:
    """Evidence id -> how much the posting cares: requirement weight over rank, summed.

    Facts that answer no requirement are not in it.
    """
    summed: dict[str, float] = {}
    for requirement_id, ids in matches.items():
        weight = requirement_weight(requirement_id)
        for rank, key in enumerate(ids, start=1):
            summed[key] = summed.get(key, 0.0) + weight / rank
    return summed


def entry_of(evidence_id: str) -> str:
    """`experience.0.achievements.1` -> `experience.0`."""
    return ".".join(evidence_id.split(".")[:2])


def heeded(
    plan: ApplicationPlan, evidence: Mapping[str, str], relevance_of: Mapping[str, float]
) -> ApplicationPlan:
    """What of a plan is followed: points about facts that are there, and that may be left out.

    At most `MAX_LED_WITH` facts are led with. What is led with is not left out, nor is an entry or
    a skill that answers a requirement, and of each post that has bullets the most relevant one
    stays. A fact of an optional entry stands for the entry, a post for its bullets.
    """
    lead_with = _distinct(
        point for point in plan.lead_with if _facts_under(point.evidence, evidence)
    )[:MAX_LED_WITH]
    led = {key for point in lead_with for key in _facts_under(point.evidence, evidence)}

    def may_go(key: str) -> bool:
        facts = _facts_under(key, evidence)
        answers = not BULLET_ID.fullmatch(key) and any(fact in relevance_of for fact in facts)
        return bool(facts) and led.isdisjoint(facts) and not answers

    leave_out = _distinct(
        PlannedFact(evidence=key, reason=point.reason)
        for point in plan.leave_out
        for key in _optional(point.evidence, evidence)
        if may_go(key)
    )
    out = {point.evidence for point in leave_out}
    spared = set(_last_bullets(out, evidence, relevance_of))
    return ApplicationPlan(
        lead_with=lead_with,
        leave_out=[point for point in leave_out if point.evidence not in spared],
    )


def _distinct(points: Iterable[PlannedFact]) -> list[PlannedFact]:
    """Each fact once, with the first reason."""
    first: dict[str, PlannedFact] = {}
    for point in points:
        first.setdefault(point.evidence, point)
    return list(first.values())


def left_out(plan: ApplicationPlan, evidence_id: str) -> bool:
    """Whether a plan leaves out this fact or entry."""
    return any(_is_under(evidence_id, point.evidence) for point in plan.leave_out)


def told_by(whole: str, evidence: Mapping[str, str]) -> str:
    """The text of a fact; of an entry, that of its first fact, which names it."""
    return next((evidence[key] for key in _facts_under(whole, evidence)), "")


def _is_under(evidence_id: str, whole: str) -> bool:
    return evidence_id == whole or evidence_id.startswith(f"{whole}.")


def _facts_under(whole: str, evidence: Iterable[str]) -> list[str]:
    return [key for key in evidence if whole and _is_under(key, whole)]


def _optional(named: str, evidence: Mapping[str, str]) -> list[str]:
    """What may be left out of what a plan names: bullets, skills, and entries as a whole."""
    if BULLET_ID.fullmatch(named):
        return [named]
    if (entry := _OPTIONAL_ENTRY.match(named)) is not None and _is_under(named, entry[0]):
        return [entry[0]]
    if re.fullmatch(r"experience\.\d+", named):
        return [key for key in _facts_under(named, evidence) if BULLET_ID.fullmatch(key)]
    return []


def _last_bullets(
    out: Collection[str], evidence: Mapping[str, str], relevance_of: Mapping[str, float]
) -> Iterable[str]:
    """Of each post all of whose bullets would go, the one that stays."""
    by_post: dict[str, list[str]] = {}
    for key in evidence:
        if BULLET_ID.fullmatch(key):
            by_post.setdefault(entry_of(key), []).append(key)
    for bullets in by_post.values():
        if all(bullet in out for bullet in bullets):
            yield max(bullets, key=lambda bullet: relevance_of.get(bullet, 0.0))
