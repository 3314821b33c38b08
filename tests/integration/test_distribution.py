"""What is handed out: the wheel holds what it claims, the README's examples run."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = {"async_nodes.py", "flow.py", "main.py", "nodes.py"}


def test_the_wheel_holds_every_module_and_every_data_file(tmp_path: Path) -> None:
    source = tmp_path / "source"
    ignored = shutil.ignore_patterns(".*", "*.egg-info", "build", "dist", "out", "__pycache__")
    shutil.copytree(ROOT, source, ignore=ignored)
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", "dist", "."]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    (wheel,) = (source / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
        (metadata_name,) = (name for name in archive.namelist() if name.endswith("/METADATA"))
        metadata = archive.read(metadata_name).decode()
    expected = MODULES | {
        str(path.relative_to(source))
        for path in (source / "utils").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert packed == expected
    assert "Private :: Do Not Upload" in metadata


def python_blocks(document: str) -> list[str]:
    return re.findall(r"```python\n(.*?)```", (ROOT / document).read_text(), re.DOTALL)


def test_the_readme_s_example_runs_without_a_key(tmp_path: Path) -> None:
    example = python_blocks("README.md")[0]
    (tmp_path / "example.py").write_text(
        f"import sys\nsys.path.insert(0, {str(ROOT)!r})\n{example}"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "example.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "You said: Hello" in done.stdout
    assert done.stdout.count("You said: Question") == 20
    assert "calls=21" in done.stdout


@pytest.mark.parametrize("document", ["README.md", "docs/parallel_llm_processing.md"])
def test_the_python_in_the_documents_is_python(document: str) -> None:
    for block in python_blocks(document):
        wrapped = "async def _():\n" + "\n".join(f"    {line}" for line in block.splitlines())
        compile(wrapped, document, "exec")


@pytest.mark.parametrize("document", ["README.md", "docs/design.md"])
def test_links_lead_somewhere(document: str) -> None:
    text = (ROOT / document).read_text()
    for target in re.findall(r"\]\((?!https?://)([^)#]+)\)", text):
        assert (ROOT / document).parent.joinpath(target).exists(), target
