"""Roles in the lines of a section: which lines head an entry, and what each part of a header is.

A document writes all its entries in one manner. So every manner known here (how many lines stand
above and below the date, title or employer first, dates at the end) is tried on the whole section,
and the one whose headers read best is taken. Nothing is completed: a role without a date has none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from .dates import Period
from .document_lines import (
    PART_SEPARATOR,
    TECHNOLOGY_LINE,
    Line,
    listed_items,
    periods_in,
    statements,
)
from .job_words import (
    comma_parts,
    employer_strength,
    ends_in_region,
    has_legal_suffix,
    is_department,
    is_place,
    names_degree,
    split_place,
    title_strength,
    title_word_ends,
)
from .schema import Experience

Order = Literal["title first", "employer first"]

# --- Lines that can head an entry ----------------------------------------------------------------

_LONGEST_HEADER_CHARS: Final = 150
_GAP: Final = "\u0001"  # where the period of a row stood
_IRREGULAR_VERBS: Final = (
    "led|built|ran|wrote|took|grew|cut|drove|held|kept|made|sold|taught|won|set|met|brought|"
    "oversaw|spoke|gave|put|lead|manage|develop|design|maintain|write|build|run|work|help|support|"
    "assist|partner|perform|provide|own|ship|drive|mentor|coordinate|create"
)
_VERB_FIRST: Final = re.compile(
    rf"(?:[A-Z][a-z]+(?:ed|ing)|(?i:{_IRREGULAR_VERBS})) (?:[a-z\d]|[A-Z]\w+ [a-z])"
)
_SMALL_WORDS: Final = frozenset(
    "and the for with from und für der die das des dem den von vom zur zum mit bei und pour "
    "les des "
    "dans avec sur une del los las con para por una della delle degli nel per con dei van het een "
    "voor och för med hos til som inom oraz dla przy dos das com".split()
)


@lru_cache(maxsize=4096)
def reads_like_a_sentence(text: str) -> bool:
    """Whether `text` tells something, rather than naming a post, an employer or a place."""
    words = text.split()
    if len(text) > _LONGEST_HEADER_CHARS:
        return True
    if len(_between_stops(text)) > 1:
        return False
    if re.search(r"[a-z\d]{2}[.!?] [A-Z]\w* [a-z]", text):
        return True
    if len(re.findall("[ぁ-ん]", text)) >= 3 and ("を" in text or employer_strength(text) < 2):
        return True
    strength = title_strength(text)
    if _VERB_FIRST.match(text) and title_strength(" ".join(words[:2])) < 1:
        return True
    small = [
        word
        for word in words
        if len(word) > 2 and word[0].islower() and word.casefold() not in _SMALL_WORDS
    ]
    ends = re.search(r"[.!?;。]$", text) is not None and not has_legal_suffix(text)
    if ends and (len(words) >= 4 or text[0].islower()) and (strength < 2 or len(small) > 1):
        return True
    if ends and len(words) >= 2 and words[-1][0].islower() and strength < 2:
        return True
    return len(small) >= (6 if strength == 2 else 4)


def _between_stops(text: str) -> list[str]:
    """The parts of "Nurse. La Paz Hospital, Madrid.": a header that stops after each part."""
    parts = re.split(r"(?<=[^\W\d_]{3})\.\s+(?=[^\W\d_])", text.strip(f". {_GAP}"))
    short = all(len(part.split()) <= 7 and part[0].isupper() for part in parts if part)
    names_a_post = title_strength(parts[0]) == 2 and not _VERB_FIRST.match(parts[0])
    return parts if 2 <= len(parts) <= 4 and short and names_a_post else [text]


class Row(NamedTuple):
    """A line as a possible part of a header.

    `rest` is the line without its period, a tab in the gap; `tail` a sentence behind the period.
    """

    line: Line
    period: Period | None
    rest: str
    tail: str
    is_header: bool


_MARKS: Final = r"[\s,;|·•:–—-]*"


@lru_cache(maxsize=4096)
def header_row(line: Line) -> Row:
    """A line as a row of a header, and whether it can be one."""
    period = _header_period(line)
    if period is None:
        is_header = not line.bullet and not reads_like_a_sentence(line.text)
        return Row(line, None, line.text, "", is_header or bool(_REMARK.fullmatch(line.text)))
    before, behind = line.text[: period.start], line.text[period.end :]
    tail = ""
    sentence = re.match(r"\s*[)\]]?[\s:.–—-]*([A-Z].*)$", behind)
    if sentence and before.strip(" ([") and reads_like_a_sentence(sentence[1]):
        tail, behind = sentence[1], behind[: sentence.start(1)]
    rest = _without_gap(f"{before}{_GAP}{behind}")
    return Row(line, period, rest, tail, is_header=True)


def text_beside(text: str, period: Period) -> str:
    """A text without a period that is written in it, a tab in the gap."""
    return _without_gap(f"{text[: period.start]}{_GAP}{text[period.end :]}")


def _without_gap(rest: str) -> str:
    """A row without the mark where its period stood, and the brackets and signs around it."""
    rest = re.sub(rf"[(\[]\s*{_GAP}\s*[)\]]", _GAP, rest)
    rest = re.sub(rf"\(\s*{_GAP}{_MARKS}([^()]+)\)", rf"{_GAP}\1", rest)
    rest = re.sub(
        rf"^(?:da|dal|desde|from|since|von|vom|seit|od|de|du|fra|från|sinds)\s*{_GAP}",
        _GAP,
        rest,
        flags=re.I,
    )
    rest = re.sub(rf"^{_GAP}[.]\s+", _GAP, rest)
    rest = "\t".join(_between_stops(rest.replace(f". {_GAP}", _GAP)))
    rest = re.sub(rf"{_MARKS}{_GAP}[.]?{_MARKS}", "\t", rest).strip(" \t,;|·•–—-:")
    return re.sub(r"(?<=\w{3})\.$", "", rest)


def _header_period(line: Line) -> Period | None:
    """The period of a line that can head an entry."""
    periods = periods_in(line.text)
    if not periods:
        return None
    if (remark := _REMARK.fullmatch(line.text)) and any(
        re.search(r"[^\W\d_]{3}", text_beside(remark[0], period)) for period in periods
    ):
        return None  # "(acquired by Acme in 2020)"
    ranges = [period for period in periods if period.first != period.last]
    period = ranges[0] if ranges else periods[-1]
    before, behind = line.text[: period.start].strip(), line.text[period.end :].strip()
    if before and reads_like_a_sentence(before):
        return None
    if not ranges and (len(f"{before} {behind}".split()) > 9 or behind[:1].islower()):
        return None  # a year in a sentence
    if not before and reads_like_a_sentence(behind.strip(" :–—-")):
        return None
    if line.bullet and (not ranges or len(before) + len(behind) > 90):
        return None
    return period


# --- Reading a header ----------------------------------------------------------------------------

_COLUMN: Final = re.compile(r"\s*\t+\s*|\s+[|·•›»]\s+|\s*\|\s*|\s{2,}")
_AT: Final = re.compile(
    r"(?:,?\s+(?:at|bei|beim|chez|hos|ved|presso|bij|na|u|v|w|en|em|för|la|på|@)\s+|\s*@\s*)(?=\S)"
)
_ALWAYS_AT: Final = re.compile(r"\s+(?:at|bei|beim|chez|hos|presso|bij|@)\s+|\s+@\s*")
_ELAPSED: Final = re.compile(
    r"\W*(?:\d+\s*(?:years?|yrs?|months?|mos?|jahre?|monate?|ans?|mois|años?|meses|mes|anni?|"
    r"mesi|år|"
    r"mdr|måneder|månader|lat|lata|miesięcy|年|ヶ月|か月)[\s,]*(?:and|und|et|y)?\s*)+\W*",
    re.IGNORECASE,
)
_REMARK: Final = re.compile(
    # A line in brackets, an address of the web or of mail.
    r"[(\[（](?=[^()（）]*[^\W\d_]{3})[^()（）]{12,}[)\]）][.,]?|(?:https?://|www\.)\S+|"
    r"[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|de|fr|es|it|nl|uk|eu)/\S*|\S+@\S+\.\w+",
    re.IGNORECASE,
)
_EMPLOYMENT_TYPE: Final = re.compile(
    r"\(?(?:full[- ]?time|part[- ]?time|contract|temporary|permanent|seasonal|vollzeit|teilzeit|"
    r"befristet|unbefristet|temps plein|temps partiel|cdi|cdd|alternance|jornada completa|"
    r"media jornada|tempo pieno|tempo parziale|voltijd|deltijd|heltid|deltid|"
    r"正社員|契約社員|派遣社員)\)?",
    re.IGNORECASE,
)
_LABELS: Final = {
    "title": (
        "position|position title|job position|designation|job title|title|role|role title|"
        "occupation or position held|occupation|post|position held|function|"
        "tätigkeit|funktion|stelle|rolle|beruf|beruf oder funktion|position oder funktion|"
        "poste|poste occupé|fonction|fonction occupée|intitulé du poste|emploi occupé|"
        "fonction ou poste occupé|"
        "puesto|cargo|función|puesto de trabajo|cargo ocupado|función o cargo ocupado|"
        "profesión o cargo desempeñado|"
        "posizione|mansione|ruolo|lavoro o posizione ricoperti|posizione ricoperta|"
        "ruolo ricoperto|tipo di impiego|"
        "functie|functietitel|rol|beroep of functie|"
        "função|cargo ou função|função ou cargo ocupado|profissão|"
        "stanowisko|zajmowane stanowisko|stanowisko pracy|zawód lub zajmowane stanowisko|"
        "befattning|roll|tjänst|yrke|stilling|rolle|stillingsbetegnelse|tehtävä|nimike|"
        "tehtävänimike|pozice|pracovní pozice|funkce|должность|позиция|посада|θέση|"
        "役職|職種|職位|ポジション|职位|岗位|职务|직책|직위|직무"
    ),
    "company": (
        "employer|employer name|company|company name|organisation|organization|"
        "name of employer|client|name and address of employer|"
        "name and address of the employer|agency|institution|"
        "arbeitgeber|firma|unternehmen|name und adresse des arbeitgebers|"
        "employeur|entreprise|société|nom de l'employeur|nom et adresse de l'employeur|"
        "nom et ville de l'employeur|"
        "empresa|empleador|organización|nombre de la empresa|"
        "nombre y dirección de la empresa o empleador|nombre y dirección del empleador|"
        "datore di lavoro|azienda|nome e indirizzo del datore di lavoro|nome dell'azienda|"
        "werkgever|bedrijf|organisatie|naam van de werkgever|"
        "naam en adres van de werkgever|"
        "empregador|nome do empregador|nome e endereço do empregador|entidade empregadora|"
        "pracodawca|nazwa pracodawcy|nazwa firmy|nazwa i adres pracodawcy|"
        "arbetsgivare|företag|arbejdsgiver|arbeidsgiver|virksomhed|bedrift|työnantaja|yritys|"
        "zaměstnavatel|společnost|организация|компания|работодатель|роботодавець|εργοδότης|"
        "会社名|勤務先|企業名|公司|公司名称|工作单位|单位|회사|회사명|근무처"
    ),
    "location": (
        "location|place|city|ort|standort|lieu|lugar|luogo|plaats|local|miejsce|plats|sted|paikka|"
        "localidad|città|ville|ciudad|cidade|miasto|místo|место|город|勤務地|工作地点|地点|근무지"
    ),
    "period": (
        "date|dates?|period|duration|from|dates employed|employment dates|dates of employment|"
        "employment period|time period|period of employment|"
        "zeitraum|dauer|datum|beschäftigungszeitraum|zeit|"
        "période|durée|dates|dates d'emploi|fecha|fechas?|fechas de|período|periodo|"
        "data|datas|durata|periode|duur|okres|okres zatrudnienia|daty|tid|ajanjakso|ajankohta|"
        "období|период|период работы|період|περίοδος|"
        "期間|在籍期間|勤務期間|年月|时间|任职时间|在职时间|工作时间|기간|근무기간"
    ),
    "duties": (
        "duties|responsibilities|main duties|main activities and responsibilities|"
        "main activities|key responsibilities|duties and accomplishments|tasks|"
        "type of business|type of business or sector|business or sector|sector|industry|"
        "hours per week|salary|supervisor|reason for leaving|website|employees|"
        "aufgaben|hauptaufgaben|wichtigste tätigkeiten und zuständigkeiten|branche|"
        "tätigkeitsbereich oder branche|tätigkeiten|"
        "missions|principales missions|principales activités et responsabilités|secteur|"
        "type ou secteur d'activité|"
        "funciones|funciones principales|principales actividades y responsabilidades|"
        "tipo de empresa o sector|sector|"
        "principali attività e responsabilità|principali mansioni e responsabilità|mansioni|"
        "tipo di azienda o settore|tipo di attività o settore|settore|"
        "werkzaamheden|voornaamste werkzaamheden en verantwoordelijkheden|sector|"
        "atividades|principais atividades e responsabilidades|tipo de empresa ou sector|setor|"
        "obowiązki|główne działania i obowiązki|branża|zakres obowiązków|"
        "arbetsuppgifter|arbejdsopgaver|arbeidsoppgaver|työtehtävät|náplň práce|обязанности|"
        "事業内容|従業員数|雇用形態|業務内容|担当業務|資本金|売上高|工作内容|工作职责|职责|담당업무|업무"
    ),
}  # fmt: skip
_LABEL: Final = re.compile(
    "|".join(rf"(?P<{kind}>(?:{names}))" for kind, names in _LABELS.items()), re.IGNORECASE
)
_WITH_ADDRESS: Final = re.compile(
    r"address|adresse|indirizzo|dirección|adres|endereço|ville|lieu", re.IGNORECASE
)


@dataclass(slots=True)
class _Header:
    title: str = ""
    company: str = ""
    location: str | None = None
    employment_type: str | None = None
    unexplained: int = 0
    labelled: bool = False
    in_order: bool = False
    row: str = ""  # the one row it was read from, if it was one

    @property
    def is_complete(self) -> bool:
        return bool(self.title and self.company)


def _read_header(texts: Iterable[str], order: Order) -> _Header:
    """Title, employer and place from the rows of a header."""
    return replace(_header_from(tuple(texts), order))  # the caller may change its copy


@lru_cache(maxsize=4096)
def _header_from(texts: tuple[str, ...], order: Order) -> _Header:
    header = _Header()
    rows = [row for text in texts if (row := _plain_row(text, header))]
    if header.labelled:
        return _with_unlabelled(rows, header)
    if len(rows) == 1:
        header.row = rows[0]
        _take_one_row(rows[0], header, order)
    elif rows:
        _take_rows(rows, header, order)
    header.title = _trimmed(_DEPARTMENT_BEHIND.sub("", header.title))
    _without_employment_type(header.title, header)  # "(Contract)" stays in the title as written
    header.company = _trimmed(header.company)
    whole = "\n".join(texts)
    title_first = whole.find(header.title) < whole.find(header.company)
    header.in_order = header.is_complete and title_first == (order == "title first")
    return header


def _with_unlabelled(rows: Sequence[str], header: _Header) -> _Header:
    """A header of which only the title or only the employer is labelled, the other beside it."""
    if rows and header.title and not header.company:
        header.company = _trimmed(_company_of_row(rows[0], header))
    elif rows and header.company and not header.title:
        header.title = _trimmed(_title_of_row(rows[0], header))
    else:
        header.unexplained += len(rows)
        return header
    header.unexplained += len(rows) - 1
    return header


_DEPARTMENT_BEHIND: Final = re.compile(
    r",\s*(?:Department|Dept\.?|Faculty|School|Division|Institut|Fakultät|Lehrstuhl|Département|"
    r"Departamento|Facultad|Dipartimento) (?:of|für|de|di|des|du)\b.*$"
)


def _trimmed(text: str) -> str:
    text = text.strip(" ,;|·•–—-:")
    return text if any(character.isalnum() for character in text) else ""


def _without_employment_type(text: str, header: _Header) -> str:
    match = re.search(r"\s*\(([^()]+)\)$", text)
    if match is None or not _EMPLOYMENT_TYPE.fullmatch(match[1]):
        return text
    header.employment_type = header.employment_type or match[1]
    return text[: match.start()]


def _plain_row(text: str, header: _Header) -> str:
    """A row without labels, places, kinds of employment and elapsed time; those go to `header`."""
    label, separator, value = text.partition(":")
    if not separator:
        label, separator, value = text.partition("\t")
    if separator and (match := _LABEL.fullmatch(label.strip())):
        kind = match.lastgroup
        if kind == "title" and value.strip():
            header.title, header.labelled = value.strip(), True
        elif kind == "company" and value.strip():
            header.labelled = True
            header.company = _without_place(value.strip(), header)
        elif kind == "location":
            header.location = value.strip() or None
        return value.strip() if kind == "period" else ""
    if _LABEL.fullmatch(text.strip(" :")) and text.strip(" :").casefold() not in ("post", "data"):
        return ""
    if _ELAPSED.fullmatch(text) or _REMARK.fullmatch(text):
        return ""
    if is_place(text):
        header.location = header.location or text.strip(" ()")
        return ""
    pieces = PART_SEPARATOR.split(text)
    separators = PART_SEPARATOR.findall(text)
    for at in (-1, 0):  # what stands at either end of a row and is neither title nor employer
        while len(pieces) > 1:
            if is_place(pieces[at]):
                header.location = header.location or pieces[at].strip(" ()")
            elif _EMPLOYMENT_TYPE.fullmatch(pieces[at].strip()):
                header.employment_type = header.employment_type or pieces[at].strip(" ()")
            elif not _ELAPSED.fullmatch(pieces[at]) and pieces[at].strip():
                break
            del pieces[at], separators[at]
    if len(pieces) == 1 and _EMPLOYMENT_TYPE.fullmatch(pieces[0].strip()):
        header.employment_type = header.employment_type or pieces[0].strip(" ()")
        return ""
    row = pieces[0]
    for separator, piece in zip(separators, pieces[1:], strict=True):
        row += separator + piece
    return row.strip(" ,;|·•–—")


def _without_place(text: str, header: _Header) -> str:
    """A text without the place written behind it, which goes to `header`."""
    text, place = split_place(text)
    header.location = header.location or place
    return text


def _title_value(text: str) -> float:
    """How well a text reads as a title, -0.2 .. 2."""
    employer = employer_strength(text)
    if re.search(r"\d\d|\d .*[^\W\d_]{4}", text):
        return 0.4
    if title_strength(text) == 2:
        return 0.9 if employer == 2 else 2.0
    return 0.4 + 0.6 * title_strength(text) - 0.3 * employer


def _company_value(text: str) -> float:
    """How well a text reads as an employer's name, about -1 .. 2."""
    employer = employer_strength(text)
    value = (0.6, 1.3, 2.0)[employer]
    words = text.split()
    if employer < 2 and len(words) > 1 and words[-1][0].islower():
        value -= 0.3  # "Retail bank" describes one
    if title_strength(text) == 2:
        value -= (1.6, 1.4, 0.3)[employer]
    elif title_strength(text) == 1 and employer < 2:
        value -= 0.3
    if is_department(text) or is_place(text):
        value -= 0.9
    if text[:1].islower() and employer < 2:
        value -= 0.5
    return value


