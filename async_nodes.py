"""The pipeline's nodes, many model calls at a time; `ParallelBatchNode` on top.

Drop this file, with the public faces, `utils/llm`, `utils/career` and `utils/web`, into a
PocketFlow project: it imports nothing else of this one. Every node runs with `run_async`, in an
`AsyncFlow`, and in a plain `Flow`. Constructors touch neither the event loop nor the network.
"""

from __future__ import annotations

import asyncio
import copy
import inspect
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from contextvars import ContextVar, copy_context
from functools import partial
from typing import Any, Literal

from pocketflow import AsyncNode, AsyncParallelBatchNode, BaseNode, BatchNode
from pydantic import BaseModel

from utils.async_llm_wrapper import AsyncLLMWrapper, shared_async_llm_wrapper
from utils.career import dialogues, store
from utils.career.dialogues import Question, WritingMaterial, WrittenCV, WrittenLetter
from utils.career.documents import DocumentSource, read_document
from utils.career.errors import CareerError
from utils.career.page_fit import fitted
from utils.career.research import (
    MAX_HITS,
    CompanyResearch,
    FoundPage,
    PageText,
    ReadPage,
    ResearchRequest,
    ResearchSubject,
    SearchWeb,
    WebFailure,
    page_text,
    research_company,
)
from utils.career.schema import ApplicationPlan, QuotedRequirements
from utils.career.store import ExtractionRecord, Store
from utils.llm.batch import map_bounded
from utils.llm.errors import ConfigError, LLMError
from utils.llm.portal import run_blocking
from utils.llm.settings import environment_value, max_concurrent_from_env
from utils.web.client import FetchLimits, WebClient, WebReply
from utils.web.errors import WebError
from utils.web.pages import DOCUMENT_SUFFIXES, PageReader
from utils.web.search import DdgsSearch, JsonSearch, SearchProvider

__all__ = [
    "AsyncCompanyResearchAgent",
    "AsyncExtractExperienceNode",
    "AsyncExtractRequirementsNode",
    "AsyncGenerationFlow",
    "AsyncPlanApplicationNode",
    "ParallelBatchNode",
    "ResearchTools",
    "RunsInSyncFlow",
    "SideBySide",
    "parallelize",
]

UNBOUNDED_ITEMS = 256
"""Items at a time when `MAX_CONCURRENT_LLM` is `auto`: the gate decides how many are sent."""

_cur_retry: ContextVar[int] = ContextVar("cur_retry", default=0)


class RunsInSyncFlow(AsyncNode):
    """An async node or flow that `run` and a plain `Flow` can run, too, also in Jupyter."""

    def _run(self, shared: Store) -> Any:
        return run_blocking(self._run_async(shared))


class ParallelBatchNode(RunsInSyncFlow, AsyncParallelBatchNode):
    """`AsyncParallelBatchNode` with a bound, whatever copy of PocketFlow is underneath.

    `prep_async` returns the items, `exec_async(item)` handles one, `post_async` gets one result per
    item, in the order of the items. At most `max_concurrent` items are in hand at a time. Retries
    are counted per item: `self.cur_retry` reads the count of the item at hand. After `max_retries`
    attempts `exec_fallback_async(item, error)` decides; what it raises cancels the other items,
    waits for them to end, and is raised: nothing runs on.

    Args:
        max_retries: attempts per item, >= 1.
        wait: seconds between attempts, >= 0.
        max_concurrent: >= 1; None: `MAX_CONCURRENT_LLM`.

    Raises:
        ConfigError: an argument is out of range.
    """

    def __init__(
        self, max_retries: int = 1, wait: float = 0, *, max_concurrent: int | None = None
    ) -> None:
        for name, value, least in (
            ("max_concurrent", max_concurrent, 1),
            ("max_retries", max_retries, 1),
        ):
            if value is not None and (not isinstance(value, int) or value < least):
                raise ConfigError(name, value, f"a whole number >= {least}")
        if not wait >= 0:
            raise ConfigError("wait", wait, "a number of seconds >= 0")
        super().__init__(max_retries, wait)
        self.max_concurrent = max_concurrent

    @property
    def cur_retry(self) -> int:
        """Failed attempts so far of the item that the current task works on."""
        return _cur_retry.get()

    @cur_retry.setter
    def cur_retry(self, count: int) -> None:
        _cur_retry.set(count)

    def _items_at_a_time(self) -> int:
        if self.max_concurrent is not None:
            return self.max_concurrent
        configured = self._configured_max_concurrent()
        return UNBOUNDED_ITEMS if configured == "auto" else configured

    def _configured_max_concurrent(self) -> int | Literal["auto"]:
        return max_concurrent_from_env()

    async def _exec(self, items: Iterable[Any] | None) -> list[Any]:
        workers = self._items_at_a_time()
        outcomes = map_bounded(self._exec_item, items or [], workers=workers, ordered=True)
        return [result async for _, result in outcomes]

    async def _exec_item(self, item: Any) -> Any:
        for attempt in range(self.max_retries):
            self.cur_retry = attempt
            try:
                return await self.exec_async(item)
            except Exception as error:  # noqa: BLE001 - the fallback decides, and raises by default
                if attempt + 1 == self.max_retries:
                    return await self.exec_fallback_async(item, error)
            if self.wait > 0:
                await asyncio.sleep(self.wait)
        return None


