"""What a job posting asks for, by rule: sections, lead-in lines and the words of sentences.

Statements are copied word for word, wrapped lines joined and list marks taken off. A posting that
no heading divides is read for sentences that say themselves what they ask for; what the rules do
not recognise is left out, never guessed.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from .posting_blocks import LABEL, Block, blocks
from .posting_employer import company_and_place
from .posting_facts import education_of, experience_of, title_of, without_company
from .posting_sections import Section, is_section_name, only_divides, section_of
from .posting_sentences import cues, is_aside, is_preferred, is_wish_in_passing, kind_of
from .requirement_terms import STOPWORDS
from .schema import JobRequirements

_PAPERS: Final = cues(
    r"resume|résumé|cv|cover letter|lebenslauf|bewerb\w+|candidature|postul\w+|currículum",
    r"sollicit\w+|søknad\w*|ansökan|ansøgning",
)
# A list that belongs to the application form, not to the applicant.
_APPLICATION: Final = cues(
    r"resume|résumé|cv|cover letter|apply|application|lebenslauf|bewerb\w+|candidature|postul\w+",
    r"currículum|solicitud|candidat(?:ar|arsi|ura)\w*|sollicit\w+|søknad\w*|ansökan|ansøgning",
)
_SENTENCES: Final = re.compile(
    r"(?<=[.!?])(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bz\.B\.)(?<!\bNo\.)\s+(?=[A-ZÀ-ÞÆØÅ¿¡0-9])"
)
_CLAUSES: Final = re.compile(r"\s*;\s+")
_INLINE_HEADING: Final = re.compile(r"^([^.:;!?]{2,45}):\s+(?=\S)")
_STATED: Final[frozenset[Section]] = frozenset({"required", "preferred", "responsibilities"})
_DEMAND_IN_PASSING: Final = ("responsibilities", "required")
"""A section about duties with a sentence in it that says what the reader must have."""
_MOST_LABEL_WORDS: Final = 10
"""Of a label and its value; what is longer is a sentence."""
_MIN_STATEMENT_CHARS: Final = 3
_MAX_CULTURE_CHARS: Final = 600
_MIN_FUNCTION_WORDS: Final = 2


def detect_language(text: str) -> str:
    """ISO 639-1 code of the language whose function words the text uses most; `en` if unsure.

    Script decides for Japanese and Chinese. A word shared by several languages counts for each.
    """
    if len(re.findall(r"[\u3040-\u30ff]", text)) > len(text) / 20:
        return "ja"
    if len(re.findall(r"[\u4e00-\u9fff]", text)) > len(text) / 10:
        return "zh"
    words = re.findall(r"[^\W\d_]+", text.casefold())
    hits = {
        language: sum(word in stopwords for word in words)
        for language, stopwords in STOPWORDS.items()
    }
    best = max(hits, key=lambda language: hits[language])
    return best if hits[best] >= _MIN_FUNCTION_WORDS else "en"


def extract_requirements(text: str) -> JobRequirements:
    """Read a posting: Markdown, plain text, or text taken from PDF or HTML.

    Fields that the rules do not find stay None or empty; nothing is raised.
    """
    parts = list(blocks(text))
    title = title_of(text, parts)
    company, location = company_and_place(text, parts, title)
    reader = _Reader(parts, title)
    reader.read()
    required = _distinct(reader.statements("required"))
    preferred = [each for each in _distinct(reader.statements("preferred")) if each not in required]
    return JobRequirements(
        title=without_company(title, company),
        company=company,
        location=location,
        language=detect_language(text),
        required_skills=required,
        preferred_skills=preferred,
        responsibilities=[
            each
            for each in _distinct(reader.statements("responsibilities"))
            if each not in required and each not in preferred
        ],
        experience_years=experience_of(required, [*reader.lead_ins, *preferred, *reader.said]),
        education=education_of(required),
        company_culture=_shortened(" ".join(reader.culture)) or None,
    )


# --- Statements --------------------------------------------------------------------------------


def _statement(text: str) -> str:
    """A statement without what only joined it to its neighbours in a list."""
    text = re.sub(r"[;,]?\s*\b(?:and|und|et|y|e|en|og)$", "", text.strip())
    return text.strip(" ;,").removesuffix(".").strip()


def _sentences(text: str) -> list[str]:
    return [part for part in _SENTENCES.split(text) if part.strip()]


def _clauses(text: str) -> list[str]:
    return [clause for part in _sentences(text) for clause in _CLAUSES.split(part) if clause]


class _Reader:
    """Reads the blocks in order and files each statement under what its section is about.

    What sentences outside such a section ask for is kept apart, and counts only for a kind of
    statement that no section gives.
    """

    def __init__(self, parts: Sequence[Block], title: str | None) -> None:
        self._parts = parts
        self._title = title
        self._listed: dict[Section, list[str]] = defaultdict(list)
        self._in_passing: dict[Section, list[str]] = defaultdict(list)
        self._phrases: Counter[int] = Counter()
        self.culture: list[str] = []
        self.lead_ins: list[str] = []
        self.said: list[str] = []

    def statements(self, kind: Section) -> list[str]:
        """The statements of a kind; call after `read`."""
        return self._listed[kind] or self._in_passing[kind]

    def read(self) -> None:
        """File every statement; call once."""
        sections = self._sections()
        with_list = {
            start
            for (_, start), part in zip(sections, self._parts, strict=True)
            if part.kind == "item"
        }
        self._phrases = Counter(
            start
            for (_, start), part in zip(sections, self._parts, strict=True)
            if part.kind == "paragraph" and _is_phrase(part.text)
        )
        lead_in: Section | None = None
        columns: list[Section] = []
        for index, part in enumerate(self._parts):
            section, start = sections[index]
            if part.kind == "row":
                columns = self._read_row(part.cells, columns, section)
                continue
            columns = []
            if part.kind == "heading":
                lead_in = None
            elif part.kind == "item":
                self._file_item(part.text, lead_in or section)
            elif not self._is_only_title(index):
                lead_in = self._read_paragraph(
                    part.text, index, section, start, has_list=start in with_list
                )

    def _sections(self) -> list[tuple[Section, int]]:
        """For each block its section and the index of the heading that opened it."""
        section: Section = "unknown"
        start = level = 0
        found: list[tuple[Section, int]] = []
        for index, part in enumerate(self._parts):
            if part.kind == "heading":
                named = section_of(part.text)
                # An unknown heading below a known one only divides its section.
                divides = part.level > level or only_divides(part.text)
                if named is not None or not divides:
                    section, start, level = named or "unknown", index, part.level
            found.append((section, start))
        return found

    def _is_only_title(self, index: int) -> bool:
        text = self._parts[index].text
        return (
            len(self._parts) > 1
            and self._title is not None
            and self._title in text
            and len(text) < len(self._title) + 40
        )

    # --- Paragraphs

    def _read_paragraph(
        self, text: str, index: int, section: Section, start: int, *, has_list: bool
    ) -> Section | None:
        """File a paragraph's statements; the section of the list that it leads in, if one."""
        inline = self._inline_heading(text)
        if inline is not None:
            named, rest = inline
            for clause in _clauses(rest):
                self._file_item(clause, named)
            return None
        if LABEL.match(text) and (
            len(text.split()) <= _MOST_LABEL_WORDS or is_section_name(text.split(":")[0])
        ):
            return None
        following = self._parts[index + 1 : index + 2]
        if following and following[0].kind == "item":
            led_in = self._lead_in(text, section)
            *before, last = _sentences(text)
            if led_in == "required":
                self.lead_ins.append(text)
            elif led_in == section and not last.endswith(":"):
                self._file_prose(text, section, start, has_list=has_list)
            else:
                self._file_prose(" ".join(before), section, start, has_list=has_list)
            return led_in
        self._file_prose(text, section, start, has_list=has_list)
        return None

    def _inline_heading(self, text: str) -> tuple[Section, str] | None:
        """`Requirements: a; b` -> ("required", `a; b`)."""
        match = _INLINE_HEADING.match(text)
        found = section_of(match[1]) if match is not None else None
        if match is None or found in (None, "culture", "role"):
            return None
        if found == "other" and not is_section_name(match[1]):
            return None
        return found, text[match.end() :]

    def _lead_in(self, text: str, section: Section) -> Section:
        last = _sentences(text)[-1].rstrip()
        if last.endswith(":") and _APPLICATION.search(last):
            return "other"
        if is_preferred(last):
            return "preferred"
        named = section_of(last) if last.endswith(":") else None
        if section in ("required", "preferred") and named not in ("responsibilities", "other"):
            return section
        return named or section

    def _file_prose(self, text: str, section: Section, start: int, *, has_list: bool) -> None:
        """Prose beside a list introduces it; without one, its sentences are the statements."""
        if section == "culture":
            self.culture.append(text)
        sentences = _clauses(text)
        self.said += sentences
        if section == "other":
            return
        if section == "role" and self._phrases[start] > 1 and _is_phrase(text):
            section = "responsibilities"
        for sentence in sentences:
            kind = kind_of(sentence)
            if _PAPERS.search(sentence) and kind != "required":
                continue
            if kind is None and (is_aside(sentence) or _OF_US.match(sentence)):
                continue
            if section == "required" and kind == "preferred":
                self._listed["preferred"].append(_statement(sentence))
            elif section in _STATED and not has_list and (section, kind) != _DEMAND_IN_PASSING:
                self._listed[section].append(_statement(sentence))
            elif kind is not None:
                self._in_passing[kind].append(_statement(sentence))

    # --- Items and rows

    def _file_item(self, text: str, section: Section) -> None:
        if section == "unknown":
            self._file_prose(text, section, -1, has_list=False)
            return
        if section == "role":
            section = "responsibilities"
        if section != "required":
            self._listed[section].append(_statement(text))
            return
        sentences = _sentences(text)
        if len({is_preferred(each) for each in sentences}) < 2:
            sentences = [text]
        for each in sentences:
            kind: Section = "preferred" if _is_wish(each) else "required"
            self._listed[kind].append(_statement(each))

    def _read_row(
        self, cells: Sequence[str], columns: list[Section], section: Section
    ) -> list[Section]:
        """File the cells of a table's row; what its columns are about, for the next row."""
        named = [section_of(cell) if is_section_name(cell) else None for cell in cells]
        if not columns and {"required", "preferred"} <= set(named[-2:]):
            # A column before these two names what each row is about.
            before: list[Section] = ["unknown"] * (len(named) - 2)
            return before + [each or "unknown" for each in named[-2:]]
        if columns:
            for cell, about in zip(cells, columns, strict=False):
                if cell and about in _STATED:
                    self._file_item(cell, about)
            return columns
        label, *values = cells
        about = section_of(label) or section
        if about in _STATED:
            for value in filter(None, values):
                self._file_item(value, about)
        return []


