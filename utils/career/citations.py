"""Texts with their sources: a link in the text, and a note that shows what the text rests on.

Places are told as a reader would look for them (file, page, line) with the words around the quote,
as far as the document is at hand and still says the same there. Nothing here judges a claim: a text
without recorded evidence gets a note that says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from .database import evidence_texts
from .dialogues import requirement_texts
from .documents import Document
from .grounding import TextIndex
from .html_markup import Content, Html, element, joined
from .store import sources_of

POSTING: Final = "job posting"
_CONTEXT_CHARS: Final = 110
_FULL_LINE_CHARS: Final = 55
_SHOWN_AT_ONCE: Final = 3
_ITEM: Final = re.compile(r"\s|[-–•*▪●]|\d+[.)]\s")

Span = Mapping[str, Any]
"""`{document, quote, start, end}`; for a page of the web its URL is the document, or `url`."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One fact that a text rests on, and where it is told; no source: nowhere in a document."""

    id: str
    text: str
    sources: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Excerpt:
    """A quote, what stands before and behind it, and where it stands."""

    before: str
    quote: str
    after: str
    origin: str
    place: str


class Sources:
    """The facts by their ids, and the documents and the posting that tell them."""

    def __init__(
        self,
        database: Mapping[str, Any],
        requirements: Mapping[str, Any],
        posting: str,
        documents: Iterable[Document],
    ) -> None:
        self.database = database
        self._posting = TextIndex(posting)
        self._documents: dict[str, list[Document]] = {}
        for document in documents:
            self._documents.setdefault(document.name, []).append(document)
        self._texts = evidence_texts(database) | requirement_texts(requirements)
        self._contradicted = {
            (
                str(each.get("entry"))
                if each.get("entry") == each.get("field")
                else f"{each.get('entry')}.{each.get('field')}"
            ): number
            for number, each in enumerate(database.get("conflicts") or [], start=1)
        }

    def evidence(self, *ids: str) -> list[Evidence]:
        """The facts with these ids, those that exist."""
        return [
            Evidence(each, self._texts[each], tuple(self._spans(each)))
            for each in ids
            if each in self._texts
        ]

    def _spans(self, evidence_id: str) -> list[Span]:
        if evidence_id.startswith("requirements."):
            return self.in_posting(self._texts[evidence_id])
        return list(sources_of(self.database, evidence_id))

    def in_posting(self, text: str) -> list[Span]:
        """Where the posting says `text`, word for word."""
        place = self._posting.find(text)
        if place is None:
            return []
        start, end = place
        quote = self._posting.text[start:end]
        return [{"document": POSTING, "quote": quote, "start": start, "end": end}]

    def conflict_of(self, evidence_id: str) -> int | None:
        """The number (from 1) of the contradiction about a fact, if there is one."""
        return self._contradicted.get(evidence_id)

    def name_of(self, evidence_id: str) -> str:
        """What a fact is about, in words: "Engineer, Acme: end date"."""
        head, *rest = evidence_id.split(".")
        if head == "requirements":
            return "What the posting says"
        if head == "company":
            return "What a page of the web says"
        entry: Any = None
        if rest and rest[0].isdecimal():
            entries = self.database.get(head)
            number = int(rest.pop(0))
            if isinstance(entries, list) and number < len(entries):
                entry = entries[number]
        named = (
            [entry.get(each) for each in ("title", "company", "degree", "name", "institution")]
            if isinstance(entry, Mapping)
            else []
        )
        what = rest[-2] if len(rest) > 1 and rest[-1].isdecimal() else rest[-1] if rest else head
        about = ", ".join(str(each) for each in named if each) or head
        words = in_words(what)
        if not any(named):
            return (
                words.capitalize()
                if head in (what, "skills")
                else (f"{in_words(head).capitalize()}: {words}")
            )
        return f"{about}: {words}"

    def excerpt(self, span: Span) -> _Excerpt:
        """A quote in its surroundings; only the quote, where they are not known."""
        quote = str(span.get("quote") or "")
        name = str(span.get("document") or span.get("url") or "")
        start, end = span.get("start"), span.get("end")
        if not isinstance(start, int) or not isinstance(end, int):
            return _Excerpt("", quote, "", name, "")
        characters = f"characters {start:,}–{end:,}"
        if name == POSTING:
            text, place = self._posting.text, f"line {_line(self._posting.text, 0, start)}"
        else:
            document = next(
                (
                    each
                    for each in self._documents.get(name, [])
                    if each.text[start:end] == span.get("quote")
                ),
                None,
            )
            if document is None:
                return _Excerpt("", quote, "", name, characters)
            text, place = document.text, _place(document, start)
        return _Excerpt(
            _before(text, start),
            _flowing(text, start, end),
            _after(text, end),
            name,
            f"{place} · {characters}",
        )


