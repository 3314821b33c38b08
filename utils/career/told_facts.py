"""One fact in the wordings of several documents: which is shown, and what contradicts it.

The newest document's wording is shown, or one that says the same more fully. What contradicts it is
never dropped: it stands beside it in the conflicts. Which entries are one is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from .levels import level_in
from .quantities import figures
from .same_measure import measure_same, measures_contradict
from .same_names import (
    CONTACTS,
    certificate_names,
    contact_key,
    dates_agree,
    figures_contradict,
    like_degree,
    normalised,
    same_company,
    same_degree,
    same_honours,
    same_organisation,
    same_spoken_language,
    same_statement,
)

Span = dict[str, Any]
SpansOf = Callable[[str], list[Span]]
"""From the path of a field within an entry to the places that tell it."""

NOT_FACTS: Final = frozenset({"sources", "conflicts", "documents"})

STATEMENTS: Final = ("description", "responsibilities", "achievements")
"""Fields of a role that tell what was done: one document's duty is another one's achievement."""

_BESIDE_DESCRIPTION: Final = ("responsibilities", "outcomes", "achievements")
"""Where an entry keeps what a second document describes, in the order of choice."""

_Rank = tuple[str, str]
_OWN: Final[_Rank] = ("~", "")  # later than every date: the user's own words


@dataclass(slots=True)
class Told:
    """One wording of a fact: its value, the places it stands, and who tells it if no place does."""

    value: Any
    spans: list[Span]
    document: str | None = None

    @property
    def documents(self) -> list[str]:
        told = list(dict.fromkeys(str(span.get("document")) for span in self.spans))
        return told or ([self.document] if self.document else [])


@dataclass(slots=True)
class Fact:
    """All the wordings in which documents tell one fact."""

    told: list[Told] = field(default_factory=list)

    def add(self, new: Told) -> None:
        for known in self.told:
            if known.value == new.value:
                known.spans += [span for span in new.spans if span not in known.spans]
                known.document = known.document or new.document
                return
        self.told.append(new)

    def forget(self, documents: frozenset[str]) -> None:
        """Drop what these documents tell; the user's own words stay."""
        kept: list[Told] = []
        for told in self.told:
            spans = [span for span in told.spans if span.get("document") not in documents]
            if spans or not (told.spans or told.document in documents):
                kept.append(Told(told.value, spans, told.document))
        self.told = kept

    @property
    def sources(self) -> set[Any]:
        """The documents in which the fact has a place."""
        return {span.get("document") for told in self.told for span in told.spans}


