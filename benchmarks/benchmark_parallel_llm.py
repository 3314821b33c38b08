"""How much time the parallel nodes save: the sequential node against its parallel twin.

Both extract the same generated documents, through the same engine, over real HTTP, from a local
server that takes a fixed time for each reply. The server runs in a process of its own, so that its
work does not count as the client's. No reply is cached, no call is skipped or mocked: the server
counts the requests, and the run fails unless there was exactly one for each document and both nodes
returned the same records. It says nothing about the speed of any provider.

    python benchmarks/benchmark_parallel_llm.py --documents 10 --latency-s 0.5 --concurrency 5
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import math
import multiprocessing
import os
import platform
import re
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

# The script is run by its path, which puts its own folder, not the project's, on sys.path.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from rich.console import Console
from rich.table import Table

from async_nodes import AsyncExtractExperienceNode
from benchmarks.command_line import (
    BenchmarkError,
    OneLineParser,
    exit_status,
    number_above_zero,
    output_file,
    picture,
    whole_number,
)
from nodes import ExtractExperienceNode
from utils.async_llm_wrapper import AsyncLLMWrapper
from utils.career.documents import DocumentSource, scan_documents
from utils.career.errors import CareerError
from utils.career.prompts import unfence
from utils.career.schema import DocumentExtraction, Experience
from utils.llm.errors import LLMError
from utils.llm.local_server import (
    BadRequest,
    ChatRequest,
    Served,
    ServerBehaviour,
    serve_in_thread,
)
from utils.llm.settings import LLMSettings
from utils.llm_wrapper import LLMWrapper

SERVER_END_S: Final = 5.0
ATTEMPT_TIMEOUT_S: Final = 60.0
"""Time for an attempt beyond the latency: none is to be cut off here."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is measured: n documents, the time of one reply, and the client's limits.

    `rate_limit` in requests per second, None for none; `burst` requests at once.
    """

    documents: int
    latency_s: float
    concurrency: int
    rate_limit: float | None
    burst: float
    rounds: int

    def bound_s(self, concurrency: int) -> float:
        """The shortest time that latency and rate limit leave for the documents.

        max(ceil(n / c) * latency, (n - burst) / rate)
        """
        waves = math.ceil(self.documents / concurrency)
        paced_s = 0.0
        if self.rate_limit is not None:
            paced_s = (self.documents - self.burst) / self.rate_limit
        return max(waves * self.latency_s, paced_s)


@dataclass(frozen=True, slots=True)
class ServerRecord:
    """What the server saw of one run; times of `time.monotonic`, CPU in seconds."""

    requests: int
    peak_in_flight: int
    served: tuple[Served, ...]
    cpu_s: float


@dataclass(frozen=True, slots=True)
class ClientRecord:
    """What the client saw of one run: seconds of wall clock and of CPU, a record per document."""

    wall_s: float
    cpu_s: float
    extractions: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one node over all documents."""

    client: ClientRecord
    server: ServerRecord


@dataclass(frozen=True, slots=True)
class Round:
    """A sequential run and a parallel one, back to back."""

    sequential: Run
    parallel: Run


# --- The server's process ------------------------------------------------------------------------


def answer(request: ChatRequest) -> str:
    """What the document in the request says of its one role, read from its text."""
    text = unfence("document", request.prompt)
    role = None if text is None else _ROLE.search(text)
    if text is None or role is None:
        raise BadRequest("The request holds no document that this benchmark wrote.")
    experience = Experience(
        title=role["title"],
        company=role["company"],
        location=role["location"],
        start_date=role["start_date"],
        end_date=role["end_date"],
        duration=f"{role['start_date']} - {role['end_date']}",
        achievements=_BULLET.findall(text),
    )
    extraction = DocumentExtraction(
        document_type="resume", extraction_confidence=1.0, experiences=[experience]
    )
    return extraction.model_dump_json()


