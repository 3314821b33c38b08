"""Finished CVs and letters as Markdown, DOCX, PDF and JSON Resume, and files written atomically.

A document is first laid out as plain values (`_Page`): what is shown, in which order, in which
language's words and dates. Each format then only draws that page, strictly in one column. The
texts are data everywhere: none is read as markup, and nothing is added, shortened or judged here.
"""

from __future__ import annotations

import io
import json
import os
import re
import secrets
import stat
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import quote, urlsplit

import docx
import typst
from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from docx.document import Document as DocxDocument
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from .schema import CoverLetterDocument, CVDocument, CVRole, Education, PersonalInfo, Shape

JSON_RESUME_SCHEMA: Final = (
    "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"
)
_HERE: Final = Path(__file__).resolve().parent

# --- Words and dates of a language ---------------------------------------------------------------


class _Labels(Shape):
    """The words that this module adds to a document, in one language (`labels.json`)."""

    summary: str
    experience: str
    skills: str
    projects: str
    education: str
    certifications: str
    publications: str
    awards: str
    languages: str
    present: str
    technologies: str
    coursework: str
    grade: str
    application: str
    technical: str
    soft: str
    tools: str
    frameworks: str
    methodologies: str


_SKILL_GROUP_NAMES: Final = ("technical", "soft", "tools", "frameworks", "methodologies")


@cache
def _all_labels() -> dict[str, _Labels]:
    texts = json.loads((_HERE / "labels.json").read_text(encoding="utf-8"))
    return {language: _Labels.model_validate(words) for language, words in texts.items()}


@dataclass(frozen=True, slots=True)
class Wording:
    """One language: its words, and how it writes dates. `report` words its CV with it, too."""

    locale: Locale
    labels: _Labels

    @classmethod
    def of(cls, language: str) -> Wording:
        """That of an ISO 639-1 code, also with a region (`pt-BR`); English where it is unknown."""
        code = re.split(r"[-_]", language.strip().lower())[0]
        code = "no" if code in ("nb", "nn") else code
        labels = _all_labels().get(code)
        if labels is None:
            return cls(Locale.parse("en"), _all_labels()["en"])
        try:
            return cls(Locale.parse(language.strip().replace("-", "_")), labels)
        except (UnknownLocaleError, ValueError):
            return cls(Locale.parse(code), labels)

    def month_or_year(self, written: str | None) -> str:
        """`2021-03` -> "Mar 2021", `2021` -> "2021", `present` in words; all else as written."""
        if not written:
            return ""
        if written.strip().lower() == "present":
            return self.labels.present
        known = _iso_date(written)
        if known is None:
            return written
        if len(known) == 4:
            return format_skeleton("y", date(int(known), 1, 1), locale=self.locale)
        return format_skeleton("yMMM", date(int(known[:4]), int(known[5:7]), 1), locale=self.locale)

    def period(self, start: str | None, end: str | None, duration: str | None = None) -> str:
        """From start to end; `duration` as it was written if one of the two is not known."""
        if not (start and end) and duration:
            return duration
        ends = [text for text in (self.month_or_year(start), self.month_or_year(end)) if text]
        return " – ".join(dict.fromkeys(ends))

    def day(self, written: str) -> str:
        """`2026-03-04` -> "March 4, 2026"; all else as written."""
        known = _iso_date(written)
        if known is None or len(known) != 10:
            return written
        return format_date(date.fromisoformat(known), format="long", locale=self.locale)


def _iso_date(text: str | None) -> str | None:
    """The text if it is a date that exists: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, else None."""
    match = re.fullmatch(r"([12][0-9]{3})(?:-([01][0-9])(?:-([0-3][0-9]))?)?", text or "")
    if match is None:
        return None
    try:
        date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return None
    return match[0]


# --- Texts and links ------------------------------------------------------------------------------

Document = TypeVar("Document", CVDocument, CoverLetterDocument)

