"""The text of a PDF, page by page, in the order in which it was written.

Runs as a script in a process of its own, since a damaged or hostile file can keep the reader busy
for ever, use up the memory or crash it: `pdf_processes` starts it and ends it when that happens. It
reads requests from stdin and writes answers to stdout, imports nothing of this package so that it
can be run by its path, and opens no file.
"""

from __future__ import annotations

import ctypes
import io
import json
import re
import signal
import struct
import sys
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import BinaryIO, Final, Literal

import pypdfium2
import pypdfium2.raw as pdfium_c

Problem = Literal["password", "corrupt", "page", "pages", "blank", "scanned", "memory"]


class PdfError(Exception):
    """The file could not become text: `problem` says why, `pages` how many it says it has."""

    def __init__(self, problem: Problem, pages: int = 0) -> None:
        self.problem = problem
        self.pages = pages
        super().__init__(problem)


@dataclass(frozen=True, slots=True)
class PdfText:
    """The texts of all pages, and the numbers, from 1, of those that show something unreadable."""

    pages: list[str]
    pictures: list[int]


def read_pdf(content: bytes, most_pages: int) -> PdfText:
    """Read a PDF; not safe to call from two threads at once.

    Raises:
        PdfError: it could not become text.
    """
    pages = _pdfium_pages(content, most_pages)
    if all(page.is_blank for page in pages):
        raise PdfError("blank")
    if all(page.is_blank or page.is_picture for page in pages):
        raise PdfError("scanned")
    texts = _with_hyphens([page.text for page in pages])
    if any(_BROKEN_WORD.search(text) for text in texts):
        texts = _with_ligatures(texts, _pypdf_text(content, len(pages)))
    return PdfText(texts, [n for n, page in enumerate(pages, start=1) if page.is_picture])


# --- Pages ---------------------------------------------------------------------------------------

# A page with fewer letters under a picture of its size is a scan with a stamp on it.
_STAMP_MAX_LETTERS: Final = 60
_COLUMN_GAP_EMS: Final = 2.0
"""Space within a line from which it separates columns; justified text stays below."""


@dataclass(frozen=True, slots=True)
class _Page:
    text: str
    is_blank: bool
    is_picture: bool


def _pdfium_pages(content: bytes, most_pages: int) -> list[_Page]:
    try:
        pdf = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        password = getattr(error, "err_code", None) == pdfium_c.FPDF_ERR_PASSWORD
        raise PdfError("password" if password else "corrupt") from None
    try:
        if len(pdf) > most_pages:
            raise PdfError("pages", len(pdf))
        return [_read_page(pdf[index]) for index in range(len(pdf))]
    except pypdfium2.PdfiumError:
        raise PdfError("page") from None
    finally:
        pdf.close()


def _read_page(page: pypdfium2.PdfPage) -> _Page:
    textpage = page.get_textpage()
    text = _with_columns(textpage, textpage.get_text_range(), _drawn_dots(page))
    letters = sum(map(str.isalnum, text))
    shows_nothing = letters == 0 and pdfium_c.FPDFPage_CountObjects(page) == 0
    is_picture = not shows_nothing and (
        letters == 0 or (letters < _STAMP_MAX_LETTERS and _largest_picture(page) > 0.5)
    )
    textpage.close()
    page.close()
    return _Page(text, shows_nothing, is_picture)


@dataclass(frozen=True, slots=True)
class _Dot:
    """Something small that is drawn, about as wide as high; in points from the lower left."""

    left: float
    bottom: float
    size: float


_MOST_OBJECTS_LOOKED_AT: Final = 20_000
_MOST_DOTS: Final = 1_000
_DOT_POINTS: Final = (1.0, 6.0)


def _drawn_dots(page: pypdfium2.PdfPage) -> list[_Dot]:
    """What may be the bullets of lists: browsers draw them instead of writing them."""
    dots: list[_Dot] = []
    number = pdfium_c.FPDFPage_CountObjects(page)
    for index in range(min(number, _MOST_OBJECTS_LOOKED_AT)):
        item = pdfium_c.FPDFPage_GetObject(page, index)
        if pdfium_c.FPDFPageObj_GetType(item) != pdfium_c.FPDF_PAGEOBJ_PATH:
            continue
        left, bottom, right, top = (ctypes.c_float() for _ in range(4))
        if not pdfium_c.FPDFPageObj_GetBounds(item, left, bottom, right, top):
            continue
        width, height = right.value - left.value, top.value - bottom.value
        if all(_DOT_POINTS[0] <= side <= _DOT_POINTS[1] for side in (width, height)) and (
            abs(width - height) < 0.2 * width
        ):
            dots.append(_Dot(left.value, bottom.value, width))
    return dots if len(dots) <= _MOST_DOTS else []


