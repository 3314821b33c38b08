"""A long text in parts that fit a model, cut where a text has its joints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class TextPart:
    """Characters `start:end` of a longer text."""

    start: int
    end: int
    text: str


_BOUNDARIES: Final = ("\n#", "\n\n", "\n", ". ", " ")


def split_text(text: str, max_chars: int, overlap_chars: int) -> list[TextPart]:
    """Parts of at most `max_chars` characters that cover the text, in order.

    A part ends at the last heading, blank line, line end, sentence or word that fits, in this order
    of preference, as long as it is at least half full. The next one begins with the whole lines (or
    words, where a line is longer) among its last `overlap_chars` characters. A text that fits is
    one part, and an empty text one empty part.

    Raises:
        ValueError: `max_chars` is below 1 or `overlap_chars` not in 0 .. `max_chars` / 2.
    """
    if max_chars < 1:
        raise ValueError(f"max_chars must be at least 1, got {max_chars}.")
    if not 0 <= overlap_chars <= max_chars // 2:
        raise ValueError(
            f"overlap_chars must be in 0..{max_chars // 2}, half of max_chars, got {overlap_chars}."
        )
    parts: list[TextPart] = []
    start = 0
    while len(text) - start > max_chars:
        end = part_end(text, start, max_chars)
        parts.append(TextPart(start, end, text[start:end]))
        start = overlap_start(text, end - overlap_chars, end)
    parts.append(TextPart(start, len(text), text[start:]))
    return parts


def part_end(text: str, start: int, max_chars: int) -> int:
    """Where a part ends that begins at `start`: the best joint in its second half."""
    latest, earliest = start + max_chars, start + max(1, max_chars // 2)
    for mark in _BOUNDARIES:
        # A heading belongs to the next part, other marks to this one.
        kept = 1 if mark == "\n#" else len(mark)
        at = text.rfind(mark, earliest, latest - kept + len(mark))
        if at >= 0:
            return at + kept
    return latest


def overlap_start(text: str, earliest: int, end: int) -> int:
    """The first start of a line, else of a word, in `earliest` .. `end`."""
    for mark in ("\n", " "):
        if text[earliest - 1] == mark:
            return earliest
        at = text.find(mark, earliest, end)
        if at >= 0:
            return at + 1
    return earliest
