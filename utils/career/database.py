"""The career database: many extractions merged into one account of one person's career.

Nothing is overwritten in silence: a role that several documents tell becomes one entry with all
their sources, and facts that contradict each other stand side by side in `conflicts`, the newest
document's being the one shown. What merely looks alike ("Engineer I", "Engineer II") stays apart.
Asks no model; the same records give the same database, byte for byte, in whatever order they come.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml
from rapidfuzz import fuzz

from .atomic_files import write_atomically
from .errors import InputError
from .quantities import figures
from .same_measure import measure_same, measures_contradict

CareerDatabase = dict[str, Any]
Span = dict[str, Any]
SpansOf = Callable[[str], list[Span]]
"""From the path of a field within an entry to the places that tell it."""

MERGE_STRATEGIES: Final = ("smart", "replace", "append")

_LISTS: Final = {
    "experience": "experiences",
    "education": "education",
    "languages": "languages",
    "projects": "projects",
    "certifications": "certifications",
    "publications": "publications",
    "awards": "awards",
}
"""Lists of entries: their key in the database, and in an extraction record."""

_NOT_FACTS: Final = frozenset({"sources", "conflicts", "documents"})


def build_database(
    records: Sequence[Mapping[str, Any]],
    existing: Mapping[str, Any] | None = None,
    merge_strategy: str = "smart",
) -> tuple[CareerDatabase, dict[str, Any]]:
    """Merge extraction records into a career database.

    Newer documents come first (the day of `modified_date`, then the latest date they tell, then
    `document_source`; a record without a date is older than all that have one), so the order of
    `records` does not matter. What `existing` took from a document that is among `records` is
    replaced by what the record says now; building again from the same records therefore changes
    nothing. Values of `existing` without a source are the user's own and win.

    Records of another person are left out and listed in `conflicts`: they give an e-mail address,
    telephone number or profile that contradicts the owner's, share none of these, and tell no post
    (title and employer) or degree (with its school) that the owner's documents tell. The owner is
    the person with most documents, or the one in `existing`.

    Args:
        records: extraction records; those with `error` are counted only.
        existing: a database to start from.
        merge_strategy: "smart" merges with `existing`, "replace" ignores it, "append" keeps its
            entries as they are and adds the new ones behind, merged among themselves only.

    Returns:
        The database, and a summary of how it came about.

    Raises:
        InputError: an unknown strategy.
    """
    if merge_strategy not in MERGE_STRATEGIES:
        allowed = ", ".join(MERGE_STRATEGIES)
        raise InputError(f"merge_strategy must be one of {allowed}, got {merge_strategy!r}.")
    usable = sorted(
        (record for record in records if not record.get("error")), key=_age_of, reverse=True
    )
    base = existing if existing and merge_strategy == "smart" else {}
    own, others = _one_person(usable, base)
    database = _Merge(base, own, others).database()
    if existing and merge_strategy == "append":
        database = _appended(existing, database)
    return database, _summary(records, usable, database, others)


def save_database(database: Mapping[str, Any], path: Path) -> None:
    """Write a database as YAML, whole or not at all.

    Raises:
        OSError: the file cannot be written; an earlier one is left as it was.
    """
    text = yaml.dump(dict(database), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
    write_atomically(path, text)


def load_database(path: Path) -> CareerDatabase:
    """Read a database written by `save_database` or by hand; dates and numbers stay text.

    Raises:
        InputError: the file is missing or unreadable, is no YAML, or holds no mapping.
    """
    try:
        value = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - safe
    except FileNotFoundError:
        raise InputError(f"There is no career database {path}.") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f" (line {mark.line + 1})" if mark is not None else ""
        raise InputError(f"{path} is no valid YAML{line}; restore it or delete it.") from None
    if not isinstance(value, dict):
        raise InputError(f"{path} holds no career database: a mapping was expected.")
    database: CareerDatabase = value
    _restore_offsets(database)
    return database


class _Dumper(yaml.SafeDumper):
    """Writes every value out: anchors (`&id001`) are not for human readers."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - the base class names it
        return True


