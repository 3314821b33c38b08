"""Rules that read a career document: sections, entries, and what each line of an entry is.

The built-in stand-in for a model's `document_extraction`. Values are copied from the text word for
word; what no rule recognises is left out, and a date that is not written stays None. It knows words
of many languages and ways to lay out a CV, but no particular document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from babel import Locale

from .dates import LANGUAGES, Period, find_periods, parse_period
from .schema import (
    Award,
    Certification,
    DocumentExtraction,
    DocumentType,
    Education,
    Experience,
    PersonalInfo,
    Project,
    Publication,
    Skills,
    SpokenLanguage,
)
from .section_names import Section, section_of

# --- Lines ---------------------------------------------------------------------------------------

_BULLET: Final = re.compile(
    r"^\s*(?:[•▪▫◦‣●○■□◆▸►➢➤∙·⁃]\s*|[*–—-]\s+|[*+]\s+|\d{1,2}[.)]\s+)(?=\S)"
)
_LONG_CHARS: Final = 95
_SENTENCE_BEHIND: Final = re.compile("\u0001\\s*[)\\]]?\\s+[A-Z][^\u0001]*[a-z][^\u0001]*\\.$")
_HEADER_CHARS: Final = 140


@dataclass(slots=True)
class _Line:
    """One line: its text without marks, whether it was a bullet, and the period written in it."""

    text: str
    bullet: bool = False
    heading: bool = False
    section: Section | None = None
    period: Period | None = None
    blank_before: bool = False

    @property
    def rest(self) -> str:
        """The line without its period, and the marks around it."""
        if self.period is None:
            return self.text
        rest = self.text[: self.period.start] + "\u0001" + self.text[self.period.end :]
        rest = re.sub(r"[(\[]\s*\u0001\s*[)\]]", "\u0001", rest)
        rest = _SENTENCE_BEHIND.sub("\u0001", rest)
        rest = re.sub(r"\s*[,;|·•–—-]*\s*\u0001\s*[,;|·•–—:-]*\s*", "\t", rest)
        return rest.strip(" \t,;|·•–—(")

    @property
    def is_statement(self) -> bool:
        """Whether it reads like a sentence or a bullet rather than a part of a header."""
        return (
            self.bullet
            or len(self.text) > _LONG_CHARS
            or bool(re.search(r"[.!;。]$", self.text) and len(self.text.split()) > 5)
        )


def _looks_like_header(line: _Line) -> bool:
    """Whether a line can name a post or an employer, by its length and its capitals."""
    if line.is_statement or line.section is not None:
        return False
    words = [word for word in re.findall(r"[^\W\d_]+", line.rest) if len(word) > 3]
    if len(line.rest.split()) <= 3 or not any(word.isascii() for word in words):
        return True
    large = sum(word[0].isupper() for word in words)
    return large >= 0.5 * len(words) or bool(_STRONG.search(line.rest))


def _lines(text: str) -> list[_Line]:
    """The document's lines with what can be seen of each alone; blank lines only as a mark."""
    lines: list[_Line] = []
    blank = False
    raw_lines = text.split("\n")
    index = 0
    while index < len(raw_lines):
        raw = raw_lines[index]
        index += 1
        if not any(character.isalnum() for character in raw):
            blank = True
            continue
        if raw.lstrip().startswith("|") and raw.rstrip().endswith("|"):
            raw = "\t".join(cell.strip() for cell in raw.strip(" |").split("|") if cell.strip())
        # A period broken over two lines: "2017 –" / "Present".
        following = raw_lines[index].strip() if index < len(raw_lines) else ""
        if re.search(r"\d{4}\s*[–—-]$", raw.strip()) and len(raw.strip()) < 24:
            joined = f"{raw.strip()} {following}"
            if 0 < len(following) < 20 and parse_period(joined)[0] is not None:
                raw, index = joined, index + 1
        heading = bool(re.match(r"\s*#{1,6}\s", raw))
        plain = re.sub(r"^\s*#{1,6}\s+", "", raw)
        bullet = bool(_BULLET.match(plain)) and not heading
        plain = _BULLET.sub("", plain, count=1).strip() if bullet else plain.strip()
        lines.append(_Line(plain, bullet, heading, blank_before=blank))
        blank = False
    for line in lines:
        if not line.bullet:
            line.section = section_of(line.text)
        if line.section is None:
            line.period = _header_period(line)
    return lines


def _header_period(line: _Line) -> Period | None:
    """The period of a line that can be the header of an entry."""
    if len(line.text) > _HEADER_CHARS:
        return None
    periods = list(find_periods(line.text))
    if not periods:
        return None
    ranges = [period for period in periods if period.first != period.last]
    period = ranges[-1] if ranges else periods[-1]
    rest = line.text[: period.start] + line.text[period.end :]
    if line.bullet and (not ranges or len(rest) > 70):
        return None
    if not ranges and (len(rest.split()) > 9 or re.search(r"[a-z]\.(?:\s|$)", rest)):
        return None  # a year in a sentence
    return period


# --- Words ---------------------------------------------------------------------------------------

