"""Documents: a folder becomes a list of files, a file becomes text with positions.

Reads PDF, DOCX, HTML, Markdown and plain text, told apart by their content first. A file that
cannot be read is a `DocumentError` of its own kind, never an empty text, and nothing is cut off a
file that can. It runs no macros, follows no links, opens nothing outside the given folders, and
does no OCR.
"""

from __future__ import annotations

import ctypes
import html
import io
import logging
import mimetypes
import os
import re
import stat
import threading
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final, TypedDict, final
from xml.etree import ElementTree

import pypdf
import pypdfium2
import pypdfium2.raw as pdfium_c
from selectolax.lexbor import LexborHTMLParser, LexborNode

from .errors import (
    CorruptDocumentError,
    DocumentError,
    EmptyDocumentError,
    EncryptedDocumentError,
    InputError,
    OversizedDocumentError,
    ScannedDocumentError,
    UnreadableDocumentError,
    UnsupportedDocumentError,
)

# pypdf reports every oddity of a file on stderr; what matters becomes a `DocumentError` here.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

SUPPORTED_SUFFIXES: Final = (
    ".pdf", ".docx", ".html", ".htm", ".md", ".markdown", ".txt", ".text",
)  # fmt: skip


@final
class DocumentSource(TypedDict):
    """One file of a folder, before it is read. `modified_date` is ISO 8601, `size` in bytes."""

    path: str
    name: str
    type: str
    size: int
    modified_date: str
    source: str
    additional_data: dict[str, str]


@final
class ScanError(TypedDict):
    """Something in a folder that is not read: `type` is the kind of reason, `error` says it.

    Types: `missing` (no such folder), `unreadable` (the system refused, or no regular file),
    `outside` (a link out of the folder), `unsupported` (no reader for it).
    """

    path: str
    error: str
    type: str


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """What a file may hold at most; beyond it the file is refused, never cut."""

    bytes: int = 50 * 1024 * 1024
    pages: int = 500
    unpacked_bytes: int = 32 * 1024 * 1024  # of a DOCX's texts; its pictures are never unpacked
    characters: int = 2_000_000


@dataclass(frozen=True, slots=True)
class Block:
    """Characters `start:end` of a document's text.

    `kind` is `text`, or for DOCX the part it comes from: `header`, `document`, `footnotes`,
    `endnotes`, `footer`. `page` counts from 1 and is known for PDF only.
    """

    start: int
    end: int
    page: int | None
    kind: str


@dataclass(frozen=True, slots=True)
class Document:
    """A file's text, in reading order, and the blocks it consists of."""

    path: Path
    name: str
    text: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class TextPart:
    """Characters `start:end` of a longer text."""

    start: int
    end: int
    text: str


# --- Scanning ------------------------------------------------------------------------------------


def scan_documents(
    scan_config: Mapping[str, Any],
) -> tuple[list[DocumentSource], list[ScanError]]:
    """The documents of the configured folders: a folder's files by name, then its subfolders.

    Args:
        scan_config: `local_directories` (paths, or `{"path": …}`), read deeply; `file_types`
            (suffixes, all supported ones by default); `date_filter` (`min_date`, `max_date`, ISO
            dates of the last change, UTC, both inclusive).

    Returns:
        The documents, and what was left out with the reason: folders that are not there, links that
        lead out of the folder, files that are no regular files, files of other kinds. Hidden files
        and Office's lock files are passed over, and a file reached twice is listed once.

    Raises:
        InputError: a directory without a path, or a date that is none.
    """
    wanted = {
        kind if kind.startswith(".") else f".{kind}"
        for each in _listed(scan_config.get("file_types")) or SUPPORTED_SUFFIXES
        for kind in [str(each).lower()]
    }
    earliest, latest = _date_range(scan_config.get("date_filter") or {})
    sources: list[DocumentSource] = []
    errors: list[ScanError] = [
        {
            "path": str(each.get("folder_id") if isinstance(each, Mapping) else each),
            "error": "Google Drive is not supported; download the folder and name it in "
            "local_directories",
            "type": "unsupported",
        }
        for each in _listed(scan_config.get("google_drive_folders"))
    ]
    seen: set[str] = set()
    for root in map(_directory, _listed(scan_config.get("local_directories"))):
        if not root.is_dir():
            problem = "it is a file" if root.exists() else "there is no such folder"
            errors.append(_scan_error(root, "missing", f"{problem}; name a folder that exists"))
            continue
        for path in _files_below(root, errors):
            found = _source_or_error(path, root, wanted)
            if "error" in found:
                errors.append(found)
            elif (real := os.path.realpath(path)) not in seen:
                seen.add(real)
                if (
                    found["type"] in wanted
                    and earliest <= date.fromisoformat(found["modified_date"][:10]) <= latest
                ):
                    sources.append(found)
    return sources, errors


