"""CVs and letters as plain text: one line a paragraph, for the boxes of web forms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .page import Entry, Fact, Link, cleaned, cv_page, letter_page
from .schema import CoverLetterDocument, CVDocument


def cv_text(cv: CVDocument) -> str:
    """The CV as UTF-8 text; section titles in capitals, lists with hyphens."""
    page = cv_page(cleaned(cv))
    blocks = [_lines(page.name, page.headline, *map(_contact_line, page.contact_lines))]
    for section in page.sections:
        blocks.append(section.title.upper())
        blocks += section.paragraphs
        blocks += (_lines(*_entry_lines(entry)) for entry in section.entries)
        blocks.append(_lines(*(f"- {_one_line(line)}" for line in section.lines)))
        blocks.append(_lines(*map(_fact, section.facts)))
    return _text(blocks)


def letter_text(letter: CoverLetterDocument) -> str:
    """The letter as plain text, from the greeting to the name, without the addresses."""
    closing = _lines(letter.closing, letter.sender.name or "")
    return "\n\n".join(part for part in (letter.greeting, *letter.paragraphs, closing) if part)


def letter_sheet_text(letter: CoverLetterDocument) -> str:
    """The whole sheet as plain text: sender, date, addressee and subject, then the letter."""
    page = letter_page(cleaned(letter))
    closing = _lines(page.closing, page.name)
    return _text(
        [
            _lines(page.name, *map(_contact_line, page.contact_lines)),
            page.date,
            page.recipient,
            page.subject,
            page.greeting,
            *page.paragraphs,
            closing,
        ]
    )


def _text(blocks: Iterable[str]) -> str:
    return "\n\n".join(block for block in blocks if block) + "\n"


def _lines(*lines: str) -> str:
    return "\n".join(line for line in lines if line)


def _contact_line(line: Iterable[Link]) -> str:
    return " | ".join(link.text for link in line)


def _entry_lines(entry: Entry) -> Iterator[str]:
    yield entry.heading
    yield entry.place
    yield entry.dates
    yield from entry.paragraphs
    yield from (f"- {bullet}" for bullet in entry.bullets)
    yield from map(_fact, entry.facts)


def _one_line(line: Entry) -> str:
    dates = f"({line.dates})" if line.dates else ""
    named = " – ".join(text for text in (line.heading, line.place) if text)
    return " ".join(text for text in (named, dates) if text)


def _fact(fact: Fact) -> str:
    return f"{fact.label}: {fact.text}"
