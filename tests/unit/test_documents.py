"""Documents: what a folder offers, what a file says, and which files are refused and why."""

from __future__ import annotations

import io
import itertools
import os
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import docx
import pypdf
import pytest
import typst
from docx.document import Document as WordDocument
from hypothesis import given
from hypothesis import strategies as st
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
)

from utils.career.documents import (
    ReadLimits,
    _without_page_number,
    read_document,
    scan_documents,
    split_text,
)
from utils.career.errors import (
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
from utils.career.markup_text import html_text

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def png() -> bytes:
    """A picture of one red pixel."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\x00\xff\x00\x00")
    chunks = (chunk(b"IHDR", header), chunk(b"IDAT", pixels), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


PNG = png()

USUAL_LIMITS = ReadLimits()


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., str]:
    """Writes a file and reads it back."""

    def read_content(name: str, content: str | bytes, limits: ReadLimits = USUAL_LIMITS) -> str:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_document(path, limits).text

    return read_content


def pdf(tmp_path: Path, source: str) -> bytes:
    (tmp_path / "source.typ").write_text(f"#set page(width: 12cm, height: auto)\n{source}")
    content = typst.compile(str(tmp_path / "source.typ"))
    assert isinstance(content, bytes)
    return content


def word(build: Callable[[WordDocument], Any]) -> bytes:
    document = docx.Document()
    build(document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def word_xml(body: str, *, namespace: str = W, part: str = "document", **parts: str) -> bytes:
    """A Word file of bare XML: `body` in its main part, further parts by their names."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {part: f"<w:body>{body}</w:body>", **parts}.items():
            archive.writestr(
                f"word/{name}.xml",
                f'<w:root xmlns:w="{namespace}" xmlns:mc="{MC}">{content}</w:root>',
            )
    return file.getvalue()


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


# --- Scanning ------------------------------------------------------------------------------------


def scanned_names(folder: Path, **config: Any) -> list[str]:
    sources, _ = scan_documents({"local_directories": [str(folder)], **config})
    return [source["additional_data"]["relative_path"] for source in sources]


def scan_errors(folder: Path, **config: Any) -> dict[str, str]:
    _, errors = scan_documents({"local_directories": [str(folder)], **config})
    return {Path(error["path"]).name: error["type"] for error in errors}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "documents"
    (root / "old/older").mkdir(parents=True)
    for name in ("b.pdf", "a.md", "old/c.TXT", "old/older/d.docx"):
        (root / name).write_text("text")
    return root


def test_a_source_has_the_keys_of_the_store(folder: Path) -> None:
    os.utime(folder / "a.md", (0, 0))
    sources, errors = scan_documents({"local_directories": [{"path": str(folder)}]})
    assert errors == []
    assert sources[0] == {
        "path": str(folder / "a.md"),
        "name": "a.md",
        "type": ".md",
        "size": 4,
        "modified_date": "1970-01-01T00:00:00+00:00",
        "source": "local",
        "additional_data": {"relative_path": "a.md", "mime_type": "text/markdown"},
    }


def test_folders_are_scanned_deeply_and_in_order(folder: Path) -> None:
    assert scanned_names(folder) == ["a.md", "b.pdf", "old/c.TXT", "old/older/d.docx"]


def test_file_types_choose_without_a_complaint_about_the_others(folder: Path) -> None:
    assert scanned_names(folder, file_types=["md", ".txt"]) == ["a.md", "old/c.TXT"]
    assert scan_errors(folder, file_types=["md", ".txt"]) == {}


def test_the_date_filter_includes_both_its_days(folder: Path) -> None:
    for name, day in {"a.md": 1, "b.pdf": 2, "old/c.TXT": 3, "old/older/d.docx": 4}.items():
        stamp = datetime(2024, 5, day, 23, 59, tzinfo=UTC).timestamp()
        os.utime(folder / name, (stamp, stamp))
    days = {"min_date": "2024-05-02", "max_date": "2024-05-03T00:00:00"}
    assert scanned_names(folder, date_filter=days) == ["b.pdf", "old/c.TXT"]


def test_a_date_that_is_none_is_refused(folder: Path) -> None:
    with pytest.raises(InputError, match=r"min_date.*'last week'"):
        scanned_names(folder, date_filter={"min_date": "last week"})


def test_a_single_directory_needs_no_list(folder: Path) -> None:
    sources, _ = scan_documents({"local_directories": str(folder)})
    assert len(sources) == 4


def test_a_directory_without_a_path_is_refused() -> None:
    with pytest.raises(InputError, match="local_directories"):
        scan_documents({"local_directories": [{"folder": "x"}]})


def test_hidden_files_and_lock_files_are_passed_over(folder: Path) -> None:
    (folder / ".git").mkdir()
    for name in (".git/x.md", ".hidden.md", "~$d.docx"):
        (folder / name).write_text("x")
    assert len(scanned_names(folder)) == 4
    assert scan_errors(folder) == {}


def test_a_folder_that_is_not_there_is_an_error_and_the_others_are_scanned(folder: Path) -> None:
    sources, errors = scan_documents({"local_directories": [str(folder / "no"), str(folder)]})
    assert len(sources) == 4
    assert [(error["type"], error["path"]) for error in errors] == [("missing", str(folder / "no"))]


def test_google_drive_is_an_error_with_the_remedy() -> None:
    sources, errors = scan_documents({"google_drive_folders": [{"folder_id": "abc"}]})
    assert sources == []
    assert errors[0]["path"] == "abc"
    assert errors[0]["type"] == "unsupported"
    assert "download" in errors[0]["error"]


def test_a_folder_of_pictures_gives_one_error_for_each(tmp_path: Path) -> None:
    for name in ("a.png", "b.jpg"):
        (tmp_path / name).write_bytes(PNG)
    assert scanned_names(tmp_path) == []
    assert scan_errors(tmp_path) == {"a.png": "unsupported", "b.jpg": "unsupported"}


def test_links_out_of_the_folder_are_errors_and_links_within_are_not(folder: Path) -> None:
    (folder.parent / "secret.md").write_text("secret")
    (folder.parent / "elsewhere").mkdir()
    (folder.parent / "elsewhere/secret.md").write_text("secret")
    (folder / "file_out.md").symlink_to(folder.parent / "secret.md")
    (folder / "folder_out").symlink_to(folder.parent / "elsewhere")
    (folder / "again.md").symlink_to(folder / "a.md")
    (folder / "again").symlink_to(folder / "old")
    assert scan_errors(folder) == {"file_out.md": "outside", "folder_out": "outside"}
    assert scanned_names(folder) == ["a.md", "b.pdf", "old/c.TXT", "old/older/d.docx"]


def test_dead_and_circular_links_are_errors(folder: Path) -> None:
    (folder / "dead.md").symlink_to(folder / "gone.md")
    (folder / "circle.md").symlink_to(folder / "circle.md")
    assert scan_errors(folder) == {"dead.md": "unreadable", "circle.md": "unreadable"}


def test_a_pipe_is_an_error_and_is_never_opened(folder: Path) -> None:
    os.mkfifo(folder / "pipe.pdf")
    assert scan_errors(folder) == {"pipe.pdf": "unreadable"}
    with pytest.raises(UnreadableDocumentError, match="not a regular file"):
        read_document(folder / "pipe.pdf")


def test_a_file_reached_through_two_folders_is_listed_once(folder: Path) -> None:
    sources, _ = scan_documents({"local_directories": [str(folder), str(folder / "old")]})
    assert len(sources) == 4


def test_a_name_that_is_no_text_is_an_error(folder: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.md")).write_text("x")
    except OSError:
        pytest.skip("this file system takes only names in UTF-8")
    assert list(scan_errors(folder).values()) == ["unreadable"]


# --- Refusing ------------------------------------------------------------------------------------


def refusal(path: Path, limits: ReadLimits = USUAL_LIMITS) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        read_document(path, limits)
    assert caught.value.path == path
    return caught.value


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("cv.txt", b"", EmptyDocumentError),
        ("cv.pdf", b"", EmptyDocumentError),
        ("cv.docx", b" \n", EmptyDocumentError),
        ("cv.md", b"\xef\xbb\xbf\r\n", EmptyDocumentError),
        ("cv.txt", b"--- \xc2\xa0 ***", EmptyDocumentError),
        ("cv.html", b"<html><script>let x = 1</script></html>", EmptyDocumentError),
        ("cv.pdf", b"%PDF-1.7 and then nothing of a PDF", CorruptDocumentError),
        ("cv.pdf", b"<html><body>Please log in</body></html>", CorruptDocumentError),
        ("cv.docx", b"PK\x03\x04 and then no archive", CorruptDocumentError),
        ("cv.docx", b"plain text", CorruptDocumentError),
        ("cv.txt", PNG, CorruptDocumentError),
        ("cv.md", bytes(range(256)) * 4, CorruptDocumentError),
        ("cv.png", PNG, UnsupportedDocumentError),
        ("cv", b"text", UnsupportedDocumentError),
        ("cv.rtf", b"{\\rtf1 text}", UnsupportedDocumentError),
        ("cv.txt", b"{\\rtf1 text}", UnsupportedDocumentError),
        ("cv.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), UnsupportedDocumentError),
    ],
)
def test_what_cannot_be_read_is_named(
    tmp_path: Path, name: str, content: bytes, error: type[DocumentError]
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert type(refusal(path)) is error


def test_a_file_that_is_gone_or_a_folder_is_unreadable(tmp_path: Path) -> None:
    assert isinstance(refusal(tmp_path / "gone.txt"), UnreadableDocumentError)
    assert isinstance(refusal(tmp_path), UnreadableDocumentError)


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_without_permission_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "cv.txt").write_text("text")
    (tmp_path / "cv.txt").chmod(0)
    assert isinstance(refusal(tmp_path / "cv.txt"), UnreadableDocumentError)


def test_a_file_of_more_bytes_or_characters_than_allowed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cv.txt"
    path.write_text("0123456789")
    assert read_document(path, ReadLimits(bytes=10, characters=10)).text == "0123456789"
    too_many_bytes = refusal(path, ReadLimits(bytes=9))
    assert isinstance(too_many_bytes, OversizedDocumentError)
    assert re.search("10 bytes, 9 are allowed", str(too_many_bytes))
    assert isinstance(refusal(path, ReadLimits(characters=9)), OversizedDocumentError)


def test_a_pdf_of_too_many_pages_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cv.pdf"
    path.write_bytes(pdf(tmp_path, "one #pagebreak() two #pagebreak() three"))
    assert len(read_document(path, ReadLimits(pages=3)).blocks) == 3
    error = refusal(path, ReadLimits(pages=2))
    assert isinstance(error, OversizedDocumentError)
    assert "3 pages, 2 are allowed" in str(error)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "cv.docx"
    path.write_bytes(word_xml(paragraph("a" * 5_000_000)))
    assert path.stat().st_size < 50_000
    error = refusal(path, ReadLimits(unpacked_bytes=1_000_000))
    assert isinstance(error, OversizedDocumentError)
    assert "1000000 bytes" in str(error)


def test_the_parts_of_a_word_file_count_together(tmp_path: Path) -> None:
    path = tmp_path / "cv.docx"
    path.write_bytes(word_xml(paragraph("a" * 600), header1=paragraph("b" * 600)))
    assert "b" in read_document(path, ReadLimits(unpacked_bytes=2_000)).text
    assert isinstance(refusal(path, ReadLimits(unpacked_bytes=1_200)), OversizedDocumentError)


def test_embedded_pictures_do_not_count_as_characters(read: Callable[..., str]) -> None:
    picture = "data:image/png;base64," + "A" * 5_000
    assert read("cv.md", f"![me]({picture})text", ReadLimits(characters=100)) == "text"
    assert read("cv.html", f"<img src='{picture}'>text", ReadLimits(characters=100)) == "text"


def test_a_page_nested_beyond_reason_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cv.html"
    path.write_text("<div>" * 100_000 + "text")
    assert isinstance(refusal(path), OversizedDocumentError)
    path.write_text("<div>" * 4_000 + "text")
    assert read_document(path).text == "text"


def test_a_pdf_with_a_password_is_encrypted_and_one_with_only_an_owners_is_read(
    tmp_path: Path,
) -> None:
    path = tmp_path / "cv.pdf"
    writer = pypdf.PdfWriter(io.BytesIO(pdf(tmp_path, "Jane Smith")))
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(path)
    error = refusal(path)
    assert isinstance(error, EncryptedDocumentError)
    assert "password" in str(error)
    writer.encrypt("", "secret", algorithm="RC4-128")
    writer.write(path)
    assert "Jane Smith" in read_document(path).text


def test_a_word_file_with_a_password_is_encrypted(tmp_path: Path) -> None:
    path = tmp_path / "cv.docx"
    directory = "EncryptedPackage".encode("utf-16-le")
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + directory)
    assert isinstance(refusal(path), EncryptedDocumentError)


