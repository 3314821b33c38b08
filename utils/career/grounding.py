"""Grounding: where a quote stands in a document, and whether a sentence says more than its sources.

Every field that is kept was found, word for word, in the text it was read from; every sentence that
is written is held against the texts it cites. Both work without a model. A date, figure or name
that is not in the source is never completed, translated or guessed: it is dropped, and counted.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal

from .dates import is_open_ended, parse_period
from .schema import DocumentExtraction, SourceSpan

# --- Where a quote stands ------------------------------------------------------------------------

_IGNORED: Final = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
_LIKE: Final = {
    **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
    **dict.fromkeys("‘’‚‛′´`", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("•▪▫◦‣●○■□◆◇➢➤►▸∙⁃", " "),
    "…": "...",
}


@dataclass(frozen=True, slots=True)
class _Folded:
    """A text in the form in which quotes are compared, with the origin of each character."""

    text: str
    origin: list[int]


class _Plain(dict[str, str]):
    """Each character as it is compared; worked out once."""

    def __missing__(self, character: str) -> str:
        plain = _LIKE.get(character)
        if plain is None:
            plain = unicodedata.normalize("NFKC", character).casefold()
            plain = "".join(" " if each.isspace() else each for each in plain)
        if character in _IGNORED:
            plain = ""
        self[character] = plain
        return plain


_plain = _Plain()
_HYPHENATION: Final = re.compile(r"(?<=[^\W\d_])[-‐][ \t]*\r?\n\s*(?=[^\W\d_])")


def _fold(text: str, skipped: Sequence[tuple[int, int]] = ()) -> _Folded:
    """`text` with one case, one kind of dash, quote and space, and no soft hyphens or bullets.

    Characters in the `skipped` ranges are left out.
    """
    characters: list[str] = []
    origin: list[int] = []
    last = ""
    start = 0
    for skip_from, skip_to in (*skipped, (len(text), len(text))):
        for index in range(start, skip_from):
            for each in _plain[text[index]]:
                if each != " " or (last and last != " "):
                    characters.append(each)
                    origin.append(index)
                    last = each
        start = skip_to
    return _Folded("".join(characters), origin)


def _hyphenations(text: str) -> list[tuple[int, int]]:
    """Where a word is broken over two lines: from the hyphen to the rest of the word."""
    return [match.span() for match in _HYPHENATION.finditer(text) if text[match.end()].islower()]


def _is_spaceless(character: str) -> bool:
    """Whether words of this script run into each other: ideographs, kana, Thai and the like."""
    code = ord(character)
    return 0x0E00 <= code <= 0x0EFF or 0x3040 <= code <= 0x30FF or 0x3400 <= code <= 0x9FFF


def _cuts_a_word(text: str, at: int) -> bool:
    """Whether position `at` of a folded text is inside a word, a number or a name such as C++."""
    if at <= 0 or at >= len(text):
        return False
    before, after = text[at - 1], text[at]
    if _is_spaceless(before) or _is_spaceless(after):
        return False
    if before.isalnum() and after.isalnum():
        return True
    if before.isalnum() and after in "+#":
        return True
    if before in "+#" and after in "+#":
        return True
    # The dot of "3.5" and the comma of "10,000" belong to the number.
    if before.isdigit() and after in ".,":
        return text[at + 1 : at + 2].isdigit()
    return before in ".," and after.isdigit() and text[at - 2 : at - 1].isdigit()


class TextIndex:
    """A document's text, prepared for finding quotes in it.

    Quotes are compared ignoring case, the kind and amount of white space, dash and quotation mark,
    Unicode compatibility forms, soft hyphens, bullets, and hyphenation at line ends; nothing else.
    A quote is found as whole words only: "Go" is not in "Google", nor "30" in "300" or "3.30".
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._variants = [_fold(text)]
        broken_words = _hyphenations(text)
        if broken_words:
            self._variants.append(_fold(text, broken_words))

    def find(self, quote: str, start: int = 0) -> tuple[int, int] | None:
        """The first place of `quote` at or after `start`: offsets into the text, or None."""
        return next(self._occurrences(quote, start), None)

    def find_all(self, quote: str) -> list[tuple[int, int]]:
        """Every place of `quote`, in order."""
        return list(self._occurrences(quote, 0))

    def find_nearest(self, quote: str, position: int) -> tuple[int, int] | None:
        """The place of `quote` closest to `position`, or None."""
        return min(
            self._occurrences(quote, 0), key=lambda span: abs(span[0] - position), default=None
        )

    def _occurrences(self, quote: str, start: int) -> Iterator[tuple[int, int]]:
        wanted = _fold(quote).text.strip()
        if not wanted:
            return
        for folded in self._variants:
            at = folded.text.find(wanted, bisect_left(folded.origin, start))
            found = False
            while at >= 0:
                end = at + len(wanted)
                if not _cuts_a_word(folded.text, at) and not _cuts_a_word(folded.text, end):
                    found = True
                    yield folded.origin[at], folded.origin[end - 1] + 1
                at = folded.text.find(wanted, at + 1)
            if found:
                return