_OF_US: Final = cues(r"we|our|wir|unser\w*|nous|notre|nuestr\w+|noi|wij|onze|nós|vi|vår\w*")
_FINITE: Final = cues(
    r"is|are|was|were|has|have|had|will|would|can|we|you|they|it|this|that|our|their",
    r"ist|sind|hat|haben|wird|werden|wir|sie|du|unser\w*|est|sont|a|ont|nous|vous|notre|es|son|ha",
    r"è|sono|hanno|siamo|nostr\w+|zijn|heeft|wij|we|ons|onze|são|é|temos|er|har|vi|vår\w*|jest|są",
)
_MOST_PHRASE_WORDS: Final = 20


def _is_phrase(sentence: str) -> bool:
    """Whether it is no whole sentence but a bare phrase: "Fault finding on motors"."""
    words = sentence.split()
    if words[0] in ("The", "Our", "We", "This"):
        return False
    return 2 < len(words) <= _MOST_PHRASE_WORDS and _FINITE.search(sentence) is None


def _is_wish(text: str) -> bool:
    return is_preferred(text) and not is_wish_in_passing(text)


def _shortened(text: str) -> str:
    """Whole sentences up to about 600 characters."""
    kept: list[str] = []
    for sentence in _sentences(text):
        if kept and sum(map(len, kept)) + len(sentence) > _MAX_CULTURE_CHARS:
            break
        kept.append(sentence)
    return " ".join(kept)


def _distinct(items: Iterable[str]) -> list[str]:
    found: dict[str, str] = {}
    for item in items:
        if len(item) >= _MIN_STATEMENT_CHARS:
            found.setdefault(item.casefold(), item)
    return list(found.values())