def test_an_archive_with_a_password_is_encrypted(tmp_path: Path) -> None:
    path = tmp_path / "cv.docx"
    content = bytearray(word_xml(paragraph("Jane")))
    for header, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(header) + flags] |= 1
    path.write_bytes(content)
    assert isinstance(refusal(path), EncryptedDocumentError)


def test_pages_that_are_pictures_are_scanned_and_blank_pages_empty(tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(PNG)
    path = tmp_path / "cv.pdf"
    path.write_bytes(pdf(tmp_path, '#image("picture.png", width: 100%, height: 10cm)'))
    error = refusal(path)
    assert isinstance(error, ScannedDocumentError)
    assert "OCR" in str(error)
    path.write_bytes(pdf(tmp_path, "#pagebreak()"))
    assert isinstance(refusal(path), EmptyDocumentError)


def test_a_stamp_on_a_picture_of_a_page_is_no_text_and_a_picture_beside_text_no_scan(
    tmp_path: Path,
) -> None:
    (tmp_path / "picture.png").write_bytes(PNG)
    path = tmp_path / "cv.pdf"
    picture = '#set page(background: image("picture.png", width: 100%, height: 100%))\n'
    path.write_bytes(pdf(tmp_path, f"{picture}Scanned by an app"))
    assert isinstance(refusal(path), ScannedDocumentError)
    path.write_bytes(pdf(tmp_path, picture + "Backend engineer with a picture behind. " * 5))
    assert "Backend engineer" in read_document(path).text
    path.write_bytes(pdf(tmp_path, '#image("picture.png", width: 2cm) Jane Smith'))
    assert "Jane Smith" in read_document(path).text


def test_archives_and_other_office_files_are_unsupported_and_a_false_docx_corrupt(
    tmp_path: Path,
) -> None:
    with zipfile.ZipFile(tmp_path / "cv.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    (tmp_path / "cv.docx").write_bytes((tmp_path / "cv.xlsx").read_bytes())
    assert isinstance(refusal(tmp_path / "cv.xlsx"), UnsupportedDocumentError)
    assert isinstance(refusal(tmp_path / "cv.docx"), CorruptDocumentError)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_word_xml_with_entities_is_refused_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "cv.docx"
    xml = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY a "boom">]>'
        f'<w:document xmlns:w="{W}"><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:document>'
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", xml.encode(encoding))
    assert isinstance(refusal(path), CorruptDocumentError)


def test_a_damaged_word_file_is_corrupt_wherever_the_damage_is(tmp_path: Path) -> None:
    path = tmp_path / "cv.docx"
    intact = word(lambda document: document.add_paragraph("Jane Smith " * 200))
    kinds = set()
    for at in range(0, len(intact), 997):
        path.write_bytes(intact[:at] + b"\xff\x00\xaa" + intact[at + 3 :])
        try:
            read_document(path)
        except DocumentError as error:
            kinds.add(type(error))
        path.write_bytes(intact[: at + 4])
        kinds.add(type(refusal(path)))
    assert kinds == {CorruptDocumentError}


def test_a_message_names_the_file_and_nothing_of_its_text(tmp_path: Path) -> None:
    path = tmp_path / "cv.docx"
    path.write_text("my secret salary")
    assert str(refusal(path)).startswith("cv.docx: ")
    assert "salary" not in str(refusal(path))


# --- PDF -----------------------------------------------------------------------------------------


def test_a_pdf_is_told_by_its_content_whatever_it_is_called(
    tmp_path: Path, read: Callable[..., str]
) -> None:
    assert read("cv.txt", pdf(tmp_path, "Jane Smith")) == "Jane Smith"
    assert read("note.txt", "I wrote a %PDF-1.7 parser") == "I wrote a %PDF-1.7 parser"


def test_each_page_of_a_pdf_is_a_block(tmp_path: Path) -> None:
    path = tmp_path / "cv.pdf"
    path.write_bytes(pdf(tmp_path, "first page #pagebreak() second page"))
    document = read_document(path)
    assert [(block.page, document.text[block.start : block.end]) for block in document.blocks] == [
        (1, "first page"),
        (2, "second page"),
    ]


def test_columns_are_read_one_after_the_other(tmp_path: Path, read: Callable[..., str]) -> None:
    source = r"#columns(2)[Skills \ Python \ Go #colbreak() Experience \ Engineer \ 2019]"
    text = read("cv.pdf", pdf(tmp_path, source))
    assert text.split() == ["Skills", "Python", "Go", "Experience", "Engineer", "2019"]


def test_the_space_between_columns_of_a_row_is_a_tab_and_a_justified_gap_is_none(
    tmp_path: Path, read: Callable[..., str]
) -> None:
    rows = r"Oak Clinic #h(1fr) Leeds \ Nurse #h(1fr) 2019 – 2021 \ Cared #h(1em) for"
    text = read("cv.pdf", pdf(tmp_path, rows))
    assert text.split("\n") == ["Oak Clinic\tLeeds", "Nurse\t2019 – 2021", "Cared for"]


def test_a_pile_of_marks_on_one_letter_is_cut_and_a_usual_one_is_not(
    read: Callable[..., str],
) -> None:
    piled, usual = "e" + "\u0323\u0301" * 500, "ạ́ Việt Nam"
    text = read("cv.txt", f"{piled} {usual}")
    assert len(text) < 100
    assert text.endswith(unicodedata.normalize("NFC", usual))


def test_styles_of_tables_do_not_hide_those_of_lists(read: Callable[..., str]) -> None:
    styles = "".join(
        f'<w:style w:type="{kind}" w:styleId="{name}"><w:pPr>{inner}</w:pPr></w:style>'
        for kind, name, inner in (
            ("table", "Grid", ""),
            ("paragraph", "Item", '<w:numPr><w:numId w:val="3"/></w:numPr>'),
            ("table", "Grid2", ""),
        )
    )
    body = paragraph("Wrote tests", '<w:pStyle w:val="Item"/>')
    assert read("cv.docx", word_xml(body, styles=styles)) == "• Wrote tests"


def test_words_broken_over_lines_are_joined_and_compounds_keep_their_hyphen(
    tmp_path: Path, read: Callable[..., str]
) -> None:
    lines = ("We build full-stack things: full-", "stack engi-", "neering of COVID-", "19, Python-",
             "Django")  # fmt: skip
    text = read("cv.pdf", pdf(tmp_path, "\\\n".join(lines)))
    assert "full-stack engineering of COVID-19, Python-Django" in " ".join(text.split())


def pdf_with_ligatures(text: bytes, glyph_names: dict[int, str]) -> bytes:
    """A one-page PDF whose font has ligatures among the control characters, as TeX's fonts have."""
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(400, 100)
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    differences: list[NumberObject | NameObject] = []
    for code, name in glyph_names.items():
        differences += [NumberObject(code), NameObject(f"/{name}")]
    font[NameObject("/Encoding")] = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Encoding"),
            NameObject("/Differences"): ArrayObject(differences),
        }
    )
    font[NameObject("/FirstChar")] = NumberObject(0)
    font[NameObject("/LastChar")] = NumberObject(255)
    font[NameObject("/Widths")] = ArrayObject([NumberObject(500)] * 256)
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F1"): writer._add_object(font)})}
    )
    stream = DecodedStreamObject()
    stream.set_data(b"BT /F1 12 Tf 10 50 Td <" + text.hex().encode() + b"> Tj ET")
    page[NameObject("/Contents")] = writer._add_object(stream)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def test_ligatures_among_the_control_characters_are_letters_again(
    read: Callable[..., str],
) -> None:
    own_numbers = pdf_with_ligatures(b"Certi\x05ed, has wri\x06en", {5: "f_i", 6: "t_t"})
    assert read("cv.pdf", own_numbers) == "Certified, has written"
    tex_numbers = pdf_with_ligatures(b"O\x1ece manager, certi\x1ced engineer", {})
    assert read("cv.pdf", tex_numbers) == "Office manager, certified engineer"


