"""Hostile files: whatever a folder holds, reading ends, in bounded memory, with a named outcome."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Final, cast

import pytest

from tests.hostile_files import CV, HOSTILE_FILES, SAYS, Hostile, plain_pdf, scanned_pages
from utils.career import pdf_processes
from utils.career.documents import ReadLimits, read_document, scan_documents
from utils.career.errors import CorruptDocumentError, UnreadableDocumentError

ROOT: Final = Path(__file__).parents[2]
DEADLINE_S: Final = 120.0
"""After this a reader hangs; the slowest file takes a few seconds on an idle machine."""

PDF_TIMEOUT_S: Final = 10.0
MOST_MEMORY_MB: Final = 400

READER: Final = f"""
import json, re, sys
from pathlib import Path
from utils.career.documents import ReadLimits, read_document, scan_documents, split_text
from utils.career.errors import DocumentError
from utils.career.offline_extraction import extract

def outcome(folder, says):
    sources, errors = scan_documents({{"local_directories": [folder]}})
    if errors:
        return {{"outcome": errors[0]["type"], "reason": errors[0]["error"]}}
    if not sources:
        return {{"outcome": ""}}
    try:
        document = read_document(sources[0]["path"], ReadLimits(pdf_timeout_s={PDF_TIMEOUT_S}))
    except DocumentError as error:
        return {{"outcome": type(error).__name__, "reason": error.reason}}
    for part in split_text(document.text, 24_000, 1_500)[:3]:
        extract(part.text)
    return {{"outcome": "read", "says": says in document.text, "warnings": document.warnings}}

def memory(of=r"VmHWM"):
    status = Path("/proc/self/status")
    found = re.search(of + r":\\s*(\\d+) kB", status.read_text()) if status.exists() else None
    return int(found[1]) // 1024 if found else 0

extract("warm")
for line in sys.stdin:
    request = json.loads(line)
    if Path("/proc/self/clear_refs").exists():
        Path("/proc/self/clear_refs").write_text("5")  # forget the highest use so far
    print(json.dumps(outcome(**request) | {{"memory_mb": memory()}}), flush=True)
"""


class Reader:
    """A process that reads one file after the other; one that hangs is ended and replaced."""

    def __init__(self) -> None:
        self._process = self._started()

    def _started(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-W", "error", "-c", READER],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def read(self, folder: Path, says: str) -> dict[str, Any]:
        """What became of the file in `folder`.

        Raises:
            AssertionError: the reader hung, or it broke down.
        """
        timer = threading.Timer(DEADLINE_S, self._process.kill)
        timer.start()
        requests, answers = cast(IO[str], self._process.stdin), cast(IO[str], self._process.stdout)
        print(json.dumps({"folder": str(folder), "says": says}), file=requests, flush=True)
        answer = answers.readline()
        timer.cancel()
        if not answer:
            self.close()
            code = self._process.returncode
            self._process = self._started()
            raise AssertionError(f"the reader broke down or hung; it ended with {code}")
        read: dict[str, Any] = json.loads(answer)
        return read

    def close(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            cast(IO[str], pipe).close()
        self._process.wait(timeout=DEADLINE_S)


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    started = Reader()
    yield started
    started.close()


@pytest.mark.parametrize("hostile", HOSTILE_FILES, ids=lambda hostile: ascii(hostile.name))
def test_a_hostile_file_has_a_named_outcome(
    hostile: Hostile, tmp_path: Path, reader: Reader
) -> None:
    path = tmp_path / "documents" / hostile.name
    path.parent.mkdir()
    hostile.write(path)
    if hostile.name == "unreadable.txt" and os.geteuid() == 0:
        pytest.skip("the superuser may read everything")
    found = reader.read(path.parent, hostile.says)
    assert found["outcome"] in (hostile.outcomes or {""}), found
    assert found["outcome"] != "read" or found["says"]
    assert found["memory_mb"] < MOST_MEMORY_MB


def test_there_are_many_of_them_and_no_two_of_a_name() -> None:
    names = {hostile.name for hostile in HOSTILE_FILES}
    assert len(names) == len(HOSTILE_FILES) >= 60


def test_pages_that_are_pictures_among_text_are_named(tmp_path: Path) -> None:
    path = tmp_path / "cv.pdf"
    path.write_bytes(scanned_pages(CV, None, "Referees on request", None))
    document = read_document(path)
    assert SAYS in document.text
    assert len(document.warnings) == 1
    assert "pages 2, 4 are pictures" in document.warnings[0]
    assert "OCR" in document.warnings[0]


def test_a_document_that_was_read_in_full_has_no_warning(tmp_path: Path) -> None:
    path = tmp_path / "cv.pdf"
    path.write_bytes(plain_pdf())
    assert read_document(path).warnings == ()


def test_a_file_that_vanishes_after_the_scan_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "cv.txt"
    path.write_text(CV, encoding="utf-8")
    sources, _ = scan_documents({"local_directories": [str(tmp_path)]})
    path.unlink()
    with pytest.raises(UnreadableDocumentError, match="no such file"):
        read_document(sources[0]["path"])


def test_a_pipe_that_takes_a_files_place_after_the_scan_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "cv.txt"
    path.write_text(CV, encoding="utf-8")
    sources, _ = scan_documents({"local_directories": [str(tmp_path)]})
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(UnreadableDocumentError, match="not a regular file"):
        read_document(sources[0]["path"])


def test_a_reader_that_is_given_up_costs_one_file_only(tmp_path: Path) -> None:
    bad, good = tmp_path / "bad.pdf", tmp_path / "good.pdf"
    hostile = next(each for each in HOSTILE_FILES if each.name == "forms-that-double.pdf")
    hostile.write(bad)
    good.write_bytes(plain_pdf())
    with pytest.raises(CorruptDocumentError, match=r"the PDF reader failed"):
        read_document(bad, ReadLimits(pdf_timeout_s=PDF_TIMEOUT_S))
    assert SAYS in read_document(good).text


def test_a_reader_that_died_unasked_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "good.pdf"
    path.write_bytes(plain_pdf())
    read_document(path)
    pdf_processes._processes.end()
    assert SAYS in read_document(path).text


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system has no fork")
def test_a_forked_process_starts_readers_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "good.pdf"
    path.write_bytes(plain_pdf())
    read_document(path)
    child = os.fork()
    if child == 0:
        os._exit(0 if SAYS in read_document(path).text else 1)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert SAYS in read_document(path).text
