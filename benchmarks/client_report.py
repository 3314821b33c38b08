"""How the results of `compare_clients.py` are shown: tables, Markdown, JSON and one picture.

It computes nothing but whether a figure meets its target.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import json
import math
import os
import platform
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from rich import box
from rich.console import Console
from rich.table import Table

from .client_scenarios import Target
from .command_line import BenchmarkError
from .peer_clients import CLIENTS


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of one client: over the rounds, and what it was to reach."""

    value: float
    format: str
    target: Target | None = None

    @property
    def verdict(self) -> str | None:
        if self.target is None:
            return None
        return "pass" if self.target.is_met_by(self.value) else "MISS"

    def __str__(self) -> str:
        shown = "none" if math.isnan(self.value) else "never"
        if math.isfinite(self.value):
            shown = format(self.value, self.format)
        return shown if self.target is None else f"{shown} ({self.target}: {self.verdict})"


@dataclass(slots=True)
class Result:
    """A scenario's table: client -> column -> cell; what errors came; who is not in it and why."""

    name: str
    title: str
    rounds: int
    rows: dict[str, dict[str, Cell]] = field(default_factory=dict)
    errors: dict[str, Counter[str]] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)

    @property
    def missed(self) -> bool:
        return any(
            cell.verdict == "MISS" for cells in self.rows.values() for cell in cells.values()
        )


# --- What is shown -------------------------------------------------------------------------------