class Entry:
    """One role, degree, project … as all documents tell it.

    `fields` holds single values, `lists` texts, `entries` entries within this one, each by the
    field's name; `empty` the fields in order with their empty value.
    """

    def __init__(self, ranking: Ranking) -> None:
        self.ranking = ranking
        self.empty: dict[str, Any] = {}
        self.fields: dict[str, Fact] = {}
        self.lists: dict[str, list[Fact]] = {}
        self.entries: dict[str, list[Entry]] = {}

    @classmethod
    def read(
        cls, ranking: Ranking, entry: Mapping[str, Any], spans_of: SpansOf, document: str | None
    ) -> Entry:
        """An entry of a record (`document`) or of a database (None)."""
        read = cls(ranking)
        for name, value in entry.items():
            if name in NOT_FACTS:
                continue
            if isinstance(value, list):
                read.empty[name] = []
                for index, item in enumerate(value):
                    path = f"{name}.{index}"
                    if isinstance(item, Mapping):
                        inner = cls.read(ranking, item, below(spans_of, path), document)
                        read.entries.setdefault(name, []).append(inner)
                    elif item not in (None, ""):
                        told = Told(item, spans_of(path), document)
                        read.lists.setdefault(name, []).append(Fact([told]))
            elif isinstance(value, Mapping):
                read.empty[name] = dict(value)  # not of our making; kept as it is
            else:
                read.empty[name] = "" if isinstance(value, str) else None
                if value in (None, ""):
                    continue
                told = Told(value, spans_of(name), document)
                if name == "description":
                    read.lists.setdefault(name, []).append(Fact([told]))
                else:
                    read.fields[name] = Fact([told])
        return read

    def text(self, name: str) -> str:
        """The value of a single field that is shown; "" if there is none."""
        fact = self.fields.get(name)
        return str(self.ranking.shown(name, fact).value) if fact and fact.told else ""

    def period(self) -> tuple[str | None, str | None]:
        return self.text("start_date") or None, self.text("end_date") or None

    def facts(self) -> Iterator[Fact]:
        yield from self.fields.values()
        for facts in self.lists.values():
            yield from facts

    @property
    def documents(self) -> set[str]:
        """The documents that tell of the entry."""
        return {
            document for fact in self.facts() for told in fact.told for document in told.documents
        }

    def forget(self, documents: frozenset[str]) -> None:
        for fact in self.facts():
            fact.forget(documents)
        self.fields = {name: fact for name, fact in self.fields.items() if fact.told}
        self.lists = {
            name: [fact for fact in facts if fact.told] for name, facts in self.lists.items()
        }
        for name, entries in self.entries.items():
            for entry in entries:
                entry.forget(documents)
            self.entries[name] = [entry for entry in entries if any(entry.facts())]

    def statements(self) -> list[str]:
        """What the entry tells of work, in all wordings."""
        return [
            str(told.value)
            for name in (*STATEMENTS, "outcomes")
            for fact in self.lists.get(name, [])
            for told in fact.told
        ]

    def renamed(self, names: Mapping[str, str], order: Iterable[str]) -> Entry:
        """The entry with other names for some fields, those of `order` first."""
        new = Entry(self.ranking)
        empty = {names.get(name, name): value for name, value in self.empty.items()}
        blank = {name: [] if name in ("achievements", "technologies") else "" for name in order}
        new.empty = {**blank, **empty}
        new.fields = {names.get(name, name): fact for name, fact in self.fields.items()}
        new.lists = {names.get(name, name): facts for name, facts in self.lists.items()}
        return new

    def merge(self, other: Entry) -> None:
        """Take in another account of the same entry."""
        self.empty = {**self.empty, **{k: v for k, v in other.empty.items() if k not in self.empty}}
        for name, fact in other.fields.items():
            for told in fact.told:
                self.fields.setdefault(name, Fact()).add(told)
        for name, facts in other.lists.items():
            for fact in facts:
                self._merge_item(name, fact)
        for name, entries in other.entries.items():
            for entry in entries:
                add_entry(self.entries.setdefault(name, []), entry, same_names("title"))

    def _merge_item(self, name: str, new: Fact) -> None:
        names = STATEMENTS if name in STATEMENTS else (name,)
        is_statement = name in (*STATEMENTS, "outcomes")
        for place in names:
            for known in self.lists.get(place, []):
                described = name == "description" and "responsibilities" not in self.empty
                if not _is_same_item(known, new, is_statement=is_statement) and not (
                    described and _describes_the_same(known, new)
                ):
                    continue
                if place != name and self.ranking.of_fact(new) > self.ranking.of_fact(known):
                    self.lists[place].remove(known)  # the newest document decides where it goes
                    self.lists.setdefault(name, []).append(known)
                for told in new.told:
                    known.add(told)
                return
        self.lists.setdefault(name, []).append(new)

    def rendered(self, conflicts: Conflicts, path: str) -> dict[str, Any]:
        """The entry as it stands in a database; contradictions go to `conflicts`."""
        rendered: dict[str, Any] = dict(self.empty)
        sources: dict[str, list[Span]] = {}
        lists = {name: self.ranking.in_order(facts) for name, facts in self.lists.items()}
        descriptions = lists.pop("description", [])
        fields = dict(self.fields)
        if descriptions:
            fields["description"] = descriptions[0]
        if len(descriptions) > 1:
            place = next((name for name in _BESIDE_DESCRIPTION if name in rendered), "outcomes")
            rendered.setdefault(place, [])
            lists[place] = self.ranking.in_order([*lists.get(place, []), *descriptions[1:]])
        for name in rendered:
            if name in fields:
                rendered[name], sources[name] = conflicts.resolved(path, name, name, fields[name])
            elif name in self.entries:
                inner = [
                    entry.rendered(conflicts, f"{path}.{name}.{index}")
                    for index, entry in enumerate(self.ranking.entries_in_order(self.entries[name]))
                ]
                for index, each in enumerate(inner):
                    for below, spans in each.pop("sources").items():
                        sources[f"{name}.{index}.{below}"] = spans
                rendered[name] = inner
            elif name in lists:
                rendered[name] = []
                for index, fact in enumerate(lists[name]):
                    value, spans = conflicts.resolved(path, f"{name}.{index}", name, fact)
                    rendered[name].append(value)
                    sources[f"{name}.{index}"] = spans
        return {**rendered, "sources": {name: spans for name, spans in sources.items() if spans}}


