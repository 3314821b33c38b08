"""The lines on top of a posting and the labels of its form: title, employer and place.

A label is believed; a short line on top is sorted by what it looks like, and names of which it is
open whether they name an employer or a place are handed on as such.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile
from typing import Final, NamedTuple

from .job_words import has_legal_suffix, is_department, is_place, names_job
from .posting_blocks import LABEL, Block, plain
from .posting_sections import is_section_name
from .posting_sentences import cues

# --- Labels ------------------------------------------------------------------------------------

_LABELS: Final[dict[str, re.Pattern[str]]] = {
    name: re.compile(
        rf"(?:^[^\w\n]{{0,9}}|(?<=[.;] ))(?:{labels})[^\w\n:\t|]{{0,9}}[:\t|][ *_]{{0,9}}(\S.*)$",
        re.I | re.M,
    )
    for name, labels in {
        "title": r"(?:job|position|post|role|vacancy) (?:title|name)|position|title|role|vacancy|"
        r"post|stellenbezeichnung|"
        r"stelle|intitulé(?: du poste)?|poste|puesto|cargo|posizione|ruolo|functie|vacature|vaga|"
        r"stilling(?:stittel|sbetegnelse)?|tjänst|befattning|stanowisko",
        "company": r"company(?: name)?|employer|organi[sz]ation|organisatie|school|hospital|"
        r"client|institution|"
        r"arbeitgeber|unternehmen|firma|einrichtung|"
        r"entreprise|société|employeur|établissement|empresa|entidad|azienda|bedrijf|werkgever|"
        r"arbeidsgiver|selskap|arbetsgivare|företag|arbejdsgiver|virksomhed|pracodawca",
        "location": r"based (?:at|in)|(?:work |job |duty )?location|(?:work ?)?(?:place|base)|"
        r"office|city|"
        r"arbeitsort|"
        r"einsatzort|dienstort|standort|ort|"
        r"lieu(?: de travail)?|localisation|ubicación|lugar(?: de trabajo)?|localidad|sede|"
        r"luogo di lavoro|sede di lavoro|locatie|standplaats|werklocatie|localização|"
        r"local(?: de trabalho)?|arbeidssted|sted|arbejdssted|arbetsort|placering|ort|"
        r"miejsce pracy|lokalizacja",
    }.items()
}
_MODE_OF_WORK: Final = cues(
    r"full[- ]?time|part[- ]?time|permanent|temporary|fixed[- ]term|internship|contract|freelance",
    r"in person|on[- ]?site|hybrid|remote|vollzeit|teilzeit|(?:un)?befristet\w*|feste anstellung",
    r"presencial|híbrido|cdi|cdd|temps plein|temps partiel|homeoffice|indefinido|jornada completa",
    r"fast|deltid|heltid|voltijd|deeltijd|tillsvidare|pełny etat|tempo (?:pieno|indeterminato)",
)
_HEADER_NOISE: Final = re.compile(
    r"[€$£¥]|\b(?:EUR|USD|GBP|CHF|CAD|SEK|NOK|DKK|PLN)\b|\d+ ?k\b|\d\d[.,]\d{3}|https?:|www\.|"
    r"@\S+\.|"
    r"\b(?:stars?|followers|applicants|reposted|promoted|posted|responses|erschienen|vor \d+|ago|"
    r"hace \d+|publicad[ao]|publié\w*|actualisé|ref(?:erence)?|nr|n°|offre|apply|save|share|skip|"
    r"menu|log ?in|sign in|back to|view all|cookies?|equal|hours|details|uur|stunden|per week|uren|"
    r"closing|deadline|bewerben|speichern|teilen|pay|salary|job (?:details|type)|overtime|annonce|"
    r"jobs?|careers|vacanc(?:y|ies)|stellenangebote?|stellenausschreibung|stellenanzeige|"
    r"description|localiser|easy apply|"
    r"startseite|full job description|dla|about the (?:job|role))\b(?! (?:manager|nurse))",
    re.IGNORECASE,
)
_GENDER_MARK: Final = re.compile(
    r"\((?:(?:[mwfdxhåk]|div|gn|all genders)\s?[/|*,]\s?)+[mwfdxhåk](?:\s?[/|]\s?\w)?\)|"
    r"\(all genders\)",
    re.IGNORECASE,
)


def labelled(name: str, text: str) -> str | None:
    for match in _LABELS[name].finditer(text):
        value = re.split(r"\s+[|·]\s+|\t", plain(match[1]))[0].strip().rstrip(".")
        only_mode = name == "location" and not _MODE_OF_WORK.sub("", value).strip(" ,/()-")
        if 0 < len(value) <= 100 and not only_mode:
            return value
    below = _LABELS_ABOVE[name].search(text)
    return below[1].strip() if below and not is_section_name(below[1].strip()) else None


# A form may set the label in a line of its own; of a title only where it can be no heading.
_LABELS_ABOVE: Final[dict[str, re.Pattern[str]]] = {
    name: re.compile(
        rf"^[ *#_]{{0,9}}(?:{labels})[ *_:]{{0,9}}\n+[ *_]{{0,9}}([A-ZÀ-Þ0-9][^\n.!?:]{{1,60}})$",
        re.I | re.M,
    )
    for name, labels in {
        "title": r"(?:job|position|post) title|stillingstittel|intitulé du poste|"
        r"stellenbezeichnung",
        "company": r"employer(?: name)?|company(?: name)?|arbeidsgiver|arbeitgeber|entreprise|"
        r"employeur|werkgever|empresa|arbetsgivare|arbejdsgiver|about the company|pracodawca",
        "location": r"location|sted|arbeidssted|standort|arbeitsort|einsatzort|dienstort|"
        r"lieu(?: de travail)?|ubicación|sede(?: di lavoro)?|locatie|standplaats|"
        r"local(?: de trabalho)?|miejsce pracy|arbetsort|arbejdssted",
    }.items()
}


# --- The lines on top --------------------------------------------------------------------------

MAX_TITLE_CHARS: Final = 100
_TOP_LINES: Final = 9
_TITLE_PREFIX: Final = re.compile(
    r"^(?:job (?:description|title|posting|ad|advert(?:isement)?)|position|vacancy|title|"
    r"we(?:'|’)re hiring|now hiring|hiring|job application for|"
    r"stellenanzeige|stellenausschreibung|offre d['’]emploi|oferta de (?:empleo|trabajo)|"
    r"offerta di lavoro|vacature|vaga|stillingsannonse|wir suchen)\s*(?:[:–—-]|(?<=for))\s*",
    re.IGNORECASE,
)
_TITLE_SUFFIX: Final = re.compile(
    r"\s*\((?:[^()]*\d[^()]*(?:years?|jahre|ans|años)[^()]*)\)$|\s+(?:wanted|gesucht|gezocht|"
    r"søkes|sökes)$",
    re.IGNORECASE,
)
_TITLE_AT: Final = re.compile(
    r"^(.{3,70}?) (?:at|@|bei(?: der| dem)?|bij|chez|hos|presso) ([A-ZÀ-Þ].{1,50})$"
)
_SEGMENT_BREAK: Final = re.compile(r"(?<!\b\d\d)\s+[|·•–—-]\s+|\s*\|\s*|\s{3,}")
_HAS_VERB: Final = re.compile(
    r"\b(?:is|are|was|has|have|will|we|you|your|sucht|ist|sind|wir|recherche|busca|cerca|ricerca|"
    r"zoekt|"
    r"søker|söker|søger|seeks|hiring|har|er|est|sommes|es|è|må|kan|us|our)\b",
    re.IGNORECASE,
)


def _top(blocks: Sequence[Block]) -> list[Block]:
    """The short lines above the text proper, and the page's own heading wherever it stands."""
    found: list[Block] = []
    for index, block in enumerate(blocks):
        if block.kind == "heading" and block.level == 1:
            below = takewhile(lambda each: each.kind != "heading", blocks[index + 1 : index + 4])
            return [block, *below]
    for block in blocks[:_TOP_LINES]:
        is_named = block.kind == "heading" and is_section_name(block.text)
        if found and (is_named or len(block.text) > MAX_TITLE_CHARS):
            break
        found.append(block)
    return found