def _listed(value: Any) -> list[Any]:
    """A list of the configuration; a single value stands for a list of one."""
    if value is None:
        return []
    return [value] if isinstance(value, str | Path | Mapping) else list(value)


def _directory(value: Any) -> Path:
    path = value.get("path") if isinstance(value, Mapping) else value
    if not path:
        raise InputError(f"local_directories: an entry is a path or {{'path': …}}, got {value!r}.")
    return Path(path).expanduser()


def _date_range(wanted: Mapping[str, Any]) -> tuple[date, date]:
    def day(name: str, default: date) -> date:
        value = wanted.get(name)
        try:
            return default if value in (None, "") else date.fromisoformat(str(value)[:10])
        except ValueError:
            raise InputError(
                f"date_filter: {name} must be a date like 2024-12-31, got {value!r}."
            ) from None

    return day("min_date", date.min), day("max_date", date.max)


def _files_below(root: Path, errors: list[ScanError]) -> Iterator[Path]:
    def unreadable(error: OSError) -> None:
        reason = (error.strerror or "the system refused").lower()
        errors.append(_scan_error(error.filename, "unreadable", f"{reason}; check the permissions"))

    for folder, folders, names in os.walk(root, onerror=unreadable):
        visible = sorted(name for name in folders if not name.startswith("."))
        # `os.walk` follows no links to folders; one that stays inside leads to files that are found
        # where they are.
        inner = (Path(folder, name) for name in visible)
        errors.extend(_link_out(path) for path in inner if _leads_out(path, root))
        folders[:] = visible
        for name in sorted(names):
            if not name.startswith((".", "~$")):
                yield Path(folder, name)


def _leads_out(path: Path, root: Path) -> bool:
    return path.is_symlink() and not Path(os.path.realpath(path)).is_relative_to(
        os.path.realpath(root)
    )


def _link_out(path: Path) -> ScanError:
    return _scan_error(path, "outside", "the link leads out of the folder; copy its target here")


def _scan_error(path: str | Path, kind: str, reason: str) -> ScanError:
    # A name that is no valid UTF-8 could not be written to any report.
    return {"path": os.fsencode(path).decode("utf-8", "replace"), "error": reason, "type": kind}


def _source_or_error(path: Path, root: Path, wanted: set[str]) -> DocumentSource | ScanError:
    if _leads_out(path, root):
        return _link_out(path)
    try:
        status = path.stat()
        str(path).encode()
    except OSError as error:
        return _scan_error(path, "unreadable", (error.strerror or "the system refused").lower())
    except UnicodeEncodeError:
        return _scan_error(path, "unreadable", "its name is no valid UTF-8; rename it")
    if not stat.S_ISREG(status.st_mode):
        return _scan_error(path, "unreadable", "it is not a regular file")
    suffix = path.suffix.lower()
    if suffix not in wanted and suffix not in SUPPORTED_SUFFIXES:
        kind = f"{suffix} files" if suffix else "files without a suffix"
        return _scan_error(path, "unsupported", f"{kind} are not read; save it as PDF or DOCX")
    return {
        "path": str(path),
        "name": path.name,
        "type": suffix,
        "size": status.st_size,
        "modified_date": datetime.fromtimestamp(status.st_mtime, UTC).isoformat(),
        "source": "local",
        "additional_data": {
            "relative_path": str(path.relative_to(root)),
            "mime_type": mimetypes.guess_type(path.name)[0] or "application/octet-stream",
        },
    }


# --- Reading -------------------------------------------------------------------------------------


def read_document(path: str | Path, limits: ReadLimits = ReadLimits()) -> Document:
    """Read one file; blocking, and safe to call from many threads.

    Raises:
        DocumentError: it could not become text; the subclass says why.
    """
    path = Path(path)
    content = _content(path, limits)
    kind = _kind(path, content)
    if kind == "pdf":
        pieces = _read_pdf(path, content, limits)
    elif kind == "docx":
        pieces = _read_docx(path, content, limits)
    elif kind == "html":
        source = _without_embedded(path, _decoded_html(path, content), limits)
        pieces = [_Piece(_html_text(_nested_sanely(path, source)))]
    elif kind == "markdown":
        source = _without_embedded(path, _decoded(path, content), limits)
        pieces = [_Piece(_markdown_text(source))]
    else:
        pieces = [_Piece(_decoded(path, content))]
    document = _assembled(path, pieces)
    if len(document.text) > limits.characters:
        raise _too_long(path, len(document.text), limits)
    if not any(character.isalnum() for character in document.text):
        raise EmptyDocumentError(path, "there is no text in it.")
    return document