def test_many_threads_read_at_once(tmp_path: Path) -> None:
    path = tmp_path / "cv.pdf"
    path.write_bytes(pdf(tmp_path, "Jane Smith #pagebreak() Engineer"))
    with ThreadPoolExecutor(8) as threads:
        texts = set(threads.map(lambda _: read_document(path).text, range(80)))
    assert texts == {"Jane Smith\nEngineer"}


# --- DOCX ----------------------------------------------------------------------------------------


def test_tables_headers_and_footers_of_a_word_file_are_read(
    tmp_path: Path, read: Callable[..., str]
) -> None:
    def build(document: WordDocument) -> None:
        document.sections[0].header.paragraphs[0].text = "Jane Smith"
        document.sections[0].footer.paragraphs[0].text = "jane@example.org"
        table = document.add_table(2, 2)
        for cell, text in zip(
            (cell for row in table.rows for cell in row.cells),
            ("2019", "Engineer", "2015", "Developer"),
            strict=True,
        ):
            cell.text = text

    content = word(build)
    lines = [line for line in read("cv.docx", content).split("\n") if line]
    assert lines == ["Jane Smith", "2019\tEngineer", "2015\tDeveloper", "jane@example.org"]
    blocks = read_document(tmp_path / "cv.docx").blocks
    assert [block.kind for block in blocks] == ["header", "document", "footer"]