def serve_runs(pipe: Connection, latency_s: float) -> None:
    """Start a fresh server at each word from the pipe and report at the next one, till it closes.

    Sends the base URL, then the `ServerRecord`.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the client, which closes the pipe
    with contextlib.suppress(EOFError, ConnectionError):
        while True:
            pipe.recv()
            cpu_before_s = time.process_time()
            with serve_in_thread(answer, ServerBehaviour(latency_s=latency_s)) as server:
                pipe.send(server.base_url)
                pipe.recv()
                stats = server.stats
            cpu_s = time.process_time() - cpu_before_s
            pipe.send(
                ServerRecord(stats.requests, stats.peak_in_flight, tuple(stats.served), cpu_s)
            )


class ServerProcess:
    """A process that serves one run after the other, each from a fresh server."""

    def __init__(self, latency_s: float) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=serve_runs, args=(theirs, latency_s), daemon=True)
        self._process.start()
        theirs.close()  # or its end would not be noticed here

    def close(self) -> None:
        self._pipe.close()
        self._process.join(SERVER_END_S)
        if self._process.is_alive():
            self._process.terminate()

    def measure(self, extract: Callable[[str], ClientRecord]) -> Run:
        """Run `extract` against a fresh server's base URL."""
        self._pipe.send("start")
        client = extract(self._pipe.recv())
        self._pipe.send("report")
        server: ServerRecord = self._pipe.recv()
        return Run(client, server)


# --- The two paths -------------------------------------------------------------------------------


class Stopwatch:
    """Counts wall-clock and CPU seconds of this process from its making on."""

    def __init__(self) -> None:
        self._wall_s = time.perf_counter()
        self._cpu_s = time.process_time()

    def record(self, shared: dict[str, Any]) -> ClientRecord:
        """The time so far, and what the store holds now."""
        return ClientRecord(
            time.perf_counter() - self._wall_s,
            time.process_time() - self._cpu_s,
            shared["extracted_experiences"],
        )


def engine_settings(scenario: Scenario, base_url: str) -> dict[str, Any]:
    """The same engine for both paths, whatever the environment says."""
    return {
        "api_key": "benchmark",
        "base_url": base_url,
        "default_model": "benchmark",
        "max_concurrent": scenario.concurrency,
        "rate_limit": "off" if scenario.rate_limit is None else scenario.rate_limit,
        "rate_period": 1.0,
        "burst": scenario.burst,
        "tokens_per_minute": "off",
        "timeout": scenario.latency_s + ATTEMPT_TIMEOUT_S,
        "max_retries": 0,
        "cache_enabled": False,
        "budget_usd": "off",
        "fallback_models": (),
    }


def sequentially(
    scenario: Scenario, sources: Sequence[DocumentSource], base_url: str
) -> ClientRecord:
    """One document after the other, by `ExtractExperienceNode` through `LLMWrapper`."""
    shared: dict[str, Any] = {"document_sources": list(sources)}
    with LLMWrapper(**engine_settings(scenario, base_url)) as llm:
        node = ExtractExperienceNode(llm)
        stopwatch = Stopwatch()
        node.run(shared)
        return stopwatch.record(shared)


def in_parallel(
    scenario: Scenario, sources: Sequence[DocumentSource], base_url: str
) -> ClientRecord:
    """Several documents at a time, by `AsyncExtractExperienceNode` through `AsyncLLMWrapper`."""
    shared: dict[str, Any] = {"document_sources": list(sources)}

    async def extract() -> ClientRecord:
        async with AsyncLLMWrapper(**engine_settings(scenario, base_url)) as llm:
            node = AsyncExtractExperienceNode(llm, max_concurrent=scenario.concurrency)
            stopwatch = Stopwatch()
            await node.run_async(shared)
            return stopwatch.record(shared)

    return asyncio.run(extract())


def measure(scenario: Scenario, folder: Path, console: Console) -> list[Round]:
    """The rounds of a scenario, after one untimed document through each path."""
    employers = write_documents(folder, scenario.documents)
    sources, _ = scan_documents({"local_directories": [str(folder)]})
    server = ServerProcess(scenario.latency_s)
    try:
        server.measure(lambda base_url: sequentially(scenario, sources[:1], base_url))
        server.measure(lambda base_url: in_parallel(scenario, sources[:1], base_url))
        rounds: list[Round] = []
        for number in range(1, scenario.rounds + 1):
            rounds.append(
                Round(
                    server.measure(lambda base_url: sequentially(scenario, sources, base_url)),
                    server.measure(lambda base_url: in_parallel(scenario, sources, base_url)),
                )
            )
            console.print(
                f"round {number} of {scenario.rounds}: "
                f"sequential {rounds[-1].sequential.client.wall_s:.2f} s, "
                f"parallel {rounds[-1].parallel.client.wall_s:.2f} s"
            )
            check(rounds[-1], employers)
        return rounds
    except (EOFError, ConnectionError):
        raise BenchmarkError("the server's process ended before the measurement did") from None
    finally:
        server.close()


