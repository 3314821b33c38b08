"""A posting's text as headings, list items, paragraphs and cells of tables.

Joins what a page's margin broke, and nothing else: lines that a form or a web page set under each
other stay apart. It does not judge what a block says, save that headings are told by their words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal, NamedTuple

from .posting_sections import is_heading_line, section_of

_BULLET: Final = re.compile(
    r"^(\s*)(?:[•●◦▪▫■□‣⁃∙·–—*+\-➢➤►▶✓✔✅❖◆»]|\(?\d{1,2}[.)]|[a-z][.)])\s+(?=\S)"
)
_INLINE_BULLETS: Final = re.compile(r"\s*[•●▪■‣➢➤►✓✔✅❖◆]\s+")
_MARKDOWN_HEADING: Final = re.compile(r"^\s{0,3}(?P<marks>#{1,6})\s+(?P<text>.*?)\s*#*\s*$")
_BOLD_LINE: Final = re.compile(r"^\s*(?P<mark>\*\*|__)(?P<text>.+?)(?P=mark)\s*:?\s*$")
LABEL: Final = re.compile(r"^\s*(?:\*\*|__)?[A-ZÀ-Þ][^\W\d]*(?: \w+){0,2}:(?:\*\*|__)?\s+\S")
"""A line of a form: a name of one to three words, a colon, and a value."""
_PAGE_NUMBER: Final = re.compile(r"^\s*(?:page\s*)?\d{1,3}(?:\s*(?:/|of)\s*\d{1,3})?\s*$", re.I)
_LINK: Final = re.compile(r"!?\[([^\[\]]{0,200})\]\([^()\s]{0,500}\)")
_EMPHASIS: Final = re.compile(r"(?<!\w)(\*\*|__|\*|_|`)(?=\S)(.{1,200}?)(?<=\S)\1(?!\w)")
_UNMARKED_LEVEL: Final = 7
_WRAPPED_LINE_CHARS: Final = 60
_NARROW_LINE_CHARS: Final = 30
_WIDEST_PAGE_CHARS: Final = 125
"""No page is set in longer lines; a text with one longer may have a line for each paragraph."""
_SENTENCE_END: Final = (".", "!", "?", ";", ":")


@dataclass
class Block:
    """A part of a posting; `text` is joined and free of Markdown.

    `last_line_chars` is the length of the last of the lines it was joined from, if it
    `is_wrapped`; `level` of a
    heading is that of its Markdown marks, or that of no marks. `cells` are those of a table's row.
    """

    kind: Literal["heading", "item", "paragraph", "row"]
    text: str
    last_line_chars: int = 0
    is_wrapped: bool = False
    level: int = 0
    cells: tuple[str, ...] = ()


def plain(text: str) -> str:
    """Text without links, emphasis and odd spaces."""
    text = _LINK.sub(r"\1", text)
    for _ in range(2):
        text = _EMPHASIS.sub(r"\2", text)
    return re.sub(r"\s+", " ", text).strip()


def _clean(text: str) -> str:
    """Undo what PDF and HTML leave: soft hyphens, non-characters at line ends, odd spaces."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00ad", "")
    text = re.sub(r"[\ufffe\u0002]\n?", "", text)
    return text.replace("\u00a0", " ").replace("\u200b", "")


def blocks(text: str) -> Iterator[Block]:
    """The blocks of a posting, in order."""
    lines = [line.rstrip() for line in _clean(text).split("\n")]
    page = _page(lines)
    current: Block | None = None
    for index, line in enumerate(lines):
        if _PAGE_NUMBER.match(line):
            continue  # a page number in the middle of a sentence is no break
        if not any(character.isalnum() for character in line):
            line = ""  # a rule, or the underline of a heading
        cells = _cells(line)
        line = line.replace("\t", "    ")
        if current is not None and line.strip() and not cells and _continues(current, line, page):
            current.text = f"{current.text} {plain(line)}"
            current.last_line_chars = len(line)
            current.is_wrapped = True
            continue
        if current is not None:
            yield from _listed_inline(current)
            current = None
        if not line.strip():
            continue
        if cells:
            *others, last = cells
            heading = _MARKDOWN_HEADING.match(last)
            if heading is not None:  # what follows a row that ends in an empty cell
                cells = tuple(others)
            yield Block("row", " ".join(filter(None, cells)), cells=cells)
            if heading is not None:
                yield Block("heading", plain(heading["text"]), level=len(heading["marks"]))
        elif marked := _MARKDOWN_HEADING.match(line) or _BOLD_LINE.match(line):
            level = len(marked.groupdict().get("marks") or "") or _UNMARKED_LEVEL
            yield Block("heading", plain(marked["text"]), level=level)
        elif bullet := _BULLET.match(line):
            current = Block("item", plain(line[bullet.end() :]), len(line))
        elif is_heading_line(line) or _heads_list(lines, index):
            yield Block("heading", plain(line), level=_UNMARKED_LEVEL)
        else:
            current = Block("paragraph", plain(line), len(line))
    if current is not None:
        yield from _listed_inline(current)


