"""Exports as their readers see them: each format is read back by a parser that is not ours."""

from __future__ import annotations

import ctypes
import io
import json
import os
import re
import stat
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import docx
import jsonschema  # type: ignore[import-untyped]
import pypdf
import pypdfium2
import pytest
import typst
from babel.dates import format_date
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from utils.career import export_pdf
from utils.career.atomic_files import write_atomically
from utils.career.export import (
    CV_DESIGNS,
    CVDesign,
    cv_docx,
    cv_json_resume,
    cv_markdown,
    cv_pdf,
    cv_text,
    letter_docx,
    letter_markdown,
    letter_pdf,
    letter_sheet_text,
    unshowable_text,
)
from utils.career.schema import (
    Award,
    Certification,
    CoverLetterDocument,
    CVDocument,
    CVRole,
    Education,
    PersonalInfo,
    Project,
    Publication,
    SkillGroup,
    SpokenLanguage,
)

ROOT = Path(__file__).parents[2]
MARKUP = r'#panic("x") $5M \ @ref <b> *bold* _it_ `code` [a](b) ~~no~~ snake_case &amp; C# // "q"'

CV = CVDocument(
    personal=PersonalInfo(
        name="Nell Arkwright",
        email="nell@example.org",
        phone="+44 20 7946 0000",
        location="Leeds",
        website="https://www.nell.example.org/",
        linkedin="linkedin.com/in/nell-arkwright",
    ),
    headline="Data engineer",
    summary="Engineer for pipelines that must not lose a row.",
    roles=[
        CVRole(
            title="Lead Engineer",
            company="Gannet Data",
            location="Leeds",
            start_date="2021-03",
            end_date="present",
            bullets=["Led the move of 14 pipelines", MARKUP],
            technologies=["Python", "Kafka"],
        ),
        CVRole(title="Engineer", company="Puffin Ltd", start_date="2018", end_date="2021-02"),
    ],
    education=[Education(degree="BSc Physics", institution="Wexcombe", year="2017")],
    skills=[SkillGroup(name="technical", items=["Python", "SQL"])],
    languages=[SpokenLanguage(name="English", level="native")],
    projects=[Project(name="rowcount", description="Counts rows.", outcomes=["900 users"])],
    certifications=[Certification(name="Data Steward", issuer="Guild", year="2022-06")],
    publications=[Publication(title="On rows", venue="Rowbooks", year="2020")],
    awards=[Award(name="Golden Row", organization="Guild", year="2023")],
)
LETTER = CoverLetterDocument(
    sender=CV.personal,
    company="Heron & Sons",
    job_title="Principal Engineer",
    date="2026-03-04",
    greeting="Dear Hiring Team,",
    paragraphs=["I led 14 pipelines.", MARKUP],
    closing="Sincerely,",
)

any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
shown_text = any_text.map(str.strip).filter(lambda text: text and text.isprintable())


