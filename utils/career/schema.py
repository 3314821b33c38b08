"""The shapes that travel through the pipeline: what is extracted, merged, matched and written.

Classes under "Replies" double as JSON schemas for the model; their names in snake case
are the names that go on the wire. Everything else is made by code.
Nothing here reads a file, calls a model or judges a claim.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from babel.localedata import exists as locale_exists
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field


def _known_language(code: str) -> str:
    if not (len(code) == 2 and locale_exists(code)):
        raise ValueError("must be an ISO 639-1 code such as en, de or fr")
    return code


def _none_to_empty_text(value: Any) -> Any:
    return "" if value is None else value


def _none_to_empty_list(value: Any) -> Any:
    if value is None:
        return []
    return [item for item in value if item is not None] if isinstance(value, list) else value


def _number_to_text(value: Any) -> Any:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


Text = Annotated[str, BeforeValidator(_number_to_text), BeforeValidator(_none_to_empty_text)]
OptionalText = Annotated[str | None, BeforeValidator(_number_to_text)]
TextList = Annotated[list[str], BeforeValidator(_none_to_empty_list)]

DocumentType = Literal[
    "resume", "portfolio", "job_description", "cover_letter", "reference", "project", "other"
]
Strength = Literal["HIGH", "MEDIUM", "LOW", "NONE"]


class Shape(BaseModel):
    """Base of all shapes: unknown keys are ignored, since models add them."""

    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True)


# --- Replies: one document -----------------------------------------------------------------


class PersonalInfo(Shape):
    name: OptionalText = None
    email: OptionalText = None
    phone: OptionalText = None
    location: OptionalText = None
    linkedin: OptionalText = None
    github: OptionalText = None
    website: OptionalText = None


class ExperienceProject(Shape):
    title: Text = ""
    description: Text = ""
    role: OptionalText = None
    achievements: TextList = Field(default_factory=list)
    technologies: TextList = Field(default_factory=list)


class Experience(Shape):
    """One role at one employer. Texts are copied from the document word for word.

    `start_date` and `end_date` are `YYYY-MM`, `YYYY`, `present` (end only) or None where the
    document gives none; `duration` is the period as the document writes it.
    """

    company: Text = ""
    title: Text = ""
    start_date: OptionalText = None
    end_date: OptionalText = None
    duration: Text = ""
    location: OptionalText = None
    employment_type: OptionalText = None
    description: Text = ""
    responsibilities: TextList = Field(default_factory=list)
    achievements: TextList = Field(default_factory=list)
    technologies: TextList = Field(default_factory=list)
    team_size: OptionalText = None
    projects: Annotated[list[ExperienceProject], BeforeValidator(_none_to_empty_list)] = Field(
        default_factory=list
    )


class Education(Shape):
    degree: Text = ""
    institution: Text = ""
    year: OptionalText = None
    start_date: OptionalText = None
    end_date: OptionalText = None
    location: OptionalText = None
    gpa: OptionalText = None
    honors: OptionalText = None
    details: OptionalText = None
    coursework: TextList = Field(default_factory=list)


class Skills(Shape):
    technical: TextList = Field(default_factory=list)
    soft: TextList = Field(default_factory=list)
    tools: TextList = Field(default_factory=list)
    frameworks: TextList = Field(default_factory=list)
    methodologies: TextList = Field(default_factory=list)


class SpokenLanguage(Shape):
    name: Text = ""
    level: OptionalText = None


class Project(Shape):
    name: Text = ""
    type: OptionalText = None
    description: Text = ""
    technologies: TextList = Field(default_factory=list)
    outcomes: TextList = Field(default_factory=list)
    year: OptionalText = None


class Certification(Shape):
    name: Text = ""
    issuer: OptionalText = None
    year: OptionalText = None


class Publication(Shape):
    title: Text = ""
    venue: OptionalText = None
    year: OptionalText = None


class Award(Shape):
    name: Text = ""
    organization: OptionalText = None
    year: OptionalText = None
    description: OptionalText = None


class DocumentExtraction(Shape):
    """Everything one document says about a career, in its own words.

    `summary` is the profile paragraph, if there is one. `extraction_confidence` is in 0..1.
    """

    document_type: DocumentType = "other"
    extraction_confidence: float = Field(default=0.0, ge=0.0, le=1.0)
    personal_info: PersonalInfo = Field(default_factory=PersonalInfo)
    summary: OptionalText = None
    experiences: Annotated[list[Experience], BeforeValidator(_none_to_empty_list)] = Field(
        default_factory=list
    )
    education: Annotated[list[Education], BeforeValidator(_none_to_empty_list)] = Field(
        default_factory=list
    )
    skills: Skills = Field(default_factory=Skills)
    languages: Annotated[list[SpokenLanguage], BeforeValidator(_none_to_empty_list)] = Field(
        default_factory=list
    )
    projects: Annotated[list[Project], BeforeValidator(_none_to_empty_list)] = Field(
        default_factory=list
    )
    certifications: Annotated[list[Certification], BeforeValidator(_none_to_empty_list)] = Field(
        default_factory=list
    )
    publications: Annotated[list[Publication], BeforeValidator(_none_to_empty_list)] = Field(
        default_factory=list
    )
    awards: Annotated[list[Award], BeforeValidator(_none_to_empty_list)] = Field(
        default_factory=list
    )


# --- Replies: a job posting ------------------------------------------------------------------


class JobRequirements(Shape):
    """What a job posting asks for, each item a statement copied from it.

    `language` is the posting's language as an ISO 639-1 code.
    """

    title: OptionalText = None
    company: OptionalText = None
    location: OptionalText = None
    language: Text = "en"
    required_skills: TextList = Field(default_factory=list)
    preferred_skills: TextList = Field(default_factory=list)
    responsibilities: TextList = Field(default_factory=list)
    experience_years: OptionalText = None
    education: OptionalText = None
    company_culture: OptionalText = None


# --- Replies: the company ----------------------------------------------------------------------


class ResearchPlan(Shape):
    """What to ask a search engine about a company, the most telling query first."""

    queries: TextList = Field(default_factory=list)


ResearchTopic = Literal[
    "mission",
    "team_scope",
    "strategic_importance",
    "culture",
    "technology_stack_practices",
    "recent_developments",
    "market_position_growth",
    "values",
]


class CompanyFact(Shape):
    """A sentence copied from a web page; `page` is the page's id as the prompt lists it."""

    topic: ResearchTopic
    quote: Text = ""
    page: Text = ""


