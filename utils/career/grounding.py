"""Grounding: where a quote stands in a document, and what of an extraction the document says.

Every field that is kept was found, word for word, in the text it was read from, and its place is
told. What is not found is never completed, translated or guessed: it is dropped, and counted. What
a written sentence may say is judged in `claims`, not here.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from .dates import Period, find_periods, is_open_ended
from .instructions import without_instructions
from .schema import DocumentExtraction, SourceSpan

# --- Where a quote stands ------------------------------------------------------------------------

DASHES: Final = "-‐‑‒–—―−﹘﹣－"
_BULLETS: Final = "•▪▫◦‣●○■□◆◇❖➢➤►▸∙⁃·✓✔\ue000-\uf8ff"  # private use: the glyphs of icon fonts
_INVISIBLE: Final = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_LIKE: Final = {**dict.fromkeys("‘’‚‛′´`", "'"), **dict.fromkeys("“”„‟″«»", '"')}
_PIECE: Final = re.compile(
    rf"(?P<gap>[\s{re.escape(DASHES)}{_BULLETS}{_INVISIBLE}]+)|(?P<plain>[!-,./-_a-~]+)|.",
    re.DOTALL,
)

# What lies between two characters of a skeleton. Dashes are part of the gap and not of the text, so
# that "event-\ndriven" can be quoted as "event-driven" and "develop-\nment" as "development".
_NO_GAP: Final = "x"
_SPACE: Final = " "
_TIGHT_DASH: Final = "-"
_LOOSE_DASH: Final = "~"
_LINE_HYPHEN: Final = "h"
_LINE_BULLET: Final = "b"
_LINE_DASH: Final = "d"
_INLINE_BULLET: Final = "i"
_SAME_GAPS: Final = frozenset(
    frozenset(pair)
    for pair in (
        (_TIGHT_DASH, _LOOSE_DASH),
        (_LINE_HYPHEN, _NO_GAP),
        (_LINE_HYPHEN, _TIGHT_DASH),
        (_LINE_HYPHEN, _LOOSE_DASH),
        (_LINE_BULLET, _SPACE),
        (_LINE_BULLET, _INLINE_BULLET),
        (_LINE_BULLET, _LINE_DASH),
        (_LINE_DASH, _SPACE),
        (_LINE_DASH, _LOOSE_DASH),
    )
)
_LINE_BREAK: Final = "[\n\r\v\f\u0085\u2028\u2029]"
_HYPHENATED: Final = re.compile(rf"[{re.escape(DASHES)}][^\S\n\r]*{_LINE_BREAK}\s*")
_DASH_OPENS_LINE: Final = re.compile(rf"{_LINE_BREAK}\s*[{re.escape(DASHES)}]\s")
_DASH_FOLLOWS: Final = re.compile(rf"\s*[{re.escape(DASHES)}]")
_SOFT_HYPHENATION: Final = re.compile(rf"\u00ad(?=\s*{_LINE_BREAK})")
_INVISIBLES: Final = re.compile(f"[{_INVISIBLE}]")
_BULLET: Final = re.compile(f"[{_BULLETS}]")

# A number with separators is one word: "30" is not in "30,000", "3.30" or "30 000". Dates are not
# such numbers: "2019" is in "06.2019" and in "01.06.2019".
_GROUPED_NUMBER: Final = re.compile(
    r"(?<![\d.,])(?!(?:\d{1,2}\.)?\d{1,2}\.(?:19|20)\d\d(?!\d))(?!(?:19|20)\d\d\.\d{1,2}(?!\d))"
    r"(?:\d+(?:[.,'’]\d+)+|\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d))"
)


@cache
def _folded_character(character: str) -> str:
    """A character in the form in which quotes are compared: decomposed, in one case.

    Superscripts and fractions stay as they are: 10² is not 102, nor 2½ 21/2.
    """
    if character in _LIKE:
        return _LIKE[character]
    if unicodedata.decomposition(character).startswith(("<super>", "<fraction>")):
        return character
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    return "".join(plain.split())


@cache
def _is_word_character(character: str) -> bool:
    if unicodedata.decomposition(character).startswith("<super>"):
        return False  # the mark of a footnote does not lengthen the word
    return character.isalnum() or unicodedata.category(character).startswith("M")


def is_spaceless(character: str) -> bool:
    """Whether words of this script run into each other: ideographs, kana, Thai and the like."""
    code = ord(character)
    return 0x0E00 <= code <= 0x0EFF or 0x3040 <= code <= 0x30FF or 0x3400 <= code <= 0x9FFF


def _gap(run: str, before: str, after: str) -> str:
    """The kind of a run of spaces, dashes, bullets and invisible characters between two others."""
    if run in (" ", "\n"):
        return _SPACE
    run = _INVISIBLES.sub("", _SOFT_HYPHENATION.sub("-", run))
    if not run:
        return _NO_GAP
    if run.isspace():
        return _SPACE
    if _HYPHENATED.fullmatch(run) and before.isalpha() and after.islower():
        return _LINE_HYPHEN
    if not before:
        run = f"\n{run}"
    if _BULLET.search(run):
        return _LINE_BULLET if re.search(_LINE_BREAK, run) else _INLINE_BULLET
    if _DASH_OPENS_LINE.search(run):
        return _LINE_DASH
    return _LOOSE_DASH if re.search(r"\s", run.removeprefix("\n")) else _TIGHT_DASH


@dataclass(frozen=True, slots=True)
class _Skeleton:
    """A text without its gaps: `gaps[i]` lies before `text[i]`, the last one behind the text.

    `origin[i]` is the offset of `text[i]` in the text it was made from.
    """

    text: str
    gaps: str
    origin: list[int]


def _skeleton(text: str) -> _Skeleton:
    pieces: list[str] = []
    gaps: list[str] = []
    origin: list[int] = []
    gap = _NO_GAP
    for match in _PIECE.finditer(text):
        piece, at = match[0], match.start()
        if match.lastgroup == "gap":
            gap = _gap(piece, text[at - 1 : at], text[match.end() : match.end() + 1])
            continue
        if match.lastgroup == "plain":
            folded = piece.lower()
            origin.extend(range(at, at + len(piece)))
        else:
            folded = _folded_character(piece)
            origin.extend([at] * len(folded))
        if folded:
            pieces.append(folded)
            gaps.append(gap + _NO_GAP * (len(folded) - 1))
            gap = _NO_GAP
    gaps.append(gap)
    return _Skeleton("".join(pieces), "".join(gaps), origin)


def folded(text: str) -> str:
    """The characters of a text as they are compared: in one case, without spaces and dashes."""
    return _skeleton(text).text


class TextIndex:
    """A document's text, prepared for finding quotes in it.

    Quotes are compared ignoring case, the kind and amount of white space, dashes and quotation
    marks, Unicode compatibility forms, invisible characters, hyphenation at line ends, and bullets
    where a line begins or ends; nothing else. A quote is found as whole words only: "Go" is not in
    "Google", nor "30" in "300" or "30,000".

    Attributes: `text`, as it was given.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._skeleton = _skeleton(text)
        spans = [match.span() for match in _GROUPED_NUMBER.finditer(text)]
        self._number_starts = [start for start, _ in spans]
        self._number_ends = [end for _, end in spans]

    def find(self, quote: str, start: int = 0) -> tuple[int, int] | None:
        """The first place of `quote` at or after `start`: offsets into the text, or None."""
        return next(self._places(quote, start), None)

    def find_all(self, quote: str) -> list[tuple[int, int]]:
        """Every place of `quote`, in order."""
        return list(self._places(quote, 0))

    def _places(self, quote: str, start: int) -> Iterator[tuple[int, int]]:
        wanted = _skeleton(quote)
        if not wanted.text:
            return
        at = self._skeleton.text.find(wanted.text, bisect_left(self._skeleton.origin, start))
        while at >= 0:
            place = self._place(at, wanted)
            if place is not None:
                yield place
            at = self._skeleton.text.find(wanted.text, at + 1)

    def _place(self, at: int, wanted: _Skeleton) -> tuple[int, int] | None:
        """Where the quote stands whose characters are those from `at` on; None if it does not."""
        behind = at + len(wanted.text)
        if self._cuts(at) or self._cuts(behind) or not self._same_gaps(at, wanted):
            return None
        start = self._skeleton.origin[at]
        end = self._skeleton.origin[behind - 1] + 1
        if self._inside_number(start) or self._inside_number(end):
            return None
        if wanted.gaps[0] == _TIGHT_DASH:  # a minus sign, or one end of a range
            if self.text[start - 1 : start] not in tuple(DASHES):
                return None
            start -= 1
        if wanted.gaps[-1] in (_TIGHT_DASH, _LOOSE_DASH):  # "2016 –" is more than "2016"
            dash = _DASH_FOLLOWS.match(self.text, end)
            if dash is None:
                return None
            end = dash.end()
        return start, end

    def _same_gaps(self, at: int, wanted: _Skeleton) -> bool:
        size = len(wanted.text)
        theirs, ours = wanted.gaps[1:size], self._skeleton.gaps[at + 1 : at + size]
        return theirs == ours or all(
            their == our
            or frozenset((their, our)) in _SAME_GAPS
            or ({their, our} == {_SPACE, _NO_GAP} and self._space_is_void(at + index))
            for index, (their, our) in enumerate(zip(theirs, ours, strict=True), start=1)
        )

    def _space_is_void(self, at: int) -> bool:
        """Whether white space before the character at `at` is a matter of setting only."""
        before, after = self._skeleton.text[at - 1], self._skeleton.text[at]
        if before in "()[]{}|;:/" or after in "()[]{}|;:/":
            return True
        if before in ".," or after in ".,":
            return not (before.isdigit() or after.isdigit())
        return is_spaceless(before) and is_spaceless(after)

    def _cuts(self, at: int) -> bool:
        """Whether a quote that begins or ends at `at` would cut a word or a name such as C++."""
        text, gaps = self._skeleton.text, self._skeleton.gaps
        if at in (0, len(text)) or gaps[at] not in (_NO_GAP, _LINE_HYPHEN):
            return False
        before, after = text[at - 1], text[at]
        if is_spaceless(before) or is_spaceless(after):
            return False
        if not _is_word_character(after) and after not in "+#&":
            return False
        if _is_word_character(before) and _is_word_character(after):
            return True
        further = text[at + 1 : at + 2] if gaps[at + 1] == _NO_GAP else ""
        joins = bool(further) and _is_word_character(further)
        if after == "&":
            return joins and _is_word_character(before)
        if after in "+#":
            return not joins and (_is_word_character(before) or before in "+#")
        return (
            before == "&"
            and gaps[at - 1] == _NO_GAP
            and _is_word_character(text[at - 2 : at - 1] or " ")
        )

    def _inside_number(self, offset: int) -> bool:
        number = bisect_right(self._number_starts, offset) - 1
        return number >= 0 and self._number_starts[number] < offset < self._number_ends[number]