def in_words(name: str) -> str:
    """The name of a field as a reader would call one of its values."""
    singular = {
        "achievements": "achievement",
        "responsibilities": "responsibility",
        "technologies": "technology",
        "technical": "technical skill",
        "soft": "interpersonal skill",
        "outcomes": "outcome",
        "personal_info": "personal details",
        "tools": "tool",
        "frameworks": "framework",
        "methodologies": "method",
        "summary": "profile",
    }
    return singular.get(name, name.replace("_", " "))


def _line(text: str, start: int, offset: int) -> int:
    return text.count("\n", start, offset) + 1


def _place(document: Document, offset: int) -> str:
    block = next((each for each in document.blocks if each.start <= offset < each.end), None)
    if block is not None and block.page is not None:
        return f"page {block.page}"  # columns are read one by one: lines would be miscounted
    line = f"line {_line(document.text, block.start if block else 0, offset)}"
    named = block is not None and block.kind not in ("text", "document")
    return f"{block.kind}, {line}" if block is not None and named else line


def _before(text: str, start: int) -> str:
    """Up to 110 characters before `start`, from the beginning of a word on."""
    first = max(0, start - _CONTEXT_CHARS)
    if first and (space := re.compile(r"\s").search(text, first, start)):
        first = space.end()
    return ("…" if first else "") + _flowing(text, first, start)


def _after(text: str, end: int) -> str:
    """Up to 110 characters from `end` on, to the end of a word."""
    last = min(len(text), end + _CONTEXT_CHARS)
    if last < len(text):
        last = max(end, *(text.rfind(space, end, last) for space in " \n"))
    return _flowing(text, end, last) + ("…" if last < len(text) else "")


def _flowing(text: str, start: int, end: int) -> str:
    """A passage without the line breaks that only fill a page's width; those of lists stay."""
    return re.sub(
        r"\n",
        lambda found: found[0] if _ends_line(text, start + found.start()) else " ",
        text[start:end],
    )


def _ends_line(text: str, newline: int) -> bool:
    """Whether a line ends at `newline` on purpose: it is short, or an item or a gap follows."""
    length = newline - (text.rfind("\n", 0, newline) + 1)
    return length < _FULL_LINE_CHARS or _ITEM.match(text, newline + 1) is not None


# --- Showing -------------------------------------------------------------------------------------


def quotes(sources: Sources, spans: Sequence[Span]) -> Html:
    """Each quote in the words around it, with file and place; further ones are folded away."""
    return _folded([_quote(sources.excerpt(span)) for span in _distinct(spans)])


def places(sources: Sources, spans: Sequence[Span], told: str = "") -> Html:
    """Quotes in short, equal ones as one; a quote that is the text `told` is not repeated."""
    by_quote: dict[str, list[_Excerpt]] = {}
    for span in _distinct(spans):
        excerpt = sources.excerpt(span)
        by_quote.setdefault(plain(excerpt.quote), []).append(excerpt)
    return _folded(
        [
            element(
                "figure",
                None
                if quote in ("", plain(told))
                else element("blockquote", element("p", quote, dir="auto")),
                [_caption(each) for each in excerpts],
                class_="quote short",
            )
            for quote, excerpts in by_quote.items()
        ]
    )


def plain(text: str) -> str:
    """A text with its white space as a browser shows it."""
    return " ".join(text.split())


def _folded(shown: Sequence[Html]) -> Html:
    first, more = shown[:_SHOWN_AT_ONCE], shown[_SHOWN_AT_ONCE:]
    if not more:
        return joined(first)
    return joined(
        first,
        element("details", element("summary", counted(len(more), "more place")), more),
    )


def _distinct(spans: Iterable[Span]) -> list[Span]:
    seen = {(each.get("document"), each.get("url"), each.get("start")): each for each in spans}
    return list(seen.values())


def _quote(excerpt: _Excerpt) -> Html:
    said = (
        element("span", excerpt.before, class_="context"),
        element("mark", excerpt.quote),
        element("span", excerpt.after, class_="context"),
    )
    return element(
        "figure",
        element("blockquote", element("p", said, dir="auto")),
        _caption(excerpt),
        class_="quote",
    )


def _caption(excerpt: _Excerpt) -> Html:
    return element(
        "figcaption",
        element("cite", web_link(excerpt.origin), class_="file"),
        (" ", element("span", excerpt.place, class_="place")) if excerpt.place else None,
    )


def web_link(text: str) -> Html:
    """A text that leads to the address it is, if it is one of the web."""
    if not re.match(r"https?://[^\s/]", text, re.IGNORECASE):
        return joined(text)
    return element("a", text, href=text, rel="noopener noreferrer")


