"""Headers of entries: which lines can be part of one, and what each part of it is.

Title, employer and place are told apart by how well each part reads as one, by words and by order;
how well the whole reads is a number, so that callers can compare ways to lay out a section.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from .dates import Period, is_open_ended
from .document_lines import PART_SEPARATOR, Line, periods_in
from .entry_labels import LABEL
from .job_words import (
    comma_parts,
    employer_strength,
    has_legal_suffix,
    is_department,
    is_place,
    split_place,
    title_strength,
    title_word_ends,
)

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


_JAPANESE_CLAUSE: Final = re.compile(
    "を|(?:ます|ました|です|でした|する|した|して|され|なる|れる|こと|ため|により|による|として|において)"
)


# How large something is, in money: "$640M maker of papers; five mills".
_DESCRIBES: Final = re.compile(r"[$€£¥]\s?\d|\d\s?(?:[€£]|m€|k€|mio\b|mrd\b)", re.IGNORECASE)


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
    if len(re.findall("[ぁ-ん]", text)) >= 3 and _JAPANESE_CLAUSE.search(text):
        return True
    strength = title_strength(text)
    if _DESCRIBES.search(text):
        return True
    if _VERB_FIRST.match(text) and title_strength(" ".join(words[:2])) < 1:
        return True
    small = [
        word
        for word in words
        if len(word) > 2 and word[0].islower() and word.casefold() not in _SMALL_WORDS
    ]
    ends = re.search(r"[.!?;。]$", text) is not None and not has_legal_suffix(text)
    if ends and (
        re.search(r"(?<!\w)(?:[A-Z]\.){2,}$", text)  # "Leeds, U.K."
        or ("," in text and not any(word[0].islower() for word in words))
    ):
        ends = False  # "Night Host, Alder Cruises."
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

    `rest` is the line without its period, a tab in the gap; `tail` a sentence behind the period;
    `is_aside` where its neighbours, not its words, tell that it is neither title nor employer.
    """

    line: Line
    period: Period | None
    rest: str
    tail: str
    is_header: bool
    is_aside: bool = False


_MARKS: Final = r"[\s,;|·•:–—-]*"


@lru_cache(maxsize=4096)
def header_row(line: Line) -> Row:
    """A line as a row of a header, and whether it can be one."""
    period = _header_period(line)
    if period is None:
        is_header = bool(REMARK.fullmatch(line.text)) or not (
            line.bullet or reads_like_a_sentence(line.text) or _MAIL.search(line.text)
        )
        return Row(line, None, line.text, "", is_header)
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


# "Seit 2019", "Contract – from 2019", "Nurse ab 2019"; "Berg AB 2019" names a company.
_SINCE_WORDS: Final = "da|dal|desde|from|since|von|vom|seit|od|de|du|del|fra|från|sinds|van"
_SINCE: Final = re.compile(
    rf"(?:(?:^|(?<=[–—|·,:-])|(?<=[–—|·,:-]\s))(?i:{_SINCE_WORDS})|"
    rf"(?:^|(?<=\s))(?:ab|с|з|{_SINCE_WORDS}))\s*{_GAP}"
)


def _without_gap(rest: str) -> str:
    """A row without the mark where its period stood, and the brackets and signs around it."""
    rest = re.sub(rf"[(\[（]\s*{_GAP}\s*[)\]）]", _GAP, rest)
    rest = re.sub(rf"\(\s*{_GAP}{_MARKS}([^()]+)\)", rf"{_GAP}\1", rest)
    rest = _SINCE.sub(_GAP, rest)
    rest = re.sub(rf"^{_GAP}[.]\s+", _GAP, rest)
    before, stop, behind = rest.partition(f". {_GAP}")
    if stop and not has_legal_suffix(f"{before}."):  # "S.L. (2019)" keeps its dot
        rest = f"{before}{_GAP}{behind}"
    rest = "\t".join(_between_stops(rest))
    rest = re.sub(rf"{_MARKS}{_GAP}[.]?{_MARKS}", "\t", rest).strip(" \t,;|·•–—-:")
    return re.sub(r"(?<=\w{3})\.$", "", rest)


