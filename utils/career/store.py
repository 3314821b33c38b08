"""The shared store: every key the nodes read or write, in one place.

`prep` of a node calls a `read_…`, `post` a `write_…` function; sync and async twins call the same.
A key that is missing is an `InputError` that names the node which writes it. Nothing here calls a
model.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, get_args

from pydantic import TypeAdapter, ValidationError

from .database import CareerDatabase, evidence_texts
from .dialogues import WritingMaterial, WrittenCV, WrittenLetter, requirement_texts
from .documents import Document, DocumentSource, ScanError
from .errors import InputError
from .export import cv_markdown, letter_text
from .grounding import GroundedExtraction
from .matching import Matching
from .research import CompanyResearch, ResearchSubject, facts_by_topic
from .schema import ApplicationPlan, QuotedRequirements, ResearchTopic, WritingStyle
from .validation import valid

Store = MutableMapping[str, Any]
ExtractionRecord = dict[str, Any]

CONFIDENT = 0.5
"""An extraction counts as successful above this confidence."""


def _required(shared: Store, key: str, written_by: str) -> Any:
    value = shared.get(key)
    if value is None:
        raise InputError(f"{key} is not in the shared store; run {written_by} first, or set it.")
    return value


# --- Scanning ------------------------------------------------------------------------------------


def read_scan_config(shared: Store) -> Mapping[str, Any]:
    """`scan_config`."""
    config: Mapping[str, Any] = _required(shared, "scan_config", "the flow's set-up")
    return config


def write_scan(
    shared: Store, sources: Sequence[DocumentSource], errors: Sequence[ScanError]
) -> None:
    """`document_sources`, and `scan_errors` if there are any."""
    shared["document_sources"] = list(sources)
    if errors:
        shared["scan_errors"] = list(errors)


# --- Documents and extractions -------------------------------------------------------------------


def read_document_sources(shared: Store) -> list[DocumentSource]:
    """`document_sources`; a bare path stands for the source of that file."""
    sources: list[DocumentSource | str | Path] = _required(
        shared, "document_sources", "ScanDocumentsNode"
    )
    return [
        _source_of(Path(source)) if isinstance(source, str | Path) else source for source in sources
    ]


def _source_of(path: Path) -> DocumentSource:
    return {
        "path": str(path),
        "name": path.name,
        "type": path.suffix.lower(),
        "size": 0,
        "modified_date": "",
        "source": "local",
        "additional_data": {"relative_path": path.name, "mime_type": ""},
    }


def extraction_record(
    source: DocumentSource, document: Document, grounded: GroundedExtraction
) -> ExtractionRecord:
    """The record of a document that was read."""
    return {
        **_record_head(source),
        **grounded.extraction.model_dump(mode="json"),
        "parsed_text_length": len(document.text),
        "warnings": list(document.warnings),
        "evidence": {path: span.model_dump() for path, span in grounded.evidence.items()},
        "dropped": [{"path": field.path, "reason": field.reason} for field in grounded.dropped],
    }


def failed_record(source: DocumentSource, error: Exception) -> ExtractionRecord:
    """The record of a document that could not be read or extracted."""
    return {
        **_record_head(source),
        "document_type": "other",
        "extraction_confidence": 0.0,
        "parsed_text_length": 0,
        "experiences": [],
        "error": str(error),
        "error_type": type(error).__name__,
    }


def _record_head(source: DocumentSource) -> ExtractionRecord:
    path = str(source["path"])
    return {
        "document_source": path,
        "document_name": source.get("name") or Path(path).name,
        "modified_date": source.get("modified_date", ""),
    }


def write_extractions(shared: Store, records: Sequence[ExtractionRecord]) -> None:
    """`extracted_experiences` and `extraction_summary`."""
    confidences = [record["extraction_confidence"] for record in records]
    successful = sum(confidence > CONFIDENT for confidence in confidences)
    shared["extracted_experiences"] = list(records)
    shared["extraction_summary"] = {
        "total_documents": len(records),
        "successful_extractions": successful,
        "failed_extractions": len(records) - successful,
        "average_confidence": sum(confidences) / len(confidences) if confidences else 0.0,
        "total_experiences": sum(len(record["experiences"]) for record in records),
    }


# --- Database and matching -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BuildInputs:
    """What a career database is built from, and where it goes (None: nowhere)."""

    records: Sequence[ExtractionRecord]
    existing: Mapping[str, Any] | None
    merge_strategy: str
    output_path: str | None


def read_build_inputs(shared: Store) -> BuildInputs:
    """`extracted_experiences`, `existing_career_database`, `merge_strategy`, and the path."""
    return BuildInputs(
        records=_required(shared, "extracted_experiences", "ExtractExperienceNode"),
        existing=shared.get("existing_career_database"),
        merge_strategy=shared.get("merge_strategy") or "smart",
        output_path=shared.get("database_output_path", "career_database.yaml"),
    )


def write_database(shared: Store, database: CareerDatabase, summary: dict[str, Any]) -> None:
    """`career_database` and `build_summary`."""
    shared["career_database"] = database
    shared["build_summary"] = summary


def read_career_database(shared: Store) -> CareerDatabase:
    """`career_database`, or `career_db` as older flows call it."""
    if shared.get("career_database") is None and shared.get("career_db") is not None:
        shared_database: CareerDatabase = shared["career_db"]
        return shared_database
    database: CareerDatabase = _required(shared, "career_database", "BuildDatabaseNode")
    return database


def read_job_posting(shared: Store) -> str:
    """`job_description`, or `job_spec_text` as older flows call it: the posting's text."""
    posting = shared.get("job_description") or shared.get("job_spec_text")
    if not isinstance(posting, str) or not posting.strip():
        raise InputError("job_description is empty; set it to the text of the job posting.")
    return posting


