"""Roles in the lines of a section: which lines head an entry, and what each line below it tells.

A document writes all its entries in one manner. So every manner known here (how many lines stand
above and below the date, title or employer first, dates at the end) is tried on the whole section,
and the one whose headers read best is taken. Nothing is completed: a role without a date has none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from .dates import Period
from .document_lines import TECHNOLOGY_LINE, Line, listed_items, periods_in, statements
from .entries_alike import cut_places_alike, read_alike, shape_of
from .entry_headers import (
    ADDRESS,
    ELAPSED,
    EMPLOYMENT_TYPE,
    PLACE_NAME,
    REMARK,
    Entry,
    Header,
    Order,
    Row,
    header_row,
    header_value,
    read_header,
    reads_like_a_sentence,
)
from .entry_labels import LABEL
from .job_words import (
    begins_with_degree,
    employer_strength,
    ends_in_region,
    is_place,
    names_degree,
    names_school,
    title_strength,
)
from .labelled_entries import is_table_head, labelled_entries, tabled_entries
from .schema import Experience


# --- Finding the entries of a section ------------------------------------------------------------
class _Layout(NamedTuple):
    """How many header rows stand above and below the row with the period, and in which order."""

    above: int
    below: int
    order: Order


_LAYOUTS: Final = [
    _Layout(above, below, order)
    for above, below in ((0, 0), (1, 0), (0, 1), (2, 0), (0, 2), (1, 1), (3, 0), (0, 3))
    for order in ("title first", "employer first")
]
_TRAILING: Final = [
    _Layout(rows, 0, order) for order in ("title first", "employer first") for rows in (1, 2)
]


def read_entries(lines: Sequence[Line], *, headed: bool) -> list[Experience]:
    """The roles in the lines of a section.

    Args:
        lines: the lines below a heading, or of a whole document.
        headed: the section is one of work experience. If not, only entries that name both a title
            and an employer, and a period, are taken.
    """
    if headed and (tabled := tabled_entries(lines)):
        return _finished(tabled)
    lines = [line for line in lines if not is_table_head(line)]
    rows = _with_asides([header_row(line) for line in _unbulleted(lines)])
    rows = _with_departures(_without_inner_periods(rows))
    if headed and (labelled := labelled_entries(lines)):
        return _finished(labelled)
    anchors = [index for index, row in enumerate(rows) if row.period is not None]
    if not anchors:
        return _finished(_dateless(rows)) if headed else []
    candidates = [_entries(rows, anchors, layout) for layout in _LAYOUTS]
    candidates += [_trailing_entries(rows, anchors, layout) for layout in _TRAILING]
    if headed:
        entries = max(candidates, key=lambda each: _worth(each) - 0.6 * _left_above(rows, each))
    else:
        entries = max(candidates, key=_worth)
        entries = [
            entry
            for entry in entries
            if entry.header.is_complete and title_strength(entry.header.title) == 2
            and not names_degree(entry.header.title) and entry.header.unexplained == 0
            and entry.period is not None and entry.period.first != entry.period.last
            and not re.search(r"[.:;](?:\s|$)|\d", entry.header.title)
            and ":" not in entry.header.company
        ]  # fmt: skip
    read_alike(entries)
    cut_places_alike(entries)
    return _finished(entries)


def _indent_of_headers(lines: Sequence[Line]) -> int | None:
    """How deep the dated bullets of a nested list stand, if others stand below them."""
    dated = [line.indent for line in lines if line.bullet and header_row(line).period is not None]
    others = any(not line.bullet and header_row(line).period is not None for line in lines)
    if not dated or others or len(set(dated)) > 1:
        return None
    return dated[0] if any(line.indent > dated[0] for line in lines) else None


def _unbulleted(lines: Sequence[Line]) -> Sequence[Line]:
    """Lines of a section that writes its headers as bullets, those without their marks.

    They are bullets with a period each, or each stand right above a period that is none.
    """
    if not any(line.bullet for line in lines):
        return lines
    if len(lines) > 1 and all(line.bullet and periods_in(line.text) for line in lines):
        return [replace(line, bullet=False) for line in lines]
    if (deepest := _indent_of_headers(lines)) is not None:
        return [replace(line, bullet=False) if line.indent <= deepest else line for line in lines]
    dated = [
        index
        for index, line in enumerate(lines)
        if not line.bullet and header_row(line).period is not None
    ]
    above = {index - 1 for index in dated if index > 0 and lines[index - 1].bullet}
    if not dated or len(above) < len(dated) or any(
        reads_like_a_sentence(lines[index].text) for index in above
    ):  # fmt: skip
        return lines
    return [
        replace(line, bullet=False) if index in above else line for index, line in enumerate(lines)
    ]


_FEWEST_ROWS_WITH_A_PLACE: Final = 3
"""Rows from one period to the next where nothing is told: the place, an employer and a title."""


def _named_places(rows: Sequence[Row]) -> frozenset[int]:
    """The rows below a bare period that are places because those of other entries are."""
    below = [
        index + 1
        for index, row in enumerate(rows[:-1])
        if row.period is not None
        and (not row.rest or ELAPSED.fullmatch(row.rest) is not None)
        and rows[index + 1].period is None
        and not rows[index + 1].line.bullet
    ]
    known = {index for index in below if is_place(rows[index].rest)}
    if not known:
        return frozenset()

    def stands_alone(index: int) -> bool:
        after = index + 1
        while after < len(rows) and rows[after].is_header and rows[after].period is None:
            after += 1
        told = after == index + 1 or after == len(rows) or rows[after].period is None
        return told or after - index >= _FEWEST_ROWS_WITH_A_PLACE

    possible = {
        index: rows[index].rest
        for index in below
        if index not in known
        and PLACE_NAME.fullmatch(rows[index].rest)
        and rows[index].rest[0].isupper()
        and not title_strength(rows[index].rest)
        and not employer_strength(rows[index].rest)
    }
    places = {place for index, place in possible.items() if stands_alone(index)}
    return frozenset(index for index, place in possible.items() if place in places)


def _with_asides(rows: list[Row]) -> list[Row]:
    """Rows with those marked that only their place tells to be no part of a title or employer.

    A place that no list knows, below a bare period; what an employer does, in a sentence between
    its name and the first post held there.
    """
    for index in _named_places(rows):
        rows[index] = rows[index]._replace(is_aside=True)
    for index in range(1, len(rows)):
        above, row = rows[index - 1], rows[index]
        if row.period is not None or row.line.bullet:
            continue
        bare = above.period is not None and (
            not above.rest or ELAPSED.fullmatch(above.rest) is not None
        )
        below = rows[index + 1] if index + 1 < len(rows) else None
        introduces = (
            not row.is_header
            and above.is_header
            and above.period is None
            and (above.line.blank_before or index == 1 or above.line.text.split("\t")[0].isupper())
            and below is not None
            and below.period is not None
            and title_strength(below.rest) == 2
        )
        if introduces or (bare and row.is_header and ends_in_region(row.rest)):
            rows[index] = row._replace(is_aside=True, is_header=True)
    return rows


def _without_inner_periods(rows: Sequence[Row]) -> list[Row]:
    """Rows of which bullets that date a part of the post above them head no entry.

    "- **Harbour Bank** (2021 – 2022)" below a freelancer's post from 2018 to 2023 is a client; with
    a title, it is a post below its employer's name.
    """
    kept: list[Row] = []
    above: Period | None = None
    for row in rows:
        period = row.period
        heads = period is not None and not row.line.bullet and not _dates_a_statement(row.line)
        if heads:
            above = period
        elif period is not None and above is not None and _is_within(period, above) and (
            not row.line.bullet or title_strength(row.rest) < 2
        ):  # fmt: skip
            row = row._replace(period=None, rest=row.line.text, tail="", is_header=False)
        kept.append(row)
    return kept


def _dates_a_statement(line: Line) -> bool:
    """Whether a line dates what it tells: "Project (2022): a new warehouse"."""
    dated = re.match(r"[^():：]+\(([^()]+)\)\s*[:：]\s*\S", line.text)
    return dated is not None and any(period.first == period.last for period in periods_in(dated[1]))


_LEAVING: Final = re.compile(r"退職|退社|退任|離職|退所|依願退職|任期満了|契約期間満了")
_STAYING: Final = re.compile(r"現在に至る|在職中|在籍中|現在在職|至现在|現在、?在職")
_ENTERING: Final = re.compile(r"\s*(?:入社|入職|入所|入行|着任|就職|採用)$")


def _with_departures(rows: Sequence[Row]) -> list[Row]:
    """Rows of a Japanese form that tells entering and leaving a post in rows of their own."""
    if not any(_LEAVING.search(row.rest) or _STAYING.search(row.rest) for row in rows):
        return list(rows)
    kept: list[Row] = []
    entered: int | None = None
    for row in rows:
        left = periods_in(row.line.text) if _LEAVING.search(row.rest) else ()
        if (left or _STAYING.search(row.rest)) and entered is not None:
            entry = kept[entered]
            if entry.period is not None and entry.period.first == entry.period.last:
                last = left[0].first if left else "present"
                kept[entered] = entry._replace(period=replace(entry.period, last=last))
        elif not left and not re.fullmatch(r"\W*以上\W*", row.rest):
            if row.period is not None:
                entered = len(kept)
                row = row._replace(rest=_ENTERING.sub("", row.rest))
            kept.append(row)
    return kept


def _worth(entries: Sequence[Entry]) -> float:
    """How well the headers read, all in one manner or each in its own."""
    alike = len(entries) > 1 and len({shape_of(entry) for entry in entries}) == 1
    return sum(header_value(entry.header) - entry.doubt + 0.3 * alike for entry in entries)


def _left_above(rows: Sequence[Row], entries: Sequence[Entry]) -> int:
    """How many of the two rows above the first entry could head it and belong to nothing."""
    start = entries[0].start if entries else 0
    return sum(row.is_header and not _is_aside(row) for row in rows[max(0, start - 2) : start])


def _entries(rows: Sequence[Row], anchors: Sequence[int], layout: _Layout) -> list[Entry]:
    """The entries whose period stands in or beside their header."""
    windows: list[tuple[int, int]] = []
    irregular: set[int] = set()
    floor = 0
    for number, anchor in enumerate(anchors):
        ceiling = anchors[number + 1] if number + 1 < len(anchors) else len(rows)
        window = _window(rows, anchor, layout.above, layout.below, floor, ceiling)
        header = _header_of(rows, window, layout.order)
        if not header.is_complete:
            better = _better_window(rows, anchor, layout, floor, ceiling, window, header)
            if better != window:
                irregular.add(anchor)
            window = better
        windows.append(window)
        floor = window[1]
    entries: list[Entry] = []
    for number, (anchor, (start, end)) in enumerate(zip(anchors, windows, strict=True)):
        following = windows[number + 1][0] if number + 1 < len(windows) else len(rows)
        header = _header_of(rows, (start, end), layout.order)
        body = [row.line for row in rows[end:following]]
        if rows[anchor].tail:
            body.insert(0, Line(rows[anchor].tail))
        if not header.title and not header.company:
            if entries:  # a date that heads nothing is part of what is told
                entries[-1].body += [row.line for row in rows[start:end]] + body
            continue
        doubt = 0.3 if anchor in irregular else 0.0
        doubt += _torn(rows, start, anchor, end)
        doubt += 0.4 * _leaves_a_name(rows, end, following)
        texts = tuple(row.rest for row in rows[start:end] if row.rest and not _is_aside(row))
        entries.append(Entry(header, rows[anchor].period, body, doubt, start, texts))
    return entries


def _leaves_a_name(rows: Sequence[Row], end: int, following: int) -> bool:
    """Whether the row behind a header, above its bullets, reads like a part of it."""
    if end >= following or not rows[end].is_header or rows[end].line.may_continue:
        return False
    short = len(rows[end].rest.split()) <= 5 and rows[end].rest[:1].isupper()
    return short and end + 1 < following and rows[end + 1].line.bullet


def _torn(rows: Sequence[Row], start: int, anchor: int, end: int) -> float:
    """What blank lines within a header speak against it; more if its period begins a block."""
    above = any(row.line.blank_before for row in rows[start + 1 : anchor + 1])
    below = any(row.line.blank_before for row in rows[anchor + 1 : end])
    return 0.3 * above + 0.1 * below


def _window(
    rows: Sequence[Row], anchor: int, above: int, below: int, floor: int, ceiling: int
) -> tuple[int, int]:
    """The rows `start:end` of a header; places and elapsed times do not count as rows."""
    start = anchor
    while above and start > floor and rows[start - 1].is_header:
        start -= 1
        above -= not _is_aside(rows[start])
    end = anchor + 1
    while end < ceiling and rows[end].is_header and (below or _is_aside(rows[end])):
        below -= not _is_aside(rows[end])
        end += 1
    return start, end


def _is_aside(row: Row) -> bool:
    """Whether a row is neither title nor employer: a place, a kind of employment, a remark."""
    patterns = (ELAPSED, EMPLOYMENT_TYPE, REMARK, ADDRESS)
    return row.is_aside or is_place(row.rest) or any(p.fullmatch(row.rest) for p in patterns)


def _header_of(rows: Sequence[Row], window: tuple[int, int], order: Order) -> Header:
    within = rows[window[0] : window[1]]
    header = read_header([row.rest for row in within if row.rest and not row.is_aside], order)
    places = [
        row.rest
        for row in within
        if row.is_aside and (ends_in_region(row.rest) or PLACE_NAME.fullmatch(row.rest))
    ]
    header.location = header.location or next(iter(places), None)
    header.unexplained += sum(row.line.may_continue for row in rows[window[0] : window[1]])
    return header


def _better_window(
    rows: Sequence[Row], anchor: int, layout: _Layout, floor: int, ceiling: int,
    window: tuple[int, int], header: Header,
) -> tuple[int, int]:  # fmt: skip
    """Another window for the one entry of a section whose header the section's manner misses."""
    best, best_value = window, header_value(header) + 0.7
    for above, below in ((0, 0), (1, 0), (0, 1), (2, 0), (0, 2), (1, 1)):
        other = _window(rows, anchor, above, below, floor, ceiling)
        found = _header_of(rows, other, layout.order)
        # Rows below may head the next entry: taken only where statements follow them.
        if found.is_complete and header_value(found) > best_value and (
            other[1] >= len(rows) or not rows[other[1]].is_header or other[1] == anchor + 1
        ):  # fmt: skip
            best, best_value = other, header_value(found)
    return best