# --- Extractions ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DroppedField:
    """A field that was left out: its place in the extraction and why. The value is not kept."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class GroundedExtraction:
    """An extraction of which every text occurs in the document, at the place in `evidence`."""

    extraction: DocumentExtraction
    evidence: dict[str, SourceSpan]
    dropped: list[DroppedField]


_NOT_QUOTES: Final = frozenset(
    {"document_type", "extraction_confidence", "start_date", "end_date", "employment_type"}
)
_REQUIRED_ONE_OF: Final = {
    "experiences": ("company", "title"),
    "education": ("degree", "institution"),
    "languages": ("name",),
    "projects": ("name",),
    "certifications": ("name",),
    "publications": ("title",),
    "awards": ("name",),
}
_NOT_FOUND: Final = "its text is not in the document"


def ground_extraction(
    extraction: DocumentExtraction, text: str, document: str
) -> GroundedExtraction:
    """Keep of an extraction what the document says, with the place of each field.

    A text counts when it occurs word for word (`TextIndex`); of several occurrences the one nearest
    to the entry's other fields is taken. `start_date` and `end_date` count as far as the period
    that is written says the same; else they become None. An entry without a name (an experience
    without company and title, a project without name …) goes as a whole. `employment_type` is kept
    only if it is written in the text.

    Returns:
        The kept fields; `evidence` by dotted path into them; what was dropped, by its path in the
        extraction that was given.
    """
    return _Grounding(TextIndex(text), document).run(extraction)


class _Grounding:
    def __init__(self, index: TextIndex, document: str) -> None:
        self._index = index
        self._document = document
        self._dropped: list[DroppedField] = []
        self._evidence: dict[str, SourceSpan] = {}

    def run(self, extraction: DocumentExtraction) -> GroundedExtraction:
        given = extraction.model_dump()
        kept: dict[str, Any] = {}
        for key, value in given.items():
            if key in _NOT_QUOTES:
                kept[key] = value
            elif key in _REQUIRED_ONE_OF:
                kept[key] = self._entries(key, value)
            else:
                kept[key] = self._value(value, key, key, position=0)
        return GroundedExtraction(
            DocumentExtraction.model_validate(kept), self._evidence, self._dropped
        )

    def _entries(self, key: str, entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
        kept: list[dict[str, Any]] = []
        for number, entry in enumerate(entries):
            given_path, kept_path = f"{key}.{number}", f"{key}.{len(kept)}"
            grounded = self._entry(entry, given_path, kept_path)
            if any(grounded.get(name) for name in _REQUIRED_ONE_OF[key]):
                kept.append(grounded)
            else:
                self._evidence = {
                    path: span
                    for path, span in self._evidence.items()
                    if not path.startswith(f"{kept_path}.")
                }
                self._dropped.append(DroppedField(given_path, "nothing names it in the document"))
        return kept

    def _entry(self, entry: dict[str, Any], given_path: str, kept_path: str) -> dict[str, Any]:
        position = self._position(entry)
        kept = {
            name: self._value(value, f"{given_path}.{name}", f"{kept_path}.{name}", position)
            for name, value in entry.items()
            if name not in _NOT_QUOTES
        }
        if entry.get("employment_type"):
            kept["employment_type"] = self._value(
                entry["employment_type"],
                f"{given_path}.employment_type",
                f"{kept_path}.employment_type",
                position,
            )
        if "start_date" in entry:
            self._dates(entry, kept, given_path, kept_path)
        return kept

    def _position(self, entry: dict[str, Any]) -> int:
        """Where an entry stands: where its name-giving fields lie closest together."""
        names = [
            places
            for name in ("title", "company", "duration", "degree", "institution", "name", "year")
            if isinstance(entry.get(name), str) and (places := self._index.find_all(entry[name]))
        ]
        if not names:
            return 0
        rarest = min(names, key=len)
        return min(
            rarest,
            key=lambda place: sum(
                min(abs(place[0] - other[0]) for other in places) for places in names
            ),
        )[0]

    def _value(self, value: Any, given_path: str, kept_path: str, position: int) -> Any:
        if isinstance(value, str):
            return self._text(value, given_path, kept_path, position)
        if isinstance(value, dict):
            return {
                name: self._value(each, f"{given_path}.{name}", f"{kept_path}.{name}", position)
                for name, each in value.items()
            }
        if isinstance(value, list):
            kept: list[Any] = []
            for number, each in enumerate(value):
                grounded = self._value(
                    each, f"{given_path}.{number}", f"{kept_path}.{len(kept)}", position
                )
                if _says_something(grounded):
                    kept.append(grounded)
            return kept
        return value

    def _text(self, value: str, given_path: str, kept_path: str, position: int) -> str | None:
        if not value.strip():
            return None
        place = self._index.find_nearest(value, position)
        if place is None:
            self._dropped.append(DroppedField(given_path, _NOT_FOUND))
            return None
        self._evidence[kept_path] = self._span(place)
        return value

    def _span(self, place: tuple[int, int]) -> SourceSpan:
        start, end = place
        return SourceSpan(
            document=self._document, quote=self._index.text[start:end], start=start, end=end
        )

    def _dates(
        self, entry: dict[str, Any], kept: dict[str, Any], given_path: str, kept_path: str
    ) -> None:
        """Keep the dates that the period, as it is written, says."""
        written = kept.get("duration") or kept.get("year") or ""
        first, last = parse_period(written)
        kept["start_date"] = kept["end_date"] = None
        for name, said in (("start_date", first), ("end_date", last)):
            given = entry.get(name)
            if not given:
                continue
            if _agrees(given, said, written):
                kept[name] = given
                source = f"{kept_path}.duration"
                if source not in self._evidence:
                    source = f"{kept_path}.year"
                self._evidence[f"{kept_path}.{name}"] = self._evidence[source]
            else:
                self._dropped.append(
                    DroppedField(f"{given_path}.{name}", "the period as written does not say it")
                )


def _says_something(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_says_something(each) for each in value.values())
    return bool(value)


def _agrees(given: str, said: str | None, written: str) -> bool:
    """Whether a normalised date says no more than the period as written."""
    if given == "present":
        return said == "present" or is_open_ended(written)
    return said is not None and said != "present" and said.startswith(given)


# --- Sentences -----------------------------------------------------------------------------------

ExcessKind = Literal[
    "number", "unit", "date", "duration", "employer", "title", "degree", "technology",
    "ownership", "unsupported",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Excess:
    """What a sentence says beyond its evidence: the kind, and the words."""

    kind: ExcessKind
    excess: str


_MULTIPLIERS: Final = {
    "k": 1e3, "thousand": 1e3, "tausend": 1e3, "m": 1e6, "mio": 1e6, "mn": 1e6, "million": 1e6,
    "millions": 1e6, "millionen": 1e6, "bn": 1e9, "b": 1e9, "billion": 1e9, "milliarden": 1e9,
}  # fmt: skip
_UNITS: Final = {
    "%": "percent", "percent": "percent", "prozent": "percent", "pct": "percent",
    "x": "times", "times": "times", "fold": "times",
    "year": "year", "years": "year", "yrs": "year", "jahre": "year", "jahr": "year", "ans": "year",
    "años": "year", "month": "month", "months": "month", "monate": "month", "mois": "month",
    "meses": "month", "week": "week", "weeks": "week", "wochen": "week", "day": "day",
    "days": "day", "tage": "day", "hour": "hour", "hours": "hour", "h": "hour", "stunden": "hour",
    "minute": "minute", "minutes": "minute", "min": "minute", "minuten": "minute",
    "second": "second", "seconds": "second", "s": "second", "sec": "second", "sekunden": "second",
    "ms": "millisecond", "milliseconds": "millisecond",
    "kb": "kb", "mb": "mb", "gb": "gb", "tb": "tb", "pb": "pb",
    "$": "usd", "usd": "usd", "dollars": "usd", "€": "eur", "eur": "eur", "euro": "eur",
    "euros": "eur", "£": "gbp", "gbp": "gbp",
}  # fmt: skip
_DURATION_UNITS: Final = frozenset({"year", "month", "week", "day", "hour"})
_NUMBER: Final = re.compile(
    r"(?<![\w.,])(?P<sign>[$€£])?\s?(?P<number>\d[\d.,' \u00a0\u202f]*\d|\d)"
    r"(?:[ \u00a0\u202f-]?(?P<multiplier>"
    r"k|mio|mn|m|bn|b|thousand|tausend|millions?|millionen|billion|milliarden)\b\.?)?"
    r"(?:[ \u00a0\u202f-]?(?P<unit>%|€|\$|£|[^\W\d_]+))?",
    re.IGNORECASE,
)
_NUMBER_WORDS: Final = {
    word: value
    for value, words in enumerate(
        (
            "", "", "two zwei deux dos", "three drei trois tres", "four vier quatre cuatro",
            "five fünf cinq cinco", "six sechs seis", "seven sieben sept siete",
            "eight acht huit ocho", "nine neun neuf nueve", "ten zehn dix diez",
            "eleven elf onze", "twelve zwölf douze doce",
        )
    )
    for word in words.split()
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Quantity:
    """A number in a text: its value (None where separators leave two readings), unit and words."""

    values: frozenset[float]
    unit: str | None
    words: str


def _readings(digits: str) -> frozenset[float]:
    """What "1.000", "1,5" or "10 000" may mean: separators are thousands or decimals."""
    plain = re.sub(r"[' \u00a0\u202f]", "", digits)
    readings = set()
    for thousands, decimal in ((",", "."), (".", ",")):
        candidate = plain.replace(thousands, "").replace(decimal, ".")
        grouped = re.fullmatch(rf"\d{{1,3}}(?:\{thousands}\d{{3}})+(?:\{decimal}\d+)?", plain)
        if (thousands not in plain or grouped) and candidate.count(".") <= 1:
            readings.add(float(candidate))
    return frozenset(readings or {float(re.sub(r"\D", "", plain))})


def _quantities(text: str) -> list[_Quantity]:
    found = []
    for match in _NUMBER.finditer(text):
        digits = match["number"]
        # "5 10" is two numbers, "10 000" is one.
        spaced = re.split(r"[ \u00a0\u202f]", digits)
        if len(spaced) > 1 and not all(len(part) == 3 for part in spaced[1:]):
            found += [_Quantity(_readings(part), None, part) for part in spaced if part]
            continue
        factor = _MULTIPLIERS.get((match["multiplier"] or "").lower(), 1.0)
        unit = _UNITS.get((match["unit"] or "").lower()) or _UNITS.get(match["sign"] or "")
        values = frozenset(round(value * factor, 6) for value in _readings(digits))
        found.append(_Quantity(values, unit, match[0].strip()))
    words = re.findall(r"[^\W\d_]+", text.lower())
    for word, after in zip(words, [*words[1:], ""], strict=True):
        if word in _NUMBER_WORDS:
            value = frozenset({float(_NUMBER_WORDS[word])})
            found.append(_Quantity(value, _UNITS.get(after), word))
    return found


_OBSERVED: Final = "observ attend watch shadow beobacht"
_HELPED: Final = (
    "help assist support contribut participat involv collaborat mitgewirkt unterstütz mitarbeit"
    " beigetragen aidé participé contribué ayud particip colabor"
)
_BUILT: Final = (
    "build built develop implement design wrote written creat deliver launch migrat automat ship"
    " architect refactor engineer introduc entwickel gebaut umgesetzt erstell développ conçu réalis"
    " desarroll diseñ"
)
_LED: Final = (
    "led lead manag head direct own found spearhead oversaw orchestrat supervis geleitet leit führ"
    " verantwort dirig piloté encadr lider gestion"
)
_OWNERSHIP: Final = {
    stem: level
    for level, stems in enumerate((_OBSERVED, _HELPED, _BUILT, _LED))
    for stem in stems.split()
}
_LEADING_TITLES: Final = re.compile(
    r"\b(lead|manager|head|director|chief|founder|co-founder|cto|ceo|cfo|vp|owner|leiter\w*|"
    r"führung\w*|directeur|directrice|responsable|gerente|jefe|jefa|teamlead\w*)\b",
    re.IGNORECASE,
)
_TITLE_WORDS: Final = frozenset(
    [
        "senior",
        "junior",
        "principal",
        "staff",
        "lead",
        "head",
        "chief",
        "director",
        "manager",
        "vp",
        "president",
        "founder",
        "cofounder",
        "cto",
        "ceo",
        "cfo",
        "coo",
        "architect",
        "professor",
        "intern",
        "trainee",
        "supervisor",
    ]
)
_DEGREES: Final = re.compile(
    r"\b(ph\.?\s?d|doctorate|doctoral|doktor|promotion|mba|m\.?sc|b\.?sc|master(?:'s|s)?|"
    r"bachelor(?:'s|s)?|diplom|licence|magister|degree)\b\.?",
    re.IGNORECASE,
)
_LEGAL_SUFFIX: Final = re.compile(
    r"\b(gmbh|inc|llc|ltd|ag|corp|corporation|limited|sas|sarl|plc|s\.l|oy|ab|as|bv|nv|kg|se)\b",
    re.IGNORECASE,
)
_BEFORE_EMPLOYER: Final = frozenset(
    ["at", "for", "with", "joined", "bei", "für", "chez", "pour", "en", "para", "from"]
)
_MONTHS: Final = {
    month: number
    for number, names in enumerate(
        (
            "january jan januar janvier janv enero ene",
            "february feb februar février févr febrero",
            "march mar märz mars marzo", "april apr avril abril abr", "may mai mayo",
            "june jun juni juin junio", "july jul juli juillet julio", "august aug août agosto ago",
            "september sep sept septembre septiembre", "october oct oktober okt octobre octubre",
            "november nov novembre noviembre", "december dec dezember dez décembre diciembre dic",
        ),
        start=1,
    )
    for month in names.split()
}  # fmt: skip
_FUNCTION_WORDS: Final = frozenset(
    # Words that state no fact about a career, in English, German, French and Spanish.
    [
        "a",
        "about",
        "across",
        "after",
        "all",
        "also",
        "am",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "because",
        "been",
        "before",
        "between",
        "both",
        "but",
        "by",
        "can",
        "could",
        "did",
        "do",
        "does",
        "during",
        "each",
        "every",
        "for",
        "from",
        "further",
        "had",
        "has",
        "have",
        "having",
        "he",
        "her",
        "here",
        "him",
        "his",
        "how",
        "i",
        "if",
        "in",
        "including",
        "into",
        "is",
        "it",
        "its",
        "like",
        "made",
        "make",
        "many",
        "me",
        "more",
        "most",
        "much",
        "my",
        "new",
        "no",
        "not",
        "of",
        "on",
        "one",
        "only",
        "or",
        "other",
        "our",
        "out",
        "over",
        "own",
        "per",
        "she",
        "so",
        "some",
        "such",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "through",
        "to",
        "too",
        "under",
        "until",
        "up",
        "us",
        "used",
        "using",
        "very",
        "via",
        "was",
        "we",
        "well",
        "were",
        "what",
        "when",
        "where",
        "which",
        "while",
        "who",
        "whose",
        "will",
        "with",
        "within",
        "without",
        "would",
        "you",
        "your",
        "yours",
        "apply",
        "applying",
        "application",
        "position",
        "role",
        "post",
        "team",
        "company",
        "opportunity",
        "chance",
        "welcome",
        "discuss",
        "talk",
        "look",
        "looking",
        "forward",
        "hearing",
        "hear",
        "please",
        "find",
        "enclosed",
        "attached",
        "interview",
        "conversation",
        "thank",
        "thanks",
        "consideration",
        "time",
        "interest",
        "interested",
        "letter",
        "writing",
        "write",
        "reply",
        "glad",
        "happy",
        "pleased",
        "available",
        "questions",
        "work",
        "working",
        "worked",
        "works",
        "job",
        "advertised",
        "posting",
        "ask",
        "asks",
        "asked",
        "need",
        "needs",
        "needed",
        "require",
        "requires",
        "required",
        "seek",
        "seeks",
        "seeking",
        "want",
        "wants",
        "fit",
        "fits",
        "match",
        "bring",
        "offer",
        "experience",
        "background",
        "career",
        "years",
        "following",
        "show",
        "shows",
        "example",
        "examples",
        "relevant",
        "among",
        "what",
        "i'd",
        "i've",
        "i'm",
        "let",
        "know",
        "detail",
        "details",
        "person",
        "would",
        "meet",
        "meets",
        "part",
        "points",
        "der",
        "die",
        "das",
        "den",
        "dem",
        "des",
        "ein",
        "eine",
        "einen",
        "einem",
        "einer",
        "und",
        "oder",
        "aber",
        "ist",
        "sind",
        "war",
        "waren",
        "sein",
        "als",
        "auch",
        "auf",
        "aus",
        "bei",
        "bin",
        "bis",
        "da",
        "damit",
        "dass",
        "durch",
        "er",
        "es",
        "für",
        "hat",
        "habe",
        "haben",
        "ich",
        "ihr",
        "ihre",
        "ihren",
        "ihnen",
        "im",
        "in",
        "mich",
        "mir",
        "mit",
        "nach",
        "nicht",
        "noch",
        "nur",
        "ob",
        "sie",
        "sich",
        "so",
        "über",
        "um",
        "uns",
        "unser",
        "unter",
        "vom",
        "von",
        "vor",
        "wie",
        "wir",
        "wird",
        "würde",
        "zu",
        "zum",
        "zur",
        "bewerbe",
        "bewerbung",
        "stelle",
        "position",
        "unternehmen",
        "freue",
        "freuen",
        "gerne",
        "gespräch",
        "kennenlernen",
        "sehr",
        "suchen",
        "gesucht",
        "arbeitete",
        "arbeite",
        "erfahrung",
        "le",
        "la",
        "les",
        "un",
        "une",
        "des",
        "du",
        "de",
        "et",
        "ou",
        "mais",
        "est",
        "sont",
        "était",
        "être",
        "au",
        "aux",
        "avec",
        "ce",
        "cette",
        "ces",
        "chez",
        "comme",
        "dans",
        "elle",
        "en",
        "entre",
        "il",
        "ils",
        "je",
        "j'",
        "l'",
        "d'",
        "leur",
        "lui",
        "ma",
        "mes",
        "mon",
        "ne",
        "nos",
        "notre",
        "nous",
        "par",
        "pas",
        "plus",
        "pour",
        "que",
        "qui",
        "sa",
        "sans",
        "se",
        "ses",
        "son",
        "sur",
        "très",
        "vos",
        "votre",
        "vous",
        "poste",
        "candidature",
        "entreprise",
        "entretien",
        "serais",
        "heureux",
        "heureuse",
        "plaisir",
        "rencontrer",
        "échanger",
        "expérience",
        "travaillé",
        "el",
        "los",
        "las",
        "unos",
        "unas",
        "y",
        "o",
        "pero",
        "es",
        "son",
        "era",
        "ser",
        "al",
        "con",
        "como",
        "del",
        "donde",
        "ella",
        "ellos",
        "entre",
        "este",
        "esta",
        "estos",
        "hay",
        "lo",
        "más",
        "mi",
        "mis",
        "muy",
        "no",
        "nos",
        "nuestro",
        "para",
        "por",
        "que",
        "se",
        "sin",
        "sobre",
        "su",
        "sus",
        "también",
        "un",
        "una",
        "puesto",
        "candidatura",
        "empresa",
        "entrevista",
        "gustaría",
        "encantado",
        "encantada",
        "conversar",
        "experiencia",
    ]
)
_WORD: Final = re.compile(r"[^\W_][\w+#./&'-]*[\w+#]|[^\W_]", re.UNICODE)


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What the cited texts hold, in comparable forms."""

    words: frozenset[str]
    stems: frozenset[str]
    quantities: tuple[_Quantity, ...]
    months: frozenset[int]
    ownership: int | None
    folded: str