def _too_long(path: Path, characters: int, limits: ReadLimits) -> OversizedDocumentError:
    return OversizedDocumentError(
        path,
        f"it holds at least {characters} characters, {limits.characters} are allowed; split it.",
    )


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    page: int | None = None
    kind: str = "text"


def _assembled(path: Path, pieces: Iterable[_Piece]) -> Document:
    text = ""
    blocks: list[Block] = []
    for piece in pieces:
        clean = _clean(piece.text)
        if not clean:
            continue
        if text:
            text += "\n\n" if piece.kind != "text" or piece.page is None else "\n"
        blocks.append(Block(len(text), len(text) + len(clean), piece.page, piece.kind))
        text += clean
    return Document(path, path.name, text, tuple(blocks))


def _content(path: Path, limits: ReadLimits) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableDocumentError(path, "it is not a regular file.")
        if status.st_size > limits.bytes:
            raise OversizedDocumentError(
                path, f"it has {status.st_size} bytes, {limits.bytes} are allowed; split it."
            )
        return path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "the system refused").lower()
        raise UnreadableDocumentError(path, f"{reason}; check that you may read it.") from None


_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_OFFICE: Final = "EncryptedPackage".encode("utf-16-le")


def _kind(path: Path, content: bytes) -> str:
    """`pdf`, `docx`, `html`, `markdown` or `text`: by the first bytes, then by the suffix."""
    suffix = path.suffix.lower()
    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n\x00")
    if suffix in SUPPORTED_SUFFIXES and not content.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00"):
        raise EmptyDocumentError(path, "the file is empty.")
    if head.startswith(b"%PDF-") or (suffix == ".pdf" and b"%PDF-" in head):
        return "pdf"
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "docx"
    if content.startswith(_OLE):
        if _ENCRYPTED_OFFICE in content:
            raise EncryptedDocumentError(path, "it needs a password; save it without one.")
        raise UnsupportedDocumentError(path, "old Office files are not read; save it as .docx.")
    if head.startswith(b"{\\rtf"):
        raise UnsupportedDocumentError(path, "RTF files are not read; save it as .docx.")
    if suffix in (".pdf", ".docx"):
        raise CorruptDocumentError(
            path, f"its content is not that of a {suffix[1:].upper()} file; export it again."
        )
    if suffix in (".html", ".htm") or head[:14].lower().startswith((b"<!doctype html", b"<html")):
        return "html"
    if suffix in (".md", ".markdown"):
        return "markdown"
    if suffix in (".txt", ".text"):
        return "text"
    raise UnsupportedDocumentError(
        path, f"{suffix or 'such'} files are not read; save it as PDF, DOCX or text."
    )


# --- PDF -----------------------------------------------------------------------------------------

_pdfium_lock = threading.Lock()
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_BROKEN_WORD: Final = re.compile(rf"\w{_CONTROL.pattern}|{_CONTROL.pattern}\w")
_LINE_END_HYPHEN: Final = re.compile(r"(?:(?<!\w)(\w+))?[\ufffe\x02](?:\r?\n)?(\w*)")
# A page with fewer letters under a picture of its size is a scan with a stamp on it.
_STAMP_MAX_LETTERS: Final = 60


@dataclass(frozen=True, slots=True)
class _PdfPage:
    text: str
    is_blank: bool
    is_scan: bool


def _read_pdf(path: Path, content: bytes, limits: ReadLimits) -> list[_Piece]:
    with _pdfium_lock:  # pdfium is not safe to call from two threads
        pages = _pdfium_pages(path, content, limits)
    if all(page.is_blank for page in pages):
        raise EmptyDocumentError(path, "its pages are blank.")
    if all(page.is_blank or page.is_scan for page in pages):
        raise ScannedDocumentError(
            path, "its pages are pictures without text; run OCR over it first."
        )
    texts = _with_hyphens([page.text for page in pages])
    if any(_BROKEN_WORD.search(text) for text in texts):
        texts = _with_ligatures(texts, _pypdf_text(content, len(pages)))
    return [_Piece(text, number) for number, text in enumerate(texts, start=1)]


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
_TORN_WORD: Final = re.compile(rf"(?<!\w)\w*+(?:{_CONTROL.pattern}\w*+)+")


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
        parts = map(re.escape, re.split(_CONTROL.pattern, torn))
        pattern = re.compile(f"(?:{_LIGATURES})".join(parts))
        found = {word for word in words if pattern.fullmatch(word)}
        return found.pop() if len(found) == 1 else torn.translate(_TEX_LIGATURES)

    return [_TORN_WORD.sub(whole, page) for page in pages]


