"""Files made to break a reader of documents, and what must become of each.

Every file is built in code from invented text; none is larger on disk than a few megabytes, save
one that is mostly hole. `HOSTILE_FILES` lists them, `build` writes one.
"""

from __future__ import annotations

import io
import os
import random
import socket
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import docx
import pypdf
from pypdf.generic import ArrayObject, NameObject, StreamObject

CV: Final = """\
Ottilie Brandauer
ottilie@example.org

Experience

Lift Engineer, Kranich Aufzüge GmbH, 03/2019 – present
- Maintained 140 lifts in the old town

Education

Diploma in Mechatronics, HTL Steyr, 2014 – 2018
"""
SAYS: Final = "Kranich"
"""A word of the text, for files that must be read in spite of all."""


CORRUPT: Final = "CorruptDocumentError"
EMPTY: Final = "EmptyDocumentError"
ENCRYPTED: Final = "EncryptedDocumentError"
OVERSIZED: Final = "OversizedDocumentError"
SCANNED: Final = "ScannedDocumentError"
UNREADABLE: Final = "UnreadableDocumentError"
UNSUPPORTED: Final = "UnsupportedDocumentError"


@dataclass(frozen=True, slots=True)
class Hostile:
    """A file and the outcomes it may have.

    `outcomes` holds names of error classes, kinds of scan errors, or `read`; none at all stands for
    what is passed over. `says` is text that must have been read where it was read.
    """

    name: str
    write: Callable[[Path], object]
    outcomes: frozenset[str]
    says: str = ""


def _file(name: str, content: Callable[[], bytes | str], *outcomes: str, says: str = "") -> Hostile:
    def write(path: Path) -> None:
        made = content()
        path.write_bytes(made.encode() if isinstance(made, str) else made)

    return Hostile(name, write, frozenset(outcomes), says)


# --- PDF -----------------------------------------------------------------------------------------

_FONT: Final = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(content), entries, content)


def text_operators(text: str) -> bytes:
    lines = text.encode("cp1252", "replace").replace(b"\\", b"\\\\")
    shown = (line.replace(b"(", b"\\(").replace(b")", b"\\)") for line in lines.split(b"\n"))
    return b"BT /F1 11 Tf 14 TL 50 780 Td\n" + b"".join(b"(%b) Tj T*\n" % x for x in shown) + b"ET"


def raw_pdf(objects: Mapping[int, bytes], trailer: bytes = b"") -> bytes:
    """A PDF of these objects, object 1 being its catalogue, with a correct cross-reference."""
    out = io.BytesIO(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    out.seek(0, io.SEEK_END)
    places: dict[int, int] = {}
    for number, content in objects.items():
        places[number] = out.tell()
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, content))
    start, size = out.tell(), max(objects) + 1
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
    for number in range(1, size):
        at = places.get(number)
        out.write(b"%010d 00000 n \n" % at if at is not None else b"0000000000 65535 f \n")
    out.write(b"trailer\n<< /Size %d /Root 1 0 R %b >>\n" % (size, trailer))
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def page_of(content: int, more: bytes = b"") -> bytes:
    return (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R %b"
        b" /Resources << /Font << /F1 4 0 R >> >> >>" % (content, more)
    )


def plain_pdf(text: str = CV, **changed: bytes) -> bytes:
    """A one-page PDF of the text; `catalog`, `pages`, `page`, `content` replace its objects."""
    return raw_pdf(
        {
            1: changed.get("catalog", b"<< /Type /Catalog /Pages 2 0 R >>"),
            2: changed.get("pages", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"),
            3: changed.get("page", page_of(5)),
            4: _FONT,
            5: changed.get("content", stream(text_operators(text))),
        }
    )


def many_pages(number: int) -> bytes:
    kids = b" ".join(b"%d 0 R" % (index + 6) for index in range(number))
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Count %d /Kids [%b] >>" % (number, kids),
        4: _FONT,
        5: stream(text_operators(CV)),
    }
    return raw_pdf(objects | {index + 6: page_of(5) for index in range(number)})


