"""Documents: a file becomes text with positions.

Reads PDF, DOCX, HTML, Markdown, JSON Resume and plain text, told apart by content first. A file
that cannot be read is a `DocumentError` of its own kind, never an empty text, and nothing is cut
off a file that can. It runs no macros, follows no links, opens nothing outside the given folders,
and does no OCR.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from .document_folders import SUPPORTED_SUFFIXES, DocumentSource, ScanError, scan_documents
from .docx_text import read_docx
from .errors import (
    CorruptDocumentError,
    DocumentError,
    EmptyDocumentError,
    EncryptedDocumentError,
    OversizedDocumentError,
    UnreadableDocumentError,
    UnsupportedDocumentError,
)
from .json_resume_text import json_resume_text
from .markup_text import (
    MOST_NESTED,
    html_text,
    is_nested_sanely,
    markdown_text,
    named_encoding,
    without_embedded,
)
from .pdf_processes import read_pdf
from .text_cleaning import CONTROL, cleaned
from .text_encodings import decoded
from .text_parts import TextPart, split_text


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """What a file may hold at most; beyond it the file is refused, never cut."""

    bytes: int = 50 * 1024 * 1024
    pages: int = 500
    unpacked_bytes: int = 32 * 1024 * 1024  # of a DOCX's texts; its pictures are never unpacked
    characters: int = 2_000_000
    pdf_timeout_s: float = 60.0


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
    """A file's text, in reading order, and the blocks it consists of.

    `warnings` name what the file shows and the text lacks: pages that are pictures. Each is a
    sentence with the remedy, without the file's name.
    """

    path: Path
    name: str
    text: str
    blocks: tuple[Block, ...]
    warnings: tuple[str, ...] = ()


def read_document(path: str | Path, limits: ReadLimits = ReadLimits()) -> Document:
    """Read one file; blocking, and safe to call from many threads.

    Raises:
        DocumentError: it could not become text; the subclass says why.
    """
    path = Path(path)
    content = _content(path, limits)
    warnings: tuple[str, ...] = ()
    match _kind(path, content):
        case "pdf":
            pdf = read_pdf(path, content, limits.pages, limits.pdf_timeout_s)
            pages = len(pdf.pages)
            pieces = [
                _Piece(_without_page_number(text, number, pages), number)
                for number, text in enumerate(pdf.pages, start=1)
            ]
            warnings = _warnings(pdf.pictures, len(pdf.pages))
        case "docx":
            stories = read_docx(path, content, limits.unpacked_bytes)
            pieces = [_Piece(story.text, None, story.kind) for story in stories]
        case "html":
            source = without_embedded(_text(path, content, named_encoding(content)))
            source = _short(path, source, limits)
            if not is_nested_sanely(source):
                raise OversizedDocumentError(
                    path, f"its elements nest deeper than {MOST_NESTED}; save it as text."
                )
            pieces = [_Piece(html_text(source))]
        case "markdown":
            source = _short(path, without_embedded(_text(path, content)), limits)
            pieces = [_Piece(markdown_text(source))]
        case "json":
            source = _short(path, _text(path, content), limits)
            pieces = [_Piece(json_resume_text(path, source))]
        case _:
            pieces = [_Piece(_short(path, _text(path, content), limits))]
    text, blocks = _assembled(pieces)
    _short(path, text, limits)
    if not any(character.isalnum() for character in text):
        raise EmptyDocumentError(path, "there is no text in it.")
    return Document(path, path.name, text, blocks, warnings)


def _warnings(pictures: list[int], pages: int) -> tuple[str, ...]:
    if not pictures:
        return ()
    numbers = ", ".join(map(str, pictures))
    shown = (
        f"page {numbers} is a picture" if len(pictures) == 1 else f"pages {numbers} are pictures"
    )
    return (f"Of {pages} pages, {shown} without text; run OCR over the file to have them read.",)


def _without_page_number(text: str, number: int, pages: int) -> str:
    """A page's text without a last line that counts it: "Nell Arkwright 2 / 3", "Page 2 of 3"."""
    body, _, last = text.rstrip().rpartition("\n")
    of = r"\s*(?:/|of|von|de|sur|di|van|av|af|z)\s*"
    is_count = re.fullmatch(rf"\D{{0,60}}\b{number}{of}{pages}\W*", last.strip(), re.IGNORECASE)
    return body if pages > 1 and is_count else text


def _short(path: Path, text: str, limits: ReadLimits) -> str:
    """The text, if it is no longer than allowed; what is to be done with it takes time."""
    if len(text) > limits.characters:
        raise OversizedDocumentError(
            path,
            f"it holds {len(text)} characters, {limits.characters} are allowed; split it.",
        )
    return text


def _text(path: Path, content: bytes, declared: str | None = None) -> str:
    text = decoded(content, declared)
    if len(CONTROL.findall(text)) > max(4, len(text) // 50):
        raise CorruptDocumentError(path, "its content is no text; export it again.")
    return text


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    page: int | None = None
    kind: str = "text"


def _assembled(pieces: Iterable[_Piece]) -> tuple[str, tuple[Block, ...]]:
    text = ""
    blocks: list[Block] = []
    for piece in pieces:
        clean = cleaned(piece.text)
        if not clean:
            continue
        if text:
            text += "\n\n" if piece.kind != "text" or piece.page is None else "\n"
        blocks.append(Block(len(text), len(text) + len(clean), piece.page, piece.kind))
        text += clean
    return text, tuple(blocks)


# --- The file ------------------------------------------------------------------------------------


def _content(path: Path, limits: ReadLimits) -> bytes:
    """The bytes of a regular file; what it is is asked of the open file, not of its name."""
    try:
        # Not blocking: a pipe may have taken the place of the file since the folder was scanned.
        with open(path, "rb", opener=_open_at_once) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise UnreadableDocumentError(path, "it is not a regular file.")
            if status.st_size > limits.bytes:
                raise _too_large(path, status.st_size, limits)
            content = file.read(limits.bytes + 1)
    except OSError as error:
        reason = (error.strerror or "the system refused").lower()
        raise UnreadableDocumentError(path, f"{reason}; check that you may read it.") from None
    except ValueError:
        raise UnreadableDocumentError(path, "its name is no name of a file.") from None
    if len(content) > limits.bytes:  # it grew
        raise _too_large(path, len(content), limits)
    return content


def _open_at_once(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _too_large(path: Path, size: int, limits: ReadLimits) -> OversizedDocumentError:
    return OversizedDocumentError(
        path, f"it has {size} bytes, {limits.bytes} are allowed; split it."
    )


_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_OFFICE: Final = "EncryptedPackage".encode("utf-16-le")


def _kind(path: Path, content: bytes) -> str:
    """`pdf`, `docx`, `html`, `markdown`, `json` or `text`: by the first bytes, then by suffix."""
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
    if suffix == ".json":
        return "json"
    if suffix in (".txt", ".text"):
        return "text"
    raise UnsupportedDocumentError(
        path, f"{suffix or 'such'} files are not read; save it as PDF, DOCX or text."
    )


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