def write_requirements(shared: Store, requirements: QuotedRequirements) -> None:
    """`requirements`, and `requirements_dropped`: what of the answer the posting does not say.

    `job_title` and `company_name` keep what the user gave.
    """
    if shared.get("job_title"):
        requirements.title = shared["job_title"]
    if shared.get("company_name"):
        requirements.company = shared["company_name"]
    shared["requirements"] = requirements.model_dump(mode="json", exclude={"dropped"})
    shared["requirements_dropped"] = requirements.dropped


def read_requirements(shared: Store) -> Mapping[str, Any]:
    """`requirements`."""
    requirements = _required(shared, "requirements", "ExtractRequirementsNode")
    return valid(_REQUIREMENTS, requirements, "requirements")


_REQUIREMENTS: Final = TypeAdapter(dict[str, list[str] | str | None])


def write_matching(shared: Store, matching: Matching) -> None:
    """`requirement_mapping_raw`, `requirement_mapping_final`, `requirement_matches`, and so on.

    `application_plan` goes: it was made for another mapping.
    """
    shared.pop("application_plan", None)
    shared["requirement_mapping_raw"] = matching.raw
    shared["requirement_mapping_final"] = matching.final
    shared["requirement_matches"] = matching.matches
    shared["coverage_score"] = matching.coverage_score
    shared["gaps"] = matching.gaps


# --- Company research ----------------------------------------------------------------------------


def read_research_subject(shared: Store) -> ResearchSubject | None:
    """`company_name`, `job_title`, `company_url`; None if there is nothing to research.

    That is so without a `company_name`, and with `enable_company_research` set to False.
    """
    company = shared.get("company_name")
    if not company or shared.get("enable_company_research") is False:
        return None
    return ResearchSubject(company, shared.get("job_title"), shared.get("company_url"))


def write_company_research(shared: Store, research: CompanyResearch | None) -> None:
    """`company_research`: a text for each topic ("" where nothing is known), and what backs it.

    The topics are `mission`, `team_scope` and so on, `values` a list; their sentences are copied
    from `facts`: {topic, quote, url, start, end}. Beside them `company`, `pages` (url, title),
    `queries`, `dropped` ({quote, reason}) and `problems`. None writes nothing.
    """
    if research is None:
        return
    quotes = facts_by_topic(research.facts)
    topics: dict[str, Any] = {
        topic: " ".join(quotes.get(topic, ())) for topic in get_args(ResearchTopic)
    }
    topics["values"] = list(quotes.get("values", ()))
    found = asdict(research)
    company = found.pop("company")
    lists = {key: list(each) for key, each in found.items()}
    shared["company_research"] = {"company": company, **topics, **lists}


def company_fact_texts(shared: Store) -> dict[str, str]:
    """The facts of `company_research` as a map of ids (`company.0`) to quotes; may be empty.

    Research of another company than the posting's, left by an earlier run, gives none.
    """
    research = shared.get("company_research")
    if not isinstance(research, Mapping):
        return {}
    about = research.get("company")
    addressed = read_requirements(shared).get("company")
    if about and addressed and about.casefold() != addressed.casefold():
        return {}
    return {
        f"company.{number}": str(fact["quote"])
        for number, fact in enumerate(research.get("facts") or [])
        if isinstance(fact, Mapping) and fact.get("quote")
    }


def company_research_notice(shared: Store) -> str | None:
    """One line for the user where research gave no facts; None where it did, or was not asked."""
    research = shared.get("company_research")
    if research is None or research.get("facts"):
        return None
    problems = research.get("problems") or ["no page says anything about it"]
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return f"No company facts, the letter does without: {problems[0]}{more}."


# --- Writing -------------------------------------------------------------------------------------


