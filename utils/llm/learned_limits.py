"""Limits found by `auto`, kept for the next run: a small JSON file in the cache folder.

Entries are keyed by a digest of endpoint, key and model, so nothing readable about an account is in
it. A file that cannot be read or written costs the next run its head start, nothing else.
"""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import orjson

from .folders import private_folder

logger = logging.getLogger(__name__)

FILE_NAME: Final = "limits.json"
KEPT_FOR_S: Final = 7 * 86_400.0


@dataclass(frozen=True, slots=True)
class LearnedLimits:
    """Requests per second and burst, and requests in flight, as found; None where not found.

    `saved_at` in seconds since the epoch.
    """

    requests_per_second: float | None = None
    burst: float | None = None
    max_in_flight: int | None = None
    saved_at: float = 0.0


class LimitsFile:
    """What was learned about one endpoint, key and model, in a folder shared by many."""

    def __init__(self, folder: Path, endpoint: str, api_key: str | None, model: str) -> None:
        self._path = folder / FILE_NAME
        identity = orjson.dumps([endpoint, api_key, model])
        self._name = hashlib.sha256(identity).hexdigest()

    def read(self) -> LearnedLimits:
        """What an earlier run has kept, if it is not older than a week."""
        entry = _entries(self._path).get(self._name)
        if not isinstance(entry, dict):
            return LearnedLimits()
        numbers: dict[str, Any] = {name: entry.get(name) for name in LearnedLimits.__slots__}
        if numbers["saved_at"] is None or not all(
            value is None or _is_plausible(value) for value in numbers.values()
        ):
            return LearnedLimits()
        limits = LearnedLimits(**numbers)
        age_s = time.time() - limits.saved_at
        return limits if 0.0 <= age_s < KEPT_FOR_S else LearnedLimits()

    def write(self, limits: LearnedLimits) -> None:
        """Keep `limits` beside what others have kept."""
        entries = {**_entries(self._path), self._name: asdict(limits)}
        try:
            private_folder(self._path.parent)
            handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=FILE_NAME)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(orjson.dumps(entries))
                os.replace(name, self._path)
            except OSError:
                os.unlink(name)
                raise
        except OSError as error:
            logger.warning("Learned limits are not kept: %s (%s)", self._path, error.strerror)


def _entries(path: Path) -> dict[str, Any]:
    try:
        entries = orjson.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return entries if isinstance(entries, dict) else {}


def _is_plausible(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0.01 <= value < 1e12