def check_claim(text: str, evidence: Sequence[str]) -> list[Excess]:
    """What a sentence says beyond its evidence; empty when it says no more.

    Compared are figures (by value: 90M is 90 million) and their units, years and months, names of
    employers and technologies, titles, degrees, and the degree of responsibility (observed < helped
    < built < led). A sentence that shares few of its content words with the evidence is
    unsupported. Words that state no fact ("I would welcome a conversation") need no evidence.

    Args:
        text: one sentence.
        evidence: the texts it cites, those of the entries they belong to included.
    """
    known = _read_evidence(tuple(evidence))
    return [
        *_quantity_excess(text, known),
        *_month_excess(text, known),
        *_name_excess(text, known),
        *_ownership_excess(text, known),
        *_unsupported(text, known),
    ]


@cache
def _read_evidence(texts: tuple[str, ...]) -> _Evidence:
    whole = "\n".join(texts)
    words = frozenset(_words(whole))
    levels = [level for word in words if (level := _ownership_of(word)) is not None]
    if _LEADING_TITLES.search(whole):
        levels.append(3)
    months = {_MONTHS[word] for word in words if word in _MONTHS}
    months |= {int(month) for month in re.findall(r"\b\d{4}[-/.年](\d{1,2})\b", whole)}
    months |= {int(month) for month in re.findall(r"\b(\d{1,2})[-/.]\d{4}\b", whole)}
    return _Evidence(
        words,
        frozenset(_stem(word) for word in words),
        tuple(_quantities(whole)),
        frozenset(months),
        max(levels, default=None),
        _fold(whole).text,
    )