def _take_one_row(row: str, header: _Header, order: Order) -> None:
    row = _without_place(row, header)
    found = _split(row, order)
    if found is None:
        single = row
        if _title_value(single) >= _company_value(single):
            header.title = single
        else:
            header.company = single
        return
    header.title = found.title
    header.company = _company_name(found.company, header, lone="," not in found.title)
    header.unexplained += found.left_over


class _Split(NamedTuple):
    title: str
    company: str
    value: float
    left_over: int = 0


@lru_cache(maxsize=4096)
def _split(row: str, order: Order) -> _Split | None:
    """Title and employer of one row that holds both, read the best way; None if it holds one."""
    found = [*_at_splits(row), *_part_splits(row, order), *_bracket_splits(row)]
    found += _comma_splits(row, order)
    if not found:
        found = list(_run_on_splits(row))
    return max(found, key=lambda split: split.value, default=None)


def _at_splits(row: str) -> Iterator[_Split]:
    for match in _AT.finditer(row):
        title, company = row[: match.start()], row[match.end() :]
        certain = bool(_ALWAYS_AT.fullmatch(match[0]))
        if not (company[:1].isupper() or employer_strength(company) or not company[:1].isascii()):
            continue
        if PART_SEPARATOR.search(title) or PART_SEPARATOR.search(company):
            continue
        if title_strength(title) == 2 and (certain or employer_strength(company)):
            yield _Split(
                title, company, _title_value(title) + max(1.2, _company_value(company)) + 0.8
            )
        elif certain and title:
            yield _Split(title, company, 2.4)
        elif title_strength(title) == 2 and not title_strength(company):
            # The word may mean "in": "Ingeniero en Sistemas" is a title as well.
            yield _Split(title, company, 1.8 if not is_department(company) else 0.5)