def test_columns_made_of_a_table_are_read_one_after_the_other(read: Callable[..., str]) -> None:
    def build(document: WordDocument) -> None:
        left, right = document.add_table(1, 2).rows[0].cells
        for cell, lines in ((left, ("Skills", "Python")), (right, ("Experience", "Engineer"))):
            cell.text = lines[0]
            cell.add_paragraph(lines[1])

    assert read("cv.docx", word(build)).split() == ["Skills", "Python", "Experience", "Engineer"]


def test_a_table_in_a_table_is_read_once(read: Callable[..., str]) -> None:
    def build(document: WordDocument) -> None:
        cell = document.add_table(1, 1).rows[0].cells[0]
        cell.add_table(1, 1).rows[0].cells[0].text = "Engineer"

    assert read("cv.docx", word(build)) == "Engineer"


def test_list_items_are_marked_by_numbering_or_by_style_and_headings_are_not(
    read: Callable[..., str],
) -> None:
    def build(document: WordDocument) -> None:
        document.add_heading("Experience", 1)
        document.add_paragraph("Led a team", style="List Bullet 2")
        document.add_paragraph("At home")

    assert read("cv.docx", word(build)).split("\n") == ["Experience", "• Led a team", "At home"]
    number = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    none = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    body = (
        paragraph("Built it", number)
        + paragraph("plain", none)
        + paragraph("Title", f'<w:pStyle w:val="Heading1"/>{number}')
    )
    assert read("cv.docx", word_xml(body)).split("\n") == ["• Built it", "plain", "Title"]


