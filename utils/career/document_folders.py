"""Folders: which documents there are, and what is left out and why.

Follows no link out of a folder, and opens no file but JSON, to tell a JSON Resume from other data.
What can be read is decided by `documents`.
"""

from __future__ import annotations

import json
import mimetypes
import os
import stat
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final, TypedDict, final

from .errors import InputError
from .json_resume_text import is_json_resume
from .text_encodings import decoded

SUPPORTED_SUFFIXES: Final = (
    ".pdf", ".docx", ".html", ".htm", ".md", ".markdown", ".txt", ".text",
    ".json",
)  # fmt: skip


@final
class DocumentSource(TypedDict):
    """One file of a folder, before it is read. `modified_date` is ISO 8601, `size` in bytes."""

    path: str
    name: str
    type: str
    size: int
    modified_date: str
    source: str
    additional_data: dict[str, str]


@final
class ScanError(TypedDict):
    """Something in a folder that is not read: `type` is the kind of reason, `error` says it.

    Types: `missing` (no such folder), `unreadable` (the system refused, or no regular file),
    `outside` (a link out of the folder), `unsupported` (no reader for it).
    """

    path: str
    error: str
    type: str


def scan_documents(
    scan_config: Mapping[str, Any],
) -> tuple[list[DocumentSource], list[ScanError]]:
    """The documents of the configured folders: a folder's files by name, then its subfolders.

    Args:
        scan_config: `local_directories` (paths, or `{"path": …}`), read deeply; `file_types`
            (suffixes, all supported ones by default); `date_filter` (`min_date`, `max_date`, ISO
            dates of the last change, UTC, both inclusive).

    Returns:
        The documents, and what was left out with the reason: folders that are not there, links that
        lead out of the folder, files that are no regular files, files of other kinds. Hidden files
        and Office's lock files are passed over, and a file reached twice is listed once.

    Raises:
        InputError: a directory without a path, or a date that is none.
    """
    wanted = {
        kind if kind.startswith(".") else f".{kind}"
        for each in _listed(scan_config.get("file_types")) or SUPPORTED_SUFFIXES
        for kind in [str(each).lower()]
    }
    earliest, latest = _date_range(scan_config.get("date_filter") or {})
    sources: list[DocumentSource] = []
    errors: list[ScanError] = [
        {
            "path": str(each.get("folder_id") if isinstance(each, Mapping) else each),
            "error": "Google Drive is not supported; download the folder and name it in "
            "local_directories",
            "type": "unsupported",
        }
        for each in _listed(scan_config.get("google_drive_folders"))
    ]
    seen: set[str] = set()
    for root in map(_directory, _listed(scan_config.get("local_directories"))):
        if not root.is_dir():
            problem = "it is a file" if root.exists() else "there is no such folder"
            errors.append(_scan_error(root, "missing", f"{problem}; name a folder that exists"))
            continue
        for path in _files_below(root, errors):
            found = _source_or_error(path, root, wanted)
            if "error" in found:
                errors.append(found)
            elif (real := os.path.realpath(path)) not in seen:
                seen.add(real)
                if (
                    found["type"] in wanted
                    and earliest <= date.fromisoformat(found["modified_date"][:10]) <= latest
                ):
                    sources.append(found)
    return sources, errors


def _listed(value: Any) -> list[Any]:
    """A list of the configuration; a single value stands for a list of one."""
    if value is None:
        return []
    return [value] if isinstance(value, str | Path | Mapping) else list(value)


def _directory(value: Any) -> Path:
    path = value.get("path") if isinstance(value, Mapping) else value
    if not path:
        raise InputError(f"local_directories: an entry is a path or {{'path': …}}, got {value!r}.")
    return Path(path).expanduser()


def _date_range(wanted: Mapping[str, Any]) -> tuple[date, date]:
    def day(name: str, default: date) -> date:
        value = wanted.get(name)
        try:
            return default if value in (None, "") else date.fromisoformat(str(value)[:10])
        except ValueError:
            raise InputError(
                f"date_filter: {name} must be a date like 2024-12-31, got {value!r}."
            ) from None

    return day("min_date", date.min), day("max_date", date.max)


def _files_below(root: Path, errors: list[ScanError]) -> Iterator[Path]:
    def unreadable(error: OSError) -> None:
        reason = (error.strerror or "the system refused").lower()
        errors.append(_scan_error(error.filename, "unreadable", f"{reason}; check the permissions"))

    for folder, folders, names in os.walk(root, onerror=unreadable):
        visible = sorted(name for name in folders if not name.startswith("."))
        # `os.walk` follows no links to folders; one that stays inside leads to files that are found
        # where they are.
        inner = (Path(folder, name) for name in visible)
        errors.extend(_link_out(path) for path in inner if _leads_out(path, root))
        folders[:] = visible
        for name in sorted(names):
            if not name.startswith((".", "~$")):
                yield Path(folder, name)


def _leads_out(path: Path, root: Path) -> bool:
    return path.is_symlink() and not Path(os.path.realpath(path)).is_relative_to(
        os.path.realpath(root)
    )


def _link_out(path: Path) -> ScanError:
    return _scan_error(path, "outside", "the link leads out of the folder; copy its target here")


def _scan_error(path: str | Path, kind: str, reason: str) -> ScanError:
    # A name that is no valid UTF-8 could not be written to any report.
    return {"path": os.fsencode(path).decode("utf-8", "replace"), "error": reason, "type": kind}


def _source_or_error(path: Path, root: Path, wanted: set[str]) -> DocumentSource | ScanError:
    if _leads_out(path, root):
        return _link_out(path)
    try:
        status = path.stat()
        str(path).encode()
    except OSError as error:
        return _scan_error(path, "unreadable", (error.strerror or "the system refused").lower())
    except UnicodeEncodeError:
        return _scan_error(path, "unreadable", "its name is no valid UTF-8; rename it")
    if not stat.S_ISREG(status.st_mode):
        return _scan_error(path, "unreadable", "it is not a regular file")
    suffix = path.suffix.lower()
    if suffix not in wanted and suffix not in SUPPORTED_SUFFIXES:
        kind = f"{suffix} files" if suffix else "files without a suffix"
        return _scan_error(path, "unsupported", f"{kind} are not read; save it as PDF or DOCX")
    try:
        if suffix == ".json" and not _seems_json_resume(path):
            return _scan_error(path, "unsupported", "of JSON files only JSON Resume is read")
    except OSError as error:
        return _scan_error(path, "unreadable", (error.strerror or "the system refused").lower())
    return {
        "path": str(path),
        "name": path.name,
        "type": suffix,
        "size": status.st_size,
        "modified_date": datetime.fromtimestamp(status.st_mtime, UTC).isoformat(),
        "source": "local",
        "additional_data": {
            "relative_path": str(path.relative_to(root)),
            "mime_type": mimetypes.guess_type(path.name)[0] or "application/octet-stream",
        },
    }


_LARGEST_JSON_BYTES: Final = 2_000_000


def _seems_json_resume(path: Path) -> bool:
    """Whether a JSON file of a sensible size has a section of a JSON Resume."""
    with path.open("rb") as file:
        content = file.read(_LARGEST_JSON_BYTES + 1)
    if len(content) > _LARGEST_JSON_BYTES:
        return False
    try:
        return is_json_resume(json.loads(decoded(content)))
    except (ValueError, RecursionError):
        return False