# Control characters, which XML 1.0 cannot hold, and private ones, which only an icon font can show.
_FORBIDDEN: Final = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\uf900-\ufffd\U00010000-\U000effff]"
)
# No-break spaces are kept: they hold a number and its unit together.
_BREAKING_SPACE: Final = re.compile("[\t\n\r \x85\u2028\u2029]+")


def _cleaned(document: Document) -> Document:
    """The same document without control characters, each text on one line."""

    def cleaned(value: Any) -> Any:
        if isinstance(value, str):
            return _BREAKING_SPACE.sub(" ", _FORBIDDEN.sub("", value)).strip()
        if isinstance(value, list):
            return [item for item in map(cleaned, value) if item not in (None, "")]
        if isinstance(value, dict):
            return {key: cleaned(item) for key, item in value.items()}
        return value

    return type(document).model_validate(cleaned(document.model_dump()))


def _web_address(text: str | None) -> str | None:
    """The http(s) address that a text such as `example.org/me` means; None if it means none."""
    if not text or re.search(r"\s", text) or len(text) > 2_000:
        return None
    if not re.match("https?://", text, re.IGNORECASE):
        text = f"https://{text}"
    try:
        host = urlsplit(text).hostname or ""
    except ValueError:
        return None
    return text if re.fullmatch(r"[\w-]+(\.[\w-]+)*\.[a-z]{2,}", host, re.IGNORECASE) else None