def counted(number: int, noun: str) -> str:
    """ "1 quote", "2 quotes", "1,204 quotes"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class CitedSentence:
    """A sentence: its number in the report, the document it is in, what it rests on."""

    number: int
    part: str
    evidence: tuple[Evidence, ...]

    def rests_on(self, ids: Sequence[str]) -> bool:
        """Whether one of these facts is among its evidence."""
        return any(each.id in ids for each in self.evidence)


@dataclass
class Citations:
    """Gives texts their links and collects the notes behind them."""

    sources: Sources
    requirements_of: Mapping[str, Sequence[tuple[int, str]]]
    """From the id of a fact to the requirements it answers: their number and text."""
    sentences: list[CitedSentence] = field(default_factory=list)
    notes: list[Html] = field(default_factory=list)

    def sentence(self, text: str, evidence: Sequence[Evidence] | None, part: str) -> Html:
        """A written sentence; `evidence` None: none is recorded, empty: it states no fact."""
        number = len(self.sentences) + 1
        self.sentences.append(CitedSentence(number, part, tuple(evidence or ())))
        return self._linked(text, evidence, f"c{number}", number)

    def fact(self, text: str | None, *ids: str) -> Html | None:
        """A text copied from the database, linked where it is told; a bare text otherwise."""
        if not text:
            return None
        evidence = [each for each in self.sources.evidence(*ids) if each.sources]
        if not evidence:
            return element("span", text, class_="bare", dir="auto")
        return self._linked(text, evidence, f"f{len(self.notes) + 1}", None)

    def _linked(
        self, text: str, evidence: Sequence[Evidence] | None, at: str, number: int | None
    ) -> Html:
        self.notes.append(self._note(text, evidence, at, number))
        unquoted = evidence is None or any(not each.sources for each in evidence)
        kind = "fact" if number is None else "sentence unquoted" if unquoted else "sentence"
        return element(
            "a",
            text,
            id=at,
            href=f"#{at}-sources",
            class_=f"cited {kind}",
            data_number=number,
            aria_details=f"{at}-sources",
            dir="auto",
        )

    def _note(
        self, text: str, evidence: Sequence[Evidence] | None, at: str, number: int | None
    ) -> Html:
        answered = {
            requirement: None
            for each in evidence or ()
            for requirement in self.requirements_of.get(each.id, ())
        }
        disputed = {
            conflict: each.id
            for each in evidence or ()
            if (conflict := self.sources.conflict_of(each.id)) is not None
        }
        return element(
            "section",
            element(
                "h3",
                (element("span", str(number), class_="number"), " ") if number else None,
                element("span", text, dir="auto"),
                id=f"{at}-heading",
            ),
            self._rests_on(evidence),
            [
                element(
                    "p",
                    "Documents disagree on this: ",
                    element("a", self.sources.name_of(fact), href=f"#k{conflict}"),
                    class_="cross disputed",
                )
                for conflict, fact in disputed.items()
            ],
            _answers(list(answered)),
            element("p", element("a", "Back to the text", href=f"#{at}"), class_="back"),
            id=f"{at}-sources",
            class_="note" if number else "note of-fact",
            tabindex=-1,
            aria_labelledby=f"{at}-heading",
        )

    def _rests_on(self, evidence: Sequence[Evidence] | None) -> Content:
        if evidence is None:
            return element("p", "No evidence is recorded for this text.", class_="remark")
        if not evidence:
            return element(
                "p",
                "This sentence states no fact about the career, so it rests on no document.",
                class_="remark",
            )
        return [self._fact(each) for each in evidence]

    def _fact(self, evidence: Evidence) -> Html:
        quoted = {plain(str(span.get("quote") or "")) for span in evidence.sources}
        return element(
            "div",
            element("p", self.sources.name_of(evidence.id), class_="about", dir="auto"),
            None
            if plain(evidence.text) in quoted
            else element("p", evidence.text, class_="value", dir="auto"),
            quotes(self.sources, evidence.sources)
            if evidence.sources
            else element("p", self._sourceless(evidence.id), class_="remark"),
            class_="fact",
        )

    @staticmethod
    def _sourceless(evidence_id: str) -> str:
        if evidence_id.startswith("requirements."):
            return "From the job posting; these are not its exact words."
        return "From the career database itself: no document is named for it."


def _answers(requirements: Sequence[tuple[int, str]]) -> Content:
    """Links to the requirements that a text answers; from the fourth on they are folded away."""
    if not requirements:
        return None
    links = [
        element("li", element("a", text, href=f"#r{number}", dir="auto"))
        for number, text in requirements
    ]
    first, more = links[:_SHOWN_AT_ONCE], links[_SHOWN_AT_ONCE:]
    return element(
        "div",
        element("p", "Speaks to"),
        element("ul", first),
        element(
            "details",
            element("summary", counted(len(more), "more requirement")),
            element("ul", more),
        )
        if more
        else None,
        class_="cross",
    )
