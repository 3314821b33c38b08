"""A posting's title, and which statements tell the experience and the education asked for.

The title is taken from a label, from the lines on top, or from the sentence that says who is
sought. What no sign tells stays untold.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from .degrees import ACADEMIC, degrees
from .job_words import names_job
from .posting_blocks import Block
from .posting_header import (
    MAX_TITLE_CHARS,
    has_job_word,
    header_of,
    is_noise,
    labelled,
    parts_of,
    split_at_company,
    without_title_words,
)
from .posting_sections import is_section_name, section_of
from .posting_sentences import cues
from .requirement_terms import required_years

# --- Title -------------------------------------------------------------------------------------

_SEEKING: Final = (
    r"(?i:looking for|seeking|hiring|searching for|recruiting|seeks|lookout for|in need of|need|"
    r"(?:vacancy|opening|opportunity) for|position (?:of|as)|role of|stelle als|poste de|puesto de|"
    r"suchen(?: wir)?|sucht|ricerca|recherch(?:ons|e)|recrut(?:ons|e)|buscamos|busca|"
    r"selecciona(?:mos)?|cerchiamo|cerca|zoeken(?: wij| we)?|zoekt|procuramos|procura|recruta|"
    r"søker|söker|søger|poszukujemy|szukamy)"
)
_ARTICLES: Final = (
    r"(?i:an?|the|our(?: \w+)?|eine[nr]?|einen?/n|un\(e\)|un·e|une?|une?/e|un/una|un/a|una?|"
    r"un/una|um|uma|een|en|"
    r"ei|et|el|la)"
)
_HIRING: Final = re.compile(
    rf"\b{_SEEKING}\s+"
    r"(?:(?i:ab sofort|zum nächstmöglichen zeitpunkt|für [^,.]{3,40}?|nå|"
    r"per la (?:nostra )?sede di "
    r"[^,.]{3,25}?|por el momento|actuellement|per direct|ab \w+),?\s+){0,3}"
    rf"(?:{_ARTICLES}\s+)?"
    r"(?:(?i:talented|seasoned|experienced|motivated|skilled|passionate|dynamic|engagierten?|new|"
    r"full-time|part-time|permanent|erfahrenen?|erfaren|ervaren|qualified)\s+)*"
    r"([A-ZÀ-Þ][\w+#./&’'-]*"
    r"(?:[ /-](?:(?:of|de|d['’]|du|des|en|und|and|&|für|i|og|da|di|for)\s)?"
    r"[A-ZÀ-Þ(&][\w+#./&’'():*-]*)*)"
)
_HIRING_OF: Final = re.compile(
    rf"{_SEEKING}\b[^.]{{0,60}}?(?<=\s){_ARTICLES} ([^\W\d_][\w/()·' -]{{2,60}}?)"
    r"(?= (?:to|who|with|for|in|at|on|para|por|pour|à|dans|per|voor|til|für|zur|zum|som|die|der)\b"
    r"|[,.]| \()"
)


_HIRING_BARE: Final = re.compile(rf"\b{_SEEKING} ([^\W\d_]{{4,40}})\b")
_MARKED: Final = re.compile(
    r"(?<![\w/*:-])([A-ZÀ-Þ][\w/*:-]{1,60}(?: (?:für|im|in|der|und|[A-ZÀ-Þ][\w/-]{1,60})){0,6})"
    r"\s?\((?i:m/w/d|w/m/d|m/f/d|d/m/w|h/f|f/h|m/f|m/k)\)"
)


def title_of(text: str, blocks: Sequence[Block]) -> str | None:
    """The title of the job."""
    if (given := labelled("title", text)) is not None:
        return given
    header = header_of(blocks)
    if header.title:
        return header.title
    sought = _HIRING.search(text)
    described = _HIRING_OF.search(text)
    if sought and described and described[1].startswith(sought[1]):
        return described[1].strip()
    if (marked := _MARKED.search(text)) is not None:
        return marked[1]
    if sought and (has_job_word(sought[1]) or not blocks):
        return _trimmed(sought[1])
    if (bare := _HIRING_BARE.search(text)) and names_job(bare[1]):
        return bare[1]
    if (named := _first_name(blocks)) is not None:
        return named
    if sought and len(sought[1]) > 3:
        return _trimmed(sought[1])
    return described[1].strip() if described and names_job(described[1]) else None


def without_company(title: str | None, company: str | None) -> str | None:
    """ "Baker at Crumb Ltd" without the employer."""
    if title is None or company is None or not title.endswith(company):
        return title
    bare = title.removesuffix(company).rstrip()
    return re.sub(r"\s+(?:[^\W\d_]{1,6}|[@|,–—-])$", "", bare) or title


def _trimmed(title: str) -> str:
    """Without a bracket that was cut off."""
    return re.sub(r"\s*\([^)]*$", "", title).rstrip(" .,")


def _first_name(blocks: Sequence[Block]) -> str | None:
    """The page's own heading, or its first line if that may be a title."""
    own = [block for block in blocks if block.kind == "heading" and block.level == 1]
    for block in (*own, *blocks[:1]):
        text = without_title_words(block.text)
        if (
            block.kind not in ("item", "row")
            and 0 < len(text) <= MAX_TITLE_CHARS
            and not text.endswith((".", ":", ";", "!", "?", ","))
            and not is_section_name(text)
            and section_of(text) not in ("culture", "other")
            and not is_noise(text)
        ):
            at_company = split_at_company(text)
            return at_company[0] if at_company else parts_of(text)[0]
    return None