_TITLE_WORDS: Final = (
    r"engineer|developer|manager|director|analyst|designer|consultant|architect|administrator|"
    r"intern|internship|assistant|associate|coordinator|specialist|officer|lead|leader|head|"
    r"founder|co-founder|ceo|cto|cfo|coo|vp|president|scientist|researcher|professor|lecturer|"
    r"teacher|tutor|technician|representative|supervisor|nurse|accountant|programmer|executive|"
    r"owner|advisor|adviser|trainee|apprentice|editor|writer|journalist|producer|strategist|"
    r"planner|recruiter|driver|chef|cook|barista|cashier|clerk|secretary|operator|mechanic|"
    r"electrician|attorney|lawyer|paralegal|physician|doctor|fellow|student|employee|volunteer|"
    r"mentor|instructor|trainer|facilitator|salesperson|buyer|controller|auditor|tester|devops|"
    r"sre|evangelist|advocate|ambassador|chair|member|contractor|freelancer|receptionist|server|"
    r"waiter|waitress|bartender|therapist|psychologist|pharmacist|dentist|translator|curator|"
    r"librarian|photographer|artist|musician|partner|principal|agent|broker|trader|underwriter|"
    r"scrum master|tech lead|qa|ux|postdoc|"
    r"leiter|leiterin|berater|beraterin|mitarbeiter|mitarbeiterin|praktikant|praktikantin|"
    r"praktikum|werkstudent|werkstudentin|referent|referentin|sachbearbeiter|sachbearbeiterin|"
    r"geschäftsführer|geschäftsführerin|assistent|assistentin|techniker|technikerin|dozent|"
    r"dozentin|lehrer|lehrerin|kaufmann|kauffrau|fachkraft|auszubildender|auszubildende|hilfskraft|"
    r"ingénieur|ingénieure|développeur|développeuse|chef|cheffe|responsable|directeur|directrice|"
    r"consultante|stagiaire|chargé|chargée|technicien|technicienne|assistante|gestionnaire|"
    r"analyste|concepteur|conceptrice|vendeur|vendeuse|professeur|enseignant|enseignante|alternant|"
    r"alternante|conseiller|conseillère|comptable|animateur|"
    r"ingeniero|ingeniera|desarrollador|desarrolladora|gerente|jefe|jefa|directora|especialista|"
    r"asistente|analista|consultor|consultora|becario|becaria|coordinador|coordinadora|técnico|"
    r"técnica|diseñador|diseñadora|profesor|profesora|encargado|encargada|administrativo|"
    r"administrativa|vendedor|vendedora|practicante|auxiliar|"
    r"engenheiro|engenheira|desenvolvedor|desenvolvedora|estagiário|estagiária|coordenador|"
    r"coordenadora|assistente|diretor|diretora|programador|programadora|professora|gestor|gestora|"
    r"ingegnere|sviluppatore|sviluppatrice|responsabile|direttore|direttrice|tirocinante|"
    r"consulente|impiegato|impiegata|addetto|addetta|progettista|capo|insegnante|stagista|"
    r"ontwikkelaar|medewerker|stagiair|stagiaire|adviseur|beheerder|projectleider|docent|"
    r"utvikler|leder|sjef|rådgiver|konsulent|ansvarlig|kundeansvarlig|medarbeider|lærer|ingeniør|"
    r"udvikler|medarbejder|praktikant|utvecklare|ingenjör|rådgivare|konsult|ansvarig|medarbetare|"
    r"lärare|säljare|selger|sælger|praktikant|"
    r"inżynier|programista|programistka|kierownik|kierowniczka|specjalista|specjalistka|analityk|"
    r"konsultant|konsultantka|stażysta|stażystka|dyrektor|asystent|asystentka|nauczyciel|"
    r"kehittäjä|insinööri|päällikkö|suunnittelija|vývojář|inženýr|manažer|mérnök|fejlesztő|"
    r"mühendis|geliştirici|yönetici"
)
_TITLE_ENDINGS: Final = (
    r"entwickler(?:in)?|ingenieur(?:in)?|leiter(?:in)?|berater(?:in)?|mitarbeiter(?:in)?|"
    r"manager(?:in)?|assistent(?:in)?|techniker(?:in)?|referent(?:in)?|forscher(?:in)?|"
    r"wissenschaftler(?:in)?|führer(?:in)?|kraft|utvikler|udvikler|utvecklare|leder|sjef|rådgiver|"
    r"ansvarlig|ansvarig|ontwikkelaar|medewerker|beheerder|leider"
)
_TITLE: Final = re.compile(
    rf"(?<!\w)(?:(?:{_TITLE_WORDS})s?|\w+(?:{_TITLE_ENDINGS}))(?!\w)"
    r"|マネージャー?|エンジニア|リーダー|部長|課長|主任|担当|デザイナー|アナリスト|コンサルタント|"
    r"開発者|プログラマー?|研究員|インターン|教授|ディレクター|工程师|经理|开发|设计师|주임|매니저|엔지니어",
    re.IGNORECASE,
)
_COMPANY: Final = re.compile(
    r"(?<!\w)(?:inc|llc|ltd|limited|corp|corporation|gmbh|ag|kg|co|company|plc|as|asa|ab|oy|sa|sas|"
    r"sarl|s\.l|s\.a|s\.p\.a|srl|bv|b\.v|nv|se|e\.v|group|groupe|grupo|gruppe|labs?|systems|"
    r"solutions|technologies|university|universität|universität|université|universidad|"
    r"universidade|università|universitet|uniwersytet|college|institute|institut|instituto|school|"
    r"hospital|klinik|bank|consulting|studios?|agency|agencia|agence|agentur|foundation|stiftung|"
    r"ministry|department|council|partners|ventures|media|digital|software|networks|industries|"
    r"holdings?|services|restaurant|café|hotel|store|shop|retail|nonprofit|museum|theatre|theater|"
    r"opera|orchestra|church|society|association|verein|research|academy|freelance|self-employed|"
    r"selbständig|selbstständig|freiberuflich|indépendant|autónomo)\b\.?"
    r"|株式会社|有限会社|合同会社|大学|公司|銀行|주식회사|[\w-]+\.(?:com|org|de|io|net|edu|ai)\b",
    re.IGNORECASE,
)
_DEGREE: Final = re.compile(
    r"(?<!\w)(?:ph\.?\s?d|doctorate|doctor of|mba|m\.?\s?sc|b\.?\s?sc|b\.?\s?a|m\.?\s?a|b\.?\s?s|"
    r"m\.?\s?s|b\.?\s?eng|m\.?\s?eng|bachelor|master|associate of|diploma|degree|diplom|abitur|"
    r"promotion|licence|bts|dut|grado|licenciatura|máster|laurea|licenciatura|mestrado|magister|"
    r"licencjat|inżynier|kandidat|sivilingeniør|minor|major|gcse|a-levels?|high school|"
    r"baccalauréat|maturita|technicien supérieur|fachhochschulreife|ausbildung|studium|"
    r"学士|修士|博士|本科|硕士)(?!\w)",
    re.IGNORECASE,
)
_SCHOOL: Final = re.compile(
    r"universit|university|college|institut|school|hochschule|académie|academy|école|escuela|"
    r"universidad|facultad|politecnic|polytechnic|gymnasium|lycée|handelshøyskolen|høgskole|"
    r"högskola|uniwersytet|politechnika|bootcamp|大学|学院|高校|専門学校",
    re.IGNORECASE,
)
_REMOTE: Final = re.compile(
    r"^(?:remote|hybrid|on-?site|home ?office|télétravail|remoto|fjernarbeid)(?:\b.*)?$",
    re.IGNORECASE,
)
_TWO_WORD_CITY: Final = (
    r"(?:San|Santa|New|Los|Las|Fort|St\.?|Saint|El|La|Palo|Menlo|Mountain|Salt Lake|Kansas|Rio|São|"
    r"Cape|Hong|Tel|Den|Bad|Le|West|East|North|South|Grand|Long)"
)
_LONG_CITY: Final = re.compile(rf"{_TWO_WORD_CITY}\b")
_TRAILING_PLACE: Final = re.compile(
    rf"[\s,]+((?:{_TWO_WORD_CITY}\s+)?[^\W\d_][\w.'-]*,\s*[A-Z]{{2}}(?:,\s*USA?)?)$"
)


