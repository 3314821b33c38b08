"""The career database: one entry for one role, however many documents tell it, and nothing lost."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from utils.career.database import (
    build_database,
    entry_context,
    evidence_texts,
    load_database,
    save_database,
)
from utils.career.errors import InputError
from utils.career.grounding import ground_extraction
from utils.career.same_names import compatible_periods, same_company, same_title
from utils.career.schema import DocumentExtraction

Record = dict[str, Any]


def record(name: str, modified: str = "", **fields: Any) -> Record:
    """The record of a document that says just what `fields` say, line by line."""
    lines: list[str] = []

    def write(value: Any) -> None:
        if isinstance(value, Mapping):
            for key, each in value.items():
                if key not in ("start_date", "end_date"):
                    write(each)
        elif isinstance(value, list):
            for each in value:
                write(each)
        elif value:
            lines.append(str(value))

    write(fields)
    extraction = DocumentExtraction.model_validate({"document_type": "resume", **fields})
    grounded = ground_extraction(extraction, "\n".join(lines), name)
    assert not grounded.dropped
    return {
        "document_source": f"docs/{name}",
        "document_name": name,
        "modified_date": modified,
        **grounded.extraction.model_dump(mode="json"),
        "extraction_confidence": 0.9,
        "evidence": {path: span.model_dump() for path, span in grounded.evidence.items()},
        "dropped": [],
    }


def role(
    title: str, company: str, start: str | None = None, end: str | None = None, **fields: Any
) -> dict[str, Any]:
    written = " – ".join(date or "" for date in (start, end)) if start or end else ""
    return {
        "title": title, "company": company, "start_date": start, "end_date": end,
        "duration": written, **fields,
    }  # fmt: skip


def experience(*records: Record, **options: Any) -> list[dict[str, Any]]:
    database, _ = build_database(records, **options)
    roles: list[dict[str, Any]] = database["experience"]
    return roles


def documents_of(spans: list[dict[str, Any]]) -> list[str]:
    return [span["document"] for span in spans]


# --- What is one, and what is not ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme Corp", "ACME"),
        ("Acme, Inc.", "Acme Corporation"),
        ("Nordisk Sky AS", "Nordisk Sky"),
        ("We4IT GmbH Bremen", "We4IT GmbH"),
        ("Acme — Payments Team", "Acme"),
        ("Acme (formerly Roadrunner)", "Acme Ltd"),
        ("Telefónica S.A.", "Telefonica"),
        ("Smith & Sons", "Smith and Sons"),
        ("株式会社山田", "山田"),
    ],
)
def test_one_employer_under_two_names(one: str, other: str) -> None:
    assert same_company(one, other)
    assert same_company(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Google", "Google DeepMind"),
        ("Microsoft Research", "Apple ML Research"),
        ("", ""),
        ("AS", "AG"),
        ("University of California, Berkeley", "University of California, Los Angeles"),
    ],
)
def test_two_employers(one: str, other: str) -> None:
    assert not same_company(one, other)


def test_a_level_makes_another_title() -> None:
    assert same_title("Sr. Software Engineer", "senior software engineer")
    assert same_title("Engineer 2", "Engineer II")
    assert same_title("Co-Founder & CTO", "CTO and Co-founder")
    for one, other in [
        ("Engineer I", "Engineer II"),
        ("Engineer", "Senior Engineer"),
        ("Junior Engineer", "Senior Engineer"),
        ("Software Engineer", "Software Engineer Intern"),
        ("Lead Engineer", "Engineer"),
        ("Founder", "Co-Founder"),
        ("", ""),
    ]:
        assert not same_title(one, other), (one, other)


@pytest.mark.parametrize(
    ("one", "other", "compatible"),
    [
        (("2019", "2021"), ("2019-03", "2021-12"), True),
        (("2019-03", "2021-11"), ("2019-03", "2021-12"), True),
        (("2019-03", "present"), ("2019-03", "2021-12"), True),
        (("2018", "2021"), ("2019", "2021"), True),
        ((None, None), ("2019", "2021"), True),
        (("2019", None), (None, "2021"), True),
        (("2012", "2014"), ("2016", "2018"), False),
        (("2021-01", "2021-03"), ("2021-05", "2021-08"), False),
        (("2016", "2018"), ("2017", "2019"), False),
        (("2016", "2018"), ("2020", "present"), False),
    ],
)
def test_periods_are_of_one_role_unless_they_lie_apart(
    one: tuple[str | None, str | None], other: tuple[str | None, str | None], compatible: bool
) -> None:
    assert compatible_periods(one, other) is compatible
    assert compatible_periods(other, one) is compatible


def test_a_role_told_by_three_documents_is_one_with_all_its_evidence() -> None:
    [merged] = experience(
        record("old.pdf", experiences=[role("Engineer", "Acme", "2019", "present")]),
        record("cv.docx", experiences=[role("Engineer", "Acme Corp", "2019-03", "present",
                                            achievements=["Built the billing API in Go."])]),
        record("notes.md", experiences=[role("engineer", "ACME — Billing", location="Berlin")]),
    )  # fmt: skip
    assert merged["start_date"] == "2019-03"
    assert merged["location"] == "Berlin"
    assert set(documents_of(merged["sources"]["title"])) == {"old.pdf", "cv.docx", "notes.md"}
    assert documents_of(merged["sources"]["achievements.0"]) == ["cv.docx"]
    assert documents_of(merged["sources"]["location"]) == ["notes.md"]


def test_roles_that_only_look_alike_stay_apart() -> None:
    alike = [
        role("Engineer I", "Acme", "2018", "2019"),
        role("Engineer II", "Acme", "2019", "2021"),
        role("Product Manager", "Acme", "2021", "present"),
        role("Analyst", "Acme", "2010", "2012"),
        role("Analyst", "Acme", "2015", "2016"),
        *(role("Research Intern", f"Lab {n}", f"20{n}-05", f"20{n}-08") for n in range(10, 14)),
    ]
    assert len(experience(record("cv.pdf", experiences=alike))) == len(alike)
    assert len(experience(*(record(f"{n}.pdf", experiences=alike) for n in range(3)))) == len(alike)


def test_another_level_is_another_role_even_at_the_same_time() -> None:
    period = ("2019-01", "2021-06")
    roles = experience(
        record("a.pdf", experiences=[role("Engineer", "Acme", *period)]),
        record("b.pdf", experiences=[role("Senior Engineer, Payments", "Acme", *period)]),
        record("c.pdf", experiences=[role("Engineer, Payments", "Acme", *period)]),
    )
    assert {each["title"] for each in roles} == {"Senior Engineer, Payments", "Engineer, Payments"}


def test_a_promotion_told_as_one_entry_is_the_role_it_ends_in() -> None:
    period = ("2017-08", "2019-02")
    [merged] = experience(
        record("a.pdf", experiences=[role("Engineer Intern → Junior Engineer", "Acme", *period)]),
        record("b.pdf", experiences=[role("Junior Engineer", "Acme", *period)]),
    )
    assert merged["title"] == "Junior Engineer"
    apart = experience(
        record("a.pdf", experiences=[role("Engineer Intern → Junior Engineer", "Acme", *period)]),
        record("b.pdf", experiences=[role("Junior Engineer", "Acme", "2018-02", "2019-02")]),
    )
    assert len(apart) == 2


# --- Contradictions ------------------------------------------------------------------------------


def test_a_contradiction_is_kept_beside_the_newest_documents_value() -> None:
    old = record("old.pdf", "2020-01-01", experiences=[role("Engineer", "Acme", "2019", "2021-11")])
    new = record("new.pdf", "2024-01-01", experiences=[role("Engineer", "Acme", "2019", "2021-12")])
    database, summary = build_database([old, new])
    assert database["experience"][0]["end_date"] == "2021-12"
    [conflict] = database["conflicts"]
    assert (conflict["entry"], conflict["field"]) == ("experience.0", "end_date")
    assert [(each["value"], each["document"]) for each in conflict["values"]] == [
        ("2021-12", "new.pdf"), ("2021-11", "old.pdf"),
    ]  # fmt: skip
    assert conflict["values"][1]["quote"] == "2019 – 2021-11"
    assert summary["conflicts"] == 1


def test_a_role_that_went_on_in_an_older_document_has_ended() -> None:
    went_on = record(
        "a.pdf", "2020-01-01", experiences=[role("Engineer", "Acme", "2019", "present")]
    )
    ended = record("b.pdf", "2024-01-01", experiences=[role("Engineer", "Acme", "2019", "2021")])
    database, _ = build_database([went_on, ended])
    assert database["experience"][0]["end_date"] == "2021"
    assert database["conflicts"] == []
    went_on["modified_date"] = "2025-01-01"
    database, _ = build_database([went_on, ended])
    assert database["experience"][0]["end_date"] == "present"
    assert [conflict["field"] for conflict in database["conflicts"]] == ["end_date"]


def test_reworded_bullets_with_the_same_figures_are_one() -> None:
    [merged] = experience(
        record("a.pdf", "2020", experiences=[role("Engineer", "Acme", achievements=[
            "Designed a rate limiter handling 90M requests per day.", "Wrote tests."])]),
        record("b.pdf", "2024", experiences=[role("Engineer", "Acme", responsibilities=[
            "Designed a rate limiter that was handling 90 million requests per day."])]),
    )  # fmt: skip
    assert merged["responsibilities"] == [
        "Designed a rate limiter that was handling 90 million requests per day."
    ]
    assert merged["achievements"] == ["Wrote tests."]
    assert documents_of(merged["sources"]["responsibilities.0"]) == ["b.pdf", "a.pdf"]


def test_bullets_with_other_figures_contradict_each_other() -> None:
    database, _ = build_database([
        record("a.pdf", "2020", experiences=[role("Engineer", "Acme", achievements=[
            "Reduced the latency of the search service by 40%."])]),
        record("b.pdf", "2024", experiences=[role("Engineer", "Acme", achievements=[
            "Reduced the latency of the search service by 60%."])]),
    ])  # fmt: skip
    assert database["experience"][0]["achievements"] == [
        "Reduced the latency of the search service by 60%."
    ]
    [conflict] = database["conflicts"]
    assert (conflict["entry"], conflict["field"]) == ("experience.0", "achievements.0")
    assert {each["document"] for each in conflict["values"]} == {"a.pdf", "b.pdf"}


def test_like_bullets_of_one_document_are_two() -> None:
    bullets = [
        "Sold 40 machines to the clients in Norway.",
        "Sold 60 machines to the clients in Norway.",
    ]
    database, _ = build_database(
        [record("a.pdf", experiences=[role("Seller", "Acme", achievements=bullets)])]
    )
    assert database["experience"][0]["achievements"] == bullets
    assert database["conflicts"] == []
    other = record("b.pdf", experiences=[role("Seller", "Acme", achievements=bullets[:1])])
    both = record("a.pdf", experiences=[role("Seller", "Acme", achievements=bullets)])
    database, _ = build_database([both, other])
    assert database["experience"][0]["achievements"] == bullets
    assert database["conflicts"] == []


def test_a_second_description_is_kept_as_a_responsibility() -> None:
    [merged] = experience(
        record(
            "a.pdf", "2020", experiences=[role("Clerk", "Acme", description="Filed the letters.")]
        ),
        record(
            "b.pdf", "2024", experiences=[role("Clerk", "Acme", description="Ran the archive.")]
        ),
    )
    assert merged["description"] == "Ran the archive."
    assert merged["responsibilities"] == ["Filed the letters."]
    assert documents_of(merged["sources"]["responsibilities.0"]) == ["a.pdf"]


# --- Whose documents -----------------------------------------------------------------------------


def test_two_people_of_one_name_stay_apart() -> None:
    jane = {"name": "Jane Smith", "email": "jane@a.example"}
    other = {"name": "Jane Smith", "email": "smith@b.example", "phone": "+1 555 0100"}
    database, summary = build_database([
        record("1.pdf", personal_info=jane, experiences=[role("Engineer", "Acme", "2019", "2021")]),
        record("2.pdf", personal_info=jane, experiences=[role("Clerk", "Initech", "2015", "2016")]),
        record("3.pdf", personal_info=other, experiences=[role("Cook", "Diner", "2019", "2022")]),
    ])  # fmt: skip
    assert [each["title"] for each in database["experience"]] == ["Engineer", "Clerk"]
    assert database["personal_info"]["email"] == "jane@a.example"
    [conflict] = database["conflicts"]
    assert (conflict["entry"], conflict["field"]) == ("personal_info", "person")
    assert [each["document"] for each in conflict["values"]] == ["3.pdf"]
    assert summary["documents_of_others"] == 1


def test_a_document_without_address_is_of_the_person_it_names() -> None:
    jane = {"name": "Jane Smith", "email": "jane@a.example"}
    bob = {"name": "Bob Ray", "email": "bob@b.example"}
    acme, clinic = role("Engineer", "Acme", "2019", "2021"), role("Cook", "Diner", "2019", "2021")
    database, summary = build_database([
        *(record(f"{n}.pdf", personal_info=jane, experiences=[acme]) for n in range(3)),
        record("bob.pdf", personal_info=bob, experiences=[clinic]),
        record("bobs-talk.md", personal_info={"name": "Bob Ray"}, skills={"technical": ["Baking"]}),
        record("notes.md", skills={"technical": ["Go"]}),
    ])  # fmt: skip
    assert database["skills"] == {"technical": ["Go"]}
    assert summary["documents_of_others"] == 2


def test_a_person_who_changed_the_address_is_one() -> None:
    shared = role("Engineer", "Acme", "2019", "2021")
    database, summary = build_database([
        record("1.pdf", "2020", personal_info={"name": "Jane", "email": "jane@old.example"},
               experiences=[shared]),
        record("2.pdf", "2024", personal_info={"name": "Jane", "email": "jane@new.example"},
               experiences=[shared]),
        record("letter.pdf", document_type="reference", personal_info={
            "name": "A. Boss", "email": "boss@acme.example"}),
    ])  # fmt: skip
    assert summary["documents_of_others"] == 0
    assert database["personal_info"]["email"] == "jane@new.example"
    assert {conflict["field"] for conflict in database["conflicts"]} == {"email", "name"}


# --- Determinism and idempotence -----------------------------------------------------------------

THREE, FOUR = (f"Built {number} APIs for the billing team." for number in (3, 4))
ROLES = [
    role("Engineer", "Acme", "2019", "2021-11", achievements=[THREE]),
    role("Engineer", "Acme Inc.", "2019-03", "2021-12", achievements=[FOUR]),
    role("Senior Engineer", "Acme", "2021", "present", technologies=["Go", "Python"]),
    role("Engineer", "Acme", None, None, responsibilities=["Built 3 APIs for a billing team."]),
    role("Clerk", "Initech", "2010", "2012", description="Filed the letters of all the clients."),
    role("Clerk", "Initech", "2010", "2012", description="Ran the archive."),
    role("", "Initech", "2010", "2012", location="Oslo"),
    role("Architect", "Acme", "2018", "2021", achievements=["Cut 12 queries of billing to 4."]),
]  # fmt: skip
OTHERS: dict[str, list[dict[str, Any]]] = {
    "education": [
        {"degree": "BSc Computing", "institution": "Ulm University", "year": "2011 – 2014",
         "start_date": "2011", "end_date": "2014"},
        {"degree": "BSc (Hons) Computer Science", "institution": "Ulm University",
         "year": "2011 – 2014", "start_date": "2011", "end_date": "2014", "honors": "2:1"},
        {"degree": "MSc Physics", "institution": "Ulm", "year": "2016", "end_date": "2016"},
        {"degree": "Abitur", "details": "Latin"},
    ],
    "certifications": [
        {"name": "Certified Kubernetes Administrator (CKA)", "issuer": "CNCF", "year": "2021"},
        {"name": "Certified Kubernetes Administrator", "year": "2021"},
        {"name": "Certified Kubernetes Administrator", "year": "2024"},
    ],
    "publications": [
        {"title": "Locking one row", "venue": "PyWest, Cardiff", "year": "2024"},
        {"title": "Locking one row", "venue": "talk at PyWest", "year": "2023"},
        {"title": "Locking one row: a story", "venue": "The Quarterly", "year": "2024"},
    ],
    "awards": [
        {"name": "Team of the Year", "organization": "Acme", "year": "2021"},
        {"name": "Acme Team of the Year", "year": "2021"},
        {"name": "Team of the Year", "year": "2022"},
    ],
    "projects": [
        {"name": "tidewatch", "description": "Tide tables; 410 stars, 14 contributors."},
        {"name": "Tidewatch", "description": "A feed with 410 stars and 14 contributors."},
        {"name": "Billing at Acme", "description": "Cut 12 queries to 4 APIs.", "year": "2020"},
    ],
    "languages": [
        {"name": "German", "level": "C1"},
        {"name": "Deutsch", "level": "fließend"},
        {"name": "German", "level": "B1"},
    ],
}  # fmt: skip
PEOPLE = [
    {"name": "Jane Smith", "email": "jane@a.example"},
    {"name": "Jane A. Smith", "email": "jane@a.example", "phone": "+47 555 010 22"},
    {"name": "Jane Smith", "email": "other@b.example"},
]


@st.composite
def some_records(draw: st.DrawFn) -> list[Record]:
    skills = st.lists(st.sampled_from(["Go", "SQL", "sql"]), max_size=2)
    made = [
        record(
            f"{number}.pdf",
            draw(st.sampled_from(["", "2020-01-01", "2024-01-01"])),
            personal_info=draw(st.sampled_from([{}, *PEOPLE])),
            summary=draw(st.sampled_from([None, "Engineer of many years.", "Clerk."])),
            experiences=draw(st.lists(st.sampled_from(ROLES), max_size=4)),
            skills={"technical": draw(skills)},
            **{
                key: draw(st.lists(st.sampled_from(told), max_size=2))
                for key, told in OTHERS.items()
            },
        )
        for number in range(draw(st.integers(1, 4)))
    ]
    if draw(st.booleans()):
        for each in made:
            each["evidence"] = {}
    return made


def written(database: Mapping[str, Any], folder: Path) -> bytes:
    save_database(database, folder / "database.yaml")
    return (folder / "database.yaml").read_bytes()


@settings(max_examples=60, deadline=None)
@given(records=some_records())
def test_building_again_changes_not_a_byte(
    records: list[Record], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("databases")
    database, _ = build_database(records)
    first = written(database, folder)
    loaded = load_database(folder / "database.yaml")
    assert written(build_database(records, loaded)[0], folder) == first
    assert written(build_database([], loaded)[0], folder) == first


@settings(max_examples=40, deadline=None)
@given(records=some_records(), data=st.data())
def test_the_order_of_the_records_does_not_matter(
    records: list[Record], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(records))
    assert build_database(shuffled) == build_database(records)


@settings(max_examples=60, deadline=None)
@given(records=some_records())
def test_no_value_is_lost(records: list[Record]) -> None:
    database, summary = build_database(records)
    everything = yaml.safe_dump(database, allow_unicode=True, width=10_000)
    for each in records:
        if summary["documents_of_others"]:
            return
        for told in each["experiences"]:
            for text in [*told["achievements"], *told["technologies"], told["end_date"]]:
                assert text is None or text == "present" or text in everything
        # A wording that agrees with the one shown is kept as the quote of its place.
        for key in OTHERS if each["evidence"] else ():
            for entry in each[key]:
                for text in entry.values():
                    assert not text or str(text).casefold() in everything.casefold()


def test_a_document_added_later_gives_what_building_at_once_gives() -> None:
    told = ([ROLES[0], ROLES[2]], [ROLES[1], ROLES[4]], [ROLES[3], ROLES[5], ROLES[6]])
    records = [
        record(f"{n}.pdf", f"202{n}-01-01", summary=f"Summary {n}", experiences=roles)
        for n, roles in enumerate(told)
    ]
    at_once, _ = build_database(records)
    assert len(at_once["experience"]) == 3
    for order in itertools.permutations(records):
        database: dict[str, Any] = {}
        for each in order:
            database, _ = build_database([each], database)
        assert database == at_once


def test_a_document_read_again_replaces_what_it_said_before() -> None:
    before = record("cv.pdf", experiences=[role("Engineer", "Acme"), role("Clerk", "Initech")])
    other = record("notes.md", experiences=[role("Engineer", "Acme", location="Oslo")])
    after = record("cv.pdf", experiences=[role("Engineer", "Acme", team_size="12")])
    database, _ = build_database([after], build_database([before, other])[0])
    [merged] = database["experience"]
    assert (merged["location"], merged["team_size"]) == ("Oslo", "12")


def test_another_document_of_the_same_name_replaces_nothing() -> None:
    first = record("cv.pdf", experiences=[role("Clerk", "Initech")])
    second = record("cv.pdf", experiences=[role("Engineer", "Acme")])
    second["document_source"] = "archive/cv.pdf"
    database, _ = build_database([second], build_database([first])[0])
    assert {each["title"] for each in database["experience"]} == {"Clerk", "Engineer"}


def test_what_the_user_wrote_into_the_database_wins() -> None:
    existing = {"experience": [{"title": "Engineer", "company": "Acme", "location": "Oslo"}]}
    told = record("cv.pdf", experiences=[role("Engineer", "Acme", location="Bergen")])
    database, _ = build_database([told], existing)
    assert database["experience"][0]["location"] == "Oslo"
    assert [conflict["field"] for conflict in database["conflicts"]] == ["location"]


# --- Strategies, summary, file -------------------------------------------------------------------


def test_replace_ignores_what_exists_and_append_leaves_it_alone() -> None:
    first = record("a.pdf", personal_info={"name": "Jane"}, skills={"technical": ["Go"]},
                   experiences=[role("Engineer", "Acme", "2019", "2021-11")])  # fmt: skip
    second = record("b.pdf", personal_info={"name": "Jane", "phone": "5550100"},
                    skills={"technical": ["SQL", "go"]},
                    experiences=[role("Engineer", "Acme", "2019", "2021-12"),
                                 role("Engineer", "Acme", "2019", "2021-10")])  # fmt: skip
    existing, _ = build_database([first])
    assert build_database([second], existing, "replace") == build_database([second])
    appended, _ = build_database([second], existing, "append")
    assert appended["experience"][0] == existing["experience"][0]
    assert len(appended["experience"]) == 2
    assert appended["personal_info"]["phone"] == "5550100"
    assert appended["skills"] == {"technical": ["Go", "SQL"]}
    assert documents_of(appended["sources"]["skills.technical.1"]) == ["b.pdf"]
    assert {conflict["entry"] for conflict in appended["conflicts"]} <= {"experience.1"}


def test_an_unknown_strategy_is_refused_with_the_ones_there_are() -> None:
    with pytest.raises(InputError, match=r"smart, replace, append, got 'merge'"):
        build_database([], merge_strategy="merge")


def test_failed_records_are_counted_and_nothing_else() -> None:
    failed = {"document_source": "x.pdf", "experiences": [], "error": "x.pdf: is encrypted",
              "extraction_confidence": 0.0}  # fmt: skip
    told = record("a.pdf", experiences=[role("Engineer", "Acme", "2019", "present")])
    database, summary = build_database([failed, told])
    assert [document["name"] for document in database["documents"]] == ["a.pdf"]
    assert summary["total_documents_processed"] == 2
    assert summary["successful_extractions"] == 1
    assert summary["validation_errors"] == 1
    assert summary["experiences_after_dedup"] == 1
    assert summary["companies"] == [{"name": "Acme", "experiences": 1, "projects": 0}]
    assert summary["date_range"] == {"earliest": "2019", "latest": "2019"}
    assert summary["extraction_quality"] == {
        "high_confidence": 1, "medium_confidence": 0, "low_confidence": 0,
    }  # fmt: skip


def test_the_newest_role_comes_first() -> None:
    roles = experience(
        record("a.pdf", experiences=[
            role("Clerk", "Initech", "2010", "2012"), role("Chief", "Acme", "2022", "present"),
            role("Cook", "Diner"), role("Engineer", "Acme", "2012", "2022")]),
    )  # fmt: skip
    assert [each["title"] for each in roles] == ["Chief", "Engineer", "Clerk", "Cook"]


def test_a_database_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    database, _ = build_database([
        record("a.pdf", "2024-01-01", personal_info={"name": "Zoë Müller"}, experiences=[
            role("Engineer", "null", "2020-01", "present", team_size="12",
                 achievements=["2020-01-01", "yes", "1e3", "- a: b", "x\u2028y"])])
    ])  # fmt: skip
    path = tmp_path / "career_database.yaml"
    save_database(database, path)
    assert load_database(path) == database
    assert "Zoë" in path.read_text(encoding="utf-8")
    assert "&id" not in path.read_text(encoding="utf-8")


def test_dates_and_numbers_typed_by_hand_stay_text(tmp_path: Path) -> None:
    path = tmp_path / "database.yaml"
    path.write_text("experience:\n- start_date: 2020-01-01\n  year: 2019\n  end_date: null\n")
    assert load_database(path)["experience"] == [
        {"start_date": "2020-01-01", "year": "2019", "end_date": None}
    ]


@pytest.mark.parametrize("content", [b"- a\n- b\n", b"a: [", b"\xff\xfe\x00", b""])
def test_a_file_that_is_no_database_is_refused_in_one_line(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "database.yaml"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        load_database(path)
    assert "database.yaml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no career database"):
        load_database(tmp_path / "none.yaml")
    with pytest.raises(InputError, match="cannot be read"):
        load_database(tmp_path)


# --- Evidence ------------------------------------------------------------------------------------


def test_evidence_is_flat_and_leads_to_its_entry() -> None:
    database, _ = build_database([
        record("a.pdf", personal_info={"name": "Jane"}, skills={"technical": ["Go"]}, experiences=[
            role("Engineer", "Acme", "2019", "present", achievements=["Built it."],
                 projects=[{"title": "Atlas", "achievements": ["Drew the maps."]}])])
    ])  # fmt: skip
    evidence = evidence_texts(database)
    assert evidence["experience.0.achievements.0"] == "Built it."
    assert evidence["skills.technical.0"] == "Go"
    assert evidence["personal_info.name"] == "Jane"
    assert not any(
        part in ("sources", "conflicts", "documents")
        for path in evidence
        for part in path.split(".")
    )
    context = entry_context(evidence, "experience.0.achievements.0")
    assert context == ["Engineer", "Acme", "2019 – present", "2019", "present"]
    inner = entry_context(evidence, "experience.0.projects.0.achievements.0")
    assert inner == ["Atlas", *context]
    assert entry_context(evidence, "experience.0.title") == context[1:]
    assert entry_context(evidence, "skills.technical.0") == []
    assert entry_context(evidence, "personal_info.name") == []
