"""The run as a part of the report: what it took, a timeline of its calls, and a table of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from .citations import counted
from .html_markup import Content, element, table
from .offline import MODEL_NAME
from .run_timeline import RecordedCall, RecordedRun, swatch, timeline_svg

_OUTCOMES: Final = {
    "answered": "answered",
    "cached": "from the cache",
    "failed": "failed",
    "unfinished": "cut off",
}
_LEGEND: Final = (
    ("waiting", "waiting for its turn"),
    ("in_flight", "in flight"),
    ("erred", "in flight, ended in an error"),
    ("backing_off", "waiting before another attempt"),
    ("paused", "everyone paused"),
    ("cached", "answered from the cache"),
)


def run_part(run: RecordedRun) -> Content:
    if not run.calls:
        return element("p", "No call to a model was recorded.", class_="remark")
    kinds: set[str] = {each.kind for call in run.calls for each in call.stretches}
    if any(call.outcome == "cached" for call in run.calls):
        kinds.add("cached")
    if run.pauses:
        kinds.add("paused")
    by_rules = all(call.model == MODEL_NAME for call in run.calls)
    return [
        element(
            "p",
            "The built-in rules answered: no model was asked, and nothing was spent.",
            class_="remark",
        )
        if by_rules
        else None,
        element(
            "dl",
            [
                element("div", element("dt", name), element("dd", value))
                for name, value in _totals(run)
            ],
            class_="totals",
        ),
        element(
            "figure",
            element(
                "ul",
                [element("li", swatch(kind), " ", text) for kind, text in _LEGEND if kind in kinds],
                class_="legend",
            ),
            timeline_svg(
                run,
                "timeline-title",
                f"{counted(len(run.calls), 'call')} over {run.duration_s:.2f} seconds, at most "
                f"{run.most_in_flight} in flight at once; the table below has the figures.",
            ),
            element(
                "figcaption",
                "A row for each call, from the first question to the last answer. The shape above "
                "the rows: how many were in flight at once.",
            ),
            class_="timeline-figure",
        ),
        element(
            "details",
            element("summary", "The calls as a table"),
            table(
                ("Call", "Model", "Outcome", "Waited", "In flight", "Attempts", "Tokens", "Cost"),
                [_call_row(call) for call in run.calls],
            ),
        ),
    ]


def _spent(call: RecordedCall, *kinds: str) -> float:
    return sum(each.end_s - each.start_s for each in call.stretches if each.kind in kinds)


def _call_row(call: RecordedCall) -> tuple[str, ...]:
    tokens = (
        f"{call.prompt_tokens:,} + {call.completion_tokens:,}"
        if call.prompt_tokens is not None and call.completion_tokens is not None
        else "–"
    )
    errors = f" ({', '.join(call.errors)})" if call.errors else ""
    return (
        call.label,
        call.model,
        _OUTCOMES[call.outcome] + errors,
        f"{_spent(call, 'waiting', 'backing_off'):.2f} s",
        f"{_spent(call, 'in_flight', 'erred'):.2f} s",
        str(call.attempts),
        tokens,
        _dollars(call.cost_usd) if call.cost_usd is not None else "–",
    )


def _dollars(amount: float) -> str:
    return f"${amount:,.2f}" if amount >= 1 or not amount else f"${amount:.4f}"


def _totals(run: RecordedRun) -> Iterator[tuple[str, str]]:
    calls = run.calls
    told = [call for call in calls if call.prompt_tokens is not None]
    costs = [call.cost_usd for call in calls if call.cost_usd is not None]
    unpriced = sum(call.outcome == "answered" and call.cost_usd is None for call in calls)
    yield "Duration", f"{run.duration_s:.2f} s"
    yield "Calls", str(len(calls))
    yield "Most in flight", str(run.most_in_flight)
    yield "Repeated attempts", str(sum(max(0, call.attempts - 1) for call in calls))
    yield "From the cache", str(sum(call.outcome == "cached" for call in calls))
    if failed := sum(call.outcome == "failed" for call in calls):
        yield "Failed", str(failed)
    if told:
        sent = sum(call.prompt_tokens or 0 for call in told)
        received = sum(call.completion_tokens or 0 for call in told)
        yield "Tokens", f"{sent:,} + {received:,}"
    if costs:
        more = f", {unpriced} of unknown cost" if unpriced else ""
        yield "Cost", _dollars(sum(costs)) + more
    elif any(call.model != MODEL_NAME for call in calls):
        yield "Cost", "not told"
    models = ", ".join(dict.fromkeys(call.model for call in calls))
    yield "Model", models