def _trailing_entries(rows: Sequence[Row], anchors: Sequence[int], layout: _Layout) -> list[Entry]:
    """The entries whose period stands below what they tell."""
    entries: list[Entry] = []
    start = 0
    for anchor in anchors:
        while start < anchor and _is_aside(rows[start]):
            start += 1
        end = start
        while end < anchor and end - start < layout.above and rows[end].is_header:
            end += 1
        last = anchor
        while last > end and _is_aside(rows[last - 1]):
            last -= 1
        if end == start or last == end:
            return []  # some entry has no header or tells nothing: another manner
        header = read_header(
            [row.rest for row in (*rows[start:end], *rows[last : anchor + 1]) if row.rest],
            layout.order,
        )
        if any(row.is_header and not row.line.may_continue for row in rows[end:last]):
            header.unexplained += 1
        entries.append(Entry(header, rows[anchor].period, [row.line for row in rows[end:last]]))
        start = anchor + 1
    return entries


def _dateless(rows: Sequence[Row]) -> list[Entry]:
    """Entries of a section without any date: header rows, then statements."""
    candidates = [
        _dateless_entries(rows, order, broken=broken)
        for order in ("title first", "employer first")
        for broken in (False, True)
    ]
    return max(candidates, key=_worth)


_MOST_ROWS_OF_A_HEADER: Final = 12


