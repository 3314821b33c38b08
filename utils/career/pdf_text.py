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
    text = _with_columns(textpage, textpage.get_text_range())
    letters = sum(map(str.isalnum, text))
    shows_nothing = letters == 0 and pdfium_c.FPDFPage_CountObjects(page) == 0
    is_picture = not shows_nothing and (
        letters == 0 or (letters < _STAMP_MAX_LETTERS and _largest_picture(page) > 0.5)
    )
    textpage.close()
    page.close()
    return _Page(text, shows_nothing, is_picture)


def _with_columns(textpage: pypdfium2.PdfTextPage, text: str) -> str:
    """The text with a tab for each space that is as wide as the space between columns."""
    if textpage.count_chars() != len(text):
        return text  # characters and places do not correspond one to one
    characters = list(text)
    for match in re.finditer(r"(?<=[^\s]) (?=[^\s])", text):
        at = match.start()
        before, behind = _box(textpage, at - 1), _box(textpage, at + 1)
        if before is None or behind is None:
            continue
        em = min(before.top - before.bottom, behind.top - behind.bottom)
        same_line = before.bottom < behind.top and behind.bottom < before.top
        if same_line and em > 0 and behind.left - before.right > _COLUMN_GAP_EMS * em:
            characters[at] = "\t"
    return "".join(characters)


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
