"""Documents: a folder becomes a list of files, a file becomes text with positions.

Reads PDF, DOCX, HTML, Markdown and plain text, told apart by their content first. A file that
cannot be read is a `DocumentError` of its own kind, never an empty text. It runs no macros, follows
no links, opens nothing outside the given folder, and does no OCR.
"""

from __future__ import annotations

import io
import logging
import mimetypes
import os
import re
import stat
import threading
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypedDict
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


class DocumentSource(TypedDict):
    """One file of a folder, before it is read. `modified_date` is ISO 8601, `size` in bytes."""

    path: str
    name: str
    type: str
    size: int
    modified_date: str
    source: str
    additional_data: dict[str, str]


class ScanError(TypedDict):
    """Something in a folder that is no document to read, and why."""

    path: str
    error: str
    type: str


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """What a file may hold at most; beyond it the file is refused, never cut."""

    bytes: int = 50 * 1024 * 1024
    pages: int = 500
    unpacked_bytes: int = 200 * 1024 * 1024
    characters: int = 2_000_000


@dataclass(frozen=True, slots=True)
class Block:
    """Characters `start:end` of a document's text: a page, or a part such as a header."""

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
    """The documents of the configured folders, in the order of their paths.

    Args:
        scan_config: `local_directories` (paths, or `{"path": …}`), read deeply; `file_types`
            (suffixes, all supported ones by default); `date_filter` (`min_date`, `max_date`, ISO
            dates of the last change).

    Returns:
        The documents, and what was left out with the reason: folders that are not there, links that
        lead out of the folder, files that are no regular files, files of other kinds. Hidden files
        and Office's lock files are passed over.
    """
    wanted = {
        kind if kind.startswith(".") else f".{kind}"
        for each in scan_config.get("file_types") or SUPPORTED_SUFFIXES
        for kind in [str(each).lower()]
    }
    earliest, latest = _date_filter(scan_config.get("date_filter") or {})
    sources: list[DocumentSource] = []
    errors: list[ScanError] = [
        {
            "path": str(each.get("folder_id") if isinstance(each, Mapping) else each),
            "error": "Google Drive is not read; download the folder and name it as a directory",
            "type": "unsupported",
        }
        for each in scan_config.get("google_drive_folders") or []
    ]
    for directory in scan_config.get("local_directories") or []:
        root = Path(directory["path"] if isinstance(directory, Mapping) else directory)
        if not root.is_dir():
            errors.append({"path": str(root), "error": "no such folder", "type": "missing"})
            continue
        for path in _files_below(root, errors):
            problem = _not_readable(path, root, wanted)
            if problem is not None:
                errors.append({"path": str(path), "error": problem[1], "type": problem[0]})
                continue
            source = _source(path, root)
            if earliest <= source["modified_date"][:10] <= latest:
                sources.append(source)
    return sources, errors


def _date_filter(wanted: Mapping[str, Any]) -> tuple[str, str]:
    return str(wanted.get("min_date") or "")[:10], str(wanted.get("max_date") or "9999")[:10]


def _files_below(root: Path, errors: list[ScanError]) -> Iterator[Path]:
    def unreadable(error: OSError) -> None:
        errors.append(
            {
                "path": str(error.filename),
                "error": error.strerror or "unreadable",
                "type": "unreadable",
            }
        )

    for folder, folders, names in os.walk(root, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith((".", "~$")):
                yield Path(folder) / name


def _not_readable(path: Path, root: Path, wanted: set[str]) -> tuple[str, str] | None:
    """Kind and reason, when `path` is not a document to read."""
    try:
        if path.is_symlink() and not path.resolve().is_relative_to(root.resolve()):
            return "outside", "the link leads out of the folder"
        mode = path.stat().st_mode
    except OSError as error:
        return "unreadable", error.strerror or "unreadable"
    if not stat.S_ISREG(mode):
        return "unreadable", "not a regular file"
    if path.suffix.lower() not in wanted:
        return "unsupported", f"files of the kind {path.suffix or 'without suffix'} are not read"
    return None


def _source(path: Path, root: Path) -> DocumentSource:
    status = path.stat()
    return {
        "path": str(path),
        "name": path.name,
        "type": path.suffix.lower(),
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
    """Read one file.

    Raises:
        DocumentError: it could not become text; the subclass says why.
    """
    path = Path(path)
    content = _content(path, limits)
    kind = _kind(path, content)
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise EmptyDocumentError(path, "the file is empty.")
    if kind == "pdf":
        pieces = _read_pdf(path, content, limits)
    elif kind == "docx":
        pieces = _read_docx(path, content, limits)
    elif kind == "html":
        pieces = [_Piece(_html_text(_decoded(content)))]
    elif kind == "markdown":
        pieces = [_Piece(_markdown_text(_decoded(content)))]
    else:
        pieces = [_Piece(_decoded(content))]
    document = _assembled(path, pieces)
    if len(document.text) > limits.characters:
        raise OversizedDocumentError(
            path, f"it holds {len(document.text)} characters, {limits.characters} are allowed."
        )
    if not any(character.isalnum() for character in document.text):
        raise EmptyDocumentError(path, "there is no text in it.")
    return document


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
                path, f"it has {status.st_size} bytes, {limits.bytes} are allowed."
            )
        return path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "the system refused").lower()
        raise UnreadableDocumentError(path, f"{reason}.") from None


