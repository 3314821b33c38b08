"""Whose documents they are: the records of the person a career database is of, and of others.

Contacts, posts and degrees tell one person from another; a name alone does not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from .same_names import CONTACTS, company_key, contact_key, normalised, title_key

DAY_CHARS: Final = len("YYYY-MM-DD")
_WRITTEN_BY_OTHERS: Final = frozenset({"reference", "cover_letter", "project", "job_description"})
"""Kinds of documents whose letterhead may be somebody else's."""

Record = Mapping[str, Any]


def age_of(record: Record) -> tuple[str, str, str]:
    return (
        str(record.get("modified_date") or "")[:DAY_CHARS],
        latest_date(record),
        str(record.get("document_source") or name_of(record)),
    )


def latest_date(record: Record) -> str:
    """The latest date a document tells: decides between files that were put there on one day."""
    dates = [
        str(entry.get(name) or "")
        for key in ("experiences", "education", "certifications", "publications", "awards")
        for entry in record.get(key) or []
        for name in ("start_date", "end_date", "year")
    ]
    return max((date for date in dates if date[:4].isdigit()), default="")


def name_of(record: Record) -> str:
    """The name under which a record's document appears in sources."""
    return str(record.get("document_name") or Path(str(record.get("document_source") or "")).name)


class Person:
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
                (kind, contact_key(kind, str(info[kind]))) for kind in CONTACTS if info.get(kind)
            }
        for conflict in account.get("conflicts") or []:  # an address of old is one, too
            if conflict.get("entry") == "personal_info" and conflict.get("field") in CONTACTS:
                kind = str(conflict["field"])
                self.contacts |= {
                    (kind, contact_key(kind, str(v["value"]))) for v in conflict["values"]
                }
        roles = account.get("experience") or account.get("experiences") or []
        self.marks = {
            (company_key(str(each["company"])), title_key(str(each["title"])))
            for each in roles
            if each.get("company") and each.get("title")
        } | {
            (company_key(str(each["institution"])), title_key(str(each["degree"])))
            for each in account.get("education") or []
            if each.get("institution") and each.get("degree")
        }

    def is_one_with(self, other: Person) -> bool:
        return not (self.contacts.isdisjoint(other.contacts) and self.marks.isdisjoint(other.marks))

    def may_be(self, other: Person) -> bool:
        """Whether no contact speaks against both being one: none is of the same kind."""
        kinds = {kind for kind, _ in self.contacts}
        return kinds.isdisjoint({kind for kind, _ in other.contacts})

    def join(self, other: Person) -> None:
        self.records += other.records
        self.names |= other.names
        self.contacts |= other.contacts
        self.marks |= other.marks


def one_person(
    records: Sequence[Record], base: Mapping[str, Any]
) -> tuple[list[Record], list[Person]]:
    """The records of the person the database is of, and the other people with theirs."""
    people = [Person(base)] if base else []
    for record in records:
        person = Person(record, [record])
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
    others: list[Person] = []
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
    return sorted(owner.records, key=age_of, reverse=True), others
