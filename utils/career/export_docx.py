"""CVs and letters as Word documents on A4, of Word's own heading and list styles."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Final

import docx
from docx.document import Document as DocxDocument
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from .page import Entry, Fact, Link, cleaned, cv_page, letter_page
from .schema import CoverLetterDocument, CVDocument

_ACCENT: Final = RGBColor(0x1F, 0x3A, 0x5F)
_MUTED: Final = RGBColor(0x55, 0x55, 0x55)
_TEXT_WIDTH: Final = Mm(210 - 2 * 20)


def cv_docx(cv: CVDocument) -> bytes:
    """The CV as a Word document on A4, built of Word's own heading and list styles.

    Equal CVs give equal bytes.
    """
    page = cv_page(cleaned(cv))
    document = _new_docx(page.name, page.language)
    if page.name:
        document.add_paragraph(page.name, style="Title")
    if page.headline:
        document.add_paragraph(page.headline, style="Subtitle")
    _add_contacts(document, page.contact_lines)
    for section in page.sections:
        document.add_heading(section.title, level=1)
        for text in section.paragraphs:
            document.add_paragraph(text)
        for entry in section.entries:
            _add_entry(document, entry)
        for line in section.lines:
            _add_line(document, line)
        for fact in section.facts:
            _add_fact(document.add_paragraph(style="Body Text"), fact)
    return _docx_bytes(document)


def letter_docx(letter: CoverLetterDocument) -> bytes:
    """The letter as a Word document on A4. Equal letters give equal bytes."""
    page = letter_page(cleaned(letter))
    document = _new_docx(page.name, page.language)
    if page.name:
        document.add_paragraph(page.name, style="Title")
    _add_contacts(document, page.contact_lines)
    for text in (page.date, page.recipient):
        if text:
            document.add_paragraph(text).paragraph_format.space_before = Pt(14)
    if page.subject:
        subject = document.add_paragraph()
        subject.paragraph_format.space_before = Pt(14)
        subject.paragraph_format.space_after = Pt(10)
        subject.add_run(page.subject).bold = True
    for text in (page.greeting, *page.paragraphs):
        if text:
            document.add_paragraph(text).paragraph_format.space_after = Pt(8)
    if page.closing:
        closing = document.add_paragraph(page.closing)
        closing.paragraph_format.space_before = Pt(8)
        closing.paragraph_format.space_after = Pt(26)
        closing.paragraph_format.keep_with_next = True
    if page.name:
        document.add_paragraph(page.name)
    return _docx_bytes(document)


def _new_docx(name: str, language: str) -> DocxDocument:
    document = docx.Document()
    document.core_properties.title = document.core_properties.author = name[:255]
    document.core_properties.comments = ""
    document.core_properties.language = language
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(18)
    _style(document, "Normal", size_pt=10.5, after_pt=3, line_spacing=1.1)
    _style(document, "Title", size_pt=24, bold=True, color=_ACCENT, after_pt=0)
    _style(document, "Subtitle", size_pt=12, color=_MUTED, after_pt=2)
    _style(document, "Heading 1", size_pt=12.5, bold=True, color=_ACCENT, before_pt=12, after_pt=4)
    _style(document, "Heading 2", size_pt=11, bold=True, before_pt=6, after_pt=0)
    _style(document, "List Bullet", size_pt=10.5, after_pt=2)
    _style(document, "Body Text", size_pt=10.5, after_pt=2)
    for name_of_style in ("Title", "Heading 1"):
        _set_rule_below(_paragraph_style(document, name_of_style), shown=name_of_style != "Title")
    # The entry's dates stand at the right margin of its heading.
    _paragraph_style(document, "Heading 2").paragraph_format.tab_stops.add_tab_stop(
        _TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT
    )
    _set_language(document, language)
    return document


def _paragraph_style(document: DocxDocument, name: str) -> ParagraphStyle:
    style = document.styles[name]
    if not isinstance(style, ParagraphStyle):
        raise TypeError(f"{name} is not a paragraph style of the DOCX template.")
    return style


def _style(
    document: DocxDocument,
    name: str,
    *,
    size_pt: float,
    bold: bool = False,
    color: RGBColor | None = None,
    before_pt: float = 0,
    after_pt: float = 0,
    line_spacing: float = 1.0,
) -> None:
    style = _paragraph_style(document, name)
    font = style.font
    font.name, font.size, font.bold, font.italic = "Calibri", Pt(size_pt), bold, False
    font.color.rgb = color or RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    # The template's theme fonts would win over the name, and spacing of letters over neither.
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for spacing in style.element.rPr.findall(qn("w:spacing")):
        style.element.rPr.remove(spacing)
    style.paragraph_format.space_before = Pt(before_pt)
    style.paragraph_format.space_after = Pt(after_pt)
    style.paragraph_format.line_spacing = line_spacing


def _set_rule_below(style: ParagraphStyle, *, shown: bool) -> None:
    properties = style.element.get_or_add_pPr()
    for old in properties.findall(qn("w:pBdr")):
        properties.remove(old)
    if not shown:
        return
    borders = OxmlElement("w:pBdr")
    rule = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "4"), ("space", "2"), ("color", "9AA5B1")):
        rule.set(qn(f"w:{name}"), value)
    borders.append(rule)
    # The order of a paragraph's properties is fixed by the format; borders come before these.
    later = ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl")
    properties.insert_element_before(borders, *later)


def _set_language(document: DocxDocument, language: str) -> None:
    for tag in document.styles.element.iter(qn("w:lang")):
        tag.set(qn("w:val"), language)
        tag.set(qn("w:eastAsia"), language)


def _add_contacts(document: DocxDocument, lines: Sequence[Sequence[Link]]) -> None:
    for line in lines:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0)
        for index, link in enumerate(line):
            if index:
                paragraph.add_run(" · ")
            if link.address:
                _add_link(paragraph, link.text, link.address)
            else:
                paragraph.add_run(link.text)


def _add_link(paragraph: Paragraph, text: str, address: str) -> None:
    hyperlink = OxmlElement("w:hyperlink")
    relation = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    hyperlink.set(qn("r:id"), relation)
    run = OxmlElement("w:r")
    hyperlink.append(run)
    paragraph._p.append(hyperlink)
    shown = Run(run, paragraph)
    shown.text = text
    shown.font.color.rgb = _ACCENT


def _add_entry(document: DocxDocument, entry: Entry) -> None:
    heading = document.add_heading(entry.heading, level=2) if entry.heading else None
    if entry.dates:
        heading = heading or document.add_paragraph()
        dates = heading.add_run(f"\t{entry.dates}")
        dates.bold = False
        dates.font.color.rgb = _MUTED
    if entry.place:
        place = document.add_paragraph()
        place.add_run(entry.place).italic = True
        place.paragraph_format.keep_with_next = True
    for text in entry.paragraphs:
        document.add_paragraph(text, style="Body Text")
    for bullet in entry.bullets:
        document.add_paragraph(bullet, style="List Bullet")
    for fact in entry.facts:
        _add_fact(document.add_paragraph(style="Body Text"), fact)


def _add_line(document: DocxDocument, line: Entry) -> None:
    paragraph = document.add_paragraph(style="Body Text")
    paragraph.paragraph_format.tab_stops.add_tab_stop(_TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run(line.heading)
    if line.place:
        paragraph.add_run(f" – {line.place}")
    if line.dates:
        paragraph.add_run(f"\t{line.dates}").font.color.rgb = _MUTED


def _add_fact(paragraph: Paragraph, fact: Fact) -> None:
    paragraph.add_run(f"{fact.label}: ").bold = True
    paragraph.add_run(fact.text)


def _docx_bytes(document: DocxDocument) -> bytes:
    """The document's file, without the time at which it was packed."""
    packed = io.BytesIO()
    document.save(packed)
    timeless = io.BytesIO()
    with (
        zipfile.ZipFile(packed) as parts,
        zipfile.ZipFile(timeless, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for part in parts.infolist():
            entry = zipfile.ZipInfo(part.filename)  # of 1980 unless told otherwise
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, parts.read(part))
    return timeless.getvalue()
