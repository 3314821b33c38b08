"""The benchmark measures what it says, and refuses to report what it did not measure."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.benchmark_parallel_llm import (
    ClientRecord,
    Round,
    Run,
    Scenario,
    ServerRecord,
    check,
    figures_of,
    main,
    write_documents,
)
from benchmarks.command_line import BenchmarkError

ROOT = Path(__file__).parents[2]
SCRIPT = "benchmarks/benchmark_parallel_llm.py"


def benchmark(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run as a user would: by its path, from the project's folder, without PYTHONPATH."""
    return subprocess.run(
        [sys.executable, "-W", "error", SCRIPT, *arguments],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "100", **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


# --- The bound -----------------------------------------------------------------------------------


def scenario(**given: Any) -> Scenario:
    defaults = {
        "documents": 10,
        "latency_s": 0.5,
        "concurrency": 5,
        "rate_limit": 10.0,
        "burst": 10.0,
        "rounds": 1,
    }
    return Scenario(**{**defaults, **given})


@pytest.mark.parametrize(
    ("given_values", "concurrency", "bound_s"),
    [
        ({}, 1, 5.0),
        ({}, 5, 1.0),
        ({}, 4, 1.5),
        ({}, 100, 0.5),
        ({"documents": 110}, 100, 10.0),
        ({"documents": 110, "rate_limit": None}, 100, 1.0),
        ({"documents": 21, "burst": 1.0}, 21, 2.0),
    ],
)
def test_the_bound_is_the_larger_of_latency_and_pace(
    given_values: dict[str, Any], concurrency: int, bound_s: float
) -> None:
    assert scenario(**given_values).bound_s(concurrency) == pytest.approx(bound_s)


@given(
    documents=st.integers(1, 60),
    concurrency=st.integers(1, 20),
    latency_s=st.floats(0.01, 5),
    rate_limit=st.floats(0.5, 100),
    burst=st.integers(1, 30),
)
def test_no_schedule_within_the_limits_beats_the_bound(
    documents: int, concurrency: int, latency_s: float, rate_limit: float, burst: int
) -> None:
    free_at = [0.0] * concurrency
    for number in range(documents):
        allowed_at = max(0.0, (number + 1 - burst) / rate_limit)
        slot = min(range(concurrency), key=free_at.__getitem__)
        free_at[slot] = max(free_at[slot], allowed_at) + latency_s
    asked = scenario(
        documents=documents, latency_s=latency_s, rate_limit=rate_limit, burst=float(burst)
    )
    assert asked.bound_s(concurrency) <= max(free_at) + 1e-6


# --- What it refuses to report -------------------------------------------------------------------


def run(wall_s: float = 1.0, requests: int = 2, **changes: Any) -> Run:
    extractions = [
        {"document_name": name, "experiences": [{"company": company}], **changes}
        for name, company in EMPLOYERS.items()
    ]
    return Run(ClientRecord(wall_s, 0.1, extractions), ServerRecord(requests, requests, (), 0.01))


EMPLOYERS = {"a.txt": "Northwind 1", "b.txt": "Northwind 2"}


def test_a_sound_round_passes() -> None:
    check(Round(run(), run()), EMPLOYERS)


@pytest.mark.parametrize(
    ("sequential", "parallel", "words"),
    [
        (run(), run(requests=1), "parallel: the server counted 1 requests for 2 documents"),
        (run(requests=3), run(), "sequential: the server counted 3 requests for 2 documents"),
        (run(), run(error="HTTP 500"), r"parallel: a\.txt: HTTP 500"),
        (run(requests=0, error="Cannot connect"), run(), r"sequential: a\.txt: Cannot connect"),
        (run(experiences=[]), run(experiences=[]), "lacks the employer"),
        (run(), run(summary="other"), "records differ"),
    ],
)
def test_a_round_that_is_not_what_was_promised_is_an_error(
    sequential: Run, parallel: Run, words: str
) -> None:
    with pytest.raises(BenchmarkError, match=words):
        check(Round(sequential, parallel), EMPLOYERS)


def test_the_figures_are_medians_of_the_rounds() -> None:
    rounds = [
        Round(run(wall_s=sequential_s), run(wall_s=parallel_s))
        for sequential_s, parallel_s in ((6.0, 2.0), (5.0, 1.0), (9.0, 1.25))
    ]
    figures = figures_of(scenario(), rounds)
    assert figures.sequential.wall_s == 6.0
    assert figures.parallel.wall_s == 1.25
    assert figures.speed_up == 6.0 / 1.25
    assert figures.parallel.share_of_bound == 1.0 / 1.25


def test_no_two_documents_are_the_same(tmp_path: Path) -> None:
    employers = write_documents(tmp_path, 40)
    texts = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert len(set(texts.values())) == len(set(employers.values())) == 40
    assert all(employers[name] in text for name, text in texts.items())


# --- The command ---------------------------------------------------------------------------------


def test_it_measures_both_paths_by_real_requests(tmp_path: Path) -> None:
    figures_file, picture = tmp_path / "figures.json", tmp_path / "requests.png"
    done = benchmark(
        *("--documents", "6", "--latency-s", "0.2", "--concurrency", "3", "--rounds", "2"),
        *("--json", str(figures_file), "--plot", str(picture)),
    )
    assert (done.stderr, done.returncode) == ("", 0)
    figures = json.loads(figures_file.read_text())
    assert figures["sequential"]["requests"] == figures["parallel"]["requests"] == 6
    assert figures["sequential"]["peak_in_flight"] == 1
    assert figures["parallel"]["peak_in_flight"] == 3
    assert figures["sequential"]["wall_s"] >= figures["sequential"]["bound_s"]
    assert figures["parallel"]["wall_s"] >= figures["parallel"]["bound_s"]
    assert len(figures["rounds"]) == 2
    assert figures["machine"]["cpu_count"] == os.cpu_count()
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert f"{figures['speed_up']:.2f}x" in done.stdout
    assert "max(ceil(documents / at a time) * latency" in done.stdout
    assert "untimed" in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("--documents", "0"),
        ("--documents", "many"),
        ("--concurrency", "1.5"),
        ("--latency-s", "-1"),
        ("--latency-s", "nan"),
        ("--rate-limit", "0"),
        ("--rate-limit", "off", "--burst", "3"),
        ("--json", "/no/such/folder/figures.json"),
        ("--plot", "requests.pdf"),
        ("--no-such-option",),
    ],
)
def test_a_wrong_argument_is_one_line_and_exit_2(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    said = capsys.readouterr()
    assert said.out == ""
    [line] = said.err.splitlines()
    assert line.startswith("error: ")
    assert arguments[0 if len(arguments) < 3 else 2] in line


def test_a_plot_without_matplotlib_is_refused_before_anything_is_measured(tmp_path: Path) -> None:
    (tmp_path / "matplotlib.py").write_text("raise ImportError('not installed')\n")
    done = benchmark("--plot", str(tmp_path / "requests.png"), PYTHONPATH=str(tmp_path))
    assert done.returncode == 1
    assert done.stdout == ""
    [line] = done.stderr.splitlines()
    assert 'pip install "matplotlib' in line


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent as a Unix terminal does")
def test_ctrl_c_ends_it_without_a_traceback() -> None:
    process = subprocess.Popen(
        [sys.executable, SCRIPT, "--documents", "1", "--latency-s", "0.01", "--rounds", "100000"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("round 1 of")
        os.killpg(process.pid, signal.SIGINT)
        # Ends when the last process that holds the pipes has ended, the server's included.
        _, said = process.communicate(timeout=30)
    assert (said, process.returncode) == ("interrupted\n", 130)
