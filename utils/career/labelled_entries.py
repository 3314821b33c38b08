"""Entries of a form, each part of which stands behind its label."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from .document_lines import Line, periods_in
from .entry_headers import COLUMN, Entry, Header, without_place
from .entry_labels import LABEL, WITH_ADDRESS
from .job_words import comma_parts

_LEAST_LABELLED: Final = 0.8


def labelled_entries(lines: Sequence[Line]) -> list[Entry]:
    """Entries of a form, each part of which stands behind its label; none if it is no form.

    A label may stand on a line of its own, or be broken over two. A label that comes again begins
    the next entry.
    """
    entries: list[Entry] = []
    seen: set[str] = set()
    skipped = 0
    for index, line in enumerate(lines):
        if skipped:
            skipped -= 1
            continue
        found = _label_at(lines, index)
        if found is None:
            if entries:
                entries[-1].body.append(line)
            continue
        label, kind, value, skipped = found
        period = next(iter(periods_in(value)), None) if kind == "period" else None
        if kind == "period" and period is None:
            continue
        if kind in ("title", "company", "period"):
            if not entries or kind in seen:
                entries.append(Entry(Header(labelled=True), None))
                seen = set()
            seen.add(kind)
        if not entries:
            continue
        header = entries[-1].header
        match kind:
            case "title":
                header.title = value
            case "company":
                header.company = without_place(value, header)
                if WITH_ADDRESS.search(label):
                    header.company = comma_parts(header.company)[0]
            case "location":
                header.location = value
            case "period":
                entries[-1].period = period
            case "duties":
                entries[-1].body.append(Line(value))
    complete = [entry for entry in entries if entry.header.is_complete]
    return entries if len(complete) > _LEAST_LABELLED * len(entries) else []


def tabled_entries(lines: Sequence[Line]) -> list[Entry]:
    """Entries of a table whose head says what each column holds; none if a row does not fit it."""
    head = next((index for index, line in enumerate(lines) if is_table_head(line)), None)
    if head is None:
        return []
    kinds = [
        str(match.lastgroup)
        for cell in _cells(lines[head])
        if (match := LABEL.fullmatch(cell.rstrip(":")))
    ]
    if not {"title", "company", "period"} <= set(kinds) or len(set(kinds)) < len(kinds):
        return []
    entries: list[Entry] = []
    for line in lines[head + 1 :]:
        cells = dict(zip(kinds, _cells(line), strict=False))
        period = next(iter(periods_in(cells.get("period", ""))), None)
        if len(_cells(line)) != len(kinds) or period is None:
            if periods_in(line.text) or not entries:
                return []
            entries[-1].body.append(line)
            continue
        header = Header(title=cells["title"], location=cells.get("location"), labelled=True)
        header.company = without_place(cells["company"], header)
        told = [Line(cells["duties"])] if "duties" in cells else []
        entries.append(Entry(header, period, told))
    return entries


def _cells(line: Line) -> list[str]:
    return [part.strip() for part in COLUMN.split(line.text) if part.strip()]


def _label_at(lines: Sequence[Line], index: int) -> tuple[str, str, str, int] | None:
    """Label, its kind, its value and how many more lines they take; None where none begins."""
    text = lines[index].text
    behind = [line.text for line in lines[index + 1 : index + 3]]
    for separator in (":", "：", "\t"):
        label, found, value = text.partition(separator)
        if found and value.strip() and (match := LABEL.fullmatch(label.strip())):
            return label, str(match.lastgroup), value.strip(), 0
    for taken in (1, 2):  # its value is on the next line
        label = " ".join([text, *behind[: taken - 1]]).strip(" :：")
        if len(behind) >= taken and (match := LABEL.fullmatch(label)):
            return label, str(match.lastgroup), behind[taken - 1], taken
    return None


def is_table_head(line: Line) -> bool:
    """Whether a row is that of a table's headings: "Position⇥Company⇥Period"."""
    parts = _cells(line)
    return len(parts) > 1 and all(LABEL.fullmatch(part.rstrip(":")) for part in parts)
