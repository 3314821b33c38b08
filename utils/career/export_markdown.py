"""CVs and letters as CommonMark in which every text shows as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from urllib.parse import quote

from .page import Entry, Fact, Link, cleaned, cv_page, letter_page
from .schema import CoverLetterDocument, CVDocument


def cv_markdown(cv: CVDocument) -> str:
    """The CV as CommonMark; specials in its texts are escaped, so they show as they are."""
    page = cv_page(cleaned(cv))
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
    page = letter_page(cleaned(letter))
    blocks = [f"**{_escaped(page.name)}**" if page.name else ""]
    blocks += map(_contact_line, page.contact_lines)
    blocks += [_escaped(page.date), _escaped(page.recipient)]
    blocks.append(f"**{_escaped(page.subject)}**" if page.subject else "")
    blocks += map(_escaped, (page.greeting, *page.paragraphs, page.closing, page.name))
    return _markdown(blocks)


def _markdown(blocks: Iterable[str]) -> str:
    return "\n\n".join(block for block in blocks if block) + "\n"


def _entry_blocks(entry: Entry) -> Iterator[str]:
    yield f"### {_escaped_heading(entry.heading)}" if entry.heading else ""
    dates = f"*{_escaped(entry.dates)}*" if entry.dates else ""
    yield " · ".join(text for text in (_escaped(entry.place), dates) if text)
    yield from map(_escaped, entry.paragraphs)
    yield "\n".join(f"- {_escaped(bullet)}" for bullet in entry.bullets)
    yield from map(_markdown_fact, entry.facts)


def _markdown_line(line: Entry) -> str:
    heading = f"**{_escaped(line.heading)}**" if line.heading else ""
    dates = f"({_escaped(line.dates)})" if line.dates else ""
    named = " – ".join(text for text in (heading, _escaped(line.place)) if text)
    return " ".join(text for text in (named, dates) if text)


def _markdown_fact(fact: Fact) -> str:
    return f"**{_escaped(fact.label)}:** {_escaped(fact.text)}"


def _contact_line(line: Sequence[Link]) -> str:
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
