"""Remembers when each step of each call happened, for the timeline of a run.

It listens to the engine's events and looks at its clock, no more: no prompt, reply or key comes
near it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from utils.career.run_timeline import Outcome, RecordedCall, RecordedRun, Stretch, StretchKind
from utils.llm.usage import LLMEvent


class CallRecorder:
    """An `on_event` callback that remembers; `run()` tells what happened so far."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._steps: list[tuple[float, LLMEvent]] = []

    def on_event(self, event: LLMEvent) -> None:
        """One step of one call."""
        self._steps.append((self._clock(), event))

    def run(self) -> RecordedRun:
        """The calls so far, in seconds since the first step of the first of them."""
        if not self._steps:
            return RecordedRun()
        steps = list(self._steps)
        began_s, last_s = steps[0][0], steps[-1][0]
        by_call: dict[int, list[tuple[float, LLMEvent]]] = {}
        for at_s, event in steps:
            by_call.setdefault(event.call, []).append((at_s - began_s, event))
        calls = tuple(_recorded(each, last_s - began_s) for each in by_call.values())
        ends_s = max(call.end_s for call in calls)
        pauses = [
            (at_s - began_s, min(at_s - began_s + event.wait_s, ends_s))
            for at_s, event in steps
            if event.kind == "paused"
        ]
        return RecordedRun(calls, tuple(_merged(pauses)))


def _recorded(steps: list[tuple[float, LLMEvent]], last_s: float) -> RecordedCall:
    """One call from its steps; one without an outcome ends with the run."""
    stretches: list[Stretch] = []
    errors: list[str] = []
    outcome: Outcome = "unfinished"
    doing: StretchKind | None = None
    since_s = end_s = steps[0][0]
    attempts = 0
    usages = []

    def stop(kind: StretchKind | None, at_s: float) -> None:
        if kind is not None and at_s > since_s:
            stretches.append(Stretch(kind, since_s, at_s))

    for at_s, event in steps:
        end_s = at_s
        match event.kind:
            case "queued":
                doing, since_s = "waiting", at_s
            case "sent":
                stop(doing, at_s)
                doing, since_s = "in_flight", at_s
                attempts += 1
            case "answered":
                stop(doing, at_s)
                doing, outcome = None, "answered"
            case "erred":
                stop("erred", at_s)
                doing, since_s = "waiting", at_s
                errors.append(event.error or "error")
            case "retried":
                since_s = at_s
                stop_s = at_s + event.wait_s
                if event.wait_s > 0:
                    stretches.append(Stretch("backing_off", at_s, stop_s))
                doing, since_s = "waiting", stop_s
            case "failed":
                doing, outcome = None, "failed"
            case "cached":
                outcome = "cached"
            case "paused":
                pass
        if event.usage is not None:
            usages.append(event.usage)
    if outcome == "unfinished":
        stop(doing, last_s)
        end_s = max(end_s, last_s)
    last = steps[-1][1]
    costs = [usage.cost_usd for usage in usages]
    return RecordedCall(
        label=last.label or "call",
        model=last.model,
        start_s=steps[0][0],
        end_s=end_s,
        outcome=outcome,
        stretches=tuple(stretches),
        attempts=attempts,
        errors=tuple(errors),
        prompt_tokens=sum(usage.prompt_tokens for usage in usages) if usages else None,
        completion_tokens=sum(usage.completion_tokens for usage in usages) if usages else None,
        cost_usd=sum(cost for cost in costs if cost is not None)
        if any(cost is not None for cost in costs)
        else None,
    )


def _merged(spans: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Spans that touch or overlap as one, in order."""
    merged: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
