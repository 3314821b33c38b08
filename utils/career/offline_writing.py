"""A CV by rule, from evidence that is copied word for word.

Bullets are ordered by the plan and by what the posting asks for; what the plan leaves out is not
among the evidence any more. Nothing here rewords, adds up years or names a skill of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from .evidence_posts import SENTENCE_BREAK, SKILL_ID, Post, leading_post, posts_of
from .letter_phrases import phrases_of
from .plans import is_requirement, relevance
from .requirement_terms import terms
from .schema import Claim, TailoredCV, TailoredRole
from .writing_brief import WritingBrief

_MAX_SUMMARY_SENTENCES: Final = 3


def write_cv(brief: WritingBrief) -> TailoredCV:
    """Order what the CV shows; every post is kept, every bullet is verbatim."""
    relevance_of = relevance(brief.matches)
    led = {point.evidence: -rank for rank, point in enumerate(brief.plan.lead_with, start=1)}
    posts = posts_of(brief.evidence)

    def rank(key: str) -> tuple[float, float]:
        return -led.get(key, -len(led) - 1), -relevance_of.get(key, 0.0)

    written = [
        TailoredRole(
            entry=post.entry,
            bullets=[
                Claim(text=brief.evidence[key], evidence=[key])
                for key in sorted(post.bullets, key=rank)
            ],
        )
        for post in posts
    ]
    first = leading_post(posts)
    headline = (
        Claim(text=first.title, evidence=[f"{first.entry}.title"])
        if first is not None and first.title
        else None
    )
    return TailoredCV(
        headline=headline,
        summary=_summary(brief, posts),
        roles=written,
        skills=_ordered_skills(brief, relevance_of),
    )


def _summary(brief: WritingBrief, posts: Sequence[Post]) -> list[Claim]:
    if profile := brief.evidence.get("summary", "").strip():
        lines = (line.strip() for line in profile.splitlines())
        sentences = [text for line in lines for text in SENTENCE_BREAK.split(line) if text]
        sentences = sentences[:_MAX_SUMMARY_SENTENCES]
        return [Claim(text=sentence, evidence=["summary"]) for sentence in sentences]
    phrases = phrases_of(brief.language)
    first = leading_post(posts)
    if first is None or not (first.title and first.company):
        return []
    claims = [
        Claim(
            text=phrases.summary.format(title=first.title, company=first.company),
            evidence=first.named_by,
        )
    ]
    earlier = next(
        (
            post
            for post in posts
            if post is not first and post.title and post.company and post.company != first.company
        ),
        None,
    )
    if earlier is not None:
        claims.append(
            Claim(
                text=phrases.summary_earlier.format(title=earlier.title, company=earlier.company),
                evidence=earlier.named_by,
            )
        )
    return claims


def _ordered_skills(brief: WritingBrief, relevance_of: Mapping[str, float]) -> list[str]:
    """Every skill once, in its first spelling: those that answer the posting before the rest."""
    asked = {
        term
        for key, text in brief.requirements.items()
        if is_requirement(key)
        for term in terms(text)
    }
    rank: dict[str, float] = {}
    spelling: dict[str, str] = {}
    for key, text in brief.evidence.items():
        if SKILL_ID.fullmatch(key):
            folded = text.casefold()
            spelling.setdefault(folded, text)
            named = 1.0 if asked.intersection(terms(text)) else 0.0
            rank[folded] = max(rank.get(folded, 0.0), relevance_of.get(key, 0.0) + named)
    return [spelling[folded] for folded in sorted(rank, key=lambda folded: -rank[folded])]