def deep_page_tree(depth: int) -> bytes:
    objects = {1: b"<< /Type /Catalog /Pages 10 0 R >>", 4: _FONT, 5: stream(text_operators(CV))}
    for level in range(depth):
        objects[10 + level] = b"<< /Type /Pages /Count 1 /Kids [%d 0 R] >>" % (11 + level)
    objects[10 + depth] = page_of(5).replace(b"2 0 R", b"%d 0 R" % (9 + depth))
    return raw_pdf(objects)


def picture_object() -> bytes:
    pixels = zlib.compress(bytes(range(256)) * 3 * 4)
    return stream(
        pixels,
        b"/Type /XObject /Subtype /Image /Width 32 /Height 32 /BitsPerComponent 8"
        b" /ColorSpace /DeviceRGB /Filter /FlateDecode",
    )


def scanned_pages(*texts: str | None) -> bytes:
    """A PDF with a page for each text; None makes one that is a picture of its size."""
    objects = {1: b"<< /Type /Catalog /Pages 2 0 R >>", 4: _FONT, 6: picture_object()}
    kids = []
    for index, text in enumerate(texts):
        page, content = 10 + 2 * index, 11 + 2 * index
        kids.append(b"%d 0 R" % page)
        objects[page] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
            b" /Resources << /Font << /F1 4 0 R >> /XObject << /Im 6 0 R >> >> >>" % content
        )
        objects[content] = stream(
            b"q 595 0 0 842 0 0 cm /Im Do Q" if text is None else text_operators(text)
        )
    objects[2] = b"<< /Type /Pages /Count %d /Kids [%b] >>" % (len(kids), b" ".join(kids))
    return raw_pdf(objects)


def packed_spaces_of(megabytes: int, behind: bytes = b"") -> bytes:
    """A zlib stream of so many spaces, made without packing them one by one."""
    space = b" " * (1 << 20)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(space) + packer.flush(zlib.Z_FULL_FLUSH)
    end = packer.compress(behind) + packer.flush()
    check = 1
    for _ in range(megabytes):
        check = zlib.adler32(space, check)
    check = zlib.adler32(behind, check)
    return b"\x78\xda" + block * megabytes + end + struct.pack(">I", check)


def flate_bomb(unpacked_mb: int, layers: int = 1) -> bytes:
    """A page whose content unpacks to spaces, packed `layers` times."""
    content = packed_spaces_of(unpacked_mb, text_operators(CV))
    for _ in range(layers - 1):
        content = zlib.compress(content, 9)
    filters = b"/Filter [%b]" % b" ".join([b"/FlateDecode"] * layers)
    return plain_pdf(content=stream(content, filters))


def object_stream_loop() -> bytes:
    """Objects in a stream that extends itself and that is said to hold itself."""
    inner = b"2 0 5 31 << /Type /Pages /Kids [3 0 R] >> << >>"
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        3: page_of(5),
        4: _FONT,
        5: stream(text_operators(CV)),
        6: stream(inner, b"/Type /ObjStm /N 2 /First 9 /Extends 6 0 R"),
    }
    return raw_pdf(objects, b"/Prev 0")


def encrypted_pdf(user_password: str) -> bytes:
    writer = pypdf.PdfWriter(io.BytesIO(plain_pdf()))
    writer.encrypt(user_password, "owner")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def form_that_shows_itself() -> bytes:
    form = (
        b"/Type /XObject /Subtype /Form /BBox [0 0 595 842]"
        b" /Resources << /XObject << /Fm 6 0 R >> /Font << /F1 4 0 R >> >>"
    )
    return raw_pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R"
            b" /Resources << /Font << /F1 4 0 R >> /XObject << /Fm 6 0 R >> >> >>",
            4: _FONT,
            5: stream(text_operators(CV) + b"\n/Fm Do"),
            6: stream(b"/Fm Do /Fm Do", form),
        }
    )