def test_a_style_makes_list_items_by_inheritance_unless_it_is_a_heading(
    read: Callable[..., str],
) -> None:
    number = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    none = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    styles = (
        f'<w:style w:styleId="item"><w:pPr>{number}</w:pPr></w:style>'
        '<w:style w:styleId="heir"><w:basedOn w:val="item"/></w:style>'
        f'<w:style w:styleId="plain"><w:basedOn w:val="item"/><w:pPr>{none}</w:pPr></w:style>'
        '<w:style w:styleId="title"><w:basedOn w:val="item"/>'
        '<w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
        '<w:style w:styleId="circle"><w:basedOn w:val="circle"/></w:style>'
    )
    names = ("item", "heir", "plain", "title", "circle")
    body = "".join(paragraph(name, f'<w:pStyle w:val="{name}"/>') for name in names)
    lines = read("cv.docx", word_xml(body, styles=styles)).split("\n")
    assert lines == ["• item", "• heir", "plain", "title", "circle"]


def test_a_text_box_stored_twice_is_read_once(read: Callable[..., str]) -> None:
    box = f"<w:txbxContent>{paragraph('Contact')}</w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>Jane</w:t></w:r><w:r><mc:AlternateContent>"
        f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    assert read("cv.docx", word_xml(body)) == "Jane\nContact"
    only_fallback = body.replace(f"<mc:Choice>{box}</mc:Choice>", "<mc:Choice/>")
    assert read("cv.docx", word_xml(only_fallback)) == "Jane\nContact"


