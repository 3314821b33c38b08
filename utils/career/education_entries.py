"""What an education section tells: degree, institution, grade, dates, and what was studied.

A line that tells more of a degree (its grade, its thesis, its courses) belongs to the degree above
and is never a degree of its own. What is no degree, school, grade or place is not guessed at.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Final

from .dates import Period
from .document_lines import PART_SEPARATOR, Line, is_unfinished, listed_items, periods_in
from .document_sections import Region
from .entry_headers import text_beside
from .job_words import comma_parts, is_degree, is_place, names_degree, names_school, split_place
from .schema import Education
from .section_items import period_of

# --- Grades and details --------------------------------------------------------------------------

_GRADE_LABEL: Final = (
    r"c?gpa|grade(?: point average)?|final (?:mark|grade)|average|score|mark|abschlussnote|"
    r"gesamtnote|notenschnitt|durchschnitts?note|note|nota(?: media| final| finale)?|"
    r"calificación(?: media| final)?|voto(?: finale| di laurea)?|votazione|moyenne|"
    r"média(?: final)?|"
    r"classificação(?: final)?|ocena|średnia|cijfer|gemiddelde|snitt|karaktersnit|karakter|"
    r"medelbetyg|betyg|評定"
)
_NUMBER_GRADE: Final = re.compile(
    rf"\b(?:{_GRADE_LABEL})\s*[:：]?\s*(?:of )?(\d+(?:[.,]\d+)?(?:\s*/\s*\d+(?:[.,]\d+)?)?"
    r"(?: valores| e lode)?)(?![\d/])",
    re.IGNORECASE,
)
_HONOURS: Final = re.compile(
    r"(?<![\w:/.,])(?:first[- ]class(?: hono(?:u)?rs| degree)?(?: \(hons\))?|"
    r"(?:upper|lower)[- ]second(?:[- ]class)?(?: hono(?:u)?rs)?|"
    r"second[- ]class(?: hono(?:u)?rs)?(?:,? \(?(?:upper|lower)(?: division)?\)?)?|"
    r"third[- ]class(?: hono(?:u)?rs)?|2[:.][12](?: hono(?:u)?rs)?(?![\d:])|"
    r"(?:with )?(?:high(?:est)? )?distinction|(?:with )?merit|(?:summa|magna) cum laude|"
    r"cum laude|"
    r"with (?:high(?:est)? )?hono(?:u)?rs|valedictorian|salutatorian|"
    r"mention (?:très bien|assez bien|bien|passable)|avec (?:les )?félicitations(?: du jury)?|"
    r"mit auszeichnung|sobresaliente(?: cum laude)?|matrícula de honor|con lode|"
    r"(?:z )?ocen[aą] (?:bardzo dobr[aą]|dobr[aą]|celując[aą])|z wyróżnieniem|"
    r"med utmärkelse|met lof)(?!\w)",
    re.IGNORECASE,
)
_COURSES: Final = re.compile(
    r"^(?:relevant |key |incoming |selected |main |wichtige )?(?:coursework|courses|modules|"
    r"subjects|"
    r"fächer|module|matières|asignaturas|materie|vakken|disciplinas|przedmioty|kurser|fag)"
    r"\s*[:：]\s*",
    re.IGNORECASE,
)
_DETAIL_WORDS: Final = (
    r"(?:master'?s?|bachelor'?s?|phd|doctoral|final[- ]year|final|honours|capstone|senior)[- ]"
    r"(?:thesis|dissertation|project)|thesis|dissertation|advis[oe]r|supervis(?:or|ed)|"
    r"\w*(?:masterarbeit|bachelorarbeit|diplomarbeit|abschlussarbeit|doktorarbeit)|schwerpunkte?|"
    r"vertiefung|betreuer\w*|mémoire|thèse|spécialisation|option|trabajo (?:de )?fin de \w+|"
    r"tesis|"
    r"tfm|tfg|tesina|tesi|tese|dissertação|orientador\w*|scriptie|afstudeer\w+|praca magisterska|"
    r"praca dyplomowa|examensarbete|uppsats|speciale|masteroppgave|bacheloroppgave|focus|"
    r"specialization|specialisation|activities|awards?|scholarships?|exchange|卒業論文|研究テーマ"
)
_DETAIL: Final = re.compile(rf"(?:{_DETAIL_WORDS})(?!\w)", re.IGNORECASE)
_LABELLED: Final = re.compile(r"[^:：]{3,40}[:：]")
_DETAIL_BEHIND: Final = re.compile(
    rf"(?:[.;,|·]|\s[–—-])\s+(?=(?:{_DETAIL_WORDS})\s*[:：(]|(?:{_GRADE_LABEL})\s*[:：])",
    re.IGNORECASE,
)


def _take_grades(entry: Education, text: str) -> str:
    """Note the grades that a text tells; gives the text that is left beside them."""
    number = _NUMBER_GRADE.search(text)
    if number:
        entry.gpa = entry.gpa or number[1].strip()
        text = _cut(text, number)
    honours = _HONOURS.search(text)
    if honours and not re.match(r"\s+(?:in|of)\b", text[honours.end() :]):
        entry.honors = entry.honors or honours[0]
        text = _cut(text, honours)
    return text


def _cut(text: str, match: re.Match[str]) -> str:
    """A text without a match and the signs and brackets around it; a tab where it stood between."""
    before = re.sub(r"(?<=\w{3})\.$", "", text[: match.start()].rstrip(" ,;|·(\t–—-"))
    behind = text[match.end() :].lstrip(" ,;.|·)\t–—-")
    return f"{before}\t{behind}" if before and behind else before + behind


# --- Degrees and schools -------------------------------------------------------------------------

_MORE_DEGREES: Final = re.compile(
    r"(?<![\w.])(?:m\.?res|m\.?phil|mphys|mmath|mchem|msci|mbbs|m\.?f\.?a|m\.?p\.?[ah]|m\.?ed|"
    r"b\.?ed|b\.?f\.?a|pgce|pgdip|hn[dc]|"
    r"btec|nvq|foundation degree|postgraduate|hbo|mbo|propedeuse|doctoraal|staatsexamen|"
    r"meisterbrief|gesellenbrief|fagbrev|svennebrev|realschulabschluss|hochschulreife|"
    r"berufsausbildung|ausbildung|"
    r"lehre|approbation|specialistbevis|technik|inżynier|inż|doktorat|studia|técnico|ingeniería|"
    r"pós-graduação|especialização|doutoramento|tecnólogo|brevet|doctorat|"
    r"ingénieur|agrégation|dottorato|dottore|ingegneria|perito|ylioppilas\w*|bakalář|"
    r"\w*(?:ingenjör|ingeniør|examen|eksamen|bachelor|kandidat|abschluss|studium|tutkinto))(?!\w)|修了|専攻|工学部|学部",
    re.IGNORECASE,
)
_MORE_SCHOOLS: Final = re.compile(
    r"akademi\w*|academia|escola|colegio|colégio|liceum|lyceum|gimnazjum|szkoła|sixth form|"
    r"\w*skol[ae]n?\b|\w*koulu|berufskolleg|conservato\w+|college|\bihk\b|centre for|seminary|"
    r"secondary|grammar|high school|\bies\b|高校|学園",
    re.IGNORECASE,
)
_SCHOOL_LEAVING: Final = re.compile(
    r"\b(?:a-levels?|as-levels?|gcses?|highers|abitur|leistungskurse|matura|bachillerato|"
    r"baccalauréat|international baccalaureate)\b",
    re.IGNORECASE,
)
_INSTITUTION: Final = re.compile(
    r"\s(?:University|Institute|College|School|Ministry|Bank|City|Universidad|Universidade|"
    r"Université|"
    r"Università|Universität|Instituto|Institut) (?:of|de|do|da|di|degli|für|zu) .+$"
)
_DEGREE_BEFORE: Final = re.compile(
    r"^(?P<degree>[A-Z][\w.]{1,5}(?: \([^)]+\))?) (?P<school>[A-ZÀ-Þ].*)$"
)
_IN_BRACKETS: Final = re.compile(r"(.+?)\s*\(([^()]+)\)")
_FACULTY: Final = re.compile(
    r"^(?:bachelor|master)s? of (?:science|arts|engineering|technology|commerce|business|"
    r"education|laws?|music)|"
    r"^[^\W\d_]+-(?:insinööri|ingenieur)$|"
    r"^(?:bachelor|master|associate|doctor(?:ate|al)?)(?:['’]?s)? degree$|^\w*ingenj[öø]r$",
    re.IGNORECASE,
)
_OF_NO_SUBJECT: Final = re.compile(r"(?:e?mba|abitur|matura|high school)\b", re.IGNORECASE)
_NO_DEGREE: Final = re.compile(
    r"\b(?:department|dept|faculty|campus|fakultät|fachbereich|département|facultad|facoltà|"
    r"dipartimento|wydział|institutionen|fakulteten)\b",
    re.IGNORECASE,
)
_ENTRANCE: Final = re.compile(r"(?P<rest>.+?)\s*(?P<event>入学|卒業見込み?|卒業|修了|中退)$")
_LONGEST_ROW_CHARS: Final = 160
_MOST_SUBJECT_WORDS: Final = 6


def _is_degree(text: str) -> bool:
    labelled = _DETAIL.match(text) and _LABELLED.match(text)
    return not labelled and (names_degree(text) or bool(_MORE_DEGREES.search(text)))


def _is_school(text: str) -> bool:
    return names_school(text) or bool(_MORE_SCHOOLS.search(text))


def read_education(regions: Sequence[Region]) -> list[Education]:
    """The degrees and schools of the education sections, in order."""
    found: list[Education] = []
    for region in regions:
        if region.section == "education":
            blocks = _parts_read_alone(region.lines)
            for lines in blocks:
                entries = _Reader(lines).read()
                if len(blocks) > 1 and len(entries) == 1:
                    _fill_from_block(entries[0], lines)
                found += entries
    return found


def _fill_from_block(entry: Education, lines: Sequence[Line]) -> None:
    """In a block of one entry the first line heads it, and the last tells more of it."""
    told = "\n".join(
        text
        for text in (entry.institution, entry.location, entry.gpa, entry.honors, *entry.coursework)
        if text
    )
    first, last = lines[0].text, lines[-1].text
    if not entry.degree and first not in told and _period_in(first) is None:
        entry.degree = first
    if (
        entry.details is None
        and len(lines) > 2
        and last not in told
        and _period_in(last) is None
        and not _LABELLED.match(last)
        and last not in entry.degree
    ):
        entry.details = last


def _parts_read_alone(lines: Sequence[Line]) -> list[Sequence[Line]]:
    """The blocks between headings, or blank lines, each of which is an entry with its one period.

    Else all the lines as one: what belongs together is told by what the lines say.
    """
    headed = any(line.level for line in lines)
    blocks: list[list[Line]] = []
    for line in lines:
        if (line.level if headed else line.blank_before) or not blocks:
            blocks.append([])
        blocks[-1].append(line)

    def is_entry(block: Sequence[Line]) -> bool:
        dated = sum(_period_in(line.text) is not None for line in block)
        return dated == 1 and len(block) > 1 and not block[0].bullet

    return list(blocks) if len(blocks) > 1 and all(map(is_entry, blocks)) else [lines]


class _Reader:
    """Reads one section, line by line, into entries."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = _whole_names(lines)
        self._entries: list[Education] = []
        self._period_above: Period | None = None
        self._rows_since_opening = 0
        self._below: Line | None = None
        # Bullets are entries where nothing else could be.
        self._bullets_are_entries = bool(lines) and lines[0].bullet

    def read(self) -> list[Education]:
        above: Line | None = None
        for line, below in zip_longest(self._lines, self._lines[1:]):
            self._below = below
            if above is None or not self._goes_on(above, line):
                self._read(line)
            above = line
        return self._entries

    @property
    def _current(self) -> Education | None:
        return self._entries[-1] if self._entries else None

    def _goes_on(self, above: Line, line: Line) -> bool:
        """Take a line that is the rest of the details or courses above it."""
        current = self._current
        if current is None or line.bullet or line.level or line.blank_before:
            return False
        if current.coursework and _COURSES.match(above.text) is not None and (
            line.may_continue or is_unfinished(above.text, line)
        ) and not periods_in(line.text):  # fmt: skip
            first, *more = listed_items(line.text) or [""]
            current.coursework[-1] += f" {first}"
            current.coursework += more
            return True
        if current.details and current.details == above.text and is_unfinished(above.text, line):
            current.details += f" {line.text}"
            return True
        return False

    def _read(self, line: Line) -> None:
        current = self._current
        courses = _COURSES.match(line.text)
        if courses and current is not None:
            current.coursework += listed_items(line.text[courses.end() :])
            return
        row, details = _parted(line.text)
        if self._is_detail(line, row):
            if current is not None:
                self._add_details(current, line.text)
            return
        period = _period_in(row)
        rest = row if period is None else text_beside(row, period)
        if current is not None and self._tells_grade_only(rest):
            _take_grades(current, rest)
            if period is not None:
                self._date(period)
            if details:
                self._add_details(current, details)
            return
        self._read_row(line, rest, period)
        if details and self._current is not None:
            self._add_details(self._current, details)

    def _is_detail(self, line: Line, row: str) -> bool:
        if _DETAIL.match(row) and (_LABELLED.match(row) or _period_in(row) is None):
            return True
        honours = _HONOURS.match(row)
        if honours and re.match(r"\s*[.;]\s+\S", row[honours.end() :]):
            return True
        if line.bullet and not self._bullets_are_entries:
            return True
        undated = line.is_statement and not line.bullet and not periods_in(line.text)
        return undated or len(row) > _LONGEST_ROW_CHARS

    def _tells_grade_only(self, text: str) -> bool:
        scratch = Education()
        left = _take_grades(scratch, text)
        return bool(scratch.gpa or scratch.honors) and not (_is_degree(left) or _is_school(left))

    def _add_details(self, entry: Education, text: str) -> None:
        before = (entry.gpa, entry.honors)
        left = _take_grades(entry, text).strip("\t ")
        if (entry.gpa, entry.honors) != before and "\t" in left:
            return
        if left and not entry.details and re.search(r"[^\W\d_]{3}", left):
            entry.details = left

    def _read_row(self, line: Line, rest: str, period: Period | None) -> None:
        if self._read_entrance(rest, period):
            return
        current = self._current
        if current is not None and is_place(rest):
            current.location = current.location or rest
            if period is not None:
                self._date(period)
            return
        row = _Row.of(rest)
        self._rows_since_opening += 1
        if current is not None and self._rows_since_opening == 1 and not line.level:
            row.complete(current)
        if current is None or current.institution or line.level:
            row.name_unknown(names_entry=line.level > 0 or self._is_above_school(period))
        opens = (row.degree or row.institution) and (
            current is None
            or bool(line.level)
            or bool(row.degree and current.degree)
            or bool(row.institution and current.institution)
            or (self._bullets_are_entries and line.bullet)
        )
        if opens:
            current = Education()
            self._entries.append(current)
            self._rows_since_opening = 0
            if self._period_above is not None:
                _set_period(current, self._period_above)
                self._period_above = None
        if current is not None and (row.degree or row.institution):
            row.fill(current)
        if period is not None:
            self._date(period)

    def _is_above_school(self, period: Period | None) -> bool:
        """Whether a dated row stands above a school that has no date of its own."""
        below = self._below
        return (
            period is not None
            and below is not None
            and not below.bullet
            and _is_school(below.text)
            and not periods_in(below.text)
        )

    def _date(self, period: Period) -> None:
        """A period on a line of its own above an entry belongs to that entry."""
        if self._current is None or self._current.year:
            self._period_above = period
        else:
            _set_period(self._current, period)

    def _read_entrance(self, rest: str, period: Period | None) -> bool:
        """Take a row of a Japanese table, which dates entering a school and leaving it."""
        match = _ENTRANCE.fullmatch(rest.strip())
        if match is None or period is None or not _is_school(match["rest"]):
            return False
        school, _, course = match["rest"].replace("\t", " ").partition(" ")
        current = self._current
        if current is None or current.institution != school or match["event"] == "入学":
            current = Education(institution=school, degree=course.strip())
            self._entries.append(current)
        if match["event"] == "入学":
            current.start_date = period.first
        else:
            current.end_date = period.last
        return True