_STRONG: Final = re.compile(r"\s*\t+\s*|\s+[|·•›»]\s+|\s*\|\s*|\s+[–—]\s+|\s+-\s+|\s{2,}|\s+@\s+")


@cache
def _territories() -> frozenset[str]:
    """Names of countries in the languages that are read, in one case."""
    names = {"usa", "uk", "u.s.", "us", "england", "scotland", "wales", "uae"}
    for language in LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2:
                names.add(name.casefold())
    return frozenset(names)


def _is_title(text: str) -> bool:
    return bool(_TITLE.search(text))


def _is_place(text: str) -> bool:
    """Whether a short text is a place: "Austin, TX", "Berlin, Germany", "Remote", "Norway"."""
    text = text.strip(" ()")
    if not text or len(text) > 45 or any(character.isdigit() for character in text):
        return False
    if _REMOTE.match(text) or text.casefold() in _territories():
        return True
    if _STRONG.search(text) or _is_title(text) or _COMPANY.search(text):
        return False
    parts = [part.strip() for part in text.split(",")]
    city = parts[0].split()
    return (
        2 <= len(parts) <= 3
        and all(part[:1].isupper() for part in parts)
        and (len(city) <= 2 or bool(_LONG_CITY.match(parts[0])))
        and (
            bool(re.fullmatch(r"[A-Z]{2}|USA", parts[-1])) or parts[-1].casefold() in _territories()
        )
    )


# --- Headers -------------------------------------------------------------------------------------