def test_links_breaks_tabs_and_fields_are_read_as_they_show(read: Callable[..., str]) -> None:
    body = (
        "<w:p><w:hyperlink><w:r><w:t>Acme</w:t></w:r></w:hyperlink><w:r><w:tab/>"
        "<w:t>2019</w:t><w:br/><w:t>Engi</w:t><w:softHyphen/><w:t>neer</w:t><w:noBreakHyphen/>"
        "<w:t>at</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
    )
    assert read("cv.docx", word_xml(body)) == "Acme\t2019\nEngineer-at"


def test_deleted_moved_and_hidden_text_is_not_read(read: Callable[..., str]) -> None:
    body = (
        "<w:p><w:ruby><w:rt><w:r><w:t>aid</w:t></w:r></w:rt></w:ruby>"
        "<w:del><w:r><w:delText>old</w:delText></w:r></w:del>"
        "<w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>"
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>shown </w:t></w:r>'
        "<w:ins><w:r><w:t>new</w:t></w:r></w:ins></w:p>"
    )
    assert read("cv.docx", word_xml(body)) == "shown new"


def test_other_dialects_of_word_are_read(read: Callable[..., str]) -> None:
    assert read("cv.docx", word_xml(paragraph("strict"), namespace=W_STRICT)) == "strict"
    assert read("cv.docx", word_xml(paragraph("online"), part="document2")) == "online"


def test_the_same_header_of_several_pages_is_read_once(read: Callable[..., str]) -> None:
    headers = {f"header{number}": paragraph("Jane") for number in (1, 2, 3)}
    assert read("cv.docx", word_xml(paragraph("Engineer"), **headers)) == "Jane\n\nEngineer"


# --- HTML ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>a</p><p>b</p>", "a\nb"),
        ("<div>a<div>b</div>c</div>", "a\nb\nc"),
        ("<p>one <b>bold</b>\n  word</p>", "one bold word"),
        ("a<br>b", "a\nb"),
        ("<ul><li>a</li><li><p>b</p></li><li>c<ul><li>d</li></ul></li><li></li></ul>",
         "- a\n- b\n- c\n- d\n-"),
        ("<h1>Jane</h1><p>x</p><h2>Experience</h2><p>y</p>", "# Jane\nx\n\n## Experience\ny"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><th>c</th><td><p>d</p></td></tr></table>",
         "a\tb\nc\td"),
        ("<table><tr><td>a<br>b</td><td>c</td></tr></table>", "a\nb\nc"),
        ("<pre>a\n  b</pre>", "a\nb"),
        ("<ruby>山<rp>(</rp><rt>やま</rt><rp>)</rp></ruby>", "山"),
        ("a &amp; b &lt;c&gt; caf&eacute;", "a & b <c> café"),
        ("<style>p{}</style><script>1</script><nav>Home</nav><noscript>n</noscript>text", "text"),
        ("<template>t</template><p hidden>h</p><p style='display: none'>d</p>text", "text"),
        ("<!-- comment -->text<img src='data:image/png;base64,AAAA'>", "text"),
        ("<h4><span>Oak Clinic</span><span>09/2019</span></h4>", "#### Oak Clinic\t09/2019"),
        ("<p><b>Nurse</b><i>Oak Clinic</i></p>", "Nurse\tOak Clinic"),
        ("<p><b>W</b><i>ord</i> <b>Mc</b><b>Donald</b> CO<sub>2</sub></p>", "Word McDonald CO2"),
        ("<ul><li><p>Nurse</p><p>2019</p><ul><li>Wards</li></ul></li></ul>",
         "Nurse\n2019\n- Wards"),
    ],
)  # fmt: skip
def test_html_reads_as_it_shows(read: Callable[..., str], markup: str, text: str) -> None:
    assert read("cv.html", f"<html><head><title>t</title></head><body>{markup}</body>") == text


def test_html_in_an_encoding_that_it_names(read: Callable[..., str]) -> None:
    markup = '<html><meta charset="shift_jis"><body>株式会社</body>'
    assert read("cv.html", markup.encode("shift_jis")) == "株式会社"
    assert read("cv.html", "<html><meta charset=nonsense>café".encode("cp1252")) == "café"


# --- Markdown ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("# Jane\n\n- item\n* item\n1. item", "# Jane\n\n- item\n* item\n1. item"),
        ("[Acme](https://a.example/x_(y)) now", "Acme now"),
        ("[Acme][a] and [b]\n\n[a]: http://a.example \"A\"\n[b]: <http://b.example>", "Acme and b"),
        ("x[i][j] and\n\n[2019]: Engineer at Acme", "x[i][j] and\n\n[2019]: Engineer at Acme"),
        ("[^1]: https://note.example", "[^1]: https://note.example"),
        ("[![build](https://b.example/x.svg)](https://b.example) ![me](me.png)\ntext", "text"),
        ("![me](data:image/png;base64,iVBORw0KGgo=)text", "text"),
        ("![me][pic]text\n\n[pic]: data:image/png;base64,iVBORw0KGgo=", "text"),
        ("**Acme** *Ltd* __Oslo__ _Norway_ ***both*** `code`", "Acme Ltd Oslo Norway both code"),
        ("snake_case_name and 2*3*4 and __init__.py", "snake_case_name and 2*3*4 and init.py"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("List<String> and <b>bold</b> and x < y > z", "List<String> and bold and x < y > z"),
        ("<http://a.example> <mailto:a@b.example> <c@d.example>",
         "http://a.example a@b.example c@d.example"),
        ("R&amp;D &copy;", "R&D ©"),
        (r"\*not bold\* snake\_case C\#", "*not bold* snake_case C#"),
        ("<!-- hidden -->text<!-- open", "text<!-- open"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a\tb"),
    ],
)  # fmt: skip
def test_markdown_keeps_its_words_and_structure(
    read: Callable[..., str], source: str, text: str
) -> None:
    assert read("cv.md", source) == text