_LARGEST_BULLET_EMS: Final = 0.4
"""The dots of timelines and of ratings are larger."""
_WIDEST_BULLET_GAP_EMS: Final = 1.6


def _lines_with_dots(textpage: pypdfium2.PdfTextPage, text: str, dots: list[_Dot]) -> Iterator[int]:
    """Where the lines begin that have a dot right before them, at the height of their letters."""
    for line in re.finditer(r"[^\s][^\r\n]*", text) if dots else ():
        box = _box(textpage, line.start())
        if box is None or not line[0][0].isalnum():
            continue
        em = box.top - box.bottom
        if any(
            dot.size <= _LARGEST_BULLET_EMS * em
            and 0 < box.left - (dot.left + dot.size) <= _WIDEST_BULLET_GAP_EMS * em
            and box.bottom < dot.bottom + dot.size / 2 < box.top
            for dot in dots
        ):
            yield line.start()


def _with_columns(textpage: pypdfium2.PdfTextPage, text: str, dots: list[_Dot]) -> str:
    """The text with a tab between columns, spaced letters set close, and drawn bullets written.

    Columns are what stands as far apart as columns do, and two names told apart by their typeface
    alone, **Nurse** Oak Clinic.
    """
    if textpage.count_chars() != len(text):
        return text  # characters and places do not correspond one to one
    characters = list(text)
    for at in _spaces_between_letters(textpage, text):
        characters[at] = ""
    for at in _changes_of_typeface(textpage, text):
        characters[at] = "\t"
    for at in _lines_with_dots(textpage, text, dots):
        characters[at] = f"• {characters[at]}"
    for match in re.finditer(r"(?<=[^\s]) (?=[^\s])", text):
        at = match.start()
        before, behind = _box(textpage, at - 1), _box(textpage, at + 1)
        if before is None or behind is None:
            continue
        em = min(before.top - before.bottom, behind.top - behind.bottom)
        if behind.top < before.bottom:
            characters[at] = "\n"  # a line that stands close below
            continue
        same_line = before.bottom < behind.top and behind.bottom < before.top
        if same_line and em > 0 and behind.left - before.right > _COLUMN_GAP_EMS * em:
            characters[at] = "\t"
    return _in_order(textpage, text, characters)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A line and where it stands, in points from the lower left."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    def is_beside(self, other: _Placed) -> bool:
        """Whether they share a good part of their height."""
        shared = min(self.top, other.top) - max(self.bottom, other.bottom)
        return shared > 0.2 * min(self.top - self.bottom, other.top - other.bottom)


_MOST_LINES_SORTED: Final = 400


def _in_order(textpage: pypdfium2.PdfTextPage, text: str, characters: list[str]) -> str:
    """The lines of a page, those written later but standing between earlier ones put there.

    Browsers write what a style sheet positions after all the rest of a page, so headings may come
    without what they head. Columns stand beside each other and keep their order.
    """
    whole = "".join(characters)
    if whole.count("\n") > _MOST_LINES_SORTED:
        return whole
    runs: list[list[_Placed]] = []
    for first, last in _line_ends(text, characters):
        start, end = _box(textpage, first), _box(textpage, last)
        if start is None or end is None or start.top <= start.bottom:
            return whole
        line = _Placed(
            "".join(characters[first : last + 1]), start.left, start.bottom, end.right, start.top
        )
        if runs and line.bottom <= runs[-1][-1].top:
            runs[-1].append(line)
        else:
            runs.append([line])
    merged: list[list[_Placed]] = []
    for run in runs:
        if merged and _interleave(merged[-1], run):
            merged[-1] = sorted([*merged[-1], *run], key=lambda line: -line.top)
        else:
            merged.append(run)
    if len(merged) == len(runs):
        return whole
    return "\r\n".join(line.text for run in merged for line in run)


def _line_ends(text: str, characters: list[str]) -> Iterator[tuple[int, int]]:
    """Where the first and the last letter of each line stand in the page's characters."""
    first: int | None = None
    last = 0
    for at, character in enumerate(characters):
        if character in ("\r", "\n"):
            if first is not None:
                yield first, last
            first = None
        elif not text[at].isspace():
            first = at if first is None else first
            last = at
    if first is not None:
        yield first, last


def _interleave(above: list[_Placed], run: list[_Placed]) -> bool:
    """Whether two runs of lines are one column: some between, and none beside, the other's."""
    left, right = min(line.left for line in run), max(line.right for line in run)
    other_left = min(line.left for line in above)
    other_right = max(line.right for line in above)
    if min(right, other_right) <= max(left, other_left):
        return False
    if any(line.is_beside(other) for line in run for other in above):
        return False
    return any(other.bottom < line.bottom for other in above for line in run) and any(
        other.bottom > line.bottom for other in above for line in run
    )


