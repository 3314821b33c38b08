"""The command line as a user meets it: exit status, one clear line, whole files or none."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from main import LIBRARY, answer_offline
from tests.integration.test_pipeline import CV, POSTING
from utils.llm.local_server import ServerBehaviour, serve_in_thread

ROOT = Path(__file__).parents[2]
RESULTS = {
    "career_database.yaml",
    "cover_letter.docx",
    "cover_letter.md",
    "cover_letter.pdf",
    "cover_letter.txt",
    "cv.docx",
    "cv.json",
    "cv.md",
    "cv.pdf",
    "cv.txt",
    "cv_two_column.pdf",
    "evidence.json",
    "report.html",
}


def environment(**variables: str) -> dict[str, str]:
    """The process's environment without any setting of ours, plus `variables`."""
    ours = (
        *("LLM_", "OPENROUTER_", "OPENAI_", "MAX_CONCURRENT_LLM", "ASYNC_LLM", "ENABLE_LLM"),
        "RESEARCH_",
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, **variables}


def run(*arguments: str | Path, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", str(ROOT / "main.py"), *map(str, arguments)],
        cwd=cwd,
        env=environment(**variables),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def fails_with_one_line(result: subprocess.CompletedProcess[str], *words: str) -> None:
    assert result.returncode == 1, result.stderr
    assert "Traceback" not in result.stderr
    lines = [line for line in result.stderr.splitlines() if line.startswith("error:")]
    assert len(lines) == 1, result.stderr
    for word in words:
        assert word in lines[0]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "cv.txt").write_text(CV)
    (tmp_path / "job.md").write_text(POSTING)
    return tmp_path


