"""Command line: composes the flows, the model and the outputs; decides nothing itself.

Exit status 0: done; 1: something the user can mend, said in one line; 2: wrong usage; 130: Ctrl-C.
"""

from __future__ import annotations

import os
import signal

if __name__ == "__main__":
    # The imports take a moment, in which Ctrl-C must not end in a traceback.
    signal.signal(signal.SIGINT, lambda *_: os._exit(130))

import asyncio
import json
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from rich.console import Console
from rich.table import Table

from async_nodes import AsyncCompanyResearchAgent, AsyncExtractExperienceNode, ResearchTools
from flow import AsyncApplicationFlow, initialize_shared_store
from utils.async_llm_wrapper import AsyncLLMWrapper
from utils.call_recorder import CallRecorder
from utils.career import offline, store
from utils.career.atomic_files import write_atomically
from utils.career.database import save_database
from utils.career.documents import Document, DocumentSource, read_document, scan_documents
from utils.career.errors import CareerError, DocumentError, InputError
from utils.career.export import cv_files, letter_files, pages_taken, unshowable_text
from utils.career.report import application_report
from utils.career.run_timeline import RecordedRun
from utils.career.schema import CoverLetterDocument, CVDocument, WritingStyle
from utils.career.wording import Wording
from utils.llm.errors import (
    AuthenticationError,
    LLMConnectionError,
    LLMError,
    LLMStatusError,
    MissingKeyError,
)
from utils.llm.local_server import BadRequest, ChatRequest, ServerBehaviour, serve_in_thread
from utils.llm.retry import judge
from utils.llm.settings import LLMSettings, environment_value
from utils.llm.usage import LLMEvent
from utils.progress import RunProgress
from utils.web.errors import WebError
from utils.web.pages import DOCUMENT_SUFFIXES

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="From a folder of career documents and a job posting to a CV and a cover letter, "
    "with the language model called in parallel.",
)
messages = Console(stderr=True, highlight=False)
Result = TypeVar("Result")

OFFLINE_NOTICE = (
    "No model is configured: the built-in rules answer instead. For a real model set "
    "OPENROUTER_API_KEY or OPENAI_API_KEY (or LLM_BASE_URL and LLM_MODEL for a server of your own)."
)


def run() -> None:
    """Entry point."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    app()


def say(text: str) -> None:
    """One line to the user, on stderr."""
    messages.print(text, markup=False, soft_wrap=True)


@contextmanager
def user_errors() -> Iterator[None]:
    """What the user can mend becomes one line and exit 1, Ctrl-C 130; a bug keeps its traceback."""
    try:
        yield
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is over; another Ctrl-C changes nothing
        say("Interrupted.")
        raise typer.Exit(130) from None
    except (LLMError, CareerError) as error:
        say(f"error: {error}")
        raise typer.Exit(1) from None
    except OSError as error:
        named = f": {error.filename}" if error.filename else ""
        say(f"error: {error.strerror or error}{named}")
        raise typer.Exit(1) from None


# --- The model -----------------------------------------------------------------------------------


def answer_offline(request: ChatRequest) -> str:
    """The built-in rules' answer to a chat request, by the name of the schema it asks for."""
    try:
        return offline.answer(request.schema_name or "", request.prompt).model_dump_json()
    except offline.UnknownRequestError as error:
        raise BadRequest(str(error)) from None


def kept_unless_told() -> bool | None:
    """`cache_enabled` of the commands: on, unless ENABLE_LLM_CACHE says something."""
    return None if environment_value("ENABLE_LLM_CACHE") else True


@contextmanager
def language_model(
    *, use_rules: bool, on_event: Callable[[Any], None] | None = None
) -> Iterator[AsyncLLMWrapper]:
    """The configured model, or the built-in rules behind a local server of the same protocol.

    Replies are cached unless ENABLE_LLM_CACHE says otherwise, so that an interrupted run goes on.
    """
    use_cache = kept_unless_told()
    if not use_rules:
        try:
            llm = AsyncLLMWrapper(cache_enabled=use_cache, on_event=on_event)
        except MissingKeyError:
            say(OFFLINE_NOTICE)
        else:
            with kept_answers(llm):
                yield llm
            return
    with serve_in_thread(answer_offline) as server:
        llm = AsyncLLMWrapper(
            api_key="offline",
            base_url=server.base_url,
            default_model=offline.MODEL_NAME,
            rate_limit="off",
            timeout=600,
            budget_usd="off",
            fallback_models=(),
            cache_enabled=use_cache,
            cache_namespace=f"{offline.MODEL_NAME} {offline.RULES_VERSION}",
            on_event=on_event,
        )
        with kept_answers(llm):
            yield llm