def _pdfium_pages(path: Path, content: bytes, limits: ReadLimits) -> list[_PdfPage]:
    try:
        pdf = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium_c.FPDF_ERR_PASSWORD:
            raise EncryptedDocumentError(
                path, "it needs a password; save it without one."
            ) from None
        raise CorruptDocumentError(path, "it is no readable PDF; export it again.") from None
    try:
        if len(pdf) > limits.pages:
            raise OversizedDocumentError(
                path, f"it has {len(pdf)} pages, {limits.pages} are allowed; split it."
            )
        pages: list[_PdfPage] = []
        for page in pdf:
            textpage = page.get_textpage()
            text = textpage.get_text_range()
            letters = sum(map(str.isalnum, text))
            is_blank = letters == 0 and pdfium_c.FPDFPage_CountObjects(page) == 0
            is_scan = letters == 0 or (
                letters < _STAMP_MAX_LETTERS and _largest_picture(page) > 0.5
            )
            pages.append(_PdfPage(text, is_blank, is_scan and not is_blank))
            textpage.close()
            page.close()
        return pages
    except pypdfium2.PdfiumError:
        raise CorruptDocumentError(path, "a page cannot be read; export it again.") from None
    finally:
        pdf.close()


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


# What pypdf raises over damaged files, besides its own errors.
_PYPDF_ERRORS: Final = (
    pypdf.errors.PyPdfError, pypdf.errors.DependencyError, ArithmeticError, AttributeError,
    LookupError, NotImplementedError, RecursionError, TypeError, ValueError, zlib.error,
)  # fmt: skip


def _pypdf_text(content: bytes, most_pages: int) -> str:
    """The text of all pages as pypdf reads it; empty where it cannot."""
    try:
        pages = pypdf.PdfReader(io.BytesIO(content)).pages
        text = "\n".join(page.extract_text() for page in pages[:most_pages])
    except _PYPDF_ERRORS:
        return ""
    # Glyphs without a Unicode value come out by name: "/f_i", "/four.lnum".
    return re.sub(r"/([a-z](?:_[a-z])+)", lambda name: name[1].replace("_", ""), text)


# --- DOCX ----------------------------------------------------------------------------------------

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# The namespace of files saved as "Strict Open XML"; their elements are the same.
_W_STRICT: Final = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_STORY: Final = re.compile(r"word/(header|document|footnotes|endnotes|footer)\d*\.xml")
_STORY_ORDER: Final = ("header", "document", "footnotes", "endnotes", "footer")


def _read_docx(path: Path, content: bytes, limits: ReadLimits) -> list[_Piece]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _read_stories(path, archive, limits)
    except (
        zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RecursionError, ValueError,
    ):  # fmt: skip
        raise CorruptDocumentError(
            path, "it is no readable Word document; save it again."
        ) from None


def _read_stories(path: Path, archive: zipfile.ZipFile, limits: ReadLimits) -> list[_Piece]:
    """The texts of headers, body, notes and footers; those that repeat another word for word once.

    Raises:
        ValueError, RecursionError and what zipfile raises: the archive is damaged.
    """
    stories = {name: match[1] for name in archive.namelist() if (match := _STORY.fullmatch(name))}
    if "document" not in stories.values():
        if path.suffix.lower() == ".docx":
            raise CorruptDocumentError(path, "it is an archive, but no Word document; save again.")
        raise UnsupportedDocumentError(
            path, "archives and other Office files are not read; save it as PDF or DOCX."
        )
    left = limits.unpacked_bytes
    trees: dict[str, ElementTree.Element] = {}
    for name in [*stories, *({"word/styles.xml"} & set(archive.namelist()))]:
        if archive.getinfo(name).flag_bits & 1:
            raise EncryptedDocumentError(path, "it needs a password; save it without one.")
        with archive.open(name) as part:
            unpacked = part.read(left + 1)
        if len(unpacked) > left:
            raise OversizedDocumentError(
                path,
                f"it unpacks to more than the {limits.unpacked_bytes} bytes allowed; split it.",
            )
        left -= len(unpacked)
        trees[name] = _parsed_xml(path, unpacked)
    list_styles = _list_styles(trees.pop("word/styles.xml", None))
    pieces: list[_Piece] = []
    for name in sorted(stories, key=lambda name: (_STORY_ORDER.index(stories[name]), name)):
        text = "\n".join(_paragraphs(trees[name], list_styles))
        if not any(text == piece.text for piece in pieces):
            pieces.append(_Piece(text, None, stories[name]))
    return pieces


