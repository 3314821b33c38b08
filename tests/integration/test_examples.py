"""The built-in rules on the examples: every role that is told, and none that is not."""

from __future__ import annotations

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
