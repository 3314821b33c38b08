"""Conversations with a model as generators: yield questions, receive answers, return a value.

A dialogue yields a tuple of questions that may be asked at once and is sent the answers in the
same order. It does no I/O and knows nothing of HTTP, so one dialogue serves sync and async callers
alike; `drive` and `drive_async` are all that differs between them.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, TypeVar

from pydantic import BaseModel

from . import offline_letter, offline_writing, prompts
from .career_parts import split_career
from .cited_claims import cv_problem, letter_problem
from .database import evidence_texts
from .documents import Document, split_text
from .errors import ReplyContentError
from .grounding import GroundedExtraction, TextIndex, ground_extraction
from .plans import heeded, left_out, relevance, told_by
from .rule_plan import plan_by_rule
from .schema import (
    ApplicationPlan,
    Claim,
    CoverLetter,
    CoverLetterDocument,
    CVDocument,
    DocumentExtraction,
    JobRequirements,
    QuotedRequirements,
    TailoredCV,
    WritingStyle,
)
from .writing_brief import WritingBrief
from .written_documents import cv_document, letter_document

MAX_PART_CHARS: Final = 24_000
"""Longest text in one question, about 6,000 tokens; longer documents are split, never cut."""

PART_OVERLAP_CHARS: Final = 1_500

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Question:
    """One question to a model, answered by an instance of `schema`; `label` names it in events."""

    prompt: str
    system_prompt: str
    schema: type[BaseModel]
    max_tokens: int
    label: str


Asked = TypeVar("Asked")
Exchange = Generator[tuple[Asked, ...], Sequence[Any], T]
"""A dialogue that may ask for other things than the answers of a model, such as web pages."""

Dialogue = Exchange[Question, T]


def drive(dialogue: Exchange[Asked, T], ask: Callable[[Asked], Any]) -> T:
    """Hold a dialogue, one question after the other; errors of `ask` end it and are raised."""
    try:
        questions = next(dialogue)
        while True:
            questions = dialogue.send([ask(question) for question in questions])
    except StopIteration as end:
        value: T = end.value
        return value
    finally:
        dialogue.close()


async def drive_async(dialogue: Exchange[Asked, T], ask: Callable[[Asked], Awaitable[Any]]) -> T:
    """Hold a dialogue, asking at once what it asks at once; the first error cancels the others."""
    try:
        questions = next(dialogue)
        while True:
            questions = dialogue.send(await _ask_all(questions, ask))
    except StopIteration as end:
        value: T = end.value
        return value
    finally:
        dialogue.close()


async def _ask_all(
    questions: tuple[Asked, ...], ask: Callable[[Asked], Awaitable[Any]]
) -> list[Any]:
    if len(questions) == 1:
        return [await ask(questions[0])]
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(_awaited(ask(question))) for question in questions]
    except BaseExceptionGroup as failures:
        raise failures.exceptions[0] from None
    return [task.result() for task in tasks]


async def _awaited(answer: Awaitable[Any]) -> Any:
    return await answer


# --- Extraction --------------------------------------------------------------------------------


def extract_experience(document: Document) -> Dialogue[GroundedExtraction]:
    """What one document says about a career, every field found again in its text."""
    parts = split_career(document.text, MAX_PART_CHARS, PART_OVERLAP_CHARS)
    replies: Sequence[DocumentExtraction] = yield tuple(
        Question(
            prompts.extraction_prompt(part.text, document.name, number, len(parts)),
            prompts.EXTRACTION_SYSTEM,
            DocumentExtraction,
            max_tokens=8_000,
            label=document.name,
        )
        for number, part in enumerate(parts, start=1)
    )
    return ground_extraction(join_extractions(replies), document.text, document.name)


def join_extractions(parts: Sequence[DocumentExtraction]) -> DocumentExtraction:
    """One extraction from those of a document's overlapping parts, in order.

    Lists are appended without repeating what the overlap gave twice; roles with the same company,
    title and dates become one with the union of their texts. The first part that knows a single
    value decides it; the confidence is the highest of any part, since a part may hold no career.
    """
    if len(parts) == 1:
        return parts[0]
    joined: dict[str, Any] = {}
    for part in parts:
        _join_into(joined, part.model_dump())
    joined["extraction_confidence"] = max(part.extraction_confidence for part in parts)
    return DocumentExtraction.model_validate(joined)


_IDENTITY: Final = {
    "experiences": ("company", "title", "start_date", "end_date"),
    "projects": ("name",),
    "education": ("degree", "institution"),
    "certifications": ("name", "issuer"),
    "publications": ("title",),
    "awards": ("name", "year"),
    "languages": ("name",),
}


def _join_into(target: dict[str, Any], more: Mapping[str, Any]) -> None:
    for key, value in more.items():
        known = target.get(key)
        if not known or known == "other":
            target[key] = value
        elif isinstance(value, Mapping):
            _join_into(known, value)
        elif isinstance(value, list):
            for item in value:
                _join_item(known, item, _IDENTITY.get(key, ("title",)))


def _join_item(items: list[Any], item: Any, identity: tuple[str, ...]) -> None:
    if not isinstance(item, Mapping):
        if item not in items:
            items.append(item)
        return
    name = [str(item.get(each) or "").casefold() for each in identity]
    for known in items:
        if [str(known.get(each) or "").casefold() for each in identity] == name:
            _join_into(known, item)
            return
    items.append(item)


# --- The posting -------------------------------------------------------------------------------


def extract_requirements(posting: str) -> Dialogue[QuotedRequirements]:
    """What a job posting asks for, in its own words.

    Statements that do not stand in the posting are asked for once more, and then dropped.

    Raises:
        ReplyContentError: the answer names neither a requirement nor a responsibility of it.
    """
    parts = split_text(posting, MAX_PART_CHARS, PART_OVERLAP_CHARS)
    questions = tuple(
        Question(
            prompts.requirements_prompt(part.text),
            prompts.REQUIREMENTS_SYSTEM,
            JobRequirements,
            max_tokens=4_000,
            label="job posting",
        )
        for part in parts
    )
    replies: Sequence[JobRequirements] = yield questions
    index = TextIndex(posting)
    first = _quoted(replies, index)
    if not first.dropped:
        return _asking_for_something(first)
    again: Sequence[JobRequirements] = yield tuple(
        replace(question, prompt=prompts.quote_repair_prompt(question.prompt, first.dropped))
        for question in questions
    )
    second = _quoted(again, index)
    return _asking_for_something(max(first, second, key=_statements_kept))


def _statements_kept(requirements: QuotedRequirements) -> tuple[int, int]:
    kept = (
        *requirements.required_skills,
        *requirements.preferred_skills,
        *requirements.responsibilities,
    )
    return len(kept), -len(requirements.dropped)


def _quoted(replies: Sequence[JobRequirements], posting: TextIndex) -> QuotedRequirements:
    """What several replies say together, as far as it stands in the posting."""
    joined: dict[str, Any] = {}
    for reply in replies:
        _join_into(joined, reply.model_dump())
    dropped: list[str] = []

    def stands(text: str) -> bool:
        if posting.find(text.strip(_AROUND_STATEMENTS)) is not None:
            return True
        dropped.append(text)
        return False

    for key, value in joined.items():
        if key == "language":
            continue
        if isinstance(value, list):
            joined[key] = [each for each in value if each and stands(each)]
        elif value and not stands(value):
            joined[key] = None
    return QuotedRequirements.model_validate({**joined, "dropped": dropped})


_AROUND_STATEMENTS: Final = " \t\n.,;:*•-–"


def _asking_for_something(requirements: QuotedRequirements) -> QuotedRequirements:
    if not (
        requirements.required_skills
        or requirements.preferred_skills
        or requirements.responsibilities
    ):
        raise ReplyContentError(
            "No requirement was found in the job posting; check that the file is a posting."
        )
    return requirements


# --- Writing -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WritingMaterial:
    """What a CV and a letter are written from.

    `requirements` as in the store; `matches` maps requirement ids to evidence ids, best first;
    `today` dates the letter; `company_facts` maps ids (`company.0`) to what web pages say about the
    company, word for word. `plan` is what `plan_application` gave; None: it is made by rule.
    """

    database: Mapping[str, Any]
    requirements: Mapping[str, Any]
    matches: Mapping[str, list[str]]
    today: date
    company_facts: Mapping[str, str] = field(default_factory=dict)
    style: WritingStyle = field(default_factory=WritingStyle)
    plan: ApplicationPlan | None = None


@dataclass(frozen=True, slots=True)
class BackedSentence:
    """A sentence of the output and the evidence ids it rests on."""

    text: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DroppedSentence:
    """A text that was left out, and why."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class WrittenCV:
    """A CV; `dropped` went beyond its evidence, `left_out` is true and was chosen not to show."""

    document: CVDocument
    plan: ApplicationPlan
    sentences: tuple[BackedSentence, ...]
    dropped: tuple[DroppedSentence, ...]
    left_out: tuple[DroppedSentence, ...] = ()