def _parted(text: str) -> tuple[str, str]:
    """A row and the details that begin in it: "MSc, Ulm, 2019. Thesis: Sleep"."""
    behind = _DETAIL_BEHIND.search(text)
    return (text[: behind.start()], text[behind.end() :]) if behind else (text, "")


def _period_in(row: str) -> Period | None:
    """The period of a row; in a bullet or beside a long name as well, if it is at an edge."""
    period = period_of(Line(row))
    if period is not None:
        return period
    periods = periods_in(row)
    for period in reversed(periods):
        behind, before = row[period.end :], row[: period.start]
        if not re.search(r"\w", behind) or not re.search(r"\w", before):
            return period
    return None


def _set_period(entry: Education, period: Period) -> None:
    entry.year = period.text
    entry.start_date = period.first if period.first != period.last else None
    entry.end_date = period.last


class _Row:
    """A row without its date, taken apart: degree, institution, place, grades, and the rest."""

    def __init__(self) -> None:
        self.degree = ""
        self.institution = ""
        self.location: str | None = None
        self.grades = Education()
        self.unknown: list[str] = []
        self.begins_unknown = False

    @classmethod
    def of(cls, text: str) -> _Row:
        row = cls()
        text = _take_grades(row.grades, text)
        text, row.location = split_place(text)
        parts = _parts(text)
        parts = [piece for part in parts for piece in _beside_school(part)]
        for index, part in enumerate(parts):
            school = _is_school(part)
            if school and not row.institution:
                row.institution = part
            elif _is_degree(part) and not school and not row.degree:
                row.degree = part
            elif is_place(part):
                row.location = row.location or part
            elif index and row._goes_on_with_degree(text, parts[index - 1], part):
                row._lengthen_degree(text, part)
                parts[index] = row.degree
            else:
                row.unknown.append(part)
        row._settle(parts)
        row.begins_unknown = bool(row.unknown) and row.unknown[0] == parts[0]
        return row

    def _goes_on_with_degree(self, text: str, above: str, part: str) -> bool:
        """Whether a part names subjects of the degree before it: "PhD, Physics"."""
        if above != self.degree or not self.degree or is_place(part):
            return False
        if not re.search(rf"{re.escape(self.degree)}\s*,\s*{re.escape(part)}", text):
            return False
        if _SCHOOL_LEAVING.search(self.degree):
            return True
        plain = re.sub(r"\s*\([^()]*\)", "", self.degree)
        bare = not _FACULTY.sub("", plain).strip(" .") or is_degree(plain.rstrip("."))
        return bare and not part.isupper() and not _OF_NO_SUBJECT.match(self.degree)

    def _lengthen_degree(self, text: str, part: str) -> None:
        """A degree that lists subjects: "A-levels in Physics, Maths and French"."""
        start = text.find(self.degree)
        self.degree = text[start : text.find(part, start) + len(part)]

    def _settle(self, parts: Sequence[str]) -> None:
        """Take for a school what stands where one is expected, and for a campus what follows it."""
        if self.degree and not self.institution and self.unknown:
            first = self.unknown[0]
            if first == parts[0] or (first[:1].isupper() and len(parts) <= 3):
                self.institution = self.unknown.pop(0)
        elif self.institution and self.unknown and parts[-1] == self.unknown[-1]:
            follows = len(parts) > 1 and parts[-2] == self.institution
            if follows and not is_degree(self.degree) and not self.location:
                self.location = self.unknown.pop()

    def complete(self, entry: Education) -> None:
        """Read a row of unknown words below a degree as its school, below a school as a degree."""
        if self.degree or self.institution or not self.unknown:
            return
        if entry.degree and not entry.institution:
            self.institution = self.unknown.pop(0)
        elif entry.institution and not entry.degree and self._may_be_a_subject():
            self.degree = self.unknown.pop(0)

    def name_unknown(self, *, names_entry: bool) -> None:
        """Read as a degree what stands before a school, or by its place names an entry."""
        if self.degree or not self.unknown or _NO_DEGREE.search(self.unknown[0]):
            return
        if self.begins_unknown and self.unknown[0][:1].isupper() and (
            self.institution or names_entry
        ):  # fmt: skip
            self.degree = self.unknown.pop(0)

    def _may_be_a_subject(self) -> bool:
        [first, *more] = self.unknown
        return first[:1].isupper() and not more and len(first.split()) <= _MOST_SUBJECT_WORDS

    def fill(self, entry: Education) -> None:
        entry.degree = entry.degree or self.degree
        entry.institution = entry.institution or self.institution
        entry.location = entry.location or self.location
        entry.gpa = entry.gpa or self.grades.gpa
        entry.honors = entry.honors or self.grades.honors
        if is_degree(entry.degree) and self.unknown and not entry.details:
            entry.details = self.unknown[0]  # "PhD⇥Ulm University, History"