@contextmanager
def kept_answers(llm: AsyncLLMWrapper) -> Iterator[None]:
    """On Ctrl-C, say that what is finished need not be asked for again, where that is so."""
    try:
        yield
    except KeyboardInterrupt:
        if llm.settings.cache_enabled:
            say(f"Finished answers are kept in {llm.settings.cache_dir}: run it again to go on.")
        raise


async def check_endpoint(llm: AsyncLLMWrapper) -> int:
    """One cheap request before the first paid one: is the endpoint there, is the key right?

    Returns the status; one that says neither yes nor no (404, 500) stops nobody.

    Raises:
        LLMTransportError: it cannot be reached, twice in a row.
        AuthenticationError: the key is refused.
        LLMResponseError: what answers is a web page.
    """
    path = "/key" if "openrouter.ai" in llm.settings.base_url else "/models"
    try:
        reply = await llm.get(path)
    except LLMConnectionError:
        await asyncio.sleep(0.5)
        reply = await llm.get(path)
    if reply.status in (401, 403) or "html" in reply.headers.get("content-type", ""):
        status = 200 if reply.status < 400 else reply.status
        judge(status, reply.headers, reply.body, time.time(), llm.settings.api_key or "")
    return reply.status


def in_loop(work: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine to its end; Ctrl-C cancels it and is raised."""
    return asyncio.run(work)


# --- Commands ------------------------------------------------------------------------------------

Documents = Annotated[
    Path,
    typer.Option(help="Folder of career documents (PDF, DOCX, HTML, Markdown, text), read deeply."),
]
Offline = Annotated[
    bool, typer.Option("--offline", help="Use the built-in rules even if a model is configured.")
]


@app.command()
def apply(
    documents: Documents,
    job: Annotated[
        str,
        typer.Option(help="The job posting: a PDF, DOCX, HTML, Markdown or text file, or a URL."),
    ],
    out: Annotated[Path, typer.Option(help="Folder for the results; made if missing.")],
    use_rules: Offline = False,
    company: Annotated[
        str | None, typer.Option(help="The company's name; it is researched for the letter.")
    ] = None,
    skip_research: Annotated[
        bool, typer.Option("--skip-research", help="Do not research the company on the web.")
    ] = False,
    language: Annotated[
        str | None, typer.Option(help="ISO 639-1 code of the language to write; the posting's.")
    ] = None,
    tone: Annotated[str, typer.Option(help="Of the letter: formal, neutral or warm.")] = "neutral",
    cv_pages: Annotated[int, typer.Option(help="The most pages the CV takes.", min=1, max=2)] = 2,
    letter_words: Annotated[
        int, typer.Option(help="About how long the letter is.", min=100, max=500)
    ] = 250,
) -> None:
    """Write a CV and a cover letter for a job posting.

    Reads every document in the folder, merges what they say into one career database, and writes
    cv.md, cv.txt, cv.pdf, cv_two_column.pdf, cv.docx, cv.json (JSON Resume), cover_letter.md, .txt,
    .pdf and .docx, career_database.yaml, evidence.json and report.html into OUT. cv.pdf is in one
    column, for applicant tracking systems. Nothing is claimed that no document says: evidence.json
    names the source of each sentence and what was left out; report.html shows both. A document that
    cannot be read is reported and the run goes on.

    With --company the web is searched for the company, if ddgs is installed or RESEARCH_SEARCH_URL
    is set; the letter may then quote a page, whose URL evidence.json names. Without a key the
    built-in rules stand in for the model.
    """
    with user_errors():
        sources = documents_in(documents)
        posting = job_posting(job)
        made_folder(out)
        shared = initialize_shared_store(job_description=posting, company_name=company)
        shared["database_output_path"] = None  # written with the rest, or not at all
        shared["enable_company_research"] = not skip_research
        shared["writing_style"] = chosen_style(
            language=language, tone=tone.lower(), cv_pages=cv_pages, letter_words=letter_words
        )
        progress = RunProgress(len(sources), messages)
        recorder = CallRecorder()
        config = {"scan_config": {"local_directories": [str(documents)]}}

        def on_event(event: LLMEvent) -> None:
            recorder.on_event(event)
            progress.on_event(event)

        async def work(llm: AsyncLLMWrapper) -> None:
            await check_endpoint(llm)
            flow = AsyncApplicationFlow(config, llm, on_record=progress.on_record)
            await flow.run_async(shared)

        with language_model(use_rules=use_rules, on_event=on_event) as llm, progress:
            in_loop(work(llm))
        report_failures(shared["extracted_experiences"])
        written = write_application(shared, out, recorder.run())
    say(f"Wrote {', '.join(written)} to {out}")
    for notice in (
        store.company_research_notice(shared),
        pages_notice(shared["cv_document"]),
        language_notice(shared["cv_document"], shared["cover_letter_document"]),
    ):
        if notice is not None:
            say(notice)
    mapped = shared["requirement_mapping_final"]
    asked = sum(len(requirements) for requirements in mapped.values())
    say(f"{asked - len(shared['gaps'])} of {asked} requirements are backed by the documents.")
    for gap in shared["gaps"]:
        say(f"  {gap['gap_type']}: {gap['requirement']}")


@app.command()
def extract(
    documents: Documents,
    out: Annotated[
        Path, typer.Option(help="JSON file to write: a list with a record per document.")
    ],
    use_rules: Offline = False,
) -> None:
    """Extract the career information of each document, and no more.

    Writes a JSON list with one record for each document: its experiences, education, skills and so
    on, each with the place in the document it was copied from; `error` where the document could not
    be read.
    """
    with user_errors():
        sources = documents_in(documents)
        if out.is_dir():
            raise InputError(f"--out must be a file, {out} is a folder.")
        made_folder(out.parent)
        shared: dict[str, Any] = {"document_sources": sources}
        progress = RunProgress(len(sources), messages)

        async def work(llm: AsyncLLMWrapper) -> None:
            await check_endpoint(llm)
            node = AsyncExtractExperienceNode(llm, on_record=progress.on_record)
            await node.run_async(shared)

        with language_model(use_rules=use_rules, on_event=progress.on_event) as llm, progress:
            in_loop(work(llm))
        records = shared["extracted_experiences"]
        write_atomically(out, json.dumps(records, ensure_ascii=False, indent=1) + "\n")
        report_failures(records)
    found = shared["extraction_summary"]["total_experiences"]
    say(f"Wrote {len(records)} records with {found} experiences to {out}")


@app.command()
def research(
    company: Annotated[str, typer.Option(help="The company's name.")],
    out: Annotated[Path, typer.Option(help="JSON file to write.")],
    job_title: Annotated[str | None, typer.Option(help="The post, to search for its team.")] = None,
    company_url: Annotated[str | None, typer.Option(help="A page of theirs to read first.")] = None,
    use_rules: Offline = False,
) -> None:
    """Find out what the web says about a company.

    Searches with ddgs if it is installed, or with RESEARCH_SEARCH_URL (SearXNG, or another endpoint
    that answers with JSON); reads public http(s) pages as their robots.txt allows, and those of
    RESEARCH_ALLOWED_HOSTS. Writes a JSON object: a text for each topic, and under `facts` each
    sentence with the URL it was copied from. What could not be searched or read is listed under
    `problems`; without a network that is all there is.
    """
    with user_errors():
        if not company.strip():
            raise InputError("--company must be a name.")
        if out.is_dir():
            raise InputError(f"--out must be a file, {out} is a folder.")
        made_folder(out.parent)
        shared = initialize_shared_store(
            company_name=company.strip(), job_title=job_title, company_url=company_url
        )

        async def work(llm: AsyncLLMWrapper) -> None:
            await check_endpoint(llm)
            await AsyncCompanyResearchAgent(llm).run_async(shared)

        with language_model(use_rules=use_rules) as llm:
            in_loop(work(llm))
        found = shared["company_research"]
        write_atomically(out, json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    for problem in found["problems"]:
        say(f"failed: {problem}")
    dropped = f", dropped {len(found['dropped'])}" if found["dropped"] else ""
    say(f"Wrote {len(found['facts'])} facts of {len(found['pages'])} pages to {out}{dropped}")


@app.command("drop-in")
def drop_in(
    target: Annotated[Path, typer.Argument(help="Folder of the PocketFlow project.")],
) -> None:
    """Copy the library into an existing PocketFlow project.

    Copies async_nodes.py, utils/async_llm_wrapper.py, utils/llm_wrapper.py, utils/llm/,
    utils/career/ and utils/web/. Overwrites nothing: if any of it is there already, nothing is
    copied. The project's own utils/__init__.py, nodes.py and flow.py are left alone.
    """
    with user_errors():
        if not target.is_dir():
            raise InputError(f"TARGET must be the folder of a project, {target} is none.")
        copied = copy_library(target)
    print(f"Copied {len(copied)} files to {target}:")
    for path in copied:
        print(f"  {path}")
    print("Add these packages to the project's requirements:")
    print("  " + " ".join(REQUIRED_PACKAGES))
    if not (target / "utils/__init__.py").exists():
        print("Note: utils/ has no __init__.py; an installed package named utils would hide it.")
    print("Then: from async_nodes import AsyncExtractExperienceNode")


@app.command()
def doctor() -> None:
    """Show the settings in force, and whether the model answers.

    Prints each setting with its value (the key is never shown), asks the endpoint for its models
    and for one short answer. Exit 0 when the answer came, 1 otherwise.
    """
    with user_errors():
        try:
            llm = AsyncLLMWrapper(cache_enabled=False)
        except MissingKeyError:
            say(OFFLINE_NOTICE)
            print("The commands work without a model. What else is configured:")
            rows = LLMSettings.from_env(
                base_url="http://127.0.0.1/v1", cache_enabled=kept_unless_told()
            ).described()
            rows = [row for row in rows if row[0] not in ("api_key", "base_url", "model")]
            print_settings([*rows, *ResearchTools().described()])
            return
        in_force = AsyncLLMWrapper(cache_enabled=kept_unless_told())
        print_settings([*in_force.settings.described(), *ResearchTools().described()])
        in_loop(test_call(llm))


@app.command("serve-offline")
def serve_offline(
    port: Annotated[
        int, typer.Option(help="Port on 127.0.0.1; 0 picks a free one.", min=0, max=65_535)
    ] = 8080,
    latency_s: Annotated[float, typer.Option(help="Seconds each answer takes.")] = 0.0,
    rps: Annotated[
        float | None, typer.Option(help="Requests per second before 429s; unlimited if not given.")
    ] = None,
    burst: Annotated[int | None, typer.Option(help="Requests at once within --rps.")] = None,
    error_rate: Annotated[float, typer.Option(help="Share of requests answered with 500.")] = 0.0,
) -> None:
    """Serve the built-in rules as an OpenAI-compatible endpoint, until Ctrl-C.

    For trying out settings without a model: latency, rate limits and faults can be simulated.
    """
    with user_errors():
        try:
            behaviour = ServerBehaviour(
                latency_s=latency_s,
                requests_per_s=rps,
                burst=burst,
                error_500_rate=error_rate,
                send_limit_headers=rps is not None,
            )
        except ValueError as error:
            raise InputError(str(error)) from None
        with serve_in_thread(answer_offline, behaviour, port=port) as server:
            print(f"LLM_BASE_URL={server.base_url}", flush=True)
            try:
                while True:
                    time.sleep(3600)
            except KeyboardInterrupt:
                say(f"Stopped after {server.stats.requests} requests.")


# --- Steps of the commands -----------------------------------------------------------------------


def documents_in(folder: Path) -> list[DocumentSource]:
    """The folder's documents; problems met while scanning are reported.

    Raises:
        InputError: there is no such folder, or no document in it.
    """
    if not folder.exists():
        raise InputError(f"--documents: there is no folder {folder}.")
    if not folder.is_dir():
        raise InputError(f"--documents must be a folder, {folder} is a file.")
    sources, errors = scan_documents({"local_directories": [str(folder)]})
    for problem in errors:
        say(f"skipped: {problem['path']}: {problem['error']}")
    if not sources:
        raise InputError(
            f"--documents: no document in {folder}; PDF, DOCX, HTML, Markdown and text are read."
        )
    return sources


def chosen_style(**fields: Any) -> WritingStyle:
    """The style that the options ask for.

    Raises:
        InputError: an option has a value that is not allowed.
    """
    try:
        return store.writing_style(fields)
    except InputError as error:
        raise InputError(f"--{str(error).removeprefix('writing_style.')}") from None


def pages_notice(cv: CVDocument) -> str | None:
    """One line where the CV takes more pages than it may."""
    taken = pages_taken(cv)
    if cv.max_pages is None or taken <= cv.max_pages:
        return None
    return f"The CV takes {taken} pages: its posts alone do not fit on {cv.max_pages}."


def language_notice(cv: CVDocument, letter: CoverLetterDocument) -> str | None:
    """One line where there are no words for the language that was asked for."""
    if not Wording.is_known(cv.language):
        return f"There are no section titles in {cv.language!r} here; they are in English."
    if letter.language != cv.language:
        return (
            f"The letter is in {letter.language!r}: without a model it is not in {cv.language!r}."
        )
    return None


def job_posting(file_or_url: str) -> str:
    """The posting's text.

    Raises:
        InputError, DocumentError: there is no such file or page, or it cannot be read.
    """
    if re.match("https?://", file_or_url, re.IGNORECASE):
        return posting_at(file_or_url)
    if not file_or_url.strip():
        raise InputError("--job is empty; name a file or a URL.")
    path = Path(file_or_url)
    if not path.exists():
        raise InputError(f"--job: there is no file {path}.")
    if path.is_dir():
        raise InputError(f"--job must be a file, {path} is a folder.")
    return read_document(path).text


def posting_at(url: str) -> str:
    """The text of a posting on the web.

    Raises:
        InputError, DocumentError: there is no such page, or it may not or cannot be read.
    """
    try:
        reply = in_loop(ResearchTools().document(url))
    except WebError as error:
        raise InputError(f"--job: {error}; save the posting as a file and name that.") from None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"posting{DOCUMENT_SUFFIXES[reply.content_type]}")
        path.write_bytes(reply.body)
        return read_document(path).text


def made_folder(path: Path) -> None:
    """Make the folder unless it is there.

    Raises:
        InputError: a file stands in its place.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise InputError(f"--out: {path} cannot be a folder, a file is in the way.") from None


def report_failures(records: list[dict[str, Any]]) -> None:
    """One line for each document that failed, and for each that was read in part.

    Raises:
        InputError: all of them did.
    """
    failed = [record for record in records if "error" in record]
    for record in failed:
        say(f"failed: {record['document_name']}: {record['error']}")
    for record in records:
        for warning in record.get("warnings", ()):
            say(f"warning: {record['document_name']}: {warning}")
    if failed and len(failed) == len(records):
        raise InputError("No document could be read; see the lines above.")


def documents_again(shared: Mapping[str, Any]) -> list[Document]:
    """The documents of the run, for showing quotes in the text around them.

    Read again rather than kept: the pipeline passes extractions on, not texts. One that is gone
    meanwhile is left out.
    """

    def read(path: str) -> Document | None:
        with suppress(DocumentError):
            return read_document(path)
        return None

    paths = [
        str(record["document_source"])
        for record in shared["extracted_experiences"]
        if "error" not in record
    ]
    with ThreadPoolExecutor() as threads:
        return [document for document in threads.map(read, paths) if document is not None]


def write_application(shared: Mapping[str, Any], out: Path, run: RecordedRun) -> list[str]:
    """Write the results; all of them are ready before the first file is touched."""
    cv, letter = shared["cv_document"], shared["cover_letter_document"]
    for document in (cv, letter):
        missing = unshowable_text(document)
        if missing is not None:
            say(f"warning: no font here shows {missing[:20]!r}; install one, or use the DOCX.")
            break
    files: dict[str, str | bytes] = {
        **cv_files(cv),
        **letter_files(letter),
        "evidence.json": json.dumps(shared["evidence"], ensure_ascii=False, indent=2) + "\n",
        "report.html": application_report(shared, documents_again(shared), run),
    }
    with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=out) as folder:
        staging = Path(folder)
        save_database(shared["career_database"], staging / "career_database.yaml")
        for name, content in files.items():
            write_atomically(staging / name, content)
        names = sorted(path.name for path in staging.iterdir())
        for name in names:
            (staging / name).replace(out / name)
    return names