def has_job_word(text: str) -> bool:
    return bool(_GENDER_MARK.search(text)) or names_job(text)


class Header(NamedTuple):
    """What the lines on top say; `names` are short ones of which it is open what they name."""

    title: str | None
    company: str | None
    places: tuple[str, ...]
    names: tuple[str, ...]


_ONE_NAME: Final = re.compile(r"[A-ZÀ-Þ][^\W\d_]+(?:-[^\W\d_]+)*")


def header_of(blocks: Sequence[Block]) -> Header:
    title = company = None
    places: list[str] = []
    names: list[str] = []
    whole = "\n".join(block.text for block in blocks)
    for line in _header_lines(blocks):
        text = without_title_words(line)
        segments = parts_of(text)
        named = None if title or _HAS_VERB.search(text) else split_at_company(text)
        if named is not None:
            title, company = named
            continue
        if title is None and (found := _title_in(text, segments, whole)) is not None:
            title = found
            segments = [each for each in segments if each not in found]
            title = _TITLE_SUFFIX.sub("", title)
        open_parts = [each for each in segments if not is_noise(each)]
        is_place_line = len(open_parts) == 1 < len(segments)
        for segment in segments:
            if is_place_line and segment in open_parts and _ONE_NAME.fullmatch(segment):
                places.append(segment)  # "Norwich | Permanent | 45,000"
            else:
                _sort_in(segment, places, names)
    return Header(title, company, tuple(places), tuple(names))


_MOST_ITEM_WORDS: Final = 3
"""Of a place or the like that a page lists on top."""