_AT: Final = re.compile(
    r"\s+(?:at|bei|beim|chez|hos|presso|bij|na firma|w firmie|@)\s+", re.IGNORECASE
)
_IN_BRACKETS: Final = re.compile(r"(.+?)\s*\(([^()]+)\)")
_COMMA: Final = re.compile(r"\s*[,、，]\s*")
_ELAPSED: Final = re.compile(
    r"^\W*\d+\s*(?:years?|yrs?|months?|mos?|jahre?|monate?|ans?|mois|años?|meses|år|måneder|lat|年|ヶ月)\b"
    r"[\w\s]*$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Header:
    title: str = ""
    company: str = ""
    location: str | None = None


def _read_header(texts: Sequence[str], *, title_first: bool) -> _Header:
    """Title, company and place from the lines of a header, their period taken out."""
    header = _Header()
    rows = [text for text in texts if text and not _ELAPSED.match(text)]
    rows = [row for row in rows if not _take_place(row, header)]
    rows = [_without_place(row, header) for row in rows]
    if not rows:
        return header
    if len(rows) == 1:
        _split_row(rows[0], header, title_first=title_first)
        return header
    first, second = rows[0], rows[1]
    if _names_both(first):
        _split_row(first, header, title_first=title_first)
        return header
    if _names_both(second) and not _is_title(first):
        _split_row(second, header, title_first=title_first)
        return header
    first_is_title = _is_title(first)
    if first_is_title == _is_title(second):
        first_is_title = title_first if not _COMPANY.search(first) else False
        if _COMPANY.search(second) and not _COMPANY.search(first):
            first_is_title = True
    title, company = (first, second) if first_is_title else (second, first)
    header.title = _STRONG.split(title)[0] if _place_at_end(title) else title
    header.company = _company_of(company, header)
    return header


def _take_place(row: str, header: _Header) -> bool:
    if not _is_place(row):
        return False
    header.location = header.location or row.strip(" ()")
    return True


def _without_place(row: str, header: _Header) -> str:
    """A row without the place written behind it."""
    parts = _STRONG.split(row)
    while len(parts) > 1 and _is_place(parts[-1]):
        header.location = header.location or parts.pop().strip(" ()")
        row = row[: row.rfind(parts[-1]) + len(parts[-1])]
        parts = _STRONG.split(row)
    match = _TRAILING_PLACE.search(row)
    if match and match.start() > 2:
        before = row[: match.start()].rstrip(" ,")
        if before and not before.endswith(("(", "&")):
            header.location = header.location or match[1]
            return before
    return row


def _place_at_end(row: str) -> bool:
    parts = _STRONG.split(row)
    return len(parts) > 1 and _is_place(parts[-1])


def _names_both(row: str) -> bool:
    """Whether one row holds title and company: "Engineer | Acme", "Engineer at Acme"."""
    parts = _parts(row)
    if len(parts) < 2:
        return False
    titles = [_is_title(part) for part in parts]
    companies = [
        bool(_COMPANY.search(part)) and not title for part, title in zip(parts, titles, strict=True)
    ]
    return any(titles) and any(companies)


def _parts(row: str) -> list[str]:
    inner = _IN_BRACKETS.fullmatch(row)
    if inner and _is_title(inner[1]) and not _is_title(inner[2]) and _COMPANY.search(inner[2]):
        return [inner[1], inner[2]]
    for pattern in (_STRONG, _AT, _COMMA):
        parts = [part for part in pattern.split(row) if part.strip()]
        if len(parts) > 1:
            return parts
    return [row]


def _split_row(row: str, header: _Header, *, title_first: bool) -> None:
    """Title and company from one row."""
    at = _AT.search(row)
    if at and _is_title(row[: at.start()]):
        header.title = row[: at.start()].strip(" ,")
        header.company = _company_of(row[at.end() :], header)
        return
    parts = [part for part in _STRONG.split(row) if part.strip()]
    if len(parts) == 1:
        parts = _comma_parts(row)
    if len(parts) == 1:
        inner = _IN_BRACKETS.fullmatch(row)
        run_on = _run_on(row)
        if inner and not _is_title(inner[2]) and _COMPANY.search(inner[2]):
            header.title, header.company = inner[1], inner[2]
        elif run_on is not None:
            header.title, header.company = run_on
        elif _is_title(row) or (title_first and not _COMPANY.search(row)):
            header.title = row
        else:
            header.company = row
        return
    title_at = next((index for index, part in enumerate(parts) if _is_title(part)), None)
    if title_at is None and not _STRONG.search(row) and _company_of(row, header) != row:
        header.company = _company_of(row, header)
        return
    if title_at is None:
        company_at = next(
            (index for index, part in enumerate(parts) if _COMPANY.search(part)), None
        )
        title_at = (
            (0 if title_first else 1) if company_at is None else (1 if company_at == 0 else 0)
        )
    elif title_at > 1:
        title_at = 1
    if title_at == 0 and _is_title(parts[1]) and _COMPANY.search(parts[0]) and not title_first:
        title_at = 1
    header.title = parts[title_at].strip(" ,")
    company_parts = [part for index, part in enumerate(parts[:2]) if index != title_at]
    header.company = _company_of(company_parts[0], header) if company_parts else ""
    rest = ", ".join(parts[2:])
    if header.location is None and rest and _is_place(rest):
        header.location = rest if rest in row else None


def _run_on(row: str) -> tuple[str, str] | None:
    """Title and company that stand side by side without a sign: "Engineer University of Ulm"."""
    titles = list(_TITLE.finditer(row))
    if not titles:
        return None
    for match in titles:
        rest = row[match.end() :].strip()
        if _COMPANY.search(rest) and not _is_title(rest) and (rest[0].isupper() or "." in rest):
            return row[: match.end()].strip(), rest
    return None


def _comma_parts(row: str) -> list[str]:
    """Parts between commas; a legal suffix belongs to the name before it."""
    parts: list[str] = []
    for match in re.finditer(r"[^,、，]+", row):
        part = match[0].strip()
        if parts and re.fullmatch(
            r"(?:inc|llc|ltd|gmbh|corp|s\.?l|s\.?a|co|kg|ag)\.?", part, re.IGNORECASE
        ):
            start = row.find(parts[-1])
            parts[-1] = row[start : match.end()].strip()
        elif part:
            parts.append(part)
    return parts


def _company_of(text: str, header: _Header) -> str:
    """A company's name without the place that follows it."""
    text = _without_place(text.strip(" ,"), header)
    parts = _comma_parts(text)
    if len(parts) > 1 and (_is_place(", ".join(parts[1:])) or _is_place(parts[-1])):
        header.location = header.location or text[text.find(parts[1]) :].strip()
        return parts[0]
    if len(parts) == 2 and len(parts[0].split()) > 1 and _CITY.fullmatch(parts[1]):
        header.location = header.location or parts[1]
        return parts[0]
    return text


_CITY: Final = re.compile(r"[A-ZÄÖÜÅØÉÎŁŚŻ][^\W\d_]{2,}(?:[- ][A-Z][^\W\d_]+)?")


# --- Experience ----------------------------------------------------------------------------------

_ENTRY_SECTIONS: Final = frozenset({"experience"})
_NO_ENTRY_SECTIONS: Final = frozenset(
    {"education", "certifications", "publications", "awards", "projects", "languages", "skills",
     "interests", "references", "contact"}
)  # fmt: skip


@dataclass(slots=True)
class _Region:
    section: Section | None
    lines: list[_Line] = field(default_factory=list)


def _regions(lines: Sequence[_Line]) -> list[_Region]:
    """The document cut at its section headings; the first region has no heading."""
    regions = [_Region(None)]
    for line in lines:
        if line.section is not None:
            regions.append(_Region(line.section))
        else:
            regions[-1].lines.append(line)
    headed = regions[1:]
    periods_before = sum(line.period is not None for line in regions[0].lines)
    last_periods = sum(line.period is not None for line in headed[-1].lines) if headed else 0
    if headed and periods_before >= 2 and not last_periods and len(headed[-1].lines) <= 2:
        # Headings stand below what they head: each takes the lines above it.
        contents = [region.lines for region in regions]
        return [_Region(None)] + [
            _Region(region.section, content)
            for region, content in zip(headed, contents, strict=False)
        ]
    return regions


def _entries(region: _Region, *, need_title: bool) -> list[Experience]:
    lines = region.lines
    anchors = [index for index, line in enumerate(lines) if line.period is not None]
    if not anchors:
        return [] if need_title else _dateless(lines)
    before_first = lines[: anchors[0]]
    if any(line.bullet for line in before_first) and not need_title:
        spans = _trailing_spans(lines, anchors)
    else:
        spans = _leading_spans(lines, anchors, need_title=need_title)
    title_first = _title_comes_first([head for head, _, _ in spans])
    entries: list[Experience] = []
    for head, period, body in spans:
        header = _read_header([line.rest for line in head], title_first=title_first)
        if not header.company and entries and header.title:
            header.company = entries[-1].company
        if not header.title and not header.company:
            continue
        if need_title and not _stands_alone(header, period, head):
            continue
        entries.append(_experience(header, period, body))
    return entries


def _stands_alone(header: _Header, period: Period | None, head: Sequence[_Line]) -> bool:
    """Whether a header names a role so clearly that no section heading is needed."""
    return (
        period is not None
        and period.first != period.last
        and _is_title(header.title)
        and bool(header.company)
        and len(header.title.split()) <= 8
        and not re.search(r"[.:;]\s|^\W", f"{header.title}\n{header.company}")
        and all(_looks_like_header(line) or line.period is not None for line in head)
    )


_Span = tuple[list[_Line], Period | None, list[_Line]]


def _leading_spans(
    lines: Sequence[_Line], anchors: Sequence[int], *, need_title: bool
) -> list[_Span]:
    """Entries whose period stands in or near their header.

    How many header lines stand above the period is taken from the first entry of the section.
    """
    above = 0 if need_title else min(2, anchors[0])
    starts = []
    for number, anchor in enumerate(anchors):
        start = anchor
        own = above if not _names_both(lines[anchor].rest) else 0
        limit = anchors[number - 1] + 1 if number else 0
        while start > limit and anchor - start < own and _looks_like_header(lines[start - 1]):
            start -= 1
        starts.append(start)
    spans: list[_Span] = []
    for number, anchor in enumerate(anchors):
        end = starts[number + 1] if number + 1 < len(anchors) else len(lines)
        head = list(lines[starts[number] : anchor + 1])
        at = anchor + 1
        while (
            at < end
            and lines[at].period is None
            and _looks_like_header(lines[at])
            and _needs_more(head, lines[at])
        ):
            head.append(lines[at])
            at += 1
        spans.append((head, lines[anchor].period, list(lines[at:end])))
    return spans


def _needs_more(head: Sequence[_Line], following: _Line) -> bool:
    """Whether a header lacks a title or a company that the following line may hold."""
    rows = [line.rest for line in head if line.rest and not _is_place(line.rest)]
    if not rows:
        return True
    if len(rows) >= 2:
        return False
    header = _Header()
    row = _without_place(rows[0], header)
    _split_row(row, header, title_first=True)
    if not (header.title and header.company):
        return True
    # "Engineer, Payments" may be a title with its team: the employer then stands below.
    by_comma = not _STRONG.search(row) and not _AT.search(row)
    return (
        by_comma
        and not _COMPANY.search(header.company)
        and (_place_at_end(following.rest) or bool(_COMPANY.search(following.rest)))
        and not _is_title(following.rest)
    )


def _trailing_spans(lines: Sequence[_Line], anchors: Sequence[int]) -> list[_Span]:
    """Entries whose period stands below their bullets."""
    spans: list[_Span] = []
    start = 0
    for anchor in anchors:
        inner = [line for line in lines[start:anchor] if not _ELAPSED.match(line.text)]
        head: list[_Line] = []
        while inner and not inner[0].is_statement and len(head) < 2:
            head.append(inner.pop(0))
        places = [line for line in inner if not line.bullet and _is_place(line.text)]
        body = [line for line in inner if line not in places]
        anchor_rest = _Line(lines[anchor].rest)
        spans.append((head + places + ([anchor_rest] if anchor_rest.text else []),
                      lines[anchor].period, body))  # fmt: skip
        start = anchor + 1
    return spans


def _dateless(lines: Sequence[_Line]) -> list[Experience]:
    """Entries of a section without any date: a header of one or two lines, then statements."""
    groups: list[tuple[list[_Line], list[_Line]]] = []
    for line in lines:
        starts = not line.is_statement
        if starts and (not groups or groups[-1][1] or len(groups[-1][0]) >= 2):
            groups.append(([line], []))
        elif starts:
            groups[-1][0].append(line)
        elif groups:
            groups[-1][1].append(line)
    title_first = _title_comes_first([head for head, _ in groups])
    entries = []
    for head, body in groups:
        header = _read_header([line.text for line in head], title_first=title_first)
        if header.title and header.company:
            entries.append(_experience(header, None, body))
    return entries


def _title_comes_first(heads: Sequence[Sequence[_Line]]) -> bool:
    """Whether this document writes the title before the company, by the headers that are clear."""
    votes = 0
    for head in heads:
        rows = [line.rest for line in head if line.rest and not _is_place(line.rest)]
        parts = rows if len(rows) > 1 else (_parts(rows[0]) if rows else [])
        flags = [_is_title(part) for part in parts[:2]]
        if flags == [True, False]:
            votes += 1
        elif flags == [False, True]:
            votes -= 1
    return votes >= 0


def _experience(header: _Header, period: Period | None, body: Sequence[_Line]) -> Experience:
    statements = list(_statements(body))
    technologies: list[str] = []
    achievements, responsibilities = [], []
    for statement in statements:
        listed = _TECHNOLOGY_LINE.match(statement)
        if listed:
            technologies += _listed(statement[listed.end() :])
        elif _FIGURE.search(statement):
            achievements.append(statement)
        else:
            responsibilities.append(statement)
    return Experience(
        company=header.company,
        title=header.title,
        location=header.location,
        duration=period.text if period else "",
        start_date=period.first if period else None,
        end_date=period.last if period else None,
        achievements=achievements,
        responsibilities=responsibilities,
        technologies=technologies,
    )


_FIGURE: Final = re.compile(r"\d")
_TECHNOLOGY_LINE: Final = re.compile(
    r"^(?:technologies|tech stack|stack|tools|technologien|technologie|tecnologías|tecnologias|"
    r"environment|umgebung|teknologier|keywords)\s*:\s*",
    re.IGNORECASE,
)


def _statements(lines: Sequence[_Line]) -> Iterator[str]:
    """Bullets and sentences; lines wrapped by the page are one again."""
    current = ""
    marked = bool(lines) and lines[0].bullet
    for line in lines:
        continues = current and not line.bullet and _is_unfinished(current, line, marked)
        if continues:
            current += f" {line.text}"
        else:
            if current:
                yield current
            current = line.text
    if current:
        yield current


def _is_unfinished(statement: str, following: _Line, marked: bool) -> bool:
    """Whether the following line goes on with a statement; `marked`: bullets have marks here."""
    if following.text[:1].islower() or following.text[:1] in "(&":
        return True
    if re.search(r"(?:\s[–—-]|[&/(]|\b(?:and|of|the|for|with|und|et|y))$", statement):
        return True
    full_line = bool(re.search(r"[,\w(/&-]$", statement)) and len(statement) > 60
    return marked and full_line and not following.blank_before


# --- The rest ------------------------------------------------------------------------------------

_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE: Final = re.compile(r"(?<![\w/])(?:\+|\(?0|\(?\d{3}\)?[ .-])[\d ()./-]{6,18}[\dX](?!\w)")
_LINKEDIN: Final = re.compile(r"(?:https?://)?(?:www\.)?linkedin\.com/in/[\w%-]+/?", re.IGNORECASE)
_GITHUB: Final = re.compile(r"(?:https?://)?(?:www\.)?github\.com/[\w-]+/?", re.IGNORECASE)
_WEBSITE: Final = re.compile(
    r"(?:https?://(?!\S*(?:linkedin|github)\.com)[^\s|·,)]+)|(?<![\w@.])www\.[\w-]+(?:\.[\w-]+)+"
)


def _personal_info(lines: Sequence[_Line], text: str) -> PersonalInfo:
    def first(pattern: re.Pattern[str]) -> str | None:
        match = pattern.search(text)
        return match[0].strip() if match else None

    head = [line for line in lines[:12] if line.section is None]
    location = None
    for line in head:
        for part in re.split(r"\s*[|·•—]\s*|\t|\s{2,}", line.text):
            if location is None and _is_place(part):
                location = part.strip()
    return PersonalInfo(
        name=_name(lines),
        email=first(_EMAIL),
        phone=first(_PHONE),
        location=location,
        linkedin=first(_LINKEDIN),
        github=first(_GITHUB),
        website=first(_WEBSITE),
    )


_NAME: Final = re.compile(r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){1,3}")


def _name(lines: Sequence[_Line]) -> str | None:
    """The person's name: the first short line of two to four capitalised words."""
    for line in lines[:6]:
        candidate = re.split(r"\s*[|·•,–—]\s*|\s{2,}|\t", line.text)[0]
        candidate = re.sub(
            r"\s*\b(?:resume|résumé|cv|curriculum vitae|lebenslauf)\b\s*", "", candidate,
            flags=re.IGNORECASE,
        )  # fmt: skip
        if (
            _NAME.fullmatch(candidate)
            and all(word[0].isupper() or not word[0].isascii() for word in candidate.split())
            and not _is_title(candidate)
            and not _COMPANY.search(candidate)
            and line.section is None
            and line.period is None
        ):
            return candidate
    return None


def _listed(text: str) -> list[str]:
    """The items of "Python, Go; SQL | Git": separators inside brackets do not count."""
    items = re.split(r"\s*[,;|•·、]\s*(?![^()]*\))|\t", text)
    return [item.strip(" .") for item in items if 0 < len(item.strip(" .")) <= 50]


_SOFT: Final = re.compile(
    r"communicat|leader|team|problem.?solv|mentor|collaborat|organi[sz]|creativ|kommunikation|"
    r"führung|teamfähig|liderazgo|comunicación|communication",
    re.IGNORECASE,
)
_METHOD: Final = re.compile(
    r"agile|scrum|kanban|lean|ci/?cd|tdd|devops|itil|prince2|pmbok", re.IGNORECASE
)


def _skills(regions: Sequence[_Region]) -> Skills:
    skills = Skills()
    for region in regions:
        if region.section != "skills":
            continue
        statements = list(_statements(region.lines))
        prose = sum(statement.endswith(".") for statement in statements)
        if prose * 3 > len(statements):
            continue
        for statement in statements:
            label = re.match(r"^[^:,]{2,40}:\s*", statement)
            for item in _listed(statement[label.end() :] if label else statement):
                if len(item.split()) > 5:
                    continue
                group = (
                    skills.soft if _SOFT.search(item)
                    else skills.methodologies if _METHOD.search(item)
                    else skills.technical
                )  # fmt: skip
                if item not in group:
                    group.append(item)
    return skills


def _languages(regions: Sequence[_Region]) -> list[SpokenLanguage]:
    found = []
    for region in regions:
        if region.section != "languages":
            continue
        for line in region.lines:
            for item in _listed(line.text):
                match = re.match(r"([^\W\d_]+)(?:\s*[:(–—-]\s*([^()]+)\)?)?$", item)
                if match:
                    found.append(SpokenLanguage(name=match[1], level=match[2]))
    return found


def _education(regions: Sequence[_Region]) -> list[Education]:
    found: list[Education] = []
    for region in regions:
        if region.section != "education":
            continue
        current: Education | None = None
        for line in region.lines:
            parts = [part for part in _STRONG.split(line.rest) if part and not _is_place(part)]
            if len(parts) == 1 and not line.is_statement:
                parts = _comma_parts(parts[0])
            for part in parts:
                clean = _without_place(part, _Header())
                if line.is_statement and not line.period:
                    continue
                if _SCHOOL.search(clean):
                    if current is None or current.institution:
                        current = Education()
                        found.append(current)
                    current.institution = clean
                elif _DEGREE.search(clean):
                    if current is None or current.degree:
                        current = Education()
                        found.append(current)
                    current.degree = clean
            if line.period is not None and current is not None and not current.year:
                current.year = line.period.text
                current.start_date = (
                    line.period.first if line.period.first != line.period.last else None
                )
                current.end_date = line.period.last
    return [entry for entry in found if entry.degree or entry.institution]


_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DATE_PART: Final = re.compile(
    r"[\s,;|·(–—-]*(?<![\d-])(?:\d{1,2}[/.])?(?:19|20)\d\d(?:[-/.]\d{1,2})?(?!\d)[\s,;|·)–—-]*"
)


def _named_items(regions: Sequence[_Region], section: Section) -> Iterator[tuple[str, str | None]]:
    """Names in a section, each with the year written beside it.

    Where years end the items, lines without one are the beginning of the next item.
    """
    for region in regions:
        if region.section != section:
            continue
        statements = list(_statements(region.lines))
        years = [bool(_YEAR.search(statement)) for statement in statements]
        bullets = any(line.bullet for line in region.lines)
        if sum(years) >= 2 and years[-1] and not all(years) and not bullets:
            joined: list[str] = []
            open_item = False
            for statement, has_year in zip(statements, years, strict=True):
                if open_item:
                    joined[-1] += f" {statement}"
                else:
                    joined.append(statement)
                open_item = not has_year
            statements = joined
        for statement in statements:
            year = _YEAR.search(statement)
            parts = [part for part in _DATE_PART.split(statement) if part.strip()]
            name = re.split(r"\s{2,}|\t", max(parts, key=len).strip())[0] if parts else statement
            yield name.strip(" ,;|·"), year[0] if year else None


def _projects(regions: Sequence[_Region]) -> list[Project]:
    found: list[Project] = []
    for region in regions:
        if region.section != "projects":
            continue
        for line in region.lines:
            if not line.is_statement:
                name = _STRONG.split(line.rest)[0]
                found.append(Project(name=name, year=line.period.text if line.period else None))
            elif found:
                found[-1].outcomes.append(line.text)
    return [project for project in found if project.name]


_TYPE_WORDS: Final[dict[DocumentType, str]] = {
    "cover_letter": (
        "dear (?:hiring|sir|mr|ms|madam)|i am applying|sehr geehrte|yours sincerely|application for"
    ),
    "reference": (
        "to whom it may concern|letter of recommendation|i recommend|arbeitszeugnis|reference for|"
        "worked with us|reported to me"
    ),
    "job_description": (
        "we are looking for|what you bring|your responsibilities|wir suchen|nous recherchons|"
        "about the role"
    ),
    "project": "project notes|retrospective|post-?mortem|milestones|lessons learned",
    "portfolio": "portfolio|selected work|case stud(?:y|ies)",
}
_TYPES: Final = {
    kind: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for kind, words in _TYPE_WORDS.items()
}


def _document_type(
    text: str, regions: Sequence[_Region], experiences: Sequence[Experience]
) -> DocumentType:
    headed = {region.section for region in regions if region.lines}
    if len(headed & {"experience", "education", "skills"}) >= 2:
        return "resume"
    for kind, pattern in _TYPES.items():
        if pattern.search(text):
            return kind
    return "resume" if len(experiences) >= 2 else "other"


_NAME_OF_COMPANY: Final = r"[A-ZÄÖÜÅØ][\w&.'-]*(?: (?:[A-ZÄÖÜÅØ&][\w&.'-]*|of|and|for|und|de))*"
_STATED_ROLE: Final = re.compile(
    r"\b(?:work(?:ed|s)|was employed|is employed|employed|served|been)\s+(?:with us\s+|for us\s+)?"
    rf"(?:(?:at|for|with|by)\s+(?P<company>{_NAME_OF_COMPANY})\s+)?as\s+(?:an?\s+|our\s+|the\s+)?"
    rf"(?P<title>[A-Z][\w /-]*?|[\w /-]+?)(?:\s+(?:at|for|with)\s+(?P<other>{_NAME_OF_COMPANY}))?"
    r"(?:\s+(?:in|on)\s+(?:our|the)\s+[\w ]+?)?,?\s+(?P<when>(?:from|between|since)\s+[^.;]+)",
)


def _stated_roles(text: str) -> list[Experience]:
    """Roles told in a sentence: "worked at Acme as Engineer from March 2019 to June 2021"."""
    found = []
    for match in _STATED_ROLE.finditer(" ".join(text.split())):
        when = match["when"]
        period = next(find_periods(when.replace(" and ", " to ")), None)
        company = match["company"] or match["other"] or ""
        if period is not None and company and _is_title(match["title"]):
            written = re.sub(r"^from\s+", "", when[: period.end])
            found.append(
                Experience(
                    company=company.strip(),
                    title=match["title"].strip(),
                    duration=written,
                    start_date=period.first,
                    end_date=period.last,
                )
            )
    return found


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


def _form_role(lines: Sequence[_Line]) -> list[Experience]:
    """The one role a form states: a review, a training record, a certificate of employment."""
    values: dict[str, str] = {}
    for line in lines[:25]:
        for label, pattern in _FORM_ROW.items():
            match = pattern.match(line.text)
            if match and label not in values:
                values[label] = match["value"].strip()
    if "company" not in values:
        named = next((m for line in lines[:3] if (m := _LEGAL.match(line.text))), None)
        values["company"] = named[0].strip() if named else ""
    title = re.split(r"\s*[(;]", values.get("title", ""))[0]
    if not _is_title(title) or not values["company"]:
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


def extract(text: str, name: str = "") -> DocumentExtraction:
    """What a document says about a career, read by rules.

    Args:
        text: the document's text, line breaks as in the document.
        name: the document's file name; no rule depends on it.
    """
    del name
    lines = _lines(text)
    regions = _regions(lines)
    experiences = [
        entry
        for region in regions
        if region.section in _ENTRY_SECTIONS
        for entry in _entries(region, need_title=False)
    ]
    experiences = experiences or _stated_roles(text) or _form_role(lines)
    if not experiences:
        experiences = [
            entry
            for region in regions
            if region.section not in _NO_ENTRY_SECTIONS
            for entry in _entries(region, need_title=True)
        ]
    kind = _document_type(text, regions, experiences)
    if kind in ("job_description", "cover_letter"):
        experiences = []
    education = _education(regions)
    skills = _skills(regions)
    found = bool(experiences) + bool(education) + bool(skills.technical)
    summary = next(
        (
            " ".join(line.text for line in region.lines)
            for region in regions
            if region.section == "summary" and region.lines
        ),
        None,
    )
    return DocumentExtraction(
        document_type=kind,
        extraction_confidence=(0.2, 0.6, 0.8, 0.9)[found],
        personal_info=(
            PersonalInfo() if kind in ("reference", "other") else _personal_info(lines, text)
        ),
        summary=summary,
        experiences=experiences,
        education=education,
        skills=skills,
        languages=_languages(regions),
        projects=_projects(regions),
        certifications=[
            Certification(name=item, year=year)
            for item, year in _named_items(regions, "certifications")
        ],
        publications=[
            Publication(title=item, year=year)
            for item, year in _named_items(regions, "publications")
        ],
        awards=[Award(name=item, year=year) for item, year in _named_items(regions, "awards")],
    )
