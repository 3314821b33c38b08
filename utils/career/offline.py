"""Rule-based answers to the pipeline's questions: the embedded default without a model.

Each answer is worked out from the text fenced in the prompt and has the shape a model would be
asked for; nothing is canned. Questions other than the pipeline's own are refused.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from .errors import CareerError
from .instructions import without_instructions
from .offline_extraction import extract
from .offline_letter import write_letter
from .offline_requirements import extract_requirements
from .offline_research import pick_facts, plan_queries
from .offline_writing import write_cv
from .prompts import unfence
from .rule_plan import plan_by_rule
from .schema import ApplicationPlan, WritingStyle
from .writing_brief import WritingBrief

MODEL_NAME: Final = "built-in-rules"
"""Under this name the rules answer where a model's is expected."""


class UnknownRequestError(CareerError):
    """No rule answers this request.

    Attributes: `schema_name` as requested, `reason` (what is missing, one sentence).
    """

    def __init__(self, schema_name: str, reason: str) -> None:
        self.schema_name = schema_name
        self.reason = reason
        super().__init__(f"{schema_name or 'a request without a schema'}: {reason}")


def _rules_version() -> str:
    """A digest of every module of this package: rules import each other across all of them."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


RULES_VERSION: Final[str] = _rules_version()
"""Digest of the rules' source: a cached answer of other rules is not the same answer."""


def answer(schema_name: str, prompt: str) -> BaseModel:
    """Answer one request from the data fenced in `prompt`.

    Args:
        schema_name: `document_extraction`, `job_requirements`, `application_plan`, `tailored_cv`,
            `cover_letter`, `research_plan` or `company_facts`.
        prompt: the user message, as `prompts.py` writes it.

    Raises:
        UnknownRequestError: another schema name, or a fence is missing or holds no JSON object.
    """
    match schema_name:
        case "document_extraction":
            return extract(without_instructions(_fenced(schema_name, "document", prompt)))
        case "job_requirements":
            posting = _fenced(schema_name, "job_posting", prompt)
            return extract_requirements(without_instructions(posting))
        case "application_plan":
            return plan_by_rule(_brief(schema_name, prompt))
        case "tailored_cv":
            return write_cv(_brief(schema_name, prompt))
        case "cover_letter":
            return write_letter(_brief(schema_name, prompt))
        case "research_plan":
            subject = _fenced_object(schema_name, "research_subject", prompt)
            return plan_queries(str(subject.get("company")), subject.get("job_title"))
        case "company_facts":
            subject = _fenced_object(schema_name, "research_subject", prompt)
            pages = _fenced_object(schema_name, "web_pages", prompt)
            return pick_facts(str(subject.get("company")), pages)
    raise UnknownRequestError(
        schema_name, "no rule answers this schema; configure a model for requests of your own."
    )


def _fenced(schema_name: str, tag: str, prompt: str) -> str:
    text = unfence(tag, prompt)
    if text is None:
        raise UnknownRequestError(schema_name, f"the prompt holds no fenced <{tag}>.")
    return text


def _fenced_json(schema_name: str, tag: str, prompt: str) -> Any:
    try:
        return json.loads(_fenced(schema_name, tag, prompt))
    except json.JSONDecodeError as error:
        raise UnknownRequestError(schema_name, f"<{tag}> holds no JSON ({error.msg}).") from error


def _fenced_object(schema_name: str, tag: str, prompt: str) -> dict[str, Any]:
    value = _fenced_json(schema_name, tag, prompt)
    if not isinstance(value, dict):
        raise UnknownRequestError(schema_name, f"<{tag}> must hold a JSON object.")
    return value


def _brief(schema_name: str, prompt: str) -> WritingBrief:
    """The writer's brief, as `prompts` fences it; plan and company facts may be missing."""

    def there(tag: str) -> bool:
        return unfence(tag, prompt) is not None

    try:
        return WritingBrief(
            evidence=_fenced_object(schema_name, "career_evidence", prompt),
            requirements=_fenced_object(schema_name, "requirements", prompt),
            matches=_fenced_object(schema_name, "matches", prompt),
            style=WritingStyle.model_validate(_fenced_object(schema_name, "writing_style", prompt))
            if there("writing_style")
            else WritingStyle(),
            plan=ApplicationPlan(lead_with=_fenced_json(schema_name, "plan", prompt))
            if there("plan")
            else ApplicationPlan(),
            company_facts=_fenced_object(schema_name, "company_facts", prompt)
            if there("company_facts")
            else {},
            today=date.fromisoformat(_fenced_json(schema_name, "today", prompt))
            if there("today")
            else None,
        )
    except (ValidationError, TypeError, ValueError) as error:
        reason = f"the brief is not valid ({type(error).__name__})."
        raise UnknownRequestError(schema_name, reason) from None