class _AsksModel(AsyncNode):
    """A node that asks questions of a language model through an `AsyncLLMWrapper`."""

    async_llm_wrapper: AsyncLLMWrapper | None

    async def ask(self, question: Question) -> BaseModel:
        """The answer to one question of a dialogue."""
        if self.async_llm_wrapper is None:
            self.async_llm_wrapper = shared_async_llm_wrapper()
        return await self.async_llm_wrapper.call_llm_structured(
            question.prompt,
            question.system_prompt,
            output_format="json",
            temperature=0.0,
            max_tokens=question.max_tokens,
            schema=question.schema,
            label=question.label,
        )


class _AsksModelInBatch(_AsksModel, ParallelBatchNode):
    """A batch node that has as many items in hand as its wrapper has requests in flight."""

    def _configured_max_concurrent(self) -> int | Literal["auto"]:
        settings = getattr(self.async_llm_wrapper, "settings", None)
        return settings.max_concurrent if settings else super()._configured_max_concurrent()


class AsyncExtractExperienceNode(_AsksModelInBatch):
    """`document_sources` -> `extracted_experiences`, `extraction_summary`; action "default".

    A document that cannot be read, or whose extraction fails, becomes a record with `error`; what
    would fail for every document (key, quota, model, budget, settings) and bugs stop the run.

    Args:
        async_llm_wrapper: None: one made from the environment at the first call.
        max_concurrent: documents at a time; None: as the wrapper, or `MAX_CONCURRENT_LLM`.
        max_retries, wait: attempts per document and seconds between them, on top of the engine's.
        on_record: called with each record as it is finished.
    """

    def __init__(
        self,
        async_llm_wrapper: AsyncLLMWrapper | None = None,
        max_concurrent: int | None = None,
        max_retries: int = 1,
        wait: float = 0,
        *,
        on_record: Callable[[ExtractionRecord], None] | None = None,
    ) -> None:
        super().__init__(max_retries, wait, max_concurrent=max_concurrent)
        self.async_llm_wrapper = async_llm_wrapper
        self._on_record = on_record

    async def prep_async(self, shared: Store) -> list[DocumentSource]:
        return store.read_document_sources(shared)

    async def exec_async(self, source: DocumentSource) -> ExtractionRecord:
        document = await asyncio.to_thread(read_document, source["path"])
        grounded = await dialogues.drive_async(dialogues.extract_experience(document), self.ask)
        return self._finished(store.extraction_record(source, document, grounded))

    async def exec_fallback_async(
        self, source: DocumentSource, error: Exception
    ) -> ExtractionRecord:
        if not concerns_one_item(error):
            raise error
        return self._finished(store.failed_record(source, error))

    async def post_async(
        self, shared: Store, sources: list[DocumentSource], records: list[ExtractionRecord]
    ) -> str:
        store.write_extractions(shared, records)
        return "default"

    def _finished(self, record: ExtractionRecord) -> ExtractionRecord:
        if self._on_record is not None:
            self._on_record(record)
        return record


def concerns_one_item(error: Exception) -> bool:
    """Whether the run can go on without the item that failed so."""
    if isinstance(error, LLMError):
        return not error.affects_every_call
    return isinstance(error, CareerError)


class _AsksModelOnce(_AsksModel, RunsInSyncFlow):
    """A node that is no batch: one dialogue a run."""

    def __init__(
        self,
        async_llm_wrapper: AsyncLLMWrapper | None = None,
        max_retries: int = 1,
        wait: float = 0,
    ) -> None:
        super().__init__(max_retries, wait)
        self.async_llm_wrapper = async_llm_wrapper


