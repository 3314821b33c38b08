"""The finished CV and letter: what code copies from the database around what was written.

Employers, titles, dates, studies and personal details are copied, never reworded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter

from .plans import left_out
from .schema import (
    Award,
    Certification,
    CoverLetterDocument,
    CVDocument,
    CVRole,
    Education,
    PersonalInfo,
    Project,
    Publication,
    SkillGroup,
    SpokenLanguage,
)
from .validation import valid
from .wording import Wording
from .writing_brief import WritingBrief

Entry = TypeVar("Entry", bound=BaseModel)


def cv_document(
    database: Mapping[str, Any],
    brief: WritingBrief,
    skills: Sequence[str],
    bullets: Mapping[str, list[str]],
) -> CVDocument:
    """The CV's facts, copied from the database; `bullets` maps entries to the texts chosen.

    Raises:
        InputError: an entry of the database, which may be the user's own, is none.
    """

    def entries(key: str, shape: type[Entry]) -> list[Entry]:
        return [
            _shaped(entry, shape, f"{key}.{number}")
            for number, entry in enumerate(database.get(key) or [])
            if not left_out(brief.plan, f"{key}.{number}")
        ]

    roles = entries("experience", CVRole)
    for number, role in enumerate(roles):
        role.bullets = bullets.get(f"experience.{number}", [])
    return CVDocument(
        language=brief.language,
        max_pages=brief.style.cv_pages,
        personal=_shaped(database.get("personal_info") or {}, PersonalInfo, "personal_info"),
        roles=roles,
        education=entries("education", Education),
        skills=_skill_groups(database, brief.evidence, skills),
        languages=entries("languages", SpokenLanguage),
        projects=entries("projects", Project),
        certifications=sorted(entries("certifications", Certification), key=_newest_first),
        publications=sorted(entries("publications", Publication), key=_newest_first),
        awards=sorted(entries("awards", Award), key=_newest_first),
    )


def _shaped(entry: Any, shape: type[Entry], path: str) -> Entry:
    """An entry of the database, which may be the user's own, as it is shown; a text is its name."""
    given = {"name": entry} if isinstance(entry, str) else entry
    return valid(TypeAdapter(shape), given, f"career_database.{path}")


def _newest_first(entry: Certification | Publication | Award) -> int:
    years = re.findall(r"\b(?:19|20)\d{2}\b", entry.year or "")
    return -max(map(int, years), default=0)


def _skill_groups(
    database: Mapping[str, Any], evidence: Mapping[str, str], chosen: Sequence[str]
) -> list[SkillGroup]:
    """The skills of the evidence by group, those the posting cares for first; none is added."""
    rank = {skill.casefold(): index for index, skill in enumerate(chosen)}
    groups = []
    for name in database.get("skills") or {}:
        items = [text for key, text in evidence.items() if key.startswith(f"skills.{name}.")]
        ordered = sorted(items, key=lambda item: rank.get(item.casefold(), len(rank)))
        if ordered:
            groups.append(SkillGroup(name=name, items=ordered))
    if groups:
        return groups
    known = {text.casefold(): text for key, text in evidence.items() if ".technologies." in key}
    named = [known[skill.casefold()] for skill in chosen if skill.casefold() in known]
    return [SkillGroup(name="technical", items=list(dict.fromkeys(named)))] if named else []


def letter_document(
    database: Mapping[str, Any], brief: WritingBrief, language: str, paragraphs: list[str]
) -> CoverLetterDocument:
    """The letter around its paragraphs, greeted and closed in the language they are in."""
    words = Wording.of(language).labels.letter[brief.style.tone]
    return CoverLetterDocument(
        language=language,
        sender=_shaped(database.get("personal_info") or {}, PersonalInfo, "personal_info"),
        company=brief.requirements.get("requirements.company"),
        job_title=brief.requirements.get("requirements.title"),
        date=brief.today.isoformat() if brief.today else "",
        greeting=words.greeting,
        paragraphs=paragraphs,
        closing=words.closing,
    )