def _header_period(line: Line) -> Period | None:
    """The period of a line that can head an entry."""
    periods = periods_in(line.text)
    if not periods:
        return None
    if (remark := REMARK.fullmatch(line.text)) and any(
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
    if line.bullet and _LISTED_YEARS.search(period.text):
        return None  # "Best in show 2018, 2019"
    if line.bullet and before and period.last == "present" and period.text[0].isalpha() and (
        is_open_ended(period.text.split()[0] + " ")
    ):  # fmt: skip
        return None  # "Mentor since 2021"
    return period


_LISTED_YEARS: Final = re.compile(r"[,&+]|\d\s+[^\W\d_]+\s+\d{4}$")
# --- Reading a header ----------------------------------------------------------------------------

COLUMN: Final = re.compile(r"\s*\t+\s*|\s*\u3000\s*|\s+[|·•›»]\s+|\s*\|\s*|\s{2,}")
AT: Final = re.compile(
    r"(?:,?\s+(?:at|bei|beim|chez|hos|ved|presso|bij|na|u|v|w|en|em|för|la|på|@)\s+|\s*@\s*)(?=\S)"
)
_ALWAYS_AT: Final = re.compile(r"\s+(?:at|bei|beim|chez|hos|presso|bij|@)\s+|\s+@\s*")
ELAPSED: Final = re.compile(
    r"\W*(?:\d+(?:[.,]\d+)?\+?\s*(?:years?|yrs?|months?|mos?|jahre?|monate?|ans?|mois|años?|meses|mes|anni?|"
    r"mesi|år|"
    r"mdr|måneder|månader|lat|lata|rok|miesiąc|miesiące|miesięcy|jaar|maand|maanden|anos?|"
    r"mês|vuotta|vuosi|kuukautta|let|roky|měsíc|měsíce|měsíců|лет|год|года|месяц|месяца|"
    r"месяцев|рік|роки|років|місяць|місяці|місяців|yıl|ay|년|개월|年|个月|ヶ月|か月|ヵ月)[\s,]*(?:and|und|et|y)?\s*)+\W*",
    re.IGNORECASE,
)
REMARK: Final = re.compile(
    # A line in brackets, an address of the web or of mail.
    r"[(\[（](?=[^()（）]*[^\W\d_]{3})[^()（）]{12,}[)\]）][.,]?|(?:https?://|www\.)\S+|"
    r"[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|de|fr|es|it|nl|uk|eu)/\S*|\S+@\S+\.\w+",
    re.IGNORECASE,
)
ADDRESS: Final = re.compile(
    # A number and a street, the street and its number, or a state's code with its postcode.
    r"\d{1,5}[\w-]{0,3},? (?:[^\W\d_][\w.'’-]*,? ){1,4}"
    r"(?:st|street|ave|avenue|blvd|boulevard|rd|road|dr|drive|"
    r"ln|lane|ct|court|hwy|highway|pkwy|parkway|sq|square|way|place|pl)\b\.?(?:,? .*)?|"
    r"\d{1,4}(?:,? (?:bis|ter))?,? (?:rue|avenue|bd|boulevard|place|chemin|quai|allée) .+|"
    r"[^\W\d_][\w.' -]{0,40}(?:straße|strasse|str\.|weg|platz|allee|gasse|laan|straat|gatan|vägen) "
    r"\d{1,4}\w?(?:,? .*)?|"
    r"(?:calle|c/|via|viale|piazza|rua|avenida|av\.|ul\.) [^,]{1,40},? \d{1,4}\b.*|"
    r".{3,80}, [A-Z]{2} \d{5}(?:-\d{4})?",
    re.IGNORECASE,
)
"""A row that is a postal address."""

_MAIL: Final = re.compile(r"\S@[\w-]+\.\w")
EMPLOYMENT_TYPE: Final = re.compile(
    r"\(?(?:full[- ]?time|part[- ]?time|contract|temporary|permanent|seasonal|vollzeit|teilzeit|"
    r"befristet|unbefristet|temps plein|temps partiel|cdi|cdd|alternance|jornada completa|"
    r"media jornada|tempo pieno|tempo parziale|voltijd|deltijd|heltid|deltid|"
    r"(?:contrat (?:en )?)?(?:cdi|cdd)|intérim|intérimaire|saisonnier|vacataire|"
    r"contrato (?:indefinido|temporal)|indefinido|tempo (?:in)?determinato|clt|"
    r"umowa (?:o pracę|zlecenie|o dzieło)|festanstellung|unbefristeter vertrag|"
    r"tillsvidareanställning|visstidsanställning|vikariat|fast stilling|fastansættelse|"
    r"正社員|契約社員|派遣社員|パートタイム|全职|兼职|정규직|계약직)\)?",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Header:
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


def read_header(texts: Iterable[str], order: Order) -> Header:
    """Title, employer and place from the rows of a header."""
    return replace(_header_from(tuple(texts), order))  # the caller may change its copy


@lru_cache(maxsize=4096)
def _header_from(texts: tuple[str, ...], order: Order) -> Header:
    header = Header()
    rows = [row for text in texts if (row := _plain_row(text, header))]
    if header.labelled:
        return _with_unlabelled(rows, header)
    if len(rows) == 1:
        header.row = rows[0]
        _take_one_row(rows[0], header, order)
    elif rows:
        _take_rows(rows, header, order)
    header.title = trimmed(_DEPARTMENT_BEHIND.sub("", header.title))
    _without_employment_type(header.title, header)  # "(Contract)" stays in the title as written
    header.company = trimmed(header.company)
    whole = "\n".join(texts)
    title_first = whole.find(header.title) < whole.find(header.company)
    header.in_order = header.is_complete and title_first == (order == "title first")
    return header


def _with_unlabelled(rows: Sequence[str], header: Header) -> Header:
    """A header of which only the title or only the employer is labelled, the other beside it."""
    if rows and header.title and not header.company:
        header.company = trimmed(_company_of_row(rows[0], header))
    elif rows and header.company and not header.title:
        header.title = trimmed(_title_of_row(rows[0], header))
    else:
        header.unexplained += len(rows)
        return header
    header.unexplained += len(rows) - 1
    return header


_DEPARTMENT_BEHIND: Final = re.compile(
    r",\s*(?:Department|Dept\.?|Faculty|School|Division|Institut|Fakultät|Lehrstuhl|Département|"
    r"Departamento|Facultad|Dipartimento) (?:of|für|de|di|des|du)\b.*$"
)


def trimmed(text: str) -> str:
    text = text.strip(" ,;|·•–—-:")
    return text if any(character.isalnum() for character in text) else ""


def _without_employment_type(text: str, header: Header) -> str:
    match = re.search(r"\s*\(([^()]+)\)$", text)
    if match is None or not EMPLOYMENT_TYPE.fullmatch(match[1]):
        return text
    header.employment_type = header.employment_type or match[1]
    return text[: match.start()]


def _plain_row(text: str, header: Header) -> str:
    """A row without labels, places, kinds of employment and elapsed time; those go to `header`."""
    label, separator, value = text.replace("：", ":", 1).partition(":")
    if not separator:
        label, separator, value = text.partition("\t")
    if separator and (match := LABEL.fullmatch(label.strip())):
        kind = match.lastgroup
        if kind == "title" and value.strip():
            header.title, header.labelled = value.strip(), True
        elif kind == "company" and value.strip():
            header.labelled = True
            header.company = without_place(value.strip(), header)
        elif kind == "location":
            header.location = value.strip() or None
        return value.strip() if kind == "period" else ""
    if LABEL.fullmatch(text.strip(" :")) and text.strip(" :").casefold() not in ("post", "data"):
        return ""
    if ELAPSED.fullmatch(text) or REMARK.fullmatch(text) or ADDRESS.fullmatch(text):
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
            elif EMPLOYMENT_TYPE.fullmatch(pieces[at].strip()):
                header.employment_type = header.employment_type or pieces[at].strip(" ()")
            elif not ELAPSED.fullmatch(pieces[at]) and pieces[at].strip():
                break
            del pieces[at], separators[at]
    if len(pieces) == 1 and EMPLOYMENT_TYPE.fullmatch(pieces[0].strip()):
        header.employment_type = header.employment_type or pieces[0].strip(" ()")
        return ""
    row = pieces[0]
    for separator, piece in zip(separators, pieces[1:], strict=True):
        row += separator + piece
    return row.strip(" ,;|·•–—")


def without_place(text: str, header: Header) -> str:
    """A text without the place written behind it, which goes to `header`."""
    text, place = split_place(text)
    header.location = header.location or place
    return text


_UNPAID: Final = re.compile(
    r"(?<=\S)\s+\((?:volunteer|voluntary|unpaid|pro bono|intern|internship|contractor|"
    r"ehrenamtlich|bénévole|bénévolat|stage|voluntari[oa]|voluntariado|volontari[oa]|"
    r"vrijwillig|frivillig|wolontariat)\)$",
    re.IGNORECASE,
)
"""A kind of post behind a name, which tells nothing of what the name is."""


def _title_value(text: str) -> float:
    """How well a text reads as a title, -0.2 .. 2."""
    text = _UNPAID.sub("", text)
    employer = employer_strength(text)
    if re.search(r"\d\d|\d .*[^\W\d_]{4}", text):
        return 0.4
    if title_strength(text) == 2:
        return 0.9 if employer == 2 else 2.0
    return 0.4 + 0.6 * title_strength(text) - 0.3 * employer


def _company_value(text: str) -> float:
    """How well a text reads as an employer's name, about -1 .. 2."""
    text = _UNPAID.sub("", text)
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


def _take_one_row(row: str, header: Header, order: Order) -> None:
    row = without_place(row, header)
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
    for match in AT.finditer(row):
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
    if match and not EMPLOYMENT_TYPE.fullmatch(match[2]) and len(PART_SEPARATOR.split(row)) == 1:
        inner = match[2]
        if title_strength(match[1]) and not title_strength(inner) and not is_place(inner):
            # "(Backend)" is part of the title, "(University of Ulm)" the employer.
            is_grade = inner.isupper() or any(character.isdigit() for character in inner)
            if employer_strength(inner) or (
                inner[:1].isupper() and not is_department(inner) and not is_grade
            ):
                yield _Split(match[1], inner, _title_value(match[1]) + _company_value(inner) - 0.1)
        elif title_strength(inner) == 2 and not title_strength(match[1]):
            yield _Split(inner, match[1], 2.0 + _company_value(match[1]) - 0.1)


def _comma_splits(row: str, order: Order) -> Iterator[_Split]:
    if COLUMN.search(row):
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
                second if cut == len(parts) - 1 or title_strength(parts[-1]) == 2 else "",
                parts[0] if cut == 1 else first,
                order != "title first",
            ),
        ):
            if not title:
                continue
            value = _title_value(title) + _company_value(company) + (0.35 if in_order else 0.0)
            # What stands between the title and the employer must belong to the title.
            extra = comma_parts(title)[1:]
            value -= sum(
                0.1 if is_department(part) or title_strength(part) == 2 else 0.7 for part in extra
            )
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
    elif in_cjk and others and employer_strength(first) and not employer_strength(others):
        yield _Split(others, first, 2.2)
    for end in reversed(title_word_ends(row)):
        rest = row[end:].strip()
        if rest[:1].isupper() and employer_strength(rest) and not title_strength(rest):
            yield _Split(row[:end], rest, 2.6)


