"""Finished CVs and letters in every format; each format draws the same page (`page`)."""

from __future__ import annotations

import json

from .export_docx import cv_docx, letter_docx
from .export_json_resume import cv_json_resume
from .export_markdown import cv_markdown, letter_markdown
from .export_pdf import CV_DESIGNS, CVDesign, cv_pdf, letter_pdf, pages_taken, unshowable_text
from .export_text import cv_text, letter_sheet_text, letter_text
from .schema import CoverLetterDocument, CVDocument


def cv_files(cv: CVDocument) -> dict[str, str | bytes]:
    """File name -> content: the CV in every format, and as PDF in every design."""
    return {
        "cv.md": cv_markdown(cv),
        "cv.txt": cv_text(cv),
        "cv.pdf": cv_pdf(cv, "one-column"),
        "cv_two_column.pdf": cv_pdf(cv, "two-column"),
        "cv.docx": cv_docx(cv),
        "cv.json": json.dumps(cv_json_resume(cv), ensure_ascii=False, indent=2) + "\n",
    }


def letter_files(letter: CoverLetterDocument) -> dict[str, str | bytes]:
    """File name -> content: the letter in every format."""
    return {
        "cover_letter.md": letter_markdown(letter),
        "cover_letter.txt": letter_sheet_text(letter),
        "cover_letter.pdf": letter_pdf(letter),
        "cover_letter.docx": letter_docx(letter),
    }


__all__ = [
    "CV_DESIGNS",
    "CVDesign",
    "cv_docx",
    "cv_files",
    "cv_json_resume",
    "cv_markdown",
    "cv_pdf",
    "cv_text",
    "letter_docx",
    "letter_files",
    "letter_markdown",
    "letter_pdf",
    "letter_sheet_text",
    "letter_text",
    "pages_taken",
    "unshowable_text",
]
