"""Who a posting's employer is and where the work is done.

Several signs name an employer (who seeks, who is described, whose name stands on top), and the name
with the most of them is taken. A place is taken from a label, from the lines on top, or from the
sentence that says who is sought; what no sign tells stays untold.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from .job_words import employer_strength, has_legal_suffix, is_place
from .posting_blocks import Block
from .posting_header import Header, has_job_word, header_of, labelled
from .posting_sections import is_section_name
from .posting_sentences import cues

# --- Employer ----------------------------------------------------------------------------------

_COMPANY_FORMS: Final = (
    r"(?:Inc\.?|LLC|Ltd\.?|Limited|gGmbH|GmbH(?: & Co\.? KG)?|AG|SE|KG|S\.?A\.?S?|SARL|SAS|"
    r"S\.?L\.?|"
    r"S\.?p\.?A\.?|S\.?r\.?l\.?|B\.?V\.?|N\.?V\.?|AS|ASA|AB|A/S|Oy|plc|PLC|Corp\.?|Corporation|"
    r"Co\.?|"
    r"e\.V\.|Lda\.?|sp\. z o\.o\.|Sp\. z o\.o\.)"
)
_NAME: Final = (
    r"(?:The )?(?:\d{1,3})?[A-ZÀ-Þ][\w&’'-]{0,40}(?:\.(?=\w)[\w.]{1,10})?"
    r"(?: (?:(?:of|de|da|do|di|and|und|et|y|i|og|&|für|van|des|du|la|for|am|der) )?"
    r"[A-ZÀ-Þ&][\w&’'-]*){0,6}"
    r"(?: (?:fylkes)?kommune| (?:ungdoms|barne)?skole| sykehus| barnehage)?"
    rf"(?: {_COMPANY_FORMS})?"
)
_SOUGHT_BY: Final = (
    r"(?:is|are)(?: (?:now|currently|also|once again))? (?:looking|seeking|hiring|recruiting|"
    r"searching)|seeks|"
    r"(?:has|have) an? (?:[\w-]+ )?(?:opening|opportunity|vacancy)|"
    r"sucht|recherche|recrute|busca|selecciona|precisa|cerca|ricerca|zoekt|procura|recruta|"
    r"søker|söker|søger|poszukuje"
)
_IS: Final = (
    r"is (?:an?|the|part|committed|proud|on|based|owned)|does not discriminate|welcomes|"
    r"are (?:an?|the)|"
    r"ist (?:ein|der|die|das|als|seit)|est (?:une?|le|la)|es (?:una?|la|el)|è (?:un|una|la|il)|"
    r"is een|é uma?|er (?:en|et)|är (?:en|ett)|jest"
)
_DOES: Final = (
    r"builds?|makes?|runs?|sells?|develops?|designs?|provides?|offers?|helps?|operates?|predicts?|"
    r"covers?|have been|have|"
    r"delivers?|serves?|employs?|has|was|began|started|produces?|manufactures?|supports?|brews|"
    r"entwickelt|produziert|betreibt|baut|bietet|beschäftigt|hat|gehört|fertigt|"
    r"conçoit|développe|accueille|propose|produit|accompagne|fabrique|emploie|compte|"
    r"desarrolla|produce|ofrece|fabrica|cuenta|gestiona|diseña|sviluppa|realizza|opera|offre|"
    r"ontwikkelt|maakt|heeft|ligt|levert|biedt|desenvolve|oferece|conta|har|leverer|utvikler|"
    r"ligger|driver|utvecklar|erbjuder|tworzy|produkuje|zatrudnia"
)
_START: Final = (
    r"(?:^|(?<=[.!?:] ))(?i:l['’]établissement |die |das |der |la |le |el |il |de |het |a |o )?"
)
_IN_BETWEEN: Final = (
    r"(?: (?:(?:in|aus|from|of|de|à|en|i|te|di) )?[A-ZÀ-Þ][\w-]+(?: [A-ZÀ-Þ][\w-]+)?,?)?"
)
_WE_ARE: Final = (
    r"(?i:we(?:['’]re| are)|wir sind(?: die| das| der)?|nous sommes|somos|siamo|wij zijn|vi er)"
)
_WE_SEEK: Final = r"we|suchen|buscamos|nous|zoeken|søker|söker|procuramos|cerchiamo"
_JOIN: Final = (
    r"(?i:join|about|work(?:ing)? (?:at|for)|career (?:at|with)|team (?:at|von|bei)|über)"
)
# How much each of these says that the name in it is the employer's.
_CONTEXTS: Final = tuple(
    (weight, re.compile(pattern))
    for weight, pattern in (
        (4.0, rf"{_START}({_NAME}),? [^.!?;]{{3,90}}, (?:{_SOUGHT_BY})\b"),
        (4.0, rf"(?<![\w’'-])({_NAME}),?{_IN_BETWEEN} (?:{_SOUGHT_BY})\b"),
        (
            4.0,
            rf"\b(?i:at|bei(?: der)?|chez|en|hos|bij|na|em|på) ({_NAME}),? (?i:{_WE_SEEK})\b",
        ),
        (4.0, rf"\b{_WE_ARE} ({_NAME})(?=[,.: –—-])"),
        (3.0, rf"{_START}({_NAME}),? (?:{_IS})\b"),
        (2.5, rf"^Bei (?:der|dem) ({_NAME}) (?:ist|sind)\b"),
        (2.5, rf"^({_NAME}), [A-ZÀ-Þ][\w-]+(?: [A-ZÀ-Þ][\w-]+)?\. "),
        (2.0, rf"{_START}({_NAME}) (?:{_DOES})\b"),
        (2.0, rf"\b{_JOIN} ({_NAME})"),
        (1.0, rf"\b(?:[Aa]t|[Bb]ei(?: der| dem)?|[Cc]hez|[Hh]os|[Pp]resso) ({_NAME})"),
    )
)
# A paragraph about a name of several words, whatever it does: "Salt Marsh insures boats".
_DESCRIBED: Final = re.compile(rf"({_NAME}) [a-zà-þ]{{3,20}}(?:s|t|a|e|er) [a-zà-þ0-9]")
_COMPANY_FORM: Final = re.compile(
    rf"(?<![\w’'-])((?:[A-ZÀ-Þ0-9][\w&.’'-]{{0,40}}\s+){{1,4}}{_COMPANY_FORMS})(?!\w)"
)
_ABOUT_COMPANY: Final = re.compile(
    r"^(?i:about|über|à propos d['e’]\s?|sobre(?: (?:a|el|la))?|over|om|chi è|why(?: join)?|"
    r"join)\s*"
    r"([A-ZÀ-Þ][\w&.’' -]{1,50}?)\??$"
)
_NO_COMPANY: Final = re.compile(
    r"^(?:the|this|our|we|you|us|a|an|it|its|he|she|they|job|position|role|what|who|why|how|"
    r"über uns|"
    r"about us|your|there|that|these|their|all|as|at|in|for|if|to|with|no|if you|please|"
    r"die|der|das|wir|sie|du|es|ihr|le|la|les|nous|vous|el|los|nosotros|il|lo|de|het|wij|je|o|os|"
    r"nós|"
    r"vi|det|den|experience\w*|technical|candidates?|applicants?|knowledge|degree|benefits|team|"
    r"today|last|work|working|candidat\w*|remote|apply|ability|must)$|"
    r"^(?:our|we|you|this|that|if|your|my|no|what|who|unser\w*|dein\w*|ihre?|notre|votre|"
    r"nuestr\w+)\b",
    re.IGNORECASE,
)
_ARTICLE: Final = re.compile(
    r"^(?:Die|Das|Der|Le|La|L['’]|El|Il|De|Het|A|O|An?|Het|L'établissement|At)\s+"
)
_LEAST_SUPPORT: Final = 1.5


def _company_and_header(
    text: str, blocks: Sequence[Block], title: str | None
) -> tuple[str | None, Header]:
    header = header_of(blocks)
    if (given := labelled("company", text)) is not None:
        return given, header
    if header.company:
        return header.company, header
    support: defaultdict[str, float] = defaultdict(float)
    spelt: dict[str, str] = {}
    for name, weight in _named_companies(blocks, header):
        name = name.strip(" ,-–'’")
        if re.search(r"\.\w\.$", name) is None:  # "Miga S.L." keeps its stop
            name = name.rstrip(".")
        bare = _ARTICLE.sub("", name)
        if not _may_be_company(bare, title):
            continue
        if bare.casefold() not in spelt and employer_strength(bare) == 2:
            support[bare.casefold()] += 1.0
        spelt.setdefault(bare.casefold(), name if name.startswith("The ") else bare)
        support[bare.casefold()] += weight
    if not support:
        return None, header
    best, weight = max(support.items(), key=lambda each: each[1])
    # "Umeå AB" is the end of "Norrbygg i Umeå AB".
    best = max((name for name in support if name.endswith(best)), key=len)
    return (spelt[best] if weight >= _LEAST_SUPPORT else None), header


def _may_be_company(name: str, title: str | None) -> bool:
    if has_legal_suffix(name):
        return True
    if _NO_COMPANY.match(name) or len(name) < 2 or is_place(name) or is_section_name(name):
        return False
    if title is not None and name in title and _SEEKS.search(title) is None:
        return False
    return employer_strength(name) == 2 or not has_job_word(name)


def _named_companies(blocks: Sequence[Block], header: Header) -> Iterator[tuple[str, float]]:
    for name in header.names:
        yield name, 1.5 + employer_strength(name)
    for block in blocks:
        if block.kind == "heading":
            about = _ABOUT_COMPANY.match(block.text)
            if about is not None:
                yield about[1], 3
            continue
        if block.kind != "paragraph":
            continue
        described = _DESCRIBED.match(block.text)
        if described is not None and " " in described[1]:
            yield described[1], 1.75
        for match in _COMPANY_FORM.finditer(block.text):
            yield match[1], 3
        for weight, pattern in _CONTEXTS:
            for match in pattern.finditer(block.text):
                yield match[1], weight


# --- Place -------------------------------------------------------------------------------------

_IN_PLACE: Final = re.compile(
    r"(?<![\w/])(?:in|In|aus|à|en|te|em|i|near|from|sede (?:di|a|en)|(?:deposito|filiale|"
    r"stabilimento|negozio) di|oficina de|based in|"
    r"w) ([A-ZÀ-Þ][\w’'-]+(?:[ -][A-ZÀ-Þ][\w’'-]+){0,2}"
    r"(?: \([A-Z]{2}\)|, [A-ZÀ-Þ][\w-]+)?)"
)


_MOST_PLACE_WORDS: Final = 3


_PLACE_NAME: Final = r"[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+)?"


def _may_be_place(name: str) -> bool:
    return employer_strength(name) == 0 and not has_job_word(name)


def company_and_place(
    text: str, blocks: Sequence[Block], title: str | None
) -> tuple[str | None, str | None]:
    """The employer and where the work is done."""
    company, header = _company_and_header(text, blocks, title)
    if (given := labelled("location", text)) is not None:
        return company, given
    if header.places:
        return company, header.places[0]
    for name in header.names:
        is_other = company is None or name.casefold() != company.casefold()
        if is_other and len(name.split()) <= _MOST_PLACE_WORDS and _may_be_place(name):
            return company, name
    for block in blocks:
        beside = (
            re.match(rf"{re.escape(company)}, ({_PLACE_NAME})[.,]", block.text) if company else None
        )
        if beside is not None:
            return company, beside[1]
        if block.kind == "paragraph" and (_SEEKS.search(block.text) or block is blocks[0]):
            for match in _IN_PLACE.finditer(block.text):
                if (
                    match[1] not in (title or "")
                    and not (company and match[1] in company)
                    and not has_job_word(match[1])
                ):
                    return company, match[1]
    return company, None


_SEEKS: Final = cues(
    _SOUGHT_BY, r"hiring|looking for|wir suchen|nous recherchons|buscamos|cerchiamo"
)