def _take_rows(rows: Sequence[str], header: Header, order: Order) -> None:
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
    return max(map(_title_value, [part for part in COLUMN.split(row) if part] or [row]))


def _row_company_value(row: str) -> float:
    return max(map(_company_value, [part for part in COLUMN.split(row) if part] or [row]))


def _title_of_row(row: str, header: Header) -> str:
    """The title of a row that names no employer; departments behind a comma or dash stay."""
    parts = [part for part in COLUMN.split(row) if part.strip()]
    best = max(parts, key=_title_value)
    header.unexplained += len(parts) - 1
    return best


def _company_of_row(row: str, header: Header) -> str:
    """The employer of a row that names no title: "Acme — Platform" stays as it is written."""
    parts = [part for part in COLUMN.split(row) if part.strip()]
    best = max(parts, key=lambda part: (_company_value(part) > 0.3, -parts.index(part)))
    return _company_name(best, header, lone=True)


PLACE_NAME: Final = re.compile(
    r"[^\W\d_][\w.'’-]+(?: (?:am|an der|an|im|in der|de|de la|del|sur|upon|do|da))?(?: "
    r"[^\W\d_][\w.'’-]+)?"
)


def _is_foreign_place(text: str) -> bool:
    """Whether a text in brackets behind an employer can be a place that no list knows."""
    return (
        PLACE_NAME.fullmatch(text) is not None
        and text[0].isupper()
        and not text.isupper()
        and not (employer_strength(text) or is_department(text) or title_strength(text))
        and not EMPLOYMENT_TYPE.fullmatch(text)
    )