# A pair that a font sets close, "AT", comes out without its space.
_SPACED_LETTERS: Final = re.compile(r"(?<!\S)(?:[^\s]{1,2} ){3,}[^\s]{1,2}(?!\S)")
_WIDEST_LETTER_SPACE_EMS: Final = 0.6
_LEAST_WORD_SPACE: Final = 1.6
"""How many times as wide as the space between its letters the space between words is."""


def _spaces_between_letters(textpage: pypdfium2.PdfTextPage, text: str) -> Iterator[int]:
    """The spaces of "N U R S E" that the file does not hold, added for the distance alone."""
    for match in _SPACED_LETTERS.finditer(text):
        gaps: dict[int, float] = {}
        for at in range(*match.span()):
            if text[at] != " " or pdfium_c.FPDFText_IsGenerated(textpage, at) != 1:
                continue
            before, behind = _box(textpage, at - 1), _box(textpage, at + 1)
            if before is not None and behind is not None:
                em = max(before.top - before.bottom, 1.0)
                gaps[at] = max((behind.left - before.right) / em, 0.01)
        narrow = min(gaps.values(), default=0.0)
        if narrow <= _WIDEST_LETTER_SPACE_EMS:
            yield from (at for at, gap in gaps.items() if gap < _LEAST_WORD_SPACE * narrow)


_LONGEST_ROW_CHARS: Final = 90
_MOST_WORDS_OF_A_NAME: Final = 7


def _changes_of_typeface(textpage: pypdfium2.PdfTextPage, text: str) -> Iterator[int]:
    """The space in each row of two names at which the typeface changes, once in the row."""
    for line in re.finditer(r"[^\r\n]+", text):
        start, end = line.start(), line.start() + len(line[0].rstrip())
        if not (4 < end - start <= _LONGEST_ROW_CHARS and text[start].isalpha()):
            continue
        if _typeface(textpage, start) == _typeface(textpage, end - 1):
            continue
        spaces = [at for at in range(start + 1, end - 1) if text[at] == " "]
        changes = [
            at for at in spaces if _typeface(textpage, at - 1) != _typeface(textpage, at + 1)
        ]
        if len(changes) != 1:
            continue
        before, behind = text[start : changes[0]], text[changes[0] + 1 : end]
        if (
            (before[-1].isalnum() or before[-1] in ").")
            and not before.islower()
            and (behind[0].isupper() or (behind[0].isalpha() and not behind[0].islower()))
            and len(before.split()) <= _MOST_WORDS_OF_A_NAME
        ):
            yield changes[0]


_LONGEST_FONT_NAME_BYTES: Final = 128


def _typeface(textpage: pypdfium2.PdfTextPage, index: int) -> bytes:
    """The name of a character's font, which tells bold and italic from regular."""
    name = ctypes.create_string_buffer(_LONGEST_FONT_NAME_BYTES)
    flags = ctypes.c_int()
    pdfium_c.FPDFText_GetFontInfo(textpage, index, name, len(name), flags)
    return name.value


def _box(textpage: pypdfium2.PdfTextPage, index: int) -> pdfium_c.FS_RECTF | None:
    """The box of a character, from the descent to the ascent of its font."""
    box = pdfium_c.FS_RECTF()
    return box if pdfium_c.FPDFText_GetLooseCharBox(textpage, index, box) else None


def _largest_picture(page: pypdfium2.PdfPage) -> float:
    """The share of the page, in 0..1, under its largest picture."""
    width, height = page.get_size()
    largest = 0.0
    for index in range(pdfium_c.FPDFPage_CountObjects(page)):
        item = pdfium_c.FPDFPage_GetObject(page, index)
        if pdfium_c.FPDFPageObj_GetType(item) != pdfium_c.FPDF_PAGEOBJ_IMAGE:
            continue
        left, bottom, right, top = (ctypes.c_float() for _ in range(4))
        if pdfium_c.FPDFPageObj_GetBounds(item, left, bottom, right, top):
            area = (right.value - left.value) * (top.value - bottom.value)
            largest = max(largest, area / max(width * height, 1.0))
    return largest


# --- Broken words --------------------------------------------------------------------------------

_CONTROL: Final = r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]"
_BROKEN_WORD: Final = re.compile(rf"\w{_CONTROL}|{_CONTROL}\w")
_LINE_END_HYPHEN: Final = re.compile(r"(?:(?<!\w)(\w+))?[\ufffe\x02](?:\r?\n)?(\w*)")