class _NoDoctype(ElementTree.TreeBuilder):
    """Builds a tree and refuses a DTD, and so every entity that one could define."""

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        raise ValueError(f"a Word document has no DTD, found {name} {pubid} {system}.")


def _parsed_xml(path: Path, content: bytes) -> ElementTree.Element:
    parser = ElementTree.XMLParser(target=_NoDoctype())  # noqa: S314 - no DTD, no entities
    try:
        parser.feed(content.replace(_W_STRICT, _W[1:-1].encode()))
        root: ElementTree.Element = parser.close()
    except (ElementTree.ParseError, LookupError):
        raise CorruptDocumentError(path, "its XML is broken; save it again.") from None
    return root


def _list_styles(styles: ElementTree.Element | None) -> frozenset[str]:
    """The ids of the paragraph styles that make list items, by themselves or by inheritance."""
    parents: dict[str, str] = {}
    listing: dict[str, bool] = {}
    for style in styles.iter(f"{_W}style") if styles is not None else ():
        style_id = style.get(f"{_W}styleId", "")
        parents[style_id] = _value(style.find(f"{_W}basedOn"))
        properties = style.find(f"{_W}pPr")
        if properties is not None:
            if properties.find(f"{_W}outlineLvl") is not None:  # a numbered heading
                listing[style_id] = False
            elif (numbering := properties.find(f"{_W}numPr")) is not None:
                listing[style_id] = _value(numbering.find(f"{_W}numId")) != "0"

    def makes_items(style_id: str) -> bool:
        followed: set[str] = set()
        while style_id and style_id not in listing and style_id not in followed:
            followed.add(style_id)
            style_id = parents.get(style_id, "")
        return listing.get(style_id, False)

    return frozenset(filter(makes_items, parents))


def _value(element: ElementTree.Element | None) -> str:
    return element.get(f"{_W}val", "") if element is not None else ""


def _paragraphs(root: ElementTree.Element, list_styles: frozenset[str]) -> Iterator[str]:
    """The lines of a story: paragraphs, table rows with tabs between cells, text boxes after."""
    stack = [root]
    while stack:
        element = stack.pop()
        if element.tag == f"{_W}p":
            boxes: list[ElementTree.Element] = []
            text = _runs(element, boxes)
            yield f"• {text}" if text and _is_list_item(element, list_styles) else text
            for box in boxes:
                yield from _paragraphs(box, list_styles)
        elif element.tag == f"{_W}tr":
            cells = [
                [line for line in _paragraphs(cell, list_styles) if line.strip()]
                for cell in _cells(element)
            ]
            # Cells of several lines are a page's columns, not a table's.
            if all(len(cell) <= 1 for cell in cells):
                yield "\t".join(cell[0] for cell in cells if cell)
            else:
                yield from (line for cell in cells for line in cell)
        else:
            stack.extend(reversed(_children(element)))


def _is_list_item(paragraph: ElementTree.Element, list_styles: frozenset[str]) -> bool:
    properties = paragraph.find(f"{_W}pPr")
    if properties is None:
        return False
    style = _value(properties.find(f"{_W}pStyle"))
    if (numbering := properties.find(f"{_W}numPr")) is None:
        return style in list_styles
    # A numbered heading is no item; Word's own heading styles keep their ids in every language.
    heading = properties.find(f"{_W}outlineLvl") is not None or style.lower().startswith("heading")
    return not heading and _value(numbering.find(f"{_W}numId")) != "0"


