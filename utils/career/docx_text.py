"""The text of a Word document: the XML walked, so that tables, text boxes, headers and notes count.

Unpacks no picture, follows no relation, and refuses a DTD and with it every entity.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple
from xml.etree import ElementTree

from .errors import (
    CorruptDocumentError,
    EncryptedDocumentError,
    OversizedDocumentError,
    UnsupportedDocumentError,
)


class Story(NamedTuple):
    """One part of a document: `header`, `document`, `footnotes`, `endnotes` or `footer`."""

    kind: str
    text: str


_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# The namespace of files saved as "Strict Open XML"; their elements are the same.
_W_STRICT: Final = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_STORY: Final = re.compile(r"word/(header|document|footnotes|endnotes|footer)\d*\.xml")
_STORY_ORDER: Final = ("header", "document", "footnotes", "endnotes", "footer")


def read_docx(path: Path, content: bytes, most_bytes: int) -> list[Story]:
    """The stories of a document, in the order in which a page shows them.

    Args:
        most_bytes: of all texts together, unpacked.

    Raises:
        DocumentError: it could not become text; the subclass says why.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _read_stories(path, archive, most_bytes)
    except (
        zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RecursionError, ValueError,
    ):  # fmt: skip
        raise CorruptDocumentError(
            path, "it is no readable Word document; save it again."
        ) from None


def _read_stories(path: Path, archive: zipfile.ZipFile, most_bytes: int) -> list[Story]:
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
    left = most_bytes
    trees: dict[str, ElementTree.Element] = {}
    for name in [*stories, *({"word/styles.xml"} & set(archive.namelist()))]:
        if archive.getinfo(name).flag_bits & 1:
            raise EncryptedDocumentError(path, "it needs a password; save it without one.")
        with archive.open(name) as part:
            unpacked = part.read(left + 1)
        if len(unpacked) > left:
            raise OversizedDocumentError(
                path,
                f"it unpacks to more than the {most_bytes} bytes allowed; split it.",
            )
        left -= len(unpacked)
        if name == "word/styles.xml":
            unpacked = _without_table_styles(unpacked)
        trees[name] = _parsed_xml(path, unpacked)
    list_styles = _list_styles(trees.pop("word/styles.xml", None))
    told: list[Story] = []
    for name in sorted(stories, key=lambda name: (_STORY_ORDER.index(stories[name]), name)):
        text = "\n".join(_paragraphs(trees[name], list_styles))
        if not any(text == story.text for story in told):
            told.append(Story(stories[name], text))
    return told


class _NoDoctype(ElementTree.TreeBuilder):
    """Builds a tree and refuses a DTD, and so every entity that one could define."""

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        raise ValueError(f"a Word document has no DTD, found {name} {pubid} {system}.")


_FED_BYTES: Final = 16 * 1024


def _parsed_xml(path: Path, content: bytes) -> ElementTree.Element:
    parser = ElementTree.XMLParser(target=_NoDoctype())  # noqa: S314 - no DTD, no entities
    try:
        content = content.replace(_W_STRICT, _W[1:-1].encode())
        for start in range(0, len(content), _FED_BYTES):  # in between, other threads run
            parser.feed(content[start : start + _FED_BYTES])
        root: ElementTree.Element = parser.close()
    except (ElementTree.ParseError, LookupError):
        raise CorruptDocumentError(path, "its XML is broken; save it again.") from None
    return root


_TABLE_STYLE: Final = re.compile(rb'<w:style\s[^>]*w:type="table"[^>]*>')


def _without_table_styles(styles: bytes) -> bytes:
    """Styles without those of tables: most of their bulk, and no list items."""
    kept: list[bytes] = []
    at = 0
    while (table := _TABLE_STYLE.search(styles, at)) and (
        end := styles.find(b"</w:style>", table.end())
    ) >= 0:
        kept.append(styles[at : table.start()])
        at = end + len(b"</w:style>")
    return b"".join(kept) + styles[at:]


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