def _part_splits(row: str, order: Order) -> Iterator[_Split]:
    parts = [part for part in PART_SEPARATOR.split(row) if part.strip()]
    if len(parts) < 2:
        return
    for i, title in enumerate(parts):
        for j, company in enumerate(parts):
            if i == j:
                continue
            value = _title_value(title) + _company_value(company)
            value += 0.35 if (i < j) == (order == "title first") else 0.0
            value += 0.3 if abs(i - j) == 1 else -0.3 * abs(i - j)
            yield _Split(title, company, value, len(parts) - 2)


def _bracket_splits(row: str) -> Iterator[_Split]:
    match = re.fullmatch(r"(.+?)\s*[(（]([^()（）]+)[)）]", row)
    if match and not _EMPLOYMENT_TYPE.fullmatch(match[2]) and len(PART_SEPARATOR.split(row)) == 1:
        inner = match[2]
        if title_strength(match[1]) and not title_strength(inner) and not is_place(inner):
            # "(Backend)" is part of the title, "(University of Ulm)" the employer.
            if employer_strength(inner) or (inner[:1].isupper() and not is_department(inner)):
                yield _Split(match[1], inner, _title_value(match[1]) + _company_value(inner) - 0.1)
        elif title_strength(inner) == 2 and not title_strength(match[1]):
            yield _Split(inner, match[1], 2.0 + _company_value(match[1]) - 0.1)