class CompanyFacts(Shape):
    """What several pages say about one company, the most telling first; each fact once."""

    facts: Annotated[list[CompanyFact], BeforeValidator(_none_to_empty_list)] = Field(
        default_factory=list
    )


# --- Replies: writing --------------------------------------------------------------------------


class PlannedFact(Shape):
    """A fact, or an entry with all its facts, and why it is led with or left out.

    `evidence` is an id as the prompt lists it (`experience.0.achievements.1`) or what several of
    them begin with (`projects.2`).
    """

    evidence: Text = ""
    reason: Text = ""


class ApplicationPlan(Shape):
    """What the CV and the letter lead with, the best first, and what the CV leaves out."""

    lead_with: Annotated[list[PlannedFact], BeforeValidator(_none_to_empty_list)] = Field(
        default_factory=list
    )
    leave_out: Annotated[list[PlannedFact], BeforeValidator(_none_to_empty_list)] = Field(
        default_factory=list
    )


class Claim(Shape):
    """One sentence and the evidence it rests on.

    `evidence` holds ids as the prompt lists them: paths into the career database
    (`experience.0.achievements.1`) or into the requirements (`requirements.title`).
    """

    text: Text = ""
    evidence: TextList = Field(default_factory=list)


class TailoredRole(Shape):
    """The bullets chosen for one role; `entry` is its id, such as `experience.0`."""

    entry: Text = ""
    bullets: list[Claim] = Field(default_factory=list)


class TailoredCV(Shape):
    """A selection from the career database, reworded for one posting.

    Employers, titles, dates, education and personal details are not in it: code copies those.
    `skills` holds skills of the database in the order in which the posting cares for them.
    """

    headline: Claim | None = None
    summary: list[Claim] = Field(default_factory=list)
    roles: list[TailoredRole] = Field(default_factory=list)
    skills: TextList = Field(default_factory=list)


class LetterParagraph(Shape):
    sentences: list[Claim] = Field(default_factory=list)


class CoverLetter(Shape):
    """The body of a letter; greeting and closing are added by code.

    `language` is the one it is written in, an ISO 639-1 code.
    """

    language: Text = ""
    paragraphs: list[LetterParagraph] = Field(default_factory=list)


# --- Chosen by the user ------------------------------------------------------------------------

Tone = Literal["formal", "neutral", "warm"]


class WritingStyle(Shape):
    """How the CV and the letter are written.

    `language` is an ISO 639-1 code, None for the posting's. `cv_pages` is the most pages the CV
    takes, `letter_words` about how many words the body of the letter has.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: Annotated[str, AfterValidator(_known_language)] | None = None
    tone: Tone = "neutral"
    cv_pages: Literal[1, 2] = 2
    letter_words: Annotated[int, Field(ge=100, le=500)] = 250


# --- Made by code ------------------------------------------------------------------------------


class SourceSpan(Shape):
    """Where a fact stands: characters `start:end` of the text read from `document`."""

    document: str
    quote: str
    start: int
    end: int


class QuotedRequirements(JobRequirements):
    """Requirements that stand in the posting word for word; `dropped` are those that do not."""

    dropped: list[str] = Field(default_factory=list)


class SkillGroup(Shape):
    name: str
    items: list[str] = Field(default_factory=list)


class CVRole(Shape):
    title: Text = ""
    company: Text = ""
    location: OptionalText = None
    start_date: OptionalText = None
    end_date: OptionalText = None
    duration: Text = ""
    bullets: TextList = Field(default_factory=list)
    technologies: TextList = Field(default_factory=list)


class CVDocument(Shape):
    """A finished CV, ready to be laid out.

    `language` (ISO 639-1) picks the section titles; `max_pages` is what it has to fit on.
    """

    language: str = "en"
    max_pages: int | None = None
    personal: PersonalInfo = Field(default_factory=PersonalInfo)
    headline: str | None = None
    summary: str | None = None
    roles: list[CVRole] = Field(default_factory=list)
    education: list[Education] = Field(default_factory=list)
    skills: list[SkillGroup] = Field(default_factory=list)
    languages: list[SpokenLanguage] = Field(default_factory=list)
    projects: list[Project] = Field(default_factory=list)
    certifications: list[Certification] = Field(default_factory=list)
    publications: list[Publication] = Field(default_factory=list)
    awards: list[Award] = Field(default_factory=list)


class CoverLetterDocument(Shape):
    """A finished letter, ready to be laid out. `date` is ISO `YYYY-MM-DD`."""

    language: str = "en"
    sender: PersonalInfo = Field(default_factory=PersonalInfo)
    company: str | None = None
    job_title: str | None = None
    date: str = ""
    greeting: str = ""
    paragraphs: list[str] = Field(default_factory=list)
    closing: str = ""
