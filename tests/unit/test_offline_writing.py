"""CVs and letters by rule: what they choose, how they put it, and that every word is covered."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.career.database import evidence_texts
from utils.career.dialogues import (
    Question,
    WritingMaterial,
    WrittenCV,
    WrittenLetter,
    drive,
    requirement_texts,
    write_cv,
    write_letter,
)
from utils.career.errors import CareerError
from utils.career.matching import match_requirements
from utils.career.offline import RULES_VERSION, UnknownRequestError, answer
from utils.career.prompts import fence, requirements_prompt
from utils.career.schema import (
    CoverLetter,
    JobRequirements,
    TailoredCV,
    WritingStyle,
)
from utils.llm.structured import schema_name

TODAY = date(2024, 6, 30)

DATABASE: dict[str, Any] = {
    "personal_info": {"name": "Mara Lindqvist", "email": "mara@example.org"},
    "experience": [
        {
            "title": "Senior Software Engineer",
            "company": "Nordlys Energy",
            "start_date": "2019-03",
            "end_date": "present",
            "duration": "March 2019 – present",
            "achievements": [
                "Mentored four junior engineers.",
                "Led a team of six that rebuilt the metering platform in Python and Kafka.",
                "Cut the nightly run for all areas from 9 hours to 40 minutes. Won an award.",
                "Introduced Kubernetes on AWS for 30 services; incidents fell by 45%.",
                "Introduced Kubernetes on AWS for 30 services; incidents fell by 45 %",
                "Mara Lindqvist is the calm centre of every incident",
                "She ran the reading group of the department",
            ],
            "responsibilities": [
                "Responsible for on-call rotations and postmortems",
                "Designed the PostgreSQL schema for 12 million meters",
                "Automated reporting for three ministries",
            ],
            "technologies": ["Python", "Kafka", "Kubernetes"],
        },
        {
            "title": "Backend Developer",
            "company": "Fjordbank",
            "start_date": "2014-08",
            "end_date": "2019-02",
            "duration": "2014 – 2019",
            "achievements": [
                "Payments API in Django that handled 2,000 requests per second",
                "Automated testing of the ledger with GitHub Actions",
                "Rewrote the fraud rules together with two analysts, which halved false alarms",
                "Moved 14 nightly jobs of the bank from one mainframe to a queue",
            ],
        },
        {
            "title": "Web Developer",
            "company": "Kiosk24",
            "start_date": "2006-01",
            "end_date": "2009-12",
            "duration": "2006 – 2009",
            "achievements": [
                "Maintained the web shop in PHP",
                "Wrote product pages for the catalogue",
                "Trained new staff in the shop",
                "Translated the shop into Danish",
            ],
        },
        {
            "title": "Volunteer",
            "company": "Redningsselskapet",
            "description": "Taught children to swim.",
        },
    ],
    "education": [{"degree": "M.Sc. Computer Science", "institution": "NTNU", "year": "2005"}],
    "skills": {"technical": ["Go", "SQL", "python"], "tools": ["Docker", "GitHub Actions"]},
}

REQUIREMENTS: dict[str, Any] = {
    "title": "Staff Engineer",
    "company": "Acme Cloud",
    "language": "en",
    "required_skills": [
        "4+ years of professional Python experience",
        "Experience with Docker and Kubernetes",
        "Good knowledge of SQL",
        "Scuba diving certificate",
    ],
    "preferred_skills": ["Kafka"],
    "responsibilities": ["Take part in on-call rotations"],
    "education": "Degree in computer science",
}


def _material(
    database: dict[str, Any] | None = None, **requirements: Any
) -> tuple[WritingMaterial, dict[str, str]]:
    database = DATABASE if database is None else database
    wanted = JobRequirements.model_validate(REQUIREMENTS | requirements).model_dump()
    matches = match_requirements(wanted, database, TODAY).matches
    return WritingMaterial(database, wanted, matches, TODAY), evidence_texts(database)


def _ask(question: Question) -> Any:
    return answer(schema_name(question.schema), question.prompt)


def _cv(database: dict[str, Any] | None = None, **requirements: Any) -> WrittenCV:
    return drive(write_cv(_material(database, **requirements)[0]), _ask)


def _letter(database: dict[str, Any] | None = None, **requirements: Any) -> WrittenLetter:
    return drive(write_letter(_material(database, **requirements)[0]), _ask)


# --- The CV ------------------------------------------------------------------------------------


def test_no_sentence_of_the_cv_goes_beyond_its_evidence() -> None:
    written = _cv()
    assert written.sentences
    assert written.dropped == ()


def test_every_role_is_kept_and_every_bullet_is_verbatim() -> None:
    roles = _cv().document.roles
    told = set(evidence_texts(DATABASE).values())
    assert [role.company for role in roles] == [
        "Nordlys Energy",
        "Fjordbank",
        "Kiosk24",
        "Redningsselskapet",
    ]
    assert all(bullet in told for role in roles for bullet in role.bullets)
    assert all(role.bullets for role in roles)


def test_bullets_that_answer_the_posting_come_first() -> None:
    first = _cv().document.roles[0].bullets[0]
    assert first == "Led a team of six that rebuilt the metering platform in Python and Kafka."


def test_recent_roles_get_at_most_six_bullets_old_ones_two_or_three() -> None:
    roles = _cv().document.roles
    assert len(roles[0].bullets) == 6
    assert len(roles[2].bullets) == 2
    relevant = _cv(required_skills=["PHP"]).document.roles[2].bullets
    assert len(relevant) == 3
    assert relevant[0] == "Maintained the web shop in PHP"


def test_what_two_documents_tell_is_shown_once() -> None:
    bullets = _cv(required_skills=["Kubernetes", "AWS"]).document.roles[0].bullets
    assert len([bullet for bullet in bullets if "Kubernetes" in bullet]) == 1


def test_what_another_bullet_tells_in_a_sentence_is_not_listed_again() -> None:
    role = {
        "title": "Developer",
        "company": "Lanternfish",
        "achievements": [
            "Developed a ferry booking system in Django for five harbours",
            "Ferry booking system in Django, jQuery and MySQL",
            "Ferry booking in Exeter, Plymouth and Bristol",
        ],
    }
    (shown,) = _cv({"experience": [role]}).document.roles
    assert shown.bullets == [role["achievements"][0], role["achievements"][2]]


def test_bullets_that_differ_in_a_figure_both_stay() -> None:
    sales = ["Sold 10 cars in May", "Sold 20 cars in May"]
    role = {"title": "Agent", "company": "Sales AS", "achievements": sales}
    assert len(_cv({"experience": [role]}).document.roles[0].bullets) == 2


def test_skills_are_those_of_the_evidence_asked_ones_first() -> None:
    reply = answer("tailored_cv", _prompt())
    assert isinstance(reply, TailoredCV)
    folded = [skill.casefold() for skill in reply.skills]
    assert set(folded) == {
        "python", "kafka", "kubernetes", "go", "sql", "docker", "github actions",
    }  # fmt: skip
    assert len(folded) == len(set(folded))
    assert set(folded[:5]) == {"python", "kafka", "kubernetes", "sql", "docker"}


def test_the_profile_is_quoted_where_there_is_one() -> None:
    profile = "Engineer for energy systems. Likes meters. Speaks Danish. Sails."
    assert _cv(DATABASE | {"summary": profile}).document.summary == (
        "Engineer for energy systems. Likes meters. Speaks Danish."
    )
    assert _cv().document.summary == (
        "Senior Software Engineer at Nordlys Energy. Earlier Backend Developer at Fjordbank."
    )


# --- The letter --------------------------------------------------------------------------------


@pytest.mark.parametrize("language", "en de fr es it nl pt sv no da pl ja".split())
def test_no_sentence_of_the_letter_goes_beyond_its_evidence(language: str) -> None:
    written = _letter(language=language)
    assert len(written.sentences) >= 7
    assert written.dropped == ()


def test_the_letter_has_the_length_of_a_letter() -> None:
    paragraphs = _letter().document.paragraphs
    assert 4 <= len(paragraphs) <= 5
    assert 200 <= len(" ".join(paragraphs).split()) <= 350


def test_the_letter_is_in_the_language_of_the_posting() -> None:
    assert "bewerbe ich mich" in _letter(language="de").document.paragraphs[0]
    assert "ma candidature" in _letter(language="fr").document.paragraphs[0]
    assert "mi candidatura" in _letter(language="es").document.paragraphs[0]
    assert "Jag söker tjänsten" in _letter(language="sv").document.paragraphs[0]
    assert "I am applying" in _letter(language="ja").document.paragraphs[0]


def test_bullets_become_sentences() -> None:
    text = "\n".join(_letter().document.paragraphs)
    assert "At Nordlys Energy, I led a team of six that rebuilt the metering platform" in text
    assert "I introduced Kubernetes on AWS for 30 services; incidents fell by 45%." in text
    assert "I cut the nightly run for all areas from 9 hours to 40 minutes." in text
    assert "I am responsible for on-call rotations and postmortems." in text
    assert "I automated reporting for three ministries." not in text


def test_a_requirement_is_quoted_only_before_what_shows_it() -> None:
    role = {
        "title": "Analyst",
        "company": "Meter AS",
        "achievements": ["Performed data cleaning and quality checks on customer records"],
    }
    asked = ["Perform product demos to customers", "Product development in a team"]
    text = " ".join(_letter({"experience": [role]}, required_skills=asked).document.paragraphs)
    assert "“" not in text
    assert "I performed data cleaning" in text


def test_a_degree_that_is_not_reached_yet_is_no_education_of_the_letter() -> None:
    for end, told in (("2027-06", False), ("2024-06", True), ("present", False)):
        degree = {"degree": "M.Sc. Computer Science", "institution": "NTNU", "end_date": end}
        text = " ".join(_letter(DATABASE | {"education": [degree]}).document.paragraphs)
        assert ("NTNU" in text) == told


def test_posts_are_told_newest_first() -> None:
    text = " ".join(_letter(required_skills=["Payments API in Django"]).document.paragraphs[1:])
    assert text.index("Nordlys") < text.index("Fjordbank")


@pytest.mark.parametrize("words", [100, 250])
def test_a_letter_is_about_as_long_as_asked(words: int) -> None:
    material = replace(_material()[0], style=WritingStyle(letter_words=words))
    text = " ".join(drive(write_letter(material), _ask).document.paragraphs)
    assert 0.8 * words <= len(text.split()) <= 1.2 * words


def test_bullets_in_a_script_without_spaces_are_told() -> None:
    role = {
        "title": "エンジニア",
        "company": "ポラリス",
        "achievements": ["決済システムの応答時間を半分に短縮しました"],
    }
    text = " ".join(_letter({"experience": [role]}).document.paragraphs)
    assert "決済システム" in text


def test_a_bullet_that_opens_with_no_verb_follows_a_colon() -> None:
    text = "\n".join(_letter().document.paragraphs)
    assert (
        "Also from this work: Payments API in Django that handled 2,000 requests per second; "
        "Automated testing of the ledger with GitHub Actions." in text
    )


def test_present_tense_counts_only_for_a_post_still_held() -> None:
    role = {
        "title": "Head of Sales",
        "company": "Fisk AS",
        "start_date": "2020",
        "end_date": "present",
        "achievements": ["Manage the accounts of 40 shops", "Support of new customers abroad"],
    }
    held = "\n".join(_letter({"experience": [role]}).document.paragraphs)
    assert "At Fisk AS, I manage the accounts of 40 shops." in held
    assert "Also from this work: Support of new customers abroad." in held
    left = _letter({"experience": [role | {"end_date": "2022"}]}).document.paragraphs
    assert "I manage" not in "\n".join(left)


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("PLATFORM TEAM LEAD (M/F/D)", "position of Platform Team Lead at Acme Cloud."),
        ("HEAD OF IT", "position of Head of IT at Acme Cloud."),
        ("Data Engineer (m/w/d)", "position of Data Engineer at Acme Cloud."),
        ("QA Engineer (Python)", "position of QA Engineer (Python) at Acme Cloud."),
    ],
)
def test_the_title_is_told_as_one_would_write_it(title: str, told: str) -> None:
    assert told in _letter(title=title).document.paragraphs[0]


def test_a_name_that_ends_in_a_stop_ends_the_sentence() -> None:
    assert " at Acme Inc. " in _letter(company="Acme Inc.").document.paragraphs[0]


def test_one_fact_from_two_documents_is_told_once() -> None:
    role = {
        "title": "Engineer",
        "company": "Meter AS",
        "achievements": [
            "Rebuilt the ingestion of readings from 640,000 meters with Kafka, 2.4 million an hour",
            "Ingestion of readings from 640,000 meters with Kafka",
        ],
    }
    written = _letter({"experience": [role]})
    assert "\n".join(written.document.paragraphs).count("640,000") == 1


def test_praise_in_the_third_person_is_left_out() -> None:
    text = "\n".join(_letter(required_skills=["Reading group", "Incident"]).document.paragraphs)
    assert "calm centre" not in text
    assert "reading group" not in text


def test_a_sentence_that_names_an_employer_cites_it() -> None:
    for sentence in _letter().sentences:
        for number, role in enumerate(DATABASE["experience"]):
            if role["company"] in sentence.text:
                assert f"experience.{number}.company" in sentence.evidence


def test_education_is_told_only_where_a_degree_is_asked() -> None:
    assert "NTNU" in "\n".join(_letter().document.paragraphs)
    without = _letter(education=None, required_skills=["Computer science"]).document.paragraphs
    assert "NTNU" not in "\n".join(without)


def test_the_letter_never_speaks_of_what_no_evidence_meets() -> None:
    assert "cuba" not in "\n".join(_letter().document.paragraphs)


def test_without_evidence_the_cv_is_empty_and_the_letter_claims_nothing() -> None:
    cv = answer("tailored_cv", _prompt({}))
    assert cv == TailoredCV()
    letter = answer("cover_letter", _prompt({}))
    assert isinstance(letter, CoverLetter)
    cited = {
        key
        for paragraph in letter.paragraphs
        for sentence in paragraph.sentences
        for key in sentence.evidence
    }
    assert cited == {"requirements.title", "requirements.company"}


TEXT = st.sampled_from(
    "Led 12 people.|Built it in Go|Designed|responsible for X|5 %|Développé une API|Leitung: Team"
    "|I wrote docs. She read them.|  |2019|Present|Python".split("|")
)
ROLE = st.fixed_dictionaries(
    {},
    optional={
        "title": TEXT,
        "company": TEXT,
        "duration": TEXT,
        "end_date": TEXT,
        "description": TEXT,
        "achievements": st.lists(TEXT, max_size=4),
    },
)


@given(
    st.lists(ROLE, max_size=3),
    st.lists(TEXT, max_size=3),
    st.sampled_from(["en", "de", "fr", "es", "ja", ""]),
)
def test_all_that_is_cited_exists(
    roles: list[dict[str, Any]], required: list[str], language: str
) -> None:
    """Whatever the database holds: citations resolve and bullets stay with their own role."""
    database = {"experience": roles}
    known = evidence_texts(database)
    wanted = {"language": language, "required_skills": required}
    prompt = _prompt(database, wanted)
    cv, letter = answer("tailored_cv", prompt), answer("cover_letter", prompt)
    assert isinstance(cv, TailoredCV)
    assert isinstance(letter, CoverLetter)
    for role in cv.roles:
        for bullet in role.bullets:
            (cited,) = bullet.evidence
            assert cited.startswith(f"{role.entry}.")
            assert known[cited].strip() == bullet.text
    for paragraph in letter.paragraphs:
        assert paragraph.sentences
        for sentence in paragraph.sentences:
            assert sentence.text.strip()
            assert set(sentence.evidence) <= set(known) | set(requirement_texts(wanted))


# --- The dispatcher ----------------------------------------------------------------------------


def _prompt(
    database: dict[str, Any] | None = None, requirements: dict[str, Any] | None = None
) -> str:
    database = DATABASE if database is None else database
    wanted = REQUIREMENTS if requirements is None else requirements
    matches = match_requirements(wanted, database, TODAY).matches
    return "\n".join(
        fence(tag, json.dumps(value))
        for tag, value in (
            ("career_evidence", evidence_texts(database)),
            ("requirements", requirement_texts(wanted)),
            ("matches", matches),
        )
    )


def test_a_posting_in_a_prompt_is_answered() -> None:
    reply = answer("job_requirements", requirements_prompt("Baker\n\nRequirements\n- Bread\n"))
    assert isinstance(reply, JobRequirements)
    assert (reply.title, reply.required_skills) == ("Baker", ["Bread"])


@pytest.mark.parametrize(
    ("schema_name", "prompt", "words"),
    [
        ("weather_report", "Will it rain?", "no rule answers"),
        ("job_requirements", "List what this asks for.", "<job_posting>"),
        ("tailored_cv", fence("career_evidence", "{}"), "<requirements>"),
        ("cover_letter", fence("career_evidence", "not json"), "<career_evidence>"),
        ("cover_letter", fence("career_evidence", "[]"), "must hold a JSON object"),
    ],
)
def test_a_request_no_rule_answers_is_refused(schema_name: str, prompt: str, words: str) -> None:
    with pytest.raises(UnknownRequestError, match=words) as caught:
        answer(schema_name, prompt)
    assert caught.value.schema_name == schema_name
    assert isinstance(caught.value, CareerError)


def test_the_version_is_a_short_digest() -> None:
    assert len(RULES_VERSION) == 12
    assert set(RULES_VERSION) <= set("0123456789abcdef")
