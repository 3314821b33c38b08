"""The pipeline's nodes for sync flows: `prep` reads the store, `exec` works, `post` writes.

What they ask and how they judge the answers lives in `utils/career`; `async_nodes.py` has the twins
that ask many questions at a time. Nothing here knows HTTP or holds a prompt.
"""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pocketflow import BatchNode, Node
from pydantic import BaseModel

from async_nodes import NO_SEARCH, ResearchTools, concerns_one_item
from utils.career import dialogues, store
from utils.career.database import CareerDatabase, build_database, save_database
from utils.career.dialogues import Question, WritingMaterial, WrittenCV, WrittenLetter
from utils.career.documents import DocumentSource, ScanError, read_document, scan_documents
from utils.career.matching import Matching, match_requirements
from utils.career.page_fit import fitted
from utils.career.research import (
    CompanyResearch,
    ResearchRequest,
    ResearchSubject,
    research_company,
)
from utils.career.schema import ApplicationPlan, QuotedRequirements
from utils.career.store import ExtractionRecord, Store
from utils.llm.portal import portal
from utils.llm_wrapper import LLMWrapper, get_default_llm_wrapper

Result = TypeVar("Result")


async def _awaited(work: Awaitable[Result]) -> Result:
    return await work


class _NamedAction(Node):
    """A node that ends with an action of its own name, and that `>>` wires all the same."""

    action: str

    def next(self, node: Any, action: str = "default") -> Any:
        if action == "default" and self.action not in self.successors:
            super().next(node, self.action)
        return super().next(node, action)


class _AsksModel(Node):
    """A node that asks questions of a language model through an `LLMWrapper`."""

    def __init__(
        self, llm_wrapper: LLMWrapper | None = None, max_retries: int = 1, wait: float = 0
    ) -> None:
        super().__init__(max_retries, wait)
        self.llm_wrapper = llm_wrapper

    def ask(self, question: Question) -> BaseModel:
        """The answer to one question of a dialogue."""
        if self.llm_wrapper is None:
            self.llm_wrapper = get_default_llm_wrapper()
        return self.llm_wrapper.call_llm_structured(
            question.prompt,
            question.system_prompt,
            output_format="json",
            temperature=0.0,
            max_tokens=question.max_tokens,
            schema=question.schema,
            label=question.label,
        )


class ScanDocumentsNode(_NamedAction):
    """`scan_config` -> `document_sources`, and `scan_errors` if any; action "continue".

    `scan_config`: `local_directories` (paths or `{path}`), `file_types`, `date_filter`
    (`min_date`, `max_date`, ISO).
    """

    action = "continue"

    def prep(self, shared: Store) -> Mapping[str, Any]:
        return store.read_scan_config(shared)

    def exec(self, scan_config: Mapping[str, Any]) -> tuple[list[DocumentSource], list[ScanError]]:
        return scan_documents(scan_config)

    def post(
        self,
        shared: Store,
        scan_config: Mapping[str, Any],
        scan: tuple[list[DocumentSource], list[ScanError]],
    ) -> str:
        store.write_scan(shared, *scan)
        return self.action


class ExtractExperienceNode(_NamedAction, _AsksModel, BatchNode):
    """`document_sources` -> `extracted_experiences`, `extraction_summary`; action "continue".

    One document after the other; `AsyncExtractExperienceNode` does the same in parallel.
    """

    action = "continue"

    def prep(self, shared: Store) -> list[DocumentSource]:
        return store.read_document_sources(shared)

    def exec(self, source: DocumentSource) -> ExtractionRecord:
        document = read_document(source["path"])
        grounded = dialogues.drive(dialogues.extract_experience(document), self.ask)
        return store.extraction_record(source, document, grounded)

    def exec_fallback(self, source: DocumentSource, error: Exception) -> ExtractionRecord:
        if not concerns_one_item(error):
            raise error
        return store.failed_record(source, error)

    def post(
        self, shared: Store, sources: list[DocumentSource], records: list[ExtractionRecord]
    ) -> str:
        store.write_extractions(shared, records)
        return self.action


class BuildDatabaseNode(_NamedAction):
    """`extracted_experiences` -> `career_database`, `build_summary`, a YAML file; "complete".

    Reads `existing_career_database` and `merge_strategy` ("smart", "replace", "append"); writes to
    `database_output_path`, by default `career_database.yaml`; None writes no file.
    """

    action = "complete"

    def prep(self, shared: Store) -> store.BuildInputs:
        return store.read_build_inputs(shared)

    def exec(self, inputs: store.BuildInputs) -> tuple[CareerDatabase, dict[str, Any]]:
        database, summary = build_database(inputs.records, inputs.existing, inputs.merge_strategy)
        if inputs.output_path is not None:
            save_database(database, Path(inputs.output_path))
        return database, summary

    def post(
        self,
        shared: Store,
        inputs: store.BuildInputs,
        built: tuple[CareerDatabase, dict[str, Any]],
    ) -> str:
        store.write_database(shared, *built)
        return self.action


