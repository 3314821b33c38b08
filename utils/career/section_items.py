"""The items of a section that lists names: the lines of each, and the date beside it.

Knows how lists are laid out (bullets, blocks, tables, dates that open or close an item, names that
a narrow column broke), not what is listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from .dates import Period
from .document_lines import Line, is_unfinished, periods_in
from .document_sections import Region
from .entry_headers import text_beside
from .section_names import Section


@dataclass(frozen=True, slots=True)
class Item:
    """One item: its rows without the date, the date's year or period, and a remark behind it.

    A tab in a row stands between columns, and where the date stood between two parts. `written`
    holds the rows as they are in the document.
    """

    rows: tuple[str, ...]
    year: str | None
    remark: str | None
    written: tuple[str, ...]


def items_in(regions: Sequence[Region], section: Section) -> list[Item]:
    """What the sections of one kind list, in order."""
    return [
        item
        for region in regions
        if region.section == section
        for group in _groups([line for line in region.lines if not _heads_a_table(line)])
        for rows in _in_one_row(group)
        if (item := _item(rows)) is not None
    ]


# --- Which lines are one item --------------------------------------------------------------------

_TABLE_HEADS: Final = frozenset(
    """
    certificate certification name title course training issuer organisation organization provider
    date year awarded award venue language level zertifikat bezeichnung aussteller anbieter datum
    jahr sprache niveau certificat organisme année langue titre idioma nivel certificado entidad
    fecha año lingua livello certificato ente anno taal certificaat jaar certyfikat wydawca data rok
    język poziom språk nivå certifikat utfärdare år sprog niveau kurs seminar institution kurser
    """.split()
)


def _heads_a_table(line: Line) -> bool:
    """Whether a row is that of a table's headings: "Certificate⇥Issuer⇥Date"."""
    cells = [cell.strip(" :").casefold() for cell in line.text.split("\t") if cell.strip()]
    return len(cells) > 1 and all(cell in _TABLE_HEADS for cell in cells)


def _groups(lines: Sequence[Line]) -> list[list[str]]:
    """The rows of each item, names that were broken over lines whole again."""
    if any(line.level for line in lines):
        return _rows_from(lines, [bool(line.level) or line.bullet for line in lines])
    if any(line.bullet for line in lines):
        bulleted = lines[0].bullet
        opens = [
            line.bullet or line.blank_before or not (bulleted or _goes_on(lines[index - 1], line))
            for index, line in enumerate(lines)
        ]
        return _rows_from(lines, opens)
    dates = [is_period(line) for line in lines]
    dated = sum(_has_year(line.text) for line in lines)
    alone = dated == 1 and bool(dates) and dates[-1] and 1 < len(lines) <= _MOST_ROWS
    if sum(dates) >= 2 or alone:
        if dates[0]:
            return _rows_from(lines, dates)
        return _rows_from(lines, [False, *dates[:-1]])
    opening = [_opens_with_date(line) for line in lines]
    if lines and opening[0] and sum(opening) * 2 >= len(lines):
        return _rows_from(lines, opening)
    if _are_blocks(lines):
        return _rows_from(lines, [line.blank_before for line in lines])
    return _ended_by_dates(lines)


def _in_one_row(rows: list[str]) -> list[list[str]]:
    """Items of a row that lists several, each with its year: "Prize, 2020; Prize, 2022"."""
    parts = rows[0].split("; ")
    if len(rows) == 1 and len(parts) > 1 and all(map(_has_year, parts)):
        return [[part] for part in parts]
    return [rows]


_MOST_ROWS: Final = 4


def _are_blocks(lines: Sequence[Line]) -> bool:
    """Whether blank lines part the items: several blocks, one of them of lines without a date."""
    blocks: list[list[Line]] = []
    for index, line in enumerate(lines):
        if index == 0 or line.blank_before:
            blocks.append([])
        blocks[-1].append(line)
    dated = [sum(_has_year(line.text) for line in block) for block in blocks]
    longest = max(map(len, blocks), default=0)
    return len(blocks) > 1 and 1 < longest <= _MOST_ROWS and max(dated) == 1