def check(measured: Round, employers: Mapping[str, str]) -> None:
    """Whether each path asked once for each document and both came to the same, right records.

    `employers`: what each document's record must name, by the document's name.

    Raises:
        BenchmarkError: not so.
    """
    for name, run in (("sequential", measured.sequential), ("parallel", measured.parallel)):
        for record in run.client.extractions:
            if "error" in record:
                raise BenchmarkError(f"{name}: {record['document_name']}: {record['error']}")
        if run.server.requests != len(employers):
            raise BenchmarkError(
                f"{name}: the server counted {run.server.requests} requests for "
                f"{len(employers)} documents; each must be asked for once"
            )
        for record in run.client.extractions:
            document = record["document_name"]
            if employers[document] not in [each["company"] for each in record["experiences"]]:
                raise BenchmarkError(
                    f"{name}: the record of {document} lacks the employer in the document, "
                    f"{employers[document]}"
                )
    if measured.sequential.client.extractions != measured.parallel.client.extractions:
        raise BenchmarkError("the sequential and the parallel records differ")


# --- The documents -------------------------------------------------------------------------------

_ROLE: Final = re.compile(
    r"^(?P<title>.+), (?P<company>Northwind .+)\n"
    r"(?P<location>.+), (?P<start_date>\d{4}) - (?P<end_date>\d{4})$",
    re.MULTILINE,
)
_BULLET: Final = re.compile(r"^- (.+)$", re.MULTILINE)
_TOWNS: Final = ("Aarhus", "Ghent", "Porto", "Tartu", "Bergen", "Graz", "Turin")
_TRADES: Final = ("Freight", "Ticketing", "Metering", "Payroll", "Mapping")
_TOOLS: Final = ("Python", "PostgreSQL", "Docker", "Kafka", "Redis", "Terraform", "Go")


def write_documents(folder: Path, documents: int) -> dict[str, str]:
    """So many CVs of an invented person as text files, no two the same.

    Returns the employer that each names, by file name.
    """
    employers = {}
    for number in range(documents):
        name = f"cv_{number + 1:06}.txt"
        employers[name] = f"Northwind {_TRADES[number % len(_TRADES)]} {number + 1}"
        started = 2008 + number % 10
        text = (
            "Robin Example\n"
            f"robin.example{number + 1}@example.org\n\n"
            "Experience\n\n"
            f"Software Engineer, {employers[name]}\n"
            f"{_TOWNS[number % len(_TOWNS)]}, {started} - {started + 4}\n"
            f"- Cut the nightly import from {90 + number} to {20 + number} minutes.\n"
            f"- Moved {3 + number} services to {_TOOLS[number % len(_TOOLS)]}.\n\n"
            "Education\n\n"
            f"BSc Computer Science, University of Exampletown, {started - 1}\n\n"
            "Skills\n\n"
            f"{', '.join(_TOOLS[number % 3 : number % 3 + 4])}\n"
        )
        (folder / name).write_text(text, encoding="utf-8")
    return employers


# --- What is shown -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PathFigures:
    """One path's figures: medians over the rounds, the peak of all rounds, requests of one."""

    wall_s: float
    bound_s: float
    share_of_bound: float
    peak_in_flight: int
    requests: int
    client_cpu_s: float
    server_cpu_s: float


@dataclass(frozen=True, slots=True)
class Figures:
    sequential: PathFigures
    parallel: PathFigures
    speed_up: float