def _heads_list(lines: Sequence[str], index: int) -> bool:
    """Whether a short line stands right above a list as its heading, known or not."""
    following = next((line for line in lines[index + 1 :] if line.strip()), "")
    text = lines[index].strip()
    return (
        _BULLET.match(following) is not None
        and not text.endswith((".", ";", ","))
        and text[:1].isupper()
        and (
            len(text.split()) <= _MOST_HEADING_WORDS
            if section_of(text) is not None
            else len(text.split()) <= _MOST_UNKNOWN_WORDS and not text.endswith(":")
        )
    )


_MOST_UNKNOWN_WORDS: Final = 5
_MOST_HEADING_WORDS: Final = 8


class _Page(NamedTuple):
    """How lines are broken: those from `margin` on may have been, in a wrapped text all."""

    margin: int
    is_wrapped: bool


def _page(lines: Sequence[str]) -> _Page:
    longest = max(map(len, lines))
    margin = min(_WRAPPED_LINE_CHARS, max(_NARROW_LINE_CHARS, round(0.7 * longest)))
    is_wrapped = longest <= _WIDEST_PAGE_CHARS and any(
        len(line) >= margin and _breaks_off(line, following)
        for line, following in pairwise(lines)
        if not _BULLET.match(following)
    )
    return _Page(margin, is_wrapped)


def _breaks_off(line: str, following: str) -> bool:
    """Whether the words of a line say that its sentence goes on below it."""
    if line.endswith(_SENTENCE_END):
        return False
    return following.lstrip()[:1].islower() or _UNFINISHED.search(line) is not None


# Words that no sentence ends with, in whatever language they stand.
_UNFINISHED: Final = re.compile(
    r"(?:,|\b(?:of|the|an?|and|or|our|your|und|oder|der|des|den|et|ou|du|les?|la|el|los|del|della|"
    r"y|"
    r"het|een|os?|og|eller|till?|och))$",
    re.IGNORECASE,
)


def _cells(line: str) -> tuple[str, ...]:
    """The cells of a table's row, empty ones too; none for a line that is no row."""
    if line.lstrip().startswith("|"):
        parts = line.strip().strip("|").split("|")
    elif "\t" in line.strip():
        parts = _MARKDOWN_MARKS.sub("", line).split("\t")
    else:
        return ()
    return tuple(plain(part) for part in parts) if len(parts) > 1 else ()


_MARKDOWN_MARKS: Final = re.compile(r"^\s*#{1,6}\s+")


def _listed_inline(block: Block) -> Iterator[Block]:
    """A block, or the items of a list that stands in one line: `Skills: • SQL • Excel`."""
    parts = [part for part in _INLINE_BULLETS.split(block.text) if part.strip()]
    if len(parts) <= 1:
        yield block
        return
    first, *rest = parts
    is_heading = is_heading_line(first) or first.endswith(":")
    if _INLINE_BULLETS.match(block.text) or block.kind == "item":
        yield Block("item", first)
    elif is_heading and section_of(first) is not None:
        yield Block("heading", first, level=_UNMARKED_LEVEL)
    else:
        yield Block("paragraph", first)
    for part in rest:
        yield Block("item", part)


def _continues(block: Block, line: str, page: _Page) -> bool:
    """Whether a line without a mark of its own goes on with the block above it."""
    if any(mark.match(line) for mark in (_MARKDOWN_HEADING, _BOLD_LINE, _BULLET, LABEL)):
        return False
    text = line.strip()
    ended = block.text.endswith(_SENTENCE_END)
    is_long = block.last_line_chars >= page.margin
    if is_long and _breaks_off(block.text, line):
        return True
    if (_UNFINISHED.search(block.text) and not is_heading_line(line)) or (
        text.startswith("[") and not ended
    ):
        return True
    # A line that ends well before the usual margin was not wrapped: its sentence ends with it.
    if is_heading_line(line) and (ended or not is_long):
        return False
    if block.kind == "item" and line[:1].isspace():
        return True
    if not (page.is_wrapped or block.is_wrapped):
        return False
    return is_long and not (block.kind == "item" and ended)