@dataclass(frozen=True, slots=True)
class WrittenLetter:
    document: CoverLetterDocument
    plan: ApplicationPlan
    sentences: tuple[BackedSentence, ...]
    dropped: tuple[DroppedSentence, ...]


def requirement_texts(requirements: Mapping[str, Any]) -> dict[str, str]:
    """The requirements as a flat map of ids (`requirements.required_skills.0`) to texts."""
    texts: dict[str, str] = {}
    for key, value in requirements.items():
        if isinstance(value, list):
            texts |= {
                f"requirements.{key}.{index}": str(item) for index, item in enumerate(value) if item
            }
        elif value:
            texts[f"requirements.{key}"] = str(value)
    return texts


_BULLETS_BY_RULE: Final = 3
"""Shown word for word of a post of which the reply says nothing that stands."""


def write_cv(material: WritingMaterial) -> Dialogue[WrittenCV]:
    """A CV for one posting, each sentence of it checked against its evidence.

    Sentences that go beyond their evidence are asked for once more, quoting the excess; what still
    does is dropped. Employers, titles, dates, education and the like are copied from the database,
    and so are bullets of a post of which nothing is left. What the plan leaves out is no evidence.
    """
    planned = _brief(material)
    brief = _without_left_out(planned)
    evidence = brief.evidence
    reply: TailoredCV = yield from _asked_until_backed(
        prompts.cv_prompt(brief), TailoredCV, "CV", lambda reply: _cv_problems(reply, evidence)
    )
    sentences: list[BackedSentence] = []
    dropped: list[DroppedSentence] = []

    def backed(claims: Sequence[Claim], entry: str | None = None) -> list[str]:
        told = [claim for claim in claims if claim.text]
        return _keep_backed(
            told, lambda claim: cv_problem(claim, evidence, entry), sentences, dropped
        )

    headline = backed([reply.headline]) if reply.headline else []
    summary = backed([_with_full_stop(claim) for claim in reply.summary])
    bullets: dict[str, list[str]] = {}
    for role in reply.roles:
        shown = bullets.setdefault(role.entry, [])
        new = [claim for claim in role.bullets if claim.text not in shown]
        shown += backed(list({claim.text: claim for claim in new}.values()), role.entry)
    for role in offline_writing.write_cv(
        brief
    ).roles:  # of which the reply says nothing that stands
        if not bullets.get(role.entry):
            bullets[role.entry] = backed(role.bullets[:_BULLETS_BY_RULE], role.entry)
    document = cv_document(material.database, brief, reply.skills, bullets)
    document.headline = headline[0] if headline else None
    document.summary = " ".join(summary) or None
    omitted = tuple(
        DroppedSentence(told_by(point.evidence, planned.evidence), point.reason)
        for point in planned.plan.leave_out
    )
    return WrittenCV(document, planned.plan, tuple(sentences), tuple(dropped), omitted)