def _words(text: str) -> list[str]:
    """The words of a text in one case; compounds with - or / also by their parts."""
    found: list[str] = []
    for match in _WORD.finditer(text):
        word = match[0].casefold().replace("’", "'")
        word = word.removesuffix("'s")
        found.append(word)
        parts = re.split(r"[-/&.]", word)
        if len(parts) > 1:
            found += [part for part in parts if part]
    return found


def _stem(word: str) -> str:
    """A word without common endings, at least four letters long: tested ~ testing ~ tests."""
    for ending in ("ization", "isation", "ations", "ation", "ments", "ment", "ings", "ing", "ies",
                   "ied", "ers", "er", "ed", "es", "en", "e", "s", "y"):  # fmt: skip
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def _ownership_of(word: str) -> int | None:
    return next(
        (
            level
            for stem, level in _OWNERSHIP.items()
            if (word == stem if len(stem) <= 4 else word.startswith(stem))
        ),
        None,
    )


def _quantity_excess(text: str, known: _Evidence) -> Iterator[Excess]:
    for quantity in _quantities(text):
        same_value = [other for other in known.quantities if other.values & quantity.values]
        value = max(quantity.values)
        if not same_value:
            yield Excess(_kind_of(quantity, value), quantity.words)
        elif quantity.unit is not None and not any(
            other.unit in (None, quantity.unit) for other in same_value
        ):
            yield Excess("unit", quantity.words)


