"""What `compare_clients.py` compares clients in: scripts, tasks, figures and the targets for them.

Data and arithmetic alone: it runs nothing and prints nothing. `scale` shrinks how much is asked,
for a quick look and for tests; figures then mean little.
"""

from __future__ import annotations

import math
import statistics
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from .peer_clients import BASELINE, ClientRecord, Task, Work, work_batch, work_stream
from .scripted_server import Fault, Hints, Script, ServerReport

WINDOW_S: Final = 3.0
"""Successes are counted over so many seconds to tell their rate."""


@dataclass(frozen=True, slots=True)
class Run:
    """One client's run of a task against one play of a script."""

    client: ClientRecord
    server: ServerReport

    @property
    def requests_per_right(self) -> float:
        return self.server.requests / self.client.right if self.client.right else math.inf


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure is to reach: at most or at least `value`."""

    sign: str
    value: float

    def __str__(self) -> str:
        return f"{self.sign} {self.value:g}"

    def is_met_by(self, figure: float) -> bool:
        return figure <= self.value if self.sign == "<=" else figure >= self.value


def at_most(value: float) -> Target:
    return Target("<=", value)


def at_least(value: float) -> Target:
    return Target(">=", value)


RunsByClient = Mapping[str, Run]
"""One round: client -> its run."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A column of a scenario's table: how it follows from a client's run and the others of its
    round, how rounds are summed up, and what it is to reach, by client."""

    name: str
    of: Callable[[Run, RunsByClient], float]
    format: str = ".2f"
    over_rounds: Callable[[Iterable[float]], float] = statistics.median
    targets: Mapping[str, Target] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scenario:
    """What the server plays, what each client is asked to do, and what is read from it.

    `tasks` holds what differs from `task`, by client: a dearer client asks less often where the
    figure is a rate. A run that takes longer than `limit_s` is broken off.
    """

    name: str
    title: str
    script: Script
    task: Task
    clients: tuple[str, ...]
    figures: tuple[Figure, ...]
    rounds: int = 1
    work: Work = work_batch
    tasks: Mapping[str, Task] = field(default_factory=dict)
    limit_s: float = 180.0

    def task_of(self, client: str) -> Task:
        return self.tasks.get(client, self.task)


PEERS: Final = ("openai", "litellm", "langchain")


def counted(name: str, of: Callable[[Run], float], targets: Mapping[str, Target]) -> Figure:
    """A count, of the worst round."""
    return Figure(name, lambda run, _: of(run), ".0f", max, targets)


def answers(task: Task, *must_be_right: str) -> tuple[Figure, ...]:
    """How many answers were right, wrong and lost; the named clients must get all right."""
    all_right = none_lost = {}
    if task.for_s is None:
        all_right = dict.fromkeys(must_be_right, at_least(task.prompts))
    else:  # how many were asked shows in the end
        none_lost = dict.fromkeys(must_be_right, at_most(0))
    return (
        Figure("right", lambda run, _: run.client.right, ",.0f", min, all_right),
        counted("wrong", lambda run: run.client.wrong, {}),
        counted("lost", lambda run: run.client.lost, none_lost),
    )


def per_right(targets: Mapping[str, Target] | None = None) -> Figure:
    return Figure(
        "requests / right",
        lambda run, _: run.requests_per_right,
        ".3f",
        targets=targets or {},
    )


def wall_over(ideal_s: float, targets: Mapping[str, Target] | None = None) -> Figure:
    return Figure(
        "wall / ideal", lambda run, _: run.client.wall_s / ideal_s, ".3f", targets=targets or {}
    )


def refused(*told: str) -> Figure:
    return counted("429s", lambda run: run.server.refused, dict.fromkeys(told, at_most(0)))


def per_cpu_second(run: Run) -> float:
    return run.client.right / run.client.cpu_s


def to_baseline(run: Run, others: RunsByClient) -> float:
    if BASELINE not in others:
        return math.nan
    return per_cpu_second(run) / per_cpu_second(others[BASELINE])


def settled_after_s(
    succeeded_at: Sequence[float], changed_at: float, until: float, per_s: float
) -> float:
    """Seconds from a change of the limit until successes come at the new rate, within 10 %.

    The rate is that of the last `WINDOW_S`; inf when it does not get there before `until`.
    """
    steps = math.floor((until - changed_at) / 0.1 + 1e-9)
    for step in range(steps + 1):
        now = changed_at + 0.1 * step
        seen = bisect_right(succeeded_at, now) - bisect_right(succeeded_at, now - WINDOW_S)
        if abs(seen - per_s * WINDOW_S) <= 0.1 * per_s * WINDOW_S:
            return now - changed_at
    return math.inf


def share_used(succeeded_at: Sequence[float], start: float, end: float, per_s: float) -> float:
    """Successes between two times over what the limit allowed then."""
    return (bisect_right(succeeded_at, end) - bisect_right(succeeded_at, start)) / (
        per_s * (end - start)
    )


def scaled(count: int, scale: float, least: int = 10) -> int:
    return max(least, round(count * scale))


def scenarios(scale: float = 1.0) -> dict[str, Scenario]:
    """All scenarios by name; `scale` shrinks how much is asked, and figures then mean little."""
    all_of_them = (
        overhead(scale),
        latency(scale),
        documents(),
        told(scale),
        untold(scale, "untold", "limits", "each reply tells it in headers", 1.05),
        untold(scale, "untold-bare", "none", "a bare 429 is all it says", 1.10),
        moving(scale, "moving", "limits", "each reply tells it in headers"),
        moving(scale, "moving-bare", "none", "a bare 429 is all it says"),
        tokens(scale),
        faults(scale),
        identical(),
        million(scale),
    )
    return {scenario.name: scenario for scenario in all_of_them}


def overhead(scale: float) -> Scenario:
    task = Task(prompts=scaled(5000, scale), concurrency=64)
    fewer = Task(prompts=scaled(250, scale), concurrency=64)
    return Scenario(
        "overhead",
        f"Overhead: no latency, {task.prompts:,} prompts of 2 KB ({fewer.prompts:,} for "
        "AsyncOpenAI, litellm and LangChain), 64 at a time",
        Script(),
        task,
        (BASELINE, "ours", "ours-uvloop", "ours-cache", "ours-auto", *PEERS),
        (
            Figure("requests per CPU second", lambda run, _: per_cpu_second(run), ",.0f"),
            Figure(
                "x aiohttp",
                to_baseline,
                targets={
                    "ours": at_least(1.15),
                    "ours-uvloop": at_least(1.5),
                    "ours-cache": at_least(0.8),
                },
            ),
            *answers(task, "ours", "ours-uvloop", "ours-cache", "ours-auto"),
        ),
        rounds=3,
        tasks=dict.fromkeys(PEERS, fewer),
    )


def latency(scale: float) -> Scenario:
    latency_s, at_a_time = 0.2, 50
    task = Task(prompts=scaled(500, scale), concurrency=at_a_time)
    ideal_s = math.ceil(task.prompts / at_a_time) * latency_s
    return Scenario(
        "latency",
        f"Latency: 200 ms, {task.prompts} prompts, {at_a_time} at a time, ideal {ideal_s:g} s",
        Script(latency_s=latency_s),
        task,
        (BASELINE, "ours", *PEERS),
        (wall_over(ideal_s, {"ours": at_most(1.05)}), *answers(task, "ours")),
        rounds=3,
    )


def documents() -> Scenario:
    task = Task(prompts=10, concurrency=5)

    def speed_up(run: Run, others: RunsByClient) -> float:
        one_by_one = others.get("ours-one-by-one")
        return one_by_one.client.wall_s / run.client.wall_s if one_by_one else math.nan

    return Scenario(
        "documents",
        "Documents: 10 calls of 0.5 s, 5 at a time; speed-up over one at a time",
        Script(latency_s=0.5),
        task,
        ("ours-one-by-one", "ours", "ours-auto"),
        (
            Figure(
                "speed-up",
                speed_up,
                targets={"ours": at_least(4.95), "ours-auto": at_least(9.5)},
            ),
            *answers(task, "ours", "ours-auto"),
        ),
        rounds=3,
    )


LIMIT_PER_S: Final = 50.0
LIMITED: Final = "50 requests/s with 50 at once"


def limited_task(scale: float, *, told: bool) -> tuple[Task, float]:
    """A task against the limit, and the least time that the limit leaves for it."""
    task = Task(
        prompts=scaled(1000, scale, least=75),
        concurrency=64,
        requests_per_s=LIMIT_PER_S if told else None,
    )
    return task, (task.prompts - LIMIT_PER_S) / LIMIT_PER_S


def told(scale: float) -> Scenario:
    task, ideal_s = limited_task(scale, told=True)
    return Scenario(
        "told",
        f"Limit told: {LIMITED}, {task.prompts:,} prompts, ideal {ideal_s:g} s; "
        "peers with aiolimiter in front",
        Script(latency_s=0.05, requests_per_s=LIMIT_PER_S, hints="retry-after"),
        task,
        (BASELINE, "ours", *PEERS),
        (
            wall_over(ideal_s, {"ours": at_most(1.02)}),
            refused("ours"),
            *answers(task, "ours"),
            per_right(),
        ),
    )


def untold(scale: float, name: str, hints: Hints, says: str, wall: float) -> Scenario:
    task, ideal_s = limited_task(scale, told=False)
    return Scenario(
        name,
        f"Limit untold: {LIMITED}, {says}; {task.prompts:,} prompts, ideal {ideal_s:g} s",
        Script(latency_s=0.05, requests_per_s=LIMIT_PER_S, hints=hints),
        task,
        (BASELINE, "ours-auto", *PEERS),
        (
            *answers(task, "ours-auto"),
            per_right({"ours-auto": at_most(1.05)}),
            wall_over(ideal_s, {"ours-auto": at_most(wall)}),
        ),
    )


def moving(scale: float, name: str, hints: Hints, says: str) -> Scenario:
    high, low = 100.0, 20.0
    drop_s, rise_s, end_s = (at * scale for at in (4.0, 15.0, 26.0))

    def settled(changed_at: float, until: float, per_s: float) -> Callable[[Run, object], float]:
        return lambda run, _: settled_after_s(run.server.succeeded_at, changed_at, until, per_s)

    def used(start: float, end: float, per_s: float) -> Callable[[Run, object], float]:
        return lambda run, _: share_used(run.server.succeeded_at, start, end, per_s)

    task = Task(prompts=1_000_000, concurrency=64, for_s=end_s)
    soon = {"ours-auto": at_most(10.0)}
    return Scenario(
        name,
        f"Limit moves: {high:g}/s, {low:g}/s after {drop_s:g} s, {high:g}/s again after "
        f"{rise_s:g} s; {says}; seconds until successes of the last {WINDOW_S:g} s are within "
        "10 % of the limit",
        Script(
            latency_s=0.05,
            requests_per_s=high,
            changes=((drop_s, low), (rise_s, high)),
            hints=hints,
        ),
        task,
        ("ours-auto",),
        (
            Figure("s after the drop", settled(drop_s, rise_s, low), ".1f", targets=soon),
            Figure("s after the rise", settled(rise_s, end_s, high), ".1f", targets=soon),
            Figure("limit used, low", used(drop_s, rise_s, low)),
            Figure("limit used, high again", used(rise_s, end_s, high)),
            *answers(task, "ours-auto"),
            per_right(),
        ),
    )


def tokens(scale: float) -> Scenario:
    per_minute, max_tokens = 360_000.0, 16
    per_s = per_minute / 60.0
    asked = (40, 4000)
    pairs = math.ceil((per_minute + per_s * max(2.0, 20.0 * scale)) / sum(asked))
    total = pairs * sum(asked)
    task = Task(
        prompts=2 * pairs,
        concurrency=64,
        chars=(4 * (asked[0] - max_tokens), 4 * (asked[1] - max_tokens)),
        tokens_per_minute=per_minute,
        max_tokens=max_tokens,
    )

    def throughput(run: Run, _: RunsByClient) -> float:
        return (total - per_minute) / per_s / run.client.wall_s

    return Scenario(
        "tokens",
        f"Tokens: {per_minute:,.0f} a minute told and enforced on prompt + max_tokens, "
        f"{2 * pairs} requests of {asked[0]} and {asked[1]:,} tokens in turn; throughput is what "
        "is beyond the first minute's worth, which may come at once",
        Script(latency_s=0.05, tokens_per_minute=per_minute, hints="retry-after"),
        task,
        ("ours",),
        (
            Figure("throughput / limit", throughput, ".3f", targets={"ours": at_least(0.95)}),
            refused("ours"),
            *answers(task, "ours"),
        ),
    )


FAULTS: Final[dict[Fault, float]] = {
    "error_500": 0.05,
    "reset": 0.02,
    "truncate": 0.01,
    "hang": 0.01,
    "error_in_200": 0.01,
}


def faults(scale: float) -> Scenario:
    task = Task(prompts=scaled(1000, scale, least=100), concurrency=64, timeout_s=2.0)
    return Scenario(
        "faults",
        "Faults: 5 % HTTP 500, 2 % reset, 1 % cut off, 1 % no reply (time-out 2 s), 1 % an error "
        f"in a 200; {task.prompts:,} prompts, 64 at a time",
        Script(latency_s=0.02, faults=FAULTS),
        task,
        (BASELINE, "ours", "ours-auto", *PEERS),
        (*answers(task, "ours", "ours-auto"), per_right()),
    )


def identical() -> Scenario:
    task = Task(prompts=100, concurrency=100, distinct=1)
    return Scenario(
        "identical",
        "Identical: the same call 100 times at once, cache on",
        Script(latency_s=0.1),
        task,
        (BASELINE, "ours-cache"),
        (
            counted("requests", lambda run: run.server.requests, {"ours-cache": at_most(1)}),
            *answers(task, "ours-cache"),
        ),
    )


def million(scale: float) -> Scenario:
    task = Task(prompts=scaled(1_000_000, scale, least=1000), concurrency=64, chars=(100,))
    return Scenario(
        "million",
        f"Any size: {task.prompts:,} prompts from a generator through stream_llm_batch; memory "
        "beyond the first hundredth, throughput of the last tenth over that of the first",
        Script(),
        task,
        ("ours",),
        (
            Figure(
                "resident MB more",
                lambda run, _: run.client.growth_mb,
                ".1f",
                max,
                {"ours": at_most(20)},
            ),
            Figure(
                "last / first tenth",
                lambda run, _: run.client.flatness,
                targets={"ours": at_least(0.9)},
            ),
            *answers(task, "ours"),
        ),
        work=work_stream,
        limit_s=3600.0,
    )


BY_NAME_ONLY: Final = ("million",)
IMPORT: Final = "import"