def _parts(text: str) -> list[str]:
    """The parts of a row between columns, dashes and commas."""
    strong = [part for part in PART_SEPARATOR.split(text) if part and re.search(r"\w", part)]
    parts: list[str] = []
    for part in strong:
        commas = comma_parts(part)
        named = sum(_is_degree(each) or _is_school(each) for each in commas)
        if len(strong) == 1 or named > 1 or (named == 1 and not _is_degree(commas[0])):
            parts += commas
        else:
            parts.append(part)
    pieces = [piece for part in parts for piece in _before_colon(part)]
    return [piece.strip(" ,;:·|") for piece in pieces]


def _before_colon(part: str) -> list[str]:
    """ "Study abroad: University of Ulm" as two parts."""
    before, colon, behind = part.partition(": ")
    return [before, behind] if colon and _is_school(behind) and not _is_school(before) else [part]


def _whole_names(lines: Sequence[Line]) -> list[Line]:
    """Lines with those joined that a narrow column broke within a name."""
    whole: list[Line] = []
    for line in lines:
        above = whole[-1] if whole else None
        if (
            above is not None
            and line.found_no_room
            and not above.level
            and not any(periods_in(f"{above.text}\n{line.text}"))
            and (_is_degree(above.text) or _is_school(above.text))
            and not (_is_degree(line.text) or _is_school(line.text) or _DETAIL.match(line.text))
            and not is_place(line.text)
        ):
            whole[-1] = replace(above, text=f"{above.text} {line.text}")
        else:
            whole.append(line)
    return whole


def _beside_school(text: str) -> list[str]:
    """ "MSc History (University of Ulm)", "MSc University of Ulm" as two parts."""
    bracketed = _IN_BRACKETS.fullmatch(text)
    if bracketed and _is_school(bracketed[2]) and not _is_school(bracketed[1]):
        return [bracketed[1], bracketed[2]]
    if not (_is_degree(text) and _is_school(text)):
        return [text]
    institution = _INSTITUTION.search(text)
    if institution:
        return [text[: institution.start()], institution[0].strip()]
    before = _DEGREE_BEFORE.match(text)
    if before and is_degree(before["degree"]):
        return [before["degree"], before["school"]]
    return [text]