def _dateless_entries(rows: Sequence[Row], order: Order, *, broken: bool) -> list[Entry]:
    """Without `broken`, a line that may continue the one above heads no entry."""
    groups: list[tuple[list[Row], list[Row]]] = []
    for row in rows:
        if row.is_header and (broken or not row.line.may_continue):
            if not groups or groups[-1][1]:
                groups.append(([], []))
            groups[-1][0].append(row)
        elif groups:
            groups[-1][1].append(row)
    entries = []
    for head, body in groups:
        if len(head) > _MOST_ROWS_OF_A_HEADER:
            continue  # prose without its full stops
        header = read_header([row.rest for row in head], order)
        if header.is_complete and title_strength(header.title):
            entries.append(Entry(header, None, [row.line for row in body]))
    return entries


# --- Entries to roles ----------------------------------------------------------------------------


def _finished(entries: Sequence[Entry]) -> list[Experience]:
    """Roles, those below one employer's banner with its name."""
    roles: list[Experience] = []
    banner: Entry | None = None
    for number, entry in enumerate(entries):
        header = entry.header
        following = entries[number + 1] if number + 1 < len(entries) else None
        if not header.is_complete and _NO_POST.match(header.title or header.company):
            continue
        if following is not None and _is_banner(entry, following):
            banner = entry
            continue
        if banner is not None and _lies_within(entry, banner) and (
            not header.company or (header.row and employer_strength(header.company) == 0)
        ):  # fmt: skip
            header.title, header.company = header.row or header.title, banner.header.company
            header.location = header.location or banner.header.location
        elif roles and _is_earlier_post(entry, roles[-1]):
            header.title, header.company = header.row or header.company, roles[-1].company
        elif not header.company and header.title and roles:
            header.company = roles[-1].company
        if _names_nothing(entry):
            continue
        roles.append(_experience(entry))
    return roles


