"""What the writer of a CV and a letter is given: the same for the model and for the rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from .schema import ApplicationPlan, WritingStyle


@dataclass(frozen=True, slots=True)
class WritingBrief:
    """The facts, what is asked, the plan and the style.

    Attributes:
        evidence: id -> text, as `database.evidence_texts` gives it.
        requirements: id -> text (`requirements.title`, `requirements.required_skills.0` ...).
        matches: requirement id -> evidence ids, best first.
        plan: what to lead with, and what the CV leaves out: that is not in its `evidence`.
        today: the day of the letter; what ends later has not been reached. None: not told.
        company_facts: id (`company.0`) -> what web pages say about the company, word for word.
    """

    evidence: Mapping[str, str]
    requirements: Mapping[str, str]
    matches: Mapping[str, list[str]]
    style: WritingStyle = field(default_factory=WritingStyle)
    plan: ApplicationPlan = field(default_factory=ApplicationPlan)
    company_facts: Mapping[str, str] = field(default_factory=dict)
    today: date | None = None

    @property
    def language(self) -> str:
        """The language to write in (ISO 639-1): that of the style, else of the posting."""
        return self.style.language or self.requirements.get("requirements.language") or "en"
