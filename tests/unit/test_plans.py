"""Plans: what of them is followed, and what the rules plan."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from utils.career.database import evidence_texts
from utils.career.plans import BULLET_ID, entry_of, heeded, left_out, relevance
from utils.career.rule_plan import MAX_ENTRIES, plan_by_rule
from utils.career.schema import ApplicationPlan, PlannedFact, WritingStyle
from utils.career.writing_brief import WritingBrief

DATABASE: dict[str, Any] = {
    "personal_info": {"name": "Ada Example"},
    "experience": [
        {
            "title": "Engineer",
            "company": "Nordlys",
            "start_date": "2021",
            "end_date": "present",
            "achievements": [f"Built service {word}" for word in "one two three four".split()]
            + ["Moved five services to Kafka", "Wrote the guide", "Wrote the guide."],
        },
        {
            "title": "Clerk",
            "company": "Kiosk",
            "start_date": "2001",
            "end_date": "2003",
            "responsibilities": ["Sold papers", "Counted cash", "Swept the floor"],
        },
    ],
    "education": [{"degree": "BSc", "institution": "Wexcombe", "coursework": ["Logic"]}],
    "skills": {"technical": ["Kafka", "Cobol"]},
    "certifications": [{"name": f"Course {year}", "year": str(year)} for year in range(2010, 2018)],
}
EVIDENCE = evidence_texts(DATABASE)
KAFKA = "experience.0.achievements.4"
MATCHES = {
    "requirements.required_skills.0": [KAFKA, "skills.technical.0"],
    "requirements.preferred_skills.0": ["certifications.0.name"],
}
BRIEF = WritingBrief(
    EVIDENCE,
    {
        "requirements.required_skills.0": "Experience with Kafka",
        "requirements.preferred_skills.0": "Course",
    },
    MATCHES,
)


def plan(*leave_out: str, lead_with: tuple[str, ...] = ()) -> ApplicationPlan:
    return ApplicationPlan(
        lead_with=[PlannedFact(evidence=each, reason="best") for each in lead_with],
        leave_out=[PlannedFact(evidence=each, reason="nobody asks") for each in leave_out],
    )


def followed(*leave_out: str, lead_with: tuple[str, ...] = ()) -> list[str]:
    made = heeded(plan(*leave_out, lead_with=lead_with), EVIDENCE, relevance(MATCHES))
    return [point.evidence for point in made.leave_out]


# --- What of a plan is followed ------------------------------------------------------------------


def test_posts_studies_and_the_person_cannot_be_left_out() -> None:
    named = ("experience.0.title", "experience.1.company", "education.0", "personal_info.name")
    assert followed(*named) == []


def test_a_plan_that_leaves_out_a_post_leaves_out_its_bullets_but_one() -> None:
    assert followed("experience.1") == [
        "experience.1.responsibilities.1",
        "experience.1.responsibilities.2",
    ]


def test_the_bullet_that_stays_is_the_one_the_posting_cares_for() -> None:
    assert KAFKA not in followed("experience.0")


def test_a_skill_that_answers_a_requirement_stays() -> None:
    assert followed("skills.technical.0", "skills.technical.1") == ["skills.technical.1"]
    assert followed("skills.technical") == []


def test_what_is_led_with_is_not_left_out() -> None:
    assert followed("certifications.2", lead_with=("certifications.2.name",)) == []


def test_a_fact_of_an_entry_stands_for_the_entry_and_is_told_once() -> None:
    assert followed("certifications.1.name", "certifications.1", "certifications.1.year") == [
        "certifications.1"
    ]
    assert followed("education.0.coursework", "experience.0.technologies", "skills") == []


def test_an_entry_that_answers_a_requirement_stays() -> None:
    assert followed("certifications.0", "certifications.0.name") == []


def test_six_facts_are_led_with_at_most_each_once() -> None:
    named = tuple(key for key in EVIDENCE if key.startswith("certifications."))
    made = heeded(plan(lead_with=(named[0], *named)), EVIDENCE, {})
    assert [point.evidence for point in made.lead_with] == list(named[:6])


def test_facts_that_are_not_there_are_passed_over() -> None:
    made = heeded(plan("projects.9", "", lead_with=("experience.9.title",)), EVIDENCE, {})
    assert made == ApplicationPlan()


def test_an_entry_is_left_out_with_all_its_facts_and_no_other() -> None:
    made = plan("certifications.1")
    assert left_out(made, "certifications.1.name")
    assert not left_out(made, "certifications.10.name")


ids = st.sampled_from(
    [*EVIDENCE, "experience.0", "experience.1", "skills", "certifications.1", "education", "no.1"]
)


@given(st.lists(ids), st.lists(ids, max_size=4))
def test_no_plan_empties_a_post_or_hides_a_name(out: list[str], led: list[str]) -> None:
    made = heeded(plan(*out, lead_with=tuple(led)), EVIDENCE, relevance(MATCHES))
    kept = {key for key in EVIDENCE if not left_out(made, key)}
    for post in ("experience.0", "experience.1"):
        assert {f"{post}.title", f"{post}.company"} <= kept
        assert any(BULLET_ID.fullmatch(key) and entry_of(key) == post for key in kept)
    assert {"education.0.degree", "personal_info.name"} <= kept
    assert heeded(made, EVIDENCE, relevance(MATCHES)) == made


# --- What the rules plan -------------------------------------------------------------------------


def test_the_rules_lead_with_what_shows_most_of_a_requirement() -> None:
    first = plan_by_rule(BRIEF).lead_with[0]
    assert first == PlannedFact(evidence=KAFKA, reason="speaks to “Experience with Kafka”")


def test_the_rules_leave_out_what_is_told_twice() -> None:
    reasons = {each.evidence: each.reason for each in plan_by_rule(BRIEF).leave_out}
    assert reasons["experience.0.achievements.6"] == ("says the same as “Wrote the guide”")


def test_the_rules_show_fewer_bullets_of_a_post_on_one_page() -> None:
    one_page = WritingBrief(EVIDENCE, BRIEF.requirements, MATCHES, style=WritingStyle(cv_pages=1))
    shown = [
        sum(
            BULLET_ID.fullmatch(key) is not None and not left_out(plan_by_rule(brief), key)
            for key in EVIDENCE
            if entry_of(key) == "experience.0"
        )
        for brief in (BRIEF, one_page)
    ]
    assert shown == [6, 4]


def test_the_rules_keep_the_newest_entries_and_those_that_answer_the_posting() -> None:
    made = plan_by_rule(BRIEF)
    kept = [
        DATABASE["certifications"][number]["name"]
        for number in range(8)
        if not left_out(made, f"certifications.{number}")
    ]
    assert kept == ["Course 2010", "Course 2014", "Course 2015", "Course 2016", "Course 2017"]
    assert len(kept) == MAX_ENTRIES["certifications"]


def test_a_course_of_some_days_goes_before_an_older_certificate() -> None:
    names = ["Diploma 2001", *(f"Course {number} (2 days)" for number in range(2010, 2018))]
    evidence = {f"certifications.{n}.name": name for n, name in enumerate(names)}
    made = plan_by_rule(WritingBrief(evidence, {}, {}))
    assert not left_out(made, "certifications.0")
    assert len(made.leave_out) == len(names) - MAX_ENTRIES["certifications"]


def test_what_the_rules_plan_is_followed_to_the_letter() -> None:
    made = plan_by_rule(BRIEF)
    assert heeded(made, EVIDENCE, relevance(MATCHES)) == made
