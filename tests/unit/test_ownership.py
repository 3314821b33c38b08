"""Degrees of responsibility: what a clause claims, in verbs, nouns and set phrases."""

from __future__ import annotations

import pytest

from utils.career.ownership import BUILT, HELPED, LED, OBSERVED, clauses, most_shown


def claimed(text: str) -> int | None:
    return next(clauses(text)).claims


@pytest.mark.parametrize(
    ("text", "degree"),
    [
        ("Shadowed the on-call engineers", OBSERVED),
        ("Sat in on planning sessions", OBSERVED),
        ("Helped to build the billing system", HELPED),
        ("Assisted in designing the API", HELPED),
        ("Took part in the migration", HELPED),
        ("Was part of a team that built the API", HELPED),
        ("Partnered with sales", HELPED),
        ("Built the billing system", BUILT),
        ("Integrated single sign-on", BUILT),
        ("Development of the parcel API", BUILT),
        ("Led the migration", LED),
        ("I was in charge of the migration", LED),
        ("Head of the project to move to the cloud", LED),
        ("Mitarbeit an der Plattform", HELPED),
        ("Entwicklung der Plattform", BUILT),
        ("Leitung der Entwicklung", LED),
        ("Apoyé en la creación de campañas", HELPED),
        ("Dirigí la campaña", LED),
        ("Participation à la refonte", HELPED),
        ("開発プロジェクトを主導", LED),
        ("開発を支援", HELPED),
    ],
)
def test_a_clause_claims_a_degree(text: str, degree: int) -> None:
    assert claimed(text) == degree


@pytest.mark.parametrize(
    "text",
    [
        "API for billing",
        "Based in Berlin",
        "Skilled in Python",
        "Worked with sales to plan campaigns",
        "The complete life cycle",
        "An industry-leading bank",
        "A change leading to fewer calls",
        "Leadership",
    ],
)
def test_an_unmarked_clause_claims_nothing(text: str) -> None:
    assert claimed(text) is None


def test_all_that_follows_help_is_help() -> None:
    for text in (
        "Assisted in designing and building a billing system",
        "Helped to design and build a billing system",
        "Supported the lead developer, who designed a billing system",
    ):
        assert {clause.shows for clause in clauses(text)} == {HELPED}


def test_evidence_counts_by_the_clause_about_the_same_thing() -> None:
    given = [
        *clauses("Helped to migrate the billing system."),
        *clauses("Led the introduction of code reviews."),
        *clauses("Engineering Manager"),
    ]
    [billing] = clauses("Ran the billing migration")
    [reviews] = clauses("Started code reviews")
    assert most_shown(billing.stems, given) == HELPED
    assert most_shown(reviews.stems, given) == LED


@pytest.mark.parametrize("word", ["Mitarbeiter", "Participants", "supporters", "collaborateurs"])
def test_a_word_for_people_is_no_help(word: str) -> None:
    assert claimed(f"{word} of 600 events") is None


def test_help_told_at_the_end_lessens_what_others_did_but_no_lead() -> None:
    assert claimed("The reports were migrated with my support") == HELPED
    assert claimed("I led the migration of reports with my assistance") == LED