def _is_earlier_post(entry: Entry, later: Experience) -> bool:
    """Whether a header of one unknown part is the post before the one above it, same employer."""
    header, period = entry.header, entry.period
    return (
        not header.title
        and bool(header.company)
        and employer_strength(header.company) == 0
        and period is not None
        and period.first != period.last == later.start_date
        and bool(later.title)
    )


_NO_POST: Final = re.compile(
    r"\W*(?:(?:planned |family |medical )?(?:career|family|work) break|gap year|sabbatical|"
    r"(?:maternity|paternity|parental|family|carer'?s|medical|sabbatical) leave|"
    r"unemployed|(?:seeking|looking for) (?:work|employment)|job ?search|full-time parent|"
    r"stay[- ]at[- ]home|elternzeit|mutterschutz|arbeits(?:suchend|los)|arbeitssuche|"
    r"familienzeit|kindererziehung|erziehungszeit|sabbatjahr|"
    r"congé (?:parental|maternité|sabbatique)|recherche d.emploi|année sabbatique|sans emploi|"
    r"excedencia|baja (?:por )?maternidad|desempleo|búsqueda de empleo|año sabático|"
    r"maternità|congedo|disoccupat\w+|anno sabbatico|ouderschapsverlof|werkzoekend|sabbatical|"
    r"licença(?: |-)maternidade|urlop (?:macierzyński|wychowawczy|rodzicielski)|bezrobotn\w+|"
    r"föräldraledig\w*|foreldrepermisjon|barselsorlov|arbetssökande|vanhempainvapaa|"
    r"rodičovská dovolená|mateřská(?: dovolená)?|doğum izni|育児休業|産休|декрет\w*)"
    r"(?![\w-]| (?:cover|replacement|supply))",
    re.IGNORECASE,
)
"""A time without a post, which careful writers account for."""


