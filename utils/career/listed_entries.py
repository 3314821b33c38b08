"""Certificates, publications and awards: what each item of their sections names, and by whom.

Copies the name, the issuer or venue, and the year as they are written. What may be a part of the
name ("Associate", "Java SE 8") stays in it unless the document shows that it is somebody's name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from typing import Final

from .document_sections import Region
from .job_words import employer_strength, is_place, names_job, names_school
from .schema import Award, Certification, Publication
from .section_items import Item, items_in, parts_between, without_date

_LONGEST_NAME_WORDS: Final = 18

# --- Certificates --------------------------------------------------------------------------------

_NUMBER: Final = (
    r"(?:\d+(?:[.,]\d+)?|half(?: an?)?|one|two|three|four|five|ein\w*|zwei|drei|vier|fünf|"
    r"une?|deux|"
    r"trois|una?|dos|tres|due|tre|een|twee|drie|jeden|dwa|en|et|to|två)"
)
_HOURS: Final = (
    r"h|hrs?|hours?|std|stunden?|heures?|horas?|ore|uur|uren|tim(?:mar|er|e)?|godzin\w*|時間|小时"
)
_DAYS: Final = (
    r"days?|tage?|tägig\w*|jours?|d[ií]as?|giorn[io]|dag(?:en|ar|e)?|dni|dzień|"
    r"päivää?|日間|天"
)
_LONG: Final = (
    r"weeks?|months?|years?|wochen?|monate?|semaines?|mois|semanas?|meses|mês|settiman[ae]|"
    r"mes[ei]|"
    r"weken|maanden|vecko?r?|månad(?:er)?|måneder|uger?|tygodni\w*|ects|credits?|cfu"
)
_DURATION: Final = re.compile(
    rf"\b{_NUMBER}[\s-]*(?:{_HOURS}|{_DAYS}|{_LONG})(?!\w)", re.IGNORECASE
)
_SHORT_DURATION: Final = re.compile(
    rf"\b{_NUMBER}[\s-]*(?:{_HOURS}|{_DAYS})(?!\w)|\w+tägig", re.IGNORECASE
)
_QUALIFIER: Final = re.compile(
    r"associate|professional|special(?:ty|ist)|expert|foundations?|foundational|practitioner|"
    r"fundamentals|advanced|intermediate|beginner|basics?|core|master|senior|junior|"
    r"(?:level|stage|step|part|module|stufe|steg|niveau|nivel|livello|teil|trin|etap)\b.*|"
    r"[ivx]+|[a-c][12]|.*\b(?:refresher|online|on-?site|e-?learning|remote|part[- ]time|"
    r"full[- ]time"
    r"|seminar|workshop|webinar|bootcamp|course|kurs|lehrgang|cours|curso|corso|cursus|szkolenie|"
    r"with distinction|with merit|passed|score|punkte|points|exam)\b.*|"
    r"(?:internal|intern|interne?|interno|in-house)",
    re.IGNORECASE,
)
_ORGANISATION: Final = re.compile(
    r"(?<!\w)(?:board|trust|guild|royal|ihk|hwk|tüv|dekra|afnor|inrs|chamber|\w*kammer|akademie|"
    r"academ\w*|consortium|federation|fédération|federación|federazione|training|trainings|"
    r"learning|"
    r"services|technologies|group|institut\w*|ordre|orden|ordine|conseil|consejo|câmara|cámara|"
    r"camera|fundac\w+|fundacja|fondazione|stiftelse\w*|formation|formación|formazione|formação|"
    r"escola|ente|skolan|lasarett|sjukhus|sygehus|ministry|authority|agency|office|commission|"
    r"cross|ambulance|corps|bureau|press|state of|city of|cent(?:re|er|ro|rum)|центр|академия|"
    r"школа|"
    r"google|microsoft|oracle|amazon|aws|ibm|cisco|adobe|sap|coursera|udemy|udacity|edx|"
    r"hashicorp|"
    r"salesforce|hubspot|red hat|vmware|linux foundation|scrum alliance)(?!\w)"
    r"|\w{4,}(?:skolan|skole|skola|højskolen|schule|sykehus|kammer)(?!\w)|協会|機構|財団|センター",
    re.IGNORECASE,
)
_ACRONYM: Final = re.compile(r"\(?[A-Z][A-Z&./²\d)-]{1,9}")
_ISSUER_LABEL: Final = re.compile(
    r"^(?:issued by|issuer|by|ausgestellt von|aussteller|délivré par|emitido por|rilasciato da|"
    r"uitgegeven door)\s*[:：]?\s+",
    re.IGNORECASE,
)
_SEPARATOR: Final = re.compile(r"\s*[,，、]\s*|\s+[–—|·•-]\s+|\t+|\s{2,}")
_COLUMN: Final = re.compile(r"\s*\t\s*|\s+\|\s+|\s{2,}|\u3000+")


def names_short_course(name: str) -> bool:
    """Whether a certificate is named as a course of some hours or days: "First aid (1 day)"."""
    return bool(_SHORT_DURATION.search(name))


def read_certifications(regions: Sequence[Region]) -> list[Certification]:
    """Certificates and trainings, each with its issuer where one can be told from the name."""
    items = [
        item
        for item in items_in(regions, "certifications")
        if len(item.rows[0].split()) <= _LONGEST_NAME_WORDS
    ]
    tails = [_tail(_cells(item)[0]) for item in items]
    usual = len(items) >= 2 and all(tail is not None and _may_be_a_name(tail) for tail in tails)
    shared = {tail for tail, times in Counter(tails).items() if tail and times > 1}
    found = []
    for item in items:
        name, *others = _cells(item)
        issuer = next((_plain(each) for each in others if not _is_qualifier(each)), None)
        if issuer is None:
            told = usual or _tail(name) in shared
            name, issuer = _split_issuer(name, commas_part_issuers=told)
        found.append(Certification(name=name, issuer=issuer, year=item.year))
    if 1 < sum(each.issuer is not None for each in found) >= len(found) / 2:
        for each in found:
            if each.issuer is None:
                each.name, each.issuer = _split_issuer(each.name, commas_part_issuers=True)
    return found


def _cells(item: Item) -> list[str]:
    """The columns and rows of an item."""
    cells = [cell for row in item.rows for cell in _COLUMN.split(row) if re.search(r"\w", cell)]
    return [_balanced(cell) for cell in cells]


def _plain(issuer: str) -> str:
    return _ISSUER_LABEL.sub("", issuer).strip(" ,.;")


def _balanced(text: str) -> str:
    """A text without a bracket at its edge that has lost the other one."""
    text = text.strip(" ,;·|")
    if text.count("(") > text.count(")"):
        before, _, behind = text.rpartition("(")
        return before.rstrip() if not behind.strip() else text
    return text.rstrip(")") if text.count(")") > text.count("(") else text


def _is_qualifier(text: str) -> bool:
    """Whether a part tells more of a certificate: its level, its length, how it was taken."""
    return bool(_QUALIFIER.fullmatch(text.strip(" .()")) or _DURATION.search(text))


def _tail(text: str) -> str | None:
    """What stands behind the last comma or dash."""
    return next((behind for _, _, behind in parts_between(text, _SEPARATOR)), None)


def _split_issuer(text: str, *, commas_part_issuers: bool) -> tuple[str, str | None]:
    """A certificate's name and its issuer, "CKA – CNCF", "CKA (CNCF)", "CKA, CNCF"."""
    bracketed = re.fullmatch(r"(.+?)\s*\(([^()]+)\)", text)
    if (
        bracketed
        and not bracketed[2][:1].islower()
        and not _ACRONYM.fullmatch(bracketed[2])
        and not _is_qualifier(bracketed[2])
    ):
        return bracketed[1], _plain(bracketed[2])
    for name, sign, issuer in parts_between(text, _SEPARATOR):
        if _is_qualifier(issuer):
            found = _split_issuer(name, commas_part_issuers=commas_part_issuers)
            return found if found[1] else (text, None)
        is_name = _names_organisation(issuer) or _shares_a_name(name, issuer)
        if commas_part_issuers or sign != "," or name.endswith(")"):
            is_name = is_name or _may_be_a_name(issuer)
        return (name, _plain(issuer)) if is_name else (text, None)
    return text, None