@pytest.mark.parametrize("mark", ["[", "![", "`", "**a ", "<!--", "](data:", "(", "[a](", "<a "])
def test_marks_without_end_keep_their_text(read: Callable[..., str], mark: str) -> None:
    source = f"start {mark * 20_000} end"
    assert read("cv.md", source).startswith("start")
    assert read("cv.md", source).endswith("end")


# --- Text ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_text_in_any_usual_encoding(read: Callable[..., str], encoding: str) -> None:
    text = "Zoë Müller – Ingénieur logiciel, 2019–2021, “Café” GmbH"
    assert read("cv.txt", text.encode(encoding)) == text


def test_a_few_damaged_bytes_do_not_change_the_encoding(read: Callable[..., str]) -> None:
    assert read("cv.txt", "株式会社 開発者".encode() + b"\xff") == "株式会社 開発者\ufffd"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("soft\u00adhyphen zero\u200bwidth \ufeffmark", "softhyphen zerowidth mark"),
        ("\uf095 555-0123 \uf0e0 a@b.example", "555-0123   a@b.example"),
        ("\uf0b7 Led a team\n\uf0a7\tBuilt it", "• Led a team\n• Built it"),
        ("Cafe\u0301", "Café"),
        ("2019–2021 — now ‐ x", "2019–2021 — now ‐ x"),
        ("o\ufb03ce \ufb01rst", "office first"),
        ("Jane\u00a0Smith\u202f2019", "Jane Smith 2019"),
        ("a\r\nb\rc\u2028d\x0ce", "a\nb\nc\nd\ne"),
        ("Jane\x00 Smith\x07", "Jane Smith"),
        ("a  \n\n\n\n b", "a\n\n b"),
        ("👩\u200d💻 می\u200cخواهم a\u200db", "👩\u200d💻 می\u200cخواهم ab"),
    ],
)
def test_what_only_looks_like_text_is_cleaned(
    read: Callable[..., str], source: str, text: str
) -> None:
    assert read("cv.txt", source) == text


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=200))
def test_no_letter_or_digit_of_a_text_is_lost(
    tmp_path_factory: pytest.TempPathFactory, source: str
) -> None:
    def letters(text: str) -> list[str]:
        return [each for each in unicodedata.normalize("NFKC", text) if each.isalnum()]

    path = tmp_path_factory.getbasetemp() / "cv.txt"
    path.write_text(source, encoding="utf-8")
    try:
        text = read_document(path).text
    except (EmptyDocumentError, CorruptDocumentError):
        assert not any(each.isalnum() and ord(each) < 128 for each in source)
    except UnsupportedDocumentError:
        assert source.startswith("{\\rtf")
    else:
        assert letters(text) == letters(source)


# --- Splitting -----------------------------------------------------------------------------------