def _names_nothing(entry: Entry) -> bool:
    """Whether no post is named: a degree, or a single part that is neither job nor employer."""
    header, period = entry.header, entry.period
    if begins_with_degree(header.title) and names_school(header.company) and (
        title_strength(header.title) < 2
    ):  # fmt: skip
        return True
    if header.is_complete or title_strength(header.title) or employer_strength(header.company):
        return False
    return not entry.body or (period is not None and period.first == period.last)


_MOST_LINES_ON_AN_EMPLOYER: Final = 3


def _is_banner(entry: Entry, following: Entry) -> bool:
    """Whether an entry is only an employer's name above the roles held there."""
    header = entry.header
    told = [line for line in entry.body if line.bullet]
    if told or len(entry.body) > _MOST_LINES_ON_AN_EMPLOYER:
        return False
    if not header.company or not following.header.title:
        return False
    if entry.body and (header.title or entry.period is None or entry.period == following.period):
        return False
    if header.title:  # "Acme — Kent (2011 – 2018)": what looks like a title is a place
        return (
            title_strength(header.title) == 0
            and not following.header.company
            and entry.period is not None
            and following.period != entry.period
            and _lies_within(following, entry)
        )
    return not following.header.company or _lies_within(following, entry)


def _lies_within(entry: Entry, banner: Entry) -> bool:
    """Whether an entry's period is a part of the banner's; compared by year."""
    if banner.period is None:
        return True
    if entry.period is None:
        return False
    return _is_within(entry.period, banner.period)


