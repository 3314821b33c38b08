"""A long career document in parts that fit a model, so that no entry is torn from its header.

The parts of `text_parts`, but each begins where an entry does, and repeats above it the section
heading it stands under. Of an entry too long for that, the header is repeated as well. Knows dates
and headings; what an entry says is for the reader of the parts.
"""

from __future__ import annotations

import re
from typing import Final

from .dates import find_periods
from .section_names import section_of
from .text_parts import TextPart, overlap_start, part_end

_LONGEST_HEADER_CHARS: Final = 150
_ROWS_ABOVE: Final = 3
_ROWS_BELOW: Final = 2
_BULLET: Final = re.compile(r"\s*[^\w\s(\"'“„«]")


def split_career(text: str, max_chars: int, overlap_chars: int) -> list[TextPart]:
    """Parts of at most `max_chars` characters that cover the text, in order.

    Args:
        overlap_chars: what a part repeats of the one before where no entry begins nearby; at most
            a quarter of `max_chars`.

    Returns:
        Parts whose `text` is what stands from `start` to `end`, below the lines that are repeated.

    Raises:
        ValueError: `max_chars` is below 1 or `overlap_chars` not in 0 .. `max_chars` / 4.
    """
    if max_chars < 1 or not 0 <= overlap_chars <= max_chars // 4:
        raise ValueError(
            "max_chars must be at least 1 and overlap_chars in 0..max_chars / 4, "
            f"got {max_chars} and {overlap_chars}."
        )
    parts: list[TextPart] = []
    start, repeated = 0, ""
    while len(text) - start > max_chars - len(repeated):
        end = part_end(text, start, max_chars - len(repeated))
        parts.append(TextPart(start, end, repeated + text[start:end]))
        header = _last_header(text, start, end)
        middle = start + (end - start) // 2
        if header is not None and header[0] > middle:
            start, lines = header[0], []
        else:
            start = overlap_start(text, end - overlap_chars, end)
            lines = text[slice(*header)].split("\n") if header is not None else []
        heading = _heading_above(text, start)
        repeated = "".join(f"{line}\n" for line in [heading, *lines] if line)
        if len(repeated) > max_chars // 4:
            repeated = ""
    parts.append(TextPart(start, len(text), repeated + text[start:]))
    return parts


def _last_header(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The rows around the last period in `text[start:end]` that can be that of an entry."""
    lines = text[start:end].split("\n")
    offsets = [start]
    for line in lines:
        offsets.append(offsets[-1] + len(line) + 1)
    for index in range(len(lines) - 1, -1, -1):
        if not _dates_an_entry(lines[index]):
            continue
        first, last = index, index
        while first > 0 and index - first < _ROWS_ABOVE and _may_head(lines[first - 1]):
            first -= 1
        while last + 1 < len(lines) and last - index < _ROWS_BELOW and _may_head(lines[last + 1]):
            last += 1
        return offsets[first], offsets[last + 1] - 1
    return None


def _dates_an_entry(line: str) -> bool:
    return (
        len(line) <= _LONGEST_HEADER_CHARS
        and not _BULLET.match(line)
        and any(period.first != period.last for period in find_periods(line))
    )


def _may_head(line: str) -> bool:
    """Whether a line can be a row of a header."""
    return bool(line.strip()) and len(line) <= _LONGEST_HEADER_CHARS and not _BULLET.match(line)


def _heading_above(text: str, start: int) -> str:
    """The last section heading above `start`, as it is written; empty where there is none."""
    for line in reversed(text[:start].split("\n")):
        if line.strip() and section_of(line) is not None:
            return line
    return ""
