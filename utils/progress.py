"""Progress of a run: documents done, calls in flight, retries, time left.

On a terminal a live line drawn by rich, elsewhere one plain line per document. It listens to the
engine's events and to finished records, shows names of files only, and never prints a prompt, a
reply or a key.
"""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from utils.llm.usage import LLMEvent


class RunProgress:
    """Shows how far a run over `documents` documents is, on `console`."""

    def __init__(self, documents: int, console: Console) -> None:
        self._documents = documents
        self._console = console
        self._done = 0
        self._in_flight = 0
        self._retries = 0
        self._bar: Progress | None = None
        self._task = TaskID(0)

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._bar = Progress(
                TextColumn("documents"),
                BarColumn(bar_width=24),
                MofNCompleteColumn(),
                TextColumn("· {task.fields[in_flight]} calls in flight"),
                TextColumn("· {task.fields[retries]} retries ·"),
                TimeElapsedColumn(),
                TextColumn("· left"),
                TimeRemainingColumn(),
                console=self._console,
                transient=True,
            )
            self._task = self._bar.add_task("", total=self._documents, in_flight=0, retries=0)
            self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def on_event(self, event: LLMEvent) -> None:
        """One step of one call."""
        if event.kind == "sent":
            self._in_flight += 1
        elif event.kind in ("answered", "erred"):
            self._in_flight -= 1
        elif event.kind == "retried":
            self._retries += 1
        self._show()

    def on_record(self, record: dict[str, Any]) -> None:
        """One document is done, or failed."""
        self._done += 1
        if self._bar is None:
            outcome = f": {record['error_type']}" if "error" in record else ""
            self._console.print(
                f"{self._done}/{self._documents} {record['document_name']}{outcome}"
                f" ({self._in_flight} calls in flight, {self._retries} retries)",
                markup=False,
                highlight=False,
                soft_wrap=True,
            )
        self._show()

    def _show(self) -> None:
        if self._bar is not None:
            self._bar.update(
                self._task,
                completed=self._done,
                in_flight=self._in_flight,
                retries=self._retries,
            )
