"""Reading inputs with known answers, and counting how many of the answers were found."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .command_line import BenchmarkError


@contextmanager
def manifest_of(inputs: Path, labelled: str) -> Iterator[Any]:
    """The content of `MANIFEST.json`, which lists `labelled` ("documents"), while it is read.

    Raises:
        BenchmarkError: it is missing, is no JSON or lacks a key.
    """
    manifest = inputs / "MANIFEST.json"
    try:
        yield json.loads(manifest.read_text(encoding="utf-8"))
    except OSError as error:
        raise BenchmarkError(
            f"{manifest}: {error.strerror}; INPUTS is a folder with one."
        ) from None
    except (ValueError, KeyError, TypeError) as error:
        raise BenchmarkError(f"{manifest} is no list of labelled {labelled}: {error!r}.") from None


@dataclass(frozen=True, slots=True)
class Counts:
    """Hits, inventions and misses."""

    hits: int = 0
    false: int = 0
    missed: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.hits + other.hits, self.false + other.false, self.missed + other.missed)

    @property
    def precision(self) -> float:
        return self.hits / (self.hits + self.false) if self.hits else 0.0

    @property
    def recall(self) -> float:
        return self.hits / (self.hits + self.missed) if self.hits else 0.0

    @property
    def f1(self) -> float:
        """2·hits / (2·hits + false + missed); 0 without a hit."""
        return 2 * self.hits / (2 * self.hits + self.false + self.missed) if self.hits else 0.0
