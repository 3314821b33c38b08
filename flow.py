"""The flows, sync and async: wiring only.

Each flow has an async twin that gives the same results and asks the model many questions at a time.
A wrapper that is not given is made from the environment at the first call.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pocketflow import AsyncFlow, Flow

from async_nodes import (
    AsyncCompanyResearchAgent,
    AsyncExtractExperienceNode,
    AsyncExtractRequirementsNode,
    AsyncGenerationFlow,
    AsyncPlanApplicationNode,
    ResearchTools,
    RunsInSyncFlow,
    SideBySide,
)
from nodes import (
    BuildDatabaseNode,
    CompanyResearchAgent,
    ExtractExperienceNode,
    ExtractRequirementsNode,
    GenerateCoverLetterNode,
    GenerateCVNode,
    PlanApplicationNode,
    RequirementMappingNode,
    ScanDocumentsNode,
)
from utils.async_llm_wrapper import AsyncLLMWrapper
from utils.career.database import load_database
from utils.career.store import ExtractionRecord, Store
from utils.llm_wrapper import LLMWrapper

__all__ = [
    "AnalysisFlow",
    "ApplicationFlow",
    "AsyncAnalysisFlow",
    "AsyncApplicationFlow",
    "AsyncExperienceDatabaseFlow",
    "AsyncGenerationFlow",
    "AsyncRequirementExtractionFlow",
    "ExperienceDatabaseFlow",
    "GenerationFlow",
    "RequirementExtractionFlow",
    "initialize_shared_store",
]


def initialize_shared_store(
    career_db: Mapping[str, Any] | None = None,
    job_description: str | None = None,
    job_title: str | None = None,
    company_name: str | None = None,
    company_url: str | None = None,
    current_date: str | None = None,
) -> Store:
    """A store with every input key set; outputs appear as the nodes write them.

    `current_date` is ISO `YYYY-MM-DD`, today when None.
    """
    return {
        "career_database": career_db,
        "job_description": job_description,
        "job_title": job_title,
        "company_name": company_name,
        "company_url": company_url,
        "current_date": current_date or date.today().isoformat(),  # noqa: DTZ011 - the user's day
    }


class _DatabaseConfig:
    """Puts a flow's `config` into the store before it starts.

    Keys: `scan_config`, `output_path`, `merge_strategy`, `merge_with_existing` (read the file at
    `output_path` first, if it exists).
    """

    config: Mapping[str, Any]

    def configure(self, shared: Store) -> None:
        config = self.config
        if "scan_config" in config:
            shared["scan_config"] = config["scan_config"]
        if "output_path" in config:
            shared["database_output_path"] = config["output_path"]
        if "merge_strategy" in config:
            shared["merge_strategy"] = config["merge_strategy"]
        if config.get("merge_with_existing"):
            path = Path(shared.get("database_output_path") or "career_database.yaml")
            if path.exists():
                shared["existing_career_database"] = load_database(path)

    def summarise(self, shared: Store) -> str:
        shared["flow_summary"] = {
            "documents_found": len(shared["document_sources"]),
            "scan_errors": len(shared.get("scan_errors") or []),
            "extraction": shared["extraction_summary"],
            "database": shared["build_summary"],
        }
        return "complete"


class ExperienceDatabaseFlow(_DatabaseConfig, Flow):
    """Documents -> `career_database`; ends with "complete" and `flow_summary` in the store."""

    def __init__(
        self, config: Mapping[str, Any] | None = None, llm_wrapper: LLMWrapper | None = None
    ) -> None:
        self.config = config or {}
        scan = ScanDocumentsNode()
        scan >> ExtractExperienceNode(llm_wrapper) >> BuildDatabaseNode()
        super().__init__(start=scan)

    def prep(self, shared: Store) -> None:
        self.configure(shared)

    def post(self, shared: Store, prepared: None, last_action: str | None) -> str:
        return self.summarise(shared)


class AsyncExperienceDatabaseFlow(_DatabaseConfig, RunsInSyncFlow, AsyncFlow):
    """`ExperienceDatabaseFlow`, `max_concurrent` documents at a time."""

    def __init__(
        self,
        config: Mapping[str, Any] | None = None,
        async_llm_wrapper: AsyncLLMWrapper | None = None,
        max_concurrent: int | None = None,
        *,
        on_record: Callable[[ExtractionRecord], None] | None = None,
    ) -> None:
        self.config = config or {}
        scan = ScanDocumentsNode()
        extract = AsyncExtractExperienceNode(async_llm_wrapper, max_concurrent, on_record=on_record)
        scan >> extract >> BuildDatabaseNode()
        super().__init__(start=scan)

    async def prep_async(self, shared: Store) -> None:
        self.configure(shared)

    async def post_async(self, shared: Store, prepared: None, last_action: str | None) -> str:
        return self.summarise(shared)


class RequirementExtractionFlow(Flow):
    """`job_description` -> `requirements`."""

    def __init__(self, llm_wrapper: LLMWrapper | None = None) -> None:
        super().__init__(start=ExtractRequirementsNode(llm_wrapper))


class AsyncRequirementExtractionFlow(RunsInSyncFlow, AsyncFlow):
    """`job_description` -> `requirements`."""

    def __init__(self, async_llm_wrapper: AsyncLLMWrapper | None = None) -> None:
        super().__init__(start=AsyncExtractRequirementsNode(async_llm_wrapper))


class AnalysisFlow(Flow):
    """`requirements`, `career_database` -> the mapping, `coverage_score`, `gaps`."""

    def __init__(self) -> None:
        super().__init__(start=RequirementMappingNode())


class AsyncAnalysisFlow(RunsInSyncFlow, AsyncFlow):
    """`AnalysisFlow` for async flows; it asks no model."""

    def __init__(self) -> None:
        super().__init__(start=RequirementMappingNode())


class GenerationFlow(Flow):
    """`career_database`, `requirements` -> `cv_markdown`, `cover_letter_text`.

    Its async twin is `AsyncGenerationFlow` of `async_nodes`, which writes both at once.
    """

    def __init__(self, llm_wrapper: LLMWrapper | None = None) -> None:
        cv = GenerateCVNode(llm_wrapper)
        cv >> GenerateCoverLetterNode(llm_wrapper)
        super().__init__(start=cv)


class ApplicationFlow(Flow):
    """All of it: documents, a posting, a company's name -> database … CV and letter.

    Without `company_name` in the store no company is researched.
    """

    def __init__(
        self,
        config: Mapping[str, Any] | None = None,
        llm_wrapper: LLMWrapper | None = None,
        *,
        research_tools: ResearchTools | None = None,
    ) -> None:
        documents = ExperienceDatabaseFlow(config, llm_wrapper)
        requirements = RequirementExtractionFlow(llm_wrapper)
        research = CompanyResearchAgent(llm_wrapper, tools=research_tools)
        documents - "complete" >> requirements
        plan = PlanApplicationNode(llm_wrapper)
        requirements >> research >> AnalysisFlow() >> plan >> GenerationFlow(llm_wrapper)
        super().__init__(start=documents)


class AsyncApplicationFlow(RunsInSyncFlow, AsyncFlow):
    """`ApplicationFlow`, in which all that can run side by side does.

    Documents and posting are read at once, then matched and planned with, while the company is
    researched; then CV and letter are written at once.
    """

    def __init__(
        self,
        config: Mapping[str, Any] | None = None,
        async_llm_wrapper: AsyncLLMWrapper | None = None,
        max_concurrent: int | None = None,
        *,
        on_record: Callable[[ExtractionRecord], None] | None = None,
        research_tools: ResearchTools | None = None,
    ) -> None:
        reading = SideBySide(
            AsyncExperienceDatabaseFlow(
                config, async_llm_wrapper, max_concurrent, on_record=on_record
            ),
            AsyncRequirementExtractionFlow(async_llm_wrapper),
        )
        reading >> AsyncAnalysisFlow() >> AsyncPlanApplicationNode(async_llm_wrapper)
        preparing = SideBySide(
            AsyncFlow(start=reading),
            AsyncCompanyResearchAgent(async_llm_wrapper, tools=research_tools),
        )
        preparing >> AsyncGenerationFlow(async_llm_wrapper, max_concurrent)
        super().__init__(start=preparing)