def _cells(row: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """The cells of a row, not those of tables within them."""
    stack = [row]
    while stack:
        element = stack.pop()
        if element.tag == f"{_W}tc":
            yield element
        else:
            stack.extend(reversed(_children(element)))


def _children(element: ElementTree.Element) -> list[ElementTree.Element]:
    """The children; of alternatives, which hold the same thing twice, the first with text."""
    if element.tag != f"{_MC}AlternateContent":
        return list(element)
    for alternative in element:
        if next(alternative.iter(f"{_W}t"), None) is not None:
            return [alternative]
    return []


# Formatting, deleted and moved text, and the reading aid above Japanese characters.
_NOT_TEXT: Final = frozenset(f"{_W}{name}" for name in "pPr rPr del delText moveFrom rt".split())


def _runs(paragraph: ElementTree.Element, boxes: list[ElementTree.Element]) -> str:
    """The text of a paragraph; text boxes anchored in it are put aside into `boxes`."""
    pieces: list[str] = []
    stack = list(reversed(_children(paragraph)))
    while stack:
        element = stack.pop()
        if element.tag == f"{_W}txbxContent":
            boxes.append(element)
        elif element.tag == f"{_W}t":
            pieces.append(element.text or "")
        elif element.tag in (f"{_W}tab", f"{_W}ptab"):
            pieces.append("\t")
        elif element.tag in (f"{_W}br", f"{_W}cr"):
            pieces.append("\n")
        elif element.tag == f"{_W}noBreakHyphen":
            pieces.append("-")
        elif element.tag not in _NOT_TEXT and not _is_hidden(element):
            stack.extend(reversed(_children(element)))
    return "".join(pieces).strip()


def _is_hidden(run: ElementTree.Element) -> bool:
    """Whether it is a run that Word neither shows nor prints."""
    hidden = run.find(f"{_W}rPr/{_W}vanish") if run.tag == f"{_W}r" else None
    return hidden is not None and _value(hidden) not in ("0", "false", "off")


# --- HTML, Markdown, text ------------------------------------------------------------------------

_EMBEDDED: Final = re.compile(r"data:[\w/+.;=-]{1,200}+,[\w/+=%-]*+")


def _without_embedded(path: Path, source: str, limits: ReadLimits) -> str:
    """Markup without the pictures in it, so that only its texts and marks count as its length."""
    source = _EMBEDDED.sub("data:", source)
    if len(source) > limits.characters:
        raise _too_long(path, len(source), limits)
    return source


_MAX_NESTING: Final = 5_000  # browsers stop at 512; the parser's time grows with the square
_NESTING_TAG: Final = re.compile(
    r"<(/?)(?!(?:p|li|d[dt]|t[rdh]|br|hr|img|input|link|meta|area|col|wbr)\b)[a-z]", re.I
)


def _nested_sanely(path: Path, markup: str) -> str:
    depth = 0
    for tag in _NESTING_TAG.finditer(markup):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > _MAX_NESTING:
            raise OversizedDocumentError(
                path, f"its elements nest deeper than {_MAX_NESTING}; save it as text."
            )
    return markup


_NOISE: Final = (
    "script, style, nav, footer, noscript, template, iframe, svg, head, form, button, select,"
    " textarea, rt, rp, [hidden], [style*='display:none'], [style*='display: none']"
)
_BLOCKS: Final = frozenset(
    "address article aside blockquote body dd div dl dt fieldset figcaption figure footer h1 h2 h3"
    " h4 h5 h6 header hr li main ol p pre section table tbody tr ul".split()
)
# A row with one of these in it is a page's columns, not a table's.
_SEVERAL_LINES: Final = "br, li, table, p ~ p, div ~ div, h1, h2, h3, h4, h5, h6"
# Marks that stand for list items, cells, heading levels and blank lines until line breaks, of which
# several in a row are one, are settled.
_ITEM, _CELL, _HEADING, _BLANK = "\x01", "\x02", "\x03", "\x04"


def _html_text(markup: str) -> str:
    tree = LexborHTMLParser(markup)
    for node in tree.css(_NOISE):
        node.decompose()
    text = "".join(_html_pieces(tree.body)) if tree.body is not None else ""
    text = re.sub(r" {2,}", " ", text)
    text = re.sub(r" ?\n[ \n]*", "\n", text)
    text = re.sub(rf"[ \n]?{_BLANK}[ \n{_BLANK}]*", "\n\n", text)
    text = re.sub(rf"\s*{_CELL}\s*", "\t", text)
    text = re.sub(rf"(?:{_ITEM}\s*)+", "- ", text)
    text = re.sub(rf"({_HEADING}+)\s*", lambda mark: "#" * len(mark[1]) + " ", text)
    return "\n".join(line.strip() for line in text.split("\n"))


def _html_pieces(body: LexborNode) -> Iterator[str]:
    # A stack of its own, since pages are nested deeper than Python recurses.
    stack: list[tuple[LexborNode | str, bool]] = [(body, False)]
    while stack:
        node, preformatted = stack.pop()
        if isinstance(node, str):
            yield node
            continue
        tag = node.tag or ""
        if tag == "-text":
            text = _CONTROL.sub("", node.text_content or "")
            yield text if preformatted else re.sub(r"\s+", " ", text)
            continue
        before, after = _html_breaks(node, tag)
        yield before
        stack.append((after, False))
        children: list[LexborNode | str] = list(node.iter(include_text=True))
        if tag == "tr":
            children = _cells_of_row(node)
        stack.extend((child, preformatted or tag == "pre") for child in reversed(children))


def _cells_of_row(row: LexborNode) -> list[LexborNode | str]:
    """The cells of a row and what stands between them."""
    separator = _CELL if row.css_first(_SEVERAL_LINES) is None else "\n"
    cells: list[LexborNode | str] = []
    for cell in row.iter():
        cells += [separator, cell] if cells else [cell]
    return cells


def _html_breaks(node: LexborNode, tag: str) -> tuple[str, str]:
    """What stands before and after an element's text."""
    if tag == "br":
        return "\n", ""
    if tag not in _BLOCKS:
        return "", ""
    if tag == "li":
        return f"\n{_ITEM}", "\n"
    if re.fullmatch("h[1-6]", tag) and (node.text() or "").strip():
        return _BLANK + _HEADING * int(tag[1]), "\n"
    return "\n", _BLANK if tag in ("section", "article") else "\n"


def _decoded_html(path: Path, content: bytes) -> str:
    """The markup, by the encoding it names where it is no Unicode."""
    named = re.search(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]{1,40})", content[:4096], re.I)
    return _decoded(path, content, named[1].decode("ascii") if named else "cp1252")