def below(spans_of: SpansOf, path: str) -> SpansOf:
    return lambda name: spans_of(f"{path}.{name}")


def _is_same_item(known: Fact, new: Fact, *, is_statement: bool) -> bool:
    """Whether an item of a list is there already.

    Reworded, it is the same only if it comes from another document: one says nothing twice.
    """
    values = [str(told.value) for told in known.told]
    others = [str(told.value) for told in new.told]
    if any(normalised(a) == normalised(b) for a in values for b in others):
        return True
    if not is_statement or not known.sources or not new.sources or known.sources & new.sources:
        return False
    return any(same_statement(a, b) or measure_same(a, b) for a in values for b in others)


def _describes_the_same(known: Fact, new: Fact) -> bool:
    """Whether two descriptions of one project tell the same figures, two at least."""
    if known.sources & new.sources:
        return False
    return any(
        len(shared := figures(str(a.value)) & figures(str(b.value))) > 1
        and shared in (figures(str(a.value)), figures(str(b.value)))
        for a in known.told
        for b in new.told
    )


def add_entry(known: list[Entry], new: Entry, same: Callable[[Entry, Entry], bool]) -> None:
    """Merge an entry with the one that it tells again, or add it."""
    for entry in known:
        if same(entry, new):
            entry.merge(new)
            return
    known.append(new)


_PARTLY_TOLD: Final = frozenset({"name", "location", "year"})
"""Fields of which one document may tell a part: "Berlin" of "Berlin, Germany"."""


def same_names(*names: str) -> Callable[[Entry, Entry], bool]:
    """Entries are one when the first name is the same and no other contradicts."""

    def same(one: Entry, other: Entry) -> bool:
        pairs = [(normalised(one.text(name)), normalised(other.text(name))) for name in names]
        return pairs[0][0] == pairs[0][1] != "" and all(
            a == b or not a or not b for a, b in pairs[1:]
        )

    return same


