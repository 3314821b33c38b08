"""The plan of an application by rule: what answers the posting leads, what says nothing more goes.

The reasons name the requirement or the rule. Nothing is judged that no requirement asks for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from .evidence_posts import Post, posts_of, says_the_same
from .listed_entries import names_short_course
from .plans import MAX_LED_WITH, entry_of, relevance, requirement_weight
from .requirement_terms import terms
from .schema import ApplicationPlan, PlannedFact
from .writing_brief import WritingBrief

_LEAST_SHOWN: Final = 0.5
"""A fact is led with if it shows this share of the terms of a requirement."""

MAX_BULLETS: Final = 6
MAX_BULLETS_ONE_PAGE: Final = 4
MAX_BULLETS_OLD: Final = 2
MAX_BULLETS_OLD_RELEVANT: Final = 3
OLD_AFTER_YEARS: Final = 6
"""A post that ended this many years before the newest one is old."""

MAX_ENTRIES: Final = {"projects": 3, "certifications": 5, "publications": 4, "awards": 3}
"""Of each kind these many entries are shown, and all that answer a requirement."""


def plan_by_rule(brief: WritingBrief) -> ApplicationPlan:
    """Choose what to lead with and what to leave out; `brief.plan` is not read."""
    relevance_of = relevance(brief.matches)
    posts = posts_of(brief.evidence)
    leave_out = [
        *_surplus_bullets(brief, posts, relevance_of),
        *(
            point
            for kind, most in MAX_ENTRIES.items()
            for point in _surplus_entries(brief.evidence, kind, most, relevance_of)
        ),
    ]
    return ApplicationPlan(
        lead_with=_led_with(brief, {point.evidence for point in leave_out}), leave_out=leave_out
    )


def _led_with(brief: WritingBrief, left_out: Iterable[str]) -> list[PlannedFact]:
    """For each requirement the fact that shows most of it, what is required before the rest."""
    ranked: list[tuple[float, str, str]] = []
    for requirement_id, ids in brief.matches.items():
        asking = brief.requirements.get(requirement_id, "")
        asked = set(terms(asking))
        told = [key for key in ids if key in brief.evidence and key not in left_out]
        if not (asked and told):
            continue
        shown = len(asked.intersection(terms(brief.evidence[told[0]])))
        if shown >= _LEAST_SHOWN * len(asked):
            weight = requirement_weight(requirement_id)
            ranked.append((weight * shown / len(asked) * (1 + shown), told[0], asking))
    reasons: dict[str, str] = {}
    for _, key, asking in sorted(ranked, key=lambda each: -each[0]):
        reasons.setdefault(key, f"speaks to “{asking}”")
    return [
        PlannedFact(evidence=key, reason=reason)
        for key, reason in list(reasons.items())[:MAX_LED_WITH]
    ]


def _surplus_bullets(
    brief: WritingBrief, posts: Iterable[Post], relevance_of: Mapping[str, float]
) -> Iterator[PlannedFact]:
    posts = list(posts)
    newest = max((post.last_year for post in posts if post.last_year), default=None)
    for post in posts:
        most = _most_bullets(post, brief, relevance_of, newest)
        kept: list[str] = []
        for key in sorted(post.bullets, key=lambda key: -relevance_of.get(key, 0.0)):
            same = next(
                (each for each in kept if says_the_same(brief.evidence[key], brief.evidence[each])),
                None,
            )
            if same is not None:
                yield PlannedFact(evidence=key, reason=f"says the same as “{brief.evidence[same]}”")
            elif len(kept) == most:
                reason = f"{most} bullets of this post say more to the posting"
                yield PlannedFact(evidence=key, reason=reason)
            else:
                kept.append(key)


def _most_bullets(
    post: Post, brief: WritingBrief, relevance_of: Mapping[str, float], newest: int | None
) -> int:
    most = MAX_BULLETS if brief.style.cv_pages > 1 else MAX_BULLETS_ONE_PAGE
    is_old = (
        not post.is_current
        and newest is not None
        and post.last_year is not None
        and newest - post.last_year >= OLD_AFTER_YEARS
    )
    if not is_old:
        return most
    relevant = any(relevance_of.get(key, 0.0) >= 1.0 for key in post.bullets)
    return MAX_BULLETS_OLD_RELEVANT if relevant else MAX_BULLETS_OLD


def _surplus_entries(
    evidence: Mapping[str, str], kind: str, most: int, relevance_of: Mapping[str, float]
) -> Iterator[PlannedFact]:
    """What answers no requirement, as far as there is more than `most` in all.

    Courses of some days go first, then what is oldest.
    """
    years: dict[str, int] = {}
    relevant: set[str] = set()
    for key, text in evidence.items():
        if re.match(rf"{kind}\.\d+\.", key):
            entry = entry_of(key)
            found = [int(year) for year in re.findall(r"\b(?:19|20)\d{2}\b", text)]
            years[entry] = max([years.get(entry, 0), *found])
            if key in relevance_of:
                relevant.add(entry)

    def rank(entry: str) -> tuple[bool, int]:
        return names_short_course(evidence.get(f"{entry}.name", "")), -years[entry]

    others = sorted((entry for entry in years if entry not in relevant), key=rank)
    for entry in others[max(0, most - len(relevant)) :]:
        yield PlannedFact(evidence=entry, reason="answers nothing that the posting asks for")
