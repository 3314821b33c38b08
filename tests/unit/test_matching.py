"""Matching: what counts as evidence for a requirement, how much of it, and what stays a gap."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from utils.career.database import evidence_texts
from utils.career.dialogues import Question, WritingMaterial, drive, write_cv, write_letter
from utils.career.matching import Matching, match_requirements, years_of_experience
from utils.career.offline import answer
from utils.career.requirement_terms import required_years
from utils.llm.structured import schema_name

TODAY = date(2024, 6, 30)


def _database(**more: Any) -> dict[str, Any]:
    database: dict[str, Any] = {
        "personal_info": {"name": "Mara Lindqvist", "location": "Oslo"},
        "experience": [
            {
                "title": "Senior Software Engineer",
                "company": "Nordlys Energy",
                "start_date": "2019-07",
                "end_date": "present",
                "duration": "July 2019 – present",
                "achievements": [
                    "Led a team of six that rebuilt the metering platform in Python",
                    "Ran the move to K8s for 30 services",
                ],
                "sources": {
                    "achievements.1": [
                        {"document": "cv.md", "quote": "Ran the move", "start": 0, "end": 12}
                    ]
                },
            },
            {
                "title": "Web Developer",
                "company": "Kiosk",
                "start_date": "2015-01",
                "end_date": "2016-12",
                "duration": "2015 – 2016",
                "achievements": ["Wrote good JavaScript for the shop"],
            },
        ],
        "education": [{"degree": "M.Sc. Informatik", "institution": "TU Wien"}],
        "skills": {"technical": ["C++", "PostgreSQL"]},
        "languages": [{"name": "Deutsch"}],
    }
    return database | more


def _match(*required: str, database: dict[str, Any] | None = None, **more: Any) -> Matching:
    requirements = {"required_skills": list(required), **more}
    return match_requirements(
        requirements, _database() if database is None else database, today=TODAY
    )


def _evidence_of(requirement: str) -> list[str]:
    return _match(requirement).matches.get("requirements.required_skills.0", [])


@pytest.mark.parametrize(
    ("requirement", "evidence_id"),
    [
        ("Experience with Kubernetes", "experience.0.achievements.1"),
        ("Postgres", "skills.technical.0"),
        ("Strong JS skills", "experience.1.achievements.0"),
        ("Degree in computer science or a related field", "education.0.degree"),
        ("Fluent German", "languages.0.name"),
        ("Maîtrise de l'allemand", "languages.0.name"),
        ("Solid Python knowledge", "experience.0.achievements.0"),
    ],
)
def test_other_names_of_the_same_thing_are_evidence(requirement: str, evidence_id: str) -> None:
    database = _database(skills={"technical": ["PostgreSQL"]})
    found = _match(requirement, database=database)
    assert found.matches["requirements.required_skills.0"][0] == evidence_id


@pytest.mark.parametrize("requirement", ["Go", "Java", "C", "C#", "R", "Fluent English", "Scala"])
def test_a_name_inside_another_word_is_no_evidence(requirement: str) -> None:
    assert _evidence_of(requirement) == []


def test_go_is_found_where_it_is_the_language() -> None:
    database = _database(skills={"technical": ["Go"]})
    found = _match("Programming in Go", database=database)
    assert found.matches["requirements.required_skills.0"] == ["skills.technical.0"]


def test_one_of_several_alternatives_is_enough() -> None:
    both = _match("Orchestration with Kubernetes or Nomad")
    final = both.final["required_skills"]["Orchestration with Kubernetes or Nomad"]
    one = _match("Orchestration with Kubernetes and Nomad")
    weaker = one.final["required_skills"]["Orchestration with Kubernetes and Nomad"]
    assert final["strength_summary"] == "HIGH"
    assert weaker["strength_summary"] == "LOW"


def test_an_example_of_two_words_needs_both() -> None:
    requirement = "CI (Azure Boards, Travis)"
    database = {"skills": {"technical": ["Azure storage"]}}
    assert _match(requirement, database=database).matches == {}


def test_what_nothing_shows_is_a_gap_and_no_match() -> None:
    found = _match("Certified scuba diver")
    assert found.matches == {}
    assert found.coverage_score == 0.0
    (gap,) = found.gaps
    assert (gap["requirement"], gap["gap_type"]) == ("Certified scuba diver", "missing")
    assert gap["evidence"] == []
    final = found.final["required_skills"]["Certified scuba diver"]
    assert (final["is_gap"], final["strength_summary"]) == (True, "NONE")


def test_years_are_counted_from_the_roles_that_show_the_skill() -> None:
    enough = _match("5+ years of Python").final["required_skills"]["5+ years of Python"]
    short = _match("10 years of Python").final["required_skills"]["10 years of Python"]
    none = _match("5 years of JavaScript")
    assert enough["strength_summary"] == "HIGH"
    assert short["strength_summary"] == "MEDIUM"
    assert none.coverage_score < _match("2 years of JavaScript").coverage_score == 1.0


def test_years_alone_count_every_dated_role() -> None:
    found = _match("7+ years of experience")
    assert found.coverage_score == 1.0
    assert found.matches["requirements.required_skills.0"] == [
        "experience.0.duration",
        "experience.1.duration",
    ]
    assert _match("14 years of experience").coverage_score == pytest.approx(0.5)


def test_years_that_a_document_states_itself_count() -> None:
    requirement = "At least five years of Rust"
    database = {"summary": "Engineer with eleven years of experience in Rust"}
    assert _match(requirement, database=database).coverage_score == 1.0
    database = {"summary": "Engineer with two years of experience in Rust"}
    assert _match(requirement, database=database).coverage_score == 0.4


def test_overlapping_roles_count_once_and_undated_ones_not() -> None:
    roles: list[dict[str, Any]] = [
        {"start_date": "2020-01", "end_date": "2021-12"},
        {"start_date": "2021", "end_date": "2022"},
        {"duration": "summers"},
        {"start_date": "2010", "end_date": None},
    ]
    assert years_of_experience(roles, TODAY) == 3.0


def test_a_period_is_read_where_the_dates_are_not_filled_in() -> None:
    assert years_of_experience([{"duration": "Jan 2014 – Dec 2015"}], TODAY) == 2.0


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("5+ years of experience", 5),
        ("3-5 years in sales", 3),
        ("mindestens 4 Jahre Berufserfahrung", 4),
        ("2 ans d'expérience", 2),
        ("Minst 6 års erfaring", 6),
        ("one (1) year of experience", 1),
        ("At least five years", 5),
        ("zwölf Jahre Erfahrung", 12),
        ("a team of 12", None),
    ],
)
def test_the_least_number_of_years_is_read(text: str, years: int | None) -> None:
    assert required_years(text) == years


def test_raw_matches_name_their_entry_and_document() -> None:
    (match,) = _match("Kubernetes").raw["required_skills"]["Kubernetes"]
    assert match == {
        "type": "experience",
        "title": "Senior Software Engineer, Nordlys Energy",
        "match_type": "exact",
        "match_score": 1.0,
        "source": "cv.md",
        "evidence_id": "experience.0.achievements.1",
    }


def test_preferred_counts_half_and_responsibilities_nothing() -> None:
    found = _match(
        "Python",
        preferred_skills=["Certified scuba diver"],
        responsibilities=["Repair ships' engines"],
    )
    assert found.coverage_score == pytest.approx(1 / 1.5, abs=0.001)
    assert [gap["category"] for gap in found.gaps] == ["preferred_skills"]


def test_older_keys_mean_the_same() -> None:
    database = _database()
    database["professional_experience"] = database.pop("experience")
    found = match_requirements(
        {"required": ["Kubernetes"], "nice_to_have": ["C++"]}, database, today=TODAY
    )
    assert found.matches == {
        "requirements.required.0": ["experience.0.achievements.1"],
        "requirements.nice_to_have.0": ["skills.technical.0"],
    }
    assert found.raw["required"]["Kubernetes"][0]["title"] == (
        "Senior Software Engineer, Nordlys Energy"
    )


def test_a_statement_given_twice_is_mapped_once() -> None:
    found = _match("M.Sc. in Informatik", education="M.Sc. in Informatik")
    assert list(found.final) == ["required_skills"]


def test_nothing_against_nothing() -> None:
    assert match_requirements({}, {}, today=TODAY) == Matching({}, {}, {}, 0.0, [])
    assert _match("Python", database={}).gaps[0]["gap_type"] == "missing"


WORDS = st.sampled_from(
    "Python Kubernetes Go good Java JavaScript C C++ 5+ years of or and ( ) such as sales , team"
    " leadership Postgres 経験 degree".split()
)


@given(st.lists(st.lists(WORDS, max_size=12).map(" ".join), max_size=5))
def test_scores_stay_in_range_and_matches_point_at_evidence(required: list[str]) -> None:
    database = _database()
    found = match_requirements({"required_skills": required}, database, today=TODAY)
    known = evidence_texts(database)
    assert 0.0 <= found.coverage_score <= 1.0
    for ids in found.matches.values():
        assert ids
        assert set(ids) <= set(known)
        assert len(set(ids)) == len(ids)
    for category in found.raw.values():
        for matches in category.values():
            scores = [match["match_score"] for match in matches]
            assert scores == sorted(scores, reverse=True)
            assert all(0.0 < score <= 1.0 for score in scores)
    for gap in found.gaps:
        assert gap["gap_type"] == ("weak" if gap["evidence"] else "missing")


# --- Levels --------------------------------------------------------------------------------------


def _assessed(requirement: str, **more: Any) -> Any:
    found = _match(requirement, database=_database(**more))
    return found.final["required_skills"][requirement], found.gaps


@pytest.mark.parametrize(
    ("asked", "held", "gap"),
    [
        ("German at level C1", {"name": "German", "level": "C2"}, ""),
        ("German at level C1", {"name": "Deutsch", "level": "verhandlungssicher"}, ""),
        ("German at level C1", {"name": "German", "level": "B2"}, "asked for at C1, shown at B2"),
        ("Fluent German", {"name": "German", "level": "A2"}, "asked for at C1, shown at A2"),
        ("German C1", {"name": "German"}, "no level is shown"),
        ("German or French", {"name": "French", "level": "native"}, ""),
        (
            "German C1, good English",
            {"name": "English", "level": "native"},
            "German is asked for; no document shows it",
        ),
    ],
)
def test_a_language_below_the_level_asked_is_a_weak_gap(
    asked: str, held: dict[str, str], gap: str
) -> None:
    assessed, gaps = _assessed(asked, languages=[held])
    assert assessed["is_gap"] is bool(gap)
    if gap:
        assert assessed["strength_summary"] == "LOW"
        assert [each["gap_type"] for each in gaps] == ["weak"]
        assert gap in gaps[0]["mitigation_strategy"]
    else:
        assert assessed["strength_summary"] == "HIGH"


@pytest.mark.parametrize(
    ("asked", "degree", "is_gap"),
    [
        ("Bachelor's degree in Computer Science", "BSc Computer Science", False),
        ("Master's degree in Computer Science", "BSc Computer Science", True),
        ("PhD in Computer Science", "M.Sc. Computer Science", True),
        ("Bachelor's or Master's degree in Computer Science", "BSc Computer Science", False),
        ("Degree in Computer Science or equivalent", "", False),
    ],
)
def test_a_lower_degree_than_asked_is_a_weak_gap(asked: str, degree: str, is_gap: bool) -> None:
    education = [{"degree": degree or "Computer Science courses", "institution": "TU Wien"}]
    assessed, gaps = _assessed(asked, education=education)
    assert assessed["is_gap"] is is_gap
    assert ("is asked for" in "".join(gap["mitigation_strategy"] for gap in gaps)) is is_gap


def test_basics_and_courses_are_no_practice() -> None:
    skills = {"skills": {"technical": ["Go (basic)"]}}
    certificate = {"certifications": [{"name": "Terraform for developers"}]}
    good, gaps = _assessed("Good programming skills in Go", **skills)
    assert good["is_gap"]
    assert "No more than the basics of Go" in gaps[0]["mitigation_strategy"]
    assert not _assessed("Basic knowledge of Go", **skills)[0]["is_gap"]
    practice, gaps = _assessed("Experience with Terraform", **certificate)
    assert practice["is_gap"]
    assert "course or certificate alone" in gaps[0]["mitigation_strategy"]
    assert not _assessed("Terraform", **certificate)[0]["is_gap"]
    used = {"experience": [{"title": "SRE", "company": "X", "achievements": ["Terraform at work"]}]}
    assert not _assessed("Experience with Terraform", **certificate, **used)[0]["is_gap"]


# --- Gaps ----------------------------------------------------------------------------------------


@given(st.lists(WORDS, min_size=1, max_size=6).map(" ".join))
def test_a_gap_never_turns_into_a_skill(missing: str) -> None:
    requirements = {
        "title": "Welder",
        "language": "en",
        "required_skills": [f"Certified in {missing} underwater welding"],
    }
    database = _database()
    found = match_requirements(requirements, database, today=TODAY)
    material = WritingMaterial(database, requirements, found.matches, TODAY)

    def rules(question: Question) -> BaseModel:
        return answer(schema_name(question.schema), question.prompt)

    cv = drive(write_cv(material), rules)
    letter = drive(write_letter(material), rules)
    told = [sentence.text for sentence in (*cv.sentences, *letter.sentences)]
    skills = [item for group in cv.document.skills for item in group.items]
    assert "welding" not in " ".join([*told, *skills]).casefold()
    assert set(skills) == {"C++", "PostgreSQL"}


def test_a_language_asked_for_in_a_compound_is_that_language() -> None:
    database = _database(languages=[{"name": "Deutsch", "level": "Muttersprache"}])
    asked = "Sehr gute Deutschkenntnisse in Wort und Schrift"
    found = _match(asked, database=database).final["required_skills"][asked]
    assert not found["is_gap"]
    assert [each["evidence_id"] for each in found["evidence"]] == ["languages.0.name"]


def test_a_preference_in_brackets_is_not_asked_for() -> None:
    database = _database(education=[{"degree": "Master of Science in Biology"}])
    asked = "Bachelor's degree (MBA preferred)"
    assert not _match(asked, database=database).final["required_skills"][asked]["is_gap"]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("Previous work on a respiratory or high-care ward", "Trains colleagues in wound care"),
        ("Knowledge of tracheostomy care", "Trains colleagues in wound care"),
        ("You write clearly, in English", "Write optimized SQL queries"),
        ("AWS Certified SysOps Administrator", "AWS Certified Developer"),
    ],
)
def test_a_word_that_merely_looks_alike_does_not_meet_a_requirement(asked: str, shown: str) -> None:
    database = _database(
        experience=[{"title": "Sister", "achievements": [shown]}],
        certifications=[{"name": "Certified Kubernetes Administrator (CKA)"}],
    )
    assert _match(asked, database=database).final["required_skills"][asked]["is_gap"]


def test_the_words_around_what_is_asked_weigh_nothing() -> None:
    plain = _match("Python").final["required_skills"]["Python"]
    for asked in ("You will need to know Python", "We expect Python", "Python setzen wir voraus"):
        found = _match(asked).final["required_skills"][asked]
        assert found["strength_summary"] == plain["strength_summary"] == "HIGH", asked


@pytest.mark.parametrize(
    ("months", "is_gap"), [("at least 12 months", False), ("at least 36 months", True)]
)
def test_months_of_experience_are_counted_from_the_dates(months: str, is_gap: bool) -> None:
    database = _database(
        experience=[
            {"title": "Welder", "company": "Kiosk", "start_date": "2020-01", "end_date": "2021-02"}
        ]
    )
    asked = f"Work as a welder for {months}"
    found = _match(asked, database=database).final["required_skills"][asked]
    assert (found["strength_summary"] != "HIGH") is is_gap