def _kind(path: Path, content: bytes) -> str:
    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    suffix = path.suffix.lower()
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if content.startswith(b"PK\x03\x04"):
        return "docx"
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        if suffix == ".docx":
            raise EncryptedDocumentError(path, "it needs a password, or is an old .doc file.")
        raise UnsupportedDocumentError(path, "old Office files are not read; save it as .docx.")
    if suffix in (".pdf", ".docx"):
        if not content.strip():
            return "text"
        raise CorruptDocumentError(path, f"its content is not that of a {suffix[1:].upper()} file.")
    if suffix in (".html", ".htm") or head[:14].lower().startswith((b"<!doctype html", b"<html")):
        return "html"
    if suffix in (".md", ".markdown"):
        return "markdown"
    if suffix in (".txt", ".text"):
        if content[:4] in (b"\x89PNG", b"GIF8") or content[:3] == b"\xff\xd8\xff":
            raise CorruptDocumentError(path, "it is a picture, not text.")
        return "text"
    raise UnsupportedDocumentError(
        path, f"{suffix or 'this kind of'} files are not read; save it as PDF, DOCX or text."
    )


# --- PDF -----------------------------------------------------------------------------------------

_pdfium_lock = threading.Lock()
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]")
_BROKEN_WORD: Final = re.compile(rf"\w{_CONTROL.pattern}|{_CONTROL.pattern}\w")


def _read_pdf(path: Path, content: bytes, limits: ReadLimits) -> list[_Piece]:
    with _pdfium_lock:  # pdfium is not safe to call from two threads
        pages = _pdfium_pages(path, content, limits)
    pages = [_with_hyphens_joined(page) for page in pages]
    if any(_BROKEN_WORD.search(page) for page in pages):
        pages = _with_ligatures(pages, _pypdf_pages(content, len(pages)))
    if not any(character.isalnum() for page in pages for character in page):
        raise ScannedDocumentError(path, "its pages have no text; run OCR over it first.")
    return [_Piece(page, number) for number, page in enumerate(pages, start=1)]


_LIGATURES: Final = "ffi|ffl|ff|fi|fl|ft|st|tt|ti"
# Where TeX's T1 ("Cork") and OT1 encodings have their ligatures: ASCII's control characters.
_TEX_LIGATURES: Final = str.maketrans(
    {
        "\x1b": "ff", "\x1c": "fi", "\x1d": "fl", "\x1e": "ffi", "\x1f": "ffl",
        "\x0b": "ff", "\x0e": "ffi", "\x0f": "ffl",
    }
)  # fmt: skip
_TORN_WORD: Final = re.compile(rf"\w*(?:{_CONTROL.pattern}\w*)+")


def _with_hyphens_joined(page: str) -> str:
    """A page whose words broken over two lines are joined: pdfium writes U+FFFE or U+0002 there."""
    return re.sub(r"[\ufffe\x02](?:\r?\n)?", "", page)


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


def _pdfium_pages(path: Path, content: bytes, limits: ReadLimits) -> list[str]:
    try:
        pdf = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium_c.FPDF_ERR_PASSWORD:
            raise EncryptedDocumentError(path, "it needs a password; save it without.") from None
        raise CorruptDocumentError(path, "it is no readable PDF.") from None
    try:
        if len(pdf) > limits.pages:
            raise OversizedDocumentError(
                path, f"it has {len(pdf)} pages, {limits.pages} are allowed."
            )
        pages = []
        for page in pdf:
            text = page.get_textpage()
            pages.append(text.get_text_range())
            text.close()
            page.close()
        return pages
    except pypdfium2.PdfiumError:
        raise CorruptDocumentError(path, "a page of it cannot be read.") from None
    finally:
        pdf.close()