class AsyncExtractRequirementsNode(_AsksModelOnce):
    """`job_description` -> `requirements`; action "default"."""

    async def prep_async(self, shared: Store) -> str:
        return store.read_job_posting(shared)

    async def exec_async(self, posting: str) -> QuotedRequirements:
        return await dialogues.drive_async(dialogues.extract_requirements(posting), self.ask)

    async def post_async(
        self, shared: Store, posting: str, requirements: QuotedRequirements
    ) -> str:
        store.write_requirements(shared, requirements)
        return "default"


AnswerFromWeb = Callable[
    [SearchWeb | ReadPage], Awaitable[Sequence[FoundPage] | PageText | WebFailure]
]
NO_SEARCH = "there is no search; install ddgs, or set RESEARCH_SEARCH_URL"


class ResearchTools:
    """The search and the pages of company research, as the user configured them.

    Args:
        search: None: `RESEARCH_SEARCH_URL`, else ddgs where it is installed, else none.
        allowed_hosts: `host` or `host:port`, of which pages are read although their address is not
            public; None: `RESEARCH_ALLOWED_HOSTS`, separated by commas.
        limits: of each page.

    Raises:
        ConfigError: a variable or an argument is not allowed.
    """

    def __init__(
        self,
        search: SearchProvider | None = None,
        allowed_hosts: Iterable[str] | None = None,
        limits: FetchLimits | None = None,
    ) -> None:
        self.search = search or _search_from_env()
        if allowed_hosts is None:
            named = environment_value("RESEARCH_ALLOWED_HOSTS") or ""
            allowed_hosts = filter(None, (host.strip() for host in named.split(",")))
        self._allowed_hosts = tuple(allowed_hosts)
        self._limits = limits or FetchLimits()
        self._client()  # refuses what is no host

    def described(self) -> list[tuple[str, str, str]]:
        """Name, variable and value of each setting, for people."""
        return [
            ("search", "RESEARCH_SEARCH_URL", str(self.search) if self.search else "none"),
            ("allowed_hosts", "RESEARCH_ALLOWED_HOSTS", ", ".join(self._allowed_hosts) or "none"),
        ]

    def _client(self) -> WebClient:
        try:
            return WebClient(self._allowed_hosts, self._limits)
        except ValueError as error:
            allowed = "hosts separated by commas, such as wiki.example, localhost:8080"
            raise ConfigError("RESEARCH_ALLOWED_HOSTS", str(error), allowed) from None

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[AnswerFromWeb]:
        """What answers one research dialogue's searches and requests for pages, while open.

        A search or page that fails is answered with a `WebFailure`.
        """
        async with self._client() as client:
            reader = PageReader(client)

            async def answer(
                request: SearchWeb | ReadPage,
            ) -> Sequence[FoundPage] | PageText | WebFailure:
                try:
                    if isinstance(request, SearchWeb):
                        return await self._found(request.query)
                    return await _page(reader, request.url)
                except WebError as error:
                    return WebFailure(str(error))

            try:
                yield answer
            finally:
                await reader.close()

    async def document(self, url: str) -> WebReply:
        """The document at `url` (`DOCUMENT_SUFFIXES` has its types), under the guards of research.

        Raises:
            WebError: it cannot, or may not, be read.
        """
        async with self._client() as client:
            reader = PageReader(client)
            try:
                return await reader.read(url, DOCUMENT_SUFFIXES)
            finally:
                await reader.close()

    async def _found(self, query: str) -> Sequence[FoundPage] | WebFailure:
        if self.search is None:
            return WebFailure(NO_SEARCH)
        hits = await self.search.search(query, MAX_HITS)
        return [FoundPage(hit.url, hit.title) for hit in hits]


async def _page(reader: PageReader, url: str) -> PageText:
    page = await reader.read(url)
    text = await asyncio.to_thread(page_text, page.body, page.content_type, page.charset)
    return PageText(page.url, text)


def _search_from_env() -> SearchProvider | None:
    url = environment_value("RESEARCH_SEARCH_URL")
    if url is None:
        return DdgsSearch() if DdgsSearch.is_installed() else None
    try:
        return JsonSearch(url)
    except ValueError:
        allowed = "an http(s) URL such as http://localhost:8888/search"
        raise ConfigError("RESEARCH_SEARCH_URL", "…", allowed) from None


