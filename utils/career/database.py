"""The career database: many extractions merged into one account of one person's career.

Nothing is overwritten in silence: a role that several documents tell becomes one entry with all
their sources, and facts that contradict each other stand side by side in `conflicts`, the newest
document's being the one shown. What merely looks alike ("Engineer I", "Engineer II") stays apart.
Asks no model; the same records give the same database, byte for byte, in whatever order they come.
"""

from __future__ import annotations

import copy
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import yaml
from rapidfuzz import fuzz

from .errors import InputError
from .export import write_atomically

CareerDatabase = dict[str, Any]
Entry = dict[str, Any]

MERGE_STRATEGIES: Final = ("smart", "replace", "append")
SAME_WORDING: Final = 88.0
"""`fuzz.token_set_ratio` above which two bullets with the same figures say the same."""
SAME_SUBJECT: Final = 80.0
"""`fuzz.token_set_ratio` above which bullets with other figures contradict each other."""

_LEGAL_SUFFIX: Final = re.compile(
    r"\b(?:inc|llc|ltd|limited|corp|corporation|gmbh|mbh|ag|kg|co|company|plc|as|asa|ab|oy|sa|sas"
    r"|sarl|sl|srl|spa|bv|nv|se|ev|group)\b"
)
_LEVELS: Final = {
    "junior": "junior", "jr": "junior", "senior": "senior", "sr": "senior", "lead": "lead",
    "principal": "principal", "staff": "staff", "head": "head", "chief": "chief",
    "intern": "intern", "internship": "intern", "trainee": "trainee",
    "i": "1", "ii": "2", "iii": "3", "iv": "4", "1": "1", "2": "2", "3": "3", "4": "4",
}  # fmt: skip
_COUNTED_LISTS: Final = (
    "experience", "education", "languages", "projects", "certifications", "publications", "awards",
)  # fmt: skip


def build_database(
    records: Sequence[Mapping[str, Any]],
    existing: Mapping[str, Any] | None = None,
    merge_strategy: str = "smart",
) -> tuple[CareerDatabase, dict[str, Any]]:
    """Merge extraction records into a career database.

    Args:
        records: extraction records; those with `error` are counted only.
        existing: a database to start from.
        merge_strategy: "smart" merges with `existing`, "replace" ignores it, "append" keeps it as
            it is and adds the new entries behind, merged among themselves only.

    Returns:
        The database and a summary of how it came about.

    Raises:
        InputError: an unknown strategy.
    """
    if merge_strategy not in MERGE_STRATEGIES:
        allowed = ", ".join(MERGE_STRATEGIES)
        raise InputError(f"merge_strategy must be one of {allowed}, got {merge_strategy!r}.")
    usable = sorted(
        (record for record in records if "error" not in record),
        key=lambda record: (
            _latest_date(record),
            str(record.get("modified_date") or ""),
            str(record.get("document_source") or record.get("document_name") or ""),
        ),
        reverse=True,
    )
    merge = _Merge()
    if existing and merge_strategy == "smart":
        merge.start_from(existing)
    for record in usable:
        merge.add(record)
    database = merge.database()
    if existing and merge_strategy == "append":
        database = _appended(existing, database)
    return database, _summary(records, usable, database)


def _latest_date(record: Mapping[str, Any]) -> str:
    """The latest date a document tells: how recent it is, whatever became of the file since."""
    dates = [
        str(entry.get(name) or "")
        for key in ("experiences", "education", "certifications", "publications", "awards")
        for entry in record.get(key) or []
        for name in ("start_date", "end_date", "year")
    ]
    return max((date for date in dates if date[:4].isdigit()), default="")


def save_database(database: Mapping[str, Any], path: Path) -> None:
    """Write a database as YAML, whole or not at all.

    Raises:
        OSError: the file cannot be written; an earlier one is left as it was.
    """
    text = yaml.safe_dump(dict(database), sort_keys=False, allow_unicode=True, width=100)
    write_atomically(path, text)


def load_database(path: Path) -> CareerDatabase:
    """Read a database written by `save_database`; dates stay text.

    Raises:
        InputError: the file is missing, is no YAML, or holds no mapping.
    """
    try:
        value = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    except FileNotFoundError:
        raise InputError(f"There is no career database {path}.") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        where = getattr(error, "problem_mark", None)
        line = f" (line {where.line + 1})" if where is not None else ""
        raise InputError(f"{path} is no valid YAML{line}; restore it or delete it.") from None
    if not isinstance(value, dict):
        raise InputError(f"{path} holds no career database: a mapping was expected.")
    database: CareerDatabase = _with_types(value)
    return database