def _pypdf_pages(content: bytes, most: int) -> str:
    """The text of all pages as pypdf reads it; empty where it cannot."""
    try:
        pages = pypdf.PdfReader(io.BytesIO(content)).pages
        text = "\n".join(page.extract_text() for page in pages[:most])
    except (pypdf.errors.PyPdfError, ValueError, KeyError, TypeError, RecursionError):
        return ""
    # Glyphs without a Unicode value come out by name: "/f_i", "/four.lnum".
    return re.sub(r"/([a-z](?:_[a-z])+)", lambda name: name[1].replace("_", ""), text)


# --- DOCX ----------------------------------------------------------------------------------------

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_STORY: Final = re.compile(r"word/(header\d*|document|footnotes|endnotes|footer\d*)\.xml")
_STORY_ORDER: Final = ("header", "document", "footnotes", "endnotes", "footer")


def _read_docx(path: Path, content: bytes, limits: ReadLimits) -> list[_Piece]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [name for name in archive.namelist() if _STORY.fullmatch(name)]
            if "word/document.xml" not in names:
                raise CorruptDocumentError(path, "it is an archive, but no Word document.")
            names.sort(key=lambda name: (_STORY_ORDER.index(_story(name)), name))
            left = limits.unpacked_bytes
            pieces: list[_Piece] = []
            for name in names:
                unpacked = _unpacked(path, archive, name, left)
                left -= len(unpacked)
                text = "\n".join(_paragraphs(_parsed_xml(path, unpacked)))
                if not any(text == piece.text for piece in pieces):
                    pieces.append(_Piece(text, None, _story(name)))
            return pieces
    except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError, RuntimeError):
        raise CorruptDocumentError(path, "it is no readable Word document.") from None


def _story(name: str) -> str:
    return re.sub(r"\d*\.xml$", "", name.removeprefix("word/"))


def _unpacked(path: Path, archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    with archive.open(name) as part:
        content = part.read(most + 1)
    if len(content) > most:
        raise OversizedDocumentError(path, "it unpacks to more than is allowed.")
    return content


def _parsed_xml(path: Path, content: bytes) -> ElementTree.Element:
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise CorruptDocumentError(path, "its XML defines entities, which Word never does.")
    try:
        return ElementTree.fromstring(content)  # noqa: S314 - entities are refused above
    except (ElementTree.ParseError, RecursionError):
        raise CorruptDocumentError(path, "its XML is broken.") from None


def _paragraphs(root: ElementTree.Element) -> Iterator[str]:
    """The lines of a story: paragraphs, table rows with tabs between cells, text boxes after."""
    stack: list[ElementTree.Element] = [root]
    while stack:
        element = stack.pop()
        if element.tag == f"{_W}p":
            boxes: list[ElementTree.Element] = []
            text = _runs(element, boxes)
            properties = element.find(f"{_W}pPr")
            if properties is not None and properties.find(f"{_W}numPr") is not None and text:
                text = f"• {text}"
            yield text
            for box in boxes:
                yield from _paragraphs(box)
        elif element.tag == f"{_W}tr":
            cells = [
                [line for line in _paragraphs(cell) if line.strip()]
                for cell in element.iter(f"{_W}tc")
            ]
            if all(len(cell) <= 1 for cell in cells):
                yield "\t".join(cell[0] for cell in cells if cell)
            else:
                yield from (line for cell in cells for line in cell)
        else:
            stack.extend(reversed(_children(element)))


def _children(element: ElementTree.Element) -> list[ElementTree.Element]:
    """The children, of alternatives the first only: a text box is stored twice."""
    if element.tag == f"{_MC}AlternateContent":
        choice = element.find(f"{_MC}Choice")
        return [choice if choice is not None else element[0]] if len(element) else []
    return list(element)


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
        elif element.tag == f"{_W}tab":
            pieces.append("\t")
        elif element.tag in (f"{_W}br", f"{_W}cr"):
            pieces.append("\n")
        elif element.tag == f"{_W}noBreakHyphen":
            pieces.append("-")
        elif element.tag not in (f"{_W}pPr", f"{_W}rPr", f"{_W}del", f"{_W}delText"):
            stack.extend(reversed(_children(element)))
    return "".join(pieces).strip()


# --- HTML, Markdown, text ------------------------------------------------------------------------

_NOISE: Final = "script, style, nav, noscript, template, iframe, svg, head, form, button, [hidden]"
_BLOCKS: Final = frozenset(
    "address article aside blockquote body dd div dl dt fieldset figcaption figure footer h1 h2 h3"
    " h4 h5 h6 header hr li main ol p pre section table tbody td th tr ul br".split()
)
_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}