_NAME_PARTICLES: Final = frozenset(
    "von van de da del della der den di du la le and und et y e og och en i".split()
)


_LOWER_BEHIND_DASH: Final = re.compile(r"(?<=\w)\s[–—-]\s(?=[a-zß-öø-ÿ]\w*\s)")


def _without_remark(text: str) -> str:
    """An employer's name without what is said of it: "Acme Ltd, Kent branch", "Acme, now Oak"."""
    parts = comma_parts(text)
    if len(parts) > 1 and has_legal_suffix(parts[0]):
        return parts[0]
    described = _LOWER_BEHIND_DASH.search(text)
    if described and text[0].isupper():
        return text[: described.start()]  # "Loom Ltd — weaving software"
    for part in parts[1:]:
        first = part.split(maxsplit=1)[0]
        if first.islower() and text[0].isupper() and " " in part and first not in _NAME_PARTICLES:
            return text[: text.find(part)].rstrip(" ,")
    return text


def _company_name(text: str, header: Header, *, lone: bool = False) -> str:
    """An employer's name without place and kind of employment behind it."""
    text = without_place(text.strip(" ,"), header).strip(" ,")
    text = re.sub(r";\s.*$", "", text)
    text = _without_remark(text)
    bracket = re.search(r"\s*\(([^()]+)\)$", text)
    if bracket and header.location is None and _is_foreign_place(bracket[1]):
        header.location, text = bracket[1], text[: bracket.start()]
    parts = comma_parts(text)
    if lone and len(parts) == 1:
        parts = re.split(r"\s+[‐‑‒–—―-]\s+", text)
    if lone and len(parts) == 2 and header.location is None and " of " not in parts[0]:
        behind = parts[1]
        if _is_foreign_place(behind) or (behind.isupper() and PLACE_NAME.fullmatch(behind)):
            header.location, text = behind, parts[0]
    return _without_employment_type(text, header)


def header_value(header: Header) -> float:
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


@dataclass(slots=True)
class Entry:
    header: Header
    period: Period | None
    body: list[Line] = field(default_factory=list)
    doubt: float = 0.0  # what speaks against the manner it was read in
    start: int = 0  # its first row
    texts: tuple[str, ...] = ()  # what its header was read from
