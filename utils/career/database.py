"""The career database: many extractions merged into one account of one person's career.

Nothing is overwritten in silence: a role that several documents tell becomes one entry with all
their sources, and facts that contradict each other stand side by side in `conflicts`, the newest
document's being the one shown. What merely looks alike ("Engineer I", "Engineer II") stays apart.
Asks no model; the same records give the same database, byte for byte, in whatever order they come.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import yaml

from .atomic_files import write_atomically
from .document_owners import DAY_CHARS, Person, Record, age_of, latest_date, name_of, one_person
from .errors import InputError
from .same_entries import NAMING_FIELDS, SAME, is_project_of
from .same_names import company_key, normalised
from .schema import ExperienceProject
from .told_facts import (
    NOT_FACTS,
    Conflicts,
    Entry,
    Fact,
    Ranking,
    Span,
    SpansOf,
    Told,
    add_entry,
    below,
    same_names,
)

CareerDatabase = dict[str, Any]

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


_WITHIN_A_ROLE: Final = {"name": "title", "type": "role", "outcomes": "achievements"}
_PROJECT_OF_A_ROLE: Final = tuple(ExperienceProject.model_fields)
_SAME_WITHIN: Final = same_names("title")


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
        (record for record in records if not record.get("error")), key=age_of, reverse=True
    )
    base = existing if existing and merge_strategy == "smart" else {}
    own, others = one_person(usable, base)
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
            if key not in NOT_FACTS:
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


# --- Merging -------------------------------------------------------------------------------------


class _Merge:
    """The records of one person, newest first, merged into what a database tells already."""

    def __init__(
        self, base: Mapping[str, Any], records: Sequence[Record], others: Sequence[Person]
    ) -> None:
        self._base = base
        self._documents = _documents(
            base, [*records, *(r for each in others for r in each.records)]
        )
        self._ranking = Ranking(
            {each["name"]: _age_told(each) for each in reversed(self._documents)}
        )
        self._summary = Fact()
        self._person = Entry(self._ranking)
        self._lists: dict[str, list[Entry]] = {key: [] for key in _LISTS}
        self._skills: dict[str, list[Fact]] = {}
        self._people: list[dict[str, Any]] = []
        sources = base.get("sources") or {}
        self._take(base, lambda path: _copied(sources.get(path)), None)
        self._attach(base.get("conflicts") or [])
        self._forget(_told_again(base, [*records, *(r for each in others for r in each.records)]))
        for record in records:
            self._take(record, _spans_in(record), name_of(record))
        self._people += [_other_person(person) for person in others]
        self._give_projects_to_roles()

    def _take(self, account: Mapping[str, Any], spans_of: SpansOf, document: str | None) -> None:
        """Read a database or a record: both have the same shape."""
        in_database = document is None

        def spans_within(entry: Mapping[str, Any], path: str) -> SpansOf:
            own = entry.get("sources") or {}
            return (lambda name: _copied(own.get(name))) if in_database else below(spans_of, path)

        info = account.get("personal_info") or {}
        self._person.merge(
            Entry.read(self._ranking, info, spans_within(info, "personal_info"), document)
        )
        if account.get("summary"):
            self._summary.add(Told(account["summary"], spans_of("summary"), document))
        for key, name_in_record in _LISTS.items():
            name = key if in_database else name_in_record
            for index, entry in enumerate(account.get(name) or []):
                read = Entry.read(
                    self._ranking, entry, spans_within(entry, f"{name}.{index}"), document
                )
                if in_database:
                    self._lists[key].append(read)
                else:
                    add_entry(self._lists[key], read, SAME[key])
        for group, skills in (account.get("skills") or {}).items():
            for index, skill in enumerate(skills or []):
                told = Told(skill, spans_of(f"skills.{group}.{index}"), document)
                self._add_skill(group, told)

    def _give_projects_to_roles(self) -> None:
        """Put a project that a role tells already within that role."""
        apart = []
        for project in self._lists["projects"]:
            role = next(
                (each for each in self._lists["experience"] if is_project_of(project, each)), None
            )
            if role is None:
                apart.append(project)
                continue
            role.empty.setdefault("projects", [])
            within = role.entries.setdefault("projects", [])
            add_entry(within, project.renamed(_WITHIN_A_ROLE, _PROJECT_OF_A_ROLE), _SAME_WITHIN)
        self._lists["projects"] = apart

    def _add_skill(self, group: str, told: Told) -> None:
        known = self._skills.setdefault(group, [])
        wanted = normalised(str(told.value))
        for fact in (fact for facts in self._skills.values() for fact in facts):
            if normalised(str(fact.told[0].value)) == wanted:
                fact.add(told)
                return
        known.append(Fact([told]))

    def _forget(self, documents: frozenset[str]) -> None:
        """Drop what these documents told before: they are about to tell it again."""
        self._summary.forget(documents)
        self._person.forget(documents)
        for key, entries in self._lists.items():
            for entry in entries:
                entry.forget(documents)
            names = NAMING_FIELDS.get(key, ("name",))
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
                fact.add(Told(each.get("value"), spans, each.get("document")))

    def _fact_at(self, entry: str, path: str) -> Fact | None:
        if entry == "summary":
            return self._summary if self._summary.told else None
        found: Entry | None = self._person if entry == "personal_info" else None
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
        conflicts = Conflicts(self._ranking)
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
        name_of(record)
        for record in records
        if str(record.get("document_source") or "")
        in paths.get(name_of(record), {str(record.get("document_source") or "")})
    )


def _documents(base: Mapping[str, Any], records: Iterable[Record]) -> list[dict[str, str]]:
    """The documents a database rests on, newest first."""
    known = {(each.get("path"), each["name"]): dict(each) for each in base.get("documents") or []}
    for record in records:
        path = str(record.get("document_source") or "")
        known[path, name_of(record)] = {
            "name": name_of(record),
            "path": path,
            "latest_date": latest_date(record),
            "modified_date": str(record.get("modified_date") or ""),
        }
    return sorted(known.values(), key=lambda each: (_age_told(each), each["path"]), reverse=True)


def _age_told(document: Mapping[str, str]) -> str:
    """What the age of documents is compared by: the file's day, then the latest date told."""
    return f"{document['modified_date'][:DAY_CHARS]} {document.get('latest_date') or ''}"


def _other_person(person: Person) -> dict[str, Any]:
    """The note about documents that are of somebody else."""
    values = []
    for record in sorted(person.records, key=age_of, reverse=True):
        span = (record.get("evidence") or {}).get("personal_info.name") or {}
        values.append(
            {
                "value": (record.get("personal_info") or {}).get("name"),
                "document": name_of(record),
                "quote": span.get("quote"),
            }
        )
    return {"entry": "personal_info", "field": "person", "values": values}


def _recency(entry: Entry) -> tuple[str, str]:
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
    others: Sequence[Person],
) -> dict[str, Any]:
    confidences = [float(record.get("extraction_confidence") or 0.0) for record in usable]
    roles: list[dict[str, Any]] = database["experience"]
    companies: dict[str, dict[str, Any]] = {}
    for role in roles:
        name = str(role.get("company") or "")
        company = companies.setdefault(
            company_key(name), {"name": name, "experiences": 0, "projects": 0}
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