def _kind_of(quantity: _Quantity, value: float) -> ExcessKind:
    if quantity.unit in _DURATION_UNITS:
        return "duration"
    if quantity.unit is None and 1900 <= value <= 2100 and value == int(value):
        return "date"
    return "number"


def _month_excess(text: str, known: _Evidence) -> Iterator[Excess]:
    for match in re.finditer(r"\b([^\W\d_]{3,10})\.?\s+(?:de\s+)?\d{4}\b", text):
        month = _MONTHS.get(match[1].casefold())
        if month is not None and month not in known.months:
            yield Excess("date", match[0])


def _name_excess(text: str, known: _Evidence) -> Iterator[Excess]:
    for degree in _DEGREES.finditer(text):
        plain = degree[0].casefold().rstrip(".")
        if plain not in known.folded:
            yield Excess("degree", degree[0])
    tokens = [(match[0], match.start()) for match in _WORD.finditer(text)]
    many_capitals = _writes_nouns_large([token for token, _ in tokens])
    before = ""
    for token, at in tokens:
        word = token.casefold().replace("’", "'").removesuffix("'s")
        starts_sentence = at == 0 or bool(re.search(r"[.!?:\n\"“„][\s\"“„]*$", text[:at]))
        if word in _TITLE_WORDS and word not in known.words:
            yield Excess("title", token)
        elif (
            _is_name(token, starts_sentence=starts_sentence, nouns_large=many_capitals)
            and word not in _FUNCTION_WORDS
            and word not in _MONTHS
            and not _known_word(word, known)
        ):
            following = text[at + len(token) : at + len(token) + 12]
            employer = before in _BEFORE_EMPLOYER or _LEGAL_SUFFIX.match(following.strip())
            yield Excess("employer" if employer else "technology", token)
        before = word