def _with_full_stop(claim: Claim) -> Claim:
    """Items of a list become sentences of a paragraph."""
    ends = not claim.text or re.search(r"[.!?。！？…:;,]$", claim.text)
    return claim if ends else claim.model_copy(update={"text": f"{claim.text}."})


def write_letter(material: WritingMaterial) -> Dialogue[WrittenLetter]:
    """A cover letter for one posting, checked in the same way as the CV.

    A letter of which no sentence stands is written by rule.
    """
    brief = _brief(material)

    def problem(claim: Claim) -> str | None:
        return letter_problem(claim, brief.evidence, {**brief.requirements, **brief.company_facts})

    reply: CoverLetter = yield from _asked_until_backed(
        prompts.letter_prompt(brief),
        CoverLetter,
        "cover letter",
        lambda reply: _problems(
            (claim for paragraph in reply.paragraphs for claim in paragraph.sentences), problem
        ),
    )
    sentences: list[BackedSentence] = []
    dropped: list[DroppedSentence] = []

    def kept_paragraphs(letter: CoverLetter) -> list[str]:
        texts = (
            " ".join(_keep_backed(paragraph.sentences, problem, sentences, dropped))
            for paragraph in letter.paragraphs
        )
        return [text for text in texts if text]

    paragraphs = kept_paragraphs(reply)
    if not paragraphs:
        reply = offline_letter.write_letter(brief)
        paragraphs = kept_paragraphs(reply)
    language = reply.language if re.fullmatch("[a-z]{2}", reply.language) else brief.language
    document = letter_document(material.database, brief, language, paragraphs)
    return WrittenLetter(document, brief.plan, tuple(sentences), tuple(dropped))


