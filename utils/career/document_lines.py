"""The lines of a document: their marks taken off, wrapped lines joined again.

Knows how text is written down (bullets, headings, tables, line breaks), not what it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from .dates import Period, find_periods
from .job_words import is_legal_suffix

_DASHES: Final = frozenset("-‐‑‒–—―−")
_BULLET: Final = re.compile(
    r"^\s*(?:[•▪▫◦‣●○■□◆◇▸►➢➤∙·・⁃⁌⁍✓✔❖①-⑳]\s*|[*+–—>-]\s+|\d{1,2}[.)]\s+|"
    r"[（(]\d{1,2}[）)]\s*|-(?=[A-ZÀ-ÖØ-Þ])(?!(?:Present|Current|Now|Today|Heute)\b))(?=\S)"
)
_HEADING: Final = re.compile(r"^\s*(#{1,6})\s+")
_LONGEST_WRAPPED_CHARS: Final = 140
_SHORTEST_WRAPPED_CHARS: Final = 48
_NEIGHBOURS: Final = 8
_NARROWEST_COLUMN_CHARS: Final = 16
_WIDEST_NARROW_COLUMN_CHARS: Final = 44
_LONGEST_HEADER_CHARS: Final = 95
_PAGE_NUMBER: Final = re.compile(
    r"(?:\D{0,40}[–—-]\s)?(?:page|seite|pagina|página|side|sida|strona)?\s*\d{1,2}"
    r"(?:\s*(?:/|of|von|sur|de|di|van|av|z)\s*\d{1,2})?",
    re.IGNORECASE,
)
# "2017 –", "2017 to", "March": what a period may be broken behind.
_DATE_GOES_ON: Final = re.compile(
    r"(?:\d\.?\s*(?:[–—-]|\s(?:to|until|till|bis|à|au|a|al|hasta|até|tot|do|til))|"
    r"(?<![^\W\d_])[^\W\d_]{3,10}\.?)$"
)
_DATE_CHARS: Final = 40
_LONGEST_LEGAL_FORM_CHARS: Final = 14
_DANGLING: Final = re.compile(r"(?:\s[–—-]|[&/(,]|\s(?:and|of|the|for|with|und|et|y))$")
# "Université de", "Bank of": no name and no title ends so.
_DANGLING_NAME: Final = re.compile(r"\w\s(?:of|de|du|des|der|für|della|di|del|the)$")
PART_SEPARATOR: Final = re.compile(
    r"\s*\t+\s*|\s+[|·•›»]\s+|\s*\|\s*|\s+[‐‑‒–—―]\s+|\s+-{1,3}\s+|\s{2,}|\s*\u3000\s*|\s+@\s+"
)
"""What stands between the parts of a row: a column, a bar, a dash between spaces."""

TECHNOLOGY_LINE: Final = re.compile(
    r"(?:technologies|technology|tech stack|stack|tools|technologien|technologies utilisées|"
    r"stack technique|tecnologías|tecnologias|tecnologie|environment|umgebung|teknologier|"
    r"tekniker|technologie|keywords|使用技術|技術|技术)(?: used)?\s*[:：]\s*",
    re.IGNORECASE,
)
"""The label of a line that lists technologies."""


@lru_cache(maxsize=8192)
def periods_in(line: str) -> tuple[Period, ...]:
    """The periods written in a line; a line is asked for them many times."""
    return tuple(find_periods(line)) if re.search(r"\d", line) else ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its marks.

    `level` is 1..6 for a Markdown heading, else 0. `may_continue` says that the line may be the
    rest of the one above, broken by the page; lines that surely are have been joined already.
    `hangs` says that it is indented more than the bullet above; `indent` is that of a bullet.
    `found_no_room` says that its first word did not fit above, in a narrow column: names are
    broken there as sentences are elsewhere.
    """

    text: str
    bullet: bool = False
    level: int = 0
    blank_before: bool = False
    may_continue: bool = False
    hangs: bool = False
    indent: int = 0
    found_no_room: bool = False

    @property
    def is_statement(self) -> bool:
        """Whether it reads like a sentence or a bullet rather than a part of a header."""
        return (
            self.bullet
            or len(self.text) > _LONGEST_HEADER_CHARS
            or bool(re.search(r"[.!;。]$", self.text) and len(self.text.split()) > 5)
        )