# Targets may hold one level of parentheses; the bounds keep the time linear in the text.
_TARGET: Final = r"\((?:[^()\n]|\([^()\n]{0,500}\)){0,2000}+\)"
_LABEL: Final = r"\[((?:[^\[\]]|\[[^\[\]]{0,200}\]){1,1000}+)\]"
_DEFINITION: Final = re.compile(
    r"^ {0,3}\[(?!\^)([^\]\n]{1,200})\]:[ \t]*(?=\S*[/.#:@])\S+"
    r"(?:[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*'|\([^)\n]*\)))?[ \t]*$",
    re.MULTILINE,
)
_MARKDOWN_LINKS: Final = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (rf"!\[(?:[^\[\]]{{0,1000}}+)\](?:{_TARGET}|\[[^\[\]]{{0,200}}\])", ""),
        (rf"\[\s*\]{_TARGET}", ""),
        (rf"{_LABEL}{_TARGET}", r"\1"),
        (r"<(?:mailto:)?([\w.+-]{1,100}@[\w.-]{1,200}|https?://[^<>\s]{1,2000})>", r"\1"),
    )
)
_EMPHASIS: Final = tuple(
    (re.compile(pattern), r"\2")
    for pattern in (
        r"(\*\*)(?=\S)([^\n]{1,300}?)(?<=\S)\1",
        r"(?<!\w)(__)(?=\S)([^\n]{1,300}?)(?<=\S)\1(?!\w)",
        r"(?<![\w*])(\*)(?=\S)([^*\n]{1,300}?)(?<=\S)\1(?![\w*])",
        r"(?<!\w)(_)(?=\S)([^_\n]{1,300}?)(?<=\S)\1(?!\w)",
        r"(?<!`)(`{1,3}+)([^`\n]{1,1000})\1(?!`)",
    )
)
_TAG_LINES: Final = (
    "br|p|div|li|ul|ol|tr|table|tbody|thead|h[1-6]|hr|blockquote|pre|details|summary"
)
_TAG_INLINE: Final = (
    "a|abbr|b|center|code|del|em|font|i|img|ins|kbd|mark|picture|s|section|small|source|span|strong|"
    "sub|sup|svg|u|path|figure|figcaption|header|footer|article|main|video"
)


def _markdown_text(source: str) -> str:
    """Markdown without its markup; headings, list marks and rules stay, as they give structure."""
    for start, end in (("<!--", "-->"), ("<style", "</style>"), ("<script", "</script>")):
        source = _without(source, start, end)
    # Escaped characters hide behind ones that no text uses until all marks are read.
    source = re.sub(r"\\([!-/:-@\[-`{-~])", lambda mark: chr(0x10FF00 + ord(mark[1])), source)
    labels = {label.strip().casefold() for label in _DEFINITION.findall(source)}
    source = _DEFINITION.sub("", source)
    for pattern, replacement in _MARKDOWN_LINKS:
        source = pattern.sub(replacement, source)
    if labels:
        source = re.sub(
            rf"{_LABEL}(?:\[([^\[\]\n]{{0,200}})\])?",
            lambda link: link[1] if (link[2] or link[1]).strip().casefold() in labels else link[0],
            source,
        )
    source = re.sub(rf"(?i)</?(?:{_TAG_LINES})(?:\s[^<>]*)?/?>", "\n", source)
    source = re.sub(r"(?i)</t[dh]>\s*<t[dh](?:\s[^<>]*)?>", "\t", source)
    source = re.sub(rf"(?i)</?(?:t[dh]|{_TAG_INLINE})(?:\s[^<>]*)?/?>", "", source)
    for pattern, replacement in _EMPHASIS:
        source = pattern.sub(replacement, source)
    source = html.unescape(source)
    return re.sub("[\U0010ff21-\U0010ff7e]", lambda mark: chr(ord(mark[0]) - 0x10FF00), source)