def apply(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    arguments = ("--documents", "documents", "--job", "job.md", "--out", "out")
    return run("apply", *arguments, cwd=folder, **variables)


@contextmanager
def http_server(status: int, body: bytes, kind: str) -> Iterator[tuple[str, list[str]]]:
    """A server that says the same to everything: its base URL, and the paths it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - the name http.server looks for

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1", asked
        finally:
            server.shutdown()
            thread.join()


def test_apply_writes_all_results_without_a_key(folder: Path) -> None:
    result = apply(folder)
    assert result.returncode == 0, result.stderr
    assert {path.name for path in (folder / "out").iterdir()} == RESULTS
    notices = [line for line in result.stderr.splitlines() if "No model is configured" in line]
    assert len(notices) == 1
    assert "OPENROUTER_API_KEY" in notices[0]
    assert "Nordlys" in (folder / "out/cv.md").read_text()
    evidence = json.loads((folder / "out/evidence.json").read_text())
    assert evidence["cv"]["sentences"]


def test_the_style_is_chosen_on_the_command_line(folder: Path) -> None:
    arguments = ("--documents", "documents", "--job", "job.md", "--out", "out")
    style = ("--language", "de", "--tone", "formal", "--cv-pages", "1", "--letter-words", "120")
    result = run("apply", *arguments, *style, cwd=folder)
    assert result.returncode == 0, result.stderr
    assert "Berufserfahrung" in (folder / "out/cv.md").read_text()
    assert "Hochachtungsvoll" in (folder / "out/cover_letter.md").read_text()


@pytest.mark.parametrize(
    ("option", "value"), [("--language", "German"), ("--tone", "angry"), ("--language", "xx")]
)
def test_a_style_that_does_not_exist_is_one_line(folder: Path, option: str, value: str) -> None:
    arguments = ("--documents", "documents", "--job", "job.md", "--out", "out")
    fails_with_one_line(run("apply", *arguments, option, value, cwd=folder), option[2:])
    assert not (folder / "out/cv.md").exists()


def test_what_cannot_be_had_in_a_language_is_told_in_one_line(folder: Path) -> None:
    arguments = ("--documents", "documents", "--job", "job.md", "--out", "out", "--offline")
    for language, notice in (("cs", "no section titles in 'cs'"), ("ja", "not in 'ja'")):
        result = run("apply", *arguments, "--language", language, cwd=folder)
        assert result.returncode == 0, result.stderr
        assert len([line for line in result.stderr.splitlines() if notice in line]) == 1


def test_a_job_that_is_no_name_is_refused(folder: Path) -> None:
    arguments = ("--documents", "documents", "--job", "", "--out", "out")
    fails_with_one_line(run("apply", *arguments, cwd=folder), "--job is empty")


def test_extract_writes_a_record_for_each_document(folder: Path) -> None:
    (folder / "documents/empty.md").write_text("")
    result = run("extract", "--documents", "documents", "--out", "x/y.json", cwd=folder)
    assert result.returncode == 0, result.stderr
    records = json.loads((folder / "x/y.json").read_text())
    assert [record["document_name"] for record in records] == ["cv.txt", "empty.md"]
    assert len(records[0]["experiences"]) == 2
    assert records[1]["error_type"] == "EmptyDocumentError"
    assert "failed: empty.md" in result.stderr


def test_a_configured_endpoint_is_used_and_the_rules_are_not(folder: Path) -> None:
    with serve_in_thread(answer_offline) as server:
        result = apply(folder, LLM_BASE_URL=server.base_url, LLM_API_KEY="k")
        assert result.returncode == 0, result.stderr
        assert "No model is configured" not in result.stderr
        assert server.stats.requests == 5, "a document, the posting, one plan, CV and letter"


def test_offline_is_honoured_although_a_key_is_set(folder: Path) -> None:
    arguments = ("--documents", "documents", "--out", "x.json", "--offline")
    result = run("extract", *arguments, cwd=folder, OPENAI_API_KEY="k")
    assert result.returncode == 0, result.stderr


# --- Bad input -----------------------------------------------------------------------------------


def test_a_folder_that_is_not_there(folder: Path) -> None:
    result = run("extract", "--documents", "nowhere", "--out", "x.json", cwd=folder)
    fails_with_one_line(result, "nowhere")
    assert not (folder / "x.json").exists()


def test_an_empty_folder(folder: Path) -> None:
    (folder / "documents/cv.txt").unlink()
    fails_with_one_line(apply(folder), "documents")
    assert not (folder / "out").exists()


def test_a_folder_of_pictures(folder: Path) -> None:
    (folder / "documents/cv.txt").rename(folder / "documents/photo.png")
    fails_with_one_line(apply(folder), "no document", "PDF")


def test_a_folder_that_is_a_file(folder: Path) -> None:
    fails_with_one_line(run("extract", "--documents", "job.md", "--out", "x", cwd=folder), "job.md")


def test_a_job_file_that_is_a_folder(folder: Path) -> None:
    (folder / "job.md").unlink()
    (folder / "job.md").mkdir()
    fails_with_one_line(apply(folder), "--job", "folder")


def test_a_job_file_that_is_not_there(folder: Path) -> None:
    (folder / "job.md").unlink()
    fails_with_one_line(apply(folder), "--job", "job.md")


def test_a_job_file_without_text(folder: Path) -> None:
    (folder / "job.md").write_text("")
    fails_with_one_line(apply(folder), "job.md")


def test_out_that_is_a_file(folder: Path) -> None:
    (folder / "out").write_text("mine")
    fails_with_one_line(apply(folder), "out")
    assert (folder / "out").read_text() == "mine"


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_a_file_without_permission_is_reported_and_the_run_goes_on(folder: Path) -> None:
    (folder / "documents/secret.txt").write_text(CV)
    (folder / "documents/secret.txt").chmod(0)
    result = apply(folder)
    assert result.returncode == 0
    assert "secret.txt" in result.stderr


def test_documents_that_all_fail(folder: Path) -> None:
    (folder / "documents/cv.txt").write_text("")
    fails_with_one_line(apply(folder), "No document could be read")


def test_a_bad_setting_names_variable_value_and_remedy(folder: Path) -> None:
    result = apply(folder, MAX_CONCURRENT_LLM="lots")
    fails_with_one_line(result, "MAX_CONCURRENT_LLM", "'lots'", "whole number")


def test_a_wrong_key_costs_one_request_and_one_line(folder: Path) -> None:
    body = b'{"error": {"message": "Incorrect API key provided: sk-secret-secret"}}'
    with http_server(401, body, "application/json") as (url, asked):
        result = apply(folder, LLM_BASE_URL=url, LLM_API_KEY="sk-secret-secret")
    fails_with_one_line(result, "401", "key")
    assert "sk-secret" not in result.stderr
    assert len(asked) == 1


def test_an_endpoint_that_is_not_there(folder: Path) -> None:
    result = apply(folder, LLM_BASE_URL="http://127.0.0.1:9/v1")
    fails_with_one_line(result, "Cannot connect", "LLM_BASE_URL")


def test_an_endpoint_that_is_a_web_site(folder: Path) -> None:
    with http_server(200, b"<!doctype html><p>Welcome", "text/html") as (url, asked):
        result = apply(folder, LLM_BASE_URL=url)
    fails_with_one_line(result, "web page", "LLM_BASE_URL")
    assert len(asked) == 1


def test_ctrl_c_keeps_finished_work_and_leaves_no_half_file(folder: Path) -> None:
    """Interrupt after the first answers; the second run asks only for what was missing."""
    for number in range(8):
        (folder / f"documents/cv{number}.txt").write_text(f"{CV}\nNumber {number}")
    command = ["extract", "--documents", "documents", "--out", "x.json"]
    with serve_in_thread(answer_offline, ServerBehaviour(latency_s=0.2)) as server:
        variables = {"LLM_BASE_URL": server.base_url, "MAX_CONCURRENT_LLM": "2"}
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "main.py"), *command],
            cwd=folder,
            env=environment(**variables),
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stderr is not None
        first = process.stderr.readline()
        assert first.startswith("1/9"), first
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
        assert process.wait(timeout=30) == 130
        process.stderr.close()
        assert "Traceback" not in rest
        assert "Interrupted" in rest
        assert not (folder / "x.json").exists()
        asked_first = server.stats.requests
        result = run(*command, cwd=folder, **variables)
        assert result.returncode == 0, result.stderr
        assert asked_first < 9
        assert server.stats.requests - asked_first < 9
    assert len(json.loads((folder / "x.json").read_text())) == 9


# --- Help, doctor, drop-in -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "command", ["apply", "extract", "research", "drop-in", "doctor", "serve-offline"]
)
def test_every_command_explains_itself(command: str, tmp_path: Path) -> None:
    result = run(command, "--help", cwd=tmp_path, COLUMNS="100")
    assert result.returncode == 0
    assert len(result.stdout) > 300


def test_wrong_usage_is_exit_2(tmp_path: Path) -> None:
    assert run("apply", cwd=tmp_path).returncode == 2
    assert run("no-such-command", cwd=tmp_path).returncode == 2


def test_doctor_shows_the_settings_and_a_test_call(tmp_path: Path) -> None:
    with serve_in_thread(lambda _: "OK") as server:
        result = run(
            "doctor", cwd=tmp_path, LLM_BASE_URL=server.base_url, LLM_API_KEY="sk-secret-secret"
        )
    assert result.returncode == 0, result.stderr
    assert "answered in" in result.stdout
    assert "MAX_CONCURRENT_LLM" in result.stdout
    assert "sk-secret" not in result.stdout + result.stderr


def test_doctor_without_a_model_says_what_to_set(tmp_path: Path) -> None:
    result = run("doctor", cwd=tmp_path)
    assert result.returncode == 0
    assert "OPENROUTER_API_KEY" in result.stderr


def test_doctor_shows_where_companies_are_searched_for_without_the_key_in_the_address(
    tmp_path: Path,
) -> None:
    result = run(
        "doctor",
        cwd=tmp_path,
        RESEARCH_SEARCH_URL="http://localhost:8888/search?key=secret&q={query}",
        RESEARCH_ALLOWED_HOSTS="wiki.example",
    )
    assert result.returncode == 0, result.stderr
    assert re.search(r"RESEARCH_SEARCH_URL +localhost:8888", result.stdout)
    assert re.search(r"RESEARCH_ALLOWED_HOSTS +wiki\.example", result.stdout)
    assert "secret" not in result.stdout + result.stderr


def test_doctor_does_not_call_a_broken_endpoint_fine(tmp_path: Path) -> None:
    with http_server(500, b'{"error": {"message": "down"}}', "application/json") as (url, _):
        result = run("doctor", cwd=tmp_path, LLM_BASE_URL=url, LLM_MAX_RETRIES="0")
    fails_with_one_line(result, "500")
    assert "takes the key" not in result.stdout


@pytest.mark.parametrize("after_s", [0.0, 0.2, 0.5])
def test_ctrl_c_while_starting_leaves_no_traceback(after_s: float, folder: Path) -> None:
    process = subprocess.Popen(
        [
            sys.executable,
            str(ROOT / "main.py"),
            "extract",
            "--documents",
            "documents",
            "--out",
            "x",
        ],
        cwd=folder,
        env=environment(),
        stderr=subprocess.PIPE,
        text=True,
    )
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(timeout=after_s + 0.15)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert "Traceback" not in said
    assert process.returncode in (0, 130)


def test_doctor_fails_where_nothing_answers(tmp_path: Path) -> None:
    fails_with_one_line(run("doctor", cwd=tmp_path, LLM_BASE_URL="http://127.0.0.1:9/v1"))


def template_project(folder: Path) -> Path:
    """The layout of a PocketFlow project as its public template has it."""
    project = folder / "host"
    (project / "utils").mkdir(parents=True)
    (project / "utils/__init__.py").write_text("HOST = True\n")
    (project / "utils/call_llm.py").write_text("def call_llm(prompt): return prompt\n")
    (project / "nodes.py").write_text("from pocketflow import Node\n")
    (project / "flow.py").write_text("from pocketflow import Flow\n")
    (project / "main.py").write_text("")
    return project


def test_dropped_into_a_project_the_documented_example_runs(folder: Path) -> None:
    project = template_project(folder)
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}
    result = run("drop-in", project, cwd=folder)
    assert result.returncode == 0, result.stderr
    assert "aiohttp" in result.stdout
    assert all(path.read_bytes() == content for path, content in before.items())
    (project / "example.py").write_text(
        f"""
import asyncio
from async_nodes import AsyncExtractExperienceNode
from utils import HOST

async def process_documents(shared_store):
    node = AsyncExtractExperienceNode(max_concurrent=5)
    await node.run_async(shared_store)
    return shared_store['extracted_experiences']

sources = [{str(folder / "documents/cv.txt")!r}]
records = asyncio.run(process_documents({{"document_sources": sources}}))
print(HOST, [role["company"] for role in records[0]["experiences"]])
"""
    )
    with serve_in_thread(answer_offline) as server:
        done = subprocess.run(
            [sys.executable, "-W", "error", "example.py"],
            cwd=project,
            env=environment(LLM_BASE_URL=server.base_url, LLM_API_KEY="k"),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.stdout == "True ['Nordlys AS', 'Fjordtech AS']\n", done.stderr


@pytest.mark.parametrize("part", [*LIBRARY, "utils/llm.py", "utils/career.py", "utils.py"])
def test_drop_in_overwrites_and_hides_nothing(part: str, folder: Path) -> None:
    project = template_project(folder)
    taken = project / part
    taken.parent.mkdir(exist_ok=True)
    taken.write_text("mine") if part.endswith(".py") else taken.mkdir()
    before = sorted(project.rglob("*"))
    fails_with_one_line(run("drop-in", project, cwd=folder), part, "nothing was copied")
    assert sorted(project.rglob("*")) == before


@pytest.mark.parametrize("inside", ["utils", "utils/llm", "utils/career", "utils/web"])
def test_drop_in_refuses_to_copy_the_library_into_itself(inside: str, folder: Path) -> None:
    fails_with_one_line(run("drop-in", ROOT / inside, cwd=folder), "inside this library")


def test_drop_in_refuses_a_utils_that_is_no_folder(folder: Path) -> None:
    (folder / "host").mkdir()
    (folder / "host/utils").write_text("")
    fails_with_one_line(run("drop-in", folder / "host", cwd=folder), "utils")


def test_drop_in_needs_a_folder(folder: Path) -> None:
    fails_with_one_line(run("drop-in", "nowhere", cwd=folder), "nowhere")


@pytest.mark.skipif(shutil.which("unshare") is None, reason="needs unshare to limit a disk")
def test_a_full_disk_leaves_the_earlier_results(folder: Path) -> None:
    """`--out` on a file system of 64 KB: one line, and what was there before is whole."""
    script = (
        "mkdir -p out && mount -t tmpfs -o size=64k none out && echo old > out/cv.md && "
        f"{sys.executable} {ROOT / 'main.py'} apply --documents documents --job job.md --out out; "
        "echo status $?; cat out/cv.md | head -1; ls -a out | grep -c tmp"
    )
    result = subprocess.run(
        ["unshare", "--mount", "--map-root-user", "bash", "-c", script],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if "unshare failed" in result.stderr or "permission denied" in result.stderr.lower():
        pytest.skip("this system does not let tests mount a file system")
    assert "status 1" in result.stdout, result.stderr
    assert "\nold\n" in result.stdout
    assert "Traceback" not in result.stderr
    assert "No space left" in result.stderr
    assert result.stdout.splitlines()[-1] == "0"