def _comma_splits(row: str, order: Order) -> Iterator[_Split]:
    if _COLUMN.search(row):
        return
    parts = comma_parts(row)
    while len(parts) > 2 and is_place(parts[-1]):
        parts.pop()
    if len(parts) < 2:
        return
    for cut in range(1, len(parts)):
        first, second = ", ".join(parts[:cut]), ", ".join(parts[cut:])
        if first not in row:
            continue
        for title, company, in_order in (
            (first, _employer_among(parts[cut:]), order == "title first"),
            (
                second if cut == len(parts) - 1 else "",
                parts[0] if cut == 1 else first,
                order != "title first",
            ),
        ):
            if not title:
                continue
            value = _title_value(title) + _company_value(company) + (0.35 if in_order else 0.0)
            # What stands between the title and the employer must belong to the title.
            extra = comma_parts(title)[1:]
            value -= sum(0.1 if is_department(part) else 0.7 for part in extra)
            if title is first:
                value -= 0.15 * (len(parts) - 1 - cut)
            yield _Split(title, company, value - 0.1)


def _employer_among(parts: Sequence[str]) -> str:
    """The first part, or the employer behind the department it names."""
    if is_department(parts[0]) and len(parts) > 1 and employer_strength(parts[1]) == 2:
        return parts[1]
    return parts[0]


