"""Promises about the project as a whole: imports point down, documents match the code."""

from __future__ import annotations

import ast
import dataclasses
import re
from pathlib import Path

import pytest

from utils.llm.settings import LLMSettings

ROOT = Path(__file__).parents[2]


def imported_modules(path: Path) -> set[str]:
    """Absolute names of the modules a file imports; relative imports resolved."""
    package = list(path.relative_to(ROOT).parent.parts)
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = [*base, *(node.module or "").split(".")] if node.module else base
            names |= {".".join([*module, alias.name]) for alias in node.names}
    return names


def files_below(*parts: str) -> list[Path]:
    files = [path for part in parts for path in (ROOT / part).rglob("*.py")]
    assert files
    return files


@pytest.mark.parametrize(
    ("importer", "forbidden"),
    [
        ("utils/llm", ("utils.career", "utils.web", "pocketflow")),
        ("utils/llm", ("nodes", "async_nodes", "flow", "main")),
        ("utils/career", ("utils.llm", "utils.async_llm_wrapper", "aiohttp", "pocketflow")),
        ("utils/career", ("utils.web", "nodes", "async_nodes", "flow", "main")),
        ("utils/web", ("utils.career", "utils.llm", "utils.async_llm_wrapper", "pocketflow")),
        ("utils/web", ("nodes", "async_nodes", "flow", "main")),
    ],
)
def test_imports_point_down(importer: str, forbidden: tuple[str, ...]) -> None:
    for path in files_below(importer):
        for name in imported_modules(path):
            assert not any(name == each or name.startswith(f"{each}.") for each in forbidden), (
                f"{path.relative_to(ROOT)} imports {name}"
            )


def test_the_part_people_copy_imports_nothing_that_is_not_copied() -> None:
    copied = (
        "utils.llm",
        "utils.career",
        "utils.web",
        "utils.async_llm_wrapper",
        "utils.llm_wrapper",
    )
    ours = ("utils", "nodes", "flow", "main", "benchmarks", "tests")
    for path in [
        ROOT / "async_nodes.py",
        ROOT / "utils/async_llm_wrapper.py",
        ROOT / "utils/llm_wrapper.py",
        *files_below("utils/llm", "utils/career", "utils/web"),
    ]:
        for name in imported_modules(path):
            if name.split(".")[0] in ours:
                assert name.startswith(copied), f"{path.relative_to(ROOT)} imports {name}"


def test_only_the_settings_read_the_environment() -> None:
    for path in files_below("utils"):
        if path.name != "settings.py":
            source = path.read_text(encoding="utf-8")
            assert not re.search(r"\bos\.environ\b|import environ\b|getenv", source), path


def settings_table() -> dict[str, tuple[str, str]]:
    """variable(s) -> (field, default), from docs/configuration.md."""
    rows = {}
    for line in (ROOT / "docs/configuration.md").read_text().splitlines():
        cells = [cell.strip().replace("`", "") for cell in line.strip("|").split("|")]
        if line.startswith("| `"):
            rows[cells[0]] = (cells[1], cells[2])
    return rows


def test_the_documented_settings_are_those_the_code_reads() -> None:
    fields = {
        field.metadata["variable"]: field
        for field in dataclasses.fields(LLMSettings)
        if field.metadata["variable"]
    }
    table = settings_table()
    assert set(table) == set(fields)
    for variable, (name, default) in table.items():
        field = fields[variable]
        assert name == field.name
        documented = {"none": None, "off": None, "of the key's provider": field.default}
        if default in documented:
            assert field.default in (documented[default], ())
        else:
            assert field.metadata["parse"](default) == field.default, variable


def test_the_readme_shows_the_same_settings() -> None:
    readme = (ROOT / "README.md").read_text()
    for variables in settings_table():
        for variable in variables.split(", "):
            assert variable in readme, variable


def test_every_file_of_the_design_exists() -> None:
    design = (ROOT / "docs/design.md").read_text()
    block = design.split("```")[1]
    folder = Path()
    for line in block.strip().splitlines():
        match = re.match(r"( *)([\w/.]+)\s", line + " ")
        assert match is not None
        depth, name = len(match[1]), match[2]
        if name.endswith("/"):
            folder = Path("utils") if depth == 0 else Path("utils") / name
            continue
        parent = {0: Path(), 2: Path("utils"), 4: folder}[depth]
        assert (ROOT / parent / name).is_file(), name