def read_lines(text: str) -> list[Line]:
    """The lines that hold letters or digits, in order."""
    lines: list[Line] = []
    blank = False
    # Columns may be padded widely; long runs would make looking for separators quadratic.
    padded = re.sub(r"[^\S\n]{2,}", lambda run: "\t" if "\t" in run[0] else run[0][:4], text)
    bullet_indent: int | None = None
    for raw, unpadded in zip(padded.split("\n"), text.split("\n"), strict=True):
        if not any(character.isalnum() for character in raw):
            if not blank and lines and raw.strip() in _DASHES and lines[-1].text[-1:].isdigit():
                lines[-1] = replace(lines[-1], text=f"{lines[-1].text} {raw.strip()}")
            else:
                blank = True
            continue
        if _PAGE_NUMBER.fullmatch(raw.strip()):
            continue
        line = _line(raw, blank)
        indent = len(unpadded) - len(unpadded.lstrip())
        if line.bullet:
            bullet_indent = indent
        elif blank or bullet_indent is None or indent <= bullet_indent:
            bullet_indent = None
        hangs = not line.bullet and bullet_indent is not None
        lines.append(replace(line, hangs=hangs, indent=indent if line.bullet else 0))
        blank = False
    return _joined(lines)


def _line(raw: str, blank: bool) -> Line:
    stripped = raw.strip()
    if stripped.startswith("|") and stripped.endswith("|"):
        raw = "\t".join(cell.strip() for cell in stripped.strip("|").split("|") if cell.strip())
    heading = _HEADING.match(raw)
    plain = raw[heading.end() :] if heading else raw
    bullet = _BULLET.match(plain) if not heading else None
    plain = plain[bullet.end() :] if bullet else plain
    return Line(plain.strip(), bullet is not None, len(heading[1]) if heading else 0, blank)


def _joined(lines: Sequence[Line]) -> list[Line]:
    """Lines with those that surely continue the one above joined to it."""
    longest = max((len(line.text) for line in lines), default=0)
    wraps = _SHORTEST_WRAPPED_CHARS <= longest <= _LONGEST_WRAPPED_CHARS
    small = sum(line.text[:1].islower() for line in lines)
    all_small = small > 0.6 * sum(line.text[:1].isalpha() for line in lines)
    joined: list[Line] = []
    for index, line in enumerate(lines):
        above = joined[-1] if joined else None
        if above is None or line.bullet or line.level or line.blank_before or above.level:
            joined.append(line)
        elif (
            _is_split_period(above.text, line.text)
            or _is_split_name(above, line.text)
            or (above.bullet and (line.hangs or _DANGLING.search(above.text)))
            or _goes_on_behind_a_small_word(above.text, line.text)
            or (wraps and not all_small and _surely_continues(lines, index, above))
        ):
            text = f"{above.text} {line.text}"
            joined[-1] = replace(above, text=text, level=0)
        elif above.bullet and _breaks_a_bullet(lines, index, above.text):
            joined.append(Line(line.text, may_continue=True))
        elif (
            wraps
            and _may_break(above.text)
            and _is_full(lines, index - 1, line.text)
            and not (periods_in(line.text) and PART_SEPARATOR.search(line.text))
        ):
            no_room = _found_no_room(lines, index)
            joined.append(Line(line.text, may_continue=True, found_no_room=no_room))
        else:
            joined.append(replace(line, found_no_room=_found_no_room(lines, index)))
    return joined


def _is_split_period(above: str, below: str) -> bool:
    """Whether a period is broken over two lines: "2017 –" / "Present"."""
    if not (_DATE_GOES_ON.search(above[-_DATE_CHARS:]) and re.match(r"\(?[^\W_]", below)):
        return False
    own = next(iter(periods_in(below)), None)
    if own is not None and own.start == 0 and own.first != own.last and above[-1:] in _DASHES:
        return False  # the period of the next row
    seam = min(len(above), _DATE_CHARS)
    for period in periods_in(f"{above[-_DATE_CHARS:]} {below[:_DATE_CHARS]}"):
        if period.start < seam < period.end:
            return period.last == "present" or str(period.first) <= str(period.last)
    return False


def _goes_on_behind_a_small_word(above: str, below: str) -> bool:
    """Whether a name is broken behind a word that ends none: "Université de" / "Bretagne"."""
    return (
        len(above) <= _LONGEST_WRAPPED_CHARS
        and below[:1].isupper()
        and _DANGLING_NAME.search(above) is not None
    )


def _is_split_name(above: Line, below: str) -> bool:
    """Whether a narrow column broke an employer's name before its legal form."""
    first = re.match(r"[^,|\t]+", below)
    return (
        first is not None
        and len(first[0]) <= _LONGEST_LEGAL_FORM_CHARS
        and first[0][:1].isupper()
        and is_legal_suffix(first[0])
        and not above.bullet
        and not re.search(r"[:;!?]$", above.text)
        and not periods_in(above.text)
    )


def _surely_continues(lines: Sequence[Line], index: int, above: Line) -> bool:
    first = lines[index].text[:1]
    if not (first.islower() or first in "&()"):
        return False
    if re.match(r"\S+(?:@|\.\w{2,3}\b)|https?:", lines[index].text):
        return False
    periods = periods_in(lines[index].text)
    if any(period.start == 0 for period in periods):
        return False
    if periods and PART_SEPARATOR.search(lines[index].text):
        return False  # a name in columns
    return above.bullet or len(lines[index - 1].text) > 0.5 * _width(lines, index)