def forms_that_double(levels: int) -> bytes:
    """Forms that each show the next one twice: 2 ** levels drawings."""
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R"
        b" /Resources << /Font << /F1 4 0 R >> /XObject << /Fm 10 0 R >> >> >>",
        4: _FONT,
        5: stream(text_operators(CV) + b"\n/Fm Do"),
    }
    for level in range(levels):
        entries = (
            b"/Type /XObject /Subtype /Form /BBox [0 0 595 842]"
            b" /Resources << /XObject << /Fm %d 0 R >> >>" % (11 + level)
        )
        objects[10 + level] = stream(b"/Fm Do /Fm Do", entries)
    objects[10 + levels] = stream(b"", b"/Type /XObject /Subtype /Form /BBox [0 0 1 1]")
    return raw_pdf(objects)


def ligature_pdf_with_a_bomb_behind() -> bytes:
    """A text with a control character, so that the second reader is asked, beside a bomb."""
    font = pypdf.PdfWriter(io.BytesIO(plain_pdf("A \x1cne page of a lift engineer at Kranich")))
    bomb = StreamObject()
    bomb[NameObject("/Filter")] = NameObject("/FlateDecode")
    bomb._data = packed_spaces_of(600)
    page = font.pages[0]
    contents = ArrayObject([page["/Contents"].indirect_reference, font._add_object(bomb)])
    page[NameObject("/Contents")] = contents
    out = io.BytesIO()
    font.write(out)
    return out.getvalue()


def script_pdf() -> bytes:
    """A file that asks to open a page of the web as soon as it is opened."""
    action = b"<< /S /JavaScript /JS (app.launchURL('http://127.0.0.1:9/', true);) >>"
    return plain_pdf(catalog=b"<< /Type /Catalog /Pages 2 0 R /OpenAction %b >>" % action)


def broken_to_unicode() -> bytes:
    """A font whose table of letters claims four thousand million of them."""
    cmap = (
        b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00000000>"
        b" <ffffffff> endcodespacerange 1 beginbfrange <00000000> <ffffffff> <0041>"
        b" endbfrange endcmap"
    )
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: page_of(5),
        4: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>",
        5: stream(text_operators(CV + "\x1cnal")),
        6: stream(cmap),
    }
    return raw_pdf(objects)