def _is_name(token: str, *, starts_sentence: bool, nouns_large: bool) -> bool:
    """Whether a word is written like a name: inner capitals, digits or signs, or a capital."""
    if token.isdigit() or not token[0].isalpha():
        return False
    if any(character.isupper() for character in token[1:]):
        return True
    if any(character.isdigit() or character in "+#" for character in token[1:]):
        return True
    return token[0].isupper() and not starts_sentence and not nouns_large


def _writes_nouns_large(tokens: Sequence[str]) -> bool:
    """Whether the sentence is in German by the look of it, where every noun has a capital."""
    german = {"und", "der", "die", "das", "ich", "mit", "für", "bei", "ein", "eine", "von", "zu"}
    return sum(token.casefold() in german for token in tokens) >= 2


def _known_word(word: str, known: _Evidence) -> bool:
    if word in known.words or _stem(word) in known.stems:
        return True
    parts = [part for part in re.split(r"[-/&.]", word) if part]
    return len(parts) > 1 and all(
        part in known.words or _stem(part) in known.stems or part in _FUNCTION_WORDS
        for part in parts
    )


def _ownership_excess(text: str, known: _Evidence) -> Iterator[Excess]:
    claimed: Iterable[tuple[str, int]] = (
        (word, level)
        for word in _words(text)
        if (level := _ownership_of(word)) is not None and word not in known.words
    )
    most = 2 if known.ownership is None else known.ownership
    for word, level in claimed:
        if level > most and not _known_word(word, known):
            yield Excess("ownership", word)


def _unsupported(text: str, known: _Evidence) -> Iterator[Excess]:
    content = {
        word
        for word in _words(text)
        if len(word) > 3 and word not in _FUNCTION_WORDS and not word[0].isdigit()
        and _ownership_of(word) is None
    }  # fmt: skip
    foreign = {word for word in content if not _known_word(word, known)}
    if len(foreign) >= 2 and len(foreign) > 0.6 * len(content):
        yield Excess("unsupported", ", ".join(sorted(foreign)))


def describe(excesses: Sequence[Excess]) -> str:
    """What went beyond the evidence, in one line."""
    return "; ".join(f"{each.kind} not in the evidence: {each.excess}" for each in excesses)
