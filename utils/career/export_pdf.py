"""CVs and letters as accessible PDF, set by typst without a network."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, get_args

import pypdf
import typst

from .page import CVPage, LetterPage, cleaned, cv_page, letter_page
from .schema import CoverLetterDocument, CVDocument

_HERE: Final = Path(__file__).resolve().parent


CVDesign = Literal["one-column", "two-column"]
"""`one-column` is for applicant tracking systems; `two-column` sets dates and labels apart."""

CV_DESIGNS: Final[tuple[CVDesign, ...]] = get_args(CVDesign)
_TEMPLATES: Final[Mapping[CVDesign, str]] = {
    "one-column": "cv_one_column.typ",
    "two-column": "cv_two_column.typ",
}


_TEXT_SIZE_PT: Final = 10.5
_SMALLER_PT: Final = 10.0
"""Taken where it saves a page, of which there would be a few lines."""


def cv_pdf(cv: CVDocument, design: CVDesign = "one-column") -> bytes:
    """The CV as an accessible PDF (PDF/UA-1) on A4; equal CVs give equal bytes on one machine.

    The text of the file is in reading order in every design. The fonts inside typst cover Latin,
    Greek and Cyrillic; for other scripts the system's are used. A character that no font has shows
    as a box, and the PDF then does not claim PDF/UA: `unshowable_text` finds it.
    """
    page = cv_page(cleaned(cv))
    pdf = _pdf(_TEMPLATES[design], page)
    pages = _page_count(pdf)
    if pages == 1:
        return pdf
    smaller = _pdf(_TEMPLATES[design], page, _SMALLER_PT)
    return smaller if _page_count(smaller) < pages else pdf


def pages_taken(cv: CVDocument) -> int:
    """The pages of the CV in the design that takes most."""
    return max(_page_count(cv_pdf(cv, design)) for design in CV_DESIGNS)


def _page_count(pdf: bytes) -> int:
    return len(pypdf.PdfReader(io.BytesIO(pdf)).pages)


def letter_pdf(letter: CoverLetterDocument) -> bytes:
    """The letter as PDF; pages, fonts and limits as for `cv_pdf`."""
    return _pdf("letter.typ", letter_page(cleaned(letter)))


def unshowable_text(document: CVDocument | CoverLetterDocument) -> str | None:
    """The first text that no font of this machine can show in the document's PDF, or None.

    The remedy is to install a font of that script, such as Noto Sans CJK for Japanese.
    """
    try:
        if isinstance(document, CVDocument):
            _typeset(_TEMPLATES["one-column"], cv_page(cleaned(document)), pdf_standards="ua-1")
        else:
            _typeset("letter.typ", letter_page(cleaned(document)), pdf_standards="ua-1")
    except typst.TypstError as error:
        if (text := _text_without_glyph(error)) is None:
            raise
        return text
    return None


def _text_without_glyph(error: typst.TypstError) -> str | None:
    found = re.search('the text `"(.*)"` could not be displayed', error.message, re.DOTALL)
    return found[1] if found else None


def _pdf(template: str, page: CVPage | LetterPage, text_size_pt: float = _TEXT_SIZE_PT) -> bytes:
    try:
        return _typeset(template, page, text_size_pt, pdf_standards="ua-1")
    except typst.TypstError as error:
        # PDF/UA-1 refuses text that no font can show; a page with boxes beats none.
        if _text_without_glyph(error) is None:
            raise
        return _typeset(template, page, text_size_pt, pdf_standards=[])


def _typeset(
    template: str,
    page: CVPage | LetterPage,
    text_size_pt: float = _TEXT_SIZE_PT,
    *,
    pdf_standards: Any,
) -> bytes:
    pdf = typst.compile(
        _HERE / template,
        root=_HERE,
        font_paths=_fonts(),
        format="pdf",
        sys_inputs={"page": json.dumps(asdict(page)), "text-size-pt": str(text_size_pt)},
        pdf_standards=pdf_standards,
    )
    if not isinstance(pdf, bytes):
        raise TypeError(f"typst gave {type(pdf).__name__} for one PDF, not bytes.")
    return pdf


@cache
def _fonts() -> typst.Fonts:
    """The system's fonts, searched once, and those inside typst."""
    return typst.Fonts()