def _without(text: str, start: str, end: str) -> str:
    """The text without what stands from `start` to `end`; a part that does not end stays."""
    kept: list[str] = []
    at = 0
    while (begin := text.find(start, at)) >= 0 and (stop := text.find(end, begin)) >= 0:
        kept.append(text[at:begin])
        at = stop + len(end)
    return "".join(kept) + text[at:]


_BYTE_ORDER_MARKS: Final = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def _decoded(path: Path, content: bytes, fallback: str = "cp1252") -> str:
    """Text by its byte order mark, else UTF-8, UTF-16 by its zero bytes, or the fallback."""
    text = _decoded_unicode(content)
    if text is None:
        try:
            text = content.decode(fallback, "replace")
        except LookupError:  # an encoding that a page names and nobody knows
            text = content.decode("cp1252", "replace")
    if len(_CONTROL.findall(text)) > max(4, len(text) // 50):
        raise CorruptDocumentError(path, "its content is no text; export it again.")
    return text


def _decoded_unicode(content: bytes) -> str | None:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    half = len(content) // 2
    for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        # Latin text in UTF-16 is zero in every other byte.
        if content[first::2].count(0) > half * 0.4 and content[1 - first :: 2].count(0) == 0:
            return content.decode(encoding, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        # A few damaged bytes do not make a text of another encoding.
        text = content.decode("utf-8", "replace")
        damaged = text.count("\ufffd")
        intact = sum(character > "\x7f" for character in text) - damaged
        return text if intact > 4 * damaged else None


_INVISIBLE: Final = re.compile(
    "[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffc]"
    # Joiners shape Persian, Hindi and emoji; after ASCII they are leftovers.
    "|(?<![^\x00-\x7f])[\u200c\u200d]"
)
_SPACES: Final = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f]")
_PRIVATE: Final = "\ue000-\uf8ff\U000f0000-\U0010fffd"
# The bullets of Symbol and Wingdings, which have no character of their own.
_FONT_BULLET: Final = re.compile(
    "^[ \t]*[\uf06e\uf076\uf0a7\uf0a8\uf0b7\uf0d8\uf0fc][ \t]*", re.MULTILINE
)
_FIRST_ICON: Final = re.compile(f"^[ \t]*[{_PRIVATE}][{_PRIVATE} \t]*", re.MULTILINE)
_ICON: Final = re.compile(f"[{_PRIVATE}]")
_LATIN_LIGATURES: Final = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)


def _clean(text: str) -> str:
    """Text without what only looks like text: icon glyphs, soft hyphens, control characters."""
    text = re.sub("\r\n?|[\x0c\x85\u2028\u2029]", "\n", text)
    text = _SPACES.sub(" ", _INVISIBLE.sub("", _CONTROL.sub("", text)))
    text = _ICON.sub(" ", _FIRST_ICON.sub("", _FONT_BULLET.sub("• ", text)))
    text = unicodedata.normalize("NFC", text.translate(_LATIN_LIGATURES))
    lines = [line.rstrip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


# --- Splitting -----------------------------------------------------------------------------------

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
        end = _part_end(text, start, max_chars)
        parts.append(TextPart(start, end, text[start:end]))
        start = _overlap_start(text, end - overlap_chars, end)
    parts.append(TextPart(start, len(text), text[start:]))
    return parts


def _part_end(text: str, start: int, max_chars: int) -> int:
    latest, earliest = start + max_chars, start + max(1, max_chars // 2)
    for mark in _BOUNDARIES:
        # A heading belongs to the next part, other marks to this one.
        kept = 1 if mark == "\n#" else len(mark)
        at = text.rfind(mark, earliest, latest - kept + len(mark))
        if at >= 0:
            return at + kept
    return latest


def _overlap_start(text: str, earliest: int, end: int) -> int:
    """The first start of a line, else of a word, in `earliest` .. `end`."""
    for mark in ("\n", " "):
        if text[earliest - 1] == mark:
            return earliest
        at = text.find(mark, earliest, end)
        if at >= 0:
            return at + 1
    return earliest


__all__ = [
    "SUPPORTED_SUFFIXES",
    "Block",
    "Document",
    "DocumentError",
    "DocumentSource",
    "ReadLimits",
    "ScanError",
    "TextPart",
    "read_document",
    "scan_documents",
    "split_text",
]