def _may_break(text: str) -> bool:
    """Whether a line can have been broken at its end: it tells something and has not finished."""
    return len(text.split()) > 3 and not re.search(r"[.!?。]$", text)


def _is_full(lines: Sequence[Line], above: int, text: str) -> bool:
    """Whether the first word of `text` would not have fitted into the line above."""
    width = _width(lines, above)
    first_word = text.split(maxsplit=1)[0]
    return width >= 36 and len(lines[above].text) + 1 + len(first_word) > 0.93 * width


_COLUMNS: Final = re.compile(r"\t|\s{2,}")


def _breaks_a_bullet(lines: Sequence[Line], index: int, statement: str) -> bool:
    """Whether a line right below a bullet had no room above: of a noun one cannot tell by case."""
    line, above = lines[index], lines[index - 1]
    near = lines[max(0, index - _NEIGHBOURS) : index + _NEIGHBOURS]
    width = max(len(_COLUMNS.split(each.text)[-1]) for each in near)
    first_word = line.text.split(maxsplit=1)[0]
    return (
        width >= _NARROWEST_COLUMN_CHARS
        and len(above.text) + 1 + len(first_word) > width
        and not re.search(r"[.!?。:;]$", statement)
        and not PART_SEPARATOR.search(line.text)
        and not periods_in(line.text)
        and not _LABEL_ALONE.fullmatch(line.text)
    )


def _found_no_room(lines: Sequence[Line], index: int) -> bool:
    """Whether a line's first word would not have fitted above it, in a narrow column.

    A column may end just here or have begun just above, so its width is that of the narrower side.
    """
    line, above = lines[index], lines[index - 1]
    if line.bullet or line.blank_before:
        return False
    upper, lower = lines[max(0, index - _NEIGHBOURS) : index + 1], lines[index - 1 :]
    width = min(max(len(each.text) for each in side) for side in (upper, lower[: _NEIGHBOURS + 1]))
    first_word = line.text.split(maxsplit=1)[0]
    return (
        _NARROWEST_COLUMN_CHARS <= width <= _WIDEST_NARROW_COLUMN_CHARS
        and len(above.text) + 1 + len(first_word) >= width
        and any(map(_is_broken, [*upper, *lower], [*upper[1:], *lower]))
    )


def _is_broken(line: Line, below: Line) -> bool:
    """Whether a line surely goes on in the next: short lines alone do not make a column."""
    if below.bullet or below.level or below.blank_before:
        return False
    return line.text.endswith(",") or bool(_DANGLING.search(line.text))


def _width(lines: Sequence[Line], index: int) -> int:
    near = lines[max(0, index - _NEIGHBOURS) : index + _NEIGHBOURS]
    return max(len(line.text) for line in near)


def statements(lines: Sequence[Line]) -> Iterator[str]:
    """Bullets and sentences, each whole again when the page broke it over lines."""
    current = ""
    for line in lines:
        if current and not line.bullet and is_unfinished(current, line):
            current = f"{current} {line.text}"
        else:
            if current:
                yield current
            current = line.text
    if current:
        yield current


# Glyphs of icon fonts come out as stray signs: "/ JavaScript"; ".NET" and "(versions 2+)" stay.
_ITEM_EDGE: Final = re.compile(
    r"^\s*(?:[^\w.(©]+\s+|[^\w.(©]+$|(?:and|und|et|y|e|og|och|en)\s+(?=[A-Z]))"
)


def is_unfinished(statement: str, following: Line) -> bool:
    """Whether the following line goes on with a statement."""
    if _LABEL_ALONE.fullmatch(following.text):
        return False
    if following.may_continue or following.text[:1].islower() or following.text[:1] in "(&":
        return True
    return _DANGLING.search(statement) is not None


_LABEL_ALONE: Final = re.compile(r"[^\W\d_][^.:;,]{2,40}[:：]")  # "Key achievements:"
_BETWEEN_ITEMS: Final = re.compile(r"\s*[,;|•·、]\s*|(?P<gap>\t|\s{3,})")


def listed_items(text: str) -> list[str]:
    """The items of "Python, Go; SQL | Git": separators inside brackets do not count."""
    items: list[str] = []
    end = len(text)
    closing = -1  # where the bracket closes that a separator would stand in
    brackets = list(re.finditer(r"[()]", text))
    for match in reversed(list(_BETWEEN_ITEMS.finditer(text))):
        while brackets and brackets[-1].start() >= match.end():
            closing = brackets[-1].start() if brackets[-1][0] == ")" else -1
            brackets.pop()
        if closing < 0 or match.lastgroup == "gap":
            items.append(text[match.end() : end])
            end = match.start()
    items = [text[:end], *reversed(items)]
    items = [_ITEM_EDGE.sub("", item).rstrip(" .") for item in items]
    return [item for item in items if 0 < len(item) <= 50 and not item.startswith("©")]