def _names_organisation(text: str) -> bool:
    if names_school(text) or employer_strength(text) > 1:
        return True
    return not names_job(text) and bool(
        employer_strength(text) or _ORGANISATION.search(text) or _ACRONYM.fullmatch(text.strip())
    )


def _shares_a_name(name: str, issuer: str) -> bool:
    """Whether the issuer's first word is in the name: "Tableau Desktop Specialist, Tableau"."""
    first = issuer.split()[0]
    return first[:1].isupper() and first in name.split() and not re.search(r"\d", issuer)


def _may_be_a_name(text: str) -> bool:
    return (
        not _is_qualifier(text)
        and not re.search(r"\d", text)
        and (text[:1].isupper() or not text[:1].isascii())
        and len(text.split()) <= 6
        and (not names_job(text) or bool(_ORGANISATION.search(text)))
    )


# --- Publications and talks ----------------------------------------------------------------------

_QUOTED: Final = re.compile(
    r"„(?P<low>[^“”„]+)[“”]|[“”](?P<high>[^“”]+)[“”]|«\s*(?P<angle>[^«»]+?)\s*»|"
    r"»\s*(?P<turned>[^«»]+?)\s*«|\"(?P<plain>[^\"]+)\"|「(?P<corner>[^「」]+)」|『(?P<double>[^『』]+)』"
)
_BY_DATE: Final = re.compile(
    r"(?P<authors>[^\W\d_].{2,200}?)\s*\((?P<year>(?:19|20)\d\d)[a-z]?(?:,[^()]*)?\)[.,:]?\s+"
    r"(?P<title>.{8,}?[^\W_][.?!])\s+(?P<venue>\S.+)"
)
_BY_AUTHORS: Final = re.compile(
    r"(?:[^\W\d_][^\W\d_'’-]+,? (?:[A-Z]\.?[ -]?){1,3}(?:,|;|&|\.|\band\b|et al\.?)+\s*){1,12}"
    r"(?P<title>[^.?!]{8,}?[.?!])\s+(?P<venue>\S.+)"
)
_AUTHORS: Final = re.compile(
    r"(?:[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){1,3})(?:(?:,| and| &| et) "
    r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){1,3})+"
)
_IDENTIFIER: Final = re.compile(
    r"(?:doi:?\s*|https?://doi\.org/)?10\.\d{4,}/\S+|https?://\S+", re.I
)
_VENUE: Final = re.compile(
    r"\b(?:journal|proceedings|conference|workshop|symposium|meetup|magazine|review|transactions|"
    r"letters|quarterly|bulletin|newsletter|blog|press|zeitschrift|tagung|konferenz|revue|"
    r"colloque|"
    r"revista|congreso|congresso|rivista|convegno|tijdschrift|congres|konferencja|przegląd|"
    r"tidskrift|tidsskrift|konferens|konference|days?|week|con|conf|summit|talk|poster|"
    r"keynote)\b|"
    r"学会|ジャーナル|会議",
    re.IGNORECASE,
)
_ISSUE: Final = re.compile(r"(?<![\d/])\d{1,2}(?=/(?:19|20)\d\d(?!\d))")
_VOLUME: Final = re.compile(r"[.,]?\s*(?:19|20)\d\d(?: [A-Z][a-z]{2})?;\S*$")
"""Year, volume and pages as medical journals write them: "2022;14(3):120-8"."""
_MOST_VENUE_PARTS: Final = 6
_VENUE_EDGES: Final = " \t,.;:–—|·-"