def _mail_address(text: str | None) -> str | None:
    return text if text and re.fullmatch(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+", text) else None


# --- The page: what every format shows ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Link:
    """A text of the header and the address it leads to, if any."""

    text: str
    address: str | None = None


@dataclass(frozen=True, slots=True)
class _Fact:
    """A label with its text: "Technologies: Python, Go"."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class _Entry:
    """A role, a degree or a project; `place` is the employer or school, with its location."""

    heading: str
    place: str = ""
    dates: str = ""
    paragraphs: tuple[str, ...] = ()
    bullets: tuple[str, ...] = ()
    facts: tuple[_Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class _Section:
    """One of the four kinds of content under a title; `lines` are entries of one line each."""

    title: str
    paragraphs: tuple[str, ...] = ()
    entries: tuple[_Entry, ...] = ()
    lines: tuple[_Entry, ...] = ()
    facts: tuple[_Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class _Page:
    language: str
    name: str
    headline: str
    contact_lines: tuple[tuple[_Link, ...], ...]
    sections: tuple[_Section, ...]


@dataclass(frozen=True, slots=True)
class _LetterPage:
    language: str
    name: str
    contact_lines: tuple[tuple[_Link, ...], ...]
    date: str
    recipient: str
    subject: str
    greeting: str
    paragraphs: tuple[str, ...]
    closing: str


def _contact_lines(person: PersonalInfo) -> tuple[tuple[_Link, ...], ...]:
    """How to reach the person, and on a line of its own what to see on the web."""
    mail = _mail_address(person.email)
    direct = (
        _Link(person.location or ""),
        _Link(person.email or "", f"mailto:{mail}" if mail else None),
        _Link(person.phone or ""),
    )
    web = (
        _Link(re.sub("^https?://(www[.])?|/$", "", text), _web_address(text))
        for text in (person.website, person.linkedin, person.github)
        if text
    )
    lines = (tuple(dict.fromkeys(each for each in line if each.text)) for line in (direct, web))
    return tuple(line for line in lines if line)


def _entry(
    names: Iterable[str | None],
    dates: str = "",
    paragraphs: Iterable[str | None] = (),
    bullets: Iterable[str] = (),
    facts: tuple[_Fact, ...] = (),
) -> _Entry:
    """An entry headed by the first name there is; the other names are its place."""
    heading, *rest = [name for name in names if name] or [""]
    return _Entry(
        heading,
        place=", ".join(rest),
        dates=dates,
        paragraphs=tuple(text for text in paragraphs if text),
        bullets=tuple(bullets),
        facts=facts,
    )


def _cv_page(cv: CVDocument) -> _Page:
    wording = Wording.of(cv.language)
    labels = wording.labels
    spoken = ", ".join(
        f"{each.name} ({each.level})" if each.level else each.name for each in cv.languages
    )
    sections = (
        _Section(labels.summary, paragraphs=(cv.summary,) if cv.summary else ()),
        _Section(labels.experience, entries=_filled(_role(each, wording) for each in cv.roles)),
        _Section(
            labels.projects,
            entries=_filled(
                _entry(
                    (each.name, each.type),
                    wording.month_or_year(each.year),
                    paragraphs=(each.description,),
                    bullets=each.outcomes,
                    facts=_listed(labels.technologies, each.technologies),
                )
                for each in cv.projects
            ),
        ),
        _Section(
            labels.skills,
            facts=tuple(
                fact
                for group in cv.skills
                for fact in _listed(_skill_group_name(group.name, labels), group.items)
            ),
        ),
        _Section(
            labels.education, entries=_filled(_degree(each, wording) for each in cv.education)
        ),
        _Section(
            labels.certifications,
            lines=_filled(
                _entry((each.name, each.issuer), wording.month_or_year(each.year))
                for each in cv.certifications
            ),
        ),
        _Section(
            labels.publications,
            lines=_filled(
                _entry((each.title, each.venue), wording.month_or_year(each.year))
                for each in cv.publications
            ),
        ),
        _Section(
            labels.awards,
            lines=_filled(
                _entry(
                    (each.name, each.organization, each.description),
                    wording.month_or_year(each.year),
                )
                for each in cv.awards
            ),
        ),
        _Section(labels.languages, paragraphs=(spoken,) if spoken else ()),
    )
    return _Page(
        language=wording.locale.language,
        name=cv.personal.name or "",
        headline=cv.headline or "",
        contact_lines=_contact_lines(cv.personal),
        sections=tuple(
            section
            for section in sections
            if section.paragraphs or section.entries or section.lines or section.facts
        ),
    )


def _filled(entries: Iterable[_Entry]) -> tuple[_Entry, ...]:
    return tuple(entry for entry in entries if entry != _Entry(""))


def _role(role: CVRole, wording: Wording) -> _Entry:
    return _entry(
        (role.title, role.company, role.location),
        wording.period(role.start_date, role.end_date, role.duration),
        bullets=role.bullets,
        facts=_listed(wording.labels.technologies, role.technologies),
    )


def _degree(education: Education, wording: Wording) -> _Entry:
    year = wording.month_or_year(education.year)
    return _entry(
        (education.degree, education.institution, education.location),
        wording.period(education.start_date, education.end_date, year),
        paragraphs=(education.honors, education.details),
        facts=(
            *_listed(wording.labels.grade, [education.gpa] if education.gpa else []),
            *_listed(wording.labels.coursework, education.coursework),
        ),
    )


def _listed(label: str, items: Sequence[str]) -> tuple[_Fact, ...]:
    return (_Fact(label, ", ".join(items)),) if items else ()


def _skill_group_name(name: str, labels: _Labels) -> str:
    known = name.strip().lower()
    return str(getattr(labels, known)) if known in _SKILL_GROUP_NAMES else name


def _letter_page(letter: CoverLetterDocument) -> _LetterPage:
    wording = Wording.of(letter.language)
    return _LetterPage(
        language=wording.locale.language,
        name=letter.sender.name or "",
        contact_lines=_contact_lines(letter.sender),
        date=wording.day(letter.date),
        recipient=letter.company or "",
        subject=wording.labels.application.replace("{title}", letter.job_title)
        if letter.job_title
        else "",
        greeting=letter.greeting,
        paragraphs=tuple(letter.paragraphs),
        closing=letter.closing,
    )


# --- Markdown -------------------------------------------------------------------------------------


def cv_markdown(cv: CVDocument) -> str:
    """The CV as CommonMark; specials in its texts are escaped, so they show as they are."""
    page = _cv_page(_cleaned(cv))
    blocks = [f"# {_escaped_heading(page.name)}" if page.name else ""]
    blocks += [f"**{_escaped(page.headline)}**" if page.headline else ""]
    blocks += map(_contact_line, page.contact_lines)
    for section in page.sections:
        blocks.append(f"## {section.title}")
        blocks += map(_escaped, section.paragraphs)
        for entry in section.entries:
            blocks += _entry_blocks(entry)
        blocks.append("\n".join(f"- {_markdown_line(line)}" for line in section.lines))
        blocks.append("\n".join(f"- {_markdown_fact(fact)}" for fact in section.facts))
    return _markdown(blocks)


def letter_markdown(letter: CoverLetterDocument) -> str:
    """The letter as CommonMark: sender, date, addressee and subject, then the text."""
    page = _letter_page(_cleaned(letter))
    blocks = [f"**{_escaped(page.name)}**" if page.name else ""]
    blocks += map(_contact_line, page.contact_lines)
    blocks += [_escaped(page.date), _escaped(page.recipient)]
    blocks.append(f"**{_escaped(page.subject)}**" if page.subject else "")
    blocks += map(_escaped, (page.greeting, *page.paragraphs, page.closing, page.name))
    return _markdown(blocks)


def _markdown(blocks: Iterable[str]) -> str:
    return "\n\n".join(block for block in blocks if block) + "\n"


def _entry_blocks(entry: _Entry) -> Iterator[str]:
    heading = " — ".join(text for text in (entry.heading, entry.place) if text)
    yield f"### {_escaped_heading(heading)}" if heading else ""
    yield f"*{_escaped(entry.dates)}*" if entry.dates else ""
    yield from map(_escaped, entry.paragraphs)
    yield "\n".join(f"- {_escaped(bullet)}" for bullet in entry.bullets)
    yield from map(_markdown_fact, entry.facts)


def _markdown_line(line: _Entry) -> str:
    heading = f"**{_escaped(line.heading)}**" if line.heading else ""
    dates = f"({_escaped(line.dates)})" if line.dates else ""
    named = ", ".join(text for text in (heading, _escaped(line.place)) if text)
    return " ".join(text for text in (named, dates) if text)


def _markdown_fact(fact: _Fact) -> str:
    return f"**{_escaped(fact.label)}:** {_escaped(fact.text)}"


def _contact_line(line: Sequence[_Link]) -> str:
    return " · ".join(
        f"[{_escaped(link.text)}]({quote(link.address, safe=_SAFE_IN_LINK)})"
        if link.address
        else _escaped(link.text)
        for link in line
    )


# All that an address may hold but the brackets that would end a Markdown link.
_SAFE_IN_LINK: Final = ":/?#@!$&*+,;=%~'"


def _escaped(text: str) -> str:
    """The Markdown that shows `text`; specials that mean nothing where they stand stay bare."""
    text = re.sub(r"[\\`*<>\[\]]", r"\\\g<0>", text)
    text = re.sub(r"_(?![^\W_])|&(?=#?\w+;)|~(?=~)|(?<=~)~", r"\\\g<0>", text)
    # At the start of a line: a list, a heading, a rule, an ordered list.
    text = re.sub(r"^([-+]|#{1,6}|--+|==+)(?=\s|$)", r"\\\g<0>", text)
    return re.sub(r"^(\d{1,9})([.)])(?=\s|$)", r"\1\\\2", text)


def _escaped_heading(text: str) -> str:
    # A row of # at a heading's end is taken for its closing mark.
    return re.sub(r"(?<=\s)#+$", r"\\\g<0>", _escaped(text))


# --- PDF ------------------------------------------------------------------------------------------


def cv_pdf(cv: CVDocument) -> bytes:
    """The CV as an accessible PDF (PDF/UA-1) on A4; equal CVs give equal bytes on one machine.

    The fonts inside typst cover Latin, Greek and Cyrillic; for other scripts the system's are used.
    A character that no font has shows as a box, and the PDF then does not claim PDF/UA:
    `unshowable_text` finds it.
    """
    return _pdf("cv.typ", _cv_page(_cleaned(cv)))


def letter_pdf(letter: CoverLetterDocument) -> bytes:
    """The letter as PDF; pages, fonts and limits as for `cv_pdf`."""
    return _pdf("letter.typ", _letter_page(_cleaned(letter)))


def unshowable_text(document: CVDocument | CoverLetterDocument) -> str | None:
    """The first text that no font of this machine can show in the document's PDF, or None.

    The remedy is to install a font of that script, such as Noto Sans CJK for Japanese.
    """
    try:
        if isinstance(document, CVDocument):
            _typeset("cv.typ", _cv_page(_cleaned(document)), pdf_standards="ua-1")
        else:
            _typeset("letter.typ", _letter_page(_cleaned(document)), pdf_standards="ua-1")
    except typst.TypstError as error:
        if (text := _text_without_glyph(error)) is None:
            raise
        return text
    return None


def _text_without_glyph(error: typst.TypstError) -> str | None:
    found = re.search('the text `"(.*)"` could not be displayed', error.message, re.DOTALL)
    return found[1] if found else None


def _pdf(template: str, page: _Page | _LetterPage) -> bytes:
    try:
        return _typeset(template, page, pdf_standards="ua-1")
    except typst.TypstError as error:
        # PDF/UA-1 refuses text that no font can show; a page with boxes beats none.
        if _text_without_glyph(error) is None:
            raise
        return _typeset(template, page, pdf_standards=[])


def _typeset(template: str, page: _Page | _LetterPage, *, pdf_standards: Any) -> bytes:
    pdf = typst.compile(
        _HERE / template,
        root=_HERE,
        font_paths=_fonts(),
        format="pdf",
        sys_inputs={"page": json.dumps(asdict(page))},
        pdf_standards=pdf_standards,
    )
    if not isinstance(pdf, bytes):
        raise TypeError(f"typst gave {type(pdf).__name__} for one PDF, not bytes.")
    return pdf


@cache
def _fonts() -> typst.Fonts:
    """The system's fonts, searched once, and those inside typst."""
    return typst.Fonts()


# --- DOCX -----------------------------------------------------------------------------------------

_ACCENT: Final = RGBColor(0x1F, 0x3A, 0x5F)
_MUTED: Final = RGBColor(0x55, 0x55, 0x55)
_TEXT_WIDTH: Final = Mm(210 - 2 * 20)


def cv_docx(cv: CVDocument) -> bytes:
    """The CV as a Word document on A4, built of Word's own heading and list styles.

    Equal CVs give equal bytes.
    """
    page = _cv_page(_cleaned(cv))
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


def letter_text(letter: CoverLetterDocument) -> str:
    """The letter as plain text, from the greeting to the name, without the addresses."""
    closing = "\n".join(part for part in (letter.closing, letter.sender.name) if part)
    return "\n\n".join(part for part in (letter.greeting, *letter.paragraphs, closing) if part)


def letter_docx(letter: CoverLetterDocument) -> bytes:
    """The letter as a Word document on A4. Equal letters give equal bytes."""
    page = _letter_page(_cleaned(letter))
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


def _add_contacts(document: DocxDocument, lines: Sequence[Sequence[_Link]]) -> None:
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


def _add_entry(document: DocxDocument, entry: _Entry) -> None:
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


def _add_line(document: DocxDocument, line: _Entry) -> None:
    paragraph = document.add_paragraph(style="Body Text")
    paragraph.paragraph_format.tab_stops.add_tab_stop(_TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run(line.heading).bold = True
    if line.place:
        paragraph.add_run(f", {line.place}")
    if line.dates:
        paragraph.add_run(f"\t{line.dates}").font.color.rgb = _MUTED


def _add_fact(paragraph: Paragraph, fact: _Fact) -> None:
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


# --- JSON Resume ----------------------------------------------------------------------------------


def cv_json_resume(cv: CVDocument) -> dict[str, Any]:
    """The CV as JSON Resume 1.0.0 (https://jsonresume.org/schema), valid against its schema.

    Dates keep the precision they have. `present` and dates that are not ISO 8601 are left out, and
    so are empty fields. Technologies go into `keywords`, of roles too, where the schema allows but
    does not name it.
    """
    cv = _cleaned(cv)
    person = cv.personal
    resume = {
        "basics": {
            "name": person.name,
            "label": cv.headline,
            "email": _mail_address(person.email),
            "phone": person.phone,
            "url": _web_address(person.website),
            "summary": cv.summary,
            "location": {"address": person.location},
            "profiles": [
                _profile(network, text)
                for network, text in (("LinkedIn", person.linkedin), ("GitHub", person.github))
                if text
            ],
        },
        "work": [
            {
                "name": role.company,
                "position": role.title,
                "location": role.location,
                "startDate": _iso_date(role.start_date),
                "endDate": _iso_date(role.end_date),
                "highlights": role.bullets,
                "keywords": role.technologies,
            }
            for role in cv.roles
        ],
        "education": [
            {
                "institution": each.institution,
                "studyType": each.degree,
                "startDate": _iso_date(each.start_date),
                "endDate": _iso_date(each.end_date) or _iso_date(each.year),
                "score": each.gpa,
                "courses": each.coursework,
            }
            for each in cv.education
        ],
        "awards": [
            {
                "title": each.name,
                "date": _iso_date(each.year),
                "awarder": each.organization,
                "summary": each.description,
            }
            for each in cv.awards
        ],
        "certificates": [
            {"name": each.name, "date": _iso_date(each.year), "issuer": each.issuer}
            for each in cv.certifications
        ],
        "publications": [
            {"name": each.title, "publisher": each.venue, "releaseDate": _iso_date(each.year)}
            for each in cv.publications
        ],
        "skills": [{"name": group.name, "keywords": group.items} for group in cv.skills],
        "languages": [{"language": each.name, "fluency": each.level} for each in cv.languages],
        "projects": [
            {
                "name": each.name,
                "description": each.description,
                "highlights": each.outcomes,
                "keywords": each.technologies,
                "type": each.type,
                "endDate": _iso_date(each.year),
            }
            for each in cv.projects
        ],
    }
    filled: dict[str, Any] = _without_empty(resume)
    return {"$schema": JSON_RESUME_SCHEMA, **filled, "meta": {"version": "v1.0.0"}}


def _profile(network: str, text: str) -> dict[str, str | None]:
    address = _web_address(text)
    user = urlsplit(address).path.rstrip("/").rsplit("/", 1)[-1] if address else text
    return {"network": network, "username": user, "url": address}


def _without_empty(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {key: _without_empty(item) for key, item in value.items()}
        return {key: item for key, item in kept.items() if item not in (None, "", [], {})}
    if isinstance(value, list):
        return [item for item in map(_without_empty, value) if item not in (None, "", [], {})]
    return value


# --- Files ----------------------------------------------------------------------------------------


def write_atomically(path: Path, content: str | bytes) -> None:
    """Write a file as a whole or not at all; text as UTF-8, a former file's permissions are kept.

    A symbolic link is followed. What is no regular file, such as `/dev/stdout`, is written to.

    Raises:
        OSError: the file cannot be written; it names `path`, and the former file is untouched.
    """
    content = content.encode() if isinstance(content, str) else content
    target = path.resolve()
    mode = target.stat().st_mode if target.exists() else None
    if mode is not None and not stat.S_ISREG(mode):
        target.write_bytes(content)
        return
    temporary = target.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            temporary.chmod(stat.S_IMODE(mode))
        temporary.replace(target)
    except OSError as error:
        error.filename, error.filename2 = str(path), None
        raise
    finally:
        temporary.unlink(missing_ok=True)