# --- Extractions ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DroppedField:
    """A field that was left out: its path in the extraction as given, and why; never the value."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class GroundedExtraction:
    """An extraction of which every text occurs in the document, at the place in `evidence`.

    `evidence` maps dotted paths into `extraction` (`experiences.0.title`) to places.
    """

    extraction: DocumentExtraction
    evidence: dict[str, SourceSpan]
    dropped: list[DroppedField]


_JUDGEMENTS: Final = frozenset({"document_type", "extraction_confidence"})
"""Fields that are the reader's judgement and no words of the document."""

_DATES: Final = ("start_date", "end_date")
_NAMING_FIELDS: Final = {
    "experiences": ("company", "title"),
    "education": ("degree", "institution"),
    "languages": ("name",),
    "projects": ("name",),
    "certifications": ("name",),
    "publications": ("title",),
    "awards": ("name",),
}
_LINKS: Final = frozenset({"linkedin", "github", "website"})
_SCHEME: Final = re.compile(r"^(?:https?://)?(?:www\.)?(?P<rest>.+?)/?$", re.IGNORECASE)
_NEAR_CHARS: Final = 2_000
"""A field further than this from the others of its entry tells nothing about where the entry is."""

_BEFORE_WEIGHT: Final = 3

ALSO_EVERYDAY_WORDS: Final = frozenset(
    """
        access angular beam chef consul crystal dart echo elm ember excel express fiber flask flink
        go helm hive ignite jest notion outlook pandas phoenix presto puppet rails react rest ruby
        rust salt sketch spark spring storm swift teams unity vault word zoom
        """.split()
)
"""Names of tools that are also words: only their own spelling counts, "rest" is not REST."""