_PDF: Final = [
    _file("zero-bytes.pdf", lambda: b"", EMPTY),
    _file("header-only.pdf", lambda: b"%PDF-1.7\n", CORRUPT),
    _file("half.pdf", lambda: plain_pdf()[:400], CORRUPT),
    _file("no-trailer.pdf", lambda: plain_pdf()[:-120], "read", CORRUPT),
    _file("garbage.pdf", lambda: b"%PDF-1.4\n" + random.Random(7).randbytes(60_000), CORRUPT),
    _file("junk-in-front.pdf", lambda: b"junk\n" * 60 + plain_pdf(), "read", says=SAYS),
    _file("10000-pages.pdf", lambda: many_pages(10_000), OVERSIZED),
    _file("password.pdf", lambda: encrypted_pdf("secret"), ENCRYPTED),
    _file("empty-password.pdf", lambda: encrypted_pdf(""), "read", says=SAYS),
    _file(
        "page-tree-loop.pdf",
        lambda: plain_pdf(pages=b"<< /Type /Pages /Kids [2 0 R] /Count 1 /Parent 2 0 R >>"),
        CORRUPT,
        EMPTY,
    ),
    _file(
        "page-tree-loop-and-page.pdf",
        lambda: plain_pdf(pages=b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 2 /Parent 2 0 R >>"),
        "read",
        CORRUPT,
        EMPTY,
    ),
    _file(
        "false-page-count.pdf",
        lambda: plain_pdf(pages=b"<< /Type /Pages /Kids [3 0 R] /Count 2000000000 >>"),
        "read",
        OVERSIZED,
        CORRUPT,
    ),
    _file("deep-page-tree.pdf", lambda: deep_page_tree(5_000), "read", CORRUPT, EMPTY),
    _file("object-stream-loop.pdf", object_stream_loop, CORRUPT, EMPTY),
    _file(
        "contents-loop.pdf",
        lambda: plain_pdf(content=b"[5 0 R 5 0 R]"),
        CORRUPT,
        EMPTY,
    ),
    _file(
        "length-loop.pdf",
        lambda: plain_pdf(
            content=b"<< /Length 5 0 R >>\nstream\n" + text_operators(CV) + b"\nendstream"
        ),
        "read",
        CORRUPT,
        EMPTY,
    ),
    _file("form-loop.pdf", form_that_shows_itself, "read", CORRUPT, says=SAYS),
    _file("forms-that-double.pdf", lambda: forms_that_double(30), "read", CORRUPT, says=SAYS),
    _file("flate-bomb.pdf", lambda: flate_bomb(2_000), "read", OVERSIZED, CORRUPT),
    _file(
        "flate-bomb-in-layers.pdf", lambda: flate_bomb(2_000, layers=3), "read", OVERSIZED, CORRUPT
    ),
    _file(
        "bomb-for-the-second-reader.pdf",
        ligature_pdf_with_a_bomb_behind,
        "read",
        CORRUPT,
        says=SAYS,
    ),
    _file("letters-without-number.pdf", broken_to_unicode, "read", CORRUPT),
    _file(
        "deep-arrays.pdf",
        lambda: plain_pdf(page=page_of(5, b"/Extra " + b"[" * 50_000 + b"]" * 50_000)),
        "read",
        CORRUPT,
        EMPTY,
    ),
    _file(
        "huge-page.pdf",
        lambda: plain_pdf(page=page_of(5).replace(b"595 842", b"1e38 1e38")),
        "read",
        CORRUPT,
    ),
    _file("script.pdf", script_pdf, "read", says=SAYS),
    _file("blank.pdf", lambda: plain_pdf(content=stream(b"")), EMPTY),
    _file("scan.pdf", lambda: scanned_pages(None, None), SCANNED),
    _file(
        "scan-among-text.pdf",
        lambda: scanned_pages(CV, None, "Referees on request", None),
        "read",
        says=SAYS,
    ),
    _file(
        "many-small-texts.pdf",
        lambda: plain_pdf(content=stream(b"BT /F1 9 Tf " + b"1 0 Td (lift) Tj " * 200_000 + b"ET")),
        "read",
        OVERSIZED,
        says="lift",
    ),
    _file("picture.pdf", lambda: b"\x89PNG\r\n\x1a\n" + bytes(500), CORRUPT),
    _file("page.pdf", lambda: f"<!doctype html><p>{CV}", CORRUPT),
    _file("text.pdf", lambda: CV, CORRUPT),
]


# --- DOCX ----------------------------------------------------------------------------------------

W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def word(text: str = CV) -> bytes:
    document = docx.Document()
    for line in text.split("\n"):
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def archive(**parts: bytes | str) -> bytes:
    """A ZIP of parts; `__` in a name stands for a slash, and `.xml` is added."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in parts.items():
            written.writestr(f"{name.replace('__', '/')}.xml", content)
    return out.getvalue()


def word_xml(body: str, prolog: str = "", **parts: bytes | str) -> bytes:
    content = f'{prolog}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    return archive(word__document=content, **parts)


def paragraph(text: str, inside: str = "") -> str:
    return f"<w:p>{inside}<w:r><w:t>{text}</w:t></w:r></w:p>"


LINES: Final = "".join(paragraph(line) for line in CV.split("\n") if line)


def packed_spaces(unpacked_mb: int) -> bytes:
    """A main part of spaces that grows a thousandfold."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written,
        written.open("word/document.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(unpacked_mb):
            part.write(b" " * (1 << 20))
    return out.getvalue()


def with_false_sizes() -> bytes:
    """The same, saying of itself in its directory that it is small."""
    content = bytearray(packed_spaces(200))
    at = content.rfind(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 1000)
    return bytes(content)


def damaged(content: bytes, at: float) -> bytes:
    place = int(len(content) * at)
    return content[:place] + b"\x00\xff\x00\xff" * 8 + content[place + 32 :]


def of_many_entries(number: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as written:
        for index in range(number):
            written.writestr(f"word/header{index}.xml", "")
        written.writestr("word/document.xml", f'<w:r xmlns:w="{W}">{LINES}</w:r>')
    return out.getvalue()


def with_password_flag() -> bytes:
    content = bytearray(word_xml(LINES))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        content[at + offset] |= 1
    return bytes(content)


_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTITIES: Final = (
    '<!DOCTYPE d [<!ENTITY a "lift lift lift lift">'
    + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">'
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)
_XXE: Final = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def nested_table(depth: int) -> str:
    opened, closed = "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"
    return opened * depth + LINES + closed * depth


def styles_in_a_loop() -> bytes:
    styles = "".join(
        f'<w:style w:styleId="{style}"><w:basedOn w:val="{base}"/></w:style>'
        for style, base in ("ab", "ba", "cc")
    )
    item = paragraph("item", '<w:pPr><w:pStyle w:val="a"/></w:pPr>')
    return word_xml(LINES + item, word__styles=f'<w:styles xmlns:w="{W}">{styles}</w:styles>')


def relations_in_a_loop() -> bytes:
    relation = '<Relationship Id="r1" Type="x" Target="document.xml"/>'
    schema = "http://schemas.openxmlformats.org/package/2006/relationships"
    relations = f'<Relationships xmlns="{schema}">{relation}</Relationships>'
    return word_xml(LINES, **{"word___rels__document.xml": relations})


def word_in_utf_16() -> bytes:
    declaration = '<?xml version="1.0" encoding="UTF-16"?>'
    content = f'{declaration}<w:document xmlns:w="{W}">{LINES}</w:document>'
    return archive(word__document=content.encode("utf-16"))


_DOCX: Final = [
    _file("zero-bytes.docx", lambda: b"", EMPTY),
    _file("half.docx", lambda: word()[:9_000], CORRUPT),
    _file("damaged-in-the-middle.docx", lambda: damaged(word_xml(LINES * 400), 0.5), CORRUPT),
    _file("zip-bomb.docx", lambda: packed_spaces(300), OVERSIZED),
    _file("zip-bomb-with-false-sizes.docx", with_false_sizes, OVERSIZED, CORRUPT),
    _file("many-entries.docx", lambda: of_many_entries(20_000), "read", CORRUPT, OVERSIZED),
    _file("no-document.docx", lambda: archive(word__styles="<a/>"), CORRUPT),
    _file("no-paragraph.docx", lambda: word_xml(""), EMPTY),
    _file(
        "deep-xml.docx",
        lambda: word_xml("<w:x>" * 100_000 + LINES + "</w:x>" * 100_000),
        "read",
        CORRUPT,
        OVERSIZED,
    ),
    _file("unclosed-xml.docx", lambda: word_xml("<w:x>" * 100_000), CORRUPT),
    _file("deep-tables.docx", lambda: word_xml(nested_table(300)), "read", CORRUPT, OVERSIZED),
    _file("deeper-tables.docx", lambda: word_xml(nested_table(20_000)), CORRUPT, OVERSIZED),
    _file("entity-bomb.docx", lambda: word_xml(paragraph("&i;"), _ENTITIES), CORRUPT),
    _file("entity-of-a-file.docx", lambda: word_xml(paragraph("&x;"), _XXE), CORRUPT),
    _file("relations-in-a-loop.docx", relations_in_a_loop, "read", says=SAYS),
    _file("styles-in-a-loop.docx", styles_in_a_loop, "read", says=SAYS),
    _file(
        "broken-styles.docx",
        lambda: word_xml(LINES, word__styles="<w:styles"),
        "read",
        CORRUPT,
        says=SAYS,
    ),
    _file("control-characters.docx", lambda: word_xml(paragraph("&#0;&#8;") + LINES), CORRUPT),
    _file("utf-16.docx", word_in_utf_16, "read", says=SAYS),
    _file(
        "password.docx",
        lambda: _OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600),
        ENCRYPTED,
    ),
    _file("password-in-the-zip.docx", with_password_flag, ENCRYPTED),
    _file("old-word.docx", lambda: _OLE + bytes(2_000), UNSUPPORTED),
    _file("rich-text.docx", lambda: "{\\rtf1 " + CV + "}", UNSUPPORTED),
    _file("workbook.docx", lambda: archive(xl__workbook="<a/>"), CORRUPT),
    _file("text.docx", lambda: CV, CORRUPT),
    _file("pdf.docx", plain_pdf, "read", says=SAYS),
    _file(
        "many-empty-paragraphs.docx",
        lambda: word_xml("<w:p/>" * 600_000 + LINES),
        "read",
        OVERSIZED,
        says=SAYS,
    ),
    _file(
        "right-to-left.docx",
        lambda: word_xml(LINES + paragraph("מהנדסת מעליות", "<w:pPr><w:bidi/></w:pPr>")),
        "read",
        says="מהנדסת",
    ),
]


# --- HTML and Markdown ---------------------------------------------------------------------------


def page(body: str, head: str = "") -> str:
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"


CV_HTML: Final = "".join(f"<p>{line}</p>" for line in CV.split("\n") if line)

_MARKUP: Final = [
    _file("zero-bytes.html", lambda: b"", EMPTY),
    _file("half.html", lambda: page(CV_HTML)[:150], "read"),
    _file("deep.html", lambda: page("<div>" * 100_000 + CV_HTML), OVERSIZED),
    _file("deep-inline.html", lambda: page("<b>" * 100_000 + CV_HTML), OVERSIZED, "read"),
    _file(
        "unclosed-paragraphs.html",
        lambda: page("<p>" * 300_000 + CV_HTML),
        "read",
        OVERSIZED,
        says=SAYS,
    ),
    _file("nested-tables.html", lambda: page("<table><tr><td>" * 300 + CV_HTML), "read", says=SAYS),
    _file(
        "script-without-end.html",
        lambda: page(CV_HTML + "<script>" + "x" * 100_000),
        "read",
        says=SAYS,
    ),
    _file("only-comments.html", lambda: page("<!-- " + CV + " -->"), EMPTY),
    _file("only-script.html", lambda: page(f"<script>{CV}</script>"), EMPTY),
    _file(
        "pictures-in-it.html",
        lambda: page(f'<img src="data:image/png;base64,{"QUJD" * 1_500_000}">{CV_HTML}'),
        "read",
        says=SAYS,
    ),
    _file(
        "long-attribute.html",
        lambda: page(f'<p title="{"x" * 1_500_000}">{CV_HTML}'),
        "read",
        says=SAYS,
    ),
    _file("nuls.html", lambda: page(CV_HTML).replace("Kran", "Kr\x00an"), "read", CORRUPT),
    _file(
        "strange-entities.html",
        lambda: page("&#0; &#xD800; &#x110000; &#99999999999; &nosuch;" + CV_HTML),
        "read",
        says=SAYS,
    ),
    _file("entity-bomb.html", lambda: _ENTITIES + page(f"&i;{CV_HTML}"), "read", says=SAYS),
    _file("utf-16.html", lambda: page(CV_HTML).encode("utf-16"), "read", says="Aufzüge"),
    _file(
        "says-another-encoding.html",
        lambda: page(CV_HTML, '<meta charset="shift_jis">').encode(),
        "read",
        says="Aufzüge",
    ),
    _file(
        "says-no-encoding-there-is.html",
        lambda: page(CV_HTML, '<meta charset="klingon">').encode("cp1252"),
        "read",
        says="Aufzüge",
    ),
    _file("many-brackets.md", lambda: CV + "[" * 150_000, "read", says=SAYS),
    _file("many-stars.md", lambda: CV + "*_`" * 60_000, "read", says=SAYS),
    _file("many-targets.md", lambda: CV + "[a](" * 60_000, "read", says=SAYS),
    _file("many-quotes.md", lambda: CV + "> " * 100_000 + "end", "read", says=SAYS),
    _file(
        "many-definitions.md",
        lambda: CV + "".join(f"[l{n}]: http://a.example/{n}\n" for n in range(30_000)),
        "read",
        says=SAYS,
    ),
    _file("comment-without-end.md", lambda: CV + "<!-- " + "x" * 100_000, "read", says=SAYS),
    _file("many-comments.md", lambda: CV + "<!-- " * 60_000, "read", says=SAYS),
    _file("wide-table.md", lambda: CV + "|" + " x |" * 60_000, "read", says=SAYS),
]


# --- Text ----------------------------------------------------------------------------------------

JAPANESE: Final = """\
職務経歴書
氏名：佐伯 千尋

■職務経歴
株式会社あおば物流　営業企画課長　2019年4月～現在
・新規のお客様を年間25社獲得しました
・部下6名のマネジメントを担当しています
"""
CHINESE: Final = """\
个人简历
姓名：林晓雯

工作经历
2020.03 - 至今  杭州云帆科技有限公司  产品经理
负责商家后台，服务三千家店铺，上线半年后留存率明显提升
"""
KOREAN: Final = """\
이력서
경력사항
2019.03 - 현재  가람물류 주식회사  운영팀장
창고 세 곳의 운영을 맡고 있으며 비용을 줄였습니다
"""
RUSSIAN: Final = """\
Громова Алевтина Сергеевна

Опыт работы
Март 2019 — настоящее время
Банк «Идель», Казань
Ведущий аналитик
- Сбор требований для пяти продуктов, сокращение сроков согласования
"""
POLISH: Final = """\
Zbigniew Krawczonek

Doświadczenie zawodowe
06.2018 – obecnie
Zakłady Mleczarskie Bielik, Białystok
Kierownik działu sprzedaży, zarządzanie zespołem, współpraca z sieciami
"""
GREEK: Final = """\
Ελένη Παπαδάκη

Επαγγελματική εμπειρία
2019 – σήμερα
Ναυπηγεία Σαλαμίνας
Μηχανικός παραγωγής, υπεύθυνη για τη συντήρηση και την ασφάλεια
"""

TRADITIONAL: Final = CHINESE.translate(
    str.maketrans("个简历晓云产线负责务铺后显经", "個簡歷曉雲產線負責務鋪後顯經")
)
_PLAINER: Final = str.maketrans({"–": "-", "—": "-", "«": '"', "»": '"', "～": "-"})


def _encoded(text: str, encoding: str) -> bytes:
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:  # the encoding has no such dash
        return text.translate(_PLAINER).encode(encoding)


_ENCODED: Final = [
    _file(f"{language}-in-{encoding}.txt", partial(_encoded, text, encoding), "read", says=says)
    for language, text, says, encodings in (
        (
            "german",
            CV,
            "Aufzüge",
            "utf-8-sig utf-16 utf-16-le utf-16-be utf-32 utf-32-le utf-32-be latin-1 cp1252",
        ),
        ("japanese", JAPANESE, "営業企画課長", "shift_jis euc_jp iso2022_jp utf-16-le utf-16-be"),
        ("chinese", CHINESE, "杭州云帆科技", "gb18030 utf-16 utf-32-le"),
        ("chinese", TRADITIONAL, "產品經理", "big5"),
        ("korean", KOREAN, "운영팀장", "euc_kr utf-16"),
        ("russian", RUSSIAN, "Ведущий аналитик", "koi8-r cp1251 utf-16-be"),
        ("polish", POLISH, "Białystok", "cp1250 iso8859-2"),
        ("greek", GREEK, "Ναυπηγεία", "cp1253"),
    )
    for encoding in encodings.split()
]


_TEXT: Final = [
    _file("zero-bytes.txt", lambda: b"", EMPTY),
    _file("only-spaces.txt", lambda: " \n\t" * 5_000, EMPTY),
    _file("only-a-mark.txt", lambda: b"\xef\xbb\xbf", EMPTY),
    _file("control-characters.txt", lambda: bytes(range(1, 9)) * 2_000, EMPTY, CORRUPT),
    _file("nul-bytes.txt", lambda: b"\x00" * 50_000, EMPTY),
    _file("a-few-nuls.txt", lambda: CV.replace("lifts", "li\x00fts"), "read", says=SAYS),
    _file("random-bytes.txt", lambda: random.Random(3).randbytes(40_000), CORRUPT),
    _file(
        "lone-surrogates.txt", lambda: CV.encode() + b"\xed\xa0\x80\xed\xb0\x80", "read", says=SAYS
    ),
    _file("forty-megabytes.txt", lambda: (CV * 220_000)[: 40 * 1024 * 1024], OVERSIZED),
    _file("one-long-line.txt", lambda: CV + "lift " * 300_000, "read", says=SAYS),
    _file("one-long-word.txt", lambda: CV + "x" * 1_500_000, "read", says=SAYS),
    _file("many-line-ends.txt", lambda: CV + "\r\n" * 900_000 + "end", "read", says=SAYS),
    _file("many-spaces.txt", lambda: CV + " " * 1_500_000 + "end", "read", says=SAYS),
    _file("many-dates.txt", lambda: CV + "03/2019 – 04/2020 " * 20_000, "read", says=SAYS),
    _file("many-commas.txt", lambda: CV + "Engineer, " * 20_000, "read", says=SAYS),
    _file(
        "right-to-left.txt",
        lambda: "מהנדסת מעליות \u202e\u202dKranich\u202c – 2019\u200f\n" + CV,
        "read",
        says=SAYS,
    ),
    _file("piled-accents.txt", lambda: CV + "e" + "\u0301\u0323" * 100_000, "read", says=SAYS),
    _file("programme.txt", lambda: b"\x7fELF" + random.Random(5).randbytes(9_000), CORRUPT),
    _file("old-word.txt", lambda: _OLE + bytes(2_000), UNSUPPORTED),
    _file("pdf.txt", plain_pdf, "read", says=SAYS),
    _file("table.csv", lambda: CV, "unsupported"),
    _file("picture.png", lambda: b"\x89PNG\r\n\x1a\n" + bytes(500), "unsupported"),
]


# --- The file system -----------------------------------------------------------------------------


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(60 * 1024**3)


def _link_out(path: Path) -> None:
    outside = path.parent.parent / "outside.txt"
    outside.write_text(CV, encoding="utf-8")
    path.symlink_to(outside)


def _socket(path: Path) -> None:
    # A socket's path is short; the folder of a test may not be.
    here = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(path.name)
    finally:
        os.chdir(here)


def _unreadable(path: Path) -> None:
    path.write_text(CV, encoding="utf-8")
    path.chmod(0)


_SYSTEM: Final = [
    Hostile("sparse.txt", _sparse, frozenset({OVERSIZED})),
    Hostile("link-out.txt", _link_out, frozenset({"outside"})),
    Hostile(
        "link-to-a-device.txt", lambda path: path.symlink_to("/dev/zero"), frozenset({"outside"})
    ),
    Hostile("link-to-itself.txt", lambda path: path.symlink_to(path), frozenset({"unreadable"})),
    Hostile(
        "link-to-nothing.txt",
        lambda path: path.symlink_to(path.parent / "gone"),
        frozenset({"unreadable"}),
    ),
    Hostile("pipe.pdf", lambda path: os.mkfifo(path), frozenset({"unreadable"})),
    Hostile("socket.txt", _socket, frozenset({"unreadable"})),
    Hostile("folder.pdf", lambda path: path.mkdir(), frozenset()),
    Hostile("unreadable.txt", _unreadable, frozenset({UNREADABLE})),
    Hostile(
        "new\nline\x07.txt",
        lambda path: path.write_text(CV, encoding="utf-8"),
        frozenset({"read"}),
        SAYS,
    ),
    Hostile(
        f"{'long' * 62}.txt",
        lambda path: path.write_text(CV, encoding="utf-8"),
        frozenset({"read"}),
        SAYS,
    ),
]

HOSTILE_FILES: Final = (*_PDF, *_DOCX, *_MARKUP, *_ENCODED, *_TEXT, *_SYSTEM)
"""Files of one folder, by name. A folder that is named like a document is none, and no error."""
