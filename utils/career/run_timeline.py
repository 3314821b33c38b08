"""The calls of a run, and their timeline as inline SVG.

Every position is a share of the width in per cent, so the drawing fits a phone and a poster alike
while its letters keep their size. It draws what was recorded and measures nothing itself; colours
and fonts are the page's, by class.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from .html_markup import Html, element

StretchKind = Literal["waiting", "in_flight", "erred", "backing_off"]
Outcome = Literal["answered", "cached", "failed", "unfinished"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """What a call did from `start_s` to `end_s`, in seconds since the run began.

    `waiting` in the queue, `in_flight` with success, `erred`: in flight to an error, `backing_off`
    before another attempt.
    """

    kind: StretchKind
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class RecordedCall:
    """One call from the moment it was asked for to its outcome at `end_s`.

    `attempts` were sent; `errors` are class names in the order they came; tokens are None where the
    reply did not tell them, the cost in US dollars where nobody knows it.
    """

    label: str
    model: str
    start_s: float
    end_s: float
    outcome: Outcome
    stretches: tuple[Stretch, ...] = ()
    attempts: int = 0
    errors: tuple[str, ...] = ()
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    cost_usd: float | None = None


@dataclass(frozen=True, slots=True)
class RecordedRun:
    """The calls of a run, in the order they were asked for, and the pauses that all shared."""

    calls: tuple[RecordedCall, ...] = ()
    pauses: tuple[tuple[float, float], ...] = ()

    @property
    def duration_s(self) -> float:
        """From the first call to the last outcome."""
        return max((call.end_s for call in self.calls), default=0.0)

    def in_flight(self) -> list[tuple[float, int]]:
        """(seconds, requests in flight from then on), in order of time."""
        changes = sorted(
            change
            for call in self.calls
            for each in call.stretches
            if each.kind in ("in_flight", "erred")
            for change in ((each.start_s, 1), (each.end_s, -1))
        )
        levels: list[tuple[float, int]] = []
        level = 0
        for at_s, change in changes:
            level += change
            if levels and levels[-1][0] == at_s:
                levels.pop()
            levels.append((at_s, level))
        return levels

    @property
    def most_in_flight(self) -> int:
        return max((level for _, level in self.in_flight()), default=0)


# --- Drawing -------------------------------------------------------------------------------------

_MOST_LABELLED: Final = 40
_AXIS_PX: Final = 22
_CURVE_PX: Final = 44
_MOST_TICKS: Final = 6


@dataclass(frozen=True, slots=True)
class _Row:
    height_px: int
    bar_top_px: int
    bar_px: int


_LABELLED: Final = _Row(height_px=32, bar_top_px=16, bar_px=9)
_PLAIN: Final = _Row(height_px=7, bar_top_px=1, bar_px=5)


def timeline_svg(run: RecordedRun, title_id: str, title: str) -> Html:
    """The run drawn from left to right: a row for each call, above them how many were in flight."""
    span_s = run.duration_s or 1.0
    row = _LABELLED if len(run.calls) <= _MOST_LABELLED else _PLAIN
    top = _AXIS_PX + _CURVE_PX + 10
    height = top + row.height_px * len(run.calls) + 4
    return element(
        "svg",
        element("title", title, id=title_id),
        _hatching(),
        [_pause(start_s, end_s, span_s, height) for start_s, end_s in run.pauses],
        _axis(span_s, height),
        _curve(run, span_s),
        [
            _call(call, row, top + index * row.height_px, span_s)
            for index, call in enumerate(run.calls)
        ],
        role="img",
        aria_labelledby=title_id,
        width="100%",
        height=height,
        class_="timeline",
    )


def swatch(kind: str) -> Html:
    """A sample of a kind of stretch, a pause or a cached answer, for the legend."""
    drawing = (
        element("circle", cx=11, cy=6, r=4, class_="cached")
        if kind == "cached"
        else element("rect", x=0, y=1, width=22, height=10, class_=kind)
    )
    return element("svg", drawing, width=22, height=12, aria_hidden="true", class_="swatch")


def _hatching() -> Html:
    return element(
        "defs",
        element(
            "pattern",
            element("path", d="M0 6 6 0", class_="hatch"),
            id="hatching",
            width=6,
            height=6,
            patternUnits="userSpaceOnUse",
        ),
    )


def _percent(value_s: float, span_s: float) -> str:
    return f"{min(100.0, max(0.0, 100 * value_s / span_s)):.3f}%"


def _ticks(span_s: float) -> Iterator[float]:
    """Round moments from 0 on, at most seven: steps of 1, 2 or 5 times a power of ten."""
    rough = span_s / _MOST_TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    yield from (index * step for index in range(int(span_s / step + 1e-9) + 1))


def _axis(span_s: float, height: int) -> list[Html]:
    drawn = []
    for at_s in _ticks(span_s):
        x = _percent(at_s, span_s)
        near_end = at_s > 0.94 * span_s
        drawn += [
            element("line", x1=x, x2=x, y1=_AXIS_PX, y2=height, class_="grid"),
            element(
                "text",
                f"{at_s:g} s",
                x=x,
                y=14,
                text_anchor="start" if at_s == 0 else "end" if near_end else "middle",
                class_="tick",
            ),
        ]
    return drawn


def _curve(run: RecordedRun, span_s: float) -> Html | None:
    most = run.most_in_flight
    if not most:
        return None
    steps = [f"M0 {_CURVE_PX}"]
    for at_s, level in run.in_flight():
        y = _CURVE_PX * (1 - level / most)
        steps.append(f"H{1000 * at_s / span_s:.2f}V{y:.2f}")
    return element(
        "svg",
        element("path", d="".join([*steps, "Z"]), class_="curve"),
        y=_AXIS_PX + 4,
        width="100%",
        height=_CURVE_PX,
        viewBox=f"0 0 1000 {_CURVE_PX}",
        preserveAspectRatio="none",
    )


def _pause(start_s: float, end_s: float, span_s: float, height: int) -> Html:
    return element(
        "rect",
        x=_percent(start_s, span_s),
        y=_AXIS_PX,
        width=_percent(end_s - start_s, span_s),
        height=height - _AXIS_PX,
        class_="paused",
    )


def _call(call: RecordedCall, row: _Row, top: int, span_s: float) -> Html:
    y = top + row.bar_top_px
    marks = [
        element(
            "rect",
            x=_percent(each.start_s, span_s),
            y=y + row.bar_px // 3 if each.kind == "backing_off" else y,
            width=_percent(each.end_s - each.start_s, span_s),
            height=row.bar_px // 3 if each.kind == "backing_off" else row.bar_px,
            class_=each.kind,
        )
        for each in call.stretches
    ]
    x = _percent(call.end_s, span_s)
    if call.outcome == "cached":
        marks.append(
            element("circle", cx=x, cy=y + row.bar_px / 2, r=row.bar_px / 2, class_="cached")
        )
    if call.outcome == "failed":
        marks.append(element("text", "✕", x=x, y=y + row.bar_px, class_="cross", text_anchor="end"))
    label = _label(call, top, span_s) if row is _LABELLED else None
    return element("g", label, marks)


def _label(call: RecordedCall, top: int, span_s: float) -> Html:
    """The name above its bar: from the bar's start, or up to its end where the page ends soon."""
    late = call.start_s > 0.6 * span_s
    return element(
        "text",
        call.label,
        x=_percent(call.end_s if late else call.start_s, span_s),
        y=top + 12,
        text_anchor="end" if late else "start",
    )