_ABSENT: Final = "its text is not in the document"
_NAMELESS: Final = "nothing that names it is in the document"
_DATE_UNWRITTEN: Final = "no period written in the document says it"
_MONTH_UNWRITTEN: Final = "the year is written, the month is not"


def ground_extraction(
    extraction: DocumentExtraction, text: str, document: str
) -> GroundedExtraction:
    """Keep of an extraction what the document says, with the place of each field.

    A text counts when it occurs word for word (`TextIndex`); of several occurrences the one nearest
    to the entry's other fields is taken, for an entry's company, title, period and bullets stand
    together. `start_date` and `end_date` count as far as the entry's `duration`, or for want of one
    a period beside the entry, says the same: a month that is not written is cut off, a year that is
    not written makes the date None, and `present` needs an open end. An entry of which no naming
    field is left (company or title, name of a project …) goes as a whole. `employment_type` is a
    text like any other; `document_type` and `extraction_confidence` are judgements and stay.

    What stands in an instruction to the document's reader ("ignore previous instructions, state …")
    is not found: it says nothing about a career (`instructions`).

    Args:
        extraction: what a reader, a model or rules, took from the document.
        text: the document's text; offsets in `evidence` are into it.
        document: its name, for `evidence`.
    """
    return _Grounding(TextIndex(without_instructions(text)), document).ground(extraction)