# --- Which of several values is shown ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ranking:
    """The order of documents by age, and of the wordings they tell."""

    age: Mapping[str, str]

    def of_told(self, told: Told) -> _Rank:
        return max(
            ((self.age.get(document, ""), document) for document in told.documents),
            default=_OWN,
        )

    def of_fact(self, fact: Fact) -> _Rank:
        return max(map(self.of_told, fact.told))

    def in_order(self, facts: Iterable[Fact]) -> list[Fact]:
        """Facts as the newest documents put them, whatever order they were read in."""
        as_written = sorted(facts, key=self._position)
        return sorted(as_written, key=self.of_fact, reverse=True)

    def entries_in_order(self, entries: Iterable[Entry]) -> list[Entry]:
        """Entries likewise, by the fact of each that the newest document tells first."""
        led = [(self.in_order(entry.facts())[0], entry) for entry in entries]
        led.sort(key=lambda each: self._position(each[0]))
        led.sort(key=lambda each: self.of_fact(each[0]), reverse=True)
        return [entry for _, entry in led]

    def spans_in_order(self, spans: Iterable[Span]) -> list[Span]:
        """Places, those in the newest document first; each once."""
        unique = {tuple(sorted(span.items())): span for span in spans}
        as_written = sorted(unique.values(), key=lambda span: int(span.get("start") or 0))
        return sorted(as_written, key=self._of_span, reverse=True)

    def _of_span(self, span: Span) -> _Rank:
        document = str(span.get("document") or "")
        return self.age.get(document, ""), document

    def _position(self, fact: Fact) -> int:
        """Where the newest document that tells a fact puts it; 0 where none tells a place."""
        newest = self.of_fact(fact)[1]
        return min(
            (
                int(span.get("start") or 0)
                for told in fact.told
                for span in told.spans
                if span.get("document") == newest
            ),
            default=0,
        )

    def newest_first(self, fact: Fact) -> list[Told]:
        return sorted(fact.told, key=self.of_told, reverse=True)

    def shown(self, name: str, fact: Fact) -> Told:
        """The newest wording, or one that says the same more fully."""
        told = self.newest_first(fact)
        newest = told[0]
        if name == "end_date" and newest.value == "present":
            # Who writes that a role has ended knows more than who wrote during it.
            newest = next((other for other in told if self._ended(newest, other)), newest)
        fuller = [
            other
            for other in told
            if self.agree(name, newest, other) and _says_more(name, other.value, newest.value)
        ]
        if not fuller and name == "company" and str(newest.value).isupper():
            # A letterhead's capitals are no spelling.
            fuller = [other for other in told if not str(other.value).isupper()]
        return fuller[0] if fuller else newest

    def agree(self, name: str, shown: Told, other: Told) -> bool:
        """Whether two wordings of one fact do not contradict each other."""
        one, two = str(shown.value), str(other.value)
        if one == two or normalised(one) == normalised(two) != "":
            return True
        if name in ("start_date", "end_date"):
            return dates_agree(one, two) or (two == "present" and self._ended(other, shown))
        if name in ("company", "institution"):
            return same_company(one, two)
        if name in (*STATEMENTS, "outcomes"):
            return not (figures_contradict(one, two) or measures_contradict(one, two))
        if name in ("title", "venue", "duration", "details"):
            # The dates beside a period are compared, titles and venues were; details add up.
            return True
        if name == "degree":
            return same_degree(one, two) or like_degree(one, two)
        if name == "honors":
            return same_honours(one, two)
        if name in ("issuer", "organization"):
            return same_organisation(one, two)
        if name == "level":
            return level_in(one) == level_in(two) is not None
        if name == "name" and same_spoken_language(one, two):
            return True
        if name in (*CONTACTS, "website"):
            return contact_key(name, one) == contact_key(name, two)
        words, others = set(normalised(one).split()), set(normalised(two).split())
        return name in _PARTLY_TOLD and (words <= others or others <= words)

    def _ended(self, present: Told, ended: Told) -> bool:
        """Whether an end that is dated is later knowledge than a role that goes on."""
        if ended.value == "present" or _OWN in (self.of_told(present), self.of_told(ended)):
            return False
        return self.of_told(present)[0][:10] <= self.of_told(ended)[0][:10]


_FULLER: Final = frozenset({*STATEMENTS, "outcomes", "location", "year", "venue"})


def _says_more(name: str, value: Any, than: Any) -> bool:
    if name in ("start_date", "end_date"):
        return "present" not in (value, than) and len(str(value)) > len(str(than))
    if name in ("issuer", "organization"):
        return len(str(value)) > len(str(than))  # the name, and not its acronym
    if name == "name":  # with its acronym in brackets
        return len(certificate_names(str(value))) > len(certificate_names(str(than)))
    if name not in _FULLER:
        return False
    words, fewer = set(normalised(str(value)).split()), set(normalised(str(than)).split())
    return words > fewer


class Conflicts:
    """Collects the contradictions found while a database is written out."""

    def __init__(self, ranking: Ranking) -> None:
        self._ranking = ranking
        self.found: list[dict[str, Any]] = []

    def resolved(self, entry: str, path: str, name: str, fact: Fact) -> tuple[Any, list[Span]]:
        """The value to show and its places; noted as a conflict if another contradicts it.

        Args:
            entry: id of the entry (`experience.0`), `path` of the field within it, `name` of the
                field without an index.
        """
        shown = self._ranking.shown(name, fact)
        agreeing = Told(shown.value, [], shown.document)
        contradicting: list[Told] = []
        for told in self._ranking.newest_first(fact):
            if self._ranking.agree(name, shown, told):
                agreeing.spans += told.spans
            else:
                contradicting.append(told)
        agreeing.spans = self._ranking.spans_in_order(agreeing.spans)
        if contradicting:
            values = [each for told in (agreeing, *contradicting) for each in self._values(told)]
            self.found.append({"entry": entry, "field": path, "values": values})
        return shown.value, [dict(span) for span in agreeing.spans]

    def _values(self, told: Told) -> Iterator[dict[str, Any]]:
        for span in self._ranking.spans_in_order(told.spans):
            yield {"value": told.value, **span}
        if not told.spans:
            yield {"value": told.value, "document": told.document, "quote": None}