_EMPLOYER_BEHIND: Final = re.compile(
    r"\s((?:(?:University|Universität|Université|Universidad|Università|Institute|Institut|School|"
    r"College|Bank|City|Ministry|Hochschule)\s(?:of|für|de|di|des)\s.+)|[\w-]+(?:\.[\w-]+)+|"
    r"[A-Z]\S*\s(?:Consulting|Labs?|Systems|Solutions|Technologies|Group|Studios?|University|"
    r"Hospital|Bank|Software|Media|Partners|College|GmbH|AG|Inc\.?|LLC|Ltd\.?|Corp\.?))$"
)


def _run_on_splits(row: str) -> Iterator[_Split]:
    """Title and employer side by side without a sign: "Engineer University of Ulm"."""
    behind = _EMPLOYER_BEHIND.search(row)
    if behind and title_strength(row[: behind.start()]):
        yield _Split(row[: behind.start()], behind[1], 2.4)
        return
    first, _, others = row.partition(" ")
    in_cjk = re.search("[぀-ヿ一-鿿가-힣]", first) is not None
    if in_cjk and title_strength(others) and not title_strength(first):
        yield _Split(others, first, 2.6)
    for end in reversed(title_word_ends(row)):
        rest = row[end:].strip()
        if rest[:1].isupper() and employer_strength(rest) and not title_strength(rest):
            yield _Split(row[:end], rest, 2.6)


def _take_rows(rows: Sequence[str], header: _Header, order: Order) -> None:
    """Two rows or more: which is the title, which the employer, or does one hold both."""
    best: tuple[float, int, int] | None = None
    for i, title in enumerate(rows):
        for j, company in enumerate(rows):
            if i == j:
                split = _split(title, order)
                if split is None:
                    continue
                value = split.value - 0.6 * (len(rows) - 1)
            else:
                value = _row_title_value(title) + _row_company_value(company)
                value += 0.35 if (i < j) == (order == "title first") else 0.0
                value -= 0.6 * (len(rows) - 2)
            if best is None or value > best[0] + 1e-9:
                best = (value, i, j)
    if best is None:
        return
    _, i, j = best
    if i == j:
        _take_one_row(rows[i], header, order)
        header.unexplained += len(rows) - 1
        return
    header.title = _title_of_row(rows[i], header)
    header.company = _company_of_row(rows[j], header)
    header.unexplained += len(rows) - 2


def _row_title_value(row: str) -> float:
    return max(map(_title_value, [part for part in _COLUMN.split(row) if part] or [row]))


def _row_company_value(row: str) -> float:
    return max(map(_company_value, [part for part in _COLUMN.split(row) if part] or [row]))


def _title_of_row(row: str, header: _Header) -> str:
    """The title of a row that names no employer; departments behind a comma or dash stay."""
    parts = [part for part in _COLUMN.split(row) if part.strip()]
    best = max(parts, key=_title_value)
    header.unexplained += len(parts) - 1
    return best


def _company_of_row(row: str, header: _Header) -> str:
    """The employer of a row that names no title: "Acme — Platform" stays as it is written."""
    parts = [part for part in _COLUMN.split(row) if part.strip()]
    best = max(parts, key=lambda part: (_company_value(part) > 0.3, -parts.index(part)))
    return _company_name(best, header, lone=True)


_PLACE_NAME: Final = re.compile(
    r"[^\W\d_][\w.'’-]+(?: (?:am|an der|an|im|in der|de|de la|del|sur|upon|do|da))?(?: "
    r"[^\W\d_][\w.'’-]+)?"
)


def _is_foreign_place(text: str) -> bool:
    """Whether a text in brackets behind an employer can be a place that no list knows."""
    return (
        _PLACE_NAME.fullmatch(text) is not None
        and text[0].isupper()
        and not text.isupper()
        and not (employer_strength(text) or is_department(text) or title_strength(text))
        and not _EMPLOYMENT_TYPE.fullmatch(text)
    )


def _company_name(text: str, header: _Header, *, lone: bool = False) -> str:
    """An employer's name without place and kind of employment behind it."""
    text = _without_place(text.strip(" ,"), header).strip(" ,")
    text = re.sub(r";\s.*$", "", text)
    bracket = re.search(r"\s*\(([^()]+)\)$", text)
    if bracket and header.location is None and _is_foreign_place(bracket[1]):
        header.location, text = bracket[1], text[: bracket.start()]
    parts = comma_parts(text)
    if lone and len(parts) == 2 and header.location is None and " of " not in parts[0]:
        behind = parts[1]
        if _is_foreign_place(behind) or (behind.isupper() and _PLACE_NAME.fullmatch(behind)):
            header.location, text = behind, parts[0]
    return _without_employment_type(text, header)