def _header_lines(blocks: Sequence[Block]) -> list[str]:
    top = _top(blocks)
    # A page lists the place and the like below its own heading.
    most_item_words = _MOST_ITEM_WORDS if top and top[0].level == 1 else 0
    return [
        " | ".join(filter(None, block.cells)) or block.text
        for block in top
        if (block.kind != "item" or len(block.text.split()) <= most_item_words)
        and not (block.kind == "row" and not any(map(has_job_word, block.cells)))
        and len(block.text) <= MAX_TITLE_CHARS
        and (not block.text.endswith((".", ":", ";", "!", "?")) or has_legal_suffix(block.text))
        and not LABEL.match(block.text)
        and not is_section_name(_TITLE_PREFIX.sub("", block.text))
    ]


def _title_in(text: str, segments: Sequence[str], whole: str) -> str | None:
    """The title within a line, from the first part that names a job up to what is none of it."""
    first = next(
        (
            index
            for index, each in enumerate(segments)
            if has_job_word(each) and not is_noise(each) and not has_legal_suffix(each)
        ),
        None,
    )
    if first is None or _HAS_VERB.search(segments[first]):
        return None
    last = first
    for index in range(first + 1, len(segments)):
        each = segments[index]
        following = segments[index + 1 : index + 2]
        if is_noise(each) or _place_in(each) or has_legal_suffix(each):
            break
        if each.startswith("The ") or whole.count(each.split(",")[0]) > 1:
            break  # an employer, whom the text names again
        if following and is_noise(following[0]) and len(each.split()) == 1:
            break  # "Electrician - Leicester - 41k"
        if _SEGMENT_BREAK.search(text) and "|" in text:
            break
        last = index
    start = text.index(segments[first])
    return text[start : text.index(segments[last], start) + len(segments[last])]


def is_noise(text: str) -> bool:
    return bool(_HEADER_NOISE.search(text)) or not _MODE_OF_WORK.sub("", text).strip(" ,/()-&")


def _place_in(text: str) -> str | None:
    """The text if it is a place, or one with the manner of work behind it."""
    bare = re.sub(r"\s*\([^()]*\)\s*$", "", text)
    bare = _MODE_OF_WORK.sub("", re.sub(r",? (?:onsite|office) .*$", "", bare)).strip(" ,/-")
    if re.fullmatch(r"\d{2,5}(?: -)? [A-ZÀ-Þ][\w' -]+", bare):
        return text
    if not bare:
        return text if _ANYWHERE.search(text) else None
    return text if is_place(bare) else None


_ANYWHERE: Final = cues("remote", "anywhere", "home ?office", "fully remote")


def _sort_in(segment: str, places: list[str], names: list[str]) -> None:
    if place := _place_in(segment):
        if not _HEADER_NOISE.search(segment):
            places.append(place)
        return
    segment = re.sub(r"^[^\w(]+", "", segment)
    before_comma = segment.split(", ")[0]
    if before_comma != segment and is_noise(segment) and not is_noise(before_comma):
        segment = before_comma  # "Deventer, 36-40 uur"
    if is_noise(segment) or _HAS_VERB.search(segment) or not segment[:1].isupper():
        return
    beside = _COMPANY_LOCATION.match(segment)
    if beside is not None and names:
        places.append(segment)
    elif beside is not None and not is_place(beside[1]):
        names.append(beside[1].strip())
        places.append(beside[2].strip())
    elif (bracketed := _NAME_AND_PLACE.match(segment)) and not is_noise(bracketed[2]):
        names.append(bracketed[1])
        places.append(bracketed[2])
    elif len(segment.split()) <= _MOST_NAME_WORDS and not is_department(segment):
        names.append(segment)


_NAME_AND_PLACE: Final = re.compile(r"^([A-ZÀ-Þ][^()]{2,50}) \(([A-ZÀ-Þ][\w’' -]+)\)$")
_MOST_NAME_WORDS: Final = 7
_COMPANY_LOCATION: Final = re.compile(
    r"^([A-ZÀ-Þ][\w&.’' -]{1,50}?)(?:,| [|•·–—-]) ?"
    r"((?:[A-ZÀ-Þ][\w.’' -]+)(?:, ?[A-ZÀ-Þ][\w.’' -]+){0,3}(?: \([^()]+\))?)$"
)


def without_title_words(text: str) -> str:
    """A line without what only says that it is a title: "Vacancy: Baker", "Baker wanted"."""
    return _TITLE_SUFFIX.sub("", _TITLE_PREFIX.sub("", text)).strip()


def split_at_company(text: str) -> tuple[str, str] | None:
    """`Baker at Crumb Ltd` -> ("Baker", "Crumb Ltd")."""
    match = _TITLE_AT.match(text)
    return None if match is None else (match[1].strip(), parts_of(match[2])[0])


def parts_of(line: str) -> list[str]:
    """What a line on top sets apart by bars, dots or dashes."""
    return [part.strip() for part in _SEGMENT_BREAK.split(line) if part.strip()]