def _with_types(value: Any) -> Any:
    """Undo what `BaseLoader` leaves as text: offsets are numbers, null is None."""
    if isinstance(value, dict):
        return {
            key: int(each) if key in ("start", "end") and str(each).isdigit() else _with_types(each)
            for key, each in value.items()
        }
    if isinstance(value, list):
        return [_with_types(each) for each in value]
    return None if value in ("null", "~") else value


def evidence_texts(database: Mapping[str, Any]) -> dict[str, str]:
    """The database's facts as a flat map of ids to texts.

    Ids are dotted paths such as `experience.0.achievements.1`; sources and conflicts are left out.
    """
    texts: dict[str, str] = {}

    def walk(value: Any, path: str) -> None:
        if isinstance(value, Mapping):
            for key, each in value.items():
                if key not in ("sources", "conflicts"):
                    walk(each, f"{path}.{key}" if path else str(key))
        elif isinstance(value, list | tuple):
            for index, each in enumerate(value):
                walk(each, f"{path}.{index}")
        elif value not in (None, ""):
            texts[path] = str(value)

    walk(database, "")
    return texts


_CONTEXT: Final = frozenset(
    {"title", "company", "location", "duration", "start_date", "end_date", "role", "name",
     "degree", "institution", "year"}
)  # fmt: skip


def entry_context(evidence: Mapping[str, str], evidence_id: str) -> list[str]:
    """The names and dates of the entry that a text belongs to, for reading it in context."""
    parts = evidence_id.split(".")
    if len(parts) < 3 or not parts[1].isdigit():
        return []
    entry = ".".join(parts[:2])
    return [
        evidence[f"{entry}.{name}"]
        for name in sorted(_CONTEXT)
        if f"{entry}.{name}" in evidence and f"{entry}.{name}" != evidence_id
    ]


# --- Comparing -----------------------------------------------------------------------------------