def cpu_model() -> str:
    """The processor's name where the system tells it."""
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def machine() -> dict[str, str]:
    """What the figures were measured on and with."""
    versions = {}
    for package in (
        "aiohttp",
        "uvloop",
        "httptools",
        "openai",
        "litellm",
        "langchain-openai",
        "aiolimiter",
    ):
        try:
            versions[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            versions[package] = "not installed"
    return {
        "CPU": f"{cpu_model()}, {os.cpu_count()} cores",
        "system": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        **versions,
    }


def show(result: Result, console: Console) -> None:
    """Print a scenario's table."""
    console.print(result.title, style="bold", soft_wrap=True)
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("")
    for column in columns_of(result):
        table.add_column(column, justify="right")
    for name, cells in result.rows.items():
        shown = []
        for column in columns_of(result):
            cell = cells[column]
            colour = {"pass": "green", "MISS": "bold red", None: ""}[cell.verdict]
            shown.append(f"[{colour}]{cell}[/]" if colour else str(cell))
        table.add_row(label_of(name), *shown)
    if result.rows:
        console.print(table)
    for line in remarks(result):
        console.print(line, soft_wrap=True)


def label_of(row: str) -> str:
    """How a row is called: by its client's label where it is one's."""
    return CLIENTS[row].label if row in CLIENTS else row


def columns_of(result: Result) -> list[str]:
    return list(next(iter(result.rows.values()), {}))


def remarks(result: Result) -> list[str]:
    """Errors by type, and clients that are missing."""
    return [
        *(
            f"{label_of(name)} lost: "
            + ", ".join(f"{count} {kind}" for kind, count in counts.most_common())
            for name, counts in result.errors.items()
            if counts
        ),
        *(f"{label_of(name)} skipped: {reason}" for name, reason in result.skipped.items()),
    ]


def as_markdown(results: Sequence[Result], command: str) -> str:
    """The tables for `docs/benchmarks.md`."""
    lines = [f"    {command}", ""]
    lines += [f"- {name}: {value}" for name, value in machine().items()]
    for result in results:
        columns = columns_of(result)
        lines += ["", f"**{result.title}** (rounds: {result.rounds})", ""]
        lines.append(f"| | {' | '.join(columns)} |")
        lines.append("|---" + "|---:" * len(columns) + "|")
        for name, cells in result.rows.items():
            shown = " | ".join(str(cells[column]) for column in columns)
            lines.append(f"| {label_of(name)} | {shown} |")
        notes = remarks(result)
        lines += ["", *(f"{note}  " for note in notes)] if notes else []
    return "\n".join(lines) + "\n"


def as_json(results: Sequence[Result], command: str) -> str:
    def number(value: float) -> float | None:
        return value if math.isfinite(value) else None

    report = {
        "benchmark": "compare_clients",
        "command": command,
        "machine": machine(),
        "scenarios": {
            result.name: {
                "title": result.title,
                "rounds": result.rounds,
                "clients": {
                    name: {
                        column: {
                            "value": number(cell.value),
                            "target": None if cell.target is None else str(cell.target),
                            "verdict": cell.verdict,
                        }
                        for column, cell in cells.items()
                    }
                    for name, cells in result.rows.items()
                },
                "errors": {name: dict(counts) for name, counts in result.errors.items()},
                "skipped": result.skipped,
            }
            for result in results
        },
    }
    return json.dumps(report, indent=2) + "\n"


OURS_COLOUR: Final = "#1f6feb"
PEER_COLOUR: Final = "#8a8f98"
LOST_COLOUR: Final = "#d1242f"


PICTURED: Final = {
    "overhead": "Requests per second of client CPU",
    "untold-bare": "A limit of 50 requests/s that nobody told",
    "faults": "10 % of the replies go wrong",
}
"""The scenarios in the picture, and their titles there."""


def draw(results: Sequence[Result], path: Path) -> None:
    """One picture: overhead as bars, and what became of the prompts where something was in the way.

    Raises:
        BenchmarkError: no client was measured in the scenarios it is made of.
    """
    by_name = {result.name: result for result in results if result.rows}
    rate = by_name.get("overhead")
    outcomes = [
        (by_name[name], title)
        for name, title in PICTURED.items()
        if name in by_name and name != "overhead"
    ]
    panels = ([rate] if rate else []) + [result for result, _ in outcomes]
    if not panels:
        raise BenchmarkError(f"nothing to draw: no client was measured in {', '.join(PICTURED)}")
    figure = importlib.import_module("matplotlib.figure").Figure(
        figsize=(10.0, 0.9 + sum(0.55 + 0.34 * len(each.rows) for each in panels)),
        layout="constrained",
        dpi=150,
    )
    axes = figure.subplots(
        len(panels), 1, squeeze=False, height_ratios=[1.2 + len(each.rows) for each in panels]
    )[:, 0]
    if rate:
        draw_overhead(axes[0], rate)
    for axis, (result, title) in zip(axes[len(panels) - len(outcomes) :], outcomes, strict=True):
        draw_outcomes(axis, result, title)
    for axis in axes:
        axis.spines[["top", "right", "left"]].set_visible(False)
        axis.tick_params(axis="y", length=0)
        axis.invert_yaxis()
    figure.savefig(path)


def colour_of(client: str) -> str:
    return OURS_COLOUR if client.startswith("ours") else PEER_COLOUR


def draw_overhead(axis: Any, result: Result) -> None:
    """Bars: requests per second of the client's CPU, with the ratio to aiohttp."""
    names = list(result.rows)
    rates = [result.rows[name]["requests per CPU second"].value for name in names]
    bars = axis.barh(
        [label_of(name) for name in names], rates, color=[colour_of(name) for name in names]
    )
    axis.bar_label(
        bars,
        [
            f"{rate:,.0f}  ({result.rows[name]['x aiohttp'].value:.2f}x)"
            for name, rate in zip(names, rates, strict=True)
        ],
        padding=4,
    )
    axis.set_xlim(0, max(rates) * 1.2)
    axis.set_xticks([])
    axis.spines["bottom"].set_visible(False)
    axis.set_title(PICTURED["overhead"], loc="left", fontweight="bold")


def draw_outcomes(axis: Any, result: Result, title: str) -> None:
    """Stacked bars: answers that came and answers that did not, with the requests it took."""
    names = list(result.rows)
    labels = [label_of(name) for name in names]
    right = [result.rows[name]["right"].value for name in names]
    other = [result.rows[name]["lost"].value + result.rows[name]["wrong"].value for name in names]
    asked = max(map(sum, zip(right, other, strict=True)))
    axis.barh(labels, right, color=[colour_of(name) for name in names])
    bars = axis.barh(labels, other, left=right, color=LOST_COLOUR)
    per_answer = [result.rows[name]["requests / right"].value for name in names]
    axis.bar_label(
        bars,
        [
            f"{missing:,.0f} lost, {requests:.2f} requests per answer"
            for missing, requests in zip(other, per_answer, strict=True)
        ],
        padding=4,
    )
    axis.set_xlim(0, asked * 1.4)
    axis.set_xticks([])
    axis.spines["bottom"].set_visible(False)
    axis.set_title(f"{title}: answers to {asked:,.0f} prompts", loc="left", fontweight="bold")