def _value(header: _Header) -> float:
    """How well a header reads as a whole; a complete and clear one is worth about 4."""
    value = -0.6 * header.unexplained
    if header.title:
        value += _title_value(header.title)
        if reads_like_a_sentence(header.title):
            value -= 2
    if header.company:
        value += (
            max(0.3, _company_value(header.company))
            if header.labelled
            else _company_value(header.company)
        )
        if reads_like_a_sentence(header.company):
            value -= 2
    if header.is_complete:
        value += 0.8
    return (
        value
        + (1.0 if header.labelled else 0.0)
        + 0.15 * bool(header.location)
        + 0.1 * header.in_order
    )


# --- Finding the entries of a section ------------------------------------------------------------


@dataclass(slots=True)
class _Entry:
    header: _Header
    period: Period | None
    body: list[Line] = field(default_factory=list)
    doubt: float = 0.0  # what speaks against the manner it was read in
    start: int = 0  # its first row
    texts: tuple[str, ...] = ()  # what its header was read from


class _Layout(NamedTuple):
    """Header rows above and below the row with the period; all of them above, with `trailing`."""

    above: int
    below: int
    order: Order
    trailing: bool = False


_LAYOUTS: Final = [
    _Layout(above, below, order)
    for above, below in ((0, 0), (1, 0), (0, 1), (2, 0), (0, 2), (1, 1), (3, 0), (0, 3))
    for order in ("title first", "employer first")
]
_TRAILING: Final = [
    _Layout(rows, 0, order, trailing=True)
    for order in ("title first", "employer first")
    for rows in (1, 2)
]


def read_entries(lines: Sequence[Line], *, headed: bool) -> list[Experience]:
    """The roles in the lines of a section.

    Args:
        lines: the lines below a heading, or of a whole document.
        headed: the section is one of work experience. If not, only entries that name both a title
            and an employer, and a period, are taken.
    """
    rows = [header_row(line) for line in lines]
    if headed and (labelled := _labelled_entries(lines)):
        return _finished(labelled)
    anchors = [index for index, row in enumerate(rows) if row.period is not None]
    if not anchors:
        return _finished(_dateless(rows)) if headed else []
    candidates = [_entries(rows, anchors, layout) for layout in _LAYOUTS]
    candidates += [_trailing_entries(rows, anchors, layout) for layout in _TRAILING]
    if headed:
        entries = max(candidates, key=lambda each: _worth(each) - 0.6 * _left_above(rows, each))
    else:
        entries = max(candidates, key=_worth)
        entries = [
            entry
            for entry in entries
            if entry.header.is_complete and title_strength(entry.header.title) == 2
            and not names_degree(entry.header.title) and entry.header.unexplained == 0
            and entry.period is not None and entry.period.first != entry.period.last
            and not re.search(r"[.:;](?:\s|$)|\d", entry.header.title)
            and ":" not in entry.header.company
        ]  # fmt: skip
    _read_alike(entries)
    return _finished(entries)


def _worth(entries: Sequence[_Entry]) -> float:
    return sum(_value(entry.header) - entry.doubt for entry in entries)


def _left_above(rows: Sequence[Row], entries: Sequence[_Entry]) -> int:
    """How many of the two rows above the first entry could head it and belong to nothing."""
    start = entries[0].start if entries else 0
    return sum(row.is_header and not _is_aside(row.rest) for row in rows[max(0, start - 2) : start])


def _entries(rows: Sequence[Row], anchors: Sequence[int], layout: _Layout) -> list[_Entry]:
    """The entries whose period stands in or beside their header."""
    windows: list[tuple[int, int]] = []
    irregular: set[int] = set()
    floor = 0
    for number, anchor in enumerate(anchors):
        ceiling = anchors[number + 1] if number + 1 < len(anchors) else len(rows)
        window = _window(rows, anchor, layout.above, layout.below, floor, ceiling)
        header = _header_of(rows, window, layout.order)
        if not header.is_complete:
            better = _better_window(rows, anchor, layout, floor, ceiling, window, header)
            if better != window:
                irregular.add(anchor)
            window = better
        windows.append(window)
        floor = window[1]
    entries: list[_Entry] = []
    for number, (anchor, (start, end)) in enumerate(zip(anchors, windows, strict=True)):
        following = windows[number + 1][0] if number + 1 < len(windows) else len(rows)
        header = _header_of(rows, (start, end), layout.order)
        body = [row.line for row in rows[end:following]]
        if rows[anchor].tail:
            body.insert(0, Line(rows[anchor].tail))
        if not header.title and not header.company:
            if entries:  # a date that heads nothing is part of what is told
                entries[-1].body += [row.line for row in rows[start:end]] + body
            continue
        doubt = 0.3 if anchor in irregular else 0.0
        doubt += _torn(rows, start, anchor, end)
        texts = tuple(row.rest for row in rows[start:end] if row.rest and not _is_aside(row.rest))
        entries.append(_Entry(header, rows[anchor].period, body, doubt, start, texts))
    return entries


def _torn(rows: Sequence[Row], start: int, anchor: int, end: int) -> float:
    """What blank lines within a header speak against it; more if its period begins a block."""
    above = any(row.line.blank_before for row in rows[start + 1 : anchor + 1])
    below = any(row.line.blank_before for row in rows[anchor + 1 : end])
    return 0.3 * above + 0.1 * below


def _window(
    rows: Sequence[Row], anchor: int, above: int, below: int, floor: int, ceiling: int
) -> tuple[int, int]:
    """The rows `start:end` of a header; places and elapsed times do not count as rows."""
    start = anchor
    while above and start > floor and rows[start - 1].is_header:
        start -= 1
        above -= not _is_aside(rows[start].rest)
    end = anchor + 1
    alone = not rows[anchor].rest or bool(_ELAPSED.fullmatch(rows[anchor].rest))
    if not below and alone and end < ceiling and rows[end].is_header and ends_in_region(
        rows[end].rest
    ):  # fmt: skip
        end += 1
    while end < ceiling and rows[end].is_header and (below or _is_aside(rows[end].rest)):
        below -= not _is_aside(rows[end].rest)
        end += 1
    return start, end


