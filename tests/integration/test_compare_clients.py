"""The comparison of clients: its server plays what it says, its figures are counted."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import json
import math
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from multiprocessing import Pipe
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.client_scenarios import (
    Target,
    scenarios,
    settled_after_s,
    share_used,
)
from benchmarks.compare_clients import ClientFailedError, compare, measured
from benchmarks.peer_clients import CLIENTS, Tally, Task
from benchmarks.scripted_server import (
    Bucket,
    Hints,
    Script,
    ServerReport,
    answer,
    duration,
    question,
    serve,
)

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("httptools") is None, reason="httptools is not installed"
)

ROOT = Path(__file__).parents[2]
SCRIPT = "benchmarks/compare_clients.py"


# --- The server ----------------------------------------------------------------------------------


class Audience:
    """Talks to a server in this event loop: starts plays, asks questions, takes the report."""

    def __init__(self, base_url: str, pipe: Any, session: aiohttp.ClientSession) -> None:
        self._url = f"{base_url}/chat/completions"
        self._pipe = pipe
        self._session = session

    async def play(self, script: Script) -> None:
        self._pipe.send(script)
        await asyncio.to_thread(self._pipe.recv)

    async def report(self) -> ServerReport:
        self._pipe.send(None)
        report: ServerReport = await asyncio.to_thread(self._pipe.recv)
        return report

    async def ask(
        self, prompt: str, max_tokens: int = 16, timeout_s: float = 30.0
    ) -> tuple[int, dict[str, str], Any]:
        body = {
            "model": "m",
            "messages": [{"role": "user", "content": prompt}],
            "max_tokens": max_tokens,
        }
        timeout = aiohttp.ClientTimeout(total=timeout_s)
        async with self._session.post(self._url, json=body, timeout=timeout) as response:
            reply = await response.json()
            headers = {name.lower(): value for name, value in response.headers.items()}
            return response.status, headers, reply


@asynccontextmanager
async def audience() -> AsyncIterator[Audience]:
    mine, theirs = Pipe()
    serving = asyncio.create_task(serve(theirs))
    try:
        base_url = await asyncio.to_thread(mine.recv)
        async with aiohttp.ClientSession() as session:
            yield Audience(base_url, mine, session)
    finally:
        mine.close()
        await serving
        theirs.close()


async def test_each_question_gets_its_own_answer_in_the_form_of_a_completion() -> None:
    async with audience() as server:
        await server.play(Script())
        for index in (0, 7, 123_456):
            status, _, reply = await server.ask(question(index, 2000))
            assert status == 200
            assert reply["choices"][0]["message"]["content"] == answer(index)
            assert reply["choices"][0]["finish_reason"] == "stop"
            assert reply["usage"]["total_tokens"] > 0
        report = await server.report()
    assert (report.requests, report.refused, len(report.succeeded_at)) == (3, 0, 3)


async def test_what_came_before_the_play_is_not_counted() -> None:
    async with audience() as server:
        await server.ask(question(1, 10))
        await server.play(Script(requests_per_s=1e-6, burst=1))
        assert (await server.ask(question(2, 10)))[0] == 200
        report = await server.report()
    assert report.requests == 1


async def test_no_more_than_the_bucket_holds_pass_and_refusals_count_as_requests() -> None:
    async with audience() as server:
        await server.play(Script(requests_per_s=1e-6, burst=5))
        replies = await asyncio.gather(*(server.ask(question(n, 10)) for n in range(8)))
        report = await server.report()
    assert Counter(status for status, _, _ in replies) == {200: 5, 429: 3}
    assert (report.requests, report.refused, len(report.succeeded_at)) == (8, 3, 5)


async def test_the_limit_moves_when_the_script_says() -> None:
    async with audience() as server:
        await server.play(Script(requests_per_s=100.0, changes=((3600.0, 0.5),)))
        assert (await server.ask(question(0, 10)))[0] == 200
        await server.play(Script(requests_per_s=100.0, changes=((0.0, 0.5),)))
        assert (await server.ask(question(0, 10)))[0] == 429


@pytest.mark.parametrize(
    ("hints", "names"),
    [
        ("none", set()),
        ("retry-after", {"retry-after"}),
        (
            "limits",
            {
                "retry-after",
                "retry-after-ms",
                "x-ratelimit-limit-requests",
                "x-ratelimit-remaining-requests",
                "x-ratelimit-reset-requests",
            },
        ),
    ],
)
async def test_a_refusal_says_what_the_script_lets_it_say(hints: Hints, names: set[str]) -> None:
    async with audience() as server:
        await server.play(Script(requests_per_s=0.5, burst=1, hints=hints))
        await server.ask(question(0, 10))
        status, headers, reply = await server.ask(question(1, 10))
    said = {name for name in headers if name.startswith(("retry-after", "x-ratelimit"))}
    assert (status, said) == (429, names)
    assert reply["error"]["code"] == "rate_limit_exceeded"
    if "retry-after" in names:
        assert headers["retry-after"] == "2"


async def test_limit_headers_are_per_minute_and_the_reset_is_until_nothing_is_used() -> None:
    async with audience() as server:
        await server.play(Script(requests_per_s=0.01, burst=10, hints="limits"))
        for _ in range(4):
            _, headers, _ = await server.ask(question(0, 10))
    assert headers["x-ratelimit-limit-requests"] == "1"
    assert headers["x-ratelimit-reset-requests"].startswith(("6m39", "6m40"))


async def test_tokens_are_charged_as_prompt_plus_max_tokens() -> None:
    async with audience() as server:
        await server.play(Script(tokens_per_minute=1000, hints="retry-after"))
        status, _, reply = await server.ask(question(0, 400), max_tokens=800)
        assert status == 200
        assert reply["usage"] == {
            "prompt_tokens": 100,
            "completion_tokens": 800,
            "total_tokens": 900,
        }
        status, headers, _ = await server.ask(question(1, 400), max_tokens=800)
        assert status == 429
        assert 40 <= int(headers["retry-after"]) <= 48
        assert (await server.ask(question(2, 40), max_tokens=16))[0] == 200


async def test_faults_reach_the_client_as_what_they_are() -> None:
    async with audience() as server:
        await server.play(Script(faults={"error_500": 1.0}))
        assert (await server.ask(question(0, 10)))[0] == 500

        await server.play(Script(faults={"error_in_200": 1.0}))
        status, _, reply = await server.ask(question(0, 10))
        assert (status, reply["choices"], reply["error"]["code"]) == (200, None, 502)

        await server.play(Script(faults={"reset": 1.0}))
        with pytest.raises((aiohttp.ClientOSError, aiohttp.ServerDisconnectedError)):
            await server.ask(question(0, 10))

        await server.play(Script(faults={"truncate": 1.0}))
        with pytest.raises(aiohttp.ClientPayloadError):
            await server.ask(question(0, 10))

        await server.play(Script(faults={"hang": 1.0}))
        with pytest.raises(TimeoutError):
            await server.ask(question(0, 10), timeout_s=0.1)
        report = await server.report()
    assert (report.requests, report.faults) == (1, {"hang": 1})


async def test_the_same_questions_meet_the_same_faults_in_every_play() -> None:
    async def statuses(server: Audience) -> list[int]:
        return [(await server.ask(question(index, 10)))[0] for index in range(100)]

    script = Script(faults={"error_500": 0.3})
    async with audience() as server:
        await server.play(script)
        first, second = await statuses(server), await statuses(server)
        await server.play(script)
        assert (await statuses(server), await statuses(server)) == (first, second)
    assert first.count(500) == second.count(500) == 30
    assert first != second


@given(
    rate=st.floats(0.1, 1000),
    burst=st.floats(1, 100),
    gaps_s=st.lists(st.floats(0, 2), min_size=1, max_size=60),
)
def test_no_pattern_of_requests_gets_more_out_of_a_bucket_than_rate_and_burst(
    rate: float, burst: float, gaps_s: list[float]
) -> None:
    bucket = Bucket(rate, burst, 0.0)
    now, passed = 0.0, 0
    for gap_s in gaps_s:
        now += gap_s
        if bucket.wait_s(1.0, now) <= 0.0:
            passed += 1
            bucket.take(1.0, now)
    assert passed <= burst + rate * now + 1e-6


def test_a_changed_limit_takes_back_what_the_new_bucket_does_not_hold() -> None:
    bucket = Bucket(100, 100, 0.0)
    bucket.change(20, 1.0)
    assert bucket.left(1.0) == 20
    assert bucket.left(50.0) == 20


@pytest.mark.parametrize(
    ("seconds", "written"),
    [(0.0, "0ms"), (0.012, "12ms"), (1.0, "1s"), (7.66, "7.66s"), (60.0, "1m0s"), (360.0, "6m0s")],
)
def test_durations_are_written_as_openai_writes_them(seconds: float, written: str) -> None:
    assert duration(seconds) == written


# --- The figures ---------------------------------------------------------------------------------


def test_an_answer_to_another_question_is_wrong_and_no_answer_is_lost() -> None:
    tally = Tally(Task(prompts=5, concurrency=1))
    for number, reply in enumerate([answer(0), answer(2), None, ValueError("gone"), ""]):
        tally.add(number, reply)
    record = tally.record(1.0, 1.0)
    assert (record.right, record.wrong, record.lost) == (1, 1, 3)
    assert record.errors == {"NoneType": 1, "ValueError": 1, "str": 1}


def test_a_target_is_met_at_its_value_and_never_by_a_figure_that_is_missing() -> None:
    assert Target("<=", 1.05).is_met_by(1.05)
    assert not Target("<=", 1.05).is_met_by(1.06)
    assert Target(">=", 0.9).is_met_by(0.9)
    assert not Target(">=", 0.9).is_met_by(math.nan)
    assert not Target("<=", 10).is_met_by(math.inf)


def test_a_rate_has_settled_when_the_last_seconds_hold_what_the_limit_gives() -> None:
    before = [at / 100 for at in range(1000)]  # 100/s until 10 s
    after = [10 + at / 20 for at in range(200)]  # then 20/s
    settled_s = settled_after_s([*before, *after], 10.0, 20.0, 20.0)
    assert 2.8 <= settled_s <= 3.1
    assert settled_after_s([*before, *after], 10.0, 20.0, 50.0) < settled_s
    assert settled_after_s([*before, *after], 10.0, 20.0, 200.0) == math.inf
    assert share_used([*before, *after], 10.0, 20.0, 20.0) == pytest.approx(1.0, abs=0.01)


# --- The measurement -----------------------------------------------------------------------------

TINY = 0.01
SMOKED = sorted(scenarios(TINY))


@pytest.mark.parametrize("name", SMOKED)
def test_every_scenario_runs_and_its_requests_are_counted_by_the_server(name: str) -> None:
    scenario = scenarios(TINY)[name]
    if name == "documents":
        scenario = replace(scenario, script=Script(latency_s=0.01))
    if name == "faults":
        scenario = replace(scenario, task=replace(scenario.task, timeout_s=0.5))
    clients = [each for each in scenario.clients if each.split("-")[0] in {"ours", "aiohttp"}]
    result = compare(
        scenario, [each for each in clients if not CLIENTS[each].missing()], 1, lambda _: None
    )
    assert not result.skipped
    for client, cells in result.rows.items():
        right = cells["right"].value
        if client.startswith("ours"):
            assert right >= 10
            assert cells["wrong"].value == 0
            assert cells["lost"].value == 0
        for counted in {"requests / right", "requests"} & set(cells):
            assert cells[counted].value >= 1
        assert cells["server CPU s"].value > 0


def test_requests_per_answer_come_from_the_server_not_from_the_client() -> None:
    scenario = replace(
        scenarios(TINY)["overhead"],
        script=Script(faults={"error_500": 0.5}),
        task=Task(prompts=20, concurrency=5),
        tasks={},
    )
    run = measured(scenario, "aiohttp")
    assert run.server.requests == 20
    assert run.client.right == 20 - run.server.faults["error_500"] < 20
    assert run.client.lost == run.server.faults["error_500"]
    assert run.requests_per_right == 20 / run.client.right


def test_a_client_that_cannot_start_is_left_out_with_the_reason(tmp_path: Path) -> None:
    scenario = scenarios(TINY)["overhead"]
    with pytest.raises(ClientFailedError, match="took longer"):
        measured(replace(scenario, script=Script(latency_s=60.0), limit_s=0.2), "aiohttp")
    slow = replace(scenario, script=Script(latency_s=60.0), limit_s=0.2)
    result = compare(slow, ["aiohttp"], 2, lambda _: None)
    assert result.rows == {}
    assert result.skipped["aiohttp"].startswith("failed: the run took longer")


# --- The command ---------------------------------------------------------------------------------


def command(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run as a user would: by its path, from the project's folder."""
    return subprocess.run(
        [sys.executable, SCRIPT, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_it_prints_tables_and_writes_json_and_a_picture(tmp_path: Path) -> None:
    figures_file, picture = tmp_path / "figures.json", tmp_path / "clients.png"
    done = command(
        *("--quick", "--scenario", "overhead", "--scenario", "identical"),
        *("--client", "ours", "--client", "ours-cache", "--markdown"),
        *("--json", str(figures_file), "--plot", str(picture)),
    )
    assert done.returncode == 0, done.stderr
    figures = json.loads(figures_file.read_text())
    assert set(figures["scenarios"]) == {"overhead", "identical"}
    overhead = figures["scenarios"]["overhead"]["clients"]
    assert set(overhead) == {"aiohttp", "ours", "ours-cache"}
    assert overhead["aiohttp"]["x aiohttp"]["value"] == 1.0
    assert overhead["ours"]["x aiohttp"]["target"] == ">= 1.15"
    assert figures["machine"]["aiohttp"] == aiohttp.__version__
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert "| aiohttp + semaphore |" in done.stdout
    assert "compare_clients.py --quick --scenario overhead" in done.stdout


def test_a_missing_peer_is_named_and_the_others_are_measured(tmp_path: Path) -> None:
    program = (
        "import importlib.util, sys; find = importlib.util.find_spec\n"
        "importlib.util.find_spec = lambda name: None if name == 'openai' else find(name)\n"
        "if __name__ == '__main__':\n"
        f"    sys.path.insert(0, {str(ROOT)!r})\n"
        "    from benchmarks.compare_clients import main\n"
        "    sys.exit(main(['--quick', '--scenario', 'overhead', '--client', 'openai']))\n"
    )
    (tmp_path / "without_openai.py").write_text(program)
    done = subprocess.run(
        [sys.executable, str(tmp_path / "without_openai.py")],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "AsyncOpenAI skipped: not installed: openai" in done.stdout
    assert "aiohttp + semaphore" in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("--scenario", "no-such"),
        ("--client", "no-such"),
        ("--rounds", "0"),
        ("--plot", "clients.pdf"),
        ("--scenario", "latency", "--plot", "clients.png"),
        ("--json", "/no/such/folder/figures.json"),
    ],
)
def test_a_wrong_argument_is_one_line_and_exit_2(arguments: tuple[str, ...]) -> None:
    done = command(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    [line] = done.stderr.splitlines()
    assert line.startswith("error: ")
    assert arguments[-2] in line


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are looked up in /proc")
def test_ctrl_c_ends_it_and_leaves_no_process() -> None:
    process = subprocess.Popen(
        [sys.executable, SCRIPT, "--scenario", "told", "--client", "ours"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    with process:
        assert process.stderr is not None
        for line in process.stderr:
            if "round 1" in line:
                break
        os.killpg(process.pid, signal.SIGINT)
        # Ends when the last process that holds the pipes has ended, the children included.
        _, said = process.communicate(timeout=30)
    assert (said, process.returncode) == ("interrupted\n", 130)
    assert running_children(process.pid) == []


def running_children(group: int) -> list[str]:
    """Command lines of multiprocessing's children in a group; one that has ended has none."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            command_line = (folder / "cmdline").read_text()
            if "spawn_main" in command_line and os.getpgid(int(folder.name)) == group:
                found.append(command_line)
    return found