def path_figures(runs: Sequence[Run], bound_s: float) -> PathFigures:
    wall_s = statistics.median(run.client.wall_s for run in runs)
    return PathFigures(
        wall_s=wall_s,
        bound_s=bound_s,
        share_of_bound=bound_s / wall_s,
        peak_in_flight=max(run.server.peak_in_flight for run in runs),
        requests=runs[0].server.requests,
        client_cpu_s=statistics.median(run.client.cpu_s for run in runs),
        server_cpu_s=statistics.median(run.server.cpu_s for run in runs),
    )


def figures_of(scenario: Scenario, rounds: Sequence[Round]) -> Figures:
    sequential = path_figures([each.sequential for each in rounds], scenario.bound_s(1))
    parallel = path_figures(
        [each.parallel for each in rounds], scenario.bound_s(scenario.concurrency)
    )
    return Figures(sequential, parallel, sequential.wall_s / parallel.wall_s)


def show(scenario: Scenario, figures: Figures, console: Console) -> None:
    """Print the table and what is needed to read it."""
    sequential, parallel = figures.sequential, figures.parallel
    pace = "off"
    if scenario.rate_limit is not None:
        pace = f"{scenario.rate_limit:g}/s with {scenario.burst:g} at once"
    console.print(
        f"{scenario.documents} documents, {scenario.latency_s:g} s a reply, "
        f"{scenario.concurrency} at a time, rate limit {pace}",
        soft_wrap=True,
    )
    table = Table()
    table.add_column("")
    table.add_column("sequential", justify="right")
    table.add_column("parallel", justify="right")
    rows: dict[str, Callable[[PathFigures], str]] = {
        f"time, median of {scenario.rounds}": lambda path: f"{path.wall_s:.2f} s",
        "bound": lambda path: f"{path.bound_s:.2f} s",
        "share of the bound reached": lambda path: f"{path.share_of_bound:.1%}",
        "peak in flight, by the server": lambda path: f"{path.peak_in_flight}",
        "requests, by the server": lambda path: f"{path.requests}",
        "client CPU": lambda path: f"{path.client_cpu_s:.3f} s",
        "server CPU": lambda path: f"{path.server_cpu_s:.3f} s",
    }
    for label, shown in rows.items():
        table.add_row(label, shown(sequential), shown(parallel))
    table.add_section()
    table.add_row("speed-up", "1.00x", f"{figures.speed_up:.2f}x", style="bold")
    console.print(table)
    console.print(
        "bound: max(ceil(documents / at a time) * latency, (documents - burst) / rate)\n"
        "Each document was asked for once, and both paths gave the same records.\n"
        "Before the rounds one document went through each path untimed (imports, first use); "
        "connections are opened in the timed part.",
        soft_wrap=True,
        highlight=False,
    )


def as_json(scenario: Scenario, rounds: Sequence[Round], figures: Figures) -> str:
    report = {
        "benchmark": "parallel_llm",
        "machine": {
            "python": platform.python_version(),
            "implementation": platform.python_implementation(),
            "cpu_count": os.cpu_count(),
            "system": platform.system(),
            "architecture": platform.machine(),
        },
        "scenario": asdict(scenario),
        **asdict(figures),
        "rounds": [
            {
                "sequential_s": each.sequential.client.wall_s,
                "parallel_s": each.parallel.client.wall_s,
            }
            for each in rounds
        ],
    }
    return json.dumps(report, indent=2) + "\n"