def read_publications(regions: Sequence[Region]) -> list[Publication]:
    """Publications and talks: title, where it appeared, and the year."""
    return [_publication(item) for item in items_in(regions, "publications")]


def _publication(item: Item) -> Publication:
    first = item.written[0]
    further = item.written[1:]
    quoted = _QUOTED.search(first)
    if quoted:
        title = next(text for text in quoted.groups() if text)
        venue = _venue(first[quoted.end() :]) or _further_venue(further)
        return Publication(title=title.strip(" .,;"), venue=venue, year=item.year)
    reference = _BY_DATE.fullmatch(first) or _BY_AUTHORS.match(first)
    if reference:
        year = reference.groupdict().get("year") or item.year
        venue = _venue(reference["venue"])
        return Publication(title=reference["title"].rstrip(" ."), venue=venue, year=year)
    title, *cells = [cell for cell in _COLUMN.split(item.rows[0]) if cell]
    venue = cells[0] if cells else None
    if venue is None:
        for before, sign, behind in islice(parts_between(title, _SEPARATOR), _MOST_VENUE_PARTS):
            if sign not in (",", "") or before.endswith(")") or _VENUE.search(_first_part(behind)):
                title, venue = before, behind
                break
    return Publication(
        title=title.rstrip(" ."), venue=venue or _further_venue(further), year=item.year
    )


