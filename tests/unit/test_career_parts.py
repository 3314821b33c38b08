"""Long documents in parts: no role is lost, told twice or torn from its bullets."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.career import offline
from utils.career.career_parts import split_career
from utils.career.dialogues import MAX_PART_CHARS, drive, extract_experience
from utils.career.documents import Document
from utils.career.schema import Experience

HEADERS = (
    "{title}\n{company}\n{dates}",
    "{title}, {company} ({dates})",
    "{dates}\n{company}\n{title}",
)


def career(header: str, seed: int, roles: int = 24) -> tuple[str, list[tuple[str, int]]]:
    """A long CV, and the employer and number of bullets of each of its roles."""
    dice = random.Random(seed)
    lines, told = ["Robin Vale", "", "WORK EXPERIENCE", ""], []
    for number in range(roles):
        company, year = f"Harbour Works {number}", 2024 - number
        dates = f"02/{year} – 01/{year + 1}"
        bullets = [
            f"- Delivered programme {number}.{index} with nine partners, cutting delays by "
            f"{dice.randint(2, 60)}% and writing the report that the board adopted"
            for index in range(dice.choice([2, 10, 40]))
        ]
        lines += [header.format(title="Dock Engineer", company=company, dates=dates), *bullets, ""]
        told.append((company, len(bullets)))
    return "\n".join([*lines, "EDUCATION", "BSc Mathematics, University of Leeds, 1994"]), told


def extracted(text: str) -> list[Experience]:
    document = Document(Path("cv.txt"), "cv.txt", text, blocks=())
    return drive(
        extract_experience(document),
        lambda question: offline.answer("document_extraction", question.prompt),
    ).extraction.experiences


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("seed", range(4))
def test_every_role_of_a_long_career_is_told_once_with_all_its_bullets(
    header: str, seed: int
) -> None:
    text, told = career(header, seed)
    assert len(text) > 1.5 * MAX_PART_CHARS
    found = [
        (role.company, len(role.achievements) + len(role.responsibilities))
        for role in extracted(text)
    ]
    assert found == told


def test_a_part_begins_with_its_heading_and_a_whole_entry() -> None:
    text, _ = career(HEADERS[0], 0)
    for part in split_career(text, 6_000, 500)[1:-1]:
        assert part.text.startswith("WORK EXPERIENCE\nDock Engineer\nHarbour Works ")


def test_a_text_that_fits_is_one_part() -> None:
    (part,) = split_career("short", 5, 1)
    assert (part.start, part.end, part.text) == (0, 5, "short")


@given(
    st.lists(
        st.sampled_from(["Experience", "Nurse, Oak Clinic", "2016 – 2018", "- x" * 9, "", "y"])
    ),
    st.integers(8, 120),
)
def test_parts_cover_any_text_and_fit(lines: list[str], max_chars: int) -> None:
    text = "\n".join(lines)
    parts = split_career(text, max_chars, max_chars // 4)
    assert parts[0].start == 0
    assert parts[-1].end == len(text)
    for part, following in itertools.pairwise(parts):
        assert part.start < following.start <= part.end
    for part in parts:
        assert len(part.text) <= max_chars
        assert part.text.endswith(text[part.start : part.end])


@pytest.mark.parametrize(("max_chars", "overlap_chars"), [(0, 0), (10, 3), (10, -1)])
def test_a_split_that_cannot_be_is_refused(max_chars: int, overlap_chars: int) -> None:
    with pytest.raises(ValueError, match="max_chars"):
        split_career("text", max_chars, overlap_chars)