class AsyncCompanyResearchAgent(_AsksModelOnce):
    """`company_name` -> `company_research`; action "default".

    Reads `job_title` and `company_url` (a page to read first), too. Plans queries, searches them
    at once, reads the pages at once, and keeps the sentences about the company that stand there.
    Without `company_name`, or with `enable_company_research` set to False, it writes nothing. A
    search or page that fails never stops the run: `company_research` then holds fewer facts, or
    none, and its `problems`. It stops for what would fail for every call to the model.

    Args:
        async_llm_wrapper: None: one made from the environment at the first call.
        max_retries, wait: attempts and seconds between them.
        tools: the search and the hosts; None: from the environment.
    """

    def __init__(
        self,
        async_llm_wrapper: AsyncLLMWrapper | None = None,
        max_retries: int = 1,
        wait: float = 0,
        *,
        tools: ResearchTools | None = None,
    ) -> None:
        super().__init__(async_llm_wrapper, max_retries, wait)
        self._tools = tools

    async def prep_async(self, shared: Store) -> ResearchSubject | None:
        return store.read_research_subject(shared)

    async def exec_async(self, subject: ResearchSubject | None) -> CompanyResearch | None:
        if subject is None:
            return None
        tools = self._tools or ResearchTools()
        if tools.search is None and subject.company_url is None:
            return CompanyResearch(subject.company, problems=(NO_SEARCH,))
        async with tools.opened() as answer_from_web:

            async def answer(request: ResearchRequest) -> Any:
                if isinstance(request, Question):
                    return await self.ask(request)
                return await answer_from_web(request)

            return await dialogues.drive_async(research_company(subject), answer)

    async def exec_fallback_async(
        self, subject: ResearchSubject, error: Exception
    ) -> CompanyResearch:
        if not concerns_one_item(error):
            raise error
        return CompanyResearch(subject.company, problems=(str(error),))

    async def post_async(
        self, shared: Store, subject: ResearchSubject | None, research: CompanyResearch | None
    ) -> str:
        store.write_company_research(shared, research)
        return "default"


class AsyncPlanApplicationNode(_AsksModelOnce):
    """`career_database`, `requirements`, `requirement_matches` -> `application_plan`.

    What the CV and the letter lead with, and what the CV leaves out; action "default". A plan that
    fails stops nobody: nothing is written then, and the nodes that write plan by rule. So they do
    without this node.
    """

    async def prep_async(self, shared: Store) -> WritingMaterial:
        return store.read_writing_material(shared)

    async def exec_async(self, material: WritingMaterial) -> ApplicationPlan:
        return await dialogues.drive_async(dialogues.plan_application(material), self.ask)

    async def exec_fallback_async(self, material: WritingMaterial, error: Exception) -> None:
        if not concerns_one_item(error):
            raise error

    async def post_async(
        self, shared: Store, material: WritingMaterial, plan: ApplicationPlan | None
    ) -> str:
        store.write_plan(shared, plan)
        return "default"


Part = Literal["cv", "cover_letter"]


class AsyncGenerationFlow(_AsksModelInBatch):
    """CV and cover letter at once: `cv_markdown`, `cover_letter_text`; action "default".

    A batch node whose two items are the documents to write. `generate_cv` and
    `generate_cover_letter` in the store, set to False, leave one out. Reads `career_database`,
    `requirements`, `requirement_matches`, and if they are there `application_plan`,
    `company_research` and `writing_style`.
    """

    def __init__(
        self,
        async_llm_wrapper: AsyncLLMWrapper | None = None,
        max_concurrent: int | None = None,
        max_retries: int = 1,
        wait: float = 0,
    ) -> None:
        super().__init__(max_retries, wait, max_concurrent=max_concurrent)
        self.async_llm_wrapper = async_llm_wrapper

    async def prep_async(self, shared: Store) -> list[tuple[Part, WritingMaterial]]:
        material = store.read_writing_material(shared)
        parts: tuple[Part, ...] = ("cv", "cover_letter")
        return [(part, material) for part in parts if shared.get(f"generate_{part}") is not False]

    async def exec_async(self, item: tuple[Part, WritingMaterial]) -> WrittenCV | WrittenLetter:
        part, material = item
        if part == "cv":
            written = await dialogues.drive_async(dialogues.write_cv(material), self.ask)
            return await asyncio.to_thread(fitted, written, material)
        return await dialogues.drive_async(dialogues.write_letter(material), self.ask)

    async def post_async(
        self,
        shared: Store,
        items: list[tuple[Part, WritingMaterial]],
        written: list[WrittenCV | WrittenLetter],
    ) -> str:
        for result in written:
            if isinstance(result, WrittenCV):
                store.write_cv(shared, result)
            else:
                store.write_letter(shared, result)
        return "default"