def _first_part(text: str) -> str:
    return text.split(",", maxsplit=1)[0].split(";", maxsplit=1)[0]


def _venue(text: str) -> str | None:
    """Where something appeared, of what stands behind its title: without date and identifiers."""
    text = _VOLUME.sub("", _IDENTIFIER.sub("", text)).strip(_VENUE_EDGES)
    issue = _ISSUE.search(text)
    if issue and re.fullmatch(r"[/\d]*[\s).]*", text[issue.end() :]):
        return text[: issue.end()]  # "issue 3/2023" is no month
    rest = without_date(text)[0].split("\t")[0]
    return _balanced(rest.strip(_VENUE_EDGES)) or None


def _further_venue(rows: Sequence[str]) -> str | None:
    """The venue among the rows below a title, which may be authors, identifiers or links."""
    for row in rows:
        identified = _IDENTIFIER.search(row)
        bracketed = re.search(r"\(([^()]+)\)\s*$", row)
        if identified and bracketed:
            return without_date(bracketed[1])[0] or None
        if not identified and not _AUTHORS.fullmatch(row) and (venue := _venue(row)):
            return venue
    return None


# --- Awards --------------------------------------------------------------------------------------

_PLACING: Final = re.compile(
    r"(?:\d+(?:st|nd|rd|th)|first|second|third|erster?|zweiter?|dritter?|[123]e?r?) "
    r"(?:place|prize|platz|preis|prix|lugar|posto|plaats|plats)|runner-?up|finalist|winner|gold|"
    r"silver|bronze|nominee|honou?rable mention",
    re.IGNORECASE,
)


def read_awards(regions: Sequence[Region]) -> list[Award]:
    """Awards: name, who gave it, the year, and what the document adds."""
    return [_award(item) for item in items_in(regions, "awards")]


def _award(item: Item) -> Award:
    name, *others = _cells(item)
    organization: str | None = None
    if others and _may_give_awards(others[0]):
        organization = _plain(others.pop(0))
    elif not others:
        for before, sign, behind in parts_between(name, _SEPARATOR):
            if sign != "·" and _may_give_awards(behind):
                name, organization = before, _plain(behind)
            break
    description = item.remark or (others[0] if others else None)
    return Award(name=name, organization=organization, year=item.year, description=description)


def _may_give_awards(text: str) -> bool:
    return _may_be_a_name(text) and not _PLACING.fullmatch(text.strip()) and not is_place(text)