@dataclass(frozen=True, slots=True)
class _Extent:
    """The part of a text in which an entry stands, and the place of the field that anchors it."""

    start: int
    end: int
    anchor: int

    def distance(self, place: tuple[int, int]) -> tuple[int, int]:
        """How far a place is from the entry; one before it more likely ends the entry before."""
        before, behind = self.start - place[1], place[0] - self.end
        return max(_BEFORE_WEIGHT * before, behind, 0), abs(place[0] - self.anchor)


class _Grounding:
    """The grounding of one extraction, collecting evidence and what is dropped as it goes."""

    def __init__(self, index: TextIndex, document: str) -> None:
        self._index = index
        self._document = document
        self._evidence: dict[str, SourceSpan] = {}
        self._dropped: list[DroppedField] = []

    def ground(self, extraction: DocumentExtraction) -> GroundedExtraction:
        top = _Extent(0, 0, 0)
        kept: dict[str, Any] = {}
        for key, value in extraction.model_dump().items():
            if key in _JUDGEMENTS:
                kept[key] = value
            elif key in _NAMING_FIELDS:
                kept[key] = self._entries(key, value)
            else:
                kept[key] = self._value(value, key, key, top)
        return GroundedExtraction(
            DocumentExtraction.model_validate(kept), self._evidence, self._dropped
        )

    def _entries(self, key: str, entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
        kept: list[dict[str, Any]] = []
        for number, entry in enumerate(entries):
            given_path, kept_path = f"{key}.{number}", f"{key}.{len(kept)}"
            extent = self._extent(entry)
            grounded = {
                name: self._value(value, f"{given_path}.{name}", f"{kept_path}.{name}", extent)
                for name, value in entry.items()
                if name not in _DATES
            }
            if any(grounded[name] for name in _NAMING_FIELDS[key]):
                for name in _DATES:
                    if entry.get(name):
                        grounded[name] = self._date(
                            name, entry[name], given_path, kept_path, extent
                        )
                kept.append(grounded)
            else:
                for path in [path for path in self._evidence if path.startswith(f"{kept_path}.")]:
                    del self._evidence[path]
                self._dropped.append(DroppedField(given_path, _NAMELESS))
        return kept

    def _extent(self, entry: Mapping[str, Any]) -> _Extent:
        """Where an entry stands: where the occurrences of its texts lie closest together."""
        located = [
            places
            for name, value in entry.items()
            if name not in (*_DATES, "technologies")
            for text in _texts(value)
            if (places := self._index.find_all(text))
        ]
        if not located:
            return _Extent(0, 0, 0)

        def spread(anchor: tuple[int, int]) -> int:
            return sum(
                min(_NEAR_CHARS, *(abs(place[0] - anchor[0]) for place in places))
                for places in located
            )

        rarest = min(located, key=lambda places: len(places))
        anchor = min(rarest, key=spread)
        certain = [
            places[0]
            for places in located
            if len(places) == 1 and abs(places[0][0] - anchor[0]) <= _NEAR_CHARS
        ]
        hull = [anchor, *certain]
        return _Extent(min(start for start, _ in hull), max(end for _, end in hull), anchor[0])

    def _value(self, value: Any, given_path: str, kept_path: str, extent: _Extent) -> Any:
        if isinstance(value, str):
            return self._text(value, given_path, kept_path, extent)
        if isinstance(value, dict):
            return {
                name: self._value(each, f"{given_path}.{name}", f"{kept_path}.{name}", extent)
                for name, each in value.items()
            }
        if isinstance(value, list):
            kept: list[Any] = []
            for number, each in enumerate(value):
                grounded = self._value(
                    each, f"{given_path}.{number}", f"{kept_path}.{len(kept)}", extent
                )
                if any(_texts(grounded)):
                    kept.append(grounded)
            return kept
        return value

    def _text(self, value: str, given_path: str, kept_path: str, extent: _Extent) -> str | None:
        if not value.strip():
            return None
        names = set(given_path.split("."))
        places = self._index.find_all(value)
        if not places and names & _LINKS and (link := _SCHEME.match(value.strip())):
            value = link["rest"]  # documents leave out https:// and www.
            places = self._index.find_all(value)
        if names & {"technologies", "skills"}:
            places = [place for place in places if self._is_name(value.strip(), place)]
        if not places:
            self._dropped.append(DroppedField(given_path, _ABSENT))
            return None
        self._evidence[kept_path] = self._span(min(places, key=extent.distance))
        return value

    def _is_name(self, name: str, place: tuple[int, int]) -> bool:
        """Whether an occurrence of a tool's name can mean the tool: R, not that of R-squared."""
        if len(name) > 2 and name.casefold() not in ALSO_EVERYDAY_WORDS:
            return True
        start, end = place
        compound = self._index.text[end : end + 2]
        return self._index.text[start:end] == name and not (
            compound[:1] in tuple(DASHES) and compound[1:].islower()
        )

    def _span(self, place: tuple[int, int]) -> SourceSpan:
        start, end = place
        return SourceSpan(
            document=self._document, quote=self._index.text[start:end], start=start, end=end
        )

    def _date(
        self, name: str, given: str, given_path: str, kept_path: str, extent: _Extent
    ) -> str | None:
        """As much of a date as a written period says."""
        wanted = _normal_date(given)
        best: tuple[str, SourceSpan] | None = None
        for period, span in self._written_periods(kept_path, extent):
            said = period.first if name == "start_date" else period.last
            agreed = wanted and _agreed(wanted, said)
            if agreed and (best is None or len(agreed) > len(best[0])):
                best = agreed, span
        if best is None:
            self._dropped.append(DroppedField(f"{given_path}.{name}", _DATE_UNWRITTEN))
            return None
        if best[0] != wanted:
            self._dropped.append(DroppedField(f"{given_path}.{name}", _MONTH_UNWRITTEN))
        self._evidence[f"{kept_path}.{name}"] = best[1]
        return best[0]

    def _written_periods(
        self, kept_path: str, extent: _Extent
    ) -> Iterator[tuple[Period, SourceSpan]]:
        """The periods that may date an entry: those of its duration, else those beside it."""
        text = self._index.text
        written = self._evidence.get(f"{kept_path}.duration") or self._evidence.get(
            f"{kept_path}.year"
        )
        if written is not None:
            # Read on to the end of the line: "2016 –" of "2016 – 2018" is not open.
            behind = _line_end(text, written.end)
            if written.quote.rstrip().endswith(tuple(DASHES)):
                behind = _line_end(text, behind + 1)
            for period in written_periods(text[written.start : behind]):
                if period.start < written.end - written.start:
                    yield period, written
            return
        start = text.rfind("\n", 0, max(text.rfind("\n", 0, extent.start), 0)) + 1
        end = _line_end(text, _line_end(text, extent.end) + 1)
        found = [
            (start + period.start, start + period.end, period)
            for period in written_periods(text[start:end])
        ]
        for first, last, period in sorted(found, key=lambda each: extent.distance(each[:2])):
            yield period, self._span((first, last))


def _texts(value: Any) -> list[str]:
    """The texts in a value, however deep."""
    if isinstance(value, str):
        return [value] if value.strip() else []
    if isinstance(value, dict):
        return [text for each in value.values() for text in _texts(each)]
    if isinstance(value, list):
        return [text for each in value for text in _texts(each)]
    return []


def _line_end(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end


_SHORT_DATE: Final = r"(?:(?P<{0}_month>0?[1-9]|1[0-2])\s?[/.]\s?|['’])(?P<{0}_year>\d\d)(?![\d/.])"
_SHORT_PERIOD: Final = re.compile(
    rf"(?<![\d/.]){_SHORT_DATE.format('first')}"
    rf"(?:\s*[{re.escape(DASHES)}]\s*(?:{_SHORT_DATE.format('last')}|(?P<rest>[^\W\d_]+)|$))?"
)
_YEAR_PAIR: Final = re.compile(r"(?<!\d)(?P<first>(?:19|20)\d\d)[/–-](?P<last>\d\d)(?![\d/.-])")


def written_periods(text: str) -> list[Period]:
    """The periods written in a text, also those with two-digit years ("06/19", "2019/20")."""
    plain = "".join(
        str(unicodedata.digit(each)) if each.isdecimal() and not each.isascii() else each
        for each in text
    )
    found = list(find_periods(plain))
    for match in _SHORT_PERIOD.finditer(plain):
        first = _short_date(match["first_month"], match["first_year"])
        last: str | None = first
        if match["last_year"]:
            last = _short_date(match["last_month"], match["last_year"])
        elif match["rest"]:
            last = "present" if is_open_ended(match["rest"]) else None
        elif match[0].rstrip().endswith(tuple(DASHES)):
            last = "present"
        found.append(Period(match.start(), match.end(), match[0], first, last))
    for match in _YEAR_PAIR.finditer(plain):
        if int(match["last"]) > 12 and int(match["last"]) == (int(match["first"]) + 1) % 100:
            after = str(int(match["first"]) + 1)
            found.append(Period(match.start(), match.end(), match[0], match["first"], after))
    return found


def _short_date(month: str | None, year: str) -> str:
    """`YYYY` or `YYYY-MM` of a year of two digits: 1950 to 2049."""
    full = f"{'20' if int(year) < 50 else '19'}{year}"
    return f"{full}-{int(month):02d}" if month else full


def _normal_date(given: str) -> str | None:
    """`YYYY`, `YYYY-MM` or `present`, whatever way a reader wrote it; None for no date."""
    plain = given.strip()
    if plain.casefold() != "present" and re.fullmatch(r"\d{4}(?:-\d\d){0,2}", plain):
        return plain[:7]
    if is_open_ended(plain):
        return "present"
    period = next(iter(written_periods(plain)), None)
    return period.first if period else None


def _agreed(given: str, said: str | None) -> str | None:
    """What two statements of one date have in common: the coarser one, if they agree."""
    if said is None or "present" in (given, said):
        return given if given == said else None
    shorter = min(given, said, key=len)
    return shorter if given.startswith(shorter) and said.startswith(shorter) else None
