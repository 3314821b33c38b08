"""The built-in rules on the examples: every role that is told, and none that is not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import yaml
from typer.testing import CliRunner

from main import app

EXAMPLES = Path(__file__).parents[2] / "examples"

ROLES = [
    ("Senior Backend Engineer", "Quillfeather Logistics Ltd"),
    ("Backend Engineer", "Quillfeather Logistics"),
    ("Software Engineer", "Brackwater Energy Systems"),
    ("Junior Software Developer", "Lanternfish Booking Systems"),
]


def test_the_examples_give_their_roles_and_no_others(tmp_path: Path) -> None:
    arguments = ["apply", "--documents", str(EXAMPLES / "documents"), "--offline"]
    arguments += ["--job", str(EXAMPLES / "jobs/backend_engineer.md"), "--out", str(tmp_path)]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    database = yaml.safe_load((tmp_path / "career_database.yaml").read_text(encoding="utf-8"))
    assert [(entry["title"], entry["company"]) for entry in database["experience"]] == ROLES


def test_the_demo_quotes_the_companys_pages_and_nobody_elses(tmp_path: Path) -> None:
    command = [sys.executable, str(EXAMPLES / "run_demo.py"), str(tmp_path / "out")]
    kept = {name: value for name, value in os.environ.items() if "LLM" not in name}
    done = subprocess.run(command, capture_output=True, text=True, env=kept, timeout=120)
    assert done.returncode == 0, done.stderr
    letter = (tmp_path / "out/cover_letter.txt").read_text()
    assert "About your company I have read: “Our services are written in Python" in letter
    report = (tmp_path / "out/report.html").read_text()
    assert "old grain store" in report
    assert "amateur theatre" not in report