def normalised(name: str) -> str:
    """A name without case, punctuation and accents' encodings."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return " ".join(re.sub(r"[^\w+#]+", " ", plain).split())


def same_company(one: str, other: str) -> bool:
    """Whether two names are of one employer: legal suffixes and a "— Team" part aside."""
    first, second = _company(one), _company(other)
    return bool(first) and first == second


def _company(name: str) -> str:
    head = re.split(r"\s+[—–|·-]\s+|\s*\(", name)[0]
    plain = normalised(head)
    return " ".join(_LEGAL_SUFFIX.sub(" ", plain).split()) or plain


def same_title(one: str, other: str) -> bool:
    """Whether two titles name one post: the same words, and the same level.

    Word order, punctuation and abbreviations of levels aside. Likeness alone is never enough:
    "Engineer I" and "Engineer II" differ by a letter and are two posts.
    """
    first, second = normalised(one), normalised(other)
    if first == second:
        return bool(first)
    if _levels(first) != _levels(second):
        return False
    words, others = set(first.split()) - set(_LEVELS), set(second.split()) - set(_LEVELS)
    smaller, larger = sorted((words, others), key=len)
    return bool(smaller) and smaller <= larger and fuzz.token_set_ratio(first, second) >= 90.0


def _levels(title: str) -> frozenset[str]:
    return frozenset(_LEVELS[word] for word in title.split() if word in _LEVELS)


def compatible_dates(one: Entry, other: Entry) -> bool:
    """Whether two accounts of a role can be of the same period.

    Equal starts at the coarser precision, or one unknown; ends may differ when both started alike
    (one document is older, or one is wrong).
    """
    start, other_start = one.get("start_date"), other.get("start_date")
    if start and other_start:
        shorter = min(len(start), len(other_start))
        return str(start)[:shorter] == str(other_start)[:shorter]
    end, other_end = one.get("end_date"), other.get("end_date")
    if end and other_end and "present" not in (end, other_end):
        shorter = min(len(end), len(other_end))
        return str(end)[:shorter] == str(other_end)[:shorter]
    return True


def _same_role(one: Entry, other: Entry) -> bool:
    """Whether two entries tell of one role.

    The titles must name one post; where a title is missing, or the months in which both began are
    the same and the titles share a level and a word, the employer and the dates decide.
    """
    if not same_company(one["company"], other["company"]) or not compatible_dates(one, other):
        return False
    if same_title(one["title"], other["title"]):
        return True
    if not one["title"] or not other["title"]:
        return bool(one.get("start_date") and other.get("start_date"))
    start, other_start = str(one.get("start_date") or ""), str(other.get("start_date") or "")
    titles = normalised(one["title"]), normalised(other["title"])
    shared = set(titles[0].split()) & set(titles[1].split()) - set(_LEVELS)
    return (
        len(start) == len("YYYY-MM")
        and start == other_start
        and bool(shared)
        and _levels(titles[0]) == _levels(titles[1])
    )


def _same_names(*fields: str) -> Callable[[Entry, Entry], bool]:
    def same(one: Entry, other: Entry) -> bool:
        pairs = [
            (normalised(str(one.get(field) or "")), normalised(str(other.get(field) or "")))
            for field in fields
        ]
        known = [(first, second) for first, second in pairs if first and second]
        return bool(known) and all(first == second for first, second in known)

    return same


_SAME: Final[dict[str, Callable[[Entry, Entry], bool]]] = {
    "experience": _same_role,
    "education": _same_names("degree", "institution"),
    "languages": _same_names("name"),
    "projects": _same_names("name"),
    "certifications": _same_names("name", "issuer"),
    "publications": _same_names("title"),
    "awards": _same_names("name", "year"),
}


def _same_wording(one: str, other: str) -> bool:
    """Whether two bullets say the same: the same figures, and nearly the same words."""
    return _figures(one) == _figures(other) and (
        fuzz.token_set_ratio(normalised(one), normalised(other)) >= SAME_WORDING
    )


def _contradict(one: object, other: object) -> bool:
    """Whether two bullets of different documents tell the same with other figures."""
    if not isinstance(one, str) or not isinstance(other, str):
        return False
    first, second = _figures(one), _figures(other)
    return (
        bool(first and second)
        and not first & second
        and (fuzz.token_set_ratio(_without_figures(one), _without_figures(other)) >= SAME_SUBJECT)
    )


def _without_figures(text: str) -> str:
    return normalised(re.sub(r"\d+(?:[.,]\d+)*", " ", text))


def _figures(text: str) -> frozenset[str]:
    plain = re.sub(r"(?<=\d)\s?(?:millions?\b|m\b)", "m", text.casefold())
    return frozenset(re.findall(r"\d+(?:[.,]\d+)*m?", plain))


# --- Merging -------------------------------------------------------------------------------------


class _Merge:
    """Collects records, newest first, into one database."""

    def __init__(self) -> None:
        self._database: CareerDatabase = {
            "personal_info": {},
            "summary": None,
            **{key: [] for key in _COUNTED_LISTS[:2]},
            "skills": {},
            **{key: [] for key in _COUNTED_LISTS[2:]},
            "sources": {},
        }
        self._conflicts: list[dict[str, Any]] = []
        self._without_title: list[Entry] = []

    def start_from(self, existing: Mapping[str, Any]) -> None:
        database = copy.deepcopy(dict(existing))
        self._conflicts = database.pop("conflicts", None) or []
        for key, empty in self._database.items():
            self._database[key] = database.pop(key, None) or empty
        self._database |= database

    def add(self, record: Mapping[str, Any]) -> None:
        evidence: Mapping[str, Any] = record.get("evidence") or {}
        self._add_person(record, evidence)
        sources = self._database["sources"]
        if record.get("summary") and not self._database["summary"]:
            self._database["summary"] = record["summary"]
            _add_source(sources, "summary", evidence.get("summary"))
        for key in _COUNTED_LISTS:
            source_key = "experiences" if key == "experience" else key
            for index, entry in enumerate(record.get(source_key) or []):
                sourced = _sourced(entry, evidence, f"{source_key}.{index}.")
                if key == "experience" and not sourced.get("title"):
                    self._without_title.append(sourced)
                else:
                    self._add_entry(key, sourced)
        for group, skills in (record.get("skills") or {}).items():
            known = self._database["skills"].setdefault(group, [])
            everywhere = {
                normalised(skill) for each in self._database["skills"].values() for skill in each
            }
            for index, skill in enumerate(skills):
                if normalised(skill) not in everywhere:
                    everywhere.add(normalised(skill))
                    known.append(skill)
                if skill in known:
                    path = f"skills.{group}.{known.index(skill)}"
                    _add_source(sources, path, evidence.get(f"skills.{group}.{index}"))

    def _add_person(self, record: Mapping[str, Any], evidence: Mapping[str, Any]) -> None:
        person = self._database["personal_info"]
        sources = person.setdefault("sources", {})
        for name, value in (record.get("personal_info") or {}).items():
            if not value:
                continue
            source = evidence.get(f"personal_info.{name}")
            if not person.get(name):
                person[name] = value
            elif normalised(str(person[name])) != normalised(str(value)):
                self._note(
                    "personal_info", name, (person[name], _first(sources, name)), (value, source)
                )
                continue
            _add_source(sources, name, source)

    def _add_entry(self, key: str, entry: Entry) -> None:
        known = self._database[key]
        for other in known:
            if _SAME[key](other, entry):
                self._merge_entry(key, other, entry)
                return
        known.append(entry)

    def _merge_entry(self, key: str, target: Entry, entry: Entry) -> None:
        """Fill in what `target` lacks, join lists, and note what contradicts it."""
        sources = target.setdefault("sources", {})
        for name, value in entry.items():
            if name == "sources" or value in (None, "", [], {}):
                continue
            given = entry["sources"]
            if isinstance(value, list):
                self._merge_list(f"{key}: {_label(target)}", target, name, entry)
                continue
            shown = target.get(name)
            if shown in (None, "") or (name == "company" and str(shown).isupper()):
                target[name] = value
            elif not _agree(name, str(shown), str(value)):
                label = f"{key}: {_label(target)}"
                self._note(
                    label, name, (shown, _first(sources, name)), (value, _first(given, name))
                )
                continue
            elif name in ("start_date", "end_date") and len(str(value)) > len(str(shown)):
                target[name] = value
            _add_sources(sources, name, given, name)

    def _merge_list(self, label: str, target: Entry, name: str, entry: Entry) -> None:
        """Join a list of texts: each once, and of two that contradict each other the newer."""
        known = target.setdefault(name, [])
        sources, given = target["sources"], entry["sources"]
        own = len(known)
        for index, item in enumerate(entry[name]):
            at = _place_of(known, item)
            if at is None:
                rival = next(
                    (n for n, each in enumerate(known[:own]) if _contradict(each, item)), None
                )
                if rival is not None:
                    shown = (known[rival], _first(sources, f"{name}.{rival}"))
                    self._note(label, name, shown, (item, _first(given, f"{name}.{index}")))
                    continue
                at = len(known)
                known.append(item)
            _add_sources(sources, f"{name}.{at}", given, f"{name}.{index}")

    def _note(
        self,
        entry: str,
        field: str,
        shown: tuple[Any, Mapping[str, Any] | None],
        other: tuple[Any, Mapping[str, Any] | None],
    ) -> None:
        conflict = next(
            (each for each in self._conflicts if (each["entry"], each["field"]) == (entry, field)),
            None,
        )
        if conflict is None:
            conflict = {"entry": entry, "field": field, "values": []}
            self._conflicts.append(conflict)
        for value, source in (shown, other):
            told = {
                "value": value,
                "document": source["document"] if source else None,
                "quote": source["quote"] if source else None,
            }
            if told not in conflict["values"]:
                conflict["values"].append(told)

    def database(self) -> CareerDatabase:
        # A time at an employer without a title joins the role it belongs to, once all are known.
        for entry in self._without_title:
            self._add_entry("experience", entry)
        self._without_title = []
        database = dict(self._database)
        database["experience"] = sorted(database["experience"], key=_recency, reverse=True)
        database["skills"] = {group: names for group, names in database["skills"].items() if names}
        database["conflicts"] = sorted(
            self._conflicts, key=lambda conflict: (conflict["entry"], conflict["field"])
        )
        return database


def _sourced(entry: Mapping[str, Any], evidence: Mapping[str, Any], prefix: str) -> Entry:
    """An entry with the sources of its fields, by their path within it."""
    own = {
        path.removeprefix(prefix): [dict(span)]
        for path, span in evidence.items()
        if path.startswith(prefix)
    }
    return {**copy.deepcopy(dict(entry)), "sources": own}


def _add_source(sources: dict[str, list[Any]], path: str, source: Mapping[str, Any] | None) -> None:
    if source is not None and source not in sources.setdefault(path, []):
        sources[path].append(dict(source))


def _add_sources(
    sources: dict[str, list[Any]], to: str, given: Mapping[str, list[Any]], path: str
) -> None:
    """Add the given sources of `path`, and of what lies below it, to those of `to`."""
    for name, spans in given.items():
        if name == path or name.startswith(f"{path}."):
            kept = sources.setdefault(to + name.removeprefix(path), [])
            kept += [span for span in spans if span not in kept]


def _first(sources: Mapping[str, list[Any]], name: str) -> Mapping[str, Any] | None:
    spans = sources.get(name) or []
    return spans[0] if spans else None


def _place_of(known: Sequence[Any], item: Any) -> int | None:
    """Where an item stands in a list already, reworded perhaps; None where it does not."""
    for index, other in enumerate(known):
        if isinstance(item, str) and isinstance(other, str):
            short = min(len(item), len(other)) < 25
            if normalised(item) == normalised(other) if short else _same_wording(item, other):
                return index
        elif item == other:
            return index
    return None


def _agree(name: str, shown: str, value: str) -> bool:
    if name in ("start_date", "end_date"):
        shorter = min(len(shown), len(value))
        return shown[:shorter] == value[:shorter]
    if name in ("duration", "description", "location", "details"):
        return True  # another wording; the dates beside it are compared
    if name == "company":
        return True
    return normalised(shown) == normalised(value) or (name == "title" and same_title(shown, value))


def _label(entry: Mapping[str, Any]) -> str:
    names = [entry.get(name) for name in ("title", "name", "degree", "company", "institution")]
    return ", ".join(str(name) for name in names if name)


def _recency(entry: Mapping[str, Any]) -> tuple[str, str]:
    end = str(entry.get("end_date") or entry.get("start_date") or "")
    return ("9999" if end == "present" else end, str(entry.get("start_date") or ""))


def _appended(existing: Mapping[str, Any], new: CareerDatabase) -> CareerDatabase:
    """`existing` untouched, with the new entries behind its own."""
    database = copy.deepcopy(dict(existing))
    for key, value in new.items():
        if isinstance(value, list):
            database[key] = [*(database.get(key) or []), *value]
        elif isinstance(value, dict):
            kept = dict(database.get(key) or {})
            for name, each in value.items():
                if isinstance(each, list):
                    old = kept.get(name) or []
                    kept[name] = [*old, *(item for item in each if item not in old)]
                else:
                    kept.setdefault(name, each)
            database[key] = kept
        elif not database.get(key):
            database[key] = value
    return database


def _summary(
    records: Sequence[Mapping[str, Any]],
    usable: Sequence[Mapping[str, Any]],
    database: CareerDatabase,
) -> dict[str, Any]:
    confidences = [float(record.get("extraction_confidence") or 0.0) for record in usable]
    roles: list[Entry] = database["experience"]
    companies: dict[str, dict[str, Any]] = {}
    for role in roles:
        company = companies.setdefault(
            role.get("company") or "",
            {"name": role.get("company"), "experiences": 0, "projects": 0},
        )
        company["experiences"] += 1
        company["projects"] += len(role.get("projects") or [])
    dates = [
        str(role[name])
        for role in roles
        for name in ("start_date", "end_date")
        if role.get(name) and role[name] != "present"
    ]
    summary: dict[str, Any] = {
        "total_documents_processed": len(records),
        "successful_extractions": len(usable),
        "experiences_extracted": sum(len(record.get("experiences") or []) for record in usable),
        "experiences_after_dedup": len(roles),
        "companies": list(companies.values()),
        "technologies_found": sorted(
            {name for role in roles for name in role.get("technologies") or []}, key=str.casefold
        ),
        "extraction_quality": {
            "high_confidence": sum(value >= 0.8 for value in confidences),
            "medium_confidence": sum(0.5 <= value < 0.8 for value in confidences),
            "low_confidence": sum(value < 0.5 for value in confidences),
        },
        "validation_errors": len(records) - len(usable),
        "conflicts": len(database.get("conflicts") or []),
        "data_completeness": {
            f"has_{key}": bool(database.get(key)) for key in ("personal_info", *_COUNTED_LISTS)
        },
    }
    if dates:
        summary["date_range"] = {"earliest": min(dates), "latest": max(dates)}
    return summary