class SideBySide(RunsInSyncFlow):
    """Runs nodes or flows that do not depend on each other at the same time, on one store.

    They must write different keys. The first failure cancels the others, waits for them to end,
    and is raised. Action "default".
    """

    def __init__(self, *branches: BaseNode) -> None:
        super().__init__()
        self.branches = branches

    def set_params(self, params: dict[str, Any]) -> None:
        super().set_params(params)
        for branch in self.branches:
            branch.set_params(params)

    async def prep_async(self, shared: Store) -> Store:
        return shared

    async def exec_async(self, shared: Store) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                for branch in self.branches:
                    group.create_task(_run_branch(branch, shared))
        except BaseExceptionGroup as failures:
            raise failures.exceptions[0] from None

    async def post_async(self, shared: Store, prepared: Store, result: None) -> str:
        return "default"


async def _run_branch(branch: BaseNode, shared: Store) -> None:
    if isinstance(branch, AsyncNode):
        await branch._run_async(shared)
    else:
        # A thread cannot be cancelled: it is waited for, so that nothing runs on.
        running = asyncio.ensure_future(asyncio.to_thread(branch._run, shared))
        try:
            await asyncio.shield(running)
        finally:
            await asyncio.wait([running])


_threads: ContextVar[ThreadPoolExecutor] = ContextVar("threads")


async def _on_thread(function: Callable[..., Any], *arguments: Any) -> Any:
    """The result of `function` on the current run's threads, in this task's context."""
    call = partial(copy_context().run, function, *arguments)
    return await asyncio.get_running_loop().run_in_executor(_threads.get(), call)


def parallelize(batch_node: type[BatchNode]) -> type[ParallelBatchNode]:
    """The parallel twin of a sync `BatchNode` subclass: same `prep`, `exec`, `post`, same action.

    `exec` runs on threads, `max_concurrent` at a time, each on a shallow copy of the node, so it
    must not change shared state. The twin is constructed like the original, plus
    `max_concurrent=` by keyword.

    Raises:
        TypeError: not a sync BatchNode subclass.
    """
    if not (inspect.isclass(batch_node) and issubclass(batch_node, BatchNode)) or issubclass(
        batch_node, AsyncNode
    ):
        raise TypeError(f"parallelize takes a sync BatchNode subclass, got {batch_node!r}")

    class Parallel(ParallelBatchNode):
        def __init__(self, *args: Any, max_concurrent: int | None = None, **kw: Any) -> None:
            self._original = batch_node(*args, **kw)
            retries = max(1, self._original.max_retries)
            super().__init__(retries, self._original.wait, max_concurrent=max_concurrent)

        def __getattr__(self, name: str) -> Any:
            if name == "_original":  # not there yet, or left out by `copy`
                raise AttributeError(name)
            return getattr(self._original, name)

        async def prep_async(self, shared: Store) -> Any:
            self._original.set_params(self.params)
            return await asyncio.to_thread(self._original.prep, shared)

        async def _exec(self, items: Iterable[Any] | None) -> list[Any]:
            # asyncio's own pool is sized to the processor, not to `max_concurrent`.
            threads = ThreadPoolExecutor(self._items_at_a_time())
            token = _threads.set(threads)
            try:
                return await super()._exec(items)
            finally:
                _threads.reset(token)
                # What runs on a thread cannot be cancelled: it is waited for, so nothing runs on.
                await asyncio.shield(
                    asyncio.to_thread(threads.shutdown, wait=True, cancel_futures=True)
                )

        async def exec_async(self, item: Any) -> Any:
            node = copy.copy(self._original)  # `cur_retry` of this item, seen by this thread only
            node.cur_retry = self.cur_retry
            return await _on_thread(node.exec, item)

        async def exec_fallback_async(self, item: Any, error: Exception) -> Any:
            return await _on_thread(self._original.exec_fallback, item, error)

        async def post_async(self, shared: Store, items: Any, results: list[Any]) -> Any:
            return await asyncio.to_thread(self._original.post, shared, items, results)

    Parallel.__name__ = Parallel.__qualname__ = f"Parallel{batch_node.__name__}"
    Parallel.__doc__ = f"`{batch_node.__name__}`, several items at a time."
    return Parallel