# --- Experience and education ------------------------------------------------------------------

_EXPERIENCE: Final = re.compile(
    r"experien|erfahrung|expérience|esperienza|ervaring|erfaring|erfarenhet|doświadczen", re.I
)
_MONTHS: Final = re.compile(
    r"\b\d{1,2}\+?\s*(?:months?|monate|mois|meses|mesi|maanden|måneder)\b", re.I
)
_SEVERAL_YEARS: Final = re.compile(
    r"mehrjährig\w*|several years|many years|plusieurs années|varios años|vari anni|pluriennale|"
    r"meerjarige|flere års|kilkuletni\w*|vários anos",
    re.I,
)
_AGE: Final = re.compile(
    r"years? (?:old|of age)|jahre alt|ans révolus|años de edad|since \d{4}", re.I
)
_EDUCATION: Final = cues(
    r"degree|bachelor\w*|master(?:'s|’s|s)? (?:degree|in|of)|ph\.?d|diploma|b\.?sc|m\.?sc|nvq|hnd|"
    r"hnc|gcses?",
    r"associate's|doctorate|a[- ]levels?|mba|educated to|graduate|vocational (?:qualification|"
    r"training)",
    r"\w*hochschulabschluss|\w*studium|\w*ausbildung|abitur|meisterbrief|gesellenbrief|"
    r"studienabschluss|examen|"
    r"staatsexam\w+",
    r"diplôme\w*|bac ?\+ ?\d|licence en|master|bts|cap|formation (?:bac|supérieure|en|de)",
    r"titulación|licenciatura|grado (?:en|superior|medio)|ingeniería|laurea\w*|máster|"
    r"ciclo formativo|fp",
    r"diploma|hbo\w*|mbo\w*|wo-?niveau|opleiding|formação superior|graduação|mestrado|"
    r"ensino superior",
    r"\w*utdanning|bachelorgrad|mastergrad|autorisasjon|fagbrev|utbildning|examen|legitimation|"
    r"uddannelse",
    r"wykształcenie|studia",
)


def experience_of(required: Sequence[str], others: Sequence[str]) -> str | None:
    """The statement that says how much experience is asked for; a vague one only in need."""
    for each in required:
        if (required_years(each) is not None or _MONTHS.search(each)) and not _AGE.search(each):
            return each
    for each in others:
        if required_years(each) is not None and _EXPERIENCE.search(each):
            return each
    return next((each for each in required if _SEVERAL_YEARS.search(each)), None)


def _academic(statement: str) -> bool:
    # A licence to drive is none to teach.
    return any(
        level in ACADEMIC and not word.casefold().startswith("licen")
        for level, word in degrees(statement).items()
    )


def education_of(required: Sequence[str]) -> str | None:
    """The statement that says what education is asked for."""
    return next(
        (each for each in required if _EDUCATION.search(each) or _academic(each)),
        None,
    )