class ExtractRequirementsNode(_AsksModel):
    """`job_description` -> `requirements`; action "default"."""

    def prep(self, shared: Store) -> str:
        return store.read_job_posting(shared)

    def exec(self, posting: str) -> QuotedRequirements:
        return dialogues.drive(dialogues.extract_requirements(posting), self.ask)

    def post(self, shared: Store, posting: str, requirements: QuotedRequirements) -> str:
        store.write_requirements(shared, requirements)
        return "default"


class CompanyResearchAgent(_AsksModel):
    """`company_name` -> `company_research`; action "default".

    One search and one page after the other; `AsyncCompanyResearchAgent` does the same in parallel,
    and says the rest.
    """

    def __init__(
        self,
        llm_wrapper: LLMWrapper | None = None,
        max_retries: int = 1,
        wait: float = 0,
        *,
        tools: ResearchTools | None = None,
    ) -> None:
        super().__init__(llm_wrapper, max_retries, wait)
        self._tools = tools

    def prep(self, shared: Store) -> ResearchSubject | None:
        return store.read_research_subject(shared)

    def exec(self, subject: ResearchSubject | None) -> CompanyResearch | None:
        if subject is None:
            return None
        tools = self._tools or ResearchTools()
        if tools.search is None and subject.company_url is None:
            return CompanyResearch(subject.company, problems=(NO_SEARCH,))
        # On the background loop from begin to end, so that one client serves all requests.
        opened = tools.opened()
        answer_from_web = portal().run(_awaited(opened.__aenter__()))

        def answer(request: ResearchRequest) -> Any:
            if isinstance(request, Question):
                return self.ask(request)
            return portal().run(_awaited(answer_from_web(request)))

        try:
            return dialogues.drive(research_company(subject), answer)
        finally:
            portal().run(_awaited(opened.__aexit__(None, None, None)))

    def exec_fallback(self, subject: ResearchSubject, error: Exception) -> CompanyResearch:
        if not concerns_one_item(error):
            raise error
        return CompanyResearch(subject.company, problems=(str(error),))

    def post(
        self, shared: Store, subject: ResearchSubject | None, research: CompanyResearch | None
    ) -> str:
        store.write_company_research(shared, research)
        return "default"


class RequirementMappingNode(Node):
    """`requirements`, `career_database` -> `requirement_mapping_raw`, `coverage_score`, `gaps`.

    Also `requirement_mapping_final` and `requirement_matches`. Asks no model. Action "default".
    """

    def prep(self, shared: Store) -> tuple[Mapping[str, Any], CareerDatabase]:
        return store.read_requirements(shared), store.read_career_database(shared)

    def exec(self, inputs: tuple[Mapping[str, Any], CareerDatabase]) -> Matching:
        return match_requirements(*inputs)

    def post(
        self,
        shared: Store,
        inputs: tuple[Mapping[str, Any], CareerDatabase],
        matching: Matching,
    ) -> str:
        store.write_matching(shared, matching)
        return "default"


class _WritingNode(_AsksModel):
    """A node that writes one document from the database, the requirements and their matches."""

    switch = ""
    """The key that, set to False in the store, leaves the document out."""

    def prep(self, shared: Store) -> WritingMaterial | None:
        if shared.get(self.switch) is False:
            return None
        return store.read_writing_material(shared)


class PlanApplicationNode(_AsksModel):
    """`career_database`, `requirements`, `requirement_matches` -> `application_plan`.

    What the CV and the letter lead with, and what the CV leaves out; action "default". A plan that
    fails stops nobody: nothing is written then, and the nodes that write plan by rule. So they do
    without this node.
    """

    def prep(self, shared: Store) -> WritingMaterial:
        return store.read_writing_material(shared)

    def exec(self, material: WritingMaterial) -> ApplicationPlan:
        return dialogues.drive(dialogues.plan_application(material), self.ask)

    def exec_fallback(self, material: WritingMaterial, error: Exception) -> None:
        if not concerns_one_item(error):
            raise error

    def post(self, shared: Store, material: WritingMaterial, plan: ApplicationPlan | None) -> str:
        store.write_plan(shared, plan)
        return "default"


class GenerateCVNode(_WritingNode):
    """`career_database`, `requirements` -> `cv_markdown`, `cv_document`; action "default".

    `generate_cv`, set to False in the store, leaves it out.
    """

    switch = "generate_cv"

    def exec(self, material: WritingMaterial | None) -> WrittenCV | None:
        if material is None:
            return None
        return fitted(dialogues.drive(dialogues.write_cv(material), self.ask), material)

    def post(
        self, shared: Store, material: WritingMaterial | None, written: WrittenCV | None
    ) -> str:
        if written is not None:
            store.write_cv(shared, written)
        return "default"


class GenerateCoverLetterNode(_WritingNode):
    """`career_database`, `requirements` -> `cover_letter_text`; action "default".

    `generate_cover_letter`, set to False in the store, leaves it out.
    """

    switch = "generate_cover_letter"

    def exec(self, material: WritingMaterial | None) -> WrittenLetter | None:
        if material is None:
            return None
        return dialogues.drive(dialogues.write_letter(material), self.ask)

    def post(
        self, shared: Store, material: WritingMaterial | None, written: WrittenLetter | None
    ) -> str:
        if written is not None:
            store.write_letter(shared, written)
        return "default"