def pdf_text(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    return re.sub(r"\s+", " ", " ".join(texts))


def docx_lines(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs]


def in_order(text: str, *parts: str) -> bool:
    """Whether the parts stand in the text one after the other."""
    return re.search(".*?".join(map(re.escape, parts)), text, re.DOTALL) is not None


# --- What is shown --------------------------------------------------------------------------------


def test_every_format_shows_the_same_facts_in_the_same_order() -> None:
    facts = (
        "Nell Arkwright", "Data engineer", "Leeds", "nell@example.org", "Profile",
        "must not lose a row", "Experience", "Lead Engineer", "Mar 2021 – Present",
        "Led the move", "Engineer", "2018 – Feb 2021", "Projects", "rowcount", "900 users",
        "Skills", "Python, SQL", "Education", "BSc Physics", "2017", "Certifications",
        "Data Steward", "Jun 2022", "Publications", "On rows", "Awards", "Golden Row",
        "Languages", "English",
    )  # fmt: skip
    assert in_order(cv_markdown(CV), *facts)
    assert in_order(pdf_text(cv_pdf(CV)), *facts)
    assert in_order("\n".join(docx_lines(cv_docx(CV))), *facts)


def test_a_section_without_content_is_left_out() -> None:
    bare = CVDocument(personal=PersonalInfo(name="Nell"), roles=[CVRole(title="Engineer")])
    assert cv_markdown(bare) == "# Nell\n\n## Experience\n\n### Engineer\n"
    assert docx_lines(cv_docx(bare)) == ["Nell", "Experience", "Engineer"]
    assert pdf_text(cv_pdf(bare)).strip() == "Nell Experience Engineer"


def test_an_entry_without_a_name_shows_what_it_has() -> None:
    cv = CVDocument(
        roles=[CVRole(), CVRole(duration="2019"), CVRole(bullets=["Counted rows"])],
        certifications=[Certification(), Certification(year="2020")],
    )
    shown = ["Experience", "2019", "Counted rows", "Certifications"]
    assert rendered_texts(cv_markdown(cv)) == [*shown, "(2020)"]
    assert [line.strip() for line in docx_lines(cv_docx(cv))] == [*shown, "2020"]
    assert pdf_text(cv_pdf(cv)).strip() == "Experience 2019 • Counted rows Certifications 2020"


def test_an_empty_document_is_exported_by_every_format() -> None:
    empty, letter = CVDocument(), CoverLetterDocument()
    assert cv_markdown(empty).strip() == letter_markdown(letter).strip() == ""
    assert docx_lines(cv_docx(empty)) == docx_lines(letter_docx(letter)) == []
    assert pdf_text(cv_pdf(empty)).strip() == pdf_text(letter_pdf(letter)).strip() == ""


@pytest.mark.parametrize(
    ("language", "title", "period"),
    [
        ("en", "Experience", "Mar 2021 – Present"),
        ("de", "Berufserfahrung", "März 2021 – heute"),
        ("fr", "Expérience professionnelle", "mars 2021 – aujourd’hui"),
        ("es", "Experiencia profesional", "mar 2021 – actualidad"),
        ("it", "Esperienza professionale", "mar 2021 – oggi"),
        ("nl", "Werkervaring", "mrt 2021 – heden"),
        ("pt-BR", "Experiência profissional", "mar. de 2021 – presente"),
        ("pl", "Doświadczenie zawodowe", "mar 2021 – obecnie"),
        ("no", "Arbeidserfaring", "mars 2021 – nå"),
        ("nb", "Arbeidserfaring", "mars 2021 – nå"),
        ("sv", "Arbetslivserfarenhet", "mars 2021 – nu"),
        ("da", "Erhvervserfaring", "mar. 2021 – nu"),
        ("ja", "職務経歴", "2021年3月 – 現在"),
        ("xx", "Experience", "Mar 2021 – Present"),
        ("", "Experience", "Mar 2021 – Present"),
    ],
)
def test_titles_and_dates_are_in_the_documents_language(
    language: str, title: str, period: str
) -> None:
    text = cv_markdown(CV.model_copy(update={"language": language}))
    assert f"## {title}\n" in text
    assert f"*{period}*" in text


@pytest.mark.parametrize(
    ("start", "end", "duration", "shown"),
    [
        ("2019", "2021", "", "2019 – 2021"),
        ("2019-05", "2019-05", "", "May 2019"),
        ("2019-05", None, "", "May 2019"),
        (None, "2021", "", "2021"),
        ("2019-05", None, "since May 2019, part-time", "since May 2019, part-time"),
        ("2019-05", "2020-01", "May 19 to Jan 20", "May 2019 – Jan 2020"),
        (None, None, "Summer 2014", "Summer 2014"),
        ("2019-13", "present", "", "2019-13 – Present"),
    ],
)
def test_a_period_has_the_precision_that_is_known(
    start: str | None, end: str | None, duration: str, shown: str
) -> None:
    role = CVRole(title="Engineer", start_date=start, end_date=end, duration=duration)
    assert f"### Engineer\n\n*{shown}*\n" in cv_markdown(CVDocument(roles=[role]))


def test_a_letter_names_sender_date_company_and_post_before_the_text() -> None:
    day = format_date(date(2026, 3, 4), "long", locale="en")
    parts = (
        "Nell Arkwright", "nell@example.org", day, "Heron & Sons",
        "Application for Principal Engineer", "Dear Hiring Team,", "I led 14 pipelines.",
        "Sincerely,", "Nell Arkwright",
    )  # fmt: skip
    assert in_order(letter_markdown(LETTER), *parts)
    assert in_order("\n".join(docx_lines(letter_docx(LETTER))), *parts)
    assert in_order(pdf_text(letter_pdf(LETTER)), *parts)


# --- Texts are data -------------------------------------------------------------------------------


def test_markup_in_a_text_is_shown_and_not_obeyed() -> None:
    assert MARKUP in pdf_text(cv_pdf(CV))
    assert MARKUP in docx_lines(cv_docx(CV))
    assert MARKUP in pdf_text(letter_pdf(LETTER))
    assert MARKUP in docx_lines(letter_docx(LETTER))


def rendered_texts(markdown: str) -> list[str]:
    """The text of each block that a CommonMark reader shows."""
    return [
        "".join(piece.content for piece in token.children or ())
        for token in MarkdownIt("commonmark").enable("strikethrough").parse(markdown)
        if token.type == "inline"
    ]


@given(shown_text)
@settings(max_examples=300, deadline=None)
def test_markdown_shows_any_text_as_it_is(text: str) -> None:
    cv = CVDocument(
        personal=PersonalInfo(name=text, location=text),
        headline=text,
        summary=text,
        roles=[CVRole(title="Engineer", company=text, duration=text, bullets=[text])],
        skills=[SkillGroup(name=f"All {text}", items=[text])],
        certifications=[Certification(name=text, issuer=text, year=f"in {text}")],
    )
    assert rendered_texts(cv_markdown(cv)) == [
        *(text, text, text, "Profile", text),
        *("Experience", "Engineer", f"{text} · {text}", text),
        *("Skills", f"All {text}: {text}"),
        *("Certifications", f"{text} – {text} (in {text})"),
    ]


@pytest.mark.parametrize(
    "text",
    ["- no list", "1. no list", "1) x", "# no title", "---", "===", "***", "> q", "C #", "+ x",
     "    four spaces", "```", "&lt;", "<b>", "![i](u)", "a\\", "http://x.example/a_b_c"],
)  # fmt: skip
def test_markdown_does_not_obey_the_start_of_a_text(text: str) -> None:
    assert rendered_texts(cv_markdown(CVDocument(summary=text)))[1] == text.strip()
    heading = CVDocument(roles=[CVRole(title=text)])
    assert rendered_texts(cv_markdown(heading))[1] == text.strip()


@given(any_text, any_text)
@settings(max_examples=40, deadline=None)
def test_any_text_becomes_a_pdf_and_a_word_file(text: str, other: str) -> None:
    cv = CVDocument(
        language=other,
        personal=PersonalInfo(name=text, email=other, website=text, phone=other),
        headline=other,
        summary=text,
        roles=[CVRole(title=text, company=other, start_date=other, bullets=[text, other])],
        skills=[SkillGroup(name=text, items=[other])],
    )
    assert cv_pdf(cv).startswith(b"%PDF-")
    docx.Document(io.BytesIO(cv_docx(cv)))
    letter = CoverLetterDocument(sender=cv.personal, date=text, paragraphs=[text], closing=other)
    assert letter_pdf(letter).startswith(b"%PDF-")
    docx.Document(io.BytesIO(letter_docx(letter)))


def test_control_and_icon_characters_are_dropped_and_line_breaks_become_spaces() -> None:
    cv = CVDocument(summary="one\x00\x1b\ufffe\ue0a0two\nthree\u2028four 5\xa0%")
    assert "onetwo three four 5\xa0%" in cv_markdown(cv)
    assert docx_lines(cv_docx(cv))[1] == "onetwo three four 5\xa0%"
    assert "onetwo three four" in pdf_text(cv_pdf(cv))


# --- PDF ------------------------------------------------------------------------------------------


def links(pdf: bytes) -> list[str]:
    return [
        annotation["/A"]["/URI"]
        for page in pypdf.PdfReader(io.BytesIO(pdf)).pages
        for annotation in (each.get_object() for each in page.get("/Annots", []))
    ]


def test_mail_and_web_addresses_are_links_and_nothing_else_is() -> None:
    expected = [
        "mailto:nell@example.org",
        "https://www.nell.example.org/",
        "https://linkedin.com/in/nell-arkwright",
    ]
    assert links(cv_pdf(CV)) == links(letter_pdf(LETTER)) == expected
    parts = docx.Document(io.BytesIO(cv_docx(CV))).part.rels.values()
    assert [part.target_ref for part in parts if part.is_external] == expected
    person = PersonalInfo(
        email="javascript:alert(1)", website="javascript:alert(1)", github="just-a-name"
    )
    assert links(cv_pdf(CVDocument(personal=person))) == []


def test_equal_documents_give_equal_bytes() -> None:
    again = CVDocument.model_validate(CV.model_dump())
    assert cv_pdf(again) == cv_pdf(CV)
    assert cv_docx(again) == cv_docx(CV)
    assert letter_pdf(LETTER) == letter_pdf(LETTER.model_copy())
    assert b"/CreationDate" not in cv_pdf(CV) + letter_pdf(LETTER)
    with zipfile.ZipFile(io.BytesIO(letter_docx(LETTER))) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("design", CV_DESIGNS)
def test_the_pdf_is_tagged_and_says_its_language_and_title(design: CVDesign) -> None:
    reader = pypdf.PdfReader(io.BytesIO(cv_pdf(CV.model_copy(update={"language": "pl"}), design)))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "pl"
    assert reader.metadata is not None
    assert reader.metadata.title == "Nell Arkwright – CV"
    assert b"pdfuaid" in root["/Metadata"].get_data()


@pytest.fixture
def without_system_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fonts of a machine that has none of its own."""
    fonts = typst.Fonts(include_system_fonts=False)
    monkeypatch.setattr(export_pdf, "_fonts", lambda: fonts)


@pytest.mark.usefixtures("without_system_fonts")
@pytest.mark.parametrize(
    "text",
    ["Zażółć gęślą jaźń", "Größe Übermaß", "blåbær på øya", "Čeština ő ș", "Привет", "Ελλάδα → €"],
)
def test_european_scripts_need_no_font_of_the_system(text: str) -> None:
    cv = CVDocument(personal=PersonalInfo(name=text), roles=[CVRole(title=text, bullets=[text])])
    assert unshowable_text(cv) is None
    assert pdf_text(cv_pdf(cv)).count(text) == 3


@pytest.mark.usefixtures("without_system_fonts")
def test_a_script_without_a_font_is_named_and_the_pdf_still_made() -> None:
    cv = CVDocument(language="ja", summary="ok", roles=[CVRole(title="開発")])
    assert unshowable_text(cv) == "職"  # of the first section's title
    assert pdf_text(cv_pdf(cv)).find("ok") > 0
    letter = CoverLetterDocument(language="en", paragraphs=["開発"])
    assert unshowable_text(letter) == "開"
    assert letter_pdf(letter).startswith(b"%PDF-")


@pytest.mark.parametrize("design", CV_DESIGNS)
def test_a_long_cv_runs_over_numbered_pages_and_keeps_its_headings_with_their_text(
    design: CVDesign,
) -> None:
    role = CVRole(title="Engineer", company="Puffin", bullets=["Counted rows. " * 12] * 3)
    cv = CV.model_copy(update={"roles": [role] * 14})
    with pypdfium2.PdfDocument(cv_pdf(cv, design)) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    assert len(texts) > 1
    for number, text in enumerate(texts, start=1):
        lines = text.split("\r\n")
        assert lines[-1].endswith(f"{number} / {len(texts)}")
        assert lines[-2] not in ("Engineer", "Puffin", "Experience")


@pytest.mark.parametrize("design", CV_DESIGNS)
def test_no_text_runs_out_of_the_page(design: CVDesign) -> None:
    word = "x" * 300
    role = CVRole(title=word, company="long name " * 30, duration="d" * 150, bullets=[word])
    person = PersonalInfo(name=word, website=f"https://example.org/{word}", location="l" * 120)
    cv = CVDocument(
        personal=person, headline=word, summary=f"https://a.example/{word}", roles=[role]
    )
    with pypdfium2.PdfDocument(cv_pdf(cv, design)) as document:
        for page in document:
            texts = page.get_textpage()
            boxes = [texts.get_charbox(index) for index in range(texts.count_chars())]
            assert max(right for _, _, right, _ in boxes) <= page.get_width()


@pytest.mark.parametrize("design", CV_DESIGNS)
def test_words_with_hyphens_are_not_broken_at_a_lines_end(design: CVDesign) -> None:
    text = "on-call follow-up trunk-based " * 60
    with pypdfium2.PdfDocument(cv_pdf(CVDocument(summary=text), design)) as document:
        read = document[0].get_textpage().get_text_range()
    assert read.split()[1:] == text.split()


@pytest.mark.parametrize("design", CV_DESIGNS)
def test_each_glyph_of_a_pdf_stands_for_one_letter(design: CVDesign) -> None:
    """A ligature stands for two, which not every reader of applications takes apart."""
    text = "efficient office flow, first fjord"
    page = pypdf.PdfReader(io.BytesIO(cv_pdf(CVDocument(summary=text), design))).pages[0]
    fonts: Any = page["/Resources"]
    maps = [font.get_object()["/ToUnicode"].get_data() for font in fonts["/Font"].values()]
    letters = [letter for each in maps for letter in re.findall(rb"<\w{4}> <(\w+)>", each)]
    assert len(letters) > 10
    assert [letter for letter in letters if len(letter) > 4] == []


def test_the_two_column_design_reads_row_by_row() -> None:
    """Dates stand in a column of their own and are read with the entry beside them."""
    assert in_order(
        pdf_text(cv_pdf(CV, "two-column")),
        *("Nell Arkwright", "nell@example.org", "Experience"),
        *("Mar 2021 – Present", "Lead Engineer", "Led the move of 14 pipelines", "Education"),
    )


@pytest.mark.parametrize("design", CV_DESIGNS)
def test_both_designs_hold_the_same_words(design: CVDesign) -> None:
    def words(text: str) -> set[str]:
        return {word.strip(":,–()·•|-").casefold() for word in text.split()}

    assert words(cv_text(CV)) - words(pdf_text(cv_pdf(CV, design))) <= {""}


@pytest.mark.parametrize("design", CV_DESIGNS)
def test_no_text_of_the_pdf_is_hidden(design: CVDesign) -> None:
    """Each letter is drawn, in a colour that stands out from white, at a size one can read."""
    with pypdfium2.PdfDocument(cv_pdf(CV, design)) as document:
        for page in document:
            for each in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT]):
                mode = pypdfium2.raw.FPDFTextObj_GetTextRenderMode(each)
                assert mode == pypdfium2.raw.FPDF_TEXTRENDERMODE_FILL
                colour = [ctypes.c_uint() for _ in range(4)]
                assert pypdfium2.raw.FPDFPageObj_GetFillColor(each, *colour)
                assert max(channel.value for channel in colour[:3]) < 0xA0
                assert colour[3].value == 0xFF
            texts = page.get_textpage()
            heights = [
                top - bottom
                for index in range(texts.count_chars())
                if texts.get_text_range(index, 1).isalpha()
                for _, bottom, _, top in [texts.get_charbox(index, loose=True)]
            ]
            assert min(heights) >= 8


def pages(cv: CVDocument) -> int:
    with pypdfium2.PdfDocument(cv_pdf(cv)) as document:
        return len(document)


def text_size(cv: CVDocument) -> float:
    with pypdfium2.PdfDocument(cv_pdf(cv)) as document:
        texts = document[0].get_textpage()
        at = texts.get_text_range().index("Counted")
        return float(pypdfium2.raw.FPDFText_GetFontSize(texts, at))


def test_a_cv_a_line_too_long_is_set_a_little_smaller() -> None:
    """And only where that saves the last page."""
    sizes = set()
    for bullets in range(40, 60):
        cv = CVDocument(roles=[CVRole(title="Engineer", bullets=["Counted rows"] * bullets)])
        sizes.add((pages(cv), text_size(cv)))
    assert sizes == {(1, 10.5), (1, 10.0), (2, 10.5)}


@pytest.mark.parametrize("design", CV_DESIGNS)
def test_entries_of_one_line_fill_the_page_they_begin_on(design: CVDesign) -> None:
    """A heading stays with what follows it in its entry, and not with the next entry."""
    studies = [Education(degree=f"Degree {n}", institution="Wexcombe") for n in range(30)]
    with pypdfium2.PdfDocument(cv_pdf(CVDocument(education=studies), design)) as document:
        assert "Degree 8" in document[0].get_textpage().get_text_range()


def test_long_contacts_leave_the_name_on_one_line() -> None:
    person = PersonalInfo(
        name="Nell Arkwright-Featherstonehaugh",
        email="nell.arkwright.featherstonehaugh@a-very-long-domain-name.example.org",
        linkedin="linkedin.com/in/nell-arkwright-featherstonehaugh-the-second-of-her-name",
    )
    text = pdf_text(cv_pdf(CVDocument(personal=person, headline="Engineer"), "two-column"))
    assert in_order(text, "Nell Arkwright-Featherstonehaugh", "Engineer", "nell.arkwright")


def test_a_language_without_words_of_its_own_is_named_in_the_pdf_all_the_same() -> None:
    reader = pypdf.PdfReader(io.BytesIO(cv_pdf(CV.model_copy(update={"language": "cs"}))))
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "cs"
    assert "Experience" in pdf_text(cv_pdf(CV.model_copy(update={"language": "cs"})))


def test_invisible_signs_that_turn_or_break_text_are_left_out() -> None:
    cv = CVDocument(summary="left\u202eright a\u200bb \ufeffc")
    assert cv_text(cv) == "PROFILE\n\nleftright ab c\n"


def test_skills_without_a_group_stand_under_the_section_s_name() -> None:
    cv = CVDocument(skills=[SkillGroup(name="", items=["Python"])])
    assert "- **Skills:** Python" in cv_markdown(cv)


# --- Plain text -----------------------------------------------------------------------------------


def test_the_plain_text_holds_the_cv_line_by_line() -> None:
    lines = cv_text(CV).splitlines()
    assert lines[:2] == ["Nell Arkwright", lines[1]]
    assert lines.index("EXPERIENCE") < lines.index("Lead Engineer")
    assert "- Led the move of 14 pipelines" in lines


def test_the_plain_letter_is_the_whole_sheet() -> None:
    text = letter_sheet_text(LETTER)
    assert text.startswith("Nell Arkwright\n")
    assert in_order(text, LETTER.greeting, *LETTER.paragraphs, LETTER.closing)
    assert text.endswith("\n")


# --- DOCX -----------------------------------------------------------------------------------------


def test_the_word_file_is_built_of_words_own_styles() -> None:
    paragraphs = docx.Document(io.BytesIO(cv_docx(CV))).paragraphs
    styles = {p.text: p.style.name for p in paragraphs if p.style is not None}
    assert styles["Nell Arkwright"] == "Title"
    assert styles["Experience"] == styles["Education"] == "Heading 1"
    assert styles["Lead Engineer\tMar 2021 – Present"] == "Heading 2"
    assert styles["Led the move of 14 pipelines"] == "List Bullet"


# --- JSON Resume ----------------------------------------------------------------------------------


def json_resume_schema() -> Any:
    return json.loads((ROOT / "tests/data/json_resume_1.0.0/schema.json").read_text())


def assert_valid_json_resume(resume: dict[str, Any]) -> None:
    jsonschema.Draft4Validator(
        json_resume_schema(), format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER
    ).validate(json.loads(json.dumps(resume)))


def test_json_resume_is_valid_and_holds_the_cv() -> None:
    resume = cv_json_resume(CV)
    assert_valid_json_resume(resume)
    first, second = resume["work"]
    assert first == {
        "name": "Gannet Data",
        "position": "Lead Engineer",
        "location": "Leeds",
        "startDate": "2021-03",
        "highlights": ["Led the move of 14 pipelines", MARKUP],
        "keywords": ["Python", "Kafka"],
    }
    assert (second["startDate"], second["endDate"]) == ("2018", "2021-02")
    assert resume["basics"]["url"] == "https://www.nell.example.org/"
    assert resume["basics"]["profiles"] == [
        {
            "network": "LinkedIn",
            "username": "nell-arkwright",
            "url": "https://linkedin.com/in/nell-arkwright",
        }
    ]
    assert resume["certificates"] == [
        {"name": "Data Steward", "date": "2022-06", "issuer": "Guild"}
    ]


def test_what_is_no_web_address_is_no_url_of_json_resume() -> None:
    person = PersonalInfo(website="on request", github="nell", email="ask me")
    assert cv_json_resume(CVDocument(personal=person))["basics"] == {
        "profiles": [{"network": "GitHub", "username": "nell"}]
    }


def test_the_schema_check_would_notice_a_wrong_date() -> None:
    resume = cv_json_resume(CV)
    resume["work"][0]["endDate"] = "present"
    with pytest.raises(jsonschema.ValidationError):
        assert_valid_json_resume(resume)


@given(st.one_of(any_text, st.from_regex(r"[0-9]{4}(-[0-9]{2}){0,2}", fullmatch=True)), any_text)
@settings(max_examples=200, deadline=None)
def test_json_resume_is_valid_whatever_the_texts(text: str, other: str) -> None:
    cv = CVDocument(
        personal=PersonalInfo(name=text, email=other, website=other, github=text, location=text),
        headline=other,
        roles=[CVRole(title=other, start_date=text, end_date=text, technologies=[other])],
        education=[Education(degree=text, year=text, start_date=other)],
        certifications=[Certification(name=other, year=text)],
        publications=[Publication(title=other, year=text)],
        awards=[Award(name=text, year=text)],
        projects=[Project(name=text, year=text, outcomes=[other])],
        languages=[SpokenLanguage(name=other)],
    )
    assert_valid_json_resume(cv_json_resume(cv))


# --- Files ----------------------------------------------------------------------------------------


def test_text_and_bytes_are_written_and_replace_the_former_file(tmp_path: Path) -> None:
    path = tmp_path / "cv.md"
    write_atomically(path, "zażółć\n")
    assert path.read_bytes() == "zażółć\n".encode()
    write_atomically(path, b"\x00")
    assert path.read_bytes() == b"\x00"
    assert os.listdir(tmp_path) == ["cv.md"]


@pytest.mark.parametrize("failure", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_failed_write_leaves_the_former_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> None:
    path = tmp_path / "cv.md"
    path.write_text("former")

    def fail(_descriptor: int) -> None:
        raise failure

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(type(failure)):
        write_atomically(path, "new")
    assert path.read_text() == "former"
    assert os.listdir(tmp_path) == ["cv.md"]


@pytest.mark.skipif(sys.platform == "win32", reason="limits on file sizes are POSIX")
def test_a_full_disk_leaves_the_former_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "cv.md"
    path.write_text("former")
    program = (
        "import resource, sys; from pathlib import Path\n"
        "from utils.career.atomic_files import write_atomically\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "write_atomically(Path(sys.argv[1]), 'x' * 100_000)"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, str(path)], cwd=ROOT, capture_output=True, text=True
    )
    assert "File too large" in run.stderr
    assert path.read_text() == "former"
    assert os.listdir(tmp_path) == ["cv.md"]


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are POSIX")
def test_permissions_are_kept_and_new_files_follow_the_umask(tmp_path: Path) -> None:
    former, new = tmp_path / "former", tmp_path / "new"
    former.write_text("")
    former.chmod(0o604)
    umask = os.umask(0o027)
    try:
        write_atomically(former, "x")
        write_atomically(new, "x")
    finally:
        os.umask(umask)
    assert stat.S_IMODE(former.stat().st_mode) == 0o604
    assert stat.S_IMODE(new.stat().st_mode) == 0o640


def test_a_symbolic_link_is_followed(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_text("former")
    link.symlink_to(target)
    write_atomically(link, "new")
    assert link.is_symlink()
    assert target.read_text() == "new"


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes are POSIX")
def test_what_is_no_regular_file_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_atomically(pipe, "x")
        assert os.read(reader, 10) == b"x"
    finally:
        os.close(reader)
    assert pipe.is_fifo()


def test_a_place_that_takes_no_file_is_named_and_left_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "cv.md").mkdir()
    with pytest.raises(OSError, match=r"cv\.md"):
        write_atomically(tmp_path / "cv.md", "x")
    with pytest.raises(FileNotFoundError, match=r"missing/cv\.md"):
        write_atomically(tmp_path / "missing/cv.md", "x")
    assert os.listdir(tmp_path) == ["cv.md"]