def draw(scenario: Scenario, rounds: Sequence[Round], figures: Figures, path: Path) -> None:
    """A chart of when each request was in flight, in the round nearest to the median."""
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    typical = min(
        rounds, key=lambda each: abs(each.parallel.client.wall_s - figures.parallel.wall_s)
    )
    figure = Figure(figsize=(9.0, 5.2), layout="constrained", dpi=150)
    axes = figure.subplots(2, 1, sharex=True)
    for axis, name, run, colour in (
        (axes[0], "sequential", typical.sequential, "#8a8f98"),
        (axes[1], "parallel", typical.parallel, "#1f6feb"),
    ):
        served = sorted(run.server.served, key=lambda each: each.arrived_at)
        start = served[0].arrived_at
        axis.barh(
            range(1, len(served) + 1),
            [each.ended_at - each.arrived_at for each in served],
            left=[each.arrived_at - start for each in served],
            height=0.72,
            color=colour,
        )
        axis.axvline(run.client.wall_s, color="#d1242f", linewidth=1.2)
        axis.annotate(
            f"{run.client.wall_s:.2f} s",
            (run.client.wall_s, 0.5),
            xycoords=("data", "axes fraction"),
            xytext=(6, 0),
            textcoords="offset points",
            color="#d1242f",
            va="center",
        )
        axis.set_title(f"{name}: {run.server.peak_in_flight} at a time", loc="left", fontsize=10)
        axis.set_ylabel("request")
        axis.set_ylim(len(served) + 0.6, 0.4)
        axis.yaxis.set_major_locator(MaxNLocator(integer=True))
        axis.spines[["top", "right"]].set_visible(False)
        axis.grid(axis="x", color="#d8dee4", linewidth=0.6)
        axis.set_axisbelow(True)
    axes[1].set_xlabel("seconds; each bar is one request in flight, as the server saw it")
    axes[0].set_xlim(0, typical.sequential.client.wall_s * 1.09)
    figure.suptitle(
        f"{scenario.documents} documents, {scenario.latency_s:g} s a reply: "
        f"{figures.speed_up:.1f} times as fast",
        x=0.01,
        ha="left",
        fontweight="bold",
    )
    figure.savefig(path)


# --- The command line ----------------------------------------------------------------------------


def rate(text: str) -> float | None:
    return None if text == "off" else number_above_zero(text)


def parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = OneLineParser(
        description="Time the sequential and the parallel extraction of the same documents against "
        "a local server that takes a fixed time for each reply.",
        epilog="Exit 0: measured; 1: a check failed or something is missing; 2: wrong usage.",
    )
    add = parser.add_argument
    add("--documents", type=whole_number, default=10, metavar="N", help="documents (10)")
    add(
        "--latency-s",
        type=number_above_zero,
        default=0.5,
        metavar="S",
        help="seconds a reply takes (0.5)",
    )
    add("--concurrency", type=whole_number, default=5, metavar="C", help="calls at a time (5)")
    add(
        "--rate-limit",
        type=rate,
        default=LLMSettings.rate_limit,
        metavar="R",
        help="the client's requests per second, or off (10)",
    )
    add(
        "--burst",
        type=number_above_zero,
        metavar="B",
        help="requests at once within the rate limit (as many as the rate limit)",
    )
    add("--rounds", type=whole_number, default=3, metavar="K", help="interleaved rounds (3)")
    add("--json", type=output_file, metavar="FILE", help="write the figures as JSON")
    add("--plot", type=picture, metavar="FILE.png", help="draw when each request was in flight")
    options = parser.parse_args(arguments)
    if options.burst is not None and options.rate_limit is None:
        parser.error("--burst needs --rate-limit; leave it out when the limit is off")
    return options


def main(arguments: Sequence[str] | None = None) -> int:
    options = parsed(arguments)
    scenario = Scenario(
        documents=options.documents,
        latency_s=options.latency_s,
        concurrency=options.concurrency,
        rate_limit=options.rate_limit,
        burst=max(1.0, options.burst or options.rate_limit or 1.0),
        rounds=options.rounds,
    )
    console = Console(highlight=False)

    def work() -> None:
        if options.plot is not None:
            require_matplotlib()
        with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
            rounds = measure(scenario, Path(folder), console)
        figures = figures_of(scenario, rounds)
        show(scenario, figures, console)
        if options.json is not None:
            options.json.write_text(as_json(scenario, rounds, figures), encoding="utf-8")
        if options.plot is not None:
            draw(scenario, rounds, figures, options.plot)

    return exit_status(work, LLMError, CareerError)


def require_matplotlib() -> None:
    """Say so before the measurement, not after it.

    Raises:
        BenchmarkError: it is not installed.
    """
    try:
        import matplotlib  # noqa: F401
    except ImportError:
        raise BenchmarkError(
            '--plot needs matplotlib; install it with: pip install "matplotlib>=3.8" '
            "(or this project with the extra [bench])"
        ) from None


if __name__ == "__main__":
    sys.exit(main())