def _is_aside(text: str) -> bool:
    return is_place(text) or any(
        pattern.fullmatch(text) for pattern in (_ELAPSED, _EMPLOYMENT_TYPE, _REMARK)
    )


def _header_of(rows: Sequence[Row], window: tuple[int, int], order: Order) -> _Header:
    header = _read_header([row.rest for row in rows[window[0] : window[1]] if row.rest], order)
    header.unexplained += sum(row.line.may_continue for row in rows[window[0] : window[1]])
    return header


def _better_window(
    rows: Sequence[Row], anchor: int, layout: _Layout, floor: int, ceiling: int,
    window: tuple[int, int], header: _Header,
) -> tuple[int, int]:  # fmt: skip
    """Another window for the one entry of a section whose header the section's manner misses."""
    best, best_value = window, _value(header) + 0.7
    for above, below in ((0, 0), (1, 0), (0, 1), (2, 0), (0, 2), (1, 1)):
        other = _window(rows, anchor, above, below, floor, ceiling)
        found = _header_of(rows, other, layout.order)
        # Rows below may head the next entry: taken only where statements follow them.
        if found.is_complete and _value(found) > best_value and (
            other[1] >= len(rows) or not rows[other[1]].is_header or other[1] == anchor + 1
        ):  # fmt: skip
            best, best_value = other, _value(found)
    return best


def _trailing_entries(rows: Sequence[Row], anchors: Sequence[int], layout: _Layout) -> list[_Entry]:
    """The entries whose period stands below what they tell."""
    entries: list[_Entry] = []
    start = 0
    for anchor in anchors:
        while start < anchor and _is_aside(rows[start].rest):
            start += 1
        end = start
        while end < anchor and end - start < layout.above and rows[end].is_header:
            end += 1
        last = anchor
        while last > end and _is_aside(rows[last - 1].rest):
            last -= 1
        if end == start or last == end:
            return []  # some entry has no header or tells nothing: another manner
        header = _read_header(
            [row.rest for row in (*rows[start:end], *rows[last : anchor + 1]) if row.rest],
            layout.order,
        )
        if any(row.is_header and not row.line.may_continue for row in rows[end:last]):
            header.unexplained += 1
        entries.append(_Entry(header, rows[anchor].period, [row.line for row in rows[end:last]]))
        start = anchor + 1
    return entries


def _dateless(rows: Sequence[Row]) -> list[_Entry]:
    """Entries of a section without any date: header rows, then statements."""
    candidates = [
        _dateless_entries(rows, order, broken=broken)
        for order in ("title first", "employer first")
        for broken in (False, True)
    ]
    return max(candidates, key=_worth)


def _dateless_entries(rows: Sequence[Row], order: Order, *, broken: bool) -> list[_Entry]:
    """Without `broken`, a line that may continue the one above heads no entry."""
    groups: list[tuple[list[Row], list[Row]]] = []
    for row in rows:
        if row.is_header and (broken or not row.line.may_continue):
            if not groups or groups[-1][1]:
                groups.append(([], []))
            groups[-1][0].append(row)
        elif groups:
            groups[-1][1].append(row)
    entries = []
    for head, body in groups:
        header = _read_header([row.rest for row in head], order)
        if header.is_complete and title_strength(header.title):
            entries.append(_Entry(header, None, [row.line for row in body]))
    return entries


# --- Entries with labels -------------------------------------------------------------------------

_LEAST_LABELLED: Final = 0.8


def _labelled_entries(lines: Sequence[Line]) -> list[_Entry]:
    """Entries of a form, each part of which stands behind its label; none if it is no form.

    A label may stand on a line of its own, or be broken over two. A label that comes again begins
    the next entry.
    """
    entries: list[_Entry] = []
    seen: set[str] = set()
    skipped = 0
    for index, line in enumerate(lines):
        if skipped:
            skipped -= 1
            continue
        found = _label_at(lines, index)
        if found is None:
            if entries:
                entries[-1].body.append(line)
            continue
        label, kind, value, skipped = found
        period = next(iter(periods_in(value)), None) if kind == "period" else None
        if kind == "period" and period is None:
            continue
        if kind in ("title", "company", "period"):
            if not entries or kind in seen:
                entries.append(_Entry(_Header(labelled=True), None))
                seen = set()
            seen.add(kind)
        if not entries:
            continue
        header = entries[-1].header
        match kind:
            case "title":
                header.title = value
            case "company":
                header.company = _without_place(value, header)
                if _WITH_ADDRESS.search(label):
                    header.company = comma_parts(header.company)[0]
            case "location":
                header.location = value
            case "period":
                entries[-1].period = period
            case _:
                entries[-1].body.append(Line(value))
    complete = [entry for entry in entries if entry.header.is_complete]
    return entries if len(complete) > _LEAST_LABELLED * len(entries) else []


def _label_at(lines: Sequence[Line], index: int) -> tuple[str, str, str, int] | None:
    """Label, its kind, its value and how many more lines they take; None where none begins."""
    text = lines[index].text
    behind = [line.text for line in lines[index + 1 : index + 3]]
    for separator in (":", "：", "\t"):
        label, found, value = text.partition(separator)
        if found and value.strip() and (match := _LABEL.fullmatch(label.strip())):
            return label, str(match.lastgroup), value.strip(), 0
    for taken in (1, 2):  # its value is on the next line
        label = " ".join([text, *behind[: taken - 1]]).strip(" :：")
        if len(behind) >= taken and (match := _LABEL.fullmatch(label)):
            return label, str(match.lastgroup), behind[taken - 1], taken
    return None


# --- Entries that are laid out alike -------------------------------------------------------------

