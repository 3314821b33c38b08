"""Processes that read PDFs: one for each core, started when needed, ended when they hang.

`read_pdf` may be called from any number of threads; so many files are read at once as there are
cores, and the caller's process neither waits for a lock nor shares its memory with them. A process
that takes too long, dies or runs out of memory costs the one file it was reading.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

from . import pdf_text
from .errors import (
    CorruptDocumentError,
    DocumentError,
    EmptyDocumentError,
    EncryptedDocumentError,
    OversizedDocumentError,
    ScannedDocumentError,
    UnreadableDocumentError,
)
from .pdf_text import PdfText

MEMORY_BYTES: Final = 1024 * 1024 * 1024
"""Address space of each process, where the system can limit it."""


def read_pdf(path: Path, content: bytes, most_pages: int, timeout_s: float) -> PdfText:
    """The text of a PDF; blocking.

    Args:
        path: named in errors only; `content` is what is read.
        timeout_s: seconds after which the file is given up, once it is its turn.

    Raises:
        DocumentError: it could not become text; the subclass says why.
    """
    try:
        answer = _processes.ask(content, most_pages, timeout_s)
    except OSError as error:
        reason = (error.strerror or "the system refused").lower()
        raise UnreadableDocumentError(path, f"no process to read it: {reason}.") from None
    if answer is None:
        raise CorruptDocumentError(
            path,
            f"the PDF reader failed on it, or took more than {timeout_s:g} s or "
            f"{MEMORY_BYTES // 1024**2} MB of memory; export it again.",
        )
    if "problem" in answer:
        raise _error(path, answer["problem"], answer["pages"], most_pages)
    return PdfText(**answer)


def _error(path: Path, problem: str, pages: int, most_pages: int) -> DocumentError:
    match problem:
        case "password":
            return EncryptedDocumentError(path, "it needs a password; save it without one.")
        case "pages":
            return OversizedDocumentError(
                path, f"it has {pages} pages, {most_pages} are allowed; split it."
            )
        case "blank":
            return EmptyDocumentError(path, "its pages are blank.")
        case "scanned":
            return ScannedDocumentError(
                path, "its pages are pictures without text; run OCR over it first."
            )
        case "page":
            return CorruptDocumentError(path, "a page cannot be read; export it again.")
    return CorruptDocumentError(path, "it is no readable PDF; export it again.")


class _Processes:
    """The processes of this one."""

    def __init__(self) -> None:
        self._turns = threading.Semaphore(len(_cores()))
        self._lock = threading.Lock()
        self._idle: list[_Process] = []
        self._busy: set[_Process] = set()

    def ask(self, content: bytes, most_pages: int, timeout_s: float) -> dict[str, Any] | None:
        """The answer of a free process; None where it failed or took too long.

        Raises:
            OSError: no process could be started.
        """
        with self._turns:
            process = self._taken()
            answer = None
            try:
                answer = process.ask(content, most_pages, timeout_s)
            finally:
                self._put_back(process, is_fit=answer is not None)
            return answer

    def _taken(self) -> _Process:
        with self._lock:
            process = self._idle.pop() if self._idle else None
        if process is None or not process.is_running:
            if process is not None:
                process.end()
            process = _Process()
        with self._lock:
            self._busy.add(process)
        return process

    def _put_back(self, process: _Process, *, is_fit: bool) -> None:
        if not is_fit:
            process.end()
        with self._lock:
            self._busy.discard(process)
            if is_fit:
                self._idle.append(process)

    def end(self) -> None:
        """End them all; what they are reading fails."""
        with self._lock:
            processes = [*self._idle, *self._busy]
            self._idle.clear()
        for process in processes:
            process.end()


def _cores() -> Sequence[int]:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return range(os.cpu_count() or 1)


class _Process:
    """One reader, and the pipes to it."""

    def __init__(self) -> None:
        # -P: the folder of the script, this package, is no place to import from.
        self._process = subprocess.Popen(  # noqa: S603 - this Python and a script beside this one
            [sys.executable, "-P", pdf_text.__file__, str(MEMORY_BYTES)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._requests = cast(BinaryIO, self._process.stdin)
        self._answers = cast(BinaryIO, self._process.stdout)

    def ask(self, content: bytes, most_pages: int, timeout_s: float) -> dict[str, Any] | None:
        """The answer; None when the process ended, by itself or after `timeout_s`."""
        timer = threading.Timer(timeout_s, self._process.kill)
        timer.start()
        try:
            self._requests.write(pdf_text.REQUEST.pack(len(content), most_pages))
            self._requests.write(content)
            self._requests.flush()
            head = self._answers.read(pdf_text.ANSWER.size)
            if len(head) < pdf_text.ANSWER.size:
                return None
            answer = self._answers.read(pdf_text.ANSWER.unpack(head)[0])
            decoded: dict[str, Any] = json.loads(answer)
            return decoded
        except (OSError, ValueError):  # it ended within a request or an answer
            return None
        finally:
            timer.cancel()

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    def end(self) -> None:
        """End it and give back its pipes."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._requests, self._answers):
            with contextlib.suppress(OSError):  # what it did not read any more
                pipe.close()


_processes = _Processes()
_of_ancestors: list[_Processes] = []
"""Kept after a fork: they are the parent's to end."""


def _start_afresh() -> None:
    global _processes
    _of_ancestors.append(_processes)
    _processes = _Processes()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_start_afresh)
atexit.register(lambda: _processes.end())
