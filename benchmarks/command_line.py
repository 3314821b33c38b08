"""What the benchmarks' command lines have in common: arguments, errors, exit statuses.

Each says in one line what is wrong. Nothing here measures.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn


class BenchmarkError(Exception):
    """The measurement cannot be made, or what was measured is not what was promised."""


class OneLineParser(argparse.ArgumentParser):
    """A wrong argument is one line and exit 2, without the usage text in front of it."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"error: {message}\n")


def number_above_zero(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0.0 < value < math.inf:
        raise argparse.ArgumentTypeError(f"must be a number > 0, got {text!r}")
    return value


def whole_number(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or int(text) < 1:
        raise argparse.ArgumentTypeError(f"must be a whole number >= 1, got {text!r}")
    return int(text)


def output_file(text: str) -> Path:
    path = Path(text)
    if path.is_dir() or not path.absolute().parent.is_dir():
        raise argparse.ArgumentTypeError(f"must be a file in a folder that exists, got {text!r}")
    return path


def picture(text: str) -> Path:
    if not text.endswith(".png"):
        raise argparse.ArgumentTypeError(f"must end in .png, got {text!r}")
    return output_file(text)


def exit_status(work: Callable[[], None], *errors: type[Exception]) -> int:
    """0 if `work` ends well; 1 and a line for BenchmarkError, OSError, `errors`; 130 for Ctrl-C."""
    foreseen: tuple[type[Exception], ...] = (BenchmarkError, OSError, *errors)
    try:
        work()
    except foreseen as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    return 0