_Place = tuple[int, int]
"""Row and part of a header."""


def _read_alike(entries: Sequence[_Entry]) -> None:
    """Read headers that may be read in more than one way as the clear ones beside them are."""
    usual = Counter(
        places for entry in entries if _is_clear(entry) and (places := _places(entry)) is not None
    ).most_common(1)
    if not usual or usual[0][1] * 2 <= sum(_is_clear(entry) for entry in entries):
        return
    (title_at, company_at), _ = usual[0]
    shapes = {_shape(entry) for entry in entries if _places(entry) == (title_at, company_at)}
    for entry in entries:
        if _is_clear(entry) or _shape(entry) not in shapes:
            continue
        parts = _parts(entry)
        title, company = parts[title_at[0]][title_at[1]], parts[company_at[0]][company_at[1]]
        if title_strength(title) >= title_strength(company) and (
            employer_strength(company) >= employer_strength(entry.header.company)
        ):
            entry.header.title, entry.header.company = _trimmed(title), _trimmed(company)


def _is_clear(entry: _Entry) -> bool:
    """Whether the title can only be the title."""
    header = entry.header
    return (
        header.is_complete
        and not header.labelled
        and title_strength(header.title) == 2
        and title_strength(header.company) < 2
    )


def _parts(entry: _Entry) -> list[list[str]]:
    """The parts of each row of a header."""
    rows = [[part for part in PART_SEPARATOR.split(text) if part] for text in entry.texts]
    rows = [comma_parts(row[0]) if len(row) == 1 else row for row in rows]
    return [_AT.split(row[0], maxsplit=1) if len(row) == 1 else row for row in rows]


def _shape(entry: _Entry) -> tuple[int, ...]:
    return tuple(map(len, _parts(entry)))


def _places(entry: _Entry) -> tuple[_Place, _Place] | None:
    """Where title and employer stand; None where one of them is not a part by itself."""
    at = {part: (i, j) for i, row in enumerate(_parts(entry)) for j, part in enumerate(row)}
    header = entry.header
    if header.title not in at or header.company not in at:
        return None
    return at[header.title], at[header.company]


# --- Entries to roles ----------------------------------------------------------------------------


def _finished(entries: Sequence[_Entry]) -> list[Experience]:
    """Roles, those below one employer's banner with its name."""
    roles: list[Experience] = []
    banner: _Entry | None = None
    for number, entry in enumerate(entries):
        header = entry.header
        following = entries[number + 1] if number + 1 < len(entries) else None
        if following is not None and _is_banner(entry, following):
            banner = entry
            continue
        if banner is not None and _lies_within(entry, banner) and (
            not header.company or (header.row and employer_strength(header.company) == 0)
        ):  # fmt: skip
            header.title, header.company = header.row or header.title, banner.header.company
            header.location = header.location or banner.header.location
        elif not header.company and header.title and roles:
            header.company = roles[-1].company
        if _names_nothing(entry):
            continue
        roles.append(_experience(entry))
    return roles


def _names_nothing(entry: _Entry) -> bool:
    """Whether neither a word for a job nor one for an employer is in a header of one part."""
    header, period = entry.header, entry.period
    if header.is_complete or title_strength(header.title) or employer_strength(header.company):
        return False
    return not entry.body or (period is not None and period.first == period.last)


def _is_banner(entry: _Entry, following: _Entry) -> bool:
    """Whether an entry is only an employer's name above the roles held there."""
    header = entry.header
    if entry.body or not header.company or not following.header.title:
        return False
    if header.title:  # "Acme — Kent (2011 – 2018)": what looks like a title is a place
        return (
            title_strength(header.title) == 0
            and not following.header.company
            and entry.period is not None
            and following.period != entry.period
            and _lies_within(following, entry)
        )
    return not following.header.company or _lies_within(following, entry)


def _lies_within(entry: _Entry, banner: _Entry) -> bool:
    """Whether an entry's period is a part of the banner's; compared by year."""
    if banner.period is None:
        return True
    if entry.period is None:
        return False
    ends = [
        (each.period.first or "", each.period.last or "") for each in (entry, banner) if each.period
    ]
    (first, last), (banner_first, banner_last) = ends
    return banner_first[:4] <= first[:4] and (
        banner_last == "present" or (last != "present" and last[:4] <= banner_last[:4])
    )


_OUTCOME: Final = re.compile(
    r"(?<![^\W_])\d|\b(?:won|award(?:ed)?|doubled|halved|tripled|saved|saving|reduc(?:ed|ing)|"
    r"increas(?:ed|ing)|improv(?:ed|ing)|grew|raised|exceeded|verdoppelt|halbiert|gesenkt|"
    r"gesteigert|réduit|augmenté|doublé|reduje|aumenté|ridotto|aumentato|redujo|halverade|økte)\b",
    re.IGNORECASE,
)
_TEAM_SIZE: Final = re.compile(r"(?i:team size|teamgröße|taille de l'équipe)\s*:\s*(.+)")


def _experience(entry: _Entry) -> Experience:
    header, period = entry.header, entry.period
    technologies: list[str] = []
    achievements: list[str] = []
    responsibilities: list[str] = []
    team_size = None
    for statement in statements(entry.body):
        if listed := TECHNOLOGY_LINE.match(statement):
            technologies += listed_items(statement[listed.end() :])
        elif size := _TEAM_SIZE.fullmatch(statement):
            team_size = size[1]
        elif _OUTCOME.search(statement):
            achievements.append(statement)
        else:
            responsibilities.append(statement)
    return Experience(
        company=header.company,
        title=header.title,
        location=header.location,
        employment_type=header.employment_type,
        duration=period.text if period else "",
        start_date=period.first if period else None,
        end_date=period.last if period else None,
        achievements=achievements,
        responsibilities=responsibilities,
        technologies=technologies,
        team_size=team_size,
    )