def read_writing_material(shared: Store) -> WritingMaterial:
    """What a CV and a letter are written from.

    `current_date` (ISO) dates the letter; `writing_style` has the fields of `WritingStyle`, each of
    which may be missing; `application_plan` is there where one was made.

    Raises:
        InputError: something is missing, or has a shape that nothing can be written from.
    """
    given = shared.get("current_date")
    try:
        today = date.fromisoformat(given) if given else date.today()  # noqa: DTZ011 - the user's day
    except (TypeError, ValueError):
        raise InputError(f"current_date must be YYYY-MM-DD, got {given!r}.") from None
    matches = valid(_MATCHES, shared.get("requirement_matches") or {}, "requirement_matches")
    return WritingMaterial(
        database=read_career_database(shared),
        requirements=read_requirements(shared),
        matches=matches,
        today=today,
        company_facts=company_fact_texts(shared),
        style=writing_style(shared.get("writing_style")),
        plan=_asked_plan(shared),
    )


_MATCHES: Final = TypeAdapter(dict[str, list[str]])
_STYLE: Final = TypeAdapter(WritingStyle)


def writing_style(given: WritingStyle | Mapping[str, Any] | None) -> WritingStyle:
    """The style that the user chose; what is missing has its default.

    Raises:
        InputError: a field has a value that is not allowed, or there is no such field.
    """
    return valid(_STYLE, given or {}, "writing_style")


def write_plan(shared: Store, plan: ApplicationPlan | None) -> None:
    """`application_plan`; None writes nothing."""
    if plan is not None:
        shared["application_plan"] = plan.model_dump()


def _asked_plan(shared: Store) -> ApplicationPlan | None:
    """The plan that was asked for; none where it was made by rule, or nobody can read it.

    By rule it is made anew, from what the store then holds.
    """
    plan = shared.get("application_plan")
    if isinstance(plan, Mapping) and not plan.get("by_rule"):
        with suppress(ValidationError):
            return ApplicationPlan.model_validate(plan)
    return None


def _write_followed_plan(shared: Store, plan: ApplicationPlan) -> None:
    by_rule = _asked_plan(shared) is None
    shared["application_plan"] = plan.model_dump() | ({"by_rule": True} if by_rule else {})


def write_cv(shared: Store, written: WrittenCV) -> None:
    """`cv_markdown`, `generated_cv` (the same), `cv_document`, `application_plan`, `evidence`."""
    _write_followed_plan(shared, written.plan)
    shared["cv_markdown"] = shared["generated_cv"] = cv_markdown(written.document)
    shared["cv_document"] = written.document
    _write_evidence(shared, "cv", written)


def write_letter(shared: Store, written: WrittenLetter) -> None:
    """`cover_letter_text`, `generated_cover_letter` (the same), and `cover_letter_document`."""
    _write_followed_plan(shared, written.plan)
    text = letter_text(written.document)
    shared["cover_letter_text"] = shared["generated_cover_letter"] = text
    shared["cover_letter_document"] = written.document
    _write_evidence(shared, "cover_letter", written)


def _write_evidence(shared: Store, part: str, written: WrittenCV | WrittenLetter) -> None:
    """`evidence`: for each sentence the facts it rests on, and where documents tell them.

    `dropped` ({text, reason}) went beyond the evidence; `left_out`, of the CV, was chosen not to
    show, by the plan or for want of room.
    """
    database = read_career_database(shared)
    facts = {
        **evidence_texts(database),
        **requirement_texts(read_requirements(shared)),
        **company_fact_texts(shared),
    }
    shared.setdefault("evidence", {})[part] = {
        "sentences": [
            {
                "text": sentence.text,
                "evidence": [
                    {"id": each, "text": facts[each], "sources": _sources(shared, each)}
                    for each in sentence.evidence
                ],
            }
            for sentence in written.sentences
        ],
        "dropped": [asdict(sentence) for sentence in written.dropped],
    }
    if isinstance(written, WrittenCV):
        shared["evidence"][part]["left_out"] = [asdict(each) for each in written.left_out]


def _sources(shared: Store, evidence_id: str) -> list[dict[str, Any]]:
    kind, _, number = evidence_id.partition(".")
    if kind != "company":
        return sources_of(read_career_database(shared), evidence_id)
    fact = shared["company_research"]["facts"][int(number)]
    return [
        {"document": fact["url"], **{key: fact[key] for key in ("quote", "start", "end")}},
    ]


def sources_of(database: Mapping[str, Any], evidence_id: str) -> list[dict[str, Any]]:
    """Where documents tell the fact with this id: `{document, quote, start, end}` each.

    Empty for a fact that comes from elsewhere: the posting, or the user's own database.
    """
    parts = evidence_id.split(".")
    node: Any = database
    found: list[dict[str, Any]] = []
    for depth, part in enumerate(parts):
        if isinstance(node, Mapping) and isinstance(node.get("sources"), Mapping):
            found = node["sources"].get(".".join(parts[depth:])) or found
        if isinstance(node, Mapping):
            node = node.get(part)
        elif isinstance(node, Sequence) and part.isdigit() and int(part) < len(node):
            node = node[int(part)]
        else:
            break
    return found
