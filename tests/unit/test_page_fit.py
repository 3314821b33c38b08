"""CVs that have to fit on one or two pages: what goes, in which order, and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from utils.career.dialogues import BackedSentence, WritingMaterial, WrittenCV
from utils.career.export_pdf import pages_taken
from utils.career.page_fit import fitted
from utils.career.schema import (
    ApplicationPlan,
    Award,
    CVDocument,
    CVRole,
    Education,
    PersonalInfo,
    SkillGroup,
)

POSTS = 6
BULLETS = 9


def bullet(post: int, number: int) -> str:
    return f"Bullet {number} of post {post}, which is long enough to take a line and then some " * 2


def written(posts: int = POSTS, bullets: int = BULLETS, max_pages: int | None = 2) -> WrittenCV:
    document = CVDocument(
        max_pages=max_pages,
        personal=PersonalInfo(name="Nell Arkwright"),
        summary="An engineer.",
        roles=[
            CVRole(
                title=f"Engineer {post}",
                company=f"Company {post}",
                duration=str(2020 - post),
                bullets=[bullet(post, number).strip() for number in range(bullets)],
                technologies=["Python"],
            )
            for post in range(posts)
        ],
        education=[Education(degree="BSc", institution="Wexcombe", coursework=["Logic"])],
        skills=[SkillGroup(name="technical", items=["Python"])],
        awards=[Award(name="Employee of the month")],
    )
    sentences = tuple(
        BackedSentence(text, (f"experience.{post}.achievements.{number}",))
        for post, role in enumerate(document.roles)
        for number, text in enumerate(role.bullets)
    )
    return WrittenCV(document, ApplicationPlan(), sentences, ())


def material(**matches: list[str]) -> WritingMaterial:
    database: dict[str, Any] = {"awards": [{"name": "Employee of the month"}]}
    asked = {f"requirements.required_skills.{key[1:]}": ids for key, ids in matches.items()}
    return WritingMaterial(database, {}, asked, date(2026, 1, 1))


@pytest.mark.parametrize("max_pages", [1, 2])
def test_a_long_cv_is_shortened_until_it_fits_in_every_design(max_pages: int) -> None:
    before = written(max_pages=max_pages)
    assert pages_taken(before.document) > max_pages
    after = fitted(before, material()).document
    assert pages_taken(after) == max_pages
    assert [role.title for role in after.roles] == [role.title for role in before.document.roles]
    assert [each.degree for each in after.education] == ["BSc"]
    assert after.roles[0].bullets


def test_a_cv_that_fits_is_left_as_it_is() -> None:
    short = written(posts=2, bullets=2)
    assert fitted(short, material()) == short


def test_without_a_limit_nothing_is_left_out() -> None:
    long = written(max_pages=None)
    assert fitted(long, material()) == long


def test_what_does_not_fit_is_told_and_is_no_sentence_of_the_cv() -> None:
    after = fitted(written(), material())
    shown = {text for role in after.document.roles for text in role.bullets}
    assert {sentence.text for sentence in after.sentences} == shown
    dropped = {each.text: each.reason for each in after.left_out}
    assert set(dropped.values()) == {"left out so that the CV fits on 2 pages"}
    all_bullets = {
        bullet(post, number).strip() for post in range(POSTS) for number in range(BULLETS)
    }
    assert all_bullets - shown == set(dropped)


def test_new_posts_keep_more_bullets_than_old_ones() -> None:
    told = [len(role.bullets) for role in fitted(written(), material()).document.roles]
    assert told == sorted(told, reverse=True)
    assert told[0] > told[-1]


def test_no_more_goes_than_has_to() -> None:
    after = fitted(written(), material())
    last = next(each for each in reversed(after.left_out) if each.text.startswith("Bullet"))
    cv = after.document.model_copy(deep=True)
    post = int(last.text.split("post ")[1][0])
    cv.roles[post].bullets.append(last.text)
    assert pages_taken(cv) == 3


def test_bullets_that_answer_the_posting_stay_longest() -> None:
    asked = "experience.5.achievements.8"
    without = fitted(written(), material()).document.roles[5].bullets
    told = fitted(written(), material(r0=[asked])).document.roles[5].bullets
    assert bullet(5, 8).strip() not in without
    assert bullet(5, 8).strip() in told


def test_an_entry_that_answers_the_posting_outlives_bullets_that_do_not() -> None:
    asked = material(r0=["awards.0.name"])
    assert [each.name for each in fitted(written(), asked).document.awards] == [
        "Employee of the month"
    ]


def test_a_cv_too_long_without_all_that_can_go_is_left_as_it_is() -> None:
    long = written(posts=60, bullets=1, max_pages=1)
    assert pages_taken(long.document) > 1
    assert fitted(long, material()) == long


def test_a_bullet_that_two_posts_share_goes_with_the_evidence_of_its_own_post() -> None:
    shared = written()
    for role in shared.document.roles:
        role.bullets[:] = ["Wrote the weekly report for the board of the company"] * BULLETS
    sentences = tuple(
        BackedSentence(text, (f"experience.{post}.achievements.{number}",))
        for post, role in enumerate(shared.document.roles)
        for number, text in enumerate(role.bullets)
    )
    after = fitted(replace(shared, sentences=sentences), material())
    for post, role in enumerate(after.document.roles):
        own = [
            each for each in after.sentences if each.evidence[0].startswith(f"experience.{post}.")
        ]
        assert len(own) == len(role.bullets)