def plan_application(material: WritingMaterial) -> Dialogue[ApplicationPlan]:
    """What the CV and the letter lead with, and what the CV leaves out.

    It needs no facts about the company, so it may be made while they are searched for.
    """
    question = Question(
        prompts.plan_prompt(_brief(material)),
        prompts.WRITING_SYSTEM,
        ApplicationPlan,
        max_tokens=4_000,
        label="plan",
    )
    plan: ApplicationPlan = (yield (question,))[0]
    return plan


def _brief(material: WritingMaterial) -> WritingBrief:
    """What the writer is given; a plan that nobody made is made by rule."""
    brief = WritingBrief(
        evidence_texts(material.database),
        requirement_texts(material.requirements),
        material.matches,
        material.style,
        company_facts=material.company_facts,
        today=material.today,
    )
    plan = material.plan or plan_by_rule(brief)
    return replace(brief, plan=heeded(plan, brief.evidence, relevance(brief.matches)))


def _without_left_out(brief: WritingBrief) -> WritingBrief:
    evidence = {key: text for key, text in brief.evidence.items() if not left_out(brief.plan, key)}
    matches = {
        requirement_id: [key for key in ids if key in evidence]
        for requirement_id, ids in brief.matches.items()
    }
    return replace(brief, evidence=evidence, matches=matches)


Reply = TypeVar("Reply", bound=BaseModel)
Problems = list[tuple[str, str]]


def _asked_until_backed(
    prompt: str, schema: type[Reply], label: str, problems_of: Callable[[Reply], Problems]
) -> Dialogue[Reply]:
    """The reply, or a second one when the first says more than its evidence."""
    question = Question(prompt, prompts.WRITING_SYSTEM, schema, max_tokens=4_000, label=label)
    reply: Reply = (yield (question,))[0]
    problems = problems_of(reply)
    if not problems:
        return reply
    again = Question(
        prompts.claim_repair_prompt(prompt, problems),
        prompts.WRITING_SYSTEM,
        schema,
        max_tokens=4_000,
        label=label,
    )
    second: Reply = (yield (again,))[0]
    return second if len(problems_of(second)) < len(problems) else reply


def _keep_backed(
    claims: Sequence[Claim],
    problem_of: Callable[[Claim], str | None],
    sentences: list[BackedSentence],
    dropped: list[DroppedSentence],
) -> list[str]:
    kept = []
    for claim in claims:
        reason = problem_of(claim)
        if reason is None:
            sentences.append(BackedSentence(claim.text, tuple(claim.evidence)))
            kept.append(claim.text)
        else:
            dropped.append(DroppedSentence(claim.text, reason))
    return kept


def _problems(claims: Any, problem_of: Callable[[Claim], str | None]) -> Problems:
    return [(claim.text, reason) for claim in claims if (reason := problem_of(claim)) is not None]


def _cv_problems(reply: TailoredCV, evidence: Mapping[str, str]) -> Problems:
    general = [*([reply.headline] if reply.headline else []), *reply.summary]
    return [
        *_problems(
            (claim for claim in general if claim.text),
            lambda claim: cv_problem(claim, evidence, None),
        ),
        *(
            problem
            for role in reply.roles
            for problem in _problems(
                (claim for claim in role.bullets if claim.text),
                lambda claim, entry=role.entry: cv_problem(claim, evidence, entry),  # type: ignore[misc]
            )
        ),
    ]
