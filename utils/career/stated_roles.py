"""Roles that a document states outside of any list: in a sentence, or in the fields of a form.

References, letters, reviews and certificates of employment tell one role or two in this way. A role
is taken only with its employer, and from prose only with its period.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from .dates import Period, find_periods, parse_period
from .document_lines import Line
from .job_words import names_job
from .schema import Experience

_NAME_OF_COMPANY: Final = r"[A-ZÄÖÜÅØ][\w&.'-]*(?: (?:[A-ZÄÖÜÅØ&][\w&.'-]*|of|and|for|und|de)){0,9}"
_STATED_ROLES: Final = (
    re.compile(
        r"\b(?:work(?:ed|s)|was employed|is employed|employed|served|been)\s+"
        r"(?:with us\s+|for us\s+)?"
        rf"(?:(?:at|for|with|by)\s+(?P<company>{_NAME_OF_COMPANY})\s+)?as\s+(?:an?\s+|our\s+|the\s+)?"
        rf"(?P<title>[A-Z][\w /-]{{0,80}}?|[\w /-]{{1,80}}?)"
        rf"(?:\s+(?:at|for|with)\s+(?P<other>{_NAME_OF_COMPANY}))?"
        r"(?:\s+(?:in|on)\s+(?:our|the)\s+[\w ]{1,40}?)?"
        r",?\s+(?P<when>(?:from|between|since)\s+[^.;]{1,120})",
    ),
    re.compile(
        r"\b(?:war|arbeitete|ist|wurde)(?: [^\s.;]+){0,6}? "
        r"(?P<when>(?:vom|von|seit)(?: [^\s;]+){1,9}?) als"
        r" (?P<title>[^\W\d_][\w/-]+(?: [\w/-]+){0,4}?)"
        rf"(?: (?:bei der|bei|für die|in der|im|in unserem \w+) ?(?P<company>{_NAME_OF_COMPANY})?)?"
        r" (?:beschäftigt|tätig|angestellt|eingesetzt)"
    ),
    re.compile(
        r"\b(?:a travaillé|a été employée?|a occupé le poste)\b"
        rf"(?: (?:chez|au sein de|pour) (?P<company>{_NAME_OF_COMPANY}))?"
        r",? (?:en tant que|comme|de) (?P<title>[^\W\d_][\w/’' -]{3,60}?)"
        rf"(?: (?:chez|au sein de) (?P<other>{_NAME_OF_COMPANY}))?"
        r",? (?P<when>(?:du|de|depuis)\b[^.;]+)"
    ),
    re.compile(
        r"\b(?:trabajó|ha trabajado)\b"
        rf"(?: (?:en|para) (?P<company>{_NAME_OF_COMPANY}))?"
        r",? como (?P<title>[^\W\d_][\w/ -]{3,60}?)"
        rf"(?: en (?P<other>{_NAME_OF_COMPANY}))?"
        r",? (?P<when>(?:desde|entre|del?)\b[^.;]+)"
    ),
)


_LONGEST_LETTERHEAD_CHARS: Final = 120


def roles_in_prose(text: str, lines: Sequence[Line]) -> list[Experience]:
    """Roles told in a sentence: "worked at Acme as Engineer from March 2019 to June 2021"."""
    prose = " ".join(text.split())
    found = []
    for match in (match for pattern in _STATED_ROLES for match in pattern.finditer(prose)):
        groups = match.groupdict()
        when = groups["when"].replace(" and ", " to ")
        period = _stated_period(when)
        company = groups["company"] or groups.get("other") or _letterhead(lines)
        if period is not None and company and names_job(groups["title"]):
            found.append(
                Experience(
                    company=company.strip(),
                    title=groups["title"].strip(),
                    duration=re.sub(r"^from\s+", "", groups["when"][: period.end]),
                    start_date=period.first,
                    end_date=period.last,
                )
            )
    return found


def _stated_period(when: str) -> Period | None:
    """The period in words; "vom 1. April 2016 bis zum 31. August 2020" may read as two dates."""
    found = list(find_periods(when))
    if len(found) >= 2 and found[0].first == found[0].last and found[1].first == found[1].last:
        start, end = found[0].start, found[1].end
        return Period(start, end, when[start:end], found[0].first, found[1].last)
    return found[0] if found else None


def _letterhead(lines: Sequence[Line]) -> str:
    """The organisation whose name with its legal form stands at the top of a letter or form."""
    heads = [line.text[:_LONGEST_LETTERHEAD_CHARS] for line in lines[:3]]
    named = next((match for head in heads if (match := _LEGAL.match(head))), None)
    return named[0].strip() if named else ""


_FORM_LABELS: Final = {
    "title": "position|job title|role|title|funktion|stelle|poste|puesto|cargo|stilling|functie",
    "company": "employer|company|organisation|organization|arbeitgeber|firma|employeur|empresa",
    "when": "in service|employed|employed since|since|period of employment|beschäftigt|seit|"
    "date of employment|employment period|start date",
}
_FORM_ROW: Final = {
    field: re.compile(rf"^(?:{labels})\s*(?::|\t)\s*(?P<value>.+)$", re.IGNORECASE)
    for field, labels in _FORM_LABELS.items()
}
_LEGAL: Final = re.compile(
    r"[A-ZÄÖÜ][\w&.' -]*?\s(?:inc|llc|ltd|limited|gmbh|ag|plc|corp|as|ab|oy|bv|sas|sarl|s\.l)\b\.?",
    re.IGNORECASE,
)


def role_of_a_form(lines: Sequence[Line]) -> list[Experience]:
    """The one role a form states: a review, a training record, a certificate of employment."""
    values: dict[str, str] = {}
    for line in lines[:25]:
        for label, pattern in _FORM_ROW.items():
            match = pattern.match(line.text)
            if match and label not in values:
                values[label] = match["value"].strip()
    if "company" not in values:
        values["company"] = _letterhead(lines)
    title = re.split(r"\s*[(;]", values.get("title", ""))[0]
    if not names_job(title) or not values["company"]:
        return []
    # The title's own dates say when it was held; "in service" may cover earlier posts.
    inner = re.search(r"\(([^();]+)", values.get("title", ""))
    written = inner[1].strip() if inner else ""
    first, last = parse_period(written)
    return [
        Experience(
            company=values["company"],
            title=title,
            duration=written if first else "",
            start_date=first,
            end_date=last,
        )
    ]