def _with_hyphens(pages: list[str]) -> list[str]:
    """Pages without line breaks inside words: pdfium writes U+FFFE or U+0002 for such a hyphen.

    It is one of the word's own ("full-stack") where a capital or a digit follows or where the word
    stands with its hyphen elsewhere in the document, and a typesetter's otherwise.
    """
    compounds = {word.casefold() for page in pages for word in re.findall(r"\w+-\w+", page)}

    def whole(match: re.Match[str]) -> str:
        left, right = match[1] or "", match[2]
        own = right[:1].isupper() or right[:1].isdigit()
        own = own or f"{left}-{right}".casefold() in compounds
        return f"{left}-{right}" if own else left + right

    return [_LINE_END_HYPHEN.sub(whole, page) for page in pages]


_LIGATURES: Final = "ffi|ffl|ff|fi|fl|ft|st|tt|ti"
# Where TeX's T1 ("Cork") and OT1 encodings have their ligatures: ASCII's control characters.
_TEX_LIGATURES: Final = str.maketrans(
    {
        "\x1b": "ff", "\x1c": "fi", "\x1d": "fl", "\x1e": "ffi", "\x1f": "ffl",
        "\x0b": "ff", "\x0e": "ffi", "\x0f": "ffl",
    }
)  # fmt: skip
_TORN_WORD: Final = re.compile(rf"(?<!\w)\w*+(?:{_CONTROL}\w*+)+")


def _with_ligatures(pages: list[str], other_reading: str) -> list[str]:
    """Pages whose ligatures, which came out as control characters, are letters again.

    Fonts number their ligatures as they like, so each torn word is looked up in another reader's
    text, which goes by the fonts' own tables; only what is not there is read by TeX's encodings.
    """
    words = set(re.findall(r"\w+", unicodedata.normalize("NFKC", other_reading)))

    def whole(match: re.Match[str]) -> str:
        torn = match[0]
        if not any(character.isalnum() for character in torn):
            return torn
        parts = map(re.escape, re.split(_CONTROL, torn))
        pattern = re.compile(f"(?:{_LIGATURES})".join(parts))
        found = {word for word in words if pattern.fullmatch(word)}
        return found.pop() if len(found) == 1 else torn.translate(_TEX_LIGATURES)

    return [_TORN_WORD.sub(whole, page) for page in pages]


def _pypdf_text(content: bytes, most_pages: int) -> str:
    """The text of all pages as pypdf reads it; empty where it cannot."""
    # Few documents need it, and importing it takes longer than reading one.
    import logging

    import pypdf

    # pypdf reports every oddity of a file on stderr.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        pages = pypdf.PdfReader(io.BytesIO(content)).pages
        text = "\n".join(page.extract_text() for page in pages[:most_pages])
    except (
        pypdf.errors.PyPdfError, pypdf.errors.DependencyError, ArithmeticError, AttributeError,
        LookupError, MemoryError, NotImplementedError, RecursionError, TypeError, ValueError,
        zlib.error,
    ):  # fmt: skip
        return ""  # what it raises over damaged files
    # Glyphs without a Unicode value come out by name: "/f_i", "/four.lnum".
    return re.sub(r"/([a-z](?:_[a-z])+)", lambda name: name[1].replace("_", ""), text)


# --- The process ---------------------------------------------------------------------------------

REQUEST: Final = struct.Struct(">QQ")
"""Before each file: its bytes, and the most pages it may have."""

ANSWER: Final = struct.Struct(">Q")
"""Before each answer, an object in JSON: its bytes."""


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests until there are no more."""
    while len(head := requests.read(REQUEST.size)) == REQUEST.size:
        size, most_pages = REQUEST.unpack(head)
        content = requests.read(size)
        answer: dict[str, object]
        try:
            answer = asdict(read_pdf(content, most_pages))
        except PdfError as error:
            answer = {"problem": error.problem, "pages": error.pages}
        except MemoryError:
            answer = {"problem": "memory", "pages": 0}
        encoded = json.dumps(answer).encode("ascii")
        answers.write(ANSWER.pack(len(encoded)) + encoded)
        answers.flush()


def _limit_memory(most_bytes: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    _, most_allowed = resource.getrlimit(resource.RLIMIT_AS)
    if most_allowed != resource.RLIM_INFINITY:
        most_bytes = min(most_bytes, most_allowed)
    resource.setrlimit(resource.RLIMIT_AS, (most_bytes, most_allowed))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends this
    _limit_memory(int(sys.argv[1]))
    serve(sys.stdin.buffer, sys.stdout.buffer)