@given(
    st.text("ab \n.#", max_size=300), st.integers(1, 60), st.integers(0, 100).map(lambda n: n / 100)
)
def test_parts_cover_the_text_and_fit(text: str, max_chars: int, share: float) -> None:
    overlap_chars = int(share * (max_chars // 2))
    parts = split_text(text, max_chars, overlap_chars)
    assert parts[0].start == 0
    assert parts[-1].end == len(text)
    for part in parts:
        assert part.text == text[part.start : part.end]
        assert len(part.text) <= max_chars
    for before, after in itertools.pairwise(parts):
        assert before.start < after.start <= before.end < after.end
        assert before.end - after.start <= overlap_chars


@pytest.mark.parametrize("text", ["", "short", "x" * 100])
def test_a_text_that_fits_is_one_part(text: str) -> None:
    assert [(part.start, part.end, part.text) for part in split_text(text, 100, 50)] == [
        (0, len(text), text)
    ]


def test_parts_end_where_a_section_ends_and_overlap_by_whole_lines() -> None:
    text = "# A\n\nfirst line\nsecond line\n\n# B\n\nthird line\nfourth line"
    parts = [part.text for part in split_text(text, 42, 0)]
    assert parts == [text[: text.index("# B")], text[text.index("# B") :]]
    overlapping = split_text("one\ntwo\nthree\nfour\nfive\nsix", 16, 8)
    assert [part.text for part in overlapping] == [
        "one\ntwo\nthree\n",
        "three\nfour\nfive\n",
        "five\nsix",
    ]


def test_a_heading_just_behind_a_full_part_ends_it_and_a_whole_line_may_fill_the_overlap() -> None:
    assert split_text("abc\n\nd\n# E", 7, 0)[0].text == "abc\n\nd\n"
    parts = [part.text for part in split_text("aaa\nbbb\nccc\nddd", 8, 4)]
    assert parts == ["aaa\nbbb\n", "bbb\nccc\n", "ccc\nddd"]


@pytest.mark.parametrize(("max_chars", "overlap_chars"), [(0, 0), (10, 6), (10, -1)])
def test_a_split_that_cannot_be_is_refused(max_chars: int, overlap_chars: int) -> None:
    with pytest.raises(ValueError, match="must be"):
        split_text("text", max_chars, overlap_chars)


@pytest.mark.parametrize(
    ("last", "is_count"),
    [
        ("Nell Arkwright 2 / 3", True),
        ("Page 2 of 3", True),
        ("Seite 2 von 3", True),
        ("2/3", True),
        ("Nell Arkwright 1 / 3", False),
        ("Moved 2 / 3 of the data to Leith", False),
        ("Grade: 2 of 4", False),
    ],
)
def test_the_count_of_a_page_is_no_text_of_it(last: str, is_count: bool) -> None:
    text = f"Counted rows\n{last}"
    kept = "Counted rows" if is_count else text
    assert _without_page_number(text, 2, 3) == kept
    assert _without_page_number(text, 2, 1) == text


def test_two_names_told_apart_by_their_typeface_are_columns_of_a_pdf(
    read: Callable[..., str], tmp_path: Path
) -> None:
    source = (
        "#set page(width: 16cm)\n"
        "*FISIOTERAPEUTA* HOSPITAL DEL VALLE\\ Led *Team Oak* in Hull\\ "
        "*Cut costs* by a third\\ *Languages:* French"
    )
    assert read("cv.pdf", pdf(tmp_path, source)).split("\n") == [
        "FISIOTERAPEUTA\tHOSPITAL DEL VALLE",
        "Led Team Oak in Hull",
        "Cut costs by a third",
        "Languages: French",
    ]


def test_letters_set_apart_in_a_pdf_are_words(read: Callable[..., str], tmp_path: Path) -> None:
    source = "#text(tracking: 3pt)[CHEF DE RAYON]\\ Levels A B C D E, A1 A2 B1 B2"
    assert read("cv.pdf", pdf(tmp_path, source)) == ("CHEF DE RAYON\nLevels A B C D E, A1 A2 B1 B2")


def test_bullets_that_are_drawn_are_read_and_larger_dots_are_not(
    read: Callable[..., str], tmp_path: Path
) -> None:
    source = (
        "#set list(marker: circle(radius: 1.2pt, fill: black))\n- Led nine\n- Cut costs\n\n"
        "#set list(marker: circle(radius: 2.9pt, fill: black))\n- Acme 2019"
    )
    assert read("cv.pdf", pdf(tmp_path, source)).split("\n") == [
        "• Led nine",
        "• Cut costs",
        "Acme 2019",
    ]


def test_a_definition_in_markdown_stands_without_its_colon(read: Callable[..., str]) -> None:
    assert read("cv.md", "2018-2020\n:   **Guide**, Oak Museum\n") == "2018-2020\nGuide, Oak Museum"


def test_a_row_of_tags_is_read_as_cells_and_prose_as_prose() -> None:
    tags = "<p><span>Go</span> <span>Spring Boot</span><span>Kafka</span></p>"
    assert html_text(f"<html><body>{tags}</body></html>").strip() == "Go\tSpring Boot\tKafka"
    prose = "<p>Moved <code>a</code> to <code>b</code> and <code>c</code>.</p>"
    assert html_text(f"<html><body>{prose}</body></html>").strip() == "Moved a to b and c."
    mixed = "<p><b>Go</b> <i>since</i> <a>2019</a></p>"
    assert html_text(f"<html><body>{mixed}</body></html>").strip() == "Go since 2019"


def test_lines_of_a_pdf_written_later_stand_where_the_page_shows_them(
    read: Callable[..., str], tmp_path: Path
) -> None:
    source = (
        "#set page(height: 8cm)\nCAREER\n\n#v(1cm)\nEDUCATION\n\n#v(1cm)\nSKILLS\n"
        "#place(top, dy: 0.9cm)[Nurse, Oak Clinic]\n#place(top, dy: 2.6cm)[Elm College]"
    )
    assert read("cv.pdf", pdf(tmp_path, source)).split("\n") == [
        "CAREER",
        "Nurse, Oak Clinic",
        "EDUCATION",
        "Elm College",
        "SKILLS",
    ]


def test_columns_of_a_pdf_keep_their_order(read: Callable[..., str], tmp_path: Path) -> None:
    source = "#grid(columns: 2, column-gutter: 1cm, [Skills\\ SQL\\ Go], [Career\\ Nurse\\ Oak])"
    assert read("cv.pdf", pdf(tmp_path, source)).split() == (
        ["Skills", "SQL", "Go", "Career", "Nurse", "Oak"]
    )
