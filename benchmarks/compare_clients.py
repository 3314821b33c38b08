"""This project's client against its peers, scenario by scenario, over real HTTP on one machine.

Each measurement runs in two fresh processes: a client (`peer_clients.py`) and a server that plays a
script (`scripted_server.py`) and counts what arrives. Clients take turns within a round; figures
are medians over the rounds, and "x aiohttp" is the ratio to aiohttp with a semaphore in the same
round. One call before the start is not counted, nor are imports. An answer is right when it belongs
to its question: wrong and lost ones are counted one by one, in the worst round.

What figures mean: "wall / ideal" is the time taken over the least that latency and limit leave,
max(ceil(n / at a time) * latency, (n - burst) / rate). "requests / right" is what the server
counted for each right answer. CPU is of the calls alone; the server's stands beside the client's to
show that it is not the bottleneck. None of it says anything about the speed of a provider.

    python benchmarks/compare_clients.py --scenario overhead --client ours --rounds 5
"""

from __future__ import annotations

import argparse
import importlib
import importlib.metadata
import importlib.util
import multiprocessing
import shlex
import signal
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

# The script is run by its path, which puts its own folder, not the project's, on sys.path.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from rich.console import Console

from benchmarks.client_report import PICTURED, Cell, Result, as_json, as_markdown, draw, show
from benchmarks.client_scenarios import (
    BY_NAME_ONLY,
    IMPORT,
    Run,
    RunsByClient,
    Scenario,
    at_most,
    scenarios,
)
from benchmarks.command_line import (
    BenchmarkError,
    OneLineParser,
    exit_status,
    output_file,
    picture,
    whole_number,
)
from benchmarks.peer_clients import (
    BASELINE,
    CLIENTS,
    ClientFailure,
    ClientRecord,
    run_client,
)
from benchmarks.scripted_server import (
    ServerReport,
    serve_until_closed,
)

PROCESS_END_S: Final = 5.0
START_LIMIT_S: Final = 60.0


class ClientFailedError(BenchmarkError):
    """One client cannot be measured; the others can."""


# --- One measurement -----------------------------------------------------------------------------


@contextmanager
def interrupts_held() -> Iterator[None]:
    """Let Ctrl-C wait, and let processes started meanwhile never see it: their parent ends them."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows: they may end with a traceback
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def process(target: Callable[..., None], *arguments: object) -> Iterator[Connection]:
    """A fresh process that runs `target(pipe, …)`; it does not outlive the `with`."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    running = context.Process(target=target, args=(theirs, *arguments), daemon=True)
    with interrupts_held():
        running.start()
    theirs.close()  # or its end would not be noticed here
    try:
        yield ours
    except BaseException:
        running.terminate()
        raise
    finally:
        ours.close()
        running.join(PROCESS_END_S)
        if running.is_alive():
            running.kill()
            running.join()


def receive(pipe: Connection, limit_s: float, what: str, log: Path) -> Any:
    """What a client's process sends next; `log` is the file that holds what it printed.

    Raises:
        ClientFailedError: it sent a failure, ended, or took longer than `limit_s`.
    """
    try:
        if not pipe.poll(limit_s):
            raise ClientFailedError(f"{what} took longer than {limit_s:g} s")
        message = pipe.recv()
    except (EOFError, ConnectionError):
        printed = log.read_text(errors="replace").strip() if log.exists() else ""
        last = printed.rpartition("\n")[2] or "without a word"
        raise ClientFailedError(f"its process ended: {last}") from None
    if isinstance(message, ClientFailure):
        raise ClientFailedError(message.reason)
    return message