def _html_text(markup: str) -> str:
    tree = LexborHTMLParser(markup)
    for node in tree.css(_NOISE):
        node.decompose()
    lines: list[str] = [""]
    if tree.body is not None:
        _walk_html(tree.body, lines)
    return "\n".join(re.sub(r"[ \t]+", " ", line).strip() for line in lines)


def _walk_html(node: LexborNode, lines: list[str]) -> None:
    for child in node.iter(include_text=True):
        tag = child.tag or ""
        if tag == "-text":
            lines[-1] += re.sub(r"\s+", " ", child.text_content or "")
        elif tag in ("td", "th"):
            if lines[-1].strip():
                lines[-1] += "\t"
            _walk_html(child, lines)
        elif tag in _BLOCKS:
            if lines[-1].strip():
                lines.append("")
            if tag == "li":
                lines[-1] = "- "
            elif tag in _HEADINGS:
                lines.append("#" * _HEADINGS[tag] + " ")
            _walk_html(child, lines)
            if lines[-1].strip():
                lines.append("")
            if tag in ("section", "article") and lines[-2:-1] != [""]:
                lines.append("")
        else:
            _walk_html(child, lines)


_MARKDOWN_NOISE: Final = (
    (re.compile(r"<!--.*?-->", re.DOTALL), ""),
    (re.compile(r"^\s{0,3}\[[^\]]+\]:\s+\S+.*$", re.MULTILINE), ""),
    (re.compile(r"\[!\[[^\]]*\]\([^)]*\)\]\([^)]*\)"), ""),
    (re.compile(r"!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])"), ""),
    (re.compile(r"\[([^\]]+)\]\((?:mailto:)?[^)]*\)"), r"\1"),
    (re.compile(r"\[([^\]]+)\]\[[^\]]*\]"), r"\1"),
    (re.compile(r"<((?:https?://|mailto:)[^>\s]+)>"), r"\1"),
    (re.compile(r"</?[a-zA-Z][^<>]*>"), ""),
    (re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<!\w)_(?=\S)([^_\n]+?)(?<=\S)_(?!\w)"), r"\1"),
    (re.compile(r"`([^`\n]+)`"), r"\1"),
)


def _markdown_text(source: str) -> str:
    for pattern, replacement in _MARKDOWN_NOISE:
        source = pattern.sub(replacement, source)
    return source


def _decoded(content: bytes) -> str:
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


_INVISIBLE: Final = re.compile("[\u00ad\u200b\u200c\u2060\ufeff\ufffc]")
_PRIVATE: Final = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")


def _clean(text: str) -> str:
    """Text without what only looks like text: icon glyphs, soft hyphens, control characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n")
    text = _INVISIBLE.sub("", _PRIVATE.sub(" ", text))
    text = unicodedata.normalize("NFC", _CONTROL.sub("", text))
    lines = [line.rstrip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


# --- Splitting -----------------------------------------------------------------------------------

_BOUNDARIES: Final = ("\n#", "\n\n", "\n", ". ", " ")


def split_text(text: str, max_chars: int, overlap_chars: int) -> list[TextPart]:
    """Parts of at most `max_chars` characters that cover the text and overlap by `overlap_chars`.

    A part ends at the last heading, blank line, line end, sentence or word that fits, in this order
    of preference, as long as it is at least half full. A text that fits is one part.

    Raises:
        ValueError: `overlap_chars` is not in 0 .. `max_chars` / 2.
    """
    if not 0 <= overlap_chars <= max_chars // 2 or max_chars < 1:
        raise ValueError(f"overlap_chars must be in 0..max_chars/2, got {overlap_chars}.")
    parts: list[TextPart] = []
    start = 0
    while True:
        end = len(text) if len(text) - start <= max_chars else _boundary(text, start, max_chars)
        parts.append(TextPart(start, end, text[start:end]))
        if end == len(text):
            return parts
        start = max(end - overlap_chars, start + 1)


def _boundary(text: str, start: int, max_chars: int) -> int:
    latest, earliest = start + max_chars, start + max(1, max_chars // 2)
    for mark in _BOUNDARIES:
        at = text.rfind(mark, earliest, latest)
        if at >= 0:
            return min(latest, at + (1 if mark == "\n#" else len(mark)))
    return latest


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