def _rows_from(lines: Sequence[Line], opens: Sequence[bool]) -> list[list[str]]:
    groups: list[list[str]] = []
    for index, (line, is_first) in enumerate(zip(lines, opens, strict=True)):
        if not groups or is_first:
            groups.append([line.text])
        elif _goes_on(lines[index - 1], line) and not is_period(lines[index - 1]):
            groups[-1][-1] += f" {line.text}"
        else:
            groups[-1].append(line.text)
    return groups


def _goes_on(above: Line, line: Line) -> bool:
    """Whether a line is the rest of the name above it, where both may be of one item."""
    if line.bullet or line.level or line.blank_before or is_period(line):
        return False
    # A wide line may be full without going on in the next.
    plain = Line(line.text)
    return is_unfinished(above.text, plain) or line.found_no_room


def _ended_by_dates(lines: Sequence[Line]) -> list[list[str]]:
    """Items of a line each, or of several, the last of which holds the year.

    Lines are one name where a comma, a dash or the width of a narrow column shows it; they are the
    name and what belongs to it where lines without a year and with one take turns throughout.
    """
    dated = any(_has_year(line.text) for line in lines)
    chunks: list[str] = []
    for index, line in enumerate(lines):
        above = lines[index - 1] if index else None
        broken = above is not None and (
            is_unfinished(above.text, Line(line.text))
            or (line.found_no_room and dated and not _has_year(above.text))
        )
        if broken and not line.blank_before:
            chunks[-1] += f" {line.text}"
        else:
            chunks.append(line.text)
    years = [_has_year(chunk) for chunk in chunks]
    if len(chunks) >= 4 and years == [False, True] * (len(chunks) // 2):
        return [list(pair) for pair in zip(chunks[::2], chunks[1::2], strict=True)]
    return [[chunk] for chunk in chunks]


def _has_year(text: str) -> bool:
    return bool(re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", text))


def _opens_with_date(line: Line) -> bool:
    periods = periods_in(line.text)
    return bool(periods) and not re.search(r"\w", line.text[: periods[0].start])


# --- The date of an item -------------------------------------------------------------------------

_EXPIRY: Final = re.compile(
    r"[\s,;(\[–—-]*\b(?:valid (?:until|through|to)|expir(?:es|y|ing)|exp\.|gültig bis|valable "
    r"jusqu|válid[oa] hasta|válid[oa] até|valid[oa] fino|geldig tot|ważn[yae] do|gyldig til|"
    r"renewed|"
    r"erneuert|verlängert|verlengd|renouvelée?|renovad[oa]|rinnovat[oa]|förnyad|fornyet)"
    r"[^,;()\]]*[)\]]?",
    re.IGNORECASE,
)
"""Until when something holds, which is not its date."""
_DATE_LABEL: Final = re.compile(
    r"(?:issued|date|awarded|earned|obtained|completed|ausgestellt|datum|délivré|émis|expedid[oa]|"
    r"emitido|rilasciato|conseguito|uitgegeven|behaald|wydano)(?: (?:on|in|am|le|el|il|op))?\W*",
    re.IGNORECASE,
)
_NUMBER_ROW: Final = re.compile(
    r"(?:credential|certificate|license|licence|zertifikat\w*|diplom)[- ]?"
    r"(?:id|no\.?|nr\.?|number)\b.*",
    re.IGNORECASE,
)
_REMARK_BEHIND: Final = re.compile(r"[\s)\].,;]*(?:[(\[]([^()\[\]]+)[)\]])?[\s.]*")
_EDGES: Final = " \t\u3000,;:：|·•–—-"


def _item(rows: Sequence[str]) -> Item | None:
    written = tuple(row for row in rows if re.search(r"\w", row))
    if not re.search(r"[^\W\d_]{2}", "".join(written)):
        return None
    kept: list[str] = []
    year: str | None = None
    remark: str | None = None
    for row in written:
        if _NUMBER_ROW.fullmatch(row):
            continue
        rest, period, behind = without_date(_EXPIRY.sub("", row))
        if period is not None:
            year, remark = _year_of(period), remark or behind
        if re.search(r"[^\W\d_]", rest) and not (period and _DATE_LABEL.fullmatch(rest)):
            kept.append(rest)
    return Item(tuple(kept), year, remark, written) if kept else None


def without_date(row: str) -> tuple[str, Period | None, str | None]:
    """A row without the date at its edge or in its middle, the date, and the remark behind it.

    A date that is a part of a name, with words on both sides, stays in its place and still dates
    the row.
    """
    periods = periods_in(row)
    for period in reversed(periods):
        before, behind = row[: period.start], row[period.end :]
        at_end = _REMARK_BEHIND.fullmatch(behind)
        if at_end:
            return _edge(before), period, at_end[1]
        if not re.search(r"\w", before):
            return _behind(behind), period, None
        parted = re.search(r"[,;|·•(\[\t\u3000–—-]\s*$", before) and re.match(
            r"\s*[,;|·•)\]\t\u3000–—-]", behind
        )
        if parted:
            return f"{_edge(before)}\t{_behind(behind)}", period, None
    return row.strip(_EDGES), periods[-1] if periods else None, None


def _edge(text: str) -> str:
    """A text without the signs at its end that parted it from a date."""
    text = text.rstrip(f"{_EDGES}([")
    return re.sub(r"\s*\bin$|^[-–—•]\s+", "", text).strip(_EDGES)


def _behind(text: str) -> str:
    """A text without the signs at its beginning that parted it from a date."""
    return text.lstrip(f"{_EDGES}.)]").rstrip(f"{_EDGES}.")


def _year_of(period: Period) -> str:
    """The year of a date, and a period of years as it is written."""
    if period.first and period.last and period.first[:4] != period.last[:4]:
        return period.text
    year = re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", period.text)
    return year[0] if year else period.text


# --- Periods of lines ----------------------------------------------------------------------------

_LONGEST_NAME_CHARS: Final = 140
_LONGEST_BULLET_NAME_CHARS: Final = 70
_MOST_WORDS_BESIDE_A_YEAR: Final = 9


def is_period(line: Line) -> bool:
    """Whether a line is a period and nothing else."""
    return period_of(line) is not None and not re.search(r"\w", rest_of(line))


def period_of(line: Line) -> Period | None:
    """The period that a line gives to what it names, in the last place one stands."""
    periods = periods_in(line.text)
    if not periods or len(line.text) > _LONGEST_NAME_CHARS:
        return None
    ranges = [period for period in periods if period.first != period.last]
    period = ranges[-1] if ranges else periods[-1]
    before, behind = line.text[: period.start], line.text[period.end :]
    if line.bullet and (
        not ranges
        or len(before + behind) > _LONGEST_BULLET_NAME_CHARS
        or (re.search(r"\w", before) and re.search(r"\w", behind))
    ):
        return None
    if not ranges and (
        len((before + behind).split()) > _MOST_WORDS_BESIDE_A_YEAR
        or re.search(r"[a-z]{4}\.(?:\s|$)", before + behind)
    ):
        return None  # a year in a sentence
    return period


def rest_of(line: Line) -> str:
    """A line without its period, and the marks around it."""
    period = period_of(line)
    return line.text if period is None else text_beside(line.text, period)


def parts_between(text: str, separator: re.Pattern[str]) -> Iterator[tuple[str, str, str]]:
    """A text cut in two at each separator outside brackets and quotes, the last one first.

    Gives what stands before, the separator's sign, and what stands behind.
    """
    depth, quoted = 0, False
    inside: set[int] = set()
    for index, character in enumerate(text):
        depth += (character in "([（") - (character in ")]）")
        if character in '"“”„«»':
            quoted = not quoted
        if depth > 0 or quoted:
            inside.add(index)
    for match in reversed(list(separator.finditer(text))):
        if match.start() not in inside and match.start() > 0 and match.end() < len(text):
            yield text[: match.start()], match[0].strip(" "), text[match.end() :]