def _is_within(inner: Period, outer: Period) -> bool:
    """Whether a period is a part of another; compared by year."""
    first, last = inner.first or "", inner.last or ""
    outer_first, outer_last = outer.first or "", outer.last or ""
    return outer_first[:4] <= first[:4] and (
        outer_last == "present" or (last != "present" and last[:4] <= outer_last[:4])
    )


_OUTCOME: Final = re.compile(
    r"(?<![^\W_])\d|\b(?:won|award(?:ed)?|doubled|halved|tripled|saved|saving|reduc(?:ed|ing)|"
    r"increas(?:ed|ing)|improv(?:ed|ing)|grew|raised|exceeded|verdoppelt|halbiert|gesenkt|"
    r"gesteigert|réduit|augmenté|doublé|reduje|aumenté|ridotto|aumentato|redujo|halverade|økte)\b",
    re.IGNORECASE,
)
_TEAM_SIZE: Final = re.compile(r"(?i:team size|teamgröße|taille de l'équipe)\s*:\s*(.+)")


def _experience(entry: Entry) -> Experience:
    header, period = entry.header, entry.period
    technologies: list[str] = []
    achievements: list[str] = []
    responsibilities: list[str] = []
    team_size = None
    for statement in statements(entry.body):
        label, colon, value = statement.replace("：", ":", 1).partition(":")
        if colon and (known := LABEL.fullmatch(label.strip())):
            if known.lastgroup != "duties" or not value.strip():
                continue  # "Hours per week: 40", and "Duties:" above them
            statement = value.strip()
        if listed := TECHNOLOGY_LINE.match(statement):
            technologies += listed_items(statement[listed.end() :])
        elif size := _TEAM_SIZE.fullmatch(statement):
            team_size = size[1]
        elif _OUTCOME.search(statement):
            achievements.append(statement)
        else:
            responsibilities.append(statement)
    return Experience(
        company=header.company,
        title=header.title,
        location=header.location,
        employment_type=header.employment_type,
        duration=period.text if period else "",
        start_date=period.first if period else None,
        end_date=period.last if period else None,
        achievements=achievements,
        responsibilities=responsibilities,
        technologies=technologies,
        team_size=team_size,
    )