class _Loader(yaml.SafeLoader):
    """Reads plain scalars as text, all but null: 2020-01-01 is no date and 2019 no number."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag.endswith((":null", ":merge"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _restore_offsets(value: Any) -> None:
    if isinstance(value, list):
        for each in value:
            _restore_offsets(each)
    elif isinstance(value, dict):
        for key, each in value.items():
            if key in ("start", "end") and isinstance(each, str) and each.isdecimal():
                value[key] = int(each)
            else:
                _restore_offsets(each)


# --- Evidence ------------------------------------------------------------------------------------


def evidence_texts(database: Mapping[str, Any]) -> dict[str, str]:
    """The database's facts as a flat map of ids to texts.

    Ids are dotted paths such as `experience.0.achievements.1`; sources, conflicts and the list of
    documents are left out.
    """
    return dict(_flat(database, ""))


def _flat(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, each in value.items():
            if key not in _NOT_FACTS:
                yield from _flat(each, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list | tuple):
        for index, each in enumerate(value):
            yield from _flat(each, f"{path}.{index}")
    elif value not in (None, ""):
        yield path, str(value)


_CONTEXT: Final = (
    "title", "company", "location", "duration", "start_date", "end_date", "employment_type", "name",
    "role", "degree", "institution", "venue", "issuer", "organization", "year",
)  # fmt: skip


def entry_context(evidence: Mapping[str, str], evidence_id: str) -> list[str]:
    """The names and dates of the entry that a text belongs to, for reading it in context.

    For a text of a project within a role these are the project's and then the role's.
    """
    parts = evidence_id.split(".")
    depths = [depth for depth in range(2, len(parts)) if parts[depth - 1].isdecimal()]
    return [
        evidence[path]
        for depth in reversed(depths)
        for name in _CONTEXT
        if (path := ".".join([*parts[:depth], name])) in evidence and path != evidence_id
    ]


# --- Comparing -----------------------------------------------------------------------------------

_LEGAL_FORMS: Final = frozenset(
    """
    inc llc llp ltd limited corp corporation gmbh mbh ag kg kgaa ug ohg ev plc as asa ab oy oyj aps
    sa sas sarl sl slu srl spa bv nv se pty pte co company lda kk pvt
    """.split()
)
_UNMISTAKABLE_LEGAL_FORMS: Final = frozenset("inc llc ltd gmbh corp plc sarl srl pvt".split())
_LEGAL_FORMS_CJK: Final = re.compile("株式会社|有限会社|合同会社|有限公司|㈱")
_TEAM: Final = re.compile(r"\s+[—–|·•-]\s+|\s*\(|\s+/\s+")
_TITLE_PARTS: Final = re.compile(r"\s*(?:→|⇒|[-=]>)\s*|\s+/\s+")
_LEVELS: Final = {
    "junior": "junior", "jr": "junior", "senior": "senior", "sr": "senior", "snr": "senior",
    "lead": "lead", "leading": "lead", "principal": "principal", "staff": "staff", "head": "head",
    "chief": "chief", "associate": "associate", "assistant": "assistant", "vice": "vice",
    "deputy": "deputy", "intern": "intern", "internship": "intern", "trainee": "trainee",
    "apprentice": "apprentice", "graduate": "graduate", "co": "co", "founding": "founding",
    "i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5",
    "1": "1", "2": "2", "3": "3", "4": "4", "5": "5",
}  # fmt: skip
"""Words of a title that make it another post."""

SAME_WORDING: Final = 88.0
"""Score of rapidfuzz (0..100) from which two statements with the same figures are one."""

_LEAST_LENGTH_RATIO: Final = 0.6
"""A statement much shorter than another says less, not the same."""


@lru_cache(maxsize=8192)
def normalised(name: str) -> str:
    """A name in one case, without punctuation, accents and encodings of the same letter."""
    plain = unicodedata.normalize("NFKD", name).casefold().replace("&", " and ")
    plain = "".join(each for each in plain if not unicodedata.combining(each))
    return " ".join(re.sub(r"[^\w+#]+", " ", plain).split())


def same_company(one: str, other: str) -> bool:
    """Whether two names are of one employer: legal form and a "— Team" part aside."""
    first, second = _company(one), _company(other)
    return bool(first) and first == second


@lru_cache(maxsize=8192)
def _company(name: str) -> str:
    head = _TEAM.split(_LEGAL_FORMS_CJK.sub(" ", name).strip())[0]
    words = normalised(re.sub(r"(?<=\b\w)\.(?=\w\b)", "", head)).split()  # "S.A." is "SA"
    for at, word in enumerate(words):
        if at and word in _UNMISTAKABLE_LEGAL_FORMS:
            words = words[:at]  # "We4IT GmbH Bremen": what follows is a place
            break
    while len(words) > 1 and words[-1] in (*_LEGAL_FORMS, "and"):
        words.pop()
    return " ".join(words)


def same_title(one: str, other: str) -> bool:
    """Whether two titles are one: the same words in any order, and the same level."""
    first, second = _title(one), _title(other)
    return bool(first[0] or first[1]) and first == second


@lru_cache(maxsize=8192)
def _title(title: str) -> tuple[frozenset[str], frozenset[str]]:
    """The words of a title, and those that tell the level."""
    words = normalised(title).split()
    return (
        frozenset(word for word in words if word not in _LEVELS and word != "and"),
        frozenset(_LEVELS[word] for word in words if word in _LEVELS),
    )


def _like_title(one: str, other: str) -> bool:
    """Whether two titles may be one by another name: the level is the same, the words nearly.

    Or one names a promotion ("Intern → Junior Engineer") or a double post of which the other is a
    part.
    """
    parts, other_parts = _TITLE_PARTS.split(one), _TITLE_PARTS.split(other)
    if len(parts) != len(other_parts) and any(
        same_title(part, other_part) for part in parts for other_part in other_parts
    ):
        return True
    (words, level), (other_words, other_level) = _title(one), _title(other)
    return (
        level == other_level
        and bool(words and other_words)
        and (
            words <= other_words
            or words >= other_words
            or fuzz.token_sort_ratio(normalised(one), normalised(other)) >= 90.0
        )
    )


def _dates_agree(one: str | None, other: str | None) -> bool:
    """Whether two dates are equal at the coarser precision; both must be given."""
    if not one or not other:
        return False
    if "present" in (one, other):
        return one == other
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


def compatible_periods(
    one: tuple[str | None, str | None], other: tuple[str | None, str | None]
) -> bool:
    """Whether two accounts of a role can be of the same time.

    They can where nothing known speaks against it: the starts or the ends agree (a contradiction of
    the rest is one of the documents'), or one account leaves a date out; and never where the
    periods lie apart.
    """
    (start, end), (other_start, other_end) = one, other
    if _apart(end, other_start) or _apart(other_end, start):
        return False
    if _dates_agree(start, other_start):
        return True
    if start and other_start:
        return _dates_agree(end, other_end)
    return _dates_agree(end, other_end) or not (end and other_end) or "present" in (end, other_end)


def _apart(end: str | None, start: str | None) -> bool:
    """Whether one period was over before the other began, as far as both are written."""
    if not end or not start or end == "present":
        return False
    shorter = min(len(end), len(start))
    return end[:shorter] < start[:shorter]


def _same_role(one: _Entry, other: _Entry) -> bool:
    title, other_title = one.text("title"), other.text("title")
    company, other_company = one.text("company"), other.text("company")
    periods = one.period(), other.period()
    if not compatible_periods(*periods):
        return False
    starts_agree = _dates_agree(periods[0][0], periods[1][0])
    if same_company(company, other_company):
        if not (title and other_title):
            return starts_agree  # a time at an employer is told from its first post on
        return same_title(title, other_title) or (starts_agree and _like_title(title, other_title))
    if company and other_company:
        # One reader took for the employer what another split into employer and title.
        words = set(normalised(f"{company} {title}").split())
        return starts_agree and words == set(normalised(f"{other_company} {other_title}").split())
    return starts_agree and same_title(title, other_title)


def _same_names(*names: str) -> Callable[[_Entry, _Entry], bool]:
    """Entries are one when the first name is the same and no other contradicts."""

    def same(one: _Entry, other: _Entry) -> bool:
        pairs = [(normalised(one.text(name)), normalised(other.text(name))) for name in names]
        return pairs[0][0] == pairs[0][1] != "" and all(
            a == b or not a or not b for a, b in pairs[1:]
        )

    return same


def _same_education(one: _Entry, other: _Entry) -> bool:
    degree, other_degree = normalised(one.text("degree")), normalised(other.text("degree"))
    school, other_school = one.text("institution"), other.text("institution")
    same_school = same_company(school, other_school) or not (school and other_school)
    return same_school and bool(degree or school) and degree == other_degree


_SAME: Final[dict[str, Callable[[_Entry, _Entry], bool]]] = {
    "experience": _same_role,
    "education": _same_education,
    "languages": _same_names("name"),
    "projects": _same_names("name"),
    "certifications": _same_names("name", "issuer"),
    "publications": _same_names("title"),
    "awards": _same_names("name", "year"),
}
_NAMES: Final = {
    "experience": ("company", "title"),
    "education": ("degree", "institution"),
    "publications": ("title",),
}
"""The fields that name an entry, where it is not `name`."""


def _without_figures(text: str) -> str:
    plain = re.sub(r"\d[\d.,]*\s?(?:[km]\b|mio\b|millions?\b|billions?\b)?", " ", text.casefold())
    return normalised(plain)


def _same_statement(one: str, other: str) -> bool:
    """Whether two statements are about the same: nearly the same words, figures apart.

    Where their figures contradict each other the words must agree more closely.
    """
    if normalised(one) == normalised(other):
        return True
    first, second = _without_figures(one), _without_figures(other)
    shorter, longer = sorted((len(first), len(second)))
    if shorter < 12 or shorter < _LEAST_LENGTH_RATIO * longer:
        return False
    if _figures_contradict(one, other):
        return fuzz.token_sort_ratio(first, second) >= SAME_WORDING
    return fuzz.token_set_ratio(first, second) >= SAME_WORDING and (
        fuzz.token_sort_ratio(first, second) >= SAME_WORDING * _LEAST_LENGTH_RATIO
    )


def _figures_contradict(one: str, other: str) -> bool:
    first, second = figures(one), figures(other)
    return not (first <= second or second <= first)


# --- What the documents tell ---------------------------------------------------------------------

_STATEMENTS: Final = ("description", "responsibilities", "achievements")
"""Fields of a role that tell what was done: one document's duty is another one's achievement."""

_Rank = tuple[str, str]
_OWN: Final[_Rank] = ("~", "")  # later than every date: the user's own words


@dataclass(slots=True)
class _Told:
    """One wording of a fact: its value, the places it stands, and who tells it if no place does."""

    value: Any
    spans: list[Span]
    document: str | None = None

    @property
    def documents(self) -> list[str]:
        told = list(dict.fromkeys(str(span.get("document")) for span in self.spans))
        return told or ([self.document] if self.document else [])


@dataclass(slots=True)
class _Fact:
    """All the wordings in which documents tell one fact."""

    told: list[_Told] = field(default_factory=list)

    def add(self, new: _Told) -> None:
        for known in self.told:
            if known.value == new.value:
                known.spans += [span for span in new.spans if span not in known.spans]
                known.document = known.document or new.document
                return
        self.told.append(new)

    def forget(self, documents: frozenset[str]) -> None:
        """Drop what these documents tell; the user's own words stay."""
        kept: list[_Told] = []
        for told in self.told:
            spans = [span for span in told.spans if span.get("document") not in documents]
            if spans or not (told.spans or told.document in documents):
                kept.append(_Told(told.value, spans, told.document))
        self.told = kept

    @property
    def sources(self) -> set[Any]:
        """The documents in which the fact has a place."""
        return {span.get("document") for told in self.told for span in told.spans}


class _Entry:
    """One role, degree, project … as all documents tell it.

    `fields` holds single values, `lists` texts, `entries` entries within this one, each by the
    field's name; `empty` the fields in order with their empty value.
    """

    def __init__(self, ranking: _Ranking) -> None:
        self.ranking = ranking
        self.empty: dict[str, Any] = {}
        self.fields: dict[str, _Fact] = {}
        self.lists: dict[str, list[_Fact]] = {}
        self.entries: dict[str, list[_Entry]] = {}

    @classmethod
    def read(
        cls, ranking: _Ranking, entry: Mapping[str, Any], spans_of: SpansOf, document: str | None
    ) -> _Entry:
        """An entry of a record (`document`) or of a database (None)."""
        read = cls(ranking)
        for name, value in entry.items():
            if name in _NOT_FACTS:
                continue
            if isinstance(value, list):
                read.empty[name] = []
                for index, item in enumerate(value):
                    path = f"{name}.{index}"
                    if isinstance(item, Mapping):
                        inner = cls.read(ranking, item, _below(spans_of, path), document)
                        read.entries.setdefault(name, []).append(inner)
                    elif item not in (None, ""):
                        told = _Told(item, spans_of(path), document)
                        read.lists.setdefault(name, []).append(_Fact([told]))
            elif isinstance(value, Mapping):
                read.empty[name] = dict(value)  # not of our making; kept as it is
            else:
                read.empty[name] = "" if isinstance(value, str) else None
                if value in (None, ""):
                    continue
                told = _Told(value, spans_of(name), document)
                if name == "description":
                    read.lists.setdefault(name, []).append(_Fact([told]))
                else:
                    read.fields[name] = _Fact([told])
        return read

    def text(self, name: str) -> str:
        """The value of a single field that is shown; "" if there is none."""
        fact = self.fields.get(name)
        return str(self.ranking.shown(name, fact).value) if fact and fact.told else ""

    def period(self) -> tuple[str | None, str | None]:
        return self.text("start_date") or None, self.text("end_date") or None

    def facts(self) -> Iterator[_Fact]:
        yield from self.fields.values()
        for facts in self.lists.values():
            yield from facts

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

    def merge(self, other: _Entry) -> None:
        """Take in another account of the same entry."""
        self.empty = {**self.empty, **{k: v for k, v in other.empty.items() if k not in self.empty}}
        for name, fact in other.fields.items():
            for told in fact.told:
                self.fields.setdefault(name, _Fact()).add(told)
        for name, facts in other.lists.items():
            for fact in facts:
                self._merge_item(name, fact)
        for name, entries in other.entries.items():
            for entry in entries:
                add_entry(self.entries.setdefault(name, []), entry, _same_names("title"))

    def _merge_item(self, name: str, new: _Fact) -> None:
        names = _STATEMENTS if name in _STATEMENTS else (name,)
        is_statement = name in (*_STATEMENTS, "outcomes")
        for place in names:
            for known in self.lists.get(place, []):
                if not _is_same_item(known, new, is_statement=is_statement):
                    continue
                if place != name and self.ranking.of_fact(new) > self.ranking.of_fact(known):
                    self.lists[place].remove(known)  # the newest document decides where it goes
                    self.lists.setdefault(name, []).append(known)
                for told in new.told:
                    known.add(told)
                return
        self.lists.setdefault(name, []).append(new)

    def rendered(self, conflicts: _Conflicts, path: str) -> dict[str, Any]:
        """The entry as it stands in a database; contradictions go to `conflicts`."""
        rendered: dict[str, Any] = dict(self.empty)
        sources: dict[str, list[Span]] = {}
        lists = {name: self.ranking.in_order(facts) for name, facts in self.lists.items()}
        descriptions = lists.pop("description", [])
        fields = dict(self.fields)
        if descriptions:
            fields["description"] = descriptions[0]
        if len(descriptions) > 1:
            rendered.setdefault("responsibilities", [])
            lists["responsibilities"] = self.ranking.in_order(
                [*lists.get("responsibilities", []), *descriptions[1:]]
            )
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


def _below(spans_of: SpansOf, path: str) -> SpansOf:
    return lambda name: spans_of(f"{path}.{name}")


def _is_same_item(known: _Fact, new: _Fact, *, is_statement: bool) -> bool:
    """Whether an item of a list is there already.

    Reworded, it is the same only if it comes from another document: one says nothing twice.
    """
    values = [str(told.value) for told in known.told]
    others = [str(told.value) for told in new.told]
    if any(normalised(a) == normalised(b) for a in values for b in others):
        return True
    if not is_statement or not known.sources or not new.sources or known.sources & new.sources:
        return False
    return any(_same_statement(a, b) or measure_same(a, b) for a in values for b in others)


def add_entry(known: list[_Entry], new: _Entry, same: Callable[[_Entry, _Entry], bool]) -> None:
    """Merge an entry with the one that it tells again, or add it."""
    for entry in known:
        if same(entry, new):
            entry.merge(new)
            return
    known.append(new)


_PARTLY_TOLD: Final = frozenset({"name", "location", "year"})
"""Fields of which one document may tell a part: "Berlin" of "Berlin, Germany"."""

# --- Which of several values is shown ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Ranking:
    """The order of documents by age, and of the wordings they tell."""

    age: Mapping[str, str]

    def of_told(self, told: _Told) -> _Rank:
        return max(
            ((self.age.get(document, ""), document) for document in told.documents),
            default=_OWN,
        )

    def of_fact(self, fact: _Fact) -> _Rank:
        return max(map(self.of_told, fact.told))

    def in_order(self, facts: Iterable[_Fact]) -> list[_Fact]:
        """Facts as the newest documents put them, whatever order they were read in."""
        as_written = sorted(facts, key=self._position)
        return sorted(as_written, key=self.of_fact, reverse=True)

    def entries_in_order(self, entries: Iterable[_Entry]) -> list[_Entry]:
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

    def _position(self, fact: _Fact) -> int:
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

    def newest_first(self, fact: _Fact) -> list[_Told]:
        return sorted(fact.told, key=self.of_told, reverse=True)

    def shown(self, name: str, fact: _Fact) -> _Told:
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

    def agree(self, name: str, shown: _Told, other: _Told) -> bool:
        """Whether two wordings of one fact do not contradict each other."""
        one, two = str(shown.value), str(other.value)
        if one == two or normalised(one) == normalised(two) != "":
            return True
        if name in ("start_date", "end_date"):
            return _dates_agree(one, two) or (two == "present" and self._ended(other, shown))
        if name in ("company", "institution"):
            return same_company(one, two)
        if name in (*_STATEMENTS, "outcomes"):
            return not (_figures_contradict(one, two) or measures_contradict(one, two))
        if name in ("title", "degree", "duration"):
            return True  # the dates beside a period are compared, titles were
        if name in (*_CONTACTS, "website"):
            return _contact(name, one) == _contact(name, two)
        words, others = set(normalised(one).split()), set(normalised(two).split())
        return name in _PARTLY_TOLD and (words <= others or others <= words)

    def _ended(self, present: _Told, ended: _Told) -> bool:
        """Whether an end that is dated is later knowledge than a role that goes on."""
        if ended.value == "present" or _OWN in (self.of_told(present), self.of_told(ended)):
            return False
        return self.of_told(present)[0][:10] <= self.of_told(ended)[0][:10]


def _says_more(name: str, value: Any, than: Any) -> bool:
    if name in ("start_date", "end_date"):
        return "present" not in (value, than) and len(str(value)) > len(str(than))
    if name not in (*_STATEMENTS, "outcomes", "location", "year"):
        return False
    words, fewer = set(normalised(str(value)).split()), set(normalised(str(than)).split())
    return words > fewer


class _Conflicts:
    """Collects the contradictions found while a database is written out."""

    def __init__(self, ranking: _Ranking) -> None:
        self._ranking = ranking
        self.found: list[dict[str, Any]] = []

    def resolved(self, entry: str, path: str, name: str, fact: _Fact) -> tuple[Any, list[Span]]:
        """The value to show and its places; noted as a conflict if another contradicts it.

        Args:
            entry: id of the entry (`experience.0`), `path` of the field within it, `name` of the
                field without an index.
        """
        shown = self._ranking.shown(name, fact)
        agreeing = _Told(shown.value, [], shown.document)
        contradicting: list[_Told] = []
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

    def _values(self, told: _Told) -> Iterator[dict[str, Any]]:
        for span in self._ranking.spans_in_order(told.spans):
            yield {"value": told.value, **span}
        if not told.spans:
            yield {"value": told.value, "document": told.document, "quote": None}


# --- Whose documents -----------------------------------------------------------------------------

_CONTACTS: Final = ("email", "phone", "linkedin", "github")
_DAY: Final = len("YYYY-MM-DD")
_WRITTEN_BY_OTHERS: Final = frozenset({"reference", "cover_letter", "project", "job_description"})
"""Kinds of documents whose letterhead may be somebody else's."""

Record = Mapping[str, Any]


def _age_of(record: Record) -> tuple[str, str, str]:
    return (
        str(record.get("modified_date") or "")[:_DAY],
        _latest_date(record),
        str(record.get("document_source") or _name(record)),
    )


def _latest_date(record: Record) -> str:
    """The latest date a document tells: decides between files that were put there on one day."""
    dates = [
        str(entry.get(name) or "")
        for key in ("experiences", "education", "certifications", "publications", "awards")
        for entry in record.get(key) or []
        for name in ("start_date", "end_date", "year")
    ]
    return max((date for date in dates if date[:4].isdigit()), default="")


def _name(record: Record) -> str:
    """The name under which a record's document appears in sources."""
    return str(record.get("document_name") or Path(str(record.get("document_source") or "")).name)


class _Person:
    """What tells one person from another: contacts, and the posts and degrees told.

    A post is an employer with a title, a degree one with a school.
    """

    def __init__(self, account: Mapping[str, Any], records: Sequence[Record] = ()) -> None:
        info = account.get("personal_info") or {}
        self.records = list(records)
        self.names = {normalised(str(info["name"]))} if info.get("name") else set()
        self.contacts: set[tuple[str, str]] = set()
        if account.get("document_type") not in _WRITTEN_BY_OTHERS:
            self.contacts = {
                (kind, _contact(kind, str(info[kind]))) for kind in _CONTACTS if info.get(kind)
            }
        for conflict in account.get("conflicts") or []:  # an address of old is one, too
            if conflict.get("entry") == "personal_info" and conflict.get("field") in _CONTACTS:
                kind = str(conflict["field"])
                self.contacts |= {
                    (kind, _contact(kind, str(v["value"]))) for v in conflict["values"]
                }
        roles = account.get("experience") or account.get("experiences") or []
        self.marks = {
            (_company(str(each["company"])), _title(str(each["title"])))
            for each in roles
            if each.get("company") and each.get("title")
        } | {
            (_company(str(each["institution"])), _title(str(each["degree"])))
            for each in account.get("education") or []
            if each.get("institution") and each.get("degree")
        }

    def is_one_with(self, other: _Person) -> bool:
        return not (self.contacts.isdisjoint(other.contacts) and self.marks.isdisjoint(other.marks))

    def may_be(self, other: _Person) -> bool:
        """Whether no contact speaks against both being one: none is of the same kind."""
        kinds = {kind for kind, _ in self.contacts}
        return kinds.isdisjoint({kind for kind, _ in other.contacts})

    def join(self, other: _Person) -> None:
        self.records += other.records
        self.names |= other.names
        self.contacts |= other.contacts
        self.marks |= other.marks


def _contact(kind: str, value: str) -> str:
    if kind == "phone":
        return re.sub(r"\D", "", value)[-9:]  # with or without the country's prefix
    return re.sub(r"^(?:mailto:|https?://)?(?:www\.)?", "", value.strip().casefold()).rstrip("/")


def _one_person(
    records: Sequence[Record], base: Mapping[str, Any]
) -> tuple[list[Record], list[_Person]]:
    """The records of the person the database is of, and the other people with theirs."""
    people = [_Person(base)] if base else []
    for record in records:
        person = _Person(record, [record])
        linked = [each for each in people if each.is_one_with(person)]
        if linked:
            linked[0].join(person)
            for each in linked[1:]:
                linked[0].join(each)
                people.remove(each)
        else:
            people.append(person)
    if not people:
        return [], []
    owner = people[0] if base else max(people, key=lambda each: len(each.records))
    others: list[_Person] = []
    for person in sorted(people, key=lambda each: not each.contacts):
        if person is owner:
            continue
        namesakes = [each for each in others if person.names and person.names <= each.names]
        if not person.contacts and namesakes and not person.names <= owner.names:
            namesakes[0].join(person)
        elif person.may_be(owner):
            owner.join(person)
        else:
            others.append(person)
    return sorted(owner.records, key=_age_of, reverse=True), others


# --- Merging -------------------------------------------------------------------------------------


class _Merge:
    """The records of one person, newest first, merged into what a database tells already."""

    def __init__(
        self, base: Mapping[str, Any], records: Sequence[Record], others: Sequence[_Person]
    ) -> None:
        self._base = base
        self._documents = _documents(
            base, [*records, *(r for each in others for r in each.records)]
        )
        self._ranking = _Ranking(
            {each["name"]: _age_told(each) for each in reversed(self._documents)}
        )
        self._summary = _Fact()
        self._person = _Entry(self._ranking)
        self._lists: dict[str, list[_Entry]] = {key: [] for key in _LISTS}
        self._skills: dict[str, list[_Fact]] = {}
        self._people: list[dict[str, Any]] = []
        sources = base.get("sources") or {}
        self._take(base, lambda path: _copied(sources.get(path)), None)
        self._attach(base.get("conflicts") or [])
        self._forget(_told_again(base, [*records, *(r for each in others for r in each.records)]))
        for record in records:
            self._take(record, _spans_in(record), _name(record))
        self._people += [_other_person(person) for person in others]

    def _take(self, account: Mapping[str, Any], spans_of: SpansOf, document: str | None) -> None:
        """Read a database or a record: both have the same shape."""
        in_database = document is None

        def spans_within(entry: Mapping[str, Any], path: str) -> SpansOf:
            own = entry.get("sources") or {}
            return (lambda name: _copied(own.get(name))) if in_database else _below(spans_of, path)

        info = account.get("personal_info") or {}
        self._person.merge(
            _Entry.read(self._ranking, info, spans_within(info, "personal_info"), document)
        )
        if account.get("summary"):
            self._summary.add(_Told(account["summary"], spans_of("summary"), document))
        for key, name_in_record in _LISTS.items():
            name = key if in_database else name_in_record
            for index, entry in enumerate(account.get(name) or []):
                read = _Entry.read(
                    self._ranking, entry, spans_within(entry, f"{name}.{index}"), document
                )
                if in_database:
                    self._lists[key].append(read)
                else:
                    add_entry(self._lists[key], read, _SAME[key])
        for group, skills in (account.get("skills") or {}).items():
            for index, skill in enumerate(skills or []):
                told = _Told(skill, spans_of(f"skills.{group}.{index}"), document)
                self._add_skill(group, told)

    def _add_skill(self, group: str, told: _Told) -> None:
        known = self._skills.setdefault(group, [])
        wanted = normalised(str(told.value))
        for fact in (fact for facts in self._skills.values() for fact in facts):
            if normalised(str(fact.told[0].value)) == wanted:
                fact.add(told)
                return
        known.append(_Fact([told]))

    def _forget(self, documents: frozenset[str]) -> None:
        """Drop what these documents told before: they are about to tell it again."""
        self._summary.forget(documents)
        self._person.forget(documents)
        for key, entries in self._lists.items():
            for entry in entries:
                entry.forget(documents)
            names = _NAMES.get(key, ("name",))
            self._lists[key] = [e for e in entries if any(e.text(name) for name in names)]
        for group, facts in self._skills.items():
            for fact in facts:
                fact.forget(documents)
            self._skills[group] = [fact for fact in facts if fact.told]
        self._people = [
            note
            for note in self._people
            if not {each.get("document") for each in note["values"]} & documents
        ]

    def _attach(self, conflicts: Iterable[Mapping[str, Any]]) -> None:
        """Give the contradicting values of a database back to the facts they contradict."""
        for conflict in conflicts:
            if conflict.get("field") == "person":
                self._people.append(dict(conflict))
                continue
            fact = self._fact_at(str(conflict.get("entry")), str(conflict.get("field")))
            values = conflict.get("values") or []
            if fact is None or fact.told[0].value not in [each.get("value") for each in values]:
                continue  # the user has settled it
            for each in values:
                span = {
                    key: each[key] for key in ("document", "quote", "start", "end") if key in each
                }
                spans = [span] if "start" in span else []
                fact.add(_Told(each.get("value"), spans, each.get("document")))

    def _fact_at(self, entry: str, path: str) -> _Fact | None:
        if entry == "summary":
            return self._summary if self._summary.told else None
        found: _Entry | None = self._person if entry == "personal_info" else None
        steps = entry.split(".")
        entries = self._lists.get(steps[0], [])
        for at in range(1, len(steps), 2):
            if not steps[at].isdecimal() or int(steps[at]) >= len(entries):
                return None
            found = entries[int(steps[at])]
            entries = found.entries.get(steps[at + 1], []) if at + 1 < len(steps) else []
        if found is None:
            return None
        name, _, index = path.partition(".")
        if name in found.fields:
            return found.fields[name]
        facts = found.lists.get(name, [])
        number = int(index) if index.isdecimal() else 0
        return facts[number] if number < len(facts) else None

    def database(self) -> CareerDatabase:
        conflicts = _Conflicts(self._ranking)
        sources: dict[str, list[Span]] = {}
        summary = None
        if self._summary.told:
            summary, sources["summary"] = conflicts.resolved(
                "summary", "summary", "summary", self._summary
            )
        lists = {
            key: self._ranking.entries_in_order(entries) for key, entries in self._lists.items()
        }
        lists["experience"].sort(key=_recency, reverse=True)
        rendered = {
            key: [
                entry.rendered(conflicts, f"{key}.{index}") for index, entry in enumerate(entries)
            ]
            for key, entries in lists.items()
        }
        skills: dict[str, list[Any]] = {}
        for group, facts in self._skills.items():
            for index, fact in enumerate(self._ranking.in_order(facts)):
                value, spans = conflicts.resolved("skills", f"{group}.{index}", "skills", fact)
                skills.setdefault(group, []).append(value)
                sources[f"skills.{group}.{index}"] = spans
        database: CareerDatabase = {
            "personal_info": self._person.rendered(conflicts, "personal_info"),
            "summary": summary,
            "experience": rendered.pop("experience"),
            "education": rendered.pop("education"),
            "skills": skills,
            **rendered,
            "sources": {path: spans for path, spans in sources.items() if spans},
            "conflicts": sorted(
                [*conflicts.found, *self._people],
                key=lambda each: (str(each["entry"]), str(each["field"])),
            ),
            "documents": self._documents,
        }
        foreign = {key: value for key, value in self._base.items() if key not in database}
        return {**database, **foreign}


def _copied(spans: Iterable[Mapping[str, Any]] | None) -> list[Span]:
    return [dict(span) for span in spans or []]


def _spans_in(record: Record) -> SpansOf:
    evidence: Mapping[str, Span] = record.get("evidence") or {}
    return lambda path: [dict(evidence[path])] if path in evidence else []


def _told_again(base: Mapping[str, Any], records: Sequence[Record]) -> frozenset[str]:
    """The names of documents of `base` that are among the records, by path where it is known."""
    paths: dict[str, set[str]] = {}
    for document in base.get("documents") or []:
        paths.setdefault(str(document["name"]), set()).add(str(document.get("path") or ""))
    return frozenset(
        _name(record)
        for record in records
        if str(record.get("document_source") or "")
        in paths.get(_name(record), {str(record.get("document_source") or "")})
    )


def _documents(base: Mapping[str, Any], records: Iterable[Record]) -> list[dict[str, str]]:
    """The documents a database rests on, newest first."""
    known = {(each.get("path"), each["name"]): dict(each) for each in base.get("documents") or []}
    for record in records:
        path = str(record.get("document_source") or "")
        known[path, _name(record)] = {
            "name": _name(record),
            "path": path,
            "latest_date": _latest_date(record),
            "modified_date": str(record.get("modified_date") or ""),
        }
    return sorted(known.values(), key=lambda each: (_age_told(each), each["path"]), reverse=True)


def _age_told(document: Mapping[str, str]) -> str:
    """What the age of documents is compared by: the file's day, then the latest date told."""
    return f"{document['modified_date'][:_DAY]} {document.get('latest_date') or ''}"


def _other_person(person: _Person) -> dict[str, Any]:
    """The note about documents that are of somebody else."""
    values = []
    for record in sorted(person.records, key=_age_of, reverse=True):
        span = (record.get("evidence") or {}).get("personal_info.name") or {}
        values.append(
            {
                "value": (record.get("personal_info") or {}).get("name"),
                "document": _name(record),
                "quote": span.get("quote"),
            }
        )
    return {"entry": "personal_info", "field": "person", "values": values}


def _recency(entry: _Entry) -> tuple[str, str]:
    start, end = entry.period()
    return "9999" if end == "present" else end or start or "", start or ""


def _appended(existing: Mapping[str, Any], new: CareerDatabase) -> CareerDatabase:
    """`existing` as it is, with what is new behind it."""
    database: CareerDatabase = {**new, **existing}
    offsets = {}
    for key in _LISTS:
        offsets[key] = len(existing.get(key) or [])
        database[key] = [*(existing.get(key) or []), *new[key]]
    info = dict(existing.get("personal_info") or {})
    for name, value in new["personal_info"].items():
        if name != "sources" and not info.get(name):
            info[name] = value
            if name in new["personal_info"]["sources"]:
                info["sources"] = {
                    **(info.get("sources") or {}), name: new["personal_info"]["sources"][name]
                }  # fmt: skip
    database["personal_info"] = info
    sources = dict(existing.get("sources") or {})
    if not existing.get("summary"):
        database["summary"] = new["summary"]
        sources |= {path: spans for path, spans in new["sources"].items() if path == "summary"}
    skills = {group: list(names or []) for group, names in (existing.get("skills") or {}).items()}
    known = {normalised(str(name)) for names in skills.values() for name in names}
    for group, names in new["skills"].items():
        for index, name in enumerate(names):
            if normalised(str(name)) not in known:
                path = f"skills.{group}.{len(skills.setdefault(group, []))}"
                skills[group].append(name)
                if f"skills.{group}.{index}" in new["sources"]:
                    sources[path] = new["sources"][f"skills.{group}.{index}"]
    database["skills"], database["sources"] = skills, sources
    database["conflicts"] = [
        *(existing.get("conflicts") or []),
        *({**each, "entry": _moved(each["entry"], offsets)} for each in new["conflicts"]),
    ]
    documents = existing.get("documents") or []
    database["documents"] = [
        *documents,
        *(each for each in new["documents"] if each not in documents),
    ]
    return database


def _moved(entry: str, offsets: Mapping[str, int]) -> str:
    """The id of an entry after `offsets[list]` others were put before it."""
    key, _, rest = entry.partition(".")
    number, _, below = rest.partition(".")
    if key not in offsets or not number.isdecimal():
        return entry
    return ".".join(filter(None, [key, str(int(number) + offsets[key]), below]))


def _summary(
    records: Sequence[Record],
    usable: Sequence[Record],
    database: CareerDatabase,
    others: Sequence[_Person],
) -> dict[str, Any]:
    confidences = [float(record.get("extraction_confidence") or 0.0) for record in usable]
    roles: list[dict[str, Any]] = database["experience"]
    companies: dict[str, dict[str, Any]] = {}
    for role in roles:
        name = str(role.get("company") or "")
        company = companies.setdefault(
            _company(name), {"name": name, "experiences": 0, "projects": 0}
        )
        company["experiences"] += 1
        company["projects"] += len(role.get("projects") or [])
    dates = [
        str(role[name])
        for role in roles
        for name in ("start_date", "end_date")
        if role.get(name) and role[name] != "present"
    ]
    technologies = {str(name) for role in roles for name in role.get("technologies") or []}
    summary: dict[str, Any] = {
        "total_documents_processed": len(records),
        "successful_extractions": len(usable),
        "experiences_extracted": sum(len(record.get("experiences") or []) for record in usable),
        "experiences_after_dedup": len(roles),
        "companies": list(companies.values()),
        "technologies_found": sorted(technologies, key=lambda name: (name.casefold(), name)),
        "extraction_quality": {
            "high_confidence": sum(value >= 0.8 for value in confidences),
            "medium_confidence": sum(0.5 <= value < 0.8 for value in confidences),
            "low_confidence": sum(value < 0.5 for value in confidences),
        },
        "validation_errors": len(records) - len(usable),
        "conflicts": len(database["conflicts"]),
        "documents_of_others": sum(len(person.records) for person in others),
        "data_completeness": {
            f"has_{key}": bool(database.get(key))
            for key in ("personal_info", "summary", *_LISTS, "skills")
        },
    }
    if dates:
        summary["date_range"] = {"earliest": min(dates), "latest": max(dates)}
    return summary