def measured(scenario: Scenario, name: str) -> Run:
    """One client's run, in processes and a cache folder of its own.

    Raises:
        ClientFailedError: the client did not come to an end.
        BenchmarkError: the server did not start.
    """
    with (
        tempfile.TemporaryDirectory(prefix="benchmark-") as folder,
        process(serve_until_closed) as server,
    ):
        try:
            base_url = server.recv()
        except EOFError:
            raise BenchmarkError("the server's process ended before the measurement did") from None
        cache, log = Path(folder) / "cache", Path(folder) / "log"
        with process(
            run_client, scenario.work, name, scenario.task_of(name), base_url, cache, log
        ) as client:
            receive(client, START_LIMIT_S, "the first call", log)
            server.send(scenario.script)
            server.recv()
            client.send(None)
            record: ClientRecord = receive(client, scenario.limit_s, "the run", log)
            server.send(None)
            report: ServerReport = server.recv()
        return Run(record, report)


# --- Results -------------------------------------------------------------------------------------


Note = Callable[[str], None]
"""Takes a line about how far the measurement has got."""


def compare(scenario: Scenario, clients: Sequence[str], rounds: int, note: Note) -> Result:
    """The rounds of a scenario: each client in turn, the same number of times."""
    result = Result(scenario.name, scenario.title, rounds)
    racing = []
    for name in clients:
        missing = CLIENTS[name].missing()
        if missing:
            result.skipped[name] = f"not installed: {', '.join(missing)}"
        else:
            racing.append(name)
    seen: list[dict[str, Run]] = []
    for number in range(rounds):
        seen.append({})
        for name in racing:
            if name in result.skipped:
                continue
            note(f"{scenario.name}, round {number + 1} of {rounds}: {CLIENTS[name].label}")
            try:
                seen[-1][name] = measured(scenario, name)
            except ClientFailedError as error:
                result.skipped[name] = f"failed: {error}"
    for name in racing:
        runs = [(each[name], each) for each in seen if name in each]
        if name in result.skipped or not runs:
            continue
        result.rows[name] = row_of(scenario, name, runs)
        result.errors[name] = sum((run.client.errors for run, _ in runs), Counter())
    return result


def row_of(
    scenario: Scenario, name: str, runs: Sequence[tuple[Run, RunsByClient]]
) -> dict[str, Cell]:
    """A client's cells from its runs, each with the other runs of its round."""
    cells = {
        figure.name: Cell(
            figure.over_rounds([figure.of(run, others) for run, others in runs]),
            figure.format,
            figure.targets.get(name),
        )
        for figure in scenario.figures
    }
    seconds: dict[str, Callable[[Run], float]] = {
        "wall s": lambda run: run.client.wall_s,
        "client CPU s": lambda run: run.client.cpu_s,
        "server CPU s": lambda run: run.server.cpu_s,
    }
    for column, of in seconds.items():
        cells[column] = Cell(statistics.median(of(run) for run, _ in runs), ".2f")
    return cells


IMPORT_PROGRAM: Final = """
import sys, time
start = time.perf_counter()
__import__(sys.argv[1])
print(time.perf_counter() - start)
"""


def compare_imports(rounds: int, note: Note) -> Result:
    """Import times in fresh interpreters, by turns."""
    baseline, face = "aiohttp", "utils.async_llm_wrapper"
    times_s: dict[str, list[float]] = {baseline: [], face: []}
    note(f"{IMPORT}: {rounds} interpreters each")
    for _ in range(rounds):
        for module, times in times_s.items():
            done = subprocess.run(
                [sys.executable, "-c", IMPORT_PROGRAM, module],
                cwd=Path(__file__).resolve().parents[1],
                capture_output=True,
                text=True,
                check=True,
            )
            times.append(float(done.stdout))
    result = Result(IMPORT, "Import, in fresh interpreters by turns", rounds)
    for module, times in times_s.items():
        ratio = statistics.median(times) / statistics.median(times_s[baseline])
        result.rows[f"import {module}"] = {
            "ms": Cell(statistics.median(times) * 1000, ".0f"),
            "x aiohttp": Cell(ratio, ".2f", at_most(1.2) if module == face else None),
        }
    return result


# --- The command line ----------------------------------------------------------------------------


QUICK_SCALE: Final = 0.05
IMPORT_ROUNDS: Final = 15


def parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = OneLineParser(
        description="Compare AsyncLLMWrapper with other clients against a local server.",
        epilog="Exit 0: measured, whether targets were met or not; 1: something is missing; "
        "2: wrong usage.",
    )
    add = parser.add_argument
    names = (*scenarios(), IMPORT)
    add(
        "--scenario",
        action="append",
        choices=names,
        metavar="NAME",
        help=f"one of {', '.join(names)}; may be repeated (all but {', '.join(BY_NAME_ONLY)})",
    )
    add(
        "--client",
        action="append",
        choices=tuple(CLIENTS),
        metavar="NAME",
        help=f"one of {', '.join(CLIENTS)}; may be repeated (those of the scenario); "
        f"{BASELINE} is always measured where others are compared with it",
    )
    add("--all", action="store_true", help=f"all scenarios, {', '.join(BY_NAME_ONLY)} included")
    add("--rounds", type=whole_number, metavar="N", help="rounds of each scenario (1 to 15)")
    add(
        "--quick",
        action="store_true",
        help="a twentieth of the prompts, one round: shows that it runs, not how fast",
    )
    add("--json", type=output_file, metavar="FILE", help="write the figures as JSON")
    add("--plot", type=picture, metavar="FILE.png", help="draw overhead and lost answers")
    add("--markdown", action="store_true", help="print the tables as Markdown")
    options = parser.parse_args(arguments)
    if options.scenario is None:
        options.scenario = [each for each in names if options.all or each not in BY_NAME_ONLY]
    if options.plot is not None and not {*PICTURED} & {*options.scenario}:
        parser.error(f"--plot {options.plot} draws {', '.join(PICTURED)}; measure one of them")
    return options


def chosen_clients(scenario: Scenario, wanted: Sequence[str] | None) -> list[str]:
    """The scenario's clients that are wanted, and those that they are compared with; else none."""
    if wanted is None:
        return list(scenario.clients)
    if not {*wanted} & {*scenario.clients}:
        return []
    references = (BASELINE, "ours-one-by-one")
    return [name for name in scenario.clients if name in wanted or name in references]


def main(arguments: Sequence[str] | None = None) -> int:
    options = parsed(arguments)
    given = sys.argv[1:] if arguments is None else arguments
    command = shlex.join(["python", "benchmarks/compare_clients.py", *given])
    defined = scenarios(QUICK_SCALE if options.quick else 1.0)
    progress = Console(stderr=True, highlight=False)
    tables = Console(highlight=False, width=None if sys.stdout.isatty() else 200)
    results = []

    def work() -> None:
        require(options.plot)
        for name in dict.fromkeys(options.scenario):
            if name == IMPORT:
                result = compare_imports(options.rounds or IMPORT_ROUNDS, progress.print)
            elif clients := chosen_clients(defined[name], options.client):
                rounds = options.rounds or (1 if options.quick else defined[name].rounds)
                result = compare(defined[name], clients, rounds, progress.print)
            else:
                progress.print(f"{name}: not for {', '.join(options.client)}")
                continue
            results.append(result)
            if not options.markdown:
                show(result, tables)
        if options.markdown:
            print(as_markdown(results, command), end="")
        if options.json is not None:
            options.json.write_text(as_json(results, command), encoding="utf-8")
        if options.plot is not None:
            draw(results, options.plot)

    return exit_status(work, subprocess.CalledProcessError)


def require(plot: Path | None) -> None:
    """Say what is missing before the measurement, not after it.

    Raises:
        BenchmarkError: the server's parser or, for a plot, matplotlib is not installed.
    """
    needed = {"httptools": "the server"} | ({"matplotlib": "--plot"} if plot is not None else {})
    for module, user in needed.items():
        if importlib.util.find_spec(module) is None:
            raise BenchmarkError(
                f"{user} needs {module}; install this project with the extra [bench]"
            )


if __name__ == "__main__":
    sys.exit(main())