REQUIRED_PACKAGES = (
    "aiohttp",
    "Babel",
    "json-repair",
    "orjson",
    "pocketflow",
    "pydantic",
    "pypdf",
    "pypdfium2",
    "python-docx",
    "python-dotenv",
    "PyYAML",
    "rapidfuzz",
    "selectolax",
    "typst",
)
LIBRARY = (
    "async_nodes.py",
    "utils/async_llm_wrapper.py",
    "utils/llm_wrapper.py",
    "utils/llm",
    "utils/career",
    "utils/web",
)


def copy_library(target: Path) -> list[str]:
    """Copy the library's files below `target`; the paths copied, relative to it.

    Raises:
        InputError: something of that name is there already; then nothing is copied.
    """
    home = Path(__file__).resolve().parent
    if target.resolve().is_relative_to(home / "utils"):
        raise InputError(f"{target} is inside this library; name the folder of a project.")
    if (target / "utils").is_symlink() or (target / "utils").is_file():
        raise InputError(f"{target / 'utils'} must be a folder, or not be there.")
    # A module hides behind a package of the same name: `utils/llm.py` would, behind `utils/llm/`.
    taken = [
        name
        for part in ("utils.py", *LIBRARY)
        for name in (part, part.removesuffix(".py") if part.endswith(".py") else f"{part}.py")
        if name != "utils" and ((target / name).exists() or (target / name).is_symlink())
    ]
    if taken:
        raise InputError(f"{target} has {', '.join(taken)} already; nothing was copied.")
    files = [
        path
        for part in LIBRARY
        for path in ([home / part] if part.endswith(".py") else sorted((home / part).rglob("*")))
        if path.is_file() and "__pycache__" not in path.parts
    ]
    made: list[Path] = []
    try:
        for path in files:
            copy = target / path.relative_to(home)
            copy.parent.mkdir(parents=True, exist_ok=True)
            made.append(copy)
            shutil.copyfile(path, copy)
    except BaseException:
        for copy in made:
            copy.unlink(missing_ok=True)
        for part in LIBRARY:
            if not part.endswith(".py"):
                shutil.rmtree(target / part, ignore_errors=True)
        raise
    return [str(path.relative_to(home)) for path in files]


def print_settings(rows: list[tuple[str, str, str]]) -> None:
    """A table of settings: name, variable, value."""
    table = Table("setting", "variable", "value", box=None)
    for row in rows:
        table.add_row(*row)
    Console().print(table)


async def test_call(llm: AsyncLLMWrapper) -> None:
    """Ask the endpoint for its models and for one short answer; print what comes."""
    async with llm:
        status = await check_endpoint(llm)
        taken = "takes the key" if status == 200 else f"answers with HTTP {status}"
        print(f"{llm.settings.base_url} is there and {taken}.")
        started_at = time.perf_counter()
        try:
            text = await llm.call_llm("Answer with the word OK.", max_tokens=200, temperature=0.0)
        except LLMStatusError as error:
            if isinstance(error, AuthenticationError) or error.status != 400:
                raise
            print(f"It answers, but not to a plain question: {error}")
            return
        took_s = time.perf_counter() - started_at
        usage = llm.stats
        print(
            f"{llm.settings.model} answered in {took_s:.2f} s: {text.strip()[:40]!r} "
            f"({usage.prompt_tokens} + {usage.completion_tokens} tokens, "
            f"{usage.retries} retries)"
        )


if __name__ == "__main__":
    run()
