"""Finished CVs and letters in every format; each format draws the same page (`page`)."""

from .export_docx import cv_docx, letter_docx
from .export_json_resume import cv_json_resume
from .export_markdown import cv_markdown, letter_markdown
from .export_pdf import CV_DESIGNS, CVDesign, cv_pdf, letter_pdf, unshowable_text
from .export_text import cv_text, letter_sheet_text, letter_text

__all__ = [
    "CV_DESIGNS",
    "CVDesign",
    "cv_docx",
    "cv_json_resume",
    "cv_markdown",
    "cv_pdf",
    "cv_text",
    "letter_docx",
    "letter_markdown",
    "letter_pdf",
    "letter_sheet_text",
    "letter_text",
    "unshowable_text",
]
